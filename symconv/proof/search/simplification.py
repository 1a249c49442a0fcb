"""Makes an obligation small: equations are solved for a variable, positive common factors dropped. Untrusted."""

from __future__ import annotations

from typing import NamedTuple

from symconv.language.terms import (
    Condition,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Size,
    Variable,
    at_least,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.search.elimination import solved_for, unit_variables
from symconv.proof.search.factors import cofactor, common_factor
from symconv.proof.search.hints import KnownFact, Origin, bounds, conditions, single
from symconv.proof.trusted.smtlib import Fact, fact
from symconv.proof.trusted.solvers import Hint, Strip, Substitute, negation
from symconv.proof.trusted.statement import mentioned


class Simplification(NamedTuple):
    """Facts with their origins, the goal with its own, and the hints that led here."""

    entries: tuple[KnownFact, ...]
    goal: Condition
    origin: Origin
    hints: tuple[Hint, ...]

    @classmethod
    def of(cls, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Simplification:
        """State that assumptions and the minima of the letters entail a goal."""
        used = {v for h in (*assumptions, goal) for v in mentioned(h)}
        letters = sorted(v for v in used if isinstance(v, Letter))
        entries = [KnownFact(fact(h), frozenset([h])) for h in dict.fromkeys(assumptions)]
        minima = (at_least(variable_poly(v), v.minimum) for v in letters)
        entries += [KnownFact(fact(minimum), frozenset()) for minimum in minima]
        return cls(tuple(entries), goal, frozenset(), ())

    def simplified(self) -> Simplification:
        """Solve equations for variables and drop positive factors until nothing changes."""
        obligation = self
        while (changed := obligation._solved() or obligation._stripped()) is not None:
            obligation = changed
        return obligation

    def _solved(self) -> Simplification | None:
        """Use the first equation that has a pivot."""
        for entry in self.entries:
            condition = single(entry.fact)
            if condition is None or condition.relation != "=":
                continue
            found = unit_variables(condition.left)
            if found:
                return self._with(entry, condition, max(found, key=_preference))
        return None

    def _with(self, entry: KnownFact, equation: Condition, variable: Variable) -> Simplification:
        value = solved_for(equation.left, variable)
        cause = entry.origin | {len(self.hints)}
        entries = []
        for old in self.entries:
            new = _in_fact(old.fact, variable, value)
            changed = old if new == old.fact else KnownFact(new, old.origin | cause)
            if not _is_trivial(changed.fact):
                entries.append(changed)
        goal = _in_condition(self.goal, variable, value)
        origin = self.origin if goal == self.goal else self.origin | cause
        hints = (*self.hints, Substitute(equation, variable))
        return Simplification(tuple(entries), goal, origin, hints)

    def _stripped(self) -> Simplification | None:
        """Drop the positive common factor of one condition or of the goal."""
        positive = bounds(self.entries, 1)
        step = frozenset([len(self.hints)])
        for entry in self.entries:
            condition = single(entry.fact)
            factor = common_factor(condition.left, positive) if condition is not None else ()
            if condition is None or not factor:
                continue
            cause = entry.origin.union(*(positive[v] for v in factor), step)
            smaller = Condition(condition.relation, cofactor(condition.left, factor))
            others = [other for other in self.entries if other is not entry]
            entries = (*others, KnownFact(fact(smaller), cause))
            return self._replace(entries=entries, hints=(*self.hints, Strip(condition, factor)))
        factor = common_factor(self.goal.left, positive)
        if not factor:
            return None
        goal = Condition(self.goal.relation, cofactor(self.goal.left, factor))
        origin = self.origin.union(*(positive[v] for v in factor), step)
        return Simplification(self.entries, goal, origin, (*self.hints, Strip(None, factor)))

    def connected(self) -> list[KnownFact]:
        """Return the negated goal and the facts connected to it by variables; all where the goal has none."""
        goal = KnownFact(negation(self.goal), self.origin)
        reached = variables(self.goal.left)
        if not reached:
            return [goal, *self.entries]
        used = [(entry, _variables(entry)) for entry in self.entries]
        while new := [names for _, names in used if names & reached and not names <= reached]:
            reached = reached.union(*new)
        return [goal, *(entry for entry, names in used if not names or names & reached)]


def _preference(variable: Variable) -> tuple[bool, int, Variable]:
    return isinstance(variable, Index), len(variable.name), variable


def _variables(entry: KnownFact) -> set[Variable]:
    return {v for c in conditions(entry) for v in variables(c.left)}


def _is_trivial(f: Fact) -> bool:
    condition = single(f)
    return condition is not None and condition.decided() is True


def _in_fact(f: Fact, variable: Variable, value: Size) -> Fact:
    cases = []
    for case in f:
        cases.append(tuple(_in_condition(c, variable, value) for c in case))
    return tuple(cases)


def _in_condition(condition: Condition, variable: Variable, value: Size) -> Condition:
    used = variables(condition.left)
    if variable not in used:
        return condition
    opaque = {v: variable_poly(v) for v in used if isinstance(v, Quotient)}
    return Condition(condition.relation, substitute(condition.left, {**opaque, variable: value}))
