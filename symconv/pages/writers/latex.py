r"""Documents and parts of them as LaTeX.

A fragment starts with text and brings its own dollars; as long as it has steps and paragraphs only
it needs ``amsmath`` and ``amssymb``, and ``xcolor`` where terms are coloured. A document needs what
Debian's texlive-latex-recommended and texlive-pictures bring, and pdflatex's own fonts; its figures
are TikZ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.figures.colour import definitions
from symconv.figures.tikz import figure_tex, tikz
from symconv.files import packaged_text
from symconv.formulas.bibliography import Work
from symconv.formulas.document import escaped
from symconv.pages import fitting
from symconv.pages.blocks import (
    Block,
    Document,
    Drawing,
    Equation,
    Equations,
    Explorer,
    Heading,
    Items,
    Listing,
    Note,
    NumberedStatement,
    Paragraph,
    Program,
    Sources,
    Step,
    Tabular,
    Terminal,
    WordIndex,
)
from symconv.pages.fitting import AlignedRow, Column, words
from symconv.pages.inline_markup import PlainText, Sentence, Stress, parts
from symconv.pages.numbering import numbered

LINE = 40.0
"""Ems in a line of a document."""

_LONGEST_ONE_LINE = 26
_LINE = 74
_HEADS = {2: "section", 3: "subsection"}
_START = (
    "\\begingroup\\setlength{\\parindent}{0pt}\\setlength{\\emergencystretch}{4em}"
    "\\setlength{\\arraycolsep}{3pt}\\interlinepenalty=10000 \\postdisplaypenalty=10000 "
    "\\allowdisplaybreaks\\par\n"
)
_CHECKED = "\\providecommand{\\symconvchecked}[1]{\\emph{Checked:} #1.}%\n"
_GREY = "\\PassOptionsToPackage{gray}{xcolor}\n"
_NO_CHECKS = "\\newcommand{\\symconvchecked}[1]{}\n"
_OPTIONS = (
    f"\\DeclareOption{{grey}}{{{_GREY.strip()}}}\n"
    f"\\DeclareOption{{nochecks}}{{{_NO_CHECKS.strip()}}}\n"
    "\\ProcessOptions\\relax\n"
)
_END = "\\par\\endgroup"


@dataclass(frozen=True)
class PrintOptions:
    """How a document is printed.

    Parameters
    ----------
    paper : str
        ``"a4"`` or ``"letter"``.
    grey : bool
        Without colours.
    checks : bool
        Whether it is said how each step was checked.
    """

    paper: str = "a4"
    grey: bool = False
    checks: bool = True


AS_USUAL = PrintOptions()


def document(document: Document, options: PrintOptions = AS_USUAL) -> str:
    """Return a document that compiles on its own; one with sections has a table of contents."""
    refer = {name: _reference(name, label) for name, label in numbered(document.blocks).items()}
    column = Column(LINE, labels=refer)
    lead = _breakable(words(document.lead, refer))
    head = (
        f"{{\\noindent\\huge\\bfseries\\raggedright {escaped(document.title)}\\par}}\\medskip\n"
        f"{{\\noindent\\large\\raggedright\\color{{scsoft}} {lead}\\par}}\\bigskip\n"
    )
    contents = "\\tableofcontents\n" if any(document.sections) else ""
    body = _written(document.blocks, column)
    start = f"{preamble(document.title, options)}\\begin{{document}}\n{head}"
    return f"{start}{contents}\n{body}\n\\end{{document}}\n"


def body(document: Document) -> str:
    """Return what stands in a document, for one of somebody else: it needs :func:`package` and the sources as BibTeX."""
    refer = {name: _reference(name, label) for name, label in numbered(document.blocks).items()}
    made_there = [
        n for n, each in enumerate(document.blocks) if isinstance(each, Sources | WordIndex)
    ]
    first = made_there[0] - 1 if made_there else len(document.blocks)  # from its heading on
    text = _written(document.blocks[:first], Column(LINE, labels=refer)) + "\n"
    for n in made_there:
        text = _marked(text, document.blocks[n])
    return text


def _marked(text: str, block: Block) -> str:
    """Return a text with marks for an index that is made by a program."""
    for term, names in block.entries if isinstance(block, WordIndex) else ():
        for name in names:
            text = text.replace(rf"\label{{{name}}}", rf"\label{{{name}}}\index{{{term}}}")
    return text


def fragment(intro: Sentence, blocks: Iterable[Block], column: Column | None = None) -> str:
    """Return blocks for a document of somebody else, behind an introduction."""
    column = column or Column()
    colours = definitions() if column.spelling.mark else ""
    shown = list(blocks)
    is_checked = any(isinstance(block, Step) and block.check for block in shown)
    start = f"{_START}{_CHECKED * is_checked}{colours}"
    return f"{_breakable(words(intro))}{start}{_written(shown, column)}{_END}"


def preamble(title: str = "", options: PrintOptions = AS_USUAL) -> str:
    """Return everything before the document: class and layout, what :func:`package` has, and links."""
    text = packaged_text("symconv.pages", "preamble.tex")
    text = text.replace("a4paper", f"{options.paper}paper")
    grey = _GREY if options.grey else ""
    checks = "" if options.checks else _NO_CHECKS
    told = f"pdftitle={{{escaped(title)}}}," if title else ""
    links = f"\\usepackage[hidelinks,{told}bookmarksnumbered]{{hyperref}}\n"
    return f"{grey}{text}{checks}\\makeatletter\n{_style()}\\makeatother\n{links}"


def package() -> str:
    """Return the file ``symconv.sty``: what pages and figures need in a document of somebody else.

    Its options are ``grey``, for print without colours, and ``nochecks``, which leaves out how a
    step was checked. Colours defined behind it are those of all figures.
    """
    head = "\\NeedsTeXFormat{LaTeX2e}\n\\ProvidesPackage{symconv}\n"
    return f"{head}{_OPTIONS}{_style()}\\endinput\n"


def _style() -> str:
    text = packaged_text("symconv.pages", "symconv.sty")
    return text + figure_tex()


def aligned(equations: Iterable[Equation]) -> str:
    r"""Return equations without their reasons as one formula: ``\begin{aligned} ... \end{aligned}``."""
    bare = (replace(equation, reason="") for equation in equations)
    return formula(fitting.rows(bare, Column()))


def formula(rows: Sequence[AlignedRow]) -> str:
    """Return rows as one formula."""
    return "\\begin{aligned}\n" + " \\\\\n".join(map(_row, rows)) + "\n\\end{aligned}"


def too_wide(steps: Iterable[Step], column: Column) -> list[str]:
    """Return a sentence for each step with a row that is wider than the column, by its estimated width."""
    found = []
    for number, step in enumerate(steps, start=1):
        rows = fitting.rows(step.lines, column)
        widest = max((row.width for row in rows), default=0.0)
        if widest > column.width:
            room = f"about {widest:.0f} em of {column.width:.0f} em"
            found.append(f"step {number} ({step.title}) takes {room}")
    return found


def _written(blocks: Iterable[Block], column: Column) -> str:
    """Return blocks one after the other; formulas belong to the paragraph in front of them."""
    text = ""
    for block in blocks:
        between = "\n" if isinstance(block, Equations) else "\n\n"
        text += (between if text else "") + _block(block, column)
    return text


def _reference(name: str, label: str) -> str:
    if label[0] == "[":
        return rf"\cite{{{name}}}"
    if label[0] == "(":
        return rf"\eqref{{{name}}}"
    return rf"{label.rpartition(' ')[0]}~\ref{{{name}}}"


def _breakable(tex: str) -> str:
    """Let lines end inside the path of a source."""
    return re.sub(r"/|\\_", r"\g<0>\\allowbreak{}", tex)


def _block(block: Block, column: Column) -> str:
    match block:
        case Heading(title, name, level):
            return f"\\{_HEADS[level]}{{{words(title, column.labels)}}}\\label{{{name}}}"
        case Paragraph(text):
            return words(text, column.labels)
        case Items():
            return _items(block, column)
        case Equations(rows):
            return _equations(rows, column)
        case Step():
            return _step(block, column)
        case Drawing():
            return _drawing(block, column)
        case Listing():
            return _listing(block)
        case Tabular():
            return _table(block, column)
        case Note(title, text):
            return rf"\scnote{{{escaped(title)}}}{{{words(text, column.labels)}}}"
        case NumberedStatement():
            return _statement(block, column)
        case Sources(works):
            return _works(works, column)
        case WordIndex(entries):
            return _index(entries)
        case Program(title, code):
            text = (
                f"\\begin{{small}}\n\\begin{{verbatim}}\n{code}\n\\end{{verbatim}}\n\\end{{small}}"
            )
            return f"{words(title, column.labels)}\n{text}"
        case Terminal(command, output):
            shown = f"\\begin{{verbatim}}\n$ {command}\n{output}\n\\end{{verbatim}}"
            return f"\\begin{{small}}\n{shown}\n\\end{{small}}"
        case Explorer(_, on_paper):
            return rf"\scnote{{Try it}}{{{words(on_paper, column.labels)}}}" if on_paper else ""


def _items(block: Items, column: Column) -> str:
    kind = "enumerate" if block.numbered else "itemize"
    lines = "\n".join(rf"\item {words(entry, column.labels)}" for entry in block.entries)
    return f"\\begin{{{kind}}}\n{lines}\n\\end{{{kind}}}"


def _step(step: Step, column: Column) -> str:
    number = f"{step.number}. " if step.number else ""
    title = f"\\medskip\\textbf{{{number}{escaped(step.title)}.}}"
    lines = [f"{title} {words(step.reason, column.labels)}"]
    lines += [_equations(step.lines, column)] if step.lines else []
    lines += [f"\\symconvchecked{{{escaped(step.check)}}}"] if step.check else []
    return "\n".join(lines) + "\\par"


_NOTE = r"\quad \text{"
"""How a row of words begins, such as how much of a matrix is shown."""


def _equations(equations: Iterable[Equation], column: Column) -> str:
    """Return displayed formulas between which a page can end, but for the last two and before a note."""
    given = tuple(equations)
    is_numbered = any(each.name for each in given)
    rows = list(fitting.rows(given, column))
    body = ""
    for number, row in enumerate(rows, start=1):
        belongs_above = number == len(rows) or (not row.left and row.right.startswith(_NOTE))
        end = r" \\*" if belongs_above else r" \\"
        mark = rf" \label{{{row.name}}}" if row.name else r" \notag" * is_numbered
        body += (f"{end}\n" if body else "") + f"{_row(row)}{mark}"
    kind = "align" if is_numbered else "align*"
    return f"\\begin{{{kind}}}\n{body}\n\\end{{{kind}}}"


def _row(row: AlignedRow) -> str:
    reason = rf" && \text{{{row.reason}}}" if row.reason else ""
    return f"{row.left} &{row.right}{reason}".lstrip()


def _drawing(block: Drawing, column: Column) -> str:
    """Return a drawing, shrunk where it is larger than a page with its caption, above the caption."""
    picture = f"\\sbox0{{%\n{tikz(block.figure.scene)}}}%"
    across = r"\ifdim\wd0>\linewidth\sbox0{\resizebox{\linewidth}{!}{\usebox0}}\fi"
    down = r"\ifdim\ht0>.85\textheight\sbox0{\resizebox{!}{.85\textheight}{\usebox0}}\fi"
    picture = "\n".join((picture, across, down, r"\usebox0"))
    caption = rf"\caption{{{words(block.caption, column.labels)}}}\label{{{block.name}}}"
    return f"\\begin{{figure}}[!htbp]\\centering\n{picture}\n{caption}\n\\end{{figure}}"


def _listing(block: Listing) -> str:
    lines = "\n".join(f"\\scline{{{indent}}}{{${tex}$}}" for indent, tex in block.algorithm.lines())
    title = f"{{{block.name}}}{{{escaped(block.algorithm.title)}}}"
    return f"\\begin{{sclisting}}{title}\n{lines}\n\\end{{sclisting}}"


def _statement(block: NumberedStatement, column: Column) -> str:
    title = words(block.title, column.labels)
    said = _written(block.said, column)
    lines = [f"\\begin{{{block.kind}}}[{title}]\\label{{{block.name}}}", said]
    lines.append(f"\\end{{{block.kind}}}")
    if block.proof:
        lines += [r"\begin{proof}", _written(block.proof, column), r"\end{proof}"]
    if block.remark:
        lines.append(rf"\scremark{{{words(block.remark, column.labels)}}}")
    return "\n".join(lines)


def _works(works: Iterable[Work], column: Column) -> str:
    """Return the list of works; the heading stands in the document already."""
    entries = (
        rf"\bibitem{{{work.key}}} {_breakable(words(work.sentence(), column.labels))}"
        for work in works
    )
    begin = r"\begingroup\renewcommand{\section}[2]{}\begin{thebibliography}{9}"
    return "\n".join((begin, *entries, r"\end{thebibliography}\endgroup"))


def _index(entries: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Return words with their pages in two columns; the heading stands in the document already."""
    lines = []
    for term, names in entries:
        pages = ", ".join(rf"\pageref{{{name}}}" for name in names)
        lines.append(rf"{escaped(term)}, {pages}\par")
    begin = r"\begin{multicols}{2}\small\raggedright\setlength{\parskip}{1pt}"
    return "\n".join((begin, *lines, r"\end{multicols}"))


def _table(table: Tabular, column: Column) -> str:
    lengths = [max(map(_length, texts)) for texts in zip(table.head, *table.rows, strict=True)]
    wide = [length > _LONGEST_ONE_LINE and sum(lengths) > _LINE for length in lengths]
    spec = "".join("L" if is_wide else "l" for is_wide in wide)
    begin, end = r"\begin{tabular}", r"\end{tabular}"
    if any(wide):
        begin, end = r"\begin{tabularx}{\linewidth}", r"\end{tabularx}"
    heads = (rf"\textbf{{{words(text, column.labels)}}}" for text in table.head)
    rows = [rf"\scstrut {' & '.join(heads)} \\ \hline"]
    for entries in table.rows:
        written = (words(text, column.labels) for text in entries)
        rows.append(rf"\scstrut {' & '.join(written)} \\")
    label = rf"\label{{{table.name}}}"
    caption = rf"\caption{{{words(table.caption, column.labels)}}}{label}"
    body = "\n".join((r"\hline", *rows, r"\hline"))
    grid = f"{begin}{{{spec}}}\n{body}\n{end}"
    return f"\\begin{{table}}[!htbp]\\centering\n{caption}\n\\small\n{grid}\n\\end{{table}}"


def _length(text: str) -> int:
    """Return the number of characters of running text."""
    return sum(len(part.text) for part in parts(text) if isinstance(part, PlainText | Stress))
