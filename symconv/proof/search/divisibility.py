"""Multiples of a product that equations show: what is needed to say that one size divides another. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from symconv.language.terms import Monomial, Size, coefficients, collapse, without
from symconv.proof.search.factors import cofactor

MOST_USED = 3  # equations for one multiple

Used: TypeAlias = tuple[tuple[int, Monomial], ...]


class Multiple(NamedTuple):
    """``times * value = factor * beside``, by the equations at some places, each multiplied by a product."""

    times: int
    beside: Size
    used: Used


def multiples_of(
    value: Size, factor: Monomial, equations: Sequence[Size], used: Used = ()
) -> Iterator[Multiple]:
    """Write a size as a multiple of a product: each term that is none is replaced by what it equals.

    Parameters
    ----------
    value : int or Poly
        What is to be a multiple.
    factor : tuple of Variable
        Of what.
    equations : sequence of Poly
        Sizes that are zero.
    used : tuple of pairs
        The places of those that are used up, and what each was multiplied by.

    Examples
    --------
    >>> from symconv.language.terms import Letter, letter
    >>> g, a, b, G, A, B = map(letter, "gabGAB")
    >>> known = [G*A - g*a, G*B - g*a - g*b]
    >>> next(multiples_of(g*b, (Letter("G", 1),), known))
    Multiple(times=1, beside=-A + B, used=((1, ()), (0, ())))
    """
    terms = coefficients(value)
    foreign = next((m for m in terms if without(m, factor) is None), None)
    if foreign is None:
        yield Multiple(1, cofactor(value, factor), used)
        return
    if len(used) == MOST_USED:
        return
    done = {place for place, _ in used}
    for place, equation in enumerate(equations):
        for monomial, coefficient in coefficients(equation).items():
            beside = without(foreign, monomial)
            if beside is None or place in done or (foreign and not monomial):
                continue
            replaced = coefficient * value - terms[foreign] * (collapse({beside: 1}) * equation)
            for found in multiples_of(replaced, factor, equations, (*used, (place, beside))):
                yield found._replace(times=coefficient * found.times)
