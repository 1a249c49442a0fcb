"""False neighbours of the theorems in library/composition.py."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, J, b, e, k, n, p, s, w, x
from symconv.operations import crop, flip, inner, ones, tensor
from symconv.symbolic.claims import AtMost, Equal

s1, s2, k1, k2, d1, d2 = sizes("s1 s2 k1 k2 d1 d2")
u, v = tensor("u", k1), tensor("v", k2)
first, second = ConvTranspose(k1, stride=s1), ConvTranspose(k2, stride=s2)
both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2)
dilated_first = ConvTranspose(k1, stride=s1, dilation=d1)
dilated_second = ConvTranspose(k2, stride=s2, dilation=d2)
dilated_kernel = ConvTranspose(k2, stride=s2 * d1, dilation=d2)
dilated_both = ConvTranspose(s2 * d1 * (k1 - 1) + d2 * (k2 - 1) + 1, stride=s1 * s2)
padded_second = ConvTranspose(k2, stride=s2, padding=[(b, e)])
padded_both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=[(b, e)])
inner_padded = ConvTranspose(k1, stride=s1, padding=p)
outer_padded = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2 * p)
edge = k2 - s2
y = tensor("y", n)
down_first, down_second = Conv(k1, stride=s1), Conv(k2, stride=s2)
down_both = Conv(s1 * (k2 - 1) + k1, stride=s1 * s2)
down_kernel = ConvTranspose(k1, stride=s1)(v, u)
enough = (AtMost(k1, n),)

X = tensor("x", (I, J))
column, row = tensor("u", (k1, 1)), tensor("v", (1, k2))
outer = ConvTranspose((1, k2))(column, row)
separable = ConvTranspose((k1, k2), stride=(s1, s2))
columns, rows = ConvTranspose((k1, 1), stride=(s1, 1)), ConvTranspose((1, k2), stride=(1, s2))

strided = ConvTranspose(k, stride=s)
back = Conv(k, stride=s)
norm = inner(w, w)

NEIGHBOURS = {
    "two-transposed-layers-are-one": [
        [Equal(second(first(x, u), v), both(flip(x), second(u, v)))],
        [Equal(second(first(x, u), v), both(x, second(flip(u), v)))],
        [Equal(second(first(x, u), v), first(second(x, v), u))],
    ],
    "two-dilated-transposed-layers-are-one": [
        [
            Equal(
                dilated_second(dilated_first(x, u), v),
                dilated_both(x, dilated_kernel(flip(u), v)),
            )
        ],
        [
            Equal(
                dilated_second(dilated_first(x, u), v),
                dilated_both(x, dilated_kernel(u, flip(v))),
            )
        ],
        [Equal(dilated_second(dilated_first(x, u), v), dilated_first(dilated_second(x, v), u))],
    ],
    "composition-with-outer-padding": [
        [
            Equal(
                padded_second(first(x, u), v),
                ConvTranspose(s2 * (k1 - 1) + k2, s1 * s2, [(e, b)])(x, second(u, v)),
            )
        ],
        [Equal(padded_second(first(x, u), v), both(x, second(u, v)))],
        [Equal(padded_second(first(x, u), v), padded_both(x, second(u, flip(v))))],
    ],
    "composition-with-inner-padding-inside": [
        [Equal(second(inner_padded(x, u), v), outer_padded(x, second(u, v)))],
        [
            Equal(
                crop(second(inner_padded(x, u), v), edge - 1, edge - 1),
                crop(outer_padded(x, second(u, v)), edge - 1, edge - 1),
            ),
            AtMost(s2 + 1, k2),
        ],
        [
            Equal(
                second(inner_padded(x, u), v),
                ConvTranspose(s2 * (k1 - 1) + k2, s1 * s2, p)(x, second(u, v)),
            )
        ],
    ],
    "two-convolutions-are-one": [
        [Equal(down_second(down_first(y, u), v), down_both(flip(y), down_kernel)), *enough],
        [Equal(down_second(down_first(y, u), v), down_both(y, flip(down_kernel))), *enough],
        [
            Equal(
                down_second(Conv(k1, stride=s1, padding=1)(y, u), v),
                Conv(s1 * (k2 - 1) + k1, stride=s1 * s2, padding=1)(
                    y, ConvTranspose(k1, stride=s1)(v, flip(u))
                ),
            )
        ],
    ],
    "separable-kernel": [
        [Equal(separable(X, outer), rows(columns(X, flip(column)), row))],
        [Equal(separable(X, outer), rows(columns(X, column), flip(row)))],
        [
            Equal(
                ConvTranspose((k1, k2), stride=(s2, s1))(X, outer),
                rows(columns(X, column), row),
            )
        ],
    ],
    "up-and-back-scales-where-copies-do-not-meet": [
        [Equal(back(strided(x, w), w), norm * x)],
        [Equal(back(strided(x, w), w), norm * x), AtMost(k, s + 1)],
        [Equal(back(strided(x, w), w), x), AtMost(k, s)],
    ],
    "nearest-neighbour-then-convolution": [
        [
            Equal(
                Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                ConvTranspose(s + k - 1, stride=s, padding=k - 1)(x, ConvTranspose(k)(ones(s), w)),
            )
        ],
        [
            Equal(
                Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                ConvTranspose(s + k - 1, stride=s, padding=[(k - 1, k)])(
                    x, ConvTranspose(k)(ones(s), flip(w))
                ),
            )
        ],
        [
            Equal(
                Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                ConvTranspose(s, stride=s)(Conv(k)(x, w), ones(s)),
            )
        ],
    ],
}
