"""Pairs a sum with one of the other side that it equals. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symconv.errors import ProofError, Undecided
from symconv.language.terms import Condition, Size, Sum, at_least, substitute
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.elimination import System, equalities, solve
from symconv.proof.search.index_maps import equal_sums
from symconv.proof.trusted.statement import Hypotheses


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

    @property
    def edges(self) -> tuple[Condition, ...]:
        """The inequalities at which a sum may be cut: the one that did not follow, or the two of an equation."""
        found = self.cause.goal if isinstance(self.cause, NotEntailed) else None
        if found is None:
            return ()
        return (
            (found,)
            if found.relation == ">="
            else (at_least(0, found.left), at_least(found.left, 0))
        )


def describe(term: Sum) -> str:
    """Return a sum as text, for messages."""
    atoms = "*".join(
        f"{atom.tensor}[{', '.join(map(str, atom.at))}]" for atom in term.atoms
    ) or str(term.weight)
    return f"of {atoms} over {', '.join(i.name for i in term.indices) or 'nothing'}"


def names(term: Sum) -> tuple[str, ...]:
    """Return the tensors of a sum."""
    return tuple(sorted(atom.tensor for atom in term.atoms))


def signature(term: Sum) -> tuple[object, ...]:
    """Return what partners have in common: a numeric weight and the tensors."""
    return (term.weight if isinstance(term.weight, int) else None, *names(term))


@lru_cache(maxsize=1000)
def places(term: Sum) -> tuple[tuple[str, tuple[Size, ...]], ...]:
    """Return the cells that a sum reads whatever its other indices are: those at which numbers alone stand."""
    solved = solve(
        System(
            frozenset(term.indices),
            tuple(equalities(term.conditions)),
            (),
            frozenset(),
            frozenset(),
        )
    )
    read = [(atom.tensor, tuple(substitute(e, solved) for e in atom.at)) for atom in term.atoms]
    return tuple(sorted((name, at) for name, at in read if all(isinstance(e, int) for e in at)))


def partner(
    hypotheses: Hypotheses,
    term: Sum,
    others: Sequence[Sum],
    advisor: Advisor,
    failures: list[NoPartner],
) -> Theorem | None:
    """Return that a sum equals one of the others; ``None``, and why not in `failures`, where it equals none."""
    alike = [other for other in others if signature(other) == signature(term)]
    for other in sorted(alike, key=lambda other: len(alike) > 1 and places(other) != places(term)):
        try:
            return equal_sums(hypotheses, term, other, advisor)
        except Undecided:
            raise
        except ProofError as failure:
            failures.append(NoPartner(term, other, failure))
    return None
