"""Facts about integers, printed as SMT-LIB 2.6. Trusted: what the second solver is asked is this text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from symconv.errors import ProofError
from symconv.language.terms import (
    Condition,
    GivenEquation,
    Hypothesis,
    Monomial,
    Poly,
    alternatives,
    coefficients,
)

Fact: TypeAlias = tuple[tuple[Condition, ...], ...]


def fact(hypothesis: Hypothesis) -> Fact:
    """Return a hypothesis as a disjunction of conjunctions.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> fact(at_least(letter("s"), 2))
    ((Condition(relation='>=', left=s - 2),),)
    """
    if isinstance(hypothesis, GivenEquation):
        raise ProofError("a hypothesis about tensors says nothing of sizes")
    return tuple((condition,) for condition in alternatives(hypothesis))


def unknowns(facts: Iterable[Fact]) -> tuple[Monomial, ...]:
    """Return the monomials that occur, short ones first."""
    found = {
        m
        for f in facts
        for case in f
        for condition in case
        for m in coefficients(condition.left)
        if m
    }
    return tuple(sorted(found, key=lambda m: (len(m), m)))


@lru_cache(maxsize=1024)  # it is asked, and then written into a certificate
def smtlib(facts: tuple[Fact, ...], linear: bool = True) -> str:
    """Return the query "can all facts hold at once?" as SMT-LIB 2.6.

    Unknowns are numbered; a comment says which monomial (or, not linear, which letter) each stands
    for, so no spelling of a letter can reach the solver.

    Parameters
    ----------
    facts : tuple of Fact
        Their conjunction is asked about.
    linear : bool
        Whether every monomial is an unknown of its own.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> s, I = letter("s"), letter("I")
    >>> print(smtlib((fact(at_least(s * I, 2 * s)),)), end="")
    (set-logic QF_LIA)
    (declare-const m1 Int) ; "s"
    (declare-const m2 Int) ; "I*s"
    (assert (>= (+ (* (- 2) m1) m2) 0))
    (check-sat)
    """
    monomials = unknowns(facts)
    if not linear:
        monomials = tuple(sorted({(variable,) for monomial in monomials for variable in monomial}))
    names = {monomial: f"m{number}" for number, monomial in enumerate(monomials, 1)}
    lines = [f"(set-logic {'QF_LIA' if linear else 'QF_NIA'})"]
    lines += [
        f"(declare-const {name} Int) ; {json.dumps(repr(Poly({m: 1})))}"
        for m, name in names.items()
    ]
    lines += [f"(assert {_print_fact(f, names)})" for f in facts]
    return "\n".join([*lines, "(check-sat)", ""])


def without_comments(query: str) -> str:
    """Return a query without its comments: questions that differ in names alone are one text then."""
    return "\n".join(line.partition(" ;")[0] for line in query.split("\n"))


def _print_fact(f: Fact, names: dict[Monomial, str]) -> str:
    cases = []
    for case in f:
        conditions = [_print_condition(c, names) for c in case]
        cases.append(_joined("and", "true", conditions))
    return _joined("or", "false", cases)


def _print_condition(condition: Condition, names: dict[Monomial, str]) -> str:
    items = sorted(coefficients(condition.left).items(), key=lambda item: (len(item[0]), item[0]))
    terms = [_print_term(monomial, coefficient, names) for monomial, coefficient in items]
    return f"({condition.relation} {_joined('+', '0', terms)} 0)"


def _print_term(monomial: Monomial, coefficient: int, names: dict[Monomial, str]) -> str:
    factors = (
        [names[monomial]] if monomial in names else [names[(variable,)] for variable in monomial]
    )
    number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
    return _joined("*", number, factors if coefficient == 1 else [number, *factors])


def _joined(operator: str, neutral: str, parts: list[str]) -> str:
    """Apply an operator; one operand stays bare, since cvc5 refuses a ``+`` or ``or`` of one."""
    return (
        neutral if not parts else parts[0] if len(parts) == 1 else f"({operator} {' '.join(parts)})"
    )
