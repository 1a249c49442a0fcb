"""Padding that is not by zeros, and biases: against PyTorch, on letters, proved, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Array, Matrix, Symbol

from symconv import (
    Chain,
    Conv,
    ConvTranspose,
    Equal,
    dialects,
    inner,
    ones,
    pad,
    prove,
    sizes,
    tensor,
)
from symconv.errors import GeometryError, Refuted, ShapeError, UnsupportedError
from symconv.operations import unpad
from symconv.proof.claim_reader import Declared, read_claim

MODES = ("zeros", "circular", "reflect", "replicate")
n, k, s, C, E = sizes("n k s C E")
p, r = sizes("p r", minimum=0)
x, w, b = tensor("x", n), tensor("w", k), Symbol("b")
random = np.random.default_rng(5)


def some(least, most, count):
    return tuple(map(int, random.integers(least, most + 1, count)))


@pytest.mark.parametrize("mode", MODES)
def test_convolutions_and_their_adjoints_are_those_of_torch(mode):
    torch = pytest.importorskip("torch")
    for _ in range(2):
        stride, dilation, padding = some(1, 2, 2), some(1, 2, 2), some(0, 2, 2)
        groups = int(random.integers(1, 3))
        shared = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        shared["padding_mode"] = mode
        theirs = torch.nn.Conv2d(2 * groups, 3 * groups, (2, 3), **shared).double()
        kernel, bias = random.integers(-5, 6, tuple(theirs.weight.shape)), some(-5, 5, 3 * groups)
        theirs.weight.data = torch.from_numpy(kernel).double()
        theirs.bias.data = torch.tensor(bias).double()
        cells = random.integers(-5, 6, (2, 2 * groups, 4, 5))
        given = torch.from_numpy(cells).double().requires_grad_()
        expected = theirs(given)
        ours = Conv((2, 3), channels=(2 * groups, 3 * groups), **shared)
        result = ours(cells, kernel, np.array(bias))
        assert np.array_equal(result, expected.detach().numpy())
        assert ours.output_size((4, 5)) == tuple(expected.shape[2:])
        u = random.integers(-5, 6, result.shape)
        (expected * torch.from_numpy(u)).sum().backward()
        back = ours.adjoint((4, 5))
        assert np.array_equal(back(u, kernel), given.grad.numpy())
        matrix = ours.matrix(kernel, (4, 5))
        without = ours(cells[0], kernel).ravel().tolist()
        assert list(matrix * Matrix(cells[0].ravel().tolist())) == without
        assert back.matrix(kernel, tuple(result.shape[2:])) == matrix.T
        assert back.adjoint() == ours


@pytest.mark.parametrize("mode", MODES)
def test_letters_put_to_numbers_give_what_numbers_give(mode):
    at = {"n": 4, "k": 2, "s": 2, "p": 2}
    known = tensor("x", 4), tensor("w", 2)
    for kind in (Conv, ConvTranspose):
        stated = kind(k, stride=s, padding=p, padding_mode=mode)(x, w, b)
        computed = kind(2, stride=2, padding=2, padding_mode=mode)(*known, b)
        assert stated.at(at) == computed
        text = repr(stated)
        declared = Declared("n k s; p >= 0", "x:n w:k b:()")
        assert repr(read_claim(f"Equal({text}, {text})", declared).left) == text


def test_every_definition_gives_the_same():
    layer = ConvTranspose(3, stride=2, padding=1, padding_mode="circular")
    cells, kernel = tensor("x", 3), tensor("w", 3)
    expected = layer(cells, kernel)
    for method in ConvTranspose.methods:
        assert Equal(layer(cells, kernel, method=method), expected)


@pytest.mark.parametrize("mode", MODES)
def test_unpad_is_the_transpose_of_pad(mode):
    for _ in range(10):
        shape = some(2, 4, 2)
        begin, end = some(0, 5, 2), some(0, 5, 2)
        cells = random.integers(-9, 10, shape)
        padded = pad(cells, begin, end, mode)
        u = random.integers(-9, 10, padded.shape)
        assert (padded * u).sum() == (cells * unpad(u, begin, end, mode)).sum()


def test_a_bias_is_added_to_every_channel():
    layer = ConvTranspose(2, channels=(1, 2))
    cells, kernel = [[[1, 2]]], [[[1, 1], [1, -1]]]
    assert layer(cells[0], kernel, [10, 20]) == [[11, 13, 12], [21, 21, 18]]
    assert layer(cells, kernel, [10, 20]) == [layer(cells[0], kernel, [10, 20])]
    assert Conv(1)([1, 2], [3], 4) == [7, 10]
    assert Conv(1)(Array([1, 2]), [3], b) == Array([b + 3, b + 6])
    halves = Conv(1)(np.array([0.5]), np.array([1.0]), 1)
    assert halves.dtype == np.float64
    assert halves.tolist() == [1.5]


@pytest.mark.parametrize(
    "claim",
    [
        Equal(Conv(k)(x, w, b), Conv(k)(x, w) + b * ones(n - k + 1)),
        Equal(
            Conv(k, stride=s, padding=p, padding_mode="circular")(x, w),
            Conv(k, stride=s)(pad(x, p, p, "circular"), w),
        ),
        Equal(
            inner(pad(x, p, r, "circular"), tensor("v", n + p + r)),
            inner(x, unpad(tensor("v", n + p + r), p, r, "circular")),
        ),
    ],
    ids=repr,
)
def test_what_they_are_is_proved(claim):
    theorem = prove(claim)
    assert theorem.derivation().lines
    assert theorem.latex(part="all")
    assert (" + b" in theorem.latex(part="statement")) == ("b)" in repr(claim.left))


def test_a_bias_of_letters_has_one_scalar_for_each_channel():
    layer = Conv(k, channels=(C, E))
    X, W, B = tensor("x", (C, n)), tensor("w", (E, C, k)), tensor("b", E)
    stated = layer(X, W, B)
    known = Conv(2, channels=(2, 3))(tensor("x", (2, 3)), tensor("w", (3, 2, 2)), tensor("b", 3))
    assert stated.at(C=2, E=3, n=3, k=2) == known
    with pytest.raises(Refuted):
        prove(Equal(stated, layer(X, W)))
    with pytest.raises(ShapeError):
        prove(Equal(layer(X, W, tensor("b", C)), layer(X, W)))


around = Conv(3, padding=1, padding_mode="circular")
opposite = ConvTranspose(3, padding=1, padding_mode="circular")
three, kernel3 = tensor("x", 3), tensor("w", 3)


@pytest.mark.parametrize(
    "use",
    [
        lambda: around.plan(3),
        lambda: around.kernel_gradient(three, three),
        lambda: around.input_gradient(three, kernel3, 3),
        lambda: around.scaled(kernel3, 2),
        lambda: around.matrix(x=three, of="kernel"),
        lambda: opposite.as_conv(kernel3),
        lambda: opposite.phases(kernel3),
        lambda: opposite.as_shuffle(kernel3),
        lambda: opposite.then(ConvTranspose(3)),
        lambda: Chain(around, around),
        lambda: opposite.plan(3),
        lambda: dialects.compare(opposite, ConvTranspose(3)),
    ],
)
def test_what_knows_zeros_alone_says_so(use):
    with pytest.raises(UnsupportedError, match="padding_mode is 'circular'"):
        use()


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: Conv(3, padding_mode="mirror"),
            GeometryError,
            "Conv: padding_mode is 'mirror', but one of 'zeros', 'circular', 'reflect', 'replicate' is needed",
        ),
        (
            lambda: Conv(3, padding=1, padding_mode="reflect")([1], [1, 1, 1]),
            GeometryError,
            "pad: the size is 1, but a size >= 2 is needed to reflect; use 'replicate', or more cells",
        ),
        (
            lambda: Conv(1)([1], [1], [1]),
            ShapeError,
            "Conv(1): b is [1] (list), but a SymPy expression, an int, a Fraction or a NumPy number is needed; write "
            "exact fractions as Fraction(1, 2) or Rational(1, 2)",
        ),
        (
            lambda: Conv(k, padding=1, padding_mode="circular").matrix(w, n),
            UnsupportedError,
            "Conv(k, padding=1, padding_mode='circular').matrix(...): on letters the matrix of a layer with "
            "padding_mode 'circular' is not stated; apply the layer, or put numbers",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


def test_a_bias_needs_as_many_cells_as_channels():
    with pytest.raises(ShapeError, match="output channels"):
        Conv(1, channels=(1, 2))([[1]], [[[1]], [[1]]], [1, 2, 3])
