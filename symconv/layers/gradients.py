"""The gradients of a layer by kernel and by input, and the matrix that acts on the kernel.

On known sizes they are computed by the plans of the layer's relation, read towards the kernel or the
input; on letters they are the sums of `symconv.definitions.derivatives`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sympy import ImmutableSparseMatrix

from symconv.data.arrays import KnownArray, same_ring, write_array
from symconv.data.letters import to_size
from symconv.definitions import derivatives
from symconv.definitions.channels import over_batch, over_channels, part
from symconv.definitions.formulations import scatter, window
from symconv.definitions.geometry import Channels, Demand, enforce
from symconv.errors import GeometryError
from symconv.language.terms import floor_divide
from symconv.language.words import Cell, Tensor, Vec, array, split, sum_, when
from symconv.language.words import equal as equal_at
from symconv.layers.engine import combine_numpy
from symconv.layers.plan import Pairing, towards_coarse, towards_fine, towards_kernel
from symconv.layers.stating import check, kernel_place, vectors
from symconv.symbolic.context import merge, same_shape
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicTensor, lift
from symconv.symbolic.written import Spelled, Word, Written, python

if TYPE_CHECKING:
    from symconv.layers.conv import Layer

Operand = KnownArray | SymbolicTensor


def kernel_gradient(layer: Layer, x: Operand, u: Operand) -> Any:
    """Return the gradient of ``<u, layer(x, w)>`` by the kernel."""
    if isinstance(x, KnownArray) and isinstance(u, KnownArray) and layer.is_known:
        demands, fits = _fitting(layer, Vec(x.shape), Vec(u.shape))
        enforce([*demands, *fits])
        axes = len(layer.axes)
        values = (array.as_numpy() for array in same_ring(x, u))
        fine, coarse = (_with_channels(v, axes) for v in _sides(layer, *values))
        counts = _coarse_channels(layer)
        rows, columns = int(counts.inputs_per_group), int(counts.outputs_per_group)
        items = len(fine)
        plan = towards_kernel(
            layer.axes,
            fine.shape[2:],
            coarse.shape[2:],
            Pairing(items, rows, 1, transposed=False),
        )
        groups = []
        for q in range(int(counts.groups)):
            sliding = coarse[:, rows * q : rows * (q + 1)].swapaxes(0, 1)
            below = fine[:, columns * q : columns * (q + 1)].swapaxes(0, 1)
            by_column = combine_numpy(
                plan, np.ascontiguousarray(below), np.ascontiguousarray(sliding)
            )
            groups.append(by_column.swapaxes(0, 1))
        return written_back(x.form, np.concatenate(groups).reshape(layer.kernel_shape.numbers()))
    one, two = lift(x), lift(u)
    demands, fits = _fitting(layer, one.tensor.shape, two.tensor.shape)
    context = merge(one.context, two.context, *contexts_in(layer.given()))
    context = context.adding(layer.sizes(), demands, fits)
    written = _KERNEL_GRADIENT(one.written, two.written, layer=layer)
    tensor = _stated_kernel_gradient(layer, one.tensor, two.tensor)
    return SymbolicTensor(tensor, context, written)


def _fitting(layer: Layer, x: Vec, u: Vec) -> tuple[list[Demand], list[Demand]]:
    """Return the demands on sizes, and that `u` has the shape of the layer's output on `x`."""
    spatial, demands, fits = check(layer, x, layer.kernel_shape)
    lead, _ = x.split_at(len(x) - len(spatial))
    if layer.channel_counts:
        batch, _ = lead.split_at(len(lead) - 1)
        lead = batch.join(Vec([layer.channel_counts.outputs]))
    output = lead.join(layer.output_shape(spatial.entries))
    request = f"{layer!r}: u and the output of this layer"
    return demands, [*fits, *same_shape(u, output, request)]


def _sides(layer: Layer, at_input: Any, at_output: Any) -> tuple[Any, Any]:
    """Return the fine and the coarse one of two things, at the input and at the output of a layer."""
    return (at_output, at_input) if layer.transposed else (at_input, at_output)


def _coarse_channels(layer: Layer) -> Channels:
    """Return the channels with those of the coarse side, which are the rows of the kernel, as inputs."""
    counts = layer.channel_counts or Channels(1, 1)
    if layer.transposed:
        return counts
    return Channels(counts.outputs, counts.inputs, counts.groups)


def _with_channels(values: NDArray[Any], axes: int) -> NDArray[Any]:
    """Return ``(N, C, *spatial)`` of an array that may lack the first, or both."""
    missing = axes + 2 - values.ndim
    return values.reshape((1,) * missing + values.shape)


def written_back(form: str, values: NDArray[Any]) -> Any:
    """Give cells back in a form; a matrix that has not two axes any more is an array."""
    if form == "numpy" and values.dtype != object:
        return values
    form = "array" if form == "matrix" and values.ndim != 2 else form
    return write_array(form, values.shape, values.ravel().tolist())


def _stated_kernel_gradient(layer: Layer, x: Tensor, u: Tensor) -> Tensor:
    s, d, b = vectors(layer)
    k = Vec(axis.kernel_size for axis in layer.axes)

    def of_item(fine: Tensor, coarse: Tensor) -> Tensor:
        if layer.channel_counts is None:
            return derivatives.kernel_gradient(fine, coarse, s, d, b, k)
        channels = _coarse_channels(layer)
        return derivatives.kernel_gradient_over_channels(fine, coarse, s, d, b, k, channels)

    fine, coarse = _sides(layer, x, u)
    if layer.channel_counts is None or len(x.shape) == len(k) + 1:
        return of_item(fine, coarse)
    items, _ = x.shape.split_at(1)

    def cell(at: Vec) -> Cell:
        return sum_(items, lambda n: of_item(part(fine, n), part(coarse, n))[at])

    return array(layer.kernel_shape, cell)


def input_gradient(layer: Layer, u: Operand, w: Operand, input_size: Any = None) -> Any:
    """Return the gradient of ``<u, layer(x, w)>`` by the input."""
    shape = Vec(u.shape) if isinstance(u, KnownArray) else u.tensor.shape
    sizes = _input_sizes(layer, shape, input_size)
    counts = layer.channel_counts
    lead, _ = shape.split_at(max(len(shape) - len(layer.axes), 0))
    if counts and len(lead):
        batch, _ = lead.split_at(len(lead) - 1)
        lead = batch.join(Vec([counts.inputs]))
    x_shape = lead.join(sizes)
    kernel = Vec(w.shape) if isinstance(w, KnownArray) else w.tensor.shape
    spatial, demands, fits = check(layer, x_shape, kernel)
    fits = [*fits, *_fitting(layer, x_shape, shape)[1]]
    if isinstance(u, KnownArray) and isinstance(w, KnownArray) and sizes.known and layer.is_known:
        enforce([*demands, *fits])
        return _computed_input_gradient(layer, u, w, spatial.numbers())
    one, two = lift(u), lift(w)
    given = contexts_in((layer.given(), () if input_size is None else input_size))
    context = merge(one.context, two.context, *given)
    context = context.adding([*layer.sizes(), *sizes.entries], demands, fits)
    written = _INPUT_GRADIENT(one.written, two.written, layer=layer, input_size=input_size)
    tensor = _stated_input_gradient(layer, one.tensor, two.tensor, x_shape)
    return SymbolicTensor(tensor, context, written)


def _input_sizes(layer: Layer, u: Vec, input_size: Any) -> Vec:
    """Return the input size that is given, or the smallest that gives an output as large as `u`."""
    if input_size is not None:
        return Vec(to_size(n, "input_size") for n in layer.per_axis_size(input_size))
    _, output = u.split_at(max(len(u) - len(layer.axes), 0))
    if len(output) != len(layer.axes):
        return Vec([1] * len(layer.axes))
    sizes = []
    for axis, o in zip(layer.axes, output.entries, strict=True):
        if layer.transposed:
            rest = o - axis.reach + axis.begin + axis.end - axis.output_padding
            sizes.append(floor_divide(rest, axis.stride) + 1)
        else:
            sizes.append(axis.stride * (o - 1) + axis.reach - axis.begin - axis.end)
    return Vec(sizes)


def _computed_input_gradient(
    layer: Layer, u: KnownArray, w: KnownArray, input_size: tuple[int, ...]
) -> Any:
    left, right = (array.as_numpy() for array in same_ring(u, w))
    output = u.shape[len(u.shape) - len(layer.axes) :]
    fine, coarse = _sides(layer, input_size, output)
    channels = None
    if layer.channels:
        inputs, outputs = layer.channels
        channels = Pairing(outputs, inputs, layer.groups, not layer.transposed)
    towards = towards_coarse if layer.transposed else towards_fine
    plan = towards(layer.axes, fine, coarse, channels)
    values = combine_numpy(plan, left, right)
    return written_back(u.form, values)


def _stated_input_gradient(layer: Layer, u: Tensor, w: Tensor, shape: Vec) -> Tensor:
    counts, axes = layer.channel_counts, len(layer.axes)
    definition = window if layer.transposed else scatter
    s, d, b = vectors(layer)
    lead, size = shape.split_at(len(shape) - axes)
    if len(lead) == 2:
        _, item = shape.split_at(1)
        return over_batch(lambda one: _stated_input_gradient(layer, one, w, item), u, item)
    if counts is None:
        return definition(u, w, s, d, b, size)

    def pair(q: Vec, f: Vec, c: Vec) -> Tensor:
        source = part(u, q * counts.outputs_per_group + f)
        return definition(source, part(w, kernel_place(layer, counts, q, c, f)), s, d, b, size)

    swapped = Channels(counts.outputs, counts.inputs, counts.groups)
    return over_channels(pair, size, swapped)


def kernel_matrix(layer: Layer, x: Operand) -> Any:
    """Return the matrix from the flattened kernel to the flattened output, ``y = D w``."""
    shape = Vec(x.shape) if isinstance(x, KnownArray) else x.tensor.shape
    if layer.channels and len(shape) > len(layer.axes) + 1:
        raise GeometryError(
            f"{layer!r}.matrix(x=..., of='kernel'): x has a batch axis, but a matrix is that of one item; "
            "give x as (C_in, *spatial)"
        )
    spatial, demands, fits = check(layer, shape, layer.kernel_shape)
    if isinstance(x, KnownArray) and layer.is_known:
        enforce([*demands, *fits])
        input_size = spatial.numbers()
        plan, cells = layer.plan(input_size), x.as_sympy().cells
        places = zip(plan.outputs.tolist(), plan.taps.tolist(), strict=True)
        values = (cells[i] for i in plan.inputs.tolist())
        entries = dict(zip(places, values, strict=True))  # output and tap meet in one input at most
        return ImmutableSparseMatrix(prod(plan.output_shape), prod(plan.kernel_shape), entries)
    operand = lift(x)
    context = merge(operand.context, *contexts_in(layer.given()))
    context = context.adding(layer.sizes(), demands, fits)
    written = _KERNEL_MATRIX(operand.written, layer=layer)
    rows = len(layer.axes) + bool(layer.channels)
    return SymbolicTensor(_stated_kernel_matrix(layer, operand.tensor), context, written, rows)


def _stated_kernel_matrix(layer: Layer, x: Tensor) -> Tensor:
    s, d, b = vectors(layer)
    k = Vec(axis.kernel_size for axis in layer.axes)
    counts = layer.channel_counts
    entries = (
        derivatives.transposed_kernel_matrix
        if layer.transposed
        else derivatives.direct_kernel_matrix
    )
    _, spatial = x.shape.split_at(len(x.shape) - len(k))
    size = layer.output_shape(spatial.entries)
    if counts is None:
        return entries(x, s, d, b, size, k)

    def cell(at: Vec) -> Cell:
        e, rest = at.split_at(1)
        o, rest = rest.split_at(len(size))
        row, rest = rest.split_at(1)
        column, t = rest.split_at(1)

        def entry(c: Vec) -> Cell:
            return entries(part(x, c), s, d, b, size, k)[o.join(t)]

        def of_group(q: Vec, f: Vec) -> Cell:
            if not layer.transposed:
                return when(equal_at(row, e), entry(q * counts.inputs_per_group + column))

            def of_row(q2: Vec, c2: Vec) -> Cell:
                return when(equal_at(q2.join(column), q.join(f)), entry(row))

            return split(row, Vec([counts.inputs_per_group]), of_row)

        return split(e, Vec([counts.outputs_per_group]), of_group)

    return array(Vec([counts.outputs]).join(size).join(layer.kernel_shape), cell)


def _spell_kernel_gradient(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.kernel_gradient(x, u)``."""
    x, u = arguments
    return Spelled(f"{written.parameters[0]!r}.kernel_gradient({x.text}, {u.text})")


def _spell_input_gradient(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.input_gradient(u, w)``, with the input size where one was given."""
    layer, input_size = written.parameters
    given = [argument.text for argument in arguments]
    if input_size is not None:
        given.append(python(input_size).text)
    return Spelled(f"{layer!r}.input_gradient({', '.join(given)})")


def _spell_kernel_matrix(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.matrix(x=x, of='kernel')``."""
    return Spelled(f"{written.parameters[0]!r}.matrix(x={arguments[0].text}, of='kernel')")


_KERNEL_GRADIENT = Word(
    "kernel gradient",
    lambda x, u, layer: layer.kernel_gradient(x, u),
    ("layer",),
    _spell_kernel_gradient,
)
_INPUT_GRADIENT = Word(
    "input gradient",
    lambda u, w, layer, input_size: layer.input_gradient(u, w, input_size),
    ("layer", "input_size"),
    _spell_input_gradient,
)
_KERNEL_MATRIX = Word(
    "matrix of the input",
    lambda x, layer: layer.matrix(x=x, of="kernel"),
    ("layer",),
    _spell_kernel_matrix,
)
