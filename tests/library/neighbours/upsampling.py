"""False neighbours of the theorems in library/upsampling.py."""

from __future__ import annotations

from sympy import ceiling

from symconv.layers.conv import ConvTranspose
from symconv.library.letters import I, d, k, q, r, s, x
from symconv.operations import crop, flip, ones, subsample, tensor
from symconv.symbolic.claims import AtMost, Equal

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

NEIGHBOURS = {
    "nearest-neighbour": [
        [Equal(subsample(ConvTranspose(s + 1, stride=s)(x, ones(s + 1)), s, r), x), phase],
        [Equal(subsample(ConvTranspose(s, stride=s + 1)(x, ones(s)), s + 1, r), x), AtMost(r, s)],
        [Equal(nearest, x)],
    ],
    "overlap-count-by-phase": [
        [Equal(subsample(box, s, r), ConvTranspose(size)(x, ones(size)))],
        [Equal(subsample(box, s, r), ConvTranspose(size + 1)(x, ones(size + 1))), phase],
        [Equal(subsample(box, s, 0), ConvTranspose(size)(x, ones(size))), phase],
    ],
    "overlap-count-inside": [
        [Equal(ConvTranspose(q)(ones(I), ones(q)), q * ones(I + q - 1))],
        [
            Equal(
                crop(ConvTranspose(q + 1)(ones(I), ones(q + 1)), q - 1, q - 1),
                (q + 1) * ones(I - q + 2),
            )
        ],
        [
            Equal(
                crop(ConvTranspose(q)(ones(I), ones(q)), q - 1, q - 1),
                (q + 1) * ones(I - q + 1),
            )
        ],
    ],
    "no-checkerboard-if-the-stride-divides-the-kernel": [
        [Equal(subsample(even, s, r), q * ones(I + q - 1)), phase],
        [Equal(crop(subsample(uneven, s, 0), q - 1, q), q * ones(I - q + 1)), *proper],
        [Equal(crop(subsample(even, s, r), q - 1, q - 1), s * ones(I - q + 1)), phase],
    ],
    "no-checkerboard-at-any-phase": [
        [
            Equal(crop(even, s * (q - 1) - 1, s * (q - 1) - 1), q * ones(s * (I - q + 1) + 2)),
            AtMost(2, q),
        ],
        [Equal(crop(even, s * (q - 1), s * (q - 1)), s * ones(s * (I - q + 1)))],
        [
            Equal(crop(uneven, uneven_k - 1, uneven_k - 1), q * ones(s * (I - 1) + 2 - uneven_k)),
            *proper,
        ],
    ],
    "checkerboard-phase-with-more": [
        [Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper],
        [Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper],
        [Equal(crop(subsample(uneven, s, r - 1), q - 1, q + 1), (q + 1) * ones(inside)), *proper],
    ],
    "checkerboard-phase-with-fewer": [
        [Equal(crop(subsample(uneven, s, r), q, q - 1), (q + 1) * ones(inside)), *proper],
        [Equal(crop(subsample(uneven, s, r - 1), q, q), q * ones(inside)), *proper],
        [Equal(crop(subsample(uneven, s, 0), q, q), q * ones(inside)), *proper],
    ],
    "nearest-neighbour-of-ones": [
        [Equal(ConvTranspose(s + 1, stride=s)(ones(I), ones(s + 1)), ones(s * I + 1))],
        [Equal(ConvTranspose(s, stride=s + 1)(ones(I), ones(s)), ones((s + 1) * (I - 1) + s))],
        [Equal(ConvTranspose(s, stride=s)(ones(I), ones(s)), ones(s * I + 1))],
    ],
    "linear-interpolation-odd-stride": [
        [
            Equal(
                linear(x, ConvTranspose(s)(ones(s), flip(outer))),
                ConvTranspose(s)(nearest, outer),
            )
        ],
        [Equal(linear(x, ConvTranspose(s)(ones(s), outer)), ConvTranspose(s)(nearest, ones(s)))],
        [
            Equal(
                linear(x, ConvTranspose(s)(ones(s), outer)),
                ConvTranspose(s)(flip(nearest), outer),
            )
        ],
    ],
    "linear-interpolation-even-stride": [
        [
            Equal(
                ConvTranspose(2 * s, stride=s)(
                    x, ConvTranspose(2)(ConvTranspose(s)(ones(s), outer), flip(pair))
                ),
                ConvTranspose(2)(ConvTranspose(s)(nearest, outer), pair),
            )
        ],
        [
            Equal(
                ConvTranspose(2 * s, stride=s)(
                    x, ConvTranspose(2)(ConvTranspose(s)(ones(s), flip(outer)), pair)
                ),
                ConvTranspose(2)(ConvTranspose(s)(nearest, outer), pair),
            )
        ],
        [
            Equal(
                ConvTranspose(2 * s, stride=s)(
                    x, ConvTranspose(2)(ConvTranspose(s)(ones(s), outer), pair)
                ),
                ConvTranspose(2)(ConvTranspose(s)(nearest, outer), ones(2)),
            )
        ],
    ],
    "linear-interpolation-sums-to-one-odd-stride": [
        [Equal(odd, s * ones(s * (I - 1) + 2 * s - 1))],
        [Equal(crop(odd, s - 1, s - 1), (2 * s - 1) * ones(s * (I - 1) + 1))],
        [Equal(crop(odd, s - 2, s - 1), s * ones(s * (I - 1) + 2)), AtMost(2, s)],
    ],
    "linear-interpolation-sums-to-one-even-stride": [
        [Equal(even_stride, 2 * s * ones(s * (I - 1) + 2 * s))],
        [Equal(crop(even_stride, s, s), s * ones(s * (I - 1)))],
        [Equal(crop(even_stride, s - 1, s), 2 * s * ones(s * (I - 1) + 1))],
    ],
    "overlap-count-is-symmetric": [
        [
            Equal(
                reached(ones(I), ones(k)),
                ConvTranspose(I, stride=s, dilation=d)(ones(k), ones(I)),
            )
        ],
        [Equal(reached(ones(I), ones(k)), ConvTranspose(I)(ones(k), ones(I)))],
        [
            Equal(
                reached(ones(I), ones(k)),
                ConvTranspose(k, stride=d, dilation=s)(ones(I), ones(k)),
            )
        ],
    ],
}
