r"""The parts of a theorem's page written in one medium: LaTeX, plain text, Markdown, HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import ceil

from symconv.formulas.breaking import broken
from symconv.formulas.mathml import mathml, with_formulas
from symconv.formulas.measuring import measured, row_height
from symconv.proof.presentation.statement import Display, Part, Prose


def as_latex(parts: Iterable[Part], width: float) -> str:
    """Return parts as paragraphs of LaTeX; displays that follow one another are one block."""
    pieces = []
    for is_display, group in groupby(parts, lambda part: isinstance(part, Display)):
        if is_display:
            pieces.append(_displays([part.formula for part in group], width))  # type: ignore[union-attr]
        else:
            pieces.append(" ".join(part.text for part in group))  # type: ignore[union-attr]
    return "\n".join(pieces)


def _displays(formulas: list[str], width: float) -> str:
    lines = [rows(formula, width - _ENDING) for formula in formulas]
    if len(lines) == 1 and len(lines[0]) == 1:
        return f"\\[\n{lines[0][0]}\n\\]"
    set_rows = [row for group in lines for row in _indented(group)]
    body = " \\\\\n".join(set_rows)
    return f"\\[\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n\\]"


_ENDING = 1.0
"""Ems for a comma behind a formula, and what measuring leaves out."""
_LINE = 1.25
_AROUND = 1.8
"""Ems of the space around a displayed formula."""


def as_slides(parts: Iterable[Part], width: float, height: float) -> list[str]:
    """Return parts for as many frames of slides as they take, as `as_latex` sets them."""
    frames: list[list[Part]] = [[]]
    room = height
    for group in _kept_together(parts):
        taken = sum(_height(part, width) for part in group)
        if frames[-1] and taken > room:
            frames.append([])
            room = height
        frames[-1] += group
        room -= taken
    return [as_latex(frame, width) for frame in frames]


def _kept_together(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Yield words with the display that they lead to, and every other part alone."""
    words: list[Part] = []
    for part in parts:
        if isinstance(part, Prose) and not part.text.endswith("."):
            words.append(part)
        else:
            yield [*words, part]
            words = []
    if words:
        yield words


def _height(part: Part, width: float) -> float:
    if isinstance(part, Prose):
        return _LINE * ceil(measured(rf"\text{{{part.text}}}").width / width)
    extents = [measured(row) for row in rows(part.formula, width)]
    return sum(row_height(extent.above, extent.below) for extent in extents) + _AROUND


def rows(formula: str, width: float) -> list[str]:
    """Return a formula as lines; one that is a block already stays as it is."""
    return [formula] if formula.startswith(r"\begin") else broken(formula, width)


def _indented(group: list[str]) -> Iterator[str]:
    yield f"& {group[0]}"
    for row in group[1:]:
        yield rf"& \quad {row}"


def as_text(parts: Iterable[Part]) -> str:
    """Return parts as plain text, displays on lines of their own."""
    lines = []
    for part in parts:
        if isinstance(part, Prose):
            lines.append(part.text)
        else:
            lines += [f"    {line}" for line in part.formula.splitlines()]
    return "\n".join(lines)


def as_markdown(parts: Iterable[Part], width: float) -> str:
    """Return parts as Markdown with formulas between dollar signs."""
    blocks = []
    for part in parts:
        if isinstance(part, Prose):
            blocks.append(part.text)
        else:
            lines = rows(part.formula, width)
            if len(lines) == 1:
                block = lines[0]
            else:
                body = " \\\\\n".join(_indented(lines))
                block = f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"
            blocks.append(f"$$\n{block}\n$$")
    return "\n\n".join(blocks)


def as_html(parts: Iterable[Part]) -> str:
    """Return parts as HTML, every formula as MathML."""
    blocks = []
    for part in parts:
        if isinstance(part, Prose):
            blocks.append(f"<p>{with_formulas(part.text)}</p>")
        else:
            blocks.append(f"<p>{mathml(part.formula, display=True)}</p>")
    return "\n".join(blocks)
