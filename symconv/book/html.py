"""The chapter as one HTML page that opens offline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

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
from symconv.formulas.mathml import mathml
from symconv.pages import explore
from symconv.pages import html_page as page

Labels = Mapping[str, str]
_LONGEST_LINE = 40
_MATH_WITH_SIGN = re.compile(
    r"(\(<math(?:(?!</math>).)*</math>[.,;:)]*|<math(?:(?!</math>).)*</math>[.,;:)]+)", re.S
)


def html_page(chapter: Chapter, labels: Labels) -> str:
    """Return the chapter as HTML.

    Parameters
    ----------
    chapter : Chapter
        What to write.
    labels : mapping
        What every name stands for, as :func:`symconv.book.numbering.numbered` gives it.
    """
    blocks = [
        _contents(chapter.blocks, labels),
        *(_block(block, labels) for block in chapter.blocks),
    ]
    script = explore.script() if any(isinstance(block, Trial) for block in chapter.blocks) else None
    return page.page(chapter.title, "\n".join(blocks), chapter.lead, script)


def marked(text: str, labels: Labels) -> str:
    """Return marked text as HTML; no line breaks between a formula and the sign behind it or the bracket before it.

    Examples
    --------
    >>> marked("*one* of `a<b`, [[sizes]]", {"sizes": "Section 4"})
    '<em>one</em> of <code>a&lt;b</code>, <a class="nb" href="#sizes">Section 4</a>'
    """
    html = "".join(_piece(piece, labels) for piece in pieces(text))
    return _MATH_WITH_SIGN.sub(r'<span class="nb">\1</span>', html)


def _piece(piece: Piece, labels: Labels) -> str:
    match piece:
        case Math(tex):
            return page.inline(tex)
        case Stress(text):
            return f"<em>{escape(text)}</em>"
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Reference(name):
            return f'<a class="nb" href="#{name}">{labels[name]}</a>'
        case Words(text):
            return escape(text)


def _contents(blocks: Iterable[Block], labels: Labels) -> str:
    entries = "\n".join(
        f'<li><a href="#{block.name}">{marked(block.title, labels)}</a></li>'
        for block in blocks
        if isinstance(block, Heading) and block.level == 2
    )
    return f'<nav class="contents" aria-label="Contents"><ol>\n{entries}\n</ol></nav>'


def _block(block: Block, labels: Labels) -> str:
    match block:
        case Heading():
            return _heading(block, labels)
        case Paragraph(text):
            return f"<p>{marked(text, labels)}</p>"
        case Items(entries, ordered):
            tag = "ol" if ordered else "ul"
            return (
                f"<{tag}>\n"
                + "\n".join(f"<li>{marked(entry, labels)}</li>" for entry in entries)
                + f"\n</{tag}>"
            )
        case Formulas(rows):
            return (
                _derivation(rows, labels) if any(row.reason for row in rows) else _displayed(rows)
            )
        case Step():
            return _step(block, labels)
        case Drawing():
            svg = block.figure.svg(standalone=False)
            return page.figure(svg, marked(block.caption, labels), block.name, labels[block.name])
        case Listing():
            return page.algorithm(block.algorithm, block.name, labels[block.name])
        case Table():
            return _table(block, labels)
        case Note(title, text):
            return (
                f'<aside class="note"><p><b>{escape(title)}.</b> {marked(text, labels)}</p></aside>'
            )
        case Verdict():
            return _verdict(block, labels)
        case Terminal(command, output):
            return f"<pre><kbd>$ {escape(command)}</kbd>\n<samp>{escape(output)}</samp></pre>"
        case Trial(setting):
            return explore.explorer(setting, level=3)


def _heading(heading: Heading, labels: Labels) -> str:
    number = labels[heading.name].removeprefix("Section ")
    tag = f"h{heading.level}"
    return f'<{tag} id="{heading.name}"><span class="no">{number}</span>{marked(heading.title, labels)}</{tag}>'


def _derivation(rows: Iterable[Row], labels: Labels) -> str:
    return page.derivation(_derived(row, labels) for row in rows)


def _derived(row: Row, labels: Labels) -> page.Row:
    left = mathml(row.left, display=True) if row.left else ""
    right = "<br>".join(mathml(part, display=True) for part in _broken(row.right, r"\qquad "))
    return page.Row(left, right, marked(row.reason, labels))


def _broken(tex: str, indent: str = "") -> list[str]:
    """Break a formula behind conditions where it has more signs than a line takes."""
    parts = [""]
    for piece in re.split(r"(?<=,)\\ ", tex):
        if parts[-1] and _signs(parts[-1] + piece) > _LONGEST_LINE:
            parts.append(indent + piece)
        else:
            parts[-1] += (r"\ " if parts[-1] else "") + piece
    return parts


def _signs(tex: str) -> int:
    """Return about how many signs a formula shows on the line."""
    return len(re.sub(r"[_^]\{[^}]*\}|\\[a-z]+|[\\{},\s]", "", tex))


def _displayed(rows: Iterable[Row]) -> str:
    return "\n".join(page.displayed(row.formula) for row in rows)


def _step(step: Step, labels: Labels) -> str:
    words = f"<p><b>{escape(step.title)}.</b> {marked(step.reason, labels)}</p>"
    check = [f'<p class="check"><b>Checked:</b> {escape(step.check)}.</p>'] if step.check else []
    return "\n".join([words, _derivation(step.rows, labels), *check])


def _verdict(block: Verdict, labels: Labels) -> str:
    parts = (part for piece in block.formulas for part in _broken(piece))
    formulas = " ".join(f'<span class="nb">{mathml(part, display=True)}</span>' for part in parts)
    kind, glyph = ("proved", "✓") if block.holds else ("refuted", "✗")
    reasons = "\n".join(f"<p>{marked(reason, labels)}</p>" for reason in block.reasons)
    remarks = "".join(f"<span>{marked(remark, labels)}</span>" for remark in block.remarks)
    return (
        f'<div class="theorem {kind}">\n<p><b>{marked(block.title, labels)}.</b> {marked(block.lead, labels)}</p>\n'
        f'<p class="claim" tabindex="0">{formulas}</p>\n<p>{marked(block.after, labels)}</p>\n{reasons}\n'
        f'<p class="verdict"><span class="badge">{glyph} {block.word}</span>{remarks}</p>\n</div>'
    )


def _table(table: Table, labels: Labels) -> str:
    head = "".join(f'<th scope="col">{marked(text, labels)}</th>' for text in table.head)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{marked(text, labels)}</td>" for text in row) + "</tr>"
        for row in table.rows
    )
    caption = f"<caption><b>{labels[table.name]}.</b> {marked(table.caption, labels)}</caption>"
    grid = f'<table class="data" id="{table.name}">{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'
    return page.scrolling(grid, labels[table.name])
