"""Finds the advice that makes an obligation linear. Untrusted: whatever it says is justified again by `solvers`.

An obligation is first made small: equations are solved for a variable, positive common factors
dropped, facts that share no variable with the goal forgotten. Then Z3 looks for a contradiction,
with more and more hints on offer, and its core says which were needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NamedTuple

import z3

from symconv.errors import ProofError, Undecided
from symconv.language.terms import (
    Condition,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Variable,
    at_least,
    coefficients,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.search.elimination import unit_variables
from symconv.proof.search.factors import cofactor, common_factor
from symconv.proof.search.given_maps import ByHand
from symconv.proof.search.hints import Candidate, Entry, Origin, bounds, offers, single
from symconv.proof.trusted.smtlib import Fact, fact
from symconv.proof.trusted.solvers import Evidence, Hint, Strip, Substitute, negation, reasons
from symconv.proof.trusted.statement import mentioned, show
from symconv.proof.trusted.z3_formulas import Translation

BOX = 9  # a counterexample is looked for with all unknowns in [-BOX, BOX]
PATIENCE = 3000  # milliseconds for one search by Z3
WHOLE = 30  # seconds for all searches of one proof


class NotEntailed(ProofError):
    """No proof of an obligation was found.

    Parameters
    ----------
    goal : Condition
        The goal that did not follow.
    false : bool
        Whether a small setting shows that it does not.
    """

    def __init__(self, goal: Condition, false: bool) -> None:
        self.goal = goal
        self.false = false
        super().__init__(f"{'false' if false else 'not found to follow'}: {show(goal)}")


class Problem(NamedTuple):
    """Facts with their origins, the goal with its own, and the hints that led here."""

    entries: tuple[Entry, ...]
    goal: Condition
    origin: Origin
    hints: tuple[Hint, ...]


@dataclass(frozen=True, eq=False)
class Advisor:
    """Gives advice on obligations and remembers what it found; hands on the maps that a user gives.

    Call it with assumptions and a goal. It owns its Z3 context, since Z3's common one is not safe.
    """

    context: Any
    deadline: float
    translations: tuple[Translation, Translation]
    maps: tuple[ByHand, ...] = ()
    found: dict[tuple[frozenset[Hypothesis], Condition], Evidence | NotEntailed] = field(
        default_factory=dict
    )
    formulas: dict[tuple[Fact, bool], Any] = field(default_factory=dict)

    @classmethod
    def new(cls, maps: tuple[ByHand, ...] = ()) -> Advisor:
        """Return an advisor that has not seen anything yet."""
        context = z3.Context()
        return cls(
            context,
            monotonic() + WHOLE,
            (Translation(context, linear=False), Translation(context)),
            maps,
        )

    def __call__(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Evidence:
        """Return advice for an obligation.

        Raises
        ------
        NotEntailed
            If none was found.
        Undecided
            If the time for the whole proof is used up.
        """
        if monotonic() > self.deadline:
            raise Undecided(f"the search for a proof was given up after {WHOLE} s, at {show(goal)}")
        if goal.decided():
            return Evidence()
        if goal in assumptions:
            return Evidence((goal,))
        key = (frozenset(assumptions), goal)
        if key not in self.found:
            try:
                self.found[key] = self._advice(assumptions, goal)
            except NotEntailed as failure:
                self.found[key] = failure
        answer = self.found[key]
        if isinstance(answer, NotEntailed):
            raise answer
        return answer

    def holds(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> bool:
        """Return whether advice was found."""
        try:
            self(assumptions, goal)
        except NotEntailed:
            return False
        return True

    def _advice(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Evidence:
        problem = simplified(assumptions, goal)
        if problem.goal.decided():
            return evidence(problem, (), assumptions)
        plain = reasons((e.fact for e in problem.entries), problem.goal)
        if plain is not None:
            return evidence(problem, [e for e in problem.entries if e.fact in plain], assumptions)
        facts = relevant(problem)
        for level in range(5):
            if level == 2 and self._small_model(facts):
                raise NotEntailed(goal, false=True)
            core = self._core(facts, offers(facts, level) if level else [])
            if core is not None:
                return evidence(problem, core, assumptions)
        if self._check([e.fact for e in facts], False, PATIENCE // 3) == z3.unsat:
            return evidence(problem, facts, assumptions)._replace(linear=False)
        raise NotEntailed(goal, false=False)

    def _formula(self, f: Fact, linear: bool = True) -> Any:
        if (f, linear) not in self.formulas:
            self.formulas[f, linear] = self.translations[linear](f)
        return self.formulas[f, linear]

    def _solver(self, patience: int = PATIENCE) -> Any:
        solver = z3.Solver(ctx=self.context)
        solver.set("timeout", patience)
        solver.set("random_seed", 0)
        return solver

    def _check(self, facts: Iterable[Fact], linear: bool = True, patience: int = PATIENCE) -> Any:
        solver = self._solver(patience)
        for f in facts:
            solver.add(self._formula(f, linear))
        return solver.check()

    def _core(self, facts: list[Entry], offered: list[Candidate]) -> list[Entry | Candidate] | None:
        """Return few facts and hints that contradict each other; ``None`` where Z3 finds no contradiction."""
        items: list[Entry | Candidate] = [*facts, *offered]
        solver = self._solver()
        marks = [z3.Bool(f"use {n}", self.context) for n in range(len(items))]
        for mark, item in zip(marks, items, strict=True):
            solver.add(z3.Implies(mark, self._formula(item.fact)))
        if solver.check(marks) != z3.unsat:
            return None
        named = {str(mark) for mark in solver.unsat_core()}
        core = [item for mark, item in zip(marks, items, strict=True) if str(mark) in named]
        return self._minimal(core)

    def _minimal(self, core: list[Entry | Candidate]) -> list[Entry | Candidate]:
        """Drop what is not needed, hints first."""
        for item in sorted(core, key=lambda item: isinstance(item, Entry)):
            rest = [other for other in core if other is not item]
            if self._check((other.fact for other in rest), patience=1000) == z3.unsat:
                core = rest
        return core

    def _small_model(self, facts: list[Entry]) -> bool:
        unknown = sorted(
            {v for e in facts for case in e.fact for c in case for v in variables(c.left)}
        )
        box = [(at_least(variable_poly(v), -BOX), at_least(BOX, variable_poly(v))) for v in unknown]
        return bool(
            self._check([*(e.fact for e in facts), *((b,) for b in box)], False, 400) == z3.sat
        )


def evidence(
    problem: Problem, core: Iterable[Entry | Candidate], assumptions: tuple[Hypothesis, ...]
) -> Evidence:
    """Return the assumptions and hints that a core goes back to."""
    needed = set(problem.origin).union(*(item.origin for item in core))
    hints = [hint for n, hint in enumerate(problem.hints) if n in needed]
    late = [item.hint for item in core if isinstance(item, Candidate)]
    return Evidence(tuple(h for h in dict.fromkeys(assumptions) if h in needed), (*hints, *late))


def simplified(assumptions: tuple[Hypothesis, ...], goal: Condition) -> Problem:
    """Solve equations for variables and drop positive factors until nothing changes."""
    known = sorted({v for h in (*assumptions, goal) for v in mentioned(h) if isinstance(v, Letter)})
    entries = [Entry(fact(h), frozenset([h])) for h in dict.fromkeys(assumptions)]
    entries += [Entry(fact(at_least(variable_poly(v), v.minimum)), frozenset()) for v in known]
    problem = Problem(tuple(entries), goal, frozenset(), ())
    while (changed := _solve_one(problem) or _strip_one(problem)) is not None:
        problem = changed
    return problem


def _solve_one(problem: Problem) -> Problem | None:
    """Use the first equation that has a pivot."""
    for entry in problem.entries:
        condition = single(entry.fact)
        if (
            condition is not None
            and condition.relation == "="
            and (found := unit_variables(condition.left))
        ):
            return _substituted(problem, entry, condition, max(found, key=_preference))
    return None


def _preference(variable: Variable) -> tuple[bool, int, Variable]:
    return isinstance(variable, Index), len(variable.name), variable


def _substituted(
    problem: Problem, entry: Entry, equation: Condition, variable: Variable
) -> Problem:
    value = variable_poly(variable) - coefficients(equation.left)[variable,] * equation.left
    step = len(problem.hints)
    cause = entry.origin | {step}
    entries = []
    for old in problem.entries:
        new = tuple(tuple(_replaced(c, variable, value) for c in case) for case in old.fact)
        changed = Entry(new, old.origin | cause) if new != old.fact else old
        if not _trivial(changed.fact):
            entries.append(changed)
    goal = _replaced(problem.goal, variable, value)
    origin = problem.origin | cause if goal != problem.goal else problem.origin
    return Problem(tuple(entries), goal, origin, (*problem.hints, Substitute(equation, variable)))


def _trivial(f: Fact) -> bool:
    condition = single(f)
    return condition is not None and condition.decided() is True


def _replaced(condition: Condition, variable: Variable, value: Any) -> Condition:
    if variable not in variables(condition.left):
        return condition
    opaque = {v: variable_poly(v) for v in variables(condition.left) if isinstance(v, Quotient)}
    return Condition(condition.relation, substitute(condition.left, {**opaque, variable: value}))


def _strip_one(problem: Problem) -> Problem | None:
    """Drop the positive common factor of one condition or of the goal."""
    positive = bounds(problem.entries, 1)
    step = len(problem.hints)
    for n, entry in enumerate(problem.entries):
        condition = single(entry.fact)
        factor = common_factor(condition.left, positive) if condition is not None else ()
        if condition is not None and factor:
            cause = entry.origin.union(*(positive[v] for v in factor), {step})
            new = Entry(
                fact(Condition(condition.relation, cofactor(condition.left, factor))), cause
            )
            entries = (*problem.entries[:n], *problem.entries[n + 1 :], new)
            return problem._replace(
                entries=entries, hints=(*problem.hints, Strip(condition, factor))
            )
    if factor := common_factor(problem.goal.left, positive):
        goal = Condition(problem.goal.relation, cofactor(problem.goal.left, factor))
        origin = problem.origin.union(*(positive[v] for v in factor), {step})
        return Problem(problem.entries, goal, origin, (*problem.hints, Strip(None, factor)))
    return None


def relevant(problem: Problem) -> list[Entry]:
    """Return the negated goal and the facts connected to it by variables; all where the goal has none."""
    goal = Entry(negation(problem.goal), problem.origin)
    reached = variables(problem.goal.left)
    if not reached:
        return [goal, *problem.entries]
    names = {
        n: {v for case in e.fact for c in case for v in variables(c.left)}
        for n, e in enumerate(problem.entries)
    }
    while new := {n for n, vs in names.items() if vs & reached and not vs <= reached}:
        reached = reached.union(*(names[n] for n in new))
    return [goal, *(problem.entries[n] for n, vs in names.items() if not vs or vs & reached)]
