"""The matrix C of a layer, and its transpose at work."""

from __future__ import annotations

from typing import Any

from symconv.figures.figure import Figure
from symconv.figures.layout import A_PAGE, Paper, scene
from symconv.figures.placing import Placing
from symconv.figures.views import matrix_words
from symconv.figures.views.matrix_entries import Matrix
from symconv.figures.views.matrix_view import draw_matrix, draw_pattern
from symconv.figures.views.product_view import draw_product
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose


def matrix_figure(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    transpose: bool = False,
    name: str = "matrix",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
) -> Figure:
    r"""Draw the matrix of a layer: :math:`C`, or :math:`y = C^\top x` and how the product is read as the output.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes.
    x, w : array
        The input and the kernel: SymPy or NumPy arrays, matrices, or nested lists.
    transpose : bool
        Draw the transpose, the input and the output instead of `C`.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where positions count.
    paper : Paper
        The room of the figure.

    Returns
    -------
    Figure
        With a tap in every entry that is not zero, or in large matrices with their pattern alone.

    Raises
    ------
    UnsupportedError
        The matrix is too large to be seen.
    ShapeError
        An array has another shape than the layer takes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = matrix_figure(ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3))
    >>> print(figure.description)
    C is 2 by 3: a row for each input cell of the layer, a column for each output cell. Row x1: w2, w3, 0. Row x2: 0, w1, w2.
    """
    matrix = Matrix.of(Placing.of(layer, x, w, notation, paper), transpose)
    draw_labelled = draw_product if transpose else draw_matrix
    drawn = scene(draw_labelled(matrix)) if matrix.is_labelled else None
    if drawn is None or paper.shrinking(drawn) < 1:
        matrix = matrix.as_pattern()
        drawn = scene(draw_pattern(matrix))
    return Figure(
        name, matrix_words.title(matrix), matrix_words.description(matrix), drawn, paper=paper
    )
