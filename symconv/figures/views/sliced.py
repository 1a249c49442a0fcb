"""Scale, place, sum with channels or over more than two axes: every array as sheets side by side."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from symconv.errors import UnsupportedError
from symconv.figures import wording
from symconv.figures.grids import GUTTER, borders, cut_round, has_values, sum_cells, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    NOTE,
    RIGHT,
    Box,
    Lattice,
    flow,
    label,
    rect,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.parts import (
    heavy_last,
    input_cell,
    result_cells,
    results_fit,
    sum_cell,
    tap_cell,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Rect, Runs, plain
from symconv.figures.slices import Sheet, sheets
from symconv.figures.views.thumbnails import MOST_PLACED, copy_at, followers, unlabelled

MOST_SHEETS = 32

_PART_GAP = 34
_SHEET_GAP = 30
_NAME = 22
_WIDEST_THUMBNAIL = 160


def draw(placing: Placing) -> list[Item]:
    """Return the drawing, from the given arrays at the top to the output at the bottom."""
    check_sheets(placing)
    items, y = _given(placing)
    drawn, y = _placed(placing, y + _PART_GAP)
    items += drawn
    drawn, y = summed(placing, y + _PART_GAP)
    items += drawn
    return items + kept(placing, y + _PART_GAP)


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
            f"a figure of {placing.layer} on an input of shape {placing.input_shape}: it has {most} slices and channels to "
            f"show, but at most {MOST_SHEETS} can be seen; draw fewer channels or a smaller input"
        )


def _given(placing: Placing) -> tuple[list[Item], float]:
    """Draw the sheets of input and kernel, and the parameters; return where they end."""
    items: list[Item] = [label(MARGIN, 16, word("Given"), "head")]
    first, second = wording.parameters(placing)
    items.append(label(MARGIN + 52, 16, first + word(", ") + second))
    inputs = Lattice(0, 0, max(40, widest(placing.inputs, 16) + 12), 36, 4)
    taps = Lattice(0, 0, max(42, widest(placing.taps, 16) + 12), 36)
    y = 44.0
    for shape, cells, draw_cell, kind, name in (
        (placing.input_shape, inputs, input_cell, wording.given_input(placing), sheet_name),
        (placing.w.shape, taps, tap_cell, wording.given_kernel(placing), _kernel_name),
    ):
        items.append(label(MARGIN, y, kind))
        every = sheets(shape, placing.axes)
        grids = grids_of(
            every, cells, MARGIN + 76, y - 8, [name(placing, sheet) for sheet in every]
        )
        for sheet, grid in zip(every, grids, strict=True):
            items.append(label(grid.x, grid.y - 12, name(placing, sheet), "note"))
            items += [
                draw_cell(placing, flat(sheet.index(p), shape), grid.box(p), 16)
                for p in sheet.places()
            ]
            y = max(y, grid.row(sheet.shape[0]) + 34)
    return items, y - 34


def grids_of(
    every: tuple[Sheet, ...],
    cells: Lattice,
    x: float,
    y: float,
    names: list[Runs],
    above: float = _NAME,
) -> list[Lattice]:
    """Return where the cells of sheets stand, left to right and on to the next row, room for a name above each."""
    rows, columns = every[0].shape
    extent = columns * (cells.width + cells.gutter) - cells.gutter
    extent = max(extent, *(width(name, NOTE, "note") for name in names))
    tall = rows * (cells.height + cells.gutter) - cells.gutter + above
    boxes = flow([(extent, tall)] * len(every), x, y, _SHEET_GAP, max(RIGHT, x + extent), below=14)
    return [cells.at(box.x, box.y + above) for box in boxes]


def flat(index: Index, shape: Index) -> int:
    """Return the number of a cell in row-major order."""
    number = 0
    for place, extent in zip(index, shape, strict=True):
        number = number * extent + place
    return number


def sheet_name(placing: Placing, sheet: Sheet) -> Runs:
    """Return which channel and which slice a sheet shows."""
    return wording.sheet(placing, sheet.lead)


def _kernel_name(placing: Placing, sheet: Sheet) -> Runs:
    """Return from which channel to which a sheet of the kernel leads, as the plan has it, and its slice."""
    if not placing.lead:
        return wording.sheet(placing, sheet.lead)
    tap = flat(sheet.index((0, 0)), placing.w.shape)
    landed = int(placing.full.outputs[(placing.full.taps == tap).argmax()])
    return between_channels(
        placing, (sheet.lead[0], landed // prod(placing.full_shape[1:])), sheet.lead[2:]
    )


def between_channels(placing: Placing, channels: Index, rest: Index) -> Runs:
    """Return from which channel to which a sheet of a kernel leads, if there are channels, and its slice."""
    parts: list[Runs] = []
    if channels:
        start, stop = (channel + placing.notation.origin for channel in channels)
        parts.append(word("channel ") + formula(f"{start} → {stop}"))
    if rest:
        parts.append(word("slice ") + formula(placing.notation.places(rest)))
    return tuple(run for n, part in enumerate(parts) for run in (word(", ") if n else ()) + part)


def _placed(placing: Placing, y: float) -> tuple[list[Item], float]:
    """Draw the canvas, all its sheets in small, for each of the first input cells; return where they end."""
    shown = min(prod(placing.input_shape), MOST_PLACED)
    every = sheets(placing.full_shape, placing.axes)
    rows, columns = every[0].shape
    side = max(4, min(16, _WIDEST_THUMBNAIL // (columns * len(every))))
    captions = [copy_at(placing, cell) for cell in range(shown)]
    extent = max(
        len(every) * (columns * side + 6) - 6,
        *(width(caption, LABEL, "label") for caption in captions),
    )
    boxes = flow(
        [(extent, rows * side + 30.0)] * shown,
        MARGIN,
        y + 20,
        28,
        max(RIGHT, MARGIN + extent),
        below=8,
    )
    items: list[Item] = [label(MARGIN, y, word("Scale and place"), "head")]
    items.append(label(MARGIN + 124, y, word("every sheet of the full output in small")))
    for cell, (box, caption) in enumerate(zip(boxes, captions, strict=True)):
        items.append(_thumbnail(placing, cell, every, box, side))
        items.append(label(box.x, box.y + rows * side + 14, caption))
    bottom = boxes[-1].y + boxes[-1].height
    if shown < prod(placing.input_shape):
        items.append(label(MARGIN, bottom + 12, followers(placing)))
        bottom += 24
    return items, bottom


def _thumbnail(
    placing: Placing, cell: int, every: tuple[Sheet, ...], box: Box, side: float
) -> Group:
    rows, columns = every[0].shape
    grids = {
        sheet.lead: Lattice(box.x + n * (columns * side + 6), box.y, side, side)
        for n, sheet in enumerate(every)
    }
    items: list[Item] = [
        Rect(grid.x, grid.y, columns * side, rows * side, "ghost") for grid in grids.values()
    ]
    lead = len(every[0].lead)
    for position, term in placing.landing(cell):
        place = position[lead:]
        items.append(
            unlabelled(
                placing, term, grids[position[:lead]].box(place if len(place) == 2 else (0, *place))
            )
        )
    return Group(tuple(items), plain(copy_at(placing, cell)), "copy", (cell,))


def summed(placing: Placing, y: float, head: str = "Sum") -> tuple[list[Item], float]:
    """Draw the sheets of the canvas with all terms, what is kept cut out; return where they end."""
    size, cells = sum_cells(placing)
    text = wording.full_output(placing, not placing.is_cut and not has_values(placing))
    x = MARGIN + width(word(head), LABEL, "head") + 10
    items: list[Item] = [label(MARGIN, y, word(head), "head"), label(x, y, text)]

    def cell(position: Index, box: Box) -> Group:
        return sum_cell(placing, position, box, size)

    drawn, grids = _sheets_of(placing, placing.canvas_shape, cells, y + 10, cell)
    items += drawn
    lead = len(placing.canvas_shape) - min(placing.axes, 2)
    for sheet, grid in grids:
        inside = all(
            b <= at < e for at, b, e in zip(sheet.lead, placing.begin, placing.stop, strict=False)
        )
        if placing.is_cut and inside:
            start, stop = placing.begin[lead:], placing.stop[lead:]
            pair = (start, stop) if len(start) == 2 else ((0, *start), (1, *stop))
            items.append(cut_round(grid.around(*pair)))
    bottom = max(grid.row(sheet.shape[0]) for sheet, grid in grids)
    notes = [wording.overlap, wording.cropped, wording.added, wording.holes, wording.stand_ins]
    texts = [text for text in (note(placing) for note in notes) if text]
    items += [label(MARGIN, bottom + 18 + 20 * n, text) for n, text in enumerate(texts)]
    return items, bottom + 20 * len(texts)


def _sheets_of(
    placing: Placing,
    shape: Index,
    cells: Lattice,
    y: float,
    draw_cell: Callable[[Index, Box], Group],
) -> tuple[list[Item], list[tuple[Sheet, Lattice]]]:
    """Draw the sheets of an array over the output; return also where they stand."""
    every = sheets(shape, placing.axes)
    names = [sheet_name(placing, sheet) for sheet in every]
    grids = list(zip(every, grids_of(every, cells, MARGIN, y, names), strict=True))
    items: list[Item] = []
    for (sheet, grid), name in zip(grids, names, strict=True):
        items.append(label(grid.x, grid.y - 12, name, "note"))
        items += heavy_last(
            draw_cell(sheet.index(place), grid.box(place)) for place in sheet.places()
        )
    return items, grids


def kept(placing: Placing, y: float) -> list[Item]:
    """Draw the sheets of the output: what their cells hold, or their names where that is too long."""
    if not placing.is_cut and not has_values(placing):
        return []
    size, cells = sum_cells(placing)
    gutter = GUTTER if placing.has_overlap else 0
    cells = Lattice(0, 0, cells.width, cells.height, gutter)
    if has_values(placing):
        cells = Lattice(
            0, 0, max(52, up_to_grid(widest(placing.values, size)) + 12), CELL_HEIGHT, gutter
        )
    every = sheets(placing.output_shape, placing.axes)
    names = [sheet_name(placing, sheet) for sheet in every]
    grids = list(zip(every, grids_of(every, cells, MARGIN, y + 10, names), strict=True))
    boxes = {
        sheet.index(place): grid.box(place) for sheet, grid in grids for place in sheet.places()
    }
    if not results_fit(placing, boxes, size):
        small = Lattice(0, 0, 64, CELL_HEIGHT, gutter)
        grids = list(zip(every, grids_of(every, small, MARGIN, y + 10, names), strict=True))
        boxes = {
            sheet.index(place): grid.box(place) for sheet, grid in grids for place in sheet.places()
        }
    head = word("Crop" if placing.is_cut else "Value")
    items: list[Item] = [label(MARGIN, y, head, "head")]
    items.append(label(MARGIN + 48, y, wording.output(placing)))
    items += [
        label(grid.x, grid.y - 12, name, "note")
        for (_, grid), name in zip(grids, names, strict=True)
    ]
    items += [*result_cells(placing, boxes, size), *borders(boxes)]
    return items + [rect(grid.around((0, 0), sheet.shape), "frame") for sheet, grid in grids]
