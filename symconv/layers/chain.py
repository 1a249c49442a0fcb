"""Layers one behind the other: what a stack computes, which input cells an output cell reads, and how far.

Away from the ends a stack commutes with shifts: moved by `step` input cells, its output moves by
`period` cells. So one period of output cells tells of all, and what they read is found by going
backwards through the layers, each by its relation ``s*i + d*t = o + b``. Axes do not interact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import lcm
from operator import matmul
from typing import Any

from symconv.data.letters import from_size
from symconv.definitions.geometry import Axis, least, verdict_by_signs
from symconv.errors import GeometryError, ShapeError, UnsupportedError, shown
from symconv.formulas.notebook import InWords
from symconv.language.terms import (
    Quotient,
    Size,
    at_least,
    floor_divide,
    letter,
    substitute,
    variables,
)
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import maximum

Layer = Conv | ConvTranspose


@dataclass(frozen=True)
class PhaseField(InWords):
    """What the output cells ``period*m + phase`` read, away from the ends: cells from ``start + step*m`` on.

    Parameters
    ----------
    phase : int
        Which cells of a period.
    size : int or expression
        Cells from the first that is read to the last, both counted; 0 where none is.
    start : int or expression
        The first cell read for ``m = 0``.
    step : int or expression
        How far the cells move from one period to the next.
    cells : tuple of int, optional
        The cells read for ``m = 0``, exactly; ``None`` on letters.
    """

    phase: int
    size: Any
    start: Any
    step: Any
    cells: tuple[int, ...] | None = None

    @property
    def stop(self) -> Any:
        """The cell behind the last one read for ``m = 0``."""
        return self.start + self.size


@dataclass(frozen=True)
class ReceptiveField(InWords):
    """What the output cells of a stack read on one axis, for every phase of its period.

    Parameters
    ----------
    phases : tuple of PhaseField
        By phase; there is one where no layer upsamples, or what is upsampled is subsampled again.
    """

    phases: tuple[PhaseField, ...]

    @property
    def period(self) -> int:
        """How many output cells go by until the pattern comes again."""
        return len(self.phases)

    @property
    def step(self) -> Any:
        """How many input cells the pattern has moved by then."""
        return self.phases[0].step

    @property
    def size(self) -> Any:
        """The largest size of a phase."""
        return reduce(maximum, (phase.size for phase in self.phases))

    def __str__(self) -> str:
        return "\n".join(map(_phase_text, self.phases))


def _phase_text(field: PhaseField) -> str:
    cells = "no input cell"
    if field.size != 0:
        moved = "m" if field.step == 1 else f"{field.step}*m"
        moving = moved if field.start == 0 else f"{moved} + {field.start}".replace("+ -", "- ")
        cells = f"{field.size} input cells from {moving} on"
    if field.cells is not None and 0 < len(field.cells) < field.size:
        cells += f", {len(field.cells)} of them"
    return f"phase {field.phase}: {cells}"


@dataclass(frozen=True)
class Skip(InWords):
    """What a skip connection needs on one axis: how much larger the kept size is than the one it meets.

    Parameters
    ----------
    period : int
        The difference depends on the remainder of the input size by this number alone.
    least : int
        The smallest input size that is legal for all layers.
    differences : tuple of int
        By remainder: so many cells to crop from what was kept; where it is negative, to pad.
    """

    period: int
    least: int
    differences: tuple[int, ...]

    @property
    def fits(self) -> tuple[int, ...]:
        """The remainders for which the two sizes agree."""
        return tuple(r for r, difference in enumerate(self.differences) if difference == 0)

    def __str__(self) -> str:
        lines = [f"input sizes of at least {self.least}, by their remainder by {self.period}:"]
        for remainder, difference in enumerate(self.differences):
            needed = f"crop {difference}" if difference > 0 else f"pad {-difference}"
            needed = needed if difference else "fits"
            lines.append(f"  {remainder}: {needed}")
        return "\n".join(lines)


@dataclass(frozen=True, init=False, repr=False)
class Chain(InWords):
    """Layers one behind the other, as one value: ``y = layer_n(... layer_2(layer_1(x, w_1), w_2) ..., w_n)``.

    Parameters
    ----------
    *layers : Conv or ConvTranspose
        From the input to the output; all with the same number of axes. Chains among them are
        taken apart.

    Raises
    ------
    GeometryError
        If there is no layer, or numbers of axes or channels do not fit.

    Notes
    -----
    Two chains are equal if their layers are.

    See Also
    --------
    Conv, ConvTranspose : Its layers.

    Examples
    --------
    >>> from symconv import Conv, ConvTranspose, sizes
    >>> chain = Chain(Conv(3, stride=2, padding=1), ConvTranspose(4, stride=2, padding=1))
    >>> chain.output_size(16), chain.output_size(sizes("n"))
    (16, 2*floor(n/2 - 1/2) + 2)
    >>> print(chain.receptive_field())
    phase 0: 5 input cells from 2*m - 3 on
    phase 1: 5 input cells from 2*m - 1 on
    >>> chain.halo()
    (4, 2)
    """

    layers: tuple[Layer, ...]

    def __init__(self, *layers: Layer | Chain) -> None:
        found: list[Layer] = []
        for layer in layers:
            if isinstance(layer, Chain):
                found += layer.layers
            elif isinstance(layer, Conv | ConvTranspose):
                layer.refuse_mode("a chain")
                found.append(layer)
            else:
                raise GeometryError(
                    f"Chain: {shown(layer)} is no layer; give Conv and ConvTranspose"
                )
        if not found:
            raise GeometryError("Chain(): there is no layer, but one or more are needed")
        object.__setattr__(self, "layers", tuple(found))
        for before, after in pairwise(found):
            _check_neighbours(before, after)

    def __repr__(self) -> str:
        return f"Chain({', '.join(map(repr, self.layers))})"

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __call__(self, x: Any, *kernels: Any) -> Any:
        """Return the output of the last layer.

        Parameters
        ----------
        x : tensor
            As the first layer takes it.
        *kernels : tensor
            One for each layer.

        Returns
        -------
        tensor
            In the form of `x`; over letters as soon as a size is a letter.

        Raises
        ------
        ShapeError
            If there are not as many kernels as layers, or shapes do not fit.
        GeometryError
            If a size is not legal.

        Examples
        --------
        >>> Chain(ConvTranspose(2, stride=2), Conv(2))([1, 2], [1, 1], [1, 1])
        [2, 3, 4]
        """
        self._check_kernels(kernels)
        for layer, w in zip(self.layers, kernels, strict=True):
            x = layer(x, w)
        return x

    def _check_kernels(self, kernels: Sequence[Any]) -> None:
        if len(kernels) != len(self.layers):
            raise ShapeError(
                f"{self!r}: {len(kernels)} kernels for {len(self.layers)} layers; give one for each"
            )

    def sizes(self, input_size: Any) -> list[Any]:
        """Return the spatial size of the input and after each layer.

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial sizes.

        Raises
        ------
        GeometryError
            If a size is not legal for a layer.

        Examples
        --------
        >>> Chain(Conv(3), Conv(2, stride=2), ConvTranspose(2, stride=2)).sizes(10)
        [10, 8, 4, 8]
        """
        found = [input_size]
        for layer in self.layers:
            found.append(layer.output_size(found[-1]))
        return found

    def output_size(self, input_size: Any) -> Any:
        """Return the spatial size of the output, in the form asked.

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial sizes; on letters the result carries the legality of every layer.

        Raises
        ------
        GeometryError
            If a size is not legal for a layer.

        See Also
        --------
        sizes : those in between as well.
        """
        return self.sizes(input_size)[-1]

    def skip(self, kept: int = 0, made: int = -1) -> Any:
        """Return for which input sizes two sizes of the chain agree, and what to crop or pad where they do not.

        Parameters
        ----------
        kept, made : int
            Places in `sizes`: the size that was kept, and the one that is made for it. Without them,
            the input and the output of the chain: the sizes that come back.

        Returns
        -------
        Skip or tuple of Skip
            One for one axis, else one per axis.

        Raises
        ------
        GeometryError
            If there is no such place, or the two sizes grow at different rates, so that they agree for
            a few inputs at most.
        UnsupportedError
            If a parameter is a letter.

        Notes
        -----
        One `step` of input cells more makes every size larger by a fixed number, since all strides
        divide what they get. So if both grow alike, their difference depends on the remainder by the
        step alone, and one period of input sizes decides all: this is no list but a proof.

        Examples
        --------
        >>> down, up = Conv(2, stride=2), ConvTranspose(2, stride=2)
        >>> unet = Chain(down, down, up, up)
        >>> unet.skip()
        Skip(period=4, least=4, differences=(0, 1, 2, 3))
        >>> print(unet.skip(kept=1, made=3))
        input sizes of at least 4, by their remainder by 4:
          0: fits
          1: fits
          2: crop 1
          3: crop 1
        """
        places = range(-len(self.layers) - 1, len(self.layers) + 1)
        for name, place in (("kept", kept), ("made", made)):
            if place not in places:
                raise GeometryError(
                    f"{self!r}.skip: {name} is {shown(place)}, but a place in its "
                    f"{len(self.layers) + 1} sizes is needed"
                )
        return self._per_axis(lambda stack: stack.skip(kept, made))

    def adjoint(self, input_size: Any) -> Chain:
        r"""Return the chain whose matrix is the transpose: adjoint layers, the last one first.

        :math:`(C_n \cdots C_1)^\top = C_1^\top \cdots C_n^\top`

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial sizes of this chain's input.

        Raises
        ------
        GeometryError
            If a size is not legal, or a layer has no adjoint.

        Examples
        --------
        >>> Chain(Conv(3, stride=2), ConvTranspose(2)).adjoint(6)
        Chain(Conv(2), ConvTranspose(3, stride=2, output_padding=1))
        """
        found: list[Layer] = []
        for layer, size in zip(self.layers, self.sizes(input_size), strict=False):
            found.append(layer.adjoint(size) if isinstance(layer, Conv) else layer.adjoint())
        return Chain(*reversed(found))

    def matrix(self, kernels: Sequence[Any], input_size: Any) -> Any:
        """Return the matrix from the flattened input to the flattened output, the product of those of the layers.

        Parameters
        ----------
        kernels : sequence of tensor
            One for each layer.
        input_size : int, expression or tuple
            Spatial sizes.

        Raises
        ------
        ShapeError
            If there are not as many kernels as layers, or a shape does not fit.
        GeometryError
            If a size is not legal.

        Examples
        --------
        >>> Chain(ConvTranspose(2, stride=2), Conv(2)).matrix([[1, 2], [1, 1]], 2)
        Matrix([
        [3, 0],
        [2, 1],
        [0, 3]])
        """
        self._check_kernels(kernels)
        rows = zip(self.layers, kernels, self.sizes(input_size), strict=False)
        matrices = [layer.matrix(w, size) for layer, w, size in rows]
        return reduce(matmul, reversed(matrices))

    # --- what is read

    def receptive_field(self) -> Any:
        r"""Return which input cells an output cell reads, for every phase of the output.

        Returns
        -------
        ReceptiveField or tuple of ReceptiveField
            One for one axis, else one per axis.

        Raises
        ------
        UnsupportedError
            If the stride of a transposed convolution is a letter: then there is no number of phases.

        Notes
        -----
        Backwards through a convolution, cell `i` reads ``s*i + d*t - b`` for every tap; through a
        transposed convolution, cell `o` reads ``(o + b - d*t)/s`` for the taps where `s` divides. On
        numbers the cells are those of all paths, exactly; what is read beyond an end of the input, or
        of a size in between, is zero. On letters size and start are those of the interval, which is
        exact where every transposed convolution has dilation 1 and ``k >= s``.

        See Also
        --------
        halo, state_size : how far it reaches beside a tile, and back.

        Examples
        --------
        >>> from symconv import sizes
        >>> k, s = sizes("k s")
        >>> Chain(Conv(k), Conv(k, stride=2)).receptive_field().phases
        (PhaseField(phase=0, size=2*k - 1, start=0, step=2, cells=None),)
        """
        return self._per_axis(Stack.receptive_field)

    def halo(self) -> Any:
        r"""Return the least overlap that makes a computation in tiles exact: cells before and behind a tile.

        A tile is ``step`` input cells, or several times as many, and makes ``period`` output cells for
        each ``step``. With `begin` and `end` cells more the chain gives it, when ``begin/step*period``
        cells are cropped in front:
        ``y[P*m0 : P*m1] = chain(x[q*m0 - begin : q*m1 + end])[P*begin/q : ][: P*(m1 - m0)]``, `P` the
        period and `q` the step. At the ends of the input a tile has what there is.

        Returns
        -------
        pair, or tuple of pairs
            ``(begin, end)``, multiples of `step`, so that phases stay in place; one pair per axis where
            there are several.

        Raises
        ------
        UnsupportedError
            If a parameter is a letter.

        Notes
        -----
        A cell of the tile is right if it is there and, in every size in between too, nothing it reads
        was cropped or padded at an end of the tile. How far that reaches moves by whole periods, so one period
        decides it, and one step less leaves a cell wrong.

        Examples
        --------
        >>> up = ConvTranspose(4, stride=2, padding=1)
        >>> chain = Chain(up, Conv(3, padding=1))
        >>> begin, end = chain.halo()
        >>> x, kernels = list(range(8)), ([1, 2, 3, 4], [1, 1, 1])
        >>> tile = chain(x[4 - begin : 6 + end], *kernels)[2 * begin :][:4]
        >>> (begin, end), tile == chain(x, *kernels)[8:12]
        ((1, 1), True)
        """
        return self._per_axis(Stack.halo)

    def is_causal(self) -> bool:
        """Return whether no output cell reads an input cell that comes after it.

        Input cells arrive in groups of `step`; each group gives `period` output cells. The chain is
        causal if these read nothing of later groups.

        Raises
        ------
        UnsupportedError
            If a parameter is a letter.

        Examples
        --------
        >>> trimmed = ConvTranspose(4, stride=2, padding=[(0, 2)])
        >>> trimmed.output_size(5), Chain(trimmed).is_causal()
        (10, True)
        >>> Chain(ConvTranspose(4, stride=2, padding=1)).is_causal()
        False
        """
        fields = self.receptive_field()
        fields = fields if isinstance(fields, tuple) else (fields,)
        if any(phase.cells is None for field in fields for phase in field.phases):
            raise UnsupportedError(
                f"{self!r}.is_causal(): that depends on letters; put numbers, or read receptive_field()"
            )
        read = (cell - f.step for f in fields for phase in f.phases for cell in phase.cells)
        return all(after < 0 for after in read)

    def state_size(self) -> Any:
        """Return how many input cells before a group of `step` must be kept, when cells arrive group by group.

        For one causal transposed convolution it is ``ceil(K/s) - 1``.

        Returns
        -------
        int, expression or tuple
            One for one axis, else one per axis.

        Notes
        -----
        The output cells of a group read from the smallest start of a phase on; what lies before the
        group is the state. On letters the start is that of the first phase, of the interval.

        Examples
        --------
        >>> from symconv import sizes
        >>> k, s = sizes("k s")
        >>> Chain(ConvTranspose(5, stride=2)).state_size(), Chain(ConvTranspose(k, stride=s)).state_size()
        (2, floor((k - 1)/s))
        """
        return self._per_axis(Stack.state_size)

    def overlap(self) -> Any:
        """Return how many products of taps land in an inner output cell, for every phase of the output.

        Where the numbers differ, an output of ones has a pattern: the checkerboard.

        Returns
        -------
        tuple, or tuple of tuples
            One number per phase; one tuple per axis where there are several, whose numbers multiply.

        Raises
        ------
        UnsupportedError
            If a parameter is a letter.

        Examples
        --------
        >>> Chain(ConvTranspose(3, stride=2)).overlap()
        (2, 1)
        >>> Chain(ConvTranspose(3, stride=2), Conv(2)).overlap()
        (3, 3)
        """
        return self._per_axis(Stack.overlap)

    def _per_axis(self, of_axis: Any) -> Any:
        stacks = [Stack(self, number) for number in range(len(self.layers[0].axes))]
        found = tuple(of_axis(stack) for stack in stacks)
        return found if len(found) > 1 else found[0]


def _check_neighbours(before: Layer, after: Layer) -> None:
    request = f"Chain(..., {before!r}, {after!r}, ...)"
    axes = len(before.axes), len(after.axes)
    if axes[0] != axes[1]:
        raise GeometryError(
            f"{request}: the layers have {axes[0]} and {axes[1]} axes; give equal ones"
        )
    if (before.channels is None) != (after.channels is None):
        raise GeometryError(f"{request}: only one of them has channels; give channels to both")
    if before.channels and after.channels:
        given, taken = before.channels[1], after.channels[0]
        if isinstance(given, int) and isinstance(taken, int) and given != taken:
            raise GeometryError(
                f"{request}: {given} channels come out of the first, but the second takes "
                f"{taken}; make them equal"
            )


@dataclass(frozen=True)
class _Level:
    """One layer on one axis."""

    axis: Axis
    transposed: bool

    def read(self, cell: int) -> Iterator[int]:
        """Yield the cells that an output cell reads, one for each tap that meets it."""
        axis = self.axis
        for t in range(axis.kernel_size):
            if not self.transposed:
                yield axis.stride * cell + axis.dilation * t - axis.begin
                continue
            place = cell + axis.begin - axis.dilation * t
            if place % axis.stride == 0:
                yield place // axis.stride

    def read_interval(self, first: Size, last: Size) -> tuple[Size, Size]:
        """Return the first and the last cell that the cells of an interval may read."""
        axis = self.axis
        reach = axis.reach - 1
        if not self.transposed:
            return axis.stride * first - axis.begin, axis.stride * last + reach - axis.begin
        low = -floor_divide(reach - first - axis.begin, axis.stride)
        return low, floor_divide(last + axis.begin, axis.stride)

    def size(self, input_size: int) -> int:
        """Return the output size."""
        axis = self.axis
        sized = axis.transposed_size if self.transposed else axis.convolved_size
        return int(sized(input_size))


@dataclass(frozen=True)
class Stack:
    """One axis of a chain."""

    chain: Chain
    number: int

    @property
    def levels(self) -> list[_Level]:
        """The layers, from the input to the output."""
        layers = self.chain.layers
        return [_Level(layer.axes[self.number], layer.transposed) for layer in layers]

    @property
    def is_known(self) -> bool:
        """Whether no parameter of the axis is a letter."""
        return all(layer.is_known for layer in self.chain.layers)

    def require_known(self, request: str) -> None:
        """Raise if a parameter is a letter."""
        if not self.is_known:
            raise UnsupportedError(
                f"{self.chain!r}.{request}(): that needs numbers for all parameters, but a "
                "letter is left; put numbers"
            )

    def sizes(self, input_size: int) -> list[int]:
        """Return the size of the input and after each layer, by the formulas alone."""
        found = [input_size]
        for level in self.levels:
            found.append(level.size(found[-1]))
        return found

    def room(self, input_size: int) -> list[int]:
        """Return for each layer by how much an input size is legal: below 0 it is not."""
        found = []
        for level, before, after in zip(
            self.levels, *_neighbours(self.sizes(input_size)), strict=True
        ):
            slack = after - 1 if level.transposed else level.axis.slack(before)
            found.append(min(before - 1, int(slack)))
        return found

    def shifts(self) -> list[int]:
        """Return by how much each size moves in one period, from the input to the output."""
        ratios = [Fraction(1)]
        for level in reversed(self.levels):
            by = Fraction(level.axis.stride)
            ratios.append(ratios[-1] / by if level.transposed else ratios[-1] * by)
        period = lcm(*(ratio.denominator for ratio in ratios))
        return [int(ratio * period) for ratio in reversed(ratios)]

    def read(self, cell: int) -> list[set[int]]:
        """Return the cells that an output cell rests on, from the input to the output; only those that read the input."""
        found = [{cell}]
        for level in reversed(self.levels):
            found.append({read for one in found[-1] for read in level.read(one)})
        found.reverse()
        for number, level in enumerate(self.levels):
            below, above = found[number], found[number + 1]
            found[number + 1] = {one for one in above if not below.isdisjoint(level.read(one))}
        return found

    def receptive_field(self) -> ReceptiveField:
        """Return the input cells that each phase reads."""
        if not self.is_known:
            return self.stated_field()
        shifts = self.shifts()
        return ReceptiveField(tuple(self.known_phase(r, shifts[0]) for r in range(shifts[-1])))

    def known_phase(self, phase: int, step: int) -> PhaseField:
        """Return the input cells that one phase reads."""
        cells = tuple(sorted(self.read(phase)[0]))
        if not cells:
            return PhaseField(phase, 0, 0, step, ())
        return PhaseField(phase, cells[-1] - cells[0] + 1, cells[0], step, cells)

    def stated_field(self) -> ReceptiveField:
        """Return the intervals that are read, on letters, for strides whose phases can be counted."""
        step, period = self.step_and_period()
        if not isinstance(period, int):
            raise UnsupportedError(
                f"{self.chain!r}.receptive_field(): there are {period} phases; put a number for the strides of "
                "transposed convolutions, or ask for state_size()"
            )
        phases = []
        for r in range(period):
            first, last = self.interval(r)
            size, start = from_size(last - first + 1), from_size(first)
            phases.append(PhaseField(r, size, start, from_size(step)))
        return ReceptiveField(tuple(phases))

    def step_and_period(self) -> tuple[Size, Size]:
        """Return step and period on letters: the products of all strides, down and up."""
        step: Size = 1
        period: Size = 1
        for level in self.levels:
            if level.transposed:
                period = period * level.axis.stride
            else:
                step = step * level.axis.stride
        return step, period

    def interval(self, cell: Size) -> tuple[Size, Size]:
        """Return the first and the last input cell that an output cell may read."""
        first = last = cell
        for level in reversed(self.levels):
            first, last = level.read_interval(first, last)
        return first, last

    def halo(self) -> tuple[int, int]:
        """Return how many cells a part of the input needs on both sides."""
        self.require_known("halo")
        shifts = self.shifts()
        # how many cells every size has more than its shift times the number of steps
        steps = 1 + sum(level.axis.reach for level in self.levels)
        size = steps * shifts[0]
        beyond = [0]
        for level, shift in zip(self.levels, shifts[1:], strict=True):
            size = level.size(size)
            beyond.append(size - steps * shift)
        begin, end = (
            0,
            max(0, -(beyond[-1] // shifts[-1])),
        )  # so many that no output cell is missing
        for phase in range(shifts[-1]):
            for cells, shift, over in zip(self.read(phase), shifts, beyond, strict=True):
                if cells:
                    begin = max(begin, -(min(cells) // shift))
                    end = max(end, -((over - 1 - max(cells)) // shift) - 1)
        return begin * shifts[0], end * shifts[0]

    def skip(self, kept: int, made: int) -> Skip:
        """Return how two sizes differ, by the remainder of the input size."""
        self.require_known("skip")
        shifts = self.shifts()
        if shifts[kept] != shifts[made]:
            raise GeometryError(
                f"{self.chain!r}.skip: for {shifts[0]} input cells more the one size grows by "
                f"{shifts[kept]} and the other by "
                f"{shifts[made]}, but equal numbers are needed; compare sizes that the same strides lead to"
            )
        period, least_size = shifts[0], self.least_input()
        first = -(-least_size // period) * period
        differences = []
        for size in range(first, first + period):
            found = self.sizes(size)
            differences.append(found[kept] - found[made])
        return Skip(period, least_size, tuple(differences))

    def least_input(self) -> int:
        """Return the smallest legal input size: what is legal stays so for larger inputs."""
        size = 1
        while min(self.room(size)) < 0:
            size += 1
        return size

    def state_size(self) -> Any:
        """Return how many input cells before a group must be kept."""
        if self.is_known:
            starts = (phase.start for phase in self.receptive_field().phases)
            return max(0, -min(starts))
        first, _ = self.interval(0)
        back = -first
        # a size with a letter of at least 0 for every floor of something that is at least 0
        floors: dict[Any, Size] = {}
        for variable in variables(back):
            if isinstance(variable, Quotient):
                lowest = least(variable.numerator)
                if lowest is not None and lowest >= 0:
                    floors[variable] = letter(variable.name, 0)
        positive = substitute(back, floors)
        if verdict_by_signs(at_least(positive, 0)) is True:
            return from_size(back)
        return maximum(0, from_size(back))

    def overlap(self) -> tuple[int, ...]:
        """Return the number of paths to each phase."""
        self.require_known("overlap")
        return tuple(self.paths(phase) for phase in range(self.shifts()[-1]))

    def paths(self, cell: int) -> int:
        """Return how many ways lead from an output cell to input cells, through one tap of each layer."""
        counted = Counter({cell: 1})
        for level in reversed(self.levels):
            below: Counter[int] = Counter()
            for one, ways in counted.items():
                for read in level.read(one):
                    below[read] += ways
            counted = below
        return counted.total()


def _neighbours(sizes: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return sizes[:-1], sizes[1:]
