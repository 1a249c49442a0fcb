"""One layer written as another: exchange, dilation, stride one, phases."""

from __future__ import annotations

from sympy import ceiling

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, VAIDYANATHAN, I, b, d, e, g, k, n, p, q, r, s, w, x
from symconv.operations import flip, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Claim, Equal

s1, d1 = sizes("s1 d1")
up = ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)
K = d * (k - 1) + 1
strided = ConvTranspose(k, stride=s)
phase = AtMost(r + 1, s)
gapped = ConvTranspose(k, stride=g * s1, dilation=g * d1)


@theorem(
    why="The relation $s i + d t = o + b$ does not say which of the two is the kernel.",
    source=OWN,
)
def input_and_kernel_exchange() -> Claim:
    return Equal(up(x, w), ConvTranspose(I, stride=d, padding=[(b, e)], dilation=s)(w, x))


@theorem(
    why="The stretched kernel has tap $t$ at place $d t$ and zeros elsewhere.",
    source=f"{GUIDE}, section 5.1",
)
def dilation_is_stretching() -> Claim:
    return Equal(up(x, w), ConvTranspose(K, stride=s, padding=[(b, e)])(x, stretch(w, d)))


@theorem(
    why="The stretched kernel has tap $t$ at place $d t$ and zeros elsewhere.",
    source=f"{GUIDE}, section 5.1",
)
def dilation_is_stretching_for_the_convolution() -> Claim:
    u = tensor("u", n)
    return Equal(
        Conv(k, stride=s, padding=p, dilation=d)(u, w),
        Conv(K, stride=s, padding=p)(u, stretch(w, d)),
    )


@theorem(
    why=(
        "At stride one a transposed convolution is a convolution with the reversed kernel and "
        "padding $K - 1 - p$, where $K = d (k - 1) + 1$."
    ),
    source=f"{GUIDE}, relationship 9",
)
def stride_one_duality() -> Claim:
    one = ConvTranspose(k, padding=p, dilation=d)
    return Equal(one(x, w), Conv(k, padding=K - 1 - p, dilation=d)(x, flip(w)))


@theorem(
    why="Positions $s m + r$ are reached by the taps $s u + r$ alone, from input cell $m - u$.",
    source=f"{VAIDYANATHAN}, section 4.3",
    given=(phase,),
)
def polyphase_component() -> Claim:
    phase_size = ceiling((k - r) / s)
    return Equal(subsample(strided(x, w), s, r), ConvTranspose(phase_size)(x, subsample(w, s, r)))


@theorem(
    why=(
        "With $k = s q$ all $s$ phases are unit-stride layers with $q$ taps: interleaving their "
        "outputs is the layer."
    ),
    source="W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016",
    given=(phase,),
)
def pixel_shuffle() -> Claim:
    long = tensor("w", s * q)
    return Equal(
        subsample(ConvTranspose(s * q, stride=s)(x, long), s, r),
        ConvTranspose(q)(x, subsample(long, s, r)),
    )


@theorem(
    why=(
        "A unit-stride layer is a phase of the strided layer whose kernel carries its taps at that "
        "phase."
    ),
    source="W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016",
)
def pixel_shuffle_back() -> Claim:
    return Equal(
        ConvTranspose(q)(x, tensor("v", q)),
        subsample(ConvTranspose(s * (q - 1) + 1, stride=s)(x, stretch(tensor("v", q), s)), s, 0),
    )


@theorem(
    why=(
        "Every reached place $g (s_{1} i + d_{1} t)$ is a multiple of $g$: the layer without the "
        "factor, stretched."
    ),
    source=OWN,
)
def common_factor_of_stride_and_dilation() -> Claim:
    lattice = ConvTranspose(k, stride=s1, dilation=d1)
    return Equal(gapped(x, w), stretch(lattice(x, w), g))


@theorem(
    why=r"A place that $g = \gcd(s, d)$ does not divide is reached by no pair $(i, t)$.",
    source=OWN,
    given=(AtMost(1, r), AtMost(r + 1, g)),
)
def cells_never_written() -> Claim:
    missed = subsample(gapped(x, w), g, r)
    return Equal(missed, 0 * missed)


@theorem(
    why=(
        "Between two copies of a kernel shorter than the stride lie $s - k$ cells that nothing "
        "reaches."
    ),
    source=OWN,
    given=(AtMost(k, r), AtMost(r + 1, s)),
)
def gaps_of_a_short_kernel() -> Claim:
    missed = subsample(strided(x, w), s, r)
    return Equal(missed, 0 * missed)
