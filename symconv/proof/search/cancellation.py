"""What becomes of sums without a partner: they vanish, or several of them add up to several others. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symconv.language.terms import Expression, Sum, Variable, variables
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules, chain
from symconv.proof.search.failure import Failed, Found
from symconv.proof.search.index_maps import equal_sums
from symconv.proof.search.pairing import names, places


@dataclass(frozen=True, eq=False)
class Remainder:
    """Sums of the two sides that found no partner, and why.

    Parameters
    ----------
    left, right : list of Sum
        They hold tensors.
    failures : list of Failed
        What was missing for a pair.
    """

    left: list[Sum]
    right: list[Sum]
    failures: list[Failed]

    def kinds(self) -> list[Remainder]:
        """Return the sums of each kind by themselves: those that hold the same tensors."""
        kinds: dict[tuple[str, ...], Remainder] = {}
        for kind in map(names, self.left + self.right):
            kinds[kind] = Remainder([], [], self.failures)
        for term in self.left:
            kinds[names(term)].left.append(term)
        for term in self.right:
            kinds[names(term)].right.append(term)
        return list(kinds.values())

    def without(self, terms: Sequence[Sum]) -> Remainder:
        """Return what is left when some sums are gone, and the failures that are not about these."""
        kept = [f for f in self.failures if f.source not in terms and f.target not in terms]
        left = [term for term in self.left if term not in terms]
        right = [term for term in self.right if term not in terms]
        return Remainder(left, right, kept)


def cancel(rules: Rules, remainder: Remainder) -> list[Found] | Failed:
    """Prove of sums without a partner that they vanish, or that the multiples of each sum add up alike on both sides."""
    proved: list[Found] = []
    for kind in remainder.kinds():
        found = _cancel_kind(rules, kind)
        if isinstance(found, Failed):
            return found
        proved += found
    return proved


def _cancel_kind(rules: Rules, kind: Remainder) -> list[Found] | Failed:
    vanishing = {term: rules.vanish(term) for term in kind.left + kind.right}
    gone = {term: found for term, found in vanishing.items() if not isinstance(found, Failed)}
    rest = kind.without(list(gone))
    added = _add_up(rules, rest)
    reasons = [found for found in vanishing.values() if isinstance(found, Failed)]
    if added is None and reasons:
        first = (rest.left + rest.right)[0]
        return _worth_working_on(rest.failures) or reasons[0].about(first)
    proved = [] if added is None else [added]
    proved += [gone[term] for term in kind.left if term in gone]
    return proved + [kernel.symmetric(gone[term]) for term in kind.right if term in gone]


def _worth_working_on(failures: list[Failed]) -> Failed | None:
    """Return a failure about sizes and positions only, else the first."""
    about_sizes = (f for f in failures if f.inequality and f.is_about(_outside(f)))
    return next(about_sizes, failures[0] if failures else None)


def _outside(failure: Failed) -> set[Variable]:
    """Return what the conditions of the sums of a failure mention and do not bind."""
    sums = [term for term in (failure.source, failure.target) if term is not None]
    used = {v for term in sums for c in term.conditions for v in variables(c.left)}
    return used - {i for term in sums for i in term.indices}


def _add_up(rules: Rules, rest: Remainder) -> Found | None:
    """Prove both sides equal class by class, each of the multiples of one sum, if they add up alike."""
    if len(rest.left + rest.right) < 2:
        return None
    models: list[Sum] = []
    first = rules.added([_as_multiple(rules, term, models) for term in rest.left])
    second = rules.added([_as_multiple(rules, term, models) for term in rest.right])
    middle = []
    for model in models:
        here = _multiples(first.statement.right, model)
        there = _multiples(second.statement.right, model)
        found = rules.weights(here, there)
        if isinstance(found, Failed):
            return None
        middle.append(found)
    return chain(first, rules.added(middle), kernel.symmetric(second))


def _as_multiple(rules: Rules, term: Sum, models: list[Sum]) -> Found:
    """Prove a sum equal to a multiple of a model; it becomes a model itself where there is none."""
    for model in models:
        if len(places(model)) == len(places(term)) and places(model) != places(term):
            continue
        multiple = replace(model, weight=term.weight)
        if rules.tell_apart((term,), (multiple,)):
            continue
        found = equal_sums(rules, term, multiple)
        if not isinstance(found, Failed):
            return found
    models.append(term)
    return rules.same((term,))


def _multiples(terms: Expression, model: Sum) -> Expression:
    return tuple(term for term in terms if replace(term, weight=model.weight) == model)
