"""Every index of many settings at once: a definition is run a single time, and an index is a table of all its values.

A `Table` stands where on letters a polynomial stands, so the six words build the same flat
bracketed sum; only that its sizes are columns of numbers, one for every setting, and its conditions
are tables of truth. `landed` reads off where they hold. Conditions on different indices do not
interact (the axes of a layer never do), so indices that share conditions are searched by
themselves: what is paid for is the points of each axis and the products that land, not every
combination of all indices.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from symconv.language.terms import Atom, Condition, Index, Sum
from symconv.language.varying import Varying
from symconv.language.words import Tensor, Vec, as_expression, fresh, inside, when

Values: TypeAlias = NDArray[Any]
Points: TypeAlias = dict[Index, Values]


class Table(Varying):
    """An integer for every combination of some indices.

    Parameters
    ----------
    indices : tuple of Index
        What it depends on, in the order in which they were made: a size on the setting, an index on
        itself.
    values : numpy.ndarray
        One axis per index.

    Examples
    --------
    >>> size = Table((Index("setting", 1),), np.array([2, 3]))
    >>> i = size.running(Index("i", 2), size)
    >>> (10 * size + i).values
    array([[20, 21, 22],
           [30, 31, 32]])
    """

    __slots__ = ("indices", "values")

    def __init__(self, indices: tuple[Index, ...], values: Any) -> None:
        self.indices = indices
        self.values = values

    def running(self, index: Index, below: Any) -> Table:
        """Return an index that runs below the largest of some sizes; conditions keep it below each."""
        largest = below.values.max() if isinstance(below, Table) else below
        return Table((index,), np.arange(largest, dtype=self.values.dtype))

    def substituted(self, values: Mapping[Any, Any]) -> Table:
        """Return the table of other indices: each variable is replaced by a single one."""
        names = {old: index for old, new in values.items() for (index,) in new.terms}
        renamed = [names.get(index, index) for index in self.indices]
        order = sorted(range(len(renamed)), key=lambda axis: renamed[axis].number)
        indices = tuple(renamed[axis] for axis in order)
        return Table(indices, np.transpose(self.values, order))

    def __add__(self, other: Any) -> Table:
        return _combined(operator.add, self, other)

    def __sub__(self, other: Any) -> Table:
        return _combined(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Table:
        return _combined(operator.sub, other, self)

    def __mul__(self, other: Any) -> Table:
        return _combined(operator.mul, self, other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Table:
        return Table(self.indices, -self.values)

    def __divmod__(self, other: Any) -> tuple[Table, Table]:
        return _combined(operator.floordiv, self, other), _combined(operator.mod, self, other)

    def __rdivmod__(self, other: Any) -> tuple[Table, Table]:
        return _combined(operator.floordiv, other, self), _combined(operator.mod, other, self)

    def over(self, indices: Sequence[Index]) -> Any:
        """Return the values with one axis for each of these indices, of length 1 where they do not depend on it."""
        axes = tuple(slice(None) if index in self.indices else None for index in indices)
        return self.values[axes]

    def at(self, points: Points) -> Any:
        """Return the value at every point, which is given by the place of every index."""
        return self.values[tuple(points[index] for index in self.indices)]


def _combined(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Table:
    if isinstance(right, int):
        return Table(left.indices, operation(left.values, right))
    if isinstance(left, int):
        return Table(right.indices, operation(left, right.values))
    if left.indices == right.indices:
        return Table(left.indices, operation(left.values, right.values))
    indices = tuple(sorted({*left.indices, *right.indices}, key=lambda index: index.number))
    return Table(indices, operation(left.over(indices), right.over(indices)))


class LandedProducts(NamedTuple):
    """Products of one form, ``weight * x[...] * w[...]``, and where they land: one entry per product everywhere.

    Parameters
    ----------
    setting : numpy.ndarray
        Number of the setting, ascending.
    output : numpy.ndarray
        Number of the output cell.
    factors : tuple of (str, numpy.ndarray)
        For every factor the name of its tensor and the number of its cell.
    weight : int or numpy.ndarray
        How often the product counts; a number counts for all.
    """

    setting: Values
    output: Values
    factors: tuple[tuple[str, Values], ...]
    weight: Any


def landed(
    result: Tensor, shapes: Mapping[str, Vec], settings: Table, rows: int
) -> Iterator[LandedProducts]:
    """Yield the products that land in a tensor which was made of tensors of these shapes.

    Parameters
    ----------
    result : Tensor
        What a definition gave.
    shapes : mapping
        The shape of every named tensor. Cells are counted in row-major order.
    settings : Table
        The index of the settings; every shape depends on it.
    rows : int
        How many rows of the output, on its first axis, are looked at together.

    Examples
    --------
    >>> from symconv.definitions.formulations import gather
    >>> from symconv.language.words import named
    >>> setting = Index("setting", 0)
    >>> n, k, O = (Vec([Table((setting,), np.array([number]))]) for number in (2, 3, 3))
    >>> y = gather(named("x", n), named("w", k), Vec([2]), Vec([1]), Vec([1]), O)
    >>> (found,) = landed(y, {"x": n, "w": k}, Table((setting,), np.arange(1)), rows=3)
    >>> (_, inputs), (_, taps) = found.factors
    >>> list(zip(found.output.tolist(), inputs.tolist(), taps.tolist()))
    [(0, 0, 1), (1, 0, 2), (1, 1, 0), (2, 1, 1)]
    """
    tables: list[Any] = [settings]  # the shape itself may be the same in all settings
    o, (first, *_) = fresh(result.shape, "o", (Vec(tables),))
    down: Any = o.entries[0]
    for start in range(0, len(down.values), rows):
        part: Any = Table((first,), down.values[start : start + rows])
        position = Vec([part, *o.entries[1:]])
        output = Atom("", position.entries)
        cell = when(inside(position, result.shape), result[position])
        for term in as_expression(cell):
            yield _landed(term, output, {**shapes, "": result.shape}, settings)


def _landed(term: Sum, output: Atom, shapes: Mapping[str, Vec], settings: Table) -> LandedProducts:
    groups = _groups(term.conditions, settings)
    points = _points(groups)
    setting = settings.at(points)
    zeros = 0 * setting
    cells = _cell_number(output, shapes[output.tensor], points, zeros)
    factors = []
    for atom in term.atoms:
        numbers = _cell_number(atom, shapes[atom.tensor], points, zeros)
        factors.append((atom.tensor, numbers))
    weight = term.weight.at(points) if isinstance(term.weight, Table) else term.weight
    return LandedProducts(setting, cells, tuple(factors), weight)


def _groups(conditions: Sequence[Condition], settings: Table) -> list[Table]:
    """Return where the conditions hold, as tables of truth: one on the setting alone, others which share nothing else."""
    (setting,) = settings.indices
    groups = [Table((setting,), np.full(len(settings.values), fill_value=True))]
    for truth in _truths(conditions):
        shared = set(truth.indices) - {setting}
        alone, *others = groups
        if not shared:
            groups = [_both(alone, truth), *others]
            continue
        touching = [group for group in others if not shared.isdisjoint(group.indices)]
        kept = [group for group in others if shared.isdisjoint(group.indices)]
        joined = reduce(_both, touching, truth)
        groups = [alone, *kept, joined]
    return groups


def _truths(conditions: Sequence[Condition]) -> list[Table]:
    """Return where the conditions hold, those on the same indices taken together."""
    truths: dict[tuple[Index, ...], Values] = {}
    for relation, left in conditions:
        table: Any = left
        holds = table.values == 0 if relation == "=" else table.values >= 0
        before = truths.get(table.indices)
        truths[table.indices] = holds if before is None else before & holds
    return [Table(indices, values) for indices, values in truths.items()]


def _both(left: Table, right: Table) -> Table:
    return _combined(operator.and_, left, right)


def _points(groups: Sequence[Table]) -> Points:
    """Return where all groups hold: the place of every index, once for each combination of points of one setting."""
    (setting,) = groups[0].indices
    many = len(groups[0].values)
    searched = [_search(group, setting, many) for group in groups]
    counts = [np.bincount(found[0], minlength=many) for found in searched]
    total = np.prod(counts, axis=0)
    which = np.repeat(np.arange(many), total)
    before = np.cumsum(total) - total
    number = np.arange(len(which)) - before[which]
    points = {setting: which}
    for group, (_, *places), count in zip(groups, searched, counts, strict=True):
        number, here = np.divmod(number, count[which])
        earlier = np.cumsum(count) - count
        here += earlier[which]
        others = [index for index in group.indices if index != setting]
        points |= {index: place[here] for index, place in zip(others, places, strict=True)}
    return points


def _search(group: Table, setting: Index, many: int) -> tuple[Values, ...]:
    """Return where a group holds: the settings, ascending, and the places of its other indices."""
    others = [index for index in group.indices if index != setting]
    values = group.over((setting, *others))
    everywhere = np.broadcast_to(values, (many, *values.shape[1:]))
    return np.nonzero(everywhere)


def _cell_number(atom: Atom, shape: Vec, points: Points, number: Values) -> Values:
    """Return the number of the cell that is read, in row-major order, at every point; starts from zeros."""
    for entry, extent in zip(atom.at, shape.entries, strict=True):
        place = entry.at(points) if isinstance(entry, Table) else entry
        length = extent.at(points) if isinstance(extent, Table) else extent
        number = number * length + place
    return number
