"""How values show themselves: one formula between dollar signs, the same that SymPy's printer and `latex` give."""

import pytest
import sympy

from symconv import AtMost, ConvTranspose, Divides, Equal, flip, inner, latex, sizes, tensor

n, k, s = sizes("n k s")
X, W = tensor("x", n), tensor("w", k)
SHOWN = {
    "a name": (X, r"x[o], \quad 0 \le o < n"),
    "a tensor": (flip(X), r"y[o] = x[n - 1 - o], \quad 0 \le o < n"),
    "a scalar": (inner(X, X), r"\sum_{o=0}^{n - 1} x[o]\, x[o]"),
    "an equation of tensors": (Equal(flip(flip(X)), X), r"x[o] = x[o], \quad 0 \le o < n"),
    "an equation of scalars": (Equal(inner(X, X), 0), r"\sum_{o=0}^{n - 1} x[o]\, x[o] = 0"),
    "an equation of sizes": (Equal(s * n, n * s), "n s = n s"),
    "an inequality": (AtMost(n, n + k), r"n \le k + n"),
    "a divisor": (Divides(2, 4 * n), r"2 \mid 4 n"),
    "known tensors": (
        Equal(ConvTranspose(2)([1, 2], [3, 4]), [3, 10, 8]),
        r"\begin{pmatrix} 3 & 10 & 8 \end{pmatrix} = \begin{pmatrix} 3 & 10 & 8 \end{pmatrix}",
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_value_shows_itself(what):
    value, tex = SHOWN[what]
    assert latex(value) == tex
    assert value._repr_latex_() == f"$\\displaystyle {tex}$"
    assert sympy.latex(value) == tex


def test_both_sides_of_an_equation_run_over_the_same_positions():
    up = ConvTranspose(k, stride=s)
    tex = latex(Equal(up(X, W, method="gather"), up(X, W)))
    left, right = tex.split(r", \quad ")[0].split(" = ", 1)[0], tex.split(r", \quad ")[1]
    assert right == "0 \\le o < s (n - 1) + k"
    assert left.startswith(r"\sum_{i=0}^{n - 1} \sum_{t=0}^{k - 1}")
    assert tex.count(r"\sum_{i=0}") == 2
    assert "o'" not in tex
