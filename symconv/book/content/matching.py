"""What the padding of a transposed convolution means: that of the convolution in the other direction."""

from __future__ import annotations

from symconv.book.content.formula_rows import hold, stated
from symconv.formulas.listing import FORMULAS
from symconv.layers.conv import Conv, ConvTranspose
from symconv.pages.blocks import Equations, Heading, Paragraph, Section, Tabular


def section() -> Section:
    """Return the section."""
    return (
        Heading("Padding as the padding of the matching convolution", "matching"),
        Paragraph(
            "So far $p$ was a crop. It is more usual to read it the other way round: $p$ is the "
            "padding of a *convolution*, "
            "namely the one with the same $k$, $s$ and $p$ that leads from the large map to the "
            "small one. From $n$ cells it "
            "leads to $m$, and the transposed convolution leads back:"
        ),
        Equations(
            (
                stated(
                    FORMULAS["plain_convolved_size"],
                    "the convolution, with $p$ zeros at both ends of its input",
                    name="convolved-size",
                ),
                stated(
                    FORMULAS["plain_output_size"],
                    "the transposed convolution; here $I$ is $m$",
                    name="size-back",
                ),
            )
        ),
        Paragraph("[[round-trips]] goes there and back from five sizes."),
        _round_trips(),
        Paragraph(
            "The size comes back exactly when the stride divides $n + 2 p - k$. Otherwise the "
            "last window of the convolution "
            "stops before the end of its padded input, by the remainder of that division. The "
            "canvas stops where that window "
            "does, so the crop of $p$ cells begins that much too early, and the output is that "
            "many cells short "
            "([[output-padding]] brings them back)."
        ),
        Paragraph(
            "Both readings of $p$ are one. The canvas corresponds to the *padded* input of the "
            "convolution. What the transposed convolution crops are the cells that stand for the "
            "zeros the convolution had added."
        ),
        Paragraph(
            "A third reading is usual where implementations are described: put $s - 1$ zeros "
            "between the input cells and "
            "convolve the result at stride 1. There $p$ decides how many zeros stand around the "
            "stretched input, and by that "
            "how much is cropped. [[zeros]] carries it out."
        ),
    )


def _round_trips() -> Tabular:
    k, s, p = 3, 2, 1
    down, up = Conv(k, stride=s, padding=p), ConvTranspose(k, stride=s, padding=p)
    forth, back = FORMULAS["plain_convolved_size"], FORMULAS["plain_output_size"]
    rows = []
    for n in range(4, 9):
        m = forth.put(n=n, k=k, s=s, p=p)
        O = back.put(I=int(m.value or 0), k=k, s=s, p=p)
        hold(
            (m.value, O.value) == (down.output_size(n), up.output_size(m.value)),
            "the layers have these sizes",
        )
        rest = n + 2 * p - k
        hold((rest % s == 0) == (O.value == n), "the size comes back where the stride divides")
        rows.append(
            (
                f"${n}$",
                f"${m.tex} = {m.value}$",
                f"${O.tex} = {O.value}$",
                f"${rest}$",
                "yes" if O.value == n else "no",
            )
        )
    return Tabular(
        ("$n$", "$m$", "$O$", "$n + 2 p - k$", "the size is back"),
        tuple(rows),
        f"A convolution and the way back: $k = {k}$, $s = {s}$, $p = {p}$.",
        "round-trips",
    )
