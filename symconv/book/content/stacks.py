"""Several layers: one after the other, what they reach, and the sizes of a U-Net."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import prod

from symconv.book.content.formula_rows import alone, hold, result
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import ones, tensor
from symconv.pages.blocks import Equations, Heading, Paragraph, Section, Tabular
from symconv.worked.steps import agree

UNET, DEPTH = 572, 4


def section() -> Section:
    """Return the section."""
    return (
        Heading("Stacks of layers", "stacks"),
        *_two(),
        *_reach(),
        *_unet(),
    )


def _two() -> Section:
    x, u, v = tensor("x", 2), tensor("u", 2), tensor("v", 3)
    first, second = ConvTranspose(2, stride=2), ConvTranspose(3, stride=2)
    both = ConvTranspose(5, stride=4)
    kernel = second(u, v)
    agree("two layers in one", second(first(x, u), v), both(x, kernel))
    return (
        Paragraph(
            "A decoder upsamples several times. Without padding in between, and without "
            "anything nonlinear, two transposed convolutions are one, whose stride is the "
            "product of both and whose kernel is the second layer applied to the kernel of the "
            "first ([[theorem-two-transposed-layers-are-one]]):"
        ),
        Equations(
            (
                alone("s = s_{1} s_{2}", "the stride of both", "stacked-stride"),
                alone(
                    "k = s_{2} (k_{1} - 1) + k_{2}",
                    "how far both together paint",
                    "stacked-kernel",
                ),
                result("u", u, "the first kernel, $s_{1} = 2$"),
                result("v", v, "the second one, $s_{2} = 2$"),
                result("w", kernel, "the kernel of both, $s = 4$", (u, v), "stacked-taps"),
            )
        ),
        Paragraph(
            "With padding between them they differ at the border ([[refuted-1]]), and are the "
            "same away from it ([[theorem-composition-with-inner-padding-inside]])."
        ),
    )


def _reach() -> Section:
    rows = tuple(_stack(stack) for stack in (((4, 2),) * 2, ((3, 2),) * 2, ((2, 2),) * 3))
    return (
        Heading("Footprint and receptive field", "receptive-field", level=3),
        Paragraph(
            "The *receptive field* of an output cell is the set of input cells that it depends "
            "on; the *footprint* of an input cell is the set of output cells that it reaches. "
            "Of a stack of transposed convolutions the footprint is long, "
            "as [[stacked-kernel]] says, and the receptive field is short: away from the border "
            r"$\lfloor k / s \rfloor$ or $\lceil k / s \rceil$ cells, depending on the phase. "
            "[[reaches]] counts both, on layers that run. For convolutions it is the other way "
            "round."
        ),
        Tabular(
            ("layers", "$s$", "footprint", "receptive fields, by phase"),
            rows,
            "What one input cell reaches, and how many input cells an output cell sees.",
            "reaches",
        ),
    )


def _stack(stack: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """Return the row of a stack of layers, each given by kernel size and stride."""
    layers = [ConvTranspose(k, stride=s) for k, s in stack]
    stride = prod(s for _, s in stack)
    single, many = ones(1), ones(12)
    for layer in layers:
        kernel = ones(layer.kernel_size[0])
        single, many = layer(single, kernel), layer(many, kernel)
    kernel_size = len(single)
    counts = ConvTranspose(kernel_size, stride=stride)(ones(12), ones(kernel_size))
    hold(len(many) == len(counts), "a stack has the size of the one layer")
    inside = counts.tolist()[5 * stride : 6 * stride]
    fields = sorted({int(count) for count in inside})
    hold(
        fields == sorted({kernel_size // stride, -(-kernel_size // stride)}),
        "a receptive field has k/s cells, rounded",
    )
    told = ", ".join(rf"k = {k},\ s = {s}" for k, s in stack[:1])
    return (
        f"${len(stack)}$ of ${told}$",
        f"${stride}$",
        f"${kernel_size}$",
        ", ".join(f"${int(count)}$" for count in inside),
    )


def _unet() -> Section:
    rows, last = unet_levels(UNET)
    # the largest input sizes whose way down and up meets no odd size
    found = [n for n in range(1, UNET + 1) if len(_down(n)) == DEPTH + 1 and _comes_up(n)]
    hold(all(b - a == 16 for a, b in pairwise(found)), "they lie 16 apart")
    working = rf"${found[0]}, {found[1]}, \dots, {found[-1]}$"
    return (
        Heading("The sizes of a U-Net", "unet", level=3),
        Paragraph(
            "The U-Net [[ronneberger2015unet]] convolves twice without padding at each level, "
            "halves the map by pooling, and comes back by transposed convolutions with "
            "$k = s = 2$. On the way up each map is joined with the one of the same level, from "
            f"which a margin has to be cropped. [[unet-sizes]] follows an image of ${UNET}$ cells "
            f"along an axis down and up again, to ${last}$."
        ),
        Tabular(
            ("level", "down: in", "out", "upsampled", "joined after cropping", "out"),
            rows,
            f"The sizes of a U-Net for an input of ${UNET}$ cells. The lowest level has no way up.",
            "unet-sizes",
        ),
        Paragraph(
            f"Pooling needs an even size at every level. Of the input sizes up to ${UNET}$ that "
            f"leave something these work: {working}. They lie 16 apart, since each of the "
            "four levels halves. With convolutions that keep the size ($p = 1$, $k = 3$) nothing "
            "is cropped, and every multiple of 16 works."
        ),
    )


def _down(n: int) -> list[tuple[int, int]]:
    """Return the sizes in and out of each level on the way down; ends early where a size is odd or gone."""
    sizes: list[tuple[int, int]] = []
    for level in range(DEPTH + 1):
        if n < 5:
            return sizes
        out = _convolved(_convolved(n))
        sizes.append((n, out))
        if level < DEPTH:
            if out % 2:
                return sizes
            n = _pooled(out)
    return sizes


@cache
def _convolved(n: int) -> int:
    return int(Conv(3).output_size(n))


@cache
def _pooled(n: int) -> int:
    return int(Conv(2, stride=2).output_size(n))


def unet_levels(n: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    """Return the rows of the table, and the size that comes out."""
    down = _down(n)
    up = ConvTranspose(2, stride=2)
    n, out = down[-1]
    rows = [(f"${DEPTH + 1}$", f"${n}$", f"${out}$", "", "", "")]
    for level in range(DEPTH, 0, -1):
        n, skipped = down[level - 1]
        wide = up.output_size(out)
        margin = (skipped - wide) // 2
        hold(2 * margin == skipped - wide, "the same margin is cropped at both ends")
        out = _convolved(_convolved(wide))
        crop = rf"{skipped} - 2 \cdot {margin} = {wide}"
        rows.append((f"${level}$", f"${n}$", f"${skipped}$", f"${wide}$", f"${crop}$", f"${out}$"))
    return tuple(reversed(rows)), out


def _comes_up(n: int) -> bool:
    """Return whether something is left on the way up."""
    out = _down(n)[-1][1]
    for _ in range(DEPTH):
        out = 2 * out - 4
    return out > 0
