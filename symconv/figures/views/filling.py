"""The canvas alone, for slides: products land in it one after the other, then the output is cut out.

A canvas with more cells than a slide has room for is drawn in parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import ceil, prod
from typing import Any

from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.layout import (
    Box,
    Lattice,
    centered,
    page,
    panel,
    rect,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.palette import INPUTS, hue
from symconv.figures.parts import Lines, Share, arranged
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Hatch, Item, Line, Run, Runs, Text, plain
from symconv.figures.sheets import Sheet, numbers, sheets
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose

ROOM = (440.0, 150.0)
"""Width and height of the cells on a slide, where their type is no smaller than the slide's."""
MOST_PARTS = 3
MOST_STEPS = 16
"""Where more products land in a part, those of an input cell come together."""
MOST_TERMS = 6
"""In one cell; where more meet, the sums are formulas alone."""

_LINE = 24.0
_NARROWEST = 56.0
_LOWEST = 36.0
_SIZE = 17.0


@dataclass(frozen=True)
class SheetPart:
    """Rows and columns of one sheet of the canvas.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    rows, columns : range
        Which of its rows and columns.
    grid : Lattice
        Where their cells stand.
    """

    sheet: Sheet
    rows: range
    columns: range
    grid: Lattice

    def cells(self) -> Iterator[tuple[Index, Box]]:
        """Yield the position on the canvas and the box of every cell."""
        for row, column in product(self.rows, self.columns):
            box = self.grid.box((row - self.rows.start, column - self.columns.start))
            yield self.sheet.index((row, column)), box


@dataclass(frozen=True)
class Slot:
    """Where a product stands: its part of a cell."""

    input: int
    box: Box
    text: Runs


def filling(layer: ConvTranspose, x: Any, w: Any, notation: Notation = USUAL) -> tuple[Figure, ...]:
    """Draw the canvas with a step for every product.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes.
    x, w : array
        The input and the kernel.
    notation : Notation
        What things are called, and from where positions count.

    Returns
    -------
    tuple of Figure
        One for each part of the canvas, three at most; none where more than six terms meet.

    Raises
    ------
    UnsupportedError
        The canvas is too large to be seen.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> [figure] = filling(ConvTranspose(3, stride=2), tensor("x", 2), tensor("w", 3))
    >>> [group.step for group in figure.scene.parts("product")]
    [1, 2, 3, 4, 5, 6]
    """
    placing = Placing.of(layer, x, w, notation)
    said = "Where copies meet, their values are added."
    if not placing.has_overlap:
        said = "No two copies meet."
    return _figures(placing, "Scale, place, add", said, _filled)


def finished(layer: ConvTranspose, x: Any, w: Any, notation: Notation = USUAL) -> Figure:
    """Draw the output, each cell in the colours of the input cells whose products it adds up.

    Where the canvas has room in one part, the products stand in it and what is cropped is hatched.
    It takes and raises what :func:`filling` does.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = finished(ConvTranspose(3, stride=2), tensor("x", 12), tensor("w", 3))
    >>> figure.title, len(list(figure.scene.parts("sum")))
    ('The output', 25)
    """
    placing = Placing.of(layer, x, w, notation)
    if len(list(_parts(placing))) == 1:
        title = "The output: what is hatched is cropped" if placing.is_cut else "The output"
        return _figures(placing, title, "", _cut)[0]
    said = "Each cell has the colours of the input cells whose products it adds up."
    if prod(placing.input_shape) > len(INPUTS):
        said += " The colours come again after six cells."
    return Figure("finished", "The output", said, page(panel(_colours(placing))))


def _colours(placing: Placing) -> list[Item]:
    """Draw the cells of the output without their products, sheet beside sheet."""
    each = sheets(placing.canvas_shape, placing.axes)
    kept = {sheet: _kept(placing, sheet) for sheet in each}
    (top, left), (bottom, right) = (edge(next(iter(kept.values()))) for edge in (min, max))
    columns = len(each) * (right - left + 1) + len(each) - 1
    side = min(_LOWEST, ROOM[0] / columns, ROOM[1] / (bottom - top + 1))
    items: list[Item] = []
    for number, places in enumerate(kept.values()):
        grid = Lattice(number * side * (right - left + 2) - left * side, -top * side, side, side)
        for place in places:
            position = each[number].index(place)
            slots = _slots(placing, position, arranged(placing, position), grid.box(place))
            parts = [rect(slot.box, "fill", hue(slot.input)) for slot in slots]
            shown = (*parts, rect(grid.box(place), "blank"))
            items.append(Group(shown, placing.told(position), "sum", position))
        first, last = grid.box((top, left)), grid.box((bottom, right))
        whole = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
        items.append(Group((rect(whole, "frame"),), step=1))
    return items


def _kept(placing: Placing, sheet: Sheet) -> list[Index]:
    """Return the rows and columns of the cells of a sheet that are output."""
    return [place for place in sheet.places() if placing.is_kept(sheet.index(place))]


def _figures(
    placing: Placing, title: str, said: str, draw: Callable[[Placing, SheetPart], list[Item]]
) -> tuple[Figure, ...]:
    """Return a figure for each part; where some are left out, its title counts them."""
    parts = list(_parts(placing))
    shown = parts[:MOST_PARTS]
    figures = []
    for number, part in enumerate(shown, start=1):
        which = _which(placing, part)
        counted = f", part {number} of {len(parts)}" if len(shown) < len(parts) else ""
        heading = f"{title}: {which}{counted}" if which else title
        body = panel([*_positions(placing, part), *draw(placing, part)])
        figures.append(Figure(f"canvas-{number}", heading, said, page(body)))
    return tuple(figures)


def _parts(placing: Placing) -> Iterator[SheetPart]:
    """Yield parts of the canvas that have room on a slide."""
    written = _written(placing)
    if max(map(_terms, written.values())) > MOST_TERMS:
        return
    cell_width = _cell_width(written)
    for sheet in sheets(placing.canvas_shape, placing.axes):
        lines = max(len(written[sheet.index(place)]) for place in sheet.places())
        cell_height = max(_LOWEST, lines * _LINE)
        grid = Lattice(0, 0, cell_width, cell_height)
        rows, columns = sheet.shape
        down = _spans(rows, int(ROOM[1] // cell_height))
        across = _spans(columns, int(ROOM[0] // cell_width))
        for part_rows, part_columns in product(down, across):
            yield SheetPart(sheet, part_rows, part_columns, grid)


def _spans(length: int, most: int) -> list[range]:
    """Return ranges of nearly one length, none longer than the most, or than 1."""
    step = ceil(length / ceil(length / max(1, most)))
    return [range(first, min(first + step, length)) for first in range(0, length, step)]


def _written(placing: Placing) -> dict[Index, Lines]:
    """Return the terms of every cell: those of one row of the input side by side if there is room."""
    beside = {position: arranged(placing, position) for position in placing.positions()}
    if placing.canvas_shape[-1] * _cell_width(beside) <= ROOM[0]:
        return beside
    return {position: arranged(placing, position, stacked=True) for position in beside}


def _terms(lines: Lines) -> int:
    return sum(map(len, lines))


def _cell_width(written: dict[Index, Lines]) -> float:
    """Return how wide a cell must be for its fullest line."""
    widths = [_NARROWEST]
    for lines in written.values():
        for line in lines:
            widest = max(width(_with_plus(share), _SIZE) for share in line)
            widths.append(len(line) * (widest + 10))
    return up_to_grid(max(widths))


def _with_plus(share: Share) -> Runs:
    return (Run("+ "), *share.runs)


def _slots(placing: Placing, position: Index, written: Lines, box: Box) -> Iterator[Slot]:
    """Yield the products of a cell, a line below the other, each line divided equally."""
    terms = iter(placing.terms(position))
    height = box.height / len(written) if written else 0
    for n, line in enumerate(written):
        extent = box.width / len(line)
        for k, share in enumerate(line):
            place = Box(box.x + k * extent, box.y + n * height, extent, height)
            text = _with_plus(share) if n or k else share.runs
            yield Slot(next(terms).input, place, text)


def _filled(placing: Placing, part: SheetPart) -> list[Item]:
    """Draw the empty cells and, with their steps, the products and the frames where they meet."""
    written = _written(placing)
    slots = {
        position: list(_slots(placing, position, written[position], box))
        for position, box in part.cells()
    }
    steps = _steps([slot for cell in slots.values() for slot in cell])
    items: list[Item] = [rect(box, "ghost") for _, box in part.cells()]
    frames: list[Item] = []
    for position, box in part.cells():
        for slot in slots[position]:
            group = Group(_product(slot), part="product", index=position, step=steps[slot])
            items.append(group)
        if len(slots[position]) > 1:
            last = max(steps[slot] for slot in slots[position])
            frames.append(Group((rect(box, "frame"),), step=last))
    return items + frames


def _steps(slots: Sequence[Slot]) -> dict[Slot, int]:
    """Return when each product comes: one by one where these are few, else by its input cell."""
    ordered = sorted(slots, key=lambda slot: slot.input)
    if len(ordered) <= MOST_STEPS:
        return {slot: step for step, slot in enumerate(ordered, start=1)}
    inputs = sorted({slot.input for slot in slots})
    together = ceil(len(inputs) / MOST_STEPS)
    return {slot: inputs.index(slot.input) // together + 1 for slot in slots}


def _product(slot: Slot) -> tuple[Item, ...]:
    return rect(slot.box, "product", hue(slot.input)), centered(slot.box, slot.text, _SIZE)


def _cut(placing: Placing, part: SheetPart) -> list[Item]:
    """Draw the cells with their products, what is cropped hatched at step 1, the output framed at step 2."""
    written = _written(placing)
    items: list[Item] = []
    over: list[Item] = []
    kept: list[tuple[Index, Box]] = []
    for position, box in part.cells():
        items.append(rect(box, "ghost"))
        for slot in _slots(placing, position, written[position], box):
            items += _product(slot)
        if _terms(written[position]) > 1:
            items.append(rect(box, "frame"))
        if placing.is_kept(position):
            kept.append((position, box))
        else:
            hatched = (Hatch(*box), Line(box.outline, "cut"))
            over.append(Group(hatched, placing.told(position), "sum", position, step=1))
    return [*items, *over, *_output(placing, kept)]


def _output(placing: Placing, kept: Sequence[tuple[Index, Box]]) -> Iterator[Group]:
    """Yield the frame round the output and, over one axis, the names of its cells."""
    if not kept:
        return
    (_, first), (_, last) = kept[0], kept[-1]
    whole = Box(first.x, first.y, last.right - first.x, last.bottom - first.y)
    names = []
    for position, box in kept if placing.rank == 1 else ():
        name = placing.output_name(placing.output_index(position))
        names.append(Text(box.center[0], whole.bottom + 18, name))
    yield Group((rect(whole, "frame"), *names), step=2)


def _positions(placing: Placing, part: SheetPart) -> list[Item]:
    """Write positions over the columns and, where there are rows, before them."""
    has_rows = len(part.sheet.extents) == 2
    found = numbers(placing, part.grid, part.rows if has_rows else (), part.columns)
    return [replace(item, size=_SIZE) if isinstance(item, Text) else item for item in found]


def _which(placing: Placing, part: SheetPart) -> str:
    """Return which part of the canvas is drawn, as far as it is not all of it."""
    rows, columns = part.sheet.shape
    said = [plain(wording.sheet(placing, part.sheet.lead))] if part.sheet.lead else []
    if len(part.rows) < rows:
        said.append(_span(placing, "row", part.rows))
    if len(part.columns) < columns:
        said.append(_span(placing, "column" if rows > 1 else "cell", part.columns))
    return ", ".join(said)


def _span(placing: Placing, what: str, places: range) -> str:
    first = places.start + placing.notation.origin
    last = first + len(places) - 1
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"
