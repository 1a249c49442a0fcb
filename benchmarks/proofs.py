"""The library of theorems, each along the proof that is shipped with it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.timing import Row, Spread, in_turn
from symconv.library import theorems

ROUNDS = 3


def rows() -> Iterator[Row]:
    """Yield the line of the library."""
    command = [sys.executable, "-m", "symconv", "prove", "--all", "--jobs", "2"]
    times = in_turn(
        {"all": lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)},
        ROUNDS,
        time.perf_counter,
    )
    name = f"symconv prove --all: {len(theorems())} theorems"
    yield Row(name, "two processes, start to end", Spread.of(times["all"]), "seconds", most=15)
