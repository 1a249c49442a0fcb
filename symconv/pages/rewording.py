"""The same blocks with other words: every sentence and every formula of a page passed through a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from symconv.pages.blocks import (
    Block,
    Drawing,
    Equation,
    Equations,
    Explorer,
    Heading,
    Items,
    Note,
    NumberedStatement,
    Paragraph,
    Program,
    Step,
    Tabular,
)
from symconv.pages.displays import Display, Math
from symconv.pages.inline_markup import Inline, Sentence, parts


def rewritten(blocks: Iterable[Block], change: Callable[[Inline], Inline]) -> tuple[Block, ...]:
    """Return blocks, every part of their sentences and every formula without cells changed.

    Parameters
    ----------
    blocks : iterable of Block
        They stay as they are: new ones are made.
    change : callable
        Returns what stands in the place of a part.

    Examples
    --------
    >>> from symconv.pages.inline_markup import Code, PlainText
    >>> bare = lambda part: PlainText(part.text) if isinstance(part, Code) else part
    >>> rewritten((Paragraph("Type `ls`."),), bare)[0].text
    (PlainText(text='Type '), PlainText(text='ls'), PlainText(text='.'))
    """
    return tuple(_block(block, change) for block in blocks)


def _block(block: Block, change: Callable[[Inline], Inline]) -> Block:
    def said(sentence: Sentence) -> Sentence:
        return tuple(map(change, parts(sentence)))

    match block:
        case Heading(title) | Program(title):
            return replace(block, title=said(title))
        case Paragraph() | Equations():
            return _part(block, change)
        case Note(_, text):
            return replace(block, text=said(text))
        case Items(entries):
            return replace(block, entries=tuple(map(said, entries)))
        case Step(_, reason, lines):
            changed = tuple(_line(line, change) for line in lines)
            return replace(block, reason=said(reason), lines=changed)
        case Drawing(_, caption):
            return replace(block, caption=said(caption))
        case Tabular(head, rows, caption):
            cells = tuple(tuple(map(said, row)) for row in rows)
            return replace(block, head=tuple(map(said, head)), rows=cells, caption=said(caption))
        case NumberedStatement(_, _, title, stated, proof, remark):
            return replace(
                block,
                title=said(title),
                said=tuple(_part(part, change) for part in stated),
                proof=tuple(_part(part, change) for part in proof),
                remark=said(remark),
            )
        case Explorer(_, on_paper):
            return replace(block, on_paper=said(on_paper))
    return block


def _part(
    block: Paragraph | Equations, change: Callable[[Inline], Inline]
) -> Paragraph | Equations:
    if isinstance(block, Equations):
        return Equations(tuple(_line(line, change) for line in block.lines))
    return Paragraph(tuple(map(change, parts(block.text))))


def _line(line: Equation, change: Callable[[Inline], Inline]) -> Equation:
    def math(formula: Math) -> Math:
        changed = change(formula)
        return changed if isinstance(changed, Math) else formula

    def formula(display: Display) -> Display:
        return math(display) if isinstance(display, Math) else display

    return replace(
        line,
        left=math(line.left),
        right=formula(line.right),
        reason=tuple(map(change, parts(line.reason))),
        then=tuple(map(formula, line.then)),
    )
