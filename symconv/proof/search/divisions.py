"""Adds divisions to a sum that is to be counted, where its conditions hide one. Untrusted.

Three are looked for: of an index by the stride that stands beside it, of whatever an index times a
number is compared with, and, for coprime stride and dilation, of both sides of ``s*i + d*t = o``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
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
from symconv.proof.search.bezout import Bezout, bezout_identities
from symconv.proof.search.deduction import Rules, the_sum
from symconv.proof.search.elimination import (
    KnownDivision,
    System,
    cancelled,
    equalities,
    ranges_in,
    reduced,
    unit_variables,
)
from symconv.proof.search.failure import Failed, Found


@dataclass(frozen=True, eq=False)
class Counted:
    """A sum whose value is looked for.

    Parameters
    ----------
    links : tuple of Size
        Sizes that are zero wherever the conditions of the sum hold.
    counters : tuple of pairs
        New indices that may be counted, each with its value over the indices of the sum.
    """

    rules: Rules
    term: Sum
    links: tuple[Size, ...] = ()
    counters: tuple[tuple[Index, Size], ...] = ()

    def system(self, unknown: tuple[Index, ...]) -> System:
        """Return the equations of the sum, to be solved for some of its indices."""
        assumed, term = self.rules.conditions, self.term
        counters = (variable_poly(j) - value for j, value in self.counters)
        known = [*equalities([*term.conditions, *assumed]), *self.links, *counters]
        return System(
            frozenset(unknown),
            tuple(dict.fromkeys(known)),
            tuple(map(KnownDivision.of, term.divisions)),
            self.rules.positive,
            frozenset(ranges_in([*assumed, *term.conditions])),
        )


class Enlarged(NamedTuple):
    """A sum with divisions added, and the theorem that says so."""

    theorem: Found
    counted: Counted


def enlargements(counted: Counted) -> Iterator[Enlarged | Failed]:
    """Yield the sum with divisions added in several ways, the likeliest first."""
    term, known = counted.term, counted.rules.positive
    for number, divisor, _ in strided(term, known):
        if number in term.indices:
            yield _divide(counted, variable_poly(number), divisor)
    for hidden in _hidden(counted):
        yield _divide_hidden(counted, hidden)
    for bezout in (b for c in counted.rules.conditions for b in bezout_identities(c)):
        for found in lattice(term, bezout, known):
            yield _solve_both(counted, bezout, found)


def strided(
    term: Sum, known: frozenset[Variable], relations: str = "="
) -> list[tuple[Index, Size, Size]]:
    """Return `t`, `n` and `c` of equations ``t + c = n*i + ...``: `n` a positive letter or number, `c` without indices.

    With `relations` ``=>=`` inequalities count as well, behind the equations.
    """
    found: dict[tuple[Index, Size, Size], None] = {}
    bound = set(term.indices)
    for condition in sorted(term.conditions, key=lambda c: c.relation != "="):
        if condition.relation not in relations:
            continue
        terms = coefficients(condition.left)
        free = collapse({m: c for m, c in terms.items() if not set(m) & bound})
        for t in sorted(v for v in unit_variables(condition.left) if isinstance(v, Index)):
            beside = terms[t,] * free - (0 if t in bound else variable_poly(t))
            for _, n, _ in multiples(condition.left, bound - {t}, known):
                found[t, n, beside] = None
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


Lattice: TypeAlias = tuple[Index, Index, Size]


def lattice(term: Sum, bezout: Bezout, positive: frozenset[Variable]) -> Iterator[Lattice]:
    """Yield `i`, `t` and `o` of equations ``n*i + p*t = o`` among the conditions of a sum, positive factors cancelled."""
    n, p = variable_poly(bezout.n), variable_poly(bezout.p)
    coprime = frozenset({bezout.n, bezout.p})
    equations = (c.left for c in term.conditions if c.relation == "=")
    for left in (cancelled(equation, positive) for equation in equations):
        found = list(multiples(left, set(term.indices), coprime))
        for i, beside_i, sign in found:
            for t, beside_t, other in found:
                if (beside_i, beside_t, other) == (n, p, sign):
                    yield i, t, n * variable_poly(i) + p * variable_poly(t) - sign * left


def _divide(counted: Counted, dividend: Size, divisor: Size) -> Enlarged | Failed:
    theorem = counted.rules.divide(counted.term, dividend, divisor)
    if isinstance(theorem, Failed):
        return theorem
    return Enlarged(theorem, replace(counted, term=the_sum(theorem)))


class Hidden(NamedTuple):
    """`number` times `divisor` is compared with `dividend`; `multiple` is set where ``number = quotient + multiple``."""

    dividend: Size
    divisor: Size
    number: Index
    multiple: Size | None


def _hidden(counted: Counted) -> list[Hidden]:
    """Return what the conditions compare multiples of an index with, once all else is solved; the exact ones first."""
    term, known = counted.term, counted.rules.positive
    solved = dict(reduced(counted.system(term.indices)).solved)
    left = [substitute(c.left, solved) for c in term.conditions if c.relation == ">="]
    found: dict[tuple[Size, Size, Index], Hidden] = {}
    for value in left:
        for i, n, sign in multiples(value, set(term.indices), known):
            beside = n * variable_poly(i) - sign * value
            multiple, rest = by_multiples(beside, n)
            exact = sign < 0 and n - 1 - value in left
            if variables(rest) and (exact or (rest, n, i) not in found):
                found[rest, n, i] = Hidden(rest, n, i, multiple if exact else None)
    return sorted(found.values(), key=lambda hidden: hidden.multiple is None)


def _divide_hidden(counted: Counted, hidden: Hidden) -> Enlarged | Failed:
    found = _divide(counted, hidden.dividend, hidden.divisor)
    if isinstance(found, Failed) or hidden.multiple is None:
        return found
    quotient = variable_poly(found.counted.term.divisions[-1].quotient)
    link = variable_poly(hidden.number) - quotient - hidden.multiple
    return found._replace(counted=replace(found.counted, links=(link,)))


def _solve_both(counted: Counted, bezout: Bezout, found: Lattice) -> Enlarged | Failed:
    """Solve ``n*i + p*t = o`` by ``p*u = n*v + e``, ``e = 1`` or ``-1``: divide ``e*u*o`` by `n`.

    With ``e*u*o = n*h + r`` the solutions are ``t = n*j + r``, ``i = p*(h - j) - e*v*o`` for ``j =
    h - e*(u*i + v*t)``.
    """
    p, u, n, v = (variable_poly(variable) for variable in bezout[:4])
    i, t, e, o = variable_poly(found[0]), variable_poly(found[1]), bezout.sign, found[2]
    larger = _divide(counted, e * u * o, n)
    if isinstance(larger, Failed):
        return larger
    h, r = map(variable_poly, larger.counted.term.divisions[-1][:2])
    counter = new_index("j")
    j = variable_poly(counter)
    links = (t - n * j - r, i - p * (h - j) + e * v * o)
    counters = ((counter, h - e * (u * i + v * t)),)
    return larger._replace(counted=replace(larger.counted, links=links, counters=counters))
