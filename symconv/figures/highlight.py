"""Which input cell and which output cell are looked at, where there are more cells than colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Protocol, TypeAlias

Index: TypeAlias = tuple[int, ...]

_INPUT_AT, _OUTPUT_AT = (0.35, 0.6), (0.75, 0.2)
"""Where on the canvas the two are best seen, from the top left: they are to lie apart."""


class Landed(Protocol):
    """What has to be known of a layer at work."""

    @property
    def canvas_shape(self) -> Index:
        """The size of the canvas."""

    def footprint(self, cell: int) -> tuple[Index, ...]:
        """Return where the products of an input cell land."""

    def sources(self, position: Index) -> tuple[int, ...]:
        """Return the input cells of a cell of the canvas."""

    def is_kept(self, position: Index) -> bool:
        """Return whether the output has this cell."""


@dataclass(frozen=True)
class Highlight:
    """One input cell with its footprint, one output cell with its sources.

    Parameters
    ----------
    input : int
        The input cell.
    position : tuple of int
        The output cell, as a position on the canvas.
    sources : tuple of int
        The input cells that the output cell is made of.
    """

    input: int
    position: Index
    sources: tuple[int, ...]


def chosen(work: Landed, inputs: int) -> Highlight:
    """Return an output cell of many terms, and an input cell that is none of its sources and far from them."""
    kept = [p for p in product(*map(range, work.canvas_shape)) if work.is_kept(p)]
    position = max(kept, key=lambda p: (len(work.sources(p)), -_away(work, [p], _OUTPUT_AT)))
    if len(work.sources(position)) == inputs:
        fewer = [p for p in kept if 0 < len(work.sources(p)) < inputs]
        position = max(
            fewer or [position],
            key=lambda p: (len(work.sources(p)), -_away(work, [p], _OUTPUT_AT)),
        )
    sources = work.sources(position)
    around = {place for cell in sources for place in work.footprint(cell)}

    def unlike(cell: int) -> tuple[bool, int, int, float]:
        reached = work.footprint(cell)
        meeting = sum(place in around for place in reached)
        lost = sum(not work.is_kept(place) for place in reached)
        return cell in sources, meeting, lost, _away(work, reached, _INPUT_AT)

    return Highlight(min(range(inputs), key=unlike), position, sources)


def _away(work: Landed, places: Iterable[Index], aim: tuple[float, float]) -> float:
    """Return how far from where they are best seen the middle of some places lies."""
    every = list(places)
    far = 0.0
    rank = len(work.canvas_shape)
    aims = (0.5,) * (rank - 2) + (aim if rank > 1 else (1 - aim[1],))
    for along, extent, target in zip(
        zip(*every, strict=True), work.canvas_shape, aims, strict=True
    ):
        middle = (sum(along) / len(every) + 0.5) / extent
        far += (middle - target) ** 2
    return far
