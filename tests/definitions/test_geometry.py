"""Sizes counted cell by cell, signs read off polynomials, and what every demand says when it is broken."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thorough import examples

from symconv.definitions.geometry import (
    Axis,
    Channels,
    Demand,
    channel_demands,
    convolved_demands,
    enforce,
    least,
    parameter_demands,
    transposed_demands,
    verdict_by_signs,
)
from symconv.errors import GeometryError, ShapeError
from symconv.language.terms import (
    AnyOf,
    Condition,
    at_least,
    equal,
    floor_divide,
    letter,
    substitute,
)

AXES = st.builds(
    Axis,
    kernel_size=st.integers(1, 5),
    stride=st.integers(1, 4),
    begin=st.integers(0, 3),
    end=st.integers(0, 3),
    output_padding=st.integers(0, 3),
    dilation=st.integers(1, 4),
)


@examples(100)
@given(AXES, st.integers(1, 6))
def test_the_canvas_ends_behind_the_last_product(axis, n):
    places = [
        axis.stride * i + axis.dilation * t for i, t in product(range(n), range(axis.kernel_size))
    ]
    assert axis.full_size(n) == max(places) + 1
    taps = [axis.dilation * t for t in range(axis.kernel_size)]
    assert axis.reach == max(taps) - min(taps) + 1


@examples(100)
@given(AXES, st.integers(1, 6))
def test_the_output_is_the_canvas_cropped_and_padded(axis, n):
    canvas = range(axis.full_size(n))
    window = [
        j for j in range(-3, 60) if axis.begin <= j < len(canvas) - axis.end + axis.output_padding
    ]
    assert max(axis.transposed_size(n), 0) == len(window)


@examples(100)
@given(AXES, st.integers(1, 9))
def test_the_convolution_has_a_cell_for_every_place_of_the_window(axis, n):
    padded = axis.begin + n + axis.end
    places = [at for at in range(0, padded, axis.stride) if at + axis.reach <= padded]
    assert max(axis.convolved_size(n), 0) == len(places)
    assert axis.slack(n) == padded - axis.reach


def test_sizes_on_letters_are_the_formulas():
    I, k, s, p, a, d = (letter(name, minimum=int(name not in "pa")) for name in "IkspaD")
    axis = Axis(k, s, p, p, a, d)
    assert str(axis.reach) == "D*k - D + 1"
    assert str(axis.transposed_size(I)) == "D*k + I*s - D + a - 2*p - s + 1"
    assert str(axis.convolved_size(I)) == "floor((-D*k + D + I + 2*p - 1)/(s)) + 1"


def test_channels_in_groups():
    channels = Channels(4, 6, 2)
    assert (channels.inputs_per_group, channels.outputs_per_group) == (2, 3)
    g, m = letter("g"), letter("m")
    assert Channels(g * m, g, g).inputs_per_group == m
    assert Channels(g * m, g, g).outputs_per_group == 1


# Signs. A verdict from signs alone may be missing, but it is never wrong.

LETTERS = [letter("a", 0), letter("b", 0), letter("c", 1), letter("d", 1)]
MINIMA = (0, 0, 1, 1)
POLYNOMIALS = st.lists(
    st.tuples(st.integers(-3, 3), st.lists(st.integers(0, 3), max_size=2)), max_size=4
).map(lambda rows: sum((c * product_of(ls) for c, ls in rows), 0))
VALUES = st.tuples(*(st.integers(low, low + 4) for low in MINIMA))


def product_of(numbers):
    result = 1
    for n in numbers:
        result = result * LETTERS[n]
    return result


def at(value, numbers):
    """Put numbers for the four letters."""
    return substitute(
        value, {next(iter(x.terms))[0]: n for x, n in zip(LETTERS, numbers, strict=True)}
    )


@examples(100)
@given(POLYNOMIALS, VALUES)
def test_a_lower_bound_is_one(value, numbers):
    assert least(value) is None or least(value) <= at(value, numbers)


def test_lower_bounds_that_are_found():
    a, _, c, d = LETTERS
    assert [least(v) for v in (7, a, c, c * d + 2 * a, c - 1, 3 * c - 2)] == [7, 0, 1, 1, 0, 1]
    assert [least(v) for v in (-a, c - d, floor_divide(c, 2))] == [None, None, None]


@examples(100)
@given(POLYNOMIALS, VALUES, st.sampled_from(["=", ">="]))
def test_a_verdict_from_signs_is_never_wrong(value, numbers, relation):
    found = at(value, numbers)
    holds = found == 0 if relation == "=" else found >= 0
    assert verdict_by_signs(Condition(relation, value)) in (None, holds)


@examples(100)
@given(st.lists(POLYNOMIALS, min_size=1, max_size=3), VALUES)
def test_a_verdict_on_alternatives_is_never_wrong(values, numbers):
    holds = any(at(value, numbers) >= 0 for value in values)
    assert verdict_by_signs(AnyOf(tuple(Condition(">=", value) for value in values))) in (
        None,
        holds,
    )


def test_verdicts_that_are_found():
    a, _, c, d = LETTERS
    assert verdict_by_signs(at_least(c, 1)) is True
    assert verdict_by_signs(at_least(0, c)) is False
    assert verdict_by_signs(at_least(c, d)) is None
    assert verdict_by_signs(equal(c + a, 0)) is False
    assert verdict_by_signs(equal(a, 0)) is None
    assert verdict_by_signs(AnyOf((at_least(0, c), at_least(c, 2)))) is None
    assert verdict_by_signs(AnyOf((at_least(0, c), at_least(c, 1)))) is True
    assert verdict_by_signs(AnyOf((at_least(0, c), at_least(-1, a)))) is False


def test_enforcing_keeps_what_depends_on_letters():
    c, d = LETTERS[2:]
    open_one = Demand(at_least(c, d), "c and d", "choose")
    assert enforce(
        [Demand(at_least(c, 1), "fine", ""), open_one, Demand(at_least(2, 1), "fine", "")]
    ) == (open_one,)
    with pytest.raises(ShapeError, match=r"^too small; take a larger one$"):
        enforce([open_one, Demand(at_least(0, c), "too small", "take a larger one", ShapeError)])


def broken(demands):
    """Return the text of the first demand that does not hold."""
    with pytest.raises(GeometryError) as caught:
        enforce(demands)
    return str(caught.value)


@pytest.mark.parametrize(
    ("parameters", "name", "value", "low"),
    [
        ({"kernel_size": 0}, "kernel_size", 0, 1),
        ({"kernel_size": 3, "stride": 0}, "stride", 0, 1),
        ({"kernel_size": 3, "stride": -2}, "stride", -2, 1),
        ({"kernel_size": 3, "dilation": 0}, "dilation", 0, 1),
        ({"kernel_size": 3, "begin": -1}, "padding", -1, 0),
        ({"kernel_size": 3, "end": -3}, "padding", -3, 0),
        ({"kernel_size": 3, "output_padding": -1}, "output_padding", -1, 0),
    ],
)
def test_a_parameter_below_its_smallest_value(parameters, name, value, low):
    text = broken(parameter_demands("up", Axis(**parameters), True))
    assert text == f"up: {name} is {value}, but {name} >= {low} is needed; use {low} or more"


@pytest.mark.parametrize(("a", "s", "d"), [(1, 1, 1), (2, 2, 1), (3, 1, 3), (5, 2, 4)])
def test_output_padding_stays_below_stride_and_dilation(a, s, d):
    assert broken(parameter_demands("up", Axis(3, s, 0, 0, a, d), True)) == (
        f"up: output_padding is {a}, but output_padding < max(stride, dilation) = max({s}, {d}) is needed; "
        "use a smaller output padding, or a larger stride or dilation"
    )


@pytest.mark.parametrize(("a", "s", "d"), [(0, 1, 1), (1, 2, 1), (2, 1, 3), (3, 2, 4)])
def test_output_padding_below_one_of_them_is_legal(a, s, d):
    assert enforce(parameter_demands("up", Axis(3, s, 0, 0, a, d), True)) == ()


def test_a_convolution_has_no_output_padding_to_check():
    assert enforce(parameter_demands("down", Axis(3, output_padding=9), False)) == ()


def test_an_input_below_one_cell():
    for demands in (transposed_demands, convolved_demands):
        text = broken(demands("up", Axis(3, begin=9), 0))
        assert (
            text
            == "up on input size 0: the input size is 0, but input size >= 1 is needed; use 1 or more"
        )


def test_an_output_below_one_cell():
    text = broken(transposed_demands("up", Axis(3, 2, 3, 5, 1, 2), 2))
    assert text == (
        "up on input size 2: the output size s(I-1)+d(k-1)+1-begin-end+a = 2*(2-1)+2*(3-1)+1-3-5+1 = 0, "
        "but output size >= 1 is needed; begin and end padding together may take at most 7"
    )
    assert enforce(transposed_demands("up", Axis(3, 2, 3, 4, 1, 2), 2)) == ()


def test_a_kernel_that_does_not_fit():
    assert broken(convolved_demands("down", Axis(3, 1, 1, 0, 0, 2), 3)) == (
        "down on input size 3: the padded input has 4 cells, but n + begin + end >= d(k-1)+1 = 5 is needed; "
        "use a larger input, more padding or a smaller kernel"
    )
    assert enforce(convolved_demands("down", Axis(3, 1, 1, 1, 0, 2), 3)) == ()


@pytest.mark.parametrize(
    ("channels", "text"),
    [
        (
            Channels(0, 2),
            "up: input channels is 0, but input channels >= 1 is needed; use 1 or more",
        ),
        (
            Channels(2, -1),
            "up: output channels is -1, but output channels >= 1 is needed; use 1 or more",
        ),
        (Channels(2, 2, 0), "up: groups is 0, but groups >= 1 is needed; use 1 or more"),
        (Channels(letter("C"), 2, 0), "up: groups is 0, but groups >= 1 is needed; use 1 or more"),
        (
            Channels(3, 4, 2),
            "up: groups is 2 and input channels is 3, but groups must divide input channels; use a divisor of 3",
        ),
        (
            Channels(4, 3, 2),
            "up: groups is 2 and output channels is 3, but groups must divide output channels; use a divisor of 3",
        ),
    ],
)
def test_illegal_channels(channels, text):
    assert broken(channel_demands("up", channels)) == text


def test_groups_on_letters_are_open_until_numbers_are_put():
    C, g = letter("C"), letter("g")
    assert len(enforce(channel_demands("up", Channels(C, C, g)))) == 2
    assert enforce(channel_demands("up", Channels(C * g, g, g))) == ()
