"""Arrays of more than two extents as sheets: one per channel and per position along all but the last two axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from symconv.errors import UnsupportedError
from symconv.figures import wording
from symconv.figures.labels import formula, word
from symconv.figures.layout import NOTE, Lattice, Paper, flow, label
from symconv.figures.metrics import width
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Item, Runs, Text

MOST_SHEETS = 32
NAME = 22
"""Room above a sheet for its name, and for positions over its columns."""
BEFORE = 28
"""Room for positions before the rows."""
_GAP = 26


@dataclass(frozen=True)
class Sheet:
    """The rows and columns of an array at one choice of the other indices.

    Parameters
    ----------
    lead : tuple of int
        The other indices: channels, then axes.
    extents : tuple of int
        The extents along the axes that are drawn, one or two.
    """

    lead: Index
    extents: Index

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns: one row over one axis."""
        return (
            (1, self.extents[0]) if len(self.extents) == 1 else (self.extents[0], self.extents[1])
        )

    def places(self) -> tuple[Index, ...]:
        """Return the rows and columns of the cells, in row-major order."""
        return tuple(product(*map(range, self.shape)))

    def index(self, place: Index) -> Index:
        """Return the index in the array of the cell in this row and column."""
        return (*self.lead, *place[-len(self.extents) :])


def sheets(shape: Index, axes: int) -> tuple[Sheet, ...]:
    """Return the sheets of an array in row-major order.

    Parameters
    ----------
    shape : tuple of int
        All extents, channels first.
    axes : int
        How many of the extents are axes.

    Examples
    --------
    >>> [sheet.lead for sheet in sheets((2, 2, 3, 3), axes=3)]
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    >>> sheets((5,), axes=1)[0].shape
    (1, 5)
    """
    drawn = min(axes, 2)
    lead = product(*map(range, shape[: len(shape) - drawn]))
    return tuple(Sheet(index, shape[-drawn:]) for index in lead)


@dataclass(frozen=True)
class Laid:
    """A sheet with its name, and where its cells stand."""

    sheet: Sheet
    name: Runs
    grid: Lattice

    def names(self, above: float = 12) -> list[Item]:
        """Return the name over the cells, if the sheet has one."""
        return [label(self.grid.x, self.grid.y - above, self.name, "note")] if self.name else []


def laid(
    paper: Paper,
    every: Sequence[Sheet],
    names: Sequence[Runs],
    cells: Lattice,
    numbered: bool = False,
) -> tuple[Laid, ...]:
    """Return sheets from the origin on, left to right and on to the next row.

    Parameters
    ----------
    paper : Paper
        How long a row may be.
    every : sequence of Sheet
        Of one shape.
    names : sequence of Runs
        Of each; empty where one sheet is all there is.
    cells : Lattice
        The cells of a sheet, their place still open.
    numbered : bool
        Whether positions stand over the columns and before the rows.
    """
    above = NAME * (any(names) + numbered)
    before = BEFORE * (numbered and len(every[0].extents) == 2)
    rows, columns = every[0].shape
    extent = columns * (cells.width + cells.gutter) - cells.gutter
    widest = max(width(name, NOTE, "note") for name in names)
    size = (max(extent, widest) + before, rows * (cells.height + cells.gutter) + above)
    boxes = flow([size] * len(every), 0, 0, _GAP, paper.inside, below=10)
    return tuple(
        Laid(sheet, name, cells.at(box.x + before, box.y + above))
        for sheet, name, box in zip(every, names, boxes, strict=True)
    )


def numbers(
    placing: Placing, grid: Lattice, down: Sequence[int], across: Sequence[int]
) -> list[Item]:
    """Write positions over the columns and, where there is more than one axis, before the rows."""
    over: list[Item] = [
        Text(grid.middle_of_column(n), grid.y - 12, placing.number(p), "note", NOTE)
        for n, p in enumerate(across)
    ]
    return over + [
        Text(grid.x - 16, grid.middle_of_row(n), placing.number(p), "note", NOTE)
        for n, p in enumerate(down)
    ]


def named(placing: Placing, every: Sequence[Sheet]) -> list[Runs]:
    """Return which channel and which slice each sheet shows; nothing where there is nothing to tell apart."""
    return [wording.sheet(placing, sheet.lead) for sheet in every]


def kernel_names(placing: Placing, every: Sequence[Sheet]) -> list[Runs]:
    """Return from which channel to which each sheet of the kernel leads, as the plan has it, and its slice."""
    return [_kernel_name(placing, sheet) for sheet in every]


def _kernel_name(placing: Placing, sheet: Sheet) -> Runs:
    if not placing.lead:
        return wording.sheet(placing, sheet.lead)
    tap = flat(sheet.index((0, 0)), placing.w.shape)
    landed = int(placing.full.outputs[(placing.full.taps == tap).argmax()])
    target = landed // prod(placing.full_shape[1:])
    return between_channels(placing, (sheet.lead[0], target), sheet.lead[2:])


def between_channels(placing: Placing, channels: Index, rest: Index) -> Runs:
    """Return from which channel to which a sheet of a kernel leads, if there are channels, and its slice."""
    parts: list[Runs] = []
    if channels:
        start, stop = (channel + placing.notation.origin for channel in channels)
        parts.append(word("channel ") + formula(f"{start} → {stop}"))
    if rest:
        parts.append(word("slice ") + formula(placing.notation.places(rest)))
    return tuple(run for n, part in enumerate(parts) for run in (word(", ") if n else ()) + part)


def flat(index: Index, shape: Index) -> int:
    """Return the number of a cell in row-major order."""
    number = 0
    for place, extent in zip(index, shape, strict=True):
        number = number * extent + place
    return number


def check_sheets(placing: Placing, *more: Index) -> None:
    """Check that the sheets of input, kernel, canvas and of more arrays, by their shapes, can all be seen.

    Raises
    ------
    UnsupportedError
        There are too many.
    """
    shapes = (placing.input_shape, placing.w.shape, placing.canvas_shape, *more)
    most = max(len(sheets(shape, placing.axes)) for shape in shapes)
    if most > MOST_SHEETS:
        raise UnsupportedError(
            f"a figure of {placing.layer} on an input of shape {placing.input_shape}: it has "
            f"{most} slices and channels to "
            f"show, but at most {MOST_SHEETS} can be seen; draw fewer channels or a smaller input"
        )
