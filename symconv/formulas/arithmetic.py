r"""Numbers and letters that write down the arithmetic they take part in: ``2 \cdot (2 - 1) + 3``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_SUM, _PRODUCT, _ATOM = range(3)


@dataclass(frozen=True)
class Arithmetic:
    r"""A value with the LaTeX and the plain text of how it came about.

    Parameters
    ----------
    value : int or None
        The value; ``None`` where letters occur.
    tex, text : str
        What was computed.
    level : int
        How tightly the outermost operation binds.

    Examples
    --------
    >>> product = put(2) * (put(5) - 1)
    >>> product.tex, product.text, product.value
    ('2 \\cdot (5 - 1)', '2*(5 - 1)', 8)
    """

    value: int | None
    tex: str
    text: str
    level: int = _ATOM

    def __add__(self, other: Arithmetic | int) -> Arithmetic:
        return _joined(self, " + ", other, lambda a, b: a + b)

    def __sub__(self, other: Arithmetic | int) -> Arithmetic:
        return _joined(self, " - ", other, lambda a, b: a - b)

    def __mul__(self, other: Arithmetic | int) -> Arithmetic:
        left, right = self._bracketed(), _arithmetic(other)._bracketed()
        value = _value(left, right, lambda a, b: a * b)
        return Arithmetic(
            value, rf"{left.tex} \cdot {right.tex}", f"{left.text}*{right.text}", _PRODUCT
        )

    def __rmul__(self, other: int) -> Arithmetic:
        return put(other) * self

    def __floordiv__(self, other: Arithmetic | int) -> Arithmetic:
        right = _arithmetic(other)
        return Arithmetic(
            _value(self, right, lambda a, b: a // b),
            rf"\left\lfloor\frac{{{self.tex}}}{{{right.tex}}}\right\rfloor",
            f"floor({self._bracketed().text}/{right._bracketed().text})",
        )

    def _bracketed(self) -> Arithmetic:
        return (
            self if self.level > _SUM else Arithmetic(self.value, f"({self.tex})", f"({self.text})")
        )


def put(number: int) -> Arithmetic:
    """Return a number that writes down its arithmetic."""
    return Arithmetic(number, str(number), str(number))


def letter(name: str) -> Arithmetic:
    """Return a letter that writes down its arithmetic."""
    return Arithmetic(None, name, name)


def _arithmetic(value: Arithmetic | int) -> Arithmetic:
    return value if isinstance(value, Arithmetic) else put(value)


def _joined(
    left: Arithmetic, sign: str, other: Arithmetic | int, operation: Callable[[int, int], int]
) -> Arithmetic:
    """Add or subtract; only the right side of a difference needs brackets."""
    right = _arithmetic(other)
    if sign == " - ":
        right = right._bracketed()
    return Arithmetic(
        _value(left, right, operation),
        left.tex + sign + right.tex,
        left.text + sign + right.text,
        _SUM,
    )


def _value(left: Arithmetic, right: Arithmetic, operation: Callable[[int, int], Any]) -> int | None:
    return None if left.value is None or right.value is None else operation(left.value, right.value)
