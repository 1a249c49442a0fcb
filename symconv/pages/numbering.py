"""The numbers of sections, figures, tables and algorithms, given once for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from symconv.errors import StepFailed
from symconv.pages.blocks import Block, Drawing, Heading, Listing, Tabular

Labels: TypeAlias = Mapping[str, str]
"""What every name stands for: ``Section 2``, ``Figure 1``, ..."""


def numbered(blocks: Iterable[Block]) -> Labels:
    """Return what every name stands for.

    Parameters
    ----------
    blocks : iterable
        The document, in order.

    Raises
    ------
    StepFailed
        If a name is given twice.

    Examples
    --------
    >>> numbered([Heading("Sizes", "sizes"), Heading("Per axis", "axes", level=3)])
    {'sizes': 'Section 1', 'axes': 'Section 1.1'}
    """
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for block in blocks:
        if not isinstance(block, Heading | Drawing | Listing | Tabular):
            continue
        if block.name in labels:
            raise StepFailed(f"two blocks of the document are named {block.name!r}")
        labels[block.name] = _next(block, counts)
    return labels


def _next(block: Heading | Drawing | Listing | Tabular, counts: Counter[str]) -> str:
    """Return the label of the next block of its kind."""
    if isinstance(block, Heading):
        if block.level == 2:
            counts["Section"] += 1
            counts["part"] = 0
            return f"Section {counts['Section']}"
        counts["part"] += 1
        return f"Section {counts['Section']}.{counts['part']}"
    kind = {Drawing: "Figure", Listing: "Algorithm", Tabular: "Table"}[type(block)]
    counts[kind] += 1
    return f"{kind} {counts[kind]}"
