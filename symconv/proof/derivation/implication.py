"""Whether a condition follows from others: asked for a print, where the worst is that too much is shown.

The answers for the theorems of the library are shipped in ``implications.txt``, each under the
digest of the very question: another question, such as one about a definition that was changed, has
another digest and is asked. A test asks them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any

import z3

from symconv.language.terms import (
    Condition,
    GivenEquation,
    Hypothesis,
    Letter,
    Size,
    Variable,
    at_least,
    coefficients,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.trusted.smtlib import fact, smtlib
from symconv.proof.trusted.solvers import negation
from symconv.proof.trusted.statement import mentioned

WORK = 400_000
"""What Z3 may spend on one question, in its own units: the answer does not depend on the clock."""


@cache
def shipped_answers() -> dict[str, bool]:
    """Return the answers that are shipped, by the digests of their questions."""
    text = (files(__package__) / "implications.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in text.splitlines())
    return {digest: answer == "follows" for digest, answer in pairs}


@dataclass(frozen=True, eq=False)
class Follows:
    """Asks Z3 whether a condition follows; what it does not find is taken not to follow.

    Parameters
    ----------
    known : dict
        What was asked before.
    answers : dict
        Answers by the digests of questions: those that are shipped.
    """

    known: dict[tuple[frozenset[Hypothesis], Condition], bool] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=shipped_answers)

    @cached_property
    def context(self) -> Any:
        """What Z3 keeps between questions; it takes some time to make."""
        return z3.Context()

    def __call__(self, assumed: Iterable[Hypothesis], goal: Condition) -> bool:
        """Return whether a condition was found to follow from what is assumed."""
        decided = goal.decided()
        if decided is not None:
            return decided
        facts = frozenset(h for h in assumed if not isinstance(h, GivenEquation))
        if goal in facts or _holds_by_sign(facts, goal):
            return True
        if (facts, goal) not in self.known:
            self.known[facts, goal] = self._ask(facts, goal)
        return self.known[facts, goal]

    def _ask(self, assumed: frozenset[Hypothesis], goal: Condition) -> bool:
        letters = {v for h in (*assumed, goal) for v in mentioned(h) if isinstance(v, Letter)}
        minima = [at_least(variable_poly(v), v.minimum) for v in sorted(letters)]
        facts = [fact(hypothesis) for hypothesis in (*assumed, *minima)]
        query = smtlib((*facts, negation(goal)), linear=False)
        question = "\n".join(sorted(query.splitlines(), key=_rank))
        digest = digest_of(question)
        if digest not in self.answers:
            self.answers[digest] = self._decide(question)
        return self.answers[digest]

    def _decide(self, question: str) -> bool:
        solver = z3.Solver(ctx=self.context)
        solver.set("rlimit", WORK)
        solver.set("random_seed", 0)
        solver.from_string(question)
        return bool(solver.check() == z3.unsat)


def _holds_by_sign(facts: frozenset[Hypothesis], goal: Condition) -> bool:
    """Return whether the greater side is a sum of products of what is known not to be negative."""
    if goal.relation != ">=":
        return False
    least: dict[Variable, Size] = {}
    for variable in variables(goal.left):
        name = variable_poly(variable)
        if isinstance(variable, Letter):
            least[variable] = name + variable.minimum
        elif at_least(name, 0) not in facts:
            return False
    return min(coefficients(substitute(goal.left, least)).values(), default=0) >= 0


def digest_of(question: str) -> str:
    """Return the digest of a question and of the work that may be spent on it; letters have no names in it."""
    bare = "\n".join(line.partition(" ;")[0] for line in question.splitlines())
    return sha256(f"{WORK}\n{bare}".encode()).hexdigest()[:32]


def _rank(line: str) -> tuple[int, str]:
    """Return the place of a line: the logic, what is unknown, what is asserted."""
    for rank, start in enumerate(("(set-logic", "(declare-const", "(assert")):
        if line.startswith(start):
            return rank, line.partition(";")[0]
    return 3, line
