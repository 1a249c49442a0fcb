"""Stride and dilation together: how evenly a dilated layer paints, and when its copies do not meet.

Two numbers are coprime exactly where ``d*u = 1 + s*v`` has a solution: that is how coprimality is stated here.
"""

from __future__ import annotations

from sympy import ceiling

from symconv.claims import AtMost, Equal
from symconv.layer import Conv, ConvTranspose
from symconv.notation import sizes
from symconv.tensors import crop, flip, inner, ones, subsample
from symconv.theorems.entry import Entry, false
from symconv.theorems.letters import OWN, I, d, g, k, s, w, x

FAMILY = "stride and dilation"
u, s1, d1 = sizes("u s1 d1")
v = sizes("v", minimum=0)
coprime = Equal(d * u, 1 + s * v)
plain = ConvTranspose(k, stride=s)
long = ones(u * (I - 1) + 1)
inside = crop(ConvTranspose(k, stride=s, dilation=d)(ones(I), w), d * (k - 1), d * (k - 1))
moved = crop(subsample(plain(long, w), u), d * (k - 1), ceiling(k / u) - 1)
short = AtMost(k, s1)
few = AtMost(I, d1)
lattice = Equal(d1 * u, 1 + s1 * v)
up = ConvTranspose(k, stride=g * s1, dilation=g * d1)
down = Conv(k, stride=g * s1, dilation=g * d1)
scaled = inner(w, w) * x

THEOREMS = (
    Entry(
        "dilation-inside-is-a-change-of-position",
        FAMILY,
        Equal(inside, moved),
        "With d u = 1 + s v the pairs s i + d t = o are the pairs s j + t = u o: j = u i + v t, i = d j - v o. So away from "
        "the border position o gets the taps that position u o gets without dilation: the count is even iff s divides k.",
        OWN,
        (coprime,),
        false=(
            false(Equal(inside, moved)),
            false(Equal(inside, crop(subsample(plain(long, flip(w)), u), d * (k - 1), ceiling(k / u) - 1)), coprime),
            false(Equal(inside, crop(subsample(plain(long, w), u), d * (k - 1) - 1, ceiling(k / u))), coprime, AtMost(2, k)),
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
