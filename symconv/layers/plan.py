"""Which products land where: the plan of a layer at one input size, by index arithmetic alone.

One axis is the relation ``s*i + d*t = o + b`` with all three indices in range. Axes do not
interact, so the relation of a layer is the product of its axes' relations, and channels and groups
are one more factor. A plan keeps the factors and multiplies them out where it is asked to. Nothing
is computed with cells here; :mod:`symconv.layers.engine` does that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from symconv.definitions.geometry import MOST_CELLS, Axis
from symconv.errors import UnsupportedError
from symconv.formulas.notebook import InWords

Indices: TypeAlias = NDArray[np.int64]


class Products(NamedTuple):
    """Products in book order: by output cell, then by input cell, then by tap; one entry each."""

    outputs: Indices
    inputs: Indices
    taps: Indices

    def part(self, which: Any) -> Products:
        """Return some of the products."""
        return Products(self.outputs[which], self.inputs[which], self.taps[which])


@dataclass(frozen=True)
class Factor:
    """The relation of one axis, or of the channels: the sizes of its three sides, and which of their cells meet.

    Parameters
    ----------
    outputs, inputs, taps : int
        How many cells the output, the input and the kernel have along it.
    products : Products
        Numbers of the cells that meet, in book order.
    """

    outputs: int
    inputs: int
    taps: int
    products: Products

    @cached_property
    def count(self) -> Indices:
        """How many products land in each output cell."""
        return np.bincount(self.products.outputs, minlength=self.outputs)

    @cached_property
    def ends(self) -> Indices:
        """Where the products of each output cell end."""
        return np.cumsum(self.count)


@dataclass(frozen=True)
class AxisEquation:
    """One axis as an equation: ``in_step*i + tap_step*t = out_step*o + offset``, all three in range.

    For a transposed convolution it is ``s*i + d*t = o + b``; for a convolution, where inputs and
    outputs have changed places, ``i - d*t = s*o - b``.
    """

    inputs: int
    taps: int
    outputs: int
    in_step: int
    tap_step: int
    out_step: int
    offset: int

    def factor(self) -> Factor:
        """Return all solutions.

        Notes
        -----
        Only the taps that reach the canvas are listed, so the cost is that of the products however
        much is cropped.
        """
        turned = self.tap_step < 0
        if turned:
            steps, canvas = self.outputs, self.inputs
            s, b = self.out_step, -self.offset
        else:
            steps, canvas = self.inputs, self.outputs
            s, b = self.in_step, self.offset
        d, k = abs(self.tap_step), self.taps
        kind = exact_type(s * steps, d * k, abs(b), canvas)
        i: NDArray[Any] = np.arange(steps, dtype=kind)
        corner = s * i - b
        first = np.maximum(-(corner // d), 0)
        last = np.minimum((canvas - 1 - corner) // d, k - 1)
        reached = np.maximum(last - first + 1, 0).astype(np.int64)
        before = np.cumsum(reached) - reached
        number = np.arange(reached.sum()) - np.repeat(before, reached)
        t = np.repeat(first, reached) + number
        o = np.repeat(corner, reached) + d * t
        i = np.repeat(i, reached)
        i, o, t = (cells.astype(np.int64) for cells in (i, o, t))
        found = Products(i, o, t) if turned else Products(o, i, t)
        return _factor(self.outputs, self.inputs, self.taps, found)


@dataclass(frozen=True)
class Pairing:
    """The channels of a layer: input and output channels of one group meet.

    Parameters
    ----------
    inputs, outputs, groups : int
        How many there are.
    transposed : bool
        Whether the input channels are the rows of the kernel, as in a transposed convolution.
    """

    inputs: int
    outputs: int
    groups: int
    transposed: bool

    @property
    def kernel(self) -> tuple[int, int]:
        """The first two extents of the kernel."""
        rows, columns = self._sides
        return rows, columns // self.groups

    @property
    def _sides(self) -> tuple[int, int]:
        sides = self.inputs, self.outputs
        return sides if self.transposed else sides[::-1]

    def factor(self) -> Factor:
        """Return which channels meet in which cell of the kernel's first two axes."""
        rows, width = self.kernel
        taps = np.arange(rows * width)
        row, within = np.divmod(taps, width)
        column = row // (rows // self.groups) * width + within
        outputs, inputs = (column, row) if self.transposed else (row, column)
        found = Products(outputs, inputs, taps)
        return _factor(self.outputs, self.inputs, rows * width, found)


@dataclass(frozen=True, eq=False, repr=False)
class Plan(InWords):
    """Every product of a layer at one input size, as a frozen value.

    Product number ``n`` multiplies input cell ``inputs[n]`` by kernel cell ``taps[n]`` and lands in
    output cell ``outputs[n]``. Cells are counted from 0 in row-major order. Products stand in book
    order: by output cell, then by input cell, then by tap.

    Parameters
    ----------
    input_shape, kernel_shape, output_shape : tuple of int
        Shapes of the three arrays, channels first where there are channels, never with a batch
        axis.
    lines : tuple of AxisEquation
        Every spatial axis as an equation.
    channels : Pairing, optional
        Which channels meet.

    Notes
    -----
    Along each factor the products of one output cell come by input cell, and the two fix the tap. A
    product of factors keeps that, so one stable sort by output cell gives book order.

    See Also
    --------
    transposed_plan, convolved_plan : which make plans.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> axis = Axis(kernel_size=3, stride=2, begin=1, end=1)
    >>> plan = transposed_plan([axis], [2])
    >>> [(int(o), int(i), int(t)) for o, i, t in zip(plan.outputs, plan.inputs, plan.taps)]
    [(0, 0, 1), (1, 0, 2), (1, 1, 0), (2, 1, 1)]
    """

    input_shape: tuple[int, ...]
    kernel_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    lines: tuple[AxisEquation, ...]
    channels: Pairing | None = None

    def __repr__(self) -> str:
        shapes = f"kernel_shape={self.kernel_shape}, output_shape={self.output_shape}"
        return f"Plan(input_shape={self.input_shape}, {shapes})"

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The relations of which the plan is the product: of the channels, then of every axis."""
        lead = () if self.channels is None else (self.channels.factor(),)
        return (*lead, *(line.factor() for line in self.lines))

    @property
    def products(self) -> int:
        """The number of products."""
        return math.prod(len(factor.products.outputs) for factor in self.factors)

    @property
    def outputs(self) -> Indices:
        """The output cell of each product: one int64 entry per product, read-only."""
        return self._listed.outputs

    @property
    def inputs(self) -> Indices:
        """The input cell of each product, read-only."""
        return self._listed.inputs

    @property
    def taps(self) -> Indices:
        """The kernel cell of each product, read-only."""
        return self._listed.taps

    @cached_property
    def _listed(self) -> Products:
        parts = [factor.products for factor in self.factors]
        listed = _multiplied(self.factors, parts)
        return Products(*map(_read_only, listed))

    @cached_property
    def count(self) -> Indices:
        """How many products land in each output cell: an array of ``output_shape``, read-only."""
        counts = [factor.count for factor in self.factors]
        count = reduce(np.multiply.outer, counts)
        return _read_only(count.reshape(self.output_shape))

    @cached_property
    def starts(self) -> Indices:
        """Where each output cell's products start: those of cell ``o`` are ``slice(starts[o], starts[o + 1])``."""
        return _read_only(np.concatenate([[0], np.cumsum(self.count)]))

    def blocks(self, most: int) -> Iterator[Products]:
        """Yield all products, those of some output cells at a time: about `most`, or those of a single cell.

        Parameters
        ----------
        most : int
            At least 1.
        """
        for parts in _boxes(self.factors, most):
            yield _multiplied(self.factors, parts)


def _boxes(factors: Sequence[Factor], most: int) -> Iterator[list[Products]]:
    """Cut the first factor into runs of output cells; where a single cell has too many products, the next one too."""
    if not factors:
        yield []
        return
    first, rest = factors[0], factors[1:]
    whole = [factor.products for factor in rest]
    room = most // max(1, math.prod(len(part.outputs) for part in whole))
    start = cell = 0
    while cell < first.outputs:
        after = int(np.searchsorted(first.ends, start + room, side="right"))
        is_run = room > 0 and after > cell
        after = after if is_run else cell + 1
        stop = int(first.ends[after - 1])
        part = first.products.part(slice(start, stop))
        inside = max(1, most // max(1, stop - start))
        for others in [whole] if is_run else _boxes(rest, inside):
            yield [part, *others]
        start, cell = stop, after


def _multiplied(factors: Sequence[Factor], parts: Sequence[Products]) -> Products:
    """Multiply parts of the factors out, in book order."""
    sides = []
    for name in ("outputs", "inputs", "taps"):
        cells = getattr(parts[0], name)
        for factor, part in zip(factors[1:], parts[1:], strict=True):
            cells = (cells[:, None] * getattr(factor, name) + getattr(part, name)).ravel()
        sides.append(cells)
    order = np.argsort(sides[0], kind="stable")
    return Products(*(cells[order] for cells in sides))


def transposed_plan(
    axes: Sequence[Axis],
    input_size: Sequence[int],
    channels: tuple[int, int] | None = None,
    groups: int = 1,
) -> Plan:
    r"""Plan a transposed convolution: :math:`y[o] = \sum_{s i + d t = o + b} x[i]\, w[t]`.

    Parameters
    ----------
    axes : sequence of Axis
        One per spatial axis, with known sizes.
    input_size : sequence of int
        Spatial sizes of the input, one per axis, each at least 1 and leaving an output of at least
        one cell.
    channels : pair of int, optional
        Numbers of input and output channels. The kernel is then ``(C_in, C_out/groups, *kernel)``.
    groups : int
        A divisor of both channel numbers; input channel ``C_in/g*q + c`` meets output channels
        ``C_out/g*q + e``.

    Returns
    -------
    Plan
        Output cells beyond the canvas, which output padding can ask for, get no product.

    Raises
    ------
    UnsupportedError
        An array would have more than 2**31 cells.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> axis = Axis(kernel_size=2, stride=2, output_padding=1)
    >>> transposed_plan([axis], [2]).count
    array([1, 1, 1, 1, 0])
    """
    output_size = [axis.transposed_size(size) for axis, size in zip(axes, input_size, strict=True)]
    _check_countable(axes, input_size, output_size)
    lines = []
    for axis, inputs, outputs in zip(axes, input_size, output_size, strict=True):
        steps = (axis.stride, axis.dilation, 1, axis.begin)
        lines.append(AxisEquation(inputs, axis.kernel_size, outputs, *steps))
    return _plan(lines, None if channels is None else Pairing(*channels, groups, True))


def convolved_plan(
    axes: Sequence[Axis],
    input_size: Sequence[int],
    channels: tuple[int, int] | None = None,
    groups: int = 1,
) -> Plan:
    r"""Plan a convolution (cross-correlation): :math:`y[i] = \sum_t u[s i + d t - b]\, w[t]`.

    It is the relation of the transposed convolution read in the other direction: inputs and outputs
    trade places.

    Parameters
    ----------
    axes : sequence of Axis
        One per spatial axis, with known sizes.
    input_size : sequence of int
        Spatial sizes of the input, one per axis, each at least 1 and leaving an output of at least
        one cell.
    channels : pair of int, optional
        Numbers of input and output channels. The kernel is then ``(C_out, C_in/groups, *kernel)``.
    groups : int
        A divisor of both channel numbers; input channel ``C_in/g*q + c`` meets output channels
        ``C_out/g*q + e``.

    Returns
    -------
    Plan
        Products with the padding, which is zero, are left out.

    Raises
    ------
    UnsupportedError
        An array would have more than 2**31 cells.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> axis = Axis(kernel_size=3, stride=2, begin=1, end=1)
    >>> plan = convolved_plan([axis], [3])
    >>> [(int(o), int(i), int(t)) for o, i, t in zip(plan.outputs, plan.inputs, plan.taps)]
    [(0, 0, 1), (0, 1, 2), (1, 1, 0), (1, 2, 1)]
    """
    output_size = [axis.convolved_size(size) for axis, size in zip(axes, input_size, strict=True)]
    _check_countable(axes, input_size, output_size)
    lines = []
    for axis, inputs, outputs in zip(axes, input_size, output_size, strict=True):
        steps = (1, -axis.dilation, axis.stride, -axis.begin)
        lines.append(AxisEquation(inputs, axis.kernel_size, outputs, *steps))
    return _plan(lines, None if channels is None else Pairing(*channels, groups, False))


def towards_fine(
    axes: Sequence[Axis], fine: Sequence[int], coarse: Sequence[int], channels: Pairing | None
) -> Plan:
    r"""Plan :math:`y[o] = \sum_{s i + d t = o + b} x[i]\, w[t]` for sizes of both sides that are given.

    Parameters
    ----------
    axes : sequence of Axis
        One per spatial axis, with known sizes.
    fine, coarse : sequence of int
        The sizes of `o` and of `i`; neither follows from the other here, so that a gradient has the
        size of what it is a gradient by.
    channels : Pairing, optional
        Which channels meet.

    See Also
    --------
    towards_coarse, towards_kernel : the other two readings of the relation.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> towards_fine([Axis(kernel_size=2, stride=2)], [6], [2], None).count
    array([1, 1, 1, 1, 0, 0])
    """
    lines = []
    for axis, o, i in zip(axes, fine, coarse, strict=True):
        lines.append(
            AxisEquation(i, axis.kernel_size, o, axis.stride, axis.dilation, 1, axis.begin)
        )
    return _plan(lines, channels)


def towards_coarse(
    axes: Sequence[Axis], fine: Sequence[int], coarse: Sequence[int], channels: Pairing | None
) -> Plan:
    r"""Plan :math:`z[i] = \sum_{s i + d t = o + b} u[o]\, w[t]` for sizes of both sides that are given.

    Parameters
    ----------
    axes : sequence of Axis
        One per spatial axis, with known sizes.
    fine, coarse : sequence of int
        The sizes of `o` and of `i`.
    channels : Pairing, optional
        Which channels meet.

    See Also
    --------
    towards_fine, towards_kernel : the other two readings of the relation.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> towards_coarse([Axis(kernel_size=2, stride=2)], [6], [2], None).count
    array([2, 2])
    """
    lines = []
    for axis, o, i in zip(axes, fine, coarse, strict=True):
        lines.append(
            AxisEquation(o, axis.kernel_size, i, 1, -axis.dilation, axis.stride, -axis.begin)
        )
    return _plan(lines, channels)


def towards_kernel(
    axes: Sequence[Axis], fine: Sequence[int], coarse: Sequence[int], channels: Pairing | None
) -> Plan:
    r"""Plan :math:`g[t] = \sum_{s i + d t = o + b} u[o]\, x[i]`: the coarse side slides over the fine one as a kernel.

    Parameters
    ----------
    axes : sequence of Axis
        One per spatial axis, with known sizes.
    fine, coarse : sequence of int
        The sizes of `o` and of `i`.
    channels : Pairing, optional
        What meets besides; for a gradient the items of a batch are added up, as input channels are.

    Notes
    -----
    Stride and dilation have changed places: ``o = d*t + s*i - b``.

    See Also
    --------
    towards_fine, towards_coarse : the other two readings of the relation.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> axis = Axis(kernel_size=3, stride=2, begin=1, end=1)
    >>> plan = towards_kernel([axis], [3], [2], None)
    >>> [(int(t), int(o), int(i)) for t, o, i in zip(plan.outputs, plan.inputs, plan.taps)]
    [(0, 1, 1), (1, 0, 0), (1, 2, 1), (2, 1, 0)]
    """
    lines = []
    for axis, o, i in zip(axes, fine, coarse, strict=True):
        lines.append(
            AxisEquation(o, i, axis.kernel_size, 1, -axis.stride, axis.dilation, -axis.begin)
        )
    return _plan(lines, channels)


def _check_countable(
    axes: Sequence[Axis], input_size: Sequence[int], output_size: Sequence[int]
) -> None:
    kernel_size = [axis.kernel_size for axis in axes]
    for name, size in (("input", input_size), ("kernel", kernel_size), ("output", output_size)):
        if math.prod(size) > MOST_CELLS:
            raise UnsupportedError(
                f"a plan for input size {tuple(input_size)}, kernel size {tuple(kernel_size)} "
                "and output size "
                f"{tuple(output_size)}: the {name} has {math.prod(size)} cells, but at most "
                f"2**31 = {MOST_CELLS} "
                f"can be listed; use smaller sizes"
            )


def _factor(outputs: int, inputs: int, taps: int, products: Products) -> Factor:
    order = np.argsort(products.outputs, kind="stable")
    return Factor(outputs, inputs, taps, Products(*map(_read_only, products.part(order))))


def _plan(lines: Sequence[AxisEquation], channels: Pairing | None) -> Plan:
    inputs = tuple(line.inputs for line in lines)
    kernel = tuple(line.taps for line in lines)
    outputs = tuple(line.outputs for line in lines)
    if channels is not None:
        inputs, kernel = (channels.inputs, *inputs), (*channels.kernel, *kernel)
        outputs = (channels.outputs, *outputs)
    return Plan(inputs, kernel, outputs, tuple(lines), channels)


def exact_type(*numbers: int) -> type:
    """Choose int64 where all index arithmetic on these numbers fits, else Python's own integers."""
    return np.int64 if sum(numbers) < 2**62 else object


def _read_only(cells: Indices) -> Indices:
    cells.setflags(write=False)
    return cells
