"""One unit-stride convolution for each remainder of the output position by the stride."""

from __future__ import annotations

from symconv.language.words import Cell, Tensor, Vec, array, divide, split, sum_


def polyphase(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Split the position, ``o + b = s*m + r``: phase `r` uses the taps `t` for which `s` divides ``d*t - r``.

    ``y[o] = sum over those t of x[m - u] * w[t]``, ``u = (d*t - r)/s``

    Source: P. P. Vaidyanathan, Multirate Systems and Filter Banks, section 4.3; W. Shi et al., Is
    the deconvolution layer the same as a convolutional layer?
    """

    def phase(m: Vec, r: Vec) -> Cell:
        return sum_(w.shape, lambda t: divide(d * t - r, s, lambda u: x[m - u] * w[t]))

    return array(O, lambda o: split(o + b, s, phase))
