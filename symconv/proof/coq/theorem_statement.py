"""What a Coq file states in the end: plain sums over ranges, readable conditions; proved by the last step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.language.terms import (
    AnyOf,
    Condition,
    Expression,
    GivenEquation,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Variable,
)
from symconv.proof.coq.defined_sums import from_readable, to_readable
from symconv.proof.coq.gallina import Gallina
from symconv.proof.coq.nested_sums import expanded, hypothesis, readable
from symconv.proof.coq.scope import Lemma, Scope, minimum
from symconv.proof.coq.tactics import (
    Assertion,
    Command,
    Tactic,
    all_pattern,
    call,
    conjunction,
    exact,
    for_each,
    lines,
    numbered,
    sentences,
    then,
)
from symconv.proof.trusted.statement import Statement, free, mentioned

LINE = ",\n  "


class Outline(NamedTuple):
    """How a statement is laid out.

    Parameters
    ----------
    outside : tuple of Variable
        What it speaks of from the start.
    positions : tuple of Index
        What only its equation mentions.
    assumed : tuple of Hypothesis
        The minima of letters, and its hypotheses.
    goals : tuple of Condition
        The goals that are shown.
    """

    outside: tuple[Variable, ...]
    positions: tuple[Index, ...]
    assumed: tuple[Hypothesis, ...]
    goals: tuple[Condition, ...]


def outline(s: Statement, last: Lemma) -> Outline:
    """Return how a statement is laid out; goals that are decided are left out beside an equation."""
    about = set().union(*map(mentioned, s.hypotheses + s.goals))
    inside = {v for v in free(s) if not isinstance(v, Quotient) or v in last.variables}
    positions = tuple(sorted(v for v in inside - about if isinstance(v, Index)))
    outside = tuple(sorted(inside - set(positions)))
    assumed = (*(minimum(v) for v in outside if isinstance(v, Letter)), *s.hypotheses)
    shown = tuple(g for g in s.goals if not (g.decided() and has_equation(s)))
    return Outline(outside, positions, assumed, shown)


def has_equation(statement: Statement) -> bool:
    """Return whether a statement says that two expressions are equal."""
    return bool(statement.left or statement.right or statement.ranges or not statement.goals)


def stated(s: Statement, title: str, last: Lemma, gallina: Gallina) -> str:
    """Return the theorem a file is about, with its proof by the last step."""
    outside, positions, assumed, shown = outline(s, last)
    scope = _scope(s, outside, gallina)
    names = [*scope.minima.values(), *(scope.proofs[h] for h in s.hypotheses)]
    taken = numbered("g", s.goals)
    parts = [gallina.readable(goal) for goal in shown]
    tactics = [to_readable(goal, taken[s.goals.index(goal)], gallina) for goal in shown]
    if has_equation(s):
        parts.append(_equation(s, positions, gallina))
        taken.append("e'")
        tactics.append(_proof(s, positions, scope, last, taken))
    texts = [gallina.texts[v] for v in outside]
    introduced = " ".join(texts + [f"{name}p" for name in names])
    start = [Command(f"intros {introduced}")] if introduced else []
    restated = [_restated(h, name, gallina) for h, name in zip(assumed, names, strict=True)]
    used = [Command(f"pose proof {scope.use(last)} as {all_pattern(taken)}")] if shown else []
    given = "".join(_given(h, gallina) for h in assumed)
    return "\n".join(
        [
            f"Theorem {title} : {_for_all(texts, LINE)}{given}{_all(parts)}.",
            "Proof.",
            *lines(sentences(*start, *restated, *used, conjunction(tactics))),
            "Qed.",
        ]
    )


def _scope(statement: Statement, outside: tuple[Variable, ...], gallina: Gallina) -> Scope:
    letters = [v for v in outside if isinstance(v, Letter)]
    minima = dict(zip(letters, numbered("l", letters), strict=True))
    hypotheses = statement.hypotheses
    proofs = dict(zip(hypotheses, numbered("h", hypotheses), strict=True))
    quotients = [v for v in free(statement) if isinstance(v, Quotient)]
    return Scope(gallina, frozenset([*outside, *quotients]), minima, proofs)


def _for_all(texts: Iterable[str], after: str) -> str:
    names = " ".join(texts)
    return f"forall {names} : Z{after}" if names else ""


def _given(assumed: Hypothesis, gallina: Gallina) -> str:
    text = readable(assumed, gallina)
    return f"{text} ->\n  " if isinstance(assumed, Condition) else f"({text}) ->\n  "


def _all(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else " /\\\n  ".join(f"({part})" for part in parts)


def _restated(assumed: Hypothesis, name: str, gallina: Gallina) -> Tactic:
    """Return the tactic that brings a hypothesis into the form of the steps."""
    given = f"{name}p"
    if isinstance(assumed, GivenEquation):
        proof = _at_every_position(assumed, given, gallina)
    elif isinstance(assumed, AnyOf):
        proof = then(Command(f"clear - {given}"), Command("lia"))
    else:
        proof = from_readable(assumed, given, gallina)
    return Assertion(name, hypothesis(assumed, gallina), proof)


def _at_every_position(assumed: GivenEquation, given: str, gallina: Gallina) -> Tactic:
    """Return the tactic that proves an equation between tensors from the same with readable ranges."""
    ranges = numbered("r", assumed.ranges)
    names = [*(gallina.texts[i] for i in assumed.position), *ranges]
    if not names:
        return exact(given)
    kept = zip(assumed.ranges, ranges, strict=True)
    proofs = [to_readable(condition, name, gallina) for condition, name in kept]
    return for_each(then(Command(f"intros {' '.join(names)}"), Command(f"apply {given}")), *proofs)


def _equation(statement: Statement, positions: tuple[Index, ...], gallina: Gallina) -> str:
    quantified = _for_all([gallina.texts[v] for v in positions], ", ")
    ranges = "".join(f"{gallina.readable(c)} -> " for c in statement.ranges)
    left = _sums(statement.left, gallina)
    right = _sums(statement.right, gallina)
    return f"{quantified}{ranges}".rstrip() + f"\n    {left}\n    = {right}"


def _sums(side: Expression, gallina: Gallina) -> str:
    texts = [expanded(term, gallina) for term in side]
    if len(texts) == 1:
        return texts[0]
    return "\n      [+] ".join(f"({text})" for text in texts) or "rO"


def _proof(
    s: Statement, positions: tuple[Index, ...], scope: Scope, last: Lemma, taken: list[str]
) -> Tactic:
    """Return the tactic that proves the equation at a position from the last step at that position."""
    gallina = scope.gallina
    ranges = numbered("r", s.ranges)
    names = [*(gallina.texts[v] for v in positions), *(f"{name}p" for name in ranges)]
    steps: list[Tactic] = [Command(f"intros {' '.join(names)}")] if names else []
    for condition, name in zip(s.ranges, ranges, strict=True):
        proof = from_readable(condition, f"{name}p", gallina)
        steps.append(Assertion(name, gallina.condition(condition), proof))
    inside = Scope(gallina, scope.reach | set(positions), scope.minima, scope.proofs)
    fresh = [f"{name}p" for name in taken]
    used = Command(f"pose proof {inside.use(last)} as {all_pattern(fresh)}")
    return then(*steps, used, exact(call(fresh[-1], *ranges)))
