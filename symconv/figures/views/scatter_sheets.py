"""Scale, place, sum on sheets: two axes are one sheet, channels and further axes give more of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil, prod
from operator import mul

from symconv.figures import wording
from symconv.figures.grids import (
    GUTTER,
    borders,
    count_cells,
    cut_round,
    has_values,
    sum_cells,
    widest,
)
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    SMALLEST,
    Box,
    Lattice,
    Panel,
    Paper,
    captioned,
    headed,
    horizontal,
    label,
    page,
    panel,
    paragraph,
    rect,
    side_by_side,
    stacked,
    vertical,
)
from symconv.figures.parts import (
    arranged,
    evaluated,
    heavy_last,
    input_cell,
    product_cell,
    result_cells,
    results_fit,
    sum_cell,
    tap_cell,
    unlabelled,
)
from symconv.figures.placing import GATHERED, Index, PlacedProduct, Placing
from symconv.figures.scene import Group, Item, Rect, Scene, Text, moved
from symconv.figures.sheets import (
    NAME,
    Laid,
    Sheet,
    check_sheets,
    flat,
    kernel_names,
    laid,
    named,
    numbers,
    sheets,
)

_PART_GAP = 16
_BESIDE = 44
_LARGEST_STRETCHED_KERNEL = 7
_PLUS = 28
_SMALLEST_SQUARE, _LARGEST_SQUARE = 10, 22

DrawCell = Callable[[Index, Box], Group]


def draw(
    placing: Placing,
    are_copies_written: bool = True,
    are_sums_written: bool = True,
    is_output_drawn: bool = True,
    are_copies_drawn: bool = True,
) -> Scene:
    """Return the drawing, from the given arrays at the top to the output at the bottom.

    Parameters
    ----------
    placing : Placing
        Over two axes and more, or with channels.
    are_copies_written, are_sums_written : bool
        Whether products stand in the copies, and sums in the canvas; else they are told where a
        reader points, and sums show the number of their terms.
    is_output_drawn : bool
        Whether the output is drawn once more beside the canvas on which it is framed.
    are_copies_drawn : bool
        Whether all copies are drawn that have a colour; else the first one stands for them.
    """
    check_sheets(placing)
    placed = placing.placed if are_copies_drawn else placing.placed[:1]
    size, cells = _copy_cells(placing, are_copies_written)
    drawn = _in_rows(placing.paper, [_copy(placing, cell, cells, size) for cell in placed], 36)
    rest = prod(placing.input_shape) - len(placed)
    words = word(f"one of {rest + 1} copies of the kernel") if rest else ()
    copies = headed(word("Scale and place"), drawn, words, placing.paper.inside)
    sums = summed(placing, "Sum", are_sums_written, is_output_drawn)
    return page(stacked([given(placing), copies, sums], _PART_GAP))


def given(placing: Placing) -> Panel:
    """Draw input, kernel and parameters side by side."""
    chips = Lattice(0, 0, max(40, widest(placing.inputs, 17) + 14), 40, GUTTER)
    every = sheets(placing.input_shape, placing.axes)
    items: list[Item] = []
    for each in laid(placing.paper, every, named(placing, every), chips):
        items += each.names()
        for place in each.sheet.places():
            cell = flat(each.sheet.index(place), placing.input_shape)
            items.append(input_cell(placing, cell, each.grid.box(place)))
    inputs = captioned(panel(items), wording.given_input(placing))
    return headed(
        word("Given"),
        side_by_side([inputs, kernel(placing), facts(placing)], _BESIDE, placing.paper.inside),
    )


def facts(placing: Placing) -> Panel:
    """Write the parameters and what follows from them, a line each."""
    lines = wording.facts(placing)
    return panel(label(0, 14 + 24 * n, line) for n, line in enumerate(lines))


def kernel(placing: Placing) -> Panel:
    """Draw the kernel, stretched where it is dilated and not too large for that."""
    cells = Lattice(0, 0, max(CELL_HEIGHT, widest(placing.taps, 17) + 14), CELL_HEIGHT)
    every = sheets(placing.w.shape, placing.axes)
    axes = placing.layer.axes
    is_small = all(axis.reach <= _LARGEST_STRETCHED_KERNEL for axis in axes)
    shown_dilation = tuple(axis.dilation if is_small else 1 for axis in axes)
    steps = shown_dilation[-len(every[0].extents) :]
    stretched = [replace(sheet, extents=_stretched(sheet.extents, steps)) for sheet in every]
    items: list[Item] = []
    for each, taps in zip(
        laid(placing.paper, stretched, kernel_names(placing, every), cells), every, strict=True
    ):
        items += [*each.names(), *_taps(placing, each, taps)]
    return captioned(panel(items), wording.given_kernel(placing))


def _taps(placing: Placing, each: Laid, taps: Sheet) -> list[Item]:
    """Draw the taps of a sheet where dilation puts them, and the zeros between."""
    extents = zip(each.sheet.shape, taps.shape, strict=True)
    steps = [(drawn - 1) // (size - 1) if size > 1 else 1 for drawn, size in extents]
    tapped = {tuple(map(mul, steps, place)): place for place in taps.places()}
    items: list[Item] = []
    for place in each.sheet.places():
        box = each.grid.box(place)
        if place not in tapped:
            items.append(Rect(box.x + 7, box.y + 7, box.width - 14, box.height - 14, "zero"))
    for place, tap in tapped.items():
        number = flat(taps.index(tap), placing.w.shape)
        items.append(tap_cell(placing, number, each.grid.box(place)))
    return items


def _stretched(extents: Index, steps: Index) -> Index:
    return tuple(step * (size - 1) + 1 for step, size in zip(steps, extents, strict=True))


def _in_rows(paper: Paper, copies: list[Panel], gap: float) -> Panel:
    """Return copies in rows of the same length."""
    extent = max(copy.width for copy in copies)
    fitting = max(1, int((paper.inside - _PLUS + gap) // (extent + gap)))
    rows = ceil(len(copies) / fitting)
    right = ceil(len(copies) / rows) * (extent + gap)
    wide = [replace(copy, width=extent) for copy in copies]
    drawn = side_by_side(wide, gap, right, below=14)
    return panel(moved(item, _PLUS if rows > 1 else 0) for item in drawn.items)


def _copy_cells(placing: Placing, is_labelled: bool) -> tuple[float, Lattice]:
    """Return the text size and the cells of a copy: roomy where all copies then fit side by side."""
    rows, columns = sheets(placing.full_shape, placing.axes)[0].shape
    if not is_labelled:
        fitting = min(_LARGEST_SQUARE, 128 // max(rows, columns))
        side = max(_SMALLEST_SQUARE, fitting)
        return 0, Lattice(0, 0, side, side)
    terms = [term for cell in placing.placed for _, term in placing.landing(cell)]
    texts = tuple(map(placing.letter, terms))
    roomy = max(48, widest(texts, 15) + 8)
    number = len(placing.placed)
    if number * columns * roomy + (number - 1) * 36 <= placing.paper.inside and placing.is_flat:
        return 15, Lattice(0, 0, roomy, 48)
    return SMALLEST, Lattice(0, 0, max(38, widest(texts, SMALLEST) + 4), 38)


def _copy(placing: Placing, cell: int, cells: Lattice, size: float) -> Panel:
    """Draw the sheets of the canvas that a copy of the kernel reaches; without a size the terms are told, not written."""
    landing = dict(placing.landing(cell))
    every = sheets(placing.full_shape, placing.axes)
    reached = [sheet for sheet in every if _meets(sheet, landing)]
    items: list[Item] = []
    for each in laid(placing.paper, reached, named(placing, reached), cells):
        items += each.names()
        if not size:
            whole = each.grid.around((0, 0), each.sheet.shape)
            items.append(rect(whole, "ghost"))
        for place in each.sheet.places():
            position, box = each.sheet.index(place), each.grid.box(place)
            if position not in landing:
                items += [rect(box, "ghost")] if size else []
            elif size:
                items.append(product_cell(placing, landing[position], box, size))
            else:
                items.append(unlabelled(placing, landing[position], box))
    body = panel(items)
    caption = placing.copy_at(cell)
    drawn = list(captioned(body, caption).items)
    if cell != placing.placed[0]:
        drawn.append(Text(-_PLUS / 2 - 4, body.height / 2, formula("+"), "math", 18))
    return panel([Group(tuple(drawn), placing.copy_told(cell), "copy", (cell,))])


def _meets(sheet: Sheet, landing: dict[Index, PlacedProduct]) -> bool:
    return any(sheet.index(place) in landing for place in sheet.places())


def summed(
    placing: Placing, head: str, are_written: bool = True, is_output_drawn: bool = True
) -> Panel:
    """Draw the canvas with all terms and what is kept cut out, beside or below it the output."""
    size, cells = sum_cells(placing) if are_written else count_cells(placing)

    write = evaluated if has_values(placing) else arranged

    def sum_at(position: Index, box: Box) -> Group:
        cell = sum_cell(placing, position, box, size, write(placing, position))
        is_looked_at = not placing.is_coloured and position == placing.highlight.position
        return (
            replace(cell, items=(*cell.items, rect(box, "ring", GATHERED)))
            if is_looked_at
            else cell
        )

    is_output = not placing.is_cut and (are_written or not has_values(placing))
    drawn, ends = _canvas(placing, cells, sum_at)
    whole = panel([*drawn, *_frames(placing, ends, is_output)])
    marks = _strides(placing, ends[0].grid) if placing.is_flat and placing.axes == 2 else []
    sums = headed(
        word(head), panel([*whole.items, *marks]), wording.full_output(placing, is_output)
    )
    is_told = not is_output and is_output_drawn and (are_written or has_values(placing))
    outputs = kept(placing) if is_told else []
    beside = side_by_side([sums, *outputs], _BESIDE, placing.paper.inside)
    return stacked([beside, notes(placing)], 10)


def _canvas(
    placing: Placing, cells: Lattice, draw_cell: DrawCell
) -> tuple[list[Item], tuple[Laid, ...]]:
    """Draw the sheets of the canvas, with their positions; return also where they stand."""
    every = sheets(placing.canvas_shape, placing.axes)
    placed = laid(placing.paper, every, named(placing, every), cells, numbered=True)
    items: list[Item] = []
    for each in placed:
        rows, columns = each.sheet.shape
        down = range(rows) if len(each.sheet.extents) == 2 else ()
        items += [*each.names(12 + NAME), *numbers(placing, each.grid, down, range(columns))]
        items += heavy_last(
            draw_cell(each.sheet.index(place), each.grid.box(place))
            for place in each.sheet.places()
        )
    return items, placed


def _frames(placing: Placing, placed: tuple[Laid, ...], is_output: bool) -> list[Item]:
    """Draw the cut round what is kept, or a frame where all of it is and no cell has one."""
    items: list[Item] = []
    for each in placed:
        lead = len(each.sheet.lead)
        limits = zip(each.sheet.lead, placing.begin, placing.stop, strict=False)
        is_inside = all(begin <= at < stop for at, begin, stop in limits)
        start, stop = placing.begin[lead:], placing.stop[lead:]
        if len(start) == 1:
            start, stop = (0, *start), (1, *stop)
        box = each.grid.around(start, stop)
        if placing.is_cut and is_inside:
            items.append(cut_round(box))
        elif is_output and not placing.has_overlap:
            items.append(rect(box, "frame"))
    return items


def _strides(placing: Placing, grid: Lattice) -> list[Item]:
    """Draw the distance of two copies that lie side by side under the grid, and of two below each other beside it."""
    down, across = (axis.stride for axis in placing.layer.axes)
    rows, columns = placing.input_shape
    right = grid.column(placing.canvas_shape[1]) - grid.gutter + 14
    bottom = grid.row(placing.canvas_shape[0]) - grid.gutter + 16
    items: list[Item] = []
    if rows > 1 and down != across:
        start, stop = grid.y, grid.row(down)
        items += [horizontal(y, right - 4, right + 4) for y in (start, stop)]
        items.append(vertical(right, start, stop))
        items.append(label(right + 10, (start + stop) / 2, formula(f"s = {down}")))
    if columns > 1:
        left, end = grid.x, grid.column(across)
        items += [vertical(x, bottom - 4, bottom + 4) for x in (left, end)]
        items.append(horizontal(bottom, left, end))
        text = formula(f"s = {across}")
        items.append(Text((left + end) / 2, bottom + 14, text, "label", LABEL))
    return items


def notes(placing: Placing) -> Panel:
    """Say what is to be seen: frames, hatching, zeros and stand-ins."""
    said = [wording.overlap, wording.cropped, wording.added, wording.holes, wording.stand_ins]
    texts = [note(placing) for note in said]
    return paragraph((text for text in texts if text), placing.paper.inside)


def kept(placing: Placing) -> list[Panel]:
    """Draw the output: what its cells hold; nothing where that is too long."""
    size, cells = sum_cells(placing)
    gutter = GUTTER if placing.has_overlap else 0
    if has_values(placing):
        extent = max(52, widest(placing.values, size) + 14)
        cells = Lattice(0, 0, extent, CELL_HEIGHT)
    every = sheets(placing.output_shape, placing.axes)
    placed = laid(placing.paper, every, named(placing, every), replace(cells, gutter=gutter))
    boxes = {
        each.sheet.index(place): each.grid.box(place)
        for each in placed
        for place in each.sheet.places()
    }
    if not results_fit(placing, boxes, size):
        return []
    items: list[Item] = [item for each in placed for item in each.names()]
    items += [*result_cells(placing, boxes, size), *borders(boxes)]
    for each in placed:
        items.append(rect(each.grid.around((0, 0), each.sheet.shape), "frame"))
    head = word("Crop" if placing.is_cut else "Value")
    return [headed(head, panel(items), wording.output(placing))]
