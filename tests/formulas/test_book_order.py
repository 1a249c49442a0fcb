"""Book order: terms and factors."""

import random
import re
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Array, Float, Integer, Mul, Rational, Symbol, symbols
from thorough import examples

from symconv import tensor
from symconv.errors import GeometryError, ShapeError
from symconv.formulas.book_order import Order, natural_key
from symconv.formulas.grid import Grid
from symconv.formulas.spelling import spell, writer
from symconv.formulas.tex import TEX, latex
from symconv.formulas.text import TEXT, literal, text

x1, x2, w1, w2, w3 = symbols("x1 x2 w1 w2 w3")
BOOK = ([x1, x2], [w1, w2, w3])
GAIN = Symbol("gain")


def book(cell, order=BOOK):
    return text(cell, order)


def test_input_before_tap_and_terms_by_input():
    assert book(x1 * w3 + x2 * w1) == "x1*w3 + x2*w1"


def test_sympys_own_order_is_another():
    assert str(x1 * w3 + x2 * w1) == "w1*x2 + w3*x1"


def test_terms_of_one_input_go_by_tap():
    assert book(x1 * w3 + x1 * w1 + x1 * w2) == "x1*w1 + x1*w2 + x1*w3"


def test_two_digit_numbers_are_numbers():
    x, w = symbols("x1:13"), symbols("w1:13")
    cell = sum(a * b for a, b in zip(x, reversed(w), strict=True))
    assert book(cell, (x, w)).startswith("x1*w12 + x2*w11 + x3*w10 + x4*w9")


def test_without_order_names_decide_with_numbers_as_numbers():
    assert text(Symbol("a10") + Symbol("a9") + Symbol("b1")) == "a9 + a10 + b1"


def test_unknown_symbols_come_after():
    assert book(Symbol("a") * w1 * x2) == "x2*w1*a"


def test_a_term_without_input_follows_the_terms_with_one():
    assert book(w1 + x2) == "x2 + w1"


def test_a_constant_is_last():
    assert book(5 + x1 * w1 - w2) == "x1*w1 - w2 + 5"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (-x1 * w1, "-x1*w1"),
        (x1 * w2 - 2 * x2 * w1, "x1*w2 - 2*x2*w1"),
        (Rational(-1, 2) * x1 + Rational(3, 4), "-1/2*x1 + 3/4"),
        (x1**2, "x1**2"),
        (sympy.sqrt(2) * x1 * 3, "3*sqrt(2)*x1"),
        (x1 / w1, "x1*(1/w1)"),
        (Integer(0), "0"),
        (0, "0"),
        (-7, "-7"),
        (Fraction(-2, 3), "-2/3"),
        (Fraction(-2), "-2"),
        (np.int8(-128), "-128"),
        (np.float64(0.5), "0.5"),
    ],
)
def test_signs_coefficients_and_numbers(cell, expected):
    assert book(cell) == expected


def test_whole_numbers_have_all_their_digits():
    assert text(10**5000) == text(sympy.Integer(10) ** 5000) == "1" + "0" * 5000


def test_cells_are_not_expanded():
    assert book((x1 + x2) * w1 + x2 * w2) == "x2*w2 + w1*(x1 + x2)"


def test_a_cell_that_is_a_sum_stands_where_it_is():
    a, b = symbols("a b")
    assert text((a + b) * w1 + x2 * w2, ([x2, a + b], [w1, w2])) == "x2*w2 + (a + b)*w1"


def test_symbols_inside_a_larger_cell_rank_like_that_cell():
    a, z = symbols("a z")
    assert text(2 * z * w1 + a * w2, ([2 * z, a], [w1, w2])) == "2*z*w1 + a*w2"


def test_a_symbol_that_is_input_and_tap_counts_as_input():
    a, b = symbols("a b")
    assert text(a * b, ([b, a], [a, b])) == "b*a"


def test_noncommutative_factors_keep_their_order():
    a, b = symbols("A B", commutative=False)
    assert text(b * a * x1 + 2 * a * b, ([a, x1], [b])) == "2*A*B + x1*B*A"


def test_nested_sums_that_sympy_left_alone():
    cell = sympy.Add(x1, sympy.Mul(-1, sympy.Add(w1, w2), evaluate=False), evaluate=False)
    assert book(cell) == "x1 - (w1 + w2)"


def test_literal_has_no_powers():
    assert literal(x1**3 * w1 - (x1 + 1) ** 2) == "w1*x1*x1*x1 - (x1 + 1)*(x1 + 1)"


def test_natural_key_orders_double_indices():
    names = ["w_{1,12}", "w_{1,2}", "w_{2,1}", "w_{1,1}"]
    assert sorted(names, key=natural_key) == ["w_{1,1}", "w_{1,2}", "w_{1,12}", "w_{2,1}"]


def test_an_order_can_be_given_again():
    order = Order.of(BOOK)
    assert Order.of(order) is order


@pytest.mark.parametrize("order", [5, [x1], (x1, w1, w2), "xw"])
def test_an_order_that_is_no_pair_is_refused(order):
    with pytest.raises(ShapeError, match=r"order=.*is not a pair; give order="):
        text([x1], order)


@pytest.mark.parametrize("cell", [0.5, True, "x1", None, float("nan"), sympy.nan])
def test_what_is_no_cell_is_refused(cell):
    with pytest.raises(ShapeError):
        text(cell)


@pytest.mark.parametrize("limit", [0, -1, 1.5, True, "2"])
def test_a_limit_that_is_no_count_is_refused(limit):
    with pytest.raises(GeometryError, match=r"limit=.*must be a whole number >= 1, or None"):
        text([1, 2], limit=limit)


def test_grids_of_every_form_agree():
    rows = [[x1, x2], [w1, w2]]
    forms = [rows, sympy.Array(rows), sympy.Matrix(rows), np.array(rows, dtype=object)]
    assert {Grid.of(form) for form in forms} == {Grid((2, 2), (x1, x2, w1, w2))}


def test_ragged_lists_are_refused():
    with pytest.raises(ShapeError, match="ragged"):
        Grid.of([[1, 2], [3]])


def test_text_of_more_axes():
    assert text([[1, -20], [3, 4]]) == "[[1, -20],\n [3,   4]]"
    assert text([[[1, 2]], [[3, 4]]]) == "[[[1, 2]],\n\n [[3, 4]]]"


def test_text_with_a_limit():
    assert text(list(range(5)), limit=2) == "[0, 1, ...]"
    assert (
        text([[1, 2, 3]] * 3, limit=2) == "[[  1,   2, ...],\n [  1,   2, ...],\n [..., ..., ...]]"
    )


def cells_of(symbols):
    odd = [Integer(-2), Rational(1, 3), x1 + w1, Symbol("A", commutative=False)]
    factors = st.lists(st.sampled_from([*symbols, *odd]), max_size=3)
    return st.lists(factors.map(lambda them: sympy.Mul(*them)), max_size=5).map(
        lambda them: sympy.Add(*them)
    )


@examples(100)
@given(
    cells_of([x1, x2, w1, w2, w3]) | cells_of([x1, GAIN, w1, Symbol("a")]),
    st.sampled_from([TEX, TEXT]),
)
def test_a_result_is_written_as_its_cells_are(cell, spelling):
    """Numbers times plain symbols are written without a look at anything else."""
    orders = (Order(*BOOK), Order((x1, GAIN), (w1,)), Order(), Order((x1, x1, x2 + w3), (w2, x1)))
    for order in orders:
        write = writer(order, spelling)
        for each in (cell, -cell, cell * Rational(2, 3) + x1 * GAIN * w1, cell + 2):
            assert write(each) == spell(each, order, spelling)


def test_simple_terms_are_numbers_times_symbols_of_the_order():
    order = Order(*BOOK)
    terms = order.simple_terms(x2 * w1 - 2 * x1 * w3 + x1 * x2 + w1 / 2)
    assert terms == [((0, 1), 1), ((0, 4), -2), ((1, 2), 1), ((2,), Rational(1, 2))]
    others = (x1**2, x1 * Symbol("a"), x1 + 1, Float(2.5) * x1, Integer(0), 3)
    assert [order.simple_terms(cell) for cell in others] == [None] * 6


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("w3*x1 + w1*x2", "x1*w3 + x2*w1"),
        ("v1*u2 + u1*v2", "u1*v2 + u2*v1"),
        ("w12*a3 + a11*w1", "a3*w12 + a11*w1"),
        ("w_{1,12}*x_{2,11}", "x_{2,11}*w_{1,12}"),
        ("a1*x1 + w1*x2", "a1*x1 + w1*x2"),
        ("a*x2 + b*x1", "a*x2 + b*x1"),
        ("2*w1 + 3*x1", "3*x1 + 2*w1"),
    ],
)
def test_cells_of_two_tensors_are_taken_for_input_and_kernel(cell, printed):
    names = {name: Symbol(name) for name in re.findall(r"[a-z](?:_\{[0-9,]+\}|[0-9]*)", cell)}
    terms = [
        [names.get(factor) or Integer(factor) for factor in term.split("*")]
        for term in cell.split(" + ")
    ]
    value = Add(*(Mul(*factors) for factors in terms))
    assert text(value) == printed
    assert text([value]) == f"[{printed}]"


def test_a_part_of_a_result_is_printed_in_the_order_of_all_of_it():
    rng = random.Random(1)  # noqa: S311
    a, b = list(tensor("a", 16)), list(tensor("b", 3))
    for _ in range(30):
        cells = [*rng.choices(a, k=6), rng.choice(b)]
        rng.shuffle(cells)
        x = Array([cell + rng.choice([0, 0, *b]) for cell in cells])
        w = Array(rng.sample([*a, *b], 2))
        rows = [[sum(rng.choice(cells) * rng.choice(w) for _ in range(3))] * 2 for _ in range(2)]
        for write in (latex, text):
            assert write(Array(rows), (x, w), 9) == write(Array(rows), (x, w))
