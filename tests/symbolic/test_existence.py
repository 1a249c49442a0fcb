"""``Exists``: what it says without the letter is what a search through its values finds."""

import json
import operator
import random

import pytest
from thorough import part

from symconv import (
    And,
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Exists,
    Iff,
    Not,
    Or,
    gcd,
    latex,
    minimum,
    prove,
    sizes,
    tensor,
)
from symconv.errors import GeometryError, ProofError, Refuted, UnsupportedError
from symconv.language.common_divisors import undetermined
from symconv.proof.certificates.certificate import checksum, to_text
from symconv.proof.claim_reader import check_in_words

a, b, k, s, n, m, u = sizes("a b k s n m u")
p, q = sizes("p q", minimum=0)
FAR = 60  # values that are tried: a claim repeats itself long before
LETTERS = {Equal: operator.eq, AtMost: operator.le, Divides: lambda d, e: e % d == 0}
JOINTS = {And: operator.and_, Or: operator.or_, Iff: operator.eq, Not: lambda one, _: not one}


def size(rng):
    """Return a size with a letter `v` in it, or without, as a function of the letters."""
    factor, moved = (
        rng.choice(["1", "1", "2", "3", "-1", "-2", "a", "-b"]),
        rng.choice(["a", "b", "0", "1", "a-b", "3-a"]),
    )
    linear = f"({factor})*v + {moved}"
    text = rng.choice([linear, moved, f"({linear})//{rng.choice('23a')}", f"v + ({linear})//2"])
    return eval(f"lambda v, a, b: {text}")  # noqa: S307


def condition(rng, depth):
    """Return a claim as a tree: of claims, or of two sizes."""
    if depth:
        return rng.choice([And, And, Or, Not, Iff]), condition(rng, depth - 1), condition(rng, 0)
    divided = (Divides, eval(f"lambda v, a, b: {rng.choice('234')}"), size(rng))  # noqa: S307
    return rng.choice([(Equal, size(rng), size(rng)), (AtMost, size(rng), size(rng)), divided])


def stated(tree, *letters):
    word, one, other = tree
    if word in LETTERS:
        return word(one(*letters), other(*letters))
    return (
        Not(stated(one, *letters))
        if word is Not
        else word(*(stated(t, *letters) for t in (one, other)))
    )


def holds(tree, *numbers):
    word, one, other = tree
    if word in LETTERS:
        return LETTERS[word](one(*numbers), other(*numbers))
    return JOINTS[word](holds(one, *numbers), holds(other, *numbers))


@pytest.mark.parametrize("v", part([p, u], 1))
def test_without_the_letter_it_says_what_a_search_finds(v):
    rng, compared, seen = random.Random(str(v)), 0, set()  # noqa: S311
    for number in part(range(60), 12):
        tree = condition(rng, number % 3)
        try:
            some = Exists(v, stated(tree, v, a, b))
        except UnsupportedError:
            continue
        for x, y in ((2, 1), (1, 3), (4, 3)):
            found = any(holds(tree, value, x, y) for value in range(int(v == u), FAR))
            numbers = {
                letter.name: {"a": x, "b": y}[letter.name] for letter in undetermined(some.letters)
            }
            assert bool(some.at(numbers) if numbers else some) is found, (some, numbers)
            compared += 1
            seen.add(found)
    assert compared > 9
    assert seen == {True, False}


def test_a_minimum_is_told_apart():
    some = Exists(u, Equal(minimum(u, a), b))
    for x in range(1, 4):
        assert [bool(some.at(a=x, b=y)) for y in range(1, 6)] == [y <= x for y in range(1, 6)]


def test_two_letters_meet_exactly_at_multiples_of_the_common_divisor():
    some = Exists(u, Exists(m, Equal(a * u, b * m + k)))
    assert repr(some.eliminated) == "Divides(gcd(a, b), k)"
    for x, y in ((2, 4), (6, 4), (4, 9)):
        met = {x * i - y * j for i in range(1, 40) for j in range(1, 40)}
        found = [z for z in range(1, 7) if some.at(a=x, b=y, k=z)]
        assert found == sorted(met & set(range(1, 7)))


grown = ConvTranspose(k, stride=s, padding=p).output_size(n)
TRUE = [
    (Iff(Exists(p, Equal(grown, s * n)), And(AtMost(s, k), Divides(2, k - s))), ()),
    (Iff(Exists(u, Equal(s * u, n)), Divides(s, n)), ()),
    (Exists(u, And(AtMost(k, 3 * u), AtMost(3 * u, k + 2))), ()),
    (Not(Exists(p, Equal(Conv(2 * k, padding=p).output_size(n), n))), ()),
    (Exists(u, Equal(Conv(k, stride=s).output_size(u), n)), ()),
]
FALSE = [
    (Iff(Exists(p, Equal(grown, s * n)), AtMost(s, k)), {"k": 2, "n": 1, "s": 1}),
    (Exists(u, Equal(s * u, n)), {"n": 1, "s": 2}),
    (Exists(u, And(AtMost(k, 3 * u), AtMost(3 * u, k + 1))), {"k": 1}),
    (Exists(u, Equal(u + n, k)), {"k": 1, "n": 1}),
]


@pytest.mark.parametrize(("claim", "given"), part(TRUE, 1))
def test_a_true_one_is_proved_printed_and_checked_by_its_words(claim, given):
    theorem = prove(claim, given)
    text = to_text(theorem)
    assert repr(check_in_words(text).claim) == repr(claim)
    assert theorem.derivation().lines
    assert "there is" in theorem.text("all")
    assert r"\text{there is }" in theorem.latex("all")
    assert r"\exists\," in latex(claim)


@pytest.mark.parametrize(("claim", "smallest"), FALSE)
def test_a_false_one_is_refuted_by_the_smallest_setting(claim, smallest):
    with pytest.raises(Refuted) as caught:
        prove(claim)
    assert {v.name: value for v, value in caught.value.counterexample.items()} == smallest


def test_words_of_another_claim_are_refused():
    said = json.loads(to_text(prove(TRUE[1][0])))
    assert said["sizes"] == "n s u"
    said["claim"] = said["claim"].replace("Equal(s*u, n)", "Equal(s*u, n + s + 1)")
    said["sha256"] = checksum(said)
    with pytest.raises(ProofError, match="something else"):
        check_in_words(json.dumps(said))


REFUSED = [
    (lambda: Exists(2, Equal(n, k)), GeometryError, "no letter"),
    (lambda: Exists(n, Equal(tensor("x", n), tensor("y", n))), GeometryError, "about tensors"),
    (lambda: Exists(u, Equal(gcd(u, n), k)), UnsupportedError, "depends on it"),
    (lambda: Exists(u, Equal(p * u, n)), UnsupportedError, "sign of p"),
    (lambda: Exists(u, Equal(u * u + u, n)), UnsupportedError, "multiplied"),
    (lambda: Exists(u, Divides(u, n)), UnsupportedError, "divides"),
    (lambda: Exists(u, And(Divides(s, u), AtMost(u, n))), UnsupportedError, "bounded and divided"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_taken_out_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("name", ["p", "alpha", "p_1"])
def test_the_letter_that_is_eliminated_is_set_as_a_letter(name):
    letter = sizes(name, minimum=0)
    derived = prove(Exists(letter, Equal(2 * letter, n)), [Divides(2, n)]).derivation()
    assert f"elimination of ${latex(letter)}$" in [line.reason for line in derived.lines]
    assert f"elimination of {name}" in derived.text()
    assert latex(letter) in derived.latex()
