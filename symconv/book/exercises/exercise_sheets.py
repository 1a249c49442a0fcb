"""Exercises as sheets: the questions, and the questions with their solutions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from symconv.book.exercises.questions import Exercise, exercises
from symconv.files import write_whole
from symconv.pages.blocks import Block, Document, NumberedStatement, Paragraph
from symconv.pages.writers import html, latex

_TITLE = "Exercises on transposed convolutions"


def statements(
    given: Sequence[Exercise], solved: bool, prefix: str = "exercise"
) -> tuple[Block, ...]:
    """Return exercises as numbered statements.

    Parameters
    ----------
    given : sequence of Exercise
        In order.
    solved : bool
        Whether each has its solution behind it.
    prefix : str
        Starts the names they are referred to by.
    """
    return tuple(
        NumberedStatement(
            "exercise",
            f"{prefix}-{each.name}",
            each.title,
            (*each.question, *((Paragraph("*Solution.*"), *each.answer) if solved else ())),
        )
        for each in given
    )


def write_sheets(seed: int, directory: str | os.PathLike[str]) -> tuple[Exercise, ...]:
    """Write ``questions`` and ``solutions`` to a folder, each as ``.html`` and ``.tex``.

    Parameters
    ----------
    seed : int
        Decides the numbers.
    directory : path
        Made where it does not exist.

    Returns
    -------
    tuple of Exercise
        What was written.

    Raises
    ------
    StepFailed
        If two ways to an answer disagree.
    OSError
        If a file cannot be written.
    """
    made = exercises(seed)
    contents = {}
    for name, solved in (("questions", False), ("solutions", True)):
        lead = f"Set {seed}{', with solutions' if solved else ''}. Positions count from 0, names from 1."
        page = Document(_TITLE, lead, statements(made, solved))
        contents[f"{name}.html"] = html.document(page)
        contents[f"{name}.tex"] = latex.document(page)
    for name, text in contents.items():
        path = Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    return made
