"""Proves conditions on sizes with several minima and maxima, case by case of which size is the smaller one. Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from symconv.language.extremes import is_sign
from symconv.language.terms import (
    Condition,
    Quotient,
    at_least,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules
from symconv.proof.search.failure import Failed, Found, Outcome

FEWEST, MOST = 2, 4
"""How many minima and maxima are told apart: one needs no cases, and each may double them."""

MOST_REMAINDERS = 16
"""How many remainders of a letter are told apart."""

MOST_KNOWN = 10
"""How many minima and maxima are told apart where all remainders are known, so that most cases are impossible."""

Goals = tuple[Condition, ...]


def entailed_by_cases(rules: Rules, goals: Goals, quotients: Sequence[Quotient]) -> Outcome:
    """Prove goals; each quotient that belongs to a minimum or a maximum is 0 or -1.

    Where there are such, remainders by small numbers are told apart first: solvers are slow to see
    that of two neighbours one is even.
    """
    signs = tuple(quotient for quotient in quotients if is_sign(quotient))
    small = [quotient for quotient in quotients if _is_small(quotient)]
    remainders = max(map(_period, small), default=0)
    if len(small) > 1 and remainders <= MOST_REMAINDERS and FEWEST <= len(signs) <= MOST_KNOWN:
        return _for_each_remainder(rules, goals, signs, sorted(small, key=_number, reverse=True))
    return _by_cases(rules, goals, signs if FEWEST <= len(signs) <= MOST else ())


def _by_cases(rules: Rules, goals: Goals, signs: Sequence[Quotient]) -> Outcome:
    if not signs:
        return rules.entailed(goals)
    sign = variable_poly(signs[0])
    inside = partial(_by_cases, goals=goals, signs=signs[1:])
    return _in_two(
        rules,
        goals,
        at_least(sign, 0),
        lambda zero: _in_two(zero, goals, at_least(0, sign), inside),
        lambda below: _in_two(below, goals, at_least(sign, -1), inside),
    )


def _in_two(
    rules: Rules,
    goals: Goals,
    condition: Condition,
    holds: Callable[[Rules], Outcome],
    fails: Callable[[Rules], Outcome] | None = None,
) -> Outcome:
    """Prove goals where a condition holds and where it fails; a case without any example is tried as impossible."""
    proved = []
    for case, prove in ((condition, holds), (at_least(-1, condition.left), fails)):
        inside = rules.assuming(case)
        found = inside.entailed(goals) if prove is None or not inside.are_satisfied else None
        if prove is not None and not isinstance(found, Found):
            found = prove(inside)
        if not isinstance(found, Found):
            return found or Failed("nothing was tried")
        proved.append(found)
    return kernel.assume(kernel.cases(condition, *proved), rules.hypotheses)


def _is_small(quotient: Quotient) -> bool:
    return not is_sign(quotient) and isinstance(quotient.denominator, int)


def _number(quotient: Quotient) -> int:
    """Return the number by which a small quotient divides; 1 for others."""
    return quotient.denominator if isinstance(quotient.denominator, int) else 1


def _period(quotient: Quotient) -> int:
    """Return how many remainders of the letters inside a quotient tell all remainders of it."""
    inner = [v for v in variables(quotient.numerator) if isinstance(v, Quotient)]
    return _number(quotient) * max(map(_period, inner), default=1)


def _for_each_remainder(
    rules: Rules, goals: Goals, signs: Sequence[Quotient], left: Sequence[Quotient], less: int = 1
) -> Outcome:
    """Prove goals where each of some remainders is as large as it can be, or less by one, and so on."""
    if not left:
        return _by_cases(rules, goals, signs)
    quotient, *later = left
    if less == _number(quotient):
        return _for_each_remainder(rules, goals, signs, later)
    remainder = quotient.numerator - quotient.denominator * variable_poly(quotient)
    return _in_two(
        rules,
        goals,
        at_least(remainder, quotient.denominator - less),
        lambda at: _for_each_remainder(at, goals, signs, later),
        lambda below: _for_each_remainder(below, goals, signs, left, less + 1),
    )
