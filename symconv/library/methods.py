"""Every method gives what scattering gives."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, Variant, false
from symconv.library.letters import GUIDE, OWN, VAIDYANATHAN, a, b, d, e, k, s, w, x
from symconv.operations import flip
from symconv.symbolic.claims import Equal

FAMILY = "methods"
up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
down = Conv(k, stride=s, padding=[(b, e)], dilation=d)
shifted = ConvTranspose(k, stride=s, padding=[(b + 1, e)], output_padding=a, dilation=d)
shorter = ConvTranspose(k, stride=s, padding=[(b, e + 1)], output_padding=a, dilation=d)


def _method(method: str, why: str, source: str) -> Entry:
    result = up(x, w, method=method)
    neighbours: tuple[Variant, ...] = (
        false(Equal(up(x, flip(w), method=method), up(x, w))),
        false(Equal(shifted(x, w, method=method), up(x, w))),
        false(Equal(shorter(x, w, method=method), up(x, w))),
    )
    return Entry(f"method-{method}", FAMILY, Equal(result, up(x, w)), why, source, false=neighbours)


THEOREMS = (
    _method(
        "matrix",
        "Row $i$ of the matrix holds the taps exactly where input cell $i$ scatters them.",
        f"{GUIDE}, section 4.1",
    ),
    _method(
        "zero-insertion",
        "Over the stretched input the reversed kernel finds tap $t$ of input cell $i$ at the place where $i$ scatters it.",
        f"{GUIDE}, relationships 12 to 14; the reversal is symconv's remark",
    ),
    _method(
        "gradient",
        "The derivative of a trilinear sum keeps the triples $(o, i, t)$ of the relation.",
        f"{GUIDE}, section 4.1",
    ),
    _method(
        "gather",
        "Given $o$ and $i$, the tap is $(o + b - s i)/d$ where that is a whole number in range.",
        OWN,
    ),
    _method(
        "polyphase",
        "With $o + b = s m + r$ and $s i + d t = o + b$, $s$ divides $d t - r$, and $i = m - (d t - r)/s$.",
        f"{VAIDYANATHAN}, section 4.3",
    ),
    _method(
        "polynomial",
        "The coefficient of $z^{o+b}$ in the product collects the pairs with $s i + d t = o + b$.",
        f"{VAIDYANATHAN}, section 4.1",
    ),
    Entry(
        "method-convolution-matrix",
        FAMILY,
        Equal(down(x, w, method="matrix"), down(x, w)),
        "Row $i$ of the matrix holds tap $t$ at input cell $s i + d t - b$, where the window meets it.",
        f"{GUIDE}, section 4.1",
        false=(
            false(Equal(down(x, flip(w), method="matrix"), down(x, w))),
            false(
                Equal(
                    Conv(k, stride=s, padding=[(e, b)], dilation=d)(x, w, method="matrix"),
                    down(x, w),
                )
            ),
            false(
                Equal(
                    Conv(k, stride=s, padding=[(b, e)])(x, w, method="matrix"),
                    Conv(k, stride=s + 1, padding=[(b, e)])(x, w),
                )
            ),
        ),
    ),
)
