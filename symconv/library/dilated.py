"""Stride and dilation together: how evenly a dilated layer paints, and when its copies do not meet.

Two numbers are coprime exactly where ``d*u = 1 + s*v`` has a solution: that is how coprimality is
stated here.
"""

from __future__ import annotations

from typing import Any

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import OWN, VAIDYANATHAN, I, d, g, k, q, r, s, w, x
from symconv.operations import crop, flip, inner, ones, subsample
from symconv.symbolic.claims import AtMost, Equal

FAMILY = "stride and dilation"
u, s1, d1 = sizes("u s1 d1")
v = sizes("v", minimum=0)
coprime = Equal(d * u, 1 + s * v)
plain = ConvTranspose(k, stride=s)
long = ones(u * (I - 1) + 1)
inside = crop(ConvTranspose(k, stride=s, dilation=d)(ones(I), w), d * (k - 1), d * (k - 1))
moved = crop(subsample(plain(long, w), u), d * (k - 1), ceiling(k / u) - 1)


def _count(kernel_size: Any) -> Any:
    """Return how many products each cell gets: the dilated layer on ones."""
    return ConvTranspose(kernel_size, stride=s, dilation=d)(ones(I), ones(kernel_size))


def _inside(kernel_size: Any, phase: Any, count: Any) -> Any:
    """Return the counts of the phase of tap `phase` on its interior cells, if it has `count` taps."""
    cells = subsample(_count(kernel_size), s, d * phase)
    size = ceiling((s * (I - 1) + d * (kernel_size - 1) + 1 - d * phase) / s)
    return crop(cells, d * (count - 1), size - I)


def _interior(kernel_size: Any) -> Any:
    """Return the counts on the interior cells of the full output."""
    reach = d * (kernel_size - 1)
    return crop(_count(kernel_size), reach, reach)


def _every(kernel_size: Any, count: Any) -> Any:
    """Return `count` on as many cells as there are interior ones."""
    return count * ones(s * (I - 1) + 1 - d * (kernel_size - 1))


short = AtMost(k, s1)
few = AtMost(I, d1)
lattice = Equal(d1 * u, 1 + s1 * v)
up = ConvTranspose(k, stride=g * s1, dilation=g * d1)
down = Conv(k, stride=g * s1, dilation=g * d1)
scaled = inner(w, w) * x
taps = ceiling((k - r) / s1)
phase = subsample(up(x, w), g * s1, g * d1 * r)
phase_size = ceiling((g * s1 * (I - 1) + g * d1 * (k - 1) + 1 - g * d1 * r) / (g * s1))
component = ConvTranspose(taps, dilation=d1)(x, subsample(w, s1, r))
reversed_component = ConvTranspose(taps, dilation=d1)(x, flip(subsample(w, s1, r)))
longer = I + d1 * (taps - 1) - phase_size
of_a_tap = (AtMost(r + 1, s1), AtMost(r + 1, k))
uneven = s * q + r
proper = (coprime, AtMost(1, r), AtMost(r + 1, s))
missed = subsample(ConvTranspose(k, stride=s, dilation=d)(x, w), s, d * r)
matrix = down.matrix(w, g * s1 * (I - 1) + g * d1 * (k - 1) + 1)
beside = crop(matrix @ matrix.T, (d1, 0), (I - d1 - 1, I - 1))
overlap = inner(crop(w, 0, s1), crop(w, s1, 0)) * ones((1, 1))
meeting = (AtMost(s1 + 1, k), AtMost(d1 + 1, I))

THEOREMS = (
    Entry(
        "dilation-inside-is-a-change-of-position",
        FAMILY,
        Equal(inside, moved),
        "With $d u = 1 + s v$ the pairs $s i + d t = o$ are the pairs $s j + t = u o$: $j = u i + v t$, $i = d j - v o$. So "
        "away from the border position $o$ gets the taps that position $u o$ gets without dilation: the count is even iff "
        "$s$ divides $k$.",
        OWN,
        (coprime,),
        false=(
            false(Equal(inside, moved)),
            false(
                Equal(
                    inside,
                    crop(subsample(plain(long, flip(w)), u), d * (k - 1), ceiling(k / u) - 1),
                ),
                coprime,
            ),
            false(
                Equal(inside, crop(subsample(plain(long, w), u), d * (k - 1) - 1, ceiling(k / u))),
                coprime,
                AtMost(2, k),
            ),
        ),
    ),
    Entry(
        "up-and-back-with-dilation-and-a-short-kernel",
        FAMILY,
        Equal(down(up(x, w), w), scaled),
        "Where $g s_{1} i + g d_{1} t = g s_{1} j + g d_{1} t'$ and $t, t' < s_{1}$, the coprime $s_{1}$ divides $t - t'$, "
        "so $t = t'$ and $i = j$.",
        OWN,
        (lattice, short),
        false=(
            false(Equal(down(up(x, w), w), scaled), short),
            false(Equal(down(up(x, w), w), scaled), lattice),
            false(Equal(down(up(x, w), w), scaled), lattice, AtMost(k, s1 + 1)),
        ),
    ),
    Entry(
        "up-and-back-with-dilation-and-a-short-input",
        FAMILY,
        Equal(down(up(x, w), w), scaled),
        "Where $g s_{1} i + g d_{1} t = g s_{1} j + g d_{1} t'$ and $i, j < d_{1}$, the coprime $d_{1}$ divides $i - j$, so "
        "$i = j$ and $t = t'$.",
        OWN,
        (lattice, few),
        false=(
            false(Equal(down(up(x, w), w), scaled), few),
            false(Equal(down(up(x, w), w), scaled), lattice, AtMost(I, d1 + 1)),
            false(Equal(down(up(x, w), w), 2 * scaled), lattice, few),
        ),
    ),
    Entry(
        "up-and-back-meets-where-kernel-and-input-are-long",
        FAMILY,
        Equal(beside, overlap),
        r"If $k > s_{1}$ and $I > d_{1}$, input cells $0$ and $d_{1}$ share the places $g d_{1} t$ with $s_{1} \le t < k$: "
        r"this entry of $C C^{\top}$ is the sum of $w[t]\, w[t - s_{1}]$ over them, which is not zero.",
        OWN,
        (lattice, *meeting),
        on_every_axis=False,
        false=(
            false(Equal(beside, 0 * overlap), lattice, *meeting),
            false(Equal(beside, 2 * overlap), lattice, *meeting),
            false(
                Equal(beside, inner(crop(w, 0, s1), crop(flip(w), s1, 0)) * ones((1, 1))),
                lattice,
                *meeting,
            ),
        ),
    ),
    Entry(
        "polyphase-component-with-dilation",
        FAMILY,
        Equal(phase, crop(component, 0, longer)),
        "With $s = g s_{1}$ and $d = g d_{1}$, phase $g d_{1} r$ is reached by the taps $s_{1} u + r$ alone, and they lie "
        r"$d_{1}$ cells apart: a layer of stride one and dilation $d/g$. A phase that $g = \gcd(s, d)$ does not divide is "
        "empty.",
        VAIDYANATHAN + ", section 4.3",
        (lattice, *of_a_tap),
        false=(
            false(Equal(phase, crop(component, 0, longer)), *of_a_tap),
            false(Equal(phase, crop(reversed_component, 0, longer)), lattice, *of_a_tap),
            false(Equal(phase, crop(component, 1, longer - 1)), lattice, *of_a_tap),
        ),
    ),
    Entry(
        "no-dilated-checkerboard-if-the-stride-divides-the-kernel",
        FAMILY,
        Equal(_interior(s * q), _every(s * q, q)),
        r"With $d u = 1 + s v$ and $k = s q$, the taps that reach a cell are $t = s j + r$ with $r = u o \bmod s$: $q$ of "
        "them, and inside each finds its input cell.",
        OWN,
        (coprime,),
        false=(
            false(Equal(_interior(s * q), _every(s * q, q))),
            false(Equal(_interior(s * q), _every(s * q, s)), coprime),
            false(Equal(_interior(s * q + 1), _every(s * q + 1, q)), coprime),
        ),
    ),
    Entry(
        "dilated-checkerboard-phase-with-more",
        FAMILY,
        Equal(_inside(uneven, r - 1, q + 1), (q + 1) * ones(I - d * q)),
        r"With $k = s q + r$ and $1 \le r < s$, the phase of tap $r - 1$ has $q + 1$ taps.",
        OWN,
        proper,
        false=(
            false(Equal(_inside(uneven, r - 1, q + 1), q * ones(I - d * q)), *proper),
            false(Equal(_inside(uneven, r, q + 1), (q + 1) * ones(I - d * q)), *proper),
            false(Equal(_inside(uneven, r - 1, q + 1), (q + 1) * ones(I - d * q)), *proper[1:]),
        ),
    ),
    Entry(
        "dilated-checkerboard-phase-with-fewer",
        FAMILY,
        Equal(_inside(uneven, r, q), q * ones(I - d * (q - 1))),
        r"With $k = s q + r$ and $1 \le r < s$, the phase of tap $r$ has only $q$ taps: if $s$ does not divide $k$, the "
        "counts differ.",
        OWN,
        proper,
        false=(
            false(Equal(_inside(uneven, r, q), (q + 1) * ones(I - d * (q - 1))), *proper),
            false(Equal(_inside(uneven, r - 1, q), q * ones(I - d * (q - 1))), *proper),
            false(Equal(_inside(uneven, r, q), q * ones(I - d * (q - 1))), *proper[1:]),
        ),
    ),
    Entry(
        "gaps-of-a-short-dilated-kernel",
        FAMILY,
        Equal(missed, 0 * missed),
        r"With fewer taps than the stride, the phases of the taps $k, \ldots, s - 1$ that are not there are reached by "
        "nothing.",
        OWN,
        (coprime, AtMost(k, r), AtMost(r + 1, s)),
        false=(
            false(Equal(missed, 0 * missed), coprime, AtMost(k, r)),
            false(Equal(missed, 0 * missed), coprime, AtMost(k, r + 1), AtMost(r + 1, s)),
            false(Equal(missed, 0 * missed), coprime, AtMost(r + 1, s)),
        ),
    ),
)
