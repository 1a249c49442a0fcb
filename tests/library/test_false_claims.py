"""Claims that look true and are not: each is refuted, quickly, by the smallest counterexample.

What is smallest is found here once more, by trying every setting in order with the public `Equal`.
"""

import time
from itertools import count, product

import pytest
from sympy import Symbol

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    flip,
    inner,
    ones,
    prove,
    sizes,
    stretch,
    subsample,
    tensor,
)
from symconv.errors import GeometryError, Refuted

I, J, k, k1, k2, s, s1, s2, d, n, q = sizes("I J k k1 k2 s s1 s2 d n q")
p, a = sizes("p a", minimum=0)
x, w, u, v = tensor("x", I), tensor("w", k), tensor("u", k1), tensor("v", k2)
x1, u1, u2, v1, v2, w1, w2 = map(Symbol, ["x1", "u1", "u2", "v1", "v2", "w1", "w2"])

second = ConvTranspose(k2, stride=s2)
padded = ConvTranspose(k1, stride=s1, padding=1)
both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2)
down, up = Conv(k, stride=s, padding=p), ConvTranspose(k, stride=s, padding=p)
spread = ConvTranspose(k, stride=s, output_padding=a, dilation=d)
returned = spread.adjoint().output_size(spread.output_size(I))
K = d * (s * q - 1) + 1
dilated = ConvTranspose(s * q, stride=s, dilation=d)(ones(I), ones(s * q))
even = ConvTranspose(4, stride=2)(ones(I), ones(4))
low, high = Conv(2, stride=2)(x, [1, 1]), Conv(2, stride=2)(x, [1, -1])
sixteen = ConvTranspose((4, 4), stride=2)(ones((I, J)), ones((4, 4)))
forth, back = ConvTranspose(k, stride=s, dilation=d), Conv(k, stride=s, dilation=d)

FALSE = {
    "two layers with padding between them are one": (
        Equal(second(padded(x, u), v), both(x, second(u, v))),
        (),
        {I: 1, k1: 3, k2: 2, s1: 1, s2: 1},
        (0,),
        x1 * u2 * v1,
        x1 * u1 * v2 + x1 * u2 * v1,
    ),
    "equal parameters restore the size": (
        Equal(up.output_size(down.output_size(n)), n),
        (Equal(k, 3), Equal(p, 1), Equal(s, 2)),
        {k: 3, n: 2, p: 1, s: 2},
        (),
        1,
        2,
    ),
    "it does where the output padding is less than the dilation": (
        Equal(returned, I),
        (AtMost(a + 1, d),),
        {I: 1, a: 1, d: 2, k: 1, s: 1},
        (),
        2,
        1,
    ),
    "the stride divides the kernel, so there is no checkerboard, although dilated": (
        Equal(crop(dilated, K - 1, K - 1), q * ones(s * (I - 1) - K + 2)),
        (),
        {I: 2, d: 2, q: 1, s: 2},
        (0,),
        2,
        1,
    ),
    "the stride divides the kernel, so there is no checkerboard, also at the border": (
        Equal(even, 2 * ones(2 * I + 2)),
        (),
        {I: 1},
        (0,),
        1,
        2,
    ),
    "zero insertion slides the kernel as it is": (
        Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w)),
        (),
        {I: 1, k: 2, s: 1},
        (0,),
        x1 * w1,
        x1 * w2,
    ),
    "zero insertion with k - p zeros in front": (
        Equal(up(x, w), Conv(k, padding=k - p)(stretch(x, s), flip(w))),
        (),
        {I: 1, k: 1, p: 0, s: 1},
        None,
        (1,),
        (3,),
    ),
    "a kernel no longer than the stride overlaps nowhere, although dilated": (
        Equal(back(forth(x, w), w), inner(w, w) * x),
        (AtMost(k, s),),
        {I: 2, d: 2, k: 2, s: 2},
        (0,),
        x1 * w1**2 + x1 * w2**2 + Symbol("x2") * w1 * w2,
        x1 * w1**2 + x1 * w2**2,
    ),
    "what divides a product divides a factor": (
        Divides(s, n),
        (Divides(s, n * q),),
        {n: 1, q: 2, s: 2},
        (),
        1,
        2,
    ),
    "means and details give a signal of odd size back": (
        Equal(
            ConvTranspose(2, stride=2)(low, [1, 1]) + ConvTranspose(2, stride=2)(high, [1, -1]),
            2 * x,
        ),
        (AtMost(2, I),),
        {I: 3},
        None,
        (2,),
        (3,),
    ),
    "a moving sum changes by its two outer cells": (
        Equal(Conv(2)(Conv(k)(x, ones(k)), [-1, 1]), crop(x, k, 0) - crop(x, 1, k - 1)),
        (AtMost(k + 1, I),),
        {I: 2, k: 1},
        (0,),
        Symbol("x2") - x1,
        0,
    ),
    "every pixel but those of the border gets four of sixteen taps": (
        Equal(crop(sixteen, 1, 1), 4 * ones((2 * I, 2 * J))),
        (),
        {I: 1, J: 1},
        (0, 0),
        1,
        4,
    ),
    "a box behind a difference keeps two copies with one sign": (
        Equal(
            ConvTranspose(k)(ConvTranspose(2)(x, [1, -1]), ones(k)), crop(x, 0, -k) + crop(x, -k, 0)
        ),
        (),
        {I: 1, k: 1},
        (1,),
        -x1,
        x1,
    ),
}
each = pytest.mark.parametrize("name", FALSE)


@each
def test_it_is_refuted_by_the_smallest_counterexample_in_less_than_a_second(name):
    claim, given, *expected = FALSE[name]
    start = time.process_time()
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert time.process_time() - start < 1
    assert [getattr(caught.value, part) for part in ("counterexample", "cell")] == expected[:2]
    if expected[1] != ():
        assert (caught.value.left, caught.value.right) == tuple(expected[2:])
    assert all(f"{letter}={value}" in str(caught.value) for letter, value in expected[0].items())


def first_failure(claim, given, letters):
    """Return the first setting, by sum and then by the names, at which a claim fails although all of `given` hold."""
    names = sorted(letters, key=str)
    for total in count(len(names) - sum(letter in (p, a) for letter in names)):
        for values in product(range(total + 1), repeat=len(names)):
            setting = dict(zip(names, values, strict=True))
            if sum(values) == total and all(
                value or letter in (p, a) for letter, value in setting.items()
            ):
                try:
                    at = [
                        {symbol: setting[symbol] for symbol in names if symbol.name in known(c)}
                        for c in (*given, claim)
                    ]
                    if all(bool(c.at(v)) for c, v in zip(given, at, strict=False)) and not claim.at(
                        at[-1]
                    ):
                        return setting
                except GeometryError:
                    continue
    return None


def known(claim):
    return {letter.name for letter in claim.letters}


@each
def test_no_smaller_setting_refutes_it(name):
    claim, given, counterexample, *_ = FALSE[name]
    assert first_failure(claim, given, counterexample) == counterexample


def test_the_padded_composition_is_refuted_in_the_words_of_the_documentation():
    claim, given, *_ = FALSE["two layers with padding between them are one"]
    with pytest.raises(
        Refuted, match=r"I=1, k1=3, k2=2, s1=1, s2=1: cell 0 is .* on the left, .* on the right"
    ):
        prove(claim, given)


# ---- the numbers that FACTS and text books give


def test_sixteen_comes_back_as_fifteen():
    assert Conv(3, stride=2, padding=1).output_size(16) == 8
    assert ConvTranspose(3, stride=2, padding=1).output_size(8) == 15


def test_four_over_two_is_uneven_at_the_border():
    assert list(ConvTranspose(4, stride=2)(ones(2), ones(4))) == [1, 1, 2, 2, 1, 1]


# ---- what is true instead


def test_the_interior_of_the_padded_composition_is_right():
    edge = k2 - s2
    sides = (crop(side, edge, edge) for side in (second(padded(x, u), v), both(x, second(u, v))))
    assert prove(Equal(*sides), [AtMost(s2, k2)]).example


def test_without_remainder_the_size_is_restored():
    given = [AtMost(k, n + 2 * p), Divides(s, n + 2 * p - k)]
    assert prove(Equal(up.output_size(down.output_size(n)), n), given).used


def test_with_less_output_padding_than_the_stride_the_size_is_restored():
    assert prove(Equal(returned, I), [AtMost(a + 1, s)]).used


@pytest.mark.parametrize("phase", [0, 1])
def test_inside_four_over_two_is_even(phase):
    assert prove(Equal(crop(subsample(even, 2, phase), 1, 1), 2 * ones(I - 1))).hypotheses
