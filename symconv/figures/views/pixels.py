"""Images as grids of pixels: the larger a value, the further its colour is from the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symconv.figures.figure import Figure
from symconv.figures.ramp import LEVELS
from symconv.figures.scene import Item, Rect, Run, Scene, Text

_GAP = 28
_LABEL = 26


@dataclass(frozen=True)
class Image:
    """An image to be drawn.

    Parameters
    ----------
    label : str
        What stands above it.
    rows : sequence of sequence
        Its values, at least 0.
    white, black : number
        The values of the lightest and of the darkest pixel; what lies outside is drawn like them.
    """

    label: str
    rows: Sequence[Sequence[Any]]
    black: Any
    white: Any = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return len(self.rows), len(self.rows[0])


def pixels(images: Sequence[Image], name: str, title: str, side: float = 210) -> Figure:
    """Draw images side by side, each as wide as every other.

    Parameters
    ----------
    images : sequence of Image
        Square ones.
    name, title : str
        Of the figure.
    side : float
        Of each image.

    Examples
    --------
    >>> figure = pixels([Image("a cross", [[0, 1], [1, 0]], 1)], "cross", "A cross")
    >>> len(figure.scene.items), figure.description
    (5, 'a cross: 2 by 2 pixels.')
    """
    items: list[Item] = []
    for number, image in enumerate(images):
        items += _drawn(image, number * (side + _GAP), side)
    width = len(images) * (side + _GAP) - _GAP
    said = "; ".join(f"{each.label}: {each.shape[0]} by {each.shape[1]} pixels" for each in images)
    return Figure(name, title, f"{said}.", Scene(width, side + _LABEL, tuple(items)))


def _drawn(image: Image, left: float, side: float) -> Iterator[Item]:
    yield Text(left, _LABEL / 2, (Run(image.label, "word"),), "label", 13, "start")
    cell = side / image.shape[1]
    for i, row in enumerate(image.rows):
        for j, value in enumerate(row):
            place = left + j * cell, _LABEL + i * cell
            part = (value - image.white) / (image.black - image.white)
            level = round(float(min(1, max(0, part))) * (LEVELS - 1))
            yield Rect(*place, cell, cell, "count", level)
