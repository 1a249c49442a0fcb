"""Slices and channels in every view: what they show, checked against loops over index pairs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from math import prod

import numpy as np
import pytest
from figure_facts import assert_texts_fit, has, hues, parsed, products, texts
from random_layers import generator, random_layer
from thorough import part

from symconv import ConvTranspose, tensor, worked_example
from symconv.errors import UnsupportedError
from symconv.figures import matrix_figure, overlap_count, polyphase, scale_place_sum, zero_insertion
from symconv.figures.placing import Placing
from symconv.figures.scene import Hatch, Rect, Text, plain, walk
from symconv.figures.views.phases import phases
from symconv.figures.views.polyphase import MOST_PHASES
from symconv.figures.views.stretched_input import Stretched
from symconv.worked.views import VIEWS

STACKED = {
    "three axes": (ConvTranspose((2, 2, 2), stride=(1, 2, 2)), (2, 2, 2), (2, 2, 2)),
    "three axes, cropped": (
        ConvTranspose((2, 1, 3), padding=[1, 0, (0, 1)], stride=2),
        (2, 2, 1),
        (2, 1, 3),
    ),
    "four axes": (ConvTranspose((1, 2, 1, 2)), (2, 1, 1, 2), (1, 2, 1, 2)),
    "groups": (ConvTranspose(2, stride=2, groups=2, channels=(4, 2)), (4, 2), (4, 1, 2)),
    "channels, two axes": (
        ConvTranspose((2, 2), padding=[(1, 0), 0], channels=(2, 3)),
        (2, 2, 2),
        (2, 3, 2, 2),
    ),
    "channels, three axes": (
        ConvTranspose((1, 2, 1), channels=(2, 2)),
        (2, 1, 1, 2),
        (2, 2, 1, 2, 1),
    ),
    "added": (ConvTranspose((1, 1, 1), stride=2, output_padding=1), (1, 1, 2), (1, 1, 1)),
}


TALL = ("three axes", "three axes, cropped", "channels, two axes", "channels, three axes")
"""Those whose values have no room."""


def says(scene):
    return [plain(item.runs) for item in walk(scene.items) if isinstance(item, Text)]


def relation(layer, x_shape, w_shape):
    """All products of a layer with channels: (position with channel, input cell, tap)."""
    if layer.channels is None:
        yield from products(layer, x_shape)
        return
    per_in, per_out = layer.channels[0] // layer.groups, layer.channels[1] // layer.groups
    spatial = x_shape[1:]
    for c, e in itertools.product(range(layer.channels[0]), range(per_out)):
        for position, i, t in products(layer, spatial):
            tap = (c * per_out + e) * prod(layer.kernel_size) + t
            yield (c // per_in * per_out + e, *position), c * prod(spatial) + i, tap


@pytest.mark.parametrize("name", STACKED)
def test_slices_and_channels_place_every_product(name):
    layer, x_shape, w_shape = STACKED[name]
    scene = scale_place_sum(layer, tensor("x", x_shape), tensor("w", w_shape)).scene
    found = list(relation(layer, x_shape, w_shape))
    copied = {group.index[0] for group in scene.parts("copy")}
    assert len(copied) == (prod(x_shape) if prod(x_shape) <= 6 else 1)
    assert Counter(group.index for group in scene.parts("product")) == Counter(
        (i, t) for _, i, t in found if i in copied
    )
    colours = {group.index[0]: hues(group, "input")[0] for group in scene.parts("input")}
    assert colours == expected_colours(name)
    landed = {}
    for position, i, _ in found:
        landed.setdefault(position, []).append(colours[i])
    sums = {group.index: group for group in scene.parts("sum")}
    assert {p: sorted(set(h)) for p, h in landed.items()} == {
        p: sorted({*hues(group, "product"), *hues(group, "fill")})
        for p, group in sums.items()
        if p in landed
    }
    assert {group.index[0] for group in scene.parts("input")} == set(range(prod(x_shape)))
    assert Counter(group.index[0] for group in scene.parts("tap")) == Counter(range(prod(w_shape)))


def expected_colours(name):
    """The colour of each input cell: its own, or in large inputs those of the two highlights."""
    layer, x_shape, w_shape = STACKED[name]
    if prod(x_shape) <= 6:
        return {i: i + 1 for i in range(prod(x_shape))}
    seen = Placing.of(layer, tensor("x", x_shape), tensor("w", w_shape)).highlight
    sources = {i for p, i, _ in relation(layer, x_shape, w_shape) if p == seen.position}
    return {i: 2 if i == seen.input else 1 if i in sources else 0 for i in range(prod(x_shape))}


def stacked(name, draw, **options):
    layer, x_shape, w_shape = STACKED[name]
    return draw(layer, tensor("x", x_shape), tensor("w", w_shape), **options)


def landing(name):
    """The products of each output cell with its channel, sorted: {output index: [(input cell, tap)]}."""
    layer, x_shape, w_shape = STACKED[name]
    begin = (0,) * (len(x_shape) - len(layer.axes)) + tuple(axis.begin for axis in layer.axes)
    found = {
        index: [] for index in np.ndindex(layer(np.ones(x_shape, int), np.ones(w_shape, int)).shape)
    }
    for position, i, t in relation(layer, x_shape, w_shape):
        index = tuple(p - b for p, b in zip(position, begin, strict=True))
        if index in found:
            found[index].append((i, t))
    return {index: sorted(pairs) for index, pairs in found.items()}


@pytest.mark.parametrize("name", STACKED)
def test_reversed_kernels_on_the_sheets_of_the_stretched_input_give_the_layer(name):
    layer, x_shape, w_shape = STACKED[name]
    stretched = Stretched(Placing.of(layer, tensor("x", x_shape), tensor("w", w_shape)))
    for index, pairs in landing(name).items():
        window = stretched.window(index)
        covered = [
            (stretched.inputs[place], tap)
            for place, tap in window.items()
            if place in stretched.inputs
        ]
        assert sorted(pair for pair in covered if pair[1] is not None) == pairs


@pytest.mark.parametrize("name", STACKED)
def test_zero_insertion_on_sheets_shows_kernel_position_and_output(name):
    _, x_shape, w_shape = STACKED[name]
    found = landing(name)
    chosen = max(found, key=lambda index: (len(found[index]), tuple(-place for place in index)))
    scene = stacked(name, zero_insertion, cell=chosen).scene
    assert Counter(group.index[0] for group in scene.parts("tap")) == Counter(
        [*range(prod(w_shape))] * 2
    )
    outputs = {group.index for group in scene.parts("output")}
    assert outputs in (set(), set(found))
    assert {group.index[0] for group in scene.parts("input")} <= set(range(prod(x_shape)))
    rounded = [
        item
        for item in scene.items
        if isinstance(item, Rect) and item.role == "frame" and item.radius
    ]
    assert len(rounded) == len(found[chosen]) + bool(outputs)


@pytest.mark.parametrize("name", STACKED)
def test_phases_on_sheets_split_kernel_and_canvas(name):
    layer, x_shape, w_shape = STACKED[name]
    lead = len(x_shape) - len(layer.axes)
    placing = Placing.of(layer, tensor("x", x_shape), tensor("w", w_shape))
    split = phases(placing)
    assert sorted(tap for phase in split for tap in phase.taps.values()) == list(
        range(prod(w_shape))
    )
    found = {}
    for position, i, t in relation(layer, x_shape, w_shape):
        found.setdefault(position, []).append((i, t))
    for phase in split:
        for position in phase.positions:
            assert (
                tuple(p % a.stride for p, a in zip(position[lead:], layer.axes, strict=True))
                == phase.remainder
            )
            assert {t for _, t in found.get(position, ())} <= set(phase.taps.values())
    drawn = [group.index for group in stacked(name, polyphase).scene.parts("phase")]
    assert len(drawn) == len(set(drawn))
    whole = {position for phase in split[:MOST_PHASES] for position in phase.positions}
    assert set(drawn) in (whole, *(set(phase.positions) for phase in split))
    assert set(found) <= {position for phase in split for position in phase.positions}


@pytest.mark.parametrize(("view", "size"), [(zero_insertion, (33, 1, 1)), (polyphase, (30, 1, 2))])
def test_too_many_sheets_are_refused(view, size):
    layer = ConvTranspose((1, 1, 1), stride=(1, 1, 4))
    with pytest.raises(
        UnsupportedError,
        match=r"slices and channels to show, but at most \d+ can be seen; draw fewer",
    ):
        view(layer, tensor("x", size), tensor("w", (1, 1, 1)))


@pytest.mark.parametrize("name", STACKED)
def test_slices_and_channels_are_cropped_as_the_layer_crops(name):
    layer, x_shape, w_shape = STACKED[name]
    rng = np.random.default_rng(5)
    x, w = rng.integers(-4, 5, x_shape), rng.integers(-4, 5, w_shape)
    values = layer(x, w)
    figure = scale_place_sum(layer, x, w)
    expected = {index: str(value) for index, value in np.ndenumerate(values)}
    lead = len(x_shape) - len(layer.axes)
    begin = (0,) * lead + tuple(axis.begin for axis in layer.axes)
    written = [(g.index, g.title) for g in figure.scene.parts("output")]
    if not written:
        kept = [g for g in figure.scene.parts("sum") if not has(g, Hatch) and " = " in texts(g)]
        written = [
            (tuple(p - b for p, b in zip(g.index, begin, strict=True)), texts(g)) for g in kept
        ]
    shown = {index: text.rpartition(" = ")[2].replace("−", "-") for index, text in written}
    assert {index: expected[index] for index in shown} == shown
    assert len(shown) >= sum(value != "0" for value in expected.values()) or name in TALL
    stop = tuple(b + n for b, n in zip(begin, values.shape, strict=True))
    for group in figure.scene.parts("sum"):
        inside = all(b <= p < e for b, p, e in zip(begin, group.index, stop, strict=True))
        assert has(group, Hatch) != inside


@pytest.mark.parametrize("name", STACKED)
def test_slices_and_channels_are_counted_and_put_into_the_matrix(name):
    layer, x_shape, w_shape = STACKED[name]
    x, w = tensor("x", x_shape), tensor("w", w_shape)
    count = Counter(position for position, _, _ in relation(layer, x_shape, w_shape))
    counted = overlap_count(layer, x, w)
    assert {g.index: int(texts(g)) for g in counted.scene.parts("sum") if int(texts(g))} == count
    figures = [
        scale_place_sum(layer, x, w),
        counted,
        matrix_figure(layer, x, w),
        matrix_figure(layer, x, w, transpose=True),
    ]
    spatial = x_shape[len(x_shape) - len(layer.axes) :]
    expected = {
        (o, i): str(entry)
        for (o, i), entry in np.ndenumerate(np.array(layer.matrix(w, spatial)))
        if entry != 0
    }
    entries = {g.index: texts(g) or g.title.split(": ")[1] for g in figures[3].scene.parts("entry")}
    assert {index: re.sub(r"[_{},]", "", tap) for index, tap in expected.items()} == entries
    for figure in (*figures, zero_insertion(layer, x, w), polyphase(layer, x, w)):
        assert_texts_fit(figure)
        assert parsed(figure.svg()).get("role") == "img"


def test_sheets_name_their_channels_and_slices():
    layer, x_shape, w_shape = STACKED["channels, three axes"]
    said = says(scale_place_sum(layer, tensor("x", x_shape), tensor("w", w_shape)).scene)
    assert {"channel 0, slice 0", "channel 1, slice 0", "channel 0 → 1, slice 0"} <= set(said)
    layer, x_shape, w_shape = STACKED["groups"]
    said = says(scale_place_sum(layer, tensor("x", x_shape), tensor("w", w_shape)).scene)
    assert [text for text in said if "→" in text] == [
        f"channel {c} → {e}" for c, e in ((0, 0), (1, 0), (2, 1), (3, 1))
    ]


@pytest.mark.parametrize("seed", part(range(24), few=4))
def test_a_view_of_any_layer_has_labels_that_can_be_read_or_is_refused(seed):
    layer, shape, _ = random_layer(generator(seed), transposed=True)
    shape = shape[-len(layer.axes) - (layer.channels is not None) :]
    kernel = tuple(map(int, layer.kernel_shape.entries))
    example = worked_example(layer, tensor("x", shape), tensor("w", kernel), steps=["given"])
    for view in VIEWS:
        try:
            scene = example.figure(view).scene
        except UnsupportedError:
            continue
        sizes = [item.size for item in walk(scene.items) if isinstance(item, Text)]
        points = 160 / 25.4 * 72.27 / max(scene.width, 748)
        assert min(sizes) * min(points, 0.588) >= 5.95


def test_colours_beyond_one_for_each_input_cell_are_said():
    layer = ConvTranspose(3, stride=2, padding=1, channels=(2, 2))
    scene = scale_place_sum(layer, tensor("x", (2, 4)), tensor("w", (2, 2, 3))).scene
    said = "".join(plain(item.runs) for item in walk(scene.items) if isinstance(item, Text))
    inputs = {group.index[0]: hues(group, "input") for group in scene.parts("input")}
    assert [cell for cell, colours in inputs.items() if colours == [2]] == [3]
    [ringed] = [group.index for group in scene.parts("sum") if has(group, Rect, "ring")]
    name = f"y{ringed[0] + 1}{ringed[1]}"  # the first position is cropped, and names start at 1
    assert f"amber: terms of x14; blue: terms of the input cells that make {name}" in said
    made = {i for i in range(8) if any(ringed[1] == 2 * (i % 4) + t for t in range(3))}
    assert {cell for cell, colours in inputs.items() if colours == [1]} == made
