"""What a Coq file states in the end: plain sums over ranges, readable conditions; proved by the last step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.language.terms import (
    AnyOf,
    Condition,
    Expression,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Variable,
)
from symconv.proof.coq.gallina import Spelling
from symconv.proof.coq.script import Lemma, Scope, conjunction, each, minimum
from symconv.proof.coq.sum_terms import expanded, from_readable, to_readable
from symconv.proof.trusted.statement import Statement, free, mentioned

LINE = ",\n  "


class Outline(NamedTuple):
    """What a statement says first of all variables, then assumes, and of positions, which only its equation mentions."""

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
    return Outline(
        outside,
        positions,
        assumed,
        tuple(g for g in s.goals if not (g.decided() and has_equation(s))),
    )


def stated(s: Statement, title: str, last: Lemma, spelling: Spelling) -> str:
    """Return the theorem a file is about, with its proof by the last step."""
    outside, positions, assumed, shown = outline(s, last)
    scope = _scope(s, outside, spelling)
    names = [*scope.minima.values(), *(scope.proofs[h] for h in s.hypotheses)]
    taken = [f"g{n}'" for n, _ in enumerate(s.goals, 1)]
    parts = [spelling.readable(goal) for goal in shown]
    tactics = [to_readable(goal, taken[s.goals.index(goal)], spelling) for goal in shown]
    if has_equation(s):
        parts.append(_equation(s, positions, spelling))
        taken.append("e'")
        tactics.append(_proof(s, positions, scope, last, taken))
    texts = [spelling.texts[v] for v in outside]
    introduced = " ".join(texts + [f"{name}p" for name in names])
    return "\n".join(
        [
            f"Theorem {title} : {_for_all(texts, LINE)}{''.join(_given(h, spelling) for h in assumed)}{_all(parts)}.",
            "Proof.",
            *([f"  intros {introduced}."] if introduced else []),
            *(_restate(h, name, spelling) for h, name in zip(assumed, names, strict=True)),
            *([f"  pose proof {scope.use(last)} as {conjunction(taken)}."] if shown else []),
            f"  {each(tactics)}.",
            "Qed.",
        ]
    )


def has_equation(statement: Statement) -> bool:
    """Return whether a statement says that two expressions are equal."""
    return bool(statement.left or statement.right or statement.ranges or not statement.goals)


def _scope(statement: Statement, outside: tuple[Variable, ...], spelling: Spelling) -> Scope:
    minima = {v: f"l{n}'" for n, v in enumerate((v for v in outside if isinstance(v, Letter)), 1)}
    proofs = {h: f"h{n}'" for n, h in enumerate(statement.hypotheses, 1)}
    quotients = (v for v in free(statement) if isinstance(v, Quotient))
    return Scope(spelling, frozenset([*outside, *quotients]), minima, proofs)


def _for_all(texts: Iterable[str], after: str) -> str:
    names = " ".join(texts)
    return f"forall {names} : Z{after}" if names else ""


def _given(hypothesis: Hypothesis, spelling: Spelling) -> str:
    text = spelling.readable(hypothesis)
    return f"({text}) ->\n  " if isinstance(hypothesis, AnyOf) else f"{text} ->\n  "


def _all(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else " /\\\n  ".join(f"({part})" for part in parts)


def _restate(hypothesis: Hypothesis, name: str, spelling: Spelling) -> str:
    """Return the tactic that brings a hypothesis into the form of the steps."""
    given = f"{name}p"
    tactic = (
        f"clear - {given}; lia"
        if isinstance(hypothesis, AnyOf)
        else from_readable(hypothesis, given, spelling)
    )
    return f"  assert ({name} : {spelling.hypothesis(hypothesis)}) by ({tactic})."


def _equation(statement: Statement, positions: tuple[Index, ...], spelling: Spelling) -> str:
    quantified = _for_all([spelling.texts[v] for v in positions], ", ")
    ranges = "".join(f"{spelling.readable(c)} -> " for c in statement.ranges)
    left, right = (_sums(side, spelling) for side in (statement.left, statement.right))
    return f"{quantified}{ranges}".rstrip() + f"\n    {left}\n    = {right}"


def _sums(side: Expression, spelling: Spelling) -> str:
    texts = [expanded(term, spelling) for term in side]
    return (
        texts[0] if len(texts) == 1 else "\n      [+] ".join(f"({text})" for text in texts) or "rO"
    )


def _proof(
    s: Statement, positions: tuple[Index, ...], scope: Scope, last: Lemma, taken: list[str]
) -> str:
    """Return the tactic that proves the equation at a position from the last step at that position."""
    given = [f"r{n}'" for n, _ in enumerate(s.ranges, 1)]
    names = [*(scope.spelling.texts[v] for v in positions), *(f"{name}p" for name in given)]
    steps = [f"intros {' '.join(names)}"] if names else []
    for condition, name in zip(s.ranges, given, strict=True):
        tactic = from_readable(condition, f"{name}p", scope.spelling)
        steps.append(f"assert ({name} : {scope.spelling.condition(condition)}) by ({tactic})")
    inside = Scope(scope.spelling, scope.reach | set(positions), scope.minima, scope.proofs)
    fresh = [f"{name}p" for name in taken]
    steps.append(
        f"pose proof {inside.use(last)} as {conjunction(fresh)}; exact ({' '.join([fresh[-1], *given])})"
    )
    return "; ".join(steps)
