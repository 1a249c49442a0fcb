"""Every method on every odd case: against loops over the relation, against each other, and against pictures in words."""

from __future__ import annotations

from itertools import product

import pytest
from agreement import cells, direct_by_loops, indices, transposed_by_loops, wrong_cells
from cases import CASES
from sympy import Matrix, Symbol

from symconv import Conv, ConvTranspose, flip, tensor

ONE_AXIS = [case for case in CASES if len(case.kernel_size) == 1 and not case.channels]

# What the table has to hold, whatever is added to it later.
ODD = {
    "k < s": lambda case, n, a: a.kernel_size < a.stride,
    "p > K-1": lambda case, n, a: a.begin > a.dilation * (a.kernel_size - 1),
    "I = 1": lambda case, n, a: set(case.input_size) == {1},
    "one axis of size 1": lambda case, n, a: n == 1 and max(case.input_size) > 1,
    "d > 1 with s > 1": lambda case, n, a: a.dilation > 1 and a.stride > 1,
    "non-square": lambda case, n, a: (
        len(set(case.input_size)) > 1 and len(set(case.kernel_size)) > 1
    ),
    "asymmetric padding": lambda case, n, a: a.begin != a.end,
    "output padding a >= s with a < d": lambda case, n, a: (
        a.stride <= a.output_padding < a.dilation
    ),
    "k = 1": lambda case, n, a: a.kernel_size == 1,
    "large stride": lambda case, n, a: a.stride > 6,
    "two axes": lambda case, n, a: len(case.kernel_size) == 2,
    "three axes": lambda case, n, a: len(case.kernel_size) == 3,
    "channels": lambda case, n, a: case.channels is not None and case.groups == 1,
    "groups": lambda case, n, a: case.channels is not None and 1 < case.groups < case.channels[0],
    "depthwise": lambda case, n, a: (
        case.channels is not None and 1 < case.groups == case.channels[0]
    ),
    "batch": lambda case, n, a: case.batch is not None,
}


@pytest.mark.parametrize("odd", ODD)
def test_the_table_holds_every_odd_thing(odd):
    axes = [
        (case, n, axis)
        for case in CASES
        for n, axis in zip(case.input_size, case.axes, strict=True)
    ]
    assert any(ODD[odd](*row) for row in axes)


def test_the_names_of_the_table_are_distinct():
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("method", [None, *ConvTranspose.methods])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_transposed_against_loops(case, method):
    assert wrong_cells(case, lambda layer, x, w: layer(x, w, method=method)) == []


@pytest.mark.parametrize("method", [None, *Conv.methods])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_direct_against_loops(case, method):
    assert wrong_cells(case, lambda layer, u, w: layer(u, w, method=method), transposed=False) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_all_methods_give_the_same_array(case):
    x, w = case.symbols()
    results = {method: case.transposed(x, w, method=method) for method in ConvTranspose.methods}
    assert len(results) == 7
    assert len(set(results.values())) == 1
    u, w = case.direct_symbols()
    assert (
        case.direct(u, w, method="window")
        == case.direct(u, w, method="matrix")
        == case.direct(u, w)
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_output_size(case):
    axes = len(case.kernel_size)
    assert case.transposed.output_size(case.input_size) == case.output_size
    assert case.direct.output_size(case.output_size) == case.z_shape[-axes:]


def by_stretching(case, x, w):
    """One axis: write out the stretched input, pad or cut it, and slide the reversed, stretched kernel."""
    (axis,), (size,) = case.axes, case.output_size
    stretched = [0] * (axis.stride * (len(x) - 1) + 1)
    stretched[:: axis.stride] = x
    kernel = [0] * (axis.dilation * (len(w) - 1) + 1)
    kernel[:: axis.dilation] = w
    reach = len(kernel)
    margin = [0] * (reach + axis.begin + axis.end + axis.output_padding)
    padded = margin + stretched + margin
    start = len(margin) - (reach - 1) + axis.begin
    windows = (padded[start + o : start + o + reach] for o in range(size))
    return [sum(a * b for a, b in zip(window, reversed(kernel), strict=True)) for window in windows]


def by_padding(case, u, w):
    """One axis: write out the padded input and read every window with steps of the dilation."""
    (axis,) = case.axes
    padded = [0] * axis.begin + u + [0] * axis.end
    reach = axis.dilation * (len(w) - 1) + 1
    starts = range(0, len(padded) - reach + 1, axis.stride)
    windows = (padded[start : start + reach : axis.dilation] for start in starts)
    return [sum(a * b for a, b in zip(window, w, strict=True)) for window in windows]


@pytest.mark.parametrize("case", ONE_AXIS, ids=str)
def test_against_lists_padded_and_stretched(case):
    x = [Symbol(f"x{i}") for i in range(case.input_size[0])]
    w = [Symbol(f"w{t}") for t in range(case.kernel_size[0])]
    u = [Symbol(f"u{o}") for o in range(case.output_size[0])]
    upsampled, convolved = by_stretching(case, x, w), by_padding(case, u, w)
    for method in (None, *ConvTranspose.methods):
        assert case.transposed(x, w, method=method) == upsampled
    for method in (None, *Conv.methods):
        assert case.direct(u, w, method=method) == convolved


@pytest.mark.parametrize("case", [case for case in CASES if case.batch is None], ids=str)
def test_matrices_multiply_to_the_layers(case):
    (x, w), (u, _) = case.symbols(), case.direct_symbols()
    forward = case.transposed.matrix(w, case.input_size)
    back = case.direct.matrix(w, case.output_size)
    assert list(forward * column(x, case.x_shape)) == list(transposed_by_loops(case, x, w).values())
    assert list(back * column(u, case.y_shape)) == list(direct_by_loops(case, u, w).values())
    assert (forward == back.T) is case.is_adjoint


def column(x, shape):
    return Matrix(list(cells(x, shape).values()))


@pytest.mark.parametrize(("stride", "padding"), [*product((1, 2, 3), (0, 1, 2))])
def test_stride_one_is_a_convolution_with_the_reversed_kernel(stride, padding):
    """Relationship 9 of the guide, on the input with its zeros already put in."""
    x, w = tensor("x", 4), tensor("w", 3)
    inserted = [0] * (stride * 3 + 1)
    inserted[::stride] = x.tolist()
    convolved = Conv(3, padding=2 - padding)(inserted, flip(w))
    assert ConvTranspose(3, stride=stride, padding=padding)(x, w).tolist() == convolved


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_wrong_answer_is_seen(case):
    """The oracle of this file is no yes-man: one cell changed, and it says which."""
    at = indices(case.y_shape)[-1]

    def spoiled(layer, x, w):
        lists = layer(x, w).tolist()
        row = lists
        for entry in at[:-1]:
            row = row[entry]
        row[at[-1]] += Symbol("x1")
        return lists

    (message,) = wrong_cells(case, spoiled)
    assert str(case) in message
    assert str(at) in message
