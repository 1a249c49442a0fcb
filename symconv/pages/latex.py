"""``symconv.latex``: whatever symconv makes, as LaTeX."""

from __future__ import annotations

from typing import Any

from symconv.formulas import tex


def latex(result: Any, order: Any = None, limit: int | None = None) -> str:
    r"""Return a result as LaTeX: every cell in book order, a value on letters as its sum, a theorem with its proof.

    Parameters
    ----------
    result : array, matrix, nested lists, a single cell, or anything symconv states on letters
        What to print; also a theorem.
    order : (x, w), optional
        The input and the kernel. Factors come input cell before tap, terms by input cell. Without
        it names decide.
    limit : int, optional
        Rows and columns shown, at least 1; dots stand for the rest.

    Returns
    -------
    str
        A fragment for math mode; of a theorem, text with formulas.

    Raises
    ------
    GeometryError
        If `limit` is not a whole number of at least 1.
    ShapeError
        If lists are ragged, a cell is no ring element, or `order` is not a pair.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> x, w = tensor("x", 2), tensor("w", 3)
    >>> print(latex(ConvTranspose(3, stride=2)(x, w)[2], order=(x, w)))
    x_{1} w_{3} + x_{2} w_{1}
    """
    if hasattr(result, "premises"):  # a Theorem; its module loads the solvers
        from symconv.pages.theorem import theorem_text

        return theorem_text(result, result.claim).latex()
    return tex.latex(result, order, limit)
