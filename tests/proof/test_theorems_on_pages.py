"""Statements, proofs and derivations stay on the page: in a book, in two columns and on slides; KaTeX takes their formulas."""

import re
from functools import cache

import own_claims
import pytest
from latex_check import Run, has_katex, katex_failures, needs_pdflatex
from thorough import CI, full_check, part, share

from symconv import theorems
from symconv.formulas.breaking import INDENT, broken
from symconv.formulas.measuring import measured

NAMES = [*share(theorems(), few=3, of=8), *part(own_claims.CLAIMS, 3)]
PAPER = "\\usepackage{amsmath,amssymb,amsthm}\\newtheorem{theorem}{Theorem}\n"
COLUMNS = "textwidth=168mm,columnsep=8mm,textheight=250mm"
CLASSES = {
    "book": "\\documentclass[10pt]{book}\\usepackage[a4paper,textwidth=162mm]{geometry}" + PAPER,
    "columns": "\\documentclass[10pt,twocolumn]{article}"
    f"\\usepackage[a4paper,{COLUMNS}]{{geometry}}" + PAPER,
    "slides": "\\documentclass[aspectratio=169,handout]{beamer}\\usetheme{Madrid}\n",
}


@cache
def theorem(name):
    return own_claims.proved(name) if name in own_claims.CLAIMS else theorems()[name].prove()


def written(kind, name):
    """Return all parts of a theorem for a class of documents."""
    if kind == "slides":
        return theorem(name).beamer("all")
    width = {"book": "a4", "columns": "column"}[kind]
    return theorem(name).latex("all", environment="theorem", label=f"t:{name}", width=width)


@full_check
@needs_pdflatex
@pytest.mark.parametrize("kind", CLASSES)
def test_nothing_leaves_the_page(kind, tmp_path):
    texts = {name: written(kind, name) for name in NAMES}
    shown = "".join(f"\\typeout{{PIECE {name}}}\n\\input{{{name}}}\n\n" for name in texts)
    document = f"{CLASSES[kind]}\\begin{{document}}\\sloppy\n{shown}\\end{{document}}\n"
    assert far_out(Run(tmp_path, kind, texts, document).failures()) == {}


def far_out(failures):
    """Return what is wrong, overfull boxes from one point on."""
    points = re.compile(r"\(([0-9.]+)pt too (?:wide|high)\)")
    found = {}
    for name, wrong in failures.items():
        sizes = {line: points.search(line) for line in wrong}
        found[name] = [line for line, size in sizes.items() if not size or float(size[1]) >= 1]
    return {name: wrong for name, wrong in found.items() if wrong}


def formulas(markdown):
    """Return the formulas of a page of Markdown."""
    pieces = re.split(r"\$\$(.*?)\$\$", markdown, flags=re.S)
    inline = (tex for prose in pieces[::2] for tex in re.findall(r"\$([^$]+)\$", prose))
    return [*pieces[1::2], *inline]


@pytest.mark.skipif(not CI and not has_katex(), reason="node or its package katex is missing")
def test_katex_takes_every_formula():
    texts = [(name, tex) for name in NAMES for tex in formulas(theorem(name).markdown("all"))]
    assert len(texts) > 5 * len(NAMES)
    assert katex_failures(texts) == []


@full_check
@pytest.mark.parametrize("width", [12, 20, 30])
def test_a_formula_is_cut_into_lines_that_fit_and_say_the_same(width):
    lines = [line.latex for name in NAMES for line in theorem(name).derivation().lines]
    for tex in lines:
        first, *more = broken(tex, width)
        assert " ".join([first, *more]).replace(" ", "") == tex.replace(" ", "")
        for line in more:
            uncut = len(broken(line, width - INDENT)) == 1
            assert uncut or measured(line).width <= width - INDENT
