"""Symbols that are cells of a tensor, recognised by how they are spelled."""

from __future__ import annotations

from dataclasses import replace

from sympy import Symbol

from symconv.data.arrays import KnownArray, cell_symbols
from symconv.errors import ShapeError
from symconv.language import terms
from symconv.language.terms import Atom
from symconv.language.words import Cell, Vec, as_expression, positions
from symconv.symbolic.context import Context, shape_text


def tensor_name(array: KnownArray) -> str | None:
    """Return the name under which `tensor` makes these cells."""
    first = array.cells[0]
    if not isinstance(first, Symbol):
        return None
    name = _base(first.name)
    if not name.isidentifier():
        return None
    return name if cell_symbols(name, array.shape) == list(array.cells) else None


def with_cells_of_tensors(cell: Cell, context: Context) -> terms.Expression:
    """Return a cell in which the symbol of a tensor's cell is that cell: ``u2`` is ``u[1]`` where the tensor `u` occurs.

    Raises
    ------
    ShapeError
        If a symbol is spelled like a cell of a tensor whose shape has letters.
    """
    symbols = {name for name, shape in context.operands if not shape}
    known: dict[str, Atom] = {}
    for name, shape in context.operands if symbols else ():
        letters = any(not isinstance(n, int) for n in shape)
        clash = sorted(symbol for symbol in symbols if letters and _base(symbol) == name)
        if clash:
            raise ShapeError(
                f"the symbol {clash[0]} is spelled like a cell of the tensor {name}, whose shape "
                f"{shape_text(shape)} has "
                "letters; give one of them another name"
            )
        if shape and not letters:
            known |= _cells_by_symbol(name, tuple(n for n in shape if isinstance(n, int)))
    terms_ = []
    for term in as_expression(cell):
        atoms = (atom if atom.at else known.get(atom.tensor, atom) for atom in term.atoms)
        terms_.append(replace(term, atoms=tuple(atoms)))
    return tuple(terms_)


def _base(symbol: str) -> str:
    """Return the name in front of the numbers of a symbol; empty where it has none."""
    name = symbol.split("_{", maxsplit=1)[0].rstrip("0123456789")
    return "" if name == symbol else name


def _cells_by_symbol(name: str, shape: tuple[int, ...]) -> dict[str, Atom]:
    at = (Atom(name, o.entries) for o in positions(Vec(shape)))
    return {symbol.name: atom for symbol, atom in zip(cell_symbols(name, shape), at, strict=True)}
