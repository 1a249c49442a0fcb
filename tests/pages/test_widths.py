"""Results fit the column they are asked for, or say that they do not; positions stand below or in brackets."""

import re
from math import prod

import pytest
from commands import run
from latex_check import compiles_document, needs_pdflatex
from test_prints import LAYERS
from thorough import full_check

from symconv import ConvTranspose, latex, sizes, tensor, worked_example
from symconv.errors import GeometryError

WIDTHS = ("60mm", "column", "ieee", "a4")
LENGTHS = {"60mm": "60mm", "column": "80mm", "ieee": "88mm", "a4": "162mm"}
PAGE = (
    "\\documentclass{article}\\usepackage[a4paper,textwidth=180mm,textheight=285mm,margin=4mm]{geometry}\n"
    "\\usepackage{amsmath,amssymb}\\setlength{\\parindent}{0pt}\\setlength{\\arraycolsep}{3pt}\n"
    "\\begin{document}\n%s\n\\end{document}\n"
)
CASE = "\\clearpage\\typeout{case %s}\\begin{minipage}{%s}\\[\n%s\n\\]\\end{minipage}\n"


@full_check
@needs_pdflatex
def test_random_results_fit_or_say_that_they_do_not(tmp_path):
    cases, told = [], 0
    for name, make in LAYERS.items():
        layer, x, w = make()
        result = layer(x, w)
        for width in WIDTHS:
            written = latex(result, order=(x, w), width=width)
            told += written.startswith("% ")
            if not written.startswith("% "):
                cases.append(CASE % (f"{name} {width}", LENGTHS[width], written))
    assert len(cases) > 60
    assert told > 5
    log = compiles_document(tmp_path, "widths", PAGE % "".join(cases))
    found = re.findall(r"Overfull \\[hv]box \(([\d.]+)pt[^\n]*", log)
    assert [points for points in found if float(points) > 1] == []


def test_every_cell_is_there_where_a_matrix_has_no_room():
    x, w = tensor("x", (3, 3)), tensor("w", (3, 3))
    y = ConvTranspose((3, 3))(x, w)
    narrow = latex(y, order=(x, w), width="60mm")
    assert len(re.findall(r"^y_\{\d\d\} &= ", narrow, re.M)) == prod(y.shape) == 25
    terms = re.findall(r"x_\{\d\d\} w_\{\d\d\}", narrow)
    assert len(terms) == len(set(terms)) == 81
    assert "pmatrix" in latex(ConvTranspose(1)(tensor("x", 2), [3]), width="60mm")
    assert "\nz_{1} &= y_{1} \\\\\n" in latex(tensor("y", 20), width="60mm")


def test_values_on_letters_are_broken_and_have_either_index():
    I, k, s, p = sizes("I k s p")
    y = ConvTranspose(k, stride=s, padding=p)(tensor("x", I), tensor("w", k))
    below = latex(y, index="subscript", width="60mm")
    assert below.startswith("\\begin{aligned}\ny_{o} &= \\sum")
    assert below.splitlines()[-2] == r"& 0 \le o < s (I - 1) + k - 2 p"
    assert "x_{i}\\, w_{t}" in below
    assert "x[i]\\, w[t]" in latex(y)
    assert "[o]" not in below


def test_cells_in_brackets_are_counted_from_zero_and_need_their_shapes():
    x, w = tensor("x", 12), tensor("w", (2, 2))
    layer = ConvTranspose(1)
    brackets = latex(layer(x, [1])[10:], order=(x, [1]), index="brackets")
    assert brackets == r"\begin{pmatrix} x[10] & x[11] \end{pmatrix}"
    assert latex(w, order=(x, w), index="brackets").count("w[1,0]") == 1
    with pytest.raises(GeometryError, match=r"order=\(x, w\) is needed"):
        latex(w, index="brackets")
    with pytest.raises(GeometryError, match="subscript or brackets is needed"):
        latex(w, index="above")
    with pytest.raises(GeometryError, match="give no limit with it"):
        latex(w, limit=3, width="60mm")


SMALL = ("compute", "--input", "x:3", "--kernel", "w:3")


def test_the_shell_states_the_result_within_a_width():
    done = run(*SMALL, "--matrix", "--format", "latex", "--width", "50mm", "--index", "brackets")
    assert done.stdout.splitlines()[3:6] == [
        "y[0] &= x[0] w[0] \\\\",
        "y[1] &= x[0] w[1] + x[1] w[0] \\\\",
        "y[2] &= x[0] w[2] + x[1] w[1] \\\\",
    ]
    assert r"C^{\top} &= \begin{pmatrix}" in done.stdout
    wide = run(
        "compute", "--input", f"[{10**60}]", "--kernel", "[1]", "--format=latex", "--width=ieee"
    )
    assert wide.stderr.startswith("wider than the column: about 3")
    assert "% wider than the column: about 3" in wide.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*SMALL, "--width", "60mm"), "--width is for --format latex"),
        ((*SMALL, "--format", "latex", "--width", ""), "width ''"),
        ((*SMALL, "--format", "json", "--index", "brackets"), "JSON is read back"),
        (("prove", "adjoint", "--width", "60mm"), "--width is for --format latex"),
        (("prove", "adjoint", "--index", "brackets"), "--index is for --format latex"),
        (("prove", "adjoint", "--format", "latex", "--width", ""), "width ''"),
        (("export", "examples/seed-1d.tex", "--width", "1mm"), "at least 12em"),
    ],
)
def test_what_does_nothing_is_refused(arguments, message):
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_theorems_and_pieces_take_both():
    statement = run("prove", "adjoint", "--format", "latex", "--width=60mm", "--index=brackets")
    assert statement.stdout.splitlines()[1].endswith(
        "symconv prove adjoint --format latex --width=60mm --index=brackets"
    )
    assert r"(u \star_{s,d;b,e} w)[o]" in statement.stdout
    usual, narrow = (
        run("export", "theorems/adjoint.tex", *options).stdout.splitlines()
        for options in ((), ("--width", "60mm"))
    )
    assert narrow[1] == f"{usual[1]} --width 60mm"
    assert len(narrow) > len(usual)
    example = run("export", "examples/seed-1d.tex", "--index", "brackets").stdout
    assert example.splitlines()[1].endswith(
        "symconv example seed-1d --format latex --index brackets"
    )
    shown = run("example", "seed-1d", "--format", "latex", "--index", "brackets")
    assert shown.stdout == example


def test_an_example_in_brackets_counts_names_as_positions():
    text = run("example", "seed-1d", "--index", "brackets").stdout
    assert "Positions and names are counted from 0." in " ".join(text.split())
    assert "y = [x[0]*w[1], x[0]*w[2] + x[1]*w[0], x[1]*w[1]]" in text
    assert not re.search(r"\b[xw]_?\d", text)
    figure = run("example", "seed-1d", "--index", "brackets", "--format", "tikz").stdout
    assert "x[0]" not in figure.split("\n", 3)[3]


def test_names_of_cells_leave_less_room_to_the_matrices_beside_them():
    layer = ConvTranspose((1, 4), stride=(1, 3), padding=[(0, 0), (1, 0)], channels=(1, 1))
    arrays = tensor("x", (1, 1, 4)), tensor("w", (1, 1, 1, 4))
    example = worked_example(layer, *arrays, ["result"]).in_notation(index="brackets")
    assert "y[0,0,11] &= " in example.latex("60mm")
    assert example.too_wide("60mm") == []
