"""Looks for cells that satisfy what is given of tensors, and tell the two sides of a claim apart.

What is found is checked: by the kernel for the example of a theorem, by SymPy for a counterexample.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, TypeAlias

from symconv.language.evaluation import evaluate, points
from symconv.language.terms import (
    Atom,
    Expression,
    GivenEquation,
    Letter,
    Sum,
    restrict,
    substitute_sum,
)

Polynomial: TypeAlias = dict[tuple[Atom, ...], int]
Cells: TypeAlias = dict[Atom, int]

ATTEMPTS = 300
"""How often cells are chosen anew."""
_CHOICES = (0, 1, 1, -1, 2, 3)


def polynomial(expression: Expression) -> Polynomial:
    """Return the value of an expression without letters, as a polynomial in commuting cells."""
    result: Polynomial = {}
    for atoms, weight in evaluate(expression).items():
        key = tuple(sorted(atoms))
        result[key] = result.get(key, 0) + weight
    return {atoms: weight for atoms, weight in result.items() if weight}


def conditions_on_cells(
    equations: Sequence[GivenEquation], setting: Mapping[Letter, int]
) -> list[Polynomial]:
    """Return what is zero at a setting: the difference of both sides of each equation, position by position."""
    found = []
    for equation in equations:
        put = equation.substituted(setting)
        for at in points(put.position, put.ranges):
            left, right = (_placed(side, at) for side in (put.left, put.right))
            difference = minus(polynomial(left), polynomial(right))
            if difference:
                found.append(difference)
    return found


def _placed(side: Expression, at: Mapping[Any, int]) -> Expression:
    """Return sums at a position, those whose conditions fail there left out."""
    placed: list[Sum] = []
    for term in side:
        new = substitute_sum(term, at)
        bare = Sum(new.indices, (), new.atoms, new.weight)
        placed += restrict((bare,), new.conditions)
    return tuple(placed)


def minus(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return the difference of two polynomials."""
    result = dict(one)
    for atoms, weight in other.items():
        result[atoms] = result.get(atoms, 0) - weight
    return {atoms: weight for atoms, weight in result.items() if weight}


def value(of: Polynomial, cells: Mapping[Atom, int]) -> int:
    """Return the value of a polynomial; a cell that is not named is 0."""
    total = 0
    for atoms, weight in of.items():
        total += weight * prod(cells.get(atom, 0) for atom in atoms)
    return total


def satisfying(zero: Sequence[Polynomial], different: Polynomial | None = None) -> Cells | None:
    """Return cells at which all of these are zero, and one polynomial is not; ``None`` where none were found."""
    names = {atom for of in (*zero, different or {}) for atoms in of for atom in atoms}
    for choose in _choosers():
        cells = _chosen(zero, sorted(names), choose)
        if cells is None or any(value(of, cells) for of in zero):
            continue
        if different is None or value(different, cells):
            return cells
    return None


def in_vain(zero: Sequence[Polynomial], different: Polynomial) -> int:
    """Return how many summands could be computed while cells are looked for that there are not."""
    return ATTEMPTS * (sum(map(len, zero)) + len(different)) // 4


def _choosers() -> Iterator[Any]:
    """Yield ways to choose cells: all 0, all 1, then by chance, always the same."""
    yield lambda: 0
    yield lambda: 1
    chance = random.Random(0)  # noqa: S311 - which cells are tried is no secret
    for _ in range(ATTEMPTS):
        yield lambda: chance.choice(_CHOICES)


def _chosen(zero: Sequence[Polynomial], names: Sequence[Atom], choose: Any) -> Cells | None:
    """Choose cells, one of each equation such that it holds."""
    cells: Cells = {}
    for of in zero:
        left = _partly(of, cells)
        pivot = _pivot(left)
        if set(left) == {()}:
            return None
        for atom in sorted({atom for atoms in left for atom in atoms} - {pivot}):
            cells[atom] = choose()
        if pivot is None:
            continue
        rest = _partly(left, cells)
        factor = rest.get((pivot,), 0)
        if factor == 0 or rest.get((), 0) % factor:
            if rest.get((), 0):
                return None
            cells[pivot] = choose()
        else:
            cells[pivot] = -rest.get((), 0) // factor
    for atom in names:
        if atom not in cells:
            cells[atom] = choose()
    return cells


def _partly(of: Polynomial, cells: Mapping[Atom, int]) -> Polynomial:
    """Return a polynomial with some cells put in."""
    result: Polynomial = {}
    for atoms, weight in of.items():
        known = prod(cells[atom] for atom in atoms if atom in cells)
        left = tuple(atom for atom in atoms if atom not in cells)
        result[left] = result.get(left, 0) + weight * known
    return {atoms: weight for atoms, weight in result.items() if weight}


def _pivot(of: Polynomial) -> Atom | None:
    """Return a cell that occurs in no product more than once: the equation can be solved for it; the last such one."""
    cells = {atom for atoms in of for atom in atoms}
    twice = {atom for atoms in of for atom in atoms if atoms.count(atom) > 1}
    return max(cells - twice, default=None)
