"""False neighbours of the theorems in library/sizes.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, a, b, d, e, k, n, p, s, w, x
from symconv.operations import crop, flip, inner, ones, stretch, tensor, total
from symconv.symbolic.claims import AtMost, Divides, Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
full = ConvTranspose(k, stride=s, dilation=d)
K = d * (k - 1) + 1
last = s * (I - 1) + d * (k - 1)
product = ConvTranspose(1)(crop(x, I - 1, 0), crop(w, k - 1, 0))
same = ConvTranspose(k, stride=s, padding=p, dilation=d)
conv = Conv(k, stride=s, padding=p, dilation=d)
again = same.output_size(conv.output_size(n))
returned = up.adjoint().output_size(up.output_size(I))
small = AtMost(a + 1, s)
one = tensor("x", 1)
copies = crop(ones(k), 0, -s), crop(ones(k), -s, 0)
fits = AtMost(K, n + 2 * p)

NEIGHBOURS = {
    "size-formula": [
        [Equal(crop(full(x, w), last - 1, 1), product)],
        [Equal(crop(full(x, w), last + 1, -1), product)],
        [
            Equal(
                crop(full(x, w), last, 0),
                ConvTranspose(1)(crop(x, 0, I - 1), crop(w, k - 1, 0)),
            )
        ],
    ],
    "size-inverse": [
        [Equal(returned, I)],
        [Equal(returned, I), AtMost(a, s)],
        [Equal(returned, I + 1), small],
    ],
    "size-inverse-only-then": [
        [AtMost(I + 1, returned), AtMost(s, a + 1)],
        [AtMost(I + 2, returned), AtMost(s, a)],
        [Equal(returned, I + 1), AtMost(s, a)],
    ],
    "equal-parameters-restore-the-size": [
        [Equal(again, n), fits],
        [Equal(again, n), fits, Divides(s, n)],
        [Equal(again, n), fits, Divides(s, n + 2 * p - k)],
    ],
    "equal-parameters-restore-the-size-only-then": [
        [Divides(s, n), fits, Equal(again, n)],
        [Divides(s, n + p - K), AtMost(K, n + p), Equal(again, n)],
        [Divides(s + 1, n + 2 * p - K), fits, Equal(again, n)],
    ],
    "padding-is-cropping": [
        [
            Equal(
                ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                crop(full(x, w), e, b),
            )
        ],
        [
            Equal(
                ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                crop(full(crop(x, b, e), w), 0, 0),
            )
        ],
        [
            Equal(
                ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                crop(full(x, w), b, e + 1),
            )
        ],
    ],
    "output-padding-is-at-the-end": [
        [Equal(up(x, w), crop(full(x, w), b - a, e))],
        [Equal(up(x, w), crop(full(x, w), b, e))],
        [Equal(up(x, w), crop(full(x, w), b, e + a))],
    ],
    "total-mass": [
        [Equal(total(same(x, w)), total(x) * total(w))],
        [Equal(total(full(x, w)), total(x) + total(w))],
        [Equal(total(Conv(k)(x, w)), total(x) * total(w))],
    ],
    "shift-equivariance": [
        [Equal(full(crop(x, -n, 0), w), crop(full(x, w), -n, n - s * n))],
        [Equal(full(crop(x, -n, 0), w), crop(full(x, w), 0, -s * n))],
        [Equal(full(crop(x, -n, 0), w), crop(full(x, w), -s * n - 1, 1))],
    ],
    "one-cell-paints-the-stretched-kernel": [
        [Equal(full(one, w), total(one) * stretch(flip(w), d))],
        [Equal(full(one, w), total(one) * stretch(w, s))],
        [Equal(full(one, w), total(one) * w)],
    ],
    "neighbouring-copies-share-cells": [
        [Equal(inner(*copies), k - s)],
        [Equal(inner(*copies), k - s + 1), AtMost(s, k)],
        [Equal(inner(*copies), k), AtMost(s, k)],
    ],
    "copies-of-a-short-kernel-are-apart": [
        [Equal(inner(*copies), 0)],
        [Equal(inner(*copies), 0), AtMost(k, s + 1)],
        [Equal(inner(*copies), 1), AtMost(k, s)],
    ],
}
