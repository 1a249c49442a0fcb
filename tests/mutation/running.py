"""Mutants in processes of their own, in one of two ways that give the same verdict.

A mutant does what the module does until the changed statement runs for the first time. So where
that statement does not run while package and tests are loaded, the process may part after loading:
the child gives the changed code to the functions. Elsewhere the module is replaced before anything
of the package is loaded.
"""

import gc
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import cvc5  # noqa: F401 - loaded before the processes part, since that takes longer than most tests
import hypothesis  # noqa: F401
import numpy  # noqa: F401
import pytest
import sympy  # noqa: F401
import z3  # noqa: F401

from mutation.mutants import marked
from mutation.tables import HERE, PACKAGE, TESTS

MANY_TIMES, AND_SECONDS, USUAL_SECONDS = 5, 4, 3
"""How much longer than without a change, or than usual, a test may take in seconds of work; what takes more is killed."""
WALL_SECONDS = 1800
RESULTS = HERE / "results.tsv"
FOLDER = Path(__file__).parents[1]
SURVIVED, KILLED, NOT_SO = range(3)

sys.dont_write_bytecode = False  # else every process would compile the package and the tests again


class Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of the package from another tree, which may call ``_reached`` with a line."""

    def __init__(self, label, tree):
        self.name = f"symconv.{label}"
        self.code = compile(tree, self.name, "exec")
        self.lines = set()

    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module):
        module.__dict__["_reached"] = self.lines.add
        exec(self.code, module.__dict__)  # noqa: S102 - our own source


@dataclass(frozen=True)
class Visit:
    """A test that ran: its name, how long it took, and which lines of the module it reached."""

    test: str
    seconds: float
    lines: frozenset[int]


class Watched:
    """Bounds the work of each test, and writes down each that begins and what it took and reached."""

    def __init__(self, report, visits, lines):
        self.report = report
        self.seconds = {visit.test: visit.seconds for visit in visits}
        self.lines = lines

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        begin = time.process_time()
        more = MANY_TIMES * self.seconds.get(_name(item), USUAL_SECONDS) + AND_SECONDS
        _bound(begin + more)
        self.lines.clear()
        self._write(_name(item))
        done = yield
        self._write(f"\t{time.process_time() - begin}\t{' '.join(map(str, self.lines))}\n")
        return done

    def _write(self, text):
        with self.report.open("a", encoding="utf-8") as file:
            file.write(text)


def _bound(seconds):
    """Bound the work of this process, done and to do."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), resource.RLIM_INFINITY))
    signal.alarm(WALL_SECONDS)


def _name(item):
    return f"{item.path.relative_to(FOLDER)}::{item.nodeid.partition('::')[2]}"


def _visits(report):
    """Return the tests that a report names; the last one may not have ended."""
    rows = ([*line.split("\t"), "inf", ""][:3] for line in report.read_text("utf-8").splitlines())
    return tuple(Visit(t, float(s), frozenset(map(int, lines.split()))) for t, s, lines in rows)


def _verdict(code, visits):
    """Return the verdict by the exit code of a process, and the test that ran last if it killed the mutant."""
    return ("killed", visits[-1].test if visits else "") if code else ("survived", "")


class Parting:
    """Takes the place of pytest's loop over the collected tests: a process for each mutant, which runs them."""

    def __init__(self, replaced, mutants, jobs, found):
        self.replaced = replaced
        self.mutants = mutants
        self.jobs = jobs
        self.found = found
        self.running = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        loaded = frozenset(self.replaced.lines)
        functions = _functions(sys.modules[self.replaced.name])
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            unchanged = Path(folder) / "unchanged"
            part = self._part(session, unchanged, (), {}, None)
            if os.waitstatus_to_exitcode(os.waitpid(part, 0)[1]) != SURVIVED:
                raise RuntimeError(f"tests fail without a change: {_visits(unchanged)[-1:]}")
            visits = _visits(unchanged)
            for number, (mutant, noticed) in enumerate(self.mutants):
                if mutant.line and mutant.line not in loaded:
                    while len(self.running) >= self.jobs:
                        self._end_one()
                    order = _order(visits, mutant, noticed)
                    report = Path(folder) / str(number)
                    part = self._part(session, report, order, functions, mutant)
                    self.running[part] = mutant, report
            while self.running:
                self._end_one()
        return True

    def _part(self, session, report, order, functions, mutant):
        """Return the process that runs the tests for a mutant, or for none."""
        report.touch()
        part = os.fork()
        if part:
            return part
        try:
            if mutant is not None:
                _change(functions, compile(mutant.tree, self.replaced.name, "exec"))
            session.config.pluginmanager.register(Watched(report, order, self.replaced.lines))
            places = {visit.test: place for place, visit in enumerate(order)}
            items = sorted(session.items, key=lambda item: places.get(_name(item), len(places)))
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    os._exit(KILLED)
            os._exit(SURVIVED)
        except BaseException:  # whatever it is, this is not the way for this mutant
            os._exit(NOT_SO)

    def _end_one(self):
        part, status = os.wait()
        mutant, report = self.running.pop(part)
        code = os.waitstatus_to_exitcode(status)
        if code != NOT_SO:
            self.found(mutant, _verdict(code, _visits(report)))


def _order(visits, mutant, noticed=""):
    """Return the test that noticed a mutant before, then those that reach its line, the quickest first, then all others."""
    reach = [v for v in visits if mutant.line == 0 or mutant.line in v.lines]
    reach.sort(key=lambda v: (v.test != noticed, v.seconds))
    return [*reach, *(v for v in visits if v not in reach)]


def _functions(module):
    """Return the functions of a module by name and line, wherever they are kept."""
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__globals__ is vars(module):
            found[_place(one.__code__)].append(one)
    return found


def _change(functions, code):
    """Give each function the code that stands in its place in another version of the module."""
    codes = list(_codes(code))
    places = [_place(inner) for inner in codes]
    for place, inner in zip(places, codes, strict=True):
        if functions.get(place) and places.count(place) > 1:
            raise LookupError(f"{place} stands for several functions")
        for function in functions.get(place, ()):
            function.__code__ = inner


def _codes(code):
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _place(code):
    return code.co_qualname, code.co_firstlineno


def part_after_loading(label, mutants, jobs, found):
    """Run mutants in processes that part from one that has loaded package and tests; call `found` with each verdict.

    Parameters
    ----------
    label : str
        The module.
    mutants : list of (Mutant, str)
        Each with the test that noticed it before, if one did.
    jobs : int
        How many at once.
    found : callable
        Is given a mutant, and the verdict with the test that killed it. A mutant whose changed
        statement runs while package and tests are loaded gets no verdict here.
    """
    replaced = Replaced(label, marked(path_of(label)))
    code = _pytest(replaced, TESTS[label], Parting(replaced, mutants, jobs, found))
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"pytest ended with {code}: the tests of {label} did not run")


def run(label, tree, noticed=""):
    """Return the verdict on the tree of a module, put in its place before anything is loaded, and the test that killed it.

    The file of the test that noticed it before is tried first, that test before the others. What
    never ends is killed too, by the work it did.
    """
    likely = [name for name in TESTS[label] if noticed and noticed.startswith(name)]
    for tests in filter(None, (likely, TESTS[label])):
        verdict = _alone(label, tree, tests, noticed)
        if verdict[0] == "killed":
            return verdict
    return "survived", ""


def _alone(label, tree, tests, noticed):
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        report = Path(folder) / "report"
        report.touch()
        part = os.fork()
        if part == 0:
            _bound(time.process_time() + MANY_TIMES * USUAL_SECONDS)
            replaced = Replaced(label, tree)
            watched = Watched(report, (), replaced.lines)
            os._exit(_pytest(replaced, tests, First(noticed), watched))
        code = os.waitstatus_to_exitcode(os.waitpid(part, 0)[1])
        visits = _visits(report)
    if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"pytest ended with {code}: the tests of {label} did not run")
    return _verdict(code, visits)


class First:
    """Puts one test before the others."""

    def __init__(self, test):
        self.test = test

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: _name(item) != self.test)


def _pytest(replaced, tests, *plugins):
    """Run tests with another tree of a module; return pytest's exit code."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.meta_path.insert(0, replaced)
    options = ["-q", "-x", "-s", "--tb=no", "-p", "no:xdist", "-p", "no:cacheprovider"]
    options += ["-o", "addopts=", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    files = [str(FOLDER / name) for name in tests]
    return int(pytest.main([*options, *files], list(plugins)))


def path_of(label):
    """Return the file of a module."""
    return PACKAGE / f"{label.replace('.', '/')}.py"


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
