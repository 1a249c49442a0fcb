"""SymPy in and out: letters for sizes, sizes as polynomials and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from numbers import Integral
from typing import Any

import numpy as np
from sympy import (
    Add,
    Expr,
    Integer,
    Mod,
    Mul,
    Pow,
    Symbol,
    Tuple,
    ceiling,
    default_sort_key,
    floor,
)
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from symconv.data.letter_symbols import (
    LetterDivisor,
    LetterMaximum,
    LetterMinimum,
    LetterMultiple,
    LetterOfTwo,
    LetterSymbol,
    as_written,
    quotient,
    ratio,
)
from symconv.errors import GeometryError, shown
from symconv.language import common_divisors, extremes, terms
from symconv.language.common_divisors import DeterminedLetter
from symconv.language.extremes import Extreme, folded
from symconv.language.terms import Letter, Quotient, Size, floor_divide

SEVERAL = (
    tuple,
    list,
    Tuple,
)  # what holds one entry per axis; a Tuple is the shape of a SymPy array
_MOST_BITS = 1000
_MOST_TERMS = 500
_MOST_FACTORS = 16


def sizes(names: str, minimum: int = 1) -> Any:
    """Return letters for sizes: integer symbols of at least `minimum`.

    They are SymPy symbols, except that ``%`` and ``//`` stay as they were written. What SymPy's own
    functions make of them, such as ``sympy.Mod`` or ``sympy.gcd``, is taken as SymPy leaves it: write
    `minimum`, `maximum`, `gcd` and `lcm` of symconv.

    Parameters
    ----------
    names : str
        One or more names, separated by spaces or commas.
    minimum : {1, 0}
        The smallest value; it is a hypothesis of every claim about the letter.

    Returns
    -------
    Symbol or tuple of Symbol
        The symbol itself for one name, a tuple for several.

    Raises
    ------
    GeometryError
        If a name is not a name, or `minimum` is neither 0 nor 1.

    Notes
    -----
    That a letter is at least `minimum` is a hypothesis of every claim about it, and all that is
    assumed of it.

    See Also
    --------
    tensor : Tensors of these shapes.
    symconv.operations.minimum, symconv.operations.maximum : Of two sizes.
    symconv.operations.gcd, symconv.operations.lcm : Of two sizes.

    Examples
    --------
    >>> I, k = sizes("I k")
    >>> p = sizes("p", minimum=0)
    >>> I.is_positive, p.is_nonnegative
    (True, True)
    """
    if not isinstance(names, str):
        given = type(names).__name__
        raise GeometryError(
            f"sizes({shown(names)}): {given} is given, but a string of names is needed, as in sizes('I k')"
        )
    if not is_integer(minimum) or minimum not in (0, 1):
        raise GeometryError(f"sizes({names!r}, minimum={shown(minimum)}): minimum must be 0 or 1")
    found = names.replace(",", " ").split()
    for name in found:
        if not name.isidentifier():
            raise GeometryError(
                f"sizes({names!r}): {name!r} is not a name; use letters, digits and _, like 'I' or 's1'"
            )
    if not found:
        raise GeometryError(f"sizes({names!r}): no name given; write sizes('I') or sizes('I k s')")
    made = tuple(letter_symbol(Letter(name, int(minimum))) for name in found)
    return made[0] if len(made) == 1 else made


def is_integer(value: Any) -> bool:
    """Return whether a value is an integer of Python, NumPy or SymPy; booleans and time spans are none."""
    return isinstance(value, Integral) and not isinstance(value, bool | np.timedelta64)


def expression_letters(value: Expr) -> frozenset[Letter]:
    """Return the letters of an expression; none for cells made of plain symbols."""
    found = map(symbol_letter, value.free_symbols)
    letters = {letter for letter in found if letter is not None}
    for part in value.atoms(LetterDivisor, LetterMultiple):
        letters |= terms.letters(to_size(part, "a size"))
    return frozenset(letters)


def letter_symbol(letter: Letter) -> Symbol:
    """Return the SymPy symbol of a letter."""
    if letter.minimum:
        return LetterSymbol(letter.name, integer=True, positive=True)
    return LetterSymbol(letter.name, integer=True, nonnegative=True)


def symbol_letter(symbol: Symbol) -> Letter | None:
    """Return the letter a symbol stands for; ``None`` for symbols that `sizes` did not make."""
    for minimum in (1, 0):
        letter = Letter(symbol.name, minimum)
        if symbol == letter_symbol(letter):
            return letter
    return None


def to_size(value: Any, what: str) -> Size:
    """Read an integer or an integer expression in letters as a size.

    Parameters
    ----------
    value : int or Expr
        Built from integers and letters of `sizes` by ``+ - *``, powers, ``//``, ``floor``,
        ``ceiling``, ``Mod``, `minimum`, `maximum`, `gcd` and `lcm`.
    what : str
        What is being read, for the message.

    Raises
    ------
    GeometryError
        For booleans, floats, fractions, strings, other symbols and other functions.

    Examples
    --------
    >>> s, I = sizes("s I")
    >>> to_size(s*(I - 1) + 3, "the size")
    I*s - s + 3
    """
    if is_integer(value):
        return _bounded(int(value), what)
    if hasattr(value, "_sympy_"):
        value = value._sympy_()
    if isinstance(value, Expr):
        try:
            return _from_expression(value, what)
        except RecursionError:
            raise GeometryError(
                f"{what} is an expression nested too deep to be read; expand it"
            ) from None
        except ZeroDivisionError:
            raise GeometryError(
                f"{what} is {shown(value)}: its divisor is 0, but a divisor >= 1 is needed"
            ) from None
    # say what could stand for a value that is no size
    if isinstance(value, str) and value.upper() in ("SAME", "VALID"):
        instead = "a framework's word is read by symconv.dialects, as in dialects.keras.read(padding='same', ...)"
    else:
        instead = "make letters by sizes('I k s')"
    raise GeometryError(
        f"{what} is {shown(value)} ({type(value).__name__}), but an integer or an integer "
        "expression in letters is needed; "
        f"{instead}"
    )


def _bounded(value: int, what: str) -> int:
    if value.bit_length() > _MOST_BITS:
        raise GeometryError(
            f"{what} has {value.bit_length()} bits, but an integer of at most {_MOST_BITS} bits is needed"
        )
    return value


def _from_expression(value: Expr, what: str) -> Size:
    if isinstance(value, Integer):
        return _bounded(int(value), what)
    if isinstance(value, Symbol):
        letter = symbol_letter(value)
        if letter is None:
            raise GeometryError(
                f"{what} contains {value}, which is not a letter for a size; make it by sizes('{value}')"
            )
        return terms.variable_poly(letter)
    if isinstance(value, Add):
        return sum((_from_expression(part, what) for part in value.args), 0)
    if isinstance(value, Mul) and all(
        not isinstance(part, Pow) or part.exp.is_positive for part in value.args
    ):
        return _product((_from_expression(part, what) for part in value.args), what)
    if isinstance(value, Pow) and isinstance(value.exp, Integer) and 0 < value.exp <= _MOST_BITS:
        return _product(repeat(_from_expression(value.base, what), int(value.exp)), what)
    if isinstance(value, floor):
        return _floor(value.args[0], what)
    if isinstance(value, ceiling):
        return -_floor(-value.args[0], what)
    if isinstance(value, Mod):
        number, divisor = (_from_expression(part, what) for part in value.args)
        return number - divisor * floor_divide(number, divisor)
    if isinstance(value, LetterOfTwo):
        return _of_two(value, what)
    raise GeometryError(
        f"{what} contains {shown(value)}, but only integers, letters, + - *, powers up to "
        f"{_MOST_BITS}, //, floor, ceiling, "
        "Mod, and minimum, maximum, gcd and lcm of symconv are allowed"
    )


def _product(factors: Iterable[Size], what: str) -> Size:
    """Multiply while the result stays of a length that can be worked with."""
    result: Size = 1
    for factor in factors:
        result = result * factor
        monomials = terms.coefficients(result)
        if len(monomials) > _MOST_TERMS or any(
            len(monomial) > _MOST_FACTORS for monomial in monomials
        ):
            raise GeometryError(
                f"{what} is a product of more than {_MOST_TERMS} terms, or of more than "
                f"{_MOST_FACTORS} letters, when "
                "expanded; give a letter to a part of it"
            )
    return result


def _floor(fraction: Expr, what: str) -> Size:
    numerator, denominator = ratio(fraction)
    return floor_divide(_from_expression(numerator, what), _from_expression(denominator, what))


_OF_TWO: dict[type[LetterOfTwo], Callable[[Size, Size], Size]] = {
    LetterMinimum: extremes.minimum,
    LetterMaximum: extremes.maximum,
    LetterDivisor: common_divisors.greatest_common_divisor,
    LetterMultiple: common_divisors.least_common_multiple,
}


def _of_two(value: LetterOfTwo, what: str) -> Size:
    one, other = (_from_expression(part, what) for part in value.args)
    try:
        found = _OF_TWO[type(value)](one, other)
    except OverflowError:
        found = None
    if found is None or len(terms.coefficients(found)) > _MOST_TERMS:
        raise GeometryError(
            f"{what} contains {shown(value)}, which has more than {_MOST_TERMS} terms when expanded; "
            "give a letter to a part of it"
        )
    return found


def from_size(value: Size) -> Any:
    """Return a size as a number or a SymPy expression.

    Examples
    --------
    >>> from_size(terms.letter("s") * 2 - 1)
    2*s - 1
    """
    if isinstance(value, int):
        return value
    monomials = terms.coefficients(folded(value)).items()
    parts = (Mul(c, *map(_variable_expression, monomial)) for monomial, c in monomials)
    return as_written(Add(*parts))


def _expression(value: Size) -> Expr:
    return Integer(value) if isinstance(value, int) else from_size(value)


def _variable_expression(variable: terms.Variable) -> Expr:
    if isinstance(variable, DeterminedLetter):
        # the greatest common divisor of two sizes, one of them divided by it, or the letter
        sizes = list(map(_expression, variable.sizes))
        divisor = LetterDivisor(*sizes)
        wholes = [divisor, *(quotient(size, divisor) for size in sizes)]
        return wholes[variable.part] if variable.part < len(wholes) else letter_symbol(variable)
    if isinstance(variable, Letter):
        return letter_symbol(variable)
    if isinstance(variable, Quotient):
        return quotient(from_size(variable.numerator), _expression(variable.denominator))
    if isinstance(variable, Extreme):
        of = LetterMinimum if variable.word == "minimum" else LetterMaximum
        return of(*map(_expression, variable.sizes))
    return Symbol(variable.name, integer=True)


class _Python(StrPrinter):  # type: ignore[misc]
    """Prints an integer expression as Python that SymPy letters understand: ``n//2``, not ``floor(n/2)``."""

    def parenthesize(self, item: Expr, level: int, strict: bool = False) -> str:
        if isinstance(item, floor | Mod):
            return f"({self._print(item)})"
        return str(super().parenthesize(item, level, strict))

    def _quotient(self, sign: str, left: Expr, right: Expr) -> str:
        number = self.parenthesize(left, PRECEDENCE["Mul"], strict=True)
        return f"{number}{sign}{self.parenthesize(right, PRECEDENCE['Mul'])}"

    def _print_Function(self, expr: Expr) -> str:
        return f"{type(expr).__name__}({', '.join(map(self._print, expr.args))})"

    def _print_floor(self, expr: Expr) -> str:
        return self._quotient("//", *ratio(expr.args[0]))

    def _print_Mod(self, expr: Expr) -> str:
        return self._quotient(" % ", *expr.args)


def size_text(value: Any) -> str:
    """Return the Python that makes a size, or a cell, from its letters.

    Examples
    --------
    >>> n, s = sizes("n s")
    >>> size_text((n - 1) // s + 1), size_text(ceiling(n / s)), size_text((n + s) % 2 * n)
    ('(n - 1)//s + 1', '-((-n)//s)', 'n*((n + s) % 2)')
    """
    if is_integer(value):
        return str(value)
    without = value.replace(ceiling, lambda number: -floor(-number))
    return str(_Python().doprint(without))


def divisors(value: Expr) -> list[Expr]:
    """Return what is divided by in an expression, by ``//``, ``%``, floor or ceiling, as far as it is no number.

    Examples
    --------
    >>> n, s = sizes("n s")
    >>> divisors((n + 1) // s + n % (s + 1) + n // 2)
    [s, s + 1]
    """
    found = [part.args[1] for part in value.atoms(Mod)]
    found += [ratio(part.args[0])[1] for part in value.atoms(floor, ceiling)]
    return sorted((one for one in found if not one.is_number), key=default_sort_key)


def letter_values(
    letters: Iterable[Letter], values: Mapping[Any, Any] | None, names: Mapping[str, Any]
) -> dict[Letter, int]:
    """Read the numbers put for letters, by symbol or by name.

    Raises
    ------
    GeometryError
        If a name is not one of the letters, a letter is given twice, or a number is not an integer
        of at least the letter's minimum.
    """
    if values is not None and not isinstance(values, Mapping):
        raise GeometryError(
            f".at({shown(values)}): numbers for letters are needed, .at(I=3) or .at({{I: 3}})"
        )
    by_name = {letter.name: letter for letter in letters}
    by_key = by_name | {letter_symbol(letter): letter for letter in by_name.values()}
    numbers: dict[Letter, int] = {}
    for key, number in (*(values or {}).items(), *names.items()):
        if key not in by_key:
            raise GeometryError(
                f"{shown(key)}={shown(number)}: there is no letter {shown(key)} here, only "
                f"{', '.join(sorted(by_name))}; "
                "give its name, or the symbol that sizes made (one with other assumptions is another symbol)"
            )
        letter = by_key[key]
        name, minimum = letter.name, letter.minimum
        if letter in numbers:
            raise GeometryError(
                f"{name}={shown(number)}: a number for {name} is given twice; give it once"
            )
        if not is_integer(number) or number < minimum:
            raise GeometryError(
                f"{name}={shown(number)}: the letter {name} stands for integers >= {minimum}"
            )
        numbers[letter] = _bounded(int(number), name)
    return numbers | _determined_numbers(by_name.values(), numbers)


def _determined_numbers(
    letters: Iterable[Letter], numbers: Mapping[Letter, int]
) -> dict[Letter, int]:
    """Return the numbers of the letters that others determine; these are put in together or not at all."""
    open_ones = [letter for letter in letters if isinstance(letter, DeterminedLetter)]
    found = common_divisors.determined(open_ones, numbers)
    for letter in open_ones:
        needed = terms.letters(letter.sizes[0]) | terms.letters(letter.sizes[1])
        if found is None or (letter not in found and needed & set(numbers)):
            names = ", ".join(sorted(each.name for each in common_divisors.undetermined(needed)))
            raise GeometryError(
                f"the greatest common divisor of {letter.sizes[0]} and {letter.sizes[1]}: numbers for "
                f"{names} are needed at once, such that both sizes are at least 1"
            )
    return found or {}
