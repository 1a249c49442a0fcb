"""Claims: decided on known sizes, statements on letters, numbers put for letters."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Array,
    Float,
    ImmutableMatrix,
    Integer,
    Matrix,
    Mod,
    Rational,
    S,
    Tuple,
    ceiling,
    floor,
    symbols,
)
from thorough import examples

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    flip,
    inner,
    ones,
    sizes,
    stretch,
    tensor,
    total,
)
from symconv.data.letters import to_size
from symconv.errors import GeometryError, ShapeError, SymconvError
from symconv.language.terms import AnyOf, Condition, Letter, at_least, letter
from symconv.symbolic.claims import Claim, Difference

I, k, s, m = sizes("I k s m")
p, q = sizes("p q", minimum=0)
a, b, c = symbols("a b c")
A, B = symbols("A B", commutative=False)
x, y, w = tensor("x", I), tensor("y", I), tensor("w", k)


TRUE = [
    Equal([1, 2], [1, 2]),
    Equal([[a * (b + c)]], [[a * b + a * c]]),
    Equal(Array([a, b]), [a, b]),
    Equal((a, b), Matrix([[a, b]]).tolist()[0]),
    Equal(Matrix([[a, b]]), ImmutableMatrix([[a, b]])),
    Equal(Matrix([[a, b]]), [[a, b]]),
    Equal(np.array([1, 2]), Array([1, 2])),
    Equal(np.array([0.5, 0.0]), [Fraction(1, 2), 0]),
    Equal([Float(0.5) * a], [a / 2]),
    Equal(np.array([1j]), [S.ImaginaryUnit]),
    Equal([A * B + B * A], [B * A + A * B]),
    Equal((a + b) ** 2, a**2 + 2 * a * b + b**2),
    Equal(a - a, 0),
    Equal(np.int64(3), 3),
    Equal(Rational(1, 2), Fraction(1, 2)),
    Equal((2, 3), (2, 3)),
    Equal((2, 3), Tuple(2, 3)),
    Equal(Array([[1, 2]]).shape, (1, 2)),
    AtMost(2, 2),
    AtMost(np.int64(1), Integer(2)),
    AtMost(-5, 0),
    Divides(2, 6),
    Divides(3, 0),
    Divides(3, -6),
    Divides(np.int8(1), 7),
]
FALSE = [
    (Equal([1, 2], [1, 3]), Difference((1,), 2, 3)),
    (Equal([[1, 2], [3, 4]], [[1, 2], [0, 0]]), Difference((1, 0), 3, 0)),
    (Equal([[1, 2], [3, 4]], [[1, 0], [0, 4]]), Difference((0, 1), 2, 0)),
    (Equal(Array([a]), [a + 1]), Difference((0,), a, a + 1)),
    (Equal([A * B], [B * A]), Difference((0,), A * B, B * A)),
    (Equal([1, 2], [1, 2, 3]), Difference(None, (2,), (3,))),
    (Equal([1, 2], [[1, 2]]), Difference(None, (2,), (1, 2))),
    (Equal(Matrix([[1], [2]]), Matrix([[1, 2]])), Difference(None, (2, 1), (1, 2))),
    (Equal(a, b), Difference((), a, b)),
    (Equal(2, Rational(5, 2)), Difference((), 2, Rational(5, 2))),
    (Equal((2, 3), (2, 4)), Difference((1,), 3, 4)),
]


@pytest.mark.parametrize("claim", TRUE, ids=repr)
def test_what_holds(claim):
    assert bool(claim) is True
    assert claim.letters == frozenset()
    assert not isinstance(claim, Equal) or claim.difference is None


@pytest.mark.parametrize(("claim", "difference"), FALSE, ids=repr)
def test_what_does_not_hold_and_where(claim, difference):
    assert bool(claim) is False
    assert claim.difference == difference


@pytest.mark.parametrize(
    "claim", [AtMost(3, 2), AtMost(0, -1), Divides(2, 5), Divides(4, 6)], ids=repr
)
def test_relations_that_do_not_hold(claim):
    assert bool(claim) is False


@examples(100)
@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9))
def test_relations_of_numbers(one, two, divisor):
    assert bool(AtMost(one, two)) == bool(AtMost(p, q).at(p=one + 9, q=two + 9)) == (one <= two)
    assert bool(Divides(divisor, two)) == any(divisor * n == two for n in range(-9, 10))


def test_the_same_line_is_decided_and_stated():
    def line(I, k, s):
        x, w = tensor("x", I), tensor("w", k)
        up = ConvTranspose(k, stride=s)
        return Equal(up(x, w), up(x, w, method="polyphase"))

    assert line(3, 2, 2)
    assert line(I, k, s).at(I=3, k=2, s=2)
    assert line(3, k, 2).at(k=2)
    assert not Equal(
        ConvTranspose(2)(flip(tensor("x", 2)), tensor("w", 2)),
        ConvTranspose(2)(tensor("x", 2), tensor("w", 2)),
    )


LETTERED = [
    Equal(x, y),
    Equal(total(x), 0),
    Equal(I, k),
    Equal(I, 2),
    Equal((I, k), (2, 3)),
    Equal((2, 3), (2, I)),
    Equal(total(x), I * a),
    Equal(x, [I * a, b]),
    Equal(Array([I * a, b]), x),
    AtMost(I, k),
    AtMost(2, I),
    Divides(s, I),
    Divides(2, I),
]


@pytest.mark.parametrize("claim", LETTERED, ids=repr)
def test_on_letters_a_claim_has_no_truth_value(claim):
    names = ", ".join(sorted(one.name for one in claim.letters))
    assert names
    for use in (lambda: bool(claim), lambda: not claim, lambda: claim and 1):
        with pytest.raises(TypeError) as caught:
            use()
        assert str(caught.value) == (
            f"{type(claim).__name__} speaks of all values of {names}: put numbers for them with .at(...), or prove it"
        )
        assert not isinstance(caught.value, SymconvError)


def test_on_letters_there_is_no_difference():
    with pytest.raises(TypeError) as caught:
        _ = Equal(I, 2).difference
    assert (
        str(caught.value)
        == "on letters there is no first difference; put numbers for them with .at(...)"
    )


# Numbers for letters


def test_numbers_by_name_and_by_symbol():
    claim = AtMost(2 * I, k + p)
    assert claim.at(I=2, k=4, p=0)
    assert claim.at({I: 2, k: 3, "p": 1})
    assert not claim.at({I: 2}, k=3, p=0)
    assert isinstance(claim.at(I=2), AtMost)
    assert repr(Equal((I, k), [2, k]).at(I=3)) == "Equal((3, k), [2, k])"


@pytest.mark.parametrize(
    ("claim", "numbers", "holds"),
    [
        (Equal((I, k), (2, I + 1)), {"I": 2, "k": 3}, True),
        (Equal((I, k), [2, I]), {"I": 2, "k": 3}, False),
        (Equal((I, k), (2, 3, 4)), {"I": 2, "k": 3}, False),
        (Equal(2 * (I // 2) + Mod(I, 2), I), {"I": 7}, True),
        (Equal(ceiling(I / s), (I + s - 1) // s), {"I": 7, "s": 3}, True),
        (Equal(floor((I - k) / s) + 1, ceiling((I - k + 1) / s)), {"I": 9, "k": 2, "s": 4}, True),
        (
            Equal(floor(I / 2), I / S(2) - S(1) / 2 + floor(I / 2) - I / S(2) + S(1) / 2),
            {"I": 3},
            True,
        ),
        (Equal(total(x), I * a), {"I": 1}, False),
        (Equal(total(ones(I)), I), {"I": 5}, True),
        (Equal(total(ones((I, k))), I * k), {"I": 5, "k": 2}, True),
        (Equal(inner(x, x), total(x)), {"I": 1}, False),
        (Equal(I * a, a * I), {"I": 3}, True),
        (Equal(x, tensor("x", I)), {"I": 3}, True),
        (Equal(x, y), {"I": 1}, False),
        (Equal(x, [a, b]), {"I": 2}, False),
        (Equal(x, [a, b]), {"I": 3}, False),
        (Equal(I * ones(I), [I, I]), {"I": 2}, True),
        (Equal(I * ones(I), Array([I, I])), {"I": 2}, True),
        (Equal(Array([I * a, k]), a * ones(I)), {"I": 2, "k": 1}, False),
        (Equal(I * ones((1, I)), Matrix([[I, I]])), {"I": 2}, True),
        (Equal(I * ones(I), np.array([I, 2], dtype=object)), {"I": 2}, True),
        (Equal(I * ones((1, I)), [[I, I]]), {"I": 2}, True),
        (Equal(crop(x, p, q), crop(crop(x, p, 0), 0, q)), {"I": 5, "p": 2, "q": 1}, True),
        (Divides(s, I * s), {"I": 2, "s": 7}, True),
        (Divides(s, I), {"I": 8, "s": 3}, False),
        (AtMost(I // s * s, I), {"I": 8, "s": 3}, True),
    ],
)
def test_claims_at_numbers(claim, numbers, holds):
    put = claim.at(numbers)
    assert type(put) is type(claim)
    assert bool(put) is holds


@pytest.mark.parametrize("first", ["I", "k", "s"])
def test_some_numbers_now_and_the_others_later(first):
    numbers = {"I": 4, "k": 3, "s": 2}
    up = ConvTranspose(k, stride=s)
    claims = [
        Equal(up(x, w), up(x, w, method="gather")),
        Equal(up.output_size(I), s * (I - 1) + k),
        Equal((I, k, s), (4, 3, 2)),
        AtMost(s + k, I + 1),
        Equal(total(up(x, w)), total(x) * total(w)),
    ]
    rest = {name: number for name, number in numbers.items() if name != first}
    for claim in claims:
        part = claim.at({first: numbers[first]})
        assert {one.name for one in part.letters} == set(rest)
        with pytest.raises(TypeError):
            bool(part)
        assert part.at(rest)


def test_known_arrays_are_decided_whatever_their_symbols_are():
    cells = symbols("a:3", integer=True, positive=True)
    for form in (list, Array, lambda v: np.array(v, dtype=object)):
        u, v = form(cells), form([a, b])
        claim = Equal(ConvTranspose(2)(u, v), ConvTranspose(2)(u, v, method="gather"))
        assert claim.letters == frozenset()
        assert claim
    assert not Equal(Array([I * a]), [a])
    assert Equal(Array([sizes("p")]), Array([p])).difference == Difference((0,), sizes("p"), p)


def test_shapes_that_differ_are_a_difference_only_at_numbers():
    claim = Equal(stretch(x, s), x)
    assert claim.at(I=1, s=3)
    assert claim.at(I=3, s=2).difference == Difference(None, (5,), (3,))


@pytest.mark.parametrize(
    ("claim", "numbers", "text"),
    [
        (
            Equal(I, 2),
            {"z": 1},
            "'z'=1: there is no letter 'z' here, only I; give its name, or the symbol that sizes made "
            "(one with other assumptions is another symbol)",
        ),
        (Equal(I, 2), {"I": 0}, "I=0: the letter I stands for integers >= 1"),
        (Equal(x, y), {"I": 2.0}, "I=2.0: the letter I stands for integers >= 1"),
        (AtMost(p, 2), {"p": -1}, "p=-1: the letter p stands for integers >= 0"),
        (Divides(s, I), {I: 2, "I": 2}, "I=2: a number for I is given twice; give it once"),
        (
            Divides(p, I),
            {"p": 0},
            "Divides(0, I): the divisor is 0, but divisor >= 1 is needed; use 1 or more",
        ),
        (
            Equal(I // p, 0),
            {"I": 2, "p": 0},
            "at I=2, p=0: a floor, ceiling or remainder has the divisor 0, but a divisor >= 1 is needed; use other numbers",
        ),
        (
            Equal(Mod(I, p), 0),
            {"p": 0},
            "at p=0: a floor, ceiling or remainder has the divisor 0, but a divisor >= 1 is needed; use other numbers",
        ),
        (
            Equal(crop(x, p, 0), x),
            {"I": 2, "p": 2},
            "at I=2, p=2: crop: begin p and end 0 leave I - p of I cells, but a size >= 1 is needed; "
            "begin and end together may be at most I - 1",
        ),
        (
            Equal(Conv(k)(x, w), x),
            {"I": 2, "k": 3},
            "at I=2, k=3: Conv(k) on input size I: the padded input has I cells, but n + begin + end >= d(k-1)+1 = k is "
            "needed; use a larger input, more padding or a smaller kernel",
        ),
    ],
)
def test_numbers_that_are_illegal(claim, numbers, text):
    with pytest.raises(GeometryError) as caught:
        claim.at(numbers)
    assert str(caught.value) == text


def test_numbers_that_break_a_shape():
    with pytest.raises(ShapeError) as caught:
        Equal(x + tensor("z", k), x).at(I=2, k=3)
    assert str(caught.value) == (
        "at I=2, k=3: +: the shapes are (I,) and (k,), but equal shapes are needed; make I and k equal"
    )


def test_a_claim_does_not_speak_of_sizes_below_one():
    up = ConvTranspose(1, padding=p)
    with pytest.raises(GeometryError, match="output size >= 1 is needed"):
        AtMost(up.output_size(I), 0).at(I=2, p=3)
    with pytest.raises(GeometryError, match="is needed; use a larger input"):
        Equal(Conv(k).output_size(I), -1).at(I=1, k=3)


# One name for one thing


@pytest.mark.parametrize(
    "build",
    [
        lambda other: Equal(p, other),
        lambda other: AtMost(p + 1, other),
        lambda other: Divides(other, p),
        lambda other: Equal((p, 1), (1, other)),
        lambda other: Equal((p, other), (1, 1)),
        lambda other: Equal(ones(p + 1), ones(other)),
        lambda other: Equal(total(ones(p + 1)), other),
        lambda other: Equal(ConvTranspose(other, padding=p).output_size(2), 1),
        lambda other: AtMost(p // other, 1),
    ],
)
def test_two_letters_of_one_spelling(build):
    with pytest.raises(GeometryError) as caught:
        build(sizes("p"))
    assert str(caught.value) == (
        "the letter p occurs with minimum 0 and with minimum 1 in one claim; give one of them another name"
    )
    assert build(sizes("t")).letters


def test_one_tensor_name_with_two_shapes():
    for build in (
        lambda: Equal(x, tensor("x", k)),
        lambda: Equal(x, tensor("x", (I, k))),
        lambda: Equal(total(x), total(tensor("x", k))),
        lambda: Equal(x, tensor("z", I) + tensor("x", k)),
    ):
        with pytest.raises(
            ShapeError,
            match=r"^the tensor x occurs with shapes \(I,\) and \(.*\) in one claim; give one",
        ):
            build()


# Statements, which proofs read


def test_a_statement_about_sizes_is_conditions():
    assert Equal((I, k), (k, 2)).statement().goals == (
        Condition("=", letter("I") - letter("k")),
        Condition("=", letter("k") - 2),
    )
    assert AtMost(I, k + 1).statement().goals == (Condition(">=", letter("k") + 1 - letter("I")),)
    stated = Divides(s, I).statement()
    assert [demand.condition for demand in stated.hypotheses] == [Condition(">=", letter("s") - 1)]
    assert stated.letters == {Letter("s", 1), Letter("I", 1)}


def test_sizes_of_different_numbers_are_never_equal():
    with pytest.raises(ShapeError) as caught:
        Equal((I, k), (I,)).statement()
    assert str(caught.value) == (
        "Equal((I, k), (I,)): 2 sizes are compared with 1, but equal numbers of sizes are needed"
    )


def test_a_statement_about_tensors_has_one_position_and_all_hypotheses():
    up = ConvTranspose(k, stride=s, padding=p)
    stated = Equal(up(x, w), tensor("z", m)).statement()
    assert len(stated.position) == 1
    assert stated.shapes == ((up_size(), letter("m")),)
    texts = [str(demand.text) for demand in stated.hypotheses]
    assert any("the output size" in text for text in texts)
    assert all(isinstance(demand.condition, Condition | AnyOf) for demand in stated.hypotheses)
    assert {one.name for one in stated.letters} == {"I", "k", "s", "p", "m"}
    assert stated.goals == ()


@pytest.mark.parametrize("claim", [
    Equal(x, y), Equal(I * a, a * I), Equal(total(x), 2), Equal(x, [a, b])])  # fmt: skip
def test_a_statement_about_cells_has_those_of_both_sides(claim):
    stated = claim.statement()
    assert (len(stated.left), len(stated.right), stated.goals) == (
        1,
        2 if claim.right == [a, b] else 1,
        (),
    )


def up_size():
    return letter("s") * (letter("I") - 1) + letter("k") - 2 * letter("p", 0)


def test_a_statement_keeps_what_has_to_fit():
    stated = Equal(inner(x, tensor("z", m)), 0).statement()
    assert [(demand.condition, demand.error) for demand in stated.fits] == [
        (Condition("=", letter("I") - letter("m")), ShapeError)
    ]
    assert (stated.position, stated.shapes) == ((), ())


def test_sizes_bring_the_legality_of_their_layers():
    layer = ConvTranspose(k, stride=s, padding=p)
    stated = Equal(layer.output_size(I), 1).statement()
    (legal,) = stated.hypotheses
    assert legal.condition == at_least(to_size(s * (I - 1) + k - 2 * p, "a size"), 1)
    assert stated.fits == ()


def test_tensors_with_different_numbers_of_axes_make_no_statement():
    with pytest.raises(
        ShapeError, match=r"the shapes are \(I,\) and \(I, 2\), but equal shapes are needed"
    ):
        Equal(x, tensor("z", (I, 2))).statement()


def test_every_claim_is_a_claim():
    assert all(isinstance(claim, Claim) for claim in [*TRUE, *LETTERED])
