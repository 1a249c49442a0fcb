"""One input cell with its footprint and one output cell with its sources, where there are more cells than colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import NamedTuple

from symconv.figures import wording
from symconv.figures.grids import widest
from symconv.figures.labels import copy, formula, total, word
from symconv.figures.layout import (
    LABEL,
    NOTE,
    Box,
    Lattice,
    Panel,
    centered,
    label,
    page,
    panel,
    paragraph,
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
    moved,
    plain,
)

_CHIP, _SMALL_CHIP = 34, 20
_WIDEST_INPUT = 300
_CELL, _NARROWEST = 37, 16
_ROOMY_STRIP = 64
_TERM, _NAME = 13, 15
_BESIDE = 44
_RAYS, _SAID = 76, 120
"""Room for rays between an input and a canvas below it, and for what is said below the drawing."""


class Arrangement(NamedTuple):
    """How input, kernel and canvas stand; over one axis they stand below one another.

    Parameters
    ----------
    is_kernel_beside : bool
        Whether the kernel stands beside the input, and not below it.
    is_canvas_below : bool
        Whether the canvas stands below the input, and not beside it.
    """

    is_kernel_beside: bool = False
    is_canvas_below: bool = False


ARRANGEMENTS = (Arrangement(), Arrangement(True), Arrangement(True, True))


@dataclass(frozen=True)
class Board:
    """Where the cells of input, kernel and canvas stand."""

    placing: Placing
    inputs: Lattice
    taps: Lattice
    canvas: Lattice
    arrangement: Arrangement

    @property
    def is_canvas_below(self) -> bool:
        """Whether the canvas stands below the input."""
        return self.placing.axes == 1 or self.arrangement.is_canvas_below

    @property
    def below_canvas(self) -> float:
        """Where the canvas ends."""
        return self.canvas.row(_rows_and_columns(self.placing.canvas_shape)[0])

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

    def items(self) -> list[Item]:
        """Draw what is given, and the canvas with the two highlights."""
        behind = [*self._canvas_items(), *self._painted(), *self._gathered(), *self._rays()]
        given = [*self._input_items(), *self._kernel_items()]
        return [*behind, *given, *self._cut_items(), *self._named_copy()]

    def _canvas_items(self) -> list[Item]:
        """Draw the cells of the canvas, hatched where they are cropped, and numbers at the edges."""
        placing, grid = self.placing, self.canvas
        rows, columns = _rows_and_columns(placing.canvas_shape)
        size = word("of size ") + formula(wording.shape(placing.canvas_shape))
        keeps = word("; the dashed frame keeps ") if placing.is_cut else word("; this is ")
        kept = formula(placing.notation.output) + word(", of size ") * placing.is_cut
        kept += formula(wording.shape(placing.output_shape)) * placing.is_cut
        head = word("Canvas")
        top = self.below_canvas + 44 if self.is_canvas_below else grid.y - 36
        start = grid.x + width(head, LABEL, "head") + 10
        items: list[Item] = [label(grid.x, top, head, "head")]
        said = size + (keeps + kept)
        if start + width(said, LABEL, "label") > placing.paper.inside and placing.is_cut:
            said = word("dashed: ") + kept
        items.append(label(start, top, said))
        for position in placing.positions():
            box = self.box(position)
            role: RectRole = "zero" if placing.is_added(position) else "blank"
            over = () if placing.is_kept(position) else (Hatch(*box),)
            items.append(Group((rect(box, role), *over), placing.told(position), "sum", position))
        for column in range(0, columns, _every(grid.width)):
            y = self.below_canvas + 14 if self.is_canvas_below else grid.y - 12
            x = grid.middle_of_column(column)
            items.append(Text(x, y, placing.number(column), "note", NOTE))
        for row in range(0, rows if placing.axes == 2 else 0, _every(grid.height)):
            y = grid.middle_of_row(row)
            items.append(Text(grid.x - 14, y, placing.number(row), "note", NOTE))
        return items

    def _cut_items(self) -> list[Item]:
        placing = self.placing
        if not placing.is_cut:
            whole = self.canvas.around((0, 0), _rows_and_columns(placing.canvas_shape))
            return [rect(whole, "frame")]
        last = tuple(stop - 1 for stop in placing.stop)
        return [Line(self.around((placing.begin, last)).outline, "cut")]

    def _painted(self) -> list[Item]:
        """Draw the footprint of the highlighted input cell, its terms inside where they have room."""
        placing = self.placing
        cell = placing.highlight.input
        is_written = self._has_room_for_terms()
        items: list[Item] = []
        for position, term in placing.landing(cell):
            box = self.box(position)
            is_free = position != placing.highlight.position
            text = [centered(box, placing.letter(term), _TERM)] if is_written and is_free else []
            title = plain(placing.letter(term))
            drawn: list[Item] = [rect(box, "product", PAINTING), *text]
            items.append(Group(tuple(drawn), title, "product", (term.input, term.tap)))
        return [Group(tuple(items), placing.copy_told(cell), "copy", (cell,), step=1)]

    def _has_room_for_terms(self) -> bool:
        """Return whether every term of the highlighted input cell has room in its cell."""
        placing = self.placing
        landing = placing.landing(placing.highlight.input)
        widest_term = max(width(placing.letter(term), _TERM) for _, term in landing)
        return widest_term <= self.canvas.width - 2 and self.canvas.height >= 28

    def _named_copy(self) -> list[Item]:
        """Say once, over all lines, what the footprint is, where its terms have no room in their cells."""
        placing = self.placing
        cell = placing.highlight.input
        whole = self.around(placing.footprint(cell))
        name = copy(placing.inputs[cell], placing.notation.kernel)
        extent = width(name, 17) + 8
        if self._has_room_for_terms() or extent > whole.width - 6 or whole.height < 30:
            return []
        x, y = whole.center
        plate = Rect(x - extent / 2, y - 13, extent, 26, "fill", PAINTING, 3)
        return [Group((plate, centered(whole, name, 17)), step=1)]

    def _gathered(self) -> list[Item]:
        """Draw the footprints of the sources, which darken where they meet, and the output cell."""
        placing, seen = self.placing, self.placing.highlight
        items: list[Item] = []
        for source in seen.sources:
            for position in placing.footprint(source):
                items.append(rect(self.box(position), "shade", GATHERED))
        for source in seen.sources:
            items.append(rect(self.around(placing.footprint(source)), "edge", GATHERED))
        box = self.box(seen.position)
        name = placing.output_name(placing.output_index(seen.position))
        items.append(rect(box, "fill", GATHERED))
        if width(name, _TERM) <= box.width - 6:
            items.append(centered(box, name, _TERM))
        items.append(rect(box, "ring", GATHERED))
        return [Group(tuple(items), placing.told(seen.position), "gather", seen.position, step=2)]

    def _input_items(self) -> list[Item]:
        """Draw the input: the two highlights in colour, the sources framed together."""
        placing, grid = self.placing, self.inputs
        rows, columns = _rows_and_columns(placing.input_shape)
        is_named = grid.height >= _CHIP
        x = 0 if placing.axes == 2 else grid.x
        top = grid.y - 36 if placing.axes == 2 else grid.y - 14
        items: list[Item] = [label(x, top, _headline("Input", placing.notation.input), "head")]
        for cell in range(rows * columns):
            box, colour = self.input_box(cell), _colour(placing, cell)
            chip: list[Item] = [rect(box, "input", colour, radius=7 if is_named else 4)]
            if is_named:
                role: TextRole = "math" if colour else "quiet"
                chip.append(centered(box, placing.inputs[cell], _NAME, role))
            items.append(Group(tuple(chip), plain(placing.inputs[cell]), "input", (cell,)))
        if placing.axes == 2 and not is_named:
            items += self._edge_numbers()
        return items

    def _edge_numbers(self) -> list[Item]:
        grid, first = self.inputs, self.placing.notation.first
        rows, columns = self.placing.input_shape
        across: list[Item] = [
            Text(grid.middle_of_column(n), grid.y - 10, word(str(n + first)), "note", NOTE)
            for n in range(0, columns, _every(grid.width + 2))
        ]
        return across + [
            Text(grid.x - 14, grid.middle_of_row(n), word(str(n + first)), "note", NOTE)
            for n in range(0, rows, _every(grid.height + 2))
        ]

    def _kernel_items(self) -> list[Item]:
        """Draw the kernel, framed the taps that make the output cell."""
        placing, grid = self.placing, self.taps
        used = {term.tap for term in placing.terms(placing.highlight.position)}
        items: list[Item] = [
            label(
                grid.x - 28,
                grid.y - (36 if self.arrangement.is_kernel_beside else 18),
                _headline("Kernel", placing.notation.kernel),
                "head",
            )
        ]
        for tap, text in enumerate(placing.taps):
            box = self.tap_box(tap)
            drawn = (rect(box, "kernel"), centered(box, text, _NAME))
            items.append(Group(drawn, part="tap", index=(tap,)))
        for tap in sorted(used):
            b = self.tap_box(tap)
            items.append(rect(b.inset(2), "ring", GATHERED))
        return items

    def _rays(self) -> list[Item]:
        """Draw lines from the input cell to its footprint, and from the sources to the output cell."""
        placing, seen = self.placing, self.placing.highlight
        lit = self.input_box(seen.input)
        sources = [self.input_box(source) for source in seen.sources]
        left, top = min(b.x for b in sources), min(b.y for b in sources)
        right = max(b.right for b in sources)
        bottom = max(b.bottom for b in sources)
        group = Box(left - 3, top - 3, right - left + 6, bottom - top + 6)
        painted = [self._joined(lit, self.around(placing.footprint(seen.input)), PAINTING)]
        gathered = [self._joined(group, self.box(seen.position), GATHERED)]
        frame = Rect(*group, "ring", GATHERED, radius=8)
        return [
            Group(tuple(painted[0]), part="ray", step=1),
            Group((*gathered[0], frame), part="ray", step=2),
        ]

    def _joined(self, start: Box, end: Box, hue: int) -> list[Item]:
        """Return two lines between the facing sides of two boxes."""
        if self.is_canvas_below:
            left = ((start.x, start.bottom), (end.x, end.y))
            right = ((start.right, start.bottom), (end.right, end.y))
            return [Line(side, "ray", hue=hue) for side in (left, right)]
        above = ((start.right, start.y), (end.x, end.y))
        below = ((start.right, start.bottom), (end.x, end.bottom))
        return [Line(side, "ray", hue=hue) for side in (above, below)]


def drawings(placing: Placing) -> Iterator[Callable[[], Scene]]:
    """Yield the drawings in which the canvas has cells that can be seen."""
    for arrangement in ARRANGEMENTS if placing.axes == 2 else ARRANGEMENTS[:1]:
        if _canvas_cell(placing, arrangement) >= _NARROWEST:
            yield partial(draw, placing, arrangement)


def draw(placing: Placing, arrangement: Arrangement) -> Scene:
    """Return the drawing: what is given, the canvas with the two highlights, and what they say."""
    board = _board(placing, arrangement)
    drawn = panel(board.items())
    said = wording.facts(placing)[: 1 if placing.paper.is_low else None]
    facts = paragraph(said, placing.paper.inside)
    return page(
        stacked(
            [
                drawn,
                side_by_side([facts, _legend(placing)], _BESIDE, placing.paper.inside, below=14),
            ],
            18,
        )
    )


def _in_rows(index: Index) -> Index:
    return index if len(index) == 2 else (0, *index)


def _rows_and_columns(shape: Index) -> Index:
    return shape if len(shape) == 2 else (1, *shape)


def _chips(placing: Placing) -> Lattice:
    """Return the cells of the input: with names where these have room, else small."""
    columns = placing.input_shape[-1]
    named = max(_CHIP, widest(placing.inputs, _NAME) + 8)
    widest_row = placing.paper.inside - 28
    if placing.axes == 2:
        widest_row = min(_WIDEST_INPUT, placing.paper.inside / 2 - 28)
    if columns * (named + 2) <= widest_row:
        return Lattice(28, 44, named, _CHIP, 2)
    return Lattice(28, 44, _SMALL_CHIP, _SMALL_CHIP, 2)


def _given(placing: Placing, arrangement: Arrangement) -> tuple[Lattice, float, float]:
    """Return where the kernel stands over two axes, and how far it and the input reach to the right and down."""
    chips, taps = _chips(placing), _kernel_cells(placing)
    rows, columns = placing.input_shape
    if arrangement.is_kernel_beside:
        taps = taps.at(chips.column(columns) + _BESIDE + 28, chips.y)
    else:
        taps = taps.at(28, chips.row(rows) + 44)
    height, extent = placing.w.shape
    right = max(chips.column(columns), taps.column(extent))
    return taps, right, max(chips.row(rows), taps.row(height))


def _kernel_cells(placing: Placing) -> Lattice:
    return Lattice(28, 0, max(30, widest(placing.taps, _NAME) + 8), 30)


def _canvas_cell(placing: Placing, arrangement: Arrangement) -> float:
    """Return how wide a cell of the canvas is."""
    paper = placing.paper
    if placing.axes == 1:
        return min(_ROOMY_STRIP, (paper.inside - 28) // placing.canvas_shape[0])
    rows, columns = placing.canvas_shape
    _, right, bottom = _given(placing, arrangement)
    wide, tall = paper.inside - right - _BESIDE - 28, paper.height - 44 - _SAID
    if arrangement.is_canvas_below:
        wide, tall = paper.inside - 28, paper.height - bottom - _RAYS - _SAID - 44
    return min(_CELL, wide // columns, tall // rows)


def _board(placing: Placing, arrangement: Arrangement) -> Board:
    chips = _chips(placing)
    side = _canvas_cell(placing, arrangement)
    if placing.axes == 2:
        kernel, right, bottom = _given(placing, arrangement)
        canvas = Lattice(right + _BESIDE, 44, side, side)
        if arrangement.is_canvas_below:
            canvas = canvas.at(28, bottom + _RAYS)
        return Board(placing, chips, kernel, canvas, arrangement)
    kernel = _kernel_cells(placing).at(28, 26)
    inputs = chips.at(28, kernel.row(1) + 58)
    canvas = Lattice(28, inputs.row(1) + _RAYS, side, max(_CHIP, min(side, 40)))
    spread = placing.canvas_shape[0] * side - placing.input_shape[0] * (chips.width + 2)
    inputs = inputs.at(28 + max(0, spread / 2), inputs.y)
    return Board(placing, inputs, kernel, canvas, arrangement)


def _every(extent: float) -> int:
    """Return every which cell has its number written."""
    return 1 if extent >= 22 else 2


def _headline(words: str, letter: str) -> Runs:
    return word(f"{words} ") + formula(letter)


def _colour(placing: Placing, cell: int) -> int:
    """Return the colour of an input cell in this drawing, also where each could have its own."""
    if cell == placing.highlight.input:
        return PAINTING
    return GATHERED if cell in placing.highlight.sources else 0


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
    said = paragraph([painted], placing.paper.inside - 24)
    y = said.height + 14
    items: list[Item] = [Rect(0, 2, 16, 16, "input", PAINTING, 4)]
    items += [moved(item, 24, 2) for item in said.items]
    items += [Rect(0, y, 16, 16, "input", GATHERED, 4), *_sum(placing, y + 8)]
    return panel(items)


def _sum(placing: Placing, y: float) -> list[Item]:
    """Write the output cell as a sum, with dots where it is long."""
    position = placing.highlight.position
    terms = list(map(placing.letter, placing.terms(position)))
    name = placing.output_name(placing.output_index(position)) + formula(" = ")
    runs = name + total(terms)
    if width(runs, 16) > placing.paper.inside / 2:
        runs = name + total([*terms[:2], formula("…"), terms[-1]])
    if not placing.terms_are_values:
        runs += formula(" = ") + placing.value(placing.output_index(position))
    number = word(f"{wording.terms(len(terms))}: here {len(terms)} footprints meet")
    said = word("1 term: its only source") if len(terms) == 1 else number
    after = 24 + width(runs, 16) + 16
    if after + width(said, LABEL, "label") > placing.paper.inside:
        return [Text(24, y, runs, "math", 16, "start"), label(24, y + 22, said)]
    return [Text(24, y, runs, "math", 16, "start"), label(after, y, said)]
