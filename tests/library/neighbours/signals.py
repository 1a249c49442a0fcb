"""False neighbours of the theorems in library/signals.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, k, n, q, s, w, x
from symconv.library.signals import down, frame, full, slide, u, up, z
from symconv.operations import flip, inner, ones, pad, repeat, stretch, subsample, total
from symconv.symbolic.claims import AtMost, Equal

NEIGHBOURS = {
    "stretches-multiply": [
        [Equal(stretch(stretch(x, s), q), stretch(x, s + q))],
        [Equal(stretch(stretch(x, s), q), stretch(x, s))],
        [Equal(stretch(stretch(x, s), s), stretch(x, 2 * s))],
    ],
    "subsampling-twice": [
        [Equal(subsample(subsample(x, s), q), subsample(x, s + q))],
        [Equal(subsample(subsample(x, s), q), subsample(x, s))],
        [Equal(subsample(subsample(x, s), s), subsample(x, 2 * s))],
    ],
    "stretching-is-undone-by-subsampling": [
        [Equal(stretch(subsample(x, s), s), x)],
        [Equal(subsample(stretch(x, s), q), x)],
        [Equal(subsample(stretch(x, s), s), flip(x))],
    ],
    "a-reversed-stretch": [
        [Equal(flip(stretch(x, s)), stretch(x, s))],
        [Equal(flip(subsample(x, s)), subsample(flip(x), s))],
        [Equal(flip(stretch(pad(x, 0, 1), s)), stretch(pad(flip(x), 0, 1), s))],
    ],
    "stretching-keeps-the-sum": [
        [Equal(total(subsample(x, s)), total(x))],
        [Equal(total(stretch(x, s)), s * total(x))],
        [Equal(total(repeat(x, s)), total(x))],
    ],
    "stretching-keeps-inner-products": [
        [Equal(inner(stretch(x, s), stretch(z, s)), s * inner(x, z))],
        [Equal(inner(stretch(x, s), flip(stretch(z, s))), inner(x, z))],
        [Equal(inner(subsample(x, s), subsample(z, s)), inner(x, z))],
    ],
    "subsampling-is-the-adjoint-of-stretching": [
        [Equal(inner(stretch(x, s), frame), inner(flip(x), subsample(frame, s)))],
        [Equal(inner(stretch(x, s), frame), s * inner(x, subsample(frame, s)))],
        [Equal(inner(stretch(x, s), frame), total(frame))],
    ],
    "reversal-is-its-own-adjoint": [
        [Equal(inner(flip(x), z), inner(x, z))],
        [Equal(inner(flip(x), x), inner(x, x))],
        [Equal(inner(flip(x), z), -inner(x, flip(z)))],
    ],
    "reversed-twice": [
        [Equal(flip(x), x)],
        [Equal(flip(flip(x)), flip(x))],
        [Equal(flip(flip(x)), 2 * x)],
    ],
    "a-stride-is-subsampling": [
        [Equal(down(u, w), slide(subsample(u, s), w)), AtMost(s * k, n)],
        [Equal(down(u, w), subsample(slide(u, flip(w)), s))],
        [Equal(down(u, w), subsample(slide(u, w), s + 1))],
    ],
    "a-stride-is-stretching": [
        [Equal(up(x, w), stretch(full(x, w), s))],
        [Equal(up(x, w), full(stretch(x, s), flip(w)))],
        [Equal(up(x, w), full(repeat(x, s), w))],
    ],
    "noble-identity-down": [
        [Equal(subsample(slide(u, w), s), slide(subsample(u, s), w)), AtMost(s * k, n)],
        [Equal(Conv(k, dilation=s)(u, w), slide(subsample(u, s), w))],
        [Equal(subsample(Conv(k, dilation=s)(u, w), s), slide(subsample(u, s), flip(w)))],
    ],
    "noble-identity-up": [
        [Equal(stretch(full(x, w), s), full(stretch(x, s), w))],
        [Equal(stretch(full(x, w), s), ConvTranspose(k, dilation=s)(x, w))],
        [Equal(stretch(full(x, w), s), ConvTranspose(k, dilation=s)(stretch(x, s), flip(w)))],
    ],
    "reversal-of-both-reverses-the-output": [
        [Equal(flip(up(x, w)), up(flip(x), w))],
        [Equal(flip(up(x, w)), up(x, flip(w)))],
        [Equal(flip(up(x, w)), up(x, w))],
    ],
    "reversal-of-both-reverses-the-convolution": [
        [Equal(flip(down(u, w)), down(flip(u), flip(w)))],
        [Equal(flip(slide(u, w)), slide(flip(u), w))],
        [Equal(flip(slide(u, w)), slide(u, flip(w)))],
    ],
    "full-convolution-commutes": [
        [Equal(full(x, w), ConvTranspose(I)(flip(w), x))],
        [Equal(up(x, w), ConvTranspose(I, stride=s)(w, x))],
        [Equal(full(x, w), flip(ConvTranspose(I)(w, x)))],
    ],
    "a-kernel-of-one-tap-stretches": [
        [Equal(ConvTranspose(2, stride=s)(x, ones(2)), pad(stretch(x, s), 0, 1))],
        [Equal(ConvTranspose(1, stride=s)(x, ones(1)), stretch(flip(x), s))],
        [Equal(ConvTranspose(1, stride=s)(x, ones(1)), x)],
    ],
    "full-padding-keeps-the-sum": [
        [Equal(total(Conv(k)(u, w)), total(u) * total(w))],
        [Equal(total(Conv(k, padding=k - 1)(x, w)), k * total(x))],
        [Equal(total(Conv(k, padding=k)(x, w)), 2 * total(x) * total(w))],
    ],
    "energy-of-the-output": [
        [Equal(inner(up(x, w), up(x, w)), inner(x, x) * inner(w, w))],
        [Equal(inner(up(x, w), up(x, w)), inner(x, down(up(x, w), flip(w))))],
        [Equal(inner(up(x, w), up(x, w)), total(up(x, w)))],
    ],
    "up-and-back-is-symmetric": [
        [Equal(inner(down(up(x, w), flip(w)), z), inner(x, down(up(z, w), w)))],
        [Equal(inner(down(up(x, w), w), z), inner(x, z) * inner(w, w))],
        [Equal(inner(down(up(x, w), w), z), -inner(x, down(up(z, w), w)))],
    ],
}
