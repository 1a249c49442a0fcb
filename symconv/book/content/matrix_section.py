"""The matrix view, and why the forward pass of one layer is the backward pass of the other."""

from __future__ import annotations

from sympy import Array, Matrix, diff, expand

from symconv.book.content.formula_rows import hold, result
from symconv.figures import matrix_figure
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import inner, tensor
from symconv.pages.blocks import Drawing, Equation, Equations, Heading, Paragraph, Section
from symconv.worked.steps import agree


def section() -> Section:
    """Return the section."""
    return (
        Heading("Matrices, and the two passes", "matrix"),
        Paragraph(
            "A convolution is linear in its input, so it is a multiplication by a matrix. Each "
            "row of this matrix belongs "
            "to one output cell: it holds the taps of the kernel, at the places of the input "
            "cells that the window covers."
        ),
        *_one_axis(),
        *_two_axes(),
        *_passes(),
    )


def _one_axis() -> Section:
    v, x, w = tensor("v", 3), tensor("x", 2), tensor("w", 3)
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(3, stride=2, padding=1)
    C = Matrix(down.matrix(w, 3))
    agree("the matrix of the convolution", list(C * Matrix(list(v))), list(down(v, w)))
    agree("the transposed matrix", list(C.T * Matrix(list(x))), list(up(x, w)))
    agree("the layer's own matrix", C.T, up.matrix(w, 2))
    round_trip = C.T * C
    hold(round_trip.rank() <= 2 < round_trip.rows, "there and back is of rank 2 on 3 cells")
    return (
        Heading("One axis", "matrix-one-axis", level=3),
        Paragraph(
            "For the example in one dimension the matching convolution, with $k = 3$, $s = 2$ "
            "and $p = 1$, leads from "
            "three cells to two. The taps that would meet its padding are missing from the matrix:"
        ),
        Equations(
            (
                result("C", C, "the matrix of the convolution", name="matrix-formula"),
                result("C v", C * Matrix(list(v)), r"$\mathrm{conv}(v)$, as a column", (v, w)),
            )
        ),
        Paragraph(
            "The transposed convolution multiplies by the transposed matrix. Its columns are "
            "the rows of $C$: column $i$ "
            "is the copy that input cell $i$ paints, after the crop. [[figure-matrix]] and "
            "[[figure-transpose]] show the "
            "two matrices."
        ),
        Equations(
            (
                result(
                    r"C^{\top}", C.T, "the matrix of the transposed convolution", name="transpose"
                ),
                result(
                    r"C^{\top} x",
                    C.T * Matrix(list(x)),
                    "the result of [[example-1d]] once more",
                    (x, w),
                    "transposed-product",
                ),
            )
        ),
        *_drawn(up, x, w),
        Paragraph(
            "A transpose is not an inverse. Going there and back multiplies by $C^{\\top} C$. "
            "On three cells this matrix "
            "has rank 2 at most, so no kernel makes it the identity:"
        ),
        Equations((result(r"C^{\top} C", round_trip.applyfunc(expand), name="there-and-back"),)),
    )


def _drawn(up: ConvTranspose, x: Array, w: Array) -> Section:
    """Return the figures of both matrices."""
    return (
        Drawing(
            matrix_figure(up, x, w, name="figure-matrix"),
            "The matrix of the convolution. Each row has the colour of one input cell of the "
            "transposed convolution; seen from the convolution, its rows are output cells.",
        ),
        Drawing(
            matrix_figure(up, x, w, transpose=True, name="figure-transpose"),
            "The transposed matrix at work. What was a row of $C$ is now a column.",
        ),
    )


def _two_axes() -> Section:
    x, w = tensor("a b c d", (2, 2)), tensor("w", (2, 2))
    up = ConvTranspose((2, 2))
    C = Matrix(Conv((2, 2)).matrix(w, (3, 3)))
    y = C.T * Matrix([cell for row in x.tolist() for cell in row])
    agree(
        "the transposed matrix in two dimensions",
        list(y),
        [cell for row in up(x, w).tolist() for cell in row],
    )
    return (
        Heading("Two axes", "matrix-two-axes", level=3),
        Paragraph(
            "Grids become columns by reading them row by row. A kernel of $2 \\times 2$ taps on "
            "$3 \\times 3$ cells with "
            "$s = 1$ has a matrix with four rows, one for each place of the window, and nine "
            "columns:"
        ),
        Equations((result("C", C),)),
        Paragraph(
            r"Its transpose takes the four cells $a, b, c, d$ to nine. Read as a grid of $3 "
            r"\times 3$, as in "
            "[[figure-transpose-two-axes]], they are the result of [[example-2d-stride-1]]:"
        ),
        Equations(
            (
                result(
                    r"C^{\top} \begin{pmatrix} a \\ b \\ c \\ d \end{pmatrix}",
                    y,
                    "nine cells, row by row",
                    (x, w),
                    "transposed-grid",
                ),
            )
        ),
        Drawing(
            matrix_figure(up, x, w, transpose=True, name="figure-transpose-two-axes"),
            "The transposed matrix for two axes, and how its product is read back as a grid.",
        ),
    )


def _passes() -> Section:
    return (
        Heading("Forward and backward pass", "passes", level=3),
        Paragraph(
            "In training, a layer sees two passes. Forward, it maps inputs to outputs. "
            "Backward, it receives one number "
            "for each output cell, the derivative of the loss with respect to that cell, and "
            "has to find the derivative "
            "with respect to each input cell. For a layer with matrix $C$ the backward pass "
            "multiplies by the transpose of "
            "$C$."
        ),
        *_convolution_backward(),
        *_transposed_backward(),
        Paragraph(
            "So each layer is the other one's backward pass, with the same parameters and the "
            "same kernel. Libraries make "
            "use of it: one routine serves the forward pass of one layer and the backward pass "
            "of the other."
        ),
    )


def _convolution_backward() -> Section:
    v, x, w = tensor("v", 3), tensor("x", 2), tensor("w", 3)
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(3, stride=2, padding=1)
    loss = expand(inner(x, down(v, w)))
    gradient = Array([diff(loss, cell) for cell in v])
    agree("the gradient of the convolution", gradient, up(x, w))
    agree("the method gradient", up(x, w, method="gradient"), gradient)
    return (
        Paragraph(
            "First the convolution. Let $x_{1}$ and $x_{2}$ be the derivatives that arrive at "
            "its two outputs. What it has "
            "to pass on is the derivative of"
        ),
        Equations(
            (
                result(
                    "L",
                    loss,
                    "$x_{1}$ and $x_{2}$, each times its output cell",
                    (x, _joined(v, w)),
                    "loss",
                ),
            )
        ),
        Paragraph("with respect to $v$, taken by a program for symbolic derivatives (SymPy):"),
        Equations(
            _derivatives("L", "v", gradient, "cell {} of the transposed convolution of $x$", (x, w))
        ),
    )


def _transposed_backward() -> Section:
    v, x, w = tensor("v", 3), tensor("x", 2), tensor("w", 3)
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(3, stride=2, padding=1)
    loss = expand(inner(v, up(x, w)))
    gradient = Array([diff(loss, cell) for cell in x])
    agree("the gradient of the transposed convolution", gradient, down(v, w))
    agree("the two losses", inner(v, up(x, w)), inner(x, down(v, w)))
    return (
        Paragraph(
            "And the other way round: the derivatives $v_{1}$, $v_{2}$, $v_{3}$ arrive at the "
            "outputs of the transposed "
            "convolution."
        ),
        Equations(
            (
                result(
                    "M",
                    loss,
                    "each $v_{o}$ times output cell $o$, added up",
                    (_joined(v, x), w),
                    "loss-back",
                ),
                *_derivatives("M", "x", gradient, "cell {} of the convolution of $v$", (v, w)),
            )
        ),
        Paragraph(
            "The two sums [[loss]] and [[loss-back]] are one and the same. They say it without derivatives: "
            "the inner product of $x$ with the "
            "convolution of $v$ is that of $v$ with the transposed convolution of $x$."
        ),
    )


def _derivatives(
    loss: str, name: str, gradient: Array, reason: str, order: tuple[Array, Array]
) -> tuple[Equation, ...]:
    """Return the derivatives of a loss with respect to the cells of an array; the reason takes the number of the cell."""
    return tuple(
        result(
            rf"\frac{{\partial {loss}}}{{\partial {name}_{{{n}}}}}", value, reason.format(n), order
        )
        for n, value in enumerate(gradient, start=1)
    )


def _joined(first: Array, second: Array) -> Array:
    return Array([*first, *second])
