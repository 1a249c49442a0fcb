"""The finite ranges that the conditions of a sum show, index by index. Trusted: an infinite sum has no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from typing import TypeAlias

from symconv.language.terms import (
    Condition,
    Index,
    Letter,
    Monomial,
    Size,
    Sum,
    at_least,
    coefficients,
    collapse,
    variable_poly,
    variables,
)
from symconv.proof.trusted.statement import Hypotheses, Statement, indices_divided, occurring


@dataclass(frozen=True)
class Interval:
    """An index from `low` up to, but not including, `high`; two conditions say so."""

    index: Index
    low: Size
    high: Size
    conditions: tuple[Condition, Condition]


@dataclass(frozen=True)
class Point:
    """An index that an equation puts to ``dividend / divisor``; a divisor other than 1 must be shown to be positive.

    It is a product of letters that are at least 1, one more than the sum of two conditions, at
    least 1 by a hypothesis, or a sum of terms without a minus, one of which is positive.
    """

    index: Index
    dividend: Size
    divisor: Size
    sign: int
    equation: Condition
    positive: tuple[Letter, ...] | tuple[Condition, ...]


IndexRange: TypeAlias = Interval | Point


@lru_cache(maxsize=1024)  # the same sums stand on both sides of most steps
def ranges(term: Sum, hypotheses: Hypotheses = ()) -> tuple[IndexRange, ...] | None:
    """Return a range for every index of a sum, such that each mentions only earlier ones.

    Returns
    -------
    tuple of IndexRange or None
        ``None`` where the conditions show no finite range of an index, or a quotient mentions one:
        hidden in ``floor((n*i + i)/(n + 1))`` an index would bound itself.
    """
    if indices_divided(map(variable_poly, occurring(term)), term.indices):
        return None
    found: list[IndexRange] = []
    while len(found) < len(term.indices):
        known = {r.index for r in found}
        later = [i for i in term.indices if i not in known]
        runs = (r for i in later for r in _runs(term, i, set(later) - {i}))
        points = (r for i in later for r in _points(term, hypotheses, i, set(later) - {i}))
        new: IndexRange | None = next(chain(runs, points), None)
        if new is None:
            return None
        found.append(new)
    return tuple(found)


def is_finite(statement: Statement) -> bool:
    """Return whether every sum of a statement shows finite ranges."""
    return all(
        ranges(term, statement.hypotheses) is not None for term in statement.left + statement.right
    )


def tests(term: Sum, chosen: tuple[IndexRange, ...]) -> tuple[Condition, ...]:
    """Return the conditions that the ranges do not say already."""
    said = [c for r in chosen if isinstance(r, Interval) for c in r.conditions]
    said += [r.equation for r in chosen if isinstance(r, Point) and r.divisor == 1]
    return tuple(c for c in term.conditions if c not in said)


def _runs(term: Sum, index: Index, later: set[Index]) -> Iterator[IndexRange]:
    """Yield the range that two inequalities say literally."""
    own = [
        c
        for c in term.conditions
        if c.relation == ">=" and _factor(c, index) in (1, -1) and not variables(c.left) & later
    ]
    lows = [c for c in own if _factor(c, index) == 1]
    highs = [c for c in own if _factor(c, index) == -1]
    if lows and highs:
        i = variable_poly(index)
        yield Interval(index, i - lows[0].left, i + highs[0].left + 1, (lows[0], highs[0]))


def _points(
    term: Sum, hypotheses: Hypotheses, index: Index, later: set[Index]
) -> Iterator[IndexRange]:
    """Yield the point that an equation says, where its factor of the index is known to be positive."""
    for c in term.conditions:
        factor = _factor(c, index)
        if c.relation != "=" or factor is None or variables(c.left) & later:
            continue
        for sign in (1, -1):
            positive = _positive(term, hypotheses, sign * factor)
            if positive is not None:
                divisor = sign * factor
                yield Point(
                    index,
                    divisor * variable_poly(index) - sign * c.left,
                    divisor,
                    sign,
                    c,
                    positive,
                )


def _factor(condition: Condition, index: Index) -> Size | None:
    """Return what stands beside an index in a condition; ``None`` where it does not occur just once in each product."""
    held = {m: c for m, c in coefficients(condition.left).items() if index in m}
    if not held or any(m.count(index) > 1 for m in held):
        return None
    beside: dict[Monomial, int] = {}
    for monomial, coefficient in held.items():
        beside[tuple(v for v in monomial if v != index)] = coefficient
    return collapse(beside)


def _positive(
    term: Sum, hypotheses: Hypotheses, factor: Size
) -> tuple[Letter, ...] | tuple[Condition, ...] | None:
    products = coefficients(factor)
    if len(products) == 1:
        ((monomial, coefficient),) = products.items()
        known = [v for v in monomial if isinstance(v, Letter) and v.minimum >= 1]
        if coefficient == 1 and len(known) == len(monomial):
            return tuple(known)
    for a, b in combinations((c for c in term.conditions if c.relation == ">="), 2):
        if a.left + b.left == factor - 1:
            return a, b
    if at_least(factor, 1) in hypotheses:
        return (at_least(factor, 1),)
    return () if _is_positive(products) else None


def _is_positive(products: Mapping[Monomial, int]) -> bool:
    """Return whether no term can be negative and one is positive, whatever the letters are."""
    minima = []
    for monomial in products:
        leasts = (v.minimum if isinstance(v, Letter) else -1 for v in monomial)
        minima.append(min(leasts, default=1))
    no_minus = all(c > 0 for c in products.values()) and all(least >= 0 for least in minima)
    return no_minus and any(least >= 1 for least in minima)
