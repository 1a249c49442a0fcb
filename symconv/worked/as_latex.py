r"""Steps as LaTeX: a fragment of a document, and one formula for notebooks.

A fragment needs ``amsmath``; a line that is too long for a page is broken before a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symconv.render.document import escaped
from symconv.render.fit import MOST, WIDTH, extent, text_width
from symconv.worked.pieces import Math, Words
from symconv.worked.steps import Line, Step

_GAP = 3.0
_SIGN = 0.96


def fragment(steps: Iterable[Step]) -> str:
    """Return the steps as paragraphs and aligned formulas."""
    return "\n\n".join(_step(number, step) for number, step in enumerate(steps, start=1))


def aligned(lines: Iterable[Line]) -> str:
    r"""Return lines as one formula: ``\begin{aligned} ... \end{aligned}``."""
    return "\\begin{aligned}\n" + _rows(lines, reasons=False) + "\n\\end{aligned}"


def words(parts: Words) -> str:
    """Return words for text mode, formulas between dollars."""
    return "".join(f"${part.tex}$" if isinstance(part, Math) else escaped(part) for part in parts)


def _step(number: int, step: Step) -> str:
    head = f"\\paragraph{{{number}. {escaped(step.title)}.}} {words(step.reason)}"
    body = f"\n\\begin{{align*}}\n{_rows(step.lines)}\n\\end{{align*}}\n" if step.lines else "\n\n"
    return f"{head}{body}\\emph{{Checked:}} {escaped(step.check)}.\\par\\medskip"


def _rows(lines: Iterable[Line], reasons: bool = True) -> str:
    rows = list(lines)
    beside = max(map(_width, rows), default=0) + max((_reason_width(row) for row in rows), default=0) <= WIDTH - _GAP
    return " \\\\\n".join(part for line in rows for part in _row(line, beside, reasons))


def _row(line: Line, beside: bool, reasons: bool) -> list[str]:
    """Return a line, and more where a sum is broken or the reason has no room beside it."""
    first, *more = _broken(line.right.latex(), WIDTH - text_width(line.left.text) - 2)
    rows = [f"{line.left.tex} &{line.relation.tex} {first}", *(f"&\\quad {part}" for part in more)]
    if line.reason and reasons:
        reason = rf"\text{{({words(line.reason)})}}"
        rows = [f"{rows[0]} && {reason}", *rows[1:]] if beside else [*rows, f"&\\quad {reason}"]
    return rows


def _width(line: Line) -> float:
    left = text_width(line.left.text) + 2
    if isinstance(line.right, Math):
        return left + text_width(line.right.text)
    return left + extent(line.right.grid, line.right.measured, line.right.limit or MOST)[0]


def _reason_width(line: Line) -> float:
    return text_width("".join(part if isinstance(part, str) else part.text for part in line.reason)) + _GAP


def _broken(tex: str, width: float) -> list[str]:
    """Break a long sum before a sign that stands outside all brackets."""
    if "\\begin" in tex or _estimated(tex) <= width:
        return [tex]
    parts = [""]
    for term in _terms(tex):
        if parts[-1] and _estimated(parts[-1] + term) > width - 2:
            parts.append("")
        parts[-1] += f" {term}" if parts[-1] else term
    return parts


def _terms(tex: str) -> list[str]:
    terms: list[str] = []
    for piece in re.split(r" (?=[+-] )", tex):
        if terms and terms[-1].count("(") > terms[-1].count(")"):
            terms[-1] += f" {piece}"
        else:
            terms.append(piece)
    return terms


def _estimated(tex: str) -> float:
    """Estimate the width of a sum in ems: commands take none, signs between terms and factors take their room."""
    signs = len(re.findall(r" [+-] |\\cdot", tex))
    return text_width(re.sub(r"\\[a-zA-Z]*|[{}_ ]", "", tex)) + _SIGN * signs
