"""A worked example as a value that prints itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.files import scratch_folder, write_whole
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.document import compile_pdf
from symconv.formulas.grid import Grid
from symconv.formulas.notation import Notation
from symconv.formulas.notebook import Shown
from symconv.formulas.page_width import WIDTH, ems
from symconv.formulas.spelling import Spelling
from symconv.layers.conv import ConvTranspose
from symconv.pages.blocks import Block, Document, Drawing, Equation, Explorer
from symconv.pages.displays import PAGE, Cells
from symconv.pages.explore import Trial
from symconv.pages.fitting import Column
from symconv.pages.inline_markup import Code, Inline, PlainText, Sentence, plain
from symconv.pages.writers import latex, markdown, text
from symconv.symbolic.written import LONGEST, python, shortened
from symconv.worked.all_steps import all_steps
from symconv.worked.forms import form_of, written
from symconv.worked.lettering import names
from symconv.worked.setting import WorkedSetting, read_names
from symconv.worked.shell_command import command
from symconv.worked.steps import Steps
from symconv.worked.views import USUAL
from symconv.worked.views import view as drawn

if TYPE_CHECKING:
    from symconv.figures import Figure

_UNTITLED = "A transposed convolution, worked out"
_SHORT = ("given", "output-size", "add", "result")
_PARAMETERS = (
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "dilation",
    "groups",
    "channels",
)
_ON_SLIDES = (
    "excerpt",
    "given",
    "output-size",
    "stretched",
    "scale",
    "place",
    "add",
    "fold",
    "matrix",
    "result",
)
"""Steps that have a frame, where none were asked for by name; the others are for paper."""


@dataclass(frozen=True, eq=False, repr=False)
class WorkedExample(Shown):
    """The steps of one example, made by `symconv.worked_example`.

    Parameters
    ----------
    setting : WorkedSetting
        The layer, the input and the kernel.
    steps : tuple of WorkedStep
        All of them, checked; ``steps["add"]`` is the step of this name.
    title : str
        The heading; without it the layer.
    source : str
        Where the example was published.
    name : str
        Of a shipped example; empty for one of one's own.
    told : tuple of str
        What the shell would be told to choose the same of it.
    """

    setting: WorkedSetting
    steps: Steps
    title: str = ""
    source: str = ""
    name: str = ""
    told: tuple[str, ...] = ()

    def __repr__(self) -> str:
        given = (self.setting.layer, self.setting.x, self.setting.w)
        texts = ", ".join(python(value).text for value in given)
        return shortened(f"worked_example({texts})", LONGEST)

    @property
    def heading(self) -> str:
        """The title, or the layer as it is written in Python."""
        return self.title or repr(self.setting.layer)

    def in_notation(self, notation: str | None = None, index: str = "subscript") -> WorkedExample:
        """Return the same example with other names, or counted from another number, worked out anew.

        Parameters
        ----------
        notation : str
            Three letters for input, kernel and output, ``from 0`` or ``from 1`` for names and
            positions, or both: ``"u,h,v"``, ``"from 0"``, ``"u,h,v from 1"``. Cells that are one
            letter with its numbers are renamed; other cells keep their names.
        index : {"subscript", "brackets"}
            Where the numbers of a cell stand. In brackets they are counted as positions are:
            ``x[0]`` is the cell at position 0.

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
        >>> print(example.in_notation(index="brackets").steps[8].lines[0].right.plain())
        [u[0]*h[0], u[0]*h[1] + u[1]*h[0], u[1]*h[1]]
        """
        letters = self.setting.notation if notation is None else Notation.read(notation)
        setting = self.setting.in_notation(letters.indexed(index))
        made = replace(self, setting=setting, steps=all_steps(setting))
        chosen = [step.name for step in self.steps]
        kept = made.choose(chosen, any(step.check for step in self.steps))
        return replace(kept, told=self.told)

    def choose(self, steps: Iterable[str] | None = None, checks: bool = True) -> WorkedExample:
        """Return the example with some of its steps, numbered anew, or without what is said of the checks.

        Parameters
        ----------
        steps : iterable of str, optional
            The names of the steps, in any order; all of them unless given.
        checks : bool
            Whether it is said how each step was checked.

        Raises
        ------
        GeometryError
            If there is no step of a name.

        Examples
        --------
        >>> from symconv.worked import example
        >>> [step.number for step in example("seed-1d").choose(["place", "result"]).steps]
        [1, 2]
        """
        wanted = {step.name for step in self.steps}
        told = list(self.told)
        if steps is not None:
            wanted = {self.steps[name].name for name in _names(steps)}
            told += ["--steps", ",".join(step.name for step in self.steps if step.name in wanted)]
        if not checks and "--no-checks" not in told:
            told.append("--no-checks")
        kept = [step for step in self.steps if step.name in wanted]
        numbered = enumerate(kept, start=1)
        return replace(
            self,
            told=tuple(told),
            steps=Steps(
                replace(step, number=number, check=step.check if checks else "")
                for number, step in numbered
            ),
        )

    def with_names(self, names: str) -> WorkedExample:
        """Return the same example with symbols beside the numbers: two letters, as in ``"x,w"``.

        Raises
        ------
        GeometryError
            If they are not two different letters.
        """
        setting = self.setting.with_names(*read_names(names))
        return replace(
            self, setting=setting, steps=all_steps(setting), told=(*self.told, "--names", names)
        )

    def titled(self, title: str) -> WorkedExample:
        """Return the same example under another heading."""
        return replace(self, title=title, told=(*self.told, "--title", title))

    def command(self, *given: str) -> str:
        """Return the line for the shell that makes this example again.

        Parameters
        ----------
        given : str
            More of it, such as ``"--format", "latex"``.

        Examples
        --------
        >>> from symconv import ConvTranspose, tensor, worked_example
        >>> example = worked_example(ConvTranspose(2, stride=2), tensor("x", 2), [1, 2], ["result"])
        >>> print(example.command("--format", "latex"))
        symconv example --input '["x1","x2"]' --kernel '[1,2]' --stride 2 --steps result --format latex
        """
        return command(self.name, self.setting, self.told, given)

    def latex(
        self,
        width: str | None = None,
        colour: bool = False,
        notation: str | None = None,
        index: str = "subscript",
    ) -> str:
        """Return a fragment of a LaTeX document; it starts with text and needs ``amsmath`` and ``amssymb``.

        Parameters
        ----------
        width : str, optional
            The width of the column, such as ``"88mm"``, or ``ieee``, ``acm``, ``a4``, ``beamer``,
            ``column``, with ten-point type; a page of 41 em unless given.
        colour : bool
            Terms in the colour of the input cell they come from; it then needs ``xcolor`` (which
            ``tikz`` loads), too.
        notation : str, optional
            Other names, as :meth:`in_notation` takes them.
        index : {"subscript", "brackets"}
            Where the numbers of a cell stand.

        Raises
        ------
        GeometryError
            If `width` is no length, or too narrow for anything, or `notation` is none.
        """
        if notation is not None or index != "subscript":
            return self.in_notation(notation, index).latex(width, colour)
        intro = (PlainText(f"{self.heading}. "), *self._sourced())
        return latex.fragment(intro, self._printed, self._column(width, colour))

    def too_wide(self, width: str | None = None) -> list[str]:
        """Return a sentence for each step that stays wider than the column, by its estimated width."""
        return latex.too_wide(self._printed, self._column(width, colour=False))

    def document(self) -> str:
        """Return a LaTeX document that compiles on its own."""
        return latex.document(self._document((*self._drawing(), *self._printed)))

    def pdf(self) -> bytes:
        """Return the document as a PDF, by pdflatex.

        Raises
        ------
        ToolMissing, ToolFailed
            If there is no pdflatex, or it fails.
        """
        with scratch_folder() as folder:
            path = folder / "example.tex"
            path.write_text(self.document(), encoding="utf-8")
            return compile_pdf(path, runs=2).read_bytes()

    def beamer(self) -> str:
        """Return a deck of slides, a LaTeX document for the class ``beamer``: what comes up, comes up one by one."""
        from symconv.pages.writers import beamer

        deck = self._document(())
        return beamer.deck(deck.title, deck.lead, self._frames())

    def frames(self) -> Iterator[str]:
        """Yield the frames of the deck, for a deck with more in it: a title frame, and the steps."""
        from symconv.pages.writers import beamer

        deck = self._document(())
        yield beamer.part(deck.title, deck.lead)
        yield from self._frames()

    def text(self) -> str:
        """Return plain text."""
        return text.document(Document(self.heading, self._sourced(), self._printed))

    def markdown(self) -> str:
        """Return Markdown with formulas between dollars, as GitHub, Quarto and MyST show it."""
        return markdown.document(self._document(self._printed))

    def html(self) -> str:
        """Return a self-contained page: MathML, inline SVG, no link outwards; a layer over one axis can be tried out."""
        from symconv.pages.writers import html

        blocks: list[Block] = [*self._drawing(), *self._printed]
        trial = Trial.of(self.setting.layer, self.setting.spatial)
        if trial is not None:
            blocks.append(Explorer(trial, notation=self.setting.notation, level=2))
        return html.document(self._document(blocks))

    def json(self) -> str:
        """Return JSON: the layer, the arrays, and every step; whole numbers are numbers, other cells can be read back."""
        layer = self.setting.layer
        output = layer(self.setting.x, self.setting.w)
        steps = []
        for step in self.steps:
            # a step as lists and dictionaries
            lines = []
            for line in step.lines:
                sides = {"left": line.left.plain(), "relation": line.relation.plain()}
                reason = {"reason": plain(line.reason)} if line.reason else {}
                for right in (line.right, *line.then):
                    lines.append(sides | {"right": right.data()} | reason)
            said: Sentence = step.reason
            steps.append(
                {"title": step.title, "reason": plain(said), "lines": lines, "check": step.check}
            )
        content = {
            "title": self.heading,
            "source": self.source,
            "layer": {name: getattr(layer, name) for name in _PARAMETERS},
            "input": self._data(self.setting.x),
            "kernel": self._data(self.setting.w),
            "output_shape": self.setting.output_shape,
            "output": self._data(output),
            "steps": steps,
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def figure(self, view: str = USUAL, compact: bool = False, width: str | None = None) -> Figure:
        """Return a figure, which writes itself by ``.svg()``, ``.animated_svg()`` and ``.tikz()``.

        Parameters
        ----------
        view : str
            ``scale-place-sum``, ``matrix``, ``transpose``, ``zero-insertion``, ``overlap-count``,
            ``lift`` or ``polyphase``.
        compact : bool
            The first of them as one strip, a third as high; for layers over one or two axes.
        width : str, optional
            The width of the column that it will stand in, as :meth:`latex` takes it; a page unless
            given. Where a drawing would shrink there until its labels cannot be read, another takes
            its place; on a slide (``beamer``) also one that has room below a title.

        Raises
        ------
        GeometryError
            If there is no such view, it has no strip, or `width` is no length.
        UnsupportedError
            If the view cannot show the layer, or the layer has too many cells to draw.
        """
        return drawn(self.setting, view, compact, width)

    def svg(self) -> str:
        """Return the figure: scale, place, sum, crop.

        Raises
        ------
        UnsupportedError
            If the layer has too many cells to draw.
        """
        return self.figure().svg()

    def save(
        self,
        path: str | os.PathLike[str],
        form: str | None = None,
        view: str | None = None,
        compact: bool = False,
        width: str | None = None,
    ) -> None:
        """Write the example, or a figure of it, to a file that says how it was made.

        Parameters
        ----------
        path : path
            The file.
        form : str, optional
            A format of :mod:`symconv.worked.forms`, such as ``latex`` or ``tikz``; unless given,
            the one of the suffix: ``.tex`` (a whole document), ``.html``, ``.md``, ``.txt``,
            ``.json``, ``.svg``, ``.png``, ``.pdf`` (the document) or ``.gif``.
        view : str, optional
            What a figure shows; with it, a PDF is the figure.
        compact : bool
            The figure as one strip.
        width : str, optional
            The width of the column of a figure, or of LaTeX, as :meth:`latex` takes it.

        Raises
        ------
        GeometryError
            If there is no such format, the suffix names none, or `path` is no path.
        OSError
            If the file cannot be written.
        """
        if not isinstance(path, str | os.PathLike):
            raise GeometryError(
                f"save({shown(path)}): the name of a file is needed, as in save('example.html')"
            )
        kind = form_of(os.fspath(path)) if form is None else form
        seen = () if view is None else ("--view", view)
        column = () if width is None else ("--width", width)
        made = self.command("--format", kind, *seen, *["--compact"] * compact, *column)
        write_whole(path, written(self, kind, made, view, compact, width))

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the lines of the short steps as LaTeX."""
        short = (step for step in self._printed if step.name in _SHORT)
        return latex.aligned(line for step in short for line in step.lines)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        page = self._document((*self._drawing(), *self._printed))
        return {"text/plain": repr(self), "text/markdown": markdown.document(page)}

    @property
    def _printed(self) -> Steps:
        """The steps as they are printed: the result is not said again where it is all of a canvas that stands there."""
        setting = self.setting
        is_whole = setting.output_shape == setting.canvas_shape and not any(setting.begin)
        is_there = {"add", "result"} <= {step.name for step in self.steps}
        if not is_whole or not is_there or setting.named:
            return self.steps
        name = names(setting.notation)
        same = (Equation(name.output, name.canvas),)
        return Steps(
            replace(step, lines=same) if step.name == "result" else step for step in self.steps
        )

    def _document(self, blocks: Iterable[Block]) -> Document:
        """Return blocks under the title and, as a sentence, the layer and the source."""
        layer: tuple[str | Inline, ...] = (Code(repr(self.setting.layer)), ". ")
        return Document(self.title or _UNTITLED, (*layer, *self._sourced()), tuple(blocks))

    def _sourced(self) -> tuple[str | Inline, ...]:
        return (PlainText(f"Source: {self.source}."),) if self.source else ()

    def _column(self, width: str | None, colour: bool) -> Column:
        spelling = self._coloured() if colour else PAGE
        return Column(ems(width) if width else WIDTH, spelling=spelling)

    def _data(self, value: Any) -> Any:
        return Cells(Grid.of(value), self.setting.order).data()

    def _coloured(self) -> Spelling:
        """Return the spelling in which a term has the colour of its input cell."""
        from symconv.figures.colour import coloured

        return replace(PAGE, mark=coloured(self.setting.order).mark)

    def _frames(self) -> Iterator[str]:
        """Yield a frame for each step, the canvas as it fills before its sums, and the output in colours."""
        from symconv.pages.writers import beamer

        column = Column(spelling=self._coloured())
        is_whole = {"given", "way-back"} <= {step.name for step in self.steps}
        for step in self._printed:
            if is_whole and step.name not in _ON_SLIDES:
                continue
            for drawing in self._canvas() if step.name == "add" else ():
                yield from beamer.frames(drawing, column)
            yield from beamer.frames(step, column)
        for drawing in self._output():
            yield from beamer.frames(drawing, column)

    def _canvas(self) -> Iterator[Drawing]:
        """Yield the canvas as it fills; nothing where it has no room."""
        from symconv.figures.views.filling import filling

        with suppress(UnsupportedError):
            for figure in filling(*self._to_be_drawn):
                yield Drawing(figure, ())

    def _output(self) -> Iterator[Drawing]:
        """Yield the output in colours; nothing where it has no room."""
        from symconv.figures.views.filling import finished

        if self.setting.layer.padding_mode != "zeros":
            return
        with suppress(UnsupportedError):
            figure = finished(*self._to_be_drawn)
            said = (PlainText(figure.description),) if figure.description else ()
            yield Drawing(figure, said)

    @property
    def _to_be_drawn(self) -> tuple[ConvTranspose, Any, Any, Notation]:
        setting = self.setting.in_notation(self.setting.notation.indexed("subscript"))
        crops = setting.layer.padding_mode == "zeros"
        layer = setting.layer if crops else setting.bare_layer  # what is drawn is the canvas
        return layer, setting.x, setting.w, setting.notation

    def _drawing(self) -> tuple[Drawing, ...]:
        """Return the figure, or nothing where the layer cannot be drawn."""
        try:
            figure = self.figure()
        except UnsupportedError:
            return ()
        return (Drawing(figure, (PlainText(f"{figure.title}."),)),)


def _names(steps: Iterable[str]) -> list[str]:
    """Return names of steps, which may also stand in one text with commas."""
    if isinstance(steps, str):
        return [name.strip() for name in steps.split(",")]
    return list(steps)
