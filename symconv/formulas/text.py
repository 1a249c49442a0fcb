"""Results as plain text, cell by cell in book order: ``[x1*w2, x1*w3 + x2*w1, x2*w2]``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy

from symconv.formulas.atoms import digits, is_whole
from symconv.formulas.book_order import Number, Order, order_of_part
from symconv.formulas.grid import Dots, Grid, Part, checked_limit, dotted_rows, part_of, places
from symconv.formulas.spelling import Spelling, spell, writer


def text(result: Any, order: Any = None, limit: int | None = None) -> str:
    """Return every cell of a result as plain text, in book order.

    Parameters
    ----------
    result : array, matrix, nested lists, or a single cell
        What to print.
    order : (x, w), optional
        The input and the kernel; without it, cells of two tensors are taken for theirs, else names
        decide.
    limit : int, optional
        Rows and columns shown, at least 1; dots stand for the rest.

    Returns
    -------
    str
        One line for one axis; with more axes a line per row, columns aligned.

    Raises
    ------
    GeometryError
        If `limit` is not a whole number of at least 1.
    ShapeError
        If lists are ragged, a cell is no ring element, or `order` is not a pair.

    Examples
    --------
    >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
    >>> print(text([x[0] * w[1], x[0] * w[2] + x[1] * w[0]], order=(x, w)))
    [x1*w2, x1*w3 + x2*w1]
    >>> print(text([[1, 20], [3, 4]]))
    [[1, 20],
     [3,  4]]
    """
    most = checked_limit(limit)
    grid = Grid.of(result, most)
    return layout(grid, writer(order_of_part(order, grid, most), TEXT), most)


def literal(cell: Any, order: Any = None) -> str:
    """Return one cell in the notation that the command line reads: numbers, names, ``+ - *`` and brackets.

    Examples
    --------
    >>> a, b = sympy.symbols("a b")
    >>> literal(a**2 * (b + 1) / 2)
    '1/2*a*a*(b + 1)'
    """
    return spell(cell, Order.of(order), LITERAL)


def layout(
    grid: Grid, write: Callable[[Any], str], limit: int | Part | None = None, depth: int = 0
) -> str:
    """Return a grid in nested brackets, each cell written by `write`, `depth` brackets in from the margin."""
    if not grid.shape:
        return write(grid.cells[0])
    part = part_of(len(grid.shape), limit)
    shown = [places(extent, kept) for extent, kept in zip(grid.shape, part, strict=True)]
    if len(grid.shape) == 1:
        return _line(dotted_rows([0], shown[0], lambda _, c: write(grid.cells[c]), _DOTS)[0])
    if len(grid.shape) == 2:
        rows, columns = shown
        table = dotted_rows(rows, columns, lambda r, c: write(grid.part(r, c).cells[0]), _DOTS)
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        aligned = [list(map(str.rjust, row, widths)) for row in table]
        lines = [_line(row) for row in aligned]
    else:
        blocks = dotted_rows(
            shown[0], [0], lambda r, _: layout(grid.part(r), write, part[1:], depth + 1), _DOTS
        )
        lines = [row[0] for row in blocks]
    gap = ",\n" + "\n" * (len(grid.shape) - 2) + " " * (depth + 1)
    return f"[{gap.join(lines)}]"


def _line(entries: Sequence[str]) -> str:
    return f"[{', '.join(entries)}]"


def _number(value: Number) -> str:
    if is_whole(value):
        return digits(int(value))
    if isinstance(value, Fraction | sympy.Rational):
        return f"{digits(int(value.numerator))}/{digits(int(value.denominator))}"
    return str(value)


def _leaf(factor: sympy.Expr) -> str:
    if isinstance(factor, sympy.Number):
        return _number(factor)
    written = str(factor)
    return f"({written})" if "/" in written else written


_DOTS = Dots(across="...", down="...", corner="...")
TEXT = Spelling(
    number=_number,
    leaf=_leaf,
    power=lambda base, exponent: f"{base}**{exponent}",
    product="*".join,
    brackets=lambda sum_: f"({sum_})",
)
LITERAL = Spelling(
    number=_number,
    leaf=_leaf,
    power=lambda base, exponent: "*".join([base] * exponent),
    product="*".join,
    brackets=lambda sum_: f"({sum_})",
)
