"""``symconv.latex``: whatever symconv makes, as LaTeX."""

from __future__ import annotations

from typing import Any

from symconv.errors import GeometryError
from symconv.formulas import tex
from symconv.formulas.book_order import Order
from symconv.formulas.conventional import checked_index
from symconv.formulas.notebook import Shown
from symconv.formulas.page_width import ems
from symconv.pages.fragments import fitted_result, in_brackets


def latex(
    result: Any,
    order: Any = None,
    limit: int | None = None,
    *,
    part: str | None = None,
    environment: str | None = None,
    label: str | None = None,
    index: str | None = None,
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
    index : {"subscript", "brackets"}, optional
        How a position is written behind a tensor; unless given, values on letters have brackets,
        all else has subscripts. Cells of arrays need `order` for brackets, and are counted from 0
        in them: ``x[0]`` is ``x1``.
    width : length, optional
        The width of the column, such as ``"8cm"``, or ``ieee``, ``acm``, ``a4``, ``beamer``,
        ``column``. A matrix that has no room is written cell by cell, of very large ones a part
        is shown; a sum that has no room is broken. What does not fit even so is told in a comment
        above.

    Returns
    -------
    str
        A fragment for math mode; of a theorem, text with formulas.

    Raises
    ------
    GeometryError
        If `limit` is not a whole number of at least 1, `width` is no length, both are given, or
        `index` is no such word.
    ShapeError
        If lists are ragged, a cell is no ring element, or `order` is not a pair.

    Notes
    -----
    The relation ``s*i + d*t = o + b`` gives a cell its products; book order writes the input cell
    before the tap, and terms by input cell, which sorting by names cannot give.
    A SymPy symbol is taken to be named in LaTeX, as SymPy takes it: its name is printed as it is,
    so do not print symbols whose names come from strangers. The command line reads no such names,
    and whatever symconv compiles itself is compiled without shell escape.

    See Also
    --------
    worked_example : All steps to a result.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> x, w = tensor("x", 2), tensor("w", 3)
    >>> print(latex(ConvTranspose(3, stride=2)(x, w)[2], order=(x, w)))
    x_{1} w_{3} + x_{2} w_{1}
    >>> print(latex(ConvTranspose(3, stride=2)(x, w)[2], order=(x, w), index="brackets"))
    x[0] w[2] + x[1] w[0]
    """
    if hasattr(result, "premises"):  # a Theorem; its module loads the solvers
        return str(result.latex(part, environment, label, index or "subscript", width))
    style = checked_index(index or ("brackets" if isinstance(result, Shown) else "subscript"))
    if style == "brackets" and not isinstance(result, Shown):
        result, order = in_brackets(result, order)
    if width is None:
        return tex.latex(result, order, limit, style)
    if limit is not None:
        raise GeometryError(f"width={width!r} chooses what is shown: give no limit with it")
    given = None if order is None else Order.of(order)
    return fitted_result(result, given, style, ems(width)).commented()
