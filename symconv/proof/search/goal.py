"""What is to be proved by the search, and what may be tried for it. Untrusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.language.terms import Condition, Expression, Variable
from symconv.proof import kernel
from symconv.proof.search.deduction import Rules, chain
from symconv.proof.search.failure import Found
from symconv.proof.trusted.statement import Statement, free

CASES = 3  # case splits inside each other
CUTS = 3  # cuts of sums


@dataclass(frozen=True, eq=False)
class Goal:
    """An equation between two expressions.

    Parameters
    ----------
    rules : Rules
        The hypotheses, and the advisor with its patience.
    left, right : tuple of Sum
        The two sides.
    cases, cuts : int
        How many case splits inside each other, and cuts of sums, may be made.
    undivided : frozenset of Variable
        The positions that may be divided by a stride.
    divide_first : bool
        Whether positions are divided before sums are paired.
    cut_anywhere : bool
        Whether sums of any kind may be cut, not only those of which the other side has more.
    """

    rules: Rules
    left: Expression
    right: Expression
    cases: int = CASES
    cuts: int = CUTS
    undivided: frozenset[Variable] = frozenset()
    divide_first: bool = False
    cut_anywhere: bool = False

    @property
    def statement(self) -> Statement:
        """The equation as the kernel states it."""
        return Statement(self.rules.hypotheses, (), (), self.left, self.right)

    @property
    def free(self) -> set[Variable]:
        """The letters and positions."""
        return free(self.statement)

    def assuming(self, condition: Condition) -> Goal:
        """Return the equation under one more hypothesis."""
        return replace(self, rules=self.rules.assuming(condition))

    def between(self, first: Found, second: Found) -> Goal:
        """Return what is left to prove when both sides are rewritten."""
        return replace(self, left=first.statement.right, right=second.statement.right)

    def arranged(self, theorem: Found) -> Found:
        """List the sums of a theorem in the order of the goal."""
        return kernel.arrange(theorem, self.left, self.right)

    def framed(self, first: Found, middle: Found, second: Found) -> Found:
        """Put a proof together: the left side as it is rewritten, what that equals, and the right side back."""
        return self.arranged(chain(first, middle, kernel.symmetric(second)))

    def by_cases(self, condition: Condition, holds: Found, fails: Found) -> Found:
        """Join the proofs of two cases."""
        return kernel.assume(kernel.cases(condition, holds, fails), self.rules.hypotheses)
