"""The fifteen relationships of Dumoulin and Visin's guide, by number; i is the input size, p' and s' of the text computed."""

from __future__ import annotations

from symconv.claims import AtMost, Divides, Equal
from symconv.layer import Conv, ConvTranspose
from symconv.notation import sizes
from symconv.tensors import flip, stretch, tensor
from symconv.theorems.entry import Entry, Variant, false
from symconv.theorems.letters import GUIDE, d, k, p, s

FAMILY = "guide"
i, n = sizes("i n")
x, w = tensor("x", i), tensor("w", k)
kernel = flip(w)
odd = 2 * n + 1
odd_w = tensor("w", odd)


def _guide(number: int, claim: Equal, why: str, given: tuple[Equal | AtMost | Divides, ...], *neighbours: Variant) -> Entry:
    return Entry(f"guide-{number:02}", FAMILY, claim, why, f"{GUIDE}, relationship {number}", given, neighbours)


def _direct(number: int, layer: Conv, size: object, why: str, given: tuple[AtMost, ...], *wrong: object) -> Entry:
    """State the output size of a convolution; `wrong` are sizes that look alike."""
    claims = [false(Equal(layer.output_size(i), other), *given) for other in wrong]
    return _guide(number, Equal(layer.output_size(i), size), why, given, *claims)


K = d * (k - 1) + 1
half = Conv(k, stride=s, padding=p)
strided = ConvTranspose(k, stride=s, padding=p)
remainder = (n + 2 * p - k) % s
twin = ConvTranspose(k, stride=s, padding=p, output_padding=remainder)
fits = AtMost(k, n + 2 * p)
inner_x = tensor("x", half.output_size(n))

THEOREMS = (
    _direct(1, Conv(k), i - k + 1, "The window has i - k + 1 places.", (AtMost(k, i),), i - k, i + k - 1, i - k + 2),
    _direct(
        2,
        Conv(k, padding=p),
        i - k + 2 * p + 1,
        "The padded input has i + 2p cells.",
        (AtMost(k, i + 2 * p),),
        i - k + p + 1,
        i - k + 1,
        i + k - 2 * p - 1,
    ),
    _direct(3, Conv(odd, padding=n), i, "Half padding adds the k - 1 = 2n cells the window takes.", (), i + 1, i - 1, i - n),
    _direct(4, Conv(k, padding=k - 1), i + k - 1, "Full padding adds 2(k - 1) cells.", (), i + k, i - k + 1, i),
    _direct(
        5,
        Conv(k, stride=s),
        (i - k) // s + 1,
        "The window moves over i - k cells in steps of s.",
        (AtMost(k, i),),
        (i - k + 1) // s + 1,
        i // s,
        (i - k) // s,
    ),
    _direct(
        6,
        half,
        (i + 2 * p - k) // s + 1,
        "The window moves over i + 2p - k cells in steps of s.",
        (AtMost(k, i + 2 * p),),
        (i + p - k) // s + 1,
        (i + 2 * p) // s,
        (i + 2 * p - k) // s,
    ),
    _direct(
        7,
        Conv(k, stride=s),
        (i - k) // s + 1,
        "Pooling takes the windows of a convolution without padding.",
        (AtMost(k, i),),
        (i - k + s) // s + 1,
        (i + 1) // s,
        i - k + 1,
    ),
    _guide(
        8,
        Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, kernel)),
        "The reversed kernel with full padding meets exactly the pairs i + t = o.",
        (),
        false(Equal(ConvTranspose(k)(x, w), Conv(k, padding=k - 1)(x, w))),
        false(Equal(ConvTranspose(k)(x, w), Conv(k, padding=k)(x, kernel))),
        false(Equal(ConvTranspose(k)(x, kernel), Conv(k, padding=k - 1)(x, kernel))),
    ),
    _guide(
        9,
        Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, kernel)),
        "Cropping p cells is padding p cells less.",
        (),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p - 1)(x, w))),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=p)(x, kernel))),
        false(Equal(ConvTranspose(k, padding=p)(x, w), Conv(k, padding=k - p)(x, kernel))),
    ),
    _guide(
        10,
        Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, flip(odd_w))),
        "With k = 2n + 1 half padding is its own partner: k - 1 - n = n.",
        (),
        false(Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n)(x, odd_w))),
        false(Equal(ConvTranspose(odd, padding=n)(x, odd_w), Conv(odd, padding=n + 1)(x, flip(odd_w)))),
        false(Equal(ConvTranspose(odd, padding=n).output_size(i), i + 1)),
    ),
    _guide(
        11,
        Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, kernel)),
        "Cropping k - 1 cells leaves no padding: k - 1 - (k - 1) = 0.",
        (),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k)(x, w))),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), Conv(k, padding=1)(x, kernel))),
        false(Equal(ConvTranspose(k, padding=k - 1)(x, w), ConvTranspose(k)(x, w))),
    ),
    _guide(
        12,
        Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), kernel)),
        "Over the stretched input the reversed kernel meets exactly the pairs s i + t = o.",
        (),
        false(Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w))),
        false(Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k)(stretch(x, s), kernel))),
        false(Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s + 1), kernel))),
    ),
    _guide(
        13,
        Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), kernel)),
        "As 12, with p cells cropped at each end.",
        (),
        false(Equal(strided(x, w), Conv(k, padding=k - p - 1)(stretch(x, s), w))),
        false(Equal(strided(x, w), Conv(k, padding=k - p)(stretch(x, s), kernel))),
        false(Equal(strided(x, w), Conv(k, padding=p)(stretch(x, s), kernel))),
    ),
    _guide(
        14,
        Equal(twin(inner_x, w), Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), kernel)),
        "As 13; the remainder of n + 2p - k by s comes back as zeros at the end.",
        (fits,),
        false(
            Equal(twin(inner_x, w), Conv(k, padding=[(k - p - 1 + remainder, k - p - 1)])(stretch(inner_x, s), kernel)), fits
        ),
        false(Equal(twin(inner_x, w), Conv(k, padding=k - p - 1)(stretch(inner_x, s), kernel)), fits),
        false(Equal(twin(inner_x, w), Conv(k, padding=[(k - p - 1, k - p - 1 + remainder)])(stretch(inner_x, s), w)), fits),
    ),
    _direct(
        15,
        Conv(k, stride=s, padding=p, dilation=d),
        (i + 2 * p - k - (k - 1) * (d - 1)) // s + 1,
        "A dilated kernel reaches over k + (k-1)(d-1) cells.",
        (AtMost(K, i + 2 * p),),
        (i + 2 * p - k) // s + 1,
        (i + 2 * p - d * k) // s + 1,
        (i + 2 * p - k - k * (d - 1)) // s + 1,
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
