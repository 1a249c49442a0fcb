"""Sizes that know their layer: they look like expressions, and claims about them speak of legal settings only."""

import math

import numpy as np
import pytest
import sympy
from sympy import Integer, Symbol, sympify

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    flip,
    inner,
    latex,
    ones,
    prove,
    sizes,
    stretch,
    tensor,
    total,
)
from symconv.data.letters import size_text, to_size
from symconv.errors import GeometryError, Refuted, ShapeError
from symconv.symbolic.sizes import SymbolicSize
from symconv.symbolic.written import python, rebuilt

I, k, s, n = sizes("I k s n")
p, a = sizes("p a", minimum=0)
x, w = tensor("x", I), tensor("w", k)
wide = ConvTranspose(k, stride=s, output_padding=1)
up = ConvTranspose(k, stride=s, padding=p, output_padding=a)
size = wide.output_size(I)
bare = s * (I - 1) + k + 1
LEGAL = size.context.demands


def test_it_looks_like_its_expression():
    assert isinstance(size, SymbolicSize)
    assert repr(size) == str(size) == str(bare)
    assert latex(size) == latex(bare)
    assert sympify(size) == size._sympy_() == bare
    assert size == bare
    assert bare == size
    assert hash(size) == hash(bare)
    assert size.free_symbols == {I, k, s}
    assert sympy.expand(size) == sympy.expand(bare)
    assert size.subs({I: 3, k: 2, s: 2}) == 7
    assert to_size(size, "a size") == to_size(bare, "a size")
    assert size != bare + 1
    with pytest.raises(AttributeError):
        _ = size._private


ARITHMETIC = {
    "size + 1": lambda q: q + 1,
    "1 + size": lambda q: 1 + q,
    "n - size": lambda q: n - q,
    "size - n": lambda q: q - n,
    "size*2": lambda q: q * 2,
    "(n + 1)*size": lambda q: (n + 1) * q,
    "size*size": lambda q: q * q,
    "size**2": lambda q: q**2,
    "size//s": lambda q: q // s,
    "(s*n)//size": lambda q: (s * n) // q,
    "size % 2": lambda q: q % 2,
    "(n + s) % size": lambda q: (n + s) % q,
    "-size": lambda q: -q,
    "+size": lambda q: +q,
    "size/2//1": lambda q: q / 2 // 1,
    "Integer": lambda q: Integer(3) * q - Integer(1),
    "NumPy": lambda q: np.int64(3) + q,
}


@pytest.mark.parametrize("how", ARITHMETIC)
def test_arithmetic_keeps_what_must_hold(how):
    made, plain = ARITHMETIC[how](size), ARITHMETIC[how](bare)
    assert isinstance(made, SymbolicSize)
    assert set(made.context.demands) >= set(LEGAL)
    values = {"I": 5, "k": 4, "s": 3, "n": 7}
    numbers = {letter: values[letter.name] for letter in made.letters}
    assert made.at({v.name: m for v, m in numbers.items()}) == made._sympy_().subs(
        {I: 5, k: 4, s: 3, n: 7}
    )
    assert made == plain
    again = rebuilt(made.written)
    assert (again, again.context) == (made, made.context)
    assert python(again).text == python(made).text


def test_rounding_keeps_what_must_hold():
    down, up = math.floor(size / 2), math.ceil(size / 2)
    assert down == sympy.floor(bare / 2)
    assert (down.at(I=1, k=2, s=2), up.at(I=1, k=2, s=2)) == (1, 2)
    assert set(LEGAL) <= set(down.context.demands) & set(up.context.demands)


def test_with_cells_it_is_an_expression():
    c = Symbol("c")
    assert size * c == c * size == bare * c
    assert c + size == bare + c
    with pytest.raises(TypeError):
        size + "1"


def test_comparison_gives_what_sympy_says():
    assert (size <= n) == (bare <= n)
    assert (n < size) == (bare > n)
    assert bool(size > 0)
    assert bool(size >= 1)
    with pytest.raises(GeometryError, match="a boolean that SymPy has already evaluated"):
        AtMost(size <= n, 1)


def test_numbers_and_letters_are_put_in():
    assert size.at(I=3, k=2, s=2) == 7
    assert isinstance(size.at(I=3), SymbolicSize)
    moved = size.subs(I, n + 1)
    assert moved == n * s + k + 1
    assert moved.letters == wide.output_size(n).letters
    for wrong in (lambda: size.at(s=1), lambda: size.subs(s, 1), lambda: size.subs({s: 1, k: 2})):
        with pytest.raises(GeometryError, match="output_padding"):
            wrong()


def test_a_claim_about_sizes_speaks_of_legal_settings_only():
    claim = AtMost(size, s * I + k - 1)
    assert repr(claim) == f"AtMost({wide!r}.output_size(I), I*s + k - 1)"
    assert claim.statement().hypotheses == LEGAL
    assert prove(claim).claim is claim
    with pytest.raises(Refuted) as refuted:
        prove(AtMost(size, s * I + k - 2))
    assert refuted.value.counterexample == {I: 1, k: 1, s: 2}


def test_the_inverse_of_a_size_is_proved_as_a_user_spells_it():
    there = up.output_size(I)
    back = up.adjoint().output_size(there)
    assert prove(Equal(back, I), [AtMost(a + 1, s)]).claim.left is back
    far = ConvTranspose(k, stride=s, output_padding=a, dilation=2)
    with pytest.raises(Refuted):
        prove(Equal(far.adjoint().output_size(far.output_size(I)), I))
    assert prove(Equal(Conv(k, stride=s, padding=p).output_size(there), back))


def test_the_shape_of_a_value_knows_what_made_it():
    y = wide(flip(x), w)
    (extent,) = y.shape
    assert sympy.expand(extent - bare) == 0
    assert extent.context.demands == y.context.demands
    assert python(extent).text == f"{wide!r}(flip(x), w).shape[0]"
    assert prove(Equal(y.shape, (size,)))
    assert prove(AtMost(extent, s * I + k - 1))
    assert tensor("x", (2, n)).shape == (2, n)


@pytest.mark.parametrize(
    "value",
    [
        tensor("z", size),
        ones((2, size)),
        crop(tensor("z", n), 0, size),
        stretch(x, size),
        Conv(size)(tensor("z", n), tensor("v", bare)),
        Conv(2, padding=[(0, size)])(x, tensor("v", 2)),
        Conv(k).matrix(w, size),
        total(x) * size,
        size * x,
        inner(x, x) + size,
    ],
    ids=repr,
)
def test_what_is_made_with_it_keeps_what_must_hold(value):
    assert set(value.context.demands) >= set(LEGAL)


def test_shapes_that_need_not_fit_are_an_obligation():
    both = (x + tensor("z", n)).shape[0]
    with pytest.raises(ShapeError, match="equal shapes are needed"):
        prove(AtMost(both, I + 1))
    assert prove(AtMost(both, I + 1), [Equal(n, I)])


def test_several_axes():
    layer = ConvTranspose((k, 3), stride=(s, 2))
    rows, columns = layer.output_size((I, 4))
    assert python(rows).text == f"{layer!r}.output_size((I, 4))[0]"
    assert columns == 9
    assert layer.output_size(I)[1] == 2 * I + 1
    assert Divides(2, columns - 1).statement().letters == rows.letters


def test_python_text_of_a_size_without_its_layer():
    assert size_text(bare) == "k + s*(I - 1) + 1"
    assert size._repr_mimebundle_()["text/plain"] == str(bare)
