"""A figure as a frozen value: what is drawn where, and nothing of any file format.

Lengths are in pixels, from the top left corner. What things mean is a *role*; how a role looks is
the renderer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Style = Literal["letter", "upright", "word"]
Anchor = Literal["start", "middle", "end"]
TextRole = Literal["math", "quiet", "strong", "head", "label", "note"]
RectRole = Literal[
    "input",
    "kernel",
    "product",
    "fill",
    "count",
    "ghost",
    "blank",
    "zero",
    "plate",
    "frame",
    "shade",
    "edge",
    "ring",
    "halo",
    "mark",
]
LineRole = Literal["rule", "cut", "block", "ray"]
Point: TypeAlias = tuple[float, float]

POINTS_PER_PIXEL = 0.588
"""In print, where nothing shrinks."""


@dataclass(frozen=True)
class Run:
    """A piece of a text in one style.

    Parameters
    ----------
    text : str
        The characters.
    style : {"letter", "upright", "word"}
        An italic letter of a formula, its upright digits and signs, or running text.
    level : {-1, 0, 1}
        Subscript, line, superscript.
    """

    text: str
    style: Style = "upright"
    level: int = 0


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Text:
    """One line of runs.

    Parameters
    ----------
    x, y : float
        The anchor, and the middle of the line: half-way up a digit.
    runs : tuple of Run
        What it says.
    role : str
        Formulas: ``math``, ``quiet`` (muted), ``strong``. Words: ``head``, ``label``, ``note``.
    size : float
        Of the text on the line.
    anchor : {"start", "middle", "end"}
        Which end of the text stands at `x`.
    step : int, optional
        The level of the count scale the text stands on.
    """

    x: float
    y: float
    runs: Runs
    role: TextRole = "math"
    size: float = 17
    anchor: Anchor = "middle"
    step: int | None = None


@dataclass(frozen=True)
class Rect:
    """A rectangle.

    Parameters
    ----------
    x, y, width, height : float
        Top left corner and extent.
    role : str
        ``input``, ``product`` and ``fill`` (without edge) take the colour of an input cell;
        ``kernel``; ``count`` takes a level of the count scale; ``ghost`` is an empty place, dotted,
        ``blank`` one with a thin line; ``zero``; ``plate`` lies under a text; ``frame`` is heavy,
        ``halo`` its light twin. ``shade`` (thin ink through which one sees), ``edge`` and ``ring``
        (outlines, thin and heavy) take the edge colour of an input cell. ``mark`` is grey, without
        edge.
    hue : int
        The input colour, 1 to 6, or 0 for a neutral one; or the level of the count scale.
    radius : float
        Of the corners.
    """

    x: float
    y: float
    width: float
    height: float
    role: RectRole
    hue: int = 0
    radius: float = 0


@dataclass(frozen=True)
class Patch:
    """A slanted rectangle: four corners, all around, and what a :class:`Rect` is told of its looks."""

    corners: tuple[Point, ...]
    role: RectRole
    hue: int = 0


@dataclass(frozen=True)
class Hatch:
    """Slanted lines over a rectangle: what goes away."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line through points, perhaps with an arrow head.

    A thin ``rule``, a dashed ``cut``, a ``block`` border, or a ``ray`` in the colour of an input
    cell.
    """

    points: tuple[Point, ...]
    role: LineRole = "rule"
    arrow: bool = False
    hue: int = 0


@dataclass(frozen=True)
class Curve:
    """A bent arrow that leaves `start` and meets `end` horizontally."""

    start: Point
    end: Point


@dataclass(frozen=True)
class Dot:
    """The zero of a matrix."""

    x: float
    y: float


@dataclass(frozen=True)
class Group:
    """Things that belong together.

    Parameters
    ----------
    items : tuple
        The things.
    title : str
        What a reader who points at the group is told.
    part : str
        What it shows: ``input``, ``tap``, ``zero``, ``product``, ``copy`` (of the kernel), ``sum``,
        ``output``, ``gather`` (an output cell with its sources), ``ray``, ``tile`` (of counts),
        ``second`` (what comes with the second copy), ``result`` (what comes with the output),
        ``entry``, ``phase`` (a sum before the crop), ``place`` (under the kernel) or ``window``
        (its position); else empty.
    index : tuple of int
        Which one, counted from 0.
    step : int
        When it appears in an animation, counted from 1; 0 is from the start.
    """

    items: tuple[Item, ...]
    title: str = ""
    part: str = ""
    index: tuple[int, ...] = ()
    step: int = 0


Item: TypeAlias = Rect | Patch | Text | Hatch | Line | Curve | Dot | Group


@dataclass(frozen=True)
class Scene:
    """A drawing of a certain size."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def steps(self) -> list[int]:
        """The steps at which something appears."""
        return sorted({item.step for item in self.items if isinstance(item, Group) and item.step})

    def parts(self, part: str) -> Iterator[Group]:
        """Yield the groups that show a part, in drawing order."""
        return (item for item in walk(self.items) if isinstance(item, Group) and item.part == part)


def walk(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items and everything in their groups, in drawing order.

    Examples
    --------
    >>> [type(item).__name__ for item in walk([Group((Dot(0, 0),)), Dot(1, 1)])]
    ['Group', 'Dot', 'Dot']
    """
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.items)


def levels(scene: Scene) -> set[int]:
    """Return the levels of the count scale that a scene shows."""
    items = list(walk(scene.items))
    grounds = {item.hue for item in items if isinstance(item, Rect) and item.role == "count"}
    numerals = {item.step for item in items if isinstance(item, Text) and item.step is not None}
    return grounds | numerals


def place_of(group: Group) -> Rect:
    """Return an empty place as large as a group's rectangles together: where a sum will be."""
    rects = [item for item in group.items if isinstance(item, Rect)]
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right = max(rect.x + rect.width for rect in rects)
    bottom = max(rect.y + rect.height for rect in rects)
    return Rect(left, top, right - left, bottom - top, "ghost")


def moved(item: Item, across: float, down: float = 0) -> Item:
    """Return an item at another place.

    Examples
    --------
    >>> moved(Group((Dot(1, 2),)), 10)
    Group(items=(Dot(x=11, y=2),), title='', part='', index=(), step=0)
    """

    def to(point: Point) -> Point:
        return point[0] + across, point[1] + down

    match item:
        case Group():
            return replace(item, items=tuple(moved(inner, across, down) for inner in item.items))
        case Patch():
            return replace(item, corners=tuple(map(to, item.corners)))
        case Line():
            return replace(item, points=tuple(map(to, item.points)))
        case Curve():
            return replace(item, start=to(item.start), end=to(item.end))
        case _:
            return replace(item, x=item.x + across, y=item.y + down)


def plain(runs: Runs) -> str:
    """Return what the runs say, without styles: thin spaces as plain ones, powers after ``^``.

    Examples
    --------
    >>> plain((Run("x", "letter"), Run("1", level=-1))), plain((Run("a", "letter"), Run("2", level=1)))
    ('x1', 'a^2')
    """
    return "".join(f"^{run.text}" if run.level == 1 else run.text for run in runs).replace(
        "\u2009", " "
    )
