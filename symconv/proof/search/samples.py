"""Runs on a few numbers what is to follow or to be equal: what fails there is not worth a search. Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
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
APART = 7  # how far those lie apart that are taken first: of numbers in a row every remainder is soon met
MOST_POINTS = 9  # at which things are run

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
    put : dict
        Assumptions with the numbers of a setting put in.
    """

    legal: Callable[[], Iterable[Mapping[Letter, int]]] = tuple
    known: dict[Hypotheses, tuple[Point, ...]] = field(default_factory=dict)
    put: dict[tuple[Hypothesis, int], Any] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Sequence[Mapping[Letter, int]]:
        """Some legal settings, large and small ones by turns."""
        listed = list(self.legal())[::-1]
        return [setting for start in range(APART) for setting in listed[start::APART]]

    def refute(self, assumptions: Hypotheses, goal: Condition) -> bool:
        """Return whether a goal is seen to fail where all assumptions hold."""
        return any(_holds(goal, point) is False for point in self.points(assumptions))

    def tell_apart(self, assumptions: Hypotheses, left: Expression, right: Expression) -> bool:
        """Return whether two expressions are seen to differ where all assumptions hold."""
        return any(_differ(left, right, point) for point in self.points(assumptions))

    def points(self, assumptions: Hypotheses) -> tuple[Point, ...]:
        """Return a few points at which all assumptions hold; none where none are found."""
        if assumptions not in self.known:
            self.known[assumptions] = tuple(islice(self._found(assumptions), MOST_POINTS))
        return self.known[assumptions]

    def _found(self, assumptions: Hypotheses) -> Iterator[Point]:
        for number, setting in enumerate(self.settings):
            try:
                still_open = self._open(assumptions, number)
                if still_open is None:
                    continue
                conditions = [c for c in still_open if isinstance(c, Condition)]
                free = {v for c in conditions for v in variables(c.left)}
                indices = tuple(sorted(v for v in free if isinstance(v, Index)))
                for order in ORDERS if indices else ORDERS[:1]:
                    at = next(points(indices, conditions, order), None)
                    if at is not None and all(_holds(h, at) for h in still_open):
                        yield {**setting, **at}
            except ZeroDivisionError:
                continue
            except ValueError:
                return  # a letter that no setting knows, or an index that runs without end

    def _open(self, assumptions: Hypotheses, number: int) -> list[Hypothesis] | None:
        """Return what is open at a setting; ``None`` where something fails there."""
        still_open = []
        for assumption in assumptions:
            key = assumption, number
            if key not in self.put:
                self.put[key] = substitute_condition(assumption, self.settings[number])
            verdict = self.put[key].decided()
            if verdict is False:
                return None
            if verdict is None:
                still_open.append(self.put[key])
        return still_open


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
