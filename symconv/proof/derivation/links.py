"""The lines of a proof: a theorem about two lists of sums, walked from the left side to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symconv.language.terms import Expression
from symconv.proof.kernel import Theorem

SILENT = frozenset({"arrange", "assume", "define"})
"""Rules that change nothing of what is read: their premise tells the story."""


@dataclass(frozen=True, eq=False)
class Link:
    """One step from a line to the next.

    Parameters
    ----------
    above, below : Expression
        The sums before and after.
    steps : tuple of pairs of Theorem and bool
        The theorems that say so, each with whether it is read from right to left.
    """

    above: Expression
    below: Expression
    steps: tuple[tuple[Theorem, bool], ...]

    def reversed(self) -> Link:
        """Return the same step read upwards."""
        return Link(self.below, self.above, tuple((step, not back) for step, back in self.steps))


def links(theorem: Theorem) -> list[Link]:
    """Return the steps of a proof in the order of reading.

    Equations that are chained follow one another, equations that are added go side by side;
    whatever else was proved is one step.
    """
    if theorem.rule == "reflexive":
        return []
    if theorem.rule in SILENT:
        return links(theorem.premises[0])
    if theorem.rule == "transitive":
        first, second = theorem.premises
        return [*links(first), *links(second)]
    if theorem.rule == "symmetric":
        return [link.reversed() for link in reversed(links(theorem.premises[0]))]
    if theorem.rule == "add":
        return list(_side_by_side([(p.statement.left, links(p)) for p in theorem.premises]))
    statement = theorem.statement
    return [Link(statement.left, statement.right, ((theorem, False),))]


def _side_by_side(columns: Sequence[tuple[Expression, list[Link]]]) -> Iterator[Link]:
    """Yield links of several proofs, each line all of theirs; one that is finished stands still."""
    longest = max(len(column) for _, column in columns)
    padded = []
    for start, column in columns:
        end = column[-1].below if column else start
        padded.append(column + [Link(end, end, ())] * (longest - len(column)))
    for row in zip(*padded, strict=True):
        yield Link(
            tuple(term for link in row for term in link.above),
            tuple(term for link in row for term in link.below),
            tuple(step for link in row for step in link.steps),
        )
