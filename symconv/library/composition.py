"""Two layers that are one."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import GUIDE, OWN, I, J, b, e, k, n, p, s, w, x
from symconv.operations import crop, flip, inner, ones, tensor
from symconv.symbolic.claims import AtMost, Claim, Equal

s1, s2, k1, k2, d1, d2 = sizes("s1 s2 k1 k2 d1 d2")
u, v = tensor("u", k1), tensor("v", k2)
first, second = ConvTranspose(k1, stride=s1), ConvTranspose(k2, stride=s2)
enough = (AtMost(k1, n),)


@theorem(
    why=(
        r"Both sides add $x[i]\, u[t_{1}]\, v[t_{2}]$ where $s_{1} s_{2} i + s_{2} t_{1} + t_{2}$ "
        r"is the position."
    ),
    source=f"{OWN}; compare {GUIDE}, chapter 4",
)
def two_transposed_layers_are_one() -> Claim:
    both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2)
    return Equal(second(first(x, u), v), both(x, second(u, v)))


@theorem(
    why=(
        r"Both sides add $x[i]\, u[t_{1}]\, v[t_{2}]$ where "
        r"$s_{1} s_{2} i + s_{2} d_{1} t_{1} + d_{2} t_{2}$ is the position."
    ),
    source=OWN,
)
def two_dilated_transposed_layers_are_one() -> Claim:
    dilated_first = ConvTranspose(k1, stride=s1, dilation=d1)
    dilated_second = ConvTranspose(k2, stride=s2, dilation=d2)
    dilated_kernel = ConvTranspose(k2, stride=s2 * d1, dilation=d2)
    dilated_both = ConvTranspose(s2 * d1 * (k1 - 1) + d2 * (k2 - 1) + 1, stride=s1 * s2)
    return Equal(dilated_second(dilated_first(x, u), v), dilated_both(x, dilated_kernel(u, v)))


@theorem(
    why="The padding of the last layer only moves the window.",
    source=OWN,
)
def composition_with_outer_padding() -> Claim:
    padded_second = ConvTranspose(k2, stride=s2, padding=[(b, e)])
    padded_both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=[(b, e)])
    return Equal(padded_second(first(x, u), v), padded_both(x, second(u, v)))


@theorem(
    why=(
        "A cell at least $k_{2} - s_{2}$ from the border gets nothing from the cells the first "
        "layer cropped."
    ),
    source=OWN,
    given=(AtMost(s2, k2),),
)
def composition_with_inner_padding_inside() -> Claim:
    inner_padded = ConvTranspose(k1, stride=s1, padding=p)
    outer_padded = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2 * p)
    edge = k2 - s2
    return Equal(
        crop(second(inner_padded(x, u), v), edge, edge),
        crop(outer_padded(x, second(u, v)), edge, edge),
    )


@theorem(
    why=r"Both sides add $y[s_{1} s_{2} j + s_{1} t_{2} + t_{1}]\, u[t_{1}]\, v[t_{2}]$.",
    source=OWN,
    given=enough,
)
def two_convolutions_are_one() -> Claim:
    y = tensor("y", n)
    down_first, down_second = Conv(k1, stride=s1), Conv(k2, stride=s2)
    down_both = Conv(s1 * (k2 - 1) + k1, stride=s1 * s2)
    down_kernel = ConvTranspose(k1, stride=s1)(v, u)
    return Equal(down_second(down_first(y, u), v), down_both(y, down_kernel))


@theorem(
    why=(
        r"Axes do not interact: a kernel $u[t_{1}]\, v[t_{2}]$ is applied one axis after the other."
    ),
    source=OWN,
    on_every_axis=False,
)
def separable_kernel() -> Claim:
    X = tensor("x", (I, J))
    column, row = tensor("u", (k1, 1)), tensor("v", (1, k2))
    outer = ConvTranspose((1, k2))(column, row)
    separable = ConvTranspose((k1, k2), stride=(s1, s2))
    columns, rows = ConvTranspose((k1, 1), stride=(s1, 1)), ConvTranspose((1, k2), stride=(1, s2))
    return Equal(separable(X, outer), rows(columns(X, column), row))


@theorem(
    why=(
        r"With $k \le s$ copies do not overlap, so $C C^{\top}$ is the identity times the sum of "
        r"the squared taps."
    ),
    source=OWN,
    given=(AtMost(k, s),),
)
def up_and_back_scales_where_copies_do_not_meet() -> Claim:
    strided = ConvTranspose(k, stride=s)
    back = Conv(k, stride=s)
    norm = inner(w, w)
    return Equal(back(strided(x, w), w), norm * x)


@theorem(
    why=(
        "Nearest-neighbour upsampling is a transposed layer of ones, and a convolution at stride "
        "one is one too."
    ),
    source="A. Odena et al., Deconvolution and checkerboard artifacts, 2016",
)
def nearest_neighbour_then_convolution() -> Claim:
    return Equal(
        Conv(k)(ConvTranspose(s, stride=s)(x, ones(s)), w),
        ConvTranspose(s + k - 1, stride=s, padding=k - 1)(x, ConvTranspose(k)(ones(s), flip(w))),
    )
