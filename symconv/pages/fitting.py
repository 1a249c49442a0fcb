r"""Equations as rows of LaTeX that fit a column: sums are broken before a sign, matrices get dots.

Widths and heights are measured, in ems: what is chosen here has room when it is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import prod
from typing import Any

from symconv.formulas.document import escaped
from symconv.formulas.grid import Grid, Kept, Part, places
from symconv.formulas.measuring import Extent, matrix_extent, measured, row_height, text_width
from symconv.formulas.page_width import HEIGHT, MOST, WIDTH
from symconv.formulas.spelling import Spelling
from symconv.pages.blocks import EQUALS, NOTHING, Equation
from symconv.pages.displays import PAGE, Cells, Display, Math, entry_names
from symconv.pages.inline_markup import (
    Code,
    Inline,
    PlainText,
    Reference,
    Sentence,
    Stress,
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

_NO_LABELS: Labels = {}
_RELATION = 1.35
"""An equals sign with the space on both sides of it."""
_QUAD = 1.0
_GAP = 2.0
"""Between a formula and the reason beside it."""
_NARROWEST_BOX = 8.0
_SPARE = 1.015
"""Kerning and the slant of letters at the end of a formula are not measured."""
_FRACTION_GAP = 0.3
_DOTS = 1.3
_STACK_GAP = 0.4


@dataclass(frozen=True)
class Column:
    """Where equations are set.

    Parameters
    ----------
    width : float
        Ems in a line, reasons included.
    height : float
        Ems that one matrix may take.
    spelling : Spelling
        Of the cells.
    boxed : float
        The size of the reasons' type beside that of the formulas, where reasons stand in boxes and
        may take several lines there; 0 for reasons in one line.
    labels : mapping
        What references stand for, as LaTeX.
    """

    width: float = WIDTH
    height: float = HEIGHT
    spelling: Spelling = PAGE
    boxed: float = 0.0
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True)
class AlignedRow:
    r"""One row of aligned formulas.

    Parameters
    ----------
    left, right : str
        What stands on both sides of the ``&``.
    reason : str
        LaTeX for text mode, beside the row; empty for none.
    width, height : float
        In ems, without the reason.
    box : float
        The width of the reason in ems of the row's type, where it stands in a box of its own.
    is_cut : bool
        Whether dots stand for a part of it.
    name : str
        Of the formula, in its first row.
    is_shown : bool
        Whether it is on a slide from the start.
    """

    left: str
    right: str
    reason: str = ""
    width: float = 0.0
    height: float = 1.5
    box: float = 0.0
    is_cut: bool = False
    name: str = ""
    is_shown: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether the row continues the one above it."""
        return not self.left and self.right.startswith(r"\quad")


def rest(shown: int, count: int) -> Equation:
    """Return the line that stands for those left out."""
    reason = f"{shown} of {count} are shown"
    return Equation(Math(r"\vdots", "..."), NOTHING, reason, NOTHING)


def fits(cells: Cells, column: Column | None = None) -> bool:
    """Return whether a matrix shows all of a result, or plenty, or as much as can be asked of a large one."""
    column = column or Column()
    part = _fitting_part(cells, column, column.width - _QUAD * 3)
    if part is None:
        return False
    shown = [sum(kept) if kept else n for kept, n in zip(part, cells.grid.shape, strict=True)]
    enough = all(m >= min(n, PLENTY) for m, n in zip(shown, cells.grid.shape, strict=True))
    is_large = prod(cells.grid.shape) > MOST_EQUATIONS
    some = all(m >= min(n, FEWEST) for m, n in zip(shown, cells.grid.shape, strict=True))
    return enough or (is_large and some)


def fitted(equations: Iterable[Equation], column: Column | None = None) -> tuple[Equation, ...]:
    """Return equations that fit a column: a grid with fewer columns, or one equation for each cell."""
    given, column = list(equations), column or Column()
    left = max((_width(each.left, column) for each in given), default=0.0)
    while True:
        room = column.width - left - _RELATION
        made = tuple(part for each in given for part in _fitted(each, column, room))
        widest = max((_width(each.left, column) for each in made), default=0.0)
        if widest <= left:
            return made
        left = widest  # the names of cells leave less room to the matrices beside them


def _fitted(equation: Equation, column: Column, room: float) -> tuple[Equation, ...]:
    chain = (equation.right, *equation.then)
    grids = [right for right in chain if isinstance(right, Cells) and right.grid.shape]
    if len(chain) == 1 or len(grids) < len(chain):
        return _one_fitted(equation, column, room)
    has_room = all(fits(each, replace(column, width=room)) for each in grids)
    if grids[0].label and (equation.apart or not has_room):
        return _one_by_one(grids)
    lines = (replace(equation, right=right, then=()) for right in grids)
    first, *more = (_one_fitted(line, column, room) for line in lines)
    return (*first, *(replace(each, left=NOTHING) for group in more for each in group))


def _one_fitted(equation: Equation, column: Column, room: float) -> tuple[Equation, ...]:
    right = equation.right
    if isinstance(right, Math) or not right.grid.shape:
        return (equation,)
    part = _fitting_part(right, column, room)
    if part is not None and not any(part):
        return (equation,)
    is_named = right.label is not None and equation.relation == EQUALS
    if is_named and not fits(right, replace(column, width=room)):
        return _one_by_one([right])
    kept = part or tuple((1, 0) if n > 1 else None for n in right.grid.shape)
    reason = joined(equation.reason, _left_out(right.grid.shape, kept))
    return (replace(equation, right=replace(right, part=kept), reason=reason),)


def _left_out(shape: tuple[int, ...], part: Part) -> str:
    """Say what of a grid is shown."""
    said = []
    for axis, (extent, kept) in enumerate(zip(shape, part, strict=True)):
        if kept is not None and sum(kept) < extent:
            first, last = kept
            end = " and the last" if last else ""
            start = "first" if first == 1 else f"first {first}"
            said.append(f"the {start}{end} of {extent} {_entries(axis, len(shape))}")
    return f"shown: {', '.join(said)}"


def _entries(axis: int, axes: int) -> str:
    """Return what the entries along an axis are called."""
    if axes == 1:
        return "cells"
    return {axes - 1: "columns", axes - 2: "rows"}.get(axis, "blocks")


def _one_by_one(chain: Sequence[Cells]) -> tuple[Equation, ...]:
    """Return an equation for each cell of equal grids, or for the first few cells of very many."""
    first = chain[0]
    if first.label is None:
        return ()
    count = prod(first.grid.shape)
    shown = count if count <= MOST_EQUATIONS else FEW_EQUATIONS
    names = entry_names(first.label, first.grid.shape)[:shown]
    equations = tuple(_of_cell(name, n, chain) for n, name in enumerate(names))
    return equations if shown == count else (*equations, rest(shown, count))


def _of_cell(name: Math, position: int, chain: Sequence[Cells]) -> Equation:
    """Return the equation of one cell; what is written like the one before it is left out."""
    rights: list[Cells] = []
    for cells in chain:
        alone = replace(cells, grid=Grid((), (cells.grid.cells[position],)), part=None)
        if not rights or alone.latex() != rights[-1].latex():
            rights.append(alone)
    return Equation(name, rights[0], then=tuple(rights[1:]))


def _fitting_part(cells: Cells, column: Column, room: float) -> Part | None:
    """Return the largest part of a grid that has room, ``None`` where not even single entries have."""
    shape = cells.grid.shape
    shown = [min(n, MOST) for n in shape]
    extent_of = _cell_extents(cells, column.spelling)
    front = measured(rf"\tfrac{{1}}{{{cells.factored[0]}}}").width if cells.factored[0] > 1 else 0.0
    while True:
        part = tuple(map(_kept, shape, shown))
        extent = _extent(cells.factored[1], extent_of, part)
        too_wide = _SPARE * (extent.width + front) > room
        if not too_wide and extent.height <= column.height:
            return part
        axes = [axis for axis in range(len(shape)) if _is_across(axis, len(shape)) == too_wide]
        axes = [axis for axis in axes if shown[axis] > 1]
        if not axes:
            return None
        longest = max(axes, key=lambda axis: shown[axis])
        shown[longest] -= 1


def _is_across(axis: int, axes: int) -> bool:
    """Return whether entries along an axis stand side by side."""
    return (axes - axis) % 2 == 1


def _kept(extent: int, shown: int) -> Kept | None:
    """Return how many entries are shown at both ends of an axis: the last one where there is room for it."""
    if shown >= extent:
        return None
    return (shown - 1, 1) if shown >= FEWEST else (shown, 0)


def _cell_extents(cells: Cells, spelling: Spelling) -> Callable[[Any], Extent]:
    @cache
    def extent(cell: Any) -> Extent:
        return measured(cells.spelled(cell, spelling), False)

    return extent


def _extent(grid: Grid, extent_of: Callable[[Any], Extent], part: Part) -> Extent:
    """Return the extent of a part of a grid, laid out as a matrix of matrices."""
    if not grid.shape:
        return extent_of(grid.cells[0])
    part = grid.paired_part(part)
    grid = grid.paired()
    rows, columns = map(places, grid.shape[:2], part[:2])
    widths = [0.0 if c is not None else _DOTS for c in columns]
    heights = []
    gap = _STACK_GAP if len(grid.shape) > 2 else 0.0
    for r in rows:
        above = below = 0.6
        for number, c in enumerate(columns):
            if r is not None and c is not None:
                cell = _extent(grid.part(r, c), extent_of, part[2:])
                widths[number] = max(widths[number], cell.width)
                above, below = max(above, cell.above), max(below, cell.below)
        is_fraction = len(grid.shape) == 2 and above + below > 1.5
        heights.append((above, below + gap + _FRACTION_GAP * is_fraction))
    return matrix_extent(widths, heights)


def words(sentence: Sentence, labels: Labels = _NO_LABELS) -> str:
    r"""Return a sentence for LaTeX's text mode, formulas between dollars.

    Examples
    --------
    >>> print(words("*one* of `a_b`, [[sizes]]", {"sizes": "Section 4"}))
    \emph{one} of \texttt{a\_b}, Section 4
    """
    return "".join(_word(part, labels) for part in parts(sentence)).strip()


def _word(part: Inline, labels: Labels) -> str:
    match part:
        case Math(tex, _):
            return f"${tex}$"
        case Stress(text):
            return rf"\emph{{{escaped(text)}}}"
        case Code(text):
            return rf"\texttt{{{escaped(text)}}}"
        case Reference(name):
            return labels[name]
        case PlainText(text):
            return escaped(text)


def rows(equations: Iterable[Equation], column: Column) -> list[AlignedRow]:
    """Return equations as rows; reasons stand beside them where all have room there, else below."""
    given = list(equations)
    narrowed = fitted(given, column)
    left = max((_width(each.left, column) for each in narrowed), default=0.0) + _RELATION
    widest = max((_width(each.right, column) for each in narrowed), default=0.0)
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
    reason = _bracketed(equation.reason, column.labels)
    name, shown, is_first = equation.left.tex, reason if beside else "", True
    for right in _chained(equation, column.spelling, column.width - left):
        first, *more = broken(right, column.width - left)
        formula = f"{equation.relation.tex} {first}".strip()
        row = _row(name, formula, left, shown, _is_cut(equation.right))
        yield replace(row, name=equation.name if is_first else "")
        is_first = False
        for part in more:
            yield _row("", rf"\quad {part}", left)
        name = shown = ""
    if reason and not beside:
        for part in _wrapped(equation.reason, column.width - left - _QUAD, column):
            yield _row("", rf"\quad \text{{{part}}}", left)


def _chained(equation: Equation, spelling: Spelling, width: float) -> list[str]:
    """Return right sides that are equal: on one line where they have room, else one below the other."""
    chain = [right.latex(spelling) for right in (equation.right, *equation.then)]
    line = " = ".join(chain)
    return [line] if _SPARE * measured(line).width <= width else chain


def _row(left: str, right: str, width: float, reason: str = "", is_cut: bool = False) -> AlignedRow:
    """Return a row with what it takes."""
    extent, name = measured(right), measured(left)
    height = row_height(max(extent.above, name.above), max(extent.below, name.below))
    taken = width - _RELATION + _SPARE * extent.width
    return AlignedRow(left, right, reason, taken, height, is_cut=is_cut)


def _bracketed(reason: Sentence, labels: Labels) -> str:
    r"""Return a reason in brackets for the inside of ``\text{}``; nothing for none."""
    inside = "".join(tex for part in parts(reason) for tex, _ in _pieces(part, labels))
    return f"({inside})" if inside else ""


def _boxed(row: AlignedRow, equation: Equation, room: float, column: Column) -> AlignedRow:
    """Return a row with its reason in a box, at most so wide; the rows that go on with it have none."""
    if not row.reason:
        return row
    width = _reason_width(equation) * column.boxed
    lines = -(-width // (room - _QUAD))
    height = max(row.height, lines * 1.3 * column.boxed)
    reason = words(equation.reason, column.labels)
    return replace(row, reason=reason, box=min(width + 0.3, room), height=height)


def _wrapped(reason: Sentence, width: float, column: Column) -> Iterator[str]:
    """Yield a reason in brackets, cut between words so that no part is wider than a line."""
    size = column.boxed or 1.0
    part, used = "(", 0.7
    for each in parts(reason):
        for tex, taken in _pieces(each, column.labels):
            if len(part) > 1 and used + taken * size > width:
                yield part.rstrip()
                part, used = "", 0.3
            part, used = part + tex, used + taken * size
    yield part.rstrip() + ")"


def _pieces(part: Inline, labels: Labels) -> list[tuple[str, float]]:
    r"""Return LaTeX for the inside of ``\text{}``, with its widths; a formula interrupts the text: no dollar is nested."""
    if isinstance(part, Math):
        return [(rf"}}{part.tex}\text{{", measured(part.tex).width)]
    if not isinstance(part, PlainText):
        return [(_word(part, labels), 1.1 * text_width(plain((part,))))]
    found = re.findall(r"\S+\s*|\s+", part.text)
    return [(escaped(piece), text_width(piece)) for piece in found]


def _is_cut(right: Display) -> bool:
    return isinstance(right, Cells) and right.part is not None and any(right.part)


def _width(display: Display, column: Column) -> float:
    """Return the width of a display; of a sum that of one line, which can be broken."""
    if isinstance(display, Math):
        return _SPARE * measured(display.tex).width
    if not display.grid.shape:
        return measured(display.latex(column.spelling)).width
    part = display.part or (None,) * len(display.grid.shape)
    denominator, grid = display.factored
    front = measured(rf"\tfrac{{1}}{{{denominator}}}").width if denominator > 1 else 0.0
    extent_of = _cell_extents(display, column.spelling)
    return _SPARE * (_extent(grid, extent_of, part).width + front)


def _reason_width(equation: Equation) -> float:
    """Return the width of a reason in brackets."""
    pieces = [piece for part in parts(equation.reason) for piece in _pieces(part, _ANY)]
    return sum(taken for _, taken in pieces) + 0.8 if pieces else 0.0


class _AnyLabel(dict[str, str]):
    """References take the room of a label, whichever it is."""

    def __missing__(self, name: str) -> str:
        return "Section 10.1"


_ANY = _AnyLabel()


def broken(tex: str, width: float) -> list[str]:
    """Break what is longer than a width in ems before signs outside all brackets, or behind conditions."""
    if "\\begin" in tex or _SPARE * measured(tex).width <= width:
        return [tex]
    lines, used = [""], 0.0
    for term in _terms(tex):
        taken = _SPARE * measured(term).width + 0.45
        if lines[-1] and used + taken > width - _QUAD:
            lines.append("")
            used = 0.0
        lines[-1] += f" {term}" if lines[-1] else term
        used += taken
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
