"""Scale, place, sum on a canvas too large for terms: how many terms each cell gets."""

from __future__ import annotations

from itertools import product

import numpy as np

from symconv.figures import wording
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    NOTE,
    RIGHT,
    Box,
    Lattice,
    centered,
    flow,
    label,
    rect,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.palette import hue
from symconv.figures.placing import Index, Placing
from symconv.figures.ramp import level
from symconv.figures.scene import Group, Hatch, Item, Rect, Run, Runs, Text, plain
from symconv.figures.views.thumbnails import MOST_PLACED, copy_at, followers, thumbnails, unlabelled

_CHIP = 16
_CELL = 30
_SMALL_CELL = 24
_ROOMY = 22  # as many cells of the larger size fit the page
_STRIP = 18


def draw(placing: Placing) -> list[Item]:
    """Return the drawing, from the given arrays at the top to the numbers of terms at the bottom."""
    left = _left(placing)
    items, y = _given(placing)
    items.append(label(MARGIN, y + 28, word("Scale and place"), "head"))
    drawn, y = thumbnails(placing, y + 50) if placing.axes == 2 else _strips(placing, left, y + 48)
    items += drawn
    return items + _counts(placing, left, y + 34)


def _left(placing: Placing) -> float:
    """Return where the canvas starts: behind the heads of its rows, if there are rows."""
    if placing.axes == 2:
        return MARGIN + 28
    heads = [copy_at(placing, cell) for cell in range(min(placing.input_shape[0], MOST_PLACED))]
    return up_to_grid(MARGIN + max(width(head, LABEL, "label") for head in heads) + 20)


def _given(placing: Placing) -> tuple[list[Item], float]:
    facts = wording.facts(placing)
    names = [_named_cells("input ", placing.notation.input, placing.inputs, placing.input_shape)]
    names.append(_named_cells("kernel ", placing.notation.kernel, placing.taps, placing.w.shape))
    grids = [Lattice(0, 0, _CHIP, _CHIP, 3), Lattice(0, 0, _CHIP, _CHIP)]
    sizes = []
    for grid, name, cells in zip(grids, names, (placing.input_shape, placing.w.shape), strict=True):
        rows, columns = _flat(cells)
        extent = max(columns * (grid.width + grid.gutter), width(name, LABEL, "label"))
        sizes.append((extent, rows * (grid.height + grid.gutter) + 24))
    sizes.append((max(width(fact, LABEL, "label") for fact in facts), len(facts) * 22.0))
    boxes = flow(sizes, MARGIN, 30, 34, RIGHT, below=20)
    items: list[Item] = [label(MARGIN, 16, word("Given"), "head")]
    items += _chips(placing, grids[0].at(boxes[0].x, boxes[0].y))
    items += _taps(placing, grids[1].at(boxes[1].x, boxes[1].y))
    items += [
        label(box.x, box.y + box.height - 8, name) for box, name in zip(boxes, names, strict=False)
    ]
    items += [label(boxes[2].x, boxes[2].y + 10 + 22 * n, fact) for n, fact in enumerate(facts)]
    return items, max(box.y + box.height for box in boxes)


def _named_cells(kind: str, letter: str, cells: tuple[Runs, ...], shape: Index) -> Runs:
    runs = word(kind) + formula(f"{letter}: {wording.shape(shape)}") + word(" cells ") + cells[0]
    return runs + formula(", …, ") + cells[-1] if len(cells) > 1 else runs


def _flat(shape: Index) -> Index:
    return shape if len(shape) == 2 else (1, *shape)


def _chips(placing: Placing, grid: Lattice) -> list[Item]:
    indices = product(*map(range, _flat(placing.input_shape)))
    return [
        Group((rect(grid.box(index), "input", hue(n), 4),), plain(placing.inputs[n]), "input", (n,))
        for n, index in enumerate(indices)
    ]


def _taps(placing: Placing, grid: Lattice) -> list[Item]:
    indices = product(*map(range, _flat(placing.w.shape)))
    return [
        Group((rect(grid.box(index), "kernel"),), plain(placing.taps[n]), "tap", (n,))
        for n, index in enumerate(indices)
    ]


def _strips(placing: Placing, left: float, y: float) -> tuple[list[Item], float]:
    """Draw a strip of the canvas for each of the first input cells, over one axis."""
    inputs, cell = placing.input_shape[0], _cell(placing) + 2
    items: list[Item] = []
    for n in range(min(inputs, MOST_PLACED)):
        strip: list[Item] = [label(MARGIN, y + _STRIP / 2, copy_at(placing, n))]
        strip.append(Rect(left, y, placing.full_shape[0] * cell, _STRIP, "ghost"))
        for position, term in placing.landing(n):
            strip.append(unlabelled(placing, term, Box(left + position[0] * cell, y, cell, _STRIP)))
        items.append(Group(tuple(strip), part="copy", index=(n,)))
        y += _STRIP + 8
    if inputs > MOST_PLACED:
        items.append(label(left, y + 8, followers(placing)))
        y += 24
    return items, y


def _cell(placing: Placing) -> float:
    return _CELL if placing.canvas_shape[-1] <= _ROOMY - 4 * (2 - placing.axes) else _SMALL_CELL


def _counts(placing: Placing, left: float, y: float) -> list[Item]:
    """Draw the canvas with the number of terms in each cell, and the output framed."""
    text = word("terms in each cell of the full output, ") + formula(
        f"F = {wording.shape(placing.full_shape)}"
    )
    grid = Lattice(left, y + 44, _cell(placing), _cell(placing), 2)
    levels = count_levels(placing)
    items: list[Item] = [label(MARGIN, y, word("Sum"), "head"), label(MARGIN + 40, y, text)]
    items += _numbers(placing, grid)
    items += [_count(placing, position, grid, levels) for position in placing.positions()]
    kept = grid.around(_two(placing.begin, 0), _two(placing.stop, 1))
    items.append(rect(kept, "frame"))
    texts = [word("heavy frame: ") + wording.output(placing)]
    texts += [
        note
        for note in (wording.cropped(placing), wording.added(placing), wording.holes(placing))
        if note
    ]
    bottom = grid.row(_two(placing.canvas_shape, 1)[0]) + 16
    return items + [label(left, bottom + 20 * n, text) for n, text in enumerate(texts)]


def _two(index: Index, row: int) -> Index:
    return index if len(index) == 2 else (row, *index)


def _numbers(placing: Placing, grid: Lattice) -> list[Item]:
    """Write the positions over the columns and, over two axes, before the rows."""
    rows, columns = _two(placing.canvas_shape, 1)
    half = grid.width / 2
    items: list[Item] = [
        Text(grid.column(p) + half, grid.y - 12, placing.number(p), "note", NOTE)
        for p in range(columns)
    ]
    if placing.axes == 2:
        items += [
            Text(grid.x - 14, grid.row(p) + half, placing.number(p), "note", NOTE)
            for p in range(rows)
        ]
    return items


def count_levels(*placings: Placing) -> dict[int, int]:
    """Return the level of the count scale for every number of terms: different numbers look different."""
    numbers = sorted({int(n) for placing in placings for n in np.unique(placing.full.count) if n})
    return {number: level(rank, len(numbers)) for rank, number in enumerate(numbers)}


def _count(placing: Placing, position: Index, grid: Lattice, levels: dict[int, int]) -> Group:
    box = grid.box(_two(position, 0))
    number = len(placing.terms(position))
    text = (Run(str(number)),)
    items: list[Item] = [rect(box, "count", levels[number]) if number else rect(box, "zero")]
    if not placing.is_kept(position):
        plate = Box(box.center[0] - 9, box.center[1] - 10, 18, 20)
        items += [
            Hatch(*box),
            rect(plate, "count", levels[number], 3) if number else rect(plate, "plate"),
        ]
    items.append(centered(box, text, 16, step=levels[number] if number else None))
    return Group(tuple(items), placing.told(position), "sum", position)
