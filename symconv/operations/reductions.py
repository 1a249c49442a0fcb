"""What sums the cells of tensors."""

from __future__ import annotations

from typing import Any

from sympy import Symbol, diff

from symconv.data.arrays import KnownArray, check_cell, sympy_cell, write_array
from symconv.definitions import operations
from symconv.errors import ShapeError
from symconv.language.words import Cell, Tensor, Value
from symconv.operations.applying import Applied, apply, read_axes
from symconv.symbolic.cell_names import with_cells_of_tensors
from symconv.symbolic.context import merge, same_shape
from symconv.symbolic.tensors import (
    SymbolicScalar,
    SymbolicTensor,
    as_scalar,
    lift,
    read_operand,
)
from symconv.symbolic.written import Word


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

    Notes
    -----
    It is linear in both tensors, and a layer and its transpose are told from it: theorems
    `adjoint`, `crop-is-the-adjoint-of-pad`, `reversal-is-its-own-adjoint`,
    `subsampling-is-the-adjoint-of-stretching`.

    See Also
    --------
    total : The sum of the cells of one tensor.
    symconv.operations.product : The products, not added up.

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

    Notes
    -----
    Theorem `total-mass`: the sum of the output of a full transposed convolution is the product of
    the sums of input and kernel. A sum does not ask in which order it is taken
    (`exchanging-axes-keeps-the-sum`).

    See Also
    --------
    inner : The sum of products of two tensors.

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


def gradient(scalar: Any, tensor: Any) -> Any:
    """Differentiate a scalar by the cells of a tensor: ``g[i] = d scalar / d tensor[i]``.

    Parameters
    ----------
    scalar : expression or scalar over letters
        Sums and products of cells.
    tensor : tensor
        An array of symbols, or a tensor that has a name.

    Returns
    -------
    tensor
        Of the shape of `tensor`; in its form on known sizes.

    Raises
    ------
    ShapeError
        If the cells of `tensor` are not different symbols, or it is no tensor that has a name.

    Notes
    -----
    On letters every product gives one term for each of its factors that is read from the tensor:
    the product rule, which holds over every commutative ring.

    See Also
    --------
    ConvTranspose.input_gradient, ConvTranspose.kernel_gradient : Those of a layer, at its input and
        its kernel.
    inner : The scalar that is differentiated most often.

    Examples
    --------
    >>> from symconv import Conv, Equal, flip, inner, prove, sizes, tensor
    >>> x, w, u = tensor("x", 3), tensor("w", 2), tensor("u", 2)
    >>> gradient(inner(Conv(2)(x, w), u), w)
    [u1*x1 + u2*x2, u1*x2 + u2*x3]
    >>> n = sizes("n")
    >>> y = tensor("y", n)
    >>> prove(Equal(gradient(inner(y, y), y), 2 * y))
    Theorem: for all n >= 1: Equal(gradient(inner(y, y), y), 2*y)
    """
    operand = read_operand(tensor, "gradient: tensor")
    if isinstance(operand, KnownArray) and not isinstance(scalar, SymbolicScalar):
        return _known_gradient(scalar, operand)
    one, of = as_scalar(scalar), lift(operand)
    if of.written.operation != "tensor":
        raise ShapeError(
            f"gradient: the tensor is {of!r}, but one that has a name is needed, as tensor(name, "
            "shape) makes it"
        )
    name = str(of.written.parameters[0])
    context = merge(one.context, of.context)

    def cell() -> Cell:
        return Value(with_cells_of_tensors(one.cell(), context))

    result = operations.derivative(cell, name, of.tensor.shape)
    word = Word("gradient", gradient, looks_inside=True)
    return SymbolicTensor(result, context, word(one.written, of.written))


def _known_gradient(scalar: Any, tensor: KnownArray) -> Any:
    """Differentiate an expression of SymPy."""
    check_cell(scalar, "gradient: the scalar")
    cells = tensor.cells
    if not all(isinstance(cell, Symbol) for cell in cells) or len(set(cells)) < len(cells):
        raise ShapeError(
            "gradient: the cells of the tensor must be different symbols, as tensor(name, shape) makes them"
        )
    expression = sympy_cell(scalar)
    return write_array(tensor.form, tensor.shape, [diff(expression, cell) for cell in cells])
