"""Seen from the output: which input cells reach it."""

from __future__ import annotations

from symconv.language.words import Tensor, Vec, array, divide, sum_


def gather(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Ask of every input cell whether a tap of its copy lies on the output cell.

    ``y[o] = sum over the i for which d divides o + b - s*i of x[i] * w[(o + b - s*i)/d]``

    Source: solving ``s*i + d*t = o + b`` for `t`.
    """
    return array(
        O, lambda o: sum_(x.shape, lambda i: divide(o + b - s * i, d, lambda t: x[i] * w[t]))
    )
