"""A plan filled with cells: exact results over any ring, canonical for SymPy, fast for plain symbols.

SymPy sorts the arguments of every sum and product it makes by ``Basic.compare``. For distinct plain
commutative symbols that order is known beforehand: a product has its two symbols in order, and a
sum has its products in the order of those pairs. Sorting all of them at once by NumPy and building
the nodes from arguments already in order gives the very expressions that adding the products one by
one gives, at a small part of the price. Integers and fractions are added by exact matrix products
(:mod:`symconv.layers.blas`).
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cmp_to_key, reduce
from itertools import islice
from operator import add
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Basic, Mul, Rational, S, Symbol
from sympy.core.operations import AssocOp

from symconv.errors import ShapeError, UnsupportedError
from symconv.layers.blas import result_of
from symconv.layers.plan import Plan

INT64 = np.iinfo(np.int64)
_BLOCK = 2**14
_MANY = 2**16  # new objects: enough for walking them to be felt


def combine(plan: Plan, x: Sequence[Any], w: Sequence[Any], zero: Any) -> list[Any]:
    r"""Add the products that a plan lists, exactly: :math:`y[o] = \sum x[i]\, w[t]`.

    Parameters
    ----------
    plan : Plan
        Which products land where.
    x, w : sequence
        Input and kernel cells in row-major order, elements of one ring: SymPy expressions,
        integers, fractions, ...
    zero : object
        The value of an output cell in which no product lands.

    Returns
    -------
    list
        Output cells in row-major order. A SymPy cell is equal, argument by argument, to what adding
        the products ``x[i]*w[t]`` (in this order of the factors) one by one in the plan's order
        gives.

    Raises
    ------
    ShapeError
        The number of cells is not the one that the plan was made for.

    Examples
    --------
    >>> from sympy import symbols
    >>> from symconv.definitions.geometry import Axis
    >>> from symconv.layers.plan import transposed_plan
    >>> axis = Axis(kernel_size=3, stride=2, begin=1, end=1)
    >>> plan = transposed_plan([axis], [2])
    >>> combine(plan, symbols("x1 x2"), symbols("w1 w2 w3"), 0)
    [w2*x1, w1*x2 + w3*x1, w2*x2]
    >>> combine(plan, [10**30, 1], [1, 2, 3], 0)
    [2000000000000000000000000000000, 3000000000000000000000000000001, 2]
    """
    _check_cells("input", len(x), plan.input_shape)
    _check_cells("kernel", len(w), plan.kernel_shape)
    if _are_distinct_symbols([*x, *w]):
        return _add_symbols(plan, x, w, zero)
    if _are_distinct_symbols(x) and _are_all(w, Rational):
        return _add_multiples(plan, x, w, "inputs", zero)
    if _are_distinct_symbols(w) and _are_all(x, Rational):
        return _add_multiples(plan, w, x, "taps", zero)
    x, w = list(map(_exact, x)), list(map(_exact, w))
    make = _fraction_maker(x, w)
    if make is None:
        return _add_one_by_one(plan, x, w, zero)
    # integers, over one denominator for each of the two arrays
    x_tops, x_bottom = _over_one_denominator(x)
    w_tops, w_bottom = _over_one_denominator(w)
    bottom = x_bottom * w_bottom
    tops = _add_integers(plan, x_tops, w_tops)
    counts = plan.count.ravel().tolist()
    return [make(top, bottom) if n else zero for top, n in zip(tops, counts, strict=True)]


def combine_numpy(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    r"""Add the products that a plan lists, on NumPy arrays: :math:`y[o] = \sum x[i]\, w[t]`.

    Parameters
    ----------
    plan : Plan
        Which products land where.
    x : numpy.ndarray
        The input, of ``plan.input_shape``, or a batch of such.
    w : numpy.ndarray
        The kernel, of ``plan.kernel_shape``.

    Returns
    -------
    numpy.ndarray
        The output, of ``plan.output_shape``, for each item of a batch. Integers are exact: int64 where every cell fits, else
        Python integers in an object array. Floating and complex numbers are computed in NumPy's
        result type. As soon as one of the arrays holds objects the result does, by :func:`combine`.

    Raises
    ------
    ShapeError
        An array has another shape, or holds booleans or anything else that is not a number or an
        object.
    UnsupportedError
        There is not enough memory.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> from symconv.layers.plan import transposed_plan
    >>> axis = Axis(kernel_size=3, stride=2, begin=1, end=1)
    >>> plan = transposed_plan([axis], [2])
    >>> combine_numpy(plan, np.array([1, 2]), np.array([1, 10, 100]))
    array([ 10, 102,  20])
    >>> combine_numpy(plan, np.array([2**62, 1]), np.array([1, 2, 3]))
    array([9223372036854775808, 13835058055282163713, 2], dtype=object)
    """
    has_batch = x.ndim == len(plan.input_shape) + 1
    batch = x.shape[:1] if has_batch else ()
    _check_array("input", x, (*batch, *plan.input_shape))
    _check_array("kernel", w, plan.kernel_shape)
    if "O" in (x.dtype.kind, w.dtype.kind):
        if not has_batch:
            return _combine_objects(plan, x, w)
        return np.stack([_combine_objects(plan, item, w) for item in x])
    items_shape = (*batch, *plan.output_shape)
    try:
        inputs, kernel = _grouped(plan, x, w)
        return result_of(inputs, kernel, plan.lines).reshape(items_shape)
    except MemoryError:
        raise UnsupportedError(
            f"a result of shape {items_shape} asks for {math.prod(items_shape):,} cells of "
            f"{x.dtype}, and for as many on the "
            "way, but there is not enough memory; use smaller sizes, or fewer items at a time"
        ) from None


def _grouped(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return ``x[n, g, c, i...]`` and ``w[g, c, e, t...]``: item, group, and channels within it."""
    spatial = [line.inputs for line in plan.lines]
    kernel = [line.taps for line in plan.lines]
    channels = plan.channels
    if channels is None:
        return x.reshape(1, 1, 1, *spatial), w.reshape(1, 1, 1, *kernel)
    groups = channels.groups
    cells = w.reshape(groups, -1, plan.kernel_shape[1], *kernel)
    if not channels.transposed:
        cells = cells.swapaxes(1, 2)
    inputs = x.reshape(-1, groups, channels.inputs // groups, *spatial)
    return inputs, cells


def _add_one_by_one(plan: Plan, x: Sequence[Any], w: Sequence[Any], zero: Any) -> list[Any]:
    products = _products(plan, x, w)
    counts = plan.count.ravel().tolist()
    return [reduce(add, islice(products, n)) if n else zero for n in counts]


def _products(plan: Plan, x: Sequence[Any], w: Sequence[Any]) -> Iterator[Any]:
    for block in plan.blocks(_BLOCK):
        inputs, taps = block.inputs.tolist(), block.taps.tolist()
        for i, t in zip(inputs, taps, strict=True):
            yield x[i] * w[t]


def _fraction_maker(x: Sequence[Any], w: Sequence[Any]) -> Callable[[int, int], Any] | None:
    """Return what makes a sum of products from numerator and denominator; ``None`` if some cell is no fraction."""
    cells = [*x, *w]
    if _are_all(cells, int):
        return lambda numerator, _: numerator
    if _are_all(cells, Rational):
        return cast("Callable[[int, int], Any]", Rational)
    if not _are_all(cells, int | Fraction):
        return None
    return Fraction if _are_all(x, Fraction) or _are_all(w, Fraction) else None


def _are_all(cells: Sequence[Any], kind: Any) -> bool:
    return all(isinstance(cell, kind) and not isinstance(cell, bool) for cell in cells)


def _over_one_denominator(cells: Sequence[Any]) -> tuple[list[int], int]:
    tops = [int(cell.numerator) for cell in cells]
    bottoms = [int(cell.denominator) for cell in cells]
    common = math.lcm(*bottoms)
    scaled = [top * (common // bottom) for top, bottom in zip(tops, bottoms, strict=True)]
    return scaled, common


def _add_integers(plan: Plan, x: Sequence[int], w: Sequence[int]) -> list[int]:
    """Add by matrix products where every cell fits into int64, else on Python's own integers."""
    if not all(INT64.min <= cell <= INT64.max for cell in (*x, *w)):
        return _add_one_by_one(plan, x, w, 0)
    inputs = np.array(x, dtype=np.int64).reshape(plan.input_shape)
    kernel = np.array(w, dtype=np.int64).reshape(plan.kernel_shape)
    sums: list[int] = combine_numpy(plan, inputs, kernel).ravel().tolist()
    return sums


def _are_distinct_symbols(cells: Sequence[Any]) -> bool:
    """Say whether SymPy's order of the products is known beforehand (Dummy and the like sort by other rules)."""
    plain = all(type(cell) is Symbol and cell.is_commutative for cell in cells)
    return plain and len(set(cells)) == len(cells)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold back the garbage collector, which would walk all the new nodes again and again; none is garbage."""
    was_enabled, before = gc.isenabled(), gc.get_count()[0]
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if (gc.get_count()[0] - before) > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@collector_paused()
def _add_symbols(plan: Plan, x: Sequence[Symbol], w: Sequence[Symbol], zero: Any) -> list[Any]:
    """Build each sum from products already in SymPy's order; see the module's docstring for why it is the same."""
    symbols, rank = _ranked([*x, *w])
    x_rank, w_rank = np.split(rank, [len(x)])
    pairs = _pairs_in_order(plan, _objects(symbols), x_rank, w_rank)
    counts = plan.count.ravel().tolist()
    return _sums(_product_nodes(pairs), counts, zero)


def _pairs_in_order(
    plan: Plan, symbols: NDArray[Any], x_rank: NDArray[Any], w_rank: NDArray[Any]
) -> Iterator[tuple[Any, ...]]:
    """Yield the factors of all products, output cell by output cell.

    In an output cell a symbol occurs once, so the first factors decide.
    """
    for block in plan.blocks(_BLOCK):
        one, other = x_rank[block.inputs], w_rank[block.taps]
        first, second = np.minimum(one, other), np.maximum(one, other)
        place = block.outputs - block.outputs[:1]
        order = np.argsort(place * len(symbols) + first, kind="stable")
        firsts = symbols[first[order]].tolist()
        seconds = symbols[second[order]].tolist()
        yield from zip(firsts, seconds, strict=True)


@collector_paused()
def _add_multiples(
    plan: Plan, symbols: Sequence[Symbol], numbers: Sequence[Rational], side: str, zero: Any
) -> list[Any]:
    """Build each sum of symbols times numbers from multiples in SymPy's order: by the factor, then by the symbol.

    `side` says where the symbols are, ``"inputs"`` or ``"taps"``. What is multiplied by zero
    vanishes.
    """
    ordered, rank = _ranked(symbols)
    others = {number for number in numbers if number}
    symbol = ordered[0]
    order_before = cmp_to_key(lambda a, b: (a * symbol).compare(b * symbol))
    factors = sorted(others, key=order_before)
    place = {factor: n for n, factor in enumerate(factors)}
    factor_rank = np.array([place.get(number, -1) for number in numbers])
    cells = math.prod(plan.output_shape)
    count = np.zeros(cells, np.int64)
    found = []
    for block in plan.blocks(_BLOCK):
        at_symbols, at_numbers = block.inputs, block.taps
        if side == "taps":
            at_symbols, at_numbers = at_numbers, at_symbols
        factor = factor_rank[at_numbers]
        symbol = rank[at_symbols]
        order = np.lexsort([symbol, factor, block.outputs])
        order = order[factor[order] >= 0]
        np.add.at(count, block.outputs[order], 1)
        found.append((factor[order], symbol[order]))
    pairs = _factors_of(found, _objects(factors), _objects(ordered))
    return _sums(_product_nodes(pairs), count.tolist(), zero)


def _factors_of(
    found: Sequence[tuple[NDArray[Any], NDArray[Any]]], factors: NDArray[Any], symbols: NDArray[Any]
) -> Iterator[tuple[Any, ...]]:
    for factor, symbol in found:
        firsts = factors[factor].tolist()
        seconds = symbols[symbol].tolist()
        yield from zip(firsts, seconds, strict=True)


def _objects(cells: Sequence[Any]) -> NDArray[Any]:
    return np.fromiter(cells, dtype=object, count=len(cells))


SLOTS = ("_mhash", "_args", "_assumptions"), ("is_commutative",)
"""The slots of SymPy's nodes and of its sums and products, as they are known here."""


def _are_slots_known() -> bool:
    """Say whether a node of SymPy is what it is known to be, so that it may be filled slot by slot."""
    if (Basic.__slots__, AssocOp.__slots__) != SLOTS:
        return False
    kinds = (Add, Mul, *Add.__mro__, *Mul.__mro__)
    more = {name for kind in kinds for name in getattr(kind, "__slots__", ())}
    return more == {*SLOTS[0], *SLOTS[1]}


def _product_nodes(pairs: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Make products of factors in order; a factor of one leaves the other."""
    if not _are_slots_known():
        for pair in pairs:
            yield pair[1] if pair[0] is S.One else Mul._from_args(pair, True)
        return
    new, assumptions = object.__new__, Mul.default_assumptions
    for pair in pairs:
        if pair[0] is S.One:
            yield pair[1]
            continue
        node: Any = new(Mul)
        node._args = pair
        node._mhash = None
        node._assumptions = assumptions
        node.is_commutative = True
        yield node


def _sums(products: Iterator[Any], counts: Sequence[int], zero: Any) -> list[Any]:
    """Add as many products as land in each cell."""
    if not _are_slots_known():
        return [Add._from_args(tuple(islice(products, n)), True) if n else zero for n in counts]
    new, assumptions = object.__new__, Add.default_assumptions
    cells = []
    for n in counts:
        if n < 2:
            cells.append(next(products) if n else zero)
            continue
        node: Any = new(Add)
        node._args = tuple(islice(products, n))
        node._mhash = None
        node._assumptions = assumptions
        node.is_commutative = True
        cells.append(node)
    return cells


def _ranked(symbols: Sequence[Symbol]) -> tuple[list[Symbol], NDArray[np.int32]]:
    """Return the symbols in SymPy's order, and the place of each in it."""
    count = len(symbols)
    keys = list(map(_order_key, symbols))
    ordered = sorted(range(count), key=keys.__getitem__)
    rank = np.empty(count, dtype=np.int32)  # there are no more cells than that
    rank[ordered] = np.arange(count)
    return [symbols[n] for n in ordered], rank


def _order_key(symbol: Symbol) -> tuple[int, tuple[Any, ...]]:
    """Sort plain symbols as ``Basic.compare`` does: by the length of the hashable content, then by the content."""
    content = symbol._hashable_content()
    return len(content), content


def _combine_objects(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    x_cells, w_cells = x.ravel().tolist(), w.ravel().tolist()
    is_symbolic = any(isinstance(cell, Basic) for cell in [*x_cells, *w_cells])
    cells = combine(plan, x_cells, w_cells, S.Zero if is_symbolic else 0)
    return _objects(cells).reshape(plan.output_shape)


def _exact(cell: Any) -> Any:
    """Turn NumPy's integers, which overflow, into Python's."""
    return int(cell) if isinstance(cell, np.integer) else cell


def _check_cells(name: str, cells: int, shape: tuple[int, ...]) -> None:
    needed = math.prod(shape)
    if cells != needed:
        raise ShapeError(
            f"the {name} has {cells} cells; the plan needs {needed}, those of shape {shape}"
        )


def _check_array(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ShapeError(f"the {name} has shape {array.shape}; the plan needs shape {shape}")
    if array.dtype.kind not in "iufcO":
        raise ShapeError(
            f"the {name} holds {array.dtype} cells; integers, numbers or exact objects are needed"
        )
