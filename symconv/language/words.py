"""The six words in which every definition is written, once.

``array``, ``sum_``, ``collect``, ``when``, ``divide``, ``split``: on known sizes they compute, on
letters they build the flat bracketed sum that is proved and printed. Indices and shapes are vectors
with one entry per axis, so one text serves any number of axes. A tensor is total: it reads as zero
outside its shape.

Cells may be anything that adds and multiplies (SymPy expressions, numbers, counters); zero is the
integer 0. What cannot be traced on letters, such as ``if``, ``range``, ``==`` or ``//``, raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import signature
from itertools import product
from operator import add, mul, sub
from typing import Any, TypeAlias, Union, cast

from symconv.language import terms
from symconv.language.terms import Atom, Condition, Division, Expression, Index, Poly, Size, Sum
from symconv.language.varying import Varying

Cell: TypeAlias = Any
Truth: TypeAlias = Union[bool, "Conditions"]
_NUMBERS = frozenset({int})


class Conditions(tuple[Condition, ...]):
    """Conditions on letters, all of which have to hold; only `when` can use them."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError(
            "whether this holds depends on letters, so a definition cannot branch on it; write "
            "when(condition, value)"
        )


class Vec:
    """An index or a shape: one entry per axis, each an ``int`` or a polynomial.

    Arithmetic is entry by entry; a bare number counts for every axis. `known` says that every entry
    is a number.

    Examples
    --------
    >>> Vec([4, 5]) * 2 - Vec([1, 3])
    Vec([7, 7])
    """

    __slots__ = ("entries", "known")

    def __init__(self, entries: Iterable[Size]) -> None:
        self.entries = tuple(entries)
        self.known = _NUMBERS.issuperset(map(type, self.entries))

    def _pairs(self, other: Vec | Size) -> Iterable[tuple[Size, Size]]:
        if isinstance(other, Vec):
            return zip(self.entries, other.entries, strict=True)
        return ((entry, other) for entry in self.entries)

    def _combined(self, operation: Callable[[Size, Size], Size], other: Vec | Size) -> Vec:
        if not isinstance(other, Vec):
            return Vec([operation(entry, other) for entry in self.entries])
        if not (self.known and other.known and len(self.entries) == len(other.entries)):
            return Vec([operation(a, b) for a, b in self._pairs(other)])
        result = object.__new__(Vec)  # numbers stay numbers; a sweep comes here most of its time
        result.entries = tuple(map(operation, self.entries, other.entries))
        result.known = True
        return result

    def __add__(self, other: Vec | Size) -> Vec:
        return self._combined(add, other)

    def __radd__(self, other: Size) -> Vec:
        return self._combined(add, other)

    def __sub__(self, other: Vec | Size) -> Vec:
        return self._combined(sub, other)

    def __rsub__(self, other: Size) -> Vec:
        return Vec([other - entry for entry in self.entries])

    def __mul__(self, other: Vec | Size) -> Vec:
        return self._combined(mul, other)

    def __rmul__(self, other: Size) -> Vec:
        return self._combined(mul, other)

    def numbers(self) -> tuple[int, ...]:
        """Return the entries of a known index or shape."""
        if not self.known:
            raise TypeError(f"{self} holds letters, but numbers are needed; put numbers for them")
        return cast(tuple[int, ...], self.entries)

    def join(self, other: Vec) -> Vec:
        """Return the vector that has the axes of both."""
        return Vec(self.entries + other.entries)

    def split_at(self, axis: int) -> tuple[Vec, Vec]:
        """Return the first `axis` axes and the rest."""
        return Vec(self.entries[:axis]), Vec(self.entries[axis:])

    def pick(self, axes: Sequence[int]) -> Vec:
        """Return the entries of these axes, in this order."""
        return Vec([self.entries[axis] for axis in axes])

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Vec({list(self.entries)})"

    def _untraceable(self, *_: object) -> Any:
        raise TypeError(
            "an index is a vector that may hold letters: a definition cannot branch on it, "
            "compare it, loop over it "
            "or use // and % on it; write when(equal(a, b), ...), when(inside(o, shape), ...), "
            "sum_, divide or split"
        )

    __bool__ = __index__ = __iter__ = __getitem__ = __contains__ = _untraceable
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _untraceable
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __truediv__ = __rtruediv__ = _untraceable
    __hash__ = None  # type: ignore[assignment]


class Value:
    """A cell over letters: a list of flat bracketed sums. Adds and multiplies like any other cell."""

    __slots__ = ("expression",)

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def numbers(self) -> Iterator[Size]:
        """Yield the numbers that occur in it: weights, places that are read, and what conditions speak of."""
        for term in self.expression:
            yield from (
                term.weight,
                *(e for atom in term.atoms for e in atom.at),
                *(c.left for c in term.conditions),
            )

    def __add__(self, other: Value | int) -> Value:
        return Value(self.expression + as_expression(other))

    def __radd__(self, other: Value | int) -> Value:
        return Value(as_expression(other) + self.expression)

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | int) -> Value:
        return self + -other

    def __mul__(self, other: Value | Size) -> Value:
        return Value(terms.multiply(self.expression, as_expression(other)))

    def __rmul__(self, other: Value | Size) -> Value:
        return Value(terms.multiply(as_expression(other), self.expression))

    def _untraceable(self, *_: object) -> Any:
        raise TypeError(
            "a cell over letters stands for many values: a definition cannot branch on it or compare it; "
            "write when(equal(a, b), ...) or when(inside(o, shape), ...) on indices"
        )

    __bool__ = _untraceable
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _untraceable
    __hash__ = None  # type: ignore[assignment]


def as_expression(cell: Value | Size) -> Expression:
    """Return a cell over letters, or a size, as a list of sums."""
    if isinstance(cell, Value):
        return cell.expression
    if isinstance(cell, int | Varying):
        return () if isinstance(cell, int) and cell == 0 else (Sum(weight=cell),)
    raise TypeError(
        f"{cell!r} is not a cell over letters: coefficients there are integers and sizes"
    )


class Tensor:
    """A shape and a rule that reads a cell; the rule answers every index, with zero outside."""

    __slots__ = ("_read", "shape")

    def __init__(self, shape: Vec, read: Callable[[Vec], Cell]) -> None:
        self.shape = shape
        self._read = read

    def __getitem__(self, position: Vec) -> Cell:
        return self._read(position)

    def __iter__(self) -> Any:
        raise TypeError(
            "a tensor may have letters in its shape, so a definition cannot loop over it; write "
            "sum_(x.shape, ...)"
        )


def named(name: str, shape: Vec) -> Tensor:
    """Return the tensor of a name over letters: its cells are the atoms ``name[o]``."""

    def read(o: Vec) -> Cell:
        return when(inside(o, shape), Value((Sum(atoms=(Atom(name, o.entries),)),)))

    return Tensor(shape, read)


def stored(shape: Vec, cells: dict[tuple[Size, ...], Cell]) -> Tensor:
    """Return the tensor of known shape with these cells; at an index of letters it is the sum over its cells."""

    def read(o: Vec) -> Cell:
        if o.known:
            return cells.get(o.entries, 0)
        return sum((when(equal(o, Vec(at)), as_value(cell)) for at, cell in cells.items()), 0)

    return Tensor(shape, read)


def as_value(cell: Value | Size) -> Value:
    """Return a cell over letters."""
    return Value(as_expression(cell))


def put_values(cell: Cell, values: Mapping[Any, Size]) -> Value:
    """Return a cell over letters with sizes put for what stands free in it; they mention none of its indices."""
    result: list[Sum] = []
    for term in as_expression(cell):
        at = terms.substitute_sum(term, values)
        bare = Sum(at.indices, (), at.atoms, at.weight, at.divisions)
        result += terms.restrict((bare,), at.conditions)
    return Value(tuple(result))


def equal(left: Vec, right: Vec) -> Truth:
    """Return the condition that two indices agree on every axis."""
    if left.known and right.known:
        return left.entries == right.entries
    return Conditions(terms.equal(a, b) for a, b in left._pairs(right))


def floor(number: Vec, divisor: Vec | Size) -> Vec:
    """Return ``floor(number / divisor)`` on every axis, for sizes; of indices `split` says it.

    Examples
    --------
    >>> floor(Vec([7, 6]), 2)
    Vec([3, 3])
    """
    pairs = list(number._pairs(divisor))
    for size in (size for pair in pairs for size in pair):
        if any(isinstance(variable, Index) for variable in terms.variables(size)):
            raise TypeError("floor takes sizes; of an index say split(o, s, lambda m, r: ...)")
    return Vec([terms.floor_divide(n, s) for n, s in pairs])


def entry(index: Vec) -> Cell:
    """Return an index of one axis, or a size, as a cell.

    Examples
    --------
    >>> entry(Vec([3]))
    3
    """
    (number,) = index.entries
    return number if isinstance(number, int) else as_value(number)


def inside(position: Vec, shape: Vec) -> Truth:
    """Return the condition ``0 <= position < shape`` on every axis."""
    pairs = zip(position.entries, shape.entries, strict=True)
    if position.known and shape.known:
        return all(0 <= e < n for e, n in pairs)
    return Conditions(c for e, n in pairs for c in (terms.at_least(e, 0), terms.at_least(n, e + 1)))


def both(*truths: Truth) -> Truth:
    """Return the condition that all the given ones hold."""
    if any(truth is False for truth in truths):
        return False
    if all(truth is True for truth in truths):
        return True
    return Conditions(
        condition for truth in truths if not isinstance(truth, bool) for condition in truth
    )


def positions(shape: Vec) -> Iterator[Vec]:
    """Yield every index of a known shape, row by row."""
    return map(Vec, product(*map(range, shape.numbers())))


def fresh(shape: Vec, name: str, beside: Iterable[Vec] = ()) -> tuple[Vec, tuple[Index, ...]]:
    """Return a new index with as many axes as `shape`, of the kind that sizes here and beside have, and its variables."""
    axes = len(shape)
    indices = tuple(
        terms.new_index(name if axes == 1 else f"{name}_{axis + 1}") for axis in range(axes)
    )
    varying = (n for vector in (shape, *beside) for n in vector.entries if isinstance(n, Varying))
    kind: Varying | None = next(varying, None)
    pairs = zip(shape.entries, indices, strict=True)
    return Vec(
        [terms.variable_poly(i) if kind is None else kind.running(i, n) for n, i in pairs]
    ), indices


def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the parameter names of a rule: bound indices are called what its author called them."""
    return tuple(signature(function).parameters)


def array(shape: Vec, rule: Callable[[Vec], Cell]) -> Tensor:
    """Word 1. Return the tensor whose cell at `o` is ``rule(o)``, zero outside `shape`.

    Examples
    --------
    >>> squares = array(Vec([3]), lambda o: o.entries[0] ** 2)
    >>> squares[Vec([2])], squares[Vec([3])]
    (4, 0)
    """
    cells: dict[tuple[Size, ...], Cell] = {}

    def read(o: Vec) -> Cell:
        if not (o.known and shape.known):
            return when(inside(o, shape), rule(o))
        at = o.entries
        if at not in cells:
            cells[at] = rule(o) if inside(o, shape) else 0
        return cells[at]

    return Tensor(shape, read)


def sum_(shape: Vec, term: Callable[[Vec], Cell]) -> Cell:
    """Word 2. Return the sum of ``term(i)`` over all indices ``0 <= i < shape``.

    Examples
    --------
    >>> sum_(Vec([4]), lambda i: i.entries[0])
    6
    """
    if shape.known:
        cells = [term(i) for i in positions(shape)]
        values = [cell for cell in cells if isinstance(cell, Value)]
        if not values:
            return sum(cells, 0)
        beside = Vec(number for value in values for number in value.numbers())
    else:
        beside = shape
    i, indices = fresh(shape, _names(term)[0], (beside,))
    return Value(terms.bind(as_expression(when(inside(i, shape), term(i))), indices))


def collect(
    shape: Vec, over: tuple[Vec, ...], place: Callable[..., Vec], value: Callable[..., Cell]
) -> Tensor:
    """Word 3. Return the tensor made by ``y[place(...)] += value(...)`` over all indices; cells outside are dropped.

    Examples
    --------
    >>> y = collect(Vec([3]), (Vec([2]), Vec([2])), lambda i, t: i + t, lambda i, t: 1)
    >>> [y[o] for o in positions(Vec([3]))]
    [1, 2, 1]
    """
    cells: dict[tuple[Size, ...], Cell] = {}
    places = (
        [(place(*at), at) for at in product(*map(positions, over))]
        if all(n.known for n in over)
        else []
    )
    known = shape.known and all(n.known for n in over) and all(o.known for o, _ in places)
    for o, at in places if known else ():
        cells[o.entries] = cells.get(o.entries, 0) + value(*at)

    def read(o: Vec) -> Cell:
        if known and o.known:
            return when(inside(o, shape), cells.get(o.entries, 0))
        fresh_indices = [
            fresh(n, name, (o, shape, *over)) for n, name in zip(over, _names(value), strict=True)
        ]
        at = [i for i, _ in fresh_indices]
        ranges = [inside(i, n) for i, n in zip(at, over, strict=True)]
        body = when(both(inside(o, shape), *ranges, equal(place(*at), o)), value(*at))
        return Value(
            terms.bind(
                as_expression(body), tuple(v for _, indices in fresh_indices for v in indices)
            )
        )

    return Tensor(shape, read)


def when(condition: Truth, value: Cell) -> Cell:
    """Word 4. Return `value` where the condition holds, else zero.

    Examples
    --------
    >>> when(inside(Vec([3]), Vec([3])), 5)
    0
    """
    if isinstance(condition, bool):
        return value if condition else 0
    return Value(terms.restrict(as_expression(value), condition))


def _divided(number: Vec, divisor: Vec) -> tuple[Vec, Vec] | None:
    """Return quotient and remainder on every axis; ``None`` where letters are involved."""
    pairs: list[tuple[Any, Any]] = list(number._pairs(divisor))
    if any(isinstance(n, Poly) for pair in pairs for n in pair):
        return None
    divided = [divmod(e, s) for e, s in pairs]
    return Vec(q for q, _ in divided), Vec(r for _, r in divided)


def divide(number: Vec, divisor: Vec, use: Callable[[Vec], Cell]) -> Cell:
    """Word 5. Return ``use(number / divisor)`` where `divisor` divides `number` on every axis, else zero.

    Examples
    --------
    >>> divide(Vec([6]), Vec([2]), lambda q: q.entries[0]), divide(Vec([7]), Vec([2]), lambda q: q.entries[0])
    (3, 0)
    """
    divided = _divided(number, divisor)
    if divided is not None:
        q, r = divided
        if r.known:
            return 0 if any(r.entries) else use(q)
        return when(equal(r, r * 0), use(q))
    q, indices = fresh(number, _names(use)[0])
    return Value(terms.bind(as_expression(when(equal(number, divisor * q), use(q))), indices))


def split(number: Vec, divisor: Vec, use: Callable[[Vec, Vec], Cell]) -> Cell:
    """Word 6. Return ``use(m, r)`` for the one ``number = divisor*m + r`` with ``0 <= r < divisor``.

    Examples
    --------
    >>> split(Vec([7]), Vec([2]), lambda m, r: (m, r))
    (Vec([3]), Vec([1]))
    """
    divided = _divided(number, divisor)
    if divided is not None:
        return use(*divided)
    quotient_name, remainder_name = _names(use)
    (m, quotients), (r, remainders) = fresh(number, quotient_name), fresh(number, remainder_name)
    divisions = tuple(map(Division, quotients, remainders, number.entries, divisor.entries))
    body = when(both(equal(number, divisor * m + r), inside(r, divisor)), use(m, r))
    return Value(terms.bind(as_expression(body), quotients + remainders, divisions))
