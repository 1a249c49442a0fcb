"""The lifted view: the input below, the canvas above it, drawn slanted; one cell placed, one cell read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from numpy import unravel_index

from symconv.errors import UnsupportedError
from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.labels import PLUS, entry, formula, product, word
from symconv.figures.layout import (
    A_PAGE,
    LABEL,
    MARGIN,
    Panel,
    Paper,
    equally_large,
    headed,
    page,
    panel,
    paragraph,
    side_by_side,
    stacked,
)
from symconv.figures.metrics import width
from symconv.figures.placing import Index, PlacedProduct, Placing
from symconv.figures.scene import (
    Group,
    Item,
    Line,
    Patch,
    Point,
    RectRole,
    Run,
    Runs,
    Scene,
    Text,
    moved,
    plain,
    walk,
)
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose

UNIT = 30
_LIFT = 152
"""From the lower plane up to the canvas."""
_ALONG_ROWS = (-0.62, 0.56)
_ALONG_COLUMNS = (1.0, 0.22)
_MOST_ROWS, _MOST_COLUMNS = 9, 11
_LINE = 330
_PLACED, _INPUT = 2, 1
_SIZES = (14, 13, 12, 11)
"""Of a text in a tile; where none of them fits, nothing is written."""

Place = tuple[float, float]


def lift(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    name: str = "lift",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
) -> Figure:
    """Draw a layer as the guide to convolution arithmetic does, slanted, with the numbers in the cells.

    On the left an input cell paints the canvas above it; on the right a cell of the output reads
    the stretched input below it.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes, over one or two axes, without channels.
    x, w : array
        The input and the kernel.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where names count.
    paper : Paper
        The room of the figure.

    Raises
    ------
    UnsupportedError
        There are channels, more than two axes, or more than 9 by 11 cells on the canvas.
    ShapeError
        An array has another shape than the layer takes.

    Notes
    -----
    A cell `o` of the canvas stands above position `o` of the lower plane, where the input cell `i`
    lies at ``s*i + (K-1)/2`` with ``K = d*(k-1) + 1``: so an input cell lies in the middle under
    what it paints, and ``o`` in the middle over what it reads.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016.

    Examples
    --------
    >>> from symconv import ConvTranspose
    >>> figure = lift(ConvTranspose((2, 2), stride=2), [[1, 2], [3, 4]], [[1, 2], [3, 4]])
    >>> figure.title
    'Lifted view in two dimensions: one cell placed, one cell read'
    """
    placing = Placing.of(layer, x, w, notation, paper)
    placing.check_drawn_flat("the lifted view")
    seen = placing.highlight
    planes = Planes(placing, seen.input, seen.position)
    rows, columns = planes.whole(placing.canvas_shape)
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise UnsupportedError(
            f"a lifted view of {layer}: the canvas has {wording.shape(placing.canvas_shape)} "
            "cells, but at most "
            f"{_MOST_ROWS} by {_MOST_COLUMNS} are drawn; scale-place-sum and overlap-count show larger ones"
        )
    drawn = _page(planes, panel(planes.scattered()), panel(planes.gathered()))
    title = f"Lifted view in {wording.dimensions(placing)}: one cell placed, one cell read"
    moving = partial(_turns, placing)
    return Figure(name, title, wording.description(placing), drawn, moving=moving, paper=paper)


def _page(planes: Planes, scattered: Panel, gathered: Panel) -> Scene:
    """Return both drawings under their heads, and below them what the lines mean."""
    panels = [
        headed(word(f"Scatter: one input cell paints {_cells(len(planes.footprint))}"), scattered),
        headed(word("Gather: one output cell reads a window"), gathered),
    ]
    note = paragraph([planes.note()], planes.placing.paper.inside, "note")
    return page(stacked([side_by_side(panels, 26, planes.placing.paper.inside), note], 10))


def _turns(placing: Placing) -> tuple[Scene, ...]:
    """Return the drawing of every output cell in turn, and beside them of the input cells, all equally large."""
    positions = list(filter(placing.is_kept, placing.positions()))
    inputs = len(placing.inputs)
    every = [
        Planes(placing, n * inputs // len(positions), position)
        for n, position in enumerate(positions)
    ]
    around = [point for planes in every for point in planes.outline()]
    left = [panel(planes.scattered()) for planes in every]
    right = [panel(planes.gathered(around)) for planes in every]
    triples = zip(every, _as_large(left), _as_large(right), strict=True)
    return equally_large([_page(*triple) for triple in triples])


def _as_large(panels: list[Panel]) -> list[Panel]:
    """Return panels as large as the largest of them."""
    wide, tall = max(each.width for each in panels), max(each.height for each in panels)
    return [replace(each, width=wide, height=tall) for each in panels]


@dataclass(frozen=True)
class Planes:
    """Where the tiles of both planes lie, for one input cell and one output cell.

    Parameters
    ----------
    placing : Placing
        What is shown.
    cell : int
        The input cell that is placed.
    position : tuple of int
        The position on the canvas of the output cell that is read.
    """

    placing: Placing
    cell: int
    position: Index

    @property
    def footprint(self) -> dict[Index, PlacedProduct]:
        """Where the input cell's products land."""
        return dict(self.placing.landing(self.cell))

    def whole(self, index: Iterable[Any]) -> tuple[Any, Any]:
        """Return an index over two axes; a single axis is a row."""
        entries = tuple(index)
        return (entries[0], entries[1]) if len(entries) > 1 else (0, entries[0])

    def tile(self, place: Place, level: float) -> tuple[Point, ...]:
        """Return the corners of a tile, all around."""
        return self.field(place, (place[0] + 1, place[1] + 1), level)

    def field(self, first: Place, last: Place, level: float) -> tuple[Point, ...]:
        """Return the corners of a field of tiles, from the first row and column up to the last."""
        (top, left), (bottom, right) = first, last
        around = ((top, left), (top, right), (bottom, right), (bottom, left))
        return tuple(self.point(place, level) for place in around)

    def point(self, place: Place, level: float) -> Point:
        """Return where a corner is drawn."""
        row, column = place
        across = _ALONG_COLUMNS[0] * column + _ALONG_ROWS[0] * row
        down = _ALONG_COLUMNS[1] * column + _ALONG_ROWS[1] * row
        return across * UNIT, down * UNIT + level

    def written(self, place: Place, level: float, runs: Runs, role: Any = "math") -> list[Item]:
        """Return a text in the middle of a tile, if it has room."""
        x, y = self.point((place[0] + 0.5, place[1] + 0.5), level)
        size = next((size for size in _SIZES if width(runs, size) <= UNIT - 7), None)
        return [] if size is None else [Text(x, y, runs, role, size)]

    @property
    def reaches(self) -> tuple[int, int]:
        """How many canvas cells the kernel covers along both axes."""
        found = [axis.reach for axis in self.placing.layer.axes]
        return (found[0], found[1]) if len(found) > 1 else (1, found[0])

    def below(self, position: Index) -> Place:
        """Return the place on the lower plane of the input that starts its copy at a canvas position."""
        row, column = self.whole(position)
        rows, columns = self.reaches
        return row + (rows - 1) / 2, column + (columns - 1) / 2

    def scattered(self) -> list[Item]:
        """Draw the canvas with the copies up to the placed one, over the input."""
        placing = self.placing
        start = placing.start(self.cell)
        told = placing.copy_told(self.cell)
        rays = self._rays(self.below(start), (1, 1), self.whole(start), self.reaches)
        above: list[Item] = []
        for position, term in self.footprint.items():
            place = self.whole(position)
            above.append(Patch(self.tile(place, 0), "product", _PLACED))
            above += self.written(place, 0, placing.taps[term.tap])
        items = [
            *self._canvas({}),
            Group(tuple(above), told, "copy", (self.cell,), 1),
            *self._frame(),
            Group(tuple(rays), told, "ray", (self.cell,), 1),
            *self._inputs(placed=self.cell),
        ]
        said = self._input() + word(" times the kernel, from ") + self._from()
        around = _corners(items)
        return _shifted([*items, *_below(around, [said])], around)

    def outline(self) -> tuple[Point, ...]:
        """Return the corners of the window on the lower plane."""
        (row, column), (rows, columns) = self._first, self.reaches
        return self.field((row, column), (row + rows, column + columns), _LIFT)

    @property
    def _first(self) -> Place:
        """The first place of the window."""
        row, column = self.whole(self.position)
        rows, columns = self.reaches
        return row - (rows - 1) / 2, column - (columns - 1) / 2

    def gathered(self, around: Iterable[Point] = ()) -> list[Item]:
        """Draw the canvas with all sums, and the window of one cell on the stretched input.

        Parameters
        ----------
        around : iterable of point
            What else has to have room: the windows of other cells.
        """
        placing = self.placing
        middle = self.whole(self.position)
        first = self._first
        window = self._window(first)
        outline = Patch(self.outline(), "frame")
        rays = self._rays(first, self.reaches, middle, (1, 1))
        place = [
            Patch(self.tile(middle, 0), "product", _PLACED),
            *self.written(middle, 0, self._value(self.position)),
        ]
        told = placing.told(self.position)
        every = {position: self._value(position) for position in placing.positions()}
        items = [
            *self._canvas(every),
            *self._frame(),
            Group(tuple(place), told, "output", self.position, 2),
            Group(tuple(rays), told, "ray", self.position, 2),
            *self._zeros(),
            *self._inputs(),
            Group((*window, outline), told, "gather", self.position, 2),
        ]
        room = [*_corners(items), *around]
        return _shifted([*items, *_below(room, self._sum())], room)

    def note(self) -> Runs:
        """Return what the lines mean."""
        placing = self.placing
        texts = [
            word("Heavy frame: the output, ") + formula(wording.shape(placing.output_shape)),
            *wording.parameters(placing),
        ]
        if placing.is_cut:
            texts.append(word("grey: cropped"))
        if any(axis.output_padding for axis in placing.layer.axes):
            texts.append(word("dotted: output padding"))
        first, *rest = texts
        return first + tuple(run for text in rest for run in (*word("; "), *text))

    def _canvas(self, texts: dict[Index, Runs]) -> Iterator[Item]:
        """Yield the tiles of the canvas with their texts: kept, cropped or added."""
        for position in self.placing.positions():
            place = self.whole(position)
            role: RectRole = "blank"
            if self.placing.is_added(position):
                role = "ghost"
            yield Patch(self.tile(place, 0), role)
            if not self.placing.is_kept(position):
                yield Patch(self.tile(place, 0), "fill", 0)
            if position in texts:
                yield from self.written(place, 0, texts[position], "quiet")

    def _frame(self) -> Iterator[Item]:
        begin, stop = self.whole(self.placing.begin), self.whole(self.placing.stop)
        rows = stop[0] if self.placing.rank > 1 else 1
        yield Patch(self.field(begin, (rows, stop[1]), 0), "frame")

    def _inputs(self, placed: int | None = None) -> Iterator[Item]:
        """Yield the input cells where they lie."""
        for cell, text in enumerate(self.placing.inputs):
            place = self.below(self.placing.start(cell))
            hue = _PLACED if cell == placed else _INPUT
            yield Patch(self.tile(place, _LIFT), "product", hue)
            yield from self.written(place, _LIFT, text)

    def _zeros(self) -> Iterator[Item]:
        """Yield the zeros between the input cells."""
        placing = self.placing
        taken = {placing.start(cell) for cell in range(len(placing.inputs))}
        last = placing.start(len(placing.inputs) - 1)
        rows, columns = self.whole(last)
        for row in range(rows + 1):
            for column in range(columns + 1):
                index = (row, column) if placing.rank > 1 else (column,)
                if index not in taken:
                    place = self.below(index)
                    yield Patch(self.tile(place, _LIFT), "zero")
                    yield from self.written(place, _LIFT, formula("0"), "quiet")

    def _window(self, first: Place) -> Iterator[Item]:
        """Yield the window's tiles: a product where it meets an input cell, else the tap alone."""
        placing = self.placing
        rows, columns = self.reaches
        met = placing.terms(self.position)
        meets = {self.below(placing.start(each.input)): each for each in met}
        taps = self._reversed_taps()
        for row in range(rows):
            for column in range(columns):
                place = (first[0] + row, first[1] + column)
                term = meets.get(place)
                role: RectRole = "kernel" if (row, column) in taps else "blank"
                hue = _PLACED if term else 0
                yield Patch(self.tile(place, _LIFT), "product" if term else role, hue)
                if term is not None:
                    yield from self._product(place, term)
                elif (row, column) in taps:
                    text = placing.taps[taps[row, column]]
                    yield from self.written(place, _LIFT, text, "quiet")

    def _reversed_taps(self) -> dict[tuple[int, int], int]:
        """Return the tap at each place of the window."""
        rows, columns = self.reaches
        placing, found = self.placing, {}
        dilation = self.whole([axis.dilation for axis in placing.layer.axes])
        extents = self.whole(placing.w.shape) if placing.rank > 1 else (1, placing.w.shape[0])
        for row in range(extents[0]):
            for column in range(extents[1]):
                down = rows - 1 - row * (dilation[0] if placing.rank > 1 else 1)
                found[down, columns - 1 - column * dilation[1]] = row * extents[1] + column
        return found

    def _product(self, place: Place, term: PlacedProduct) -> list[Item]:
        both = product(self.placing.inputs[term.input], self.placing.taps[term.tap])
        return self.written(place, _LIFT, both) or self.written(
            place, _LIFT, self.placing.inputs[term.input]
        )

    def _input(self) -> Runs:
        """Return the input cell that is placed, with its value where that is no name."""
        placing = self.placing
        text = placing.inputs[self.cell]
        if placing.terms_are_values:
            return text
        index = tuple(map(int, unravel_index(self.cell, placing.input_shape)))
        return (*entry(placing.notation.input, index, placing.notation.first), Run(" = "), *text)

    def _value(self, position: Index) -> Runs:
        """Return the value of a canvas cell that is kept."""
        placing = self.placing
        if placing.is_kept(position):
            return placing.value(placing.output_index(position))
        return ()

    def _from(self) -> Runs:
        start = self.placing.start(self.cell)
        shown = [plain(self.placing.number(place)) for place in start]
        names = ("row ", "column ") if len(shown) > 1 else ("position ",)
        runs: list[Run] = []
        for name, number in zip(names, shown, strict=True):
            runs += (*word(", " if runs else ""), *word(name), Run(number))
        return tuple(runs)

    def _sum(self) -> list[Runs]:
        """Return the sum of the output cell: its name, each term with its sign, and its value."""
        placing = self.placing
        index = placing.output_index(self.position)
        name = entry(placing.notation.output, index, placing.notation.first)
        first, *more = [placing.letter(term) for term in placing.terms(self.position)] or [
            formula("0")
        ]
        parts = [(*name, Run(" = "), *first), *((*PLUS, *term) for term in more)]
        if not placing.terms_are_values and placing.terms(self.position):
            parts.append((Run(" = "), *placing.value(index)))
        return parts

    def _rays(
        self, below: Place, size: tuple[float, float], above: Place, extent: tuple[float, float]
    ) -> Iterator[Item]:
        """Yield lines between the corners of two fields; the fourth would hide behind."""
        lower = self.field(below, (below[0] + size[0], below[1] + size[1]), _LIFT)
        upper = self.field(above, (above[0] + extent[0], above[1] + extent[1]), 0)
        for one, other in list(zip(lower, upper, strict=True))[1:]:
            yield Line((one, other))


def _cells(number: int) -> str:
    return "one cell" if number == 1 else f"{number} cells"


def _corners(items: Iterable[Item]) -> list[Point]:
    return [p for item in walk(items) if isinstance(item, Patch) for p in item.corners]


def _below(around: Iterable[Point], parts: Iterable[Runs]) -> list[Text]:
    """Return lines under a drawing, left of everything: the parts of a text, as many on a line as fit."""
    across, down = zip(*around, strict=True)
    lines: list[Runs] = [()]
    for part in parts:
        if lines[-1] and width(lines[-1] + part, LABEL, "label") > _LINE:
            lines.append(())
        lines[-1] += part
    return [
        Text(min(across), max(down) + 22 + 20 * n, line, "label", LABEL, "start")
        for n, line in enumerate(lines)
    ]


def _shifted(items: list[Item], around: Iterable[Point]) -> list[Item]:
    """Return items moved so that none of these points lies left of the edge or above it."""
    across, down = zip(*around, strict=True)
    return [moved(item, MARGIN - min(across), MARGIN - min(down)) for item in items]
