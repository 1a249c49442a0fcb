"""The reversed kernel at one position over the stretched input, over two axes, and the whole output."""

from __future__ import annotations

from itertools import product

from symconv.figures import wording
from symconv.figures.grids import GUTTER, borders, has_values, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    NOTE,
    RIGHT,
    SMALLEST,
    Box,
    Lattice,
    centered,
    flow,
    label,
    rect,
    scene,
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
    tap_cell,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Line, Rect, Run, Runs, Text, plain
from symconv.figures.views.stretched import Stretched, in_words

_PART_GAP, _BESIDE = 34, 16
_CELL, _SMALL_CELL = (52, 56), (40, 48)
_WIDEST_EQUATION = 640


def draw_position(stretched: Stretched, cell: Index) -> list[Item]:
    """Return the drawing: the kernel turned round, the stretched input with the kernel on it, the output."""
    items, y = _reversal(stretched)
    top = y + _PART_GAP
    drawn, grid_bottom = _slid(stretched, cell, top)
    beside = scene(drawn).width + _BESIDE
    written, bottom = equation(stretched, cell, grid_bottom + 24)
    x, y = _free(stretched, beside, top, bottom)
    return items + drawn + written + _outputs(stretched, cell, x, y)


def _free(stretched: Stretched, beside: float, top: float, bottom: float) -> tuple[float, float]:
    """Return where the output has room: beside the stretched input, above its equation, or below both."""
    cells, shape = output_cells(stretched.placing), stretched.placing.output_shape
    outputs = cells.at(beside + 28, top + 22).around((0, 0), shape)
    if outputs.x + outputs.width <= RIGHT and outputs.y + outputs.height <= bottom - _PART_GAP:
        return beside, top
    return MARGIN, bottom + _PART_GAP


def _reversal(stretched: Stretched) -> tuple[list[Item], float]:
    """Draw the kernel, an arrow to the reversed kernel, and the parameters; return where they end."""
    placing = stretched.placing
    rows, columns = stretched.reach
    extent = max(40, widest(placing.taps, 16) + 12, 76 // columns)
    facts = wording.parameters(placing)
    sizes = [(columns * extent + 52, rows * 36.0 + 24), (columns * extent, rows * 36.0 + 24)]
    sizes.append((max(width(fact, LABEL, "label") for fact in facts), 48.0))
    boxes = flow(sizes, MARGIN, 34, 12, RIGHT)
    items: list[Item] = [label(MARGIN, 16, word("Reverse the kernel"), "head")]
    items.append(label(MARGIN + 150, 16, word("along every axis: most often forgotten")))
    names = ("kernel ", "reversed ")
    for box, kernel, name in zip(
        boxes, (stretched.kernel(), stretched.reversed_kernel()), names, strict=False
    ):
        grid = Lattice(box.x, box.y, extent, 36)
        items += [tap_at(placing, tap, grid.box(place)) for place, tap in kernel.items()]
        caption = word(name) + formula(placing.notation.kernel)
        items.append(
            Text(box.x + columns * extent / 2, box.y + rows * 36 + 14, caption, "label", LABEL)
        )
    middle, end = boxes[0].y + rows * 18, boxes[0].x + columns * extent
    if boxes[1].y == boxes[0].y:
        items.append(Line(((end + 12, middle), (end + 46, middle)), arrow=True))
    items += [
        label(boxes[2].x + 24, boxes[2].y + 14 + 22 * n, fact) for n, fact in enumerate(facts)
    ]
    return items, max(box.y + box.height for box in boxes)


def tap_at(placing: Placing, tap: int | None, box: Box) -> Item:
    """Return a tap, or the zero between taps."""
    if tap is not None:
        return tap_cell(placing, tap, box, 16)
    inner = Box(box.x + 6, box.y + 6, box.width - 12, box.height - 12)
    return Group((rect(inner, "zero"), centered(inner, (Run("0"),), SMALLEST)))


def _slid(stretched: Stretched, output: Index, y: float) -> tuple[list[Item], float]:
    """Draw the stretched input with the reversed kernel at one position; return where it ends."""
    items, y = prepared(stretched, y)
    grid, size = _lattice(stretched, y + 40)
    items += _numbered(stretched, grid)
    window, pairs = stretched.window(output), stretched.pairs(output)
    places = sorted({*product(*map(range, stretched.shape)), *stretched.inputs})
    items += [place_at(stretched, place, grid.box(place), window, size) for place in places]
    frames = [grid.box(place) for place in pairs]
    items += [Rect(b.x + 1, b.y + 1, b.width - 2, b.height - 2, "frame", radius=9) for b in frames]
    return items, grid.row(max(stretched.shape[0], max(place[0] for place in places) + 1))


def prepared(stretched: Stretched, y: float) -> tuple[list[Item], float]:
    """Say how many zeros are put where, once where the axes are alike; return where that ends."""
    axes = stretched.placing.layer.axes
    alike = len(set(axes)) == 1
    names = (
        ("down: ", "across: ")
        if len(axes) == 2
        else [f"axis {n}: " for n in range(1, len(axes) + 1)]
    )
    items: list[Item] = [label(MARGIN, y, word("Stretch, pad, and slide at unit stride"), "head")]
    for axis, name in list(zip(axes, names, strict=True))[: 1 if alike else None]:
        runs: Runs = () if alike else word(name)
        for line in in_words(axis):
            runs += line + word(" ")
        y += 20
        items.append(label(MARGIN, y, runs[:-1]))
    return items, y


def equation(stretched: Stretched, output: Index, y: float) -> tuple[list[Item], float]:
    """Write what is computed at the position that is drawn; return where that ends."""
    runs = stretched.equation(output)
    equation = runs if width(runs, 17) <= _WIDEST_EQUATION else stretched.short_equation(output)
    where = word(f"position {stretched.placing.notation.places(output)}: ")
    x = MARGIN + 28
    return [
        label(x, y, where),
        Text(x + width(where, LABEL, "label") + 6, y, equation, "math", 17, "start"),
    ], y + 4


def _lattice(stretched: Stretched, y: float) -> tuple[Lattice, float]:
    """Return where the places stand, and the size of their texts."""
    texts = (*stretched.placing.inputs, *stretched.placing.taps)
    before = [max(0, -min(place[axis] for place in stretched.inputs)) for axis in (0, 1)]
    for cell, text_size in ((_CELL, 16), (_SMALL_CELL, SMALLEST)):
        needed, height, size = max(cell[0], widest(texts, text_size) + 16), cell[1], text_size
        if MARGIN + 28 + (stretched.shape[1] + before[1]) * needed <= RIGHT:
            break
    return Lattice(MARGIN + 28 + before[1] * needed, y + before[0] * height, needed, height), size


def _numbered(stretched: Stretched, grid: Lattice) -> list[Item]:
    """Write the places over the columns and before the rows."""
    before = [min(0, *(place[axis] for place in stretched.inputs)) for axis in (0, 1)]
    rows, columns = stretched.shape
    top, left = grid.row(before[0]) - 10, grid.column(before[1]) - 14
    number = stretched.placing.number
    across = [
        Text(grid.column(p) + grid.width / 2, top, number(p), "note", NOTE) for p in range(columns)
    ]
    return [
        *across,
        *(Text(left, grid.row(p) + grid.height / 2, number(p), "note", NOTE) for p in range(rows)),
    ]


def place_at(
    stretched: Stretched, place: Index, box: Box, window: dict[Index, int | None], size: float
) -> Group:
    """Draw what stands at a place: in the middle, or above the tap that lies on it."""
    tap, covered = window.get(place), place in window
    tile: list[Item] = [rect(box, "kernel")] if tap is not None else []
    half = box.height / 2
    alone = Box(box.x + 4, box.y + 10, box.width - 8, box.height - 20)
    above = Box(box.x + 5, box.y + 5, box.width - 10, half - 6)
    items = [*tile, *_chip(stretched, place, above if covered else alone, size)]
    below = Box(box.x + 5, box.y + half + 1, box.width - 10, half - 6)
    if tap is not None:
        items.append(centered(below, stretched.placing.taps[tap], size))
    elif covered:
        items += [rect(below, "zero"), centered(below, (Run("0"),), SMALLEST)]
    return Group(tuple(items), part="place", index=place)


def _chip(stretched: Stretched, place: Index, box: Box, size: float) -> list[Item]:
    if place not in stretched.inputs:
        return [rect(box, "zero"), centered(box, (Run("0"),), SMALLEST)]
    drawn = input_cell if stretched.is_inside(place) else cropped_input
    return [drawn(stretched.placing, stretched.inputs[place], box, size)]


def _outputs(stretched: Stretched, chosen: Index, x: float, y: float) -> list[Item]:
    """Draw the output: values, terms, or the numbers of terms; the chosen cell has round corners."""
    placing = stretched.placing
    cells = output_cells(placing)
    grid = cells.at(x + 28, y + 22)
    boxes = {index: grid.box(index) for index in product(*map(range, placing.output_shape))}
    items: list[Item] = [
        label(x, y, word("All positions"), "head"),
        label(x + 96, y, wording.output(placing)),
    ]
    items += [output_at(placing, index, box) for index, box in boxes.items()]
    items += [*borders(boxes), rect(grid.around((0, 0), placing.output_shape), "frame")]
    b = boxes[chosen]
    return [*items, Rect(b.x + 2, b.y + 2, b.width - 4, b.height - 4, "frame", radius=9)]


def output_cells(placing: Placing) -> Lattice:
    """Return the cells of the output; their place is still open."""
    gutter = GUTTER if placing.has_overlap else 0
    if has_values(placing):
        return Lattice(0, 0, max(52, widest(placing.values, 17) + 16), CELL_HEIGHT, gutter)
    lines = [
        arranged(placing, position) for position in placing.positions() if placing.is_kept(position)
    ]
    extent = max(52, up_to_grid(max(lines_width(line, 15) for line in lines) + 14))
    if MARGIN + 28 + placing.output_shape[-1] * (extent + gutter) > RIGHT:
        return Lattice(0, 0, 64, CELL_HEIGHT, gutter)
    return Lattice(0, 0, extent, max(CELL_HEIGHT, 28 * max(map(len, lines))), gutter)


def output_at(placing: Placing, index: Index, box: Box) -> Group:
    """Return an output cell: its value, its terms, or their number."""
    lines = arranged(placing, placing.position(index))
    text = result_text(placing, index)
    shown = text if has_values(placing) else None
    return Group(
        tuple(divided(lines, box, 15, shown)),
        f"{plain(placing.output_name(index))} = {plain(text)}",
        "output",
        index,
    )
