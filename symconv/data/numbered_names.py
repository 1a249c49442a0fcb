"""How a cell of a tensor is called: the tensor's name and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

_LARGEST_SINGLE_DIGIT = 9


def cell_name(name: str, numbers: Sequence[int]) -> str:
    """Return the name of one cell: the numbers behind the name, in braces where commas part them.

    Examples
    --------
    >>> cell_name("x", (12,)), cell_name("w", (1, 2)), cell_name("w", (1, 12))
    ('x12', 'w12', 'w_{1,12}')
    """
    below = subscript(numbers)
    return f"{name}_{{{below}}}" if "," in below else name + below


def subscript(numbers: Sequence[int]) -> str:
    """Return the numbers of a cell side by side, with commas where that could be read in two ways.

    Examples
    --------
    >>> subscript((12,)), subscript((1, 2)), subscript((1, 12))
    ('12', '12', '1,12')
    """
    apart = len(numbers) == 1 or max(numbers, default=0) <= _LARGEST_SINGLE_DIGIT
    return ("" if apart else ",").join(map(str, numbers))
