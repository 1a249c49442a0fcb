"""Two solvers, one printed query: what is asked, and what happens when they do not agree."""

import random
from itertools import pairwise, product
from math import prod

import pytest

from symconv.errors import OverBudget, ProofError, SolversDisagree, Undecided
from symconv.language.budget import Budget, limited
from symconv.language.terms import (
    AnyOf,
    Condition,
    Letter,
    at_least,
    coefficients,
    equal,
    floor_divide,
    index,
    letter,
    variable_poly,
    variables,
)
from symconv.proof.trusted import solvers
from symconv.proof.trusted.smtlib import fact, smtlib, without_comments
from symconv.proof.trusted.solvers import (
    BothAnswers,
    Evidence,
    Product,
    SolverAnswer,
    Substitute,
    Times,
    Trichotomy,
    added,
    after_hints,
    ask_cvc5,
    ask_z3,
    contradictory,
    entails,
    reasons,
)

s, I, i = letter("s"), letter("I"), index("i")


def facts(*hypotheses):
    return tuple(fact(h) for h in hypotheses)


GOLDEN = """(set-logic QF_LIA)
(declare-const m1 Int) ; "I"
(declare-const m2 Int) ; "s"
(declare-const m3 Int) ; "I*s"
(assert (>= (+ (- 7) (* (- 1) m2) (* 2 m3)) 0))
(assert (or (= m1 0) (>= (+ (- 1) m2) 0)))
(assert (or (and (= (+ 3 m1) 0) (= m2 0)) (= m3 0)))
(assert false)
(assert (= 0 0))
(assert (>= (+ (* 5 m1) (* 3 m2)) 0))
(check-sat)
"""


def test_the_printed_query_is_this_text():
    query = (
        fact(at_least(2 * s * I - s, 7)),
        fact(AnyOf((equal(I, 0), at_least(s, 1)))),
        ((equal(I, -3), equal(s, 0)), (equal(s * I, 0),)),
        (),
        fact(Condition("=", 0)),
        fact(at_least(5 * I + 3 * s, 0)),
    )
    assert smtlib(query) == GOLDEN


def test_without_comments_a_query_says_the_same_and_names_nothing():
    bare = without_comments(GOLDEN)
    assert [line for line in GOLDEN.splitlines() if ";" not in line] == [
        line for line in bare.splitlines() if "declare" not in line
    ]
    assert bare.count("(declare-const m") == 3
    assert ";" not in bare
    named = [without_comments(smtlib(facts(at_least(one, 1)))) for one in (s, i, letter("x ; y"))]
    assert named == [named[0]] * 3


def test_a_query_that_is_not_linear_multiplies():
    assert smtlib(facts(at_least(2 * s * I * s, 7)), linear=False).splitlines()[3] == (
        "(assert (>= (+ (- 7) (* 2 m1 m2 m2)) 0))"
    )


def test_a_letter_cannot_write_into_the_query():
    hostile = letter("a\n(assert false)")
    text = smtlib(facts(at_least(hostile, 1)))
    assert [line for line in text.splitlines() if line.startswith("(assert")] == [
        "(assert (>= (+ (- 1) m1) 0))"
    ]
    assert not contradictory(facts(at_least(hostile, 1)))


def test_one_spelling_is_not_one_unknown():
    letters = [variable_poly(Letter("n", 0)), variable_poly(Letter("n", 1)), index("n"), index("n")]
    apart = [at_least(b, a + 1) for a, b in pairwise(letters)]
    assert not contradictory(facts(*apart))
    assert not contradictory(
        facts(at_least(letter("a") * letter("b"), 1), at_least(-letter("a*b"), 1))
    )
    assert contradictory(facts(*apart, at_least(letters[0], letters[-1])))


@pytest.mark.parametrize(
    ("conditions", "linear", "expected"),
    [
        ([at_least(i, 0), at_least(-1, i)], True, True),
        ([at_least(2 * i, 1), at_least(1, 2 * i)], True, True),
        ([at_least(i, 0), at_least(0, i)], True, False),
        ([at_least(s, 1), at_least(I, 1), at_least(0, s * I)], True, False),
        ([at_least(s, 1), at_least(I, 1), at_least(0, s * I)], False, True),
        ([equal(i * i, 2)], False, True),
        ([AnyOf((at_least(i, 1), at_least(-1, i))), equal(i, 0)], True, True),
        ([Condition("=", 1)], True, True),
        ([], True, False),
        ([at_least(floor_divide(I, 2), I)], True, False),
    ],
)
def test_both_solvers_decide(conditions, linear, expected):
    query = facts(*conditions)
    assert contradictory(query, linear) is expected
    asked = ask_z3(query, linear), ask_cvc5(smtlib(query, linear))
    assert {answer.said for answer in asked} == {"unsat" if expected else "sat"}


def test_facts_contradict_each_other_where_no_point_satisfies_them():
    """Random conditions on two integers between -2 and 2, each point of which is tried; products among them."""
    rng, j, box = random.Random(4), index("j"), range(-2, 3)  # noqa: S311 (not cryptography)
    names = [next(iter(variables(v))) for v in (i, j)]
    bounds = [at for v in (i, j) for at in (at_least(v, -2), at_least(2, v))]
    verdicts = []
    for number in range(24):
        linear = number % 4 > 0

        def one(products=not linear):
            a, b, c, d = (rng.randint(-2, 2) for _ in range(4))
            return rng.choice([equal, at_least])(a * i + b * j + c * products * i * j + d, 0)

        query = facts(*bounds, one(), one(), AnyOf((one(), one())))
        points = [dict(zip(names, at, strict=True)) for at in product(box, repeat=2)]
        found = [at for at in points if all(holds(each, at) for each in query)]
        verdicts.append(contradictory(query, linear))
        assert verdicts[-1] is (not found)
    assert 3 < sum(verdicts) < 21


def test_a_fact_without_cases_is_false_and_a_case_without_conditions_is_true():
    assert contradictory(((),))
    assert not contradictory((((),),))


@pytest.mark.parametrize("answers", [("sat", "unsat"), ("unsat", "sat")])
def test_a_disagreement_saves_both_queries(monkeypatch, tmp_path, answers):
    monkeypatch.setattr(solvers.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(solvers, "ask_z3", lambda *_: SolverAnswer(answers[0], 1))
    monkeypatch.setattr(solvers, "ask_cvc5", lambda *_: SolverAnswer(answers[1], 1))
    query = facts(at_least(s * I, 2), at_least(1, s * I))
    with pytest.raises(SolversDisagree, match="disagree") as caught:
        contradictory(query)
    saved = {path.name: path.read_text() for path in caught.value.folder.iterdir()}
    assert saved["cvc5.smt2"] == smtlib(query)
    assert {name: ask_cvc5(text).said for name, text in saved.items()} == {
        "cvc5.smt2": "unsat",
        "z3.smt2": "unsat",
    }


@pytest.mark.parametrize(
    "answers", [("unsat", "unknown"), ("unknown", "unsat"), ("unknown", "sat")]
)
def test_a_solver_that_gives_up_leaves_it_undecided_with_the_query(monkeypatch, answers):
    monkeypatch.setattr(solvers, "ask_z3", lambda *_: SolverAnswer(answers[0], 1))
    monkeypatch.setattr(solvers, "ask_cvc5", lambda *_: SolverAnswer(answers[1], 1))
    with pytest.raises(Undecided, match="unknown") as caught:
        contradictory(facts(at_least(s, 2)))
    assert caught.value.query == smtlib(facts(at_least(s, 2)))


def test_a_time_limit_is_kept():
    x, y, z = letter("x"), letter("y"), letter("z")
    fermat = facts(*[at_least(v, 1) for v in (x, y, z)], equal(x * x * x + y * y * y, z * z * z))
    by_z3 = ask_z3(fermat, linear=False, steps=1000)
    by_cvc5 = ask_cvc5(smtlib(fermat, linear=False), steps=1000)
    assert by_z3.said == by_cvc5.said == "unknown"
    assert 1000 <= by_z3.steps < 20_000
    assert 1000 <= by_cvc5.steps < 20_000
    each = [ask_z3(fermat, linear=False, steps=1000).steps for _ in range(10)]
    assert max(each) < min(2 * min(each), 20_000)
    assert BothAnswers(SolverAnswer("sat", 3), SolverAnswer("sat", 5)).work == 3 + 10 * 5


def test_cvc5_does_not_branch_without_end_where_thirds_are_rounded():
    """The adjoint of a layer of stride 3 asks this; cvc5's own way to branch does not come to an end."""
    d, q, r, k, n, o, dk, dt = (index(f"m{place}") for place in range(8))
    query = facts(
        at_least(2 + d + n, 3 * r + dk),
        at_least(3 + 3 * q + dk, d + n),
        at_least(n, 1 + 3 * o + dt),
        at_least(d, 1),
        at_least(k, 1),
        at_least(n, 1),
        at_least(3 * r + 3 * o + dt, 3 + 3 * q + n),
    )
    assert contradictory(query)
    assert ask_cvc5(smtlib(query)).steps < 10_000


def test_a_question_is_counted_where_it_is_limited():
    with limited(Budget(queries=2)):
        assert contradictory(facts(at_least(s, 2), at_least(1, s)))
        assert not contradictory(facts(at_least(s, 2)))
        with pytest.raises(OverBudget, match="2 questions to the solvers"):
            contradictory(facts(at_least(s, 3)))


def test_versions_are_named():
    assert set(solvers.versions()) == {"z3", "cvc5"}
    assert all(text[0].isdigit() for text in solvers.versions().values())


def test_a_substitution_keeps_every_fact():
    """A fact that lost its cases would be false, and all would follow from it."""
    using = (equal(I, s), at_least(s, 2), AnyOf((equal(I, 3), at_least(I, 7))))
    hints = (Substitute(equal(I, s), Letter("I", 1)),)
    facts_then, goal = after_hints(at_least(I, 5), Evidence(using, hints))
    assert goal == at_least(s, 5)
    assert facts(at_least(s, 2), AnyOf((equal(s, 3), at_least(s, 7)))) == facts_then[1:3]
    with pytest.raises(ProofError, match="not entailed"):
        entails(using, at_least(I, 5), lambda *_: Evidence(using, hints))
    assert entails(using, at_least(I, 3), lambda *_: Evidence(using, hints)).level == "linear"


def value(size, at):
    """The value of a size, by its coefficients."""
    return sum(c * prod(at[v] for v in m) for m, c in coefficients(size).items())


def holds(one, at):
    return any(
        all(value(c.left, at) == 0 if c.relation == "=" else value(c.left, at) >= 0 for c in case)
        for case in one
    )


@pytest.mark.parametrize(
    "hint",
    [
        Trichotomy((Letter("s", 1),), i),
        Trichotomy((Letter("s", 1), Letter("I", 1)), i - 2 * s),
        Times(fact(at_least(i, s)), (Letter("s", 1),)),
        Times(fact(equal(i, 2 * s)), (Letter("s", 1), Letter("I", 1))),
        Times(fact(AnyOf((at_least(i, 3), equal(i, 0)))), (Letter("I", 1),)),
        Product(at_least(i, s), at_least(I, s)),
    ],
)
def test_what_a_hint_adds_is_true_of_integers(hint):
    """Wherever that from which it comes is true; a fact that is added says nothing else."""
    given = {Times: lambda h: [h.fact], Product: lambda h: [fact(h.left), fact(h.right)]}
    stated = given.get(type(hint), lambda _: [])(hint)
    names = [next(iter(variables(v))) for v in (s, I, i)]
    seen = 0
    for numbers in product(range(1, 4), range(1, 4), range(-5, 9)):
        at = dict(zip(names, numbers, strict=True))
        if all(holds(one, at) for one in stated):
            seen += 1
            assert holds(added(hint), at), at
    assert seen > 5


def test_a_hint_multiplies_by_its_factor():
    assert added(Times(fact(at_least(i, s)), (Letter("s", 1),))) == fact(at_least(s * i, s * s))
    zero, above, below = added(Trichotomy((Letter("s", 1),), i))
    assert zero == (equal(i, 0), equal(s * i, 0))
    assert above == (at_least(i, 1), at_least(s * i, s))
    assert below == (at_least(-1, i), at_least(-s, s * i))


def test_a_goal_is_said_by_a_stronger_bound_or_by_two():
    low, high, other = facts(at_least(i, 3), at_least(3, i), at_least(s, 2))
    assert reasons([other, low], at_least(i, 1)) == (low,)
    assert reasons([other, low], at_least(i, 3)) == (low,)
    assert reasons([other, low], at_least(i, 4)) is None
    assert reasons([high, other, low], equal(i, 3)) == (low, high)
    assert reasons([high, low], equal(i, 3)) == (low, high)
    assert reasons([low, other], equal(i, 3)) is None
    assert reasons(facts(equal(i, 3)), at_least(i, 1)) is None
    for bound, asked in product(range(-2, 3), repeat=2):
        said = reasons(facts(at_least(i, bound)), at_least(i, asked))
        assert (said is not None) is (bound >= asked)
