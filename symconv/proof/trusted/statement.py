"""What a theorem states, which variables occur in it, and instances in which no index is captured. Trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any, NamedTuple, TypeAlias

from symconv.errors import ProofError
from symconv.language.evaluation import evaluate, points
from symconv.language.terms import (
    AnyOf,
    Atom,
    Condition,
    Expression,
    GivenEquation,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Size,
    Sum,
    Variable,
    alternatives,
    at_least,
    equal,
    substitute,
    substitute_condition,
    substitute_sum,
    variable_poly,
    variables,
)

Maps: TypeAlias = Mapping[Any, Size]
Hypotheses: TypeAlias = tuple[Hypothesis, ...]


def check(holds: bool, rule: str, reason: str) -> None:
    """Raise unless a rule's condition holds.

    Raises
    ------
    ProofError
        With the rule and the reason.
    """
    if not holds:
        raise ProofError(f"{rule}: {reason}")


def deep(value: Size) -> set[Variable]:
    """Return the variables of a size, those inside quotients too."""
    found = variables(value)
    for quotient in [v for v in found if isinstance(v, Quotient)]:
        found |= deep(quotient.numerator) | deep(quotient.denominator)
    return found


def mentioned(hypothesis: Hypothesis) -> set[Variable]:
    """Return the variables of a hypothesis, those inside quotients too."""
    if isinstance(hypothesis, GivenEquation):
        sums = hypothesis.left + hypothesis.right
        found = {v for c in hypothesis.ranges for v in deep(c.left)}.union(*map(occurring, sums))
        return found - hypothesis.bound()
    return {variable for part in alternatives(hypothesis) for variable in deep(part.left)}


def indices_divided(sizes: Iterable[Size], indices: Iterable[Variable]) -> set[Variable]:
    """Return the indices that stand in a quotient: putting a size for one of them could put 0 below the line."""
    quotients = {v for size in sizes for v in deep(size) if isinstance(v, Quotient)}
    return {v for q in quotients for v in deep(q.numerator) | deep(q.denominator)} & set(indices)


def show(hypothesis: Hypothesis) -> str:
    """Return a condition as text, for messages."""
    if isinstance(hypothesis, AnyOf):
        return " or ".join(map(show, hypothesis.conditions))
    if isinstance(hypothesis, GivenEquation):
        return "an equation between tensors"
    return f"{hypothesis.left} {hypothesis.relation} 0"


class Statement(NamedTuple):
    """Where the hypotheses hold, so do the goals, and where the ranges hold too, ``left = right``.

    With `every_axis` it says this for any number of axes, at least one: each axis has its own
    letters and indices, on each the hypotheses, ranges and conditions hold, every tensor is read at
    the indices of all axes, weights multiply.
    """

    hypotheses: Hypotheses
    goals: tuple[Condition, ...] = ()
    ranges: tuple[Condition, ...] = ()
    left: Expression = ()
    right: Expression = ()
    every_axis: bool = False


def occurring(term: Sum) -> set[Variable]:
    """Return the variables of a sum, bound and free."""
    sizes = [
        term.weight,
        *(c.left for c in term.conditions),
        *(e for atom in term.atoms for e in atom.at),
    ]
    return set(term.indices).union(*map(deep, sizes))


def at(condition: Condition, maps: Maps) -> Condition:
    """Return a condition with variables replaced."""
    return Condition(condition.relation, substitute(condition.left, maps))


def free(statement: Statement) -> set[Variable]:
    """Return the variables that occur free."""
    conditions = statement.hypotheses + statement.goals + statement.ranges
    sums = statement.left + statement.right
    return set().union(*map(mentioned, conditions), *(occurring(t) - set(t.indices) for t in sums))


def divided(statement: Statement, replaced: Iterable[Variable]) -> list[Quotient]:
    """Return the quotients that mention a replaced variable."""
    quotients = sorted(v for v in free(statement) if isinstance(v, Quotient))
    return [q for q in quotients if (deep(q.numerator) | deep(q.denominator)) & set(replaced)]


def bound(statement: Statement) -> set[Index]:
    """Return the indices of all sums, and what is bound in hypotheses about tensors."""
    given = [h.bound() for h in statement.hypotheses if isinstance(h, GivenEquation)]
    return {i for term in statement.left + statement.right for i in term.indices}.union(*given)


def instance(statement: Statement, values: Maps) -> Statement:
    """Return the statement with free variables replaced; raise where an index would be captured."""
    mine = bound(statement)
    check(not mine & set(values), "instantiate", "a bound index is replaced")
    check(
        not any(mine & deep(value) for value in values.values()),
        "instantiate",
        "an index would be captured",
    )
    zero = [q for q in divided(statement, values) if substitute(q.denominator, values) == 0]
    check(not zero, "instantiate", "a divisor becomes zero")
    return Statement(
        tuple(substitute_condition(h, values) for h in statement.hypotheses),
        tuple(at(c, values) for c in statement.goals),
        tuple(at(c, values) for c in statement.ranges),
        tuple(substitute_sum(term, values) for term in statement.left),
        tuple(substitute_sum(term, values) for term in statement.right),
    )


def division(
    quotient: Variable, remainder: Variable, dividend: Size, divisor: Size
) -> tuple[Condition, ...]:
    """Return ``e = n*q + r``, ``0 <= r < n``."""
    q, r = variable_poly(quotient), variable_poly(remainder)
    return equal(dividend, divisor * q + r), at_least(r, 0), at_least(divisor, r + 1)


def definition(quotient: Quotient) -> tuple[Condition, ...]:
    """Return ``0 <= e - n*Q < n`` for ``Q = floor(e/n)``."""
    remainder = quotient.numerator - quotient.denominator * variable_poly(quotient)
    return at_least(remainder, 0), at_least(quotient.denominator, remainder + 1)


def check_example(statement: Statement, example: Mapping[str, int]) -> None:
    """Raise unless the statement speaks of this setting: a value for every letter, and all hypotheses hold.

    A hypothesis about tensors has to hold of the cells in the example, ``w[0,1]``; a cell that it
    does not name is 0.
    """
    found = {v for v in free(statement) if isinstance(v, Letter)}
    check(len({v.name for v in found}) == len(found), "conclude", "two letters have one name")
    check({v.name for v in found} <= set(example), "conclude", "the example leaves a letter open")
    check(
        all(type(value) is int for value in example.values()),
        "conclude",
        "the example has a value that is no integer",
    )
    check(
        all(example[v.name] >= v.minimum for v in found),
        "conclude",
        "the example is below a minimum",
    )
    values = {v: example[v.name] for v in found}
    for h in statement.hypotheses:
        try:
            put = substitute_condition(h, values)
            held = isinstance(put, GivenEquation) and satisfied(put, example)
            holds = held if isinstance(put, GivenEquation) else put.decided()
        except (ZeroDivisionError, ValueError):
            holds = False
        check(holds is True, "conclude", f"the example breaks {show(h)}")


def satisfied(equation: GivenEquation, cells: Mapping[str, int]) -> bool:
    """Return whether an equation without letters holds of these cells; a cell that is not named is 0."""
    for at in points(equation.position, equation.ranges):
        sides = []
        for side in (equation.left, equation.right):
            placed = tuple(substitute_sum(term, at) for term in side)
            sides.append(_number(evaluate(placed), cells))
        if sides[0] != sides[1]:
            return False
    return True


def _number(value: Mapping[tuple[Atom, ...], int], cells: Mapping[str, int]) -> int:
    """Return the value of a polynomial in cells."""

    def cell(atom: Atom) -> int:
        return cells.get(cell_name(atom), 0)

    return sum(weight * prod(map(cell, atoms)) for atoms, weight in value.items())


def cell_name(atom: Atom) -> str:
    """Return the name of a cell in an example, counted from 0; a scalar has brackets too."""
    return f"{atom.tensor}[{','.join(map(str, atom.at))}]"
