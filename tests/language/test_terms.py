"""Polynomials, conditions and flat sums: ring laws, and every search against trying all points of a box."""

from __future__ import annotations

import operator
import pickle
from itertools import product
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from thorough import examples

from symconv.language import evaluation, terms
from symconv.language.terms import (
    AnyOf,
    Atom,
    Condition,
    Division,
    Index,
    Letter,
    Poly,
    Sum,
    floor_divide,
    letter,
    substitute,
)

NAMES = ("I", "k", "s")
LETTERS = tuple(letter(name) for name in NAMES)
VALUES = st.fixed_dictionaries({Letter(name, 1): st.integers(-5, 5) for name in NAMES})
MONOMIALS = st.tuples(*(st.integers(0, 2) for _ in NAMES))
COEFFICIENTS = st.dictionaries(MONOMIALS, st.integers(-4, 4), max_size=4)


def polynomial(coefficients):
    """Build a polynomial from its coefficients by arithmetic alone."""
    value = 0
    for exponents, coefficient in coefficients.items():
        monomial = coefficient
        for variable, exponent in zip(LETTERS, exponents, strict=True):
            for _ in range(exponent):
                monomial = monomial * variable
        value = value + monomial
    return value


POLYNOMIALS = COEFFICIENTS.map(polynomial)


def number(coefficients, values):
    """The value of a polynomial, from its coefficients."""
    total = 0
    for exponents, coefficient in coefficients.items():
        powers = (
            values[Letter(name, 1)] ** exponent
            for name, exponent in zip(NAMES, exponents, strict=True)
        )
        total += coefficient * prod(powers)
    return total


@examples(50)
@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS)
def test_ring_laws(a, b, c):
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a - b == a + -b == -(b - a)
    assert (a + 0, a * 1, a * 0, a - a) == (a, a, 0, 0)
    assert hash(a + b) == hash(b + a)


@examples(50)
@given(COEFFICIENTS, COEFFICIENTS, VALUES)
def test_arithmetic_is_that_of_the_values(one, two, values):
    a, b = polynomial(one), polynomial(two)
    for operation in (operator.add, operator.sub, operator.mul):
        assert substitute(operation(a, b), values) == operation(
            number(one, values), number(two, values)
        )


@examples(50)
@given(COEFFICIENTS, COEFFICIENTS)
def test_equal_exactly_when_the_coefficients_are(one, two):
    kept = [{at: n for at, n in coefficients.items() if n} for coefficients in (one, two)]
    assert (polynomial(one) == polynomial(two)) is (kept[0] == kept[1])


@examples(50)
@given(COEFFICIENTS, POLYNOMIALS, POLYNOMIALS, POLYNOMIALS, VALUES)
def test_substituting_polynomials_and_then_numbers(coefficients, I, k, s, values):
    inner = dict(zip(values, (I, k, s), strict=True))
    after = {name: substitute(value, values) for name, value in inner.items()}
    assert substitute(substitute(polynomial(coefficients), inner), values) == number(
        coefficients, after
    )


def test_constants_are_plain_integers():
    I, k, _ = LETTERS
    assert type(I - I + 3) is int
    assert type(substitute(I * k, {Letter("I", 1): 0})) is int
    assert isinstance(substitute(I * k, {Letter("I", 1): 2}), Poly)
    assert I != 1
    assert letter("I", 0) != letter("I", 1)


def test_what_a_size_consists_of():
    I, k, _ = LETTERS
    assert terms.coefficients(0) == {}
    assert terms.coefficients(3) == {(): 3}
    assert terms.letters(I * terms.index("i") + floor_divide(terms.index("j"), k)) == {
        Letter("I", 1),
        Letter("k", 1),
    }
    assert pickle.loads(pickle.dumps(I * k - 2)) == I * k - 2  # noqa: S301 - its own text


def test_spelling():
    I, k, s = LETTERS
    assert repr(s * (I - 1) + k) == "I*s + k - s"
    assert repr(2 * I * I - 3) == "2*I*I - 3"
    assert repr(-I) == "-I"


@examples(50)
@given(COEFFICIENTS, st.integers(1, 4), VALUES)
def test_floor_division_by_a_number(coefficients, divisor, values):
    quotient = floor_divide(polynomial(coefficients), divisor)
    assert substitute(quotient, values) == number(coefficients, values) // divisor


@examples(50)
@given(COEFFICIENTS, VALUES)
def test_floor_division_by_a_letter(coefficients, values):
    s = values[Letter("s", 1)]
    assume(s)
    quotient = floor_divide(polynomial(coefficients), LETTERS[2])
    assert substitute(quotient, values) == number(coefficients, values) // s


@examples(50)
@given(POLYNOMIALS)
def test_division_without_remainder_leaves_no_quotient(a):
    for divisor in (LETTERS[2], 3 * LETTERS[0] * LETTERS[2], -LETTERS[1]):
        assert floor_divide(a * divisor, divisor) == a


def test_floor_division_case_by_case():
    I, k, s = LETTERS
    assert floor_divide(2 * I + 3, 2) == I + 1
    assert floor_divide(2 * I - 3, 2) == I - 2
    assert terms.by_multiples(s * I, I + k) == (0, s * I)
    for divisor in range(1, 5):
        assert substitute(
            floor_divide(s * I, I + k),
            {Letter("I", 1): 7, Letter("k", 1): divisor, Letter("s", 1): 2},
        ) == (14 // (7 + divisor))
        values = {Letter("I", 1): 5, Letter("s", 1): divisor}
        for rest in range(-3, 8):
            assert substitute(floor_divide(rest, s), values) == rest // divisor
            assert substitute(floor_divide(s * I + rest, s), values) == 5 + rest // divisor


@pytest.mark.parametrize("numerator", [7, LETTERS[0] + 1])
def test_nothing_is_divided_by_zero(numerator):
    with pytest.raises(ZeroDivisionError, match="divided by 0"):
        floor_divide(numerator, 0)


def test_equal_quotients_are_one_variable():
    I, k, s = LETTERS
    one, two = floor_divide(I + k, s), floor_divide(k + I, s)
    assert one == two
    assert one - two == 0
    assert one != floor_divide(I + k + 1, s)
    assert terms.letters(one * 2 + 1) == {Letter(name, 1) for name in NAMES}
    assert [terms.spell_variable(v) for v in terms.variables(one)] == ["floor((I + k)/(s))"]


def test_substitution_reaches_into_quotients():
    I, _, s = LETTERS
    quotient = floor_divide(I - 1, s)
    assert substitute(quotient, {Letter("I", 1): 8, Letter("s", 1): 3}) == 2
    assert substitute(quotient, {Letter("I", 1): 3 * s + 1}) == 3
    assert substitute(quotient, {Letter("I", 1): 0, Letter("s", 1): 2}) == -1
    assert substitute(floor_divide(I - 3, s), {Letter("I", 1): 3}) == 0


@pytest.mark.parametrize(
    "use",
    [bool, int, range, lambda e: e < 2, lambda e: e >= 2, lambda e: e > 2, lambda e: e <= 2, lambda e: e // 2, lambda e: 2 // e,
     lambda e: e % 2, lambda e: 2 % e, lambda e: divmod(e, 2), lambda e: e / 2, lambda e: [0][e]],
)  # fmt: skip
def test_a_polynomial_is_no_number(use):
    with pytest.raises(TypeError, match=r"I \+ 1 stands for many numbers, .* write when\("):
        use(LETTERS[0] + 1)


@examples(100)
@given(st.integers(-3, 3))
def test_conditions_on_numbers_are_decided(n):
    assert terms.equal(n, 0).decided() is (n == 0)
    assert terms.at_least(n, 1).decided() is (n >= 1)
    assert AnyOf((terms.equal(n, 2), terms.at_least(0, n))).decided() is (n == 2 or n <= 0)


def test_conditions_on_letters_stay_open_until_numbers_are_put():
    I, k, _ = LETTERS
    either = AnyOf((terms.equal(I, k), terms.at_least(I, k + 5)))
    assert terms.equal(I, k).decided() is None
    assert either.decided() is None
    assert AnyOf((terms.equal(I, k), terms.at_least(1, 0))).decided() is True
    assert AnyOf((terms.equal(I, k), terms.at_least(0, 1))).decided() is None
    for i, verdict in ((2, True), (3, False), (7, True)):
        put = terms.substitute_condition(either, {Letter("I", 1): i, Letter("k", 1): 2})
        assert put.decided() is verdict


INDICES = tuple(Index(name, n) for n, name in enumerate("ijm"))
BOX = range(-3, 4)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["=", ">="]), st.tuples(*[st.integers(-3, 3)] * 3), st.integers(-4, 4)
    ),
    max_size=4,
)


def linear(row):
    relation, coefficients, constant = row
    value = constant
    for index, coefficient in zip(INDICES, coefficients, strict=True):
        value = value + coefficient * terms.variable_poly(index)
    return Condition(relation, value)


def box():
    sides = [terms.variable_poly(index) for index in INDICES]
    return [
        condition
        for e in sides
        for condition in (terms.at_least(e, BOX[0]), terms.at_least(BOX[-1], e))
    ]


def holds(row, point):
    relation, coefficients, constant = row
    left = constant + sum(c * e for c, e in zip(coefficients, point, strict=True))
    return left == 0 if relation == "=" else left >= 0


@examples(50)
@given(ROWS)
def test_points_are_those_of_the_box_at_which_all_conditions_hold(rows):
    found = [
        tuple(point[index] for index in INDICES)
        for point in evaluation.points(INDICES, [*map(linear, rows), *box()])
    ]
    expected = {point for point in product(BOX, repeat=3) if all(holds(row, point) for row in rows)}
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_an_index_is_bounded_by_what_is_known_of_the_others():
    i, j, _ = map(terms.variable_poly, INDICES)
    within = [at for e in (i, j) for at in (terms.at_least(e, 0), terms.at_least(2, e))]
    rows = [terms.at_least(i, 0), terms.at_least(2, i), terms.at_least(j, i + 1), *within]
    found = [tuple(point.values()) for point in evaluation.points(INDICES[:2], rows)]
    assert found == [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize(("condition", "holds"), [
    (Condition(">=", -1), False), (Condition(">=", 0), True), (Condition("=", 1), False), (Condition("=", -1), False),
    (Condition("=", 0), True),
])  # fmt: skip
def test_a_condition_without_an_index_is_decided(condition, holds):
    assert list(evaluation.points((), [condition])) == [{}] * holds


@examples(50)
@given(ROWS, st.tuples(*[st.integers(-2, 2)] * 3), st.integers(-2, 2))
def test_evaluating_a_sum_adds_at_every_point(rows, coefficients, weight):
    at = linear(("=", coefficients, 0)).left
    term = Sum(
        INDICES,
        (*box(), *map(linear, rows)),
        (Atom("x", (at,)),),
        weight + terms.variable_poly(INDICES[0]),
    )
    expected = {}
    for point in product(BOX, repeat=3):
        if all(holds(row, point) for row in rows):
            atoms = (Atom("x", (sum(c * e for c, e in zip(coefficients, point, strict=True)),)),)
            expected[atoms] = expected.get(atoms, 0) + weight + point[0]
    assert evaluation.evaluate((term,)) == {atoms: n for atoms, n in expected.items() if n}


def single(name, size=3, index=INDICES[0]):
    """The sum over ``0 <= index < size`` of ``name[index]``."""
    i = terms.variable_poly(index)
    return (
        Sum((index,), (terms.at_least(i, 0), terms.at_least(size, i + 1)), (Atom(name, (i,)),)),
    )


def test_a_product_of_sums_over_one_index_is_the_double_sum():
    value = evaluation.evaluate(terms.multiply(single("x"), single("y")))
    assert value == {(Atom("x", (i,)), Atom("y", (j,))): 1 for i in range(3) for j in range(3)}


def test_renaming_changes_indices_and_nothing_else():
    (term,) = single("x")
    other = terms.rename(term)
    assert not set(term.indices) & set(other.indices)
    assert evaluation.evaluate((other,)) == evaluation.evaluate((term,))


def test_divisions_are_renamed_and_substituted_with_their_sum():
    i, q, _ = map(terms.variable_poly, INDICES)
    term = Sum(INDICES, (), (), q, (Division(INDICES[1], INDICES[2], i + LETTERS[0], LETTERS[2]),))
    fresh = terms.rename(term)
    at, quotient, remainder = fresh.indices
    assert fresh.divisions == (
        Division(quotient, remainder, terms.variable_poly(at) + LETTERS[0], LETTERS[2]),
    )
    put = terms.substitute_sum(term, {Letter("I", 1): 4, Letter("s", 1): 2})
    assert put.divisions == (Division(INDICES[1], INDICES[2], i + 4, 2),)


def test_restricting_and_binding():
    i = terms.variable_poly(INDICES[0])
    body = (Sum(atoms=(Atom("x", (i,)),)),)
    ranged = terms.restrict(
        body, (terms.at_least(i, 0), terms.at_least(2, i), terms.at_least(1, 0))
    )
    assert len(ranged[0].conditions) == 2
    assert evaluation.evaluate(terms.bind(ranged, INDICES[:1])) == {
        (Atom("x", (n,)),): 1 for n in range(3)
    }
    assert terms.restrict(body, (terms.equal(1, 0), terms.at_least(i, 0))) == ()


def test_opposite_sums_cancel():
    (term,) = single("x")
    opposite = Sum(term.indices, term.conditions, term.atoms, -1)
    assert evaluation.evaluate((term, opposite)) == {}


def test_what_cannot_be_evaluated_says_why():
    I = LETTERS[0]
    with pytest.raises(ValueError, match="a letter is left"):
        evaluation.evaluate((Sum(atoms=(Atom("x", (I,)),)),))
    with pytest.raises(ValueError, match="a letter is left"):
        evaluation.evaluate(single("x", I))
    i, j, _ = map(terms.variable_poly, INDICES)
    with pytest.raises(ValueError, match="not linear"):
        list(evaluation.points(INDICES[:2], [*box(), terms.at_least(i * j, 0)]))
    with pytest.raises(ValueError, match="no finite range"):
        evaluation.evaluate(
            (Sum(INDICES[:1], (terms.at_least(terms.variable_poly(INDICES[0]), 0),)),)
        )


def test_a_quotient_without_a_rest_is_that_quotient():
    g, m = letter("g"), letter("m")
    assert floor_divide(g * g - m * m, g + m) == g - m
    assert floor_divide((2 * g - m) * (g + m), g + m) == 2 * g - m
    assert floor_divide(2 * g + m, 2) == g + floor_divide(m, 2)
    assert floor_divide((2 * g + m) * (3 * g - m), 2 * g + m) == 3 * g - m
