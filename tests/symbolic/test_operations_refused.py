"""Tensors and operations refused: each wrong argument with the class of its error and the message."""

from __future__ import annotations

import pytest
from sympy import symbols

from symconv import crop, flip, inner, sizes, stretch, subsample, tensor, total
from symconv.errors import GeometryError, ShapeError, UnsupportedError

n, m, s, k = sizes("n m s k")
p, q = sizes("p q", minimum=0)
a, b, c, d = symbols("a b c d")


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: stretch([1, 2], 0),
            GeometryError,
            "stretch: the factor is 0, but the factor >= 1 is needed; use 1 or more",
        ),
        (
            lambda: stretch([[1, 2]], (1, -1)),
            GeometryError,
            "stretch: the factor is -1, but the factor >= 1 is needed; use 1 or more",
        ),
        (
            lambda: stretch([1, 2], (2, 2)),
            GeometryError,
            "stretch: the factor is (2, 2): 2 entries, but one value is needed",
        ),
        (
            lambda: stretch([1, 2], 2.0),
            GeometryError,
            "stretch: the factor is 2.0 (float), but an integer or an integer expression in letters is needed; "
            "make letters by sizes('I k s')",
        ),
        (
            lambda: subsample([1, 2], 0),
            GeometryError,
            "subsample: the step is 0, but the step >= 1 is needed; use 1 or more",
        ),
        (
            lambda: subsample([1, 2], 1, 2),
            GeometryError,
            "subsample: the offset is 2 on an axis of size 2, but 0 <= offset < 2 is needed; use a smaller offset",
        ),
        (
            lambda: subsample([1, 2], 1, -1),
            GeometryError,
            "subsample: the offset is -1 on an axis of size 2, but 0 <= offset < 2 is needed; use an offset of at least 0",
        ),
        (
            lambda: subsample([[1, 2]], 1, (0, 0, 0)),
            GeometryError,
            "subsample: the offset is (0, 0, 0): 3 entries, but one value for all axes or exactly 2, one per axis, are needed",
        ),
        (
            lambda: crop([1, 2], 1, 1),
            GeometryError,
            "crop: begin 1 and end 1 leave 0 of 2 cells, but a size >= 1 is needed; begin and end together may be at most 1",
        ),
        (
            lambda: crop([[1, 2]], (0, 3), 0),
            GeometryError,
            "crop: begin 3 and end 0 leave -1 of 2 cells, but a size >= 1 is needed; "
            "begin and end together may be at most 1",
        ),
        (
            lambda: crop([1, 2], "1", 0),
            GeometryError,
            "crop: begin is '1' (str), but an integer or an integer expression in letters is needed; "
            "make letters by sizes('I k s')",
        ),
        (
            lambda: flip(5),
            ShapeError,
            "flip: x is int, but a SymPy Array or Matrix, nested lists or a NumPy array is needed",
        ),
        (
            lambda: flip([]),
            ShapeError,
            "flip: x holds an empty list, but every extent must be at least 1",
        ),
        (
            lambda: total(None),
            ShapeError,
            "total: a is NoneType, but a SymPy Array or Matrix, nested lists or a NumPy array is needed",
        ),
        (
            lambda: inner([1, 2], [1, 2, 3]),
            ShapeError,
            "inner: the shapes are (2,) and (3,), but equal shapes are needed; make 2 and 3 equal",
        ),
        (
            lambda: inner([1, 2], [[1, 2]]),
            ShapeError,
            "inner: the shapes are (2,) and (1, 2), but equal shapes are needed; give both the same number of axes",
        ),
        (
            lambda: inner(tensor("x", n), [[1, 2]]),
            ShapeError,
            "inner: the shapes are (n,) and (1, 2), but equal shapes are needed; give both the same number of axes",
        ),
        (
            lambda: inner(tensor("x", n), tensor("y", m)).at(n=2, m=3),
            ShapeError,
            "at m=3, n=2: inner: the shapes are (n,) and (m,), but equal shapes are needed; make n and m equal",
        ),
        (
            lambda: stretch(tensor("x", n), p).at(n=2, p=0),
            GeometryError,
            "at n=2, p=0: stretch: the factor is p, but the factor >= 1 is needed; use 1 or more",
        ),
        (
            lambda: subsample(tensor("x", n), 1, p).at(n=2, p=2),
            GeometryError,
            "at n=2, p=2: subsample: the offset is p on an axis of size n, but 0 <= offset < n is needed; "
            "use a smaller offset",
        ),
        (
            lambda: crop(tensor("x", n), p, q).at(n=2, p=1, q=1),
            GeometryError,
            "at n=2, p=1, q=1: crop: begin p and end q leave n - p - q of n cells, but a size >= 1 is needed; "
            "begin and end together may be at most n - 1",
        ),
        (
            lambda: tensor("x", n // p).at(n=2, p=0),
            GeometryError,
            "at n=2, p=0: a floor, ceiling or remainder has the divisor 0, but a divisor >= 1 is needed; use other numbers",
        ),
        (
            lambda: stretch([1, 2], 10**10),
            UnsupportedError,
            "a result of shape (10000000001,) has 10000000001 cells, "
            "but at most 2**31 = 2147483648 can be listed; use smaller sizes",
        ),
    ],
)
def test_what_is_refused_and_why(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text
