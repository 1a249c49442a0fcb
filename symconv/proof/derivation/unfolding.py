"""What was written, unfolded from the outside in: inner values stay names until it is their turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from symconv.language.terms import Atom, Condition, Expression, Size, Sum, multiply
from symconv.language.words import Value, Vec, as_expression, inside, named
from symconv.proof.derivation.equivalent_methods import other_words
from symconv.symbolic.cell_names import with_cells_of_tensors
from symconv.symbolic.context import Context
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor
from symconv.symbolic.written import Written

OnLetters: TypeAlias = SymbolicTensor | SymbolicScalar
Position: TypeAlias = tuple[Size, ...]

REASONS = {
    "flip": "reversal",
    "stretch": "zeros between cells",
    "subsample": "subsampling",
    "crop": "cropping",
    "inner": "inner product",
    "total": "sum of all cells",
    "matrix": "entries of the matrix",
    "@": "matrix product",
    "T": "transpose",
    "+": "cell by cell",
    "-": "cell by cell",
    "negative": "cell by cell",
    "*": "multiple",
    "pad": "padding",
    "concat": "one behind the other",
    "repeat": "every cell again",
    "permute": "axes exchanged",
    "pixel_shuffle": "channels interleaved",
    "pixel_unshuffle": "blocks taken apart",
    "unfold": "windows as columns",
    "fold": "columns added to their windows",
    "gradient": "derivative of every product",
    "over": "one term for every value of the letter",
    "[]": "a part",
    "/": "cell by cell",
    "ones": "all cells are one",
    "array": "its cells",
    "size": "its value",
    "cell": "a cell of the tensor",
}
"""Why a value may be replaced by its definition, in the words of a margin."""


@dataclass
class Places:
    """The names under which values stand in the sums of a derivation.

    Parameters
    ----------
    values : dict of str to Written
        What stands under each name; a tensor of the claim stands under its own.
    context : Context
        What the claim depends on: there the symbol of a tensor's cell is that cell.
    hatted : frozenset of str
        The tensors that the claim stretches in one way: with a hat they are stretched.
    """

    values: dict[str, Written] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    hatted: frozenset[str] = frozenset()

    def name(self, written: Written) -> str:
        """Return the name under which a value stands; the same one for the same value."""
        name = str(written.parameters[0]) if is_named(written) else f"@{id(written)}"
        self.values.setdefault(name, written)
        return name

    def at(self, written: Written, position: Position) -> Expression:
        """Return the cell of a value, not unfolded."""
        return (Sum(atoms=(Atom(self.name(written), position),)),)

    def ranges(self, term: Sum) -> tuple[Condition, ...]:
        """Return what every reader knows of a sum: a tensor is zero outside its range."""
        found = (
            condition
            for atom in term.atoms
            for condition in self._range(atom)
            if condition.decided() is None
        )
        return tuple(dict.fromkeys(found))

    def _range(self, atom: Atom) -> Iterable[Condition]:
        written = self.values.get(atom.tensor)
        if written is None or not isinstance(written.value, SymbolicTensor):
            return ()
        truth = inside(Vec(atom.at), written.value.tensor.shape)
        return () if isinstance(truth, bool) else truth

    def unfolded(self, expression: Expression) -> tuple[Expression, str] | None:
        """Unfold the outermost values, all at once that one operation made, layers one by one.

        Returns
        -------
        pair of Expression and str
            The larger sums and the reason; ``None`` where only tensors of the claim are read.
        """
        read = (self.values.get(atom.tensor) for term in expression for atom in term.atoms)
        composed = [node for node in read if node is not None and not is_named(node)]
        if not composed:
            return None
        outermost = max(composed, key=height)
        word = outermost.operation
        chosen = {
            self.name(node)
            for node in composed
            if node is outermost
            or node.operation == "size"
            or (word != "layer" and node.operation == word)
        }
        opened = (self._opened(term, chosen) for term in expression)
        return tuple(part for parts in opened for part in parts), reason(outermost)

    def _opened(self, term: Sum, chosen: set[str]) -> Expression:
        bare = Sum(term.indices, term.conditions, (), term.weight, term.divisions)
        product: Expression = (bare,)
        for atom in term.atoms:
            factor: Expression = (Sum(atoms=(atom,)),)
            if atom.tensor in chosen:
                factor = self.definition(self.values[atom.tensor], atom.at)
            product = multiply(product, factor)
        return product

    def definition(self, written: Written, position: Position) -> Expression:
        """Return a cell of a value by its definition, its arguments as names."""
        other = other_words(written)
        if other is not None:
            return self.at(other, position)
        if not written.arguments:
            cell = Value(cell_of(written.value, position))
            return with_cells_of_tensors(cell, self.context)
        if written.word.looks_inside:
            self._declare(written)
            return with_cells_of_tensors(Value(cell_of(written.value, position)), self.context)
        names = [self._as_name(argument) for argument in written.arguments]
        return cell_of(written.apply(*names), position)

    def _declare(self, written: Written) -> None:
        """Let the tensors that are read inside a value be known by their names."""
        for argument in written.arguments:
            if is_named(argument):
                self.name(argument)
            self._declare(argument)

    def _as_name(self, written: Written) -> OnLetters:
        """Return a tensor or a scalar of which nothing but a name is known."""
        name, value = self.name(written), written.value
        words = Written(written.word, written.arguments, written.parameters)
        if isinstance(value, SymbolicTensor):
            tensor = named(name, value.tensor.shape)
            return SymbolicTensor(tensor, value.context, words, value.rows)
        cell = Value((Sum(atoms=(Atom(name, ()),)),))
        return SymbolicScalar(lambda: cell, Context(value.context.letters), words)


def inner_values(written: Written) -> Iterator[Written]:
    """Yield everything that was written inside something, itself last."""
    for argument in written.arguments:
        yield from inner_values(argument)
    yield written


def stretched_in_one_way(sides: Iterable[Written]) -> frozenset[str]:
    """Return the names of tensors that occur stretched, by one factor along the same axes."""
    ways: dict[str, set[str]] = {}
    for side in sides:
        for written in inner_values(other_words(side) or side):
            if written.operation == "stretch" and is_named(written.arguments[0]):
                name = str(written.arguments[0].parameters[0])
                ways.setdefault(name, set()).add(repr(written))
    return frozenset(name for name, texts in ways.items() if len(texts) == 1)


def is_named(written: Written) -> bool:
    """Return whether a value is a tensor of the claim, which has no definition."""
    return written.operation == "tensor"


def height(written: Written) -> int:
    """Return how many operations lie inside each other."""
    return 1 + max(map(height, written.arguments), default=-1)


def reason(written: Written) -> str:
    """Return why a value may be replaced by its definition."""
    if written.operation != "layer":
        return REASONS.get(written.operation, f"definition of {written.operation}")
    _, method = written.parameters
    return f"definition by {method}" if method else "definition of the layer"


def cell_of(value: OnLetters, position: Position) -> Expression:
    """Return one cell of a value on letters, or a scalar, as sums."""
    if isinstance(value, SymbolicTensor):
        return as_expression(value.tensor[Vec(position)])
    return as_expression(value.cell())
