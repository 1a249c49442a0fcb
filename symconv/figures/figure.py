"""A figure: a scene with the words that go with it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from symconv.errors import ToolMissing, UnsupportedError
from symconv.figures import pictures, svg, tikz
from symconv.figures.layout import A_PAGE, Paper, is_readable, smallest_label
from symconv.figures.scene import Scene


@dataclass(frozen=True, repr=False)
class Figure:
    """A drawing with its title and its description.

    Parameters
    ----------
    name : str
        Starts the ids of the drawing; two drawings on one page need different names.
    title : str
        What it is.
    description : str
        What it shows, with the result, for readers who do not see it.
    scene : Scene
        The drawing, free of any file format.
    narrow : Scene, optional
        The same for a screen as narrow as a phone's.
    moving : callable, optional
        Returns the scenes that a moving picture shows in turn, where it is not this one that builds
        up.
    paper : Paper
        The room that it is drawn for.
    """

    name: str
    title: str
    description: str
    scene: Scene
    narrow: Scene | None = None
    moving: Callable[[], tuple[Scene, ...]] | None = field(default=None, compare=False)
    paper: Paper = A_PAGE

    def __repr__(self) -> str:
        return f"{self.name}: {self.title}"

    def svg(self, standalone: bool = True) -> str:
        """Return the figure as SVG text.

        Parameters
        ----------
        standalone : bool
            A file with its own style and paper; else a piece of a page that has the rules of
            :func:`symconv.figures.palette.page_css`.
        """
        return svg.svg(self.scene, self.name, self.title, self.description, standalone)

    @property
    def smallest_label(self) -> float:
        """The points of its smallest text in print, where it shrinks to its room."""
        return smallest_label(self.scene, self.paper)

    @property
    def is_readable(self) -> bool:
        """Whether its smallest text can be read in print."""
        return is_readable(self.scene, self.paper)

    def for_phones(self) -> Figure | None:
        """Return the figure as it is for a screen of 350 pixels, if it has such a form."""
        if self.narrow is None:
            return None
        return replace(self, name=f"{self.name}-narrow", scene=self.narrow, narrow=None)

    def data_uri(self) -> str:
        """Return the SVG file as an address that carries it, for images of Markdown and HTML."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg().encode()).decode()}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Show the picture, where a notebook is not trusted as an image; for LaTeX as a PDF, where pdflatex is there."""
        shown = {
            "text/plain": repr(self),
            "text/markdown": f"![{self.title}]({self.data_uri()})",
            "image/svg+xml": self.svg(),
        }
        with suppress(ToolMissing):
            shown["application/pdf"] = b64encode(self.pdf()).decode()
        return shown

    def animated_svg(self) -> str:
        """Return the figure as an SVG file that moves, a second a step, over and over.

        Its parts appear one after the other; a lifted view and zero insertion over two axes go from
        cell to cell. It waits while it is pointed at. Where a reader prefers reduced motion, in
        print and without CSS it is the whole figure, which stands still.

        Raises
        ------
        UnsupportedError
            The figure has no steps: only scale-place-sum, zero-insertion and lifted figures have.
        """
        if self.moving is not None:
            words = (self.name, self.title, self.description)
            return svg.turning_svg(self.scene, self.moving(), *words)
        self._check_steps()
        return svg.animated_svg(self.scene, self.name, self.title, self.description)

    def tikz(self) -> str:
        r"""Return the figure as a TikZ picture with its own colours and styles, for ``\input``.

        It needs ``amsmath``, ``amssymb``, ``tikz`` and the TikZ libraries ``patterns`` and
        ``arrows.meta``.

        Raises
        ------
        UnsupportedError
            A cell's name has a character that LaTeX does not know.
        """
        return tikz.tikz_file(self.scene)

    def pdf(self) -> bytes:
        """Return the figure as a PDF of its size, set by pdflatex.

        Raises
        ------
        ToolMissing, ToolFailed
            If there is no pdflatex, or it fails.
        """
        return pictures.pdf([self.scene])

    def png(self, resolution: int = pictures.RESOLUTION) -> bytes:
        """Return the figure as a PNG on white paper, by pdflatex and pdftoppm.

        Parameters
        ----------
        resolution : int
            Dots per inch.

        Raises
        ------
        ToolMissing, ToolFailed
            If one of them is not there, or fails.
        """
        return pictures.png(self.scene, resolution)

    def gif(self, resolution: int = pictures.RESOLUTION) -> bytes:
        """Return the figure as a GIF whose parts appear one after the other, by pdflatex, pdftoppm and Pillow.

        Raises
        ------
        ToolMissing, ToolFailed
            If one of them is not there, or fails.
        UnsupportedError
            The figure has no steps.
        """
        return pictures.gif(self._states(), resolution)

    def mp4(self, resolution: int = pictures.RESOLUTION) -> bytes:
        """Return what :meth:`gif` shows as an MP4 film, by pdflatex, pdftoppm and ffmpeg.

        Raises
        ------
        ToolMissing, ToolFailed
            If one of them is not there, or fails.
        UnsupportedError
            The figure has no steps.
        """
        return pictures.mp4(self._states(), resolution)

    def _states(self) -> list[Scene]:
        """Return what a moving picture shows in turn."""
        if self.moving is not None:
            return list(self.moving())
        self._check_steps()
        return list(pictures.states(self.scene))

    def _check_steps(self) -> None:
        if not self.scene.steps:
            raise UnsupportedError(
                f"{self.title}: this figure has no steps to show one by one; a scale-place-sum figure has, and so have "
                "zero insertion and the lifted view"
            )
