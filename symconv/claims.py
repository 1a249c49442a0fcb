"""Claims: equalities of tensors, scalars and sizes, and relations between sizes.

On known sizes a claim is decided by computing (``bool(claim)``); on letters it is what `proof` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, MatrixBase, expand

from symconv import terms
from symconv.arrays import check_cell, read_array, sympy_cell
from symconv.errors import GeometryError, ShapeError
from symconv.geometry import Demand
from symconv.language import Vec, as_expression, fresh, positions
from symconv.notation import from_size, letter_symbol, letter_values, symbol_letter, to_size
from symconv.symbolic import (
    SymbolicScalar,
    SymbolicTensor,
    as_scalar,
    lift,
    merge,
    same_shape,
)
from symconv.terms import Condition, Expression, Index, Letter, Size


@dataclass(frozen=True)
class Difference:
    """The first place where two sides differ: a cell, or the shapes (then `cell` is ``None``).

    Examples
    --------
    >>> Equal([1, 2, 3], [1, 5, 6]).difference
    Difference(cell=(1,), left=2, right=5)
    """

    cell: tuple[int, ...] | None
    left: Any
    right: Any


@dataclass(frozen=True)
class Statement:
    """A claim on letters, as conditions and sums.

    Parameters
    ----------
    letters : frozenset of Letter
        Every letter that occurs.
    hypotheses : tuple of Demand
        Legality of every layer and operation applied.
    fits : tuple of Demand
        That operands have the shapes they must have: to be proved from the hypotheses.
    shapes : tuple of pairs of Size
        Extents that must agree: those of the two sides.
    position : tuple of Index
        Where the two cells are compared, inside the shape; empty for scalars and sizes.
    left, right : Expression
        The two cells at the position; empty for claims about sizes.
    goals : tuple of Condition
        For claims about sizes: what is to be proved.
    """

    letters: frozenset[Letter]
    hypotheses: tuple[Demand, ...] = ()
    fits: tuple[Demand, ...] = ()
    shapes: tuple[tuple[Size, Size], ...] = ()
    position: tuple[Index, ...] = ()
    left: Expression = ()
    right: Expression = ()
    goals: tuple[Condition, ...] = ()


@dataclass(frozen=True, eq=False)
class Claim:
    """What all claims have in common: two sides, known or on letters."""

    left: Any
    right: Any

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            _check_side(side, type(self).__name__)

    @property
    def letters(self) -> frozenset[Letter]:
        """The letters that occur on either side."""
        return _letters(self.left) | _letters(self.right)

    def at(self, values: Mapping[Any, Any] | None = None, /, **names: Any) -> Any:
        """Return the claim with numbers put for letters.

        Parameters
        ----------
        values : mapping, optional
            Numbers by symbol or by name.
        **names : int
            Numbers by name.

        Raises
        ------
        GeometryError, ShapeError
            If a number breaks a condition of a layer or operation.
        """
        numbers = letter_values(self.letters, values, names)
        return type(self)(_put(self.left, numbers), _put(self.right, numbers))

    def __bool__(self) -> bool:
        if self.letters:
            names = ", ".join(sorted(letter.name for letter in self.letters))
            raise TypeError(
                f"{type(self).__name__} speaks of all values of {names}: put numbers for them with .at(...), or prove it"
            )
        return self.holds()

    def holds(self) -> bool:
        """Return whether the claim holds on known sizes."""
        raise NotImplementedError

    def statement(self) -> Statement:
        """Return the claim as conditions and sums."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.left}, {self.right})"


class Equal(Claim):
    """Two tensors (equal shapes are part of the claim), scalars or sizes are equal.

    Parameters
    ----------
    left, right : tensor, scalar or size
        Arrays, tensors over letters, scalars, or integer expressions (also tuples of sizes).

    Raises
    ------
    ShapeError, GeometryError
        If a side is none of these, or a tensor is compared with a scalar.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> x, w = tensor("x", 2), tensor("w", 3)
    >>> up = ConvTranspose(3, stride=2)
    >>> bool(Equal(up(x, w), up(x, w, method="gather")))
    True
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if _is_tensor(self.left) != _is_tensor(self.right):
            raise ShapeError(f"{self!r}: a tensor is compared with a scalar; both must be tensors, or both scalars or sizes")

    def holds(self) -> bool:
        """Return whether no cell differs."""
        return self.difference is None

    @property
    def difference(self) -> Difference | None:
        """The first differing cell in row-major order with both values; ``None`` where the sides agree."""
        if self.letters:
            raise TypeError("on letters there is no first difference; put numbers for them with .at(...)")
        if not _is_tensor(self.left):
            return None if _same_cell(self.left, self.right) else Difference((), self.left, self.right)
        left, right = read_array(self.left, "Equal: left"), read_array(self.right, "Equal: right")
        if left.shape != right.shape:
            return Difference(None, left.shape, right.shape)
        cells = zip(positions(Vec(left.shape)), left.cells, right.cells, strict=True)
        return next((Difference(_numbers(o), a, b) for o, a, b in cells if not _same_cell(a, b)), None)

    def statement(self) -> Statement:
        """Return the claim as two cells at one position, or as conditions on sizes."""
        if _is_sizes(self.left) and _is_sizes(self.right):
            return Statement(self.letters, goals=tuple(map(terms.equal, _size_tuple(self.left), _size_tuple(self.right))))
        if not _is_tensor(self.left):
            one, two = as_scalar(self.left), as_scalar(self.right)
            context = merge(one.context, two.context)
            cells = (as_expression(one.cell()), as_expression(two.cell()))
            return Statement(context.letters, context.demands, context.fits, (), (), *cells)
        left, right = _lifted(self.left), _lifted(self.right)
        context = merge(left.context, right.context)
        same_shape(left.tensor.shape, right.tensor.shape, repr(self))
        shapes = tuple(zip(left.tensor.shape.entries, right.tensor.shape.entries, strict=True))
        o, position = fresh(left.tensor.shape, "o")
        cells = (as_expression(left.tensor[o]), as_expression(right.tensor[o]))
        return Statement(context.letters, context.demands, context.fits, shapes, position, *cells)


class AtMost(Claim):
    """A size is at most another: ``left <= right``.

    Parameters
    ----------
    left, right : int or expression
        Sizes.

    Raises
    ------
    GeometryError
        If a side is not a size.

    Examples
    --------
    >>> bool(AtMost(2, 3)), bool(AtMost(3, 2))
    (True, False)
    """

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            to_size(side, "AtMost: a side")

    def holds(self) -> bool:
        """Return whether ``left <= right``."""
        return bool(self.left <= self.right)

    def statement(self) -> Statement:
        """Return the claim as a condition on sizes."""
        left, right = to_size(self.left, "left"), to_size(self.right, "right")
        return Statement(self.letters, goals=(terms.at_least(right, left),))


class Divides(Claim):
    """A size divides another without remainder: ``left | right``, with ``left >= 1``.

    Parameters
    ----------
    left, right : int or expression
        Sizes.

    Raises
    ------
    GeometryError
        If a side is not a size, or the left one is a number below 1.

    Examples
    --------
    >>> bool(Divides(2, 6)), bool(Divides(4, 6))
    (True, False)
    """

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            to_size(side, "Divides: a side")
        divisor = to_size(self.left, "Divides: the divisor")
        if isinstance(divisor, int) and divisor < 1:
            raise GeometryError(f"Divides({self.left}, {self.right}): the divisor is {divisor}, but divisor >= 1 is needed")

    def holds(self) -> bool:
        """Return whether there is no remainder."""
        return bool(self.right % self.left == 0)

    def statement(self) -> Statement:
        """Return the claim as a condition on sizes: the remainder is zero."""
        divisor, number = to_size(self.left, "left"), to_size(self.right, "right")
        text = f"Divides({divisor}, {number}): the divisor must be at least 1"
        positive = Demand(terms.at_least(divisor, 1), text, "use a divisor of at least 1")
        quotient = terms.floor_divide(number, divisor)
        return Statement(self.letters, (positive,), goals=(terms.equal(number, divisor * quotient),))


def _check_side(side: Any, claim: str) -> None:
    """Refuse what is neither a tensor nor a scalar nor a size."""
    if isinstance(side, SymbolicTensor | SymbolicScalar):
        return
    if isinstance(side, tuple | list) and _has_letters(side):
        for entry in side:
            to_size(entry, f"{claim}: an entry")
        return
    if _is_tensor(side):
        read_array(side, f"{claim}: a side")
        return
    check_cell(side, f"{claim}: a side")


def _is_tensor(side: Any) -> bool:
    if isinstance(side, SymbolicTensor | MatrixBase):
        return True
    if isinstance(side, SymbolicScalar | Expr):
        return False
    return (hasattr(side, "shape") and side.shape != ()) or isinstance(side, tuple | list)


def _has_letters(entries: tuple[Any, ...] | list[Any]) -> bool:
    return any(_expression_letters(entry) for entry in entries)


def _expression_letters(value: Any) -> frozenset[Letter]:
    """Return the letters of an expression; none for cells made of plain symbols."""
    if not isinstance(value, Expr) or isinstance(value, MatrixBase):
        return frozenset()
    return frozenset(letter for symbol in value.free_symbols if (letter := symbol_letter(symbol)) is not None)


def _letters(side: Any) -> frozenset[Letter]:
    if isinstance(side, SymbolicTensor | SymbolicScalar):
        return side.context.letters
    if isinstance(side, tuple | list):
        return frozenset().union(*map(_letters, side))
    return _expression_letters(side)


def _is_sizes(side: Any) -> bool:
    """Return whether a side is a size or a tuple of sizes."""
    if isinstance(side, tuple | list):
        return all(map(_is_sizes, side))
    if isinstance(side, int):
        return True
    return isinstance(side, Expr) and all(s in _letter_symbols(side) for s in side.free_symbols)


def _letter_symbols(side: Expr) -> set[Any]:

    return {letter_symbol(letter) for letter in _expression_letters(side)}


def _size_tuple(side: Any) -> tuple[Size, ...]:
    entries = side if isinstance(side, tuple | list) else (side,)
    return tuple(to_size(entry, "Equal: a side") for entry in entries)


def _put(side: Any, numbers: Mapping[Letter, int]) -> Any:
    mine = {letter.name: n for letter, n in numbers.items() if letter in _letters(side)}
    if isinstance(side, SymbolicTensor | SymbolicScalar):
        return side.at(mine) if mine or not side.context.letters else side
    if not mine:
        return side
    if isinstance(side, tuple | list):
        return tuple(_put(entry, numbers) for entry in side)
    values = {letter: n for letter, n in numbers.items() if letter.name in mine}
    return from_size(terms.substitute(to_size(side, "a side"), values))


def _lifted(side: Any) -> SymbolicTensor:
    return side if isinstance(side, SymbolicTensor) else lift(read_array(side, "Equal: a side"))


def _same_cell(a: Any, b: Any) -> bool:
    return bool(expand(sympy_cell(a) - sympy_cell(b)) == 0)


def _numbers(o: Vec) -> tuple[int, ...]:
    return tuple(n for n in o.entries if isinstance(n, int))


