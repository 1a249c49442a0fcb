"""Asks Z3 which facts contradict each other, by the text of SMT-LIB; its work is counted. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import z3

from symconv.language.terms import Condition, Monomial, Variable, coefficients
from symconv.proof.search.patience import Patience
from symconv.proof.trusted.smtlib import Fact
from symconv.proof.trusted.solvers import steps_so_far

ONE_QUERY = 5_000_000  # steps of Z3 for one query
ONE_SHORTER = 2_000_000  # for one attempt to do with less
SMALL_MODEL = 800_000  # for a look at small numbers
ONE_CHECK = 1500  # for starting Z3 once
ONE_LINE = 25  # for reading a fact
BOX = 9  # a counterexample is looked for with all unknowns in [-BOX, BOX]


class FactText(NamedTuple):
    """A fact in SMT-LIB, and the unknowns in it."""

    formula: str
    unknowns: frozenset[str]


@dataclass(frozen=True, eq=False)
class UnsatCores:
    """Z3 in a context of its own, since its common one is not safe, with the texts of facts it has seen.

    Parameters
    ----------
    patience : Patience
        Where its work is counted.
    linear : dict
        The name of the unknown that stands for a monomial.
    variables : dict
        The name of the unknown that stands for a variable, where products stay products.
    texts : dict
        Facts as they were written, with products as unknowns or as products.
    marks : list
        What says in a query whether the first, the second, ... fact is assumed.
    """

    patience: Patience
    context: Any = field(default_factory=z3.Context)
    linear: dict[Monomial, str] = field(default_factory=dict)
    variables: dict[Variable, str] = field(default_factory=dict)
    texts: dict[tuple[Fact, bool], FactText] = field(default_factory=dict)
    marks: list[Any] = field(default_factory=list)

    def core(self, facts: Sequence[Fact]) -> list[int] | None:
        """Return the places of few facts that contradict each other; ``None`` where none are found."""
        marks, solver = self._marked(facts, ONE_QUERY)
        if self._answer(solver, marks) != z3.unsat:
            return None
        needed = {mark.get_id() for mark in solver.unsat_core()}
        return [n for n, mark in enumerate(marks) if mark.get_id() in needed]

    def minimal(self, facts: Sequence[Fact], order: Iterable[int]) -> list[int]:
        """Return the places of facts that are all needed for a contradiction, dropping others in an order."""
        marks, solver = self._marked(facts, ONE_SHORTER)
        kept = list(range(len(facts)))
        for place in order:
            fewer = [n for n in kept if n != place]
            if self._answer(solver, [marks[n] for n in fewer]) == z3.unsat:
                kept = fewer
        return kept

    def contradict_as_products(self, facts: Iterable[Fact]) -> bool:
        """Return whether facts are found to contradict each other, products being products."""
        solver = self._solver([self._text(f, False) for f in facts], ONE_SHORTER)
        return bool(self._answer(solver) == z3.unsat)

    def have_small_model(self, facts: Iterable[Fact]) -> bool:
        """Return whether facts are found to hold at once for small numbers, products being products."""
        asserted = [self._text(f, False) for f in facts]
        unknowns = frozenset[str]().union(*(text.unknowns for text in asserted))
        box = [FactText(f"(<= (- {BOX}) {name} {BOX})", frozenset()) for name in sorted(unknowns)]
        return bool(self._answer(self._solver([*asserted, *box], SMALL_MODEL)) == z3.sat)

    def _marked(self, facts: Sequence[Fact], limit: int) -> tuple[list[Any], Any]:
        """Return a mark for each fact, and a solver in which the mark implies it."""
        names = [f"use{n}" for n in range(len(facts))]
        self.marks.extend(z3.Bool(name, self.context) for name in names[len(self.marks) :])
        texts = [self._text(f) for f in facts]
        implied = [
            FactText(f"(=> {name} {text.formula})", text.unknowns)
            for name, text in zip(names, texts, strict=True)
        ]
        return self.marks[: len(facts)], self._solver(implied, limit, names)

    def _solver(self, asserted: Sequence[FactText], limit: int, marks: Sequence[str] = ()) -> Any:
        solver = z3.SimpleSolver(ctx=self.context)
        solver.set("rlimit", limit)
        solver.set("random_seed", 0)
        unknowns = frozenset[str]().union(*(text.unknowns for text in asserted))
        lines = [f"(declare-const {name} Int)" for name in sorted(unknowns)]
        lines += [f"(declare-const {mark} Bool)" for mark in marks]
        lines += [f"(assert {text.formula})" for text in asserted]
        self.patience.spend(ONE_LINE * len(lines))
        solver.from_string("\n".join(lines))
        return solver

    def _answer(self, solver: Any, assumed: Sequence[Any] = ()) -> Any:
        before = steps_so_far(solver)
        answer = solver.check(assumed)
        self.patience.spend(ONE_CHECK + steps_so_far(solver) - before)
        return answer

    def _text(self, f: Fact, linear: bool = True) -> FactText:
        if (f, linear) not in self.texts:
            cases = []
            names: set[str] = set()
            for case in f:
                texts = [self._condition(c, linear) for c in case]
                cases.append(_joined("and", texts))
                for monomial in filter(None, chain(*(coefficients(c.left) for c in case))):
                    names.update(self._names(monomial, linear))
            self.texts[f, linear] = FactText(_joined("or", cases), frozenset(names))
        return self.texts[f, linear]

    def _condition(self, condition: Condition, linear: bool) -> str:
        products = []
        for monomial, coefficient in coefficients(condition.left).items():
            number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
            products.append(_joined("*", [number, *self._names(monomial, linear)]))
        return f"({condition.relation} {_joined('+', products or ['0'])} 0)"

    def _names(self, monomial: Monomial, linear: bool) -> list[str]:
        """Return the unknowns that a monomial is the product of."""
        if not linear:
            return [self.variables.setdefault(v, f"v{len(self.variables) + 1}") for v in monomial]
        return [self.linear.setdefault(monomial, f"m{len(self.linear) + 1}")] if monomial else []


def _joined(operator: str, parts: list[str]) -> str:
    return f"({operator} {' '.join(parts)})" if len(parts) > 1 else parts[0]
