"""A result as a shape and its cells in row-major order, and how much of it a page shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
import sympy

from symconv.data.arrays import check_cell, read_array
from symconv.data.letters import is_integer
from symconv.errors import GeometryError, shown


@dataclass(frozen=True)
class Grid:
    """A shape and its cells in row-major order; a single cell has the shape ``()``.

    Parameters
    ----------
    shape : tuple of int
        The extents.
    cells : tuple
        As many cells as the shape has.
    """

    shape: tuple[int, ...]
    cells: tuple[Any, ...]

    @classmethod
    def of(cls, result: Any, limit: int | None = None) -> Grid:
        """Return the grid of a SymPy array or matrix, a NumPy array, nested lists, or a single cell.

        Parameters
        ----------
        result : array, matrix, nested lists, or a single cell
            What to read.
        limit : int, optional
            How many entries of every axis are shown. Of an array or matrix one more is read, which
            dots will stand for; the rest is not looked at.

        Raises
        ------
        ShapeError
            If nested lists are ragged or empty, or a cell is not an element of a ring.

        Examples
        --------
        >>> Grid.of([[1, 2], [3, 4]])
        Grid(shape=(2, 2), cells=(1, 2, 3, 4))
        """
        if isinstance(result, Grid):
            return result
        if isinstance(result, sympy.MatrixBase | sympy.NDimArray | np.ndarray | list | tuple):
            array = read_array(_beginning(result, limit), "the result to print")
            return cls(array.shape, array.cells)
        check_cell(result, "the cell to print")
        return cls((), (result,))

    def part(self, *index: int) -> Grid:
        """Return the block at an index of the leading axes.

        Examples
        --------
        >>> Grid.of([[1, 2], [3, 4]]).part(1)
        Grid(shape=(2,), cells=(3, 4))
        """
        rest = self.shape[len(index) :]
        start = 0
        for extent, position in zip(self.shape, index, strict=False):
            start = start * extent + position
        size = prod(rest)
        return Grid(rest, self.cells[start * size : (start + 1) * size])

    def paired(self) -> Grid:
        """Return the grid with an even number of axes: one axis is a row, a stack of blocks is a column.

        Examples
        --------
        >>> Grid((3,), (1, 2, 3)).paired().shape, Grid((2, 1, 1), (1, 2)).paired().shape
        ((1, 3), (2, 1, 1, 1))
        """
        if len(self.shape) % 2 == 0:
            return self
        first, *rest = self.shape
        return Grid((first, 1, *rest) if rest else (1, first), self.cells)

    def paired_part(self, part: Part) -> Part:
        """Return what is shown along each axis of the grid with an even number of axes."""
        if len(self.shape) % 2 == 0:
            return part
        first, *rest = part
        return (first, None, *rest) if rest else (None, first)


def _beginning(result: Any, limit: int | None) -> Any:
    """Return the entries of an array before a limit on every axis, and one more."""
    if limit is None or isinstance(result, list | tuple) or 0 in result.shape:
        return result
    return result[tuple(slice(limit + 1) for _ in result.shape)] if result.shape else result


@dataclass(frozen=True)
class Dots:
    """What stands for the columns, the rows and the corner that are left out."""

    across: str
    down: str
    corner: str


Kept: TypeAlias = tuple[int, int]
"""How many entries are shown at the beginning and at the end of an axis; dots stand for the rest."""
Part: TypeAlias = tuple[Kept | None, ...]
"""What is shown along each axis; ``None`` for everything."""


def part_of(axes: int, limit: int | Part | None) -> Part:
    """Return what is shown along each axis: of a limit, the first entries.

    Examples
    --------
    >>> part_of(2, 3), part_of(1, None)
    (((3, 0), (3, 0)), (None,))
    """
    if isinstance(limit, tuple):
        return limit
    return (None if limit is None else (limit, 0),) * axes


def places(extent: int, kept: Kept | None) -> list[int | None]:
    """Return the entries shown along an axis, ``None`` for the dots.

    Examples
    --------
    >>> places(5, (2, 1)), places(3, (2, 1)), places(4, (2, 0))
    ([0, 1, None, 4], [0, 1, 2], [0, 1, None])
    """
    if kept is None or sum(kept) >= extent:
        return list(range(extent))
    first, last = kept
    return [*range(first), None, *range(extent - last, extent)]


def dotted_rows(
    rows: Sequence[int | None],
    columns: Sequence[int | None],
    entry: Callable[[int, int], str],
    dots: Dots,
) -> list[list[str]]:
    """Return the written entries of a table, with dots where a row or a column is left out.

    Examples
    --------
    >>> dotted_rows([0, None], [0, None, 2], lambda r, c: f"{r}{c}", Dots("..", ":", "*"))
    [['00', '..', '02'], [':', '*', ':']]
    """
    table = []
    for r in rows:
        if r is None:
            table.append([dots.corner if c is None else dots.down for c in columns])
        else:
            table.append([dots.across if c is None else entry(r, c) for c in columns])
    return table


def checked_limit(limit: Any) -> int | None:
    """Return `limit`, a whole number of at least 1, or ``None``.

    Raises
    ------
    GeometryError
        If it is anything else.
    """
    if limit is None:
        return None
    if is_integer(limit) and limit >= 1:
        return int(limit)
    raise GeometryError(
        f"limit={shown(limit)}: the number of rows and columns shown must be a whole number >= 1, or None"
    )
