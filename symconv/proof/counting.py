"""Finds the value of a sum without tensors: it is empty, one point, an interval or a box. Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import NamedTuple, TypeAlias

from symconv.errors import ProofError
from symconv.proof import kernel
from symconv.proof.elimination import Divided, System, ranges_in, solve, unit_variables
from symconv.proof.kernel import Theorem
from symconv.proof.obligations import Advisor, NotEntailed
from symconv.proof.reindex import NoMaps, equalities, fresh, positive
from symconv.proof.statement import Hypotheses
from symconv.terms import (
    Condition,
    Index,
    Size,
    Sum,
    Variable,
    at_least,
    coefficients,
    collapse,
    substitute,
    variable_poly,
    variables,
)

Attempt: TypeAlias = Callable[[], Theorem]


class Counted(NamedTuple):
    """A sum whose value is looked for, under its hypotheses."""

    hypotheses: Hypotheses
    term: Sum
    advisor: Advisor


def value(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    """Prove a sum without tensors equal to a size; to nothing where it is empty.

    Raises
    ------
    NotEntailed or NoMaps
        From the most telling attempt: one that failed for a condition on sizes and positions only, if there is one.
    """
    failures: list[ProofError] = []
    for attempt in _attempts(Counted(hypotheses, term, advisor)):
        try:
            return attempt()
        except ProofError as failure:
            failures.append(failure)
    raise min(failures, key=lambda failure: _telling(failure, term))


def _telling(failure: ProofError, term: Sum) -> int:
    if not isinstance(failure, NotEntailed):
        return 2
    found = variables(failure.goal.left)
    return 0 if found and not any(isinstance(v, Index) and v in bound_later(failure, term) for v in found) else 1


def bound_later(failure: NotEntailed, term: Sum) -> set[Variable]:
    """Return the variables of a failed goal that no statement about the sum leaves free."""
    kept = {v for c in term.conditions for v in variables(c.left)} - set(term.indices)
    return {v for v in variables(failure.goal.left) if isinstance(v, Index) and v not in kept}


def _attempts(counted: Counted) -> Iterator[Attempt]:
    hypotheses, term, advisor = counted
    yield lambda: kernel.ring(hypotheses, (term,), (), advisor)
    yield from _shapes(counted)
    for number, divisor, _ in strided(term, positive(hypotheses)):
        if number in term.indices:
            yield partial(_after_division, counted, number, divisor)


def _after_division(counted: Counted, number: Index, divisor: Variable) -> Theorem:
    """Divide an index by the stride that stands beside it, then look again."""
    hypotheses, term, advisor = counted
    dividend, by = variable_poly(number), variable_poly(divisor)
    larger = kernel.divide(hypotheses, term, fresh("q"), fresh("r"), dividend, by, advisor)
    failure: ProofError = NoMaps("the sum has no value that was found")
    for n, attempt in enumerate(_shapes(counted._replace(term=larger.statement.right[0]))):
        try:
            return kernel.transitive(larger, attempt())
        except ProofError as error:
            failure = error if n == 0 else failure
    raise failure


def strided(term: Sum, known: frozenset[Variable]) -> list[tuple[Index, Variable, Size]]:
    """Return `t`, `n` and `c` of equations ``t + c = n*i + ...``: `n` a positive letter, `c` without bound indices."""
    found: dict[tuple[Index, Variable, Size], None] = {}
    for condition in term.conditions:
        if condition.relation != "=":
            continue
        terms = coefficients(condition.left)
        free = collapse({m: c for m, c in terms.items() if not set(m) & set(term.indices)})
        for t in sorted(v for v in unit_variables(condition.left) if isinstance(v, Index)):
            beside = terms[t,] * free - (0 if t in term.indices else variable_poly(t))
            for monomial in terms:
                if len(monomial) == 2 and set(monomial) & set(term.indices) - {t}:
                    found.update({(t, n, beside): None for n in monomial if n in known})
    return list(found)


def _shapes(counted: Counted) -> Iterator[Attempt]:
    term = counted.term
    solved = _solve(counted, term.indices)
    open_indices = [i for i in term.indices if i not in solved]
    if not open_indices:
        yield partial(_point, counted, solved)
    for size in range(2, len(open_indices) + 1):
        for box in combinations(open_indices, size):
            yield partial(_box, counted, box)
    for j in open_indices:
        yield partial(_interval, counted, j)


def _solve(counted: Counted, unknown: tuple[Index, ...]) -> dict[Index, Size]:
    term = counted.term
    equations = dict.fromkeys(equalities(term.conditions))
    divisions = (
        Divided(variable_poly(d.quotient), variable_poly(d.remainder), d.dividend, d.divisor) for d in term.divisions
    )
    assumed = [h for h in counted.hypotheses if isinstance(h, Condition)]
    ranges = frozenset(ranges_in([*assumed, *term.conditions]))
    return solve(System(frozenset(unknown), tuple(equations), tuple(divisions), positive(counted.hypotheses), ranges))


def _point(counted: Counted, solved: Mapping[Index, Size]) -> Theorem:
    hypotheses, term, advisor = counted
    target = Sum(weight=substitute(term.weight, solved))
    return kernel.reindex(hypotheses, term, target, {}, solved, (), advisor)


def _box(counted: Counted, box: tuple[Index, ...]) -> Theorem:
    """Count independent indices, each with bounds of its own; the other conditions must follow from these."""
    bounds = []
    for j in box:
        own = [c.left for c in counted.term.conditions if c.relation == ">=" and _own(c, j, counted.term)]
        lows = [variable_poly(j) - left for left in own if coefficients(left)[j,] == 1]
        highs = [variable_poly(j) + left for left in own if coefficients(left)[j,] == -1]
        if not lows or not highs:
            raise NoMaps(f"{j.name} has no bounds of its own")
        bounds.append((lows[0], highs[0]))
    return _count(counted, box, tuple(bounds))


def _own(condition: Condition, j: Index, term: Sum) -> bool:
    return j in unit_variables(condition.left) and not variables(condition.left) & (set(term.indices) - {j})


def _interval(counted: Counted, j: Index) -> Theorem:
    """Count one index that determines all others, between two of its bounds that are tight."""
    hypotheses, term, advisor = counted
    solved = _solve(counted, tuple(i for i in term.indices if i != j))
    if len(solved) < len(term.indices) - 1:
        raise NoMaps(f"{j.name} does not determine the other indices")
    lows, highs = _bounds(counted, j, solved)
    for point in [low for low in lows if low in highs]:
        try:
            return _point(counted, {**{i: substitute(e, {j: point}) for i, e in solved.items()}, j: point})
        except ProofError:
            continue
    assumed = (*hypotheses, *term.conditions)
    lows = [low for low in lows if advisor.holds(assumed, at_least(variable_poly(j), low))]
    highs = [high for high in highs if advisor.holds(assumed, at_least(high, variable_poly(j)))]
    failures: list[ProofError] = []
    for bounds in ((low, high) for low in lows for high in highs):
        try:
            return _count(counted, (j,), (bounds,))
        except ProofError as failure:
            failures.append(failure)
    raise min(failures, key=lambda f: _telling(f, term), default=NoMaps(f"{j.name} has no bounds that were found"))


def _bounds(counted: Counted, j: Index, solved: Mapping[Index, Size]) -> tuple[list[Size], list[Size]]:
    """Return candidates for the least and the greatest value of `j`, read off the conditions."""
    lows: dict[Size, None] = {}
    highs: dict[Size, None] = {}
    for condition in counted.term.conditions:
        left = substitute(condition.left, solved)
        for part in (left, *(_without(left, n) for n in sorted(positive(counted.hypotheses)))):
            if condition.relation == "=" or j not in unit_variables(part):
                continue
            low = coefficients(part)[j,] == 1
            edge = variable_poly(j) - part if low else variable_poly(j) + part
            if not variables(edge) & set(counted.term.indices):
                (lows if low else highs).update({edge + step: None for step in (0, 1, -1)})
    return list(lows), list(highs)


def _without(value: Size, factor: Variable) -> Size:
    """Return the cofactor of a variable, once taken out of every monomial that has it."""
    found = {}
    for monomial, coefficient in coefficients(value).items():
        if factor in monomial:
            rest = list(monomial)
            rest.remove(factor)
            found[tuple(rest)] = coefficient
    return collapse(found)


def _count(counted: Counted, kept: tuple[Index, ...], bounds: tuple[tuple[Size, Size], ...]) -> Theorem:
    """Map the sum to a box over fresh indices and count that index by index."""
    hypotheses, term, advisor = counted
    renamed = {j: fresh(j.name) for j in kept}
    values: dict[Index, Size] = {j: variable_poly(new) for j, new in renamed.items()}
    others = tuple(i for i in term.indices if i not in kept)
    solved = _solve(counted, others)
    if len(solved) < len(others):
        raise NoMaps("the indices of the box do not determine the others")
    backward = {**{i: substitute(e, values) for i, e in solved.items()}, **values}
    runs = [(at_least(values[j], low), at_least(high, values[j])) for j, (low, high) in zip(kept, bounds, strict=True)]
    target = Sum(tuple(renamed.values()), tuple(c for run in runs for c in run), (), substitute(term.weight, backward))
    forward = {new: variable_poly(j) for j, new in renamed.items()}
    theorem = kernel.reindex(hypotheses, term, target, forward, backward, (), advisor)
    for j, (low, high) in zip(kept, bounds, strict=True):
        (current,) = theorem.statement.right
        theorem = kernel.transitive(theorem, kernel.count(hypotheses, current, renamed[j], low, high, advisor))
    return theorem
