"""Documents as one HTML page that opens offline: formulas as MathML, figures as inline SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from symconv.formulas.bibliography import Work
from symconv.formulas.mathml import mathml
from symconv.formulas.measuring import measured
from symconv.formulas.page_width import WIDTH
from symconv.pages import explore
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
from symconv.pages.displays import Math
from symconv.pages.fitting import broken, fitted
from symconv.pages.html_page import page, scrolling
from symconv.pages.inline_markup import (
    Code,
    Inline,
    PlainText,
    Reference,
    Sentence,
    Stress,
    parts,
    plain,
)
from symconv.pages.numbering import Labels, numbered

_REASON = 12.0
"""Ems for a reason beside a formula."""
_MATH_WITH_SIGN = re.compile(
    r"(\(<math(?:(?!</math>).)*</math>[.,;:)]*|<math(?:(?!</math>).)*</math>[.,;:)]+)", re.S
)


def document(document: Document) -> str:
    """Return a document as a page; one with sections has a table of contents."""
    labels = numbered(document.blocks)
    contents = [_contents(document, labels)] if any(document.sections) else []
    blocks = (_block(block, labels) for block in document.blocks)
    tried = [block for block in document.blocks if isinstance(block, Explorer)]
    script = explore.script(tried[0].notation) if tried else None
    lead = marked(document.lead, labels)
    return page(document.title, "\n".join((*contents, *blocks)), lead, script)


def marked(sentence: Sentence, labels: Labels) -> str:
    """Return a sentence as HTML; no line ends between a formula and the sign behind it or the bracket before it.

    Examples
    --------
    >>> marked("*one* of `a<b`, [[sizes]]", {"sizes": "Section 4"})
    '<em>one</em> of <code>a&lt;b</code>, <a class="nb" href="#sizes">Section 4</a>'
    """
    html = "".join(_part(part, labels) for part in parts(sentence))
    return _MATH_WITH_SIGN.sub(r'<span class="nb">\1</span>', html)


def _part(part: Inline, labels: Labels) -> str:
    match part:
        case Math(tex, _):
            return mathml(tex)
        case Stress(text):
            return f"<em>{escape(text)}</em>"
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Reference(name):
            return f'<a class="nb" href="#{name}">{labels[name]}</a>'
        case PlainText(text):
            return escape(text)


def _contents(document: Document, labels: Labels) -> str:
    entries = "\n".join(
        f'<li><a href="#{heading.name}">{marked(heading.title, labels)}</a></li>'
        for heading in document.sections
    )
    return f'<nav class="contents" aria-label="Contents"><ol>\n{entries}\n</ol></nav>'


def _block(block: Block, labels: Labels) -> str:
    match block:
        case Heading():
            return _heading(block, labels)
        case Paragraph(text):
            return f"<p>{marked(text, labels)}</p>"
        case Items():
            return _items(block, labels)
        case Equations(rows):
            return _equations(rows, labels)
        case Step():
            return _step(block, labels)
        case Drawing():
            return _drawing(block, labels)
        case Listing():
            return _listing(block, labels)
        case Tabular():
            return _table(block, labels)
        case Note(title, text):
            said = f"<p><b>{escape(title)}.</b> {marked(text, labels)}</p>"
            return f'<aside class="note">{said}</aside>'
        case NumberedStatement():
            return _statement(block, labels)
        case Sources(works):
            return _works(works, labels)
        case WordIndex(entries):
            return _index(entries, labels)
        case Program(title, code):
            return f"<p>{marked(title, labels)}</p>\n<pre><code>{escape(code)}</code></pre>"
        case Terminal(command, output):
            return f"<pre><kbd>$ {escape(command)}</kbd>\n<samp>{escape(output)}</samp></pre>"
        case Explorer():
            return explore.explorer(block.trial, block.level, block.notation)


def _heading(heading: Heading, labels: Labels) -> str:
    number = labels[heading.name].removeprefix("Section ")
    tag = f"h{heading.level}"
    title = f'<span class="no">{number}</span>{marked(heading.title, labels)}'
    return f'<{tag} id="{heading.name}">{title}</{tag}>'


def _items(block: Items, labels: Labels) -> str:
    tag = "ol" if block.numbered else "ul"
    entries = "\n".join(f"<li>{marked(entry, labels)}</li>" for entry in block.entries)
    return f"<{tag}>\n{entries}\n</{tag}>"


def _equations(rows: tuple[Equation, ...], labels: Labels) -> str:
    """Return equations: with reasons as a derivation, without them as displayed formulas."""
    if any(row.reason or row.name for row in rows):
        return _derivation(rows, labels)
    return "\n".join(
        scrolling(mathml(row.latex(), display=True), "Formula") for row in fitted(rows)
    )


def _derivation(rows: Iterable[Equation], labels: Labels) -> str:
    """Return a derivation: left side, relation, reason, a hairline under each row."""
    shown = fitted(rows)
    width = WIDTH - _REASON if any(row.reason for row in shown) else WIDTH
    body = "\n".join(_derived(row, width, labels) for row in shown)
    return scrolling(f'<table class="steps">\n{body}\n</table>', "Derivation")


def _derived(row: Equation, width: float, labels: Labels) -> str:
    """Return a row; a sum that is wider goes on below."""
    left = mathml(row.left.latex(), display=True) if row.left.latex() else ""
    lines: list[str] = []
    for each in (row.right, *row.then):
        first, *more = broken(each.latex(), width - measured(row.left.tex).width)
        lines.append(f"{row.relation.latex()} {first}".strip())
        lines += [rf"\qquad {part}" for part in more]
    right = "<br>".join(mathml(line, display=True) for line in lines if line)
    why = marked(row.reason, labels)
    cells = f'<td class="l">{left}</td><td class="r">{right}</td><td class="why">{why}</td>'
    if not row.name:
        return f"<tr>{cells}</tr>"
    return f'<tr id="{row.name}">{cells}<td class="eq">{labels[row.name]}</td></tr>'


def _step(step: Step, labels: Labels) -> str:
    """Return a step: under a heading where it has a number, else under a title in the line."""
    reason = marked(step.reason, labels)
    head = f"<p><b>{escape(step.title)}.</b> {reason}</p>"
    if step.number:
        title = f'<span class="no">{step.number}</span>{escape(step.title)}'
        head = f"<h2>{title}</h2>\n<p>{reason}</p>"
    lines = [head]
    lines += [_derivation(step.lines, labels)] if step.lines else []
    if step.check:
        lines.append(f'<p class="check"><b>✓ Checked:</b> {escape(step.check)}.</p>')
    return "\n".join(lines)


def _drawing(block: Drawing, labels: Labels) -> str:
    name, label = escape(block.name), escape(labels[block.name])
    shown = f'<div class="drawn">{block.figure.svg(standalone=False)}</div>'
    narrow = block.figure.for_phones()
    if narrow is not None:
        svg = narrow.svg(standalone=False)
        shown = f'{shown.replace("drawn", "drawn wide")}<div class="drawn narrow">{svg}</div>'
    caption = f"<b>{label}.</b> {marked(block.caption, labels)}"
    return f'<figure id="{name}">{shown}<figcaption>{caption}</figcaption></figure>'


def _listing(block: Listing, labels: Labels) -> str:
    """Return a listing with numbered lines; indentation shows the blocks."""
    lines = "\n".join(
        f'<li style="--in:{indent}">{mathml(tex)}</li>' for indent, tex in block.algorithm.lines()
    )
    name, label = escape(block.name), escape(labels[block.name])
    title = escape(block.algorithm.title)
    head = f'<p class="cap" id="{name}-c"><b>{label}</b>&ensp;{title}</p>'
    listed = scrolling(f"<ol>\n{lines}\n</ol>", label)
    return f'<figure class="algo" id="{name}" aria-labelledby="{name}-c">{head}{listed}</figure>'


def _table(table: Tabular, labels: Labels) -> str:
    heads = "".join(f'<th scope="col">{_head(text, labels)}</th>' for text in table.head)
    table_rows = []
    for row in table.rows:
        cells = "".join(f"<td>{marked(text, labels)}</td>" for text in row)
        table_rows.append(f"<tr>{cells}</tr>")
    rows = "\n".join(table_rows)
    label = labels[table.name]
    caption = f"<caption><b>{label}.</b> {marked(table.caption, labels)}</caption>"
    head = f"<thead><tr>{heads}</tr></thead>"
    body = f"<tbody>\n{rows}\n</tbody>"
    grid = f'<table class="data" id="{table.name}">{caption}\n{head}\n{body}</table>'
    return scrolling(grid, label)


def _head(text: Sentence, labels: Labels) -> str:
    """Return the head of a column; one that is a formula says its name in words, which not every reader reads in it."""
    html = marked(text, labels)
    if not text or not all(isinstance(part, Math) for part in parts(text)):
        return html
    return f'<span role="img" aria-label="{escape(plain(text))}">{html}</span>'


def _statement(block: NumberedStatement, labels: Labels) -> str:
    title = f"{labels[block.name]} ({marked(block.title, labels)})."
    said = "\n".join(_block(each, labels) for each in block.said)
    parts_ = [f'<section class="theorem {block.kind}" id="{block.name}">', f"<p><b>{title}</b></p>"]
    parts_.append(f'<div class="said">\n{said}\n</div>')
    if block.proof:
        proof = "\n".join(_block(each, labels) for each in block.proof)
        parts_.append(f'<div class="proof">\n<p><em>Proof.</em></p>\n{proof}\n</div>')
    if block.remark:
        parts_.append(f'<p class="verdict">{marked(block.remark, labels)}</p>')
    return "\n".join((*parts_, "</section>"))


def _works(works: Iterable[Work], labels: Labels) -> str:
    entries = "\n".join(
        f'<li id="{work.key}">{marked(work.sentence(), labels)}</li>' for work in works
    )
    return f'<ol class="works">\n{entries}\n</ol>'


def _index(entries: Iterable[tuple[str, tuple[str, ...]]], labels: Labels) -> str:
    lines = []
    for term, names in entries:
        links = ", ".join(f'<a href="#{name}">{labels[name]}</a>' for name in names)
        lines.append(f"<li>{escape(term)}: {links}</li>")
    return '<ul class="index">\n' + "\n".join(lines) + "\n</ul>"
