"""What a theorem of the library is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.library.shipped import replayed
from symconv.proof import kernel, prove
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.proof.trusted.statement import Hypotheses, Statement
from symconv.symbolic.claims import Claim


@dataclass(frozen=True)
class Variant:
    """A claim under further claims about sizes; here: one that is false."""

    claim: Claim
    given: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A theorem of the library, stated in the words of the package.

    Parameters
    ----------
    name : str
        Lower case with hyphens.
    family : str
        The group it is listed under.
    claim : Claim
        What holds for all sizes.
    given : tuple of Claim
        Under which claims about sizes.
    why : str
        Why it holds, in a sentence or two, formulas between dollar signs.
    source : str
        Where it comes from.
    false : tuple of Variant
        Neighbours that look alike and are false.
    on_every_axis : bool
        Whether the statement on one axis carries over to each axis of any number of axes.
    """

    name: str
    family: str
    claim: Claim
    why: str
    source: str
    given: tuple[Claim, ...] = ()
    false: tuple[Variant, ...] = ()
    on_every_axis: bool = True

    @property
    def statement(self) -> Statement:
        """The claim as the kernel states it."""
        return read(self.claim, self.given).statement._replace(every_axis=self.on_every_axis)

    @property
    def hypotheses(self) -> Hypotheses:
        """What the statement assumes besides the minima of its letters: legality, and what is given."""
        return self.statement.hypotheses

    def prove(self) -> Theorem:
        """Prove the statement: along the certificate that is shipped where it states exactly this, else by a search.

        Raises
        ------
        Refuted, Undecided
            If it is false, or not decided: then it does not belong into the library.
        """
        return replayed(self.name, self.statement) or self.search()

    def search(self) -> Theorem:
        """Prove the statement from the claim alone, finding every index map anew.

        Raises
        ------
        Refuted, Undecided
            If it is false, or not decided.
        """
        theorem = prove(self.claim, self.given)
        return kernel.axes(theorem) if self.on_every_axis else theorem


def false(claim: Claim, *given: Any) -> Variant:
    """Return a false neighbour."""
    return Variant(claim, given)
