"""Zero insertion: the stretched input under the reversed kernel."""

from __future__ import annotations

from sympy import Array

from symconv.book.content.formula_rows import alone, hold, put, result
from symconv.figures import zero_insertion
from symconv.formulas.listing import FORMULAS
from symconv.formulas.tex import latex
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import crop, flip, stretch, tensor
from symconv.pages.blocks import Drawing, Equation, Equations, Heading, Note, Paragraph, Section
from symconv.pages.displays import Math
from symconv.worked.steps import agree


def section() -> Section:
    """Return the section."""
    return (
        Heading("Zeros between the cells, and the reversed kernel", "zeros"),
        Paragraph(
            "A transposed convolution can be computed by an ordinary convolution of stride 1, "
            "and implementations are often "
            "described in this way. Strictly it is a picture: a fast program stores no zeros "
            "and multiplies by none "
            "([[methods]]), but its result is the same. Three things have to be prepared: the "
            "input is stretched, zeros are "
            "put around it, and the kernel is *reversed*."
        ),
        Equations(
            (
                alone(
                    FORMULAS["inserted_zeros"].right(),
                    "zeros between neighbouring input cells",
                    "zeros-between",
                ),
                alone(
                    FORMULAS["zeros_in_front"].right(),
                    "zeros at each end; where negative, cells are cropped instead",
                    "zeros-around",
                ),
            )
        ),
        *_slid(),
        *_two_dimensions(),
    )


def _slid() -> Section:
    x, w = tensor("x", 2), tensor("w", 3)
    y = ConvTranspose(3, stride=2, padding=1)(x, w)
    stretched = stretch(x, 2)
    padded = crop(stretched, -1, -1)
    kernel = flip(w)
    agree("zero insertion", Conv(3)(padded, kernel), y)
    wrong = Conv(3)(padded, w)
    hold(wrong != y, "without reversal the result is another one")
    shifted, right = latex(wrong, (x, w)), latex(y, (x, w))
    return (
        Paragraph(
            "For the example in one dimension ($k = 3$, $s = 2$, $p = 1$), which "
            "[[figure-zero-insertion]] shows as a picture:"
        ),
        Equations(
            (
                result("u", stretched, "the input, stretched by the stride"),
                put(
                    FORMULAS["zeros_in_front"],
                    "zeros at each end",
                    FORMULAS["zeros_in_front"].right(),
                    k=3,
                    p=1,
                ),
                result("u^{+}", padded, "with these zeros"),
                result(r"w^{\mathrm{rev}}", kernel, "the kernel, reversed", name="reversed-kernel"),
                *(_window(o, padded, kernel, latex(y[o], (x, w))) for o in range(3)),
            )
        ),
        Paragraph(
            "Why reversed? In the scattering view, tap 0 of the kernel lies at the *start* of "
            "each copy, so an output cell "
            "near the start of the copy of $x_{2}$ receives an early tap of $x_{2}$ and a late "
            "tap of the cell before. A "
            "window that slides over the input meets the earlier cell first, so it has to hold "
            "the late tap first."
        ),
        Note(
            "Reverse the kernel",
            "With the kernel as it stands the same "
            "recipe gives "
            f"${shifted}$ instead of ${right}$. The two agree only for kernels that read the "
            f"same in both directions.",
        ),
        Drawing(
            zero_insertion(
                ConvTranspose(3, stride=2, padding=1), x, w, name="figure-zero-insertion"
            ),
            "Zero insertion: the stretched input stands still, and the reversed kernel slides "
            "over it one cell at a time. "
            "Heavy frames mark the pairs that are multiplied; all other products are zero.",
        ),
    )


def _window(o: int, padded: Array, kernel: Array, value: str) -> Equation:
    """Return what the kernel makes of the three cells from `o` on, with its zeros written out."""
    pairs = zip(list(padded[o : o + 3]), list(kernel), strict=True)
    products = " + ".join(f"{latex(cell)} \\cdot {latex(tap)}" for cell, tap in pairs)
    return Equation(
        Math(f"y_{{{o + 1}}}"),
        Math(f"{products} = {value}"),
        f"the reversed kernel on cells {o} to {o + 2}",
    )


def _two_dimensions() -> Section:
    x, w = tensor("a b c d", (2, 2)), tensor("w", (2, 2))
    padded = crop(stretch(x, 2), 1 - 2, 1 - 2)
    kernel = flip(w)
    y = ConvTranspose((2, 2), stride=2)(x, w)
    agree("zero insertion in two dimensions", Conv((2, 2))(padded, kernel), y)
    return (
        Paragraph(
            "In two dimensions zeros go between rows and between columns, and the kernel is "
            "reversed along both axes, that is, rotated by 180 degrees. For the example with $s = 2$ "
            "([[figure-zero-insertion-two-axes]]):"
        ),
        Equations(
            (
                result("u^{+}", padded, "stretched, with one zero on every side"),
                result(r"w^{\mathrm{rev}}", kernel, "reversed along both axes"),
                result("y", y, "the same as by scattering", (x, w)),
            )
        ),
        Drawing(
            zero_insertion(
                ConvTranspose((2, 2), stride=2), x, w, (1, 2), name="figure-zero-insertion-two-axes"
            ),
            "Zero insertion over two axes, the kernel at one of its positions. The output cell "
            "that it computes there is "
            "framed on the right.",
        ),
    )
