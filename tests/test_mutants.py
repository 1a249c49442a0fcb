"""Classic mistakes, each noticed by the checks that the suite uses.

A mutated definition goes through ``checking.check``; a mutated layer call goes through
``agreement.wrong_cells``, which every case of the table runs; a mutated plan goes through both. The
right ones pass the same checks.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from agreement import wrong_cells
from cases import CASES
from sympy import Array, Matrix, flatten

from symconv import Conv, ConvTranspose, crop, flip, verify
from symconv.definitions.formulations import TRANSPOSED, convolution_matrix, scatter
from symconv.definitions.operations import correlate, cut, stretch
from symconv.definitions.operations import flip as flipped
from symconv.language.words import (
    Tensor,
    Vec,
    array,
    both,
    collect,
    divide,
    inside,
    split,
    sum_,
    when,
)
from symconv.layers import conv as layer
from symconv.layers.plan import transposed_plan
from symconv.sweep import agreement as checking
from symconv.sweep.agreement import check
from symconv.sweep.settings import Setting

PLAIN = [case for case in CASES if case.channels is None]


def settings_of(cases):
    return [Setting(case.input_size, tuple(case.axes)) for case in cases]


def check_all(methods):
    """What differs in any of the plain cases, those of one number of axes together."""
    settings = settings_of(PLAIN)
    axes = sorted({len(setting.axes) for setting in settings})
    return [
        d
        for n in axes
        for d in check([setting for setting in settings if len(setting.axes) == n], methods)
    ]


def swapped(v):
    """The vector with its axes in reverse order."""
    return Vec(v.entries[::-1])


# Mutated definitions, called as every formulation: (x, w, s, d, b, O).


def kernel_reversed(x, w, s, d, b, O):
    return scatter(x, flipped(w), s, d, b, O)


def kernel_axes_swapped(x, w, s, d, b, O):
    return scatter(x, Tensor(w.shape, lambda t: w[swapped(t)]), s, d, b, O)


def stride_axes_swapped(x, w, s, d, b, O):
    return scatter(x, w, swapped(s), d, b, O)


def dilation_axes_swapped(x, w, s, d, b, O):
    return scatter(x, w, s, swapped(d), b, O)


def padding_axes_swapped(x, w, s, d, b, O):
    return scatter(x, w, s, d, swapped(b), O)


def dilation_ignored(x, w, s, d, b, O):
    return scatter(x, w, s, Vec([1] * len(d)), b, O)


def stride_off_by_one(x, w, s, d, b, O):
    return scatter(x, w, s + 1, d, b, O)


def stride_and_dilation_exchanged(x, w, s, d, b, O):
    return scatter(x, w, d, s, b, O)


def crop_ignored(x, w, s, d, b, O):
    return scatter(x, w, s, d, 0 * b, O)


def crop_off_by_one(x, w, s, d, b, O):
    return scatter(x, w, s, d, b + 1, O)


def overlap_overwritten(x, w, s, d, b, O):
    """The last copy of the kernel wins where two copies overlap: a product goes if another one lies over it."""

    def kept(i, t):
        return x[i] * w[t] - when(both(inside(i + d, x.shape), inside(t - s, w.shape)), x[i] * w[t])

    return collect(O, (x.shape, w.shape), lambda i, t: s * i + d * t - b, kept)


def factors_exchanged(x, w, s, d, b, O):
    return scatter(w, x, d, s, b, O)


def last_input_cell_left_out(x, w, s, d, b, O):
    return scatter(array(x.shape - 1, lambda i: x[i]), w, s, d, b, O)


def last_tap_left_out(x, w, s, d, b, O):
    return scatter(x, array(w.shape - 1, lambda t: w[t]), s, d, b, O)


def zero_insertion_without_reversal(x, w, s, d, b, O):
    kernel = stretch(w, d)
    return correlate(cut(stretch(x, s), b - (kernel.shape - 1), O + kernel.shape - 1), kernel, O)


def zero_insertion_padded_by_k_minus_p(x, w, s, d, b, O):
    kernel = flipped(stretch(w, d))
    return correlate(cut(stretch(x, s), b - kernel.shape, O + kernel.shape), kernel, O)


def one_zero_too_many_between_inputs(x, w, s, d, b, O):
    kernel = flipped(stretch(w, d))
    return correlate(
        cut(stretch(x, s + 1), b - (kernel.shape - 1), O + kernel.shape - 1), kernel, O
    )


def zeros_behind_the_last_tap(x, w, s, d, b, O):
    """The kernel stretched to ``d*k`` cells and then turned: its last zeros come first."""
    kernel = flipped(array(d * w.shape, lambda j: divide(j, d, lambda t: w[t])))
    reach = d * (w.shape - 1) + 1
    return correlate(cut(stretch(x, s), b - (reach - 1), O + kernel.shape - 1), kernel, O)


def divisibility_forgotten(x, w, s, d, b, O):
    return array(
        O, lambda o: sum_(x.shape, lambda i: split(o + b - s * i, d, lambda q, r: x[i] * w[q]))
    )


def phases_not_shifted(x, w, s, d, b, O):
    return array(
        O,
        lambda o: split(
            o + b,
            s,
            lambda m, r: sum_(w.shape, lambda t: divide(d * t - r, s, lambda u: x[m] * w[t])),
        ),
    )


def matrix_of_the_transposed_crop(x, w, s, d, b, O):
    """The padding put on the rows of C instead of on its columns."""
    C = convolution_matrix(w, s, d, 0 * b, x.shape, O + b)
    return array(O, lambda o: sum_(x.shape, lambda i: x[i] * C[(i + b).join(o + b)]))


def canvas_without_dilation(x, w, s, d, b, O):
    """The canvas sized ``s(I-1) + k``: a size formula that forgets the dilation."""
    F = s * (x.shape - 1) + w.shape
    canvas = collect(F, (x.shape, w.shape), lambda i, t: s * i + d * t, lambda i, t: x[i] * w[t])
    return array(O, lambda o: canvas[o + b])


DEFINITIONS = {
    f.__name__: f
    for f in (
        kernel_reversed, kernel_axes_swapped, stride_axes_swapped, dilation_axes_swapped, padding_axes_swapped,
        dilation_ignored, stride_off_by_one, stride_and_dilation_exchanged, crop_ignored, crop_off_by_one,
        overlap_overwritten, factors_exchanged, last_input_cell_left_out, last_tap_left_out,
        zero_insertion_without_reversal, zero_insertion_padded_by_k_minus_p, one_zero_too_many_between_inputs,
        zeros_behind_the_last_tap, divisibility_forgotten, phases_not_shifted, matrix_of_the_transposed_crop,
        canvas_without_dilation,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_mutated_definition_is_noticed(name):
    noticed = check_all({name: DEFINITIONS[name]})
    assert noticed
    assert {d.method for d in noticed} == {name}


@pytest.mark.parametrize("name", TRANSPOSED)
def test_the_right_definitions_pass_the_same_check(name):
    assert check_all({name: TRANSPOSED[name]}) == []


def test_one_mutant_among_right_methods_is_the_one_reported():
    setting = Setting((2,), (PLAIN[0].axes[0],))
    (found,) = check([setting], {**TRANSPOSED, "gather": kernel_reversed})
    assert (found.method, found.cell) == ("gather", (1,))
    assert (found.expected, found.found) == ("x[0]*w[2] + x[1]*w[0]", "x[0]*w[0] + x[1]*w[2]")


@pytest.mark.parametrize(
    "name", [n for n in DEFINITIONS if "axes" not in n and "dilation" not in n]
)
def test_mutants_of_one_axis_are_noticed_by_the_sweep_on_small_sizes(name):
    ranges = {"input_size": 2, "kernel_size": range(1, 4), "stride": range(1, 3), "padding": range(2),
              "output_padding": 0, "dilation": range(1, 3)}  # fmt: skip
    assert verify(**ranges, methods={name: DEFINITIONS[name]}).disagreements


# Mutated layer calls: (layer, x, w).


def rebuilt(up, **changes):
    """The same layer with some parameters changed."""
    now = {
        "kernel_size": up.kernel_size, "stride": up.stride, "padding": list(up.padding),
        "output_padding": up.output_padding, "dilation": up.dilation, "groups": up.groups, "channels": up.channels,
    }  # fmt: skip
    return ConvTranspose(**(now | changes))


def padding_begin_and_end_swapped(up, x, w):
    return rebuilt(up, padding=[pair[::-1] for pair in up.padding])(x, w)


def output_padding_at_the_begin(up, x, w):
    begins = [begin - a for (begin, _), a in zip(up.padding, up.output_padding, strict=True)]
    return up(x, w) if up.channels else cropped(up, x, w, begins, [end for _, end in up.padding])


def cropped(up, x, w, begins, ends):
    """The window of the full output, taken by `crop`."""
    return crop(rebuilt(up, output_padding=0, padding=0)(x, w), begins, ends)


def permuted(x, axis, order):
    """The array with the parts along one axis in another order."""
    lists = x.tolist()
    return (
        Array([lists[n] for n in order])
        if axis == 0
        else Array([[part[n] for n in order] for part in lists])
    )


def channel_axis(up, x):
    return len(x.shape) - len(up.kernel_size) - 1


def groups_mixed_up(up, x, w):
    """Input channel `c` taken to be in group ``c mod g`` instead of ``c // (C_in/g)``."""
    if not up.channels:
        return up(x, w)
    m = up.channels[0] // up.groups
    return up(
        permuted(
            x, channel_axis(up, x), [c * up.groups + q for q in range(up.groups) for c in range(m)]
        ),
        w,
    )


def next_group_of_the_kernel(up, x, w):
    if not up.channels:
        return up(x, w)
    m, count = up.channels[0] // up.groups, up.channels[0]
    return up(x, permuted(w, 0, [(c + m) % count for c in range(count)]))


def kernel_channels_swapped(up, x, w):
    """The kernel read as ``(C_out, C_in)`` where both counts are the same."""
    if not up.channels or up.groups > 1 or up.channels[0] != up.channels[1]:
        return up(x, w)
    lists = w.tolist()
    return up(x, Array([[lists[e][c] for e in range(len(lists))] for c in range(len(lists))]))


def first_channel_only(up, x, w):
    if not up.channels or up.groups > 1:
        return up(x, w)
    lists = x.tolist() if up.channels and channel_axis(up, x) == 0 else x.tolist()[0]
    one = rebuilt(up, channels=(1, up.channels[1]))
    result = one([lists[0]], [w.tolist()[0]])
    return result if channel_axis(up, x) == 0 else [result] * x.shape[0]


def wrong_batch_item(up, x, w):
    return (
        up(permuted(x, 0, [*range(1, x.shape[0]), 0]), w) if channel_axis(up, x) == 1 else up(x, w)
    )


def input_reversed(up, x, w):
    return flip(up(flip(x), w))


def read_column_by_column(up, x, w):
    """The matrix right, the vector of the input flattened in the wrong order."""
    if up.channels or len(up.kernel_size) != 2:
        return up(x, w)
    return by_matrix(up, tuple(x.shape), w, flatten(Matrix(x).T.tolist()))


def by_matrix(up, size, w, cells):
    return Array(list(up.matrix(w, size) * Matrix(cells)), up.output_size(size))


CALLS = (
    padding_begin_and_end_swapped, output_padding_at_the_begin, groups_mixed_up, next_group_of_the_kernel,
    kernel_channels_swapped, first_channel_only, wrong_batch_item, input_reversed, read_column_by_column,
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_mutated_call_is_noticed(call):
    assert any(wrong_cells(case, call) for case in CASES)


def right_window(up, x, w):
    ends = [end - a for (_, end), a in zip(up.padding, up.output_padding, strict=True)]
    return up(x, w) if up.channels else cropped(up, x, w, [begin for begin, _ in up.padding], ends)


def right_order(up, x, w):
    return (
        up(permuted(x, channel_axis(up, x), range(x.shape[channel_axis(up, x)])), w)
        if up.channels
        else up(x, w)
    )


def right_matrix(up, x, w):
    return up(x, w) if up.channels else by_matrix(up, tuple(x.shape), w, flatten(x.tolist()))


@pytest.mark.parametrize(
    "call", [lambda up, x, w: rebuilt(up)(x, w), right_window, right_order, right_matrix]
)
def test_right_calls_made_in_the_same_ways_pass_the_same_check(call):
    """So it is the mistake that is noticed above, not the way it is made."""
    assert not any(wrong_cells(case, call) for case in CASES)


# Mutated engine: the plan from changed parameters.


def plan_of(change):
    """Return a `transposed_plan` that is right for changed parameters; the output keeps its size."""

    def kept(axis, n):
        new = change(axis)
        return replace(new, end=new.end + new.transposed_size(n) - axis.transposed_size(n))

    def plan(axes, input_size, *channels):
        return transposed_plan(
            [kept(axis, n) for axis, n in zip(axes, input_size, strict=True)], input_size, *channels
        )

    return plan


@pytest.fixture(autouse=True)
def _no_plan_is_kept():
    """A plan that a mutated engine made must not serve another test."""
    yield
    layer._plan.cache_clear()


ENGINES = {
    "dilation ignored": plan_of(lambda a: replace(a, dilation=1)),
    "stride off by one": plan_of(lambda a: replace(a, stride=a.stride + 1)),
    "crop ignored": plan_of(lambda a: replace(a, begin=0)),
    "crop at the end instead of the begin": plan_of(lambda a: replace(a, begin=a.end, end=a.begin)),
    "output padding at the begin": plan_of(lambda a: replace(a, begin=a.begin - a.output_padding)),
}


@pytest.mark.parametrize("name", ENGINES)
def test_a_mutated_engine_is_noticed(name, monkeypatch):
    monkeypatch.setattr(checking, "transposed_plan", ENGINES[name])
    assert check_all(TRANSPOSED)
    monkeypatch.setattr(layer, "transposed_plan", ENGINES[name])
    layer._plan.cache_clear()
    assert any(wrong_cells(case, lambda up, x, w: up(x, w)) for case in CASES)


def test_the_right_engine_passes(monkeypatch):
    monkeypatch.setattr(layer, "transposed_plan", plan_of(lambda axis: axis))
    layer._plan.cache_clear()
    assert not any(wrong_cells(case, lambda up, x, w: up(x, w)) for case in CASES)


# Mutants of the convolution.

DIRECT_CALLS = {
    "kernel reversed, as mathematics has it": lambda down, u, w: down(u, Array(flip(w))),
    "padding begin and end swapped": lambda down, u, w: Conv(
        down.kernel_size,
        down.stride,
        [pair[::-1] for pair in down.padding],
        down.dilation,
        down.groups,
        down.channels,
    )(u, w),
}


@pytest.mark.parametrize("name", DIRECT_CALLS)
def test_a_mutated_convolution_is_noticed(name):
    cases = [case for case in CASES if not case.channels]
    assert any(wrong_cells(case, DIRECT_CALLS[name], transposed=False) for case in cases)
