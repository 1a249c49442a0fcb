"""Cells of results: argument by argument what adding the products one by one gives, whatever the cells are."""

from __future__ import annotations

from fractions import Fraction
from itertools import cycle, islice
from math import prod

import numpy as np
import pytest
from agreement import direct_by_loops, transposed_by_loops
from cases import CASES
from nesting import flat, lists
from sympy import (
    Add,
    Array,
    Dummy,
    Expr,
    Float,
    Function,
    I,
    Integer,
    Mul,
    Rational,
    S,
    Symbol,
    cos,
    pi,
    sqrt,
    srepr,
    symbols,
)

from symconv import Conv, ConvTranspose, Equal, sizes

a, b, c, d = symbols("a b c d")
A, B, C = symbols("A B C", commutative=False)
f = Function("f")
first_dummy, second_dummy = Dummy("a"), Dummy("a")

# Pools from which the cells of an input and a kernel are drawn in turn.
ODD_CELLS = {
    "distinct symbols": (symbols("x:40"), symbols("w:40")),
    "distinct symbols, unsorted names": (symbols("z9 a b10 b9 Z _q α x_{1,2}"), symbols("y:9")),
    "sums": ((a + b, a - b, c), (a + b, b - a, 2 * c)),
    "powers": ((a**2, a, 1 / a), (a, a**2, 1 / a)),
    "repeated symbols": ((a,), (b,)),
    "the same symbols on both sides": ((a, b, c), (a, b, c)),
    "one shared symbol": ((a, b, c), (d, a)),
    "cancelling": ((a, -a), (b,)),
    "non-commutative": ((A, B, C), (C, A, B)),
    "non-commutative kernel": ((a, b), (A, B, C)),
    "products of non-commutative": ((A * B, B * A), (A, B**2)),
    "Rational": ((Rational(1, 2), a, Rational(-2, 3)), (Rational(3, 4), b)),
    "Fraction": ((Fraction(1, 2), a, 1), (b, Fraction(-2, 3))),
    "Python integers": ((10**30, a, -1), (b, -(2**64), 0)),
    "SymPy integers": ((Integer(2), Integer(-3), S.Zero), (Integer(5), a)),
    "NumPy integers": ((np.int64(2**62), a), (np.uint64(2**64 - 1), np.int8(-128), b)),
    "zeros": ((S.Zero, a, 0), (b, S.Zero)),
    "Dummy": ((first_dummy, second_dummy, a), (first_dummy, b, c)),
    "assumptions": (
        (Symbol("a"), Symbol("a", real=True), Symbol("a", integer=True)),
        (Symbol("a", positive=True), b),
    ),
    "letters": (sizes("I k"), sizes("s I")),
    "functions": ((f(a), f(b), cos(a)), (f(a), cos(b), a)),
    "roots and constants": ((sqrt(2), pi, I), (sqrt(2), I, sqrt(8))),
    "Floats": ((Float("0.1"), a, Float("2.5", 30)), (Float("0.3"), b)),
    "NumPy floats": ((np.float64(0.1), a, np.float32(0.5)), (b, np.float64(0.25))),
    "factored sums": ((Mul(2, a + b, evaluate=False), a), (a + b, Integer(3))),
    "unevaluated": ((Add(a, a, evaluate=False), b), (Mul(b, b, evaluate=False), a)),
}
CASE = {case.name: case for case in CASES}
SOME_CASES = [
    "seed, one axis",
    "overlaps on two axes",
    "kernel shorter than stride",
    "output padding beyond the canvas",
    "dilation and stride share a factor",
    "asymmetric padding on two axes",
    "groups",
    "batch and groups on two axes",
]


def exactly(cell):
    """Return a cell as SymPy has it, as text that tells every argument and its place."""
    if isinstance(cell, Fraction):
        return srepr(Rational(cell.numerator, cell.denominator))
    if isinstance(cell, int | np.integer):
        return srepr(Integer(int(cell)))
    return srepr(cell if isinstance(cell, Expr) else Float(cell))


def in_sympy(cell):
    if isinstance(cell, Expr):
        return cell
    if isinstance(cell, Fraction):
        return Rational(cell.numerator, cell.denominator)
    return Integer(int(cell)) if isinstance(cell, int | np.integer) else Float(cell)


def drawn(pool, shape):
    return lists(list(islice(cycle(pool), prod(shape))), shape)


def one_by_one(by_loops, case, x, w):
    """Return what adding the products one by one gives, in SymPy from the first to the last."""
    y = by_loops(case, *(lists([in_sympy(cell) for cell in flat(v)], shape) for v, shape in (x, w)))
    return [exactly(cell) for cell in y.values()]


@pytest.mark.parametrize("case", SOME_CASES)
@pytest.mark.parametrize("cells", ODD_CELLS)
def test_cells_are_what_adding_the_products_one_by_one_gives(cells, case):
    setting, (x_pool, w_pool) = CASE[case], ODD_CELLS[cells]
    w = drawn(w_pool, setting.w_shape)
    for layer, by_loops, shape in (
        (setting.transposed, transposed_by_loops, setting.x_shape),
        (setting.direct, direct_by_loops, setting.y_shape),
    ):
        x = drawn(x_pool, shape)
        expected = one_by_one(by_loops, setting, (x, shape), (w, setting.w_shape))
        assert [exactly(cell) for cell in flat(layer(x, w))] == expected
        assert [exactly(cell) for cell in flat(layer(Array(x), w).tolist())] == expected


@pytest.mark.parametrize("cells", [name for name in ODD_CELLS if "loat" not in name])
def test_every_method_gives_these_cells_on_odd_cells(cells):
    x_pool, w_pool = ODD_CELLS[cells]
    for case in ("overlaps on two axes", "groups"):
        setting = CASE[case]
        for layer, shape in (
            (setting.transposed, setting.x_shape),
            (setting.direct, setting.y_shape),
        ):
            x, w = drawn(x_pool, shape), drawn(w_pool, setting.w_shape)
            for method in layer.methods:
                assert Equal(Array(layer(x, w, method=method)), Array(layer(x, w)))


def test_odd_cells_by_hand():
    up = ConvTranspose(2)
    assert up([A, B], [C, A]) == [A * C, A * A + B * C, B * A]
    assert up([a, -a], [b, b]) == [a * b, 0, -a * b]
    assert up([a, b], [a, b]) == [a**2, 2 * a * b, b**2]
    assert up([a + b, c], [a, b]) == [a * (a + b), b * (a + b) + a * c, b * c]
    assert up([10**40, 1], [1, 10**40]) == [10**40, 10**80 + 1, 10**40]
    assert up([Fraction(1, 2), 1], [1, Fraction(1, 3)]) == [
        Fraction(1, 2),
        Fraction(7, 6),
        Fraction(1, 3),
    ]
    assert Conv(2)([A, B, C], [B, A]) == [A * B + B * A, B * B + C * A]


def test_nesting_is_row_major():
    assert lists([1, 2, 3, 4], (2, 2)) == [[1, 2], [3, 4]]
    assert lists([1, 2], (1, 2, 1)) == [[[1], [2]]]
    assert flat([[1, 2], [3, 4]]) == [1, 2, 3, 4]
