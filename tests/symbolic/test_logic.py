"""Claims about sizes put together: decided on numbers, written, refused, and equal to what Python says of each part."""

import random

import pytest
from sympy import Symbol
from thorough import part

from symconv import (
    And,
    AtMost,
    Conv,
    Divides,
    Equal,
    Iff,
    Not,
    Or,
    flip,
    latex,
    maximum,
    minimum,
    sizes,
    tensor,
    total,
)
from symconv.data.letters import to_size
from symconv.errors import GeometryError
from symconv.language.terms import Condition, substitute
from symconv.language.truth import truth
from symconv.proof.claim_reader import Declared, read_claim

a, b, c = sizes("a b c")
p = sizes("p", minimum=0)


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("other", [True, False])
def test_numbers_are_decided_as_python_decides_them(one, other):
    left, right = AtMost(1, 2 if one else 0), Divides(2, 4 if other else 5)
    assert bool(Iff(left, right)) is (one is other)
    assert bool(Or(left, right)) is (one or other)
    assert bool(And(left, right)) is (one and other)
    assert bool(Not(left)) is not one
    assert bool(Not(Iff(left, Not(right)))) is (one is other)


def random_size(rng, depth=2):
    if not depth:
        return rng.choice([a, b, c, p, 1, 2, 3])
    one, other = random_size(rng, depth - 1), random_size(rng, depth - 1)
    words = [
        lambda: one + other,
        lambda: one - other,
        lambda: one * other,
        lambda: one // rng.randint(1, 4),
        lambda: one % rng.choice([2, 3, a]),
        lambda: minimum(one, other),
        lambda: maximum(one, other),
    ]
    return rng.choice(words)()


def test_a_condition_is_one_exactly_where_it_holds():
    rng = random.Random(1)  # noqa: S311
    compared = 0
    for _ in range(100):
        size = to_size(random_size(rng) - random_size(rng), "a size")
        for relation in ("=", ">="):
            condition = Condition(relation, size)
            value = truth(condition)
            for _ in range(4):
                letters = (to_size(letter, "a letter") for letter in (a, b, c))
                numbers = {next(iter(v.terms))[0]: rng.randint(1, 9) for v in letters}
                numbers[next(iter(to_size(p, "p").terms))[0]] = rng.randint(0, 4)
                put = substitute(size, numbers)
                holds = put == 0 if relation == "=" else put >= 0
                assert substitute(value, numbers) == holds, (size, numbers)
                compared += 1
    assert compared == 800


def random_claim(rng, depth=2):
    kinds = (Equal, AtMost, Divides) if not depth or rng.random() < 0.3 else (Iff, Or, And, Not)
    kind = rng.choice(kinds)
    if kind is Not:
        return Not(random_claim(rng, depth - 1))
    if kind in (Iff, Or, And):
        return kind(random_claim(rng, depth - 1), random_claim(rng, depth - 1))
    left = rng.choice([a, b, 2, a + 1]) if kind is Divides else random_size(rng, 1)
    return kind(left, random_size(rng, 1))


def test_what_is_stated_is_what_numbers_decide():
    rng = random.Random(2)  # noqa: S311
    verdicts = set()
    for _ in part(range(60), 30):
        claim = random_claim(rng)
        if not claim.letters:
            continue
        (goal,) = And(claim, claim).statement().goals
        numbers = {letter: rng.randint(1, 6) for letter in claim.letters}
        put = claim.at({letter.name: number for letter, number in numbers.items()})
        assert (substitute(goal.left, numbers) == 0) is bool(put), (claim, numbers)
        verdicts.add((type(claim), bool(put)))
    assert len(verdicts) > 6


def test_they_are_written_and_read_back():
    claim = Iff(Or(AtMost(a, b), Not(Divides(2, a))), And(Equal(a, b), AtMost(1, p)))
    text = "Iff(Or(AtMost(a, b), Not(Divides(2, a))), And(Equal(a, b), AtMost(1, p)))"
    assert repr(claim) == text
    assert repr(read_claim(text, Declared("a b; p >= 0"))) == text
    assert claim.letters == claim.left.letters | claim.right.letters
    assert repr(claim.at(a=2)) == text.replace("(a", "(2").replace(" a)", " 2)")
    assert latex(claim) == (
        r"\left(a \le b \lor \neg\left(2 \mid a\right)\right) \iff \left(a = b \land 1 \le p\right)"
    )


def test_the_legality_of_both_sides_is_kept():
    small = AtMost(Conv(a).output_size(b), c)
    demands = [demand.condition for demand in small.statement().hypotheses]
    assert [d.condition for d in Iff(small, Equal(a, b)).statement().hypotheses] == demands
    assert [d.condition for d in Not(Divides(a - 1, b)).statement().hypotheses] != []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Iff(AtMost(a, b), True), "bool is given, but claims about sizes are needed"),
        (lambda: Not(a), "claims about sizes are needed"),
        (lambda: Or(Equal(tensor("x", a), flip(tensor("x", a))), AtMost(a, b)), "is about tensors"),
        (lambda: And(Equal(tensor("x", 2), tensor("x", 2)), AtMost(a, b)), "is about tensors"),
        (lambda: Not(Equal(Symbol("u"), Symbol("v"))), "is about tensors or their cells"),
        (lambda: Not(Equal(total(tensor("x", 2)), 0)), "is about tensors or their cells"),
        (lambda: And(AtMost(a, b), Not(Equal([[1]], [[2]]))), "is about tensors"),
    ],
)
def test_other_things_are_refused(make, message):
    with pytest.raises(GeometryError, match=message):
        make()


def test_a_claim_of_letters_is_not_decided_by_python():
    with pytest.raises(TypeError, match="Iff speaks of all values of a, b"):
        bool(Iff(AtMost(a, b), Equal(a, b)))
