"""Output sizes, what brings a size back, and what padding does."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import GUIDE, OWN, I, a, b, d, e, k, n, p, s, w, x
from symconv.operations import crop, flip, inner, ones, stretch, tensor, total
from symconv.symbolic.claims import AtMost, Divides, Equal

FAMILY = "sizes and padding"
up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
full = ConvTranspose(k, stride=s, dilation=d)
K = d * (k - 1) + 1
last = s * (I - 1) + d * (k - 1)
product = ConvTranspose(1)(crop(x, I - 1, 0), crop(w, k - 1, 0))
same = ConvTranspose(k, stride=s, padding=p, dilation=d)
conv = Conv(k, stride=s, padding=p, dilation=d)
again = same.output_size(conv.output_size(n))
returned = up.adjoint().output_size(up.output_size(I))
small = AtMost(a + 1, s)
one = tensor("x", 1)
copies = crop(ones(k), 0, -s), crop(ones(k), -s, 0)
fits = AtMost(K, n + 2 * p)

THEOREMS = (
    Entry(
        "size-formula",
        FAMILY,
        Equal(crop(full(x, w), last, 0), product),
        r"The last product, $x[I-1]\, w[k-1]$, lands on cell $s (I - 1) + d (k - 1)$, and no cell follows: the full output "
        "has one cell more than that. What padding takes and output padding adds, two further theorems say.",
        f"{GUIDE}, relationship 13",
        false=(
            false(Equal(crop(full(x, w), last - 1, 1), product)),
            false(Equal(crop(full(x, w), last + 1, -1), product)),
            false(
                Equal(
                    crop(full(x, w), last, 0),
                    ConvTranspose(1)(crop(x, 0, I - 1), crop(w, k - 1, 0)),
                )
            ),
        ),
    ),
    Entry(
        "size-inverse",
        FAMILY,
        Equal(returned, I),
        "The convolution's window moves over $s (I - 1) + a$ places in steps of $s$, and $a < s$ leaves no further step.",
        f"{GUIDE}, relationship 14",
        (small,),
        false=(
            false(Equal(returned, I)),
            false(Equal(returned, I), AtMost(a, s)),
            false(Equal(returned, I + 1), small),
        ),
    ),
    Entry(
        "size-inverse-only-then",
        FAMILY,
        AtMost(I + 1, returned),
        r"With $a \ge s$ the window fits at least once more.",
        OWN,
        (AtMost(s, a),),
        false=(
            false(AtMost(I + 1, returned), AtMost(s, a + 1)),
            false(AtMost(I + 2, returned), AtMost(s, a)),
            false(Equal(returned, I + 1), AtMost(s, a)),
        ),
    ),
    Entry(
        "equal-parameters-restore-the-size",
        FAMILY,
        Equal(again, n),
        "Without remainder, the window's steps times $s$ are exactly the distance it moved over.",
        f"{GUIDE}, relationship 13",
        (fits, Divides(s, n + 2 * p - K)),
        false=(
            false(Equal(again, n), fits),
            false(Equal(again, n), fits, Divides(s, n)),
            false(Equal(again, n), fits, Divides(s, n + 2 * p - k)),
        ),
    ),
    Entry(
        "equal-parameters-restore-the-size-only-then",
        FAMILY,
        Divides(s, n + 2 * p - K),
        "What is lost is the remainder of $n + 2 p - K$ by $s$, where $K = d (k - 1) + 1$.",
        OWN,
        (fits, Equal(again, n)),
        false=(
            false(Divides(s, n), fits, Equal(again, n)),
            false(Divides(s, n + p - K), AtMost(K, n + p), Equal(again, n)),
            false(Divides(s + 1, n + 2 * p - K), fits, Equal(again, n)),
        ),
    ),
    Entry(
        "padding-is-cropping",
        FAMILY,
        Equal(
            ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w), crop(full(x, w), b, e)
        ),
        "Padding moves the window on the full output; nothing else depends on it.",
        "Dive into Deep Learning, section Transposed Convolution",
        false=(
            false(
                Equal(
                    ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                    crop(full(x, w), e, b),
                )
            ),
            false(
                Equal(
                    ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                    crop(full(crop(x, b, e), w), 0, 0),
                )
            ),
            false(
                Equal(
                    ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w),
                    crop(full(x, w), b, e + 1),
                )
            ),
        ),
    ),
    Entry(
        "output-padding-is-at-the-end",
        FAMILY,
        Equal(up(x, w), crop(full(x, w), b, e - a)),
        "Output padding lengthens the window at its end and leaves its begin where it is.",
        "PyTorch, documentation of ConvTranspose1d",
        false=(
            false(Equal(up(x, w), crop(full(x, w), b - a, e))),
            false(Equal(up(x, w), crop(full(x, w), b, e))),
            false(Equal(up(x, w), crop(full(x, w), b, e + a))),
        ),
    ),
    Entry(
        "total-mass",
        FAMILY,
        Equal(total(full(x, w)), total(x) * total(w)),
        r"Nothing is cropped, so every product $x[i]\, w[t]$ lands in exactly one cell.",
        OWN,
        false=(
            false(Equal(total(same(x, w)), total(x) * total(w))),
            false(Equal(total(full(x, w)), total(x) + total(w))),
            false(Equal(total(Conv(k)(x, w)), total(x) * total(w))),
        ),
    ),
    Entry(
        "shift-equivariance",
        FAMILY,
        Equal(full(crop(x, -n, 0), w), crop(full(x, w), -s * n, 0)),
        "Input cell $i + n$ paints where input cell $i$ painted, $s n$ cells later.",
        OWN,
        false=(
            false(Equal(full(crop(x, -n, 0), w), crop(full(x, w), -n, n - s * n))),
            false(Equal(full(crop(x, -n, 0), w), crop(full(x, w), 0, -s * n))),
            false(Equal(full(crop(x, -n, 0), w), crop(full(x, w), -s * n - 1, 1))),
        ),
    ),
    Entry(
        "one-cell-paints-the-stretched-kernel",
        FAMILY,
        Equal(full(one, w), total(one) * stretch(w, d)),
        r"A single input cell reaches $k$ cells, $d$ apart: its copy of the kernel spreads over $K = d (k - 1) + 1$ cells.",
        OWN,
        false=(
            false(Equal(full(one, w), total(one) * stretch(flip(w), d))),
            false(Equal(full(one, w), total(one) * stretch(w, s))),
            false(Equal(full(one, w), total(one) * w)),
        ),
    ),
    Entry(
        "neighbouring-copies-share-cells",
        FAMILY,
        Equal(inner(*copies), k - s),
        "The copy of the next input cell begins $s$ cells later, so the last $k - s$ cells of one are the first of the other.",
        OWN,
        (AtMost(s, k),),
        on_every_axis=False,
        false=(
            false(Equal(inner(*copies), k - s)),
            false(Equal(inner(*copies), k - s + 1), AtMost(s, k)),
            false(Equal(inner(*copies), k), AtMost(s, k)),
        ),
    ),
    Entry(
        "copies-of-a-short-kernel-are-apart",
        FAMILY,
        Equal(inner(*copies), 0),
        r"With $k \le s$ a copy ends before the next one begins.",
        OWN,
        (AtMost(k, s),),
        on_every_axis=False,
        false=(
            false(Equal(inner(*copies), 0)),
            false(Equal(inner(*copies), 0), AtMost(k, s + 1)),
            false(Equal(inner(*copies), 1), AtMost(k, s)),
        ),
    ),
)
