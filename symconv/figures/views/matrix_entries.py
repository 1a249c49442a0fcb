"""The matrix of a layer on known sizes: its entries, read from the plan, and how large its cells are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from symconv.errors import UnsupportedError
from symconv.figures.labels import formula
from symconv.figures.layout import SMALLEST, Lattice, up_to_grid
from symconv.figures.metrics import width
from symconv.figures.parts import result_text
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Run, Runs

MOST_ROWS = 512

_WIDEST_LABELLED = 1122
_TALLEST_LABELLED = 900


@dataclass(frozen=True, eq=False)
class Matrix:
    """The matrix of a layer on known sizes, as it is drawn.

    Parameters
    ----------
    placing : Placing
        The layer and the arrays.
    transposed : bool
        Rows are output cells instead of input cells.
    size : float
        Of the text in the cells.
    cell : Lattice
        The cells, their place still open.
    entries : dict
        The tap in each entry that is not zero, by row and column.
    has_room : bool
        Whether its taps may be written.
    """

    placing: Placing
    transposed: bool
    size: float
    cell: Lattice
    entries: dict[Index, int]
    has_room: bool = True

    @classmethod
    def of(cls, placing: Placing, transposed: bool) -> Matrix:
        """Return the matrix, with cells that fit the page if they can."""
        rows, columns = prod(placing.input_shape), prod(placing.output_shape)
        if max(rows, columns) > MOST_ROWS:
            raise UnsupportedError(
                f"a figure of the matrix of {placing.layer} on an input of size "
                f"{placing.input_shape}: the matrix is "
                f"{rows} x {columns}, but at most {MOST_ROWS} rows and columns can be seen; draw "
                "a smaller input"
            )
        plan = placing.kept
        triples = zip(plan.inputs.tolist(), plan.outputs.tolist(), plan.taps.tolist(), strict=True)
        entries: dict[Index, int] = {((o, i) if transposed else (i, o)): t for i, o, t in triples}
        size, cell = _cells(placing, transposed)
        return cls(placing, transposed, size, cell, entries)

    @property
    def shape(self) -> Index:
        """The numbers of rows and columns."""
        shape = prod(self.placing.input_shape), prod(self.placing.output_shape)
        return shape[::-1] if self.transposed else shape

    @property
    def blocks(self) -> Index:
        """The rows and columns of a block: the extent of the last axis."""
        shape = self.placing.input_shape[-1], self.placing.output_shape[-1]
        return shape[::-1] if self.transposed else shape

    @property
    def is_labelled(self) -> bool:
        """Whether the cells are large enough for their taps."""
        rows, columns = self.shape
        return (
            self.has_room
            and columns * self.cell.width <= _WIDEST_LABELLED
            and rows * self.cell.height <= _TALLEST_LABELLED
        )

    def as_pattern(self) -> Matrix:
        """Return the same matrix, its taps not written."""
        return replace(self, has_room=False)

    @property
    def symbol(self) -> Runs:
        """Its name."""
        return formula("C") + ((Run("⊤", "upright", 1),) if self.transposed else ())

    def input_of(self, entry: Index) -> int:
        """Return the input cell that an entry belongs to."""
        return entry[1] if self.transposed else entry[0]

    def outputs(self) -> Iterator[Index]:
        """Yield the output cells in row-major order."""
        return product(*map(range, self.placing.output_shape))


def _beside(placing: Placing, transposed: bool, size: float) -> float:
    """Return about how much room the transpose leaves to what it is multiplied by, the product, and the product as a grid."""
    if not transposed:
        return 0
    sums = max(
        width(result_text(placing, index), size)
        for index in product(*map(range, placing.output_shape))
    )
    grid = 100 + 52 * placing.output_shape[-1] if placing.is_flat and placing.axes == 2 else 0
    return 120 + sums + grid


def _cells(placing: Placing, transposed: bool) -> tuple[float, Lattice]:
    columns = prod(placing.input_shape if transposed else placing.output_shape)
    rows = prod(placing.output_shape if transposed else placing.input_shape)
    height = 42 if rows <= 8 else 30 if rows <= 16 else 24
    sizes = (17, 15, SMALLEST) if rows <= 16 else (15, SMALLEST)
    for size in sizes:
        roomy = 30 if size == SMALLEST else 42 if size < 17 else 48 if rows > 8 else 54
        texts = [*placing.taps, *(placing.inputs if transposed else ())]
        extent = max(
            roomy,
            up_to_grid(max(width(text, size) for text in texts) + (12 if size > SMALLEST else 6)),
        )
        if columns * extent + _beside(placing, transposed, size) <= placing.paper.right - 60:
            break
    return size, Lattice(0, 0, extent, height)
