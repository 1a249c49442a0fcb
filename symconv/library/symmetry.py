"""What is given of tensors: symmetric kernels, taps with a known sum, relations between taps."""

from __future__ import annotations

from sympy import symbols

from symconv.layers.conv import Conv, ConvTranspose
from symconv.library.entry import theorem
from symconv.library.letters import OWN, I, k, n, s, w, x
from symconv.operations import flip, inner, ones, tensor, total
from symconv.symbolic.claims import AtMost, Claim, Equal

up = ConvTranspose(k, stride=s)
full = ConvTranspose(k)
slide = Conv(k)
u = tensor("u", n)
a1, b1, c1, d1 = symbols("a b c d")
symmetric = Equal(w, flip(w))
antisymmetric = Equal(flip(w), -w)
one = Equal(total(w), 1)
zero = Equal(total(w), 0)
fits = AtMost(k, n)
STRANG = "G. Strang and T. Nguyen, Wavelets and Filter Banks, 1996"
z = tensor("z", I)
up2 = ConvTranspose(2, stride=2)
orthogonal = Equal(a1 * c1 + b1 * d1, 0)
down2 = Conv(2, stride=2)
pairs = tensor("u", 2 * I)
normal = Equal(a1 * a1 + b1 * b1, 1)
orthonormal = (
    Equal(a1 * a1 + c1 * c1, 1),
    Equal(b1 * b1 + d1 * d1, 1),
    Equal(a1 * b1 + c1 * d1, 0),
)


@theorem(
    why="Reversing both reverses the output, and the reversed kernel is the kernel.",
    source=OWN,
    given=(symmetric,),
    on_every_axis=False,
)
def a_symmetric_kernel_commutes_with_reversal() -> Claim:
    return Equal(flip(up(x, w)), up(flip(x), w))


@theorem(
    why="At stride one the windows are the same from both ends, and so is the kernel.",
    source=OWN,
    given=(symmetric,),
    on_every_axis=False,
)
def a_symmetric_kernel_and_the_convolution() -> Claim:
    return Equal(flip(slide(u, w)), slide(flip(u), w))


@theorem(
    why="The reversed kernel is the kernel with the other sign.",
    source=OWN,
    given=(antisymmetric,),
    on_every_axis=False,
)
def an_antisymmetric_kernel() -> Claim:
    return Equal(flip(up(x, w)), -up(flip(x), w))


@theorem(
    why="A transposed convolution at stride one is a convolution with the reversed kernel.",
    source=OWN,
    given=(symmetric,),
    on_every_axis=False,
)
def a_symmetric_kernel_is_its_own_transpose() -> Claim:
    return Equal(full(x, w), Conv(k, padding=k - 1)(x, w))


@theorem(
    why="Reversing both changes neither.",
    source=OWN,
    given=(symmetric, Equal(x, flip(x))),
    on_every_axis=False,
)
def symmetric_stays_symmetric() -> Claim:
    return Equal(flip(up(x, w)), up(x, w))


@theorem(
    why="The sum of the output is the product of both sums.",
    source=OWN,
    given=(one,),
    on_every_axis=False,
)
def taps_that_add_up_to_one_keep_the_sum() -> Claim:
    return Equal(total(up(x, w)), total(x))


@theorem(
    why="The sum of the output is the product of both sums.",
    source=OWN,
    given=(zero,),
    on_every_axis=False,
)
def taps_that_cancel_leave_no_sum() -> Claim:
    return Equal(total(up(x, w)), 0)


@theorem(
    why="Every window of ones is the sum of the taps.",
    source=OWN,
    given=(one, fits),
    on_every_axis=False,
)
def taps_that_add_up_to_one_keep_constants() -> Claim:
    return Equal(slide(ones(n), w), ones(n - k + 1))


@theorem(
    why="Every window of ones is the sum of the taps.",
    source=STRANG,
    given=(zero, fits),
    on_every_axis=False,
)
def taps_that_cancel_remove_constants() -> Claim:
    return Equal(slide(ones(n), w), 0 * ones(n - k + 1))


@theorem(
    why="Blocks of two do not meet, and within one the products cancel.",
    source=STRANG,
    given=(orthogonal,),
    on_every_axis=False,
)
def two_taps_are_orthogonal_to_two_others() -> Claim:
    return Equal(inner(up2(x, [a1, b1]), up2(z, [c1, d1])), 0)


@theorem(
    why="Within a block of two cells the sum of the squared taps is one, and blocks do not meet.",
    source=STRANG,
    given=(normal,),
    on_every_axis=False,
)
def two_taps_of_length_one_are_undone_by_their_convolution() -> Claim:
    return Equal(down2(up2(x, [a1, b1]), [a1, b1]), x)


@theorem(
    why="Rows of length one that are orthogonal make columns of length one that are orthogonal.",
    source=STRANG,
    given=orthonormal,
    on_every_axis=False,
)
def two_bands_reconstruct_perfectly() -> Claim:
    low = up2(down2(pairs, [a1, b1]), [a1, b1])
    high = up2(down2(pairs, [c1, d1]), [c1, d1])
    return Equal(low + high, pairs)
