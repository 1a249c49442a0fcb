"""The ranges of a sum's indices give exactly the positions at which its conditions hold."""

import random
from itertools import product
from math import prod

from thorough import CI

from symconv.language.terms import (
    Atom,
    Condition,
    Index,
    Sum,
    at_least,
    coefficients,
    equal,
    letter,
    variable_poly,
    variables,
)
from symconv.proof.trusted.ranges import Interval, ranges
from symconv.proof.trusted.ranges import tests as conditions_left

BOX = range(-2, 9)
n, s, p = letter("n"), letter("s"), letter("p", 0)
INDICES = [Index("i", 1), Index("j", 2), Index("t", 3)]


def value(size, at):
    """The value of a size, by its coefficients."""
    return sum(c * prod(at[v] for v in m) for m, c in coefficients(size).items())


def holds(condition, at):
    found = value(condition.left, at)
    return found == 0 if condition.relation == "=" else found >= 0


def random_term(rng):
    """A sum of which every index has an interval or stands in one equation, and some conditions more."""
    indices = tuple(rng.sample(INDICES, rng.randint(1, 3)))
    conditions = []
    for number, index in enumerate(indices):
        i = variable_poly(index)
        earlier = [variable_poly(other) for other in indices[:number]]
        size = rng.choice([n, s, p, n + p, s + 1, *earlier])
        if rng.random() < 0.5:
            factor = rng.choice([1, 2, s, n * s, s + p, p + 1])
            sign = rng.choice([1, -1])
            conditions.append(Condition("=", sign * (factor * i - size)))
        else:
            low = rng.choice([0, 1, -1, p, *earlier])
            conditions += [at_least(i, low), at_least(size, i + rng.choice([0, 1]))]
    if rng.random() < 0.5:
        conditions.append(at_least(n + p, variable_poly(indices[-1])))
    if rng.random() < 0.3:
        conditions.append(equal(s, n))
    rng.shuffle(conditions)
    places = tuple(map(variable_poly, indices))
    return Sum(indices, tuple(dict.fromkeys(conditions)), (Atom("x", places),))


def positions(term, chosen, letters):
    """The positions that the ranges give, one index after the other."""
    found = [dict(letters)]
    for each in chosen:
        longer = []
        for at in found:
            if isinstance(each, Interval):
                run = range(value(each.low, at), value(each.high, at))
            else:
                divisor = value(each.divisor, at)
                assert divisor >= 1
                whole, rest = divmod(value(each.dividend, at), divisor)
                run = [] if rest else [whole]
            longer += [at | {each.index: i} for i in run]
        found = longer
    kept = [at for at in found if all(holds(c, at) for c in conditions_left(term, chosen))]
    return {tuple(at[i] for i in term.indices) for at in kept}


def test_ranges_give_the_positions_at_which_all_conditions_hold():
    rng = random.Random(3)  # noqa: S311 (not cryptography)
    tried = points = 0
    while tried < (60 if CI else 20):
        term = random_term(rng)
        chosen = ranges(term)
        if chosen is None:
            continue
        tried += 1
        points += any(not isinstance(each, Interval) and each.divisor != 1 for each in chosen)
        assert {each.index for each in chosen} == set(term.indices)
        names = [variables(letter_) for letter_ in (n, s, p)]
        for numbers in product((1, 3), (1, 2), (0, 2)):
            letters = {next(iter(v)): number for v, number in zip(names, numbers, strict=True)}
            every = set()
            for at in product(BOX, repeat=len(term.indices)):
                spot = letters | dict(zip(term.indices, at, strict=True))
                if all(holds(c, spot) for c in term.conditions):
                    every.add(at)
            given = positions(term, chosen, letters)
            assert every == {at for at in given if all(i in BOX for i in at)}
            assert all(
                holds(c, letters | dict(zip(term.indices, at, strict=True)))
                for at in given
                for c in term.conditions
            )
    assert points > 5


def test_what_a_range_says_is_not_tested_again():
    i, j, _ = map(variable_poly, INDICES)
    run, point, more = (at_least(i, 0), at_least(n, i + 1)), equal(j, i + p), at_least(n, j)
    stretched = equal(s * j, i)
    for equation, left in ((point, (more,)), (stretched, (stretched, more))):
        term = Sum(tuple(INDICES[:2]), (*run, equation, more), (Atom("x", (i, j)),))
        assert conditions_left(term, ranges(term)) == left


def test_a_divisor_is_positive_by_the_sum_of_two_conditions():
    i, divisor, rest = map(variable_poly, INDICES)
    below, not_negative = at_least(divisor, rest + 1), at_least(rest, 0)
    quotient = equal(divisor * i, n)
    (point,) = ranges(Sum((INDICES[0],), (quotient, not_negative, below)))
    assert (point.divisor, point.positive) == (divisor, (not_negative, below))
    for other in (at_least(divisor + rest, 1), at_least(divisor, rest)):
        assert ranges(Sum((INDICES[0],), (quotient, other, not_negative))) is None
        assert ranges(Sum((INDICES[0],), (quotient, not_negative, other))) is None


def test_an_equation_gives_a_point_where_its_factor_has_one_sign():
    """Of each of these it is plain whether it has: no minus, or minus alone, and a term that is not 0."""
    plain = [1, 2, s, 2 * s, n * s, s + p, p + 1, 2 * s + p * n, p * n + 1]
    unsure = [p, 2 * p, p * s, p + p * s, s - p, s - 1, n - s, 2 - s]
    names = [next(iter(variables(v))) for v in (n, s, p)]
    box = list(product(range(1, 4), range(1, 4), range(3)))
    for factor in [*plain, *(-one for one in plain), *unsure]:
        signs = {value(factor, dict(zip(names, at, strict=True))) > 0 for at in box}
        zero = any(value(factor, dict(zip(names, at, strict=True))) == 0 for at in box)
        term = Sum((INDICES[0],), (equal(factor * variable_poly(INDICES[0]), n + p),))
        assert (ranges(term) is not None) is (len(signs) == 1 and not zero)
        if not zero:
            (point,) = ranges(term)
            sign = 1 if signs == {True} else -1
            assert (point.divisor, point.sign) == (sign * factor, sign)
            product_of = coefficients(point.divisor)
            letters = next(iter(product_of)) if [*product_of.values()] == [1] else ()
            assert point.positive == letters
        else:
            (point,) = ranges(term, (at_least(factor, 1),))
            assert (point.divisor, point.positive) == (factor, (at_least(factor, 1),))


def test_an_index_that_stands_in_a_power_has_no_range():
    i = variable_poly(INDICES[0])
    for size in (i * i, i * i + i, i - i * i, s * i * i - i):
        assert ranges(Sum((INDICES[0],), (equal(size, n),))) is None
        assert ranges(Sum((INDICES[0],), (at_least(size, 0), at_least(n, size)))) is None
