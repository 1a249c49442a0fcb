"""When the parts of a scale-place-sum figure appear: the copies one by one, a sum with its last term, then the output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symconv.figures.placing import Placing
from symconv.figures.scene import Group, Item


def timed(placing: Placing, items: Iterable[Item]) -> list[Item]:
    """Return the items with the steps at which copies, sums and results appear; what has a step keeps it."""
    has_steps = any(isinstance(item, Group) and item.step for item in items)
    if has_steps:
        return list(items)
    return [
        replace(item, step=_step(placing, item)) if isinstance(item, Group) else item
        for item in items
    ]


def _step(placing: Placing, group: Group) -> int:
    order = {cell: n for n, cell in enumerate(placing.placed, start=1)}
    last = len(order)
    match group.part:
        case "copy":
            return order[group.index[0]]
        case "sum":
            cells = placing.sources(group.index)
            return max((order.get(cell, last) for cell in cells), default=last)
        case "second":
            return min(2, last)
        case "output" | "result":
            return last + 1
        case _:
            return 0
