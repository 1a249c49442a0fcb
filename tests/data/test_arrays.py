"""Arrays in and out: every form, every kind of cell, and what is refused and why."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from sympy import (
    AccumBounds,
    Array,
    Float,
    I,
    ImmutableDenseMatrix,
    ImmutableMatrix,
    Integer,
    Lambda,
    Matrix,
    MatrixSymbol,
    MutableDenseNDimArray,
    MutableSparseNDimArray,
    O,
    Rational,
    S,
    SparseMatrix,
    Symbol,
    Tuple,
    eye,
    oo,
    symbols,
    zoo,
)
from sympy.vector import CoordSys3D

from symconv.data.arrays import (
    KnownArray,
    check_cell,
    check_countable,
    read_array,
    sympy_cell,
    write_array,
)
from symconv.errors import ShapeError, UnsupportedError

a, b = symbols("a b")


@pytest.mark.parametrize(
    ("value", "form", "shape", "cells"),
    [
        (Array([[a, 1], [2, b]]), "array", (2, 2), (a, 1, 2, b)),
        (Array([[[a], [b]]]), "array", (1, 2, 1), (a, b)),
        (MutableDenseNDimArray([a, b]), "array", (2,), (a, b)),
        (MutableSparseNDimArray([a, 0]), "array", (2,), (a, 0)),
        (Matrix([[a, 1], [2, b]]), "matrix", (2, 2), (a, 1, 2, b)),
        (ImmutableMatrix([[a, b]]), "matrix", (1, 2), (a, b)),
        (SparseMatrix([[0, a], [0, 0]]), "matrix", (2, 2), (0, a, 0, 0)),
        ([a, 1], "list", (2,), (a, 1)),
        ((1, 2), "list", (2,), (1, 2)),
        ([(1, 2), [3, 4]], "list", (2, 2), (1, 2, 3, 4)),
        ([[[1], [2]]], "list", (1, 2, 1), (1, 2)),
        (np.array([[1, 2], [3, 4]]), "numpy", (2, 2), (1, 2, 3, 4)),
        (np.array([[1, 2], [3, 4]]).T, "numpy", (2, 2), (1, 3, 2, 4)),
        (np.array([[1, 2]]).view(np.matrix), "numpy", (1, 2), (1, 2)),
        (np.array([a, 2], dtype=object), "numpy", (2,), (a, 2)),
    ],
)
def test_every_form_is_read_row_by_row(value, form, shape, cells):
    found = read_array(value, "x")
    assert (found.form, found.shape, found.cells) == (form, shape, cells)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (2**100, int),
        (Fraction(1, 3), Fraction),
        (np.int8(-3), int),
        (np.uint64(2**64 - 1), int),
        (np.float32(0.5), np.float32),
        (np.float64(0.5), float),
        (np.complex64(0.5j), np.complex64),
        (Rational(1, 3), Rational),
        (Float("0.25"), Float),
        (a**2 + b, type(a + b)),
        (Symbol("A", commutative=False), Symbol),
    ],
    ids=repr,
)
def test_cells_keep_their_value_and_lose_numpys_overflow(cell, read):
    for value in ([cell], np.array([cell], dtype=object)):
        (found,) = read_array(value, "x").cells
        assert isinstance(found, read)
        assert found == cell


@pytest.mark.parametrize(
    "dtype", ["i1", "u1", "i2", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
)
def test_numpy_arrays_of_numbers_are_kept(dtype):
    value = np.array([1, 2], dtype=dtype)
    found = read_array(value, "x")
    assert found.numpy is not None
    assert found.as_numpy().dtype == value.dtype
    assert found.cells == (1, 2)
    assert all(type(cell) in (int, float, complex) for cell in found.cells)


def refused(value, what="x"):
    with pytest.raises(ShapeError) as caught:
        read_array(value, what)
    return str(caught.value)


@pytest.mark.parametrize(
    "value",
    [5, a, None, "ab", b"ab", {1, 2}, {1: 2}, range(2), Tuple(1, 2), MatrixSymbol("A", 2, 2), int],
    ids=repr,
)
def test_what_is_no_array(value):
    assert refused(value) == (
        f"x is {type(value).__name__}, but a SymPy Array or Matrix, nested lists or a NumPy array is needed"
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (True, "True (bool)"),
        (1.5, "1.5 (float)"),
        (float("nan"), "nan (float)"),
        (1j, "1j (complex)"),
        (None, "None (NoneType)"),
        ("a", "'a' (str)"),
        (np.bool_(True), "np.True_ (bool)"),
        (np.timedelta64(1), "np.timedelta64(1) (timedelta64)"),
        (S.true, "True (BooleanTrue)"),
        (a > 1, "a > 1 (StrictGreaterThan)"),
        (Matrix([[1]]), "Matrix([[1]]) (MutableDenseMatrix)"),
        (eye(2).as_immutable(), "Matrix([\n[1, 0],\n[0, 1]]) (ImmutableDenseMatrix)"),
    ],
)
def test_what_is_no_cell(cell, shown):
    text = (
        f"x, cell 1 in row-major order, is {shown}, but a SymPy expression, an int, a Fraction or a NumPy number is needed; "
        "write exact fractions as Fraction(1, 2) or Rational(1, 2)"
    )
    assert refused([1, cell]) == text
    if not isinstance(cell, Matrix | ImmutableDenseMatrix):
        assert refused(np.array([1, cell], dtype=object)) == text


@pytest.mark.parametrize(
    "cell", [S.NaN, oo, -oo, zoo, a * oo, np.float64("nan"), np.float32("inf")], ids=repr
)
def test_cells_are_finite(cell):
    assert refused([1, cell]) == (
        f"x, cell 1 in row-major order, is {cell!r}, but a cell must be an element of a ring, so finite"
    )


@pytest.mark.parametrize(
    "cell", [O(a), a + O(a), AccumBounds(0, 1), Lambda(a, a), CoordSys3D("N").i], ids=repr
)
def test_cells_are_elements_of_a_ring(cell):
    text = (
        f"x, cell 1 in row-major order, is {cell!r} ({type(cell).__name__}), but a cell must be an element of a ring; give "
        "what can be added to and multiplied with every other cell"
    )
    assert refused([1, cell]) == refused(Array([1, cell])) == text


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, complex(0, np.inf)])
def test_numpy_arrays_are_finite(value):
    assert refused(np.array([1, value])) == (
        "x holds nan or an infinity, but a cell must be an element of a ring, so finite"
    )


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


endless = []
endless.append(endless)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "x holds an empty list, but every extent must be at least 1"),
        ([[], []], "x holds an empty list, but every extent must be at least 1"),
        (np.zeros((0,)), "x has shape (0,), but every extent must be at least 1"),
        (np.zeros((2, 0)), "x has shape (2, 0), but every extent must be at least 1"),
        (np.array(5), "x has shape (), but every extent must be at least 1"),
        (np.array([], dtype=object), "x has shape (0,), but every extent must be at least 1"),
        (Array(5), "x has shape (), but every extent must be at least 1"),
        (Array([]), "x has shape (0,), but every extent must be at least 1"),
        (Matrix(0, 2, []), "x has shape (0, 2), but every extent must be at least 1"),
        ([[1], 2], "x is ragged: 2 where a list of 1 was expected"),
        ([1, [2]], "x is ragged: a list stands where a cell was expected"),
        ([[1, 2], [3]], "x is ragged: length 1 where a list of 2 was expected"),
        ([[1], "a"], "x is ragged: 'a' where a list of 1 was expected"),
        (nested(17), "x is nested more than 16 deep, which is more axes than any layer has"),
        (nested(5000), "x is nested more than 16 deep, which is more axes than any layer has"),
        (endless, "x is nested more than 16 deep, which is more axes than any layer has"),
        (
            np.array([True]),
            "x is a NumPy array of bool, but integers, floats, complex or objects are needed",
        ),
        (
            np.array(["a"]),
            "x is a NumPy array of <U1, but integers, floats, complex or objects are needed",
        ),
        (
            np.ma.array([1, 2], mask=[0, 1]),
            "x is a masked array, but every cell must have a value; fill the masked cells",
        ),
    ],
)
def test_arrays_that_do_not_fit(value, text):
    assert refused(value) == text


def test_the_text_says_what_is_being_read():
    assert refused([], "Conv(3): w").startswith("Conv(3): w holds an empty list")
    with pytest.raises(ShapeError, match=r"^the left side is None"):
        check_cell(None, "the left side")


def test_sixteen_axes_are_read():
    assert read_array(nested(16), "x").shape == (1,) * 16


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3, Integer(3)),
        (np.int64(3), Integer(3)),
        (Fraction(2, 4), Rational(1, 2)),
        (0.5, Float(0.5)),
        (0.5 + 2j, Float(0.5) + Float(2.0) * I),
        (a + b, a + b),
    ],
)
def test_cells_in_sympy(cell, expected):
    found = sympy_cell(cell)
    assert type(found) is type(expected)
    assert found == expected


CELLS = [1, -2, 3, 4]


def test_cells_are_given_back_in_the_form_they_came_in():
    array = write_array("array", (2, 2), CELLS)
    assert (type(array), array) == (type(Array([1])), Array([[1, -2], [3, 4]]))
    matrix = write_array("matrix", (2, 2), CELLS)
    assert (type(matrix), matrix) == (ImmutableMatrix, Matrix([[1, -2], [3, 4]]))
    assert write_array("list", (2, 2), CELLS) == [[1, -2], [3, 4]]
    assert write_array("list", (1, 4, 1), CELLS) == [[[1], [-2], [3], [4]]]
    found = write_array("numpy", (4, 1), CELLS)
    assert (found.dtype, found.tolist()) == (np.int64, [[1], [-2], [3], [4]])


@pytest.mark.parametrize(
    ("cells", "dtype"),
    [
        ([2**63 - 1, -(2**63)], np.int64),
        ([2**63, 0], object),
        ([-(2**63) - 1, 0], object),
        ([Fraction(1, 2), 1], object),
        ([a, 1], object),
    ],
)
def test_numpy_integers_are_exact_at_the_edges(cells, dtype):
    found = write_array("numpy", (2,), cells)
    assert found.dtype == dtype
    assert found.tolist() == cells


def test_lists_give_floating_cells_that_can_be_read_back():
    found = write_array("list", (3,), [0.5, 0.5j, 1])
    assert [type(cell) for cell in found] == [np.float64, np.complex128, int]
    assert isinstance(found[0], float)
    assert read_array(found, "y").cells == (0.5, 0.5j, 1)


def test_floats_for_integers_and_fractions():
    found = read_array([1, Fraction(1, 2), np.float64(0.25)], "x").as_floats()
    assert [(type(cell), cell) for cell in found.cells] == [
        (float, 1.0),
        (float, 0.5),
        (np.float64, 0.25),
    ]
    assert found.as_numpy().dtype == np.float64
    assert read_array([np.complex64(1j), 2], "x").as_floats().as_numpy().dtype == np.complex128
    with pytest.raises(ShapeError) as caught:
        read_array([10**400, np.float64(1)], "x").as_floats()
    assert str(caught.value) == (
        "a cell is too large for a floating-point number, which the other cells ask for; make all cells exact, or smaller"
    )


def test_sympy_integers_count_as_integers_unless_other_expressions_are_there():
    numbers = read_array([Integer(2), 3], "x").as_numbers()
    assert [type(cell) for cell in numbers.cells] == [int, int]
    mixed = read_array([Integer(2), a], "x")
    assert mixed.as_numbers() == mixed
    assert [type(cell) for cell in read_array([2, a], "x").as_sympy().cells] == [Integer, Symbol]


def test_floating_cells_keep_their_precision_in_sympy():
    for value in (
        [np.float32(0.5)],
        np.array([0.5], dtype=np.float32),
        np.array([np.float32(0.5)], dtype=object),
    ):
        (cell,) = read_array(value, "x").as_sympy().cells
        assert (float(cell), cell._prec) == (0.5, 24)
    assert read_array([np.float64(0.5)], "x").as_sympy().cells[0]._prec == 53


def test_kinds_of_cells():
    kinds = {
        kind: read_array([cell], "x")
        for kind, cell in (("int", 1), ("float", np.float32(1)), ("symbol", a))
    }
    assert [kind for kind, array in kinds.items() if array.is_sympy] == ["symbol"]
    assert [kind for kind, array in kinds.items() if array.is_inexact] == ["float"]


def test_a_known_array_does_not_change():
    array = KnownArray("list", (1,), (1,))
    with pytest.raises(AttributeError):
        array.shape = (2,)


def test_arrays_that_cannot_be_listed():
    check_countable((2**31,))
    with pytest.raises(UnsupportedError) as caught:
        check_countable((2**16, 2**15, 2))
    assert str(caught.value) == (
        "a result of shape (65536, 32768, 2) has 4294967296 cells, "
        "but at most 2**31 = 2147483648 can be listed; use smaller sizes"
    )
