"""False neighbours of the theorems in library/dilation.py."""

from __future__ import annotations

from typing import Any

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, d, g, k, q, r, s, w, x
from symconv.operations import crop, flip, inner, ones, subsample
from symconv.symbolic.claims import AtMost, Equal

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

NEIGHBOURS = {
    "dilation-inside-is-a-change-of-position": [
        [Equal(inside, moved)],
        [
            Equal(
                inside,
                crop(subsample(plain(long, flip(w)), u), d * (k - 1), ceiling(k / u) - 1),
            ),
            coprime,
        ],
        [
            Equal(inside, crop(subsample(plain(long, w), u), d * (k - 1) - 1, ceiling(k / u))),
            coprime,
            AtMost(2, k),
        ],
    ],
    "up-and-back-with-dilation-and-a-short-kernel": [
        [Equal(down(up(x, w), w), scaled), short],
        [Equal(down(up(x, w), w), scaled), lattice],
        [Equal(down(up(x, w), w), scaled), lattice, AtMost(k, s1 + 1)],
    ],
    "up-and-back-with-dilation-and-a-short-input": [
        [Equal(down(up(x, w), w), scaled), few],
        [Equal(down(up(x, w), w), scaled), lattice, AtMost(I, d1 + 1)],
        [Equal(down(up(x, w), w), 2 * scaled), lattice, few],
    ],
    "up-and-back-meets-where-kernel-and-input-are-long": [
        [Equal(beside, 0 * overlap), lattice, *meeting],
        [Equal(beside, 2 * overlap), lattice, *meeting],
        [
            Equal(beside, inner(crop(w, 0, s1), crop(flip(w), s1, 0)) * ones((1, 1))),
            lattice,
            *meeting,
        ],
    ],
    "polyphase-component-with-dilation": [
        [Equal(phase, crop(component, 0, longer)), *of_a_tap],
        [Equal(phase, crop(reversed_component, 0, longer)), lattice, *of_a_tap],
        [Equal(phase, crop(component, 1, longer - 1)), lattice, *of_a_tap],
    ],
    "no-dilated-checkerboard-if-the-stride-divides-the-kernel": [
        [Equal(_interior(s * q), _every(s * q, q))],
        [Equal(_interior(s * q), _every(s * q, s)), coprime],
        [Equal(_interior(s * q + 1), _every(s * q + 1, q)), coprime],
    ],
    "dilated-checkerboard-phase-with-more": [
        [Equal(_inside(uneven, r - 1, q + 1), q * ones(I - d * q)), *proper],
        [Equal(_inside(uneven, r, q + 1), (q + 1) * ones(I - d * q)), *proper],
        [Equal(_inside(uneven, r - 1, q + 1), (q + 1) * ones(I - d * q)), *proper[1:]],
    ],
    "dilated-checkerboard-phase-with-fewer": [
        [Equal(_inside(uneven, r, q), (q + 1) * ones(I - d * (q - 1))), *proper],
        [Equal(_inside(uneven, r - 1, q), q * ones(I - d * (q - 1))), *proper],
        [Equal(_inside(uneven, r, q), q * ones(I - d * (q - 1))), *proper[1:]],
    ],
    "gaps-of-a-short-dilated-kernel": [
        [Equal(missed, 0 * missed), coprime, AtMost(k, r)],
        [Equal(missed, 0 * missed), coprime, AtMost(k, r + 1), AtMost(r + 1, s)],
        [Equal(missed, 0 * missed), coprime, AtMost(r + 1, s)],
    ],
}
