r"""What a theorem says, for a reader: letters, tensors, conditions, the operators, and the claim.

The claim stands as it was written, as an equation of operators; each operator is defined the first
time it occurs, from the definition that is run and proved; below it stand the cells, where they say
more. Conditions that follow from others are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symconv.data.letters import to_size
from symconv.formulas.conventional import IndexStyle, Script
from symconv.formulas.phrases import layer_settings, phrase_latex
from symconv.formulas.polynomials import in_text, polynomial
from symconv.formulas.sizes import size_as_written
from symconv.language.terms import (
    Condition,
    Hypothesis,
    Letter,
    Monomial,
    Quotient,
    Size,
    Variable,
    alternatives,
    at_least,
    coefficients,
    collapse,
    substitute,
    variable_poly,
    variables,
    without,
)
from symconv.language.words import Vec, fresh
from symconv.proof.derivation.equation_chain import determined
from symconv.proof.derivation.equivalent_methods import other_words
from symconv.proof.derivation.implication import Follows
from symconv.proof.derivation.index_names import IndexNames
from symconv.proof.derivation.printed_derivation import Short, script_of
from symconv.proof.derivation.shown_conditions import shown_conditions
from symconv.proof.derivation.unfolding import Places, height, inner_values, stretched_in_one_way
from symconv.proof.trusted.statement import mentioned
from symconv.symbolic.claims import AtMost, Claim, Divides, Equal
from symconv.symbolic.logic import Combined, Exists, Not
from symconv.symbolic.tensors import (
    SymbolicScalar,
    SymbolicTensor,
    as_scalar,
    as_symbolic,
)
from symconv.symbolic.written import Written


@dataclass(frozen=True)
class Prose:
    """Words, with formulas between dollar signs where the medium has formulas."""

    text: str


@dataclass(frozen=True)
class Display:
    """A formula on a line of its own."""

    formula: str


Part = Prose | Display


@dataclass(frozen=True)
class Typesetting:
    """How a statement is set.

    Parameters
    ----------
    plain : bool
        Plain text; else LaTeX.
    index : {"subscript", "brackets"}
        How a position is written behind a tensor.
    """

    plain: bool = False
    index: IndexStyle = "subscript"

    def formula(self, text: str) -> str:
        """Return a formula inside prose."""
        return text if self.plain else f"${text}$"

    def size(self, value: Size) -> str:
        """Return a size."""
        return in_text(value) if self.plain else polynomial(value)

    def written(self, written: Written) -> str:
        """Return a value as it was written."""
        return repr(written) if self.plain else phrase_latex(written)

    @property
    def at_least(self) -> str:
        """The relation of a letter to its smallest value."""
        return ">=" if self.plain else r"\ge"


def claim_formula(claim: Claim, setting: Typesetting) -> str:
    """Return a claim with both sides as they were written; a method that has other words is said in them."""
    if isinstance(claim, Combined):
        return _combined_formula(claim, setting)
    signs = {AtMost: ("<=", r"\le"), Divides: ("divides", r"\mid")}
    sign = signs.get(type(claim), ("=", "="))[0 if setting.plain else 1]
    both = shown_sides(claim, setting)
    if both:
        left, right = map(setting.written, both)
    else:
        left, right = (size_formula(side, setting) for side in (claim.left, claim.right))
    return f"{left} {sign} {right}"


def given_formula(claim: Claim, setting: Typesetting) -> str:
    """Return a claim that is given: ``r + 1 <= s`` as ``r < s``, any other as it was written."""
    if type(claim) is AtMost and claim.letters:
        less, more = to_size(claim.left, "left"), to_size(claim.right, "right")
        if coefficients(less).get(()) == 1 and not coefficients(more).get(()):
            return f"{setting.size(less - 1)} < {size_formula(claim.right, setting)}"
    return claim_formula(claim, setting)


def _combined_formula(claim: Combined, setting: Typesetting) -> str:
    """Return claims about sizes with the word, or the sign, that puts them together."""
    if isinstance(claim, Not):
        return _failing_formula(claim.left, setting)
    if isinstance(claim, Exists):
        return _existence_formula(claim, setting)
    texts = [claim_formula(side, setting) for side in claim.sides]
    nested = [isinstance(side, Combined) for side in claim.sides]
    one, other = (f"({t})" if inner else t for t, inner in zip(texts, nested, strict=True))
    word = claim.word if setting.plain else rf"\ \text{{{claim.word}}}\ "
    return f"{one} {word} {other}"


def _existence_formula(claim: Exists, setting: Typesetting) -> str:
    """Return that there is a value of a letter with which a claim holds."""
    running = [f"{size_formula(claim.left, setting)} {setting.at_least} {claim.letter.minimum}"]
    inner = claim.right
    while isinstance(inner, Exists):
        letter = size_formula(inner.left, setting)
        running.append(f"{letter} {setting.at_least} {inner.letter.minimum}")
        inner = inner.right
    start, end = "there is " if len(running) == 1 else "there are ", " with "
    if not setting.plain:
        start, end = rf"\text{{{start}}}", rf"\text{{{end}}}"
    return f"{start}{', '.join(running)}{end}{claim_formula(inner, setting)}"


def _failing_formula(claim: Claim, setting: Typesetting) -> str:
    """Return that a claim about sizes fails, by the sign of the opposite."""
    signs = {
        Equal: ("!=", r"\ne"),
        AtMost: (">", ">"),
        Divides: ("does not divide", r"\nmid"),
    }
    if type(claim) not in signs:
        text = claim_formula(claim, setting)
        return f"not ({text})" if setting.plain else rf"\neg ({text})"
    sign = signs[type(claim)][0 if setting.plain else 1]
    left, right = (size_formula(side, setting) for side in (claim.left, claim.right))
    return f"{left} {sign} {right}"


def size_formula(side: object, setting: Typesetting) -> str:
    """Return a side about sizes as it was written."""
    if isinstance(side, tuple | list) and len(side) == 1:
        return size_formula(side[0], setting)
    if isinstance(side, tuple | list):
        return f"({', '.join(size_formula(entry, setting) for entry in side)})"
    return size_as_written(side, setting.plain)


def shown_sides(claim: Claim, setting: Typesetting) -> list[Written]:
    """Return what is shown on the two sides of a claim about tensors or scalars."""
    both = sides(claim)
    return both if setting.plain else [other_words(side) or side for side in both]


def given_letters(found: Iterable[Letter], setting: Typesetting) -> str:
    """Return letters with their smallest values: ``I, k >= 1 and p >= 0``."""
    ordered = sorted(set(found))
    groups = []
    for minimum in (1, 0):
        names = [setting.size(variable_poly(one)) for one in ordered if one.minimum == minimum]
        if names:
            groups.append(setting.formula(f"{', '.join(names)} {setting.at_least} {minimum}"))
    return " and ".join(groups)


def sides(claim: Claim) -> list[Written]:
    """Return what was written on the two sides of a claim about tensors or scalars; nothing for sizes."""
    both = (claim.left, claim.right)
    on_letters = any(isinstance(side, SymbolicTensor | SymbolicScalar) for side in both)
    if not on_letters and (claim.letters or isinstance(claim, Combined) or not _reads(claim)):
        return []
    return [_on_letters(side).written for side in both]


def _reads(claim: Claim) -> bool:
    """Return whether a claim reads a tensor or a scalar."""
    stated = claim.statement()
    return any(term.atoms for term in stated.left + stated.right)


def _on_letters(side: object) -> SymbolicTensor | SymbolicScalar:
    """Return a side as a value on letters, known arrays and numbers among them."""
    is_tensor = isinstance(side, SymbolicTensor) or hasattr(side, "shape")
    return as_symbolic(side, "a side") if is_tensor else as_scalar(side)


def tensors(claim: Claim) -> dict[str, Written]:
    """Return the tensors that a claim speaks of, by name, in the order in which they occur."""
    found: dict[str, Written] = {}
    for side in sides(claim):
        for written in inner_values(side):
            if written.operation == "tensor":
                found.setdefault(str(written.parameters[0]), written)
    return found


def open_conditions(
    hypotheses: Sequence[Hypothesis], known: Sequence[Hypothesis], follows: Follows
) -> list[Hypothesis]:
    """Return the hypotheses that do not follow from the letters' minima, what is given, and each other."""
    kept = [h for h in dict.fromkeys(hypotheses) if h not in known and not _is_minimum(h)]
    for hypothesis in list(kept):
        others = [h for h in kept if h != hypothesis]
        if _follows(hypothesis, (*known, *others), follows):
            kept = others
    return kept


def settled(size: Size, known: Sequence[Hypothesis], follows: Follows) -> Size:
    """Return a size, 0 or -1 put for every ``floor(e/n)`` that is known to be no other number."""
    values: dict[Variable, Size] = {}
    for rounded in variables(size):
        for value in (0, -1):
            if isinstance(rounded, Quotient) and _is_rounded_to(rounded, value, known, follows):
                values[rounded] = value
    return substitute(size, values)


def _is_rounded_to(
    rounded: Quotient, value: int, known: Sequence[Hypothesis], follows: Follows
) -> bool:
    above, below = rounded.numerator, rounded.denominator
    not_less = at_least(above, value * below)
    return follows(known, not_less) and follows(known, at_least((value + 1) * below, above + 1))


def unrounded(hypothesis: Hypothesis) -> Hypothesis:
    """Return ``e >= c*n`` for ``floor(e/n) >= c``, which says the same; anything else as it is."""
    if not isinstance(hypothesis, Condition) or hypothesis.relation != ">=":
        return hypothesis
    parts = coefficients(hypothesis.left)
    rest = dict(parts)
    least = -rest.pop((), 0)
    if len(rest) != 1:
        return hypothesis
    ((monomial, number),) = rest.items()
    if number != 1 or len(monomial) != 1 or not isinstance(monomial[0], Quotient):
        return hypothesis
    rounded = monomial[0]
    return at_least(rounded.numerator, least * rounded.denominator)


def _follows(hypothesis: Hypothesis, known: Sequence[Hypothesis], follows: Follows) -> bool:
    choices = alternatives(hypothesis)
    return any(follows(known, choice) for choice in choices)


def _is_minimum(hypothesis: Hypothesis) -> bool:
    """Return whether a hypothesis says of a letter only what its smallest value says."""
    found = [v for v in mentioned(hypothesis) if isinstance(v, Letter)]
    return len(found) == 1 and hypothesis == at_least(variable_poly(found[0]), found[0].minimum)


def condition_formula(hypothesis: Hypothesis, script: Script) -> str:
    """Return a condition on sizes; of several at least one holds: ``a < max(s, d)``."""
    choices = [choice for choice in alternatives(hypothesis) if choice.decided() is not False]
    bounds = [apart(choice.left + 1) for choice in choices]
    is_inequality = all(choice.relation == ">=" for choice in choices)
    if len(choices) > 1 and is_inequality and len({less for _, less in bounds}) == 1:
        largest = ", ".join(script.size(greater) for greater, _ in bounds)
        name = "max" if script.in_text else r"\max"
        return f"{script.size(bounds[0][1])} < {name}({largest})"
    either = " or " if script.in_text else r"\ \text{or}\ "
    return either.join(size_relation(choice, script) for choice in choices)


def size_relation(condition: Condition, script: Script) -> str:
    """Return a condition on sizes in its shortest form: ``a < s``, or a size that is at least 1."""
    if condition.relation == "=":
        return script.relation(condition, frozenset())
    at_least, at_most = (">=", "<=") if script.in_text else (r"\ge", r"\le")
    whole = f"{script.size(condition.left + 1)} {at_least} 1"
    greater, less = apart(condition.left)
    more, fewer = apart(condition.left + 1)
    wide = f"{script.size(less)} {at_most} {script.size(greater)}"
    strict = f"{script.size(fewer)} < {script.size(more)}"
    return min(whole, wide, strict, key=len)


def apart(value: Size) -> tuple[Size, Size]:
    """Return the terms of a size that are positive, and those that are negative with the other sign.

    What stands together in ``d (k - 1)`` stays together.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> d, k, n = letter("d"), letter("k"), letter("n")
    >>> [str(side) for side in apart(n - d * (k - 1))]
    ['n', 'd*k - d']
    """
    parts = coefficients(value)
    positive = {m: _sign_of(m, parts) > 0 for m in parts}
    greater = collapse({m: n for m, n in parts.items() if positive[m]})
    less = collapse({m: -n for m, n in parts.items() if not positive[m]})
    return greater, less


def _sign_of(monomial: Monomial, parts: Mapping[Monomial, int]) -> int:
    """Return the sign of a term, or of the larger one ``c a b`` from which it takes away ``c a``."""
    number = parts[monomial]
    larger = (
        other
        for other, n in parts.items()
        if monomial
        and len(other) == len(monomial) + 1
        and n == -number
        and without(other, monomial) is not None
    )
    return parts[next(larger, monomial)]


def definitions(claim: Claim, setting: Typesetting, short: Short, follows: Follows) -> list[str]:
    """Return a line for each operator of a claim: its cell, by the definition that is run and proved.

    Of layers that differ in their parameters only, the one with most of them stands for all.
    """
    found: dict[tuple[object, ...], Written] = {}
    for side in shown_sides(claim, setting):
        for written in inner_values(side):
            key = _operator(written)
            if key and (key not in found or _preferred(written, found[key])):
                found[key] = written
    ordered = sorted(found.values(), key=lambda written: written.operation != "layer")
    hatted = stretched_in_one_way(sides(claim))
    return [definition_formula(written, setting, short, follows, hatted) for written in ordered]


def _preferred(written: Written, other: Written) -> bool:
    """Return whether a value shows more of its operator than another one, on simpler operands."""
    return (_parameters(written), -height(written)) > (_parameters(other), -height(other))


def _parameters(written: Written) -> int:
    return len(layer_settings(written.parameters[0])) if written.operation == "layer" else 0


def _operator(written: Written) -> tuple[object, ...]:
    """Return what an operator is apart from its operands; nothing for what needs no definition."""
    if written.operation == "layer":
        layer, method = written.parameters
        kind = type(layer).__name__, method, layer.padding_mode, len(written.arguments)
        return "layer", *kind, len(layer.kernel_size), bool(layer.channels)
    if written.operation in _FAMILIAR:
        return ()
    return written.operation, repr(written.parameters)


_FAMILIAR = frozenset(
    {
        "tensor",
        "ones",
        "array",
        "size",
        "cell",
        "+",
        "-",
        "negative",
        "*",
        "inner",
        "total",
        "over",
        "T",
        "@",
        "/",
        "[]",
        "at",
    }
)


def definition_formula(
    written: Written,
    setting: Typesetting,
    short: Short,
    follows: Follows,
    hatted: frozenset[str] = frozenset(),
) -> str:
    """Return ``(x * w)_o = ...``: a cell of a value by its definition, what it is made of as names."""
    places, names = Places(hatted=hatted), IndexNames()
    is_tensor = isinstance(written.value, SymbolicTensor)
    shape = written.value.tensor.shape if is_tensor else Vec(())
    _, position = fresh(shape, "o")
    names.place(position)
    at = tuple(map(variable_poly, position))
    start = places.at(written, at)
    sums, _ = determined(places.definition(written, at), only_renaming=True)
    names.add([start, sums], position)
    ranges = tuple(
        condition
        for entry, extent in zip(at, shape.entries, strict=True)
        for condition in (at_least(entry, 0), at_least(extent, entry + 1))
    )
    demands = tuple(demand.condition for demand in written.value.context.demands)
    shown = [shown_conditions(term, (*demands, *ranges), places, follows) for term in sums]
    script = script_of(places, names.names, short, setting.index, setting.plain)
    cell = script.sums(start, [()])
    if written.operation == "stretch" and not setting.plain:
        cell = f"{cell} = {_at(phrase_latex(written), script, at)}" if r"\hat" in cell else cell
    return f"{cell} = {script.sums(sums, shown)}"


def _at(text: str, script: Script, at: Sequence[Size]) -> str:
    return f"({text})_{{{', '.join(map(script.size, at))}}}"
