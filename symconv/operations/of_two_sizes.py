"""What two sizes have one of: the smaller, the larger, the greatest common divisor, the least common multiple."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symconv.data.letter_symbols import (
    LetterDivisor,
    LetterMaximum,
    LetterMinimum,
    LetterMultiple,
    LetterOfTwo,
)
from symconv.data.letters import to_size
from symconv.errors import GeometryError, shown
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
    return _of_two(minimum, LetterMinimum, a, b)


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
    return _of_two(maximum, LetterMaximum, a, b)


def gcd(a: Any, b: Any) -> Any:
    r"""Return the greatest common divisor of two sizes of at least 1: ``gcd(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes; numbers have to be at least 1.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size, or a number below 1.

    Notes
    -----
    A claim about it is a claim about the one `g` with ``a = g*p``, ``b = g*q`` and
    ``p*u = q*v + 1`` for integers ``p, q, u >= 1`` and ``v >= 0``: that the cofactors are coprime.
    These equations are hypotheses, so a proof needs no rule for it. It speaks of settings at which
    both sizes are at least 1.

    See Also
    --------
    lcm : The least common multiple.

    Examples
    --------
    >>> from symconv import Divides, Equal, prove, sizes
    >>> n, k, t = sizes("n k t")
    >>> gcd(12, 18), gcd(n, k)
    (6, gcd(n, k))
    >>> prove(Divides(gcd(n, k), 3*n - k))
    Theorem: for all k, n >= 1: Divides(gcd(n, k), -k + 3*n)
    >>> prove(Equal(gcd(n, k), 1))
    Traceback (most recent call last):
    symconv.errors.Refuted: Equal(gcd(n, k), 1) is false at k=2, n=2: it is 2 on the left, 1 on the right
    """
    return _of_two(gcd, LetterDivisor, a, b)


def lcm(a: Any, b: Any) -> Any:
    r"""Return the least common multiple of two sizes of at least 1: ``lcm(a, b)``.

    Parameters
    ----------
    a, b : int or expression
        Sizes; numbers have to be at least 1.

    Returns
    -------
    int, expression or SymbolicSize
        A number for two numbers; else a size, with the legality of the layers that `a` and `b` come
        from.

    Raises
    ------
    GeometryError
        If `a` or `b` is not a size, or a number below 1.

    Notes
    -----
    It is ``g*p*q``, with the letters that stand for `gcd` in a claim.

    See Also
    --------
    gcd : The greatest common divisor.

    Examples
    --------
    >>> from symconv import Equal, prove, sizes
    >>> n, k = sizes("n k")
    >>> lcm(4, 6), lcm(n, k)
    (12, lcm(n, k))
    >>> prove(Equal(gcd(n, k) * lcm(n, k), n * k))
    Theorem: for all k, n >= 1: Equal(gcd(n, k)*lcm(n, k), k*n)
    """
    return _of_two(lcm, LetterMultiple, a, b)


def _of_two(word: Callable[..., Any], of: type[LetterOfTwo], a: Any, b: Any) -> Any:
    """Return what two numbers have, or what says so of sizes on letters."""
    numbers = [to_size(value, f"{word.__name__}: {name}") for value, name in ((a, "a"), (b, "b"))]
    if of in (LetterDivisor, LetterMultiple):
        for number in numbers:
            if isinstance(number, int) and number < 1:
                raise GeometryError(
                    f"{word.__name__}({shown(a)}, {shown(b)}): a size is {number}, but sizes of at "
                    "least 1 are needed"
                )
    if Vec(tuple(numbers)).known:
        return of.of_numbers(*numbers)
    if isinstance(a, SymbolicSize) or isinstance(b, SymbolicSize):
        return joined(Word(word.__name__, word), a, b)
    expression = of(a, b)
    to_size(expression, word.__name__)
    return expression
