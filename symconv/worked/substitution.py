r"""Numbers put into a formula and half worked out: ``2 (2 - 1) + 3 - 2`` becomes ``2 \cdot 1 + 3 - 2``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import add, mul, sub

from symconv.formulas.listing import Formula
from symconv.pages.displays import Math

_SIGNS = {add: (" + ", " + "), sub: (" - ", " - "), mul: (r" \cdot ", "*")}


@dataclass(frozen=True)
class Simplified:
    """A part of a formula: what is a number with a number of the formula is worked out, the rest stands.

    Parameters
    ----------
    value : int
        Its value.
    tex, text : str
        How it is written.
    is_number : bool
        Whether it is a single number.
    """

    value: int
    tex: str
    text: str
    is_number: bool = True

    @classmethod
    def of(cls, value: int) -> Simplified:
        """Return a number."""
        return cls(value, str(value), str(value))

    def __add__(self, other: Simplified | int) -> Simplified:
        """Return the sum."""
        return _joined(self, other, add)

    def __sub__(self, other: Simplified | int) -> Simplified:
        """Return the difference."""
        return _joined(self, other, sub)

    def __mul__(self, other: Simplified | int) -> Simplified:
        """Return the product."""
        return _joined(self, other, mul)

    def __rmul__(self, other: int) -> Simplified:
        """Return the product with a number of the formula in front, which is worked out."""
        return _joined(self, other, mul)


def _joined(
    left: Simplified, right: Simplified | int, operation: Callable[[int, int], int]
) -> Simplified:
    is_literal = isinstance(right, int)
    other = Simplified.of(right) if isinstance(right, int) else right
    value = operation(left.value, other.value)
    if is_literal and left.is_number:
        return Simplified.of(value)
    tex, text = _SIGNS[operation]
    return Simplified(
        value, f"{left.tex}{tex}{other.tex}", f"{left.text}{text}{other.text}", is_number=False
    )


def simplified(formula: Formula, values: dict[str, int]) -> Math:
    """Return a formula with numbers put in, its brackets and multiples worked out.

    Examples
    --------
    >>> from symconv.formulas.listing import FORMULAS
    >>> simplified(FORMULAS["plain_output_size"], {"I": 2, "k": 3, "s": 2, "p": 1}).text
    '2*1 + 3 - 2'
    """
    numbers = {name: Simplified.of(value) for name, value in values.items()}
    found: Simplified = formula.function(**numbers)
    return Math(found.tex, found.text)
