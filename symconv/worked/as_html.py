"""Steps as HTML: sections with derivations, a figure where the layer can be drawn, no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from symconv.formulas.fit import WIDTH, text_width
from symconv.formulas.mathml import mathml
from symconv.pages import html_page as page
from symconv.worked.pieces import Math, Words
from symconv.worked.rows import broken
from symconv.worked.steps import Line, Step

_REASON = 12.0
"""Ems for a reason beside a formula."""
_NOTEBOOK_STYLE = """
.symconv-steps h2{font-size:1.15em;margin:1.4em 0 .3em}.symconv-steps .no{margin-right:.6em;opacity:.6}
.symconv-steps :is(p,figcaption){max-width:45em}.symconv-steps figure{margin:.5em 0}.symconv-steps .scroll{overflow-x:auto}
.symconv-steps .steps{margin:.3em 0;border-collapse:collapse}.symconv-steps .steps tr{background:none}
.symconv-steps .steps td{padding:.25em .4em .25em 0;border:0;text-align:left;white-space:nowrap}
.symconv-steps .steps .why{padding-left:2em;font-size:.92em;opacity:.75;white-space:normal}
.symconv-steps .check{font-size:.92em;opacity:.75}
"""


def body(steps: Iterable[Step], figure: str = "") -> str:
    """Return the steps as sections; the figure comes first."""
    return "\n".join(
        [figure, *(_section(number, step) for number, step in enumerate(steps, start=1))]
    )


def notebook(steps: Iterable[Step], figure: str = "") -> str:
    """Return the steps for the output of a notebook's cell, with a style that holds inside them alone."""
    return f'<div class="symconv-steps"><style>{_NOTEBOOK_STYLE}</style>\n{body(steps, figure)}\n</div>'


def words(parts: Words) -> str:
    """Return words as HTML, formulas as MathML."""
    return "".join(mathml(part.tex) if isinstance(part, Math) else escape(part) for part in parts)


def _section(number: int, step: Step) -> str:
    head = f'<h2><span class="no">{number}</span>{escape(step.title)}</h2>\n<p>{words(step.reason)}</p>'
    width = WIDTH - _REASON if any(line.reason for line in step.lines) else WIDTH
    rows = page.derivation(_row(line, width) for line in step.lines) if step.lines else ""
    return f'{head}\n{rows}\n<p class="check"><b>✓ Checked:</b> {escape(step.check)}.</p>'


def _row(line: Line, width: float) -> page.Row:
    """Return a row; a sum that is wider goes on below."""
    left = line.left.latex()
    first, *more = broken(line.right.latex(), width - text_width(line.left.text))
    parts = [f"{line.relation.latex()} {first}".strip(), *(rf"\qquad {part}" for part in more)]
    return page.Row(
        mathml(left) if left else "",
        "<br>".join(map(mathml, filter(None, parts))),
        words(line.reason),
    )
