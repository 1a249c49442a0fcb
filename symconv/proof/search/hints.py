"""The hints on offer for an obligation: products and case splits that give back what linear reading loses. Untrusted.

They come in stages, `STAGES`: what is cheap and mostly enough first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, combinations_with_replacement, islice, permutations, product
from math import gcd, lcm
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
    without,
)
from symconv.proof.search.bezout import Bezout, bezout_identities
from symconv.proof.search.divisibility import Multiple, multiples_of
from symconv.proof.search.factors import cofactor
from symconv.proof.trusted.smtlib import Fact
from symconv.proof.trusted.solvers import Hint, Product, Times, Trichotomy, added

MOST = 1500  # hints on offer at once
MOST_WAYS = 4  # to write a product as a multiple of another

Origin: TypeAlias = frozenset[Hypothesis | int]
NOWHERE: Origin = frozenset()


class KnownFact(NamedTuple):
    """A fact, and the assumptions and steps it comes from."""

    fact: Fact
    origin: Origin


class Candidate(NamedTuple):
    """A hint on offer: the fact it adds, where that comes from, and the hint itself."""

    fact: Fact
    origin: Origin
    hint: Hint


def conditions(item: KnownFact | Candidate) -> list[Condition]:
    """Return all conditions of a fact."""
    return [condition for case in item.fact for condition in case]


def two_that_add_up(
    entries: Iterable[KnownFact], goal: Condition
) -> tuple[KnownFact, KnownFact] | None:
    """Return two inequalities whose sum plainly says another one, up to a constant.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> from symconv.proof.trusted.smtlib import fact
    >>> i, s, n = map(letter, "isn")
    >>> known = [KnownFact(fact(c), NOWHERE) for c in (at_least(s, i + 1), at_least(n, s))]
    >>> two_that_add_up(known, at_least(n, i)) == tuple(known)
    True
    >>> two_that_add_up(known, at_least(n, i + 2)) is None
    True
    """
    lowest: dict[Size, tuple[int, KnownFact]] = {}
    for entry in entries:
        condition = single(entry.fact)
        if condition is not None and condition.relation == ">=":
            moving, constant = _apart(condition.left)
            if moving not in lowest or constant < lowest[moving][0]:
                lowest[moving] = constant, entry
    wanted, most = _apart(goal.left)
    for moving, (constant, entry) in lowest.items() if goal.relation == ">=" else ():
        other = lowest.get(wanted - moving)
        if other is not None and constant + other[0] <= most:
            return entry, other[1]
    return None


def _apart(value: Size) -> tuple[Size, int]:
    """Return a size without its constant, and that."""
    constant = coefficients(value).get((), 0)
    return value - constant, constant


def products(item: KnownFact | Candidate) -> set[Monomial]:
    """Return the monomials of a fact that are products."""
    return {m for c in conditions(item) for m in coefficients(c.left) if len(m) > 1}


def single(f: Fact) -> Condition | None:
    """Return the condition of a fact that is just one."""
    return f[0][0] if len(f) == 1 and len(f[0]) == 1 else None


def bounds(entries: Iterable[KnownFact], least: int) -> dict[Variable, Origin]:
    """Return the variables with a bound of at least `least` that is a fact by itself, with the fact's origin."""
    found: dict[Variable, Origin] = {}
    for entry in entries:
        condition = single(entry.fact)
        bound = _lower_bound(condition) if condition is not None else None
        if bound is None or bound[1] < least:
            continue
        known = found.get(bound[0])
        if known is None or len(entry.origin) < len(known):
            found[bound[0]] = entry.origin
    return found


def _lower_bound(condition: Condition) -> tuple[Variable, int] | None:
    """Return `v` and `c` of a condition ``v >= c``."""
    terms = coefficients(condition.left)
    names = [m for m in terms if m]
    if condition.relation != ">=" or len(names) != 1 or len(names[0]) != 1:
        return None
    return (names[0][0], -terms.get((), 0)) if terms[names[0]] == 1 else None


class Facts(NamedTuple):
    """What hints are made from.

    Parameters
    ----------
    entries : list of KnownFact
        The facts; the first is the negated goal.
    monomials : set of tuple
        The products that occur in them.
    factors : list of tuple
        What these products are divisible by.
    non_negative, positive : dict
        Variables with such a bound, and where it comes from.
    """

    entries: list[KnownFact]
    monomials: set[Monomial]
    factors: list[Monomial]
    non_negative: dict[Variable, Origin]
    positive: dict[Variable, Origin]

    @classmethod
    def of(cls, entries: list[KnownFact]) -> Facts:
        """Look through the facts."""
        monomials = set().union(*map(products, entries))
        known = entries[1:]
        return cls(entries, monomials, _factors(monomials), bounds(known, 0), bounds(known, 1))

    def conditions(self) -> list[Condition]:
        """Return every condition once."""
        return list(dict.fromkeys(c for entry in self.entries for c in conditions(entry)))


def _factors(monomials: Iterable[Monomial]) -> list[Monomial]:
    """Return the proper factors of monomials, short ones first."""
    found = {
        part
        for monomial in monomials
        for size in range(1, len(monomial))
        for part in combinations(monomial, size)
    }
    return sorted(found, key=lambda part: (len(part), part))


def _origin(bounded: dict[Variable, Origin], factor: Monomial) -> Origin:
    return NOWHERE.union(*(bounded[v] for v in factor))


# what is offered


def _products_within(facts: Facts) -> Iterator[Candidate]:
    """Multiply a fact where no product comes out that does not occur already."""
    return _multiplied(facts, lambda made: all(m in facts.monomials for m in made))


def _products_sharing(facts: Facts) -> Iterator[Candidate]:
    """Multiply a fact where a product comes out that occurs already, or divides one that does."""
    known = facts.monomials | {part for part in facts.factors if len(part) > 1}
    return _multiplied(facts, lambda made: any(m in known for m in made))


def _multiplied(facts: Facts, wanted: Callable[[Iterator[Monomial]], bool]) -> Iterator[Candidate]:
    read = [(entry, _monomials(entry), _is_equation(entry)) for entry in facts.entries]
    for factor in facts.factors:
        bounded = set(factor) <= set(facts.non_negative)
        origin = _origin(facts.non_negative, factor) if bounded else NOWHERE
        for entry, monomials, equation in read:
            if monomials <= {()} or not (bounded or equation):
                continue
            longer = (monomial for monomial in monomials if len(monomial) + len(factor) > 1)
            if wanted(tuple(sorted(monomial + factor)) for monomial in longer):
                hint = Times(entry.fact, factor)
                yield Candidate(added(hint), entry.origin | (NOWHERE if equation else origin), hint)


def _monomials(entry: KnownFact) -> set[Monomial]:
    return {m for c in conditions(entry) for m in coefficients(c.left)}


def _is_equation(entry: KnownFact) -> bool:
    return all(c.relation == "=" for c in conditions(entry))


def _splits(facts: Facts) -> Iterator[Candidate]:
    """Split on the cofactor of a positive factor in some condition: 0, more, or less."""
    return _split_on(facts, dict.fromkeys)


def _splits_near(facts: Facts) -> Iterator[Candidate]:
    """Split on such a cofactor, or one more or less."""
    return _split_on(facts, _with_neighbours)


def _splits_on_sums(facts: Facts) -> Iterator[Candidate]:
    """Split on such a cofactor, or the sum of two, or one more or less."""
    return _split_on(facts, lambda cofactors: _with_neighbours(_with_sums(cofactors)))


_Values: TypeAlias = dict[Size, None]


def _with_sums(values: _Values) -> _Values:
    return values | dict.fromkeys(a + b for a, b in combinations(values, 2))


def _with_neighbours(values: Iterable[Size]) -> _Values:
    kept = dict.fromkeys(values)
    return kept | dict.fromkeys(value + step for value in kept for step in (-1, 1))


def _split_on(facts: Facts, chosen: Callable[[_Values], _Values]) -> Iterator[Candidate]:
    known = facts.conditions()
    for factor in facts.factors:
        if not set(factor) <= set(facts.positive):
            continue
        origin = _origin(facts.positive, factor)
        seen: set[Size] = set()
        for value in chosen(dict.fromkeys(cofactor(c.left, factor) for c in known)):
            if not isinstance(value, int) and -value not in seen:
                seen.add(value)
                hint = Trichotomy(factor, value)
                yield Candidate(added(hint), origin, hint)


def _coprime(facts: Facts) -> Iterator[Candidate]:
    """Say, for coprime `p` and `n`, what a condition that holds `p` means for multiples of `n`."""
    known = [(e, c) for e in facts.entries if (c := single(e.fact)) is not None]
    for source, bezout in _identities(facts):
        for entry, condition in known:
            needed = {bezout.n} | ({bezout.u} if condition.relation == ">=" else set())
            if entry is source or not needed <= set(facts.positive):
                continue
            bounded = _origin(facts.positive, tuple(needed))
            for hint in _coprime_hints(bezout, source, entry, condition):
                yield Candidate(added(hint), entry.origin | source.origin | bounded, hint)


def _coprime_hints(
    bezout: Bezout, source: KnownFact, entry: KnownFact, condition: Condition
) -> list[Times | Trichotomy]:
    """Multiply ``p*X + Y = 0``, or ``>= 0``, by `u`, put ``n*v + 1`` for ``p*u``, split on the cofactor of `n`."""
    held = cofactor(condition.left, (bezout.p,))
    beside = _bezout_cofactor(bezout, condition)
    if held == 0 or isinstance(beside, int):
        return []
    replaced = [Times(source.fact, monomial) for monomial in coefficients(held) if monomial]
    return [Times(entry.fact, (bezout.u,)), *replaced, Trichotomy((bezout.n,), beside)]


def _bezout_cofactor(bezout: Bezout, condition: Condition) -> Size:
    """Return what stands beside `n` when a condition that holds `p` is multiplied by `u`; 0 where it does not hold `p`."""
    held = cofactor(condition.left, (bezout.p,))
    terms = coefficients(condition.left)
    rest = collapse({m: c for m, c in terms.items() if bezout.p not in m})
    u, n, v = (variable_poly(variable) for variable in bezout[1:4])
    whole = held * (n * v + bezout.sign) + u * rest
    return cofactor(whole, (bezout.n,)) if held != 0 else 0


def _witnesses(facts: Facts) -> Iterator[Candidate]:
    """Compare, for coprime `p` and `n`, the multiple of `n` that a bound holds with the one that Bezout gives.

    ``p*X + n*Y = 0`` says ``X = n*C``, with `C` from the identity, so that ``0 <= X - n*Q < n`` can
    only hold for ``Q = C``.
    """
    cofactors: dict[Monomial, _Values] = {}
    known = facts.conditions()
    for entry in facts.entries:
        for source, bezout in _identities(facts):
            condition = single(entry.fact)
            if condition is None or condition.relation != "=" or entry is source:
                continue
            n = (bezout.n,)
            beside = _bezout_cofactor(bezout, condition)
            held = cofactors.setdefault(n, dict.fromkeys(cofactor(c.left, n) for c in known))
            for value in (v for other in held for v in (beside - other, beside + other)):
                if beside != 0 and not isinstance(value, int):
                    hint = Trichotomy(n, value)
                    yield Candidate(added(hint), _origin(facts.positive, n), hint)


def _multiples(facts: Facts) -> Iterator[Candidate]:
    """Say of a product `h` in the goal that it is a multiple of a factor `f` of another one.

    From ``p*u = n*v + e`` follows ``e*h = h*p*u - h*n*v``. If ``h*p`` and ``h*n`` are multiples of `f` by
    known equations, so is ``h = f*X``, and `X` is compared with what stands beside `f`. Two products that
    are multiples of each other are equal, and what divides both of two sizes divides their greatest
    common divisor.
    """
    equations = [e for e in facts.entries[1:] if (c := single(e.fact)) and c.relation == "="]
    values = [c.left for e in equations for c in conditions(e)]
    identities = _identities(facts)
    for h, f, rest in _compared(facts) if identities else ():
        for source, bezout in identities:
            beside = variable_poly(bezout.p), variable_poly(bezout.n)
            ways = (multiples_of(collapse({h: 1}) * size, f, values) for size in beside)
            for one, other in islice(product(*ways), MOST_WAYS):
                used = [(n, (*by, bezout.u)) for n, by in one.used]
                used += [(n, (*by, bezout.v)) for n, by in other.used]
                hints: list[Times | Trichotomy] = [Times(source.fact, h)]
                hints += [Times(equations[n].fact, tuple(sorted(by))) for n, by in used]
                hints.append(Trichotomy(f, _multiplier(bezout, one, other) - rest))
                origin = source.origin.union(*(equations[n].origin for n, _ in used))
                for hint in hints:
                    yield Candidate(added(hint), origin | _origin(facts.positive, f), hint)


def _compared(facts: Facts) -> Iterator[tuple[Monomial, Monomial, Size]]:
    """Yield products of positive letters in the goal, each with the positive part of another one and its rest."""
    said = sorted({m for c in conditions(facts.entries[0]) for m in coefficients(c.left) if m})
    for h, other in permutations(said, 2):
        f = tuple(v for v in other if v in facts.positive)
        if f and set(h) <= set(facts.positive):
            yield h, f, collapse({without(other, f) or (): 1})


def _multiplier(bezout: Bezout, one: Multiple, other: Multiple) -> Size:
    """Return `X` with ``h = f*X`` up to a number, of multiples ``h*p`` and ``h*n`` of `f`."""
    u, v = variable_poly(bezout.u), variable_poly(bezout.v)
    times = lcm(one.times, other.times)
    by_p = times // one.times * one.beside * u
    by_n = times // other.times * other.beside * v
    whole = coefficients(bezout.sign * (by_p - by_n))
    number = gcd(*whole.values())
    return collapse({monomial: c // number for monomial, c in whole.items()})


def _identities(facts: Facts) -> list[tuple[KnownFact, Bezout]]:
    """Return the identities that facts are, where their `n` is positive."""
    known = [(e, c) for e in facts.entries if (c := single(e.fact)) is not None]
    return [(e, b) for e, c in known for b in bezout_identities(c) if b.n in facts.positive]


def _products_of_two(facts: Facts) -> Iterator[Candidate]:
    """Multiply two linear inequalities with each other."""
    known = facts.monomials | {part for part in facts.factors if len(part) > 1}
    found = [(entry, single(entry.fact)) for entry in facts.entries[1:]]
    linear = [(entry, c) for entry, c in found if c is not None and _is_linear_inequality(c)]
    for (a, first), (b, second) in combinations_with_replacement(linear, 2):
        hint = Product(first, second)
        new = added(hint)
        if coefficients(new[0][0].left).keys() & known:
            yield Candidate(new, a.origin | b.origin, hint)


def _is_linear_inequality(condition: Condition) -> bool:
    degree = max((len(monomial) for monomial in coefficients(condition.left)), default=0)
    return condition.relation == ">=" and degree == 1


class Stage(NamedTuple):
    """What is on offer at once.

    Parameters
    ----------
    name : str
        What the stage adds to the one before.
    offered : tuple of functions
        What makes the hints.
    again : bool
        Whether products that go with the hints found so far are offered too.
    search_counterexample : bool
        Whether a small counterexample is looked for first: it would show that all hints are in vain.
    """

    name: str
    offered: tuple[Callable[[Facts], Iterator[Candidate]], ...] = ()
    again: bool = False
    search_counterexample: bool = False

    def candidates(self, entries: list[KnownFact]) -> list[Candidate]:
        """Return the hints on offer for facts, of which the first is the negated goal."""
        if not self.offered:
            return []
        facts = Facts.of(entries)
        found = [candidate for offer in self.offered for candidate in offer(facts)]
        if self.again:
            made = set().union(*map(products, found))
            found += _products_within(facts._replace(monomials=made, factors=_factors(made)))
        seen = {entry.fact for entry in entries}
        fresh = {c.fact: c for c in reversed(found) if c.fact not in seen}
        return list(reversed(fresh.values()))[:MOST]


FACTS_ALONE = Stage("the facts alone")
KNOWN_PRODUCTS = Stage("products that occur already", (_products_within,))
SPLITS = Stage(
    "new products, case splits",
    (_products_sharing, _splits, _coprime, _multiples),
    search_counterexample=True,
)
PAIRS = Stage(
    "products of two facts, more case splits",
    (_products_sharing, _splits_near, _coprime, _witnesses, _products_of_two),
    again=True,
)
SUMS = Stage(
    "case splits on sums",
    (_products_sharing, _splits_on_sums, _coprime, _witnesses, _products_of_two),
    again=True,
)
STAGES = (FACTS_ALONE, KNOWN_PRODUCTS, SPLITS, PAIRS, SUMS)
