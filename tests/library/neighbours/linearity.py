"""False neighbours of the theorems in library/linearity.py."""

from __future__ import annotations

from symconv.layers.conv import Conv
from symconv.library.letters import I, s, w, x
from symconv.library.linearity import a, down, u, up, v, y, z
from symconv.operations import flip, gradient, inner, ones, total
from symconv.symbolic.claims import Equal

NEIGHBOURS = {
    "linear-in-the-input": [
        [Equal(up(x + z, w), up(x, w) - up(z, w))],
        [Equal(up(x + z, w), up(x, w))],
        [Equal(up(x + z, w), up(x, w) + up(z, flip(w)))],
    ],
    "linear-in-the-kernel": [
        [Equal(up(x, w + v), up(x, w) - up(x, v))],
        [Equal(up(x, w + v), up(x, w))],
        [Equal(up(x, w + v), up(x, w) + up(flip(x), v))],
    ],
    "scalars-move-through-a-layer": [
        [Equal(up(a * x, w), up(x, w))],
        [Equal(up(a * x, a * w), a * up(x, w))],
        [Equal(up(a * x, w), a * a * up(x, w))],
    ],
    "linear-in-what-is-convolved": [
        [Equal(down(u + y, w), down(u, w) - down(y, w))],
        [Equal(down(u + y, w), down(u, w))],
        [Equal(down(u + y, w), down(u, w) + down(flip(y), w))],
    ],
    "gradient-of-a-sum": [
        [Equal(gradient(total(x), x), x)],
        [Equal(gradient(total(x), x), 2 * ones(I))],
        [Equal(gradient(total(x) * total(x), x), ones(I))],
    ],
    "gradient-of-an-inner-product": [
        [Equal(gradient(inner(x, z), x), x)],
        [Equal(gradient(inner(x, z), x), flip(z))],
        [Equal(gradient(inner(x, flip(z)), x), z)],
    ],
    "gradient-of-a-square": [
        [Equal(gradient(inner(x, x), x), x)],
        [Equal(gradient(inner(x, flip(x)), x), x + x)],
        [Equal(gradient(inner(x, x), x), 3 * x)],
    ],
    "gradient-through-the-transposed-layer": [
        [Equal(gradient(inner(up(x, w), u), x), down(u, flip(w)))],
        [Equal(gradient(inner(up(x, w), u), x), flip(down(u, w)))],
        [Equal(gradient(inner(up(x, w), u), x), x)],
    ],
    "gradient-at-the-kernel": [
        [Equal(gradient(inner(up(x, w), u), w), Conv(I, dilation=s)(u, flip(x)))],
        [Equal(gradient(inner(up(x, w), u), w), flip(Conv(I, dilation=s)(u, x)))],
        [Equal(gradient(inner(up(x, w), u), w), w)],
    ],
}
