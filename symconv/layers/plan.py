"""Which products land where: the plan of a layer at one input size, by index arithmetic alone.

One axis is the relation ``s*i + d*t = o + b`` with all three indices in range. Axes do not
interact, so the relation of a layer is the product of its axes' relations, and channels and groups
are one more factor. Nothing is computed with cells here; :mod:`symconv.layers.engine` does that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from symconv.definitions.geometry import MOST_CELLS, Axis
from symconv.errors import UnsupportedError

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Plan:
    """Every product of a layer at one input size, as a frozen value.

    Product number ``n`` multiplies input cell ``inputs[n]`` by kernel cell ``taps[n]`` and lands in
    output cell ``outputs[n]``. Cells are counted from 0 in row-major order. Products stand in book
    order: by output cell, then by input cell, then by tap.

    Parameters
    ----------
    input_shape, kernel_shape, output_shape : tuple of int
        Shapes of the three arrays, channels first where there are channels, never with a batch
        axis.
    outputs, inputs, taps : numpy.ndarray
        One int64 entry per product, read-only.

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
    outputs: Indices = field(repr=False)
    inputs: Indices = field(repr=False)
    taps: Indices = field(repr=False)

    @property
    def products(self) -> int:
        """The number of products."""
        return len(self.outputs)

    @cached_property
    def count(self) -> Indices:
        """How many products land in each output cell: an array of ``output_shape``, read-only."""
        cells = math.prod(self.output_shape)
        return _read_only(np.bincount(self.outputs, minlength=cells).reshape(self.output_shape))

    @cached_property
    def starts(self) -> Indices:
        """Where each output cell's products start: those of cell ``o`` are ``slice(starts[o], starts[o + 1])``."""
        return _read_only(np.concatenate([[0], np.cumsum(self.count)]))


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
    relations = _relations(axes, input_size, output_size, channels, groups)
    return _plan([_Part(outputs, inputs, taps) for inputs, outputs, taps in relations])


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
    relations = _relations(
        axes, output_size, input_size, None if channels is None else channels[::-1], groups
    )
    return _plan([_Part(outputs, inputs, taps) for outputs, inputs, taps in relations])


class _Side(NamedTuple):
    """One of the three arrays a product touches: its shape, and the flat index of the cell each product touches."""

    shape: tuple[int, ...]
    cells: Indices


class _Part(NamedTuple):
    """The relation of one axis, or of the channels: one entry per product on each side."""

    outputs: _Side
    inputs: _Side
    taps: _Side


def _check_countable(
    axes: Sequence[Axis], input_size: Sequence[int], output_size: Sequence[int]
) -> None:
    kernel_size = [axis.kernel_size for axis in axes]
    for name, size in (("input", input_size), ("kernel", kernel_size), ("output", output_size)):
        if math.prod(size) > MOST_CELLS:
            raise UnsupportedError(
                f"a plan for input size {tuple(input_size)}, kernel size {tuple(kernel_size)} and output size "
                f"{tuple(output_size)}: the {name} has {math.prod(size)} cells, but at most 2**31 = {MOST_CELLS} "
                f"can be listed; use smaller sizes"
            )


def _relations(
    axes: Sequence[Axis],
    strided_size: Sequence[int],
    canvas_size: Sequence[int],
    channels: tuple[int, int] | None,
    groups: int,
) -> Iterator[tuple[_Side, _Side, _Side]]:
    """Yield the sides of every part, channels first: the strided one, the canvas and the taps."""
    if channels is not None:
        yield _channel_relation(*channels, groups)
    for axis, strided, canvas in zip(axes, strided_size, canvas_size, strict=True):
        yield _axis_relation(axis, strided, canvas)


def _axis_relation(axis: Axis, strided_size: int, canvas_size: int) -> tuple[_Side, _Side, _Side]:
    """Find all ``s*i + d*t = o + b``: the sides of ``i`` (strided), ``o`` (canvas) and ``t``, by ``i``, then ``t``."""
    s, d, b, k = axis.stride, axis.dilation, axis.begin, axis.kernel_size
    i: NDArray[Any] = np.arange(
        strided_size, dtype=exact_type(s * strided_size, d * k, b, canvas_size)
    )
    # only the taps that reach the canvas are listed, so the cost is that of the products however
    # much is cropped
    first = np.maximum(-((s * i - b) // d), 0)
    last = np.minimum((b + canvas_size - 1 - s * i) // d, k - 1)
    reached = np.maximum(last - first + 1, 0).astype(np.int64)
    before = np.repeat(np.cumsum(reached) - reached, reached)
    i, t = np.repeat(i, reached), np.repeat(first, reached) + (np.arange(reached.sum()) - before)
    return _side(strided_size, i), _side(canvas_size, s * i + d * t - b), _side(k, t)


def _channel_relation(rows: int, columns: int, groups: int) -> tuple[_Side, _Side, _Side]:
    """Sides of the kernel's rows (its first axis), of its columns, and of the kernel ``(rows, columns/groups)``."""
    width = columns // groups
    taps = np.arange(rows * width)
    row, within = np.divmod(taps, width)
    column = row // (rows // groups) * width + within
    return _side(rows, row), _side(columns, column), _Side((rows, width), taps)


def _plan(parts: Sequence[_Part]) -> Plan:
    outputs, inputs, taps = (reduce(_times, sides) for sides in zip(*parts, strict=True))
    # Along each part, the products of one output cell come by input cell, and the two fix the tap.
    # A product of parts keeps that, so this one stable sort gives book order.
    order = np.argsort(outputs.cells, kind="stable")
    cells = (_read_only(side.cells[order]) for side in (outputs, inputs, taps))
    return Plan(inputs.shape, taps.shape, outputs.shape, *cells)


def _times(first: _Side, second: _Side) -> _Side:
    cells = first.cells[:, None] * math.prod(second.shape) + second.cells
    return _Side(first.shape + second.shape, cells.ravel())


def _side(size: int, cells: NDArray[Any]) -> _Side:
    return _Side((size,), cells.astype(np.int64))


def exact_type(*numbers: int) -> type:
    """Choose int64 where all index arithmetic on these numbers fits, else Python's own integers."""
    return np.int64 if sum(numbers) < 2**62 else object


def _read_only(cells: Indices) -> Indices:
    cells.setflags(write=False)
    return cells
