"""Grids of sums and of results over two axes: how large their cells are, their positions, the cut, the borders."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from symconv.figures import wording
from symconv.figures.labels import word
from symconv.figures.layout import (
    CELL_HEIGHT,
    MARGIN,
    NOTE,
    PAGE,
    Box,
    Lattice,
    label,
    rect,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.parts import arranged, lines_width, result_cells, results_fit
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Item, Line, Runs, Text

GUTTER = 6

_WIDEST_SUMS = 1122
"""Beyond, cells with several terms show their number."""


def sum_cells(placing: Placing) -> tuple[float, Lattice]:
    """Return the text size and the cells of the grid of sums; their place is still open."""
    gutter = 0 if not placing.has_overlap else 2 * GUTTER if placing.is_cut else GUTTER
    columns = placing.canvas_shape[-1]
    lines = [arranged(placing, position) for position in placing.positions()]
    for size in (17, 15):
        extent = max(72, up_to_grid(max(lines_width(line, size) for line in lines) + 14))
        if columns * (extent + gutter) <= PAGE - 60:
            break
    tallest = max(map(len, lines))
    if columns * (extent + gutter) > _WIDEST_SUMS:
        single = [line for line in lines if sum(map(len, line)) == 1]
        extent = max(
            64, up_to_grid(max((lines_width(line, size) for line in single), default=0) + 14)
        )
        tallest = 1
    return size, Lattice(0, 0, extent, max(CELL_HEIGHT, tallest * 30), gutter)


def centered_grid(shape: Index, cells: Lattice, y: float) -> tuple[Lattice, float]:
    """Return a grid in the middle of the page, with room for positions, and where it ends."""
    extent = shape[1] * (cells.width + cells.gutter) - cells.gutter
    x = max((PAGE - extent) / 2 // 4 * 4, MARGIN + 28)
    grid = cells.at(x, y)
    return grid, grid.row(shape[0]) - cells.gutter


def numbered(placing: Placing, grid: Lattice) -> list[Item]:
    """Write the positions over the columns and before the rows."""
    rows, columns = placing.canvas_shape[-2:]
    across = [
        Text(grid.column(p) + grid.width / 2, grid.y - 14, placing.number(p), "note", NOTE)
        for p in range(columns)
    ]
    down = [
        Text(grid.x - 16, grid.row(p) + grid.height / 2, placing.number(p), "note", NOTE)
        for p in range(rows)
    ]
    return [*across, *down]


def cut_round(box: Box) -> Line:
    """Return the cut round what is kept."""
    return Line(box.outline, "cut")


def widest(texts: tuple[Runs, ...], size: float) -> float:
    """Return the width of the widest text."""
    return up_to_grid(max(width(text, size) for text in texts))


def has_values(placing: Placing) -> bool:
    """Return whether the output is said by its values: where they are more than terms, and short."""
    return not placing.terms_are_values and not placing.named and widest(placing.values, 17) <= 200


def kept(placing: Placing, y: float) -> list[Item]:
    """Draw the output: what its cells hold, or their names where that is too long."""
    if not placing.is_cut and not has_values(placing):
        return []
    size, cells = sum_cells(placing)
    cells = replace(cells, gutter=GUTTER if placing.has_overlap else 0)
    if has_values(placing):
        cells = replace(cells, width=max(56, widest(placing.values, size) + 14), height=CELL_HEIGHT)
    grid, _ = centered_grid(placing.output_shape, cells, y + 22)
    boxes = {index: grid.box(index) for index in product(*map(range, placing.output_shape))}
    if not results_fit(placing, boxes, size):
        grid, _ = centered_grid(placing.output_shape, Lattice(0, 0, 56, CELL_HEIGHT, 0), y + 22)
        boxes = {index: grid.box(index) for index in boxes}
    head = word("Crop" if placing.is_cut else "Value")
    items: list[Item] = [
        label(MARGIN, y, head, "head"),
        label(MARGIN + 48, y, wording.output(placing)),
    ]
    items += result_cells(placing, boxes, size)
    items += borders(boxes)
    whole = grid.around((0, 0), placing.output_shape)
    return [*items, rect(whole, "frame")]


def borders(boxes: dict[Index, Box]) -> list[Item]:
    """Return a thin line round every cell."""
    return [Line(box.outline) for box in boxes.values()]
