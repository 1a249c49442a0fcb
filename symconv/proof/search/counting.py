"""Finds the value of a sum without tensors: it is empty, one point, an interval or a box. Untrusted.

Where its conditions leave an index between two multiples of a number, divisions are added (see
`divisions`). A division that mentions only what is counted, or only what is free, is carried along
and dropped from the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from itertools import product as pairs
from typing import NamedTuple

from symconv.language.terms import (
    Condition,
    Division,
    Index,
    Size,
    Sum,
    Variable,
    at_least,
    by_multiples,
    coefficients,
    equal,
    new_index,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules, chain, the_sum
from symconv.proof.search.divisions import Counted, enlargements
from symconv.proof.search.elimination import Values, solve, unit_variables
from symconv.proof.search.factorization import factors, product
from symconv.proof.search.failure import Failed, Found, Outcome, most_telling
from symconv.proof.search.patience import ONE_SYSTEM
from symconv.proof.trusted.statement import division


def value(rules: Rules, term: Sum) -> Outcome:
    """Prove a sum without tensors equal to a size; to nothing where it is empty."""
    parts = factors(term)
    if len(parts) > 1:
        values = []
        for part in parts:
            found = value(rules, part)
            if isinstance(found, Failed):
                return found
            values.append(found)
        return product(rules, term, values)
    return _first_found(_attempts(Counted(rules, term)), term)


def _first_found(attempts: Iterable[Outcome], term: Sum) -> Outcome:
    """Return the first theorem, else the most telling failure."""
    failures = []
    for found in attempts:
        if not isinstance(found, Failed):
            return found
        failures.append(found)
    said = {v for c in term.conditions for v in variables(c.left)}
    return most_telling(failures, said - set(term.indices))


def _attempts(counted: Counted) -> Iterator[Outcome]:
    """Yield what comes of each way to find the value: the sum as it is, then with divisions."""
    yield counted.rules.vanish(counted.term)
    yield from _shapes(counted)
    for enlarged in enlargements(counted):
        if isinstance(enlarged, Failed):
            yield enlarged
            continue
        tried = [Failed("the sum has no value that was found")]
        for found in _shapes(enlarged.counted):
            if not isinstance(found, Failed):
                yield chain(enlarged.theorem, found)
            else:
                tried.append(found)
        yield tried[:2][-1]


def _shapes(counted: Counted) -> Iterator[Outcome]:
    """Yield what comes of taking the sum for one point, a box or an interval."""
    known = _indices(_outer(counted.term))
    solved = _solve(counted, known)
    open_indices = [i for i in counted.term.indices if i not in solved and i not in known]
    if not open_indices:
        yield _count(counted, ())
    for size in range(2, len(open_indices) + 1):
        for indices in combinations(open_indices, size):
            yield _box(counted, indices)
    for j in (*(counter for counter, _ in counted.counters), *open_indices):
        yield _interval(counted, j)


def _outer(term: Sum) -> list[Division]:
    """Return the divisions of what is free in the sum."""
    return [d for d in term.divisions if not _operands(d) & set(term.indices)]


def _inner(term: Sum, kept: Iterable[Index]) -> list[Division]:
    """Return the divisions of what is counted."""
    counted = set(kept)
    others = set(term.indices) - counted
    return [
        d
        for d in term.divisions
        if _operands(d) & counted
        and not _operands(d) & others
        and not {d.quotient, d.remainder} & counted
    ]


def _operands(division: Division) -> set[Variable]:
    return variables(division.dividend) | variables(division.divisor)


def _indices(divisions: list[Division]) -> tuple[Index, ...]:
    return tuple(i for d in divisions for i in (d.quotient, d.remainder))


def _solve(counted: Counted, known: Iterable[Index]) -> Values:
    """Return the indices of the sum, and the counters, that are determined by the known ones."""
    counted.rules.advisor.patience.spend(ONE_SYSTEM)
    everything = {*counted.term.indices, *(j for j, _ in counted.counters)}
    return solve(counted.system(tuple(everything - set(known))))


class CountedRange(NamedTuple):
    """An index and the first and last value that it takes."""

    counter: Index
    low: Size
    high: Size

    @property
    def conditions(self) -> tuple[Condition, Condition]:
        """That it lies between the two."""
        place = variable_poly(self.counter)
        return at_least(place, self.low), at_least(self.high, place)


def _box(counted: Counted, indices: tuple[Index, ...]) -> Outcome:
    """Count independent indices, each with bounds of its own; the other conditions must follow from these."""
    box = []
    others = set(counted.term.indices) - set(_indices(_outer(counted.term)))
    for j in indices:
        lows: list[Size] = []
        highs: list[Size] = []
        for condition in counted.term.conditions:
            if condition.relation == ">=" and _is_bound(condition, j, others):
                sign = coefficients(condition.left)[j,]
                edge = variable_poly(j) - sign * condition.left
                (lows if sign == 1 else highs).append(edge)
        if not lows or not highs:
            return Failed(f"{j.name} has no bounds of its own")
        box.append(CountedRange(j, lows[0], highs[0]))
    return _count(counted, tuple(box))


def _is_bound(condition: Condition, j: Index, others: set[Index]) -> bool:
    used = variables(condition.left)
    return j in unit_variables(condition.left) and not used & (others - {j})


def _interval(counted: Counted, j: Index) -> Outcome:
    """Count one index that determines all others, between two of its bounds that are tight."""
    term = counted.term
    carried = _indices([*_outer(term), *_inner(term, (j,))])
    solved = _solve(counted, (j, *carried))
    if not set(term.indices) <= {*solved, j, *carried}:
        return Failed(f"{j.name} does not determine the other indices")
    lows, highs = _bounds(counted, j, solved)
    for point in [low for low in lows if low in highs and not carried]:
        found = _point(counted, {**_at(solved, j, point), j: point})
        if not isinstance(found, Failed):
            return found
    counters = (equal(variable_poly(new), e) for new, e in counted.counters)
    inside = counted.rules.assuming(*term.conditions, *counters)
    lows = [low for low in lows if inside.follows(at_least(variable_poly(j), low))]
    highs = [high for high in highs if inside.follows(at_least(high, variable_poly(j)))]
    greatest = [low for low in lows if low + 1 not in lows]
    least = [high for high in highs if high - 1 not in highs]
    if not greatest or not least:
        return Failed(f"{j.name} has no bounds that were found")
    intervals = (CountedRange(j, *ends) for ends in pairs(greatest, least))
    return _first_found((_count(counted, (interval,)) for interval in intervals), term)


def _at(solved: Values, j: Index, point: Size) -> Values:
    return {i: substitute(e, {j: point}) for i, e in solved.items()}


def _point(counted: Counted, solved: Mapping[Index, Size]) -> Outcome:
    target = Sum(weight=substitute(counted.term.weight, solved))
    return counted.rules.reindex(counted.term, target, {}, solved)


def _bounds(counted: Counted, j: Index, solved: Values) -> tuple[list[Size], list[Size]]:
    """Return candidates for the least and the greatest value of `j`, read off the conditions."""
    lows: dict[Size, None] = {}
    highs: dict[Size, None] = {}
    others = set(counted.term.indices) - set(_indices(_outer(counted.term)))
    compared = [c.left for c in counted.term.conditions if c.relation == ">="]
    for left in compared:
        for part in _parts(counted, substitute(left, solved)):
            if j not in unit_variables(part):
                continue
            sign = coefficients(part)[j,]
            edge = variable_poly(j) - sign * part
            if not variables(edge) & others:
                near = {edge + step: None for step in (0, 1, -1)}
                (lows if sign == 1 else highs).update(near)
    return list(lows), list(highs)


def _parts(counted: Counted, left: Size) -> Iterator[Size]:
    """Yield a size, its cofactors of positive letters and numbers, and that of a divisor where the dividend stands in it."""
    yield left
    letters = map(variable_poly, sorted(counted.rules.positive))
    numbers = sorted({abs(c) for c in coefficients(left).values()})
    divisors: list[Size] = [*letters, *numbers]
    for n in divisors:
        yield by_multiples(left, n)[0]
    for q, r, dividend, divisor in _outer(counted.term):
        excess = divisor * variable_poly(q) + variable_poly(r) - dividend
        for o in sorted(unit_variables(dividend) & variables(left)):
            whole = variable_poly(o) + coefficients(dividend)[o,] * excess
            yield by_multiples(substitute(left, {o: whole}), divisor)[0]


class Renamed(NamedTuple):
    """What stays of a sum, over fresh indices: the fresh names, and the divisions carried along."""

    values: Mapping[Index, Size]
    outer: tuple[Division, ...]
    inner: tuple[Division, ...]

    @classmethod
    def of(cls, term: Sum, kept: tuple[Index, ...]) -> Renamed:
        """Rename what is kept, and what is carried along."""
        outer, inner = _outer(term), _inner(term, kept)
        new = {i: new_index(i.name) for i in (*kept, *_indices([*outer, *inner]))}
        values: dict[Index, Size] = {i: variable_poly(j) for i, j in new.items()}

        def again(d: Division) -> Division:
            operands = substitute(d.dividend, values), substitute(d.divisor, values)
            return Division(new[d.quotient], new[d.remainder], *operands)

        return cls(values, tuple(map(again, outer)), tuple(map(again, inner)))

    def fresh(self, old: Index) -> Index:
        """Return the fresh name of an index."""
        (found,) = (v for v in variables(self.values[old]) if isinstance(v, Index))
        return found

    def interval(self, old: CountedRange) -> CountedRange:
        """Return an interval over the fresh names."""
        low, high = substitute(old.low, self.values), substitute(old.high, self.values)
        return CountedRange(self.fresh(old.counter), low, high)


def _count(counted: Counted, box: tuple[CountedRange, ...]) -> Outcome:
    """Map the sum to a box over fresh indices, count that index by index, drop the divisions carried along."""
    rules, term = counted.rules, counted.term
    renamed = Renamed.of(term, tuple(interval.counter for interval in box))
    values = renamed.values
    solved = _solve(counted, values)
    if not set(term.indices) <= {*solved, *values}:
        return Failed("the indices of the box do not determine the others")
    backward = {i: values.get(i, substitute(solved.get(i, 0), values)) for i in term.indices}
    intervals = [renamed.interval(interval) for interval in box]
    bare = _with_divisions(Sum(weight=substitute(term.weight, backward)), renamed.outer)
    indices = tuple(interval.counter for interval in intervals)
    ends = tuple(c for interval in intervals for c in interval.conditions)
    whole = kernel.source_with(bare, indices, ends)
    counters = dict(counted.counters)
    forward = {renamed.fresh(old): counters.get(old, variable_poly(old)) for old in values}
    found = rules.reindex(term, _with_divisions(whole, renamed.inner), forward, backward)
    found = _without(rules, found, whole, renamed.inner)
    for interval in intervals:
        if isinstance(found, Failed):
            return found
        counting = rules.count(the_sum(found), *interval)
        found = counting if isinstance(counting, Failed) else chain(found, counting)
    if isinstance(found, Failed):
        return found
    return _without(rules, found, Sum(weight=the_sum(found).weight), renamed.outer)


def _with_divisions(term: Sum, divisions: tuple[Division, ...]) -> Sum:
    """Return the sum as the kernel's rule adds divisions to it."""
    for d in divisions:
        larger = kernel.source_with(term, (d.quotient, d.remainder), division(*d))
        term = replace(larger, divisions=(*term.divisions, d))
    return term


def _without(
    rules: Rules, theorem: Outcome, smaller: Sum, divisions: tuple[Division, ...]
) -> Outcome:
    """Go on from the sum with divisions to the one without."""
    if isinstance(theorem, Failed):
        return theorem
    steps: list[Found] = []
    for d in divisions:
        step = rules.divide(smaller, d.dividend, d.divisor, (d.quotient, d.remainder))
        if isinstance(step, Failed):
            return step
        steps.append(step)
        smaller = the_sum(step)
    return chain(theorem, *(kernel.symmetric(step) for step in reversed(steps)))
