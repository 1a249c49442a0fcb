"""What moves cells: no cell is changed, some are left out, written again, or put between zeros."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symconv.data import rearranging
from symconv.definitions import operations
from symconv.definitions.geometry import Demand, enforce
from symconv.errors import GeometryError, ShapeError, shown
from symconv.language import terms
from symconv.language.words import Tensor, Vec
from symconv.operations.applying import Applied, Cells, apply, at_least_demand, on_axes, read_axes
from symconv.symbolic.context import shape_text
from symconv.symbolic.tensors import sizes_vec


def change(
    word: Callable[..., Any],
    x: Any,
    axes: Any,
    build: Callable[[Tensor], Applied],
    **parameters: Any,
) -> Any:
    """Apply an operation on one tensor along some of its axes."""

    def along(t: Tensor) -> Applied:
        chosen = read_axes(axes, len(t.shape), word.__name__)
        return on_axes(t, chosen, build)

    return apply(word, {"x": x}, along, **parameters, axes=axes)


def flip(x: Any, axes: Any = None) -> Any:
    """Reverse every axis: ``y[i] = x[n - 1 - i]``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Raises
    ------
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    Position `i` is read at ``n - 1 - i``, which is its own inverse: theorems `reversed-twice` and
    `reversal-is-its-own-adjoint`. A transposed convolution at stride one is a convolution with the
    reversed kernel (`stride-one-duality`).

    See Also
    --------
    permute : Axes in another order.
    stretch : Cells apart.

    Examples
    --------
    >>> flip([1, 2, 3])
    [3, 2, 1]
    """
    return change(flip, x, axes, lambda t: Applied(operations.flip(t)))


def stretch(x: Any, s: Any, axes: Any = None) -> Any:
    """Put ``s - 1`` zeros between neighbours: ``y[s*i] = x[i]``, size ``s(n-1)+1``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    s : int, expression or tuple
        At least 1; one for all axes or one per axis.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Raises
    ------
    GeometryError
        If `s` is not a size of at least 1.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    It is the layer of one tap with this stride (theorem `a-kernel-of-one-tap-stretches`).
    `subsample` undoes it (`stretching-is-undone-by-subsampling`) and is its adjoint
    (`subsampling-is-the-adjoint-of-stretching`).

    See Also
    --------
    subsample : Every `s`-th cell again.
    repeat : Copies between the cells in place of zeros.

    Examples
    --------
    >>> stretch([1, 2, 3], 2)
    [1, 0, 2, 0, 3]
    """

    def build(t: Tensor) -> Applied:
        factor = sizes_vec(s, len(t.shape), "stretch: the factor")
        demands = [at_least_demand(q, 1, "stretch", "the factor") for q in factor.entries]
        enforce(demands)

        def by_numpy(cells: Cells) -> Cells:
            return rearranging.stretched(cells, factor.numbers())

        return Applied(operations.stretch(t, factor), demands, factor.entries, by_numpy=by_numpy)

    return change(stretch, x, axes, build, s=s)


def subsample(x: Any, s: Any, offset: Any = 0, axes: Any = None) -> Any:
    """Keep every `s`-th cell: ``y[o] = x[s*o + offset]``, size ``ceil((n - offset)/s)``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    s : int, expression or tuple
        At least 1; one for all axes or one per axis.
    offset : int, expression or tuple
        ``0 <= offset < n``.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Raises
    ------
    GeometryError
        If `s` or `offset` is out of range.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    A convolution with a stride computes every `s`-th window only (theorem
    `a-stride-is-subsampling`); subsampling twice multiplies the steps (`subsampling-twice`).

    See Also
    --------
    stretch : Zeros between the cells.
    crop : Cells that lie side by side.

    Examples
    --------
    >>> subsample([1, 2, 3, 4, 5], 2, 1)
    [2, 4]
    """

    def build(t: Tensor) -> Applied:
        step = sizes_vec(s, len(t.shape), "subsample: the step")
        first = sizes_vec(offset, len(t.shape), "subsample: the offset")
        demands = [at_least_demand(q, 1, "subsample", "the step") for q in step.entries]
        for f, n in zip(first.entries, t.shape.entries, strict=True):
            text = f"subsample: the offset is {f} on an axis of size {n}, but 0 <= offset < {n} is needed"
            demands.append(Demand(terms.at_least(f, 0), text, "use an offset of at least 0"))
            demands.append(Demand(terms.at_least(n, f + 1), text, "use a smaller offset"))
        enforce(demands)
        return Applied(operations.subsample(t, step, first), demands, step.entries + first.entries)

    return change(subsample, x, axes, build, s=s, offset=offset)


def crop(x: Any, begin: Any, end: Any, axes: Any = None) -> Any:
    """Take a window: ``y[o] = x[o + begin]``, size ``n - begin - end``, zero where that lies outside `x`.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    begin, end : int, expression or tuple
        Cells taken off at the two ends, of any sign; negative ones put zeros on.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Raises
    ------
    GeometryError
        If nothing would be left.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    Windows of windows add their offsets (theorem `a-crop-of-a-crop`). The padding of a transposed
    convolution is a crop of its full output (`padding-is-cropping`), and a crop is the adjoint of a
    pad (`crop-is-the-adjoint-of-pad`).

    See Also
    --------
    pad : The same with the other sign.
    subsample : Cells a step apart.

    Examples
    --------
    >>> crop([1, 2, 3, 4], 1, -1)
    [2, 3, 4, 0]
    """

    def build(t: Tensor) -> Applied:
        first, last = (
            sizes_vec(v, len(t.shape), f"crop: {name}")
            for v, name in ((begin, "begin"), (end, "end"))
        )
        size = t.shape - first - last
        rows = zip(t.shape.entries, first.entries, last.entries, size.entries, strict=True)
        demands = [
            Demand(
                terms.at_least(left, 1),
                f"crop: begin {b} and end {e} leave {left} of {n} cells, but a size >= 1 is needed",
                f"begin and end together may be at most {n - 1}",
            )
            for n, b, e, left in rows
        ]

        def by_numpy(cells: Cells) -> Cells:
            ends = zip(first.numbers(), last.numbers(), strict=True)
            return rearranging.cropped(cells, list(ends))

        result = operations.cut(t, first, size)
        return Applied(result, demands, first.entries + last.entries, by_numpy=by_numpy)

    return change(crop, x, axes, build, begin=begin, end=end)


def pad(x: Any, begin: Any, end: Any, mode: str = "zeros", axes: Any = None) -> Any:
    r"""Put cells on at both ends: ``y[o] = x[o - begin]``, size ``n + begin + end``.

    Outside ``0 <= o - begin < n`` the cell is 0 for ``"zeros"``, ``x[(o - begin) mod n]`` for
    ``"circular"``, the border cell for ``"replicate"``; ``"reflect"`` reads `x` back and forth, the
    border cell once.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    begin, end : int, expression or tuple
        Cells put on at the two ends, of any sign; negative ones take cells off.
    mode : str
        ``"zeros"``, ``"circular"``, ``"reflect"`` or ``"replicate"``; NumPy calls the last three
        ``wrap``, ``reflect`` and ``edge``.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Returns
    -------
    tensor
        In the form of `x`.

    Raises
    ------
    GeometryError
        If nothing would be left, there is no such mode, or ``"reflect"`` is asked of one cell.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    With zeros it is ``crop(x, -begin, -end)``, by definition. Reflecting has the period
    ``2(n - 1)``: at the place `r` of a period stands ``x[r]`` or, where ``r >= n``,
    ``x[2(n - 1) - r]``.

    See Also
    --------
    crop : The same with the other sign.

    Examples
    --------
    >>> pad([1, 2, 3], 1, 2)
    [0, 1, 2, 3, 0, 0]
    >>> pad([1, 2, 3], 2, 2, "circular"), pad([1, 2, 3], 2, 2, "reflect")
    ([2, 3, 1, 2, 3, 1, 2], [3, 2, 1, 2, 3, 2, 1])
    """
    check_mode(mode, "pad")

    def build(t: Tensor) -> Applied:
        first = sizes_vec(begin, len(t.shape), "pad: begin")
        last = sizes_vec(end, len(t.shape), "pad: end")
        demands = pad_demands(t.shape, first, last, mode)
        enforce(demands)
        return Applied(
            operations.padded(t, first, last, mode), demands, first.entries + last.entries
        )

    return change(pad, x, axes, build, begin=begin, end=end, mode=mode)


def unpad(u: Any, begin: Any, end: Any, mode: str = "zeros", axes: Any = None) -> Any:
    """Add what `pad` put on to the cells it was copied from: the transpose of `pad`.

    ``z[j]`` is the sum of the ``u[o]`` for which ``pad(x, begin, end, mode)[o]`` is ``x[j]``; with
    zeros that is ``u[j + begin]``.

    Parameters
    ----------
    u : tensor
        Any array, or a tensor over letters.
    begin, end : int, expression or tuple
        Cells that were put on at the two ends.
    mode : str
        As for `pad`.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Returns
    -------
    tensor
        In the form of `u`, of the size ``n - begin - end``.

    Raises
    ------
    GeometryError
        As for `pad`.
    ShapeError
        If `u` is not a tensor.

    Notes
    -----
    ``inner(pad(x, ...), u) = inner(x, unpad(u, ...))`` for every mode: theorems
    ``circular-padding-and-its-transpose`` and ``replicate-padding-and-its-transpose``.

    See Also
    --------
    pad : What it is the transpose of.
    crop : Its case with zeros.

    Examples
    --------
    >>> unpad([1, 2, 3, 4, 5], 1, 1), unpad([1, 2, 3, 4, 5], 1, 1, "circular")
    ([2, 3, 4], [7, 3, 5])
    >>> unpad([1, 2, 3, 4, 5], 1, 1, "replicate"), unpad([1, 2, 3, 4, 5], 1, 1, "reflect")
    ([3, 3, 9], [2, 9, 4])
    """
    check_mode(mode, "unpad")

    def build(t: Tensor) -> Applied:
        first = sizes_vec(begin, len(t.shape), "unpad: begin")
        last = sizes_vec(end, len(t.shape), "unpad: end")
        demands = pad_demands(t.shape - first - last, first, last, mode)
        for left in (t.shape - first - last).entries:
            demands.append(at_least_demand(left, 1, "unpad", "the size of the result"))
        enforce(demands)
        return Applied(
            operations.unpadded(t, first, last, mode), demands, first.entries + last.entries
        )

    return change(unpad, u, axes, build, begin=begin, end=end, mode=mode)


def check_mode(mode: Any, request: str) -> None:
    """Raise unless there is such a mode of padding."""
    if not isinstance(mode, str) or mode not in operations.PADDED:
        names = ", ".join(map(repr, operations.PADDED))
        raise GeometryError(f"{request}: mode is {shown(mode)}, but one of {names} is needed")


def pad_demands(shape: Vec, begin: Vec, end: Vec, mode: str) -> list[Demand]:
    """Return what padding asks of an extent: something is left, and reflecting needs two cells."""
    demands = []
    rows = zip(shape.entries, begin.entries, end.entries, strict=True)
    for n, b, e in rows:
        size = n + b + e
        text = f"pad: begin {b} and end {e} leave {size} of {n} cells, but a size >= 1 is needed"
        demands.append(Demand(terms.at_least(size, 1), text, f"take off at most {n - 1}"))
        if mode == "reflect" and (b, e) != (0, 0):
            text = f"pad: the size is {n}, but a size >= 2 is needed to reflect"
            demands.append(Demand(terms.at_least(n, 2), text, "use 'replicate', or more cells"))
    return demands


def concat(*tensors: Any, axis: int = 0) -> Any:
    """Put tensors behind each other along an axis: ``y[o] = a[o]``, then ``y[n + o] = b[o]``, ...

    Parameters
    ----------
    *tensors : tensor
        One or more arrays or tensors over letters, of the same extents on all other axes.
    axis : int
        The axis that grows; negative ones count from the end.

    Returns
    -------
    tensor
        In the form of the first one.

    Raises
    ------
    GeometryError
        If there is no such axis.
    ShapeError
        If there is no tensor, the numbers of axes differ, or other extents do.

    Notes
    -----
    Tensors are zero outside their range, so it is the sum of the parts, each moved to its place.

    See Also
    --------
    pad : Zeros in place of another tensor.
    crop : One of the parts again.

    Examples
    --------
    >>> concat([1, 2], [3], [4, 5])
    [1, 2, 3, 4, 5]
    >>> concat([[1], [2]], [[3], [4]], axis=1)
    [[1, 3], [2, 4]]
    """
    if not tensors:
        raise ShapeError("concat(): no tensor is given, but one or more are needed")

    def build(*parts: Tensor) -> Applied:
        count = len(parts[0].shape)
        for part in parts:
            if len(part.shape) != count:
                raise ShapeError(
                    f"concat: the shapes {shape_text(parts[0].shape.entries)} and "
                    f"{shape_text(part.shape.entries)} "
                    "have different numbers of axes, but equal ones are needed"
                )
        (along,) = read_axes(axis, count, "concat")
        fits = [fit for part in parts[1:] for fit in _beside(parts[0].shape, part.shape, along)]
        enforce(fits)
        return Applied(operations.concat(parts, along), fits=fits)

    named = {f"argument {number}": one for number, one in enumerate(tensors, 1)}
    return apply(concat, named, build, axis=axis)


def _beside(one: Vec, other: Vec, axis: int) -> list[Demand]:
    """Return the demands that two shapes agree on all axes but one."""
    demands = []
    for number, (n, m) in enumerate(zip(one.entries, other.entries, strict=True)):
        if number != axis:
            text = (
                f"concat: on axis {number} the extents are {n} and {m}, but equal ones are needed"
            )
            advice = f"only axis {axis} may differ"
            demands.append(Demand(terms.equal(n, m), text, advice, ShapeError))
    return demands


def repeat(x: Any, r: Any, axes: Any = None) -> Any:
    """Write every cell `r` times along each axis: ``y[r*i + a] = x[i]`` for ``0 <= a < r``, size ``r*n``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    r : int, expression or tuple
        At least 1; one for all axes or one per axis.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Returns
    -------
    tensor
        In the form of `x`.

    Raises
    ------
    GeometryError
        If `r` is not a size of at least 1.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    It is nearest-neighbour upsampling: the transposed convolution of stride `r` with `r` ones.

    See Also
    --------
    stretch : Zeros in place of copies.
    subsample : The cells again.

    Examples
    --------
    >>> repeat([1, 2], 3)
    [1, 1, 1, 2, 2, 2]
    >>> repeat([[1, 2]], 2)
    [[1, 1, 2, 2], [1, 1, 2, 2]]
    """

    def build(t: Tensor) -> Applied:
        times = sizes_vec(r, len(t.shape), "repeat: r")
        demands = [at_least_demand(n, 1, "repeat", "r") for n in times.entries]
        enforce(demands)
        return Applied(operations.repeat(t, times), demands, times.entries)

    return change(repeat, x, axes, build, r=r)


def permute(x: Any, axes: Any) -> Any:
    """Put the axes in another order: axis `j` of the result is axis ``axes[j]`` of `x`.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    axes : tuple of int
        Every axis once; negative ones count from the end.

    Returns
    -------
    tensor
        In the form of `x`.

    Raises
    ------
    GeometryError
        If `axes` does not name every axis once.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    Reordering the axes of input and kernel reorders the axes of the output, layer by layer (theorem
    `layers-on-exchanged-axes`); two exchanges of two axes undo each other
    (`two-axes-exchanged-twice`).

    See Also
    --------
    flip : Axes in their order, cells reversed.
    symconv.operations.merge_axes : Several axes as one.

    Examples
    --------
    >>> permute([[1, 2, 3], [4, 5, 6]], (1, 0))
    [[1, 4], [2, 5], [3, 6]]
    """

    def build(t: Tensor) -> Applied:
        order = read_axes(axes, len(t.shape), "permute")
        if len(order) < len(t.shape):
            raise GeometryError(
                f"permute: axes is {shown(axes)}, but each of the {len(t.shape)} axes is needed once"
            )
        return Applied(operations.permute(t, order))

    return apply(permute, {"x": x}, build, axes=axes)
