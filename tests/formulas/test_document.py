"""Documents, pages and the LaTeX compiler."""

import pytest
from latex_check import needs_pdflatex

from symconv.errors import ToolFailed, ToolMissing
from symconv.formulas.document import compile_pdf, displayed, document, escaped


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
