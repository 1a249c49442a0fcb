"""The reversed kernel at one position over the stretched input, on sheets, and the whole output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from symconv.figures import wording
from symconv.figures.grids import GUTTER, borders, has_values, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    RIGHT,
    SMALLEST,
    Box,
    Lattice,
    Panel,
    captioned,
    centered,
    headed,
    horizontal,
    label,
    page,
    panel,
    rect,
    side_by_side,
    stacked,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.parts import (
    arranged,
    cropped_input,
    divided,
    input_cell,
    lines_width,
    result_text,
    tap_or_zero,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Run, Scene, Text, plain
from symconv.figures.sheets import (
    BEFORE,
    NAME,
    between_channels,
    check_sheets,
    laid,
    named,
    numbers,
    sheets,
)
from symconv.figures.views.stretched_input import Stretched, in_words

_PART_GAP, _BESIDE = 26, 40
_ROOMY, _NARROW = (52, 56), (40, 48)
_WIDEST_EQUATION = 640
TALLEST_SHEET = 560
_WIDE = RIGHT - MARGIN

Taps = dict[Index, int | None]


@dataclass(frozen=True)
class DrawnRange:
    """The places of the stretched input that are drawn: from `low` up to `high`, channels not counted."""

    low: Index
    high: Index

    @property
    def shape(self) -> Index:
        """How many along each axis."""
        return tuple(stop - start for start, stop in zip(self.low, self.high, strict=True))


def draw_position(
    stretched: Stretched,
    cell: Index,
    is_roomy: bool = True,
    is_output_drawn: bool = True,
    tallest: float = TALLEST_SHEET,
    is_kernel_whole: bool = True,
) -> Scene:
    """Return the drawing: the kernel turned round, the stretched input with the kernel on it, perhaps the output.

    No more of the stretched input is drawn than is `tallest`, or the kernel covers; of a kernel that
    is not drawn whole, what leads to the channel of the cell.
    """
    placing = stretched.placing
    whole = _whole(stretched)
    check_sheets(placing, placing.input_shape[: placing.lead] + whole.shape)
    sized = _cells(stretched, whole, is_roomy)
    part = _part(whole, stretched.window(cell), placing.lead, sized[0], tallest)
    slid = stacked([_slid(stretched, cell, whole, part, sized), _equation(stretched, cell)], 14)
    parts = [slid, *(_outputs(stretched, cell) if is_output_drawn else [])]
    body = side_by_side(parts, _BESIDE, below=20)
    channels = stretched.channels()
    if placing.lead and not is_kernel_whole:
        channels = tuple(pair for pair in channels if pair[1] == cell[0])
    return page(stacked([_reversal(stretched, channels), body], _PART_GAP))


def _whole(stretched: Stretched) -> DrawnRange:
    """Return the extent of the stretched input; cropped input cells may lie outside."""
    lead = stretched.placing.lead
    along = list(zip(*stretched.inputs, strict=True))[lead:]
    low = tuple(min(0, *places) for places in along)
    ends = tuple(max(places) + 1 for places in along)
    return DrawnRange(low, tuple(map(max, stretched.shape, ends)))


def _reversal(stretched: Stretched, channels: tuple[Index, ...]) -> Panel:
    """Draw the kernel, an arrow to the reversed kernel, and the parameters."""
    placing = stretched.placing
    letter = formula(placing.notation.kernel)
    is_whole = channels == stretched.channels()
    named = word("kernel " if is_whole else "of the kernel ") + letter
    kernel = captioned(_kernels(stretched, stretched.kernel, channels), named)
    turned = _kernels(stretched, stretched.reversed_kernel, channels)
    turned = captioned(turned, word("reversed ") + letter)
    if kernel.width + turned.width + 52 <= _WIDE:
        middle = (kernel.height - 24) / 2
        arrow = horizontal(middle, kernel.width + 12, kernel.width + 46, arrow=True)
        kernel = panel([*kernel.items, arrow])
    first, second = wording.parameters(placing)
    lines = panel([label(0, 14, first), label(0, 36, second)])
    body = side_by_side([side_by_side([kernel, turned], 10, below=14), lines], _BESIDE)
    return headed(word("Reverse the kernel"), body, word("along every axis: most often forgotten"))


def _kernels(
    stretched: Stretched, turned: Callable[[Index], Taps], pairs: tuple[Index, ...]
) -> Panel:
    """Draw the sheets of the kernels, for every pair of channels that they join."""
    placing = stretched.placing
    cells = Lattice(0, 0, max(40, widest(placing.taps, 16) + 12), 36)
    every = [
        (channels, sheet) for channels in pairs for sheet in sheets(stretched.reach, placing.axes)
    ]
    names = [between_channels(placing, channels, sheet.lead) for channels, sheet in every]
    placed = laid([sheet for _, sheet in every], names, cells)
    items: list[Item] = []
    for (channels, sheet), each in zip(every, placed, strict=True):
        items += each.names()
        taps = turned(channels)
        for place in sheet.places():
            items.append(tap_or_zero(placing, taps[sheet.index(place)], each.grid.box(place)))
    return panel(items)


def _slid(
    stretched: Stretched,
    output: Index,
    whole: DrawnRange,
    part: DrawnRange,
    sized: tuple[Lattice, float],
) -> Panel:
    """Draw the stretched input with the reversed kernel at one position: all of it, or the part round the kernel."""
    placing = stretched.placing
    cells, size = sized
    window, pairs = stretched.window(output), stretched.pairs(output)
    items: list[Item] = []
    every = sheets(placing.input_shape[: placing.lead] + part.shape, placing.axes)
    lows = (0,) * placing.lead + part.low
    names = [wording.sheet(placing, _moved(sheet.lead, lows)) for sheet in every]
    for each in laid(every, names, cells, numbered=True):
        ranges = [list(range(low, high)) for low, high in zip(part.low, part.high, strict=True)]
        down, across = (ranges[-2] if stretched.placing.axes > 1 else []), ranges[-1]
        items += [*each.names(12 + NAME), *numbers(placing, each.grid, down, across)]
        for at in each.sheet.places():
            place, box = _moved(each.sheet.index(at), lows), each.grid.box(at)
            if stretched.is_inside(place) or place in stretched.inputs:
                items.append(_place(stretched, place, box, window, size))
            if place in pairs:
                items.append(rect(box.inset(1), "frame", radius=9))
    said = _prepared(stretched, whole, part)
    body = stacked([said, panel(items)], 8)
    return headed(word("Stretch, pad, and slide at unit stride"), body)


def _cells(stretched: Stretched, whole: DrawnRange, is_roomy: bool) -> tuple[Lattice, float]:
    """Return the cells of the places, and the size of their texts."""
    texts = (*stretched.placing.inputs, *stretched.placing.taps)
    for (extent, height), size in ((_ROOMY, 16), (_NARROW, SMALLEST))[not is_roomy :]:
        cells = Lattice(0, 0, max(extent, widest(texts, size) + 16), height)
        rows = whole.shape[-2] if len(whole.shape) > 1 else 1
        is_fitting = rows * height <= TALLEST_SHEET
        if is_fitting and BEFORE + whole.shape[-1] * cells.width <= _WIDE:
            break
    return cells, size


def _part(whole: DrawnRange, window: Taps, lead: int, cells: Lattice, tallest: float) -> DrawnRange:
    """Return as much of the extent round the window as has room along the last two axes."""
    low, high = list(whole.low), list(whole.high)
    along = list(zip(*window, strict=True))[lead:]
    room = (tallest / cells.height, (_WIDE - BEFORE) / cells.width)
    for axis, most in zip(range(-1, -1 - len(low), -1), reversed(room), strict=False):
        start, stop = min(along[axis]), max(along[axis]) + 1
        while high[axis] - low[axis] > max(int(most), stop - start):
            if start - low[axis] > high[axis] - stop:
                low[axis] += 1
            else:
                high[axis] -= 1
    return DrawnRange(tuple(low), tuple(high))


def _prepared(stretched: Stretched, whole: DrawnRange, part: DrawnRange) -> Panel:
    """Say how many zeros are put where, once where the axes are alike, and which part is drawn."""
    axes = stretched.placing.layer.axes
    are_alike = len(set(axes)) == 1
    names = ["down: ", "across: "]
    if len(axes) != 2:
        names = [f"axis {n}: " for n in range(1, len(axes) + 1)]
    lines = []
    for axis, name in list(zip(axes, names, strict=True))[: 1 if are_alike else None]:
        runs = () if are_alike else word(name)
        for line in in_words(axis):
            runs += line + word(" ")
        lines.append(runs[:-1])
    if part != whole:
        sizes = (
            formula(wording.shape(part.shape)) + word(" of ") + formula(wording.shape(whole.shape))
        )
        lines.append(word("drawn are ") + sizes + word(" places round the kernel"))
    return panel(label(0, 8 + 20 * n, line) for n, line in enumerate(lines))


def _moved(index: Index, by: Index) -> Index:
    """Return an index, or its first entries, moved."""
    return tuple(place + step for place, step in zip(index, by, strict=False))


def _place(stretched: Stretched, place: Index, box: Box, window: Taps, size: float) -> Group:
    """Draw what stands at a place: in the middle, or above the tap that lies on it."""
    tap, is_covered = window.get(place), place in window
    half = box.height / 2
    alone = Box(box.x + 4, box.y + 10, box.width - 8, box.height - 20)
    above = Box(box.x + 5, box.y + 5, box.width - 10, half - 6)
    below = Box(box.x + 5, box.y + half + 1, box.width - 10, half - 6)
    items: list[Item] = [rect(box, "kernel")] if tap is not None else []
    items += _chip(stretched, place, above if is_covered else alone, size)
    if tap is not None:
        items.append(centered(below, stretched.placing.taps[tap], size))
    elif is_covered:
        items += [rect(below, "zero"), centered(below, (Run("0"),), SMALLEST)]
    return Group(tuple(items), part="place", index=place)


def _chip(stretched: Stretched, place: Index, box: Box, size: float) -> list[Item]:
    if place not in stretched.inputs:
        return [rect(box, "zero"), centered(box, (Run("0"),), SMALLEST)]
    draw = input_cell if stretched.is_inside(place) else cropped_input
    return [draw(stretched.placing, stretched.inputs[place], box, size)]


def _equation(stretched: Stretched, output: Index) -> Panel:
    """Write what is computed at the position that is drawn."""
    runs = stretched.equation(output)
    if width(runs, 17) > _WIDEST_EQUATION:
        runs = stretched.short_equation(output)
    where = word(f"position {stretched.placing.notation.places(output)}: ")
    start = width(where, LABEL, "label") + 6
    return panel([label(0, 10, where), Text(start, 10, runs, "math", 17, "start")])


def _outputs(stretched: Stretched, chosen: Index) -> list[Panel]:
    """Draw the sheets of the output, the chosen cell with round corners; nothing where they have no room."""
    placing = stretched.placing
    every = sheets(placing.output_shape, placing.axes)
    placed = laid(every, named(placing, every), _output_cells(placing))
    items: list[Item] = []
    for each in placed:
        boxes = {each.sheet.index(at): each.grid.box(at) for at in each.sheet.places()}
        items += [*each.names(), *(_output(placing, index, box) for index, box in boxes.items())]
        items += [*borders(boxes), rect(each.grid.around((0, 0), each.sheet.shape), "frame")]
        if chosen in boxes:
            items.append(rect(boxes[chosen].inset(2), "frame", radius=9))
    drawn = panel(items)
    if drawn.width > _WIDE or drawn.height > TALLEST_SHEET:
        return []
    return [headed(word("All positions"), drawn, wording.output(placing))]


def _output_cells(placing: Placing) -> Lattice:
    """Return the cells of the output; their place is still open."""
    gutter = GUTTER if placing.has_overlap else 0
    if has_values(placing):
        return Lattice(0, 0, max(40, widest(placing.values, 16) + 12), 38, gutter)
    indices = product(*map(range, placing.output_shape))
    lines = [arranged(placing, placing.position(index)) for index in indices]
    extent = max(52, up_to_grid(max(lines_width(line, 15) for line in lines) + 14))
    if placing.output_shape[-1] * (extent + gutter) > _WIDE:
        return Lattice(0, 0, 52, CELL_HEIGHT, gutter)
    return Lattice(0, 0, extent, max(CELL_HEIGHT, 28 * max(map(len, lines))), gutter)


def _output(placing: Placing, index: Index, box: Box) -> Group:
    """Return an output cell: its value, its terms, or their number."""
    lines = arranged(placing, placing.position(index))
    text = result_text(placing, index)
    items = divided(lines, box, 15, text if has_values(placing) else None)
    title = f"{plain(placing.output_name(index))} = {plain(text)}"
    return Group(tuple(items), title, "output", index)
