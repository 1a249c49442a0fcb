"""The chain of equalities that a textbook has: unfolded on the left, linked by the proof, folded up on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from symconv.definitions.fractions import cleared, denominator, divided
from symconv.errors import ProofError
from symconv.formulas.one_value import fixed_indices, without_fixed_indices
from symconv.language.terms import (
    Condition,
    Expression,
    Index,
    Size,
    Sum,
    Variable,
    coefficients,
    substitute,
    substitute_sum,
    variable_poly,
    variables,
)
from symconv.proof.derivation.implication import Follows
from symconv.proof.derivation.index_names import IndexNames, spelled
from symconv.proof.derivation.links import Link, links
from symconv.proof.derivation.reasons import (
    BY_RULE,
    CANCELLED,
    COLLECTED,
    EMPTY,
    GIVEN,
    GONE,
    PROVED,
)
from symconv.proof.derivation.renaming import renamed_sums
from symconv.proof.derivation.shown_conditions import shown_conditions
from symconv.proof.derivation.unfolding import Places, stretched_in_one_way
from symconv.proof.kernel import Theorem
from symconv.proof.question import Question
from symconv.proof.trusted.encoding import steps
from symconv.proof.trusted.statement import Hypotheses, Statement, occurring
from symconv.symbolic.context import merge
from symconv.symbolic.written import Written


@dataclass(frozen=True)
class Replaced:
    """An index for which something else is put: ``i -> I - 1 - i``, or ``j = s i + t``."""

    index: Index
    value: Size
    is_map: bool


@dataclass(frozen=True)
class Divided:
    """A number that is divided: ``o + b = s m + r``."""

    number: Size
    parts: Size


Why = str | Replaced | Divided
Steps = list[tuple[Expression, tuple[Why, ...]]]


@dataclass(frozen=True, eq=False)
class ChainLine:
    """One line of a derivation.

    Parameters
    ----------
    sums : Expression
        What stands there, values that are not unfolded as atoms.
    shown : tuple of tuples of Condition
        The conditions of each sum that say more than every reader knows.
    why : tuple
        Why it equals the line above; empty for the first.
    """

    sums: Expression
    shown: tuple[tuple[Condition, ...], ...]
    why: tuple[Why, ...]


@dataclass(frozen=True, eq=False)
class EquationChain:
    """A derivation, before it is printed.

    Parameters
    ----------
    lines : tuple of ChainLine
        From the left side as written to the right side as written.
    position : tuple of Index
        Where the two sides are compared.
    names : IndexNames
        What the indices are called.
    places : Places
        What the names in the sums stand for.
    theorem : Theorem
        That the first line equals the last.
    """

    lines: tuple[ChainLine, ...]
    position: tuple[Index, ...]
    names: IndexNames
    places: Places
    theorem: Theorem


def derive(
    question: Question, theorem: Theorem, left: Written, right: Written, follows: Follows
) -> EquationChain:
    """Return the chain of equalities between two sides of a claim that has been proved.

    Parameters
    ----------
    question : Question
        The claim as the kernel states it.
    theorem : Theorem
        Its proof.
    left, right : Written
        Both sides in words.
    follows : Follows
        Answers which conditions need not be shown.

    Raises
    ------
    ProofError
        If the lines do not meet in what was proved: then nothing is shown.

    Notes
    -----
    A side is unfolded by its own definitions until it is the very sum that the kernel was asked
    about, up to the names of indices; that is compared here. Between the two sums stand the steps of
    the proof, each a theorem of the kernel. So the chain is the proof, in the order of reading, and
    needs no trust of its own.
    """
    return _Derivation(question, theorem, follows).chain(left, right)


class _Derivation:
    """What one derivation needs while it is made."""

    def __init__(self, question: Question, theorem: Theorem, follows: Follows) -> None:
        self.theorem = theorem
        self.proved = equation(theorem)
        statement = self.proved.statement
        self.position = tuple(_position(theorem.statement))
        self.assumed: Hypotheses = statement.hypotheses + question.definitions
        self.follows = follows
        self.places = Places()
        self.names = IndexNames()
        self.names.place(self.position)
        self.fixed: dict[Index, Size] = {}

    def chain(self, left: Written, right: Written) -> EquationChain:
        self.places.context = merge(left.value.context, right.value.context)
        self.places.hatted = stretched_in_one_way((left, right))
        sides = [self._unfolding(side) for side in (left, right)]
        for side in sides:
            self.names.add([sums for sums, _ in side], self.position)
        down, up = sides
        inner = self._meeting(down, up)
        steps = [*down, *inner, *_upwards(up)]
        self._keep_apart(steps)
        lines = list(self._lines(steps))
        return EquationChain(tuple(lines), self.position, self.names, self.places, self.theorem)

    def _keep_apart(self, steps: Steps) -> None:
        """Name apart what stands in one sum, or in one equation between indices."""
        others = spelled([sums for sums, _ in steps])
        for sums, why in steps:
            together = list(map(occurring, sums))
            for one in why:
                if isinstance(one, Replaced) and not one.is_map:
                    together.append({one.index, *variables(one.value)})
            for found in together:
                indices = [v for v in found if isinstance(v, Index)]
                order = sorted(indices, key=lambda index: (index not in self.position, index))
                self.names.apart(order, others)

    def _meeting(self, down: Steps, up: Steps) -> Steps:
        """Return the lines between the two sides unfolded, down to their tensors."""
        first, last = down[-1][0], up[-1][0]
        self._check_ends(first, last)
        one, told = determined(first, only_renaming=False)
        other, told_above = determined(last, only_renaming=False)
        if self._same_as_shown(one, other):
            middle: Steps = [(one, told)] if told else []
            return [*middle, (last, told_above)] if told_above or told else middle
        found = links(self.proved)
        self._name_links(found)
        below = denominator(first, last)
        lines = [(divided(link.below, *below), _link_reasons(link)) for link in found]
        return lines if below == (1, {}) else [*lines, (last, (CANCELLED,))]

    def _check_ends(self, first: Expression, last: Expression) -> None:
        """Hold both sides to the sums that were proved equal, and name those alike."""
        statement = self.proved.statement
        freed = cleared(first, last)
        for mine, proved in zip(freed, (statement.left, statement.right), strict=True):
            here = list(map(self._every_condition, mine))
            there = list(map(self._every_condition, proved))
            renaming = renamed_sums(mine, proved, here, there)
            if renaming is None:
                raise ProofError("a side, unfolded, is not the sum that was proved")
            for index, other in renaming.items():
                if index in self.names.names:
                    self.names.names.setdefault(other, self.names.names[index])

    def _every_condition(self, term: Sum) -> tuple[Condition, ...]:
        return (*term.conditions, *self.places.ranges(term))

    def _same_as_shown(self, one: Expression, other: Expression) -> bool:
        """Return whether two lines are one, and if so call their indices alike."""
        here, there = list(map(self._shown, one)), list(map(self._shown, other))
        renaming = renamed_sums(other, one, there, here)
        if renaming is None:
            return False
        for index, known in renaming.items():
            name = self.names.names.get(known)
            if name is not None:
                self.names.names[index] = name
        return True

    def _unfolding(self, side: Written) -> Steps:
        """Return a side, unfolded step by step down to the tensors of the claim.

        Sums and products of scalars stand there as they were written; nothing is unfolded in them.
        """
        at = tuple(map(variable_poly, self.position))
        sums = self.places.at(side, at)
        if not at and side.operation in ARITHMETIC:
            sums, _ = self.places.unfolded(sums) or (sums, "")
        steps: Steps = [(sums, ())]
        while (opened := self.places.unfolded(sums)) is not None:
            sums = opened[0]
            steps.append((sums, (opened[1],)))
        return steps

    def _name_links(self, found: Sequence[Link]) -> None:
        """Name the indices of the proof: what a map only renames keeps its name."""
        for link in found:
            for step, back in link.steps:
                for term in (*step.statement.left, *step.statement.right):
                    self.fixed.update(fixed_indices(term))
                if step.rule == "reindex":
                    for index, value in step.maps[0 if not back else 1]:
                        self.names.same(index, value)
            self.names.add([link.below], self.position)

    def _lines(self, steps: Steps) -> Iterator[ChainLine]:
        last: ChainLine | None = None
        for sums, why in steps:
            plain, _ = determined(sums, only_renaming=True)
            told = tuple(one for one in _without(why, self.fixed) if self._says_something(one))
            line = ChainLine(plain, tuple(self._shown(term) for term in plain), told)
            if last is None or (told and not self._alike(last, line)):
                yield line
                last = line

    def _says_something(self, why: Why) -> bool:
        if not isinstance(why, Replaced):
            return True
        others = [v for v in variables(why.value) if isinstance(v, Index)]
        renamed = len(others) == 1 and why.value == variable_poly(others[0])
        name = self.names.names.get(why.index)
        return not (renamed and self.names.names.get(others[0]) == name)

    def _alike(self, one: ChainLine, other: ChainLine) -> bool:
        return self._spelled(one) == self._spelled(other)

    def _spelled(self, line: ChainLine) -> list[Any]:
        """Return what a line shows, the indices by their names: equal texts are equal lists."""
        spelled = []
        for term, shown in zip(line.sums, line.shown, strict=True):
            indices = sorted(map(self._by_name, map(variable_poly, term.indices)))
            conditions = [(c.relation, self._by_name(c.left)) for c in shown]
            atoms = [(atom.tensor, list(map(self._by_name, atom.at))) for atom in term.atoms]
            spelled.append((indices, conditions, atoms, self._by_name(term.weight)))
        return spelled

    def _by_name(self, value: Size) -> str:
        def name(variable: Variable) -> str:
            return self.names.names.get(variable, variable.name)

        spelled = [(sorted(map(name, m)), number) for m, number in coefficients(value).items()]
        return repr(sorted(spelled))

    def _shown(self, term: Sum) -> tuple[Condition, ...]:
        return shown_conditions(term, self.assumed, self.places, self.follows)


def _without(why: Sequence[Why], fixed: Mapping[Index, Size]) -> Iterator[Why]:
    """Yield reasons without what they say of indices that take one value only, unless nothing is left."""
    quotients = [i for i in fixed if fixed[i] == 0]
    kept: list[Why] = []
    for one in why:
        if isinstance(one, Replaced) and one.index not in fixed:
            value = substitute(one.value, dict.fromkeys(quotients, 0))
            kept.append(replace(one, value=value))
        elif isinstance(one, Divided) and set(quotients) & set(variables(one.parts)):
            continue
        elif not isinstance(one, Replaced):
            kept.append(one)
    yield from kept or why


ARITHMETIC = frozenset({"+", "-", "*", "/", "negative"})
"""Operations that are written between scalars as they are between numbers."""


def equation(theorem: Theorem) -> Theorem:
    """Return the theorem about two lists of sums that a claim was concluded from."""
    while theorem.rule in ("axes", "conclude"):
        theorem = theorem.premises[-1]
    return theorem


def _position(statement: Statement) -> Iterator[Index]:
    """Yield the free indices at which two cells are compared."""
    for low in statement.ranges[::2]:
        (variable,) = variables(low.left)
        if isinstance(variable, Index):
            yield variable


def _upwards(side: Steps) -> Iterator[tuple[Expression, tuple[Why, ...]]]:
    """Yield the lines of the right side from the innermost out, each with the reason it is folded up by."""
    for (_, why), (sums, _) in pairwise(reversed(side)):
        yield sums, why


def _link_reasons(link: Link) -> tuple[Why, ...]:
    reasons = [reason for step, back in link.steps for reason in _step_reasons(step, back)]
    return tuple(dict.fromkeys(reasons))


FROM_GIVEN = frozenset({"sum_over", "times", "given", "instantiate"})
"""Rules that carry an equation that is given into a larger sum."""


def _step_reasons(step: Theorem, back: bool) -> Iterator[Why]:
    if step.rule in FROM_GIVEN and any(inner.rule == "given" for inner in steps(step)):
        yield GIVEN
        return
    if step.rule == "reindex":
        forward, backward = step.maps[:2]
        maps, others = (forward, backward) if back else (backward, forward)
        told = [Replaced(index, value, True) for index, value in maps]
        yield from told or [Replaced(index, value, False) for index, value in others]
    elif step.rule == "ring":
        terms = step.statement.left + step.statement.right
        vanish = not (step.statement.left and step.statement.right)
        yield COLLECTED if not vanish else EMPTY if len(terms) == 1 else GONE
    elif step.rule == "divide":
        _, quotient, remainder, dividend, divisor = step.arguments
        parts = divisor * variable_poly(quotient) + variable_poly(remainder)
        yield Divided(dividend, parts)
    else:
        yield BY_RULE.get(step.rule, PROVED)


def determined(sums: Expression, only_renaming: bool) -> tuple[Expression, tuple[Replaced, ...]]:
    """Put in what an equation says of an index that is read nowhere: ``j = s i + t``.

    With `only_renaming`, only equations ``i = j`` between two indices are used. A sum without
    tensors keeps its indices, since then nothing else bounds them. An index that takes one value
    only is put in anyway.
    """
    result, told = [], []
    for each in sums:
        term = without_fixed_indices(each)
        for index in term.indices:
            value = _value_of(index, term)
            if value is None or (
                only_renaming and value not in [variable_poly(i) for i in term.indices]
            ):
                continue
            indices = tuple(i for i in term.indices if i != index)
            term = substitute_sum(replace(term, indices=indices), {index: value})
            told.append(Replaced(index, value, False))
        open_conditions = (c for c in dict.fromkeys(term.conditions) if c.decided() is not True)
        result.append(replace(term, conditions=tuple(open_conditions)))
    return tuple(result), tuple(told)


def _value_of(index: Index, term: Sum) -> Size | None:
    """Return what an equation says of an index that is read nowhere and divides nothing."""
    read = any(index in variables(entry) for atom in term.atoms for entry in atom.at)
    divides = any(index in division[:2] for division in term.divisions)
    if read or divides or not term.atoms or index in variables(term.weight):
        return None
    found = [c for c in term.conditions if c.relation == "=" and _is_linear_in(index, c)]
    if not found:
        return None
    found.sort(key=lambda c: _mentions_position(c, term))
    parts = coefficients(found[0].left)
    return variable_poly(index) - parts[(index,)] * found[0].left


def _is_linear_in(index: Index, condition: Condition) -> bool:
    parts = coefficients(condition.left)
    mine = [monomial for monomial in parts if index in monomial]
    return mine == [(index,)] and abs(parts[(index,)]) == 1


def _mentions_position(condition: Condition, term: Sum) -> bool:
    free = (v for v in variables(condition.left) if v not in term.indices)
    return any(isinstance(v, Index) for v in free)
