"""Takes a sum without tensors apart into factors over indices that have nothing to do with each other. Untrusted."""

from __future__ import annotations

from symconv.language.terms import Division, Index, Sum, Variable, variables
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules, chain
from symconv.proof.search.failure import Failed, Found, Outcome


def factors(term: Sum) -> list[Sum]:
    """Return sums whose product is the sum: one for each group of indices that conditions connect, such as those of an axis.

    The first carries the weight and what is said of no index.
    """
    groups = _connected(term)
    if len(groups) < 2 or variables(term.weight) & set(term.indices):
        return [term]
    found = []
    for group in groups:
        indices = tuple(i for i in term.indices if i in group)
        said = tuple(c for c in term.conditions if _group(groups, variables(c.left)) is group)
        divisions = tuple(d for d in term.divisions if _used(d) & group)
        weight = term.weight if group is groups[0] else 1
        found.append(Sum(indices, said, (), weight, divisions))
    return found


def _connected(term: Sum) -> list[set[Index]]:
    """Return the groups of indices that occur together."""
    used = [variables(c.left) for c in term.conditions] + [_used(d) for d in term.divisions]
    groups: list[set[Index]] = []
    for index in term.indices:
        beside = set().union(*(names for names in used if index in names))
        together = {index} | {i for i in term.indices if i in beside}
        joined = [group for group in groups if group & together]
        groups = [group for group in groups if group not in joined]
        groups.append(together.union(*joined))
    return groups


def _used(division: Division) -> set[Variable]:
    operands = variables(division.dividend) | variables(division.divisor)
    return {division.quotient, division.remainder} | operands


def _group(groups: list[set[Index]], used: set[Variable]) -> set[Index]:
    """Return the group that something belongs to; the first where it mentions no index."""
    return next((group for group in groups if group & used), groups[0])


def product(rules: Rules, term: Sum, values: list[Found]) -> Outcome:
    """Prove a sum equal to the product of the values of its factors, which are sums without indices or nothing."""
    whole, *others = values
    for value in others:
        outer = kernel.times(whole, value.statement.left)
        right = whole.statement.right
        whole = chain(outer, kernel.times(value, right)) if right else outer
    (again,) = whole.statement.left
    listed = rules.relisted(term, again)
    return listed if isinstance(listed, Failed) else chain(listed, whole)
