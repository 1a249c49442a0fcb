"""More operations, beside those of the public face: products, fixed tensors, axes merged and split, kernels."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from sympy import Array

from symconv.data.letters import is_integer, to_size
from symconv.definitions import creation, flattening
from symconv.definitions.geometry import Demand, enforce
from symconv.errors import GeometryError, ShapeError, shown
from symconv.language import terms
from symconv.language.words import Tensor, Vec
from symconv.operations.applying import Applied, apply, at_least_demand, made, read_axes
from symconv.operations.creation import ones
from symconv.symbolic.context import same_shape, shape_text
from symconv.symbolic.tensors import sizes_vec


def product(a: Any, b: Any) -> Any:
    """Multiply two tensors of one shape cell by cell: ``y[o] = a[o] * b[o]``.

    Parameters
    ----------
    a, b : tensor
        Arrays, or tensors over letters.

    Raises
    ------
    ShapeError
        If the shapes differ, or one is not a tensor.

    Examples
    --------
    >>> product([1, 2, 3], [4, 5, 6])
    [4, 10, 18]
    """

    def build(left: Tensor, right: Tensor) -> Applied:
        fits = same_shape(left.shape, right.shape, "product")
        enforce(fits)
        return Applied(creation.product(left, right), fits=fits)

    return apply(product, {"a": a, "b": b}, build)


def outer(a: Any, b: Any) -> Any:
    """Multiply every cell of one tensor by every cell of another: ``y[i, j] = a[i] * b[j]``.

    Parameters
    ----------
    a, b : tensor
        Arrays, or tensors over letters; the axes of `a` come first.

    Raises
    ------
    ShapeError
        If one is not a tensor.

    Examples
    --------
    >>> outer([1, 2], [3, 4, 5])
    [[3, 4, 5], [6, 8, 10]]
    """
    return apply(outer, {"a": a, "b": b}, lambda one, two: Applied(creation.outer(one, two)))


def eye(n: Any) -> Any:
    """Return the identity of `n` rows: 1 where row and column agree.

    Parameters
    ----------
    n : int or expression
        At least 1.

    Raises
    ------
    GeometryError
        If `n` is not a size of at least 1.

    Examples
    --------
    >>> eye(2)
    [[1, 0], [0, 1]]
    """

    def build() -> Applied:
        size = to_size(n, "eye: n")
        demands = [at_least_demand(size, 1, "eye", "n")]
        return Applied(creation.eye(Vec([size])), demands, (size,))

    return made("array", eye, build, n=n)


def one_hot(shape: Any, place: Any) -> Any:
    """Return the tensor that is 1 at one place and 0 elsewhere.

    Parameters
    ----------
    shape : int, expression or tuple
        Extents of at least 1.
    place : int, expression or tuple
        ``0 <= place < shape`` on every axis.

    Raises
    ------
    GeometryError
        If an extent is below 1, or the place is not inside.

    Examples
    --------
    >>> one_hot(4, 1)
    [0, 1, 0, 0]
    """

    def build() -> Applied:
        extents = sizes_vec(shape, None, "one_hot: the shape")
        at = sizes_vec(place, len(extents), "one_hot: the place")
        demands = [at_least_demand(n, 1, "one_hot", "an extent") for n in extents.entries]
        for n, i in zip(extents.entries, at.entries, strict=True):
            text = (
                f"one_hot: the place is {i} on an axis of size {n}, but 0 <= place < {n} is needed"
            )
            bounds = (terms.at_least(i, 0), terms.at_least(n, i + 1))
            demands += [Demand(bound, text, "use a place inside") for bound in bounds]
        return Applied(creation.one_hot(extents, at), demands, extents.entries + at.entries)

    return made("array", one_hot, build, shape=shape, place=place)


def arange(n: Any) -> Any:
    """Return ``0, 1, ..., n - 1``.

    Parameters
    ----------
    n : int or expression
        At least 1.

    Raises
    ------
    GeometryError
        If `n` is not a size of at least 1.

    Examples
    --------
    >>> arange(4)
    [0, 1, 2, 3]
    """

    def build() -> Applied:
        size = to_size(n, "arange: n")
        demands = [at_least_demand(size, 1, "arange", "n")]
        return Applied(creation.arange(Vec([size])), demands, (size,))

    return made("array", arange, build, n=n)


def box_kernel(n: Any) -> Any:
    """Return the kernel of a moving average: `n` taps of ``1/n``.

    Parameters
    ----------
    n : int or expression
        At least 1.

    Raises
    ------
    GeometryError
        If `n` is not a size of at least 1.

    Examples
    --------
    >>> from symconv import Conv
    >>> box_kernel(4)
    [1/4, 1/4, 1/4, 1/4]
    >>> Conv(2)([1, 2, 4], box_kernel(2))
    [3/2, 3]
    """
    return ones(n) / n


def bilinear_kernel(r: Any) -> Any:
    r"""Return the kernel of linear interpolation by the factor `r`, of ``2r - r mod 2`` taps.

    Tap `t` is ``1 - |t - c|/r`` with the centre `c` in the middle of the taps: a triangle for odd
    `r`, and for even `r` the means of neighbours in one.

    Parameters
    ----------
    r : int
        At least 1.

    Raises
    ------
    GeometryError
        If `r` is not a number of at least 1: on letters the parity decides.

    References
    ----------
    J. Long et al., Fully convolutional networks for semantic segmentation, 2015 (bilinear
    initialisation).

    Examples
    --------
    >>> bilinear_kernel(2), bilinear_kernel(3)
    ([1/4, 3/4, 3/4, 1/4], [1/3, 2/3, 1, 2/3, 1/3])
    """
    if not is_integer(r) or r < 1:
        raise GeometryError(
            f"bilinear_kernel: r is {shown(r)}, but a number of at least 1 is needed; on letters the parity decides"
        )
    factor = Vec([int(r)])
    taps = creation.triangle(factor) if r % 2 else creation.trapezium(factor)
    cells = [taps[Vec([t])] for t in range(taps.shape.numbers()[0])]
    below = int(r) if r % 2 else 2 * int(r)
    return Array([Fraction(cell, below) for cell in cells])


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

    Examples
    --------
    >>> merge_axes([[1, 2], [3, 4]], 0)
    [1, 2, 3, 4]
    """

    def build(t: Tensor) -> Applied:
        (start,) = read_axes(first, len(t.shape), "merge_axes")
        if not is_integer(count) or not 1 <= count <= len(t.shape) - start:
            raise GeometryError(
                f"merge_axes: count is {shown(count)}, but 1 to {len(t.shape) - start} axes begin at axis {start}"
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
        text = f"split_axis: the axis has {n} cells, but the shape {shape_text(extents.entries)} has {places} places"
        fits = [Demand(terms.equal(n, places), text, "use extents of this product", ShapeError)]
        enforce([*demands, *fits])
        return Applied(flattening.split_axis(t, at, extents), demands, extents.entries, fits)

    return apply(split_axis, {"x": x}, build, axis=axis, shape=shape)
