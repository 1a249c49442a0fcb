"""Stride and dilation together: how evenly a dilated layer paints, and when its copies do not meet.

Two numbers are coprime exactly where ``d*u = 1 + s*v`` has a solution: that is how coprimality is stated here.
"""

from __future__ import annotations

from sympy import ceiling

from symconv.claims import AtMost, Equal
from symconv.layer import Conv, ConvTranspose
from symconv.notation import sizes
from symconv.tensors import crop, inner, ones, subsample
from symconv.theorems.entry import Entry, false
from symconv.theorems.letters import OWN, I, c, d, g, k, q, r, s, w, x

FAMILY = "stride and dilation"
u, s1, d1 = sizes("u s1 d1")
v, z = sizes("v z", minimum=0)
coprime = Equal(d * u, 1 + s * v)
reach = d * (s * q - 1) + 1
even = ConvTranspose(s * q, stride=s, dilation=d)(ones(I), ones(s * q))
inside = s * (I - 1) + 2 - reach
count = ConvTranspose(k, stride=s, dilation=d)(ones(I), ones(k))
phase = subsample(count, s, r)
begin = ceiling((d * (k - 1) - r) / s)
end = ceiling((s * (I - 1) + d * (k - 1) + 1 - r) / s) - I
taps = ceiling((k - z) / s)
residue = (coprime, AtMost(r + 1, s), AtMost(z + 1, s), Equal(u * r, s * c + z - s))
short = AtMost(k, s1)
few = AtMost(I, d1)
lattice = Equal(d1 * u, 1 + s1 * v)
up = ConvTranspose(k, stride=g * s1, dilation=g * d1)
down = Conv(k, stride=g * s1, dilation=g * d1)
scaled = inner(w, w) * x

THEOREMS = (
    Entry(
        "no-checkerboard-with-dilation",
        FAMILY,
        Equal(crop(even, reach - 1, reach - 1), q * ones(inside)),
        "With stride and dilation coprime the taps t = 0 .. s q - 1 meet every residue d t mod s exactly q times.",
        OWN,
        (coprime,),
        false=(
            false(Equal(crop(even, reach - 1, reach - 1), q * ones(inside))),
            false(Equal(even, q * ones(s * (I - 1) + reach)), coprime),
            false(Equal(crop(even, reach - 1, reach - 1), s * ones(inside)), coprime),
        ),
    ),
    Entry(
        "dilated-overlap-count-by-phase",
        FAMILY,
        Equal(crop(phase, begin, end), taps * ones(I - begin)),
        "Position r + s m is reached by the taps t with t = u r mod s; of these there are ceil((k - z)/s).",
        OWN,
        residue,
        false=(
            false(Equal(crop(phase, begin, end), taps * ones(I - begin)), *residue[1:]),
            false(Equal(crop(phase, begin, end), (taps + 1) * ones(I - begin)), *residue),
            false(Equal(crop(phase, begin, end), taps * ones(I - begin)), coprime, AtMost(r + 1, s), AtMost(z + 1, s)),
        ),
    ),
    Entry(
        "up-and-back-with-dilation-and-a-short-kernel",
        FAMILY,
        Equal(down(up(x, w), w), scaled),
        "Where g s1 i + g d1 t = g s1 j + g d1 t' and t, t' < s1, the coprime s1 divides t - t', so t = t' and i = j.",
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
        "Where g s1 i + g d1 t = g s1 j + g d1 t' and i, j < d1, the coprime d1 divides i - j, so i = j and t = t'.",
        OWN,
        (lattice, few),
        false=(
            false(Equal(down(up(x, w), w), scaled), few),
            false(Equal(down(up(x, w), w), scaled), lattice, AtMost(I, d1 + 1)),
            false(Equal(down(up(x, w), w), 2 * scaled), lattice, few),
        ),
    ),
)
