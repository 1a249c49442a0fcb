"""The rules that replace variables as Coq proofs: instantiate, divide a free position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.errors import UnsupportedError
from symconv.language.terms import (
    Condition,
    GivenEquation,
    Hypothesis,
    Letter,
    Sum,
    Variable,
    alternatives,
    at_least,
    variable_poly,
)
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.nested_sums import hypothesis
from symconv.proof.coq.replaying import (
    CoqFile,
    check_equation,
    expression,
    justified,
    opened,
    points,
    positive,
    spelled,
    value_of,
)
from symconv.proof.coq.scope import Scope, minimum
from symconv.proof.coq.tactics import (
    REFLEXIVITY,
    RING,
    SPLIT,
    Assertion,
    Command,
    Sentences,
    Tactic,
    any_pattern,
    apply,
    because,
    call,
    chained,
    choice,
    conjunction,
    exact,
    for_each,
    function,
    nested,
    numbered,
    pointwise,
    sentences,
    then,
    transitivity,
)
from symconv.proof.trusted.statement import free

CASE = "x'"


def instantiate(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay sizes put for letters and free indices."""
    values = dict(theorem.arguments[0])
    letters = [v for v in values if isinstance(v, Letter)]
    if len(theorem.obligations) > len(letters):
        raise UnsupportedError("sizes put for letters inside a quotient are not replayed in Coq")
    texts = {v: scope.gallina.inner(value) for v, value in values.items()}
    gallina = scope.gallina.replacing(texts)
    names = dict(zip(letters, numbered("m", letters), strict=True))
    asserted = []
    for letter, decided in zip(letters, theorem.obligations, strict=True):
        proof = because(">=", justified(decided, scope, file))
        asserted.append(Assertion(names[letter], gallina.condition(minimum(letter)), proof))
    general = replace(
        scope,
        gallina=gallina,
        reach=scope.reach | set(values),
        minima={**scope.minima, **names},
    )
    return (*sentences(*asserted), *_from_premise(theorem, scope, general, file))


def replaced(theorem: ProofStep) -> set[Variable]:
    """Return what an instance has no more."""
    return {variable for variable, _ in theorem.arguments[0]} - free(theorem.statement)


def divide_free(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a free index divided: its quotient and remainder are put into the premise."""
    _, index, quotient, remainder, divisor, offset = theorem.arguments
    (decided,) = theorem.obligations
    e = scope.gallina.inner(variable_poly(index) + offset)
    n = scope.gallina.inner(divisor)
    low = positive(n, decided, scope, file)
    texts: dict[Variable, str] = {quotient: f"({e} / {n})", remainder: f"({e} - {n} * ({e} / {n}))"}
    gallina = scope.gallina.replacing(texts)
    r = variable_poly(remainder)
    bounds = at_least(r, 0), at_least(divisor, r + 1)
    names: dict[Hypothesis, str] = {c: f"q{n}'" for n, c in enumerate(bounds, 1)}
    asserted = []
    for condition, lemma in zip(bounds, ("quotient_low", "quotient_high"), strict=True):
        proof = because(">=", call(lemma, e, n, low))
        asserted.append(Assertion(names[condition], gallina.condition(condition), proof))
    special = replace(
        scope,
        gallina=gallina,
        reach=scope.reach | {quotient, remainder},
        proofs={**scope.proofs, **names},
    )
    return (*sentences(*asserted), *_from_premise(theorem, scope, special, file))


def put_in(theorem: ProofStep) -> set[Variable]:
    """Return quotient and remainder of a free index that was divided."""
    return set(theorem.arguments[2:4])


def _from_premise(theorem: ProofStep, scope: Scope, there: Scope, file: CoqFile) -> Sentences:
    """Return the proof of an equation from the premise in a scope where its variables have values."""
    check_equation(theorem)
    (premise,) = theorem.premises
    s = theorem.statement
    t = premise.statement
    pairs = list(zip(t.hypotheses, s.hypotheses, strict=False))
    asserted = [_restated(n, pair, scope, there) for n, pair in enumerate(pairs, 1)]
    names = {wanted: found.name for (wanted, _), found in zip(pairs, asserted, strict=True)}
    there = replace(there, proofs={**there.proofs, **names})
    left = expression(t.left, there, file)
    right = expression(t.right, there, file)
    lefts = zip(s.left, t.left, strict=True)
    rights = zip(t.right, s.right, strict=True)
    first = [_instance((mine, scope), (general, there), file) for mine, general in lefts]
    last = [_instance((general, there), (mine, scope), file) for general, mine in rights]
    step = exact(there.use(file.step(premise)))
    rest = for_each(transitivity(right), step, chained("radd", last))
    whole = for_each(transitivity(left), chained("radd", first), rest)
    return sentences(*asserted, whole)


def _restated(
    number: int, pair: tuple[Hypothesis, Hypothesis], scope: Scope, there: Scope
) -> Assertion:
    """Return the proof of a wanted hypothesis from a given one of the same polynomials."""
    wanted, given = pair
    text = hypothesis(wanted, there.gallina)
    if isinstance(given, GivenEquation):
        if given != wanted:
            raise UnsupportedError(
                "sizes put into what is given of tensors are not replayed in Coq"
            )
        return Assertion(f"r{number}'", text, exact(scope.proofs[given]))
    parts: Sequence[Condition] = alternatives(given)
    cases = []
    for n, condition in enumerate(parts):
        cases.append(then(*choice(n, len(parts)), because(condition.relation, CASE)))
    taken = Command(f"pose proof {scope.proofs[given]} as {any_pattern([CASE] * len(parts))}")
    return Assertion(f"r{number}'", text, for_each(taken, *cases))


def _instance(one: tuple[Sum, Scope], two: tuple[Sum, Scope], file: CoqFile) -> Tactic:
    """Return the tactic that proves a sum equal to itself with variables replaced, either way."""
    a, here = one
    b, there = two
    names = spelled(a.indices, here)
    same = function(names, nested(names, "tt"))
    kept = zip(a.conditions, numbered("c", a.conditions), strict=True)
    conditions = conjunction([because(c.relation, name) for c, name in kept])
    atoms = [
        pointwise(here.gallina.tensors[atom.tensor], [RING] * len(atom.at)) for atom in a.atoms
    ]
    weight = then(apply("f_equal", "of_Z"), RING)
    alike = for_each(apply("f_equal2", "rmul"), weight, chained("rmul", atoms))
    sides = [*points(a, here, file), *points(b, there, file)]
    values = [value_of(a, here, file), value_of(b, there, file)]
    return for_each(
        apply("reindex", "_", "_", *sides, same, same, *values),
        then(
            opened(a, "c", here, file, [b]),
            for_each(SPLIT, conditions, for_each(SPLIT, REFLEXIVITY, alike)),
        ),
        then(
            opened(b, "c", there, file, [a]),
            for_each(SPLIT, conditions, REFLEXIVITY),
        ),
    )
