r"""Numbers and letters that write down the arithmetic they take part in: ``2 \cdot (2 - 1) + 3``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_SUM, _PRODUCT, _ATOM = range(3)


@dataclass(frozen=True)
class Written:
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

    def __add__(self, other: Written | int) -> Written:
        return _joined(self, " + ", other, lambda a, b: a + b)

    def __sub__(self, other: Written | int) -> Written:
        return _joined(self, " - ", other, lambda a, b: a - b)

    def __mul__(self, other: Written | int) -> Written:
        left, right = self._bracketed(), _written(other)._bracketed()
        value = _value(left, right, lambda a, b: a * b)
        return Written(
            value, rf"{left.tex} \cdot {right.tex}", f"{left.text}*{right.text}", _PRODUCT
        )

    def __rmul__(self, other: int) -> Written:
        return put(other) * self

    def __floordiv__(self, other: Written | int) -> Written:
        right = _written(other)
        return Written(
            _value(self, right, lambda a, b: a // b),
            rf"\left\lfloor\frac{{{self.tex}}}{{{right.tex}}}\right\rfloor",
            f"floor({self._bracketed().text}/{right._bracketed().text})",
        )

    def _bracketed(self) -> Written:
        return self if self.level > _SUM else Written(self.value, f"({self.tex})", f"({self.text})")


def put(number: int) -> Written:
    """Return a number that writes down its arithmetic."""
    return Written(number, str(number), str(number))


def letter(name: str) -> Written:
    """Return a letter that writes down its arithmetic."""
    return Written(None, name, name)


def _written(value: Written | int) -> Written:
    return value if isinstance(value, Written) else put(value)


def _joined(
    left: Written, sign: str, other: Written | int, operation: Callable[[int, int], int]
) -> Written:
    """Add or subtract; only the right side of a difference needs brackets."""
    right = _written(other)
    if sign == " - ":
        right = right._bracketed()
    return Written(
        _value(left, right, operation),
        left.tex + sign + right.tex,
        left.text + sign + right.text,
        _SUM,
    )


def _value(left: Written, right: Written, operation: Callable[[int, int], Any]) -> int | None:
    return None if left.value is None or right.value is None else operation(left.value, right.value)
