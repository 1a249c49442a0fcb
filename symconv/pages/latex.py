"""``symconv.latex``: whatever symconv makes, as LaTeX."""

from __future__ import annotations

from typing import Any

from symconv.formulas import tex


def latex(
    result: Any,
    order: Any = None,
    limit: int | None = None,
    *,
    part: str | None = None,
    environment: str | None = None,
    label: str | None = None,
    index: str = "subscript",
    width: Any = None,
) -> str:
    r"""Return a result as LaTeX: every cell in book order, a value on letters as its sum, a theorem with its proof.

    Parameters
    ----------
    result : array, matrix, nested lists, a single cell, or anything symconv states on letters
        What to print; also a theorem.
    order : (x, w), optional
        The input and the kernel. Factors come input cell before tap, terms by input cell. Without
        it, cells of two tensors are taken for those of input and kernel, in the order of their
        names, but `x` first and `w` last; else names decide.
    limit : int, optional
        Rows and columns shown, at least 1; dots stand for the rest.
    part : {"statement", "proof", "derivation", "all"}, optional
        Of a theorem: what is printed; statement and proof, unless given.
    environment, label : str, optional
        Of a theorem: the amsthm environment of its statement, and the label of that.
    index : {"subscript", "brackets"}
        Of a theorem: how a position is written behind a tensor.
    width : length, optional
        Of a theorem: the width of the column.

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
        return str(result.latex(part, environment, label, index, width))
    return tex.latex(result, order, limit)
