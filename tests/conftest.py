"""What holds for all tests."""

import gc
import os
import sys
from itertools import groupby

import pytest
from thorough import CI

gc.set_threshold(
    50_000
)  # SymPy makes many small objects, and most of them stay: walking them took a tenth of the time

# Many tests start Python: none of these compiles the package again, though the environment may ask for no bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

SHORT = "SYMCONV_TESTS_ARE_SHORT"
LEAST, ONE_OF = 2, 12


def pytest_configure(config):
    """Tell the processes that run the tests when no file was named, which they cannot see."""
    if not hasattr(config, "workerinput"):
        named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
        os.environ[SHORT] = "" if CI or named else "1"


def pytest_unconfigure():
    """Look for garbage once, in what the tests have left; pytest looks twice more, and takes seconds for it."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Look for no examples in the docstrings of tests: there are none, and looking takes seconds."""
    found = yield
    return [each for each in found if type(each).__name__ != "DoctestModule"]


def pytest_collection_modifyitems(config, items):
    """Leave a part to the full check, and say so: what is marked for it, and in a run of everything some settings."""
    if CI:
        return
    kept = [item for item in items if not _is_left(item)]
    if os.environ.get(SHORT):
        kept = [item for _, group in groupby(kept, _test_of) for item in _some(list(group))]
    chosen = set(map(id, kept))
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in chosen])
    items[:] = kept


def _is_left(item):
    """Return whether a test is for the full check: it is marked so, or needs a browser, which takes long to start."""
    return item.get_closest_marker("full_check") or "browser" in getattr(item, "fixturenames", ())


def _test_of(item):
    """Return the test without its settings; every other item stands for itself."""
    return (item.path, item.originalname) if hasattr(item, "callspec") else item.nodeid


def _some(items):
    """Return the first of a test's many settings, and of the others some that lie evenly apart."""
    return [item for number, item in enumerate(items) if number < LEAST or number % ONE_OF == 0]
