"""Sizes term by term, and the solver against trying every value."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thorough import examples

from symconv import Chain, ConvTranspose, ones, sizes
from symconv.errors import GeometryError
from symconv.layers.sizing import (
    LOWEST,
    SizedAxis,
    SizeTerms,
    size_terms,
    size_text,
    solve,
    solve_sizes,
)


def canvas(setting):
    """Return the output size by placing the kernel for every input cell; ``None`` where the setting is not legal."""
    reached = {
        setting.stride * i + setting.dilation * t
        for i in range(setting.input_size)
        for t in range(setting.kernel_size)
    }
    lowest = {"input_size": 1, "kernel_size": 1, "stride": 1, "output_padding": 0, "dilation": 1}
    if (
        any(getattr(setting, name) < low for name, low in lowest.items())
        or min(setting.padding) < 0
    ):
        return None
    size = max(reached) + 1 - sum(setting.padding) + setting.output_padding
    return (
        size
        if size >= 1 and setting.output_padding < max(setting.stride, setting.dilation)
        else None
    )


settings = st.builds(
    SizedAxis,
    input_size=st.integers(1, 6),
    kernel_size=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    output_padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
)


@examples(100)
@given(settings)
def test_the_terms_add_up_to_the_size_of_the_canvas(setting):
    expected = canvas(setting)
    if expected is None:
        with pytest.raises(GeometryError):
            size_terms(setting)
        return
    terms = size_terms(setting)
    assert terms.output_size == expected
    assert terms.stretched + terms.reach - terms.crop + terms.output_padding == expected


def is_refused(setting, parameter, goal, values):
    """Return whether the output padding is too large whatever the parameter is, and see that this is said."""
    a = setting.output_padding
    if parameter in ("stride", "dilation", "output_padding") or a < max(
        setting.stride, setting.dilation
    ):
        return False
    with pytest.raises(
        GeometryError, match=rf"output_padding is {a}, but output_padding < max\(stride, dilation\)"
    ):
        solve(setting, parameter, goal, values)
    return True


@examples(100)
@given(
    settings,
    st.sampled_from(sorted(LOWEST)),
    st.integers(1, 20),
    st.integers(0, 3),
    st.integers(0, 12),
)
def test_every_value_in_the_range_that_fits_is_found_and_no_other(
    setting, parameter, goal, first, length
):
    values = range(first, first + length)
    if is_refused(setting, parameter, goal, values):
        return
    expected = [v for v in values if canvas(setting.with_value(parameter, v)) == goal]
    found = solve(setting, parameter, goal, values)
    assert [value for value in found if not isinstance(value, tuple)] == expected


@examples(100)
@given(settings, st.sampled_from(sorted(LOWEST)), st.integers(1, 40))
def test_without_a_range_nothing_up_to_64_is_missed(setting, parameter, goal):
    if is_refused(setting, parameter, goal, None):
        return
    expected = [v for v in range(65) if canvas(setting.with_value(parameter, v)) == goal]
    found = solve(setting, parameter, goal, None)
    assert [value for value in found if not isinstance(value, tuple)] == expected


@examples(60)
@given(settings, st.integers(1, 20))
def test_a_padding_is_found_wherever_begin_and_end_apart_would_do(setting, goal):
    if is_refused(setting, "padding", goal, None):
        return
    pairs = [(b, e) for b in range(30) for e in range(30)]
    possible = any(canvas(setting.with_value("padding", pair)) == goal for pair in pairs)
    found = solve(setting, "padding", goal, None)
    assert bool(found) == possible
    assert all(canvas(setting.with_value("padding", value)) == goal for value in found)


def overlap_by_ones(row):
    """Count products in the inner cells of a long layer of ones."""
    layer = ConvTranspose(row.kernel_size, stride=row.stride, dilation=row.dilation)
    inner = layer.axes[0].reach + row.stride
    counts = layer(ones(3 * inner), ones(row.kernel_size))[inner : -inner or None]
    return min(counts), max(counts)


SEVERAL = ("kernel_size", "padding", "output_padding")


@pytest.mark.parametrize(("size", "goal", "s", "d"), [(2, 4, 2, 1), (3, 14, 3, 2), (5, 5, 1, 3)])
def test_several_unknowns_are_what_trying_everything_finds(size, goal, s, d):
    limits = {"kernel_size": range(1, 6), "output_padding": range(4)}
    rows = solve_sizes(
        SEVERAL, input_size=size, output_size=goal, stride=s, dilation=d, ranges=limits
    )
    found = {(row.kernel_size, *row.padding, row.output_padding) for row in rows}
    places = product(range(1, 6), range(30), range(30), range(4))
    settings = ((k, b, e, a) for k, b, e, a in places if abs(b - e) < 2 and a < max(s, d))
    expected = {
        (k, b, e, a)
        for k, b, e, a in settings
        if canvas(SizedAxis(size, k, s, (b, e), a, d)) == goal
    }
    assert found == expected
    assert len(found) == len(rows)
    assert [row.is_even for row in rows] == sorted((row.is_even for row in rows), reverse=True)
    assert all(row.torch == (row.padding[0] == row.padding[1]) for row in rows)
    assert all(row.overlap == overlap_by_ones(row) for row in rows)


def test_what_fits_every_input_is_a_question_about_polynomials():
    rows = solve_sizes(("padding", "output_padding"), every_input=True, kernel_size=10, stride=5)
    assert [(row.padding, row.output_padding) for row in rows] == [
        ((2, 3), 0), ((3, 2), 0), ((3, 3), 1), ((3, 4), 2), ((4, 3), 2), ((4, 4), 3), ((4, 5), 4), ((5, 4), 4),
    ]  # fmt: skip
    for row in rows:
        layer = ConvTranspose(10, 5, [row.padding], row.output_padding)
        assert [layer.output_size(n) for n in range(1, 9)] == [5 * n for n in range(1, 9)]
        assert row.input_size is None
    assert solve_sizes("padding", output_size=3, every_input=True, kernel_size=3, stride=2) == []


def test_with_a_range_every_pair_of_begin_and_end_is_found():
    unknown, limits = ("padding", "output_padding"), {"padding": range(8)}
    rows = solve_sizes(unknown, every_input=True, kernel_size=10, stride=5, ranges=limits)
    found = {(*row.padding, row.output_padding) for row in rows}
    inputs = range(1, 9)
    expected = {
        (b, e, a)
        for b, e, a in product(range(8), range(8), range(5))
        if all(canvas(SizedAxis(n, 10, 5, (b, e), a)) == 5 * n for n in inputs)
    }
    assert found == expected
    assert len(rows) == len(found)
    assert [row.padding for row in rows][:3] == [(2, 3), (3, 2), (1, 4)]
    single = solve_sizes(
        "padding", input_size=28, output_size=56, kernel_size=4, stride=2, ranges=limits
    )
    assert [row.padding for row in single] == [(1, 1), (0, 2), (2, 0)]


def test_several_axes_are_solved_one_by_one():
    rows, columns = solve_sizes(SEVERAL, input_size=(3, 5), output_size=(3, 10), stride=(1, 2))
    assert rows == solve_sizes(SEVERAL, input_size=3, output_size=3, stride=1)
    assert columns == solve_sizes(SEVERAL, input_size=5, output_size=10, stride=2)
    padded = solve_sizes(
        "stride", input_size=(2, 2), output_size=4, kernel_size=4, padding=[1, (0, 2)]
    )
    assert [[row.stride for row in axis] for axis in padded] == [[2], [2]]
    with pytest.raises(GeometryError, match="kernel_size for 2, stride for 3"):
        solve_sizes("padding", every_input=True, kernel_size=(1, 2), stride=(1, 2, 3))


def test_a_hop_of_300_in_two_layers_on_the_second_axis_of_two():
    """For each layer the first solution has even overlap; together every input grows by 300 on one axis."""
    layers = []
    for factor in (15, 20):
        limits = {"kernel_size": range(1, 2 * factor + 1)}
        unknown = ("kernel_size", "padding", "output_padding")
        _, rows = solve_sizes(unknown, every_input=True, stride=(1, factor), ranges=limits)
        row = next(row for row in rows if row.kernel_size == 2 * factor and row.torch)
        assert row.is_even
        padding = [(0, 0), row.padding]
        extra = (0, row.output_padding)
        layers.append(ConvTranspose((1, row.kernel_size), (1, factor), padding, extra))
        assert [row.layer.output_size(n) for n in range(1, 5)] == [factor * n for n in range(1, 5)]
    chain = Chain(*layers)
    assert all(chain.output_size((4, n)) == (4, 300 * n) for n in range(1, 9))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"unknown": "size"}, "'size' is not one of input_size, kernel_size"),
        ({"unknown": "stride", "stride": 2}, "name every unknown once, and give no value for it"),
        ({"unknown": "stride"}, "give output_size, and input_size unless it is unknown"),
        ({"unknown": "stride", "every_input": True, "input_size": 2}, "stands for all input sizes"),
        ({"unknown": "stride", "input_size": 1, "output_size": 2.5}, "output_size is 2.5, but an integer"),
        ({"unknown": SEVERAL, "input_size": 1, "output_size": 2, "ranges": {"kernel_size": range(10**6)}},
         "17,000,000 combinations of kernel_size, output_padding, but at most 100,000 are tried"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_solved_is_refused(arguments, said):
    with pytest.raises(GeometryError, match=said):
        solve_sizes(**arguments)


def test_without_a_range_a_single_solution_may_lie_anywhere():
    assert solve(SizedAxis(kernel_size=2, stride=2), "input_size", 2_000_000, None) == [1_000_000]


def test_the_terms_of_an_axis_with_everything_on_it():
    setting = SizedAxis(
        input_size=5, kernel_size=4, stride=3, padding=(1, 2), output_padding=1, dilation=2
    )
    assert size_terms(setting) == SizeTerms(4, 12, 7, 3, 1, 17)
    assert size_text(setting).splitlines() == [
        "    4  steps between the 5 inputs: 5 - 1",
        "   12  stretched by the stride: 3*4",
        " +  7  the reach of the kernel: 2*(4 - 1) + 1",
        " -  3  the crop: 1 at the begin and 2 at the end",
        " +  1  the output padding",
        " = 17  the output size",
    ]


def test_what_is_not_legal_is_refused_with_its_inequality():
    with pytest.raises(
        GeometryError, match=r"stride 0.*: stride is 0, but stride >= 1 is needed; use 1 or more"
    ):
        size_terms(SizedAxis(stride=0))
    with pytest.raises(
        GeometryError,
        match="output size >= 1 is needed; begin and end padding together may take at most 4",
    ):
        size_terms(SizedAxis(input_size=2, kernel_size=3, stride=2, padding=(3, 3)))


def test_what_no_value_could_help_is_refused():
    with pytest.raises(
        GeometryError, match="output_size is 0, but output_size >= 1 is needed; use 1 or more"
    ):
        solve(SizedAxis(), "stride", 0, None)
    with pytest.raises(
        GeometryError, match="kernel_size is 0, but kernel_size >= 1 is needed; use 1 or more"
    ):
        solve(SizedAxis(kernel_size=0), "stride", 1, None)
    with pytest.raises(
        GeometryError, match="padding is -1, but padding >= 0 is needed; use 0 or more"
    ):
        solve(SizedAxis(padding=(0, -1)), "stride", 1, None)


def test_a_list_of_too_many_solutions_is_refused():
    with pytest.raises(
        GeometryError,
        match=r"does not depend on the stride, and the range has 1,000,000 values; at most",
    ):
        solve(SizedAxis(input_size=1), "stride", 1, range(1, 1_000_001))


def test_every_input_may_be_written_as_a_multiple_of_a_letter():
    n, m = sizes("n m")
    known = {"kernel_size": 10, "stride": 5, "every_input": True}
    unknown = ("padding", "output_padding")
    assert solve_sizes(unknown, output_size=5 * n, **known) == solve_sizes(unknown, **known)
    for other in (5 * n + 1, n * m, n**2, n // 2, m + n):
        with pytest.raises(GeometryError, match="an integer is needed"):
            solve_sizes(unknown, output_size=other, **known)
    with pytest.raises(GeometryError, match="an integer is needed"):
        solve_sizes("padding", input_size=2, output_size=5 * n, kernel_size=3)
