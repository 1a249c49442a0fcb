"""Tensors made from sizes alone."""

from __future__ import annotations

from math import prod
from typing import Any

from sympy import Array, Integer

from symconv.data.arrays import cell_symbols, check_countable, check_name, is_list_of_names
from symconv.definitions import operations
from symconv.definitions.geometry import MOST_CELLS, enforce
from symconv.errors import ShapeError, shown
from symconv.language.words import Vec
from symconv.operations.applying import at_least_demand, words
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
    demands = [at_least_demand(n, 1, f"ones({shape!r})", "an extent") for n in extents.entries]
    context = merge(Context().adding(extents.entries, demands), *contexts_in(shape))
    return SymbolicTensor(operations.ones(extents), context, words(ones, shape=shape))


def _shape(shape: Any, request: str) -> Vec:
    extents = sizes_vec(shape, None, f"{request}: the shape")
    enforce(at_least_demand(n, 1, request, "an extent") for n in extents.entries)
    return extents
