"""How it enlarges: scale, place, add."""

from __future__ import annotations

from symconv.book.content.formula_rows import hold, put, result
from symconv.figures import scale_place_sum
from symconv.formulas.listing import FORMULAS
from symconv.layers.conv import ConvTranspose
from symconv.operations import stretch, tensor
from symconv.pages.blocks import Drawing, Equations, Heading, Items, Paragraph, Section


def section() -> Section:
    """Return the section."""
    x, w = tensor("x", 2), tensor("w", 3)
    canvas = ConvTranspose(3, stride=2)(x, w)
    zeros = FORMULAS["inserted_zeros"]
    figure = scale_place_sum(ConvTranspose(3, stride=2, padding=1), x, w, name="figure-one-axis")
    start, places = 2, range(2, 2 + w.shape[0])
    hold(
        [cell for cell, value in enumerate(canvas) if x[1] in value.free_symbols] == [*places],
        "the second copy lies on these cells of the canvas",
    )
    return (
        Heading("How it upsamples a feature map", "enlarging"),
        Paragraph(
            "A transposed convolution turns the connections of a convolution round. Follow a "
            "single cell of a small input; "
            "three things happen to it."
        ),
        Items(
            (
                "*Scale.* The cell multiplies every tap of the kernel. This gives a copy of the "
                "size of the kernel.",
                "*Place.* The copy is laid onto a larger grid, the *canvas* (also called the "
                "full output). Where it starts "
                f"is decided by the stride $s$: the copy of cell $i$ starts at position "
                f"${FORMULAS['copy_start'].right()}$.",
                "*Add.* Where copies of different input cells overlap, their values are added.",
            ),
            numbered=True,
        ),
        Paragraph(
            "[[figure-one-axis]] shows it for two input cells and three taps. A last step, the "
            "crop, belongs to the padding "
            "([[padding]])."
        ),
        Drawing(
            figure,
            "Scale, place, add, and crop. Colour follows the input cell; a heavy frame marks an "
            "overlap, hatching what the "
            "padding removes. Positions count from 0, symbols from 1.",
        ),
        Paragraph(
            f"The copy of $x_2$ starts at position $0 + s = {start}$; its three products stand at "
            f"$0 + s$, $1 + s$ and $2 + s$, here {', '.join(map(str, places))}."
        ),
        Paragraph(
            "It is the stride that enlarges. A stride above 1 moves the copies apart, as if the "
            "input had been stretched: "
            "$s - 1$ zeros are put between neighbouring cells, and the kernel then fills the gaps."
        ),
        Equations(
            (
                put(zeros, "zeros between neighbours at stride 2", zeros.right(), s=2),
                result("x", x, "the input"),
                result("u", stretch(x, 2), "the stretched input", name="stretched"),
            )
        ),
        Paragraph("[[zeros]] makes a complete method of this picture."),
    )
