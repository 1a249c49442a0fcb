"""What was once seen wrong in drawn figures: texts on each other, arrows to nowhere, words that the picture does not show."""

import pytest
from figure_facts import CASES, assert_texts_fit, cells

from symconv import ConvTranspose, tensor
from symconv.figures import overlap_count, polyphase, scale_place_sum, zero_insertion
from symconv.figures.scene import Line, Rect, Text, plain, walk


def says(scene):
    return [plain(item.runs) for item in walk(scene.items) if isinstance(item, Text)]


def arrows(scene):
    return [item for item in walk(scene.items) if isinstance(item, Line) and item.arrow]


def test_what_outlines_mean_stands_below_the_counts_and_above_the_note():
    layer, size = (
        ConvTranspose(
            (3, 11), stride=(2, 3), padding=(1, 0), output_padding=(1, 0), dilation=(2, 1)
        ),
        (4, 5),
    )
    figure = overlap_count(layer, *cells(layer, size))
    assert_texts_fit(figure)
    height = {
        plain(item.runs): item.y for item in walk(figure.scene.items) if isinstance(item, Text)
    }
    note = next(y for words, y in height.items() if words.startswith("The small numbers"))
    assert height["terms"] < height["full output"] < note


@pytest.mark.parametrize(("layer", "size", "is_beside"), [
    (ConvTranspose((3, 4), stride=2), (3, 3), True),
    (ConvTranspose((3, 11), stride=(2, 3)), (2, 3), False),
    (ConvTranspose(3, stride=2), 3, True),
    (ConvTranspose(11, stride=2), 12, False),
])  # fmt: skip
def test_arrows_to_the_right_have_something_there(layer, size, is_beside):
    draw = zero_insertion if len(layer.axes) == 2 else polyphase
    scene = draw(layer, *cells(layer, size)).scene
    level = [item.points for item in arrows(scene) if item.points[0][1] == item.points[1][1]]
    assert bool(level) == is_beside
    boxes = [item for item in walk(scene.items) if isinstance(item, Rect)]
    for _, (x, y) in level:
        assert any(x < box.x < x + 120 and box.y < y < box.y + box.height for box in boxes)


@pytest.mark.parametrize("size", [2])
def test_zeros_of_zero_insertion_are_told_apart(size):
    layer = ConvTranspose(3, stride=2, padding=1)
    words = says(zero_insertion(layer, *cells(layer, size)).scene)
    assert (words.count("inserted"), words.count("padding")) == (size - 1, 2)


def test_the_colours_of_channels_and_of_cells_are_explained():
    layer = ConvTranspose((2, 3), groups=2, channels=(4, 2))
    words = says(scale_place_sum(layer, tensor("x", (4, 2, 3)), tensor("w", (4, 1, 2, 3))).scene)
    assert (
        "heavy frame: several terms; amber: terms of x312; blue: terms of the input cells that make y123"
        in words
    )
    layer, size = CASES["seed, stride 1"]
    words = says(scale_place_sum(layer, *cells(layer, size)).scene)
    assert "heavy frame: several terms; each colour is one of them" in words
