"""Computed results as rows of formulas."""

from __future__ import annotations

from typing import Any

from symconv.book.blocks import Row
from symconv.errors import StepFailed
from symconv.formulas.listing import Formula
from symconv.formulas.tex import latex


def result(left: str, value: Any, reason: str = "", order: Any = None) -> Row:
    """Return ``left = value``, the value in book order."""
    return Row(left, f"= {latex(value, order)}", reason)


def stated(formula: Formula, reason: str, axis: str = "") -> Row:
    """Return a formula on letters, every letter with the name of an axis where one is given."""
    return Row(formula.latex(axis).partition(" = ")[0], f"= {formula.right(axis)}", reason)


def put(formula: Formula, reason: str, left: str = "", **values: int) -> Row:
    r"""Return a formula with numbers put in, and its value.

    Examples
    --------
    >>> from symconv.formulas.listing import FORMULAS
    >>> put(FORMULAS["cropped_size"], "cropped", F=5, p=1).right
    '= 5 - 2 \\cdot 1 = 3'
    """
    written = formula.put(**values)
    return Row(left, f"= {written.tex} = {written.value}", reason)


def hold(holds: bool, what: str) -> None:
    """Raise unless something that the chapter says is true.

    Raises
    ------
    StepFailed
        With what was to hold.

    Examples
    --------
    >>> hold(1 > 2, "one is more than two")
    Traceback (most recent call last):
    ...
    symconv.errors.StepFailed: the chapter says that one is more than two, but this does not hold
    """
    if not holds:
        raise StepFailed(f"the chapter says that {what}, but this does not hold")
