"""Finds the two index maps that make two sums equal, and has the kernel check them. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, islice, permutations, product
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
    Index,
    Size,
    Sum,
    by_multiples,
    coefficients,
    collapse,
    new_index,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules, chain, the_sum
from symconv.proof.search.elimination import (
    KnownDivision,
    KnownRange,
    System,
    Values,
    equalities,
    ranges_in,
    reduced,
    solve,
)
from symconv.proof.search.failure import Failed, Found, Outcome
from symconv.proof.search.patience import ONE_SYSTEM

PAIRINGS = 24  # ways to pair equal-named tensors that are tried
GUESSES = 24  # ways to pair indices that the equations leave open

Pairing: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Match:
    """The search for one pair of sums: both as extended so far, and the theorems that extended them.

    Parameters
    ----------
    links : tuple of Size
        What is zero because the sums are to read the same cells.
    extended : tuple of pairs
        For each extension whether it was the source's, and the theorem.
    """

    rules: Rules
    source: Sum
    target: Sum
    pairing: Pairing
    links: tuple[Size, ...]
    extended: tuple[tuple[bool, Found], ...] = ()

    def system(self, unknown: tuple[Index, ...], more: tuple[Size, ...] = ()) -> System:
        """Return the equations between two sums, to be solved for some indices."""
        conditions = [*self.source.conditions, *self.target.conditions, *self.rules.conditions]
        equations = dict.fromkeys([*self.links, *more, *equalities(conditions)])
        divisions = [*self.source.divisions, *self.target.divisions]
        return System(
            frozenset(unknown),
            tuple(e for e in equations if e != 0),
            tuple(map(KnownDivision.of, divisions)),
            self.rules.positive,
            frozenset(ranges_in(conditions)),
        )

    def solved(self, more: tuple[Size, ...] = ()) -> Maps:
        """Return what the equations say of the target's indices, and of the source's."""
        self.rules.advisor.patience.spend(2 * ONE_SYSTEM)
        forward = solve(self.system(self.target.indices, more))
        return Maps(forward, solve(self.system(self.source.indices, more)))


class Maps(NamedTuple):
    """The indices of the target over those of the source, and the other way."""

    forward: Values
    backward: Values


def equal_sums(rules: Rules, source: Sum, target: Sum) -> Outcome:
    """Prove two sums equal, along maps that a user gives or that are found; else say why the first way failed."""
    if set(source.indices) & set(target.indices):
        renamed = rules.renamed(target)
        if isinstance(renamed, Failed):
            return renamed
        found = equal_sums(rules, source, the_sum(renamed))
        return found if isinstance(found, Failed) else chain(found, kernel.symmetric(renamed))
    failure: Failed | None = None
    for attempt in (_by_hand, _by_equations):
        for pairing in islice(_allowed(rules, source, target), PAIRINGS):
            tried = attempt(rules, source, target, pairing)
            if isinstance(tried, Found):
                return tried
            if tried is not None and failure is None and rules.tell_apart((source,), (target,)):
                return tried
            failure = failure or tried
    if failure is None and rules.advisor.in_order:
        return Failed("the two sums hold different tensors, or the same in another order")
    return failure or Failed("the two sums hold different tensors")


def _allowed(rules: Rules, source: Sum, target: Sum) -> Iterator[Pairing]:
    """Yield the ways to pair the atoms of two sums that the ring allows."""
    if not rules.advisor.in_order:
        yield from pairings(source, target)
    elif [atom.tensor for atom in source.atoms] == [atom.tensor for atom in target.atoms]:
        yield tuple(range(len(source.atoms)))


def pairings(source: Sum, target: Sum) -> Iterator[Pairing]:
    """Yield the ways to pair the atoms of two sums by name."""
    names = [atom.tensor for atom in target.atoms]
    if sorted(names) != sorted(atom.tensor for atom in source.atoms):
        return

    def extend(done: Pairing) -> Iterator[Pairing]:
        if len(done) == len(names):
            yield done
            return
        for n, name in enumerate(names):
            if n not in done and name == source.atoms[len(done)].tensor:
                yield from extend((*done, n))

    yield from extend(())


def _by_hand(rules: Rules, source: Sum, target: Sum, pairing: Pairing) -> Outcome | None:
    """Have the kernel check the maps that a user gives; ``None`` where none are given."""
    last: Failed | None = None
    for pair in rules.advisor.maps:
        maps = pair.between(source, target)
        if maps is None:
            continue
        found = rules.reindex(source, target, *maps, pairing)
        if not isinstance(found, Failed):
            return found
        last = replace(found, reason=f"the maps given are not right: {found.reason}")
    return last


def _by_equations(rules: Rules, source: Sum, target: Sum, pairing: Pairing) -> Outcome:
    """Solve the equations of both sums; divisions that stay open are copied to the other side first."""
    links: list[Size] = []
    for atom, place in zip(source.atoms, pairing, strict=True):
        links += (a - b for a, b in zip(atom.at, target.atoms[place].at, strict=True))
    match = Match(rules, source, target, pairing, tuple(links))
    maps = match.solved()
    while (missing := _missing_division(match, maps)) is not None:
        extended = _extend(match, missing)
        if isinstance(extended, Failed):
            return extended
        match, maps = extended, extended.solved()
    found = _checked(match, maps)
    if isinstance(found, Failed):
        return found
    for of_source, theorem in reversed(match.extended):
        found = chain(theorem, found) if of_source else chain(found, kernel.symmetric(theorem))
    return found


class Missing(NamedTuple):
    """A division of one side that the other needs too, with dividend and divisor as that side says them."""

    of_source: bool
    quotient: Size
    remainder: Size
    dividend: Size
    divisor: Size


def _missing_division(match: Match, maps: Maps) -> Missing | None:
    """Return a division whose quotient is open, else what is one in disguise."""
    sides = ((True, match.source, maps.backward), (False, match.target, maps.forward))
    for of_source, side, values in sides:
        for d in side.divisions:
            dividend, divisor = substitute(d.dividend, values), substitute(d.divisor, values)
            known = not (variables(dividend) | variables(divisor)) & set(side.indices)
            if known and not {d.quotient, d.remainder} <= set(values):
                parts = variable_poly(d.quotient), variable_poly(d.remainder)
                return Missing(of_source, *parts, dividend, divisor)
    for of_source, side, values in sides:
        for quotient, remainder, dividend, divisor in _in_disguise(match, side, values):
            return Missing(of_source, quotient, remainder, dividend, divisor)
    return None


def _in_disguise(
    match: Match, side: Sum, values: Values
) -> Iterator[tuple[Size, Size, Size, Size]]:
    """Yield `U`, `V`, `E` and `n`: ``n*U + V = E``, ``0 <= V < n``, `V` and all of `U` open, `E` known to the other side."""
    open_indices = [i for i in side.indices if i not in values]
    ranges = frozenset(ranges_in(side.conditions))
    for v in open_indices if len(open_indices) > 1 else ():
        extents = [r.extent for r in ranges if r.value == variable_poly(v)]
        others = tuple(i for i in side.indices if i != v)
        left = reduced(match.system(others))
        for equation, n in product(left.equations, extents):
            sign = coefficients(equation).get((v,), 0)
            rest = sign * equation - variable_poly(v)
            multiple, _ = by_multiples(rest, n)
            terms = coefficients(multiple).items()
            u = collapse({m: c for m, c in terms if set(m) & set(side.indices)})
            number = n * u - rest
            unknown = set(open_indices) - {v}
            found = sign in (1, -1) and u != 0 and variables(u) & set(side.indices) <= unknown
            if found and not variables(number) & set(side.indices):
                yield u, variable_poly(v), number, n


def _extend(match: Match, missing: Missing) -> Match | Failed:
    """Copy a division to the side that lacks it."""
    of_source, quotient, remainder, dividend, divisor = missing
    q, r = new_index("q"), new_index("r")
    other = match.target if of_source else match.source
    theorem = match.rules.divide(other, dividend, divisor, (q, r))
    if isinstance(theorem, Failed):
        return theorem
    same_quotient = quotient - variable_poly(q)
    same_remainder = remainder - variable_poly(r)
    return replace(
        match,
        source=match.source if of_source else the_sum(theorem),
        target=the_sum(theorem) if of_source else match.target,
        links=(*match.links, same_quotient, same_remainder),
        extended=(*match.extended, (not of_source, theorem)),
    )


def _checked(match: Match, maps: Maps) -> Outcome:
    """Have the kernel check the maps; indices left open are paired with each other."""
    open_source = [i for i in match.source.indices if i not in maps.backward]
    open_target = [i for i in match.target.indices if i not in maps.forward]
    failure: Failed | None = None
    for guess in islice(_guesses(match, open_source, open_target), GUESSES):
        whole = _completed(match, maps, guess)
        if whole is None:
            continue
        found = match.rules.reindex(match.source, match.target, *whole, match.pairing)
        if not isinstance(found, Failed):
            return found
        if failure is None and match.rules.tell_apart((match.source,), (match.target,)):
            return found
        failure = failure or found
    here = ", ".join(i.name for i in open_source) or "nothing"
    there = ", ".join(i.name for i in open_target) or "nothing"
    return failure or Failed(
        f"the equations leave {here} on one side and {there} on the other undetermined"
    )


_Guess: TypeAlias = tuple[tuple[Index, Index], ...]


def _guesses(match: Match, mine: list[Index], others: list[Index]) -> Iterator[_Guess]:
    """Yield pairings of open indices: few pairs first, and first those with equal ranges."""

    def unlike(guess: _Guess) -> int:
        return sum(_extents(match.source, a) != _extents(match.target, b) for a, b in guess)

    for size in range(min(len(mine), len(others)) + 1):
        choices = product(combinations(mine, size), permutations(others, size))
        yield from sorted((tuple(zip(*choice, strict=True)) for choice in choices), key=unlike)


def _extents(side: Sum, i: Index) -> frozenset[Size]:
    """Return the extents of an index, which stands for nothing in particular there."""
    place = {i: variable_poly(Index("", 0))}
    found = (r for r in ranges_in(side.conditions) if r == KnownRange(variable_poly(i), r.extent))
    return frozenset(substitute(r.extent, place) for r in found)


def _completed(match: Match, maps: Maps, guess: _Guess) -> Maps | None:
    """Return the maps with guessed pairs put in, if no index is open then."""
    if guess:
        pairs = [(a, variable_poly(a), b, variable_poly(b)) for a, b in guess]
        solved = match.solved(tuple(of_a - of_b for _, of_a, _, of_b in pairs))
        forward = {b: of_a for _, of_a, b, _ in pairs} | solved.forward
        backward = {a: of_b for a, _, _, of_b in pairs} | solved.backward
        maps = Maps(forward, backward)
    covered = set(maps.forward), set(maps.backward)
    return maps if covered == (set(match.target.indices), set(match.source.indices)) else None
