"""Uses equations between tensors that are given: replaces what is like one side by the other. Untrusted.

An equation with several sums on a side is read as one that says what each of them is. Where its
tensors stand among others, the rest is multiplied to both sides and summed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from symconv.errors import ProofError
from symconv.language.terms import (
    Atom,
    Condition,
    Expression,
    GivenEquation,
    Index,
    Size,
    Sum,
    new_index,
    substitute,
    substitute_sum,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.collection import collect, resolve
from symconv.proof.search.deduction import Rules, chain, instantiate
from symconv.proof.search.elimination import System, equalities, solve
from symconv.proof.search.failure import Failed, Found
from symconv.proof.search.index_maps import equal_sums

MOST_STATES = 16
"""Ways to write both sides that are tried."""
ONE_REPLACEMENT = 100_000
"""Units of work that trying one costs besides those of Z3."""
MOST_ROUNDS = 30
"""Replacements of one kind that are made in a row."""


@dataclass(frozen=True, eq=False)
class Replacement:
    """What one sum is by an equation that is given: the theorem, its position standing free.

    Parameters
    ----------
    theorem : Theorem
        The sum on the left, what it is on the right; it assumes the ranges of the position.
    position : tuple of Index
        What stands free.
    """

    theorem: Found
    position: tuple[Index, ...]

    @property
    def pattern(self) -> Sum:
        """The sum that is replaced."""
        (term,) = self.theorem.statement.left
        return term

    @property
    def is_smaller(self) -> bool:
        """Whether what is put in comes earlier in a fixed order, so that replacing comes to an end."""
        cells_alone = not self.position
        least = _rank(self.pattern, cells_alone)
        return all(_rank(term, cells_alone) < least for term in self.theorem.statement.right)


def _rank(term: Sum, cells_alone: bool) -> tuple[int, int, list[tuple[str, str]]]:
    """Return what orders sums: how much they read and, where no position stands free, which cells."""
    read = sorted(((atom.tensor, repr(atom.at)) for atom in term.atoms), reverse=True)
    return len(term.atoms), len(term.indices), read if cells_alone else []


def replacements(rules: Rules) -> list[Replacement]:
    """Return what the equations among the hypotheses say of single sums, in both directions."""
    found = []
    for equation in (h for h in rules.hypotheses if isinstance(h, GivenEquation)):
        position = tuple(new_index(i.name) for i in equation.position)
        assumed = kernel.given(rules.hypotheses, equation, position)
        for theorem in (assumed, kernel.symmetric(assumed)):
            inside = replace(rules, hypotheses=theorem.hypotheses)
            for term in theorem.statement.left:
                isolated = _isolated(inside, theorem, term)
                if isolated is not None:
                    found.append(Replacement(isolated, position))
    return found


def _isolated(rules: Rules, theorem: Found, term: Sum) -> Found | None:
    """Return what one of the sums on the left is, if its weight is 1 or -1 and it reads a tensor."""
    if not term.atoms or term.weight not in (1, -1):
        return None
    others = list(theorem.statement.left)
    others.remove(term)
    opposite = tuple(replace(other, weight=-other.weight) for other in others)
    zeros = []
    for other, less in zip(others, opposite, strict=True):
        zero = rules.weights((other, less), ())
        if isinstance(zero, Failed):
            return None
        zeros.append(zero)
    alone = rules.added([rules.same((term,)), *zeros])
    moved = rules.added([theorem, rules.same(opposite)]) if opposite else theorem
    whole = chain(kernel.symmetric(alone), moved)
    return whole if term.weight == 1 else kernel.times(whole, (Sum(weight=-1),))


# --- one sum


def replaced(rules: Rules, term: Sum, replacement: Replacement) -> Iterator[Found]:
    """Yield what a sum becomes when a part of it is replaced, for each way to find that part."""
    fresh = _renamed(rules, replacement)
    if fresh is None:
        return
    pattern = fresh.pattern
    places = [n for n, _ in enumerate(term.atoms)]
    for chosen in permutations(places, len(pattern.atoms)):
        read = [term.atoms[n] for n in chosen]
        names = [atom.tensor for atom in read]
        if names != [atom.tensor for atom in pattern.atoms]:
            continue
        rest = tuple(atom for n, atom in enumerate(term.atoms) if n not in chosen)
        found = _replaced_at(rules, term, fresh, read, rest)
        if found is not None:
            yield found


def _renamed(rules: Rules, replacement: Replacement) -> Replacement | None:
    """Return a replacement over indices that occur nowhere else."""
    inside = replace(rules, hypotheses=replacement.theorem.hypotheses)
    statement = replacement.theorem.statement
    left, right = inside.all_renamed(statement.left), inside.all_renamed(statement.right)
    if isinstance(left, Failed) or isinstance(right, Failed):
        return None
    whole = chain(kernel.symmetric(left), replacement.theorem, right)
    return replace(replacement, theorem=whole)


def _replaced_at(
    rules: Rules,
    term: Sum,
    replacement: Replacement,
    read: Sequence[Atom],
    rest: tuple[Atom, ...],
) -> Found | None:
    rules.advisor.patience.spend(ONE_REPLACEMENT)
    pattern = replacement.pattern
    pairs = [
        (one, other) for a, b in zip(pattern.atoms, read, strict=True) for one, other in _at(a, b)
    ]
    links = tuple(one - other for one, other in pairs)
    known = tuple(equalities([*term.conditions, *pattern.conditions, *rules.conditions]))
    unknown = (
        frozenset((*replacement.position, *term.indices))
        if pattern.indices
        else frozenset(replacement.position)
    )
    solved = solve(System(unknown, (*links, *known), (), rules.positive, frozenset()))
    if not set(replacement.position) <= set(solved):
        solved |= solve(
            System(
                frozenset(replacement.position), (*links, *known), (), rules.positive, frozenset()
            )
        )
    if not set(replacement.position) <= set(solved):
        return None
    outer = tuple(i for i in term.indices if i not in solved or not pattern.indices)
    inner: dict[Index, Size] = {i: solved[i] for i in term.indices if i not in outer}
    position = {i: substitute(solved[i], inner) for i in replacement.position}
    if any(variables(size) & set(pattern.indices) for size in position.values()):
        return None
    body = substitute_sum(Sum((), term.conditions, rest, term.weight), inner)
    bound = set(pattern.indices)
    if any(variables(e) & bound for atom in body.atoms for e in atom.at):
        return None
    if variables(body.weight) & bound:
        return None
    said = tuple(
        c for c in body.conditions if not variables(c.left) & bound and c.decided() is None
    )
    return _put_together(rules, term, replacement, position, outer, said, body)


def _at(one: Atom, other: Atom) -> list[tuple[Size, Size]]:
    return list(zip(one.at, other.at, strict=True)) if len(one.at) == len(other.at) else [(1, 0)]


def _put_together(
    rules: Rules,
    term: Sum,
    replacement: Replacement,
    position: dict[Index, Size],
    outer: tuple[Index, ...],
    said: tuple[Condition, ...],
    body: Sum,
) -> Found | None:
    """Multiply a replacement by the rest, sum over the outer indices, and compare with the sum."""
    placed = (
        instantiate(replacement.theorem, position, rules.advisor)
        if position
        else replacement.theorem
    )
    if isinstance(placed, Failed):
        return None
    ranges = tuple(
        h for h in placed.hypotheses if h not in rules.hypotheses and isinstance(h, Condition)
    )
    conditions = tuple(dict.fromkeys((*said, *ranges)))
    free = tuple(c for c in conditions if c in rules.hypotheses)
    conditions = tuple(c for c in conditions if c not in free)
    if any(c.decided() is False for c in conditions):
        return None
    try:
        assumed = kernel.assume(placed, (*rules.hypotheses, *conditions))
        whole = kernel.times(assumed, (Sum(atoms=body.atoms, weight=body.weight),))
        whole = kernel.sum_over(whole, outer, conditions)
        whole = kernel.assume(whole, rules.hypotheses)
    except ProofError:
        return None
    (again,) = whole.statement.left
    same = equal_sums(rules, term, again)
    if isinstance(same, Failed):
        return None
    found = chain(same, whole)
    tidy = [resolve(rules, one) for one in found.statement.right]
    good = [
        one if isinstance(one, Found) else rules.same((old,))
        for one, old in zip(tidy, found.statement.right, strict=True)
    ]
    return chain(found, rules.added(good))


# --- both sides


def simplified(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Replace what an equation makes smaller until nothing changes, and collect."""
    ways = [one for one in replacements(rules) if one.is_smaller]
    theorem = rules.same(terms)
    for _round in range(MOST_ROUNDS):
        step = _one_smaller(rules, theorem.statement.right, ways)
        if step is None:
            break
        theorem = chain(theorem, step)
        theorem = chain(theorem, collect(rules, theorem.statement.right))
    return theorem


def _one_smaller(rules: Rules, terms: Expression, ways: Sequence[Replacement]) -> Found | None:
    for number, term in enumerate(terms):
        for way in ways:
            step = next(replaced(rules, term, way), None)
            if step is not None:
                return _beside(rules, terms, number, step)
    return None


def _beside(rules: Rules, terms: Expression, number: int, step: Found) -> Found:
    """Return what an expression becomes when one of its sums does."""
    before, after = terms[:number], terms[number + 1 :]
    return rules.added([rules.same(before), step, rules.same(after)])


def rewritten(rules: Rules, terms: Expression) -> Iterator[Found]:
    """Yield what an expression becomes by one replacement, smaller or not."""
    for way in replacements(rules):
        for number, term in enumerate(terms):
            for step in replaced(rules, term, way):
                yield _beside(rules, terms, number, step)
