r"""Lines of steps as rows of LaTeX that fit a given width: sums are broken before a sign, matrices get dots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from symconv.formulas.document import escaped
from symconv.formulas.fit import HEIGHT, MOST, WIDTH, extent, text_width
from symconv.formulas.spelling import Spelling
from symconv.formulas.tex import TEX
from symconv.worked.pieces import LEFT, Cells, Math, Piece, Side, Words, fitted, limited
from symconv.worked.steps import EQUALS, Line, lines

_GAP = 3.0
_NARROWEST_BOX = 8.0
_SMALL_TEXT, _SMALL_LINE = 0.36, 0.78  # of a sign in a box, and of a line there
_RELATION = 2.0
_SIGN = 0.96
_EVEN_TEXT, _MEAN_TEXT = 0.5, 0.45  # of a sign in a part of a line, and in a whole sentence
_STACKED = 1.3  # between matrices that stand one above the other there is room
_WIDE = 1.07  # digits on the line and letters like w are wider than the mean that the estimate is made for
_COLOUR = re.compile(r"\\textcolor\{[0-9A-F]{6}\}")


@dataclass(frozen=True)
class Style:
    """How lines are set.

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
    """

    width: float = WIDTH
    height: float = HEIGHT
    spelling: Spelling = TEX
    boxed: float = 0.0


@dataclass(frozen=True)
class Row:
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


def words(parts: Words) -> str:
    """Return words for text mode, formulas between dollars."""
    return "".join(f"${part.tex}$" if isinstance(part, Math) else escaped(part) for part in parts)


def rows(given: Iterable[Line], style: Style) -> list[Row]:
    """Return lines as rows; a reason stands beside its line where all of them have room there, else below it."""
    lines_ = list(given)
    left = max((text_width(line.left.text) for line in lines_), default=0.0) + _RELATION
    narrowed = [row for line in lines_ for row in _narrowed(line, style.width - left, style.height)]
    widest = max((_width(line.right) for line in narrowed), default=0.0)
    reasons = max((_reason_width(line) for line in narrowed), default=0.0)
    room = style.width - _GAP - left - widest
    if style.boxed and room >= _NARROWEST_BOX:
        return [
            _boxed(row, line, room, style)
            for line in narrowed
            for row in _rows(line, left, True, style)
        ]
    return [row for line in narrowed for row in _rows(line, left, reasons <= room, style)]


def blocks(given: Iterable[Row], height: float) -> Iterator[list[Row]]:
    """Yield rows in blocks of at most a height in lines; what is higher stands alone, and a row that goes on is kept whole."""
    block: list[Row] = []
    for group in groups(given):
        if block and sum(row.height for row in (*block, *group)) > height:
            yield block
            block = []
        block += group
    if block:
        yield block


def groups(given: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows with the rows that go on with them, a chain of equations in one."""
    group: list[Row] = []
    for row in given:
        if group and row.left:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _narrowed(line: Line, width: float, height: float) -> tuple[Line, ...]:
    """Return a line as it is where its right side fits, else with fewer columns, or one equation per cell."""
    right = line.right
    if (
        isinstance(right, Math)
        or not right.grid.shape
        or (_width(right) <= width and _height(line) <= height)
    ):
        return (line,)
    free = width / _WIDE + LEFT
    if len(right.grid.shape) > 2:
        height /= _STACKED
    if line.relation == EQUALS and right.label:
        return lines(*fitted(line.left, right, free, height))
    narrow: Side = limited(line.left, right, free, height)
    return (Line(line.left, narrow.right, narrow.remark or line.reason, line.relation),)


def _rows(line: Line, left: float, beside: bool, style: Style) -> Iterator[Row]:
    """Yield a line, and more where a sum is broken or the reason has no room beside it."""
    first, *more = broken(line.right.latex(style.spelling), style.width - left)
    reason = (
        f"({''.join(tex for part in line.reason for tex, _ in _pieces(part))})"
        if line.reason
        else ""
    )
    width = _width(line.right) if _is_matrix(line.right) else _estimated(first)
    formula, is_cut = f"{line.relation.tex} {first}", _is_cut(line.right)
    yield Row(
        line.left.tex, formula, reason if beside else "", left + width, _height(line), is_cut=is_cut
    )
    for part in more:
        yield Row("", rf"\quad {part}", "", left + 1 + _estimated(part))
    if reason and not beside:
        for part in _wrapped(line.reason, style.width - left, style.boxed):
            yield Row("", rf"\quad \text{{{part}}}", "", left + 1)


def _boxed(row: Row, line: Line, room: float, style: Style) -> Row:
    """Return a row with its reason in a box, at most so wide; the rows that go on with it have none."""
    if not row.reason:
        return row
    width = (_SMALL_TEXT * len(_reason_text(line)) + 0.5) / style.boxed
    height = max(row.height, _SMALL_LINE * ceil(width / room) / style.boxed)
    return replace(row, reason=words(line.reason), box=min(width, room), height=height)


def _wrapped(reason: Words, width: float, boxed: float) -> Iterator[str]:
    """Yield a reason in brackets, cut between words so that no part is wider than a line; in the small type of boxes there."""
    pieces = [piece for part in reason for piece in _pieces(part)]
    if boxed:
        pieces = [
            piece
            for part in reason
            for piece in (_pieces(part) if isinstance(part, str) else [_small(part)])
        ]
        width *= boxed * _EVEN_TEXT / _SMALL_TEXT
    part, used = "(", _EVEN_TEXT
    for tex, size in pieces:
        if len(part) > 1 and used + size > width - _RELATION:
            yield part.rstrip()
            part, used = "", 0.0
        part, used = part + tex, used + size
    yield part.rstrip() + ")"


def _pieces(part: str | Math) -> list[tuple[str, float]]:
    r"""Return LaTeX for the inside of ``\text{}``, with its widths; a formula interrupts the text: no dollar is nested."""
    if isinstance(part, Math):
        return [(rf"}}{part.tex}\text{{", text_width(part.text))]
    return [(escaped(piece), _EVEN_TEXT * len(piece)) for piece in re.findall(r"\S+\s*|\s+", part)]


def _small(part: Math) -> tuple[str, float]:
    """Return a formula between dollars, which takes the size of the text around it; slides are never shown by KaTeX."""
    return f"${part.tex}$", text_width(part.text)


def _is_cut(right: Piece) -> bool:
    return isinstance(right, Cells) and max(right.grid.shape, default=1) > (right.limit or MOST)


def _width(right: Piece) -> float:
    if isinstance(right, Math):
        return text_width(right.text)
    return _WIDE * extent(right.grid, right.measured, right.limit or MOST)[0]


def _is_matrix(right: Piece) -> bool:
    return isinstance(right, Cells) and bool(right.grid.shape)


def _height(line: Line) -> float:
    if not isinstance(line.right, Cells):
        return 1.0
    stacked = _STACKED if len(line.right.grid.shape) > 2 else 1.0
    return stacked * extent(line.right.grid, line.right.measured, line.right.limit or MOST)[1]


def _reason_width(line: Line) -> float:
    return _MEAN_TEXT * len(_reason_text(line)) + _GAP


def _reason_text(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in line.reason)


def broken(tex: str, width: float) -> list[str]:
    """Break a sum that is longer than a width in ems before signs that stand outside all brackets."""
    if "\\begin" in tex or _estimated(tex) <= width:
        return [tex]
    parts = [""]
    for term in _terms(tex):
        if parts[-1] and _estimated(parts[-1] + term) > width - _RELATION:
            parts.append("")
        parts[-1] += f" {term}" if parts[-1] else term
    return parts


def _terms(tex: str) -> list[str]:
    terms: list[str] = []
    for piece in re.split(r" (?=[+-] )", tex):
        if terms and _is_open(terms[-1]):
            terms[-1] += f" {piece}"
        else:
            terms.append(piece)
    return terms


def _is_open(tex: str) -> bool:
    return tex.count("(") > tex.count(")") or tex.count("{") > tex.count("}")


def _estimated(tex: str) -> float:
    """Estimate the width of a sum in ems: commands take none, signs between terms and factors take their room."""
    plain = _COLOUR.sub("", tex)
    signs = len(re.findall(r" [+-] |\\cdot", plain))
    return _WIDE * text_width(re.sub(r"\\[a-zA-Z]*|[{}_ ]", "", plain)) + _SIGN * signs
