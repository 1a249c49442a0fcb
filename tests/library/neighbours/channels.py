"""False neighbours of the theorems in library/channels.py."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, d, g, k, m, n, p, s
from symconv.operations import crop, inner, tensor
from symconv.symbolic.claims import Equal

m1, m2 = sizes("m1 m2")
X, W = tensor("x", (g * m, I)), tensor("w", (g * m, n, k))
grouped = ConvTranspose(k, stride=s, padding=p, dilation=d, groups=g, channels=(g * m, g * n))
one = ConvTranspose(k, stride=s, padding=p, dilation=d, channels=(m, n))
rest_in, rest_out = (g - 1) * m, (g - 1) * n
first_group = one(crop(X, (0, 0), (rest_in, 0)), crop(W, (0, 0, 0), (rest_in, 0, 0)))
last_group = one(crop(X, (rest_in, 0), (0, 0)), crop(W, (rest_in, 0, 0), (0, 0, 0)))
result = grouped(X, W)

many = ConvTranspose(k, stride=s, channels=(m1 + m2, n))
part1, part2 = (
    ConvTranspose(k, stride=s, channels=(m1, n)),
    ConvTranspose(k, stride=s, channels=(m2, n)),
)
Y, V = tensor("x", (m1 + m2, I)), tensor("w", (m1 + m2, n, k))
sum_of_parts = part1(crop(Y, (0, 0), (m2, 0)), crop(V, (0, 0, 0), (m2, 0, 0))) + part2(
    crop(Y, (m1, 0), (0, 0)), crop(V, (m1, 0, 0), (0, 0, 0))
)

down = Conv(k, stride=s, groups=g, channels=(g * n, g * m))
up = ConvTranspose(k, stride=s, groups=g, channels=(g * m, g * n))
u = tensor("u", (g * n, up.output_size(I)))

NEIGHBOURS = {
    "first-group": [
        [Equal(crop(result, (0, 0), (rest_out, 0)), last_group)],
        [Equal(crop(result, (rest_out, 0), (0, 0)), first_group)],
        [Equal(crop(result, (0, 0), (rest_out, 0)), 2 * first_group)],
    ],
    "last-group": [
        [Equal(crop(result, (rest_out, 0), (0, 0)), first_group)],
        [Equal(crop(result, (0, 0), (rest_out, 0)), last_group)],
        [Equal(crop(result, (rest_out, 0), (0, 0)), last_group + last_group)],
    ],
    "input-channels-add-up": [
        [Equal(many(Y, V), part1(crop(Y, (0, 0), (m2, 0)), crop(V, (0, 0, 0), (m2, 0, 0))))],
        [
            Equal(
                many(Y, V),
                part1(crop(Y, (m2, 0), (0, 0)), crop(V, (0, 0, 0), (m2, 0, 0)))
                + part2(crop(Y, (0, 0), (m1, 0)), crop(V, (m1, 0, 0), (0, 0, 0))),
            )
        ],
        [Equal(many(Y, V), 2 * sum_of_parts)],
    ],
    "adjoint-with-groups": [
        [Equal(inner(u, up(X, W)), 2 * inner(down(u, W), X))],
        [Equal(inner(u, up(X, W)), inner(down(u, W), X) + inner(X, X))],
        [Equal(inner(u, up(X + X, W)), inner(down(u, W), X))],
    ],
}
