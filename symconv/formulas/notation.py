r"""What a page calls the input, the kernel and the output, and from where it counts.

A notation is written as three letters, as a count, or as both: ``u,h,v``, ``from 0``, ``u,h,v from
1``. Without a count the names of cells start at 1 and positions at 0: the first cell ``x_1`` stands
at position 0. With one, names and positions start at the same number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sympy import Array, Symbol

from symconv.data.arrays import cell_symbols
from symconv.errors import GeometryError
from symconv.formulas.conventional import checked_index
from symconv.formulas.grid import Grid

_WRITTEN = re.compile(r"(?:([A-Za-z]) *, *([A-Za-z]) *, *([A-Za-z]))?(?:(?:^| +)from +([01]))?")
_TAKEN = {
    "I": "the input size",
    "k": "the kernel size",
    "s": "the stride",
    "p": "the padding",
    "d": "the dilation",
    "a": "the output padding",
    "b": "the padding in front",
    "e": "the padding behind",
    "g": "the number of groups",
    "O": "the output size",
    "F": "the size of the canvas",
    "C": "the matrix",
    "i": "a position in the input",
    "t": "a position in the kernel",
    "o": "a position in the output",
}
"""What else letters stand for in formulas."""


@dataclass(frozen=True)
class Notation:
    """Names, and numbers to count from.

    Parameters
    ----------
    input, kernel, output : str
        Different letters.
    first : int
        The number of the first cell in names.
    origin : int
        The number of the first position.
    brackets : bool
        Whether the numbers of a cell stand in brackets, ``x[0]``, instead of below: ``x_0``.
    """

    input: str = "x"
    kernel: str = "w"
    output: str = "y"
    first: int = 1
    origin: int = 0
    brackets: bool = False

    @classmethod
    def read(cls, text: str) -> Notation:
        """Return the notation that is written.

        Raises
        ------
        GeometryError
            If it is not written as a notation is, or a letter has two meanings.

        Examples
        --------
        >>> Notation.read("u,h,v from 0")
        Notation(input='u', kernel='h', output='v', first=0, origin=0, brackets=False)
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or not found[0]:
            raise GeometryError(
                f"notation {text!r}: three letters for input, kernel and output, 'from 0' or "
                "'from 1', or both are needed, "
                "as in 'u,h,v from 0'"
            )
        names = (found[1], found[2], found[3]) if found[1] else (cls.input, cls.kernel, cls.output)
        if len(set(names)) < len(names):
            raise GeometryError(
                f"notation {text!r}: input, kernel and output need three different letters"
            )
        for name in names:
            if name in _TAKEN:
                raise GeometryError(
                    f"notation {text!r}: {name} is {_TAKEN[name]} in formulas; choose another letter"
                )
        usual = cls(*names)
        return (
            usual if found[4] is None else replace(usual, first=int(found[4]), origin=int(found[4]))
        )

    def indexed(self, index: str) -> Notation:
        """Return the notation with cells counted as positions are, in brackets, or as they are, by subscripts.

        Raises
        ------
        GeometryError
            If `index` is neither ``"subscript"`` nor ``"brackets"``.

        Examples
        --------
        >>> Notation().indexed("brackets")
        Notation(input='x', kernel='w', output='y', first=0, origin=0, brackets=True)
        """
        if checked_index(index) == "subscript":
            return replace(self, brackets=False)
        return replace(self, first=self.origin, brackets=True)

    @property
    def names(self) -> tuple[str, str, str]:
        """Input, kernel, output."""
        return self.input, self.kernel, self.output

    @property
    def counts_together(self) -> bool:
        """Whether names and positions start at the same number."""
        return self.first == self.origin

    def places(self, index: Sequence[int]) -> str:
        """Return a position by its number, or by its numbers in brackets.

        Examples
        --------
        >>> Notation().places((3,)), Notation.read("from 1").places((0, 2))
        ('3', '(1, 3)')
        """
        numbers = [str(entry + self.origin) for entry in index]
        return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"

    def spare(self, letters: str) -> str:
        """Return the first of four letters that is not a name.

        Examples
        --------
        >>> Notation().spare("uvqh"), Notation.read("u,h,v").spare("uvqh")
        ('u', 'q')
        """
        return next(letter for letter in letters if letter not in self.names)

    def renamed(self, x: Array, w: Array) -> tuple[Array, Array]:
        """Return input and kernel with the names of this notation.

        Cells that are one letter and its numbers are renamed, others are not, and none where both
        arrays share a symbol.

        Raises
        ------
        GeometryError
            If a cell of the input and one of the kernel would have the same name.

        Examples
        --------
        >>> from symconv import tensor
        >>> Notation.read("u,h,v from 0").renamed(tensor("x", 2), Array([1, 2]))
        ([u0, u1], [1, 2])
        """
        if _symbols(x) & _symbols(w):
            return x, w
        new = self._counted(x, self.input), self._counted(w, self.kernel)
        shared = _symbols(new[0]) & _symbols(new[1])
        if shared:
            raise GeometryError(
                f"notation '{','.join(self.names)}': {min(map(str, shared))} would be a cell of "
                "the input and one of the "
                "kernel; choose letters that neither of them has"
            )
        return new

    def _counted(self, array: Array, name: str) -> Array:
        shape = tuple(map(int, array.shape))
        if not _is_counted(array, shape):
            return array
        return Array(cell_symbols(name, shape, self.first, self.brackets), shape)


USUAL = Notation()
"""``x``, ``w``, ``y``; names from 1, positions from 0."""


def bracketed(array: Array) -> Array:
    """Return cells that are one letter with their numbers with their positions in brackets, others as they are.

    Examples
    --------
    >>> from symconv import tensor
    >>> bracketed(tensor("x", (1, 2))), bracketed(tensor("a b", 2))
    ([[x[0,0], x[0,1]]], [a, b])
    """
    shape = tuple(map(int, array.shape))
    if not _is_counted(array, shape):
        return array
    letter = Grid.of(array).cells[0].name[:1]
    return Array(cell_symbols(letter, shape, first=0, brackets=True), shape)


def _symbols(array: Array) -> set[Any]:
    return {symbol for cell in Grid.of(array).cells for symbol in cell.free_symbols}


def _is_counted(array: Array, shape: tuple[int, ...]) -> bool:
    """Return whether all cells are one letter with their numbers, from 1 or from 0."""
    cells = list(Grid.of(array).cells)
    letter = cells[0].name[:1] if isinstance(cells[0], Symbol) else ""
    return letter.isalpha() and any(
        cells == cell_symbols(letter, shape, first, brackets)
        for first, brackets in product((0, 1), (False, True))
    )
