"""Claims with `minimum` and `maximum`: proved, refuted by the smallest counterexample, checked again by their words."""

import json
import random

import pytest
from thorough import CI, part

from symconv import AtMost, Conv, Divides, Equal, crop, flip, maximum, minimum, prove, sizes, tensor
from symconv.errors import ProofError, Refuted, Undecided
from symconv.proof.certificates.certificate import checksum, to_data, to_text
from symconv.proof.claim_reader import check_in_words

a, b, c, k, n, s, I = sizes("a b c k n s I")
p = sizes("p", minimum=0)
x = tensor("x", n)

TRUE = [
    (AtMost(minimum(a, b), a), ()),
    (AtMost(b, maximum(a, b)), ()),
    (AtMost(1, minimum(a, b)), ()),
    (Equal(minimum(a, b) + maximum(a, b), a + b), ()),
    (Equal(minimum(a, b), minimum(b, a)), ()),
    (Equal(minimum(s * a, s * b), s * minimum(a, b)), ()),
    (Equal(minimum(a, b), a), (AtMost(a, b),)),
    (AtMost(c, minimum(a, b)), (AtMost(c, a), AtMost(c, b))),
    (AtMost(minimum(a, minimum(b, c)), c), ()),
    (Equal(maximum(a, minimum(a, b)), a), ()),
    (AtMost(minimum(a, b), maximum(a, c)), ()),
    (AtMost(maximum(0, k - s), k - 1), ()),
    (Equal(maximum(0, k - s) + minimum(k, s), k), ()),
    (AtMost(minimum(n // s, k), n), ()),
    (Divides(s, minimum(s * a, s * b)), ()),
    (AtMost(Conv(k).output_size(n), maximum(n, k)), ()),
    (Equal(flip(flip(tensor("y", minimum(a, b)))), tensor("y", minimum(a, b))), ()),
    (
        Equal(crop(crop(x, 0, n - maximum(a, b)), 0, maximum(a, b) - a), crop(x, 0, n - a)),
        (AtMost(a, n), AtMost(b, n)),
    ),
]


LONG = (Equal(minimum(a, minimum(b, c)), minimum(minimum(a, b), c)), ())
TRUE += part([LONG], few=0)


@pytest.mark.parametrize(("claim", "given"), TRUE, ids=map(repr, (claim for claim, _ in TRUE)))
def test_true_claims_are_proved_and_checked_in_words(claim, given):
    theorem = prove(claim, given)
    text = to_text(theorem)
    again = check_in_words(text)
    assert repr(again.claim) == repr(claim)
    assert "minimum" in text or "maximum" in text
    for printed in (theorem.latex(), theorem.text()):
        assert "floor" not in printed or "//" in repr(claim)


FALSE = [
    (AtMost(a, minimum(a, b)), {"a": 2, "b": 1}),
    (AtMost(minimum(a, b), a - 1), {"a": 1, "b": 1}),
    (Equal(maximum(a, b), a + b), {"a": 1, "b": 1}),
    (Equal(minimum(a, b), maximum(a, b)), {"a": 1, "b": 2}),
    (AtMost(maximum(0, k - s), k - 2), {"k": 1, "s": 1}),
    (Equal(maximum(0, k - s), k - s), {"k": 1, "s": 2}),
    (Divides(2, minimum(2 * a, b)), {"a": 1, "b": 1}),
]


@pytest.mark.parametrize(("claim", "where"), FALSE, ids=map(repr, (claim for claim, _ in FALSE)))
def test_false_neighbours_are_refuted_at_the_smallest_setting(claim, where):
    with pytest.raises(Refuted) as caught:
        prove(claim)
    assert {str(letter): value for letter, value in caught.value.counterexample.items()} == where


@pytest.mark.parametrize(
    ("word", "other"), [("minimum", "maximum"), ("minimum(a, b)", "minimum(a, a)")]
)
def test_a_certificate_with_other_words_is_rejected(word, other):
    data = to_data(prove(AtMost(minimum(a, b), a)))
    assert data["claim"] == "AtMost(minimum(a, b), a)"
    data["claim"] = data["claim"].replace(word, other)
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError, match="its words"):
        check_in_words(json.dumps(data))


def random_claim(rng):
    """Return a claim about small random sizes, true or not, as a function of the letters."""

    def size(depth):
        if not depth:
            at, number = rng.randrange(3), rng.randint(0, 2)
            return rng.choice([lambda v: v[at], lambda v: v[at], lambda v: v[at] + number])
        one, other = size(depth - 1), size(0)
        return rng.choice(
            [
                lambda v: minimum(one(v), other(v)),
                lambda v: maximum(one(v), other(v)),
                lambda v: one(v) + other(v),
                lambda v: one(v) - other(v),
            ]
        )

    left, right = size(rng.randint(1, 2)), size(rng.randint(0, 1))
    of = rng.choice([AtMost, AtMost, Equal])
    return lambda v: of(left(v), right(v))


def test_no_random_claim_is_proved_that_is_false_on_numbers():
    rng, proved, refuted = random.Random(8), 0, 0  # noqa: S311
    tried = 60 if CI else 40
    for _ in range(tried):
        state = random_claim(rng)
        try:
            prove(state((a, b, c)), patience=0.5)
        except Refuted as found:
            refuted += 1
            put = [found.counterexample.get(letter, 1) for letter in (a, b, c)]
            assert not state(put)
        except Undecided:
            continue
        else:
            proved += 1
            assert all(state([rng.randint(1, 9) for _ in range(3)]) for _ in range(200))
    assert proved >= tried // 12
    assert refuted >= tried // 12
