"""Any layer can be printed: random layers compile in an article, two columns and slides without an overfull box."""

import random
import re

import pytest
import sympy
from latex_check import compiles_document, needs_pdflatex
from sympy import Rational
from thorough import full_check

from symconv import ConvTranspose, tensor, worked_example

TWO = (
    "\\documentclass[twocolumn]{article}\n"
    "\\usepackage[a4paper,textwidth=180mm,textheight=240mm,columnsep=4mm]{geometry}\n"
    "\\usepackage{amsmath,amssymb}\n\\begin{document}\n%s\n\\end{document}\n"
)
BILINEAR = [[Rational(a * b, 16) for b in (1, 3, 3, 1)] for a in (1, 3, 3, 1)]


def cells(rng, shape, letter):
    """Return cells of one kind: symbols, whole numbers, fractions, sums, or long names."""
    count = 1
    for extent in shape:
        count *= extent
    if rng.random() < 0.3:
        return tensor(letter, shape)
    a, b = sympy.symbols("a b")
    kinds = [
        lambda: sympy.Integer(rng.randint(-20, 20)),
        lambda: Rational(rng.randint(-9, 9), rng.choice((2, 3, 4, 16))),
        lambda: rng.choice((a + 1, a - b, a * b, a**2, sympy.Integer(2))),
        lambda: sympy.Symbol(rng.choice(("weight_left", "kernel12", "alpha", "gain"))),
    ]
    kind = rng.choice(kinds)
    return sympy.Array([kind() for _ in range(count)], shape)


def layer_of(seed):
    """Return a random layer with an input and a kernel."""
    rng = random.Random(seed)  # noqa: S311
    axes = rng.choice((1, 1, 2, 2, 3))
    most = {1: 12, 2: 4, 3: 2}[axes]
    shape = tuple(rng.randint(1, most) for _ in range(axes))
    kernel = tuple(rng.randint(1, most) for _ in range(axes))
    stride = tuple(rng.randint(1, 3) for _ in range(axes))
    layer = ConvTranspose(
        kernel, stride=stride, dilation=tuple(rng.randint(1, 2) for _ in range(axes))
    )
    return layer, cells(rng, shape, "x"), cells(rng, kernel, "w")


LAYERS = {
    "bilinear": lambda: (ConvTranspose((4, 4), stride=2, padding=1), tensor("x", (2, 2)), BILINEAR),
    "gan": lambda: (
        ConvTranspose((4, 4), stride=2, padding=1),
        tensor("x", (4, 4)),
        tensor("w", (4, 4)),
    ),
    **{f"random-{seed}": lambda seed=seed: layer_of(seed) for seed in range(24)},
}


@full_check
@needs_pdflatex
@pytest.mark.parametrize("name", list(LAYERS)[:6])
def test_nothing_leaves_the_page(name, tmp_path):
    example = worked_example(*LAYERS[name]())
    column = example.latex("ieee")
    told = example.too_wide("ieee")
    logs = {
        "article": compiles_document(tmp_path, "article", example.document()),
        "two": compiles_document(tmp_path, "two", TWO % column),
        "slides": compiles_document(tmp_path, "slides", example.beamer()),
    }
    for form, log in logs.items():
        assert "Float too large" not in log, form
        found = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
        high = re.findall(r"Overfull \\vbox \(([\d.]+)pt", log)
        if form == "two" and told:
            continue
        assert [points for points in found if points > 1] == [], form
        assert high == [], form


def test_fractions_have_their_common_factor_in_front():
    example = worked_example(*LAYERS["bilinear"]())
    [_, kernel] = example.steps["given"].lines
    assert kernel.right.latex().startswith("\\tfrac{1}{16} \\begin{pmatrix}\n1 & 3 & 3 & 1")
    assert r"\frac" not in example.latex().replace(r"\tfrac", "")
    assert "1/16, 3/16" in example.steps["given"].text()


def test_matrices_show_both_ends():
    example = worked_example(ConvTranspose((2, 2)), tensor("x", (4, 5)), tensor("w", (2, 2)))
    said = " ".join(example.steps["matrix"].text().split())
    assert re.search(r"the first 1\d and the last of 20 rows", said)
    assert re.search(r"the first \d+ and the last of 30 columns", said)


def test_symbols_and_numbers_stand_on_one_line():
    layer = ConvTranspose(3, stride=2, padding=1)
    example = worked_example(layer, [6, 4], [1, 3, 2], names="x,w")
    assert r"y_{2} &= x_{1} w_{3} + x_{2} w_{1} = 6 \cdot 2 + 4 \cdot 1 = 16" in example.latex()


@pytest.mark.parametrize("names", ["x", "x,x", "x,ww", "x,1", 3])
def test_what_names_nothing_is_refused(names):
    with pytest.raises(ValueError, match="two different letters are needed"):
        worked_example(ConvTranspose(1), [1], [1], names=names)


def test_steps_are_chosen_and_checks_left_out():
    layer, x, w = ConvTranspose(2), tensor("x", 2), tensor("w", 2)
    example = worked_example(layer, x, w, steps=["add", "place"], checks=False)
    assert [(step.number, step.name) for step in example.steps] == [(1, "place"), (2, "add")]
    for written in (example.latex(), example.text(), example.html(), example.markdown()):
        assert "Checked" not in written
    renamed = example.in_notation("u,h,v")
    assert [step.name for step in renamed.steps] == ["place", "add"]
    assert "Checked" not in renamed.text()
    with pytest.raises(ValueError, match="there is no step 'sum'; the steps are given"):
        worked_example(layer, x, w, steps=["sum"])


def test_a_step_shows_itself():
    step = worked_example(ConvTranspose(2), tensor("x", 2), tensor("w", 2)).steps["add"]
    assert step.latex().count(r"\begin{align*}") == 1
    bundle = step._repr_mimebundle_()
    assert bundle["text/markdown"] == step.markdown()
    assert "f = [x1*w1, x1*w2 + x2*w1, x2*w2]" in bundle["text/plain"]
