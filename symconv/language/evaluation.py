"""The value of an expression without letters: every index is run over its finite range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from symconv.language.terms import (
    Atom,
    Condition,
    Expression,
    Index,
    Poly,
    Sum,
    coefficients,
    substitute_sum,
)


def evaluate(expression: Expression) -> dict[tuple[Atom, ...], int]:
    """Return the value of an expression without letters: each product of known atoms with its coefficient.

    Raises
    ------
    ValueError
        If a letter is left, or an index has no finite range.
    """
    result: dict[tuple[Atom, ...], int] = {}
    for term in expression:
        for point in points(term.indices, term.conditions):
            at = substitute_sum(Sum((), (), term.atoms, term.weight), point)
            places = (e for atom in at.atoms for e in atom.at)
            if not isinstance(at.weight, int) or any(isinstance(e, Poly) for e in places):
                raise ValueError(f"a letter is left in {at}")
            result[at.atoms] = result.get(at.atoms, 0) + at.weight
    return {atoms: weight for atoms, weight in result.items() if weight}


def points(
    indices: tuple[Index, ...],
    conditions: Iterable[Condition],
    order: Callable[[range], Iterable[int]] = iter,
) -> Iterator[dict[Index, int]]:
    """Yield every integer point at which all conditions hold, by narrowing intervals before branching.

    The values of an index are tried in the order that `order` gives them.
    """
    rows = [_row(condition, set(indices)) for condition in conditions]
    yield from _search(rows, dict.fromkeys(indices, (None, None)), order)


_Row: TypeAlias = tuple[str, tuple[tuple[Index, int], ...], int]
_Interval: TypeAlias = tuple[int | None, int | None]
_Box: TypeAlias = dict[Index, _Interval]


def _row(condition: Condition, indices: set[Index]) -> _Row:
    """Read a condition that is linear in the indices; letters must be gone."""
    slopes: list[tuple[Index, int]] = []
    for monomial, coefficient in coefficients(condition.left).items():
        if len(monomial) > 1 or any(variable not in indices for variable in monomial):
            raise ValueError(
                f"{condition.left} is not linear in the indices: a letter is left in it"
            )
        slopes += [(variable, coefficient) for variable in monomial if isinstance(variable, Index)]
    return condition.relation, tuple(slopes), coefficients(condition.left).get((), 0)


def _search(
    rows: list[_Row], box: _Box, order: Callable[[range], Iterable[int]]
) -> Iterator[dict[Index, int]]:
    narrowed = _narrow(rows, box)
    if narrowed is None:
        return
    open_indices = [
        (high - low, i)
        for i, (low, high) in narrowed.items()
        if low is not None and high is not None
    ]
    if len(open_indices) < len(narrowed):
        raise ValueError("an index of a sum has no finite range")
    open_indices = [(width, i) for width, i in open_indices if width]
    if not open_indices:
        yield {i: low for i, (low, _) in narrowed.items() if low is not None}
        return
    width, chosen = min(open_indices)
    start = narrowed[chosen][0] or 0
    for value in order(range(start, start + width + 1)):
        yield from _search(rows, {**narrowed, chosen: (value, value)}, order)


def _narrow(rows: list[_Row], box: _Box) -> _Box | None:
    """Shrink every interval by every row until nothing moves; ``None`` where a row cannot hold."""
    box, moved = dict(box), True
    while moved:
        moved = False
        for relation, slopes, constant in rows:
            signs = (1, -1) if relation == "=" else (1,)
            for sign in signs:
                verdict = _narrow_by([(i, sign * c) for i, c in slopes], sign * constant, box)
                if verdict is None:
                    return None
                moved = moved or verdict
    return box


def _narrow_by(slopes: list[tuple[Index, int]], constant: int, box: _Box) -> bool | None:
    """Use ``constant + sum c*i >= 0`` on the box; whether it moved, ``None`` where it cannot hold.

    Each index is bounded by what all others can contribute at most. Where one of them is unbounded
    it is the only one of which something follows.
    """
    most = [_most(c, box[i]) for i, c in slopes]
    unbounded = [n for n, value in enumerate(most) if value is None]
    if len(unbounded) > 1:
        return False
    total = constant + sum(value for value in most if value is not None)
    if not unbounded and total < 0:
        return None
    moved = False
    for n in unbounded or range(len(slopes)):
        i, c = slopes[n]
        narrowed = _bounded(box[i], c, total - (most[n] or 0))
        if _is_empty(narrowed):
            return None
        moved = moved or narrowed != box[i]
        box[i] = narrowed
    return moved


def _most(slope: int, interval: _Interval) -> int | None:
    """Return the largest value of ``slope*i`` on an interval; ``None`` where there is none."""
    low, high = interval
    end = high if slope > 0 else low
    return None if end is None else slope * end


def _bounded(interval: _Interval, slope: int, others: int) -> _Interval:
    """Return the part of an interval on which ``slope*i + others >= 0``."""
    low, high = interval
    if slope > 0:
        least = -(others // slope)
        return (least if low is None else max(low, least)), high
    largest = others // -slope
    return low, (largest if high is None else min(high, largest))


def _is_empty(interval: _Interval) -> bool:
    low, high = interval
    return low is not None and high is not None and low > high
