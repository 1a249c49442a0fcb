"""Writes a sum over an index of known extent out, cell by cell: the other side may have been added up by Python. Untrusted."""

from __future__ import annotations

from symconv.proof import kernel
from symconv.proof.elimination import ranges_in
from symconv.proof.kernel import Theorem
from symconv.proof.statement import Hypotheses, Statement
from symconv.terms import Expression, Index, Sum, at_least, variable_poly, variables

LONGEST = 9  # cells of an axis that are written out


def unrolled(statement: Statement) -> tuple[Theorem, Theorem] | None:
    """Return that each side equals its sums written out, where the other side has more of them; ``None`` if none is."""
    left = _side(statement.hypotheses, statement.left, statement.right)
    right = _side(statement.hypotheses, statement.right, statement.left)
    changed = left.statement.left != left.statement.right or right.statement.left != right.statement.right
    return (left, right) if changed else None


def _side(hypotheses: Hypotheses, terms: Expression, others: Expression) -> Theorem:
    theorem = kernel.reflexive(hypotheses, terms)
    while (found := _next(theorem.statement.right, others)) is not None:
        term, index, extent = found
        rest = list(theorem.statement.right)
        rest.remove(term)
        written = kernel.add((_written(hypotheses, term, index, extent), kernel.reflexive(hypotheses, tuple(rest))))
        theorem = kernel.transitive(theorem, written)
    return theorem


def _next(terms: Expression, others: Expression) -> tuple[Sum, Index, int] | None:
    """Return a sum with an index of known extent, of a kind of which there are fewer here than there."""
    for term in terms:
        mine, theirs = (sum(_names(s) == _names(term) for s in side) for side in (terms, others))
        for found in ranges_in(term.conditions) if mine < theirs else ():
            (index,) = variables(found.value)
            if not isinstance(index, Index) or index not in term.indices or not isinstance(found.extent, int):
                continue
            if 1 < found.extent <= LONGEST and not _cut(term, index, found.extent):
                return term, index, found.extent
    return None


def _cut(term: Sum, index: Index, extent: int) -> bool:
    """Return whether a sum is one of the parts already."""
    below = any(at_least(c, variable_poly(index)) in term.conditions for c in range(extent - 1))
    return below or at_least(variable_poly(index), extent - 1) in term.conditions


def _names(term: Sum) -> list[str]:
    return sorted(atom.tensor for atom in term.atoms)


def _written(hypotheses: Hypotheses, term: Sum, index: Index, extent: int) -> Theorem:
    """Cut a sum at ``index <= 0``, ``index <= 1``, ..."""
    theorem = kernel.reflexive(hypotheses, (term,))
    for cell in range(extent - 1):
        *done, rest = theorem.statement.right
        cut = kernel.split(hypotheses, rest, at_least(cell, variable_poly(index)))
        theorem = kernel.transitive(theorem, kernel.add((kernel.reflexive(hypotheses, tuple(done)), cut)))
    return theorem
