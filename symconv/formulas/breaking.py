r"""Formulas cut into lines that fit into a width.

A formula is cut before relations, else before signs, then between factors; where that is not enough
inside brackets, the outermost first. Between braces, and from ``\left`` to ``\right``, nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from symconv.formulas.measuring import measured

INDENT = 1.0
"""Ems by which a line that continues another one is set in."""

_MARKS = (
    re.compile(r" (?=(?:=|<|\\le|\\ge|\\mid|\\to) )"),
    re.compile(r" (?=[+-] )"),
    re.compile(r" (?=\\(?:ast|star)\b)|(?<=\\,) "),
    re.compile(r"(?<=,) "),
)
_OPENED = re.compile(r"(?<=\()(?=.)")
_RELATION = (0, 0)
_BRACKETS = re.compile(r"\\left\b|\\right\b|\\langle|\\rangle|[{}()\[\]]")
_GROUPED = {"{": 1, "}": -1, r"\left": 1, r"\right": -1}
_BRACKETED = {"(": 1, ")": -1, "[": 1, "]": -1, r"\langle": 1, r"\rangle": -1}

Rank = tuple[int, int]


def broken(tex: str, width: float) -> list[str]:
    r"""Return a formula as lines that fit into a width; those behind the first have `INDENT` less.

    Parameters
    ----------
    tex : str
        A formula as symconv writes it.
    width : float
        In ems.

    Examples
    --------
    >>> broken("a + b = c + d", 40)
    ['a + b = c + d']
    >>> broken("a + b = c + d", 5)
    ['a + b', '= c + d']
    >>> broken("a (b + c + d)", 5)
    ['a (b + c', '+ d)']
    """
    lines = _lines(tex, (0, len(tex)), list(_places(tex)), width)
    return [tex[start:end].strip() for start, end in lines]


def _places(tex: str) -> Iterator[tuple[int, Rank]]:
    """Yield where a formula may be cut, the best places with the smallest rank."""
    deep = list(_depths(tex))
    for level, mark in enumerate(_MARKS):
        for found in mark.finditer(tex):
            grouped, bracketed = deep[found.start()]
            if not grouped:
                yield found.start(), (bracketed, level)
    for found in _OPENED.finditer(tex):
        grouped, bracketed = deep[found.start()]
        if not grouped:
            yield found.start(), (bracketed, len(_MARKS))


def _depths(tex: str) -> Iterator[tuple[int, int]]:
    """Yield for each character how many groups and how many brackets it stands in."""
    groups = brackets = 0
    signs = {found.start(): found[0] for found in _BRACKETS.finditer(tex)}
    for place in range(len(tex)):
        sign = signs.get(place, "")
        groups += _GROUPED.get(sign, 0)
        brackets += _BRACKETED.get(sign, 0)
        yield groups, brackets


def _lines(
    tex: str, span: tuple[int, int], places: list[tuple[int, Rank]], width: float
) -> list[tuple[int, int]]:
    """Return where lines start and end; the ends of a piece that was cut go with what stands beside them."""
    start, end = span
    inside = [(place, rank) for place, rank in places if start < place < end]
    if _fits(tex, span, width) or not inside:
        return [span]
    best = min(rank for _, rank in inside)
    cuts = sorted(place for place, rank in inside if rank == best)
    lines: list[tuple[int, int]] = []
    was_cut = False
    for piece in _pieces(tex, [start, *cuts, end], width, best != _RELATION):
        first, *more = _lines(tex, piece, inside, width)
        longer = (lines[-1][0], first[1]) if lines else first
        if lines and (was_cut or more) and best != _RELATION and _fits(tex, longer, width):
            lines[-1] = longer
        else:
            lines.append(first)
        was_cut = bool(more)
        lines += more
    return lines


def _pieces(tex: str, cuts: list[int], width: float, joined: bool) -> list[tuple[int, int]]:
    """Return what stands between cuts, joined as long as it fits."""
    first, *rest = pairwise(cuts)
    pieces = [first]
    for start, end in rest:
        longer = pieces[-1][0], end
        if joined and _fits(tex, longer, width):
            pieces[-1] = longer
        else:
            pieces.append((start, end))
    return pieces


def _fits(tex: str, span: tuple[int, int], width: float) -> bool:
    start, end = span
    room = width if start == 0 else width - INDENT
    return measured(tex[start:end].strip()).width <= room
