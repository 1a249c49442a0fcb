"""What sums the cells of tensors."""

from __future__ import annotations

from typing import Any

from symconv.definitions import operations
from symconv.language.words import Tensor
from symconv.operations.applying import Applied, apply, read_axes
from symconv.symbolic.context import same_shape


def inner(a: Any, b: Any) -> Any:
    """Return the sum of the products of the cells of two tensors of one shape.

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
    >>> inner([1, 2], [3, 4])
    11
    """

    def build(left: Tensor, right: Tensor) -> Applied:
        fits = same_shape(left.shape, right.shape, "inner")
        return Applied(operations.inner(left, right), fits=fits)

    return apply(inner, {"a": a, "b": b}, build)


def total(a: Any, axes: Any = None) -> Any:
    """Return the sum of the cells, over all axes or over some.

    Parameters
    ----------
    a : tensor
        An array, or a tensor over letters.
    axes : int, tuple of int or "spatial", optional
        The axes that are summed over; the others are those of the result.

    Raises
    ------
    GeometryError
        If there is no such axis.
    ShapeError
        If it is not a tensor.

    Examples
    --------
    >>> total([[1, 2], [3, 4]]), total([[1, 2], [3, 4]], axes=0)
    (10, [4, 6])
    """

    def build(t: Tensor) -> Applied:
        chosen = read_axes(axes, len(t.shape), "total")
        if len(chosen) == len(t.shape):
            return Applied(operations.total(t))
        return Applied(operations.total_along(t, chosen))

    return apply(total, {"a": a}, build, axes=axes)
