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
    """

    context: Any
    linear: bool = True
    unknowns: dict[Monomial, Any] = field(default_factory=dict)

    def __call__(self, f: Fact) -> Any:
        """Return a fact as a formula."""
        cases = [
            z3.And([*map(self._condition, case), z3.BoolVal(True, self.context)]) for case in f
        ]
        return z3.Or([*cases, z3.BoolVal(False, self.context)])

    def unknown(self, monomial: Monomial) -> Any:
        """Return what stands for a monomial."""
        if monomial not in self.unknowns:
            self.unknowns[monomial] = z3.Int(
                f"{'m' if self.linear else 'v'}{len(self.unknowns) + 1}", self.context
            )
        return self.unknowns[monomial]

    def _condition(self, condition: Condition) -> Any:
        total = z3.IntVal(0, self.context)
        for monomial, coefficient in coefficients(condition.left).items():
            total = total + coefficient * self._monomial(monomial)
        return total == 0 if condition.relation == "=" else total >= 0

    def _monomial(self, monomial: Monomial) -> Any:
        if self.linear and monomial:
            return self.unknown(monomial)
        product = z3.IntVal(1, self.context)
        for variable in monomial:
            product = product * self.unknown((variable,))
        return product
