"""Documents as Markdown, formulas between dollars: GitHub, Quarto, MyST and Jupyter show it as it is.

Nothing but CommonMark, tables and ``$``: a displayed formula stands on one line between two lines
of ``$$``, so that no sign in it begins a list or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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
from symconv.pages.displays import Math
from symconv.pages.fitting import Column
from symconv.pages.inline_markup import Code, Inline, Reference, Sentence, Stress, parts
from symconv.pages.numbering import Labels, listed, numbered
from symconv.pages.writers import latex

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")


def document(document: Document) -> str:
    """Return a document as Markdown."""
    labels = numbered(document.blocks)
    lead = words(document.lead, labels)
    blocks = fragment(document.blocks, labels)
    return "\n\n".join(filter(None, (f"# {escaped(document.title)}", lead, blocks))) + "\n"


def fragment(blocks: Iterable[Block], labels: Labels | None = None) -> str:
    """Return blocks as a part of somebody else's page."""
    refer = labels or {}
    return "\n\n".join(filter(None, (_block(block, refer) for block in blocks)))


def escaped(text: str) -> str:
    r"""Return plain text with Markdown's special signs escaped.

    Examples
    --------
    >>> print(escaped("x_1 * 2"))
    x\_1 \* 2
    """
    return _SPECIAL.sub(r"\\\1", text)


def words(sentence: Sentence, labels: Labels) -> str:
    r"""Return a sentence as Markdown.

    Examples
    --------
    >>> words("*One* of $x_{1}$, see [[sizes]].", {"sizes": "Section 4"})
    '*One* of $x_{1}$, see Section 4.'
    """
    return "".join(_word(part, labels) for part in parts(sentence)).strip()


def _word(part: Inline, labels: Labels) -> str:
    match part:
        case Math(tex, _):
            return f"${tex.strip()}$"
        case Stress(text):
            return f"*{escaped(text)}*"
        case Code(text):
            return f"`{text}`"
        case Reference(name):
            return labels[name]
        case _:
            return escaped(part.text)


def _block(block: Block, labels: Labels) -> str:
    match block:
        case Heading(title, name, level):
            number = labels[name].removeprefix("Section ")
            return f"{'#' * level} {number} {words(title, labels)}"
        case Paragraph(text):
            return words(text, labels)
        case Items(entries, numbered):
            marks = (f"{n}." if numbered else "-" for n in range(1, len(entries) + 1))
            pairs = zip(marks, entries, strict=True)
            return "\n".join(f"{mark} {words(entry, labels)}" for mark, entry in pairs)
        case Equations(lines):
            return _equations(lines, labels)
        case Step():
            return _step(block, labels)
        case Drawing(figure, caption):
            label = labels[block.name]
            image = f"![{escaped(figure.title)}]({figure.data_uri()})"
            return f"{image}\n\n**{label}.** {words(caption, labels)}"
        case Listing(algorithm, name):
            head = f"**{labels[name]}.** {escaped(algorithm.title)}"
            indented = (f"{'&emsp;' * depth}${tex}$" for depth, tex in algorithm.lines())
            return f"{head}\n\n" + "  \n".join(indented)
        case Tabular():
            return _table(block, labels)
        case Note(title, text):
            return f"> **{escaped(title)}.** {words(text, labels)}"
        case NumberedStatement():
            return _statement(block, labels)
        case Sources(works):
            return "\n".join(
                f"- {labels[each.key]} {words(each.sentence(), labels)}" for each in works
            )
        case WordIndex(entries):
            return "\n".join(f"- {term}: {listed(names, labels)}" for term, names in entries)
        case Program(title, code):
            return f"{words(title, labels)}\n\n```python\n{code}\n```"
        case Terminal(command, output):
            return f"```console\n$ {command}\n{output}\n```"
        case Explorer(_, on_paper):
            return words(on_paper, labels)


def _step(step: Step, labels: Labels) -> str:
    number = f"{step.number}. " if step.number else ""
    lines = [f"**{number}{escaped(step.title)}.** {words(step.reason, labels)}"]
    lines += [_equations(step.lines, labels)] if step.lines else []
    lines += [f"*Checked:* {escaped(step.check)}."] if step.check else []
    return "\n\n".join(lines)


def _equations(equations: Iterable[Equation], labels: Labels) -> str:
    """Return equations as one displayed formula."""
    rows = fitting.rows(equations, Column(labels=labels))
    return displayed(latex.formula(rows))


def displayed(tex: str) -> str:
    r"""Return LaTeX as a displayed formula.

    Examples
    --------
    >>> displayed("a\n+ b").splitlines()
    ['$$', 'a + b', '$$']
    """
    return f"$$\n{' '.join(tex.split())}\n$$"


def _table(table: Tabular, labels: Labels) -> str:
    rows = [_row(entries, labels) for entries in (table.head, *table.rows)]
    rows.insert(1, "| --- " * len(table.head) + "|")
    caption = f"**{labels[table.name]}.** {words(table.caption, labels)}"
    return f"{caption}\n\n" + "\n".join(rows)


def _row(entries: Iterable[Sentence], labels: Labels) -> str:
    return f"| {' | '.join(words(entry, labels) for entry in entries)} |"


def _statement(block: NumberedStatement, labels: Labels) -> str:
    title = f"**{labels[block.name]} ({words(block.title, labels)}).**"
    said = [_block(each, labels) for each in block.said]
    proof = ["*Proof.*", *(_block(each, labels) for each in block.proof)] if block.proof else []
    remark = [words(block.remark, labels)] if block.remark else []
    return "\n\n".join((title, *said, *proof, *remark))
