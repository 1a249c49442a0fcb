"""Steps as HTML: sections with derivations, a figure where the layer can be drawn, no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from symconv.render import page
from symconv.render.mathml import mathml
from symconv.worked.pieces import Math, Words
from symconv.worked.steps import Line, Step


def body(steps: Iterable[Step], figure: str = "") -> str:
    """Return the steps as sections; the figure comes first."""
    return "\n".join([figure, *(_section(number, step) for number, step in enumerate(steps, start=1))])


def words(parts: Words) -> str:
    """Return words as HTML, formulas as MathML."""
    return "".join(mathml(part.tex) if isinstance(part, Math) else escape(part) for part in parts)


def _section(number: int, step: Step) -> str:
    head = f'<h2><span class="no">{number}</span>{escape(step.title)}</h2>\n<p>{words(step.reason)}</p>'
    rows = page.derivation(map(_row, step.lines)) if step.lines else ""
    return f'{head}\n{rows}\n<p class="check"><b>✓ Checked:</b> {escape(step.check)}.</p>'


def _row(line: Line) -> page.Row:
    left, right = line.left.latex(), f"{line.relation.latex()} {line.right.latex()}".strip()
    return page.Row(mathml(left) if left else "", mathml(right) if right else "", words(line.reason))
