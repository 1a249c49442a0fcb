"""Plain data read back: what was written comes back as it was, whatever else is refused, and says what it should have been."""

import pytest

from symconv.errors import OverBudget
from symconv.language.budget import Budget, limited
from symconv.language.terms import (
    AnyOf,
    Atom,
    Division,
    GivenEquation,
    Index,
    Letter,
    Sum,
    at_least,
    equal,
    floor_divide,
    letter,
    variable_poly,
    variables,
)
from symconv.proof.certificates import decoding
from symconv.proof.certificates.decoding import MalformedError, each_read_once
from symconv.proof.trusted.encoding import plain
from symconv.proof.trusted.smtlib import fact
from symconv.proof.trusted.solvers import Product, Strip, Substitute, Times, Trichotomy
from symconv.proof.trusted.statement import Statement

n, s = letter("n"), letter("s")
I, J = Index("i", 1), Index("j", 2)
i, j = variable_poly(I), variable_poly(J)
N, HALF = ["letter", "n", 1], ["floor", [[1, [["letter", "n", 1]]]], 2]
TERM = Sum(
    (I, J), (at_least(i, 0), equal(i, 2 * j)), (Atom("x", (i, n)),), n - 1, (Division(I, J, n, s),)
)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (decoding.size, 0),
        (decoding.size, 3 * n * s - 2 * i * letter("p", 0) + floor_divide(n, 2) + 7),
        (decoding.hypothesis, AnyOf((at_least(n, 2), equal(s, 1)))),
        (decoding.hypothesis, at_least(n, s)),
        (decoding.hypothesis, GivenEquation((I,), (at_least(i, 0),), (TERM,), (Sum(), TERM))),
        (decoding.sum_of, TERM),
        (
            decoding.statement,
            Statement((at_least(n, s),), (equal(n, s),), (at_least(i, 0),), (TERM,), ()),
        ),
    ],
)
def test_what_was_written_comes_back(read, value):
    assert read(plain(value)) == value


@pytest.mark.parametrize(
    "hint",
    [
        Substitute(equal(n, s), Letter("n", 1)),
        Strip(None, (Letter("n", 1), Letter("s", 1))),
        Strip(at_least(n * s, n), (Letter("n", 1),)),
        Times(fact(AnyOf((at_least(i, 1), equal(i, j)))), (Letter("n", 1),)),
        Product(at_least(i, 1), at_least(j, 1)),
        Trichotomy((Letter("n", 1),), i - j),
    ],
)
def test_a_hint_comes_back(hint):
    assert decoding.hint(plain([type(hint).__name__, *hint])) == hint


def test_one_kind_of_variable_is_read_as_it_is():
    (half,) = variables(floor_divide(n, 2))
    assert decoding.quotient(HALF) == half
    assert decoding.index(["index", "i", 1]) == I


@pytest.mark.parametrize(
    ("read", "data", "what"),
    [
        (decoding.whole, 1.0, "integer"),
        (decoding.whole, True, "integer"),
        (decoding.whole, "1", "integer"),
        (decoding.size, [[True, [N]]], "integer"),
        (decoding.size, [[1, [N]], [2, [N]]], "size"),
        (decoding.size, [[1, [N, ["letter", "s", 1]]], [2, [["letter", "s", 1], N]]], "size"),
        (decoding.size, [[0, [N]]], "size"),
        (decoding.size, [[0, [N]], [1, [["letter", "s", 1]]]], "size"),
        (decoding.variable, ["letter", 1, 1], "variable"),
        (decoding.variable, ["word", "n", 1], "variable"),
        (decoding.variable, ["letter", "n", 2], "minimum of a letter"),
        (decoding.variable, ["letter", "n", -1], "minimum of a letter"),
        (decoding.variable, ["letter", "n", True], "minimum of a letter"),
        (decoding.variable, ["index", "i", 1.0], "integer"),
        (decoding.variable, ["floor", 7, 2], "quotient"),
        (decoding.variable, ["floor", [[2, [N]]], 2], "quotient"),
        (decoding.variable, ["floor", [[2, [N]], [1, [HALF]]], 2], "quotient"),
        (decoding.variable, ["floor", [[2, []], [1, [N]]], 2], "quotient"),
        (decoding.index, N, "index"),
        (decoding.index, HALF, "index"),
        (decoding.quotient, N, "quotient"),
        (decoding.condition, ["<=", 0], "condition"),
        (decoding.sum_of, plain(TERM) | {"atoms": [[1, [0]]]}, "name of a tensor"),
        (
            decoding.statement,
            plain(Statement(())._asdict()) | {"every_axis": True},
            "flag of a statement on one axis",
        ),
        (
            decoding.statement,
            plain(Statement(())._asdict()) | {"every_axis": 0},
            "flag of a statement on one axis",
        ),
        (decoding.maps, [[N, 1], [N, 2]], "map"),
        (decoding.equation, ["or", [], [], [], []], "equation between tensors"),
        (decoding.hint, ["Guess", None, []], "hint"),
    ],
)
def test_what_stands_for_nothing_is_refused(read, data, what):
    with pytest.raises(MalformedError, match=rf"is no {what}\Z|there is no {what}"):
        read(data)


def test_a_size_is_counted_while_it_is_read():
    two_terms = plain(n + s)
    with limited(Budget(terms=1)), pytest.raises(OverBudget):
        decoding.size(two_terms)
    with limited(Budget(terms=2)):
        assert decoding.size(two_terms) == n + s


def test_equal_data_is_read_once_inside_a_block_and_what_looks_equal_is_not():
    data, again = plain(at_least(n, 1)), plain(at_least(n, 1))
    with each_read_once():
        first = decoding.condition(data)
        assert decoding.condition(again) is first
        assert decoding.condition(plain(at_least(n, 2))) == at_least(n, 2)
        for number in (True, 1.0, "1"):
            with pytest.raises(MalformedError):
                decoding.condition([">=", [[-1, []], [number, [N]]]])
            assert decoding.condition([">=", [[-1, []], [1, [N]]]]) == first
    assert decoding.condition(again) == first
    assert decoding.condition(again) is not first
