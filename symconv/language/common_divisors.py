"""The greatest common divisor of two sizes, said by letters that the two sizes determine.

There is no polynomial and no floor for ``g = gcd(m, n)``. But exactly one `g` is such that ``m = g*a``,
``n = g*b`` and ``a*u = b*v + 1`` for some integers ``a, b, u >= 1`` and ``v >= 0``: the last equation says
that `a` and `b` are coprime, and such `u` and `v` exist then. So what is said of ``gcd(m, n)`` is said
of `g` for all letters of which the three equations hold: they are hypotheses like any others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd
from typing import Any

from symconv.language.terms import (
    Condition,
    Hypothesis,
    Letter,
    Size,
    at_least,
    equal,
    letters,
    substitute,
    variable_poly,
)


class DeterminedLetter(Letter):
    """A letter that two sizes determine: one of `parts_of_gcd`; equal to the letter of its name."""

    sizes: tuple[Size, Size]
    part: int

    def depends_on(self) -> tuple[Size, ...]:
        """Return the two sizes."""
        return self.sizes


def in_order(one: Size, other: Size) -> tuple[Size, Size]:
    """Return two sizes in the one order in which their common divisor is named."""
    return (other, one) if str(other) < str(one) else (one, other)


def parts_of_gcd(one: Size, other: Size) -> tuple[DeterminedLetter, ...]:
    """Return the letters `g`, `a`, `b`, `u` and `v` of two sizes.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> [part.name for part in parts_of_gcd(letter("n"), letter("k"))]
    ['gcd(k, n)', '(k)/gcd(k, n)', '(n)/gcd(k, n)', 'u of gcd(k, n)', 'v of gcd(k, n)']
    """
    sizes = in_order(one, other)
    whole = f"gcd({sizes[0]}, {sizes[1]})"
    names = (
        whole,
        f"({sizes[0]})/{whole}",
        f"({sizes[1]})/{whole}",
        f"u of {whole}",
        f"v of {whole}",
    )
    parts = []
    for number, name in enumerate(names):
        part = DeterminedLetter(name, 0 if name.startswith("v") else 1)
        part.sizes, part.part = sizes, number
        parts.append(part)
    return tuple(parts)


def greatest_common_divisor(one: Size, other: Size) -> Size:
    """Return the greatest common divisor of two sizes of at least 1."""
    if isinstance(one, int) and isinstance(other, int):
        return gcd(one, other)
    return variable_poly(parts_of_gcd(one, other)[0])


def least_common_multiple(one: Size, other: Size) -> Size:
    """Return the least common multiple of two sizes of at least 1: ``g*a*b``."""
    if isinstance(one, int) and isinstance(other, int):
        return one * other // gcd(one, other)
    divisor, first, second, *_ = map(variable_poly, parts_of_gcd(one, other))
    return divisor * first * second


def definitions(found: Iterable[Letter]) -> tuple[tuple[Letter, ...], tuple[Condition, ...]]:
    """Return all letters that belong to the common divisors among some letters, and what defines these.

    That both sizes are at least 1 follows from the equations; it stands among the conditions to be told.
    """
    parts: list[Letter] = []
    conditions: list[Condition] = []
    left = [letter for letter in found if isinstance(letter, DeterminedLetter)]
    seen: set[tuple[Size, Size]] = set()
    while left:
        letter = left.pop()
        if letter.sizes in seen:
            continue
        seen.add(letter.sizes)
        own = parts_of_gcd(*letter.sizes)
        divisor, first, second, u, v = map(variable_poly, own)
        one, other = letter.sizes
        conditions += [equal(one, divisor * first), equal(other, divisor * second)]
        conditions += [equal(first * u, second * v + 1), at_least(one, 1), at_least(other, 1)]
        inner = letters(one) | letters(other)
        parts += [*own, *inner]
        left += [each for each in inner if isinstance(each, DeterminedLetter)]
    return tuple(dict.fromkeys(parts)), tuple(conditions)


def is_definition(hypothesis: Hypothesis) -> bool:
    """Return whether a hypothesis is an equation that defines a common divisor: it has a cofactor in it."""
    if not isinstance(hypothesis, Condition):
        return False
    found = [v for v in letters(hypothesis.left) if isinstance(v, DeterminedLetter)]
    return hypothesis.relation == "=" and any(v.part for v in found)


def undetermined(found: Iterable[Letter]) -> list[Letter]:
    """Return the letters that a user names."""
    return [letter for letter in found if not isinstance(letter, DeterminedLetter)]


def determined(found: Iterable[Letter], values: Mapping[Any, int]) -> dict[Letter, int] | None:
    """Return the values of the determined letters at known others; ``None`` where a size is below 1.

    Letters of which not all others are known are left out.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> n, k = letter("n"), letter("k")
    >>> known = {Letter("n", 1): 6, Letter("k", 1): 4}
    >>> list(determined(parts_of_gcd(n, k), known).values())
    [2, 2, 3, 2, 1]
    """
    result: dict[Letter, int] = {}
    for letter in found:
        if not isinstance(letter, DeterminedLetter):
            continue
        inner = letters(letter.sizes[0]) | letters(letter.sizes[1])
        more = determined(inner, values)
        if more is None:
            return None
        known = {**values, **more}
        if not inner <= known.keys():
            continue
        one, other = (substitute(size, known) for size in letter.sizes)
        if not (isinstance(one, int) and isinstance(other, int)) or min(one, other) < 1:
            return None
        result[letter] = _part_values(one, other)[letter.part]
    return result


def _part_values(one: int, other: int) -> tuple[int, ...]:
    """Return `g`, `a`, `b`, and the smallest `u` of at least 1 with its `v`."""
    divisor = gcd(one, other)
    first, second = one // divisor, other // divisor
    u = pow(first, -1, second) if second > 1 else 1
    return divisor, first, second, u, (first * u - 1) // second
