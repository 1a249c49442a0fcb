"""What the proofs of all rules share: the file so far, and the pieces of tactics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from symconv.errors import UnsupportedError
from symconv.language.terms import Expression, Index, Sum
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.script import Lemma, Scope, conjunction, nested, pattern
from symconv.proof.coq.sum_terms import Written
from symconv.proof.trusted.solvers import Obligation


class Book(Protocol):
    """The file so far: what was written about sums, obligations and premises."""

    def sum(self, term: Sum) -> Written:
        """Return a sum, defined."""

    def obligation(self, obligation: Obligation) -> Lemma:
        """Return an obligation, proved."""

    def step(self, theorem: Step) -> Lemma:
        """Return a premise, proved."""


def expression(terms: Expression, scope: Scope, book: Book) -> str:
    """Return a sum of sums."""
    return " [+] ".join(book.sum(term).applied("sum", scope) for term in terms) or "rO"


def justified(obligation: Obligation, scope: Scope, book: Book) -> str:
    """Return a proof of an obligation's goal."""
    goal = obligation.goal
    if goal in scope.proofs and goal in obligation.using:
        return scope.proofs[goal]
    if goal.decided():
        return (
            "(eq_refl 0)"
            if goal.relation == "="
            else f"(ltac:(lia) : {scope.spelling.condition(goal)})"
        )
    return scope.use(book.obligation(obligation))


def equality(proof_of_zero: str) -> str:
    """Return the tactic that proves ``a = b`` from ``a - b = 0``."""
    return f"apply (equal_by _ _ _ {proof_of_zero}); ring"


def tuples(tactics: Sequence[str]) -> str:
    """Return the tactic that proves two points equal, index by index."""
    last = "reflexivity"
    for tactic in reversed(tactics):
        last = f"apply (f_equal2 pair); [{tactic} | {last}]"
    return last


def function(names: Sequence[str], body: str) -> str:
    """Return a function of a point whose indices have these names."""
    return (
        f"(fun z' => let '{nested(names, '_')} := z' in {body})" if names else f"(fun _ => {body})"
    )


def spelled(indices: Sequence[Index], scope: Scope) -> list[str]:
    """Return the names of indices."""
    return [scope.spelling.texts[i] for i in indices]


def opened(term: Sum, prefix: str, scope: Scope, book: Book, more: Sequence[Written] = ()) -> str:
    """Return the tactics that take a point of a sum and its conditions apart, and show what is to be proved."""
    number = book.sum(term).number
    every = sorted({number, *(w.number for w in more)})
    unfolded = ", ".join(f"{part}_{n}" for n in every for part in ("where", "term"))
    names = [f"{prefix}{n}'" for n, _ in enumerate(term.conditions, 1)]
    taken = (
        f"destruct w' as {conjunction(names)}; "
        if len(names) > 1
        else f"rename w' into {names[0]}; "
        if names
        else ""
    )
    return f"intros {pattern(spelled(term.indices, scope))} w'; unfold {unfolded} in *; cbv beta iota in *; {taken}"


def arguments(term: Sum, scope: Scope, book: Book) -> str:
    """Return the arguments ``points summand`` of a rule."""
    sum_ = book.sum(term)
    return f"{sum_.applied('where', scope)} {sum_.applied('term', scope)}"


def value_of(term: Sum, scope: Scope, book: Book) -> str:
    """Return the proof of what a sum adds."""
    return scope.use(book.sum(term).lemma)


def check_equation(theorem: Step) -> None:
    """Refuse a step that says more than an equation.

    Raises
    ------
    UnsupportedError
        If it has goals or ranges.
    """
    if theorem.statement.goals or theorem.statement.ranges:
        raise UnsupportedError(f"the rule {theorem.rule} is replayed in Coq for equations alone")
