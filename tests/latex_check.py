"""Compile LaTeX in the tests: many snippets in one document, or a document of its own."""

from thorough import needs

from symconv.formulas.document import compile_pdf, displayed, document

needs_pdflatex = needs("pdflatex")


def compiles(folder, snippets):
    """Write each snippet into a displayed formula of one document, compile it, and return the log."""
    return compiles_document(folder, "snippets", document("\n".join(map(displayed, snippets))))


def compiles_document(folder, name, source):
    """Compile a document and return the log."""
    path = folder / f"{name}.tex"
    path.write_text(source, encoding="utf-8")
    assert compile_pdf(path).read_bytes().startswith(b"%PDF")
    return path.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
