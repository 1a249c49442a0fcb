"""A computed result as the shell prints it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sympy import Array

from symconv.cli.cells import MOST_DIGITS
from symconv.cli.request import Request
from symconv.errors import UnsupportedError
from symconv.formulas.book_order import Order
from symconv.formulas.grid import Grid
from symconv.formulas.notation import bracketed
from symconv.formulas.page_width import ems
from symconv.formulas.tex import latex
from symconv.formulas.text import literal, text
from symconv.pages.blocks import Equation
from symconv.pages.displays import Cells, Label, Math
from symconv.pages.fragments import Fragment, fitted_equations, free_letter

LATEX_LIMIT = 40

_INTEGER = re.compile(r"-?[0-9]+")
_TOO_LONG = re.compile(f"[0-9]{{{MOST_DIGITS + 1}}}")


@dataclass(frozen=True)
class Answer:
    """An output, perhaps with the layer's matrix; the order in which terms are printed, and a name for the output."""

    output: Any
    matrix: Any | None
    order: Order
    label: Label

    def text(self) -> str:
        """Return plain text."""
        output = text(self.output, self.order)
        return (
            output if self.matrix is None else f"{output}\nmatrix:\n{text(self.matrix, self.order)}"
        )

    def latex(self, width: str | None = None) -> str:
        """Return a LaTeX formula, the matrix behind the output; within a width, equations one below the other."""
        if width is not None:
            return self.fitted(width).commented()
        output = latex(self.output, self.order, LATEX_LIMIT)
        return (
            output
            if self.matrix is None
            else f"{output} \\quad\n{latex(self.matrix, self.order, LATEX_LIMIT)}"
        )

    def fitted(self, width: str) -> Fragment:
        """Return the equations of the output and the matrix, as far as they fit a width."""
        output = Cells(Grid.of(self.output), self.order, label=self.label)
        equations = [Equation(Math(self.label.letter), output)]
        if self.matrix is not None:
            matrix = Cells(Grid.of(self.matrix), self.order)
            equations.append(Equation(Math(r"C^{\top}", "C^T"), matrix))
        return fitted_equations(equations, ems(width))

    def json(self) -> str:
        """Return one JSON object whose cells the command line reads again."""
        output = Grid.of(self.output)
        answer = {"output_shape": list(output.shape), "output": self._cells(output)}
        if self.matrix is not None:
            answer["matrix"] = self._cells(Grid.of(self.matrix))
        return json.dumps(answer, ensure_ascii=False)

    def _cells(self, grid: Grid) -> Any:
        if grid.shape:
            return [self._cells(grid.part(index)) for index in range(grid.shape[0])]
        written = literal(grid.cells[0], self.order)
        if _TOO_LONG.search(written):
            raise UnsupportedError(
                f"the result holds a number of more than {MOST_DIGITS:,} digits, which could not "
                "be read back; "
                "use --format text"
            )
        return int(written) if _INTEGER.fullmatch(written) else written


def compute_answer(
    request: Request, method: str | None, with_matrix: bool, index: str | None = None
) -> Answer:
    """Compute what was asked for, by the fast engine unless a method is named."""
    layer, x, w = request.layer, request.x, request.w
    brackets = index == "brackets"
    if brackets:
        x, w = (bracketed(Array(cells)).tolist() for cells in (x, w))
    output = layer(x, w) if method is None else layer(x, w, method=method)
    matrix = layer.matrix(w, request.input_size) if with_matrix else None
    used = (cell for cells in (x, w) for cell in Grid.of(cells).cells)
    label = Label(free_letter(used), 0 if brackets else 1, brackets)
    return Answer(output, matrix, Order.of((x, w)), label)
