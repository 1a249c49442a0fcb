"""Chains against brute force: which input cells move an output cell, tiles of random streams, sizes, proofs."""

from __future__ import annotations

import numpy as np
import pytest
from random_layers import generator, whole_numbers
from sympy import Matrix
from thorough import CI, full_check

from symconv import Chain, Conv, ConvTranspose, Divides, Equal, inner, prove, sizes, tensor
from symconv.errors import GeometryError, ShapeError, UnsupportedError
from symconv.layers.chain import PhaseField
from symconv.proof.claim_reader import Declared, read_claim

SETTINGS = 400 if CI else 40
n, k, s = sizes("n k s")


def random_chain(source, most=4):
    """Return one to four layers on one axis, of any kind, that leave something of 60 cells."""
    while True:
        layers = []
        for _ in range(source.randint(1, most)):
            common = {
                "stride": source.choice((1, 1, 2, 3)),
                "dilation": source.choice((1, 1, 1, 2)),
                "padding": [(source.randint(0, 2), source.randint(0, 2))],
            }
            taps = source.randint(1, 4)
            if source.random() < 0.5:
                layers.append(Conv(taps, **common))
            else:
                extra = source.randint(0, max(common["stride"], common["dilation"]) - 1)
                layers.append(ConvTranspose(taps, output_padding=extra, **common))
        chain = Chain(*layers)
        try:
            if max(chain.sizes(180)) < 2000 and chain.output_size(20):
                return chain
        except GeometryError:
            continue


def response(chain, size):
    """Return how often each input cell counts in each output cell: layers with taps of one, applied to unit inputs."""
    cells = np.eye(size, dtype=np.int64)[:, None, :]
    for layer in chain:
        options = {"stride": layer.stride, "dilation": layer.dilation, "channels": (1, 1)}
        if layer.transposed:
            options["output_padding"] = layer.output_padding
        with_channel = type(layer)(layer.kernel_size, padding=list(layer.padding), **options)
        cells = with_channel(cells, np.ones((1, 1, *layer.kernel_size), dtype=np.int64))
    return cells[:, 0, :].T


def test_what_is_read_is_what_moves_an_output_cell():
    source = generator(21)
    for _ in range(SETTINGS):
        chain = random_chain(source)
        counts = response(chain, 180)
        field = chain.receptive_field()
        middle = 90 // field.step
        for phase in field.phases:
            row = counts[field.period * middle + phase.phase]
            read = np.flatnonzero(row) - field.step * middle
            assert tuple(read.tolist()) == phase.cells, (chain, phase)
            if phase.cells:
                assert (phase.start, phase.stop - 1) == (read[0], read[-1])
            assert phase.size == (read[-1] - read[0] + 1 if len(read) else 0)
        rows = counts[field.period * middle : field.period * (middle + 1)]
        assert chain.overlap() == tuple(rows.sum(axis=1).tolist())


def test_causal_and_state():
    source = generator(22)
    found = set()
    for _ in range(SETTINGS):
        chain = random_chain(source, most=2)
        counts = response(chain, 180)
        field = chain.receptive_field()
        middle = 90 // field.step
        rows = counts[field.period * middle : field.period * (middle + 1)]
        read = np.flatnonzero(rows.any(axis=0)) - field.step * middle
        causal = len(read) == 0 or read[-1] < field.step
        found.add(causal)
        assert chain.is_causal() == causal, chain
        assert chain.state_size() == max(0, -read[0] if len(read) else 0), chain
    assert found == {True, False}


def tile(chain, x, kernels, first, last, begin, end):
    """Return the output of the steps from `first` to `last`, computed from them and what lies beside them."""
    field = chain.receptive_field()
    lowest = max(0, field.step * first - begin)
    part = chain(x[lowest : field.step * last + end], *kernels)
    at = field.period * (first - lowest // field.step)
    return part[at : at + field.period * (last - first)]


def test_tiles_with_the_halo_are_exact_and_with_less_are_not():
    source = generator(23)
    shorter = 0
    for _ in range(SETTINGS):
        chain = random_chain(source, most=3)
        field, (begin, end) = chain.receptive_field(), chain.halo()
        x = np.array([source.randint(1, 10**6) for _ in range(180)])
        kernels = [
            np.array([source.randint(1, 99) for _ in range(layer.kernel_size[0])])
            for layer in chain
        ]
        whole = chain(x, *kernels)
        steps = 180 // field.step
        first = source.randint(0, steps // 2)
        last = first + source.randint(1, 6)
        kept = whole[field.period * first : field.period * last]
        try:
            found = tile(chain, x, kernels, first, last, begin, end)
        except GeometryError:
            continue
        if field.step * last + end <= 180:
            assert np.array_equal(found[: len(kept)], kept), (chain, first, last)
        for less in ((begin - field.step, end), (begin, end - field.step)):
            if min(less) < 0 or field.step * first < begin or field.step * last + end > 170:
                continue
            shorter += 1
            try:
                found = tile(chain, x, kernels, first, last, *less)
            except GeometryError:
                continue
            assert not np.array_equal(found, kept), (chain, less)
    assert shorter > SETTINGS // 4


def test_chains_compute_layer_by_layer_and_state_the_same():
    source = generator(24)
    for _ in range(SETTINGS // 8):
        chain = random_chain(source, most=3)
        x = whole_numbers(source, (20,))
        kernels = [whole_numbers(source, layer.kernel_size) for layer in chain]
        y = x
        for layer, w in zip(chain, kernels, strict=True):
            y = layer(y, w)
        assert np.array_equal(chain(x, *kernels), y)
        assert chain.output_size(20) == len(y) == chain.sizes(20)[-1]
        assert list(chain.matrix(kernels, 20) * Matrix(x)) == y.tolist()


def test_the_adjoint_is_the_transpose():
    encoder = Chain(Conv(3, stride=2, padding=1), Conv(2, dilation=2), ConvTranspose(3, stride=2))
    kernels = ([1, 2, 3], [4, 5], [6, 7, 8])
    back = encoder.adjoint(16)
    transposed = encoder.matrix(kernels, 16).T
    assert back.matrix(kernels[::-1], encoder.output_size(16)) == transposed
    x, a, b = tensor("x", n), tensor("a", 3), tensor("b", 2)
    down = Chain(Conv(3, stride=2), Conv(2))
    u = tensor("u", down.output_size(n))
    claim = Equal(inner(down(x, a, b), u), inner(x, down.adjoint(n)(u, b, a)))
    assert prove(claim).claim is claim


def test_sizes_of_an_encoder_and_decoder_on_letters():
    down, up = Conv(4, stride=2, padding=1), ConvTranspose(4, stride=2, padding=1)
    unet = Chain(down, down, up, up)
    for size in range(4, 60):
        try:
            known = unet.sizes(size)
        except GeometryError:
            continue
        assert [at if isinstance(at, int) else at.at(n=size) for at in unet.sizes(n)[1:]] == known[
            1:
        ]
        assert (known[-1] == size) == (size % 4 == 0)
    assert prove(Equal(unet.output_size(n), n), given=[Divides(4, n)])


def sizes_or_none(chain, size):
    try:
        return chain.sizes(size)
    except GeometryError:
        return None


@full_check
def test_skips_are_what_trying_every_size_finds():
    source = generator(25)
    unequal = found = 0
    while found < SETTINGS:
        chain = random_chain(source)
        places = [source.randint(0, len(chain)) for _ in range(2)]
        try:
            skip = chain.skip(*places)
        except GeometryError as refused:
            unequal += 1
            reason = str(refused)
            continue
        found += 1
        tried = {size: sizes_or_none(chain, size) for size in range(1, 100)}
        assert skip.least == min(size for size, known in tried.items() if known)
        for size, known in tried.items():
            assert (known is not None) == (size >= skip.least)
            if known:
                assert skip.differences[size % skip.period] == known[places[0]] - known[places[1]]
    assert unequal
    assert "but equal numbers are needed" in reason


def test_which_sizes_come_back_is_proved_as_well():
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(4, stride=2, padding=1)
    unet = Chain(*[down] * 3, *[up] * 3)
    assert unet.skip().fits == (0,)
    assert unet.skip().period == 8
    assert prove(Equal(unet.output_size(n), n), given=[Divides(8, n)])
    assert prove(Divides(8, unet.output_size(n)))
    rows, columns = Chain(Conv((2, 3), stride=(2, 1)), ConvTranspose((2, 3), stride=(2, 1))).skip()
    assert (rows.fits, columns.fits) == ((0,), (0,))
    with pytest.raises(GeometryError, match="kept is 9, but a place in its 7 sizes is needed"):
        unet.skip(kept=9)


def test_letters_give_intervals():
    field = Chain(Conv(k), Conv(k, stride=2, padding=1)).receptive_field()
    assert field.phases == (PhaseField(0, 2 * k - 1, -1, 2),)
    assert Chain(Conv(k, stride=s), Conv(3)).receptive_field().size == k + 2 * s
    up = Chain(ConvTranspose(k, stride=2))
    for taps in range(2, 8):
        known = Chain(ConvTranspose(taps, stride=2)).receptive_field()
        for phase, letters in zip(known.phases, up.receptive_field().phases, strict=True):
            assert letters.size.subs(k, taps) == phase.size
            assert letters.start.subs(k, taps) == phase.start
        assert Chain(ConvTranspose(taps, stride=3)).state_size() == -(-taps // 3) - 1
    assert Chain(ConvTranspose(k, stride=s)).state_size().subs({k: 7, s: 3}) == 2
    with pytest.raises(UnsupportedError, match="there are s phases"):
        Chain(ConvTranspose(k, stride=s)).receptive_field()
    with pytest.raises(UnsupportedError, match="that needs numbers"):
        Chain(Conv(k)).halo()


def test_a_chain_is_a_value():
    one, other = Conv((3, 3), padding=1), ConvTranspose((2, 4), stride=2)
    chain = Chain(one, other)
    assert chain == Chain(Chain(one), other) != Chain(other, one)
    assert hash(chain) == hash(Chain(one, other))
    assert eval(repr(chain)) == chain  # noqa: S307 - our own text
    assert len(chain) == 2
    assert list(chain) == [one, other]
    with pytest.raises(AttributeError):
        chain.layers = ()
    rows, columns = chain.receptive_field()
    assert (rows.size, columns.size) == (3, 4)
    assert chain.halo() == ((1, 1), (2, 1))
    assert chain.state_size() == (1, 2)


def test_a_claim_may_name_a_chain():
    names = Declared("n k", "x:n v:k w:k")
    text = "Equal(Chain(Conv(k), Conv(k, stride=2))(x, v, w), Conv(k, stride=2)(Conv(k)(x, v), w))"
    assert prove(read_claim(text, names))


def test_what_does_not_fit_says_so():
    with pytest.raises(GeometryError, match="there is no layer"):
        Chain()
    with pytest.raises(GeometryError, match="'a' is no layer"):
        Chain("a")
    with pytest.raises(GeometryError, match="the layers have 1 and 2 axes"):
        Chain(Conv(3), Conv((3, 3)))
    with pytest.raises(
        GeometryError, match="3 channels come out of the first, but the second takes 4"
    ):
        Chain(Conv(3, channels=(2, 3)), Conv(3, channels=(4, 5)))
    with pytest.raises(GeometryError, match="only one of them has channels"):
        Chain(Conv(3, channels=(2, 3)), Conv(3))
    with pytest.raises(ShapeError, match="1 kernels for 2 layers"):
        Chain(Conv(1), Conv(1))([1], [1])
