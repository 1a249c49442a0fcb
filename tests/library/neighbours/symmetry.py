"""False neighbours of the theorems in library/symmetry.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import k, n, s, w, x
from symconv.library.symmetry import (
    a1,
    antisymmetric,
    b1,
    c1,
    d1,
    down2,
    fits,
    full,
    normal,
    one,
    orthogonal,
    orthonormal,
    pairs,
    slide,
    symmetric,
    u,
    up,
    up2,
    z,
    zero,
)
from symconv.operations import flip, inner, ones, total
from symconv.symbolic.claims import Equal

low = up2(down2(pairs, [a1, b1]), [a1, b1])
high = up2(down2(pairs, [c1, d1]), [c1, d1])

NEIGHBOURS = {
    "a-symmetric-kernel-commutes-with-reversal": [
        [Equal(flip(up(x, w)), up(flip(x), w))],
        [Equal(flip(up(x, w)), up(x, w)), symmetric],
        [Equal(flip(up(x, w)), up(flip(x), w)), antisymmetric],
    ],
    "a-symmetric-kernel-and-the-convolution": [
        [Equal(flip(slide(u, w)), slide(flip(u), w))],
        [Equal(flip(slide(u, w)), slide(u, w)), symmetric],
        [Equal(flip(Conv(k, stride=2)(u, w)), Conv(k, stride=2)(flip(u), w)), symmetric],
    ],
    "an-antisymmetric-kernel": [
        [Equal(flip(up(x, w)), -up(flip(x), w))],
        [Equal(flip(up(x, w)), -up(flip(x), w)), symmetric],
        [Equal(flip(up(x, w)), up(flip(x), w)), antisymmetric],
    ],
    "a-symmetric-kernel-is-its-own-transpose": [
        [Equal(full(x, w), Conv(k, padding=k - 1)(x, w))],
        [Equal(full(x, w), Conv(k, padding=k - 1)(x, w)), antisymmetric],
        [Equal(full(x, w), Conv(k, padding=k - 1)(flip(x), w)), symmetric],
    ],
    "symmetric-stays-symmetric": [
        [Equal(flip(up(x, w)), up(x, w)), symmetric],
        [Equal(flip(up(x, w)), up(x, w)), Equal(x, flip(x))],
        [Equal(flip(up(x, w)), -up(x, w)), symmetric, Equal(x, flip(x))],
    ],
    "taps-that-add-up-to-one-keep-the-sum": [
        [Equal(total(up(x, w)), total(x))],
        [Equal(total(up(x, w)), s * total(x)), one],
        [Equal(total(up(x, w)), total(x)), zero],
    ],
    "taps-that-cancel-leave-no-sum": [
        [Equal(total(up(x, w)), 0)],
        [Equal(total(up(x, w)), 0), one],
        [Equal(total(up(x, w)), total(x)), zero],
    ],
    "taps-that-add-up-to-one-keep-constants": [
        [Equal(slide(ones(n), w), ones(n - k + 1)), fits],
        [Equal(slide(ones(n), w), ones(n - k + 1)), zero, fits],
        [Equal(slide(ones(n), w), k * ones(n - k + 1)), one, fits],
    ],
    "taps-that-cancel-remove-constants": [
        [Equal(slide(ones(n), w), 0 * ones(n - k + 1)), fits],
        [Equal(slide(ones(n), w), 0 * ones(n - k + 1)), one, fits],
        [Equal(slide(ones(n), w), ones(n - k + 1)), zero, fits],
    ],
    "two-taps-are-orthogonal-to-two-others": [
        [Equal(inner(up2(x, [a1, b1]), up2(z, [c1, d1])), 0)],
        [Equal(inner(up2(x, [a1, b1]), up2(z, [d1, c1])), 0), orthogonal],
        [Equal(inner(ConvTranspose(2)(x, [a1, b1]), ConvTranspose(2)(z, [c1, d1])), 0), orthogonal],
    ],
    "two-taps-of-length-one-are-undone-by-their-convolution": [
        [Equal(down2(up2(x, [a1, b1]), [a1, b1]), x)],
        [Equal(down2(up2(x, [a1, b1]), [b1, a1]), x), normal],
        [Equal(down2(up2(x, [a1, b1]), [a1, b1]), 2 * x), normal],
    ],
    "two-bands-reconstruct-perfectly": [
        [Equal(low + high, pairs), *orthonormal[:2]],
        [Equal(low + high, pairs), orthonormal[0], orthonormal[2]],
        [Equal(low - high, pairs), *orthonormal],
    ],
}
