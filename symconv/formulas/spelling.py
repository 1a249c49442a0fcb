"""A cell as a sum of products in some notation: the part that LaTeX and plain text share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sympy

from symconv.formulas.book_order import Number, Order, Term

_ONE = sympy.S.One


@dataclass(frozen=True)
class Spelling:
    """How a notation writes the parts of a cell.

    Parameters
    ----------
    number : callable
        Writes a number that is not negative.
    leaf : callable
        Writes a factor that is neither a sum nor a power with a whole exponent.
    power : callable
        Writes a base, already written, to a whole exponent of at least 2.
    product : callable
        Joins factors.
    brackets : callable
        Puts brackets round a sum.
    mark : callable, optional
        Marks a written term of a cell, given the term and its text; a sign in front is not part of
        it.
    """

    number: Callable[[Number], str]
    leaf: Callable[[sympy.Expr], str]
    power: Callable[[str, int], str]
    product: Callable[[Sequence[str]], str]
    brackets: Callable[[str], str]
    mark: Callable[[Term, str], str] | None = None


def spell(cell: Any, order: Order, spelling: Spelling) -> str:
    """Return one cell as text: its terms in book order, a sign between them, ``0`` for none."""
    terms = order.terms(cell)
    if not terms:
        return "0"
    write = _spell_term if spelling.mark is None else _marked
    first, *rest = [write(term, order, spelling) for term in terms]
    signs = [
        "-" if term.coefficient is not _ONE and is_negative(term.coefficient) else "+"
        for term in terms
    ]
    text = f"-{first}" if signs[0] == "-" else first
    return text + "".join([f" {sign} {term}" for sign, term in zip(signs[1:], rest, strict=True)])


def writer(order: Order, spelling: Spelling) -> Callable[[Any], str]:
    """Return what spells the cells of a result one after the other; what occurs in many of them is written only once."""

    @cache
    def name(place: int) -> str:
        return spelling.leaf(order.symbols[place])

    @cache
    def joint(first: str, second: int) -> str:
        """Return what stands between a factor and symbols that look alike."""
        joined = spelling.product((first, name(second)))
        return joined.removeprefix(first).removesuffix(name(second))

    alike: dict[tuple[bool, bool], int] = {}

    @cache
    def like(place: int) -> int:
        """Return the first symbol that is joined to others as this one is."""
        return alike.setdefault(_look(name(place)), place)

    @cache
    def scaled(number: sympy.Rational, second: int) -> str:
        """Return a sign and the size of a number in front of symbols that look alike."""
        sign, size = " - " if number.p < 0 else " + ", spelling.number(abs(number))
        return sign if abs(number) == 1 else sign + size + joint(size, second)

    @cache
    def alone(cell: sympy.Rational) -> str:
        return spell(cell, order, spelling)

    def write(cell: Any) -> str:
        if isinstance(cell, sympy.Rational):
            return alone(cell)
        terms = order.simple_terms(cell)
        if terms is None:
            return spell(cell, order, spelling)
        text = ""
        for (first, *more), number in terms:
            text += " + " if number is _ONE else scaled(number, like(first))
            text += name(first)
            before = first
            for place in more:
                text += joint(name(before), like(place)) + name(place)
                before = place
        return text[3:] if text[1] == "+" else f"-{text[3:]}"

    return write


def _look(text: str) -> tuple[bool, bool]:
    """Return what a joint depends on: whether a factor starts with a digit, and whether it is a word."""
    return text[0].isdigit(), r"\math" in text


def is_negative(number: Number) -> bool:
    """Return whether a number is written with a minus sign in front; a complex one never is."""
    if isinstance(number, sympy.Number):
        return bool(number.is_negative)
    return not isinstance(number, complex) and bool(number < 0)


def _marked(term: Term, order: Order, spelling: Spelling) -> str:
    text = _spell_term(term, order, spelling)
    return text if spelling.mark is None else spelling.mark(term, text)


def _spell_term(term: Term, order: Order, spelling: Spelling) -> str:
    factors = [_spell_factor(factor, order, spelling) for factor in term.factors]
    if term.coefficient is _ONE and factors:
        return spelling.product(factors)
    size = -term.coefficient if is_negative(term.coefficient) else term.coefficient
    if size == 1 and factors:
        return spelling.product(factors)
    return spelling.product([spelling.number(size), *factors])


def _spell_factor(factor: sympy.Expr, order: Order, spelling: Spelling) -> str:
    if isinstance(factor, sympy.Add):
        return spelling.brackets(spell(factor, order, replace(spelling, mark=None)))
    if isinstance(factor, sympy.Pow) and isinstance(factor.exp, sympy.Integer) and factor.exp > 1:
        base = factor.base
        if isinstance(base, sympy.Symbol | sympy.Add):
            return spelling.power(_spell_factor(base, order, spelling), int(factor.exp))
    return spelling.leaf(factor)
