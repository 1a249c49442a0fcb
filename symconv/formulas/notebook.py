"""How values show themselves in notebooks: as formulas, by the printer, which is loaded only then."""

from __future__ import annotations

from typing import Any


class Shown:
    r"""A value that a notebook shows as a formula, and that SymPy's LaTeX printer knows how to print.

    The formula is what :func:`symconv.latex` gives.

    Examples
    --------
    >>> from symconv import sizes, tensor
    >>> tensor("x", sizes("n"))._repr_latex_()
    '$\\displaystyle x[o], \\quad 0 \\le o < n$'
    """

    __slots__ = ()

    def _latex(self, printer: Any) -> str:
        from symconv.formulas.tex import latex

        return latex(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._latex(None)}$"
