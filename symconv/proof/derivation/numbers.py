"""A derivation with numbers put for its letters: every line shown and worked out, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sympy import Expr, Integer, Symbol

from symconv.data.arrays import atom_symbol
from symconv.data.letters import from_size, symbol_letter, to_size
from symconv.definitions.fractions import INVERSE
from symconv.errors import ProofError
from symconv.language.evaluation import evaluate
from symconv.language.terms import (
    Atom,
    Condition,
    Expression,
    Letter,
    Size,
    Sum,
    restrict,
    substitute,
    substitute_condition,
    substitute_sum,
)
from symconv.language.words import Vec, positions
from symconv.proof.derivation.equation_chain import ChainLine, Divided, EquationChain, Replaced, Why
from symconv.proof.derivation.unfolding import Places
from symconv.symbolic.written import Written

Numbers = Mapping[Letter, int]


def chain_at(chain: EquationChain, numbers: Numbers) -> EquationChain:
    """Return a chain with numbers put for the letters, in its sums and in its words."""
    places = Places({name: written_at(one, numbers) for name, one in chain.places.values.items()})
    lines = []
    for line in chain.lines:
        sums = tuple(substitute_sum(term, numbers) for term in line.sums)
        shown = tuple(tuple(_open(conditions, numbers)) for conditions in line.shown)
        lines.append(ChainLine(sums, shown, tuple(_why_at(why, numbers) for why in line.why)))
    return replace(chain, lines=tuple(lines), places=places)


def written_at(written: Written, numbers: Numbers) -> Written:
    """Return words with numbers put for the letters; no value stands beside them."""
    arguments = tuple(written_at(argument, numbers) for argument in written.arguments)
    parameters = tuple(put(parameter, numbers) for parameter in written.parameters)
    return Written(written.word, arguments, parameters)


def put(parameter: Any, numbers: Numbers) -> Any:
    """Return a parameter, a size or a layer, with numbers put for its letters."""
    if isinstance(parameter, tuple | list):
        return type(parameter)([put(entry, numbers) for entry in parameter])
    if hasattr(parameter, "kernel_size"):
        padding = [tuple(pair) for pair in parameter.padding]
        parameters = {
            "kernel_size": tuple(parameter.kernel_size),
            "stride": tuple(parameter.stride),
            "padding": padding,
            "dilation": tuple(parameter.dilation),
            "groups": parameter.groups,
            "channels": parameter.channels,
        }
        if type(parameter).__name__ == "ConvTranspose":
            parameters["output_padding"] = tuple(parameter.output_padding)
        return type(parameter)(**{name: put(value, numbers) for name, value in parameters.items()})
    if isinstance(parameter, str | int | None | bool):
        return parameter
    if isinstance(parameter, Expr) and _is_a_cell(parameter):
        return parameter
    if isinstance(parameter, Expr) or hasattr(parameter, "_sympy_"):
        return from_size(substitute(to_size(parameter, "a size"), numbers))
    return parameter


def _is_a_cell(value: Expr) -> bool:
    """Say whether an expression is made of cells of known tensors (``x1``) and not of letters."""
    return any(symbol_letter(symbol) is None for symbol in value.atoms(Symbol))


def _open(conditions: tuple[Condition, ...], numbers: Numbers) -> Iterator[Condition]:
    for condition in conditions:
        at = substitute_condition(condition, numbers)
        if isinstance(at, Condition) and at.decided() is not True:
            yield at


def _why_at(why: Why, numbers: Numbers) -> Why:
    if isinstance(why, Replaced):
        return replace(why, value=substitute(why.value, numbers))
    if isinstance(why, Divided):
        return Divided(substitute(why.number, numbers), substitute(why.parts, numbers))
    return why


def cells_of_line(
    line: ChainLine, chain: EquationChain, shape: tuple[Size, ...], numbers: Numbers
) -> list[Any]:
    """Return every cell of a line on known sizes, worked out from what stands in that line alone.

    Inner values that are not unfolded there are computed by themselves.
    """
    extents = Vec(substitute(extent, numbers) for extent in shape)
    known: dict[str, Any] = {}
    found = []
    for at in positions(extents):
        values: dict[Any, Size] = dict(numbers)
        values.update(zip(chain.position, at.numbers(), strict=True))
        found.append(_cell(line.sums, chain, values, numbers, known))
    return found


def _cell(
    sums: Expression,
    chain: EquationChain,
    values: Mapping[Any, Size],
    numbers: Numbers,
    known: dict[str, Any],
) -> Any:
    at = tuple(part for term in sums for part in _put_sum(term, values))
    total: Any = Integer(0)
    for atoms, number in evaluate(at).items():
        product: Any = Integer(number)
        for atom in atoms:
            product = product * _read(atom.tensor, atom.at, chain, numbers, known)
        total = total + product
    return total.expand()


def _put_sum(term: Sum, values: Mapping[Any, Size]) -> Expression:
    at = substitute_sum(term, values)
    return restrict((replace(at, conditions=()),), at.conditions)


def _read(
    name: str, at: tuple[Size, ...], chain: EquationChain, numbers: Numbers, known: dict[str, Any]
) -> Any:
    is_scalar = not at and name not in chain.places.values  # a symbol, or an inverse
    if name == INVERSE or is_scalar:
        return atom_symbol(Atom(name, at))
    if name not in known:
        written = chain.places.values.get(name)
        if written is None:
            raise ProofError(f"{name} is read, but it is no value of the claim")
        letters = {letter.name: n for letter, n in numbers.items()}
        mine = {v.name for v in written.value.letters}
        known[name] = written.value.at({n: v for n, v in letters.items() if n in mine})
    value = known[name]
    if not at:
        return value
    inside = all(isinstance(e, int) and 0 <= e < n for e, n in zip(at, value.shape, strict=True))
    return value[at] if inside else Integer(0)
