r"""Formulas and step-by-step algorithms, printed by latexify-py from functions that run.

What a reader sees is the source of a function that the tests hold against the scatter definition.
What latexify-py gives is stored in ``goldens/``, so that no page waits for its import, and a test
holds that it still gives that. A new formula is printed by it until it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from symconv.definitions import geometry
from symconv.errors import GeometryError, ShapeError
from symconv.formulas import algorithms
from symconv.formulas.arithmetic import Arithmetic, letter, put
from symconv.formulas.grid import Grid


@dataclass(frozen=True)
class Formula:
    r"""A formula that runs.

    Parameters
    ----------
    symbol : str
        The letter for its value.
    function : callable
        The formula; its parameters are one-letter names.

    Examples
    --------
    >>> size = FORMULAS["plain_output_size"]
    >>> size.latex(), size.text()
    ('O = s (I - 1) + k - 2 p', 'O = s*(I - 1) + k - 2*p')
    >>> size.put(I=2, k=3, s=2, p=1).tex
    '2 \\cdot (2 - 1) + 3 - 2 \\cdot 1'
    """

    symbol: str
    function: Callable[..., Any]

    def latex(self, axis: str = "") -> str:
        """Return the formula as LaTeX, every letter with the name of an axis as its subscript where one is given."""
        return f"{_subscripted(self.symbol, axis)} = {self.right(axis)}"

    def right(self, axis: str = "") -> str:
        """Return the right side alone."""
        return _subscripted(_tidy(_printed(self.function, "FUNCTION").partition(" = ")[2]), axis)

    def text(self, axis: str = "") -> str:
        """Return the formula as plain text, letters with the name of an axis where one is given."""
        symbol, *letters = (
            f"{name}_{axis}" if axis else name for name in (self.symbol, *self.letters)
        )
        return f"{symbol} = {self.function(*map(letter, letters)).text}"

    def put(self, **values: int) -> Arithmetic:
        """Return the right side with numbers put in for all letters, and its value."""
        written: Arithmetic = self.function(**{name: put(value) for name, value in values.items()})
        return written

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters on the right side, in the order of the function's parameters."""
        code = self.function.__code__
        return code.co_varnames[: code.co_argcount]


@dataclass(frozen=True)
class Algorithm:
    """An algorithm in loops that runs.

    Parameters
    ----------
    title : str
        What it does.
    function : callable
        Takes input, kernel, stride and padding.
    axes : int
        1 or 2.
    """

    title: str
    function: Callable[[Any, Any, int, int], Any]
    axes: int

    def lines(self) -> tuple[tuple[int, str], ...]:
        """Return the indentation and the LaTeX of each line; blocks end where the indentation does."""
        body = _tidy(_printed(self.function, "IPYTHON_ALGORITHMIC")).removeprefix(_HEAD)
        found = re.findall(r" (?:\\hspace\{(\d+)em\} )?(.+?)(?: \\\\| \\end\{array\}$)", body)
        return tuple(
            (int(indent or 0), _in_brackets(line))
            for indent, line in found
            if not line.startswith(r"\mathbf{end")
        )

    def latex(self) -> str:
        """Return the listing as one LaTeX array."""
        rows = (
            rf"\hspace{{{indent}em}} {line}" if indent else line for indent, line in self.lines()
        )
        return _HEAD + "\n" + " \\\\\n".join(rows) + "\n\\end{array}"

    def run(self, x: Any, w: Any, stride: int = 1, padding: int = 0) -> Any:
        """Return what the algorithm computes, as a list or a list of rows.

        Parameters
        ----------
        x, w : list
            Input and kernel; lists of rows in two dimensions.
        stride : int
            At least 1.
        padding : int
            Cells cropped at each side, at least 0; one cell must be left.

        Raises
        ------
        ShapeError
            If input or kernel has another number of axes.
        GeometryError
            If stride or padding is out of range.

        Examples
        --------
        >>> ALGORITHMS["scatter"].run([1, 2], [3, 4, 5], stride=2, padding=1)
        [4, 11, 8]
        """
        shapes = Grid.of(x).shape, Grid.of(w).shape
        if any(len(shape) != self.axes for shape in shapes):
            raise ShapeError(
                f"input and kernel have shapes {shapes[0]} and {shapes[1]}; both need {self.axes} axes"
            )
        outputs = [
            geometry.plain_output_size(I, k, stride, padding) for I, k in zip(*shapes, strict=True)
        ]
        if stride < 1 or padding < 0 or min(outputs) < 1:
            raise GeometryError(
                f"stride={stride}, padding={padding}: the output size s(I-1)+k-2p is {outputs}; "
                "choose stride >= 1, padding >= 0 and an output size >= 1"
            )
        return self.function(x, w, stride, padding)


def _printed(function: Callable[..., Any], style: str) -> str:
    """Return what latexify-py prints: as it is stored, which takes no import of it, else printed now."""
    return golden(function) or by_latexify(function, style)


def by_latexify(function: Callable[..., Any], style: str) -> str:
    """Return what latexify-py prints for a function; ``scatter_rows`` is called ``scatter`` there.

    Parameters
    ----------
    function : callable
        Made of the few shapes that latexify-py prints faithfully.
    style : str
        The name of a latexify style.
    """
    import latexify

    name = function.__name__
    return str(
        latexify.get_latex(
            function, style=latexify.Style[style], identifiers={name: name.partition("_")[0]}
        )
    )


def golden(function: Callable[..., Any]) -> str:
    """Return the stored output of latexify-py for a function; nothing where none is stored."""
    file = resources.files("symconv.formulas") / "goldens" / f"{function.__name__}.tex"
    return file.read_text(encoding="utf-8").rstrip("\n") if file.is_file() else ""


def _tidy(tex: str) -> str:
    """Set brackets as a book does: no stretching, no dot before them, none of amsmath's spacing atoms."""
    tex = tex.replace(r" \cdot \mathopen{}\left( ", " (").replace(r" \mathopen{}\left( ", "(")
    return tex.replace(r"\mathopen{}\left( ", "(").replace(r" \mathclose{}\right)", ")")


def _in_brackets(tex: str) -> str:
    """Set positions in brackets, since they count from 0, and names with subscripts from 1."""
    return re.sub(r"_\{([^{}]*)\}", r"[\1]", tex)


def _subscripted(tex: str, axis: str) -> str:
    return re.sub(r"(?<![\\A-Za-z])([A-Za-z])(?![A-Za-z])", rf"\1_{{{axis}}}", tex) if axis else tex


_HEAD = r"\begin{array}{l}"
FORMULAS = {
    name: Formula(symbol, getattr(geometry, name))
    for name, symbol in {
        "reach": "K",
        "canvas_size": "F",
        "plain_canvas_size": "F",
        "sided_output_size": "O",
        "output_size": "O",
        "plain_output_size": "O",
        "lengthened_output_size": "O",
        "cropped_size": "O",
        "stretched_size": "S",
        "inserted_zeros": "n",
        "zeros_in_front": "c",
        "convolved_size": "m",
        "plain_convolved_size": "m",
        "copy_start": "j",
        "sided_output_index": "o",
        "sided_output_index_from_one": "o",
        "output_index": "o",
        "output_index_from_one": "o",
    }.items()
}
ALGORITHMS = {
    function.__name__: Algorithm(title, function, axes)
    for title, function, axes in (
        ("Scale, place, add, crop", algorithms.scatter, 1),
        ("Scale and add directly into the final grid", algorithms.place, 1),
        ("Scale, place, add, crop, in two dimensions", algorithms.scatter_rows, 2),
        ("Scale and add directly into the final grid, in two dimensions", algorithms.place_rows, 2),
    )
}
