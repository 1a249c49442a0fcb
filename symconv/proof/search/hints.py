"""The hints on offer for an obligation: products and case splits that give back what linear reading loses. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, combinations_with_replacement
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
    Condition,
    Hypothesis,
    Monomial,
    Size,
    Variable,
    coefficients,
    collapse,
    variable_poly,
)
from symconv.proof.search.factors import cofactor
from symconv.proof.search.units import Unit, units
from symconv.proof.trusted.smtlib import Fact
from symconv.proof.trusted.solvers import Hint, Product, Times, Trichotomy, added

MOST = 1500  # hints on offer at once

Origin: TypeAlias = frozenset[Hypothesis | int]


class Entry(NamedTuple):
    """A fact, and the assumptions and steps it comes from."""

    fact: Fact
    origin: Origin


class Candidate(NamedTuple):
    """A hint on offer: the fact it adds, where that comes from, and the hint itself."""

    fact: Fact
    origin: Origin
    hint: Hint


def offers(entries: list[Entry], level: int) -> list[Candidate]:
    """Return the hints of a level.

    Parameters
    ----------
    entries : list of Entry
        The facts; the first is the negated goal.
    level : int
        1: products that bring no new monomial; 2: products that share a monomial, case splits; 3:
        products of two facts, more case splits, and products that go with those found so far; 4:
        case splits on sums.
    """
    monomials = {
        m for e in entries for c in conditions(e) for m in coefficients(c.left) if len(m) > 1
    }
    non_negative, positive = bounds(entries[1:], 0), bounds(entries[1:], 1)
    factors = sorted(
        {part for m in monomials for part in parts(m)}, key=lambda part: (len(part), part)
    )
    if level >= 2:
        monomials |= {part for part in factors if len(part) > 1}
    found = list(_times(entries, factors, non_negative, monomials, level))
    if level >= 2:
        found += _trichotomies(
            entries, [f for f in factors if set(f) <= set(positive)], positive, level
        )
        found += _coprime(entries, positive)
    if level >= 3:
        found += _products(entries, monomials)
        made = {
            m
            for candidate in found
            for c in conditions(candidate)
            for m in coefficients(c.left)
            if len(m) > 1
        }
        factors = sorted(
            {part for m in made for part in parts(m)}, key=lambda part: (len(part), part)
        )
        found += _times(entries, factors, non_negative, made, 1)
    seen = {e.fact for e in entries}
    fresh = {
        candidate.fact: candidate for candidate in reversed(found) if candidate.fact not in seen
    }
    return list(reversed(fresh.values()))[:MOST]


def conditions(entry: Entry | Candidate) -> list[Condition]:
    """Return all conditions of a fact."""
    return [condition for case in entry.fact for condition in case]


def single(f: Fact) -> Condition | None:
    """Return the condition of a fact that is just one."""
    return f[0][0] if len(f) == 1 and len(f[0]) == 1 else None


def bounds(entries: Iterable[Entry], least: int) -> dict[Variable, Origin]:
    """Return the variables with a bound of at least `least` that is a fact by itself, with the fact's origin."""
    found: dict[Variable, Origin] = {}
    for entry in entries:
        condition = single(entry.fact)
        if condition is None or condition.relation != ">=":
            continue
        terms = coefficients(condition.left)
        names = [m for m in terms if m]
        if (
            len(names) == 1
            and len(names[0]) == 1
            and terms[names[0]] == 1
            and -terms.get((), 0) >= least
        ):
            known = found.get(names[0][0])
            if known is None or len(entry.origin) < len(known):
                found[names[0][0]] = entry.origin
    return found


def parts(monomial: Monomial) -> Iterator[Monomial]:
    """Yield the proper factors of a monomial."""
    for size in range(1, len(monomial)):
        yield from combinations(monomial, size)


def _times(
    entries: list[Entry],
    factors: list[Monomial],
    non_negative: dict[Variable, Origin],
    known: set[Monomial],
    level: int,
) -> Iterator[Candidate]:
    for factor in factors:
        usable = set(factor) <= set(non_negative)
        origin = frozenset[Hypothesis | int]().union(*(non_negative[v] for v in factor if usable))
        for entry in entries:
            equation = all(c.relation == "=" for c in conditions(entry))
            if not (usable or equation) or not any(
                coefficients(c.left).keys() - {()} for c in conditions(entry)
            ):
                continue
            hint = Times(entry.fact, factor)
            new = added(hint)
            made = {m for case in new for c in case for m in coefficients(c.left) if len(m) > 1}
            if (made <= known) if level == 1 else (made & known):
                yield Candidate(new, entry.origin | (frozenset() if equation else origin), hint)


def _trichotomies(
    entries: list[Entry], factors: list[Monomial], positive: dict[Variable, Origin], level: int
) -> Iterator[Candidate]:
    """Offer a case split on the cofactor of a positive factor in some condition, or in the sum of two."""
    known = list(dict.fromkeys(c for entry in entries for c in conditions(entry)))
    for factor in factors:
        cofactors = dict.fromkeys(cofactor(c.left, factor) for c in known)
        values = dict.fromkeys(cofactors)
        if level > 3:
            values |= dict.fromkeys(a + b for a, b in combinations(cofactors, 2))
        if level > 2:
            values |= dict.fromkeys(value + step for value in list(values) for step in (-1, 1))
        origin = frozenset[Hypothesis | int]().union(*(positive[v] for v in factor))
        seen: set[Size] = set()
        for value in values:
            if not isinstance(value, int) and -value not in seen:
                seen.add(value)
                hint = Trichotomy(factor, value)
                yield Candidate(added(hint), origin, hint)


def _coprime(entries: list[Entry], positive: dict[Variable, Origin]) -> Iterator[Candidate]:
    """Offer, for coprime `p` and `n`, what a condition that holds `p` says about multiples of `n`."""
    known = [(e, c) for e in entries if (c := single(e.fact)) is not None]
    for source, unit in [(e, u) for e, c in known for u in units(c) if u.n in positive]:
        for entry, condition in known:
            if entry is source or (condition.relation == ">=" and unit.u not in positive):
                continue
            bounded = positive[unit.u] if condition.relation == ">=" else frozenset()
            for hint in _coprime_hints(unit, source, entry, condition):
                yield Candidate(
                    added(hint), entry.origin | source.origin | positive[unit.n] | bounded, hint
                )


def _coprime_hints(
    unit: Unit, source: Entry, entry: Entry, condition: Condition
) -> list[Times | Trichotomy]:
    """Multiply ``p*X + Y = 0``, or ``>= 0``, by `u`, put ``n*v + 1`` for ``p*u``, split on the cofactor of `n`."""
    held = cofactor(condition.left, (unit.p,))
    rest = collapse({m: c for m, c in coefficients(condition.left).items() if unit.p not in m})
    whole = (
        held * (variable_poly(unit.n) * variable_poly(unit.v) + unit.sign)
        + variable_poly(unit.u) * rest
    )
    beside = cofactor(whole, (unit.n,))
    if held == 0 or isinstance(beside, int):
        return []
    products = [Times(source.fact, monomial) for monomial in coefficients(held) if monomial]
    return [Times(entry.fact, (unit.u,)), *products, Trichotomy((unit.n,), beside)]


def _products(entries: list[Entry], known: set[Monomial]) -> Iterator[Candidate]:
    singles = [(entry, single(entry.fact)) for entry in entries[1:]]
    linear = [
        (entry, c)
        for entry, c in singles
        if c is not None and c.relation == ">=" and _degree(c) == 1
    ]
    for (a, first), (b, second) in combinations_with_replacement(linear, 2):
        hint = Product(first, second)
        new = added(hint)
        if coefficients(new[0][0].left).keys() & known:
            yield Candidate(new, a.origin | b.origin, hint)


def _degree(condition: Condition) -> int:
    return max((len(monomial) for monomial in coefficients(condition.left)), default=0)
