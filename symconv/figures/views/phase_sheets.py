"""Polyphase with channels or over more than two axes: the kernel and the cells of every phase as sheets side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.errors import UnsupportedError
from symconv.figures import wording
from symconv.figures.grids import sum_cells, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import LABEL, MARGIN, NOTE, Lattice, label, up_to_grid
from symconv.figures.metrics import width
from symconv.figures.parts import heavy_last, phase_cell
from symconv.figures.placing import Placing
from symconv.figures.scene import Item, Runs, Text
from symconv.figures.slices import Sheet, sheets
from symconv.figures.views import sliced
from symconv.figures.views.phases import Phase
from symconv.figures.views.sliding_grid import tap_at

MOST_SHEETS = 96
"""Of all phases together."""

_PART_GAP, _PHASE_GAP = 34, 26
_ABOVE = 42
"""Room for the name of a sheet and the positions over its columns."""


def draw(placing: Placing, shown: Sequence[Phase], rule: Runs) -> list[Item]:
    """Return the drawing: for every phase its kernel and what it computes, then the whole canvas and the output.

    Parameters
    ----------
    placing : Placing
        With channels or over more than two axes.
    shown : sequence of Phase
        The phases that are drawn.
    rule : Runs
        Which phase a tap belongs to, in words.
    """
    sliced.check_sheets(placing)
    _check(placing, shown)
    items: list[Item] = [label(MARGIN, 16, word("Split the kernel"), "head")]
    items.append(label(MARGIN + 124, 16, rule))
    x = MARGIN + width(word("Phases"), LABEL, "head") + 10
    convolved = word("each a convolution of ") + formula(placing.notation.input)
    items.append(label(MARGIN, 38, word("Phases"), "head"))
    items.append(label(x, 38, convolved + word(" at unit stride, at its positions on the canvas")))
    names = [wording.phase(phase.remainder) for phase in shown]
    x, y = up_to_grid(MARGIN + max(width(name, LABEL, "head") for name in names) + 16), 66.0
    for phase, name in zip(shown, names, strict=True):
        items.append(label(MARGIN, y, name, "head"))
        drawn, y = _kernel(placing, phase, x, y)
        items += drawn
        drawn, y = _cells(placing, phase, x, y + 12)
        items += drawn
        y += _PHASE_GAP
    drawn, y = sliced.summed(placing, y + 8, "Interleave")
    return items + drawn + sliced.kept(placing, y + _PART_GAP)


def _check(placing: Placing, shown: Sequence[Phase]) -> None:
    number = sum(len(sheets(phase.shape, placing.axes)) for phase in shown)
    if number > MOST_SHEETS:
        raise UnsupportedError(
            f"a figure of {placing.layer} on an input of shape {placing.input_shape}: its phases have {number} slices and "
            f"channels to show, but at most {MOST_SHEETS} can be seen; draw fewer channels or a smaller input"
        )


def _kernel(placing: Placing, phase: Phase, x: float, y: float) -> tuple[list[Item], float]:
    """Draw the kernel of a phase; return where it ends."""
    if not phase.taps:
        return [label(x, y, word("no tap: zeros"))], y
    cells = Lattice(0, 0, max(40, widest(placing.taps, 16) + 12), 36)
    leads, every, names = zip(*_kernel_sheets(placing, phase), strict=True)
    items: list[Item] = []
    grids = sliced.grids_of(every, cells, x, y - 8, list(names))
    for channels, sheet, name, grid in zip(leads, every, names, grids, strict=True):
        items.append(label(grid.x, grid.y - 12, name, "note"))
        taps = [
            (phase.taps.get(channels + sheet.index(place)), grid.box(place))
            for place in sheet.places()
        ]
        items += [tap_at(placing, tap, box) for tap, box in taps]
    return items, max(grid.row(sheet.shape[0]) for sheet, grid in zip(every, grids, strict=True))


def _kernel_sheets(placing: Placing, phase: Phase) -> Iterator[tuple[tuple[int, ...], Sheet, Runs]]:
    """Yield the channels, the sheet and its name, for every pair of channels with a tap."""
    for channels in sorted({place[: 2 * placing.lead] for place in phase.taps}):
        for sheet in sheets(phase.kernel_shape, placing.axes):
            yield channels, sheet, sliced.between_channels(placing, channels, sheet.lead)


def _cells(placing: Placing, phase: Phase, x: float, y: float) -> tuple[list[Item], float]:
    """Draw the cells of a phase, with their positions on the canvas; return where they end."""
    size, cells = sum_cells(placing)
    along = [
        sorted({position[axis] for position in phase.positions}) for axis in range(placing.rank)
    ]
    every = sheets(phase.shape, placing.axes)
    names = [_name(placing, sheet, along) for sheet in every]
    items: list[Item] = []
    grids = sliced.grids_of(every, cells, x, y, names, above=_ABOVE)
    for sheet, grid, name in zip(every, grids, names, strict=True):
        items.append(label(grid.x, grid.y - 30, name, "note"))
        items += _numbers(placing, sheet, grid, along)
        boxes = {sheet.index(place): grid.box(place) for place in sheet.places()}
        found = {
            tuple(row[n] for row, n in zip(along, index, strict=True)): box
            for index, box in boxes.items()
        }
        items += heavy_last(
            phase_cell(placing, position, box, size) for position, box in found.items()
        )
    return items, max(
        grid.row(sheet.shape[0]) - grid.gutter for sheet, grid in zip(every, grids, strict=True)
    )


def _name(placing: Placing, sheet: Sheet, along: list[list[int]]) -> Runs:
    """Return which channel and which slice of the canvas a sheet of a phase shows."""
    return wording.sheet(placing, tuple(row[n] for row, n in zip(along, sheet.lead, strict=False)))


def _numbers(placing: Placing, sheet: Sheet, grid: Lattice, along: list[list[int]]) -> list[Item]:
    """Write the positions over the columns and, over two axes and more, before the rows."""
    across = [placing.number(p) for p in along[-1]]
    down = [placing.number(p) for p in along[-2]] if len(sheet.extents) == 2 else []
    items: list[Item] = [
        Text(grid.column(n) + grid.width / 2, grid.y - 12, number, "note", NOTE)
        for n, number in enumerate(across)
    ]
    return items + [
        Text(grid.x - 16, grid.row(n) + grid.height / 2, number, "note", NOTE)
        for n, number in enumerate(down)
    ]
