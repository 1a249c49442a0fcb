"""What kernel size, stride and padding do."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Array

from symconv.book.content.formula_rows import hold, stated
from symconv.errors import GeometryError
from symconv.figures import overlap_pair
from symconv.formulas.listing import FORMULAS
from symconv.formulas.tex import latex
from symconv.layers.conv import Conv, ConvTranspose
from symconv.layers.plan import transposed_plan
from symconv.operations import ones, tensor
from symconv.pages.blocks import Drawing, Equations, Heading, Paragraph, Section, Tabular, Terminal

TARGET = 56


def section() -> Section:
    """Return the section."""
    return (
        Heading("Kernel size, stride and padding", "parameters"),
        Paragraph(
            "Three numbers set the geometry. In two dimensions each of them may have one value "
            "for the height and one for the "
            r"width: a kernel of $k_{h} \times k_{w}$ taps, strides $s_{h}$ and $s_{w}$, "
            r"paddings $p_{h}$ and $p_{w}$."
        ),
        *_kernel_size(),
        *_stride(),
        *_padding(),
        *_target(),
    )


def _kernel_size() -> Section:
    return (
        Heading("Kernel size", "kernel-size", level=3),
        Paragraph(
            "The kernel size $k$ is the number of taps of the filter along an axis. Every input "
            "cell multiplies all of "
            "them, so $k$ is also the size of its *footprint*: the region of the output that "
            "one input cell can reach. A "
            "larger kernel lets each cell act on a larger neighbourhood. The values of the taps "
            "are learned in training."
        ),
    )


def _stride() -> Section:
    return (
        Heading("Stride", "stride", level=3),
        Paragraph(
            "The stride $s$ is the distance from the start of one copy to the start of the "
            "next, counted in output cells. In a "
            "convolution the stride moves the window over the *input*; here it moves the copies "
            "over the *output*. It is the "
            "main means of upsampling."
        ),
        Paragraph(
            "At $s = 1$ the copies start one cell apart and overlap in all cells but one. At a "
            "larger stride they lie $s$ "
            "cells apart and the output grows with it. The effect is that of putting $s - 1$ "
            "zeros between neighbouring "
            "input cells, in rows and columns alike, and running a convolution of stride 1 over "
            "the result, its kernel "
            "reversed ([[zeros]]); the kernel fills the gaps."
        ),
        Paragraph(
            r"Neighbouring copies share $\max(0, k - s)$ cells. [[overlaps]] counts, for four "
            r"input cells, how many "
            "products each cell of the canvas receives."
        ),
        _overlaps(),
        Paragraph(
            "Away from the ends the counts repeat with the stride. Where $s$ divides $k$ they "
            "are equal; where it does "
            "not, some cells receive more terms than others. Where $k < s$ some cells receive "
            "nothing. In two dimensions the "
            "counts of rows and columns multiply, and in images uneven counts can show as a "
            "checkerboard. "
            "[[figure-overlaps]] sets two kernels side by side; [[proved]] proves for all sizes "
            "when the counts are even."
        ),
        Drawing(
            overlap_pair(
                ConvTranspose((3, 3), stride=2, padding=1),
                ConvTranspose((4, 4), stride=2, padding=1),
                (3, 3),
                name="figure-overlaps",
            ),
            r"How many products each cell receives, for $3 \times 3$ input cells. On the left "
            r"the stride does not divide the "
            "kernel size, on the right it does.",
        ),
    )


def _overlaps() -> Tabular:
    rows = []
    for k, s in ((3, 1), (2, 2), (3, 2), (4, 2), (2, 3)):
        layer = ConvTranspose(k, stride=s)
        plan = layer.plan(4)
        counts = Array(plan.count.tolist())
        shared = _shared(layer)
        hold(counts == layer(ones(4), ones(k)), "the plan counts what the layer adds")
        hold(shared == max(0, k - s), "neighbours share max(0, k - s) cells")
        rows.append(
            (f"${k}$", f"${s}$", f"${shared}$", f"${plan.output_shape[0]}$", f"${latex(counts)}$")
        )
    head = ("$k$", "$s$", "shared", "canvas", "products in each cell of the canvas")
    return Tabular(
        head,
        tuple(rows),
        "Cells that neighbouring copies share, and how often each cell is reached.",
        "overlaps",
    )


def _shared(layer: ConvTranspose) -> int:
    """Return how many cells of the canvas two neighbouring input cells both reach."""
    plan = transposed_plan(layer.axes, [2])
    first, second = (plan.outputs[plan.inputs == cell].tolist() for cell in (0, 1))
    return len(set(first) & set(second))


def _padding() -> Section:
    return (
        Heading("Padding", "padding", level=3),
        Paragraph(
            "In a convolution, padding puts zeros around the input and makes the output larger. "
            "In a transposed convolution "
            "padding works against intuition: it takes cells *away*, $p$ of them at each end of "
            "every axis of the canvas. What "
            "remains is the output."
        ),
        Equations(
            (
                stated(
                    FORMULAS["plain_canvas_size"],
                    "the size of the canvas, before anything is cropped",
                    name="canvas",
                ),
                stated(
                    FORMULAS["cropped_size"],
                    "the size of the output: $p$ cells are cropped at each end",
                    name="cropped",
                ),
            )
        ),
        Paragraph(
            "[[crops]] crops one canvas further and further. With enough padding the output is "
            "even smaller than the input; at "
            "least one cell has to be left."
        ),
        _crops(),
    )


def _crops() -> Tabular:
    x, w = tensor("x", 3), tensor("w", 3)
    size = FORMULAS["plain_output_size"]
    rows = []
    for p in range(3):
        layer = ConvTranspose(3, padding=p)
        put = size.put(I=3, k=3, s=1, p=p)
        hold(put.value == layer.output_size(3), "the formula gives the size")
        rows.append((f"${p}$", f"${put.tex} = {put.value}$", f"${latex(layer(x, w), (x, w))}$"))
    return Tabular(
        ("$p$", "$O$", "output"),
        tuple(rows),
        "Padding crops: $I = 3$, $k = 3$, $s = 1$. The last output is smaller than the input.",
        "crops",
    )


def _target() -> Section:
    return (
        Heading("Meeting a size", "target", level=3),
        Paragraph(
            "Padding also fits an output to a size that something else demands. In a U-Net the "
            "map that the decoder has "
            "enlarged is joined, channel by channel, with a map from the encoder. Both must "
            "have the same height and width, "
            "so the layer must meet that size exactly. [[fits]] follows six sizes through an "
            "encoder and back."
        ),
        _fits(),
        Paragraph(
            "A decoder that simply takes over the parameters of the encoder misses every second "
            "size by one cell: an even "
            "size and the odd one before it are convolved to the same size. [[output-padding]] "
            "shows how output padding "
            "repairs this. No kernel avoids it for all sizes, because at stride 2 two sizes "
            "always lead to the same one, but "
            "the kernel decides which of the two comes back: with $k = 4$, $s = 2$ and $p = 1$ "
            "the decoder doubles a size "
            "exactly, so that it is the even sizes that fit. [[solutions]] lists the paddings "
            "that double one size."
        ),
        _solutions(),
        Paragraph("On the command line the same question, here for $k = 4$, is put like this:"),
        Terminal(
            f"symconv size --input-size {TARGET // 2} --kernel-size 4 --stride 2 \\\n    "
            f"--output-size {TARGET} --solve "
            "padding",
            "\n".join(f"padding = {p}" for p in _paddings(4, 0)),
        ),
    )


def _fits() -> Tabular:
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(3, stride=2, padding=1)
    wide, doubling = Conv(4, stride=2, padding=1), ConvTranspose(4, stride=2, padding=1)
    hold(
        all(doubling.output_size(n) == 2 * n for n in range(1, 11)),
        "k = 4, s = 2, p = 1 doubles the size",
    )
    hold(
        all((doubling.output_size(wide.output_size(n)) == n) == (n % 2 == 0) for n in range(2, 11)),
        "the even sizes fit",
    )
    rows = []
    for n in range(5, 11):
        m = down.output_size(n)
        reached = up.output_size(m)
        a = down.adjoint(n).output_padding[0]
        hold(n - reached == a, "output padding makes up for the difference")
        rows.append((f"${n}$", f"${m}$", f"${reached}$", "fits" if a == 0 else f"${a}$ cell short"))
    return Tabular(
        ("encoder size", "after the convolution", "after the way back", "the size"),
        tuple(rows),
        "An encoder with $k = 3$, $s = 2$, $p = 1$, and a decoder with the same parameters.",
        "fits",
    )


def _listed(paddings: Iterable[int]) -> str:
    return ", ".join(f"$p = {p}$" for p in paddings) or "none"


def _solutions() -> Tabular:
    rows = []
    for k in range(2, 7):
        rows.append((f"${k}$", _listed(_paddings(k, 0)), _listed(_paddings(k, 1))))
    return Tabular(
        ("$k$", "without output padding", "with one cell of output padding"),
        tuple(rows),
        f"Paddings that lead from ${TARGET // 2}$ to ${TARGET}$ cells at stride 2.",
        "solutions",
    )


def _paddings(kernel_size: int, output_padding: int) -> list[int]:
    """Return every padding that doubles to the target size at stride 2."""
    return [p for p in range(TARGET) if _size(kernel_size, p, output_padding) == TARGET]


def _size(kernel_size: int, padding: int, output_padding: int) -> int | None:
    try:
        return int(ConvTranspose(kernel_size, 2, padding, output_padding).output_size(TARGET // 2))
    except GeometryError:
        return None
