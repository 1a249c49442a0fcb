"""Stride and dilation together: how evenly a dilated layer paints, and when its copies do not meet.

Two numbers are coprime exactly where ``d*u = 1 + s*v`` has a solution: that is how coprimality is
stated here.
"""

from __future__ import annotations

from typing import Any

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, VAIDYANATHAN, I, d, g, k, q, r, s, w, x
from symconv.operations import crop, inner, ones, subsample
from symconv.symbolic.claims import AtMost, Claim, Equal

u, s1, d1 = sizes("u s1 d1")
v = sizes("v", minimum=0)
coprime = Equal(d * u, 1 + s * v)


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
of_a_tap = (AtMost(r + 1, s1), AtMost(r + 1, k))
uneven = s * q + r
proper = (coprime, AtMost(1, r), AtMost(r + 1, s))
meeting = (AtMost(s1 + 1, k), AtMost(d1 + 1, I))


@theorem(
    why=(
        "With $d u = 1 + s v$ the pairs $s i + d t = o$ are the pairs $s j + t = u o$: "
        "$j = u i + v t$, $i = d j - v o$. So away from the border position $o$ gets the taps that "
        "position $u o$ gets without dilation: the count is even iff $s$ divides $k$."
    ),
    source=OWN,
    given=(coprime,),
)
def dilation_inside_is_a_change_of_position() -> Claim:
    plain = ConvTranspose(k, stride=s)
    long = ones(u * (I - 1) + 1)
    inside = crop(ConvTranspose(k, stride=s, dilation=d)(ones(I), w), d * (k - 1), d * (k - 1))
    moved = crop(subsample(plain(long, w), u), d * (k - 1), ceiling(k / u) - 1)
    return Equal(inside, moved)


@theorem(
    why=(
        "Where $g s_{1} i + g d_{1} t = g s_{1} j + g d_{1} t'$ and $t, t' < s_{1}$, the coprime "
        "$s_{1}$ divides $t - t'$, so $t = t'$ and $i = j$."
    ),
    source=OWN,
    given=(lattice, short),
)
def up_and_back_with_dilation_and_a_short_kernel() -> Claim:
    return Equal(down(up(x, w), w), inner(w, w) * x)


@theorem(
    why=(
        "Where $g s_{1} i + g d_{1} t = g s_{1} j + g d_{1} t'$ and $i, j < d_{1}$, the coprime "
        "$d_{1}$ divides $i - j$, so $i = j$ and $t = t'$."
    ),
    source=OWN,
    given=(lattice, few),
)
def up_and_back_with_dilation_and_a_short_input() -> Claim:
    return Equal(down(up(x, w), w), inner(w, w) * x)


@theorem(
    why=(
        r"If $k > s_{1}$ and $I > d_{1}$, input cells $0$ and $d_{1}$ share the places $g d_{1} t$ "
        r"with $s_{1} \le t < k$: this entry of $C C^{\top}$ is the sum of $w[t]\, w[t - s_{1}]$ "
        r"over them, which is not zero."
    ),
    source=OWN,
    given=(lattice, *meeting),
    on_every_axis=False,
)
def up_and_back_meets_where_kernel_and_input_are_long() -> Claim:
    matrix = down.matrix(w, g * s1 * (I - 1) + g * d1 * (k - 1) + 1)
    beside = crop(matrix @ matrix.T, (d1, 0), (I - d1 - 1, I - 1))
    overlap = inner(crop(w, 0, s1), crop(w, s1, 0)) * ones((1, 1))
    return Equal(beside, overlap)


@theorem(
    why=(
        r"With $s = g s_{1}$ and $d = g d_{1}$, phase $g d_{1} r$ is reached by the taps "
        r"$s_{1} u + r$ alone, and they lie $d_{1}$ cells apart: a layer of stride one and dilation "
        r"$d/g$. A phase that $g = \gcd(s, d)$ does not divide is empty."
    ),
    source=VAIDYANATHAN + ", section 4.3",
    given=(lattice, *of_a_tap),
)
def polyphase_component_with_dilation() -> Claim:
    taps = ceiling((k - r) / s1)
    phase_size = ceiling((g * s1 * (I - 1) + g * d1 * (k - 1) + 1 - g * d1 * r) / (g * s1))
    component = ConvTranspose(taps, dilation=d1)(x, subsample(w, s1, r))
    longer = I + d1 * (taps - 1) - phase_size
    phase = subsample(up(x, w), g * s1, g * d1 * r)
    return Equal(phase, crop(component, 0, longer))


@theorem(
    why=(
        r"With $d u = 1 + s v$ and $k = s q$, the taps that reach a cell are $t = s j + r$ with "
        r"$r = u o \bmod s$: $q$ of them, and inside each finds its input cell."
    ),
    source=OWN,
    given=(coprime,),
)
def no_dilated_checkerboard_if_the_stride_divides_the_kernel() -> Claim:
    return Equal(_interior(s * q), _every(s * q, q))


@theorem(
    why=r"With $k = s q + r$ and $1 \le r < s$, the phase of tap $r - 1$ has $q + 1$ taps.",
    source=OWN,
    given=proper,
)
def dilated_checkerboard_phase_with_more() -> Claim:
    return Equal(_inside(uneven, r - 1, q + 1), (q + 1) * ones(I - d * q))


@theorem(
    why=(
        r"With $k = s q + r$ and $1 \le r < s$, the phase of tap $r$ has only $q$ taps: if $s$ does "
        r"not divide $k$, the counts differ."
    ),
    source=OWN,
    given=proper,
)
def dilated_checkerboard_phase_with_fewer() -> Claim:
    return Equal(_inside(uneven, r, q), q * ones(I - d * (q - 1)))


@theorem(
    why=(
        r"With fewer taps than the stride, the phases of the taps $k, \ldots, s - 1$ that are not "
        r"there are reached by nothing."
    ),
    source=OWN,
    given=(coprime, AtMost(k, r), AtMost(r + 1, s)),
)
def gaps_of_a_short_dilated_kernel() -> Claim:
    missed = subsample(ConvTranspose(k, stride=s, dilation=d)(x, w), s, d * r)
    return Equal(missed, 0 * missed)
