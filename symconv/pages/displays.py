"""What a formula shows: mathematics without cells, a grid of cells, sums whose products stand apart.

A display keeps the expression and writes it on demand, as LaTeX, plain text or data; what no page
has room for is left out by the writers, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import sympy

from symconv.data.arrays import cell_symbols
from symconv.formulas import tex, text
from symconv.formulas.grid import Grid
from symconv.formulas.leaves import symbol as symbol_tex
from symconv.formulas.order import Order
from symconv.formulas.spelling import Spelling, is_negative, spell
from symconv.formulas.tex import TEX


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

    def latex(self, spelling: Spelling = TEX) -> str:
        """Return the LaTeX."""
        return self.tex

    def plain(self) -> str:
        """Return the plain text."""
        return self.text or self.tex

    def data(self) -> Any:
        """Return what stands in JSON."""
        return self.plain()


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


Display: TypeAlias = Math | Cells


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
        for symbol in cell_symbols(label.letter, shape, label.first)
    ]
