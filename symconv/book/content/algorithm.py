"""The algorithm step by step, with a canvas and without one."""

from __future__ import annotations

from symconv.book.content.formula_rows import stated
from symconv.formulas.listing import ALGORITHMS, FORMULAS
from symconv.formulas.tex import latex
from symconv.layers.conv import ConvTranspose
from symconv.operations import tensor
from symconv.pages.blocks import Equations, Heading, Items, Listing, Paragraph, Section, Tabular
from symconv.worked.steps import agree


def section() -> Section:
    """Return the section."""
    _check()
    return (
        Heading("The algorithm, step by step", "algorithm"),
        Paragraph(
            "The examples can be repeated for any input by the same few steps. In two dimensions:"
        ),
        Items(
            (
                "Find the size of the output by the formula of [[size]], and the size of the "
                "canvas, which is larger by "
                "$p$ cells on every side. Fill the canvas with zeros.",
                r"Take each input cell $x_{i,j}$ in turn and multiply the whole kernel by it: "
                r"$M = x_{i,j} \cdot w$.",
                r"Lay the copy $M$ onto the canvas with its top left corner at row $s i$ and "
                r"column $s j$, and add its values "
                "to the cells that it covers.",
                "If $p > 0$, crop $p$ cells on all four sides. If $p = 0$, the canvas is the "
                "output.",
            ),
            numbered=True,
        ),
        Paragraph(
            "[[list-scatter]] is the case of one axis, [[list-scatter-rows]] that of two. Both "
            "are printed from functions that run. In a listing a position stands in brackets and "
            "counts from 0, so $x[0]$ is the cell that is called $x_{1}$ elsewhere."
        ),
        Listing(ALGORITHMS["scatter"], "list-scatter"),
        Listing(ALGORITHMS["scatter_rows"], "list-scatter-rows"),
        *_direct(),
    )


def _direct() -> Section:
    return (
        Heading("Straight into the final grid", "direct", level=3),
        Paragraph(
            "The canvas can be left out. The formula already gives the size after the crop, so "
            "a grid of that size is enough: "
            "each product goes directly to its place, shifted by the crop, and a product whose "
            "place lies outside is dropped. "
            "Input cell $i$ and tap $t$ meet in output cell"
        ),
        Equations(
            (
                stated(
                    FORMULAS["output_index"],
                    "the dilation $d$ is 1 until [[dilation]]",
                    name="place",
                ),
            )
        ),
        Paragraph(
            "[[targets]] follows every product of the one-dimensional example. [[list-place]] "
            "is this way for one axis, [[list-place-rows]] for two."
        ),
        _targets(),
        Listing(ALGORITHMS["place"], "list-place"),
        Listing(ALGORITHMS["place_rows"], "list-place-rows"),
    )


def _targets() -> Tabular:
    """Return where each product of the one-dimensional example goes."""
    x, w, size = tensor("x", 2), tensor("w", 3), 3
    landed = [0] * size
    rows = []
    for i in range(2):
        for t in range(3):
            written = FORMULAS["output_index"].put(i=i, t=t, s=2, d=1, p=1)
            o = int(written.value or 0)
            if 0 <= o < size:
                landed[o] += x[i] * w[t]
            place = f"output cell ${o}$" if 0 <= o < size else "outside, dropped"
            rows.append(
                (
                    f"${latex(x[i] * w[t], (x, w))}$",
                    f"${i}$",
                    f"${t}$",
                    f"${written.tex} = {o}$",
                    place,
                )
            )
    agree("the direct placement", landed, ConvTranspose(3, stride=2, padding=1)(x, w).tolist())
    return Tabular(
        ("product", "$i$", "$t$", "$o$", "it goes to"),
        tuple(rows),
        "Every product of the one-dimensional example ($k = 3$, $s = 2$, $p = 1$) and its place.",
        "targets",
    )


def _check() -> None:
    """Run all listings on the examples."""
    x, w = tensor("x", 2), tensor("w", 3)
    y = ConvTranspose(3, stride=2, padding=1)(x, w)
    for name in ("scatter", "place"):
        agree(f"the listing {name}", ALGORITHMS[name].run(x.tolist(), w.tolist(), 2, 1), y)
    x, w = tensor("a b c d", (2, 2)), tensor("w", (2, 2))
    for stride in (1, 2):
        y = ConvTranspose((2, 2), stride=stride)(x, w)
        for name in ("scatter_rows", "place_rows"):
            agree(f"the listing {name}", ALGORITHMS[name].run(x.tolist(), w.tolist(), stride, 0), y)
