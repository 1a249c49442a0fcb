"""Book order: a cell as a list of terms, input cell before tap, terms by input cell and then by tap.

SymPy orders alphabetically (``w_1 x_2 + w_3 x_1``); a book follows the computation (``x_1 w_3 + x_2
w_1``). Cells are taken as they stand: nothing is expanded, and a factor may be a sum of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import sympy
from sympy import Add, Mul, Symbol

from symconv.errors import ShapeError, shown
from symconv.formulas.grid import Grid

Number: TypeAlias = Any
Key: TypeAlias = tuple[Any, ...]

_CELL = re.compile(r"([^\W\d]+?)_?(?:[0-9]+|\{[0-9]+(?:,[0-9]+)*\})")
_ONE = sympy.S.One
_LEADING, _INPUT, _TAP, _OTHER, _CONSTANT = range(5)


class Term(NamedTuple):
    """One term of a cell: a number, and the other factors in book order."""

    coefficient: Number
    factors: tuple[sympy.Expr, ...]


@dataclass(frozen=True)
class Order:
    """The order of a book: the input cells, then the taps, then everything else by name.

    Parameters
    ----------
    inputs, taps : tuple
        The cells in row-major order. Cells that are numbers take no part; the symbols inside a
        larger cell stand where that cell stands.

    Examples
    --------
    >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
    >>> [term.factors for term in Order(x, w).terms(x[0] * w[2] + x[1] * w[0])]
    [(x1, w3), (x2, w1)]
    """

    inputs: tuple[Any, ...] = ()
    taps: tuple[Any, ...] = ()

    @classmethod
    def of(cls, order: Any, grid: Grid | None = None) -> Order:
        """Return the order for ``(x, w)``, two arrays; for ``None`` that of the cells of a grid.

        Where all symbols of the grid are cells of two tensors, these are taken for input and
        kernel, in the order of their names, but `x` first and `w` last. Otherwise, and without a
        grid, names alone decide.

        Raises
        ------
        ShapeError
            If `order` is not a pair.
        """
        if isinstance(order, Order):
            return order
        if order is None:
            return cls() if grid is None else cls(*_two_tensors(grid))
        if not isinstance(order, tuple | list) or len(order) != 2:
            raise ShapeError(
                f"order={shown(order)} is not a pair; give order=(x, w), the input array and the kernel array"
            )
        inputs, taps = order
        return cls(_cells(inputs), _cells(taps))

    def within(self, grid: Grid) -> Order:
        """Return the order of what occurs in a grid, so that the rest need not be ranked.

        Examples
        --------
        >>> x, w = sympy.symbols("x1:9"), sympy.symbols("w1:4")
        >>> Order(x, w).within(Grid.of([x[5] * w[0], x[2] * w[2]])).inputs
        (x3, x6)
        """
        found = _symbols(grid)
        return Order(*(tuple(_occurring(cells, found)) for cells in (self.inputs, self.taps)))

    def terms(self, cell: Any) -> tuple[Term, ...]:
        """Return the terms of `cell`, an expression or a number, in book order; none for zero."""
        if not isinstance(cell, sympy.Expr):
            number = cell.item() if isinstance(cell, np.number) else cell
            return (Term(number, ()),) if number else ()
        if cell is sympy.S.Zero:
            return ()
        addends = cell.args if isinstance(cell, Add) else (cell,)
        return tuple(
            term for _, term in sorted(map(self._term, addends), key=lambda keyed: keyed[0])
        )

    def source(self, term: Term) -> int | None:
        """Return the position of the input cell that a term comes from; ``None`` where it has none of its own.

        Examples
        --------
        >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
        >>> order = Order(x, w)
        >>> [order.source(term) for term in order.terms(x[1] * w[0] + w[1])]
        [1, None]
        """
        keys = (self._key(factor) for factor in term.factors)
        return next((key[1] for key in keys if key[0] == _INPUT), None)

    def simple_terms(self, cell: Any) -> list[tuple[tuple[int, ...], Number]] | None:
        """Return the terms where each is a number times plain symbols, as in nearly every large result.

        Each is given by the places of its factors in `symbols` and by its number; ``None`` where
        some term is something else.

        Examples
        --------
        >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
        >>> Order(x, w).simple_terms(x[0] * w[2] + 2 * x[1]), Order(x, w).simple_terms(x[0] ** 2)
        ([((0, 4), 1), ((1,), 2)], None)
        """
        places, found = self._places, []
        for addend in cell.args if type(cell) is Add else (cell,):
            factors: tuple[Any, ...] = addend.args if type(addend) is Mul else (addend,)
            number: Number = _ONE
            if isinstance(factors[0], sympy.Rational):
                number, *factors = factors  # type: ignore[assignment]
            try:
                taken = [places[factor] for factor in factors]
            except (KeyError, TypeError):
                return None
            if not taken:
                return None
            taken.sort()
            found.append((tuple(taken), number))
        found.sort(key=_places_of)
        return found

    @cached_property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The cells that are plain symbols, the inputs and then the taps."""
        return tuple(
            cell
            for cell in (*self.inputs, *self.taps)
            if type(cell) is Symbol and cell.is_commutative
        )

    @cached_property
    def _places(self) -> dict[sympy.Symbol, int]:
        return {cell: place for place, cell in reversed(list(enumerate(self.symbols)))}

    def _term(self, addend: sympy.Expr) -> tuple[Key, Term]:
        coefficient, rest = addend.as_coeff_Mul()
        if rest is sympy.S.One:
            return ((_CONSTANT,),), Term(coefficient, ())
        commutative, others = rest.args_cnc() if isinstance(rest, sympy.Mul) else ((), (rest,))
        keyed = sorted(
            ((self._key(factor), factor) for factor in commutative), key=lambda pair: pair[0]
        )
        keyed += [(self._key(factor), factor) for factor in others]
        keys = tuple(key for key, _ in keyed if key[0] != _LEADING)
        return keys or ((_CONSTANT,),), Term(coefficient, tuple(factor for _, factor in keyed))

    def _key(self, factor: sympy.Expr) -> Key:
        """Return group, rank, name and exponent."""
        if isinstance(factor, sympy.Pow):
            base, exponent = factor.as_base_exp()
            return (*self._key(base)[:3], natural_key(exponent))
        group = _LEADING if factor.is_number else _OTHER
        return self._ranks.get(factor) or (group, 0, natural_key(factor), ())

    @cached_property
    def _ranks(self) -> dict[sympy.Expr, Key]:
        return {**_ranks(_TAP, self.taps), **_ranks(_INPUT, self.inputs)}


def order_of_part(order: Any, grid: Grid, limit: int | None) -> Order:
    """Return the order for a grid; where only a part of a result is shown, of what occurs in it."""
    given = Order.of(order, grid)
    return given if order is None or limit is None else given.within(grid)


def _places_of(term: tuple[tuple[int, ...], Number]) -> tuple[int, ...]:
    return term[0]


def _cells(array: Any) -> tuple[Any, ...]:
    """Return the cells of an array in row-major order; those of SymPy's own arrays are read at once."""
    if isinstance(array, sympy.ImmutableDenseNDimArray):
        cells: tuple[Any, ...] = array.args[0].args
        return cells
    return Grid.of(array).cells


def _occurring(cells: Iterable[Any], found: Set[Symbol]) -> Iterator[Any]:
    """Yield the cells that are one of some symbols, and all that are no symbols."""
    return (cell for cell in cells if cell in found or type(cell) is not Symbol)


def _symbols(grid: Grid) -> set[Symbol]:
    expressions = (cell for cell in grid.cells if isinstance(cell, sympy.Expr))
    return {symbol for cell in expressions for symbol in cell.free_symbols}


def _two_tensors(grid: Grid) -> tuple[tuple[Symbol, ...], ...]:
    """Return the symbols of a grid by tensor, the input's first; nothing unless there are two tensors."""
    by_tensor: dict[str, list[Symbol]] = {}
    for symbol in sorted(_symbols(grid), key=natural_key):
        indexed = _CELL.fullmatch(symbol.name)
        by_tensor.setdefault(indexed[1] if indexed else "", []).append(symbol)
    if len(by_tensor) != 2 or "" in by_tensor:
        return ()
    names = sorted(by_tensor, key=lambda name: ((name == "w") - (name == "x"), name))
    return tuple(tuple(by_tensor[name]) for name in names)


def _ranks(group: int, cells: Iterable[Any]) -> dict[sympy.Expr, Key]:
    """Rank the cells themselves and, for cells that are not plain symbols, the symbols inside them."""
    ranks: dict[sympy.Expr, Key] = {}
    inner: dict[sympy.Expr, Key] = {}
    for position, cell in enumerate(cells):
        if isinstance(cell, sympy.Expr) and cell.free_symbols:
            ranks.setdefault(cell, (group, position, (), ()))
            for symbol in cell.free_symbols:
                inner.setdefault(symbol, (group, position, (), ()))
    return {**inner, **ranks}


def natural_key(value: Any) -> Key:
    """Return a sort key by name, with the numbers in a name taken as numbers: ``x2`` before ``x10``.

    Examples
    --------
    >>> sorted(sympy.symbols("x10 x2 a"), key=natural_key)
    [a, x2, x10]
    """
    name = value.name if isinstance(value, sympy.Symbol) else str(value)
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", name)
    )
