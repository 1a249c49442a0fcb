"""The kernel of proof: the only maker of `Theorem`. Every rule raises where a side condition fails.

A theorem says: for all integers that satisfy the hypotheses (letters from their minimum on), every
goal holds and, wherever the ranges hold too, the two expressions are equal, in every commutative
ring and for all tensors. Two expressions are the same when they are the same sums in any order.
Advice is never believed (see `symconv.proof.trusted.solvers`). Every rule raises `ProofError`.
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
    GivenEquation,
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
from symconv.proof.trusted.encoding import derivation, steps
from symconv.proof.trusted.ranges import is_finite
from symconv.proof.trusted.solvers import Advice, Obligation, entails
from symconv.proof.trusted.statement import (
    Hypotheses,
    Maps,
    Statement,
    at,
    bound,
    check,
    check_example,
    deep,
    definition,
    divided,
    division,
    free,
    indices_divided,
    instance,
    mentioned,
    occurring,
)


class Theorem:
    """A proved statement, made by the rules of this module only: no constructor, no attribute can be set."""

    __slots__ = (
        "arguments",
        "example",
        "maps",
        "obligations",
        "premises",
        "rule",
        "statement",
        "used",
        "words",
    )
    statement: Statement
    used: Hypotheses
    example: Mapping[str, int]
    rule: str
    arguments: tuple[Any, ...]
    maps: tuple[Any, ...]
    premises: tuple[Theorem, ...]
    obligations: tuple[Obligation, ...]
    words: Any

    def __new__(cls, *_: object) -> Theorem:
        """Refuse: only the rules make theorems."""
        raise TypeError(
            "a Theorem is made by the rules of the proof kernel, it cannot be called; "
            "use prove(claim)"
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

    @property
    def claim(self) -> Any:
        """The claim as it was written; ``None`` for a step of a proof."""
        return self.words and self.words.claim

    def __repr__(self) -> str:
        return f"Theorem: {self.words or f'a step by the rule {self.rule}'}"

    def __getattr__(self, name: str) -> Any:
        """Return what the words of the claim print; no rule reads any of it."""
        words = self.words
        if words is None or name not in words.printed:
            raise AttributeError(f"a Theorem has no attribute {name!r}")
        return getattr(words.page(self), name)

    def certificate(self) -> dict[str, Any]:
        """Return statement and derivation as plain data.

        See Also
        --------
        symconv.proof.certificates.certificate.to_text : The same as a file that can be checked.
        """
        return derivation(self)


def _theorem(
    rule: str,
    statement: Statement,
    arguments: tuple[Any, ...] = (),
    premises: Iterable[Theorem] = (),
    obligations: Iterable[Obligation] = (),
    maps: tuple[Any, ...] = (),
    example: Mapping[str, int] | None = None,
) -> Theorem:
    """Make a theorem; a sum that shows no finite range of an index is in none."""
    premises = tuple(premises)
    obligations = tuple(obligations)
    check(is_finite(statement), rule, "the conditions of a sum show no finite range of an index")
    statement = statement._replace(every_axis=rule == "axes")
    used = {h for obligation in obligations for h in obligation.using}
    used |= {h for premise in premises for h in premise.used}
    used |= {a for a in arguments if isinstance(a, GivenEquation)}
    values = {
        "arguments": arguments,
        "example": dict(example or {}),
        "maps": maps,
        "obligations": obligations,
        "premises": premises,
        "rule": rule,
        "statement": statement,
        "used": tuple(h for h in statement.hypotheses if h in used),
        "words": None,
    }
    return _made(values)


def _made(values: Mapping[str, Any]) -> Theorem:
    new: Any = object.__new__
    theorem: Theorem = new(Theorem)
    for name, value in values.items():
        object.__setattr__(theorem, name, value)
    return theorem


def in_words(theorem: Theorem, words: Any) -> Theorem:
    """Return the theorem with the words of its claim beside it; no rule reads them.

    Whoever puts them there checks that they state the theorem, see `symconv.proof.theorem_words`.
    """
    values = {name: getattr(theorem, name) for name in Theorem.__slots__}
    return _made({**values, "words": words})


def _equation(hypotheses: Hypotheses, left: Expression, right: Expression) -> Statement:
    return Statement(hypotheses, left=left, right=right)


def _check_bound(rule: str, hypotheses: Hypotheses, *sums: Sum) -> None:
    """Refuse what would let a bound index stand for something else."""
    indices = {i for s in sums for i in s.indices}
    outside = {v for h in hypotheses for v in mentioned(h)}
    outside = outside.union(*(occurring(s) - set(s.indices) for s in sums))
    check(not indices & outside, rule, "a bound index also occurs free")
    sizes = map(variable_poly, set().union(*map(occurring, sums)))
    check(not indices_divided(sizes, indices), rule, "a quotient of a bound index")
    check(all(len(set(s.indices)) == len(s.indices) for s in sums), rule, "an index is bound twice")


def _not(condition: Condition) -> Condition:
    check(condition.relation == ">=", "split", "only an inequality has one opposite")
    return at_least(-1, condition.left)


def _check_without_goals(rule: str, statement: Statement) -> None:
    check(not statement.goals and not statement.ranges, rule, "there are goals")


# --- rules about sums


def entailed(hypotheses: Hypotheses, goals: tuple[Condition, ...], advise: Advice) -> Theorem:
    """Prove goals that follow from the hypotheses.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed.
    goals : tuple of Condition
        What follows, for all integers.
    advise : Advice
        Where the hints for each goal come from.

    Notes
    -----
    Each goal is one obligation: two solvers find that the hypotheses and the negated goal have no
    common solution.

    See Also
    --------
    conclude : What joins goals and equation to a claim.
    symconv.proof.trusted.solvers.entails : What decides an obligation.
    """
    decided = [entails(hypotheses, goal, advise) for goal in goals]
    return _theorem("entailed", Statement(hypotheses, goals), (goals,), obligations=decided)


def given(hypotheses: Hypotheses, equation: GivenEquation, position: tuple[Index, ...]) -> Theorem:
    """Use an equation between tensors that is assumed, at a position that stands free.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed, the equation among it.
    equation : GivenEquation
        It holds at every position where its ranges do; these are assumed of the new position.
    position : tuple of Index
        What its position is called; these indices occur nowhere yet.

    Notes
    -----
    What is assumed for every position holds at this one.

    See Also
    --------
    instantiate : Sizes put for the position.
    symconv.proof.trusted.statement.check_example : What tensors have to be shown in the end.
    """
    check(equation in hypotheses, "given", "the equation is not among the hypotheses")
    check(len(position) == len(equation.position), "given", "another number of axes")
    taken = equation.bound().union(*map(mentioned, hypotheses))
    fresh = len(set(position)) == len(position) and not set(position) & taken
    check(fresh, "given", "the position is not fresh")
    names = dict(zip(equation.position, map(variable_poly, position), strict=True))
    assumed = (*hypotheses, *(at(c, names) for c in equation.ranges))
    left = tuple(substitute_sum(term, names) for term in equation.left)
    right = tuple(substitute_sum(term, names) for term in equation.right)
    _check_bound("given", assumed, *left, *right)
    return _theorem("given", _equation(assumed, left, right), (hypotheses, equation, position))


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
    hypotheses : tuple of Hypothesis
        What is assumed of the letters and of what stands free in the sums.
    source, target : Sum
        The two sides.
    forward, backward : mapping
        Every index of the target as a size over the source's indices, and the other way.
    pairing : tuple of int
        Which atom of the target each atom of the source becomes.
    advise : Advice
        Where the hints for each side condition come from.

    Notes
    -----
    `forward` lands in the target's index set and `backward` in the source's, each undoes the other,
    and along `forward` the summands agree: a finite sum does not depend on how its terms are named
    (``reindex`` in the Coq prelude). That the maps land and undo each other is what makes them a
    bijection; one direction alone would leave terms out or count them twice.

    See Also
    --------
    divide : New indices for the quotient and the remainder of a size.
    axes : The same on any number of axes.
    """
    _check_bound("reindex", hypotheses, source, target)
    _check_maps(forward, target, source)
    _check_maps(backward, source, target)
    places = [[*range(len(side.atoms))] for side in (source, target)]
    paired = places == [sorted(pairing)] * 2
    check(paired, "reindex", "the pairing of the tensors is no permutation")
    image = substitute_sum(Sum((), target.conditions, target.atoms, target.weight), forward)
    agree = _agree(source, image, pairing)
    there = [*image.conditions, *agree, *_identity(source, backward, forward)]
    lands = [at(condition, backward) for condition in source.conditions]
    back = [*lands, *_identity(target, forward, backward)]
    decided = [entails((*hypotheses, *source.conditions), goal, advise) for goal in there]
    decided += [entails((*hypotheses, *target.conditions), goal, advise) for goal in back]
    return _theorem(
        "reindex",
        _equation(hypotheses, (source,), (target,)),
        (source, target),
        obligations=decided,
        maps=(tuple(forward.items()), tuple(backward.items()), pairing),
    )


def _check_maps(maps: Maps, domain: Sum, image: Sum) -> None:
    covered = set(maps) == set(domain.indices)
    check(covered, "reindex", "a map does not cover exactly the bound indices")
    foreign = set(domain.indices) - set(image.indices)
    own = not any(foreign & deep(size) for size in maps.values())
    check(own, "reindex", "a map mentions the side it starts from")
    undivided = not indices_divided(maps.values(), image.indices)
    check(undivided, "reindex", "a map divides an index")


def _identity(side: Sum, maps: Maps, inner: Maps) -> list[Condition]:
    """Return that two maps, one after the other, change no index of a side."""
    return [equal(substitute(maps[i], inner), variable_poly(i)) for i in side.indices]


def _agree(source: Sum, image: Sum, pairing: tuple[int, ...]) -> list[Condition]:
    """Return that weights agree, and the indices at which paired tensors are read."""
    goals = [equal(source.weight, image.weight)]
    for atom, partner in zip(source.atoms, pairing, strict=True):
        other = image.atoms[partner]
        same = atom.tensor == other.tensor and len(atom.at) == len(other.at)
        check(same, "reindex", f"{atom.tensor} is paired with {other.tensor}")
        goals += map(equal, atom.at, other.at)
    return goals


def ring(hypotheses: Hypotheses, left: Expression, right: Expression, advise: Advice) -> Theorem:
    """Prove that sums of one product over one index set add up to others with the same weight in all.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed.
    left, right : tuple of Sum
        The two sides; all sums differ in their weights only. Without any right they vanish.
    advise : Advice
        Where the hints for the one side condition come from.

    Notes
    -----
    At each point of the index set the weights of both sides add up alike, so the distributive law
    makes the sides equal term by term (``same_terms`` in the Coq prelude).

    See Also
    --------
    reindex : Where the index sets differ.
    split : What makes index sets fit.
    """
    check(bool(left + right), "ring", "there is nothing to compare")
    first = (left + right)[0]
    shape = (first.indices, first.conditions, first.atoms)
    same = all((s.indices, s.conditions, s.atoms) == shape for s in left + right)
    check(same, "ring", "the sums differ in more than their weights")
    _check_bound("ring", hypotheses, first)
    difference = sum((s.weight for s in left), 0) - sum((s.weight for s in right), 0)
    decided = entails((*hypotheses, *first.conditions), equal(difference, 0), advise)
    stated = _equation(hypotheses, left, right)
    return _theorem("ring", stated, (left, right), obligations=(decided,))


def split(hypotheses: Hypotheses, source: Sum, condition: Condition) -> Theorem:
    """Cut a sum into its part where a condition holds and its part where it fails.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed.
    source : Sum
        What is cut.
    condition : Condition
        An inequality, whose opposite is one inequality too.

    Notes
    -----
    Every integer is at least 0 or at most -1, and never both (``split_sum`` in the Coq prelude).

    See Also
    --------
    cases : The same over what stands free.
    """
    _check_bound("split", hypotheses, source)
    parts = tuple(source_with(source, (), (c,)) for c in (condition, _not(condition)))
    return _theorem("split", _equation(hypotheses, (source,), parts), (source, condition))


def source_with(source: Sum, indices: tuple[Index, ...], conditions: tuple[Condition, ...]) -> Sum:
    """Return the sum with more indices and conditions."""
    longer = source.indices + indices
    return replace(source, indices=longer, conditions=source.conditions + conditions)


def count(
    hypotheses: Hypotheses, source: Sum, index: Index, low: Size, high: Size, advise: Advice
) -> Theorem:
    """Replace an index that only counts by a factor: from `low` to `high` there are ``high - low + 1`` integers.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed.
    source : Sum
        It has the conditions ``index >= low`` and ``high >= index``, and the index nowhere else.
    index : Index
        What runs.
    low, high : int or Poly
        From where to where, both included; they do not mention the index.
    advise : Advice
        Where the hints for the one side condition come from.

    Notes
    -----
    ``high - low + 1 >= 0`` is shown under the conditions that stay: the length of an interval that
    is empty by more than one would be negative (``count_index`` in the Coq prelude).

    See Also
    --------
    ring : What adds weights.
    """
    _check_bound("count", hypotheses, source)
    run = {at_least(variable_poly(index), low), at_least(high, variable_poly(index))}
    rest = tuple(c for c in source.conditions if c not in run)
    length = high - low + 1
    kept = tuple(i for i in source.indices if i != index)
    target = replace(source, indices=kept, conditions=rest, weight=source.weight * length)
    ranged = index in source.indices and run <= set(source.conditions)
    check(ranged, "count", "the index has no such range")
    used = occurring(target) | deep(low) | deep(high)
    check(index not in used, "count", "the index is used elsewhere")
    decided = entails((*hypotheses, *rest), at_least(length, 0), advise)
    stated = _equation(hypotheses, (source,), (target,))
    return _theorem("count", stated, (source, index, low, high), obligations=(decided,))


def divide(
    hypotheses: Hypotheses,
    source: Sum,
    quotient: Index,
    remainder: Index,
    dividend: Size,
    divisor: Size,
    advise: Advice,
) -> Theorem:
    """Inside a sum give a size its quotient and remainder: ``e = n*q + r``, ``0 <= r < n``.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
        What is assumed.
    source : Sum
        Where the size is divided.
    quotient, remainder : Index
        The new indices `q` and `r`; they occur nowhere yet.
    dividend, divisor : int or Poly
        The sizes `e` and `n`.
    advise : Advice
        Where the hint for ``n >= 1`` comes from.

    Notes
    -----
    Euclidean division: by a positive divisor there is exactly one pair of quotient and remainder,
    so the sum over both has the terms that were there (``quotient_unique`` in the Coq prelude).

    See Also
    --------
    divide_free : The same for a position that stands free.
    """
    _check_bound("divide", hypotheses, source)
    taken = occurring(source).union(deep(dividend), deep(divisor), *map(mentioned, hypotheses))
    fresh = quotient != remainder and not {quotient, remainder} & taken
    check(fresh, "divide", "the new indices are not fresh")
    decided = entails((*hypotheses, *source.conditions), at_least(divisor, 1), advise)
    conditions = division(quotient, remainder, dividend, divisor)
    larger = source_with(source, (quotient, remainder), conditions)
    record = Division(quotient, remainder, dividend, divisor)
    target = replace(larger, divisions=(*source.divisions, record))
    arguments = (source, quotient, remainder, dividend, divisor)
    stated = _equation(hypotheses, (source,), (target,))
    return _theorem("divide", stated, arguments, obligations=(decided,))


# --- rules about theorems


def symmetric(theorem: Theorem) -> Theorem:
    """Exchange the sides.

    Notes
    -----
    Equality is symmetric; goals and ranges stay.

    See Also
    --------
    transitive : The chain of two equations.
    """
    s = theorem.statement
    return _theorem("symmetric", s._replace(left=s.right, right=s.left), premises=(theorem,))


def transitive(first: Theorem, second: Theorem) -> Theorem:
    """Chain two equations whose middle is the same sums in any order.

    Notes
    -----
    Equality is transitive and addition commutes. Equations that hold in ranges, or stand beside
    goals, are not chained: those belong to a claim that was put together.

    See Also
    --------
    arrange : One equation with its sums in another order.
    """
    a = first.statement
    b = second.statement
    assumed = (a.hypotheses, a.ranges) == (b.hypotheses, b.ranges)
    check(assumed, "transitive", "the assumptions differ")
    check(not a.goals and not b.goals, "transitive", "there are goals")
    check(Counter(a.right) == Counter(b.left), "transitive", "the middle differs")
    return _theorem("transitive", a._replace(right=b.right), premises=(first, second))


def arrange(theorem: Theorem, left: Expression, right: Expression) -> Theorem:
    """List the sums of both sides in another order.

    Notes
    -----
    Addition is associative and commutative.

    See Also
    --------
    transitive : It compares middles in any order by itself.
    """
    s = theorem.statement
    same = (Counter(s.left), Counter(s.right)) == (Counter(left), Counter(right))
    check(same, "arrange", "other sums")
    return _theorem("arrange", s._replace(left=left, right=right), (left, right), (theorem,))


def add(theorems: tuple[Theorem, ...]) -> Theorem:
    """Add equations side by side.

    Notes
    -----
    Equal sums added to equal sums are equal. All equations assume the same.

    See Also
    --------
    times : The product with an expression.
    """
    check(bool(theorems), "add", "there is nothing to add")
    statements = [t.statement for t in theorems]
    hypotheses = statements[0].hypotheses
    same = all((s.hypotheses, s.ranges, s.goals) == (hypotheses, (), ()) for s in statements)
    check(same, "add", "the assumptions differ")
    left = tuple(term for s in statements for term in s.left)
    right = tuple(term for s in statements for term in s.right)
    return _theorem("add", _equation(hypotheses, left, right), premises=theorems)


def reflexive(hypotheses: Hypotheses, expression: Expression) -> Theorem:
    """Prove that an expression equals itself.

    Notes
    -----
    Equality is reflexive; the sums are still asked for finite ranges.

    See Also
    --------
    arrange : The same sums in another order.
    """
    return _theorem("reflexive", _equation(hypotheses, expression, expression), (expression,))


def times(theorem: Theorem, factor: Expression) -> Theorem:
    """Multiply an equation by an expression that shares no index with it.

    Parameters
    ----------
    theorem : Theorem
        An equation without goals or ranges.
    factor : tuple of Sum
        What stands to the right of both sides afterwards.

    Notes
    -----
    Equal values have equal products with the same factor, and a product of two sums is the sum over
    both their indices, as long as no index of one stands in the other: then it would be captured.

    See Also
    --------
    add : The sum of equations.
    sum_over : The sum of one equation over a free index.
    """
    s = theorem.statement
    mine = bound(s)
    theirs = {i for term in factor for i in term.indices}
    _check_without_goals("times", s)
    check(not mine & set().union(*map(occurring, factor)), "times", "an index would be captured")
    check(not theirs & (free(s) | mine), "times", "an index would be captured")
    made = s._replace(left=multiply(s.left, factor), right=multiply(s.right, factor))
    return _theorem("times", made, (factor,), (theorem,))


def sum_over(
    theorem: Theorem, indices: tuple[Index, ...], conditions: tuple[Condition, ...]
) -> Theorem:
    """Sum both sides over free indices where conditions hold, which were hypotheses.

    Parameters
    ----------
    theorem : Theorem
        An equation without goals or ranges.
    indices : tuple of Index
        What stood free.
    conditions : tuple of Condition
        Where the sum goes; these hypotheses are used up.

    Notes
    -----
    Where the conditions hold the equation does, elsewhere neither side has a term. What stays
    assumed mentions none of the indices, so it does not change along the sum.

    See Also
    --------
    times : The other way to a larger sum.
    """
    s = theorem.statement
    kept = tuple(h for h in s.hypotheses if h not in conditions)
    _check_without_goals("sum_over", s)
    once = not set(indices) & bound(s) and len(set(indices)) == len(indices)
    check(once, "sum_over", "an index is bound twice")
    captured = bound(s) & set().union(*map(mentioned, conditions))
    check(not captured, "sum_over", "an index would be captured")
    fixed = not set(indices) & set().union(*map(mentioned, kept))
    check(fixed, "sum_over", "a hypothesis mentions an index")
    left = bind(_restricted(s.left, conditions), indices)
    right = bind(_restricted(s.right, conditions), indices)
    return _theorem("sum_over", _equation(kept, left, right), (indices, conditions), (theorem,))


def _restricted(side: Expression, conditions: tuple[Condition, ...]) -> Expression:
    return tuple(source_with(term, (), conditions) for term in side)


def cases(condition: Condition, holds: Theorem, fails: Theorem) -> Theorem:
    """Join what holds where a condition holds with the same where it fails.

    Parameters
    ----------
    condition : Condition
        An inequality over what stands free.
    holds, fails : Theorem
        The same under the condition and under its opposite.

    Notes
    -----
    An integer is at least 0 or at most -1. All other hypotheses of both cases stay.

    See Also
    --------
    split : The same inside a sum.
    """
    yes = holds.statement
    no = fails.statement
    check(yes[1:] == no[1:], "cases", "the two cases say different things")
    opposite = _not(condition)
    rest = [h for h in yes.hypotheses if h != condition]
    rest += [h for h in no.hypotheses if h != opposite]
    statement = yes._replace(hypotheses=tuple(dict.fromkeys(rest)))
    _check_bound("cases", (condition, *statement.hypotheses), *statement.left, *statement.right)
    return _theorem("cases", statement, (condition,), (holds, fails))


def divide_free(
    statement: Statement,
    theorem: Theorem,
    index: Index,
    quotient: Index,
    remainder: Index,
    divisor: Size,
    offset: Size,
    advise: Advice,
) -> Theorem:
    """Conclude for every free index `o` what holds for all `q`, `r` with ``o = n*q + r - c``, ``0 <= r < n``.

    Parameters
    ----------
    statement : Statement
        What is concluded.
    theorem : Theorem
        The statement with ``n*q + r - c`` for `o`, under ``0 <= r`` and ``r < n``.
    index : Index
        The free index `o`.
    quotient, remainder : Index
        The indices `q` and `r`; they occur nowhere in the statement.
    divisor, offset : int or Poly
        The sizes `n` and `c`; they do not mention `o`.
    advise : Advice
        Where the hint for ``n >= 1`` comes from.

    Notes
    -----
    By a positive divisor every integer ``o + c`` has a quotient and a remainder; put for `q` and
    `r`, they give the statement back.

    See Also
    --------
    divide : The same inside a sum.
    instantiate : Sizes put for what stands free.
    """
    q = variable_poly(quotient)
    r = variable_poly(remainder)
    wanted = instance(statement, {index: divisor * q + r - offset})
    within = (at_least(r, 0), at_least(divisor, r + 1))
    asked = wanted._replace(hypotheses=wanted.hypotheses + within)
    check(theorem.statement == asked, "divide_free", "not that instance")
    sizes = deep(divisor) | deep(offset)
    taken = free(statement) | bound(statement) | sizes
    fresh = quotient != remainder and not {quotient, remainder} & taken
    check(fresh, "divide_free", "the new indices are not fresh")
    check(index not in sizes | bound(statement), "divide_free", "the index is not free")
    check(not divided(statement, {index}), "divide_free", "a quotient mentions the index")
    decided = entails(statement.hypotheses, at_least(divisor, 1), advise)
    arguments = (statement, index, quotient, remainder, divisor, offset)
    return _theorem("divide_free", statement, arguments, (theorem,), (decided,))


def instantiate(theorem: Theorem, values: Maps, advise: Advice) -> Theorem:
    """Put sizes for letters and free indices, wherever the new hypotheses imply the letters' minima.

    Parameters
    ----------
    theorem : Theorem
        What holds in general.
    values : mapping
        A size for each letter or free index that is replaced.
    advise : Advice
        Where the hints for the minima come from, and for the divisors of quotients.

    Notes
    -----
    A theorem holds for all integers from the minima on, so for the sizes. Quotients that change
    keep a positive divisor, else `floor` would be another function after cancelling.

    See Also
    --------
    define : Quotients that become divisions.
    """
    made = instance(theorem.statement, values)
    varying = all(isinstance(v, Letter | Index) for v in values)
    check(varying, "instantiate", "only letters and free indices vary")
    goals = [at_least(e, v.minimum) for v, e in values.items() if isinstance(v, Letter)]
    quotients = divided(theorem.statement, values)
    goals += [at_least(substitute(q.denominator, values), 1) for q in quotients]
    decided = [entails(made.hypotheses, goal, advise) for goal in goals]
    return _theorem("instantiate", made, (tuple(values.items()),), (theorem,), decided)


def assume(theorem: Theorem, hypotheses: Hypotheses) -> Theorem:
    """Assume more, or the same in another order.

    Notes
    -----
    What follows from less follows from more. The new hypotheses mention no bound index.

    See Also
    --------
    cases : What uses hypotheses up.
    """
    s = theorem.statement
    check(set(s.hypotheses) <= set(hypotheses), "assume", "a hypothesis of the theorem is missing")
    _check_bound("assume", hypotheses, *s.left, *s.right)
    return _theorem("assume", s._replace(hypotheses=hypotheses), (hypotheses,), (theorem,))


def define(theorem: Theorem, quotient: Quotient, advise: Advice) -> Theorem:
    """Drop the hypotheses that define a quotient; its divisor is positive by the others.

    Parameters
    ----------
    theorem : Theorem
        What holds of every integer `Q` with ``0 <= e - n*Q < n``.
    quotient : Quotient
        ``Q = floor(e/n)``.
    advise : Advice
        Where the hint for ``n >= 1`` comes from.

    Notes
    -----
    By a positive divisor there is such an integer, and it is the floor.

    See Also
    --------
    divide : The quotient as an index of a sum.
    """
    s = theorem.statement
    defining = definition(quotient)
    rest = tuple(h for h in s.hypotheses if h not in defining)
    decided = entails(rest, at_least(quotient.denominator, 1), advise)
    return _theorem("define", s._replace(hypotheses=rest), (quotient,), (theorem,), (decided,))


def conclude(
    statement: Statement, sizes: Theorem, cells: Theorem | None, example: Mapping[str, int]
) -> Theorem:
    """Put a claim together: its goals, its equation wherever the ranges hold, and one setting.

    Parameters
    ----------
    statement : Statement
        The claim.
    sizes : Theorem
        Its goals under its hypotheses.
    cells : Theorem or None
        Its equation under its hypotheses and ranges; ``None`` for a claim about sizes alone.
    example : mapping
        A value for each letter at which all hypotheses hold.

    Notes
    -----
    Contradictory hypotheses would imply anything; the example shows that the claim speaks of
    something.

    See Also
    --------
    entailed : What proves the goals.
    symconv.proof.trusted.statement.check_example : What is asked of the example.
    """
    goals = Statement(statement.hypotheses, statement.goals)
    check(sizes.statement == goals, "conclude", "other goals were proved")
    premises = [sizes]
    if cells is None:
        without = not (statement.left or statement.right or statement.ranges)
        check(without, "conclude", "the equation is missing")
    else:
        assumed = statement.hypotheses + statement.ranges
        asked = _equation(assumed, statement.left, statement.right)
        check(cells.statement == asked, "conclude", "another equation was proved")
        premises.append(cells)
    check_example(statement, example)
    return _theorem("conclude", statement, (statement,), premises, example=example)


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
"""The rules that act on each axis by itself."""


def axes(theorem: Theorem) -> Theorem:
    """Conclude for any number of axes what was proved on one.

    Notes
    -----
    Index maps act on each axis by itself, so a bijection on one axis is one on all (``over_equal``
    in the Coq prelude). Every step of the proof is looked at: no number weighs, no rule is about
    several sums where products of sums would mix, and no two cases exchange two reads of one
    tensor, which may happen on some axes only.

    See Also
    --------
    reindex : The rule that lifts.
    """
    about_tensors = any(isinstance(h, GivenEquation) for h in theorem.hypotheses)
    check(not about_tensors, "axes", "a hypothesis is about tensors on one axis")
    open_steps = [theorem]
    seen = set[int]()
    while open_steps:
        step = open_steps.pop()
        _check_lifts(step)
        open_steps += [premise for premise in step.premises if id(premise) not in seen]
        seen |= {id(premise) for premise in step.premises}
    return _theorem("axes", theorem.statement, premises=(theorem,), example=theorem.example)


def _check_lifts(step: Theorem) -> None:
    """Refuse a step that does not act on each axis by itself."""
    left = step.statement.left
    right = step.statement.right
    acts = step.rule in LIFTING
    check(acts, "axes", f"the rule {step.rule} does not act on each axis by itself")
    single = len(left) <= 1 and len(right) <= 1
    alone = single or step.rule not in ("ring", "cases")
    check(alone, "axes", f"the rule {step.rule} is about several sums")
    apart = all(_reads_apart(term) for term in left + right) or step.rule != "cases"
    check(apart, "axes", "two cases may exchange two reads of one tensor on some axes only")
    unweighed = all(t.weight == 1 or not isinstance(t.weight, int) for t in left + right)
    check(unweighed, "axes", "a number weighs")


def any_ring(theorem: Theorem) -> Theorem:
    """Conclude for every ring, commutative or not, what was proved without exchanging two factors.

    Notes
    -----
    Sums are added in any order in every ring, and the integers that weigh them commute with all
    cells. Products of cells stand in the order in which they were multiplied; the one rule that may
    list them anew is ``reindex``, by its pairing. Every step of the proof is looked at.

    See Also
    --------
    reindex : The rule that pairs factors.
    axes : The other rule about a whole proof.
    """
    check(not theorem.statement.every_axis, "any_ring", "the theorem is about every axis")
    for step in steps(theorem):
        pairing = step.maps[2] if step.rule == "reindex" else ()
        kept = list(pairing) == list(range(len(pairing)))
        check(kept, "any_ring", "factors are exchanged, which takes a commutative ring")
    return _theorem("any_ring", theorem.statement, premises=(theorem,), example=theorem.example)


def _reads_apart(term: Sum) -> bool:
    return len({atom.tensor for atom in term.atoms}) == len(term.atoms)
