"""Proves conditions on sizes with several minima and maxima, case by case of which size is the smaller one. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symconv.language.extremes import is_sign
from symconv.language.terms import (
    Condition,
    Quotient,
    at_least,
    variable_poly,
)
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules
from symconv.proof.search.failure import Failed, Outcome

FEWEST, MOST = 2, 4
"""How many minima and maxima are told apart: one needs no cases, and each doubles them."""

MOST_REMAINDERS = 40
"""How many cases of remainders are told apart."""

Goals = tuple[Condition, ...]


def entailed_by_cases(rules: Rules, goals: Goals, quotients: Sequence[Quotient]) -> Outcome:
    """Prove goals; each quotient that belongs to a minimum or a maximum is 0 or -1.

    Where there are such, remainders by small numbers are told apart first: solvers are slow to see
    that of two neighbours one is even.
    """
    signs = tuple(quotient for quotient in quotients if is_sign(quotient))
    small = tuple(quotient for quotient in quotients if _is_small(quotient))
    told = signs if FEWEST <= len(signs) <= MOST else ()
    if told and len(small) > 1 and prod(map(_number, small)) <= MOST_REMAINDERS:
        return _for_each_remainder(rules, goals, told, [(q, _number(q)) for q in small])
    return _by_cases(rules, goals, told)


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


def _is_small(quotient: Quotient) -> bool:
    return not is_sign(quotient) and isinstance(quotient.denominator, int)


def _number(quotient: Quotient) -> int:
    """Return the number by which a small quotient divides; 1 for others."""
    return quotient.denominator if isinstance(quotient.denominator, int) else 1


def _for_each_remainder(
    rules: Rules, goals: Goals, signs: Sequence[Quotient], left: Sequence[tuple[Quotient, int]]
) -> Outcome:
    """Prove goals where each of some remainders is 0, or 1, and so on below a number."""
    if not left:
        return rules.entailed(goals) if rules.are_contradictory else _by_cases(rules, goals, signs)
    (quotient, number), *later = left
    if number == 1:
        return _for_each_remainder(rules, goals, signs, later)
    remainder = quotient.numerator - quotient.denominator * variable_poly(quotient)
    last = at_least(remainder, number - 1)
    at = _for_each_remainder(rules.assuming(last), goals, signs, later)
    if isinstance(at, Failed):
        return at
    below = rules.assuming(at_least(-1, last.left))
    smaller = _for_each_remainder(below, goals, signs, [(quotient, number - 1), *later])
    if isinstance(smaller, Failed):
        return smaller
    return kernel.assume(kernel.cases(last, at, smaller), rules.hypotheses)


def _bounded(rules: Rules, bound: Condition, goals: Goals, signs: Sequence[Quotient]) -> Outcome:
    """Prove goals where a bound holds, and that it cannot fail."""
    within = _by_cases(rules.assuming(bound), goals, signs)
    if isinstance(within, Failed):
        return within
    beyond = rules.assuming(at_least(-1, bound.left)).entailed(goals)
    if isinstance(beyond, Failed):
        return beyond
    return kernel.assume(kernel.cases(bound, within, beyond), rules.hypotheses)
