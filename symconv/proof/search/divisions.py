"""Adds divisions to a sum that is to be counted, where its conditions hide one. Untrusted.

Three are looked for: of an index by the stride that stands beside it, of whatever an index times a
number is compared with, and, for coprime stride and dilation, of both sides of ``s*i + d*t = o``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
    Condition,
    Index,
    Size,
    Sum,
    Variable,
    by_multiples,
    coefficients,
    collapse,
    new_index,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.elimination import (
    Divided,
    System,
    cancelled,
    equalities,
    positive,
    ranges_in,
    reduced,
    unit_variables,
)
from symconv.proof.search.units import Unit, units
from symconv.proof.trusted.statement import Hypotheses


class Counted(NamedTuple):
    """A sum whose value is looked for.

    Parameters
    ----------
    links : tuple of Size
        Sizes that are zero wherever the conditions of the sum hold.
    counters : tuple of pairs
        New indices that may be counted, each with its value over the indices of the sum.
    """

    hypotheses: Hypotheses
    term: Sum
    advisor: Advisor
    links: tuple[Size, ...] = ()
    counters: tuple[tuple[Index, Size], ...] = ()


Enlarge: TypeAlias = Callable[[], tuple[Theorem, Counted]]


def system(counted: Counted, unknown: tuple[Index, ...]) -> System:
    """Return the equations of a sum, to be solved for some of its indices."""
    term = counted.term
    divisions = (
        Divided(variable_poly(d.quotient), variable_poly(d.remainder), d.dividend, d.divisor)
        for d in term.divisions
    )
    assumed = [h for h in counted.hypotheses if isinstance(h, Condition)]
    ranges = frozenset(ranges_in([*assumed, *term.conditions]))
    counters = (variable_poly(j) - value for j, value in counted.counters)
    equations = tuple(
        dict.fromkeys([*equalities([*term.conditions, *assumed]), *counted.links, *counters])
    )
    return System(
        frozenset(unknown), equations, tuple(divisions), positive(counted.hypotheses), ranges
    )


def enlarged(counted: Counted) -> Iterator[Enlarge]:
    """Yield the ways to add divisions, the likeliest first."""
    term, known = counted.term, positive(counted.hypotheses)
    for number, divisor, _ in strided(term, known):
        if number in term.indices:
            yield partial(_divide, counted, (variable_poly(number), divisor))
    for hidden in _hidden(counted):
        yield partial(_divide_hidden, counted, hidden)
    for condition in counted.hypotheses:
        if isinstance(condition, Condition):
            for unit in units(condition):
                yield from (
                    partial(_solve_both, counted, unit, *found)
                    for found in lattice(term, unit, known)
                )


def strided(term: Sum, known: frozenset[Variable]) -> list[tuple[Index, Size, Size]]:
    """Return `t`, `n` and `c` of equations ``t + c = n*i + ...``: `n` a positive letter or number, `c` without indices."""
    found: dict[tuple[Index, Size, Size], None] = {}
    for condition in term.conditions:
        if condition.relation != "=":
            continue
        terms = coefficients(condition.left)
        free = collapse({m: c for m, c in terms.items() if not set(m) & set(term.indices)})
        for t in sorted(v for v in unit_variables(condition.left) if isinstance(v, Index)):
            beside = terms[t,] * free - (0 if t in term.indices else variable_poly(t))
            others = set(term.indices) - {t}
            found.update(
                {(t, n, beside): None for _, n, _ in multiples(condition.left, others, known)}
            )
    return list(found)


def multiples(
    value: Size, indices: set[Index], known: frozenset[Variable]
) -> Iterator[tuple[Index, Size, int]]:
    """Yield the terms ``n*i`` or ``-n*i`` of a size as `i`, `n`, sign: `n` is more than 1 or made of positive letters."""
    for monomial, coefficient in coefficients(value).items():
        inside = [v for v in monomial if isinstance(v, Index) and v in indices]
        rest = [v for v in monomial if v not in indices]
        n = collapse({tuple(rest): abs(coefficient)})
        if len(inside) == 1 and set(rest) <= known and n != 1:
            yield inside[0], n, 1 if coefficient > 0 else -1


def lattice(
    term: Sum, unit: Unit, positive: frozenset[Variable]
) -> Iterator[tuple[Index, Index, Size]]:
    """Yield `i`, `t` and `o` of equations ``n*i + p*t = o`` among the conditions of a sum, positive factors cancelled."""
    n, p = variable_poly(unit.n), variable_poly(unit.p)
    for left in (cancelled(c.left, positive) for c in term.conditions if c.relation == "="):
        found = list(multiples(left, set(term.indices), frozenset({unit.n, unit.p})))
        for (i, a, sign), (t, b, other) in ((one, two) for one in found for two in found):
            if (a, b) == (n, p) and sign == other:
                yield i, t, n * variable_poly(i) + p * variable_poly(t) - sign * left


def _divide(counted: Counted, *divisions: tuple[Size, Size]) -> tuple[Theorem, Counted]:
    hypotheses, term, advisor = counted.hypotheses, counted.term, counted.advisor
    theorem = kernel.reflexive(hypotheses, (term,))
    for dividend, divisor in divisions:
        (current,) = theorem.statement.right
        step = kernel.divide(
            hypotheses, current, new_index("q"), new_index("r"), dividend, divisor, advisor
        )
        theorem = kernel.transitive(theorem, step)
    return theorem, counted._replace(term=theorem.statement.right[0])


class Hidden(NamedTuple):
    """`number` times `divisor` is compared with `dividend`; `multiple` is set where ``number = quotient + multiple``."""

    dividend: Size
    divisor: Size
    number: Index
    multiple: Size | None


def _hidden(counted: Counted) -> list[Hidden]:
    """Return what the conditions compare multiples of an index with, once all else is solved; the exact ones first."""
    term, known = counted.term, positive(counted.hypotheses)
    solved = dict(reduced(system(counted, term.indices)).solved)
    left = [substitute(c.left, solved) for c in term.conditions if c.relation == ">="]
    found: dict[tuple[Size, Size, Index], Hidden] = {}
    for value in left:
        for i, n, sign in multiples(value, set(term.indices), known):
            beside = -sign * (value - sign * n * variable_poly(i))
            multiple, rest = by_multiples(beside, n)
            exact = sign < 0 and n - 1 - value in left
            if variables(rest) and (exact or (rest, n, i) not in found):
                found[rest, n, i] = Hidden(rest, n, i, multiple if exact else None)
    return sorted(found.values(), key=lambda hidden: hidden.multiple is None)


def _divide_hidden(counted: Counted, hidden: Hidden) -> tuple[Theorem, Counted]:
    theorem, larger = _divide(counted, (hidden.dividend, hidden.divisor))
    if hidden.multiple is None:
        return theorem, larger
    quotient = variable_poly(larger.term.divisions[-1].quotient)
    return theorem, larger._replace(
        links=(variable_poly(hidden.number) - quotient - hidden.multiple,)
    )


def _solve_both(
    counted: Counted, unit: Unit, i: Index, t: Index, o: Size
) -> tuple[Theorem, Counted]:
    """Solve ``n*i + p*t = o`` by ``p*u = n*v + e``, ``e = 1`` or ``-1``: divide ``e*u*o`` by `n`.

    With ``e*u*o = n*h + r`` the solutions are ``t = n*j + r``, ``i = p*(h - j) - e*v*o`` for ``j =
    h - e*(u*i + v*t)``.
    """
    n, p, u, v, e = (
        variable_poly(unit.n),
        variable_poly(unit.p),
        variable_poly(unit.u),
        variable_poly(unit.v),
        unit.sign,
    )
    theorem, larger = _divide(counted, (e * u * o, n))
    h, r = map(variable_poly, larger.term.divisions[-1][:2])
    j = new_index("j")
    counter = (j, h - e * (u * variable_poly(i) + v * variable_poly(t)))
    links = (
        variable_poly(t) - n * variable_poly(j) - r,
        variable_poly(i) - p * (h - variable_poly(j)) + e * v * o,
    )
    return theorem, larger._replace(links=links, counters=(counter,))
