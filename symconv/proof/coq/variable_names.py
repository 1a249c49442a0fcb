"""Coq identifiers for all that occurs in a proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symconv.language.terms import Index, Letter, Poly, Quotient, Sum, Variable
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.gallina import Gallina, identifiers
from symconv.proof.trusted.encoding import steps


def gallina_of(theorem: ProofStep) -> Gallina:
    """Return how to write all of a proof: letters keep their names where Coq allows it."""
    listed = list(steps(theorem))
    parts = [(s.statement, s.arguments, s.maps, s.obligations) for s in listed]
    found = set(_variables(tuple(parts)))
    order = sorted(found, key=lambda v: (("letter", "index", "quotient").index(v.kind), v))
    sums = [term for step in listed for term in _sums((step.statement, step.arguments))]
    tensors = list(dict.fromkeys(atom.tensor for term in sums for atom in term.atoms))
    texts = identifiers([*(tensor.partition(" ")[0] for tensor in tensors), *map(_wanted, order)])
    return Gallina(
        dict(zip(order, texts[len(tensors) :], strict=True)),
        dict(zip(tensors, texts, strict=False)),
    )


def with_quotients(gallina: Gallina, defined: frozenset[Quotient]) -> Gallina:
    """Return the same, where these quotients are divisions; those inside others are written first."""
    for q in sorted(defined, key=lambda q: (_depth(q), q)):
        text = f"({gallina.inner(q.numerator)} / {gallina.inner(q.denominator)})"
        gallina = gallina.replacing({q: text})
    return gallina


def _wanted(variable: Variable) -> str:
    """Return the name to try first.

    Small for an index, since Coq reads some capital letters in patterns as its own.
    """
    if isinstance(variable, Quotient):
        return "Q"
    return variable.name.lower() if isinstance(variable, Index) else variable.name


def _depth(quotient: Quotient) -> int:
    inside = _variables((quotient.numerator, quotient.denominator))
    return 1 + max((_depth(v) for v in inside if isinstance(v, Quotient)), default=0)


def _sums(part: Any) -> Iterator[Sum]:
    """Yield every sum of a value that is made of tuples: those of hypotheses about tensors too."""
    if isinstance(part, Sum):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _sums(item)


def _variables(part: Any) -> Iterator[Variable]:
    """Yield every variable of a value that is made of tuples, sums and sizes."""
    if isinstance(part, Letter | Index | Quotient):
        yield part
    if isinstance(part, Poly):
        part = tuple(part.terms)
    elif isinstance(part, Sum):
        part = (part.indices, part.conditions, part.atoms, part.weight)
    if isinstance(part, tuple):
        for item in part:
            yield from _variables(item)
