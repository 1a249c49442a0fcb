"""The words `gcd` and `lcm` of sizes: on numbers, on letters, in layers, in claims and certificates."""

import json
import math

import pytest
from sympy import Integer
from thorough import CI

from symconv import (
    AtMost,
    ConvTranspose,
    Divides,
    Equal,
    flip,
    gcd,
    latex,
    lcm,
    prove,
    sizes,
    tensor,
)
from symconv.data.letters import from_size, size_text, to_size
from symconv.errors import GeometryError, ProofError, Refuted
from symconv.proof.certificates.certificate import checksum, to_data, to_text
from symconv.proof.claim_reader import check_in_words

I, k, s, d, n, t = sizes("I k s d n t")
p = sizes("p", minimum=0)
product = Equal(gcd(n, k) * lcm(n, k), n * k)


def test_of_numbers():
    assert [gcd(12, 18), lcm(4, 6), gcd(Integer(5), 1)] == [6, 12, 1]
    assert type(gcd(Integer(4), 6)) is int


@pytest.mark.parametrize("value", [0, -2, 1.5, "n", None, True, n / 2])
def test_other_things_are_refused(value):
    for word in (gcd, lcm):
        with pytest.raises(GeometryError, match=word.__name__):
            word(value, k)


def test_they_are_written_as_they_were_typed_and_read_back():
    for size, text, tex in (
        (gcd(n, k) + 1, "gcd(n, k) + 1", r"\gcd(n, k) + 1"),
        (lcm(n, 2 * k), "lcm(n, 2*k)", r"\operatorname{lcm}(n, 2 k)"),
    ):
        assert size_text(size) == text
        assert latex(size) == tex
    assert from_size(to_size(gcd(n, k) * s, "a size")) == gcd(k, n) * s


def test_numbers_are_put_in_at_once():
    assert product.at(n=4, k=6).left == 24
    assert tensor("x", gcd(n, k)).at(n=4, k=6).shape == (2,)
    up = ConvTranspose(k, stride=gcd(s, d))
    assert up.output_size(I).at(I=3, k=2, s=4, d=6) == math.gcd(4, 6) * 2 + 2
    for numbers in ({"n": 4}, {"n": 4, "p": 0}):
        with pytest.raises(GeometryError, match="needed at once"):
            tensor("x", gcd(n, p)).at(**numbers)


TRUE = [
    (product, ()),
    (Equal(gcd(n, k), gcd(k, n)), ()),
    (Divides(gcd(n, k), 3 * n - k), ()),
    (Divides(lcm(n, k), t), (Divides(n, t), Divides(k, t))),
    (Divides(n, t), (Equal(gcd(n, k), 1), Divides(n, k * t))),  # Gauss's lemma
    (AtMost(gcd(ConvTranspose(k, stride=s).output_size(I), n), n), ()),
]
FALSE = [
    (Equal(gcd(n, k), 1), {n: 2, k: 2}),
    (AtMost(gcd(p, n), 3), {n: 4, p: 4}),
    (Divides(n, t), None),
]


def test_what_is_true_of_them_is_proved():
    for claim, given in TRUE if CI else TRUE[:2] + TRUE[4:5]:
        assert prove(claim, given).claim is claim


def test_what_is_false_of_them_is_refuted_at_the_smallest_setting():
    for claim, setting in FALSE[:2]:
        with pytest.raises(Refuted) as refuted:
            prove(claim)
        assert refuted.value.counterexample == setting
    with pytest.raises(Refuted):
        prove(FALSE[2][0], [Divides(n, k * t)])


def test_a_theorem_names_only_the_letters_that_were_typed():
    theorem = prove(product)
    assert repr(theorem) == ("Theorem: for all k, n >= 1: Equal(gcd(n, k)*lcm(n, k), k*n)")
    assert "For all integers k, n >= 1,\n" in theorem.text()
    assert "with 0 < p" in prove(AtMost(gcd(p, n), n)).text()


def test_a_certificate_says_it_and_that_is_checked():
    up = ConvTranspose(k, stride=gcd(s, d))
    x, w = tensor("x", I), tensor("w", k)
    theorem = prove(Equal(flip(up(x, w)), up(flip(x), flip(w))))
    assert repr(check_in_words(to_text(theorem)).claim) == repr(theorem.claim)
    data = to_data(theorem)
    assert data["sizes"] == "I d k s"
    data["claim"] = data["claim"].replace("gcd(s, d)", "lcm(s, d)")
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError, match=r"words|claim"):
        check_in_words(json.dumps(data))
