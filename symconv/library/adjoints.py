"""Adjoints and gradients: three readings of one trilinear sum."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, I, a, b, d, e, k, n, s, w, x
from symconv.operations import inner, tensor
from symconv.symbolic.claims import AtMost, Claim, Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
down = Conv(k, stride=s, padding=[(b, e)], dilation=d)
back = down.adjoint(n)

O = up.output_size(I)
u = tensor("u", O)
large = tensor("u", n)
small = tensor("x", down.output_size(n))
taps = tensor("h", k)


@theorem(
    why=r"Both sides add $u[o]\, x[i]\, w[t]$ over the triples with $s i + d t = o + b$.",
    source=f"{GUIDE}, section 4.1",
)
def adjoint() -> Claim:
    return Equal(inner(down(large, w), small), inner(large, back(small, w)))


@theorem(
    why=r"Both sides add $u[o]\, x[i]\, w[t]$ over the triples with $s i + d t = o + b$.",
    source=OWN,
    given=(AtMost(a + 1, s),),
)
def adjoint_of_the_transposed_layer() -> Claim:
    return Equal(inner(u, up(x, w)), inner(up.adjoint()(u, w), x))


@theorem(
    why="Entry $(i, o)$ of $C$ is tap $t$ exactly where $s i + d t = o + b$.",
    source=f"{GUIDE}, section 4.1",
    given=(AtMost(a + 1, s),),
)
def matrices_are_transposed() -> Claim:
    return Equal(up.adjoint().matrix(w, O).T, up.matrix(w, I))


@theorem(
    why=(
        "The form is linear in its input, so its exact increment is its derivative: the transposed "
        "layer applied to $x$."
    ),
    source=f"{GUIDE}, section 4.1",
)
def input_gradient_of_the_convolution() -> Claim:
    change = tensor("h", n)
    return Equal(
        inner(down(large + change, w), small),
        inner(down(large, w), small) + inner(change, back(small, w)),
    )


@theorem(
    why=(
        "The form is linear in its input, so its exact increment is its derivative: the convolution "
        "applied to $u$."
    ),
    source=f"{GUIDE}, section 4.1 (and vice versa)",
    given=(AtMost(a + 1, s),),
)
def input_gradient_of_the_transposed_layer() -> Claim:
    h = tensor("h", I)
    return Equal(inner(u, up(x + h, w)), inner(u, up(x, w)) + inner(up.adjoint()(u, w), h))


@theorem(
    why=(
        r"The derivative by tap $t$ adds $u[o]\, x[i]$ with $o = s i + d t - b$: the input slides "
        r"as a kernel; $s$ and $d$ change places."
    ),
    source=OWN,
)
def kernel_gradient_of_the_transposed_layer() -> Claim:
    return Equal(
        inner(u, up(x, w + taps)),
        inner(u, up(x, w)) + inner(up.kernel_gradient(x, u), taps),
    )


@theorem(
    why=(
        r"The derivative by tap $t$ adds $u[o]\, x[i]$ with $o = s i + d t - b$: the output's "
        r"gradient slides as a dilated kernel."
    ),
    source=OWN,
)
def kernel_gradient_of_the_convolution() -> Claim:
    return Equal(
        inner(down(large, w + taps), small),
        inner(down(large, w), small) + inner(down.kernel_gradient(large, small), taps),
    )
