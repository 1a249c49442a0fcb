r"""Equations as rows of LaTeX that fit a column: sums are broken before a sign, matrices get dots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import ceil, prod

from symconv.formulas.document import escaped
from symconv.formulas.fit import HEIGHT, MOST, WIDTH, extent, fitting_limit, text_width
from symconv.formulas.grid import Grid
from symconv.formulas.spelling import Spelling
from symconv.formulas.tex import TEX
from symconv.pages.blocks import EQUALS, NOTHING, Equation
from symconv.pages.displays import Cells, Display, Math, entry_names, shape_math
from symconv.pages.marked import (
    Code,
    Part,
    Reference,
    Sentence,
    Stress,
    Words,
    joined,
    parts,
    plain,
)
from symconv.pages.numbering import Labels

FEWEST = 3
PLENTY = 10
"""Rows and columns of a matrix: few for a large result; with plenty of them no reader misses the rest."""
MOST_EQUATIONS = 64
"""Cells of a result that are written one by one; of a larger one only the first few are."""
FEW_EQUATIONS = 9
LEFT = 6.5
"""Ems kept free for left sides."""

_NO_LABELS: Labels = {}
_GAP = 3.0
_NARROWEST_BOX = 8.0
_SMALL_TEXT, _SMALL_LINE = 0.36, 0.78  # of a sign in a box, and of a line there
_RELATION = 2.0
_SIGN = 0.96
_EVEN_TEXT, _MEAN_TEXT = 0.5, 0.45  # of a sign in a part of a line, and in a whole sentence
_STACKED = 1.3  # between matrices that stand one above the other there is room
_WIDE = (
    1.07  # digits on the line and letters like w are wider than the mean that the estimate is for
)
_COLOUR = re.compile(r"\\textcolor\{[0-9A-F]{6}\}")


@dataclass(frozen=True)
class Column:
    """Where equations are set.

    Parameters
    ----------
    width : float
        Ems in a line, reasons included.
    height : float
        Lines that one matrix may take.
    spelling : Spelling
        Of the cells.
    boxed : float
        The size of the type, 1 for the usual one, beside which reasons stand in boxes and may take
        several lines there; 0 for reasons in one line.
    labels : mapping
        What references stand for, as LaTeX.
    """

    width: float = WIDTH
    height: float = HEIGHT
    spelling: Spelling = TEX
    boxed: float = 0.0
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True)
class AlignedRow:
    r"""One row of an ``aligned``.

    Parameters
    ----------
    left, right : str
        What stands on both sides of the ``&``.
    reason : str
        LaTeX for text mode, beside the row; empty for none.
    width, height : float
        Estimated, in ems and lines, without the reason.
    box : float
        The width of the reason in ems of the row's type, where it stands in a box of its own.
    is_cut : bool
        Whether dots stand for a part of it.
    """

    left: str
    right: str
    reason: str = ""
    width: float = 0.0
    height: float = 1.0
    box: float = 0.0
    is_cut: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether the row continues the one above it."""
        return not self.left and self.right.startswith(r"\quad")


def rest(shown: int, count: int) -> Equation:
    """Return the line that stands for those left out."""
    reason = f"{shown} of {count} are shown"
    return Equation(Math(r"\vdots", "..."), NOTHING, reason, NOTHING)


def fits(cells: Cells, width: float = WIDTH, height: float = HEIGHT) -> bool:
    """Return whether a matrix shows all of a result, or plenty, or as much as can be asked of a large one."""
    extent_ = max(cells.grid.shape, default=1)
    limit = _limit(cells, width, height)
    is_large = prod(cells.grid.shape) > MOST_EQUATIONS
    return limit >= min(extent_, PLENTY) or (limit >= FEWEST and is_large)


def fitted(
    equations: Iterable[Equation], width: float = WIDTH, height: float = HEIGHT
) -> tuple[Equation, ...]:
    """Return equations that fit a column: a grid with fewer columns, or one equation for each cell.

    Parameters
    ----------
    equations : iterable of Equation
        With whole grids.
    width, height : float
        Ems for a right side, and lines of a matrix.
    """
    return tuple(part for each in equations for part in _fitted(each, width, height))


def _fitted(equation: Equation, width: float, height: float) -> tuple[Equation, ...]:
    right = equation.right
    if isinstance(right, Math) or not right.grid.shape:
        return (equation,)
    if _width(right) <= width and _height(right) <= height and not _is_cut(right):
        return (equation,)
    free = width / _WIDE + LEFT
    if len(right.grid.shape) > 2:
        height /= _STACKED
    is_named = right.label is not None and equation.relation == EQUALS
    if is_named and not fits(right, free, height):
        return _one_by_one(right)
    return (_with_dots(equation, right, free, height),)


def _with_dots(equation: Equation, cells: Cells, width: float, height: float) -> Equation:
    """Return a matrix with dots for what does not fit, and with words that say so."""
    limit = max(1, _limit(cells, width, height))
    if max(cells.grid.shape) <= limit:
        return equation
    cut: Sentence = (f"shown up to {limit} along each axis of ", shape_math(cells.grid.shape))
    return replace(equation, right=replace(cells, limit=limit), reason=joined(equation.reason, cut))


def _one_by_one(cells: Cells) -> tuple[Equation, ...]:
    """Return an equation for each cell, or for the first few of very many."""
    if cells.label is None:
        return ()
    count = prod(cells.grid.shape)
    shown = count if count <= MOST_EQUATIONS else FEW_EQUATIONS
    names = entry_names(cells.label, cells.grid.shape)[:shown]
    equations = tuple(
        Equation(name, replace(cells, grid=Grid((), (cell,)), limit=None))
        for name, cell in zip(names, cells.grid.cells, strict=False)
    )
    return equations if shown == count else (*equations, rest(shown, count))


def _limit(cells: Cells, width: float, height: float) -> int:
    return fitting_limit(cells.grid, cells.measured, width - LEFT, height)


def words(sentence: Sentence, labels: Labels = _NO_LABELS) -> str:
    r"""Return a sentence for LaTeX's text mode, formulas between dollars.

    Examples
    --------
    >>> print(words("*one* of `a_b`, [[sizes]]", {"sizes": "Section 4"}))
    \emph{one} of \texttt{a\_b}, Section 4
    """
    return "".join(_word(part, labels) for part in parts(sentence))


def _word(part: Part, labels: Labels) -> str:
    match part:
        case Math(tex, _):
            return f"${tex}$"
        case Stress(text):
            return rf"\emph{{{escaped(text)}}}"
        case Code(text):
            return rf"\texttt{{{escaped(text)}}}"
        case Reference(name):
            return labels[name]
        case Words(text):
            return escaped(text)


def rows(equations: Iterable[Equation], column: Column) -> list[AlignedRow]:
    """Return equations as rows; reasons stand beside them where all have room there, else below."""
    given = list(equations)
    left = max((_width(each.left) for each in given), default=0.0) + _RELATION
    narrowed = fitted(given, column.width - left, column.height)
    widest = max((_width(each.right) for each in narrowed), default=0.0)
    reasons = max((_reason_width(each) for each in narrowed), default=0.0)
    room = column.width - _GAP - left - widest
    is_boxed = bool(column.boxed) and room >= _NARROWEST_BOX
    made: list[AlignedRow] = []
    for each in narrowed:
        aligned = _rows(each, left, is_boxed or reasons <= room, column)
        made += [_boxed(row, each, room, column) for row in aligned] if is_boxed else aligned
    return made


def blocks(given: Iterable[AlignedRow], height: float) -> Iterator[list[AlignedRow]]:
    """Yield rows in blocks of at most a height; what is higher stands alone, what goes on is kept whole."""
    block: list[AlignedRow] = []
    for group in groups(given):
        if block and sum(row.height for row in (*block, *group)) > height:
            yield block
            block = []
        block += group
    if block:
        yield block


def groups(given: Iterable[AlignedRow]) -> Iterator[list[AlignedRow]]:
    """Yield rows with the rows that go on with them, a chain of equations in one."""
    group: list[AlignedRow] = []
    for row in given:
        if group and row.left:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _rows(equation: Equation, left: float, beside: bool, column: Column) -> Iterator[AlignedRow]:
    """Yield a row, and more where a sum is broken or the reason has no room beside it."""
    right = equation.right
    first, *more = broken(right.latex(column.spelling), column.width - left)
    reason = _bracketed(equation.reason, column.labels)
    width = _width(right) if _is_matrix(right) else _estimated(first)
    formula = f"{equation.relation.tex} {first}".strip()
    shown = reason if beside else ""
    yield AlignedRow(
        equation.left.tex, formula, shown, left + width, _height(right), is_cut=_is_cut(right)
    )
    for part in more:
        yield AlignedRow("", rf"\quad {part}", "", left + 1 + _estimated(part))
    if reason and not beside:
        for part in _wrapped(equation.reason, column.width - left, column):
            yield AlignedRow("", rf"\quad \text{{{part}}}", "", left + 1)


def _bracketed(reason: Sentence, labels: Labels) -> str:
    r"""Return a reason in brackets for the inside of ``\text{}``; nothing for none."""
    inside = "".join(tex for part in parts(reason) for tex, _ in _pieces(part, labels))
    return f"({inside})" if inside else ""


def _boxed(row: AlignedRow, equation: Equation, room: float, column: Column) -> AlignedRow:
    """Return a row with its reason in a box, at most so wide; the rows that go on with it have none."""
    if not row.reason:
        return row
    width = (_SMALL_TEXT * len(plain(equation.reason)) + 0.5) / column.boxed
    height = max(row.height, _SMALL_LINE * ceil(width / room) / column.boxed)
    return replace(
        row, reason=words(equation.reason, column.labels), box=min(width, room), height=height
    )


def _wrapped(reason: Sentence, width: float, column: Column) -> Iterator[str]:
    """Yield a reason in brackets, cut between words so that no part is wider than a line."""
    if column.boxed:
        width *= column.boxed * _EVEN_TEXT / _SMALL_TEXT
    part, used = "(", _EVEN_TEXT
    for each in parts(reason):
        is_small = bool(column.boxed) and isinstance(each, Math)
        pieces = [(_word(each, {}), _width_of(each))] if is_small else _pieces(each, column.labels)
        for tex, size in pieces:
            if len(part) > 1 and used + size > width - _RELATION:
                yield part.rstrip()
                part, used = "", 0.0
            part, used = part + tex, used + size
    yield part.rstrip() + ")"


def _pieces(part: Part, labels: Labels) -> list[tuple[str, float]]:
    r"""Return LaTeX for the inside of ``\text{}``, with its widths; a formula interrupts the text: no dollar is nested."""
    if isinstance(part, Math):
        return [(rf"}}{part.tex}\text{{", _width(part))]
    if not isinstance(part, Words):
        return [(_word(part, labels), _width_of(part))]
    found = re.findall(r"\S+\s*|\s+", part.text)
    return [(escaped(piece), _EVEN_TEXT * len(piece)) for piece in found]


def _width_of(part: Part) -> float:
    return _width(part) if isinstance(part, Math) else _EVEN_TEXT * len(plain((part,)))


def _is_cut(right: Display) -> bool:
    return isinstance(right, Cells) and max(right.grid.shape, default=1) > (right.limit or MOST)


def _width(display: Display) -> float:
    if isinstance(display, Math):
        return text_width(display.text) if display.text else _estimated(display.tex)
    return _WIDE * extent(display.grid, display.measured, display.limit or MOST)[0]


def _is_matrix(right: Display) -> bool:
    return isinstance(right, Cells) and bool(right.grid.shape)


def _height(right: Display) -> float:
    if not isinstance(right, Cells):
        return 1.0
    stacked = _STACKED if len(right.grid.shape) > 2 else 1.0
    return stacked * extent(right.grid, right.measured, right.limit or MOST)[1]


def _reason_width(equation: Equation) -> float:
    return _MEAN_TEXT * len(plain(equation.reason)) + _GAP


def broken(tex: str, width: float) -> list[str]:
    """Break what is longer than a width in ems before signs outside all brackets, or behind conditions."""
    if "\\begin" in tex or _estimated(tex) <= width:
        return [tex]
    lines = [""]
    for term in _terms(tex):
        if lines[-1] and _estimated(lines[-1] + term) > width - _RELATION:
            lines.append("")
        lines[-1] += f" {term}" if lines[-1] else term
    return [line.removesuffix("\\") for line in lines]


def _terms(tex: str) -> list[str]:
    r"""Return the parts of a formula: terms with their signs, and conditions, which end with ``,\``."""
    terms: list[str] = []
    for piece in re.split(r" (?=[+-] )|(?<=,\\) ", tex):
        if terms and _is_open(terms[-1]) and not terms[-1].endswith(",\\"):
            terms[-1] += f" {piece}"
        else:
            terms.append(piece)
    return terms


def _is_open(tex: str) -> bool:
    return any(tex.count(opening) > tex.count(closing) for opening, closing in ("()", "{}", "[]"))


def _estimated(tex: str) -> float:
    """Estimate the width of a sum in ems: commands take none, signs between terms and factors take their room."""
    bare = _COLOUR.sub("", tex)
    signs = len(re.findall(r" [+-] |\\cdot", bare))
    return _WIDE * text_width(re.sub(r"\\[a-zA-Z]*|[{}_ ]", "", bare)) + _SIGN * signs
