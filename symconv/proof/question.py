"""Reads a claim and what is given with it: the question that is refuted or proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symconv.definitions.geometry import Demand
from symconv.errors import GeometryError, shown
from symconv.language.terms import (
    Condition,
    Index,
    Letter,
    Quotient,
    Size,
    at_least,
    equal,
    variable_poly,
)
from symconv.proof.trusted.statement import Statement, deep, definition, free
from symconv.symbolic.claims import Claim
from symconv.symbolic.context import Context, merge


@dataclass(frozen=True, eq=False)
class Question:
    """A claim as the kernel states it.

    Parameters
    ----------
    claim : Claim
        What was asked.
    letters : tuple of Letter
        Every letter of the claim and of what is given, by name.
    fits : tuple of Demand
        That operands have the shapes they must have; among the goals.
    shapes : tuple of pairs of Size
        Extents of the two sides; among the goals.
    position : tuple of Index
        Where cells are compared.
    statement : Statement
        Hypotheses, goals, ranges and the two cells.
    ring : str
        Over which rings it is asked: ``"commutative"``, or ``"any"``.
    """

    claim: Claim
    letters: tuple[Letter, ...]
    fits: tuple[Demand, ...]
    shapes: tuple[tuple[Size, Size], ...]
    position: tuple[Index, ...]
    statement: Statement
    ring: str = "commutative"

    @property
    def quotients(self) -> tuple[Quotient, ...]:
        """The floor sizes, those inside others last."""
        found = {
            q
            for v in free(self.statement)
            if isinstance(v, Quotient)
            for q in deep(variable_poly(v))
        }
        return tuple(
            sorted((q for q in found if isinstance(q, Quotient)), key=_depth, reverse=True)
        )

    @property
    def definitions(self) -> tuple[Condition, ...]:
        """The conditions that define the floor sizes."""
        return tuple(c for q in self.quotients for c in definition(q))


def _depth(quotient: Quotient) -> tuple[int, Quotient]:
    inner = deep(quotient.numerator) | deep(quotient.denominator)
    return max((_depth(q)[0] + 1 for q in inner if isinstance(q, Quotient)), default=0), quotient


def read(claim: Any, given: Iterable[Any]) -> Question:
    """Read a claim and what is given.

    Raises
    ------
    GeometryError
        If one of them is not a claim, or a given one is not about sizes.
    """
    asked = _claim(claim, "the claim").statement()
    if not isinstance(given, Iterable):
        raise GeometryError(
            f"given is {shown(given)} ({type(given).__name__}), but a list of claims is needed, as in [AtMost(k, I)]"
        )
    assumed = [_about_sizes(_claim(one, "a given claim")) for one in given]
    letters = merge(Context(asked.letters), *(Context(s.letters) for s in assumed)).letters
    demands = [*asked.hypotheses, *(d for s in assumed for d in s.hypotheses)]
    hypotheses = [*(d.condition for d in demands), *(goal for s in assumed for goal in s.goals)]
    goals = [fit.condition for fit in asked.fits if isinstance(fit.condition, Condition)]
    goals += [equal(a, b) for a, b in asked.shapes] + list(asked.goals)
    cells = (
        zip(map(variable_poly, asked.position), (n for n, _ in asked.shapes), strict=True)
        if asked.position
        else ()
    )
    ranges = tuple(c for o, n in cells for c in (at_least(o, 0), at_least(n, o + 1)))
    statement = Statement(
        tuple(dict.fromkeys(hypotheses)), tuple(goals), ranges, asked.left, asked.right
    )
    return Question(
        claim, tuple(sorted(letters)), asked.fits, asked.shapes, asked.position, statement
    )


def _claim(value: Any, what: str) -> Claim:
    if isinstance(value, Claim):
        return value
    raise GeometryError(
        f"{what} is {shown(value)} ({type(value).__name__}), but Equal, AtMost or Divides is needed; SymPy's own relations are "
        "refused because SymPy evaluates them before anyone can look"
    )


def _about_sizes(claim: Claim) -> Any:
    statement = claim.statement()
    if statement.left or statement.right or statement.shapes or statement.fits:
        raise GeometryError(
            f"given {claim!r} is about tensors, but what is given must be about sizes"
        )
    return statement
