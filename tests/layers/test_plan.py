"""The plan against loops over all index pairs, and against plans written by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thorough import examples

from symconv.definitions.geometry import Axis
from symconv.errors import UnsupportedError
from symconv.layers.plan import convolved_plan, transposed_plan

# name: axes, input sizes, channels, groups
CASES = {
    "plain": ([Axis(3)], [4], None, 1),
    "seed, one axis": ([Axis(3, stride=2, begin=1, end=1)], [2], None, 1),
    "kernel shorter than stride": ([Axis(2, stride=3)], [4], None, 1),
    "padding beyond the reach": ([Axis(2, begin=3, end=3)], [9], None, 1),
    "padding beyond the reach, strided": ([Axis(2, stride=2, begin=4, end=3)], [8], None, 1),
    "one input cell": ([Axis(4, stride=3, begin=1, end=1)], [1], None, 1),
    "one tap": ([Axis(1, stride=3)], [4], None, 1),
    "one of everything": ([Axis(1)], [1], None, 1),
    "dilated": ([Axis(3, dilation=2)], [4], None, 1),
    "dilated and strided": ([Axis(3, stride=2, begin=1, end=1, dilation=3)], [4], None, 1),
    "stride and dilation share a factor": ([Axis(3, stride=4, begin=2, end=1, dilation=6)], [5], None, 1),
    "asymmetric padding": ([Axis(4, stride=2, begin=0, end=3)], [5], None, 1),
    "padding at the begin only": ([Axis(3, stride=2, begin=2, end=0)], [3], None, 1),
    "output padding": ([Axis(3, stride=2, begin=1, end=1, output_padding=1)], [3], None, 1),
    "output padding beyond the canvas": ([Axis(2, stride=4, output_padding=3)], [2], None, 1),
    "output padding by dilation": ([Axis(2, stride=1, output_padding=2, dilation=3)], [3], None, 1),
    "two axes": ([Axis(3, stride=2, begin=1, end=1), Axis(3, stride=2, begin=1, end=1)], [3, 3], None, 1),
    "non-square": (
        [Axis(2, stride=3, begin=1, end=0), Axis(5, stride=1, begin=2, end=3, dilation=2)], [3, 4], None, 1,
    ),
    "one axis of size 1": ([Axis(3, stride=2), Axis(1)], [4, 1], None, 1),
    "three axes": (
        [Axis(2, stride=2), Axis(3, begin=1, end=1), Axis(2, stride=3, output_padding=1, dilation=2)],
        [2, 3, 2], None, 1,
    ),
    "channels": ([Axis(3, stride=2, begin=1, end=1)], [3], (2, 3), 1),
    "groups": ([Axis(2, stride=2)], [3], (4, 6), 2),
    "as many groups as channels": ([Axis(3, begin=1, end=1)], [4], (3, 3), 3),
    "groups on two axes": ([Axis(2, stride=2), Axis(3, begin=1, end=0)], [2, 3], (2, 4), 2),
}  # fmt: skip


def row_major(index: tuple[int, ...], shape: tuple[int, ...]) -> int:
    flat = 0
    for position, size in zip(index, shape, strict=True):
        flat = flat * size + position
    return flat


def cells(shape):
    return itertools.product(*map(range, shape))


def channel_pairs(c_in, c_out, groups):
    """Input and output channels that meet, each as (group, number within the group)."""
    for q in range(groups):
        for c, e in itertools.product(range(c_in // groups), range(c_out // groups)):
            yield c_in // groups * q + c, c_out // groups * q + e, c, e


def by_loops(axes, input_size, channels, groups, transposed):
    """Each output cell's (input, tap) pairs, found by trying all of them; and the three shapes."""
    if transposed:
        output_size = [a.stride * (n - 1) + a.dilation * (a.kernel_size - 1) + 1 - a.begin - a.end + a.output_padding
                       for a, n in zip(axes, input_size, strict=True)]  # fmt: skip
    else:
        output_size = [(n + a.begin + a.end - a.dilation * (a.kernel_size - 1) - 1) // a.stride + 1
                       for a, n in zip(axes, input_size, strict=True)]  # fmt: skip
    c_in, c_out = channels or (1, 1)
    kernel_head = (c_in, c_out // groups) if transposed else (c_out, c_in // groups)
    input_shape, output_shape = (c_in, *input_size), (c_out, *output_size)
    kernel_shape = (*kernel_head, *(a.kernel_size for a in axes))
    strided_size, canvas_size = (
        (input_size, output_size) if transposed else (output_size, input_size)
    )
    found = {o: [] for o in range(math.prod(output_shape))}
    for (c, e, c_within, e_within), i, t in itertools.product(
        channel_pairs(c_in, c_out, groups),
        cells(strided_size),
        cells([a.kernel_size for a in axes]),
    ):
        o = tuple(
            a.stride * m + a.dilation * n - a.begin for a, m, n in zip(axes, i, t, strict=True)
        )
        if not all(0 <= m < size for m, size in zip(o, canvas_size, strict=True)):
            continue
        source, target = (i, o) if transposed else (o, i)
        tap = (c, e_within, *t) if transposed else (e, c_within, *t)
        pair = row_major((c, *source), input_shape), row_major(tap, kernel_shape)
        found[row_major((e, *target), output_shape)].append(pair)
    if channels is None:
        input_shape, kernel_shape, output_shape = (
            input_shape[1:],
            kernel_shape[2:],
            output_shape[1:],
        )
    return {o: sorted(pairs) for o, pairs in found.items()}, (
        input_shape,
        kernel_shape,
        output_shape,
    )


def listed(plan):
    """Each output cell's (input, tap) pairs, in the order of the plan."""
    found = {o: [] for o in range(math.prod(plan.output_shape))}
    for o, i, t in zip(
        plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True
    ):
        found[o].append((i, t))
    return found


def check(axes, input_size, channels, groups, transposed):
    make = transposed_plan if transposed else convolved_plan
    plan = make(axes, input_size, channels, groups)
    expected, shapes = by_loops(axes, input_size, channels, groups, transposed)
    assert (plan.input_shape, plan.kernel_shape, plan.output_shape) == shapes
    assert listed(plan) == expected
    assert plan.outputs.tolist() == sorted(plan.outputs.tolist())
    for most in (1, 3, 10**6):
        blocks = list(plan.blocks(most))
        for name in ("outputs", "inputs", "taps"):
            joined = [cell for block in blocks for cell in getattr(block, name).tolist()]
            assert joined == getattr(plan, name).tolist()
        assert all(len(b.outputs) <= most or len(set(b.outputs.tolist())) == 1 for b in blocks)
    assert plan.products == sum(map(len, expected.values()))
    assert plan.count.shape == plan.output_shape
    assert plan.count.ravel().tolist() == [len(expected[o]) for o in range(len(expected))]
    assert len(plan.starts) == len(expected) + 1
    for o, pairs in expected.items():
        products = slice(plan.starts[o], plan.starts[o + 1])
        assert (
            list(zip(plan.inputs[products].tolist(), plan.taps[products].tolist(), strict=True))
            == pairs
        )


@pytest.mark.parametrize("name", CASES)
def test_transposed_plan_is_what_loops_find(name):
    check(*CASES[name], transposed=True)


@pytest.mark.parametrize("name", CASES)
def test_convolved_plan_is_what_loops_find(name):
    axes, input_size, channels, groups = CASES[name]
    large_enough = [
        n + a.dilation * (a.kernel_size - 1) for a, n in zip(axes, input_size, strict=True)
    ]
    check(axes, large_enough, channels, groups, transposed=False)


@st.composite
def axis_and_size(draw, transposed):
    k, s, d = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    begin, end = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    a = draw(st.integers(0, max(s, d) - 1)) if transposed else 0
    axis = Axis(k, stride=s, begin=begin, end=end, output_padding=a, dilation=d)
    size = axis.transposed_size if transposed else axis.convolved_size
    n = draw(st.integers(1, 5).filter(lambda n: size(n) >= 1)) if size(5) >= 1 else 12
    return axis, n


@st.composite
def legal_settings(draw, transposed):
    axes, sizes = zip(
        *draw(st.lists(axis_and_size(transposed), min_size=1, max_size=2)), strict=True
    )
    if draw(st.booleans()):
        return axes, sizes, None, 1
    groups = draw(st.integers(1, 2))
    return axes, sizes, (groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))), groups


@examples(60)
@given(legal_settings(transposed=True))
def test_any_transposed_plan_is_what_loops_find(setting):
    check(*setting, transposed=True)


@examples(60)
@given(legal_settings(transposed=False))
def test_any_convolved_plan_is_what_loops_find(setting):
    check(*setting, transposed=False)


def test_the_example_on_one_axis():
    plan = transposed_plan([Axis(3, stride=2, begin=1, end=1)], [2])
    assert listed(plan) == {0: [(0, 1)], 1: [(0, 2), (1, 0)], 2: [(1, 1)]}
    assert plan.starts.tolist() == [0, 1, 3, 4]


def test_the_example_on_two_axes_without_overlap():
    plan = transposed_plan([Axis(2, stride=2)] * 2, [2, 2])
    a, b, c, d = range(4)
    w11, w12, w21, w22 = range(4)
    assert list(listed(plan).values()) == [
        [(a, w11)], [(a, w12)], [(b, w11)], [(b, w12)],
        [(a, w21)], [(a, w22)], [(b, w21)], [(b, w22)],
        [(c, w11)], [(c, w12)], [(d, w11)], [(d, w12)],
        [(c, w21)], [(c, w22)], [(d, w21)], [(d, w22)],
    ]  # fmt: skip


def test_the_example_on_two_axes_with_overlap():
    plan = transposed_plan([Axis(2)] * 2, [2, 2])
    a, b, c, d = range(4)
    w11, w12, w21, w22 = range(4)
    assert list(listed(plan).values()) == [
        [(a, w11)], [(a, w12), (b, w11)], [(b, w12)],
        [(a, w21), (c, w11)], [(a, w22), (b, w21), (c, w12), (d, w11)], [(b, w22), (d, w12)],
        [(c, w21)], [(c, w22), (d, w21)], [(d, w22)],
    ]  # fmt: skip
    assert plan.count.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_channels_and_groups_by_hand():
    plan = transposed_plan([Axis(1)], [1], channels=(4, 2), groups=2)
    assert (plan.input_shape, plan.kernel_shape, plan.output_shape) == ((4, 1), (4, 1, 1), (2, 1))
    assert listed(plan) == {0: [(0, 0), (1, 1)], 1: [(2, 2), (3, 3)]}
    plan = convolved_plan([Axis(1)], [1], channels=(4, 2), groups=2)
    assert (plan.input_shape, plan.kernel_shape, plan.output_shape) == ((4, 1), (2, 2, 1), (2, 1))
    assert listed(plan) == {0: [(0, 0), (1, 1)], 1: [(2, 2), (3, 3)]}


def test_without_crop_every_pair_lands_once():
    plan = transposed_plan([Axis(5, stride=2), Axis(3, stride=4, dilation=2)], [6, 7])
    assert plan.products == 6 * 7 * 5 * 3
    assert plan.count.sum() == plan.products


def test_numbers_beyond_64_bits_are_exact():
    huge = 10**30
    single = transposed_plan([Axis(3, stride=huge)], [1])
    assert listed(single) == {0: [(0, 0)], 1: [(0, 1)], 2: [(0, 2)]}
    middle = transposed_plan([Axis(2, stride=huge, begin=huge, end=huge)], [3])
    assert listed(middle) == {0: [(1, 0)], 1: [(1, 1)]}
    subsampled = convolved_plan([Axis(1, stride=huge)], [4])
    assert listed(subsampled) == {0: [(0, 0)]}


def test_cropped_products_cost_nothing():
    plan = transposed_plan([Axis(50_000, begin=49_999, end=49_999)], [50_000])
    assert plan.output_shape == (1,)
    assert plan.products == 50_000  # all pairs would be 2 500 000 000
    assert plan.taps.tolist() == list(range(50_000))[::-1]


def test_arrays_that_cannot_be_listed_are_refused():
    with pytest.raises(UnsupportedError) as refused:
        transposed_plan([Axis(1, stride=10**6)] * 2, [2, 2000])
    assert str(refused.value) == (
        "a plan for input size (2, 2000), kernel size (1, 1) and output size (1000001, 1999000001): the output has "
        "1999002000000001 cells, but at most 2**31 = 2147483648 can be listed; use smaller sizes"
    )
    with pytest.raises(UnsupportedError, match="the input has 100000000000000000000 cells"):
        convolved_plan([Axis(1, stride=10**20)], [10**20])


def test_one_size_per_axis():
    with pytest.raises(ValueError, match="zip"):
        transposed_plan([Axis(2)], [3, 3])


def test_a_plan_does_not_change():
    plan = transposed_plan([Axis(2)], [3])
    for array in (plan.outputs, plan.inputs, plan.taps, plan.count, plan.starts):
        assert array.dtype == np.int64
        with pytest.raises(ValueError, match="read-only"):
            array.flat[0] = 1
    with pytest.raises(AttributeError):
        plan.taps = plan.inputs
    assert repr(plan) == "Plan(input_shape=(3,), kernel_shape=(2,), output_shape=(4,))"
