"""The chapter's part on proofs: theorems, near misses and derivations are what was proved and refuted."""

import pytest

from symconv import AtMost, sizes
from symconv.book.content import proved_and_refuted
from symconv.errors import StepFailed
from symconv.formulas.bibliography import WORKS
from symconv.library import theorems
from symconv.pages.blocks import Document, Equations, Heading, NumberedStatement, Sources
from symconv.pages.writers.html import document as html_page
from symconv.pages.writers.latex import document as tex_document
from symconv.proof.presentation.statement import Display, Typesetting


@pytest.fixture(scope="module")
def blocks():
    return proved_and_refuted.section()


@pytest.fixture(scope="module")
def statements(blocks):
    return {block.name: block for block in blocks if isinstance(block, NumberedStatement)}


def test_the_chosen_theorems_and_the_near_misses_are_statements(statements):
    assert [each.title for each in statements.values() if each.kind == "theorem"] == [
        title for title, _ in proved_and_refuted.CHOSEN.values()
    ]
    assert [each.title for each in statements.values() if each.kind == "refuted"] == [
        name for name, *_ in proved_and_refuted.NEAR_MISSES
    ]


def test_a_statement_shows_what_the_kernel_proved(statements):
    theorem = theorems()["adjoint"].prove()
    parts = list(theorem.words.page(theorem).statement(Typesetting()))
    shown = statements["theorem-adjoint"].said
    assert shown[0].text == parts[0].text
    formulas = [
        line.right.tex for each in shown if isinstance(each, Equations) for line in each.lines
    ]
    assert formulas == [part.formula for part in parts if isinstance(part, Display)]


def test_a_proof_says_what_the_sides_are_and_why_before_it_goes_on(statements):
    for name, (_, sides) in proved_and_refuted.CHOSEN.items():
        proof = statements[f"theorem-{name}"].proof
        assert proof[0].text == f"{sides} {theorems()[name].why}"
        assert len(proof) > 1


def test_a_theorem_from_a_work_cites_it(statements):
    assert statements["theorem-adjoint"].remark.endswith("See [[dumoulin2016guide]], section 4.1.")
    assert "See" not in statements["theorem-input-and-kernel-exchange"].remark


def test_a_refuted_claim_shows_its_smallest_counterexample(statements):
    said = statements["refuted-1"].said[-1].text
    setting = r"$I = 1,\ k_{1} = 3,\ k_{2} = 2,\ s_{1} = 1,\ s_{2} = 1$"
    sides = (
        "$x_{1} u_{2} v_{1}$ on the left and $x_{1} u_{1} v_{2} + x_{1} u_{2} v_{1}$ on the right"
    )
    assert said.endswith(f"At {setting} cell 0 is {sides}.")


def test_both_formats_number_every_statement(blocks):
    chapter = Document("t", "l", (*blocks, Heading("Sources", "sources"), Sources(WORKS)))
    page, tex = (write(chapter) for write in (html_page, tex_document))
    assert f"Theorem {len(proved_and_refuted.CHOSEN)} (" in page
    assert f"False claim {len(proved_and_refuted.NEAR_MISSES)} (" in page
    assert (
        tex.count("\\begin{theorem}[")
        == tex.count("\\begin{proof}")
        == len(proved_and_refuted.CHOSEN)
    )
    assert tex.count("\\begin{refuted}[") == len(proved_and_refuted.NEAR_MISSES)


def test_a_true_claim_is_not_shown_as_a_near_miss(monkeypatch):
    n = sizes("n")
    monkeypatch.setattr(proved_and_refuted, "CHOSEN", {})
    monkeypatch.setattr(proved_and_refuted, "DERIVED", ())
    monkeypatch.setattr(
        proved_and_refuted, "NEAR_MISSES", (("nothing", "None.", AtMost(n, n + 1), ()),)
    )
    with pytest.raises(StepFailed, match="true after all"):
        proved_and_refuted.section()


def test_derivations_stand_line_by_line_with_their_reasons(blocks):
    shown = [block for block in blocks if isinstance(block, Equations)]
    assert len(shown) == len(proved_and_refuted.DERIVED)
    for name, equations in zip(proved_and_refuted.DERIVED, shown, strict=True):
        first, *rest = theorems()[name].prove().derivation().lines
        assert equations.lines[0].left.tex == first.latex
        assert [each.right.tex for each in equations.lines] == [line.latex for line in rest]
        assert [each.reason for each in equations.lines] == [line.reason for line in rest]
