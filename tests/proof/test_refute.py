"""The search for counterexamples: sizes at known letters, which settings are legal, and how far it went."""

from dataclasses import replace

import pytest

from symconv import AtMost, Equal, ones, sizes, tensor
from symconv.errors import GeometryError, Refuted, ShapeError, Undecided
from symconv.language.terms import AnyOf, Atom, Letter, Sum, at_least, equal, floor_divide, letter
from symconv.proof import refute
from symconv.proof.question import read
from symconv.proof.refute import (
    Effort,
    cell,
    check_fits,
    holds,
    hypothesis_texts,
    legal_setting,
    legal_settings,
    number,
    run,
)

n, m = sizes("n m")
p = sizes("p", minimum=0)
N, M = Letter("n", 1), Letter("m", 1)
a, b = letter("n"), letter("m")


@pytest.mark.parametrize(
    ("size", "value"),
    [
        (7, 7),
        (a * a * b - 2 * b + 1, 70),
        (floor_divide(a - 9, b), -2),
        (a * floor_divide(a * a, b + 1), 30),
    ],
)
def test_a_size_has_its_value_at_known_letters(size, value):
    assert number(size, {N: 5, M: 3}) == value


@pytest.mark.parametrize(
    ("hypothesis", "expected"),
    [
        (equal(a, 3), True),
        (equal(a, 4), False),
        (at_least(a, 3), True),
        (at_least(a, 4), False),
        (at_least(a, 2), True),
        (equal(a, 2), False),
        (AnyOf((equal(a, 4), at_least(b, 2))), True),
        (AnyOf((equal(a, 4), at_least(b, 3))), False),
        (at_least(floor_divide(a, b - 2), 0), False),
    ],
)
def test_a_condition_holds_or_has_no_value(hypothesis, expected):
    assert holds(hypothesis, {N: 3, M: 2}) is expected


def test_a_run_says_how_far_it_went():
    """One setting of each sum from 1 on; the sum at which it stopped was not finished."""
    question = read(AtMost(1, n), ())
    assert run(question, Effort(4, 9, 999))[:2] == (4, 4)
    assert run(question, Effort(4, 9, -1))[:2] == (0, 1)
    assert str(run(question, Effort(2, 0, 999))) == (
        "no counterexample among 2 legal settings, all whose sizes add up to less than 2"
    )


def test_cells_are_computed_only_where_the_sizes_are_small():
    x = tensor("x", n)
    question = read(Equal(x, x), (AtMost(3, n),))
    assert run(question, Effort(60, 2, 999))[:2] == (3, 6)


def test_a_longer_search_goes_on_where_a_shorter_one_ended():
    x = tensor("x", n)
    question = read(Equal(x, x), ())
    shorter = run(question, Effort(3, 9, 999))
    assert run(question, Effort(9, 5, 999), shorter) == run(question, Effort(9, 5, 999))
    assert run(question, Effort(9, 5, 999), shorter).settings > shorter.settings


def test_summands_are_counted_not_seconds():
    """One cell at n=1, two at n=2, each of one summand on either side: more than 3 are done after two settings."""
    x = tensor("x", n)
    question = read(Equal(x, x), ())
    assert run(question, Effort(60, 9, 3)).settings == 2
    assert run(question, Effort(60, 9, 3)) == run(question, Effort(60, 9, 3))
    assert run(question, Effort(60, 9, 999)).settings > 2


def test_the_smallest_legal_setting_is_found_first():
    question = read(AtMost(1, n), (AtMost(3, n), Equal(m, 2 * p)))
    assert next(legal_settings(question)) == {N: 3, M: 2, Letter("p", 0): 1}
    assert legal_setting(question) == {N: 3, M: 2, Letter("p", 0): 1}


def test_hypotheses_that_multiply_may_contradict_each_other():
    question = read(AtMost(n, 5), (Equal(n * n, 2),))
    with pytest.raises(
        GeometryError, match=r"no setting is legal; drop or relax one of: 0 = n\*n - 2"
    ):
        legal_setting(question)


def test_alternatives_are_shown_as_such():
    question = read(AtMost(n, 5), ())
    statement = question.statement._replace(
        hypotheses=(AnyOf((equal(a, 2), at_least(a, b))), at_least(a, 4))
    )
    assert hypothesis_texts(replace(question, statement=statement)) == [
        "0 = n - 2 or 0 <= -m + n",
        "0 <= n - 4",
    ]


def test_products_commute_in_a_cell():
    x, y = Atom("x", (1,)), Atom("y", (0,))
    assert cell((Sum((), (), (x, y)), Sum((), (), (y, x), 2))) == {(x, y): 3}
    assert cell((Sum((), (), (x, y)), Sum((), (), (y, x), -1))) == {}


def test_operands_fit_or_the_first_setting_where_not_is_named(monkeypatch):
    x, y = tensor("x", n), tensor("y", m)
    fits, open_ = read(Equal(x + y, x), (Equal(n, m),)), read(Equal(x + y, x), (AtMost(n, m),))
    check_fits(fits, entailed=True)
    check_fits(open_, entailed=True)
    with pytest.raises(
        ShapeError, match=r"equal shapes are needed; at m=2, n=1 this fails; make n and m equal"
    ):
        check_fits(open_, entailed=False)
    small = replace(
        fits,
        statement=fits.statement._replace(hypotheses=(*fits.statement.hypotheses, at_least(3, a))),
    )
    monkeypatch.setattr(refute, "CANDIDATES", 20)
    with pytest.raises(Undecided, match="it is open whether the operands always fit"):
        check_fits(small, entailed=False)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (AtMost(n, 1), "is false at n=2: it is 2 on the left, 1 on the right"),
        (Equal((n, 2), (1, n + 1)), r"is false at n=2: cell 0 is 2 on the left, 1 on the right"),
        (
            Equal(ones((1, n)), ones((n, 1))),
            r"is false at n=2: the shape is \(1, 2\) on the left, \(2, 1\) on the right",
        ),
        (
            Equal(n * ones((n, 1)), ones((n, 1))),
            r"is false at n=2: cell \(0, 0\) is 2 on the left, 1 on the right",
        ),
    ],
)
def test_a_counterexample_says_what_is_where(claim, text):
    with pytest.raises(Refuted, match=text):
        run(read(claim, ()), Effort(9, 9, 999))


def test_a_counterexample_is_computed_in_a_second_way(monkeypatch):
    monkeypatch.setattr(refute, "_run_at", lambda *_: refute._Run(False))
    with pytest.raises(
        Undecided, match="is true at n=1 by one way of running it, false by another"
    ):
        run(read(AtMost(1, n), ()), Effort(9, 9, 999))


def test_a_setting_that_z3_gives_is_checked(monkeypatch):
    monkeypatch.setattr(refute, "CANDIDATES", 0)
    question = read(AtMost(n, 5), (AtMost(3, n),))
    assert legal_setting(question)[N] >= 3
    monkeypatch.setattr(refute, "_facts", lambda _: ())
    with pytest.raises(Undecided, match="no legal setting was found"):
        legal_setting(question)
