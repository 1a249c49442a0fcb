"""The slides of the lecture, in order, everything on them computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from sympy import Array, Matrix, expand

from symconv.book.content import frameworks, interpolation, output_size, proved_and_refuted, stacks
from symconv.book.content.formula_rows import alone, hold, put, result, stated
from symconv.book.exercises.questions import exercises
from symconv.figures import (
    Figure,
    matrix_figure,
    overlap_count,
    polyphase,
    scale_place_sum,
    zero_insertion,
)
from symconv.figures.scene import Group
from symconv.figures.views.filling import filling
from symconv.formulas.bibliography import WORKS
from symconv.formulas.listing import FORMULAS
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import (
    Block,
    Drawing,
    Equations,
    Items,
    NumberedStatement,
    Paragraph,
    Program,
    Tabular,
)
from symconv.worked.steps import agree

X, W, V = tensor("x", 2), tensor("w", 3), tensor("v", 3)
UP, DOWN = ConvTranspose(3, stride=2, padding=1), Conv(3, stride=2, padding=1)
GRID, TAPS = tensor("a b c d", (2, 2)), tensor("w", (2, 2))
SEED = 2
"""Of the exercises that are asked on the way."""


@dataclass(frozen=True)
class Slide:
    """A frame.

    Parameters
    ----------
    title : str
        At most 34 letters: one line.
    blocks : tuple of Block
        What stands on it.
    """

    title: str
    blocks: tuple[Block, ...]


def slides() -> Iterator[Slide]:
    """Yield the slides in order.

    Raises
    ------
    StepFailed
        If something they say does not hold.
    """
    for make in SLIDES:
        yield from make()


def question() -> Iterator[Slide]:
    """Yield what it is about."""
    asked = (
        "A convolution reads many cells and writes one: feature maps shrink.",
        "A decoder, or a generator of images, needs the other way: *upsampling*.",
        "With weights that are learned: one input cell, many output cells.",
    )
    yield Slide("How to make a feature map larger?", (Items(asked),))
    v = tensor("v", 4)
    window = result("z", Conv(3)(v, W), "", (v, W))
    yield Slide(
        "Where we start: a convolution",
        (
            Paragraph("A window of three cells slides; each place gives one weighted sum."),
            Equations((result("v", v), result("w", W), window)),
        ),
    )
    copies = tuple(result(f"x_{{{n}}} w", cell * W, "", (X, W)) for n, cell in enumerate(X, 1))
    yield Slide(
        "One cell paints the kernel",
        (
            Paragraph("Each input cell multiplies the whole kernel: a copy, scaled."),
            Equations(copies),
        ),
    )


def canvas() -> Iterator[Slide]:
    """Yield scale, place, add, crop, on one axis and on two."""
    for figure in filling(UP, X, W):
        caption = "Copies start $s$ cells apart; where they overlap they add up."
        yield Slide("Scale, place, add", (Drawing(figure, caption),))
    picture = scale_place_sum(UP, X, W, name="lecture-one-axis")
    yield Slide("Scale, place, add, crop", (Drawing(picture, ""),))
    x, w = Array([1, 2]), Array([1, 2, 1])
    full = ConvTranspose(3, stride=2)(x, w)
    agree("the crop", list(full[1:4]), list(UP(x, w)))
    rows = (
        result(r"1 \cdot w", w, "at 0"),
        result(r"2 \cdot w", 2 * w, "at 2"),
        result("f", full, "their sum"),
        result("y", UP(x, w), "cropped by $p = 1$"),
    )
    yield Slide(
        "The same with numbers",
        (Paragraph("$x = (1, 2)$, $w = (1, 2, 1)$, $s = 2$, $p = 1$"), Equations(rows)),
    )
    for stride, said in ((2, "Side by side: no overlap."), (1, "The middle cell has four terms.")):
        for figure in filling(ConvTranspose((2, 2), stride=stride), GRID, TAPS):
            yield Slide(f"Two axes, stride {stride}", (Drawing(by_copies(figure, 4), said),))


def by_copies(figure: Figure, taps: int) -> Figure:
    """Return a drawing of a canvas in which whole copies come, and not single products."""
    items = tuple(
        replace(item, step=-(-item.step // taps)) if isinstance(item, Group) else item
        for item in figure.scene.items
    )
    return replace(figure, scene=replace(figure.scene, items=items))


def sizes() -> Iterator[Slide]:
    """Yield the size formula, and what the parameters do to it."""
    plain = FORMULAS["plain_output_size"]
    walk = (*output_size.walk().lines[:-1], stated(plain, "and both ends are cropped"))
    yield Slide("The size, term by term", (Equations(walk),))
    crops = tuple(
        result(f"p = {p}: \\quad y", ConvTranspose(3, 2, p)(X, W), "", (X, W)) for p in range(3)
    )
    yield Slide(
        "Padding takes away",
        (Paragraph("$p$ cells are cropped at each end of the canvas."), Equations(crops)),
    )
    hold(DOWN.output_size(5) == DOWN.output_size(6) == 3, "5 and 6 cells are convolved to 3")
    longer = FORMULAS["lengthened_output_size"]
    yield Slide(
        "Output padding",
        (
            Paragraph(
                "$k = 3$, $s = 2$, $p = 1$ takes 5 cells to 3, and 6 to 3. Which comes back?"
            ),
            Equations(
                (
                    stated(longer, ""),
                    put(longer, "", "O", I=3, k=3, s=2, p=1, a=0),
                    put(longer, "", "O", I=3, k=3, s=2, p=1, a=1),
                )
            ),
        ),
    )
    yield Slide(
        "Dilation spreads the taps",
        (
            Paragraph("$K$ takes the place of $k$."),
            Equations(
                (
                    stated(FORMULAS["reach"], ""),
                    stated(FORMULAS["output_size"], ""),
                    stated(FORMULAS["output_index"], "where a cell and a tap meet"),
                )
            ),
        ),
    )
    yield from quiz("size", "Your turn: the size")


def overlap() -> Iterator[Slide]:
    """Yield the checkerboard: seen, counted and proved."""
    for k, said in ((3, "who gets more terms?"), (4, "all alike inside")):
        layer = ConvTranspose((k, k), stride=2, padding=1)
        x, w = tensor("x", (3, 3)), tensor("w", (k, k))
        counts = overlap_count(layer, x, w, name=f"lecture-counts-{k}")
        yield Slide(f"Overlap at k = {k}: {said}", (Drawing(counts, ""),))
    yield Slide("The same on an image", (Drawing(interpolation.digit("lecture-digit"), ""),))
    lead, claim, *_ = proved_and_refuted.theorem(
        "no-checkerboard-if-the-stride-divides-the-kernel"
    ).said
    told = Paragraph("In words: away from the border every cell of every phase has $q$ products.")
    yield Slide("A theorem: no checkerboard", (lead, claim, told))
    yield proof()
    remedies = (
        "$k = q s$: the stride divides the kernel size.",
        "Resize, then convolve.",
        "Sub-pixel convolution: $s$ phases as channels, shuffled.",
    )
    yield Slide("What helps", (Items(remedies),))


def proof() -> Slide:
    """Return the proof that the overlap is even, each of its steps tried on small settings."""
    for s, q, m, i in product(range(1, 4), range(1, 4), range(6), range(-3, 9)):
        for r in range(s):
            t = s * (m - i) + r
            hold(s * i + t == s * m + r, "the tap that meets cell i at sm + r is s(m - i) + r")
            hold((0 <= t < q * s) == (m - q < i <= m), "it is a tap for q cells")
    rows = (
        alone(r"s i + t = s m + r \iff t = s (m - i) + r", "tap for $i$"),
        alone(r"0 \le t < q s \iff 0 \le m - i < q", "as $0 \\le r < s$"),
        alone(r"\phantom{0 \le t < q s} \iff m - q < i \le m", "$q$ cells"),
    )
    start = "A position of the canvas is $s m + r$ with $0 \\le r < s$."
    end = "All of them are input cells where $q - 1 \\le m < I$. The prover says it for all sizes."
    return Slide("Its proof", (Paragraph(start), Equations(rows), Paragraph(end)))


def matrices() -> Iterator[Slide]:
    """Yield the matrix and the gradient."""
    C = Matrix(DOWN.matrix(W, 3))
    agree("the transposed matrix", list(C.T * Matrix(list(X))), list(UP(X, W)))
    yield Slide(
        "The layer is a matrix",
        (
            Equations(
                (result("C", C, "of the convolution"), result(r"C^{\top}", C.T, "of the layer"))
            ),
            Paragraph("Column $i$ is the copy that input cell $i$ paints."),
        ),
    )
    drawn = matrix_figure(UP, X, W, transpose=True, name="lecture-transpose")
    yield Slide("The transpose at work", (Drawing(drawn, ""),))
    yield Slide(
        "Forward here is backward there",
        (
            Equations(
                (
                    alone(r"\langle x, C v \rangle = \langle C^{\top} x, v \rangle"),
                    alone(
                        r"\frac{\partial \langle x, C v \rangle}{\partial v} = C^{\top} x",
                    ),
                )
            ),
            Paragraph("The gradient of a convolution is a transposed convolution, and vice versa."),
        ),
    )
    there = (C.T * C).applyfunc(expand)
    hold(there.rank() <= 2 < there.rows, "there and back is no identity")
    yield Slide(
        "Not an inverse",
        (
            Equations((result(r"C^{\top} C", there),)),
            Paragraph("Of rank 2 on three cells: sizes come back, values do not."),
        ),
    )


def windows() -> Iterator[Slide]:
    """Yield zero insertion and the phases."""
    drawn = zero_insertion(UP, X, W, name="lecture-zeros")
    yield Slide("As a window: zeros and reversal", (Drawing(drawn, ""),))
    phases = polyphase(ConvTranspose(3, stride=2), tensor("x", 3), W, name="lecture-phases")
    yield Slide("Polyphase: small convolutions", (Drawing(phases, ""),))


def networks() -> Iterator[Slide]:
    """Yield the sizes of a network, and the frameworks."""
    rows, last = stacks.unet_levels(stacks.UNET)
    head = ("level", "in", "out", "up", "joined", "out")
    caption = f"From ${stacks.UNET}$ cells to ${last}$."
    yield Slide("The sizes of a U-Net", (Tabular(head, rows, caption, "lecture-unet"),))
    layer = ConvTranspose((4, 4), (2, 2), 1, channels=(16, 8))
    calls = frameworks.calls(layer, ("torch", "keras", "jax"))
    yield Slide("In the frameworks", (Program("", "\n".join(calls)),))
    yield from quiz("padding", "Your turn: a size to be met")


def end() -> Iterator[Slide]:
    """Yield what to remember, and the works."""
    kept = (
        "Scale, place, add, crop: $o = s i + t - p$.",
        "Size: $O = s (I - 1) + k - 2 p$.",
        r"Transpose, not inverse: $y = C^{\top} x$.",
        "As a window: zeros between, kernel *reversed*.",
        "No checkerboard where $s$ divides $k$.",
    )
    yield Slide("What to remember", (Items(kept, numbered=True),))
    read = tuple(Paragraph(f"*{work.title}*, {work.year}") for work in WORKS[:5])
    yield Slide("To read on", read)


def quiz(name: str, title: str) -> Iterator[Slide]:
    """Yield an exercise, its answer uncovered line by line."""
    found = {each.name: each for each in exercises(SEED)}[name]
    asked = NumberedStatement("exercise", found.name, found.title, found.question, found.answer)
    yield Slide(title, (asked,))


SLIDES: tuple[Callable[[], Iterator[Slide]], ...] = (
    question,
    canvas,
    sizes,
    overlap,
    matrices,
    windows,
    networks,
    end,
)
