"""Minimum and maximum of two sizes, said by a floor: no case, no new letter, nothing to assume.

For an integer `d` and any ``M > abs(d)`` the quotient ``floor(d/M)`` is 0 where ``d >= 0`` and -1 where
``d < 0``. So ``d*(1 + floor(d/M))`` is ``max(0, d)``, and the larger of `a` and `b` is
``b + max(0, a - b)``. `M` is read off `d`: one more than the sum of its terms without their signs,
which is large enough since letters are never negative.
"""

from __future__ import annotations

from math import gcd, prod
from typing import Any, NamedTuple

from symconv.language.terms import (
    Index,
    Letter,
    Monomial,
    Poly,
    Quotient,
    Size,
    Variable,
    by_multiples,
    coefficients,
    collapse,
    exact_quotient,
    floor_divide,
    leading_term,
    variable_poly,
    variables,
    without,
)

MOST_TERMS = 500
"""Terms of a bound; one that needs more is refused."""


class Extreme(NamedTuple):
    """The smaller or the larger of two sizes, where a size is written for people; no other value holds one."""

    name: str
    word: str
    sizes: tuple[Size, Size]
    kind: str = "extreme"

    def __repr__(self) -> str:
        """Return the call that says it."""
        return self.name


def minimum(one: Size, other: Size) -> Size:
    """Return the smaller of two sizes.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> minimum(letter("s"), letter("k")) + maximum(letter("k"), letter("s")), minimum(2, 3)
    (k + s, 2)
    """
    return one - positive_part(one - other)


def maximum(one: Size, other: Size) -> Size:
    """Return the larger of two sizes."""
    return other + positive_part(one - other)


def positive_part(value: Size) -> Size:
    """Return ``max(0, value)``; a number and its opposite share one quotient, and what divides all terms is taken out.

    Raises
    ------
    OverflowError
        If the bound of the value has too many terms.
    """
    if not isinstance(value, Poly):
        return max(0, value)
    if leading_term(value)[1] < 0:
        return value + positive_part(-value)
    shared = _shared_factor(value)
    if shared != 1:
        return shared * positive_part(by_multiples(value, shared)[0])
    bound = magnitude(value)
    return bound if bound == value else value * (1 + floor_divide(value, bound + 1))


def _shared_factor(value: Poly) -> Size:
    """Return the number and the letters that divide every term: it is not negative."""
    first = next(iter(value.terms))
    shared: Size = gcd(*value.terms.values())
    for variable in dict.fromkeys(v for v in first if isinstance(v, Letter)):
        for _ in range(min(monomial.count(variable) for monomial in value.terms)):
            shared = shared * variable_poly(variable)
    return shared


def magnitude(value: Size) -> Size:
    """Return a size that is at least the absolute value of another one, without minus signs.

    A letter is not negative, ``abs(floor(e/n))`` is at most ``abs(e)``, and the quotient of a
    positive part is 0 or -1.

    Raises
    ------
    OverflowError
        If it has too many terms.
    """
    result: Size = 0
    for monomial, coefficient in coefficients(value).items():
        bounds = list(map(_variable_magnitude, monomial))
        if prod(len(coefficients(bound)) for bound in bounds) > MOST_TERMS:
            raise OverflowError("a bound of a size has too many terms")
        product: Size = abs(coefficient)
        for bound in bounds:
            product = product * bound
        result = result + product
    return result


def _variable_magnitude(variable: Variable) -> Size:
    if not isinstance(variable, Quotient):
        return variable_poly(variable)
    return 1 if is_sign(variable) else magnitude(variable.numerator)


def is_sign(quotient: Quotient) -> bool:
    """Return whether a quotient is the one of a positive part: 0, or -1 where its numerator is negative."""
    if any(isinstance(v, Index) for v in variables(quotient.numerator)):
        return False
    return quotient.denominator == magnitude(quotient.numerator) + 1


# --- as people write it


def folded(value: Size) -> Size:
    """Return a size with its positive parts as minima and maxima, for printing.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> k, s = letter("k"), letter("s")
    >>> folded(minimum(k, s) + 1), folded(maximum(0, k - s)), folded(k - s)
    (minimum(k, s) + 1, maximum(0, k - s), k - s)
    """
    signs = [v for v in variables(value) if isinstance(v, Quotient) and is_sign(v)]
    for sign in sorted(signs, key=lambda v: (-len(v.name), v.name)):
        held, rest = split_by(value, sign)
        times = exact_quotient(held, sign.numerator)
        if times is not None:
            return _folded(folded(rest), folded(times), folded(sign.numerator))
    return value


def _folded(rest: Size, times: Size, difference: Size) -> Size:
    """Return ``rest + times*max(0, -difference)`` in the way that leaves the fewest terms beside it."""
    more = _part(difference, 1)
    less = _part(difference, -1)
    zero: Size = 0
    ways: list[tuple[Size, Size, str, tuple[Size, Size]]] = [
        (rest + times * less, -times, "minimum", (more, less)),
        (rest - times * more, times, "maximum", (more, less)),
        (rest - times * difference, times, "maximum", (zero, difference)),
        (rest, times, "maximum", (zero, -difference)),
    ]
    beside, factor, word, sizes = min(ways, key=lambda way: len(coefficients(way[0])))
    extreme: Any = Extreme(f"{word}{sizes!r}", word, sizes)
    return beside + factor * variable_poly(extreme)


def _part(value: Size, sign: int) -> Size:
    """Return the terms with this sign, as positive ones."""
    return collapse({m: sign * c for m, c in coefficients(value).items() if sign * c > 0})


def split_by(value: Size, variable: Variable) -> tuple[Size, Size]:
    """Return what stands beside a variable, and the terms without it."""
    held: dict[Monomial, int] = {}
    rest: dict[Monomial, int] = {}
    for monomial, coefficient in coefficients(value).items():
        beside = without(monomial, (variable,))
        if beside is None:
            rest[monomial] = coefficient
        else:
            held[beside] = coefficient
    return collapse(held), collapse(rest)
