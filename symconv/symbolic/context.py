"""What a value over letters depends on: its letters, the legality of what was applied, and its named tensors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from symconv.definitions.geometry import Demand, enforce
from symconv.errors import GeometryError, ShapeError
from symconv.language import terms
from symconv.language.terms import Letter, Size
from symconv.language.words import Vec


@dataclass(frozen=True)
class Context:
    """What a value over letters depends on.

    Parameters
    ----------
    letters : frozenset of Letter
        Every letter that occurs.
    demands : tuple of Demand
        Legality of every layer and operation applied: the hypotheses of a claim.
    fits : tuple of Demand
        That operands have the shapes they must have: obligations, never assumed.
    operands : mapping of str to tuple of Size
        The shape of every named tensor; a scalar symbol has none.
    """

    letters: frozenset[Letter] = frozenset()
    demands: tuple[Demand, ...] = ()
    fits: tuple[Demand, ...] = ()
    operands: tuple[tuple[str, tuple[Size, ...]], ...] = ()

    def shapes(self) -> dict[str, tuple[Size, ...]]:
        """Return the shape of every operand."""
        return dict(self.operands)

    def adding(
        self,
        sizes: Iterable[Size] = (),
        demands: Iterable[Demand] = (),
        fits: Iterable[Demand] = (),
    ) -> Context:
        """Return the context with more letters, demands and fits; broken ones raise at once."""
        return merge(
            self,
            Context(
                frozenset().union(*map(terms.letters, sizes)), enforce(demands), enforce(fits), ()
            ),
        )

    def at(self, values: Mapping[Letter, Size]) -> Context:
        """Return the context with sizes put for letters; a demand that fails raises."""
        demands = enforce(_put(demand, values) for demand in self.demands)
        fits = enforce(_put(demand, values) for demand in self.fits)
        operands = []
        for name, shape in self.operands:
            operands.append((name, tuple(terms.substitute(n, values) for n in shape)))
        return Context(self.letters - set(values), demands, fits, tuple(operands))


def _put(demand: Demand, values: Mapping[Letter, Size]) -> Demand:
    condition = terms.substitute_condition(demand.condition, values)
    return Demand(
        condition, f"at {_values_text(values)}: {demand.text}", demand.advice, demand.error
    )


def _values_text(values: Mapping[Letter, Size]) -> str:
    return ", ".join(f"{letter.name}={number}" for letter, number in sorted(values.items()))


@contextmanager
def refusing_zero_divisors(values: Mapping[Letter, Size]) -> Iterator[None]:
    """Turn a quotient that has no value at these numbers into an error about them."""
    try:
        yield
    except ZeroDivisionError:
        raise GeometryError(
            f"at {_values_text(values)}: a floor, ceiling or remainder has the divisor 0, but a "
            "divisor >= 1 is needed; "
            "use other numbers"
        ) from None


def merge(*contexts: Context) -> Context:
    """Return what several values together depend on.

    Raises
    ------
    ShapeError
        If one name stands for tensors of two shapes.
    GeometryError
        If one name stands for letters with two smallest values.
    """
    letters = frozenset[Letter]().union(*(c.letters for c in contexts))
    smallest = {letter.name: letter for letter in letters}
    for letter in letters:
        if smallest[letter.name] != letter:
            raise GeometryError(
                f"the letter {letter.name} occurs with minimum 0 and with minimum 1 in one "
                "claim; give one of them another name"
            )
    operands: dict[str, tuple[Size, ...]] = {}
    for name, shape in (pair for c in contexts for pair in c.operands):
        if operands.setdefault(name, shape) != shape:
            raise ShapeError(
                f"the tensor {name} occurs with shapes {shape_text(operands[name])} and "
                f"{shape_text(shape)} in one claim; "
                f"give one of them another name{_part_advice(name, operands[name], shape)}"
            )
    return Context(
        letters,
        tuple(dict.fromkeys(d for c in contexts for d in c.demands)),
        tuple(dict.fromkeys(d for c in contexts for d in c.fits)),
        tuple(operands.items()),
    )


def _part_advice(name: str, one: tuple[Size, ...], other: tuple[Size, ...]) -> str:
    """Return what else helps where one may be the first cells of the other, cut off on known sizes."""
    longer = [
        a - b for a, b in zip(one, other, strict=False) if isinstance(a, int) and isinstance(b, int)
    ]
    if not len(longer) == len(one) == len(other) or min(longer) < 0 < max(longer):
        return ""
    more = {axis: abs(cells) for axis, cells in enumerate(longer, 1) if cells}
    letters = {axis: f"m{axis}" if len(more) > 1 else "m" for axis in more}
    ends = ", ".join(letters.get(axis, "0") for axis in range(1, len(longer) + 1))
    given = " and ".join(f"Equal({letters[axis]}, {cells})" for axis, cells in more.items())
    cut = f"crop({name}, 0, {ends if len(longer) == 1 else f'({ends})'})"
    return f", or, if one is a part of the other, cut it off by a letter, as in {cut} with {given} given"


def shape_text(shape: Iterable[Size]) -> str:
    """Return a shape as a tuple in text."""
    entries = [str(n) for n in shape]
    return f"({entries[0]},)" if len(entries) == 1 else f"({', '.join(entries)})"


def same_shape(left: Vec, right: Vec, request: object) -> list[Demand]:
    """Return the demands that two tensors have one shape.

    Raises
    ------
    ShapeError
        If they have different numbers of axes.
    """
    text = (
        f"{request}: the shapes are {shape_text(left.entries)} and {shape_text(right.entries)}, "
        "but equal shapes are needed"
    )
    if len(left) != len(right):
        raise ShapeError(f"{text}; give both the same number of axes")
    pairs = zip(left.entries, right.entries, strict=True)
    return [
        Demand(terms.equal(a, b), text, f"make {a} and {b} equal", ShapeError) for a, b in pairs
    ]
