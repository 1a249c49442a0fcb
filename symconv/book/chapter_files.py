"""The chapter as files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from symconv.book.compiling import compiled
from symconv.book.content import SECTIONS, chapter
from symconv.book.lecture.lecture_files import sources
from symconv.errors import ToolFailed
from symconv.files import write_whole
from symconv.formulas.bibliography import bibliography
from symconv.pages.blocks import Document, Drawing
from symconv.pages.writers import html, latex

RUNS = {"chapter": 3, "slides": 1}
"""Of pdflatex: the table of contents moves what the second run refers to."""


def write(
    directory: str | os.PathLike[str],
    progress: Callable[[int, int], None] | None = None,
    options: latex.PrintOptions = latex.AS_USUAL,
) -> None:
    """Make the chapter and write it to a folder.

    It gets ``index.html``, ``chapter.tex``, ``slides.tex`` and ``figures/*.svg``; for a book of
    one's own ``chapter-body.tex``, which needs ``symconv.sty`` and the works in ``sources.bib``.
    Everything is made before the first file is written. With pdflatex there are ``chapter.pdf`` and
    ``slides.pdf``; without it a line on stderr says that there are none. Where it fails, everything
    else is written, and then the failure is raised.

    Parameters
    ----------
    directory : path
        Made where it does not exist.
    progress : callable, optional
        Called with the steps done and the steps in all.
    options : PrintOptions
        How ``chapter.tex`` and ``chapter.pdf`` are printed.

    Raises
    ------
    StepFailed
        If something the chapter says does not hold.
    ToolFailed
        If pdflatex cannot compile the chapter.
    OSError
        If a file cannot be written.
    """
    steps = len(SECTIONS) + 2
    shown = progress or _quiet
    made = chapter(lambda done, _: shown(done, steps))
    contents = _contents(made, options)
    shown(steps - 1, steps)
    pdfs = compiled(contents, RUNS)
    whole = {name: content for name, content in pdfs.items() if isinstance(content, bytes)}
    for name, content in {**contents, **whole}.items():
        path = Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    shown(steps, steps)
    for failure in pdfs.values():
        if isinstance(failure, ToolFailed):
            raise failure


def _quiet(done: int, total: int) -> None:
    """Show no progress."""


def _contents(made: Document, options: latex.PrintOptions) -> dict[str, bytes]:
    """Return the files that need no other program, by their names."""
    texts = {
        "index.html": html.document(made),
        "chapter.tex": latex.document(made, options),
        "chapter-body.tex": latex.body(made),
        "symconv.sty": latex.package(),
        "sources.bib": bibliography(),
        "slides.tex": sources()["lecture.tex"].decode(),
    }
    for block in made.blocks:
        if isinstance(block, Drawing):
            texts[f"figures/{block.name.removeprefix('figure-')}.svg"] = block.figure.svg()
    return {name: text.encode() for name, text in texts.items()}
