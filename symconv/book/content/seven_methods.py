"""The definitions of one layer, on letters, and that they agree."""

from __future__ import annotations

from dataclasses import replace

from symconv.book.content.formula_rows import hold
from symconv.data.letters import sizes
from symconv.definitions.formulations import TRANSPOSED, Method
from symconv.figures import polyphase
from symconv.formulas.tex import latex
from symconv.layers.conv import ConvTranspose
from symconv.operations import subsample, tensor
from symconv.pages.blocks import Drawing, Equation, Heading, Paragraph, Section, Step, Terminal
from symconv.pages.displays import Math
from symconv.sweep.verify import verify
from symconv.worked import example
from symconv.worked.steps import agree

_NAMES = ("input-size", "kernel-size", "stride", "padding", "output-padding", "dilation")
_RANGES = (range(1, 5), range(1, 4), range(1, 4), range(3), range(2), range(1, 3))


def section() -> Section:
    """Return the section."""
    return (
        Heading("Many ways to the same output", "methods"),
        Paragraph(
            "Scattering, the transposed matrix, zero insertion and the gradient have all led to "
            "the same output. There are "
            "more ways to define the layer. Those below are written down in this program, each "
            "once, as a short function. "
            "On numbers such a function computes; on letters for all sizes it writes down the "
            "sum that it would compute. "
            "These sums follow, without output padding and dilation."
        ),
        Paragraph(
            "Positions in square brackets count from 0. A condition in square brackets is 1 "
            "where it holds and 0 elsewhere; an "
            "index without bounds runs over all integers. "
            f"Each sum holds for ${_stated('gather')[1]}$. When this chapter was made, each was "
            f"evaluated for the example of "
            "[[example-1d]], and gave its result. The second index $i'$ of "
            "[[by-matrix]] runs over the rows of the matrix; $[\\,i = i'\\,]$ picks the row that "
            "belongs to $x[i]$."
        ),
        *(
            Step(method.words.title, _said(method), (replace(_defined(name), name=f"by-{name}"),))
            for name, method in TRANSPOSED.items()
        ),
        *_phases(),
        replace(example("seed-1d").steps["agreement"], number=0),
        Paragraph(
            "One example proves little. The definitions can be compared on *generic* cells, "
            "which keep record of every product "
            "that reached them: if two methods agree on those, they agree on all inputs and "
            "kernels of that size. Over many "
            "sizes and parameters:"
        ),
        _sweep(),
    )


def _phases() -> Section:
    x, w = tensor("x", 3), tensor("w", 3)
    layer = ConvTranspose(3, stride=2)
    even, odd = (subsample(layer(x, w), 2, remainder) for remainder in (0, 1))
    agree("the even phase", even, ConvTranspose(2)(x, subsample(w, 2)))
    agree("the odd phase", odd, ConvTranspose(1)(x, subsample(w, 2, 1)))
    return (
        Paragraph(
            "The polyphase sum is the one to compute by. Position $o + p$ of the canvas is $s m "
            "+ r$, and only taps with the "
            "remainder $r$ reach it. So the kernel falls into $s$ smaller ones, each meets the "
            "input at stride 1, and their "
            "results are interleaved; no zero is ever multiplied. [[figure-polyphase]] shows "
            "the two phases at $s = 2$. In two "
            "dimensions there are $s_{h} s_{w}$ phases, and interleaving them is known as pixel "
            "shuffle."
        ),
        Drawing(
            polyphase(layer, x, w, name="figure-polyphase"),
            "The phases of a layer with $k = 3$ and $s = 2$: the kernel is split by remainder, "
            "each part meets the input at "
            "stride 1, and the results are interleaved.",
        ),
    )


def _said(method: Method) -> str:
    """Return the idea, and what it is called elsewhere."""
    elsewhere = " or ".join(method.words.elsewhere)
    return method.words.sentence + (f" Also called {elsewhere}." if elsewhere else "")


def _defined(method: str) -> Equation:
    """Return the sum of a method as an equation."""
    left, _, right = _stated(method)[0].partition(" = ")
    return Equation(Math(left), Math(right))


def _stated(method: str) -> tuple[str, str]:
    """Return the formula of a method on letters, and where it holds."""
    I, k, s = sizes("I k s")
    layer = ConvTranspose(k, stride=s, padding=sizes("p", minimum=0))
    y = layer(tensor("x", I), tensor("w", k), method=method)
    x, w = tensor("x", 2), tensor("w", 3)
    agree(
        f"the sum of the method {method}",
        y.at(I=2, k=3, s=2, p=1),
        ConvTranspose(3, stride=2, padding=1)(x, w),
    )
    formula, _, where = latex(y).partition(r", \quad ")
    return formula, where


def _sweep() -> Terminal:
    report = verify(*_RANGES)
    hold(not report.disagreements, "all methods agree on generic cells")
    options = [
        f"--{name} {values.start}:{values.stop - 1}"
        for name, values in zip(_NAMES, _RANGES, strict=True)
    ]
    return Terminal(
        f"symconv verify {' '.join(options[:3])} \\\n    {' '.join(options[3:])}", str(report)
    )
