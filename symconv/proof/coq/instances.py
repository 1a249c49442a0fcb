"""The rules that replace variables as Coq proofs: instantiate, divide a free position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.errors import UnsupportedError
from symconv.language.terms import (
    AnyOf,
    Condition,
    Hypothesis,
    Index,
    Letter,
    Size,
    Sum,
    Variable,
    at_least,
    variable_poly,
)
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.lemmas import (
    Book,
    arguments,
    check_equation,
    expression,
    function,
    justified,
    opened,
    spelled,
    value_of,
)
from symconv.proof.coq.script import Scope, because, chained, each, minimum, nested, pointwise
from symconv.proof.trusted.statement import free


def instantiate(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay sizes put for letters and free indices."""
    values = dict(theorem.arguments[0])
    letters = [v for v in values if isinstance(v, Letter)]
    if len(theorem.obligations) > len(letters):
        raise UnsupportedError("sizes put for letters inside a quotient are not replayed in Coq")
    texts = {v: scope.spelling.inner(value) for v, value in values.items()}
    general = replace(
        scope, spelling=scope.spelling.replacing(texts), reach=scope.reach | set(values)
    )
    lines, minima = [], dict(scope.minima)
    for n, (letter, decided) in enumerate(zip(letters, theorem.obligations, strict=True), 1):
        text = general.spelling.condition(minimum(letter))
        lines.append(
            f"assert (m{n}' : {text}) by ({because('>=', justified(decided, scope, book))})."
        )
        minima[letter] = f"m{n}'"
    return "\n".join(
        [*lines, *_from_premise(theorem, scope, replace(general, minima=minima), book)]
    )


def replaced(theorem: Step) -> set[Variable]:
    """Return what an instance has no more."""
    return {variable for variable, _ in theorem.arguments[0]} - free(theorem.statement)


def divide_free(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a free index divided: its quotient and remainder are put into the premise."""
    _, index, quotient, remainder, divisor, offset = theorem.arguments
    (decided,) = theorem.obligations
    e, n = scope.spelling.inner(variable_poly(index) + offset), scope.spelling.inner(divisor)
    low = f"(nonneg_by _ ({n} - 1) {justified(decided, scope, book)} ltac:(ring))"
    texts: dict[Variable, str] = {quotient: f"({e} / {n})", remainder: f"({e} - {n} * ({e} / {n}))"}
    special = replace(
        scope, spelling=scope.spelling.replacing(texts), reach=scope.reach | {quotient, remainder}
    )
    lines, proofs = [], dict(scope.proofs)
    for number, (condition, lemma) in enumerate(
        zip(within(remainder, divisor), ("low", "high"), strict=True), 1
    ):
        tactic = because(">=", f"(quotient_{lemma} {e} {n} {low})")
        lines.append(
            f"assert (q{number}' : {special.spelling.condition(condition)}) by ({tactic})."
        )
        proofs[condition] = f"q{number}'"
    return "\n".join(
        [*lines, *_from_premise(theorem, scope, replace(special, proofs=proofs), book)]
    )


def put_in(theorem: Step) -> set[Variable]:
    """Return quotient and remainder of a free index that was divided."""
    return set(theorem.arguments[2:4])


def within(remainder: Index, divisor: Size) -> tuple[Condition, Condition]:
    """Return ``0 <= r`` and ``r < n``."""
    r = variable_poly(remainder)
    return at_least(r, 0), at_least(divisor, r + 1)


def _from_premise(theorem: Step, scope: Scope, there: Scope, book: Book) -> list[str]:
    """Return the proof of an equation from the premise in a scope where its variables have values."""
    check_equation(theorem)
    (premise,) = theorem.premises
    s, t = theorem.statement, premise.statement
    lines, there = _restated(list(zip(t.hypotheses, s.hypotheses, strict=False)), scope, there)
    left, right = (expression(side, there, book) for side in (t.left, t.right))
    first = chained(
        "radd",
        [_instance((a, scope), (b, there), book) for a, b in zip(s.left, t.left, strict=True)],
    )
    last = chained(
        "radd",
        [_instance((b, there), (a, scope), book) for a, b in zip(s.right, t.right, strict=True)],
    )
    step = there.use(book.step(premise))
    return [
        *lines,
        f"transitivity ({left}); [{first} | transitivity ({right}); [exact {step} | {last}]].",
    ]


def _restated(
    pairs: Sequence[tuple[Hypothesis, Hypothesis]], scope: Scope, there: Scope
) -> tuple[list[str], Scope]:
    """Return the proof of hypotheses ``(wanted, given)`` that are the same polynomials, and the scope after it."""
    lines, proofs = [], dict(there.proofs)
    for n, (wanted, given) in enumerate(pairs, 1):
        parts = given.conditions if isinstance(given, AnyOf) else (given,)
        cases = [
            "right; " * k + "left; " * (k + 1 < len(parts)) + because(c.relation, "x'")
            for k, c in enumerate(parts)
        ]
        pattern = "[x'|" * (len(parts) - 1) + "x'" + "]" * (len(parts) - 1)
        tactic = f"pose proof {scope.proofs[given]} as {pattern}; [{' | '.join(cases)}]"
        lines.append(f"assert (r{n}' : {there.spelling.hypothesis(wanted)}) by ({tactic}).")
        proofs[wanted] = f"r{n}'"
    return lines, replace(there, proofs=proofs)


def _instance(one: tuple[Sum, Scope], two: tuple[Sum, Scope], book: Book) -> str:
    """Return the tactic that proves a sum equal to the same sum with variables replaced, one way or the other."""
    (a, here), (b, there) = one, two
    same = function(spelled(a.indices, here), nested(spelled(a.indices, here), "tt"))
    conditions = each([because(c.relation, f"c{n}'") for n, c in enumerate(a.conditions, 1)])
    atoms = [
        pointwise(here.spelling.tensors[atom.tensor], ["ring"] * len(atom.at)) for atom in a.atoms
    ]
    alike = f"apply (f_equal2 rmul); [apply (f_equal of_Z); ring | {chained('rmul', atoms)}]"
    onto, back = (
        opened(x, "c", scope, book, [book.sum(y)]) for x, scope, y in ((a, here, b), (b, there, a))
    )
    return (
        f"apply (reindex _ _ {arguments(a, here, book)} {arguments(b, there, book)} {same} {same} "
        f"{value_of(a, here, book)} {value_of(b, there, book)}); "
        f"[{onto}split; [{conditions} | split; [reflexivity | {alike}]] | {back}split; [{conditions} | reflexivity]]"
    )
