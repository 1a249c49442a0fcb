r"""Theorems in words and formulas: statement, the maps as a proof a reader can follow, and what was checked.

Everything is read from the kernel's theorem: its statement, its hypotheses and the index maps of its proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symconv.proof.kernel import Theorem
from symconv.proof.statement import Statement, bound, free
from symconv.render.polynomial import Names, polynomial
from symconv.render.sums import index_names, relation, without_conditions, written_sums
from symconv.terms import AnyOf, Condition, Expression, Hypothesis, Index, Letter, Size, Sum, variable_poly

RULES = {
    "count": "An index that runs over an interval is replaced by the length of the interval.",
    "divide": "A number has exactly one quotient and one remainder by a positive divisor.",
    "divide_free": "A position has exactly one quotient and one remainder by a positive divisor.",
    "split": "A sum is cut into its part where a condition holds and its part where it fails.",
    "cases": "Two cases are distinguished: a condition holds, or it fails.",
    "ring": "Sums over the same terms are joined by adding their weights.",
}


@dataclass(frozen=True)
class TheoremText:
    """A theorem as text with formulas between dollar signs.

    Parameters
    ----------
    statement : str
        What holds, for which sizes, under which hypotheses.
    proof : tuple of str
        The steps a reader can follow; empty where the statement is about sizes alone.
    example : str
        One setting that satisfies all hypotheses.
    """

    statement: str
    proof: tuple[str, ...]
    example: str

    def latex(self) -> str:
        """Return the theorem as a fragment of LaTeX with prose."""
        proof = "\n\n".join(f"{text}" for text in self.proof)
        return f"{self.statement}\n\n\\emph{{Proof.}} {proof}\n\n{self.example}"


def theorem_text(theorem: Theorem) -> TheoremText:
    """Return a theorem as statement, proof and example."""
    statement = statement_text(theorem.statement, theorem.used)
    return TheoremText(statement, tuple(_proof(theorem)), _example(theorem.example))


def statement_text(statement: Statement, hypotheses: Iterable[Hypothesis]) -> str:
    """Return a statement as text, assuming the hypotheses that are to be shown."""
    axes = " On any number of axes, each with its own letters, it holds axis by axis." if statement.every_axis else ""
    return f"For all integers {_letters(statement)}{_assumptions(hypotheses)}: {_claim(statement)}.{axes}"


def _letters(statement: Statement) -> str:
    names: dict[int, list[str]] = {1: [], 0: []}
    for letter in sorted(v for v in free(statement) if isinstance(v, Letter)):
        names[letter.minimum].append(polynomial(variable_poly(letter)))
    parts = [f"${', '.join(found)} \\ge {minimum}$" for minimum, found in names.items() if found]
    return " and ".join(parts)


def _assumptions(hypotheses: Iterable[Hypothesis]) -> str:
    shown = [f"${_hypothesis(h)}$" for h in hypotheses]
    return f" with {', '.join(shown)}" if shown else ""


def _hypothesis(hypothesis: Hypothesis) -> str:
    if isinstance(hypothesis, AnyOf):
        return r"\ \text{or}\ ".join(relation(c, {}) for c in hypothesis.conditions)
    return relation(hypothesis, {})


def _claim(statement: Statement) -> str:
    goals = [g for g in dict.fromkeys(statement.goals) if not isinstance(g.left, int)]
    parts = [f"${relation(goal, {})}$" for goal in goals]
    if statement.left or statement.right or statement.ranges:
        parts.append(_equation(statement))
    return ", and ".join(parts) or "both sides are the same size"


def _equation(statement: Statement) -> str:
    both = without_conditions(statement.left + statement.right, statement.ranges)
    positions = sorted({v for v in free(statement) if isinstance(v, Index)})
    sides = (both[: len(statement.left)], both[len(statement.left) :])
    left, right = (_side(side, positions, both) for side in sides)
    names = index_names(positions, both)
    where = ",\\ ".join(_range(pair, names) for pair in zip(statement.ranges[::2], statement.ranges[1::2], strict=True))
    at = f" for every position ${where}$" if where else ""
    return f"$\\displaystyle {left} = {right}${at}"


def _side(side: Expression, positions: list[Index], both: Expression) -> str:
    names = index_names((*positions, *(i for term in side for i in term.indices)), both)
    return written_sums(side, names, frozenset(positions))


def _range(pair: tuple[Condition, Condition], names: Names) -> str:
    low, high = pair
    return rf"0 \le {polynomial(low.left, names)} < {polynomial(high.left + low.left + 1, names)}"


def _proof(theorem: Theorem) -> Iterator[str]:
    steps = list(_steps(theorem))
    maps = [step for step in steps if step.rule == "reindex"]
    if not steps or not maps:
        yield "The inequalities follow from the hypotheses by linear arithmetic."
    for rule, text in RULES.items():
        if any(step.rule == rule for step in steps):
            yield text
    yield from dict.fromkeys(_map_text(step) for step in maps)


def _steps(theorem: Theorem) -> Iterator[Theorem]:
    """Yield the steps of a proof, premises first, each once."""
    seen: set[int] = set()
    open_steps = [(theorem, False)]
    while open_steps:
        step, expanded = open_steps.pop()
        if expanded:
            yield step
        elif id(step) not in seen:
            seen.add(id(step))
            open_steps.append((step, True))
            open_steps += [(premise, False) for premise in reversed(step.premises)]


def _map_text(step: Theorem) -> str:
    source, target, forward, backward, _ = step.arguments
    names = _pair_names(source, target)
    there, back = _maps(dict(forward), names), _maps(dict(backward), names)
    over = f"The terms over ${_tuple(source, names)}$ and over ${_tuple(target, names)}$ are the same"
    if not there and not back:
        return "Both sides are one term."
    inverse = [f"${text}$" for text in (there, back) if text]
    return f"{over}: {', and back '.join(inverse)}; both maps stay within the ranges and undo each other."


def _pair_names(source: Sum, target: Sum) -> Names:
    return index_names((*sorted(free_indices(source, target)), *source.indices, *target.indices), (source, target))


def free_indices(*sums: Sum) -> set[Index]:
    """Return the indices that occur in sums without being summed over."""
    statement = Statement((), (), (), sums, ())
    return {v for v in free(statement) | bound(statement) if isinstance(v, Index)} - {i for s in sums for i in s.indices}


def _tuple(term: Sum, names: Names) -> str:
    return f"({', '.join(names[i] for i in term.indices)})"


def _maps(maps: Mapping[Any, Size], names: Names) -> str:
    return ",\\ ".join(f"{names[i]} = {polynomial(e, names)}" for i, e in maps.items())


def _example(example: Mapping[str, int]) -> str:
    if not example:
        return "It speaks of one setting only."
    values = ",\\ ".join(f"{name} = {value}" for name, value in sorted(example.items()))
    return f"It speaks, for instance, of ${values}$."
