"""False neighbours of the theorems in library/methods.py."""

from __future__ import annotations

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import a, b, d, e, k, s, w, x
from symconv.operations import flip
from symconv.symbolic.claims import Equal

up = ConvTranspose(k, stride=s, padding=[(b, e)], output_padding=a, dilation=d)
down = Conv(k, stride=s, padding=[(b, e)], dilation=d)
shifted = ConvTranspose(k, stride=s, padding=[(b + 1, e)], output_padding=a, dilation=d)
shorter = ConvTranspose(k, stride=s, padding=[(b, e + 1)], output_padding=a, dilation=d)

NEIGHBOURS = {
    "method-matrix": [
        [Equal(up(x, flip(w), method="matrix"), up(x, w))],
        [Equal(shifted(x, w, method="matrix"), up(x, w))],
        [Equal(shorter(x, w, method="matrix"), up(x, w))],
    ],
    "method-zero-insertion": [
        [Equal(up(x, flip(w), method="zero-insertion"), up(x, w))],
        [Equal(shifted(x, w, method="zero-insertion"), up(x, w))],
        [Equal(shorter(x, w, method="zero-insertion"), up(x, w))],
    ],
    "method-gradient": [
        [Equal(up(x, flip(w), method="gradient"), up(x, w))],
        [Equal(shifted(x, w, method="gradient"), up(x, w))],
        [Equal(shorter(x, w, method="gradient"), up(x, w))],
    ],
    "method-gather": [
        [Equal(up(x, flip(w), method="gather"), up(x, w))],
        [Equal(shifted(x, w, method="gather"), up(x, w))],
        [Equal(shorter(x, w, method="gather"), up(x, w))],
    ],
    "method-polyphase": [
        [Equal(up(x, flip(w), method="polyphase"), up(x, w))],
        [Equal(shifted(x, w, method="polyphase"), up(x, w))],
        [Equal(shorter(x, w, method="polyphase"), up(x, w))],
    ],
    "method-polynomial": [
        [Equal(up(x, flip(w), method="polynomial"), up(x, w))],
        [Equal(shifted(x, w, method="polynomial"), up(x, w))],
        [Equal(shorter(x, w, method="polynomial"), up(x, w))],
    ],
    "method-convolution-matrix": [
        [Equal(down(x, flip(w), method="matrix"), down(x, w))],
        [
            Equal(
                Conv(k, stride=s, padding=[(e, b)], dilation=d)(x, w, method="matrix"),
                down(x, w),
            )
        ],
        [
            Equal(
                Conv(k, stride=s, padding=[(b, e)])(x, w, method="matrix"),
                Conv(k, stride=s + 1, padding=[(b, e)])(x, w),
            )
        ],
    ],
}
