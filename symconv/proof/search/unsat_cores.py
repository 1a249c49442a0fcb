"""Asks Z3 which facts contradict each other, by the text of SMT-LIB; its work is counted. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import z3

from symconv.language.terms import Condition, Monomial, Variable, coefficients
from symconv.proof.search.budget import Budget
from symconv.proof.trusted.smtlib import Fact

ONE_QUERY = 5_000_000  # steps of Z3 for one query
ONE_SHORTER = 2_000_000  # for one attempt to do with less
SMALL_MODEL = 800_000  # for a look at small numbers
BOX = 9  # a counterexample is looked for with all unknowns in [-BOX, BOX]


@dataclass(frozen=True, eq=False)
class UnsatCores:
    """Z3 in a context of its own, since its common one is not safe, with the texts of facts it has seen.

    Parameters
    ----------
    budget : Budget
        Where its work is counted.
    linear : dict
        The name of the unknown that stands for a monomial.
    products : dict
        The name of the unknown that stands for a variable, where products stay products.
    """

    budget: Budget
    context: Any = field(default_factory=z3.Context)
    linear: dict[Monomial, str] = field(default_factory=dict)
    variables: dict[Variable, str] = field(default_factory=dict)
    texts: dict[tuple[Fact, bool], str] = field(default_factory=dict)

    def core(self, facts: Sequence[Fact]) -> list[int] | None:
        """Return the places of few facts that contradict each other; ``None`` where none are found."""
        marks = [f"use{n}" for n in range(len(facts))]
        marked = [f"(=> {mark} {self._text(f)})" for mark, f in zip(marks, facts, strict=True)]
        solver = self._solver(marked, ONE_QUERY, marks)
        names = [z3.Bool(mark, self.context) for mark in marks]
        if self._answer(solver, names) != z3.unsat:
            return None
        needed = {str(mark) for mark in solver.unsat_core()}
        return [n for n, mark in enumerate(marks) if mark in needed]

    def contradict(self, facts: Iterable[Fact], limit: int = ONE_SHORTER) -> bool:
        """Return whether facts are found to contradict each other, every monomial an unknown."""
        solver = self._solver([self._text(f) for f in facts], limit)
        return bool(self._answer(solver) == z3.unsat)

    def contradict_as_products(self, facts: Iterable[Fact]) -> bool:
        """Return whether facts are found to contradict each other, products being products."""
        solver = self._solver([self._text(f, False) for f in facts], ONE_SHORTER)
        return bool(self._answer(solver) == z3.unsat)

    def have_small_model(self, facts: Iterable[Fact]) -> bool:
        """Return whether facts are found to hold at once for small numbers, products being products."""
        asserted = [self._text(f, False) for f in facts]
        box = [f"(<= (- {BOX}) {name} {BOX})" for name in self.variables.values()]
        solver = self._solver([*asserted, *box], SMALL_MODEL)
        return bool(self._answer(solver) == z3.sat)

    def _solver(self, asserted: list[str], limit: int, marks: Sequence[str] = ()) -> Any:
        solver = z3.Solver(ctx=self.context)
        solver.set("rlimit", limit)
        solver.set("random_seed", 0)
        unknowns = [*self.linear.values(), *self.variables.values()]
        lines = [f"(declare-const {name} Int)" for name in unknowns]
        lines += [f"(declare-const {mark} Bool)" for mark in marks]
        lines += [f"(assert {text})" for text in asserted]
        solver.from_string("\n".join(lines))
        return solver

    def _answer(self, solver: Any, assumed: Sequence[Any] = ()) -> Any:
        before = self._steps(solver)
        answer = solver.check(assumed)
        self.budget.spend(self._steps(solver) - before)
        return answer

    def _steps(self, solver: Any) -> int:
        """Return how many steps Z3 has done in this context."""
        return int(solver.statistics().get_key_value("rlimit count"))

    def _text(self, f: Fact, linear: bool = True) -> str:
        if (f, linear) not in self.texts:
            cases = [self._joined("and", [self._condition(c, linear) for c in case]) for case in f]
            self.texts[f, linear] = self._joined("or", cases)
        return self.texts[f, linear]

    def _condition(self, condition: Condition, linear: bool) -> str:
        terms = coefficients(condition.left).items()
        products = [self._product(monomial, c, linear) for monomial, c in terms]
        return f"({condition.relation} {self._joined('+', ['0', *products])} 0)"

    def _product(self, monomial: Monomial, coefficient: int, linear: bool) -> str:
        number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
        if not monomial:
            return number
        if linear:
            name = self.linear.setdefault(monomial, f"m{len(self.linear) + 1}")
            return f"(* {number} {name})"
        names = [self.variables.setdefault(v, f"v{len(self.variables) + 1}") for v in monomial]
        return f"(* {number} {' '.join(names)})"

    @staticmethod
    def _joined(operator: str, parts: list[str]) -> str:
        return f"({operator} {' '.join(parts)})"
