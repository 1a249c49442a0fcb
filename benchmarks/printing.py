"""LaTeX of a large result beside SymPy's printer."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from benchmarks.timing import Row, in_turn, ratio
from symconv import ConvTranspose, latex, tensor


def rows() -> Iterator[Row]:
    """Yield the lines of printing."""
    strided = ConvTranspose((5, 5), stride=2, padding=2, output_padding=1)
    for layer, size, name in (
        (strided, 16, "stride 2"),
        (ConvTranspose((5, 5), padding=2), 32, "stride 1"),
    ):
        x, w = tensor("x", (size, size)), tensor("w", (5, 5))
        y = layer(x, w)
        times = in_turn(
            {
                "symconv": lambda y=y, x=x, w=w: latex(y, order=(x, w)),
                "sympy": lambda y=y: sympy.latex(y),
            },
            3,
        )
        work = f"LaTeX of a 32×32 result, kernel 5×5, {name}"
        yield Row(work, "sympy.latex", ratio(times, "sympy", "symconv"), "times faster", least=50)
