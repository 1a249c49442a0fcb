"""The words of a theorem: the claim that was asked, bound to what was proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, ClassVar

from symconv.errors import ProofError
from symconv.language.common_divisors import undetermined
from symconv.language.terms import Letter
from symconv.proof import kernel
from symconv.proof.certificates.certificate import states
from symconv.proof.claim_texts import is_whole, wording
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.symbolic.claims import Claim, divided_by
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
    title, source : str
        What the theorem is called, and where it comes from.
    ring : str
        Over which rings it holds: ``"commutative"``, or ``"any"``.
    """

    claim: Claim
    given: tuple[Claim, ...]
    letters: tuple[Letter, ...]
    title: str = ""
    source: str = ""
    ring: str = "commutative"
    pages: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)

    printed: ClassVar[frozenset[str]] = frozenset(
        {
            "latex",
            "text",
            "markdown",
            "html",
            "beamer",
            "derivation",
            "witnesses",
            "_repr_mimebundle_",
            "cite",
        }
    )
    """What a theorem answers in these words."""

    @property
    def texts(self) -> dict[str, Any]:
        """The claim as texts, for a certificate; nothing where it is too long to be written."""
        written = wording(self.claim, self.given)
        return written if is_whole(written) else {}

    def page(self, theorem: Theorem) -> Any:
        """Return what is printed of the theorem beside which these words stand."""
        from symconv.proof.presentation.page import TheoremPage

        if id(theorem) not in self.pages:
            made = TheoremPage(theorem, self.claim, self.given, self.title, self.source)
            self.pages[id(theorem)] = made
        return self.pages[id(theorem)]

    def __str__(self) -> str:
        start = f"for all {_ranges(self.letters)}" if self.letters else ""
        if self.given:
            start += f"{', ' if start else ''}given {', '.join(map(repr, self.given))}"
        start += ": " if start else ""
        end = ", over every ring" if self.ring == "any" else ""
        divisors = list(map(str, divided_by(self.claim, *self.given)))
        verb = "is" if len(divisors) == 1 else "are"
        end += f", where {', '.join(divisors)} {verb} invertible" if divisors else ""
        return shortened(f"{start}{self.claim!r}{end}", LONGEST - len("Theorem: "))


def claimed(
    theorem: Theorem,
    claim: Claim,
    given: Iterable[Claim] = (),
    title: str = "",
    source: str = "",
) -> Theorem:
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
    ring = "any" if theorem.rule == kernel.any_ring.__name__ else "commutative"
    letters = tuple(undetermined(question.letters))
    return kernel.in_words(theorem, Words(claim, given, letters, title, source, ring))


def _ranges(letters: Iterable[Letter]) -> str:
    """Say where letters run: ``I, k >= 1, p >= 0``."""
    ordered = sorted(letters, key=lambda letter: (-letter.minimum, letter.name))
    texts = []
    for least, group in groupby(ordered, key=lambda letter: letter.minimum):
        names = ", ".join(letter.name for letter in group)
        texts.append(f"{names} >= {least}")
    return ", ".join(texts)
