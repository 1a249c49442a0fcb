"""A plan filled with cells: exact results over any ring, canonical for SymPy, fast for plain symbols.

SymPy sorts the arguments of every sum and product it makes by ``Basic.compare``. For distinct plain
commutative symbols that order is known beforehand: a product has its two symbols in order, and a
sum has its products in the order of those pairs. Sorting all of them at once by NumPy and building
the nodes from arguments already in order gives the very expressions that adding the products one by
one gives, at a small part of the price. Integers and fractions are added on machine integers where
every sum is known to fit.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cmp_to_key, reduce
from itertools import islice, repeat
from operator import add
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Basic, Mul, Rational, S, Symbol

from symconv.errors import ShapeError
from symconv.layers.plan import Indices, Plan

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
        return _add_multiples(plan, x, w, plan.inputs, plan.taps, zero)
    if _are_distinct_symbols(w) and _are_all(x, Rational):
        return _add_multiples(plan, w, x, plan.taps, plan.inputs, zero)
    x, w = [_exact(cell) for cell in x], [_exact(cell) for cell in w]
    make = _fraction_maker(x, w)
    return (
        _add_one_by_one(plan, x, w, zero)
        if make is None
        else _add_fractions(plan, x, w, zero, make)
    )


def combine_numpy(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    r"""Add the products that a plan lists, on NumPy arrays: :math:`y[o] = \sum x[i]\, w[t]`.

    Parameters
    ----------
    plan : Plan
        Which products land where.
    x : numpy.ndarray
        The input, of ``plan.input_shape``.
    w : numpy.ndarray
        The kernel, of ``plan.kernel_shape``.

    Returns
    -------
    numpy.ndarray
        The output, of ``plan.output_shape``. Integers are exact: int64 where every cell fits, else
        Python integers in an object array. Floating and complex numbers are computed in NumPy's
        result type. As soon as one of the arrays holds objects the result does, by :func:`combine`.

    Raises
    ------
    ShapeError
        An array has another shape, or holds booleans or anything else that is not a number or an
        object.

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
    _check_array("input", x, plan.input_shape)
    _check_array("kernel", w, plan.kernel_shape)
    kinds = {x.dtype.kind, w.dtype.kind}
    if "O" in kinds:
        return _combine_objects(plan, x, w)
    if kinds <= {"i", "u"}:
        return _combine_integers(plan, x, w)
    return _combine_machine_numbers(plan, x, w, np.result_type(x.dtype, w.dtype))


def _add_one_by_one(plan: Plan, x: Sequence[Any], w: Sequence[Any], zero: Any) -> list[Any]:
    products = (x[i] * w[t] for i, t in zip(plan.inputs.tolist(), plan.taps.tolist(), strict=True))
    return [reduce(add, islice(products, n)) if n else zero for n in plan.count.ravel().tolist()]


def _fraction_maker(x: Sequence[Any], w: Sequence[Any]) -> Callable[[int, int], Any] | None:
    """Return what makes a sum of products from numerator and denominator; ``None`` if some cell is no fraction."""
    cells = [*x, *w]
    if _are_all(cells, int):
        return lambda numerator, _: numerator
    if _are_all(cells, int | Fraction) and (_are_all(x, Fraction) or _are_all(w, Fraction)):
        return Fraction
    return Rational if _are_all(cells, Rational) else None


def _are_all(cells: Sequence[Any], kind: Any) -> bool:
    return all(isinstance(cell, kind) and not isinstance(cell, bool) for cell in cells)


def _add_fractions(
    plan: Plan, x: Sequence[Any], w: Sequence[Any], zero: Any, make: Callable[[int, int], Any]
) -> list[Any]:
    """Add integers, over one denominator for each of the two arrays."""
    (x_tops, x_bottom), (w_tops, w_bottom) = _over_one_denominator(x), _over_one_denominator(w)
    tops = zip(_add_integers(plan, x_tops, w_tops), plan.count.ravel().tolist(), strict=True)
    return [make(top, x_bottom * w_bottom) if n else zero for top, n in tops]


def _over_one_denominator(cells: Sequence[Any]) -> tuple[list[int], int]:
    pairs = [(int(cell.numerator), int(cell.denominator)) for cell in cells]
    bottom = math.lcm(*(denominator for _, denominator in pairs))
    return [numerator * (bottom // denominator) for numerator, denominator in pairs], bottom


def _add_integers(plan: Plan, x: Sequence[int], w: Sequence[int]) -> list[int]:
    """Add on machine integers where every cell, product and sum is known to fit, else on Python's own."""
    largest = (max(map(abs, x)), max(map(abs, w)), int(plan.count.max()))
    if math.prod(max(number, 1) for number in largest) > INT64.max:
        return _add_one_by_one(plan, x, w, 0)
    sums: list[int] = _add_at_once(
        plan, np.array(x, dtype=np.int64), np.array(w, dtype=np.int64)
    ).tolist()
    return sums


def _add_at_once(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    result = np.zeros(math.prod(plan.output_shape), dtype=x.dtype)
    np.add.at(result, plan.outputs, x[plan.inputs] * w[plan.taps])
    return result


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
            _keep_what_was_made(gc.get_count()[0] - before)
            gc.enable()


def _keep_what_was_made(objects: int) -> None:
    """Put many new objects among the old ones, which are walked seldom, instead of walking them once more.

    Few are left where they are: what is garbage among them would be kept, and to count the frozen
    ones takes long where a program has frozen many.
    """
    if objects > _MANY and not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


@collector_paused()
def _add_symbols(plan: Plan, x: Sequence[Symbol], w: Sequence[Symbol], zero: Any) -> list[Any]:
    """Build each sum from products already in SymPy's order; see the module's docstring for why it is the same."""
    symbols, rank = _ranked([*x, *w])
    x_rank, w_rank = rank[: len(x)][plan.inputs], rank[len(x) :][plan.taps]
    first, second = np.minimum(x_rank, w_rank), np.maximum(x_rank, w_rank)
    # a symbol occurs once in an output cell, so the first ones decide
    pairs = _in_order(
        plan.outputs, plan.count.ravel(), (first,), (symbols, first), (symbols, second)
    )
    products = map(Mul._from_args, pairs, repeat(True))
    return [
        Add._from_args(tuple(islice(products, n)), True) if n else zero
        for n in plan.count.ravel().tolist()
    ]


@collector_paused()
def _add_multiples(
    plan: Plan,
    symbols: Sequence[Symbol],
    numbers: Sequence[Rational],
    at_symbols: Indices,
    at_numbers: Indices,
    zero: Any,
) -> list[Any]:
    """Build each sum of symbols times numbers from multiples in SymPy's order: by the factor, then by the symbol."""
    symbols, rank = _ranked(symbols)
    factors = sorted(
        {n for n in numbers if n},
        key=cmp_to_key(lambda a, b: (a * symbols[0]).compare(b * symbols[0])),
    )
    factor_rank = {factor: number for number, factor in enumerate(factors)}
    factor = np.array([factor_rank.get(n, -1) for n in numbers])[at_numbers]
    kept = factor >= 0  # what is multiplied by zero vanishes
    outputs, factor, symbol = plan.outputs[kept], factor[kept], rank[at_symbols[kept]]
    count = np.bincount(outputs, minlength=math.prod(plan.output_shape))
    pairs = _in_order(outputs, count, (symbol, factor), (factors, factor), (symbols, symbol))
    multiples = (Mul._from_args(pair, True) if pair[0] is not S.One else pair[1] for pair in pairs)
    return [
        Add._from_args(tuple(islice(multiples, n)), True) if n else zero for n in count.tolist()
    ]


_Cells: TypeAlias = tuple[Sequence[Any], NDArray[Any]]


def _in_order(
    outputs: Indices, count: Indices, keys: tuple[NDArray[Any], ...], first: _Cells, second: _Cells
) -> Iterator[tuple[Any, Any]]:
    """Yield the factors of all products, output cell by output cell, in each by the last of the keys, then by the others.

    `outputs` is sorted, with `count` products in each cell; factors are given as cells and the
    number of one for every product. Some output cells are done at a time, so the room and the time
    for a product do not grow with their number.
    """
    found = [
        (np.fromiter(cells, dtype=object, count=len(cells)), numbers)
        for cells, numbers in (first, second)
    ]
    ends = np.cumsum(count)
    bounds = np.unique(
        [
            0,
            *ends[np.searchsorted(ends, np.arange(_BLOCK, len(outputs), _BLOCK))].tolist(),
            len(outputs),
        ]
    )
    for part in map(slice, bounds[:-1].tolist(), bounds[1:].tolist()):
        order = np.lexsort([*(key[part] for key in keys), outputs[part]])
        yield from zip(
            *(cells[numbers[part][order]].tolist() for cells, numbers in found), strict=True
        )


def _ranked(symbols: Sequence[Symbol]) -> tuple[list[Symbol], NDArray[np.int32]]:
    """Return the symbols in SymPy's order, and the place of each in it."""
    ordered = sorted(range(len(symbols)), key=lambda n: _order_key(symbols[n]))
    rank = np.empty(len(symbols), dtype=np.int32)  # there are no more cells than that
    rank[ordered] = np.arange(len(symbols))
    return [symbols[n] for n in ordered], rank


def _order_key(symbol: Symbol) -> tuple[int, tuple[Any, ...]]:
    """Sort plain symbols as ``Basic.compare`` does: by the length of the hashable content, then by the content."""
    content = symbol._hashable_content()
    return len(content), content


def _combine_objects(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    x_cells, w_cells = x.ravel().tolist(), w.ravel().tolist()
    zero = S.Zero if any(isinstance(cell, Basic) for cell in [*x_cells, *w_cells]) else 0
    return _object_array(plan, combine(plan, x_cells, w_cells, zero))


def _combine_integers(plan: Plan, x: NDArray[Any], w: NDArray[Any]) -> NDArray[Any]:
    cells = _add_integers(plan, x.ravel().tolist(), w.ravel().tolist())
    if INT64.min <= min(cells) and max(cells) <= INT64.max:
        return np.array(cells, dtype=np.int64).reshape(plan.output_shape)
    return _object_array(plan, cells)


def _combine_machine_numbers(
    plan: Plan, x: NDArray[Any], w: NDArray[Any], dtype: np.dtype[Any]
) -> NDArray[Any]:
    return _add_at_once(plan, x.ravel().astype(dtype), w.ravel().astype(dtype)).reshape(
        plan.output_shape
    )


def _object_array(plan: Plan, cells: Sequence[Any]) -> NDArray[Any]:
    return np.fromiter(cells, dtype=object, count=len(cells)).reshape(plan.output_shape)


def _exact(cell: Any) -> Any:
    """Turn NumPy's integers, which overflow, into Python's."""
    return int(cell) if isinstance(cell, np.integer) else cell


def _check_cells(name: str, cells: int, shape: tuple[int, ...]) -> None:
    if cells != math.prod(shape):
        raise ShapeError(
            f"the {name} has {cells} cells; the plan needs {math.prod(shape)}, those of shape {shape}"
        )


def _check_array(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ShapeError(f"the {name} has shape {array.shape}; the plan needs shape {shape}")
    if array.dtype.kind not in "iufcO":
        raise ShapeError(
            f"the {name} holds {array.dtype} cells; integers, numbers or exact objects are needed"
        )
