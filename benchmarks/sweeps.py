"""How many settings the sweep checks in a minute: on one core, in two processes, on a cluster, with a worker killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import distributed

from benchmarks.timing import Row, Spread
from symconv import verify
from symconv.sweep.verify import Report

ROUNDS = 3
UNIT = "settings a minute"
LINE = {"input_size": range(1, 7), "kernel_size": range(1, 6), "stride": range(1, 5), "padding": range(4),
        "output_padding": range(3), "dilation": range(1, 4)}  # fmt: skip
PLANE = LINE | {"axes": 2}
LONG_LINE = {"input_size": range(1, 17), "kernel_size": range(1, 9), "stride": range(1, 6), "padding": range(5),
             "output_padding": range(4), "dilation": range(1, 4)}  # fmt: skip
LONG_PLANE = {
    "input_size": (range(1, 6), range(1, 6)), "kernel_size": (range(1, 5), range(1, 4)), "stride": (range(1, 4),) * 2,
    "padding": (range(2),) * 2, "output_padding": 0, "dilation": (range(1, 3),) * 2, "axes": 2,
}  # fmt: skip
SHORT = {
    "sweep, 1 axis, 1:6 1:5 1:4 0:3 0:2 1:3": (LINE, 20_000),
    "sweep, 2 axes, 1:6 1:5 1:4 0:3 0:2 1:3": (PLANE, 2_000),
}
LONG = {
    "sweep, 1 axis, 1:16 1:8 1:5 0:4 0:3 1:3": LONG_LINE,
    "sweep, 2 axes, 1:5,1:5 1:4,1:3 1:3,1:3 0:1,0:1 0 1:2,1:2": LONG_PLANE,
}


def rows() -> Iterator[Row]:
    """Yield the lines of the sweep."""
    for name, (ranges, least) in SHORT.items():
        rates = [_rate(ranges, clock=time.process_time)[0] for _ in range(ROUNDS)]
        yield Row(name, "one core, CPU time", Spread.of(rates), UNIT, least=least)
    for name, ranges in LONG.items():
        yield from _shared(name, ranges)


def _shared(name: str, ranges: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rates of one sweep by one process, by two, and by a cluster that is not left in peace."""
    with _cluster() as (address, workers):

        def kill_one(done: int, total: int) -> None:
            if done > total // 4 and workers[0].poll() is None:
                workers[0].kill()

        ways: dict[str, Mapping[str, Any]] = {
            "one process": {}, "two processes": {"jobs": 2}, "Dask, two workers": {"scheduler": address},
            "Dask, two workers, one killed after a quarter": {"scheduler": address, "progress": kill_one},
        }  # fmt: skip
        reports = []
        for way, options in ways.items():
            rate, report = _rate(ranges, **options)
            reports.append(report)
            yield Row(name, way, Spread.of([rate]), UNIT)
    if any(report != reports[0] for report in reports):
        raise RuntimeError(f"the ways to one sweep give different reports: {reports}")


def _rate(
    ranges: Mapping[str, Any], clock: Callable[[], float] = time.perf_counter, **options: Any
) -> tuple[float, Report]:
    """Return how many settings were checked in a minute, and the report."""
    start = clock()
    report = verify(**ranges, **options)
    seconds = clock() - start
    if report.disagreements:
        raise RuntimeError(f"the sweep found a disagreement: {report}")
    return report.checked / seconds * 60, report


@contextmanager
def _cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        at = ["--scheduler-file", str(folder / "scheduler.json")]
        _started(
            stack,
            "distributed.cli.dask_scheduler",
            *at,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
        )
        options = [
            "--no-nanny",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(folder),
        ]
        workers = [_started(stack, "distributed.cli.dask_worker", *at, *options) for _ in range(2)]
        with distributed.Client(
            scheduler_file=str(folder / "scheduler.json"), timeout=20, set_as_default=False
        ) as client:
            client.wait_for_workers(2, timeout=20)
            address = client.scheduler.address
        yield address, workers


def _started(stack: ExitStack, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], env=environment, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait, 20)
    stack.callback(process.kill)
    return process
