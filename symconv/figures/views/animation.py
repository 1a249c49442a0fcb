"""When the parts of a scale-place-sum figure appear: the copies one by one, a sum with its last term, then the output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import prod

from symconv.figures.placing import Placing
from symconv.figures.scene import Group, Item
from symconv.figures.views.thumbnails import MOST_PLACED


def timed(placing: Placing, items: Iterable[Item]) -> list[Item]:
    """Return the items with the steps at which copies, sums and results appear; everything else stands from the start."""
    return [
        replace(item, step=_step(placing, item)) if isinstance(item, Group) else item
        for item in items
    ]


def _step(placing: Placing, group: Group) -> int:
    inputs = prod(placing.input_shape)
    last = min(inputs, MOST_PLACED + 1)
    match group.part:
        case "copy":
            return group.index[0] + 1
        case "sum":
            return min(
                max((term.input + 1 for term in placing.terms(group.index)), default=last), last
            )
        case "output":
            return last + 1
        case _:
            return 0
