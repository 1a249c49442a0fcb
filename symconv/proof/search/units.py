"""Reads off conditions that two numbers are coprime, ``p*u = n*v + 1``. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.language.terms import Condition, Variable, coefficients


class Unit(NamedTuple):
    """An equation that says ``p*u = n*v + sign``, the sign being 1 or -1: modulo `n`, `p` has an inverse."""

    p: Variable
    u: Variable
    n: Variable
    v: Variable
    sign: int


def units(condition: Condition) -> Iterator[Unit]:
    """Read a condition as such an equation, in every way.

    Examples
    --------
    >>> from symconv.language.terms import equal, letter
    >>> d, u, s, v = (letter(name) for name in "dusv")
    >>> [(unit.p.name, unit.n.name, unit.sign) for unit in units(equal(d * u, s * v + 1))]
    [('d', 's', 1), ('d', 'v', 1), ('u', 's', 1), ('u', 'v', 1), ('s', 'd', -1), ('s', 'u', -1), ('v', 'd', -1), ('v', 'u', -1)]
    """
    terms = coefficients(condition.left)
    products = [m for m in terms if len(m) == 2]
    if (
        condition.relation != "="
        or len(terms) != 3
        or len(products) != 2
        or terms.get((), 0) ** 2 != 1
    ):
        return
    for one, other in (products, products[::-1]):
        if terms[one] == -terms[other] and terms[one] ** 2 == 1:
            for p, u in (one, one[::-1]):
                for n, v in (other, other[::-1]):
                    yield Unit(p, u, n, v, -terms[one] * terms[()])
