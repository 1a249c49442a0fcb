"""Minimum and maximum of sizes: against integers, and back to the words."""

import random
from itertools import product

import pytest

from symconv.language import extremes
from symconv.language.extremes import folded, magnitude, maximum, minimum, positive_part
from symconv.language.terms import (
    Letter,
    coefficients,
    floor_divide,
    letter,
    substitute,
    variable_poly,
)

NAMES = [Letter("a", 1), Letter("b", 1), Letter("c", 0)]
a, b, c = map(variable_poly, NAMES)


def value(size, numbers):
    """Return a size at numbers by Python's own min and max."""
    if isinstance(size, int):
        return size
    total = 0
    for monomial, coefficient in coefficients(size).items():
        term = coefficient
        for variable in monomial:
            term *= variable_value(variable, numbers)
        total += term
    return total


def variable_value(variable, numbers):
    if isinstance(variable, extremes.Extreme):
        of = {"minimum": min, "maximum": max}[variable.word]
        return of(*(value(size, numbers) for size in variable.sizes))
    if variable.kind == "quotient":
        return value(variable.numerator, numbers) // value(variable.denominator, numbers)
    return numbers[variable]


def random_size(rng, depth):
    """Return a random size, and a function that computes it on integers."""
    if not depth:
        at = rng.randrange(len(NAMES))
        number = rng.randint(-3, 4)
        if rng.random() < 0.3:
            return number, lambda _: number
        return variable_poly(NAMES[at]), lambda numbers: numbers[NAMES[at]]
    one, of_one = random_size(rng, rng.randint(0, depth - 1))
    other, of_other = random_size(rng, depth - 1)
    by = rng.randint(1, 4)
    return rng.choice(
        [
            (one + other, lambda v: of_one(v) + of_other(v)),
            (one - other, lambda v: of_one(v) - of_other(v)),
            (one * other, lambda v: of_one(v) * of_other(v)),
            (floor_divide(other, by), lambda v: of_other(v) // by),
            (minimum(one, other), lambda v: min(of_one(v), of_other(v))),
            (maximum(one, other), lambda v: max(of_one(v), of_other(v))),
            (maximum(other, one), lambda v: max(of_one(v), of_other(v))),
        ]
    )


def test_random_sizes_are_what_integers_make_of_them_also_as_they_are_written():
    rng, folds = random.Random(3), 0  # noqa: S311
    for _ in range(300):
        size, wanted = random_size(rng, rng.randint(1, 3))
        written = folded(size)
        folds += written != size
        for numbers in ([rng.randint(v.minimum, 6) for v in NAMES] for _ in range(5)):
            put = dict(zip(NAMES, numbers, strict=True))
            assert substitute(size, put) == wanted(put)
            assert value(written, put) == wanted(put)
            assert value(magnitude(size), put) >= abs(wanted(put))
    assert folds > 100


@pytest.mark.parametrize("difference", [a - b, 2 * a - 3 * b + 1, b * c - a, a - 5])
def test_a_positive_part_is_exact_at_every_small_setting(difference):
    part = positive_part(difference)
    for numbers in product(range(1, 6), range(1, 6), range(5)):
        put = dict(zip(NAMES, numbers, strict=True))
        assert substitute(part, put) == max(0, substitute(difference, put))


def test_equal_minima_are_one_size():
    assert minimum(a, b) == minimum(b, a)
    assert minimum(a * c, b * c) == c * minimum(a, b)
    assert maximum(2 * a, 2 * b) == 2 * maximum(a, b)
    assert minimum(a, b) + maximum(b, a) == a + b
    assert maximum(0, a + c) == a + c
    assert minimum(a, a) == a
    assert minimum(a, b) != maximum(a, b)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (minimum(a, b), "minimum(a, b)"),
        (3 - maximum(a, b), "-maximum(a, b) + 3"),
        (maximum(0, a - b), "maximum(0, a - b)"),
        (maximum(0, b - a), "maximum(0, -a + b)"),
        (c * minimum(a, b) + c, "c*minimum(a, b) + c"),
        (minimum(a, minimum(b, c)), "minimum(a, minimum(b, c))"),
        (minimum(a, b) * maximum(a, c), "maximum(a, c)*minimum(a, b)"),
    ],
)
def test_sizes_are_written_in_words(size, text):
    assert repr(folded(size)) == text


def test_a_bound_that_is_too_long_is_refused():
    long = sum((letter(f"a{n}") for n in range(30)), 0)
    halves = floor_divide(long, 2) * floor_divide(long + 1, 2)
    with pytest.raises(OverflowError):
        minimum(halves, a)
