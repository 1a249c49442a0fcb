"""Output padding and dilation."""

from __future__ import annotations

from symconv.book.content.formula_rows import hold, put, result, stated
from symconv.figures import scale_place_sum
from symconv.formulas.listing import FORMULAS
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import Drawing, Equations, Heading, Paragraph, Section


def section() -> Section:
    """Return the section."""
    return (
        Heading("Output padding and dilation", "extras"),
        Paragraph(
            "Two more parameters complete the layer. Neither changes the idea; both change the "
            "size formula."
        ),
        *_output_padding(),
        *_dilation(),
        Heading("The whole formula", "whole-size", level=3),
        Paragraph(
            "With both, and with paddings $b$ at the beginning and $e$ at the end that may "
            "differ, the size along an axis is"
        ),
        Equations(
            (
                stated(
                    FORMULAS["output_size"], "the same padding at both ends", name="whole-formula"
                ),
                stated(
                    FORMULAS["sided_output_size"], "a padding for each end", name="sided-formula"
                ),
            )
        ),
    )


def _output_padding() -> Section:
    down = Conv(3, stride=2, padding=1)
    hold(down.output_size(5) == down.output_size(6) == 3, "5 and 6 cells are convolved to 3")
    hold(down.adjoint(6).output_padding == (1,), "6 cells need an output padding of 1")
    x, w = tensor("x", 2), tensor("w", 3)
    layer = ConvTranspose(3, stride=2, padding=1, output_padding=1)
    longer = layer(x, w)
    canvas = ConvTranspose(3, stride=2)(x, w)
    hold(longer[3] == canvas[4], "the added cell is the next one of the canvas")
    hold(
        ConvTranspose(3, stride=2, output_padding=1)(x, w)[5] == 0,
        "behind the canvas added cells are zero",
    )
    hold(
        longer[:3] == ConvTranspose(3, stride=2, padding=1)(x, w),
        "output padding adds cells at the end",
    )
    return (
        Heading("Output padding", "output-padding", level=3),
        Paragraph(
            "A convolution with $k = 3$, $s = 2$ and $p = 1$ takes 5 cells to 3, and 6 cells to "
            "3 as well. The way back "
            "cannot know which of the two it was. Output padding $a$ says so: it makes the "
            "output $a$ cells longer *at the "
            "end*."
        ),
        Equations(
            (
                stated(FORMULAS["lengthened_output_size"], "the size", name="lengthened-size"),
                put(
                    FORMULAS["lengthened_output_size"],
                    "without output padding",
                    "O",
                    I=3,
                    k=3,
                    s=2,
                    p=1,
                    a=0,
                ),
                put(
                    FORMULAS["lengthened_output_size"],
                    "with one cell of it",
                    "O",
                    I=3,
                    k=3,
                    s=2,
                    p=1,
                    a=1,
                ),
            )
        ),
        Paragraph(
            "The name misleads twice. Nothing is padded with zeros: the added cell is the next "
            "cell of the canvas, which "
            "the crop would have removed. Only where the canvas has ended are added cells zero. "
            "In the example of one "
            "dimension the output grows by one cell, and the others stay as they were "
            "([[figure-output-padding]]):"
        ),
        Equations((result("y", longer, "$k = 3$, $s = 2$, $p = 1$, $a = 1$", (x, w), "longer"),)),
        Drawing(
            scale_place_sum(layer, x, w, name="figure-output-padding"),
            "Output padding: with $a = 1$ the crop at the end spares one cell.",
        ),
        Paragraph(
            "Output padding must be smaller than the stride or the dilation, whichever is larger."
        ),
    )


def _dilation() -> Section:
    x, w = tensor("x", 2), tensor("w", 3)
    layer = ConvTranspose(3, stride=1, dilation=2)
    figure = scale_place_sum(layer, x, w, name="figure-dilation")
    return (
        Heading("Dilation", "dilation", level=3),
        Paragraph(
            "Dilation $d$ spreads the taps of the kernel: they lie $d$ cells apart, with $d - "
            "1$ cells between them that "
            "they skip. A copy of $k$ taps then reaches over $K$ cells, and $K$ takes the place "
            "of $k$ in the size formula. "
            "[[figure-dilation]] shows two such copies."
        ),
        Equations(
            (
                stated(
                    FORMULAS["reach"], "from the first tap to the last, both counted", name="reach"
                ),
                put(FORMULAS["reach"], "$k = 3$, $d = 2$", "K", k=3, d=2),
                stated(
                    FORMULAS["canvas_size"],
                    "the canvas: the way between the copies, and the reach of one",
                    name="dilated-canvas",
                ),
                stated(
                    FORMULAS["output_index"],
                    "where input cell $i$ and tap $t$ meet",
                    name="dilated-place",
                ),
                result("y", layer(x, w), "$k = 3$, $s = 1$, $d = 2$, $p = 0$", (x, w), "dilated"),
            )
        ),
        Drawing(
            figure,
            "A dilated kernel: $d = 2$, $s = 1$. The copies interleave where without dilation "
            "they would overlap.",
        ),
    )
