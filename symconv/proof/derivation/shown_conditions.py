"""Which conditions of a sum are worth showing: those that say more than every reader knows."""

from __future__ import annotations

from symconv.language.terms import Condition, Sum
from symconv.proof.derivation.implication import Follows
from symconv.proof.derivation.unfolding import Places
from symconv.proof.trusted.statement import Hypotheses


def shown_conditions(
    term: Sum, assumed: Hypotheses, places: Places, follows: Follows
) -> tuple[Condition, ...]:
    """Return the conditions that say more than the ranges of what is read and than what is assumed.

    Equations are always shown; an inequality is left out where it follows from all that is known
    and from the other conditions that are shown.
    """
    known = places.ranges(term)
    equations = tuple(dict.fromkeys(c for c in term.conditions if c.relation == "="))
    kept = [
        condition
        for condition in dict.fromkeys(term.conditions)
        if condition.relation != "=" and condition not in known and condition not in assumed
    ]
    for condition in list(kept):
        others = [c for c in kept if c != condition]
        if follows((*assumed, *known, *equations, *others), condition):
            kept = others
    return (*equations, *kept)
