"""Steps: what is shown, why, and how it was checked; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.errors import StepFailed
from symconv.symbolic.claims import first_difference
from symconv.worked.pieces import Math, Piece, Side, Words

EQUALS = Math("=", "=")
GOES_TO = Math(r"\to", "->")
DIFFERS = Math(r"\ne", "!=")
NOTHING = Math("", "")


@dataclass(frozen=True)
class Line:
    """One line of a step: left side, relation, right side, and a reason where it needs one of its own."""

    left: Math
    right: Piece
    reason: Words = ()
    relation: Math = EQUALS


@dataclass(frozen=True)
class Step:
    """One step.

    Parameters
    ----------
    title : str
        What is done.
    reason : Words
        Why, in words.
    lines : tuple of Line
        What comes out.
    check : str
        How it was checked when the step was made.
    """

    title: str
    reason: Words
    lines: tuple[Line, ...]
    check: str


def lines(*sides: Side, relation: Math = EQUALS) -> tuple[Line, ...]:
    """Return sides as lines; where nothing stands right, nothing is related."""
    return tuple(
        Line(left, right, remark, relation if right != NOTHING else NOTHING)
        for left, right, remark in sides
    )


def agree(what: str, computed: Any, expected: Any) -> None:
    """Raise unless two results are equal, cell by cell as ring elements.

    Raises
    ------
    StepFailed
        With the first difference.

    Examples
    --------
    >>> agree("the sum", [1, 2], [1, 3])
    Traceback (most recent call last):
    ...
    symconv.errors.StepFailed: the sum does not hold: cell (1,) is 2, but 3 by the other way
    """
    difference = first_difference(computed, expected)
    if difference is not None:
        place = "the shape" if difference.cell is None else f"cell {difference.cell}"
        raise StepFailed(
            f"{what} does not hold: {place} is {difference.left}, but {difference.right} by the other way"
        )
