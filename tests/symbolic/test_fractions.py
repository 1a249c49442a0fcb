"""Fractions over letters: on numbers, in claims over rings in which something is invertible, in words, and what is refused."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Array, Rational, Symbol, expand

from symconv import (
    Conv,
    ConvTranspose,
    Equal,
    flip,
    inner,
    ones,
    prove,
    sizes,
    stretch,
    tensor,
    total,
)
from symconv.definitions.fractions import INVERSE, cleared, divided, invertible, product
from symconv.errors import GeometryError, Refuted, UnsupportedError
from symconv.language.terms import Atom, Sum, letter
from symconv.proof.certificates.certificate import to_text
from symconv.proof.claim_reader import Declared, check_in_words, read_claim

n, s, k = sizes("n s k")
p = sizes("p", minimum=0)
x, y, w, a = tensor("x", n), tensor("y", n), tensor("w", k), Symbol("a")
half = Rational(1, 2)
CLAIMS = [
    (Equal(x / 2 + x / 2, x), "2 is"),
    (Equal(Rational(3, 4) * x, x / 4 + x / 2), "2 is"),
    (Equal(x / 2 + x / 3, 5 * (x / 6)), "2, 3 are"),
    (Equal(total(ones(s) / s), 1), "s is"),
    (Equal(6 * inner(x, y / 3), 2 * inner(x, y)), "3 is"),
    (Equal(Conv(2)(x, [half, half]), (x[:-1] + x[1:]) / 2), "2 is"),
    (Equal(ConvTranspose(k, stride=s)(x / 7, w), ConvTranspose(k, stride=s)(x, w / 7)), "7 is"),
    (Equal(total(x) / 2, total(x / 2)), "2 is"),
    (Equal(p * (x / p), x), "p is"),
    (Equal(flip(stretch(x / -2, 3)), -flip(stretch(x, 3)) / 2), "2 is"),
]


@pytest.mark.parametrize(("claim", "divisors"), CLAIMS, ids=[repr(c) for c, _ in CLAIMS])
def test_they_are_proved_where_something_is_invertible(claim, divisors):
    theorem = prove(claim)
    assert str(theorem).endswith(f", where {divisors} invertible")
    assert "over any commutative ring in which" in theorem.text("statement")
    lines = theorem.derivation().lines
    sides = [line.expression for line in (lines[0], lines[-1])]
    assert all(sides)
    assert theorem.latex(part="all")
    assert str(check_in_words(to_text(theorem))) == str(theorem)
    declared = Declared("n s k; p >= 0", "x:n y:n w:k")
    assert repr(read_claim(repr(claim), declared)) == repr(claim)


def test_what_is_divided_by_a_unit_has_no_denominator():
    for claim in (Equal(x / 1, x), Equal(x / -1, -x), Equal(total(x) / -1, -total(x))):
        assert "invertible" not in str(prove(claim))


def test_numbers_put_for_letters_give_fractions():
    assert (x / 2).at(n=2) == Array([half * cell for cell in tensor("x", 2)])
    assert (x / s).at(n=1, s=3) == Array([Symbol("x1") / 3])
    assert expand(total(a * x / 4).at(n=2) - (a * Symbol("x1") + a * Symbol("x2")) / 4) == 0
    scaled = ConvTranspose(k, stride=s)(x, w) / s
    random = np.random.default_rng(3)
    for _ in range(5):
        at = {name: int(random.integers(1, 4)) for name in ("n", "k", "s")}
        known = ConvTranspose(at["k"], stride=at["s"])(tensor("x", at["n"]), tensor("w", at["k"]))
        assert Equal(scaled.at(at), Array([cell / at["s"] for cell in known]))


@pytest.mark.parametrize(
    "claim",
    [
        Equal(x / 2, x),
        Equal(x / s, x / k),
        Equal(total(ones(s) / 2), 1),
        Equal(Fraction(2, 3) * x, Fraction(3, 2) * x),
        Equal(Conv(2)(x, [half, half]), x[1:]),
    ],
    ids=repr,
)
def test_false_ones_are_refuted(claim):
    with pytest.raises(Refuted) as caught:
        prove(claim)
    found = {symbol.name: number for symbol, number in caught.value.counterexample.items()}
    assert not claim.at(found)


def test_both_sides_are_multiplied_by_the_same():
    one, two = (x / 2 + x / 3).tensor, (x / s).tensor
    claim = Equal(x / 2 + x / 3, x / s)
    statement = claim.statement()
    assert statement.invertible[:2] == (2, 3)
    assert not any(atom.tensor == "1/" for term in statement.left for atom in term.atoms)
    weights = [str(term.weight) for term in (*statement.left, *statement.right)]
    assert weights == ["3*s", "2*s", "6"]
    assert cleared((), ()) == ((), ())
    assert one.shape.entries == two.shape.entries


def test_words():
    assert repr(x / 2) == "x/2"
    assert repr((x + y) / s) == "(x + y)/s"
    assert repr(flip(x / 2) / (s + 1)) == "flip(x/2)/(s + 1)"
    assert repr(half * x) == "x/2"
    assert repr(Equal(total(x), half * total(x) * 2)).count("Rational(1, 2)") == 1


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: x / 0,
            GeometryError,
            "the divisor is 0, but a divisor >= 1 is needed; divide by something else",
        ),
        (
            lambda: x / a,
            UnsupportedError,
            "a cannot divide over letters: whole numbers and sizes can",
        ),
        (
            lambda: x / 2.0,
            UnsupportedError,
            "2.0 cannot divide over letters: whole numbers and sizes can",
        ),
        (
            lambda: Symbol("1/") * x,
            UnsupportedError,
            "a cell cannot be called 1/; use another name",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 12)), min_size=1, max_size=4),
    st.integers(1, 60),
    st.lists(st.sampled_from([letter("n"), letter("s")]), max_size=2),
)
def test_what_is_divided_is_the_same_number(terms, number, below):
    """Sums without cells are numbers once the letters are: inverses are read as fractions."""
    values = {"n": 3, "s": 5}

    def read(size):
        return size if isinstance(size, int) else values[repr(size)]

    def value(expression):
        total = Fraction(0)
        for term in expression:
            product = Fraction(term.weight)
            for atom in term.atoms:
                product /= read(atom.at[0])
            total += product
        return total

    def inverses(one):
        return () if one == 1 else (Atom(INVERSE, (one,)),)

    expression = tuple(Sum((), (), inverses(one), weight) for weight, one in terms)
    result = divided(expression, number, Counter(below))
    assert value(result) == value(expression) / number / prod(map(read, below))
    for before, after in zip(expression, result, strict=True):
        if before.weight % number == 0:
            assert (after.weight * number, len(after.atoms)) == (
                before.weight,
                len(below) + len(before.atoms),
            )
        else:
            assert (after.weight, after.atoms[0]) == (before.weight, Atom(INVERSE, (number,)))


@pytest.mark.parametrize(
    ("number", "primes"),
    [(1, ()), (2, (2,)), (4, (2,)), (6, (2, 3)), (9, (3,)), (12, (2, 3)), (35, (5, 7)), (98, (2, 7))],
)  # fmt: skip
def test_the_primes_of_a_denominator_are_invertible(number, primes):
    one = (Sum((), (), (Atom(INVERSE, (number,)),), 1),)
    assert invertible(one, (Sum(),)) == primes


def test_a_product_of_sizes_starts_with_one():
    assert product(()) == 1
    assert product([letter("n"), 3], 2) == 6 * letter("n")
