"""LaTeX of results: golden cases, and every one of them compiled and turned into MathML."""

from fractions import Fraction
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
import sympy
from latex_check import compiles, needs_pdflatex
from sympy import Array, Matrix, Rational, Symbol, symbols

from symconv import ConvTranspose, Equal, sizes, tensor, total
from symconv.errors import GeometryError, ShapeError, UnsupportedError
from symconv.formulas.listing import ALGORITHMS, FORMULAS
from symconv.formulas.mathml import mathml
from symconv.formulas.notebook import Shown
from symconv.formulas.tex import latex

X = symbols("x1:3")
W = symbols("w1:4")
SEED = [X[0] * W[1], X[0] * W[2] + X[1] * W[0], X[1] * W[1]]
A, B = symbols("A B", commutative=False)

GOLDEN = {
    "seed row": (
        SEED,
        r"\begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} \end{pmatrix}",
    ),
    "single cell": (SEED[1], "x_{1} w_{3} + x_{2} w_{1}"),
    "array": (
        Array([[X[0], 0], [-W[0], 1]]),
        "\\begin{pmatrix}\nx_{1} & 0 \\\\\n-w_{1} & 1\n\\end{pmatrix}",
    ),
    "matrix": (Matrix([[X[0], 0]]), r"\begin{pmatrix} x_{1} & 0 \end{pmatrix}"),
    "column": ([[1], [2]], "\\begin{pmatrix}\n1 \\\\\n2\n\\end{pmatrix}"),
    "whole fractions": (
        [Fraction(2), Fraction(-3), Fraction(0)],
        r"\begin{pmatrix} 2 & -3 & 0 \end{pmatrix}",
    ),
    "fractions": (
        [Rational(-3, 4) * X[0], Fraction(1, 2)],
        r"\begin{pmatrix} -\frac{3}{4} x_{1} & \frac{1}{2} \end{pmatrix}",
    ),
    "two-digit indices": (symbols("w12") * Symbol("w_{1,12}"), "w_{12} w_{1,12}"),
    "greek": (Symbol("alpha2"), r"\alpha_{2}"),
    "sum as factor": ((X[0] + X[1]) * W[0], "w_{1} (x_{1} + x_{2})"),
    "power": (X[0] ** 2 * (X[0] + 1) ** 3, "x_{1}^{2} (x_{1} + 1)^{3}"),
    "number before number": (
        sympy.Mul(2, sympy.Pow(3, X[0]), evaluate=False),
        r"2 \cdot 3^{x_{1}}",
    ),
    "root": (sympy.sqrt(2) * X[0] / 2, r"\frac{1}{2} \sqrt{2} x_{1}"),
    "non-commutative": (A * B + B * A * 2, "A B + 2 B A"),
    "float": (np.array([0.5, 1e-10]), r"\begin{pmatrix} 0.5 & 1.0 \cdot 10^{-10} \end{pmatrix}"),
    "complex": (np.array([1 + 2j]), r"\begin{pmatrix} 1.0 + 2.0 i \end{pmatrix}"),
    "eleven columns": (
        [list(range(11))],
        r"\left(\begin{array}{ccccccccccc} 0 & 1 & 2 & 3 & 4 & 5 & 6 & 7 & 8 & 9 & 10 \end{array}\right)",
    ),
    "three axes": (
        np.arange(4).reshape(2, 1, 2),
        "\\begin{pmatrix}\n\\begin{pmatrix} 0 & 1 \\end{pmatrix} \\\\[-8pt] \\\\\n"
        "\\begin{pmatrix} 2 & 3 \\end{pmatrix}\n\\end{pmatrix}",
    ),
    "four axes": (
        np.arange(4).reshape(1, 2, 1, 2),
        r"\begin{pmatrix} \begin{pmatrix} 0 & 1 \end{pmatrix} & \begin{pmatrix} 2 & 3 \end{pmatrix} \end{pmatrix}",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name):
    result, expected = GOLDEN[name]
    assert latex(result, (X, W) if name in ("seed row", "single cell") else None) == expected


@pytest.mark.parametrize(
    ("shape", "limit", "expected"),
    [
        ((3,), 3, r"\begin{pmatrix} 0 & 1 & 2 \end{pmatrix}"),
        ((4,), 3, r"\begin{pmatrix} 0 & 1 & 2 & \cdots \end{pmatrix}"),
        ((2, 3), 2, "\\begin{pmatrix}\n0 & 1 & \\cdots \\\\\n3 & 4 & \\cdots\n\\end{pmatrix}"),
        ((3, 2), 2, "\\begin{pmatrix}\n0 & 1 \\\\\n2 & 3 \\\\\n\\vdots & \\vdots\n\\end{pmatrix}"),
        ((2, 2), 1, "\\begin{pmatrix}\n0 & \\cdots \\\\\n\\vdots & \\ddots\n\\end{pmatrix}"),
        (
            (3, 1, 1),
            1,
            "\\begin{pmatrix}\n\\begin{pmatrix} 0 \\end{pmatrix} \\\\[-8pt] \\\\\n\\vdots\n\\end{pmatrix}",
        ),
    ],
)
def test_dots_beyond_the_limit(shape, limit, expected):
    assert latex(np.arange(np.prod(shape)).reshape(shape), limit=limit) == expected


def test_a_limit_of_eleven_still_avoids_pmatrix():
    assert latex(list(range(12)), limit=10).startswith(r"\left(\begin{array}{ccccccccccc}")


@pytest.mark.parametrize("whole", [np.int64(1), sympy.Integer(1)])
def test_a_limit_may_be_any_whole_number(whole):
    assert latex([1, 2], limit=whole) == r"\begin{pmatrix} 1 & \cdots \end{pmatrix}"


def test_both_sides_of_a_claim_are_printed_in_book_order_and_cut():
    x, w = tensor("x", 2), tensor("w", 3)
    claim = Equal(ConvTranspose(3)(x, w), [1, 2, 3, 4])
    assert latex(claim, order=(x, w), limit=2) == (
        r"\begin{pmatrix} x_{1} w_{1} & x_{1} w_{2} + x_{2} w_{1} & \cdots \end{pmatrix} = "
        r"\begin{pmatrix} 1 & 2 & \cdots \end{pmatrix}"
    )


@pytest.mark.parametrize("result", [
    [1], tensor("x", sizes("n")), total(tensor("x", sizes("n"))), Equal([1], [1]), Equal(sizes("n"), 1)
])  # fmt: skip
def test_order_and_limit_are_checked_whatever_is_printed(result):
    with pytest.raises(ShapeError, match="order=5 is not a pair"):
        latex(result, order=5)
    with pytest.raises(
        GeometryError,
        match="limit=0: the number of rows and columns shown must be a whole number >= 1",
    ):
        latex(result, limit=0)


def test_objects_that_print_themselves():
    class Claim(Shown):
        def formula(self, order=None, limit=None, index="brackets"):
            return r"a \le b"

    assert latex(Claim()) == r"a \le b"


def test_what_is_no_result_is_refused():
    with pytest.raises(ShapeError, match="the cell to print is 'y'"):
        latex("y")


@pytest.mark.parametrize("name", ["50%", "a&b", "a#", "$"])
def test_special_signs_in_a_name_are_escaped(name):
    assert "\\" in latex(Symbol(name))


def every_fragment():
    """All kinds of LaTeX this package emits."""
    yield from (latex(result) for result, _ in GOLDEN.values())
    yield from (
        latex(np.arange(81).reshape(3, 3, 3, 3), limit=2),
        latex(Symbol("50%")),
        latex(Symbol("a&b")),
    )
    for formula in FORMULAS.values():
        yield from (
            formula.latex(),
            formula.latex("h"),
            formula.put(**dict.fromkeys(formula.letters, 2)).tex,
        )
    for algorithm in ALGORITHMS.values():
        yield algorithm.latex()
        yield from (line for _, line in algorithm.lines())


@needs_pdflatex
def test_every_fragment_compiles_with_amsmath_alone(tmp_path):
    assert "undefined" not in compiles(tmp_path, every_fragment()).lower()


@pytest.mark.parametrize("fragment", list(every_fragment()))
def test_every_fragment_becomes_mathml(fragment):
    element = fromstring(mathml(fragment))  # noqa: S314 (our own text)
    assert element.tag == "math"
    assert "\\" not in "".join(element.itertext())


def test_mathml_of_the_seed_row():
    element = fromstring(mathml(latex(SEED, (X, W)), display=True))  # noqa: S314 (our own text)
    assert element.get("display") == "block"
    assert ["".join(cell.itertext()) for cell in element.iter("mtd")] == [
        "x1w2",
        "x1w3+x2w1",
        "x2w2",
    ]


def test_upright_words_are_whole_words():
    assert "<mtext>range</mtext>" in mathml(r"\mathrm{range}(I)")


@pytest.mark.parametrize("fragment", ["a & b", r"\undefinedcommand", "%", r"\text{<b>}"])
def test_mathml_refuses_what_it_would_show_wrongly(fragment):
    with pytest.raises(UnsupportedError, match="cannot be shown as MathML"):
        mathml(fragment)
