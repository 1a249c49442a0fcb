"""The rules about theorems as Coq proofs: what each concludes from its premises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from symconv.language.terms import Hypothesis, at_least, variable_poly
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.replaying import (
    CoqFile,
    check_equation,
    expression,
    justified,
    positive,
)
from symconv.proof.coq.scope import Scope
from symconv.proof.coq.tactics import (
    NOTHING,
    REFLEXIVITY,
    RING,
    Assertion,
    Command,
    Sentences,
    Tactic,
    all_pattern,
    because,
    bulleted,
    call,
    chained,
    conjunction,
    exact,
    for_each,
    numbered,
    sentences,
    then,
    transitivity,
    under_a_bullet,
)
from symconv.proof.coq.theorem_statement import has_equation
from symconv.proof.trusted.statement import at, definition


class CoqEquation(NamedTuple):
    """An equation on the way from left to right: its proof, and its sides."""

    proof: Tactic
    before: str
    after: str


def entailed(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay goals that follow from the hypotheses."""
    obligations = theorem.obligations
    proofs = [because(o.goal.relation, justified(o, scope, file)) for o in obligations]
    return sentences(conjunction(proofs) if proofs else REFLEXIVITY)


def symmetric(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay sides exchanged."""
    check_equation(theorem)
    return sentences(Command("symmetry"), _premise(theorem, scope, file))


def _premise(theorem: ProofStep, scope: Scope, file: CoqFile) -> Tactic:
    return exact(scope.use(file.step(theorem.premises[0])))


def _chain(
    theorem: ProofStep, scope: Scope, file: CoqFile, links: Sequence[CoqEquation]
) -> Sentences:
    """Return the proof that goes from left to right through equations, reordering between them."""
    check_equation(theorem)
    current = expression(theorem.statement.left, scope, file)
    right = expression(theorem.statement.right, scope, file)
    tactics = []
    for link in links:
        if link.before != current:
            tactics.append(for_each(transitivity(link.before), RING, NOTHING))
        tactics.append(for_each(transitivity(link.after), link.proof, NOTHING))
        current = link.after
    return sentences(*tactics, REFLEXIVITY if current == right else RING)


def transitive(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a chain of equations, the sums of their sides reordered where needed."""
    links = [_link(premise, scope, file) for premise in theorem.premises]
    return _chain(theorem, scope, file, links)


def _link(theorem: ProofStep, scope: Scope, file: CoqFile) -> CoqEquation:
    return CoqEquation(
        exact(scope.use(file.step(theorem))),
        expression(theorem.statement.left, scope, file),
        expression(theorem.statement.right, scope, file),
    )


def add(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay equations added side by side."""
    links = [_link(premise, scope, file) for premise in theorem.premises]
    if len(links) > 1:
        before = " [+] ".join(f"({link.before})" for link in links)
        after = " [+] ".join(f"({link.after})" for link in links)
        links = [CoqEquation(chained("radd", [link.proof for link in links]), before, after)]
    return _chain(theorem, scope, file, links)


def given(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay an equation between tensors that is assumed, at one position."""
    _, equation, position = theorem.arguments
    names = dict(zip(equation.position, map(variable_poly, position), strict=True))
    places = [scope.gallina.texts[i] for i in position]
    ranges = [scope.proofs[at(condition, names)] for condition in equation.ranges]
    return sentences(exact(call(scope.proofs[equation], *places, *ranges)))


def reflexive(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay that an expression equals itself."""
    return sentences(REFLEXIVITY)


def weaken(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay what was proved under fewer hypotheses."""
    return sentences(_premise(theorem, scope, file))


def cases(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay two cases of a condition."""
    (condition,) = theorem.arguments
    opposite = at_least(-1, condition.left)
    proofs = []
    for case, premise in zip((condition, opposite), theorem.premises, strict=True):
        inside = replace(scope, proofs={**scope.proofs, case: "k'"})
        proofs.append(exact(inside.use(file.step(premise))))
    gallina = scope.gallina
    either = call("one_or_other", f"({gallina.size(condition.left)})")
    holds, fails = proofs
    other = Assertion("k'", gallina.condition(opposite), because(">=", "m'"))
    return (
        *sentences(Command(f"destruct {either} as [k'|m']")),
        *bulleted(holds),
        *under_a_bullet(other, fails),
    )


def define(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a quotient that becomes a division."""
    (quotient,) = theorem.arguments
    (decided,) = theorem.obligations
    gallina = scope.gallina
    e = gallina.inner(quotient.numerator)
    n = gallina.inner(quotient.denominator)
    low = positive(n, decided, scope, file)
    conditions = definition(quotient)
    names: dict[Hypothesis, str] = {c: f"q{n}'" for n, c in enumerate(conditions, 1)}
    asserted = []
    for condition, lemma in zip(conditions, ("quotient_low", "quotient_high"), strict=True):
        proof = because(">=", call(lemma, e, n, low))
        asserted.append(Assertion(names[condition], gallina.condition(condition), proof))
    defined = replace(scope, proofs={**scope.proofs, **names})
    return sentences(*asserted, _premise(theorem, defined, file))


def conclude(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a claim put together from its goals and its equation."""
    s = theorem.statement
    sizes, *cells = theorem.premises
    goals = numbered("g", s.goals)
    ranges = numbered("r", s.ranges)
    given = scope.use(file.step(sizes)) if goals else ""
    taken = sentences(Command(f"pose proof {given} as {all_pattern(goals)}")) if goals else ()
    inside = replace(scope, proofs={**scope.proofs, **dict(zip(s.ranges, ranges, strict=True))})
    tactics = [exact(goal) for goal in goals]
    for premise in cells if has_equation(s) else ():
        proof = exact(inside.use(file.step(premise)))
        positions = Command(f"intros {' '.join(ranges)}")
        tactics.append(then(positions, proof) if ranges else proof)
    return (*taken, *sentences(conjunction(tactics)))
