"""Pairs a sum with one of the other side that it equals. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symconv.language.terms import Size, Sum, substitute
from symconv.proof.search.deduction import Rules
from symconv.proof.search.elimination import System, equalities, solve
from symconv.proof.search.failure import Failed, Found
from symconv.proof.search.index_maps import equal_sums


def names(term: Sum) -> tuple[str, ...]:
    """Return the tensors of a sum."""
    return tuple(sorted(atom.tensor for atom in term.atoms))


def signature(term: Sum) -> tuple[object, ...]:
    """Return what partners have in common: a numeric weight and the tensors."""
    return (term.weight if isinstance(term.weight, int) else None, *names(term))


@lru_cache(maxsize=1000)
def places(term: Sum) -> tuple[tuple[str, tuple[Size, ...]], ...]:
    """Return the cells that a sum reads whatever its other indices are: those at which numbers alone stand."""
    unknown, equations = frozenset(term.indices), tuple(equalities(term.conditions))
    solved = solve(System(unknown, equations, (), frozenset(), frozenset()))
    known = []
    for atom in term.atoms:
        at = tuple(substitute(e, solved) for e in atom.at)
        if all(isinstance(e, int) for e in at):
            known.append((atom.tensor, at))
    return tuple(sorted(known))


def partner(
    rules: Rules, term: Sum, others: Sequence[Sum]
) -> tuple[Found | None, tuple[Failed, ...]]:
    """Look for a sum that equals one; return what was found, if anything, and why others failed."""
    alike = [other for other in others if signature(other) == signature(term)]
    if len(alike) > 1:
        alike.sort(key=lambda other: places(other) != places(term))
    failures: list[Failed] = []
    for other in alike:
        found = equal_sums(rules, term, other)
        if not isinstance(found, Failed):
            return found, tuple(failures)
        failures.append(found.about(term, other))
    return None, tuple(failures)
