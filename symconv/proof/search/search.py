"""Proves two expressions equal: pairs their sums, lets the rest vanish or be counted, splits into cases. Untrusted.

From the outside in: `find` rewrites both sides, `in_cases` divides positions and tells cases apart,
`with_cuts` cuts sums where the other side has more, `in_pairs` pairs what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from symconv.language.terms import (
    Condition,
    Expression,
    GivenEquation,
    Index,
    Letter,
    Size,
    Sum,
    at_least,
    coefficients,
    new_index,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.cancellation import Remainder, cancel
from symconv.proof.search.counting import value
from symconv.proof.search.deduction import Rules, chain, divide_free, instantiate
from symconv.proof.search.divisions import strided
from symconv.proof.search.failure import Failed, Found, Outcome
from symconv.proof.search.given_equations import MOST_STATES, rewritten
from symconv.proof.search.goal import CASES, Goal
from symconv.proof.search.index_maps import equal_sums
from symconv.proof.search.pairing import partner, signature
from symconv.proof.search.rewriting import (
    AS_IT_STANDS,
    CELL_BY_CELL,
    TIDIED,
    TIDIED_AS_GIVEN,
    in_order,
)
from symconv.proof.trusted.statement import instance

MOST_REMAINDERS = 8  # that are told apart one by one


def find(goal: Goal) -> Outcome:
    """Prove an equation, as it stands or rewritten; else return what was missing as it stands."""
    named = next(_divisors_named(goal), None)
    if named is not None:
        return named
    missing = Failed("nothing was tried")
    tried: list[str] = []
    given = [h for h in goal.rules.hypotheses if isinstance(h, GivenEquation)]
    of_tensors = any(h.position for h in given)
    replaced = _replacing(goal) if of_tensors else None
    if replaced is not None:
        return replaced
    for rewriting in in_order(goal):
        sides = rewriting.applied(goal)
        if sides is None:
            continue
        tried.append(rewriting.name)
        inside = goal.between(*sides)
        inside = replace(
            inside, undivided=frozenset(inside.free), divide_first=rewriting is CELL_BY_CELL
        )
        found = in_cases(inside)
        if isinstance(found, Failed):
            missing = found if rewriting is AS_IT_STANDS else missing
        elif rewriting is AS_IT_STANDS:
            return found
        else:
            return goal.framed(sides[0], found, sides[1])
    replaced = _replacing(goal) if given and not of_tensors else None
    if replaced is not None:
        return replaced
    if given:
        tried.append("one side replaced by what is given")
    telescoped = _with_signs_moved(goal)
    if telescoped is not None:
        tried.append("negative sums on the other side")
    if isinstance(telescoped, Found):
        return telescoped
    return replace(missing, tried=tuple(tried))


# --- divisors such as 2*(n - 1)


def _divisors_named(goal: Goal) -> Iterator[Found]:
    """Prove an equation in which something is divided by a multiple of ``n - a`` over a letter that stands for it.

    Products with a divisor that is one letter become linear by hints, those with a difference do not.
    """
    divisors = dict.fromkeys(d.divisor for term in goal.left + goal.right for d in term.divisions)
    for letter, less in filter(None, map(_letter_and_less, divisors)):
        if not goal.rules.follows(at_least(variable_poly(letter), less + 1)):
            continue
        name = Letter(f"({letter.name}-{less})", 1)
        put = instance(goal.statement, {letter: variable_poly(name) + less})
        rules = replace(goal.rules, hypotheses=put.hypotheses)
        found = find(replace(goal, rules=rules, left=put.left, right=put.right))
        if isinstance(found, Failed):
            continue
        back = instantiate(found, {name: variable_poly(letter) - less}, goal.rules.advisor)
        if isinstance(back, Found):
            yield goal.arranged(back)


def _letter_and_less(divisor: Size) -> tuple[Letter, int] | None:
    """Return `n` and `a` of a divisor that is a multiple of ``n - a``, with `a` at least 1."""
    terms = coefficients(divisor)
    constant = -terms.get((), 0)
    (monomial, factor), *others = [item for item in terms.items() if item[0]] or [((), 0)]
    if others or len(monomial) != 1 or constant <= 0 or factor <= 0 or constant % factor:
        return None
    letter = monomial[0]
    return (letter, constant // factor) if isinstance(letter, Letter) else None


# --- equations between tensors that are given


def _replacing(goal: Goal) -> Found | None:
    """Replace sums of one side by what is given of them, in every way, until the two sides are alike."""
    rules = goal.rules
    begun = TIDIED.applied(goal)
    first, second = begun or (rules.same(goal.left), rules.same(goal.right))
    found = in_pairs(goal.between(first, second))
    if isinstance(found, Found):
        return goal.framed(first, found, second)
    states = [(first, second)]
    seen = {(first.statement.right, second.statement.right)}
    for one, other in states:
        for new_one, new_other in _replaced_once(rules, one, other):
            key = new_one.statement.right, new_other.statement.right
            if key in seen:
                continue
            seen.add(key)
            found = in_pairs(goal.between(new_one, new_other))
            if isinstance(found, Found):
                return goal.framed(new_one, found, new_other)
            if len(states) < MOST_STATES:
                states.append((new_one, new_other))
    return None


def _replaced_once(rules: Rules, one: Found, other: Found) -> Iterator[tuple[Found, Found]]:
    for step in rewritten(rules, one.statement.right):
        yield chain(one, step), other
    for step in rewritten(rules, other.statement.right):
        yield one, chain(other, step)


# --- differences that telescope


def _with_signs_moved(goal: Goal) -> Outcome | None:
    """Bring negative sums to the other side and cut on both: there differences telescope; ``None`` where there are none."""
    from_left, from_right = (tuple(filter(_negative, side)) for side in (goal.left, goal.right))
    if not from_left and not from_right:
        return None
    rules, moved = goal.rules, from_left + from_right
    first = _with_zeros(rules, goal.left, from_right)
    second = _with_zeros(rules, goal.right, from_left)
    if isinstance(first, Failed):
        return first
    if isinstance(second, Failed):
        return second
    left, right = (_less(theorem.statement.left, moved) for theorem in (first, second))
    apart = rules.all_renamed(right)
    if isinstance(apart, Failed):
        return apart
    positive = replace(goal, left=left, right=apart.statement.right, cut_anywhere=True)
    found = in_cases(positive)
    if isinstance(found, Failed):
        return found
    found = chain(found, kernel.symmetric(apart)) if right else found
    both = rules.added([found, rules.same(moved)])
    return goal.arranged(chain(kernel.symmetric(first), both, second))


def _negative(term: Sum) -> bool:
    return isinstance(term.weight, int) and term.weight < 0


def _with_zeros(rules: Rules, side: Expression, moved: Expression) -> Outcome:
    """Prove that a side and each sum with its opposite are the side alone."""
    zeros = []
    for term in moved:
        zero = rules.weights((term, replace(term, weight=-term.weight)), ())
        if isinstance(zero, Failed):
            return zero
        zeros.append(zero)
    return rules.added([rules.same(side), *zeros])


def _less(terms: Expression, others: Expression) -> Expression:
    return tuple((Counter(terms) - Counter(others)).elements())


# --- cases


def in_cases(goal: Goal) -> Outcome:
    """Prove an equation at once, for a divided position, or in two cases."""
    positions = _positions(goal)
    if goal.divide_first and positions:
        most = max(positions, key=lambda p: p.divisor if isinstance(p.divisor, int) else 0)
        divided = _for_each_quotient(goal, most)
        if not isinstance(divided, Failed):
            return divided
    found = with_cuts(goal)
    if not isinstance(found, Failed):
        return found
    for division in positions:
        divided = _for_each_quotient(goal, division)
        if not isinstance(divided, Failed):
            return divided
    condition = found.inequality
    if condition is None or not goal.cases:
        return found
    about = variables(condition.left)
    return _two_cases(goal, condition) if about and about <= goal.free else found


def _two_cases(goal: Goal, condition: Condition) -> Outcome:
    later = replace(goal, cases=goal.cases - 1, undivided=frozenset())
    proved = []
    for case in (condition, at_least(-1, condition.left)):
        inside = later.assuming(case)
        impossible = inside.rules.are_contradictory
        found = _all_vanish(inside) if impossible else in_cases(inside)
        if isinstance(found, Failed):
            return found
        proved.append(found)
    return goal.by_cases(condition, *proved)


def _all_vanish(goal: Goal) -> Outcome:
    """Prove an equation under contradictory hypotheses."""
    gone = []
    for term in goal.left + goal.right:
        found = goal.rules.vanish(term)
        if isinstance(found, Failed):
            return found
        gone.append(found)
    left, right = gone[: len(goal.left)], gone[len(goal.left) :]
    return goal.rules.added([*left, *map(kernel.symmetric, right)])


class PositionDivision(NamedTuple):
    """A free position, the number it is divided by, and what stands beside it."""

    position: Index
    divisor: Size
    offset: Size


def _positions(goal: Goal) -> list[PositionDivision]:
    """Return free positions to divide by a stride.

    By a letter only where sums without tensors are counted; by a number everywhere, since it has
    few remainders.
    """
    terms = goal.left + goal.right
    counting = not all(term.atoms for term in terms)
    relations = "=>=" if counting else "="
    allowed = goal.free & goal.undivided
    found: dict[PositionDivision, None] = {}
    for term in terms:
        for position, divisor, beside in strided(term, goal.rules.positive, relations):
            if position not in allowed or not (counting or isinstance(divisor, int)):
                continue
            if not variables(beside) & set(term.indices):
                found[PositionDivision(position, divisor, beside)] = None
            found[PositionDivision(position, divisor, 0)] = None
    return list(found)


def _for_each_quotient(goal: Goal, division: PositionDivision) -> Outcome:
    position, n, offset = division
    q, r = new_index("m"), new_index("r")
    place, remainder = n * variable_poly(q) + variable_poly(r) - offset, variable_poly(r)
    divided = instance(goal.statement, {position: place})
    within = (at_least(remainder, 0), at_least(n, remainder + 1))
    inside = replace(
        goal,
        rules=replace(goal.rules, hypotheses=divided.hypotheses + within),
        left=divided.left,
        right=divided.right,
        cases=CASES - 1,
        undivided=goal.undivided - {position},
    )
    number = n if isinstance(n, int) and n <= MOST_REMAINDERS else 1
    found = _for_each_remainder(inside, r, number)
    if isinstance(found, Failed):
        return found
    return divide_free(goal.rules.advisor, goal.statement, found, position, q, r, n, offset)


def _for_each_remainder(goal: Goal, remainder: Index, number: int) -> Outcome:
    """Prove an equation for each value of a remainder below a number."""
    if number == 1:
        return _tidied(goal)
    last = at_least(variable_poly(remainder), number - 1)
    at = _tidied(goal.assuming(last))
    if isinstance(at, Failed):
        return at
    below = goal.assuming(at_least(-1, last.left))
    smaller = _for_each_remainder(below, remainder, number - 1)
    return smaller if isinstance(smaller, Failed) else goal.by_cases(last, at, smaller)


def _tidied(goal: Goal) -> Outcome:
    """Prove an equation with what is determined put in and what is read twice collected."""
    about_tensors = any(isinstance(h, GivenEquation) for h in goal.rules.hypotheses)
    sides = (TIDIED_AS_GIVEN if about_tensors else TIDIED).applied(goal)
    if sides is None:
        return in_cases(goal)
    found = in_cases(goal.between(*sides))
    if isinstance(found, Failed):
        return in_cases(goal)
    return goal.framed(sides[0], found, sides[1])


# --- cuts


def with_cuts(goal: Goal) -> Outcome:
    """Prove an equation at once, or after cutting a sum in two."""
    found = in_pairs(goal)
    cut = next(_cuts(goal, found), None) if isinstance(found, Failed) and goal.cuts else None
    if cut is None:
        return found
    of_left, theorem = cut
    rest = _less(goal.left if of_left else goal.right, theorem.statement.left)
    parts = goal.rules.added([theorem, goal.rules.same(rest)])
    larger = parts.statement.right
    inside = replace(goal, left=larger) if of_left else replace(goal, right=larger)
    found = with_cuts(replace(inside, cuts=goal.cuts - 1))
    if isinstance(found, Failed):
        return found
    steps = (parts, found) if of_left else (found, kernel.symmetric(parts))
    return goal.arranged(chain(*steps))


def _cuts(goal: Goal, failure: Failed) -> Iterator[tuple[bool, Found]]:
    """Yield a failed sum cut where it failed, and whether it is one of the left.

    Only if its side has fewer of its kind than the other, or any may be cut.
    """
    if failure.source is None or failure.target is None:
        return
    sides = (
        (True, failure.source, goal.left, goal.right),
        (False, failure.target, goal.right, goal.left),
    )
    for of_left, term, here, there in sides:
        fewer = _count_alike(here, term) < _count_alike(there, term)
        if term not in here or not (goal.cut_anywhere or fewer):
            continue
        inside = goal.rules.assuming(*term.conditions)
        for edge in failure.edges:
            if _is_within(goal, term, edge) and not (
                inside.follows(edge) or inside.follows(at_least(-1, edge.left))
            ):
                yield of_left, goal.rules.split(term, edge)


def _is_within(goal: Goal, term: Sum, edge: Condition) -> bool:
    """Return whether an edge is about indices of a sum, and else only about what is free."""
    about, bound = variables(edge.left), set(term.indices)
    return bool(about & bound) and about <= bound | goal.free


def _count_alike(terms: Expression, term: Sum) -> int:
    return sum(signature(other) == signature(term) for other in terms)


# --- pairs


def in_pairs(goal: Goal) -> Outcome:
    """Pair the sums of both sides; those left over must vanish, add up alike or have a value."""
    rules = goal.rules
    same = tuple((Counter(goal.left) & Counter(goal.right)).elements())
    rest = list(_less(goal.right, same))
    proved = [rules.same(same)] if same else []
    alone: list[Sum] = []
    failures: list[Failed] = []
    for term in _less(goal.left, same):
        found, missing = partner(rules, term, rest) if term.atoms else (None, ())
        failures += missing
        if found is None:
            alone.append(term)
        else:
            proved.append(found)
            rest.remove(found.statement.right[0])
    remainder = Remainder(list(filter(_reads, alone)), list(filter(_reads, rest)), failures)
    cancelled = cancel(rules, remainder)
    if isinstance(cancelled, Failed):
        return cancelled
    here = tuple(term for term in alone if not term.atoms)
    there = tuple(term for term in rest if not term.atoms)
    numbers = _numbers(rules, here, there)
    if isinstance(numbers, Failed):
        return numbers
    return goal.arranged(rules.added([*proved, *cancelled, *numbers]))


def _reads(term: Sum) -> bool:
    return bool(term.atoms)


def _numbers(rules: Rules, left: Expression, right: Expression) -> list[Found] | Failed:
    """Prove sums without tensors equal: one by one, or by their values."""
    if not left and not right:
        return []
    if len(left) == len(right) == 1:
        found = equal_sums(rules, left[0], right[0])
        if not isinstance(found, Failed):
            return [found]
    first, second = _values(rules, left), _values(rules, right)
    if isinstance(first, Failed):
        return first
    if isinstance(second, Failed):
        return second
    middle = rules.weights(first.statement.right, second.statement.right)
    if isinstance(middle, Failed):
        return middle.about((left + right)[0])
    return [chain(first, middle, kernel.symmetric(second))]


def _values(rules: Rules, terms: Expression) -> Outcome:
    known = []
    for term in terms:
        found = value(rules, term)
        if isinstance(found, Failed):
            return found.about(term)
        known.append(found)
    return rules.added(known)
