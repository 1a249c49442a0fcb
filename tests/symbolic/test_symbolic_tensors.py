"""Tensors and scalars over letters: arithmetic, matrices, numbers now and later, and one name for one thing."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from sympy import (
    Add,
    Array,
    Dummy,
    ImmutableMatrix,
    Integer,
    Matrix,
    Mul,
    Symbol,
    symbols,
)
from thorough import full_check

from symconv import (
    Conv,
    ConvTranspose,
    Equal,
    crop,
    flip,
    inner,
    ones,
    prove,
    sizes,
    stretch,
    tensor,
    total,
)
from symconv.errors import GeometryError, ShapeError, SymconvError, UnsupportedError
from symconv.language.terms import Letter
from symconv.operations import eye
from symconv.symbolic.context import Context, merge
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, sizes_vec

n, m, k, s = sizes("n m k s")
p = sizes("p", minimum=0)
x, y, w = tensor("x", n), tensor("y", n), tensor("w", k)
c = Symbol("c")
x1, x2, y1, y2 = symbols("x1 x2 y1 y2")


SUMS = {
    "tensor + tensor": (lambda: x + y, [x1 + y1, x2 + y2]),
    "tensor - tensor": (lambda: x - y, [x1 - y1, x2 - y2]),
    "tensor + itself": (lambda: x + x, [2 * x1, 2 * x2]),
    "- tensor": (lambda: -x, [-x1, -x2]),
    "tensor - itself": (lambda: x - x, [0, 0]),
    "Array + tensor": (lambda: Array([1, c]) + x, [x1 + 1, x2 + c]),
    "tensor + Array": (lambda: x + Array([1, c]), [x1 + 1, x2 + c]),
    "equal cells + tensor": (lambda: Array([c, c]) + x, [x1 + c, x2 + c]),
    "Array - tensor": (lambda: Array([1, c]) - x, [1 - x1, c - x2]),
    "tensor - Array": (lambda: x - Array([1, c]), [x1 - 1, x2 - c]),
    "NumPy + tensor": (lambda: np.array([1, 2]) + x, [x1 + 1, x2 + 2]),
    "tensor + NumPy": (lambda: x + np.array([1, 2]), [x1 + 1, x2 + 2]),
    "NumPy - tensor": (lambda: np.array([1, 2]) - x, [1 - x1, 2 - x2]),
    "int * tensor": (lambda: 3 * x, [3 * x1, 3 * x2]),
    "tensor * int": (lambda: x * 3, [3 * x1, 3 * x2]),
    "SymPy int * tensor": (lambda: Integer(3) * x, [3 * x1, 3 * x2]),
    "NumPy int * tensor": (lambda: np.int64(3) * x, [3 * x1, 3 * x2]),
    "tensor * NumPy int": (lambda: x * np.int8(3), [3 * x1, 3 * x2]),
    "letter * tensor": (lambda: n * x, [2 * x1, 2 * x2]),
    "size * tensor": (lambda: (n**2 - n // 2) * x, [3 * x1, 3 * x2]),
    "symbol * tensor": (lambda: c * x, [c * x1, c * x2]),
    "polynomial * tensor": (
        lambda: (n * c**2 + c - 1) * x,
        [(2 * c**2 + c - 1) * x1, (2 * c**2 + c - 1) * x2],
    ),
    "scalar * tensor": (lambda: total(y) * x, [(y1 + y2) * x1, (y1 + y2) * x2]),
    "tensor * scalar": (lambda: x * total(y), [(y1 + y2) * x1, (y1 + y2) * x2]),
    "0 * tensor": (lambda: 0 * x, [0, 0]),
    "scalar * array": (lambda: total(x) * Array([1, c]), [x1 + x2, c * (x1 + x2)]),
}


@pytest.mark.parametrize("name", SUMS)
def test_tensors_add_and_take_scalars(name):
    build, expected = SUMS[name]
    found = build()
    assert isinstance(found, SymbolicTensor)
    assert found.at(n=2).applyfunc(lambda cell: cell.expand()) == Array(
        [Integer(0) + e for e in expected]
    ).applyfunc(lambda cell: cell.expand())


def test_matrices_of_sympy_meet_tensors():
    z = tensor("z", (1, n))
    for matrix in (Matrix([[1, c]]), ImmutableMatrix([[1, c]])):
        assert (
            (matrix + z).at(n=2)
            == (z + matrix).at(n=2)
            == Array([[Symbol("z11") + 1, Symbol("z12") + c]])
        )
        assert (matrix - z).at(n=2) == Array([[1 - Symbol("z11"), c - Symbol("z12")]])


SCALARS = {
    "scalar + scalar": (lambda: total(x) + total(y), x1 + x2 + y1 + y2),
    "scalar - scalar": (lambda: total(x) - total(y), x1 + x2 - y1 - y2),
    "scalar * scalar": (lambda: total(x) * total(x), (x1 + x2) ** 2),
    "- scalar": (lambda: -total(x), -x1 - x2),
    "int + scalar": (lambda: 2 + total(x), 2 + x1 + x2),
    "int - scalar": (lambda: 2 - total(x), 2 - x1 - x2),
    "scalar - int": (lambda: total(x) - 2, x1 + x2 - 2),
    "int * scalar": (lambda: 2 * total(x), 2 * x1 + 2 * x2),
    "NumPy int * scalar": (lambda: np.int64(2) * total(x), 2 * x1 + 2 * x2),
    "letter + scalar": (lambda: n + total(x), 2 + x1 + x2),
    "letter - scalar": (lambda: n - total(x), 2 - x1 - x2),
    "scalar - letter": (lambda: total(x) - n, x1 + x2 - 2),
    "letter * scalar": (lambda: n * total(x), 2 * x1 + 2 * x2),
    "size * scalar": (lambda: (n // 2) * total(x), x1 + x2),
    "symbol * scalar": (lambda: c * total(x), c * (x1 + x2)),
    "symbol - scalar": (lambda: c - total(x), c - x1 - x2),
    "inner": (lambda: inner(x, y) + inner(x, x), x1 * y1 + x2 * y2 + x1**2 + x2**2),
}


@pytest.mark.parametrize("name", SCALARS)
def test_scalars_add_and_multiply(name):
    build, expected = SCALARS[name]
    found = build()
    assert isinstance(found, SymbolicScalar)
    assert (found.at(n=2) - expected).expand() == 0


@pytest.mark.parametrize(
    "value",
    [
        2.0,
        np.float64(2),
        True,
        None,
        "c",
        1j,
        Symbol("c", real=True),
        Dummy("c"),
        Symbol("c", commutative=False),
        c**-1,
        [1],
    ],
    ids=repr,
)
def test_what_is_no_scalar_over_letters(value):
    for use in (lambda: x * value, lambda: total(x) * value, lambda: total(x) + value):
        with pytest.raises(SymconvError):
            use()


def test_the_texts_of_refused_scalars():
    with pytest.raises(UnsupportedError) as caught:
        x * 2.0
    assert str(caught.value) == (
        "2.0 cannot be a scalar over letters: integers, letters, plain symbols, their sums, products and powers "
        "up to 16 can"
    )
    with pytest.raises(UnsupportedError) as caught:
        total(x) * Symbol("c", real=True)
    assert (
        str(caught.value)
        == "c has assumptions; over letters a cell is a plain symbol of any commutative ring"
    )
    with pytest.raises(UnsupportedError) as caught:
        x + Array([1 / c, 1])
    assert str(caught.value) == (
        "1/c cannot be a scalar over letters: integers, letters, plain symbols, their sums, products and powers "
        "up to 16 can"
    )


@full_check
def test_scalars_too_long_to_be_expanded_are_refused():
    a, b = symbols("a b")
    assert (total(x) * (a + b) ** 12).at(n=1) != 0
    with pytest.raises(UnsupportedError, match="powers up to 16 can"):
        total(x) * a**17
    with pytest.raises(UnsupportedError, match="more than 10,000 terms when expanded; use fewer"):
        (total(x) * (a + b) ** 16).at(n=1)
    with pytest.raises(UnsupportedError, match="nested too deep to be read; expand it"):
        total(x) * reduce(
            lambda deep, _: Add(Mul(2, deep, evaluate=False), 1, evaluate=False), range(2000), a
        )


def test_sums_of_tensors_of_different_shapes():
    with pytest.raises(ShapeError) as caught:
        x + tensor("z", (n, 2))
    assert str(caught.value) == (
        "+: the shapes are (n,) and (n, 2), but equal shapes are needed; give both the same number of axes"
    )
    with pytest.raises(ShapeError) as caught:
        tensor("z", (n, 2)) + tensor("v", (n, 3))
    assert (
        str(caught.value)
        == "+: the shapes are (n, 2) and (n, 3), but equal shapes are needed; make 2 and 3 equal"
    )
    with pytest.raises(ShapeError) as caught:
        (x + tensor("z", m)).at(n=2, m=3)
    assert str(caught.value) == (
        "at m=3, n=2: +: the shapes are (n,) and (m,), but equal shapes are needed; make n and m equal"
    )
    assert (x + tensor("z", m)).at(n=2, m=2) == Array([x1 + Symbol("z1"), x2 + Symbol("z2")])


# One name for one thing


def test_one_tensor_name_with_two_shapes():
    text = (
        "the tensor x occurs with shapes (n,) and (m,) in one claim; give one of them another name"
    )
    for use in (
        lambda: x + tensor("x", m),
        lambda: inner(x, tensor("x", m)),
        lambda: Equal(x, tensor("x", m)),
    ):
        with pytest.raises(ShapeError) as caught:
            use()
        assert str(caught.value) == text
    with pytest.raises(
        ShapeError, match=r"the tensor x occurs with shapes \(n,\) and \(\) in one claim"
    ):
        Symbol("x") * x


def test_the_same_tensor_twice_is_one_tensor():
    assert (x + tensor("x", n)).at(n=1) == Array([2 * x1])
    assert Equal(tensor("x", n), x).at(n=2)


def test_one_spelling_with_two_assumptions():
    text = "the letter p occurs with minimum 0 and with minimum 1 in one claim; give one of them another name"
    other = sizes("p")
    for use in (
        lambda: tensor("z", other) + tensor("v", p + 1),
        lambda: ConvTranspose(other, padding=p)(x, tensor("w", other)),
        lambda: Equal(p, other),
        lambda: inner(ones(other), ones(p + 1)),
        lambda: p * tensor("z", other),
    ):
        with pytest.raises(GeometryError) as caught:
            use()
        assert str(caught.value) == text


def test_merging_keeps_everything_once():
    one, two = Letter("n", 1), Letter("m", 1)
    first = Context(frozenset([one]), operands=(("x", (2,)),))
    second = Context(frozenset([one, two]), operands=(("x", (2,)), ("y", (3,))))
    assert merge(first, second) == Context(
        frozenset([one, two]), operands=(("x", (2,)), ("y", (3,)))
    )
    assert merge() == Context()


# Numbers now and later


def test_some_numbers_now_and_the_others_later():
    up = ConvTranspose(k, stride=s, padding=p)
    stated = up(x, w)
    whole = stated.at(n=3, k=3, s=2, p=1)
    assert whole == ConvTranspose(3, stride=2, padding=1)(tensor("x", 3), tensor("w", 3))
    for first in ({n: 3}, {k: 3}, {s: 2, p: 1}, {n: 3, k: 3, s: 2}):
        part = stated.at(first)
        assert isinstance(part, SymbolicTensor)
        rest = {
            letter: number
            for letter, number in {n: 3, k: 3, s: 2, p: 1}.items()
            if letter not in first
        }
        assert part.at(rest) == whole
    assert stated.at().at(n=3, k=3, s=2, p=1) == whole


def test_scalars_take_numbers_in_parts_too():
    product = inner(x, y) * total(tensor("z", m))
    part = product.at(m=1)
    assert isinstance(part, SymbolicScalar)
    assert (part.at(n=2) - (x1 * y1 + x2 * y2) * Symbol("z1")).expand() == 0


def test_a_part_that_breaks_a_condition_for_certain_raises_at_once():
    stated = ConvTranspose(k, stride=s)(x, tensor("w", 3))
    assert isinstance(stated.at(n=2), SymbolicTensor)
    with pytest.raises(ShapeError) as caught:
        stated.at(k=2)
    assert str(caught.value) == (
        "at k=2: ConvTranspose(k, stride=s): w and the kernel that this layer takes: the shapes are (3,) and (k,), "
        "but equal shapes are needed; make 3 and k equal"
    )


def test_a_result_too_large_to_list():
    with pytest.raises(UnsupportedError, match="cells, but at most"):
        x.at(n=10**12)


def test_letters_that_are_gone_are_not_asked_for():
    with pytest.raises(GeometryError, match="there is no letter 'm' here, only n"):
        (x + tensor("y", n + m - m)).at(n=2, m=1)


def test_letters_of_conditions_stay():
    """The sizes of a cropped tensor need not mention a letter that its legality does."""
    stated = total(stretch(x, s))
    assert {letter.name for letter in stated.context.letters} == {"n", "s"}
    with pytest.raises(GeometryError, match="s=0: the letter s stands for integers >= 1"):
        stated.at(n=2, s=0)


# Known tensors among letters


def test_the_symbols_of_a_known_tensor_keep_their_name():
    """A claim about ``tensor("x", 2)`` is about a tensor called x, not about two scalars."""
    stated = x + tensor("v", 2)
    assert dict(stated.context.operands)["v"] == (2,)
    scrambled = x + flip(tensor("v", 2))
    assert {"v1", "v2"} <= set(dict(scrambled.context.operands))
    assert stated.at(n=2) == Array([x1 + Symbol("v1"), x2 + Symbol("v2")])
    assert scrambled.at(n=2) == Array([x1 + Symbol("v2"), x2 + Symbol("v1")])


@pytest.mark.parametrize("shape", [(2, 3), (12,), (1, 12)])
def test_known_tensors_of_every_spelling_keep_their_name(shape):
    stated = ones((n, *shape[1:])) + tensor("v", shape)
    assert stated.context.operands == (("v", shape),)
    assert stated.at(n=shape[0]) == ones(shape) + tensor("v", shape)


# Matrices


def test_the_matrix_times_the_input_is_the_output():
    up, down = ConvTranspose(k, stride=s), Conv(k, stride=s)
    numbers = {"n": 3, "k": 2, "s": 2}
    assert (up.matrix(w, n) @ x).at(numbers) == up(x, w).at(numbers)
    long = tensor("u", n * s + k)
    assert (down.matrix(w, n * s + k) @ long).at(numbers) == down(long, w).at(numbers)


def test_transposing_and_multiplying_matrices():
    M = ConvTranspose(k, stride=s).matrix(w, n)
    numbers = {"n": 2, "k": 2, "s": 3}
    known = M.at(numbers)
    assert isinstance(known, ImmutableMatrix)
    assert known == ConvTranspose(2, stride=3).matrix(tensor("w", 2), 2)
    assert M.T.at(numbers) == known.T
    assert M.T.T.at(numbers) == known
    assert (M.T @ M).at(numbers).expand() == (known.T * known).expand()
    assert (M @ M.T).at(numbers).expand() == (known * known.T).expand()
    assert (M.T @ (M @ x)).at(numbers) == Array(list((known.T * known * Matrix([x1, x2])).expand()))
    assert ((M + M).at(numbers), (2 * M).at(numbers)) == (2 * known, 2 * known)


def test_shapes_of_matrices():
    M = Conv((k, 2)).matrix(tensor("w", (k, 2)), (n, m))
    assert M.shape == (n - k + 1, m - 1, n, m)
    assert M.T.shape == (n, m, n - k + 1, m - 1)
    assert (M @ tensor("x", (n, m))).shape == (n - k + 1, m - 1)


def test_only_matrices_are_turned_and_multiplied():
    for use, what in (
        (lambda: x.T, "T"),
        (lambda: x @ y, "@"),
        (lambda: crop(Conv(1).matrix(tensor("w", 1), n), 0, 0)[0] @ y, "@"),
    ):
        with pytest.raises(ShapeError) as caught:
            use()
        assert str(caught.value) == (
            f"{what} needs a matrix: a tensor of two axes, or what layer.matrix(w, input_size) gives; "
            "this tensor has 1"
        )


def test_a_tensor_of_two_axes_is_a_matrix():
    plane = tensor("z", (n, 3))
    cells, column = plane.at(n=2), tensor("y", 3)
    expected = [sum(cells[o, i] * column[i] for i in range(3)) for o in range(2)]
    assert (plane @ column).at(n=2).tolist() == expected
    M = Conv(2).matrix(tensor("w", 2), n)
    rows = crop(flip(M), (1, 0), 0)
    known = rows.at(n=4)
    cells = tensor("x", 4)
    assert (rows @ tensor("x", n)).at(n=4).tolist() == [
        sum(known[o, i] * cells[i] for i in range(4)) for o in range(2)
    ]
    assert prove(Equal(eye(n) @ tensor("x", n), tensor("x", n)))


def test_products_that_do_not_fit():
    M = Conv((2, 2)).matrix(tensor("w", (2, 2)), (n, 3))
    with pytest.raises(ShapeError) as caught:
        M @ x
    assert (
        str(caught.value)
        == "@: the right side has shape (n,), but 2 axes or more, as the input has, are needed"
    )
    with pytest.raises(ShapeError) as caught:
        M @ tensor("x", (n, 4))
    assert (
        str(caught.value)
        == "@: the shapes are (n, 3) and (n, 4), but equal shapes are needed; make 3 and 4 equal"
    )


def test_one_size_is_that_of_every_axis():
    assert sizes_vec(n, 2, "a stride").entries == sizes_vec((n, n), None, "a stride").entries
    assert len(sizes_vec(3, None, "a stride").entries) == 1
    for value, axes, needed in (
        ((1, 2), 3, "one value for all axes or exactly 3, one per axis, are needed"),
        ((), None, "at least 1 is needed"),
    ):
        with pytest.raises(
            GeometryError, match=rf"a stride is .*: {len(value)} entries, but {needed}"
        ):
            sizes_vec(value, axes, "a stride")


def test_letters_may_be_called_like_arguments():
    for name in ("self", "values", "names"):
        one = sizes(name)
        assert tensor("v", one).at({name: 2}) == tensor("v", one).at(**{name: 2}) == tensor("v", 2)
        assert Equal(one, 2).at(**{name: 2})
