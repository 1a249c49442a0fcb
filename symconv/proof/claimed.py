"""The words of a theorem: the claim that was asked, bound to what was proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from symconv.errors import ProofError
from symconv.language.terms import Letter
from symconv.proof import kernel
from symconv.proof.certificates.certificate import states
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.symbolic.claims import Claim
from symconv.symbolic.written import LONGEST, shortened


@dataclass(frozen=True)
class Words:
    """A claim and what is given with it, as they were written.

    Parameters
    ----------
    claim : Claim
        What was asked.
    given : tuple of Claim
        What is assumed as well.
    letters : tuple of Letter
        Every letter of these.
    """

    claim: Claim
    given: tuple[Claim, ...]
    letters: tuple[Letter, ...]

    def __str__(self) -> str:
        given = f", given {', '.join(map(repr, self.given))}" if self.given else ""
        start = f"for all {_ranges(self.letters)}{given}: " if self.letters else ""
        return shortened(f"{start}{self.claim!r}", LONGEST - len("Theorem: "))


def claimed(theorem: Theorem, claim: Claim, given: Iterable[Claim] = ()) -> Theorem:
    """Return a theorem with its claim beside it.

    The claim is read anew and must state exactly what was proved, on one axis or on every one.

    Raises
    ------
    ProofError
        If it states something else.
    """
    given = tuple(given)
    question = read(claim, given)
    asked = question.statement._replace(every_axis=theorem.statement.every_axis)
    if not states(theorem, asked):
        raise ProofError(f"{claim!r} states something else than was proved")
    return kernel.in_words(theorem, Words(claim, given, question.letters))


def _ranges(letters: Iterable[Letter]) -> str:
    """Say where letters run: ``I, k >= 1, p >= 0``."""
    ordered = sorted(letters, key=lambda letter: (-letter.minimum, letter.name))
    groups = groupby(ordered, key=lambda letter: letter.minimum)
    return ", ".join(f"{', '.join(v.name for v in each)} >= {least}" for least, each in groups)
