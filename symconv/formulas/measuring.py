r"""How wide and how high LaTeX is when it is set, in ems of Computer Modern.

The letters have the widths of TeX's own tables, and formulas are put together by TeX's rules as far
as the formulas of this package go: scripts, fractions, brackets, sums, matrices, aligned rows, text.
What is not known takes the room of a letter. A test holds the result against pdflatex.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise, zip_longest

AXIS = 0.25
"""From the line up to the middle of a formula."""
COLUMN_GAP = 0.6
"""Between the columns of a matrix: twice the column separation that a fragment sets."""

BLOCK = 0.25
"""What a matrix of matrices takes more between two of them than its rows say."""

MOST_COLUMNS = 10
"""Of a matrix; one with more is an array, which has room outside its columns, too."""

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\\\(?:\[[^\]]*\])?|\\.|\s+|.", re.S)
_STRUT = (0.84, 0.36)
_JOT = 0.3
_STACKED = 1.2
"""Between the lines below a sum, in their own type."""
_SCRIPT = {1.0: 0.7, 0.7: 0.5, 0.5: 0.5}
_WIDER = {1.0: 1.0, 0.7: 1.137, 0.5: 1.36}
"""Small type is drawn wider than large type made smaller."""
_DELIMITERS = ((1.2, 0.458), (1.8, 0.597), (2.4, 0.736), (3.0, 0.792), (float("inf"), 0.875))
_SPACES = {r"\,": 0.167, r"\;": 0.278, r"\ ": 0.333, r"\quad": 1.0, r"\qquad": 2.0, r"\!": -0.167}
_RELATIONS = {
    **dict.fromkeys(("=", "<", ">", r"\le", r"\ge", r"\ne", r"\equiv"), 0.778),
    r"\to": 1.0,
    r"\gets": 1.0,
    r"\in": 0.667,
    r"\mid": 0.278,
    ":": 0.278,
}
_BINARY = {"+": 0.778, "-": 0.778, r"\cdot": 0.278, r"\times": 0.778, r"\bmod": 1.9, "*": 0.5}
_BINARY |= {r"\ast": 0.5, r"\star": 0.5}
_SYMBOLS = {
    r"\cdots": 1.172,
    r"\dots": 1.172,
    r"\ldots": 1.172,
    r"\vdots": 0.278,
    r"\ddots": 1.282,
    r"\top": 0.778,
    r"\partial": 0.531,
    r"\infty": 1.0,
    r"\lfloor": 0.444,
    r"\rfloor": 0.444,
    r"\lceil": 0.444,
    r"\rceil": 0.444,
    r"\langle": 0.389,
    r"\rangle": 0.389,
    r"\uparrow": 0.5,
    r"\downarrow": 0.5,
    r"\Sigma": 0.722,
    r"\{": 0.5,
    r"\}": 0.5,
    "|": 0.278,
    "!": 0.278,
}
_TALL = {r"\vdots": (1.5, 0.03), r"\ddots": (1.3, 0.0)}
_SUMS = {r"\sum": 1.444, r"\prod": 1.278}
_WORDS = frozenset(
    (r"\text", r"\textup", r"\mathrm", r"\mathit", r"\mathbf", r"\texttt", r"\operatorname")
)
_FRACTIONS = {r"\frac": False, r"\tfrac": True}
_ACCENTS = (r"\hat", r"\tilde")
_STYLES = (r"\displaystyle", r"\scriptscriptstyle", r"\limits")
_UNSEEN = frozenset((*_STYLES, *_ACCENTS, r"\left", r"\right"))
_OTHER = 0.6


@dataclass(frozen=True)
class Extent:
    """What a formula takes, in ems.

    Parameters
    ----------
    width : float
        From left to right.
    above, below : float
        From the line up, and down.
    """

    width: float = 0.0
    above: float = 0.0
    below: float = 0.0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.above + self.below

    def scaled(self, size: float) -> Extent:
        """Return the same in type of another size."""
        width = self.width * size * _WIDER.get(size, 1.0)
        return Extent(width, self.above * size, self.below * size)


@lru_cache(maxsize=2**14)
def measured(tex: str, display: bool = True) -> Extent:
    r"""Return the extent of a formula.

    Parameters
    ----------
    tex : str
        LaTeX for math mode.
    display : bool
        As a displayed formula; else as one in the line, or in a matrix.

    Examples
    --------
    >>> round(measured(r"x_{1} w_{2}").width, 2), round(measured(r"\frac{1}{2}").height, 2)
    (2.18, 2.06)
    """
    return _Measure(tex).math(1.0, display, frozenset())


@lru_cache(maxsize=2**12)
def text_width(text: str) -> float:
    """Return the width of words.

    Examples
    --------
    >>> round(text_width("the numbers put in"), 2)
    8.45
    """
    widths = _widths()["roman"]
    return sum(widths.get(sign, _OTHER) for sign in text)


def matrix_extent(
    columns: Iterable[float], rows: Iterable[tuple[float, float]], gaps: float = 0.0
) -> Extent:
    """Return the extent of a matrix in brackets.

    Parameters
    ----------
    columns : iterable of float
        The width of each column.
    rows : iterable of pairs
        How far each row reaches above and below its line.
    gaps : float
        What is put between rows in all; negative where they stand closer.
    """
    widths = list(columns)
    heights = (max(_STRUT[0], above) + max(_STRUT[1], below) for above, below in rows)
    total = sum(heights) + gaps
    outside = len(widths) > MOST_COLUMNS
    inner = sum(widths) + COLUMN_GAP * (len(widths) - 1 + outside)
    return Extent(inner + 2 * _delimiter(total), total / 2 + AXIS, total / 2 - AXIS)


@cache
def _widths() -> dict[str, dict[str, float]]:
    file = resources.files("symconv.formulas") / "computer_modern.json"
    found: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _delimiter(height: float) -> float:
    return next(width for most, width in _DELIMITERS if height <= most)


Atom = tuple[str, Extent]


class _Measure:
    """One pass over the signs and commands of a formula."""

    def __init__(self, tex: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(tex)
        self.at = 0

    def math(self, size: float, display: bool, stop: Set[str]) -> Extent:
        """Return the extent of what comes before a stop, which is not read."""
        atoms: list[Atom] = []
        while self.at < len(self.tokens) and self._kind() not in stop:
            sign = self._next()
            if sign in ("_", "^"):
                kind, base = atoms.pop() if atoms else ("ordinary", Extent())
                atoms.append((kind, self._scripted(base, sign, size, display)))
            elif sign.strip():
                atoms.append(self._atom(sign, size, display))
        return _in_line(atoms, size)

    def _kind(self) -> str:
        sign = self.tokens[self.at]
        return r"\\" if sign.startswith(r"\\") else sign

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _skip_spaces(self) -> None:
        while self.at < len(self.tokens) and not self.tokens[self.at].strip():
            self.at += 1

    def _atom(self, sign: str, size: float, display: bool) -> Atom:
        if sign == "{":
            inner = self.math(size, display, {"}"})
            self.at += 1
            return "ordinary", inner
        if sign in _FRACTIONS:
            return "inner", self._fraction(size, display and not _FRACTIONS[sign])
        if sign in _WORDS:
            return "ordinary", self._words().scaled(size)
        if sign == r"\begin":
            return "inner", self._environment(size)
        if sign == r"\left":
            return "inner", self._between(size, display)
        if sign == r"\substack":
            return "ordinary", self._stacked(size)
        if sign == r"\textcolor":
            self._group()
            return "ordinary", self._argument(size, display)
        if sign in _SUMS:
            return "operator", self._sum(sign, size, display)
        return _sign(sign, size)

    def _argument(self, size: float, display: bool) -> Extent:
        self._skip_spaces()
        if self.at >= len(self.tokens):
            return Extent()
        return self._atom(self._next(), size, display)[1]

    def _group(self) -> str:
        """Return what stands between the next braces, as it is written."""
        self._skip_spaces()
        depth, start = 0, self.at
        while self.at < len(self.tokens):
            sign = self._next()
            depth += (sign == "{") - (sign == "}")
            if not depth:
                break
        return "".join(self.tokens[start + 1 : self.at - 1])

    def _stacked(self, size: float) -> Extent:
        """Return the extent of conditions one below the other."""
        lines = [measured(line, False).scaled(size) for line in self._group().split(r"\\")]
        below = sum(max(_STACKED * size, line.height) for line in lines[1:])
        width = max(line.width for line in lines)
        return Extent(width, lines[0].above, lines[0].below + below)

    def _scripted(self, base: Extent, sign: str, size: float, display: bool) -> Extent:
        """Return a base with one more script; a second one stands above or below the first."""
        script = self._argument(_SCRIPT[size], False)
        gap = 0.05
        if sign == "^":
            raised = 0.41 * size + script.above
            return Extent(base.width + script.width + gap, max(base.above, raised), base.below)
        lowered = 0.2 * size + script.below
        return Extent(base.width + script.width + gap, base.above, max(base.below, lowered))

    def _fraction(self, size: float, display: bool) -> Extent:
        part = size if display else _SCRIPT[size]
        above, below = self._argument(part, False), self._argument(part, False)
        up, down = (0.677, 0.686) if display else (0.394, 0.345)
        width = max(above.width, below.width) + 0.24
        return Extent(width, up * size + above.above, down * size + below.below)

    def _words(self) -> Extent:
        """Return the extent of text, in which formulas stand between dollars."""
        width = 0.0
        for position, piece in enumerate(self._group().split("$")):
            bare = re.sub(r"\\[a-zA-Z]+\{?|[{}]|\\(?=[^a-zA-Z])", "", piece)
            width += measured(piece, False).width if position % 2 else text_width(bare)
        return Extent(width, 0.7, 0.22)

    def _between(self, size: float, display: bool) -> Extent:
        self.at += 1
        inner = self.math(size, display, {r"\right"})
        self.at += 2
        reach = 2 * max(inner.above - AXIS, inner.below + AXIS)
        drawn = next((most for most, _ in _DELIMITERS if reach <= most < 4), reach) / 2
        above, below = max(inner.above, drawn + AXIS), max(inner.below, drawn - AXIS)
        return Extent(inner.width + 2 * _delimiter(reach), above, below)

    def _sum(self, sign: str, size: float, display: bool) -> Extent:
        if not display:
            return Extent(1.056 * size, 0.75 * size, 0.25 * size)
        limits = {"_": Extent(), "^": Extent()}
        while self.at < len(self.tokens) and self.tokens[self.at] in limits:
            side = self._next()
            limits[side] = self._argument(_SCRIPT[size], False)
        width = max(_SUMS[sign] * size, *(limit.width for limit in limits.values()))
        over, under = limits["^"].height, limits["_"].height
        return Extent(width, 0.95 + (over and over + 0.2), 0.45 + (under and under + 0.35))

    def _environment(self, size: float) -> Extent:
        name = self._group()
        is_array = name == "array"
        if is_array:
            self._group()
        is_aligned = name == "aligned"
        stop = {"&", r"\\", r"\end"}
        rows: list[list[Extent]] = [[]]
        gaps = 0.0
        while True:
            rows[-1].append(self.math(size, is_aligned, stop))
            if self.at >= len(self.tokens) or self._kind() == r"\end":
                break
            end = self._next()
            if end.startswith(r"\\"):
                gaps += _gap(end)
                rows.append([])
        self.at += 1
        self._group()
        table = _table(rows, gaps, is_aligned)
        brackets = 2 * _delimiter(table.height) if is_array else 0.0
        return Extent(table.width - brackets, table.above, table.below)


def _gap(row_end: str) -> float:
    r"""Return the gap that the end of a row asks for, as in ``\\[3pt]``."""
    points = re.search(r"-?[0-9]+(?=pt)", row_end)
    return float(points[0]) / 10 if points else 0.0


def _table(rows: list[list[Extent]], gaps: float, is_aligned: bool) -> Extent:
    columns: list[float] = []
    heights: list[tuple[float, float]] = []
    for row in rows:
        widths = [entry.width for entry in row]
        columns = list(map(max, zip_longest(columns, widths, fillvalue=0.0)))
        heights.append((max(e.above for e in row), max(e.below for e in row)))
    if not is_aligned:
        blocks = BLOCK * sum(row == [Extent()] for row in rows)
        return matrix_extent(columns, heights, gaps + blocks)
    total = sum(row_height(above, below) for above, below in heights) + gaps
    return Extent(sum(columns), total / 2 + AXIS, total / 2 - AXIS)


def row_height(above: float, below: float) -> float:
    """Return what a row of aligned formulas takes, the gap to the next one included."""
    return max(_STRUT[0], above) + max(_STRUT[1], below) + _JOT


def _sign(sign: str, size: float) -> Atom:
    """Return the kind and the extent of one sign."""
    if sign in _SPACES:
        return "space", Extent(_SPACES[sign] * size)
    if sign in _UNSEEN:
        return "space", Extent()
    if sign in _RELATIONS:
        return "relation", Extent(_RELATIONS[sign], 0.37, 0.0).scaled(size)
    if sign in _BINARY:
        return "binary", Extent(_BINARY[sign], 0.583, 0.083).scaled(size)
    if sign in _SYMBOLS:
        above, below = _TALL.get(sign, (0.7, 0.1))
        return "ordinary", Extent(_SYMBOLS[sign], above, below).scaled(size)
    if sign in "([":
        return "open", Extent(_widths()["roman"][sign], 0.75, 0.25).scaled(size)
    if sign in ")]":
        return "close", Extent(_widths()["roman"][sign], 0.75, 0.25).scaled(size)
    if sign in ",;":
        return "punctuation", Extent(0.278, 0.1, 0.2).scaled(size)
    table = _widths()["italic" if sign.isalpha() else "roman"]
    width = table.get(sign, _OTHER)
    return "ordinary", Extent(width, 0.694, 0.194 if sign in "gjpqyf" else 0.0).scaled(size)


def _in_line(atoms: list[Atom], size: float) -> Extent:
    """Return atoms side by side, with the spaces that TeX puts between their kinds."""
    width = sum(extent.width for _, extent in atoms)
    if size == 1.0:
        width += sum(_space(first, second) for first, second in pairwise(_kinds(atoms)))
    above = max((extent.above for _, extent in atoms), default=0.0)
    below = max((extent.below for _, extent in atoms), default=0.0)
    return Extent(width, above, below)


def _kinds(atoms: list[Atom]) -> list[str]:
    """Return the kinds, signs without a left neighbour as ordinary ones."""
    kinds: list[str] = []
    for kind, _ in atoms:
        if kind == "space":
            continue
        alone = not kinds or kinds[-1] in ("binary", "relation", "open", "punctuation", "operator")
        kinds.append("ordinary" if kind == "binary" and alone else kind)
    return kinds


def _space(first: str, second: str) -> float:
    pair = {first, second}
    if "relation" in pair:
        return 0.278
    if "binary" in pair:
        return 0.222
    if first == "open" or second == "close":
        return 0.0
    return 0.167 if pair & {"punctuation", "inner", "operator"} else 0.0
