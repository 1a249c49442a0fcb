r"""Scenes as pictures: PDF by pdflatex, PNG by poppler's pdftoppm from it, GIF by Pillow and MP4 by ffmpeg from these.

So a picture has the letters of the paper it goes into, and one way leads to all of them. The same
scene gives the same bytes with the same programs.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from symconv.errors import ToolFailed, ToolMissing
from symconv.figures.scene import Group, Item, Scene, place_of
from symconv.figures.tikz import tikz_file
from symconv.files import scratch_folder
from symconv.formulas.document import compile_pdf

RESOLUTION = 200
"""Dots per inch."""
SECOND = 1000
REST = 3000
"""Milliseconds for which a step of a moving picture stands, and the last one."""

_LONGEST_RUN = 120
_DOCUMENT = r"""\documentclass{article}
\usepackage{amsmath,amssymb,tikz}\usetikzlibrary{patterns,arrows.meta}
\pdfinfoomitdate=1 \pdftrailerid{} \pdfsuppressptexinfo=-1
\hoffset=-1in \voffset=-1in \topskip=0pt \hsize=\maxdimen \textheight=\maxdimen
\begin{document}
%s\end{document}
"""
_PAGE = r"""\setbox0\hbox{\linewidth=\maxdimen %%
%s}\setbox0\hbox{\kern3pt\vbox{\kern3pt\box0\kern3pt}\kern3pt}%%
\pdfpagewidth=\wd0 \pdfpageheight=\dimexpr\ht0+\dp0\relax \shipout\box0
"""


def pdf(scenes: Sequence[Scene]) -> bytes:
    """Return scenes as the pages of a PDF, each as large as its scene.

    Raises
    ------
    ToolMissing, ToolFailed
        If there is no pdflatex, or it fails.
    """
    with scratch_folder() as folder:
        return _compiled(scenes, folder).read_bytes()


def png(scene: Scene, resolution: int = RESOLUTION) -> bytes:
    """Return a scene as a PNG on white paper.

    Raises
    ------
    ToolMissing, ToolFailed
        If there is no pdflatex or pdftoppm, or one of them fails.
    """
    return next(_pages([scene], resolution))


def gif(scenes: Sequence[Scene], resolution: int = RESOLUTION) -> bytes:
    """Return scenes as a GIF that shows them one after the other, over and over.

    Raises
    ------
    ToolMissing, ToolFailed
        If there is no pdflatex, pdftoppm or Pillow, or one of them fails.
    """
    image = _pillow()
    frames = [
        image.open(io.BytesIO(page)).convert("P", palette=image.Palette.ADAPTIVE)
        for page in _pages(scenes, resolution)
    ]
    stands = [SECOND] * (len(frames) - 1) + [REST]
    made = io.BytesIO()
    first, *rest = frames
    first.save(made, "gif", save_all=True, append_images=rest, duration=stands, loop=0)
    return made.getvalue()


def mp4(scenes: Sequence[Scene], resolution: int = RESOLUTION) -> bytes:
    """Return scenes as a film that shows them one after the other.

    Raises
    ------
    ToolMissing, ToolFailed
        If there is no pdflatex, pdftoppm or ffmpeg, or one of them fails.
    """
    if shutil.which("ffmpeg") is None:
        raise ToolMissing("ffmpeg", "ffmpeg on Debian; a GIF needs none")
    with scratch_folder() as folder:
        for number, page in enumerate(_pages(scenes, resolution)):
            (folder / f"{number:03d}.png").write_bytes(page)
        even = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white,format=yuv420p"
        stay = f"tpad=stop_mode=clone:stop_duration={(REST - SECOND) // SECOND}"
        command = ["-framerate", "1", "-i", "%03d.png", "-vf", f"{even},{stay}", "-r", "10"]
        _run("ffmpeg", ["-v", "error", *command, "-bitexact", "film.mp4"], folder)
        return (folder / "film.mp4").read_bytes()


def states(scene: Scene) -> Iterator[Scene]:
    """Yield a scene as it stands after each of its steps, the first one before any.

    Examples
    --------
    >>> from symconv.figures.scene import Dot
    >>> [len(state.items) for state in states(Scene(9, 9, (Dot(1, 1), Group((Dot(2, 2),), step=1))))]
    [1, 2]
    """
    for step in (0, *scene.steps):
        items = [now for item in scene.items for now in _at(item, step)]
        yield replace(scene, items=tuple(items))


def _at(item: Item, step: int) -> list[Item]:
    """Return what stands of an item at a step."""
    if not isinstance(item, Group) or item.step <= step:
        return [item]
    return [place_of(item)] if item.part == "sum" else []


def _pages(scenes: Sequence[Scene], resolution: int) -> Iterator[bytes]:
    """Yield scenes as PNG files."""
    if shutil.which("pdftoppm") is None:
        raise ToolMissing("pdftoppm", "poppler has it, poppler-utils on Debian")
    with scratch_folder() as folder:
        source = _compiled(scenes, folder)
        _run("pdftoppm", ["-png", "-r", str(resolution), source.name, "page"], folder)
        for page in sorted(folder.glob("page*.png")):
            yield page.read_bytes()


def _run(program: str, arguments: Sequence[str], folder: Path) -> None:
    """Run a program that is there, on files in a folder."""
    command = [shutil.which(program) or program, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 (fixed programs and options)
            command, cwd=folder, capture_output=True, timeout=_LONGEST_RUN, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailed(program, f"no result after {_LONGEST_RUN} seconds") from error
    if done.returncode:
        raise ToolFailed(program, done.stderr.decode(errors="replace"))


def _compiled(scenes: Sequence[Scene], folder: Path) -> Path:
    path = folder / "scenes.tex"
    body = "".join(_PAGE % tikz_file(scene) for scene in scenes)
    path.write_text(_DOCUMENT % body, encoding="utf-8")
    return compile_pdf(path)


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise ToolMissing("Pillow", "pip install 'symconv[pictures]' has it") from error
    return Image
