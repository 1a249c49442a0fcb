"""Counts the indices of a sum at which no tensor is read: ``sum of x[i] over i, t`` is `k` times that over `i`. Untrusted."""

from __future__ import annotations

from dataclasses import replace

from symconv.errors import ProofError
from symconv.language.terms import (
    Index,
    Size,
    Sum,
    new_index,
    substitute,
    substitute_sum,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.counting import value
from symconv.proof.search.divisions import Counted, system
from symconv.proof.search.elimination import solve
from symconv.proof.trusted.statement import Hypotheses


def without_idle(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Prove a sum equal to one over the indices of its atoms alone: the sum of the others has a value for each of these."""
    if not term.atoms or not set(term.indices) - set(_busy(term)):
        return kernel.reflexive(hypotheses, (term,))
    try:
        resolved = _resolved(hypotheses, term, advisor)
        return kernel.transitive(
            resolved, _idle_counted(hypotheses, resolved.statement.right[0], advisor)
        )
    except ProofError:
        return kernel.reflexive(hypotheses, (term,))


def _idle_counted(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Count the idle indices for each of the others, as if these were free."""
    staying = tuple(_busy(term))
    idle = tuple(i for i in term.indices if i not in staying)
    open_conditions = [c for c in dict.fromkeys(term.conditions) if c not in hypotheses]
    outer = tuple(c for c in open_conditions if not variables(c.left) & set(idle))
    inner = Sum(idle, tuple(c for c in open_conditions if c not in outer), (), term.weight)
    number = value((*hypotheses, *outer), inner, advisor)
    whole = kernel.sum_over(kernel.times(number, (Sum(atoms=term.atoms),)), staying, outer)
    (again,) = whole.statement.left
    same = {i: variable_poly(i) for i in term.indices}
    moved = kernel.reindex(
        hypotheses, term, again, same, same, tuple(range(len(term.atoms))), advisor
    )
    return kernel.transitive(moved, whole)


def _resolved(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Put in what the conditions say of the indices at which tensors are read."""
    busy = _busy(term)
    for i in busy:
        unknown = tuple(j for j in term.indices if j == i or j not in busy)
        found = solve(system(Counted(hypotheses, term, advisor), unknown)).get(i)
        if found is not None and not variables(found) & set(unknown):
            theorem = _put(hypotheses, term, i, found, advisor)
            return kernel.transitive(
                theorem, _resolved(hypotheses, theorem.statement.right[0], advisor)
            )
    return kernel.reflexive(hypotheses, (term,))


def _put(hypotheses: Hypotheses, term: Sum, index: Index, value: Size, advisor: Advisor) -> Theorem:
    """Put the value of an index that has only one."""
    again = {j: new_index(j.name) for j in term.indices if j != index}
    new: dict[Index, Size] = {j: variable_poly(k) for j, k in again.items()}
    backward = {index: substitute(value, new), **new}
    made = substitute_sum(replace(term, indices=(), divisions=()), backward)
    conditions = tuple(c for c in made.conditions if not c.decided())
    target = replace(made, indices=tuple(again.values()), conditions=conditions)
    forward = {k: variable_poly(j) for j, k in again.items()}
    return kernel.reindex(
        hypotheses, term, target, forward, backward, tuple(range(len(term.atoms))), advisor
    )


def _busy(term: Sum) -> list[Index]:
    """Return the indices at which tensors are read."""
    read = {i for atom in term.atoms for e in atom.at for i in variables(e)}
    return [i for i in term.indices if i in read]
