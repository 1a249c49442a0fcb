"""Channels and groups: one more axis of another kind."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, I, d, g, k, m, n, p, s
from symconv.operations import crop, inner, tensor
from symconv.symbolic.claims import Claim, Equal

X, W = tensor("x", (g * m, I)), tensor("w", (g * m, n, k))
grouped = ConvTranspose(k, stride=s, padding=p, dilation=d, groups=g, channels=(g * m, g * n))
one = ConvTranspose(k, stride=s, padding=p, dilation=d, channels=(m, n))
rest_in, rest_out = (g - 1) * m, (g - 1) * n


@theorem(
    why="Group $q$ maps its own $m$ input channels to its own $n$ output channels.",
    source=OWN,
    on_every_axis=False,
)
def first_group() -> Claim:
    first_group = one(crop(X, (0, 0), (rest_in, 0)), crop(W, (0, 0, 0), (rest_in, 0, 0)))
    return Equal(crop(grouped(X, W), (0, 0), (rest_out, 0)), first_group)


@theorem(
    why="Group $q$ maps its own $m$ input channels to its own $n$ output channels.",
    source=OWN,
    on_every_axis=False,
)
def last_group() -> Claim:
    last_group = one(crop(X, (rest_in, 0), (0, 0)), crop(W, (rest_in, 0, 0), (0, 0, 0)))
    return Equal(crop(grouped(X, W), (rest_out, 0), (0, 0)), last_group)


@theorem(
    why="An output channel is the sum over the input channels, in whatever parts it is taken.",
    source=OWN,
    on_every_axis=False,
)
def input_channels_add_up() -> Claim:
    m1, m2 = sizes("m1 m2")
    many = ConvTranspose(k, stride=s, channels=(m1 + m2, n))
    part1, part2 = (
        ConvTranspose(k, stride=s, channels=(m1, n)),
        ConvTranspose(k, stride=s, channels=(m2, n)),
    )
    Y, V = tensor("x", (m1 + m2, I)), tensor("w", (m1 + m2, n, k))
    sum_of_parts = part1(crop(Y, (0, 0), (m2, 0)), crop(V, (0, 0, 0), (m2, 0, 0))) + part2(
        crop(Y, (m1, 0), (0, 0)), crop(V, (m1, 0, 0), (0, 0, 0))
    )
    return Equal(many(Y, V), sum_of_parts)


@theorem(
    why=(
        r"Both sides add $u\, x\, w$ over the relation of the axis and the channel pairs of one "
        r"group, with one kernel array."
    ),
    source=OWN,
    on_every_axis=False,
)
def adjoint_with_groups() -> Claim:
    down = Conv(k, stride=s, groups=g, channels=(g * n, g * m))
    up = ConvTranspose(k, stride=s, groups=g, channels=(g * m, g * n))
    u = tensor("u", (g * n, up.output_size(I)))
    return Equal(inner(u, up(X, W)), inner(down(u, W), X))
