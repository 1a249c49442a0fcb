"""Figures show what the layer does: checked against loops over all index pairs."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from figure_facts import (
    CASES,
    FEW,
    LARGE,
    SVG,
    assert_texts_fit,
    canvas,
    cells,
    colour,
    figure_of,
    flat,
    flattened,
    has,
    hues,
    kept,
    parsed,
    plainly,
    products,
    texts,
    window,
)
from hypothesis import given
from hypothesis import strategies as st
from sympy import Array, Symbol, symbols
from thorough import examples

from symconv import ConvTranspose, tensor
from symconv.errors import ShapeError, SymconvError, UnsupportedError
from symconv.figures import Figure, labels, matrix_figure, scale_place_sum
from symconv.figures.metrics import width
from symconv.figures.scene import Hatch, Line, Rect, Text, plain, walk


@pytest.mark.parametrize("name", FEW)
def test_every_product_is_placed_once(name):
    layer, size = CASES[name]
    placed = Counter(group.index for group in figure_of(layer, size).scene.parts("product"))
    expected = Counter((i, t) for _, i, t in products(layer, size))
    assert placed == expected


@pytest.mark.parametrize("name", CASES)
def test_hatched_cells_are_those_cropped(name):
    layer, size = CASES[name]
    sums = list(figure_of(layer, size).scene.parts("sum"))
    assert {group.index for group in sums} == canvas(layer, size)
    assert {group.index for group in sums if has(group, Hatch)} == canvas(layer, size) - kept(
        layer, size
    )


@pytest.mark.parametrize("name", FEW)
def test_heavy_frames_are_where_terms_meet(name):
    layer, size = CASES[name]
    framed = {
        group.index
        for group in figure_of(layer, size).scene.parts("sum")
        if has(group, Rect, "frame")
    }
    count = Counter(position for position, _, _ in products(layer, size))
    assert framed == {position for position, terms in count.items() if terms > 1}


@pytest.mark.parametrize("name", FEW)
def test_zeros_are_where_no_term_lands(name):
    layer, size = CASES[name]
    zeros = {
        group.index
        for group in figure_of(layer, size).scene.parts("sum")
        if has(group, Rect, "zero")
    }
    assert zeros == canvas(layer, size) - {position for position, _, _ in products(layer, size)}


@pytest.mark.parametrize("name", FEW)
def test_colours_follow_the_input_cell(name):
    layer, size = CASES[name]
    scene = figure_of(layer, size).scene
    for group in scene.parts("input"):
        assert hues(group, "input") == [group.index[0] + 1]
    for group in scene.parts("product"):
        assert hues(group, "product") == [group.index[0] + 1]
    landed = {}
    for position, i, _ in products(layer, size):
        landed.setdefault(position, set()).add(i + 1)
    for group in scene.parts("sum"):
        assert set(hues(group, "product") + hues(group, "fill")) == landed.get(group.index, set())


@pytest.mark.parametrize("name", FEW)
def test_sums_are_in_book_order(name):
    layer, size = CASES[name]
    x, w = (plainly(array) for array in cells(layer, size))
    terms = {}
    for position, i, t in sorted(products(layer, size)):
        terms.setdefault(position, []).append(f"{x[i]} {w[t]}")
    for group in figure_of(layer, size).scene.parts("sum"):
        expected = " + ".join(terms.get(group.index, ["0"]))
        assert group.title == f"position {', '.join(map(str, group.index))}: {expected}"
        assert texts(group).replace("+ ", " + ").replace("  ", " ") in (
            expected,
            f"{expected.count('+') + 1} terms",
            f"{expected.count('+') + 1}",
        )


@pytest.mark.parametrize("name", FEW)
def test_outputs_are_the_result_of_the_layer(name):
    layer, size = CASES[name]
    x, w = cells(layer, size)
    numbers = {cell: n for n, cell in enumerate([*flattened(x), *flattened(w)], start=2)}
    values = layer(*(np.array([numbers[c] for c in flattened(a)]).reshape(a.shape) for a in (x, w)))
    named = {plain(labels.cell(cell)): value for cell, value in numbers.items()}
    outputs = {group.index: group for group in figure_of(layer, size).scene.parts("output")}
    uncut = kept(layer, size) == set(itertools.product(*map(range, window(layer, size)[2])))
    is_left_out = uncut or name == "dilated, two axes"
    assert set(outputs) == (set() if is_left_out else set(np.ndindex(*values.shape)))
    for index, group in outputs.items():
        name, _, said = group.title.partition(" = ")
        assert name == f"y{''.join(str(n + 1) for n in index)}" or "," in name
        terms = [term.split(" ") for term in said.split(" + ")] if said != "0" else []
        assert sum(named[a] * named[b] for a, b in terms) == values[index]


@pytest.mark.parametrize("name", CASES)
def test_the_cut_goes_round_what_is_kept(name):
    layer, size = CASES[name]
    scene = figure_of(layer, size).scene
    cuts = [item for item in walk(scene.items) if isinstance(item, Line) and item.role == "cut"]
    full = set(itertools.product(*map(range, window(layer, size)[2])))
    assert bool(cuts) == (full != kept(layer, size))


@pytest.mark.parametrize("name", [*CASES, *LARGE])
def test_no_text_leaves_its_cell_or_the_figure(name):
    layer, size = {**CASES, **LARGE}[name]
    x, w = cells(layer, size)
    drawings = [
        scale_place_sum(layer, x, w),
        matrix_figure(layer, x, w),
        matrix_figure(layer, x, w, transpose=True),
    ]
    for figure in drawings:
        assert_texts_fit(figure)


@pytest.mark.parametrize("transpose", [False, True])
@pytest.mark.parametrize("name", [*CASES, *LARGE])
def test_the_matrix_holds_the_taps(name, transpose):
    layer, size = {**CASES, **LARGE}[name]
    x, w = cells(layer, size)
    scene = matrix_figure(layer, x, w, transpose).scene
    begin, stop, _ = window(layer, size)
    outputs = tuple(e - b for b, e in zip(begin, stop, strict=True))
    expected = {}
    for position, i, t in products(layer, size):
        if position in kept(layer, size):
            o = flat([p - b for p, b in zip(position, begin, strict=True)], outputs)
            expected[(o, i) if transpose else (i, o)] = (t, colour(layer, size)[i])
    taps = plainly(w)
    entries = {group.index: group for group in scene.parts("entry")}
    assert set(entries) == set(expected)
    for index, group in entries.items():
        tap, hue = expected[index]
        assert group.items[0].hue == hue
        assert (texts(group) or group.title.split(": ")[1]) == taps[tap]


def test_the_matrix_is_the_one_of_the_layer():
    layer, size = CASES["non-square"]
    x, w = cells(layer, size)
    matrix = layer.matrix(w, size)
    scene = matrix_figure(layer, x, w).scene
    entries = {group.index for group in scene.parts("entry")}
    shape_ = (6, 10)
    rows = matrix if matrix.shape == shape_ else matrix.T
    assert entries == {(i, o) for i in range(6) for o in range(10) if rows[i, o] != 0}


def test_the_transpose_shows_the_result_beside_the_input():
    layer, size = CASES["seed"]
    scene = matrix_figure(layer, *cells(layer, size), transpose=True).scene
    assert [group.title for group in scene.parts("output")] == [
        "y1 = x1 w2",
        "y2 = x1 w3 + x2 w1",
        "y3 = x2 w2",
    ]
    assert [texts(group) for group in scene.parts("output")] == ["x1 w2", "x1 w3 + x2 w1", "x2 w2"]
    assert Counter(group.index for group in scene.parts("input")) == {(0,): 2, (1,): 2}


def test_descriptions_state_the_result():
    layer, size = CASES["seed"]
    figure = figure_of(layer, size)
    assert "k = 3, s = 2, p = 1" in figure.description
    assert "1 cell gets more than one term and 0 cells get none" in figure.description
    assert figure.description.endswith("Output of size 3: x1 w2; x1 w3 + x2 w1; x2 w2.")
    assert matrix_figure(layer, *cells(layer, size), transpose=True).description.endswith(
        "x1 w3 + x2 w1; x2 w2."
    )


def test_numbers_are_shown_as_products_and_as_values():
    figure = scale_place_sum(ConvTranspose(3, stride=2, padding=1), [1, -2, 3], [2, 0, -5])
    sums = {group.index: texts(group) for group in figure.scene.parts("sum")}
    assert [sums[p,] for p in range(3)] == ["1·2", "1·0", "1·(−5)+ (−2)·2"]
    assert [texts(group) for group in figure.scene.parts("output")] == ["0", "−9", "0", "16", "0"]
    assert figure.description.endswith("0; −9; 0; 16; 0.")


def test_values_are_shown_even_without_a_crop():
    figure = scale_place_sum(ConvTranspose((2, 2)), [[0, 1], [2, 3]], [[0, 1], [2, 3]])
    sums = {group.index: texts(group) for group in figure.scene.parts("sum")}
    values = [text.rpartition(" = ")[2] for _, text in sorted(sums.items())]
    assert values == ["0", "0", "1", "0", "4", "6", "4", "12", "9"]


def test_factors_that_are_sums_get_brackets():
    a, b, c = symbols("a b c")
    scene = scale_place_sum(ConvTranspose(2), [a + b, -c], [a**2, Fraction(1, 2)]).scene
    assert [texts(group) for group in scene.parts("product")] == [
        "(a + b) a^2", "(a + b)·(1/2)", "(−c) a^2", "(−c)·(1/2)",
    ]  # fmt: skip


def test_a_fraction_before_a_letter_stands_in_brackets():
    a, b = symbols("a b")
    scene = scale_place_sum(ConvTranspose(1), [a / 2, -b / 3, Fraction(1, 2)], [1]).scene
    assert [texts(group) for group in scene.parts("input")] == ["(1/2) a", "−(1/3) b", "1/2"]


def test_cells_that_repeat_are_added_up():
    a, b = symbols("a b")
    figure = scale_place_sum(ConvTranspose(2), [a, a], [b, -b])
    assert [texts(group) for group in figure.scene.parts("output")] == ["a b", "0", "−a b"]


def test_long_cells_are_shown_by_name():
    a, b, c = symbols("a b c")
    figure = scale_place_sum(ConvTranspose(2), [(a + b) ** 3 + a * b * c - 4 * c + 17, a], [b, c])
    assert [texts(group) for group in figure.scene.parts("input")] == ["x1", "x2"]
    assert [texts(group) for group in figure.scene.parts("tap")] == ["b", "c"]
    said = [plain(item.runs) for item in walk(figure.scene.items) if isinstance(item, Text)]
    assert "x1, …: names of cells that are too long to be shown" in said
    assert_texts_fit(figure)


def test_names_are_set_as_symbols():
    x, w = [Symbol("alpha"), Symbol("x_{1,12}")], [Symbol("w<&>"), Symbol("k_max")]
    figure = scale_place_sum(ConvTranspose(2, stride=2), x, w)
    assert [texts(group) for group in figure.scene.parts("product")] == [
        "α w<&>",
        "α kmax",
        "x1,12 w<&>",
        "x1,12 kmax",
    ]
    assert parsed(figure.svg()).tag == f"{SVG}svg"


def test_arrays_may_come_in_any_form():
    layer = ConvTranspose(3, stride=2, padding=1)
    nested = scale_place_sum(layer, [1, 2], [3, 4, 5])
    assert scale_place_sum(layer, Array([1, 2]), np.array([3, 4, 5])) == nested
    assert scale_place_sum(layer, (1, 2), (3, 4, 5)).svg() == nested.svg()


@pytest.mark.parametrize("name", [*CASES, *LARGE])
def test_figures_are_well_formed_and_the_same_each_time(name):
    layer, size = {**CASES, **LARGE}[name]
    x, w = cells(layer, size)
    for draw in (scale_place_sum, lambda *given: matrix_figure(*given, transpose=True)):
        text = draw(layer, x, w).svg()
        assert text == draw(layer, x, w).svg()
        root = parsed(text)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)) == 2
        assert all(span.text for span in root.iter(f"{SVG}tspan"))


def test_two_figures_on_a_page_share_no_id():
    layer, size = CASES["seed"]
    x, w = cells(layer, size)
    page = "".join(
        scale_place_sum(layer, x, w, name=name).svg(standalone=False)
        for name in ("first", "second")
    )
    root = parsed(f"<div>{page}</div>")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids == ["first-t", "first-d", "second-t", "second-d"]


def test_a_figure_is_a_value():
    figure = figure_of(*CASES["seed"])
    assert isinstance(figure, Figure)
    with pytest.raises(AttributeError):
        figure.title = "other"


def test_figures_of_the_seed_fit_the_page():
    for name in ("seed", "seed, stride 2", "seed, stride 1", "dilated"):
        assert figure_of(*CASES[name]).scene.width <= 748
    for name in ("seed", "seed, stride 2"):
        layer, size = CASES[name]
        assert matrix_figure(layer, *cells(layer, size), transpose=True).scene.width <= 748


@pytest.mark.parametrize(("layer", "x_shape", "w_shape", "words"), [
    (ConvTranspose(1, channels=(1, 40)), (1, 2), (1, 40, 1), "40 slices and channels to show, but at most 32"),
    (ConvTranspose((1, 1, 1)), (33, 1, 1), (1, 1, 1), "33 slices and channels to show, but at most 32"),
    (ConvTranspose(3, stride=2), 40, 3, "at most 64"),
])  # fmt: skip
def test_what_cannot_be_drawn_says_so(layer, x_shape, w_shape, words):
    with pytest.raises(UnsupportedError, match=words):
        scale_place_sum(layer, tensor("x", x_shape), tensor("w", w_shape))


def test_a_matrix_of_many_columns_is_no_wider_than_the_page():
    for layer, size in (
        (ConvTranspose((1, 1), stride=(3, 4)), (5, 5)),
        (ConvTranspose((5, 5), stride=2), (8, 8)),
    ):
        for transpose in (False, True):
            assert_texts_fit(matrix_figure(layer, *cells(layer, size), transpose=transpose))


def test_too_large_a_matrix_says_so():
    layer = ConvTranspose((2, 2), stride=2)
    with pytest.raises(UnsupportedError, match="at most 512"):
        matrix_figure(layer, tensor("x", (12, 12)), tensor("w", (2, 2)))


@pytest.mark.parametrize(("x", "w", "words"), [
    ([1, 2], [1, 2], r"kernel has shape \(2,\); give one of shape \(3,\)"),
    ([[1, 2]], [1, 2, 3], "has 1 axes; give one extent per axis"),
    ([[1, 2], [3]], [1, 2, 3], "is ragged"),
    ([1, 2.5], [1, 2, 3], r"is 2.5 \(float\)"),
])  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(x, w, words):
    with pytest.raises(ShapeError, match=words):
        scale_place_sum(ConvTranspose(3), x, w)


@pytest.mark.parametrize(("x", "w", "words"), [
    ([1, 2], [[[1, 2, 3]]], "give one extent per axis after the channels"),
    ([[1, 2]], [[[1, 2, 3]]], r"shape \(1, 2\); give one whose first extent is 2"),
    ([[1, 2], [3, 4]], [[[1, 2, 3]]], r"give one of shape \(2, 1, 3\)"),
])  # fmt: skip
def test_arrays_that_do_not_fit_the_channels_are_refused(x, w, words):
    with pytest.raises(ShapeError, match=words):
        scale_place_sum(ConvTranspose(3, channels=(2, 1)), x, w)


def test_widths_grow_with_size_and_text():
    runs = labels.named("x12")
    assert width(runs, 20) == pytest.approx(2 * width(runs, 10))
    assert width(runs + runs, 17) == pytest.approx(2 * width(runs, 17))
    assert width(labels.word("crop"), 13, "head") > width(labels.word("crop"), 13, "label")


@st.composite
def one_axis_layers(draw):
    stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return {
        "kernel_size": draw(st.integers(1, 4)),
        "stride": stride,
        "dilation": dilation,
        "padding": (draw(st.integers(0, 3)), draw(st.integers(0, 3))),
        "output_padding": draw(st.integers(0, max(stride, dilation) - 1)),
        "size": draw(st.integers(1, 5)),
    }


@examples(40)
@given(st.lists(one_axis_layers(), min_size=1, max_size=2))
def test_any_layer_can_be_drawn(settings_of_axes):
    names = ("kernel_size", "stride", "dilation", "output_padding")
    values = [tuple(axis[name] for axis in settings_of_axes) for name in names]
    size = tuple(axis["size"] for axis in settings_of_axes)
    try:
        layer = ConvTranspose(
            values[0],
            values[1],
            [axis["padding"] for axis in settings_of_axes],
            values[3],
            values[2],
        )
        layer.output_size(size)
    except SymconvError:
        return
    x, w = tensor("x", size), tensor("w", layer.kernel_size)
    figure = scale_place_sum(layer, x, w)
    assert_texts_fit(figure)
    assert parsed(figure.svg()).get("role") == "img"
    sums = list(figure.scene.parts("sum"))
    if not any(has(group, Rect, "count") for group in sums):
        hatched = {group.index for group in sums if has(group, Hatch)}
        assert hatched == canvas(layer, size) - kept(layer, size)
    assert_texts_fit(matrix_figure(layer, x, w))
    assert_texts_fit(matrix_figure(layer, x, w, transpose=True))
