r"""Steps as LaTeX: a fragment of a document, and one formula for notebooks.

A fragment starts with text and brings its own dollars; it needs ``amsmath``, and ``xcolor`` where
terms are coloured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symconv.figures.colour import definitions
from symconv.formulas.document import escaped
from symconv.formulas.tex import TEX
from symconv.worked.rows import Row, Style, blocks, rows, words
from symconv.worked.steps import Line, Step

HIGHEST = 30.0
"""Lines of one formula, so that a page can end between two."""
INDENT = 1.5
"""Ems in front of every formula."""

_START = (
    "\\begingroup\\setlength{\\parindent}{0pt}\\setlength{\\emergencystretch}{4em}\\setlength{\\arraycolsep}{3pt}"
    "\\interlinepenalty=10000 \\par\n"
)
_END = "\\par\\endgroup"


def fragment(intro: str, steps: Iterable[Step], style: Style | None = None) -> str:
    """Return the steps as paragraphs and formulas, behind an introduction in plain text."""
    style = style or Style()
    colours = definitions() if style.spelling is not TEX else ""
    body = "\n\n".join(_step(number, step, style) for number, step in enumerate(steps, start=1))
    return f"{_breakable(escaped(intro))}{_START}{colours}{body}{_END}"


def aligned(lines: Iterable[Line]) -> str:
    r"""Return lines as one formula: ``\begin{aligned} ... \end{aligned}``."""
    return formula(
        rows((Line(line.left, line.right, (), line.relation) for line in lines), Style())
    )


def formula(given: Sequence[Row]) -> str:
    """Return rows as one formula."""
    return "\\begin{aligned}\n" + " \\\\\n".join(map(_row, given)) + "\n\\end{aligned}"


def too_wide(steps: Iterable[Step], style: Style) -> list[str]:
    """Return a sentence for each step with a row that is wider than the column, by its estimated width."""
    found = []
    for number, step in enumerate(steps, start=1):
        widest = (
            max((row.width for row in rows(step.lines, _indented(style))), default=0.0) + INDENT
        )
        if widest > style.width:
            found.append(
                f"step {number} ({step.title}) takes about {widest:.0f} em of {style.width:.0f} em"
            )
    return found


def _breakable(tex: str) -> str:
    """Let lines end inside the path of a source."""
    return re.sub(r"/|\\_", r"\g<0>\\allowbreak{}", tex)


def _step(number: int, step: Step, style: Style) -> str:
    head = f"\\medskip\\textbf{{{number}. {escaped(step.title)}.}} {words(step.reason)}"
    formulas = (
        f"\\smallskip\\hspace*{{{INDENT}em}}$\\displaystyle {formula(block)}$\\par"
        for block in blocks(rows(step.lines, _indented(style)), HIGHEST)
    )
    check = f"\\nobreak\\smallskip\\emph{{Checked:}} {escaped(step.check)}.\\par"
    return "\n".join([f"{head}\\par\\nobreak", *formulas, check])


def _indented(style: Style) -> Style:
    return replace(style, width=style.width - INDENT)


def _row(row: Row) -> str:
    reason = rf" && \quad\text{{{row.reason}}}" if row.reason else ""
    return f"{row.left} &{row.right}{reason}".lstrip()
