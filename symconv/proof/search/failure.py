"""What a step of the search returns: a theorem, or why there is none. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from symconv.language.extremes import folded
from symconv.language.terms import (
    Condition,
    Index,
    Size,
    Sum,
    Variable,
    at_least,
    coefficients,
    collapse,
    spell_variable,
    variables,
)
from symconv.proof.kernel import Theorem


@dataclass(frozen=True)
class Failed:
    """What was missing for a proof.

    Parameters
    ----------
    reason : str
        In words.
    condition : Condition or None
        What did not follow, if that was it.
    source, target : Sum or None
        The sum that found no partner, and the one it was compared with.
    query : str
        What a solver could not answer.
    tried : tuple of str
        The ways in which the whole equation was tried.
    """

    reason: str
    condition: Condition | None = None
    source: Sum | None = None
    target: Sum | None = None
    query: str = ""
    tried: tuple[str, ...] = ()

    def about(self, source: Sum, target: Sum | None = None) -> Failed:
        """Say for which sum it was missing."""
        return replace(self, source=source, target=target)

    @property
    def inequality(self) -> Condition | None:
        """The inequality that did not follow, if that was it."""
        found = self.condition
        return found if found is not None and found.relation == ">=" else None

    @property
    def edges(self) -> tuple[Condition, ...]:
        """The inequalities at which a sum may be cut: the one that did not follow, or the two of an equation."""
        if self.condition is None:
            return ()
        if self.condition.relation == ">=":
            return (self.condition,)
        left = self.condition.left
        return at_least(0, left), at_least(left, 0)

    def is_about(self, free: Iterable[Variable]) -> bool:
        """Return whether an open condition is about sizes and these variables only, and about some of them."""
        if self.condition is None:
            return False
        found = variables(self.condition.left)
        bound = {v for v in found if isinstance(v, Index)} - set(free)
        return bool(found) and not bound

    def __str__(self) -> str:
        """Say it in a sentence."""
        if self.source is None:
            return self.reason
        return f"no partner for the sum {describe(self.source)}: {self.reason}"


Found: TypeAlias = Theorem
Outcome: TypeAlias = Found | Failed


def most_telling(failures: Iterable[Failed], free: Iterable[Variable]) -> Failed:
    """Return the first failure for a condition on sizes and free variables, else for a condition, else the first."""
    outside = set(free)

    def rank(failure: Failed) -> int:
        return 0 if failure.is_about(outside) else 1 if failure.condition is not None else 2

    return min(failures, key=rank)


def describe(term: Sum) -> str:
    """Return a sum as text, for messages."""
    atoms = [f"{atom.tensor}[{', '.join(map(text, atom.at))}]" for atom in term.atoms]
    weight = [] if term.weight == 1 and atoms else [text(term.weight)]
    indices = ", ".join(i.name for i in term.indices) or "nothing"
    return f"of {' * '.join([*weight, *atoms])} over {indices}"


def text(value: Size) -> str:
    """Return a size as a person writes it.

    Examples
    --------
    >>> from symconv.language.terms import index, letter
    >>> text(2 * letter("s") - index("i") - 1)
    '2*s - i - 1'
    """
    ordered = sorted(
        coefficients(folded(value)).items(), key=lambda item: (-len(item[0]), -item[1])
    )
    words = " + ".join(_term(monomial, coefficient) for monomial, coefficient in ordered)
    return words.replace("+ -", "- ") or "0"


def _term(monomial: tuple[Variable, ...], coefficient: int) -> str:
    names = [v.name if isinstance(v, Index) else spell_variable(v) for v in monomial]
    if not names:
        return str(coefficient)
    sign = {1: [], -1: ["-1"]}.get(coefficient, [str(coefficient)])
    return "*".join([*sign, *names]).replace("-1*", "-")


def in_words(condition: Condition) -> str:
    """Return a condition without minus signs, as a person writes it.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> in_words(at_least(letter("I"), letter("k") + 1))
    'I >= k + 1'
    """
    terms = coefficients(condition.left)
    left = collapse({monomial: c for monomial, c in terms.items() if c > 0})
    right = collapse({monomial: -c for monomial, c in terms.items() if c < 0})
    return f"{text(left)} {condition.relation} {text(right)}"
