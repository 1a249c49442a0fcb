"""What the benchmarks say of numbers they are given; nothing is timed here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from thorough import CI

from benchmarks import arrays, gate, page, sweeps
from benchmarks.chart import chart
from benchmarks.growth import Point, rows
from benchmarks.timing import Row, Spread, exponent, in_turn, ratio
from symconv import verify
from symconv.definitions.formulations import scatter
from symconv.sweep.verify import Report


def points(seconds=1e-6, kept=200, peak=300):
    times = (
        (seconds * 20 * n * n, seconds * 25 * n * n, seconds * 60 * n * n)
        for n in (32, 64, 128, 256)
    )
    return [
        Point(n, 25 * n * n, each, peak * n * n, kept * n * n)
        for n, each in zip((32, 64, 128, 256), times, strict=True)
    ]


def test_a_target_is_a_bound_from_below_or_from_above():
    value = Spread(20.0, 10.0, 30.0)
    bounds = [{"least": 20}, {"least": 21}, {"most": 20}, {"most": 19.5}, {}]
    assert [Row("a", "b", value, "times", **bound).is_met for bound in bounds] == [
        True,
        False,
        True,
        False,
        None,
    ]


def test_ratios_are_taken_round_by_round():
    assert ratio({"slow": [10, 30, 20], "fast": [5, 10, 1]}, "slow", "fast") == Spread(3, 2, 20)


def test_works_run_in_turn(monkeypatch):
    for name in ("clear_cache", "gc.collect"):  # of a process full of tests: seconds
        monkeypatch.setattr(f"benchmarks.timing.{name}", lambda: None)
    order = []
    clock = iter(range(100))
    works = {name: (lambda name=name: order.append(name)) for name in "ab"}
    assert in_turn(works, 2, lambda: next(clock)) == {"a": [1, 1], "b": [1, 1]}
    assert order == ["a", "b", "a", "b"]


@pytest.mark.parametrize("power", [1, 1.5, 2])
def test_the_exponent_of_a_power(power):
    assert exponent([2, 4, 32], [5 * n**power for n in (2, 4, 32)]) == pytest.approx(power)


def test_the_exponent_of_growth_is_taken_round_by_round():
    found = [Point(n, n, (float(n), float(n * n), n**1.5), n, n) for n in (32, 64, 128, 256)]
    (time, *_) = rows(found)
    assert (time.value.low, time.value.median, time.value.high) == pytest.approx((1, 1.5, 2))


def test_growth_is_judged_by_time_and_memory():
    assert [row.is_met for row in rows(points())] == [True, True, True]
    assert [row.is_met for row in rows(points(peak=500))] == [True, True, False]


def test_a_page_and_json_hold_every_line(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "DOCS", tmp_path)
    (tmp_path / "reference").mkdir()
    (tmp_path / "static").mkdir()
    line = Row("a work", "a rival", Spread(1234.5, 1.5, 2000), "settings a minute", least=20_000)
    profile = [("one part", 0.25), ("the whole layer", 1.0)]
    page.write_page([line], points(), profile, 1.26)
    written = (tmp_path / "reference" / "speed.md").read_text(encoding="utf-8")
    assert (
        "| a work | a rival | 1,234 settings a minute | 1.50 to 2,000 | at least 20,000 | no |"
        in written
    )
    assert "| one part | 250 | 25% |" in written
    assert "| 256×256 | 1,638,400 | 1.64 | 20 MB | 13 MB |" in written
    assert "with 2 cores" in written.replace(f"with {os.cpu_count()} cores", "with 2 cores")
    assert "1.3 processes" in written
    page.write_json(tmp_path / "all.json", [line], points(), profile, 1.26)
    data = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert (data["rows"][0]["met"], data["growth"][1]["size"], data["profile"]["one part"]) == (
        False,
        64,
        0.25,
    )
    assert (data["load"], "Python" in data["versions"]) == (1.26, True)


def test_the_chart_places_every_point():
    ups = [
        float(number)
        for number in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', chart(points()))
    ]
    assert len(ups) == 3 * 4
    steps = [a - b for a, b in pairwise(ups[:4])]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.2)


def reports(*found):
    """Return a `verify` that gives these reports, one after the other."""
    left = iter(found)
    return lambda **options: next(left)


def test_a_sweep_with_a_disagreement_is_no_measurement(monkeypatch):
    wrong = verify(
        2, 2, 2, 0, 0, 1, methods={"late": lambda x, w, s, d, b, O: scatter(x, w, s, d, b + 1, O)}
    )
    monkeypatch.setattr(sweeps, "verify", reports(wrong))
    with pytest.raises(RuntimeError, match="disagreement"):
        sweeps._rate({})


def test_rates_are_settings_a_minute(monkeypatch):
    clock = iter([10, 40])
    monkeypatch.setattr(sweeps, "verify", reports(Report(7, 2)))
    assert sweeps._rate({}, lambda: next(clock)) == (14, Report(7, 2))


def test_ways_that_count_differently_are_no_measurement(monkeypatch):
    monkeypatch.setattr(sweeps, "_cluster", lambda: nullcontext(("tcp://nowhere", [])))
    monkeypatch.setattr(sweeps, "verify", reports(*[Report(7, 2)] * 3, Report(7, 1)))
    with pytest.raises(RuntimeError, match="different reports"):
        list(sweeps._shared("a sweep", {}))
    monkeypatch.setattr(sweeps, "verify", reports(*[Report(7, 2)] * 4))
    assert [row.rival.split(", ")[0] for row in sweeps._shared("a sweep", {})] == [
        "one process", "two processes", "Dask", "Dask"
    ]  # fmt: skip


@pytest.mark.parametrize("case", arrays.CASES[3:], ids=lambda case: case.name)
def test_the_slices_of_the_benchmark_give_what_the_layer_gives(case):
    size = (1, case.input_shape[1], *(4 for _ in case.input_shape[2:]))
    x, w = np.arange(np.prod(size)).reshape(size), np.ones(case.layer.kernel_shape.numbers(), int)
    w += np.arange(w.size).reshape(w.shape) % 5
    assert (arrays.by_slices(case.layer, x, w) == case.layer(x, w)).all()


@pytest.fixture
def ratios(monkeypatch):
    """Return a list whose ratios are measured, one after the other, whatever the works are."""
    found = []
    monkeypatch.setattr(gate.Contest, "ratio", lambda self: found.pop(0))
    monkeypatch.setitem(gate.CONTESTS, "work", lambda: gate.Contest(list, list))
    return found


def test_a_ratio_that_has_fallen_by_more_than_a_quarter_is_told(ratios):
    ratios += [2.9, 2.5, 2.95]
    line = "work: 2.95 times the rival's speed, 4.00 before"
    assert gate.judged({"work": 4.0}, ["work"]) == [line]
    ratios += [3.0]
    assert gate.judged({"work": 4.0}, ["work"]) == []


def test_a_ratio_that_was_low_once_is_measured_again(ratios):
    ratios += [1.0, 1.0, 2.9]
    assert gate.judged({"work": 3.8}, ["work"]) == []
    assert ratios == []


def test_every_contest_has_a_stored_ratio():
    assert set(json.loads(gate.STORED.read_text("utf-8"))) == set(gate.CONTESTS)


SLOWED = """

def _ten_times(work):
    def run(*arguments, **options):
        for _ in range(9):
            work(*arguments, **options)
        return work(*arguments, **options)

    return run


combine = _ten_times(combine)
"""


def judged_in(folder, *names):
    """Run the gate of a tree in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.gate", *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not CI, reason="ratios are judged in the full check")
def test_no_ratio_has_fallen():
    done = judged_in(Path(gate.__file__).parents[1])
    assert (done.stdout, done.returncode) == ("no ratio has fallen\n", 0)


@pytest.mark.skipif(not CI, reason="ratios are judged in the full check")
def test_the_gate_fails_on_a_copy_that_is_slower(tmp_path):
    tree = Path(gate.__file__).parents[1]
    for name in ("symconv", "benchmarks"):
        shutil.copytree(tree / name, tmp_path / name, ignore=shutil.ignore_patterns("proofs"))
    with (tmp_path / "symconv/layers/engine.py").open("a", encoding="utf-8") as engine:
        engine.write(SLOWED)
    done = judged_in(tmp_path, "symbols")
    assert done.returncode == 1
    assert done.stdout.startswith("symbols: ")
