"""Factors of a size: what all of its terms share, and what stands beside a product of variables. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.language.terms import Monomial, Size, Variable, coefficients, collapse, without


def common_factor(value: Size, usable: Iterable[Variable]) -> Monomial:
    """Return the largest product of usable variables that divides every term.

    Examples
    --------
    >>> from symconv.language.terms import letter, variables
    >>> s, I = letter("s"), letter("I")
    >>> [variable.name for variable in common_factor(s * s * I + s * I, variables(s))]
    ['s']
    """
    monomials, known = list(coefficients(value)), set(usable)
    shared: list[Variable] = []
    for variable in known.intersection(*monomials) if monomials else ():
        power = min(monomial.count(variable) for monomial in monomials)
        shared += [variable] * power
    return tuple(sorted(shared))


def cofactor(value: Size, factor: Monomial) -> Size:
    """Return the sum of the terms that a product of variables divides, divided by it.

    Examples
    --------
    >>> from symconv.language.terms import Letter, letter
    >>> s, I = letter("s"), letter("I")
    >>> cofactor(s * (I + 2) + I, (Letter("s", 1),))
    I + 2
    """
    divided = (
        (without(monomial, factor), coefficient)
        for monomial, coefficient in coefficients(value).items()
    )
    return collapse({rest: coefficient for rest, coefficient in divided if rest is not None})
