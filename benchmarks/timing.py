"""Times of several works in turn, and what is read off them."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sympy.core.cache import clear_cache

Times = dict[str, list[float]]


@dataclass(frozen=True)
class Spread:
    """A median between the smallest and the largest of the values seen."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of some values."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    work, rival : str
        What was measured, and beside what.
    value : Spread
        A ratio, a rate or an exponent.
    unit : str
        What the value counts.
    least, most : float, optional
        The target: a bound from below or from above; neither where the line only informs.
    """

    work: str
    rival: str
    value: Spread
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the median reaches the target."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.value.median >= self.least) and (
            self.most is None or self.value.median <= self.most
        )

    def to_json(self) -> dict[str, object]:
        """Return it as JSON data."""
        return {**asdict(self), "met": self.is_met}


def in_turn(
    works: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> Times:
    """Run every work once in each round, with SymPy's cache empty, and return the seconds: of this process, unless told."""
    times: Times = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            clear_cache()
            gc.collect()
            start = clock()
            result = work()
            times[name].append(clock() - start)
            del result
    return times


def ratio(times: Times, slow: str, fast: str) -> Spread:
    """Return how many times longer one work takes than another, round by round."""
    return Spread.of([a / b for a, b in zip(times[slow], times[fast], strict=True)])


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of the line through the logarithms: 1 for linear growth."""
    return statistics.linear_regression(
        list(map(math.log, sizes)), list(map(math.log, values))
    ).slope
