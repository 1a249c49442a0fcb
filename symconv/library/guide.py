"""The fifteen relationships of Dumoulin and Visin's guide, by number; i is the input size, p' and s' of the text computed."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, Variant, false
from symconv.library.letters import GUIDE, d, k, p, s
from symconv.operations import crop, flip, ones, stretch, subsample, tensor
from symconv.symbolic.claims import AtMost, Divides, Equal

FAMILY = "guide"
i, n = sizes("i n")
x, w = tensor("x", i), tensor("w", k)
kernel = flip(w)
odd = 2 * n + 1
odd_w = tensor("w", odd)


def _guide(
    number: int,
    claim: Equal,
    why: str,
    given: tuple[Equal | AtMost | Divides, ...],
    *neighbours: Variant,
) -> Entry:
    return Entry(
        f"guide-{number:02}",
        FAMILY,
        claim,
        why,
        f"{GUIDE}, relationship {number}",
        given,
        neighbours,
    )


K = d * (k - 1) + 1
half = Conv(k, stride=s, padding=p)
full = ConvTranspose(k)(x, kernel)
dilated = Conv(k, stride=s, padding=p, dilation=d)
strided = ConvTranspose(k, stride=s, padding=p)
remainder = (n + 2 * p - k) % s
twin = ConvTranspose(k, stride=s, padding=p, output_padding=remainder)
fits = AtMost(k, n + 2 * p)
inner_x = tensor("x", half.output_size(n))

THEOREMS = (
    _guide(
        1,
        Equal(Conv(k)(x, w), crop(full, k - 1, k - 1)),
        "The window meets only input cells at the $i - k + 1$ places that are $k - 1$ cells away from the ends of the full "
        "sum.",
        (AtMost(k, i),),
        false(Equal(Conv(k)(x, w), crop(full, k - 1, k)), AtMost(k + 1, i)),
        false(Equal(Conv(k)(x, w), crop(ConvTranspose(k)(x, w), k - 1, k - 1)), AtMost(k, i)),
        false(Equal(Conv(k)(x, w), crop(full, k, k - 2)), AtMost(k, i)),
    ),
    _guide(
        2,
        Equal(Conv(k, padding=p)(x, w), crop(full, k - 1 - p, k - 1 - p)),
        "Padding $p$ gives $p$ more places at each end: $i - k + 2 p + 1$.",
        (),
        false(Equal(Conv(k, padding=p)(x, w), crop(full, k - 1 - p, k - 1))),
        false(Equal(Conv(k, padding=p)(x, w), crop(full, p, p))),
        false(Equal(Conv(k, padding=p)(x, w), crop(ConvTranspose(k)(x, w), k - 1 - p, k - 1 - p))),
    ),
    _guide(
        3,
        Equal(Conv(odd, padding=n)(x, odd_w), crop(ConvTranspose(odd)(x, flip(odd_w)), n, n)),
        "With $k = 2 n + 1$ and padding $n$ as many cells remain as the input has: $i + 2 n - 2 n$.",
        (),
        false(Equal(Conv(odd, padding=n)(x, odd_w), crop(ConvTranspose(odd)(x, odd_w), n, n))),
        false(
            Equal(
                Conv(odd, padding=n)(x, odd_w),
                crop(ConvTranspose(odd)(x, flip(odd_w)), n - 1, n + 1),
            )
        ),
        false(
            Equal(
                Conv(odd, padding=n + 1)(x, odd_w), crop(ConvTranspose(odd)(x, flip(odd_w)), n, n)
            )
        ),
    ),
    _guide(
        4,
        Equal(Conv(k, padding=k - 1)(x, w), full),
        "Full padding gives every place that meets an input cell: $i + k - 1$.",
        (),
        false(Equal(Conv(k, padding=k - 1)(x, w), ConvTranspose(k)(x, w))),
        false(Equal(Conv(k, padding=k)(x, w), full)),
        false(Equal(Conv(k, padding=k - 1)(x, w), ConvTranspose(k)(flip(x), w))),
    ),
    _guide(
        5,
        Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, w), s)),
        r"Stride $s$ keeps one in $s$ of the $i - k + 1$ places: $\lfloor (i - k)/s \rfloor + 1$ of them.",
        (AtMost(k, i),),
        false(Equal(Conv(k, stride=s)(x, w), Conv(k)(subsample(x, s), w)), AtMost(s * k, i)),
        false(Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, flip(w)), s)), AtMost(k, i)),
        false(Equal(Conv(k, stride=s)(x, w), subsample(Conv(k)(x, w), s, 1)), AtMost(k + 1, i)),
    ),
    _guide(
        6,
        Equal(half(x, w), subsample(Conv(k, padding=p)(x, w), s)),
        r"Stride $s$ keeps one in $s$ of the $i + 2 p - k + 1$ places: $\lfloor (i + 2 p - k)/s \rfloor + 1$ of them.",
        (AtMost(k, i + 2 * p),),
        false(
            Equal(half(x, w), subsample(Conv(k, padding=p)(x, flip(w)), s)), AtMost(k, i + 2 * p)
        ),
        false(
            Equal(half(x, w), subsample(Conv(k, padding=[(0, 2 * p)])(x, w), s)),
            AtMost(k, i + 2 * p),
        ),
        false(Equal(half(x, w), subsample(Conv(k, padding=p)(x, w), s + 1)), AtMost(k, i + 2 * p)),
    ),
    _guide(
        7,
        Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s)),
        "Pooling takes the windows of a convolution without padding; summing them is a kernel of ones.",
        (AtMost(k, i),),
        false(
            Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s + 1)),
            AtMost(k, i),
        ),
        false(
            Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(x, ones(k)), s, 1)),
            AtMost(k + 1, i),
        ),
        false(
            Equal(Conv(k, stride=s)(x, ones(k)), subsample(Conv(k)(flip(x), ones(k)), s)),
            AtMost(k, i),
        ),
    ),
    _guide(
        8,
        Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, kernel)),
        "The reversed kernel with full padding meets exactly the pairs $i + t = o$.",
        (),
        false(Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, w))),
        false(Equal(ConvTranspose(k)(x, w), Conv(k, padding=k)(x, kernel))),
        false(Equal(ConvTranspose(k)(x, kernel), Conv(k, padding=k - 1)(x, kernel))),
    ),
    _guide(
        9,
        Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, kernel)),
        "Cropping $p$ cells is padding $p$ cells less.",
        (),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, w))),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=p)(x, kernel))),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p)(x, kernel))),
    ),
    _guide(
        10,
        Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, flip(odd_w))),
        "With $k = 2 n + 1$ half padding is its own partner: $k - 1 - n = n$.",
        (),
        false(Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, odd_w))),
        false(
            Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n + 1)(x, flip(odd_w)))
        ),
        false(Equal(ConvTranspose(odd, padding=n).output_size(i), i + 1)),
    ),
    _guide(
        11,
        Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, kernel)),
        "Cropping $k - 1$ cells leaves no padding: $k - 1 - (k - 1) = 0$.",
        (),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, w))),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k, padding=1)(x, kernel))),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), ConvTranspose(k)(x, w))),
    ),
    _guide(
        12,
        Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), kernel)),
        "Over the stretched input the reversed kernel meets exactly the pairs $s i + t = o$.",
        (),
        false(Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w))),
        false(Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k)(stretch(x, s), kernel))),
        false(
            Equal(
                ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s + 1), kernel)
            )
        ),
    ),
    _guide(
        13,
        Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), kernel)),
        "As 12, with $p$ cells cropped at each end.",
        (),
        false(Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), w))),
        false(Equal(strided(x, w), Conv(k, padding=k - p)(stretch(x, s), kernel))),
        false(Equal(strided(x, w), Conv(k, padding=p)(stretch(x, s), kernel))),
    ),
    _guide(
        14,
        Equal(
            twin(inner_x, w),
            Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), kernel),
        ),
        "As 13; the remainder of $n + 2 p - k$ by $s$ comes back as zeros at the end.",
        (fits,),
        false(
            Equal(
                twin(inner_x, w),
                Conv(k, padding=[(k - p - 1 + remainder, k - p - 1)])(stretch(inner_x, s), kernel),
            ),
            fits,
        ),
        false(
            Equal(twin(inner_x, w), Conv(k, padding=k - p - 1)(stretch(inner_x, s), kernel)), fits
        ),
        false(
            Equal(
                twin(inner_x, w),
                Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), w),
            ),
            fits,
        ),
    ),
    _guide(
        15,
        Equal(dilated(x, w), subsample(Conv(K, padding=p)(x, stretch(w, d)), s)),
        r"A dilated kernel reaches over $K = k + (k - 1)(d - 1)$ cells: its window has $\lfloor (i + 2 p - K)/s \rfloor + 1$ "
        "places.",
        (AtMost(K, i + 2 * p),),
        false(
            Equal(dilated(x, w), subsample(Conv(K, padding=p)(x, stretch(flip(w), d)), s)),
            AtMost(K, i + 2 * p),
        ),
        false(Equal(dilated(x, w), subsample(Conv(k, padding=p)(x, w), s)), AtMost(K, i + 2 * p)),
        false(
            Equal(dilated(x, w), subsample(Conv(K, padding=[(0, 2 * p)])(x, stretch(w, d)), s)),
            AtMost(K, i + 2 * p),
        ),
    ),
    Entry(
        "guide-14-size",
        FAMILY,
        Equal(twin.output_size(half.output_size(n)), n),
        "With that output padding the transposed layer leads back to every input size.",
        f"{GUIDE}, relationship 14",
        (fits,),
        (
            false(Equal(strided.output_size(half.output_size(n)), n), fits),
            false(Equal(twin.output_size(half.output_size(n)), n + remainder), fits),
            false(Equal(twin.output_size(half.output_size(n)), n - remainder), fits),
        ),
    ),
)
