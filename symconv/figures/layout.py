"""Where things stand: boxes, rows and columns of cells, and a scene that is just large enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from symconv.figures.metrics import ends, width
from symconv.figures.scene import (
    POINTS_PER_PIXEL,
    Curve,
    Dot,
    Group,
    Hatch,
    Item,
    Line,
    LineRole,
    Patch,
    Point,
    Rect,
    RectRole,
    Runs,
    Scene,
    Text,
    TextRole,
    moved,
    walk,
)
from symconv.formulas.page_width import ems

MARGIN = 8
_BELOW_A_TITLE = 320
PAGE = 748
"""The widest figure that needs no scrolling."""
PHONE = 310
"""The room on a page whose screen is 350 wide."""
TALLEST = 1020
"""The tallest figure that needs no page of its own when it is printed as wide as a page."""
SMALLEST_LABEL = 6
"""Points of the smallest text that can be read in print."""
CELL_HEIGHT = 46
LABEL = 13
NOTE = 12
SMALLEST = 14
"""Of a text in a cell."""
MOST_LABELLED = 14
"""Cells along a row that still show their terms; larger canvases show counts."""


@dataclass(frozen=True)
class Paper:
    """The room of a figure in print, in pixels: what is larger has to shrink.

    Parameters
    ----------
    width, height : float
        A page, unless given.
    """

    width: float = PAGE
    height: float = TALLEST

    @classmethod
    def of_width(cls, width: str) -> Paper:
        """Return the room in a column: as high as on a page, but on a slide what its title leaves.

        Parameters
        ----------
        width : str
            A length, or the name of a column, as :func:`symconv.formulas.page_width.ems` takes it.

        Examples
        --------
        >>> Paper.of_width("ieee").width, Paper.of_width("beamer").height < TALLEST / 3
        (425.0, True)
        """
        height = _BELOW_A_TITLE if width == "beamer" else TALLEST
        return cls(10 * ems(width) // POINTS_PER_PIXEL, height)

    @property
    def right(self) -> float:
        """Where the right margin starts."""
        return self.width - MARGIN

    @property
    def is_low(self) -> bool:
        """Whether parts should rather stand side by side than below one another."""
        return self.height < self.width

    @property
    def inside(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    def shrinking(self, drawn: Scene) -> float:
        """Return by what factor a scene shrinks to have room, at most 1."""
        return min(1.0, self.width / drawn.width, self.height / drawn.height)


A_PAGE = Paper()


class Box(NamedTuple):
    """Where a cell is drawn."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where the box ends on the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where the box ends below."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, margin: float) -> Box:
        """Return the box within this one, a margin away from each side."""
        return Box(
            self.x + margin,
            self.y + margin,
            self.width - 2 * margin,
            self.height - 2 * margin,
        )

    @property
    def outline(self) -> tuple[Point, ...]:
        """The corners, clockwise from the top left one, which comes again at the end."""
        return (
            (self.x, self.y),
            (self.right, self.y),
            (self.right, self.bottom),
            (self.x, self.bottom),
            (self.x, self.y),
        )


@dataclass(frozen=True)
class Lattice:
    """Where the cells of a canvas or a matrix stand.

    Parameters
    ----------
    x, y : float
        The top left corner.
    width, height : float
        Of one cell.
    gutter : float
        Between cells.
    """

    x: float
    y: float
    width: float
    height: float
    gutter: float = 0

    def at(self, x: float, y: float) -> Lattice:
        """Return the same cells at another place."""
        return replace(self, x=x, y=y)

    def box(self, index: tuple[int, ...]) -> Box:
        """Return the box of a cell."""
        row, column = index
        return Box(self.column(column), self.row(row), self.width, self.height)

    def column(self, place: int) -> float:
        """Return where a column starts."""
        return self.x + place * (self.width + self.gutter)

    def row(self, place: int) -> float:
        """Return where a row starts."""
        return self.y + place * (self.height + self.gutter)

    def middle_of_column(self, place: int) -> float:
        """Return where the middle of a column is."""
        return self.column(place) + self.width / 2

    def middle_of_row(self, place: int) -> float:
        """Return where the middle of a row is."""
        return self.row(place) + self.height / 2

    def around(self, start: tuple[int, ...], stop: tuple[int, ...]) -> Box:
        """Return the box round the cells from `start` up to `stop`, through the middle of the gutters."""
        half = self.gutter / 2
        x, y = self.column(start[1]) - half, self.row(start[0]) - half
        return Box(x, y, self.column(stop[1]) - half - x, self.row(stop[0]) - half - y)


def horizontal(
    y: float, start: float, stop: float, role: LineRole = "rule", arrow: bool = False
) -> Line:
    """Return a line at one height, from `start` to `stop`."""
    return Line(((start, y), (stop, y)), role, arrow)


def vertical(
    x: float, start: float, stop: float, role: LineRole = "rule", arrow: bool = False
) -> Line:
    """Return a line straight down, from `start` to `stop`."""
    return Line(((x, start), (x, stop)), role, arrow)


def rect(box: Box, role: RectRole, hue: int = 0, radius: float = 0) -> Rect:
    """Return a rectangle that fills a box."""
    return Rect(*box, role, hue, radius)


def centered(
    box: Box, runs: Runs, size: float, role: TextRole = "math", step: int | None = None
) -> Text:
    """Return a text in the middle of a box."""
    return Text(*box.center, runs, role, size, "middle", step)


def label(x: float, y: float, runs: Runs, role: TextRole = "label") -> Text:
    """Return a text that starts at a point."""
    return Text(x, y, runs, role, NOTE if role == "note" else LABEL, "start")


def flow(
    sizes: Sequence[tuple[float, float]],
    x: float,
    y: float,
    gap: float,
    right: float,
    below: float | None = None,
) -> list[Box]:
    """Return boxes of these sizes, left to right and, where a row is full, on to the next row."""
    boxes: list[Box] = []
    left, height = x, 0.0
    for extent, tall in sizes:
        if left > x and left + extent > right:
            left, y, height = x, y + height + (gap if below is None else below), 0.0
        boxes.append(Box(left, y, extent, tall))
        left, height = left + extent + gap, max(height, tall)
    return boxes


def scene(items: Iterable[Item]) -> Scene:
    """Return a scene just large enough for its items, with a margin."""
    drawn = tuple(items)
    right, bottom = _extent(drawn)
    return Scene(_up(right + MARGIN), _up(bottom + MARGIN), drawn)


def _extent(drawn: tuple[Item, ...]) -> tuple[float, float]:
    """Return how far things reach to the right and down."""
    corners = [corner for item in walk(drawn) for corner in _corners(item)]
    right = max((corner[0] for corner in corners), default=0.0)
    bottom = max((corner[1] for corner in corners), default=0.0)
    return right, bottom


@dataclass(frozen=True)
class Panel:
    """Things drawn from the origin on, and the room they take."""

    items: tuple[Item, ...]
    width: float
    height: float


def panel(items: Iterable[Item]) -> Panel:
    """Return things drawn from the origin on, with the room they take."""
    drawn = tuple(items)
    return Panel(drawn, *_extent(drawn))


def side_by_side(
    panels: Sequence[Panel], gap: float, right: float, below: float | None = None
) -> Panel:
    """Return panels left to right and, where a row is full, on to the next row."""
    sizes = [(each.width, each.height) for each in panels]
    boxes = flow(sizes, 0, 0, gap, right, below)
    drawn: list[Item] = []
    for each, box in zip(panels, boxes, strict=True):
        drawn += [moved(item, box.x, box.y) for item in each.items]
    ends = [(box.right, box.bottom) for box in boxes]
    return Panel(tuple(drawn), max(x for x, _ in ends), max(y for _, y in ends))


def paragraph(texts: Iterable[Runs], right: float, role: TextRole = "label") -> Panel:
    """Return lines of text, a longer one broken between its words."""
    size = NOTE if role == "note" else LABEL
    lines = [line for text in texts for line in _broken(text, size, role, right)]
    return panel(label(0, 8 + 20 * n, line, role) for n, line in enumerate(lines))


def _broken(runs: Runs, size: float, role: TextRole, right: float) -> Iterator[Runs]:
    """Yield the lines of a text."""
    line: Runs = ()
    for run in runs:
        words = re.findall(r"\S+\s*|\s+", run.text) if run.style == "word" else [run.text]
        for part in words:
            longer = (*line, replace(run, text=part))
            if line and width(longer, size, role) > right:
                yield line
                longer = (replace(run, text=part),)
            line = longer
    yield line


def stacked(panels: Iterable[Panel], gap: float) -> Panel:
    """Return panels one below the other."""
    drawn: list[Item] = []
    wide, y = 0.0, 0.0
    for each in panels:
        drawn += [moved(item, 0, y) for item in each.items]
        wide, y = max(wide, each.width), y + each.height + gap
    return Panel(tuple(drawn), wide, y - gap)


def headed(runs: Runs, body: Panel, words: Runs = (), right: float = inf) -> Panel:
    """Return a panel under its head, and what is said beside the head, or below it where that is too wide."""
    head = panel([label(0, 8, runs, "head")])
    if not words:
        return stacked([head, body], 6)
    start = width(runs, LABEL, "head") + 10
    if start + width(words, LABEL, "label") <= right:
        return stacked([panel([*head.items, label(start, 8, words)]), body], 6)
    return stacked([head, paragraph([words], right), body], 6)


def captioned(body: Panel, runs: Runs, extent: float | None = None) -> Panel:
    """Return a panel over its caption, which stands in the middle of this much of it."""
    middle = (body.width if extent is None else extent) / 2
    half = width(runs, LABEL, "label") / 2
    shift = max(0.0, half - middle)
    caption = Text(middle + shift, body.height + 16, runs, "label", LABEL)
    drawn = [moved(item, shift) for item in body.items]
    return panel([*drawn, caption])


def page(body: Panel) -> Scene:
    """Return a panel as a scene with margins."""
    return scene(moved(item, MARGIN, MARGIN) for item in body.items)


def equally_large(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Return scenes as large as the largest of them."""
    wide, tall = max(each.width for each in scenes), max(each.height for each in scenes)
    return tuple(replace(each, width=wide, height=tall) for each in scenes)


def first_that_fits(drawings: Iterable[Callable[[], Scene]], paper: Paper) -> Scene:
    """Return the first of several drawings that need not shrink to have room on paper.

    Where all of them have to, it is the first that can still be read, or that with the largest
    labels.
    """
    tried: list[Scene] = []
    for draw in drawings:
        drawn = draw()
        if paper.shrinking(drawn) == 1:
            return drawn
        tried.append(drawn)
    readable = (drawn for drawn in tried if is_readable(drawn, paper))
    return next(readable, max(tried, key=lambda drawn: smallest_label(drawn, paper)))


def smallest_label(drawn: Scene, paper: Paper) -> float:
    """Return the points of the smallest text of a scene that has shrunk to its room on paper."""
    sizes = [item.size for item in walk(drawn.items) if isinstance(item, Text)]
    return min(sizes, default=LABEL) * POINTS_PER_PIXEL * paper.shrinking(drawn)


def is_readable(drawn: Scene, paper: Paper) -> bool:
    """Return whether the smallest text of a scene on paper can be read."""
    return round(smallest_label(drawn, paper), 1) >= SMALLEST_LABEL


def up_to_grid(length: float) -> float:
    """Return the next multiple of 4 pixels."""
    return -(-length // 4) * 4


def _up(length: float) -> float:
    return -(-length // 1)


def _corners(item: Item) -> list[tuple[float, float]]:
    """Return the right and bottom ends of an item."""
    match item:
        case Rect() | Hatch():
            return [(item.x + item.width, item.y + item.height)]
        case Text():
            return [(ends(item)[1], item.y + 0.6 * item.size)]
        case Patch():
            return list(item.corners)
        case Line():
            return list(item.points)
        case Curve():
            return [item.start, item.end]
        case Dot():
            return [(item.x, item.y)]
        case Group():
            return []
