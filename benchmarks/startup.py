"""Whole processes: what a command takes beside a bare import of SymPy."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.timing import Row, in_turn, ratio

ROUNDS = 9
PROGRAM = [sys.executable, "-m", "symconv"]
SEED = ["compute", "--input", '["x1","x2"]', "--kernel", '["w1","w2","w3"]', "--stride", "2", "--padding", "1"]
COMMANDS = {
    "import": [sys.executable, "-c", "import sympy"],
    "symconv --help": [*PROGRAM, "--help"],
    "symconv --version": [*PROGRAM, "--version"],
    "symconv compute, the seed's example": [*PROGRAM, *SEED],
}


def rows() -> Iterator[Row]:
    """Yield the lines of start-up."""
    times = in_turn({name: _process(command) for name, command in COMMANDS.items()}, ROUNDS, time.perf_counter)
    for name in list(COMMANDS)[1:]:
        most = 1.4 if "compute" in name else 0.5
        yield Row(name, 'python -c "import sympy"', ratio(times, name, "import"), "times its time", most=most)


def _process(command: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
