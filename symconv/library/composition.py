"""Two layers that are one."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import Entry, false
from symconv.library.letters import GUIDE, OWN, I, J, b, e, k, n, p, s, w, x
from symconv.operations import crop, flip, inner, ones, tensor
from symconv.symbolic.claims import AtMost, Equal

FAMILY = "composition"
s1, s2, k1, k2, d1, d2 = sizes("s1 s2 k1 k2 d1 d2")
u, v = tensor("u", k1), tensor("v", k2)
first, second = ConvTranspose(k1, stride=s1), ConvTranspose(k2, stride=s2)
both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2)
dilated_first = ConvTranspose(k1, stride=s1, dilation=d1)
dilated_second = ConvTranspose(k2, stride=s2, dilation=d2)
dilated_kernel = ConvTranspose(k2, stride=s2 * d1, dilation=d2)
dilated_both = ConvTranspose(s2 * d1 * (k1 - 1) + d2 * (k2 - 1) + 1, stride=s1 * s2)
padded_second = ConvTranspose(k2, stride=s2, padding=[(b, e)])
padded_both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=[(b, e)])
inner_padded = ConvTranspose(k1, stride=s1, padding=p)
outer_padded = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2 * p)
edge = k2 - s2
y = tensor("y", n)
down_first, down_second = Conv(k1, stride=s1), Conv(k2, stride=s2)
down_both = Conv(s1 * (k2 - 1) + k1, stride=s1 * s2)
down_kernel = ConvTranspose(k1, stride=s1)(v, u)
enough = (AtMost(k1, n),)

X = tensor("x", (I, J))
column, row = tensor("u", (k1, 1)), tensor("v", (1, k2))
outer = ConvTranspose((1, k2))(column, row)
separable = ConvTranspose((k1, k2), stride=(s1, s2))
columns, rows = ConvTranspose((k1, 1), stride=(s1, 1)), ConvTranspose((1, k2), stride=(1, s2))

strided = ConvTranspose(k, stride=s)
back = Conv(k, stride=s)
norm = inner(w, w)

THEOREMS = (
    Entry(
        "two-transposed-layers-are-one",
        FAMILY,
        Equal(second(first(x, u), v), both(x, second(u, v))),
        r"Both sides add $x[i]\, u[t_{1}]\, v[t_{2}]$ where $s_{1} s_{2} i + s_{2} t_{1} + t_{2}$ is the position.",
        f"{OWN}; compare {GUIDE}, chapter 4",
        false=(
            false(Equal(second(first(x, u), v), both(flip(x), second(u, v)))),
            false(Equal(second(first(x, u), v), both(x, second(flip(u), v)))),
            false(Equal(second(first(x, u), v), first(second(x, v), u))),
        ),
    ),
    Entry(
        "two-dilated-transposed-layers-are-one",
        FAMILY,
        Equal(dilated_second(dilated_first(x, u), v), dilated_both(x, dilated_kernel(u, v))),
        r"Both sides add $x[i]\, u[t_{1}]\, v[t_{2}]$ where $s_{1} s_{2} i + s_{2} d_{1} t_{1} + d_{2} t_{2}$ is the "
        "position.",
        OWN,
        false=(
            false(
                Equal(
                    dilated_second(dilated_first(x, u), v),
                    dilated_both(x, dilated_kernel(flip(u), v)),
                )
            ),
            false(
                Equal(
                    dilated_second(dilated_first(x, u), v),
                    dilated_both(x, dilated_kernel(u, flip(v))),
                )
            ),
            false(
                Equal(
                    dilated_second(dilated_first(x, u), v), dilated_first(dilated_second(x, v), u)
                )
            ),
        ),
    ),
    Entry(
        "composition-with-outer-padding",
        FAMILY,
        Equal(padded_second(first(x, u), v), padded_both(x, second(u, v))),
        "The padding of the last layer only moves the window.",
        OWN,
        false=(
            false(
                Equal(
                    padded_second(first(x, u), v),
                    ConvTranspose(s2 * (k1 - 1) + k2, s1 * s2, [(e, b)])(x, second(u, v)),
                )
            ),
            false(Equal(padded_second(first(x, u), v), both(x, second(u, v)))),
            false(Equal(padded_second(first(x, u), v), padded_both(x, second(u, flip(v))))),
        ),
    ),
    Entry(
        "composition-with-inner-padding-inside",
        FAMILY,
        Equal(
            crop(second(inner_padded(x, u), v), edge, edge),
            crop(outer_padded(x, second(u, v)), edge, edge),
        ),
        "A cell at least $k_{2} - s_{2}$ from the border gets nothing from the cells the first layer cropped.",
        OWN,
        (AtMost(s2, k2),),
        false=(
            false(Equal(second(inner_padded(x, u), v), outer_padded(x, second(u, v)))),
            false(
                Equal(
                    crop(second(inner_padded(x, u), v), edge - 1, edge - 1),
                    crop(outer_padded(x, second(u, v)), edge - 1, edge - 1),
                ),
                AtMost(s2 + 1, k2),
            ),
            false(
                Equal(
                    second(inner_padded(x, u), v),
                    ConvTranspose(s2 * (k1 - 1) + k2, s1 * s2, p)(x, second(u, v)),
                ),
            ),
        ),
    ),
    Entry(
        "two-convolutions-are-one",
        FAMILY,
        Equal(down_second(down_first(y, u), v), down_both(y, down_kernel)),
        r"Both sides add $y[s_{1} s_{2} j + s_{1} t_{2} + t_{1}]\, u[t_{1}]\, v[t_{2}]$.",
        OWN,
        enough,
        false=(
            false(
                Equal(down_second(down_first(y, u), v), down_both(flip(y), down_kernel)), *enough
            ),
            false(
                Equal(down_second(down_first(y, u), v), down_both(y, flip(down_kernel))), *enough
            ),
            false(
                Equal(
                    down_second(Conv(k1, stride=s1, padding=1)(y, u), v),
                    Conv(s1 * (k2 - 1) + k1, stride=s1 * s2, padding=1)(
                        y, ConvTranspose(k1, stride=s1)(v, flip(u))
                    ),
                )
            ),
        ),
    ),
    Entry(
        "separable-kernel",
        FAMILY,
        Equal(separable(X, outer), rows(columns(X, column), row)),
        r"Axes do not interact: a kernel $u[t_{1}]\, v[t_{2}]$ is applied one axis after the other.",
        OWN,
        false=(
            false(Equal(separable(X, outer), rows(columns(X, flip(column)), row))),
            false(Equal(separable(X, outer), rows(columns(X, column), flip(row)))),
            false(
                Equal(
                    ConvTranspose((k1, k2), stride=(s2, s1))(X, outer),
                    rows(columns(X, column), row),
                )
            ),
        ),
        on_every_axis=False,
    ),
    Entry(
        "up-and-back-scales-where-copies-do-not-meet",
        FAMILY,
        Equal(back(strided(x, w), w), norm * x),
        r"With $k \le s$ copies do not overlap, so $C C^{\top}$ is the identity times the sum of the squared taps.",
        OWN,
        (AtMost(k, s),),
        false=(
            false(Equal(back(strided(x, w), w), norm * x)),
            false(Equal(back(strided(x, w), w), norm * x), AtMost(k, s + 1)),
            false(Equal(back(strided(x, w), w), x), AtMost(k, s)),
        ),
    ),
    Entry(
        "nearest-neighbour-then-convolution",
        FAMILY,
        Equal(
            Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
            ConvTranspose(s + k - 1, stride=s, padding=k - 1)(
                x, ConvTranspose(k)(ones(s), flip(w))
            ),
        ),
        "Nearest-neighbour upsampling is a transposed layer of ones, and a convolution at stride one is one too.",
        "A. Odena et al., Deconvolution and checkerboard artifacts, 2016",
        false=(
            false(
                Equal(
                    Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                    ConvTranspose(s + k - 1, stride=s, padding=k - 1)(
                        x, ConvTranspose(k)(ones(s), w)
                    ),
                )
            ),
            false(
                Equal(
                    Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                    ConvTranspose(s + k - 1, stride=s, padding=[(k - 1, k)])(
                        x, ConvTranspose(k)(ones(s), flip(w))
                    ),
                )
            ),
            false(
                Equal(
                    Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
                    ConvTranspose(s, stride=s)(Conv(k)(x, w), ones(s)),
                )
            ),
        ),
    ),
)
