"""``symconv.sty``: pieces work with it and without; colours, grey print and checks are the author's."""

import re

import pytest
from commands import run
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check

from symconv import worked

PIECES = {
    "a": ("example", "seed-1d", "--format", "latex", "--width", "a4"),
    "f": ("example", "seed-1d", "--format", "tikz"),
    "t": ("export", "theorems/adjoint.tex"),
}
PLAIN = (
    "\\usepackage{amsmath,amssymb,amsthm,tikz}\\usetikzlibrary{patterns,arrows.meta}\n"
    "\\newtheorem{theorem}{Theorem}\n"
)
STYLES = {
    "plain": PLAIN,
    "style": "\\usepackage{symconv}\\definecolor{scfill1}{HTML}{FFEEAA}\n",
    "grey": "\\usepackage[grey,nochecks]{symconv}\n",
    "own": "\\usepackage{amsthm}\\newtheorem{theorem}{Satz}\\usepackage{symconv}\\newtheorem{lemma}{Lemma}\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("style")
    for name, arguments in PIECES.items():
        (folder / f"{name}.tex").write_text(run(*arguments).stdout)
    (folder / "symconv.sty").write_text(run("export", "symconv.sty").stdout)
    return folder


@full_check
@needs_pdflatex
@pytest.mark.parametrize("name", STYLES)
def test_pieces_are_set_with_the_style_and_without(name, folder):
    source = (
        "\\documentclass{article}\\usepackage[a4paper,textwidth=170mm]{geometry}\n"
        f"{STYLES[name]}\\pdfcompresslevel=0\n\\begin{{document}}\n"
        "\\input{f}\n\n\\input{t}\n\n\\input{a}\\end{document}\n"
    )
    log = compiles_document(folder, name, source)
    assert not re.search(r"^! |LaTeX Warning: (?!Label|There were)", log, re.M)
    drawn = (folder / f"{name}.pdf").read_bytes()
    assert bool(re.search(rb"[\d.]+ [\d.]+ [\d.]+ rg", drawn)) == (name != "grey")
    assert (b"1 0.93333 0.66667 rg" in drawn) == (name == "style")


def test_checks_are_a_command_that_an_author_may_change(folder):
    fragment = (folder / "a.tex").read_text()
    told = [step.check for step in worked.example("seed-1d").steps]
    assert fragment.count(r"\symconvchecked{") == len(told)
    assert r"\providecommand{\symconvchecked}[1]{\emph{Checked:} #1.}" in fragment
    assert "\\newcommand{\\symconvchecked}[1]{}" in (folder / "symconv.sty").read_text()
