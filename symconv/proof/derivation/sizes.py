"""Derivations about sizes: what was written, what is left when rounding is carried out, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from symconv.errors import ProofError
from symconv.language.terms import (
    Condition,
    Quotient,
    Size,
    at_least,
    coefficients,
    equal,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.kernel import Theorem
from symconv.proof.question import Question
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.deduction import Rules
from symconv.proof.search.failure import Failed
from symconv.proof.search.signs import entailed_by_cases

Holds: TypeAlias = Callable[[Condition], bool]


@dataclass(frozen=True)
class SizeStep:
    """One line of a derivation about sizes.

    Parameters
    ----------
    sizes : tuple of Size
        What the line says of each axis, multiples of a divisor taken out of every rounding.
    since : tuple of triples of Size
        ``(low, number, beyond)`` with ``low <= number < beyond``: why a rounding has its value.
    relation : str
        How it stands to the line above: ``=`` or ``<=``.
    """

    sizes: tuple[Size, ...]
    since: tuple[tuple[Size, Size, Size], ...] = ()
    relation: str = "="


def size_steps(
    question: Question, left: Sequence[Size], right: Sequence[Size], at_most: bool
) -> tuple[list[SizeStep], Theorem]:
    """Return the lines from sizes to equal ones, or to ones that are no less, and the theorem that says so.

    Raises
    ------
    ProofError
        If a line is not found to follow.
    """
    statement = question.statement
    assumed = statement.hypotheses + question.definitions
    advisor = Advisor.new()

    def holds(condition: Condition) -> bool:
        return advisor.holds(assumed, condition)

    down = _rounded(tuple(left), tuple(right), holds, at_most)
    up = _rounded(tuple(right), tuple(left), holds, at_most)
    steps = list(_joined(down, up, at_most))
    goals = [goal for one, next_one in pairwise(steps) for goal in _goals(one, next_one)]
    rules, once = Rules(assumed, advisor), tuple(dict.fromkeys(goals))
    decided = entailed_by_cases(rules, once, question.quotients[::-1])
    if isinstance(decided, Failed):
        raise ProofError(decided.reason)
    return steps, decided


def _joined(down: list[SizeStep], up: list[SizeStep], at_most: bool) -> Iterator[SizeStep]:
    """Yield the lines of both sides, those of the right one from its end; what is said once is not said again."""
    yield from down
    last = down[-1].sizes
    reasons: list[tuple[tuple[Size, Size, Size], ...]] = [(), *(step.since for step in up[:0:-1])]
    relations = ["<=" if at_most else "=", *("=" for _ in up[1:])]
    for step, since, relation in zip(reversed(up), reasons, relations, strict=True):
        if step.sizes != last:
            yield SizeStep(step.sizes, since, relation)
        last = step.sizes


def _goals(one: SizeStep, other: SizeStep) -> Iterator[Condition]:
    relate = equal if other.relation == "=" else lambda a, b: at_least(b, a)
    for a, b in zip(one.sizes, other.sizes, strict=True):
        yield relate(a, b)


def _rounded(
    sizes: tuple[Size, ...], goals: tuple[Size, ...], holds: Holds, at_most: bool
) -> list[SizeStep]:
    """Return sizes, and what is left of them when their roundings get their values one by one."""
    steps = [SizeStep(sizes)]
    for quotient in sorted(_quotients(sizes), key=lambda q: len(q.name)):
        if quotient in _quotients(goals):
            continue
        value = _value(quotient, sizes, goals, holds, at_most)
        if value is not None:
            sizes = tuple(substitute(size, {quotient: value}) for size in sizes)
            low, beyond = value * quotient.denominator, (value + 1) * quotient.denominator
            steps.append(SizeStep(sizes, ((low, quotient.numerator, beyond),)))
    return steps


def _quotients(sizes: Sequence[Size]) -> set[Quotient]:
    return {v for size in sizes for v in variables(size) if isinstance(v, Quotient)}


def _value(
    quotient: Quotient, sizes: Sequence[Size], goals: Sequence[Size], holds: Holds, at_most: bool
) -> Size | None:
    """Return what a rounding is equal to: a small number, or what makes both sides equal."""
    candidates: list[Size] = [0, -1, 1]
    for size, goal in zip(sizes, goals, strict=True):
        difference = size - goal
        factor = coefficients(difference).get((quotient,), 0)
        if abs(factor) == 1 and not at_most:
            candidates.append(variable_poly(quotient) - factor * difference)
    for value in candidates:
        if quotient in variables(value):
            continue
        below = at_least(quotient.numerator, value * quotient.denominator)
        above = at_least((value + 1) * quotient.denominator, quotient.numerator + 1)
        if holds(below) and holds(above):
            return value
    return None
