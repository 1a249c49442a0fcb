"""The fifteen relationships of Dumoulin and Visin's guide, by number.

The input size is i; p' and s' of the text are computed.
"""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, d, k, p, s
from symconv.operations import crop, flip, ones, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Claim, Equal

i, n = sizes("i n")
x, w = tensor("x", i), tensor("w", k)
kernel = flip(w)
odd = 2 * n + 1
odd_w = tensor("w", odd)
K = d * (k - 1) + 1
half = Conv(k, stride=s, padding=p)
full = ConvTranspose(k)(x, kernel)
remainder = (n + 2 * p - k) % s
twin = ConvTranspose(k, stride=s, padding=p, output_padding=remainder)
fits = AtMost(k, n + 2 * p)


@theorem(
    why=(
        "The window meets only input cells at the $i - k + 1$ places that are $k - 1$ cells away "
        "from the ends of the full sum."
    ),
    source=f"{GUIDE}, relationship 1",
    given=(AtMost(k, i),),
)
def guide_01() -> Claim:
    return Equal(Conv(k)(x, w), crop(full, k - 1, k - 1))


@theorem(
    why="Padding $p$ gives $p$ more places at each end: $i - k + 2 p + 1$.",
    source=f"{GUIDE}, relationship 2",
)
def guide_02() -> Claim:
    return Equal(Conv(k, padding=p)(x, w), crop(full, k - 1 - p, k - 1 - p))


@theorem(
    why=(
        "With $k = 2 n + 1$ and padding $n$ as many cells remain as the input has: $i + 2 n - 2 n$."
    ),
    source=f"{GUIDE}, relationship 3",
)
def guide_03() -> Claim:
    return Equal(Conv(odd, padding=n)(x, odd_w), crop(ConvTranspose(odd)(x, flip(odd_w)), n, n))


@theorem(
    why="Full padding gives every place that meets an input cell: $i + k - 1$.",
    source=f"{GUIDE}, relationship 4",
)
def guide_04() -> Claim:
    return Equal(Conv(k, padding=k - 1)(x, w), full)


@theorem(
    why=(
        r"Stride $s$ keeps one in $s$ of the $i - k + 1$ places: $\lfloor (i - k)/s \rfloor + 1$ of "
        r"them."
    ),
    source=f"{GUIDE}, relationship 5",
    given=(AtMost(k, i),),
)
def guide_05() -> Claim:
    return Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, w), s))


@theorem(
    why=(
        r"Stride $s$ keeps one in $s$ of the $i + 2 p - k + 1$ places: "
        r"$\lfloor (i + 2 p - k)/s \rfloor + 1$ of them."
    ),
    source=f"{GUIDE}, relationship 6",
    given=(AtMost(k, i + 2 * p),),
)
def guide_06() -> Claim:
    return Equal(half(x, w), subsample(Conv(k, padding=p)(x, w), s))


@theorem(
    why=(
        "Pooling takes the windows of a convolution without padding; summing them is a kernel of "
        "ones."
    ),
    source=f"{GUIDE}, relationship 7",
    given=(AtMost(k, i),),
)
def guide_07() -> Claim:
    return Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s))


@theorem(
    why="The reversed kernel with full padding meets exactly the pairs $i + t = o$.",
    source=f"{GUIDE}, relationship 8",
)
def guide_08() -> Claim:
    return Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, kernel))


@theorem(
    why="Cropping $p$ cells is padding $p$ cells less.",
    source=f"{GUIDE}, relationship 9",
)
def guide_09() -> Claim:
    return Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, kernel))


@theorem(
    why="With $k = 2 n + 1$ half padding is its own partner: $k - 1 - n = n$.",
    source=f"{GUIDE}, relationship 10",
)
def guide_10() -> Claim:
    return Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, flip(odd_w)))


@theorem(
    why="Cropping $k - 1$ cells leaves no padding: $k - 1 - (k - 1) = 0$.",
    source=f"{GUIDE}, relationship 11",
)
def guide_11() -> Claim:
    return Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, kernel))


@theorem(
    why="Over the stretched input the reversed kernel meets exactly the pairs $s i + t = o$.",
    source=f"{GUIDE}, relationship 12",
)
def guide_12() -> Claim:
    return Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), kernel))


@theorem(
    why="As 12, with $p$ cells cropped at each end.",
    source=f"{GUIDE}, relationship 13",
)
def guide_13() -> Claim:
    strided = ConvTranspose(k, stride=s, padding=p)
    return Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), kernel))


@theorem(
    why="As 13; the remainder of $n + 2 p - k$ by $s$ comes back as zeros at the end.",
    source=f"{GUIDE}, relationship 14",
    given=(fits,),
)
def guide_14() -> Claim:
    inner_x = tensor("x", half.output_size(n))
    return Equal(
        twin(inner_x, w),
        Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), kernel),
    )


@theorem(
    why=(
        r"A dilated kernel reaches over $K = k + (k - 1)(d - 1)$ cells: its window has "
        r"$\lfloor (i + 2 p - K)/s \rfloor + 1$ places."
    ),
    source=f"{GUIDE}, relationship 15",
    given=(AtMost(K, i + 2 * p),),
)
def guide_15() -> Claim:
    dilated = Conv(k, stride=s, padding=p, dilation=d)
    return Equal(dilated(x, w), subsample(Conv(K, padding=p)(x, stretch(w, d)), s))


@theorem(
    why="With that output padding the transposed layer leads back to every input size.",
    source=f"{GUIDE}, relationship 14",
    given=(fits,),
)
def guide_14_size() -> Claim:
    return Equal(twin.output_size(half.output_size(n)), n)
