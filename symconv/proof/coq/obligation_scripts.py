"""An obligation as a Coq lemma: its hints are posed one after the other, then `lia` closes it."""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import ProofError
from symconv.language.terms import (
    Condition,
    Letter,
    Monomial,
    Quotient,
    Size,
    Variable,
    coefficients,
    collapse,
    substitute,
    variable_poly,
    variables,
)
from symconv.proof.coq.gallina import Spelling
from symconv.proof.coq.script import Lemma, header, intros, minimum
from symconv.proof.search.factors import cofactor
from symconv.proof.trusted.smtlib import Fact, fact
from symconv.proof.trusted.solvers import (
    Hint,
    Obligation,
    Product,
    Strip,
    Substitute,
    Times,
    Trichotomy,
    added,
    negation,
)
from symconv.proof.trusted.statement import mentioned


class State(NamedTuple):
    """The facts with the names of their proofs, the goal, the name of its negation, and the tactics so far."""

    facts: tuple[tuple[Fact, str], ...]
    goal: Condition
    negated: str
    lines: tuple[str, ...]

    def fresh(self) -> str:
        """Return a name that is not taken."""
        return f"f{len(self.lines)}'"

    def proof(self, f: Fact) -> str:
        """Return the name of the proof of a fact.

        Raises
        ------
        ProofError
            If it is none.
        """
        for known, name in self.facts:
            if known == f:
                return name
        if f == negation(self.goal):
            return self.negated
        raise ProofError(f"a hint speaks of a fact that is not known: {f}")


def obligation_lemma(name: str, obligation: Obligation, spelling: Spelling) -> tuple[Lemma, str]:
    """Return an obligation as a lemma, with the text that states and proves it."""
    found = set().union(
        *map(mentioned, obligation.using),
        mentioned(obligation.goal),
        *map(_variables, obligation.hints),
    )
    order = tuple(sorted(found))
    lemma = Lemma(name, order, tuple(v for v in order if isinstance(v, Letter)), obligation.using)
    text = [
        f"Lemma {name} : {header(lemma, spelling)}{spelling.condition(obligation.goal)}.",
        "Proof.",
    ]
    start, scope = intros(lemma, spelling)
    refute = "refute_nonneg" if obligation.goal.relation == ">=" else "refute_zero"
    facts = [(fact(h), scope.proofs[h]) for h in obligation.using] + [
        (fact(minimum(v)), n) for v, n in scope.minima.items()
    ]
    state = State(tuple(facts), obligation.goal, "g'", (f"{start} apply {refute}; intro g'.",))
    for hint in obligation.hints:
        state = _use(state, hint, spelling)
    end = "nia." if obligation.level == "non-linear" else "lia."
    return lemma, "\n".join([*text, *(f"  {line}" for line in (*state.lines, end)), "Qed."])


def _variables(hint: Hint) -> set[Variable]:
    if isinstance(hint, Substitute):
        return mentioned(hint.equation)
    if isinstance(hint, Product):
        return mentioned(hint.left) | mentioned(hint.right)
    return set(hint.factor)


def _use(state: State, hint: Hint, spelling: Spelling) -> State:
    if isinstance(hint, Substitute):
        return _substitute(state, hint, spelling)
    if isinstance(hint, Strip):
        return _strip(state, hint, spelling)
    new, name = added(hint), state.fresh()
    if isinstance(hint, Product):
        proof = (
            f"(nonneg_product _ _ {state.proof(fact(hint.left))} {state.proof(fact(hint.right))})"
        )
        tactic = f"apply (nonneg_by _ _ {proof}); ring"
        line = _assert(name, new, tactic, spelling)
    elif isinstance(hint, Trichotomy):
        factor, low = _text(hint.factor, spelling), _bound(state, hint.factor, 1, spelling)
        line = f"pose proof (trichotomy {factor} {spelling.inner(hint.value)} {low}) as {name}."
    else:
        line = _assert(name, new, _times(state, hint, spelling), spelling)
    return state._replace(facts=(*state.facts, (new, name)), lines=(*state.lines, line))


def _assert(name: str, new: Fact, tactic: str, spelling: Spelling) -> str:
    return f"assert ({name} : {spelling.fact(new)}) by ({tactic})."


def _text(factor: Monomial, spelling: Spelling) -> str:
    return spelling.inner(collapse({factor: 1}))


def _times(state: State, hint: Times, spelling: Spelling) -> str:
    """Return the tactic that multiplies every condition of a fact by the factor."""
    source, factor = state.proof(hint.fact), _text(hint.factor, spelling)
    inequality = any(c.relation == ">=" for case in hint.fact for c in case)
    low = _bound(state, hint.factor, 0, spelling) if inequality else ""
    branches = []
    for n, case in enumerate(hint.fact):
        names = [f"x{m}'" for m, _ in enumerate(case)]
        steps = [
            f"apply (nonneg_by _ _ (nonneg_product _ _ {low} {x})); ring"
            if c.relation == ">="
            else f"apply (zero_by _ _ (zero_product {factor} _ {x})); ring"
            for c, x in zip(case, names, strict=True)
        ]
        item = steps[-1]
        for step in reversed(steps[:-1]):
            item = f"split; [{step} | {item}]"
        pick = "right; " * n + ("left; " if n + 1 < len(hint.fact) else "")
        branches.append((f"({' & '.join(names)})" if len(names) > 1 else names[0], pick + item))
    cases = branches[-1][0]
    for names_of_case, _ in reversed(branches[:-1]):
        cases = f"[{names_of_case}|{cases}]"
    tactics = " | ".join(tactic for _, tactic in branches)
    return f"pose proof {source} as {cases}; [{tactics}]"


def _bound(state: State, factor: Monomial, least: int, spelling: Spelling) -> str:
    """Return a proof that a product of variables, each at least `least`, is at least that."""
    lemma = "positive_product" if least else "nonneg_product"
    proofs = [_variable_bound(state, v, least, spelling) for v in factor]
    whole = proofs[0]
    for proof in proofs[1:]:
        whole = f"({lemma} _ _ {whole} {proof})"
    return whole


def _variable_bound(state: State, variable: Variable, least: int, spelling: Spelling) -> str:
    wanted = spelling.condition(Condition(">=", variable_poly(variable) - least))
    for f, name in state.facts:
        if len(f) == 1 and len(f[0]) == 1 and f[0][0].relation == ">=":
            bound = variable_poly(variable) - f[0][0].left
            if isinstance(bound, int) and bound >= least:
                return f"(ltac:(clear - {name}; lia) : {wanted})"
    raise ProofError(f"a hint needs a bound of {variable.name} that is not known")


def _strip(state: State, hint: Strip, spelling: Spelling) -> State:
    factor, low, name = (
        _text(hint.factor, spelling),
        _bound(state, hint.factor, 1, spelling),
        state.fresh(),
    )
    if hint.condition is None:
        goal = Condition(state.goal.relation, cofactor(state.goal.left, hint.factor))
        line = _assert(
            name,
            negation(goal),
            _stripped_goal(state.negated, goal, factor, low, spelling),
            spelling,
        )
        return state._replace(goal=goal, negated=name, lines=(*state.lines, line))
    new = Condition(hint.condition.relation, cofactor(hint.condition.left, hint.factor))
    kind = "nonneg" if new.relation == ">=" else "zero"
    proof = state.proof(fact(hint.condition))
    tactic = f"apply (strip_{kind} {factor} _ {low}); apply ({kind}_by _ _ {proof}); ring"
    line = _assert(name, fact(new), tactic, spelling)
    return state._replace(facts=(*state.facts, (fact(new), name)), lines=(*state.lines, line))


def _stripped_goal(negated: str, goal: Condition, factor: str, low: str, spelling: Spelling) -> str:
    def one(proof: str, value: str) -> str:
        return (
            f"apply (nonneg_by (-1 - {value})); [apply (strip_negative {factor} _ {low}); "
            f"apply (nonneg_by _ _ {proof}); ring | ring]"
        )

    value = f"({spelling.size(goal.left)})"
    if goal.relation == ">=":
        return one(negated, value)
    below, above = one("x'", value), one("x'", f"(- {value})")
    return f"destruct {negated} as [x'|x']; [left; {below} | right; {above}]"


def _substitute(state: State, hint: Substitute, spelling: Spelling) -> State:
    sign = coefficients(hint.equation.left)[hint.variable,]
    value = variable_poly(hint.variable) - sign * hint.equation.left
    name, text = state.fresh(), spelling.texts[hint.variable]
    lemma = "equal_by" if sign == 1 else "equal_by_opposite"
    proof = state.proof(fact(hint.equation))
    line = f"assert ({name} : {text} = {spelling.size(value)}) by (apply ({lemma} _ _ _ {proof}); ring); subst {text}."
    values = {hint.variable: value}
    facts = tuple(
        (tuple(tuple(_replaced(c, values) for c in case) for case in f), known)
        for f, known in state.facts
    )
    return state._replace(
        facts=facts, goal=_replaced(state.goal, values), lines=(*state.lines, line)
    )


def _replaced(condition: Condition, values: dict[Variable, Size]) -> Condition:
    """Replace variables; quotients stay the unknowns they are."""
    opaque: dict[Variable, Size] = {
        v: variable_poly(v) for v in variables(condition.left) if isinstance(v, Quotient)
    }
    return Condition(condition.relation, substitute(condition.left, {**opaque, **values}))
