"""Commands that are told to end, or killed: they end in one line, leave nothing behind, and can go on later."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from commands import run
from thorough import CI, full_check, part

from symconv import verify

ROW = ["--stride", "1:4", "--padding", "0:3", "--output-padding", "0:1", "--dilation", "1:2"]
LONG = ["verify", "--input-size", "1:60", "--kernel-size", "1:60", *ROW]
SHORT = ["verify", "--input-size", "1:3", "--kernel-size", "1:3", *ROW]
ENDS = {"SIGKILL": -9, "SIGTERM": 143, "SIGHUP": 129, "SIGINT": 130}


@pytest.fixture(autouse=True)
def catches_signals():
    """Catch what a shell ignores in the background, and nohup everywhere, and with it all that is started there."""
    names = [name for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.getsignal(getattr(signal, name)) for name in names}
    for name in names:
        signal.signal(getattr(signal, name), signal.default_int_handler)
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@contextmanager
def started(*arguments, **options):
    """Start a command, which does not outlive the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "symconv", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("name", part(ENDS, few=1))
def test_no_process_outlives_a_command_that_is_told_to_end(tmp_path, name):
    state = tmp_path / "state"
    with started(*LONG, "--jobs", "2", "--resume", str(state)) as process:
        wait_for(state.exists)
        process.send_signal(getattr(signal, name))
        # the pipe ends when the last process that holds it does
        out, err = process.communicate(timeout=10)
    said = {"SIGINT": b"symconv: interrupted\n", "SIGKILL": b""}
    assert (process.returncode, out) == (ENDS[name], b"")
    assert err == said.get(name, f"symconv: {name}\n".encode())
    assert os.listdir(tmp_path) == ["state"]
    assert json.loads(state.read_text())["disagreements"] == []


@full_check
def test_a_signal_that_is_ignored_stays_ignored():
    with started(
        *SHORT, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ) as process:
        wait_for(lambda: listens(process.pid))
        process.send_signal(signal.SIGHUP)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith(b"checked ")


@pytest.mark.parametrize(
    "arguments",
    part(
        [
            ["prove", "--all", "--jobs", "2"],
            ["prove", "--all", "--search", "--jobs", "1"],
            ["compute", "--input", "[1,2]", "--kernel", "[1]"],
        ],
        few=1,
    ),
    ids=lambda arguments: " ".join(arguments[:4]),
)
def test_ctrl_c_at_any_moment_is_one_line_and_130(arguments):
    chance = random.Random(arguments[0])  # noqa: S311 (not cryptography)
    for _ in range(2):
        with started(*arguments) as process:
            wait_for(lambda at=process.pid: listens(at))
            time.sleep(chance.random() * 0.8)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=10)
        if process.returncode == 0:  # it was done before
            assert err == b""
        else:
            assert (process.returncode, err) == (130, b"symconv: interrupted\n")


def listens(pid):
    """Return whether a process catches SIGINT by now: Python itself does it early, ours as its third thread begins."""
    try:
        with open(f"/proc/{pid}/status") as file:
            status = dict(line.split(":\t", 1) for line in file)
    except FileNotFoundError:
        return True
    return int(status["Threads"]) > 1 or status["State"].startswith("Z")


@full_check
def test_ctrl_c_that_is_swallowed_ends_the_command_all_the_same():
    program = (
        "import os, signal, time\n"
        "import symconv.__main__ as program, symconv.cli as cli\n"
        "class Swallows:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGINT); time.sleep(0.1)\n"
        "def main(prog_name):\n"
        "    Swallows()\n"
        "    time.sleep(20)\n"
        "cli.main = main\n"
        "program.run()\n"
    )
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=20, check=False
    )
    assert (done.returncode, done.stderr) == (130, b"symconv: interrupted\n")
    assert time.monotonic() - begin < 15


def test_ctrl_c_while_a_solver_works_ends_the_command_and_is_no_answer():
    program = (
        "import os, random, signal, threading, time\n"
        "import symconv.__main__ as program, symconv.cli as cli\n"
        "from symconv.proof.trusted import solvers\n"
        "import z3\n"
        "real = z3.Solver.check\n"
        "def endless(solver):\n"
        "    chosen = [z3.Int(f'p{i}', ctx=solver.ctx) for i in range(40)]\n"
        "    rng = random.Random(1)\n"
        "    for _ in range(12):\n"
        "        parts = [rng.randint(1, 1000) * p for p in chosen]\n"
        "        solver.add(z3.Sum(parts) == rng.randint(4000, 9000))\n"
        "    solver.add([z3.And(0 <= p, p <= 1) for p in chosen])\n"
        "    solver.set('rlimit', 4_000_000_000)\n"
        "    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "    print('answered', real(solver))\n"
        "z3.Solver.check = endless\n"
        "def main(prog_name):\n"
        "    solvers.ask_z3((), True)\n"
        "cli.main = main\n"
        "program.run()\n"
    )
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, b"symconv: interrupted\n")
    assert done.stdout == b""
    assert time.monotonic() - begin < 30


# ---- going on


@full_check
def test_a_killed_sweep_goes_on_and_counts_nothing_twice(tmp_path):
    most = 9 if CI else 5
    state, settings = (
        tmp_path / "state",
        ["--input-size", f"1:{most}", "--kernel-size", f"1:{most}", *ROW],
    )
    with started("verify", *settings, "--jobs", "2", "--resume", str(state)) as process:
        wait_for(lambda: state.exists() or process.poll() is not None)
        process.kill()
        process.communicate()
    kept = json.loads(state.read_text())
    result = run("verify", *settings, "--jobs", "1", "--resume", str(state), "--json")
    assert result.exit_code == 0
    whole = verify(
        range(1, most + 1), range(1, most + 1), range(1, 5), range(4), range(2), range(1, 3)
    )
    assert json.loads(result.stdout) == whole.to_json()
    assert 0 < kept["checked"] <= whole.checked


def test_a_sweep_that_is_done_is_told_again_without_work(tmp_path, monkeypatch):
    state = str(tmp_path / "state")
    first = run(*SHORT, "--resume", state)
    monkeypatch.setattr("symconv.sweep.verify._check_chunk", None)
    again = run(*SHORT, "--resume", state, "-o", str(tmp_path / "report"))
    assert (again.exit_code, again.stdout) == (0, "")
    assert (tmp_path / "report").read_text() == first.stdout


def test_disagreements_are_kept_too(tmp_path):
    def wrong(x, w, s, d, b, O):
        return transposed(x, w, s, d, b + 1, O)

    from symconv.definitions.formulations import TRANSPOSED

    transposed = TRANSPOSED["gather"]
    ranges = {"input_size": range(1, 4), "kernel_size": 2, "padding": range(2), "methods": {"wrong": wrong}}  # fmt: skip
    first = verify(**ranges, resume=tmp_path / "state")
    assert first.disagreements
    assert verify(**ranges, resume=tmp_path / "state") == first == verify(**ranges)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "was not written by a sweep"),
        ("[]", "was not written by a sweep"),
        ('{"sweep": {}, "parts": 1, "checked": 1, "skipped": 0}', "was not written by a sweep"),
        ('{"sweep": [], "parts": "x", "checked": 1, "skipped": 0, "disagreements": []}', "was not"),
    ],
)
def test_a_file_that_is_none_of_a_sweep_is_refused_and_stays(tmp_path, content, message):
    (tmp_path / "state").write_text(content)
    result = run(*SHORT, "--resume", str(tmp_path / "state"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert (tmp_path / "state").read_text() == content


def test_another_sweep_does_not_go_on(tmp_path):
    run(*SHORT, "--resume", str(tmp_path / "state"))
    result = run(*SHORT[:-1], "1:3", "--resume", str(tmp_path / "state"))
    assert result.exit_code == 2
    assert "of another sweep: dilation" in result.stderr
