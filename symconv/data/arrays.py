"""Arrays in and arrays out: cells named and read, and results given back in the form the input had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice, product
from math import prod
from typing import Any

import numpy as np
from sympy import (
    AccumBounds,
    Add,
    Array,
    Expr,
    Float,
    I,
    ImmutableMatrix,
    Integer,
    Lambda,
    MatrixBase,
    Mul,
    NDimArray,
    Order,
    Rational,
    Symbol,
    nan,
    oo,
    symbols,
    zoo,
)
from sympy.tensor.array.arrayop import Flatten

from symconv.definitions.fractions import INVERSE
from symconv.definitions.geometry import MOST_CELLS
from symconv.errors import ShapeError, UnsupportedError, shown
from symconv.language.terms import Atom, Poly
from symconv.language.words import Cell, Tensor, Vec, stored
from symconv.language.words import positions as _positions

_INT64 = 2**63
_LARGEST_SINGLE_DIGIT = 9
_MOST_NAMED = 10_000_000
_MOST_AXES = 16
_LEAVES = frozenset({Symbol, *map(type, map(Rational, (-1, 0, 1, 2, "1/2", "1/3")))})
_NOT_FINITE = (nan, oo, -oo, zoo)
_NO_DIFFERENCE = (Order, AccumBounds)  # less itself, neither is zero


@dataclass(frozen=True)
class KnownArray:
    """An array of known shape: its cells in row-major order, and the form the user gave it in.

    `form` is ``"array"``, ``"matrix"``, ``"list"`` or ``"numpy"``. Of an array of NumPy numbers, `numpy`,
    the cells are listed when they are asked for.
    """

    form: str
    shape: tuple[int, ...]
    listed: tuple[Cell, ...] = ()
    numpy: np.ndarray[Any, Any] | None = None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells in row-major order."""
        return self.listed if self.numpy is None else tuple(self.numpy.ravel().tolist())

    @property
    def is_sympy(self) -> bool:
        """Whether some cell is a SymPy expression."""
        return self.numpy is None and any(isinstance(cell, Expr) for cell in self.cells)

    @property
    def is_inexact(self) -> bool:
        """Whether some cell is a floating-point number."""
        if self.numpy is not None:
            return self.numpy.dtype.kind in "fc"
        return any(isinstance(cell, float | complex | np.inexact) for cell in self.cells)

    def as_sympy(self) -> KnownArray:
        """Return the same array with SymPy cells; floating-point ones keep their precision."""
        cells = self.cells if self.numpy is None else self.numpy.ravel()
        return KnownArray(self.form, self.shape, tuple(map(sympy_cell, cells)))

    def as_numbers(self) -> KnownArray:
        """Return the same array with SymPy integers as Python ones, where all SymPy cells are integers."""
        if self.numpy is not None:
            return self
        if any(isinstance(cell, Expr) and not isinstance(cell, Integer) for cell in self.cells):
            return self
        cells = tuple(int(cell) if isinstance(cell, Integer) else cell for cell in self.cells)
        return KnownArray(self.form, self.shape, cells)

    def as_floats(self) -> KnownArray:
        """Return the same array with floating-point numbers for integers and fractions; NumPy converts its own."""
        return (
            self
            if self.numpy is not None
            else KnownArray(self.form, self.shape, tuple(map(_floating, self.cells)))
        )

    def as_numpy(self) -> np.ndarray[Any, Any]:
        """Return the array as a NumPy array: the one that was given, or one of int64 or objects."""
        if self.numpy is not None:
            return self.numpy
        exact = any(isinstance(cell, int | Fraction | Expr) for cell in self.cells)
        return _numpy_array(self.cells, self.shape, None if exact else np.asarray(self.cells).dtype)

    def tensor(self) -> Tensor:
        """Return the array as a tensor of the language; its cells are listed when one is read."""
        return Tensor(Vec(self.shape), lambda o: self._stored[o])

    @cached_property
    def _stored(self) -> Tensor:
        at = (o.entries for o in _positions(Vec(self.shape)))
        return stored(Vec(self.shape), dict(zip(at, self.cells, strict=True)))


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


def inexact_type(*arrays: KnownArray) -> Any:
    """Return the NumPy type of a result with inexact cells; ``None`` where cells are exact, or the form is not NumPy's."""
    if arrays[0].form != "numpy" or not any(array.is_inexact for array in arrays):
        return None
    types = [array.as_numpy().dtype for array in arrays]
    return None if np.dtype(object) in types else np.result_type(*types)


def read_array(value: Any, what: object) -> KnownArray:
    """Read a SymPy array or matrix, nested lists or a NumPy array.

    Parameters
    ----------
    value : Array, Matrix, nested list or ndarray
        Cells are SymPy expressions, ints, fractions or NumPy numbers.
    what : object
        What is being read, for the message; it is written out where there is one.

    Raises
    ------
    ShapeError
        If it is none of these, has no cell, is ragged, or a cell is not an element of a ring.

    Examples
    --------
    >>> read_array([[1, 2], [3, 4]], "x").shape
    (2, 2)
    """
    if isinstance(value, np.ndarray):
        return _read_numpy(value, what)
    if isinstance(value, MatrixBase | NDimArray):
        form, cells = (
            ("matrix", value.flat()) if isinstance(value, MatrixBase) else ("array", Flatten(value))
        )
        return _checked(KnownArray(form, tuple(int(n) for n in value.shape), tuple(cells)), what)
    if isinstance(value, list | tuple):
        shape = _list_shape(value, what)
        return _checked(KnownArray("list", shape, tuple(_list_cells(value, shape, what))), what)
    raise ShapeError(
        f"{what} is {type(value).__name__}, but a SymPy Array or Matrix, nested lists or a NumPy "
        "array is needed"
    )


def _read_numpy(given: np.ndarray[Any, Any], what: object) -> KnownArray:
    if isinstance(given, np.ma.MaskedArray):
        raise ShapeError(
            f"{what} is a masked array, but every cell must have a value; fill the masked cells"
        )
    value = np.asarray(given)
    if value.dtype.kind not in "iufcO":
        raise ShapeError(
            f"{what} is a NumPy array of {value.dtype}, but integers, floats, complex or objects are needed"
        )
    if value.dtype.kind == "O":
        return _checked(KnownArray("numpy", value.shape, tuple(value.ravel().tolist())), what)
    _check_extents(value.shape, what)
    if value.dtype.kind in "fc" and not np.isfinite(value).all():
        raise ShapeError(
            f"{what} holds nan or an infinity, but a cell must be an element of a ring, so finite"
        )
    return KnownArray("numpy", value.shape, numpy=value)


def _checked(array: KnownArray, what: object) -> KnownArray:
    _check_extents(array.shape, what)
    for number, cell in enumerate(array.cells):
        if not _is_plain(cell):
            check_cell(cell, f"{what}, cell {number} in row-major order,")
    cells = tuple(int(cell) if isinstance(cell, np.integer) else cell for cell in array.cells)
    return KnownArray(array.form, array.shape, cells)


def _check_extents(shape: tuple[int, ...], what: object) -> None:
    if not shape or min(shape) < 1:
        raise ShapeError(f"{what} has shape {shape}, but every extent must be at least 1")


def check_countable(shape: Sequence[int]) -> None:
    """Raise if an array of this shape has more cells than can be listed."""
    if prod(shape) > MOST_CELLS:
        raise UnsupportedError(
            f"a result of shape {tuple(shape)} has {prod(shape)} cells, but at most 2**31 = "
            f"{MOST_CELLS} can be listed; "
            "use smaller sizes"
        )


def check_cell(cell: Any, what: object) -> None:
    """Raise unless a cell is a SymPy expression, an int, a fraction or a NumPy number, and finite."""
    if not _is_cell(cell):
        raise ShapeError(
            f"{what} is {shown(cell)} ({type(cell).__name__}), but a SymPy expression, an int, a "
            "Fraction or a NumPy number "
            "is needed; write exact fractions as Fraction(1, 2) or Rational(1, 2)"
        )
    if (
        cell.has(*_NOT_FINITE)
        if isinstance(cell, Expr)
        else isinstance(cell, np.inexact) and not np.isfinite(cell)
    ):
        raise ShapeError(
            f"{what} is {shown(cell)}, but a cell must be an element of a ring, so finite"
        )
    if isinstance(cell, Expr) and (
        cell.has(*_NO_DIFFERENCE) or isinstance(cell, Lambda) or not cell.is_scalar
    ):
        raise ShapeError(
            f"{what} is {shown(cell)} ({type(cell).__name__}), but a cell must be an element of "
            "a ring; give what can be "
            "added to and multiplied with every other cell"
        )


def _is_plain(cell: Any) -> bool:
    """Say of nearly every cell, quickly, that it is an element of a ring."""
    kind = type(cell)
    if kind is Add or kind is Mul:
        parts = cell.args
        factors = chain.from_iterable(
            [part.args if type(part) is Mul else (part,) for part in parts]
        )  # symbols and numbers, most of the time: then one look at all of them
        return _LEAVES.issuperset(map(type, factors)) or all(map(_is_plain, parts))
    return kind is int or isinstance(cell, Symbol | Rational | Fraction)


def _is_cell(cell: Any) -> bool:
    if isinstance(cell, Expr):
        return not getattr(cell, "is_Matrix", False)
    return isinstance(cell, int | Fraction | np.number) and not isinstance(
        cell, bool | np.timedelta64
    )


def _list_shape(value: Any, what: object) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(value, list | tuple):
        shape.append(len(value))
        if not value:
            raise ShapeError(f"{what} holds an empty list, but every extent must be at least 1")
        if len(shape) > _MOST_AXES:
            raise ShapeError(
                f"{what} is nested more than {_MOST_AXES} deep, which is more axes than any layer has"
            )
        value = value[0]
    return tuple(shape)


def _list_cells(value: Any, shape: Sequence[int], what: object) -> Iterator[Any]:
    if not shape:
        if isinstance(value, list | tuple):
            raise ShapeError(f"{what} is ragged: a list stands where a cell was expected")
        yield value
        return
    if not isinstance(value, list | tuple) or len(value) != shape[0]:
        found = f"length {len(value)}" if isinstance(value, list | tuple) else shown(value)
        raise ShapeError(f"{what} is ragged: {found} where a list of {shape[0]} was expected")
    for part in value:
        yield from _list_cells(part, shape[1:], what)


def sympy_cell(cell: Cell) -> Expr:
    """Return a number or an expression as a SymPy expression."""
    if isinstance(cell, Expr):
        return cell
    if isinstance(cell, Fraction):
        return Rational(cell.numerator, cell.denominator)
    if isinstance(cell, int | np.integer):
        return Integer(int(cell))
    if isinstance(cell, complex | np.complexfloating):
        return Float(cell.real) + Float(cell.imag) * I
    return Float(cell)


def _floating(cell: Cell) -> Cell:
    if not isinstance(cell, int | Fraction):
        return cell
    try:
        return float(cell)
    except OverflowError:
        raise ShapeError(
            "a cell is too large for a floating-point number, which the other cells ask for; "
            "make all cells exact, or smaller"
        ) from None


def write_array(form: str, shape: Sequence[int], cells: Sequence[Cell], dtype: Any = None) -> Any:
    """Give cells back in the form the input had.

    Parameters
    ----------
    form : str
        As in `KnownArray`.
    shape : sequence of int
        Shape of the result.
    cells : sequence
        The cells in row-major order; in lists, floating-point cells are given as NumPy numbers,
        which can be read back.
    dtype : dtype, optional
        For NumPy: the type of inexact results; exact integers choose int64 or object themselves.

    Examples
    --------
    >>> write_array("list", (2, 2), [1, 2, 3, 4])
    [[1, 2], [3, 4]]
    """
    if form == "array":
        return Array([sympy_cell(cell) for cell in cells], tuple(shape))
    if form == "matrix":
        return ImmutableMatrix(*shape, [sympy_cell(cell) for cell in cells])
    if form == "list":
        return _nested(map(_list_cell, cells), tuple(shape))
    return _numpy_array(cells, shape, dtype)


def _list_cell(cell: Cell) -> Cell:
    return (
        np.float64(cell)
        if type(cell) is float
        else np.complex128(cell)
        if type(cell) is complex
        else cell
    )


def _nested(cells: Iterator[Cell], shape: tuple[int, ...]) -> Any:
    if len(shape) == 1:
        return list(islice(cells, shape[0]))
    return [_nested(cells, shape[1:]) for _ in range(shape[0])]


def _numpy_array(cells: Sequence[Cell], shape: Sequence[int], dtype: Any) -> np.ndarray[Any, Any]:
    if dtype is None:
        small = all(isinstance(cell, int) and -_INT64 <= cell < _INT64 for cell in cells)
        dtype = np.int64 if small else object
    result = np.empty(len(cells), dtype=dtype)
    result[:] = cells
    return result.reshape(tuple(shape))


def cell_symbols(
    name: str, shape: Sequence[int], first: int = 1, brackets: bool = False
) -> list[Symbol]:
    """Return the symbols of a tensor's cells in row-major order.

    Counted from `first`: ``x1``, ``x12`` on one axis; on several ``w12`` where no number has two
    digits, else ``w_{1,12}``. So a cell has one symbol, whatever the extents. A name that
    `sympy.symbols` expands (``"a:d"``, ``"a b c d"``) gives the cells themselves. With `brackets`
    the numbers stand in them: ``w[1,2]``.

    Raises
    ------
    ShapeError
        If the name is not a name, ends in a digit, or expands to another number of cells.

    Examples
    --------
    >>> cell_symbols("w", (2, 2)), cell_symbols("x", (12,))[-1], cell_symbols("a:c", (3,))
    ([w11, w12, w21, w22], x12, [a, b, c])
    >>> cell_symbols("x", (2,), first=0, brackets=True)
    [x[0], x[1]]
    """
    count = prod(shape)
    if count > _MOST_NAMED:
        raise ShapeError(
            f"tensor({name!r}, {tuple(shape)}): {count} cells, but at most {_MOST_NAMED} are named; "
            "use smaller extents, or letters"
        )
    if is_list_of_names(name):
        cells = _expanded(name, count)
        if len(cells) != count:
            raise ShapeError(
                f"tensor({name!r}, {tuple(shape)}): {len(cells)} names for {count} cells; give {count} names"
            )
        return cells
    check_name(name)
    runs = [range(first, n + first) for n in shape]
    if brackets:
        return [Symbol(f"{name}[{','.join(map(str, numbers))}]") for numbers in product(*runs)]
    return [_cell_symbol(name, numbers) for numbers in product(*runs)]


def subscript(numbers: Sequence[int]) -> str:
    """Return the numbers of a cell side by side, with commas where that could be read in two ways.

    Examples
    --------
    >>> subscript((12,)), subscript((1, 2)), subscript((1, 12))
    ('12', '12', '1,12')
    """
    apart = len(numbers) == 1 or max(numbers, default=0) <= _LARGEST_SINGLE_DIGIT
    return ("" if apart else ",").join(map(str, numbers))


def _cell_symbol(name: str, numbers: Sequence[int]) -> Symbol:
    below = subscript(numbers)
    return Symbol(f"{name}_{{{below}}}" if "," in below else name + below)


def is_list_of_names(name: Any) -> bool:
    """Return whether `sympy.symbols` makes several symbols of this name."""
    return isinstance(name, str) and bool(re.search(r"[\s,:]", name.strip()))


def _expanded(name: str, count: int) -> list[Symbol]:
    ranges = re.findall(r"(\d*):(\d+)", name)
    too_long = any(
        len(low + high) > 18 or int(high) - int(low or 0) > count for low, high in ranges
    )
    if too_long or not re.fullmatch(r"[\w\s,:{}()]*", name):
        raise ShapeError(
            f"tensor({shown(name)}, ...): expected {count} names, like 'a:d' or 'a b c d'"
        )
    try:
        cells = symbols(name)
    except ValueError as error:
        raise ShapeError(
            f"tensor({name!r}, ...): not a list of names: {error}; expected {count} names, like "
            "'a:d' or 'a b c d'"
        ) from None
    found = list(cells) if isinstance(cells, tuple) else [cells]
    if len(set(found)) < len(found):
        raise ShapeError(
            f"tensor({name!r}, ...): a name occurs twice; expected {count} different names"
        )
    return found


def check_name(name: Any) -> None:
    """Raise unless `name` is one name that does not end in a digit."""
    if not isinstance(name, str) or not name.isidentifier():
        raise ShapeError(
            f"tensor({shown(name)}, ...): {shown(name)} is not a name; use letters, like 'x' or 'w'"
        )
    if name[-1].isdigit():
        raise ShapeError(
            f"tensor({name!r}, ...): the name ends in a digit, which would run into the cell numbers; "
            f"use {name.rstrip(''.join(filter(str.isdigit, name)))!r} or another letter"
        )


def cells_of(value: Mapping[tuple[Atom, ...], int]) -> Expr:
    """Return an evaluated expression as a SymPy cell."""
    return Add(*(Mul(weight, *map(atom_symbol, atoms)) for atoms, weight in value.items()))


def atom_symbol(atom: Atom) -> Expr:
    """Return the symbol of a cell of a tensor at known sizes; an inverse is a number."""
    if atom.tensor == INVERSE:
        return Rational(1, atom.at[0])
    numbers = [i + 1 for i in atom.at if not isinstance(i, Poly)]
    return _cell_symbol(atom.tensor, numbers)
