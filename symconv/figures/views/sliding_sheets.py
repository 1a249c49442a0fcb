"""The reversed kernel at one position over the stretched input, with channels or over more than two axes: as sheets."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.figures import wording
from symconv.figures.grids import borders, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import LABEL, MARGIN, SMALLEST, Box, Lattice, label, rect
from symconv.figures.metrics import width
from symconv.figures.placing import Index
from symconv.figures.scene import Item, Rect, Runs
from symconv.figures.slices import Sheet, sheets
from symconv.figures.views.sliced import between_channels, check_sheets, grids_of
from symconv.figures.views.sliding_grid import (
    equation,
    output_at,
    output_cells,
    place_at,
    prepared,
    tap_at,
)
from symconv.figures.views.stretched import Stretched

_PART_GAP = 34


def draw_position(stretched: Stretched, cell: Index) -> list[Item]:
    """Return the drawing: the kernels turned round, the stretched input with a kernel on every sheet, the output."""
    lows, shape = _extent(stretched)
    check_sheets(stretched.placing, shape)
    items, y = _reversal(stretched)
    drawn, y = _slid(stretched, cell, lows, shape, y + _PART_GAP)
    items += drawn
    drawn, y = equation(stretched, cell, y + 24)
    return items + drawn + _outputs(stretched, cell, y + _PART_GAP)


def _extent(stretched: Stretched) -> tuple[Index, Index]:
    """Return the first place that is drawn and the extents: cropped input cells may lie outside the stretched input."""
    lead = stretched.placing.lead
    along = list(zip(*stretched.inputs, strict=True))
    lows = (0,) * lead + tuple(min(0, *places) for places in along[lead:])
    ends = (max(places) + 1 for places in along[lead:])
    stops = stretched.placing.input_shape[:lead] + tuple(map(max, stretched.shape, ends))
    return lows, tuple(stop - low for low, stop in zip(lows, stops, strict=True))


def _kernels(
    stretched: Stretched,
) -> Iterator[tuple[Runs, Sheet, dict[Index, int | None], dict[Index, int | None]]]:
    """Yield every sheet of the kernels, with its name, its kernel and that turned round."""
    for channels in stretched.channels():
        kernel, turned = stretched.kernel(channels), stretched.reversed_kernel(channels)
        for sheet in sheets(stretched.reach, stretched.placing.axes):
            yield between_channels(stretched.placing, channels, sheet.lead), sheet, kernel, turned


def _reversal(stretched: Stretched) -> tuple[list[Item], float]:
    """Draw the sheets of the kernels, and under them the same turned round; return where they end."""
    placing = stretched.placing
    names, every, kernels, turned = zip(*_kernels(stretched), strict=True)
    cells = Lattice(0, 0, max(40, widest(placing.taps, 16) + 12), 36)
    items: list[Item] = [label(MARGIN, 16, word("Reverse the kernel"), "head")]
    items.append(label(MARGIN + 150, 16, word("along every axis: most often forgotten")))
    first, second = wording.parameters(placing)
    items.append(label(MARGIN, 38, first + word(", ") + second))
    y = 62.0
    for caption, found in (("kernel ", kernels), ("reversed ", turned)):
        items.append(label(MARGIN, y, word(caption) + formula(placing.notation.kernel)))
        grids = grids_of(every, cells, MARGIN + 86, y - 8, list(names))
        for name, sheet, taps, grid in zip(names, every, found, grids, strict=True):
            items.append(label(grid.x, grid.y - 12, name, "note"))
            items += [
                tap_at(placing, taps[sheet.index(place)], grid.box(place))
                for place in sheet.places()
            ]
        y = max(grid.row(sheet.shape[0]) for sheet, grid in zip(every, grids, strict=True)) + 30
    return items, y - 30


def _slid(
    stretched: Stretched, output: Index, lows: Index, shape: Index, y: float
) -> tuple[list[Item], float]:
    """Draw the sheets of the stretched input with the reversed kernel at one position; return where they end."""
    placing = stretched.placing
    items, y = prepared(stretched, y)
    texts = (*placing.inputs, *placing.taps)
    cells = Lattice(0, 0, max(40, widest(texts, SMALLEST) + 16), 48)
    every = sheets(shape, placing.axes)
    names = [wording.sheet(placing, _moved(sheet.lead, lows)) for sheet in every]
    window, pairs = stretched.window(output), stretched.pairs(output)
    grids = grids_of(every, cells, MARGIN, y + 10, names)
    for sheet, grid, name in zip(every, grids, names, strict=True):
        items.append(label(grid.x, grid.y - 12, name, "note"))
        boxes = {_moved(sheet.index(place), lows): grid.box(place) for place in sheet.places()}
        drawn = [
            place for place in boxes if stretched.is_inside(place) or place in stretched.inputs
        ]
        items += [place_at(stretched, place, boxes[place], window, SMALLEST) for place in drawn]
        items += [_frame(boxes[place]) for place in drawn if place in pairs]
    return items, max(grid.row(sheet.shape[0]) for sheet, grid in zip(every, grids, strict=True))


def _moved(index: Index, by: Index) -> Index:
    """Return an index, or its first entries, moved."""
    return tuple(place + step for place, step in zip(index, by, strict=False))


def _frame(box: Box) -> Rect:
    return Rect(box.x + 1, box.y + 1, box.width - 2, box.height - 2, "frame", radius=9)


def _outputs(stretched: Stretched, chosen: Index, y: float) -> list[Item]:
    """Draw the sheets of the output; the chosen cell has round corners."""
    placing = stretched.placing
    head = word("All positions")
    items: list[Item] = [label(MARGIN, y, head, "head")]
    items.append(label(MARGIN + width(head, LABEL, "head") + 10, y, wording.output(placing)))
    every = sheets(placing.output_shape, placing.axes)
    names = [wording.sheet(placing, sheet.lead) for sheet in every]
    for sheet, name, grid in zip(
        every, names, grids_of(every, output_cells(placing), MARGIN, y + 10, names), strict=True
    ):
        boxes = {sheet.index(place): grid.box(place) for place in sheet.places()}
        items.append(label(grid.x, grid.y - 12, name, "note"))
        items += [output_at(placing, index, box) for index, box in boxes.items()]
        items += [*borders(boxes), rect(grid.around((0, 0), sheet.shape), "frame")]
        items += [_frame(box) for index, box in boxes.items() if index == chosen]
    return items
