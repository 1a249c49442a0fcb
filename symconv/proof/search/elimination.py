"""Solves a system of polynomial equations for indices, by pivots with coefficient 1 or -1. Untrusted.

Where no pivot is left, integers help: a positive common factor is cancelled, and what is divided by
the same number with remainders in range has the same quotient and the same remainder. `RULES` lists
all that is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, permutations
from math import gcd
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
    Condition,
    Division,
    Index,
    Letter,
    Monomial,
    Poly,
    Size,
    Variable,
    by_multiples,
    coefficients,
    collapse,
    substitute,
    variable_poly,
    variables,
    without,
)
from symconv.proof.search.bezout import Bezout, bezout_identities
from symconv.proof.search.factors import cofactor, common_factor
from symconv.proof.trusted.statement import Hypotheses, mentioned

MOST_EQUATIONS = 40  # beyond that nothing more is rewritten
MOST_REMEMBERED = 4096  # sizes, and lists of conditions, that are read once

Values: TypeAlias = dict[Index, Size]


class KnownDivision(NamedTuple):
    """``dividend = divisor*quotient + remainder`` with the remainder in range; all four are sizes."""

    quotient: Size
    remainder: Size
    dividend: Size
    divisor: Size

    @classmethod
    def of(cls, division: Division) -> KnownDivision:
        """Read a division of a sum."""
        q, r, dividend, divisor = division
        return cls(variable_poly(q), variable_poly(r), dividend, divisor)


class KnownRange(NamedTuple):
    """``0 <= value < extent``."""

    value: Size
    extent: Size


@dataclass(frozen=True)
class System:
    """What is unknown, what is solved, and what is left to use."""

    unknown: frozenset[Index]
    equations: tuple[Size, ...]
    divisions: tuple[KnownDivision, ...]
    positive: frozenset[Variable]
    ranges: frozenset[KnownRange]
    solved: tuple[tuple[Index, Size], ...] = ()

    @property
    def open(self) -> list[Size]:
        """The equations that hold an unknown."""
        return [e for e in self.equations if variables(e) & self.unknown]

    @property
    def known(self) -> list[Size]:
        """The equations between what is known."""
        return [e for e in self.equations if not variables(e) & self.unknown]

    def result(self) -> Values:
        """Return the solved indices whose value holds no unknown."""
        return {index: value for index, value in self.solved if not variables(value) & self.unknown}

    def with_equations(self, equations: Iterable[Size]) -> System | None:
        """Add equations that hold an unknown and are new up to sign; ``None`` where none is."""
        known = set(self.equations) | {-e for e in self.equations}
        new = [
            e for e in dict.fromkeys(equations) if e not in known and variables(e) & self.unknown
        ]
        return replace(self, equations=self.equations + tuple(new)) if new else None

    def with_value(self, index: Index, value: Size) -> System:
        """Put the value of an unknown everywhere."""

        def put(size: Size) -> Size:
            return substitute(size, {index: value})

        equations = dict.fromkeys(map(put, self.equations))
        solved = [(known, put(size)) for known, size in self.solved]
        return replace(
            self,
            unknown=self.unknown - {index},
            equations=tuple(e for e in equations if e != 0),
            divisions=tuple(KnownDivision(*map(put, division)) for division in self.divisions),
            solved=(*solved, (index, value)),
        )


def solve(system: System) -> Values:
    """Return every index that is determined, as a size in what is known."""
    return reduced(system).result()


def reduced(system: System) -> System:
    """Solve for as many indices as possible; what stays unknown may occur in the values of others."""
    while (after := _next(system)) is not None:
        system = after
    return system


def _next(system: System) -> System | None:
    """Apply the first rule of the table that changes something."""
    for rule in RULES:
        after = rule.apply(system)
        if after is not None:
            return after
    return None


def _within_range(system: System) -> System | None:
    new: list[Size] = []
    extents = {r.extent for r in system.ranges}
    for equation in system.equations:
        for extent in extents:
            apart = _multiple_and_values(equation, extent)
            if apart is not None and apart.ranges <= system.ranges:
                new += [apart.multiple, apart.rest]
    return system.with_equations(new)


class _Apart(NamedTuple):
    """``extent*multiple + rest``, where the rest is ``V1 - V2``, ``V1`` or ``-V2`` with these ranges."""

    multiple: Size
    rest: Size
    ranges: frozenset[KnownRange]


@lru_cache(maxsize=MOST_REMEMBERED)
def _multiple_and_values(equation: Size, extent: Size) -> _Apart | None:
    """Take a size apart; ``None`` where it has another form."""
    multiple, rest = by_multiples(equation, extent)
    terms = coefficients(rest)
    if multiple == 0 or sorted(terms.values()) not in ([1], [-1], [-1, 1]):
        return None
    values = [collapse({monomial: 1}) for monomial in terms]
    return _Apart(multiple, rest, frozenset(KnownRange(value, extent) for value in values))


def _eliminate(system: System) -> System | None:
    best: tuple[tuple[int, int, int], Index] | None = None
    chosen: Size = 0
    for equation in system.open:
        terms = coefficients(equation)
        weight = (len(variables(equation) & system.unknown), len(terms), sum(map(len, terms)))
        for index in system.unknown & unit_variables(equation):
            if best is None or (weight, index) < best:
                best, chosen = (weight, index), equation
    if best is None:
        return None
    return system.with_value(best[1], solved_for(chosen, best[1]))


@lru_cache(maxsize=MOST_REMEMBERED)
def unit_variables(value: Size) -> frozenset[Variable]:
    """Return the variables that occur once, alone, with coefficient 1 or -1."""
    terms = coefficients(value)
    alone = {m[0] for m, c in terms.items() if len(m) == 1 and c in (1, -1)}
    uses = Counter(variable for monomial in terms for variable in set(monomial))
    return frozenset(variable for variable in alone if uses[variable] == 1)


def solved_for(equation: Size, variable: Variable) -> Size:
    """Return the value of one of the `unit_variables` of what is zero."""
    return variable_poly(variable) - coefficients(equation)[variable,] * equation


def _cancel(system: System) -> System | None:
    open_equations = set(system.open)
    new = tuple(
        cancelled(e, system.positive) if e in open_equations else e for e in system.equations
    )
    return replace(system, equations=new) if new != system.equations else None


def cancelled(value: Size, positive: Iterable[Variable]) -> Size:
    """Return a size without its content and without the positive variables common to all terms."""
    left = coefficients(cofactor(value, common_factor(value, positive)))
    content = gcd(*left.values())
    return collapse({monomial: coefficient // content for monomial, coefficient in left.items()})


def _same_division(system: System) -> System | None:
    known = set(system.equations) | {-e for e in system.equations} | {0}
    new: list[Size] = []
    for a, b in combinations(system.divisions, 2):
        quotients, remainders = a.quotient - b.quotient, a.remainder - b.remainder
        written = a.divisor * quotients + remainders
        if a.divisor == b.divisor and (a.dividend - b.dividend in known or written in known):
            new += [quotients, remainders]
    return system.with_equations(new)


def _read_division(system: System) -> System | None:
    new: list[Size] = []
    for d in system.divisions:
        multiple, rest = by_multiples(d.dividend, d.divisor)
        within = rest == 0 or KnownRange(rest, d.divisor) in system.ranges
        if isinstance(rest, int) and isinstance(d.divisor, int):
            multiple, rest, within = multiple + rest // d.divisor, rest % d.divisor, True
        own = variables(d.quotient) | variables(d.remainder)
        if within and not variables(rest) & own:
            new += [d.quotient - multiple, d.remainder - rest]
    return system.with_equations(new)


def _combine(system: System) -> System | None:
    identities = [b for e in system.known for b in bezout_identities(Condition("=", e))]
    new: list[Size] = []
    for bezout in identities:
        beside = [_beside(e, bezout, system.unknown) for e in system.open]
        for one, other in permutations(filter(None, beside), 2):
            new += _combined(bezout, one, other)
    return system.with_equations(new)


_Beside: TypeAlias = dict[tuple[Index, Variable], Size]


def _combined(bezout: Bezout, one: _Beside, other: _Beside) -> Iterator[Size]:
    """Yield ``X + e*(u*A - v*B)`` for every `X` that both equations hold."""
    u, v = variable_poly(bezout.u), variable_poly(bezout.v)
    for x in {x for x, factor in one if factor == bezout.p and (x, bezout.n) in other}:
        solution = u * one[x, bezout.p] - v * other[x, bezout.n]
        yield variable_poly(x) + bezout.sign * solution


def _beside(equation: Size, bezout: Bezout, unknown: frozenset[Index]) -> _Beside:
    """Return `A` for every `X` and `p` with ``p*X + A = 0`` or ``-p*X - A = 0`` in which `X` occurs once."""
    terms = coefficients(equation)
    found: _Beside = {}
    for x in sorted(unknown & variables(equation)):
        for p in (bezout.p, bezout.n):
            sign = terms.get(tuple(sorted((x, p))), 0)
            if abs(sign) == 1 and sum(x in m for m in terms) == 1:
                found[x, p] = sign * equation - variable_poly(x) * variable_poly(p)
    return found


def _rewrite(system: System) -> System | None:
    if len(system.equations) > MOST_EQUATIONS:
        return None
    open_equations = system.open
    new: list[Size] = []
    for known in system.known:
        for monomial, coefficient in coefficients(known).items():
            if _can_be_replaced(monomial, coefficient, known):
                value = collapse({monomial: 1}) - coefficient * known
                changed = (_replaced(e, monomial, value) for e in open_equations)
                new += [cancelled(e, system.positive) for e in changed]
    return system.with_equations(e for e in new if e != 0)


def _can_be_replaced(monomial: Monomial, coefficient: int, equation: Size) -> bool:
    """Return whether a term is worth replacing by the rest: a product, or an index that stands alone."""
    if coefficient not in (1, -1) or not monomial:
        return False
    alone = isinstance(monomial[0], Index) and monomial[0] in unit_variables(equation)
    return alone or len(monomial) > 1


def _replaced(value: Size, part: Monomial, by: Size) -> Size:
    """Return a size with a product of variables replaced wherever it divides a term."""
    result: Size = 0
    for monomial, coefficient in coefficients(value).items():
        rest = without(monomial, part)
        kept = collapse({monomial if rest is None else rest: coefficient})
        result = result + (kept if rest is None else kept * by)
    return result


class SolvingRule(NamedTuple):
    """A way to make progress with a system; it returns ``None`` where it changes nothing."""

    when: str
    then: str
    apply: Callable[[System], System | None]


RULES = (
    SolvingRule("n*U + V1 - V2 = 0, both V in [0, n)", "U = 0, V1 = V2", _within_range),
    SolvingRule("an unknown is a pivot", "solve the shortest such equation for it", _eliminate),
    SolvingRule("all terms share a positive factor", "cancel it", _cancel),
    SolvingRule("one number is divided twice", "same quotient, same remainder", _same_division),
    SolvingRule("n*U + V, V in [0, n), is divided by n", "quotient U, remainder V", _read_division),
    SolvingRule(
        "p*X + A = 0, n*X + B = 0, p*u = n*v + e, e = 1 or -1", "X = -e*(u*A - v*B)", _combine
    ),
    SolvingRule("an equation holds no unknown", "rewrite the others by it", _rewrite),
)


def ranges_in(conditions: Iterable[tuple[str, Size]]) -> tuple[KnownRange, ...]:
    """Return every single variable with its extent: both ``V >= 0`` and ``V < n`` are there."""
    return _ranges_in(tuple(conditions))


@lru_cache(maxsize=MOST_REMEMBERED)
def _ranges_in(conditions: tuple[tuple[str, Size], ...]) -> tuple[KnownRange, ...]:
    found: list[KnownRange] = []
    bounds = [left for relation, left in conditions if relation == ">="]
    starts = {left for left in bounds if isinstance(left, Poly) and unit_variables(left)}
    for left in bounds:
        for variable in sorted(unit_variables(left)):
            value = variable_poly(variable)
            extent = left + value + 1
            if value in starts and variable not in variables(extent):
                found.append(KnownRange(value, extent))
    return tuple(found)


def equalities(conditions: Iterable[Condition]) -> Iterator[Size]:
    """Yield what is zero: the equations, and what is neither above nor below zero."""
    known = tuple(conditions)
    bounds = {c.left for c in known if c.relation == ">="}
    yield from (c.left for c in known if c.relation == "=" or -c.left in bounds)


def positive(hypotheses: Hypotheses) -> frozenset[Variable]:
    """Return the letters that are at least 1 by themselves."""
    found = (v for h in hypotheses for v in mentioned(h))
    return frozenset(v for v in found if isinstance(v, Letter) and v.minimum >= 1)
