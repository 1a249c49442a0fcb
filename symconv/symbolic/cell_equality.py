"""When two known cells are equal: by expanding, by cancelling, within a tolerance; or it cannot be said."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, I, Mul, Number, Pow, Symbol, cancel, expand, nan, oo, zoo

from symconv.data.arrays import sympy_cell
from symconv.errors import Undecided, shown

_NO_NUMBERS = (nan, oo, -oo, zoo)
"""Of these a difference says nothing."""


def same_cell(a: Any, b: Any, tolerance: Any = 0) -> bool:
    """Say whether two cells are equal, or at most a tolerance apart.

    Parameters
    ----------
    a, b : cell
        Integers, fractions, NumPy numbers or SymPy expressions.
    tolerance : number, optional
        What ``|a - b|`` may be; for cells that are numbers.

    Raises
    ------
    Undecided
        If the difference is no rational function and SymPy does not know whether it is zero.

    Notes
    -----
    A rational function is zero exactly if its cancelled form is; polynomials are decided by
    expanding alone. Roots and functions are decided where SymPy knows the sign of the difference.

    Examples
    --------
    >>> from sympy import symbols
    >>> t = symbols("t")
    >>> same_cell(t / (1 - t) + 1, 1 / (1 - t))
    True
    """
    one, other = sympy_cell(a), sympy_cell(b)
    if one == other and not one.has(*_NO_NUMBERS):
        return True
    difference = expand(one - other)
    if difference == 0:
        return True
    if tolerance:
        within = abs(difference) <= tolerance
        return _known(bool(within) if within in (True, False) else None, a, b)
    if _is_rational_function(difference):
        return bool(cancel(difference) == 0)
    return _known(difference.is_zero, a, b)


def _is_rational_function(expression: Expr) -> bool:
    if isinstance(expression, Symbol | Number) or expression == I:
        return True
    if isinstance(expression, Pow):
        return bool(expression.exp.is_Integer) and _is_rational_function(expression.base)
    return isinstance(expression, Add | Mul) and all(map(_is_rational_function, expression.args))


def _known(answer: bool | None, a: Any, b: Any) -> bool:
    if answer is None:
        raise Undecided(
            f"whether {shown(a)} equals {shown(b)} cannot be decided: the difference is no "
            "rational function of symbols; "
            "simplify both sides first, or compare numbers with tolerance="
        )
    return answer
