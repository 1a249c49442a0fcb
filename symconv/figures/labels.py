"""What stands in the cells of a figure: SymPy expressions, numbers and small formulas as runs of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sympy
from sympy.printing.conventions import split_super_sub
from sympy.printing.pretty.pretty_symbology import greek_unicode

from symconv.data.arrays import subscript
from symconv.figures.scene import Run, Runs
from symconv.formulas.book_order import Order
from symconv.formulas.spelling import Spelling, spell

PLUS = (Run(" + "),)
THIN = "\u2009"
DOT = "·"
_NAME, _POWER = ("\x02", "\x03"), ("\x04", "\x05")  # SymPy names may hold any printable character
_MARKED = re.compile("\x02([^\x03]*)\x03|\x04([^\x05]*)\x05|([^\x02\x04]+)")


def word(text: str) -> Runs:
    """Return running text."""
    return (Run(text, "word"),)


def formula(text: str) -> Runs:
    """Return a formula: letters italic, a letter's index after ``_``, all else upright.

    Examples
    --------
    >>> [run.text for run in formula("s = 2")]
    ['s', ' = ', '2']
    """
    runs = []
    for letter, index, other in re.findall(r"([^\W\d_])|_(\w)|([^\w]+|\d+)", text):
        if index:
            runs.append(Run(index, "letter" if index.isalpha() else "upright", -1))
        else:
            runs.append(Run(letter, "letter") if letter else Run(other))
    return tuple(runs)


def named(name: str) -> Runs:
    """Return a symbol's name as SymPy splits it: Greek letters by name, indices lowered.

    Examples
    --------
    >>> from symconv.figures.scene import plain
    >>> plain(named("w_{1,12}")), plain(named("alpha2"))
    ('w1,12', 'α2')
    """
    stem, raised, lowered = split_super_sub(name)
    runs = [Run(greek_unicode.get(stem, stem), "letter")]
    for level, marks in ((-1, lowered), (1, raised)):
        text = ",".join(greek_unicode.get(mark, mark) for mark in marks)
        if text:
            runs.append(Run(re.sub(r"^\{(.*)\}$", r"\1", text), "upright", level))
    return tuple(runs)


def entry(name: str, index: Sequence[int], first: int = 1) -> Runs:
    """Return the name of a tensor's cell, counted from `first`: commas where a number has two digits.

    Examples
    --------
    >>> from symconv.figures.scene import plain
    >>> plain(entry("y", (0, 1))), plain(entry("y", (0, 11)))
    ('y12', 'y1,12')
    """
    numbers = [place + first for place in index]
    return Run(name, "letter"), Run(subscript(numbers), "upright", -1)


def cell(value: Any, order: Order | None = None) -> Runs:
    """Return one cell, its terms in book order or, without one, by name.

    Examples
    --------
    >>> from symconv.figures.scene import plain
    >>> a, b = sympy.symbols("a b")
    >>> plain(cell(2 * a**2 - b))
    '2 a^2 − b'
    """
    return tuple(_decoded(spell(value, order or Order(), _SPELLING)))


def product(x: Runs, w: Runs) -> Runs:
    """Return a product, input cell before tap; brackets round what would not read as one factor.

    Examples
    --------
    >>> from symconv.figures.scene import plain
    >>> plain(product(formula("a"), formula("w_1"))), plain(product(formula("2"), formula("−3")))
    ('a w1', '2·(−3)')
    """
    second = factor(w)
    is_number = all(run.style == "upright" for run in second)
    return (*factor(x), Run(DOT if is_number else THIN), *second)


def copy(x: Runs, kernel: str) -> Runs:
    """Return an input cell times the whole kernel.

    Examples
    --------
    >>> from symconv.figures.scene import plain
    >>> plain(copy(formula("a"), "w")), plain(copy(formula("−2"), "w"))
    ('a · w', '(−2) · w')
    """
    return (*factor(x), Run(f"{THIN}{DOT}{THIN}"), Run(kernel, "letter"))


def total(terms: Iterable[Runs]) -> Runs:
    """Return terms with plus signs between them."""
    runs: Runs = ()
    for term in terms:
        runs += (PLUS if runs else ()) + term
    return runs


def bracketed(runs: Runs) -> Runs:
    """Return runs in brackets."""
    return (Run("("), *runs, Run(")"))


def factor(runs: Runs) -> Runs:
    """Return a cell as a factor: in brackets where it would not read as one."""
    signs = "".join(run.text for run in runs if run.style == "upright" and run.level == 0)
    while re.search(r"\([^()]*\)", signs):
        signs = re.sub(r"\([^()]*\)", "", signs)
    return bracketed(runs) if re.search("[-+−/]", signs) else runs


def _leaf(factor: sympy.Expr) -> str:
    if isinstance(factor, sympy.Symbol):
        return f"{_NAME[0]}{factor.name}{_NAME[1]}"
    return str(factor)


def _product(factors: Sequence[str]) -> str:
    """Join factors; a fraction in front of another factor stands in brackets, else that one seemed to be in the denominator."""
    return THIN.join(
        f"({f})" if "/" in f and f[0] != "(" and len(factors) > 1 else f for f in factors
    )


def _decoded(text: str) -> Iterable[Run]:
    for name, power, other in _MARKED.findall(text):
        if name:
            yield from named(name)
        elif power:
            yield Run(power, "upright", 1)
        else:
            yield Run(other.replace("-", "−"))


_SPELLING = Spelling(
    number=str,
    leaf=_leaf,
    power=lambda base, exponent: f"{base}{_POWER[0]}{exponent}{_POWER[1]}",
    product=_product,
    brackets="({})".format,
)
