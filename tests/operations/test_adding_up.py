"""``over``: a sum over a letter's range is what Python adds up, with terms that are legal at every place."""

import json
import random

import pytest
from sympy import Rational
from thorough import part

from symconv import (
    Conv,
    ConvTranspose,
    Equal,
    crop,
    flip,
    gcd,
    ones,
    pad,
    prove,
    repeat,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)
from symconv.errors import GeometryError, ProofError, ShapeError, SymconvError, UnsupportedError
from symconv.operations import over
from symconv.proof.certificates.certificate import checksum, to_text
from symconv.proof.claim_reader import Declared, check_in_words, read_claim

n, s, r, t, k = sizes("n s r t k")
x, w = tensor("x", n), tensor("w", k)


def placed(x, size, s, r):
    y = stretch(subsample(x, s, r), s)
    return crop(y, -r, y.shape[0] + r - size)


TERMS = {
    "phase": lambda x, w, n, k, s, r: placed(x, n, s, r),
    "sum of a phase": lambda x, w, n, k, s, r: total(subsample(x, s, r)),
    "moved": lambda x, w, n, k, s, r: pad(x, r, s - 1 - r),
    "shorter and shorter": lambda x, w, n, k, s, r: total(crop(x, 0, r)),
    "cell": lambda x, w, n, k, s, r: total(subsample(x, n, r)) * w[0],
    "weight": lambda x, w, n, k, s, r: (r * r - 2 * r) * x,
    "layer": lambda x, w, n, k, s, r: total(Conv(k - r)(x, crop(w, r, 0))),
    "rounded": lambda x, w, n, k, s, r: ((n + r // 2) // 3) * x,
    "reversed": lambda x, w, n, k, s, r: (
        pad(flip(x), s - 1 - r, r) * total(subsample(w, k, k - 1 - r))
    ),
    "nested": lambda x, w, n, k, s, r: over(t, k, lambda t: crop(pad(x, r + t, 0), 0, r + t)),
}


@pytest.mark.parametrize("name", TERMS)
def test_a_sum_on_letters_is_what_python_adds_up(name):
    term, rng = TERMS[name], random.Random(name)  # noqa: S311
    stated = over(r, s, lambda r: term(x, w, n, k, s, r))
    again = read_claim(f"Equal({stated!r}, {stated!r})", Declared("n k s t", "x:n w:k")).left
    legal = 0
    for _ in part(range(40), 8):
        at = {"n": rng.randint(2, 6), "k": rng.randint(2, 5), "s": rng.randint(1, 3)}
        known = tensor("x", at["n"]), tensor("w", at["k"]), at["n"], at["k"], at["s"]
        mine = {letter.name: at[letter.name] for letter in stated.letters}
        try:
            terms = [term(*known, place) for place in range(at["s"])]
        except SymconvError:
            with pytest.raises(SymconvError):
                stated.at(mine)
            continue
        whole = terms[0]
        for one in terms[1:]:
            whole = whole + one
        assert stated.at(mine) == whole
        assert again.at(mine) == whole
        assert over(r, at["s"], lambda place, known=known: term(*known, place)) == whole
        legal += 1
    assert legal > 1


def test_arrays_of_every_form_are_added():
    assert over(r, 3, lambda r: [r, 2 * r]) == [3, 6]
    assert over(r, 4, lambda r: r) == 6
    assert over(r, 2, lambda r: Rational(r, 2)) == Rational(1, 2)


def test_a_place_with_the_letter_s_name_is_another_place():
    y = over(r, 2, lambda r: crop(pad(x, r, 0), 0, r))  # y[i] = x[i] + x[i - 1]
    assert y[r].at(n=3, r=2) == tensor("x", 3)[2] + tensor("x", 3)[1]
    twice = over(r, s, lambda r: over(r, 2, lambda r: crop(pad(x, r, 0), 0, r))[r])
    x1, x2 = tensor("x", 2)
    assert twice.at(n=2, s=2) == 2 * x1 + x2
    assert n in map(sizes, {letter.name for letter in y.letters})
    assert "r" not in {letter.name for letter in y.letters}


TRUE = [
    Equal(over(t, k, lambda t: pad(stretch(x, s), t, k - 1 - t) * w[t]), ConvTranspose(k, s)(x, w)),
    Equal(over(t, s, lambda t: t * x), over(t, s, lambda t: t) * x),
]


@pytest.mark.parametrize("claim", TRUE)
def test_a_claim_is_proved_over_any_ring_derived_and_checked_by_its_words(claim):
    theorem = prove(claim, ring="any")
    text = to_text(theorem)
    assert repr(check_in_words(text).claim) == repr(claim)
    assert len(theorem.derivation().lines) > 1
    assert r"\sum_{" in theorem.latex("statement")
    said = json.loads(text)
    said["claim"] = said["claim"].replace("lambda t: ", "lambda t: 2*", 1)
    said["sha256"] = checksum(said)
    with pytest.raises(ProofError, match="something else"):
        check_in_words(json.dumps(said))


def test_conditions_of_terms_hold_at_every_place():
    assert repr(prove(Equal(over(r, s, lambda r: x[r]), total(x[0:s])))).startswith(
        "Theorem: for all"
    )
    cut = over(r, s, lambda r: total(crop(x, 0, r)))
    with pytest.raises(GeometryError, match="at an end of over"):
        cut.at(n=2, s=3)
    assert cut.at(n=2, s=2) == 2 * tensor("x", 2)[0] + tensor("x", 2)[1]


REFUSED = [
    (lambda: over(3, s, lambda r: x), GeometryError, "no letter"),
    (lambda: over(r, 0, lambda r: x), GeometryError, "between 1 and"),
    (lambda: over(r, r + 1, lambda r: x), GeometryError, "depends on it"),
    (lambda: over(r, s, lambda _: crop(x, r, 0)), GeometryError, "use the parameter"),
    (lambda: over(r, 2, lambda r: [1] * (r + 1)), ShapeError, "shapes"),
    (lambda: over(r, s, lambda r: crop(x, r, 0)), UnsupportedError, "one shape"),
    (lambda: over(r, s, lambda r: tensor("u", r + 1)[0]), UnsupportedError, "one shape in all"),
    (lambda: over(r, s, lambda r: total(stretch(x, r + 1))), UnsupportedError, "not linear"),
    (lambda: over(r, s, lambda r: total(repeat(x, r + 1))), UnsupportedError, "divides"),
    (lambda: over(r, s, lambda r: x / (r + 1)), UnsupportedError, "divides"),
    (lambda: over(r, s, lambda r: gcd(r + 1, n)), UnsupportedError, "gcd"),
    (lambda: over(r, s, lambda r: ones(n + r * r - 3 * r)[0]), UnsupportedError, "may fall"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_no_sum_says_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "text",
    [
        "over(r, s, lambda q: x)",
        "over(r, s, lambda r, q: x)",
        "over(r, s, lambda r=1: x)",
        "over(r, s, lambda *r: x)",
        "over(x, s, lambda x: x)",
        "over(r, s, x)",
        "over(r, s, lambda r: __import__('os'))",
        "over(r, 10**9, lambda r: 1)*x",
    ],
)
def test_a_text_that_is_no_sum_is_refused(text):
    with pytest.raises(SymconvError):
        read_claim(f"Equal({text}, x)", Declared("n s", "x:n"))
