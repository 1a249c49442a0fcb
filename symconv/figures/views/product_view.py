"""The transpose of C at work: times the input it is the output."""

from __future__ import annotations

from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    Box,
    Lattice,
    horizontal,
    label,
    rect,
    up_to_grid,
    vertical,
)
from symconv.figures.metrics import width
from symconv.figures.parts import arranged, divided, input_cell, result_text
from symconv.figures.placing import Index
from symconv.figures.scene import Curve, Group, Item, Text, plain
from symconv.figures.views import matrix_words
from symconv.figures.views.matrix_entries import Matrix
from symconv.figures.views.matrix_view import brackets, chip_width, entries, notes, outline

_WIDEST_SUM = 260
_GRID_CELL = 52
_TO_GRID = 48


def draw_product(matrix: Matrix) -> list[Item]:
    """Draw the transpose, times the input, equals the output; over two axes without channels also the output as a grid."""
    items, grid = _transpose(matrix)
    whole = grid.around((0, 0), matrix.shape)
    middle, x = whole.center[1], whole.right + 30
    vector, bottom = _vector(matrix, x, middle)
    x += chip_width(matrix.placing) + 44
    column = _result_column(matrix, x + 12, grid)
    items += [*vector, Text(x - 14, middle, formula("="), "math", 19), *_result(matrix, column)]
    items.append(
        label(column[0].x, 16, matrix_words.product_heading(matrix.placing.notation), "head")
    )
    bottom = max(bottom, whole.bottom + 28)
    if matrix.placing.is_flat and matrix.placing.axes == 2:
        drawn, end = _read_back(matrix, column, middle)
        items += drawn
        bottom = max(bottom, end)
    return items + notes(matrix.placing.paper, MARGIN, bottom, matrix_words.notes(matrix))


def _transpose(matrix: Matrix) -> tuple[list[Item], Lattice]:
    """Draw the transpose: an input cell over each column, a name before each row; return where its cells stand."""
    names = [matrix.placing.output_name(index) for index in matrix.outputs()]
    left = up_to_grid(MARGIN + max(width(name, 14) for name in names) + 16)
    grid = matrix.cell.at(left, 74)
    items: list[Item] = [label(MARGIN, 16, matrix_words.heading(matrix), "head")]
    items += [_chip_above(matrix, grid, n) for n in range(matrix.shape[1])]
    for n, name in enumerate(names):
        items.append(Text(left - 12, grid.middle_of_row(n), name, "quiet", 14, "end"))
    return items + entries(matrix, grid) + outline(matrix, grid), grid


def _chip_above(matrix: Matrix, grid: Lattice, n: int) -> Group:
    chip = min(chip_width(matrix.placing), grid.width - 4)
    box = Box(grid.column(n) + (grid.width - chip) / 2, grid.y - 38, chip, 28)
    return input_cell(matrix.placing, n, box, min(matrix.size, 15))


def _vector(matrix: Matrix, x: float, middle: float) -> tuple[list[Item], float]:
    """Draw the input as a column in brackets; return where a text below may start."""
    placing = matrix.placing
    cells, height = len(placing.inputs), 34
    total = cells * (height + 4) - 4
    top = max(middle - total / 2, 48)
    boxes = [Box(x, top + n * (height + 4), chip_width(placing), height) for n in range(cells)]
    chips: list[Item] = [input_cell(placing, n, box, 16) for n, box in enumerate(boxes)]
    return chips + brackets(Box(x, top - 3, boxes[0].width, total + 6)), top + total + 32


def _result_column(matrix: Matrix, x: float, grid: Lattice) -> list[Box]:
    texts = [result_text(matrix.placing, index) for index in matrix.outputs()]
    needed = up_to_grid(max(width(text, matrix.size) for text in texts) + 12)
    extent = max(72, needed if needed <= _WIDEST_SUM else 96)
    return [Box(x, grid.row(n), extent, grid.height) for n in range(matrix.shape[0])]


def _result(matrix: Matrix, column: list[Box]) -> list[Item]:
    items: list[Item] = [
        _output(matrix, index, box) for index, box in zip(matrix.outputs(), column, strict=True)
    ]
    left, right = column[0].x, column[0].right
    items += [horizontal(box.y, left, right) for box in column[1:]]
    return [
        *items,
        rect(Box(left, column[0].y, right - left, len(column) * column[0].height), "frame"),
    ]


def _output(matrix: Matrix, index: Index, box: Box) -> Group:
    """Draw an output cell on one line: its terms, its value, or the number of its terms."""
    placing = matrix.placing
    pieces = [piece for line in arranged(placing, placing.position(index)) for piece in line]
    text = result_text(placing, index)
    fits = width(text, matrix.size) <= box.width - 6
    shown = text if fits and (not placing.terms_are_values or not pieces) else None
    items = divided([pieces] if pieces else [], box, matrix.size, shown)
    return Group(
        tuple(items), f"{plain(placing.output_name(index))} = {plain(text)}", "output", index
    )


def _read_back(matrix: Matrix, column: list[Box], middle: float) -> tuple[list[Item], float]:
    """Draw the output as a grid, an arrow from each of its rows in the column; return where it ends."""
    placing = matrix.placing
    rows, columns = placing.output_shape
    widest = max(width(result_text(placing, index), 16) for index in matrix.outputs())
    extent = max(_GRID_CELL, up_to_grid(widest + 12)) if widest <= 120 else _GRID_CELL
    cells = Lattice(column[0].right + _TO_GRID, 0, extent, 44)
    grid = cells.at(cells.x, max(middle - rows * cells.height / 2, 74))
    items: list[Item] = []
    for n, index in enumerate(matrix.outputs()):
        items += _grid_cell(matrix, index, grid.box(index), widest <= 120)
        if n % columns == 0:
            start = column[n].y + columns * column[n].height / 2
            end = grid.middle_of_row(index[0])
            items.append(Curve((column[n].right + 6, start), (grid.x - 4, end)))
    whole = grid.around((0, 0), placing.output_shape)
    items += [horizontal(grid.row(n), whole.x, whole.right) for n in range(1, rows)]
    items += [vertical(grid.column(n), whole.y, whole.bottom) for n in range(1, columns)]
    items.append(rect(whole, "frame"))
    caption = word("output ") + formula(f"{placing.notation.output}, {rows} × {columns}")
    items.append(Text(grid.x + columns * extent / 2, grid.row(rows) + 20, caption, "label", LABEL))
    return items, grid.row(rows) + 48


def _grid_cell(matrix: Matrix, index: Index, box: Box, spelled_out: bool) -> tuple[Item, ...]:
    """Draw an output cell where it lies in the grid: what it holds if that is short in all cells, else its name."""
    placing = matrix.placing
    lines = arranged(placing, placing.position(index))
    if spelled_out:
        return tuple(
            divided(
                lines, box, 16, None if placing.terms_are_values else result_text(placing, index)
            )
        )
    return tuple(divided(lines, box, 16, placing.output_name(index)))
