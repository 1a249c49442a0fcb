"""The numbers of sections, formulas, figures, statements and works, given once for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from symconv.errors import StepFailed
from symconv.pages.blocks import (
    STATEMENTS,
    Block,
    Drawing,
    Equations,
    Heading,
    Listing,
    NumberedStatement,
    Sources,
    Step,
    Tabular,
)

Labels: TypeAlias = Mapping[str, str]
"""What every name stands for: ``Section 2``, ``Figure 1``, ``(3)`` for a formula, ``[4]`` for a work."""


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
    for name, kind in _named(blocks):
        if name in labels:
            raise StepFailed(f"two blocks of the document are named {name!r}")
        labels[name] = _next(kind, counts)
    return labels


def listed(names: Iterable[str], labels: Labels) -> str:
    """Return the labels of some names, with commas between them."""
    return ", ".join(labels[name] for name in names)


def _named(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield the names in their order, each with what it is the name of."""
    for block in blocks:
        match block:
            case Heading(_, name, level):
                yield name, "Section" if level == 2 else "part"
            case Drawing():
                yield block.name, "Figure"
            case Listing():
                yield block.name, "Algorithm"
            case Tabular():
                yield block.name, "Table"
            case Sources(works):
                yield from ((work.key, "work") for work in works)
            case NumberedStatement():
                yield block.name, STATEMENTS[block.kind]
                yield from _named((*block.said, *block.proof))
            case Equations(lines) | Step(lines=lines):
                yield from ((line.name, "formula") for line in lines if line.name)


def _next(kind: str, counts: Counter[str]) -> str:
    """Return the label of the next one of its kind."""
    counts[kind] += 1
    number = counts[kind]
    match kind:
        case "Section":
            counts["part"] = 0
        case "part":
            return f"Section {counts['Section']}.{number}"
        case "work":
            return f"[{number}]"
        case "formula":
            return f"({number})"
    return f"{kind} {number}"
