"""What is measured is what pdflatex sets: shipped steps and random formulas, in one run."""

import random
import re

import pytest
from latex_check import needs_pdflatex

from symconv import worked
from symconv.formulas.document import compile_pdf
from symconv.formulas.measuring import measured
from symconv.formulas.page_width import COLUMNS, ems

FIXED = [
    r"C = \left(\begin{array}{cccccccccccc} 0 & 1 & 2 & 3 & 4 & 5 & 6 & 7 & 8 & 9 & \cdots & x_{12} \end{array}\right)",
    r"y[o] = \sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,s i + t = o + p\,]\, x[i]\, w[t]",
    r"m = \left\lfloor\frac{n + 2 p - k}{s}\right\rfloor + 1",
    r"\left(\frac{1}{2}\right) \cdot a",
    r"\frac{\partial L}{\partial v_{2}} = x_{1} w_{3}",
    r"\text{(the numbers put in)}",
    r"\begin{aligned} a &= b \\ &= \frac{1}{2} + c\end{aligned}",
]


def sums(rng):
    """Return a random sum of products with whole and broken coefficients."""
    terms = []
    for _ in range(rng.randint(1, 5)):
        indices = [rng.choice((f"{rng.randint(1, 99)}", f"{rng.randint(1, 9)},{rng.randint(10, 99)}"))
                   for _ in range(2)]  # fmt: skip
        factor = rng.choice(("", "3 ", r"\tfrac{3}{16} ", "12 ", r"2 \cdot "))
        terms.append(f"{factor}x_{{{indices[0]}}} {rng.choice('wabm')}_{{{indices[1]}}}")
    return rng.choice(("", "-")) + rng.choice((" + ", " - ")).join(terms)


def matrix(rng):
    """Return a random matrix."""
    rows, columns = rng.randint(1, 5), rng.randint(1, 10)
    kinds = ("0", "-12", "x_{11}", sums(rng), r"\cdots")
    written = (" & ".join(rng.choices(kinds, k=columns)) for _ in range(rows))
    body = r" \\ ".join(written)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


@pytest.fixture(scope="module")
def formulas():
    rng = random.Random(17)  # noqa: S311
    found = [sums(rng) for _ in range(60)] + [matrix(rng) for _ in range(25)]
    for name in ("seed-1d", "non-square", "channels-groups", "d2l-basic"):
        found += [line.latex() for step in worked.example(name).steps for line in step.lines]
    return [*FIXED, *found]


@needs_pdflatex
def test_formulas_are_as_wide_and_as_high_as_they_are_measured(formulas, tmp_path):
    boxes = "".join(
        f"\\setbox0\\hbox{{$\\displaystyle {tex}$}}\\typeout{{M \\the\\wd0 \\the\\ht0 \\the\\dp0}}\n"
        for tex in formulas
    )
    source = tmp_path / "boxes.tex"
    head = "\\documentclass{article}\\usepackage{amsmath,amssymb}\\arraycolsep3pt\\begin{document}"
    source.write_text(f"{head}\n{boxes}x\\end{{document}}\n", encoding="utf-8")
    compile_pdf(source)
    log = source.with_suffix(".log").read_text(encoding="utf-8")
    sizes = re.findall(r"^M ([\d.]+)pt\s*([\d.]+)pt\s*([\d.]+)pt$", log, re.M)
    assert len(sizes) == len(formulas) > 100
    for tex, size in zip(formulas, sizes, strict=True):
        width, above, below = (float(each) / 10 for each in size)
        extent = measured(tex)
        assert width - 0.2 <= 1.015 * extent.width + 0.05 <= 1.13 * width + 0.3, tex
        assert 0.9 * (above + below) - 0.1 <= extent.height <= 1.25 * (above + below) + 0.5, tex


def test_columns_have_names():
    assert {name: round(ems(name)) for name in COLUMNS} == {
        "a4": 46,
        "acm": 24,
        "beamer": 38,
        "column": 23,
        "ieee": 25,
    }
