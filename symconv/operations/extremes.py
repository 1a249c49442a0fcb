"""The smaller and the larger of two sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symconv.data.letter_symbols import LetterExtreme, LetterMaximum, LetterMinimum
from symconv.data.letters import to_size
from symconv.language.words import Vec
from symconv.symbolic.sizes import SymbolicSize, joined
from symconv.symbolic.written import Word


def minimum(a: Any, b: Any) -> Any:
    r"""Return the smaller of two sizes: ``min(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size.

    Notes
    -----
    In a claim it is ``b - d*floor(d/M)`` with ``d = a - b`` and `M` one more than the sum of the
    terms of `d` without their signs: the floor is -1 where ``a < b`` and else 0. So a proof needs no
    rule for it, and a counterexample is computed like any other.

    See Also
    --------
    maximum : The larger one.

    Examples
    --------
    >>> from symconv import AtMost, prove, sizes
    >>> I, k = sizes("I k")
    >>> minimum(2, 3), minimum(I, k) + 1
    (2, minimum(I, k) + 1)
    >>> prove(AtMost(minimum(I, k), k))
    Theorem: for all I, k >= 1: AtMost(minimum(I, k), k)
    """
    return _extreme(minimum, LetterMinimum, a, b)


def maximum(a: Any, b: Any) -> Any:
    r"""Return the larger of two sizes: ``max(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size.

    Notes
    -----
    It is ``a + b - minimum(a, b)``, in a claim as well.

    See Also
    --------
    minimum : The smaller one.

    Examples
    --------
    The overlap of neighbouring copies is less than the kernel:

    >>> from symconv import AtMost, prove, sizes
    >>> k, s = sizes("k s")
    >>> maximum(0, k - s)
    maximum(0, k - s)
    >>> prove(AtMost(maximum(0, k - s), k - 1))
    Theorem: for all k, s >= 1: AtMost(maximum(0, k - s), k - 1)
    """
    return _extreme(maximum, LetterMaximum, a, b)


def _extreme(word: Callable[..., Any], of: type[LetterExtreme], a: Any, b: Any) -> Any:
    """Return one of two numbers, or what says so of sizes on letters."""
    numbers = [to_size(value, f"{word.__name__}: {name}") for value, name in ((a, "a"), (b, "b"))]
    if Vec(tuple(numbers)).known:
        return of.of_numbers(*numbers)
    if isinstance(a, SymbolicSize) or isinstance(b, SymbolicSize):
        return joined(Word(word.__name__, word), a, b)
    expression = of(a, b)
    to_size(expression, word.__name__)
    return expression
