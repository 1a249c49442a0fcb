"""Generic cells: a cell that stands for any, which counts the products that it is made of.

A number is itself a count: of the empty product. So a definition that adds a constant is told from one that does not.
"""

from __future__ import annotations

from itertools import product
from typing import TypeAlias

from symconv.language import Tensor, Vec, stored

Counts: TypeAlias = dict[tuple[str, ...], int]


class Generic:
    """A cell that stands for any: how often each product of factors occurs in it, factors in order.

    Examples
    --------
    >>> cell("x", (0,)) * cell("w", (2,)) + cell("x", (1,)) * cell("w", (0,))
    x[0]*w[2] + x[1]*w[0]
    """

    __slots__ = ("counts",)

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __add__(self, other: Generic | int) -> Generic:
        if isinstance(other, int) and other == 0:
            return self
        counts = dict(self.counts)
        for factors, number in _counts(other).items():
            counts[factors] = counts.get(factors, 0) + number
        return Generic(_nonzero(counts))

    __radd__ = __add__

    def __mul__(self, other: Generic | int) -> Generic | int:
        if isinstance(other, int):
            return 0 if other == 0 else Generic({factors: number * other for factors, number in self.counts.items()})
        counts: Counts = {}
        for (left, m), (right, n) in product(self.counts.items(), other.counts.items()):
            counts[left + right] = counts.get(left + right, 0) + m * n
        return Generic(_nonzero(counts))

    def __rmul__(self, other: int) -> Generic | int:
        return self * other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Generic | int) and self.counts == _counts(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return " + ".join(_spell(factors, n) for factors, n in sorted(self.counts.items())) or "0"


def _counts(value: Generic | int) -> Counts:
    return value.counts if isinstance(value, Generic) else _nonzero({(): value})


def _nonzero(counts: Counts) -> Counts:
    return {factors: number for factors, number in counts.items() if number}


def _spell(factors: tuple[str, ...], number: int) -> str:
    return "*".join(factors if number == 1 and factors else (str(number), *factors))


def cell(name: str, at: tuple[int, ...]) -> Generic:
    """Return the generic cell of a tensor at an index."""
    return Generic({(f"{name}[{','.join(map(str, at))}]",): 1})


def generic(name: str, shape: tuple[int, ...]) -> Tensor:
    """Return a tensor of generic cells."""
    at = list(product(*map(range, shape)))
    return stored(Vec(shape), {i: cell(name, i) for i in at})
