"""Pixel shuffles and columns: against PyTorch, on letters put to the same numbers, proved, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from symconv import (
    Conv,
    Equal,
    fold,
    inner,
    ones,
    pixel_shuffle,
    pixel_unshuffle,
    prove,
    sizes,
    tensor,
    total,
    unfold,
)
from symconv.errors import GeometryError, Refuted, ShapeError
from symconv.proof.claim_reader import Declared, read_claim

C, n, k, r, s = sizes("C n k r s")
x, w = tensor("x", n), tensor("w", k)
maps = tensor("v", (C * r * s, n, k))
y = tensor("y", (C * r * s, n, k))
z = tensor("z", (C * r, n))
random = np.random.default_rng(11)


def some(least, most, count):
    return tuple(map(int, random.integers(least, most + 1, count)))


def test_shuffles_are_those_of_torch():
    torch = pytest.importorskip("torch")
    for _ in range(10):
        factor, channels, (height, width) = *some(1, 3, 2), some(1, 3, 2)
        shape = (2, channels * factor**2, height, width)
        cells = random.integers(-9, 10, shape)
        expected = torch.pixel_shuffle(torch.from_numpy(cells), factor).numpy()
        assert np.array_equal(pixel_shuffle(cells, factor), expected)
        assert np.array_equal(pixel_shuffle(cells[0], factor), expected[0])
        back = torch.pixel_unshuffle(torch.from_numpy(expected), factor).numpy()
        assert np.array_equal(pixel_unshuffle(expected, factor), back)


def test_columns_are_those_of_torch():
    functional = pytest.importorskip("torch").nn.functional
    torch = pytest.importorskip("torch")
    for _ in range(12):
        kernel, stride, padding, dilation = (some(*span, 2) for span in SPANS)
        reach = [d * (t - 1) + 1 for t, d in zip(kernel, dilation, strict=True)]
        size = tuple(map(int, np.array(reach) + some(0, 4, 2)))
        cells = random.integers(-9, 10, (2, 3, *size))
        kinds = {"stride": stride, "padding": padding, "dilation": dilation}
        given = torch.from_numpy(cells).double()
        columns = functional.unfold(given, kernel, **kinds)
        assert np.array_equal(unfold(cells, kernel, **kinds), columns.long().numpy())
        expected = functional.fold(columns, size, kernel, **kinds).long().numpy()
        result = fold(columns.long().numpy(), size, kernel, **kinds)
        assert np.array_equal(result, expected)


SPANS = ((1, 3), (1, 3), (0, 2), (1, 2))


def test_any_number_of_axes():
    cells = random.integers(-9, 10, (2 * 24, 2, 3, 1))
    shuffled = pixel_shuffle(cells, (2, 3, 4))
    blocks = cells.reshape(2, 2, 3, 4, 2, 3, 1).transpose(0, 4, 1, 5, 2, 6, 3)
    assert np.array_equal(shuffled, blocks.reshape(2, 4, 9, 4))
    assert np.array_equal(pixel_unshuffle(shuffled, (2, 3, 4)), cells)
    columns = unfold(random.integers(0, 9, (4, 3, 5)), (2, 2, 2), (1, 1, 2))
    assert columns.shape == (8, 3 * 2 * 2)


def test_letters_put_to_numbers_give_what_numbers_give():
    at = {"C": 2, "r": 2, "s": 1, "n": 2, "k": 3}
    known = tensor("y", (4, 2, 3))
    assert pixel_shuffle(y, (r, s)).at(at) == pixel_shuffle(known, (2, 1))
    v, here = tensor("v", (C, n)), {"C": 2, "n": 5, "k": 2, "s": 2}
    stated = unfold(v, k, s, 1)
    assert stated.at(here) == unfold(tensor("v", (2, 5)), 2, 2, 1)
    added = fold(tensor("v", (2 * k, n - k + 1)), n, k)
    assert added.at(n=4, k=2) == fold(tensor("v", (4, 3)), 4, 2)


@pytest.mark.parametrize(
    "claim",
    [
        Equal(pixel_unshuffle(pixel_shuffle(z, r), r), z),
        Equal(
            inner(unfold(x, k), tensor("u", (k, n - k + 1))),
            inner(x, fold(tensor("u", (k, n - k + 1)), n, k, channels=False)),
        ),
        Equal(Conv(k)(x, w)[0], inner(x[0:k], w)),
        Equal(unfold(x, 1)[0], x),
        Equal(fold(unfold(ones(n), 1), n, 1, channels=False), ones(n)),
        Equal(total(pixel_shuffle(maps, (r, s))), total(maps)),
    ],
    ids=repr,
)
def test_what_they_are_is_proved(claim):
    declared = Declared("C n k r s", "x:n w:k y:(C*r*s,n,k) z:(C*r,n) u:(k,n-k+1) v:(C*r*s,n,k)")
    assert repr(read_claim(repr(claim), declared)) == repr(claim)
    prove(claim)


def test_folding_does_not_undo_unfolding():
    with pytest.raises(Refuted) as caught:
        prove(Equal(fold(unfold(x, 2), n, 2, channels=False), x))
    assert caught.value.counterexample == {n: 3}
    assert caught.value.cell == (1,)


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: pixel_shuffle([[1], [2], [3]], 2),
            GeometryError,
            "pixel_shuffle: the number of channels is 3, but a multiple of 2 is needed; use a multiple of 2",
        ),
        (
            lambda: pixel_unshuffle([[1, 2, 3]], 2),
            GeometryError,
            "pixel_unshuffle: an extent is 3, but a multiple of 2 is needed; use a multiple of 2",
        ),
        (
            lambda: pixel_shuffle([1, 2], 2),
            ShapeError,
            "pixel_shuffle: x has shape (2,), but (C, *spatial) or (N, C, *spatial) is needed",
        ),
        (
            lambda: pixel_shuffle([[1, 2]], 0),
            GeometryError,
            "pixel_shuffle: r is 0, but r >= 1 is needed; use 1 or more",
        ),
        (
            lambda: unfold([1, 2], 3),
            GeometryError,
            "unfold on input size 2: the padded input has 2 cells, but n + begin + end >= d(k-1)+1 = 3 is needed; "
            "use a larger input, more padding or a smaller kernel",
        ),
        (
            lambda: unfold([[[[1]]]], 1),
            ShapeError,
            "unfold: x has shape (1, 1, 1, 1), but (*spatial), (C, *spatial) or (N, C, *spatial) with 1 spatial axis is "
            "needed",
        ),
        (
            lambda: fold([[1, 2], [3, 4]], 4, 2),
            ShapeError,
            "fold: there are 2 columns, but the output has 3 windows; give one column per window",
        ),
        (
            lambda: fold([[1], [2], [3]], 2, 2),
            GeometryError,
            "fold: the number of rows is 3, but a multiple of 2 is needed; use a multiple of 2",
        ),
        (
            lambda: fold([[1], [2], [3], [4]], 2, 2, channels=False),
            ShapeError,
            "fold: there are 4 rows, but 2 are needed without channels; use channels=True",
        ),
        (
            lambda: fold([1], 2, 2),
            ShapeError,
            "fold: columns has shape (1,), but (C*K, L) or (N, C*K, L) is needed",
        ),
        (
            lambda: unfold([1, 2], 1, padding=[(1, 0, 0)]),
            GeometryError,
            "unfold: padding is [(1, 0, 0)], but pairs of begin and end are needed",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text
