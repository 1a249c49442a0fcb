"""Names for the indices of a derivation: what reads one tensor is called alike in every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symconv.language.terms import (
    Expression,
    Index,
    Letter,
    Size,
    Sum,
    Variable,
    letters,
    variable_poly,
    variables,
)

SPARE = "julmvhcfgn"
"""Letters for indices whose own is taken, in the order in which they are tried."""


@dataclass
class IndexNames:
    """What the indices of a derivation are called, and which index each tensor is read by.

    Parameters
    ----------
    names : dict of variable to str
        The names given so far.
    readers : dict of str to str
        The name of the index that alone reads a tensor: ``i`` for `x`, ``t`` for `w`.
    """

    names: dict[Variable, str] = field(default_factory=dict)
    readers: dict[str, str] = field(default_factory=dict)

    def place(self, position: Iterable[Index]) -> None:
        """Name the free position as its definition calls it: ``o``, or ``o_1, o_2``."""
        for index in position:
            stem, _, axis = index.name.partition("_")
            self.names[index] = _with_axis(stem, axis)

    def same(self, index: Index, value: Size) -> None:
        """Let an index that a map only renames keep its name."""
        alone = _alone(value)
        if alone is not None and alone in self.names:
            self.names.setdefault(index, self.names[alone])

    def add(self, lines: Sequence[Expression], position: Iterable[Index]) -> None:
        """Name the indices of one side, its innermost line last: there each tensor is read alone."""
        last = lines[-1]
        used = {self.names[index] for index in position} | spelled(lines)
        alone = list(_read_alone(last))
        taken = {self.readers[tensor] for tensor, _ in alone if tensor in self.readers}
        first = [pair for pair in alone if pair[0] in self.readers]
        rest = [pair for pair in alone if pair[0] not in self.readers]
        every = [("", i) for line in reversed(lines) for term in line for i in term.indices]
        for tensor, index in [*first, *rest, *every]:
            if index not in self.names:
                self.names[index] = self._fresh(tensor, index, used, taken)
            used.add(self.names[index])
            if tensor:
                self.readers.setdefault(tensor, self.names[index])

    def apart(self, indices: Iterable[Index], others: set[str]) -> None:
        """Rename indices that are called alike, but stand in one sum; the first keeps its name.

        `others` are the names of letters and tensors.
        """
        seen: dict[str, Index] = {}
        for index in indices:
            name = self.names.get(index)
            if name is not None and seen.setdefault(name, index) != index:
                used = {*self.names.values(), *others}
                self.names[index] = self._fresh("", index, used, set())

    def _fresh(self, tensor: str, index: Index, used: set[str], taken: set[str]) -> str:
        stem, _, axis = index.name.partition("_")
        reader = self.readers.get(tensor)
        if reader is not None and reader not in used:
            return reader
        candidates = [_with_axis(c, axis) for c in (stem, *SPARE)]
        free = [name for name in candidates if name not in used | taken]
        return free[0] if free else _with_axis(f"{stem}'", axis)


def _with_axis(stem: str, axis: str) -> str:
    return f"{stem}_{{{axis}}}" if axis else stem


def _alone(value: Size) -> Index | None:
    """Return the index that an expression is, if it is one."""
    found = [v for v in variables(value) if isinstance(v, Index)]
    return found[0] if len(found) == 1 and value == variable_poly(found[0]) else None


def _read_alone(expression: Expression) -> Iterator[tuple[str, Index]]:
    """Yield each tensor with the bound index that is one of its entries."""
    for term in expression:
        for atom in term.atoms:
            for entry in atom.at:
                index = _alone(entry)
                if index in term.indices and index is not None:
                    yield atom.tensor, index


def spelled(lines: Sequence[Expression]) -> set[str]:
    """Return the names of tensors and letters that occur: no index may be called like them."""
    terms: list[Sum] = [term for line in lines for term in line]
    tensors = {atom.tensor for term in terms for atom in term.atoms}
    sizes = [condition.left for term in terms for condition in term.conditions]
    sizes += [entry for term in terms for atom in term.atoms for entry in atom.at]
    sizes += [term.weight for term in terms]
    found: set[Letter] = set()
    return tensors | {each.name for each in found.union(*map(letters, sizes))}
