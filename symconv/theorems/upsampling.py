"""Fixed kernels and how evenly a layer paints: nearest neighbour, linear interpolation, overlap count, checkerboard."""

from __future__ import annotations

from sympy import ceiling

from symconv.claims import AtMost, Equal
from symconv.layer import ConvTranspose
from symconv.tensors import crop, ones, subsample
from symconv.theorems.entry import Entry, false
from symconv.theorems.letters import OWN, I, d, k, q, r, s, x

FAMILY = "upsampling and overlap"
ODENA = "A. Odena et al., Deconvolution and checkerboard artifacts, 2016"
layer = ConvTranspose(k, stride=s)
count = layer(ones(I), ones(k))
size = ceiling((k - r) / s)
phase = AtMost(r + 1, s)
phases = ConvTranspose(size)(ones(I), ones(size))
even = ConvTranspose(s * q, stride=s)(ones(I), ones(s * q))
uneven_k = s * q + r
uneven = ConvTranspose(uneven_k, stride=s)(ones(I), ones(uneven_k))
proper = (AtMost(1, r), phase)
inside = I - q
nearest = ConvTranspose(s, stride=s)(x, ones(s))
triangle = ConvTranspose(s)(ones(s), ones(s))
linear = ConvTranspose(2 * s - 1, stride=s)(ones(I), triangle)
cells = s * (I - 1) + 3 - 2 * s
reached = ConvTranspose(k, stride=s, dilation=d)

THEOREMS = (
    Entry(
        "nearest-neighbour",
        FAMILY,
        Equal(subsample(nearest, s, r), x),
        "With a kernel of s ones at stride s every output cell s m + r is x[m].",
        ODENA,
        (phase,),
        false=(
            false(Equal(subsample(ConvTranspose(s + 1, stride=s)(x, ones(s + 1)), s, r), x), phase),
            false(Equal(subsample(ConvTranspose(s, stride=s + 1)(x, ones(s)), s + 1, r), x), AtMost(r, s)),
            false(Equal(nearest, x)),
        ),
    ),
    Entry(
        "overlap-count-by-phase",
        FAMILY,
        Equal(subsample(count, s, r), phases),
        "Position s m + r is reached by the taps s u + r alone, of which there are ceil((k - r)/s).",
        ODENA,
        (phase,),
        false=(
            false(Equal(subsample(count, s, r), phases)),
            false(Equal(subsample(count, s, r), ConvTranspose(size + 1)(ones(I), ones(size + 1))), phase),
            false(Equal(subsample(count, s, 0), phases), phase),
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
            false(Equal(crop(ConvTranspose(q + 1)(ones(I), ones(q + 1)), q - 1, q - 1), (q + 1) * ones(I - q + 2))),
            false(Equal(crop(ConvTranspose(q)(ones(I), ones(q)), q - 1, q - 1), (q + 1) * ones(I - q + 1))),
        ),
    ),
    Entry(
        "no-checkerboard-if-the-stride-divides-the-kernel",
        FAMILY,
        Equal(crop(even, s * q - 1, s * q - 1), q * ones(s * (I - 1) + 2 - s * q)),
        "With k = s q each phase has q taps, so every interior cell gets q products.",
        ODENA,
        false=(
            false(Equal(even, q * ones(s * (I - 1) + s * q))),
            false(Equal(crop(uneven, uneven_k - 1, uneven_k - 1), q * ones(s * (I - 1) + 2 - uneven_k))),
            false(Equal(crop(even, s * q - 1, s * q - 1), s * ones(s * (I - 1) + 2 - s * q))),
        ),
    ),
    Entry(
        "checkerboard-phase-with-more",
        FAMILY,
        Equal(crop(subsample(uneven, s, r - 1), q, q), (q + 1) * ones(inside)),
        "With k = s q + r and 1 <= r < s, phase r - 1 has q + 1 taps.",
        ODENA,
        proper,
        false=(
            false(Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, r - 1), q - 1, q + 1), (q + 1) * ones(inside)), *proper),
        ),
    ),
    Entry(
        "checkerboard-phase-with-fewer",
        FAMILY,
        Equal(crop(subsample(uneven, s, r), q, q - 1), q * ones(inside)),
        "With k = s q + r and 1 <= r < s, phase r has only q taps: next to phase r - 1 the count differs.",
        ODENA,
        proper,
        false=(
            false(Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper),
            false(Equal(crop(subsample(uneven, s, 0), q, q), q * ones(inside)), *proper),
        ),
    ),
    Entry(
        "linear-interpolation-kernel-sums-to-the-stride",
        FAMILY,
        Equal(crop(linear, 2 * s - 2, 2 * s - 2), s * ones(cells)),
        "The triangle is ones over ones; the ones at stride s tile, and what is left adds s ones.",
        "J. Long et al., Fully convolutional networks for semantic segmentation, 2015 (bilinear initialisation)",
        false=(
            false(Equal(linear, s * ones(s * (I - 1) + 2 * s - 1))),
            false(Equal(crop(linear, 2 * s - 2, 2 * s - 2), (s + 1) * ones(cells))),
            false(
                Equal(
                    crop(
                        ConvTranspose(2 * s, stride=s)(ones(I), ConvTranspose(s + 1)(ones(s), ones(s + 1))),
                        2 * s - 1,
                        2 * s - 1,
                    ),
                    s * ones(cells - 1),
                )
            ),
        ),
    ),
    Entry(
        "overlap-count-is-symmetric",
        FAMILY,
        Equal(reached(ones(I), ones(k)), ConvTranspose(I, stride=d, dilation=s)(ones(k), ones(I))),
        "How many pairs (i, t) reach a place does not depend on which of them is called the input.",
        OWN,
        false=(
            false(Equal(reached(ones(I), ones(k)), ConvTranspose(I, stride=s, dilation=d)(ones(k), ones(I)))),
            false(Equal(reached(ones(I), ones(k)), ConvTranspose(I)(ones(k), ones(I)))),
            false(Equal(reached(ones(I), ones(k)), ConvTranspose(k, stride=d, dilation=s)(ones(I), ones(k)))),
        ),
    ),
)
