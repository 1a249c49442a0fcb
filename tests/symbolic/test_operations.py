"""Tensors and the operations on them: by their definitions on numbers, in every form, and on letters."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Array, ImmutableMatrix, Integer, Matrix, Rational, Symbol, symbols
from thorough import examples

from symconv import crop, flip, inner, ones, sizes, stretch, subsample, tensor, total
from symconv.errors import GeometryError, ShapeError, UnsupportedError
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor

n, m, s, k = sizes("n m s k")
p, q = sizes("p q", minimum=0)
a, b, c, d = symbols("a b c d")


def test_known_sizes_give_an_immutable_array_of_symbols():
    x = tensor("x", 3)
    assert type(x) is type(Array([1]))
    assert x == Array(symbols("x1 x2 x3"))
    assert (
        tensor("w", (2, 2))
        == tensor("w", [2, 2])
        == Array([symbols("w11 w12"), symbols("w21 w22")])
    )
    assert tensor("x", Integer(3)) == tensor("x", np.int64(3)) == tensor("x", (3,)) == x
    with pytest.raises(TypeError):
        x[0] = 1


def test_letters_give_a_symbolic_tensor():
    for shape in (n, (n,), (2, n), (n + 1, m * s)):
        assert isinstance(tensor("x", shape), SymbolicTensor)
    assert tensor("x", n).shape == (n,)
    assert tensor("x", (2, 2 * n + 1)).shape == (2, 2 * n + 1)
    assert tensor("x", n - n + 2) == tensor("x", 2)


def test_letters_put_to_numbers_give_the_array_of_that_size():
    assert tensor("x", n).at(n=3) == tensor("x", 3)
    assert tensor("w", (n, m)).at({n: 2, "m": 12}) == tensor("w", (2, 12))
    assert tensor("x", (n, n + 1)).at({n: 2}) == tensor("x", (2, 3))


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (0, "tensor('x', 0): an extent is 0, but an extent >= 1 is needed; use 1 or more"),
        (
            (2, -1),
            "tensor('x', (2, -1)): an extent is -1, but an extent >= 1 is needed; use 1 or more",
        ),
        ((), "tensor('x', ()): the shape is (): 0 entries, but at least 1 is needed"),
        (-n, "tensor('x', -n): an extent is -n, but an extent >= 1 is needed; use 1 or more"),
        (
            2.0,
            "tensor('x', 2.0): the shape is 2.0 (float), but an integer or an integer expression in letters is needed; "
            "make letters by sizes('I k s')",
        ),
        (
            Symbol("n"),
            "tensor('x', n): the shape contains n, which is not a letter for a size; make it by sizes('n')",
        ),
    ],
)
def test_shapes_that_are_none(shape, text):
    with pytest.raises(GeometryError) as caught:
        tensor("x", shape)
    assert str(caught.value) == text
    with pytest.raises(GeometryError) as caught:
        ones(shape)
    assert str(caught.value) == text.replace("tensor('x', ", "ones(")


def test_names_on_letters():
    with pytest.raises(ShapeError) as caught:
        tensor("a:d", n)
    assert (
        str(caught.value) == "tensor('a:d', n): a list of names needs known extents; give one name"
    )
    with pytest.raises(ShapeError, match=r"tensor\('x1', ...\): the name ends in a digit"):
        tensor("x1", n)


def test_an_extent_that_may_be_below_one_is_found_when_numbers_are_put():
    x = tensor("x", n - m)
    with pytest.raises(GeometryError) as caught:
        x.at(n=2, m=2)
    assert str(caught.value) == (
        "at m=2, n=2: tensor('x'): an extent is -m + n, but every extent >= 1 is needed; use 1 or more"
    )
    assert x.at(n=3, m=1) == tensor("x", 2)


def test_ones():
    assert ones((2, 3)) == Array([[1, 1, 1], [1, 1, 1]])
    assert ones(n).at(n=2) == ones(2) == Array([1, 1])
    with pytest.raises(
        UnsupportedError, match=r"a result of shape \(10000000000,\) has 10000000000 cells"
    ):
        ones(10**10)
    with pytest.raises(
        UnsupportedError, match=r"a result of shape \(10000000000,\) has 10000000000 cells"
    ):
        ones(n).at(n=10**10)


# Every operation against its definition, read cell by cell from a dictionary that is zero outside.

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=2).map(tuple)


def numbers(shape):
    return np.arange(1, np.prod(shape) + 1).reshape(shape)


def cell(x, at):
    inside = all(0 <= i < size for i, size in zip(at, x.shape, strict=True))
    return int(x[at]) if inside else 0


def by_definition(shape, rule):
    found = np.zeros(shape, dtype=np.int64)
    for o in product(*map(range, shape)):
        found[o] = rule(o)
    return found.tolist()


@examples(100)
@given(SHAPES)
def test_flip(shape):
    x = numbers(shape)
    expected = by_definition(
        shape, lambda o: cell(x, tuple(n - 1 - i for n, i in zip(shape, o, strict=True)))
    )
    assert flip(x.tolist()) == expected


@examples(100)
@given(SHAPES, st.data())
def test_stretch(shape, data):
    x, factor = numbers(shape), tuple(data.draw(st.integers(1, 3)) for _ in shape)
    size = tuple(s * (n - 1) + 1 for n, s in zip(shape, factor, strict=True))
    expected = np.zeros(size, dtype=int)
    for i in product(*map(range, shape)):
        expected[tuple(s * j for s, j in zip(factor, i, strict=True))] = x[i]
    assert stretch(x.tolist(), factor) == expected.tolist()


@examples(100)
@given(SHAPES, st.data())
def test_subsample(shape, data):
    x, step = numbers(shape), tuple(data.draw(st.integers(1, 3)) for _ in shape)
    offset = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    expected = x[tuple(slice(f, None, s) for f, s in zip(offset, step, strict=True))]
    assert subsample(x.tolist(), step, offset) == expected.tolist()
    assert expected.shape == tuple(
        -((f - n) // s) for n, s, f in zip(shape, step, offset, strict=True)
    )


@examples(100)
@given(SHAPES, st.data())
def test_crop(shape, data):
    x, begin = numbers(shape), tuple(data.draw(st.integers(-3, 5)) for _ in shape)
    end = tuple(
        data.draw(st.integers(n - f - 6, n - f - 1)) for n, f in zip(shape, begin, strict=True)
    )
    size = tuple(n - f - e for n, f, e in zip(shape, begin, end, strict=True))
    expected = by_definition(
        size, lambda o: cell(x, tuple(i + f for i, f in zip(o, begin, strict=True)))
    )
    assert crop(x.tolist(), begin, end) == expected


def test_one_number_counts_for_every_axis():
    x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert stretch(x, 2) == stretch(x, (2, 2)) == stretch(x, [2, 2])
    assert subsample(x, 2, 1) == subsample(x, (2, 2), (1, 1)) == [[5]]
    assert crop(x, 1, 0) == crop(x, (1, 1), (0, 0)) == [[5, 6], [8, 9]]


def test_crop_outside_is_zero():
    assert crop([1, 2], -2, -1) == [0, 0, 1, 2, 0]
    assert crop([1, 2], 5, -6) == [0, 0, 0]
    assert crop([1, 2], -4, 5) == [0]


FORMS = {
    "Array": (Array([[a, b]]), type(Array([1]))),
    "Matrix": (Matrix([[a, b]]), ImmutableMatrix),
    "list": ([[a, b]], list),
    "tuple": (((a, b),), list),
    "objects": (np.array([[a, b]], dtype=object), np.ndarray),
    "integers": (np.array([[1, 2]], dtype=np.uint8), np.ndarray),
    "float32": (np.array([[0.5, 2]], dtype=np.float32), np.ndarray),
    "complex": (np.array([[0.5j, 2]], dtype=np.complex64), np.ndarray),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (flip, lambda x, y, zero: [[y, x]]),
        (lambda t: stretch(t, 2), lambda x, y, zero: [[x, zero, y]]),
        (lambda t: subsample(t, 1, (0, 1)), lambda x, y, zero: [[y]]),
        (lambda t: crop(t, 0, -1), lambda x, y, zero: [[x, y, zero], [zero, zero, zero]]),
    ],
)
def test_results_have_the_form_of_their_argument(form, operation, expected):
    value, kind = FORMS[form]
    found = operation(value)
    assert type(found) is kind
    cells = value.tolist() if hasattr(value, "tolist") else value
    (x, y), zero = cells[0], 0
    assert (found.tolist() if hasattr(found, "tolist") else found) == expected(x, y, zero)


@pytest.mark.parametrize(
    ("form", "dtype"), [("integers", np.int64), ("float32", np.float32), ("complex", np.complex64)]
)
def test_numpy_types_of_results(form, dtype):
    value, _ = FORMS[form]
    for found in (flip(value), stretch(value, 2), subsample(value, 1), crop(value, 0, 0)):
        assert found.dtype == dtype
    assert np.asarray(total(value)).dtype == np.asarray(inner(value, value)).dtype == dtype


def test_sums_and_products_of_every_form():
    assert total(Array([[a, b], [c, 1]])) == a + b + c + 1
    assert total(Matrix([[1, 2]])) == 3
    assert isinstance(total(Matrix([[1, 2]])), Integer)
    assert total([[1, 2], [3, 4]]) == 10
    assert total([Fraction(1, 2), 1]) == Fraction(3, 2)
    assert inner([a, 2], [b, 3]) == a * b + 6
    assert inner(Matrix([[1, 2]]), [[a, b]]) == a + 2 * b
    assert inner(np.array([1, 2]), [Rational(1, 2), 1]) == Rational(5, 2)


def test_sums_and_products_of_integers_do_not_overflow():
    x = np.array([2**62, 2**62, 2**62])
    assert total(x) == 3 * 2**62
    assert inner(x, x) == 3 * 2**124
    assert inner(np.array([2**63], dtype=np.uint64), [2]) == 2**64


def test_inner_keeps_the_order_of_the_factors():
    A, B = symbols("A B", commutative=False)
    assert inner([A, B], [B, A]) == A * B + B * A


def test_known_tensors_are_added_by_sympy():
    assert tensor("x", 2) + tensor("y", 2) == Array(
        [Symbol("x1") + Symbol("y1"), Symbol("x2") + Symbol("y2")]
    )


# On letters


def test_operations_on_letters_have_the_sizes_of_the_interface():
    x = tensor("x", n)
    assert flip(x).shape == (n,)
    assert stretch(x, s).shape[0] - (s * (n - 1) + 1).expand() == 0
    assert crop(x, p, q).shape == (n - p - q,)
    assert subsample(x, 2).shape[0].subs(n, 7) == 4
    assert subsample(x, s, p).shape[0].subs({n: 7, s: 3, p: 2}) == 2


OPERATIONS = {
    "flip": lambda t, v: flip(t),
    "stretch": lambda t, v: stretch(t, v(s)),
    "subsample": lambda t, v: subsample(t, v(s), v(p)),
    "crop": lambda t, v: crop(t, v(p), v(q) - 1),
    "crop outside": lambda t, v: crop(t, -v(s), v(p) - v(n)),
    "flip of stretch": lambda t, v: flip(stretch(t, v(s))),
    "stretch of crop": lambda t, v: stretch(crop(t, v(q) - 2, v(q)), v(s)),
    "total": lambda t, v: total(t),
    "inner": lambda t, v: inner(t, flip(t)),
    "total of subsample": lambda t, v: total(subsample(t, v(s), v(n) - 1)),
}
NUMBERS = [
    {n: 4, s: 2, p: 1, q: 0},
    {n: 1, s: 3, p: 0, q: 0},
    {n: 5, s: 1, p: 3, q: 1},
    {n: 3, s: 4, p: 2, q: 0},
]


@pytest.mark.parametrize("values", NUMBERS, ids=str)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_same_line_computes_and_states(operation, values):
    build = OPERATIONS[operation]
    stated = build(tensor("x", n), lambda letter: letter)
    mine = {
        x: number
        for x, number in values.items()
        if x.name in {one.name for one in stated.context.letters}
    }
    assert stated.at(mine) == build(tensor("x", values[n]), values.get)


def test_known_tensors_with_letters_for_numbers():
    stated = stretch(Array([a, b]), s)
    assert isinstance(stated, SymbolicTensor)
    assert stated.at(s=3) == Array([a, 0, 0, b])
    assert crop([1, a], p, 0).at(p=1) == Array([a])
    assert isinstance(inner(tensor("x", n), [1, 2]), SymbolicScalar)
    assert inner(tensor("x", n), [1, 2]).at(n=2) == 2 * Symbol("x2") + Symbol("x1")
