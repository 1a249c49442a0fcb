"""Documents as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill, indent

from symconv.formulas.bibliography import Work
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
from symconv.pages.fitting import fitted
from symconv.pages.inline_markup import Sentence, plain
from symconv.pages.numbering import Labels, listed, numbered

_WIDTH = 96


def document(document: Document) -> str:
    """Return a document as plain text."""
    labels = numbered(document.blocks)
    head = f"{document.title}\n{plain(document.lead, labels)}"
    body = "\n\n".join(filter(None, (_block(each, labels) for each in document.blocks)))
    return f"{head.rstrip()}\n\n{body}\n"


def fragment(blocks: Iterable[Block]) -> str:
    """Return blocks as a part of somebody else's page."""
    given = tuple(blocks)
    labels = numbered(given)
    return "\n\n".join(filter(None, (_block(each, labels) for each in given)))


def _block(block: Block, labels: Labels) -> str:
    match block:
        case Heading(title, name):
            head = f"{labels[name].removeprefix('Section ')} {plain(title, labels)}"
            return f"{head}\n{'-' * len(head)}"
        case Paragraph(text):
            return fill(plain(text, labels), _WIDTH)
        case Items(entries, numbered):
            return "\n".join(_items(entries, numbered, labels))
        case Equations(rows):
            return "\n".join(_equations(rows, labels))
        case Step():
            return _step(block, labels)
        case Drawing(figure, caption):
            said = f"{labels[block.name]}. {plain(caption, labels)} {figure.description}"
            return indent(fill(said, _WIDTH - 3), "   ")
        case Listing(algorithm, name):
            lines = (f"{'  ' * depth}{tex}" for depth, tex in algorithm.lines())
            return "\n".join((f"{labels[name]}. {algorithm.title}", *lines))
        case Tabular():
            return _table(block, labels)
        case Note(title, text):
            return indent(fill(f"{title}. {plain(text, labels)}", _WIDTH - 3), "   ")
        case NumberedStatement():
            return _statement(block, labels)
        case Sources(works):
            return "\n".join(_works(works, labels))
        case WordIndex(entries):
            return "\n".join(f"{term}: {listed(names, labels)}" for term, names in entries)
        case Program(title, code):
            return f"{fill(plain(title, labels), _WIDTH)}\n{indent(code, '   ')}"
        case Terminal(command, output):
            return indent(f"$ {command}\n{output}", "   ")
        case Explorer(_, on_paper):
            return fill(plain(on_paper, labels), _WIDTH)


def _items(entries: Iterable[Sentence], numbered: bool, labels: Labels) -> Iterator[str]:
    for number, entry in enumerate(entries, start=1):
        mark = f"{number}. " if numbered else "- "
        inset = " " * len(mark)
        yield fill(plain(entry, labels), _WIDTH, initial_indent=mark, subsequent_indent=inset)


def _step(step: Step, labels: Labels) -> str:
    parts_ = [f"{step.number}. {step.title}" if step.number else step.title]
    parts_.append(indent(fill(plain(step.reason, labels), _WIDTH - 3), "   "))
    parts_ += ["", *_equations(step.lines, labels)] if step.lines else []
    if step.check:
        parts_ += ["", indent(fill(f"Checked: {step.check}.", _WIDTH - 3), "   ")]
    return "\n".join(parts_)


def _equations(rows: Iterable[Equation], labels: Labels) -> Iterator[str]:
    shown = fitted(rows)
    width = max((len(each.left.plain()) for each in shown), default=0)
    return (_equation(each, width, labels) for each in shown)


def _equation(equation: Equation, width: int, labels: Labels) -> str:
    start = f"     {equation.left.plain():>{width}} {equation.relation.plain()} "
    left = f"{start.rstrip()} "
    first, *more = equation.right.plain().split("\n")
    first = " = ".join((first, *(right.plain() for right in equation.then)))
    lines = [left + first]
    lines += [" " * len(left) + line if line else "" for line in more]
    if equation.reason:
        lines[-1] += f"   ({plain(equation.reason, labels)})"
    return "\n".join(line.rstrip() for line in lines)


def _table(table: Tabular, labels: Labels) -> str:
    rows = []
    for entries in (table.head, *table.rows):
        rows.append([plain(entry, labels) for entry in entries])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = (entry.ljust(width) for entry, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    head, *body = lines
    rule = "-" * max(map(len, lines))
    return "\n".join((f"{labels[table.name]}. {plain(table.caption, labels)}", head, rule, *body))


def _statement(block: NumberedStatement, labels: Labels) -> str:
    head = fill(f"{labels[block.name]} ({plain(block.title, labels)}).", _WIDTH)
    said = [_block(each, labels) for each in block.said]
    proof = ["Proof.", *(_block(each, labels) for each in block.proof)] if block.proof else []
    remark = [fill(plain(block.remark, labels), _WIDTH)] if block.remark else []
    return "\n".join((head, *said, *proof, *remark))


def _works(works: Iterable[Work], labels: Labels) -> Iterator[str]:
    for work in works:
        yield fill(f"{labels[work.key]} {plain(work.sentence(), labels)}", _WIDTH)
