"""Mutants: claims, sums, maps and obligations with one thing changed. What is still accepted must still be true."""

import random
from itertools import islice

import pytest
from thorough import CI

from symconv import Conv, ConvTranspose, Equal, flip, inner, sizes, tensor
from symconv.errors import ProofError
from symconv.language.terms import (
    AnyOf,
    Atom,
    Condition,
    Letter,
    Sum,
    collapse,
    restrict,
    substitute_sum,
)
from symconv.proof import kernel
from symconv.proof.question import read
from symconv.proof.refute import cell, holds
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.deduction import Rules
from symconv.proof.search.goal import Goal
from symconv.proof.search.search import find
from symconv.proof.trusted.solvers import Evidence, entails
from symconv.proof.trusted.statement import mentioned

I, k, k1, k2, s, s1, s2, d, n = sizes("I k k1 k2 s s1 s2 d n")
p = sizes("p", minimum=0)
x, w, u, v = tensor("x", I), tensor("w", k), tensor("u", k1), tensor("v", k2)
up, down = (
    ConvTranspose(k, stride=s, padding=p, dilation=d),
    Conv(k, stride=s, padding=p, dilation=d),
)
z, y = tensor("z", n), tensor("y", down.output_size(n))
first, second = ConvTranspose(k1, stride=s1), ConvTranspose(k2, stride=s2)
both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2)
TRIES = 250 if CI else 30
CLAIMS = (
    Equal(up(x, w), up(x, w, method="zero-insertion")),
    Equal(up(x, w), up(x, w, method="polyphase")),
    Equal(inner(down(z, w), y), inner(z, down.adjoint(n)(y, w))),
    Equal(second(first(x, u), v), both(x, second(u, v))),
    Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - 1 - p)(x, flip(w))),
)


def derivation(theorem):
    for premise in theorem.premises:
        yield from derivation(premise)
    yield theorem


@pytest.fixture(scope="module")
def steps():
    """Every reindexing of some theorems, with its hypotheses."""
    found = []
    for claim in CLAIMS:
        question = read(claim, ())
        assumed = question.statement.hypotheses + question.definitions + question.statement.ranges
        rules = Rules(assumed, Advisor.new())
        theorem = find(Goal(rules, question.statement.left, question.statement.right))
        found += [step for step in derivation(theorem) if step.rule == "reindex"]
    return found


def mutate_size(size, rng):
    terms = dict(size.terms) if not isinstance(size, int) else {(): size}
    monomial = rng.choice([*terms, ()])
    terms[monomial] = terms.get(monomial, 0) + rng.choice((-2, -1, 1, 2))
    return collapse(terms)


def mutate_condition(condition, rng):
    if isinstance(condition, AnyOf):
        return condition.conditions[0]
    if rng.random() < 0.2:
        return Condition("=" if condition.relation == ">=" else ">=", condition.left)
    return Condition(condition.relation, mutate_size(condition.left, rng))


def mutate_sum(term, rng):
    kind = rng.randrange(4)
    if kind == 0 and term.atoms:
        atoms = list(term.atoms)
        n = rng.randrange(len(atoms))
        at = list(atoms[n].at)
        axis = rng.randrange(len(at))
        at[axis] = mutate_size(at[axis], rng)
        atoms[n] = Atom(atoms[n].tensor, tuple(at))
        return Sum(term.indices, term.conditions, tuple(atoms), term.weight)
    if kind == 1:
        return Sum(term.indices, term.conditions, term.atoms, mutate_size(term.weight, rng))
    conditions = list(term.conditions)
    n = rng.randrange(len(conditions))
    if kind == 2:
        del conditions[n]
    else:
        conditions[n] = mutate_condition(conditions[n], rng)
    return Sum(term.indices, tuple(conditions), term.atoms, term.weight)


def settings(conditions, rng, wanted, tries=4000):
    """Yield random integers for the variables of some conditions at which they all hold."""
    variables = sorted(
        {v for c in conditions for v in mentioned(c) if v.kind != "quotient"}, key=repr
    )

    def draw():
        for _ in range(tries):
            values = {
                v: v.minimum + rng.randint(0, 3) if isinstance(v, Letter) else rng.randint(-4, 8)
                for v in variables
            }
            if all(holds(c, values) for c in conditions):
                yield values

    return islice(draw(), wanted)


def value(term, values):
    at = substitute_sum(term, values)
    try:
        return cell(restrict((Sum(at.indices, (), at.atoms, at.weight),), at.conditions))
    except ValueError:
        return None


def test_mutated_reindexings_that_pass_are_true(steps):
    rng = random.Random(4)  # noqa: S311 (not cryptography)
    accepted = compared = 0
    for _ in range(TRIES):
        step = rng.choice(steps)
        source, target, forward, backward, pairing = (*step.arguments, *step.maps)
        hypotheses, forward, backward = step.hypotheses, dict(forward), dict(backward)
        change = rng.randrange(4)
        if change == 0:
            source = mutate_sum(source, rng)
        elif change == 1:
            target = mutate_sum(target, rng)
        elif change == 2:
            maps = rng.choice([m for m in (forward, backward) if m])
            index = rng.choice(list(maps))
            maps[index] = mutate_size(maps[index], rng)
        else:
            dropped = rng.randrange(len(hypotheses))
            hypotheses = hypotheses[:dropped] + hypotheses[dropped + 1 :]
        try:
            kernel.reindex(hypotheses, source, target, forward, backward, pairing, Advisor.new())
        except ProofError:
            continue
        accepted += 1
        for values in settings(hypotheses, rng, 12):
            left, right = value(source, values), value(target, values)
            assert left == right, (step, source, target)
            compared += 1
    assert 0 < accepted < TRIES / 2
    assert compared > TRIES / 2


def test_mutated_obligations_that_pass_are_true(steps):
    rng = random.Random(5)  # noqa: S311 (not cryptography)
    obligations = [o for step in steps for o in step.obligations if o.level != "ring"]
    accepted = compared = 0
    for _ in range(TRIES):
        using, goal, hints, _ = rng.choice(obligations)
        using = list(using)
        n = rng.randrange(len(using) + 1)
        if n == len(using):
            goal = mutate_condition(goal, rng)
        elif rng.random() < 0.5:
            del using[n]
        else:
            using[n] = mutate_condition(using[n], rng)
        using = tuple(using)
        for advise in (lambda *_, u=using, h=hints: Evidence(u, h), Advisor.new()):
            try:
                entails(using, goal, advise)
            except ProofError:
                continue
            accepted += 1
            for values in settings(using, rng, 10):
                everything = {**{v: rng.randint(1, 4) for v in mentioned(goal)}, **values}
                assert holds(goal, everything), (using, goal, everything)
                compared += 1
    assert 0 < accepted < 1.6 * TRIES
    assert compared > TRIES / 2


def test_the_unchanged_steps_pass(steps):
    for step in steps:
        source, target, forward, backward, pairing = (*step.arguments, *step.maps)
        again = kernel.reindex(
            step.hypotheses, source, target, dict(forward), dict(backward), pairing, Advisor.new()
        )
        assert again.statement == step.statement
