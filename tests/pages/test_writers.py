"""One model, five writers: every block stands in every format, under the same numbers."""

import re
from dataclasses import fields
from typing import get_args

import pytest
from html_errors import errors
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check, part

from symconv import ConvTranspose, tensor
from symconv.errors import GeometryError
from symconv.figures import scale_place_sum
from symconv.formulas.bibliography import Work
from symconv.formulas.book_order import Order
from symconv.formulas.grid import Grid
from symconv.formulas.listing import ALGORITHMS
from symconv.pages import html_page as frame
from symconv.pages.blocks import (
    NOTHING,
    Block,
    Document,
    Drawing,
    Equation,
    Equations,
    Explorer,
    Heading,
    Items,
    Listing,
    Note,
    NumberedStatement,
    Paragraph,
    Program,
    Sources,
    Step,
    Tabular,
    Terminal,
    WordIndex,
)
from symconv.pages.displays import Cells, Math
from symconv.pages.explore import Trial
from symconv.pages.fitting import Column
from symconv.pages.inline_markup import PlainText
from symconv.pages.numbering import numbered
from symconv.pages.writers import beamer, html, latex, markdown, text

X, W = tensor("x", 2), tensor("w", 3)
LAYER = ConvTranspose(3, stride=2, padding=1)
BLOCKS = (
    Heading("Alpha", "first"),
    Paragraph(
        ("Bravo 50% of ", Math(r"C^{\top}", "C^T"), PlainText(" a_b*c"), ", see [[table-one]].")
    ),
    Heading("Charlie", "part", level=3),
    Items(("*delta*", "echo"), numbered=True),
    Equations((Equation(Math("y"), Cells(Grid.of(LAYER(X, W)), Order.of((X, W))), "foxtrot"),)),
    Step("Golf", "hotel", (Equation(NOTHING, Math("s - 1")),), "india < 3", number=7),
    Drawing(scale_place_sum(LAYER, X, W, name="figure-one"), "juliett"),
    Listing(ALGORITHMS["place"], "list-one"),
    Tabular(("kilo", "lima"), (("mike", "$x_{1}$"),), "november", "table-one"),
    Note("Oscar", "papa"),
    NumberedStatement(
        "theorem",
        "theorem-one",
        "Quebec",
        (Paragraph("romeo"), Equations((Equation(Math("b"), Math("a"), "sierra", name="eq-one"),))),
        (Paragraph("tango (see [[eq-one]] and [[work-one]])"),),
        "uniform",
    ),
    Program("charming", "lima = 1  # 50%"),
    Sources((Work("work-one", "misc", ("A. Bee",), "Ceedee", "1999", "A. Bee, Ceedee"),)),
    WordIndex((("bravado", ("first", "table-one")),)),
    Terminal("victor --whiskey", "xray_1"),
    Explorer(Trial(I=2, k=3), "yankee"),
)
SAID = {
    *("Alpha", "Bravo", "Charlie", "delta", "echo", "foxtrot", "Golf", "hotel", "juliett"),
    *("Scale and add directly", "kilo", "lima", "mike", "november", "Oscar", "papa", "Quebec"),
    *("romeo", "sierra", "victor", "xray", "charming", "Ceedee"),
}
PAGE = Document("Title & more", "Zulu", BLOCKS)
PAPER = ("yankee", "india", "uniform", "Zulu", "tango", "bravado")


def slides(document):
    column = Column(labels=numbered(document.blocks))
    return beamer.deck(
        document.title,
        document.lead,
        [each for block in document.blocks for each in beamer.frames(block, column)],
    )


WRITERS = {
    "html": html.document,
    "latex": latex.document,
    "beamer": slides,
    "text": text.document,
    "markdown": markdown.document,
}


def test_the_document_has_every_kind_of_block():
    assert {type(block) for block in BLOCKS} == set(get_args(Block))


@pytest.mark.parametrize("form", WRITERS)
def test_every_block_is_said_in_every_format(form):
    written = WRITERS[form](PAGE)
    missing = [word for word in SAID if word not in written]
    assert missing == []
    if form not in ("beamer", "html"):
        assert [word for word in PAPER if word not in written] == []


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_numbers_are_those_given_once(form):
    written = WRITERS[form](PAGE)
    for label in numbered(BLOCKS).values():
        assert label.removeprefix("Section ") in written
    assert "Table 1" in written.partition("Charlie")[0].partition("Bravo")[2]


@full_check
@needs_pdflatex
def test_latex_gives_the_same_numbers(tmp_path):
    compiles_document(tmp_path, "page", latex.document(PAGE))
    compiled = (tmp_path / "page.aux").read_text(encoding="utf-8")
    found = dict(re.findall(r"\\newlabel\{([^}]*)\}\{\{([^}]*)\}", compiled))
    expected = {
        name: label.rpartition(" ")[2].strip("()")
        for name, label in numbered(BLOCKS).items()
        if label[0] != "["  # a work
    }
    assert {name: found[name] for name in expected} == expected


@needs_pdflatex
@pytest.mark.parametrize("form", part(["latex", "beamer"], few=1))
def test_every_block_compiles_without_an_overfull_box(form, tmp_path):
    log = compiles_document(tmp_path, form, WRITERS[form](PAGE))
    assert "Overfull" not in log
    assert "Missing character" not in log


def test_the_page_is_valid_and_needs_nothing_from_elsewhere():
    page = html.document(PAGE)
    assert errors(page) == []
    assert not re.search(r"https?:|src=|@import|<link", page)


def test_special_signs_of_each_format_are_escaped():
    assert "<h1>Title &amp; more</h1>" in html.document(PAGE)
    assert "india &lt; 3" in html.document(PAGE)
    assert r"Title \& more" in latex.document(PAGE)
    assert r"a\_b\*c" in markdown.document(PAGE)
    assert "a_b*c" in text.document(PAGE)


def test_markdown_has_formulas_between_dollars_and_nothing_that_starts_a_list_in_them():
    written = markdown.document(PAGE)
    displays = re.findall(r"^\$\$\n(.*?)\n\$\$$", written, re.M | re.S)
    assert len(displays) == 3
    assert all("\n" not in tex for tex in displays)
    assert r"$C^{\top}$" in written
    assert written.replace("$ victor", "").count("$") % 2 == 0


def test_a_document_is_printed_as_it_is_asked_for():
    usual = latex.document(PAGE)
    assert "letterpaper" not in usual
    asked = latex.document(PAGE, latex.PrintOptions("letter", grey=True, checks=False))
    assert "a4paper" not in asked
    assert usual.count("a4paper") == asked.count("letterpaper") == 2
    grey, off = r"\PassOptionsToPackage{gray}{xcolor}", r"\newcommand{\symconvchecked}[1]{}"
    before, _, behind = asked.partition(r"\documentclass")
    assert grey in before
    assert behind.index(off) < behind.index(r"\providecommand{\symconvchecked}")
    assert usual == asked.replace("letterpaper", "a4paper").replace(f"{grey}\n", "").replace(
        f"{off}\n", ""
    )


def test_every_colour_of_the_style_is_defined():
    style = frame.style()
    used = set(re.findall(r"var\(--([a-z0-9]+)", style)) - {"in"}
    assert used <= set(re.findall(r"--([a-z0-9]+):", style))
    assert {"paper", "ink", "ghost", "muted"} <= used


def test_blocks_are_frozen_values():
    for block in BLOCKS:
        with pytest.raises(AttributeError):
            setattr(block, fields(block)[0].name, None)


def test_a_step_that_there_is_not_lists_those_there_are():
    from symconv.worked import example

    steps = example("seed-1d").steps
    assert steps["add"] is steps[5]
    assert steps[2:4] == (steps["stretched"], steps["scale"])
    with pytest.raises(GeometryError, match="no step 'sum'; the steps are given, output-size, "):
        steps["sum"]
