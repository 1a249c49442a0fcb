"""Linear interpolation: its kernels, and what it makes of a tensor, written in the six words."""

from __future__ import annotations

from functools import partial

from symconv.definitions.formulations import scatter
from symconv.definitions.operations import along, padded_replicate
from symconv.language.words import Tensor, Vec, array, inside, sum_, when


def triangle(r: Vec) -> Tensor:
    """Count the pairs ``0 <= u, v < r`` that add up to a place: ``1, 2, ..., r, ..., 2, 1``."""
    return array(2 * r - 1, lambda t: sum_(r, lambda u: when(inside(t - u, r), 1)))


def trapezium(r: Vec) -> Tensor:
    """Return the sums of neighbours in a triangle, from its first cell to its last: ``1, 3, 5, ..., 5, 3, 1``."""
    inner = triangle(r)
    return array(2 * r, lambda t: inner[t] + inner[t - 1])


def interpolated(x: Tensor, r: int) -> Tensor:
    """Return the weighted sums of linear interpolation by a number `r`, axis by axis."""
    for axis in range(len(x.shape)):
        x = along(x, [axis], partial(_interpolated_axis, r=r))
    return x


def _interpolated_axis(x: Tensor, r: int) -> Tensor:
    """Let every cell paint its weights, the border cells twice, and crop to `r` times the size."""
    one, factor = Vec([1]), Vec([r])
    weights = triangle(factor) if r % 2 else trapezium(factor)
    around = padded_replicate(x, one, one)
    begin = r + (r - 1 + (r + 1) % 2) // 2
    return scatter(around, weights, factor, one, Vec([begin]), factor * x.shape)
