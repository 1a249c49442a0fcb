"""A scene as SVG: a file with its own style and paper, or a piece of a page that takes the page's style.

A file spells its colours out, for converters that know no variables. A piece has neither style nor
paper nor a namespace: :func:`symconv.figures.palette.page_css` gives the page its rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from symconv.figures.palette import figure_css
from symconv.figures.scene import (
    Curve,
    Dot,
    Group,
    Hatch,
    Item,
    Line,
    Patch,
    Rect,
    Run,
    Scene,
    Text,
    levels,
    place_of,
)

SMALL = 0.7
"""Size of sub- and superscripts, as a part of the size on the line."""

_MIDDLE = 0.31  # from the middle of a digit down to the baseline, in ems
_SHIFT = {-1: 0.2, 0: 0.0, 1: -0.36}  # how far a level is lowered, in ems
_FORMULA_IN_WORDS = 1.12  # a serif looks smaller than a sans serif of the same size
_HATCH_STEP = 7
_TEXT_CLASS = {
    "math": "sc-m", "quiet": "sc-q", "strong": "sc-m sc-s", "head": "sc-h", "label": "sc-t", "note": "sc-n"
}  # fmt: skip
_RECT_CLASS = {
    "input": "sc-i", "kernel": "sc-k", "product": "sc-i", "fill": "sc-f", "count": "sc-c", "ghost": "sc-g",
    "blank": "sc-w", "zero": "sc-z", "plate": "sc-p", "frame": "sc-b", "halo": "sc-hl", "shade": "sc-y",
    "edge": "sc-e", "ring": "sc-j", "mark": "sc-mk",
}  # fmt: skip
_COLOURED = ("input", "product", "fill", "count", "shade", "edge", "ring")
_LINE_CLASS = {"rule": "sc-l", "cut": "sc-x", "block": "sc-d", "ray": "sc-e"}
_STYLE_CLASS = {"letter": "sc-v", "upright": "sc-r"}
_WORDS = ("head", "label", "note")
_MOTION = """\
@media screen and (prefers-reduced-motion:no-preference){{.sc-step{{animation:{seconds}s linear infinite both}}
svg:hover .sc-step{{animation-play-state:paused}}}}
"""
_TURNS = """\
.sc-film{{display:none}}
@media screen and (prefers-reduced-motion:no-preference){{.sc-still{{display:none}}.sc-film{{display:inline}}
.sc-turn{{visibility:hidden;animation:sc-turn {seconds}s step-end infinite}}svg:hover .sc-turn{{animation-play-state:paused}}}}
@keyframes sc-turn{{0%{{visibility:visible}}{part},100%{{visibility:hidden}}}}
"""
_REST = 3
"""Seconds for which the whole scene stands before it starts again."""
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(scene: Scene, name: str, title: str, description: str, standalone: bool = True) -> str:
    """Return a scene as SVG text.

    Parameters
    ----------
    scene : Scene
        What to draw.
    name : str
        Starts the ids of the drawing; two drawings on one page need different names.
    title, description : str
        For readers who do not see the drawing; the description states the result.
    standalone : bool
        A file of its own instead of a piece of a page.

    Returns
    -------
    str
        One ``<svg>`` element, the same for the same scene.

    Examples
    --------
    >>> print(svg(Scene(40, 20, (Dot(8, 10),)), "dot", "A dot", "One dot.", standalone=False))
    <svg viewBox="0 0 40 20" width="40" height="20" role="img" aria-labelledby="dot-t dot-d">
      <title id="dot-t">A dot</title>
      <desc id="dot-d">One dot.</desc>
      <circle class="sc-o" cx="8" cy="10" r="1.6"/>
    </svg>
    """
    style = figure_css(levels(scene)) if standalone else ""
    return _document(
        scene,
        (name, title, description),
        style,
        [line for item in scene.items for line in _drawn(item, "  ")],
    )


def animated_svg(scene: Scene, name: str, title: str, description: str) -> str:
    """Return a scene as an SVG file whose groups appear at their steps, a second each, over and over.

    It waits while it is pointed at. Where a reader prefers reduced motion, in print and without CSS
    it is the whole scene from the start.
    """
    body = [line for item in scene.items for line in _appearing(item)]
    style = figure_css(levels(scene)) + _motion(scene)
    return _document(scene, (name, title, description), style, body)


def turning_svg(
    scene: Scene, turns: Sequence[Scene], name: str, title: str, description: str
) -> str:
    """Return scenes of one size as an SVG file that shows them in turn, a second each, over and over.

    What all of them have is drawn once, below what moves. It waits while it is pointed at. Where a
    reader prefers reduced motion, in print and without CSS it is the first scene given, which
    stands still.
    """
    common = set(turns[0].items).intersection(*(turn.items for turn in turns))
    lasting = [item for item in turns[0].items if item in common]
    body = ['  <g class="sc-still">', *_all_drawn(scene.items), "  </g>", '  <g class="sc-film">']
    body += _all_drawn(lasting)
    for number, turn in enumerate(turns):
        moving = [item for item in turn.items if item not in common]
        delay = f"animation-delay:{number - len(turns)}s"
        body += [f'  <g class="sc-turn" style="{delay}">', *_all_drawn(moving), "  </g>"]
    rules = _TURNS.format(seconds=len(turns), part=f"{100 / len(turns):.3f}%")
    size = Scene(max(scene.width, turns[0].width), max(scene.height, turns[0].height), scene.items)
    return _document(size, (name, title, description), figure_css() + rules, [*body, "  </g>"])


def _all_drawn(items: Iterable[Item]) -> list[str]:
    return [line for item in items for line in _drawn(item, "    ")]


def _motion(scene: Scene) -> str:
    """Return when every step is seen: from its second to the end of a round."""
    steps = scene.steps
    seconds = steps[-1] + _REST
    rules = [_MOTION.format(seconds=seconds)]
    for step in steps:
        hidden = f"{100 * step / seconds:.1f}%"
        seen = f"{100 * (step + 0.4) / seconds:.1f}%"
        rules.append(f"@keyframes sc-{step}{{0%,{hidden}{{opacity:0}}{seen},100%{{opacity:1}}}}\n")
    return "".join(rules)


def _appearing(item: Item) -> Iterator[str]:
    """Yield an item of an animation: one with a step in a group that waits, an empty place where a sum will be."""
    if not isinstance(item, Group) or not item.step:
        yield from _drawn(item, "  ")
        return
    if item.part == "sum":
        yield "  " + _rect(place_of(item))
    yield f'  <g class="sc-step" style="animation-name:sc-{item.step}">'
    yield from _drawn(item, "    ")
    yield "  </g>"


def _document(scene: Scene, words: tuple[str, str, str], style: str, body: list[str]) -> str:
    """Return the element: with a style a file, with its namespace and paper; else a piece of a page."""
    name, title, description = words
    identity = re.sub(r"[^A-Za-z0-9_-]+", "-", name) or "figure"
    width, height = _number(scene.width), _number(scene.height)
    namespace = 'xmlns="http://www.w3.org/2000/svg" ' if style else ""
    lines = [
        f'<svg {namespace}viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-labelledby="{identity}-t {identity}-d">',
        f'  <title id="{identity}-t">{_escaped(title)}</title>',
        f'  <desc id="{identity}-d">{_escaped(description)}</desc>',
    ]
    if style:
        lines += [
            f"<style>\n{style}</style>",
            f'  <rect class="sc-bg" width="{width}" height="{height}"/>',
        ]
    return "\n".join([*lines, *body, "</svg>"])


def _drawn(item: Item, indent: str) -> Iterator[str]:
    if isinstance(item, Group):
        yield from _group(item, indent)
    else:
        yield indent + _element(item)


def _group(group: Group, indent: str) -> Iterator[str]:
    """Yield a group as an element only where it has a title to carry."""
    if not group.title:
        for item in group.items:
            yield from _drawn(item, indent)
        return
    yield f"{indent}<g>"
    yield f"{indent}  <title>{_escaped(group.title)}</title>"
    for item in group.items:
        yield from _drawn(item, indent + "  ")
    yield f"{indent}</g>"


def _element(item: Rect | Patch | Text | Hatch | Line | Curve | Dot) -> str:
    match item:
        case Rect():
            return _rect(item)
        case Patch():
            return _patch(item)
        case Text():
            return _text(item)
        case Hatch():
            return f'<path class="sc-u" d="{_hatch_path(item)}"/>'
        case Line():
            return _line(item)
        case Curve():
            return _curve(item)
        case Dot():
            return f'<circle class="sc-o" cx="{_number(item.x)}" cy="{_number(item.y)}" r="1.6"/>'


def _rect(rect: Rect) -> str:
    colour = str(rect.hue) if rect.role in _COLOURED else ""
    corners = f' rx="{_number(rect.radius)}"' if rect.radius else ""
    return (
        f'<rect class="{_RECT_CLASS[rect.role]}{colour}" x="{_number(rect.x)}" y="{_number(rect.y)}"'
        f' width="{_number(rect.width)}" height="{_number(rect.height)}"{corners}/>'
    )


def _patch(patch: Patch) -> str:
    colour = str(patch.hue) if patch.role in _COLOURED else ""
    around = "L".join(map(_point, patch.corners))
    return f'<path class="{_RECT_CLASS[patch.role]}{colour}" d="M{around}z"/>'


def _text(text: Text) -> str:
    """Write one text; every run after a lowered or raised one carries the way back to the line."""
    words = text.role in _WORDS
    pieces, lowered = [], 0.0
    for (style, level), runs in groupby(text.runs, key=lambda run: (run.style, run.level)):
        size = text.size * (_FORMULA_IN_WORDS if words and style != "word" else 1)
        shift = _SHIFT[level] * size
        run = Run("".join(run.text for run in runs), style, level)
        pieces.append(_tspan(run, size * (SMALL if level else 1), shift - lowered, text.size))
        lowered = shift
    colour = "" if text.step is None else f" sc-n{text.step}"
    return (
        f'<text class="{_TEXT_CLASS[text.role]}{colour}" x="{_number(text.x)}" '
        f'y="{_number(text.y + _MIDDLE * text.size)}" text-anchor="{text.anchor}" '
        f'font-size="{_number(text.size)}">'
        f"{''.join(pieces)}</text>"
    )


def _tspan(run: Run, size: float, dy: float, inherited: float) -> str:
    attributes = f' class="{_STYLE_CLASS[run.style]}"' if run.style in _STYLE_CLASS else ""
    if _number(dy) != "0":
        attributes += f' dy="{_number(dy)}"'
    if _number(size) != _number(inherited):
        attributes += f' font-size="{_number(size)}"'
    return f"<tspan{attributes}>{_escaped(run.text)}</tspan>" if attributes else _escaped(run.text)


def _hatch_path(hatch: Hatch) -> str:
    """Return slanted lines, each cut off at the edges; patterns with ids do not survive every converter."""
    x, y, width, height = hatch.x, hatch.y, hatch.width, hatch.height
    lines = []
    for n in range(1, math.ceil((width + height) / _HATCH_STEP)):
        reach = n * _HATCH_STEP
        start = (x + max(reach - height, 0), y + min(reach, height))
        end = (x + min(reach, width), y + max(reach - width, 0))
        lines.append(f"M{_point(start)}L{_point(end)}")
    return "".join(lines)


def _line(line: Line) -> str:
    colour = line.hue or ""
    path = f'<path class="{_LINE_CLASS[line.role]}{colour}" d="M{"L".join(map(_point, line.points))}"/>'
    return path + _head(*line.points[-2:]) if line.arrow else path


def _curve(curve: Curve) -> str:
    middle = (curve.start[0] + curve.end[0]) / 2
    bends = f"{_point((middle, curve.start[1]))} {_point((middle, curve.end[1]))}"
    path = f'<path class="sc-l" d="M{_point(curve.start)}C{bends} {_point(curve.end)}"/>'
    return path + _head((middle, curve.end[1]), curve.end)


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """Return the head of an arrow that comes from `before` and ends at `tip`."""
    length = math.dist(before, tip) or 1
    along = ((tip[0] - before[0]) / length, (tip[1] - before[1]) / length)
    back = (tip[0] - 9 * along[0], tip[1] - 9 * along[1])
    sides = [(back[0] + 4.5 * way * along[1], back[1] - 4.5 * way * along[0]) for way in (1, -1)]
    return f'<path class="sc-a" d="M{_point(tip)}L{_point(sides[0])}L{_point(sides[1])}z"/>'


def _point(point: tuple[float, float]) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), quote=False)
