"""Type in, type out: the input decides the form of the result; integers are exact, channels and batches too."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from sympy import Array, Float, I, ImmutableMatrix, Integer, Matrix, Rational, SparseMatrix, symbols

from symconv import Conv, ConvTranspose, Equal
from symconv.data.arrays import sympy_cell
from symconv.errors import ShapeError

a, b, c, d = symbols("a b c d")

X = {
    "Array": Array([1, 2]),
    "list": [1, 2],
    "tuple": (1, 2),
    "list of SymPy": [Integer(1), Integer(2)],
    "int8": np.array([1, 2], dtype=np.int8),
    "int64": np.array([1, 2]),
    "uint64": np.array([1, 2], dtype=np.uint64),
    "objects": np.array([1, 2], dtype=object),
    "float32": np.array([1, 2], dtype=np.float32),
    "complex": np.array([1, 2], dtype=np.complex128),
}
W = X | {
    "symbols": Array([a, b]),
    "fractions": [Fraction(1, 2), Fraction(2)],
    "rationals": Array([Rational(1, 2), 2]),
    "objects of symbols": np.array([a, b], dtype=object),
}
KINDS = {"Array": type(Array([1])), "list": list, "tuple": list, "list of SymPy": list}


@pytest.mark.parametrize("method", [None, "scatter", "zero-insertion", "polynomial"])
@pytest.mark.parametrize("w", W)
@pytest.mark.parametrize("x", X)
def test_the_input_decides_the_form(x, w, method):
    found = ConvTranspose(2)(X[x], W[w], method=method)
    assert type(found) is KINDS.get(x, np.ndarray)
    u, v = (sympy_cell(cell) for cell in np.asarray(W[w]).tolist())
    assert Equal(found, [u, v + 2 * u, 2 * v])


NUMPY_TYPES = [
    ("int8", "int8", np.int64),
    ("int8", "uint64", np.int64),
    ("uint64", "uint64", np.int64),
    ("int64", "list", np.int64),
    ("int64", "Array", np.int64),
    ("int64", "list of SymPy", np.int64),
    ("objects", "int64", np.int64),
    ("objects", "objects", np.int64),
    ("objects", "float32", np.float64),
    ("int8", "float32", np.float32),
    ("int64", "float32", np.float64),
    ("float32", "int8", np.float32),
    ("float32", "float32", np.float32),
    ("float32", "list", np.float64),
    ("float32", "fractions", np.float64),
    ("complex", "float32", np.complex128),
    ("int64", "complex", np.complex128),
    ("int64", "fractions", object),
    ("int64", "rationals", object),
    ("int64", "symbols", object),
    ("float32", "symbols", object),
    ("complex", "objects of symbols", object),
]


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
@pytest.mark.parametrize(("x", "w", "dtype"), NUMPY_TYPES)
def test_the_type_of_numpy_results(x, w, dtype, method):
    assert ConvTranspose(2)(X[x], W[w], method=method).dtype == dtype


def test_matrices_give_immutable_matrices():
    w = [[a, b]]
    for matrix in (
        Matrix([[1, 2], [3, 4]]),
        ImmutableMatrix([[1, 2], [3, 4]]),
        SparseMatrix([[1, 2], [3, 4]]),
    ):
        found = ConvTranspose((1, 2))(matrix, w)
        assert type(found) is ImmutableMatrix
        assert found == Matrix([[a, 2 * a + b, 2 * b], [3 * a, 4 * a + 3 * b, 4 * b]])
        assert type(ConvTranspose((1, 2))(matrix, w, method="gather")) is ImmutableMatrix
        assert type(Conv((1, 2))(matrix, w)) is ImmutableMatrix
    assert type(ConvTranspose((1, 2))([[1, 2]], Matrix(w))) is list
    one_channel = ConvTranspose(2, channels=(1, 1))(Matrix([[1, 2]]), [[[1, a]]])
    assert (type(one_channel), one_channel) == (ImmutableMatrix, Matrix([[1, a + 2, 2 * a]]))


EDGES = [
    ([2**62], [1], [2**62], np.int64),
    ([2**62], [2], [2**63], object),
    ([2**63 - 1], [1], [2**63 - 1], np.int64),
    ([-(2**62)], [2], [-(2**63)], np.int64),
    ([-(2**63)], [1], [-(2**63)], np.int64),
    ([-(2**63)], [-1], [2**63], object),
    ([2**62, 2**62], [1, 1], [2**62, 2**63, 2**62], object),
    ([2**62, -(2**62)], [1, 1], [2**62, 0, -(2**62)], np.int64),
    ([2**62, 2**62 - 1], [1, 1], [2**62, 2**63 - 1, 2**62 - 1], np.int64),
    ([0], [-(2**63)], [0], np.int64),
]


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
@pytest.mark.parametrize(("x", "w", "expected", "dtype"), EDGES)
def test_integers_are_exact_at_the_edge_of_int64(x, w, expected, dtype, method):
    up = ConvTranspose(len(w))
    found = up(np.array(x), np.array(w), method=method)
    assert (found.dtype, found.tolist()) == (dtype, expected)
    assert up(x, w, method=method) == expected


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
def test_unsigned_integers_beyond_int64_are_exact(method):
    largest = np.array([2**64 - 1, 1], dtype=np.uint64)
    found = ConvTranspose(2)(largest, np.array([1, -1]), method=method)
    assert (found.dtype, found.tolist()) == (object, [2**64 - 1, 2 - 2**64, -1])
    found = ConvTranspose(2)(largest, largest, method=method)
    assert (found.dtype, found.tolist()) == (object, [(2**64 - 1) ** 2, 2 * (2**64 - 1), 1])
    found = ConvTranspose(1, padding=0)(largest[1:], largest[1:], method=method)
    assert (found.dtype, found.tolist()) == (np.int64, [1])


def test_a_large_integer_that_is_cropped_away_leaves_int64():
    x = np.array([10**30, 1, 2], dtype=object)
    found = ConvTranspose(1, padding=[(1, 0)])(x, [3])
    assert (found.dtype, found.tolist()) == (np.int64, [3, 6])


def test_floating_and_complex_numbers():
    x, w = np.array([0.5, -1.5]), np.array([2.0, 4.0])
    assert ConvTranspose(2)(x, w).tolist() == [1.0, -1.0, -6.0]
    assert ConvTranspose(2)(x, w * 1j, method="matrix").tolist() == [1j, -1j, -6j]
    assert ConvTranspose(2)(Array([1, 2]), w) == Array([2.0, 8.0, 8.0])
    assert (
        ConvTranspose(1)(Array([a]), np.array([1 + 2j]))[0].expand()
        == Float(1.0) * a + Float(2.0) * I * a
    )


def test_floating_cells_in_lists_can_be_used_again():
    once = ConvTranspose(2)([1, 2], np.array([0.5, 0.25]))
    assert [type(cell) for cell in once] == [np.float64] * 3
    assert ConvTranspose(2)(once, [1, np.float32(1)]) == [0.5, 1.75, 1.75, 0.5]


def test_an_integer_too_large_for_a_float_is_refused():
    with pytest.raises(
        ShapeError,
        match="a cell is too large for a floating-point number, which the other cells ask for",
    ):
        ConvTranspose(1)([10**400], np.array([0.5]))


def test_no_argument_is_changed():
    x, w = np.array([[1, 2], [3, 4]]), [[1, 2]]
    for method in (None, "scatter"):
        ConvTranspose((1, 2))(x, w, method=method)
    assert (x.tolist(), w) == ([[1, 2], [3, 4]], [[1, 2]])


# Channels and batches

BATCHES = [
    (Array, lambda found: found.tolist()),
    (lambda value: value, lambda found: found),
    (np.array, lambda found: found.tolist()),
    (lambda value: np.array(value, dtype=object), lambda found: found.tolist()),
]


@pytest.mark.parametrize("method", [None, "gather"])
@pytest.mark.parametrize(("make", "read"), BATCHES)
def test_a_batch_is_its_items_one_after_another(make, read, method):
    layer = ConvTranspose(2, stride=2, channels=(2, 3))
    items = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[2**62, 0], [2**62, 1]]]
    kernel = [[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]
    found = layer(make(items), make(kernel), method=method)
    assert read(found) == [read(layer(make(item), make(kernel), method=method)) for item in items]
    assert tuple(np.array(read(found), dtype=object).shape) == (3, 3, 4)


def test_groups_do_not_meet():
    layer = ConvTranspose(1, channels=(2, 4), groups=2)
    assert layer([[a], [b]], [[[1], [2]], [[3], [4]]]) == [[a], [2 * a], [3 * b], [4 * b]]
    layer = Conv(1, channels=(4, 2), groups=2)
    assert layer([[a], [b], [c], [d]], [[[1], [2]], [[3], [4]]]) == [[a + 2 * b], [3 * c + 4 * d]]
