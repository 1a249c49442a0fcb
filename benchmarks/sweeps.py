"""How many settings the sweep checks in a minute: on one core, in two processes, on a cluster, with a worker killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

import distributed

from benchmarks.timing import Row, Spread
from symconv import verify
from symconv.geometry import Axis
from symconv.sweep import Report, Setting, check

LINE = {"input_size": range(1, 7), "kernel_size": range(1, 6), "stride": range(1, 5), "padding": range(4),
        "output_padding": range(3), "dilation": range(1, 4)}  # fmt: skip
PLANE = {"input_size": range(1, 4), "kernel_size": range(1, 4), "stride": range(1, 4), "padding": range(3),
         "output_padding": range(2), "dilation": range(1, 3), "axes": 2}  # fmt: skip
LINE_NAME = "sweep, 1 axis, 1:6 1:5 1:4 0:3 0:2 1:3"
PLANE_NAME = "sweep, 2 axes, 1:3 1:3 1:3 0:2 0:1 1:2"
EVERY = 67


def rows() -> Iterator[Row]:
    """Yield the lines of the sweep."""
    one = "one core, CPU time"
    yield _rate(LINE_NAME, one, [_checked(lambda: verify(**LINE), time.process_time) for _ in range(2)], least=20_000)
    yield _rate(PLANE_NAME, one, [_checked(lambda: verify(**PLANE), time.process_time) for _ in range(2)], least=2_000)
    yield _rate("sweep, 2 axes, 1:6 1:5 1:4 0:3 0:2 1:3, sampled", one, [_sampled()], least=2_000)
    yield _rate(LINE_NAME, "one process", [_checked(lambda: verify(**LINE))])
    yield _rate(LINE_NAME, "two processes", [_checked(lambda: verify(**LINE, jobs=2))])
    with _cluster() as (address, workers):
        yield _rate(LINE_NAME, "Dask, two workers", [_checked(lambda: verify(**LINE, scheduler=address))])

        def kill_one(done: int, total: int) -> None:
            if done > total // 4 and workers[0].poll() is None:
                workers[0].kill()

        rate = _checked(lambda: verify(**LINE, scheduler=address, progress=kill_one))
        yield _rate(LINE_NAME, "Dask, two workers, one killed after a quarter", [rate])


def _rate(work: str, how: str, values: list[float], least: float | None = None) -> Row:
    return Row(work, how, Spread.of(values), "settings a minute", least=least)


def _checked(run: Callable[[], Report], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    report = run()
    if report.disagreements:
        raise RuntimeError(f"the sweep found a disagreement: {report}")
    return report.checked / (clock() - start) * 60


def _sampled() -> float:
    """Check one in so many of the settings of the one-axis sweep, on two equal axes."""
    start, checked = time.process_time(), 0
    for n, k, s, p, a, d in list(product(*LINE.values()))[::EVERY]:
        setting = Setting((n, n), (Axis(k, s, p, p, a, d),) * 2)
        if setting.is_legal():
            checked += 1
            check(setting)
    return checked / (time.process_time() - start) * 60


@contextmanager
def _cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        at = ["--scheduler-file", str(folder / "scheduler.json")]
        _started(stack, "distributed.cli.dask_scheduler", *at, "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
        workers = [_started(stack, "distributed.cli.dask_worker", *at, *options) for _ in range(2)]
        with distributed.Client(scheduler_file=str(folder / "scheduler.json"), timeout=20, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=20)
            address = client.scheduler.address
        yield address, workers


def _started(stack: ExitStack, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-m", *arguments], env=environment, stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 20)
    stack.callback(process.kill)
    return process
