"""The library of theorems, by family."""

from __future__ import annotations

from symconv.theorems import adjoints, channels, composition, dilated, guide, methods, rewrites, sizes, upsampling
from symconv.theorems.entry import Entry

FAMILIES = (methods, adjoints, sizes, guide, rewrites, composition, upsampling, dilated, channels)


def entries() -> dict[str, Entry]:
    """Return every theorem of the library by name."""
    return {entry.name: entry for family in FAMILIES for entry in family.THEOREMS}
