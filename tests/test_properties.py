"""What holds for every layer: linear in both arguments, adjoint, total mass, sizes, exactness, order of factors."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from agreement import direct_by_loops, transposed_by_loops
from cases import CASES, Case
from hypothesis import given
from hypothesis import strategies as st
from sympy import Array, Rational, Symbol, flatten
from thorough import examples

from symconv import Conv, ConvTranspose, Equal, crop, inner, ones, stretch, tensor, total
from symconv.errors import GeometryError


@st.composite
def rows(draw, largest, adjoint):
    """Draw legal parameters of one axis: size, kernel size, stride, padding pair, output padding, dilation."""
    n, k = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    s, d = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    a = draw(st.integers(0, (s if adjoint else max(s, d)) - 1))
    most = s * (n - 1) + d * (k - 1) + a
    begin = draw(st.integers(0, min(3, most)))
    return n, k, s, (begin, draw(st.integers(0, min(3, most - begin)))), a, d


@st.composite
def layouts(draw, axes=(1, 2), channels=True, adjoint=False):
    """Draw a legal case: asymmetric padding, output padding, dilation, channels and groups."""
    count = draw(st.sampled_from(axes))
    columns = zip(*(draw(rows(4 if count == 1 else 2, adjoint)) for _ in range(count)), strict=True)
    if not (channels and draw(st.booleans())):
        return Case("drawn", *columns)
    groups, per_group = draw(st.integers(1, 2)), st.integers(1, 2)
    return Case("drawn", *columns, (groups * draw(per_group), groups * draw(per_group)), groups)


def filled(draw, shape, cells):
    """Draw nested lists of a shape."""
    if not shape:
        return draw(cells)
    return [filled(draw, shape[1:], cells) for _ in range(shape[0])]


HUGE = st.integers(-(10**40), 10**40)
SMALL = st.integers(-9, 9)


@st.composite
def filled_layouts(draw, *shapes, cells=SMALL, **kinds):
    """Draw a case and arrays of the named shapes (attributes of the case) with cells drawn too."""
    case = draw(layouts(**kinds))
    return case, *(filled(draw, getattr(case, shape), cells) for shape in shapes)


def plus(x, y):
    return [plus(a, b) for a, b in zip(x, y, strict=True)] if isinstance(x, list) else x + y


def times(c, x):
    return [times(c, part) for part in x] if isinstance(x, list) else c * x


@examples(40)
@given(filled_layouts("x_shape", "x_shape", "w_shape", "w_shape"), st.tuples(SMALL, SMALL))
def test_linear_in_the_input_and_in_the_kernel(drawn, scalars):
    (case, x, other_x, w, other_w), (a, b) = drawn, scalars
    up = case.transposed
    assert up(plus(times(a, x), times(b, other_x)), w) == plus(
        times(a, up(x, w)), times(b, up(other_x, w))
    )
    assert up(x, plus(times(a, w), times(b, other_w))) == plus(
        times(a, up(x, w)), times(b, up(x, other_w))
    )


@examples(40)
@given(filled_layouts("y_shape", "y_shape", "w_shape", "w_shape"), st.tuples(SMALL, SMALL))
def test_the_convolution_is_linear_too(drawn, scalars):
    (case, u, other_u, w, other_w), (a, b) = drawn, scalars
    down = case.direct
    assert down(plus(times(a, u), times(b, other_u)), w) == plus(
        times(a, down(u, w)), times(b, down(other_u, w))
    )
    assert down(u, plus(times(a, w), times(b, other_w))) == plus(
        times(a, down(u, w)), times(b, down(u, other_w))
    )


@examples(40)
@given(filled_layouts("x_shape", "w_shape", "y_shape", cells=HUGE, adjoint=True))
def test_adjoint(drawn):
    """``<C u, x> = <u, C^T x>``: one kernel serves both layers."""
    case, x, w, u = drawn
    assert inner(case.direct(u, w), x) == inner(u, case.transposed(x, w))
    assert case.transposed.adjoint() == case.direct


@examples(15)
@given(layouts(axes=(1,), adjoint=True))
def test_adjoint_on_symbols(case):
    (x, w), u = case.symbols(), tensor("u", case.y_shape)
    assert Equal(inner(case.direct(u, w), x), inner(u, case.transposed(x, w)))


def test_a_wrong_adjoint_is_seen():
    x, w, u = [3, 5], [1, 2, 4], [7, 11, 13, 17]
    assert inner(Conv(3)(u, w), x) == inner(u, ConvTranspose(3)(x, w))
    assert inner(Conv(3)(u, w), x) != inner(u, ConvTranspose(3)(x, w[::-1]))


@examples(40)
@given(filled_layouts("y_shape", "w_shape", cells=HUGE))
def test_adjoint_of_a_convolution_restores_the_size(drawn):
    case, u, w = drawn
    down = case.direct
    up = down.adjoint(case.output_size)
    assert up.output_size(down.output_size(case.output_size)) == case.output_size
    assert up.adjoint() == down
    z = down(u, w)
    assert inner(z, z) == inner(u, up(z, w))


@examples(40)
@given(layouts())
def test_adjoint_of_a_transposed_convolution(case):
    up = case.transposed
    if not case.is_adjoint:
        with pytest.raises(GeometryError, match="output_padding < stride = "):
            up.adjoint()
        return
    assert up.adjoint().output_size(case.output_size) == case.input_size
    assert up.adjoint().adjoint(case.output_size) == up


@examples(40)
@given(filled_layouts("x_shape", "w_shape", channels=False))
def test_total_mass_without_crop(drawn):
    """``sum y = sum x * sum w`` where nothing is cropped."""
    case, x, w = drawn
    up = ConvTranspose(case.kernel_size, case.stride, 0, case.output_padding, case.dilation)
    assert total(up(x, w)) == total(x) * total(w)


def test_a_crop_takes_mass_away():
    assert (
        total(ConvTranspose(3, padding=1)([1, 1], [1, 1, 1]))
        == 4
        != total([1, 1]) * total([1, 1, 1])
    )


@examples(40)
@given(layouts(axes=(1, 2, 3)))
def test_output_size_is_that_of_the_canvas_written_out(case):
    """The canvas grows until every copy of the kernel has its place; padding crops it, output padding extends it."""
    sizes = []
    for axis, n in zip(case.axes, case.input_size, strict=True):
        places = [
            axis.stride * i + axis.dilation * t
            for i, t in product(range(n), range(axis.kernel_size))
        ]
        sizes.append(max(places) + 1 - axis.begin - axis.end + axis.output_padding)
    assert case.transposed.output_size(case.input_size) == tuple(sizes)


@examples(40)
@given(layouts())
def test_counts_of_products(case):
    """On ones every cell counts its products; all of them together are all that the crop lets through."""
    counts = case.transposed(ones(case.x_shape), ones(case.w_shape))
    expected = transposed_by_loops(case, ones(case.x_shape), ones(case.w_shape))
    assert flatten(counts.tolist()) == list(expected.values())
    if case.channels is None:
        assert case.transposed.plan(case.input_size).count.ravel().tolist() == list(
            expected.values()
        )


@examples(40)
@given(filled_layouts("x_shape", "w_shape", channels=False))
def test_padding_is_cropping(drawn):
    case, x, w = drawn
    full = ConvTranspose(case.kernel_size, case.stride, dilation=case.dilation)(x, w)
    begins, ends = zip(*((a.begin, a.end - a.output_padding) for a in case.axes), strict=True)
    assert case.transposed(x, w) == crop(full, begins, ends)


@examples(40)
@given(filled_layouts("x_shape", "w_shape", channels=False))
def test_a_dilated_kernel_is_a_stretched_kernel(drawn):
    case, x, w = drawn
    reaches = tuple(d * (k - 1) + 1 for d, k in zip(case.dilation, case.kernel_size, strict=True))
    dilated = ConvTranspose(case.kernel_size, case.stride, dilation=case.dilation)
    assert dilated(x, w) == ConvTranspose(reaches, case.stride)(x, stretch(w, case.dilation))


FORMS = {
    "big integers": (HUGE, lambda x: x),
    "fractions": (st.fractions(max_denominator=10**6), lambda x: x),
    "NumPy, small": (SMALL, lambda x: np.array(x, dtype=np.int32)),
    "NumPy, beyond int64": (HUGE, lambda x: np.array(x, dtype=object)),
    "NumPy, overflowing int64": (
        st.integers(-(2**62), 2**62),
        lambda x: np.array(x, dtype=np.int64),
    ),
}


@pytest.mark.parametrize("form", FORMS)
@examples(15)
@given(data=st.data())
def test_exact_in_every_form(form, data):
    cells, make = FORMS[form]
    case, x, w = data.draw(filled_layouts("x_shape", "w_shape", cells=cells))
    method = data.draw(st.sampled_from([None, *ConvTranspose.methods]))
    expected = list(transposed_by_loops(case, x, w).values())
    result = case.transposed(make(x), make(w), method=method)
    assert type(result) is type(make(x))
    assert flatten(result.tolist() if hasattr(result, "tolist") else result) == expected


def test_integers_are_int64_exactly_where_they_fit():
    up = ConvTranspose(2)
    for x, kind in (([2**31, 1], np.int64), ([2**62, 2**62], object)):
        result = up(np.array(x, dtype=np.int64), np.array([1, 2], dtype=np.int64))
        assert result.dtype == kind
        assert result.tolist() == [x[0], 2 * x[0] + x[1], 2 * x[1]]


def test_fractions_in_the_ring_of_sympy():
    x, w = [Fraction(1, 3), Fraction(2, 3)], Array([Symbol("a"), Symbol("b")])
    a, b = w
    assert ConvTranspose(2)(x, w) == [a / 3, Rational(2, 3) * a + b / 3, Rational(2, 3) * b]


def apart(array, name):
    """The array with non-commutative symbols in it."""
    cells = [Symbol(f"{name}{n}", commutative=False) for n in range(prod(array.shape))]
    return Array(cells, tuple(array.shape))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_order_of_factors_is_kept(case):
    """``x[i]*w[t]`` in this order, by every method: cells need not commute."""
    x, w = (apart(array, name) for array, name in zip(case.symbols(), "XW", strict=True))
    expected = list(transposed_by_loops(case, x, w).values())
    for method in (None, *ConvTranspose.methods):
        assert flatten(case.transposed(x, w, method=method).tolist()) == expected
    u = apart(case.direct_symbols()[0], "U")
    expected = list(direct_by_loops(case, u, w).values())
    for method in (None, *Conv.methods):
        assert flatten(case.direct(u, w, method=method).tolist()) == expected


def test_exchanged_factors_are_seen():
    x, w = (apart(tensor("x", 2), name) for name in "XW")
    y = ConvTranspose(2)(x, w)
    assert y[0] == x[0] * w[0] != w[0] * x[0]
    assert y[1] == x[0] * w[1] + x[1] * w[0]
