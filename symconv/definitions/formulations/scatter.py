"""Scale, place, add: every input cell paints a copy of the kernel."""

from __future__ import annotations

from symconv.language.words import Tensor, Vec, array, collect


def scatter(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Add ``x[i] * w[t]`` at cell ``s*i + d*t`` of a canvas and read the window of size `O` from `b` on.

    ``canvas[j] = sum over i, t with s*i + d*t = j of x[i]*w[t]``, ``y[o] = canvas[o + b]``

    Source: A. Zhang et al., Dive into Deep Learning, section "Transposed Convolution".
    """
    F = s * (x.shape - 1) + d * (w.shape - 1) + 1
    canvas = collect(F, (x.shape, w.shape), lambda i, t: s * i + d * t, lambda i, t: x[i] * w[t])
    return array(O, lambda o: canvas[o + b])
