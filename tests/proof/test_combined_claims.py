"""``Iff``, ``Or``, ``And`` and ``Not``: proved in both directions, refuted by the smallest setting, checked by their words."""

import json

import pytest
from thorough import share

from symconv import (
    And,
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Not,
    Or,
    maximum,
    minimum,
    prove,
    sizes,
)
from symconv.errors import ProofError, Refuted
from symconv.proof.certificates.certificate import checksum, to_text
from symconv.proof.claim_reader import check_in_words

n, k, s, d, m = sizes("n k s d m")
p, a = sizes("p a", minimum=0)
again = ConvTranspose(k, stride=s).output_size(Conv(k, stride=s).output_size(n))
fits = AtMost(k, n)
back = Conv(k, stride=s).output_size(ConvTranspose(k, stride=s).output_size(n) + a)

TRUE = [
    (Iff(Equal(again, n), Divides(s, n - k)), (fits,)),
    (Iff(Equal(back, n), AtMost(a + 1, s)), ()),
    (Iff(Equal(n % s, 0), Divides(s, n)), ()),
    (Iff(AtMost(maximum(k, s), n), And(AtMost(k, n), AtMost(s, n))), ()),
    (Iff(AtMost(n, minimum(k, s)), And(AtMost(n, k), AtMost(n, s))), ()),
    (Iff(Equal(maximum(0, k - s), 0), AtMost(k, s)), ()),
    (Or(AtMost(n, k), AtMost(k + 1, n)), ()),
    (Not(And(AtMost(n, k), AtMost(k + 1, n))), ()),
    (Not(Divides(2, 2 * n + 1)), ()),
    (And(AtMost(1, n), AtMost(n, s * n)), ()),
    (Or(Equal(n, 1), AtMost(2, n)), ()),
]
halved = n // 2
U_NET = {
    "two levels have a way back": Iff(Equal(4 * (halved // 2), n), Divides(4, n)),
    "every level is even": Iff(And(Divides(2, n), Divides(2, halved)), Divides(4, n)),
    "levels with two cells less at each end": Iff(
        And(Divides(2, n - 4), Divides(2, (n - 4) // 2 - 4)), Divides(4, n)
    ),
}
NO_U_NET = {
    "two levels do not need eight": Iff(Equal(4 * (halved // 2), n), Divides(8, n)),
    "one even level is not enough": Iff(Divides(2, n), Divides(4, n)),
    "the second level alone says less": Iff(Divides(2, halved), Divides(4, n)),
    "levels with three cells less": Iff(
        And(Divides(2, n - 3), Divides(2, (n - 3) // 2)), Divides(4, n)
    ),
}
"""Nested floors, as the sizes of a U-Net have them: remainders are told apart, what is impossible at once."""
FALSE = [
    (Iff(Equal(again, n), Divides(s, n)), (fits,), {"k": 1, "n": 1, "s": 2}),
    (Iff(Equal(back, n), AtMost(a, s)), (), {"a": 1, "k": 1, "n": 1, "s": 1}),
    (Iff(AtMost(k, n), AtMost(k + 1, n + 2)), (), {"k": 2, "n": 1}),
    (Or(AtMost(n, k), AtMost(k + 2, n)), (), {"k": 1, "n": 2}),
    (Not(Divides(2, n)), (), {"n": 2}),
    (And(AtMost(1, n), AtMost(2, n)), (), {"n": 1}),
]


@pytest.mark.parametrize(("claim", "given"), [*TRUE[:3], *share(TRUE[3:], few=0, of=2)])
def test_a_true_claim_is_proved_and_checked_by_its_words(claim, given):
    theorem = prove(claim, given)
    assert theorem.claim is claim
    again = check_in_words(to_text(theorem))
    assert repr(again.claim) == repr(claim)
    assert theorem.text("all")
    assert theorem.latex("all")


@pytest.mark.parametrize(("claim", "given", "smallest"), FALSE)
def test_a_false_claim_is_refuted_by_the_smallest_setting(claim, given, smallest):
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert {v.name: n for v, n in caught.value.counterexample.items()} == smallest
    mine = {v.name: smallest[v.name] for v in claim.letters}
    assert not claim.at(mine)
    assert caught.value.left in (True, False)


@pytest.mark.parametrize("name", share(U_NET, few=0, of=2))
def test_the_sizes_that_come_back_through_levels_are_known(name):
    assert prove(U_NET[name]).rule == "conclude"


@pytest.mark.parametrize("name", NO_U_NET)
def test_other_conditions_on_levels_are_refuted(name):
    with pytest.raises(Refuted):
        prove(NO_U_NET[name])


def test_a_false_one_has_no_sides_to_show():
    for claim in (Not(Divides(3, 2 * n + 1)), And(AtMost(1, n), AtMost(n, 4))):
        with pytest.raises(Refuted, match=r"is false at n=\d$"):
            prove(claim)


def test_both_directions_have_a_witness():
    claim, given = TRUE[0]
    theorem = prove(claim, given)
    both, neither = theorem.witnesses
    assert both == {"k": 1, "n": 1, "s": 1}
    assert neither == {"k": 1, "n": 2, "s": 2}
    for setting, verdict in ((both, True), (neither, False)):
        assert bool(claim.left.at(setting)) is bool(claim.right.at(setting)) is verdict
    assert (
        "Both hold at k = 1, n = 1, s = 1; neither does at k = 1, n = 2, s = 2." in theorem.text()
    )
    always = prove(Iff(AtMost(1, n), AtMost(n, s * n)))
    assert always.witnesses[1] is None
    assert "none was found where they fail" in always.text()
    with pytest.raises(AttributeError):
        _ = prove(AtMost(1, n)).witnesses


def test_a_derivation_goes_from_one_side_to_the_other():
    derivation = prove(*TRUE[0]).derivation()
    first, last = derivation.lines
    assert (last.relation, last.sign) == ("iff", r"\iff")
    assert (first.text, last.text) == ("s*floor((n - k)/s) + k = n", "s divides n - k")


def test_they_may_be_given():
    assert prove(AtMost(n, k + m), [Or(AtMost(n, k), AtMost(n, m))]).rule == "conclude"
    with pytest.raises(Refuted):
        prove(AtMost(n, k), [Or(AtMost(n, k), AtMost(n, m))])


def test_words_of_another_claim_are_refused():
    data = json.loads(to_text(prove(Iff(Equal(n % s, 0), Divides(s, n)))))
    data["claim"] = "Iff(Equal(n % s, 0), Divides(s, n + s + 1))"
    with pytest.raises(ProofError, match="states something else"):
        check_in_words(json.dumps({**data, "sha256": checksum(data)}))
