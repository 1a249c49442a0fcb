r"""Results as LaTeX, cell by cell in book order.

A fragment uses only commands that amsmath, amssymb and KaTeX all know. One axis is a row, two are a
matrix; with more axes the last two are matrices, stacked along the axis before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sympy

from symconv.formulas.atoms import brackets, number, product, symbol
from symconv.formulas.book_order import Order, order_of_part
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.grid import Dots, Grid, Part, checked_limit, dotted_rows, part_of, places
from symconv.formulas.notebook import Shown
from symconv.formulas.spelling import Spelling, writer

WIDEST_PMATRIX = 10
"""Columns that amsmath's ``pmatrix`` takes (``MaxMatrixCols``)."""


def latex(
    result: Any,
    order: Any = None,
    limit: int | None = None,
    index: IndexStyle = "brackets",
) -> str:
    r"""Return the LaTeX of every cell of a result, in book order.

    Parameters
    ----------
    result : array, matrix, nested lists, a single cell, or anything symconv states on letters
        What to print.
    order : (x, w), optional
        The input and the kernel. Factors come input cell before tap, terms by input cell. Without
        it, cells of two tensors are taken for those of input and kernel; else names decide.
    limit : int, optional
        Rows and columns shown, at least 1; dots stand for the rest.
    index : {"subscript", "brackets"}
        Of a value on letters: how a position is written behind a tensor.

    Returns
    -------
    str
        A fragment for math mode.

    Raises
    ------
    GeometryError
        If `limit` is not a whole number of at least 1.
    ShapeError
        If lists are ragged, a cell is no ring element, or `order` is not a pair.

    Examples
    --------
    >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
    >>> print(latex(x[0] * w[2] + x[1] * w[0], order=(x, w)))
    x_{1} w_{3} + x_{2} w_{1}
    >>> print(latex([0, 1, 2, 3], limit=2))
    \begin{pmatrix} 0 & 1 & \cdots \end{pmatrix}
    """
    most = checked_limit(limit)
    given = None if order is None else Order.of(order)
    if isinstance(result, Shown):
        return result.formula(given, most, index)
    grid = Grid.of(result, most)
    return layout(grid, writer(order_of_part(given, grid, most), TEX), most)


def layout(grid: Grid, write: Callable[[Any], str], limit: int | Part | None = None) -> str:
    """Return a grid laid out, each cell written by `write`: a matrix of blocks over the first two axes."""
    if not grid.shape:
        return write(grid.cells[0])
    part = grid.paired_part(part_of(len(grid.shape), limit))
    grid = grid.paired()
    rows, columns = map(places, grid.shape[:2], part[:2])
    written = dotted_rows(
        rows, columns, lambda r, c: layout(grid.part(r, c), write, part[2:]), _DOTS
    )
    return matrix(written, r" \\" if len(grid.shape) == 2 else r" \\[-8pt] \\")


def matrix(rows: Sequence[Sequence[str]], line_end: str = r" \\") -> str:
    r"""Return rows of written entries as a matrix in round brackets; rows of fractions stand apart.

    Examples
    --------
    >>> print(matrix([["a", "b"], ["c", "d"]]))
    \begin{pmatrix}
    a & b \\
    c & d
    \end{pmatrix}
    """
    gap = " " if len(rows) == 1 else "\n"
    if line_end == r" \\" and any("frac" in entry for row in rows for entry in row):
        line_end = r" \\[3pt]"
    body = f"{line_end}\n".join(" & ".join(row) for row in rows)
    columns = len(rows[0])
    if columns <= WIDEST_PMATRIX:
        return f"\\begin{{pmatrix}}{gap}{body}{gap}\\end{{pmatrix}}"
    return f"\\left(\\begin{{array}}{{{'c' * columns}}}{gap}{body}{gap}\\end{{array}}\\right)"


@lru_cache(maxsize=2**14)
def _leaf(factor: sympy.Expr) -> str:
    if isinstance(factor, sympy.Symbol):
        return symbol(factor)
    if isinstance(factor, sympy.Number):
        return number(factor)
    return str(
        sympy.latex(factor, symbol_names={free: symbol(free) for free in factor.free_symbols})
    )


_DOTS = Dots(across=r"\cdots", down=r"\vdots", corner=r"\ddots")
TEX = Spelling(
    number=number,
    leaf=_leaf,
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    product=product,
    brackets=brackets,
)
