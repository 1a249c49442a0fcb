"""Coq identifiers for all that occurs in a proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symconv.language.terms import Index, Letter, Poly, Quotient, Sum, Variable
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.gallina import Spelling, identifiers
from symconv.proof.trusted.encoding import steps


def spelling_of(theorem: Step) -> Spelling:
    """Return a spelling of every variable and tensor of a proof: letters keep their names where Coq allows it."""
    listed = list(steps(theorem))
    found = {
        v for step in listed for v in _variables((step.statement, step.arguments, step.obligations))
    }
    order = sorted(found, key=lambda v: (("letter", "index", "quotient").index(v.kind), v))
    sums = [term for step in listed for term in step.statement.left + step.statement.right]
    tensors = list(dict.fromkeys(atom.tensor for term in sums for atom in term.atoms))
    texts = identifiers([*(tensor.partition(" ")[0] for tensor in tensors), *map(_wanted, order)])
    return Spelling(
        dict(zip(order, texts[len(tensors) :], strict=True)),
        dict(zip(tensors, texts, strict=False)),
    )


def with_quotients(spelling: Spelling, defined: frozenset[Quotient]) -> Spelling:
    """Return the spelling in which these quotients are divisions; those inside others are written first."""
    for q in sorted(defined, key=lambda q: (_depth(q), q)):
        spelling = spelling.replacing(
            {q: f"({spelling.inner(q.numerator)} / {spelling.inner(q.denominator)})"}
        )
    return spelling


def _wanted(variable: Variable) -> str:
    """Return the name to try first: small for an index, since Coq reads some capital letters in patterns as its own."""
    return (
        "Q"
        if isinstance(variable, Quotient)
        else variable.name.lower()
        if isinstance(variable, Index)
        else variable.name
    )


def _depth(quotient: Quotient) -> int:
    inner = (
        v for v in _variables((quotient.numerator, quotient.denominator)) if isinstance(v, Quotient)
    )
    return 1 + max(map(_depth, inner), default=0)


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
