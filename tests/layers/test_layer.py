"""Layers: sizes in every form, matrices, adjoints, statements on letters, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from agreement import direct_by_loops, transposed_by_loops
from cases import CASES
from sympy import (
    Array,
    Integer,
    Matrix,
    Mod,
    Rational,
    S,
    Symbol,
    floor,
    sqrt,
    srepr,
    symbols,
    sympify,
)

from symconv import Conv, ConvTranspose, Equal, sizes, tensor
from symconv.errors import GeometryError, ShapeError, UnsupportedError
from symconv.symbolic.tensors import SymbolicTensor

a, b, c, d = symbols("a b c d")
A, B = symbols("A B", commutative=False)
n, m, k, s, e = sizes("n m k s e")
p, q = sizes("p q", minimum=0)


def test_the_size_is_answered_in_the_form_asked():
    up, flat_up = ConvTranspose(3, stride=2, padding=1), ConvTranspose((3, 2), stride=2)
    assert up.output_size(4) == 7
    assert (
        type(up.output_size(4))
        is type(up.output_size(np.int64(4)))
        is type(up.output_size(Integer(4)))
        is int
    )
    assert up.output_size((4,)) == up.output_size([4]) == (7,)
    assert up.output_size(n) == 2 * n - 1
    assert up.output_size((n,)) == (2 * n - 1,)
    assert flat_up.output_size((4, 5)) == (9, 10)
    assert flat_up.output_size((4, n)) == (9, 2 * n)
    assert flat_up.output_size(4) == (9, 8)
    assert Conv(3, stride=2).output_size(8) == 3
    assert isinstance(Conv(3, stride=2).output_size(8), int)


def test_the_size_formula_has_its_natural_form():
    found = ConvTranspose(k, stride=s, padding=p).output_size(n)
    assert found == s * (n - 1) + k - 2 * p
    assert srepr(sympify(found)) == srepr(s * (n - 1) + k - 2 * p)
    assert ConvTranspose(
        k, stride=s, padding=[(p, q)], output_padding=e - 1, dilation=e
    ).output_size(n) == (s * (n - 1) + e * (k - 1) + 1 - p - q + (e - 1))
    assert ConvTranspose(k).output_size(n) == n + k - 1
    assert Conv(k, stride=s, padding=p).output_size(n) == floor((n + 2 * p - k) / s) + 1
    assert Conv(k, padding=p).output_size(n) == n + 2 * p - k + 1
    assert Conv(k, stride=2, dilation=e).output_size(n) == floor((n - e * (k - 1) - 1) / 2) + 1


def test_sizes_below_one_raise_on_numbers_and_are_formulas_on_letters():
    with pytest.raises(GeometryError) as caught:
        ConvTranspose(1, padding=2).output_size(4)
    assert str(caught.value) == (
        "ConvTranspose(1, padding=2) on input size 4: the output size s(I-1)+d(k-1)+1-begin-end+a = "
        "1*(4-1)+1*(1-1)+1-2-2+0 = 0, but output size >= 1 is needed; begin and end padding together may take at most 3"
    )
    with pytest.raises(GeometryError) as caught:
        Conv(3, padding=[(1, 0)]).output_size((1,))
    assert str(caught.value) == (
        "Conv(3, padding=[(1, 0)]) on input size 1: the padded input has 2 cells, but n + begin + end >= d(k-1)+1 = 3 "
        "is needed; use a larger input, more padding or a smaller kernel"
    )
    for layer in (ConvTranspose(3), Conv(1)):
        with pytest.raises(GeometryError) as caught:
            layer.output_size(0)
        assert str(caught.value) == (
            f"{layer!r} on input size 0: the input size is 0, but input size >= 1 is needed; use 1 or more"
        )
    with pytest.raises(
        GeometryError, match=r"on input size 2: the output size .* = -2, but output size >= 1"
    ):
        ConvTranspose((3, 3), padding=(3, 0)).output_size((2, n))
    assert ConvTranspose(1, padding=p).output_size(4) == 4 - 2 * p
    with pytest.raises(GeometryError, match=r"at p=2: .* output size >= 1 is needed"):
        Equal(ConvTranspose(1, padding=p).output_size(4), 0).at(p=2)
    assert Conv(9).output_size(n) == n - 8


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (
            (2, 2),
            "ConvTranspose(3) on input size (2, 2): 2 sizes, but one size or exactly 1 are needed",
        ),
        ((), "ConvTranspose(3) on input size (): 0 sizes, but one size or exactly 1 are needed"),
        (
            2.0,
            "input_size is 2.0 (float), but an integer or an integer expression in letters is needed; "
            "make letters by sizes('I k s')",
        ),
        (
            Symbol("n"),
            "input_size contains n, which is not a letter for a size; make it by sizes('n')",
        ),
    ],
)
def test_sizes_that_are_none(size, text):
    up = ConvTranspose(3)
    for use in (up.output_size, up.plan, lambda v: up.matrix([1, 2, 3], v)):
        with pytest.raises(GeometryError) as caught:
            use(size)
        assert str(caught.value) == text


def test_a_plan_needs_numbers():
    with pytest.raises(GeometryError) as caught:
        ConvTranspose(3, stride=s).plan(2)
    assert str(caught.value) == (
        "ConvTranspose(3, stride=s) on input size 2: a plan needs numbers, but a letter is left; put numbers"
    )
    assert ConvTranspose(3, stride=2, padding=1).plan(2).products == 4


# Matrices and adjoints

KNOWN = [case for case in CASES if case.batch is None]


@pytest.mark.parametrize("case", KNOWN, ids=str)
def test_the_matrix_times_the_flattened_input_is_the_flattened_output(case):
    x, w = case.symbols()
    matrix = case.transposed.matrix(w, case.input_size)
    y = transposed_by_loops(case, x, w)
    assert matrix.shape == (prod(case.y_shape), prod(case.x_shape))
    assert list((matrix * Matrix(list(x.reshape(prod(case.x_shape))))).expand()) == list(y.values())
    u, w = case.direct_symbols()
    matrix = case.direct.matrix(w, case.output_size)
    z = direct_by_loops(case, u, w)
    assert list((matrix * Matrix(list(u.reshape(prod(case.y_shape))))).expand()) == list(z.values())


@pytest.mark.parametrize("case", [case for case in KNOWN if case.is_adjoint], ids=str)
def test_the_transposed_matrix_is_that_of_the_adjoint(case):
    _, w = case.symbols()
    up, down = case.transposed, case.direct
    assert up.adjoint() == down
    assert down.adjoint(case.output_size) == up
    assert down.adjoint(case.output_size).adjoint() == down
    assert up.matrix(w, case.input_size) == down.matrix(w, case.output_size).T


def test_a_matrix_has_plain_cells():
    matrix = Conv(2, stride=2).matrix([a + b, Fraction(1, 2)], 4)
    assert matrix == Matrix([[a + b, Rational(1, 2), 0, 0], [0, 0, a + b, Rational(1, 2)]])
    with pytest.raises(TypeError):
        matrix[0, 0] = 1


LETTER_LAYERS = {
    "one axis": (Conv(k, stride=s, padding=p), tensor("w", k), n, {k: 3, s: 2, p: 1, n: 6}),
    "two axes": (
        Conv((k, 2), stride=(s, 1)),
        tensor("w", (k, 2)),
        (n, m),
        {k: 2, s: 2, n: 5, m: 3},
    ),
    "groups": (
        Conv(k, channels=(2 * s, 4), groups=2),
        tensor("w", (4, s, k)),
        n,
        {k: 2, s: 1, n: 3},
    ),
    "known layer": (Conv(2, stride=2), tensor("w", 2), n, {n: 5}),
    "known size": (Conv(k), tensor("w", k), 4, {k: 3}),
}


@pytest.mark.parametrize("name", LETTER_LAYERS)
def test_matrices_on_letters(name):
    layer, w, size, numbers = LETTER_LAYERS[name]

    def put(value):
        return tuple(put(v) for v in value) if isinstance(value, tuple) else S(value).subs(numbers)

    known = Conv(
        put(layer.kernel_size),
        put(layer.stride),
        put(layer.padding),
        put(layer.dilation),
        put(layer.groups),
        layer.channels and put(layer.channels),
    )
    stated = layer.matrix(w, size)
    assert isinstance(stated, SymbolicTensor)
    expected = known.matrix(
        tensor("w", put(w.shape)), put(size) if isinstance(size, tuple) else put((size,))
    )
    assert stated.at(numbers) == expected
    assert stated.T.at(numbers) == expected.T
    assert layer.adjoint(size).matrix(w, layer.output_size(size)).at(numbers) == expected.T


def test_adjoints_on_letters():
    down = Conv(k, stride=s, padding=p)
    up = down.adjoint(n)
    assert up == ConvTranspose(k, stride=s, padding=p, output_padding=Mod(n + 2 * p - k, s))
    assert up.adjoint() == down
    assert Equal(up.output_size(down.output_size(n)), n).at(n=7, k=3, s=2, p=1)
    assert Conv(3, stride=2).adjoint((n,)).output_padding == (Mod(n - 3, 2),)
    assert Conv(k).adjoint(n) == ConvTranspose(k)
    assert Conv((3, 2), stride=2, channels=(2, 4), groups=2).adjoint((6, 6)) == ConvTranspose(
        (3, 2), stride=2, output_padding=(1, 0), channels=(4, 2), groups=2
    )


@pytest.mark.parametrize("size", range(3, 12))
def test_the_adjoint_leads_back_to_the_input_size(size):
    down = Conv(3, stride=4, padding=[(1, 0)], dilation=1)
    assert down.adjoint(size).output_size(down.output_size(size)) == size


@pytest.mark.parametrize(
    ("layer", "found", "stride"),
    [
        (ConvTranspose(3, output_padding=1, dilation=2), 1, 1),
        (ConvTranspose(3, stride=2, output_padding=3, dilation=4), 3, 2),
        (ConvTranspose((2, 2), stride=(2, 1), output_padding=1, dilation=2), 1, 1),
        (ConvTranspose(3, stride=s, output_padding=s, dilation=s + 1), s, s),
    ],
    ids=repr,
)
def test_no_adjoint_where_the_output_padding_reaches_the_stride(layer, found, stride):
    with pytest.raises(GeometryError) as caught:
        layer.adjoint()
    assert str(caught.value) == (
        f"{layer!r}.adjoint(): output_padding is {found}, but output_padding < stride = {stride} is needed; "
        "a convolution of these parameters would have a larger output"
    )


def test_no_adjoint_where_the_kernel_does_not_fit():
    with pytest.raises(
        GeometryError, match=r"^Conv\(3\) on input size 2: the padded input has 2 cells, but"
    ):
        Conv(3).adjoint(2)
    with pytest.raises(
        GeometryError,
        match=r"^Conv\(3\) on input size \(2, 2\): 2 sizes, but one size or exactly 1",
    ):
        Conv(3).adjoint((2, 2))


# What is refused

CHANNELS = ConvTranspose(2, channels=(2, 1))
REFUSED = [
    (
        lambda: ConvTranspose(2)([1, 2], [1, 2, 3]),
        ShapeError,
        "ConvTranspose(2): w and the kernel that this layer takes: the shapes are (3,) and (2,), "
        "but equal shapes are needed; make 3 and 2 equal",
    ),
    (
        lambda: ConvTranspose(2)([1, 2], [[1, 2]]),
        ShapeError,
        "ConvTranspose(2): w and the kernel that this layer takes: the shapes are (1, 2) and (2,), "
        "but equal shapes are needed; give both the same number of axes",
    ),
    (
        lambda: ConvTranspose(2)([[1, 2]], [1, 2]),
        ShapeError,
        "ConvTranspose(2): x has 2 axes, shape (1, 2), but (*spatial) with 1 spatial axis is needed; "
        "give as many axes to the kernel as to x, or declare channels=(C_in, C_out)",
    ),
    (
        lambda: CHANNELS([1, 2], [[[1, 2]], [[3, 4]]]),
        ShapeError,
        "ConvTranspose(2, channels=(2, 1)): x has 1 axis, shape (2,), but (C_in, *spatial) or (N, C_in, *spatial) "
        "with 1 spatial axis is needed",
    ),
    (
        lambda: CHANNELS([[[[1]]]], [[[1, 2]], [[3, 4]]]),
        ShapeError,
        "ConvTranspose(2, channels=(2, 1)): x has 4 axes, shape (1, 1, 1, 1), but (C_in, *spatial) or "
        "(N, C_in, *spatial) with 1 spatial axis is needed",
    ),
    (
        lambda: CHANNELS([[1, 2], [3, 4], [5, 6]], [[[1, 2]], [[3, 4]]]),
        ShapeError,
        "ConvTranspose(2, channels=(2, 1)): x has shape (3, 2), so 3 channels; C_in = 2 is needed; "
        "give x as (C_in, *spatial)",
    ),
    (
        lambda: CHANNELS([[1, 2], [3, 4]], [[[1, 2], [3, 4]]]),
        ShapeError,
        "ConvTranspose(2, channels=(2, 1)): w and the kernel that this layer takes: the shapes are (1, 2, 2) and "
        "(2, 1, 2), but equal shapes are needed; make 1 and 2 equal",
    ),
    (
        lambda: Conv(3)([1, 2], [1, 2, 3]),
        GeometryError,
        "Conv(3) on input size 2: the padded input has 2 cells, but n + begin + end >= d(k-1)+1 = 3 is needed; "
        "use a larger input, more padding or a smaller kernel",
    ),
    (
        lambda: ConvTranspose(1, padding=1)([1, 2], [1]),
        GeometryError,
        "ConvTranspose(1, padding=1) on input size 2: the output size s(I-1)+d(k-1)+1-begin-end+a = "
        "1*(2-1)+1*(1-1)+1-1-1+0 = 0, but output size >= 1 is needed; begin and end padding together may take at most 1",
    ),
    (
        lambda: ConvTranspose(2)([1, 2], [1, 2], method="scater"),
        GeometryError,
        "ConvTranspose(2): method is 'scater', but one of scatter, matrix, zero-insertion, gradient, gather, polyphase, "
        "polynomial is needed",
    ),
    (
        lambda: Conv(2)([1, 2], [1, 2], method="scatter"),
        GeometryError,
        "Conv(2): method is 'scatter', but one of window, matrix is needed",
    ),
    (
        lambda: Conv(2)([1, 2], [1, 2], method=0),
        GeometryError,
        "Conv(2): method is 0, but one of window, matrix is needed",
    ),
    (
        lambda: Conv(2)([1, 2.5], [1, 2]),
        ShapeError,
        "Conv(2): x, cell 1 in row-major order, is 2.5 (float), but a SymPy expression, an int, a Fraction or a NumPy "
        "number is needed; write exact fractions as Fraction(1, 2) or Rational(1, 2)",
    ),
    (
        lambda: Conv(2).matrix([1, 2, 3], 4),
        ShapeError,
        "Conv(2): w and the kernel that this layer takes: the shapes are (3,) and (2,), but equal shapes are needed; "
        "make 3 and 2 equal",
    ),
    (
        lambda: ConvTranspose(2, stride=10**10)([1, 2], [1, 2]),
        UnsupportedError,
        "a plan for input size (2,), kernel size (2,) and output size (10000000002,): the output has 10000000002 cells, "
        "but at most 2**31 = 2147483648 can be listed; use smaller sizes",
    ),
    (
        lambda: ConvTranspose(2, stride=10**10)([1, 2], [1, 2], method="scatter"),
        UnsupportedError,
        "a result of shape (10000000002,) has 10000000002 cells, "
        "but at most 2**31 = 2147483648 can be listed; use smaller sizes",
    ),
    (
        lambda: ConvTranspose(k)(tensor("x", n), [1, 2]).at(n=2, k=3),
        ShapeError,
        "at k=3, n=2: ConvTranspose(k): w and the kernel that this layer takes: the shapes are (2,) and (k,), "
        "but equal shapes are needed; make 2 and k equal",
    ),
    (
        lambda: ConvTranspose(k, padding=p)(tensor("x", n), tensor("w", k)).at(n=2, k=1, p=1),
        GeometryError,
        "at k=1, n=2, p=1: ConvTranspose(k, padding=p) on input size n: the output size s(I-1)+d(k-1)+1-begin-end+a = "
        "1*(n-1)+1*(k-1)+1-p-p+0 = k + n - 2*p - 1, but output size >= 1 is needed; "
        "begin and end padding together may take at most k + n - 2",
    ),
    (
        lambda: Conv(k, stride=s, channels=(n, 2))(tensor("x", (m, 4)), tensor("w", (2, n, k))).at(
            n=2, m=3, k=1, s=1
        ),
        ShapeError,
        "at k=1, m=3, n=2, s=1: Conv(k, stride=s, channels=(n, 2)): x has shape (m, 4), so m channels; C_in = n is "
        "needed; give x as (C_in, *spatial)",
    ),
]


@pytest.mark.parametrize(("use", "error", "text"), REFUSED)
def test_what_is_refused_and_why(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


# Letters

METHODS = {
    ConvTranspose: "scatter matrix zero-insertion gradient gather polyphase polynomial",
    Conv: "window matrix",
}


@pytest.mark.parametrize("layer", [ConvTranspose, Conv])
def test_the_methods_by_name(layer):
    assert layer.methods == layer(3).methods == tuple(METHODS[layer].split())


def test_one_letter_anywhere_makes_a_statement():
    for stated, numbers in (
        (ConvTranspose(2, stride=s)([a, b], [c, d]), {"s": 2}),
        (ConvTranspose(2, padding=p)(Array([a, b]), [c, d]), {"p": 0}),
        (ConvTranspose(2)(tensor("x", n), [c, d]), {"n": 2}),
        (ConvTranspose(k)([a, b], tensor("w", k)), {"k": 2}),
        (ConvTranspose(2, channels=(n, 1))([[a, b]], [[[c, d]]]), {"n": 1}),
        (ConvTranspose(2, channels=(1, 1))(tensor("x", (n, 1, 2)), [[[c, d]]]), {"n": 2}),
    ):
        assert isinstance(stated, SymbolicTensor)
        assert isinstance(stated.at(numbers), type(Array([1])))
    assert ConvTranspose(2, stride=s)([a, b], [c, d]).at(s=2) == Array([a * c, a * d, b * c, b * d])


def test_a_statement_needs_cells_of_any_commutative_ring():
    with pytest.raises(UnsupportedError, match=r"^sqrt\(2\) cannot be a scalar over letters"):
        ConvTranspose(2, stride=s)([sqrt(2), 1], [1, 2])
    with pytest.raises(
        UnsupportedError, match="A has assumptions; over letters a cell is a plain symbol"
    ):
        ConvTranspose(2, stride=s)([A, B], [1, 2])


def test_a_batch_below_one_is_refused():
    stated = Conv(1, channels=(1, 1))(tensor("x", (n - 1, 1, 2)), [[[a]]])
    with pytest.raises(GeometryError, match="an extent is n - 1, but every extent >= 1 is needed"):
        stated.at(n=1)
    assert stated.at(n=2).shape == (1, 1, 2)
