"""Where things stand: boxes, rows and columns of cells, and a scene that is just large enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from symconv.figures.metrics import ends
from symconv.figures.scene import (
    Curve,
    Dot,
    Group,
    Hatch,
    Item,
    Line,
    Point,
    Rect,
    RectRole,
    Runs,
    Scene,
    Text,
    TextRole,
    walk,
)

MARGIN = 8
PAGE = 748
"""The widest figure that needs no scrolling."""
RIGHT = PAGE - MARGIN
CELL_HEIGHT = 46
LABEL = 13
NOTE = 12
SMALLEST = 14
"""Of a text in a cell."""
MOST_LABELLED = 14
"""Cells along a row that still show their terms; larger canvases show counts."""


class Box(NamedTuple):
    """Where a cell is drawn."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def outline(self) -> tuple[Point, ...]:
        """The corners, clockwise from the top left one, which comes again at the end."""
        right, bottom = self.x + self.width, self.y + self.height
        return (
            (self.x, self.y),
            (right, self.y),
            (right, bottom),
            (self.x, bottom),
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

    def around(self, start: tuple[int, ...], stop: tuple[int, ...]) -> Box:
        """Return the box round the cells from `start` up to `stop`, through the middle of the gutters."""
        half = self.gutter / 2
        x, y = self.column(start[1]) - half, self.row(start[0]) - half
        return Box(x, y, self.column(stop[1]) - half - x, self.row(stop[0]) - half - y)


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
    corners = [corner for item in walk(drawn) for corner in _corners(item)]
    right, bottom = (max(corner[axis] for corner in corners) for axis in (0, 1))
    return Scene(_up(right + MARGIN), _up(bottom + MARGIN), drawn)


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
        case Line():
            return list(item.points)
        case Curve():
            return [item.start, item.end]
        case Dot():
            return [(item.x, item.y)]
        case Group():
            return []
