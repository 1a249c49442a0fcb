r"""Slides: a deck with beamer, 16:9 and 14 pt, everything on a frame uncovered step by step.

It compiles with pdflatex and Debian's texlive-latex-recommended. Colours and styles are those of
all figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from symconv.figures.colour import definitions
from symconv.figures.tikz import figure_tex
from symconv.formulas.document import escaped

WIDTH = 27.0
"""Ems in a line of a frame."""
HEIGHT = 8.9
"""Lines of a formula on a frame; what has more goes on another one."""
SIZES = (
    (r"\LARGE", 1.73),
    (r"\Large", 1.44),
    (r"\large", 1.2),
    ("", 1.0),
    (r"\small", 0.86),
    (r"\footnotesize", 0.72),
)
"""Type of a formula, by how much it is larger than the usual one; nothing smaller can be read at the back of a room."""
AREA = (134.0, 49.0)
"""Millimetres for a drawing: width and height."""


def deck(title: str, lead: str, frames: Iterable[str]) -> str:
    """Return a whole deck: a title frame, and the frames.

    Parameters
    ----------
    title : str
        Plain text.
    lead : str
        A sentence under it, in LaTeX.
    frames : iterable of str
        As :func:`frame` makes them.
    """
    preamble = (resources.files("symconv.pages") / "deck.tex").read_text(encoding="utf-8")
    every = [part(title, lead), *frames]
    body = "\n".join(every)
    count = f"\\newcommand{{\\scframes}}{{{len(every)}}}\n"
    return f"{preamble}{count}{figure_tex()}{definitions()}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def part(title: str, lead: str) -> str:
    """Return a frame with nothing but a title and, in LaTeX, a sentence under it."""
    head = rf"\vfill{{\Large\bfseries {escaped(title)}\par}}\vspace{{3mm}}"
    return frame("", rf"{head}{{\small\color{{scsoft}} {lead}\par}}\vfill")


def frame(title: str, body: str, detail: str = "") -> str:
    r"""Return one frame; the title, and the detail that stands small behind it, are plain text.

    Examples
    --------
    >>> print(frame("Crop", "Done."))
    \begin{frame}[t]\frametitle{Crop}
    Done.
    \end{frame}
    """
    small = rf"\enspace{{\normalfont\small\color{{scmuted}}{escaped(detail)}}}" if detail else ""
    head = f"\\frametitle{{{escaped(title)}{small}}}" if title else ""
    return f"\\begin{{frame}}[t]{head}\n{body}\n\\end{{frame}}"


def uncovered(number: int, tex: str) -> str:
    r"""Return what is seen from an overlay on; what is seen from the start, and nothing, need no cover.

    Examples
    --------
    >>> print(uncovered(2, "= 3"), uncovered(1, "= 3"))
    \uncover<2->{= 3} = 3
    """
    return rf"\uncover<{number}->{{{tex}}}" if number > 1 and tex.strip() else tex
