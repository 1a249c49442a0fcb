r"""Symbols and numbers as LaTeX: what a formula is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import sympy

from symconv.formulas.book_order import Number

_INDEXED = re.compile(r"([A-Za-z])(?:_?([0-9]+)|_\{([0-9]+(?:,[0-9]+)*)\})")
_WORD_BELOW = re.compile(r"([_^]\{)([A-Za-z]{2,})(?=\})")
_WORD = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{2,}")
_BRACKETED = re.compile(r"([A-Za-z])\[[0-9]+(?:,[0-9]+)*\]")


def symbol(leaf: sympy.Symbol) -> str:
    r"""Return a symbol with its numbers as a subscript: ``x1`` as ``x_{1}``; ``w_{1,12}`` and ``w[1,12]`` as they are.

    Examples
    --------
    >>> [symbol(sympy.Symbol(name)) for name in ("x1", "w12", "w_{1,12}", "w[0,1]", "a", "alpha2")]
    ['x_{1}', 'w_{12}', 'w_{1,12}', 'w[0,1]', 'a', '\\alpha_{2}']

    A word is set as a word, not as a product of its letters:

    >>> print(symbol(sympy.Symbol("input_left")))
    \mathit{input}_{\mathrm{left}}
    """
    indexed = _INDEXED.fullmatch(leaf.name)
    if _BRACKETED.fullmatch(leaf.name):
        return str(leaf.name)
    if indexed is None:
        written = leaf.name if len(leaf.name) == 1 else _as_words(leaf)
        return re.sub(r"(?<!\\)[%&#$]", r"\\\g<0>", written)
    return f"{indexed[1]}_{{{indexed[2] or indexed[3]}}}"


def _as_words(leaf: sympy.Symbol) -> str:
    """Return a symbol as SymPy writes it, runs of letters as words; LaTeX stays as it is."""
    written = str(sympy.latex(leaf))
    if "\\" in leaf.name or "{" in leaf.name:
        return written
    below = _WORD_BELOW.sub(r"\1\\mathrm{\2}", written)
    return _WORD.sub(r"\\mathit{\g<0>}", below)


def product(factors: Sequence[str]) -> str:
    r"""Return written factors side by side: a dot before a digit, a thin space between words.

    Examples
    --------
    >>> print(product(["2", "x_{1}", r"\mathit{gain}"]))
    2 x_{1} \, \mathit{gain}
    """
    joints = [_between(*pair) for pair in pairwise(factors)]
    return factors[0] + "".join(
        [joint + factor for joint, factor in zip(joints, factors[1:], strict=True)]
    )


def _between(factor: str, following: str) -> str:
    if following[0].isdigit():
        return r" \cdot "
    return r" \, " if r"\math" in factor or r"\math" in following else " "


def number(value: Number) -> str:
    r"""Return a number: ``\frac{p}{q}`` for a fraction, every digit of a whole number.

    Examples
    --------
    >>> number(Fraction(1, 2)), number(sympy.Rational(3, 4)), number(-7)
    ('\\frac{1}{2}', '\\frac{3}{4}', '-7')
    """
    if is_whole(value):
        return digits(int(value))
    if isinstance(value, Fraction | sympy.Rational):
        sign = "-" if value < 0 else ""
        return f"{sign}\\frac{{{digits(abs(int(value.numerator)))}}}{{{digits(int(value.denominator))}}}"
    if isinstance(value, complex):
        return str(sympy.latex(sympy.Float(value.real) + sympy.I * sympy.Float(value.imag)))
    return str(sympy.latex(value if isinstance(value, sympy.Number) else sympy.Float(value)))


def is_whole(value: Number) -> bool:
    """Say whether an exact number is an integer, in whatever type: arithmetic on fractions keeps theirs."""
    return isinstance(value, int | sympy.Integer) or (
        isinstance(value, Fraction) and value.denominator == 1
    )


def brackets(text: str) -> str:
    """Return LaTeX in round brackets, as tall as a fraction in it."""
    return rf"\left({text}\right)" if r"\frac" in text else f"({text})"


def digits(value: int) -> str:
    """Return all digits of a whole number; ``str`` refuses more than a few thousand."""
    return str(Decimal(value))
