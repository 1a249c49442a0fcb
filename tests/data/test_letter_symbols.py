"""Letters of our own: what is typed is what is read, and SymPy takes them for its own symbols."""

import contextlib
import copy
import pickle
import random

import pytest
import sympy
from sympy import Add, Integer, Mod, Mul, Pow, Symbol, floor
from thorough import CI

from symconv import AtMost, Divides, Equal, gcd, lcm, maximum, minimum, prove, sizes
from symconv.data.letter_symbols import AsWritten
from symconv.data.letters import divisors, size_text, symbol_letter, to_size
from symconv.errors import GeometryError, Refuted
from symconv.language.common_divisors import determined
from symconv.language.terms import letters
from symconv.proof.refute import number

n, s, k = sizes("n s k")
p, q = sizes("p q", minimum=0)
LETTERS = (n, s, k, p, q)
size = s * (n - 1) + k - 2 * p


def test_they_are_symbols_of_sympy():
    plain = Symbol("n", integer=True, positive=True)
    assert isinstance(n, Symbol)
    assert n == plain
    assert plain == n
    assert hash(n) == hash(plain)
    assert {plain: 1}[n] == 1
    assert (n.is_integer, n.is_positive, p.is_nonnegative, p.is_positive) == (
        True,
        True,
        True,
        None,
    )
    assert n != Symbol("n")
    assert Symbol("n") != n
    assert n != p
    assert n is not None
    assert (n == None) is False  # noqa: E711


def test_what_is_made_of_them_is_equal_to_what_sympy_makes():
    same = Add(Mul(s, Add(n, -1)), k, Mul(-2, p))
    assert size == same
    assert same == size
    assert hash(size) == hash(same)
    assert str(size) == str(same)
    assert sympy.latex(size) == sympy.latex(same)
    assert n**2 == Pow(n, 2)
    assert n // s == floor(n / s)
    assert n % s == Mod(n, s)
    assert size != same + 1
    assert 2 * n != 2.0 * n
    assert sympy.expand(size) == n * s - s + k - 2 * p
    assert sympy.simplify(size - same) == 0
    assert size.subs({n: 3, s: 2, k: 1, p: 0}) == 5


def test_they_are_copied_and_pickled():
    for value in (n, size, n**2, n // s, (-p) % (3 * p)):
        for again in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301
            assert again == value
            assert isinstance(again, AsWritten)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((-p) % (3 * p), "(-p) % (3*p)"),
        ((n * s) // s, "n*s//s"),
        ((n * s) % s, "n*s % s"),
        (7 % n, "7 % n"),
        (Integer(7) % n, "7 % n"),
        (7 // n, "7//n"),
        ((-(n // s)) % (3 * (n // s)), "(-(n//s)) % (3*(n//s))"),
        (-(2 * (p + 1)) % (4 * (p + 1)), "(-2*p - 2) % (4*p + 4)"),
        ((2 * n) % 2, "2*n % 2"),
        ((5 * (5 % n)) % 15, "5*(5 % n) % 15"),
        ((2 * n) // 2, "n"),
        ((n + 1) // 2, "(n + 1)//2"),
    ],
)
def test_remainders_and_quotients_stay_as_they_were_written(value, text):
    assert size_text(value) == text


def test_a_remainder_in_which_sizes_are_put_is_still_one():
    rest = (-p) % (3 * q)
    assert size_text(rest.subs(q, p)) == "(-p) % (3*p)"
    assert rest.subs({p: 1, q: 1}) == 2


def test_what_was_false_is_refuted():
    with pytest.raises(Refuted) as refuted:
        prove(Equal((-p) % (3 * p), -p), [AtMost(1, p)])
    assert (refuted.value.left, refuted.value.right) == (2, -1)


def test_a_divisor_is_at_least_one_whoever_divides():
    (divided,) = AtMost(n // p, n).statement().hypotheses
    (divides,) = Divides(p, n).statement().hypotheses
    assert divided.condition == divides.condition
    assert repr(prove(AtMost(n // p, n))) == "Theorem: for all n >= 1, p >= 0: AtMost(n//p, n)"
    assert prove(Equal((p * n) // p, n))
    with pytest.raises(GeometryError, match="a divisor >= 1 is needed"):
        AtMost(n // p, n).at(p=0)
    with pytest.raises(GeometryError, match="the divisor is -n, but a divisor >= 1 is needed"):
        AtMost(k % (-n), n).statement()
    assert divisors(n // s + n % (p + 1) + n // 2) == [s, p + 1]


def random_term(rng, depth):
    """Return a function that computes a random size expression, on letters and on integers alike."""
    if not depth:
        at, constant = rng.randrange(len(LETTERS)), rng.randint(-4, 6)
        return rng.choice([lambda v: v[at], lambda v: v[at], lambda _: constant])
    left, right = random_term(rng, depth - 1), random_term(rng, rng.randint(0, depth - 1))
    return rng.choice(
        [
            lambda v: left(v) + right(v),
            lambda v: left(v) - right(v),
            lambda v: left(v) * right(v),
            lambda v: left(v) * right(v),
            lambda v: -left(v),
            lambda v: left(v) // right(v),
            lambda v: left(v) % right(v),
            lambda v: (left(v) * right(v)) % (3 * right(v)),  # where SymPy goes wrong
            lambda v: minimum(left(v), right(v)),
            lambda v: maximum(left(v), right(v)),
            lambda v: gcd(left(v), right(v)),
            lambda v: lcm(left(v), right(v)),
        ]
    )


def test_random_expressions_are_what_integers_make_of_them():
    rng, compared, divided = random.Random(5), 0, 0  # noqa: S311
    while compared < (40_000 if CI else 2_000):
        term = random_term(rng, rng.choice([1, 2, 2, 3]))
        try:
            made = to_size(term(LETTERS), "a size")
        except (ZeroDivisionError, GeometryError):
            continue
        for _ in range(5):
            values = [rng.randint(symbol_letter(letter).minimum, 7) for letter in LETTERS]
            with contextlib.suppress(ZeroDivisionError, GeometryError):
                wanted = term(values)
                put = dict(zip(map(symbol_letter, LETTERS), values, strict=True))
                put |= determined(letters(made), put) or {}
                assert number(made, put) == wanted
                compared += 1
                divided += "floor" in str(made)
    assert divided > compared / 5
