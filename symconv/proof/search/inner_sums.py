"""Counts the indices of a sum at which no tensor is read: ``sum of x[i] over i, t`` is `k` times that over `i`. Untrusted."""

from __future__ import annotations

from symconv.language.terms import (
    Index,
    Sum,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.collection import put
from symconv.proof.search.counting import value
from symconv.proof.search.deduction import Rules, chain, the_sum
from symconv.proof.search.divisions import Counted
from symconv.proof.search.elimination import solve
from symconv.proof.search.failure import Failed, Outcome


def count_inner(rules: Rules, term: Sum) -> Outcome:
    """Prove a sum equal to one over the indices of its atoms alone: the sum of the others has a value for each of these."""
    if not term.atoms or set(term.indices) == set(read_indices(term)):
        return rules.same((term,))
    resolved = _resolved(rules, term)
    if isinstance(resolved, Failed):
        return resolved
    counted = _counted(rules, the_sum(resolved))
    return counted if isinstance(counted, Failed) else chain(resolved, counted)


def read_indices(term: Sum) -> list[Index]:
    """Return the indices at which tensors are read."""
    read = {i for atom in term.atoms for e in atom.at for i in variables(e)}
    return [i for i in term.indices if i in read]


def _counted(rules: Rules, term: Sum) -> Outcome:
    """Count the indices of no atom for each of the others, as if these were free."""
    staying = tuple(read_indices(term))
    counted = tuple(i for i in term.indices if i not in staying)
    said = [c for c in dict.fromkeys(term.conditions) if c not in rules.hypotheses]
    outer = tuple(c for c in said if not variables(c.left) & set(counted))
    inner = Sum(counted, tuple(c for c in said if c not in outer), (), term.weight)
    number = value(rules.assuming(*outer), inner)
    if isinstance(number, Failed):
        return number
    whole = kernel.sum_over(kernel.times(number, (Sum(atoms=term.atoms),)), staying, outer)
    (again,) = whole.statement.left
    listed = rules.relisted(term, again)
    return listed if isinstance(listed, Failed) else chain(listed, whole)


def _resolved(rules: Rules, term: Sum) -> Outcome:
    """Put in what the conditions say of the indices at which tensors are read."""
    read = read_indices(term)
    for i in read:
        unknown = tuple(j for j in term.indices if j == i or j not in read)
        found = solve(Counted(rules, term).system(unknown)).get(i)
        if found is None or variables(found) & set(unknown):
            continue
        theorem = put(rules, term, {i: found})
        rest = theorem if isinstance(theorem, Failed) else _resolved(rules, the_sum(theorem))
        if isinstance(theorem, Failed) or isinstance(rest, Failed):
            return rest
        return chain(theorem, rest)
    return rules.same((term,))
