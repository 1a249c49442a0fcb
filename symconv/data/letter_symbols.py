"""Letters for sizes: SymPy symbols in whose arithmetic ``%`` and ``//`` stay as they were written.

SymPy evaluates remainders before anyone can look, some of them wrongly: ``(-p) % (3*p)`` becomes
``-p``, though ``(-1) % 3`` is 2, and in ``(5*(5 % n)) % 15`` the inner remainder is squared.
Letters, and what is made of them by operators, are of classes of their own, equal to SymPy's, that
leave a remainder, and a quotient by something with letters, alone. What SymPy's own functions make
of them is SymPy's again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sympy import (
    Add,
    Expr,
    Function,
    Integer,
    Mod,
    Mul,
    Pow,
    Symbol,
    ceiling,
    floor,
    igcd,
    ilcm,
    together,
)
from sympy.core.basic import Basic


def _kept(name: str) -> Callable[..., Any]:
    """Return an operator of SymPy whose result is of the classes of this module."""

    def operator(self: AsWritten, *others: Any) -> Any:
        result = getattr(super(AsWritten, self), name)(*others)
        return result if result is NotImplemented else as_written(result)

    return operator


class AsWritten(Expr):  # type: ignore[misc]
    """An expression in letters; equal to the same expression of SymPy."""

    __slots__ = ()
    _op_priority = (
        20.0  # SymPy's own have 10: with one of these on either side, the operators here decide
    )
    plain: ClassVar[type[Expr]]

    __add__, __radd__ = _kept("__add__"), _kept("__radd__")
    __sub__, __rsub__ = _kept("__sub__"), _kept("__rsub__")
    __mul__, __rmul__ = _kept("__mul__"), _kept("__rmul__")
    __truediv__, __rtruediv__ = _kept("__truediv__"), _kept("__rtruediv__")
    __pow__, __neg__ = _kept("__pow__"), _kept("__neg__")
    __hash__ = Expr.__hash__

    def __mod__(self, other: Any) -> Any:
        return _of_expressions(remainder, self, other)

    def __rmod__(self, other: Any) -> Any:
        return _of_expressions(remainder, other, self)

    def __floordiv__(self, other: Any) -> Any:
        return _of_expressions(quotient, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _of_expressions(quotient, other, self)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Basic):
            answer: bool = self._do_eq_sympify(other)  # or NotImplemented
            return answer
        if not isinstance(other, self.plain) or type(other).__name__ != type(self).__name__:
            return False
        mine, others = self._hashable_content(), other._hashable_content()
        return bool(mine == others) and all(map(_same_number, mine, others))


def _same_number(one: Any, other: Any) -> bool:
    """Return whether two equal parts are not numbers of two kinds, as 2 and 2.0 are."""
    return not getattr(one, "is_Number", False) or type(one) is type(other)


class LetterSymbol(AsWritten, Symbol):  # type: ignore[misc]
    """A letter."""

    __slots__ = ()
    plain = Symbol


class LetterSum(AsWritten, Add):  # type: ignore[misc]
    """A sum."""

    __slots__ = ()
    plain = Add


class LetterProduct(AsWritten, Mul):  # type: ignore[misc]
    """A product."""

    __slots__ = ()
    plain = Mul


class LetterPower(AsWritten, Pow):  # type: ignore[misc]
    """A power."""

    __slots__ = ()
    plain = Pow


class LetterFloor(AsWritten, floor):  # type: ignore[misc]
    """A quotient rounded down."""

    plain = floor


class LetterCeiling(AsWritten, ceiling):  # type: ignore[misc]
    """A quotient rounded up."""

    plain = ceiling


class LetterRemainder(AsWritten, Mod):  # type: ignore[misc]
    """A remainder; SymPy evaluates it only between numbers."""

    plain = Mod

    @classmethod
    def eval(cls, number: Expr, divisor: Expr) -> Any:
        """Return what SymPy makes of two numbers, or ``None`` to leave it alone."""
        return Mod.eval(number, divisor) if number.is_Number and divisor.is_Number else None


class LetterOfTwo(AsWritten, Function):  # type: ignore[misc]
    """What two sizes have one of; evaluated only between numbers."""

    plain = Function
    nargs = 2
    of_numbers: ClassVar[Callable[..., Any]]
    sign: ClassVar[str]

    @classmethod
    def eval(cls, one: Expr, other: Expr) -> Any:
        """Return the one of two numbers, or ``None`` to leave it alone."""
        return cls.of_numbers(one, other) if one.is_Number and other.is_Number else None

    def _eval_is_integer(self) -> bool:
        return True

    def _latex(self, printer: Any) -> str:
        return f"{self.sign}({', '.join(map(printer.doprint, self.args))})"


class LetterMinimum(LetterOfTwo):
    """The smaller of two sizes."""

    of_numbers = min
    sign = r"\min"


class LetterMaximum(LetterOfTwo):
    """The larger of two sizes."""

    of_numbers = max
    sign = r"\max"


class LetterDivisor(LetterOfTwo):
    """The greatest common divisor of two sizes."""

    of_numbers = igcd
    sign = r"\gcd"


class LetterMultiple(LetterOfTwo):
    """The least common multiple of two sizes."""

    of_numbers = ilcm
    sign = r"\operatorname{lcm}"


LetterMinimum.__name__ = "minimum"  # SymPy prints it by this name
LetterMaximum.__name__ = "maximum"
LetterDivisor.__name__ = "gcd"
LetterMultiple.__name__ = "lcm"

_CLASSES: dict[type[Expr], type[AsWritten]] = {
    made.plain: made
    for made in (
        LetterSum,
        LetterProduct,
        LetterPower,
        LetterFloor,
        LetterCeiling,
        LetterRemainder,
    )
}
_ALL: list[type[AsWritten]] = [LetterSymbol, *_CLASSES.values()]
for _made in _ALL:
    _made.__name__ = _made.plain.__name__  # SymPy sorts, prints and hashes by this name


def as_written(value: Any) -> Any:
    """Return an expression of SymPy as one of the classes here; anything else as it is."""
    made = _CLASSES.get(type(value))
    if made is None:
        return value
    if issubclass(made, Add | Mul):
        return made._from_args(value.args, value.is_commutative)
    return made(*value.args, evaluate=False)


def remainder(number: Expr, divisor: Expr) -> Expr:
    """Return ``number % divisor``, evaluated only between numbers."""
    return LetterRemainder(number, divisor)


def quotient(number: Expr, divisor: Expr) -> Expr:
    """Return ``number // divisor``; where SymPy would cancel letters it is left as it is."""
    fraction = number / divisor
    if divisor.is_Number:
        return as_written(floor(fraction))
    if fraction.as_numer_denom() != (number, divisor):
        fraction = Mul(number, Pow(divisor, -1), evaluate=False)
    return LetterFloor(fraction, evaluate=False)


def ratio(fraction: Expr) -> tuple[Expr, Expr]:
    """Return numerator and denominator of a fraction, as written where they are integral.

    Examples
    --------
    >>> n, s = LetterSymbol("n", integer=True), LetterSymbol("s", integer=True)
    >>> ratio(((n * s) // s).args[0]), ratio(n / 2 + 1)
    ((n*s, s), (n + 2, 2))
    """
    parts = fraction.args if isinstance(fraction, Mul) else ()
    below = [part for part in parts if isinstance(part, Pow) and part.exp == -1]
    if len(below) == 1:
        number = Mul(*(part for part in parts if part is not below[0]))
        if together(number).as_numer_denom()[1] == 1:
            return number, below[0].base
    number, divisor = together(fraction).as_numer_denom()
    return number, divisor


def _of_expressions(operation: Callable[[Expr, Expr], Expr], left: Any, right: Any) -> Any:
    one, two = (Integer(v) if isinstance(v, int) else v for v in (left, right))
    if not (isinstance(one, Expr) and isinstance(two, Expr)):
        return NotImplemented
    return operation(one, two)
