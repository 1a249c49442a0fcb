"""Sums without the indices that take one value only: the one group, the one channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symconv.language.terms import (
    Condition,
    Index,
    Size,
    Sum,
    at_least,
    coefficients,
    substitute_sum,
    variable_poly,
    variables,
)

Value = dict[Index, Size]


def fixed_indices(term: Sum) -> Value:
    """Return the indices of a sum that its conditions leave one value only, and that value.

    Notes
    -----
    What ``0 <= c < 1`` or ``c = o`` leaves is one number. Of ``n q + r = e`` with ``0 <= r < n``
    and ``0 <= e < n`` the quotient is 0 and the remainder `e`: so a layer of one group has no sum
    over groups. The conditions are looked for as they stand; no solver is asked.

    Examples
    --------
    >>> from symconv.language.terms import Atom, equal, index, letter
    >>> n, o, q, r = letter("n"), letter("o"), index("q"), index("r")
    >>> inside = [c for e in (o, r) for c in (at_least(e, 0), at_least(n, e + 1))]
    >>> conditions = (*inside, equal(n * q + r, o))
    >>> indices = tuple(sorted(variables(q + r)))
    >>> term = Sum(indices, conditions, (Atom("x", (n * q + r,)),))
    >>> [value - o for value in fixed_indices(term).values()]
    [-o, 0]
    """
    found: Value = {}
    while True:
        new = next(_values(term), None)
        if new is None:
            return found
        found.update(new)
        term = _put(term, new)


def without_fixed_indices(term: Sum) -> Sum:
    """Return the same sum without the indices that take one value only."""
    found = fixed_indices(term)
    for index, value in found.items():
        term = _put(term, {index: value})
    return term


def _put(term: Sum, values: Value) -> Sum:
    indices = tuple(i for i in term.indices if i not in values)
    divisions = tuple(d for d in term.divisions if d.quotient not in values)
    put = substitute_sum(replace(term, indices=indices, divisions=divisions), values)
    open_conditions = [c for c in dict.fromkeys(put.conditions) if c.decided() is not True]
    return replace(put, conditions=tuple(open_conditions))


def _values(term: Sum) -> Iterator[Value]:
    """Yield what can be put for an index, or for a quotient and a remainder."""
    bound = set(term.indices)
    equations = [c.left for c in term.conditions if c.relation == "="]
    for index in term.indices:
        variable = variable_poly(index)
        for left in equations:
            for value in (variable - left, variable + left):
                if not variables(value) & bound:
                    yield {index: value}
        for low in _bounds(term.conditions, index):
            value = variable - low
            if not variables(value) & bound and at_least(value, variable) in term.conditions:
                yield {index: value}
    for left in equations:
        yield from _quotients(term, left)


def _bounds(conditions: Sequence[Condition], index: Index) -> Iterator[Size]:
    """Yield what is at least 0 and holds an index once: ``index - v``."""
    for condition in conditions:
        if condition.relation == ">=" and coefficients(condition.left).get((index,)) == 1:
            yield condition.left


def _quotients(term: Sum, equation: Size) -> Iterator[Value]:
    """Yield quotient and remainder where an equation ``n q + r = e`` leaves them no choice."""
    parts = coefficients(equation)
    for remainder in (i for i in term.indices if abs(parts.get((i,), 0)) == 1):
        r = variable_poly(remainder)
        scaled = equation * parts[(remainder,)]
        for quotient in (i for i in term.indices if i != remainder):
            q = variable_poly(quotient)
            for divisor in _extents(term.conditions, remainder):
                number = divisor * q + r - scaled
                free = not {quotient, remainder} & set(variables(number))
                if free and _is_inside(number, divisor, term.conditions):
                    yield {quotient: 0, remainder: number}


def _extents(conditions: Sequence[Condition], index: Index) -> Iterator[Size]:
    """Yield every `n` of which ``0 <= index < n`` is said."""
    variable = variable_poly(index)
    if at_least(variable, 0) in conditions:
        for condition in conditions:
            if condition.relation == ">=" and coefficients(condition.left).get((index,)) == -1:
                yield condition.left + variable + 1


def _is_inside(number: Size, extent: Size, conditions: Sequence[Condition]) -> bool:
    """Return whether ``0 <= number < extent`` is said or plain."""
    both = at_least(number, 0), at_least(extent, number + 1)
    return all(one in conditions or one.decided() is True for one in both)
