"""A strip shows the same work in less room: products, sums, what is cropped; held against loops over all index pairs."""

from __future__ import annotations

from collections import Counter
from math import prod

import pytest
from figure_facts import (
    assert_texts_fit,
    canvas,
    cells,
    has,
    kept,
    parsed,
    products,
)
from random_layers import generator, random_layer
from thorough import part

from symconv import ConvTranspose, tensor
from symconv.errors import GeometryError, UnsupportedError
from symconv.figures import scale_place_sum
from symconv.figures.scene import Hatch, Rect, plain
from symconv.worked import example


def flat_layer(seed):
    """Return a random layer without channels, and an input size."""
    source = generator(seed)
    while True:
        layer, shape, _ = random_layer(source, transposed=True)
        if layer.channels is None:
            return layer, shape


@pytest.mark.parametrize("seed", part(list(range(20)), few=4))
def test_any_layer_has_a_strip_or_a_smaller_drawing(seed):
    layer, size = flat_layer(seed)
    x, w = tensor("x", size), tensor("w", layer.kernel_size)
    drawn = scale_place_sum(layer, x, w, compact=True)
    assert_texts_fit(drawn)
    assert parsed(drawn.svg()).get("role") == "img"
    hatched = {group.index for group in drawn.scene.parts("sum") if has(group, Hatch)}
    if not any(has(group, Rect, "count") for group in drawn.scene.parts("sum")):
        assert hatched == canvas(layer, size) - kept(layer, size)
    if len(list(drawn.scene.parts("copy"))) == prod(size):
        placed = Counter(group.index for group in drawn.scene.parts("product"))
        assert placed == Counter((i, t) for _, i, t in products(layer, size))


STRIPS = {
    "seed": (ConvTranspose(3, stride=2, padding=1), 2),
    "dilated": (ConvTranspose(2, stride=1, dilation=3, output_padding=2), 2),
    "side by side": (ConvTranspose((2, 2), stride=2), (2, 2)),
    "overlap": (ConvTranspose((2, 2)), (2, 2)),
    "non-square": (ConvTranspose((1, 3), stride=(1, 2), padding=[(0, 0), (1, 0)]), (2, 1)),
}


@pytest.mark.parametrize("name", STRIPS)
def test_every_product_is_placed_once_and_added(name):
    layer, size = STRIPS[name]
    drawn = scale_place_sum(layer, *cells(layer, size), compact=True)
    placed = Counter(group.index for group in drawn.scene.parts("product"))
    assert placed == Counter((i, t) for _, i, t in products(layer, size))
    sums = {group.index: group for group in drawn.scene.parts("sum")}
    terms = Counter(position for position, _, _ in products(layer, size))
    assert set(sums) == canvas(layer, size)
    for position, group in sums.items():
        written = "".join(plain(item.runs) for item in group.items if hasattr(item, "runs"))
        assert written.count("w") == terms[position]
    usual = scale_place_sum(layer, *cells(layer, size))
    assert drawn.scene.height < 0.51 * usual.scene.height


def test_numbers_are_added_up():
    drawn = scale_place_sum(ConvTranspose((2, 2)), [[0, 1], [2, 3]], [[0, 1], [2, 3]], compact=True)
    [middle] = [group for group in drawn.scene.parts("sum") if group.index == (1, 1)]
    written = [plain(item.runs) for item in middle.items if hasattr(item, "runs")]
    assert written == ["0·3", "+ 1·2", "+ 2·1", "+ 3·0 = 4"]


def test_the_look_moves_as_the_usual_figure_does():
    drawn = scale_place_sum(
        ConvTranspose(3, stride=2), tensor("x", 2), tensor("w", 3), compact=True
    )
    assert [group.step for group in drawn.scene.parts("copy")] == [1, 2]


def test_what_has_no_strip_is_refused(tmp_path):
    with pytest.raises(UnsupportedError, match="a strip is drawn over one or two axes without"):
        scale_place_sum(
            ConvTranspose(1, channels=(1, 1)),
            tensor("x", (1, 1)),
            tensor("w", (1, 1, 1)),
            compact=True,
        )
    with pytest.raises(GeometryError, match="scale-place-sum alone can be drawn as one strip"):
        example("seed-1d").figure("matrix", compact=True)
    with pytest.raises(GeometryError, match="a figure alone can be one strip"):
        example("seed-1d").save(tmp_path / "a.html", compact=True)
    assert not list(tmp_path.iterdir())
