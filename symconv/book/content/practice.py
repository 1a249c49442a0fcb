"""Exercises, and their solutions at the end of the chapter."""

from __future__ import annotations

from symconv.book.exercises.exercise_sheets import statements
from symconv.book.exercises.questions import exercises
from symconv.pages.blocks import Heading, Paragraph, Section

SEED = 1


def section() -> Section:
    """Return the section."""
    return (
        Heading("Exercises", "exercises"),
        Paragraph(
            f"`symconv exercises --seed {SEED} -o DIR` writes these as sheets; another seed asks "
            "for other numbers. Each answer was computed in two ways. [[exercise-not-an-inverse]] "
            "and [[exercise-cost]] are those of [[zhang2023dive]], with numbers. Solutions stand "
            "in [[answers]]."
        ),
        *statements(exercises(SEED), solved=False),
        Heading("Solutions", "answers", level=3),
        *_solutions(),
    )


def _solutions() -> Section:
    """Return the answers, each behind the number of its exercise."""
    return tuple(
        block
        for each in exercises(SEED)
        for block in (
            Paragraph(f"*Solution of* [[exercise-{each.name}]] ({each.title})."),
            *each.answer,
        )
    )
