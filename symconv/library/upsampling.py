"""Fixed kernels and how evenly a layer paints: interpolation, overlap count, checkerboard."""

from __future__ import annotations

from typing import Any

from sympy import ceiling

from symconv.layers.conv import ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, I, d, k, q, r, s, x
from symconv.operations import crop, ones, subsample, tensor
from symconv.symbolic.claims import AtMost, Claim, Equal

LONG = (
    "J. Long et al., Fully convolutional networks for semantic segmentation, 2015 "
    "(bilinear initialisation)"
)
ODENA = "A. Odena et al., Deconvolution and checkerboard artifacts, 2016"
phase = AtMost(r + 1, s)
proper = (AtMost(1, r), phase)
inside = I - q
outer = tensor("v", s)
nearest = ConvTranspose(s, stride=s)
linear = ConvTranspose(2 * s - 1, stride=s)
box = ConvTranspose(s)


def _counts(kernel_size: Any) -> Any:
    """Return how many products each cell gets: the layer of stride s on ones."""
    return ConvTranspose(kernel_size, stride=s)(ones(I), ones(kernel_size))


@theorem(
    why="With a kernel of $s$ ones at stride $s$ every output cell $s m + r$ is $x[m]$.",
    source=ODENA,
    given=(phase,),
)
def nearest_neighbour() -> Claim:
    return Equal(subsample(nearest(x, ones(s)), s, r), x)


@theorem(
    why=(
        r"Position $s m + r$ is reached by the taps $s u + r$ alone, $\lceil (k - r)/s \rceil$ of "
        r"them; with $x$ all ones this counts."
    ),
    source=ODENA,
    given=(phase,),
)
def overlap_count_by_phase() -> Claim:
    size = ceiling((k - r) / s)
    painted = ConvTranspose(k, stride=s)(x, ones(k))
    return Equal(subsample(painted, s, r), ConvTranspose(size)(x, ones(size)))


@theorem(
    why="Away from the border every tap of a phase finds its input cell.",
    source=OWN,
)
def overlap_count_inside() -> Claim:
    return Equal(crop(ConvTranspose(q)(ones(I), ones(q)), q - 1, q - 1), q * ones(I - q + 1))


@theorem(
    why=(
        "With $k = s q$ each phase $r$ has $q$ taps, so every interior cell of every phase gets $q$ "
        "products."
    ),
    source=ODENA,
    given=(phase,),
)
def no_checkerboard_if_the_stride_divides_the_kernel() -> Claim:
    even = _counts(s * q)
    return Equal(crop(subsample(even, s, r), q - 1, q - 1), q * ones(I - q + 1))


@theorem(
    why=(
        "With $k = s q$ the position has one quotient by $s$, and $q$ input cells end there: all "
        "interior cells get $q$ products."
    ),
    source=ODENA,
)
def no_checkerboard_at_any_phase() -> Claim:
    even = _counts(s * q)
    return Equal(crop(even, s * (q - 1), s * (q - 1)), q * ones(s * (I - q + 1)))


@theorem(
    why=r"With $k = s q + r$ and $1 \le r < s$, phase $r - 1$ has $q + 1$ taps.",
    source=ODENA,
    given=proper,
)
def checkerboard_phase_with_more() -> Claim:
    uneven = _counts(s * q + r)
    return Equal(crop(subsample(uneven, s, r - 1), q, q), (q + 1) * ones(inside))


@theorem(
    why=(
        r"With $k = s q + r$ and $1 \le r < s$, phase $r$ has only $q$ taps: next to phase $r - 1$ "
        r"the count differs."
    ),
    source=ODENA,
    given=proper,
)
def checkerboard_phase_with_fewer() -> Claim:
    uneven = _counts(s * q + r)
    return Equal(crop(subsample(uneven, s, r), q, q - 1), q * ones(inside))


@theorem(
    why="The copies of $s$ ones at stride $s$ tile the output.",
    source=OWN,
)
def nearest_neighbour_of_ones() -> Claim:
    return Equal(nearest(ones(I), ones(s)), ones(s * I))


@theorem(
    why=(
        "The triangle of $2 s - 1$ taps is a box over a box (outer = ones, times $1/s$): nearest "
        "neighbour, then a moving sum. Of ones the first gives ones and the second, inside, $s$: "
        "the weights sum to one."
    ),
    source=LONG,
)
def linear_interpolation_odd_stride() -> Claim:
    return Equal(linear(x, box(ones(s), outer)), box(nearest(x, ones(s)), outer))


@theorem(
    why=(
        "For even $s$ the kernel of $2 s$ taps is symmetric about a gap: one more box of two ones "
        "(times $1/(2 s)$)."
    ),
    source=LONG,
)
def linear_interpolation_even_stride() -> Claim:
    pair, narrow = tensor("c", 2), ConvTranspose(2)
    kernel = narrow(box(ones(s), outer), pair)
    return Equal(
        ConvTranspose(2 * s, stride=s)(x, kernel),
        narrow(box(nearest(x, ones(s)), outer), pair),
    )


@theorem(
    why=(
        r"The triangle (a box of $s$ ones over another, times $1/s$) gives each $o - b$, "
        r"$0 \le b < s$, one input cell and one place in the other box: $s$ products, so the "
        r"weights sum to one."
    ),
    source=LONG,
)
def linear_interpolation_sums_to_one_odd_stride() -> Claim:
    odd = linear(ones(I), box(ones(s), ones(s)))
    return Equal(crop(odd, s - 1, s - 1), s * ones(s * (I - 1) + 1))


@theorem(
    why=(
        "As for odd strides, with one more box of two ones (times $1/(2 s)$): $2 s$ products on "
        "every cell inside."
    ),
    source=LONG,
    on_every_axis=False,
)
def linear_interpolation_sums_to_one_even_stride() -> Claim:
    trapezium = ConvTranspose(2)(box(ones(s), ones(s)), ones(2))
    even = ConvTranspose(2 * s, stride=s)(ones(I), trapezium)
    return Equal(crop(even, s, s), 2 * s * ones(s * (I - 1)))


@theorem(
    why=(
        "How many pairs $(i, t)$ reach a place does not depend on which of them is called the "
        "input."
    ),
    source=OWN,
)
def overlap_count_is_symmetric() -> Claim:
    reached = ConvTranspose(k, stride=s, dilation=d)
    return Equal(
        reached(ones(I), ones(k)), ConvTranspose(I, stride=d, dilation=s)(ones(k), ones(I))
    )
