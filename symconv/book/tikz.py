r"""A drawing as a TikZ picture, for documents that pdflatex compiles.

It needs ``tikz`` with the library ``patterns`` and the colours ``scF1``, ``scE1``, ... of the document's preamble.
Lengths shrink so that the width of a page in pixels becomes the width of a printed line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from symconv.errors import UnsupportedError
from symconv.render.document import escaped
from symconv.render.scene import Curve, Dot, Group, Hatch, Item, Line, Rect, Run, Scene, Text

POINTS_PER_PIXEL = 0.588
_BASELINE = 0.31  # from the middle of a digit down to the baseline, in ems
_WORDS = ("head", "label", "note")
_FILLED = {"input": "sc cell={hue}", "product": "sc cell={hue}", "fill": "sc fill={hue}", "count": "sc count={hue}"}
_SIGNS = {
    "−": "-",
    "·": r"\cdot ",
    "×": r"\times ",
    "⊤": r"{\top}",
    "…": r"\dots ",
    "≤": r"\le ",
    "≥": r"\ge ",
    "′": "'",
    "\u2009": r"\,",
}


def tikz(scene: Scene) -> str:
    r"""Return a scene as one ``tikzpicture``.

    Examples
    --------
    >>> print(tikz(Scene(40, 20, (Dot(8, 10),))))
    \begin{tikzpicture}[sc]
    \useasboundingbox (0,0) rectangle (40,20);
    \fill[sc dot] (8,10) circle (1.6);
    \end{tikzpicture}
    """
    lines = [line for item in scene.items for line in _drawn(item)]
    box = rf"\useasboundingbox (0,0) rectangle ({_number(scene.width)},{_number(scene.height)});"
    return "\n".join([r"\begin{tikzpicture}[sc]", box, *lines, r"\end{tikzpicture}"])


def _drawn(item: Item) -> Iterator[str]:
    match item:
        case Group():
            for inner in item.items:
                yield from _drawn(inner)
        case Rect():
            yield _rect(item)
        case Text():
            yield _text(item)
        case Hatch():
            yield rf"\fill[sc hatch] {_box(item)};"
        case Line():
            arrow = ", sc arrow" if item.arrow else ""
            yield rf"\draw[sc {item.role}{arrow}] {' -- '.join(_point(point) for point in item.points)};"
        case Curve():
            middle = (item.start[0] + item.end[0]) / 2
            bends = f"{_point((middle, item.start[1]))} and {_point((middle, item.end[1]))}"
            yield rf"\draw[sc rule, sc arrow] {_point(item.start)} .. controls {bends} .. {_point(item.end)};"
        case Dot():
            yield rf"\fill[sc dot] {_point((item.x, item.y))} circle (1.6);"


def _rect(rect: Rect) -> str:
    style = _FILLED.get(rect.role, f"sc {rect.role}").format(hue=rect.hue)
    corners = f", rounded corners={_number(rect.radius * POINTS_PER_PIXEL)}pt" if rect.radius else ""
    return rf"\path[{style}{corners}] {_box(rect)};"


def _box(item: Rect | Hatch) -> str:
    corner = (item.x + item.width, item.y + item.height)
    return f"{_point((item.x, item.y))} rectangle {_point(corner)}"


def _text(text: Text) -> str:
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    points = max(5, min(10, math.floor(text.size * POINTS_PER_PIXEL + 0.4)))
    place = _point((text.x, text.y + _BASELINE * text.size))
    colour = f", sc numeral={text.step}" if text.step is not None else ""
    return rf"\node[sc {text.role}{colour}, sc size={points}, anchor={anchor}] at {place} {{{runs_tex(text.runs)}}};"


def runs_tex(runs: tuple[Run, ...]) -> str:
    r"""Return runs of text as LaTeX: words as they are, everything else as a formula.

    Examples
    --------
    >>> print(runs_tex((Run("crop ", "word"), Run("x", "letter"), Run("1", level=-1), Run(" − 2"))))
    crop $x_{1} - 2$
    """
    parts = []
    for is_word, group in groupby(runs, key=lambda run: run.style == "word"):
        members = list(group)
        parts.append("".join(escaped(run.text) for run in members) if is_word else _formula(members))
    return "".join(parts)


def _formula(runs: list[Run]) -> str:
    text = "".join(f"{'_' if level < 0 else '^' if level else ''}{_braced(group, level)}" for level, group in _levels(runs))
    lead, tail = (" " * text.startswith(" "), " " * text.endswith(" "))
    return f"{lead}${text.strip()}${tail}"


def _levels(runs: list[Run]) -> Iterator[tuple[int, str]]:
    for level, group in groupby(runs, key=lambda run: run.level):
        yield level, "".join(_sign(run.text) for run in group)


def _braced(text: str, level: int) -> str:
    return f"{{{text}}}" if level else text


def _sign(text: str) -> str:
    written = "".join(_SIGNS.get(character, character) for character in text)
    if not written.isascii():
        raise UnsupportedError(f"{text!r} in a figure has no LaTeX here; use letters, digits and the signs {' '.join(_SIGNS)}")
    return written


def _point(point: tuple[float, float]) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
