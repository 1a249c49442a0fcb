"""Theorems as text: everything is read from the kernel's theorem."""

import pytest

from symconv import AtMost, ConvTranspose, Equal, latex, sizes, tensor
from symconv.pages.theorem import theorem_text
from symconv.proof import prove

I, k, s = sizes("I k s")
a = sizes("a", minimum=0)
up = ConvTranspose(k, stride=s)


@pytest.fixture(scope="module")
def by_zero_insertion():
    x, w = tensor("x", I), tensor("w", k)
    return prove(Equal(up(x, w, method="zero-insertion"), up(x, w)))


def test_statement_names_letters_sums_and_position(by_zero_insertion):
    text = theorem_text(by_zero_insertion).statement
    assert text.startswith(r"For all integers $I, k, s \ge 1$: $\displaystyle \sum_{u=0}")
    assert r"s i + t = o\,]\, x[i]\, w[t]$ for every position $0 \le o < s (I - 1) + k$." in text


def test_proof_shows_both_maps(by_zero_insertion):
    (proof,) = theorem_text(by_zero_insertion).proof
    assert "u = k - 1 - t" in proof
    assert "undo each other" in proof


def test_used_hypotheses_and_example_are_shown():
    returned = (
        ConvTranspose(k, stride=s, output_padding=a).adjoint().output_size(s * (I - 1) + k + a)
    )
    theorem = prove(Equal(returned, I), [AtMost(a + 1, s)])
    text = theorem_text(theorem)
    assert r"and $a \ge 0$ with $a < s$" in text.statement
    assert text.proof == ("The inequalities follow from the hypotheses by linear arithmetic.",)
    assert all(f"{name} = {value}" in text.example for name, value in theorem.example.items())


def test_latex_of_a_theorem_is_a_fragment_with_prose(by_zero_insertion):
    written = latex(by_zero_insertion)
    assert written == theorem_text(by_zero_insertion).latex()
    assert written.startswith("For all integers $")
    assert r"\begin{" not in written
