r"""The chapter with other letters for input, kernel and output, such as ``I,K,O``.

A letter that formulas use for something else, such as ``I`` for the input size, is printed bold for
the array, and upright in figures. Cells with numbers, ``x_1``, keep their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from symconv.errors import GeometryError
from symconv.figures.scene import Group, Item, Run, Scene, Text
from symconv.formulas.listing import Algorithm
from symconv.pages.blocks import Block, Document, Drawing, Listing, Paragraph
from symconv.pages.displays import Math
from symconv.pages.inline_markup import Inline
from symconv.pages.rewording import rewritten

USUAL = ("x", "w", "y")
"""What the chapter calls input, kernel and output."""
_WRITTEN = re.compile(r"\s*([A-Za-z])\s*,\s*([A-Za-z])\s*,\s*([A-Za-z])\s*")
_BARE = re.compile(r"(?<![A-Za-z\\])(?<!_\{)([xwy])(?![A-Za-z])(?!_?\{?[0-9])")
"""An array, or its cell at a position on letters; neither a cell with a number nor the name of an axis."""
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


@dataclass(frozen=True)
class NamedAlgorithm(Algorithm):
    """An algorithm printed with other names for its arrays.

    Parameters
    ----------
    names : mapping
        From the usual letters.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> tuple[tuple[int, str], ...]:
        """Return the indentation and the LaTeX of each line, with the names."""
        return tuple((indent, in_formula(tex, self.names)) for indent, tex in super().lines())


def read(text: str) -> tuple[str, str, str]:
    """Return three letters for input, kernel and output.

    Raises
    ------
    GeometryError
        If they are not three different letters, or one of the usual letters means another array.

    Examples
    --------
    >>> read("I, K, O")
    ('I', 'K', 'O')
    """
    found = _WRITTEN.fullmatch(text)
    letters = found.groups() if found else ()
    if len(set(letters)) != len(USUAL):
        raise GeometryError(
            f"notation {text!r}: three different letters for input, kernel and output are needed, "
            "as in 'I,K,O'"
        )
    for letter, usual in zip(letters, USUAL, strict=True):
        if letter in USUAL and letter != usual:
            raise GeometryError(
                f"notation {text!r}: cells of another array are named {letter}_1, {letter}_2; "
                f"choose another letter than {letter}"
            )
    return letters[0], letters[1], letters[2]


def renamed(document: Document, letters: tuple[str, str, str]) -> Document:
    """Return the document with other letters for the arrays, and a sentence that says so.

    Parameters
    ----------
    document : Document
        Written with the usual letters.
    letters : tuple of str
        As :func:`read` returns them.
    """
    taken = _letters(document)
    names = {
        usual: letter if letter == usual or letter not in taken else rf"\mathbf{{{letter}}}"
        for usual, letter in zip(USUAL, letters, strict=True)
    }

    def here(part: Inline) -> Inline:
        return Math(in_formula(part.tex, names), part.text) if isinstance(part, Math) else part

    blocks = tuple(_with_names(block, names) for block in rewritten(document.blocks, here))
    x, w, y = (f"${name}$" for name in names.values())
    told = Paragraph(
        f"In this print {x} is the input, {w} the kernel and {y} the output of a layer. A letter that "
        "stands for something else, too, is bold where it is an array; in figures it is upright. "
        "Cells with numbers, such as $x_{1}$ and $w_{1}$, are those of input and kernel."
    )
    return replace(document, blocks=(*blocks[:1], told, *blocks[1:]))


def in_formula(tex: str, names: Mapping[str, str]) -> str:
    r"""Return a formula with other names for its arrays.

    Examples
    --------
    >>> in_formula(r"y_{o} = x_{1} w + I_{w}", {"x": "A", "w": "B", "y": "D"})
    'D_{o} = x_{1} B + I_{w}'
    """
    return _BARE.sub(lambda found: names[found[1]], tex)


def _letters(document: Document) -> set[str]:
    """Return all letters that stand alone in formulas."""
    found: set[str] = set()

    def seen(part: Inline) -> Inline:
        if isinstance(part, Math):
            found.update(_LETTER.findall(part.tex))
        return part

    rewritten(document.blocks, seen)
    return found


def _with_names(block: Block, names: Mapping[str, str]) -> Block:
    """Return a listing or a drawing with the names, and any other block as it is."""
    if isinstance(block, Listing):
        shown = block.algorithm
        named = NamedAlgorithm(shown.title, shown.function, shown.axes, names)
        return replace(block, algorithm=named)
    if isinstance(block, Drawing):
        figure = block.figure
        narrow = figure.narrow and _scene(figure.narrow, names)
        return replace(
            block, figure=replace(figure, scene=_scene(figure.scene, names), narrow=narrow)
        )
    return block


def _scene(scene: Scene, names: Mapping[str, str]) -> Scene:
    return replace(scene, items=tuple(_item(item, names) for item in scene.items))


def _item(item: Item, names: Mapping[str, str]) -> Item:
    match item:
        case Group():
            return replace(item, items=tuple(_item(inner, names) for inner in item.items))
        case Text():
            behind = (*item.runs[1:], Run(""))
            runs = zip(item.runs, behind, strict=True)
            return replace(item, runs=tuple(_run(run, after, names) for run, after in runs))
    return item


def _run(run: Run, behind: Run, names: Mapping[str, str]) -> Run:
    """Return a piece of a text; the letter of a cell with a number stays."""
    is_cell = behind.level == -1 and behind.text[:1].isdigit()
    if run.style != "letter" or run.text not in names or is_cell or run.level == -1:
        return run
    name = names[run.text]
    is_bold = len(name) > 1
    return Run(name[-2] if is_bold else name, "upright" if is_bold else "letter")
