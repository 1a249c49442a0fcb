"""Index maps that a user gives: they are tried before any are looked for. Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import Parameter, signature
from typing import Any, NamedTuple, TypeAlias

from symconv.data.letters import letter_symbol, to_size
from symconv.errors import GeometryError, shown
from symconv.language.terms import Index, Letter, Size, Sum, substitute, variable_poly

IndexMap: TypeAlias = dict[Index, Size]


class ByHand(NamedTuple):
    """Two functions: indices of a sum on the left to those of a sum on the right, and back."""

    forward: Callable[..., Any]
    backward: Callable[..., Any]

    def between(self, source: Sum, target: Sum) -> tuple[IndexMap, IndexMap] | None:
        """Return both maps as sizes; ``None`` where the functions take other numbers of indices.

        Raises
        ------
        GeometryError
            If a function does not return one size in its indices and letters for each index of the
            other side.
        """
        taken = _arguments(self.forward), _arguments(self.backward)
        if taken != (len(source.indices), len(target.indices)):
            return None
        there = _mapped(self.forward, source.indices, target.indices)
        back = _mapped(self.backward, target.indices, source.indices)
        return there, back


def read_maps(maps: Iterable[Any]) -> tuple[ByHand, ...]:
    """Read pairs of functions.

    Raises
    ------
    GeometryError
        If something else is given.
    """
    read = []
    for pair in maps if isinstance(maps, Iterable) else (maps,):
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(map(callable, pair)):
            raise GeometryError(
                f"maps has {shown(pair)}, but pairs of functions are needed: (lambda i, t: (...), "
                "lambda j: (...)), from the indices of a sum on the left to those of one on the "
                "right, and back"
            )
        read.append(ByHand(*pair))
    return tuple(read)


def _arguments(function: Callable[..., Any]) -> int:
    plain = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return sum(parameter.kind in plain for parameter in signature(function).parameters.values())


def _mapped(
    function: Callable[..., Any], given: tuple[Index, ...], wanted: tuple[Index, ...]
) -> IndexMap:
    letters = {Letter(f"{index.name}#{index.number}", 0): variable_poly(index) for index in given}
    found = function(*map(letter_symbol, letters))
    values = found if isinstance(found, tuple | list) else (found,)
    if len(values) != len(wanted):
        names = ", ".join(index.name for index in wanted) or "none"
        raise GeometryError(
            f"a map returns {len(values)} values, but the other side has {len(wanted)} indices: "
            f"{names}"
        )
    sizes = (to_size(value, "the value of a map") for value in values)
    return {index: substitute(size, letters) for index, size in zip(wanted, sizes, strict=True)}
