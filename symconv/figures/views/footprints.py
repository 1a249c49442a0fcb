"""One input cell with its footprint and one output cell with its sources, where there are more cells than colours."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from symconv.figures import wording
from symconv.figures.grids import widest
from symconv.figures.labels import copy, formula, total, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    NOTE,
    RIGHT,
    Box,
    Lattice,
    Panel,
    centered,
    label,
    page,
    panel,
    rect,
    side_by_side,
    stacked,
)
from symconv.figures.metrics import width
from symconv.figures.placing import GATHERED, PAINTING, Index, Placing
from symconv.figures.scene import (
    Group,
    Hatch,
    Item,
    Line,
    Rect,
    RectRole,
    Runs,
    Scene,
    Text,
    TextRole,
    plain,
)

_WIDE = RIGHT - MARGIN
_CHIP, _SMALL_CHIP = 34, 20
_WIDEST_INPUT = 300
_CELL, _NARROWEST = 37, 16
_ROOMY_STRIP = 64
_TERM, _NAME = 13, 15
_BESIDE = 44
_RAYS = 76
"""Room for rays between an input and a canvas of one row."""


@dataclass(frozen=True)
class Board:
    """Where the cells of input, kernel and canvas stand."""

    placing: Placing
    inputs: Lattice
    taps: Lattice
    canvas: Lattice

    def input_box(self, cell: int) -> Box:
        """Return the box of an input cell."""
        columns = self.placing.input_shape[-1]
        return self.inputs.box((cell // columns, cell % columns))

    def tap_box(self, tap: int) -> Box:
        """Return the box of a tap."""
        columns = self.placing.w.shape[-1]
        return self.taps.box((tap // columns, tap % columns))

    def box(self, position: Index) -> Box:
        """Return the box of a cell of the canvas."""
        return self.canvas.box(_in_rows(position))

    def around(self, positions: tuple[Index, ...]) -> Box:
        """Return the box round some cells of the canvas."""
        rows, columns = zip(*map(_in_rows, positions), strict=True)
        start, stop = (min(rows), min(columns)), (max(rows) + 1, max(columns) + 1)
        return self.canvas.around(start, stop)


def fits(placing: Placing) -> bool:
    """Return whether the canvas has cells that can be seen."""
    return _canvas_cell(placing) >= _NARROWEST


def draw(placing: Placing) -> Scene:
    """Return the drawing: what is given, the canvas with the two highlights, and what they say."""
    board = _board(placing)
    items = [*_canvas(board), *_painted(board), *_gathered(board), *_rays(board)]
    items += [*_inputs(board), *_kernel(board), *_cut(board), *_named_copy(board)]
    drawn = panel(items)
    facts = panel(label(0, 10 + 22 * n, line) for n, line in enumerate(wording.facts(placing)))
    return page(stacked([drawn, side_by_side([facts, _legend(placing)], _BESIDE, below=14)], 18))


def _in_rows(index: Index) -> Index:
    return index if len(index) == 2 else (0, *index)


def _rows_and_columns(shape: Index) -> Index:
    return shape if len(shape) == 2 else (1, *shape)


def _chips(placing: Placing) -> Lattice:
    """Return the cells of the input: with names where these have room, else small."""
    columns = placing.input_shape[-1]
    named = max(_CHIP, widest(placing.inputs, _NAME) + 8)
    widest_row = _WIDEST_INPUT if placing.axes == 2 else _WIDE - 28
    if columns * (named + 2) <= widest_row:
        return Lattice(28, 44, named, _CHIP, 2)
    return Lattice(28, 44, _SMALL_CHIP, _SMALL_CHIP, 2)


def _left(placing: Placing) -> float:
    """Return how wide input and kernel are, which stand before a canvas of several rows."""
    chips, taps = _chips(placing), _kernel_cells(placing)
    inputs = chips.column(placing.input_shape[-1])
    return max(inputs, taps.column(placing.w.shape[-1]))


def _kernel_cells(placing: Placing) -> Lattice:
    return Lattice(28, 0, max(30, widest(placing.taps, _NAME) + 8), 30)


def _canvas_cell(placing: Placing) -> float:
    """Return how wide a cell of the canvas is."""
    if placing.axes == 1:
        return min(_ROOMY_STRIP, (_WIDE - 28) // placing.canvas_shape[0])
    room = _WIDE - _left(placing) - _BESIDE - 28
    return min(_CELL, room // placing.canvas_shape[1])


def _board(placing: Placing) -> Board:
    chips, taps = _chips(placing), _kernel_cells(placing)
    rows, _ = _rows_and_columns(placing.input_shape)
    side = _canvas_cell(placing)
    if placing.axes == 2:
        kernel = taps.at(28, chips.row(rows) + 44)
        return Board(placing, chips, kernel, Lattice(_left(placing) + _BESIDE, 44, side, side))
    kernel = taps.at(28, 26)
    inputs = chips.at(28, kernel.row(1) + 58)
    canvas = Lattice(28, inputs.row(1) + _RAYS, side, max(_CHIP, min(side, 40)))
    spread = placing.canvas_shape[0] * side - placing.input_shape[0] * (chips.width + 2)
    return Board(placing, inputs.at(28 + max(0, spread / 2), inputs.y), kernel, canvas)


def _canvas(board: Board) -> list[Item]:
    """Draw the cells of the canvas, hatched where they are cropped, and numbers at the edges."""
    placing, grid = board.placing, board.canvas
    rows, columns = _rows_and_columns(placing.canvas_shape)
    size = word("of size ") + formula(wording.shape(placing.canvas_shape))
    keeps = word("; the dashed frame keeps ") if placing.is_cut else word("; this is ")
    kept = formula(placing.notation.output) + word(", of size ") * placing.is_cut
    kept += formula(wording.shape(placing.output_shape)) * placing.is_cut
    head = word("Canvas")
    top = grid.y - 36 if placing.axes == 2 else grid.row(1) + 44
    start = grid.x + width(head, LABEL, "head") + 10
    items: list[Item] = [label(grid.x, top, head, "head")]
    items.append(label(start, top, size + (keeps + kept)))
    for position in placing.positions():
        box = board.box(position)
        role: RectRole = "zero" if placing.is_added(position) else "blank"
        over = () if placing.is_kept(position) else (Hatch(*box),)
        items.append(Group((rect(box, role), *over), placing.told(position), "sum", position))
    for column in range(0, columns, _every(grid.width)):
        y = grid.y - 12 if placing.axes == 2 else grid.row(1) + 14
        x = grid.middle_of_column(column)
        items.append(Text(x, y, placing.number(column), "note", NOTE))
    for row in range(0, rows if placing.axes == 2 else 0, _every(grid.height)):
        y = grid.middle_of_row(row)
        items.append(Text(grid.x - 14, y, placing.number(row), "note", NOTE))
    return items


def _every(extent: float) -> int:
    """Return every which cell has its number written."""
    return 1 if extent >= 22 else 2


def _cut(board: Board) -> list[Item]:
    placing = board.placing
    if not placing.is_cut:
        whole = board.canvas.around((0, 0), _rows_and_columns(placing.canvas_shape))
        return [rect(whole, "frame")]
    last = tuple(stop - 1 for stop in placing.stop)
    return [Line(board.around((placing.begin, last)).outline, "cut")]


def _painted(board: Board) -> list[Item]:
    """Draw the footprint of the highlighted input cell, its terms inside where they have room."""
    placing = board.placing
    cell = placing.highlight.input
    is_written = _has_room_for_terms(board)
    items: list[Item] = []
    for position, term in placing.landing(cell):
        box = board.box(position)
        is_free = position != placing.highlight.position
        text = [centered(box, placing.letter(term), _TERM)] if is_written and is_free else []
        title = plain(placing.letter(term))
        drawn: list[Item] = [rect(box, "product", PAINTING), *text]
        items.append(Group(tuple(drawn), title, "product", (term.input, term.tap)))
    return [Group(tuple(items), placing.copy_told(cell), "copy", (cell,), step=1)]


def _has_room_for_terms(board: Board) -> bool:
    """Return whether every term of the highlighted input cell has room in its cell."""
    placing = board.placing
    landing = placing.landing(placing.highlight.input)
    widest_term = max(width(placing.letter(term), _TERM) for _, term in landing)
    return widest_term <= board.canvas.width - 2 and board.canvas.height >= 28


def _named_copy(board: Board) -> list[Item]:
    """Say once, over all lines, what the footprint is, where its terms have no room in their cells."""
    placing = board.placing
    cell = placing.highlight.input
    whole = board.around(placing.footprint(cell))
    name = copy(placing.inputs[cell], placing.notation.kernel)
    extent = width(name, 17) + 8
    if _has_room_for_terms(board) or extent > whole.width - 6 or whole.height < 30:
        return []
    x, y = whole.center
    plate = Rect(x - extent / 2, y - 13, extent, 26, "fill", PAINTING, 3)
    return [Group((plate, centered(whole, name, 17)), step=1)]


def _gathered(board: Board) -> list[Item]:
    """Draw the footprints of the sources, which darken where they meet, and the output cell."""
    placing, seen = board.placing, board.placing.highlight
    items: list[Item] = []
    for source in seen.sources:
        for position in placing.footprint(source):
            items.append(rect(board.box(position), "shade", GATHERED))
    for source in seen.sources:
        items.append(rect(board.around(placing.footprint(source)), "edge", GATHERED))
    box = board.box(seen.position)
    name = placing.output_name(placing.output_index(seen.position))
    items.append(rect(box, "fill", GATHERED))
    if width(name, _TERM) <= box.width - 6:
        items.append(centered(box, name, _TERM))
    items.append(rect(box, "ring", GATHERED))
    return [Group(tuple(items), placing.told(seen.position), "gather", seen.position, step=2)]


def _inputs(board: Board) -> list[Item]:
    """Draw the input: the two highlights in colour, the sources framed together."""
    placing, grid = board.placing, board.inputs
    rows, columns = _rows_and_columns(placing.input_shape)
    is_named = grid.height >= _CHIP
    x = 0 if placing.axes == 2 else grid.x
    top = grid.y - 36 if placing.axes == 2 else grid.y - 14
    items: list[Item] = [label(x, top, _headline("Input", placing.notation.input), "head")]
    for cell in range(rows * columns):
        box, colour = board.input_box(cell), _colour(placing, cell)
        chip: list[Item] = [rect(box, "input", colour, radius=7 if is_named else 4)]
        if is_named:
            role: TextRole = "math" if colour else "quiet"
            chip.append(centered(box, placing.inputs[cell], _NAME, role))
        items.append(Group(tuple(chip), plain(placing.inputs[cell]), "input", (cell,)))
    if placing.axes == 2 and not is_named:
        items += _edge_numbers(board)
    return items


def _headline(words: str, letter: str) -> Runs:
    return word(f"{words} ") + formula(letter)


def _edge_numbers(board: Board) -> list[Item]:
    grid, first = board.inputs, board.placing.notation.first
    rows, columns = board.placing.input_shape
    across: list[Item] = [
        Text(grid.middle_of_column(n), grid.y - 10, word(str(n + first)), "note", NOTE)
        for n in range(0, columns, _every(grid.width + 2))
    ]
    return across + [
        Text(grid.x - 14, grid.middle_of_row(n), word(str(n + first)), "note", NOTE)
        for n in range(0, rows, _every(grid.height + 2))
    ]


def _colour(placing: Placing, cell: int) -> int:
    """Return the colour of an input cell in this drawing, also where each could have its own."""
    if cell == placing.highlight.input:
        return PAINTING
    return GATHERED if cell in placing.highlight.sources else 0


def _kernel(board: Board) -> list[Item]:
    """Draw the kernel, framed the taps that make the output cell."""
    placing, grid = board.placing, board.taps
    used = {term.tap for term in placing.terms(placing.highlight.position)}
    items: list[Item] = [
        label(0, grid.y - 18, _headline("Kernel", placing.notation.kernel), "head")
    ]
    for tap, text in enumerate(placing.taps):
        box = board.tap_box(tap)
        drawn = (rect(box, "kernel"), centered(box, text, _NAME))
        items.append(Group(drawn, part="tap", index=(tap,)))
    for tap in sorted(used):
        b = board.tap_box(tap)
        items.append(rect(b.inset(2), "ring", GATHERED))
    return items


def _rays(board: Board) -> list[Item]:
    """Draw lines from the input cell to its footprint, and from the sources to the output cell."""
    placing, seen = board.placing, board.placing.highlight
    lit = board.input_box(seen.input)
    sources = [board.input_box(source) for source in seen.sources]
    left, top = min(b.x for b in sources), min(b.y for b in sources)
    right = max(b.right for b in sources)
    bottom = max(b.bottom for b in sources)
    group = Box(left - 3, top - 3, right - left + 6, bottom - top + 6)
    painted = [_joined(placing, lit, board.around(placing.footprint(seen.input)), PAINTING)]
    gathered = [_joined(placing, group, board.box(seen.position), GATHERED)]
    frame = Rect(*group, "ring", GATHERED, radius=8)
    return [
        Group(tuple(painted[0]), part="ray", step=1),
        Group((*gathered[0], frame), part="ray", step=2),
    ]


def _joined(placing: Placing, start: Box, end: Box, hue: int) -> list[Item]:
    """Return two lines between the facing sides of two boxes."""
    if placing.axes == 1:
        left = ((start.x, start.bottom), (end.x, end.y))
        right = ((start.right, start.bottom), (end.right, end.y))
        return [Line(side, "ray", hue=hue) for side in (left, right)]
    above = ((start.right, start.y), (end.x, end.y))
    below = ((start.right, start.bottom), (end.x, end.bottom))
    return [Line(side, "ray", hue=hue) for side in (above, below)]


def _legend(placing: Placing) -> Panel:
    """Say what the two colours show."""
    seen = placing.highlight
    cells = placing.w.shape
    number = wording.shape(cells) if len(cells) > 1 else str(prod(cells))
    painted = placing.inputs[seen.input] + word(" times the kernel starts at ")
    names = ("position",) if placing.axes == 1 else ("row", "column")
    for n, (name, at) in enumerate(zip(names, placing.start(seen.input), strict=True)):
        painted += word(f"{', ' * bool(n)}{name} ") + placing.number(at)
    painted += word(" and fills ") + formula(number) + word(" cells")
    items: list[Item] = [Rect(0, 2, 16, 16, "input", PAINTING, 4), label(24, 10, painted)]
    items += [Rect(0, 28, 16, 16, "input", GATHERED, 4), *_sum(placing, 36)]
    return panel(items)


def _sum(placing: Placing, y: float) -> list[Item]:
    """Write the output cell as a sum, with dots where it is long."""
    position = placing.highlight.position
    terms = list(map(placing.letter, placing.terms(position)))
    name = placing.output_name(placing.output_index(position)) + formula(" = ")
    runs = name + total(terms)
    if width(runs, 16) > _WIDE / 2:
        runs = name + total([*terms[:2], formula("…"), terms[-1]])
    if not placing.terms_are_values:
        runs += formula(" = ") + placing.value(placing.output_index(position))
    number = word(f"{wording.terms(len(terms))}: here {len(terms)} footprints meet")
    said = word("1 term: its only source") if len(terms) == 1 else number
    after = 24 + width(runs, 16) + 16
    if after + width(said, LABEL, "label") > _WIDE:
        return [Text(24, y, runs, "math", 16, "start"), label(24, y + 22, said)]
    return [Text(24, y, runs, "math", 16, "start"), label(after, y, said)]
