"""Adjoints and gradients: three readings of one trilinear sum."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import GUIDE, OWN, I, a, b, d, e, k, n, s, w, x
from symconv.operations import flip, inner, tensor
from symconv.symbolic.claims import AtMost, Equal

FAMILY = "adjoints and gradients"
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

THEOREMS = (
    Entry(
        "adjoint",
        FAMILY,
        Equal(inner(down(large, w), small), inner(large, back(small, w))),
        r"Both sides add $u[o]\, x[i]\, w[t]$ over the triples with $s i + d t = o + b$.",
        f"{GUIDE}, section 4.1",
        false=(
            false(Equal(inner(down(large, w), small), inner(large, back(small, flip(w))))),
            false(Equal(inner(down(large, w), small), inner(flip(large), back(small, w)))),
            false(Equal(inner(down(large, w), small), inner(large, down.adjoint(n)(small, 2 * w)))),
        ),
    ),
    Entry(
        "adjoint-of-the-transposed-layer",
        FAMILY,
        Equal(inner(u, up(x, w)), inner(up.adjoint()(u, w), x)),
        r"Both sides add $u[o]\, x[i]\, w[t]$ over the triples with $s i + d t = o + b$.",
        OWN,
        (AtMost(a + 1, s),),
        false=(
            false(Equal(inner(u, up(x, w)), inner(up.adjoint()(u, flip(w)), x)), AtMost(a + 1, s)),
            false(Equal(inner(u, up(x, w)), inner(up.adjoint()(flip(u), w), x)), AtMost(a + 1, s)),
            false(Equal(inner(u, up(x, w)), inner(up.adjoint()(u, w), flip(x))), AtMost(a + 1, s)),
        ),
    ),
    Entry(
        "matrices-are-transposed",
        FAMILY,
        Equal(up.adjoint().matrix(w, O).T, up.matrix(w, I)),
        "Entry $(i, o)$ of $C$ is tap $t$ exactly where $s i + d t = o + b$.",
        f"{GUIDE}, section 4.1",
        (AtMost(a + 1, s),),
        false=(
            false(Equal(up.adjoint().matrix(flip(w), O).T, up.matrix(w, I)), AtMost(a + 1, s)),
            false(
                Equal(
                    Conv(k, stride=s, padding=[(e, b)], dilation=d).matrix(w, O).T, up.matrix(w, I)
                ),
                AtMost(a + 1, s),
            ),
            false(Equal(up.adjoint().matrix(w, O).T, 2 * up.matrix(w, I)), AtMost(a + 1, s)),
        ),
    ),
    Entry(
        "input-gradient-of-the-convolution",
        FAMILY,
        Equal(
            inner(down(large + change, w), small),
            inner(down(large, w), small) + inner(change, back(small, w)),
        ),
        "The form is linear in its input, so its exact increment is its derivative: the transposed layer applied to $x$.",
        f"{GUIDE}, section 4.1",
        false=(
            false(Equal(inner(down(large + change, w), small), inner(change, back(small, w)))),
            false(
                Equal(
                    inner(down(large + change, w), small),
                    inner(down(large, w), small) + inner(change, back(small, flip(w))),
                )
            ),
            false(
                Equal(
                    inner(down(large + change, w), small),
                    inner(down(large, w), small) + 2 * inner(change, back(small, w)),
                )
            ),
        ),
    ),
    Entry(
        "input-gradient-of-the-transposed-layer",
        FAMILY,
        Equal(inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, w), h)),
        "The form is linear in its input, so its exact increment is its derivative: the convolution applied to $u$.",
        f"{GUIDE}, section 4.1 (and vice versa)",
        (AtMost(a + 1, s),),
        false=(
            false(Equal(inner(u, up(x + h, w)), inner(up.adjoint()(u, w), h)), AtMost(a + 1, s)),
            false(
                Equal(inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, w), x)),
                AtMost(a + 1, s),
            ),
            false(
                Equal(
                    inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, flip(w)), h)
                ),
                AtMost(a + 1, s),
            ),
        ),
    ),
    Entry(
        "kernel-gradient-of-the-transposed-layer",
        FAMILY,
        Equal(
            inner(plain_u, plain(x, w + taps)),
            inner(plain_u, plain(x, w)) + inner(kernel_gradient(plain_u, x), taps),
        ),
        r"The derivative by tap $t$ adds $u[o]\, x[i]$ with $o = s i + d t - b$: the input slides as a kernel; $s$ and $d$ "
        "change places.",
        OWN,
        false=(
            false(
                Equal(inner(plain_u, plain(x, w + taps)), inner(kernel_gradient(plain_u, x), taps))
            ),
            false(
                Equal(
                    inner(plain_u, plain(x, w + taps)),
                    inner(plain_u, plain(x, w)) + inner(kernel_gradient(plain_u, flip(x)), taps),
                )
            ),
            false(
                Equal(
                    inner(plain_u, plain(x, w + taps)),
                    inner(plain_u, plain(x, w)) + inner(kernel_gradient(plain_u, x), flip(taps)),
                )
            ),
        ),
    ),
    Entry(
        "kernel-gradient-of-the-convolution",
        FAMILY,
        Equal(
            inner(plain.adjoint()(plain_u, w + taps), x),
            inner(plain.adjoint()(plain_u, w), x) + inner(kernel_gradient(plain_u, x), taps),
        ),
        r"The derivative by tap $t$ adds $u[o]\, x[i]$ with $o = s i + d t - b$: the output's gradient slides as a dilated "
        "kernel.",
        OWN,
        false=(
            false(
                Equal(
                    inner(plain.adjoint()(plain_u, w + taps), x),
                    inner(kernel_gradient(plain_u, x), taps),
                )
            ),
            false(
                Equal(
                    inner(plain.adjoint()(plain_u, w + taps), x),
                    inner(plain.adjoint()(plain_u, w), x)
                    + inner(kernel_gradient(flip(plain_u), x), taps),
                )
            ),
            false(
                Equal(
                    inner(plain.adjoint()(plain_u, w + taps), x),
                    inner(plain.adjoint()(plain_u, w), x)
                    + inner(kernel_gradient(plain_u, x), flip(taps)),
                )
            ),
        ),
    ),
)
