"""Results against the products added one by one, by loops of the test's own."""

from __future__ import annotations

import gc
from fractions import Fraction

import numpy as np
import pytest
from added import assert_same_cells, one_by_one
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import (
    Add,
    Dummy,
    Function,
    I,
    Integer,
    MatrixSymbol,
    Mul,
    Rational,
    S,
    Symbol,
    Wild,
    cos,
    oo,
    pi,
    sqrt,
    symbols,
)
from thorough import examples, full_check

from symconv.definitions.geometry import Axis
from symconv.errors import ShapeError
from symconv.layers import engine as cells
from symconv.layers.engine import combine
from symconv.layers.plan import convolved_plan, transposed_plan

OVERLAPPING = Axis(3, stride=2, begin=1, end=1)
WITH_EMPTY_CELLS = Axis(2, stride=3, output_padding=2)
LARGEST, SMALLEST = 2**63 - 1, -(2**63)


def assert_adds_one_by_one(axes, input_size, x, w):
    found = combine(transposed_plan(axes, input_size), x, w, S.Zero)
    assert_same_cells(found, one_by_one(axes, input_size, x, w, S.Zero))


@pytest.fixture
def _only_the_fast_route(monkeypatch):
    monkeypatch.setattr(cells, "_add_one_by_one", None)


@pytest.fixture
def _only_the_general_route(monkeypatch):
    monkeypatch.setattr(cells, "_add_symbols", None)


# names are chosen so that inputs and taps interleave in SymPy's order, and "x10" comes before "x2"
PLAIN_SYMBOLS = {
    "as in the examples": ([f"x{n}" for n in range(1, 13)], [f"w{n}" for n in range(1, 4)], {}),
    "taps sort last": ([f"a{n}" for n in range(1, 13)], [f"b{n}" for n in range(1, 4)], {}),
    "interleaved": ([f"{c}" for c in "ACEGIKMOQSUW"], ["B", "L", "V"], {}),
    "two indices": ([f"x_{{{m},{n}}}" for m in (1, 9, 10, 12) for n in (2, 10, 11)],
                    ["w_{1,12}", "w_{1,2}", "w_{12,1}"], {}),
    "other alphabets and cases": (list("zZyYαβΩéXxaA"), ["b", "B", "_"], {}),
    "all positive": ([f"x{n}" for n in range(1, 13)], ["w1", "w2", "w3"], {"positive": True}),
}  # fmt: skip

ASSUMPTIONS = (
    {}, {"positive": True}, {"integer": True}, {"real": True}, {"nonzero": True}, {"zero": True}, {"even": True},
    {"negative": True, "integer": True}, {"imaginary": True}, {"complex": True}, {"infinite": True}, {"prime": True},
    {"positive": False}, {"commutative": True}, {"irrational": True}, {"algebraic": True}, {"hermitian": True},
    {"extended_real": True}, {"extended_positive": True, "infinite": True}, {"nonnegative": True, "finite": True},
)  # fmt: skip


@pytest.mark.usefixtures("_only_the_fast_route")
@pytest.mark.parametrize("name", PLAIN_SYMBOLS)
def test_plain_symbols_give_the_nodes_that_sympy_makes(name):
    x_names, w_names, assumptions = PLAIN_SYMBOLS[name]
    x, w = ([Symbol(n, **assumptions) for n in names] for names in (x_names, w_names))
    assert_adds_one_by_one([OVERLAPPING], [12], x, w)
    assert_adds_one_by_one([Axis(3)], [12], x, w)
    assert_adds_one_by_one([Axis(3, stride=1), Axis(1, stride=2)], [4, 3], x, w)
    assert_adds_one_by_one([WITH_EMPTY_CELLS], [12], x, w[:2])


@pytest.mark.usefixtures("_only_the_fast_route")
def test_symbols_with_many_assumptions_give_the_nodes_that_sympy_makes():
    x = [Symbol(f"x{n}", **assumptions) for n, assumptions in enumerate(ASSUMPTIONS)]
    w = [Symbol(f"w{n}", **assumptions) for n, assumptions in enumerate(reversed(ASSUMPTIONS))]
    assert_adds_one_by_one([Axis(len(w))], [len(x)], x, w)
    assert_adds_one_by_one([Axis(len(x))], [len(w)], w, x)


@pytest.mark.usefixtures("_only_the_fast_route")
def test_one_name_under_many_assumptions_makes_distinct_symbols():
    distinct = sorted({Symbol("c", **assumptions) for assumptions in ASSUMPTIONS}, key=str)
    assert len(distinct) > 15
    x, w = distinct[::2], distinct[1::2]
    assert_adds_one_by_one([Axis(len(w))], [len(x)], x, w)


@pytest.mark.usefixtures("_only_the_fast_route")
@examples(40)
@given(st.data())
def test_any_distinct_plain_symbols_give_the_nodes_that_sympy_makes(data):
    symbol = st.builds(
        lambda name, assumptions: Symbol(name, **assumptions),
        st.text("abxw_{}1,9", min_size=1, max_size=4),
        st.sampled_from(ASSUMPTIONS),
    )
    drawn = data.draw(st.lists(symbol, min_size=10, max_size=14, unique=True))
    assert_adds_one_by_one(
        [Axis(2, stride=data.draw(st.integers(1, 2))), Axis(2)], [2, 3], drawn[:6], drawn[6:10]
    )


def test_sympy_orders_plain_symbols_by_the_length_of_their_content_first():
    short, long = Symbol("z"), Symbol("a", positive=True)
    assert short.compare(long) == -1
    assert cells._order_key(short) < cells._order_key(long)
    assert (short * long).args == (short, long)


def test_a_large_result_of_symbols():
    x = [Symbol(f"x_{{{m},{n}}}") for m in range(1, 13) for n in range(1, 13)]
    w = [Symbol(f"w{m}{n}") for m in range(1, 6) for n in range(1, 6)]
    assert_adds_one_by_one([Axis(5, stride=2, begin=1, end=1)] * 2, [12, 12], x, w)


def test_the_convolution_of_symbols():
    u, w = symbols("u1:6"), symbols("w1:4")
    plan = convolved_plan([OVERLAPPING], [5])
    expected = [
        u[0] * w[1] + u[1] * w[2],
        u[1] * w[0] + u[2] * w[1] + u[3] * w[2],
        u[3] * w[0] + u[4] * w[1],
    ]
    assert_same_cells(combine(plan, u, w, S.Zero), expected)


def test_input_channels_are_summed():
    x, w = symbols("x1:5"), symbols("w1:5")
    plan = transposed_plan([Axis(1)], [2], channels=(2, 2))
    expected = [x[0] * w[0] + x[2] * w[2], x[1] * w[0] + x[3] * w[2],
                x[0] * w[1] + x[2] * w[3], x[1] * w[1] + x[3] * w[3]]  # fmt: skip
    assert combine(plan, x, w, S.Zero) == expected


a, b, c, d = symbols("a b c d")
A, B, C, D = symbols("A B C D", commutative=False)
f, g = Function("f"), Function("g")
M = MatrixSymbol("M", 2, 2)

ODD_CELLS = {
    "sums": ([a + b, a - b, c], [a + b, b - a, 2 * c]),
    "powers": ([a**2, a, 1 / a], [a, a**2, 1 / a]),
    "repeated symbols": ([a, a, a], [b, b, b]),
    "the same symbols on both sides": ([a, b, c], [a, b, c]),
    "one shared symbol": ([a, b, c], [d, a, Symbol("e")]),
    "cancelling": ([a, -a, a], [b, b, -b]),
    "cancelling to zero": ([a, -a, a], [b, c, b]),
    "non-commutative": ([A, B, C], [D, A, B]),
    "non-commutative kernel": ([a, b, c], [A, B, C]),
    "rational": ([Rational(1, 2), Rational(2, 3), a], [Rational(3, 4), 2 * b, Rational(-1, 7)]),
    "SymPy integers": ([Integer(2), Integer(-3), Integer(0)], [Integer(5), a, Integer(10**40)]),
    "zeros": ([S.Zero, a, S.Zero], [b, S.Zero, c]),
    "Dummy": ([Dummy("a"), Dummy("a"), a], [Dummy("b"), b, c]),
    "Wild": ([Wild("a"), Wild("b"), a], [Wild("c"), b, c]),
    "functions": ([f(a), g(a), f(b)], [cos(a), f(a), g(a, b)]),
    "roots and constants": ([sqrt(2), pi, I], [sqrt(2), I, sqrt(8)]),
    "matrix elements": ([M[0, 0], M[0, 1], M[1, 0]], [a, M[0, 0], M[1, 1]]),
    "numbers on symbols": ([1, 2, 10**30], [a, b, c]),
    "fractions on symbols": ([Fraction(1, 2), Fraction(-2, 3), 1], [a, Rational(1, 3), b]),
    "symbols on fractions": ([a, Rational(1, 3), b], [Fraction(1, 2), Fraction(-2, 3), 1]),
    "infinities": ([oo, -oo, a], [b, Integer(2), c]),
    "factored sums": ([Mul(2, a + b, evaluate=False), a, b], [a + b, Integer(3), a]),
}


@pytest.mark.usefixtures("_only_the_general_route")
@pytest.mark.parametrize("name", ODD_CELLS)
def test_odd_cells_give_the_nodes_that_sympy_makes(name):
    x, w = ODD_CELLS[name]
    assert_adds_one_by_one([Axis(3)], [3], x, w)
    assert_adds_one_by_one([OVERLAPPING], [3], x, w)
    assert_adds_one_by_one([WITH_EMPTY_CELLS], [3], x, w[:2])


NUMBERS = st.sampled_from(
    [0, 1, -1, 2, 10, 3, -7, Rational(1, 2), Rational(-1, 2), Rational(5, 3), 10**30]
).map(S)


@pytest.mark.usefixtures("_only_the_fast_route")
@examples(60)
@given(st.data())
def test_symbols_and_numbers_give_the_nodes_that_sympy_makes(data):
    names = data.draw(
        st.lists(st.text("abXY_19", min_size=1, max_size=3), min_size=5, max_size=5, unique=True)
    )
    cells_of = {
        "symbols": [Symbol(name) for name in names],
        "numbers": data.draw(st.lists(NUMBERS, min_size=5, max_size=5)),
    }
    x, w = (cells_of[kind] for kind in data.draw(st.permutations(["symbols", "numbers"])))
    axis = data.draw(st.sampled_from([OVERLAPPING, WITH_EMPTY_CELLS, Axis(3), Axis(3, dilation=2)]))
    x, w = x[: data.draw(st.integers(1, 5))], w[: axis.kernel_size]
    assume(axis.transposed_size(len(x)) >= 1)
    assert_adds_one_by_one([axis], [len(x)], x, w)


@pytest.mark.parametrize(
    ("x", "w"),
    [
        ([Fraction(1, 2), Fraction(4)], [Fraction(1, 3), 2, 0]),
        ([1, 0], [Fraction(1, 3), Fraction(2), Fraction(0)]),
        ([Rational(1, 2), Integer(4)], [Rational(1, 3), Integer(2), Integer(0)]),
        ([Integer(2) ** 70, Integer(1)], [Integer(3), Rational(1, 2**70), Integer(0)]),
        ([10**30, 0], [0, 0, 0]),
        ([1, Fraction(1, 2)], [1, 2, 3]),
        ([True, 2], [1, 2, 3]),
    ],
)
def test_numbers_give_what_adding_one_by_one_gives(x, w):
    plan = transposed_plan([OVERLAPPING], [2])
    assert_same_cells(combine(plan, x, w, 0), one_by_one([OVERLAPPING], [2], x, w, 0))


def test_odd_cells_by_hand():
    plan = transposed_plan([Axis(2)], [2])
    assert combine(plan, [A, B], [C, D], S.Zero) == [A * C, A * D + B * C, B * D]
    assert combine(plan, [a, -a], [b, b], S.Zero) == [a * b, 0, -a * b]
    assert combine(plan, [a, b], [a, b], S.Zero) == [a**2, 2 * a * b, b**2]
    assert combine(plan, [a + b, c], [a, b], S.Zero) == [a * (a + b), b * (a + b) + a * c, b * c]


def test_python_numbers_stay_python_numbers():
    plan = transposed_plan([Axis(2)], [2])
    assert_same_cells(combine(plan, [1, 10**40], [2, 3], 0), [2, 3 + 2 * 10**40, 3 * 10**40])
    halves = combine(plan, [Fraction(1, 2), 1], [2, Fraction(1, 3)], 0)
    assert_same_cells(halves, [Fraction(1), Fraction(13, 6), Fraction(1, 3)])


def test_numpy_integers_among_the_cells_do_not_overflow():
    plan = transposed_plan([Axis(2)], [2])
    result = combine(plan, [np.int64(2**62), np.int8(100)], [np.int64(2**62), np.uint8(200)], 0)
    assert result == [2**124, 200 * 2**62 + 100 * 2**62, 20000]
    assert [type(cell) for cell in result] == [int, int, int]
    assert combine(plan, [np.int64(2), a], [np.int64(3), b], S.Zero) == [6, 2 * b + 3 * a, a * b]


def test_output_cells_without_products_are_the_zero_that_was_given():
    nothing = object()
    plan = transposed_plan([WITH_EMPTY_CELLS], [2])
    symbolic = combine(plan, symbols("x1 x2"), symbols("w1 w2"), nothing)
    numeric = combine(plan, [1, 2], [3, 4], nothing)
    for result in (symbolic, numeric):
        assert [n for n, cell in enumerate(result) if cell is nothing] == [2, 5, 6]


def test_wrong_numbers_of_cells_are_refused():
    plan = transposed_plan([Axis(2), Axis(2)], [1, 3])
    with pytest.raises(ShapeError) as refused:
        combine(plan, [1, 2], [1, 2, 3, 4], 0)
    assert str(refused.value) == "the input has 2 cells; the plan needs 3, those of shape (1, 3)"
    with pytest.raises(
        ShapeError, match=r"the kernel has 3 cells; the plan needs 4, those of shape \(2, 2\)"
    ):
        combine(plan, [1, 2, 3], [1, 2, 3], 0)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled, monkeypatch):
    plan = transposed_plan([Axis(2)], [2])
    seen = []

    def watched(symbol):
        seen.append(gc.isenabled())
        return (0, symbol.name)

    def failing(symbol):
        raise RuntimeError(symbol)

    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        monkeypatch.setattr(cells, "_order_key", watched)
        combine(plan, symbols("x1 x2"), symbols("w1 w2"), 0)
        after_success = gc.isenabled()
        monkeypatch.setattr(cells, "_order_key", failing)
        with pytest.raises(RuntimeError):
            combine(plan, symbols("x1 x2"), symbols("w1 w2"), 0)
        after_failure = gc.isenabled()
    finally:
        (gc.enable if was_enabled else gc.disable)()
    assert seen == [False] * 4
    assert (after_success, after_failure) == (enabled, enabled)


def made_young(plan, x, w):
    """Return how many of the sums that were made the next collection would walk."""
    result = combine(plan, x, w, 0)
    young = {id(each) for generation in (0, 1) for each in gc.get_objects(generation=generation)}
    return sum(id(cell) in young for cell in result)


def test_few_new_nodes_stay_where_they_are():
    assert made_young(transposed_plan([Axis(3)], [5]), symbols("x1:6"), symbols("w1:4")) == 7


@full_check
def test_what_was_made_before_a_call_does_not_count(monkeypatch):
    monkeypatch.setattr(cells, "_MANY", 1000)
    gc.collect()
    before = [[] for _ in range(2000)]
    assert gc.get_count()[0] > 1000
    assert made_young(transposed_plan([Axis(3)], [5]), symbols("x1:6"), symbols("w1:4")) == 7
    assert len(before) == 2000


@full_check
def test_many_new_nodes_are_old_at_once_and_nothing_stays_frozen(monkeypatch):
    monkeypatch.setattr(cells, "_MANY", 0)
    plan, x, w = transposed_plan([Axis(3)], [5]), symbols("x1:6"), symbols("w1:4")
    was_enabled = gc.isenabled()
    gc.enable()
    gc.unfreeze()  # what a command that was tried in this process has frozen
    try:
        assert made_young(plan, x, w) == 0
        assert gc.get_freeze_count() == 0
        gc.freeze()
        frozen = gc.get_freeze_count()
        assert made_young(plan, x, w) == 7
        assert gc.get_freeze_count() >= frozen - 10 > 0
    finally:
        gc.unfreeze()
        (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("block", [1, 2, 5, 100])
@pytest.mark.parametrize("axis", [OVERLAPPING, WITH_EMPTY_CELLS, Axis(5), Axis(1, 3, 2, 0, 2)])
def test_some_output_cells_at_a_time_give_the_same_nodes(axis, block, monkeypatch):
    monkeypatch.setattr(cells, "_BLOCK", block)
    x, w = symbols("x9 a x10 x_1"), symbols("w:5")[: axis.kernel_size]
    assert_adds_one_by_one([axis], [4], x, w)
    assert_adds_one_by_one(
        [axis], [4], x, [Integer(n) for n in (3, 0, 1, -2, 3)[: axis.kernel_size]]
    )
    assert_adds_one_by_one([axis], [4], [Integer(n) for n in (0, 1, 0, -7)], w)


def test_nodes_are_the_same_where_sympys_slots_are_others(monkeypatch):
    axes, x, w = [Axis(3, stride=2), Axis(2)], symbols("x1:7"), symbols("w1:7")
    plan, numbers = transposed_plan(axes, [2, 3]), [Integer(n) for n in (1, 0, -2, 3, 1, 5)]
    by_slots = combine(plan, x, w, S.Zero), combine(plan, x, numbers, S.Zero)
    monkeypatch.setattr(cells, "SLOTS", ((), ()))
    by_calls = combine(plan, x, w, S.Zero), combine(plan, x, numbers, S.Zero)
    for one, other in zip(by_slots, by_calls, strict=True):
        assert_same_cells(one, other)
    assert_same_cells(by_slots[0], [Add(*Add.make_args(cell)) for cell in by_slots[0]])
