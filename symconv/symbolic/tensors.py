"""Tensors and scalars over letters: what every operation gives as soon as a size is a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from sympy import (
    Add,
    Array,
    Expr,
    ImmutableMatrix,
    Integer,
    MatrixBase,
    Mul,
    NDimArray,
    Pow,
    Rational,
    Symbol,
)

from symconv.data.arrays import KnownArray, cells_of, check_countable, read_array
from symconv.data.letters import SEVERAL, from_size, is_integer, symbol_letter, to_size
from symconv.definitions import operations
from symconv.definitions.fractions import INVERSE, inverse
from symconv.definitions.geometry import Demand
from symconv.errors import GeometryError, ShapeError, UnsupportedError, shown, wrong_number
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.sums import expression_latex, tensor_latex
from symconv.language import terms
from symconv.language.evaluation import evaluate
from symconv.language.terms import Atom, Letter, Size
from symconv.language.words import (
    Cell,
    Tensor,
    Value,
    Vec,
    array,
    as_expression,
    as_value,
    named,
    positions,
    put_values,
    stored,
    sum_,
)
from symconv.symbolic.cell_names import tensor_name
from symconv.symbolic.context import Context, merge, same_shape, shape_text
from symconv.symbolic.over_letters import OverLetters
from symconv.symbolic.sizes import SymbolicSize, as_sized, contexts_in
from symconv.symbolic.written import (
    ATOM,
    MATRIX_PRODUCT,
    MINUS,
    NEGATIVE,
    OVER,
    PLACE,
    PLUS,
    TIMES,
    TRANSPOSED,
    Spelled,
    Word,
    Written,
    as_given,
    as_name,
    python,
)

_MOST_TERMS = 10_000
_MOST_FACTORS = 16


class SymbolicScalar(OverLetters):
    """A scalar over letters: a sum of products of tensor cells. Adds and multiplies.

    Examples
    --------
    >>> from symconv import inner, sizes, tensor
    >>> n = sizes("n")
    >>> inner(tensor("x", n), tensor("y", n)).at(n=2)
    x1*y1 + x2*y2
    """

    __slots__ = ("_build", "context", "written")
    written: Written
    __array_ufunc__ = None
    _op_priority = 1000.0

    def __init__(self, build: Callable[[], Cell], context: Context, written: Written) -> None:
        self._build = build
        self.context = context
        self.written = written.beside(self)

    def cell(self) -> Cell:
        """Return the value in the language, over fresh indices."""
        return self._build()

    @property
    def letters(self) -> frozenset[Letter]:
        """Every letter that occurs in it or in what it is made of."""
        return self.context.letters

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the sum as LaTeX."""
        return expression_latex(as_expression(self.cell()), index)

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        context = self.context.at(numbers)
        value = put_values(self.cell(), numbers)
        if context.letters:
            return SymbolicScalar(lambda: value, context, self._written_at(numbers))
        return cells_of(evaluate(as_expression(value)))

    def __add__(self, other: Any) -> SymbolicScalar:
        return _combine(PLUS, self, other)

    def __radd__(self, other: Any) -> SymbolicScalar:
        return _combine(PLUS, other, self)

    def __sub__(self, other: Any) -> SymbolicScalar:
        return _combine(MINUS, self, other)

    def __rsub__(self, other: Any) -> SymbolicScalar:
        return _combine(MINUS, other, self)

    def __neg__(self) -> SymbolicScalar:
        return SymbolicScalar(lambda: -self.cell(), self.context, NEGATIVE(self.written))

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, SymbolicTensor | NDimArray | MatrixBase):
            return as_symbolic(other, "a factor").__rmul__(self)
        return _combine(TIMES, self, other)

    def __rmul__(self, other: Any) -> Any:
        if isinstance(other, NDimArray | MatrixBase):
            return as_symbolic(other, "a factor") * self
        return _combine(TIMES, other, self)

    def __truediv__(self, other: Any) -> SymbolicScalar:
        below, context = _inverse(other)
        written = OVER(self.written, by=other)
        joint = merge(self.context, context)
        return SymbolicScalar(lambda: below() * as_value(self.cell()), joint, written)


def _combine(word: Word, left: Any, right: Any) -> SymbolicScalar:
    """Add, subtract or multiply two scalars."""
    one, two = as_scalar(left), as_scalar(right)

    def build() -> Cell:
        return word.function(as_value(one.cell()), as_value(two.cell()))

    return SymbolicScalar(build, merge(one.context, two.context), word(one.written, two.written))


def as_scalar(value: Any) -> SymbolicScalar:
    """Return an integer, a letter, a plain symbol or a polynomial in them as a scalar over letters.

    Raises
    ------
    UnsupportedError
        For any other scalar: over letters an identity is proved for every commutative ring.
    """
    if isinstance(value, SymbolicScalar):
        return value
    if is_integer(value):
        return SymbolicScalar(lambda: int(value), Context(), _SIZE(value=int(value)))
    if isinstance(value, SymbolicSize):
        size = to_size(value, "a scalar over letters")
        return SymbolicScalar(lambda: size, value.context, _SIZE(value=value))
    try:
        return _read_scalar(value)
    except RecursionError:
        raise UnsupportedError(
            "a scalar over letters is an expression nested too deep to be read; expand it"
        ) from None


def _read_scalar(value: Any) -> SymbolicScalar:
    if isinstance(value, Rational | Fraction) and value.denominator != 1:
        above, below = int(value.numerator), int(value.denominator)
        return SymbolicScalar(lambda: above * inverse(below), Context(), _CELL(value=value))
    if (
        isinstance(value, Expr)
        and not _has_fractions(value)
        and value.free_symbols
        and all(map(symbol_letter, value.free_symbols))
    ):
        size = to_size(value, "a scalar over letters")
        context = Context(frozenset(terms.letters(size)))
        return SymbolicScalar(lambda: size, context, _SIZE(value=value))
    if isinstance(value, Symbol):
        return _symbol_scalar(value)
    if isinstance(value, Add | Mul):
        printed = value.as_ordered_factors() if isinstance(value, Mul) else value.args
        parts = [as_scalar(part) for part in printed]
        join = _sum_cells if isinstance(value, Add) else _multiply_cells
        return SymbolicScalar(
            lambda: join([part.cell() for part in parts]),
            merge(*(part.context for part in parts)),
            _CELL(value=value),
        )
    if isinstance(value, Pow) and isinstance(value.exp, Integer) and 0 < value.exp <= _MOST_FACTORS:
        base, exponent = as_scalar(value.base), int(value.exp)
        return SymbolicScalar(
            lambda: _multiply_cells([base.cell()] * exponent), base.context, _CELL(value=value)
        )
    raise UnsupportedError(
        f"{shown(value)} cannot be a scalar over letters: integers, letters, plain symbols, "
        "their sums, products and powers "
        f"up to {_MOST_FACTORS} can"
    )


def _has_fractions(value: Expr) -> bool:
    """Return whether numbers that are not whole are added or multiplied somewhere, outside of floors."""
    parts = (value, *value.args) if isinstance(value, Add | Mul) else (value,)
    factors = [factor for part in parts for factor in (part, *part.args)]
    found = (one for one in factors if isinstance(one, Rational) and not isinstance(one, Integer))
    return isinstance(value, Add | Mul | Rational) and any(True for _ in found)


def _inverse(divisor: Any) -> tuple[Callable[[], Cell], Context]:
    """Return the inverse of a whole number or a size, and what that depends on.

    Raises
    ------
    GeometryError
        If it is 0, or may be below 1.
    UnsupportedError
        If it is something else.
    """
    if is_integer(divisor) and divisor != 0:
        number = int(divisor)
        sign = 1 if number > 0 else -1
        return (lambda: sign * inverse(abs(number))), Context()
    sized = as_sized(divisor)
    if sized is None:
        raise UnsupportedError(
            f"{shown(divisor)} cannot divide over letters: whole numbers and sizes can"
        )
    size = to_size(divisor, "a divisor")
    text = f"the divisor is {size}, but a divisor >= 1 is needed"
    demand = Demand(terms.at_least(size, 1), text, "divide by something else")
    return (lambda: inverse(size)), sized.context.adding((size,), (demand,))


def _sum_cells(cells: Iterable[Cell]) -> Cell:
    """Add cells over letters."""
    return sum(map(as_value, cells), 0)


def _multiply_cells(cells: Iterable[Cell]) -> Cell:
    """Multiply cells over letters while the product stays of a length that can be worked with."""
    product = as_expression(1)
    for cell in cells:
        product = terms.multiply(product, as_expression(cell))
        if len(product) > _MOST_TERMS:
            raise UnsupportedError(
                f"a scalar over letters has more than {_MOST_TERMS:,} terms when expanded; use fewer"
            )
    return Value(product)


def _symbol_scalar(symbol: Symbol) -> SymbolicScalar:
    if symbol.name == INVERSE:
        raise UnsupportedError(f"a cell cannot be called {INVERSE}; use another name")
    if symbol != Symbol(symbol.name):
        raise UnsupportedError(
            f"{symbol} has assumptions; over letters a cell is a plain symbol of any commutative ring"
        )
    value = Value((terms.Sum(atoms=(Atom(symbol.name, ()),)),))
    context = Context(operands=((symbol.name, ()),))
    return SymbolicScalar(lambda: value, context, _CELL(value=symbol))


class SymbolicTensor(OverLetters):
    """A tensor whose shape, or whose making, depends on letters.

    Examples
    --------
    >>> from symconv import ConvTranspose, sizes, tensor
    >>> I, k, s = sizes("I k s")
    >>> y = ConvTranspose(k, stride=s)(tensor("x", I), tensor("w", k))
    >>> y.shape
    (I*s + k - s,)
    >>> y.at(I=2, k=3, s=2)
    [w1*x1, w2*x1, w1*x2 + w3*x1, w2*x2, w3*x2]
    """

    __slots__ = ("context", "rows", "tensor", "written")
    written: Written
    __array_ufunc__ = None
    _op_priority = 1000.0

    def __init__(
        self, tensor: Tensor, context: Context, written: Written, rows: int | None = None
    ) -> None:
        self.tensor = tensor
        self.context = context
        self.written = written.beside(self)
        self.rows = rows

    @property
    def shape(self) -> tuple[Any, ...]:
        """The size of every axis, a number or an expression."""
        return tuple(self._extent(axis) for axis in range(len(self.tensor.shape)))

    def _extent(self, axis: int) -> Any:
        extent = self.tensor.shape.entries[axis]
        if isinstance(extent, int):
            return extent
        context = Context(self.context.letters, self.context.demands, self.context.fits)
        return SymbolicSize(from_size(extent), context, _SHAPE(self.written, axis=axis))

    @property
    def letters(self) -> frozenset[Letter]:
        """Every letter that occurs in it or in what it is made of."""
        return self.context.letters

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the sum of a cell as LaTeX, and where the cell runs."""
        return tensor_latex(self.tensor, self.rows, index)

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        context = self.context.at(numbers)
        shape = Vec(terms.substitute(n, numbers) for n in self.tensor.shape.entries)
        tensor = Tensor(shape, lambda o: put_values(self.tensor[o], numbers))
        if context.letters:
            return SymbolicTensor(tensor, context, self._written_at(numbers), self.rows)
        return self._known(tensor)

    def _known(self, tensor: Tensor) -> Any:
        shape = tensor.shape.numbers()
        check_countable(shape)
        cells = [cells_of(evaluate(as_expression(tensor[o]))) for o in positions(tensor.shape)]
        if self.rows is None:
            return Array(cells, shape)
        return ImmutableMatrix(prod(shape[: self.rows]), prod(shape[self.rows :]), cells)

    @property
    def T(self) -> SymbolicTensor:
        """The transposed matrix, of a tensor of two axes or of what a layer's ``matrix`` gives."""
        rows = self._rows("T")
        tensor, written = operations.transpose(self.tensor, rows), TRANSPOSED(self.written)
        return SymbolicTensor(tensor, self.context, written, len(self.tensor.shape) - rows)

    def __matmul__(self, other: Any) -> SymbolicTensor:
        """Multiply a matrix by a tensor or by another matrix: ``y[o] = sum over i of M[o, i] * x[i]``."""
        rows = self._rows("@")
        right = as_symbolic(other, "the right side of @")
        outer, joint = self.tensor.shape.split_at(rows)
        if len(right.tensor.shape) < len(joint):
            raise ShapeError(
                f"@: the right side has shape {shape_text(right.tensor.shape.entries)}, but "
                f"{len(joint)} axes or more, as the "
                "input has, are needed"
            )
        first, rest = right.tensor.shape.split_at(len(joint))
        context = merge(self.context, right.context).adding(fits=same_shape(joint, first, "@"))

        def read(at: Vec) -> Cell:
            o, column = at.split_at(rows)
            return sum_(joint, lambda i: self.tensor[o.join(i)] * right.tensor[i.join(column)])

        return SymbolicTensor(
            Tensor(outer.join(rest), read),
            context,
            MATRIX_PRODUCT(self.written, right.written),
            rows if right.rows is not None else None,
        )

    def __rmatmul__(self, other: Any) -> SymbolicTensor:
        return as_symbolic(other, "the left side of @") @ self

    def _rows(self, what: str) -> int:
        if self.rows is not None:
            return self.rows
        axes = len(self.tensor.shape)
        if axes != 2:
            raise ShapeError(
                f"{what} needs a matrix: a tensor of two axes, or what layer.matrix(w, input_size) "
                f"gives; this tensor has {axes}"
            )
        return 1

    __iter__ = None

    def __getitem__(self, at: Any) -> Any:
        """Return a cell, or a part: ``x[0]``, ``x[a:b]``, ``x[c, a:]``; negative numbers count from the end.

        Raises
        ------
        GeometryError
            If a place is not inside, or nothing is left.
        ShapeError
            If there are more places than axes.
        """
        entries = at if isinstance(at, tuple) else (at,)
        axes = len(self.tensor.shape)
        if len(entries) > axes:
            raise ShapeError(
                f"{self!r}[...]: {len(entries)} places are given, but the tensor has {axes} axes"
            )
        whole = (*entries, *[slice(None)] * (axes - len(entries)))
        read = zip(whole, self.tensor.shape.entries, strict=True)
        parts = [_read_place(self, entry, extent) for entry, extent in read]
        starts, extents = Vec([p.start for p in parts]), [p.size for p in parts]
        sizes = [size for size in (*starts.entries, *extents) if size is not None]
        demands = [demand for part in parts for demand in part.demands]
        ends = [e for one in entries for e in _ends(one)]
        context = merge(self.context.adding(sizes, demands), *contexts_in(ends))
        written = PLACE(self.written, at=entries)
        if any(size is not None for size in extents):
            part = operations.windowed(self.tensor, starts, extents)
            return SymbolicTensor(part, context, written)
        return SymbolicScalar(lambda: self.tensor[starts], context, written)

    def __add__(self, other: Any) -> SymbolicTensor:
        right = as_symbolic(other, "the right side of +")
        fits = same_shape(self.tensor.shape, right.tensor.shape, "+")
        context = merge(self.context, right.context).adding(fits=fits)
        tensor, written = (
            operations.add(self.tensor, right.tensor),
            PLUS(self.written, right.written),
        )
        return SymbolicTensor(tensor, context, written, self.rows)

    def __radd__(self, other: Any) -> SymbolicTensor:
        return as_symbolic(other, "the left side of +") + self

    def __neg__(self) -> SymbolicTensor:
        return self._in_words(-1 * self, NEGATIVE(self.written))

    def __sub__(self, other: Any) -> SymbolicTensor:
        right = as_symbolic(other, "the right side of -")
        return self._in_words(self + -right, MINUS(self.written, right.written))

    def __rsub__(self, other: Any) -> SymbolicTensor:
        return as_symbolic(other, "the left side of -") - self

    def __truediv__(self, other: Any) -> SymbolicTensor:
        below, context = _inverse(other)
        tensor = Tensor(self.tensor.shape, lambda o: below() * as_value(self.tensor[o]))
        written = OVER(self.written, by=other)
        return SymbolicTensor(tensor, merge(self.context, context), written, self.rows)

    def __mul__(self, other: Any) -> SymbolicTensor:
        if isinstance(other, Rational | Fraction) and other.denominator != 1:
            # a multiple as a person writes it: once is not written
            factor = int(other.numerator)
            times = self if factor == 1 else -self if factor == -1 else factor * self
            return times / int(other.denominator)
        scalar = as_scalar(other)
        # whether a scalar is a number or a size, also divided by some: over every ring it commutes with all cells
        terms_ = as_expression(scalar.cell())
        is_number = all(atom.tensor == INVERSE for term in terms_ for atom in term.atoms)
        if is_number:
            return self.__rmul__(scalar)
        tensor = Tensor(self.tensor.shape, lambda o: self.tensor[o] * as_value(scalar.cell()))
        context = merge(self.context, scalar.context)
        return SymbolicTensor(tensor, context, TIMES(self.written, scalar.written), self.rows)

    def __rmul__(self, other: Any) -> SymbolicTensor:
        if isinstance(other, Rational | Fraction) and other.denominator != 1:
            return self * other
        scalar = as_scalar(other)
        tensor = Tensor(self.tensor.shape, lambda o: as_value(scalar.cell()) * self.tensor[o])
        context = merge(self.context, scalar.context)
        return SymbolicTensor(tensor, context, TIMES(scalar.written, self.written), self.rows)

    @staticmethod
    def _in_words(value: SymbolicTensor, written: Written) -> SymbolicTensor:
        """Return a value that was made by several calls in the words of the outermost."""
        return SymbolicTensor(value.tensor, value.context, written, value.rows)


class _Place(NamedTuple):
    """Where a part begins on an axis, how long it is (``None`` for one cell), and what that asks."""

    start: Size
    size: Size | None
    demands: tuple[Demand, ...]


def _ends(entry: Any) -> tuple[Any, ...]:
    """Return the sizes in a place."""
    if isinstance(entry, slice):
        return tuple(end for end in (entry.start, entry.stop) if end is not None)
    return (entry,)


def _read_place(x: SymbolicTensor, entry: Any, extent: Size) -> _Place:
    """Read a number or a slice of Python."""
    what = f"{x!r}[{python(entry).text}]"
    if not isinstance(entry, slice):
        start = _from_end(entry, extent, what)
        text = f"{what}: the place is {start} on an axis of size {extent}, but 0 <= place < {extent} is needed"
        advice = "use a place inside"
        inside = (terms.at_least(start, 0), terms.at_least(extent, start + 1))
        return _Place(start, None, tuple(Demand(c, text, advice) for c in inside))
    if entry.step not in (None, 1):
        raise GeometryError(
            f"{what}: the step is {shown(entry.step)}, but a slice has step 1; use subsample(x, s)"
        )
    first = 0 if entry.start is None else _from_end(entry.start, extent, what)
    last = extent if entry.stop is None else _from_end(entry.stop, extent, what)
    needed = f"0 <= begin < end <= {extent} is needed"
    text = f"{what}: the part runs from {first} to {last} on an axis of size {extent}, but {needed}"
    advice = "use places inside; pad or crop with negative numbers goes beyond"
    bounds = (
        terms.at_least(first, 0),
        terms.at_least(last, first + 1),
        terms.at_least(extent, last),
    )
    return _Place(first, last - first, tuple(Demand(c, text, advice) for c in bounds))


def _from_end(value: Any, extent: Size, what: str) -> Size:
    """Read a place; a negative number counts from the end."""
    place = to_size(value, what)
    return extent + place if isinstance(place, int) and place < 0 else place


def named_tensor(name: str, shape: Vec, given: Any = ()) -> SymbolicTensor:
    """Return the tensor of a name whose shape has letters in it; conditions of the sizes given are its own."""
    size_demands = [
        Demand(
            terms.at_least(n, 1),
            f"tensor({name!r}): an extent is {n}, but every extent >= 1 is needed",
            "use 1 or more",
        )
        for n in shape.entries
    ]
    context = Context(operands=((name, shape.entries),)).adding(shape.entries, size_demands)
    context = merge(context, *contexts_in(given))
    return SymbolicTensor(named(name, shape), context, _name(name, shape, given))


def _name(name: str, shape: Vec, given: Any = ()) -> Written:
    """Return what is written for a tensor: its name; its shape, as it was given, is a parameter."""
    entries = tuple(given) if isinstance(given, SEVERAL) else (given,)
    return _TENSOR(name=name, shape=entries or tuple(map(from_size, shape.entries)))


_TENSOR = Word(
    "tensor",
    lambda name, shape: named_tensor(name, sizes_vec(shape, None, "the shape"), shape),
    ("name", "shape"),
    as_name,
)


def read_operand(value: Any, what: str) -> KnownArray | SymbolicTensor:
    """Read an array of known shape; a tensor over letters is one already."""
    return value if isinstance(value, SymbolicTensor) else read_array(value, what)


def as_symbolic(value: Any, what: str) -> SymbolicTensor:
    """Return an array of known shape as a tensor over letters; the symbols of ``tensor(name, shape)`` keep their name."""
    return lift(read_operand(value, what))


def lift(value: KnownArray | SymbolicTensor) -> SymbolicTensor:
    """Return what was read as a tensor over letters.

    Raises
    ------
    UnsupportedError
        If a cell is not an integer, a plain symbol, or a sum or product of these.
    """
    if isinstance(value, SymbolicTensor):
        return value
    name, shape = tensor_name(value), Vec(value.shape)
    written = _name(name, shape) if name else _ARRAY(value=value)
    if name is not None:
        return SymbolicTensor(named(name, shape), Context(operands=((name, value.shape),)), written)
    if len(set(value.cells)) == 1:
        cell = as_scalar(value.cells[0])
        return SymbolicTensor(array(shape, lambda _: as_value(cell.cell())), cell.context, written)
    cells = [as_scalar(cell) for cell in value.cells]
    at = [o.entries for o in positions(shape)]
    values = {o: as_value(cell.cell()) for o, cell in zip(at, cells, strict=True)}
    return SymbolicTensor(stored(shape, values), merge(*(cell.context for cell in cells)), written)


def written_of(value: Any) -> Written:
    """Return what is written for one side of a claim: a value on letters, sizes, a cell or an array.

    Examples
    --------
    >>> from symconv import sizes
    >>> side = written_of(sizes("n") + 1)
    >>> side, side.operation
    (n + 1, 'size')
    """
    if isinstance(value, SymbolicTensor | SymbolicScalar | SymbolicSize):
        return value.written
    entries = value if isinstance(value, tuple) else (value,)
    if all(as_sized(entry) is not None for entry in entries):
        return _SIZE(value=value)
    return _CELL(value=value) if isinstance(value, Expr) else _ARRAY(value=value)


def sizes_vec(value: Any, axes: int | None, what: str) -> Vec:
    """Read one size for all axes or one per axis.

    Raises
    ------
    GeometryError
        If an entry is not a size, or there are not as many as axes.
    """
    entries = list(value) if isinstance(value, SEVERAL) else None
    if entries is None:
        return Vec([to_size(value, what)] * (axes or 1))
    if not entries or (axes is not None and len(entries) != axes):
        none = "0 entries, but at least 1 is needed"
        wrong = none if axes is None else wrong_number(len(entries), axes)
        raise GeometryError(f"{what} is {shown(value)}: {wrong}")
    return Vec([to_size(entry, what) for entry in entries])


def _spell_extent(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    return Spelled(f"{arguments[0].within(ATOM)}.shape[{written.parameters[0]}]")


_SHAPE = Word("shape", lambda value, axis: value.shape[axis], ("axis",), _spell_extent)
_SIZE = Word("size", as_scalar, ("value",), as_given)
_CELL = Word("cell", as_scalar, ("value",), as_given)
_ARRAY = Word("array", lift, ("value",), as_given)
