"""The chapter: what it says, section by section, every formula and number computed when it is made."""

from __future__ import annotations

from collections.abc import Callable

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


def chapter(progress: Callable[[int, int], None] | None = None) -> Document:
    """Make the chapter: compute everything it shows.

    Parameters
    ----------
    progress : callable, optional
        Called with the number of sections made so far and of all sections.

    Raises
    ------
    StepFailed
        If something the chapter says does not hold.
    """
    blocks: Section = ()
    for number, section in enumerate(SECTIONS, start=1):
        blocks += section()
        if progress is not None:
            progress(number, len(SECTIONS))
    return Document(
        "Understanding transposed convolutions",
        "A layer that makes its input larger: every input cell paints a copy of the kernel, and "
        "where copies meet they add up.",
        blocks,
    )
