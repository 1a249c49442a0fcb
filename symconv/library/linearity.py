"""Layers are linear in both arguments, and what follows for gradients."""

from __future__ import annotations

from sympy import Symbol

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, I, k, s, w, x
from symconv.operations import gradient, inner, ones, tensor, total
from symconv.symbolic.claims import Claim, Equal

up = ConvTranspose(k, stride=s)
down = Conv(k, stride=s)
z = tensor("z", I)
v = tensor("v", k)
u = tensor("u", s * (I - 1) + k)
a = Symbol("a")
y = tensor("y", s * (I - 1) + k)


@theorem(
    why="Every product has one cell of the input as a factor.",
    source=OWN,
)
def linear_in_the_input() -> Claim:
    return Equal(up(x + z, w), up(x, w) + up(z, w))


@theorem(
    why="Every product has one tap as a factor.",
    source=OWN,
)
def linear_in_the_kernel() -> Claim:
    return Equal(up(x, w + v), up(x, w) + up(x, v))


@theorem(
    why="A factor of every cell of the input is a factor of every product.",
    source=OWN,
    on_every_axis=False,
)
def scalars_move_through_a_layer() -> Claim:
    return Equal(up(a * x, w), a * up(x, w))


@theorem(
    why="Every product has one cell of the input as a factor.",
    source=OWN,
)
def linear_in_what_is_convolved() -> Claim:
    return Equal(down(u + y, w), down(u, w) + down(y, w))


@theorem(
    why="Each cell is a summand of its own.",
    source=OWN,
    on_every_axis=False,
)
def gradient_of_a_sum() -> Claim:
    return Equal(gradient(total(x), x), ones(I))


@theorem(
    why="The factor of $x_i$ is $z_i$.",
    source=OWN,
    on_every_axis=False,
)
def gradient_of_an_inner_product() -> Claim:
    return Equal(gradient(inner(x, z), x), z)


@theorem(
    why="Each of the two equal factors gives the other one.",
    source=OWN,
    on_every_axis=False,
)
def gradient_of_a_square() -> Claim:
    return Equal(gradient(inner(x, x), x), x + x)


@theorem(
    why="The gradient at the input is the convolution of the gradient at the output.",
    source=OWN,
    on_every_axis=False,
)
def gradient_through_the_transposed_layer() -> Claim:
    return Equal(gradient(inner(up(x, w), u), x), down(u, w))


@theorem(
    why="The gradient at the taps is a convolution with the input as kernel, its cells $s$ apart.",
    source=OWN,
    on_every_axis=False,
)
def gradient_at_the_kernel() -> Claim:
    return Equal(gradient(inner(up(x, w), u), w), Conv(I, dilation=s)(u, x))
