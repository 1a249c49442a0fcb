"""How much is tried: everything in the full check, which sets ``CI``; in a run by hand a part of what takes long."""

import os
import shutil

import hypothesis
import pytest

CI = bool(os.environ.get("CI"))


def part(everything, few):
    """Return the first few of many, or all of them in the full check."""
    return list(everything) if CI else list(everything)[:few]


def examples(number):
    """Return the mark of a property that is tried on so many random examples; in a run by hand on a third of them."""
    return hypothesis.settings(max_examples=number if CI else max(number // 3, 5), deadline=None)


def needs(program):
    """Return the mark of tests that are left out where a program is missing; in the full check they fail instead."""
    return pytest.mark.skipif(
        shutil.which(program) is None and not CI, reason=f"{program} is not installed"
    )
