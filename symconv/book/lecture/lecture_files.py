"""The lecture as files."""

from __future__ import annotations

import os
from pathlib import Path

from symconv.book.compiling import compiled
from symconv.book.lecture.sheet import sheet
from symconv.book.lecture.slides import slides
from symconv.errors import ToolFailed
from symconv.files import write_whole
from symconv.pages.fitting import Column
from symconv.pages.writers import beamer, latex

TITLE = "Transposed convolutions"
LEAD = "Scale, place, add: a layer that upsamples, and what it is and is not."
RUNS = {"lecture": 1, "handout": 1, "cheat-sheet": 2}
"""Of pdflatex."""


def write_lecture(directory: str | os.PathLike[str]) -> None:
    """Write ``lecture.tex``, ``handout.tex`` and ``cheat-sheet.tex`` to a folder, with TeX also as PDF.

    Parameters
    ----------
    directory : path
        Made where it does not exist.

    Raises
    ------
    StepFailed
        If something the slides say does not hold.
    ToolFailed
        If pdflatex cannot compile them.
    OSError
        If a file cannot be written.
    """
    contents = sources()
    pdfs = compiled(contents, RUNS)
    for name, content in {**contents, **pdfs}.items():
        if isinstance(content, bytes):
            path = Path(directory) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
    for failure in pdfs.values():
        if isinstance(failure, ToolFailed):
            raise failure


def sources() -> dict[str, bytes]:
    """Return the LaTeX files by their names."""
    column = Column()
    frames = [beamer.slide(each.title, each.blocks, column) for each in slides()]
    return {
        "lecture.tex": beamer.deck(TITLE, LEAD, frames).encode(),
        "handout.tex": beamer.deck(TITLE, LEAD, frames, is_handout=True).encode(),
        "cheat-sheet.tex": latex.document(sheet()).encode(),
    }
