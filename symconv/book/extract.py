"""Some sections of the chapter as a document of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symconv.errors import GeometryError, did_you_mean, shown
from symconv.pages.blocks import Block, Document, Heading, WordIndex
from symconv.pages.inline_markup import Inline, PlainText, Reference
from symconv.pages.numbering import numbered
from symconv.pages.rewording import rewritten

SOURCES = "sources"
"""The section that every document has at its end: works keep their numbers."""


def extract(document: Document, names: Iterable[str]) -> Document:
    """Return a document of some sections, in their order there, and of the sources.

    What is referred to elsewhere is named by its number in the chapter.

    Parameters
    ----------
    document : Document
        The chapter.
    names : iterable of str
        Of sections, such as ``size``.

    Raises
    ------
    GeometryError
        If there is no such section.
    """
    found = {
        name: section
        for name, section in _sections(document.blocks).items()
        if not isinstance(section[-1], WordIndex)
    }
    wanted = set(names)
    for name in wanted - found.keys():
        raise GeometryError(
            f"there is no section {shown(name)}; the sections are {', '.join(found)}."
            f"{did_you_mean(name, tuple(found))}"
        )
    kept = [blocks for name, blocks in found.items() if name in {*wanted, SOURCES}]
    blocks = tuple(block for section in kept for block in section)
    labels, own = numbered(document.blocks), numbered(blocks)

    def here(part: Inline) -> Inline:
        if isinstance(part, Reference) and part.name not in own:
            return PlainText(f"{labels[part.name]} of the chapter")
        return part

    return replace(document, blocks=rewritten(blocks, here))


def _sections(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """Return the blocks of every section, its heading first, by the name of the section."""
    found: dict[str, list[Block]] = {}
    name = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            name = block.name
        found.setdefault(name, []).append(block)
    return found
