"""The table of spellings: printed from the readers, shown in the reference, and what the arrays say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symconv import ConvTranspose, dialects
from symconv.dialects.spellings import KERNELS, ROWS, spellings

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "dialects.md"


def test_the_reference_shows_the_table_that_is_printed():
    assert f"\n{spellings()}\n" in PAGE.read_text(encoding="utf-8")


def windows(kernel):
    """Return begin and constant of the size ``2I + c`` in every row, as the table has them."""
    rows = [line.split(" | ") for line in spellings().splitlines()[2:]]
    cells = [row[1 + KERNELS.index(kernel)].split(", ") for row in rows]
    return [(int(begin), int(size.removeprefix("2I") or 0)) for begin, size in cells]


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_row_is_the_window_of_the_full_output(kernel):
    x, w = np.array([3, 1, 4, 1]), np.array([2, 7, 1, 8])[:kernel]
    for (title, line), (begin, rest) in zip(ROWS, windows(kernel), strict=True):
        y = dialects.read(f"{line} k={kernel}")(x, w[::-1] if "jax" in line else w)
        full = np.append(ConvTranspose(kernel, stride=2)(x, w), [0, 0])
        assert np.array_equal(y, full[begin : begin + 2 * len(x) + rest]), title
