"""Figures of many input cells: one footprint and one sum, checked against loops over all index pairs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from math import prod

import pytest
from figure_facts import (
    CASES,
    LARGE,
    MANY,
    assert_texts_fit,
    canvas,
    cells,
    figure_of,
    has,
    hues,
    kept,
    products,
    shape,
    texts,
    window,
)
from hypothesis import given
from hypothesis import strategies as st
from thorough import examples

from symconv import ConvTranspose
from symconv.figures import scale_place_sum
from symconv.figures.scene import Hatch, Line, Rect, Text, plain, walk

SHOWN = {name: {**CASES, **LARGE}[name] for name in (*MANY, *LARGE)}


def rings(scene):
    return [item for item in scene.items if isinstance(item, Rect) and item.role == "ring"]


def assert_highlights_are_right(layer, size):
    """The two coloured things are what the layer makes of one input cell, and what it makes one output cell of."""
    scene = figure_of(layer, size).scene
    [copy] = scene.parts("copy")
    [gather] = scene.parts("gather")
    [cell] = copy.index
    placed = Counter(group.index for group in scene.parts("product"))
    assert placed == Counter((i, t) for _, i, t in products(layer, size) if i == cell)
    terms = [(i, t) for position, i, t in products(layer, size) if position == gather.index]
    sources = {i for i, _ in terms}
    assert gather.index in kept(layer, size)
    colours = {group.index[0]: hues(group, "input")[0] for group in scene.parts("input")}
    expected = {i: 1 if i in sources else 0 for i in range(prod(shape(size)))}
    assert colours == expected | {cell: 2}
    framed = set()
    for group in scene.parts("tap"):
        box = group.items[0]
        if any(0 < ring.x - box.x < 9 and 0 < ring.y - box.y < 9 for ring in rings(scene)):
            framed |= set(group.index)
    assert framed == {t for _, t in terms}
    shades = [item for item in gather.items if isinstance(item, Rect) and item.role == "shade"]
    assert len(shades) == sum(i in sources for _, i, _ in products(layer, size))
    return cell, sources


@pytest.mark.parametrize("name", SHOWN)
def test_the_highlights_are_what_the_layer_does(name):
    assert_highlights_are_right(*SHOWN[name])


@pytest.mark.parametrize("name", SHOWN)
def test_the_canvas_shows_what_is_cropped(name):
    layer, size = SHOWN[name]
    scene = figure_of(layer, size).scene
    sums = list(scene.parts("sum"))
    assert {group.index for group in sums} == canvas(layer, size)
    hatched = {group.index for group in sums if has(group, Hatch)}
    assert hatched == canvas(layer, size) - kept(layer, size)
    cuts = [item for item in walk(scene.items) if isinstance(item, Line) and item.role == "cut"]
    full = set(itertools.product(*map(range, window(layer, size)[2])))
    assert bool(cuts) == (full != kept(layer, size))


def test_the_two_do_not_meet_where_there_is_room():
    layer = ConvTranspose((3, 3), stride=2, padding=1)
    cell, sources = assert_highlights_are_right(layer, (5, 5))
    reached = {position for position, i, _ in products(layer, (5, 5)) if i == cell}
    around = {position for position, i, _ in products(layer, (5, 5)) if i in sources}
    assert not reached & around
    assert len(sources) == 4


def test_the_sum_is_written_and_computed():
    x = [[1 + (r + 2 * c) % 4 for c in range(3)] for r in range(3)]
    w = [[5, 6], [7, 8]]
    figure = scale_place_sum(ConvTranspose((2, 2), stride=2), x, w)
    [gather] = figure.scene.parts("gather")
    assert_texts_fit(figure)
    row, column = gather.index
    value = x[row // 2][column // 2] * w[row % 2][column % 2]
    said = [plain(item.runs) for item in walk(figure.scene.items) if isinstance(item, Text)]
    assert any(text.endswith(f" = {value}") for text in said)


@st.composite
def layers(draw):
    axes = draw(st.integers(1, 2))
    size = [draw(st.integers(3, 6)) for _ in range(axes)]
    if axes == 1:
        size = [draw(st.integers(7, 12))]
    each = [(draw(st.integers(1, 4)), draw(st.integers(1, 2))) for _ in size]
    kernel, stride = zip(*each, strict=True)
    return ConvTranspose(kernel, stride, dilation=draw(st.integers(1, 2))), tuple(size)


@examples(20)
@given(layers())
def test_any_large_input_has_two_right_highlights(drawn):
    layer, size = drawn
    figure = scale_place_sum(layer, *cells(layer, size))
    assert_texts_fit(figure)
    if list(figure.scene.parts("gather")):
        assert_highlights_are_right(layer, size)
    else:
        assert all(texts(group) for group in figure.scene.parts("sum"))


def test_nothing_is_drawn_over_the_name_of_the_copy():
    """The crop and the shades cut no letter: the name and its plate come after them."""
    named = 0
    for layer, size in SHOWN.values():
        drawn = list(walk(figure_of(layer, size).scene.items))
        names = [n for n, item in enumerate(drawn) if _is_name_of_copy(item)]
        over = [n for n, item in enumerate(drawn) if _is_line_of_the_canvas(item)]
        named += len(names)
        assert all(name > max(over) for name in names)
    assert named


def _is_name_of_copy(item):
    return isinstance(item, Text) and re.fullmatch(r"x\S+ · w", plain(item.runs)) is not None


def _is_line_of_the_canvas(item):
    is_cut = isinstance(item, Line) and item.role in ("cut", "ray")
    return is_cut or (isinstance(item, Rect) and item.role in ("shade", "edge"))
