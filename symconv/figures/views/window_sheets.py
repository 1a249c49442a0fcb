"""The reversed kernel at one position over the stretched input, on sheets, and the whole output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from symconv.figures import wording
from symconv.figures.grids import GUTTER, borders, has_values, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
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
    paragraph,
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
_BESIDE_SMALL = 20
_LONGEST_EQUATION = 640
TALLEST_SHEET = 560
_SHARE, _LEFT = 0.6, 0.54
"""Of the height of the paper, what the stretched input takes at most; of the width of low paper, what the kernel does."""

Taps = dict[Index, int | None]


class PlaceStyle(NamedTuple):
    """How large the places of the stretched input are drawn.

    Parameters
    ----------
    width, height : float
        Of a place, at least.
    size : float
        Of its texts.
    margin : float
        On both sides of a text.
    inset : float
        Of what stands in a place.
    """

    width: float
    height: float
    size: float
    margin: float = 8
    inset: float = 5

    @property
    def is_small(self) -> bool:
        """Whether the kernel is drawn small, too, and without the zeros of its dilation."""
        return self.size < SMALLEST


ROOMY, NARROW, SMALL = (
    PlaceStyle(52, 56, 16),
    PlaceStyle(40, 48, SMALLEST),
    PlaceStyle(26, 40, 12, 4, 2),
)


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
    style: PlaceStyle = ROOMY,
    is_output_drawn: bool = True,
    share: float = 1,
    is_kernel_whole: bool = True,
) -> Scene:
    """Return the drawing: the kernel turned round, the stretched input with the kernel on it, perhaps the output.

    Parameters
    ----------
    stretched : Stretched
        What is shown.
    cell : tuple of int
        The output cell whose position of the kernel is drawn.
    style : PlaceStyle
        How large the places are; roomy ones become narrow where they have no room.
    is_output_drawn : bool
        Whether the output stands beside or below.
    share : float
        Of the height that the stretched input may take; what the kernel covers is always drawn.
    is_kernel_whole : bool
        Whether all of a kernel with channels is drawn, or what leads to the channel of the cell.
    """
    placing = stretched.placing
    whole = _whole(stretched)
    check_sheets(placing, placing.input_shape[: placing.lead] + whole.shape)
    cells, fitting = _cells(stretched, whole, style)
    tallest = share * _tallest(placing)
    part = _part(whole, stretched.window(cell), placing, cells, tallest)
    drawn = _slid(stretched, cell, whole, part, (cells, fitting))
    slid = stacked([drawn, _equation(stretched, cell)], 14)
    parts = [slid, *(_outputs(stretched, cell) if is_output_drawn else [])]
    body = side_by_side(parts, _BESIDE, placing.paper.inside, below=20)
    channels = stretched.channels()
    if placing.lead and not is_kernel_whole:
        channels = tuple(pair for pair in channels if pair[1] == cell[0])
    turned = _reversal(stretched, channels, style.is_small)
    if _is_beside(placing):
        return page(side_by_side([turned, body], _BESIDE_SMALL, placing.paper.inside, below=20))
    return page(stacked([turned, body], _PART_GAP))


def _is_beside(placing: Placing) -> bool:
    """Return whether the stretched input stands beside the kernel: where there is more than a row of it on low paper."""
    return placing.paper.is_low and placing.rank > 1


def _rooms(placing: Placing) -> tuple[float, float]:
    """Return how wide the kernel and the stretched input may be: side by side on low paper."""
    inside = placing.paper.inside
    if not _is_beside(placing):
        return inside, inside
    left = _LEFT * inside
    return left, inside - left - _BESIDE_SMALL


def _tallest(placing: Placing) -> float:
    return min(TALLEST_SHEET, _SHARE * placing.paper.height)


def _whole(stretched: Stretched) -> DrawnRange:
    """Return the extent of the stretched input; cropped input cells may lie outside."""
    lead = stretched.placing.lead
    along = list(zip(*stretched.inputs, strict=True))[lead:]
    low = tuple(min(0, *places) for places in along)
    ends = tuple(max(places) + 1 for places in along)
    return DrawnRange(low, tuple(map(max, stretched.shape, ends)))


def _reversal(stretched: Stretched, channels: tuple[Index, ...], is_small: bool) -> Panel:
    """Draw the kernel, an arrow to the reversed kernel where that is beside it, and the parameters."""
    placing = stretched.placing
    letter = formula(placing.notation.kernel)
    is_whole = channels == stretched.channels()
    named = word("kernel " if is_whole else "of the kernel ") + letter
    drawn = _kernels(stretched, stretched.kernel, channels, is_small)
    kernel = captioned(drawn, named)
    drawn = _kernels(stretched, stretched.reversed_kernel, channels, is_small)
    turned = captioned(drawn, word("reversed ") + letter)
    room, _ = _rooms(placing)
    if kernel.width + turned.width + 52 <= room:
        middle = (kernel.height - 24) / 2
        arrow = horizontal(middle, kernel.width + 12, kernel.width + 46, arrow=True)
        kernel = panel([*kernel.items, arrow])
    first, second = wording.parameters(placing)
    lines = panel([label(0, 14, first), label(0, 36, second)])
    both = side_by_side([kernel, turned], 10, room, below=14)
    body = side_by_side([both, lines], _BESIDE, room, below=10)
    why = word("along every axis: most often forgotten")
    return headed(word("Reverse the kernel"), body, why, room)


def _kernels(
    stretched: Stretched,
    turned: Callable[[Index], Taps],
    pairs: tuple[Index, ...],
    is_small: bool,
) -> Panel:
    """Draw the sheets of the kernels, for every pair of channels that they join; small ones as their taps alone."""
    placing = stretched.placing
    steps = [axis.dilation if is_small else 1 for axis in placing.layer.axes]
    size, least, height = (12, 26, 24) if is_small else (16, 40, 36)
    cells = Lattice(0, 0, max(least, widest(placing.taps, size) + 12 - 4 * is_small), height)
    extents = tuple(
        (reach - 1) // step + 1 for reach, step in zip(stretched.reach, steps, strict=True)
    )
    every = [(channels, sheet) for channels in pairs for sheet in sheets(extents, placing.axes)]
    names = [between_channels(placing, channels, sheet.lead) for channels, sheet in every]
    placed = laid(placing.paper, [sheet for _, sheet in every], names, cells)
    items: list[Item] = []
    for (channels, sheet), each in zip(every, placed, strict=True):
        items += each.names()
        taps = turned(channels)
        for place in sheet.places():
            index = tuple(at * step for at, step in zip(sheet.index(place), steps, strict=True))
            items.append(tap_or_zero(placing, taps[index], each.grid.box(place), size))
    return panel(items)


def _slid(
    stretched: Stretched,
    output: Index,
    whole: DrawnRange,
    part: DrawnRange,
    sized: tuple[Lattice, PlaceStyle],
) -> Panel:
    """Draw the stretched input with the reversed kernel at one position: all of it, or the part round the kernel."""
    placing = stretched.placing
    cells, style = sized
    window, pairs = stretched.window(output), stretched.pairs(output)
    items: list[Item] = []
    every = sheets(placing.input_shape[: placing.lead] + part.shape, placing.axes)
    lows = (0,) * placing.lead + part.low
    names = [wording.sheet(placing, _moved(sheet.lead, lows)) for sheet in every]
    for each in laid(placing.paper, every, names, cells, numbered=True):
        ranges = [list(range(low, high)) for low, high in zip(part.low, part.high, strict=True)]
        down, across = (ranges[-2] if stretched.placing.axes > 1 else []), ranges[-1]
        items += [*each.names(12 + NAME), *numbers(placing, each.grid, down, across)]
        for at in each.sheet.places():
            place, box = _moved(each.sheet.index(at), lows), each.grid.box(at)
            if stretched.is_inside(place) or place in stretched.inputs:
                items.append(_place(stretched, place, box, window, style))
            if place in pairs:
                items.append(rect(box.inset(1), "frame", radius=9))
    said = _prepared(stretched, whole, part)
    body = stacked([said, panel(items)], 8)
    return headed(word("Stretch, pad, and slide at unit stride"), body)


def _cells(
    stretched: Stretched, whole: DrawnRange, style: PlaceStyle
) -> tuple[Lattice, PlaceStyle]:
    """Return the cells of the places, and how they are drawn."""
    texts = (*stretched.placing.inputs, *stretched.placing.taps)
    for fitting in (ROOMY, NARROW) if style is ROOMY else (style,):
        extent = max(fitting.width, widest(texts, fitting.size) + 2 * fitting.margin)
        cells = Lattice(0, 0, extent, fitting.height)
        rows = whole.shape[-2] if len(whole.shape) > 1 else 1
        is_fitting = rows * fitting.height <= _tallest(stretched.placing)
        if is_fitting and BEFORE + whole.shape[-1] * cells.width <= _rooms(stretched.placing)[1]:
            break
    return cells, fitting


def _part(
    whole: DrawnRange, window: Taps, placing: Placing, cells: Lattice, tallest: float
) -> DrawnRange:
    """Return as much of the extent round the window as has room along the last two axes."""
    low, high = list(whole.low), list(whole.high)
    along = list(zip(*window, strict=True))[placing.lead :]
    room = (tallest / cells.height, (_rooms(placing)[1] - BEFORE) / cells.width)
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
    return paragraph(lines, _rooms(stretched.placing)[1])


def _moved(index: Index, by: Index) -> Index:
    """Return an index, or its first entries, moved."""
    return tuple(place + step for place, step in zip(index, by, strict=False))


def _place(stretched: Stretched, place: Index, box: Box, window: Taps, style: PlaceStyle) -> Group:
    """Draw what stands at a place: in the middle, or above the tap that lies on it."""
    tap, is_covered = window.get(place), place in window
    half, inset, size = box.height / 2, style.inset, style.size
    alone = Box(box.x + inset - 1, box.y + 10, box.width - 2 * inset + 2, box.height - 20)
    above = Box(box.x + inset, box.y + inset, box.width - 2 * inset, half - inset - 1)
    below = above._replace(y=box.y + half + 1)
    items: list[Item] = [rect(box, "kernel")] if tap is not None else []
    items += _chip(stretched, place, above if is_covered else alone, size)
    if tap is not None:
        items.append(centered(below, stretched.placing.taps[tap], size))
    elif is_covered:
        items += [rect(below, "zero"), centered(below, (Run("0"),), min(size, SMALLEST))]
    return Group(tuple(items), part="place", index=place)


def _chip(stretched: Stretched, place: Index, box: Box, size: float) -> list[Item]:
    if place not in stretched.inputs:
        return [rect(box, "zero"), centered(box, (Run("0"),), min(size, SMALLEST))]
    draw = input_cell if stretched.is_inside(place) else cropped_input
    return [draw(stretched.placing, stretched.inputs[place], box, size)]


def _equation(stretched: Stretched, output: Index) -> Panel:
    """Write what is computed at the position that is drawn."""
    runs = stretched.equation(output)
    room = min(_LONGEST_EQUATION, _rooms(stretched.placing)[1])
    if width(runs, 17) > room:
        runs = stretched.short_equation(output)
    where = word(f"position {stretched.placing.notation.places(output)}: ")
    start = width(where, LABEL, "label") + 6
    return panel([label(0, 10, where), Text(start, 10, runs, "math", 17, "start")])


def _outputs(stretched: Stretched, chosen: Index) -> list[Panel]:
    """Draw the sheets of the output, the chosen cell with round corners; nothing where they have no room."""
    placing = stretched.placing
    every = sheets(placing.output_shape, placing.axes)
    placed = laid(placing.paper, every, named(placing, every), _output_cells(placing))
    items: list[Item] = []
    for each in placed:
        boxes = {each.sheet.index(at): each.grid.box(at) for at in each.sheet.places()}
        items += [*each.names(), *(_output(placing, index, box) for index, box in boxes.items())]
        items += [*borders(boxes), rect(each.grid.around((0, 0), each.sheet.shape), "frame")]
        if chosen in boxes:
            items.append(rect(boxes[chosen].inset(2), "frame", radius=9))
    drawn = panel(items)
    if drawn.width > placing.paper.inside or drawn.height > TALLEST_SHEET:
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
    if placing.output_shape[-1] * (extent + gutter) > placing.paper.inside:
        return Lattice(0, 0, 52, CELL_HEIGHT, gutter)
    return Lattice(0, 0, extent, max(CELL_HEIGHT, 28 * max(map(len, lines))), gutter)


def _output(placing: Placing, index: Index, box: Box) -> Group:
    """Return an output cell: its value, its terms, or their number."""
    lines = arranged(placing, placing.position(index))
    text = result_text(placing, index)
    items = divided(lines, box, 15, text if has_values(placing) else None)
    title = f"{plain(placing.output_name(index))} = {plain(text)}"
    return Group(tuple(items), title, "output", index)
