"""Stretching, subsampling and reversal, with layers and without."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, VAIDYANATHAN, I, k, n, q, s, w, x
from symconv.operations import flip, inner, ones, stretch, subsample, tensor, total
from symconv.symbolic.claims import AtMost, Claim, Equal

up = ConvTranspose(k, stride=s)
full = ConvTranspose(k)
down = Conv(k, stride=s)
slide = Conv(k)
z = tensor("z", I)
u = tensor("u", n)
frame = tensor("u", s * (I - 1) + 1)
fits = AtMost(k, n)


@theorem(
    why="Cell $i$ goes to $s i$ and then to $s q i$.",
    source=VAIDYANATHAN,
)
def stretches_multiply() -> Claim:
    return Equal(stretch(stretch(x, s), q), stretch(x, s * q))


@theorem(
    why="Every $q$-th of every $s$-th cell is every $s q$-th.",
    source=VAIDYANATHAN,
)
def subsampling_twice() -> Claim:
    return Equal(subsample(subsample(x, s), q), subsample(x, s * q))


@theorem(
    why="The cells of the tensor stand at the multiples of $s$.",
    source=VAIDYANATHAN,
)
def stretching_is_undone_by_subsampling() -> Claim:
    return Equal(subsample(stretch(x, s), s), x)


@theorem(
    why="A stretched tensor begins and ends with a cell, so the zeros lie alike from both sides.",
    source=OWN,
)
def a_reversed_stretch() -> Claim:
    return Equal(flip(stretch(x, s)), stretch(flip(x), s))


@theorem(
    why="Zeros add nothing.",
    source=OWN,
)
def stretching_keeps_the_sum() -> Claim:
    return Equal(total(stretch(x, s)), total(x))


@theorem(
    why="Products of zeros add nothing.",
    source=OWN,
)
def stretching_keeps_inner_products() -> Claim:
    return Equal(inner(stretch(x, s), stretch(z, s)), inner(x, z))


@theorem(
    why="Both pair cell $i$ with cell $s i$.",
    source=VAIDYANATHAN,
)
def subsampling_is_the_adjoint_of_stretching() -> Claim:
    return Equal(inner(stretch(x, s), frame), inner(x, subsample(frame, s)))


@theorem(
    why="Both pair cell $i$ with cell $I - 1 - i$.",
    source=OWN,
)
def reversal_is_its_own_adjoint() -> Claim:
    return Equal(inner(flip(x), z), inner(x, flip(z)))


@theorem(
    why="The last cell becomes the first and the last again.",
    source=OWN,
)
def reversed_twice() -> Claim:
    return Equal(flip(flip(x)), x)


@theorem(
    why="A convolution with stride $s$ computes every $s$-th window only.",
    source=f"{GUIDE}, relationship 6",
)
def a_stride_is_subsampling() -> Claim:
    return Equal(down(u, w), subsample(slide(u, w), s))


@theorem(
    why="A transposed convolution with stride $s$ spreads its input first.",
    source=f"{GUIDE}, relationship 12",
)
def a_stride_is_stretching() -> Claim:
    return Equal(up(x, w), full(stretch(x, s), w))


@theorem(
    why="A filter whose taps lie $s$ apart reads, at every $s$-th place, every $s$-th cell only.",
    source=VAIDYANATHAN,
)
def noble_identity_down() -> Claim:
    return Equal(subsample(Conv(k, dilation=s)(u, w), s), slide(subsample(u, s), w))


@theorem(
    why="Filtering and then spreading is spreading and then filtering with taps that lie $s$ apart.",
    source=VAIDYANATHAN,
)
def noble_identity_up() -> Claim:
    return Equal(stretch(full(x, w), s), ConvTranspose(k, dilation=s)(stretch(x, s), w))


@theorem(
    why="Counting from the other end turns $s i + t = o$ into itself.",
    source=OWN,
)
def reversal_of_both_reverses_the_output() -> Claim:
    return Equal(flip(up(x, w)), up(flip(x), flip(w)))


@theorem(
    why="At stride one the windows are the same from both ends.",
    source=OWN,
)
def reversal_of_both_reverses_the_convolution() -> Claim:
    return Equal(flip(slide(u, w)), slide(flip(u), flip(w)))


@theorem(
    why="The equation $i + t = o$ treats input and kernel alike.",
    source=OWN,
)
def full_convolution_commutes() -> Claim:
    return Equal(full(x, w), ConvTranspose(I)(w, x))


@theorem(
    why="One tap of 1 copies each cell to its place.",
    source=OWN,
)
def a_kernel_of_one_tap_stretches() -> Claim:
    return Equal(ConvTranspose(1, stride=s)(x, ones(1)), stretch(x, s))


@theorem(
    why="With $k - 1$ zeros on both sides every tap meets every cell once.",
    source=OWN,
)
def full_padding_keeps_the_sum() -> Claim:
    return Equal(total(Conv(k, padding=k - 1)(x, w)), total(x) * total(w))


@theorem(
    why="It is the adjoint identity with the output itself on the other side.",
    source=OWN,
)
def energy_of_the_output() -> Claim:
    return Equal(inner(up(x, w), up(x, w)), inner(x, down(up(x, w), w)))


@theorem(
    why="A map after its adjoint is its own adjoint.",
    source=OWN,
)
def up_and_back_is_symmetric() -> Claim:
    return Equal(inner(down(up(x, w), w), z), inner(x, down(up(z, w), w)))
