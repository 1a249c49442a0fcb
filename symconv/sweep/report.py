"""What a sweep found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.formulas.notebook import InWords
from symconv.sweep.agreement import Disagreement


@dataclass(frozen=True, repr=False)
class Report(InWords):
    """What a sweep found: settings checked, settings skipped as illegal, and disagreements."""

    checked: int
    skipped: int
    disagreements: tuple[Disagreement, ...] = ()

    def __add__(self, other: Report) -> Report:
        """Return what two parts of a sweep found."""
        found = self.disagreements + other.disagreements
        return Report(self.checked + other.checked, self.skipped + other.skipped, found)

    @property
    def settings(self) -> int:
        """How many settings there were, legal ones and others."""
        return self.checked + self.skipped

    def __repr__(self) -> str:
        number = len(self.disagreements)
        agreed = "no disagreement" if self.checked else "nothing was compared"
        verdict = f"{number} disagreement{'s' * (number > 1)}" if number else agreed
        settings = f"{self.checked} setting{'s' * (self.checked != 1)}"
        return f"checked {settings}, skipped {self.skipped} as illegal: {verdict}"

    def __str__(self) -> str:
        return "\n".join([repr(self), *(found.text() for found in self.disagreements)])

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        found = [d.to_json() for d in self.disagreements]
        return {"checked": self.checked, "skipped": self.skipped, "disagreements": found}
