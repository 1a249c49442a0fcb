"""Zero insertion, overlap count, polyphase: what they show, checked against loops over index pairs."""

from __future__ import annotations

import itertools
from collections import Counter
from math import prod

import numpy as np
import pytest
from figure_facts import (
    CASES,
    LARGE,
    SVG,
    TALLEST,
    assert_texts_fit,
    canvas,
    cells,
    flat,
    has,
    kept,
    parsed,
    products,
    shape,
    texts,
    window,
)
from hypothesis import example, given
from hypothesis import strategies as st
from thorough import examples

from symconv import ConvTranspose, tensor
from symconv.errors import GeometryError, SymconvError
from symconv.figures import overlap_count, polyphase, zero_insertion
from symconv.figures.placing import Placing
from symconv.figures.scene import Hatch, Line, Rect, Text, plain, walk
from symconv.figures.views.phases import phases
from symconv.figures.views.sliding import MOST_POSITIONS
from symconv.figures.views.stretched_input import Stretched

ALL = {**CASES, **LARGE}
VIEWS = {"zero-insertion": zero_insertion, "overlap-count": overlap_count, "polyphase": polyphase}


def drawn(name, draw):
    layer, size = ALL[name]
    return draw(layer, *cells(layer, size))


def arrows(scene):
    return [item for item in walk(scene.items) if isinstance(item, Line) and item.arrow]


def says(scene):
    return [plain(item.runs) for item in walk(scene.items) if isinstance(item, Text)]


def by_output(layer, size):
    """The products of each output cell, sorted: {output index: [(input cell, tap)]}."""
    begin, _, _ = window(layer, size)
    found = {
        tuple(p - b for p, b in zip(position, begin, strict=True)): []
        for position in kept(layer, size)
    }
    for position, i, t in products(layer, size):
        index = tuple(p - b for p, b in zip(position, begin, strict=True))
        if index in found:
            found[index].append((i, t))
    return {index: sorted(pairs) for index, pairs in found.items()}


def correlated(padded, kernel, index):
    """The pairs that a kernel multiplies at one position of an input, both given by the numbers of their cells."""
    pairs = []
    for m in np.ndindex(*kernel.shape):
        at = tuple(o + place for o, place in zip(index, m, strict=True))
        if padded[at] >= 0 and kernel[m] >= 0:
            pairs.append((int(padded[at]), int(kernel[m])))
    return sorted(pairs)


@pytest.mark.parametrize("name", ALL)
def test_the_reversed_kernel_on_the_stretched_input_gives_the_layer(name):
    layer, size = ALL[name]
    stretched = Stretched(Placing.of(layer, *cells(layer, size)))
    padded = np.full(stretched.shape, -1)
    for place, cell in stretched.inputs.items():
        if stretched.is_inside(place):
            padded[place] = cell
    turned = stretched.reversed_kernel()
    kernel = np.array([-1 if tap is None else tap for tap in turned.values()]).reshape(
        stretched.reach
    )
    plainly_placed = np.full(stretched.reach, -1)
    strided = tuple(slice(None, None, axis.dilation) for axis in layer.axes)
    plainly_placed[strided] = np.arange(prod(layer.kernel_size)).reshape(layer.kernel_size)
    assert np.array_equal(kernel, np.flip(plainly_placed))
    for index, pairs in by_output(layer, size).items():
        assert correlated(padded, kernel, index) == pairs
        covered = {place: (padded[place], tap) for place, tap in stretched.window(index).items()}
        assert {place: (t.input, t.tap) for place, t in stretched.pairs(index).items()} == {
            place: pair for place, pair in covered.items() if pair[0] >= 0 and pair[1] is not None
        }


@pytest.mark.parametrize("name", ALL)
def test_between_stand_inserted_zeros_and_outside_padding(name):
    layer, size = ALL[name]
    stretched = Stretched(Placing.of(layer, *cells(layer, size)))
    first = tuple(a.reach - 1 - a.begin for a in layer.axes)
    last = tuple(
        f + a.stride * (n - 1) for f, a, n in zip(first, layer.axes, shape(size), strict=True)
    )
    assert min(stretched.inputs) == first
    assert max(stretched.inputs) == last
    for place in np.ndindex(*stretched.shape):
        between = all(f <= at <= e for f, at, e in zip(first, place, last, strict=True))
        assert stretched.is_inserted(place) == between


@pytest.mark.parametrize("name", [name for name, (layer, _) in ALL.items() if len(layer.axes) == 1])
def test_every_position_frames_its_pairs(name):
    layer, size = ALL[name]
    scene = drawn(name, zero_insertion).scene
    rows = {group.index: group for group in scene.parts("window")}
    outputs = by_output(layer, size)
    if not rows:
        framed = [item for item in scene.items if isinstance(item, Rect) and item.role == "frame"]
        most = max(map(len, outputs.values()))
        assert len([item for item in framed if item.radius]) - any(scene.parts("output")) == most
        return
    assert set(rows) == set(sorted(outputs)[:MOST_POSITIONS])
    for index, group in rows.items():
        frames = [item for item in group.items if isinstance(item, Rect) and item.role == "frame"]
        assert len(frames) == len(outputs[index])
        assert group.title.partition(" = ")[2].count("+") + 1 == max(1, len(outputs[index]))


def test_the_seed_at_every_position():
    scene = drawn("seed", zero_insertion).scene
    assert [group.title for group in scene.parts("window")] == [
        "y1 = x1 w2",
        "y2 = x1 w3 + x2 w1",
        "y3 = x2 w2",
    ]
    assert "x1·w3 + 0·w2 + x2·w1" in says(scene)
    assert {"s − 1 = 1 zero between,", "k − 1 − p = 1 at each end", "padding", "inserted"} <= set(
        says(scene)
    )
    assert drawn("seed", zero_insertion).scene.width <= 748


def test_numbers_are_computed_and_negative_ones_bracketed():
    scene = zero_insertion(ConvTranspose(2, stride=2), [3, -1], [4, 5]).scene
    assert [group.title for group in scene.parts("window")] == [
        "y1 = 3·4 = 12", "y2 = 3·5 = 15", "y3 = (−1)·4 = −4", "y4 = (−1)·5 = −5",
    ]  # fmt: skip
    assert "0·5 + (−1)·4" in says(scene)


def looked_at(layer, size, outputs):
    """The first output cell with the most terms, or in large inputs the highlighted one."""
    if prod(shape(size)) <= 6:
        return max(sorted(outputs), key=lambda index: len(outputs[index]))
    placing = Placing.of(layer, *cells(layer, size))
    return placing.output_index(placing.highlight.position)


@pytest.mark.parametrize(
    "name", [name for name, (layer, _) in CASES.items() if len(layer.axes) == 2]
)
def test_over_two_axes_one_position_is_drawn(name):
    layer, size = CASES[name]
    outputs = by_output(layer, size)
    for cell in (None, (0, 0), max(outputs)):
        scene = zero_insertion(layer, *cells(layer, size), cell=cell).scene
        chosen = cell or looked_at(layer, size, outputs)
        framed = [
            item
            for item in walk(scene.items)
            if isinstance(item, Rect) and item.role == "frame" and item.radius
        ]
        assert len(framed) == len(outputs[chosen]) + any(scene.parts("output"))
        assert any(
            text.startswith(f"y{''.join(str(o + 1) for o in chosen)}") or "," in text
            for text in says(scene)
        )
        taps = [group for group in scene.parts("place") if has(group, Rect, "kernel")]
        assert len(taps) == prod(layer.kernel_size)
        assert {group.index for group in scene.parts("output")} in (set(), set(outputs))


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(GeometryError, match=r"the output has shape \(3,\), but no cell \(3,\)"):
        zero_insertion(ConvTranspose(3, stride=2, padding=1), [1, 2], [1, 2, 3], cell=(3,))


def test_cropped_input_cells_are_hatched():
    scene = zero_insertion(ConvTranspose(3, padding=3), tensor("x", 5), tensor("w", 3)).scene
    assert {group.index[0] for group in scene.parts("input") if has(group, Hatch)} == {0, 4}
    assert any("k − 1 − p = −1 (cropped) at each end" in text for text in says(scene))


@pytest.mark.parametrize("name", ALL)
def test_phases_split_the_kernel_by_remainder(name):
    layer, size = ALL[name]
    split = phases(Placing.of(layer, *cells(layer, size)))
    strides = [axis.stride for axis in layer.axes]
    positions = [position for phase in split for position in phase.positions]
    _, _, full = window(layer, size)
    assert sorted(positions) == sorted(itertools.product(*map(range, full)))
    expected = {}
    for t in itertools.product(*map(range, layer.kernel_size)):
        reached = [axis.dilation * at for axis, at in zip(layer.axes, t, strict=True)]
        remainder = tuple(p % s for p, s in zip(reached, strides, strict=True))
        place = tuple(p // s for p, s in zip(reached, strides, strict=True))
        expected.setdefault(remainder, {})[place] = flat(t, layer.kernel_size)
    assert {phase.remainder: phase.taps for phase in split if phase.taps} == expected


@pytest.mark.parametrize("name", ALL)
def test_a_phase_is_a_convolution_at_unit_stride(name):
    layer, size = ALL[name]
    landed = {}
    for position, i, t in products(layer, size):
        landed.setdefault(position, []).append((i, t))
    for phase in phases(Placing.of(layer, *cells(layer, size))):
        found = {}
        for i, (place, tap) in itertools.product(
            itertools.product(*map(range, shape(size))), phase.taps.items()
        ):
            position = tuple(
                a.stride * (at + m) + r
                for a, at, m, r in zip(layer.axes, i, place, phase.remainder, strict=True)
            )
            found.setdefault(position, []).append((flat(i, shape(size)), tap))
        for position in phase.positions:
            assert sorted(found.get(position, [])) == sorted(landed.get(position, []))


@pytest.mark.parametrize("name", CASES)
def test_the_polyphase_view_shows_every_phase_and_the_output(name):
    layer, size = CASES[name]
    scene = drawn(name, polyphase).scene
    _, _, full = window(layer, size)
    shown = {group.index for group in scene.parts("phase")}
    every = set(itertools.product(*map(range, full)))
    assert not any(has(group, Hatch) for group in scene.parts("phase"))
    sums = list(scene.parts("sum"))
    if sums:
        assert shown == every
        hatched = {group.index for group in sums if has(group, Hatch)}
        assert hatched == canvas(layer, size) - kept(layer, size)
    else:
        strides = [axis.stride for axis in layer.axes]
        remainders = {
            tuple(p % s for p, s in zip(position, strides, strict=True)) for position in shown
        }
        assert len(remainders) == 1
        assert shown < every
    taps = Counter(group.index[0] for group in scene.parts("tap"))
    assert taps == Counter(dict.fromkeys(range(prod(layer.kernel_size)), 2))


@pytest.mark.parametrize("name", ALL)
def test_counts_are_the_numbers_of_terms(name):
    layer, size = ALL[name]
    scene = drawn(name, overlap_count).scene
    count = Counter(position for position, _, _ in products(layer, size))
    assert {group.index: int(texts(group)) for group in scene.parts("sum")} == {
        p: count[p] for p in canvas(layer, size)
    }
    assert_counts_have_a_fill_each(scene)


def assert_counts_have_a_fill_each(scene):
    """Different numbers of terms have different fills, and the legend shows each number in its own."""
    fills = {}
    for group in scene.parts("sum"):
        if int(texts(group)):
            fills.setdefault(int(texts(group)), set()).add(group.items[0].hue)
    assert all(len(fill) == 1 for fill in fills.values())
    assert len(set(map(min, fills.values()))) == len(fills)
    swatches = [
        item.hue
        for item in scene.items
        if isinstance(item, Rect) and item.role == "count" and item.height == 26
    ]
    assert swatches == [min(fills[number]) for number in sorted(fills)]


def test_the_checkerboard_of_a_kernel_of_five_can_be_seen():
    layer = ConvTranspose((5, 5), stride=2)
    scene = overlap_count(layer, *cells(layer, (8, 8))).scene
    assert {int(texts(group)) for group in scene.parts("sum")} == {1, 2, 3, 4, 6, 9}
    assert_counts_have_a_fill_each(scene)


def test_bars_are_as_tall_as_the_counts():
    scene = drawn("long", overlap_count).scene
    bars = [
        item
        for item in scene.items
        if isinstance(item, Rect) and item.role == "count" and item.height != 26
    ]
    layer, size = LARGE["long"]
    count = Counter(position for position, _, _ in products(layer, size))
    heights = [bar.height for bar in bars]
    assert heights == [18 * count[p] for p in sorted(canvas(layer, size)) if count[p]]


@pytest.mark.parametrize(("layer", "size", "verdict", "reason"), [
    (ConvTranspose((3, 3), stride=2), (4, 4), "Checkerboard", "s does not divide k"),
    (ConvTranspose((4, 4), stride=2), (4, 4), "Even inside", "s divides k"),
    (ConvTranspose(3, stride=2), 4, "Uneven inside", "s does not divide k"),
    (ConvTranspose(2, stride=3), 3, "Uneven inside", "k < s: gaps between the copies"),
    (ConvTranspose(4, stride=2, dilation=2), 5, "Uneven inside", "s and d share the factor 2"),
    (ConvTranspose((3, 2), stride=2), (4, 4), "Stripes", None),
    (ConvTranspose(3, stride=2), 1, "Terms per cell", None),
    (ConvTranspose((2, 3, 3), stride=(1, 2, 2)), (2, 3, 3), "Checkerboard", None),
])  # fmt: skip
def test_the_verdict_is_counted(layer, size, verdict, reason):
    scene = overlap_count(layer, *cells(layer, size)).scene
    assert verdict in says(scene)
    others = {"Checkerboard", "Even inside", "Uneven inside", "Stripes"} - {verdict}
    assert not others & set(says(scene))
    assert reason is None or reason in says(scene)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ALL)
def test_views_are_well_formed_fit_and_are_the_same_each_time(name, view):
    figure = drawn(name, VIEWS[view])
    assert_texts_fit(figure)
    text = figure.svg()
    assert text == drawn(name, VIEWS[view]).svg()
    root = parsed(text)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == figure.title
    assert root.find(f"{SVG}desc").text == figure.description
    assert all(span.text for span in root.iter(f"{SVG}tspan"))


def test_descriptions_state_the_result():
    assert drawn("seed", zero_insertion).description.endswith(
        "Output of size 3: x1 w2; x1 w3 + x2 w1; x2 w2."
    )
    assert drawn("seed", polyphase).description.startswith(
        "The kernel is split into 2 phases. Phase 0: w1, w3, positions 0, 2, 4. Phase 1: w2, positions 1, 3. Output"
    )
    assert drawn("nine inputs", overlap_count).description.endswith("of 49. Checkerboard.")


SPREAD = {"stride": 1, "padding": (0, 0), "output_padding": 0, "size": 1}
CUT = SPREAD | {"kernel_size": 1, "dilation": 2, "padding": (1, 0), "output_padding": 1}


@st.composite
def axes(draw):
    stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return {
        "kernel_size": draw(st.integers(1, 4)), "stride": stride, "dilation": dilation,
        "padding": (draw(st.integers(0, 3)), draw(st.integers(0, 3))),
        "output_padding": draw(st.integers(0, max(stride, dilation) - 1)), "size": draw(st.integers(1, 4)),
    }  # fmt: skip


@examples(25)
@given(st.lists(axes(), min_size=1, max_size=2))
@example([SPREAD | {"kernel_size": 3, "dilation": 2}, SPREAD | {"kernel_size": 4, "dilation": 3}])
@example([SPREAD | {"kernel_size": 4, "dilation": 3}, SPREAD | {"kernel_size": 1, "dilation": 1}])
@example([SPREAD | {"kernel_size": 4, "dilation": 2}, CUT])  # no product reaches the cell
def test_any_layer_can_be_drawn_in_every_view(drawn_axes):
    names = ("kernel_size", "stride", "dilation", "output_padding")
    values = [tuple(axis[name] for axis in drawn_axes) for name in names]
    size = tuple(axis["size"] for axis in drawn_axes)
    try:
        layer = ConvTranspose(
            values[0], values[1], [axis["padding"] for axis in drawn_axes], values[3], values[2]
        )
        layer.output_size(size)
    except SymconvError:
        return
    x, w = tensor("x", size), tensor("w", layer.kernel_size)
    for draw in VIEWS.values():
        figure = draw(layer, x, w)
        assert parsed(figure.svg()).get("role") == "img"
        if figure.is_readable:  # the others are refused
            # labels of 7 pt may shrink to 6 on the page, which the phases of tall canvases need
            assert_texts_fit(figure, tallest=TALLEST * (7 / 6 if draw is polyphase else 1))
    assert_counts_have_a_fill_each(overlap_count(layer, x, w).scene)
