r"""Theorems in words and formulas: statement, the maps as a proof a reader can follow, and what was checked.

Everything is read from the kernel's theorem: its statement, its hypotheses and the index maps of
its proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from symconv.formulas.equations import claim_latex
from symconv.formulas.polynomials import Names, polynomial
from symconv.formulas.sums import index_names, relation, without_conditions, written_sums
from symconv.language.terms import (
    AnyOf,
    Condition,
    Expression,
    Hypothesis,
    Index,
    Letter,
    Quotient,
    Size,
    Sum,
    at_least,
    coefficients,
    letter,
    variable_poly,
)
from symconv.proof.kernel import Theorem
from symconv.proof.rules import RULES, Spell
from symconv.proof.trusted.encoding import steps
from symconv.proof.trusted.statement import Statement, bound, free, mentioned
from symconv.symbolic.claims import Claim


@dataclass(frozen=True)
class StatementText:
    """A statement as text with formulas between dollar signs.

    Parameters
    ----------
    lead : str
        For which sizes, under which hypotheses.
    formulas : tuple of str
        What holds, as LaTeX in pieces between which a line may end.
    after : str
        At which positions, on which axes.
    """

    lead: str
    formulas: tuple[str, ...]
    after: str

    def __str__(self) -> str:
        claim = (
            " ".join(rf"$\displaystyle {piece}$" for piece in self.formulas)
            or "both sides are the same size"
        )
        return f"{self.lead}: {claim}{self.after}"


@dataclass(frozen=True)
class TheoremText:
    """A theorem as text with formulas between dollar signs.

    Parameters
    ----------
    parts : StatementText
        What holds, for which sizes, under which hypotheses.
    proof : tuple of str
        The steps a reader can follow.
    example : str
        One setting that satisfies all hypotheses.
    """

    parts: StatementText
    proof: tuple[str, ...]
    example: str

    @property
    def statement(self) -> str:
        """The statement in one piece."""
        return str(self.parts)

    def latex(self) -> str:
        """Return the theorem as a fragment of LaTeX with prose."""
        proof = "\n\n".join(self.proof)
        return f"{self.statement}\n\n\\emph{{Proof.}} {proof}\n\n{self.example}"


def theorem_text(theorem: Theorem, claim: Claim | None = None) -> TheoremText:
    """Return a theorem as statement, proof and example; a claim about sizes is shown as it was written."""
    parts = statement_parts(theorem.statement, theorem.used, claim)
    return TheoremText(parts, tuple(_proof(theorem)), _example(theorem.example))


def statement_parts(
    statement: Statement, hypotheses: Iterable[Hypothesis], claim: Claim | None = None
) -> StatementText:
    """Return a statement as text in its parts, assuming the hypotheses that are to be shown.

    Parameters
    ----------
    statement : Statement
        As the kernel states it.
    hypotheses : iterable of Hypothesis
        Those to show.
    claim : Claim, optional
        Where the statement comes from. If it is about sizes, both sides are shown as they were
        written; the kernel only knows their difference.
    """
    axes = (
        " On any number of axes, each with its own letters, it holds axis by axis."
        if statement.every_axis
        else ""
    )
    letters, floors = _letters(statement, claim), floor_names(statement)
    lead = (
        f"For all integers {letters}{_assumptions(hypotheses, floors)}"
        if letters
        else "At this one setting"
    )
    if claim is not None and not (statement.left or statement.right or statement.ranges):
        return StatementText(lead, (claim_latex(claim, _size),), f".{axes}")
    goals = [
        relation(goal, floors)
        for goal in dict.fromkeys(statement.goals)
        if not isinstance(goal.left, int)
    ]
    equation = tuple(_equation(statement, floors))
    besides = (
        f", and the sizes agree: {', '.join(f'${goal}$' for goal in goals)}"
        if equation and goals
        else ""
    )
    formulas = equation or tuple(f"{goal}," for goal in goals[:-1]) + tuple(goals[-1:])
    return StatementText(
        f"{lead}{_meaning(floors)}", formulas, f"{_where(statement, floors)}{besides}.{axes}"
    )


def _size(side: Any) -> str:
    return polynomial(side) if isinstance(side, int) else str(sympy.latex(side))


def floor_names(statement: Statement) -> Names:
    """Name the floors that a statement holds more than twice, by letters that are not taken.

    A floor that only occurs with a minus is a ceiling: its name is ``-C``.
    """
    sums = statement.left + statement.right
    taken = {v.name for v in free(statement) if isinstance(v, Letter)} | {
        a.tensor for t in sums for a in t.atoms
    }
    letters = [letter for letter in "QNMPR" if letter not in taken]
    conditions = [
        *statement.goals,
        *statement.ranges,
        *(c for term in sums for c in term.conditions),
    ]
    sizes = [c.left for c in conditions] + [
        e for term in sums for atom in term.atoms for e in atom.at
    ]
    signs: dict[Quotient, list[bool]] = {}
    for monomial, coefficient in (item for size in sizes for item in coefficients(size).items()):
        for quotient in (v for v in monomial if isinstance(v, Quotient)):
            signs.setdefault(quotient, []).append(coefficient > 0)
    often = sorted((q for q, found in signs.items() if len(found) > 2), key=lambda q: len(q.name))
    return {
        q: letter if any(signs[q]) else f"-{letter}"
        for q, letter in zip(often, letters, strict=False)
    }


def _meaning(floors: Names) -> str:
    """Say what the names of floors stand for; one may stand in another."""
    texts = []
    for quotient, name in floors.items():
        others = {q: other for q, other in floors.items() if q != quotient}
        size = variable_poly(quotient) if not name.startswith("-") else -variable_poly(quotient)
        value = polynomial(size, others)
        texts.append(f"${name.removeprefix('-')} = {value}$")
    return f", where {', '.join(texts)}" if texts else ""


def _letters(statement: Statement, claim: Claim | None) -> str:
    names: dict[int, list[str]] = {1: [], 0: []}
    found = {v for v in free(statement) if isinstance(v, Letter)}.union(
        claim.letters if claim is not None else ()
    )
    for each in sorted(found):
        names[each.minimum].append(polynomial(variable_poly(each)))
    parts = [f"${', '.join(group)} \\ge {minimum}$" for minimum, group in names.items() if group]
    return " and ".join(parts)


def _assumptions(hypotheses: Iterable[Hypothesis], names: Names) -> str:
    shown = [f"${_hypothesis(h, names)}$" for h in hypotheses if not _is_minimum(h)]
    return f" with {', '.join(shown)}" if shown else ""


def _is_minimum(hypothesis: Hypothesis) -> bool:
    """Return whether a hypothesis says of a letter only what its smallest value says."""
    letters = [v for v in mentioned(hypothesis) if isinstance(v, Letter)]
    return len(letters) == 1 and hypothesis == at_least(
        variable_poly(letters[0]), letters[0].minimum
    )


def _hypothesis(hypothesis: Hypothesis, names: Names) -> str:
    if isinstance(hypothesis, AnyOf):
        return r"\ \text{or}\ ".join(relation(c, names) for c in hypothesis.conditions)
    return relation(hypothesis, names)


def _equation(statement: Statement, floors: Names) -> Iterator[str]:
    """Yield the equation piece by piece; nothing where there is none."""
    if statement.left or statement.right or statement.ranges:
        both = without_conditions(statement.left + statement.right, statement.ranges)
        yield from _side(both[: len(statement.left)], statement, floors, both)
        first, *rest = _side(both[len(statement.left) :], statement, floors, both)
        yield f"{{}} = {first}"
        yield from rest


def _positions(statement: Statement) -> list[Index]:
    return sorted({v for v in free(statement) if isinstance(v, Index)})


def _side(side: Expression, statement: Statement, floors: Names, both: Expression) -> list[str]:
    """Return the sums of a side, all but the first with their sign in front."""
    positions = _positions(statement)
    names = {
        **floors,
        **index_names((*positions, *(i for term in side for i in term.indices)), both),
    }
    texts = [written_sums((term,), names, frozenset(positions)) for term in side] or ["0"]
    return [
        texts[0],
        *(f"{{}} {text}" if text.startswith("-") else f"{{}} + {text}" for text in texts[1:]),
    ]


def _where(statement: Statement, floors: Names) -> str:
    both = without_conditions(statement.left + statement.right, statement.ranges)
    names = {**floors, **index_names(_positions(statement), both)}
    pairs = zip(statement.ranges[::2], statement.ranges[1::2], strict=True)
    where = ",\\ ".join(_range(pair, names) for pair in pairs)
    return f" for every position ${where}$" if where else ""


def _range(pair: tuple[Condition, Condition], names: Names) -> str:
    low, high = pair
    return rf"0 \le {polynomial(low.left, names)} < {polynomial(high.left + low.left + 1, names)}"


def _proof(theorem: Theorem) -> Iterator[str]:
    """Yield what is done, in the order in which it is done."""
    listed = list(steps(theorem))
    if not any(step.maps for step in listed):
        yield "The inequalities follow from the hypotheses by linear arithmetic."
    spell = _speller(floor_names(theorem.statement))
    texts = (RULES[step.rule].words(step, spell) for step in listed)
    yield from dict.fromkeys(text for text in texts if text)


def _speller(floors: Names) -> Spell:
    """Return what writes the sizes of two sums, whose indices are named apart."""

    def spell(source: Sum, target: Sum) -> Callable[[Size], str]:
        names = {**floors, **_pair_names(source, target)}
        return lambda size: polynomial(size, names)

    return spell


def _pair_names(source: Sum, target: Sum) -> Names:
    return index_names(
        (*sorted(free_indices(source, target)), *source.indices, *target.indices), (source, target)
    )


def free_indices(*sums: Sum) -> set[Index]:
    """Return the indices that occur in sums without being summed over."""
    statement = Statement((), (), (), sums, ())
    return {v for v in free(statement) | bound(statement) if isinstance(v, Index)} - {
        i for s in sums for i in s.indices
    }


def _example(example: Mapping[str, int]) -> str:
    if not example:
        return "It speaks of one setting only."
    values = ",\\ ".join(
        f"{polynomial(letter(name))} = {value}" for name, value in sorted(example.items())
    )
    return f"It speaks, for instance, of ${values}$."
