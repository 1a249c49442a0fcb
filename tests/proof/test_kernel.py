"""The kernel: what its rules about sums prove is so, and what is not so they refuse."""

import copy
import pickle

import pytest
from reversal import (
    I,
    J,
    N,
    Q,
    R,
    S,
    advise,
    i,
    j,
    known,
    n,
    q,
    r,
    reversal,
    run,
    s,
    x_backward,
    x_forward,
)

from symconv.errors import ProofError
from symconv.language.evaluation import evaluate
from symconv.language.terms import (
    AnyOf,
    Atom,
    Condition,
    Letter,
    Sum,
    at_least,
    equal,
    floor_divide,
    letter,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.trusted import solvers
from symconv.proof.trusted.solvers import (
    Evidence,
    Product,
    Strip,
    Substitute,
    Times,
    Trichotomy,
    entails,
)
from symconv.proof.trusted.statement import Statement


@pytest.fixture(scope="module")
def theorem():
    return reversal()


@pytest.mark.parametrize(
    "make",
    [
        lambda t: Theorem(),
        lambda t: Theorem(t.statement),
        lambda t: type("Mine", (Theorem,), {}),
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
    ],
)
def test_no_theorem_without_a_rule(theorem, make):
    with pytest.raises(TypeError):
        make(theorem)


@pytest.mark.parametrize("name", ["statement", "used", "example", "mine"])
def test_no_attribute_can_be_set(theorem, name):
    with pytest.raises(AttributeError, match="frozen"):
        setattr(theorem, name, ())
    with pytest.raises(AttributeError, match="frozen"):
        delattr(theorem, name)


def test_a_step_has_no_printed_form(theorem):
    with pytest.raises(AttributeError, match=r"\Aa Theorem has no attribute 'latex'\Z"):
        theorem.latex()
    assert theorem.claim is None


def test_reindex_proves_a_reversal(theorem):
    assert theorem.statement == Statement((), (), (), (x_forward,), (x_backward,))
    for value in range(1, 5):
        assert evaluate(known(x_forward, {N: value})) == evaluate(known(x_backward, {N: value}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"forward": {J: n - i}}, "does not follow"),
        ({"forward": {J: i}}, "does not follow"),
        ({"backward": {I: j}}, "does not follow"),
        ({"forward": {}}, "cover exactly"),
        ({"forward": {J: n - 1 - i, I: i}}, "cover exactly"),
        ({"forward": {J: n - 1 - j}}, "the side it starts from"),
        ({"backward": {I: n - 1 - i}}, "the side it starts from"),
        ({"pairing": ()}, "no permutation"),
        ({"pairing": (0, 0)}, "no permutation"),
        ({"pairing": (1,)}, "no permutation"),
        (
            {
                "target": Sum((J,), run(j, n), (Atom("x", (n - 1 - j,)), Atom("y", (j,)))),
                "pairing": (0, 1),
            },
            "no permutation",
        ),
        ({"target": Sum((J,), run(j, n)), "pairing": ()}, "no permutation"),
        ({"target": Sum((J,), run(j, n), (Atom("x", (n - j,)),))}, "does not follow"),
        ({"target": Sum((J,), run(j, n), (Atom("y", (n - 1 - j,)),))}, "paired with y"),
        ({"target": Sum((J,), run(j, n), (Atom("x", (n - 1 - j, j)),))}, "paired with x"),
        ({"target": Sum((J,), run(j, n + 1), (Atom("x", (n - 1 - j,)),))}, "does not follow"),
        ({"target": Sum((J,), run(j, n), (Atom("x", (n - 1 - j,)),), 2)}, "does not follow"),
        ({"target": Sum((J,), run(j, n), (Atom("x", (n - 1 - j,)),), j)}, "does not follow"),
        ({"target": Sum((J,), (at_least(j, 0),), (Atom("x", (n - 1 - j,)),))}, "does not follow"),
        ({"target": Sum((J, J), run(j, n), (Atom("x", (n - 1 - j,)),))}, "bound twice"),
        (
            {"target": Sum((J,), (*run(j, n), equal(i, 0)), (Atom("x", (n - 1 - j,)),))},
            "also occurs free",
        ),
        ({"hypotheses": (equal(i, 0),)}, "also occurs free"),
        ({"hypotheses": (AnyOf((equal(n, 0), equal(j, 0))),)}, "also occurs free"),
    ],
)
def test_reindex_refuses(changes, reason):
    with pytest.raises(ProofError, match=reason):
        reversal(**changes)


def test_reindex_refuses_a_map_that_leaves_the_target():
    """Every cell of the target comes back, and one of the source has none."""
    with pytest.raises(ProofError, match="does not follow"):
        reversal(target=Sum((J,), run(j, n - 1), (Atom("x", (n - 1 - j,)),)))


def test_reindex_refuses_points_that_fall_together():
    """The maps land, the products agree, and going there and back is the identity on one side only."""
    pair, line = Sum((I, J), (*run(i, n), *run(j, n))), Sum((Q,), run(q, n))
    there, back = {Q: i}, {I: q, J: 0 * q}
    for arguments in ((pair, line, there, back), (line, pair, back, there)):
        with pytest.raises(ProofError, match="does not follow"):
            kernel.reindex((), *arguments, (), advise)


def test_a_quotient_of_a_bound_index_is_refused():
    half = floor_divide(i, 2)
    odd = Sum((I,), (*run(i, n), equal(half, 1)))
    with pytest.raises(ProofError, match="quotient of a bound index"):
        kernel.ring((), (odd,), (odd,), advise)


def test_advice_cannot_bring_assumptions():
    def wrong(_, goal):
        return Evidence((equal(n, 0),))

    with pytest.raises(ProofError, match="not made"):
        entails((), equal(n, 0), wrong)


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("goal", [equal(n, 5), at_least(n, 2), at_least(i, 0), equal(0 * n, 1)])
def test_advice_that_leaves_a_goal_open_proves_nothing(goal, linear):
    with pytest.raises(ProofError, match="not entailed"):
        entails((at_least(n, 1),), goal, lambda assumptions, _: Evidence(assumptions, (), linear))


@pytest.mark.parametrize(
    ("using", "goal"),
    [
        (AnyOf((equal(n, 1), equal(n, 2))), equal(n, 1)),
        (AnyOf((at_least(i, 3), at_least(j, 3))), at_least(i, 2)),
        (at_least(i, 0), equal(i, 0)),
        (at_least(0, i), equal(i, 0)),
        (at_least(i, 3), at_least(i, 4)),
        (equal(i, 3), at_least(i, 4)),
    ],
)
def test_what_looks_like_the_goal_is_not_the_goal(using, goal):
    with pytest.raises(ProofError, match="not entailed"):
        entails((using,), goal, lambda assumptions, _: Evidence(assumptions))


p = letter("p", 0)
positive, negated = solvers.fact(at_least(p, 1)), solvers.negation(at_least(s * p, s))


@pytest.mark.parametrize(
    ("using", "goal", "hint"),
    [
        ((), equal(p, 0), Strip(None, (Letter("p", 0),))),
        ((), equal(s * p, 0), Strip(None, (Letter("p", 0), S))),
        ((at_least(i, 1),), at_least(s * j, 1), Times(solvers.fact(at_least(i, 1)), (J, S))),
        ((), at_least(s * i * j, 1), Trichotomy((J, S), i)),
        ((), equal(s * p, 0), Strip(None, (Letter("p", 0),))),
        ((at_least(p, 0),), equal(p, 0), Substitute(at_least(p, 0), Letter("p", 0))),
        ((equal(2 * p, 2),), equal(p, 1), Substitute(equal(2 * p, 2), Letter("p", 0))),
        ((equal(p * p, p),), equal(p, 1), Substitute(equal(p * p, p), Letter("p", 0))),
        ((), at_least(p, 1), Substitute(equal(p, 1), Letter("p", 0))),
        ((at_least(i, 1),), at_least(i * j, 1), Times(solvers.fact(at_least(i, 1)), (J,))),
        (
            (AnyOf((equal(i, 1), at_least(i, 2))),),
            at_least(i * j, 1),
            Times(solvers.fact(AnyOf((equal(i, 1), at_least(i, 2)))), (J,)),
        ),
        ((), at_least(i * j, 1), Trichotomy((J,), i)),
        ((), at_least(p * i, 1), Trichotomy((Letter("p", 0),), i)),
        ((), at_least(s, 2), Times(positive, (S,))),
        ((at_least(s * i, 1),), at_least(i, 2), Strip(at_least(s * i, 1), (S,))),
        ((at_least(s * i, 1),), at_least(n, 2), Strip(at_least(s * i, 1), (N,))),
        ((), at_least(i, 1), Strip(at_least(s * i, 1), (S,))),
        ((), at_least(i, 0), Strip(at_least(s * i, 0), (S,))),
        (
            (AnyOf((at_least(p, 1), at_least(i, 1))),),
            equal(p * i, 0),
            Strip(None, (Letter("p", 0),)),
        ),
        ((at_least(i, 1),), at_least(i * j, 1), Product(at_least(i, 1), at_least(j, 1))),
        ((at_least(i, 1), equal(j, 2)), at_least(i * j, 2), Product(at_least(i, 1), equal(j, 2))),
    ],
)
def test_a_hint_that_is_not_justified_is_refused(using, goal, hint):
    with pytest.raises(ProofError, match="not justified"):
        entails(using, goal, lambda *_: Evidence(using, (hint,)))


@pytest.mark.parametrize(
    ("using", "goal", "hints", "level"),
    [
        ((), equal(0 * s, 0), (), "ring"),
        ((at_least(i, j),), at_least(i, j), (), "ring"),
        ((equal(i, j),), equal(s * i, s * j), (Substitute(equal(i, j), I),), "ring"),
        ((equal(i, j),), equal(s * i, s * j), (Substitute(equal(i, j), J),), "ring"),
        ((), at_least(2 * s, 1), (), "linear"),
        (
            (at_least(i, 1),),
            at_least(s * i, s),
            (Times(solvers.fact(at_least(i, 1)), (S,)),),
            "hints",
        ),
        ((equal(s * i, s * j),), equal(i, j), (Trichotomy((S,), i - j),), "hints"),
        ((at_least(-1, s * i),), at_least(-1, i), (Trichotomy((S,), i),), "hints"),
        (
            (at_least(i, 1),),
            at_least(p * i, p),
            (Times(solvers.fact(at_least(i, 1)), (Letter("p", 0),)),),
            "hints",
        ),
        ((at_least(s * i, 0),), at_least(i, 0), (Strip(at_least(s * i, 0), (S,)),), "ring"),
        ((at_least(i, 0),), at_least(s * i, 0), (Strip(None, (S,)),), "ring"),
        (
            (at_least(p, 1), at_least(p * i, p)),
            at_least(i, 1),
            (Strip(at_least(p * i, p), (Letter("p", 0),)),),
            "ring",
        ),
        (
            (at_least(i, 1), at_least(j, 1)),
            at_least(i * j, i + j - 1),
            (Product(at_least(i, 1), at_least(j, 1)),),
            "hints",
        ),
    ],
)
def test_a_hint_that_is_justified_counts(using, goal, hints, level):
    assert entails(using, goal, lambda *_: Evidence(using, hints)).level == level


@pytest.mark.parametrize(
    ("using", "goal"),
    [
        ((), at_least(i, 0)),
        ((), at_least(0, i)),
        ((at_least(i, 0),), at_least(i, 1)),
        ((at_least(0, i),), at_least(-1, i)),
        ((at_least(i, 1),), at_least(i, 2)),
        ((at_least(-1, i),), at_least(-2, i)),
    ],
)
def test_a_value_may_have_each_of_three_signs(using, goal):
    with pytest.raises(ProofError, match="not entailed"):
        entails(using, goal, lambda *_: Evidence(using, (Trichotomy((S,), i),)))


def test_products_that_stay_products_are_flagged():
    assert entails((), at_least(n * s, 1), lambda *_: Evidence(linear=False)).level == "non-linear"


def test_ring_adds_weights_and_lets_empty_sums_vanish():
    twice = Sum((I,), run(i, n), (Atom("x", (i,)),), 2)
    assert kernel.ring((), (x_forward, x_forward), (twice,), advise).statement.right == (twice,)
    empty = Sum((I,), (*run(i, n), at_least(i, n)), (Atom("x", (i,)),))
    assert kernel.ring((), (empty,), (), advise).statement == Statement((), (), (), (empty,), ())


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ((x_forward,), (), "does not follow"),
        ((x_forward,), (x_backward,), "differ in more than their weights"),
        ((x_forward, x_forward), (x_forward,), "does not follow"),
        ((), (), "nothing to compare"),
    ],
)
def test_ring_refuses(left, right, reason):
    with pytest.raises(ProofError, match=reason):
        kernel.ring((), left, right, advise)


def test_split_cuts_a_sum_in_two():
    theorem = kernel.split((), x_forward, at_least(i, 2))
    low, high = theorem.statement.right
    for value in range(1, 5):
        parts = known(low, {N: value}) + known(high, {N: value})
        assert evaluate(parts) == evaluate(known(x_forward, {N: value}))
    with pytest.raises(ProofError, match="opposite"):
        kernel.split((), x_forward, equal(i, 2))


def test_count_counts():
    box = Sum((I, J), (*run(i, n), *run(j, s)), (), 3)
    bounds = Sum((I, J), (*run(i, n), at_least(j, i), at_least(s + i, j)), (Atom("x", (i,)),))
    assert kernel.count((), box, J, 0, s - 1, advise).statement.right == (
        Sum((I,), run(i, n), (), 3 * s),
    )
    inner = kernel.count((), bounds, J, i, s + i, advise).statement.right
    assert inner == (Sum((I,), run(i, n), (Atom("x", (i,)),), s + 1),)
    p = letter("p", 0)
    may_be_empty = Sum((I, J), (*run(i, n), *run(j, p)), (), 1)
    counted = kernel.count((), may_be_empty, J, 0, p - 1, advise).statement.right
    assert counted == (Sum((I,), run(i, n), (), p),)


@pytest.mark.parametrize(
    ("term", "low", "high", "reason"),
    [
        (Sum((I,), (at_least(i, 0), at_least(n - 5, i))), 0, n - 5, "does not follow"),
        (Sum((I,), run(i, n), (Atom("x", (i,)),)), 0, n - 1, "used elsewhere"),
        (Sum((I,), (*run(i, n), equal(2 * i, n))), 0, n - 1, "used elsewhere"),
        (Sum((I,), run(i, n), (), i), 0, n - 1, "used elsewhere"),
        (Sum((I,), run(i, n)), 0, n, "no such range"),
        (Sum((), run(i, n)), 0, n - 1, "no such range"),
        (Sum((I,), run(i, n)), -1, n - 1, "no such range"),
        (Sum((I,), (Condition(">=", 0),)), i, i, "used elsewhere"),
        (Sum((I,), (Condition(">=", 0),), (), 0), i, i, "used elsewhere"),
        (Sum((J,), run(j, n)), 0, n - 1, "no such range"),
    ],
)
def test_count_refuses(term, low, high, reason):
    with pytest.raises(ProofError, match=reason):
        kernel.count((), term, I, low, high, advise)


def test_divide_adds_the_one_quotient_and_remainder():
    theorem = kernel.divide((), x_forward, Q, R, i - 7, s, advise)
    for values in ({N: 3, S: 2}, {N: 4, S: 3}):
        assert evaluate(known(theorem.statement.right[0], values)) == evaluate(
            known(x_forward, values)
        )


@pytest.mark.parametrize(
    ("quotient", "remainder", "dividend", "divisor", "reason"),
    [
        (Q, Q, i, s, "not fresh"),
        (I, R, i, s, "not fresh"),
        (Q, R, q, s, "not fresh"),
        (Q, R, i, r, "not fresh"),
        (Q, R, i, s - 1, "does not follow"),
        (Q, R, i, -s, "does not follow"),
        (Q, R, i, 0 * s, "does not follow"),
    ],
)
def test_divide_refuses(quotient, remainder, dividend, divisor, reason):
    with pytest.raises(ProofError, match=reason):
        kernel.divide((), x_forward, quotient, remainder, dividend, divisor, advise)


def test_divide_refuses_names_of_the_hypotheses():
    with pytest.raises(ProofError, match="fresh"):
        kernel.divide((equal(q, 1),), x_forward, Q, R, i, s, advise)


@pytest.mark.parametrize(
    "rule",
    [
        lambda hypotheses: kernel.ring(hypotheses, (x_forward,), (x_forward,), advise),
        lambda hypotheses: kernel.split(hypotheses, x_forward, at_least(i, 2)),
        lambda hypotheses: kernel.count(
            hypotheses, Sum((I, J), (*run(i, n), *run(j, s))), J, 0, s - 1, advise
        ),
        lambda hypotheses: kernel.divide(hypotheses, x_forward, Q, R, i, s, advise),
    ],
)
def test_a_bound_index_is_none_of_the_hypotheses(rule):
    assert rule((equal(n, 3),)).statement.hypotheses == (equal(n, 3),)
    with pytest.raises(ProofError, match="a bound index also occurs free"):
        rule((equal(i, 0),))
