"""Generic cells: a cell that stands for any, and counts the products that landed in it.

Two definitions that agree on generic cells agree on all inputs and kernels of these sizes, over
every ring. A number is a product of no factors; so a definition that adds a constant is told from
one that does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product, repeat
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from symconv.sweep.tables import LandedProducts, Values

Position: TypeAlias = tuple[int, ...]


class Generic:
    """How often each product of cells of tensors occurs in a cell, factors in order.

    Examples
    --------
    >>> Generic({(("x", (0,)), ("w", (2,))): 1, (("x", (1,)), ("w", (0,))): 2})
    x[0]*w[2] + 2*x[1]*w[0]
    """

    __slots__ = ("counts",)

    def __init__(self, counts: Mapping[tuple[tuple[str, Position], ...], int]) -> None:
        self.counts = {factors: number for factors, number in counts.items() if number}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Generic) and self.counts == other.counts

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        spelled = []
        for factors, number in self.counts.items():
            names = [_spell(*factor) for factor in factors]
            spelled.append((names, number))
        terms = [
            "*".join(names if number == 1 and names else [str(number), *names])
            for names, number in sorted(spelled)
        ]
        return " + ".join(terms) or "0"


def _spell(name: str, at: Position) -> str:
    return f"{name}[{','.join(map(str, at))}]"


class Landing(NamedTuple):
    """What landed in the output ``y`` of many settings.

    Parameters
    ----------
    landed : sequence of LandedProducts
        The products, form by form.
    sizes : mapping of str to numpy.ndarray
        The sizes of ``y``, ``x`` and ``w``: a row for each setting, a column for each axis.
    """

    landed: Sequence[LandedProducts]
    sizes: Mapping[str, Values]

    def cells(self, setting: int) -> dict[Position, Generic]:
        """Return the output of one setting."""
        at = {}
        for name, sizes in self.sizes.items():
            extents = sizes[setting].tolist()
            at[name] = list(product(*map(range, extents)))
        counts: dict[Position, Counter[Any]] = {position: Counter() for position in at["y"]}
        found = chain.from_iterable(_of_setting(form, setting) for form in self.landed)
        for output, factors, weight in found:
            cells = tuple((name, at[name][cell]) for name, cell in factors)
            position = at["y"][output]
            counts[position][cells] += weight
        return {position: Generic(count) for position, count in counts.items()}


def _of_setting(
    form: LandedProducts, setting: int
) -> Iterator[tuple[int, tuple[tuple[str, int], ...], int]]:
    """Yield the products that landed in one setting: output cell, factors, weight."""
    rows = np.flatnonzero(form.setting == setting)
    outputs = form.output[rows].tolist()
    weights = np.broadcast_to(form.weight, form.setting.shape)[rows].tolist()
    factors = []
    for name, numbers in form.factors:
        cells = numbers[rows].tolist()
        factors.append([(name, cell) for cell in cells])
    products = zip(*factors, strict=True) if factors else repeat((), len(rows))
    return zip(outputs, products, weights, strict=True)


def first_differences(
    found: Landing, expected: Landing
) -> Iterator[tuple[int, Position, str, str]]:
    """Yield for every setting in which two outcomes differ its number, the first such cell, and both values there.

    Parameters
    ----------
    found : Landing
        Anything.
    expected : Landing
        Products ``x[...]*w[...]``, each once, ascending by setting, output cell, input cell and
        tap.
    """
    for setting in _suspects(found, expected):
        there, here = expected.cells(setting), found.cells(setting)
        differing = (at for at in {**there, **here} if there.get(at) != here.get(at))
        at = next(differing, None)
        if at is not None:
            wanted = there.get(at, "outside the output")
            seen = here.get(at, "outside the output")
            yield setting, at, str(wanted), str(seen)


def _suspects(found: Landing, expected: Landing) -> list[int]:
    """Return the settings in which the sizes are others, or not exactly the expected products have landed."""
    odd, plain = [], []
    for form in found.landed:
        # say whether these are products of an input cell and a tap, counted once
        names = [name for name, _ in form.factors]
        once = isinstance(form.weight, int) and form.weight == 1
        is_plain = names == ["x", "w"] and once
        if is_plain:
            plain.append(form)
        else:
            odd.append(form.setting)
    radices = []
    for name in ("y", "x", "w"):
        cells = _most_cells(found.sizes[name]), _most_cells(expected.sizes[name])
        radices.append(max(cells))
    settings = len(found.sizes["y"])
    wanted = _keys(expected.landed, radices, settings)
    keys = _keys(plain, radices, settings)
    keys.sort()
    if not np.array_equal(keys, wanted):
        later, earlier = keys[1:], keys[:-1]
        again = later[later == earlier]
        differing = np.concatenate([np.setxor1d(keys, wanted), again])
        odd.append(differing // prod(radices))
    odd.append(_rows_that_differ(found.sizes["y"], expected.sizes["y"]))
    numbers = np.unique(np.concatenate(odd))
    return list(map(int, numbers))


def _most_cells(sizes: Values) -> int:
    return prod(sizes.max(axis=0).tolist())


def _keys(forms: Sequence[LandedProducts], radices: Sequence[int], settings: int) -> Values:
    """Return a number for each product, which grows with setting, output cell, input cell and tap."""
    kind = np.int64 if settings * prod(radices) < 2**63 else object
    keys = [np.empty(0, dtype=kind)]
    for form in forms:
        (_, inputs), (_, taps) = form.factors
        outputs = form.setting.astype(kind) * radices[0] + form.output
        keys.append((outputs * radices[1] + inputs) * radices[2] + taps)
    return np.concatenate(keys)


def _rows_that_differ(left: Values, right: Values) -> Values:
    """Return the numbers of the rows in which two arrays differ: all, where they have not the same number of columns."""
    if left.shape != right.shape:
        return np.arange(len(left))
    return np.flatnonzero((left != right).any(axis=1))
