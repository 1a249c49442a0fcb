"""False neighbours of the theorems in library/operations.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import I, J, a, c, k, m, n, p, q, r, s, w, x
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
from symconv.symbolic.claims import Equal

y, v, u = tensor("y", J), tensor("y", I), tensor("u", I + p + a)
image, row, channels = tensor("x", (m, n)), tensor("x", m * n), tensor("x", (c * s, I))
square, down, up = tensor("x", (n, n)), Conv(k, stride=s), ConvTranspose(k, stride=s)
nearest, around, kept = (
    ConvTranspose(s, stride=s),
    pad(x, p, a, "circular"),
    pad(x, p, a, "replicate"),
)
one, other, kernel = tensor("x", (m, I)), tensor("y", (n, I)), tensor("w", (c, m + n, k))
both = Conv(k, stride=s, channels=(m + n, c))(concat(one, other), kernel)
first = Conv(k, stride=s, channels=(m, c))(one, kernel[:, :m])
second = Conv(k, stride=s, channels=(n, c))(other, kernel[:, m:])
small, taps = Conv(k, padding=k - 1, channels=(m, c * s)), tensor("w", (c * s, m, k))
large = ConvTranspose(s * k, stride=s, channels=(m, c))
shuffled = pixel_shuffle(small(one, taps), s)
unturned = pixel_shuffle(permute(taps, (1, 0, 2)), (s,))
turned = pixel_shuffle(permute(flip(taps, axes=2), (1, 0, 2)), (s,))
columns, copies, full = unfold(x, k, s), outer(w, x), s * (I - 1) + k
counts = fold(unfold(ones(I), k, s), I, k, s, channels=False)
added = fold(columns, I, k, s, channels=False)
U, g = tensor("u", (k, down.output_size(I))), tensor("u", down.output_size(I))
windows = unfold(x, k)
weighted = product(windows, outer(w, ones(I - k + 1)))
biased = down(x, w, total(y))
by_phases = tensor("v", s * q)
whole = ConvTranspose(s * q, stride=s)(x, by_phases)


def layer_phase(offset, shift):
    outputs = ConvTranspose(q)(x, subsample(by_phases, s, offset))
    return pad(stretch(outputs, s), shift, s - 1 - shift)


def signal_phase(r, shift):
    phase = stretch(subsample(x, s, r), s)
    return crop(phase, -shift, phase.shape[0] + shift - I)


NEIGHBOURS = {
    "padding-is-a-layer-with-one-tap": [
        [Equal(ConvTranspose(k)(x, one_hot(k, p)), pad(x, k - 1 - p, p))],
        [Equal(ConvTranspose(k)(x, one_hot(k, 0)), pad(x, k - 1, 0))],
        [Equal(ConvTranspose(k)(x, ones(k)), pad(x, 0, k - 1))],
    ],
    "circular-padding-and-its-transpose": [
        [Equal(inner(around, u), inner(x, unpad(u, p, a)))],
        [Equal(inner(around, u), inner(x, unpad(u, a, p, "circular")))],
        [Equal(inner(around, u), inner(x, unpad(u, p, a, "replicate")))],
    ],
    "replicate-padding-and-its-transpose": [
        [Equal(inner(kept, u), inner(x, unpad(u, p, a)))],
        [Equal(inner(kept, u), inner(x, unpad(u, a, p, "replicate")))],
        [Equal(inner(kept, u), inner(x, unpad(u, p, a, "circular")))],
    ],
    "concatenated-channels-add-up": [
        [Equal(both, first)],
        [Equal(both, first - second)],
        [Equal(both, second + second)],
    ],
    "splitting-an-axis-and-merging-it": [
        [Equal(merge_axes(permute(split_axis(row, 0, (n, m)), (1, 0)), 0), row)],
        [Equal(merge_axes(split_axis(row, 0, (n, m)), 0), flip(row))],
        [Equal(split_axis(row, 0, (n, m)), split_axis(row, 0, (m, n)))],
    ],
    "pixel-shuffle-of-channels": [
        [Equal(shuffled, large(one, unturned))],
        [Equal(shuffled, large(one, flip(turned)))],
        [Equal(shuffled, -large(one, turned))],
    ],
    "columns-times-the-kernel": [
        [Equal(total(weighted, axes=0), ConvTranspose(k, padding=k - 1)(x, w))],
        [Equal(total(weighted, axes=0), Conv(k)(x, flip(w)))],
        [Equal(total(windows, axes=0), Conv(k)(x, w))],
    ],
    "folding-the-copies-of-the-kernel": [
        [Equal(fold(copies, full, k, s, channels=False), up(x, flip(w)))],
        [Equal(fold(copies, full, k, s, channels=False), up(flip(x), w))],
        [Equal(fold(copies, full, k, s, channels=False), 2 * up(x, w))],
    ],
    "fold-counts-windows": [
        [Equal(added, x)],
        [Equal(added, k * x)],
        [Equal(added, product(flip(x), counts))],
    ],
    "moving-average-of-ones": [
        [Equal(Conv(k)(ones(I), ones(k)), ones(I - k + 1))],
        [Equal(Conv(k, padding=1)(ones(I), box_kernel(k)), ones(I - k + 3))],
        [Equal(Conv(k)(ones(I), box_kernel(k) / 2), ones(I - k + 1))],
    ],
    "reversed-count": [
        [Equal(flip(arange(I)), arange(I))],
        [Equal(flip(arange(I)), I * ones(I) - arange(I))],
        [Equal(flip(arange(I)), -arange(I))],
    ],
    "bias-is-added-everywhere": [
        [Equal(biased, down(x, w))],
        [Equal(biased, down(x, w) + total(y) * w[0] * ones(down.output_size(I)))],
        [Equal(biased, 2 * down(x, w, total(y)))],
    ],
    "the-phases-of-a-layer-add-up": [
        [Equal(over(r, s, lambda r: layer_phase(r, 0)), whole)],
        [Equal(over(r, s, lambda r: layer_phase(0, r)), whole)],
        [Equal(over(r, s, lambda r: layer_phase(s - 1 - r, r)), whole)],
    ],
    "the-phases-of-a-signal-add-up": [
        [Equal(over(r, s, lambda r: signal_phase(r, s - 1 - r)), x)],
        [Equal(over(r, s, lambda r: signal_phase(r, 0)), x)],
        [Equal(over(r, s, lambda r: 2 * signal_phase(r, r)), x)],
    ],
    "a-layer-adds-up-its-taps": [
        [Equal(over(r, k, lambda t: pad(stretch(x, s), k - 1 - t, t) * w[t]), up(x, w))],
        [Equal(over(r, k, lambda t: pad(stretch(x, s), t, k - 1 - t) * w[0]), up(x, w))],
        [Equal(over(r, k, lambda t: pad(stretch(x, s), 0, k - 1) * w[t]), up(x, w))],
    ],
    "a-window-adds-up-its-taps": [
        [Equal(over(r, k, lambda t: x[t : t + I - k + 1] * w[k - 1 - t]), Conv(k)(x, w))],
        [Equal(over(r, k, lambda t: x[0 : I - k + 1] * w[t]), Conv(k)(x, w))],
        [Equal(over(r, k, lambda t: x[t : t + I - k + 1] * w[0]), Conv(k)(x, w))],
    ],
}
