"""The chapter as files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from symconv.book import array_names
from symconv.book.content import SECTIONS, chapter
from symconv.book.extract import extract
from symconv.book.typesetting import ChapterTypesetter
from symconv.errors import ToolFailed
from symconv.figures.scene import Scene
from symconv.files import write_whole
from symconv.formulas.bibliography import bibliography
from symconv.pages.blocks import Document, Drawing
from symconv.pages.writers import html, latex


def write(
    directory: str | os.PathLike[str],
    progress: Callable[[int, int], None] | None = None,
    options: latex.PrintOptions = latex.AS_USUAL,
    notation: str = "x,w,y",
    only: Sequence[str] = (),
) -> None:
    """Make the chapter and write it to a folder.

    It gets ``index.html``, ``chapter.tex`` and ``figures/*.svg``; for a book of
    one's own ``chapter-body.tex``, which needs ``symconv.sty`` and the works in ``sources.bib``.
    Everything is made before the first file is written. With pdflatex there is ``chapter.pdf``;
    without it a line on stderr says that there is none. Where it fails, everything else is written,
    and then the failure is raised.

    Parameters
    ----------
    directory : path
        Made where it does not exist.
    progress : callable, optional
        Called with the steps done and the steps in all.
    options : PrintOptions
        How ``chapter.tex`` and ``chapter.pdf`` are printed.
    notation : str
        What input, kernel and output are called, such as ``I,K,O``.
    only : sequence of str
        The sections to write, such as ``size``; all unless given.

    Raises
    ------
    GeometryError
        If there is no such section, or the letters are not three different ones.
    StepFailed
        If something the chapter says does not hold.
    ToolFailed
        If pdflatex cannot compile the chapter.
    OSError
        If a file cannot be written.
    """
    steps = len(SECTIONS) + 2
    shown = progress or _quiet
    letters = array_names.read(notation)
    is_whole = not only and letters == array_names.USUAL

    with ChapterTypesetter() as typesetting:

        def begin(unproved: Document) -> None:
            if is_whole:
                preamble = latex.preamble(unproved.title, options)
                typesetting.draw(preamble, _scenes(unproved))

        made = chapter(lambda done, _: shown(done, steps), begin)
        made = extract(made, only) if only else made
        made = array_names.renamed(made, letters) if letters != array_names.USUAL else made
        tex = latex.document(made, options)
        with ThreadPoolExecutor(1) as pool:
            typeset = pool.submit(typesetting.pdf, tex, _scenes(made))
            contents = _contents(made, tex)  # while TeX works
            shown(steps - 1, steps)
            pdf = typeset.result()
    if isinstance(pdf, bytes):
        contents["chapter.pdf"] = pdf
    for name, content in contents.items():
        path = Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    shown(steps, steps)
    if isinstance(pdf, ToolFailed):
        raise pdf


def _scenes(made: Document) -> list[Scene]:
    return [block.figure.scene for block in made.blocks if isinstance(block, Drawing)]


def _quiet(done: int, total: int) -> None:
    """Show no progress."""


def _contents(made: Document, tex: str) -> dict[str, bytes]:
    """Return the files that need no other program, by their names."""
    texts = {
        "index.html": html.document(made),
        "chapter.tex": tex,
        "chapter-body.tex": latex.body(made),
        "symconv.sty": latex.package(),
        "sources.bib": bibliography(),
    }
    for block in made.blocks:
        if isinstance(block, Drawing):
            texts[f"figures/{block.name.removeprefix('figure-')}.svg"] = block.figure.svg()
    return {name: text.encode() for name, text in texts.items()}
