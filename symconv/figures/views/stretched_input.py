"""Zero insertion, read from the layer and its plan: where input cells, zeros and taps stand under the window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from symconv.definitions.geometry import Axis
from symconv.figures import labels
from symconv.figures.labels import formula, word
from symconv.figures.placing import Index, PlacedProduct, Placing
from symconv.figures.scene import Run, Runs


@dataclass(frozen=True, eq=False)
class Stretched:
    """The stretched and padded input, and the reversed kernel that slides over it.

    Output cell ``o`` is computed where the reversed kernel covers the places ``o`` to ``o + K -
    1``. With channels a place has the input channel in front.

    Parameters
    ----------
    placing : Placing
        The layer at work.
    """

    placing: Placing

    @property
    def reach(self) -> Index:
        """The extents of the stretched kernel."""
        return tuple(axis.reach for axis in self.placing.layer.axes)

    @property
    def shape(self) -> Index:
        """The extents of the stretched and padded input, channels not counted."""
        return tuple(
            o + k - 1
            for o, k in zip(self.placing.output_shape[self.placing.lead :], self.reach, strict=True)
        )

    @cached_property
    def inputs(self) -> dict[Index, int]:
        """The input cells by their places; those that padding crops away lie outside the shape."""
        lead = self.placing.lead
        shifts = [k - 1 - b for k, b in zip(self.reach, self.placing.begin[lead:], strict=True)]
        found = {}
        for cell, index in enumerate(product(*map(range, self.placing.input_shape))):
            start = self.placing.start(cell)[lead:]
            found[index[:lead] + tuple(p + f for p, f in zip(start, shifts, strict=True))] = cell
        return found

    def is_inside(self, place: Index) -> bool:
        """Return whether the kernel slides over this place."""
        return all(
            0 <= at < size for at, size in zip(place[self.placing.lead :], self.shape, strict=True)
        )

    def is_inserted(self, place: Index) -> bool:
        """Return whether a zero stands between input cells, and is not padding."""
        ends = list(zip(*self.inputs, strict=True))
        return all(min(along) <= at <= max(along) for at, along in zip(place, ends, strict=True))

    def window(self, output: Index) -> dict[Index, int | None]:
        """Return the places under the reversed kernel in row-major order, each with its tap or, between taps, none."""
        lead = self.placing.lead
        covered = {}
        for pair in self.channels():
            if pair[lead:] == output[:lead]:
                for place, tap in self.reversed_kernel(pair).items():
                    covered[
                        pair[:lead]
                        + tuple(o + m for o, m in zip(output[lead:], place, strict=True))
                    ] = tap
        return covered

    def channels(self) -> tuple[Index, ...]:
        """Return every input channel with every output channel that it reaches; without channels, nothing once."""
        lead, cells = self.placing.lead, prod(self.placing.sizes)
        first = range(0, prod(self.placing.input_shape), cells)
        found: list[Index] = []
        for channel, cell in enumerate(first):
            others = {position[:lead] for position, _ in self.placing.landing(cell)}
            found += [(channel, *other)[: 2 * lead] for other in sorted(others)]
        return tuple(found)

    def kernel(self, channels: Index = ()) -> dict[Index, int | None]:
        """Return the stretched kernel, with channels from one to another, in row-major order."""
        lead, cell = self.placing.lead, channels[0] * prod(self.placing.sizes) if channels else 0
        start, tapped = self.placing.start(cell)[lead:], {}
        for position, term in self.placing.landing(cell):
            if position[:lead] == channels[lead:]:
                tapped[tuple(p - f for p, f in zip(position[lead:], start, strict=True))] = term.tap
        return {place: tapped.get(place) for place in product(*map(range, self.reach))}

    def reversed_kernel(self, channels: Index = ()) -> dict[Index, int | None]:
        """Return the stretched kernel turned round along every axis, in row-major order."""
        kernel = self.kernel(channels)
        return dict(zip(kernel, reversed(kernel.values()), strict=True))

    def terms(self, output: Index) -> tuple[PlacedProduct, ...]:
        """Return the products of an output cell, in book order."""
        return self.placing.terms(self.placing.position(output))

    def pairs(self, output: Index) -> dict[Index, PlacedProduct]:
        """Return where the products of an output cell are formed: the places of their input cells."""
        places = {cell: place for place, cell in self.inputs.items()}
        return {places[term.input]: term for term in self.terms(output)}

    def cell_text(self, place: Index) -> Runs:
        """Return what stands at a place."""
        return self.placing.inputs[self.inputs[place]] if place in self.inputs else (Run("0"),)

    def equation(self, output: Index) -> Runs:
        """Return an output cell's name with its terms and, where that says more, its value."""
        terms = labels.total(map(self.placing.letter, self.terms(output)))
        runs = self.placing.output_name(output) + formula(" = ") + (terms or (Run("0"),))
        return runs if self._is_said(output) else runs + formula(" = ") + self.placing.value(output)

    def short_equation(self, output: Index) -> Runs:
        """Return an output cell's name with its value or the number of its terms."""
        number = len(self.terms(output))
        if self.placing.terms_are_values:
            return self.placing.output_name(output) + word(f": {number} terms")
        return self.placing.output_name(output) + formula(" = ") + self.placing.value(output)

    def _is_said(self, output: Index) -> bool:
        return self.placing.terms_are_values or not self.terms(output)


def in_words(axis: Axis) -> list[Runs]:
    """Return how many zeros go between the cells of an axis, in front of them and behind them."""
    between, front, behind = (
        axis.stride - 1,
        axis.reach - 1 - axis.begin,
        axis.reach - 1 - axis.end + axis.output_padding,
    )
    inserted = formula(f"s − 1 = {between}") + word(
        " zero between," if between == 1 else " zeros between,"
    )
    start = "k − 1" if axis.dilation == 1 else "d (k − 1)"
    if axis.begin != axis.end:
        return [
            inserted,
            _number("", front) + word(" in front, ") + _number("", behind) + word(" behind"),
        ]
    if not axis.output_padding:
        return [inserted, _number(f"{start} − p = ", front) + word(" at each end")]
    first = _number(f"{start} − p = ", front) + word(" in front,")
    return [inserted, first, _number(f"{start} − p + a = ", behind) + word(" behind")]


def _number(text: str, zeros: int) -> Runs:
    """Return a number of zeros; fewer than none crop as many cells."""
    return (
        formula(f"{text}{zeros}")
        if zeros >= 0
        else formula(f"{text}−{-zeros}") + word(" (cropped)")
    )
