"""A mutant in a process of its own: the module is replaced before anything of the package is loaded."""

import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cvc5  # noqa: F401 - loaded before the processes part, since that takes longer than most tests
import hypothesis  # noqa: F401
import numpy  # noqa: F401
import pytest
import sympy  # noqa: F401
import z3  # noqa: F401

from mutation.mutants import marked
from mutation.tables import HERE, PACKAGE, TESTS

MANY_TIMES, AND_SECONDS = 5, 4
"""How much longer than without a change a test may take, in seconds of work; what takes longer is killed."""
WALL_SECONDS = 1800
RESULTS = HERE / "results.tsv"
FOLDER = Path(__file__).parents[1]

sys.dont_write_bytecode = False  # else every process would compile the package and the tests again


class Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of the package from another source, which may call ``_reached`` with a line."""

    def __init__(self, name, source):
        self.name = name
        self.source = source
        self.lines = set()

    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module):
        module.__dict__["_reached"] = self.lines.add
        exec(compile(self.source, self.name, "exec"), module.__dict__)  # noqa: S102 - our own source


@dataclass(frozen=True)
class Visit:
    """A test that ran: its name, how long it took, and which lines of the module it reached."""

    test: str
    seconds: float
    lines: frozenset[int]


class Watched:
    """Puts the tests in an order, bounds their work, and writes down each that begins and what it took and reached."""

    def __init__(self, report, order, lines):
        self.report = report
        self.places = {visit.test: place for place, visit in enumerate(order)}
        self.seconds = {visit.test: visit.seconds for visit in order}
        self.lines = lines

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: self.places.get(_name(item), len(self.places)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        begin = time.process_time()
        more = MANY_TIMES * self.seconds.get(_name(item), 30) + AND_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (int(begin + more), resource.RLIM_INFINITY))
        self.lines.clear()
        self._write(_name(item))
        done = yield
        self._write(f"\t{time.process_time() - begin}\t{' '.join(map(str, self.lines))}\n")
        return done

    def _write(self, text):
        with self.report.open("a", encoding="utf-8") as file:
            file.write(text)


def _name(item):
    return f"{item.path.relative_to(FOLDER)}::{item.nodeid.partition('::')[2]}"


@dataclass(frozen=True)
class Suite:
    """The tests of a module, as they ran without a change."""

    label: str
    visits: tuple[Visit, ...] = ()

    def verdict(self, mutant, noticed=""):
        """Return ``killed`` or ``survived``, and the test that killed the mutant.

        The test that noticed before comes first, then those that reach the changed line, the
        quickest before the others; the file of the first one alone is tried before all files are
        loaded. None is left out in the end: what one test computes, another one may look at.
        """
        reach = [v for v in self.visits if mutant.line == 0 or mutant.line in v.lines]
        reach.sort(key=lambda v: (v.test != noticed, v.seconds))
        order = [*reach, *(v for v in self.visits if v not in reach)]
        files = TESTS[self.label]
        likely = [name for name in files if any(v.test.startswith(name) for v in reach)]
        if noticed:
            likely = [name for name in files if noticed.startswith(name)]
        for tests in (likely[:1], files):
            verdict, visits = run(self.label, mutant.source, tests, order) if tests else ("", ())
            if verdict == "killed":
                return verdict, visits[-1].test if visits else ""
        return "survived", ""


def unchanged(label):
    """Run the tests of a module as it is: they have to pass, else every mutant seems killed.

    Raises
    ------
    RuntimeError
        If they do not.
    """
    path = PACKAGE / f"{label.replace('.', '/')}.py"
    verdict, visits = run(label, marked(path), TESTS[label])
    if verdict != "survived":
        raise RuntimeError(f"the tests of {label} fail without a change: {visits[-1:]}")
    return Suite(label, visits)


def run(label, source, tests, order=()):
    """Return ``killed`` or ``survived`` for the source of a module, and the tests that ran; the last one killed it.

    What never ends is killed too, by the work it did.

    Raises
    ------
    RuntimeError
        If the tests could not be run.
    """
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        report = Path(folder) / "report"
        report.touch()
        child = os.fork()
        if child == 0:
            os._exit(_pytest(label, source, tests, order, report))
        code = _ended(child)
        visits = tuple(map(_visit, report.read_text(encoding="utf-8").splitlines()))
    if code > pytest.ExitCode.INTERRUPTED:
        raise RuntimeError(f"pytest ended with {code}: the tests of {label} did not run")
    return "killed" if code else "survived", visits


def _ended(child):
    """Return the exit code of a process, which is stopped if it waits for ever."""
    end = time.monotonic() + WALL_SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _pytest(label, source, tests, order, report):
    """Run tests with another source of a module; return whether one failed."""
    resource.setrlimit(resource.RLIMIT_CPU, (30, resource.RLIM_INFINITY))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    replaced = Replaced(f"symconv.{label}", source)
    sys.meta_path.insert(0, replaced)
    options = ["-q", "-x", "--tb=no", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts="]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    files = [str(FOLDER / name) for name in tests]
    return int(pytest.main([*options, *files], [Watched(report, order, replaced.lines)]))


def _visit(line):
    test, seconds, lines = [*line.split("\t"), "inf", ""][:3]
    return Visit(test, float(seconds), frozenset(map(int, lines.split())))


def load():
    """Return the verdicts so far, each with the test that noticed; none where the module could not be loaded."""
    if not RESULTS.exists():
        return {}
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    rows = ([*line.split("\t"), ""][:3] for line in lines)
    return {name: (verdict, test) for verdict, name, test in rows}


def save(verdicts):
    """Write the verdicts, sorted by name."""
    lines = [f"{verdict}\t{name}\t{test}\n" for name, (verdict, test) in sorted(verdicts.items())]
    RESULTS.write_text("".join(lines), encoding="utf-8")
