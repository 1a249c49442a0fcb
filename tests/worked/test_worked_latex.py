"""Fragments: the header, text first, widths, colours, and what is told about rows that stay too wide."""

import random
import re

import pytest
from commands import run
from latex_check import compiles_document, needs_pdflatex
from thorough import CI, full_check, part

from symconv import ConvTranspose, __version__, tensor, worked, worked_example
from symconv.errors import GeometryError
from symconv.figures.colour import definitions
from symconv.figures.palette import INPUTS
from symconv.formulas.page_width import ems

OWN = ["--input", '[["a","b"]]', "--kernel", '[["p",\n"q"]]', "--stride", "1,2"]
COLUMN = (
    "\\documentclass{article}\n\\usepackage[textwidth=%s,textheight=25cm]{geometry}\n\\usepackage{amsmath,amssymb,tikz}\n"
    "\\usetikzlibrary{patterns,arrows.meta}\n\\begin{document}\n%s\n\\end{document}\n"
)


@pytest.fixture(scope="module")
def many():
    """Return an example with long sums."""
    return worked_example(ConvTranspose(12), tensor("x", 12), tensor("w", 12))


@pytest.mark.parametrize(
    "target", [["-o", "a.tex"], ["-oa.tex"], ["--output=a.tex"], ["--output", "a.tex"]]
)
def test_the_header_says_what_is_needed_and_how_to_make_it_again(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("example", *target[:1], *target[1:], "seed-1d", "--format", "latex").exit_code == 0
    written = (tmp_path / "a.tex").read_text(encoding="utf-8")
    needs, made, text = written.split("\n")[:3]
    assert needs == r"% needs \usepackage{amsmath,amssymb}"
    assert made == f"% made by symconv {__version__}: symconv example seed-1d --format latex"
    assert text.startswith("Two cells, three taps, stride 2, padding 1.")
    assert run("example", "seed-1d", "--format", "latex").stdout == written


def test_a_line_end_in_an_argument_does_not_end_the_comment():
    printed = run("example", *OWN, "--format", "latex").stdout
    assert '--kernel \'[["p", "q"]]\' --stride 1,2 --format latex\n' in printed
    assert [line.startswith("%") for line in printed.split("\n")[:3]] == [True, True, False]


def test_a_fragment_brings_its_own_dollars_and_no_environment_but_align_and_matrices():
    fragment = worked.example("dilation").latex()
    assert fragment.count("$") % 2 == 0
    assert set(re.findall(r"\\begin\{([\w*]+)\}", fragment)) == {"align*", "pmatrix"}
    for formula in re.findall(r"\$([^$]*)\$", fragment):
        assert "\n\n" not in formula


@full_check
def test_long_sums_are_broken_before_a_sign_at_the_given_width(many):
    broken = [
        len(re.findall(r"^&\\quad \+ x_\{", many.latex(width), re.M)) for width in ("162mm", "88mm")
    ]
    assert 5 < broken[0] < broken[1]


def test_what_stays_too_wide_is_told():
    number = worked_example(ConvTranspose(1), [10**40], [1])
    assert number.too_wide("a4") == []
    assert "step 1 (Given) takes about 2" in number.too_wide("50mm")[0]
    told = run(
        "example",
        "--input",
        f"[{10**40}]",
        "--kernel",
        "[1]",
        "--format",
        "latex",
        "--width",
        "50mm",
    )
    assert told.stderr.startswith("wider than the column: step 1 (Given) takes about")
    assert told.exit_code == 0


@pytest.mark.parametrize(
    "width", ["", "88", "mm", "-3mm", "1e3mm", "41mm", "88 furlong", "99999mm"]
)
def test_what_is_no_width_is_refused(width):
    with pytest.raises(GeometryError, match="at least 12em"):
        ems(width)


def test_units_of_length():
    assert [round(ems(width), 2) for width in ("100mm", "10cm", "4in", "250pt", "25 em")] == [
        28.45,
        28.45,
        28.91,
        25,
        25,
    ]


@pytest.mark.parametrize("option", [["--width", "88mm"], ["--colour"]])
def test_options_of_fragments_go_with_fragments(option):
    refused = run("example", "seed-1d", *option, "--format", "json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{option[0]} is for --format latex" in refused.stderr


def test_every_term_has_the_colour_of_its_input_cell():
    fragment = worked.example("seed-1d").latex(colour=True)
    found = re.findall(r"\\textcolor\{(\w+)\}\{x_\{(\d)\}", fragment)
    assert len(found) > 20
    assert {int(cell): digits for digits, cell in found} == {1: "005582", 2: "674C00"}
    assert {f"#{digits}" for digits in re.findall(r"\{HTML\}\{(\w+)\}", definitions())} == {
        hue.edge.light.upper() for hue in INPUTS
    }


def test_without_colour_no_colour_is_mentioned():
    assert "color" not in worked.example("seed-1d").latex()


@full_check
@needs_pdflatex
@pytest.mark.parametrize("width", ["88mm", "162mm", "60mm"])
def test_columns_have_no_overfull_line_but_what_is_told(width, many, tmp_path):
    examples = [
        example
        for example in map(worked.example, part(worked.names(), few=12))
        if not example.too_wide(width)
    ]
    assert len(examples) >= (10 if CI else 3)
    body = "\n\n".join(example.latex(width, colour=True) for example in [*examples, many])
    log = compiles_document(tmp_path, "column", COLUMN % (width, body))
    assert "Overfull \\hbox" not in log


def test_a_page_ends_between_formulas_but_not_before_the_last_one_or_the_check():
    written = worked.example("seed-1d").latex()
    formulas = re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", written, re.S)
    assert len(formulas) == sum(bool(step.lines) for step in worked.example("seed-1d").steps)
    assert r"\allowdisplaybreaks" in written
    assert r"\postdisplaypenalty=10000" in written
    for formula in formulas:
        ends = re.findall(
            r"\\\\\*?(?=\n[^\n]*&)",
            re.sub(r"\\begin\{p.*?\\end\{pmatrix\}", "", formula, flags=re.S),
        )
        assert ends[-1:] in ([], [r"\\*"])
        assert r"\\*" not in ends[:-1]


@full_check
def test_no_page_ends_between_a_matrix_and_what_is_shown_of_it():
    rng = random.Random(5)  # noqa: S311 (not cryptography)
    notes = 0
    for _ in range(4):
        size, kernel = (
            (rng.randint(2, 4), rng.randint(8, 12)),
            (rng.randint(1, 2), rng.randint(2, 3)),
        )
        layer = ConvTranspose(kernel, stride=rng.randint(1, 2))
        tex = worked_example(layer, tensor("x", size), tensor("w", kernel)).latex()
        notes += tex.count("\\\\*\n&\\quad \\text{")
        assert "\\\\\n&\\quad \\text{" not in tex
    assert notes > 4
