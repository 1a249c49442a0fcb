"""What the Coq proofs of all rules share: the file so far, and the tactics about its sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from symconv.errors import UnsupportedError
from symconv.language.terms import Expression, Index, Sum
from symconv.proof.coq.defined_sums import DefinedSum
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.scope import Lemma, Scope
from symconv.proof.coq.tactics import (
    WRAP,
    Command,
    Tactic,
    all_pattern,
    apply,
    numbered,
    point_pattern,
    then,
)
from symconv.proof.trusted.solvers import Obligation


class CoqFile(Protocol):
    """The file so far: what was written about sums, obligations and premises."""

    def sum(self, term: Sum) -> DefinedSum:
        """Return a sum, defined."""

    def obligation(self, obligation: Obligation) -> Lemma:
        """Return an obligation, proved."""

    def step(self, theorem: ProofStep) -> Lemma:
        """Return a premise, proved."""


def expression(terms: Expression, scope: Scope, file: CoqFile) -> str:
    """Return a sum of sums."""
    return " [+] ".join(file.sum(term).applied("sum", scope) for term in terms) or "rO"


def justified(obligation: Obligation, scope: Scope, file: CoqFile) -> str:
    """Return a proof of an obligation's goal."""
    goal = obligation.goal
    if goal in scope.proofs and goal in obligation.using:
        return scope.proofs[goal]
    if not goal.decided():
        return scope.use(file.obligation(obligation))
    if goal.relation == "=":
        return "(eq_refl 0)"
    return f"(ltac:(lia) : {scope.gallina.condition(goal)})"


def positive(divisor: str, obligation: Obligation, scope: Scope, file: CoqFile) -> str:
    """Return the proof that a divisor is at least 1, as the lemmas about quotients ask for it."""
    return f"(nonneg_by _ ({divisor} - 1) {justified(obligation, scope, file)} ltac:(ring))"


def spelled(indices: Sequence[Index], scope: Scope) -> list[str]:
    """Return the names of indices."""
    return [scope.gallina.texts[i] for i in indices]


def opened(term: Sum, prefix: str, scope: Scope, file: CoqFile, more: Sequence[Sum] = ()) -> Tactic:
    """Return the tactic that takes a point of a sum and its conditions apart, and shows the goal.

    Parameters
    ----------
    term : Sum
        Whose point it is.
    prefix : str
        What the proofs of its conditions are called, with their places.
    scope : Scope
        Where the indices have names.
    file : CoqFile
        Where the sum is defined.
    more : sequence of Sum
        What the goal speaks of, too.
    """
    point = Command(f"intros {point_pattern(spelled(term.indices, scope))} w'")
    return then(point, revealed(term, prefix, file, more))


def revealed(
    term: Sum, prefix: str, file: CoqFile, more: Sequence[Sum] = (), proof: str = "w'"
) -> Tactic:
    """Return the tactic that takes the conditions of a sum at a point apart, proved by `proof`; see `opened`."""
    numbers = sorted({file.sum(s).number for s in (term, *more)})
    unfolded = ", ".join(f"where_{n}, term_{n}" for n in numbers)
    shown = [Command(f"unfold {unfolded} in *"), Command("cbv beta iota in *")]
    names = numbered(prefix, term.conditions)
    if len(names) > 1:
        shown.append(Command(f"destruct {proof} as {all_pattern(names)}"))
    elif names:
        shown.append(Command(f"rename {proof} into {names[0]}"))
    return then(*shown)


def points(term: Sum, scope: Scope, file: CoqFile) -> list[str]:
    """Return the arguments ``points summand`` of a rule."""
    defined = file.sum(term)
    return [defined.applied("where", scope), defined.applied("term", scope)]


def value_of(term: Sum, scope: Scope, file: CoqFile) -> str:
    """Return the proof of what a sum adds."""
    return scope.use(file.sum(term).lemma)


def about_two_sums(
    lemma: str, source: Sum, target: Sum, maps: Sequence[str], scope: Scope, file: CoqFile
) -> Tactic:
    """Return the tactic that applies a lemma about two sums.

    Parameters
    ----------
    lemma : str
        It asks for points and summand of both, the maps, and what both sums add.
    source, target : Sum
        The sums.
    maps : sequence of str
        What goes from one to the other.
    scope : Scope
        Where all of it is written.
    file : CoqFile
        Where the sums are defined.
    """
    sides = [*points(source, scope, file), *points(target, scope, file)]
    values = [value_of(source, scope, file), value_of(target, scope, file)]
    return apply(lemma, "_", "_", *sides, *maps, WRAP, *values)


def check_equation(theorem: ProofStep) -> None:
    """Refuse a step that says more than an equation.

    Raises
    ------
    UnsupportedError
        If it has goals or ranges.
    """
    if theorem.statement.goals or theorem.statement.ranges:
        raise UnsupportedError(f"the rule {theorem.rule} is replayed in Coq for equations alone")
