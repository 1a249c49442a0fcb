"""The matrix C with its taps, or as a pattern where it is large."""

from __future__ import annotations

from itertools import product

from symconv.figures.labels import word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    Box,
    Lattice,
    Panel,
    Paper,
    centered,
    horizontal,
    paragraph,
    rect,
    up_to_grid,
    vertical,
)
from symconv.figures.metrics import width
from symconv.figures.parts import input_cell
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import (
    Dot,
    Group,
    Item,
    Line,
    LineRole,
    RectRole,
    Runs,
    Text,
    moved,
    plain,
)
from symconv.figures.views import matrix_words
from symconv.figures.views.matrix_entries import Matrix

_EDGED = 8  # smaller squares have no room for edges
_BELOW_PATTERN = 96  # for what is said


def draw_matrix(matrix: Matrix) -> list[Item]:
    """Draw C: a chip before each row, a name above each column."""
    placing = matrix.placing
    chip = chip_width(placing)
    head = heading(matrix)
    top = head.height + (42 if placing.rank == 1 else 62)
    grid = matrix.cell.at(MARGIN + chip + 20, top)
    items = [moved(item, MARGIN, 8) for item in head.items]
    for n in range(matrix.shape[0]):
        box = Box(MARGIN, grid.row(n) + 3, chip, grid.height - 6)
        items.append(input_cell(placing, n, box, min(matrix.size, 16)))
    for n, index in enumerate(matrix.outputs()):
        x = grid.middle_of_column(n)
        items.append(Text(x, top - 16, placing.output_name(index), "quiet", 14))
    if placing.is_flat and placing.axes == 2:
        items += _output_rows(matrix, grid)
    items += entries(matrix, grid)
    items += outline(matrix, grid)
    bottom = grid.row(matrix.shape[0]) + 26
    return items + notes(placing.paper, MARGIN, bottom, matrix_words.notes(matrix))


def heading(matrix: Matrix) -> Panel:
    """Write what the matrix is, in as many lines as that takes."""
    return paragraph([matrix_words.heading(matrix)], matrix.placing.paper.inside, "head")


def chip_width(placing: Placing) -> float:
    """Return the width of the input cells that stand beside a matrix."""
    return max(34, up_to_grid(max(width(text, 16) for text in placing.inputs) + 12))


def _output_rows(matrix: Matrix, grid: Lattice) -> list[Item]:
    """Name the rows of the output over their columns, where the names fit."""
    rows, columns = matrix.placing.output_shape
    names = [word(f"output row {n + matrix.placing.notation.first}") for n in range(rows)]
    if max(width(name, LABEL, "note") for name in names) > columns * grid.width - 8:
        return []
    return [
        Text(grid.column(n * columns) + columns * grid.width / 2, grid.y - 38, name, "note", LABEL)
        for n, name in enumerate(names)
    ]


def entries(matrix: Matrix, grid: Lattice) -> list[Item]:
    """Draw the zeros first, so that the edges of the taps lie above."""
    every = list(product(*map(range, matrix.shape)))
    items: list[Item] = []
    for entry in every:
        if entry not in matrix.entries:
            box = grid.box(entry)
            items += [rect(box, "blank"), Dot(*box.center)]
    for entry in every:
        if entry in matrix.entries:
            items.append(_entry(matrix, entry, grid.box(entry)))
    return items


def _entry(matrix: Matrix, entry: Index, box: Box) -> Group:
    tap = matrix.placing.taps[matrix.entries[entry]]
    cells = (
        rect(box, "product", matrix.placing.hue(matrix.input_of(entry))),
        centered(box, tap, matrix.size),
    )
    return Group(cells, part="entry", index=entry)


def outline(matrix: Matrix, grid: Lattice, role: LineRole = "block") -> list[Item]:
    """Draw brackets over one axis, and rules at the borders of blocks over two."""
    rows, columns = matrix.shape
    whole = grid.around((0, 0), matrix.shape)
    if matrix.placing.rank == 1:
        return brackets(whole)
    across = [grid.row(n) for n in range(0, rows + 1, matrix.blocks[0])]
    down = [grid.column(n) for n in range(0, columns + 1, matrix.blocks[1])]
    items: list[Item] = [horizontal(y, whole.x, whole.right, role) for y in across]
    return items + [vertical(x, whole.y, whole.bottom, role) for x in down]


def brackets(box: Box) -> list[Item]:
    """Draw brackets round a box."""
    top, bottom = box.y - 5, box.bottom + 5
    sides = ((box.x - 1, box.x - 7), (box.right + 1, box.right + 7))
    return [
        Line(((inner, top), (outer, top), (outer, bottom), (inner, bottom)), "block")
        for inner, outer in sides
    ]


def notes(paper: Paper, x: float, y: float, texts: list[Runs]) -> list[Item]:
    """Draw texts one below the other."""
    lines = paragraph(texts, paper.right - x)
    return [moved(item, x, y - 8) for item in lines.items]


def draw_pattern(matrix: Matrix) -> list[Item]:
    """Draw the entries of a large matrix as squares; the taps are named where the reader points."""
    placing = matrix.placing
    rows, columns = matrix.shape
    head, paper = heading(matrix), placing.paper
    room = min(paper.inside - 2, paper.height - head.height - _BELOW_PATTERN)
    side = min(24, (paper.inside - 2) / columns, room / rows)
    side = side if side < 4 else side // 1
    grid = Lattice(MARGIN, head.height + 22, side, side)
    items = [moved(item, MARGIN, 8) for item in head.items]
    items.append(rect(grid.around((0, 0), matrix.shape), "blank"))
    outputs = list(matrix.outputs())
    for entry, tap in sorted(matrix.entries.items()):
        input_index = matrix.input_of(entry)
        name = placing.output_name(outputs[entry[0] if matrix.transposed else entry[1]])
        title = f"{plain(placing.inputs[input_index])} → {plain(name)}: {plain(placing.taps[tap])}"
        hue = placing.hue(input_index)
        role: RectRole = "product" if side >= _EDGED else "fill"
        square = rect(grid.box(entry), role if hue else "mark", hue)
        items.append(Group((square,), title, "entry", entry))
    if placing.rank > 1:
        items += outline(matrix, grid, "block" if side >= _EDGED else "rule")
    return items + notes(placing.paper, MARGIN, grid.row(rows) + 22, matrix_words.notes(matrix))
