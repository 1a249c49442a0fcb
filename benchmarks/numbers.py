"""Exact numbers beside loops in Python, NumPy slices, and PyTorch where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np
from sympy import Array

from benchmarks.engine import PLANE
from benchmarks.rivals import one_by_one
from benchmarks.timing import Row, in_turn, ratio

ROUNDS = 7


def rows() -> Iterator[Row]:
    """Yield the lines of numbers."""
    random = np.random.default_rng(1)
    x, w = random.integers(-99, 99, (64, 64)), random.integers(-9, 9, (5, 5))
    layer, plan = PLANE.layer, PLANE.plan
    lists = (x.tolist(), w.tolist())
    works = {
        "arrays": lambda: layer(x, w),
        "lists": lambda: layer(*lists),
        "slices": lambda: _slices(x, w),
        "loops": lambda: one_by_one(plan, x.ravel().tolist(), w.ravel().tolist()),
    }
    if find_spec("torch") is not None:
        works["torch"] = _torch(x, w)
    times = in_turn(works, ROUNDS)
    name = f"integers, NumPy arrays, {PLANE.name}"
    yield Row(
        name,
        "NumPy, y[a::2, b::2] += w[a, b]*x",
        ratio(times, "arrays", "slices"),
        "times its time",
    )
    if "torch" in times:
        yield Row(name, "PyTorch, int64", ratio(times, "arrays", "torch"), "times its time")
    yield Row(
        "the same, nested lists",
        "the sums by loops in Python",
        ratio(times, "loops", "lists"),
        "times faster",
    )
    yield from _fractions(x, w)


def _fractions(x: Any, w: Any) -> Iterator[Row]:
    parts = [[Fraction(int(cell), 7) for cell in row] for row in x]
    kernel = [[Fraction(int(cell), 3) for cell in row] for row in w]
    rational = Array([[cell.numerator for cell in row] for row in parts]) / 7
    plan, layer, symbols, whole = PLANE.plan, PLANE.layer, PLANE.x, Array(w.tolist())
    flat = [cell for row in parts for cell in row], [cell for row in kernel for cell in row]
    times = in_turn(
        {"symconv": lambda: layer(parts, kernel), "loops": lambda: one_by_one(plan, *flat)}, 3
    )
    name = f"fractions, nested lists, {PLANE.name}"
    yield Row(name, "the sums by loops in Python", ratio(times, "loops", "symconv"), "times faster")
    cells = list(rational.reshape(64 * 64)), list(whole.reshape(25))
    times = in_turn(
        {"symconv": lambda: layer(rational, whole), "loops": lambda: one_by_one(plan, *cells)}, 3
    )
    yield Row(
        "the same, SymPy arrays",
        "the sums by loops on SymPy numbers",
        ratio(times, "loops", "symconv"),
        "times faster",
    )
    cells = list(symbols.reshape(64 * 64)), list(whole.reshape(25))
    times = in_turn(
        {"symconv": lambda: layer(symbols, whole), "loops": lambda: one_by_one(plan, *cells)}, 1
    )
    yield Row(
        "symbols, integer kernel",
        "SymPy, y[o] += x[i]*w[t]",
        ratio(times, "loops", "symconv"),
        "times faster",
    )


def _slices(x: Any, w: Any) -> Any:
    full = np.zeros((2 * 63 + 5, 2 * 63 + 5), dtype=np.int64)
    for a in range(5):
        for b in range(5):
            full[a : a + 127 : 2, b : b + 127 : 2] += w[a, b] * x
    return full[1:-1, 1:-1]


def _torch(x: Any, w: Any) -> Any:
    import torch

    weight, image = torch.from_numpy(w)[None, None], torch.from_numpy(x)[None, None]
    return lambda: torch.nn.functional.conv_transpose2d(image, weight, stride=2, padding=1)
