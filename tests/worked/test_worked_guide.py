"""The guide's transposed figures with numbers: their sizes are the guide's, their outputs are computed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from figure_facts import assert_texts_fit, has, parsed, texts

from symconv import worked
from symconv.figures.scene import Rect, Text, plain, walk
from symconv.worked.guide_figures import TWINS

# input, output, padding, kernel, stride, dilation of the direct figure; padding and output padding
# of the transpose, zeros in front of its input and behind it
FIGURES = {
    "guide-no-padding": ((4, 2, 0, 3, 1, 1), 0, (2, 2)),
    "guide-arbitrary-padding": ((5, 6, 2, 4, 1, 1), 0, (1, 1)),
    "guide-half-padding": ((5, 5, 1, 3, 1, 1), 0, (1, 1)),
    "guide-full-padding": ((5, 7, 2, 3, 1, 1), 0, (0, 0)),
    "guide-strides": ((5, 2, 0, 3, 2, 1), 0, (2, 2)),
    "guide-padding-strides": ((5, 3, 1, 3, 2, 1), 0, (1, 1)),
    "guide-padding-strides-odd": ((6, 3, 1, 3, 2, 1), 1, (1, 2)),
    "guide-dilation": ((7, 3, 0, 3, 1, 2), 0, (4, 4)),
}
BY_NAME = {twin.name: twin for twin in TWINS}


def by_sliding(twin, front, behind):
    """The output by stretching, padding and sliding with NumPy alone."""
    x, w = np.array(twin.x), np.array(twin.w)
    rows, columns = (twin.stride * (n - 1) + 1 for n in x.shape)
    stretched = np.zeros((rows, columns), int)
    stretched[:: twin.stride, :: twin.stride] = x
    padded = np.pad(stretched, (front, behind))
    reach = twin.dilation * (twin.kernel_size - 1) + 1
    kernel = np.zeros((reach, reach), int)
    kernel[:: twin.dilation, :: twin.dilation] = w
    windows = np.lib.stride_tricks.sliding_window_view(padded, (reach, reach))
    return np.einsum("ijkl,kl->ij", windows, kernel[::-1, ::-1])


def test_there_is_one_for_every_transposed_figure():
    assert set(BY_NAME) == set(FIGURES)
    assert [twin.relationship for twin in TWINS] == list(range(8, 16))


@pytest.mark.parametrize("name", FIGURES)
def test_sizes_are_those_of_the_guide(name):
    (size, out, padding, kernel, stride, dilation), added, _ = FIGURES[name]
    twin = BY_NAME[name]
    assert (len(twin.x), len(twin.x[0]), len(twin.w), len(twin.w[0])) == (out, out, kernel, kernel)
    layer = twin.layer
    assert layer.output_size((out, out)) == (size, size)
    assert (layer.stride, layer.dilation) == ((stride, stride), (dilation, dilation))
    assert (layer.padding, layer.output_padding) == (((padding, padding),) * 2, (added, added))


@pytest.mark.parametrize("name", FIGURES)
def test_outputs_are_those_of_sliding_the_reversed_kernel(name):
    _, _, (front, behind) = FIGURES[name]
    twin = BY_NAME[name]
    expected = by_sliding(twin, front, behind)
    figure = worked.example(name).figure("zero-insertion")
    shown = {group.index: texts(group) for group in figure.scene.parts("output")}
    results = {index: str(value) for index, value in np.ndenumerate(expected)}
    assert shown == ({} if name == "guide-dilation" else results)  # no room beside 11 x 11 places
    assert not np.array_equal(np.array(twin.w), np.array(twin.w)[::-1, ::-1])


@pytest.mark.parametrize("name", FIGURES)
def test_the_stretched_input_is_drawn_with_its_zeros(name):
    _, _, (front, behind) = FIGURES[name]
    twin = BY_NAME[name]
    figure = worked.example(name).figure("zero-insertion")
    side = front + twin.stride * (len(twin.x) - 1) + 1 + behind
    places = {group.index for group in figure.scene.parts("place")}
    assert places == set(np.ndindex(side, side))
    inputs = {group.index[0]: texts(group) for group in figure.scene.parts("input")}
    assert inputs == {n: str(cell) for n, cell in enumerate(np.ravel(twin.x))}
    assert (
        sum(has(group, Rect, "kernel") for group in figure.scene.parts("place"))
        == twin.kernel_size**2
    )
    words = " ".join(
        plain(item.runs) for item in walk(figure.scene.items) if isinstance(item, Text)
    )
    numbers = re.findall(r"− p(?: \+ a)? = (\d+)", words)
    assert numbers == ([str(front)] if front == behind else [str(front), str(behind)])


@pytest.mark.parametrize("name", FIGURES)
def test_they_come_as_examples(name):
    shown = worked.example(name)
    assert f"relationship {BY_NAME[name].relationship} of the guide" in shown.title
    figure = shown.figure("zero-insertion")
    assert_texts_fit(figure)
    assert parsed(figure.svg()).get("role") == "img"
