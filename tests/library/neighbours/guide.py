"""False neighbours of the theorems in library/guide.py."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.letters import d, k, p, s
from symconv.operations import crop, flip, ones, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Equal

i, n = sizes("i n")
x, w = tensor("x", i), tensor("w", k)
kernel = flip(w)
odd = 2 * n + 1
odd_w = tensor("w", odd)
K = d * (k - 1) + 1
half = Conv(k, stride=s, padding=p)
full = ConvTranspose(k)(x, kernel)
dilated = Conv(k, stride=s, padding=p, dilation=d)
strided = ConvTranspose(k, stride=s, padding=p)
remainder = (n + 2 * p - k) % s
twin = ConvTranspose(k, stride=s, padding=p, output_padding=remainder)
fits = AtMost(k, n + 2 * p)
inner_x = tensor("x", half.output_size(n))

NEIGHBOURS = {
    "guide-01": [
        [Equal(Conv(k)(x, w), crop(full, k - 1, k)), AtMost(k + 1, i)],
        [Equal(Conv(k)(x, w), crop(ConvTranspose(k)(x, w), k - 1, k - 1)), AtMost(k, i)],
        [Equal(Conv(k)(x, w), crop(full, k, k - 2)), AtMost(k, i)],
    ],
    "guide-02": [
        [Equal(Conv(k, padding=p)(x, w), crop(full, k - 1 - p, k - 1))],
        [Equal(Conv(k, padding=p)(x, w), crop(full, p, p))],
        [Equal(Conv(k, padding=p)(x, w), crop(ConvTranspose(k)(x, w), k - 1 - p, k - 1 - p))],
    ],
    "guide-03": [
        [Equal(Conv(odd, padding=n)(x, odd_w), crop(ConvTranspose(odd)(x, odd_w), n, n))],
        [
            Equal(
                Conv(odd, padding=n)(x, odd_w),
                crop(ConvTranspose(odd)(x, flip(odd_w)), n - 1, n + 1),
            )
        ],
        [Equal(Conv(odd, padding=n + 1)(x, odd_w), crop(ConvTranspose(odd)(x, flip(odd_w)), n, n))],
    ],
    "guide-04": [
        [Equal(Conv(k, padding=k - 1)(x, w), ConvTranspose(k)(x, w))],
        [Equal(Conv(k, padding=k)(x, w), full)],
        [Equal(Conv(k, padding=k - 1)(x, w), ConvTranspose(k)(flip(x), w))],
    ],
    "guide-05": [
        [Equal(Conv(k, stride=s)(x, w), Conv(k)(subsample(x, s), w)), AtMost(s * k, i)],
        [Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, flip(w)), s)), AtMost(k, i)],
        [Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, w), s, 1)), AtMost(k + 1, i)],
    ],
    "guide-06": [
        [Equal(half(x, w), subsample(Conv(k, padding=p)(x, flip(w)), s)), AtMost(k, i + 2 * p)],
        [
            Equal(half(x, w), subsample(Conv(k, padding=[(0, 2 * p)])(x, w), s)),
            AtMost(k, i + 2 * p),
        ],
        [Equal(half(x, w), subsample(Conv(k, padding=p)(x, w), s + 1)), AtMost(k, i + 2 * p)],
    ],
    "guide-07": [
        [Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s + 1)), AtMost(k, i)],
        [
            Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s, 1)),
            AtMost(k + 1, i),
        ],
        [
            Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(flip(x), ones(k)), s)),
            AtMost(k, i),
        ],
    ],
    "guide-08": [
        [Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, w))],
        [Equal(ConvTranspose(k)(x, w), Conv(k, padding=k)(x, kernel))],
        [Equal(ConvTranspose(k)(x, kernel), Conv(k, padding=k - 1)(x, kernel))],
    ],
    "guide-09": [
        [Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, w))],
        [Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=p)(x, kernel))],
        [Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p)(x, kernel))],
    ],
    "guide-10": [
        [Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, odd_w))],
        [Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n + 1)(x, flip(odd_w)))],
        [Equal(ConvTranspose(odd, padding=n).output_size(i), i + 1)],
    ],
    "guide-11": [
        [Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, w))],
        [Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k, padding=1)(x, kernel))],
        [Equal(ConvTranspose(k, padding=k - 1)(x, w), ConvTranspose(k)(x, w))],
    ],
    "guide-12": [
        [Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w))],
        [Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k)(stretch(x, s), kernel))],
        [
            Equal(
                ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s + 1), kernel)
            )
        ],
    ],
    "guide-13": [
        [Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), w))],
        [Equal(strided(x, w), Conv(k, padding=k - p)(stretch(x, s), kernel))],
        [Equal(strided(x, w), Conv(k, padding=p)(stretch(x, s), kernel))],
    ],
    "guide-14": [
        [
            Equal(
                twin(inner_x, w),
                Conv(k, padding=[(k - p - 1 + remainder, k - p - 1)])(stretch(inner_x, s), kernel),
            ),
            fits,
        ],
        [Equal(twin(inner_x, w), Conv(k, padding=k - p - 1)(stretch(inner_x, s), kernel)), fits],
        [
            Equal(
                twin(inner_x, w),
                Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), w),
            ),
            fits,
        ],
    ],
    "guide-15": [
        [
            Equal(dilated(x, w), subsample(Conv(K, padding=p)(x, stretch(flip(w), d)), s)),
            AtMost(K, i + 2 * p),
        ],
        [Equal(dilated(x, w), subsample(Conv(k, padding=p)(x, w), s)), AtMost(K, i + 2 * p)],
        [
            Equal(dilated(x, w), subsample(Conv(K, padding=[(0, 2 * p)])(x, stretch(w, d)), s)),
            AtMost(K, i + 2 * p),
        ],
    ],
    "guide-14-size": [
        [Equal(strided.output_size(half.output_size(n)), n), fits],
        [Equal(twin.output_size(half.output_size(n)), n + remainder), fits],
        [Equal(twin.output_size(half.output_size(n)), n - remainder), fits],
    ],
}
