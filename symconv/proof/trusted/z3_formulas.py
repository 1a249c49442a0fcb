"""Facts about integers as Z3 formulas. Trusted: what the first solver is asked is this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import z3

from symconv.language.terms import Condition, Monomial, coefficients
from symconv.proof.trusted.smtlib import Fact


@dataclass(frozen=True)
class Translation:
    """What makes facts Z3 formulas.

    Unknowns are numbered as they come: neither a spelling nor what was asked before can change an
    answer.

    Parameters
    ----------
    context : z3.Context
        Where the formulas live.
    linear : bool
        Whether every monomial is an unknown of its own.

    Notes
    -----
    Sums and products are made by Z3's functions for any number of operands: Python's operators would
    ask for the sort of each operand, which takes ten times as long.
    """

    context: Any
    linear: bool
    unknowns: dict[Monomial, Any] = field(default_factory=dict)
    numbers: dict[int, Any] = field(default_factory=dict)

    def __call__(self, f: Fact) -> Any:
        """Return a fact as a formula."""
        true, false = (z3.BoolVal(value, self.context) for value in (True, False))
        cases = []
        for case in f:
            conditions = [*map(self._condition, case)]
            cases.append(self._joined(z3.Z3_mk_and, true, conditions, z3.BoolRef))
        return self._joined(z3.Z3_mk_or, false, cases, z3.BoolRef)

    def unknown(self, monomial: Monomial) -> Any:
        """Return what stands for a monomial."""
        if monomial not in self.unknowns:
            self.unknowns[monomial] = z3.Int(
                f"{'m' if self.linear else 'v'}{len(self.unknowns) + 1}", self.context
            )
        return self.unknowns[monomial]

    def _number(self, value: int) -> Any:
        if value not in self.numbers:
            self.numbers[value] = z3.IntVal(value, self.context)
        return self.numbers[value]

    def _condition(self, condition: Condition) -> Any:
        terms = [self._term(*item) for item in coefficients(condition.left).items()]
        total = self._joined(z3.Z3_mk_add, self._number(0), terms, z3.ArithRef)
        compare = z3.Z3_mk_eq if condition.relation == "=" else z3.Z3_mk_ge
        compared = compare(self.context.ref(), total.as_ast(), self._number(0).as_ast())
        return z3.BoolRef(compared, self.context)

    def _term(self, monomial: Monomial, coefficient: int) -> Any:
        factors = [] if coefficient == 1 else [self._number(coefficient)]
        if self.linear and monomial:
            factors.append(self.unknown(monomial))
        else:
            factors += [self.unknown((variable,)) for variable in monomial]
        return self._joined(z3.Z3_mk_mul, self._number(1), factors, z3.ArithRef)

    def _joined(self, operator: Any, neutral: Any, parts: list[Any], kind: Any) -> Any:
        """Apply an operator; one operand stays bare, and none is what changes nothing."""
        if len(parts) < 2:
            return parts[0] if parts else neutral
        operands = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
        return kind(operator(self.context.ref(), len(parts), operands), self.context)
