"""Whether two lists of sums are the same up to the names of their indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from symconv.language.terms import (
    Condition,
    Expression,
    Index,
    Size,
    Sum,
    substitute,
    substitute_condition,
    variable_poly,
    variables,
)

MOST_OPEN = 5
"""Indices that no read determines, of which all orders are tried."""

Renaming = dict[Index, Index]


def renamed_sums(
    mine: Expression,
    theirs: Expression,
    my_conditions: Sequence[Sequence[Condition]],
    their_conditions: Sequence[Sequence[Condition]],
) -> Renaming | None:
    """Return what turns the indices of some sums into those of others, so that both are the same.

    Parameters
    ----------
    mine, theirs : Expression
        The sums.
    my_conditions, their_conditions : sequence of conditions
        Those of each sum that count.

    Returns
    -------
    dict or None
        For every index of `mine` the one of `theirs`; ``None`` where they are different sums.
    """
    if len(mine) != len(theirs):
        return None
    found: Renaming = {}
    left = list(zip(theirs, their_conditions, strict=True))
    for term, conditions in zip(mine, my_conditions, strict=True):
        for other in left:
            renaming = renamed_sum(term, other[0], conditions, other[1])
            if renaming is not None:
                found |= renaming
                left.remove(other)
                break
        else:
            return None
    return found


def renamed_sum(
    mine: Sum,
    theirs: Sum,
    my_conditions: Sequence[Condition],
    their_conditions: Sequence[Condition],
) -> Renaming | None:
    """Return what turns the indices of one sum into those of another one."""
    if len(mine.indices) != len(theirs.indices) or len(mine.atoms) != len(theirs.atoms):
        return None
    wanted = {_normal(condition) for condition in their_conditions}
    for pairing in _pairings(mine, theirs):
        start = _by_reads(mine, theirs, pairing)
        if start is None:
            continue
        for renaming in _completed(mine, theirs, start):
            values = {index: variable_poly(other) for index, other in renaming.items()}
            conditions = {_normal(_put(c, values)) for c in my_conditions}
            if conditions == wanted and _agree(mine, theirs, pairing, values):
                return renaming
    return None


def _pairings(mine: Sum, theirs: Sum) -> Iterator[tuple[int, ...]]:
    """Yield the ways to pair reads of one tensor; the order in which they stand comes first."""
    names = [atom.tensor for atom in mine.atoms]
    for order in permutations(range(len(theirs.atoms))):
        if [theirs.atoms[place].tensor for place in order] == names:
            yield order


def _by_reads(mine: Sum, theirs: Sum, pairing: Sequence[int]) -> Renaming | None:
    """Return what the entries say that are one index alone; ``None`` where they contradict each other."""
    renaming: Renaming = {}
    for atom, place in zip(mine.atoms, pairing, strict=True):
        for entry, other in zip(atom.at, theirs.atoms[place].at, strict=True):
            index = _bound_alone(entry, mine)
            if index is None:
                continue
            partner = _bound_alone(other, theirs)
            if partner is None or renaming.setdefault(index, partner) != partner:
                return None
    return renaming if len(set(renaming.values())) == len(renaming) else None


def _bound_alone(entry: Size, term: Sum) -> Index | None:
    found = [v for v in variables(entry) if v in term.indices]
    if len(found) == 1 and isinstance(found[0], Index) and entry == variable_poly(found[0]):
        return found[0]
    return None


def _completed(mine: Sum, theirs: Sum, start: Renaming) -> Iterator[Renaming]:
    open_mine = [index for index in mine.indices if index not in start]
    open_theirs = [index for index in theirs.indices if index not in start.values()]
    yield {**start, **dict(zip(open_mine, open_theirs, strict=True))}
    if len(open_mine) > MOST_OPEN:
        return
    for order in permutations(open_theirs):
        yield {**start, **dict(zip(open_mine, order, strict=True))}


def _agree(mine: Sum, theirs: Sum, pairing: Sequence[int], values: Mapping[Index, Size]) -> bool:
    if substitute(mine.weight, values) != theirs.weight:
        return False
    for atom, place in zip(mine.atoms, pairing, strict=True):
        at = tuple(substitute(e, values) for e in atom.at)
        if at != theirs.atoms[place].at:
            return False
    return True


def _put(condition: Condition, values: Mapping[Index, Size]) -> Condition:
    put = substitute_condition(condition, values)
    return put if isinstance(put, Condition) else condition


def _normal(condition: Condition) -> tuple[str, object]:
    """Return a condition so that ``e = 0`` and ``-e = 0`` are the same."""
    if condition.relation == "=":
        return "=", frozenset({condition.left, -condition.left})
    return condition.relation, condition.left
