"""Products of two tensors: cell by cell, and every cell by every other."""

from __future__ import annotations

from typing import Any

from symconv.definitions import operations
from symconv.definitions.geometry import enforce
from symconv.language.words import Tensor
from symconv.operations.applying import Applied, apply
from symconv.symbolic.context import same_shape


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

    Notes
    -----
    Cells multiply in the order they are written. Its sum is the inner product of the two.

    See Also
    --------
    inner : The sum of these products.
    symconv.operations.outer : Every cell with every other.

    Examples
    --------
    >>> product([1, 2, 3], [4, 5, 6])
    [4, 10, 18]
    """

    def build(left: Tensor, right: Tensor) -> Applied:
        fits = same_shape(left.shape, right.shape, "product")
        enforce(fits)
        return Applied(operations.product(left, right), fits=fits)

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

    Notes
    -----
    Scaling the kernel by every input cell is the outer product of input and kernel; a transposed
    convolution adds up what lands in one place.

    See Also
    --------
    symconv.operations.product : Cells of the same place alone.

    Examples
    --------
    >>> outer([1, 2], [3, 4, 5])
    [[3, 4, 5], [6, 8, 10]]
    """
    return apply(outer, {"a": a, "b": b}, lambda one, two: Applied(operations.outer(one, two)))
