"""How large the cells of sums and of results are, and the lines round them."""

from __future__ import annotations

from symconv.figures.layout import CELL_HEIGHT, SMALLEST, Box, Lattice, up_to_grid
from symconv.figures.metrics import width
from symconv.figures.parts import Lines, arranged, evaluated, lines_width
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Item, Line, Runs

GUTTER = 6

_BESIDE = 52
"""What a row leaves to numbers and margins; where terms need more, cells show how many they are."""
_NARROWEST = 56
_COUNT = 34


def sum_cells(placing: Placing) -> tuple[float, Lattice]:
    """Return the text size and the cells of the sheets of sums; their place is still open."""
    gutter = 0 if not placing.has_overlap else 2 * GUTTER if placing.is_cut else GUTTER
    most = (placing.paper.width - _BESIDE) / placing.canvas_shape[-1] - gutter
    write = evaluated if has_values(placing) else arranged
    lines = [write(placing, position) for position in placing.positions()]
    tallest = max(map(len, lines))
    for size in (17, 15, SMALLEST):
        extent = _room_for(lines, size)
        if extent <= most:
            return size, Lattice(0, 0, extent, max(CELL_HEIGHT, tallest * 30), gutter)
    alone = [line for line in lines if sum(map(len, line)) == 1]
    extent = _room_for(alone, SMALLEST)
    if extent <= most:
        return SMALLEST, Lattice(0, 0, extent, CELL_HEIGHT, gutter)
    return count_cells(placing)


def count_cells(placing: Placing) -> tuple[float, Lattice]:
    """Return the text size and the cells of sheets of sums that show how many terms they have."""
    gutter = GUTTER if placing.has_overlap else 0
    most = (placing.paper.width - _BESIDE) / placing.canvas_shape[-1] - gutter
    return SMALLEST, Lattice(0, 0, max(_COUNT, min(_NARROWEST, most)), _COUNT, gutter)


def _room_for(lines: list[Lines], size: float) -> float:
    widths = [lines_width(line, size) for line in lines]
    return max(_NARROWEST, up_to_grid(max(widths, default=0) + (14 if size > SMALLEST else 8)))


def cut_round(box: Box) -> Line:
    """Return the cut round what is kept."""
    return Line(box.outline, "cut")


def widest(texts: tuple[Runs, ...], size: float) -> float:
    """Return the width of the widest text."""
    return up_to_grid(max(width(text, size) for text in texts))


def has_values(placing: Placing) -> bool:
    """Return whether the output is said by its values: where they are more than terms, and short."""
    return not placing.terms_are_values and not placing.named and widest(placing.values, 17) <= 200


def borders(boxes: dict[Index, Box]) -> list[Item]:
    """Return a thin line round every cell."""
    return [Line(box.outline) for box in boxes.values()]
