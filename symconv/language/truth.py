"""Whether a condition on sizes holds, as a size: 1 where it does, else 0, said by a floor.

For an integer `d` and any ``M > abs(d)`` the quotient ``floor(d/M)`` is 0 where ``d >= 0`` and -1 where
``d < 0``, as in `symconv.language.extremes`. So what is composed of conditions by *and*, *or*, *not* and
*if and only if* is one equation between sizes: nothing is added to what a claim means.
"""

from __future__ import annotations

from math import gcd

from symconv.language.extremes import magnitude
from symconv.language.terms import (
    Condition,
    Poly,
    Size,
    by_multiples,
    coefficients,
    floor_divide,
)


def truth(condition: Condition) -> Size:
    """Return 1 where a condition holds and 0 where it fails.

    Raises
    ------
    OverflowError
        If the bound of its size has too many terms.

    Examples
    --------
    >>> from symconv.language.terms import at_least, equal, letter
    >>> n = letter("n")
    >>> truth(at_least(n, 2)), truth(equal(2, 2)), truth(at_least(1, 2))
    (floor((n - 2)/(n + 3)) + 1, 1, 0)
    """
    if condition.relation == "=":
        return 1 + _sign(condition.left) + _sign(-condition.left)
    return 1 + _sign(condition.left)


def _sign(value: Size) -> Size:
    """Return 0 where a size is not negative, else -1."""
    if not isinstance(value, Poly):
        return min(0, max(-1, value))
    shared = gcd(*coefficients(value).values())
    bare = by_multiples(value, shared)[0]
    return floor_divide(bare, magnitude(bare) + 1)


def all_of(*truths: Size) -> Size:
    """Return 1 where all of these are 1, else 0."""
    result: Size = 1
    for one in truths:
        result = result * one
    return result
