"""A call of a framework that comes nearest to a layer, and the texts that its code is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symconv.definitions.geometry import Axis
from symconv.dialects.array_layout import Layout


@dataclass(frozen=True)
class Wanted:
    """What a framework is asked to say: axes with known crops, channels and groups."""

    axes: tuple[Axis, ...]
    channels: tuple[int, int] | None
    groups: int
    has_bias: bool | None

    @property
    def count(self) -> int:
        """The number of spatial axes."""
        return len(self.axes)

    def column(self, name: str) -> tuple[int, ...]:
        """Return one parameter of all axes."""
        return tuple(getattr(axis, name) for axis in self.axes)


@dataclass(frozen=True)
class FrameworkCall:
    """A call and what it gives.

    Parameters
    ----------
    axes : tuple of Axis
        The windows that the call gives; where the kernel is stretched its dilation is 1.
    call : str
        As people write it.
    lines : tuple of str
        Python that sets ``y`` from ``x`` and ``w``, without bias.
    layout : Layout
        How the call takes its arrays.
    takes_groups : bool
        Whether channels in groups are the call's own.
    """

    axes: tuple[Axis, ...]
    call: str
    lines: tuple[str, ...]
    layout: Layout
    takes_groups: bool = False


def short(values: Sequence[Any]) -> Any:
    """Return one value where all entries are equal, else the tuple.

    Examples
    --------
    >>> short([2, 2]), short([2, 3])
    (2, (2, 3))
    """
    return values[0] if len(set(values)) == 1 else tuple(values)


def keywords(defaults: dict[str, Any], values: dict[str, Any]) -> str:
    """Return the keywords of a call that differ from their defaults.

    Examples
    --------
    >>> keywords({"stride": 1}, {"stride": 1, "padding": "same"})
    "padding='same'"
    """
    pairs = (
        f"{name}={value!r}" for name, value in values.items() if defaults.get(name, ...) != value
    )
    return ", ".join(pairs)


def stretched(axis: Axis) -> Axis:
    """Return the axis whose kernel has the dilation's zeros in it."""
    begin, end, extra = axis.begin, axis.end, axis.output_padding
    return Axis(axis.reach, axis.stride, begin, end, extra, 1)
