"""Why the output has the size it has, term by term and axis by axis."""

from __future__ import annotations

from itertools import product

from symconv.book.content.formula_rows import alone, hold, put, stated
from symconv.formulas.listing import ALGORITHMS, FORMULAS
from symconv.layers.conv import ConvTranspose
from symconv.pages.blocks import Equation, Equations, Heading, Paragraph, Section

_RANGES = (range(1, 6), range(1, 5), range(1, 4), range(3))
_SIZE = FORMULAS["plain_output_size"]


def section() -> Section:
    """Return the section."""
    return (
        Heading("Why the output has this size", "size"),
        Paragraph(
            "Input size $I$, kernel size $k$, stride $s$ and padding $p$ determine the output "
            "size $O$ along an axis:"
        ),
        Equations((stated(_SIZE, "", name="size-formula"),)),
        Paragraph("Read it from left to right, as a walk along the canvas:"),
        walk(),
        Paragraph("With the numbers of two layers put in:"),
        Equations(
            (
                put(
                    FORMULAS["plain_canvas_size"],
                    "$I = 2$, $k = 3$, $s = 2$: the canvas",
                    "F",
                    I=2,
                    k=3,
                    s=2,
                ),
                _sized(I=2, k=3, s=2, p=1),
                _sized(I=16, k=4, s=2, p=1),
            )
        ),
        Paragraph(
            f"When this chapter was made, the algorithm of [[algorithm]] was run for {_runs()} "
            f"settings of $I$, $k$, $s$ and "
            "$p$; every time it filled a grid of exactly this size."
        ),
        Heading("One formula per axis", "axes", level=3),
        Paragraph(
            "Height and width do not interact. Each axis has its own four numbers and its own "
            "formula, and the same holds for "
            "any further axis:"
        ),
        Equations(
            (
                stated(_SIZE, "the height", "h", "size-height"),
                stated(_SIZE, "the width", "w", "size-width"),
            )
        ),
        Paragraph(
            r"An input of $2 \times 3$ cells, a kernel of $3 \times 2$ taps, strides $(2, 1)$ "
            r"and paddings $(1, 0)$ give an "
            "output whose height and width are"
        ),
        Equations(_two_axes()),
    )


def walk() -> Equations:
    """Return the beginnings of the formula, each cut from its own text."""
    whole, canvas = _SIZE.right(), FORMULAS["plain_canvas_size"].right()
    stretched = whole.partition(" + ")[0]
    steps = stretched.removeprefix("s (").removesuffix(")")
    hold(
        whole.startswith(canvas) and canvas.startswith(stretched),
        "the size formula begins with the size of the canvas",
    )
    return Equations(
        (
            alone(
                steps,
                "the steps from one input cell to the next: one fewer than there are cells",
            ),
            alone(
                stretched,
                "each step is $s$ cells long: the way from the start of the first copy to that "
                "of the last",
            ),
            alone(canvas, "the last copy is $k$ cells long; here the canvas ends"),
            alone(whole, "$p$ cells are cropped at the beginning and $p$ at the end"),
        )
    )


def _sized(**values: int) -> Equation:
    letters = ", ".join(f"${letter} = {value}$" for letter, value in values.items())
    layer = ConvTranspose(values["k"], stride=values["s"], padding=values["p"])
    hold(
        _SIZE.put(**values).value == layer.output_size(values["I"]),
        "the layer has this output size",
    )
    return put(_SIZE, letters, "O", **values)


def _two_axes() -> tuple[Equation, ...]:
    axes = {"h": {"I": 2, "k": 3, "s": 2, "p": 1}, "w": {"I": 3, "k": 2, "s": 1, "p": 0}}
    height, width = axes.values()
    columns = {letter: (height[letter], width[letter]) for letter in "Iksp"}
    layer = ConvTranspose(columns["k"], stride=columns["s"], padding=columns["p"])
    size = layer.output_size(columns["I"])
    sizes = tuple(_SIZE.put(**values).value for values in axes.values())
    hold(sizes == size, "the axes have these sizes")
    return tuple(put(_SIZE, "", f"O_{{{name}}}", **values) for name, values in axes.items())


def _runs() -> int:
    """Run the algorithm over settings and return how many there were."""
    runs = 0
    for I, k, s, p in product(*_RANGES):
        size = _SIZE.put(I=I, k=k, s=s, p=p).value
        if size is None or size < 1:
            continue
        found = ALGORITHMS["scatter"].run([1] * I, [1] * k, s, p)
        hold(len(found) == size, f"the output of I={I}, k={k}, s={s}, p={p} has {size} cells")
        runs += 1
    return runs
