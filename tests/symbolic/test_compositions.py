"""One line, twice: layers and operations composed on letters with numbers put for them, and computed on the numbers."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import expand, flatten
from thorough import examples

from symconv import (
    Conv,
    ConvTranspose,
    Equal,
    crop,
    flip,
    inner,
    ones,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)
from symconv.errors import GeometryError, SymconvError

# name: smallest and largest value tried; the smallest is also the letter's minimum
RANGES = {"I": (1, 3), "J": (1, 2), "k": (1, 3), "l": (1, 2), "s": (1, 3), "t": (1, 2), "d": (1, 2), "p": (0, 2),
          "q": (0, 2), "a": (0, 2), "m": (1, 2), "n": (1, 2), "g": (1, 2), "N": (1, 2)}  # fmt: skip
NUMBERS = st.fixed_dictionaries({name: st.integers(*ends) for name, ends in RANGES.items()})


def letters():
    return SimpleNamespace(**{name: sizes(name, minimum=low) for name, (low, _) in RANGES.items()})


def every_parameter(v, method=None):
    up = ConvTranspose(v.k, stride=v.s, padding=[(v.p, v.q)], output_padding=v.a, dilation=v.d)
    return up(tensor("x", v.I), tensor("w", v.k), method=method)


def two_axes(v, method=None):
    up = ConvTranspose((v.k, v.l), stride=(v.s, 2), padding=[(v.p, 0), (0, v.q)], dilation=(1, v.d))
    return up(tensor("x", (v.I, v.J)), tensor("w", (v.k, v.l)), method=method)


def three_axes(v, method=None):
    up = ConvTranspose((v.l, 2, v.l), stride=(v.t, 1, v.s), padding=(0, v.q, 0))
    return up(tensor("x", (v.J, 2, v.J)), tensor("w", (v.l, 2, v.l)), method=method)


def in_groups(v, method=None):
    up = ConvTranspose(v.l, stride=v.t, padding=v.p, groups=v.g, channels=(v.g * v.m, v.g * v.n))
    return up(tensor("x", (v.g * v.m, v.I)), tensor("w", (v.g * v.m, v.n, v.l)), method=method)


def in_batches(v, method=None):
    up = ConvTranspose((v.l, 1), stride=(v.s, v.t), channels=(v.m, v.n))
    return up(tensor("x", (v.N, v.m, v.J, v.J)), tensor("w", (v.m, v.n, v.l, 1)), method=method)


def sliding(v, method=None):
    down = Conv(v.k, stride=v.s, padding=[(v.p, v.q)], dilation=v.d)
    return down(tensor("x", v.I), tensor("w", v.k), method=method)


def sliding_in_groups(v, method=None):
    down = Conv((v.k, 1), stride=v.t, padding=(v.p, 0), groups=v.g, channels=(v.g * v.m, v.g * v.n))
    return down(
        tensor("x", (v.N, v.g * v.m, v.I, v.J)),
        tensor("w", (v.g * v.n, v.m, v.k, 1)),
        method=method,
    )


LAYERS = [every_parameter, two_axes, three_axes, in_groups, in_batches]
METHODS = [(layer, method) for layer in LAYERS for method in ConvTranspose.methods]
METHODS += [(layer, method) for layer in (sliding, sliding_in_groups) for method in Conv.methods]


def two_layers(v):
    first, second = (
        ConvTranspose(v.k, stride=v.s, padding=v.p),
        ConvTranspose(v.l, stride=v.t, dilation=v.d),
    )
    return second(first(tensor("x", v.I), tensor("u", v.k)), tensor("v", v.l), method="polyphase")


def two_methods_in_two_axes(v):
    first, second = ConvTranspose((v.l, 2), stride=v.t), ConvTranspose((1, v.l), stride=(1, v.s))
    middle = first(tensor("x", (v.J, 1)), tensor("u", (v.l, 2)), method="gradient")
    return second(middle, tensor("v", (1, v.l)), method="zero-insertion")


def down_and_up(v):
    down, up = (
        Conv(v.k, stride=v.s, padding=v.p),
        ConvTranspose(v.l, stride=v.s, padding=[(0, v.q)]),
    )
    return up(down(tensor("x", v.I), tensor("w", v.k)), tensor("u", v.l))


def flipped_and_stretched(v):
    x = flip(stretch(crop(tensor("x", v.I), v.p, -v.q), v.s))
    return ConvTranspose(v.k, stride=v.t, padding=v.q)(x, flip(tensor("w", v.k)), method="matrix")


def reshaped_result(v):
    y = ConvTranspose(v.k, stride=v.s)(tensor("x", v.I), tensor("w", v.k))
    return subsample(stretch(y, v.t), v.l, v.p)


def cropped_to_another_size(v):
    y = ConvTranspose((v.k, v.l), stride=v.t)(tensor("x", (v.I, v.J)), tensor("w", (v.k, v.l)))
    return crop(y, (v.p, -v.q), (-1, 0))


def layer_of_a_layer_as_kernel(v):
    kernel = ConvTranspose(v.k)(tensor("u", v.k), tensor("v", v.k))
    return ConvTranspose(2 * v.k - 1, stride=v.s, padding=v.p)(
        tensor("x", v.I), kernel, method="gather"
    )


def linear_combination(v):
    up = ConvTranspose(v.k, stride=v.s)
    w = tensor("w", v.k)
    return (
        3 * up(tensor("x", v.I), w)
        - up(v.k * tensor("z", v.I), w, method="polynomial")
        + up(ones(v.I), w)
    )


def inner_of_layers(v):
    up = ConvTranspose(v.k, stride=v.s, padding=v.p)
    x, w = tensor("x", v.I), tensor("w", v.k)
    return inner(up(x, w), up(ones(v.I), flip(w), method="matrix"))


def adjoint_pair(v):
    up = ConvTranspose((v.k, v.l), stride=(v.s, v.t), padding=[(v.p, 0), (0, v.q)])
    size = (v.I, v.J)
    u, w = tensor("u", up.output_size(size)), tensor("w", (v.k, v.l))
    return inner(up.adjoint()(u, w), tensor("x", size)) - 2 * inner(u, up(tensor("x", size), w))


def mass(v):
    up = ConvTranspose(v.k, stride=v.s, dilation=v.d)
    return total(up(tensor("x", v.I), tensor("w", v.k))) + total(tensor("x", v.I)) * total(
        ones(v.k)
    )


def product_of_matrices(v):
    back = Conv(v.k, stride=v.s, padding=v.p).matrix(tensor("w", v.k), v.I)
    return back @ back.T


def matrix_of_a_plane_times_a_matrix(v):
    down, up = (
        Conv((v.k, 1), stride=v.s, padding=(v.p, 0)),
        ConvTranspose((v.k, 1), stride=v.s, padding=(v.p, 0)),
    )
    size = (v.I, v.J)
    return up.matrix(tensor("w", (v.k, 1)), down.output_size(size)) @ down.matrix(
        tensor("w", (v.k, 1)), size
    )


def matrix_in_groups(v):
    up = ConvTranspose((v.l, 1), stride=v.t, groups=v.g, channels=(v.g * v.m, v.g * v.n))
    return up.matrix(tensor("w", (v.g * v.m, v.n, v.l, 1)), (v.J, v.J))


COMPOSITIONS = [two_layers, two_methods_in_two_axes, down_and_up, flipped_and_stretched, reshaped_result,
                cropped_to_another_size, layer_of_a_layer_as_kernel, linear_combination, inner_of_layers, adjoint_pair,
                mass, product_of_matrices, matrix_of_a_plane_times_a_matrix, matrix_in_groups]  # fmt: skip


@cache
def on_letters(statement, *arguments):
    return statement(letters(), *arguments)


def outcome(compute):
    """Return shape and expanded cells of a result, or the class of the error raised."""
    try:
        result = compute()
    except SymconvError as error:
        return type(error)
    shape = getattr(result, "shape", ())
    return tuple(shape), [
        expand(cell) for cell in (flatten(result.tolist()) if shape else [result])
    ]


def outcomes(statement, numbers, *arguments):
    """Return the outcome of a statement on letters with numbers put for them, and on the numbers themselves."""
    value = on_letters(statement, *arguments)
    names = {letter.name for letter in value.context.letters}
    put = {name: number for name, number in numbers.items() if name in names}
    return outcome(lambda: value.at(put)), outcome(
        lambda: statement(SimpleNamespace(**numbers), *arguments)
    )


@pytest.mark.parametrize(("layer", "method"), METHODS)
@examples(8)
@given(numbers=NUMBERS)
def test_one_layer(layer, method, numbers):
    put, computed = outcomes(layer, numbers, method)
    assert put == computed


@pytest.mark.parametrize("statement", COMPOSITIONS)
@examples(12)
@given(numbers=NUMBERS)
def test_composition(statement, numbers):
    put, computed = outcomes(statement, numbers)
    assert put == computed


LEGAL = {
    "I": 3,
    "J": 2,
    "k": 3,
    "l": 2,
    "s": 2,
    "t": 1,
    "d": 2,
    "p": 1,
    "q": 1,
    "a": 1,
    "m": 1,
    "n": 2,
    "g": 2,
    "N": 2,
}


@pytest.mark.parametrize("statement", [*LAYERS, sliding, sliding_in_groups, *COMPOSITIONS])
def test_a_legal_setting_gives_cells(statement):
    put, computed = outcomes(statement, LEGAL)
    assert put == computed
    assert any(computed[1])


@pytest.mark.parametrize(
    ("statement", "numbers"),
    [
        (every_parameter, {"a": 3}),
        (every_parameter, {"p": 9}),
        (sliding, {"k": 9}),
        (reshaped_result, {"p": 99}),
        (two_layers, {"I": 1, "k": 1}),
        (flipped_and_stretched, {"p": 4}),
    ],
)
def test_an_illegal_setting_raises_alike(statement, numbers):
    put, computed = outcomes(statement, LEGAL | numbers)
    assert put is computed is GeometryError


def test_some_numbers_now_and_the_others_later():
    value = on_letters(every_parameter)
    first = {name: LEGAL[name] for name in "Isp"}
    rest = {name: LEGAL[name] for name in "kdqa"}
    assert (
        value.at(first).at(rest)
        == value.at(rest).at(first)
        == every_parameter(SimpleNamespace(**LEGAL))
    )


def test_the_shape_of_a_result_is_a_size():
    """The shape of a SymPy array is a `Tuple`; it serves wherever a tuple of sizes does, as letters' shapes do."""
    x, w = tensor("x", (2, 3)), tensor("w", (2, 2))
    up = ConvTranspose(w.shape, stride=2)
    y = up(x, w)
    assert up.output_size(x.shape) == (4, 6)
    assert up.adjoint().adjoint(y.shape) == up
    assert tensor("u", y.shape).shape == ones(y.shape).shape == y.shape
    assert up.matrix(w, x.shape).shape == (24, 6)
    assert Equal(y.shape, up.output_size(x.shape))
    assert not Equal(y.shape, x.shape)
