"""Letters, sizes read from SymPy and given back, numbers for letters, and the names of cells."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Dummy,
    Float,
    Integer,
    Max,
    Mod,
    Rational,
    S,
    Symbol,
    Wild,
    binomial,
    ceiling,
    floor,
    oo,
    sqrt,
    symbols,
)
from thorough import examples

from symconv import sizes, tensor
from symconv.data.arrays import cell_symbols, cells_of
from symconv.data.letters import (
    from_size,
    is_integer,
    letter_symbol,
    letter_values,
    symbol_letter,
    to_size,
)
from symconv.errors import GeometryError, ShapeError
from symconv.language.terms import (
    Atom,
    Letter,
    Quotient,
    coefficients,
    index,
    letter,
    substitute,
    variables,
)

I, k, s = sizes("I k s")
p, a = sizes("p a", minimum=0)


def test_one_name_is_a_symbol_and_several_are_a_tuple():
    assert sizes("I") == I
    assert sizes("I k s") == sizes("I, k,s") == (I, k, s)
    assert sizes("p", minimum=0) == p != sizes("p")


def test_letters_carry_their_assumptions():
    assert (I.is_integer, I.is_positive) == (True, True)
    assert (p.is_integer, p.is_nonnegative, p.is_positive) == (True, True, None)
    assert Symbol("I", integer=True, positive=True) == I
    assert Symbol("p", integer=True, nonnegative=True) == p


@pytest.mark.parametrize(
    ("names", "minimum", "text"),
    [
        ("", 1, "sizes(''): no name given; write sizes('I') or sizes('I k s')"),
        (" , ", 1, "sizes(' , '): no name given; write sizes('I') or sizes('I k s')"),
        ("1x", 1, "sizes('1x'): '1x' is not a name; use letters, digits and _, like 'I' or 's1'"),
        (
            "I k+1",
            1,
            "sizes('I k+1'): 'k+1' is not a name; use letters, digits and _, like 'I' or 's1'",
        ),
        (3, 1, "sizes(3): int is given, but a string of names is needed, as in sizes('I k')"),
        (
            ["I"],
            1,
            "sizes(['I']): list is given, but a string of names is needed, as in sizes('I k')",
        ),
        ("I", 2, "sizes('I', minimum=2): minimum must be 0 or 1"),
        ("I", True, "sizes('I', minimum=True): minimum must be 0 or 1"),
        ("I", 1.0, "sizes('I', minimum=1.0): minimum must be 0 or 1"),
        ("I", None, "sizes('I', minimum=None): minimum must be 0 or 1"),
    ],
)
def test_what_is_no_letter(names, minimum, text):
    with pytest.raises(GeometryError) as caught:
        sizes(names, minimum=minimum)
    assert str(caught.value) == text


@pytest.mark.parametrize("minimum", [0, 1])
def test_letters_and_symbols_are_one_to_one(minimum):
    one = Letter("k1", minimum)
    assert symbol_letter(letter_symbol(one)) == one


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol("I"),
        Symbol("I", integer=True),
        Symbol("I", positive=True),
        Symbol("I", real=True),
        Symbol("I", integer=True, even=True),
        Symbol("I", integer=True, positive=True, even=True),
        Symbol("I", integer=True, positive=True, prime=True),
        Symbol("I", integer=True, negative=True),
        Symbol("I", commutative=False),
        Dummy("I", integer=True, positive=True),
        Wild("I", integer=True, positive=True),
    ],
    ids=repr,
)
def test_symbols_that_look_like_letters_are_none(symbol):
    assert symbol_letter(symbol) is None
    with pytest.raises(GeometryError) as caught:
        to_size(symbol + 1, "the size")
    assert str(caught.value) == (
        f"the size contains {symbol}, which is not a letter for a size; make it by sizes('{symbol}')"
    )


@pytest.mark.parametrize("value", [3, -3, 0, np.int8(3), np.uint64(2**64 - 1), Integer(7), 2**200])
def test_integers_of_every_kind_are_sizes(value):
    size = to_size(value, "the size")
    assert (type(size), size) == (int, int(value))


@pytest.mark.parametrize(
    "value",
    [
        True,
        np.bool_(True),
        2.0,
        np.float64(2),
        "2",
        None,
        Fraction(2),
        1j,
        np.timedelta64(2),
        S.true,
        [2],
        (2,),
    ],
)
def test_other_things_are_no_sizes(value):
    assert not is_integer(value)
    with pytest.raises(GeometryError) as caught:
        to_size(value, "the size")
    assert str(caught.value) == (
        f"the size is {value!r} ({type(value).__name__}), but an integer or an integer expression in letters is needed; "
        "make letters by sizes('I k s')"
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Rational(1, 2), "1/2"),
        (Float(2), "2.00000000000000"),
        (I / 2, "1/2"),
        (I / s, "I/s"),
        (I**k, "I**k"),
        (2**I, "2**I"),
        (sqrt(I), "sqrt(I)"),
        (Max(I, k), "Max(I, k)"),
        (Abs(I - k), "Abs(I - k)"),
        (binomial(I, 2), "binomial(I, 2)"),
        (S.NaN, "nan"),
        (oo, "oo"),
        (floor(sqrt(2) * I), "sqrt(2)"),
    ],
)
def test_expressions_that_are_no_sizes(value, found):
    with pytest.raises(GeometryError) as caught:
        to_size(value, "the size")
    assert str(caught.value) == (
        f"the size contains {found}, but only integers, letters, + - *, powers up to 1000, //, floor, ceiling, Mod, "
        "and minimum, maximum, gcd and lcm of symconv are allowed"
    )


@pytest.mark.parametrize("value", [I**17, (I + 1) ** 17, (I + k + s + p) ** 13, (I * k) ** 8 * s])
def test_products_too_long_to_work_with_are_no_sizes(value):
    with pytest.raises(GeometryError) as caught:
        to_size(value, "the size")
    assert str(caught.value) == (
        "the size is a product of more than 500 terms, or of more than 16 letters, when expanded; give a letter to a part of it"
    )


def test_products_that_can_be_worked_with_are_sizes():
    assert {len(coefficients(to_size(value, "the size"))) for value in (I**16, (I + 1) ** 16)} == {
        1,
        17,
    }


@pytest.mark.parametrize(
    "value", [Mod(I, 0, evaluate=False), floor(I / ((I + 1) ** 2 - I**2 - 2 * I - 1))]
)
def test_what_is_divided_by_zero_is_no_size(value):
    with pytest.raises(GeometryError, match="its divisor is 0, but a divisor >= 1 is needed"):
        to_size(value, "the size")


def test_a_power_without_end_is_no_size():
    with pytest.raises(GeometryError, match="powers up to 1000"):
        to_size(I**10**30, "the size")


def test_numbers_with_too_many_digits_are_refused():
    text = "the size has 1001 bits, but an integer of at most 1000 bits is needed"
    for value in (2**1000, -(2**1000), Integer(2**1000), 2**1000 * I):
        with pytest.raises(GeometryError) as caught:
            to_size(value, "the size")
        assert str(caught.value) == text
    assert to_size(2**1000 - 1, "the size") == 2**1000 - 1


def test_an_expression_nested_too_deep_is_refused():
    value = I
    for _ in range(500):
        value = I * (value + k)
    with pytest.raises(
        GeometryError, match="the size is an expression nested too deep to be read; expand it"
    ):
        to_size(value, "the size")


LETTERS = (I, k, s, p, a)
VALUES = st.tuples(*(st.integers(low, low + 6) for low in (1, 1, 1, 0, 0)))
POSITIVE = st.sampled_from([2, 3, I, s, I + p, 2 * k])


def grow(part):
    return st.one_of(
        st.tuples(part, part).map(lambda t: t[0] + t[1]),
        st.tuples(part, part).map(lambda t: t[0] - t[1]),
        st.tuples(part, part).map(lambda t: t[0] * t[1]),
        st.tuples(part, st.integers(0, 3)).map(lambda t: t[0] ** t[1]),
        st.tuples(part, POSITIVE).map(lambda t: floor(t[0] / t[1])),
        st.tuples(part, POSITIVE).map(lambda t: ceiling(t[0] / t[1])),
        st.tuples(part, POSITIVE).map(lambda t: t[0] // t[1]),
        st.tuples(part, POSITIVE).map(lambda t: Mod(t[0], t[1])),
    )


EXPRESSIONS = st.recursive(
    st.integers(-3, 3).map(Integer) | st.sampled_from(LETTERS), grow, max_leaves=5
)


def numbers_for(values):
    return {symbol_letter(symbol): n for symbol, n in zip(LETTERS, values, strict=True)}


@examples(100)
@given(EXPRESSIONS, VALUES)
def test_a_size_has_the_values_of_the_expression(expression, values):
    try:
        size = to_size(expression, "the size")
    except GeometryError as error:
        assume(
            "contains" not in str(error)
        )  # SymPy may have pulled a fraction out of a Mod or a floor
        raise
    expected = expression.subs(dict(zip(LETTERS, values, strict=True)))
    assert substitute(size, numbers_for(values)) == expected


@examples(100)
@given(EXPRESSIONS, VALUES)
def test_a_size_given_back_has_the_same_values(expression, values):
    try:
        size = to_size(expression, "the size")
    except GeometryError:
        assume(False)
    back = from_size(size)
    found = back if isinstance(back, int) else back.subs(dict(zip(LETTERS, values, strict=True)))
    assert (
        found
        == substitute(size, numbers_for(values))
        == substitute(to_size(back, "it"), numbers_for(values))
    )


def test_floors_are_quotients_by_name():
    (quotient,) = variables(to_size((I + 2 * p - k) // s, "the size"))
    assert isinstance(quotient, Quotient)
    assert quotient.numerator == to_size(I + 2 * p - k, "it")
    assert quotient.denominator == letter("s")
    assert to_size(ceiling(I / 2), "it") == -to_size(floor(-I / 2), "it")
    assert to_size(Mod(I, s), "it") == to_size(I - s * (I // s), "it")
    assert to_size(I * s / s, "it") == letter("I")
    assert from_size(index("o") * 2) == 2 * Symbol("o", integer=True)


def test_numbers_for_letters_by_name_and_by_symbol():
    one, two = Letter("I", 1), Letter("p", 0)
    assert letter_values([one, two], {I: 3}, {"p": 0}) == {one: 3, two: 0}
    assert letter_values([one, two], {"I": 3, p: Integer(2)}, {}) == {one: 3, two: 2}
    assert letter_values([one, two], None, {"I": np.int64(5)}) == {one: 5}
    assert letter_values([one], {}, {}) == {}


REMEDY = (
    "give its name, or the symbol that sizes made (one with other assumptions is another symbol)"
)


@pytest.mark.parametrize(
    ("values", "names", "text"),
    [
        ({}, {"z": 3}, f"'z'=3: there is no letter 'z' here, only I, p; {REMEDY}"),
        ({Symbol("I"): 3}, {}, f"I=3: there is no letter I here, only I, p; {REMEDY}"),
        ({sizes("p"): 3}, {}, f"p=3: there is no letter p here, only I, p; {REMEDY}"),
        ({5: 3}, {}, f"5=3: there is no letter 5 here, only I, p; {REMEDY}"),
        ({I: 3}, {"I": 3}, "I=3: a number for I is given twice; give it once"),
        ({I: 3, "I": 4}, {}, "I=4: a number for I is given twice; give it once"),
        ({}, {"I": 0}, "I=0: the letter I stands for integers >= 1"),
        ({}, {"p": -1}, "p=-1: the letter p stands for integers >= 0"),
        ({}, {"I": 2.0}, "I=2.0: the letter I stands for integers >= 1"),
        ({}, {"I": True}, "I=True: the letter I stands for integers >= 1"),
        ({}, {"I": "2"}, "I='2': the letter I stands for integers >= 1"),
        ({}, {"I": None}, "I=None: the letter I stands for integers >= 1"),
        ({}, {"I": k}, "I=k: the letter I stands for integers >= 1"),
        ({}, {"I": Rational(3, 2)}, "I=3/2: the letter I stands for integers >= 1"),
        (
            [("I", 3)],
            {},
            ".at([('I', 3)]): numbers for letters are needed, .at(I=3) or .at({I: 3})",
        ),
        (3, {}, ".at(3): numbers for letters are needed, .at(I=3) or .at({I: 3})"),
    ],
)
def test_wrong_numbers_for_letters(values, names, text):
    with pytest.raises(GeometryError) as caught:
        letter_values([Letter("I", 1), Letter("p", 0)], values, names)
    assert str(caught.value) == text


# Names of cells


@pytest.mark.parametrize(
    ("name", "shape", "first", "last"),
    [
        ("x", (3,), "x1", "x3"),
        ("x", (9,), "x1", "x9"),
        ("x", (12,), "x1", "x12"),
        ("w", (2, 3), "w11", "w23"),
        ("w", (9, 9, 9), "w111", "w999"),
        ("w", (1, 12), "w11", "w_{1,12}"),
        ("w", (10, 2, 1), "w111", "w_{10,2,1}"),
        ("x_", (2,), "x_1", "x_2"),
        ("größe", (2,), "größe1", "größe2"),
    ],
)
def test_cells_are_counted_from_one(name, shape, first, last):
    cells = cell_symbols(name, shape)
    assert (cells[0], cells[-1]) == (Symbol(first), Symbol(last))
    assert len(set(cells)) == len(cells) == prod(shape)


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("a:d", (2, 2), "a b c d"),
        ("a b c d", (2, 2), "a b c d"),
        ("a,b, c d", (4,), "a b c d"),
        ("x1:4", (3,), "x1 x2 x3"),
        ("x:3", (3,), "x0 x1 x2"),
        ("alpha beta", (2,), "alpha beta"),
        ("q,", (1,), "q"),
    ],
)
def test_names_that_sympy_expands_are_the_cells(name, shape, expected):
    cells = tensor(name, shape)
    assert cells.shape == shape
    assert list(cells.reshape(prod(shape))) == list(symbols(expected, seq=True))


def test_a_cell_has_one_symbol_at_every_size():
    for small, large in [((9,), (10,)), ((2, 3), (12, 30)), ((9, 9, 9), (9, 9, 10))]:
        many = set(cell_symbols("x", large))
        assert set(cell_symbols("x", small)) < many
        assert len(many) == prod(large)


def test_row_major_order():
    assert cell_symbols("w", (2, 2)) == list(symbols("w11 w12 w21 w22"))


@pytest.mark.parametrize(
    ("name", "shape", "text"),
    [
        ("a:d", (3,), "tensor('a:d', (3,)): 4 names for 3 cells; give 3 names"),
        ("a b", (3,), "tensor('a b', (3,)): 2 names for 3 cells; give 3 names"),
        ("d:a", (2,), "tensor('d:a', (2,)): 0 names for 2 cells; give 2 names"),
        ("a a", (2,), "tensor('a a', ...): a name occurs twice; expected 2 different names"),
        ("x:99", (3,), "tensor('x:99', ...): expected 3 names, like 'a:d' or 'a b c d'"),
        (
            "x:99999999999999",
            (3,),
            "tensor('x:99999999999999', ...): expected 3 names, like 'a:d' or 'a b c d'",
        ),
        ("a; b", (2,), "tensor('a; b', ...): expected 2 names, like 'a:d' or 'a b c d'"),
        (
            "a:",
            (2,),
            "tensor('a:', ...): not a list of names: missing end range; expected 2 names, like 'a:d' or 'a b c d'",
        ),
        ("", (2,), "tensor('', ...): '' is not a name; use letters, like 'x' or 'w'"),
        ("x-y", (2,), "tensor('x-y', ...): 'x-y' is not a name; use letters, like 'x' or 'w'"),
        (None, (2,), "tensor(None, ...): None is not a name; use letters, like 'x' or 'w'"),
        (
            "x1",
            (2,),
            "tensor('x1', ...): the name ends in a digit, which would run into the cell numbers; use 'x' or another letter",
        ),
        (
            "w2",
            (2, 2),
            "tensor('w2', ...): the name ends in a digit, which would run into the cell numbers; use 'w' or another letter",
        ),
        (
            "x٣",
            (2,),
            "tensor('x٣', ...): the name ends in a digit, which would run into the cell numbers; use 'x' or another letter",
        ),
        (
            "x",
            (4000, 4000),
            "tensor('x', (4000, 4000)): 16000000 cells, but at most 10000000 are named; use smaller extents, or letters",
        ),
    ],
)
def test_names_that_do_not_fit(name, shape, text):
    with pytest.raises(ShapeError) as caught:
        tensor(name, shape)
    assert str(caught.value) == text


def test_atoms_are_spelled_like_the_cells_of_tensor():
    value = {
        (Atom("x", (1,)), Atom("w", (0, 11))): 2,
        (Atom("c", ()), Atom("c", ())): 1,
        (): 5,
    }
    x2, w, c = tensor("x", 2)[1], tensor("w", (1, 12))[0, 11], Symbol("c")
    assert cells_of(value) == 2 * x2 * w + c**2 + 5
    assert cells_of({}) == 0
