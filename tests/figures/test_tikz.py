"""Scenes as TikZ: what stands in a file, its colours, and that pdflatex takes every figure."""

from __future__ import annotations

import re

import pytest
from figure_facts import CASES, LARGE, cells, figure_of
from latex_check import compiles_document, needs_pdflatex
from sympy import Symbol
from thorough import full_check

from symconv import ConvTranspose, tensor
from symconv.errors import UnsupportedError
from symconv.figures import (
    matrix_figure,
    overlap_count,
    palette,
    polyphase,
    scale_place_sum,
    zero_insertion,
)
from symconv.figures.scene import Curve, Dot, Group, Hatch, Line, Rect, Run, Scene, Text, walk
from symconv.figures.tikz import figure_tex, runs_tex, tikz, tikz_file

PREAMBLE = "\\documentclass{article}\n\\usepackage{amsmath,amssymb,tikz}\n\\usetikzlibrary{patterns,arrows.meta}\n"
VIEWS = (scale_place_sum, zero_insertion, overlap_count, polyphase, matrix_figure)


def stacked():
    three = ConvTranspose((2, 2, 2), stride=(1, 2, 2))
    pairs = ConvTranspose(2, stride=2, groups=2, channels=(4, 2))
    for layer, x_shape, w_shape in ((three, (2, 2, 2), (2, 2, 2)), (pairs, (4, 2), (4, 1, 2))):
        for draw in (scale_place_sum, overlap_count, matrix_figure):
            yield draw(layer, tensor("x", x_shape), tensor("w", w_shape))


def drawings():
    for name in ("seed", "dilated", "non-square"):
        layer, size = CASES[name]
        x, w = cells(layer, size)
        yield from (draw(layer, x, w) for draw in VIEWS)
    yield matrix_figure(layer, x, w, transpose=True)
    yield figure_of(*LARGE["holes"])
    yield scale_place_sum(
        ConvTranspose(2), [Symbol("alpha"), Symbol("50%_$#&\\input{x}")], [Symbol("k_max"), -3]
    )
    yield from stacked()


@full_check
@needs_pdflatex
def test_every_view_compiles_by_input_and_fits_the_line(tmp_path):
    names = []
    for n, figure in enumerate(drawings()):
        (tmp_path / f"figure{n}.tex").write_text(figure.tikz(), encoding="utf-8")
        names.append(f"\\noindent\\input{{figure{n}.tex}}\n\n\\newpage\n")
    assert len(names) > 20
    log = compiles_document(
        tmp_path, "all", f"{PREAMBLE}\\begin{{document}}\n{''.join(names)}\\end{{document}}\n"
    )
    assert not re.search(r"Overfull|Undefined|Missing|LaTeX Warning", log)


@needs_pdflatex
def test_a_figure_leaves_the_document_as_it_was(tmp_path):
    text = figure_of(*CASES["seed"]).tikz()
    used = "\\ifcsname\\string\\color@scink\\endcsname\\errmessage{a colour is left}\\fi"
    source = f"{PREAMBLE}\\begin{{document}}\nbefore {text}after {used}\n\\end{{document}}\n"
    assert "a colour is left" not in compiles_document(tmp_path, "inside", source)


def test_a_file_says_what_it_needs_and_defines_what_it_uses():
    text = figure_of(*CASES["seed, stride 1"]).tikz()
    assert text.startswith(
        "% needs \\usepackage{amsmath,amssymb,tikz} \\usetikzlibrary{patterns,arrows.meta}\n\\begingroup%\n"
    )
    assert text.endswith("\\endgroup\n")
    assert "\n\n" not in text
    defined = dict(
        re.findall(r"\\(?:define|provide)color\{sc(\w+)\}\{HTML\}\{([0-9A-F]{6})\}", text)
    )
    assert all(palette.theme()[name] == f"#{colour.lower()}" for name, colour in defined.items())
    styles = {"cell": ("edge", "fill"), "fill": ("fill",)}
    used = {
        f"{role}{hue}"
        for style, hue in re.findall(r"\[sc (cell|fill)=(\d)", text)
        for role in styles[style]
    }
    assert used == {f"{role}{hue}" for role in ("edge", "fill") for hue in range(1, 5)}
    assert used <= set(defined)
    assert not any(name.startswith("count") for name in defined)


def test_only_colours_that_appear_are_defined():
    text = figure_of(*CASES["seed"]).tikz()
    hues = {
        name
        for name in re.findall(r"\\(?:define|provide)color\{sc(\w+)\}", text)
        if name[-1].isdigit()
    }
    assert hues == {"fill1", "edge1", "fill2", "edge2"}
    counted = overlap_count(*(CASES["seed"][0], *cells(*CASES["seed"]))).tikz()
    assert {name for name in re.findall(r"\\(?:define|provide)color\{sc(\w+)\}", counted) if name[-1].isdigit()} == {
        "count0", "numeral0", "count59", "numeral59",
    }  # fmt: skip


@full_check
def test_every_style_that_is_used_is_defined():
    defined = set(re.findall(r"sc (\w+)/\.", figure_tex()))
    used = {name for figure in drawings() for name in re.findall(r"[\[,] ?sc (\w+)", figure.tikz())}
    assert len(used) > 14
    assert used <= defined


@pytest.mark.parametrize("name", CASES)
def test_figures_are_the_same_each_time(name):
    layer, size = CASES[name]
    assert figure_of(layer, size).tikz() == figure_of(layer, size).tikz()


@pytest.mark.parametrize("name", CASES)
def test_every_text_of_the_scene_is_written(name):
    scene = figure_of(*CASES[name]).scene
    nodes = re.findall(r"\\node\[.*\] at \([^)]*\) \{(.*)\};", tikz(scene))
    assert nodes == [runs_tex(item.runs) for item in walk(scene.items) if isinstance(item, Text)]


def test_items_one_by_one():
    items = (
        Rect(0, 1, 4, 5, "input", 2, radius=9), Rect(0, 0, 4, 4, "count", 3), Hatch(1, 2, 3, 4), Dot(8, 10),
        Line(((0, 0), (9, 0.5)), "cut"), Line(((0, 0), (9, 0)), arrow=True), Curve((0, 0), (10, 20)),
        Group((Dot(1, 1),), "title"),
    )  # fmt: skip
    lines = tikz(Scene(40, 20, items)).split("\n")
    assert lines[1:3] == [
        r"\definecolor{sccount3}{HTML}{D6E5F1}%",
        r"\definecolor{scnumeral3}{HTML}{16191D}%",
    ]
    assert lines[4:-1] == [
        r"\path[sc cell=2, rounded corners=5.3pt] (0,1) rectangle (4,6);",
        r"\path[sc count=3] (0,0) rectangle (4,4);",
        r"\fill[sc hatch] (1,2) rectangle (4,6);",
        r"\fill[sc dot] (8,10) circle (1.6);",
        r"\draw[sc cut] (0,0) -- (9,0.5);",
        r"\draw[sc rule, sc arrow] (0,0) -- (9,0);",
        r"\draw[sc rule, sc arrow] (0,0) .. controls (5,0) and (5,20) .. (10,20);",
        r"\fill[sc dot] (1,1) circle (1.6);",
    ]


@pytest.mark.parametrize(("runs", "tex"), [
    ((Run("α", "letter"), Run("Ω", "letter")), r"$\alpha \Omega$"),
    ((Run("ab", "letter"), Run("1,2", level=-1), Run("2", level=1)), r"$\mathit{ab}_{1,2}^{2}$"),
    ((Run("k", "letter"), Run("max", level=-1), Run("n", level=1)), r"$k_{\mathrm{max}}^{n}$"),
    ((Run("x$\\{", "letter"),), r"$x\$\backslash \{$"),
    ((Run("50% … ", "word"), Run("0 → 1")), r"50\% \dots{} $0 \to  1$"),
    ((Run("C", "letter"), Run("⊤", level=1)), r"$C^{{\top}}$"),
])  # fmt: skip
def test_runs_become_latex(runs, tex):
    assert runs_tex(runs) == tex


@pytest.mark.parametrize("style", ["letter", "word"])
def test_a_character_without_latex_is_refused(style):
    with pytest.raises(UnsupportedError, match="'♥' in a figure has no LaTeX here"):
        tikz_file(Scene(20, 20, (Text(1, 1, (Run("♥", style),)),)))


@pytest.mark.parametrize("name", ["seed", "seed, stride 1", "nine inputs"])
def test_steps_become_overlays(name):
    scene = figure_of(*CASES[name]).scene
    text = tikz(scene, with_overlays=True)
    steps = [item.step for item in walk(scene.items) if isinstance(item, Group) and item.step]
    assert [int(n) for n in re.findall(r"\\uncover<(\d+)->\{%", text)] == [n + 1 for n in steps]
    assert text.count("\n}%") == len(steps) > 0
    lines = [line for line in text.split("\n") if "uncover" not in line and line != "}%"]
    assert lines == tikz(scene).split("\n")
