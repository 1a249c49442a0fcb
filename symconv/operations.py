"""What a user makes and reshapes: tensors, and the operations on them, on known sizes and on letters alike."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeAlias

import numpy as np
from sympy import Array, Integer

from symconv.data.arrays import (
    KnownArray,
    cell_symbols,
    check_countable,
    check_name,
    is_list_of_names,
    sympy_cell,
    write_array,
)
from symconv.data.letter_symbols import LetterExtreme, LetterMaximum, LetterMinimum
from symconv.data.letters import to_size
from symconv.definitions import operations
from symconv.definitions.geometry import MOST_CELLS, Demand, enforce
from symconv.errors import ShapeError, shown
from symconv.language import terms
from symconv.language.terms import Size
from symconv.language.words import Cell, Tensor, Vec, positions
from symconv.symbolic.context import Context, merge, same_shape
from symconv.symbolic.sizes import SymbolicSize, contexts_in, joined
from symconv.symbolic.tensors import (
    SymbolicScalar,
    SymbolicTensor,
    lift,
    named_tensor,
    read_operand,
    sizes_vec,
)
from symconv.symbolic.written import Word, Written

Applied: TypeAlias = tuple[Tensor, list[Demand], tuple[Size, ...]]


def tensor(name: str, shape: Any) -> Any:
    """Return a tensor of symbols.

    Parameters
    ----------
    name : str
        One name (not ending in a digit), or one that `sympy.symbols` expands into as many names as
        there are cells.
    shape : int, expression or tuple
        Extents of at least 1. A letter makes the tensor a symbolic one.

    Returns
    -------
    Array or SymbolicTensor
        On known extents an immutable array of symbols counted from 1: ``x1`` is ``x[0]``, ``x12``
        is ``x[11]``; on several axes ``w12`` where both numbers have one digit, else ``w_{1,12}``.

    Raises
    ------
    GeometryError
        If an extent is not a size of at least 1.
    ShapeError
        If the name does not fit.

    Examples
    --------
    >>> tensor("w", (2, 2))
    [[w11, w12], [w21, w22]]
    >>> tensor("a:d", (2, 2))
    [[a, b], [c, d]]
    """
    plain = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    if plain and all(type(n) is int and 0 < n <= MOST_CELLS for n in plain):
        return Array(cell_symbols(name, plain), plain)
    extents = _shape(shape, f"tensor({shown(name)}, {shown(shape)})")
    if not extents.known:
        if is_list_of_names(name):
            raise ShapeError(
                f"tensor({name!r}, {shape!r}): a list of names needs known extents; give one name"
            )
        check_name(name)
        return named_tensor(name, extents, shape)
    known = extents.numbers()
    return Array(cell_symbols(name, known), known)


def ones(shape: Any) -> Any:
    """Return a tensor of ones.

    Parameters
    ----------
    shape : int, expression or tuple
        Extents of at least 1.

    Raises
    ------
    GeometryError
        If an extent is not a size of at least 1.

    Examples
    --------
    >>> ones((2, 3))
    [[1, 1, 1], [1, 1, 1]]
    """
    extents = _shape(shape, f"ones({shown(shape)})")
    if extents.known:
        known = extents.numbers()
        check_countable(known)
        return Array([Integer(1)] * prod(known), known)
    demands = [_at_least(n, 1, f"ones({shape!r})", "an extent") for n in extents.entries]
    context = merge(Context().adding(extents.entries, demands), *contexts_in(shape))
    return SymbolicTensor(operations.ones(extents), context, _written(ones, shape=shape))


def flip(x: Any) -> Any:
    """Reverse every axis: ``y[i] = x[n - 1 - i]``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.

    Raises
    ------
    ShapeError
        If `x` is not a tensor.

    Examples
    --------
    >>> flip([1, 2, 3])
    [3, 2, 1]
    """
    return _apply(flip, x, lambda t: (operations.flip(t), [], ()))


def stretch(x: Any, s: Any) -> Any:
    """Put ``s - 1`` zeros between neighbours: ``y[s*i] = x[i]``, size ``s(n-1)+1``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    s : int, expression or tuple
        At least 1; one for all axes or one per axis.

    Raises
    ------
    GeometryError
        If `s` is not a size of at least 1.
    ShapeError
        If `x` is not a tensor.

    Examples
    --------
    >>> stretch([1, 2, 3], 2)
    [1, 0, 2, 0, 3]
    """

    def apply(t: Tensor) -> Applied:
        factor = sizes_vec(s, len(t.shape), "stretch: the factor")
        demands = [_at_least(q, 1, "stretch", "the factor") for q in factor.entries]
        enforce(demands)
        return operations.stretch(t, factor), demands, factor.entries

    return _apply(stretch, x, apply, s=s)


def subsample(x: Any, s: Any, offset: Any = 0) -> Any:
    """Keep every `s`-th cell: ``y[o] = x[s*o + offset]``, size ``ceil((n - offset)/s)``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    s : int, expression or tuple
        At least 1; one for all axes or one per axis.
    offset : int, expression or tuple
        ``0 <= offset < n``.

    Raises
    ------
    GeometryError
        If `s` or `offset` is out of range.
    ShapeError
        If `x` is not a tensor.

    Examples
    --------
    >>> subsample([1, 2, 3, 4, 5], 2, 1)
    [2, 4]
    """

    def apply(t: Tensor) -> Applied:
        step = sizes_vec(s, len(t.shape), "subsample: the step")
        first = sizes_vec(offset, len(t.shape), "subsample: the offset")
        demands = [_at_least(q, 1, "subsample", "the step") for q in step.entries]
        for f, n in zip(first.entries, t.shape.entries, strict=True):
            text = f"subsample: the offset is {f} on an axis of size {n}, but 0 <= offset < {n} is needed"
            demands.append(Demand(terms.at_least(f, 0), text, "use an offset of at least 0"))
            demands.append(Demand(terms.at_least(n, f + 1), text, "use a smaller offset"))
        enforce(demands)
        return operations.subsample(t, step, first), demands, step.entries + first.entries

    return _apply(subsample, x, apply, s=s, offset=offset)


def crop(x: Any, begin: Any, end: Any) -> Any:
    """Take a window: ``y[o] = x[o + begin]``, size ``n - begin - end``, zero where that lies outside `x`.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    begin, end : int, expression or tuple
        Cells taken off at the two ends, of any sign; negative ones put zeros on.

    Raises
    ------
    GeometryError
        If nothing would be left.
    ShapeError
        If `x` is not a tensor.

    Examples
    --------
    >>> crop([1, 2, 3, 4], 1, -1)
    [2, 3, 4, 0]
    """

    def apply(t: Tensor) -> Applied:
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
        return operations.cut(t, first, size), demands, first.entries + last.entries

    return _apply(crop, x, apply, begin=begin, end=end)


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
    left, right = read_operand(a, "inner: a"), read_operand(b, "inner: b")
    if isinstance(left, KnownArray) and isinstance(right, KnownArray):
        first, second = same_ring(left, right)
        enforce(same_shape(Vec(first.shape), Vec(second.shape), "inner"))
        return _scalar(
            left, operations.inner(first.tensor(), second.tensor()), inexact_type(first, second)
        )
    one, two = lift(left), lift(right)
    fits = same_shape(one.tensor.shape, two.tensor.shape, "inner")
    context = merge(one.context, two.context).adding(fits=fits)
    written = _written(inner, one, two)
    return SymbolicScalar(lambda: operations.inner(one.tensor, two.tensor), context, written)


def total(a: Any) -> Any:
    """Return the sum of the cells.

    Parameters
    ----------
    a : tensor
        An array, or a tensor over letters.

    Raises
    ------
    ShapeError
        If it is not a tensor.

    Examples
    --------
    >>> total([[1, 2], [3, 4]])
    10
    """
    operand = read_operand(a, "total: a")
    if isinstance(operand, KnownArray):
        return _scalar(operand, operations.total(operand.tensor()), inexact_type(operand))
    written = _written(total, operand)
    return SymbolicScalar(lambda: operations.total(operand.tensor), operand.context, written)


def minimum(a: Any, b: Any) -> Any:
    r"""Return the smaller of two sizes: ``min(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size.

    Notes
    -----
    In a claim it is ``b - d*floor(d/M)`` with ``d = a - b`` and `M` one more than the sum of the
    terms of `d` without their signs: the floor is -1 where ``a < b`` and else 0. So a proof needs no
    rule for it, and a counterexample is computed like any other.

    See Also
    --------
    maximum : The larger one.

    Examples
    --------
    >>> from symconv import AtMost, prove, sizes
    >>> I, k = sizes("I k")
    >>> minimum(2, 3), minimum(I, k) + 1
    (2, minimum(I, k) + 1)
    >>> prove(AtMost(minimum(I, k), k))
    Theorem: for all I, k >= 1: AtMost(minimum(I, k), k)
    """
    return _extreme(minimum, LetterMinimum, a, b)


def maximum(a: Any, b: Any) -> Any:
    r"""Return the larger of two sizes: ``max(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size.

    Notes
    -----
    It is ``a + b - minimum(a, b)``, in a claim as well.

    See Also
    --------
    minimum : The smaller one.

    Examples
    --------
    The overlap of neighbouring copies is less than the kernel:

    >>> from symconv import AtMost, prove, sizes
    >>> k, s = sizes("k s")
    >>> maximum(0, k - s)
    maximum(0, k - s)
    >>> prove(AtMost(maximum(0, k - s), k - 1))
    Theorem: for all k, s >= 1: AtMost(maximum(0, k - s), k - 1)
    """
    return _extreme(maximum, LetterMaximum, a, b)


def _extreme(word: Callable[..., Any], of: type[LetterExtreme], a: Any, b: Any) -> Any:
    """Return one of two numbers, or what says so of sizes on letters."""
    numbers = [to_size(value, f"{word.__name__}: {name}") for value, name in ((a, "a"), (b, "b"))]
    if Vec(tuple(numbers)).known:
        return of.of_numbers(*numbers)
    if isinstance(a, SymbolicSize) or isinstance(b, SymbolicSize):
        return joined(Word(word.__name__, word), a, b)
    expression = of(a, b)
    to_size(expression, word.__name__)
    return expression


def same_ring(*arrays: KnownArray) -> tuple[KnownArray, ...]:
    """Return the arrays with SymPy cells throughout as soon as one has one, else with floating-point ones likewise.

    Where the first is a NumPy array, SymPy integers count as integers.
    """
    if arrays[0].form == "numpy":
        arrays = tuple(array.as_numbers() for array in arrays)
    if any(array.is_sympy for array in arrays):
        return tuple(array.as_sympy() for array in arrays)
    if any(array.is_inexact for array in arrays):
        return tuple(array.as_floats() for array in arrays)
    return arrays


def write_tensor(form: str, result: Tensor, dtype: Any = None) -> Any:
    """Give a tensor of known shape back in the form the input had."""
    shape = result.shape.numbers()
    check_countable(shape)
    return write_array(form, shape, [result[o] for o in positions(result.shape)], dtype)


def _apply(
    word: Callable[..., Any], x: Any, build: Callable[[Tensor], Applied], **parameters: Any
) -> Any:
    """Apply an operation in the form its argument has: computed on known sizes, built on letters.

    `word` is the public function that was called, `parameters` what it was given besides `x`: the
    words of the result.
    """
    operand = read_operand(x, f"{word.__name__}: x")
    if isinstance(operand, KnownArray):
        result, demands, entries = build(operand.tensor())
        enforce(demands)
        if Vec(entries).known:
            return write_tensor(operand.form, result, inexact_type(operand))
        operand = lift(operand)
    result, demands, entries = build(operand.tensor)
    given = contexts_in(tuple(parameters.values()))
    context = merge(operand.context.adding(entries, demands), *given)
    return SymbolicTensor(result, context, _written(word, operand, **parameters))


def _written(
    word: Callable[..., Any], *values: SymbolicTensor | SymbolicScalar, **parameters: Any
) -> Written:
    """Return what is written for a call of a public function."""
    arguments = (value.written for value in values)
    return Word(word.__name__, word, tuple(parameters))(*arguments, **parameters)


def inexact_type(*arrays: KnownArray) -> Any:
    """Return the NumPy type of a result with inexact cells; ``None`` where cells are exact, or the form is not NumPy's."""
    if arrays[0].form != "numpy" or not any(array.is_inexact for array in arrays):
        return None
    types = [array.as_numpy().dtype for array in arrays]
    return None if np.dtype(object) in types else np.result_type(*types)


def _scalar(array: KnownArray, cell: Cell, dtype: Any) -> Any:
    if array.form in ("array", "matrix"):
        return sympy_cell(cell)
    return write_array(array.form, (1,), [cell], dtype)[0]


def _shape(shape: Any, request: str) -> Vec:
    extents = sizes_vec(shape, None, f"{request}: the shape")
    enforce(_at_least(n, 1, request, "an extent") for n in extents.entries)
    return extents


def _at_least(value: Size, low: int, request: str, name: str) -> Demand:
    text = f"{request}: {name} is {value}, but {name} >= {low} is needed"
    return Demand(terms.at_least(value, low), text, f"use {low} or more")
