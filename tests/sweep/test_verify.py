"""The sweep: what it counts, what it takes for legal, what it reports, what it refuses."""

from __future__ import annotations

import json
import os
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer
from thorough import examples, full_check

from symconv import verify
from symconv.definitions.formulations import TRANSPOSED, scatter
from symconv.definitions.geometry import Axis
from symconv.definitions.operations import flip
from symconv.errors import GeometryError, ToolFailed, UnsupportedError
from symconv.language.words import array, collect, equal, inside, when
from symconv.sweep.agreement import check
from symconv.sweep.settings import NAMES, Setting
from symconv.sweep.verify import Report

SMALL = {"input_size": range(1, 4), "kernel_size": range(1, 4), "stride": range(1, 3), "padding": range(3),
         "output_padding": range(3), "dilation": range(1, 3)}  # fmt: skip


def is_legal(n, k, s, p, a, d):
    """Legality as the interface states it, on one axis."""
    return (
        n >= 1
        and k >= 1
        and s >= 1
        and d >= 1
        and p >= 0
        and 0 <= a < max(s, d)
        and size(n, k, s, p, a, d) >= 1
    )


def size(n, k, s, p, a, d):
    return s * (n - 1) + d * (k - 1) + 1 - 2 * p + a


def test_checked_and_skipped_add_up_to_the_combinations():
    combinations = list(product(*SMALL.values()))
    legal = sum(is_legal(*row) for row in combinations)
    report = verify(**SMALL)
    assert 0 < legal < len(combinations) == 324
    assert (report.checked, report.skipped) == (legal, len(combinations) - legal)
    assert report.disagreements == ()


def test_two_axes():
    report = verify(range(1, 3), range(1, 3), range(1, 3), range(2), 0, 1, axes=2)
    legal = sum(
        is_legal(n, k, s, p, 0, 1) for n, k, s, p in product((1, 2), (1, 2), (1, 2), (0, 1))
    )
    assert (report.checked, report.skipped, report.disagreements) == (legal, 16 - legal, ())


def test_three_axes():
    assert verify(2, 2, range(1, 3), range(3), 0, 1, axes=3) == Report(4, 2)


def test_ranges_of_their_own_for_every_axis():
    ranges = ((1, 2), 3)
    report = verify(ranges, (range(1, 4), 1), ([1], (1, 2)), ((0, 1), (0,)), 0, ((1, 2), 1), axes=2)
    rows = list(product((1, 2), (3,), (1, 2, 3), (1,), (1,), (1, 2), (0, 1), (0,), (1, 2), (1,)))
    legal = [
        r
        for r in rows
        if is_legal(r[0], r[2], r[4], r[6], 0, r[8]) and is_legal(r[1], r[3], r[5], r[7], 0, r[9])
    ]
    assert (report.checked, report.skipped) == (len(legal), len(rows) - len(legal))
    assert 0 < len(legal) < len(rows) == 48


def test_a_tuple_of_numbers_is_one_range_for_every_axis():
    assert verify((1, 3), 2, 1, 0, 0, 1, axes=2) == Report(2, 0)


@examples(60)
@given(st.tuples(*[st.integers(low, 6) for low in (0, 0, 0, -1, -1, 0)]))
def test_one_setting_is_legal_as_the_interface_states_it(row):
    n, k, s, p, a, d = row
    setting = Setting((n,), (Axis(k, s, p, p, a, d),))
    assert setting.is_legal() is is_legal(*row)
    report = verify(*row, methods={})
    assert (report.checked, report.skipped) == ((1, 0) if is_legal(*row) else (0, 1))


def test_the_sweep_of_the_command_line_in_part():
    """``--input-size 1:6 --kernel-size 1:5 --stride 1:4 --padding 0:3 --output-padding 0:2 --dilation 1:3``, thinned."""
    ranges = {"input_size": (1, 6), "kernel_size": (1, 2, 5), "stride": (1, 3, 4), "padding": (0, 1, 3),
              "output_padding": (0, 2), "dilation": (1, 3)}  # fmt: skip
    legal = sum(is_legal(*row) for row in product(*ranges.values()))
    assert verify(**ranges) == Report(legal, 216 - legal)
    assert 60 < legal < 216


def broken(x, w, s, d, b, O):
    """Right, but for strides above 1 the kernel is reversed."""
    right, wrong, one = scatter(x, w, s, d, b, O), scatter(x, flip(w), s, d, b, O), s * 0 + 1
    return array(O, lambda o: when(equal(s, one), right[o]) + when(inside(one, s), wrong[o]))


def test_a_broken_method_is_reported_with_setting_method_cell_and_both_values():
    report = verify(2, range(2, 4), range(1, 3), 1, 0, 1, methods={**TRANSPOSED, "broken": broken})
    assert (report.checked, report.skipped) == (4, 0)
    two, three = report.disagreements
    assert (two.method, two.cell, two.expected, two.found) == (
        "broken",
        (0,),
        "x[0]*w[1]",
        "x[0]*w[0]",
    )
    assert (three.method, three.cell) == ("broken", (1,))
    assert (three.expected, three.found) == ("x[0]*w[2] + x[1]*w[0]", "x[0]*w[0] + x[1]*w[2]")
    assert three.setting == Setting((2,), (Axis(3, 2, 1, 1, 0, 1),))


def test_a_disagreement_in_words():
    report = verify(2, 3, 2, 1, 0, 1, methods={"broken": broken})
    assert str(report) == (
        "checked 1 setting, skipped 0 as illegal: 1 disagreement\n"
        "input_size=2, kernel_size=3, stride=2, padding=1, output_padding=0, dilation=1: cell (1,) is "
        "x[0]*w[0] + x[1]*w[2] by broken, but x[0]*w[2] + x[1]*w[0] by the plan"
    )


def test_a_disagreement_as_json():
    report = verify(2, 3, (1, 2), 1, 0, 1, methods={"broken": broken}, axes=2)
    data = json.loads(json.dumps(report.to_json()))
    assert (data["checked"], data["skipped"], len(data["disagreements"])) == (2, 0, 1)
    (found,) = data["disagreements"]
    assert found["setting"] == {
        "input_size": [2, 2], "kernel_size": [3, 3], "stride": [2, 2], "padding": [1, 1], "output_padding": [0, 0],
        "dilation": [1, 1],
    }  # fmt: skip
    assert (found["method"], found["cell"]) == ("broken", [0, 1])
    assert found["expected"] == "x[0,0]*w[1,2] + x[0,1]*w[1,0]"
    assert found["found"] == "x[0,0]*w[1,0] + x[0,1]*w[1,2]"


def too_small(x, w, s, d, b, O):
    return array(O - 1, lambda o: scatter(x, w, s, d, b, O)[o])


def doubled(x, w, s, d, b, O):
    y = scatter(x, w, s, d, b, O)
    return array(O, lambda o: y[o] + when(equal(o, O - 1), y[o]))


def reversed_product(x, w, s, d, b, O):
    return collect(O, (x.shape, w.shape), lambda i, t: s * i + d * t - b, lambda i, t: w[t] * x[i])


@pytest.mark.parametrize(
    ("method", "at", "found"),
    [
        (too_small, (2,), "outside the output"),
        (doubled, (2,), "2*x[1]*w[1]"),
        (reversed_product, (0,), "w[1]*x[0]"),
    ],
)
def test_missing_doubled_and_reversed_products_are_seen(method, at, found):
    (disagreement,) = check([Setting((2,), (Axis(3, 2, 1, 1),))], {"method": method})
    assert (disagreement.cell, disagreement.found) == (at, found)


def test_the_transposed_matrix_is_checked_too(monkeypatch):
    settings = [
        Setting((2,), (Axis(2, 1, output_padding=1, dilation=2),)),
        Setting((2,), (Axis(2, 2, output_padding=1),)),
    ]
    assert check(settings, {}) == []
    monkeypatch.setattr(
        "symconv.sweep.agreement.transposed_matrix",
        lambda x, w, s, d, b, O: scatter(x, w, s, d, b + 1, O),
    )
    found = check(settings, {})
    assert [(each.setting, each.method) for each in found] == [
        (setting, "matrix of the convolution, transposed") for setting in settings
    ]


def test_the_matrix_has_as_many_rows_as_the_convolution_back_gives(monkeypatch):
    monkeypatch.setattr(
        "symconv.definitions.geometry.Axis.convolved_size",
        lambda axis, n: axis.slack(n) // axis.stride,
    )
    (shorter,) = check([Setting((2,), (Axis(3, 2, 1, 1),))], {})
    assert (shorter.cell, shorter.expected, shorter.found) == (
        (1,),
        "x[0]*w[2] + x[1]*w[0]",
        "x[0]*w[2]",
    )


def plus_one(x, w, s, d, b, O):
    full = scatter(x, w, s, d, b, O)
    return array(O, lambda o: full[o] + 1)


def five_where_nothing_lands(x, w, s, d, b, O):
    """The second cell of this setting: between two cells that the stride puts apart."""
    full = scatter(x, w, s, d, b, O)
    return array(O, lambda o: full[o] + when(equal(o, b + 1), 5))


@pytest.mark.parametrize(
    ("extra", "cell", "found", "expected"),
    [(1, (3,), "0", "outside the output"), (-1, (2,), "outside the output", "0")],
)
def test_an_output_of_another_size_is_noticed(extra, cell, found, expected):
    def longer(x, w, s, d, b, O):
        return array(O + extra, lambda o: scatter(x, w, s, d, b, O)[o])

    (wrong,) = check([Setting((2,), (Axis(1, 3, output_padding=2, end=3),))], {"longer": longer})
    assert (wrong.cell, wrong.found, wrong.expected) == (cell, found, expected)


@pytest.mark.parametrize(
    ("method", "found", "expected"),
    [(plus_one, "1 + x[0]*w[0]", "x[0]*w[0]"), (five_where_nothing_lands, "5", "0")],
)
def test_a_constant_that_no_product_makes_is_noticed(method, found, expected):
    wrong = verify(2, 1, 2, 0, 0, 1, methods={"wrong": method}).disagreements
    assert [(d.method, d.found, d.expected) for d in wrong] == [("wrong", found, expected)]


def test_progress_counts_the_settings_that_are_done():
    seen = []
    report = verify(
        range(1, 9),
        range(1, 4),
        range(1, 3),
        range(3),
        0,
        1,
        progress=lambda *counts: seen.append(counts),
    )
    assert seen == [(64, 144), (128, 144), (144, 144)]
    assert report.checked + report.skipped == 144


FEW = {"input_size": range(1, 5), "kernel_size": range(1, 5), "stride": range(1, 4), "padding": range(2),
       "output_padding": 0, "dilation": range(1, 3)}  # fmt: skip


@full_check
def test_several_processes_give_the_report_of_one():
    methods = {"scatter": scatter, "broken": broken}
    one, two = verify(**FEW, methods=methods), verify(**FEW, methods=methods, jobs=2)
    assert two == one
    assert (one.checked, one.skipped) == (181, 11)
    assert len(one.disagreements) > 64


def parts_and_processes(monkeypatch, *ranges, **options):
    """Return in how many parts a sweep is cut, and how many processes it would start on five cores."""
    seen = []

    def in_processes(work, parts, jobs):
        seen.append((len(parts), jobs))
        return map(work, parts[:0])

    monkeypatch.setattr("symconv.sweep.verify.in_processes", in_processes)
    monkeypatch.setattr("symconv.sweep.verify.cores", lambda: 5)
    verify(*ranges, **options)
    return seen[0]


def test_a_sweep_is_long_or_short_by_its_parts(monkeypatch):
    many = [1] * 64
    assert parts_and_processes(monkeypatch, many, 1, 1, range(299), 0, 1, jobs=None) == (299, 1)
    assert parts_and_processes(monkeypatch, many, 1, 1, range(300), 0, 1, jobs=None) == (300, 5)
    assert parts_and_processes(monkeypatch, 1, 1, 1, 0, 0, 1, jobs=2) == (1, 2)


@pytest.mark.parametrize(("size", "parts"), [(16, 1), (17, 2), (2**6, 4), (2**10, 64)])
def test_parts_are_smaller_where_settings_are_larger(monkeypatch, size, parts):
    assert parts_and_processes(monkeypatch, size, 16, 1, [100] * 64, 0, 1) == (parts, 1)
    assert parts_and_processes(
        monkeypatch, ([size], [1]), ([1], [16]), 1, [100] * 64, 0, 1, axes=2
    ) == (parts, 1)


def test_a_very_long_sweep_has_no_more_than_some_thousand_parts(monkeypatch):
    parts, _ = parts_and_processes(monkeypatch, [1] * 1000, [1] * 1000, 1, 0, 0, 1)
    assert 9_000 < parts <= 10_100


def test_a_method_that_no_other_process_can_import_is_refused():
    with pytest.raises(UnsupportedError, match="cannot be sent to another process"):
        verify(**FEW, methods={"local": lambda x, *rest: scatter(flip(x), *rest)}, jobs=2)


def ends_the_process(x, w, s, d, b, O):
    os._exit(1)


@full_check
def test_a_process_that_dies_is_told():
    with pytest.raises(
        ToolFailed, match="ended 3 times before it had done settings 1 to 64, part 1 of 3"
    ):
        verify(**FEW, methods={"fatal": ends_the_process}, jobs=2)


@pytest.mark.parametrize("jobs", [0, -1, 1.0, True, "2"])
def test_wrong_numbers_of_processes_are_refused(jobs):
    with pytest.raises(GeometryError, match="jobs >= 1 is needed"):
        verify(jobs=jobs)


def test_padding_is_shown_on_both_sides_where_they_differ():
    setting = Setting((4, 4), (Axis(3, 1, 1, 0), Axis(3, 1, 1, 1)))
    assert "padding=[(1, 0), (1, 1)]" in str(setting)
    assert "padding=[(1, 0)]" in str(Setting((4,), (Axis(3, 1, 1, 0),)))
    assert "padding=1," in str(Setting((4,), (Axis(3, 1, 1, 1),)))
    assert check([setting]) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("values", [[], 1.5, [1, 2.0], "1:3", True, [True], None, (), ("a",)])
def test_ranges_that_are_none_are_refused(name, values):
    with pytest.raises(GeometryError, match=f"verify: {name} .* needed"):
        verify(**{name: values})


@pytest.mark.parametrize("values", [10**9, -(10**9), [1, 10**5000]])
def test_numbers_out_of_range_are_refused(values):
    with pytest.raises(GeometryError, match=r"range of integers below 10\^9 is needed"):
        verify(stride=values)


@pytest.mark.parametrize("name", ["input_size", "kernel_size", "stride"])
def test_a_setting_with_too_many_cells_is_refused_before_it_is_begun(name):
    small = {
        "input_size": 2,
        "kernel_size": 1,
        "stride": 1,
        "padding": 0,
        "output_padding": 0,
        "dilation": 1,
    }
    with pytest.raises(
        UnsupportedError, match="cells, but at most 1,000,000 are compared one by one"
    ):
        verify(**{**small, name: 10**8})


@pytest.mark.parametrize("methods", [3, ["scatter"], {"scatter": 3}])
def test_what_is_no_method_is_refused(methods):
    with pytest.raises(GeometryError, match="a mapping of names to definitions is needed"):
        verify(1, 1, 1, 0, 0, 1, methods=methods)


@pytest.mark.parametrize(("name", "most"), [("axes", 16), ("jobs", 256)])
def test_there_is_a_largest_number_of_axes_and_of_jobs(name, most):
    with pytest.raises(
        GeometryError, match=f"verify: {name} is {most + 1}, but {name} <= {most} is needed"
    ):
        verify(1, 1, 1, 0, 0, 1, **{name: most + 1})


@pytest.mark.parametrize("axes", [0, -1, 1.0, True, "2", None])
def test_wrong_numbers_of_axes_are_refused(axes):
    with pytest.raises(GeometryError, match="axes >= 1 is needed"):
        verify(axes=axes)


def test_numpy_and_sympy_integers_are_whole_numbers():
    ranges = (1, np.int64(2), Integer(1), 0, 0, 1)
    report = verify(*ranges, axes=np.int64(2), jobs=Integer(1))
    assert (report.checked, report.skipped) == (1, 0)


def test_what_cannot_be_called_is_refused_before_the_work():
    with pytest.raises(
        GeometryError,
        match=r"progress is 5, but what can be called as progress\(done, total\) is needed",
    ):
        verify(**FEW, progress=5)


def test_as_many_ranges_as_axes_are_needed():
    with pytest.raises(GeometryError, match="stride has 2 ranges, but one range or 3 are needed"):
        verify(stride=(range(1, 3), range(1, 2)), axes=3)
