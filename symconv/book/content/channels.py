"""Channels and groups: sums of layers with one channel each."""

from __future__ import annotations

from itertools import product
from typing import Any

from sympy import Array

from symconv.book.content.formula_rows import alone, hold, result
from symconv.formulas.tex import latex
from symconv.layers.conv import ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import Equation, Equations, Heading, Paragraph, Section, Tabular
from symconv.worked.steps import agree


def section() -> Section:
    """Return the section."""
    return (
        Heading("Channels and groups", "channels"),
        Paragraph(
            "A feature map has *channels*, such as the three colours of an image. The kernel "
            "then has a part for each pair of an input channel $c$ and an output channel $q$, "
            "and an output channel adds up what the parts make of all input channels. Writing "
            r"$\mathrm{up}$ for the layer with one channel:"
        ),
        Equations((alone(r"y_{q} = \sum_{c} \mathrm{up}(x_{c}, w_{c,q})", "", "channels-add-up"),)),
        *_worked(),
        *_groups(),
    )


def _worked() -> Section:
    layer = ConvTranspose(2, stride=1, channels=(2, 1))
    x, w = Array([[1, 2], [3, 4]]), Array([[[1, 1]], [[1, -1]]])
    one = ConvTranspose(2)
    parts = [one(x[c], w[c, 0]) for c in range(2)]
    agree("the sum over the channels", layer(x, w)[0], parts[0] + parts[1])
    return (
        Paragraph(
            "Two input channels of two cells, one output channel, $k = 2$ and $s = 1$. The "
            r"kernel for this layer has the shape $C_{\mathrm{in}} \times C_{\mathrm{out}} "
            r"\times k = 2 \times 1 \times 2$, input channels first; that of a convolution has "
            "output channels first, so that the same array serves both."
        ),
        Equations(
            (
                _of_channel(1, x[0], w[0, 0], parts[0]),
                _of_channel(2, x[1], w[1, 0], parts[1]),
                result("y_{1}", layer(x, w)[0], "their sum", name="two-channels"),
            )
        ),
    )


def _of_channel(number: int, x: Any, w: Any, y: Any) -> Equation:
    """Return what one input channel adds."""
    return result(rf"\mathrm{{up}}({latex(x)}, {latex(w)})", y, f"input channel {number}")


def _groups() -> Section:
    channels, groups = (4, 6), 2
    rows = [_weights(channels, each) for each in (1, groups)]
    return (
        Heading("Groups", "groups", level=3),
        Paragraph(
            "With $g$ groups the channels are divided into $g$ parts of equal size, and each "
            r"part of the output sees its own part of the input only: the matrix of the layer "
            "consists of $g$ blocks. The kernel then has $C_{\\mathrm{out}} / g$ output channels, "
            "and $g$ times fewer taps. [[group-weights]] counts them."
        ),
        Tabular(
            ("groups", "shape of the kernel", "taps", "nonzero blocks of the matrix"),
            tuple(rows),
            r"A layer with $C_{\mathrm{in}} = 4$, $C_{\mathrm{out}} = 6$ and $3 \times 3$ taps.",
            "group-weights",
        ),
        Paragraph(
            r"With $g = C_{\mathrm{in}} = C_{\mathrm{out}}$ every channel is upsampled by a "
            "kernel of its own. That is how a network starts from bilinear interpolation "
            "([[bilinear]]). With groups as without them the convolution of the same parameters "
            "is the adjoint, and the same array is its kernel."
        ),
    )


def _weights(channels: tuple[int, int], groups: int) -> tuple[str, ...]:
    """Return the row of the table for a number of groups."""
    layer = ConvTranspose((3, 3), channels=channels, groups=groups)
    inward, outward = channels
    shape = (inward, outward // groups, 3, 3)
    matrix = layer.matrix(tensor("w", shape), (1, 1))
    filled = _blocks(matrix, channels)
    hold(filled == inward * outward // groups, "a group sees its own channels only")
    taps = inward * shape[1] * 9
    shown = r" \times ".join(map(str, shape))
    return f"${groups}$", f"${shown}$", f"${taps}$", f"${filled}$ of ${inward * outward}$"


def _blocks(matrix: Any, channels: tuple[int, int]) -> int:
    """Return how many pairs of an input and an output channel the matrix connects."""
    inward, outward = channels
    high = matrix.rows // outward
    places = product(range(matrix.rows), range(inward))
    return len({(row // high, column) for row, column in places if matrix[row, column] != 0})
