"""The kernel of proof: the only maker of `Theorem`. Every rule raises where a side condition is not entailed.

A theorem says: for all integers that satisfy the hypotheses (letters from their minimum on), every
goal holds and, wherever the ranges hold too, the two expressions are equal, in every commutative
ring and for all tensors. Two expressions are the same when they are the same sums in any order.
Advice is never believed (see `solvers`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from symconv.language.terms import (
    Condition,
    Division,
    Expression,
    Index,
    Letter,
    Quotient,
    Size,
    Sum,
    at_least,
    bind,
    equal,
    multiply,
    substitute,
    substitute_sum,
    variable_poly,
)
from symconv.proof.trusted.solvers import (
    Advice,
    Hypotheses,
    Maps,
    Obligation,
    Statement,
    at,
    bound,
    check,
    check_example,
    deep,
    definition,
    derivation,
    divided,
    division,
    entails,
    free,
    indices_divided,
    instance,
    is_finite,
    mentioned,
    occurring,
)


class Theorem:
    """A proved statement. Made by the rules of this module only; it cannot be called and no attribute can be set."""

    __slots__ = ("arguments", "example", "obligations", "premises", "rule", "statement", "used")
    statement: Statement
    used: Hypotheses
    example: Mapping[str, int]
    rule: str
    arguments: tuple[Any, ...]
    premises: tuple[Theorem, ...]
    obligations: tuple[Obligation, ...]

    def __new__(cls, *_: object) -> Theorem:
        """Refuse: only the rules make theorems."""
        raise TypeError(
            "a Theorem is made by the rules of the proof kernel, it cannot be called; use prove(claim)"
        )

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("a Theorem has no subclasses")

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"a Theorem is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Theorem is frozen: {name} cannot be deleted")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Theorem is not copied or pickled; save its certificate and check that")

    @property
    def hypotheses(self) -> Hypotheses:
        """What the statement assumes besides the minima of its letters."""
        return self.statement.hypotheses

    def certificate(self) -> dict[str, Any]:
        """Return statement and derivation as plain data; `symconv.proof.certificates.certificate` saves and checks it."""
        return derivation(self)


def _theorem(
    rule: str,
    statement: Statement,
    arguments: tuple[Any, ...] = (),
    premises: Iterable[Theorem] = (),
    obligations: Iterable[Obligation] = (),
    example: Mapping[str, int] | None = None,
) -> Theorem:
    premises, obligations = tuple(premises), tuple(obligations)
    check(is_finite(statement), rule, "the conditions of a sum show no finite range of an index")
    statement = statement._replace(every_axis=rule == "axes")
    used = {h for o in obligations for h in o.using} | {
        h for premise in premises for h in premise.used
    }
    new: Any = object.__new__
    made: Theorem = new(Theorem)
    values = (
        arguments,
        dict(example or {}),
        obligations,
        premises,
        rule,
        statement,
        tuple(h for h in statement.hypotheses if h in used),
    )
    for name, value in zip(Theorem.__slots__, values, strict=True):
        object.__setattr__(made, name, value)
    return made


def _check_bound(rule: str, hypotheses: Hypotheses, *sums: Sum) -> None:
    """Refuse what would let a bound index stand for something else."""
    indices = {i for s in sums for i in s.indices}
    outside = {v for h in hypotheses for v in mentioned(h)}.union(
        *(occurring(s) - set(s.indices) for s in sums)
    )
    check(not indices & outside, rule, "a bound index also occurs free")
    sizes = map(variable_poly, set().union(*map(occurring, sums)))
    check(not indices_divided(sizes, indices), rule, "a quotient of a bound index")
    check(all(len(set(s.indices)) == len(s.indices) for s in sums), rule, "an index is bound twice")


def _not(condition: Condition) -> Condition:
    check(condition.relation == ">=", "split", "only an inequality has one opposite")
    return at_least(-1, condition.left)


# --- rules about sums


def entailed(hypotheses: Hypotheses, goals: tuple[Condition, ...], advise: Advice) -> Theorem:
    """Prove goals that follow from the hypotheses."""
    decided = [entails(hypotheses, goal, advise) for goal in goals]
    return _theorem("entailed", Statement(hypotheses, goals), (goals,), (), decided)


def reindex(
    hypotheses: Hypotheses,
    source: Sum,
    target: Sum,
    forward: Maps,
    backward: Maps,
    pairing: tuple[int, ...],
    advise: Advice,
) -> Theorem:
    """Prove two sums equal along two inverse maps between their index sets.

    Parameters
    ----------
    forward, backward : mapping
        Every index of the target as a size over the source's indices, and the other way.
    pairing : tuple of int
        Which atom of the target each atom of the source becomes.
    """
    _check_bound("reindex", hypotheses, source, target)
    _check_maps(forward, target, source)
    _check_maps(backward, source, target)
    places = [[*range(len(side.atoms))] for side in (source, target)]
    check(
        places == [sorted(pairing)] * 2, "reindex", "the pairing of the tensors is no permutation"
    )
    image = substitute_sum(Sum((), target.conditions, target.atoms, target.weight), forward)
    there = [
        *image.conditions,
        *_agree(source, image, pairing),
        *_identity(source, backward, forward),
    ]
    back = [*(at(c, backward) for c in source.conditions), *_identity(target, forward, backward)]
    decided = [entails((*hypotheses, *source.conditions), goal, advise) for goal in there]
    decided += [entails((*hypotheses, *target.conditions), goal, advise) for goal in back]
    arguments = (source, target, tuple(forward.items()), tuple(backward.items()), pairing)
    return _theorem(
        "reindex", Statement(hypotheses, (), (), (source,), (target,)), arguments, (), decided
    )


def _check_maps(maps: Maps, domain: Sum, image: Sum) -> None:
    check(
        set(maps) == set(domain.indices),
        "reindex",
        "a map does not cover exactly the bound indices",
    )
    foreign = set(domain.indices) - set(image.indices)
    check(
        not any(foreign & deep(e) for e in maps.values()),
        "reindex",
        "a map mentions the side it starts from",
    )
    check(not indices_divided(maps.values(), image.indices), "reindex", "a map divides an index")


def _identity(side: Sum, maps: Maps, inner: Maps) -> list[Condition]:
    return [equal(substitute(maps[i], inner), variable_poly(i)) for i in side.indices]


def _agree(source: Sum, image: Sum, pairing: tuple[int, ...]) -> list[Condition]:
    goals = [equal(source.weight, image.weight)]
    for atom, partner in zip(source.atoms, pairing, strict=True):
        other = image.atoms[partner]
        same = atom.tensor == other.tensor and len(atom.at) == len(other.at)
        check(same, "reindex", f"{atom.tensor} is paired with {other.tensor}")
        goals += map(equal, atom.at, other.at)
    return goals


def ring(hypotheses: Hypotheses, left: Expression, right: Expression, advise: Advice) -> Theorem:
    """Prove sums of one product over one index set equal, whose weights add up alike; without any right: they vanish."""
    check(bool(left + right), "ring", "there is nothing to compare")
    first = (left + right)[0]
    same = all(
        (s.indices, s.conditions, s.atoms) == (first.indices, first.conditions, first.atoms)
        for s in left + right
    )
    check(same, "ring", "the sums differ in more than their weights")
    _check_bound("ring", hypotheses, first)
    difference = sum((s.weight for s in left), 0) - sum((s.weight for s in right), 0)
    decided = entails((*hypotheses, *first.conditions), equal(difference, 0), advise)
    return _theorem(
        "ring", Statement(hypotheses, (), (), left, right), (left, right), (), (decided,)
    )


def split(hypotheses: Hypotheses, source: Sum, condition: Condition) -> Theorem:
    """Cut a sum into its part where a condition holds and its part where it fails."""
    _check_bound("split", hypotheses, source)
    parts = tuple(source_with(source, (), (c,)) for c in (condition, _not(condition)))
    return _theorem("split", Statement(hypotheses, (), (), (source,), parts), (source, condition))


def source_with(source: Sum, indices: tuple[Index, ...], conditions: tuple[Condition, ...]) -> Sum:
    """Return the sum with more indices and conditions."""
    return replace(
        source, indices=source.indices + indices, conditions=source.conditions + conditions
    )


def count(
    hypotheses: Hypotheses, source: Sum, index: Index, low: Size, high: Size, advise: Advice
) -> Theorem:
    """Replace an index that only runs from `low` to `high` by the factor ``high - low + 1``, which is not negative."""
    _check_bound("count", hypotheses, source)
    run = {at_least(variable_poly(index), low), at_least(high, variable_poly(index))}
    rest, length = tuple(c for c in source.conditions if c not in run), high - low + 1
    kept = tuple(i for i in source.indices if i != index)
    target = replace(source, indices=kept, conditions=rest, weight=source.weight * length)
    check(
        index in source.indices and run <= set(source.conditions),
        "count",
        "the index has no such range",
    )
    used = occurring(target) | deep(low) | deep(high)
    check(index not in used, "count", "the index is used elsewhere")
    decided = entails((*hypotheses, *rest), at_least(length, 0), advise)
    return _theorem(
        "count",
        Statement(hypotheses, (), (), (source,), (target,)),
        (source, index, low, high),
        (),
        (decided,),
    )


def divide(
    hypotheses: Hypotheses,
    source: Sum,
    quotient: Index,
    remainder: Index,
    dividend: Size,
    divisor: Size,
    advise: Advice,
) -> Theorem:
    """Inside a sum a number has exactly one quotient and one remainder by a positive divisor."""
    _check_bound("divide", hypotheses, source)
    taken = occurring(source).union(deep(dividend), deep(divisor), *map(mentioned, hypotheses))
    check(
        quotient != remainder and not {quotient, remainder} & taken,
        "divide",
        "the new indices are not fresh",
    )
    decided = entails((*hypotheses, *source.conditions), at_least(divisor, 1), advise)
    larger = source_with(
        source, (quotient, remainder), division(quotient, remainder, dividend, divisor)
    )
    target = replace(
        larger, divisions=(*source.divisions, Division(quotient, remainder, dividend, divisor))
    )
    arguments = (source, quotient, remainder, dividend, divisor)
    return _theorem(
        "divide", Statement(hypotheses, (), (), (source,), (target,)), arguments, (), (decided,)
    )


# rules about theorems


def symmetric(theorem: Theorem) -> Theorem:
    """Exchange the sides."""
    s = theorem.statement
    return _theorem("symmetric", s._replace(left=s.right, right=s.left), (), (theorem,))


def transitive(first: Theorem, second: Theorem) -> Theorem:
    """Chain two equations whose middle is the same sums in any order."""
    a, b = first.statement, second.statement
    check(
        (a.hypotheses, a.ranges) == (b.hypotheses, b.ranges), "transitive", "the assumptions differ"
    )
    check(not a.goals and not b.goals, "transitive", "there are goals")
    check(Counter(a.right) == Counter(b.left), "transitive", "the middle differs")
    return _theorem("transitive", a._replace(right=b.right), (), (first, second))


def arrange(theorem: Theorem, left: Expression, right: Expression) -> Theorem:
    """List the sums of both sides in another order."""
    s = theorem.statement
    check(
        (Counter(s.left), Counter(s.right)) == (Counter(left), Counter(right)),
        "arrange",
        "other sums",
    )
    return _theorem("arrange", s._replace(left=left, right=right), (left, right), (theorem,))


def add(theorems: tuple[Theorem, ...]) -> Theorem:
    """Add equations side by side."""
    statements = [t.statement for t in theorems]
    check(bool(theorems), "add", "there is nothing to add")
    same = {(s.hypotheses, s.ranges, s.goals) for s in statements} == {
        (statements[0].hypotheses, (), ())
    }
    check(same, "add", "the assumptions differ")
    left = tuple(term for s in statements for term in s.left)
    right = tuple(term for s in statements for term in s.right)
    return _theorem("add", Statement(statements[0].hypotheses, (), (), left, right), (), theorems)


def reflexive(hypotheses: Hypotheses, expression: Expression) -> Theorem:
    """Prove that an expression equals itself."""
    return _theorem(
        "reflexive", Statement(hypotheses, (), (), expression, expression), (expression,)
    )


def times(theorem: Theorem, factor: Expression) -> Theorem:
    """Multiply an equation by an expression that shares no index with it."""
    s = theorem.statement
    mine, theirs = bound(s), {i for term in factor for i in term.indices}
    check(not s.goals and not s.ranges, "times", "there are goals")
    check(not mine & set().union(*map(occurring, factor)), "times", "an index would be captured")
    check(not theirs & (free(s) | mine), "times", "an index would be captured")
    made = s._replace(left=multiply(s.left, factor), right=multiply(s.right, factor))
    return _theorem("times", made, (factor,), (theorem,))


def sum_over(
    theorem: Theorem, indices: tuple[Index, ...], conditions: tuple[Condition, ...]
) -> Theorem:
    """Sum both sides over free indices where conditions hold, which were hypotheses."""
    s = theorem.statement
    kept = tuple(h for h in s.hypotheses if h not in conditions)
    check(not s.goals and not s.ranges, "sum_over", "there are goals")
    check(
        not set(indices) & bound(s) and len(set(indices)) == len(indices),
        "sum_over",
        "an index is bound twice",
    )
    check(
        not bound(s) & set().union(*map(mentioned, conditions)),
        "sum_over",
        "an index would be captured",
    )
    check(
        not set(indices) & set().union(*map(mentioned, kept)),
        "sum_over",
        "a hypothesis mentions an index",
    )
    left, right = (
        bind(tuple(source_with(t, (), conditions) for t in side), indices)
        for side in (s.left, s.right)
    )
    return _theorem(
        "sum_over", Statement(kept, (), (), left, right), (indices, conditions), (theorem,)
    )


def cases(condition: Condition, holds: Theorem, fails: Theorem) -> Theorem:
    """Join what holds where a condition holds with the same where it fails."""
    yes, no = holds.statement, fails.statement
    check(yes[1:] == no[1:], "cases", "the two cases say different things")
    rest = [h for h in yes.hypotheses if h != condition] + [
        h for h in no.hypotheses if h != _not(condition)
    ]
    statement = yes._replace(hypotheses=tuple(dict.fromkeys(rest)))
    _check_bound("cases", (condition, *statement.hypotheses), *statement.left, *statement.right)
    return _theorem("cases", statement, (condition,), (holds, fails))


def divide_free(
    statement: Statement,
    theorem: Theorem,
    index: Index,
    maps: tuple[Index, Index, Size, Size],
    advise: Advice,
) -> Theorem:
    """Conclude for every free index `o` what holds for all `q`, `r` with ``o = n*q + r - c`` and ``0 <= r < n``.

    Parameters
    ----------
    maps : tuple
        Quotient `q`, remainder `r`, divisor `n` and offset `c`.
    """
    quotient, remainder, divisor, offset = maps
    q, r = variable_poly(quotient), variable_poly(remainder)
    wanted = instance(statement, {index: divisor * q + r - offset})
    within = (at_least(r, 0), at_least(divisor, r + 1))
    taken = free(statement) | bound(statement) | deep(divisor) | deep(offset)
    check(
        theorem.statement == wanted._replace(hypotheses=wanted.hypotheses + within),
        "divide_free",
        "not that instance",
    )
    check(
        quotient != remainder and not {quotient, remainder} & taken,
        "divide_free",
        "the new indices are not fresh",
    )
    check(
        index not in deep(divisor) | deep(offset) | bound(statement),
        "divide_free",
        "the index is not free",
    )
    check(not divided(statement, {index}), "divide_free", "a quotient mentions the index")
    decided = entails(statement.hypotheses, at_least(divisor, 1), advise)
    return _theorem("divide_free", statement, (statement, index, *maps), (theorem,), (decided,))


def instantiate(theorem: Theorem, values: Maps, advise: Advice) -> Theorem:
    """Put sizes for letters and free indices, wherever the new hypotheses hold and imply the letters' minima."""
    made = instance(theorem.statement, values)
    check(
        all(isinstance(v, Letter | Index) for v in values),
        "instantiate",
        "only letters and free indices vary",
    )
    goals = [at_least(e, v.minimum) for v, e in values.items() if isinstance(v, Letter)]
    goals += [
        at_least(substitute(q.denominator, values), 1) for q in divided(theorem.statement, values)
    ]
    decided = [entails(made.hypotheses, goal, advise) for goal in goals]
    return _theorem("instantiate", made, (tuple(values.items()),), (theorem,), decided)


def assume(theorem: Theorem, hypotheses: Hypotheses) -> Theorem:
    """Assume more, or the same in another order."""
    s = theorem.statement
    check(set(s.hypotheses) <= set(hypotheses), "assume", "a hypothesis of the theorem is missing")
    _check_bound("assume", hypotheses, *s.left, *s.right)
    return _theorem("assume", s._replace(hypotheses=hypotheses), (hypotheses,), (theorem,))


def define(theorem: Theorem, quotient: Quotient, advise: Advice) -> Theorem:
    """Drop the hypotheses that define a quotient; its divisor is positive by the others."""
    s = theorem.statement
    rest = tuple(h for h in s.hypotheses if h not in definition(quotient))
    decided = entails(rest, at_least(quotient.denominator, 1), advise)
    return _theorem("define", s._replace(hypotheses=rest), (quotient,), (theorem,), (decided,))


def conclude(
    statement: Statement, sizes: Theorem, cells: Theorem | None, example: Mapping[str, int]
) -> Theorem:
    """Put a claim together: its goals, its equation wherever the ranges hold, and one setting it speaks of."""
    check(
        sizes.statement == Statement(statement.hypotheses, statement.goals),
        "conclude",
        "other goals were proved",
    )
    if cells is None:
        check(
            not (statement.left or statement.right or statement.ranges),
            "conclude",
            "the equation is missing",
        )
    else:
        asked = Statement(
            statement.hypotheses + statement.ranges, (), (), statement.left, statement.right
        )
        check(cells.statement == asked, "conclude", "another equation was proved")
    check_example(statement, example)
    premises = (sizes,) if cells is None else (sizes, cells)
    return _theorem("conclude", statement, (statement,), premises, (), example)


LIFTING = frozenset(
    {
        "entailed",
        "reindex",
        "count",
        "divide",
        "divide_free",
        "symmetric",
        "transitive",
        "arrange",
        "add",
        "reflexive",
        "assume",
        "define",
        "cases",
        "ring",
        "conclude",
    }
)


def axes(theorem: Theorem) -> Theorem:
    """Conclude for any number of axes what was proved on one by index maps, which act on each axis by itself."""
    open_steps, seen = [theorem], set[int]()
    while open_steps:
        step = open_steps.pop()
        sums = step.statement.left + step.statement.right
        single = len(step.statement.left) <= 1 and len(step.statement.right) <= 1
        apart = all(len({atom.tensor for atom in term.atoms}) == len(term.atoms) for term in sums)
        check(
            step.rule in LIFTING,
            "axes",
            f"the rule {step.rule} does not act on each axis by itself",
        )
        check(
            single or step.rule not in ("ring", "cases"),
            "axes",
            f"the rule {step.rule} is about several sums",
        )
        check(
            apart or step.rule != "cases",
            "axes",
            "two cases may exchange two reads of one tensor on some axes only",
        )
        check(
            all(term.weight == 1 or not isinstance(term.weight, int) for term in sums),
            "axes",
            "a number weighs",
        )
        open_steps += [premise for premise in step.premises if id(premise) not in seen]
        seen |= {id(premise) for premise in step.premises}
    return _theorem("axes", theorem.statement, (), (theorem,), (), theorem.example)
