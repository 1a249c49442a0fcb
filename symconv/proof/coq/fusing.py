"""A proof whose summands read one unknown cell, in place of a product of tensors.

Index maps do not look at what the tensors hold. So the same steps prove the equation for any
function of the places that are read, and that is what carries over to any number of axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.errors import UnsupportedError
from symconv.language.terms import Atom, Expression, Sum
from symconv.proof.kernel import Theorem
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import Hypotheses, Statement


@dataclass(frozen=True, eq=False)
class Fused:
    """A step of a proof whose sums read one cell each; it has what a `Theorem` has."""

    rule: str
    statement: Statement
    arguments: tuple[Any, ...]
    maps: tuple[Any, ...]
    premises: tuple[Any, ...]
    obligations: tuple[Obligation, ...]

    @property
    def hypotheses(self) -> Hypotheses:
        """What the step assumes."""
        return self.statement.hypotheses


ProofStep: TypeAlias = Theorem | Fused


def fused(theorem: Theorem) -> Fused:
    """Return a proof with fused sums.

    Raises
    ------
    UnsupportedError
        If a step exchanges two reads of one tensor: then the product being commutative matters.
    """
    return _fused(theorem, {})


def _fused(theorem: Theorem, done: dict[int, Fused]) -> Fused:
    if id(theorem) not in done:
        premises = tuple(_fused(premise, done) for premise in theorem.premises)
        maps, obligations = _paired(theorem) if theorem.maps else ((), theorem.obligations)
        done[id(theorem)] = Fused(
            theorem.rule,
            _fuse(theorem.statement),
            _fuse(theorem.arguments),
            maps,
            premises,
            obligations,
        )
    return done[id(theorem)]


def _paired(theorem: Theorem) -> tuple[tuple[Any, ...], tuple[Obligation, ...]]:
    """Return the maps of a reindexing and its obligations, those about tensors in the order of the cell."""
    source, target = theorem.arguments
    forward, backward, pairing = theorem.maps
    mine = reads(source)
    if [pairing[n] for n in mine] != reads(target):
        raise UnsupportedError(
            "a step on every axis exchanges two reads of one tensor; that is not replayed in Coq"
        )
    start = len(target.conditions) + 1
    place = start
    blocks = []
    for atom in source.atoms:
        blocks.append(theorem.obligations[place : place + len(atom.at)])
        place += len(atom.at)
    middle = tuple(o for n in mine for o in blocks[n])
    obligations = (*theorem.obligations[:start], *middle, *theorem.obligations[place:])
    return (forward, backward, (0,)), obligations


def reads(term: Sum) -> list[int]:
    """Return the places of a sum's atoms in the order in which its cell reads them: by tensor."""
    return sorted(range(len(term.atoms)), key=lambda n: (term.atoms[n].tensor, n))


def cell(term: Sum) -> Atom:
    """Return what a sum reads as one atom."""
    atoms = [term.atoms[n] for n in reads(term)]
    tensors = [f"{atom.tensor}/{len(atom.at)}" for atom in atoms]
    return Atom(" ".join(["cell", *tensors]), tuple(e for atom in atoms for e in atom.at))


def _fuse(part: Any) -> Any:
    if isinstance(part, Sum):
        return Sum(part.indices, part.conditions, (cell(part),), part.weight, part.divisions)
    if isinstance(part, Statement):
        return part._replace(left=fuse(part.left), right=fuse(part.right))
    return tuple(map(_fuse, part)) if type(part) is tuple else part


def fuse(terms: Expression) -> Expression:
    """Return sums that read one cell each."""
    return tuple(map(_fuse, terms))
