"""Output sizes, what brings a size back, and what padding does."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, I, a, b, d, e, k, n, p, s, w, x
from symconv.operations import crop, inner, ones, stretch, tensor, total
from symconv.symbolic.claims import AtMost, Claim, Divides, Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
full = ConvTranspose(k, stride=s, dilation=d)
K = d * (k - 1) + 1
same = ConvTranspose(k, stride=s, padding=p, dilation=d)
conv = Conv(k, stride=s, padding=p, dilation=d)
again = same.output_size(conv.output_size(n))
returned = up.adjoint().output_size(up.output_size(I))
small = AtMost(a + 1, s)
fits = AtMost(K, n + 2 * p)


@theorem(
    why=(
        r"The last product, $x[I-1]\, w[k-1]$, lands on cell $s (I - 1) + d (k - 1)$, and no cell "
        r"follows: the full output has one cell more than that. What padding takes and output "
        r"padding adds, two further theorems say."
    ),
    source=f"{GUIDE}, relationship 13",
)
def size_formula() -> Claim:
    last = s * (I - 1) + d * (k - 1)
    product = ConvTranspose(1)(crop(x, I - 1, 0), crop(w, k - 1, 0))
    return Equal(crop(full(x, w), last, 0), product)


@theorem(
    why=(
        "The convolution's window moves over $s (I - 1) + a$ places in steps of $s$, and $a < s$ "
        "leaves no further step."
    ),
    source=f"{GUIDE}, relationship 14",
    given=(small,),
)
def size_inverse() -> Claim:
    return Equal(returned, I)


@theorem(
    why=r"With $a \ge s$ the window fits at least once more.",
    source=OWN,
    given=(AtMost(s, a),),
)
def size_inverse_only_then() -> Claim:
    return AtMost(I + 1, returned)


@theorem(
    why="Without remainder, the window's steps times $s$ are exactly the distance it moved over.",
    source=f"{GUIDE}, relationship 13",
    given=(fits, Divides(s, n + 2 * p - K)),
)
def equal_parameters_restore_the_size() -> Claim:
    return Equal(again, n)


@theorem(
    why="What is lost is the remainder of $n + 2 p - K$ by $s$, where $K = d (k - 1) + 1$.",
    source=OWN,
    given=(fits, Equal(again, n)),
)
def equal_parameters_restore_the_size_only_then() -> Claim:
    return Divides(s, n + 2 * p - K)


@theorem(
    why="Padding moves the window on the full output; nothing else depends on it.",
    source="Dive into Deep Learning, section Transposed Convolution",
)
def padding_is_cropping() -> Claim:
    return Equal(
        ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)(x, w), crop(full(x, w), b, e)
    )


@theorem(
    why="Output padding lengthens the window at its end and leaves its begin where it is.",
    source="PyTorch, documentation of ConvTranspose1d",
)
def output_padding_is_at_the_end() -> Claim:
    return Equal(up(x, w), crop(full(x, w), b, e - a))


@theorem(
    why=r"Nothing is cropped, so every product $x[i]\, w[t]$ lands in exactly one cell.",
    source=OWN,
)
def total_mass() -> Claim:
    return Equal(total(full(x, w)), total(x) * total(w))


@theorem(
    why="Input cell $i + n$ paints where input cell $i$ painted, $s n$ cells later.",
    source=OWN,
)
def shift_equivariance() -> Claim:
    return Equal(full(crop(x, -n, 0), w), crop(full(x, w), -s * n, 0))


@theorem(
    why=(
        r"A single input cell reaches $k$ cells, $d$ apart: its copy of the kernel spreads over "
        r"$K = d (k - 1) + 1$ cells."
    ),
    source=OWN,
)
def one_cell_paints_the_stretched_kernel() -> Claim:
    one = tensor("x", 1)
    return Equal(full(one, w), total(one) * stretch(w, d))


@theorem(
    why=(
        "The copy of the next input cell begins $s$ cells later, so the last $k - s$ cells of one "
        "are the first of the other."
    ),
    source=OWN,
    given=(AtMost(s, k),),
    on_every_axis=False,
)
def neighbouring_copies_share_cells() -> Claim:
    first, second = crop(ones(k), 0, -s), crop(ones(k), -s, 0)
    return Equal(inner(first, second), k - s)


@theorem(
    why=r"With $k \le s$ a copy ends before the next one begins.",
    source=OWN,
    given=(AtMost(k, s),),
    on_every_axis=False,
)
def copies_of_a_short_kernel_are_apart() -> Claim:
    first, second = crop(ones(k), 0, -s), crop(ones(k), -s, 0)
    return Equal(inner(first, second), 0)
