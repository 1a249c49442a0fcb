"""The sliding window: what deep learning calls convolution (a cross-correlation)."""

from __future__ import annotations

from symconv.language.words import Tensor, Vec, array, sum_


def window(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Lay the kernel on the input from cell ``s*i - b`` on, multiply and add.

    ``y[i] = sum over t of x[s*i + d*t - b] * w[t]``, `x` being zero outside

    Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic, chapter 2.
    """
    return array(O, lambda i: sum_(w.shape, lambda t: x[s * i + d * t - b] * w[t]))
