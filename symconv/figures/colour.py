r"""Terms in the colour of the input cell they come from.

A colour is called by its six digits, ``\textcolor{005582}{x_{1} w_{2}}``: KaTeX reads the digits,
LaTeX a name that :func:`definitions` gives a meaning. So no macro is needed, and one text serves
both.
"""

from __future__ import annotations

from dataclasses import replace

from symconv.figures.palette import INPUTS, hue
from symconv.formulas.book_order import Order, Term
from symconv.formulas.spelling import Spelling
from symconv.formulas.tex import TEX


def definitions() -> str:
    r"""Return what a LaTeX document needs before the first coloured term, besides ``xcolor``."""
    return "".join(
        f"\\definecolor{{{digits}}}{{HTML}}{{{digits}}}%\n"
        for digits in map(_digits, range(len(INPUTS)))
    )


def coloured(order: Order) -> Spelling:
    r"""Return LaTeX's spelling with every term of an input cell in its colour.

    Parameters
    ----------
    order : Order
        Knows the input cells.

    Examples
    --------
    >>> import sympy
    >>> from symconv.formulas.spelling import spell
    >>> x, w = sympy.symbols("x1:3"), sympy.symbols("w1:4")
    >>> order = Order(x, w)
    >>> print(spell(x[1] * w[0] + 1, order, coloured(order)))
    \textcolor{674C00}{x_{2} w_{1}} + 1
    """

    def mark(term: Term, text: str) -> str:
        source = order.source(term)
        return text if source is None else rf"\textcolor{{{_digits(source)}}}{{{text}}}"

    return replace(TEX, mark=mark)


def _digits(source: int) -> str:
    return INPUTS[hue(source) - 1].edge.light[1:].upper()
