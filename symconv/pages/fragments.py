"""A result as one formula that fits a column: a matrix, or rows, or what does not fit is told.

What has no room as a matrix is written cell by cell, each under a name; sums are broken before a
sign. A fragment is for math mode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sympy import Array, Expr

from symconv.errors import GeometryError
from symconv.formulas.book_order import Order
from symconv.formulas.breaking import broken
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.grid import Grid
from symconv.formulas.measuring import measured
from symconv.formulas.notation import bracketed
from symconv.formulas.notebook import Shown
from symconv.formulas.page_width import HEIGHT
from symconv.pages import fitting
from symconv.pages.blocks import Equation
from symconv.pages.displays import Cells, Label, Math
from symconv.pages.fitting import Column
from symconv.pages.writers.latex import formula

_NAMES = "yzvuqfgh"
_NAMED = re.compile(r"([a-z](?:\[[^]]*\]|_\{[^}]*\})) = ")


@dataclass(frozen=True)
class Fragment:
    """A formula as LaTeX, and a sentence for each way in which it does not fit."""

    tex: str
    faults: tuple[str, ...] = ()

    def commented(self) -> str:
        """Return the LaTeX under its faults, as comments."""
        return "".join(f"% {fault}\n" for fault in self.faults) + self.tex


def fitted_result(result: Any, order: Order | None, index: IndexStyle, width: float) -> Fragment:
    r"""Return a result within a width in ems: a matrix where it has room, else an equation for each cell.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> y = ConvTranspose(2)(tensor("x", 2), tensor("w", 2))
    >>> print(fitted_result(y, None, "subscript", 12.0).tex)
    \begin{aligned}
    y_{1} &= x_{1} w_{1} \\
    y_{2} &= x_{1} w_{2} + x_{2} w_{1} \\
    y_{3} &= x_{2} w_{2}
    \end{aligned}
    """
    if isinstance(result, Shown):
        return _lines(result.formula(order, None, index), width)
    grid = Grid.of(result)
    cells = Cells(grid, Order.of(order, grid), label=Label(free_letter(grid.cells)))
    if not grid.shape:
        return _lines(cells.latex(), width)
    name = Math(cells.label.letter if cells.label else "")
    column = Column(width)
    [first, *more] = fitting.fitted([Equation(name, cells)], column)
    if not more and first.right == cells:
        return Fragment(cells.latex(), tuple(_faults([(measured(cells.latex()).width, 0)], width)))
    return fitted_equations([Equation(name, cells)], width)


def fitted_equations(equations: Iterable[Equation], width: float) -> Fragment:
    """Return equations one below the other within a width in ems."""
    rows = fitting.rows(equations, Column(width))
    sizes = [(row.width, row.height) for row in rows]
    return Fragment(formula(rows), tuple(_faults(sizes, width)))


def in_brackets(result: Any, order: Any) -> tuple[Grid, tuple[Array, Array]]:
    """Return the cells of a result, and the input and the kernel, with positions in brackets: ``x[0]`` for ``x1``.

    Raises
    ------
    GeometryError
        If input and kernel are not given: the shapes tell ``x[11]`` from ``x[1,1]``.
    """
    if order is None:
        raise GeometryError(
            "index='brackets': order=(x, w) is needed, since the shapes of input and kernel tell "
            "x[11] from x[1,1]"
        )
    both = [Array(cells) for cells in order]
    named = [bracketed(array) for array in both]
    new = dict(zip(chain(*map(_flat, both)), chain(*map(_flat, named)), strict=True))
    grid = Grid.of(result)
    cells = tuple(cell.xreplace(new) if isinstance(cell, Expr) else cell for cell in grid.cells)
    return Grid(grid.shape, cells), (named[0], named[1])


def _flat(array: Array) -> Sequence[Any]:
    return Grid.of(array).cells


def _lines(tex: str, width: float) -> Fragment:
    """Return one formula, broken where it is wider than the column, and then with its ranges on lines of their own."""
    whole = measured(tex).width
    if whole <= width or tex.startswith(r"\begin"):
        return Fragment(tex, tuple(_faults([(whole, 0.0)], width)))
    head, *ranges = tex.split(r", \quad ")
    name = _NAMED.match(head)
    left = name[1] if name else ""
    room = width - measured(rf"{left} = ").width if name else width
    first, *more = broken(head.removeprefix(f"{left} = "), room)
    lines = [rf"\quad {line}" for line in more] + ranges
    rows = [f"{left} &= {first}" if name else f"& {first}", *(f"& {line}" for line in lines)]
    ends = ["," if number >= len(more) else "" for number in range(len(rows) - 1)] + [""]
    body = " \\\\\n".join(f"{row}{end}" for row, end in zip(rows, ends, strict=True))
    sizes = [(measured(line).width + width - room, 0.0) for line in (first, *lines)]
    return Fragment(f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}", tuple(_faults(sizes, width)))


def _faults(sizes: Iterable[tuple[float, float]], width: float) -> Iterable[str]:
    """Say what is larger than the room, by its estimated size."""
    widths, heights = zip(*sizes, strict=True)
    if max(widths) > width:
        yield f"wider than the column: about {max(widths):.0f} em of {width:.0f} em"
    if sum(heights) > HEIGHT:
        yield f"higher than a page: about {sum(heights):.0f} em of {HEIGHT:.0f} em"


def free_letter(cells: Iterable[Any]) -> str:
    """Return a letter for the cells of a result that no symbol in these cells starts with.

    Examples
    --------
    >>> from symconv import tensor
    >>> free_letter(tensor("y", 2)), free_letter([1, 2])
    ('z', 'y')
    """
    symbols = (s for cell in cells for s in getattr(cell, "free_symbols", ()))
    used = {symbol.name[:1] for symbol in symbols}
    return next((letter for letter in _NAMES if letter not in used), _NAMES[0])
