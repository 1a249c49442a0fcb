"""The layer page with the theorems that it tells of, each with its smallest counterexample."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from symconv.errors import GeometryError, StepFailed
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import ones, tensor
from symconv.pages.explore import Trial
from symconv.pages.workbench import Hypothesis, layer_page

START = (Trial(I=3, k=3, s=2, p=1),)
_MOST = 4


def page() -> str:
    """Return the page.

    Raises
    ------
    StepFailed
        If a theorem holds without its hypothesis, among small settings.
    """
    return layer_page(START, hypotheses())


def hypotheses() -> tuple[Hypothesis, ...]:
    """Return the theorems, each with the smallest setting at which it fails without its hypothesis."""
    return (
        Hypothesis(
            "divides",
            "Where s divides k, cells away from the border receive equally many products.",
            smallest(("I", "k", "s"), _is_even),
        ),
        Hypothesis(
            "remainder",
            "Where s divides n + 2p - k, the layer brings the size n before the convolution back.",
            smallest(("k", "n", "p", "s"), _comes_back),
        ),
        Hypothesis(
            "unpadded",
            "Where the first layer has no padding, two transposed layers in a row are one.",
            smallest(("I", "k1", "k2", "s1", "s2"), _are_one),
        ),
        Hypothesis(
            "short",
            "Where k is at most s and d is 1, copies do not meet.",
            smallest(("I", "k", "s"), _are_apart),
        ),
    )


def smallest(names: Sequence[str], conclusion: Callable[..., str]) -> str:
    """Return the smallest setting at which a conclusion fails, and how: by its sum, then by its numbers.

    Parameters
    ----------
    names : sequence of str
        Of the numbers, each at least 1; ``p`` at least 0.
    conclusion : callable
        Takes the numbers; returns what is wrong, or nothing. Illegal settings are passed over.

    Raises
    ------
    StepFailed
        If it never fails among small settings.

    Examples
    --------
    >>> smallest(("k", "s"), lambda k, s: "k is larger" if k > s else "")
    'k = 2, s = 1: k is larger'
    """
    for values in _settings(names):
        try:
            wrong = conclusion(*values)
        except GeometryError:
            continue
        if wrong:
            told = ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))
            return f"{told}: {wrong}"
    raise StepFailed(f"nothing contradicts {conclusion.__name__} among small settings")


def _settings(names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    ranges = [range(0 if name == "p" else 1, _MOST + 1) for name in names]
    yield from sorted(product(*ranges), key=lambda values: (sum(values), values))


def _is_even(I: int, k: int, s: int) -> str:
    counts = ConvTranspose(k, stride=s)(ones(I), ones(k)).tolist()
    inside = [int(count) for count in counts[k - 1 : s * (I - 1) + 1]]
    return f"the counts are {', '.join(map(str, inside))}" if len(set(inside)) > 1 else ""


def _comes_back(k: int, n: int, p: int, s: int) -> str:
    m = Conv(k, stride=s, padding=p).output_size(n)
    back = ConvTranspose(k, stride=s, padding=p).output_size(m)
    return f"the size becomes {m}, and then {back}" if back != n else ""


def _are_one(I: int, k1: int, k2: int, s1: int, s2: int) -> str:
    x, u, v = tensor("x", I), tensor("u", k1), tensor("v", k2)
    first, second = ConvTranspose(k1, stride=s1, padding=1), ConvTranspose(k2, stride=s2)
    both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2)
    left, right = second(first(x, u), v), both(x, second(u, v))
    return _differs(left.tolist(), right.tolist())


def _differs(left: list[Any], right: list[Any]) -> str:
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if (one - other).expand() != 0:
            return f"cell {place} is {one} on one side, {other} on the other"
    return ""


def _are_apart(I: int, k: int, s: int) -> str:
    counts = [int(count) for count in ConvTranspose(k, stride=s)(ones(I), ones(k)).tolist()]
    return f"a cell receives {max(counts)} products" if max(counts) > 1 else ""
