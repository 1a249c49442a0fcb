"""Padding, concatenating, repeating, permuting: against NumPy, on letters put to the same numbers, and what is refused."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from sympy import Array, Matrix

from symconv import (
    Equal,
    concat,
    crop,
    flip,
    pad,
    permute,
    pixel_shuffle,
    prove,
    repeat,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)
from symconv.errors import GeometryError, Refuted, ShapeError
from symconv.operations import applying
from symconv.proof.claim_reader import Declared, read_claim

n, m, s = sizes("n m s")
b, e = sizes("b e", minimum=0)
x, y, z = tensor("x", n), tensor("y", m), tensor("z", (n, m))
NUMPY = {"zeros": "constant", "circular": "wrap", "reflect": "reflect", "replicate": "edge"}
random = np.random.default_rng(7)


def an_array(axes, least=1):
    shape = tuple(map(int, random.integers(least, 5, axes)))
    return random.integers(-9, 10, shape)


@pytest.mark.parametrize("mode", NUMPY)
def test_padding_is_that_of_numpy(mode):
    for _ in range(25):
        axes = int(random.integers(1, 4))
        cells = an_array(axes, least=2)
        begin, end = (tuple(map(int, random.integers(0, 8, axes))) for _ in range(2))
        expected = np.pad(cells, list(zip(begin, end, strict=True)), mode=NUMPY[mode])
        result = pad(cells, begin, end, mode)
        assert result.dtype == np.int64
        assert np.array_equal(result, expected), (cells.shape, begin, end)


@pytest.mark.parametrize("mode", NUMPY)
def test_padding_on_letters_is_padding_on_numbers(mode):
    stated = pad(x, b, e, mode)
    for sizes_at in ({"n": 2, "b": 3, "e": 1}, {"n": 4, "b": 0, "e": 5}, {"n": 3, "b": 2, "e": 2}):
        computed = pad(tensor("x", sizes_at["n"]), sizes_at["b"], sizes_at["e"], mode)
        assert stated.at(sizes_at) == computed


def test_repeating_concatenating_and_permuting_are_those_of_numpy():
    for _ in range(30):
        axes = int(random.integers(1, 4))
        cells = an_array(axes)
        times = tuple(map(int, random.integers(1, 4, axes)))
        expected = cells
        for axis, number in enumerate(times):
            expected = np.repeat(expected, number, axis=axis)
        assert np.array_equal(repeat(cells, times), expected)
        axis = int(random.integers(-axes, axes))
        other = np.concatenate([cells, cells[::-1]], axis=axis)
        joined = concat(cells, other, cells, axis=axis)
        assert np.array_equal(joined, np.concatenate([cells, other, cells], axis=axis))
        order = tuple(map(int, random.permutation(axes)))
        assert np.array_equal(permute(cells, order), np.transpose(cells, order))


def test_letters_put_to_numbers_give_what_numbers_give():
    at = {"n": 3, "m": 2}
    known = {name: tensor(name, shape) for name, shape in (("x", 3), ("y", 2), ("z", (3, 2)))}
    assert repeat(z, s).at(at, s=2) == repeat(known["z"], 2)
    assert concat(x, y, x).at(at) == concat(known["x"], known["y"], known["x"])
    assert concat(z, z, axis=-1).at(at) == concat(known["z"], known["z"], axis=1)
    assert permute(z, (1, 0)).at(at) == permute(known["z"], (1, 0))


def test_axes_are_those_that_are_worked_on():
    cells = random.integers(-9, 10, (2, 3, 4, 5))
    assert np.array_equal(flip(cells, axes=(1, -1)), cells[:, ::-1, :, ::-1])
    assert np.array_equal(flip(cells, axes="spatial"), cells[:, :, ::-1, ::-1])
    assert np.array_equal(crop(cells, (1, 0), (2, 1), axes=(3, 1)), cells[:, 0:2, :, 1:3])
    assert np.array_equal(subsample(cells, 2, 1, axes="spatial"), cells[:, :, 1::2, 1::2])
    assert np.array_equal(repeat(cells, 2, axes=2), np.repeat(cells, 2, axis=2))
    assert stretch(cells, 3, axes=-1).shape == (2, 3, 4, 13)
    assert np.array_equal(stretch(cells, 3, axes=-1)[..., ::3], cells)
    around = pad(cells, 1, 2, "circular", axes="spatial")
    assert np.array_equal(around, np.pad(cells, [(0, 0)] * 2 + [(1, 2)] * 2, mode="wrap"))
    assert np.array_equal(total(cells, axes=(0, 2)), cells.sum(axis=(0, 2)))
    assert total(cells) == cells.sum()


def test_axes_on_letters():
    rows = flip(z, axes=0)
    assert rows.at(n=2, m=3) == flip(tensor("z", (2, 3)), axes=0)
    assert repr(rows) == "flip(z, axes=0)"
    assert total(z, axes=1).at(n=2, m=2) == total(tensor("z", (2, 2)), axes=1)
    prove(Equal(flip(flip(z, axes=0), axes=1), flip(z)))
    with pytest.raises(Refuted):
        prove(Equal(flip(z, axes=0), flip(z)))


def test_the_form_is_kept():
    assert isinstance(pad(Array([1, 2]), 1, 1), Array)
    assert repeat(Matrix([[1, 2]]), 2) == Matrix([[1, 1, 2, 2], [1, 1, 2, 2]])
    assert total(Matrix([[1, 2], [3, 4]]), axes=0) == Array([4, 6])
    assert concat([1], np.array([2])) == [1, 2]
    halves = pad(np.array([0.5, 1.5], dtype=np.float32), 1, 0, "replicate")
    assert halves.dtype == np.float32
    assert halves.tolist() == [0.5, 0.5, 1.5]


@pytest.mark.parametrize(
    "claim",
    [
        Equal(pad(x, b, e), crop(x, -b, -e)),
        Equal(crop(concat(x, y), n, 0), y),
        Equal(crop(concat(x, y), 0, m), x),
        Equal(concat(x, y), pad(x, 0, m) + pad(y, n, 0)),
        Equal(subsample(repeat(x, s), s), x),
        Equal(permute(permute(z, (1, 0)), (1, 0)), z),
        Equal(crop(pad(x, b, e, "circular"), b, e), x),
        Equal(crop(pad(x, b, e, "replicate"), b, e), x),
        Equal(flip(pad(x, b, e, "replicate")), pad(flip(x), e, b, "replicate")),
        Equal(crop(pad(x, b, e, "reflect"), b, e), x),
        Equal(flip(pad(x, b, e, "reflect")), pad(flip(x), e, b, "reflect")),
    ],
    ids=repr,
)
def test_what_they_are_is_proved(claim):
    declared = Declared("n m s; b e >= 0", "x:n y:m z:(n,m)")
    assert repr(read_claim(repr(claim), declared)) == repr(claim)
    prove(claim)


@pytest.mark.parametrize(
    "claim",
    [
        Equal(crop(concat(x, y), n, 0), x),
        Equal(pad(x, 1, 0, "circular"), pad(x, 1, 0, "replicate")),
        Equal(concat(x, y), concat(y, x)),
        Equal(repeat(x, s), stretch(x, s)),
    ],
    ids=repr,
)
def test_what_they_are_not_is_refuted(claim):
    with pytest.raises(Refuted):
        prove(claim)


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: pad([1, 2], 1, 1, "mirror"),
            GeometryError,
            "pad: mode is 'mirror', but one of 'zeros', 'circular', 'reflect', 'replicate' is needed",
        ),
        (
            lambda: pad([1, 2], -1, -1),
            GeometryError,
            "pad: begin -1 and end -1 leave 0 of 2 cells, but a size >= 1 is needed; take off at most 1",
        ),
        (
            lambda: pad([1], 1, 0, "reflect"),
            GeometryError,
            "pad: the size is 1, but a size >= 2 is needed to reflect; use 'replicate', or more cells",
        ),
        (
            concat,
            ShapeError,
            "concat(): no tensor is given, but one or more are needed",
        ),
        (
            lambda: concat([1], [[1]]),
            ShapeError,
            "concat: the shapes (1,) and (1, 1) have different numbers of axes, but equal ones are needed",
        ),
        (
            lambda: concat([[1, 2]], [[1]]),
            ShapeError,
            "concat: on axis 1 the extents are 2 and 1, but equal ones are needed; only axis 0 may differ",
        ),
        (
            lambda: concat(z, tensor("v", (n, 3)), axis=2),
            GeometryError,
            "concat: axes is 2, but x has the axes 0 to 1; name some of them, or 'spatial'",
        ),
        (
            lambda: repeat([1], 0),
            GeometryError,
            "repeat: r is 0, but r >= 1 is needed; use 1 or more",
        ),
        (
            lambda: permute([[1]], (0,)),
            GeometryError,
            "permute: axes is (0,), but each of the 2 axes is needed once",
        ),
        (
            lambda: flip([[1]], axes=(0, -2)),
            GeometryError,
            "flip: axes is (0, -2), but one axis or more are needed, each once",
        ),
        (
            lambda: flip([[[1]]], axes="spatial"),
            GeometryError,
            "flip: of 3 axes 'spatial' can mean the last one, behind batch and channels, or the last two, behind "
            "channels; name them, axes=-1 or axes=(-2, -1)",
        ),
        (
            lambda: flip([1], axes="channels"),
            GeometryError,
            "flip: axes is 'channels', but numbers of axes or 'spatial' are needed",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


def test_different_extents_that_nothing_excludes_are_shown():
    with pytest.raises(ShapeError, match="concat"):
        prove(Equal(concat(z, tensor("v", (n, s))), concat(z, tensor("v", (n, s)))))


def a_move(rng, count):
    """Return a call that moves cells along `count` axes, with random parameters."""
    axes = rng.choice([None, tuple(rng.sample(range(count), rng.randint(1, count)))])
    several = count if axes is None else len(axes)
    factor = tuple(rng.randint(1, 3) for _ in range(several))
    begin, end = ([rng.randint(-2, 1) for _ in range(several)] for _ in range(2))
    block = rng.randint(1, 2)
    return rng.choice(
        [
            lambda x: stretch(x, factor, axes=axes),
            lambda x: crop(x, tuple(begin), tuple(end), axes=axes),
            lambda x: pixel_shuffle(x, block),
        ]
    )


def outcome(move, x):
    try:
        return move(x)
    except (GeometryError, ShapeError) as error:
        return str(error)


def test_numpy_arrays_are_moved_by_slices_as_cell_by_cell(monkeypatch):
    rng = Random(4)  # noqa: S311 (not cryptography)
    moved = 0
    for number in range(40):
        kind = rng.choice(["int64", "int32", "uint8", "uint64", "float32", "complex128"])
        x = np.abs(an_array(rng.randint(1, 4))).astype(kind)
        move = a_move(rng, x.ndim)
        quick = outcome(move, x)
        with monkeypatch.context() as without:
            without.setattr(applying, "_numbers", lambda array: None)
            slow = outcome(move, x)
        if isinstance(slow, str):
            assert quick == slow, number
            continue
        moved += 1
        assert (quick.dtype, quick.tolist()) == (slow.dtype, slow.tolist()), number
        assert not np.shares_memory(quick, x)
    assert moved > 20


def test_large_arrays_are_not_read_cell_by_cell(monkeypatch):
    monkeypatch.setattr(applying, "write_tensor", None)
    x = np.ones((1, 16, 28, 28), dtype=int)
    assert stretch(x, 2, axes="spatial").shape == (1, 16, 55, 55)
    assert crop(x, 1, 0, axes="spatial").shape == (1, 16, 27, 27)
    assert pixel_shuffle(x, 2).shape == (1, 4, 56, 56)
