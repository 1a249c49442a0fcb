r"""The chapter as one LaTeX document: every formula literally, figures as TikZ.

It needs what Debian's texlive-latex-recommended and texlive-pictures bring, and pdflatex's own
fonts.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from symconv.book.blocks import (
    Block,
    Chapter,
    Drawing,
    Formulas,
    Heading,
    Items,
    Listing,
    Note,
    Paragraph,
    Row,
    Step,
    Table,
    Terminal,
    Trial,
    Verdict,
)
from symconv.book.marked import Code, Math, Piece, Reference, Stress, Words, pieces
from symconv.figures.tikz import figure_tex, tikz
from symconv.formulas.document import displayed, escaped

Labels = Mapping[str, str]
_LONGEST_ONE_LINE = 26
_LINE = 74
_PAGE = 748
_HEADS = {2: "section", 3: "subsection"}


def tex_document(chapter: Chapter, labels: Labels) -> str:
    """Return the chapter as a LaTeX document.

    Parameters
    ----------
    chapter : Chapter
        What to write.
    labels : mapping
        What every name stands for, as :func:`symconv.book.numbering.numbered` gives it.
    """
    head = (
        f"{{\\noindent\\huge\\bfseries {escaped(chapter.title)}\\par}}\\medskip\n"
        f"{{\\noindent\\large\\color{{scsoft}} {escaped(chapter.lead)}\\par}}\\bigskip\n"
        "\\tableofcontents\n"
    )
    body = "\n\n".join(_block(block, labels) for block in chapter.blocks)
    return f"{preamble()}\\begin{{document}}\n{head}\n{body}\n\\end{{document}}\n"


def preamble() -> str:
    """Return everything before the document: packages, the layout's macros, and the colours and styles of figures."""
    return (resources.files("symconv.book") / "preamble.tex").read_text(
        encoding="utf-8"
    ) + figure_tex()


def marked(text: str, labels: Labels) -> str:
    r"""Return marked text as LaTeX.

    Examples
    --------
    >>> print(marked("*one* of `a_b`, [[sizes]]", {"sizes": "Section 4"}))
    \emph{one} of \texttt{a\_b}, Section~\ref{sizes}
    """
    return "".join(_piece(piece, labels) for piece in pieces(text))


def _piece(piece: Piece, labels: Labels) -> str:
    match piece:
        case Math(tex):
            return f"${tex}$"
        case Stress(text):
            return rf"\emph{{{escaped(text)}}}"
        case Code(text):
            return rf"\texttt{{{escaped(text)}}}"
        case Reference(name):
            return rf"{labels[name].partition(' ')[0]}~\ref{{{name}}}"
        case Words(text):
            return escaped(text)


def _block(block: Block, labels: Labels) -> str:
    match block:
        case Heading(title, name, level):
            return f"\\{_HEADS[level]}{{{marked(title, labels)}}}\\label{{{name}}}"
        case Paragraph(text):
            return marked(text, labels)
        case Items(entries, ordered):
            kind = "enumerate" if ordered else "itemize"
            lines = "\n".join(rf"\item {marked(entry, labels)}" for entry in entries)
            return f"\\begin{{{kind}}}\n{lines}\n\\end{{{kind}}}"
        case Formulas(rows):
            return _steps(rows, labels) if any(row.reason for row in rows) else _formulas(rows)
        case Step(title, reason, rows, check):
            words = rf"\scstephead{{{escaped(title)}}} {marked(reason, labels)}"
            return f"{words}\n{_steps(rows, labels, escaped(check))}"
        case Drawing():
            caption = rf"\caption{{{marked(block.caption, labels)}}}\label{{{block.name}}}"
            return f"\\begin{{figure}}[!htbp]\\centering\n{_picture(block)}\n{caption}\n\\end{{figure}}"
        case Listing():
            return _listing(block)
        case Table():
            return _table(block, labels)
        case Note(title, text):
            return rf"\scnote{{{escaped(title)}}}{{{marked(text, labels)}}}"
        case Verdict():
            return _verdict(block, labels)
        case Terminal(command, output):
            return f"\\begin{{small}}\n\\begin{{verbatim}}\n$ {command}\n{output}\n\\end{{verbatim}}\n\\end{{small}}"
        case Trial(_, on_paper):
            return rf"\scnote{{Try it}}{{{marked(on_paper, labels)}}}"


def _picture(block: Drawing) -> str:
    """Return the drawing, shrunk where it is wider than a page."""
    picture = tikz(block.figure.scene)
    if block.figure.scene.width <= _PAGE:
        return picture
    return f"\\resizebox{{\\linewidth}}{{!}}{{%\n{picture}}}"


def _steps(rows: tuple[Row, ...], labels: Labels, check: str = "") -> str:
    """Write rows with reasons; a row without a left side goes on below the relation of the row above, on the same page."""
    lines, left = [], ""
    for row in rows:
        left = row.left or left
        goes_on = left and not row.left
        start = rf"\phantom{{{left}}} " if goes_on else ""
        step = r"\scgoeson\scstep" if goes_on else r"\scstep"
        lines.append(f"{step}{{{start}{row.formula}}}{{{marked(row.reason, labels)}}}")
    checked = [rf"\sccheck{{{check}}}"] if check else []
    return "\n".join([r"\begin{scsteps}", *lines, *checked, r"\end{scsteps}"])


def _formulas(rows: tuple[Row, ...]) -> str:
    return "\n".join(displayed(row.formula) for row in rows)


def _listing(block: Listing) -> str:
    lines = "\n".join(f"\\scline{{{indent}}}{{${tex}$}}" for indent, tex in block.algorithm.lines())
    return f"\\begin{{sclisting}}{{{block.name}}}{{{escaped(block.algorithm.title)}}}\n{lines}\n\\end{{sclisting}}"


def _verdict(block: Verdict, labels: Labels) -> str:
    starts = (
        (r"\scequals " if piece.startswith("{} =") else "", piece) for piece in block.formulas
    )
    formulas = " ".join(rf"{start}$\displaystyle {piece}$" for start, piece in starts)
    parts = [
        rf"\textbf{{{marked(block.title, labels)}.}} {marked(block.lead, labels)}",
        rf"\scclaim{{{formulas}}}",
    ]
    parts += [marked(text, labels) for text in (block.after, *block.reasons) if text]
    remarks = r"\quad ".join(marked(remark, labels) for remark in block.remarks)
    name = "scproved" if block.holds else "screfuted"
    return f"\\{name}box{{%\n" + "\n\n".join(parts) + f"}}{{{block.word}}}{{{remarks}}}"


def _table(table: Table, labels: Labels) -> str:
    columns = [max(map(_words, column)) for column in zip(table.head, *table.rows, strict=True)]
    wide = [words > _LONGEST_ONE_LINE and sum(columns) > _LINE for words in columns]
    spec = "".join("L" if is_wide else "l" for is_wide in wide)
    lines = [
        r"\scstrut " + " & ".join(marked(text, labels) for text in row) + r" \\"
        for row in table.rows
    ]
    head = (
        r"\scstrut "
        + " & ".join(rf"\textbf{{{marked(text, labels)}}}" for text in table.head)
        + r" \\ \hline"
    )
    begin, end = (
        (r"\begin{tabularx}{\linewidth}", "tabularx")
        if any(wide)
        else (r"\begin{tabular}", "tabular")
    )
    caption = rf"\captionof{{table}}{{{marked(table.caption, labels)}}}\label{{{table.name}}}\par"
    rows = "\n".join([r"\hline", head, *lines, r"\hline"])
    return (
        f"\\begin{{scfloat}}\n{caption}\n\\small\n"
        f"{begin}{{{spec}}}\n{rows}\n\\end{{{end}}}\n\\end{{scfloat}}"
    )


def _words(text: str) -> int:
    """Return the number of characters of running text."""
    return sum(len(piece.text) for piece in pieces(text) if isinstance(piece, Words | Stress))
