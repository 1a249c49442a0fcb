"""What a step shows: formulas, grids of cells, and sums with their products still apart.

A piece keeps the expression and writes it on demand, as LaTeX, plain text or data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple, TypeAlias

import sympy

from symconv.data.letters import cell_symbols
from symconv.formulas import tex, text
from symconv.formulas.fit import HEIGHT, WIDTH, fitting_limit
from symconv.formulas.grid import Grid
from symconv.formulas.leaves import symbol as symbol_tex
from symconv.formulas.order import Order
from symconv.formulas.spelling import Spelling, is_negative, spell
from symconv.formulas.tex import TEX

FEWEST = 3
PLENTY = 10
"""Rows and columns of a matrix: few for a large result; with plenty of them no reader misses the rest."""
MOST_EQUATIONS = 64
"""Cells of a result that are written one by one; of a larger one only the first few are."""
FEW_EQUATIONS = 9
LEFT = 6.5
"""Ems kept free for left sides."""


class Math(NamedTuple):
    """A formula without cells, in both notations."""

    tex: str
    text: str

    def latex(self, spelling: Spelling = TEX) -> str:
        """Return the LaTeX."""
        return self.tex

    def plain(self) -> str:
        """Return the plain text."""
        return self.text

    def data(self) -> Any:
        """Return what stands in JSON."""
        return self.text


class Label(NamedTuple):
    """A letter for the cells of a tensor, and the number of the first one."""

    letter: str
    first: int = 1


@dataclass(frozen=True)
class Cells:
    """A result, cell by cell in book order.

    Parameters
    ----------
    grid : Grid
        The cells.
    order : Order
        Of the terms.
    limit : int or None
        Rows and columns shown.
    label : Label or None
        How cells are named that stand alone.

    Examples
    --------
    >>> Cells(Grid.of([1, 2, 3]), Order(), limit=2).plain()
    '[1, 2, ...]'
    """

    grid: Grid
    order: Order
    limit: int | None = None
    label: Label | None = None

    def latex(self, spelling: Spelling = TEX) -> str:
        """Return the LaTeX, dots beyond the limit."""
        return tex.layout(self.grid, lambda cell: self._spelled(cell, spelling), self.limit)

    def plain(self) -> str:
        """Return the plain text, dots beyond the limit."""
        return text.layout(self.grid, self.cell_text, self.limit)

    def data(self) -> Any:
        """Return every cell, whole numbers as numbers and the rest in the notation that the command line reads."""
        return nested(self.grid, self._datum)

    def cell_text(self, cell: Any) -> str:
        """Return one cell as plain text."""
        return self._spelled(cell, text.TEXT)

    def measured(self, cell: Any) -> str:
        """Return one cell as plain text that is as wide as the cell is when it is set."""
        return self.cell_text(cell)

    def _spelled(self, cell: Any, spelling: Spelling) -> str:
        return spell(cell, self.order, spelling)

    def _datum(self, cell: Any) -> int | str:
        return (
            int(cell)
            if isinstance(cell, int | sympy.Integer)
            else self._spelled(cell, text.LITERAL)
        )


@dataclass(frozen=True)
class Sums(Cells):
    """Cells whose products are not multiplied out: each is a tuple of (input cell, tap) pairs.

    Examples
    --------
    >>> Sums(Grid((2,), (((2, 3), (1, -4)), ())), Order()).plain()
    '[2*3 + 1*(-4), 0]'
    """

    def measured(self, cell: Any) -> str:
        """Return one cell as plain text that is as wide as the cell is when it is set: here products have a sign."""
        return self.cell_text(cell).replace("*", " . ")

    def _spelled(self, cell: Any, spelling: Spelling) -> str:
        sign = r" \cdot " if spelling.power is TEX.power else "*"
        products = (
            sign.join(factor_of(factor, self.order, spelling) for factor in pair) for pair in cell
        )
        return " + ".join(products) or "0"

    def _datum(self, cell: Any) -> str:
        return self.cell_text(cell)


Piece: TypeAlias = Math | Cells
Words: TypeAlias = tuple[str | Math, ...]


def factor_of(factor: Any, order: Order, spelling: Spelling) -> str:
    """Return a factor of a product that stands as it is: in brackets unless it is a symbol or a whole number."""
    written = spell(factor, order, spelling)
    bare = isinstance(factor, sympy.Symbol) or (
        isinstance(factor, int | sympy.Integer) and not is_negative(factor)
    )
    return written if bare else spelling.brackets(written)


def nested(grid: Grid, write: Callable[[Any], Any]) -> Any:
    """Return a grid as nested lists, each cell passed through `write`.

    Examples
    --------
    >>> nested(Grid.of([[1, 2], [3, 4]]), str)
    [['1', '2'], ['3', '4']]
    """
    if not grid.shape:
        return write(grid.cells[0])
    return [nested(grid.part(row), write) for row in range(grid.shape[0])]


def number(value: int) -> Math:
    """Return a number as a formula."""
    return Math(str(value), str(value))


def equation(letter: str, value: Any) -> Math:
    r"""Return ``letter = value``; a tuple of equal entries is one value.

    Examples
    --------
    >>> equation("s", (2, 2)).tex, equation("k", (3, 2)).tex
    ('s = 2', 'k = (3, 2)')
    """
    entries = value if isinstance(value, tuple) else (value,)
    same = len(set(entries)) == 1
    written = str(entries[0]) if same else f"({', '.join(map(str, entries))})"
    return Math(
        f"{letter} = {written}", f"{letter.replace('_{', '_').replace('}', '')} = {written}"
    )


def shape_math(shape: Iterable[int]) -> Math:
    r"""Return a shape: ``2 \times 3``."""
    extents = [str(extent) for extent in shape]
    return Math(r" \times ".join(extents), "x".join(extents))


def entry_names(label: Label, shape: tuple[int, ...]) -> list[Math]:
    """Return the names of all cells of a tensor.

    Examples
    --------
    >>> [entry.tex for entry in entry_names(Label("y"), (1, 2))], entry_names(Label("y"), (1, 12))[11].text
    (['y_{11}', 'y_{12}'], 'y_{1,12}')
    """
    return [
        Math(symbol_tex(symbol), symbol.name)
        for symbol in cell_symbols(label.letter, shape, label.first)
    ]


class Side(NamedTuple):
    """A left side, what stands right of it, and a remark."""

    left: Math
    right: Piece
    remark: Words = ()


def fits(cells: Cells, width: float = WIDTH, height: float = HEIGHT) -> bool:
    """Return whether a matrix shows all of a result, or plenty, or as much as can be asked of a large one."""
    extent, limit = max(cells.grid.shape, default=1), _limit(cells, width, height)
    return limit >= min(extent, PLENTY) or (
        limit >= FEWEST and prod(cells.grid.shape) > MOST_EQUATIONS
    )


def limited(name: Math, cells: Cells, width: float = WIDTH, height: float = HEIGHT) -> Side:
    """Return a result as one matrix, with dots where it would not fit on a page."""
    limit = max(1, _limit(cells, width, height))
    is_cut = max(cells.grid.shape, default=1) > limit
    words = (
        (f"shown up to {limit} along each axis of ", shape_math(cells.grid.shape)) if is_cut else ()
    )
    return Side(name, replace(cells, limit=limit), words)


def fitted(
    name: Math, cells: Cells, width: float = WIDTH, height: float = HEIGHT
) -> tuple[Side, ...]:
    """Return a result as one matrix, or as one equation per cell where cells have names and the matrix no room.

    Parameters
    ----------
    name : Math
        The left side of the matrix.
    cells : Cells
        The result.
    width, height : float
        Ems in a line, and lines on a page.
    """
    if cells.label is None or fits(cells, width, height):
        return (limited(name, cells, width, height),)
    count = prod(cells.grid.shape)
    names = entry_names(cells.label, cells.grid.shape)[
        : count if count <= MOST_EQUATIONS else FEW_EQUATIONS
    ]
    sides = tuple(
        Side(entry, replace(cells, grid=Grid((), (cell,)), limit=None))
        for entry, cell in zip(names, cells.grid.cells, strict=False)
    )
    return sides if len(sides) == count else (*sides, rest(len(sides), count))


def _limit(cells: Cells, width: float, height: float) -> int:
    return fitting_limit(cells.grid, cells.measured, width - LEFT, height)


def rest(shown: int, count: int) -> Side:
    """Return the line that stands for those left out."""
    return Side(Math(r"\vdots", "..."), Math("", ""), (f"{shown} of {count} are shown",))
