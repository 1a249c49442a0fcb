"""What of a result is read, and what is left where only its beginning is shown."""

import numpy as np
import pytest
import sympy

from symconv.formulas import tex, text


@pytest.mark.parametrize("write", [tex.latex, text.text])
def test_what_is_not_shown_is_not_read(write):
    cells = np.arange(400, dtype=object).reshape(20, 20)
    short = write(cells, limit=3)
    cells[10, 10] = "never looked at"
    assert write(cells, limit=3) == short
    assert write(sympy.Matrix(20, 20, range(400)), limit=3) == short
    assert write(sympy.Array(range(400), (20, 20)), limit=3) == short
