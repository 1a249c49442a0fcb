"""A layer as another layer: the same cells on random numbers, by PyTorch, and on letters by proof."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from frameworks import load, needs_framework
from random_layers import generator, random_layer, whole_numbers
from sympy import Array
from thorough import CI, full_check, part

from symconv import Conv, ConvTranspose, Equal, prove, sizes, tensor
from symconv.data.arrays import read_array
from symconv.errors import GeometryError, ShapeError, UnsupportedError
from symconv.formulas.phrases import phrase_latex
from symconv.proof.claim_reader import Declared, read_claim
from symconv.symbolic.tensors import lift

SETTINGS = 150 if CI else 20
I, k, s, d, m = sizes("I k s d m")
p, a = sizes("p a", minimum=0)


def random_case(source, transposed=None):
    layer, x_shape, _ = random_layer(source, transposed=transposed)
    kernel = whole_numbers(source, tuple(layer.kernel_shape.numbers()))
    return layer, whole_numbers(source, x_shape), kernel


def conversions(layer, w):
    """Yield every conversion that promises the output of the layer itself."""
    yield layer.ungroup(w)
    if layer.channels:
        yield layer.depthwise_parts(w)
    if layer.transposed and layer.channels:
        yield layer.as_shuffle(w)
    if layer.transposed:
        yield layer.as_conv(w)
        yield layer.phases(w)


def test_every_conversion_gives_the_cells_of_the_layer():
    source = generator(11)
    for _ in range(SETTINGS):
        layer, x, w = random_case(source)
        y = layer(x, w)
        for conversion in conversions(layer, w):
            found = conversion(x)
            assert found.dtype == y.dtype
            assert np.array_equal(found, y), (layer, conversion)


def test_conversions_are_what_they_say():
    """The other layer has unit stride or one group, and shapes of kernels that it takes."""
    source = generator(12)
    for _ in range(SETTINGS):
        layer, _, w = random_case(source, transposed=True)
        conv = layer.as_conv(w)
        assert isinstance(conv.layer, Conv)
        assert set(conv.layer.stride) == {1}
        assert conv.kernel.shape == tuple(conv.layer.kernel_shape.numbers())
        assert layer.ungroup(w).layer.groups == 1
        if layer.channels:
            shuffled = layer.as_shuffle(w)
            assert set(shuffled.layer.stride) == {1}
            assert shuffled.layer.channels[1] == layer.channels[1] * np.prod(layer.stride)
            assert shuffled.kernel.shape == tuple(shuffled.layer.kernel_shape.numbers())
            assert np.sum(np.abs(shuffled.kernel)) == np.sum(np.abs(w))
        for phase in layer.phases(w):
            assert set(phase.layer.stride) == {1}
            assert phase.kernel.shape == tuple(phase.layer.kernel_shape.numbers())
            if layer.channels is None:
                assert np.array_equal(np.flip(phase.kernel), w[phase.taps])


def test_phases_share_the_taps_out():
    """Every tap belongs to one phase of its group of remainders; the empty ones are those that the gcd forbids."""
    source = generator(13)
    for _ in range(SETTINGS):
        layer, _, w = random_case(source, transposed=True)
        phases = layer.phases(w)
        assert len(phases) + len(phases.empty) == np.prod(layer.stride)
        shape = np.zeros(layer.kernel_size, dtype=int)
        for phase in phases:
            shape[phase.taps] += 1
        assert np.all(shape == 1)


def test_arrays_are_rearranged_as_the_definitions_say():
    """Known arrays go by NumPy; the same cells, stated on letters, by the definitions in six words."""
    source = generator(18)
    for _ in range(SETTINGS // 3):
        layer, _, _ = random_case(source, transposed=True)
        if layer.channels is None:
            continue
        shape = tuple(layer.kernel_shape.numbers())
        w, g = tensor("w", shape), tensor("g", layer.channels[1])
        stated, by = (lift(read_array(value, "a kernel")) for value in (w, g))
        for kernel, on_letters in (
            (layer.as_conv(w).kernel, layer.as_conv(stated).kernel),
            (layer.ungroup(w).kernel, layer.ungroup(stated).kernel),
            (layer.as_shuffle(w).kernel, layer.as_shuffle(stated).kernel),
            (layer.scaled(w, g).kernel, layer.scaled(stated, by).kernel),
        ):
            assert on_letters.at() == kernel, layer
        if all(a < s for a, s in zip(layer.output_padding, layer.stride, strict=True)):
            down = layer.adjoint()
            factors = tensor("g", down.channels[1])
            by_factors = lift(read_array(factors, "numbers"))
            assert down.scaled(stated, by_factors).kernel.at() == down.scaled(w, factors).kernel


def test_output_channels_are_scaled():
    source = generator(14)
    done = 0
    while done < SETTINGS // 2:
        layer, x, w = random_case(source)
        if layer.channels is None:
            continue
        done += 1
        factors = whole_numbers(source, (layer.channels[1],))
        scaled = layer.scaled(w, factors)
        assert scaled.layer == layer
        beside = factors.reshape(-1, *[1] * len(layer.kernel_size))
        assert np.array_equal(scaled(x), layer(x, w) * beside)


def random_pair(source):
    """Return two layers, the channels of one being those of the next, and an input on which both are legal."""
    while True:
        layer, x_shape, _ = random_layer(source, axes=source.choice((1, 1, 2)))
        other, _, _ = random_layer(source, axes=len(layer.kernel_size))
        if (layer.channels is None) != (other.channels is None):
            continue
        if layer.channels:
            groups = source.choice((1, other.groups))
            channels = (layer.channels[1], groups * source.randint(1, 2))
            if channels[0] % groups:
                continue
            other = with_channels(other, groups, channels)
        if source.random() < 0.5:
            layer = without_padding(layer)
        size = x_shape[len(x_shape) - len(layer.kernel_size) :]
        try:
            other.output_size(layer.output_size(size))
        except GeometryError:
            continue
        return layer, other, x_shape


def with_channels(layer, groups, channels):
    options = {"output_padding": layer.output_padding} if layer.transposed else {}
    return type(layer)(
        layer.kernel_size,
        stride=layer.stride,
        dilation=layer.dilation,
        padding=list(layer.padding),
        groups=groups,
        channels=channels,
        **options,
    )


def without_padding(layer):
    return type(layer)(
        layer.kernel_size,
        stride=layer.stride,
        dilation=layer.dilation,
        groups=layer.groups,
        channels=layer.channels,
    )


def test_a_resize_and_a_convolution_are_found_again():
    """A kernel made by convolving with ones is divided by them, and one changed in a corner is not."""
    source = generator(17)
    found = 0
    while found < SETTINGS:
        layer, x, _ = random_case(source, transposed=True)
        if set(layer.dilation) != {1}:
            continue
        found += 1
        lead = tuple(layer.kernel_shape.numbers())[: -len(layer.stride)]
        v = whole_numbers(source, (*lead, *layer.kernel_size))
        w = v
        for axis, s in enumerate(layer.stride, len(lead)):
            width = [(0, 0)] * w.ndim
            width[axis] = (s - 1, s - 1)
            padded = np.pad(w, width)
            w = np.lib.stride_tricks.sliding_window_view(padded, s, axis=axis).sum(axis=-1)
        large = resized_to(layer, w.shape[len(lead) :])
        conversion = large.as_resize_conv(w)
        assert np.array_equal(conversion(x), large(x, w))
        assert set(conversion.layer.stride) == {1}
        assert conversion.layer.kernel_size == layer.kernel_size
        if max(layer.stride) > 1:
            w[(0,) * w.ndim] += 1
            with pytest.raises(GeometryError, match="no sum of runs of"):
                large.as_resize_conv(w)
    cells = ConvTranspose(3, stride=2).as_resize_conv([1, 3, 2])
    assert repr(cells) == "Conv(2, padding=1)(repeat(x, 2), [2, 1])"


def resized_to(layer, kernel_size):
    return ConvTranspose(
        tuple(kernel_size),
        stride=layer.stride,
        padding=list(layer.padding),
        output_padding=layer.output_padding,
        groups=layer.groups,
        channels=layer.channels,
    )


def attempt(first, second):
    """Return the one layer, or why there is none."""
    try:
        return first.then(second), ""
    except GeometryError as refused:
        return None, str(refused)


def test_two_layers_are_one_or_their_cells_differ():
    """Where `then` gives a layer it is the two; where it says that cells are lost, the two are no such layer there."""
    source = generator(16)
    joined = 0
    for _ in range(6 * SETTINGS):
        first, second, x_shape = random_pair(source)
        both, reason = attempt(first, second)
        if both is None:
            assert "no single layer" in reason
            continue
        joined += 1
        x = whole_numbers(source, x_shape)
        u = whole_numbers(source, tuple(first.kernel_shape.numbers()))
        v = whole_numbers(source, tuple(second.kernel_shape.numbers()))
        assert both.kernel(u, v).shape == tuple(both.layer.kernel_shape.numbers())
        assert np.array_equal(both(x, u, v), second(first(x, u), v)), (first, second)
    assert joined > SETTINGS


def test_two_layers_that_are_no_single_one():
    """Between them cells are cropped, and an output cell beside the end shows it; further in there is none."""
    first, second = ConvTranspose(3, padding=1), ConvTranspose(4)
    with pytest.raises(GeometryError, match="which the first 3 cells of the output"):
        first.then(second)
    x, u, v = (whole_numbers(generator(5), (n,)) for n in (9, 3, 4))
    whole = ConvTranspose(3).then(ConvTranspose(4))
    inside = whole(x, u, v)[1:-1]
    found = second(first(x, u), v)
    assert np.array_equal(found[3:-3], inside[3:-3])
    assert found[2] != inside[2]
    with pytest.raises(GeometryError, match="which the first 1 cells of the output"):
        Conv(3).then(Conv(3, stride=2, padding=2))
    with pytest.raises(GeometryError, match="a convolution of stride 2 beside a transposed one"):
        ConvTranspose(2).then(Conv(2, stride=2))
    with pytest.raises(GeometryError, match="the second takes 3; make them equal"):
        Conv(1, channels=(1, 2)).then(Conv(1, channels=(3, 1)))
    assert repr(ConvTranspose(3, stride=2).then(Conv(2, padding=1))) == (
        "ConvTranspose(4, stride=2)(x, ConvTranspose(2)(u, turned(v)))"
    )


def test_other_forms_of_array():
    up = ConvTranspose(3, stride=2, padding=1, output_padding=1)
    x, w = tensor("x", 3), tensor("w", 3)
    assert up.phases(w)(x) == up.as_conv(w)(x) == up(x, w)
    assert isinstance(up.phases(w)(x), Array)
    assert up.phases([1, 2, 3])([1, 2]) == up([1, 2], [1, 2, 3])
    floats = np.array([0.5, 2, 3])
    assert np.array_equal(up.phases(floats)(np.arange(3)), up(np.arange(3), floats))
    assert up.as_conv([Fraction(1, 2), 2, 3])([1, 2]) == up([1, 2], [Fraction(1, 2), 2, 3])
    assert up.phases(w)([1, 2]) == up([1, 2], w)


def test_they_print_as_one_line_a_layer():
    up = ConvTranspose(3, stride=2, padding=2, dilation=2)
    assert repr(up.as_conv([1, 2, 3])) == "Conv(3, padding=2, dilation=2)(stretch(x, 2), [3, 2, 1])"
    assert repr(up.phases([1, 2, 3])) == "y[2*m] = Conv(3, padding=1)(x, [3, 2, 1])\ny[2*m + 1] = 0"
    cropped = ConvTranspose(1, stride=2, padding=1)
    assert repr(cropped.as_conv([1])) == "Conv(1)(crop(stretch(x, 2), 1, 1), [1])"
    large = ConvTranspose((5, 5), stride=2)
    assert "kernel of shape (5, 5)" in repr(large.as_conv(np.zeros((5, 5), dtype=int)))


def test_what_cannot_be_converted_says_so():
    up = ConvTranspose(3, stride=2)
    with pytest.raises(UnsupportedError, match="the parameters must be numbers"):
        ConvTranspose(k, stride=s).phases(tensor("w", k))
    with pytest.raises(ShapeError, match="the kernel that this layer takes"):
        up.as_conv([1, 2])
    with pytest.raises(GeometryError, match=r"declare channels=\(1, 1\)"):
        up.scaled([1, 2, 3], [2])
    with pytest.raises(ShapeError, match="g and the output channels"):
        ConvTranspose(1, channels=(1, 2)).scaled([[[1], [2]]], [1])
    with pytest.raises(ShapeError, match="x has 2 axes"):
        up.as_conv([1, 2, 3])([[1]])


@full_check
def test_what_was_made_of_a_kernel_is_printed():
    """Kernels on letters have a name of their own in statements and derivations."""
    grouped = ConvTranspose(k, stride=s, channels=(2, 4), groups=2)
    y, w = tensor("y", (2, I)), tensor("w", (2, 2, k))
    theorem = prove(Equal(grouped(y, w), grouped.ungroup(w)(y)))
    assert r"\operatorname{dense}_{s;2\,\text{groups}}(w)" in theorem.latex()
    assert "definition of dense kernel" in theorem.derivation().text()
    for made, name in (
        (grouped.as_conv(w).kernel, "rotated"),
        (grouped.scaled(w, tensor("c", 4)).kernel, "scaled"),
        (grouped.as_shuffle(w).kernel, "phases"),
    ):
        assert rf"\operatorname{{{name}}}" in phrase_latex(made.written)


MODED = {
    "as_conv": lambda up, w: up.as_conv(w),
    "as_shuffle": lambda up, w: up.as_shuffle(w),
    "as_resize_conv": lambda up, w: up.as_resize_conv(w),
    "phases": lambda up, w: up.phases(w),
    "ungroup": lambda up, w: up.ungroup(w),
    "depthwise_parts": lambda up, w: up.depthwise_parts(w),
    "scaled": lambda up, w: up.scaled(w, [1]),
    "kernel_gradient": lambda up, w: up.kernel_gradient([[1]], [[1, 1]]),
    "input_gradient": lambda up, w: up.input_gradient([[1, 1]], w),
    "then": lambda up, w: ConvTranspose(2, channels=(1, 1)).then(up),
}


@pytest.mark.parametrize("name", MODED)
def test_a_padding_that_is_not_zeros_is_refused(name):
    """They are about cropping and zeros; another mode would give other cells without a word."""
    up = ConvTranspose(2, stride=2, padding=1, channels=(1, 1), padding_mode="circular")
    with pytest.raises(
        UnsupportedError, match=rf"{name} knows zeros alone, but padding_mode is 'circular'"
    ):
        MODED[name](up, [[[1, 2]]])


def claims():
    x, w = tensor("x", I), tensor("w", k)
    up = ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d)
    yield Equal(up(x, w), up.as_conv(w)(x))
    three, h = ConvTranspose(3, stride=2, padding=1), tensor("h", 3)
    yield Equal(three(x, h), three.phases(h)(x))
    grouped = ConvTranspose(k, stride=s, channels=(4, 6), groups=2)
    z, v = tensor("z", (4, I)), tensor("v", (4, 3, k))
    yield Equal(grouped(z, v), grouped.as_conv(v)(z))
    yield Equal(grouped(z, v), grouped.ungroup(v)(z))
    other, t = ConvTranspose(m, stride=d), tensor("t", m)
    wide = ConvTranspose(k, stride=s)
    yield Equal(other(wide(x, w), t), wide.then(other)(x, w, t))
    one, e = ConvTranspose(k, stride=s, padding=p, channels=(1, 1)), tensor("e", (1, 1, k))
    r = tensor("r", (1, I))
    yield Equal(one(r, e), one.as_shuffle(e)(r))
    yield Equal(grouped(z, v), grouped.depthwise_parts(v)(z))


@pytest.mark.parametrize("number", part((0, 1, 4, 5, 2, 3, 6), 4))
def test_the_two_are_equal_for_all_sizes(number):
    claim = list(claims())[number]
    assert prove(claim).claim is claim


def test_they_are_written_in_words_and_read_back():
    names = Declared("I k s d m; p a >= 0", "x:I w:k h:3 z:(4,I) v:(4,3,k) t:m e:(1,1,k) r:(1,I)")
    for claim in claims():
        assert repr(read_claim(repr(claim), names)) == repr(claim)


@needs_framework("torch")
def test_conversions_are_pytorchs_layer():
    torch = load("torch")
    source = generator(15)
    done = 0
    while done < SETTINGS:
        layer, x, w = random_case(source)
        if not layer.channels or any(begin != end for begin, end in layer.padding):
            continue
        done += 1
        y = torch_output(torch, layer, x, w)
        for conversion in conversions(layer, w):
            assert np.array_equal(conversion(x), y), (layer, conversion)
        factors = whole_numbers(source, (layer.channels[1],))
        beside = factors.reshape(-1, *[1] * len(layer.kernel_size))
        assert np.array_equal(layer.scaled(w, factors)(x), y * beside)


def torch_output(torch, layer, x, w):
    """Return what PyTorch gives."""
    axes = len(layer.kernel_size)
    name = f"conv_transpose{axes}d" if layer.transposed else f"conv{axes}d"
    options = {
        "stride": layer.stride,
        "padding": tuple(begin for begin, _ in layer.padding),
        "dilation": layer.dilation,
        "groups": layer.groups,
    }
    if layer.transposed:
        options["output_padding"] = layer.output_padding
    inputs, kernel = (torch.tensor(v, dtype=torch.float64) for v in (x, w))
    return getattr(torch.nn.functional, name)(inputs, kernel, **options).numpy()
