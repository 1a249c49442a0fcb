"""What a theorem of the library is made of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symconv.errors import ProofError
from symconv.library.contents import FAMILIES
from symconv.library.stored_proofs import replayed
from symconv.proof import kernel, prove
from symconv.proof.kernel import Theorem
from symconv.proof.presentation.page import TheoremPage
from symconv.proof.question import read
from symconv.proof.theorem_words import claimed
from symconv.proof.trusted.statement import Hypotheses, Statement
from symconv.symbolic.claims import Claim
from symconv.symbolic.written import LONGEST, shortened


@dataclass(frozen=True, repr=False)
class Entry:
    """A theorem of the library, stated in the words of the package.

    Parameters
    ----------
    name : str
        Lower case with hyphens.
    family : str
        The group it is listed under.
    state : callable
        Returns the claim: what holds for all sizes. It is called when the claim is asked for.
    why : str
        Why it holds, in a sentence or two, formulas between dollar signs.
    source : str
        Where it comes from.
    given : tuple of Claim
        Under which claims about sizes.
    on_every_axis : bool
        Whether the statement on one axis carries over to each axis of any number of axes.
    """

    name: str
    family: str
    state: Callable[[], Claim]
    why: str
    source: str
    given: tuple[Claim, ...] = ()
    on_every_axis: bool = True

    @cached_property
    def claim(self) -> Claim:
        """What holds for all sizes."""
        return self.state()

    def __repr__(self) -> str:
        given = f", given {', '.join(map(repr, self.given))}" if self.given else ""
        return shortened(f"{self.name}: {self.claim!r}{given}", LONGEST)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        said = TheoremPage(None, self.claim, self.given, self.title).markdown("statement")
        return {"text/plain": repr(self), "text/markdown": f"**{self.name}.** {said}"}

    @property
    def statement(self) -> Statement:
        """The claim as the kernel states it."""
        return read(self.claim, self.given).statement._replace(every_axis=self.on_every_axis)

    @property
    def hypotheses(self) -> Hypotheses:
        """What the statement assumes besides the minima of its letters: legality, and what is given."""
        return self.statement.hypotheses

    def prove(self) -> Theorem:
        """Prove the statement along the shipped certificate, if it states exactly this, else by a search.

        Raises
        ------
        Refuted, Undecided
            If it is false, or not decided: then it does not belong into the library.
        """
        theorem = replayed(self.name)
        if theorem is not None and theorem.statement.every_axis is self.on_every_axis:
            with suppress(ProofError):
                return self._in_words(theorem)
        return self.search()

    def search(self) -> Theorem:
        """Prove the statement from the claim alone, finding every index map anew.

        Raises
        ------
        Refuted, Undecided
            If it is false, or not decided.
        """
        theorem = prove(self.claim, self.given)
        if self.on_every_axis:
            theorem = kernel.axes(theorem)
        return self._in_words(theorem)

    @property
    def title(self) -> str:
        """What a text calls it: its name in words, or the sentence that the name stands for."""
        words = self.name.replace("-", " ")
        kind, _, rest = words.partition(" ")
        if kind == "method":
            return f"The method {rest} computes the layer"
        if kind == "guide":
            number, _, part = rest.partition(" ")
            about = f", the {part}" if part else ""
            return f"Relationship {int(number)} of the guide{about}"
        return words.capitalize()

    def _in_words(self, theorem: Theorem) -> Theorem:
        return claimed(theorem, self.claim, self.given, self.title, self.source)


def theorem(
    *,
    why: str,
    source: str,
    given: tuple[Claim, ...] = (),
    on_every_axis: bool = True,
) -> Callable[[Callable[[], Claim]], Entry]:
    """Make an entry of a function that returns the claim; its name, with hyphens, is the theorem's."""

    def entered(state: Callable[[], Claim]) -> Entry:
        name = state.__name__.replace("_", "-")
        family = FAMILIES[state.__module__.rpartition(".")[2]]
        return Entry(name, family, state, why, source, given, on_every_axis)

    return entered
