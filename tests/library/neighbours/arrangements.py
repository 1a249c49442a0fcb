"""False neighbours of the theorems in library/arrangements.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.arrangements import (
    blocks,
    channels,
    fits,
    frame,
    h,
    phases,
    plane,
    stencil,
    tall,
    u,
    up,
    wide,
    windows,
    y,
    z,
)
from symconv.library.letters import I, J, a, b, c, e, k, n, p, q, s, w, x
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
    stretch,
    subsample,
    total,
    unfold,
)
from symconv.symbolic.claims import AtMost, Equal

NEIGHBOURS = {
    "a-pad-is-undone-by-a-crop": [
        [Equal(crop(pad(x, b, e), e, b), x)],
        [Equal(crop(pad(x, b, e), b, b), crop(x, 0, 0))],
        [Equal(pad(crop(x, b, e), b, e), x)],
    ],
    "pads-add-up": [
        [Equal(pad(pad(x, b, e), a, p), pad(x, b + p, e + a))],
        [Equal(pad(pad(x, b, e), a, p), pad(x, b, e + p))],
        [Equal(pad(pad(x, b, e), a, p), pad(x, a, p))],
    ],
    "padding-is-a-negative-crop": [
        [Equal(pad(x, b, e), crop(x, -e, -b))],
        [Equal(pad(x, b, e), crop(x, -b, 0))],
        [Equal(pad(x, b, e), crop(x, b, e))],
    ],
    "a-reversed-pad": [
        [Equal(flip(pad(x, b, e)), pad(flip(x), b, e))],
        [Equal(flip(pad(x, b, e)), pad(x, e, b))],
        [Equal(flip(pad(x, b, b)), pad(x, b, b))],
    ],
    "a-crop-of-a-crop": [
        [Equal(crop(crop(x, b, e), a, p), crop(x, b + p, e + a))],
        [Equal(crop(crop(x, b, e), a, p), crop(x, a, p))],
        [Equal(crop(crop(x, b, e), a, 0), crop(x, b, e + a))],
    ],
    "a-reversed-crop": [
        [Equal(flip(crop(x, b, e)), crop(flip(x), b, e))],
        [Equal(flip(crop(x, b, e)), crop(x, e, b))],
        [Equal(flip(crop(x, b, 0)), crop(flip(x), b, 0))],
    ],
    "a-pad-keeps-the-sum": [
        [Equal(total(crop(x, b, e)), total(x))],
        [Equal(total(pad(x, b, e)), total(x) + b)],
        [Equal(total(pad(x, b, e, mode="replicate")), total(x))],
    ],
    "crop-is-the-adjoint-of-pad": [
        [Equal(inner(pad(x, b, e), frame), inner(x, crop(frame, e, b)))],
        [Equal(inner(pad(x, b, e), frame), inner(flip(x), crop(frame, b, e)))],
        [Equal(inner(pad(x, b, e), frame), total(x))],
    ],
    "joined-is-padded-and-added": [
        [Equal(concat(x, y), pad(x, J, 0) + pad(y, 0, I))],
        [Equal(concat(x, y), pad(x, 0, J))],
        [Equal(concat(y, x), pad(x, 0, J) + pad(y, I, 0))],
    ],
    "joining-is-associative": [
        [Equal(concat(concat(x, y), h), concat(x, concat(h, y)))],
        [Equal(concat(x, y), concat(y, x))],
        [Equal(concat(concat(x, y), h), concat(concat(y, x), h))],
    ],
    "joined-tensors-are-reversed-from-the-end": [
        [Equal(flip(concat(x, y)), concat(flip(x), flip(y)))],
        [Equal(flip(concat(x, y)), concat(y, x))],
        [Equal(flip(concat(x, x)), concat(x, x))],
    ],
    "the-first-of-two-joined": [
        [Equal(crop(concat(x, y), J, 0), x)],
        [Equal(crop(concat(x, y), 0, I), x)],
        [Equal(crop(concat(x, y), 0, J), y)],
    ],
    "the-last-of-two-joined": [
        [Equal(crop(concat(x, y), 0, I), y)],
        [Equal(crop(concat(x, y), J, 0), y)],
        [Equal(crop(concat(x, y), I, 0), x)],
    ],
    "joined-sums": [
        [Equal(total(concat(x, y)), total(x) * total(y))],
        [Equal(total(concat(x, x)), total(x))],
        [Equal(total(concat(x, y)), total(x) - total(y))],
    ],
    "overlap-add": [
        [Equal(up(concat(x, y), w), concat(up(x, w), up(y, w)))],
        [Equal(up(concat(x, y), w), pad(up(x, w), 0, s * J) + pad(up(y, w), I, s * I - I))],
        [Equal(up(concat(x, y), w), pad(up(x, w), s * J, 0) + pad(up(y, w), 0, s * I))],
    ],
    "padding-of-a-convolution": [
        [Equal(Conv(k, padding=[(b, e)])(u, w), Conv(k)(pad(u, e, b), w))],
        [Equal(Conv(k, padding=[(b, e)])(u, w), Conv(k)(pad(u, b, b), w))],
        [Equal(Conv(k, padding=[(b, e)])(u, w), pad(Conv(k)(u, w), b, e))],
    ],
    "repeating-is-a-layer-of-ones": [
        [Equal(repeat(x, s), ConvTranspose(s)(x, ones(s)))],
        [Equal(repeat(x, s), ConvTranspose(1, stride=s)(x, ones(1)))],
        [Equal(repeat(x, s), ConvTranspose(I, stride=I)(x, ones(I)))],
    ],
    "repeats-multiply": [
        [Equal(repeat(repeat(x, s), q), repeat(x, s + q))],
        [Equal(repeat(repeat(x, s), q), repeat(x, s))],
        [Equal(repeat(repeat(x, s), s), repeat(x, 2 * s))],
    ],
    "repeated-cells-are-found-again": [
        [Equal(subsample(repeat(x, s), s, 1), x), AtMost(1, s)],
        [Equal(repeat(subsample(x, s), s), x)],
        [Equal(subsample(repeat(x, s), q), x)],
    ],
    "repeating-multiplies-the-sum": [
        [Equal(total(repeat(x, s)), total(x))],
        [Equal(total(repeat(x, s)), s * s * total(x))],
        [Equal(total(repeat(x, s)), I * total(x))],
    ],
    "a-reversed-repeat": [
        [Equal(flip(repeat(x, s)), repeat(x, s))],
        [Equal(flip(stretch(x, s)), repeat(flip(x), s))],
        [Equal(flip(concat(x, x)), repeat(flip(x), 2))],
    ],
    "repeating-multiplies-inner-products": [
        [Equal(inner(repeat(x, s), repeat(z, s)), inner(x, z))],
        [Equal(inner(repeat(x, s), repeat(z, s)), s * s * inner(x, z))],
        [Equal(inner(repeat(x, s), repeat(flip(z), s)), s * inner(x, z))],
    ],
    "sums-of-blocks-are-the-adjoint-of-repeating": [
        [Equal(inner(repeat(x, s), blocks), inner(x, subsample(blocks, s)))],
        [Equal(inner(repeat(x, s), blocks), inner(flip(x), Conv(s, stride=s)(blocks, ones(s))))],
        [Equal(inner(repeat(x, s), blocks), s * inner(x, Conv(s, stride=s)(blocks, ones(s))))],
    ],
    "a-circular-pad-is-undone-by-a-crop": [
        [Equal(crop(pad(x, b, e, mode="circular"), e, b), x)],
        [Equal(crop(pad(x, b, e, mode="circular"), 0, b + e), x)],
        [Equal(pad(x, b, e, mode="circular"), pad(x, b, e))],
    ],
    "a-replicated-pad-is-undone-by-a-crop": [
        [Equal(crop(pad(x, b, e, mode="replicate"), e, b), x)],
        [Equal(pad(x, b, e, mode="replicate"), pad(x, b, e))],
        [Equal(crop(pad(x, b, e, mode="replicate"), b + e, 0), x)],
    ],
    "a-reversed-replicated-pad": [
        [Equal(flip(pad(x, b, e, mode="replicate")), pad(flip(x), b, e, mode="replicate"))],
        [Equal(flip(pad(x, b, e, mode="replicate")), pad(flip(x), e, b))],
        [Equal(flip(pad(x, b, b, mode="replicate")), pad(x, b, b, mode="replicate"))],
    ],
    "a-reversed-circular-pad": [
        [Equal(flip(pad(x, b, e, mode="circular")), pad(flip(x), b, e, mode="circular"))],
        [Equal(flip(pad(x, b, e, mode="circular")), pad(flip(x), e, b))],
        [Equal(flip(pad(x, b, b, mode="circular")), pad(x, b, b, mode="circular"))],
    ],
    "shuffled-and-back": [
        [Equal(pixel_unshuffle(pixel_shuffle(phases, s), s), flip(phases))],
        [Equal(pixel_unshuffle(pixel_shuffle(phases, s), s), flip(phases, axes=0))],
        [Equal(pixel_unshuffle(pixel_shuffle(phases, s), s), flip(phases, axes=1))],
    ],
    "unshuffled-and-back": [
        [Equal(pixel_shuffle(pixel_unshuffle(channels, s), s), flip(channels))],
        [Equal(pixel_shuffle(pixel_unshuffle(channels, s), s), flip(channels, axes=0))],
        [Equal(pixel_shuffle(pixel_unshuffle(channels, s), s), flip(channels, axes=1))],
    ],
    "shuffling-keeps-the-sum": [
        [Equal(total(pixel_shuffle(phases, s)), s * total(phases))],
        [Equal(total(pixel_shuffle(phases, s)), c * total(phases))],
        [Equal(total(pixel_shuffle(phases, s)), total(phases) + 1)],
    ],
    "two-axes-exchanged-twice": [
        [Equal(permute(plane, (1, 0)), plane)],
        [Equal(permute(permute(plane, (1, 0)), (1, 0)), flip(plane))],
        [Equal(permute(permute(plane, (1, 0)), (0, 1)), plane)],
    ],
    "layers-on-exchanged-axes": [
        [
            Equal(
                permute(wide(plane, stencil), (1, 0)),
                tall(permute(plane, (1, 0)), flip(permute(stencil, (1, 0)))),
            )
        ],
        [Equal(permute(wide(plane, stencil), (1, 0)), wide(plane, stencil))],
        [
            Equal(
                permute(wide(plane, stencil), (1, 0)),
                tall(flip(permute(plane, (1, 0))), permute(stencil, (1, 0))),
            )
        ],
    ],
    "exchanging-axes-keeps-the-sum": [
        [Equal(total(permute(plane, (1, 0))), 2 * total(plane))],
        [Equal(total(permute(plane, (1, 0))), I * total(plane))],
        [Equal(total(permute(plane, (1, 0))), total(plane) * total(plane))],
    ],
    "disjoint-windows-fold-back": [
        [Equal(fold(unfold(blocks, s), s * I, s, channels=False), blocks)],
        [
            Equal(
                fold(unfold(blocks, s, stride=s), s * I, s, stride=s, channels=False), flip(blocks)
            )
        ],
        [Equal(fold(unfold(blocks, s, stride=s), s * I, s, stride=s, channels=False), s * blocks)],
    ],
    "fold-is-the-adjoint-of-unfold": [
        [
            Equal(
                inner(unfold(u, k, stride=s), windows),
                inner(flip(u), fold(windows, n, k, stride=s, channels=False)),
            ),
            fits,
        ],
        [Equal(inner(unfold(u, k, stride=s), windows), total(windows)), fits],
        [
            Equal(
                inner(unfold(u, k, stride=s), windows),
                inner(u, fold(flip(windows), n, k, stride=s, channels=False)),
            ),
            fits,
        ],
    ],
}
