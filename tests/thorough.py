"""How much is tried: everything in the full check, which sets ``CI``; in a run by hand a part of what takes long.

What takes long for each theorem of the library (Coq, TeX, a search without hints) is done by turns:
the full check takes a share, which changes with the certificates that are shipped. With
``EVERYTHING`` set it takes all.
"""

import os
import shutil
import zlib
from pathlib import Path

import hypothesis
import pytest

import symconv.library

CI = bool(os.environ.get("CI"))
EVERYTHING = bool(os.environ.get("EVERYTHING"))


def part(everything, few):
    """Return the first few of many, or all of them in the full check."""
    return list(everything) if CI else list(everything)[:few]


def share(everything, few, of):
    """Return the first few of many; in the full check one in so many of all."""
    if EVERYTHING:
        return list(everything)
    return list(everything)[_turn() % of :: of] if CI else list(everything)[:few]


def _turn():
    """Return a number that changes whenever a shipped certificate does."""
    proofs = Path(symconv.library.__file__).parent / "proofs"
    sizes = sorted((path.name, path.stat().st_size) for path in proofs.iterdir())
    return zlib.crc32(repr(sizes).encode())


def examples(number):
    """Return the mark of a property that is tried on so many random examples; in a run by hand on a third of them."""
    return hypothesis.settings(max_examples=number if CI else max(number // 3, 5), deadline=None)


full_check = (
    pytest.mark.full_check
)  # takes long, and a shorter test of the run by hand is about the same


def needs(program):
    """Return the mark of tests that are left out where a program is missing; in the full check they fail instead."""
    return pytest.mark.skipif(
        shutil.which(program) is None and not CI, reason=f"{program} is not installed"
    )
