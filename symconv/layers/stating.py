"""A layer on letters, and by one of its definitions: what it asks of shapes, the sum it is, its matrix.

On known sizes `symconv.layers.conv` computes without coming here, unless a method is named or a
shape does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from symconv.data.arrays import KnownArray, inexact_type
from symconv.definitions.channels import over_batch, over_channels, part
from symconv.definitions.formulations import Definition, convolution_matrix
from symconv.definitions.geometry import Channels, Demand, Message, enforce
from symconv.definitions.operations import transpose
from symconv.errors import ShapeError, counted
from symconv.language.terms import at_least, equal
from symconv.language.words import Cell, Tensor, Vec, array, split, when
from symconv.language.words import equal as equal_at
from symconv.operations.applying import write_tensor
from symconv.symbolic.context import merge, same_shape, shape_text
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, lift
from symconv.symbolic.written import Spelled, Word, Written, python

if TYPE_CHECKING:
    from symconv.layers.conv import Layer


def check(layer: Layer, x: Vec, w: Vec) -> tuple[Vec, list[Demand], list[Demand]]:
    """Return the spatial input size, the demands on sizes and the demands that the shapes fit.

    Raises
    ------
    ShapeError
        If a number of axes is not right.
    """
    batch = _batch_axes(layer, x)
    lead, spatial = x.split_at(len(x) - len(layer.axes))
    request = Message("{}: w and the kernel that this layer takes", layer)
    fits = same_shape(w, layer.kernel_shape, request)
    if layer.channel_counts:
        inputs = layer.channel_counts.inputs
        text = Message(
            "{}: x has shape {}, so {} channels; C_in = {} is needed",
            layer,
            shape_text(x.entries),
            lead.entries[-1],
            inputs,
        )
        condition = equal(lead.entries[-1], inputs)
        fits.append(Demand(condition, text, "give x as (C_in, *spatial)", ShapeError))
    demands = [*layer.parameter_demands(), *layer.size_demands(spatial.entries)]
    if batch:
        text = Message(
            "{}: the batch size is {}, but batch size >= 1 is needed", layer, x.entries[0]
        )
        demands.append(Demand(at_least(x.entries[0], 1), text, "use 1 or more"))
    return spatial, demands, fits


def check_shapes(layer: Layer, x: Sequence[int], w: Sequence[int]) -> None:
    """Raise where known shapes do not fit, or sizes are not legal."""
    _, demands, fits = check(layer, Vec(x), Vec(w))
    enforce([*fits, *demands])


def _batch_axes(layer: Layer, x: Vec) -> int:
    axes = len(layer.axes)
    if layer.channels:
        extra, most = len(x) - axes - 1, 1
        form, advice = "(C_in, *spatial) or (N, C_in, *spatial)", ""
    else:
        extra, most = len(x) - axes, 0
        form, advice = (
            "(*spatial)",
            "; give as many axes to the kernel as to x, or declare channels=(C_in, C_out)",
        )
    if not 0 <= extra <= most:
        raise ShapeError(
            f"{layer!r}: x has {counted(len(x), 'axis')}, shape {shape_text(x.entries)}, "
            f"but {form} with {counted(axes, 'spatial axis')} is needed{advice}"
        )
    return extra


def state(
    layer: Layer, x: SymbolicTensor, w: SymbolicTensor, definition: Definition, method: str | None
) -> SymbolicTensor:
    """Return the sum that a layer is on letters."""
    _, demands, fits = check(layer, x.tensor.shape, w.tensor.shape)
    context = merge(x.context, w.context, *contexts_in(layer.given()))
    context = context.adding(layer.sizes(), demands, fits)
    written = applied_to(layer, method, x, w)
    return SymbolicTensor(_applied(layer, definition, x.tensor, w.tensor), context, written)


def by_definition(layer: Layer, x: KnownArray, w: KnownArray, definition: Definition) -> Any:
    """Return what a definition gives on known arrays of one ring, in the form of `x`."""
    result = _applied(layer, definition, x.tensor(), w.tensor())
    return write_tensor(x.form, result, inexact_type(x, w))


def _applied(layer: Layer, definition: Definition, x: Tensor, w: Tensor) -> Tensor:
    """Apply a definition with channels and batch around it."""
    counts = layer.channel_counts
    if _batch_axes(layer, x.shape):
        spatial = layer.output_shape(x.shape.entries[2:])
        shape = Vec([counts.outputs]).join(spatial) if counts else spatial
        return over_batch(lambda item: _applied(layer, definition, item, w), x, shape)
    if counts is None:
        return _on_axes(layer, definition, x, w)

    def pair(q: Vec, c: Vec, f: Vec) -> Tensor:
        source = part(x, q * counts.inputs_per_group + c)
        kernel = part(w, kernel_place(layer, counts, q, c, f))
        return _on_axes(layer, definition, source, kernel)

    output = layer.output_shape(x.shape.entries[1:])
    return over_channels(pair, output, counts)


def _on_axes(layer: Layer, definition: Definition, x: Tensor, w: Tensor) -> Tensor:
    s, d, b = vectors(layer)
    output = layer.output_shape(x.shape.entries)
    return definition(x, w, s, d, b, output)


def vectors(layer: Layer) -> tuple[Vec, Vec, Vec]:
    """Return stride, dilation and begin."""
    strides = Vec(axis.stride for axis in layer.axes)
    dilations = Vec(axis.dilation for axis in layer.axes)
    begins = Vec(axis.begin for axis in layer.axes)
    return strides, dilations, begins


def kernel_place(layer: Layer, channels: Channels, q: Vec, c: Vec, f: Vec) -> Vec:
    """Return the channels of the kernel for input channel `c` and output channel `f` of group `q`."""
    if layer.transposed:
        return (q * channels.inputs_per_group + c).join(f)
    return (q * channels.outputs_per_group + f).join(c)


def applied_to(
    layer: Layer, method: str | None, *values: SymbolicTensor | SymbolicScalar
) -> Written:
    """Return what is written for a layer applied to input, kernel and, where there is one, bias."""
    return _APPLICATION(*(value.written for value in values), layer=layer, method=method)


def state_matrix(
    layer: Layer, w: KnownArray | SymbolicTensor, sizes: Vec, input_size: Any
) -> SymbolicTensor:
    """Return the matrix of a layer on letters."""
    taps = lift(w)
    written = _MATRIX(taps.written, layer=layer, input_size=input_size)
    counts = layer.channel_counts
    lead = Vec([counts.inputs]) if counts else Vec([])
    _, demands, fits = check(layer, lead.join(sizes), taps.tensor.shape)
    given = contexts_in((layer.given(), input_size))
    letters = [*layer.sizes(), *sizes.entries]
    context = merge(taps.context, *given).adding(letters, demands, fits)
    size = layer.output_shape(sizes.entries)
    if counts is None:
        tensor = _axes_matrix(layer, taps.tensor, size, sizes)
        return SymbolicTensor(tensor, context, written, len(size))
    tensor = _channels_matrix(layer, taps.tensor, size, sizes, counts)
    return SymbolicTensor(tensor, context, written, len(size) + 1)


def _axes_matrix(layer: Layer, w: Tensor, size: Vec, sizes: Vec) -> Tensor:
    s, d, b = vectors(layer)
    if layer.transposed:
        return transpose(convolution_matrix(w, s, d, b, sizes, size), len(sizes))
    return convolution_matrix(w, s, d, b, size, sizes)


def _channels_matrix(layer: Layer, w: Tensor, size: Vec, sizes: Vec, channels: Channels) -> Tensor:
    """Return ``M[e, o, c, i]``, zero where the two channels are in different groups."""
    m, n = Vec([channels.inputs_per_group]), Vec([channels.outputs_per_group])

    def cell(at: Vec) -> Cell:
        e, rest = at.split_at(1)
        o, rest = rest.split_at(len(size))
        c, i = rest.split_at(1)

        def group(q: Vec, f: Vec) -> Cell:
            def pair(q2: Vec, c2: Vec) -> Cell:
                kernel = part(w, kernel_place(layer, channels, q, c2, f))
                entry = _axes_matrix(layer, kernel, size, sizes)[o.join(i)]
                return when(equal_at(q2, q), entry)

            return split(c, m, pair)

        return split(e, n, group)

    rows = Vec([channels.outputs]).join(size)
    columns = Vec([channels.inputs]).join(sizes)
    return array(rows.join(columns), cell)


def _spell_application(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer(x, w)``, with the method where one was given."""
    layer, method = written.parameters
    given = [argument.text for argument in arguments]
    if method is not None:
        given.append(f"method={method!r}")
    return Spelled(f"{layer!r}({', '.join(given)})")


def _spell_matrix(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.matrix(w, input_size)``."""
    layer, input_size = written.parameters
    return Spelled(f"{layer!r}.matrix({arguments[0].text}, {python(input_size).text})")


_APPLICATION = Word(
    "layer",
    lambda x, w, b=None, *, layer, method: layer(x, w, b, method=method),
    ("layer", "method"),
    _spell_application,
)
_MATRIX = Word(
    "matrix",
    lambda w, layer, input_size: layer.matrix(w, input_size),
    ("layer", "input_size"),
    _spell_matrix,
)
