"""Claims that are decided: linear sizes, divided by numbers only. None of them may stay open."""

import random

import pytest
from thorough import CI

from symconv import AtMost, Divides, Equal, prove, sizes
from symconv.errors import GeometryError, Refuted

LETTERS = (*sizes("n k s"), *sizes("p q", minimum=0))
TRIED = 70 if CI else 8


def linear(rng):
    """Return a sum of a few letters with small coefficients."""
    chosen = rng.sample(LETTERS, rng.randint(1, 3))
    return sum((rng.randint(-3, 3) * letter for letter in chosen), rng.randint(-4, 4))


def size(rng):
    """Return a linear size, or one with a floor or a remainder by a number in it."""
    inside, number = linear(rng), rng.randint(2, 5)
    divided = rng.choice([inside // number, inside % number, -(-inside // number)])
    return rng.choice([inside, linear(rng) + rng.randint(1, 3) * divided])


def likely(rng):
    """Return a claim that is true for a reason that has to be found."""
    one, number = linear(rng), rng.randint(2, 5)
    other = number * linear(rng)
    return rng.choice(
        [
            Equal((one + other) % number, one % number),
            Equal((one + other) // number, one // number + other / number),
            AtMost(number * (one // number), one),
            AtMost(one, number * (one // number) + number - 1),
            Equal((one // 2) // number, one // (2 * number)),
            Equal(one // 2 + (one + 1) // 2, one),
            Divides(number, one - one % number),
        ]
    )


def claim(rng):
    """Return a claim, and what is given with it."""
    kind = rng.randrange(4)
    if kind == 0:
        return likely(rng), []
    if kind == 1:
        return Divides(rng.randint(2, 5), size(rng)), [Divides(rng.randint(2, 5), linear(rng))]
    given = [AtMost(linear(rng), linear(rng)) for _ in range(rng.randint(0, 2))]
    return rng.choice([Equal, AtMost])(size(rng), size(rng)), given


def verdict(one, given):
    """Return what `prove` says; it raises where a claim stays open."""
    try:
        theorem = prove(one, given)
    except Refuted as refuted:
        values = {symbol.name: value for symbol, value in refuted.counterexample.items()}
        assert not at(one, values)
        assert all(at(assumed, values) for assumed in given)
        return "refuted"
    except GeometryError:
        return "no setting is legal"
    assert at(one, {"n": 1, "k": 1, "s": 1, "p": 0, "q": 0} | theorem.example)
    return "proved"


def at(one, values):
    """Return whether a claim about sizes holds at a setting."""
    mine = {letter.name: values[letter.name] for letter in one.letters}
    return bool(one.at(mine) if mine else one)


@pytest.mark.parametrize("seed", [1])
def test_linear_claims_are_decided(seed):
    rng = random.Random(seed)  # noqa: S311
    counted = {"proved": 0, "refuted": 0, "no setting is legal": 0}
    for _ in range(TRIED):
        counted[verdict(*claim(rng))] += 1
    assert counted["proved"] > TRIED // 8, counted
    assert counted["refuted"] > TRIED // 8, counted
