"""The phases of a layer, read from its plan: which positions each one computes, and with which taps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod

from symconv.figures.placing import Index, Placing


@dataclass(frozen=True)
class Phase:
    """The positions of the canvas that leave one remainder by the stride: a convolution at unit stride.

    Parameters
    ----------
    remainder : tuple of int
        One per axis.
    positions : tuple of tuple of int
        Positions on the full output, in row-major order, with channels the channel in front.
    shape : tuple of int
        Their extents.
    taps : dict
        The taps that land there, by their place in the kernel of the phase; between them there are
        zeros. With channels input and output channel stand in front.
    """

    remainder: Index
    positions: tuple[Index, ...]
    shape: Index
    taps: dict[Index, int]

    @property
    def kernel_shape(self) -> Index:
        """The extents of the kernel of the phase, zeros included, along the axes; 0 where it has no tap."""
        rank = len(self.remainder)
        if not self.taps:
            return (0,) * rank
        columns = list(zip(*self.taps, strict=True))
        return tuple(max(column) + 1 for column in columns[-rank:])


def phases(placing: Placing) -> tuple[Phase, ...]:
    """Return the phases that have a position, by their remainders in row-major order."""
    strides = [axis.stride for axis in placing.layer.axes]
    present = [
        range(min(stride, size))
        for stride, size in zip(strides, placing.full_shape[placing.lead :], strict=True)
    ]
    return tuple(_phase(placing, remainder, strides) for remainder in product(*present))


def _phase(placing: Placing, remainder: Index, strides: list[int]) -> Phase:
    lead = placing.lead
    along = [range(channels) for channels in placing.full_shape[:lead]]
    triples = zip(remainder, placing.full_shape[lead:], strides, strict=True)
    along += [range(first, size, stride) for first, size, stride in triples]
    positions = tuple(product(*along))
    return Phase(remainder, positions, tuple(map(len, along)), _taps(placing, positions, strides))


def _taps(placing: Placing, positions: tuple[Index, ...], strides: list[int]) -> dict[Index, int]:
    """Return the taps of a phase: one that brings input cell i to position s*m + r stands at place m - i."""
    found: dict[Index, int] = {}
    lead, cells = placing.lead, prod(placing.sizes)
    for position in positions:
        for term in placing.terms(position):
            first = placing.start(term.input)[lead:]
            place = tuple(
                (p - f) // s for p, f, s in zip(position[lead:], first, strides, strict=True)
            )
            found[(term.input // cells,)[:lead] + position[:lead] + place] = term.tap
    return dict(sorted(found.items()))
