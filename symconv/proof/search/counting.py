"""Finds the value of a sum without tensors: it is empty, one point, an interval or a box. Untrusted.

Where its conditions leave an index between two multiples of a number, divisions are added (see
`dividing`). A division that mentions only what is counted, or only what is free, is carried along
and dropped from the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import NamedTuple, TypeAlias

from symconv.errors import ProofError
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
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.divisions import Counted, enlarged, system
from symconv.proof.search.elimination import positive, solve, unit_variables
from symconv.proof.search.independent_factors import factors, product
from symconv.proof.search.index_maps import NoMaps
from symconv.proof.trusted.statement import Hypotheses, division

Attempt: TypeAlias = Callable[[], Theorem]


def value(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Prove a sum without tensors equal to a size; to nothing where it is empty.

    Raises
    ------
    NotEntailed or NoMaps
        From the most telling attempt: one that failed for a condition on sizes and positions only,
        if there is one.
    """
    parts = factors(term)
    if len(parts) > 1:
        return product(
            hypotheses, term, [value(hypotheses, part, advisor) for part in parts], advisor
        )
    counted = Counted(hypotheses, term, advisor)
    failures: list[ProofError] = []
    for attempt in _attempts(counted):
        try:
            return attempt()
        except ProofError as failure:
            failures.append(failure)
    raise min(failures, key=lambda failure: _telling(failure, term))


def _telling(failure: ProofError, term: Sum) -> int:
    if not isinstance(failure, NotEntailed):
        return 2
    found = variables(failure.goal.left)
    return (
        0
        if found
        and not any(isinstance(v, Index) and v in bound_later(failure, term) for v in found)
        else 1
    )


def bound_later(failure: NotEntailed, term: Sum) -> set[Variable]:
    """Return the variables of a failed goal that no statement about the sum leaves free."""
    kept = {v for c in term.conditions for v in variables(c.left)} - set(term.indices)
    return {v for v in variables(failure.goal.left) if isinstance(v, Index) and v not in kept}


def _attempts(counted: Counted) -> Iterator[Attempt]:
    yield lambda: kernel.ring(counted.hypotheses, (counted.term,), (), counted.advisor)
    yield from _shapes(counted)
    for enlarge in enlarged(counted):
        yield partial(_after, enlarge)


def _after(enlarge: Callable[[], tuple[Theorem, Counted]]) -> Theorem:
    """Add divisions, then look again."""
    larger, counted = enlarge()
    failure: ProofError = NoMaps("the sum has no value that was found")
    for n, attempt in enumerate(_shapes(counted)):
        try:
            return kernel.transitive(larger, attempt())
        except ProofError as error:
            failure = error if n == 0 else failure
    raise failure


def _shapes(counted: Counted) -> Iterator[Attempt]:
    known = _indices(_outer(counted.term))
    solved = _solve(counted, known)
    open_indices = [i for i in counted.term.indices if i not in solved and i not in known]
    if not open_indices:
        yield partial(_count, counted, (), ())
    for size in range(2, len(open_indices) + 1):
        for box in combinations(open_indices, size):
            yield partial(_box, counted, box)
    for j in (*(counter for counter, _ in counted.counters), *open_indices):
        yield partial(_interval, counted, j)


def _outer(term: Sum) -> list[Division]:
    """Return the divisions of what is free in the sum."""
    return [
        d
        for d in term.divisions
        if not (variables(d.dividend) | variables(d.divisor)) & set(term.indices)
    ]


def _inner(term: Sum, kept: tuple[Index, ...]) -> list[Division]:
    """Return the divisions of what is counted."""
    others = set(term.indices) - set(kept)
    about = [(d, variables(d.dividend) | variables(d.divisor)) for d in term.divisions]
    return [
        d
        for d, used in about
        if used & set(kept) and not used & others and not {d.quotient, d.remainder} & set(kept)
    ]


def _indices(divisions: list[Division]) -> tuple[Index, ...]:
    return tuple(i for d in divisions for i in (d.quotient, d.remainder))


def _solve(counted: Counted, known: Iterable[Index]) -> dict[Index, Size]:
    """Return the indices of the sum, and the counters, that are determined by the known ones."""
    everything = {*counted.term.indices, *(j for j, _ in counted.counters)}
    return solve(system(counted, tuple(everything - set(known))))


def _box(counted: Counted, box: tuple[Index, ...]) -> Theorem:
    """Count independent indices, each with bounds of its own; the other conditions must follow from these."""
    bounds = []
    others = set(counted.term.indices) - set(_indices(_outer(counted.term)))
    for j in box:
        own = [c.left for c in counted.term.conditions if c.relation == ">=" and _own(c, j, others)]
        lows = [variable_poly(j) - left for left in own if coefficients(left)[j,] == 1]
        highs = [variable_poly(j) + left for left in own if coefficients(left)[j,] == -1]
        if not lows or not highs:
            raise NoMaps(f"{j.name} has no bounds of its own")
        bounds.append((lows[0], highs[0]))
    return _count(counted, box, tuple(bounds))


def _own(condition: Condition, j: Index, others: set[Index]) -> bool:
    return j in unit_variables(condition.left) and not variables(condition.left) & (others - {j})


def _interval(counted: Counted, j: Index) -> Theorem:
    """Count one index that determines all others, between two of its bounds that are tight."""
    hypotheses, term, advisor = counted.hypotheses, counted.term, counted.advisor
    carried = _indices([*_outer(term), *_inner(term, (j,))])
    solved = _solve(counted, (j, *carried))
    if not set(term.indices) <= {*solved, j, *carried}:
        raise NoMaps(f"{j.name} does not determine the other indices")
    lows, highs = _bounds(counted, j, solved)
    if not carried:
        for point in [low for low in lows if low in highs]:
            try:
                return _point(
                    counted, {**{i: substitute(e, {j: point}) for i, e in solved.items()}, j: point}
                )
            except ProofError:
                continue
    assumed = (
        *hypotheses,
        *term.conditions,
        *(equal(variable_poly(new), e) for new, e in counted.counters),
    )
    lows = [low for low in lows if advisor.holds(assumed, at_least(variable_poly(j), low))]
    highs = [high for high in highs if advisor.holds(assumed, at_least(high, variable_poly(j)))]
    failures: list[ProofError] = []
    for bounds in (
        (low, high)
        for low in lows
        for high in highs
        if low + 1 not in lows and high - 1 not in highs
    ):
        try:
            return _count(counted, (j,), (bounds,))
        except ProofError as failure:
            failures.append(failure)
    raise min(
        failures,
        key=lambda f: _telling(f, term),
        default=NoMaps(f"{j.name} has no bounds that were found"),
    )


def _point(counted: Counted, solved: Mapping[Index, Size]) -> Theorem:
    target = Sum(weight=substitute(counted.term.weight, solved))
    return kernel.reindex(counted.hypotheses, counted.term, target, {}, solved, (), counted.advisor)


def _bounds(
    counted: Counted, j: Index, solved: Mapping[Index, Size]
) -> tuple[list[Size], list[Size]]:
    """Return candidates for the least and the greatest value of `j`, read off the conditions."""
    lows: dict[Size, None] = {}
    highs: dict[Size, None] = {}
    others = set(counted.term.indices) - set(_indices(_outer(counted.term)))
    for condition in counted.term.conditions:
        for part in _parts(counted, substitute(condition.left, solved)):
            if condition.relation == "=" or j not in unit_variables(part):
                continue
            low = coefficients(part)[j,] == 1
            edge = variable_poly(j) - part if low else variable_poly(j) + part
            if not variables(edge) & others:
                (lows if low else highs).update({edge + step: None for step in (0, 1, -1)})
    return list(lows), list(highs)


def _parts(counted: Counted, left: Size) -> Iterator[Size]:
    """Yield a size, its cofactors of positive letters and numbers, and that of a divisor where the dividend stands in it."""
    yield left
    numbers: set[Size] = {abs(c) for c in coefficients(left).values()}
    for n in (*map(variable_poly, sorted(positive(counted.hypotheses))), *sorted(numbers)):
        yield by_multiples(left, n)[0]
    for q, r, dividend, divisor in _outer(counted.term):
        for o in sorted(unit_variables(dividend) & variables(left)):
            value = divisor * variable_poly(q) + variable_poly(r) - dividend
            whole = substitute(left, {o: variable_poly(o) + coefficients(dividend)[o,] * value})
            yield by_multiples(whole, divisor)[0]


class Renamed(NamedTuple):
    """What stays of a sum, over fresh indices: the fresh names, and the divisions carried along."""

    values: Mapping[Index, Size]
    outer: tuple[Division, ...]
    inner: tuple[Division, ...]


def _renamed(term: Sum, kept: tuple[Index, ...]) -> Renamed:
    outer, inner = _outer(term), _inner(term, kept)
    new = {i: new_index(i.name) for i in (*kept, *_indices([*outer, *inner]))}
    values: dict[Index, Size] = {i: variable_poly(j) for i, j in new.items()}
    again = [
        tuple(
            Division(new[q], new[r], substitute(e, values), substitute(n, values))
            for q, r, e, n in divisions
        )
        for divisions in (outer, inner)
    ]
    return Renamed(values, *again)


def _count(
    counted: Counted, kept: tuple[Index, ...], bounds: tuple[tuple[Size, Size], ...]
) -> Theorem:
    """Map the sum to a box over fresh indices, count that index by index, drop the divisions carried along."""
    hypotheses, term, advisor = counted.hypotheses, counted.term, counted.advisor
    values, outer, inner = _renamed(term, kept)
    solved = _solve(counted, values)
    if not set(term.indices) <= {*solved, *values}:
        raise NoMaps("the indices of the box do not determine the others")
    backward = {i: values.get(i, substitute(solved.get(i, 0), values)) for i in term.indices}
    edges = [
        tuple(substitute(e, values) for e in (variable_poly(j), *ends))
        for j, ends in zip(kept, bounds, strict=True)
    ]
    runs = [(at_least(j, low), at_least(high, j)) for j, low, high in edges]
    box = _with_divisions(Sum(weight=substitute(term.weight, backward)), outer)
    indices = tuple(_index(values[j]) for j in kept)
    box = kernel.source_with(box, indices, tuple(c for run in runs for c in run))
    counters = dict(counted.counters)
    forward = {_index(new): counters.get(old, variable_poly(old)) for old, new in values.items()}
    theorem = kernel.reindex(
        hypotheses, term, _with_divisions(box, inner), forward, backward, (), advisor
    )
    theorem = _dropped(theorem, box, inner, advisor)
    for j, (_, low, high) in zip(indices, edges, strict=True):
        (current,) = theorem.statement.right
        theorem = kernel.transitive(
            theorem, kernel.count(hypotheses, current, j, low, high, advisor)
        )
    return _dropped(theorem, Sum(weight=theorem.statement.right[0].weight), outer, advisor)


def _index(value: Size) -> Index:
    """Return the index that a size is."""
    (found,) = variables(value)
    if not isinstance(found, Index):
        raise ProofError(f"{value} is no index")
    return found


def _with_divisions(term: Sum, divisions: tuple[Division, ...]) -> Sum:
    """Return the sum as the kernel's rule adds divisions to it."""
    for d in divisions:
        larger = kernel.source_with(term, (d.quotient, d.remainder), division(*d))
        term = replace(larger, divisions=(*term.divisions, d))
    return term


def _dropped(
    theorem: Theorem, smaller: Sum, divisions: tuple[Division, ...], advisor: Advisor
) -> Theorem:
    """Go on from the sum with divisions to the one without."""
    hypotheses = theorem.statement.hypotheses
    steps = []
    for d in divisions:
        steps.append(kernel.divide(hypotheses, smaller, *d, advisor))
        (smaller,) = steps[-1].statement.right
    for step in reversed(steps):
        theorem = kernel.transitive(theorem, kernel.symmetric(step))
    return theorem
