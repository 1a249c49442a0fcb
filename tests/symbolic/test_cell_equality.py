"""Equality of known cells: rational functions by cancelling, floats within a tolerance, the rest undecided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, cos, sin, sqrt, symbols
from thorough import examples

from symconv import Equal, sizes, tensor
from symconv.errors import ShapeError, Undecided, UnsupportedError

s, t = symbols("s t")
n = sizes("n")
POLYNOMIALS = st.lists(st.integers(-3, 3), min_size=6, max_size=6).map(
    lambda c: c[0] + c[1] * s + c[2] * t + c[3] * s * t + c[4] * s**2 + c[5] * t**2
)


@examples(60)
@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS)
def test_fractions_are_equal_exactly_if_cross_products_are(a, b, c):
    if b == 0 or c == 0:
        return
    assert Equal([a * c / (b * c) + 1], [(a + b) / Integer(1) / b])
    different = (a * c - c * b).expand() != 0
    assert bool(Equal([a / b], [c / c])) is not different


def test_what_sympy_knows_is_decided_and_the_rest_is_undecided():
    assert not Equal([sqrt(2)], [1])
    assert not Equal([sin(t)], [sin(t) + 1])
    assert Equal([sin(t) * (t + 1)], [sin(t) * t + sin(t)])
    with pytest.raises(Undecided, match="no rational function"):
        bool(Equal([sin(t) ** 2 + cos(t) ** 2], [1]))
    shown = Equal([sin(t) ** 2 + cos(t) ** 2], [1])._repr_mimebundle_()["text/plain"]
    assert "is false" not in shown


@examples(60)
@given(st.floats(-8, 8), st.floats(0, 1), st.floats(-2, 2))
def test_a_tolerance_is_the_largest_distance(value, tolerance, distance):
    a, b = np.array([value]), np.array([value + distance])
    apart = abs(float(b[0]) - float(a[0]))
    if abs(apart - tolerance) > 1e-9:
        assert bool(Equal(a, b, tolerance=tolerance)) is (apart <= tolerance)


@pytest.mark.parametrize("tolerance", [-1, float("nan"), "1", True, None])
def test_a_tolerance_is_a_number_of_at_least_zero(tolerance):
    with pytest.raises(ShapeError, match="tolerance"):
        Equal(np.ones(2), np.ones(2), tolerance=tolerance)


def test_only_equality_itself_can_be_stated_on_letters():
    x = tensor("x", n)
    with pytest.raises(UnsupportedError, match="tolerance"):
        Equal(x, x, tolerance=0.5)


def test_a_tolerance_is_part_of_what_was_written():
    claim = Equal(np.array([1, 2]), np.array([1, 3]), tolerance=1)
    assert claim
    assert "tolerance=1" in repr(claim)


def test_floats_that_differ_are_shown_in_a_notebook():
    shown = Equal(np.array([1.0, 2.5]), np.array([1.0, 3.5]))._repr_mimebundle_()
    assert "2.5 \\ne 3.5" in shown["text/latex"]
