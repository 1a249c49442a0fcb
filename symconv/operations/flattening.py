"""Several axes as one and back; pixel shuffles, and windows as columns: what PyTorch calls pixel_shuffle, unfold and fold."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from symconv.data import rearranging
from symconv.data.letters import SEVERAL, is_integer
from symconv.definitions import flattening
from symconv.definitions.geometry import (
    Axis,
    Demand,
    convolved_demands,
    enforce,
    parameter_demands,
)
from symconv.errors import GeometryError, ShapeError, counted, shown, wrong_number
from symconv.language import terms
from symconv.language.terms import Size, floor_divide
from symconv.language.words import Tensor, Vec, array
from symconv.operations.applying import Applied, Cells, apply, at_least_demand, on_items, read_axes
from symconv.symbolic.context import shape_text
from symconv.symbolic.tensors import sizes_vec

_WITH_BATCH = 4
_BATCH_AND_CHANNELS = 2


def merge_axes(x: Any, first: int, count: int = 2) -> Any:
    """Make one axis of neighbouring ones, row by row: ``y[i*m + j] = x[i, j]``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    first : int
        The first of the axes that are merged.
    count : int
        How many.

    Raises
    ------
    GeometryError
        If there are no such axes.

    Notes
    -----
    Position ``i*m + j`` has one quotient and one remainder by `m`, so nothing is lost (theorem
    `splitting-an-axis-and-merging-it`).

    See Also
    --------
    symconv.operations.split_axis : The other way round.

    Examples
    --------
    >>> merge_axes([[1, 2], [3, 4]], 0)
    [1, 2, 3, 4]
    """

    def build(t: Tensor) -> Applied:
        (start,) = read_axes(first, len(t.shape), "merge_axes")
        if not is_integer(count) or not 1 <= count <= len(t.shape) - start:
            raise GeometryError(
                f"merge_axes: count is {shown(count)}, but 1 to {len(t.shape) - start} axes "
                f"begin at axis {start}"
            )
        return Applied(flattening.merge_axes(t, start, int(count)))

    return apply(merge_axes, {"x": x}, build, first=first, count=count)


def split_axis(x: Any, axis: int, shape: Any) -> Any:
    """Make several axes of one, row by row: ``y[i, j] = x[i*m + j]``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    axis : int
        The axis that is split.
    shape : tuple
        The extents of the new axes, whose product is that of the axis.

    Raises
    ------
    GeometryError
        If there is no such axis, or an extent is below 1.
    ShapeError
        If the extents have another product.

    Notes
    -----
    Position ``i*m + j`` has one quotient and one remainder by `m`, so nothing is lost (theorem
    `splitting-an-axis-and-merging-it`).

    See Also
    --------
    symconv.operations.merge_axes : The other way round.

    Examples
    --------
    >>> split_axis([1, 2, 3, 4, 5, 6], 0, (2, 3))
    [[1, 2, 3], [4, 5, 6]]
    """

    def build(t: Tensor) -> Applied:
        (at,) = read_axes(axis, len(t.shape), "split_axis")
        extents = sizes_vec(shape, None, "split_axis: the shape")
        demands = [at_least_demand(n, 1, "split_axis", "an extent") for n in extents.entries]
        n, places = t.shape.entries[at], prod(extents.entries)
        text = (
            f"split_axis: the axis has {n} cells, but the shape {shape_text(extents.entries)} "
            f"has {places} places"
        )
        fits = [Demand(terms.equal(n, places), text, "use extents of this product", ShapeError)]
        enforce([*demands, *fits])
        return Applied(flattening.split_axis(t, at, extents), demands, extents.entries, fits)

    return apply(split_axis, {"x": x}, build, axis=axis, shape=shape)


def pixel_shuffle(x: Any, r: Any) -> Any:
    """Interleave groups of channels: ``y[c, r*i + a] = x[c*R + a, i]``, `a` numbering the ``R`` places of a block row by row.

    Parameters
    ----------
    x : tensor
        ``(C*R, *spatial)``, or with a batch in front.
    r : int, expression or tuple
        At least 1. A tuple has one entry per spatial axis; one value counts for all axes behind the
        channels, and a tensor of four axes or more has a batch then.

    Returns
    -------
    tensor
        ``(C, *(r*spatial))``, or with a batch in front.

    Raises
    ------
    GeometryError
        If `r` is below 1, or ``R``, the product of its entries, does not divide the channels.
    ShapeError
        If `x` has not these axes.

    Notes
    -----
    The order is that of PyTorch: channel ``c*r*r + a*r + b`` goes to ``(r*i + a, r*j + b)`` of
    channel `c`. Behind a convolution of stride 1 it is one transposed convolution of stride `r`
    (theorem ``pixel-shuffle-of-channels``).

    See Also
    --------
    pixel_unshuffle : The other way round.
    ConvTranspose.as_shuffle : A layer as a convolution and a shuffle.

    References
    ----------
    W. Shi et al., Real-time single image and video super-resolution using an efficient sub-pixel
    convolutional neural network, 2016.

    Examples
    --------
    >>> pixel_shuffle([[1, 2], [3, 4]], 2)
    [[1, 3, 2, 4]]
    """

    def build(t: Tensor) -> Applied:
        channels = t.shape.entries[0]
        factor = sizes_vec(r, len(t.shape) - 1, "pixel_shuffle: r")
        demands = [at_least_demand(n, 1, "pixel_shuffle", "r") for n in factor.entries]
        enforce(demands)
        blocks = prod(factor.entries)
        demands.append(_multiple("pixel_shuffle", "the number of channels", channels, blocks))
        enforce(demands)
        groups = Vec([floor_divide(channels, blocks)])
        shuffled = flattening.pixel_shuffle(t, factor, groups)

        def by_numpy(cells: Cells) -> Cells:
            return rearranging.pixel_shuffled(cells, factor.numbers())

        return Applied(shuffled, demands, factor.entries, by_numpy=by_numpy)

    return apply(pixel_shuffle, {"x": x}, lambda t: _items(t, r, "pixel_shuffle", build), r=r)


def pixel_unshuffle(x: Any, r: Any) -> Any:
    """Take blocks apart into channels: ``y[c*R + a, i] = x[c, r*i + a]``, the opposite of `pixel_shuffle`.

    Parameters
    ----------
    x : tensor
        ``(C, *(r*spatial))``, or with a batch in front.
    r : int, expression or tuple
        As for `pixel_shuffle`.

    Returns
    -------
    tensor
        ``(C*R, *spatial)``, or with a batch in front.

    Raises
    ------
    GeometryError
        If `r` is below 1, or does not divide the extents.
    ShapeError
        If `x` has not these axes.

    Notes
    -----
    Every cell has one phase and one place in it: theorems `shuffled-and-back` and
    `unshuffled-and-back`.

    See Also
    --------
    pixel_shuffle : The other way round.

    Examples
    --------
    >>> pixel_unshuffle([[1, 3, 2, 4]], 2)
    [[1, 2], [3, 4]]
    """

    def build(t: Tensor) -> Applied:
        extents = t.shape.entries[1:]
        factor = sizes_vec(r, len(extents), "pixel_unshuffle: r")
        demands = [at_least_demand(n, 1, "pixel_unshuffle", "r") for n in factor.entries]
        enforce(demands)
        pairs = list(zip(extents, factor.entries, strict=True))
        demands += [_multiple("pixel_unshuffle", "an extent", n, q) for n, q in pairs]
        enforce(demands)
        size = Vec([floor_divide(n, q) for n, q in pairs])
        return Applied(flattening.pixel_unshuffle(t, factor, size), demands, factor.entries)

    return apply(pixel_unshuffle, {"x": x}, lambda t: _items(t, r, "pixel_unshuffle", build), r=r)


def _items(x: Tensor, r: Any, request: str, build: Callable[[Tensor], Applied]) -> Applied:
    """Apply what takes channels and spatial axes to every item of a batch, if there is one."""
    axes = len(x.shape)
    given = len(r) if isinstance(r, SEVERAL) else None
    lead = axes - given if given is not None else 1 + (axes >= _WITH_BATCH)
    if axes == 1 or lead not in (1, _BATCH_AND_CHANNELS):
        needed = "(C, *spatial) or (N, C, *spatial)"
        spatial = "" if given is None else f" with {given} spatial axes"
        raise ShapeError(
            f"{request}: x has shape {shape_text(x.shape.entries)}, but {needed}{spatial} is needed"
        )
    return on_items(x, lead == _BATCH_AND_CHANNELS, build)


def _multiple(request: str, name: str, value: Size, divisor: Size) -> Demand:
    """Return the demand that a number divides another one."""
    text = f"{request}: {name} is {value}, but a multiple of {divisor} is needed"
    rest = value - divisor * floor_divide(value, divisor)
    return Demand(terms.equal(rest, 0), text, f"use a multiple of {divisor}")


def unfold(x: Any, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Any:
    """Write every window as a column: ``y[c*K + t, o] = x[c, s*o + d*t - b]``, places and taps numbered row by row.

    Parameters
    ----------
    x : tensor
        ``(*spatial)``, ``(C, *spatial)`` or ``(N, C, *spatial)``.
    kernel_size : int, expression or tuple
        At least 1; fixes the number of spatial axes.
    stride, padding, dilation : int, expression, tuple or list
        As for `Conv`.

    Returns
    -------
    tensor
        ``(C*K, L)`` with ``K`` taps and ``L`` windows, or with a batch in front; `C` is 1 where
        there are no channels.

    Raises
    ------
    GeometryError
        If a parameter is not legal, or the kernel does not fit.
    ShapeError
        If `x` has not these axes.

    Notes
    -----
    The kernel as one row, times the columns, is the convolution (theorem
    ``columns-times-the-kernel``).

    See Also
    --------
    fold : Adds the columns up again.

    Examples
    --------
    >>> unfold([1, 2, 3, 4], 2)
    [[1, 2, 3], [2, 3, 4]]
    """
    axes = _axes("unfold", kernel_size, stride, padding, dilation)

    def build(t: Tensor) -> Applied:
        extents = t.shape.entries[1:]
        demands, size = _windows("unfold", axes, extents)
        k, s, d, b = _vectors(axes)
        return Applied(flattening.unfold(t, k, s, d, b, size), demands, _sizes(axes))

    def read(t: Tensor) -> Applied:
        lead = len(t.shape) - len(axes)
        if lead == 0:
            return build(_with_one_channel(t))
        if lead not in (1, _BATCH_AND_CHANNELS):
            raise ShapeError(
                f"unfold: x has shape {shape_text(t.shape.entries)}, but (*spatial), (C, "
                "*spatial) or (N, C, *spatial) "
                f"with {counted(len(axes), 'spatial axis')} is needed"
            )
        return on_items(t, lead == _BATCH_AND_CHANNELS, build)

    return apply(
        unfold,
        {"x": x},
        read,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )


def fold(
    columns: Any,
    output_size: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    channels: bool = True,
) -> Any:
    """Add every column to its window: ``y[c, s*o + d*t - b] += columns[c*K + t, o]``.

    Parameters
    ----------
    columns : tensor
        ``(C*K, L)`` or ``(N, C*K, L)``, as `unfold` makes it.
    output_size : int, expression or tuple
        Spatial sizes of the result.
    kernel_size : int, expression or tuple
        At least 1; fixes the number of spatial axes.
    stride, padding, dilation : int, expression, tuple or list
        As for `unfold`.
    channels : bool
        Whether the result has an axis of channels; without, there are ``K`` rows.

    Returns
    -------
    tensor
        ``(C, *output_size)``, ``(N, C, *output_size)``, or without channels ``(*output_size)``.

    Raises
    ------
    GeometryError
        If a parameter is not legal, or ``K`` does not divide the rows.
    ShapeError
        If there are not as many columns as windows.

    Notes
    -----
    It is the transpose of `unfold`, not its inverse: ``fold(unfold(x))`` is `x` times the number of
    windows that a cell is in (theorem ``fold-counts-windows``).

    See Also
    --------
    unfold : The columns.

    Examples
    --------
    >>> fold(unfold([1, 2, 3, 4], 2), 4, 2, channels=False)
    [1, 4, 6, 4]
    """
    axes = _axes("fold", kernel_size, stride, padding, dilation)
    n = sizes_vec(output_size, len(axes), "fold: output_size")

    def build(t: Tensor) -> Applied:
        rows, count = t.shape.entries
        k, s, d, b = _vectors(axes)
        demands, size = _windows("fold", axes, n.entries)
        taps, windows = prod(k.entries), prod(size.entries)
        demands.append(_multiple("fold", "the number of rows", rows, taps))
        enforce(demands)
        text = f"fold: there are {count} columns, but the output has {windows} windows"
        fits = [Demand(terms.equal(count, windows), text, "give one column per window", ShapeError)]
        groups = floor_divide(rows, taps)
        if not channels:
            text = f"fold: there are {rows} rows, but {taps} are needed without channels"
            fits.append(Demand(terms.equal(groups, 1), text, "use channels=True", ShapeError))
        enforce(fits)
        folded = flattening.fold(t, Vec([groups]), n, k, s, d, b, size)
        result = folded if channels else _only_item(folded)
        return Applied(result, demands, (*_sizes(axes), *n.entries), fits)

    def read(t: Tensor) -> Applied:
        lead = len(t.shape) - 2
        if lead not in (0, 1):
            raise ShapeError(
                f"fold: columns has shape {shape_text(t.shape.entries)}, but (C*K, L) or (N, "
                "C*K, L) is needed"
            )
        return on_items(t, lead == 1, build)

    return apply(
        fold,
        {"columns": columns},
        read,
        output_size=output_size,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        channels=channels,
    )


def _with_one_channel(x: Tensor) -> Tensor:
    """Return a tensor with an axis of one channel in front."""
    return array(Vec([1]).join(x.shape), lambda o: x[o.split_at(1)[1]])


def _axes(request: str, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> list[Axis]:
    """Read the parameters of windows, axis by axis."""
    k = sizes_vec(kernel_size, None, f"{request}: kernel_size")
    count = len(k)
    s = sizes_vec(stride, count, f"{request}: stride")
    d = sizes_vec(dilation, count, f"{request}: dilation")
    begins, ends = _padding(request, padding, count)
    rows = zip(k.entries, s.entries, begins.entries, ends.entries, d.entries, strict=True)
    axes = [Axis(k, s, b, e, 0, d) for k, s, b, e, d in rows]
    for axis in axes:
        enforce(parameter_demands(request, axis, False))
    return axes


def _padding(request: str, padding: Any, count: int) -> tuple[Vec, Vec]:
    """Read one padding for all axes, one per axis, or pairs of begin and end inside a list."""
    what = f"{request}: padding"
    entries = list(padding) if isinstance(padding, SEVERAL) else [padding] * count
    if len(entries) != count:
        raise GeometryError(f"{what} is {shown(padding)}: {wrong_number(len(entries), count)}")
    pairs = [tuple(one) if isinstance(one, SEVERAL) else (one, one) for one in entries]
    if any(len(pair) != 2 for pair in pairs):
        raise GeometryError(f"{what} is {shown(padding)}, but pairs of begin and end are needed")
    begins, ends = zip(*pairs, strict=True)
    return sizes_vec(begins, count, what), sizes_vec(ends, count, what)


def _windows(request: str, axes: list[Axis], extents: tuple[Size, ...]) -> tuple[list[Demand], Vec]:
    """Return what windows ask of the extents they slide along, and how many there are on each axis."""
    demands = [demand for axis in axes for demand in parameter_demands(request, axis, False)]
    for axis, n in zip(axes, extents, strict=True):
        demands += convolved_demands(request, axis, n)
    enforce(demands)
    return demands, Vec(axis.convolved_size(n) for axis, n in zip(axes, extents, strict=True))


def _vectors(axes: list[Axis]) -> tuple[Vec, Vec, Vec, Vec]:
    """Return kernel size, stride, dilation and begin, each as a vector."""
    k, s = Vec(axis.kernel_size for axis in axes), Vec(axis.stride for axis in axes)
    return k, s, Vec(axis.dilation for axis in axes), Vec(axis.begin for axis in axes)


def _sizes(axes: list[Axis]) -> tuple[Size, ...]:
    return tuple(size for axis in axes for size in vars(axis).values())


def _only_item(x: Tensor) -> Tensor:
    """Return the only item along the first axis."""
    _, rest = x.shape.split_at(1)
    return Tensor(rest, lambda o: x[Vec([0]).join(o)])
