"""What a formula shows: mathematics without cells, a grid of cells, sums whose products stand apart.

A display keeps the expression and writes it on demand, as LaTeX, plain text or data; what no page
has room for is left out by the writers, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm
from typing import Any, NamedTuple, TypeAlias

import sympy

from symconv.data.arrays import cell_symbols
from symconv.formulas import tex, text
from symconv.formulas.atoms import symbol as symbol_tex
from symconv.formulas.book_order import Order
from symconv.formulas.grid import Grid, Part
from symconv.formulas.spelling import Spelling, is_negative, spell
from symconv.formulas.tex import TEX

LARGEST_DENOMINATOR = 5000
"""What may stand in front of a matrix."""


PAGE = replace(TEX, number=lambda value: TEX.number(value).replace(r"\frac", r"\tfrac"))
"""LaTeX's spelling with small fractions, as they stand in sums and matrices of a page."""


class Math(NamedTuple):
    r"""A formula without cells.

    Parameters
    ----------
    tex : str
        Its LaTeX.
    text : str
        The same as plain text; without it the LaTeX stands there, too.

    Examples
    --------
    >>> Math(r"C^{\top}", "C^T").plain(), Math("s - 1").plain()
    ('C^T', 's - 1')
    """

    tex: str
    text: str = ""

    def latex(self, spelling: Spelling = PAGE) -> str:
        """Return the LaTeX."""
        return self.tex

    def plain(self) -> str:
        """Return the plain text."""
        return self.text or self.tex

    def data(self) -> Any:
        """Return what stands in JSON."""
        return self.plain()


class Label(NamedTuple):
    """A letter for the cells of a tensor, the number of the first one, and whether numbers stand in brackets."""

    letter: str
    first: int = 1
    brackets: bool = False


@dataclass(frozen=True)
class Cells:
    """A result, cell by cell in book order.

    Parameters
    ----------
    grid : Grid
        The cells.
    order : Order
        Of the terms.
    part : tuple, optional
        What is shown along each axis, as :func:`symconv.formulas.grid.places` takes it.
    label : Label or None
        How cells are named that stand alone.

    Examples
    --------
    >>> Cells(Grid.of([1, 2, 3, 4]), Order(), ((1, 1),)).plain()
    '[1, ..., 4]'
    """

    grid: Grid
    order: Order
    part: Part | None = None
    label: Label | None = None

    def latex(self, spelling: Spelling = PAGE) -> str:
        """Return the LaTeX, dots for what is not shown, a denominator of all cells in front."""
        denominator, grid = self.factored
        written = tex.layout(grid, lambda cell: self.spelled(cell, spelling), self.part)
        return written if denominator == 1 else rf"\tfrac{{1}}{{{denominator}}} {written}"

    @cached_property
    def factored(self) -> tuple[int, Grid]:
        """A common denominator of the cells of a matrix, and the cells multiplied by it."""
        several = len(self.grid.cells) > 1
        denominator = _denominator(self.grid.cells, self.order) if several else 1
        if denominator == 1:
            return 1, self.grid
        cells = tuple(_multiplied(cell, denominator) for cell in self.grid.cells)
        return denominator, Grid(self.grid.shape, cells)

    def plain(self) -> str:
        """Return the plain text, dots for what is not shown."""
        return text.layout(self.grid, self.cell_text, self.part)

    def data(self) -> Any:
        """Return every cell, whole numbers as numbers and the rest in the notation that the command line reads."""
        return nested(self.grid, self._datum)

    def cell_text(self, cell: Any) -> str:
        """Return one cell as plain text."""
        return self.spelled(cell, text.TEXT)

    def spelled(self, cell: Any, spelling: Spelling) -> str:
        """Return one cell in a notation."""
        return spell(cell, self.order, spelling)

    def _datum(self, cell: Any) -> int | str:
        return (
            int(cell) if isinstance(cell, int | sympy.Integer) else self.spelled(cell, text.LITERAL)
        )


@dataclass(frozen=True)
class Sums(Cells):
    """Cells whose products are not multiplied out: each is a tuple of (input cell, tap) pairs.

    Examples
    --------
    >>> Sums(Grid((2,), (((2, 3), (1, -4)), ())), Order()).plain()
    '[2*3 + 1*(-4), 0]'
    """

    @property
    def factored(self) -> tuple[int, Grid]:
        """Products stay as they are."""
        return 1, self.grid

    def spelled(self, cell: Any, spelling: Spelling) -> str:
        """Return the products of one cell in a notation."""
        sign = r" \cdot " if spelling.power is TEX.power else "*"
        products = []
        for pair in cell:
            factors = (_factor_of(factor, self.order, spelling) for factor in pair)
            products.append(sign.join(factors))
        return " + ".join(products) or "0"

    def _datum(self, cell: Any) -> str:
        return self.cell_text(cell)


Display: TypeAlias = Math | Cells


def _factor_of(factor: Any, order: Order, spelling: Spelling) -> str:
    """Return a factor of a product that stands as it is: in brackets unless it is a symbol or a whole number."""
    written = spell(factor, order, spelling)
    if isinstance(factor, sympy.Symbol) or written.startswith(r"\tfrac"):
        return written
    is_whole = isinstance(factor, int | sympy.Integer) and not is_negative(factor)
    return written if is_whole else spelling.brackets(written)


def _denominator(cells: Iterable[Any], order: Order) -> int:
    """Return the least common denominator of all terms; 1 where one is no fraction, or it is large."""
    found = 1
    for cell in cells:
        for term in order.terms(cell):
            found = lcm(
                found, int(getattr(term.coefficient, "denominator", LARGEST_DENOMINATOR + 1))
            )
            if found > LARGEST_DENOMINATOR:
                return 1
    return found


def _multiplied(cell: Any, factor: int) -> Any:
    if isinstance(cell, sympy.Add):
        return sympy.Add(*(factor * term for term in cell.args))
    return factor * cell


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


def value_of(letter: str, value: Any) -> Math:
    r"""Return ``letter = value``; a tuple of equal entries is one value.

    Examples
    --------
    >>> value_of("s", (2, 2)).tex, value_of("k", (3, 2)).tex
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
        for symbol in cell_symbols(label.letter, shape, label.first, label.brackets)
    ]
