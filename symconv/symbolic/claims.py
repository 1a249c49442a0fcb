"""Claims: equalities of tensors, scalars and sizes, and relations between sizes.

On known sizes a claim is decided by computing (``bool(claim)``); on letters it is what `proof`
reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, ClassVar

from sympy import Expr, MatrixBase, Tuple
from sympy.logic.boolalg import Boolean

from symconv.data.arrays import check_cell, read_array, sympy_cell, write_array
from symconv.data.letters import expression_letters, from_size, to_size
from symconv.definitions.fractions import cleared, invertible
from symconv.definitions.geometry import Demand
from symconv.errors import GeometryError, ShapeError, Undecided, UnsupportedError, shown
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.equations import claim_latex
from symconv.formulas.notebook import InWords
from symconv.formulas.tex import latex
from symconv.language import terms
from symconv.language.common_divisors import undetermined
from symconv.language.terms import Condition, Expression, Index, Letter, Size
from symconv.language.words import Vec, fresh, positions
from symconv.symbolic.cell_equality import same_cell
from symconv.symbolic.cell_names import with_cells_of_tensors
from symconv.symbolic.context import Context, merge, same_shape
from symconv.symbolic.over_letters import OverLetters
from symconv.symbolic.sizes import SymbolicSize, as_sized, contexts_in
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, as_scalar, as_symbolic
from symconv.symbolic.written import Word, Written


@dataclass(frozen=True)
class Difference(InWords):
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
class StatedClaim:
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
    operands : tuple of pairs
        The shape of every named tensor; a scalar has none.
    invertible : tuple of Size
        What is divided by: both cells are multiplied by a common multiple of the denominators, so
        it speaks of rings in which these are invertible.
    """

    letters: frozenset[Letter]
    hypotheses: tuple[Demand, ...] = ()
    fits: tuple[Demand, ...] = ()
    shapes: tuple[tuple[Size, Size], ...] = ()
    position: tuple[Index, ...] = ()
    left: Expression = ()
    right: Expression = ()
    goals: tuple[Condition, ...] = ()
    operands: tuple[tuple[str, tuple[Size, ...]], ...] = ()
    invertible: tuple[Size, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Claim(OverLetters):
    """What all claims have in common: two sides, known or on letters."""

    left: Any
    right: Any
    relation: ClassVar[str] = "="
    broken: ClassVar[str] = r"\ne"

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            self._check_side(side)
        if self.letters:
            merge(_context(self.left), _context(self.right))

    def _check_side(self, side: Any) -> None:
        """Raise unless a side is a size."""
        name = type(self).__name__
        _refuse_relation(side, name, GeometryError)
        to_size(side, f"{name}: a side")

    @property
    def letters(self) -> frozenset[Letter]:
        """The letters that occur on either side; none between two known arrays, whose cells may be any symbols."""
        if not (_is_on_letters(self.left) or _is_on_letters(self.right)):
            return frozenset()
        return _letters(self.left) | _letters(self.right)

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        return type(self)(_put(self.left, numbers), _put(self.right, numbers))

    def __bool__(self) -> bool:
        if self.letters:
            names = ", ".join(sorted(letter.name for letter in undetermined(self.letters)))
            raise TypeError(
                f"{type(self).__name__} speaks of all values of {names}: put numbers for them "
                "with .at(...), or prove it"
            )
        return self.holds()

    def holds(self) -> bool:
        """Return whether the claim holds on known sizes."""
        raise NotImplementedError

    def _not_refuted(self) -> bool:
        try:
            return self.holds()
        except Undecided:
            return True

    def statement(self) -> StatedClaim:
        """Return the claim as conditions and sums."""
        raise NotImplementedError

    def _about_sizes(self, *goals: Condition) -> StatedClaim:
        """Return what is to be proved of sizes, under the conditions that they carry."""
        context = merge(_context(self.left), _context(self.right))
        return StatedClaim(context.letters, context.demands, context.fits, goals=goals)

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return both sides as LaTeX, with the relation between them."""
        return claim_latex(self, lambda side: latex(side, order, limit, index), index)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Show the claim; one that is false on known sizes is shown false, with the first cell that differs."""
        if self.letters or self._not_refuted():
            return super()._repr_mimebundle_(include, exclude)
        tex = f"{latex(self.left)} {self.broken} {latex(self.right)}"
        text = f"{self!r} is false"
        found = getattr(self, "difference", None)
        if found is not None and found.cell:
            at = ", ".join(map(str, found.cell))
            tex += (
                rf", \quad \text{{cell }} {at}\colon\ "
                rf"{latex(sympy_cell(found.left))} \ne {latex(sympy_cell(found.right))}"
            )
            text += f": cell {at} is {found.left} on the left, {found.right} on the right"
        elif found is not None and found.cell is None:
            tex += (
                rf", \quad \text{{shapes }} {_shape_tex(found.left)} \ne {_shape_tex(found.right)}"
            )
            text += f": the shape is {found.left} on the left, {found.right} on the right"
        return {"text/plain": text, "text/latex": rf"$\displaystyle {tex}$"}

    @property
    def written(self) -> Written:
        """What was written: both sides, each in its own words."""
        word = Word(type(self).__name__, type(self), ("left", "right"))
        return word(left=self.left, right=self.right)


@dataclass(frozen=True, eq=False, repr=False)
class Equal(Claim):
    """Two tensors (equal shapes are part of the claim), scalars or sizes are equal.

    Parameters
    ----------
    left, right : tensor, scalar or size
        Arrays, tensors over letters, scalars, or integer expressions (also tuples of sizes).
    tolerance : number, optional
        How far apart two cells may be, ``|a - b| <= tolerance``; for cells that are floating-point
        numbers. At least 0; only 0 can be proved on letters.

    Raises
    ------
    ShapeError, GeometryError
        If a side is none of these, or a tensor is compared with a scalar.
    Undecided
        From ``bool``, if cells are no rational functions and SymPy does not know whether they differ.

    Notes
    -----
    Two sums are equal at all sizes if the kernel of proof derives one from the other; on known
    sizes cells are compared as elements of a commutative ring, by expanding.

    See Also
    --------
    prove : Proves it for all sizes, or refutes it.
    AtMost, Divides : Relations between sizes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> x, w = tensor("x", 2), tensor("w", 3)
    >>> up = ConvTranspose(3, stride=2)
    >>> bool(Equal(up(x, w), up(x, w, method="gather")))
    True
    """

    tolerance: Any = 0

    def __post_init__(self) -> None:
        tolerance = self.tolerance
        if (
            isinstance(tolerance, bool)
            or not isinstance(tolerance, Real)
            or not float(tolerance) >= 0
        ):
            raise ShapeError(
                f"Equal: tolerance is {shown(tolerance)}, but a real number of at least 0 is needed"
            )
        for name, side in (("left", self.left), ("right", self.right)):
            if isinstance(side, Tuple):  # the shape of a SymPy array
                object.__setattr__(self, name, tuple(side))
        super().__post_init__()
        if _is_tensor(self.left) != _is_tensor(self.right):
            raise ShapeError(
                f"{shown(self)}: a tensor is compared with a scalar; both must be tensors, or neither"
            )
        if self.tolerance and self.letters:
            raise UnsupportedError(
                f"Equal: tolerance={self.tolerance} on letters, but only tolerance=0 can be proved"
            )

    def _check_side(self, side: Any) -> None:
        """Raise unless a side is a tensor, a scalar, a size or a tuple of sizes."""
        if isinstance(side, SymbolicTensor | SymbolicScalar):
            return
        _refuse_relation(side, "Equal", ShapeError)
        if is_sizes(side) and _is_on_letters(side):
            _size_tuple(side)
        elif _is_tensor(side):
            read_array(side, "Equal: a side")
        else:
            check_cell(side, "Equal: a side")

    def holds(self) -> bool:
        """Return whether no cell differs."""
        return self.difference is None

    @property
    def written(self) -> Written:
        """What was written: both sides, and the tolerance where there is one."""
        if not self.tolerance:
            return super().written
        word = Word("Equal", Equal, ("left", "right", "tolerance"))
        return word(left=self.left, right=self.right, tolerance=self.tolerance)

    @property
    def difference(self) -> Difference | None:
        """The first differing cell in row-major order with both values; ``None`` where the sides agree."""
        if self.letters:
            raise TypeError(
                "on letters there is no first difference; put numbers for them with .at(...)"
            )
        return first_difference(self.left, self.right, self.tolerance)

    def statement(self) -> StatedClaim:
        """Return the claim as two cells at one position, or as conditions on sizes."""
        if is_sizes(self.left) and is_sizes(self.right):
            pairs = _size_pairs(_size_tuple(self.left), _size_tuple(self.right), shown(self))
            return self._about_sizes(*(terms.equal(a, b) for a, b in pairs))
        if not _is_tensor(self.left):
            one, two = as_scalar(self.left), as_scalar(self.right)
            context = merge(one.context, two.context)
            cells = (
                with_cells_of_tensors(one.cell(), context),
                with_cells_of_tensors(two.cell(), context),
            )
            return _of_cells(context, (), (), *cells)
        left, right = (
            as_symbolic(self.left, "Equal: a side"),
            as_symbolic(self.right, "Equal: a side"),
        )
        context = merge(left.context, right.context)
        same_shape(left.tensor.shape, right.tensor.shape, shown(self))
        shapes = tuple(zip(left.tensor.shape.entries, right.tensor.shape.entries, strict=True))
        o, position = fresh(left.tensor.shape, "o")
        cells = (
            with_cells_of_tensors(left.tensor[o], context),
            with_cells_of_tensors(right.tensor[o], context),
        )
        return _of_cells(context, shapes, position, *cells)


def _of_cells(
    context: Context,
    shapes: tuple[tuple[Size, Size], ...],
    position: tuple[Index, ...],
    left: Expression,
    right: Expression,
) -> StatedClaim:
    """State that two cells are equal, free of denominators."""
    divisors = invertible(left, right)
    one, two = cleared(left, right)
    depends = (context.letters, context.demands, context.fits)
    stated = StatedClaim(*depends, shapes, position, one, two, invertible=divisors)
    return replace(stated, operands=context.operands)


def divided_by(*claims: Claim) -> tuple[Size, ...]:
    """Return what must be invertible for claims to say what is proved of them."""
    equations = (
        claim.statement() for claim in claims if isinstance(claim, Equal) and claim.letters
    )
    return tuple(dict.fromkeys(size for one in equations for size in one.invertible))


@dataclass(frozen=True, eq=False, repr=False)
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

    Notes
    -----
    On letters the relation is decided by two solvers that have to agree.

    See Also
    --------
    Divides : The other relation between sizes.
    prove : Proves it for all sizes, or refutes it.

    Examples
    --------
    >>> bool(AtMost(2, 3)), bool(AtMost(3, 2))
    (True, False)
    """

    relation: ClassVar[str] = r"\le"
    broken: ClassVar[str] = r"\nleq"

    def holds(self) -> bool:
        """Return whether ``left <= right``."""
        return bool(self.left <= self.right)

    def statement(self) -> StatedClaim:
        """Return the claim as a condition on sizes."""
        left, right = to_size(self.left, "left"), to_size(self.right, "right")
        return self._about_sizes(terms.at_least(right, left))


@dataclass(frozen=True, eq=False, repr=False)
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

    Notes
    -----
    ``left | right`` says that ``right mod left = 0``, which is how it is put to the solvers.

    See Also
    --------
    AtMost : The other relation between sizes.
    Iff : Joins it to what it decides.

    Examples
    --------
    >>> bool(Divides(2, 6)), bool(Divides(4, 6))
    (True, False)
    """

    relation: ClassVar[str] = r"\mid"
    broken: ClassVar[str] = r"\nmid"

    def __post_init__(self) -> None:
        super().__post_init__()
        divisor = to_size(self.left, "Divides: the divisor")
        if isinstance(divisor, int) and divisor < 1:
            raise GeometryError(
                f"{shown(self)}: the divisor is {divisor}, but divisor >= 1 is needed; use 1 or more"
            )

    def holds(self) -> bool:
        """Return whether there is no remainder."""
        return bool(self.right % self.left == 0)

    def statement(self) -> StatedClaim:
        """Return the claim as a condition on sizes: the remainder is zero."""
        divisor, number = to_size(self.left, "left"), to_size(self.right, "right")
        text = f"Divides({divisor}, {number}): the divisor must be at least 1"
        positive = Demand(terms.at_least(divisor, 1), text, "use a divisor of at least 1")
        quotient = terms.floor_divide(number, divisor)
        statement = self._about_sizes(terms.equal(number, divisor * quotient))
        return replace(statement, hypotheses=(*statement.hypotheses, positive))


def first_difference(left: Any, right: Any, tolerance: Any = 0) -> Difference | None:
    """Return where two known arrays or two cells differ first, in row-major order; letters are symbols like any others.

    Examples
    --------
    >>> first_difference([1, 2], [1, 3])
    Difference(cell=(1,), left=2, right=3)
    """
    if not _is_tensor(left):
        return None if same_cell(left, right, tolerance) else Difference((), left, right)
    one, two = read_array(left, "Equal: left"), read_array(right, "Equal: right")
    if one.shape != two.shape:
        return Difference(None, one.shape, two.shape)
    cells = zip(positions(Vec(one.shape)), one.cells, two.cells, strict=True)
    for o, a, b in cells:
        if not same_cell(a, b, tolerance):
            return Difference(o.numbers(), a, b)
    return None


def _shape_tex(shape: tuple[int, ...]) -> str:
    return r" \times ".join(map(str, shape))


def _refuse_relation(side: Any, claim: str, error: type[Exception]) -> None:
    if isinstance(side, Boolean) and not isinstance(side, Expr):
        raise error(
            f"{claim}: a side is {shown(side)}, a boolean that SymPy has already evaluated; "
            f"give both sides of the relation to Equal, AtMost or Divides"
        )


def _context(side: Any) -> Context:
    if isinstance(side, SymbolicTensor | SymbolicScalar):
        return side.context
    return merge(Context(_letters(side)), *contexts_in(side))


def _is_tensor(side: Any) -> bool:
    if isinstance(side, SymbolicTensor | MatrixBase):
        return True
    if isinstance(side, SymbolicScalar | SymbolicSize | Expr):
        return False
    return (hasattr(side, "shape") and side.shape != ()) or isinstance(side, tuple | list)


def _letters(side: Any) -> frozenset[Letter]:
    if isinstance(side, SymbolicTensor | SymbolicScalar | SymbolicSize):
        return side.context.letters
    if isinstance(side, Expr):
        return expression_letters(side)
    if is_sizes(side) and isinstance(side, tuple | list):
        return frozenset().union(*map(_letters, side))
    cells = read_array(side, "a side").cells if _is_tensor(side) else ()
    return frozenset().union(
        *(expression_letters(cell) for cell in cells if isinstance(cell, Expr))
    )


def _is_on_letters(side: Any) -> bool:
    """Return whether a side is a value over letters, a scalar with letters, or a tuple of sizes with letters."""
    if _is_tensor(side) and not isinstance(side, SymbolicTensor) and not is_sizes(side):
        return False
    return bool(_letters(side))


def is_sizes(side: Any) -> bool:
    """Return whether a side is a size or a tuple of sizes."""
    return all(map(_is_size, side)) if isinstance(side, tuple | list) else _is_size(side)


def _is_size(value: Any) -> bool:
    return as_sized(value) is not None


def _size_tuple(side: Any) -> tuple[Size, ...]:
    entries = side if isinstance(side, tuple | list) else (side,)
    return tuple(to_size(entry, "Equal: a side") for entry in entries)


def _size_pairs(
    left: tuple[Size, ...], right: tuple[Size, ...], claim: str
) -> Iterator[tuple[Size, Size]]:
    if len(left) != len(right):
        raise ShapeError(
            f"{claim}: {len(left)} sizes are compared with {len(right)}, but equal numbers of "
            "sizes are needed"
        )
    return zip(left, right, strict=True)


def _put(side: Any, numbers: Mapping[Letter, int]) -> Any:
    mine = {letter.name: n for letter, n in numbers.items() if letter in _letters(side)}
    if isinstance(side, SymbolicTensor | SymbolicScalar | SymbolicSize):
        return side.at(mine)
    if not mine:
        return side
    if isinstance(side, tuple | list) and is_sizes(side):
        return tuple(_put(entry, numbers) for entry in side)
    if _is_tensor(side):
        array = read_array(side, "a side")
        return write_array(array.form, array.shape, [_put(cell, numbers) for cell in array.cells])
    if not _is_size(side):
        return as_scalar(side).at(mine)
    return from_size(terms.substitute(to_size(side, "a side"), numbers))
