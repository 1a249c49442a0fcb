"""Layers compared across dialects: equal, equal after, different; and outputs compared as data."""

from __future__ import annotations

import random

import numpy as np
import pytest
from thorough import CI

from symconv import dialects
from symconv.errors import GeometryError
from symconv.proof.kernel import Theorem

ASKED = {
    ("keras: k=4 s=2 same", "torch: k=4 s=2 p=1"): ("equal", True, "same window"),
    ("torch: k=3 s=2 p=1 op=1", "onnx: k=3 s=2 same_lower"): ("equal", True, "same window"),
    ("torch: k=3 s=2 p=1 op=1", "tf: k=3 s=2 same"): ("different", False, "begins 1 cell earlier"),
    ("torch: k=3 s=2 p=1", "tf: k=3 s=2 same O=5"): ("equal", False, "same window"),
    ("jax: k=3 s=2 same", "keras: k=3 s=2 same"): ("equal after", True, "kernel is reversed in a"),
    ("torch: k=3 s=2", "torch: k=3 s=2 p=1"): ("equal after", False, "ends 1 cell earlier"),
    ("torch: k=3 s=2", "torch: k=3 s=3"): ("different", False, "the stride is 2 in a and 3 in b"),
    ("torch: k=3", "torch: k=4"): ("different", False, "the kernel size is 3 in a and 4 in b"),
    ("torch: k=1 d=3", "torch: k=1"): ("equal", True, "same window"),
    ("onnx: k=2 s=3 same_upper", "onnx: k=2 s=3 same_upper specification"): (
        "equal after",
        False,
        "begins 1 cell earlier",
    ),
    ("torch: k=3 1d", "torch: k=3 2d"): ("different", False, "1 spatial axes and b has 2"),
}


@pytest.mark.parametrize(("a", "b"), ASKED)
def test_pairs_that_people_ask_about(a, b):
    verdict, for_all, reason = ASKED[a, b]
    found = dialects.compare(a, b)
    assert (found.verdict, found.for_all_sizes) == (verdict, for_all)
    assert reason in found.reason
    assert isinstance(found.theorem, Theorem) == for_all


def test_a_difference_is_the_first_cell_with_both_formulas():
    found = dialects.compare("torch: k=3 s=2 p=1 op=1", "tf: k=3 s=2 same")
    assert found.input_size == (1,)
    shown = [str(value) for value in (found.difference.left, found.difference.right)]
    assert (found.difference.cell, shown) == ((0,), ["w2*x1", "w1*x1"])
    assert "cell 0 is w2*x1 in a and w1*x1 in b" in str(found)


def test_the_crop_that_is_found_makes_them_equal():
    found = dialects.compare("torch: k=3 s=2", "torch: k=3 s=2 p=1")
    assert found.steps == ("crop the output of a to [..., 1:-1]",)
    x, w = np.arange(1, 5), np.arange(1, 4)
    a, b = (dialects.read(text)(x, w) for text in ("torch: k=3 s=2", "torch: k=3 s=2 p=1"))
    assert np.array_equal(a[1:-1], b)


def test_a_crop_that_follows_from_the_size_needs_it():
    with pytest.raises(GeometryError, match="give input_size"):
        dialects.compare("onnx: k=3 s=2 O=5", "torch: k=3 s=2 p=1")
    found = dialects.compare("onnx: k=3 s=2 O=5", "torch: k=3 s=2 p=1", input_size=3)
    assert (found.verdict, found.for_all_sizes, found.input_size) == ("equal", False, (3,))


def test_verdicts_are_what_the_arrays_say():
    """Equal verdicts on random pairs, against outputs on every small size; different ones have a cell that differs."""
    verdicts = set()
    for seed in range(0, 60, 1 if CI else 3):
        r = random.Random(seed)  # noqa: S311
        k, s = r.randint(2, 4), r.randint(1, 3)
        a = f"torch: k={k} s={s} p={r.randint(0, 1)} op={r.randint(0, s - 1)}"
        b = r.choice([f"keras: k={k} s={s} same", f"onnx: k={k} s={s} same_lower"])
        found = dialects.compare(a, b)
        verdicts.add(found.verdict)
        assert agree_everywhere(a, b, k) == (found.verdict == "equal")
        assert found.for_all_sizes == (found.verdict == "equal")
    assert verdicts == {"equal", "equal after", "different"}


def agree_everywhere(a, b, k):
    w = np.arange(1, k + 1)
    for size in range(3, 6):
        x = np.arange(1, size + 1) ** 2
        if not np.array_equal(dialects.read(a)(x, w), dialects.read(b)(x, w)):
            return False
    return True


def test_patterns_in_data():
    a = np.arange(1, 13).reshape(3, 4)
    border = a.copy()
    border[:, -1] = 0
    phase = np.arange(8)
    patterns = {
        "all cells are equal": (a, a),
        "the shapes differ: (3, 4) and (4, 3)": (a, a.T),
        "b is a reversed along axis 1": (a, a[:, ::-1]),
        "b is a moved by 1 cell towards the begin of axis 1": (
            a,
            np.pad(a, [(0, 0), (0, 1)])[:, 1:],
        ),
        "b is a moved by 2 cells towards the end of axis 1": (
            a,
            np.pad(a, [(0, 0), (2, 0)])[:, :4],
        ),
        "b is a with axes 0 and 1 exchanged": (a[:, :3], a[:, :3].T),
        "only the last cells of axis 1 differ": (a, border),
        "only cells 1 mod 2 of axis 0 differ": (phase, phase + 5 * (phase % 2)),
    }
    for text, (left, right) in patterns.items():
        assert dialects.pattern(left, right).text == text
    channels = np.arange(12).reshape(3, 4)
    assert "another order" in dialects.pattern(channels, channels[::-1], axes=1).text
