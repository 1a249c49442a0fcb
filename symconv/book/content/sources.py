"""Where the material comes from."""

from __future__ import annotations

from symconv.formulas.bibliography import WORKS
from symconv.pages.blocks import Heading, Section, Sources


def section() -> Section:
    """Return the section."""
    return (Heading("Sources", "sources"), Sources(WORKS))
