"""Layers whose padding is not zeros, and biases: what stands around a layer without either.

A convolution pads its input by the mode and then convolves without padding. A transposed
convolution is the transpose of that: without padding first, then every cell of the border is added
to the cell that padding would have copied there.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Expr, ImmutableSparseMatrix

from symconv.data.arrays import KnownArray, check_cell, inexact_type, read_array, same_ring
from symconv.definitions.geometry import enforce
from symconv.definitions.operations import biased
from symconv.errors import UnsupportedError
from symconv.language.words import Tensor, Vec
from symconv.layers.stating import applied_to, check
from symconv.operations import pad, unpad
from symconv.operations.applying import write_tensor
from symconv.symbolic.context import merge, same_shape
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicTensor, as_scalar, lift, read_operand

if TYPE_CHECKING:
    from symconv.layers.conv import Layer

Operand = KnownArray | SymbolicTensor


def without_padding(layer: Layer) -> Any:
    """Return the layer of the same parameters that neither pads nor crops."""
    shared = (layer.dilation, layer.groups, layer.channels)
    if layer.transposed:
        return type(layer)(layer.kernel_size, layer.stride, 0, layer.output_padding, *shared)
    return type(layer)(layer.kernel_size, layer.stride, 0, *shared)


def by_mode(
    layer: Layer, x: Any, w: Any, operands: tuple[Operand, Operand], method: str | None
) -> Any:
    """Return the output of a layer whose padding is not zeros.

    Parameters
    ----------
    layer : Layer
        The layer.
    x, w : tensor
        Input and kernel, as they were given.
    operands : pair of KnownArray or SymbolicTensor
        The same, read.
    method : str, optional
        By which definition.
    """
    shapes = [
        Vec(operand.shape) if isinstance(operand, KnownArray) else operand.tensor.shape
        for operand in operands
    ]
    _, demands, fits = check(layer, *shapes)
    bare, axes = without_padding(layer), tuple(range(-len(layer.axes), 0))
    begins, ends = zip(*layer.padding, strict=True)
    if layer.transposed:
        full = bare(x, w, method=method)
        result = unpad(full, begins, ends, layer.padding_mode, axes=axes)
    else:
        padded = pad(x, begins, ends, layer.padding_mode, axes=axes)
        result = bare(padded, w, method=method)
    if not isinstance(result, SymbolicTensor):
        return result
    one, two = map(lift, operands)
    context = merge(result.context, *contexts_in(layer.given()))
    context = context.adding(layer.sizes(), demands, fits)
    return SymbolicTensor(result.tensor, context, applied_to(layer, method, one, two))


def matrix_by_mode(layer: Layer, w: Any, sizes: Vec, is_known: bool) -> ImmutableSparseMatrix:
    """Return the matrix of a layer whose padding is not zeros, on known sizes.

    The entries of the matrix without padding are added up where padding copies one cell.
    """
    if not is_known:
        raise UnsupportedError(
            f"{layer!r}.matrix(...): on letters the matrix of a layer with padding_mode "
            f"{layer.padding_mode!r} is not "
            "stated; apply the layer, or put numbers"
        )
    bare = without_padding(layer)
    begins, ends = zip(*layer.padding, strict=True)
    inputs = sizes.entries
    if layer.transposed:
        entries, size, lead = bare.matrix(w, inputs), layer.output_size(inputs), 1
    else:
        wide = (sizes + Vec(begins) + Vec(ends)).entries
        entries, size, lead = bare.matrix(w, wide), inputs, 0
    channels = 1 if layer.channels is None else layer.channels[lead]
    # which cell each cell of the padded array is, channel by channel, in row-major order
    cells = np.arange(prod(size)).reshape(size)
    places = pad(cells, begins, ends, layer.padding_mode).ravel().tolist()
    copied = [channel * prod(size) + place for channel in range(channels) for place in places]
    found: dict[tuple[int, int], Expr] = {}
    for (row, column), entry in entries.todok().items():
        place = (copied[row], column) if layer.transposed else (row, copied[column])
        found[place] = found.get(place, 0) + entry
    count = prod(size) * channels
    shape = (count, entries.cols) if layer.transposed else (entries.rows, count)
    return ImmutableSparseMatrix(*shape, found)


def with_bias(layer: Layer, y: Any, b: Any) -> Any:
    """Return an output with a bias added: one scalar per output channel, or one scalar.

    Parameters
    ----------
    layer : Layer
        The layer that gave the output.
    y : tensor
        Its output.
    b : tensor or scalar
        ``(C_out,)``; without channels a scalar.
    """
    if isinstance(y, SymbolicTensor):
        x, w = (argument.value for argument in y.written.arguments)
        method = y.written.parameters[1]
        if layer.channel_counts is None:
            scalar = as_scalar(b)
            one = Tensor(Vec([1]), lambda _: scalar.cell())
            context = merge(y.context, scalar.context)
            result = biased(y.tensor, one, None)
            return SymbolicTensor(result, context, applied_to(layer, method, x, w, scalar))
        bias = lift(read_operand(b, f"{layer!r}: b"))
        wanted = Vec([layer.channel_counts.outputs])
        fits = same_shape(bias.tensor.shape, wanted, f"{layer!r}: b and the output channels")
        context = merge(y.context, bias.context).adding(fits=fits)
        axis = len(y.tensor.shape) - len(layer.axes) - 1
        result = biased(y.tensor, bias.tensor, axis)
        return SymbolicTensor(result, context, applied_to(layer, method, x, w, bias))
    return _known_bias(layer, read_operand(y, "an output"), _bias(layer, b))


def _bias(layer: Layer, b: Any) -> KnownArray:
    """Read a known bias."""
    if layer.channels is None:
        check_cell(b, f"{layer!r}: b")
        return KnownArray("list", (1,), (b,))
    found = read_array(b, f"{layer!r}: b")
    wanted = Vec(layer.channels[1:])
    enforce(same_shape(Vec(found.shape), wanted, f"{layer!r}: b and the output channels"))
    return found


def _known_bias(layer: Layer, y: Any, b: KnownArray) -> Any:
    one, two = same_ring(y, b)
    axis = None if layer.channels is None else len(one.shape) - len(layer.axes) - 1
    result = biased(one.tensor(), two.tensor(), axis)
    return write_tensor(y.form, result, inexact_type(one, two))
