"""Finds the two index maps that make two sums equal, and has the kernel check them. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, permutations, product

from symconv.errors import ProofError
from symconv.language.terms import (
    Condition,
    Index,
    Size,
    Sum,
    by_multiples,
    coefficients,
    new_index,
    rename,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.elimination import (
    Divided,
    Range,
    System,
    equalities,
    positive,
    ranges_in,
    reduced,
    solve,
)
from symconv.proof.trusted.statement import Hypotheses

PAIRINGS = 24  # ways to pair equal-named tensors that are tried
GUESSES = 24  # ways to pair indices that the equations leave open


class NoMaps(ProofError):
    """The equations do not determine index maps between two sums."""


class NothingGiven(ProofError):
    """A user gives no maps between two sums."""


@dataclass(frozen=True, eq=False)
class Match:
    """The search for one pair of sums: both as extended so far, and the theorems that extended them."""

    hypotheses: Hypotheses
    source: Sum
    target: Sum
    pairing: tuple[int, ...]
    links: tuple[Size, ...]
    grown: tuple[tuple[bool, Theorem], ...] = ()


def equal_sums(hypotheses: Hypotheses, source: Sum, target: Sum, advisor: Advisor) -> Theorem:
    """Prove two sums equal.

    Raises
    ------
    NotEntailed or NoMaps
        From the first pairing of the tensors that got furthest.
    """
    if set(source.indices) & set(target.indices):
        renamed = apart(hypotheses, target, advisor)
        found = equal_sums(hypotheses, source, renamed.statement.right[0], advisor)
        return kernel.transitive(found, kernel.symmetric(renamed))
    failures: list[ProofError] = []
    for attempt in (_by_hand, _match):
        for pairing in islice(pairings(source, target), PAIRINGS):
            try:
                return attempt(hypotheses, source, target, pairing, advisor)
            except ProofError as failure:
                failures.append(failure)
    raise next(
        (f for f in failures if not isinstance(f, NothingGiven)),
        NoMaps("the two sums hold different tensors"),
    )


def apart(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Prove a sum equal to itself over fresh indices."""
    new = rename(term)
    forward = {
        fresh: variable_poly(old) for fresh, old in zip(new.indices, term.indices, strict=True)
    }
    backward = {
        old: variable_poly(fresh) for fresh, old in zip(new.indices, term.indices, strict=True)
    }
    return kernel.reindex(
        hypotheses, term, new, forward, backward, tuple(range(len(term.atoms))), advisor
    )


def pairings(source: Sum, target: Sum) -> Iterator[tuple[int, ...]]:
    """Yield the ways to pair the atoms of two sums by name."""
    names = [atom.tensor for atom in target.atoms]
    if sorted(names) != sorted(atom.tensor for atom in source.atoms):
        return

    def extend(done: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(done) == len(names):
            yield done
            return
        for n, name in enumerate(names):
            if n not in done and name == source.atoms[len(done)].tensor:
                yield from extend((*done, n))

    yield from extend(())


def _by_hand(
    hypotheses: Hypotheses, source: Sum, target: Sum, pairing: tuple[int, ...], advisor: Advisor
) -> Theorem:
    """Have the kernel check the maps that a user gives."""
    failure: ProofError = NothingGiven("no maps between these sums are given")
    for pair in advisor.maps:
        maps = pair.between(source, target)
        try:
            if maps is not None:
                return kernel.reindex(hypotheses, source, target, *maps, pairing, advisor)
        except ProofError as error:
            failure = ProofError(f"the maps given are not right: {error}")
    raise failure


def _match(
    hypotheses: Hypotheses, source: Sum, target: Sum, pairing: tuple[int, ...], advisor: Advisor
) -> Theorem:
    pairs = zip(source.atoms, (target.atoms[n] for n in pairing), strict=True)
    links = tuple(a - b for atom, other in pairs for a, b in zip(atom.at, other.at, strict=True))
    match = Match(hypotheses, source, target, pairing, links)
    while True:
        forward, backward = _solved(match)
        grown = _grow(match, forward, backward, advisor)
        if grown is None:
            break
        match = grown
    equation = _try_maps(match, forward, backward, advisor)
    for of_source, theorem in reversed(match.grown):
        chain = (theorem, equation) if of_source else (equation, kernel.symmetric(theorem))
        equation = kernel.transitive(*chain)
    return equation


def system(match: Match, unknown: tuple[Index, ...], more: tuple[Size, ...] = ()) -> System:
    """Return the equations between two sums, to be solved for the indices of one side."""
    sides = (match.source, match.target)
    conditions = [c for side in sides for c in side.conditions]
    hypotheses = [h for h in match.hypotheses if isinstance(h, Condition)]
    equations = [*match.links, *more, *equalities([*conditions, *hypotheses])]
    divisions = (
        Divided(variable_poly(d.quotient), variable_poly(d.remainder), d.dividend, d.divisor)
        for side in sides
        for d in side.divisions
    )
    return System(
        frozenset(unknown),
        tuple(e for e in dict.fromkeys(equations) if e != 0),
        tuple(divisions),
        positive(match.hypotheses),
        frozenset(ranges_in([*hypotheses, *match.source.conditions, *match.target.conditions])),
    )


def _solved(
    match: Match, more: tuple[Size, ...] = ()
) -> tuple[dict[Index, Size], dict[Index, Size]]:
    forward = solve(system(match, match.target.indices, more))
    backward = solve(system(match, match.source.indices, more))
    return forward, backward


def _grow(
    match: Match, forward: Mapping[Index, Size], backward: Mapping[Index, Size], advisor: Advisor
) -> Match | None:
    """Copy a division whose quotient is still open to the other side."""
    for of_source, side, maps in ((True, match.source, backward), (False, match.target, forward)):
        for d in side.divisions:
            dividend, divisor = substitute(d.dividend, maps), substitute(d.divisor, maps)
            known = not (variables(dividend) | variables(divisor)) & set(side.indices)
            if known and not {d.quotient, d.remainder} <= set(maps):
                return _copy_division(
                    match, of_source, (d.quotient, d.remainder), dividend, divisor, advisor
                )
    for of_source, side, maps in ((True, match.source, backward), (False, match.target, forward)):
        for pair, dividend, divisor in _read_as_divisions(match, side, maps):
            return _copy_division(match, of_source, pair, dividend, divisor, advisor)
    return None


def _read_as_divisions(
    match: Match, side: Sum, maps: Mapping[Index, Size]
) -> Iterator[tuple[tuple[Index, Index], Size, Size]]:
    """Yield open indices `U` and `V` with ``n*U + V = E`` and ``0 <= V < n``, where the other side knows `E`."""
    unsolved = [i for i in side.indices if i not in maps]
    ranges = frozenset(ranges_in(side.conditions))
    for v in unsolved if len(unsolved) > 1 else ():
        extents = [r.extent for r in ranges if r.value == variable_poly(v)]
        left = reduced(system(match, tuple(i for i in side.indices if i != v)))
        for equation, n in product(left.equations, extents):
            sign = coefficients(equation).get((v,), 0)
            rest = sign * equation - variable_poly(v)
            multiple, _ = by_multiples(rest, n)
            for u in sorted(set(unsolved) - {v}):
                number = n * variable_poly(u) - rest
                alone = sign in (1, -1) and coefficients(multiple).get((u,)) == 1
                if alone and not variables(number) & set(side.indices):
                    yield (u, v), number, n


def _copy_division(
    match: Match,
    of_source: bool,
    old: tuple[Index, Index],
    dividend: Size,
    divisor: Size,
    advisor: Advisor,
) -> Match:
    other = match.target if of_source else match.source
    q, r = new_index("q"), new_index("r")
    theorem = kernel.divide(match.hypotheses, other, q, r, dividend, divisor, advisor)
    (larger,) = theorem.statement.right
    links = (
        *match.links,
        variable_poly(old[0]) - variable_poly(q),
        variable_poly(old[1]) - variable_poly(r),
    )
    source, target = (match.source, larger) if of_source else (larger, match.target)
    return Match(
        match.hypotheses,
        source,
        target,
        match.pairing,
        links,
        (*match.grown, (not of_source, theorem)),
    )


def _try_maps(
    match: Match, forward: dict[Index, Size], backward: dict[Index, Size], advisor: Advisor
) -> Theorem:
    """Have the kernel check the maps; indices left open are paired with each other."""
    mine = [i for i in match.source.indices if i not in backward]
    theirs = [i for i in match.target.indices if i not in forward]
    failure: ProofError | None = None
    for guess in islice(_guesses(match, mine, theirs), GUESSES):
        try:
            return _check_maps(match, guess, forward, backward, advisor)
        except NotEntailed as error:
            failure = failure or error
        except NoMaps:
            continue
    raise failure or NoMaps(
        f"the equations leave {_names(mine)} on one side and {_names(theirs)} on the other undetermined"
    )


def _names(indices: list[Index]) -> str:
    return ", ".join(i.name for i in indices) or "nothing"


def _guesses(
    match: Match, mine: list[Index], theirs: list[Index]
) -> Iterator[tuple[tuple[Index, Index], ...]]:
    """Yield pairings of open indices: few pairs first, and first those with equal ranges."""
    for size in range(min(len(mine), len(theirs)) + 1):
        everything = [
            tuple(zip(some, order, strict=True))
            for some in combinations(mine, size)
            for order in permutations(theirs, size)
        ]
        yield from sorted(
            everything,
            key=lambda g: sum(_range(match.source, a) != _range(match.target, b) for a, b in g),
        )


def _range(side: Sum, i: Index) -> frozenset[Size]:
    place = {i: variable_poly(Index("", 0))}
    found = frozenset(ranges_in(side.conditions))
    return frozenset(
        substitute(r.extent, place) for r in found if r == Range(variable_poly(i), r.extent)
    )


def _check_maps(
    match: Match,
    guess: tuple[tuple[Index, Index], ...],
    forward: dict[Index, Size],
    backward: dict[Index, Size],
    advisor: Advisor,
) -> Theorem:
    if guess:
        forward, backward = _solved(
            match, tuple(variable_poly(a) - variable_poly(b) for a, b in guess)
        )
        forward = {**{b: variable_poly(a) for a, b in guess}, **forward}
        backward = {**{a: variable_poly(b) for a, b in guess}, **backward}
    if set(forward) != set(match.target.indices) or set(backward) != set(match.source.indices):
        raise NoMaps("the equations leave an index undetermined")
    return kernel.reindex(
        match.hypotheses, match.source, match.target, forward, backward, match.pairing, advisor
    )
