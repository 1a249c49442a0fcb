"""Proves two expressions equal: pairs their sums, lets the rest vanish or be counted, splits into cases. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from symconv.errors import ProofError, Undecided
from symconv.proof import kernel
from symconv.proof.counting import value
from symconv.proof.dividing import strided
from symconv.proof.elimination import System, solve
from symconv.proof.kernel import Theorem
from symconv.proof.obligations import Advisor, NotEntailed
from symconv.proof.reindex import NoMaps, equal_sums, equalities, fresh, positive
from symconv.proof.rewriting import rewritings
from symconv.proof.statement import Hypotheses, Statement, free, instance
from symconv.terms import Condition, Expression, Index, Size, Sum, at_least, substitute, variable_poly, variables

DEPTH = 3  # case splits inside each other
MOST_REMAINDERS = 8  # that are told apart one by one


class NoPartner(ProofError):
    """A sum equals no sum of the other side.

    Parameters
    ----------
    source, target : Sum or None
        The sum, and the one it was compared with when the cause arose.
    cause : ProofError
        What failed.
    """

    def __init__(self, source: Sum, target: Sum | None, cause: ProofError) -> None:
        self.source = source
        self.target = target
        self.cause = cause
        super().__init__(f"no partner for the sum {describe(source)}: {cause}")

    @property
    def goal(self) -> Condition | None:
        """The inequality that did not follow, if that is what failed."""
        found = self.cause.goal if isinstance(self.cause, NotEntailed) else None
        return found if found is not None and found.relation == ">=" else None


def describe(term: Sum) -> str:
    """Return a sum as text, for messages."""
    atoms = "*".join(f"{atom.tensor}[{', '.join(map(str, atom.at))}]" for atom in term.atoms) or str(term.weight)
    return f"of {atoms} over {', '.join(i.name for i in term.indices) or 'nothing'}"


def equal_expressions(hypotheses: Hypotheses, left: Expression, right: Expression, advisor: Advisor) -> Theorem:
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
            middle = _with_cases(inside, advisor, DEPTH)
        except NoPartner as failure:
            failures.append(failure)
            continue
        if inside == statement:
            return middle
        return kernel.arrange(kernel.transitive(kernel.transitive(first, middle), kernel.symmetric(second)), left, right)
    raise failures[-1]


def _with_cases(statement: Statement, advisor: Advisor, depth: int) -> Theorem:
    """Prove the statement at once, for a divided position, or in two cases."""
    try:
        return _with_splits(statement, advisor, DEPTH)
    except NoPartner as failure:
        if depth == DEPTH:
            for position, divisor, offset in _positions(statement):
                try:
                    return _divide_position(statement, position, divisor, offset, advisor)
                except NoPartner:
                    continue
        goal = failure.goal
        if not depth or goal is None or not variables(goal.left) or not variables(goal.left) <= free(statement):
            raise
        return _two_cases(statement, goal, advisor, depth - 1)


def _two_cases(statement: Statement, goal: Condition, advisor: Advisor, depth: int) -> Theorem:
    proved = []
    for case in (goal, at_least(-1, goal.left)):
        inside = statement._replace(hypotheses=(*statement.hypotheses, case))
        impossible = advisor.holds(inside.hypotheses, at_least(-1, 0))
        proved.append(_nothing(inside, advisor) if impossible else _with_cases(inside, advisor, depth))
    return kernel.assume(kernel.cases(goal, *proved), statement.hypotheses)


def _nothing(statement: Statement, advisor: Advisor) -> Theorem:
    """Prove an equation under contradictory hypotheses: every sum vanishes."""
    gone = [kernel.ring(statement.hypotheses, (term,), (), advisor) for term in statement.left]
    gone += [kernel.symmetric(kernel.ring(statement.hypotheses, (term,), (), advisor)) for term in statement.right]
    return kernel.add(tuple(gone))


def _positions(statement: Statement) -> Iterator[tuple[Index, Size, Size]]:
    """Yield free positions to divide by a stride, with what stands beside them, where sums without tensors are counted."""
    terms = statement.left + statement.right
    if all(term.atoms for term in terms):
        return
    outside, known = free(statement), positive(statement.hypotheses)
    found = [
        (position, divisor, offset)
        for term in terms for position, divisor, rest in strided(term, known) if position in outside
        for offset in (rest, 0) if not variables(offset) & set(term.indices)
    ]
    yield from dict.fromkeys(found)


def _divide_position(statement: Statement, position: Index, n: Size, offset: Size, advisor: Advisor) -> Theorem:
    q, r = fresh("m"), fresh("r")
    inside = instance(statement, {position: n * variable_poly(q) + variable_poly(r) - offset})
    within = (at_least(variable_poly(r), 0), at_least(n, variable_poly(r) + 1))
    inside = inside._replace(hypotheses=inside.hypotheses + within)
    theorem = _each_remainder(inside, r, n if isinstance(n, int) and n <= MOST_REMAINDERS else 1, advisor)
    return kernel.divide_free(statement, theorem, position, (q, r, n, offset), advisor)


def _each_remainder(statement: Statement, remainder: Index, number: int, advisor: Advisor) -> Theorem:
    """Prove the statement for each value of a remainder below a number."""
    if number == 1:
        return _with_cases(statement, advisor, DEPTH - 1)
    last = at_least(variable_poly(remainder), number - 1)
    at, below = (statement._replace(hypotheses=(*statement.hypotheses, c)) for c in (last, at_least(-1, last.left)))
    theorem = kernel.cases(last, _with_cases(at, advisor, DEPTH - 1), _each_remainder(below, remainder, number - 1, advisor))
    return kernel.assume(theorem, statement.hypotheses)


def _with_splits(statement: Statement, advisor: Advisor, depth: int) -> Theorem:
    """Prove the statement at once, or after cutting a sum in two where its side has fewer."""
    try:
        return _flat(statement, advisor)
    except NoPartner as failure:
        goal, split = failure.goal, None
        if depth and goal is not None and failure.target is not None:
            split = _cut(statement, failure.source, failure.target, goal)
        if split is None or goal is None:
            raise
        side, term = split
        cut = kernel.split(statement.hypotheses, term, goal)
        sums = statement.left if side else statement.right
        rest = list(sums)
        rest.remove(term)
        parts = kernel.add((cut, kernel.reflexive(statement.hypotheses, tuple(rest))))
        larger = parts.statement.right
        inside = statement._replace(left=larger) if side else statement._replace(right=larger)
        theorem = _with_splits(inside, advisor, depth - 1)
        chain = (parts, theorem) if side else (theorem, kernel.symmetric(parts))
        return kernel.arrange(kernel.transitive(*chain), statement.left, statement.right)


def _cut(statement: Statement, source: Sum, target: Sum, goal: Condition) -> tuple[bool, Sum] | None:
    """Return the sum to cut and whether it is on the left: the goal is about its indices, its side has fewer."""
    outside = free(statement)
    for side, term, mine, others in (
        (True, source, statement.left, statement.right), (False, target, statement.right, statement.left)
    ):
        alike = sum(signature(s) == signature(term) for s in mine)
        about = variables(goal.left)
        inside = about & set(term.indices) and about <= set(term.indices) | outside
        if term in mine and inside and alike < sum(signature(s) == signature(term) for s in others):
            return side, term
    return None


def signature(term: Sum) -> tuple[object, ...]:
    """Return what partners have in common: a numeric weight and the tensors."""
    return (term.weight if isinstance(term.weight, int) else None, *names(term))


@lru_cache(maxsize=1000)
def places(term: Sum) -> tuple[tuple[str, tuple[Size, ...]], ...]:
    """Return the cells that a sum reads whatever its other indices are: those at which numbers alone stand."""
    solved = solve(System(frozenset(term.indices), tuple(equalities(term.conditions)), (), frozenset(), frozenset()))
    read = [(atom.tensor, tuple(substitute(e, solved) for e in atom.at)) for atom in term.atoms]
    return tuple(sorted((name, at) for name, at in read if all(isinstance(e, int) for e in at)))


def _flat(statement: Statement, advisor: Advisor) -> Theorem:
    """Pair the sums of both sides; those left over must vanish or have a value."""
    hypotheses = statement.hypotheses
    rest = list(statement.right)
    proved: list[Theorem] = []
    alone: list[Sum] = []
    failures: list[NoPartner] = []
    for term in statement.left:
        found = _partner(hypotheses, term, rest, advisor, failures) if term.atoms else None
        if found is None:
            alone.append(term)
        else:
            proved.append(found)
            rest.remove(found.statement.right[0])
    proved += _left_over(hypotheses, [t for t in alone if t.atoms], [t for t in rest if t.atoms], advisor, failures)
    numbers = [t for t in alone if not t.atoms], [t for t in rest if not t.atoms]
    if any(numbers):
        proved.append(_numbers(hypotheses, *numbers, advisor))
    together = kernel.add(tuple(proved)) if proved else kernel.reflexive(hypotheses, ())
    return kernel.arrange(together, statement.left, statement.right)


def _partner(
    hypotheses: Hypotheses, term: Sum, others: list[Sum], advisor: Advisor, failures: list[NoPartner]
) -> Theorem | None:
    alike = [other for other in others if signature(other) == signature(term)]
    for other in sorted(alike, key=lambda other: len(alike) > 1 and places(other) != places(term)):
        try:
            return equal_sums(hypotheses, term, other, advisor)
        except Undecided:
            raise
        except ProofError as failure:
            failures.append(NoPartner(term, other, failure))
    return None


def _left_over(
    hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor, failures: list[NoPartner]
) -> list[Theorem]:
    """Prove that sums without a partner vanish, or that those of one kind are multiples of one sum that add up alike."""
    kinds = dict.fromkeys(names(term) for term in left + right)
    proved: list[Theorem] = []
    for kind in kinds:
        mine, theirs = ([t for t in terms if names(t) == kind] for terms in (left, right))
        try:
            gone = _gone(hypotheses, mine, advisor, failures)
            gone += map(kernel.symmetric, _gone(hypotheses, theirs, advisor, failures))
        except NoPartner:
            together = _multiples(hypotheses, mine, theirs, advisor) if len(mine + theirs) > 1 else None
            if together is None:
                raise
            gone = [together]
        proved += gone
    return proved


def names(term: Sum) -> tuple[str, ...]:
    """Return the tensors of a sum."""
    return tuple(sorted(atom.tensor for atom in term.atoms))


def _multiples(hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor) -> Theorem | None:
    """Prove sums equal that are all multiples of one sum, by their weights; ``None`` where they are not."""
    model = (left + right)[0]
    sides = []
    for terms in (left, right):
        proved = []
        for term in terms:
            try:
                proved.append(equal_sums(hypotheses, term, replace(model, weight=term.weight), advisor))
            except (NotEntailed, NoMaps):
                return None
        sides.append(kernel.add(tuple(proved)) if proved else kernel.reflexive(hypotheses, ()))
    first, second = sides
    try:
        middle = kernel.ring(hypotheses, first.statement.right, second.statement.right, advisor)
    except NotEntailed:
        return None
    return kernel.transitive(kernel.transitive(first, middle), kernel.symmetric(second))


def _gone(
    hypotheses: Hypotheses, terms: list[Sum], advisor: Advisor, failures: list[NoPartner]
) -> list[Theorem]:
    """Prove that sums without a partner vanish."""
    gone = []
    for term in terms:
        try:
            gone.append(kernel.ring(hypotheses, (term,), (), advisor))
        except NotEntailed as failure:
            raise _first(failures, hypotheses) or NoPartner(term, None, failure) from failure
    return gone


def _first(failures: list[NoPartner], hypotheses: Hypotheses) -> NoPartner | None:
    """Return the failure to work on: one about sizes and positions only, else the first."""
    about_sizes = (f for f in failures if f.goal and variables(f.goal.left) and not _about_indices(f))
    return next(about_sizes, failures[0] if failures else None)


def _about_indices(failure: NoPartner) -> bool:
    sums = [s for s in (failure.source, failure.target) if s is not None]
    outside = {v for s in sums for c in s.conditions for v in variables(c.left)} - {i for s in sums for i in s.indices}
    found = variables(failure.goal.left) if failure.goal else set()
    return any(isinstance(v, Index) and v not in outside for v in found)


def _numbers(hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor) -> Theorem:
    """Prove sums without tensors equal: one by one, or by their values."""
    if len(left) == len(right) == 1:
        try:
            return equal_sums(hypotheses, left[0], right[0], advisor)
        except (NotEntailed, NoMaps):
            return _by_values(hypotheses, left, right, advisor)
    return _by_values(hypotheses, left, right, advisor)


def _by_values(hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor) -> Theorem:
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


def _weights(hypotheses: Hypotheses, left: Expression, right: Expression, advisor: Advisor) -> Theorem:
    if not left + right:
        return kernel.reflexive(hypotheses, ())
    return kernel.ring(hypotheses, left, right, advisor)
