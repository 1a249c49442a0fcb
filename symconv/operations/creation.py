"""Tensors made from sizes alone, kernels among them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

from sympy import Array, Integer

from symconv.data.arrays import cell_symbols, check_countable, check_name, is_list_of_names
from symconv.data.letters import is_integer, to_size
from symconv.definitions import creation, interpolation, operations
from symconv.definitions.geometry import MOST_CELLS, Demand, enforce
from symconv.errors import GeometryError, ShapeError, shown
from symconv.language import terms
from symconv.language.words import Tensor, Vec
from symconv.operations.applying import Applied, at_least_demand, made, words
from symconv.symbolic.context import Context, merge
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicTensor, named_tensor, sizes_vec


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

    Notes
    -----
    A tensor of letters stands for every tensor of that shape over every commutative ring: what is
    proved of it uses no more than sums and products of its cells.

    See Also
    --------
    sizes : The letters of a shape.
    ones : A tensor whose cells are all one.

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

    Notes
    -----
    A layer on ones counts the products behind every output cell. Theorems
    `nearest-neighbour-of-ones`, `overlap-count-inside` and `no-checkerboard-at-any-phase` say where
    that count is even.

    See Also
    --------
    tensor : A tensor of symbols.
    symconv.operations.eye : The identity.

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
    demands = [at_least_demand(n, 1, f"ones({shape!r})", "an extent") for n in extents.entries]
    context = merge(Context().adding(extents.entries, demands), *contexts_in(shape))
    return SymbolicTensor(operations.ones(extents), context, words(ones, shape=shape))


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

    Notes
    -----
    It is the matrix of the layer with one tap of 1 (theorem `a-kernel-of-one-tap-stretches` at
    stride one).

    See Also
    --------
    symconv.operations.one_hot : One of its rows.
    ones : A tensor whose cells are all one.

    Examples
    --------
    >>> eye(2)
    [[1, 0], [0, 1]]
    """
    return made("array", eye, lambda: _of_size(creation.eye, n, "eye"), n=n)


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

    Notes
    -----
    Its inner product with a tensor is one cell of that tensor. A layer on it paints the kernel once
    (theorem `one-cell-paints-the-stretched-kernel`).

    See Also
    --------
    symconv.operations.eye : All of them over one axis, as rows.

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

    Notes
    -----
    Theorem `reversed-count`: counting backwards is counting from the end.

    See Also
    --------
    ones : The same in every cell.
    symconv.operations.one_hot : One at a place, zero elsewhere.

    Examples
    --------
    >>> arange(4)
    [0, 1, 2, 3]
    """
    return made("array", arange, lambda: _of_size(creation.arange, n, "arange"), n=n)


def _of_size(definition: Callable[[Vec], Tensor], n: Any, request: str) -> Applied:
    """Return what a definition makes of one size, which must be at least 1."""
    size = to_size(n, f"{request}: n")
    demands = [at_least_demand(size, 1, request, "n")]
    return Applied(definition(Vec([size])), demands, (size,))


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

    Notes
    -----
    Its taps add up to one, so constants stay what they are (theorems `moving-average-of-ones` and
    `taps-that-add-up-to-one-keep-constants`).

    See Also
    --------
    symconv.operations.average : What it makes of a tensor.
    symconv.operations.bilinear_kernel : The kernel of linear interpolation.

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

    Notes
    -----
    It is a box of `r` taps over another one, divided by `r`; for even `r`, means of two neighbours
    come behind. By theorems `linear-interpolation-odd-stride` and `linear-interpolation-even-stride`
    a layer of stride `r` with such a kernel repeats every cell and then takes means; by
    `linear-interpolation-sums-to-one-odd-stride` the weights of an inner cell add up to one.

    See Also
    --------
    symconv.operations.interpolate : Linear interpolation, borders included.
    symconv.operations.box_kernel : The kernel of a moving average.

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
            f"bilinear_kernel: r is {shown(r)}, but a number of at least 1 is needed; on letters "
            "the parity decides"
        )
    factor = Vec([int(r)])
    taps = interpolation.triangle(factor) if r % 2 else interpolation.trapezium(factor)
    cells = [taps[Vec([t])] for t in range(taps.shape.numbers()[0])]
    below = int(r) if r % 2 else 2 * int(r)
    return Array([Fraction(cell, below) for cell in cells])


def _shape(shape: Any, request: str) -> Vec:
    extents = sizes_vec(shape, None, f"{request}: the shape")
    enforce(at_least_demand(n, 1, request, "an extent") for n in extents.entries)
    return extents
