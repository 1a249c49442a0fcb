"""Finds the advice that makes an obligation linear. Untrusted: whatever it says is justified again by `solvers`.

An obligation is first made small, and facts that share no variable with the goal are forgotten.
Then Z3 looks for a contradiction, with more and more hints on offer (`hints.STAGES`), and its core
says which were needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from symconv.errors import ProofError
from symconv.language.terms import Condition, GivenEquation, Hypothesis
from symconv.proof.search.failure import Failed, in_words
from symconv.proof.search.given_maps import ByHand
from symconv.proof.search.hints import STAGES, Candidate, KnownFact, Stage, two_that_add_up
from symconv.proof.search.patience import Patience
from symconv.proof.search.samples import Samples
from symconv.proof.search.simplification import Simplification
from symconv.proof.search.unsat_cores import UnsatCores
from symconv.proof.trusted.solvers import (
    BothAnswers,
    Evidence,
    after_hints,
    known_answers,
    negation,
    reasons,
)

PATIENCE = 5.0  # seconds whose work one proof may take, unless the user says more
ONE_LOOK = 1000  # units of work that a question costs before Z3 is asked
ONE_QUESTION = 3000  # and besides those of Z3


def asked_for(goal: Condition, evidence: Evidence) -> BothAnswers | None:
    """Return what the judges say to the query of an obligation; ``None`` where there is nothing to ask them."""
    facts, left = after_hints(goal, evidence)
    if left.decided() or reasons(facts, left) is not None:
        return None
    return known_answers((*facts, negation(left)), evidence.linear)


class NotEntailed(ProofError):
    """No proof of an obligation was found.

    Parameters
    ----------
    failed : Failed
        The condition that did not follow, and whether small numbers show that it does not.
    """

    def __init__(self, failed: Failed) -> None:
        self.failed = failed
        super().__init__(failed.reason)


@dataclass(frozen=True, eq=False)
class Advisor:
    """Gives advice on obligations and remembers what it found; hands on the maps that a user gives.

    The kernel calls it with assumptions and a goal. Where `in_order` is set, no two factors may be
    exchanged: the proof is to hold over every ring.
    """

    patience: Patience
    cores: UnsatCores
    maps: tuple[ByHand, ...] = ()
    in_order: bool = False
    samples: Samples = field(default_factory=Samples)
    known: dict[tuple[frozenset[Hypothesis], Condition], Evidence | Failed] = field(
        default_factory=dict
    )
    judged: set[tuple[Condition, Evidence]] = field(default_factory=set)

    @classmethod
    def new(
        cls,
        maps: tuple[ByHand, ...] = (),
        patience: float = PATIENCE,
        in_order: bool = False,
        samples: Samples | None = None,
    ) -> Advisor:
        """Return an advisor that has not seen anything yet."""
        work = Patience.of(patience)
        return cls(work, UnsatCores(work), maps, in_order, samples or Samples())

    def __call__(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Evidence:
        """Return advice for an obligation.

        Raises
        ------
        NotEntailed
            If none was found.
        Exhausted
            If the work for the whole proof is used up.
        """
        found = self.advice(assumptions, goal)
        if isinstance(found, Failed):
            raise NotEntailed(found)
        if (goal, found) not in self.judged:
            self.judged.add((goal, found))
            self._judge(goal, found)
        return found

    def _judge(self, goal: Condition, found: Evidence) -> None:
        """Count the work of the two judges, who are going to be asked about this obligation."""
        answers = asked_for(goal, found)
        if answers is not None:
            self.patience.spend(answers.work)

    def advice(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Evidence | Failed:
        """Return advice for an obligation, or that the goal was not found to follow."""
        if goal.decided():
            return Evidence()
        assumptions = tuple(h for h in assumptions if not isinstance(h, GivenEquation))
        if goal in assumptions:
            return Evidence((goal,))
        key = (frozenset(assumptions), goal)
        if key not in self.known:
            self.known[key] = self._look(assumptions, goal)
        return self.known[key]

    def holds(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> bool:
        """Return whether advice is found."""
        return isinstance(self.advice(assumptions, goal), Evidence)

    def _look(self, assumptions: tuple[Hypothesis, ...], goal: Condition) -> Evidence | Failed:
        self.patience.spend(ONE_LOOK)
        obligation = Simplification.of(assumptions, goal).simplified()
        if obligation.goal.decided():
            return _evidence(obligation, (), assumptions)
        said = reasons((e.fact for e in obligation.entries), obligation.goal)
        if said is not None:
            core = [entry for entry in obligation.entries if entry.fact in said]
            return _evidence(obligation, core, assumptions)
        facts = obligation.connected()
        two = two_that_add_up(facts[1:], obligation.goal)
        if two is not None:
            return _evidence(obligation, two, assumptions)
        self.patience.spend(ONE_QUESTION)
        for stage in STAGES:
            if stage.offered and self.samples.refute(assumptions, goal):
                return Failed(f"{in_words(goal)} does not follow", goal)
            if stage.search_counterexample and self.cores.have_small_model(e.fact for e in facts):
                return Failed(f"{in_words(goal)} does not follow", goal)
            found = self._core(facts, stage)
            if found is not None:
                return _evidence(obligation, found, assumptions)
        if self.cores.contradict_as_products(e.fact for e in facts):
            return _evidence(obligation, facts, assumptions)._replace(linear=False)
        return Failed(f"{in_words(goal)} was not found to follow", goal)

    def _core(self, facts: list[KnownFact], stage: Stage) -> list[KnownFact | Candidate] | None:
        """Return few facts and hints that contradict each other, if that is found."""
        items: list[KnownFact | Candidate] = [*facts, *stage.candidates(facts)]
        places = self.cores.core([item.fact for item in items])
        if places is None:
            return None
        core = [items[n] for n in places]
        hints_first = sorted(range(len(core)), key=lambda n: isinstance(core[n], KnownFact))
        needed = self.cores.minimal([item.fact for item in core], hints_first)
        return [core[n] for n in needed]


def _evidence(
    obligation: Simplification,
    core: Iterable[KnownFact | Candidate],
    assumptions: tuple[Hypothesis, ...],
) -> Evidence:
    """Return the assumptions and hints that a core goes back to."""
    items = list(core)
    needed = set(obligation.origin).union(*(item.origin for item in items))
    early = [hint for n, hint in enumerate(obligation.hints) if n in needed]
    late = [item.hint for item in items if isinstance(item, Candidate)]
    using = tuple(h for h in dict.fromkeys(assumptions) if h in needed)
    return Evidence(using, (*early, *late))
