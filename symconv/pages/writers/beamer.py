r"""Documents as slides: a deck with beamer, 16:9 and 14 pt, everything on a frame uncovered step by step.

It compiles with pdflatex and Debian's texlive-latex-recommended. Colours and styles are those of
all figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

from symconv.errors import StepFailed
from symconv.figures.colour import definitions
from symconv.figures.scene import POINTS_PER_PIXEL
from symconv.figures.tikz import figure_tex, tikz
from symconv.files import packaged_text
from symconv.formulas.document import escaped
from symconv.formulas.measuring import text_width
from symconv.pages import fitting
from symconv.pages.blocks import (
    STATEMENTS,
    Block,
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
)
from symconv.pages.fitting import AlignedRow, Column, words
from symconv.pages.inline_markup import Sentence, plain

WIDTH = 26.0
"""Ems in a line of a frame."""
HEIGHT = 12.0
"""Ems for formulas on a frame; what takes more goes on another one."""
SIZES = (
    (r"\LARGE", 1.73),
    (r"\Large", 1.44),
    (r"\large", 1.2),
    ("", 1.0),
)
"""Type of a formula, by how much it is larger than the usual one; nothing smaller can be read at the back of a room."""
AREA = (134.0, 41.0)
"""Millimetres for a drawing without its caption: width and height."""
AT_ONCE = 3
"""Formulas of a frame that need not come one by one."""
CUT = "its first lines"
"""What is said beside the title where the rows of a step take more than a frame; all of them stand in the other formats."""
LARGEST = 1.5
"""By how much a drawing grows where there is room."""

_CAPTION = 14.0
"""Millimetres of a frame that a drawing without a caption has more."""
_QUIET = r"\normalsize\color{scsoft}"
_LONGEST_ROW = 60
_PIXELS = 72.27 / 25.4 / POINTS_PER_PIXEL
"""Of a drawing, in a millimetre."""
_EM = 5.06
"""Millimetres in the usual type."""


def deck(title: str, lead: Sentence, frames: Iterable[str], is_handout: bool = False) -> str:
    """Return a whole deck: a title frame, and the frames.

    Parameters
    ----------
    title : str
        Plain text.
    lead : Sentence
        What stands under it.
    frames : iterable of str
        As :func:`frame` makes them.
    is_handout : bool
        Whether every frame is one page, for paper.
    """
    preamble = packaged_text("symconv.pages", "deck.tex")
    if is_handout:
        preamble = preamble.replace("[aspectratio", "[handout,aspectratio", 1)
    every = [part(title, lead), *frames]
    body = "\n".join(every)
    count = f"\\newcommand{{\\scframes}}{{{len(every)}}}\n"
    return f"{preamble}{count}{figure_tex()}{definitions()}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def part(title: str, lead: Sentence) -> str:
    """Return a frame with nothing but a title and a sentence under it."""
    head = rf"\vfill{{\Large\bfseries {escaped(title)}\par}}\vspace{{3mm}}"
    return frame("", rf"{head}{{{_QUIET} {words(lead)}\par}}\vfill")


def frame(title: str, body: str, detail: str = "") -> str:
    r"""Return one frame; the title, and the detail that stands behind it, are plain text.

    Examples
    --------
    >>> print(frame("Crop", "Done."))
    \begin{frame}[t]\frametitle{Crop}
    Done.
    \end{frame}
    """
    small = (
        rf"\enspace{{\normalfont\normalsize\color{{scmuted}}{escaped(detail)}}}" if detail else ""
    )
    head = f"\\frametitle{{{escaped(title)}{small}}}" if title else "{}"
    return f"\\begin{{frame}}[t]{head}\n{body}\n\\end{{frame}}"


def slide(title: str, blocks: Sequence[Block], column: Column) -> str:
    """Return one frame with several blocks: sentences, lists, formulas, tables, and at most one drawing.

    Lists come entry by entry and formulas line by line; everything else is there from the start.
    """
    drawn = [block for block in blocks if isinstance(block, Drawing)]
    taken = sum(_taken(block, column) for block in blocks if not isinstance(block, Drawing))
    bodies = []
    for block in blocks:
        match block:
            case Drawing(_, caption):
                room = AREA[1] - taken * _EM + _CAPTION * (not caption)
                bodies.append(_picture(block, words(caption, column.labels), room))
            case Equations(lines):
                bodies.append(_lines_of(lines, HEIGHT - taken + _taken(block, column), column))
            case Paragraph(text):
                bodies.append(rf"{words(text, column.labels)}\par")
            case Items(entries, numbered):
                bodies.append(_list(entries, numbered, column))
            case NumberedStatement(_, _, _, question, answer):
                bodies.append(_asked(question, answer, column))
            case Tabular():
                bodies.append(_table(block, column))
            case Program(_, code):
                shown = (rf"\texttt{{{escaped(line)}}}\par" for line in code.split("\n"))
                bodies.append("{\\small\\raggedright\n" + "\n".join(shown) + "}")
            case _:
                raise StepFailed(f"a slide has no place for a {type(block).__name__}")
    between = "\n\\vfill\n" if not drawn else "\n\\par\\vspace{1mm}\n"
    return frame(title, between.join(bodies) + "\n\\vfill")


def _asked(question: Sequence[Block], answer: Sequence[Block], column: Column) -> str:
    """Return a question, and its answer from the second overlay on."""
    parts = []
    for block in (*question, *answer):
        if isinstance(block, Equations):
            shown = fitting.rows(block.lines, _narrow(column))
            body = " \\\\\n".join(f"{row.left} & {row.right}" for row in shown)
            part = rf"$\displaystyle\begin{{aligned}}{body}\end{{aligned}}$\par"
        else:
            part = "\\par\n".join(words(text, column.labels) for text in _texts(block)) + r"\par"
        parts.append(part)
    asked, told = parts[: len(question)], parts[len(question) :]
    between = "\n\\medskip\n"
    return f"{between.join(asked)}\n\\vfill\n\\uncover<2->{{{between.join(told)}}}"


def _texts(block: Block) -> tuple[Sentence, ...]:
    return (block.text,) if isinstance(block, Paragraph) else ()


def _taken(block: Block, column: Column) -> float:
    """Return about how many ems of a frame a block takes."""
    match block:
        case Paragraph(text):
            return 1.25 * ceil(text_width(plain(text)) / (0.94 * WIDTH)) + 0.3
        case Equations(lines):
            return sum(row.height for row in fitting.rows(lines, _narrow(column))) + 0.5
        case Items(entries):
            return sum(_taken(Paragraph(entry), column) for entry in entries)
    return 0.0


def _narrow(column: Column) -> Column:
    return replace(column, width=WIDTH, height=HEIGHT, boxed=1.0)


def _lines_of(lines: tuple[Equation, ...], height: float, column: Column) -> str:
    """Return formulas of one frame, in type as large as fits; a few are there from the start."""
    rows = fitting.rows(lines, _narrow(column))
    if len(lines) <= AT_ONCE:
        rows = [replace(row, left=row.left, is_shown=True) for row in rows]
    most = min(height, 1.5 * sum(row.height for row in rows))
    return f"{{{_formula(rows, most)}\\par}}"


def uncovered(number: int, tex: str) -> str:
    r"""Return what is seen from an overlay on; what is seen from the start, and nothing, need no cover.

    Examples
    --------
    >>> print(uncovered(2, "= 3"), uncovered(1, "= 3"))
    \uncover<2->{= 3} = 3
    """
    return rf"\uncover<{number}->{{{tex}}}" if number > 1 and tex.strip() else tex


def frames(block: Block, column: Column) -> Iterator[str]:
    """Yield the frames of a block; what only a page can show, such as controls, has none."""
    match block:
        case Heading(title, name):
            yield part(plain(title), column.labels[name])
        case Step(title, reason, rows):
            yield from _derived(title, reason, rows, column)
        case Equations(rows):
            yield from _derived("", "", rows, column)
        case Paragraph(text):
            yield frame("", words(text, column.labels))
        case Items(entries, numbered):
            yield frame("", _list(entries, numbered, column))
        case Drawing(figure, caption):
            title, _, detail = figure.title.partition(": ")
            room = AREA[1] + _CAPTION * (not caption)
            yield frame(title, _picture(block, words(caption, column.labels), room), detail)
        case Note(title, text):
            yield frame(title, words(text, column.labels))
        case Listing(algorithm):
            lines = (rf"\hspace*{{{indent}em}}${tex}$\par" for indent, tex in algorithm.lines())
            yield frame(algorithm.title, "{\\small\n" + "\n".join(lines) + "}")
        case Tabular():
            yield frame(column.labels[block.name], _table(block, column))
        case NumberedStatement():
            yield from _statement(block, column)
        case Sources(works):
            lines = (words(each.sentence(), column.labels) for each in works)
            yield frame("", "{\\footnotesize\n" + "\\par\n".join(lines) + "\\par}")
        case Program(title, code):
            lines = (rf"\texttt{{{escaped(line)}}}\par" for line in code.split("\n"))
            yield frame(plain(title), "{\\footnotesize\n" + "\n".join(lines) + "}")
        case Terminal(command, output):
            typed = f"$ {command}\n{output}".split("\n")
            lines = (rf"\texttt{{{escaped(line)}}}\par" for line in typed)
            yield frame("", "{\\footnotesize\n" + "\n".join(lines) + "}")
        case Explorer():
            pass


def _list(entries: Iterable[Sentence], numbered: bool, column: Column) -> str:
    kind = "enumerate" if numbered else "itemize"
    lines = "\n".join(rf"\item<+-> {words(entry, column.labels)}" for entry in entries)
    return f"\\begin{{{kind}}}\n{lines}\n\\end{{{kind}}}"


def _picture(block: Drawing, caption: str, room: float = AREA[1]) -> str:
    """Return a drawing, fitted to the frame, above its caption; what has a step comes with it."""
    scene = block.figure.scene
    across = AREA[0] * _PIXELS / scene.width
    down = room * _PIXELS / scene.height
    scale = min(LARGEST, across, down)
    picture = tikz(scene, with_overlays=True)
    below = rf"\par\vspace{{1mm}}{{{_QUIET} {caption}\par}}" if caption else r"\par"
    return f"\\centering\n\\scalebox{{{scale:.2f}}}{{%\n{picture}}}{below}"


def _table(table: Tabular, column: Column) -> str:
    columns = zip(table.head, *table.rows, strict=True)
    longest = [max(map(len, map(plain, texts))) for texts in columns]
    width = f"{0.9 / len(table.head):.2f}"
    spec = rf"p{{{width}\linewidth}}" if sum(longest) > _LONGEST_ROW else "l"
    spec *= len(table.head)
    rows = []
    for entries in (table.head, *table.rows):
        written = (words(text, column.labels) for text in entries)
        rows.append(rf"{' & '.join(written)} \\")
    body = "\n".join((rows[0] + r" \hline\noalign{\smallskip}", *rows[1:]))
    grid = f"\\begin{{tabular}}{{{spec}}}\n{body}\n\\end{{tabular}}\\par\\medskip"
    caption = f"{_QUIET} {words(table.caption, column.labels)}\\par"
    return f"{{\\footnotesize {grid}{caption}}}"


def _statement(block: NumberedStatement, column: Column) -> Iterator[str]:
    """Yield the frames of a statement: its words, then its formulas; the proof is for paper."""
    title = plain(block.title, column.labels)
    for each in block.said:
        if isinstance(each, Paragraph):
            body = words(each.text, column.labels)
            yield frame(title, body, STATEMENTS[block.kind])
        else:
            yield from _derived(title, "", each.lines, column)


def _derived(
    title: str, reason: Sentence, rows: tuple[Equation, ...], column: Column
) -> Iterator[str]:
    """Yield the frame of equations: as many rows as fit, under the reason."""
    said = words(reason, column.labels)
    body = f"{{{_QUIET} {said}\\par}}" if said else ""
    told_height = 0.4 + 1.25 * ceil(text_width(plain(reason)) / (0.94 * WIDTH))
    height = HEIGHT - told_height
    narrow = replace(column, width=WIDTH, height=height - 0.5, boxed=1.0)
    given: list[AlignedRow] = []
    for group in fitting.groups(fitting.rows(rows, narrow)):
        given += _cut(group, height)
    page = next(fitting.blocks(given, height), [])
    if page:
        body += f"\\vfill\n{_formula(page, height)}\\vfill\\vfill\\vfill"
    is_cut = len(page) < len(given) or any(row.is_cut for row in page)
    yield frame(title, body, CUT if is_cut else "")


def _cut(group: list[AlignedRow], most: float) -> list[AlignedRow]:
    """Return a row with so much of what goes on below it as fits on a frame."""
    if sum(row.height for row in group) <= most:
        return group
    sum_goes_on = AlignedRow("", r"\quad + \cdots", is_cut=True)
    kept: list[AlignedRow] = []
    taken = sum_goes_on.height
    for row in group:
        taken += row.height
        if kept and taken > most:
            break
        kept.append(row)
    is_sum = all(
        row.right.replace(r"\quad", "").lstrip().startswith(("+", "-")) for row in group[1:]
    )
    return [*kept, sum_goes_on if is_sum else replace(sum_goes_on, right=r"\quad \cdots")]


def _formula(page: list[AlignedRow], height: float) -> str:
    number = int(page[0].is_shown)
    written = []
    for row in page:
        number += not (row.goes_on or row.is_shown)
        written.append(_row(row, number))
    body = " \\\\\n".join(written)
    # the largest type in which a page fits, at least the usual one
    box = max(row.box for row in page)
    across = (WIDTH - (box and box + 3)) / max(row.width for row in page)
    down = height / sum(row.height for row in page)
    most = max(min(across, down), 1.0)
    type_size = next(size for size, larger in SIZES if larger <= most)
    start = f"{type_size}$\\displaystyle\\begin{{aligned}}"
    return f"{start}\n{body}\n\\end{{aligned}}$"


def _row(row: AlignedRow, number: int) -> str:
    """Return a row; every cell has a cover of its own, because a cover cannot hold an ``&``."""
    right = row.right.replace(r"\text{", rf"\text{{{_QUIET}") if row.goes_on else row.right
    cells = " & ".join(uncovered(number, cell) for cell in (row.left, right))
    if not row.reason:
        return cells.strip()
    reason = f"{_QUIET}{row.reason}"
    if row.box:
        reason = rf"\parbox{{{row.box * _EM:.0f}mm}}{{\raggedright\strut {reason}\strut}}"
    beside = uncovered(number, rf"\quad\text{{{reason}}}")
    return f"{cells} && {beside}".strip()
