"""The lecture: its slides are whole, few enough and legible; the handout has a page for each; the formulas fit one page."""

import re
import subprocess

import pytest
from commands import run
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check

from symconv.book.lecture import slides as lecture
from symconv.book.lecture.lecture_files import sources
from symconv.errors import StepFailed
from symconv.pages.blocks import Note
from symconv.pages.fitting import Column
from symconv.pages.writers import beamer

LONGEST = 38


@pytest.fixture(scope="module")
def made():
    return {name: text.decode() for name, text in sources().items()}


def pages(path):
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


def test_titles_take_one_line_and_formulas_are_computed(made):
    titles = re.findall(r"\\frametitle\{(.*)\}", made["lecture.tex"])
    assert 25 <= len(titles) <= 32
    assert max(map(len, titles)) <= LONGEST
    assert r"x_{1} w_{3} + x_{2} w_{1}" in made["lecture.tex"]


def test_a_reason_of_two_lines_keeps_its_distance_from_the_next(made):
    reasons = re.findall(r"\\parbox\{\d+mm\}\{(.*?)\}\}", made["lecture.tex"])
    assert len(reasons) >= 3
    for reason in reasons:
        assert reason.startswith(r"\raggedright\strut ")
        assert reason.endswith(r"\strut")


@full_check
@needs_pdflatex
def test_slides_handout_and_sheet_have_their_pages(made, tmp_path):
    logs = [
        compiles_document(tmp_path, name, made[f"{name}.tex"])
        for name in ("lecture", "handout", "cheat-sheet")
    ]
    assert not any("Overfull" in log or "Missing character" in log for log in logs)
    frames = made["lecture.tex"].count("\\begin{frame}")
    assert pages(tmp_path / "handout.pdf") == frames
    assert frames < pages(tmp_path / "lecture.pdf") <= 70
    assert pages(tmp_path / "cheat-sheet.pdf") == 1


def test_the_answer_of_a_question_comes_later(made):
    [frame] = re.findall(
        r"\\frametitle\{Your turn: the size\}(.*?)\\end\{frame\}", made["lecture.tex"], re.S
    )
    asked, _, told = frame.partition(r"\uncover<2->{")
    assert "How many cells" in asked
    assert not re.search(r"O\s*&?\s*=", asked)
    assert re.search(r"O\s*&?\s*=", told)


def test_a_slide_with_no_place_for_something_is_refused():
    with pytest.raises(StepFailed, match="a slide has no place for a Note"):
        beamer.slide("Title", (Note("a", "b"),), Column())


def test_a_wrong_step_of_the_proof_would_be_found(monkeypatch):
    monkeypatch.setattr(lecture, "product", lambda *ranges: [(2, 1, 0, 0.25)])
    with pytest.raises(StepFailed, match="it is a tap for q cells"):
        lecture.proof()


def test_the_command_writes_the_sources_without_tex(tmp_path, monkeypatch, made):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    result = run("lecture", "-o", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "no lecture.pdf: pdflatex was not found" in result.stderr
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == made
