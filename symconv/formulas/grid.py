"""A result as a shape and its cells in row-major order, and how much of it a page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

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
    def of(cls, result: Any) -> Grid:
        """Return the grid of a SymPy array or matrix, a NumPy array, nested lists, or a single cell.

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
            array = read_array(result, "the result to print")
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


@dataclass(frozen=True)
class Dots:
    """What stands for the columns, the rows and the corner that are left out."""

    across: str
    down: str
    corner: str


def dotted_rows(
    rows: int, columns: int, limit: int | None, entry: Callable[[int, int], str], dots: Dots
) -> list[list[str]]:
    """Return the written entries of a table, at most `limit` rows and columns of them, dots for the rest.

    Examples
    --------
    >>> dotted_rows(3, 2, 2, lambda r, c: f"{r}{c}", Dots("..", ":", "*"))
    [['00', '01'], ['10', '11'], [':', ':']]
    """
    height, cut_below = _shown(rows, limit)
    width, cut_right = _shown(columns, limit)
    table = [[entry(r, c) for c in range(width)] + [dots.across] * cut_right for r in range(height)]
    if cut_below:
        table.append([dots.down] * width + [dots.corner] * cut_right)
    return table


def _shown(extent: int, limit: int | None) -> tuple[int, bool]:
    """Return how many entries are shown, and whether some are not."""
    return (extent, False) if limit is None or extent <= limit else (limit, True)


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
