"""The chapter as a PDF, its figures set beside it: pdflatex takes longer for them than for all the rest.

The text is set twice with empty boxes as large as the figures, for the table of contents and the
numbers of pages, while the figures are set once, a page each. Then these pages take the places of
the boxes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from symconv.errors import ToolFailed, ToolMissing
from symconv.figures.scene import Scene
from symconv.figures.tikz import tikz
from symconv.files import scratch_folder, write_whole
from symconv.formulas.document import compile_pdf

RUNS = 3
"""Of pdflatex, where it reads ``chapter.tex`` alone: the table of contents moves what the second run refers to."""
_PAGE = r"\pdfximage page {number} {{figures.pdf}}\pdfrefximage\pdflastximage"
_SHIPPED = (
    r"\sbox0{{%" + "\n{picture}}}%\n"
    r"\pdfpagewidth=\wd0 \pdfpageheight=\dimexpr\ht0+\dp0\relax \hoffset=-1in \voffset=-1in "
    r"\shipout\box0"
)


class ChapterTypesetter:
    """pdflatex at work in a folder of its own, which goes with the block.

    Examples
    --------
    >>> with ChapterTypesetter() as typesetting:
    ...     typesetting.folder.is_dir()
    True
    """

    folder: Path

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._pool = ThreadPoolExecutor()
        self._drawn: tuple[Sequence[Scene], Future[Path]] | None = None

    def __enter__(self) -> Self:
        self.folder = self._stack.enter_context(scratch_folder())
        return self

    def __exit__(self, *_: object) -> None:
        # after Ctrl-C nobody waits for TeX
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._stack.close()

    def draw(self, preamble: str, scenes: Sequence[Scene]) -> None:
        """Begin to set the figures, of which there is to be a page each."""
        figures = self.folder / "figures.tex"
        write_whole(figures, _figures(preamble, list(map(tikz, scenes))).encode())
        self._drawn = (scenes, self._pool.submit(compile_pdf, figures))

    def pdf(self, tex: str, scenes: Sequence[Scene]) -> bytes | ToolFailed | None:
        """Return a document as PDF, or why there is none; ``None`` where there is no pdflatex, which stderr is told.

        Parameters
        ----------
        tex : str
            The document; its figures stand in it as TikZ.
        scenes : sequence of Scene
            Its figures; set already where `draw` began with the same.
        """
        if self._drawn is None or self._drawn[0] != scenes:
            self.draw(tex.partition(r"\begin{document}")[0], scenes)
        text, pictures = self.folder / "chapter.tex", list(map(tikz, scenes))
        write_whole(text, placed(tex, pictures, list(map(empty, scenes))).encode())
        try:
            compile_pdf(text, RUNS - 1)
            self._wait_for_figures()
            pages = [_PAGE.format(number=number) for number in range(1, len(scenes) + 1)]
            write_whole(text, placed(tex, pictures, pages).encode())
            return compile_pdf(text).read_bytes()
        except ToolMissing as error:
            print(f"no chapter.pdf: {error}", file=sys.stderr)
            return None
        except ToolFailed as error:
            return error

    def _wait_for_figures(self) -> None:
        if self._drawn is not None:
            self._drawn[1].result()


def placed(tex: str, pictures: Sequence[str], others: Sequence[str]) -> str:
    """Return a document with something else in the place of every picture.

    Examples
    --------
    >>> placed("a PICTURE b", ["PICTURE"], ["box"])
    'a box b'
    """
    for picture, other in zip(pictures, others, strict=True):
        tex = tex.replace(picture, other)
    return tex


def empty(scene: Scene) -> str:
    """Return a picture with nothing in it, as large as that of a scene."""
    return tikz(Scene(scene.width, scene.height, ()))


def _figures(preamble: str, pictures: Sequence[str]) -> str:
    """Return a document with a page for each picture."""
    pages = "\n".join(_SHIPPED.format(picture=picture) for picture in pictures)
    return f"{preamble}\\begin{{document}}\n{pages}\n\\end{{document}}\n"
