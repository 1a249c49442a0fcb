"""A worked example as a value that prints itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.figures import Figure
from symconv.figures.colour import coloured
from symconv.files import write_whole
from symconv.formulas.document import document, escaped
from symconv.formulas.fit import WIDTH, ems
from symconv.formulas.grid import Grid
from symconv.formulas.notation import Notation
from symconv.formulas.notebook import Shown
from symconv.formulas.tex import TEX
from symconv.pages import explore
from symconv.pages.beamer import part
from symconv.pages.html_page import figure, page
from symconv.worked import as_beamer, as_html, as_latex, as_text
from symconv.worked.chain import chain
from symconv.worked.pieces import Cells
from symconv.worked.rows import Style, words
from symconv.worked.setting import Setting
from symconv.worked.steps import Line, Step
from symconv.worked.views import view as drawn

_UNTITLED = "A transposed convolution, worked out"
_SHORT = ("Given", "Output size", "Add", "Result")


@dataclass(frozen=True, eq=False)
class WorkedExample(Shown):
    """The steps of one example, made by `symconv.worked_example`.

    Parameters
    ----------
    setting : Setting
        The layer, the input and the kernel.
    steps : tuple of Step
        All of them, checked.
    title : str
        The heading; without it the layer.
    source : str
        Where the example was published.
    """

    setting: Setting
    steps: tuple[Step, ...]
    title: str = ""
    source: str = ""

    @property
    def heading(self) -> str:
        """The title, or the layer as it is written in Python."""
        return self.title or repr(self.setting.layer)

    def in_notation(self, notation: str) -> WorkedExample:
        """Return the same example with other names, or counted from another number, worked out anew.

        Parameters
        ----------
        notation : str
            Three letters for input, kernel and output, ``from 0`` or ``from 1`` for names and
            positions, or both: ``"u,h,v"``, ``"from 0"``, ``"u,h,v from 1"``. Cells that are one
            letter with its numbers are renamed; other cells keep their names.

        Raises
        ------
        GeometryError
            If it is no notation, or a letter would have two meanings.

        Examples
        --------
        >>> from symconv import ConvTranspose, tensor, worked_example
        >>> example = worked_example(ConvTranspose(2), tensor("x", 2), tensor("w", 2)).in_notation("u,h,v from 0")
        >>> print(example.steps[8].lines[0].right.plain())
        [u0*h0, u0*h1 + u1*h0, u1*h1]
        """
        setting = self.setting.in_notation(Notation.read(notation))
        return replace(self, setting=setting, steps=chain(setting))

    def latex(
        self, width: str | None = None, colour: bool = False, notation: str | None = None
    ) -> str:
        """Return a fragment of a LaTeX document; it starts with text and needs ``amsmath`` and ``amssymb``.

        Parameters
        ----------
        width : str, optional
            The width of the column, such as ``"88mm"``, with ten-point type; a page of 41 em unless
            given.
        colour : bool
            Terms in the colour of the input cell they come from; it then needs ``xcolor`` (which
            ``tikz`` loads), too.
        notation : str, optional
            Other names, as :meth:`in_notation` takes them.

        Raises
        ------
        GeometryError
            If `width` is no length, or too narrow for anything, or `notation` is none.
        """
        if notation is not None:
            return self.in_notation(notation).latex(width, colour)
        return as_latex.fragment(
            f"{self.heading}. {self._sourced()}".rstrip(), self.steps, self._style(width, colour)
        )

    def too_wide(self, width: str | None = None) -> list[str]:
        """Return a sentence for each step that stays wider than the column, by its estimated width."""
        return as_latex.too_wide(self.steps, self._style(width, colour=False))

    def document(self) -> str:
        """Return a LaTeX document that compiles on its own."""
        lead = f"{self._layer()}. {words((self._sourced(),))}".rstrip()
        return document(
            f"{{\\raggedright {lead}\\par}}\n\n{as_latex.fragment('', self.steps)}",
            self.title or _UNTITLED,
        )

    def beamer(self) -> str:
        """Return a deck of slides, a LaTeX document for the class ``beamer``: what comes up, comes up one by one."""
        return as_beamer.slides(self.setting, self.steps, self.title or _UNTITLED, self._layer())

    def frames(self) -> tuple[str, ...]:
        """Return the frames of the deck, for a deck with more in it: a title frame, and the steps."""
        return (
            part(self.title or _UNTITLED, self._layer()),
            *as_beamer.frames(self.setting, self.steps),
        )

    def text(self) -> str:
        """Return plain text."""
        source = f"{self._sourced()}\n\n" if self.source else "\n"
        return f"{self.heading}\n{source}{as_text.plain(self.steps)}"

    def html(self) -> str:
        """Return a self-contained page: MathML, inline SVG, no link outwards; a layer over one axis can be tried out."""
        body = as_html.body(self.steps, self._figure(standalone=False))
        lead = f"{self.setting.layer!r}. {self._sourced()}".rstrip()
        tried = explore.Setting.of(self.setting.layer, self.setting.spatial)
        if tried is None:
            return page(self.title or _UNTITLED, body, lead)
        notation = self.setting.notation
        explorer, script = explore.explorer(tried, notation=notation), explore.script(notation)
        return page(self.title or _UNTITLED, f"{body}\n{explorer}", lead, script)

    def json(self) -> str:
        """Return JSON: the layer, the arrays, and every step; whole numbers are numbers, other cells can be read back."""
        layer = self.setting.layer
        names = (
            "kernel_size",
            "stride",
            "padding",
            "output_padding",
            "dilation",
            "groups",
            "channels",
        )
        content = {
            "title": self.heading,
            "source": self.source,
            "layer": {name: getattr(layer, name) for name in names},
            "input": self._data(self.setting.x),
            "kernel": self._data(self.setting.w),
            "output_shape": self.setting.output_shape,
            "output": self._data(layer(self.setting.x, self.setting.w)),
            "steps": as_text.data(self.steps),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def figure(self, view: str = "scale-place-sum") -> Figure:
        """Return a figure, which writes itself by ``.svg()``, ``.animated_svg()`` and ``.tikz()``.

        Parameters
        ----------
        view : str
            ``scale-place-sum``, ``matrix``, ``transpose``, ``zero-insertion``, ``overlap-count`` or
            ``polyphase``.

        Raises
        ------
        GeometryError
            If there is no such view.
        UnsupportedError
            If the view cannot show the layer, or the layer has too many cells to draw.
        """
        return drawn(self.setting, view)

    def svg(self) -> str:
        """Return the figure: scale, place, sum, crop.

        Raises
        ------
        UnsupportedError
            If the layer has too many cells to draw.
        """
        return self.figure().svg()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the example to a file, in the form its suffix names.

        Parameters
        ----------
        path : path
            ``.tex`` (a whole document), ``.html``, ``.txt``, ``.json`` or ``.svg``.

        Raises
        ------
        GeometryError
            If the suffix is another one, or `path` is no path.
        OSError
            If the file cannot be written.
        """
        forms: dict[str, Callable[[], str]] = {
            ".tex": self.document,
            ".html": self.html,
            ".txt": self.text,
            ".json": self.json,
            ".svg": self.svg,
        }
        if not isinstance(path, str | os.PathLike):
            raise GeometryError(
                f"save({shown(path)}): the name of a file is needed, as in save('example.html')"
            )
        suffix = Path(path).suffix.lower()
        if suffix not in forms:
            raise GeometryError(
                f"save({os.fspath(path)!r}): the suffix is {suffix!r}, but one of {', '.join(forms)} is needed"
            )
        write_whole(path, forms[suffix]())

    def formula(self, order: Any = None, limit: int | None = None) -> str:
        """Return the lines of the short steps as LaTeX."""
        lines: list[Line] = [
            line for step in self.steps if step.title in _SHORT for line in step.lines
        ]
        return as_latex.aligned(lines)

    def _repr_html_(self) -> str:
        return as_html.notebook(self.steps, self._figure(standalone=True))

    def _layer(self) -> str:
        """Return the layer as it is written in Python, as LaTeX."""
        return rf"\texttt{{{escaped(repr(self.setting.layer))}}}"

    def _sourced(self) -> str:
        return f"Source: {self.source}." if self.source else ""

    def _style(self, width: str | None, colour: bool) -> Style:
        return Style(
            ems(width) if width else WIDTH, spelling=coloured(self.setting.order) if colour else TEX
        )

    def _data(self, value: Any) -> Any:
        return Cells(Grid.of(value), self.setting.order).data()

    def _figure(self, standalone: bool) -> str:
        """Return the figure for a page, or nothing where the layer cannot be drawn."""
        try:
            drawing = self.figure()
        except UnsupportedError:
            return ""
        return figure(drawing.svg(standalone), escape(drawing.title), "figure-1")
