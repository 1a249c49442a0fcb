"""Takes a sum without tensors apart into factors over indices that have nothing to do with each other. Untrusted."""

from __future__ import annotations

from symconv.language.terms import Sum, Variable, variable_poly, variables
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor
from symconv.proof.trusted.statement import Hypotheses


def factors(term: Sum) -> list[Sum]:
    """Return sums whose product is the sum: one for each group of indices that conditions connect, such as those of an axis.

    The first carries the weight and what is said of no index.
    """
    said = [variables(c.left) for c in term.conditions]
    divided = [
        {d.quotient, d.remainder} | variables(d.dividend) | variables(d.divisor)
        for d in term.divisions
    ]
    groups: list[set[Variable]] = []
    for index in term.indices:
        together = {index}.union(
            *(used & set(term.indices) for used in (*said, *divided) if index in used)
        )
        joined = [group for group in groups if group & together]
        groups = [group for group in groups if group not in joined] + [together.union(*joined)]
    if len(groups) < 2 or variables(term.weight) & set(term.indices):
        return [term]
    placed = [next((n for n, group in enumerate(groups) if used & group), 0) for used in said]
    return [
        Sum(
            tuple(i for i in term.indices if i in group),
            tuple(c for c, place in zip(term.conditions, placed, strict=True) if place == n),
            (),
            1 if n else term.weight,
            tuple(d for d, used in zip(term.divisions, divided, strict=True) if used & group),
        )
        for n, group in enumerate(groups)
    ]


def product(hypotheses: Hypotheses, term: Sum, values: list[Theorem], advisor: Advisor) -> Theorem:
    """Prove a sum equal to the product of the values of its factors, which are sums without indices or nothing."""
    whole, *others = values
    for value in others:
        outer = kernel.times(whole, value.statement.left)
        inner = kernel.times(value, whole.statement.right) if whole.statement.right else None
        whole = kernel.transitive(outer, inner) if inner else outer
    (again,) = whole.statement.left
    same = {i: variable_poly(i) for i in term.indices}
    return kernel.transitive(
        kernel.reindex(hypotheses, term, again, same, same, (), advisor), whole
    )
