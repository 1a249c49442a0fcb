"""The kernel's rules as the search uses them: under hypotheses, with advice, and with failure as a value. Untrusted.

Only here is an error of the kernel turned into a `Failed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any

from symconv.errors import ProofError, SolversDisagree, Undecided
from symconv.language.terms import (
    Condition,
    Expression,
    GivenEquation,
    Hypothesis,
    Index,
    Size,
    Sum,
    Variable,
    at_least,
    equal,
    new_index,
    rename,
    substitute,
    variable_poly,
)
from symconv.proof import kernel
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.elimination import positive
from symconv.proof.search.failure import Failed, Found, Outcome, text
from symconv.proof.search.patience import Exhausted
from symconv.proof.trusted.statement import Hypotheses

ONE_LOOK = 2_000  # for running sums on a few numbers: some 1 ms
ONE_RULE = 8_000  # units of work that trying a rule costs besides those of Z3: some 4 ms


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules under some hypotheses."""

    hypotheses: Hypotheses
    advisor: Advisor

    def assuming(self, *more: Hypothesis) -> Rules:
        """Return the rules under more hypotheses."""
        return replace(self, hypotheses=(*self.hypotheses, *more))

    @cached_property
    def conditions(self) -> list[Condition]:
        """The hypotheses that are one condition each."""
        return [h for h in self.hypotheses if isinstance(h, Condition)]

    @cached_property
    def positive(self) -> frozenset[Variable]:
        """The letters that are at least 1 by themselves."""
        return positive(self.hypotheses)

    def follows(self, goal: Condition) -> bool:
        """Return whether a condition is found to follow from the hypotheses."""
        return self.advisor.holds(self.hypotheses, goal)

    @property
    def are_contradictory(self) -> bool:
        """Whether the hypotheses are found to contradict each other."""
        return self.follows(at_least(-1, 0))

    def tell_apart(self, left: Expression, right: Expression) -> bool:
        """Return whether two expressions are seen to differ on numbers; never by what is given of tensors."""
        self.advisor.patience.spend(ONE_LOOK)
        about_tensors = any(isinstance(h, GivenEquation) for h in self.hypotheses)
        return not about_tensors and self.advisor.samples.tell_apart(self.hypotheses, left, right)

    @property
    def are_satisfied(self) -> bool:
        """Whether numbers are known of which all hypotheses are true."""
        self.advisor.patience.spend(ONE_RULE)
        return bool(self.advisor.samples.points(self.hypotheses))

    # rules that always apply

    def same(self, expression: Expression) -> Found:
        """Say that an expression equals itself."""
        return kernel.reflexive(self.hypotheses, expression)

    def split(self, term: Sum, condition: Condition) -> Found:
        """Cut a sum into its part where a condition holds and its part where it fails."""
        return kernel.split(self.hypotheses, term, condition)

    def added(self, theorems: Iterable[Found]) -> Found:
        """Add equations side by side; nothing equals nothing where there are none."""
        listed = tuple(theorems)
        return kernel.add(listed) if listed else self.same(())

    # rules that need something

    def entailed(self, goals: tuple[Condition, ...]) -> Outcome:
        """Prove goals from the hypotheses."""
        return _tried(self.advisor, kernel.entailed, self.hypotheses, goals)

    def reindex(
        self,
        source: Sum,
        target: Sum,
        forward: Mapping[Index, Size],
        backward: Mapping[Index, Size],
        pairing: tuple[int, ...] | None = None,
    ) -> Outcome:
        """Prove two sums equal along two inverse maps; without a pairing the tensors keep their places."""
        places = tuple(range(len(source.atoms))) if pairing is None else pairing
        maps = (dict(forward), dict(backward))
        found = _tried(self.advisor, kernel.reindex, self.hypotheses, source, target, *maps, places)
        there = substitute(target.weight, forward)
        if isinstance(found, Failed) and found.condition == equal(source.weight, there):
            reason = f"the weights {text(source.weight)} and {text(there)} differ"
            return replace(found, reason=reason)
        return found

    def renamed(self, term: Sum) -> Outcome:
        """Prove a sum equal to itself over fresh indices."""
        new = rename(term)
        pairs = list(zip(term.indices, new.indices, strict=True))
        forward = {fresh: variable_poly(old) for old, fresh in pairs}
        backward = {old: variable_poly(fresh) for old, fresh in pairs}
        return self.reindex(term, new, forward, backward)

    def all_renamed(self, terms: Expression) -> Outcome:
        """Prove sums equal to themselves over fresh indices."""
        renamed = []
        for term in terms:
            found = self.renamed(term)
            if isinstance(found, Failed):
                return found
            renamed.append(found)
        return self.added(renamed)

    def relisted(self, term: Sum, target: Sum) -> Outcome:
        """Prove a sum equal to one over the same indices whose conditions say the same."""
        same = {i: variable_poly(i) for i in term.indices}
        return self.reindex(term, target, same, same)

    def weights(self, left: Expression, right: Expression) -> Outcome:
        """Prove sums equal that differ in their weights only."""
        if not left and not right:
            return self.same(())
        found = _tried(self.advisor, kernel.ring, self.hypotheses, left, right)
        if not isinstance(found, Failed) or found.condition is None:
            return found
        one: Size = sum((term.weight for term in left), 0)
        other: Size = sum((term.weight for term in right), 0)
        return replace(found, reason=f"the weights {text(one)} and {text(other)} differ")

    def vanish(self, term: Sum) -> Outcome:
        """Prove a sum to be nothing: its conditions contradict each other, or its weight is 0."""
        if self.tell_apart((term,), ()):
            return Failed("it is not zero", equal(term.weight, 0))
        return _tried(self.advisor, kernel.ring, self.hypotheses, (term,), ())

    def count(self, term: Sum, index: Index, low: Size, high: Size) -> Outcome:
        """Make an index that only runs from one bound to the other a factor."""
        return _tried(self.advisor, kernel.count, self.hypotheses, term, index, low, high)

    def divide(
        self, term: Sum, dividend: Size, divisor: Size, names: tuple[Index, Index] | None = None
    ) -> Outcome:
        """Add quotient and remainder of a number, called `names`, to a sum."""
        q, r = names or (new_index("q"), new_index("r"))
        return _tried(self.advisor, kernel.divide, self.hypotheses, term, q, r, dividend, divisor)


def chain(*theorems: Found) -> Found:
    """Chain equations, the right side of each being the left side of the next."""
    return reduce(kernel.transitive, theorems)


def the_sum(theorem: Found) -> Sum:
    """Return the one sum on the right side of a theorem."""
    (term,) = theorem.statement.right
    return term


def define(theorem: Found, quotient: Any, advisor: Advisor) -> Outcome:
    """Drop the definition of a floor size from the hypotheses."""
    return _tried(advisor, kernel.define, theorem, quotient)


def instantiate(theorem: Found, values: Mapping[Any, Size], advisor: Advisor) -> Outcome:
    """Put sizes for what stands free."""
    return _tried(advisor, kernel.instantiate, theorem, dict(values))


def any_ring(theorem: Found) -> Outcome:
    """Conclude for every ring what was proved without exchanging factors."""
    try:
        return kernel.any_ring(theorem)
    except ProofError as error:
        return Failed(str(error))


def divide_free(advisor: Advisor, *arguments: Any) -> Outcome:
    """Conclude for a free index what holds for its quotient and its remainder."""
    return _tried(advisor, kernel.divide_free, *arguments)


def _tried(advisor: Advisor, rule: Callable[..., Found], *arguments: Any) -> Outcome:
    """Run a rule of the kernel; what it needs and does not get is why it failed."""
    advisor.patience.spend(ONE_RULE)
    try:
        return rule(*arguments, advisor)
    except (Exhausted, SolversDisagree):
        raise
    except NotEntailed as error:
        return error.failed
    except Undecided as error:
        return Failed(str(error), query=error.query)
    except ProofError as error:
        return Failed(str(error))
