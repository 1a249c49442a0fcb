"""False neighbours of the theorems in library/conditions.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.conditions import again, fits, grown, padded, returned, slid, windows
from symconv.library.letters import I, a, d, k, m, n, p, q, s
from symconv.operations import gcd, maximum
from symconv.symbolic.claims import AtMost, Divides, Equal
from symconv.symbolic.logic import And, Exists, Iff, Not, Or

NEIGHBOURS = {
    "the-size-comes-back-exactly-if-the-stride-divides": [
        [Iff(Equal(again, n), Divides(s, n)), padded],
        [Iff(Equal(again, n), Divides(s, n + p - k)), padded],
        [Iff(Equal(again, n), AtMost(s, 1)), padded],
    ],
    "extra-cells-are-lost-exactly-below-the-stride": [
        [Iff(Equal(returned, I), AtMost(a, s))],
        [Iff(Equal(returned, I), AtMost(a + 2, s))],
        [Iff(Equal(returned, I), Equal(a, 0))],
    ],
    "half-padding-exactly": [
        [Iff(Equal(slid, n), Equal(k, 2 * p)), padded],
        [Iff(Equal(slid, n), AtMost(k, 2 * p + 1)), padded],
        [Iff(Equal(slid, n), Equal(k, p + 1)), padded],
    ],
    "half-padding-exactly-when-transposed": [
        [Iff(Equal(ConvTranspose(k, padding=p).output_size(I), I), Equal(k, 2 * p))],
        [Iff(Equal(ConvTranspose(k, padding=p).output_size(I), I), Equal(p, 0))],
        [Iff(Equal(ConvTranspose(k, padding=p).output_size(I), I), AtMost(k, 2 * p + 1))],
    ],
    "s-times-as-many-cells-exactly": [
        [Iff(Equal(grown, s * I), Equal(k, s + p))],
        [Iff(Equal(grown, s * I), Equal(k, s))],
        [Iff(Equal(grown, s * I), Divides(s, k))],
    ],
    "one-window-exactly": [
        [Iff(Equal(windows, 1), AtMost(n, k + s)), fits],
        [Iff(Equal(windows, 1), Equal(n, k)), fits],
        [Iff(Equal(windows, 1), AtMost(n, k + s - 2)), fits],
    ],
    "no-overlap-exactly": [
        [Iff(Equal(maximum(0, k - s), 0), AtMost(k, s + 1))],
        [Iff(Equal(maximum(0, k - s), 0), Equal(k, s))],
        [Iff(Equal(maximum(0, k - s), 0), AtMost(s, k))],
    ],
    "no-even-kernel-keeps-the-size": [
        [Not(Equal(Conv(2 * k - 1, padding=p).output_size(n), n)), AtMost(2 * k, n + 2 * p)],
        [Not(Equal(Conv(2 * k, padding=[(p, a)]).output_size(n), n)), AtMost(2 * k, n + p + a)],
        [Not(Equal(Conv(2 * k, padding=p).output_size(n), n + 1)), AtMost(2 * k, n + 2 * p)],
    ],
    "every-cell-is-read-exactly-if-the-stride-divides": [
        [Iff(Equal(s * (windows - 1) + k, n), Divides(s, n)), fits],
        [Iff(Equal(s * (windows - 1) + k, n), Equal(n, k)), fits],
        [Iff(Equal(s * (windows - 1) + k, n), AtMost(s, 1)), fits],
    ],
    "kernels-are-longer-than-the-stride-or-not": [
        [Or(AtMost(k, s), AtMost(s + 2, k))],
        [Or(AtMost(k + 1, s), AtMost(s + 1, k))],
        [Or(Equal(k, s), AtMost(s + 1, k))],
    ],
    "some-padding-gives-s-times-as-many-cells-exactly": [
        [Iff(Exists(p, Equal(grown, s * I)), AtMost(s, k))],
        [Iff(Exists(p, Equal(grown, s * I)), Divides(2, k - s))],
        [Iff(Exists(p, Equal(grown, s * I)), And(AtMost(s, k), Divides(2, k)))],
    ],
    "two-strides-meet-exactly": [
        [Iff(Exists(n, Exists(q, Equal(s * n, d * q + m))), Divides(s, m))],
        [Iff(Exists(n, Exists(q, Equal(s * n, d * q + m))), Divides(gcd(s, d), m + 1))],
        [Exists(n, Exists(q, Equal(s * n, d * q + m)))],
    ],
}
