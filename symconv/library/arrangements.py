"""Cells padded, joined, repeated and put in another order."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, I, J, a, b, c, d, e, k, m, n, p, q, r, s, w, x
from symconv.operations import (
    concat,
    crop,
    flip,
    fold,
    inner,
    ones,
    pad,
    permute,
    pixel_shuffle,
    pixel_unshuffle,
    repeat,
    subsample,
    tensor,
    total,
    unfold,
)
from symconv.symbolic.claims import AtMost, Claim, Equal

l, t = sizes("l t")
up = ConvTranspose(k, stride=s)
y = tensor("y", J)
z = tensor("z", I)
h = tensor("h", m)
u = tensor("u", n)
blocks = tensor("u", s * I)
plane = tensor("x", (I, J))
stencil = tensor("w", (k, l))
phases = tensor("x", (c * s, I))
windows = tensor("v", (k, (n - k) // s + 1))
wide = ConvTranspose((k, l), stride=(s, t))
tall = ConvTranspose((l, k), stride=(t, s))
fits = AtMost(k, n)
inside = AtMost(b, I), AtMost(e, I)
OPPENHEIM = "A. V. Oppenheim and R. W. Schafer, Discrete-Time Signal Processing, 1989"
SHI = "W. Shi and others, Real-time single image and video super-resolution, 2016"
frame = tensor("u", I + b + e)
channels = tensor("x", (c, s * I))


@theorem(
    why="What was put in front and behind is cut off again.",
    source=OWN,
)
def a_pad_is_undone_by_a_crop() -> Claim:
    return Equal(crop(pad(x, b, e), b, e), x)


@theorem(
    why="Zeros in front of zeros are more zeros.",
    source=OWN,
)
def pads_add_up() -> Claim:
    return Equal(pad(pad(x, b, e), a, p), pad(x, b + a, e + p))


@theorem(
    why="A window that begins before a tensor reads zeros there.",
    source=OWN,
)
def padding_is_a_negative_crop() -> Claim:
    return Equal(pad(x, b, e), crop(x, -b, -e))


@theorem(
    why="What stands in front stands behind after a reversal.",
    source=OWN,
)
def a_reversed_pad() -> Claim:
    return Equal(flip(pad(x, b, e)), pad(flip(x), e, b))


@theorem(
    why="Cropping twice moves both ends of the window twice.",
    source=OWN,
)
def a_crop_of_a_crop() -> Claim:
    return Equal(crop(crop(x, b, e), a, p), crop(x, b + a, e + p))


@theorem(
    why="The first cells of a tensor are the last of the reversed one.",
    source=OWN,
)
def a_reversed_crop() -> Claim:
    return Equal(flip(crop(x, b, e)), crop(flip(x), e, b))


@theorem(
    why="Zeros add nothing.",
    source=OWN,
)
def a_pad_keeps_the_sum() -> Claim:
    return Equal(total(pad(x, b, e)), total(x))


@theorem(
    why="Both pair cell $i$ of the one with cell $i + b$ of the other.",
    source=OWN,
)
def crop_is_the_adjoint_of_pad() -> Claim:
    return Equal(inner(pad(x, b, e), frame), inner(x, crop(frame, b, e)))


@theorem(
    why="Each part is zero where the other one stands.",
    source=OWN,
    on_every_axis=False,
)
def joined_is_padded_and_added() -> Claim:
    return Equal(concat(x, y), pad(x, 0, J) + pad(y, I, 0))


@theorem(
    why="Where a part begins depends on what stands before it, not on who was joined first.",
    source=OWN,
    on_every_axis=False,
)
def joining_is_associative() -> Claim:
    return Equal(concat(concat(x, y), h), concat(x, concat(y, h)))


@theorem(
    why="The last part comes first, and each part backwards.",
    source=OWN,
    on_every_axis=False,
)
def joined_tensors_are_reversed_from_the_end() -> Claim:
    return Equal(flip(concat(x, y)), concat(flip(y), flip(x)))


@theorem(
    why="Cutting the second part off leaves the first.",
    source=OWN,
    on_every_axis=False,
)
def the_first_of_two_joined() -> Claim:
    return Equal(crop(concat(x, y), 0, J), x)


@theorem(
    why="Cutting the first part off leaves the second.",
    source=OWN,
    on_every_axis=False,
)
def the_last_of_two_joined() -> Claim:
    return Equal(crop(concat(x, y), I, 0), y)


@theorem(
    why="Every cell of the joined tensor belongs to one of the two.",
    source=OWN,
    on_every_axis=False,
)
def joined_sums() -> Claim:
    return Equal(total(concat(x, y)), total(x) + total(y))


@theorem(
    why="The output of the second part begins $s I$ cells later; where both reach they are added.",
    source=OPPENHEIM,
    on_every_axis=False,
)
def overlap_add() -> Claim:
    return Equal(up(concat(x, y), w), pad(up(x, w), 0, s * J) + pad(up(y, w), s * I, 0))


@theorem(
    why="The padding of a convolution is a pad of its input; that of a transposed one is a crop "
    "of its output.",
    source=f"{GUIDE}, relationship 2",
)
def padding_of_a_convolution() -> Claim:
    return Equal(
        Conv(k, stride=s, padding=[(b, e)], dilation=d)(u, w),
        Conv(k, stride=s, dilation=d)(pad(u, b, e), w),
    )


@theorem(
    why="Each cell paints its own $s$ cells, none of them twice.",
    source=OWN,
)
def repeating_is_a_layer_of_ones() -> Claim:
    return Equal(repeat(x, s), ConvTranspose(s, stride=s)(x, ones(s)))


@theorem(
    why=r"The cell at $o$ is the one at $\lfloor o / (s q) \rfloor$, in one step or in two.",
    source=OWN,
)
def repeats_multiply() -> Claim:
    return Equal(repeat(repeat(x, s), q), repeat(x, s * q))


@theorem(
    why="Any of the $s$ copies of a cell will do.",
    source=OWN,
    given=(AtMost(r + 1, s),),
)
def repeated_cells_are_found_again() -> Claim:
    return Equal(subsample(repeat(x, s), s, r), x)


@theorem(
    why="Every cell is there $s$ times.",
    source=OWN,
    on_every_axis=False,
)
def repeating_multiplies_the_sum() -> Claim:
    return Equal(total(repeat(x, s)), s * total(x))


@theorem(
    why="The copies of a cell stay together.",
    source=OWN,
)
def a_reversed_repeat() -> Claim:
    return Equal(flip(repeat(x, s)), repeat(flip(x), s))


@theorem(
    why="Every product is there $s$ times.",
    source=OWN,
    on_every_axis=False,
)
def repeating_multiplies_inner_products() -> Claim:
    return Equal(inner(repeat(x, s), repeat(z, s)), s * inner(x, z))


@theorem(
    why="Both pair cell $i$ with every cell of block $i$.",
    source=OWN,
)
def sums_of_blocks_are_the_adjoint_of_repeating() -> Claim:
    return Equal(inner(repeat(x, s), blocks), inner(x, Conv(s, stride=s)(blocks, ones(s))))


@theorem(
    why="Whatever is put around a tensor, the tensor stands in its middle.",
    source=OWN,
    given=inside,
)
def a_circular_pad_is_undone_by_a_crop() -> Claim:
    return Equal(crop(pad(x, b, e, mode="circular"), b, e), x)


@theorem(
    why="The copies of the first and the last cell are cut off again.",
    source=OWN,
)
def a_replicated_pad_is_undone_by_a_crop() -> Claim:
    return Equal(crop(pad(x, b, e, mode="replicate"), b, e), x)


@theorem(
    why="The first cell of a tensor is the last of the reversed one.",
    source=OWN,
)
def a_reversed_replicated_pad() -> Claim:
    return Equal(flip(pad(x, b, e, mode="replicate")), pad(flip(x), e, b, mode="replicate"))


@theorem(
    why="Going round backwards meets the same cells.",
    source=OWN,
)
def a_reversed_circular_pad() -> Claim:
    return Equal(flip(pad(x, b, e, mode="circular")), pad(flip(x), e, b, mode="circular"))


@theorem(
    why="Cell $s i + a$ of a channel goes back to cell $i$ of its phase $a$.",
    source=SHI,
    on_every_axis=False,
)
def shuffled_and_back() -> Claim:
    return Equal(pixel_unshuffle(pixel_shuffle(phases, s), s), phases)


@theorem(
    why="Every cell has one phase and one place in it.",
    source=SHI,
    on_every_axis=False,
)
def unshuffled_and_back() -> Claim:
    return Equal(pixel_shuffle(pixel_unshuffle(channels, s), s), channels)


@theorem(
    why="Cells are put in another order, none is lost.",
    source=OWN,
    on_every_axis=False,
)
def shuffling_keeps_the_sum() -> Claim:
    return Equal(total(pixel_shuffle(phases, s)), total(phases))


@theorem(
    why="Rows become columns and rows again.",
    source=OWN,
    on_every_axis=False,
)
def two_axes_exchanged_twice() -> Claim:
    return Equal(permute(permute(plane, (1, 0)), (1, 0)), plane)


@theorem(
    why="Axes do not meet in a layer: exchanging them in input, kernel and parameters exchanges "
    "them in the output.",
    source=OWN,
    on_every_axis=False,
)
def layers_on_exchanged_axes() -> Claim:
    return Equal(
        permute(wide(plane, stencil), (1, 0)),
        tall(permute(plane, (1, 0)), permute(stencil, (1, 0))),
    )


@theorem(
    why="A sum does not ask in which order it is taken.",
    source=OWN,
    on_every_axis=False,
)
def exchanging_axes_keeps_the_sum() -> Claim:
    return Equal(total(permute(plane, (1, 0))), total(plane))


@theorem(
    why="Windows that do not overlap hold every cell once; in general a cell comes back as often "
    "as windows hold it.",
    source=OWN,
    on_every_axis=False,
)
def disjoint_windows_fold_back() -> Claim:
    return Equal(fold(unfold(blocks, s, stride=s), s * I, s, stride=s, channels=False), blocks)


@theorem(
    why="Both pair cell $s o + t$ with tap $t$ of window $o$.",
    source=OWN,
    given=(fits,),
    on_every_axis=False,
)
def fold_is_the_adjoint_of_unfold() -> Claim:
    return Equal(
        inner(unfold(u, k, stride=s), windows),
        inner(u, fold(windows, n, k, stride=s, channels=False)),
    )
