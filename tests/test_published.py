"""Results that others have published, by every method and by the engine; the file of results names the sources."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from sympy import Array

from symconv import Conv, ConvTranspose

PUBLISHED = json.loads(
    (Path(__file__).parent / "data" / "published.json").read_text(encoding="utf-8")
)
TRANSPOSED, CORRELATIONS = PUBLISHED["transposed"], PUBLISHED["correlations"]
FIGURES = [tuple(row) for row in PUBLISHED["figures"]["rows"]]
FORMS = {"lists": lambda x: x, "SymPy": Array, "NumPy": np.array}


def transposed_layer(example):
    """Return the layer of an example; what the window leaves over at the end is its padding there."""
    x, w = np.array(example["x"]), np.array(example["w"])
    rows = zip(example["stride"], example["dilation"], x.shape[2:], w.shape[2:], strict=True)
    full = [s * (n - 1) + d * (k - 1) + 1 for s, d, n, k in rows]
    begins = example["begin"]
    padding = [(b, F - b - O) for b, F, O in zip(begins, full, example["output_size"], strict=True)]
    channels = (w.shape[0], w.shape[1] * example["groups"])
    return ConvTranspose(
        w.shape[2:], example["stride"], padding, 0, example["dilation"], example["groups"], channels
    )


def ids(example):
    return example["id"]


def test_every_example_names_its_source():
    assert [len(TRANSPOSED), len(CORRELATIONS), len(FIGURES)] == [8, 2, 8]
    assert all(
        len(example["source"]) > 20
        for example in [*TRANSPOSED, *CORRELATIONS, PUBLISHED["figures"]]
    )


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
@pytest.mark.parametrize("example", TRANSPOSED, ids=ids)
def test_transposed(example, method):
    assert transposed_layer(example)(example["x"], example["w"], method=method) == example["y"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("example", TRANSPOSED, ids=ids)
def test_transposed_in_every_form(example, form):
    result = transposed_layer(example)(FORMS[form](example["x"]), FORMS[form](example["w"]))
    assert type(result) is type(FORMS[form](example["y"]))
    assert np.array(result).tolist() == example["y"]


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
@pytest.mark.parametrize(
    "example", [e for e in TRANSPOSED if np.array(e["w"]).shape[:2] == (1, 1)], ids=ids
)
def test_transposed_without_channels(example, method):
    layer = transposed_layer(example)
    plain = ConvTranspose(
        layer.kernel_size, layer.stride, list(layer.padding), dilation=layer.dilation
    )
    assert plain(example["x"][0][0], example["w"][0][0], method=method) == example["y"][0][0]


@pytest.mark.parametrize("method", [None, *Conv.methods])
@pytest.mark.parametrize("example", CORRELATIONS, ids=ids)
def test_correlation(example, method):
    layer = Conv((3, 3), stride=example["stride"], padding=example["padding"])
    assert layer(example["x"], example["w"], method=method) == example["y"]


def test_a_published_convolution_and_the_way_back_are_no_inverses():
    """The example "d2l-matrix": its input is a convolution of 0..8, its output is not 0..8."""
    (example,) = [e for e in TRANSPOSED if e["id"] == "d2l-matrix"]
    x, w, y = (example[name][0][0] for name in "xwy")
    counted = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert Conv((2, 2))(counted, w) == x
    assert y != counted


def test_a_wrong_result_is_seen():
    (example,) = [e for e in TRANSPOSED if e["id"] == "shibuya-4x16"]
    turned = [[[row[::-1] for row in example["w"][0][0]]]]
    assert transposed_layer(example)(example["x"], turned) != example["y"]


@pytest.mark.parametrize(("i", "o", "p", "k", "s", "d"), FIGURES)
def test_sizes_of_the_guides_figures(i, o, p, k, s, d):
    down = Conv(k, stride=s, padding=p, dilation=d)
    up = down.adjoint(i)
    assert down.output_size(i) == o
    assert down.matrix([1] * k, i).shape == (o, i)
    assert up.output_size(o) == i
    assert up.output_padding == ((1,) if (i, s) == (6, 2) else (0,))


@pytest.mark.parametrize(("k", "s", "p"), [*product(range(1, 5), range(1, 4), range(3))])
def test_sizes_of_the_guides_relationships(k, s, p):
    """Relationships 6 and 14, of which 1 to 5 and 8 to 13 are cases; 15 with dilation."""
    for i in range(max(1, k - 2 * p), 9):
        o, a = (i + 2 * p - k) // s + 1, (i + 2 * p - k) % s
        assert Conv(k, stride=s, padding=p).output_size(i) == o
        up = ConvTranspose(k, stride=s, padding=p, output_padding=a)
        assert up.output_size(o) == s * (o - 1) + a + k - 2 * p == i
        wide = i + 2 * (k - 1)
        assert (
            Conv(k, stride=s, padding=p, dilation=3).output_size(wide)
            == (wide + 2 * p - k - (k - 1) * 2) // s + 1
        )
