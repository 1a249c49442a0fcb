"""Sizes that know where they come from: an expression in letters, with the legality of the layers it was read off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import floordiv, mod, pow, truediv
from typing import Any

from sympy import Expr, Integer

from symconv.data.letter_symbols import as_written
from symconv.data.letters import (
    SEVERAL,
    divisors,
    expression_letters,
    from_size,
    is_integer,
    symbol_letter,
    to_size,
)
from symconv.definitions.geometry import Demand, enforce
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.tex import latex
from symconv.language import terms
from symconv.language.terms import Letter, Size
from symconv.symbolic.context import Context, merge
from symconv.symbolic.over_letters import OverLetters
from symconv.symbolic.written import (
    MINUS,
    NEGATIVE,
    PLUS,
    PRODUCT,
    SIGN,
    TIMES,
    Word,
    Written,
    as_given,
    infix,
)


class SymbolicSize(OverLetters):
    """A size on letters that carries what must hold for it to be one: the legality of its layers.

    It prints, adds and substitutes like the SymPy expression it holds, and SymPy's own functions
    take it for that expression. In a claim its conditions are hypotheses. ``math.floor`` and
    ``math.ceil`` keep them; SymPy's ``floor`` and ``ceiling`` only see the expression.

    Parameters
    ----------
    expression : Expr
        The size.
    context : Context
        Its letters, and the legality of the layers and operations it comes from.
    written : Written
        What was written to make it.

    Examples
    --------
    >>> from symconv import ConvTranspose, sizes
    >>> I, k, s = sizes("I k s")
    >>> size = ConvTranspose(k, stride=s, output_padding=1).output_size(I)
    >>> size, size - 1
    (k + s*(I - 1) + 1, k + s*(I - 1))
    >>> print(*(demand.text for demand in size.context.demands))  # doctest: +ELLIPSIS
    ConvTranspose(k, stride=s, output_padding=1): output_padding is 1, but output_padding < ... is needed
    """

    __slots__ = ("context", "expression", "written")
    __array_ufunc__ = None
    _op_priority = 500.0
    written: Written

    def __init__(self, expression: Expr, context: Context, written: Written) -> None:
        self.expression = expression
        self.context = context
        self.written = written.beside(self)

    @property
    def letters(self) -> frozenset[Letter]:
        """Every letter that occurs in it or in what it comes from."""
        return self.context.letters

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the expression as LaTeX."""
        return latex(self.expression, order, limit)

    def subs(self, *values: Any, **options: Any) -> Any:
        """Return the size with expressions put for letters, as SymPy does, also in its conditions.

        Raises
        ------
        GeometryError
            If a condition is broken.
        """
        put = {letter: self._put(letter, values, options) for letter in self.letters}
        context = self.context.at(put)
        expression = self.expression.subs(*values, **options)
        letters = frozenset().union(*map(terms.letters, put.values()))
        if not letters:
            return expression
        context = merge(Context(letters), Context(demands=context.demands, fits=context.fits))
        return SymbolicSize(expression, context, _SIZE(value=expression))

    def _put(self, letter: Letter, values: Any, options: Any) -> Size:
        symbol = from_size(terms.variable_poly(letter))
        return to_size(symbol.subs(*values, **options), letter.name)

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        context = self.context.at(numbers)
        value = from_size(terms.substitute(to_size(self.expression, "a size"), numbers))
        if not context.letters:
            return value
        return SymbolicSize(_expression(value), context, self._written_at(numbers))

    def _sympy_(self) -> Expr:
        return self.expression

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.expression, name)

    def __repr__(self) -> str:
        return str(self.expression)

    def __hash__(self) -> int:
        return hash(self.expression)

    def __eq__(self, other: object) -> bool:
        return bool(self.expression == _bare(other))

    def __lt__(self, other: Any) -> Any:
        return self.expression < _bare(other)

    def __le__(self, other: Any) -> Any:
        return self.expression <= _bare(other)

    def __gt__(self, other: Any) -> Any:
        return self.expression > _bare(other)

    def __ge__(self, other: Any) -> Any:
        return self.expression >= _bare(other)

    def __int__(self) -> int:
        return int(self.expression)

    def __add__(self, other: Any) -> Any:
        return joined(PLUS, self, other)

    def __radd__(self, other: Any) -> Any:
        return joined(PLUS, other, self)

    def __sub__(self, other: Any) -> Any:
        return joined(MINUS, self, other)

    def __rsub__(self, other: Any) -> Any:
        return joined(MINUS, other, self)

    def __mul__(self, other: Any) -> Any:
        return joined(TIMES, self, other)

    def __rmul__(self, other: Any) -> Any:
        return joined(TIMES, other, self)

    def __truediv__(self, other: Any) -> Any:
        return joined(_OVER, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return joined(_OVER, other, self)

    def __floordiv__(self, other: Any) -> Any:
        return joined(_FLOOR, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return joined(_FLOOR, other, self)

    def __mod__(self, other: Any) -> Any:
        return joined(_REMAINDER, self, other)

    def __rmod__(self, other: Any) -> Any:
        return joined(_REMAINDER, other, self)

    def __pow__(self, other: Any) -> Any:
        return joined(_POWER, self, other)

    def __neg__(self) -> SymbolicSize:
        return SymbolicSize(-self.expression, self.context, NEGATIVE(self.written))

    def __pos__(self) -> SymbolicSize:
        return self

    def __floor__(self) -> Any:
        return self // 1

    def __ceil__(self) -> Any:
        return -(-self // 1)


def joined(word: Word, left: Any, right: Any) -> Any:
    """Do arithmetic with two sizes; with an expression in other symbols it is that of expressions."""
    one, two = as_sized(left), as_sized(right)
    if one is None or two is None:
        other = right if one is not None else left
        if not isinstance(other, Expr):
            return NotImplemented
        return word.function(_bare(left), _bare(right))
    expression = as_written(word.function(one.expression, two.expression))
    whole = as_sized(expression) if word in (_FLOOR, _REMAINDER) else None
    more = [whole.context] if whole else []
    own = Context(expression_letters(expression))  # a common divisor is a letter, too
    context = merge(one.context, two.context, own, *more)
    return SymbolicSize(expression, context, word(one.written, two.written))


def as_sized(value: Any) -> SymbolicSize | None:
    """Return an integer or an expression in letters as a size; ``None`` for anything else.

    What is divided by must be at least 1.
    """
    if isinstance(value, SymbolicSize):
        return value
    letters = expression_letters(value) if isinstance(value, Expr) else frozenset()
    of_letters = isinstance(value, Expr) and all(map(symbol_letter, value.free_symbols))
    if not (of_letters or is_integer(value)):
        return None
    demands = enforce(map(_at_least_one, divisors(value))) if letters else ()
    return SymbolicSize(_expression(value), Context(letters, demands), _SIZE(value=value))


def _at_least_one(divisor: Expr) -> Demand:
    text = f"the divisor is {divisor}, but a divisor >= 1 is needed"
    return Demand(terms.at_least(to_size(divisor, "a divisor"), 1), text, "use one of at least 1")


def sized(
    value: Any, sizes: Iterable[Size], demands: Iterable[Demand], given: Any, written: Written
) -> Any:
    """Return a size that was computed from others with their conditions, and with further ones.

    Parameters
    ----------
    value : int or expression
        The size; an integer that depends on no letter is returned as it is.
    sizes : iterable of Size
        What it depends on.
    demands : iterable of Demand
        What must hold for it to be a size.
    given : sizes, also in tuples and lists
        From which it was computed; their conditions are taken over.
    written : Written
        What was written.
    """
    context = merge(Context().adding(sizes, demands), *contexts_in(given))
    return SymbolicSize(_expression(value), context, written) if context.letters else value


def contexts_in(value: Any) -> list[Context]:
    """Return what the sizes in a value depend on, also those in tuples and lists."""
    size = as_sized(value) if isinstance(value, SymbolicSize | Expr) else None
    if size is not None:
        return [size.context]
    if isinstance(value, SEVERAL):
        return [context for entry in value for context in contexts_in(entry)]
    return []


def _expression(value: Any) -> Expr:
    return Integer(value) if is_integer(value) else _bare(value)


def _bare(value: Any) -> Any:
    return value.expression if isinstance(value, SymbolicSize) else value


_SIZE = Word("size", as_sized, ("value",), as_given)
_OVER = Word("/", truediv, spell=infix("/", PRODUCT))
_FLOOR = Word("//", floordiv, spell=infix("//", PRODUCT))
_REMAINDER = Word("%", mod, spell=infix(" % ", PRODUCT))
_POWER = Word("**", pow, spell=infix("**", SIGN))
