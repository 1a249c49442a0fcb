"""One layer written as another: exchange, dilation, stride one, phases."""

from __future__ import annotations

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import GUIDE, OWN, VAIDYANATHAN, I, b, d, e, g, k, n, p, q, r, s, w, x
from symconv.operations import flip, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Equal

FAMILY = "one layer as another"
s1, d1 = sizes("s1 d1")
up = ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)
K = d * (k - 1) + 1
one = ConvTranspose(k, padding=p, dilation=d)
strided = ConvTranspose(k, stride=s)
phase_size = ceiling((k - r) / s)
phase = AtMost(r + 1, s)
long = tensor("w", s * q)
gapped = ConvTranspose(k, stride=g * s1, dilation=g * d1)
lattice = ConvTranspose(k, stride=s1, dilation=d1)
written = gapped(x, w)
u = tensor("u", n)

THEOREMS = (
    Entry(
        "input-and-kernel-exchange",
        FAMILY,
        Equal(up(x, w), ConvTranspose(I, stride=d, padding=[(b, e)], dilation=s)(w, x)),
        "The relation $s i + d t = o + b$ does not say which of the two is the kernel.",
        OWN,
        false=(
            false(Equal(up(x, w), ConvTranspose(I, stride=s, padding=[(b, e)], dilation=d)(w, x))),
            false(Equal(up(x, w), ConvTranspose(I, stride=d, padding=[(e, b)], dilation=s)(w, x))),
            false(
                Equal(
                    up(x, w), ConvTranspose(I, stride=d, padding=[(b, e)], dilation=s)(flip(w), x)
                )
            ),
        ),
    ),
    Entry(
        "dilation-is-stretching",
        FAMILY,
        Equal(up(x, w), ConvTranspose(K, stride=s, padding=[(b, e)])(x, stretch(w, d))),
        "The stretched kernel has tap $t$ at place $d t$ and zeros elsewhere.",
        f"{GUIDE}, section 5.1",
        false=(
            false(
                Equal(
                    up(x, w), ConvTranspose(K, stride=s, padding=[(b, e)])(x, stretch(flip(w), d))
                )
            ),
            false(
                Equal(
                    up(x, w),
                    ConvTranspose(s * (k - 1) + 1, stride=s, padding=[(b, e)])(x, stretch(w, s)),
                )
            ),
            false(Equal(up(x, w), ConvTranspose(K, stride=s, padding=[(e, b)])(x, stretch(w, d)))),
        ),
    ),
    Entry(
        "dilation-is-stretching-for-the-convolution",
        FAMILY,
        Equal(
            Conv(k, stride=s, padding=p, dilation=d)(u, w),
            Conv(K, stride=s, padding=p)(u, stretch(w, d)),
        ),
        "The stretched kernel has tap $t$ at place $d t$ and zeros elsewhere.",
        f"{GUIDE}, section 5.1",
        false=(
            false(
                Equal(
                    Conv(k, stride=s, padding=p, dilation=d)(u, w),
                    Conv(K, stride=s, padding=p)(u, stretch(flip(w), d)),
                )
            ),
            false(
                Equal(
                    Conv(k, stride=s, padding=p, dilation=d)(u, w),
                    Conv(k, stride=s, padding=p)(u, w),
                )
            ),
            false(
                Equal(
                    Conv(k, stride=s, padding=p, dilation=d)(u, w),
                    Conv(K, stride=s, padding=[(p, p + 1)])(u, stretch(w, d)),
                )
            ),
        ),
    ),
    Entry(
        "stride-one-duality",
        FAMILY,
        Equal(one(x, w), Conv(k, padding=K - 1 - p, dilation=d)(x, flip(w))),
        "At stride one a transposed convolution is a convolution with the reversed kernel and padding $K - 1 - p$, where "
        "$K = d (k - 1) + 1$.",
        f"{GUIDE}, relationship 9",
        false=(
            false(Equal(one(x, w), Conv(k, padding=K - 1 - p, dilation=d)(x, w))),
            false(Equal(one(x, w), Conv(k, padding=K - p, dilation=d)(x, flip(w)))),
            false(Equal(one(x, w), Conv(k, padding=p, dilation=d)(x, flip(w)))),
        ),
    ),
    Entry(
        "polyphase-component",
        FAMILY,
        Equal(subsample(strided(x, w), s, r), ConvTranspose(phase_size)(x, subsample(w, s, r))),
        "Positions $s m + r$ are reached by the taps $s u + r$ alone, from input cell $m - u$.",
        f"{VAIDYANATHAN}, section 4.3",
        (phase,),
        false=(
            false(
                Equal(
                    subsample(strided(x, w), s, r), ConvTranspose(phase_size)(x, subsample(w, s, r))
                )
            ),
            false(
                Equal(
                    subsample(strided(x, w), s, r),
                    ConvTranspose(phase_size)(x, flip(subsample(w, s, r))),
                ),
                phase,
            ),
            false(
                Equal(
                    subsample(strided(x, w), s, r),
                    ConvTranspose(phase_size)(flip(x), subsample(w, s, r)),
                ),
                phase,
            ),
        ),
    ),
    Entry(
        "pixel-shuffle",
        FAMILY,
        Equal(
            subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
            ConvTranspose(q)(x, subsample(long, s, r)),
        ),
        "With $k = s q$ all $s$ phases are unit-stride layers with $q$ taps: interleaving their outputs is the layer.",
        "W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016",
        (phase,),
        false=(
            false(
                Equal(
                    subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
                    ConvTranspose(q)(x, subsample(long, s, 0)),
                ),
                phase,
            ),
            false(
                Equal(
                    subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
                    ConvTranspose(q)(x, flip(subsample(long, s, r))),
                ),
                phase,
            ),
            false(
                Equal(
                    subsample(ConvTranspose(s * q, stride=s)(x, long), s, 0),
                    ConvTranspose(q)(x, subsample(long, s, r)),
                ),
                phase,
            ),
        ),
    ),
    Entry(
        "pixel-shuffle-back",
        FAMILY,
        Equal(
            ConvTranspose(q)(x, tensor("v", q)),
            subsample(
                ConvTranspose(s * (q - 1) + 1, stride=s)(x, stretch(tensor("v", q), s)), s, 0
            ),
        ),
        "A unit-stride layer is a phase of the strided layer whose kernel carries its taps at that phase.",
        "W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016",
        false=(
            false(
                Equal(
                    ConvTranspose(q)(x, tensor("v", q)),
                    subsample(
                        ConvTranspose(s * (q - 1) + 1, stride=s)(
                            x, stretch(flip(tensor("v", q)), s)
                        ),
                        s,
                        0,
                    ),
                )
            ),
            false(
                Equal(
                    ConvTranspose(q)(x, tensor("v", q)),
                    ConvTranspose(s * (q - 1) + 1, stride=s)(x, stretch(tensor("v", q), s)),
                )
            ),
            false(
                Equal(
                    ConvTranspose(q)(x, tensor("v", q)),
                    subsample(ConvTranspose(q, stride=s)(x, tensor("v", q)), s, 0),
                )
            ),
        ),
    ),
    Entry(
        "common-factor-of-stride-and-dilation",
        FAMILY,
        Equal(written, stretch(lattice(x, w), g)),
        "Every reached place $g (s_{1} i + d_{1} t)$ is a multiple of $g$: the layer without the factor, stretched.",
        OWN,
        false=(
            false(Equal(written, lattice(stretch(x, g), w))),
            false(Equal(written, stretch(lattice(x, flip(w)), g))),
            false(Equal(written, stretch(lattice(x, w), g + 1))),
        ),
    ),
    Entry(
        "cells-never-written",
        FAMILY,
        Equal(subsample(written, g, r), 0 * subsample(written, g, r)),
        r"A place that $g = \gcd(s, d)$ does not divide is reached by no pair $(i, t)$.",
        OWN,
        (AtMost(1, r), AtMost(r + 1, g)),
        false=(
            false(Equal(subsample(written, g, r), 0 * subsample(written, g, r)), AtMost(r + 1, g)),
            false(Equal(subsample(written, g, r), 0 * subsample(written, g, r)), AtMost(1, r)),
            false(
                Equal(subsample(written, s1, r), 0 * subsample(written, s1, r)),
                AtMost(1, r),
                AtMost(r + 1, s1),
            ),
        ),
    ),
    Entry(
        "gaps-of-a-short-kernel",
        FAMILY,
        Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)),
        "Between two copies of a kernel shorter than the stride lie $s - k$ cells that nothing reaches.",
        OWN,
        (AtMost(k, r), AtMost(r + 1, s)),
        false=(
            false(
                Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)),
                AtMost(k, r + 1),
                phase,
            ),
            false(
                Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)),
                AtMost(k, r),
            ),
            false(Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)), phase),
        ),
    ),
)
