"""Computed results as rows of formulas."""

from __future__ import annotations

from typing import Any

from symconv.errors import StepFailed
from symconv.formulas.book_order import Order
from symconv.formulas.grid import Grid
from symconv.formulas.listing import Formula
from symconv.pages.blocks import NOTHING, Equation
from symconv.pages.displays import Cells, Math
from symconv.worked.substitution import simplified


def result(left: str, value: Any, reason: str = "", order: Any = None, name: str = "") -> Equation:
    """Return ``left = value``, the value in book order; a name gives it a number."""
    return Equation(Math(left), Cells(Grid.of(value), Order.of(order)), reason, name=name)


def alone(tex: str, reason: str = "", name: str = "") -> Equation:
    """Return an expression that equals nothing else here, or a whole formula."""
    return Equation(NOTHING, Math(tex), reason, NOTHING, name=name)


def stated(formula: Formula, reason: str, axis: str = "", name: str = "") -> Equation:
    """Return a formula on letters, every letter with the name of an axis where one is given."""
    left, _, right = formula.text(axis).partition(" = ")
    return Equation(
        Math(formula.latex(axis).partition(" = ")[0], left),
        Math(formula.right(axis), right),
        reason,
        name=name,
    )


def put(formula: Formula, reason: str, left: str = "", **values: int) -> Equation:
    r"""Return a formula with numbers put in, what stands in parentheses worked out, and its value.

    Examples
    --------
    >>> from symconv.formulas.listing import FORMULAS
    >>> put(FORMULAS["cropped_size"], "cropped", F=5, p=1).right.plain()
    '5 - 2*1 = 3'
    >>> put(FORMULAS["plain_output_size"], "", I=2, k=3, s=2, p=1).right.plain()
    '2*(2 - 1) + 3 - 2*1 = 2*1 + 3 - 2 = 3'
    """
    written = formula.put(**values)
    steps = [Math(written.tex, written.text)]
    if "(" in written.text:
        steps.append(simplified(formula, values))
    steps.append(Math(str(written.value)))
    tex, text = (step.latex() for step in steps), (step.plain() for step in steps)
    right = Math(" = ".join(tex), " = ".join(text))
    return Equation(Math(left), right, reason)


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
