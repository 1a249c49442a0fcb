"""Operations: what each of them is in other words."""

from __future__ import annotations

from typing import Any

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, VAIDYANATHAN, I, J, a, c, k, m, n, p, q, r, s, w, x
from symconv.operations import (
    arange,
    box_kernel,
    concat,
    crop,
    flip,
    fold,
    inner,
    merge_axes,
    one_hot,
    ones,
    outer,
    over,
    pad,
    permute,
    pixel_shuffle,
    product,
    split_axis,
    stretch,
    subsample,
    tensor,
    total,
    unfold,
    unpad,
)
from symconv.symbolic.claims import Claim, Equal

SHI = (
    "W. Shi et al., Real-time single image and video super-resolution, 2016 (sub-pixel convolution)"
)
t = sizes("t")
y = tensor("y", J)
padded = tensor("u", I + p + a)
full = s * (I - 1) + k
taps = tensor("v", s * q)
down = Conv(k, stride=s)
columns = unfold(x, k, s)


@theorem(
    why="The one tap at $p$ moves every cell by $p$.",
    source=OWN,
)
def padding_is_a_layer_with_one_tap() -> Claim:
    return Equal(ConvTranspose(k)(x, one_hot(k, p)), pad(x, p, k - 1 - p))


@theorem(
    why="Both sides add $x_j u_o$ over all $o$ to which the padding copies $j$.",
    source=OWN,
    on_every_axis=False,
)
def circular_padding_and_its_transpose() -> Claim:
    around = pad(x, p, a, "circular")
    return Equal(inner(around, padded), inner(x, unpad(padded, p, a, "circular")))


@theorem(
    why="The cells in front are copies of the first one, those behind of the last one.",
    source=OWN,
    on_every_axis=False,
)
def replicate_padding_and_its_transpose() -> Claim:
    kept = pad(x, p, a, "replicate")
    return Equal(inner(kept, padded), inner(x, unpad(padded, p, a, "replicate")))


@theorem(
    why="A convolution adds over the input channels: first those of one part, then those of the other.",
    source=OWN,
    on_every_axis=False,
)
def concatenated_channels_add_up() -> Claim:
    one, other, kernel = tensor("x", (m, I)), tensor("y", (n, I)), tensor("w", (c, m + n, k))
    both = Conv(k, stride=s, channels=(m + n, c))(concat(one, other), kernel)
    first = Conv(k, stride=s, channels=(m, c))(one, kernel[:, :m])
    return Equal(both, first + Conv(k, stride=s, channels=(n, c))(other, kernel[:, m:]))


@theorem(
    why="Position $m i + j$ has one quotient and one remainder by $m$.",
    source=OWN,
    on_every_axis=False,
)
def splitting_an_axis_and_merging_it() -> Claim:
    row = tensor("x", m * n)
    return Equal(merge_axes(split_axis(row, 0, (n, m)), 0), row)


@theorem(
    why=(
        "Output $s i + a$ of channel $c$ is output $i$ of channel $s c + a$: the reversed kernels of "
        "the $s$ channels, interleaved, are the kernel of one layer of stride $s$."
    ),
    source=SHI,
    on_every_axis=False,
)
def pixel_shuffle_of_channels() -> Claim:
    image, kernel = tensor("x", (m, I)), tensor("w", (c * s, m, k))
    small = Conv(k, padding=k - 1, channels=(m, c * s))
    interleaved = pixel_shuffle(permute(flip(kernel, axes=2), (1, 0, 2)), (s,))
    large = ConvTranspose(s * k, stride=s, channels=(m, c))
    return Equal(pixel_shuffle(small(image, kernel), s), large(image, interleaved))


@theorem(
    why="Column $o$ is the window at $o$; times the kernel and added up it is the cell $o$.",
    source=OWN,
    on_every_axis=False,
)
def columns_times_the_kernel() -> Claim:
    weighted = product(unfold(x, k), outer(w, ones(I - k + 1)))
    return Equal(total(weighted, axes=0), Conv(k)(x, w))


@theorem(
    why="Column $i$ of the product is the copy of the kernel that $x_i$ paints, and copies add up.",
    source=OWN,
    on_every_axis=False,
)
def folding_the_copies_of_the_kernel() -> Claim:
    copies = outer(w, x)
    return Equal(fold(copies, full, k, s, channels=False), ConvTranspose(k, stride=s)(x, w))


@theorem(
    why="A cell comes back once from every window that it is in.",
    source=OWN,
    on_every_axis=False,
)
def fold_counts_windows() -> Claim:
    counts = fold(unfold(ones(I), k, s), I, k, s, channels=False)
    return Equal(fold(columns, I, k, s, channels=False), product(x, counts))


@theorem(why="The $k$ taps of $1/k$ add up to one.", source=OWN, on_every_axis=False)
def moving_average_of_ones() -> Claim:
    return Equal(Conv(k)(ones(I), box_kernel(k)), ones(I - k + 1))


@theorem(why="Counting backwards is counting from the end.", source=OWN, on_every_axis=False)
def reversed_count() -> Claim:
    return Equal(flip(arange(I)), (I - 1) * ones(I) - arange(I))


@theorem(
    why="A bias is the same in every cell.",
    source=OWN,
    on_every_axis=False,
)
def bias_is_added_everywhere() -> Claim:
    return Equal(down(x, w, total(y)), down(x, w) + total(y) * ones(down.output_size(I)))


@theorem(
    why=(
        "Phase $r$ of the output is a layer of stride one with every $s$-th tap, the taps "
        "$s t + r$; every tap is in one phase."
    ),
    source=VAIDYANATHAN,
    on_every_axis=False,
)
def the_phases_of_a_layer_add_up() -> Claim:
    def phase(r: Any) -> Any:
        outputs = ConvTranspose(q)(x, subsample(taps, s, r))
        return pad(stretch(outputs, s), r, s - 1 - r)

    return Equal(over(r, s, phase), ConvTranspose(s * q, stride=s)(x, taps))


@theorem(
    why="Every cell $o = s i + r$ is in one phase, and stands there at $i$.",
    source=VAIDYANATHAN,
    on_every_axis=False,
)
def the_phases_of_a_signal_add_up() -> Claim:
    def placed(r: Any) -> Any:
        phase = stretch(subsample(x, s, r), s)
        return crop(phase, -r, phase.shape[0] + r - I)

    return Equal(over(r, s, placed), x)


@theorem(
    why="Tap $t$ adds the stretched input, moved by $t$ and weighted by $w_t$.",
    source=OWN,
    on_every_axis=False,
)
def a_layer_adds_up_its_taps() -> Claim:
    shifted = over(t, k, lambda t: pad(stretch(x, s), t, k - 1 - t) * w[t])
    return Equal(shifted, ConvTranspose(k, stride=s)(x, w))


@theorem(
    why="Tap $t$ adds the part of the input that begins at $t$, weighted by $w_t$.",
    source=OWN,
    on_every_axis=False,
)
def a_window_adds_up_its_taps() -> Claim:
    weighted = over(t, k, lambda t: x[t : t + I - k + 1] * w[t])
    return Equal(weighted, Conv(k)(x, w))
