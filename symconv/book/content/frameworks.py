"""The same layers as programs of PyTorch, Keras, JAX and ONNX, written by the dialects that the tests run."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from symconv.book.content.formula_rows import hold
from symconv.dialects.given_layer import write
from symconv.dialects.lines import read
from symconv.dialects.writing import Writing
from symconv.layers.conv import ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import Heading, Paragraph, Program, Section

INPUT = (3, 3)
WIDTH = 80
NAMES = {"torch": "PyTorch", "keras": "Keras", "jax": "JAX", "onnx": "ONNX"}
SHOWN = (
    ("$O = s (I - 1) + k$", ConvTranspose((3, 3), stride=2)),
    ("$O = s (I - 1) + k - 2 p$", ConvTranspose((4, 4), stride=2, padding=1)),
    ("$O = s (I - 1) + k - 2 p + a$", ConvTranspose((3, 3), 2, 1, 1)),
    ("$K = d (k - 1) + 1$", ConvTranspose((3, 3), stride=1, dilation=2)),
)
"""Formulas, and a layer for each of them."""


def section() -> Section:
    """Return the section."""
    return (
        Heading("In the frameworks", "frameworks"),
        Paragraph(
            "Frameworks name the same layer differently, and not every one of them can say "
            "everything in one call. Each call below was written by the program from the layer "
            "of the formula, with 16 input and 8 output channels; what it leaves to be done is "
            "said behind it."
        ),
        *(block for formula, layer in SHOWN for block in _written(formula, layer)),
        Paragraph(
            "In PyTorch and ONNX the kernel lies as here, input channels first and spatial axes "
            "last. Keras has spatial axes first, then output and input channels. JAX needs "
            "`transpose_kernel=True`: without it `conv_transpose` does *not* reverse the kernel "
            "([[zeros]]). `symconv port` writes a whole program for a layer, weights moved to "
            "their axes, and `symconv same` says whether two calls are the same layer. "
            "Each call was read back by the program and computes the same cells."
        ),
    )


def _written(formula: str, layer: ConvTranspose) -> Section:
    """Return a formula with its layer in each framework."""
    channels = ConvTranspose(
        layer.kernel_size,
        layer.stride,
        layer.padding,
        layer.output_padding,
        layer.dilation,
        channels=(16, 8),
    )
    lines = calls(channels, tuple(NAMES))
    # the parameters that are not their usual values
    given = {
        "k": layer.kernel_size[0],
        "s": layer.stride[0],
        "p": layer.padding[0][0] if isinstance(layer.padding[0], tuple) else layer.padding[0],
        "a": layer.output_padding[0],
        "d": layer.dilation[0],
    }
    usual = {"p": 0, "a": 0, "d": 1}
    said = ", ".join(f"${name} = {n}$" for name, n in given.items() if usual.get(name) != n)
    return (Program(f"{formula}, with {said}:", "\n".join(lines)),)


def calls(layer: ConvTranspose, names: Sequence[str]) -> list[str]:
    """Return the lines that call a layer in frameworks, each under the framework's name."""
    lines = []
    for name in names:
        written = write(layer, name)
        _check(written, layer)
        lines += [f"# {NAMES[name]}", *wrap(written.call, WIDTH, subsequent_indent="    ")]
        lines += [f"# then {step}" for step in written.steps]
    return lines


def _check(written: Writing, layer: ConvTranspose) -> None:
    """Read a call back, and see that it is the layer where it says so."""
    told = {"kernel_size": layer.kernel_size} if written.dialect == "jax" else {}
    meant = read(written.call, **told).layer(INPUT)
    plain = ConvTranspose(
        layer.kernel_size, layer.stride, layer.padding, layer.output_padding, layer.dilation
    )
    x, w = tensor("x", INPUT), tensor("w", layer.kernel_size)
    one = ConvTranspose(
        meant.kernel_size, meant.stride, meant.padding, meant.output_padding, meant.dilation
    )
    same = one(x, w) == plain(x, w)
    hold(same == written.exact, f"the call {written.call} is the layer where it says so")
