"""The chapter's part on proofs: every theorem is named, the chosen ones and the near misses stand in boxes of their own."""

import pytest

from symconv import AtMost, sizes
from symconv.book.content import proved
from symconv.errors import StepFailed
from symconv.library import theorems
from symconv.pages.blocks import Document, Equations, Verdict
from symconv.pages.writers.html import document as html_page
from symconv.pages.writers.latex import document as tex_document
from symconv.proof.presentation.statement import Setting


@pytest.fixture(scope="module")
def blocks():
    """Return the part as it is with a library of the chosen theorems alone."""
    few = {name: entry for name, entry in theorems().items() if name in proved.CHOSEN}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proved, "theorems", lambda: few)
        return proved.section()


@pytest.fixture(scope="module")
def boxes(blocks):
    return [block for block in blocks if isinstance(block, Verdict)]


def test_the_chosen_theorems_and_the_near_misses_are_boxes(boxes):
    assert [box.title for box in boxes if box.holds] == [
        title for title, _ in proved.CHOSEN.values()
    ]
    assert [box.title for box in boxes if not box.holds] == [
        name for name, *_ in proved.NEAR_MISSES
    ]
    assert {box.word for box in boxes} == {"Proved for all sizes", "Refuted"}


def test_a_box_shows_what_the_kernel_proved(boxes):
    theorem = theorems()["adjoint"].prove()
    statement = list(theorem.words.page(theorem).statement(Setting()))
    [box] = [box for box in boxes if box.title == "The two layers are adjoint"]
    assert box.lead == statement[0].text
    assert box.formulas == (statement[1].formula,)
    assert "By the definitions" in box.reasons[2]


def test_a_box_says_what_its_sides_are_before_it_says_why(boxes):
    proofs = [box.reasons for box in boxes if box.holds]
    assert {reasons[0] for reasons in proofs} == {
        f"*What it says.* {sides}" for _, sides in proved.CHOSEN.values()
    }
    assert all(
        reasons[1].startswith("*Why.* ") and reasons[2].startswith("*Proof.* ")
        for reasons in proofs
    )


def test_a_refuted_claim_shows_its_smallest_counterexample(boxes):
    [box] = [box for box in boxes if box.title.startswith("Two layers")]
    setting = r"$I = 1,\ k_{1} = 3,\ k_{2} = 2,\ s_{1} = 1,\ s_{2} = 1$"
    sides = "cell 0 is $x_{1} u_{2} v_{1}$ on the left and $x_{1} u_{1} v_{2} + x_{1} u_{2} v_{1}$ on the right"
    assert box.remarks == (f"smallest counterexample: {setting}; {sides}",)


def test_both_formats_show_every_verdict(blocks):
    chapter = Document("t", "l", blocks)
    page, tex = (write(chapter) for write in (html_page, tex_document))
    assert page.count("✗ Refuted") == tex.count("\n\\screfutedbox{") == len(proved.NEAR_MISSES)
    assert (
        page.count("✓ Proved for all sizes") == tex.count("\n\\scprovedbox{") == len(proved.CHOSEN)
    )


def test_a_claim_shows_its_operators_and_what_they_are_stands_in_the_words_after_it(boxes):
    [box] = [box for box in boxes if box.title.startswith("Nearest-neighbour")]
    [formula] = box.formulas
    assert formula.count(" = ") == 1
    assert r"{\downarrow}" in formula
    assert box.after.startswith("where $")


def test_a_true_claim_is_not_shown_as_a_near_miss(monkeypatch):
    n = sizes("n")
    monkeypatch.setattr(proved, "CHOSEN", {})
    monkeypatch.setattr(proved, "DERIVED", ())
    monkeypatch.setattr(proved, "theorems", dict)
    monkeypatch.setattr(proved, "NEAR_MISSES", (("nothing", "None.", AtMost(n, n + 1), ()),))
    with pytest.raises(StepFailed, match="true after all"):
        proved.section()


def test_derivations_stand_line_by_line_with_their_reasons(blocks):
    shown = [block for block in blocks if isinstance(block, Equations)]
    assert len(shown) == len(proved.DERIVED)
    for name, equations in zip(proved.DERIVED, shown, strict=True):
        first, *rest = theorems()[name].prove().derivation().lines
        assert equations.lines[0].left.tex == first.latex
        assert [each.right.tex for each in equations.lines] == [line.latex for line in rest]
        assert [each.reason for each in equations.lines] == [line.reason for line in rest]
