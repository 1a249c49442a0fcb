"""How many rows and columns of a result fit on a page, by an estimate that errs on the wide side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from symconv.errors import GeometryError
from symconv.formulas.grid import Grid

WIDTH = 41.0
"""Ems in a line of the printed page."""
HEIGHT = 36.0
"""Lines that one matrix may take."""
MOST = 16
"""Rows and columns shown at most."""

_EMS = {"mm": 72.27 / 254, "cm": 7.227 / 2.54, "in": 7.227, "pt": 0.1, "em": 1.0}
_NARROWEST = 12.0
_SIGN = 0.48
_UNSEEN = str.maketrans("", "", "*_{}")
_GAP = 0.6


def fitting_limit(
    grid: Grid, write: Callable[[Any], str], width: float = WIDTH, height: float = HEIGHT
) -> int:
    """Return the largest limit at which a grid fits, 0 where not even a single cell does.

    Parameters
    ----------
    grid : Grid
        What is shown.
    write : callable
        Writes a cell as plain text, from which its width is estimated.
    width, height : float
        Ems and lines that are free.

    Examples
    --------
    >>> fitting_limit(Grid.of([1] * 30), str), fitting_limit(Grid.of([10**20] * 30), str)
    (16, 3)
    """
    for limit in range(MOST, 0, -1):
        wide, high = extent(grid, write, limit)
        if wide <= width and high <= height:
            return limit
    return 0


def ems(width: str) -> float:
    """Return a length in ems of ten-point type.

    Parameters
    ----------
    width : str
        A number and its unit: ``mm``, ``cm``, ``in``, ``pt`` or ``em``; at least 12 em.

    Raises
    ------
    GeometryError
        If it is no such length.

    Examples
    --------
    >>> round(ems("88mm"), 1)
    25.0
    """
    match = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)\s*(mm|cm|in|pt|em)", width)
    found = float(match[1]) * _EMS[match[2]] if match else 0.0
    if found < _NARROWEST:
        raise GeometryError(
            f"width {width!r}: a number with mm, cm, in, pt or em, at least {_NARROWEST:.0f}em (42.2mm), is needed, as in 88mm"
        )
    return found


def text_width(text: str) -> float:
    """Return the estimated width in ems of a formula given as plain text, where products and subscripts need no sign.

    Examples
    --------
    >>> text_width("x1*w2")
    1.92
    """
    return _SIGN * len(text.translate(_UNSEEN))


def extent(grid: Grid, write: Callable[[Any], str], limit: int) -> tuple[float, float]:
    """Return the width in ems and the height in lines of a grid at a limit, dots and brackets included.

    Examples
    --------
    >>> [round(n, 2) for n in extent(Grid.of([[1, 20], [3, 4]]), str, 16)]
    [3.64, 2.0]
    """
    if not grid.shape:
        return text_width(write(grid.cells[0])), 1.0
    grid = grid.paired()
    rows, columns = (min(n, limit) for n in grid.shape[:2])
    dots = [int(n > limit) for n in grid.shape[:2]]
    parts = [[extent(grid.part(r, c), write, limit) for c in range(columns)] for r in range(rows)]
    width = sum(max(row[c][0] for row in parts) + _GAP for c in range(columns)) + 2 * dots[1]
    height = sum(max(part[1] for part in row) for row in parts) + dots[0]
    return width + 1, height
