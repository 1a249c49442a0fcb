"""Rewrites the sums of an equation: written out cell by cell, by remainders, or over one index instead of two. Untrusted.

`REWRITINGS` lists what is tried. None of them builds on what another one found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple, TypeAlias

from symconv.language.terms import (
    Condition,
    Expression,
    GivenEquation,
    Index,
    Letter,
    Size,
    Sum,
    Variable,
    at_least,
    by_multiples,
    coefficients,
    new_index,
    substitute,
    substitute_sum,
    variable_poly,
    variables,
)
from symconv.proof.search.bezout import Bezout, bezout_identities
from symconv.proof.search.collection import collect, resolve
from symconv.proof.search.deduction import Rules, chain, the_sum
from symconv.proof.search.divisions import lattice
from symconv.proof.search.elimination import (
    cancelled,
    equalities,
    ranges_in,
    solved_for,
    unit_variables,
)
from symconv.proof.search.failure import Failed, Found, Outcome
from symconv.proof.search.given_equations import simplified
from symconv.proof.search.goal import Goal
from symconv.proof.search.inner_sums import count_inner
from symconv.proof.search.pairing import names, places

MOST_ENDS = 12  # places at which all sums are cut
LONGEST = 9  # cells of an axis that are written out
MOST_WRITTEN = 64  # sums of a side, where both are written out
MANY = 9  # sums of both sides, which come from kernels of known sizes
MANY_NUMBERS = 6  # of them, where none reads a tensor

Step: TypeAlias = Callable[[Rules, Expression, Expression], Found]


class Rewriting(NamedTuple):
    """A way to rewrite both sides of an equation.

    Parameters
    ----------
    name : str
        What comes out.
    when : str
        Where it applies.
    steps : tuple of functions
        Each proves what a side equals, seeing the other side too. Where none of them changes
        anything it does not apply.
    """

    name: str
    when: str
    steps: tuple[Step, ...]

    def applied(self, goal: Goal) -> tuple[Found, Found] | None:
        """Return what each side equals; ``None`` where it does not apply."""
        rules = goal.rules
        first, second = rules.same(goal.left), rules.same(goal.right)
        if not self.steps:
            return first, second
        changed = False
        for step in self.steps:
            left, right = first.statement.right, second.statement.right
            parts = step(rules, left, right), step(rules, right, left)
            changed = changed or any(map(_changes, parts))
            first, second = (
                _after(whole, part) for whole, part in zip((first, second), parts, strict=True)
            )
        return (first, second) if changed else None


def _changes(theorem: Found) -> bool:
    return theorem.statement.left != theorem.statement.right


def _after(theorem: Found, step: Found) -> Found:
    if not _changes(step):
        return theorem
    return chain(theorem, step) if _changes(theorem) else step


def _each(rules: Rules, terms: Expression, change: Callable[[Sum], Outcome]) -> Found:
    """Rewrite each sum where that succeeds."""
    parts = []
    for term in terms:
        found = change(term)
        parts.append(rules.same((term,)) if isinstance(found, Failed) else found)
    return rules.added(parts) if any(map(_changes, parts)) else rules.same(terms)


def _repeated(rules: Rules, terms: Expression, step: Callable[[Expression], Found]) -> Found:
    """Rewrite until nothing changes."""
    theorem = rules.same(terms)
    while _changes(found := step(theorem.statement.right)):
        theorem = chain(theorem, found)
    return theorem


# --- over one index instead of two


def over_one_index(rules: Rules, terms: Expression, _: Expression) -> Found:
    """For coprime `n` and `p`, write the solutions of ``n*i + p*t = n*A + p*B`` by one new index `j`.

    ``i = A - p*j``, and ``t = B + n*j`` becomes a condition, so that `t` still shows how far the
    sum goes.
    """
    known = [b for condition in rules.conditions for b in bezout_identities(condition)]
    return _each(rules, terms, lambda term: _over_one_index(rules, term, known))


def _over_one_index(rules: Rules, term: Sum, known: list[Bezout]) -> Outcome:
    for bezout in known:
        p, u, n, v = (variable_poly(variable) for variable in bezout[:4])
        for i, t, total in lattice(term, bezout, rules.positive):
            A, beside = by_multiples(total, n)
            B, rest = by_multiples(beside, p)
            if rest != 0:
                continue
            j = new_index("j")
            by_i, by_t = A - variable_poly(i), B - variable_poly(t)
            forward = bezout.sign * (u * by_i + v * by_t)
            backward = A - p * variable_poly(j)
            link = variable_poly(t) - B - n * variable_poly(j)
            return _exchanged(rules, term, (i, backward), (j, forward), link)
    return rules.same((term,))


def _exchanged(
    rules: Rules, term: Sum, old: tuple[Index, Size], new: tuple[Index, Size], link: Size
) -> Outcome:
    """Exchange an index for another one; that `link` is zero takes the place of the equation it comes from."""
    (i, of_old), (j, of_new) = old, new
    renamed = {other: new_index(other.name) for other in term.indices if other != i}
    again: dict[Index, Size] = {other: variable_poly(fresh) for other, fresh in renamed.items()}
    backward = {i: substitute(of_old, again), **again}
    made = substitute_sum(replace(term, indices=(), divisions=()), backward)
    said = Condition("=", substitute(link, again))
    kept = []
    for condition in made.conditions:
        bare = cancelled(condition.left, rules.positive)
        if bare not in (said.left, -said.left):
            kept.append(condition)
    target = replace(made, indices=(j, *renamed.values()), conditions=(*kept, said))
    forward = {j: of_new, **{fresh: variable_poly(other) for other, fresh in renamed.items()}}
    return rules.reindex(term, target, forward, backward)


# --- cell by cell


def as_many_cells(rules: Rules, terms: Expression, others: Expression) -> Found:
    """Write out sums over indices of known extent of a kind of which there are fewer here than there."""
    here, there = Counter(map(names, terms)), Counter(map(names, others))
    fewer = {kind for kind in here if here[kind] < there[kind]}
    wanted: Counter[tuple[str, ...]] = Counter()
    for other in others if fewer else ():
        wanted[names(other)] = max(wanted[names(other)], len(places(other)))

    def step(current: Expression) -> Found:
        now = Counter(map(names, current))

        def written(term: Sum) -> Found:
            kind = names(term)
            missing = kind in fewer and (
                len(places(term)) < wanted[kind] or now[kind] < there[kind]
            )
            return _written_out(rules, term) if missing else rules.same((term,))

        return _each(rules, current, written)

    return _repeated(rules, terms, step)


def cell_by_cell(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Write out sums over every index of known extent, while there are not too many."""

    def step(current: Expression) -> Found:
        runs = [_known_extent(term) for term in current]
        if sum(run[1] if run else 1 for run in runs) > MOST_WRITTEN:
            return rules.same(current)
        return _each(rules, current, lambda term: _written_out(rules, term))

    return _repeated(rules, terms, step)


def _written_out(rules: Rules, term: Sum) -> Found:
    run = _known_extent(term)
    return _cut_into_cells(rules, term, *run) if run else rules.same((term,))


def _known_extent(term: Sum) -> tuple[Index, int] | None:
    """Return an index of the sum of known extent that is not written out yet."""
    for place, extent in ranges_in(term.conditions):
        for index in (i for i in term.indices if place == variable_poly(i)):
            small = isinstance(extent, int) and 1 < extent <= LONGEST
            if small and isinstance(extent, int) and not _is_cut(term, index, extent):
                return index, extent
    return None


def _is_cut(term: Sum, index: Index, extent: int) -> bool:
    """Return whether a sum is one of the parts already."""
    place = variable_poly(index)
    below = any(at_least(cell, place) in term.conditions for cell in range(extent - 1))
    return below or at_least(place, extent - 1) in term.conditions


def _cut_into_cells(rules: Rules, term: Sum, index: Index, extent: int) -> Found:
    """Cut a sum at ``index <= 0``, ``index <= 1``, ..."""
    theorem = rules.same((term,))
    for cell in range(extent - 1):
        *done, rest = theorem.statement.right
        cut = rules.split(rest, at_least(cell, variable_poly(index)))
        theorem = chain(theorem, rules.added([rules.same(tuple(done)), cut]))
    return theorem


# --- cut at all ends


def at_all_ends(rules: Rules, terms: Expression, others: Expression) -> Found:
    """Cut sums over intervals wherever one of them begins or ends on an axis: what is left is alike or apart."""
    ends = dict.fromkeys(end for term in terms + others for end in _ends(term))
    theorem = rules.same(terms)
    for axis, end in ends if len(ends) <= MOST_ENDS else ():
        change = partial(_cut_at, rules, axis, end)
        theorem = _after(theorem, _each(rules, theorem.statement.right, change))
    return theorem


_Axis: TypeAlias = tuple[str, int]


def _cut_at(rules: Rules, axis: _Axis, end: Size, term: Sum) -> Found:
    """Cut a sum into the cells before an end and those behind, unless one of the two is seen to be empty."""
    inside = rules.assuming(*term.conditions)
    for own, place, _ in _runs(term):
        edge = at_least(place, end)
        if own == axis and not inside.follows(edge) and not inside.follows(at_least(-1, edge.left)):
            return rules.split(term, edge)
    return rules.same((term,))


def _runs(term: Sum) -> Iterator[tuple[_Axis, Size, Index]]:
    """Yield the axes along which an index of a sum runs step by step, and where that reads."""
    for atom in term.atoms:
        for number, place in enumerate(atom.at):
            bound = variables(place) & set(term.indices)
            for index in term.indices:
                if bound == {index} and index in unit_variables(place):
                    yield (atom.tensor, number), place, index


def _ends(term: Sum) -> Iterator[tuple[_Axis, Size]]:
    """Yield the places at which a run of cells begins, or behind which it ends, as its conditions say."""
    for axis, place, index in _runs(term):
        for condition in term.conditions:
            about = variables(condition.left) & set(term.indices) == {index}
            if condition.relation == ">=" and about and index in unit_variables(condition.left):
                bound = variable_poly(index) - coefficients(condition.left)[index,] * condition.left
                rising = coefficients(condition.left)[index,] == coefficients(place)[index,]
                yield axis, substitute(place, {index: bound}) + (0 if rising else 1)


# --- by remainders


def by_remainders(rules: Rules, terms: Expression, others: Expression) -> Found:
    """Write out sums of a kind of which there are fewer here by remainders, if the others read every `n`-th cell."""

    def step(current: Expression) -> Found:
        here, there = Counter(map(names, current)), Counter(map(names, others))

        def divided(term: Sum) -> Outcome:
            kind = names(term)
            read = _undivided_reads(term) if here[kind] < there[kind] else []
            numbers = {n for o in others if names(o) == kind for n in _steps(o)}
            choices = [(index, n) for index in read for n in numbers if 1 < n <= LONGEST]
            return _divided(rules, term, *choices[0]) if choices else rules.same((term,))

        return _each(rules, current, divided)

    return _repeated(rules, terms, step)


def _undivided_reads(term: Sum) -> list[Index]:
    """Return the indices that stand alone where a tensor is read and are not divided yet."""
    done = [d.dividend for d in term.divisions]
    read = [e for atom in term.atoms for e in atom.at if e not in done]
    return [i for e in read for i in term.indices if e == variable_poly(i)]


def _steps(term: Sum) -> set[int]:
    """Return the numbers that stand beside the indices of a sum where it reads tensors."""
    terms = [item for atom in term.atoms for e in atom.at for item in coefficients(e).items()]
    return {c for monomial, c in terms if len(monomial) == 1 and monomial[0] in term.indices}


def common_step(rules: Rules, terms: Expression, others: Expression) -> Found:
    """Write out by remainders what reads every second cell where others of its kind read every fourth."""
    longest: dict[tuple[str, ...], int] = {}
    for term in terms + others:
        steps = [n for n in _steps(term) if n <= LONGEST]
        longest[names(term)] = max([longest.get(names(term), 1), *steps])

    def step(current: Expression) -> Found:
        def divided(term: Sum) -> Outcome:
            for index in term.indices:
                own = _steps(replace(term, indices=(index,)))
                number, rest = divmod(longest[names(term)], max(own, default=1))
                if len(own) == 1 and rest == 0 and number > 1:
                    return _divided(rules, term, index, number)
            return rules.same((term,))

        return _each(rules, current, lambda term: _then_resolved(rules, divided(term)))

    return _repeated(rules, terms, step)


def _then_resolved(rules: Rules, found: Outcome) -> Outcome:
    if isinstance(found, Failed) or not _changes(found):
        return found
    return _after(found, determined(rules, found.statement.right, ()))


def _divided(rules: Rules, term: Sum, index: Index, number: int) -> Outcome:
    names = new_index("q"), new_index("r")
    larger = rules.divide(term, variable_poly(index), number, names)
    if isinstance(larger, Failed):
        return larger
    return chain(larger, _cut_into_cells(rules, the_sum(larger), names[1], number))


# --- what is not read


def inner_sums_counted(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Count the indices at which no tensor is read."""
    return _each(rules, terms, lambda term: count_inner(rules, term))


# --- what is determined, and what is read twice


def determined(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Put in the values of indices that the conditions determine."""
    return _each(rules, terms, lambda term: resolve(rules, term))


def collected(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Add up the weights of the sums that read the same cells."""
    return collect(rules, terms)


def given_sizes(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Put in what is given for letters, such as 1 for `s` where ``s = 1``."""
    values: dict[Variable, Size] = {}
    for equation in equalities(rules.conditions):
        left = substitute(equation, values)
        letters = [v for v in unit_variables(left) if isinstance(v, Letter)]
        if letters:
            letter = max(letters)
            value = solved_for(left, letter)
            values = {v: substitute(e, {letter: value}) for v, e in values.items()}
            values[letter] = value

    return _put_in(rules, terms, values)


def _put_in(rules: Rules, terms: Expression, values: Mapping[Variable, Size]) -> Found:
    """Put sizes for variables that equal them by the hypotheses."""

    def change(term: Sum) -> Outcome:
        made = substitute_sum(replace(term, divisions=()), values)
        return rules.relisted(term, made) if made != term else rules.same((term,))

    return _each(rules, terms, change) if values else rules.same(terms)


def single_values(rules: Rules, terms: Expression, _: Expression) -> Found:
    """Put in the number of an index that stands free and can have one value only, such as a remainder."""
    known = set(rules.conditions)
    values: dict[Variable, Size] = {}
    for condition in rules.conditions:
        for index in unit_variables(condition.left):
            number = variable_poly(index) - condition.left
            single = condition.relation == ">=" and at_least(number, variable_poly(index)) in known
            if isinstance(index, Index) and isinstance(number, int) and single:
                values[index] = number
    return _put_in(rules, terms, values)


def with_given(rules: Rules, terms: Expression, others: Expression) -> Found:
    """Put in what is given of tensors, where that is smaller."""
    if not any(isinstance(h, GivenEquation) for h in rules.hypotheses):
        return rules.same(terms)
    return simplified(rules, terms, others)


AS_IT_STANDS = Rewriting("the equation as it stands", "always", ())
TIDIED = Rewriting(
    "tidied",
    "indices are determined, or cells are read twice",
    (single_values, determined, collected),
)
TIDIED_AS_GIVEN = Rewriting(
    "tidied, given equations put in",
    "indices are determined, cells are read twice, or equal by what is given",
    (single_values, determined, collected, with_given, collected),
)
CELL_BY_CELL = Rewriting(
    "cell by cell",
    "kernels have known sizes",
    (determined, by_remainders, cell_by_cell, determined, common_step, collected),
)
REWRITINGS = (
    Rewriting(
        "one index instead of two",
        "n*i + p*t is given, n and p known to be coprime",
        (over_one_index,),
    ),
    Rewriting(
        "as many cells on both sides",
        "the other side has more sums of a kind, since Python added them up",
        (as_many_cells,),
    ),
    AS_IT_STANDS,
    Rewriting("by remainders", "the other side reads every n-th cell", (by_remainders,)),
    Rewriting("inner sums counted", "an index is read by no tensor", (inner_sums_counted,)),
    CELL_BY_CELL,
    Rewriting("sizes put in", "an equation for a letter is given", (given_sizes, determined)),
    Rewriting(
        "given equations put in",
        "tensors are equal by what is given",
        (determined, with_given, collected),
    ),
    Rewriting(
        "cell by cell, given equations put in",
        "kernels have known sizes, and equations between cells are given",
        (
            determined,
            by_remainders,
            cell_by_cell,
            determined,
            common_step,
            collected,
            with_given,
            collected,
        ),
    ),
    Rewriting("cut at all ends", "tensors are read along intervals", (at_all_ends,)),
)


def in_order(goal: Goal) -> tuple[Rewriting, ...]:
    """Return the rewritings, the likeliest to be of use first: cells, where there are many sums to pair."""
    terms = goal.left + goal.right
    if len(terms) < (MANY if any(term.atoms for term in terms) else MANY_NUMBERS):
        return REWRITINGS
    return (CELL_BY_CELL, *(other for other in REWRITINGS if other is not CELL_BY_CELL))
