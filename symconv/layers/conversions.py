"""A layer as another layer: values that hold the other layer and its kernel, and do the same to an input.

`symconv.layers.conv` makes them, by the methods of a layer. On known sizes they compute; on letters
they state, so that ``Equal(up(x, w), up.as_conv(w)(x))`` is a claim that can be proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import gcd, prod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, expand

from symconv.data import rearranging
from symconv.data.arrays import KnownArray, same_ring, write_array
from symconv.data.letters import from_size, to_size
from symconv.definitions import kernels
from symconv.definitions.geometry import Axis, Channels, Demand, enforce, verdict_by_signs
from symconv.errors import GeometryError, UnsupportedError
from symconv.formulas.notebook import InWords
from symconv.language.terms import Size, at_least, floor_divide
from symconv.language.words import Tensor, Vec
from symconv.layers.gradients import written_back
from symconv.layers.stating import check, vectors
from symconv.operations import concat, crop, flip, pixel_shuffle, repeat, stretch, subsample
from symconv.symbolic.context import merge, same_shape
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicTensor, lift, read_operand
from symconv.symbolic.written import Spelled, Word, Written, python, shortened

if TYPE_CHECKING:
    from symconv.layers.conv import Layer

Operand = KnownArray | SymbolicTensor
_LONGEST_KERNEL = 60


@dataclass(frozen=True, eq=False, repr=False)
class Conversion(InWords):
    """A layer and its kernel that do what another layer does.

    Parameters
    ----------
    source : Layer
        The layer that was converted.
    layer : Layer
        The other layer.
    kernel : tensor
        Its kernel.
    """

    source: Layer
    layer: Layer
    kernel: Any

    def __call__(self, x: Any) -> Any:
        """Return what the layer that was converted gives on `x`."""
        return self.layer(self.prepared(x), self.kernel)

    def prepared(self, x: Any) -> Any:
        """Return what the other layer is applied to."""
        return x

    def prepared_text(self) -> str:
        """Return what is done to `x` before, as Python."""
        return "x"

    def __repr__(self) -> str:
        return f"{self.layer!r}({self.prepared_text()}, {_kernel_text(self.kernel)})"


def _kernel_text(kernel: Any) -> str:
    """Return a kernel as Python; long numbers as their shape."""
    operand = read_operand(kernel, "the kernel")
    if not isinstance(operand, KnownArray):
        return shortened(python(operand).text, _LONGEST_KERNEL * 3)
    text = str(write_array("list", operand.shape, operand.cells))
    return text if len(text) <= _LONGEST_KERNEL else f"kernel of shape {operand.shape}"


@dataclass(frozen=True, eq=False, repr=False)
class Stretched(Conversion):
    """A convolution on the stretched and padded input, with the reversed kernel.

    Parameters
    ----------
    factor : tuple
        By how much each axis is stretched.
    ends : tuple of pairs
        Cells that are cropped at begin and end of each axis after stretching; negative ones are
        zeros put on. Where both ends only pad, the layer does it and nothing is cropped.
    """

    factor: tuple[Any, ...] = ()
    ends: tuple[tuple[Any, Any], ...] = ()
    enlarge: ClassVar[Callable[..., Any]] = staticmethod(stretch)
    by_numpy: ClassVar[Callable[..., NDArray[Any]]] = staticmethod(rearranging.stretched)

    def prepared(self, x: Any) -> Any:
        """Return the stretched and cropped input."""
        lead_axes(self.source, x)
        operand = read_operand(x, "x")
        if isinstance(operand, KnownArray) and self.source.is_known:
            enlarged = self.by_numpy(operand.as_numpy(), self.factor)
            return written_back(operand.form, rearranging.cropped(enlarged, self.ends))
        axes = spatial_axes(self.source)
        if any(s != 1 for s in self.factor):
            x = self.enlarge(x, alike(self.factor), axes)
        if any(end != 0 for pair in self.ends for end in pair):
            begins, ends = zip(*self.ends, strict=True)
            x = crop(x, alike(begins), alike(ends), axes)
        return x

    def prepared_text(self) -> str:
        """Return what is done to `x` before, as Python."""
        axes = spatial_axes(self.source)
        which = "" if axes is None else f", axes={axes}"
        text = "x"
        if any(s != 1 for s in self.factor):
            text = f"{self.enlarge.__name__}({text}, {_each(self.factor)}{which})"
        if any(end != 0 for pair in self.ends for end in pair):
            begins, ends = zip(*self.ends, strict=True)
            text = f"crop({text}, {_each(begins)}, {_each(ends)}{which})"
        return text


def spatial_axes(layer: Layer) -> int | tuple[int, ...] | None:
    """Return the spatial axes of an input, counted from the end; ``None`` where there are no others."""
    axes = tuple(range(-len(layer.kernel_size), 0))
    if layer.channels is None:
        return None
    return axes if len(axes) > 1 else axes[0]


@dataclass(frozen=True, eq=False, repr=False)
class Resized(Stretched):
    """A convolution of unit stride on the input with every cell repeated: a resize, nearest neighbour, and a convolution."""

    enlarge: ClassVar[Callable[..., Any]] = staticmethod(repeat)
    by_numpy: ClassVar[Callable[..., NDArray[Any]]] = staticmethod(rearranging.repeated)


def as_resize_conv(layer: Layer, w: Any, conv: type[Layer]) -> Resized:
    """Return a transposed convolution as a convolution on the repeated input, where its kernel allows it."""
    kernel = read_kernel(layer, w)
    request = f"{layer!r}.as_resize_conv(w)"
    if not (layer.is_known and isinstance(kernel, KnownArray)):
        raise UnsupportedError(
            f"{request}: whether the kernel can be divided is asked of its cells; give numbers "
            "or cells, no letters for sizes"
        )
    if kernel.is_inexact:
        raise UnsupportedError(
            f"{request}: w has floating-point cells, but exact ones are needed to divide"
        )
    if any(d != 1 for d in layer.dilation):
        raise UnsupportedError(f"{request}: dilation is {layer.dilation}, but 1 is needed")
    cells = np.array(kernel.cells, dtype=object).reshape(kernel.shape)
    lead = len(kernel.shape) - len(layer.axes)
    for number, s in enumerate(layer.stride):
        cells = _divided(cells, lead + number, s, request)
    taps = tuple(int(n) for n in cells.shape[lead:])
    ends = [
        (k - 1 - axis.begin, k - 1 - axis.end + axis.output_padding)
        for k, axis in zip(taps, layer.axes, strict=True)
    ]
    padding, crops = zip(*map(_padded_or_cropped, ends), strict=True)
    options = {"groups": layer.groups, "channels": layer.channels}
    small = write_array(kernel.form, cells.shape, cells.ravel().tolist())
    rotated = rotated_kernel(type(layer)(taps, **options), small)
    return Resized(
        layer, conv(taps, padding=list(padding), **options), rotated, layer.stride, crops
    )


def _divided(cells: NDArray[Any], axis: int, s: int, request: str) -> NDArray[Any]:
    """Divide a kernel along an axis by `s` ones, as polynomials are divided."""
    moved = np.moveaxis(cells, axis, 0)
    rows = moved.reshape(len(moved), -1)
    quotient = rows.copy()
    quotient[1:] -= rows[:-1]
    for t in range(len(rows)):
        if t >= s:
            quotient[t] += quotient[t - s]
        quotient[t] = [expand(cell) if isinstance(cell, Expr) else cell for cell in quotient[t]]
    kept = len(rows) - s + 1
    if kept < 1 or np.any(quotient[kept:] != 0):
        raise GeometryError(
            f"{request}: along axis {axis} of the kernel its cells are no sum of runs of {s} "
            "equal ones, so a resize by "
            "repeating does not lead to it; use as_conv"
        )
    shape = (kept, *moved.shape[1:])
    divided = quotient[:kept].reshape(shape)
    return np.moveaxis(divided, 0, axis)


def alike(values: Sequence[Any]) -> Any:
    """Return one value where all are the same, else all: as a person writes them."""
    return values[0] if all(value == values[0] for value in values) else tuple(values)


def _each(values: Sequence[Any]) -> str:
    """Return one value for all axes, or one per axis, as Python."""
    return python(alike(values)).text


def lead_axes(layer: Layer, x: Any) -> int:
    """Return how many axes an input has before the spatial ones; raise where the layer does not take it."""
    operand = read_operand(x, f"{layer!r}: x")
    shape = Vec(operand.shape) if isinstance(operand, KnownArray) else operand.tensor.shape
    spatial, demands, fits = check(layer, shape, layer.kernel_shape)
    enforce([*demands, *fits])
    return len(shape) - len(spatial)


def as_conv(layer: Layer, w: Any, conv: type[Layer]) -> Stretched:
    """Return a transposed convolution as a convolution of unit stride."""
    ends = []
    for axis in (Axis(*row) for row in layer.rows()):
        rest = axis.reach - 1
        ends.append((rest - axis.begin, rest - axis.end + axis.output_padding))
    kernel = rotated_kernel(layer, w)
    padding, crops = zip(*map(_padded_or_cropped, ends), strict=True)
    channels = {} if layer.channels is None else {"channels": layer.channels}
    other = conv(
        layer.kernel_size,
        padding=list(padding),
        dilation=layer.dilation,
        groups=layer.groups,
        **channels,
    )
    return Stretched(layer, other, kernel, layer.stride, crops)


def _padded_or_cropped(ends: tuple[Any, Any]) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return the padding of a layer, and what is cropped before it: all in the one or all in the other."""
    if all(verdict_by_signs(at_least(to_size(end, "a padding"), 0)) is True for end in ends):
        return ends, (0, 0)
    begin, end = ends
    return (0, 0), (-begin, -end)


def rotated_kernel(layer: Layer, w: Any) -> Any:
    """Return the kernel with its taps reversed, and input and output channels exchanged within the groups."""
    rows, columns = _block(layer)

    def build(taps: Tensor) -> Tensor:
        counts = layer.channel_counts or Channels(1, 1)
        return kernels.rotated(taps, rows, columns, counts.groups)

    def compute(cells: NDArray[Any]) -> NDArray[Any]:
        return rearranging.rotated(cells, int(rows), int(columns), layer.groups)

    kernel = read_kernel(layer, w)
    if layer.channels is None:
        turned = (slice(None, None, -1),) * len(layer.axes)
        return part_of(kernel, turned, lambda: flip(w))
    return rearranged(layer, _AS_CONV, [kernel], build, compute)


def _block(layer: Layer) -> tuple[Size, Size]:
    """Return the rows and columns that the kernel has in each group."""
    counts = layer.channel_counts or Channels(1, 1)
    sides = counts.inputs_per_group, counts.outputs_per_group
    return sides if layer.transposed else sides[::-1]


def read_kernel(layer: Layer, w: Any) -> Operand:
    """Read a kernel, which must have the shape that the layer takes."""
    kernel = read_operand(w, f"{layer!r}: w")
    enforce(_kernel_fits(layer, kernel))
    return kernel


def _kernel_fits(layer: Layer, kernel: Operand) -> list[Demand]:
    shape = Vec(kernel.shape) if isinstance(kernel, KnownArray) else kernel.tensor.shape
    return same_shape(
        shape, layer.kernel_shape, f"{layer!r}: w and the kernel that this layer takes"
    )


def rearranged(
    layer: Layer,
    word: Word,
    operands: Sequence[Operand],
    build: Callable[..., Tensor],
    compute: Callable[..., NDArray[Any]],
) -> Any:
    """Return a kernel made of others: cells in the form of the first, or what is stated on letters.

    Parameters
    ----------
    layer : Layer
        Whose kernel the first is.
    word : Word
        What is written on letters.
    operands : sequence of KnownArray or SymbolicTensor
        The kernel, and what else it is made of.
    build, compute : callable
        The same in the six words, on tensors, and on NumPy arrays.
    """
    known = [operand for operand in operands if isinstance(operand, KnownArray)]
    if len(known) == len(operands) and layer.is_known:
        arrays = same_ring(*known)
        return written_back(arrays[0].form, compute(*(array.as_numpy() for array in arrays)))
    stated = [lift(operand) for operand in operands]
    given = contexts_in(layer.given())
    context = merge(*(operand.context for operand in stated), *given)
    fits = _kernel_fits(layer, stated[0])
    context = context.adding(layer.sizes(), layer.parameter_demands(), fits)
    result = build(*(operand.tensor for operand in stated))
    return SymbolicTensor(result, context, word(*(one.written for one in stated), layer=layer))


def ungroup(layer: Layer, w: Any) -> Conversion:
    """Return a layer of one group with the groups' kernels on a diagonal of blocks."""
    kernel = read_kernel(layer, w)
    if layer.channels is None or layer.groups == 1:
        return Conversion(layer, layer, w)
    groups = layer.channel_counts.groups if layer.channel_counts else 1
    rows, columns = _block(layer)

    def build(taps: Tensor) -> Tensor:
        return kernels.dense(taps, rows, columns, groups)

    def compute(cells: NDArray[Any]) -> NDArray[Any]:
        return rearranging.dense(cells, int(rows), int(columns), int(groups))

    block = rearranged(layer, _UNGROUP, [kernel], build, compute)
    return Conversion(layer, with_groups(layer, 1), block)


def with_groups(layer: Layer, groups: Any, channels: Any = None) -> Layer:
    """Return a layer with another number of groups, and other channels where they are given."""
    parameters = {name: getattr(layer, name) for name in ("stride", "dilation")}
    if layer.transposed:
        parameters["output_padding"] = layer.output_padding
    return type(layer)(
        layer.kernel_size,
        padding=list(layer.padding),
        groups=groups,
        channels=layer.channels if channels is None else channels,
        **parameters,
    )


def scaled(layer: Layer, w: Any, g: Any) -> Conversion:
    """Return the layer with a kernel that multiplies every output channel by a number."""
    kernel, factors = read_kernel(layer, w), read_operand(g, f"{layer!r}: g")
    if layer.channel_counts is None:
        raise GeometryError(
            f"{layer!r}.scaled(w, g): without channels there is one factor; multiply the kernel by it, "
            "or declare channels=(1, 1)"
        )
    outputs = Vec([layer.channel_counts.outputs])
    shape = Vec(factors.shape) if isinstance(factors, KnownArray) else factors.tensor.shape
    enforce(same_shape(shape, outputs, f"{layer!r}: g and the output channels"))
    rows, columns = _block(layer)

    def build(taps: Tensor, factor: Tensor) -> Tensor:
        if layer.transposed:
            return kernels.scaled_columns(taps, factor, rows, columns)
        return kernels.scaled_rows(taps, factor)

    def compute(cells: NDArray[Any], factor: NDArray[Any]) -> NDArray[Any]:
        if layer.transposed:
            return rearranging.scaled_columns(cells, factor, int(rows), int(columns))
        return rearranging.scaled_rows(cells, factor)

    product_kernel = rearranged(layer, _SCALED, [kernel, factors], build, compute)
    return Conversion(layer, layer, product_kernel)


@dataclass(frozen=True, eq=False, repr=False)
class GroupPart(Conversion):
    """One group of a layer: a layer of its own on the input channels of the group.

    Parameters
    ----------
    number : int
        Which group.
    """

    number: int = 0

    def prepared(self, x: Any) -> Any:
        """Return the input channels of the group."""
        lead_axes(self.source, x)
        return crop(x, *self._ends(), axes=channel_axis(self.source))

    def prepared_text(self) -> str:
        """Return what is done to `x` before, as Python."""
        begin, end = (python(value).text for value in self._ends())
        return f"crop(x, {begin}, {end}, axes={channel_axis(self.source)})"

    def _ends(self) -> tuple[Any, Any]:
        inputs = self.layer.channels[0]
        return inputs * self.number, inputs * (self.source.groups - self.number - 1)


def channel_axis(layer: Layer) -> int:
    """Return the axis of the channels of an input, counted from the end."""
    return -len(layer.kernel_size) - 1


PartT = TypeVar("PartT", bound=Conversion)


@dataclass(frozen=True, eq=False, repr=False)
class LayerParts(InWords, Generic[PartT]):
    """A layer as several layers, each with a kernel of its own.

    Parameters
    ----------
    source : Layer
        The layer.
    parts : tuple of Conversion
        What it is made of, in order.
    """

    source: Layer
    parts: tuple[PartT, ...]

    def __iter__(self) -> Iterator[PartT]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, number: int) -> PartT:
        return self.parts[number]

    @property
    def kernel(self) -> tuple[Any, ...]:
        """The kernels of the parts."""
        return tuple(part.kernel for part in self.parts)


@dataclass(frozen=True, eq=False, repr=False)
class GroupParts(LayerParts["GroupPart"]):
    """A layer with groups as layers without, one for each group, whose outputs are put behind each other.

    Parameters
    ----------
    source : Layer
        The layer.
    parts : tuple of GroupPart
        By group.
    """

    @property
    def layer(self) -> Layer:
        """The layer that every group is."""
        return self.parts[0].layer

    def __call__(self, x: Any) -> Any:
        """Return the outputs of the groups, channels behind each other."""
        return concat(*(part(x) for part in self.parts), axis=channel_axis(self.source))

    def __repr__(self) -> str:
        outputs = self.layer.channels[1]
        lines = []
        for part in self.parts:
            begin, end = (python(outputs * (part.number + more)).text for more in (0, 1))
            lines.append(f"y[{begin}:{end}] = {part!r}")
        return "\n".join(lines)


def depthwise_parts(layer: Layer, w: Any) -> GroupParts:
    """Return the groups of a layer as layers."""
    read_kernel(layer, w)
    groups = layer.groups
    if layer.channel_counts is None or not isinstance(groups, int):
        raise UnsupportedError(
            f"{layer!r}.depthwise_parts(w): there is a layer for each group, so the layer needs channels, "
            "and groups must be a number"
        )
    counts = layer.channel_counts
    channels = from_size(counts.inputs_per_group), from_size(counts.outputs_per_group)
    rows = channels[0] if layer.transposed else channels[1]
    small = with_groups(layer, 1, channels)
    parts = []
    for q in range(groups):
        after = groups - q - 1
        block = _rows(w, rows * q, rows, rows * after)
        parts.append(GroupPart(layer, small, block, q))
    return GroupParts(layer, tuple(parts))


def _rows(w: Any, first: Any, count: Any, left: Any) -> Any:
    """Return some rows of a kernel."""
    operand = read_operand(w, "w")
    if isinstance(first, int) and isinstance(count, int):
        return part_of(
            operand, (slice(first, first + count),), lambda: crop(w, first, left, axes=0)
        )
    return crop(w, first, left, axes=0)


def part_of(operand: Operand, at: tuple[Any, ...], state: Callable[[], Any]) -> Any:
    """Return some cells of an array of known shape, by NumPy; on letters what states them."""
    if isinstance(operand, KnownArray):
        return written_back(operand.form, operand.as_numpy()[at].copy())
    return state()


# --- sub-pixel convolution


@dataclass(frozen=True, eq=False, repr=False)
class Shuffled(Conversion):
    """A convolution of unit stride that makes every phase in a channel of its own, and a pixel shuffle behind it.

    Parameters
    ----------
    factor : tuple
        By how much the shuffle enlarges each axis.
    ends : tuple of pairs
        Cells that are cropped behind it at begin and end of each axis.
    """

    factor: tuple[Any, ...] = ()
    ends: tuple[tuple[Any, Any], ...] = ()

    def __call__(self, x: Any) -> Any:
        """Return what the layer that was converted gives on `x`."""
        lead_axes(self.source, x)
        convolved = self.layer(x, self.kernel)
        operand = read_operand(convolved, "the convolution")
        if isinstance(operand, KnownArray) and self.source.is_known:
            whole = rearranging.pixel_shuffled(operand.as_numpy(), self.factor)
            return written_back(operand.form, rearranging.cropped(whole, self.ends))
        shuffled = pixel_shuffle(convolved, self.factor)
        begins, ends = zip(*self.ends, strict=True)
        if all(end == 0 for end in (*begins, *ends)):
            return shuffled
        return crop(shuffled, alike(begins), alike(ends), spatial_axes(self.source))

    def __repr__(self) -> str:
        text = f"pixel_shuffle({super().__repr__()}, {_each(self.factor)})"
        begins, ends = zip(*self.ends, strict=True)
        if all(end == 0 for end in (*begins, *ends)):
            return text
        axes = spatial_axes(self.source)
        return f"crop({text}, {_each(begins)}, {_each(ends)}, axes={axes})"


def as_shuffle(layer: Layer, w: Any, conv: type[Layer]) -> Shuffled:
    """Return a transposed convolution as a convolution of unit stride with a pixel shuffle behind it."""
    counts = layer.channel_counts
    if counts is None:
        raise GeometryError(
            f"{layer!r}.as_shuffle(w): the phases become channels, but the layer has none; "
            "declare channels=(1, 1)"
        )
    kernel = read_kernel(layer, w)
    strides, dilations, _ = vectors(layer)
    rows = [_window(axis) for axis in layer.axes]
    window = Vec(row[0] for row in rows)

    def build(taps: Tensor) -> Tensor:
        block = counts.inputs_per_group, counts.outputs_per_group, counts.groups
        return kernels.shuffled(taps, strides, dilations, window, *block)

    def compute(cells: NDArray[Any]) -> NDArray[Any]:
        block = counts.inputs_per_group, counts.outputs_per_group, counts.groups
        steps = strides.numbers(), dilations.numbers(), window.numbers()
        return rearranging.shuffled(cells, *steps, tuple(map(int, block)))

    phases = prod(layer.stride)
    inputs, outputs = layer.channels
    other = conv(
        tuple(from_size(size) for size in window.entries),
        padding=[tuple(map(from_size, row[1])) for row in rows],
        groups=layer.groups,
        channels=(inputs, outputs * phases),
    )
    ends = tuple((from_size(begin), from_size(end)) for _, _, (begin, end) in rows)
    phase_kernel = rearranged(layer, _AS_SHUFFLE, [kernel], build, compute)
    return Shuffled(layer, other, phase_kernel, layer.stride, ends)


def _window(axis: Axis) -> tuple[Size, tuple[Size, Size], tuple[Size, Size]]:
    """Return the window of the convolution on one axis, its padding, and what is cropped behind the shuffle.

    The window has ``ceil(K/s)`` cells; on numbers whole blocks that would be cropped are not made.
    """
    s, extra = axis.stride, axis.output_padding
    window = _ceiling(axis.reach, s)
    begin, end = window - 1, _ceiling(axis.reach + extra, s) - 1
    numbers = (s, window, axis.begin, axis.end, extra, axis.reach)
    if all(isinstance(number, int) for number in numbers):
        begin = max(0, begin - axis.begin // s)
        end = max(0, _ceiling(axis.reach - axis.end + extra, s) - 1)
    before = window - 1 - begin
    cut = axis.begin - s * before
    left = s * (end + 1) - axis.reach - extra
    return window, (begin, end), (cut, left + axis.end)


def _ceiling(number: Size, divisor: Size) -> Size:
    return -floor_divide(-number, divisor)


# --- phases


@dataclass(frozen=True, eq=False, repr=False)
class Phase(Stretched):
    """One phase of the stride: the convolution of unit stride that makes the cells ``s*m + offset``.

    Parameters
    ----------
    offset : tuple of int
        Where the phase starts in the output.
    taps : tuple of slice
        Which taps of the kernel it uses, on each axis.
    """

    offset: tuple[int, ...] = ()
    taps: tuple[slice, ...] = ()

    def __repr__(self) -> str:
        pairs = zip(self.source.stride, self.offset, strict=True)
        places = [_place(s, r) for s, r in pairs]
        return f"y[{', '.join(places)}] = {super().__repr__()}"


def _place(s: int, r: int) -> str:
    scaled_index = "m" if s == 1 else f"{s}*m"
    return scaled_index if r == 0 else f"{scaled_index} + {r}"


@dataclass(frozen=True, eq=False, repr=False)
class Phases(LayerParts["Phase"]):
    """A transposed convolution as convolutions of unit stride, one for each phase of the stride.

    Parameters
    ----------
    source : ConvTranspose
        The layer.
    parts : tuple of Phase
        The phases that have taps, by offset.
    empty : tuple of tuples
        The offsets of phases without a tap: their cells are zero.
    """

    empty: tuple[tuple[int, ...], ...] = ()

    @property
    def layer(self) -> tuple[Layer, ...]:
        """The convolutions of the phases."""
        return tuple(part.layer for part in self.parts)

    def __repr__(self) -> str:
        lines = list(map(repr, self.parts))
        for offset in self.empty:
            places = [_place(s, r) for s, r in zip(self.source.stride, offset, strict=True)]
            lines.append(f"y[{', '.join(places)}] = 0")
        return "\n".join(lines)

    def __call__(self, x: Any) -> Any:
        """Return the phases of the output, interleaved."""
        operand = read_operand(x, f"{self.source!r}: x")
        lead = lead_axes(self.source, x)
        shape = operand.shape
        size = self.source.output_size(shape[lead:])
        size = size if isinstance(size, tuple) else (size,)
        kernels = [read_operand(kernel, "a kernel") for kernel in self.kernel]
        known = [kernel for kernel in kernels if isinstance(kernel, KnownArray)]
        if isinstance(operand, KnownArray) and len(known) == len(kernels):
            channels = self.source.channels[1:] if self.source.channels else ()
            whole = (*operand.shape[: max(lead - 1, 0)], *channels, *size)
            return self._interleaved(x, same_ring(operand, *known)[0], whole)
        return self._stated(lift(operand), lead, size)

    def _interleaved(self, x: Any, operand: KnownArray, shape: tuple[int, ...]) -> Any:
        """Return an array into which every phase has been written at its step."""
        result = np.zeros(shape, dtype=operand.as_numpy().dtype)
        size = shape[len(shape) - len(self.source.stride) :]
        for part in self.parts:
            if all(r < n for r, n in zip(part.offset, size, strict=True)):
                made = read_operand(part(x), "a phase")
                cells = made.as_numpy() if isinstance(made, KnownArray) else result
                pairs = zip(part.offset, self.source.stride, strict=True)
                at: Any = (..., *(slice(r, None, s) for r, s in pairs))
                result = result.astype(np.result_type(result, cells), copy=False)
                result[at] = cells
        if operand.form == "numpy" and result.dtype != object:
            return result
        return write_array(operand.form, shape, result.ravel().tolist())

    def _stated(self, x: SymbolicTensor, lead: int, size: tuple[Any, ...]) -> Any:
        """Return the sum of the phases, each stretched and moved to its place."""
        total: Any = None
        axes = spatial_axes(self.source)
        for part in self.parts:
            cells = part(x)
            spread = stretch(cells, alike(self.source.stride), axes)
            ends = []
            for extent, r, n in zip(spread.shape[lead:], part.offset, size, strict=True):
                ends.append(extent + r - n)
            moved = crop(spread, alike([-r for r in part.offset]), alike(ends), axes)
            total = moved if total is None else total + moved
        return total


@dataclass(frozen=True)
class _AxisPhase:
    """One phase of one axis: ``y[s*m + offset] = sum over j of x[m + shift - step*j] * w[first + turn*j]``."""

    offset: int
    first: int
    turn: int
    taps: int
    step: int
    begin: int
    end: int


def phases(layer: Layer, w: Any, conv: type[Layer]) -> Phases:
    """Return a transposed convolution as convolutions of unit stride."""
    if not layer.is_known:
        raise UnsupportedError(
            f"{layer!r}.phases(w): there are as many phases as the stride says, each with the "
            "taps that meet it, "
            "so the parameters must be numbers; use method='polyphase' for all strides"
        )
    kernel = read_kernel(layer, w)
    lead = len(layer.kernel_shape) - len(layer.axes)
    per_axis = [_axis_phases(axis) for axis in layer.axes]
    parts, empty = [], []
    for rows in product(*per_axis):
        if any(row.taps == 0 for row in rows):
            empty.append(tuple(row.offset for row in rows))
        else:
            parts.append(_phase(layer, w, kernel, lead, rows, conv))
    return Phases(layer, tuple(parts), tuple(empty))


def _axis_phases(axis: Axis) -> list[_AxisPhase]:
    """Return the phases of one axis: which taps meet the places ``s*m + offset``, and at which input cells.

    With ``g = gcd(s, d)`` the taps of a phase stand ``s/g`` apart, and their input cells ``d/g``.
    """
    s, d, k, b = axis.stride, axis.dilation, axis.kernel_size, axis.begin
    common = gcd(s, d)
    turn, step = s // common, d // common
    found = []
    for offset in range(s):
        place = offset + b
        meeting = (t for t in range(min(turn, k)) if (d * t - place) % s == 0)
        first = next(meeting, None)
        if first is None:
            found.append(_AxisPhase(offset, 0, turn, 0, step, 0, 0))
            continue
        taps = -(-(k - first) // turn)
        shift = (place - d * first) // s
        kept = axis.reach - b - axis.end + axis.output_padding
        cells = -((offset - kept) // s)
        begin, end = step * (taps - 1) - shift, shift - 1 + cells
        found.append(_AxisPhase(offset, first, turn, taps, step, begin, end))
    return found


def _phase(
    layer: Layer,
    w: Any,
    kernel: Operand,
    lead: int,
    rows: Sequence[_AxisPhase],
    conv: type[Layer],
) -> Phase:
    firsts, turns = [row.first for row in rows], [row.turn for row in rows]
    taps = tuple(row.taps for row in rows)
    chosen = w
    extents = layer.kernel_size
    if any(turn != 1 or n != k for turn, n, k in zip(turns, taps, extents, strict=True)):
        slices = map(slice, firsts, extents, turns)
        steps, offsets = (*[1] * lead, *turns), (*[0] * lead, *firsts)
        chosen = part_of(kernel, (..., *slices), lambda: subsample(w, steps, offsets))
    ends = ((row.begin, row.end) for row in rows)
    padding, crops = zip(*map(_padded_or_cropped, ends), strict=True)
    options = {"groups": layer.groups, "channels": layer.channels}
    small = type(layer)(taps, dilation=[row.step for row in rows], **options)
    other = conv(taps, padding=list(padding), dilation=[row.step for row in rows], **options)
    places = tuple(slice(row.first, None, row.turn) for row in rows)
    ones = (1,) * len(rows)
    offset = tuple(row.offset for row in rows)
    return Phase(layer, other, rotated_kernel(small, chosen), ones, crops, offset, places)


def _spelled(method: str) -> Callable[[Written, Sequence[Spelled]], Spelled]:
    """Return what spells ``layer.method(w).kernel``."""

    def spell(written: Written, arguments: Sequence[Spelled]) -> Spelled:
        given = ", ".join(argument.text for argument in arguments)
        return Spelled(f"{written.parameters[0]!r}.{method}({given}).kernel")

    return spell


_AS_CONV = Word(
    "rotated kernel", lambda w, layer: layer.as_conv(w).kernel, ("layer",), _spelled("as_conv")
)
_UNGROUP = Word(
    "dense kernel", lambda w, layer: layer.ungroup(w).kernel, ("layer",), _spelled("ungroup")
)
_AS_SHUFFLE = Word(
    "kernel of the phases",
    lambda w, layer: layer.as_shuffle(w).kernel,
    ("layer",),
    _spelled("as_shuffle"),
)
_SCALED = Word(
    "scaled kernel", lambda w, g, layer: layer.scaled(w, g).kernel, ("layer",), _spelled("scaled")
)
