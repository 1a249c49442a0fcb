"""Rewrites sums that found no partner: written out cell by cell, or over one index instead of two. Untrusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from symconv.language.terms import (
    Condition,
    Expression,
    Index,
    Size,
    Sum,
    at_least,
    by_multiples,
    coefficients,
    new_index,
    substitute,
    substitute_sum,
    variable_poly,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.divisions import lattice
from symconv.proof.search.elimination import cancelled, positive, ranges_in
from symconv.proof.search.pairing import names, places
from symconv.proof.search.units import Unit, units
from symconv.proof.search.unread_indices import without_idle
from symconv.proof.trusted.statement import Hypotheses, Statement

LONGEST = 9  # cells of an axis that are written out
MOST_WRITTEN = 64  # sums of a side, where both are written out


def rewritings(statement: Statement, advisor: Advisor) -> Iterator[tuple[Theorem, Theorem]]:
    """Yield what each side equals, the likeliest to be of use first.

    For coprime `n` and `p`, the solutions of ``n*i + p*t = n*A + p*B`` are written by a new index
    `j`: ``i = A - p*j``, and ``t = B + n*j`` becomes a condition, so that `t` still shows how far
    the sum goes. Sums over an index of known extent are written out if the other side has more of
    their kind, since Python may have added it up. Then comes the statement itself; then sums by
    remainders, if the other side reads every `n`-th cell, sums whose idle indices are counted, and
    at last both sides written out as well, for kernels of known numbers.
    """
    hypotheses, left, right = statement.hypotheses, statement.left, statement.right
    parametrised = (
        _parametrised(hypotheses, left, advisor),
        _parametrised(hypotheses, right, advisor),
    )
    if any(theorem.rule != "reflexive" for theorem in parametrised):
        yield parametrised
    unrolled = _unrolled(hypotheses, left, right), _unrolled(hypotheses, right, left)
    if any(theorem.rule != "reflexive" for theorem in unrolled):
        yield unrolled
    yield kernel.reflexive(hypotheses, left), kernel.reflexive(hypotheses, right)
    divided = (
        _by_remainders(hypotheses, left, right, advisor),
        _by_remainders(hypotheses, right, left, advisor),
    )
    if any(theorem.rule != "reflexive" for theorem in divided):
        yield divided
    counted = _counted(hypotheses, left, advisor), _counted(hypotheses, right, advisor)
    if any(theorem.rule != "reflexive" for theorem in counted):
        yield counted
    written = tuple(_written_out(hypotheses, theorem.statement.right) for theorem in divided)
    if any(theorem.rule != "reflexive" for theorem in written):
        yield kernel.transitive(divided[0], written[0]), kernel.transitive(divided[1], written[1])


def _by_remainders(
    hypotheses: Hypotheses, terms: Expression, others: Expression, advisor: Advisor
) -> Theorem:
    """Write out sums of a kind of which there are fewer here by remainders, if the others read every `n`-th cell."""
    theorem = kernel.reflexive(hypotheses, terms)
    while (
        step := _by_one_remainder(hypotheses, theorem.statement.right, others, advisor)
    ).rule != "reflexive":
        theorem = kernel.transitive(theorem, step)
    return theorem


def _by_one_remainder(
    hypotheses: Hypotheses, terms: Expression, others: Expression, advisor: Advisor
) -> Theorem:
    mine, theirs = Counter(map(names, terms)), Counter(map(names, others))
    parts = []
    for term in terms:
        alike = [other for other in others if names(other) == names(term)]
        numbers = {n for other in alike for n in _steps(other) if 1 < n <= LONGEST}
        done = [d.dividend for d in term.divisions]
        read = [e for atom in term.atoms for e in atom.at if e not in done]
        pairs = [
            (i, n) for e in read for i in term.indices if e == variable_poly(i) for n in numbers
        ]
        if pairs and mine[names(term)] < theirs[names(term)]:
            parts.append(_divided(hypotheses, term, *pairs[0], advisor))
        else:
            parts.append(kernel.reflexive(hypotheses, (term,)))
    return (
        kernel.add(tuple(parts))
        if any(part.rule != "reflexive" for part in parts)
        else kernel.reflexive(hypotheses, terms)
    )


def _steps(term: Sum) -> set[int]:
    """Return the numbers that stand beside the indices of a sum where it reads tensors."""
    read = [e for atom in term.atoms for e in atom.at]
    return {
        c for e in read for m, c in coefficients(e).items() if len(m) == 1 and m[0] in term.indices
    }


def _divided(
    hypotheses: Hypotheses, term: Sum, index: Index, number: int, advisor: Advisor
) -> Theorem:
    quotient, remainder = new_index("q"), new_index("r")
    larger = kernel.divide(
        hypotheses, term, quotient, remainder, variable_poly(index), number, advisor
    )
    return kernel.transitive(
        larger, _written(hypotheses, larger.statement.right[0], remainder, number)
    )


def _counted(hypotheses: Hypotheses, terms: Expression, advisor: Advisor) -> Theorem:
    """Count the indices at which no tensor is read."""
    parts = [without_idle(hypotheses, term, advisor) for term in terms]
    return (
        kernel.add(tuple(parts))
        if any(part.rule != "reflexive" for part in parts)
        else kernel.reflexive(hypotheses, terms)
    )


def _parametrised(hypotheses: Hypotheses, terms: Expression, advisor: Advisor) -> Theorem:
    known = [unit for h in hypotheses if isinstance(h, Condition) for unit in units(h)]
    changed = [_over_one(hypotheses, term, known, advisor) for term in terms]
    if all(theorem.rule == "reflexive" for theorem in changed):
        return kernel.reflexive(hypotheses, terms)
    return kernel.add(tuple(changed))


def _over_one(hypotheses: Hypotheses, term: Sum, known: list[Unit], advisor: Advisor) -> Theorem:
    for unit in known:
        p, u, n, v = map(variable_poly, unit[:4])
        for i, t, total in lattice(term, unit, positive(hypotheses)):
            A, rest = by_multiples(total, n)
            B, rest = by_multiples(rest, p)
            if rest == 0:
                j = new_index("j")
                solved = unit.sign * (u * (A - variable_poly(i)) + v * (B - variable_poly(t)))
                link = variable_poly(t) - B - n * variable_poly(j)
                return _exchanged(
                    hypotheses, term, (i, A - p * variable_poly(j)), (j, solved), link, advisor
                )
    return kernel.reflexive(hypotheses, (term,))


def _exchanged(
    hypotheses: Hypotheses,
    term: Sum,
    old: tuple[Index, Size],
    new: tuple[Index, Size],
    link: Size,
    advisor: Advisor,
) -> Theorem:
    """Exchange an index for another one; that `link` is zero takes the place of the equation it comes from."""
    (i, value), (j, solved) = old, new
    renamed = {other: new_index(other.name) for other in term.indices if other != i}
    again: dict[Index, Size] = {other: variable_poly(new) for other, new in renamed.items()}
    backward = {i: substitute(value, again), **again}
    made = substitute_sum(replace(term, indices=(), divisions=()), backward)
    said = Condition("=", substitute(link, again))
    kept = [
        c
        for c in made.conditions
        if cancelled(c.left, positive(hypotheses)) not in (said.left, -said.left)
    ]
    target = replace(made, indices=(j, *renamed.values()), conditions=(*kept, said))
    forward = {j: solved, **{new: variable_poly(other) for other, new in renamed.items()}}
    return kernel.reindex(
        hypotheses, term, target, forward, backward, tuple(range(len(term.atoms))), advisor
    )


def _unrolled(hypotheses: Hypotheses, terms: Expression, others: Expression) -> Theorem:
    """Write out sums over indices of known extent of a kind of which there are fewer here than there."""
    theorem = kernel.reflexive(hypotheses, terms)
    mine, theirs = Counter(map(names, terms)), Counter(map(names, others))
    known = {
        name: max(len(places(other)) for other in others if names(other) == name) for name in theirs
    }
    while True:
        current = theorem.statement.right
        now = Counter(map(names, current))
        short = {name for name in now if mine[name] < theirs[name]}
        found = [
            _extent(term)
            if name in short and (len(places(term)) < known[name] or now[name] < theirs[name])
            else None
            for term, name in zip(current, map(names, current), strict=True)
        ]
        if not any(found):
            return theorem
        theorem = kernel.transitive(theorem, _all_written(hypotheses, current, found))


def _written_out(hypotheses: Hypotheses, terms: Expression) -> Theorem:
    """Write out sums over every index of known extent, while there are not too many."""
    theorem = kernel.reflexive(hypotheses, terms)
    while True:
        current = theorem.statement.right
        found = [_extent(term) for term in current]
        if not any(found) or sum(1 if run is None else run[1] for run in found) > MOST_WRITTEN:
            return theorem
        theorem = kernel.transitive(theorem, _all_written(hypotheses, current, found))


def _all_written(
    hypotheses: Hypotheses, terms: Expression, runs: list[tuple[Index, int] | None]
) -> Theorem:
    return kernel.add(
        tuple(
            kernel.reflexive(hypotheses, (term,))
            if run is None
            else _written(hypotheses, term, *run)
            for term, run in zip(terms, runs, strict=True)
        )
    )


def _extent(term: Sum) -> tuple[Index, int] | None:
    """Return an index of the sum of known extent that is not written out yet."""
    for place, extent in ranges_in(term.conditions):
        for index in (i for i in term.indices if place == variable_poly(i)):
            if isinstance(extent, int) and 1 < extent <= LONGEST and not _cut(term, index, extent):
                return index, extent
    return None


def _cut(term: Sum, index: Index, extent: int) -> bool:
    """Return whether a sum is one of the parts already."""
    below = any(at_least(c, variable_poly(index)) in term.conditions for c in range(extent - 1))
    return below or at_least(variable_poly(index), extent - 1) in term.conditions


def _written(hypotheses: Hypotheses, term: Sum, index: Index, extent: int) -> Theorem:
    """Cut a sum at ``index <= 0``, ``index <= 1``, ..."""
    theorem = kernel.reflexive(hypotheses, (term,))
    for cell in range(extent - 1):
        *done, rest = theorem.statement.right
        cut = kernel.split(hypotheses, rest, at_least(cell, variable_poly(index)))
        theorem = kernel.transitive(
            theorem, kernel.add((kernel.reflexive(hypotheses, tuple(done)), cut))
        )
    return theorem
