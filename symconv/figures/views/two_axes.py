"""Scale, place, sum over two axes: a small canvas per input cell, then the grid of sums, then the crop."""

from __future__ import annotations

from itertools import product
from math import prod

from symconv.figures import wording
from symconv.figures.grids import (
    GUTTER,
    centered_grid,
    cut_round,
    has_values,
    kept,
    numbered,
    sum_cells,
    widest,
)
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    RIGHT,
    SMALLEST,
    Box,
    Lattice,
    flow,
    label,
    rect,
)
from symconv.figures.metrics import width
from symconv.figures.parts import heavy_last, input_cell, product_cell, sum_cell, tap_cell
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Line, Rect, Runs, Text, plain
from symconv.figures.views.thumbnails import MOST_PLACED, copy_at, followers, thumbnails

_PART_GAP = 34
_TALLEST_PLACEMENTS = 900
_LARGEST_STRETCHED_KERNEL = 7


def draw(placing: Placing) -> list[Item]:
    """Return the drawing, from the given arrays at the top to the output at the bottom."""
    items, y = given(placing)
    drawn, y = _placed(placing, y + _PART_GAP)
    items += drawn
    drawn, y = summed(placing, y + _PART_GAP)
    items += drawn
    return items + kept(placing, y + _PART_GAP)


def given(placing: Placing) -> tuple[list[Item], float]:
    """Draw input, kernel and parameters side by side; return where they end."""
    rows, columns = placing.input_shape
    inputs = Lattice(0, 0, max(40, widest(placing.inputs, 17) + 14), 40, GUTTER)
    taps = Lattice(0, 0, max(CELL_HEIGHT, widest(placing.taps, 17) + 14), CELL_HEIGHT)
    facts = wording.facts(placing)
    reach = _shown_reach(placing)
    sizes = [
        (columns * (inputs.width + GUTTER) - GUTTER, rows * (inputs.height + GUTTER) - GUTTER + 24),
        (reach[1] * taps.width, reach[0] * taps.height + 24),
        (max(width(fact, LABEL, "label") for fact in facts), len(facts) * 24.0),
    ]
    boxes = flow(sizes, MARGIN, 30, 44, RIGHT, below=20)
    items: list[Item] = [label(MARGIN, 16, word("Given"), "head")]
    items += _inputs(placing, boxes[0], inputs)
    items += _kernel(placing, boxes[1], taps)
    items += [label(boxes[2].x, boxes[2].y + 14 + 24 * n, fact) for n, fact in enumerate(facts)]
    return items, max(box.y + box.height for box in boxes)


def _inputs(placing: Placing, box: Box, cells: Lattice) -> list[Item]:
    grid = cells.at(box.x, box.y)
    indices = product(*map(range, placing.input_shape))
    items: list[Item] = [input_cell(placing, n, grid.box(index)) for n, index in enumerate(indices)]
    return [*items, _below(box, wording.given_input(placing))]


def _kernel(placing: Placing, box: Box, cells: Lattice) -> list[Item]:
    """Draw the kernel, stretched where it is dilated and not too large for that."""
    grid = cells.at(box.x, box.y)
    steps = _shown_dilation(placing)
    places = list(product(*map(range, placing.layer.kernel_size)))
    tapped = {
        tuple(step * t for step, t in zip(steps, place, strict=True)): n
        for n, place in enumerate(places)
    }
    between = [
        grid.box(place)
        for place in product(*map(range, _shown_reach(placing)))
        if place not in tapped
    ]
    items: list[Item] = [
        Rect(b.x + 7, b.y + 7, b.width - 14, b.height - 14, "zero") for b in between
    ]
    items += [tap_cell(placing, tap, grid.box(place)) for place, tap in tapped.items()]
    return [*items, _below(box, wording.given_kernel(placing))]


def _below(box: Box, text: Runs) -> Text:
    return Text(box.center[0], box.y + box.height - 8, text, "label", LABEL)


def _shown_dilation(placing: Placing) -> Index:
    axes = placing.layer.axes
    small = all(axis.reach <= _LARGEST_STRETCHED_KERNEL for axis in axes)
    return tuple(axis.dilation if small else 1 for axis in axes)


def _shown_reach(placing: Placing) -> Index:
    sizes = placing.layer.kernel_size
    return tuple(
        step * (size - 1) + 1 for step, size in zip(_shown_dilation(placing), sizes, strict=True)
    )


def _placed(placing: Placing, y: float) -> tuple[list[Item], float]:
    """Draw a canvas for each of the first input cells, with its terms where that does not get too long."""
    head = label(MARGIN, y, word("Scale and place"), "head")
    drawn, bottom = _canvases(placing, y + 22)
    if bottom - y > _TALLEST_PLACEMENTS:
        drawn, bottom = thumbnails(placing, y + 22)
    return [head, *drawn], bottom


def _canvases(placing: Placing, y: float) -> tuple[list[Item], float]:
    shown = min(prod(placing.input_shape), MOST_PLACED)
    rows, columns = placing.full_shape
    size, cell = _canvas_cell(placing, shown)
    captions = max(width(copy_at(placing, n), LABEL, "label") for n in range(shown))
    sizes = [(max(columns * cell.width, captions), rows * cell.height + 26)] * shown
    gap = 36
    boxes = flow(sizes, MARGIN, y, gap, RIGHT)
    wrapped = boxes[-1].y > y
    if wrapped:
        boxes = flow(sizes, MARGIN + 28, y, gap, RIGHT)
    items: list[Item] = [_canvas(placing, n, box, cell, size) for n, box in enumerate(boxes)]
    middle = rows * cell.height / 2
    items += [Text(box.x - gap / 2, box.y + middle, formula("+"), "math", 18) for box in boxes[1:]]
    bottom = boxes[-1].y + boxes[-1].height
    if shown < prod(placing.input_shape):
        items.append(label(boxes[0].x, bottom + 16, followers(placing)))
        bottom += 28
    return items, bottom


def _canvas_cell(placing: Placing, shown: int) -> tuple[float, Lattice]:
    """Return the text size and the cells of a canvas: roomy where all canvases then fit side by side."""
    texts = tuple(
        placing.letter(term) for cell in range(shown) for _, term in placing.landing(cell)
    )
    columns = placing.full_shape[1]
    roomy = max(48, widest(texts, 15) + 8)
    if shown * columns * roomy + (shown - 1) * 36 <= RIGHT - MARGIN:
        return 15, Lattice(0, 0, roomy, 48)
    return SMALLEST, Lattice(0, 0, max(38, widest(texts, SMALLEST) + 4), 38)


def _canvas(placing: Placing, cell: int, box: Box, cells: Lattice, size: float) -> Group:
    grid = cells.at(box.center[0] - placing.full_shape[1] * cells.width / 2, box.y)
    landing = placing.landing(cell)
    reached = {position for position, _ in landing}
    empty = [
        position for position in product(*map(range, placing.full_shape)) if position not in reached
    ]
    items: list[Item] = [rect(grid.box(position), "ghost") for position in empty]
    items += [product_cell(placing, term, grid.box(position), size) for position, term in landing]
    caption = copy_at(placing, cell)
    items.append(_below(box, caption))
    return Group(tuple(items), plain(caption), "copy", (cell,))


def summed(placing: Placing, y: float, head: str = "Sum") -> tuple[list[Item], float]:
    """Draw the grid of sums with the cut round what is kept, and say what is to be seen."""
    size, cells = sum_cells(placing)
    grid, bottom = centered_grid(placing.canvas_shape, cells, y + 44)
    drawn = [
        sum_cell(placing, position, grid.box(position), size) for position in placing.positions()
    ]
    items: list[Item] = [*_head(placing, y, head), *numbered(placing, grid), *heavy_last(drawn)]
    whole = grid.around((0, 0), placing.canvas_shape)
    if placing.is_cut:
        items.append(cut_round(grid.around(placing.begin, placing.stop)))
    elif not placing.has_overlap and not has_values(placing):
        items.append(rect(whole, "frame"))
    drawn_stride, bottom = _stride(placing, grid, bottom)
    notes = [wording.overlap, wording.cropped, wording.added, wording.holes, wording.stand_ins]
    texts = [text for text in (note(placing) for note in notes) if text]
    items += [label(grid.x, bottom + 20 + 20 * n, text) for n, text in enumerate(texts)]
    return items + drawn_stride, bottom + (12 + 20 * len(texts) if texts else 0)


def _head(placing: Placing, y: float, head: str) -> list[Item]:
    text = wording.full_output(placing, not placing.is_cut and not has_values(placing))
    x = MARGIN + width(word(head), LABEL, "head") + 10
    return [label(MARGIN, y, word(head), "head"), label(x, y, text)]


def _stride(placing: Placing, grid: Lattice, bottom: float) -> tuple[list[Item], float]:
    """Draw the distance of two copies that lie side by side under the grid, and of two below each other beside it."""
    down, across = (axis.stride for axis in placing.layer.axes)
    rows, columns = placing.input_shape
    items: list[Item] = []
    if rows > 1 and down != across:
        x, start, stop = (
            grid.column(placing.canvas_shape[1]) - grid.gutter + 14,
            grid.y,
            grid.row(down),
        )
        items += [Line(((x - 4, y), (x + 4, y))) for y in (start, stop)]
        items += [
            Line(((x, start), (x, stop))),
            label(x + 10, (start + stop) / 2, formula(f"s = {down}")),
        ]
    if columns == 1:
        return items, bottom
    y, left, right = bottom + 16, grid.x, grid.column(across)
    items += [Line(((x, y - 4), (x, y + 4))) for x in (left, right)]
    text = Text((left + right) / 2, y + 14, formula(f"s = {across}"), "label", LABEL)
    return [*items, Line(((left, y), (right, y))), text], y + 20
