"""What a transposed convolution is, and what it is not."""

from __future__ import annotations

from math import lcm
from typing import Any

from sympy import Array, Integer, Matrix

from symconv.book.content.formula_rows import hold, result
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import Equations, Heading, Paragraph, Section, Tabular
from symconv.worked.steps import agree


def section() -> Section:
    """Return the section."""
    return (
        Heading("What a transposed convolution is", "nature"),
        Paragraph(
            "A transposed convolution is a convolutional layer that performs *upsampling*: it "
            "makes a feature map larger. An ordinary convolution gathers many input cells into "
            "one output cell. A transposed convolution sends one input cell out to many output "
            "cells: it projects each of them onto a region of the output. What arrives there is "
            "decided by a *kernel*, a small array of weights, which are called its *taps*. The "
            "kernel is learned: training shapes its taps until the upsampled feature map serves "
            "what comes next."
        ),
        Paragraph(
            r"In terms of size it takes a convolution back. Where a convolution leads from $3 "
            r"\times 3$ cells to $2 \times 2$, the transposed convolution of the same parameters "
            r"leads from $2 \times 2$ cells back to $3 \times 3$, unless the stride has left a "
            "remainder ([[target]] and [[matching]] say when it does). Networks use it wherever "
            "a coarse feature map has to become a finer one: in the decoder of a segmentation "
            "network [[long2015fully]] [[ronneberger2015unet]], or in a generator of images."
        ),
        Paragraph(
            "Two other names are in use. *Fractionally-strided convolution* comes from a "
            "picture in which zeros are put "
            "between the input cells ([[zeros]], [[dumoulin2016guide]]). *Deconvolution* is "
            "widespread but promises too much ([[inverse]])."
        ),
        *_connections(),
        *_inverse(),
    )


def _connections() -> Section:
    v, x, w = tensor("v", 4), tensor("x", 2), tensor("w", 3)
    return (
        Heading("The same connections, in the other direction", "connections", level=3),
        Paragraph(
            "[[side-by-side]] says what the two layers are for, and how their inputs and "
            "outputs are connected."
        ),
        Tabular(
            ("Aspect", "Convolution", "Transposed convolution"),
            (
                (
                    "Purpose",
                    "extract features, reduce the spatial dimensionality",
                    "upsampling: raise the resolution of a feature map",
                ),
                (
                    "Process",
                    "the kernel slides over the input; the cells under it are multiplied by its "
                    "taps, one by one, "
                    "and the products are added to give one output cell",
                    "each input cell multiplies the whole kernel, and the product is painted "
                    "onto a region of the output; "
                    "where such regions overlap, their values are added",
                ),
                (
                    "Connection",
                    "many input cells lead to one output cell",
                    "one input cell leads to many output cells",
                ),
                (
                    "Output",
                    "mostly smaller than the input or of its size; much padding around the "
                    "input makes it larger",
                    "mostly larger than the input; a crop can make it smaller",
                ),
            ),
            "A convolution and a transposed convolution side by side.",
            "side-by-side",
        ),
        Paragraph(
            "With a kernel of three taps, a convolution reads three cells for each output cell, "
            r"its *receptive field*: many to one. For an input $v = (v_{1}, \dots, v_{4})$ it is"
        ),
        Equations((result("z", Conv(3)(v, w), "four cells in, two out", (v, w), "many-to-one"),)),
        Paragraph(
            "The transposed convolution uses each of its input cells in three output cells: one "
            "to many. For an input $x = (x_{1}, x_{2})$ it is"
        ),
        Equations(
            (result("y", ConvTranspose(3)(x, w), "two cells in, four out", (x, w), "one-to-many"),)
        ),
        Paragraph(
            "The two are tied together more closely than by their sizes. What one of them "
            "computes in the forward pass is what "
            "the other computes in the backward pass, when gradients travel through it, and "
            "this holds in both directions. "
            "Written as matrices, one layer is the transpose of the other, and that is where "
            "the name comes from. "
            "[[matrix]] computes all of this."
        ),
    )


def _inverse() -> Section:
    v, w = Array(range(9), (3, 3)), Array([[1, 2], [3, 4]])
    layer = Conv((2, 2))
    y = layer(v, w)
    back = layer.adjoint((3, 3))(y, w)
    z = _invisible(layer, w)
    agree("the published convolution", y, [[27, 37], [57, 67]])
    agree("the published way back", back, [[27, 91, 74], [138, 400, 282], [171, 429, 268]])
    agree("the convolution of what it does not see", layer(v + z, w), y)
    hold(back != v, "the way back gives other numbers")
    return (
        Heading("Not an inverse", "inverse", level=3),
        Paragraph(
            "A deconvolution in the strict sense undoes a convolution: it returns the very "
            "input. A transposed convolution "
            r"does not. Here is a convolution, $\mathrm{conv}$, followed by the transposed "
            r"convolution with the same "
            r"parameters and the same kernel, $\mathrm{up}$ (the numbers are those of "
            "[[zhang2023dive]]):"
        ),
        Equations(
            (
                result("v", v, "the input"),
                result("w", w, "the kernel, for both layers"),
                result(
                    r"\mathrm{conv}(v)", y, r"each cell adds up a window of $2 \times 2$ products"
                ),
                result(
                    r"\mathrm{up}(\mathrm{conv}(v))",
                    back,
                    "the size of $v$ again, but not its numbers",
                    name="not-an-inverse",
                ),
            )
        ),
        Paragraph(
            "No other layer could do it either. The convolution has forgotten something: there "
            "are inputs that it does not see "
            "at all, and adding such an input changes nothing in its result."
        ),
        Equations(
            (
                result("z", z, "an input that the convolution maps to zero"),
                result(
                    r"\mathrm{conv}(v + z)",
                    layer(v + z, w),
                    r"the same as $\mathrm{conv}(v)$",
                    name="invisible",
                ),
            )
        ),
        Paragraph(
            "Why does it resemble a reversal all the same? Because its connections run "
            "backwards, the sizes fit, and the "
            "weights are free. A network learns the kernel with which the enlarged map becomes "
            "useful. Nothing forces it to "
            "be the kernel of an earlier convolution, and what that convolution has lost no "
            "kernel can bring back."
        ),
    )


def _invisible(layer: Conv, w: Array) -> Array:
    """Return an input, in whole numbers, whose convolution is zero."""
    vector: Any = Matrix(layer.matrix(w, (3, 3))).nullspace()[0]
    whole = vector * lcm(*(int(cell.q) for cell in vector))
    hold(any(whole), "the convolution has an input that it does not see")
    agree(
        "the convolution of what it does not see",
        layer(Array(list(whole), (3, 3)), w),
        Array([Integer(0)] * 4, (2, 2)),
    )
    return Array(list(whole), (3, 3))
