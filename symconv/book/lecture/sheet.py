"""One page with the formulas of the lecture."""

from __future__ import annotations

from symconv.book.content.formula_rows import alone, stated
from symconv.formulas.listing import FORMULAS
from symconv.pages.blocks import Document, Equation, Equations, Paragraph

_SHOWN = (
    ("plain_output_size", "output size"),
    ("plain_canvas_size", "canvas, the full output"),
    ("reach", "reach, with dilation"),
    ("output_size", "with output padding and dilation"),
    ("sided_output_size", "a padding for each end"),
    ("plain_convolved_size", "the convolution back"),
    ("output_index", "where cell $i$ and tap $t$ meet"),
    ("zeros_in_front", "zeros around the input"),
)
_FURTHER = (
    (r"y_{o} = \sum_{s i + t = o + p} x_{i}\, w_{t}", "the whole layer"),
    (r"y = C^{\top} x", "the transposed matrix"),
    (r"\langle x, C v \rangle = \langle C^{\top} x, v \rangle", "forward is backward"),
    (r"y = \mathrm{conv}(x{\uparrow}s, w^{\mathrm{rev}})", "zeros between, kernel reversed"),
    (r"s \mid n + 2 p - k", "the size comes back"),
    (r"2 p = k - s", "the size is multiplied by $s$"),
    (r"k = q s", "no checkerboard"),
    (r"s = s_{1} s_{2},\quad k = s_{2} (k_{1} - 1) + k_{2}", "two layers are one"),
    (r"y_{q} = \sum_{c} \mathrm{up}(x_{c}, w_{c,q})", "channels"),
    (r"a < \max(s, d)", "output padding"),
)


def sheet() -> Document:
    """Return the page."""
    rows: list[Equation] = []
    for name, said in _SHOWN:
        rows.append(stated(FORMULAS[name], said, name=name.replace("_", "-")))
    for number, (tex, said) in enumerate(_FURTHER):
        rows.append(alone(tex, said, f"further-{number}"))
    return Document(
        "Transposed convolutions on one page",
        "Input $x$ of $I$ cells, kernel $w$ of $k$ taps, output $y$ of $O$ cells; stride $s$, padding "
        "$p$, output padding $a$, dilation $d$. Each axis has its own. Positions count from 0.",
        (
            Equations(tuple(rows)),
            Paragraph(
                "*Scale* the kernel by every input cell, *place* the copies $s$ cells apart, *add*, and "
                "*crop* $p$ cells at each end."
            ),
        ),
    )
