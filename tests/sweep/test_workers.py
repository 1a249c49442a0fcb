"""Work shared with other processes and with a Dask cluster: the same answers in the same order, whoever does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from commands import run, shell
from shared_work import dies_at_first, divided_by, slow_square
from thorough import full_check

from symconv import verify
from symconv.errors import ToolFailed, ToolMissing, UnsupportedError
from symconv.sweep.workers import cores, in_processes, on_cluster

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RANGES = {"input_size": range(1, 5), "kernel_size": range(1, 4), "stride": range(1, 4), "padding": range(2),
          "output_padding": range(2), "dilation": range(1, 3)}  # fmt: skip


def started(stack, *arguments):
    """Start a part of the cluster, which ends with the block."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, [ROOT, HERE.parent, HERE])),
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s",  # after which an answer that died with its worker is made anew
    }
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], env=environment, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait, 10)
    stack.callback(process.kill)
    return process


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two worker processes that have not answered yet: its address, the workers, and itself."""
    import distributed  # slow, and wanted here only

    found = tmp_path / "scheduler.json"
    at, there = (
        ["--scheduler-file", str(found)],
        ["--no-nanny", "--nthreads", "1", "--no-dashboard"],
    )
    with ExitStack() as stack:
        scheduler = started(
            stack,
            "distributed.cli.dask_scheduler",
            *at,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
        )
        workers = [
            started(
                stack,
                "distributed.cli.dask_worker",
                *at,
                *there,
                "--local-directory",
                str(tmp_path / name),
            )
            for name in ("first", "second")
        ]
        with distributed.Client(
            scheduler_file=str(found), timeout=10, set_as_default=False
        ) as client:
            client.wait_for_workers(2, timeout=15)
            yield client.scheduler.address, workers, scheduler


def test_processes_answer_in_order():
    answers = list(in_processes(slow_square, range(12), 2))
    assert [(number, square) for number, square, _ in answers] == [(n, n * n) for n in range(12)]
    processes = {process for *_, process in answers}
    assert os.getpid() not in processes
    assert len(processes) <= 2  # nothing is left for others that begin when these are done


def test_one_job_is_this_process():
    assert [process for *_, process in in_processes(slow_square, range(2), 1)] == [os.getpid()] * 2


def test_there_is_a_core():
    assert 1 <= cores() <= os.cpu_count()


def test_the_part_of_a_process_that_died_is_done_again_twice(tmp_path):
    (tmp_path / "3").mkdir()
    parts = [(number, str(tmp_path), 2) for number in range(10)]
    assert list(in_processes(dies_at_first, parts, 2)) == [n * n for n in range(10)]
    assert len(list((tmp_path / "3").iterdir())) == 2


@full_check
def test_a_part_that_ends_every_process_is_named_and_what_came_before_is_kept(tmp_path):
    (tmp_path / "4").mkdir()
    answers = in_processes(dies_at_first, [(n, str(tmp_path), 99) for n in range(10)], 2)
    assert [next(answers) for _ in range(4)] == [0, 1, 4, 9]
    with pytest.raises(
        ToolFailed, match=r"ended 3 times before it had done \(4, .*, part 5 of 10;"
    ):
        next(answers)


def test_an_error_of_the_work_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(in_processes(divided_by, [1, 0, 2], 2))


def test_nothing_is_asked_of_no_parts():
    assert list(in_processes(slow_square, [], 2)) == []


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(UnsupportedError, match="use functions that a module defines"):
        list(in_processes(len, [lambda: 0], 2))


@full_check
def test_a_cluster_gives_the_counts_of_one_process_though_a_worker_is_killed(cluster, monkeypatch):
    monkeypatch.setattr("symconv.sweep.verify.CHUNK", 16)
    address, workers, _ = cluster
    seen = []

    def kill_one(done, total):
        seen.append(done)
        if len(seen) == 2:
            workers[0].send_signal(signal.SIGKILL)

    assert verify(**RANGES, scheduler=address, progress=kill_one) == verify(**RANGES)
    assert workers[0].wait(5) == -signal.SIGKILL
    assert len(seen) > 10
    answers = list(on_cluster(slow_square, range(4), address))
    assert [number for number, *_ in answers] == [0, 1, 2, 3]
    assert {process for *_, process in answers} == {workers[1].pid}


def test_without_a_scheduler_the_sweep_says_so(monkeypatch):
    monkeypatch.setattr("symconv.sweep.workers.SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(ToolFailed, match="no scheduler answers"):
        verify(1, 1, 1, 0, 0, 1, scheduler="tcp://127.0.0.1:1")


@full_check
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:x", "nope", "", "tcp://127.0.0.1", "foo://x:1"]
)
def test_an_address_that_is_none_is_refused_in_one_line(address):
    result = shell("verify", "--input-size", "1", "--scheduler", address)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (2, b"", 1)
    assert result.stderr.startswith(b"Error: scheduler is ")
    assert repr(address).encode() in result.stderr


@full_check
def test_a_scheduler_that_is_lost_is_one_line_and_exit_code_4(cluster, tmp_path):
    address, _, scheduler = cluster
    state = tmp_path / "state"
    sweep = ["--input-size", "1:90", "--kernel-size", "1:90", "--stride", "1:4", "--padding", "0"]
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "symconv",
            "verify",
            *sweep,
            "--scheduler",
            address,
            "--resume",
            state,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not state.exists():
        assert program.poll() is None
        time.sleep(0.05)
    scheduler.kill()
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (4, b"")
    assert err.decode() == (
        f"Error: dask.distributed failed: the scheduler at {address!r} was lost\n"
    )


@full_check
def test_a_refused_connection_is_told_at_once():
    begin = time.monotonic()
    result = shell("verify", "--input-size", "1", "--scheduler", "tcp://127.0.0.1:1")
    assert (result.returncode, result.stdout) == (4, b"")
    assert result.stderr == (
        b"Error: dask.distributed failed: no scheduler answers at 'tcp://127.0.0.1:1': "
        b"Connection refused\n"
    )
    assert time.monotonic() - begin < 10


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Dask's client, half made, complains
def test_a_connection_that_dask_cannot_secure_is_no_crash():
    with pytest.raises(
        ToolFailed, match=r"'tls://127.0.0.1:1' cannot be connected to: TLS expects"
    ):
        list(on_cluster(slow_square, range(2), "tls://127.0.0.1:1"))


def test_without_dask_the_sweep_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ToolMissing, match=r'pip install "symconv\[distributed\]"'):
        verify(1, 1, 1, 0, 0, 1, scheduler="tcp://127.0.0.1:8786")
    result = run("verify", "--input-size", "1", "--scheduler", "tcp://127.0.0.1:8786")
    assert (result.exit_code, result.stdout) == (4, "")
    assert 'pip install "symconv[distributed]"' in result.stderr
