"""Proves two expressions equal: pairs their sums, lets the rest vanish or be counted, splits into cases. Untrusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import NamedTuple

from symconv.errors import ProofError
from symconv.language.terms import (
    Condition,
    Expression,
    Index,
    Size,
    Sum,
    Variable,
    at_least,
    new_index,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.counting import value
from symconv.proof.search.divisions import strided
from symconv.proof.search.elimination import positive
from symconv.proof.search.index_maps import NoMaps, apart, equal_sums
from symconv.proof.search.pairing import NoPartner, partner, signature
from symconv.proof.search.rewriting import rewritings
from symconv.proof.search.unmatched import left_over
from symconv.proof.trusted.statement import Hypotheses, Statement, free, instance

DEPTH = 3  # case splits inside each other
MOST_REMAINDERS = 8  # that are told apart one by one


class Ways(NamedTuple):
    """What may be tried: dividing the positions that are not divided yet, and cutting sums of any kind, not only the rarer."""

    undivided: Set[Variable] = frozenset()
    anywhere: bool = False


def equal_expressions(
    hypotheses: Hypotheses, left: Expression, right: Expression, advisor: Advisor
) -> Theorem:
    """Prove two expressions equal, as they stand or rewritten.

    Raises
    ------
    NoPartner
        If no proof was found; the message says which sum found no partner.
    """
    statement = Statement(hypotheses, (), (), left, right)
    failures = []
    for first, second in rewritings(statement, advisor):
        inside = statement._replace(left=first.statement.right, right=second.statement.right)
        try:
            middle = _with_cases(inside, advisor, DEPTH, Ways(free(inside)))
        except NoPartner as failure:
            failures.append(failure)
            continue
        if inside == statement:
            return middle
        return kernel.arrange(
            kernel.transitive(kernel.transitive(first, middle), kernel.symmetric(second)),
            left,
            right,
        )
    if not any(_negative(term) for term in left + right):
        raise failures[-1]
    return _without_signs(statement, advisor)


def _negative(term: Sum) -> bool:
    return isinstance(term.weight, int) and term.weight < 0


def _without_signs(statement: Statement, advisor: Advisor) -> Theorem:
    """Prove the equation with its negative sums brought to the other side, by cuts on both: there differences telescope."""
    hypotheses, left, right = statement.hypotheses, statement.left, statement.right
    moved = [tuple(term for term in side if _negative(term)) for side in (left, right)]
    first, second = (
        kernel.add(
            (
                kernel.reflexive(hypotheses, side),
                *(_nought(hypotheses, term, advisor) for term in gone),
            )
        )
        for side, gone in ((left, moved[1]), (right, moved[0]))
    )
    mine, theirs = (
        tuple((Counter(theorem.statement.left) - Counter(moved[0] + moved[1])).elements())
        for theorem in (first, second)
    )
    renamed = (
        kernel.add(tuple(apart(hypotheses, term, advisor) for term in theirs)) if theirs else second
    )
    inside = statement._replace(left=mine, right=renamed.statement.right if theirs else ())
    found = _with_cases(inside, advisor, DEPTH, Ways(anywhere=True))
    found = kernel.transitive(found, kernel.symmetric(renamed)) if theirs else found
    both = kernel.add((found, kernel.reflexive(hypotheses, moved[0] + moved[1])))
    return kernel.arrange(
        kernel.transitive(kernel.transitive(kernel.symmetric(first), both), second), left, right
    )


def _nought(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem:
    return kernel.ring(hypotheses, (term, replace(term, weight=-term.weight)), (), advisor)


def _with_cases(statement: Statement, advisor: Advisor, depth: int, ways: Ways) -> Theorem:
    """Prove the statement at once, for a divided position, or in two cases."""
    try:
        return _with_splits(statement, advisor, DEPTH, ways.anywhere)
    except NoPartner as failure:
        for position, divisor, offset in _positions(statement):
            if position in ways.undivided:
                try:
                    later = ways._replace(undivided=ways.undivided - {position})
                    return _divide_position(statement, (position, divisor, offset), advisor, later)
                except NoPartner:
                    continue
        goal = failure.goal
        if (
            not depth
            or goal is None
            or not variables(goal.left)
            or not variables(goal.left) <= free(statement)
        ):
            raise
        return _two_cases(statement, goal, advisor, depth - 1, ways._replace(undivided=frozenset()))


def _two_cases(
    statement: Statement, goal: Condition, advisor: Advisor, depth: int, ways: Ways
) -> Theorem:
    proved = []
    for case in (goal, at_least(-1, goal.left)):
        inside = statement._replace(hypotheses=(*statement.hypotheses, case))
        impossible = advisor.holds(inside.hypotheses, at_least(-1, 0))
        proved.append(
            _nothing(inside, advisor) if impossible else _with_cases(inside, advisor, depth, ways)
        )
    return kernel.assume(kernel.cases(goal, *proved), statement.hypotheses)


def _nothing(statement: Statement, advisor: Advisor) -> Theorem:
    """Prove an equation under contradictory hypotheses: every sum vanishes."""
    gone = [kernel.ring(statement.hypotheses, (term,), (), advisor) for term in statement.left]
    gone += [
        kernel.symmetric(kernel.ring(statement.hypotheses, (term,), (), advisor))
        for term in statement.right
    ]
    return kernel.add(tuple(gone))


def _positions(statement: Statement) -> Iterator[tuple[Index, Size, Size]]:
    """Yield free positions to divide by a stride, with what stands beside them.

    By a letter only where sums without tensors are counted; by a number everywhere, since it has
    few remainders.
    """
    terms = statement.left + statement.right
    counting = not all(term.atoms for term in terms)
    outside, known = free(statement), positive(statement.hypotheses)
    found = [
        (position, divisor, offset)
        for term in terms
        for position, divisor, rest in strided(term, known)
        if position in outside and (counting or isinstance(divisor, int))
        for offset in (rest, 0)
        if not variables(offset) & set(term.indices)
    ]
    yield from dict.fromkeys(found)


def _divide_position(
    statement: Statement, division: tuple[Index, Size, Size], advisor: Advisor, ways: Ways
) -> Theorem:
    position, n, offset = division
    q, r = new_index("m"), new_index("r")
    inside = instance(statement, {position: n * variable_poly(q) + variable_poly(r) - offset})
    within = (at_least(variable_poly(r), 0), at_least(n, variable_poly(r) + 1))
    inside = inside._replace(hypotheses=inside.hypotheses + within)
    theorem = _each_remainder(
        inside, r, n if isinstance(n, int) and n <= MOST_REMAINDERS else 1, advisor, ways
    )
    return kernel.divide_free(statement, theorem, position, q, r, n, offset, advisor)


def _each_remainder(
    statement: Statement, remainder: Index, number: int, advisor: Advisor, ways: Ways
) -> Theorem:
    """Prove the statement for each value of a remainder below a number."""
    if number == 1:
        return _with_cases(statement, advisor, DEPTH - 1, ways)
    last = at_least(variable_poly(remainder), number - 1)
    at, below = (
        statement._replace(hypotheses=(*statement.hypotheses, c))
        for c in (last, at_least(-1, last.left))
    )
    found = (
        _with_cases(at, advisor, DEPTH - 1, ways),
        _each_remainder(below, remainder, number - 1, advisor, ways),
    )
    return kernel.assume(kernel.cases(last, *found), statement.hypotheses)


def _with_splits(statement: Statement, advisor: Advisor, depth: int, anywhere: bool) -> Theorem:
    """Prove the statement at once, or after cutting a sum in two where its side has fewer, or on either side."""
    try:
        return _flat(statement, advisor)
    except NoPartner as failure:
        cut = _cut(statement, failure, advisor, anywhere) if depth else None
        if cut is None:
            raise
        on_left, theorem = cut
        (term,) = theorem.statement.left
        rest = list(statement.left if on_left else statement.right)
        rest.remove(term)
        parts = kernel.add((theorem, kernel.reflexive(statement.hypotheses, tuple(rest))))
        larger = parts.statement.right
        inside = statement._replace(left=larger) if on_left else statement._replace(right=larger)
        found = _with_splits(inside, advisor, depth - 1, anywhere)
        chain = (parts, found) if on_left else (found, kernel.symmetric(parts))
        return kernel.arrange(kernel.transitive(*chain), statement.left, statement.right)


def _cut(
    statement: Statement, failure: NoPartner, advisor: Advisor, anywhere: bool
) -> tuple[bool, Theorem] | None:
    """Cut a failed sum where it failed, if its side has fewer of its kind or `anywhere`; tell whether that side is the left."""
    outside = free(statement)
    sides = (
        (True, failure.source, statement.left, statement.right),
        (False, failure.target, statement.right, statement.left),
    )
    for on_left, term, mine, others in sides:
        if term is None or failure.target is None or term not in mine:
            continue
        if not anywhere and _count(mine, term) >= _count(others, term):
            continue
        assumed = (*statement.hypotheses, *term.conditions)
        for edge in failure.edges:
            about = variables(edge.left)
            inside = about & set(term.indices) and about <= set(term.indices) | outside
            if (
                inside
                and not advisor.holds(assumed, edge)
                and not advisor.holds(assumed, at_least(-1, edge.left))
            ):
                return on_left, kernel.split(statement.hypotheses, term, edge)
    return None


def _count(terms: Expression, term: Sum) -> int:
    """Return how many sums are alike."""
    return sum(signature(other) == signature(term) for other in terms)


def _flat(statement: Statement, advisor: Advisor) -> Theorem:
    """Pair the sums of both sides; those left over must vanish or have a value."""
    hypotheses = statement.hypotheses
    same = tuple((Counter(statement.left) & Counter(statement.right)).elements())
    rest = list((Counter(statement.right) - Counter(same)).elements())
    proved: list[Theorem] = [kernel.reflexive(hypotheses, same)] if same else []
    alone: list[Sum] = []
    failures: list[NoPartner] = []
    for term in (Counter(statement.left) - Counter(same)).elements():
        found = partner(hypotheses, term, rest, advisor, failures) if term.atoms else None
        if found is None:
            alone.append(term)
        else:
            proved.append(found)
            rest.remove(found.statement.right[0])
    proved += left_over(
        hypotheses, [t for t in alone if t.atoms], [t for t in rest if t.atoms], advisor, failures
    )
    numbers = [t for t in alone if not t.atoms], [t for t in rest if not t.atoms]
    if any(numbers):
        proved.append(_numbers(hypotheses, *numbers, advisor))
    together = kernel.add(tuple(proved)) if proved else kernel.reflexive(hypotheses, ())
    return kernel.arrange(together, statement.left, statement.right)


def _numbers(
    hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor
) -> Theorem:
    """Prove sums without tensors equal: one by one, or by their values."""
    if len(left) == len(right) == 1:
        try:
            return equal_sums(hypotheses, left[0], right[0], advisor)
        except (NotEntailed, NoMaps):
            return _by_values(hypotheses, left, right, advisor)
    return _by_values(hypotheses, left, right, advisor)


def _by_values(
    hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor
) -> Theorem:
    first, second = (_values(hypotheses, terms, advisor) for terms in (left, right))
    try:
        middle = _weights(hypotheses, first.statement.right, second.statement.right, advisor)
    except NotEntailed as failure:
        raise NoPartner((left + right)[0], None, failure) from failure
    return kernel.transitive(kernel.transitive(first, middle), kernel.symmetric(second))


def _values(hypotheses: Hypotheses, terms: list[Sum], advisor: Advisor) -> Theorem:
    known = []
    for term in terms:
        try:
            known.append(value(hypotheses, term, advisor))
        except ProofError as failure:
            raise NoPartner(term, None, failure) from failure
    return kernel.add(tuple(known)) if known else kernel.reflexive(hypotheses, ())


def _weights(
    hypotheses: Hypotheses, left: Expression, right: Expression, advisor: Advisor
) -> Theorem:
    if not left + right:
        return kernel.reflexive(hypotheses, ())
    return kernel.ring(hypotheses, left, right, advisor)
