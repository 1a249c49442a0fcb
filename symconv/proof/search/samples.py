"""Runs on a few numbers what is to follow or to be equal: what fails there is not worth a search. Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from symconv.language.evaluation import evaluate, points
from symconv.language.terms import (
    Condition,
    Expression,
    Hypothesis,
    Index,
    Letter,
    Sum,
    substitute_condition,
    substitute_sum,
    variables,
)
from symconv.proof.trusted.statement import Hypotheses

MOST_SETTINGS = 24  # legal settings that are looked at
EVERY = 8  # of which one in so many is taken

Point: TypeAlias = Mapping[Any, int]


def _from_the_middle(values: range) -> Iterable[int]:
    middle = values[len(values) // 2]
    return sorted(values, key=lambda value: abs(value - middle))


ORDERS: tuple[Callable[[range], Iterable[int]], ...] = (_from_the_middle, reversed, iter)
"""In which order the values of an index are tried: both ends are where a bound fails."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Points at which assumptions hold: numbers for all letters, and for the indices that stand free.

    Parameters
    ----------
    legal : callable
        Yields legal settings of the letters.
    known : dict
        The points for lists of assumptions that were looked at.
    """

    legal: Callable[[], Iterable[Mapping[Letter, int]]] = tuple
    known: dict[Hypotheses, tuple[Point, ...]] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Sequence[Mapping[Letter, int]]:
        """Some legal settings, larger ones first."""
        return list(self.legal())[::-1][::EVERY]

    def refute(self, assumptions: Hypotheses, goal: Condition) -> bool:
        """Return whether a goal is seen to fail where all assumptions hold."""
        return any(_holds(goal, point) is False for point in self.points(assumptions))

    def tell_apart(self, assumptions: Hypotheses, left: Expression, right: Expression) -> bool:
        """Return whether two expressions are seen to differ where all assumptions hold."""
        return any(_differ(left, right, point) for point in self.points(assumptions))

    def points(self, assumptions: Hypotheses) -> tuple[Point, ...]:
        """Return a few points at which all assumptions hold; none where none are found."""
        if assumptions not in self.known:
            self.known[assumptions] = tuple(self._found(assumptions))
        return self.known[assumptions]

    def _found(self, assumptions: Hypotheses) -> Iterator[Point]:
        for setting in self.settings:
            try:
                here = [substitute_condition(h, setting) for h in assumptions]
                open_conditions = [c for c in here if isinstance(c, Condition) and not c.decided()]
                free = {v for c in open_conditions for v in variables(c.left)}
                indices = tuple(sorted(v for v in free if isinstance(v, Index)))
                for order in ORDERS if indices else ORDERS[:1]:
                    at = next(points(indices, open_conditions, order), None)
                    if at is not None and all(_holds(h, at) for h in here):
                        yield {**setting, **at}
            except (ValueError, ZeroDivisionError):
                continue  # a letter stands for something that no setting knows, or an index runs without end


def _holds(hypothesis: Hypothesis, point: Point) -> bool | None:
    """Return whether a condition holds at a point; ``None`` where that is open."""
    try:
        found: bool | None = substitute_condition(hypothesis, point).decided()
    except ZeroDivisionError:
        return None
    return found


def _differ(left: Expression, right: Expression, point: Point) -> bool:
    """Return whether two expressions differ at a point, factors in any order."""
    try:
        values: dict[Any, int] = {}
        for sign, side in ((1, left), (-1, right)):
            placed = tuple(
                substitute_sum(Sum(t.indices, t.conditions, t.atoms, t.weight), point) for t in side
            )
            for atoms, weight in evaluate(placed).items():
                key = tuple(sorted(atoms))
                values[key] = values.get(key, 0) + sign * weight
    except (ValueError, ZeroDivisionError):
        return False
    return any(values.values())
