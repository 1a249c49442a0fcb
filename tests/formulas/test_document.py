"""Documents, pages and the LaTeX compiler."""

import re

import pytest
from latex_check import needs_pdflatex

from symconv.errors import ToolFailed, ToolMissing
from symconv.formulas.document import compile_pdf, displayed, document, escaped
from symconv.formulas.listing import ALGORITHMS
from symconv.pages import html_page as page


@needs_pdflatex
def test_a_document_compiles(tmp_path):
    path = tmp_path / "a b.tex"
    path.write_text(
        document(displayed("x_{1}") + escaped('~^&%$#_{}\\<>|"'), "50% & more_"), encoding="utf-8"
    )
    assert compile_pdf(path, runs=2) == tmp_path / "a b.pdf"


@needs_pdflatex
def test_an_error_is_reported_with_its_line(tmp_path):
    path = tmp_path / "wrong.tex"
    path.write_text(document(r"\undefinedcommand"), encoding="utf-8")
    with pytest.raises(
        ToolFailed, match=r"pdflatex failed: .*wrong\.tex:6: Undefined control sequence"
    ):
        compile_pdf(path)


@needs_pdflatex
def test_shell_escape_is_off(tmp_path):
    path = tmp_path / "shell.tex"
    path.write_text(document(r"\immediate\write18{touch escaped}x"), encoding="utf-8")
    compile_pdf(path)
    assert not (tmp_path / "escaped").exists()


def test_a_missing_compiler_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="pdflatex was not found; install it"):
        compile_pdf(tmp_path / "x.tex")


def test_a_page_is_self_contained():
    html = page.page(
        "Title",
        page.displayed("x_{1}") + page.algorithm(ALGORITHMS["place"], "alg-1", "Algorithm 1"),
    )
    assert not re.search(r"https?:|src=|@import|<script|<link", html)
    assert html.count("<math") == 1 + len(ALGORITHMS["place"].lines())


def test_every_colour_of_the_style_is_defined():
    style = page.style()
    used = set(re.findall(r"var\(--([a-z0-9]+)", style)) - {"in"}
    assert used <= set(re.findall(r"--([a-z0-9]+):", style))
    assert {"paper", "ink", "ghost", "muted"} <= used


def test_text_is_escaped_in_html():
    assert "<h1>a &lt; b</h1>" in page.page("a < b", "")
    assert "<b>1 &amp; 2.</b>" in page.figure("<svg></svg>", "caption", "f", "1 & 2")


def test_a_derivation_is_a_table_with_reasons():
    html = page.derivation([page.Row("y", "= 1", "because")])
    assert '<td class="l">y</td><td class="r">= 1</td><td class="why">because</td>' in html
