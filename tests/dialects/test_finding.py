"""The convention finder: layers recovered from numbers, what numbers cannot tell, and what no reading explains."""

from __future__ import annotations

import random

import numpy as np
import pytest
from thorough import full_check

from symconv import ConvTranspose, dialects
from symconv.dialects.mistakes import UNSEEN_BY_WINDOWS, scatter
from symconv.errors import ShapeError

LECTURE = (
    [[2, 1], [3, 2]],
    [[1, 2, 1], [2, 0, 1], [0, 2, 1]],
    [[0, 4, 0, 1], [10, 7, 6, 3], [0, 7, 0, 2], [6, 3, 4, 2]],
)


def test_the_lecture_is_output_padding_1_of_pytorch():
    (reading,) = dialects.find(*LECTURE)
    assert reading.layer == ConvTranspose((3, 3), stride=2, padding=[(1, 0), (1, 0)])
    assert reading.spellings["torch"].endswith("3, stride=2, padding=1, output_padding=1)")
    x, w, y = map(np.array, LECTURE)
    for line in ("torch: k=3 s=2 p=1 2d", "keras: k=3 s=2 same 2d"):
        found = dialects.read(line)(x, w)
        assert found.shape != y.shape or not np.array_equal(found, y)


def test_random_layers_are_among_what_is_found():
    for seed in range(30):
        r = random.Random(seed)  # noqa: S311
        k, s, d = r.randint(2, 4), r.randint(1, 3), r.randint(1, 2)
        layer = ConvTranspose(
            k,
            stride=s,
            padding=[(r.randint(0, 2), r.randint(0, 1))],
            output_padding=r.randint(0, max(s, d) - 1),
            dilation=d,
        )
        numbers = np.random.default_rng(seed)
        x, w = numbers.integers(1, 99, 4), numbers.integers(1, 99, k)
        flipped = r.random() < 0.5
        y = layer(x, w[::-1] if flipped else w)
        found = dialects.find(x, w, y)
        outputs = [again(reading, x, w) for reading in found]
        assert all(np.array_equal(output, y) for output in outputs)
        assert any(
            reading.flipped == (flipped,)
            and (reading.layer.stride, reading.layer.dilation) == (layer.stride, layer.dilation)
            and reading.layer.padding[0][0] == layer.padding[0][0]
            for reading in found
        )


def again(reading, x, w):
    return reading.layer(x, w[::-1] if reading.flipped[0] else w)


@full_check
def test_exchanged_axes_and_channels_are_found():
    x, w = np.arange(1, 5).reshape(2, 2), np.arange(1, 10).reshape(3, 3)
    y = ConvTranspose((3, 3), stride=2)(x, w.T.copy())
    assert [reading.axes for reading in dialects.find(x, w, y)] == [(1, 0)]
    x, w = np.arange(1, 7).reshape(2, 3), np.arange(1, 13).reshape(2, 2, 3)
    y = ConvTranspose(3, stride=2, channels=(2, 2))(x, np.swapaxes(w, 0, 1).copy())
    found = dialects.find(x, w, y, axes=1)
    assert {reading.channels for reading in found} == {"out, in"}


def test_what_a_symmetric_kernel_cannot_tell_apart_and_what_could():
    found = dialects.find([1, 2], [1, 2, 1], [1, 2, 3, 4, 2])
    assert {reading.flipped for reading in found} == {(False,), (True,)}
    x, w = found.apart
    assert len({tuple(again(reading, x, w)) for reading in found}) == len(found)


def test_a_function_is_asked():
    def function(x, w):
        return ConvTranspose(3, stride=2, padding=1)(x, w[::-1].copy())

    found = dialects.find(function)
    assert [reading.flipped for reading in found] == [(True,)]
    assert found[0].layer == ConvTranspose(3, stride=2, padding=1)


def test_a_mistake_that_is_no_reading_is_named():
    x, w = np.array([[[1, 2, 4]]]), np.array([[[1, 5, 3]]])
    plain = {"stride": (2,), "dilation": (1,), "begin": (0,), "end": (0,), "output_padding": (0,)}
    y = scatter(x, w, np.zeros(1, int), **plain, groups=1, adds=False)
    found = dialects.find(x[0, 0], w[0, 0], y[0, 0])
    assert not found.readings
    assert found.nearest[0].mistake == "overlaps overwritten" in UNSEEN_BY_WINDOWS
    assert found.nearest[0].wrong


def test_where_nothing_fits_the_nearest_has_the_fewest_wrong_cells():
    x, w = np.array([1, 2, 4]), np.array([1, 5, 3])
    y = ConvTranspose(3, stride=2)(x, w)
    y[3] += 100
    found = dialects.find(x, w, y)
    assert len(found) == 0
    assert found.nearest[0].layer == ConvTranspose(3, stride=2)
    assert found.nearest[0].wrong == ((0, 0, 3),)


def test_what_is_no_layer_is_refused():
    for x, w, y in (("a", [1], [1]), ([1], [1], [[[[1]]]]), ([], [1], [1])):
        with pytest.raises(ShapeError):
            dialects.find(x, w, y)
