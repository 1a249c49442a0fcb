"""Zeros between the input cells, then an ordinary sliding window with the reversed kernel."""

from __future__ import annotations

from symconv.definitions.operations import correlate, cut, flip, stretch
from symconv.language.words import Tensor, Vec


def zero_insertion(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Stretch the input by the stride, pad it, and slide the **reversed** (dilated) kernel at unit stride.

    ``y[o] = sum over u of z[o + u + b - (K-1)] * w'[K-1-u]``, ``z[s*i] = x[i]``, ``w'[d*t] =
    w[t]``, ``K = d(k-1)+1``

    Where ``b > K-1`` the padding is negative: cells are cut off.

    Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic, relationships 12 to 14.
    """
    kernel = flip(stretch(w, d))
    padded = cut(stretch(x, s), b - (kernel.shape - 1), O + kernel.shape - 1)
    return correlate(padded, kernel, O)
