"""Claims that texts on convolution arithmetic, filter banks and frameworks make, true ones and false ones near them.

Each is written down from what its source says, in the words of the package; `TRUE` and `FALSE` list them by source.
"""

from sympy import symbols

from symconv import (
    And,
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Not,
    Or,
    concat,
    crop,
    flip,
    gradient,
    inner,
    maximum,
    minimum,
    ones,
    pad,
    permute,
    repeat,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)

I, J, k, l, s, t, d, n, m, q, g = sizes("I J k l s t d n m q g")
p, a, b, e, r = sizes("p a b e r", minimum=0)
x, y, z, w, v = tensor("x", I), tensor("y", J), tensor("z", I), tensor("w", k), tensor("v", l)
u, h = tensor("u", n), tensor("h", m)
plane, stencil = tensor("x", (I, J)), tensor("w", (k, l))
up, down, full, slide = ConvTranspose(k, stride=s), Conv(k, stride=s), ConvTranspose(k), Conv(k)
out = tensor("u", s * (I - 1) + k)
A, B, C, D = symbols("a b c d")
fits = AtMost(k, n)
padded = AtMost(k, n + 2 * p)
symmetric = Equal(w, flip(w))


def size(layer, cells):
    """Return the output size of a layer."""
    return layer.output_size(cells)


TRUE, FALSE = [], []


def true(source, *claims):
    """Enter claims that a source makes; one that needs something given is a pair."""
    TRUE.extend((source, *(one if isinstance(one, tuple) else (one, ()))) for one in claims)


def false(source, *claims):
    """Enter claims that look like what a source says and are wrong."""
    FALSE.extend((source, *(one if isinstance(one, tuple) else (one, ()))) for one in claims)


# --- V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning: sizes
for kernel in (1, 2, 3, 4, 5, 7):
    for stride in (1, 2, 3):
        conv = Conv(kernel, stride=stride)
        true(
            "guide, relationship 5",
            (Equal(size(conv, n), (n - kernel) // stride + 1), [AtMost(kernel, n)]),
        )
for kernel in (3, 5, 7):
    true(
        "guide, relationship 3",
        Equal(size(Conv(kernel, padding=(kernel - 1) // 2), n), n),
        Equal(size(ConvTranspose(kernel, padding=(kernel - 1) // 2), n), n),
    )
    false(
        "guide, relationship 3",
        Equal(size(Conv(kernel, padding=(kernel - 1) // 2, stride=2), n), n),
        Equal(size(Conv(kernel, padding=(kernel + 1) // 2), n), n),
    )
for kernel, stride, padding in (
    (2, 2, 0),
    (4, 2, 1),
    (3, 3, 0),
    (5, 3, 1),
    (6, 2, 2),
    (8, 4, 2),
    (16, 8, 4),
):
    layer = ConvTranspose(kernel, stride=stride, padding=padding)
    true("FCN and DCGAN, layers that multiply the size", Equal(size(layer, I), stride * I))
    false(
        "FCN and DCGAN, layers that multiply the size",
        Equal(size(ConvTranspose(kernel + 1, stride=stride, padding=padding), I), stride * I),
        AtMost(size(layer, I), stride * I - 1),
    )
true(
    "guide, relationships 1 to 15",
    (Equal(size(Conv(k), n), n - k + 1), [fits]),
    (Equal(size(Conv(k, padding=p), n), n - k + 2 * p + 1), [padded]),
    Equal(size(Conv(k, padding=k - 1), n), n + k - 1),
    (Equal(size(Conv(k, stride=s, padding=p), n), (n + 2 * p - k) // s + 1), [padded]),
    Equal(size(ConvTranspose(k), I), I + k - 1),
    Equal(size(up, I), s * (I - 1) + k),
    (Equal(size(ConvTranspose(k, padding=k - 1), I), I - k + 1), [AtMost(k, I)]),
    (
        Equal(size(Conv(k, stride=s, dilation=d), n), (n - k - (k - 1) * (d - 1)) // s + 1),
        [AtMost(d * (k - 1) + 1, n)],
    ),
    Equal(full(x, w), Conv(k, padding=k - 1)(x, flip(w))),
    Equal(up(x, w), Conv(k, padding=k - 1)(stretch(x, s), flip(w))),
    (Equal(size(up, size(down, n)), n), [fits, Divides(s, n - k)]),
    (
        Equal(
            size(ConvTranspose(k, stride=s, padding=p), size(Conv(k, stride=s, padding=p), n))
            + (n + 2 * p - k) % s,
            n,
        ),
        [padded],
    ),
    (Iff(Equal(size(up, size(down, n)), n), Divides(s, n - k)), [fits]),
)
false(
    "guide, relationships 1 to 15",
    (Equal(size(Conv(k), n), n - k), [fits]),
    (Equal(size(Conv(k, padding=p), n), n - k + p + 1), [padded]),
    (Equal(size(up, size(down, n)), n), [fits]),
    Equal(size(up, I), s * I + k),
    Equal(full(x, w), Conv(k, padding=k - 1)(x, w)),
    Equal(up(x, w), Conv(k, padding=k - 1)(repeat(x, s), flip(w))),
    (Equal(size(Conv(k, stride=s, dilation=d), n), (n - d * k) // s + 1), [AtMost(d * k, n)]),
    (Equal(size(up, size(down, n)), n), [fits, Divides(s, n)]),
)

# --- sizes that layers of published networks have: AlexNet, VGG, ResNet, U-Net, DCGAN, FCN, WaveGlow, HiFi-GAN
for kernel, stride, padding in (
    (11, 4, 2),
    (7, 2, 3),
    (3, 1, 1),
    (3, 2, 1),
    (5, 2, 2),
    (14, 14, 0),
):
    conv = Conv(kernel, stride=stride, padding=padding)
    true(
        "published networks",
        (
            Equal(size(conv, n), (n + 2 * padding - kernel) // stride + 1),
            [AtMost(kernel, n + 2 * padding)],
        ),
    )
for kernel, stride, padding in (
    (10, 5, 2),
    (20, 10, 5),
    (64, 32, 16),
    (11, 5, 3),
    (7, 3, 2),
    (1024, 256, 384),
):
    layer = ConvTranspose(kernel, stride=stride, padding=padding)
    true(
        "published networks",
        Equal(size(layer, I), stride * I + kernel - stride - 2 * padding),
        Equal(size(layer.adjoint(), size(layer, I)), I),
    )

# --- documentation of frameworks
true(
    "PyTorch, ConvTranspose1d",
    Equal(
        size(ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d), I),
        (I - 1) * s - 2 * p + d * (k - 1) + a + 1,
    ),
    Equal(ConvTranspose(k, stride=s, padding=p)(x, w), crop(up(x, w), p, p)),
    AtMost(size(ConvTranspose(k, stride=s, padding=p), I) + p, size(up, I)),
)
true(
    "TensorFlow, SAME and VALID",
    (Equal(size(down, n), -((k - 1 - n) // s)), [fits]),
    (Equal(size(down, s * n), n), [AtMost(k, s)]),
    (
        Equal(
            size(Conv(s, stride=s, padding=[(0, maximum(0, (-(-n // s)) * s - n))]), n), -(-n // s)
        ),
        (),
    ),
    Equal(-(-(s * I) // s), I),
    AtMost(n, s * (-(-n // s))),
    AtMost(s * (-(-n // s)), n + s - 1),
)
true(
    "Keras and JAX, sizes",
    Equal(s * (I - 1) + maximum(k, s), s * I + maximum(0, k - s)),
    AtMost(s * I, s * (I - 1) + maximum(k, s)),
    Equal(maximum(k, s) - minimum(k, s) + 2 * minimum(k, s), k + s),
    Iff(Equal(s * (I - 1) + maximum(k, s), s * I), AtMost(k, s)),
)
false(
    "frameworks, sizes",
    Equal(size(ConvTranspose(k, stride=s, padding=p), I), (I - 1) * s - p + k),
    Equal(size(ConvTranspose(k, stride=s, dilation=d), I), (I - 1) * s + d * k),
    (Equal(size(down, n), -((k - n) // s)), [fits]),
    AtMost(s * (-(-n // s)), n),
    Equal(s * (I - 1) + maximum(k, s), s * I),
    AtMost(n, s * (n // s)),
    Equal(n // s * s, n),
    Equal((n + s) // s, n // s),
    (Equal(-(-(n - 1) // s), n // s), [AtMost(2, n)]),
    Equal(ConvTranspose(k, stride=s, padding=p)(x, w), crop(up(x, w), 0, 2 * p)),
)

# --- P. P. Vaidyanathan, Multirate Systems and Filter Banks; G. Strang and T. Nguyen, Wavelets and Filter Banks
true(
    "multirate identities",
    Equal(subsample(stretch(x, s), s), x),
    Equal(stretch(stretch(x, s), t), stretch(x, s * t)),
    Equal(subsample(subsample(x, s), t), subsample(x, s * t)),
    Equal(subsample(Conv(k, dilation=s)(u, w), s), slide(subsample(u, s), w)),
    Equal(stretch(full(x, w), s), ConvTranspose(k, dilation=s)(stretch(x, s), w)),
    Equal(up(x, w), full(stretch(x, s), w)),
    Equal(down(u, w), subsample(slide(u, w), s)),
    Equal(inner(stretch(x, s), stretch(z, s)), inner(x, z)),
    Equal(
        inner(stretch(x, s), tensor("u", s * (I - 1) + 1)),
        inner(x, subsample(tensor("u", s * (I - 1) + 1), s)),
    ),
    (Equal(total(up(x, w)), total(x)), [Equal(total(w), 1)]),
    (Equal(total(up(x, w)), 0), [Equal(total(w), 0)]),
    (Equal(flip(full(x, w)), full(flip(x), w)), [symmetric]),
    Equal(total(full(x, w)), total(x) * total(w)),
    (Equal(subsample(repeat(x, s), s, r), x), [AtMost(r + 1, s)]),
    Equal(flip(stretch(x, s)), stretch(flip(x), s)),
    (Equal(stretch(subsample(x, s), s), x), [Equal(s, 1)]),
    (
        Equal(
            inner(ConvTranspose(2, stride=2)(x, [A, B]), ConvTranspose(2, stride=2)(z, [C, D])), 0
        ),
        [Equal(A * C + B * D, 0)],
    ),
    (
        Equal(Conv(2, stride=2)(ConvTranspose(2, stride=2)(x, [A, B]), [A, B]), x),
        [Equal(A * A + B * B, 1)],
    ),
    (
        Equal(Conv(2, stride=2)(ConvTranspose(2, stride=2)(x, [A, B]), [C, D]), 0 * x),
        [Equal(A * C + B * D, 0)],
    ),
)
false(
    "multirate identities",
    Equal(stretch(subsample(x, s), s), x),
    Equal(subsample(stretch(x, s), t), stretch(subsample(x, t), s)),
    Equal(stretch(full(x, w), s), full(stretch(x, s), w)),
    Equal(flip(subsample(x, s)), subsample(flip(x), s)),
    (Equal(total(up(x, w)), s * total(x)), [Equal(total(w), 1)]),
    (Equal(flip(full(x, w)), full(x, w)), [symmetric]),
    Equal(total(subsample(x, s)), total(x)),
    Equal(inner(subsample(x, s), subsample(z, s)), inner(x, z)),
    (
        Equal(Conv(2, stride=2)(ConvTranspose(2, stride=2)(x, [A, B]), [A, B]), x),
        [Equal(A * A + B * B, 2)],
    ),
    (
        Equal(Conv(2, stride=2)(ConvTranspose(2, stride=2)(x, [A, B]), [C, D]), 0 * x),
        [Equal(A * D + B * C, 0)],
    ),
    (Equal(Conv(2)(ConvTranspose(2)(x, [A, B]), [C, D]), 0 * x), [Equal(A * C + B * D, 0)]),
)

# --- A. V. Oppenheim and R. W. Schafer, Discrete-Time Signal Processing
both = ConvTranspose(k + l - 1)
true(
    "linear systems",
    Equal(full(x, w), ConvTranspose(I)(w, x)),
    Equal(ConvTranspose(l)(full(x, w), v), both(x, ConvTranspose(l)(w, v))),
    Equal(ConvTranspose(l)(full(x, w), v), full(ConvTranspose(l)(x, v), w)),
    Equal(full(x + z, w), full(x, w) + full(z, w)),
    Equal(full(x - z, w), full(x, w) - full(z, w)),
    Equal(full(A * x, w), A * full(x, w)),
    Equal(full(pad(x, b, 0), w), pad(full(x, w), b, 0)),
    Equal(up(pad(x, b, 0), w), pad(up(x, w), s * b, 0)),
    Equal(flip(full(x, w)), full(flip(x), flip(w))),
    Equal(full(concat(x, y), w), pad(full(x, w), 0, J) + pad(full(y, w), I, 0)),
    Equal(up(concat(x, y), w), pad(up(x, w), 0, s * J) + pad(up(y, w), s * I, 0)),
    Equal(slide(pad(u, k - 1, k - 1), w), full(u, flip(w))),
    (Equal(slide(crop(u, b, 0), w), crop(slide(u, w), b, 0)), [AtMost(k + b, n)]),
    Equal(inner(full(x, w), tensor("u", I + k - 1)), inner(x, slide(tensor("u", I + k - 1), w))),
    Equal(total(concat(x, y)), total(x) + total(y)),
    Equal(crop(concat(x, y), I, 0), y),
    Equal(crop(pad(x, b, e), b, e), x),
    Equal(ConvTranspose(1)(x, ones(1)), x),
)
false(
    "linear systems",
    Equal(full(x, w), ConvTranspose(I)(w, flip(x))),
    Equal(full(x + z, w), full(x, w)),
    Equal(full(A * x, A * w), A * full(x, w)),
    Equal(up(pad(x, b, 0), w), pad(up(x, w), b, 0)),
    Equal(flip(full(x, w)), full(flip(x), w)),
    Equal(full(concat(x, y), w), concat(full(x, w), full(y, w))),
    Equal(up(concat(x, y), w), pad(up(x, w), s * J, 0) + pad(up(y, w), 0, s * I)),
    Equal(slide(pad(u, k - 1, k - 1), w), full(u, w)),
    Equal(
        inner(full(x, w), tensor("u", I + k - 1)), inner(x, slide(tensor("u", I + k - 1), flip(w)))
    ),
    Equal(crop(concat(x, y), J, 0), y),
    Equal(crop(pad(x, b, e), e, b), x),
    Equal(concat(x, y), concat(y, x)),
    Equal(inner(full(x, w), full(x, w)), inner(x, x) * inner(w, w)),
)

# --- upsampling: A. Odena and others, Deconvolution and checkerboard artifacts; W. Shi and others; M. D. Zeiler and others
true(
    "upsampling",
    Equal(repeat(x, s), ConvTranspose(s, stride=s)(x, ones(s))),
    Equal(repeat(repeat(x, s), t), repeat(x, s * t)),
    Equal(total(repeat(x, s)), s * total(x)),
    Equal(flip(repeat(x, s)), repeat(flip(x), s)),
    Equal(
        inner(repeat(x, s), tensor("u", s * I)),
        inner(x, Conv(s, stride=s)(tensor("u", s * I), ones(s))),
    ),
    Equal(
        full(repeat(x, s), w), ConvTranspose(s + k - 1, stride=s)(x, ConvTranspose(s)(w, ones(s)))
    ),
    Equal(up(x, w), up(x, w, method="polyphase")),
    Equal(up(x, w), up(x, w, method="zero-insertion")),
    Equal(up(x, w), up(x, w, method="gather")),
    Equal(inner(up(x, w), out), inner(x, down(out, w))),
    Equal(gradient(inner(up(x, w), out), x), down(out, w)),
    Equal(gradient(inner(up(x, w), out), w), Conv(I, dilation=s)(out, x)),
    Equal(gradient(inner(x, z), z), x),
    Equal(up.matrix(w, I) @ x, up(x, w)),
    Equal(up.matrix(w, I).T @ out, down(out, w)),
    Iff(Equal(maximum(0, k - s), 0), AtMost(k, s)),
    (Equal(inner(up(x, w), up(z, w)), inner(x, z) * inner(w, w)), [AtMost(k, s)]),
    (Equal(down(up(x, w), w), inner(w, w) * x), [AtMost(k, s)]),
    Equal(
        ConvTranspose((k, l), stride=(s, t))(permute(permute(plane, (1, 0)), (1, 0)), stencil),
        ConvTranspose((k, l), stride=(s, t))(plane, stencil),
    ),
)
false(
    "upsampling",
    Equal(repeat(x, s), stretch(x, s)),
    Equal(repeat(x, s), ConvTranspose(s)(x, ones(s))),
    Equal(total(repeat(x, s)), total(x)),
    Equal(inner(up(x, w), out), inner(x, down(out, flip(w)))),
    Equal(gradient(inner(up(x, w), out), x), down(out, flip(w))),
    Equal(gradient(inner(up(x, w), out), w), Conv(I, dilation=s)(out, flip(x))),
    Equal(gradient(inner(x, x), x), x),
    Equal(down(up(x, w), w), inner(w, w) * x),
    (Equal(down(up(x, w), w), inner(w, w) * x), [AtMost(k, s + 1)]),
    (Equal(down(up(x, w), w), x), [AtMost(k, s)]),
    Equal(up.matrix(w, I).T @ out, down(out, flip(w))),
    Iff(Equal(maximum(0, k - s), 0), Equal(k, s)),
)

# --- R. L. Graham, D. E. Knuth and O. Patashnik, Concrete Mathematics, chapter 3
true(
    "floors and remainders",
    Equal((n // s) // t, n // (s * t)),
    Equal(n // 2 + (n + 1) // 2, n),
    Equal(s * (n // s) + n % s, n),
    AtMost(n % s, s - 1),
    AtMost(n // s, n),
    Equal((s * n) // s, n),
    Equal((n + s) // s, n // s + 1),
    Equal((n + s * t) % s, n % s),
    Equal((s * n) % (s * t), s * (n % t)),
    Iff(Divides(s, n), Equal(n % s, 0)),
    Iff(Divides(s * t, s * n), Divides(t, n)),
    Or(Divides(2, n), Divides(2, n + 1)),
    Not(Divides(2, 2 * n + 1)),
    (Divides(s, n + m), [Divides(s, n), Divides(s, m)]),
    (Divides(s, m), [Divides(s, n), Divides(s, n + m)]),
    (Divides(s, n), [Divides(s * t, n)]),
    Divides(s + k, s * s - k * k),
    Equal(minimum(s, t) + maximum(s, t), s + t),
    Iff(AtMost(maximum(s, t), n), And(AtMost(s, n), AtMost(t, n))),
    (AtMost(n // s, m // s), [AtMost(n, m)]),
)
false(
    "floors and remainders",
    Equal((n + m) // s, n // s + m // s),
    Equal((n * m) // s, n * (m // s)),
    AtMost(n % s, s - 2),
    AtMost(s, n // s * s),
    Equal((n + s) % t, n % t),
    Iff(Divides(s, n), AtMost(s, n)),
    Or(Divides(2, n), Divides(3, n)),
    Not(Divides(3, 2 * n + 1)),
    (Divides(s * t, n), [Divides(s, n), Divides(t, n)]),
    (Divides(s, n), [Divides(s, n + m)]),
    Divides(s + k, s * s + k * k),
    (Equal(n // s, m // s), [AtMost(n, m)]),
    Equal(minimum(s, t) * maximum(s, t), s * s),
)
