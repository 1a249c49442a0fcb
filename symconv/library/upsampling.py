"""Fixed kernels and how evenly a layer paints: nearest neighbour, linear interpolation, overlap count, checkerboard."""

from __future__ import annotations

from sympy import ceiling

from symconv.layers.conv import ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import OWN, I, d, k, q, r, s, x
from symconv.operations import crop, flip, ones, subsample, tensor
from symconv.symbolic.claims import AtMost, Equal

FAMILY = "upsampling and overlap"
LONG = "J. Long et al., Fully convolutional networks for semantic segmentation, 2015 (bilinear initialisation)"
ODENA = "A. Odena et al., Deconvolution and checkerboard artifacts, 2016"
layer = ConvTranspose(k, stride=s)
size = ceiling((k - r) / s)
phase = AtMost(r + 1, s)
even = ConvTranspose(s * q, stride=s)(ones(I), ones(s * q))
uneven_k = s * q + r
uneven = ConvTranspose(uneven_k, stride=s)(ones(I), ones(uneven_k))
proper = (AtMost(1, r), phase)
inside = I - q
nearest = ConvTranspose(s, stride=s)(x, ones(s))
box = layer(x, ones(k))
linear = ConvTranspose(2 * s - 1, stride=s)
triangle = ConvTranspose(s)(ones(s), ones(s))
trapezium = ConvTranspose(2)(triangle, ones(2))
odd, even_stride = linear(ones(I), triangle), ConvTranspose(2 * s, stride=s)(ones(I), trapezium)
outer, pair = tensor("v", s), tensor("c", 2)
reached = ConvTranspose(k, stride=s, dilation=d)

THEOREMS = (
    Entry(
        "nearest-neighbour",
        FAMILY,
        Equal(subsample(nearest, s, r), x),
        "With a kernel of $s$ ones at stride $s$ every output cell $s m + r$ is $x[m]$.",
        ODENA,
        (phase,),
        false=(
            false(Equal(subsample(ConvTranspose(s + 1, stride=s)(x, ones(s + 1)), s, r), x), phase),
            false(
                Equal(subsample(ConvTranspose(s, stride=s + 1)(x, ones(s)), s + 1, r), x),
                AtMost(r, s),
            ),
            false(Equal(nearest, x)),
        ),
    ),
    Entry(
        "overlap-count-by-phase",
        FAMILY,
        Equal(subsample(box, s, r), ConvTranspose(size)(x, ones(size))),
        r"Position $s m + r$ is reached by the taps $s u + r$ alone, $\lceil (k - r)/s \rceil$ of them; with $x$ all ones "
        "this counts.",
        ODENA,
        (phase,),
        false=(
            false(Equal(subsample(box, s, r), ConvTranspose(size)(x, ones(size)))),
            false(Equal(subsample(box, s, r), ConvTranspose(size + 1)(x, ones(size + 1))), phase),
            false(Equal(subsample(box, s, 0), ConvTranspose(size)(x, ones(size))), phase),
        ),
    ),
    Entry(
        "overlap-count-inside",
        FAMILY,
        Equal(crop(ConvTranspose(q)(ones(I), ones(q)), q - 1, q - 1), q * ones(I - q + 1)),
        "Away from the border every tap of a phase finds its input cell.",
        OWN,
        false=(
            false(Equal(ConvTranspose(q)(ones(I), ones(q)), q * ones(I + q - 1))),
            false(
                Equal(
                    crop(ConvTranspose(q + 1)(ones(I), ones(q + 1)), q - 1, q - 1),
                    (q + 1) * ones(I - q + 2),
                )
            ),
            false(
                Equal(
                    crop(ConvTranspose(q)(ones(I), ones(q)), q - 1, q - 1),
                    (q + 1) * ones(I - q + 1),
                )
            ),
        ),
    ),
    Entry(
        "no-checkerboard-if-the-stride-divides-the-kernel",
        FAMILY,
        Equal(crop(subsample(even, s, r), q - 1, q - 1), q * ones(I - q + 1)),
        "With $k = s q$ each phase $r$ has $q$ taps, so every interior cell of every phase gets $q$ products.",
        ODENA,
        (phase,),
        false=(
            false(Equal(subsample(even, s, r), q * ones(I + q - 1)), phase),
            false(Equal(crop(subsample(uneven, s, 0), q - 1, q), q * ones(I - q + 1)), *proper),
            false(Equal(crop(subsample(even, s, r), q - 1, q - 1), s * ones(I - q + 1)), phase),
        ),
    ),
    Entry(
        "no-checkerboard-at-any-phase",
        FAMILY,
        Equal(crop(even, s * (q - 1), s * (q - 1)), q * ones(s * (I - q + 1))),
        "With $k = s q$ the position has one quotient by $s$, and $q$ input cells end there: all interior cells get $q$ "
        "products.",
        ODENA,
        false=(
            false(
                Equal(crop(even, s * (q - 1) - 1, s * (q - 1) - 1), q * ones(s * (I - q + 1) + 2)),
                AtMost(2, q),
            ),
            false(Equal(crop(even, s * (q - 1), s * (q - 1)), s * ones(s * (I - q + 1)))),
            false(
                Equal(
                    crop(uneven, uneven_k - 1, uneven_k - 1), q * ones(s * (I - 1) + 2 - uneven_k)
                ),
                *proper,
            ),
        ),
    ),
    Entry(
        "checkerboard-phase-with-more",
        FAMILY,
        Equal(crop(subsample(uneven, s, r - 1), q, q), (q + 1) * ones(inside)),
        r"With $k = s q + r$ and $1 \le r < s$, phase $r - 1$ has $q + 1$ taps.",
        ODENA,
        proper,
        false=(
            false(Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper),
            false(
                Equal(crop(subsample(uneven, s, r - 1), q - 1, q + 1), (q + 1) * ones(inside)),
                *proper,
            ),
        ),
    ),
    Entry(
        "checkerboard-phase-with-fewer",
        FAMILY,
        Equal(crop(subsample(uneven, s, r), q, q - 1), q * ones(inside)),
        r"With $k = s q + r$ and $1 \le r < s$, phase $r$ has only $q$ taps: next to phase $r - 1$ the count differs.",
        ODENA,
        proper,
        false=(
            false(Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, 0), q, q), q * ones(inside)), *proper),
        ),
    ),
    Entry(
        "nearest-neighbour-of-ones",
        FAMILY,
        Equal(ConvTranspose(s, stride=s)(ones(I), ones(s)), ones(s * I)),
        "The copies of $s$ ones at stride $s$ tile the output.",
        OWN,
        false=(
            false(Equal(ConvTranspose(s + 1, stride=s)(ones(I), ones(s + 1)), ones(s * I + 1))),
            false(
                Equal(ConvTranspose(s, stride=s + 1)(ones(I), ones(s)), ones((s + 1) * (I - 1) + s))
            ),
            false(Equal(ConvTranspose(s, stride=s)(ones(I), ones(s)), ones(s * I + 1))),
        ),
    ),
    Entry(
        "linear-interpolation-odd-stride",
        FAMILY,
        Equal(linear(x, ConvTranspose(s)(ones(s), outer)), ConvTranspose(s)(nearest, outer)),
        "The triangle of $2 s - 1$ taps is a box over a box (outer = ones, times $1/s$): nearest neighbour, then a moving "
        "sum. Of ones the first gives ones and the second, inside, $s$: the weights sum to one.",
        LONG,
        false=(
            false(
                Equal(
                    linear(x, ConvTranspose(s)(ones(s), flip(outer))),
                    ConvTranspose(s)(nearest, outer),
                )
            ),
            false(
                Equal(
                    linear(x, ConvTranspose(s)(ones(s), outer)), ConvTranspose(s)(nearest, ones(s))
                )
            ),
            false(
                Equal(
                    linear(x, ConvTranspose(s)(ones(s), outer)),
                    ConvTranspose(s)(flip(nearest), outer),
                )
            ),
        ),
    ),
    Entry(
        "linear-interpolation-even-stride",
        FAMILY,
        Equal(
            ConvTranspose(2 * s, stride=s)(
                x, ConvTranspose(2)(ConvTranspose(s)(ones(s), outer), pair)
            ),
            ConvTranspose(2)(ConvTranspose(s)(nearest, outer), pair),
        ),
        "For even $s$ the kernel of $2 s$ taps is symmetric about a gap: one more box of two ones (times $1/(2 s)$).",
        LONG,
        false=(
            false(
                Equal(
                    ConvTranspose(2 * s, stride=s)(
                        x, ConvTranspose(2)(ConvTranspose(s)(ones(s), outer), flip(pair))
                    ),
                    ConvTranspose(2)(ConvTranspose(s)(nearest, outer), pair),
                )
            ),
            false(
                Equal(
                    ConvTranspose(2 * s, stride=s)(
                        x, ConvTranspose(2)(ConvTranspose(s)(ones(s), flip(outer)), pair)
                    ),
                    ConvTranspose(2)(ConvTranspose(s)(nearest, outer), pair),
                )
            ),
            false(
                Equal(
                    ConvTranspose(2 * s, stride=s)(
                        x, ConvTranspose(2)(ConvTranspose(s)(ones(s), outer), pair)
                    ),
                    ConvTranspose(2)(ConvTranspose(s)(nearest, outer), ones(2)),
                )
            ),
        ),
    ),
    Entry(
        "linear-interpolation-sums-to-one-odd-stride",
        FAMILY,
        Equal(crop(odd, s - 1, s - 1), s * ones(s * (I - 1) + 1)),
        r"The triangle (a box of $s$ ones over another, times $1/s$) gives each $o - b$, $0 \le b < s$, one input cell and "
        "one place in the other box: $s$ products, so the weights sum to one.",
        LONG,
        false=(
            false(Equal(odd, s * ones(s * (I - 1) + 2 * s - 1))),
            false(Equal(crop(odd, s - 1, s - 1), (2 * s - 1) * ones(s * (I - 1) + 1))),
            false(Equal(crop(odd, s - 2, s - 1), s * ones(s * (I - 1) + 2)), AtMost(2, s)),
        ),
    ),
    Entry(
        "linear-interpolation-sums-to-one-even-stride",
        FAMILY,
        Equal(crop(even_stride, s, s), 2 * s * ones(s * (I - 1))),
        "As for odd strides, with one more box of two ones (times $1/(2 s)$): $2 s$ products on every cell inside.",
        LONG,
        on_every_axis=False,
        false=(
            false(Equal(even_stride, 2 * s * ones(s * (I - 1) + 2 * s))),
            false(Equal(crop(even_stride, s, s), s * ones(s * (I - 1)))),
            false(Equal(crop(even_stride, s - 1, s), 2 * s * ones(s * (I - 1) + 1))),
        ),
    ),
    Entry(
        "overlap-count-is-symmetric",
        FAMILY,
        Equal(reached(ones(I), ones(k)), ConvTranspose(I, stride=d, dilation=s)(ones(k), ones(I))),
        "How many pairs $(i, t)$ reach a place does not depend on which of them is called the input.",
        OWN,
        false=(
            false(
                Equal(
                    reached(ones(I), ones(k)),
                    ConvTranspose(I, stride=s, dilation=d)(ones(k), ones(I)),
                )
            ),
            false(Equal(reached(ones(I), ones(k)), ConvTranspose(I)(ones(k), ones(I)))),
            false(
                Equal(
                    reached(ones(I), ones(k)),
                    ConvTranspose(k, stride=d, dilation=s)(ones(I), ones(k)),
                )
            ),
        ),
    ),
)
