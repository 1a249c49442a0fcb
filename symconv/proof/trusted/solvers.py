"""Side conditions, decided by two solvers that have to agree: Z3 in process, cvc5 through our SMT-LIB text.

A side condition says that some assumptions entail a goal, for all integers. Every monomial counts
as one unknown integer, so a query is linear; what that loses, hints give back. Advice names the
hints and each is justified here, so that wrong advice costs a proof and never yields a wrong one.
This module and the solvers are trusted.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from os import getpid
from pathlib import Path
from threading import get_ident
from typing import Any, NamedTuple, TypeAlias

import cvc5
import z3

from symconv.errors import ProofError, SolversDisagree, Undecided
from symconv.language.budget import METER
from symconv.language.terms import (
    Condition,
    Hypothesis,
    Letter,
    Monomial,
    Size,
    Variable,
    at_least,
    coefficients,
    collapse,
    equal,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.trusted.smtlib import Fact, fact, smtlib, without_comments
from symconv.proof.trusted.statement import mentioned, show
from symconv.proof.trusted.z3_formulas import Translation

# The work that one query may take, in steps of each solver: never seconds, so that an answer does not
# depend on how busy the machine is. Either is some three seconds.
STEPS_OF_Z3 = 8_000_000
STEPS_OF_CVC5 = 150_000
ONE_STEP_OF_CVC5 = 10  # steps of Z3 that take as long
MOST_KNOWN = 4096  # side conditions that are remembered


class SolverAnswer(NamedTuple):
    """What a solver says, and how many steps it took."""

    said: str
    steps: int


class BothAnswers(NamedTuple):
    """What both solvers say to one query."""

    z3: SolverAnswer
    cvc5: SolverAnswer

    @property
    def work(self) -> int:
        """The work that it was, in steps of Z3."""
        return self.z3.steps + ONE_STEP_OF_CVC5 * self.cvc5.steps

    @property
    def said(self) -> dict[str, str]:
        """What each of them says."""
        return {name: answer.said for name, answer in self._asdict().items()}


class Substitute(NamedTuple):
    """Hint: solve this equation for a variable that it holds once, with coefficient 1 or -1; use it everywhere."""

    equation: Condition
    variable: Variable


class Strip(NamedTuple):
    """Hint: drop a positive common factor of a condition; of the goal where `condition` is ``None``."""

    condition: Condition | None
    factor: Monomial


class Times(NamedTuple):
    """Hint: multiply a fact, or the negated goal, by a non-negative factor; equations by any."""

    fact: Fact
    factor: Monomial


class Product(NamedTuple):
    """Hint: the product of two non-negative facts is not negative."""

    left: Condition
    right: Condition


class Trichotomy(NamedTuple):
    """Hint: a value is 0, at least 1 or at most -1, and its product with a positive factor is bounded to match."""

    factor: Monomial
    value: Size


Hint: TypeAlias = Substitute | Strip | Times | Product | Trichotomy


class Evidence(NamedTuple):
    """Advice for one obligation: the assumptions to use, the hints, and whether products stay products."""

    using: tuple[Hypothesis, ...] = ()
    hints: tuple[Hint, ...] = ()
    linear: bool = True


Advice: TypeAlias = Callable[[tuple[Hypothesis, ...], Condition], Evidence]


class Obligation(NamedTuple):
    """An entailment that was decided: what was used, the goal, the hints, and the level it took."""

    using: tuple[Hypothesis, ...]
    goal: Condition
    hints: tuple[Hint, ...]
    level: str


def entails(assumptions: tuple[Hypothesis, ...], goal: Condition, advise: Advice) -> Obligation:
    """Decide one obligation with the advice given; raise `ProofError` where it is not entailed."""
    evidence = advise(assumptions, goal)
    if not set(evidence.using) <= set(assumptions):
        raise ProofError(f"advice uses an assumption that was not made, for the goal {show(goal)}")
    facts, current = after_hints(goal, evidence)
    level = _decide(facts, current, evidence)
    if level is None:
        raise ProofError(f"not entailed: {show(goal)}")
    return Obligation(evidence.using, goal, evidence.hints, level)


@lru_cache(maxsize=MOST_KNOWN)
def after_hints(goal: Condition, evidence: Evidence) -> tuple[tuple[Fact, ...], Condition]:
    """Return the facts, those from hints too, and the goal that is left; raise `ProofError` for an unjustified hint."""
    facts = [fact(h) for h in evidence.using]
    known = {v for h in (*evidence.using, goal) for v in mentioned(h)}
    known = known.union(*map(_factor, evidence.hints))
    letters = sorted(v for v in known if isinstance(v, Letter))
    facts += [fact(at_least(variable_poly(v), v.minimum)) for v in letters]
    for hint in evidence.hints:
        facts, goal = _use(hint, facts, goal)
    return tuple(facts), goal


def _factor(hint: Hint) -> Monomial:
    return hint.factor if isinstance(hint, Strip | Times | Trichotomy) else ()


def _decide(facts: tuple[Fact, ...], goal: Condition, evidence: Evidence) -> str | None:
    multiplied = any(isinstance(hint, Times | Product | Trichotomy) for hint in evidence.hints)
    if goal.decided() or reasons(facts, goal) is not None:
        return "hints" if multiplied else "ring"
    opposed = (*facts, negation(goal))
    if not _agreed(known_answers(opposed, evidence.linear), opposed, evidence.linear):
        return None
    return "non-linear" if not evidence.linear else "hints" if multiplied else "linear"


def reasons(facts: Iterable[Fact], goal: Condition) -> tuple[Fact, ...] | None:
    """Return the facts that plainly say a goal: it itself, one with a smaller constant, or two opposite bounds."""
    known = {f[0][0]: f for f in facts if len(f) == len(f[0]) == 1}
    if goal in known:
        return (known[goal],)
    if goal.relation == "=":
        opposite = at_least(goal.left, 0), at_least(0, goal.left)
        return tuple(known[c] for c in opposite) if set(opposite) <= set(known) else None
    least, moving = _apart(goal.left)
    for condition, found in known.items():
        bound, compared = _apart(condition.left)
        if condition.relation == ">=" and compared == moving and least >= bound:
            return (found,)
    return None


def _apart(value: Size) -> tuple[int, dict[Monomial, int]]:
    """Return the constant of a size, and the rest of it."""
    terms = coefficients(value)
    return terms.get((), 0), {monomial: c for monomial, c in terms.items() if monomial}


def negation(goal: Condition) -> Fact:
    """Return that a goal fails, as a fact about integers."""
    below = (at_least(-1, goal.left),)
    return (below,) if goal.relation == ">=" else (below, (at_least(goal.left, 1),))


def _use(hint: Hint, facts: list[Fact], goal: Condition) -> tuple[list[Fact], Condition]:
    """Justify a hint and return facts and goal after it."""
    if isinstance(hint, Substitute):
        _require(fact(hint.equation) in facts and hint.equation.relation == "=", hint)
        values = {hint.variable: _solved(hint)}
        return [_in_fact(f, values) for f in facts], _in_condition(goal, values)
    if isinstance(hint, Strip):
        _require(all(_lower(v, facts) >= 1 for v in hint.factor), hint)
        if hint.condition is None:
            return facts, Condition(goal.relation, _quotient(goal.left, hint))
        _require(fact(hint.condition) in facts, hint)
        return [
            *facts,
            fact(Condition(hint.condition.relation, _quotient(hint.condition.left, hint))),
        ], goal
    return [*facts, _consequence(hint, facts, goal)], goal


def _consequence(hint: Times | Product | Trichotomy, facts: list[Fact], goal: Condition) -> Fact:
    if isinstance(hint, Product):
        _require(all(fact(c) in facts and c.relation == ">=" for c in hint), hint)
    elif isinstance(hint, Times):
        _require(hint.fact in facts or hint.fact == negation(goal), hint)
        equations = all(c.relation == "=" for case in hint.fact for c in case)
        _require(equations or all(_lower(v, facts) >= 0 for v in hint.factor), hint)
    else:
        _require(all(_lower(v, facts) >= 1 for v in hint.factor), hint)
    return added(hint)


def added(hint: Times | Product | Trichotomy) -> Fact:
    """Return the fact that a hint adds."""
    if isinstance(hint, Product):
        return fact(at_least(hint.left.left * hint.right.left, 0))
    factor: Size = collapse({hint.factor: 1})
    if isinstance(hint, Times):
        cases = []
        for case in hint.fact:
            cases.append(tuple(Condition(c.relation, factor * c.left) for c in case))
        return tuple(cases)
    value, product = hint.value, factor * hint.value
    return (
        (equal(value, 0), equal(product, 0)),
        (at_least(value, 1), at_least(product, factor)),
        (at_least(-1, value), at_least(-factor, product)),
    )


def _require(holds: bool, what: object) -> None:
    if not holds:
        raise ProofError(f"not justified: {what}")


def _solved(hint: Substitute) -> Size:
    sign = coefficients(hint.equation.left).get((hint.variable,), 0)
    value = variable_poly(hint.variable) - sign * hint.equation.left
    _require(sign in (1, -1) and hint.variable not in variables(value), hint)
    return value


def _quotient(value: Size, hint: Strip) -> Size:
    left: dict[Monomial, int] = {}
    for monomial, coefficient in coefficients(value).items():
        rest = Counter(monomial)
        _require(Counter(hint.factor) <= rest, hint)
        left[tuple(sorted((rest - Counter(hint.factor)).elements()))] = coefficient
    return collapse(left)


def _lower(variable: Variable, facts: list[Fact]) -> int:
    """Return a lower bound that is a fact by itself; -1 where there is none of at least 0."""
    known = [variable.minimum] if isinstance(variable, Letter) else []
    for f in facts:
        if len(f) == 1 and len(f[0]) == 1 and f[0][0].relation == ">=":
            bound = variable_poly(variable) - f[0][0].left
            known += [bound] if isinstance(bound, int) else []
    return max(known, default=-1)


def _in_condition(condition: Condition, values: Mapping[Any, Size]) -> Condition:
    """Replace variables; quotients stay the unknowns they are, since they are defined for positive divisors only."""
    opaque = {v: variable_poly(v) for v in variables(condition.left)}
    return Condition(condition.relation, substitute(condition.left, {**opaque, **values}))


def _in_fact(f: Fact, values: Mapping[Any, Size]) -> Fact:
    cases = []
    for case in f:
        cases.append(tuple(_in_condition(c, values) for c in case))
    return tuple(cases)


@lru_cache(maxsize=MOST_KNOWN)
def ask_cvc5(query: str, steps: int = STEPS_OF_CVC5) -> SolverAnswer:
    """Return cvc5's answer to an SMT-LIB query: ``sat``, ``unsat`` or ``unknown``."""
    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setOption("rlimit-per", str(steps))
    solver.setOption(
        "arith-brab", "false"
    )  # its branching goes astray where three times a variable is bounded
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, query, "query")
    symbols, answer = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols).strip() or answer
    used = solver.getStatistics()["resource::resourceUnitsUsed"]["value"]
    return SolverAnswer(answer if answer in ("sat", "unsat") else "unknown", used)


def ask_z3(facts: tuple[Fact, ...], linear: bool, steps: int = STEPS_OF_Z3) -> SolverAnswer:
    """Return Z3's answer, asked through its own interface."""
    context = _context(getpid(), get_ident())
    solver = z3.SimpleSolver(ctx=context) if linear else z3.Solver(ctx=context)
    solver.set(rlimit=steps, ctrl_c=False)  # Ctrl-C is Python's: Z3 would take it for an answer
    solver.add([*map(Translation(context, linear), facts)])
    before = steps_so_far(solver)
    answer = str(solver.check())
    return SolverAnswer(answer, steps_so_far(solver) - before)


def steps_so_far(solver: Any) -> int:
    """Return how many steps Z3 has done in the context of a solver: one of the last of its figures."""
    context, found = solver.ctx.ref(), solver.statistics()
    places = reversed(range(len(found)))
    counts = (p for p in places if z3.Z3_stats_get_key(context, found.stats, p) == "rlimit count")
    return int(z3.Z3_stats_get_uint_value(context, found.stats, next(counts)))


@lru_cache(maxsize=64)
def _context(_: int, __: int) -> Any:
    """Return a context for each process and thread: the common one is not safe, and making one takes longer than asking."""
    return z3.Context()


def contradictory(facts: tuple[Fact, ...], linear: bool = True) -> bool:
    """Return whether the facts cannot all hold: both solvers say so, or both say that they can.

    Parameters
    ----------
    facts : tuple of Fact
        Their conjunction is asked about.
    linear : bool
        Whether every monomial is an unknown of its own.

    Returns
    -------
    bool
        True for ``unsat``, False for ``sat``.

    Raises
    ------
    SolversDisagree
        If one solver says ``sat`` and the other ``unsat``; both queries are saved.
    Undecided
        If a solver gives up or has done all the work it may; the query is attached.
    """
    return _agreed(answers(facts, linear), facts, linear)


def answers(facts: tuple[Fact, ...], linear: bool) -> BothAnswers:
    """Return what both solvers say to the conjunction of some facts."""
    meter = METER.get()
    if meter is not None:
        meter.query()
    return BothAnswers(ask_z3(facts, linear), ask_cvc5(without_comments(smtlib(facts, linear))))


known_answers = lru_cache(maxsize=MOST_KNOWN)(answers)  # many side conditions come twice


def _agreed(found: BothAnswers, facts: tuple[Fact, ...], linear: bool) -> bool:
    """Return whether both say ``unsat``, or both ``sat``; see `contradictory`."""
    said = found.said
    given = set(said.values())
    if given == {"sat", "unsat"}:
        raise SolversDisagree(said, save_queries(facts, smtlib(facts, linear), linear))
    if "unknown" in given:
        query = smtlib(facts, linear)
        raise Undecided(f"the solvers answer {said} after all the work they may do", query=query)
    return given == {"unsat"}


def save_queries(facts: tuple[Fact, ...], query: str, linear: bool) -> Path:
    """Write what each solver was asked into a new folder and return the folder."""
    folder = Path(tempfile.mkdtemp(prefix="symconv-disagreement-"))
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.add([*map(Translation(context, linear), facts)])
    (folder / "cvc5.smt2").write_text(query, encoding="utf-8")
    (folder / "z3.smt2").write_text(solver.to_smt2(), encoding="utf-8")
    return folder


def versions() -> dict[str, str]:
    """Return the versions of both solvers."""
    return {"z3": z3.get_version_string(), "cvc5": str(cvc5.__version__)}
