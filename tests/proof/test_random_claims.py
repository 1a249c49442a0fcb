"""Random claims about sizes and about one axis: none is proved that a setting refutes, each refuted one is false there."""

import random
from itertools import product

import pytest
from thorough import CI, part

from symconv import (
    AtMost,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Not,
    Or,
    crop,
    flip,
    maximum,
    minimum,
    pad,
    prove,
    repeat,
    sizes,
    stretch,
    subsample,
    tensor,
)
from symconv.errors import GeometryError, ProofError, Refuted, ShapeError, Undecided

n, s, k = sizes("n s k")
p = sizes("p", minimum=0)
x, w = tensor("x", n), tensor("w", k)
SMALL = [
    dict(zip("nskp", values, strict=True))
    for values in product(range(1, 4), range(1, 4), range(1, 4), range(3))
]
TRIED = 30 if CI else 7


def random_size(rng, depth=2):
    if not depth or rng.random() < 0.2:
        return rng.choice([n, s, k, p, 1, 2])
    one, other = random_size(rng, depth - 1), random_size(rng, depth - 1)
    made = [
        one + other,
        one - other,
        one * other,
        one // rng.choice([2, s]),
        one % rng.choice([2, 3, k]),
    ]
    return rng.choice([*made, minimum(one, other), maximum(one, other)])


def size_claim(rng):
    kind = rng.choice([Equal, AtMost, Divides, Iff, Or, Not])
    if kind is Not:
        return Not(AtMost(random_size(rng, 1), random_size(rng, 1)))
    if kind in (Iff, Or):
        return kind(
            AtMost(random_size(rng, 1), random_size(rng, 1)),
            rng.choice([AtMost, Equal])(random_size(rng, 1), random_size(rng, 1)),
        )
    left = rng.choice([s, k, 2]) if kind is Divides else random_size(rng)
    return kind(left, random_size(rng))


STEPS = [
    flip,
    lambda inside: stretch(inside, s),
    lambda inside: subsample(inside, s),
    lambda inside: repeat(inside, s),
    lambda inside: repeat(inside, 2),
    lambda inside: pad(inside, p, 0),
    lambda inside: crop(inside, 0, p),
    lambda inside: ConvTranspose(k, stride=s)(inside, w),
]


def tensor_claim(rng):
    """Return the claim that two steps may be exchanged; of some pairs that is true."""
    one, other = rng.choices(STEPS, k=2)
    return Equal(one(other(x)), other(one(x)))


def truth(claim, setting):
    """Return whether a claim holds at a setting; ``None`` where that is not legal."""
    mine = {letter.name: setting[letter.name] for letter in claim.letters}
    try:
        return bool(claim.at(mine) if mine else claim)
    except (GeometryError, ShapeError):
        return None


@pytest.mark.parametrize(("make", "seed"), part([(size_claim, 1), (tensor_claim, 2)], few=1))
def test_no_random_claim_is_proved_that_a_small_setting_refutes(make, seed):
    rng = random.Random(seed)  # noqa: S311
    verdicts = {"proved": 0, "refuted": 0, "open": 0, "empty": 0}
    for _ in range(TRIED):
        try:
            claim = make(rng)
            if not claim.letters:
                continue
            prove(claim, patience=0.3)
        except Refuted as refuted:
            verdicts["refuted"] += 1
            found = {symbol.name: value for symbol, value in refuted.counterexample.items()}
            assert truth(claim, {**SMALL[0], **found}) is False, claim
        except Undecided:
            verdicts["open"] += 1
        except (GeometryError, ShapeError, ProofError):
            verdicts["empty"] += 1
        else:
            verdicts["proved"] += 1
            assert not any(truth(claim, setting) is False for setting in SMALL), claim
    assert verdicts["refuted"] > TRIED // 4, verdicts
    assert verdicts["proved"] >= 1, verdicts
