"""Marked text: its pieces, and what the two formats make of them."""

import pytest

from symconv.errors import StepFailed
from symconv.pages.displays import Math
from symconv.pages.fitting import words
from symconv.pages.inline_markup import Code, PlainText, Reference, Stress, parts
from symconv.pages.writers.html import marked as marked_html


def test_marked_text():
    text = "*a* `b*c` $x_{1}$ [[d]] [e]"
    kinds = [type(piece) for piece in parts(text)]
    assert [kind for kind in kinds if kind is not PlainText] == [Stress, Code, Math, Reference]
    tex = words(text, {"d": r"Figure~\ref{d}"})
    assert tex == r"\emph{a} \texttt{b*c} $x_{1}$ Figure~\ref{d} [e]"
    assert (
        marked_html("a < *b* [[d]]", {"d": "Figure 2"})
        == 'a &lt; <em>b</em> <a class="nb" href="#d">Figure 2</a>'
    )


@pytest.mark.parametrize("text", ["a $x", "a *b", "a `b", "2*3"])
def test_a_mark_without_its_partner_is_refused(text):
    with pytest.raises(StepFailed, match="without its partner"):
        list(parts(text))


def test_a_bracket_stays_with_the_formula_in_it():
    math = marked_html("$k$", {})
    assert marked_html("so ($k$, $s$), see", {}).startswith(
        f'so <span class="nb">({math},</span> <span class="nb"><math'
    )
    assert marked_html("($k$ is small)", {}) == f'<span class="nb">({math}</span> is small)'
