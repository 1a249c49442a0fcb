"""Tensors on letters as LaTeX."""

import itertools
import re

import pytest
from latex_check import compiles, needs_pdflatex
from sympy import Symbol

from symconv import Conv, ConvTranspose, crop, flip, inner, sizes, stretch, subsample, tensor, total
from symconv.formulas.mathml import mathml
from symconv.formulas.polynomials import polynomial
from symconv.formulas.sums import expression_latex, tensor_latex
from symconv.formulas.tex import latex
from symconv.language.terms import (
    Atom,
    Poly,
    Sum,
    at_least,
    equal,
    floor_divide,
    index,
    letter,
    substitute,
    variables,
)

I, k, s, d = sizes("I k s d")
p, a = sizes("p a", minimum=0)
X, W = tensor("x", I), tensor("w", k)
FULL = ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d)
PLAIN = ConvTranspose(k, stride=s)
WHERE = r", \quad 0 \le o < s (I - 1) + k"
METHODS = {
    "scatter": r"\sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,0 \le o < s (I - 1) + k,\ s i + t = o\,]\, x[i]\, w[t]",
    "matrix": r"\sum_{i=0}^{I - 1} \sum_{i'=0}^{I - 1} \sum_{t=0}^{k - 1} [\,i = i',\ s i' + t = o\,]\, x[i]\, w[t]",
    "gather": r"\sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,s i + t = o\,]\, x[i]\, w[t]",
    "polyphase": r"\sum_{m} \sum_{r=0}^{s - 1} \sum_{t=0}^{k - 1} \sum_{u} [\,s m + r = o,\ r + s u = t,\ "
    r"0 \le m - u < I\,]\, x[m - u]\, w[t]",
}


@pytest.mark.parametrize("method", METHODS)
def test_methods(method):
    printed = latex(PLAIN(X, W, method=method))
    expected = METHODS[method].replace(r"0 \le o < s (I - 1) + k,\ ", "")
    assert printed == f"y[o] = {expected}{WHERE}"


def test_every_parameter():
    assert latex(FULL(X, W, method="gather")) == (
        r"y[o] = \sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,s i + d t = o + p\,]\, x[i]\, w[t], "
        r"\quad 0 \le o < s (I - 1) + d (k - 1) + a + 1 - 2 p"
    )


def test_two_axes_have_subscripts():
    k1, k2, H, V = sizes("k1 k2 H V")
    printed = latex(
        ConvTranspose((k1, k2))(tensor("x", (H, V)), tensor("w", (k1, k2)), method="gather")
    )
    assert printed.startswith(
        r"y[o_{1}, o_{2}] = \sum_{i_{1}=0}^{H - 1} \sum_{i_{2}=0}^{V - 1} \sum_{t_{1}=0}^{k_{1} - 1}"
    )
    assert (
        r"i_{1} + t_{1} = o_{1},\ i_{2} + t_{2} = o_{2}\,]\, x[i_{1}, i_{2}]\, w[t_{1}, t_{2}]"
        in printed
    )
    assert printed.endswith(r"0 \le o_{1} < H + k_{1} - 1,\ 0 \le o_{2} < V + k_{2} - 1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (X, r"x[o], \quad 0 \le o < I"),
        (flip(X), r"y[o] = x[I - 1 - o], \quad 0 \le o < I"),
        (
            stretch(X, s),
            r"y[o] = \sum_{i=0}^{I - 1} [\,s i = o\,]\, x[i], \quad 0 \le o < s (I - 1) + 1",
        ),
        (crop(X, p, a), r"y[o] = x[o + p], \quad 0 \le o < I - p - a"),
        (X - X * 3, r"y[o] = x[o] - 3 x[o], \quad 0 \le o < I"),
        (tensor("y", I) + X, r"z[o] = y[o] + x[o], \quad 0 \le o < I"),
        (X * Symbol("c"), r"y[o] = x[o]\, c, \quad 0 \le o < I"),
        (total(X), r"\sum_{o=0}^{I - 1} x[o]"),
        (inner(X, X), r"\sum_{o=0}^{I - 1} x[o]\, x[o]"),
        (total(X) * total(W), r"\sum_{o=0}^{I - 1} \sum_{o'=0}^{k - 1} x[o]\, w[o']"),
        (
            subsample(X, s),
            r"y[o] = [\,0 \le s o < I\,]\, x[s o], \quad 0 \le o < \left\lceil\frac{I}{s}\right\rceil",
        ),
        (
            Conv(k, stride=s)(X, W),
            r"y[o] = \sum_{t=0}^{k - 1} [\,0 \le s o + t < I\,]\, x[s o + t]\, w[t], "
            r"\quad 0 \le o < \left\lfloor\frac{I - k}{s}\right\rfloor + 1",
        ),
    ],
)
def test_operations(value, expected):
    assert latex(value) == expected


def test_a_matrix_has_rows_and_columns():
    assert latex(PLAIN.matrix(W, I)).startswith(
        r"y[o, i] = \sum_{i'=0}^{I - 1} \sum_{t=0}^{k - 1} [\,i = i',\ s i' + t = o\,]"
    )


def test_a_letter_that_is_called_like_an_index_gets_no_double():
    i = sizes("i")
    assert latex(ConvTranspose(2)(tensor("x", i), [1, 1], method="gather")).startswith(
        r"y[o] = \sum_{i'=0}^{i - 1}"
    )


def test_a_condition_that_holds_by_sign_is_left_out_and_others_are_not():
    j, n = index("j"), letter("n")
    (bound,) = variables(j)
    ranged = (at_least(j, 0), at_least(n, j + 1))
    assert (
        expression_latex((Sum((bound,), (*ranged, at_least(j + 1, 0))),)) == r"\sum_{j=0}^{n - 1} 1"
    )
    assert (
        expression_latex((Sum((bound,), (*ranged, at_least(j, 1))),))
        == r"\sum_{j=0}^{n - 1} [\,0 < j\,]"
    )
    assert (
        expression_latex((Sum((bound,), (at_least(j + 1, 0), equal(2 * j, n))),))
        == r"\sum_{j} [\,0 \le j + 1,\ 2 j = n\,]"
    )


def test_weights():
    n = letter("n")
    assert expression_latex(
        (Sum(weight=n + 1, atoms=(Atom("c", ()),)), Sum(weight=-2, atoms=(Atom("c", ()),)))
    ) == ("(n + 1) c - 2 c")
    assert expression_latex(()) == "0"


def by_value(tex, values):
    """Compute a printed polynomial."""
    code = re.sub(r"([a-zA-Z])_\{(\d)\}", r"\1\2", tex)
    code = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", code)
    return eval(code, {"__builtins__": {}}, values)  # noqa: S307 (our own text)


def test_a_printed_polynomial_has_its_value():
    values = {"s": 7, "I": 11, "d": 13, "k": 5, "s1": 3}
    s_, I_, d_, k_, s1 = (letter(name) for name in values)
    at = {next(iter(variables(letter(name)))): value for name, value in values.items()}
    monomials = (s_ * I_, s_, d_ * k_ * s1, d_ * s1, 1)
    for coefficients in itertools.product((-2, -1, 0, 1), repeat=5):
        value = sum(c * m for c, m in zip(coefficients, monomials, strict=True))
        assert by_value(polynomial(value), values) == substitute(value, at), polynomial(value)


def test_a_quotient_of_sizes():
    n = letter("n")
    assert polynomial(floor_divide(n + 1, 2)) == r"\left\lfloor\frac{n + 1}{2}\right\rfloor"
    assert polynomial(-floor_divide(n, 2) + 3) == r"\left\lceil\frac{-n}{2}\right\rceil + 3"
    assert isinstance(n, Poly)


@pytest.mark.parametrize("name", ["alpha", "x_", "my_x", "xy"])
def test_a_tensor_is_spelled_as_a_symbol_of_its_name(name):
    assert latex(tensor(name, I)) == rf"{latex(Symbol(name))}[o], \quad 0 \le o < I"


def test_a_scalar_is_spelled_as_its_symbol():
    assert latex(Symbol("c1") * X) == r"y[o] = c_{1}\, x[o], \quad 0 \le o < I"
    assert latex(Symbol("50%") * X) == r"y[o] = 50\%\, x[o], \quad 0 \le o < I"


FRAGMENTS = [
    latex(Symbol("50%") * tensor("alpha", I)),
    *(tensor_latex(FULL(X, W, method=method).tensor) for method in FULL.methods),
    latex(subsample(X, s)), latex(PLAIN.matrix(W, I)), latex(Conv(k, stride=s)(X, W)), latex(total(X) * 2),
]  # fmt: skip


@needs_pdflatex
def test_everything_compiles(tmp_path):
    assert "undefined" not in compiles(tmp_path, FRAGMENTS).lower()


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_everything_becomes_mathml(fragment):
    assert mathml(fragment).startswith("<math")
