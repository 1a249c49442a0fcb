"""Gradients by kernel and input, and the matrix that acts on the kernel: by loops, by PyTorch, on letters, in claims."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from frameworks import load, needs_framework
from random_layers import generator, random_layer, whole_numbers
from sympy import Array, Matrix
from thorough import CI, full_check

from symconv import Conv, ConvTranspose, Equal, inner, prove, sizes, tensor
from symconv.errors import GeometryError, ShapeError
from symconv.proof.claim_reader import Declared, read_claim

SETTINGS = 150 if CI else 15
NAMES = sizes("n_a n_b")


def units(shape):
    """Yield every unit array of a shape, with its place."""
    for at in product(*map(range, shape)):
        unit = np.zeros(shape, dtype=np.int64)
        unit[at] = 1
        yield at, unit


def test_gradients_are_derivatives_of_the_form():
    """The form is linear in each argument: its derivative by a cell is its value at the unit array of the cell."""
    source = generator(1)
    for _ in range(SETTINGS):
        layer, x_shape, y_shape = random_layer(source)
        x, u = whole_numbers(source, x_shape), whole_numbers(source, y_shape)
        w = whole_numbers(source, tuple(layer.kernel_shape.numbers()))
        by_kernel = layer.kernel_gradient(x, u)
        assert by_kernel.shape == w.shape
        for at, unit in units(w.shape):
            assert by_kernel[at] == np.sum(u * layer(x, unit)), (layer, at)
        by_input = layer.input_gradient(u, w, x_shape[len(x_shape) - len(layer.kernel_size) :])
        assert by_input.shape == x.shape
        for at, unit in units(x.shape):
            assert by_input[at] == np.sum(u * layer(unit, w)), (layer, at)


def test_the_kernels_matrix_acts_on_the_kernel():
    source = generator(2)
    for _ in range(SETTINGS):
        layer, x_shape, y_shape = random_layer(source)
        without_batch = len(layer.kernel_size) + bool(layer.channels)
        x_shape, y_shape = x_shape[-without_batch:], y_shape[-without_batch:]
        x = whole_numbers(source, x_shape)
        w = whole_numbers(source, tuple(layer.kernel_shape.numbers()))
        matrix = layer.matrix(x=x, of="kernel")
        assert list(matrix * Matrix(w.ravel())) == layer(x, w).ravel().tolist()
        u = whole_numbers(source, y_shape)
        assert list(matrix.T * Matrix(u.ravel())) == layer.kernel_gradient(x, u).ravel().tolist()


@full_check
def test_on_letters_the_definition_says_what_is_computed():
    """Numbers put for letters go by the definition in six words, known sizes by the plan."""
    source = generator(3)
    for _ in range(SETTINGS // 2):
        layer, x_shape, y_shape = random_layer(source)
        axes = len(layer.kernel_size)
        names = NAMES[:axes]
        put = {str(name): size for name, size in zip(names, x_shape[-axes:], strict=True)}
        lead = x_shape[: len(x_shape) - axes]
        x = tensor("x", (*lead, *names))
        u = tensor("u", (*y_shape[: len(y_shape) - axes], *layer.output_size(tuple(names))))
        w = tensor("w", tuple(layer.kernel_shape.numbers()))
        known_x, known_u = tensor("x", x_shape), tensor("u", y_shape)
        stated = layer.kernel_gradient(x, u)
        assert stated.at(**put) == layer.kernel_gradient(known_x, known_u), layer
        size = x_shape[len(lead) :]
        back = layer.input_gradient(u, w, tuple(names))
        assert back.at(**put) == layer.input_gradient(known_u, w, size), layer
        if len(lead) < 2:
            matrix = layer.matrix(x=x, of="kernel")
            assert matrix.at(**put) == layer.matrix(x=known_x, of="kernel"), layer


def test_every_form_of_array():
    up = ConvTranspose(2, stride=2)
    x, u = tensor("x", 2), tensor("u", 4)
    found = up.kernel_gradient(x, u)
    assert isinstance(found, Array)
    assert list(found) == [
        u[0] * x[0] + u[2] * x[1],
        u[1] * x[0] + u[3] * x[1],
    ]
    assert up.kernel_gradient([1, 2], [3, 4, 5, 6]) == [13, 16]
    assert up.kernel_gradient([Fraction(1, 2), 1], [1, 2, 3, 4]) == [Fraction(7, 2), 5]
    assert up.kernel_gradient(np.array([0.5, 1]), np.arange(4)).tolist() == [2.0, 3.5]
    large = up.kernel_gradient(np.array([2**62, 1]), np.array([2, 0, 0, 1]))
    assert large.tolist() == [2**63, 1]
    assert up.input_gradient([3, 4, 5, 6], [1, 10]) == [43, 65]
    flat = ConvTranspose((2, 2), stride=2)
    ones = Matrix([[1, 1], [1, 1]])
    assert flat.input_gradient(ones, ones) == Matrix([[4]])
    assert flat.kernel_gradient(Matrix([[3]]), ones) == 3 * ones


def test_the_input_size_is_found_or_given():
    up, down = ConvTranspose(3, stride=2, padding=1), Conv(3, stride=2, padding=1)
    assert len(up.input_gradient([1] * 7, [1, 1, 1])) == 4
    assert len(down.input_gradient([1] * 3, [1, 1, 1])) == 5
    assert len(down.input_gradient([1] * 3, [1, 1, 1], 6)) == 6
    with pytest.raises(ShapeError, match=r"shapes are \(6,\) and \(5,\)"):
        up.input_gradient([1] * 6, [1, 1, 1])
    with pytest.raises(ShapeError, match=r"shapes are \(3,\) and \(4,\)"):
        down.input_gradient([1] * 3, [1, 1, 1], 7)
    with pytest.raises(ShapeError, match="but equal shapes are needed"):
        up.kernel_gradient([1, 2], [1, 2])
    with pytest.raises(GeometryError, match=r"matrix\(x=x, of='kernel'\) is needed"):
        up.matrix([1, 2, 3], 2, of="kernel")
    with pytest.raises(GeometryError, match="x has a batch axis"):
        ConvTranspose(2, channels=(1, 1)).matrix(x=[[[1]]], of="kernel")


I, k, s, d, n, m, g = sizes("I k s d n m g")
p, a = sizes("p a", minimum=0)


def claims():
    x, w = tensor("x", I), tensor("w", k)
    up = ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d)
    u = tensor("u", up.output_size(I))
    yield Equal(inner(u, up(x, w)), inner(up.kernel_gradient(x, u), w))
    yield Equal(inner(u, up(x, w)), inner(up.input_gradient(u, w, I), x))
    yield Equal(up.matrix(x=x, of="kernel") @ w, up(x, w))
    down = Conv(k, stride=s, padding=p, dilation=d)
    z = tensor("z", n)
    v = tensor("v", down.output_size(n))
    yield Equal(inner(v, down(z, w)), inner(down.kernel_gradient(z, v), w))
    yield Equal(inner(v, down(z, w)), inner(down.input_gradient(v, w, n), z))
    yield Equal(down.input_gradient(v, w, n), down.adjoint(n)(v, w))
    yield Equal(down.matrix(x=z, of="kernel") @ w, down(z, w))


def test_what_they_are_is_proved_for_all_sizes():
    for claim in claims():
        assert prove(claim).claim is claim


@full_check
def test_grouped_gradients_with_batch_are_proved():
    grouped = Conv(k, stride=s, channels=(g * 2, g * 3), groups=g)
    x = tensor("x", (m, g * 2, n))
    w = tensor("w", (g * 3, 2, k))
    u = tensor("u", (m, g * 3, grouped.output_size(n)))
    assert prove(Equal(inner(u, grouped(x, w)), inner(grouped.input_gradient(u, w, n), x)))


def test_they_are_written_in_words_and_read_back():
    up = "ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d).output_size(I)"
    down = "Conv(k, stride=s, padding=p, dilation=d).output_size(n)"
    names = Declared("I k s d n; p a >= 0", f"x:I w:k z:n u:({up}) v:({down})")
    for claim in claims():
        again = read_claim(repr(claim), names)
        assert repr(again) == repr(claim)
        numbers = {"I": 3, "k": 2, "s": 2, "d": 1, "n": 5, "p": 1, "a": 1}
        used = {letter.name for letter in claim.letters}
        put = {name: number for name, number in numbers.items() if name in used}
        assert bool(again.at(**put)) is True


@needs_framework("torch")
def test_gradients_are_those_of_pytorch():
    torch = load("torch")
    source = generator(5)
    functions = {
        (False, 1): torch.nn.functional.conv1d,
        (False, 2): torch.nn.functional.conv2d,
        (True, 1): torch.nn.functional.conv_transpose1d,
        (True, 2): torch.nn.functional.conv_transpose2d,
    }
    done = 0
    while done < SETTINGS:
        layer, x_shape, y_shape = random_layer(source)
        if not layer.channels or any(begin != end for begin, end in layer.padding):
            continue
        done += 1
        x, u = whole_numbers(source, x_shape), whole_numbers(source, y_shape)
        w = whole_numbers(source, tuple(layer.kernel_shape.numbers()))
        options = {
            "stride": layer.stride,
            "padding": tuple(begin for begin, _ in layer.padding),
            "dilation": layer.dilation,
            "groups": layer.groups,
        }
        if layer.transposed:
            options["output_padding"] = layer.output_padding
        inputs, kernel = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, w))
        apply = functions[layer.transposed, len(layer.kernel_size)]
        apply(inputs, kernel, **options).backward(torch.tensor(u, dtype=torch.float64))
        assert np.array_equal(layer.kernel_gradient(x, u), kernel.grad.numpy()), layer
        size = x_shape[len(x_shape) - len(layer.kernel_size) :]
        assert np.array_equal(layer.input_gradient(u, w, size), inputs.grad.numpy()), layer
