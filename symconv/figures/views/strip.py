"""Scale, place, sum in one strip: input, kernel, copies and sum side by side, for where there is little room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import NamedTuple

from symconv.figures import wording
from symconv.figures.grids import cut_round, has_values, widest
from symconv.figures.labels import copy, formula, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    NOTE,
    Box,
    Lattice,
    Panel,
    centered,
    page,
    panel,
    paragraph,
    rect,
    stacked,
)
from symconv.figures.metrics import width
from symconv.figures.parts import (
    Lines,
    arranged,
    evaluated,
    heavy_last,
    input_cell,
    lines_width,
    product_cell,
    sum_cell,
    tap_cell,
    unlabelled,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Runs, Scene, Text, moved
from symconv.figures.views import footprints, overlap_count

_SIDE, _CHIP, _ROW = 30, 30, 21
_SQUARE = 14
"""Of a copy without its taps."""
_BETWEEN = 3
"""On both sides of a sign."""
_GIVEN = 15.3
"""Of a text in input and kernel: nine points in print."""
_GUTTER = 5
_LINE = 22
_TALLEST = 500
"""Of a strip in lines: what is taller is no strip any more."""
_MOST_COPIES, _MOST_ROWS = 4, 8
"""Over two axes; along one axis all that have a colour fit."""


class Style(NamedTuple):
    """How the cells of a strip are written.

    Parameters
    ----------
    size : float
        Of the texts.
    has_taps : bool
        Whether copies over two axes show their taps.
    stacked : bool
        Whether every term of a sum has a line of its own.
    room : float
        Beside a sum in its cell.
    is_counted : bool
        Whether cells are as small as numbers, and sums without room the number of their terms.
    """

    size: float
    has_taps: bool = True
    stacked: bool = False
    room: float = 16
    is_counted: bool = False


_STYLES = (Style(_GIVEN), Style(13.6), Style(13.6, False), Style(13.6, False, stacked=True))
"""In type of nine points, and of eight."""
_ON_SCREEN = (
    Style(_GIVEN, False),
    Style(13.6, False),
    Style(13.6, False, stacked=True, room=6),
    Style(12, False, stacked=True, room=4),
    Style(13.6, False, stacked=True, is_counted=True),
)
_COUNT = 34


class Part(NamedTuple):
    """A drawing in the strip with the words below it; a sign has none."""

    items: tuple[Item, ...]
    width: float
    height: float
    caption: Runs = ()


def drawings(placing: Placing) -> Iterator[Callable[[], Scene]]:
    """Yield strips, on one line and on several, then footprints of two cells, and the numbers of terms."""
    if _has_strip(placing):
        yield from (partial(draw, placing, style) for style in _STYLES)
        for style in _STYLES:
            lines = _in_lines(placing, style, placing.paper.width)
            if lines.height <= _TALLEST:
                yield partial(replace, lines)
    yield from footprints.drawings(placing)
    yield from overlap_count.drawings(placing)


def draw(placing: Placing, style: Style) -> Scene:
    """Return the strip in a style."""
    strip = _beside([part for parts in _equation(placing, style) for part in parts])
    return page(
        stacked(
            [strip, paragraph([_note(placing)], right=strip.width)], 2 if placing.axes == 1 else 12
        )
    )


def narrow(placing: Placing, room: float) -> Scene | None:
    """Return the strip in lines that are no wider than this, or nothing where a part of it is wider."""
    for style in _ON_SCREEN if _has_strip(placing) else ():
        drawn = _in_lines(placing, style, room)
        if drawn.width <= room:
            return drawn
    return None


def _in_lines(placing: Placing, style: Style, room: float) -> Scene:
    lines = [_beside(line) for line in _broken(_equation(placing, style), room)]
    note = _note(placing)
    if style.is_counted and placing.has_overlap:
        note += word("; a number counts the terms of its cell")
    return page(stacked([*lines, paragraph([note], right=room - 2 * MARGIN)], 14))


def _has_strip(placing: Placing) -> bool:
    """Return whether the copies are few and small enough."""
    is_small = len(placing.placed) <= _MOST_COPIES and max(placing.canvas_shape) <= _MOST_ROWS
    is_short = placing.axes == 1 and placing.canvas_shape[0] * _SIDE <= placing.paper.width
    return placing.is_coloured and (is_short or is_small)


def _equation(placing: Placing, style: Style) -> list[list[Part]]:
    """Return the parts of the strip, a sign with the part behind it: input, kernel, then the copies and their sum."""
    given = [[_inputs(placing)], [_sign("∗"), _taps(placing)]]
    if placing.axes == 1:
        return [*given, [_sign("="), _rows(placing, style)]]
    copies = [_copy(placing, cell, style) for cell in placing.placed]
    signs = ["="] + ["+"] * len(copies[1:])
    parts = [[_sign(sign), each] for sign, each in zip(signs, copies, strict=True)]
    return [*given, *parts, [_sign("="), _sum(placing, style)]]


def _broken(parts: Iterable[list[Part]], room: float) -> Iterator[list[Part]]:
    """Yield lines of parts that are no wider than the room, if that is possible."""
    line: list[Part] = []
    for each in parts:
        if line and sum(map(_extent, (*line, *each))) > room - 2 * MARGIN:
            yield line
            line = []
        line = [*line, *each]
    yield line


def _note(placing: Placing) -> Runs:
    """Return the parameters, and what frames, hatching and zeros say."""
    first, second = wording.parameters(placing)
    said = first + word(", ") + second
    kinds = (
        wording.overlap,
        wording.cropped,
        wording.added,
        wording.holes,
        wording.stand_ins,
    )
    for note in filter(None, (kind(placing) for kind in kinds)):
        said += word("; ") + note
    return said


def _beside(parts: Sequence[Part]) -> Panel:
    """Return parts side by side, their middles on one line, their captions below them."""
    middle = max(part.height for part in parts) / 2
    items: list[Item] = []
    x = 0.0
    for part in parts:
        extent = _extent(part)
        top, bottom = middle - part.height / 2, middle + part.height / 2
        items += [moved(item, x + (extent - part.width) / 2, top) for item in part.items]
        if part.caption:
            items.append(Text(x + extent / 2, bottom + 16, part.caption, "label", LABEL))
        x += extent
    return panel(items)


def _extent(part: Part) -> float:
    return max(part.width, width(part.caption, LABEL, "label"))


def _sign(text: str) -> Part:
    runs = formula(text)
    extent = width(runs, 20) + 2 * _BETWEEN
    return Part((Text(extent / 2, 12, runs, "math", 20),), extent, 24)


def _inputs(placing: Placing) -> Part:
    grid = Lattice(0, 0, _chip(placing.inputs), _CHIP, 3)
    columns = placing.input_shape[-1]
    items = [
        input_cell(placing, cell, grid.box(divmod(cell, columns)), _GIVEN)
        for cell in range(len(placing.inputs))
    ]
    return _part(items, grid, placing.input_shape, formula(placing.notation.input))


def _taps(placing: Placing) -> Part:
    grid = Lattice(0, 0, _chip(placing.taps), _CHIP)
    columns = placing.w.shape[-1]
    items = [
        tap_cell(placing, tap, grid.box(divmod(tap, columns)), _GIVEN)
        for tap in range(len(placing.taps))
    ]
    return _part(items, grid, placing.w.shape, formula(placing.notation.kernel))


def _chip(texts: tuple[Runs, ...]) -> float:
    return max(_CHIP, widest(texts, _GIVEN) + 6)


def _part(items: Iterable[Item], grid: Lattice, shape: Index, caption: Runs) -> Part:
    rows, columns = shape if len(shape) == 2 else (1, *shape)
    extent = grid.column(columns) - grid.gutter
    return Part(tuple(items), extent, grid.row(rows) - grid.gutter, caption)


def _copy(placing: Placing, cell: int, style: Style) -> Part:
    """Draw the taps where a copy has them, over two axes; what they are multiplied by stands below."""
    grid = Lattice(0, 0, _SQUARE, _SQUARE)
    if style.has_taps:
        side = max(_SIDE - 4, widest(placing.taps, style.size) + 4)
        grid = Lattice(0, 0, side, _SIDE - 4)
    landing = dict(placing.landing(cell))
    items: list[Item] = []
    for position in product(*map(range, placing.full_shape)):
        box = grid.box(position)
        if position not in landing:
            items.append(rect(box, "ghost"))
            continue
        square = unlabelled(placing, landing[position], box)
        tap = centered(box, placing.taps[landing[position].tap], style.size)
        items.append(replace(square, items=(*square.items, *[tap] * style.has_taps)))
    group = Group(tuple(items), placing.copy_told(cell), "copy", (cell,))
    caption = copy(placing.inputs[cell], placing.notation.kernel)
    return _part([group], grid, placing.full_shape, caption)


def _sum(placing: Placing, style: Style) -> Part:
    """Draw the canvas with all terms over two axes, and round what is kept its frame."""
    written = _written(placing, style)
    grid = replace(_sum_cells(written, style), gutter=_GUTTER * placing.has_overlap)
    boxes = {position: grid.box(position) for position in written}
    items = _summed(placing, written, boxes, style)
    items += _frame(placing, grid.around(placing.begin, placing.stop))
    size = formula(wording.shape(placing.output_shape))
    caption = formula(placing.notation.output) + word(", ") + size
    return _part(items, grid, placing.canvas_shape, caption)


def _rows(placing: Placing, style: Style) -> Part:
    """Draw the copies along one axis below each other, and their columns added up."""
    written = _written(placing, style)
    sums = _sum_cells(written, style, _ROW + 2)
    rows = Lattice(0, 13, sums.width, _ROW, 1)
    columns = replace(rows, gutter=0)
    places = range(placing.canvas_shape[0])
    items: list[Item] = [
        Text(columns.column(place) + sums.width / 2, 5, placing.number(place), "note", NOTE)
        for place in places
    ]
    for cell in placing.placed:
        boxes = [Box(columns.column(p), rows.row(cell), sums.width, _ROW) for p in places]
        items.append(_copy_in_row(placing, cell, boxes, style))
    sums = sums.at(0, rows.row(len(placing.placed)) + 2)
    items += _summed(placing, written, {p: sums.box((0, *p)) for p in written}, style)
    begin, stop = placing.begin[0], placing.stop[0]
    items += _frame(placing, sums.around((0, begin), (1, stop)))
    for place in range(begin, stop):
        name = placing.output_name((place - begin,))
        items.append(Text(sums.middle_of_column(place), sums.row(1) + 11, name, size=_GIVEN))
    return Part(tuple(items), sums.column(len(places)), sums.row(1) + 20)


def _copy_in_row(placing: Placing, cell: int, boxes: Sequence[Box], style: Style) -> Group:
    landing = dict(placing.landing(cell))
    items: list[Item] = []
    for place, box in enumerate(boxes[: placing.full_shape[0]]):
        if (place,) in landing and style.is_counted:
            items.append(unlabelled(placing, landing[(place,)], box))
        elif (place,) in landing:
            items.append(product_cell(placing, landing[(place,)], box, style.size))
        else:
            items.append(rect(box, "ghost"))
    return Group(tuple(items), placing.copy_told(cell), "copy", (cell,))


def _written(placing: Placing, style: Style) -> dict[Index, Lines]:
    """Return what stands in the cells of the sum: the terms and, for numbers, what they are together."""
    write = evaluated if has_values(placing) else arranged
    return {position: write(placing, position, style.stacked) for position in placing.positions()}


def _sum_cells(written: Mapping[Index, Lines], style: Style, lowest: float = _SIDE) -> Lattice:
    """Return cells in which every sum has room, or its number of terms."""
    if style.is_counted:
        return Lattice(0, 0, _COUNT, _COUNT)
    extent = max(lines_width(lines, style.size) for lines in written.values()) + style.room
    tallest = max(map(len, written.values()))
    return Lattice(0, 0, max(_SIDE, extent), max(lowest, tallest * _LINE))


def _summed(
    placing: Placing, written: Mapping[Index, Lines], boxes: Mapping[Index, Box], style: Style
) -> list[Item]:
    cells = (sum_cell(placing, p, box, style.size, written[p]) for p, box in boxes.items())
    return list(heavy_last(cells))


def _frame(placing: Placing, kept: Box) -> list[Item]:
    """Return the cut round what is kept, or a heavy frame where all of it is and no cell has one."""
    if placing.is_cut:
        return [cut_round(kept)]
    return [] if placing.has_overlap else [rect(kept, "frame")]
