"""Solves a system of polynomial equations for indices, by pivots with coefficient 1 or -1. Untrusted.

Where no pivot is left, integers help: a positive common factor is cancelled, and what is divided by
the same number with remainders in range has the same quotient and the same remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from math import gcd
from typing import NamedTuple

from symconv.language.terms import (
    Condition,
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
from symconv.proof.search.factors import cofactor, common_factor
from symconv.proof.search.units import units
from symconv.proof.trusted.statement import Hypotheses, mentioned

MOST_EQUATIONS = 40  # beyond that nothing more is rewritten


class Divided(NamedTuple):
    """``dividend = divisor*quotient + remainder`` with the remainder in range; all four are sizes."""

    quotient: Size
    remainder: Size
    dividend: Size
    divisor: Size


class Range(NamedTuple):
    """``0 <= value < extent``."""

    value: Size
    extent: Size


@dataclass(frozen=True)
class System:
    """What is unknown, what is solved, and what is left to use."""

    unknown: frozenset[Index]
    equations: tuple[Size, ...]
    divisions: tuple[Divided, ...]
    positive: frozenset[Variable]
    ranges: frozenset[Range]
    solved: tuple[tuple[Index, Size], ...] = ()

    def result(self) -> dict[Index, Size]:
        """Return the solved indices whose value holds no unknown."""
        return {index: value for index, value in self.solved if not variables(value) & self.unknown}


def solve(system: System) -> dict[Index, Size]:
    """Return every index that is determined, as a size in what is known."""
    return reduced(system).result()


def reduced(system: System) -> System:
    """Solve for as many indices as possible; what stays unknown may occur in the values of others."""
    steps = (_within_range, _eliminate, _cancel, _same_division, _read_division, _combine, _rewrite)
    while (
        after := next((new for step in steps if (new := step(system)) is not None), None)
    ) is not None:
        system = after
    return system


def _eliminate(system: System) -> System | None:
    """Solve the equation with fewest unknowns that has a pivot."""
    found: list[tuple[tuple[int, int, int], Size, Index]] = []
    for equation in system.equations:
        terms = coefficients(equation)
        open_indices = variables(equation) & system.unknown
        weight = (len(open_indices), len(terms), sum(map(len, terms)))
        pivots = (
            sorted(i for i in system.unknown if i in unit_variables(equation))
            if open_indices
            else []
        )
        found += [(weight, equation, index) for index in pivots]
    if not found:
        return None
    _, equation, index = min(found, key=lambda item: (item[0], item[2]))
    return _put(system, index, variable_poly(index) - coefficients(equation)[index,] * equation)


def unit_variables(value: Size) -> set[Variable]:
    """Return the variables that occur once, alone, with coefficient 1 or -1."""
    terms = coefficients(value)
    alone = {m[0] for m, c in terms.items() if len(m) == 1 and c in (1, -1)}
    return {v for v in alone if sum(v in m for m in terms) == 1}


def _put(system: System, index: Index, value: Size) -> System:
    values = {index: value}
    equations = dict.fromkeys(substitute(e, values) for e in system.equations)
    return replace(
        system,
        unknown=system.unknown - {index},
        equations=tuple(e for e in equations if e != 0),
        divisions=tuple(
            Divided(*(substitute(part, values) for part in d)) for d in system.divisions
        ),
        solved=(*((i, substitute(e, values)) for i, e in system.solved), (index, value)),
    )


def _cancel(system: System) -> System | None:
    """Cancel positive common factors of the equations that hold unknowns."""
    new = tuple(
        cancelled(e, system.positive) if variables(e) & system.unknown else e
        for e in system.equations
    )
    return replace(system, equations=new) if new != system.equations else None


def cancelled(value: Size, positive: Iterable[Variable]) -> Size:
    """Return a size without its content and without the positive variables common to all terms."""
    left = coefficients(cofactor(value, common_factor(value, positive)))
    content = gcd(*left.values())
    return collapse({monomial: coefficient // content for monomial, coefficient in left.items()})


def _rewrite(system: System) -> System | None:
    """Use equations between what is known, such as ``d*u = 1 + s*v``, to rewrite those that hold unknowns."""
    if len(system.equations) > MOST_EQUATIONS:
        return None
    open_equations = [e for e in system.equations if variables(e) & system.unknown]
    new: list[Size] = []
    for known in (e for e in system.equations if not variables(e) & system.unknown):
        for monomial, coefficient in coefficients(known).items():
            if _can_be_replaced(monomial, coefficient, known):
                value = collapse({monomial: 1}) - coefficient * known
                new += [
                    cancelled(_replaced(e, monomial, value), system.positive)
                    for e in open_equations
                ]
    return _with(system, (e for e in new if e != 0))


def _combine(system: System) -> System | None:
    """Where ``p*X + A = 0``, ``n*X + B = 0`` and ``p*u = n*v + e``, ``e = 1`` or ``-1``: ``X = -e*(u*A - v*B)``."""
    known = [e for e in system.equations if not variables(e) & system.unknown]
    open_equations = [e for e in system.equations if variables(e) & system.unknown]
    new: list[Size] = []
    for unit in (unit for e in known for unit in units(Condition("=", e))):
        u, v = variable_poly(unit.u), variable_poly(unit.v)
        beside = [
            dict(_beside(equation, (unit.p, unit.n), system.unknown)) for equation in open_equations
        ]
        for one, other in permutations(beside, 2):
            shared = {x for x, factor in one if factor == unit.p and (x, unit.n) in other}
            new += [
                variable_poly(x) + unit.sign * (u * one[x, unit.p] - v * other[x, unit.n])
                for x in shared
            ]
    return _with(system, new)


def _beside(
    equation: Size, factors: tuple[Variable, ...], unknown: frozenset[Index]
) -> Iterator[tuple[tuple[Index, Variable], Size]]:
    """Yield `X`, `p` and `A` of an equation ``p*X + A = 0`` or ``-p*X - A = 0`` in which `X` occurs once."""
    terms = coefficients(equation)
    for x in sorted(variables(equation) & unknown):
        for p in factors:
            place = tuple(sorted((x, p)))
            if (
                terms.get(place) in (1, -1)
                and sum(x in m for m in terms) == 1
                and isinstance(x, Index)
            ):
                yield (x, p), terms[place] * equation - variable_poly(x) * variable_poly(p)


def _can_be_replaced(monomial: Monomial, coefficient: int, equation: Size) -> bool:
    """Return whether a term of an equation is worth replacing by the rest: a product, or an index that stands alone."""
    alone = (
        len(monomial) == 1
        and isinstance(monomial[0], Index)
        and monomial[0] in unit_variables(equation)
    )
    return coefficient in (1, -1) and (alone or len(monomial) > 1)


def _replaced(value: Size, part: Monomial, by: Size) -> Size:
    """Return a size with a product of variables replaced wherever it divides a term."""
    result: Size = 0
    for monomial, coefficient in coefficients(value).items():
        rest = without(monomial, part)
        result = result + (
            collapse({monomial: coefficient})
            if rest is None
            else collapse({rest: coefficient}) * by
        )
    return result


def _with(system: System, equations: Iterable[Size]) -> System | None:
    """Add equations that hold an unknown and are new up to sign."""
    known = set(system.equations) | {-e for e in system.equations}
    new = [e for e in dict.fromkeys(equations) if e not in known and variables(e) & system.unknown]
    return replace(system, equations=system.equations + tuple(new)) if new else None


def _same_division(system: System) -> System | None:
    """Two divisions of one number by one number have one quotient and one remainder."""
    known = set(system.equations) | {-e for e in system.equations} | {0}
    new: list[Size] = []
    for a, b in combinations(system.divisions, 2):
        if a.divisor != b.divisor:
            continue
        written = a.divisor * (a.quotient - b.quotient) + a.remainder - b.remainder
        if a.dividend - b.dividend in known or written in known:
            new += [a.quotient - b.quotient, a.remainder - b.remainder]
    return _with(system, new)


def _within_range(system: System) -> System | None:
    """Where ``n*U + V1 - V2 = 0`` and both `V` lie in ``[0, n)``, ``U = 0`` and ``V1 = V2``."""
    new: list[Size] = []
    for equation in system.equations:
        for extent in {r.extent for r in system.ranges}:
            factor, rest = by_multiples(equation, extent)
            values = _plus_and_minus(rest)
            if (
                factor != 0
                and values
                and all(Range(value, extent) in system.ranges for value in values)
            ):
                new += [factor, rest]
    return _with(system, new)


def _plus_and_minus(value: Size) -> list[Size]:
    """Return ``[V1, V2]`` of ``V1 - V2``, or the one there is; nothing for another form."""
    terms = coefficients(value)
    signs = sorted(terms.values())
    if signs not in ([1], [-1], [-1, 1]):
        return []
    return [collapse({monomial: 1}) for monomial in terms]


def _read_division(system: System) -> System | None:
    """Divide ``n*U + V`` with `V` in ``[0, n)`` by `n`: the quotient is `U`, the remainder `V`; both may be numbers."""
    new: list[Size] = []
    for d in system.divisions:
        multiple, rest = by_multiples(d.dividend, d.divisor)
        within = rest == 0 or Range(rest, d.divisor) in system.ranges
        if isinstance(rest, int) and isinstance(d.divisor, int):
            multiple, rest, within = multiple + rest // d.divisor, rest % d.divisor, True
        own = {v for part in (d.quotient, d.remainder) for v in variables(part)}
        if within and not variables(rest) & own:
            new += [d.quotient - multiple, d.remainder - rest]
    return _with(system, new)


def ranges_in(conditions: Iterable[tuple[str, Size]]) -> Iterator[Range]:
    """Yield every single variable with its extent: both ``V >= 0`` and ``V < n`` are there."""
    bounds = [left for relation, left in conditions if relation == ">="]
    starts = {left for left in bounds if isinstance(left, Poly) and unit_variables(left)}
    for left in bounds:
        for variable in sorted(unit_variables(left)):
            value = variable_poly(variable)
            extent = left + value + 1
            if value in starts and variable not in variables(extent):
                yield Range(value, extent)


def equalities(conditions: Iterable[Condition]) -> Iterator[Size]:
    """Yield what is zero: the equations, and what is neither above nor below zero."""
    known = tuple(conditions)
    bounds = {c.left for c in known if c.relation == ">="}
    yield from (c.left for c in known if c.relation == "=" or -c.left in bounds)


def positive(hypotheses: Hypotheses) -> frozenset[Variable]:
    """Return the letters that are at least 1 by themselves."""
    return frozenset(
        v for h in hypotheses for v in mentioned(h) if isinstance(v, Letter) and v.minimum >= 1
    )
