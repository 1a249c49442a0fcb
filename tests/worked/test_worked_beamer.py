"""Slides: a frame for each step, rows and products uncovered one by one, nothing that no one could read."""

import re
from collections import Counter
from math import prod

import pytest
from thorough import full_check, part

from symconv import ConvTranspose, tensor, worked, worked_example
from symconv.figures.palette import hue
from symconv.figures.tikz import POINTS_PER_PIXEL
from symconv.formulas.grid import Grid
from symconv.pages.fitting import AlignedRow, blocks, groups
from symconv.pages.writers.beamer import AREA, HEIGHT, LARGEST


@pytest.fixture(scope="module")
def seed():
    return worked.example("seed-1d").beamer()


@pytest.fixture(scope="module")
def grid():
    return worked.example("seed-2d-stride1").beamer()


LAYERS = {
    "one axis": (ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3)),
    "twelve cells": (ConvTranspose(4, stride=2, padding=1), tensor("x", 12), tensor("w", 4)),
    "dilated": (
        ConvTranspose(3, stride=2, padding=2, dilation=2, output_padding=1),
        tensor("x", 4),
        tensor("w", 3),
    ),
    "two axes": (
        ConvTranspose((3, 2), stride=(2, 1), padding=(1, 0)),
        tensor("x", (2, 3)),
        tensor("w", (3, 2)),
    ),
    "numbers": (
        ConvTranspose((3, 3), stride=2, padding=1, output_padding=1),
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    ),
    "large": (
        ConvTranspose((4, 4), stride=2, padding=1),
        tensor("x", (5, 5)),
        tensor("w", (4, 4)),
    ),
    "channels": (
        ConvTranspose(2, stride=2, groups=2, channels=(4, 2)),
        tensor("x", (4, 2)),
        tensor("w", (4, 1, 2)),
    ),
}


def frames(deck):
    return re.findall(r"\\begin\{frame\}.*?\\end\{frame\}", deck, re.S)


def titled(deck, title):
    return [frame for frame in frames(deck) if rf"\frametitle{{{title}" in frame]


@pytest.mark.parametrize("layer", part(LAYERS, few=2))
def test_a_layer_of_ones_own_has_few_frames_in_type_that_can_be_read(layer):
    deck = worked_example(*LAYERS[layer]).beamer()
    every = frames(deck)
    assert 8 <= len(every) <= 15
    body = deck.partition(r"\begin{document}")[2]
    assert not re.search(r"\\(small|footnotesize|scriptsize|tiny)\b", body)
    assert r"\frametitle{The output" in every[-1]
    for shown in every:
        for drawn in re.split(r"\\scalebox\{", shown)[1:]:
            factor = float(drawn.partition("}")[0])
            assert all(
                factor * float(size) >= 13.9 for size in re.findall(r"sc size=([\d.]+)", drawn)
            )
    inputs = Grid.of(LAYERS[layer][1]).shape
    colours = {int(found) for found in re.findall(r"sc (?:cell|fill)=(\d)", every[-1])}
    assert colours == {hue(cell) for cell in range(prod(inputs))}


def test_steps_that_were_asked_for_have_their_frames():
    steps = ("result", "agreement", "way-back")
    example = worked_example(*LAYERS["one axis"], steps=steps)
    deck = example.beamer()
    assert [step.title for step in example.steps if not titled(deck, step.title)] == []
    assert len(frames(deck)) == len(steps) + 2


def test_rows_come_one_by_one_and_every_cell_has_its_own_cover(seed):
    [size] = titled(seed, "Output size")
    assert r"& \uncover<2->{= 2 \cdot (2 - 1) + 3 - 2 \cdot 1}" in size
    assert r"& \uncover<3->{= 2 \cdot 1 + 3 - 2 = 3}" in size
    assert not re.search(r"\\uncover<\d->\{[^{}]*&", seed)


@pytest.mark.parametrize(("name", "products", "cells"), [("seed", 6, 2), ("grid", 16, 4)])
def test_the_canvas_fills_product_by_product_in_the_colour_of_the_input_cell(
    name, products, cells, request
):
    [canvas] = titled(request.getfixturevalue(name), "Scale, place, add")
    placed = re.findall(r"\\uncover<(\d+)->\{%\n\\path\[sc cell=(\d)\]", canvas)
    assert sorted(int(overlay) for overlay, _ in placed) == list(range(2, products + 2))
    by_time = [int(colour) for _, colour in sorted(placed, key=lambda pair: int(pair[0]))]
    assert by_time == sorted(by_time)
    assert Counter(by_time) == {hue(cell): products // cells for cell in range(cells)}


def test_products_of_one_row_of_the_input_stand_side_by_side_where_they_have_room(grid):
    [canvas] = titled(grid, "Scale, place, add")
    found = re.findall(
        r"\\path\[sc cell=\d\] \(([\d.]+),([\d.]+)\) rectangle \(([\d.]+),[\d.]+\)", canvas
    )
    boxes = [tuple(map(float, box)) for box in found]
    cell = max(right for _, _, right in boxes) / 3
    middle = [(left, top) for left, top, _ in boxes if cell - 0.1 < left < 2 * cell - 0.1]
    assert sorted(Counter(top for _, top in middle).values()) == [2, 2, 2, 2]
    assert {round(left / cell, 1) for left, _ in middle} == {1.0, 1.5}


def test_what_is_cropped_is_hatched(seed, grid):
    [crop] = titled(seed, "The output")
    hatched, framed = (
        r"\\uncover<2->\{%\n\\fill\[sc hatch\]",
        r"\\uncover<3->\{%\n\\path\[sc frame\]",
    )
    assert len(re.findall(hatched, crop)) == crop.count("sc hatch") == 2
    assert len(re.findall(framed, crop)) == 1
    assert "sc hatch" not in titled(grid, "The output")[0]


def test_no_drawing_is_larger_than_its_frame(seed, grid):
    pixel = POINTS_PER_PIXEL * 25.4 / 72.27
    drawn = r"\\scalebox\{([\d.]+)\}.*?\\useasboundingbox \(0,0\) rectangle \(([\d.]+),([\d.]+)\)"
    for deck in (seed, grid, worked.example("three-axes").beamer()):
        pictures = re.findall(drawn, deck, re.S)
        assert len(pictures) == deck.count(r"\begin{tikzpicture}") > 0
        for scale, across, down in pictures:
            assert 0.85 <= float(scale) <= LARGEST
            assert float(scale) * float(across) * pixel <= AREA[0] + 1
            assert float(scale) * float(down) * pixel <= AREA[1] + 15


@full_check
def test_a_large_layer_goes_over_several_frames_and_says_what_is_left_out():
    deck = worked_example(ConvTranspose(3, stride=2), tensor("x", 30), tensor("w", 3)).beamer()
    parts = titled(deck, "Scale, place, add")
    assert len(parts) == 3
    assert re.search(r"cells \d+ to \d+, part 3 of \d+\b", parts[-1])
    assert titled(deck, r"Add\enspace")[0].count("its first lines") == 1


@full_check
def test_a_layer_too_large_to_be_drawn_has_slides_without_a_drawing():
    deck = worked_example(ConvTranspose(3, stride=2), tensor("x", 40), tensor("w", 3)).beamer()
    assert "tikzpicture" not in deck
    assert titled(deck, "Add")


def test_a_row_of_the_canvas_that_no_product_reaches_is_drawn_all_the_same():
    deck = worked_example(
        ConvTranspose((1, 1), stride=(2, 1)), tensor("x", (2, 2)), tensor("w", (1, 1))
    ).beamer()
    [canvas] = titled(deck, "Scale, place, add")
    assert len(re.findall(r"\\path\[sc cell=\d\]", canvas)) == 4


def test_rows_are_split_by_height_and_what_goes_on_stays_with_its_row():
    rows = [
        AlignedRow("a", "= 1"),
        AlignedRow("", r"\quad + 2"),
        AlignedRow("b", "= 3"),
        AlignedRow("c", "= 4", height=9.0),
    ]
    assert [len(group) for group in groups(rows)] == [2, 1, 1]
    assert [len(block) for block in blocks(rows, 2)] == [2, 1, 1]
    assert [len(block) for block in blocks(rows, HEIGHT)] == [3, 1]
    assert list(blocks([], 2)) == []


def test_only_a_sum_goes_on_with_a_plus():
    deck = worked_example(
        ConvTranspose((4, 4), stride=2, padding=1), tensor("x", (2, 2)), tensor("w", (4, 4))
    ).beamer()
    matrix = deck.partition(r"\frametitle{Matrix")[2].partition(r"\end{frame}")[0]
    assert r"\quad \cdots" in matrix
    assert "+ \\cdots" not in matrix
