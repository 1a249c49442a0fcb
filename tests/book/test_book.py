"""The chapter: everything the seed text states is in it, computed; both formats are whole, and made anew they are the same."""

import re
import shlex
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from commands import run, shell
from html_errors import errors
from latex_check import needs_pdflatex
from thorough import CI, full_check

from symconv.book import array_names, write
from symconv.book.content import chapter
from symconv.book.content.formula_rows import hold
from symconv.book.extract import extract
from symconv.book.typesetting import RUNS, ChapterTypesetter
from symconv.errors import GeometryError, StepFailed, UnsupportedError
from symconv.figures import Figure
from symconv.figures.scene import Rect, Run, Scene, Text, walk
from symconv.figures.tikz import tikz
from symconv.formulas.document import compile_pdf
from symconv.pages.blocks import (
    Document,
    Drawing,
    Equation,
    Equations,
    Heading,
    Listing,
    NumberedStatement,
    Paragraph,
    Tabular,
    Terminal,
    WordIndex,
)
from symconv.pages.displays import Math
from symconv.pages.inline_markup import Reference, parts
from symconv.pages.numbering import numbered
from symconv.pages.rewording import rewritten
from symconv.pages.writers.html import document as html_page
from symconv.pages.writers.latex import body as latex_body
from symconv.pages.writers.latex import document as latex_document
from symconv.pages.writers.latex import preamble

SOURCES = (
    "index.html",
    "chapter.tex",
    "chapter-body.tex",
    "symconv.sty",
    "sources.bib",
)
SEED = {
    "size formula": "O = s (I - 1) + k - 2 p",
    "steps": "I - 1",
    "stretched steps": "s (I - 1)",
    "with the kernel": "s (I - 1) + k",
    "canvas": "F = s (I - 1) + k",
    "crop": "O = F - 2 p",
    "height": "O_{h} = s_{h} (I_{h} - 1) + k_{h} - 2 p_{h}",
    "width": "O_{w} = s_{w} (I_{w} - 1) + k_{w} - 2 p_{w}",
    "inserted zeros": "s - 1 = 2 - 1 = 1",
    "input": r"x = \begin{pmatrix} x_{1} & x_{2} \end{pmatrix}",
    "kernel": r"w = \begin{pmatrix} w_{1} & w_{2} & w_{3} \end{pmatrix}",
    "stretched input": r"u = \begin{pmatrix} x_{1} & 0 & x_{2} \end{pmatrix}",
    "first copy": r"x_{1} w = \begin{pmatrix} x_{1} w_{1} & x_{1} w_{2} & x_{1} w_{3} \end{pmatrix}",
    "second copy": r"x_{2} w = \begin{pmatrix} x_{2} w_{1} & x_{2} w_{2} & x_{2} w_{3} \end{pmatrix}",
    "full size": r"F = 2 \cdot (2 - 1) + 3 = 2 \cdot 1 + 3 = 5",
    "full output": r"f = \begin{pmatrix} x_{1} w_{1} & x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} & x_{2} w_{3} "
    r"\end{pmatrix}",
    "positions of the first copy": r"x_{1} \to (0:2)",
    "positions of the second copy": r"x_{2} \to (2:4)",
    "cells of the second copy": r"stand at $0 + s$, $1 + s$ and $2 + s$, here 2, 3, 4",
    "cropped output": r"y = \begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} \end{pmatrix}",
    "output size in one dimension": r"O = 2 \cdot (2 - 1) + 3 - 2 \cdot 1 = 2 \cdot 1 + 3 - 2 = 3",
    "grid": "x = \\begin{pmatrix}\na & b \\\\\nc & d\n\\end{pmatrix}",
    "kernel grid": "w = \\begin{pmatrix}\nw_{11} & w_{12} \\\\\nw_{21} & w_{22}\n\\end{pmatrix}",
    **{
        f"copy of {cell}": f"{cell} w = \\begin{{pmatrix}}\n{cell} w_{{11}} & {cell} w_{{12}} \\\\\n"
        f"{cell} w_{{21}} & {cell} w_{{22}}\n\\end{{pmatrix}}"
        for cell in "abcd"
    },
    "output at stride 2": "y = \\begin{pmatrix}\n"
    "a w_{11} & a w_{12} & b w_{11} & b w_{12} \\\\\n"
    "a w_{21} & a w_{22} & b w_{21} & b w_{22} \\\\\n"
    "c w_{11} & c w_{12} & d w_{11} & d w_{12} \\\\\n"
    "c w_{21} & c w_{22} & d w_{21} & d w_{22}\n"
    "\\end{pmatrix}",
    "b starts at column 2": r"b \to (0:1, 2:3)",
    "c starts at row 2": r"c \to (2:3, 0:1)",
    "d starts at row 2, column 2": r"d \to (2:3, 2:3)",
    "region of a": r"a \to (0:1, 0:1)",
    "region of b": r"b \to (0:1, 1:2)",
    "region of c": r"c \to (1:2, 0:1)",
    "region of d": r"d \to (1:2, 1:2)",
    "output at stride 1": "y = \\begin{pmatrix}\n"
    "a w_{11} & a w_{12} + b w_{11} & b w_{12} \\\\\n"
    "a w_{21} + c w_{11} & a w_{22} + b w_{21} + c w_{12} + d w_{11} & b w_{22} + d w_{12} \\\\\n"
    "c w_{21} & c w_{22} + d w_{21} & d w_{22}\n"
    "\\end{pmatrix}",
    "block of the algorithm": r"M = x_{i,j} \cdot w",
    "placing in the algorithm": r"f[s i + t, s j + u] \gets f[s i + t, s j + u] + x[i, j] w[t, u]",
    "cropping in the algorithm": r"y[o, q] \gets f[o + p, q + p]",
    "direct placement": "o = s i + d t - p",
    "matching convolution": r"m = \left\lfloor\frac{n + 2 p - k}{s}\right\rfloor + 1",
}
PASSES = {
    "there and back": "\\begin{pmatrix}\n27 & 91 & 74 \\\\\n138 & 400 & 282 \\\\\n171 & 429 & 268\n\\end{pmatrix}",
    "convolution matrix": "C = \\begin{pmatrix}\nw_{2} & w_{3} & 0 \\\\\n0 & w_{1} & w_{2}\n\\end{pmatrix}",
    "transposed matrix": "C^{\\top} = \\begin{pmatrix}\nw_{2} & 0 \\\\\nw_{3} & w_{1} \\\\\n0 & w_{2}\n\\end{pmatrix}",
    "derivative": r"\frac{\partial L}{\partial v_{2}} = x_{1} w_{3} + x_{2} w_{1}",
    "derivative back": r"\frac{\partial M}{\partial x_{1}} = v_{1} w_{2} + v_{2} w_{3}",
    "padded input": r"u^{+} = \begin{pmatrix} 0 & x_{1} & 0 & x_{2} & 0 \end{pmatrix}",
    "reversed kernel": r"w^{\mathrm{rev}} = \begin{pmatrix} w_{3} & w_{2} & w_{1} \end{pmatrix}",
    "without reversal": r"\begin{pmatrix} x_{1} w_{2} & x_{1} w_{1} + x_{2} w_{3} & x_{2} w_{2} \end{pmatrix}",
    "output padding": r"\begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} & x_{2} w_{3} \end{pmatrix}",
    "on letters": r"y[o] = \sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,s i + t = o + p\,]\, x[i]\, w[t]",
    "whole formula": "O = s (I - 1) + d (k - 1) + 1 - 2 p + a",
    "size of two in one": "k = s_{2} (k_{1} - 1) + k_{2}",
    "bilinear taps": "w = \\tfrac{1}{4}",
}
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Outline(HTMLParser):
    """Collects ids and links, and notes every tag that is closed wrongly."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.links, self.attributes = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.attributes += values.items()
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def files(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class NoTeX(ChapterTypesetter):
    """As where there is no pdflatex."""

    def draw(self, preamble, scenes):
        pass

    def pdf(self, tex, scenes):
        return None


@pytest.fixture(scope="module")
def made():
    return chapter()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The chapter without PDFs: the test that reads what TeX says compiles it."""
    path = tmp_path_factory.mktemp("book") / "new" / "chapter"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("symconv.book.chapter_files.ChapterTypesetter", NoTeX)
        write(path)
    return path


@pytest.fixture(scope="module")
def tex(folder):
    return (folder / "chapter.tex").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(html):
    parser = Outline()
    parser.feed(html)
    parser.close()
    return parser


def said(tex):
    """Return a document without the marks at which its formulas are aligned."""
    return re.sub(r" &(=|\\to) ", r" \1 ", tex)


@pytest.mark.parametrize("what", SEED)
def test_what_the_seed_states_stands_in_the_chapter(tex, what):
    assert SEED[what] in said(tex)


@pytest.mark.parametrize("what", PASSES)
def test_what_the_seed_only_mentions_is_computed(tex, what):
    assert PASSES[what] in said(tex)


def test_formulas_are_written_without_macros_of_our_own(tex):
    head, _, body = tex.partition(r"\begin{document}")
    own = set(re.findall(r"\\newcommand\{\\(\w+)\}", head))
    used = own & set(re.findall(r"\\(\w+)", body))
    assert used == {"scline", "scnote", "scremark", "scstrut"}


def test_the_page_parses(outline):
    assert outline.wrong == []
    assert outline.open == []


def test_the_page_is_valid(html):
    assert errors(html) == []


def test_ids_are_unique_and_links_lead_to_them(outline):
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.links
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)


def test_labels_of_regions_exist(outline):
    named = {
        name
        for key, value in outline.attributes
        if key == "aria-labelledby"
        for name in value.split()
    }
    assert named
    assert named <= set(outline.ids)


def test_the_page_needs_nothing_from_elsewhere(html, tex, folder):
    svgs = "".join(path.read_text(encoding="utf-8") for path in (folder / "figures").iterdir())
    assert html.count("<script") == 1
    for text in (
        html.replace('<script type="module">', ""),
        tex,
        svgs.replace("http://www.w3.org/2000/svg", ""),
    ):
        assert not re.search(r"https?:|//www|@import|url\(|<script|<link|<img|<iframe|src=", text)


def test_every_formula_of_the_page_is_well_formed(html):
    found = re.findall(r"<math.*?</math>", html, re.S)
    assert len(found) > 300
    for formula in found:
        assert ElementTree.fromstring(formula).tag == "math"  # noqa: S314 (our own text)
        assert "\\" not in formula


def test_both_formats_hold_the_same_blocks(made, html, tex):
    for kind, pattern, command in (
        (Drawing, r'<figure id="figure-', r"\begin{figure}"),
        (Listing, '<figure class="algo"', r"\begin{sclisting}"),
        (Tabular, '<table class="data"', r"\begin{table}"),
    ):
        count = sum(isinstance(block, kind) for block in made.blocks)
        assert count > 0
        body = tex.partition(r"\begin{document}")[2]
        assert html.count(pattern) == body.count(command) == count


def test_there_is_a_file_for_every_figure(made, folder):
    names = {
        f"{block.name.removeprefix('figure-')}.svg"
        for block in made.blocks
        if isinstance(block, Drawing)
    }
    assert {path.name for path in (folder / "figures").iterdir()} == names
    for name in names:
        text = (folder / "figures" / name).read_text(encoding="utf-8")
        assert ElementTree.fromstring(text).tag.endswith("svg")  # noqa: S314 (our own text)


@full_check
def test_the_command_writes_the_same_bytes_and_without_tex_no_pdf(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    result = (shell if CI else run)(
        "book", "-o", str(tmp_path / "chapter")
    )  # in the full check by another process
    stderr = result.stderr.decode() if CI else result.stderr
    assert len(result.stdout) == 0
    assert "no chapter.pdf: pdflatex was not found; install it" in stderr
    assert files(tmp_path / "chapter") == files(folder)
    names = {path.name for path in (tmp_path / "chapter").iterdir()}
    assert names == {"figures", *SOURCES}


@full_check
@needs_pdflatex
def test_the_pdf_has_no_overfull_box_and_no_undefined_reference(folder, tmp_path):
    source = tmp_path / "chapter.tex"
    source.write_bytes((folder / "chapter.tex").read_bytes())
    pdf = compile_pdf(source, RUNS)
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert not re.search(
        r"Overfull|undefined|multiply defined|Missing character|LaTeX Warning", log
    )
    assert pdf.read_bytes().startswith(b"%PDF")
    assert whitest(pdf) <= 0.15


def whitest(pdf):
    """Return the largest part of a page, the last one left out, that stays white below its text."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    heights = []
    for page in told.split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page)[1])
        low = max(float(low) for low in re.findall(r'yMax="([\d.]+)"', page))
        heights.append(1 - low / (height * (1 - 22 / 297)))
    return max(heights[:-1])


@full_check
@needs_pdflatex
def test_an_author_takes_the_body_into_a_book(folder, tmp_path):
    for name in ("chapter-body.tex", "symconv.sty", "sources.bib"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    source = tmp_path / "mine.tex"
    keys = re.findall(r"^@\w+\{(\w+),", (folder / "sources.bib").read_text(encoding="utf-8"), re.M)
    works = "".join(rf"\bibitem{{{key}}} A work." for key in keys)
    source.write_text(
        r"\documentclass{report}\usepackage[margin=25mm]{geometry}\usepackage{symconv}"
        r"\newtheorem{lemma}{Lemma}\begin{document}\chapter{Upsampling}"
        rf"\input{{chapter-body}}\begin{{thebibliography}}{{9}}{works}\end{{thebibliography}}"
        r"\end{document}"
    )
    compile_pdf(source, 2)
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert not re.search(r"undefined|multiply defined", log)
    body = (folder / "chapter-body.tex").read_text(encoding="utf-8")
    named = set(re.findall(r"\\begin\{(\w+)\*?\}", body))
    assert {"theorem", "proof", "align", "figure", "table", "exercise"} <= named


@full_check
@needs_pdflatex
def test_the_figures_that_are_set_beside_the_text_take_their_places(tmp_path):
    cells = (Rect(0, 0, 400, 80, "input", 1), Text(200, 40, (Run("inside", "word"),), size=13))
    scene = Scene(400, 80, cells)
    drawing = Drawing(Figure("one", "One", "One cell.", scene), "A caption.")
    made = Document(
        "Title", "Lead.", (Heading("Start", "start"), Paragraph("See [[one]]."), drawing)
    )
    tex = latex_document(made)
    with ChapterTypesetter() as typesetting:
        typesetting.draw(tex.partition(r"\begin{document}")[0], [scene])
        pdf = typesetting.pdf(tex, [scene])
    with ChapterTypesetter() as typesetting:
        assert pdf == typesetting.pdf(tex, [scene])
    path, whole = tmp_path / "beside.pdf", tmp_path / "whole.tex"
    path.write_bytes(pdf)
    whole.write_text(tex)
    beside, together = words_in(path), words_in(compile_pdf(whole, RUNS))
    assert [word for word, *_ in beside] == [word for word, *_ in together]
    assert "inside" in {word for word, *_ in beside}
    for (_, *place), (_, *other) in zip(beside, together, strict=True):
        assert place == pytest.approx(other, abs=0.5)


def words_in(pdf):
    """Return the words of a PDF with their places."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)".*?>(.*)</word>', told)
    return sorted((word, float(x), float(y)) for x, y, word in found)


def test_where_tex_fails_everything_else_is_written_and_its_first_error_shown(
    tmp_path, monkeypatch
):
    tex = tmp_path / "bin" / "pdflatex"
    tex.parent.mkdir()
    tex.write_text('#!/bin/sh\necho "./$6:7: LaTeX Error: File \\`x.sty\' not found."\nexit 1\n')
    tex.chmod(0o755)
    monkeypatch.setenv("PATH", str(tex.parent), prepend=":")
    sources = {"chapter.tex": b"chapter", "index.html": b"page"}
    monkeypatch.setattr("symconv.book.chapter_files._contents", lambda made, options: sources)
    empty = Document("", "", ())
    monkeypatch.setattr("symconv.book.chapter_files.chapter", lambda *arguments: empty)
    result = run("book", "-o", str(tmp_path / "chapter"))
    assert result.exit_code == 4
    assert "Error: pdflatex failed: ./chapter.tex:7: LaTeX Error: File `x.sty' not found." in (
        result.stderr
    )
    assert {path.name for path in (tmp_path / "chapter").iterdir()} == {"chapter.tex", "index.html"}


@needs_pdflatex
def test_a_box_that_is_too_wide_would_be_found(folder, tmp_path):
    source = tmp_path / "chapter.tex"
    head = (folder / "chapter.tex").read_text(encoding="utf-8").partition(r"\begin{document}")[0]
    source.write_text(
        rf"{head}\begin{{document}}\hbox to \linewidth{{\hskip 2\linewidth}}\end{{document}}"
    )
    compile_pdf(source)
    assert "Overfull" in source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def test_nothing_is_written_where_a_statement_fails(tmp_path, monkeypatch):
    monkeypatch.setattr("symconv.book.content.output_size.ALGORITHMS", {"scatter": Broken()})
    with pytest.raises(StepFailed, match="the output of I=1, k=1, s=1, p=0 has 1 cells"):
        write(tmp_path / "chapter")
    assert not (tmp_path / "chapter").exists()


class Broken:
    """An algorithm that forgets a cell."""

    def run(self, x, w, stride, padding):
        return []


@full_check
def test_progress_reaches_its_end(monkeypatch, tmp_path):
    monkeypatch.setattr("symconv.book.chapter_files.ChapterTypesetter", NoTeX)
    seen = []
    write(tmp_path, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, total in seen} == {len(seen)}


def test_sections_alone_name_what_is_elsewhere(made):
    alone = extract(made, ["size", "zeros"])
    assert [heading.name for heading in alone.sections] == ["size", "zeros", "sources"]
    parser = Outline()
    page = html_page(alone)
    parser.feed(page)
    parser.close()
    assert {link.removeprefix("#") for link in parser.links} <= set(parser.ids)
    assert f"{numbered(made.blocks)['algorithm']} of the chapter" in page
    tex = latex_document(alone)
    named = set(re.findall(r"\\label\{([^}]+)\}", tex)) | set(re.findall(r"bibitem\{(\w+)", tex))
    assert set(re.findall(r"\\(?:ref|eqref|cite)\{([^}]+)\}", tex)) <= named


def test_words_of_the_index_are_explained_where_it_leads(made):
    [index] = [block for block in made.blocks if isinstance(block, WordIndex)]
    parts_, name = {}, ""
    for block in made.blocks:
        if isinstance(block, Heading | NumberedStatement):
            name = block.name
        parts_.setdefault(name, []).append(block)
    terms = [term for term, _ in index.entries]
    assert terms == sorted(terms, key=str.lower)
    for term, names in index.entries:
        for each in names:
            said_ = repr(parts_[each]).lower().replace("-", " ")
            for word in term.lower().replace("-", " ").split():
                assert word.removesuffix("s") in said_, (term, each)
    body = latex_body(made)
    assert re.search(r"\\label\{zeros\}(\\index\{[^}]+\})*\\index\{reversed kernel\}", body)
    assert "pageref" not in body


def test_a_section_that_is_not_there_is_refused(made):
    with pytest.raises(GeometryError, match=r"no section 'sizes'; .*Did you mean size"):
        extract(made, ["sizes"])


def test_the_letters_of_the_seed(made):
    there = array_names.renamed(made, array_names.read("I, K, O"))
    tex = said(latex_document(there))
    for formula in (
        "\\mathbf{I} = \\begin{pmatrix}\na & b \\\\\nc & d\n\\end{pmatrix}",
        "\\mathbf{K} = \\begin{pmatrix}\nw_{11} & w_{12} \\\\\nw_{21} & w_{22}\n\\end{pmatrix}",
        "a \\mathbf{K} = \\begin{pmatrix}\na w_{11} & a w_{12}",
        r"M = \mathbf{I}_{i,j} \cdot \mathbf{K}",
        r"\mathbf{O} = \begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2}",
        r"\mathbf{O}[o, q] \gets f[o + p, q + p]",
        "O = s (I - 1) + k - 2 p",
        "O_{w} = s_{w} (I_{w} - 1) + k_{w} - 2 p_{w}",
    ):
        assert formula in tex
    formulas = re.findall(r"(?<!\\)\$[^$]+\$|\\begin\{align.*?\\end\{align", tex, re.S)
    bare = r"(?<![A-Za-z\\{])[xwy](?![A-Za-z]|_\{?\d|\d)"
    assert len(formulas) > 300
    assert [each for each in formulas if re.search(bare, re.sub(r"\\\w+\{[a-z]+", "", each))] == []
    labels = [
        [run.text for run in item.runs if run.style == "letter" and run.level == 0]
        for block in there.blocks
        if isinstance(block, Drawing)
        for item in walk(block.figure.scene.items)
        if isinstance(item, Text) and all(run.level == 0 for run in item.runs)
    ]
    assert labels
    assert not {"x", "w", "y"} & {letter for label in labels for letter in label}


def test_a_letter_that_is_free_is_printed_as_it_is(made):
    there = array_names.renamed(made, array_names.read("X,W,Y"))
    assert r"Y = \begin{pmatrix} x_{1} w_{2}" in said(latex_document(there))


@pytest.mark.parametrize("wrong", ["I,K", "I,I,O", "w,x,y", "I;K;O", "x1,w,y"])
def test_letters_that_cannot_be_used_are_refused(wrong):
    with pytest.raises(GeometryError, match="notation"):
        array_names.read(wrong)


def test_blocks_written_again_unchanged_are_the_same_page(made):
    again = replace(made, blocks=rewritten(made.blocks, lambda part: part))
    assert html_page(again) == html_page(made)
    assert latex_document(again) == latex_document(made)


def test_commands_in_the_chapter_print_what_it_says(made):
    shown = [block for block in made.blocks if isinstance(block, Terminal)]
    assert len(shown) >= 2
    for block in shown:
        program, *arguments = shlex.split(block.command.replace("\\\n", " "))
        assert program == "symconv"
        done = run(*arguments)
        assert (done.exit_code, done.stdout.rstrip("\n")) == (0, block.output)


def test_numbers_are_given_in_the_order_of_the_chapter(made):
    labels = numbered(made.blocks)
    assert labels["nature"] == "Section 1"
    assert labels["inverse"] == "Section 1.2"
    assert labels["figure-one-axis"] == "Figure 1"
    assert labels["list-scatter-rows"] == "Algorithm 2"


def test_every_figure_table_and_algorithm_is_spoken_of(made):
    said = " ".join(block.text for block in made.blocks if isinstance(block, Paragraph))
    floats = {block.name for block in made.blocks if isinstance(block, Drawing | Listing | Tabular)}
    assert floats <= {piece.name for piece in parts(said) if isinstance(piece, Reference)}


def test_taps_are_explained_before_anything_is_said_of_them(made):
    texts = [block.text for block in made.blocks if isinstance(block, Paragraph)]
    first = next(text for text in texts if re.search(r"\btaps?\b", text))
    assert "weights, which are called its *taps*" in first


def test_a_name_given_twice_is_refused():
    with pytest.raises(StepFailed, match="'sizes'"):
        numbered([Heading("One", "sizes"), Heading("Two", "sizes")])


def test_a_long_formula_goes_on_behind_a_comma():
    conditions = r",\ ".join(["a + b + c + d = e + f + g"] * 4)
    rows = (
        Equation(Math("y"), Math(conditions), "why"),
        Equation(Math("z"), Math(r"a,\ b")),
    )
    html = html_page(Document("Title", "Lead", (Equations(rows),)))
    long, short = re.findall(r'<td class="r">(.*?)</td>', html, re.S)
    assert (long.count("<br>"), short.count("<br>")) == (1, 0)
    assert html.count("<mi>g</mi>") == 4


def test_a_false_statement_is_refused():
    with pytest.raises(StepFailed, match="the chapter says that 1 is 2, but this does not hold"):
        hold(False, "1 is 2")


def test_every_role_of_a_drawing_has_a_style(made):
    styles = set(re.findall(r"sc (\w+)/\.", preamble()))
    for block in made.blocks:
        if isinstance(block, Drawing):
            used = set(re.findall(r"\[sc (\w+)|, sc (\w+)", tikz(block.figure.scene)))
            assert {first or second for first, second in used} <= styles


def test_a_drawing_keeps_its_texts():
    words = Text(
        10,
        10,
        (Run("50% of ", "word"), Run("x", "letter"), Run("1", level=-1)),
        "label",
        13,
        "start",
    )
    lines = tikz(Scene(20, 20, (words, Rect(0, 0, 4, 4, "product", 2)))).split("\n")
    assert lines[2] == r"\node[sc label, sc size=8, anchor=base west] at (10,14) {50\% of $x_{1}$};"
    assert lines[3] == r"\path[sc cell=2] (0,0) rectangle (4,4);"


def test_a_sign_without_latex_is_refused():
    with pytest.raises(UnsupportedError, match="'♥' in a figure has no LaTeX here"):
        tikz(Scene(20, 20, (Text(1, 1, (Run("♥"),)),)))
