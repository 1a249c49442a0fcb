"""Puts in what the conditions determine, and collects the sums that read the same cells. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import gcd

from symconv.language.terms import (
    Atom,
    Condition,
    Division,
    Expression,
    Index,
    Size,
    Sum,
    Variable,
    coefficients,
    collapse,
    equal,
    new_index,
    substitute,
    substitute_sum,
    variable_poly,
    variables,
)
from symconv.proof.search.deduction import Rules, chain
from symconv.proof.search.divisions import Counted
from symconv.proof.search.elimination import Values, reduced
from symconv.proof.search.factors import cofactor, common_factor
from symconv.proof.search.failure import Failed, Found, Outcome
from symconv.proof.search.patience import ONE_SYSTEM


def resolve(rules: Rules, term: Sum) -> Outcome:
    """Prove a sum equal to one without the indices that its conditions determine, over the rest of them.

    Where nothing is left to sum over, the conditions go too if they follow, or the sum does if they
    contradict.
    """
    rules.advisor.patience.spend(ONE_SYSTEM)
    solved = dict(reduced(Counted(rules, term).system(term.indices)).solved)
    if set(solved) != set(term.indices):
        return put(rules, term, solved)
    point = replace(_with_values(term, solved), conditions=())
    for found in (rules.reindex(term, point, {}, solved), rules.vanish(term)):
        if not isinstance(found, Failed):
            return found
    return put(rules, term, solved)


def put(rules: Rules, term: Sum, solved: Values) -> Outcome:
    """Put the values of indices for these, over the other indices; every condition as tight as integers make it."""
    fresh = {i: new_index(i.name) for i in term.indices if i not in solved}
    again: dict[Index, Size] = {i: variable_poly(j) for i, j in fresh.items()}
    backward = {i: substitute(value, again) for i, value in solved.items()} | again
    made = _with_values(term, backward)
    if any(c.decided() is False for c in made.conditions):
        return rules.vanish(term)
    tight = _exact(dict.fromkeys(tightened(c, rules.positive) for c in made.conditions))
    conditions = tuple(c for c in tight if not c.decided() and c not in rules.hypotheses)
    if not solved and set(conditions) == set(term.conditions):
        return rules.same((term,))
    carried = [d for d in term.divisions if {d.quotient, d.remainder} <= set(fresh)]
    target = replace(
        made,
        indices=tuple(fresh.values()),
        conditions=conditions,
        divisions=tuple(_renamed(d, fresh, backward) for d in carried),
    )
    forward = {j: variable_poly(i) for i, j in fresh.items()}
    return rules.reindex(term, target, forward, backward)


def _exact(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions in which two opposite bounds are one equation."""
    listed = tuple(conditions)
    known = set(listed)
    met: dict[Condition, None] = {}
    for condition in listed:
        opposite = Condition(">=", -condition.left)
        both = condition.relation == ">=" and opposite in known
        if not both:
            met[condition] = None
        elif equal(opposite.left, 0) not in met:
            met[equal(condition.left, 0)] = None
    return tuple(met)


def tightened(condition: Condition, positive: Iterable[Variable]) -> Condition:
    """Return what a condition says of integers: ``3*i >= -1`` is ``i >= 0``, and ``s*i >= 0`` is ``i >= 0``.

    Examples
    --------
    >>> from symconv.language.terms import at_least, index, letter
    >>> i, n = index("i"), letter("n")
    >>> tightened(at_least(3 * n, 3 * i + 2), ()) == at_least(n, i + 1)
    True
    """
    left = cofactor(condition.left, common_factor(condition.left, positive))
    terms = coefficients(left)
    content = gcd(*(c for monomial, c in terms.items() if monomial))
    if content < 2:
        return Condition(condition.relation, left)
    if condition.relation == "=" and terms.get((), 0) % content:
        return condition
    return Condition(condition.relation, collapse({m: c // content for m, c in terms.items()}))


def _with_values(term: Sum, values: Mapping[Index, Size]) -> Sum:
    return substitute_sum(replace(term, indices=(), divisions=()), values)


def _renamed(d: Division, fresh: Mapping[Index, Index], values: Mapping[Index, Size]) -> Division:
    operands = substitute(d.dividend, values), substitute(d.divisor, values)
    return Division(fresh[d.quotient], fresh[d.remainder], *operands)


def collect(rules: Rules, terms: Expression) -> Found:
    """Prove terms equal to as many sums as they read different cells, the weights of each added up."""
    groups: dict[object, list[Sum]] = {}
    for term in terms:
        groups.setdefault(_shape(term), []).append(term)
    return rules.added(_added_up(rules, group) for group in groups.values())


def _shape(term: Sum) -> tuple[tuple[Atom, ...], frozenset[Condition]]:
    """Return a sum's atoms and conditions, whatever its indices are called and its atoms listed."""
    names = {i: variable_poly(Index("", place)) for place, i in enumerate(_ordered_indices(term))}
    renamed = _with_values(term, names)
    return tuple(renamed.atoms[n] for n in _ordered_atoms(term)), frozenset(renamed.conditions)


def _ordered_atoms(term: Sum) -> list[int]:
    """Return the places of the atoms, by tensor and by what is read if all indices are one."""
    names = {i: variable_poly(Index("", 0)) for i in term.indices}
    read = [(atom.tensor, repr(atom.at)) for atom in _with_values(term, names).atoms]
    return sorted(range(len(read)), key=read.__getitem__)


def _ordered_indices(term: Sum) -> list[Index]:
    """Return the indices in the order in which they are read."""
    read = [e for n in _ordered_atoms(term) for e in term.atoms[n].at]
    used = dict.fromkeys(v for e in read for v in sorted(variables(e)))
    found = [i for i in used if isinstance(i, Index) and i in term.indices]
    return found + [i for i in term.indices if i not in found]


def _added_up(rules: Rules, group: list[Sum]) -> Found:
    """Prove sums of one shape equal to one sum, or to nothing."""
    unchanged = rules.same(tuple(group))
    if len(group) < 2:
        return unchanged
    model = group[0]
    moved = []
    for term in group:
        found = _as_model(rules, term, model)
        if isinstance(found, Failed):
            return unchanged
        moved.append(found)
    whole = rules.added(moved)
    weight = sum((term.weight for term in whole.statement.right), 0)
    total = (replace(model, weight=weight),) if weight != 0 else ()
    found = rules.weights(whole.statement.right, total)
    return unchanged if isinstance(found, Failed) else chain(whole, found)


def _as_model(rules: Rules, term: Sum, model: Sum) -> Outcome:
    """Prove a sum equal to one over the indices of another of its shape."""
    if replace(term, weight=model.weight, divisions=model.divisions) == model:
        return rules.same((term,))
    pairs = list(zip(_ordered_indices(term), _ordered_indices(model), strict=True))
    names = {i: variable_poly(j) for i, j in pairs}
    back = {j: variable_poly(i) for i, j in pairs}
    places = dict(zip(_ordered_atoms(term), _ordered_atoms(model), strict=True))
    pairing = tuple(places[n] for n in range(len(places)))
    target = replace(model, weight=substitute(term.weight, names))
    if rules.advisor.in_order and pairing != tuple(range(len(pairing))):
        return Failed("two sums hold the same tensors in another order")
    if set(term.indices) & set(model.indices):
        return Failed("two sums share an index")
    return rules.reindex(term, target, back, names, pairing)
