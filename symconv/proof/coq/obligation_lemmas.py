"""An obligation as a Coq lemma: its hints are posed one after the other, then `lia` closes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

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
from symconv.proof.coq.gallina import Gallina
from symconv.proof.coq.scope import Lemma, header, introduced, minimum
from symconv.proof.coq.tactics import (
    RING,
    Assertion,
    Command,
    Tactic,
    all_pattern,
    any_pattern,
    apply,
    because,
    by_ring,
    call,
    choice,
    conjunction,
    for_each,
    lines,
    sentences,
    then,
)
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
    """How far a proof is: the facts with the names of their proofs, the goal, and its negation's name."""

    facts: tuple[tuple[Fact, str], ...]
    goal: Condition
    negated: str
    tactics: tuple[Tactic, ...]

    def fresh(self) -> str:
        """Return a name that is not taken."""
        return f"f{len(self.tactics) + 1}'"

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

    def knowing(self, new: Fact, name: str, tactic: Tactic) -> State:
        """Return the state after a tactic that proves a fact."""
        facts = (*self.facts, (new, name))
        return self._replace(facts=facts, tactics=(*self.tactics, tactic))


def obligation_lemma(name: str, obligation: Obligation, gallina: Gallina) -> tuple[Lemma, str]:
    """Return an obligation as a lemma, with the text that states and proves it."""
    goal = obligation.goal
    assumed = set().union(*map(mentioned, obligation.using))
    order = tuple(sorted(assumed.union(mentioned(goal), *map(_variables, obligation.hints))))
    lemma = Lemma(name, order, tuple(v for v in order if isinstance(v, Letter)), obligation.using)
    start, scope = introduced(lemma, gallina)
    refute = "refute_nonneg" if goal.relation == ">=" else "refute_zero"
    facts = [(fact(h), scope.proofs[h]) for h in obligation.using]
    facts += [(fact(minimum(v)), n) for v, n in scope.minima.items()]
    state = State(tuple(facts), goal, "g'", ())
    for hint in obligation.hints:
        state = _use(state, hint, gallina)
    negate = then(Command(f"apply {refute}"), Command("intro g'"))
    end = Command("nia" if obligation.level == "non-linear" else "lia")
    proof = (*start, *sentences(negate, *state.tactics, end))
    stated = f"Lemma {name} : {header(lemma, gallina)}{gallina.condition(goal)}."
    return lemma, "\n".join([stated, "Proof.", *lines(proof), "Qed."])


def _variables(hint: Hint) -> set[Variable]:
    if isinstance(hint, Substitute):
        return mentioned(hint.equation)
    if isinstance(hint, Product):
        return mentioned(hint.left) | mentioned(hint.right)
    return set(hint.factor)


def _use(state: State, hint: Hint, gallina: Gallina) -> State:
    """Return the state after a hint."""
    if isinstance(hint, Substitute):
        return _substitute(state, hint, gallina)
    if isinstance(hint, Strip):
        return _strip(state, hint, gallina)
    name = state.fresh()
    new = added(hint)
    if isinstance(hint, Product):
        tactic = _assertion(name, new, _product(state, hint), gallina)
    elif isinstance(hint, Times):
        tactic = _assertion(name, new, _times(state, hint, gallina), gallina)
    else:
        tactic = _trichotomy(state, hint, name, gallina)
    return state.knowing(new, name, tactic)


def _assertion(name: str, new: Fact, proof: Tactic, gallina: Gallina) -> Tactic:
    return Assertion(name, gallina.fact(new), proof)


def _text(factor: Monomial, gallina: Gallina) -> str:
    return gallina.inner(collapse({factor: 1}))


def _product(state: State, hint: Product) -> Tactic:
    """Return the tactic that multiplies two facts."""
    factors = [state.proof(fact(side)) for side in hint]
    return because(">=", call("nonneg_product", "_", "_", *factors))


def _trichotomy(state: State, hint: Trichotomy, name: str, gallina: Gallina) -> Tactic:
    """Return the tactic that distinguishes the signs of a value."""
    low = _bound(state, hint.factor, 1, gallina)
    proof = call("trichotomy", _text(hint.factor, gallina), gallina.inner(hint.value), low)
    return Command(f"pose proof {proof} as {name}")


def _times(state: State, hint: Times, gallina: Gallina) -> Tactic:
    """Return the tactic that multiplies every condition of a fact by the factor."""
    cases = hint.fact
    conditions = [condition for case in cases for condition in case]
    inequality = any(c.relation == ">=" for c in conditions)
    low = _bound(state, hint.factor, 0, gallina) if inequality else ""
    factor = _text(hint.factor, gallina)
    patterns = []
    branches = []
    for n, case in enumerate(cases):
        names = [f"x{m}'" for m, _ in enumerate(case)]
        patterns.append(all_pattern(names))
        multiplied = []
        for condition, name in zip(case, names, strict=True):
            multiplied.append(_multiplied(condition.relation, name, factor, low))
        branches.append(then(*choice(n, len(cases)), conjunction(multiplied)))
    taken = Command(f"pose proof {state.proof(cases)} as {any_pattern(patterns)}")
    return for_each(taken, *branches)


def _multiplied(relation: str, proof: str, factor: str, low: str) -> Tactic:
    """Return the tactic that multiplies one condition."""
    if relation == ">=":
        return because(">=", call("nonneg_product", "_", "_", low, proof))
    return because("=", call("zero_product", factor, "_", proof))


def _bound(state: State, factor: Monomial, least: int, gallina: Gallina) -> str:
    """Return a proof that a product of variables, each at least `least`, is at least that."""
    lemma = "positive_product" if least else "nonneg_product"
    first, *others = (_variable_bound(state, v, least, gallina) for v in factor)
    for proof in others:
        first = call(lemma, "_", "_", first, proof)
    return first


def _variable_bound(state: State, variable: Variable, least: int, gallina: Gallina) -> str:
    wanted = gallina.condition(Condition(">=", variable_poly(variable) - least))
    for f, name in state.facts:
        if len(f) == 1 and len(f[0]) == 1 and f[0][0].relation == ">=":
            bound = variable_poly(variable) - f[0][0].left
            if isinstance(bound, int) and bound >= least:
                return f"(ltac:(clear - {name}; lia) : {wanted})"
    raise ProofError(f"a hint needs a bound of {variable.name} that is not known")


def _strip(state: State, hint: Strip, gallina: Gallina) -> State:
    """Return the state after a positive factor is dropped."""
    factor = _text(hint.factor, gallina)
    low = _bound(state, hint.factor, 1, gallina)
    name = state.fresh()
    if hint.condition is None:
        goal = Condition(state.goal.relation, cofactor(state.goal.left, hint.factor))
        proof = _stripped_goal(state.negated, goal, factor, low, gallina)
        tactic = _assertion(name, negation(goal), proof, gallina)
        return state._replace(goal=goal, negated=name, tactics=(*state.tactics, tactic))
    relation = hint.condition.relation
    new = fact(Condition(relation, cofactor(hint.condition.left, hint.factor)))
    lemma = "strip_nonneg" if relation == ">=" else "strip_zero"
    known = because(relation, state.proof(fact(hint.condition)))
    proof = then(apply(lemma, factor, "_", low), known)
    return state.knowing(new, name, _assertion(name, new, proof, gallina))


def _stripped_goal(
    negated: str, goal: Condition, factor: str, low: str, gallina: Gallina
) -> Tactic:
    """Return the tactic that proves the negated goal without its factor."""
    strip = apply("strip_negative", factor, "_", low)
    value = f"({gallina.size(goal.left)})"
    if goal.relation == ">=":
        return _negative(strip, negated, value)
    below = then(Command("left"), _negative(strip, "x'", value))
    above = then(Command("right"), _negative(strip, "x'", f"(- {value})"))
    return for_each(Command(f"destruct {negated} as [x'|x']"), below, above)


def _negative(strip: Tactic, proof: str, value: str) -> Tactic:
    """Return the tactic that proves a value to be negative, since its product with the factor is."""
    known = then(strip, because(">=", proof))
    return for_each(apply("nonneg_by", f"(-1 - {value})"), known, RING)


def _substitute(state: State, hint: Substitute, gallina: Gallina) -> State:
    """Return the state after an equation is solved for a variable and used everywhere."""
    sign = coefficients(hint.equation.left)[hint.variable,]
    value = variable_poly(hint.variable) - sign * hint.equation.left
    text = gallina.texts[hint.variable]
    lemma = "equal_by" if sign == 1 else "equal_by_opposite"
    proof = by_ring(lemma, "_", "_", "_", state.proof(fact(hint.equation)))
    solved = Assertion(state.fresh(), f"{text} = {gallina.size(value)}", proof)
    values = {hint.variable: value}
    facts = tuple((_in_fact(f, values), known) for f, known in state.facts)
    tactics = (*state.tactics, then(solved, Command(f"subst {text}")))
    return state._replace(facts=facts, goal=_in_condition(state.goal, values), tactics=tactics)


def _in_fact(f: Fact, values: Mapping[Any, Size]) -> Fact:
    return tuple(_in_case(case, values) for case in f)


def _in_case(case: tuple[Condition, ...], values: Mapping[Any, Size]) -> tuple[Condition, ...]:
    return tuple(_in_condition(condition, values) for condition in case)


def _in_condition(condition: Condition, values: Mapping[Any, Size]) -> Condition:
    """Replace variables; quotients stay the unknowns they are."""
    unknown = [v for v in variables(condition.left) if isinstance(v, Quotient)]
    opaque = {v: variable_poly(v) for v in unknown}
    return Condition(condition.relation, substitute(condition.left, {**opaque, **values}))
