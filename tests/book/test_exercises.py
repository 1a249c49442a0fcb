"""Exercises: two hundred of them, their answers held against a second way; the sheets are whole, and the seed decides them."""

import random

import pytest
from commands import run
from html_errors import errors
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check

from symconv.book.exercises import KINDS, exercises, questions
from symconv.errors import StepFailed

SETS = range(100, 112)
DRAWN = random.Random(3)  # noqa: S311 (numbers of exercises are no secret)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets")
    result = run("exercises", "--seed", "7", "-o", str(path))
    assert result.exit_code == 0
    assert result.stderr == f"{len(KINDS)} exercises of set 7, with solutions, in {path}\n"
    return path


def test_two_hundred_exercises_are_answered_alike_in_two_ways():
    made = [each for seed in SETS for each in exercises(seed)]
    assert len(made) >= 200
    assert len({each.name for each in made}) == len(KINDS)
    assert len({repr(each.question) for each in made}) > 0.9 * len(made)
    assert all(each.question and each.answer for each in made)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_holds_its_answer_against_another_way(kind, monkeypatch):
    compared = []
    monkeypatch.setattr(questions, "agree", lambda what, *both: compared.append(both))
    monkeypatch.setattr(questions, "agree_sizes", lambda *both: compared.append(both))
    kind(DRAWN)
    assert compared
    assert all(one is not other for one, other in compared if not isinstance(one, int))


def test_ways_that_differ_are_refused():
    with pytest.raises(StepFailed, match="one way to an answer gives 3, another 4"):
        questions.agree_sizes(3, 4)


def test_a_layer_that_loses_a_cell_is_found(monkeypatch):
    real = questions.ConvTranspose.__call__
    monkeypatch.setattr(
        questions.ConvTranspose, "__call__", lambda layer, x, w: [0, *real(layer, x, w)[1:]]
    )
    with pytest.raises(StepFailed):
        questions.by_hand(DRAWN)


def test_questions_keep_their_solutions_to_themselves(sheets):
    asked, solved = ((sheets / f"{name}.html").read_text() for name in ("questions", "solutions"))
    assert {path.name for path in sheets.iterdir()} == {
        f"{name}.{suffix}" for name in ("questions", "solutions") for suffix in ("html", "tex")
    }
    assert "Solution" not in asked
    assert solved.count("<em>Solution.</em>") == len(KINDS)
    assert errors(asked) == errors(solved) == []
    assert asked.count("Exercise ") == len(KINDS)


@full_check
@needs_pdflatex
def test_the_solutions_compile(sheets, tmp_path):
    log = compiles_document(tmp_path, "solutions", (sheets / "solutions.tex").read_text())
    assert "Overfull" not in log
