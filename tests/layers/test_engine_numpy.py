"""Results on NumPy arrays: exact integers, machine numbers, objects, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from added import assert_same_cells, one_by_one
from hypothesis import given
from hypothesis import strategies as st
from sympy import S, symbols
from thorough import examples

from symconv.definitions.geometry import Axis
from symconv.errors import ShapeError
from symconv.layers.engine import combine_numpy
from symconv.layers.plan import transposed_plan

OVERLAPPING = Axis(3, stride=2, begin=1, end=1)
WITH_EMPTY_CELLS = Axis(2, stride=3, output_padding=2)
LARGEST, SMALLEST = 2**63 - 1, -(2**63)
INTEGER_TYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i4"]


@examples(120)
@given(st.data())
def test_integer_arrays_are_exact(data):
    x_type, w_type = (
        data.draw(st.sampled_from(INTEGER_TYPES)),
        data.draw(st.sampled_from(INTEGER_TYPES)),
    )
    x, w = (
        data.draw(
            st.lists(
                st.integers(int(np.iinfo(t).min), int(np.iinfo(t).max)), min_size=n, max_size=n
            )
        )
        for t, n in ((x_type, 4), (w_type, 3))
    )
    axis = data.draw(st.sampled_from([Axis(3), OVERLAPPING, Axis(3, stride=4)]))
    expected = one_by_one([axis], [4], x, w, 0)
    result = combine_numpy(
        transposed_plan([axis], [4]), np.array(x, dtype=x_type), np.array(w, dtype=w_type)
    )
    assert result.tolist() == expected
    fits = all(SMALLEST <= cell <= LARGEST for cell in expected)
    assert result.dtype == (np.int64 if fits else object)


def test_integers_at_the_edge_of_int64():
    one, two = transposed_plan([Axis(1)], [1]), transposed_plan([Axis(2, begin=1, end=1)], [2])
    for x, w, expected, dtype in [
        ([LARGEST], [1], LARGEST, np.int64),
        ([SMALLEST], [1], SMALLEST, np.int64),
        ([SMALLEST], [-1], 2**63, object),
        ([SMALLEST], [2], -(2**64), object),
        ([2**32], [2**31], 2**63, object),
        ([-(2**32)], [2**31], SMALLEST, np.int64),
    ]:
        result = combine_numpy(one, np.array(x), np.array(w))
        assert (result.tolist(), result.dtype) == ([expected], dtype)
    for x, w, expected, dtype in [
        ([LARGEST, -1], [1, 1], LARGEST - 1, np.int64),
        ([LARGEST, 1], [1, 1], 2**63, object),
        ([2**62, -(2**62)], [4, 4], 0, np.int64),
    ]:
        result = combine_numpy(two, np.array(x), np.array(w))
        assert (result.tolist(), result.dtype) == ([expected], dtype)


def test_one_large_cell_keeps_the_small_ones_exact():
    result = combine_numpy(
        transposed_plan([Axis(2, stride=2)], [2]), np.array([2**62, 3]), np.array([1, 2])
    )
    assert result.dtype == object
    assert result.tolist() == [2**62, 2**63, 3, 6]
    assert {type(cell) for cell in result} == {int}


@pytest.mark.parametrize(
    ("x_type", "w_type", "expected"),
    [
        ("float64", "float64", "float64"),
        ("float32", "float32", "float32"),
        ("float16", "float32", "float32"),
        ("int64", "float32", "float64"),
        ("uint8", "float32", "float32"),
        ("complex64", "float64", "complex128"),
        ("int8", "complex64", "complex64"),
    ],
)
def test_floating_and_complex_arrays_are_computed_in_their_result_type(x_type, w_type, expected):
    x, w = np.array([1, 2, 3], dtype=x_type), np.array([1, 2], dtype=w_type)
    if x.dtype.kind == "c":
        x = x * np.array(1 + 2j, dtype=x_type)
    result = combine_numpy(transposed_plan([Axis(2, stride=1, output_padding=0)], [3]), x, w)
    assert result.dtype == np.dtype(expected)
    assert result.tolist() == [
        complex(1, 2) * n if x.dtype.kind == "c" else n for n in (1, 4, 7, 6)
    ]


def test_random_floats_agree_with_loops():
    generator = np.random.default_rng(1)
    x, w = generator.normal(size=(4, 3)), generator.normal(size=(3, 2))
    axes = [OVERLAPPING, WITH_EMPTY_CELLS]
    result = combine_numpy(transposed_plan(axes, [4, 3]), x, w)
    expected = one_by_one(axes, [4, 3], x.ravel().tolist(), w.ravel().tolist(), 0.0)
    assert result.shape == (7, 10)
    np.testing.assert_allclose(result.ravel(), expected, rtol=1e-14, atol=0)


def test_arrays_need_not_be_contiguous_and_are_not_changed():
    x = np.arange(12).reshape(3, 4).T[::2, ::-1]
    w = np.asfortranarray(np.arange(4).reshape(2, 2))
    before = x.copy(), w.copy()
    plan = transposed_plan([Axis(2), Axis(2)], [2, 3])
    expected = one_by_one([Axis(2), Axis(2)], [2, 3], x.ravel().tolist(), w.ravel().tolist(), 0)
    assert combine_numpy(plan, x, w).ravel().tolist() == expected
    np.testing.assert_equal((x, w), before)


def test_object_arrays_are_exact():
    a, b = symbols("a b")
    plan = transposed_plan([WITH_EMPTY_CELLS], [2])
    x = np.array([a, b], dtype=object)
    result = combine_numpy(plan, x, np.array([2, 3]))
    assert (result.dtype, result.shape) == (object, (7,))
    assert result.tolist() == [2 * a, 3 * a, 0, 2 * b, 3 * b, 0, 0]
    assert result[2] is S.Zero
    numbers = combine_numpy(
        plan, np.array([Fraction(1, 2), 10**30], dtype=object), np.array([2, 3])
    )
    assert numbers.tolist() == [1, Fraction(3, 2), 0, 2 * 10**30, 3 * 10**30, 0, 0]
    assert type(numbers[2]) is int


def test_an_object_array_of_distinct_symbols_is_canonical():
    x, w = symbols("x1:7"), symbols("w1:5")
    axes = [Axis(2), Axis(2, stride=2)]
    plan = transposed_plan(axes, [2, 3])
    result = combine_numpy(
        plan, np.array(x, dtype=object).reshape(2, 3), np.array(w, dtype=object).reshape(2, 2)
    )
    assert result.shape == (3, 6)
    assert_same_cells(result.ravel(), one_by_one(axes, [2, 3], x, w, S.Zero))
    assert result[1, 0] == x[0] * w[2] + x[3] * w[0]


@pytest.mark.parametrize("dtype", ["bool", "U3", "S3", "datetime64[s]", "timedelta64[s]", "V8"])
@pytest.mark.parametrize("position", ["input", "kernel"])
def test_arrays_that_hold_no_numbers_are_refused(dtype, position):
    plan = transposed_plan([Axis(2)], [2])
    good, bad = np.array([1, 2]), np.zeros(2, dtype=dtype)
    with pytest.raises(ShapeError) as refused:
        combine_numpy(plan, *((bad, good) if position == "input" else (good, bad)))
    assert str(refused.value) == (
        f"the {position} holds {np.dtype(dtype)} cells; integers, numbers or exact objects are needed"
    )


def test_arrays_of_another_shape_are_refused():
    plan = transposed_plan([Axis(2), Axis(2)], [1, 3])
    with pytest.raises(
        ShapeError, match=r"the input has shape \(3, 1\); the plan needs shape \(1, 3\)"
    ):
        combine_numpy(plan, np.ones((3, 1)), np.ones((2, 2)))
    with pytest.raises(
        ShapeError, match=r"the kernel has shape \(4,\); the plan needs shape \(2, 2\)"
    ):
        combine_numpy(plan, np.ones((1, 3)), np.ones(4))
