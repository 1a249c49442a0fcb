"""Seven definitions of one layer, on letters, and that they agree."""

from __future__ import annotations

from symconv.book.blocks import Heading, Paragraph, Section, Terminal
from symconv.book.content.rows import hold
from symconv.book.content.worked_steps import blocks
from symconv.sweep import verify
from symconv.worked import example

_NAMES = ("input-size", "kernel-size", "stride", "padding", "output-padding", "dilation")
_RANGES = (range(1, 5), range(1, 4), range(1, 4), range(3), range(2), range(1, 3))


def section() -> Section:
    """Return the section."""
    return (
        Heading("Seven ways to the same output", "methods"),
        Paragraph(
            "Scattering, the transposed matrix, zero insertion and the gradient have all led to the same output. There are "
            "more ways to define the layer. Each of the seven below is written down once, run to compute, and printed here "
            "from what was run."
        ),
        *blocks(example("seed-1d"), "Agreement of all methods"),
        Paragraph(
            "One example proves little. The seven can be compared on *generic* cells, which keep record of every product that "
            "reached them: if two methods agree on those, they agree on all inputs and kernels of that size. Over many sizes "
            "and parameters:"
        ),
        _sweep(),
    )


def _sweep() -> Terminal:
    report = verify(*_RANGES)
    hold(not report.disagreements, "all methods agree on generic cells")
    options = [f"--{name} {values.start}:{values.stop - 1}" for name, values in zip(_NAMES, _RANGES, strict=True)]
    return Terminal(f"symconv verify {' '.join(options[:3])} \\\n    {' '.join(options[3:])}", str(report))
