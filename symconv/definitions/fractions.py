"""Fractions over letters: an inverse is a cell of its own, and both sides of a claim are freed of denominators.

``x / 2`` is `x` times the cell ``1/[2]``. An equation between sums with such cells is, over every
commutative ring in which the divisors are invertible, the equation of both sides times a common
multiple of the denominators; that one has no inverse in it, and it is what is proved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import lcm, prod

from symconv.language.terms import Atom, Expression, Size, Sum
from symconv.language.words import Value

INVERSE = "1/"
"""The name under which inverses are read; no tensor can have it."""


def inverse(divisor: Size) -> Value:
    """Return the inverse of a size as a cell."""
    return Value((Sum(atoms=(Atom(INVERSE, (divisor,)),)),))


def denominator(left: Expression, right: Expression) -> tuple[int, Counter[Size]]:
    """Return a common multiple of all denominators: a number, and sizes with their exponents.

    Examples
    --------
    >>> half, third = inverse(2).expression, inverse(3).expression
    >>> denominator(half, third)
    (6, Counter())
    """
    number, sizes = 1, Counter[Size]()
    for term in (*left, *right):
        mine, powers = _denominator(term)
        number, sizes = lcm(number, mine), sizes | powers
    return number, sizes


def _denominator(term: Sum) -> tuple[int, Counter[Size]]:
    divisors = [atom.at[0] for atom in term.atoms if atom.tensor == INVERSE]
    numbers = [one for one in divisors if isinstance(one, int)]
    return prod(numbers), Counter(one for one in divisors if not isinstance(one, int))


def cleared(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Return both sides times a common multiple of their denominators, without inverses.

    Examples
    --------
    >>> half = inverse(2).expression
    >>> [term.weight for side in cleared(half + half, (Sum(),)) for term in side]
    [1, 1, 2]
    """
    number, sizes = denominator(left, right)
    return _multiplied(left, number, sizes), _multiplied(right, number, sizes)


def _multiplied(side: Expression, number: int, sizes: Counter[Size]) -> Expression:
    terms = []
    for term in side:
        mine, powers = _denominator(term)
        kept = tuple(atom for atom in term.atoms if atom.tensor != INVERSE)
        factor = product((sizes - powers).elements(), number // mine)
        terms.append(replace(term, atoms=kept, weight=term.weight * factor))
    return tuple(terms)


def product(sizes: Iterable[Size], start: Size = 1) -> Size:
    """Return the product of sizes."""
    result = start
    for size in sizes:
        result = result * size
    return result


def divided(expression: Expression, number: int, sizes: Counter[Size]) -> Expression:
    """Return an expression over a denominator; a weight that it divides is divided."""
    terms = []
    for term in expression:
        whole = isinstance(term.weight, int) and term.weight % number == 0
        weight = term.weight // number if whole and isinstance(term.weight, int) else term.weight
        below = [*([number] if number != 1 and not whole else []), *sizes.elements()]
        inverses = tuple(Atom(INVERSE, (one,)) for one in below)
        terms.append(replace(term, atoms=inverses + term.atoms, weight=weight))
    return tuple(terms)


def invertible(left: Expression, right: Expression) -> tuple[Size, ...]:
    """Return what has to be invertible for an equation to be the one without denominators: primes, and sizes."""
    number, sizes = denominator(left, right)
    return (*_primes(number), *sizes)


def _primes(number: int) -> Iterable[int]:
    divisor = 2
    while divisor * divisor <= number:
        if number % divisor == 0:
            yield divisor
            while number % divisor == 0:
                number //= divisor
        divisor += 1
    if number > 1:
        yield number
