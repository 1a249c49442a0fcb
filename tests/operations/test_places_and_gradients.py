"""Cells and parts of a tensor on letters, and derivatives: on numbers, proved, and what is refused."""

from __future__ import annotations

import pytest
from sympy import Array, Symbol, diff

from symconv import (
    Conv,
    ConvTranspose,
    Equal,
    crop,
    flip,
    gradient,
    inner,
    ones,
    prove,
    sizes,
    tensor,
    total,
)
from symconv.errors import GeometryError, Refuted, ShapeError
from symconv.proof.claim_reader import Declared, read_claim

n, m, k, s = sizes("n m k s")
a = sizes("a", minimum=0)
x, w, z = tensor("x", n), tensor("w", k), tensor("z", (n, m))
u = tensor("u", n - k + 1)
DECLARED = Declared("n m k s; a >= 0", "x:n w:k z:(n,m) u:(n-k+1)")


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (x[0], "x[0]"),
        (x[n - 1], "x[n - 1]"),
        (x[-1], "x[-1]"),
        (x[1:n], "x[1:n]"),
        (x[:-1], "x[:-1]"),
        (z[0], "z[0]"),
        (z[:, 1], "z[:, 1]"),
        (z[1:, 0:m], "z[1:, 0:m]"),
        (flip(x)[0:2], "flip(x)[0:2]"),
    ],
)
def test_a_part_is_that_of_the_cells(part, text):
    assert repr(part) == text
    known = {"x": tensor("x", 4), "z": tensor("z", (4, 3)), "flip": flip, "n": 4, "m": 3}
    claim = read_claim(f"Equal({text}, {text})", DECLARED)
    assert repr(claim.left) == text
    at = {letter.name: known[letter.name] for letter in part.letters}
    name, place = text.split("[")
    array = flip(known["x"]) if name == "flip(x)" else known[name]
    numbers = place.rstrip("]").replace("n", "4").replace("m", "3").replace("4 - 1", "3")
    places = [_place(entry.strip()) for entry in numbers.split(",")]
    assert part.at(at) == array[tuple(places)]


def _place(entry):
    if ":" not in entry:
        return int(entry)
    return slice(*(int(end) if end else None for end in entry.split(":")))


def test_parts_in_claims():
    prove(Equal(x[a:n], crop(x, a, 0)))
    prove(Equal(flip(x)[0], x[-1]))
    prove(Equal(total(z[:, 0]), total(z, axes=0)[0]))
    with pytest.raises(Refuted):
        prove(Equal(x[0], x[-1]))


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: x[n],
            GeometryError,
            "x[n]: the place is n on an axis of size n, but 0 <= place < n is needed; use a place inside",
        ),
        (lambda: x[0, 0], ShapeError, "x[...]: 2 places are given, but the tensor has 1 axes"),
        (
            lambda: x[0:4:2],
            GeometryError,
            "x[0:4]: the step is 2, but a slice has step 1; use subsample(x, s)",
        ),
        (
            lambda: x[2:2],
            GeometryError,
            "x[2:2]: the part runs from 2 to 2 on an axis of size n, but 0 <= begin < end <= n is needed; use places "
            "inside; pad or crop with negative numbers goes beyond",
        ),
        (
            lambda: gradient(total(x), flip(x)),
            ShapeError,
            "gradient: the tensor is flip(x), but one that has a name is needed, as tensor(name, shape) makes it",
        ),
        (
            lambda: gradient(Symbol("a"), [Symbol("a"), Symbol("a")]),
            ShapeError,
            "gradient: the cells of the tensor must be different symbols, as tensor(name, shape) makes them",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


def test_a_tensor_on_letters_cannot_be_run_through():
    with pytest.raises(TypeError):
        list(x)


def test_gradients_are_those_of_sympy():
    up, known = ConvTranspose(2, stride=2), {"x": tensor("x", 2), "w": tensor("w", 2)}
    weights = tensor("v", 4)
    scalar = inner(up(known["x"], known["w"]), weights)
    for name in ("x", "w"):
        expected = Array([diff(scalar, cell) for cell in known[name]])
        assert gradient(scalar, known[name]) == expected
        stated = inner(ConvTranspose(k, stride=k)(x, w), tensor("v", n * k))
        assert gradient(stated, {"x": x, "w": w}[name]).at(n=2, k=2) == expected


@pytest.mark.parametrize(
    "claim",
    [
        Equal(gradient(inner(Conv(k)(x, w), u), x), ConvTranspose(k)(u, w)),
        Equal(gradient(inner(Conv(k)(x, w), u), w), Conv(n - k + 1)(x, u)),
        Equal(gradient(inner(x, x), x), 2 * x),
        Equal(gradient(total(x), x), ones(n)),
    ],
    ids=repr,
)
def test_gradients_are_proved_and_derived(claim):
    assert repr(read_claim(repr(claim), DECLARED)) == repr(claim)
    lines = prove(claim).derivation().lines
    assert len(lines) > 1
    assert "gradient" in lines[0].text


def test_a_wrong_gradient_is_refuted():
    with pytest.raises(Refuted):
        prove(Equal(gradient(inner(x, x), x), x))
