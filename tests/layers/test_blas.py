"""Matrix products instead of a plan: both ways against loops of the tests' own, for every kind of number."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest

from symconv import Conv, ConvTranspose
from symconv.definitions.geometry import Axis
from symconv.errors import UnsupportedError
from symconv.layers import blas, engine
from symconv.layers.plan import AxisEquation, convolved_plan, transposed_plan

KINDS = ["int8", "uint8", "int64", "2**26", "2**30", "2**62", "uint64", "float16", "float32"]
KINDS += ["float64", "complex64", "complex128"]


def by_loops(x, w, axes, groups, transposed, sizes):
    """Add Python's own numbers one by one, each product where the definition of the layer puts it."""
    items, channels = x.shape[:2]
    per_group = channels // groups
    columns = w.shape[1] if transposed else w.shape[0] // groups
    y = np.zeros((items, groups * columns, *sizes), object)
    strided = x.shape[2:] if transposed else sizes
    places = itertools.product(*map(range, (items, groups, per_group, columns)))
    for n, q, c, e in places:
        for i in itertools.product(*map(range, strided)):
            for t in itertools.product(*map(range, w.shape[2:])):
                o = tuple(
                    a.stride * m + a.dilation * u - a.begin
                    for a, m, u in zip(axes, i, t, strict=True)
                )
                source, target = (i, o) if transposed else (o, i)
                limits = sizes if transposed else x.shape[2:]
                if not all(0 <= m < size for m, size in zip(o, limits, strict=True)):
                    continue
                row, column = q * per_group + c, q * columns + e
                tap = (row, e) if transposed else (column, c)
                product = x[(n, row, *source)].item() * w[(*tap, *t)].item()
                y[(n, column, *target)] += product
    return y


def numbers(chance, kind, shape):
    if kind == "uint64":
        return chance.integers(0, 2**64, shape, dtype=np.uint64)
    if kind.startswith("2**"):
        return chance.integers(-(2 ** int(kind[3:])), 2 ** int(kind[3:]), shape)
    if kind in ("int8", "uint8"):
        ends = np.iinfo(kind)
        return chance.integers(ends.min, ends.max + 1, shape).astype(kind)
    if kind == "int64":
        return chance.integers(-9, 10, shape)
    real = chance.standard_normal(shape)
    imaginary = chance.standard_normal(shape) if kind.startswith("complex") else 0
    return (real + 1j * imaginary if kind.startswith("complex") else real).astype(kind)


def random_axis(draw, size, kernel, transposed):
    s, d = draw.randint(1, 4), draw.randint(1, 3)
    begin, end = draw.randint(0, 4), draw.randint(0, 4)
    a = draw.randint(0, max(s, d) - 1) if transposed else 0
    axis = Axis(kernel, s, begin, end, a, d)
    output = axis.transposed_size(size) if transposed else axis.convolved_size(size)
    return (axis, output) if output >= 1 else random_axis(draw, size, kernel, transposed)


def random_setting(draw):
    transposed = draw.random() < 0.5
    rank, groups = draw.choice([1, 1, 2, 2, 3]), draw.randint(1, 3)
    largest = 2 if rank == 3 else 5
    sizes = [draw.randint(1, largest) for _ in range(rank)]
    kernel = [draw.randint(1, 2 if rank == 3 else 4) for _ in range(rank)]
    pairs = [random_axis(draw, size, k, transposed) for size, k in zip(sizes, kernel, strict=True)]
    channels = groups * draw.randint(1, 3), groups * draw.randint(1, 3)
    return transposed, sizes, [axis for axis, _ in pairs], channels, groups


@pytest.mark.parametrize("seed", range(30))
def test_random_layers_of_every_kind_of_number_are_what_loops_give(seed, monkeypatch):
    draw, chance = random.Random(seed), np.random.default_rng(seed)  # noqa: S311
    if seed % 3 == 0:  # many small boxes, a few channels at a time
        monkeypatch.setattr(blas, "_MOST_WINDOW_CELLS", 30)
        monkeypatch.setattr(blas, "_MOST_COLUMN_CELLS", 30)
    for kind in KINDS:
        transposed, sizes, axes, channels, groups = random_setting(draw)
        make = transposed_plan if transposed else convolved_plan
        plan = make(axes, sizes, channels, groups)
        x = numbers(chance, kind, (draw.randint(1, 2), *plan.input_shape))
        w = numbers(chance, kind, plan.kernel_shape)
        expected = by_loops(x, w, axes, groups, transposed, plan.output_shape[1:])
        found = engine.combine_numpy(plan, x, w)
        if x.dtype.kind in "iu":
            fits = expected.min() >= -(2**63) and expected.max() < 2**63
            assert found.dtype == (np.int64 if fits else object)
            assert (found.astype(object) == expected).all()
            continue
        assert found.dtype == x.dtype
        near = 1e-2 if kind == "float16" else 1e-4
        np.testing.assert_allclose(found, expected.astype(found.dtype), rtol=near, atol=near)
        for way in blas.WAYS:
            given = engine._grouped(plan, x, w)
            one_way = way(*given, plan.lines, x.dtype).reshape(found.shape)
            np.testing.assert_allclose(one_way, found, rtol=2 * near, atol=2 * near)


def test_a_tap_meets_what_trying_all_cells_finds():
    draw = random.Random(7)  # noqa: S311
    for _ in range(300):
        steps = draw.choice([(draw.randint(1, 5), draw.randint(-4, 4), draw.randint(1, 5))] * 2)
        line = AxisEquation(draw.randint(1, 6), 4, draw.randint(1, 9), *steps, draw.randint(-5, 9))
        for turned in (line, blas.exchanged(line)):
            if not turned.in_step:
                continue
            for tap in range(turned.taps):
                pairs = [
                    (i, o)
                    for i in range(turned.inputs)
                    for o in range(turned.outputs)
                    if turned.in_step * i + turned.tap_step * tap
                    == turned.out_step * o + turned.offset
                ]
                found = blas.meeting(turned, tap)
                listed = found and zip(
                    range(turned.inputs)[found.inputs],
                    range(turned.outputs)[found.outputs],
                    strict=True,
                )
                assert list(listed or []) == pairs
                assert (found.pairs if found else 0) == len(pairs)


@pytest.mark.parametrize("largest", [2**20, 2**26, 2**31, 2**62])
def test_every_way_of_adding_integers_is_taken_and_exact(largest):
    chance = np.random.default_rng(3)
    layer = ConvTranspose((3, 3), stride=2, padding=1, channels=(20, 3))
    x = chance.integers(-largest, largest, (20, 4, 5))
    w = chance.integers(-largest, largest, (20, 3, 3, 3))
    found = layer(x, w)
    assert (found == layer(x.astype(object), w.astype(object))).all()
    assert found.dtype == (
        object if largest == 2**62 else np.int64 if largest < 2**31 else found.dtype
    )


def test_a_bound_that_is_too_large_would_be_noticed(monkeypatch):
    x, w = np.array([2**53, 1]), np.array([1, 1])
    layer = ConvTranspose(2, padding=1)
    assert layer(x, w).tolist() == [2**53 + 1]
    monkeypatch.setattr(blas, "EXACT_IN_FLOAT64", 2**60)
    assert layer(x, w).tolist() != [2**53 + 1]


def test_large_steps_and_large_paddings_ask_for_no_room():
    far = 10**12
    assert Conv(1, stride=far)(np.arange(3), np.array([5])).tolist() == [0]
    wide = Conv(2, dilation=10**7, padding=10**7)
    found = wide(np.arange(1, 4), np.array([2, 3]))
    assert (found.size, found[:3].tolist(), found.sum()) == (10**7 + 3, [3, 6, 9], 30)


def test_a_few_cells_under_a_large_kernel():
    chance = np.random.default_rng(2)
    w = chance.integers(-9, 9, 100_000)
    found = ConvTranspose(100_000, stride=3)(np.array([1, -2, 5]), w)
    expected = np.zeros(100_006, int)
    for place, factor in ((0, 1), (3, -2), (6, 5)):
        expected[place : place + 100_000] += factor * w
    assert (found == expected).all()


def test_too_little_memory_is_our_error(monkeypatch):
    def without_memory(*_):
        raise MemoryError

    monkeypatch.setattr(engine, "result_of", without_memory)
    layer = ConvTranspose((3, 3), channels=(2, 4))
    with pytest.raises(UnsupportedError) as refused:
        layer(np.ones((5, 2, 8, 8)), np.ones((2, 4, 3, 3)))
    assert str(refused.value) == (
        "a result of shape (5, 4, 10, 10) asks for 2,000 cells of float64, and for as many on the way, but there is not "
        "enough memory; use smaller sizes, or fewer items at a time"
    )


def test_no_product_is_listed_and_no_cell_is_looked_at(monkeypatch):
    monkeypatch.setattr(
        AxisEquation, "factor", lambda line: pytest.fail("a plan of products was made")
    )
    x = np.ones((2, 3, 16, 16))
    y = ConvTranspose((4, 4), stride=2, channels=(3, 5))(x, np.ones((3, 5, 4, 4)))
    assert y.shape == (2, 5, 34, 34)
    assert math.isclose(y.sum(), 2 * 3 * 5 * 16 * 16 * 16)
