"""What all values over letters have in common: numbers are put for letters, and notebooks show formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symconv.data.letters import letter_values
from symconv.formulas.notebook import Shown
from symconv.language.terms import Letter
from symconv.symbolic.context import refusing_zero_divisors
from symconv.symbolic.written import AT, Written


class OverLetters(Shown):
    """A value that depends on letters."""

    __slots__ = ()

    @property
    def written(self) -> Written:
        """What was written to make it; it means nothing."""
        raise NotImplementedError

    @property
    def letters(self) -> frozenset[Letter]:
        """Every letter that it depends on."""
        raise NotImplementedError

    def at(self, values: Mapping[Any, Any] | None = None, /, **names: Any) -> Any:
        """Return the value with numbers put for letters.

        Once no letter is left, that is an expression for a scalar, an `Array` (or a matrix) of
        symbols for a tensor, and a claim on known sizes for a claim.

        Parameters
        ----------
        values : mapping, optional
            Numbers by symbol or by name.
        **names : int
            Numbers by name.

        Raises
        ------
        GeometryError, ShapeError
            If a number breaks a condition of a layer or operation.

        Examples
        --------
        >>> from symconv import sizes, tensor
        >>> n = sizes("n")
        >>> tensor("x", n).at(n=2)
        [x1, x2]
        """
        numbers = letter_values(self.letters, values, names)
        with refusing_zero_divisors(numbers):
            return self._at(numbers)

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        raise NotImplementedError

    def _written_at(self, numbers: Mapping[Letter, int]) -> Written:
        """Return what is written for the value with some of its letters still open."""
        put = {letter.name: number for letter, number in numbers.items()}
        return AT(self.written, numbers=put)

    def __repr__(self) -> str:
        return repr(self.written)
