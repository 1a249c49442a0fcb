"""Scale, place, sum over two axes: a small canvas per input cell, then the grid of sums, then the crop."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod

from symconv.render.figures import wording
from symconv.render.figures.labels import formula, word
from symconv.render.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    NOTE,
    PAGE,
    RIGHT,
    SMALLEST,
    Box,
    Lattice,
    flow,
    label,
    rect,
    up_to_grid,
)
from symconv.render.figures.metrics import width
from symconv.render.figures.parts import (
    arranged,
    heavy_last,
    input_cell,
    lines_width,
    product_cell,
    result_cells,
    results_fit,
    sum_cell,
    tap_cell,
)
from symconv.render.figures.placing import Index, Placing
from symconv.render.figures.thumbnails import MOST_PLACED, copy_at, followers, thumbnails
from symconv.render.scene import Group, Item, Line, Rect, Runs, Text

_PART_GAP = 34
_GUTTER = 6
_WIDEST_SUMS = 1122
"""Beyond, cells with several terms show their number."""
_TALLEST_PLACEMENTS = 900
_LARGEST_STRETCHED_KERNEL = 7


def draw(placing: Placing) -> list[Item]:
    """Return the drawing, from the given arrays at the top to the output at the bottom."""
    items, y = given(placing)
    drawn, y = _placed(placing, y + _PART_GAP)
    items += drawn
    drawn, y = _summed(placing, y + _PART_GAP)
    items += drawn
    return items + _kept(placing, y + _PART_GAP)


def given(placing: Placing) -> tuple[list[Item], float]:
    """Draw input, kernel and parameters side by side; return where they end."""
    rows, columns = placing.input_shape
    inputs = Lattice(0, 0, max(40, _widest(placing.inputs, 17) + 14), 40, _GUTTER)
    taps = Lattice(0, 0, max(CELL_HEIGHT, _widest(placing.taps, 17) + 14), CELL_HEIGHT)
    facts = wording.facts(placing)
    reach = _shown_reach(placing)
    sizes = [
        (columns * (inputs.width + _GUTTER) - _GUTTER, rows * (inputs.height + _GUTTER) - _GUTTER + 24),
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
    return [*items, _below(box, word("input ") + formula("x"))]


def _kernel(placing: Placing, box: Box, cells: Lattice) -> list[Item]:
    """Draw the kernel, stretched where it is dilated and not too large for that."""
    grid = cells.at(box.x, box.y)
    steps = _shown_dilation(placing)
    places = list(product(*map(range, placing.layer.kernel_size)))
    tapped = {tuple(step * t for step, t in zip(steps, place, strict=True)): n for n, place in enumerate(places)}
    between = [grid.box(place) for place in product(*map(range, _shown_reach(placing))) if place not in tapped]
    items: list[Item] = [Rect(b.x + 7, b.y + 7, b.width - 14, b.height - 14, "zero") for b in between]
    items += [tap_cell(placing, tap, grid.box(place)) for place, tap in tapped.items()]
    return [*items, _below(box, word("kernel ") + formula("w"))]


def _below(box: Box, text: Runs) -> Text:
    return Text(box.center[0], box.y + box.height - 8, text, "label", LABEL)


def _shown_dilation(placing: Placing) -> Index:
    axes = placing.layer.axes
    small = all(axis.reach <= _LARGEST_STRETCHED_KERNEL for axis in axes)
    return tuple(axis.dilation if small else 1 for axis in axes)


def _shown_reach(placing: Placing) -> Index:
    sizes = placing.layer.kernel_size
    return tuple(step * (size - 1) + 1 for step, size in zip(_shown_dilation(placing), sizes, strict=True))


def _widest(texts: tuple[Runs, ...], size: float) -> float:
    return up_to_grid(max(width(text, size) for text in texts))


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
    texts = tuple(placing.letter(term) for cell in range(shown) for _, term in placing.landing(cell))
    columns = placing.full_shape[1]
    roomy = max(48, _widest(texts, 15) + 8)
    if shown * columns * roomy + (shown - 1) * 36 <= RIGHT - MARGIN:
        return 15, Lattice(0, 0, roomy, 48)
    return SMALLEST, Lattice(0, 0, max(38, _widest(texts, SMALLEST) + 4), 38)


def _canvas(placing: Placing, cell: int, box: Box, cells: Lattice, size: float) -> Group:
    grid = cells.at(box.center[0] - placing.full_shape[1] * cells.width / 2, box.y)
    landing = placing.landing(cell)
    reached = {position for position, _ in landing}
    empty = [position for position in product(*map(range, placing.full_shape)) if position not in reached]
    items: list[Item] = [rect(grid.box(position), "ghost") for position in empty]
    items += [product_cell(placing, term, grid.box(position), size) for position, term in landing]
    items.append(_below(box, copy_at(placing, cell)))
    return Group(tuple(items), f"kernel times input cell {cell}, placed at {placing.start(cell)}")


def _summed(placing: Placing, y: float) -> tuple[list[Item], float]:
    """Draw the grid of sums with the cut round what is kept, and say what is to be seen."""
    size, cells = _sum_cells(placing)
    grid, bottom = _centered(placing.canvas_shape, cells, y + 44)
    drawn = [sum_cell(placing, position, grid.box(position), size) for position in placing.positions()]
    items: list[Item] = [*_head(placing, y), *_positions(placing, grid), *heavy_last(drawn)]
    whole = grid.around((0, 0), placing.canvas_shape)
    if placing.is_cut:
        items.append(_cut(grid.around(placing.begin, placing.stop)))
    elif not placing.has_overlap and not _has_values(placing):
        items.append(rect(whole, "frame"))
    drawn_stride, bottom = _stride(placing, grid, bottom)
    notes = [wording.overlap, wording.cropped, wording.added, wording.holes, wording.stand_ins]
    texts = [text for text in (note(placing) for note in notes) if text]
    items += [label(grid.x, bottom + 20 + 20 * n, text) for n, text in enumerate(texts)]
    return items + drawn_stride, bottom + (12 + 20 * len(texts) if texts else 0)


def _head(placing: Placing, y: float) -> list[Item]:
    full, cut = wording.shape(placing.full_shape), placing.is_cut or _has_values(placing)
    text = word("full output, ") + formula(f"F = {full}") if cut else word("output ") + formula(f"y, O = F = {full}")
    return [label(MARGIN, y, word("Sum"), "head"), label(MARGIN + 40, y, text)]


def _sum_cells(placing: Placing) -> tuple[float, Lattice]:
    """Return the text size and the cells of the grid of sums; their place is still open."""
    gutter = 0 if not placing.has_overlap else 2 * _GUTTER if placing.is_cut else _GUTTER
    columns = placing.canvas_shape[1]
    lines = [arranged(placing, position) for position in placing.positions()]
    for size in (17, 15):
        extent = max(72, up_to_grid(max(lines_width(line, size) for line in lines) + 14))
        if columns * (extent + gutter) <= PAGE - 60:
            break
    tallest = max(map(len, lines))
    if columns * (extent + gutter) > _WIDEST_SUMS:
        single = [line for line in lines if sum(map(len, line)) == 1]
        extent = max(64, up_to_grid(max((lines_width(line, size) for line in single), default=0) + 14))
        tallest = 1
    return size, Lattice(0, 0, extent, max(CELL_HEIGHT, tallest * 30), gutter)


def _centered(shape: Index, cells: Lattice, y: float) -> tuple[Lattice, float]:
    """Return a grid in the middle of the page, with room for positions, and where it ends."""
    extent = shape[1] * (cells.width + cells.gutter) - cells.gutter
    x = max((PAGE - extent) / 2 // 4 * 4, MARGIN + 28)
    grid = cells.at(x, y)
    return grid, grid.row(shape[0]) - cells.gutter


def _positions(placing: Placing, grid: Lattice) -> list[Item]:
    rows, columns = placing.canvas_shape
    across = [Text(grid.column(p) + grid.width / 2, grid.y - 14, word(str(p)), "note", NOTE) for p in range(columns)]
    down = [Text(grid.x - 16, grid.row(p) + grid.height / 2, word(str(p)), "note", NOTE) for p in range(rows)]
    return [*across, *down]


def _cut(box: Box) -> Line:
    right, bottom = box.x + box.width, box.y + box.height
    corners = ((box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom), (box.x, box.y))
    return Line(corners, "cut")


def _stride(placing: Placing, grid: Lattice, bottom: float) -> tuple[list[Item], float]:
    """Draw the distance of two copies that lie side by side under the grid, and of two below each other beside it."""
    down, across = (axis.stride for axis in placing.layer.axes)
    rows, columns = placing.input_shape
    items: list[Item] = []
    if rows > 1 and down != across:
        x, start, stop = grid.column(placing.canvas_shape[1]) - grid.gutter + 14, grid.y, grid.row(down)
        items += [Line(((x - 4, y), (x + 4, y))) for y in (start, stop)]
        items += [Line(((x, start), (x, stop))), label(x + 10, (start + stop) / 2, formula(f"s = {down}"))]
    if columns == 1:
        return items, bottom
    y, left, right = bottom + 16, grid.x, grid.column(across)
    items += [Line(((x, y - 4), (x, y + 4))) for x in (left, right)]
    text = Text((left + right) / 2, y + 14, formula(f"s = {across}"), "label", LABEL)
    return [*items, Line(((left, y), (right, y))), text], y + 20


def _has_values(placing: Placing) -> bool:
    return not placing.terms_are_values and not placing.named and _widest(placing.values, 17) <= 200


def _kept(placing: Placing, y: float) -> list[Item]:
    """Draw the output: what its cells hold, or their names where that is too long."""
    if not placing.is_cut and not _has_values(placing):
        return []
    size, cells = _sum_cells(placing)
    cells = replace(cells, gutter=_GUTTER if placing.has_overlap else 0)
    if _has_values(placing):
        cells = replace(cells, width=max(56, _widest(placing.values, size) + 14), height=CELL_HEIGHT)
    grid, _ = _centered(placing.output_shape, cells, y + 22)
    boxes = {index: grid.box(index) for index in product(*map(range, placing.output_shape))}
    if not results_fit(placing, boxes, size):
        grid, _ = _centered(placing.output_shape, Lattice(0, 0, 56, CELL_HEIGHT, 0), y + 22)
        boxes = {index: grid.box(index) for index in boxes}
    head = word("Crop" if placing.is_cut else "Value")
    text = word("output ") + formula("y, ") + wording.output_size(placing)
    items: list[Item] = [label(MARGIN, y, head, "head"), label(MARGIN + 48, y, text)]
    items += result_cells(placing, boxes, size)
    items += _borders(boxes)
    whole = grid.around((0, 0), placing.output_shape)
    return [*items, rect(whole, "frame")]


def _borders(boxes: dict[Index, Box]) -> list[Item]:
    return [
        Line(((b.x, b.y), (b.x + b.width, b.y), (b.x + b.width, b.y + b.height), (b.x, b.y + b.height), (b.x, b.y)))
        for b in boxes.values()
    ]
