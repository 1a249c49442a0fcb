"""Proves conditions on sizes with several minima and maxima, case by case of which size is the smaller one. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.language.extremes import is_sign
from symconv.language.terms import Condition, Quotient, at_least, variable_poly
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules
from symconv.proof.search.failure import Failed, Outcome

FEWEST, MOST = 2, 4
"""How many minima and maxima are told apart: one needs no cases, and each doubles them."""

Goals = tuple[Condition, ...]


def entailed_by_cases(rules: Rules, goals: Goals, quotients: Sequence[Quotient]) -> Outcome:
    """Prove goals; each quotient that belongs to a minimum or a maximum is 0 or -1."""
    signs = tuple(quotient for quotient in quotients if is_sign(quotient))
    return _by_cases(rules, goals, signs if FEWEST <= len(signs) <= MOST else ())


def _by_cases(rules: Rules, goals: Goals, signs: Sequence[Quotient]) -> Outcome:
    if not signs:
        return rules.entailed(goals)
    sign = variable_poly(signs[0])
    condition = at_least(sign, 0)
    zero = _bounded(rules.assuming(condition), at_least(0, sign), goals, signs[1:])
    if isinstance(zero, Failed):
        return zero
    opposite = at_least(-1, sign)
    minus_one = _bounded(rules.assuming(opposite), at_least(sign, -1), goals, signs[1:])
    if isinstance(minus_one, Failed):
        return minus_one
    return kernel.assume(kernel.cases(condition, zero, minus_one), rules.hypotheses)


def _bounded(rules: Rules, bound: Condition, goals: Goals, signs: Sequence[Quotient]) -> Outcome:
    """Prove goals where a bound holds, and that it cannot fail."""
    within = _by_cases(rules.assuming(bound), goals, signs)
    if isinstance(within, Failed):
        return within
    beyond = rules.assuming(at_least(-1, bound.left)).entailed(goals)
    if isinstance(beyond, Failed):
        return beyond
    return kernel.assume(kernel.cases(bound, within, beyond), rules.hypotheses)
