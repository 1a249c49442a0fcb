r"""A scene as a TikZ picture, for documents that pdflatex compiles.

A file sets its own colours and styles, and shrinks to the line and the page where it is larger. A
picture alone needs :func:`figure_tex` in the document's preamble. Lengths shrink so that the width
of a page in pixels becomes the width of a printed line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from symconv.errors import UnsupportedError
from symconv.figures.palette import ROLES, counts, theme
from symconv.figures.scene import (
    POINTS_PER_PIXEL,
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
    walk,
)
from symconv.formulas.document import escaped

NEEDS = r"\usepackage{amsmath,amssymb,tikz} \usetikzlibrary{patterns,arrows.meta}"
"""What a document needs to take a figure."""

_BASELINE = 0.31  # from the middle of a digit down to the baseline, in ems
_FILLED = {
    "input": "sc cell={hue}",
    "product": "sc cell={hue}",
    "fill": "sc fill={hue}",
    "count": "sc count={hue}",
    "shade": "sc shade={hue}",
    "edge": "sc edge={hue}",
    "ring": "sc ring={hue}",
}
_GREEK_NAMES = (
    *(
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
    ),
    *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
    *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"),
)
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", _GREEK_NAMES, strict=True))
_SIGNS = {
    "−": "-",
    "·": r"\cdot ",
    "×": r"\times ",
    "∗": "*",
    "⊤": r"{\top}",
    "…": r"\dots ",
    "≤": r"\le ",
    "≥": r"\ge ",
    "→": r"\to ",
    "′": "'",
    "\u2009": r"\,",
    "\\": r"\backslash ",
    "~": r"\sim ",
    "^": r"\wedge ",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    **{letter: f"\\{name} " for letter, name in _GREEK.items()},
}
_IN_WORDS = {"…": r"\dots{}", "×": r"$\times$", "−": "$-$", "→": r"$\to$"}
_STYLES = r"""\tikzset{
  sc/.style={x=.588pt,y=-.588pt,line width=.45pt,every node/.append style={inner sep=0pt}},
  sc size/.code={\pgfkeysalso{font/.expanded={\noexpand\fontsize{#1}{#1}\noexpand\selectfont}}},
  sc math/.style={}, sc quiet/.style={text=scmuted}, sc strong/.style={},
  sc head/.style={node font=\sffamily\bfseries}, sc label/.style={node font=\sffamily,text=scsoft},
  sc note/.style={node font=\sffamily,text=scmuted}, sc numeral/.style={text=scnumeral#1},
  sc cell/.style={draw=scedge#1,fill=scfill#1}, sc fill/.style={fill=scfill#1}, sc count/.style={fill=sccount#1},
  sc cell 0/.style={draw=scghost,fill=scpanel}, sc fill 0/.style={fill=scpanel},
  sc halo/.style={draw=white,line width=1pt},
  sc shade/.style={fill=scedge#1,fill opacity=.11}, sc edge/.style={draw=scedge#1},
  sc ring/.style={draw=scedge#1,line width=1.2pt}, sc ray/.style={draw=scedge#1},
  sc kernel/.style={draw=scink,fill=sckernel}, sc ghost/.style={draw=scghost,dash pattern=on 1pt off 1.5pt},
  sc blank/.style={draw=scghost}, sc zero/.style={draw=sczero,dash pattern=on 1pt off 1.3pt},
  sc plate/.style={fill=white}, sc mark/.style={fill=sczero}, sc frame/.style={draw=scink,line width=1.1pt},
  sc rule/.style={draw=scmuted}, sc cut/.style={draw=scink,line width=.9pt,dash pattern=on 3.6pt off 2.1pt},
  sc block/.style={draw=scmuted,line width=1pt}, sc arrow/.style={-{Latex[length=4pt]}},
  sc hatch/.style={pattern=north east lines,pattern color=sczero!80}, sc dot/.style={fill=scmuted}}%
"""
_CELL = ("fill{}", "edge{}")
_COLOURED = {
    **dict.fromkeys(("input", "product", "fill"), _CELL),
    **dict.fromkeys(("shade", "edge", "ring"), ("edge{}",)),
}


def figure_tex() -> str:
    """Return the colours and styles of every figure, for a document's preamble."""
    return _STYLES + "\n".join([*_colours(theme()), ""])


def tikz_file(scene: Scene) -> str:
    r"""Return a scene as a file for ``\input``: colours, styles and the picture, shrunk where it is larger than the page.

    Examples
    --------
    >>> print(tikz_file(Scene(40, 20, (Dot(8, 10),))).splitlines()[-4])
    \ifdim\wd0>\linewidth\sbox0{\resizebox{\linewidth}{!}{\usebox0}}\fi%
    """
    return "\n".join((
        f"% needs {NEEDS}",
        r"\begingroup%",
        _STYLES.removesuffix("\n"),
        *_colours(_used(scene), "providecolor"),
        r"\sbox0{%",
        f"{tikz(scene)}}}%",
        r"\ifdim\wd0>\linewidth\sbox0{\resizebox{\linewidth}{!}{\usebox0}}\fi%",
        r"\ifdim\ht0>.85\textheight\sbox0{\resizebox{!}{.85\textheight}{\usebox0}}\fi%",
        r"\usebox0%",
        "\\endgroup\n",
    ))  # fmt: skip


def with_command(file: str, version: str, command: str) -> str:
    """Return a TikZ file that says how it was made, under what it needs."""
    needs, rest = file.split("\n", 1)
    return f"{needs}\n% made by symconv {version}: {command}\n{rest}"


def tikz(scene: Scene, with_overlays: bool = False) -> str:
    r"""Return a scene as one ``tikzpicture``.

    Parameters
    ----------
    scene : Scene
        What to draw.
    with_overlays : bool
        For slides: what has step `n` is uncovered on overlay `n + 1` of the frame.

    Examples
    --------
    >>> print(tikz(Scene(40, 20, (Dot(8, 10),))))
    \begin{tikzpicture}[sc]
    \useasboundingbox (0,0) rectangle (40,20);
    \fill[sc dot] (8,10) circle (1.6);
    \end{tikzpicture}
    """
    lines = [line for item in scene.items for line in _drawn(item, with_overlays)]
    box = rf"\useasboundingbox (0,0) rectangle ({_number(scene.width)},{_number(scene.height)});"
    scale = _colours(counts(sorted(levels(scene))))
    picture = [r"\begin{tikzpicture}[sc]", *scale, box, *lines, r"\end{tikzpicture}"]
    return "\n".join(picture)


def _colours(colours: Mapping[str, str], command: str = "definecolor") -> list[str]:
    """Return colours for LaTeX; ``providecolor`` leaves those that a document has already."""
    return [
        rf"\{command}{{sc{name}}}{{HTML}}{{{colour[1:].upper()}}}%"
        for name, colour in colours.items()
    ]


def _used(scene: Scene) -> dict[str, str]:
    """Return the colours that a scene takes: the neutral ones, and those of its input cells."""
    coloured = {
        role.format(item.hue)
        for item in walk(scene.items)
        if isinstance(item, Rect | Patch) and item.hue
        for role in _COLOURED.get(item.role, ())
    }
    return {name: colour for name, colour in theme().items() if name in ROLES or name in coloured}


def _drawn(item: Item, with_overlays: bool = False) -> Iterator[str]:
    match item:
        case Group():
            is_covered = with_overlays and item.step > 0
            if is_covered:
                yield rf"\uncover<{item.step + 1}->{{%"
            for inner in item.items:
                yield from _drawn(inner, with_overlays)
            if is_covered:
                yield "}%"
        case Rect():
            yield _rect(item)
        case Patch():
            around = " -- ".join(map(_point, item.corners))
            yield rf"\path[{_style(item)}] {around} -- cycle;"
        case Text():
            yield _text(item)
        case Hatch():
            yield rf"\fill[sc hatch] {_box(item)};"
        case Line():
            style = f"{item.role}={item.hue}" if item.hue else item.role
            arrow = ", sc arrow" if item.arrow else ""
            yield rf"\draw[sc {style}{arrow}] {' -- '.join(map(_point, item.points))};"
        case Curve():
            middle = (item.start[0] + item.end[0]) / 2
            bends = f"{_point((middle, item.start[1]))} and {_point((middle, item.end[1]))}"
            yield rf"\draw[sc rule, sc arrow] {_point(item.start)} .. controls {bends} .. {_point(item.end)};"
        case Dot():
            yield rf"\fill[sc dot] {_point((item.x, item.y))} circle (1.6);"


def _rect(rect: Rect) -> str:
    corners = (
        f", rounded corners={_number(rect.radius * POINTS_PER_PIXEL)}pt" if rect.radius else ""
    )
    return rf"\path[{_style(rect)}{corners}] {_box(rect)};"


def _style(item: Rect | Patch) -> str:
    style = _FILLED.get(item.role, f"sc {item.role}").format(hue=item.hue)
    return style if item.role == "count" else style.replace("=0", " 0")


def _box(item: Rect | Hatch) -> str:
    corner = (item.x + item.width, item.y + item.height)
    return f"{_point((item.x, item.y))} rectangle {_point(corner)}"


def _text(text: Text) -> str:
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    points = max(5, min(10, math.floor(text.size * POINTS_PER_PIXEL + 0.4)))
    place = _point((text.x, text.y + _BASELINE * text.size))
    colour = f", sc numeral={text.step}" if text.step is not None else ""
    return (
        rf"\node[sc {text.role}{colour}, sc size={points}, anchor={anchor}] at {place} "
        rf"{{{runs_tex(text.runs)}}};"
    )


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
        parts.append("".join(_words(run.text) for run in members) if is_word else _formula(members))
    return "".join(parts)


def _formula(runs: list[Run]) -> str:
    text = "".join(
        f"{'_' if level < 0 else '^' if level else ''}{_braced(group, level)}"
        for level, group in _levels(runs)
    )
    lead, tail = " " * runs[0].text.startswith(" "), " " * runs[-1].text.endswith(" ")
    return f"{lead}${text.strip()}${tail}"


def _levels(runs: list[Run]) -> Iterator[tuple[int, str]]:
    for level, group in groupby(runs, key=lambda run: run.level):
        yield level, "".join(_name(run) for run in group)


def _braced(text: str, level: int) -> str:
    return f"{{{text}}}" if level else text


def _name(run: Run) -> str:
    """Return a run of a formula; a name of several letters is one word."""
    if re.fullmatch(r"[A-Za-z]{2,}", run.text):
        return rf"\mathit{{{run.text}}}" if run.style == "letter" else rf"\mathrm{{{run.text}}}"
    return _ascii(run.text, "".join(_SIGNS.get(character, character) for character in run.text))


def _words(text: str) -> str:
    return _ascii(text, "".join(_IN_WORDS.get(character, escaped(character)) for character in text))


def _ascii(text: str, written: str) -> str:
    if not written.isascii():
        signs = " ".join(sign for sign in _SIGNS if sign.isprintable())
        raise UnsupportedError(
            f"{text!r} in a figure has no LaTeX here; use letters, digits and the signs {signs}"
        )
    return written


def _point(point: tuple[float, float]) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
