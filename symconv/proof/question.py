"""Reads a claim and what is given with it: the question that is refuted or proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from symconv.definitions.geometry import Demand
from symconv.errors import GeometryError, shown
from symconv.language import common_divisors
from symconv.language.terms import (
    Condition,
    GivenEquation,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Size,
    at_least,
    equal,
    variable_poly,
)
from symconv.language.words import Value
from symconv.proof.claim_texts import operations_in
from symconv.proof.trusted.statement import Statement, deep, definition, free
from symconv.symbolic.cell_names import with_cells_of_tensors
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
        Every letter of the claim and of what is given, by name, and those that they determine.
    fits : tuple of Demand
        That operands have the shapes they must have; among the goals.
    shapes : tuple of pairs of Size
        Extents of the two sides; among the goals.
    position : tuple of Index
        Where cells are compared.
    statement : Statement
        Hypotheses, goals, ranges and the two cells.
    operands : tuple of pairs
        The shape of every named tensor; a scalar has none.
    given : tuple of Claim
        What is given.
    ring : str
        Over which rings it is asked: ``"commutative"``, or ``"any"``.
    """

    claim: Claim
    letters: tuple[Letter, ...]
    fits: tuple[Demand, ...]
    shapes: tuple[tuple[Size, Size], ...]
    position: tuple[Index, ...]
    statement: Statement
    operands: tuple[tuple[str, tuple[Size, ...]], ...] = ()
    given: tuple[Claim, ...] = ()
    ring: str = "commutative"

    @property
    def equations(self) -> tuple[GivenEquation, ...]:
        """What is given of tensors."""
        return tuple(h for h in self.statement.hypotheses if isinstance(h, GivenEquation))

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

    What is given may be about sizes, or be an equation between tensors or scalars. One name stands
    for one tensor in all of it.

    Raises
    ------
    GeometryError, ShapeError
        If one of them is not a claim, or one name stands for two tensors.
    """
    asked = _claim(claim, "the claim").statement()
    if not isinstance(given, Iterable):
        raise GeometryError(
            f"given is {shown(given)} ({type(given).__name__}), but a list of claims is needed, "
            "as in [AtMost(k, I)]"
        )
    given = [_claim(one, "a given claim") for one in given]
    operations_in(claim, *given)
    stated = [one.statement() for one in given]
    contexts = [Context(s.letters, operands=s.operands) for s in (asked, *stated)]
    context = merge(*contexts)
    asked = _in_one_context(asked, context)
    assumed = [_in_one_context(s, context) for s in stated]
    demands = [*asked.hypotheses, *(d for s in assumed for d in s.hypotheses)]
    determined, defining = common_divisors.definitions(context.letters)
    hypotheses: list[Hypothesis] = [*defining, *(d.condition for d in demands)]
    for s in assumed:
        hypotheses += s.goals
        hypotheses += (equal(a, b) for a, b in s.shapes if a != b)
    hypotheses += (
        GivenEquation(s.position, _ranges(s), s.left, s.right) for s in assumed if s.left or s.right
    )
    fits = tuple(dict.fromkeys([*asked.fits, *(fit for s in assumed for fit in s.fits)]))
    goals = [fit.condition for fit in fits if isinstance(fit.condition, Condition)]
    goals += [equal(a, b) for a, b in asked.shapes] + list(asked.goals)
    ranges = _ranges(asked)
    statement = Statement(
        tuple(dict.fromkeys(hypotheses)), tuple(goals), ranges, asked.left, asked.right
    )
    letters = tuple(sorted({*context.letters, *determined}))
    position, operands = asked.position, context.operands
    return Question(claim, letters, fits, asked.shapes, position, statement, operands, tuple(given))


def _in_one_context(stated: Any, context: Context) -> Any:
    """Return a claim in which a symbol that is a cell of some tensor is that cell."""
    sides = (Value(side) for side in (stated.left, stated.right))
    left, right = (with_cells_of_tensors(side, context) for side in sides)
    return replace(stated, left=left, right=right)


def _ranges(stated: Any) -> tuple[Condition, ...]:
    """Return where the position of a claim runs."""
    extents = (n for n, _ in stated.shapes)
    cells = zip(map(variable_poly, stated.position), extents, strict=False)
    return tuple(c for o, n in cells for c in (at_least(o, 0), at_least(n, o + 1)))


def _claim(value: Any, what: str) -> Claim:
    if isinstance(value, Claim):
        return value
    raise GeometryError(
        f"{what} is {shown(value)} ({type(value).__name__}), but Equal, AtMost, Divides or Iff is needed; "
        "SymPy's own relations are refused because SymPy evaluates them before anyone can look"
    )
