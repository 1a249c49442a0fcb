"""What is no claim, and why: no size, no cell, no two of a kind; and claims that are not changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from sympy import Eq, Integer, Matrix, Rational, S, Symbol, symbols

from symconv import AtMost, Conv, Divides, Equal, sizes, tensor, total
from symconv.errors import GeometryError, ShapeError

I, k, s = sizes("I k s")
a, b = symbols("a b")
x = tensor("x", I)


@pytest.mark.parametrize(
    "side", [Eq(I, k), k <= I, s * I >= 1, S.true, S.false, Eq(a, b)], ids=repr
)
@pytest.mark.parametrize("claim", [Equal, AtMost, Divides])
def test_sympy_has_already_evaluated_its_booleans(claim, side):
    for sides in ((side, 1), (1, side)):
        with pytest.raises(ShapeError if claim is Equal else GeometryError) as caught:
            claim(*sides)
        assert str(caught.value) == (
            f"{claim.__name__}: a side is {side}, a boolean that SymPy has already evaluated; "
            "give both sides of the relation to Equal, AtMost or Divides"
        )


CELL = (
    "but a SymPy expression, an int, a Fraction or a NumPy number is needed; "
    "write exact fractions as Fraction(1, 2) or Rational(1, 2)"
)


@pytest.mark.parametrize(
    "side", [True, 1.5, None, "a", {1: 2}, {1}, np.bool_(True), range(2), Conv(2)], ids=repr
)
def test_what_is_no_side_of_an_equation(side):
    with pytest.raises(ShapeError) as caught:
        Equal(side, side)
    assert str(caught.value) == f"Equal: a side is {side!r} ({type(side).__name__}), {CELL}"


@pytest.mark.parametrize(
    "side", [[], [[1], 2], [1.5], [None], [S.NaN], np.array([np.nan]), [x]], ids=repr
)
def test_arrays_that_are_none(side):
    with pytest.raises(ShapeError, match=r"^Equal: a side"):
        Equal(side, [1])


SIZE = (
    "but an integer or an integer expression in letters is needed; make letters by sizes('I k s')"
)


@pytest.mark.parametrize("claim", [AtMost, Divides])
@pytest.mark.parametrize(
    "side", [True, 1.5, None, "I", (1, 2), [I], Fraction(1, 2), np.array([1]), total(x)], ids=repr
)
def test_what_is_no_size(claim, side):
    for sides in ((side, 1), (1, side)):
        with pytest.raises(GeometryError) as caught:
            claim(*sides)
        assert (
            str(caught.value)
            == f"{claim.__name__}: a side is {side!r} ({type(side).__name__}), {SIZE}"
        )


@pytest.mark.parametrize("side", [Symbol("I"), Symbol("I", even=True), Symbol("I", real=True), a])
def test_symbols_that_are_no_letters(side):
    with pytest.raises(GeometryError) as caught:
        AtMost(side, 1)
    assert str(caught.value) == (
        f"AtMost: a side contains {side}, which is not a letter for a size; make it by sizes('{side}')"
    )


@pytest.mark.parametrize("side", [I / 2, Rational(1, 2), I**k])
def test_expressions_that_are_no_sizes(side):
    for build in (
        lambda: AtMost(side, 1),
        lambda: Divides(1, side),
        lambda: Equal((side, I), (1, 2)),
    ):
        with pytest.raises(GeometryError, match=r"a side contains .+, but only integers, letters"):
            build()


@pytest.mark.parametrize("divisor", [0, -1, Integer(-3)])
def test_a_divisor_below_one(divisor):
    with pytest.raises(GeometryError) as caught:
        Divides(divisor, 6)
    assert str(caught.value) == (
        f"Divides({divisor}, 6): the divisor is {divisor}, but divisor >= 1 is needed; use 1 or more"
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [([1], 1), (1, [1]), (x, I), (x, total(x)), ((I,), I), (Matrix([[1]]), 1), (total(x), [a])],
)
def test_a_tensor_is_no_scalar(left, right):
    with pytest.raises(ShapeError) as caught:
        Equal(left, right)
    assert str(caught.value) == (
        f"Equal({left}, {right}): a tensor is compared with a scalar; both must be tensors, or neither"
    )


def test_claims_take_two_sides():
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        Equal(1)
    with pytest.raises(TypeError, match="unexpected keyword argument 'given'"):
        Equal(1, 2, given=())


@pytest.mark.parametrize("claim", [Equal(1, 2), AtMost(I, 2), Divides(2, I)], ids=repr)
@pytest.mark.parametrize("name", ["left", "right", "letters", "anything"])
def test_claims_do_not_change(claim, name):
    before = repr(claim)
    with pytest.raises(FrozenInstanceError):
        setattr(claim, name, 5)
    assert repr(claim) == before


def test_claims_are_shown_as_they_are_written():
    assert repr(Equal(s * (I - 1), k)) == "Equal(s*(I - 1), k)"
    assert repr(AtMost(2, I)) == "AtMost(2, I)"
    assert repr(Divides(s, (I - k) // s)) == "Divides(s, (I - k)//s)"
    assert repr(Equal(x, [a, b])) == "Equal(x, [a, b])"
