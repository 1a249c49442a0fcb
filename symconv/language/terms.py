"""Integer polynomials, conditions on them, and flat bracketed sums.

A value over letters is a list of sums, each of the form ::

    sum over integer indices, where all conditions hold, of  weight * product of atoms

An atom is a tensor read at an index, ``x[i]``; every read is bracketed by the range of its tensor,
so every sum is finite and a tensor is zero outside. There is no SymPy here and no solver: the
evaluator, the printer and the proof kernel all read these values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple, TypeAlias, Union

from symconv.language.budget import METER
from symconv.language.varying import Varying

_numbers = count(1)


class Letter(NamedTuple):
    """A size with a name, known only to be an integer of at least `minimum`."""

    name: str
    minimum: int
    kind: str = "letter"

    def depends_on(self) -> tuple[Size, ...]:
        """Return the sizes that determine it; none for what a user calls a letter."""
        return ()


class Index(NamedTuple):
    """A bound index of a sum, or a position; the number keeps two indices of one name apart."""

    name: str
    number: int
    kind: str = "index"


class Quotient(NamedTuple):
    """The integer ``floor(numerator / denominator)`` of two sizes; equal quotients are one variable."""

    name: str
    numerator: Poly
    denominator: Size
    kind: str = "quotient"

    def __repr__(self) -> str:
        """Return the name, so that a quotient inside another one lengthens its name by its own."""
        return f"<{self.name}>"


Variable: TypeAlias = Letter | Index | Quotient
Monomial: TypeAlias = tuple[Variable, ...]
Size: TypeAlias = Union[int, "Poly"]


class Poly(Varying):
    """A polynomial with integer coefficients that is not a constant; constants are plain ``int``.

    Made by arithmetic on `letter` and `index`, never by hand.

    Examples
    --------
    >>> s, I = letter("s"), letter("I")
    >>> s * (I - 1) + 3
    I*s - s + 3
    >>> s - s
    0
    """

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: dict[Monomial, int]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __reduce__(self) -> tuple[type[Poly], tuple[dict[Monomial, int]]]:
        return Poly, (self.terms,)  # not the hash, which is another one in another process

    def __add__(self, other: Size) -> Size:
        terms = dict(self.terms)
        for monomial, coefficient in coefficients(other).items():
            terms[monomial] = terms.get(monomial, 0) + coefficient
        meter = METER.get()
        if meter is not None:
            meter.size(terms)
        return collapse(terms)

    __radd__ = __add__

    def __neg__(self) -> Poly:
        return Poly({monomial: -coefficient for monomial, coefficient in self.terms.items()})

    def __sub__(self, other: Size) -> Size:
        return self + -other

    def __rsub__(self, other: Size) -> Size:
        return -self + other

    def __mul__(self, other: Size) -> Size:
        meter = METER.get()
        if meter is not None:
            meter.product(self.terms, coefficients(other))
        terms: dict[Monomial, int] = {}
        for left, a in self.terms.items():
            for right, b in coefficients(other).items():
                monomial = tuple(sorted(left + right))
                terms[monomial] = terms.get(monomial, 0) + a * b
        return collapse(terms)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def running(self, index: Index, below: Size) -> Poly:
        """Return the index alone: how far it runs is a condition on letters."""
        return variable_poly(index)

    def substituted(self, values: Mapping[Any, Size]) -> Size:
        """Return the polynomial with variables replaced, also inside quotients."""
        terms: dict[Monomial, int] = {}
        for monomial, coefficient in self.terms.items():
            kept = tuple(v for v in monomial if v not in values and not isinstance(v, Quotient))
            product = collapse({kept: coefficient})
            for variable in monomial if len(kept) < len(monomial) else ():
                if variable in values or isinstance(variable, Quotient):
                    product = product * _substitute_variable(variable, values)
            for made, number in coefficients(product).items():
                terms[made] = terms.get(made, 0) + number
        meter = METER.get()
        if meter is not None:
            meter.size(terms)
        return collapse(terms)

    def __repr__(self) -> str:
        ordered = sorted(self.terms.items(), key=lambda item: (-len(item[0]), item[0]))
        text = " + ".join(_spell(monomial, coefficient) for monomial, coefficient in ordered)
        return text.replace("+ -", "- ")


def _spell(monomial: Monomial, coefficient: int) -> str:
    names = "*".join(spell_variable(variable) for variable in monomial)
    if not names:
        return str(coefficient)
    return (
        names
        if coefficient == 1
        else f"-{names}"
        if coefficient == -1
        else f"{coefficient}*{names}"
    )


def spell_variable(variable: Variable) -> str:
    """Return a variable as text, for messages."""
    if isinstance(variable, Quotient):
        return f"floor(({variable.numerator})/({variable.denominator}))"
    return f"{variable.name}#{variable.number}" if isinstance(variable, Index) else variable.name


def coefficients(value: Size) -> dict[Monomial, int]:
    """Return every monomial of a size with its coefficient; the empty one stands for the number, zero has none."""
    return value.terms if isinstance(value, Poly) else {(): value} if value else {}


def collapse(terms: dict[Monomial, int]) -> Size:
    """Return the polynomial with these terms; an ``int`` when it is a constant."""
    kept = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if not kept:
        return 0
    if len(kept) == 1 and () in kept:
        return kept[()]
    return Poly(kept)


def letter(name: str, minimum: int = 1) -> Poly:
    """Return the size called `name`, an integer of at least `minimum`."""
    return variable_poly(Letter(name, minimum))


def index(name: str) -> Poly:
    """Return an index that occurs nowhere else."""
    return variable_poly(new_index(name))


def new_index(name: str) -> Index:
    """Return the variable of an index that occurs nowhere else."""
    return Index(name, next(_numbers))


def variable_poly(variable: Variable) -> Poly:
    """Return the polynomial that is this one variable."""
    return Poly({(variable,): 1})


def floor_divide(numerator: Size, denominator: Size) -> Size:
    """Return ``floor(numerator / denominator)``: a number, or multiples of the denominator taken out of a `Quotient` variable.

    Examples
    --------
    >>> g, m = letter("g"), letter("m")
    >>> floor_divide(g * m, g), floor_divide(7, 2), floor_divide(m, 2), floor_divide(g * m - g + m, g)
    (m, 3, floor((m)/(2)), floor((m)/(g)) + m - 1)
    >>> floor_divide(g * g - m * m, g + m)
    g - m
    """
    if denominator == 0:
        raise ZeroDivisionError(f"({numerator}) divided by 0")
    if not (isinstance(numerator, Poly) or isinstance(denominator, Poly)):
        return divmod(numerator, denominator)[0]
    multiple, rest = by_multiples(numerator, denominator)
    if isinstance(rest, int) and isinstance(denominator, int):
        return multiple + rest // denominator
    if rest == 0:
        return multiple
    exact = exact_quotient(rest, denominator) if isinstance(denominator, Poly) else None
    if exact is not None:
        return multiple + exact
    poly = rest if isinstance(rest, Poly) else Poly({(): rest})
    name = f"floor {sorted(poly.terms.items())!r} {sorted(coefficients(denominator).items())!r}"
    meter = METER.get()
    if meter is not None:
        meter.text(len(name))
    return multiple + variable_poly(Quotient(name, poly, denominator))


def exact_quotient(value: Size, divisor: Size) -> Size | None:
    """Return ``value / divisor`` where that is a polynomial without a rest, by long division."""
    monomial, coefficient = leading_term(divisor)
    quotient: Size = 0
    while value != 0:
        first, times = leading_term(value)
        left = without(first, monomial)
        if left is None or times % coefficient:
            return None
        term = collapse({left: times // coefficient})
        quotient, value = quotient + term, value - term * divisor
    return quotient


def leading_term(value: Size) -> tuple[Monomial, int]:
    """Return the term that comes first: of the highest degree, then by the names."""
    items = coefficients(value).items()
    return min(items, key=lambda item: (-len(item[0]), item[0]))


def by_multiples(value: Size, number: Size) -> tuple[Size, Size]:
    """Return `U` and `V` with ``value = number*U + V``, the terms of `U` read off one by one.

    Examples
    --------
    >>> s, m = letter("s"), letter("m")
    >>> by_multiples(s * m + 2 * s + m, s)
    (m + 2, m)
    """
    divisor = coefficients(number)
    if len(divisor) != 1:
        return 0, value
    ((factors, factor),) = divisor.items()
    multiple, rest = {}, {}
    for monomial, coefficient in coefficients(value).items():
        left = without(monomial, factors)
        if left is None or coefficient % factor:
            rest[monomial] = coefficient
        else:
            multiple[left] = coefficient // factor
    return collapse(multiple), collapse(rest)


def without(monomial: Monomial, part: Monomial) -> Monomial | None:
    """Return a monomial divided by another one; ``None`` where that does not divide it."""
    rest = list(monomial)
    for variable in part:
        if variable not in rest:
            return None
        rest.remove(variable)
    return tuple(rest)


def variables(value: Size) -> set[Variable]:
    """Return the variables that occur in a size, those inside quotients not counted."""
    return {variable for monomial in coefficients(value) for variable in monomial}


def letters(value: Size) -> set[Letter]:
    """Return the letters a size depends on, also through quotients."""
    found: set[Letter] = set()
    for variable in variables(value):
        if isinstance(variable, Letter):
            found |= {variable}.union(*map(letters, variable.depends_on()))
        elif isinstance(variable, Quotient):
            found |= letters(variable.numerator) | letters(variable.denominator)
    return found


def substitute(value: Size, values: Mapping[Any, Size]) -> Size:
    """Return `value` with variables replaced, also inside quotients."""
    return value if isinstance(value, int) else value.substituted(values)


def _substitute_variable(variable: Any, values: Mapping[Any, Size]) -> Size:
    """Return what is put for a variable that is replaced, or for a quotient."""
    if variable in values:
        return values[variable]
    return floor_divide(
        substitute(variable.numerator, values), substitute(variable.denominator, values)
    )


class Condition(NamedTuple):
    """``left = 0`` or ``left >= 0``."""

    relation: str
    left: Size

    def decided(self) -> bool | None:
        """Return whether it holds; ``None`` while that depends on a variable."""
        if not isinstance(self.left, int):
            return None
        return self.left == 0 if self.relation == "=" else self.left >= 0


class AnyOf(NamedTuple):
    """At least one of the conditions holds; occurs in hypotheses only."""

    conditions: tuple[Condition, ...]

    def decided(self) -> bool | None:
        """Return whether it holds; ``None`` while that depends on a variable."""
        verdicts = [condition.decided() for condition in self.conditions]
        return True if True in verdicts else None if None in verdicts else False


Hypothesis: TypeAlias = Union[Condition, AnyOf, "GivenEquation"]


def equal(left: Size, right: Size) -> Condition:
    """Return the condition ``left = right``."""
    return Condition("=", left - right)


def at_least(left: Size, right: Size) -> Condition:
    """Return the condition ``left >= right``."""
    return Condition(">=", left - right)


def alternatives(hypothesis: Hypothesis) -> tuple[Condition, ...]:
    """Return the conditions on sizes of which at least one is assumed.

    Raises
    ------
    TypeError
        If the hypothesis is about tensors: it says nothing of sizes.
    """
    if isinstance(hypothesis, GivenEquation):
        raise TypeError("a hypothesis about tensors says nothing of sizes")
    return hypothesis.conditions if isinstance(hypothesis, AnyOf) else (hypothesis,)


def substitute_condition(condition: Any, values: Mapping[Any, Size]) -> Any:
    """Return the condition, or the equation, with free variables replaced."""
    if isinstance(condition, GivenEquation):
        return condition.substituted(values)
    if isinstance(condition, AnyOf):
        return AnyOf(
            tuple(Condition(c.relation, substitute(c.left, values)) for c in condition.conditions)
        )
    return Condition(condition.relation, substitute(condition.left, values))


class Atom(NamedTuple):
    """A tensor read at an index."""

    tensor: str
    at: tuple[Size, ...]


class Division(NamedTuple):
    """The indices `quotient` and `remainder` stand for dividing `dividend` by `divisor`."""

    quotient: Index
    remainder: Index
    dividend: Size
    divisor: Size


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum over all integer `indices` at which all `conditions` hold, of `weight` times the `atoms` in order."""

    indices: tuple[Index, ...] = ()
    conditions: tuple[Condition, ...] = ()
    atoms: tuple[Atom, ...] = ()
    weight: Size = 1
    divisions: tuple[Division, ...] = ()


Expression: TypeAlias = tuple[Sum, ...]


class GivenEquation(NamedTuple):
    """``left = right`` at every position where the ranges hold, as something given; occurs in hypotheses only."""

    position: tuple[Index, ...]
    ranges: tuple[Condition, ...]
    left: Expression
    right: Expression

    def bound(self) -> set[Index]:
        """Return its position and the indices of its sums."""
        return set(self.position).union(*(term.indices for term in self.left + self.right))

    def substituted(self, values: Mapping[Any, Size]) -> GivenEquation:
        """Return the equation with free variables replaced; the replacements mention nothing that is bound in it."""
        ranges = tuple(Condition(c.relation, substitute(c.left, values)) for c in self.ranges)
        left = tuple(substitute_sum(term, values) for term in self.left)
        right = tuple(substitute_sum(term, values) for term in self.right)
        return GivenEquation(self.position, ranges, left, right)


def multiply(left: Expression, right: Expression) -> Expression:
    """Return the product; indices that both sides use are renamed in the right one."""
    meter = METER.get()
    if meter is not None:
        meter.sums(len(left) * len(right))
    return tuple(_multiply(a, b) for a in left for b in right)


def _multiply(a: Sum, b: Sum) -> Sum:
    if set(a.indices) & set(b.indices):
        b = rename(b)
    return Sum(
        a.indices + b.indices,
        a.conditions + b.conditions,
        a.atoms + b.atoms,
        a.weight * b.weight,
        a.divisions + b.divisions,
    )


def rename(term: Sum) -> Sum:
    """Return the same sum over fresh indices."""
    fresh = {old: new_index(old.name) for old in term.indices}
    values = {old: variable_poly(new) for old, new in fresh.items()}
    body = substitute_sum(Sum((), term.conditions, term.atoms, term.weight), values)
    divisions = tuple(
        Division(fresh[q], fresh[r], substitute(e, values), substitute(n, values))
        for q, r, e, n in term.divisions
    )
    return Sum(tuple(fresh.values()), body.conditions, body.atoms, body.weight, divisions)


def substitute_sum(term: Sum, values: Mapping[Any, Size]) -> Sum:
    """Return the sum with free variables replaced; the replacements mention none of its indices."""

    def put(size: Size) -> Size:
        return substitute(size, values)

    conditions = tuple(Condition(c.relation, put(c.left)) for c in term.conditions)
    atoms = tuple(Atom(atom.tensor, tuple(map(put, atom.at))) for atom in term.atoms)
    divisions = tuple(Division(q, r, put(e), put(n)) for q, r, e, n in term.divisions)
    return Sum(term.indices, conditions, atoms, put(term.weight), divisions)


def restrict(expression: Expression, conditions: Iterable[Condition]) -> Expression:
    """Return the expression with the conditions added to every sum; decided conditions are used up at once."""
    open_conditions = []
    for condition in conditions:
        verdict = condition.decided()
        if verdict is False:
            return ()
        if verdict is None:
            open_conditions.append(condition)
    added = tuple(open_conditions)
    return tuple(
        Sum(t.indices, tuple(dict.fromkeys(added + t.conditions)), t.atoms, t.weight, t.divisions)
        for t in expression
    )


def bind(
    expression: Expression, indices: tuple[Index, ...], divisions: tuple[Division, ...] = ()
) -> Expression:
    """Return the expression summed over `indices`, which so far stood free in it."""
    return tuple(
        Sum(indices + t.indices, t.conditions, t.atoms, t.weight, divisions + t.divisions)
        for t in expression
    )
