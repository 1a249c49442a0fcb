"""False neighbours of the theorems in library/adjoints.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, a, b, d, e, k, n, s, w, x
from symconv.operations import flip, inner, tensor
from symconv.symbolic.claims import AtMost, Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
plain = ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)
down = Conv(k, stride=s, padding=[(b, e)], dilation=d)
back = down.adjoint(n)

O = up.output_size(I)
u = tensor("u", O)
h = tensor("h", I)
large = tensor("u", n)
small = tensor("x", down.output_size(n))
change = tensor("h", n)
taps = tensor("h", k)
plain_u = tensor("u", plain.output_size(I))
kernel_gradient = Conv(I, stride=d, padding=[(b, e)], dilation=s)

NEIGHBOURS = {
    "adjoint": [
        [Equal(inner(down(large, w), small), inner(large, back(small, flip(w))))],
        [Equal(inner(down(large, w), small), inner(flip(large), back(small, w)))],
        [Equal(inner(down(large, w), small), inner(large, down.adjoint(n)(small, 2 * w)))],
    ],
    "adjoint-of-the-transposed-layer": [
        [Equal(inner(u, up(x, w)), inner(up.adjoint()(u, flip(w)), x)), AtMost(a + 1, s)],
        [Equal(inner(u, up(x, w)), inner(up.adjoint()(flip(u), w), x)), AtMost(a + 1, s)],
        [Equal(inner(u, up(x, w)), inner(up.adjoint()(u, w), flip(x))), AtMost(a + 1, s)],
    ],
    "matrices-are-transposed": [
        [Equal(up.adjoint().matrix(flip(w), O).T, up.matrix(w, I)), AtMost(a + 1, s)],
        [
            Equal(Conv(k, stride=s, padding=[(e, b)], dilation=d).matrix(w, O).T, up.matrix(w, I)),
            AtMost(a + 1, s),
        ],
        [Equal(up.adjoint().matrix(w, O).T, 2 * up.matrix(w, I)), AtMost(a + 1, s)],
    ],
    "input-gradient-of-the-convolution": [
        [Equal(inner(down(large + change, w), small), inner(change, back(small, w)))],
        [
            Equal(
                inner(down(large + change, w), small),
                inner(down(large, w), small) + inner(change, back(small, flip(w))),
            )
        ],
        [
            Equal(
                inner(down(large + change, w), small),
                inner(down(large, w), small) + 2 * inner(change, back(small, w)),
            )
        ],
    ],
    "input-gradient-of-the-transposed-layer": [
        [Equal(inner(u, up(x + h, w)), inner(up.adjoint()(u, w), h)), AtMost(a + 1, s)],
        [
            Equal(inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, w), x)),
            AtMost(a + 1, s),
        ],
        [
            Equal(inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, flip(w)), h)),
            AtMost(a + 1, s),
        ],
    ],
    "kernel-gradient-of-the-transposed-layer": [
        [Equal(inner(plain_u, plain(x, w + taps)), inner(kernel_gradient(plain_u, x), taps))],
        [
            Equal(
                inner(plain_u, plain(x, w + taps)),
                inner(plain_u, plain(x, w)) + inner(kernel_gradient(plain_u, flip(x)), taps),
            )
        ],
        [
            Equal(
                inner(plain_u, plain(x, w + taps)),
                inner(plain_u, plain(x, w)) + inner(kernel_gradient(plain_u, x), flip(taps)),
            )
        ],
    ],
    "kernel-gradient-of-the-convolution": [
        [
            Equal(
                inner(plain.adjoint()(plain_u, w + taps), x),
                inner(kernel_gradient(plain_u, x), taps),
            )
        ],
        [
            Equal(
                inner(plain.adjoint()(plain_u, w + taps), x),
                inner(plain.adjoint()(plain_u, w), x)
                + inner(kernel_gradient(flip(plain_u), x), taps),
            )
        ],
        [
            Equal(
                inner(plain.adjoint()(plain_u, w + taps), x),
                inner(plain.adjoint()(plain_u, w), x)
                + inner(kernel_gradient(plain_u, x), flip(taps)),
            )
        ],
    ],
}
