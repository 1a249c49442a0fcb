"""Claims of a user's own that are hard to set: axes, channels, long names, matrices, floors, sums, claims put together."""

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Or,
    crop,
    flip,
    inner,
    ones,
    pad,
    prove,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)
from symconv.operations import one_hot

I, J, k, l, s, t, d, g, m, n, q = sizes("I J k l s t d g m n q")
p, b, e, a = sizes("p b e a", minimum=0)
length, kernel, stride = sizes("input_length kernel_size stride")
x, z, w = tensor("x", I), tensor("z", I), tensor("w", k)
signal, taps = tensor("signal", length), tensor("taps", kernel)
plane, stencil = tensor("x", (I, J)), tensor("w", (k, l))
UP = ConvTranspose(k, stride=s)
FULL = ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)
DOWN = Conv(k, stride=s, padding=p)
WIDE = ConvTranspose((k, l), stride=(s, t))
LONG = ConvTranspose(kernel, stride=stride)
DEEP = ConvTranspose(k, stride=s, channels=(m, n))

CLAIMS = {
    "two-axes": (Equal(flip(WIDE(plane, stencil)), WIDE(flip(plane), flip(stencil))), ()),
    "long-names": (
        Equal(flip(LONG(signal, taps)), LONG(flip(signal), flip(taps))),
        (),
    ),
    "channels": (
        Equal(
            DEEP(tensor("x", (m, I)) + tensor("z", (m, I)), tensor("w", (m, n, k))),
            DEEP(tensor("x", (m, I)), tensor("w", (m, n, k)))
            + DEEP(tensor("z", (m, I)), tensor("w", (m, n, k))),
        ),
        (),
    ),
    "matrix": (Equal(FULL.matrix(w, I) @ x, FULL(x, w)), ()),
    "matrix-transposed": (Equal(UP.matrix(w, I).T @ UP(x, w), Conv(k, stride=s)(UP(x, w), w)), ()),
    "gather": (Equal(FULL(x, w, method="gather"), FULL(x, w)), ()),
    "four-layers": (
        Equal(
            FULL(x, w) + FULL(z, w) + FULL(flip(x), w) + FULL(flip(z), w),
            FULL(x + z + flip(x) + flip(z), w),
        ),
        (),
    ),
    "scalars": (Equal(total(UP(x, w)) * total(z), total(x) * total(w) * total(z)), ()),
    "inner": (Equal(inner(UP(x, w), UP(z, w)), inner(UP(z, w), UP(x, w))), ()),
    "noble": (
        Equal(stretch(UP(x, w), g), ConvTranspose(k, stride=s, dilation=g)(stretch(x, g), w)),
        (),
    ),
    "phase": (Equal(subsample(stretch(x, s), s), x), ()),
    "crop-of-crop": (Equal(crop(crop(UP(x, w), b, e), a, p), crop(UP(x, w), a + b, e + p)), ()),
    "known-kernel": (
        Equal(
            ConvTranspose(9)(x, [1, 2, 3, 4, 5, 4, 3, 2, 1]),
            ConvTranspose(9)(x, flip([1, 2, 3, 4, 5, 4, 3, 2, 1])),
        ),
        (),
    ),
    "counts": (Equal(total(UP(ones(I), ones(k))), I * k), ()),
    "size-there-and-back": (
        AtMost(UP.output_size(Conv(k, stride=s).output_size(n)), n),
        (AtMost(k, n),),
    ),
    "floors": (AtMost(2 * (n // (2 * s)) + 2 * (q // (2 * s)), n + q), ()),
    "both-directions": (
        Iff(
            Equal(UP.output_size(Conv(k, stride=s).output_size(n)), n),
            Divides(s, n - k),
        ),
        (AtMost(k, n),),
    ),
    "one-or-the-other": (Or(AtMost(s * n, k * n), AtMost(s + k * n, s * n + s)), ()),
    "one-hot": (
        Equal(UP(one_hot(I, p), w), pad(w, s * p, s * (I - 1 - p))),
        (AtMost(p + 1, I),),
    ),
    "divides": (Divides(2 * s, 4 * s * n + 6 * s * q), ()),
}


def proved(name):
    """Return the theorem of a claim."""
    return prove(*CLAIMS[name])
