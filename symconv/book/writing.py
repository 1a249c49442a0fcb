"""The chapter as files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from symconv.book.blocks import Chapter, Drawing
from symconv.book.content import SECTIONS, chapter
from symconv.book.html_page import html_page
from symconv.book.numbering import numbered
from symconv.book.tex_document import tex_document
from symconv.errors import ToolMissing
from symconv.files import write_whole
from symconv.render.document import compile_pdf

RUNS = 3
"""Of pdflatex: the table of contents moves what the second run refers to."""


def write(directory: str | os.PathLike[str], progress: Callable[[int, int], None] | None = None) -> None:
    """Make the chapter and write it to a folder: ``index.html``, ``chapter.tex``, ``chapter.pdf`` and ``figures/*.svg``.

    Everything is made before the first file is written. Without pdflatex there is no ``chapter.pdf``, and a line on
    stderr says so.

    Parameters
    ----------
    directory : path
        Made where it does not exist.
    progress : callable, optional
        Called with the steps done and the steps in all.

    Raises
    ------
    StepFailed
        If something the chapter says does not hold.
    ToolFailed
        If pdflatex cannot compile the chapter.
    OSError
        If a file cannot be written.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(folder)
    ...     sorted(os.listdir(folder))[-2:]
    ['figures', 'index.html']
    """
    steps = len(SECTIONS) + 2
    shown = progress or _quiet
    made = chapter(lambda done, _: shown(done, steps))
    contents = _contents(made)
    shown(steps - 1, steps)
    contents |= _pdf(contents["chapter.tex"])
    for name, content in contents.items():
        path = Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    shown(steps, steps)


def _quiet(done: int, total: int) -> None:
    """Show no progress."""


def _contents(made: Chapter) -> dict[str, bytes]:
    """Return the files that need no other program, by their names."""
    labels = numbered(made.blocks)
    texts = {"index.html": html_page(made, labels), "chapter.tex": tex_document(made, labels)}
    for block in made.blocks:
        if isinstance(block, Drawing):
            texts[f"figures/{block.name.removeprefix('figure-')}.svg"] = block.figure.svg()
    return {name: text.encode() for name, text in texts.items()}


def _pdf(source: bytes) -> dict[str, bytes]:
    """Return the PDF, or nothing where there is no pdflatex."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chapter.tex"
        write_whole(path, source)
        try:
            return {"chapter.pdf": compile_pdf(path, runs=RUNS).read_bytes()}
        except ToolMissing as error:
            print(f"no chapter.pdf: {error}", file=sys.stderr)
            return {}
