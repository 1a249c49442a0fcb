"""Generic cells: what they count, how they are spelled, and where two outcomes differ."""

from __future__ import annotations

import numpy as np
import pytest

from symconv.sweep.generic import Generic, Landing, first_differences
from symconv.sweep.tables import LandedProducts

XW, WX = (("x", (0,)), ("w", (1, 2))), (("w", (1, 2)), ("x", (0,)))


def test_products_are_counted_with_their_factors_in_order():
    assert repr(Generic({WX: 1, XW: 2})) == "w[1,2]*x[0] + 2*x[0]*w[1,2]"
    assert Generic({XW: 1}) != Generic({WX: 1})
    assert Generic({XW: 1}) != Generic({XW: 2})
    assert Generic({XW: 1, (): 0}) == Generic({XW: 1}) != "x[0]*w[1,2]"


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "0"),
        ({(): 5, (("x", (0,)),): -1}, "5 + -1*x[0]"),
        ({(("x", (2,)), ("x", (10,))): 1}, "x[2]*x[10]"),
    ],
)
def test_spelling(counts, text):
    assert repr(Generic(counts)) == text


SIZES = {"y": np.array([[2], [3]]), "x": np.array([[2], [2]]), "w": np.array([[1], [2]])}


def outcome(*rows, sizes=SIZES):
    """Return products ``(setting, output cell, input cell, tap)``, each once."""
    columns = [
        np.array(column, dtype=np.int64)
        for column in (zip(*rows, strict=True) if rows else [()] * 4)
    ]
    setting, output, inputs, taps = columns
    return Landing([LandedProducts(setting, output, (("x", inputs), ("w", taps)), 1)], sizes)


def plus(found, *forms):
    return Landing([*found.landed, *forms], found.sizes)


def numbers(*values):
    return np.array(values)


EXPECTED = outcome((0, 0, 0, 0), (0, 1, 1, 0), (1, 0, 0, 0), (1, 2, 1, 1))
SAME = {
    "the same": EXPECTED,
    "in another order": outcome((1, 2, 1, 1), (0, 1, 1, 0), (1, 0, 0, 0), (0, 0, 0, 0)),
    "in two parts": plus(
        outcome((1, 2, 1, 1)), outcome((0, 0, 0, 0), (0, 1, 1, 0), (1, 0, 0, 0)).landed[0]
    ),
    "twice minus once": plus(EXPECTED, EXPECTED.landed[0], EXPECTED.landed[0]._replace(weight=-1)),
    "weights of one": Landing([EXPECTED.landed[0]._replace(weight=np.ones(4, dtype=int))], SIZES),
    "nothing at all, often": plus(EXPECTED, LandedProducts(numbers(0, 1), numbers(0, 0), (), 0)),
}
OTHER = {
    "one is missing": (outcome((0, 0, 0, 0), (1, 0, 0, 0), (1, 2, 1, 1)), [(0, (1,), "x[1]*w[0]", "0")]),
    "one twice": (plus(EXPECTED, outcome((1, 2, 1, 1)).landed[0]), [(1, (2,), "x[1]*w[1]", "2*x[1]*w[1]")]),
    "one elsewhere": (outcome((0, 0, 0, 0), (0, 1, 1, 0), (1, 1, 0, 0), (1, 2, 1, 1)), [(1, (0,), "x[0]*w[0]", "0")]),
    "another setting": (outcome((0, 0, 0, 0), (0, 1, 1, 0), (0, 0, 0, 0), (1, 2, 1, 1)),
                        [(0, (0,), "x[0]*w[0]", "2*x[0]*w[0]"), (1, (0,), "x[0]*w[0]", "0")]),
    "a constant": (plus(EXPECTED, LandedProducts(numbers(1), numbers(1), (), 4)), [(1, (1,), "0", "4")]),
    "one factor": (plus(EXPECTED, LandedProducts(numbers(0), numbers(0), (("w", numbers(0)),), 1)),
                   [(0, (0,), "x[0]*w[0]", "w[0] + x[0]*w[0]")]),
    "factors reversed": (
        Landing([LandedProducts(form.setting, form.output, form.factors[::-1], 1) for form in EXPECTED.landed], SIZES),
        [(0, (0,), "x[0]*w[0]", "w[0]*x[0]"), (1, (0,), "x[0]*w[0]", "w[0]*x[0]")]),
    "nothing": (Landing([], SIZES), [(0, (0,), "x[0]*w[0]", "0"), (1, (0,), "x[0]*w[0]", "0")]),
    "a larger output": (outcome(*((0, 0, 0, 0), (0, 1, 1, 0), (1, 0, 0, 0), (1, 2, 1, 1)),
                                sizes=SIZES | {"y": numbers([3], [3])}), [(0, (2,), "outside the output", "0")]),
    "a cell beyond a smaller output": (
        outcome((0, 0, 0, 0), (1, 0, 0, 0), (1, 2, 1, 1), sizes=SIZES | {"y": numbers([1], [3])}),
        [(0, (1,), "x[1]*w[0]", "outside the output")]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_outcomes_that_are_the_same(name):
    assert list(first_differences(SAME[name], EXPECTED)) == []


@pytest.mark.parametrize("name", OTHER)
def test_outcomes_that_differ(name):
    found, differences = OTHER[name]
    assert list(first_differences(found, EXPECTED)) == differences


def test_an_output_with_another_number_of_axes():
    found = outcome(sizes=SIZES | {"y": numbers([2, 1], [3, 1])})
    assert [(setting, cell) for setting, cell, *_ in first_differences(found, EXPECTED)] == [
        (0, (0,)),
        (1, (0,)),
    ]
