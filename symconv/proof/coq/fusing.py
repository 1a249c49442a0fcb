"""A proof whose summands read one unknown cell, in place of a product of tensors.

Index maps do not look at what the tensors hold. So the same steps prove the equation for any
function of the places that are read, and that is what carries over to any number of axes. Where a
step exchanges two reads of one tensor, the cell of the one sum reads them in the other order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.errors import UnsupportedError
from symconv.language.terms import Atom, Expression, Sum
from symconv.proof.kernel import Theorem
from symconv.proof.trusted.encoding import steps
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import Hypotheses, Statement

Order: TypeAlias = tuple[int, ...]


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


@dataclass(frozen=True, eq=False)
class Fusing:
    """How the sums of a proof are made to read one cell each.

    Parameters
    ----------
    orders : mapping of Sum to tuple of int
        The places of a sum's tensors in the order in which its cell reads them.
    """

    orders: Mapping[Sum, Order]

    @classmethod
    def of(cls, theorem: Theorem) -> Fusing:
        """Return orders that every step of a proof keeps; a step that exchanges reads exchanges them.

        Raises
        ------
        UnsupportedError
            If a sum would need two orders.
        """
        links: dict[Sum, list[tuple[Sum, Order]]] = {}
        for one, other, pairing in (link for step in steps(theorem) for link in _links(step)):
            back = tuple(sorted(range(len(pairing)), key=pairing.__getitem__))
            links.setdefault(one, []).append((other, pairing))
            links.setdefault(other, []).append((one, back))
        orders: dict[Sum, Order] = {}
        for first in (*theorem.statement.left, *links):
            orders.setdefault(first, _by_tensor(first))
            reached = [first]
            while reached:
                term = reached.pop()
                for other, pairing in links.get(term, ()):
                    if other not in orders:
                        orders[other] = tuple(pairing[n] for n in orders[term])
                        reached.append(other)
        fusing = cls(orders)
        for one, listed in links.items():
            fusing.check(one, listed)
        return fusing

    def check(self, one: Sum, listed: Iterable[tuple[Sum, Order]]) -> None:
        """Refuse a proof in which one sum is read in two orders: then the product being commutative matters."""
        for other, pairing in listed:
            if tuple(pairing[n] for n in self.reads(one)) != self.reads(other):
                raise UnsupportedError(
                    "a step on every axis exchanges two reads of one tensor; that is not replayed in Coq"
                )

    def reads(self, term: Sum) -> Order:
        """Return the places of a sum's atoms in the order in which its cell reads them."""
        return self.orders.get(term, _by_tensor(term))

    def cell(self, term: Sum) -> Atom:
        """Return what a sum reads as one atom."""
        atoms = [term.atoms[n] for n in self.reads(term)]
        tensors = [f"{atom.tensor}/{len(atom.at)}" for atom in atoms]
        return Atom(" ".join(["cell", *tensors]), tuple(e for atom in atoms for e in atom.at))

    def sums(self, terms: Expression) -> Expression:
        """Return sums that read one cell each."""
        return tuple(map(self._part, terms))

    def proof(self, theorem: Theorem) -> Fused:
        """Return a proof whose sums read one cell each."""
        return self._step(theorem, {})

    def _step(self, theorem: Theorem, done: dict[int, Fused]) -> Fused:
        if id(theorem) not in done:
            premises = tuple(self._step(premise, done) for premise in theorem.premises)
            maps, obligations = self._paired(theorem) if theorem.maps else ((), theorem.obligations)
            done[id(theorem)] = Fused(
                theorem.rule,
                self._part(theorem.statement),
                self._part(theorem.arguments),
                maps,
                premises,
                obligations,
            )
        return done[id(theorem)]

    def _paired(self, theorem: Theorem) -> tuple[tuple[Any, ...], tuple[Obligation, ...]]:
        """Return the maps of a reindexing and its obligations, those about tensors in the order of the cell."""
        source, target = theorem.arguments
        forward, backward, _ = theorem.maps
        start = len(target.conditions) + 1
        place = start
        blocks = []
        for atom in source.atoms:
            blocks.append(theorem.obligations[place : place + len(atom.at)])
            place += len(atom.at)
        middle = tuple(o for n in self.reads(source) for o in blocks[n])
        obligations = (*theorem.obligations[:start], *middle, *theorem.obligations[place:])
        return (forward, backward, (0,)), obligations

    def _part(self, part: Any) -> Any:
        if isinstance(part, Sum):
            return Sum(
                part.indices, part.conditions, (self.cell(part),), part.weight, part.divisions
            )
        if isinstance(part, Statement):
            return part._replace(left=self.sums(part.left), right=self.sums(part.right))
        return tuple(map(self._part, part)) if type(part) is tuple else part


def _by_tensor(term: Sum) -> Order:
    return tuple(sorted(range(len(term.atoms)), key=lambda n: (term.atoms[n].tensor, n)))


def _links(step: Theorem) -> Iterator[tuple[Sum, Sum, Order]]:
    """Yield the sums that a step holds against each other, with the place that each read of the first has in the second."""
    if step.rule == "reindex":
        source, target = step.arguments
        yield source, target, step.maps[2]
    elif step.rule in ("count", "divide", "ring"):
        first, *others = step.statement.left + step.statement.right
        for other in others:
            yield first, other, tuple(range(len(first.atoms)))
    elif step.rule == "divide_free":
        mine, general = step.statement, step.premises[0].statement
        pairs = zip(mine.left + mine.right, general.left + general.right, strict=True)
        for one, other in pairs:
            yield one, other, tuple(range(len(one.atoms)))
