"""A mutant in a process of its own: the module is replaced before anything of the package is loaded."""

import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from pathlib import Path

import cvc5  # noqa: F401 - loaded before the processes part, since that takes longer than most tests
import hypothesis  # noqa: F401
import numpy  # noqa: F401
import pytest
import sympy  # noqa: F401
import z3  # noqa: F401

from mutation.tables import HERE, PACKAGE, TESTS

CPU_SECONDS, WALL_SECONDS = 120, 1800
RESULTS = HERE / "results.tsv"


class Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of the package from another source."""

    def __init__(self, name, source):
        self.name = name
        self.source = source

    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module):
        exec(compile(self.source, self.name, "exec"), module.__dict__)  # noqa: S102 - our own source


VERDICTS = {0: "survived", 1: "killed", 2: "killed"}
"""What pytest's exit code says: all passed, a test failed, a file could not be loaded."""


def unchanged(label):
    """Return the verdict on a module as it is: it has to survive, else every mutant seems killed."""
    return run(label, (PACKAGE / f"{label.replace('.', '/')}.py").read_text(encoding="utf-8"))


def run(label, source):
    """Return ``killed`` or ``survived`` for the source of a module; what never ends is killed too, by the work it did.

    Raises
    ------
    RuntimeError
        If the tests could not be run.
    """
    child = os.fork()
    if child == 0:
        os._exit(_verdict(label, source))
    end = time.monotonic() + WALL_SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            if code not in VERDICTS and code >= 0:
                raise RuntimeError(f"pytest ended with {code}: the tests of {label} did not run")
            return VERDICTS.get(code, "killed")
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "killed"


def _verdict(label, source):
    """Run the tests of a module with its mutant; return whether one failed."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.meta_path.insert(0, Replaced(f"symconv.{label}", source))
    tests = Path(__file__).parents[1]
    files = [str(tests / name) for name in TESTS[label]]
    options = ["-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts="]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*options, *files]))


def load():
    """Return the verdicts so far."""
    if not RESULTS.exists():
        return {}
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    return dict(reversed(line.split("\t")) for line in lines)


def save(verdicts):
    """Write the verdicts, sorted by name."""
    lines = [f"{verdict}\t{name}\n" for name, verdict in sorted(verdicts.items())]
    RESULTS.write_text("".join(lines), encoding="utf-8")
