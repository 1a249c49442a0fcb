"""The chapter: what it says, section by section, every formula and number computed when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symconv.book.content import (
    algorithm,
    channels,
    enlarging,
    examples,
    extras,
    frameworks,
    index,
    interpolation,
    matching,
    nature,
    practice,
    proved_and_refuted,
    sources,
    stacks,
    summary,
    zeros,
)
from symconv.book.content import (
    layer_parameters as parameters,
)
from symconv.book.content import (
    matrix_section as matrix,
)
from symconv.book.content import (
    output_size as size,
)
from symconv.book.content import (
    seven_methods as methods,
)
from symconv.pages.blocks import Document, Section

SECTIONS: tuple[Callable[[], Section], ...] = (
    nature.section,
    enlarging.section,
    parameters.section,
    size.section,
    examples.section,
    algorithm.section,
    matching.section,
    matrix.section,
    zeros.section,
    extras.section,
    channels.section,
    methods.section,
    proved_and_refuted.section,
    interpolation.section,
    stacks.section,
    frameworks.section,
    summary.section,
    practice.section,
    sources.section,
    index.section,
)


def chapter(
    progress: Callable[[int, int], None] | None = None,
    beforehand: Callable[[Document], None] | None = None,
) -> Document:
    """Make the chapter: compute everything it shows.

    Parameters
    ----------
    progress : callable, optional
        Called with the number of sections made so far and of all sections.
    beforehand : callable, optional
        Called with the chapter without its proofs, which take longest and are made last.

    Raises
    ------
    StepFailed
        If something the chapter says does not hold.
    """
    made: dict[Callable[[], Section], Section] = {}
    for section in sorted(SECTIONS, key=lambda each: each is _LAST):
        if section is _LAST and beforehand is not None:
            beforehand(_chapter(made))
        made[section] = section()
        if progress is not None:
            progress(len(made), len(SECTIONS))
    return _chapter(made)


_LAST = proved_and_refuted.section


def _chapter(made: Mapping[Callable[[], Section], Section]) -> Document:
    """Return the sections that are made, in their order."""
    blocks: Section = ()
    for section in SECTIONS:
        blocks += made.get(section, ())
    return Document(
        "Understanding transposed convolutions",
        "A layer that makes its input larger: every input cell paints a copy of the kernel, and "
        "where copies meet they add up.",
        blocks,
    )
