"""Derivations of claims about sizes, and of such claims put together: the parts, each derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import gcd

from symconv.data.letters import to_size
from symconv.errors import ProofError
from symconv.formulas.polynomials import in_text, polynomial
from symconv.language.common_divisors import DeterminedLetter
from symconv.language.extremes import folded, is_sign
from symconv.language.terms import (
    Quotient,
    Size,
    coefficients,
    floor_divide,
    variable_poly,
    variables,
)
from symconv.proof.derivation.printed_derivation import (
    Derivation,
    DerivedPart,
    WrittenLine,
    size_lines,
)
from symconv.proof.derivation.sizes import size_steps
from symconv.proof.kernel import Theorem
from symconv.proof.presentation.statement import Typesetting, apart, claim_formula, size_formula
from symconv.proof.question import Question, read
from symconv.symbolic.claims import AtMost, Claim, Divides, Equal, is_sizes
from symconv.symbolic.logic import And, Combined, Exists, Iff, Not, Or

Given = tuple[Claim, ...]


def size_derivation(question: Question, claim: Claim, theorem: Theorem | None = None) -> Derivation:
    """Return the lines of a claim about sizes; a divisor's claim is that the number is a multiple of it.

    Where no lines between its two sides are found, these are all that is shown of its theorem.

    Raises
    ------
    ProofError
        If none are found, and there is no theorem.
    """
    left, right = (_as_sizes(side) for side in (claim.left, claim.right))
    ends = [
        (size_formula(side, Typesetting()), size_formula(side, Typesetting(plain=True)))
        for side in (claim.left, claim.right)
    ]
    sides: tuple[tuple[Size, ...], tuple[Size, ...]] = (left, right)
    if isinstance(claim, Divides):
        (divisor,), (number,) = sides
        quotient = floor_divide(number, divisor)
        sides = (number,), (divisor * quotient,)
        ends = [ends[1], _size_product(divisor, quotient)]
    at_most = isinstance(claim, AtMost)
    try:
        steps, found = size_steps(question, *sides, at_most)
    except ProofError:
        if theorem is None:
            raise
        first, last = (WrittenLine(side, *end) for side, end in zip(sides, ends, strict=True))
        why = "by cases" if any(map(is_sign, question.quotients)) else ""
        relation = "<=" if at_most else "="
        last = replace(last, relation=relation, reason=why, reason_text=why)
        return Derivation((first, last), theorem)
    return Derivation(_with_reasons(size_lines(ends[0], steps, ends[1]), question), found)


def _with_reasons(lines: tuple[WrittenLine, ...], question: Question) -> tuple[WrittenLine, ...]:
    """Give a reason to equal sizes that are not one polynomial: what is given, or what a gcd is."""
    equations = [goal for one in question.given for goal in one.statement().goals]
    why = ""
    if any(goal.relation == "=" for goal in equations):
        why = "by what is given"
    elif any(isinstance(letter, DeterminedLetter) for letter in question.letters):
        why = "since a greatest common divisor divides both sizes"
    found = [lines[0]]
    for above, line in pairwise(lines):
        is_told = line.reason or line.relation != "=" or above.expression == line.expression
        found.append(line if is_told else replace(line, reason=why, reason_text=why))
    return tuple(found)


def _size_product(divisor: Size, quotient: Size) -> tuple[str, str]:
    def closed(size: Size, plain: bool) -> str:
        text = in_text(size) if plain else polynomial(size)
        return f"({text})" if len(coefficients(folded(size))) > 1 else text

    formula = rf"{closed(divisor, False)} \cdot {closed(quotient, False)}"
    return formula, f"{closed(divisor, True)}*{closed(quotient, True)}"


def _as_sizes(side: object) -> tuple[Size, ...]:
    entries = side if isinstance(side, tuple | list) else (side,)
    return tuple(to_size(entry, "a side") for entry in entries)


def combined_derivation(claim: Combined, given: Given, theorem: Theorem) -> Derivation:
    """Return the two sides of a claim that is put together, and the derivation of its parts.

    Parameters
    ----------
    claim : Combined
        What was proved.
    given : tuple of Claim
        Under which claims.
    theorem : Theorem
        That it holds.

    Notes
    -----
    Of ``And`` both sides are derived. Of ``Or`` the second is, where the first fails; of ``Iff``
    each is, where the other holds. A part that takes cases has no chain of its own: then only the
    theorem says that it holds.
    """
    lines = list(_sides(claim))
    parts = tuple(_parts(claim, given))
    last = lines[-1]
    if len(parts) < _needed(claim) and not last.reason:
        lines[-1] = replace(last, reason="by cases", reason_text="by cases")
    return Derivation(tuple(lines), theorem, parts=parts)


def _needed(claim: Combined) -> int:
    """Return how many parts have to be derived before the claim is."""
    return 2 if isinstance(claim, And | Iff) else 1


def _sides(claim: Combined) -> Iterator[WrittenLine]:
    """Yield the sides of a claim; of what fails, the claim and what is the same in other words."""
    if isinstance(claim, Exists):
        yield _stated(claim)
        if not claim.eliminated.letters:
            return
        letter = variable_poly(claim.letter)
        yield replace(
            _stated(claim.eliminated, "iff"),
            reason=f"elimination of ${polynomial(letter)}$",
            reason_text=f"elimination of {in_text(letter)}",
        )
        return
    if not isinstance(claim, Not):
        yield _stated(claim.left)
        second = _stated(claim.right, _JOINTS[type(claim)])
        is_rest = isinstance(claim, Or) and _says_the_same(_failing(claim.left), claim.right)
        why = "this says that the first fails" if is_rest else ""
        yield replace(second, reason=why, reason_text=why)
        return
    yield _stated(claim)
    if isinstance(claim.left, Equal):
        yield from _apart(claim.left)
    elif isinstance(claim.left, Divides):
        yield from _remainder(claim.left)


def _says_the_same(one: Claim, other: Claim) -> bool:
    return one.statement().goals == other.statement().goals


_JOINTS: dict[type[Combined], str] = {And: "and", Or: "or", Iff: "iff"}


def _stated(claim: Claim, relation: str = "=") -> WrittenLine:
    formula, plain = (
        claim_formula(claim, Typesetting(plain=in_words)) for in_words in (False, True)
    )
    return WrittenLine((), formula, plain, relation=relation)


def _apart(claim: Claim) -> Iterator[WrittenLine]:
    """Yield that two sizes differ, without what both have, and the number that divides one of them only."""
    one, other = _as_sizes(claim.left), _as_sizes(claim.right)
    if len(one) != 1 or len(other) != 1:
        return
    difference = folded(one[0] - other[0])
    parts = coefficients(difference)
    factor = gcd(*(n for monomial, n in parts.items() if monomial))
    if factor < 2 or parts.get((), 0) % factor == 0:
        return
    more, fewer = apart(difference)
    formula = rf"{polynomial(more)} \ne {polynomial(fewer)}"
    reason = f"{factor} divides one side and not the other"
    yield WrittenLine((), formula, f"{in_text(more)} != {in_text(fewer)}", reason, reason, "iff")


def _remainder(claim: Claim) -> Iterator[WrittenLine]:
    """Yield that a size is no divisor of what a division leaves."""
    (divisor,), (number,) = _as_sizes(claim.left), _as_sizes(claim.right)
    quotient = floor_divide(number, divisor)
    rest = number - divisor * quotient
    if quotient == 0 or any(isinstance(v, Quotient) for v in variables(rest)):
        return
    whole, least = polynomial(divisor), polynomial(rest)
    multiple, plain = _size_product(divisor, quotient)
    yield WrittenLine(
        (),
        rf"{whole} \nmid {least}",
        f"{in_text(divisor)} does not divide {in_text(rest)}",
        f"${multiple}$ is left out",
        f"{plain} is left out",
        "iff",
    )


def _parts(claim: Combined, given: Given) -> Iterator[DerivedPart]:
    """Yield the derivation of each part that has one."""
    words = iter(("Indeed",) if isinstance(claim, Not | Exists) else ("First", "Second"))
    for supposed, part in _to_derive(claim):
        found = _derived(part, (*given, *supposed))
        if found is not None:
            said = (_stated(supposed[0]), _stated(part)) if supposed else ()
            yield DerivedPart(next(words), found, *said)


def _to_derive(claim: Combined) -> Iterator[tuple[Given, Claim]]:
    """Yield what is to be derived, and what is supposed for it."""
    left, right = claim.left, claim.right
    if isinstance(claim, Not):
        failing = _failing(left)
        both = (left.left, left.right) if isinstance(left, Equal) and is_sizes(left.left) else ()
        choices = [failing] if not both else [AtMost(a + 1, b) for a, b in (both, both[::-1])]
        yield from (((), choice) for choice in choices)
    elif isinstance(claim, Exists):
        yield (), claim.eliminated
    elif isinstance(claim, And):
        yield (), left
        yield (), right
    elif isinstance(claim, Iff):
        yield (left,), right
        yield (right,), left
    elif not _says_the_same(_failing(left), right):
        yield (_failing(left),), right


def _failing(claim: Claim) -> Claim:
    """Return what holds where a claim fails."""
    if isinstance(claim, Not):
        inner: Claim = claim.left
        return inner
    is_one = isinstance(claim, AtMost) and not isinstance(claim.left, tuple | list)
    return AtMost(claim.right + 1, claim.left) if is_one else Not(claim)


def _derived(part: Claim, given: Given) -> Derivation | None:
    """Return the derivation of a part; nothing where it takes cases."""
    if isinstance(part, Combined) or not part.letters:
        return None
    try:
        return size_derivation(read(part, given), part)
    except ProofError:
        return None
