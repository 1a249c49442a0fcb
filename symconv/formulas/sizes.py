r"""Expressions of sizes as they were written, in the order everybody uses: ``s (I - 1) + k - 2 p``.

What SymPy holds is printed node by node; nothing is pulled out of a floor or a remainder.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from symconv.data.letter_symbols import LetterOfTwo
from symconv.data.letters import symbol_letter, to_size
from symconv.formulas.atoms import brackets, digits, product, symbol
from symconv.formulas.polynomials import in_text, polynomial

_NAMED = {"gcd": r"\gcd", "lcm": r"\operatorname{lcm}", "Min": r"\min", "Max": r"\max"}
_NAMED |= {"minimum": r"\min", "maximum": r"\max"}


def size_as_written(value: Any, plain: bool = False) -> str:
    r"""Return an expression in sizes as LaTeX, or as plain text.

    Examples
    --------
    >>> from symconv import sizes
    >>> n, k, s = sizes("n k s")
    >>> print(size_as_written(sympy.floor((n - k) / s) + 1))
    \left\lfloor\frac{n - k}{s}\right\rfloor + 1
    >>> print(size_as_written(s * (n - 1) + k), size_as_written(n % s, plain=True))
    s (n - 1) + k n mod s
    """
    return _written(expression_of(value), plain)


def expression_of(value: Any) -> sympy.Expr:
    """Return a size as a SymPy expression: an integer, an expression, or what stands for one."""
    if isinstance(value, sympy.Expr):
        return value
    if isinstance(value, int):
        return sympy.Integer(value)
    return value._sympy_()


def _written(node: sympy.Expr, plain: bool) -> str:
    if is_polynomial(node):
        size = to_size(node, "a size")
        return in_text(size) if plain else polynomial(size)
    if isinstance(node, sympy.Add):
        return _sum(node.args, plain)
    if isinstance(node, sympy.Mul):
        return _product(node, plain)
    if isinstance(node, sympy.floor | sympy.ceiling):
        return _rounded(node, plain)
    name = type(node).__name__
    if isinstance(node, sympy.Mod) or name in ("Mod", "Remainder"):
        left, right = (_closed(part, plain) for part in node.args)
        return f"{left} mod {right}" if plain else rf"{left} \bmod {right}"
    if name in _NAMED:
        arguments = ", ".join(_written(part, plain) for part in node.args)
        return f"{name.lower()}({arguments})" if plain else f"{_NAMED[name]}{brackets(arguments)}"
    if isinstance(node, sympy.Pow):
        base, exponent = _closed(node.base, plain), _written(node.exp, plain)
        return f"{base}**{exponent}" if plain else f"{base}^{{{exponent}}}"
    return str(node) if plain else str(sympy.latex(node, symbol_names=_symbols(node)))


def is_polynomial(node: sympy.Expr) -> bool:
    """Return whether an expression is made of letters and integers by sums, products and powers."""
    if isinstance(node, sympy.Integer):
        return True
    if isinstance(node, sympy.Symbol):
        return symbol_letter(node) is not None
    if isinstance(node, sympy.Add | sympy.Mul):
        return all(map(is_polynomial, node.args))
    if isinstance(node, sympy.Pow):
        return node.exp.is_Integer and node.exp.is_positive and is_polynomial(node.base)
    return False


def _sum(parts: Iterable[sympy.Expr], plain: bool) -> str:
    """Return a sum: what is rounded first, then the polynomial part, positive terms before negative ones."""
    parts = list(parts)
    smooth = [part for part in parts if is_polynomial(part)]
    others = [part for part in parts if not is_polynomial(part)]
    terms = [*others, *([sympy.Add(*smooth)] if smooth else [])]
    texts = sorted((_written(term, plain) for term in terms), key=_is_negative)
    signed = (f" - {text[1:]}" if _is_negative(text) else f" + {text}" for text in texts[1:])
    return texts[0] + "".join(signed)


def _is_negative(text: str) -> bool:
    return text.startswith("-")


def _product(node: sympy.Mul, plain: bool) -> str:
    number, rest = node.as_coeff_Mul()
    factors = sorted(rest.args if isinstance(rest, sympy.Mul) else (rest,), key=_rank)
    texts = [_closed(factor, plain) for factor in factors]
    sign = "-" if number < 0 else ""
    if abs(number) != 1:
        texts.insert(0, digits(abs(int(number))) if number.is_Integer else str(abs(number)))
    return sign + ("*".join(texts) if plain else product(texts))


def _rank(factor: sympy.Expr) -> tuple[bool, str]:
    return not isinstance(factor, sympy.Symbol), str(factor)


def _closed(node: sympy.Expr, plain: bool) -> str:
    text = _written(node, plain)
    bracketed = isinstance(node, sympy.floor | sympy.ceiling | LetterOfTwo)
    simple = node.is_Symbol or node.is_Integer or bracketed
    return text if simple else f"({text})"


def _rounded(node: sympy.Expr, plain: bool) -> str:
    above, below = node.args[0].as_numer_denom()
    up = isinstance(node, sympy.ceiling)
    inside = [_written(part, plain) for part in (above, below)]
    if plain:
        return f"{'ceil' if up else 'floor'}({_closed(above, plain)}/{_closed(below, plain)})"
    side = "ceil" if up else "floor"
    return rf"\left\l{side}\frac{{{inside[0]}}}{{{inside[1]}}}\right\r{side}"


def _symbols(node: sympy.Expr) -> dict[sympy.Symbol, str]:
    return {free: symbol(free) for free in node.free_symbols}
