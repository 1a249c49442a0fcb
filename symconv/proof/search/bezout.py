"""Reads off conditions that two numbers are coprime, ``p*u = n*v + 1``: Bezout's identity. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.language.terms import Condition, Variable, coefficients


class Bezout(NamedTuple):
    """``p*u = n*v + sign``, the sign being 1 or -1: modulo `n`, `p` has an inverse."""

    p: Variable
    u: Variable
    n: Variable
    v: Variable
    sign: int


def bezout_identities(condition: Condition) -> Iterator[Bezout]:
    """Read a condition as such an identity, in every way.

    Examples
    --------
    >>> from symconv.language.terms import equal, letter
    >>> d, u, s, v = (letter(name) for name in "dusv")
    >>> found = bezout_identities(equal(d * u, s * v + 1))
    >>> [(identity.p.name, identity.n.name, identity.sign) for identity in found]
    [('d', 's', 1), ('d', 'v', 1), ('u', 's', 1), ('u', 'v', 1), ('s', 'd', -1), ('s', 'u', -1), ('v', 'd', -1), ('v', 'u', -1)]
    """
    terms = coefficients(condition.left)
    products = [monomial for monomial in terms if len(monomial) == 2]
    constant = terms.get((), 0)
    if condition.relation != "=" or len(terms) != 3 or len(products) != 2 or abs(constant) != 1:
        return
    first, second = products
    if terms[first] != -terms[second] or abs(terms[first]) != 1:
        return
    for one, other in ((first, second), (second, first)):
        for p, u in (one, one[::-1]):
            for n, v in (other, other[::-1]):
                yield Bezout(p, u, n, v, -terms[one] * constant)
