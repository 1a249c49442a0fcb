"""Kernels that interpolate, the checkerboard on a real image, and what helps against it."""

from __future__ import annotations

from typing import Any

from sympy import Array, Matrix, Rational

from symconv.book.content.formula_rows import hold, result
from symconv.figures import Figure
from symconv.figures.views.pixels import Image, pixels
from symconv.layers.conv import ConvTranspose
from symconv.operations import ones, subsample, tensor
from symconv.pages.blocks import (
    Drawing,
    Equation,
    Equations,
    Heading,
    Items,
    Paragraph,
    Section,
    Tabular,
)
from symconv.worked.steps import agree

ZERO = (
    (0, 0, 5, 13, 9, 1, 0, 0),
    (0, 0, 13, 15, 10, 15, 5, 0),
    (0, 3, 15, 2, 0, 11, 8, 0),
    (0, 4, 12, 0, 0, 8, 8, 0),
    (0, 5, 8, 0, 0, 9, 8, 0),
    (0, 4, 11, 0, 1, 12, 7, 0),
    (0, 2, 14, 5, 10, 12, 0, 0),
    (0, 0, 6, 13, 10, 0, 0, 0),
)
"""A handwritten zero of 8 by 8 pixels with values from 0 to 16, from the optical digits of the UCI repository."""


def section() -> Section:
    """Return the section."""
    return (
        Heading("Interpolation and the checkerboard", "interpolation"),
        Paragraph(
            "The taps of a transposed convolution are learned, but with fixed taps it does what "
            "other kinds of upsampling do. With $k = s$ and all taps 1 it repeats every cell $s$ "
            "times along each axis: *nearest-neighbour* upsampling "
            "([[theorem-nearest-neighbour]])."
        ),
        *_bilinear(),
        *_image(),
        *_remedies(),
    )


def _taps(s: int) -> list[Any]:
    """Return the taps that interpolate linearly between cells that lie `s` apart, for an even `s`."""
    return [Rational(2 * min(t, 2 * s - 1 - t) + 1, 2 * s) for t in range(2 * s)]


def _bilinear() -> Section:
    taps, layer = _taps(2), ConvTranspose(4, stride=2, padding=1)
    x = Array([0, 4, 8, 12])
    y = layer(x, Array(taps))
    agree("linear interpolation, inside", list(y[1:7]), [1, 3, 5, 7, 9, 11])
    even, odd = (sum(subsample(Array(taps), 2, r), Rational(0)) for r in (0, 1))
    hold(even == odd == 1, "the taps of each phase add up to one")
    square = Array(Matrix(taps) * Matrix([taps]))
    return (
        Heading("Bilinear initialisation", "bilinear", level=3),
        Paragraph(
            "Linear interpolation at stride 2 has four taps. An output cell lies a quarter of a "
            "step from one input cell and three quarters from the next, and takes them in the "
            "inverse proportion:"
        ),
        Equations(
            (
                result("w", Array(taps), "$k = 4$, $s = 2$, $p = 1$", name="linear-taps"),
                result("x", x, "an even slope"),
                result(r"\mathrm{up}(x)", y, "the slope goes on, except at the border"),
            )
        ),
        Paragraph(
            "The taps of each phase, every other one, add up to 1, so that an even area keeps "
            "its value away from the border; the library proves this for every stride. "
            "In two "
            "dimensions the taps are products, one factor for each axis:"
        ),
        Equations((result("W", square, "*bilinear* interpolation", name="bilinear-taps"),)),
        Paragraph(
            "Segmentation networks start their transposed convolutions from these taps, each "
            "channel by itself ([[groups]]), and let training change them [[long2015fully]] "
            r"[[zhang2023dive]]. For a stride $s$ take $k = 2 s - (s \bmod 2)$ taps."
        ),
    )


NARROW, WIDE = ConvTranspose((3, 3), 2, 1), ConvTranspose((4, 4), 2, 1)
"""The layers under which the image is seen."""


def digit(name: str) -> Figure:
    """Return the image, and what two layers with equal taps make of it."""
    picture = Array(ZERO)
    seen = (
        Image("the image, 8 x 8", ZERO, 16),
        _upsampled("k = 3", NARROW, picture),
        _upsampled("k = 4", WIDE, picture),
    )
    return pixels(seen, name, "A small image, and upsampled by two layers")


def _image() -> Section:
    return (
        Heading("An image", "image", level=3),
        Paragraph(
            "[[figure-digit]] shows what uneven overlap does. The image is upsampled at stride 2 "
            "by kernels whose taps are all equal. At $k = 3$ the stride does not divide the "
            "kernel size: cells receive one, two or four products, and a *checkerboard* lies "
            "over the image. At $k = 4$ all cells away from the border receive four, and there "
            "is none. [[theorem-no-checkerboard-if-the-stride-divides-the-kernel]] proves it for "
            "all sizes, and the library proves that a stride which does not divide the kernel size "
            "always leaves uneven counts."
        ),
        Drawing(
            digit("figure-digit"),
            "A handwritten zero from the optical digits of the UCI repository, upsampled with "
            "equal taps: a checkerboard at $k = 3$, none at $k = 4$.",
        ),
        _counts(NARROW, WIDE),
        Paragraph(
            "[[digit-counts]] counts the products in the output of the same two layers. "
            "Training can learn taps that hide the pattern, but nothing makes it do so "
            "[[odena2016deconvolution]]."
        ),
    )


def _upsampled(label: str, layer: ConvTranspose, picture: Any) -> Image:
    """Return the image under a kernel of ones, as dark on the average as before."""
    k, s = layer.kernel_size[0], layer.stride[0]
    y = layer(picture, ones((k, k)))
    mean = 16 * Rational(k * k, s * s)
    return Image(f"{label}, {y.shape[0]} x {y.shape[1]}", y.tolist(), mean)


def _counts(*layers: ConvTranspose) -> Tabular:
    rows = []
    for layer in layers:
        k = layer.kernel_size[0]
        counts = layer(ones((8, 8)), ones((k, k)))
        cells = [cell for row in counts.tolist() for cell in row]
        inner = [int(cell) for row in counts.tolist()[2:-2] for cell in row[2:-2]]
        hold((len(set(inner)) == 1) == (k % 2 == 0), "the counts are even where 2 divides k")
        told = ", ".join(f"{inner.count(each)} of {each}" for each in sorted(set(inner)))
        rows.append((f"${k}$", f"${len(cells)}$", told))
    return Tabular(
        ("$k$", "output cells", "products, two cells and more from the border"),
        tuple(rows),
        "How many output cells receive how many products, for $8 \\times 8$ input cells, $s = 2$, "
        "$p = 1$.",
        "digit-counts",
    )


def _remedies() -> Section:
    taps, rows = _resize_rows()
    return (
        Heading("Remedies", "remedies", level=3),
        Items(
            (
                "*A kernel size that the stride divides*, $k = q s$: the overlap is even "
                "([[theorem-no-checkerboard-if-the-stride-divides-the-kernel]]).",
                "*Resize, then convolve.* Nearest-neighbour or bilinear upsampling is even, and a "
                "convolution of stride 1 behind it treats all cells alike. It is again a "
                f"transposed convolution: with three taps behind doubling it has {taps} taps, "
                "not free ones but sums of the three.",
                "*Sub-pixel convolution.* A convolution of stride 1 makes $s$ channels for each "
                "axis, one for each phase, and *pixel shuffle* interleaves them "
                "[[shi2016deconvolution]]. This is the transposed convolution of $k = q s$ taps, "
                "its phases computed apart ([[figure-polyphase]]).",
            )
        ),
        Equations(rows),
        Paragraph(
            "The taps of the first row are those of doubling, the last row those of the one "
            "layer that does both steps ([[theorem-two-transposed-layers-are-one]])."
        ),
    )


def _resize_rows() -> tuple[int, tuple[Equation, ...]]:
    """Return how many taps both steps in one have, and the rows that show them."""
    w = tensor("w", 3)
    both = ConvTranspose(3)(ones(2), w)
    x = tensor("x", 3)
    doubled = ConvTranspose(2, stride=2)(x, ones(2))
    agree(
        "resizing and convolving",
        ConvTranspose(3)(doubled, w),
        ConvTranspose(4, stride=2)(x, both),
    )
    return len(both), (
        result("u", ones(2), "doubling: $k = s = 2$"),
        result("w", w, "the taps of the layer behind it"),
        result("v", both, "the taps of both in one, $s = 2$", name="resize-taps"),
    )
