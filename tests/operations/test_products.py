"""Products, fixed tensors, axes merged and split, kernels: against NumPy, on letters, proved, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from sympy import Rational

from symconv import Conv, ConvTranspose, Equal, inner, ones, prove, sizes, tensor, total
from symconv.errors import GeometryError, Refuted, ShapeError
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
)
from symconv.proof.claim_reader import Declared, read_claim

n, m, k = sizes("n m k")
p = sizes("p", minimum=0)
x, y, z, v = tensor("x", n), tensor("y", n), tensor("z", (n, m)), tensor("v", n * m)
random = np.random.default_rng(2)


def test_they_are_those_of_numpy():
    for _ in range(10):
        shape = tuple(map(int, random.integers(1, 4, 3)))
        one, other = random.integers(-9, 10, shape), random.integers(-9, 10, shape)
        assert np.array_equal(product(one, other), one * other)
        row = random.integers(-9, 10, 3)
        assert np.array_equal(outer(one, row), np.multiply.outer(one, row))
        assert np.array_equal(merge_axes(one, 1), one.reshape(shape[0], -1))
        assert np.array_equal(merge_axes(one, 0, 3), one.ravel())
        assert np.array_equal(split_axis(one.ravel(), 0, shape), one)
    assert eye(3).tolist() == np.eye(3, dtype=int).tolist()
    assert arange(5).tolist() == list(range(5))
    assert one_hot((2, 3), (1, 0)).tolist() == [[0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("r", range(1, 7))
def test_interpolation_keeps_constants_and_lines(r):
    torch = pytest.importorskip("torch")
    kernel = bilinear_kernel(r)
    size = 2 * r - r % 2
    assert kernel.shape == (size,)
    centre = Rational(size - 1, 2)
    assert list(kernel) == [1 - abs(t - centre) / r for t in range(size)]
    crop = (size - r + 1) // 2
    up = ConvTranspose(size, stride=r, padding=crop)
    inside = up(list(range(6)), kernel)[r + 1 : -r - 1]
    steps = {after - before for before, after in pairwise(inside)}
    assert steps == {Rational(1, r)}
    cells = random.integers(-9, 10, (2, 3, 2, 4))
    given = torch.from_numpy(cells).double()
    theirs = torch.nn.functional.interpolate(given, scale_factor=r, mode="bilinear").numpy()
    assert np.allclose(interpolate(cells, r, axes="spatial").astype(float), theirs)
    floats = interpolate(cells.astype(np.float32), r, axes="spatial")
    assert floats.dtype == np.float32
    assert np.allclose(floats, theirs, atol=1e-5)


def test_averages_are_those_of_torch():
    torch = pytest.importorskip("torch")
    cells = random.integers(-9, 10, (2, 3, 4, 4))
    pool = torch.nn.functional.avg_pool2d
    theirs = pool(torch.from_numpy(cells).double(), (2, 3), stride=1).numpy()
    assert np.allclose(average(cells, (2, 3), axes="spatial").astype(float), theirs)
    assert average([1, 2, 4], 2) == [Fraction(3, 2), 3]


def test_letters_put_to_numbers_give_what_numbers_give():
    known = {name: tensor(name, shape) for name, shape in (("x", 3), ("y", 3), ("z", (3, 2)))}
    assert product(x, y).at(n=3) == product(known["x"], known["y"])
    assert outer(x, z).at(n=3, m=2) == outer(known["x"], known["z"])
    assert merge_axes(z, 0).at(n=3, m=2) == merge_axes(known["z"], 0)
    assert split_axis(v, 0, (n, m)).at(n=3, m=2) == split_axis(tensor("v", 6), 0, (3, 2))
    assert eye(n).at(n=2) == eye(2)
    assert arange(n).at(n=4) == arange(4)
    assert one_hot(n, p).at(n=3, p=2) == one_hot(3, 2)
    assert box_kernel(n).at(n=3) == box_kernel(3)


@pytest.mark.parametrize(
    "claim",
    [
        Equal(total(product(x, y)), inner(x, y)),
        Equal(total(outer(x, y), axes=1), total(y) * x),
        Equal(total(product(eye(n), outer(x, y))), inner(x, y)),
        Equal(inner(one_hot(n, p), x), x[p]),
        Equal(split_axis(merge_axes(z, 0), 0, (n, m)), z),
        Equal(total(arange(n)) * 2, n * (n - 1) * total(ones(1))),
        Equal(total(box_kernel(k)), 1),
        Equal(average(x, k), Conv(k)(x, box_kernel(k))),
        Equal(average(ones(n), k), ones(n - k + 1)),
        Equal(interpolate(x, 3)[1], x[0]),
        Equal(interpolate(ones(n), 2), ones(2 * n)),
        Equal(average(x, 1), x),
    ],
    ids=repr,
)
def test_what_they_are_is_proved(claim):
    declared = Declared("n m k; p >= 0", "x:n y:n z:(n,m) v:(n*m)")
    assert repr(read_claim(repr(claim), declared)) == repr(claim)
    assert claim.at(**{letter.name: 2 if letter.name != "p" else 1 for letter in claim.letters})
    if "arange" not in repr(claim):
        prove(claim)


def test_what_they_are_not_is_refuted():
    for claim in (
        Equal(product(x, y), x + y),
        Equal(outer(x, y), outer(y, x)),
        Equal(merge_axes(z, 0), v),
    ):
        with pytest.raises(Refuted):
            prove(claim)


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (lambda: eye(0), GeometryError, "eye: n is 0, but n >= 1 is needed; use 1 or more"),
        (
            lambda: one_hot(3, 3),
            GeometryError,
            "one_hot: the place is 3 on an axis of size 3, but 0 <= place < 3 is needed; use a place inside",
        ),
        (
            lambda: split_axis([1, 2, 3], 0, (2, 2)),
            ShapeError,
            "split_axis: the axis has 3 cells, but the shape (2, 2) has 4 places; use extents of this product",
        ),
        (
            lambda: merge_axes([[1]], 1, 2),
            GeometryError,
            "merge_axes: count is 2, but 1 to 1 axes begin at axis 1",
        ),
        (
            lambda: bilinear_kernel(n),
            GeometryError,
            "bilinear_kernel: r is n, but a number of at least 1 is needed; on letters the parity decides",
        ),
        (
            lambda: interpolate([1], 0),
            GeometryError,
            "interpolate: r is 0, but a number of at least 1 is needed; on letters the parity decides",
        ),
        (
            lambda: average([1, 2], 3),
            GeometryError,
            "average: the size of the result is 0, but the size of the result >= 1 is needed; use 1 or more",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


def test_shapes_that_differ_are_refused():
    with pytest.raises(ShapeError, match="product"):
        product([1, 2], [1])
