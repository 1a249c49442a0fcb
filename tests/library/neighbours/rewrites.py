"""False neighbours of the theorems in library/rewrites.py."""

from __future__ import annotations

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, b, d, e, g, k, n, p, q, r, s, w, x
from symconv.operations import flip, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Equal

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

NEIGHBOURS = {
    "input-and-kernel-exchange": [
        [Equal(up(x, w), ConvTranspose(I, stride=s, padding=[(b, e)], dilation=d)(w, x))],
        [Equal(up(x, w), ConvTranspose(I, stride=d, padding=[(e, b)], dilation=s)(w, x))],
        [Equal(up(x, w), ConvTranspose(I, stride=d, padding=[(b, e)], dilation=s)(flip(w), x))],
    ],
    "dilation-is-stretching": [
        [Equal(up(x, w), ConvTranspose(K, stride=s, padding=[(b, e)])(x, stretch(flip(w), d)))],
        [
            Equal(
                up(x, w),
                ConvTranspose(s * (k - 1) + 1, stride=s, padding=[(b, e)])(x, stretch(w, s)),
            )
        ],
        [Equal(up(x, w), ConvTranspose(K, stride=s, padding=[(e, b)])(x, stretch(w, d)))],
    ],
    "dilation-is-stretching-for-the-convolution": [
        [
            Equal(
                Conv(k, stride=s, padding=p, dilation=d)(u, w),
                Conv(K, stride=s, padding=p)(u, stretch(flip(w), d)),
            )
        ],
        [
            Equal(
                Conv(k, stride=s, padding=p, dilation=d)(u, w),
                Conv(k, stride=s, padding=p)(u, w),
            )
        ],
        [
            Equal(
                Conv(k, stride=s, padding=p, dilation=d)(u, w),
                Conv(K, stride=s, padding=[(p, p + 1)])(u, stretch(w, d)),
            )
        ],
    ],
    "stride-one-duality": [
        [Equal(one(x, w), Conv(k, padding=K - 1 - p, dilation=d)(x, w))],
        [Equal(one(x, w), Conv(k, padding=K - p, dilation=d)(x, flip(w)))],
        [Equal(one(x, w), Conv(k, padding=p, dilation=d)(x, flip(w)))],
    ],
    "polyphase-component": [
        [Equal(subsample(strided(x, w), s, r), ConvTranspose(phase_size)(x, subsample(w, s, r)))],
        [
            Equal(
                subsample(strided(x, w), s, r),
                ConvTranspose(phase_size)(x, flip(subsample(w, s, r))),
            ),
            phase,
        ],
        [
            Equal(
                subsample(strided(x, w), s, r),
                ConvTranspose(phase_size)(flip(x), subsample(w, s, r)),
            ),
            phase,
        ],
    ],
    "pixel-shuffle": [
        [
            Equal(
                subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
                ConvTranspose(q)(x, subsample(long, s, 0)),
            ),
            phase,
        ],
        [
            Equal(
                subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
                ConvTranspose(q)(x, flip(subsample(long, s, r))),
            ),
            phase,
        ],
        [
            Equal(
                subsample(ConvTranspose(s * q, stride=s)(x, long), s, 0),
                ConvTranspose(q)(x, subsample(long, s, r)),
            ),
            phase,
        ],
    ],
    "pixel-shuffle-back": [
        [
            Equal(
                ConvTranspose(q)(x, tensor("v", q)),
                subsample(
                    ConvTranspose(s * (q - 1) + 1, stride=s)(x, stretch(flip(tensor("v", q)), s)),
                    s,
                    0,
                ),
            )
        ],
        [
            Equal(
                ConvTranspose(q)(x, tensor("v", q)),
                ConvTranspose(s * (q - 1) + 1, stride=s)(x, stretch(tensor("v", q), s)),
            )
        ],
        [
            Equal(
                ConvTranspose(q)(x, tensor("v", q)),
                subsample(ConvTranspose(q, stride=s)(x, tensor("v", q)), s, 0),
            )
        ],
    ],
    "common-factor-of-stride-and-dilation": [
        [Equal(written, lattice(stretch(x, g), w))],
        [Equal(written, stretch(lattice(x, flip(w)), g))],
        [Equal(written, stretch(lattice(x, w), g + 1))],
    ],
    "cells-never-written": [
        [Equal(subsample(written, g, r), 0 * subsample(written, g, r)), AtMost(r + 1, g)],
        [Equal(subsample(written, g, r), 0 * subsample(written, g, r)), AtMost(1, r)],
        [
            Equal(subsample(written, s1, r), 0 * subsample(written, s1, r)),
            AtMost(1, r),
            AtMost(r + 1, s1),
        ],
    ],
    "gaps-of-a-short-kernel": [
        [
            Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)),
            AtMost(k, r + 1),
            phase,
        ],
        [Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)), AtMost(k, r)],
        [Equal(subsample(strided(x, w), s, r), 0 * subsample(strided(x, w), s, r)), phase],
    ],
}
