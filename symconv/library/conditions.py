"""Exactly when something holds of sizes: both directions, with a witness of each."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, I, a, d, k, m, n, p, q, s
from symconv.operations import gcd, maximum
from symconv.symbolic.claims import AtMost, Claim, Divides, Equal
from symconv.symbolic.logic import And, Exists, Iff, Not, Or

again = ConvTranspose(k, stride=s, padding=p).output_size(
    Conv(k, stride=s, padding=p).output_size(n)
)
returned = Conv(k, stride=s).output_size(ConvTranspose(k, stride=s).output_size(I) + a)
slid = Conv(k, padding=p).output_size(n)
grown = ConvTranspose(k, stride=s, padding=p).output_size(I)
windows = Conv(k, stride=s).output_size(n)
fits = AtMost(k, n)
padded = AtMost(k, n + 2 * p)


@theorem(
    why="What is lost is the remainder of $n + 2 p - k$ by $s$.",
    source=f"{GUIDE}, relationship 13",
    given=(padded,),
    on_every_axis=False,
)
def the_size_comes_back_exactly_if_the_stride_divides() -> Claim:
    return Iff(Equal(again, n), Divides(s, n + 2 * p - k))


@theorem(
    why="The window's last step needs $s$ cells.",
    source=f"{GUIDE}, relationship 14",
    on_every_axis=False,
)
def extra_cells_are_lost_exactly_below_the_stride() -> Claim:
    return Iff(Equal(returned, I), AtMost(a + 1, s))


@theorem(
    why="A window of $k$ cells takes $k - 1$ away, padding adds $2 p$.",
    source=f"{GUIDE}, relationship 3",
    given=(padded,),
    on_every_axis=False,
)
def half_padding_exactly() -> Claim:
    return Iff(Equal(slid, n), Equal(k, 2 * p + 1))


@theorem(
    why="A kernel of $k$ cells adds $k - 1$, cropping takes $2 p$ away.",
    source=f"{GUIDE}, relationship 10",
    on_every_axis=False,
)
def half_padding_exactly_when_transposed() -> Claim:
    return Iff(Equal(ConvTranspose(k, padding=p).output_size(I), I), Equal(k, 2 * p + 1))


@theorem(
    why="The output has $s I + k - s - 2 p$ cells.",
    source=OWN,
    on_every_axis=False,
)
def s_times_as_many_cells_exactly() -> Claim:
    return Iff(Equal(grown, s * I), Equal(k, s + 2 * p))


@theorem(
    why="A second window needs $s$ more cells.",
    source=OWN,
    given=(fits,),
    on_every_axis=False,
)
def one_window_exactly() -> Claim:
    return Iff(Equal(windows, 1), AtMost(n, k + s - 1))


@theorem(
    why="Neighbouring copies of the kernel share $k - s$ cells if that is positive.",
    source=OWN,
    on_every_axis=False,
)
def no_overlap_exactly() -> Claim:
    return Iff(Equal(maximum(0, k - s), 0), AtMost(k, s))


@theorem(
    why="The size changes by $2 p - 2 k + 1$, which is odd.",
    source=OWN,
    given=(AtMost(2 * k, n + 2 * p),),
    on_every_axis=False,
)
def no_even_kernel_keeps_the_size() -> Claim:
    return Not(Equal(Conv(2 * k, padding=p).output_size(n), n))


@theorem(
    why="The last window ends at the last cell if the steps fit.",
    source=OWN,
    given=(fits,),
    on_every_axis=False,
)
def every_cell_is_read_exactly_if_the_stride_divides() -> Claim:
    return Iff(Equal(s * (windows - 1) + k, n), Divides(s, n - k))


@theorem(
    why="Copies overlap, touch, or leave gaps.",
    source=OWN,
    on_every_axis=False,
)
def kernels_are_longer_than_the_stride_or_not() -> Claim:
    return Or(AtMost(k, s), AtMost(s + 1, k))


@theorem(
    why="The output has $s I + k - s - 2 p$ cells, so $2 p$ has to be $k - s$.",
    source=OWN,
    on_every_axis=False,
)
def some_padding_gives_s_times_as_many_cells_exactly() -> Claim:
    return Iff(Exists(p, Equal(grown, s * I)), And(AtMost(s, k), Divides(2, k - s)))


@theorem(
    why="What two steps can differ by is a multiple of their common divisor, and every multiple is met.",
    source=OWN,
    on_every_axis=False,
)
def two_strides_meet_exactly() -> Claim:
    return Iff(Exists(n, Exists(q, Equal(s * n, d * q + m))), Divides(gcd(s, d), m))
