"""What texts say of padding, joining, shuffling, columns, means, gradients and windows: true claims and false ones near them.

Each is written down from what its source says, in the words of the package; `TRUE` and `FALSE` list them by source.
"""

from literature import (
    A,
    I,
    J,
    a,
    b,
    d,
    down,
    e,
    fits,
    full,
    h,
    k,
    l,
    m,
    n,
    out,
    p,
    plane,
    q,
    r,
    s,
    size,
    slide,
    stencil,
    symmetric,
    t,
    u,
    up,
    v,
    w,
    x,
    y,
    z,
)
from sympy import Rational

from symconv import (
    AtMost,
    Chain,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Not,
    concat,
    crop,
    flip,
    fold,
    gradient,
    inner,
    maximum,
    minimum,
    ones,
    pad,
    permute,
    pixel_shuffle,
    pixel_unshuffle,
    repeat,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
    unfold,
)
from symconv.operations import (
    arange,
    average,
    bilinear_kernel,
    box_kernel,
    eye,
    interpolate,
    merge_axes,
    one_hot,
    outer,
    product,
    split_axis,
    unpad,
)

c, g = sizes("c g")
TRUE, FALSE = [], []
half = Rational(1, 2)
inside = [AtMost(b, I), AtMost(e, I)]
proper = [AtMost(b + 1, I), AtMost(e + 1, I)]
phase = [AtMost(r + 1, s)]
frame, blocks, many = tensor("u", I + b + e), tensor("u", s * I), tensor("x", (c, I))
even, whole = tensor("x", 2 * n), tensor("x", m + n)
phases, maps, others = tensor("x", (c * s, I)), tensor("x", (c, s * I)), tensor("z", (c * s, I))
windows = tensor("v", (k, size(down, n)))
three = tensor("x", (I, J, n))
other_plane, cube_side = tensor("z", (I, J)), tensor("w", n)
wide, narrow = ConvTranspose((k, l), stride=(s, t)), Conv((k, l), stride=(s, t))
sheet, other_up = tensor("x", (m, n)), ConvTranspose(l, stride=t)
MODES = ("zeros", "circular", "replicate", "reflect")


def true(source, *claims):
    """Enter claims that a source makes; one that needs something given is a pair."""
    TRUE.extend((source, *(one if isinstance(one, tuple) else (one, ()))) for one in claims)


def false(source, *claims):
    """Enter claims that look like what a source says and are wrong."""
    FALSE.extend((source, *(one if isinstance(one, tuple) else (one, ()))) for one in claims)


def kronecker(one, other):
    """Return the Kronecker product of two tensors over one axis."""
    return merge_axes(outer(one, other), 0)


# --- documentation of NumPy's pad and of PyTorch's padding_mode
for mode in MODES:
    true(
        "NumPy and PyTorch, modes of padding",
        Equal(pad(x + z, b, e, mode), pad(x, b, e, mode) + pad(z, b, e, mode)),
        Equal(flip(pad(x, b, e, mode)), pad(flip(x), e, b, mode)),
        Equal(
            Conv(k, stride=s, padding=p, padding_mode=mode)(x, w),
            Conv(k, stride=s)(pad(x, p, p, mode), w),
        ),
    )
    false(
        "NumPy and PyTorch, modes of padding",
        Equal(flip(pad(x, b, e, mode)), pad(flip(x), b, e, mode)),
    )
for mode in MODES[1:]:
    true(
        "NumPy and PyTorch, modes of padding",
        Equal(pad(ones(I), b, e, mode), ones(I + b + e)),
    )
    false(
        "NumPy and PyTorch, modes of padding",
        Equal(pad(x, b, e, mode), pad(x, b, e)),
        Equal(total(pad(x, b, e, mode)), total(x)),
    )
true(
    "NumPy and PyTorch, modes of padding",
    (Equal(crop(pad(x, b, e, "circular"), b, e), x), inside),
    Equal(crop(pad(x, b, e, "replicate"), b, e), x),
    (Equal(crop(pad(x, b, e, "reflect"), b, e), x), proper),
    Equal(pad(x, I, 0, "circular"), concat(x, x)),
    Equal(total(pad(x, I, 0, "circular")), 2 * total(x)),
    Equal(pad(x, 1, 0, "replicate"), concat(x[0:1], x)),
    Equal(pad(pad(x, b, 0, "replicate"), a, 0, "replicate"), pad(x, a + b, 0, "replicate")),
    Equal(total(pad(x, 1, 0, "replicate")), total(x) + x[0]),
    Equal(inner(pad(x, b, e, "circular"), frame), inner(x, unpad(frame, b, e, "circular"))),
    Equal(inner(pad(x, b, e), frame), inner(x, unpad(frame, b, e))),
    Equal(pad(product(x, z), b, e), product(pad(x, b, e), pad(z, b, e))),
    Equal(pad(stretch(x, s), s * b, 0), stretch(pad(x, b, 0), s)),
    Equal(subsample(pad(x, s * b, 0), s), pad(subsample(x, s), b, 0)),
    Equal(repeat(pad(x, b, e), s), pad(repeat(x, s), s * b, s * e)),
    Equal(repeat(pad(x, b, e, "replicate"), s), pad(repeat(x, s), s * b, s * e, "replicate")),
)
false(
    "NumPy and PyTorch, modes of padding",
    Equal(pad(x, b, 0, "reflect"), pad(x, b, 0, "replicate")),
    Equal(pad(pad(x, b, 0, "circular"), a, 0, "circular"), pad(x, a + b, 0, "circular")),
    Equal(total(pad(x, 1, 0, "replicate")), total(x) + x[-1]),
    Equal(pad(stretch(x, s), b, 0), stretch(pad(x, b, 0), s)),
    Equal(repeat(pad(x, b, e), s), pad(repeat(x, s), b, e)),
    Equal(pad(x, I, 0, "circular"), concat(x, flip(x))),
    Equal(inner(pad(x, b, e, "circular"), frame), inner(x, crop(frame, b, e))),
)

# --- joining: overlap-add and overlap-save (A. V. Oppenheim and R. W. Schafer), skip connections (O. Ronneberger and others)
true(
    "joined signals",
    Equal(concat(whole[:m], whole[m:]), whole),
    Equal(concat(x, y) + concat(z, tensor("c", J)), concat(x + z, y + tensor("c", J))),
    Equal(A * concat(x, y), concat(A * x, A * y)),
    Equal(inner(concat(x, y), concat(z, tensor("c", J))), inner(x, z) + inner(y, tensor("c", J))),
    Equal(repeat(concat(x, y), s), concat(repeat(x, s), repeat(y, s))),
    Equal(flip(concat(x, y)), concat(flip(y), flip(x))),
    Equal(
        subsample(concat(blocks, tensor("y", s * J)), s),
        concat(*(subsample(part, s) for part in (blocks, tensor("y", s * J)))),
    ),
    (Equal(crop(slide(concat(x, y), w), 0, J), slide(x, w)), [AtMost(k, I)]),
    (Equal(crop(slide(concat(x, y), w), I, 0), slide(y, w)), [AtMost(k, J)]),
    Equal(crop(full(concat(x, y), w), 0, J + k - 1), crop(full(x, w), 0, k - 1)),
    Equal(
        concat(plane, other_plane, axis=1),
        permute(concat(permute(plane, (1, 0)), permute(other_plane, (1, 0))), (1, 0)),
    ),
    Equal(
        total(concat(plane, other_plane), axes=0), total(plane, axes=0) + total(other_plane, axes=0)
    ),
    Equal(concat(x, 0 * y), pad(x, 0, J)),
    Equal(
        product(concat(x, y), concat(z, tensor("c", J))),
        concat(product(x, z), product(y, tensor("c", J))),
    ),
)
false(
    "joined signals",
    Equal(concat(whole[:n], whole[m:]), whole),
    Equal(flip(concat(x, y)), concat(flip(x), flip(y))),
    Equal(subsample(concat(x, y), s), concat(subsample(x, s), subsample(y, s))),
    Equal(repeat(concat(x, x), 2), concat(repeat(x, 2), x)),
    (Equal(crop(slide(concat(x, y), w), J, 0), slide(y, w)), [AtMost(k, J), AtMost(I, J)]),
    Equal(crop(full(concat(x, y), w), 0, J), full(x, w)),
    Equal(stretch(concat(x, y), s), concat(stretch(x, s), stretch(y, s))),
    Equal(total(concat(x, y)), total(x) * total(y)),
)

# --- nearest neighbour: A. Odena and others; A. Aitken and others, Checkerboard artifact free sub-pixel convolution
true(
    "nearest neighbour",
    Equal(repeat(x, 1), x),
    Equal(repeat(x + z, s), repeat(x, s) + repeat(z, s)),
    Equal(repeat(ones(I), s), ones(s * I)),
    Equal(repeat(product(x, z), s), product(repeat(x, s), repeat(z, s))),
    Equal(repeat(x, s), ConvTranspose(s)(stretch(x, s), ones(s))),
    Equal(repeat(x, s), kronecker(x, ones(s))),
    Equal(repeat(plane, (s, t)), repeat(repeat(plane, s, axes=0), t, axes=1)),
    Equal(subsample(repeat(x, s * t), s), repeat(x, t)),
    Equal(pixel_shuffle(repeat(many, s, axes=0), s), repeat(many, s, axes=1)),
    Equal(Conv(s, stride=s)(repeat(x, s), box_kernel(s)), x),
    Equal(subsample(average(repeat(x, s), s), s), x),
    Equal(Conv(2, stride=2)(repeat(x, 2), ones(2)), 2 * x),
    Equal(gradient(inner(repeat(x, s), blocks), x), Conv(s, stride=s)(blocks, ones(s))),
    Equal(ConvTranspose(s, stride=s)(x, box_kernel(s)), repeat(x, s) / s),
    Equal(crop(repeat(x, 2), 0, 1), Conv(2)(stretch(pad(x, 1, 0), 2), ones(2))[1:]),
)
false(
    "nearest neighbour",
    Equal(repeat(x, s), crop(ConvTranspose(s + 1)(stretch(x, s), ones(s + 1)), 0, 1)),
    Equal(repeat(x, s), kronecker(ones(s), x)),
    Equal(subsample(repeat(x, s * t), s), repeat(x, s)),
    Equal(pixel_shuffle(concat(many, many), 2), repeat(many, 2, axes=1)),
    Equal(Conv(s, stride=s)(repeat(x, s), ones(s)), x),
    (Equal(subsample(repeat(x, s), s, r), x), [AtMost(r, s)]),
    Equal(repeat(flip(x), s), repeat(x, s)),
)

# --- W. Shi and others, Real-time single image and video super-resolution; Is the deconvolution layer the same
row, image = tensor("x", (1, s * I)), tensor("x", (c, s * I, t * J))
planes = tensor("x", (c * s * t, I, J))
long_kernel, long_signal = tensor("w", s * m), tensor("u", s * n)
true(
    "sub-pixel convolution",
    Equal(pixel_unshuffle(pixel_shuffle(phases, s), s), phases),
    Equal(pixel_shuffle(pixel_unshuffle(maps, s), s), maps),
    Equal(pixel_shuffle(pixel_unshuffle(image, (s, t)), (s, t)), image),
    Equal(pixel_unshuffle(pixel_shuffle(planes, (s, t)), (s, t)), planes),
    Equal(total(pixel_shuffle(planes, (s, t))), total(planes)),
    Equal(inner(pixel_shuffle(phases, s), pixel_shuffle(others, s)), inner(phases, others)),
    Equal(pixel_shuffle(phases + others, s), pixel_shuffle(phases, s) + pixel_shuffle(others, s)),
    Equal(pixel_shuffle(many, 1), many),
    Equal(pixel_shuffle(flip(phases), s), flip(pixel_shuffle(phases, s))),
    Equal(
        gradient(inner(pixel_shuffle(phases, s), tensor("u", (c, s * I))), phases),
        pixel_unshuffle(tensor("u", (c, s * I)), s),
    ),
    Equal(pixel_unshuffle(row, s)[0], subsample(row[0], s)),
    (Equal(pixel_unshuffle(row, s)[r], subsample(row[0], s, r)), phase),
    Equal(pixel_unshuffle(A * maps, s), A * pixel_unshuffle(maps, s)),
    Equal(
        Conv(s * m, stride=s)(long_signal, long_kernel),
        Conv(m, channels=(s, 1))(
            pixel_unshuffle(split_axis(long_signal, 0, (1, s * n)), s),
            split_axis(permute(split_axis(long_kernel, 0, (m, s)), (1, 0)), 0, (1, s)),
        )[0],
    ),
    Equal(
        product(pixel_shuffle(phases, s), pixel_shuffle(others, s)),
        pixel_shuffle(product(phases, others), s),
    ),
)
false(
    "sub-pixel convolution",
    Equal(pixel_shuffle(phases, s)[0], phases[0]),
    Equal(pixel_unshuffle(row, s)[0], crop(row[0], 0, (s - 1) * I)),
    (Equal(pixel_unshuffle(row, s)[r], subsample(row[0], s)), phase),
    Equal(pixel_shuffle(flip(phases, axes=1), s), flip(pixel_shuffle(phases, s), axes=1)),
    Equal(inner(pixel_shuffle(phases, s), pixel_shuffle(others, s)), s * inner(phases, others)),
    Equal(
        Conv(s * m, stride=s)(long_signal, long_kernel),
        Conv(m, channels=(s, 1))(
            pixel_unshuffle(split_axis(long_signal, 0, (1, s * n)), s),
            split_axis(split_axis(long_kernel, 0, (s, m)), 0, (1, s)),
        )[0],
    ),
)

# --- columns: K. Chellapilla and others, High performance convolutional neural networks; documentation of PyTorch's Fold
counts = fold(unfold(ones(n), k, s), n, k, s, channels=False)
place = tensor("y", size(down, n))
joint = tensor("u", I + J)
true(
    "columns and windows",
    Equal(total(product(unfold(u, k, s), outer(w, ones(size(down, n)))), axes=0), down(u, w)),
    Equal(inner(unfold(u, k, s), outer(w, place)), inner(down(u, w), place)),
    Equal(fold(outer(w, x), s * (I - 1) + k, k, s, channels=False), up(x, w)),
    Equal(unfold(u, k, s, padding=p), unfold(pad(u, p, p), k, s)),
    Equal(unfold(u + tensor("z", n), k, s), unfold(u, k, s) + unfold(tensor("z", n), k, s)),
    Equal(unfold(u, 1)[0], u),
    (Equal(unfold(u, k)[0], crop(u, 0, k - 1)), [fits]),
    Equal(total(unfold(blocks, s, s)), total(blocks)),
    Equal(unfold(blocks, s, s), permute(split_axis(blocks, 0, (I, s)), (1, 0))),
    Equal(gradient(inner(unfold(u, k, s), windows), u), fold(windows, n, k, s, channels=False)),
    Equal(inner(unfold(u, k, s), windows), inner(u, fold(windows, n, k, s, channels=False))),
    Equal(fold(unfold(u, k, s), n, k, s, channels=False), product(u, counts)),
    Equal(total(fold(windows, n, k, s, channels=False)), total(windows)),
    Equal(
        fold(product(unfold(u, k, s), outer(w, ones(size(down, n)))), n, k, s, channels=False),
        product(u, fold(outer(w, ones(size(down, n))), n, k, s, channels=False)),
    ),
    (Equal(unfold(flip(u), k), flip(unfold(u, k))), [fits]),
)
false(
    "columns and windows",
    Equal(fold(unfold(u, k, s), n, k, s, channels=False), u),
    Equal(total(unfold(u, k)), k * total(u)),
    Equal(unfold(u, k, s, padding=p), unfold(pad(u, p, 0), k, s)),
    Equal(total(product(unfold(u, k, s), outer(flip(w), ones(size(down, n)))), axes=0), down(u, w)),
    Equal(unfold(blocks, s, s), split_axis(blocks, 0, (s, I))),
    Equal(total(fold(windows, n, k, s, channels=False)), k * total(windows)),
    (Equal(unfold(flip(u), k), unfold(u, k)), [fits]),
)

# --- axes: R. Horn and C. Johnson, Topics in Matrix Analysis; separable filters; channels last
true(
    "axes and Kronecker products",
    Equal(permute(permute(three, (1, 2, 0)), (2, 0, 1)), three),
    Equal(total(permute(plane, (1, 0)), axes=1), total(plane, axes=0)),
    Equal(total(total(plane, axes=0)), total(plane)),
    Equal(flip(flip(plane, axes=0), axes=1), flip(plane)),
    Equal(split_axis(merge_axes(plane, 0), 0, (I, J)), plane),
    Equal(total(merge_axes(plane, 0)), total(plane)),
    Equal(permute(outer(x, y), (1, 0)), outer(y, x)),
    Equal(total(outer(x, y)), total(x) * total(y)),
    Equal(total(outer(x, y), axes=0), total(x) * y),
    Equal(wide(outer(x, y), outer(w, v)), outer(up(x, w), other_up(y, v))),
    Equal(narrow(outer(u, h), outer(w, v)), outer(down(u, w), Conv(l, stride=t)(h, v))),
    Equal(kronecker(x, w), ConvTranspose(k, stride=k)(x, w)),
    Equal(
        inner(kronecker(x, w), kronecker(z, tensor("c", k))), inner(x, z) * inner(w, tensor("c", k))
    ),
    Equal(total(kronecker(x, w)), total(x) * total(w)),
    Equal(flip(kronecker(x, w)), kronecker(flip(x), flip(w))),
    Equal(kronecker(kronecker(x, y), w), kronecker(x, kronecker(y, w))),
    Equal(
        product(outer(x, y), outer(z, tensor("c", J))),
        outer(product(x, z), product(y, tensor("c", J))),
    ),
    Equal(stretch(plane, (s, t)), stretch(stretch(plane, s, axes=0), t, axes=1)),
    Equal(
        permute(narrow(sheet, stencil), (1, 0)),
        Conv((l, k), stride=(t, s))(permute(sheet, (1, 0)), permute(stencil, (1, 0))),
    ),
    Equal(ConvTranspose(1).matrix(ones(1), I), eye(I)),
    Equal(eye(I) @ x, x),
)
false(
    "axes and Kronecker products",
    Equal(permute(permute(three, (1, 2, 0)), (1, 2, 0)), three),
    Equal(total(permute(plane, (1, 0)), axes=0), total(plane, axes=0)),
    Equal(kronecker(x, w), kronecker(w, x)),
    Equal(outer(x, y), outer(y, x)),
    Equal(flip(plane, axes=0), flip(plane)),
    Equal(wide(outer(x, y), outer(w, v)), outer(up(x, w), other_up(y, flip(v)))),
    Equal(kronecker(x, w), ConvTranspose(k, stride=s)(x, w)),
    Equal(permute(wide(plane, stencil), (1, 0)), wide(permute(plane, (1, 0)), stencil)),
)

# --- windows and masks: G. Liu and others, Image inpainting for irregular holes using partial convolutions; J. B. Allen
true(
    "windows and masks",
    Equal(product(x, ones(I)), x),
    Equal(product(x, z), product(z, x)),
    Equal(product(x + z, z), product(x, z) + product(z, z)),
    Equal(total(product(x, z)), inner(x, z)),
    Equal(flip(product(x, z)), product(flip(x), flip(z))),
    Equal(stretch(product(x, z), s), product(stretch(x, s), stretch(z, s))),
    Equal(subsample(product(x, z), s), product(subsample(x, s), subsample(z, s))),
    Equal(product(stretch(x, s), stretch(ones(I), s)), stretch(x, s)),
    (Equal(product(x, one_hot(I, p)), x[p] * one_hot(I, p)), [AtMost(p + 1, I)]),
    (Equal(inner(x, one_hot(I, p)), x[p]), [AtMost(p + 1, I)]),
    Equal(
        stretch(subsample(u, s), s),
        crop(product(u, crop(stretch(ones(n), s), 0, s * (n - 1) + 1 - n)), 0, (n - 1) % s),
    ),
    Equal(inner(product(x, z), z), inner(x, product(z, z))),
)
false(
    "windows and masks",
    Equal(product(x, x), x),
    Equal(product(full(x, w), full(z, w)), full(product(x, z), w)),
    Equal(total(product(x, z)), total(x) * total(z)),
    (Equal(inner(x, one_hot(I, p)), x[0]), [AtMost(p + 1, I)]),
    Equal(product(stretch(x, s), ones(s * (I - 1) + 1)), ones(s * (I - 1) + 1)),
)

# --- means and interpolation: J. Long and others, Fully convolutional networks; W. Sweldens, lifting; A. Haar
mean, detail = Conv(2, stride=2)(even, [half, half]), Conv(2, stride=2)(even, [half, -half])
back = ConvTranspose(2, stride=2)
linear = ConvTranspose(3, stride=2)
true(
    "means and interpolation",
    Equal(average(x, 1), x),
    Equal(average(u, k), slide(u, box_kernel(k))),
    (Equal(average(ones(n), k), ones(n - k + 1)), [fits]),
    Equal(average(u + tensor("z", n), k), average(u, k) + average(tensor("z", n), k)),
    (Equal(flip(average(u, k)), average(flip(u), k)), [fits]),
    Equal(average(average(u, k), l), average(average(u, l), k)),
    Equal(subsample(average(blocks, s), s), Conv(s, stride=s)(blocks, box_kernel(s))),
    Equal(total(box_kernel(k)), 1),
    Equal(total(up(x, box_kernel(k))), total(x)),
    Equal(up(x / 2, w), up(x, w) / 2),
    Equal(x / 2 + x / 2, x),
    Equal(back(mean, [1, 1]) + back(detail, [1, -1]), even),
    Equal(mean, subsample(average(even, 2), 2)),
    Equal(subsample(linear(x, [half, 1, half]), 2, 1), x),
    Equal(
        subsample(crop(linear(x, [half, 1, half]), 0, 1), 2),
        x / 2 + pad(crop(x, 0, 1), 1, 0) / 2,
    ),
    Equal(interpolate(ones(n), 2), ones(2 * n)),
    Equal(interpolate(x + z, 2), interpolate(x, 2) + interpolate(z, 2)),
    Equal(flip(interpolate(x, 2)), interpolate(flip(x), 2)),
    Equal(total(interpolate(x, 2)), 2 * total(x)),
    Equal(flip(bilinear_kernel(2)), bilinear_kernel(2)),
    Equal(total(ConvTranspose(4, stride=2)(x, bilinear_kernel(2))), 2 * total(x)),
    Equal(average(arange(n + 1), 2), arange(n) + ones(n) / 2),
)
false(
    "means and interpolation",
    Equal(average(u, k), slide(u, ones(k))),
    Equal(back(mean, [1, 1]) + back(detail, [-1, 1]), even),
    Equal(interpolate(x, 2), repeat(x, 2)),
    Equal(total(interpolate(x, 2)), total(x)),
    Equal(flip(interpolate(x, 2)), interpolate(x, 2)),
    Equal(ConvTranspose(4, stride=2, padding=1)(ones(I), bilinear_kernel(2)), ones(2 * I)),
    Equal(x / 2, x),
    Equal(up(x / 2, w / 2), up(x, w) / 2),
    Equal(total(up(x, box_kernel(k))), k * total(x)),
)

# --- derivatives: I. Goodfellow and others, Deep Learning; V. Dumoulin and F. Visin
true(
    "derivatives",
    Equal(gradient(total(x), x), ones(I)),
    Equal(gradient(inner(x, x), x), 2 * x),
    Equal(gradient(total(up(x, w)), x), total(w) * ones(I)),
    Equal(gradient(total(up(x, w)), w), total(x) * ones(k)),
    (
        Equal(
            gradient(inner(slide(u, w), tensor("y", n - k + 1)), u), full(tensor("y", n - k + 1), w)
        ),
        [fits],
    ),
    Equal(gradient(inner(flip(x), z), x), flip(z)),
    Equal(gradient(inner(pad(x, b, e), frame), x), crop(frame, b, e)),
    Equal(gradient(inner(product(x, x), z), x), 2 * product(x, z)),
    Equal(
        gradient(inner(stretch(x, s), tensor("u", s * (I - 1) + 1)), x),
        subsample(tensor("u", s * (I - 1) + 1), s),
    ),
    Equal(gradient(inner(concat(x, y), joint), y), crop(joint, I, 0)),
    Equal(gradient(total(x) * total(x), x), 2 * total(x) * ones(I)),
    Equal(gradient(inner(up(x, w), out), w), up.kernel_gradient(x, out)),
    Equal(gradient(inner(up(x, w), out), x), up.input_gradient(out, w)),
    Equal(
        gradient(inner(average(u, k), tensor("y", n - k + 1)), u),
        full(tensor("y", n - k + 1), box_kernel(k)),
    ),
)
false(
    "derivatives",
    Equal(gradient(inner(x, z), x), x),
    Equal(gradient(total(up(x, w)), x), total(x) * ones(I)),
    Equal(gradient(inner(flip(x), z), x), z),
    Equal(gradient(inner(product(x, x), z), x), product(x, z)),
    Equal(gradient(total(x) * total(x), x), total(x) * ones(I)),
    Equal(gradient(inner(pad(x, b, e), frame), x), crop(frame, e, b)),
)

# --- linear phase and normalised kernels: J. McClellan and others; G. Strang and T. Nguyen
opposite = Equal(w, -1 * flip(w))
true(
    "kernels with a property",
    (Equal(up(x, w), Conv(k, padding=k - 1)(stretch(x, s), w)), [symmetric]),
    (Equal(flip(slide(u, w)), slide(flip(u), w)), [symmetric]),
    (Equal(flip(up(x, w)), -1 * up(flip(x), w)), [opposite]),
    (Equal(2 * total(w), 0), [opposite]),
    (Equal(slide(ones(n), w), ones(n - k + 1)), [Equal(total(w), 1), fits]),
    (Equal(slide(ones(n), w), 0 * ones(n - k + 1)), [Equal(total(w), 0), fits]),
    (Equal(down(u, w), down(u, flip(w))), [symmetric]),
    (Equal(full(x, w), full(z, w)), [Equal(x, z)]),
    (Equal(total(up(x, w)), 0), [Equal(total(x), 0)]),
    (Equal(inner(x, up.adjoint()(out, w)), 0), [Equal(up(x, w), 0 * out)]),
)
false(
    "kernels with a property",
    (Equal(up(x, w), up(flip(x), w)), [symmetric]),
    (Equal(total(w), 0), [symmetric]),
    (Equal(slide(ones(n), w), ones(n - k + 1)), [Equal(total(w), 2), fits]),
    (Equal(flip(up(x, w)), up(flip(x), w)), [opposite]),
    (Equal(x, z), [Equal(total(x), total(z))]),
    (Equal(full(x, w), 0 * full(x, w)), [Equal(total(w), 0)]),
)

# --- streams: A. van den Oord and others, WaveNet; A. Caillon and P. Esling, Streamable neural audio synthesis
causal = Conv(k, padding=[(d * (k - 1), 0)], dilation=d)
first, second = ConvTranspose(k, stride=s), ConvTranspose(l, stride=t)
true(
    "streams and stacks",
    Equal(size(causal, I), I),
    Equal(crop(ConvTranspose(k, dilation=d)(x, w), 0, d * (k - 1)), causal(x, flip(w))),
    Equal(crop(causal(concat(x, y), w), 0, J), causal(x, w)),
    Equal(causal(pad(x, b, 0), w), pad(causal(x, w), b, 0)),
    Equal(second(first(x, w), v), ConvTranspose(t * (k - 1) + l, stride=s * t)(x, second(w, v))),
    Equal(Chain(first, second)(x, w, v), second(first(x, w), v)),
    Equal(Chain(first, second).output_size(I), t * (s * (I - 1) + k - 1) + l),
)
false(
    "streams and stacks",
    Equal(crop(ConvTranspose(k, dilation=d)(x, w), 0, d * (k - 1)), causal(x, w)),
    Equal(crop(causal(concat(x, y), w), I, 0), causal(y, w)),
    Equal(Chain(first, second)(x, w, v), first(second(x, v), w)),
    Equal(size(Conv(k, padding=[(k, 0)]), I), I),
)

# --- sizes: documentation of ONNX, TensorFlow and PyTorch; K. Rosen, Elementary Number Theory
same = -(-n // s)
true(
    "sizes with cases",
    Equal(same, (n + s - 1) // s),
    Equal(
        maximum(0, (same - 1) * s + k - n) + minimum(0, (same - 1) * s + k - n),
        (same - 1) * s + k - n,
    ),
    Iff(Equal(same * s, n), Divides(s, n)),
    (Iff(Equal(same, n // s), Divides(s, n)), ()),
    Iff(AtMost(n, s), Equal(same, 1)),
    AtMost(n // s, same),
    AtMost(same, n // s + 1),
    (AtMost(size(down, n), same), [fits]),
    (Iff(Equal(size(down, n), 1), AtMost(n, k + s - 1)), [fits]),
    Not(Equal(2 * n, 2 * m + 1)),
    (Equal(n % t, 0), [Divides(s, n), Divides(t, s)]),
    Equal((n % s + m % s) % s, (n + m) % s),
    Iff(AtMost(n // s, q), AtMost(n + 1, s * (q + 1))),
)
false(
    "sizes with cases",
    Iff(Equal(same * s, n), Equal(s, n)),
    Iff(AtMost(n, s), Equal(same, 2)),
    Equal(same, n // s + 1),
    AtMost(same, n // s),
    (Iff(Equal(size(down, n), 1), AtMost(n, k + s)), [fits]),
    Equal(n % s + m % s, (n + m) % s),
    Iff(AtMost(n // s, q), AtMost(n, s * q)),
    Not(Equal(3 * n, 2 * m + 1)),
)
