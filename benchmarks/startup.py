"""Whole processes: what a command takes beside a bare import of SymPy."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.timing import Row, in_turn, ratio

ROUNDS = 9
PROGRAM = [sys.executable, "-m", "symconv"]
SEED = [
    "compute",
    "--input",
    '["x1","x2"]',
    "--kernel",
    '["w1","w2","w3"]',
    "--stride",
    "2",
    "--padding",
    "1",
]
COMPLETION = {
    "_SYMCONV_COMPLETE": "bash_complete",
    "COMP_WORDS": "symconv compute --str",
    "COMP_CWORD": "2",
}
COMMANDS = {
    "import": [sys.executable, "-c", "import sympy"],
    "symconv --help": [*PROGRAM, "--help"],
    "symconv --version": [*PROGRAM, "--version"],
    "completion of an option in the shell": PROGRAM,
    "symconv compute, the seed's example": [*PROGRAM, *SEED],
    "symconv example, the seed's, all steps": [*PROGRAM, "example", "seed-1d"],
}
MOST = {"compute": 1.4, "example,": 2}
"""Times the import of SymPy, of commands that compute; the others import none and take half of it at most."""


def rows() -> Iterator[Row]:
    """Yield the lines of start-up."""
    works = {
        name: _process(command, COMPLETION if "completion" in name else {})
        for name, command in COMMANDS.items()
    }
    for work in works.values():
        work()  # compiles what it imports, as an installed package is
    times = in_turn(works, ROUNDS, time.perf_counter)
    for name in list(COMMANDS)[1:]:
        most = next((most for word, most in MOST.items() if word in name), 0.5)
        yield Row(
            name,
            'python -c "import sympy"',
            ratio(times, name, "import"),
            "times its time",
            most=most,
        )


def _process(command: list[str], more: dict[str, str]) -> Callable[[], object]:
    environment = {**os.environ, **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
