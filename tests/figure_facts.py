"""What a figure must show, found by loops over all index pairs; the settings that figures are tested on."""

from __future__ import annotations

import itertools
from math import prod
from xml.etree import ElementTree

import numpy as np

from symconv import ConvTranspose, tensor
from symconv.figures import labels, scale_place_sum
from symconv.figures.layout import A_PAGE, PAGE, TALLEST
from symconv.figures.metrics import ends
from symconv.figures.placing import Placing
from symconv.figures.scene import Group, Rect, Text, plain, walk
from symconv.figures.tikz import POINTS_PER_PIXEL

SVG = "{http://www.w3.org/2000/svg}"

CASES = {
    "seed": (ConvTranspose(3, stride=2, padding=1), 2),
    "one input cell": (ConvTranspose(3, stride=2), 1),
    "one of everything": (ConvTranspose(1), 1),
    "overlaps side by side": (ConvTranspose(3), 3),
    "kernel shorter than stride": (ConvTranspose(2, stride=3), 3),
    "dilated": (ConvTranspose(3, stride=2, padding=[(1, 0)], output_padding=1, dilation=2), 3),
    "dilated, not strided": (ConvTranspose(2, dilation=3, output_padding=2), 2),
    "padding beyond the reach": (ConvTranspose(3, stride=2, padding=3), 4),
    "only added cells at the end": (
        ConvTranspose(1, stride=3, padding=[(1, 0)], output_padding=2),
        2,
    ),
    "output padding within the crop": (ConvTranspose(3, stride=2, padding=1, output_padding=1), 3),
    "two digits": (ConvTranspose(10, padding=2), 3),
    "more than twelve inputs": (ConvTranspose(2), 13),
    "seed, stride 2": (ConvTranspose((2, 2), stride=2), (2, 2)),
    "seed, stride 1": (ConvTranspose((2, 2)), (2, 2)),
    "one input cell, two axes": (ConvTranspose((2, 3), stride=2), (1, 1)),
    "non-square": (ConvTranspose((2, 3), stride=(2, 1), padding=[(0, 1), (1, 1)]), (3, 2)),
    "nine inputs": (ConvTranspose((3, 3), stride=2, padding=1, output_padding=1), (3, 3)),
    "dilated, two axes": (ConvTranspose((2, 2), stride=2, dilation=2, padding=1), (2, 2)),
    "gaps, two axes": (ConvTranspose((1, 2), stride=(2, 3)), (2, 2)),
    "two digits, two axes": (ConvTranspose((1, 12)), (1, 2)),
}
LARGE = {
    "long": (ConvTranspose(3, stride=2, padding=1, output_padding=1), 14),
    "holes": (ConvTranspose(2, stride=4, padding=[(2, 0)], output_padding=3), 5),
    "wide": (ConvTranspose((4, 3), stride=(2, 1), padding=1), (8, 3)),
}
MANY = ("two digits", "more than twelve inputs", "nine inputs", "non-square")
"""Those of the cases that show one footprint and one sum, because not every term has room or a colour."""
FEW = [name for name in CASES if name not in MANY]


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 (our own text)


def shape(size):
    return size if isinstance(size, tuple) else (size,)


def cells(layer, size):
    return tensor("x", size), tensor(
        "w", layer.kernel_size if len(layer.axes) > 1 else layer.kernel_size[0]
    )


def figure_of(layer, size):
    return scale_place_sum(layer, *cells(layer, size))


def products(layer, size):
    """All products on the canvas before the crop: (position, input cell, tap), flat cells in row-major order."""
    size = shape(size)
    for i, t in itertools.product(
        itertools.product(*map(range, size)), itertools.product(*map(range, layer.kernel_size))
    ):
        position = tuple(
            a.stride * m + a.dilation * n for a, m, n in zip(layer.axes, i, t, strict=True)
        )
        yield position, flat(i, size), flat(t, layer.kernel_size)


def flat(index, extents):
    number = 0
    for place, extent in zip(index, extents, strict=True):
        number = number * extent + place
    return number


def window(layer, size):
    """The first kept position and the one behind the last, from the size formula."""
    begin = tuple(axis.begin for axis in layer.axes)
    full = [
        a.stride * (n - 1) + a.dilation * (a.kernel_size - 1) + 1
        for a, n in zip(layer.axes, shape(size), strict=True)
    ]
    stop = tuple(f - a.end + a.output_padding for f, a in zip(full, layer.axes, strict=True))
    return begin, stop, tuple(full)


def kept(layer, size):
    begin, stop, _ = window(layer, size)
    return set(itertools.product(*map(range, begin, stop)))


def canvas(layer, size):
    _, stop, full = window(layer, size)
    return set(itertools.product(*map(range, map(max, full, stop))))


def texts(group):
    return "".join(plain(item.runs) for item in group.items if isinstance(item, Text))


def has(group, kind, role=None):
    return any(
        isinstance(item, kind) and (role is None or item.role == role) for item in group.items
    )


def hues(group, role):
    return [item.hue for item in group.items if isinstance(item, Rect) and item.role == role]


def plainly(array):
    return [plain(labels.cell(cell)) for cell in np.array(array.tolist(), dtype=object).ravel()]


def flattened(array):
    return list(np.array(array.tolist(), dtype=object).ravel())


def assert_texts_apart(scene):
    """No text lies on another one."""
    placed = sorted(
        ((item.y, *ends(item), item) for item in walk(scene.items) if isinstance(item, Text)),
        key=lambda t: t[0],
    )
    for (y, start, stop, item), (lower, left, right, other) in itertools.combinations(placed, 2):
        if lower < y + 20:
            is_apart = (
                lower - y >= 0.7 * max(item.size, other.size)
                or min(stop, right) - max(start, left) <= 0.5
            )
            assert is_apart, (plain(item.runs), plain(other.runs))


def colour(layer, size):
    """The colour of each input cell: its own, or in large inputs those of the two highlights."""
    inputs = prod(shape(size))
    if inputs <= 6:
        return {cell: cell + 1 for cell in range(inputs)}
    seen = Placing.of(layer, *cells(layer, size)).highlight
    sources = {i for position, i, _ in products(layer, size) if position == seen.position}
    return {i: 2 if i == seen.input else 1 if i in sources else 0 for i in range(inputs)}


def assert_texts_fit(figure, paper=None, tallest=TALLEST):
    """Texts lie in their cells and apart; none is smaller than 6 pt in print, and the figure is no taller than stated."""
    scene = figure.scene
    assert paper or scene.width <= PAGE
    assert paper or scene.height <= tallest
    assert figure.paper == (paper or A_PAGE)
    assert round(figure.smallest_label, 1) >= 6
    assert_texts_apart(scene)
    for item in walk(scene.items):
        if isinstance(item, Text):
            start, stop = ends(item)
            assert item.size * POINTS_PER_PIXEL >= 6.5
            assert 0 <= start <= stop <= scene.width
            assert item.size / 2 <= item.y <= scene.height - item.size / 2
        if isinstance(item, Group) and item.part not in ("", "window", "copy"):
            boxes = [i for i in item.items if isinstance(i, Rect) and i.role != "plate"]
            for text in (i for i in item.items if isinstance(i, Text)):
                left = min((box.x for box in boxes), default=0)
                right = max((box.x + box.width for box in boxes), default=scene.width)
                assert left <= ends(text)[0] <= ends(text)[1] <= right
