"""Every method gives what scattering gives."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, VAIDYANATHAN, a, b, d, e, k, s, w, x
from symconv.symbolic.claims import Claim, Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)


@theorem(
    why="Row $i$ of the matrix holds the taps exactly where input cell $i$ scatters them.",
    source=f"{GUIDE}, section 4.1",
)
def method_matrix() -> Claim:
    return Equal(up(x, w, method="matrix"), up(x, w))


@theorem(
    why=(
        "Over the stretched input the reversed kernel finds tap $t$ of input cell $i$ at the place "
        "where $i$ scatters it."
    ),
    source=f"{GUIDE}, relationships 12 to 14; the reversal is symconv's remark",
)
def method_zero_insertion() -> Claim:
    return Equal(up(x, w, method="zero-insertion"), up(x, w))


@theorem(
    why="The derivative of a trilinear sum keeps the triples $(o, i, t)$ of the relation.",
    source=f"{GUIDE}, section 4.1",
)
def method_gradient() -> Claim:
    return Equal(up(x, w, method="gradient"), up(x, w))


@theorem(
    why="Given $o$ and $i$, the tap is $(o + b - s i)/d$ where that is a whole number in range.",
    source=OWN,
)
def method_gather() -> Claim:
    return Equal(up(x, w, method="gather"), up(x, w))


@theorem(
    why=(
        "With $o + b = s m + r$ and $s i + d t = o + b$, $s$ divides $d t - r$, and "
        "$i = m - (d t - r)/s$."
    ),
    source=f"{VAIDYANATHAN}, section 4.3",
)
def method_polyphase() -> Claim:
    return Equal(up(x, w, method="polyphase"), up(x, w))


@theorem(
    why="The coefficient of $z^{o+b}$ in the product collects the pairs with $s i + d t = o + b$.",
    source=f"{VAIDYANATHAN}, section 4.1",
)
def method_polynomial() -> Claim:
    return Equal(up(x, w, method="polynomial"), up(x, w))


@theorem(
    why=(
        "Row $i$ of the matrix holds tap $t$ at input cell $s i + d t - b$, where the window meets "
        "it."
    ),
    source=f"{GUIDE}, section 4.1",
)
def method_convolution_matrix() -> Claim:
    down = Conv(k, stride=s, padding=[(b, e)], dilation=d)
    return Equal(down(x, w, method="matrix"), down(x, w))
