"""The canvas on slides: every product has its step and its cell, by plain loops; what is cropped is hatched."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from symconv import ConvTranspose, tensor
from symconv.figures.palette import hue
from symconv.figures.scene import Group, Hatch, Text, plain, walk
from symconv.figures.views.filling import MOST_STEPS, ROOM, filling, finished


def layers():
    random = np.random.default_rng(5)
    for axes in (1, 1, 1, 2, 2, 2):
        kernel = tuple(int(random.integers(1, 4)) for _ in range(axes))
        stride = tuple(int(random.integers(1, 4)) for _ in range(axes))
        padding = tuple(
            (int(random.integers(0, 2)), int(random.integers(0, 2))) for _ in range(axes)
        )
        sizes = tuple(int(random.integers(2, 4)) for _ in range(axes))
        full = [s * (n - 1) + k for s, n, k in zip(stride, sizes, kernel, strict=True)]
        if all(f > b + e for f, (b, e) in zip(full, padding, strict=True)):
            yield ConvTranspose(kernel, stride=stride, padding=padding), sizes


LAYERS = list(layers())


def name(letter, index):
    return letter + "".join(str(place + 1) for place in index)


def landed(layer, sizes):
    """Return every product with its cell, and the number of its input cell."""
    found = []
    for n, cell in enumerate(product(*map(range, sizes))):
        for tap in product(*map(range, layer.kernel_size)):
            places = zip(layer.stride, cell, tap, strict=True)
            position = tuple(s * i + t for s, i, t in places)
            found.append((n, position, f"{name('x', cell)} {name('w', tap)}"))
    return found


def drawn(figures, part):
    return [group for figure in figures for group in figure.scene.parts(part)]


def said(group):
    [text] = [item for item in group.items if isinstance(item, Text)]
    return plain(text.runs).removeprefix("+ ")


@pytest.mark.parametrize(("layer", "sizes"), LAYERS, ids=str)
def test_every_product_lands_in_its_cell(layer, sizes):
    figures = filling(layer, tensor("x", sizes), tensor("w", layer.kernel_size))
    shown = Counter((group.index, said(group)) for group in drawn(figures, "product"))
    assert shown == Counter((position, text) for _, position, text in landed(layer, sizes))


@pytest.mark.parametrize(("layer", "sizes"), LAYERS, ids=str)
def test_products_come_in_the_order_of_the_input_cells(layer, sizes):
    number = {(position, text): n for n, position, text in landed(layer, sizes)}
    for figure in filling(layer, tensor("x", sizes), tensor("w", layer.kernel_size)):
        groups = sorted(figure.scene.parts("product"), key=lambda group: group.step)
        inputs = [number[group.index, said(group)] for group in groups]
        assert inputs == sorted(inputs)
        steps = {group.step for group in groups}
        assert steps == set(range(1, len(steps) + 1))
        assert len(steps) <= MOST_STEPS


@pytest.mark.parametrize(("layer", "sizes"), LAYERS, ids=str)
def test_the_output_is_hatched_where_it_is_cropped_or_stands_alone_in_its_colours(layer, sizes):
    figure = finished(layer, tensor("x", sizes), tensor("w", layer.kernel_size))
    groups = drawn([figure], "sum")
    hatched = {
        group.index for group in groups if any(isinstance(item, Hatch) for item in group.items)
    }
    full = [s * (n - 1) + k for s, n, k in zip(layer.stride, sizes, layer.kernel_size, strict=True)]
    kept = [
        range(begin, size - end) for size, (begin, end) in zip(full, layer.padding, strict=True)
    ]
    if any(isinstance(item, Text) for item in walk(figure.scene.items)):
        assert hatched == set(product(*map(range, full))) - set(product(*kept))
        return
    assert [group.index for group in groups] == list(product(*kept))
    sources = {cell: set() for cell in product(*kept)}
    inputs = list(np.ndindex(*sizes))
    for number, cell in enumerate(inputs):
        for tap in np.ndindex(*layer.kernel_size):
            place = tuple(s * i + t for s, i, t in zip(layer.stride, cell, tap, strict=True))
            if place in sources:
                sources[place].add(hue(number))
    for group in groups:
        shown = {item.hue for item in group.items if item.role == "fill"}
        assert shown == sources[group.index]


@pytest.mark.parametrize(("layer", "sizes"), LAYERS, ids=str)
def test_a_part_has_room_on_a_slide_and_a_text_in_its_place(layer, sizes):
    for figure in filling(layer, tensor("x", sizes), tensor("w", layer.kernel_size)):
        assert figure.scene.width <= ROOM[0] + 60
        assert figure.scene.height <= ROOM[1] + 60


def test_where_many_products_land_those_of_an_input_cell_come_together(monkeypatch):
    monkeypatch.setattr("symconv.figures.views.filling.ROOM", (620.0, 192.0))
    [figure] = filling(ConvTranspose((3, 2)), tensor("x", (2, 2)), tensor("w", (3, 2)))
    assert {group.step for group in figure.scene.parts("product")} == {1, 2, 3, 4}
    frames = [
        item for item in walk(figure.scene.items) if isinstance(item, Group) and not item.part
    ]
    assert frames
    assert all(frame.step > 1 for frame in frames)


def test_nothing_is_drawn_where_too_much_meets():
    assert filling(ConvTranspose(7), tensor("x", 7), tensor("w", 7)) == ()
