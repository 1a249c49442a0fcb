"""Words: every value on letters remembers how it was written.

`Written` is a call that was made: the word, what was written for the values it was given, and its
parameters as they were given. It is made in the same call that builds the sum, and it means
nothing: claims compare sums only. Making the call again on the same values rebuilds the value;
making it on named tensors unfolds one definition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from inspect import Parameter, signature
from operator import add, matmul, mul, neg, sub
from typing import Any, NamedTuple

from sympy import Add, Expr, MatrixBase, NDimArray, Rational, Symbol, Tuple
from sympy import Mul as Product

from symconv.data.arrays import KnownArray, read_array
from symconv.data.letter_symbols import LetterOfTwo
from symconv.data.letters import is_integer, size_text
from symconv.symbolic.cell_names import tensor_name

LONGEST = 2000
"""Characters of a ``repr``; a longer one is shortened in the middle."""

SUM, PRODUCT, SIGN, ATOM = range(4)


class Spelled(NamedTuple):
    """Python text, and how tightly its outermost operation binds."""

    text: str
    level: int = ATOM

    def within(self, level: int) -> str:
        """Return the text as a part of an operation that binds as tightly as `level`."""
        return self.text if self.level >= level else f"({self.text})"


Spell = Callable[["Written", Sequence[Spelled]], Spelled]


@dataclass(frozen=True)
class Word:
    """One thing that can be done to values.

    Parameters
    ----------
    name : str
        What it is called.
    function : callable
        Does it: takes the values, then the parameters by name.
    parameters : tuple of str
        The names of its parameters.
    spell : callable, optional
        Writes it as Python, given the texts of its arguments; without it that is a call of the
        name.
    looks_inside : bool
        Whether it depends on how its arguments are made, so that names cannot stand for them.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[str, ...] = ()
    spell: Spell | None = None
    looks_inside: bool = False

    def __call__(self, *arguments: Written, **parameters: Any) -> Written:
        """Write it down: the words of a value that is being made."""
        return Written(self, arguments, tuple(parameters[name] for name in self.parameters))


@dataclass(frozen=True, eq=False, repr=False)
class Written:
    """What was written to make a value on letters.

    Parameters
    ----------
    word : Word
        What was done.
    arguments : tuple of Written
        To what.
    parameters : tuple
        How: sizes, a layer, a method, as they were given.
    value : SymbolicTensor or SymbolicScalar
        The value beside which it stands; the value's own constructor puts itself here.

    Examples
    --------
    >>> from symconv import flip, sizes, tensor
    >>> flip(tensor("x", sizes("n"))).written
    flip(x)
    >>> _.operation, _.arguments
    ('flip', (x,))
    """

    word: Word
    arguments: tuple[Written, ...] = ()
    parameters: tuple[Any, ...] = ()
    value: Any = None

    @property
    def operation(self) -> str:
        """What was done: ``flip``, ``+``, ``layer``, ..."""
        return self.word.name

    def apply(self, *values: Any) -> Any:
        """Do the same to other values: to named tensors it unfolds the definition."""
        named = zip(self.word.parameters, self.parameters, strict=True)
        return self.word.function(*values, **dict(named))

    def beside(self, value: Any) -> Written:
        """Return this with the value that has been made of it."""
        object.__setattr__(self, "value", value)
        return self

    def __repr__(self) -> str:
        return shortened(_tree_text(self).text, LONGEST)


def rebuilt(written: Written) -> Any:
    """Return the value anew from its words, every call made again.

    Examples
    --------
    >>> from symconv import flip, sizes, tensor
    >>> rebuilt(flip(tensor("x", sizes("n"))).written)
    flip(x)
    """
    made: dict[int, Any] = {}
    for part in _inside_out(written):
        made[id(part)] = part.apply(*(made[id(argument)] for argument in part.arguments))
    return made[id(written)]


def python(value: Any) -> Spelled:
    """Return the Python that makes a value: on letters its words, else a size, an array or a layer."""
    written = value if isinstance(value, Written) else getattr(value, "written", None)
    if isinstance(written, Written):
        return _tree_text(written)
    if isinstance(value, Rational | Fraction) and value.denominator != 1:
        return Spelled(f"Rational({value.numerator}, {value.denominator})")
    if isinstance(value, Expr) or is_integer(value):
        return Spelled(size_text(value), _size_level(value))
    if isinstance(value, KnownArray | NDimArray | MatrixBase):
        return Spelled(_array_text(value))
    if isinstance(value, tuple | Tuple):
        entries = [python(entry).text for entry in value]
        return Spelled(f"({', '.join(entries)}{',' * (len(entries) == 1)})")
    if isinstance(value, list):
        return Spelled(f"[{', '.join(python(entry).text for entry in value)}]")
    if isinstance(value, slice):
        ends = ("" if end is None else python(end).text for end in (value.start, value.stop))
        return Spelled(":".join(ends))
    return Spelled(repr(value))


def shortened(text: str, longest: int) -> str:
    """Return a text, with dots in its middle where it is too long.

    Examples
    --------
    >>> shortened("abcdefghij", 9)
    'ab ... ij'
    """
    if len(text) <= longest:
        return text
    kept = longest - len(" ... ")
    return f"{text[: (kept + 1) // 2]} ... {text[len(text) - kept // 2 :]}"


def _inside_out(written: Written) -> list[Written]:
    """Return it and all that is in it, each once and after what is inside it."""
    found: dict[int, Written] = {}
    left = [(written, False)]
    while left:
        part, inner_done = left.pop()
        if id(part) in found:
            continue
        if inner_done:
            found[id(part)] = part
            continue
        left.append((part, True))
        left += [(argument, False) for argument in reversed(part.arguments)]
    return list(found.values())


def _tree_text(written: Written) -> Spelled:
    """Spell from the inside out; a part that is too long is shortened, so that sharing costs nothing."""
    texts: dict[int, Spelled] = {}
    for part in _inside_out(written):
        arguments = [texts[id(argument)] for argument in part.arguments]
        spelled = (part.word.spell or as_call)(part, arguments)
        texts[id(part)] = Spelled(shortened(spelled.text, LONGEST), spelled.level)
    return texts[id(written)]


def as_call(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``name(x, s, offset=1)``; parameters that have their default are left out."""
    declared = signature(written.word.function).parameters
    given = [argument.text for argument in arguments]
    for name, value in zip(written.word.parameters, written.parameters, strict=True):
        default = declared[name].default
        if default is Parameter.empty:
            given.append(python(value).text)
        elif not (type(value) is type(default) and bool(value == default)):
            given.append(f"{name}={python(value).text}")
    return Spelled(f"{written.operation}({', '.join(given)})")


def as_name(written: Written, _: Sequence[Spelled]) -> Spelled:
    """Spell a tensor by its name."""
    return Spelled(written.parameters[0])


def as_given(written: Written, _: Sequence[Spelled]) -> Spelled:
    """Spell a size, a cell or an array as it was given."""
    return python(written.parameters[0])


def infix(sign: str, level: int) -> Spell:
    """Spell ``a + b``: what binds less, or as tightly on the right, stands in brackets."""

    def spell(_: Written, arguments: Sequence[Spelled]) -> Spelled:
        left, right = arguments
        return Spelled(f"{left.within(level)}{sign}{right.within(level + 1)}", level)

    return spell


def _negative(_: Written, arguments: Sequence[Spelled]) -> Spelled:
    return Spelled(f"-{arguments[0].within(ATOM)}", SIGN)


def _transposed(_: Written, arguments: Sequence[Spelled]) -> Spelled:
    return Spelled(f"{arguments[0].within(ATOM)}.T")


def _with_numbers(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    numbers = sorted(written.parameters[0].items())
    put = ", ".join(f"{name}={number}" for name, number in numbers)
    return Spelled(f"{arguments[0].within(ATOM)}.at({put})")


def _spell_place(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``x[0, a:b]``."""
    entries = (python(entry).text for entry in written.parameters[0])
    return Spelled(f"{arguments[0].within(ATOM)}[{', '.join(entries)}]")


def _spell_quotient(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``x/2``."""
    below = python(written.parameters[0]).within(ATOM)
    return Spelled(f"{arguments[0].within(PRODUCT)}/{below}", PRODUCT)


PLACE = Word("[]", lambda value, at: value[at], ("at",), _spell_place)
PLUS = Word("+", add, spell=infix(" + ", SUM))
MINUS = Word("-", sub, spell=infix(" - ", SUM))
NEGATIVE = Word("negative", neg, spell=_negative)
TIMES = Word("*", mul, spell=infix("*", PRODUCT))
OVER = Word("/", lambda value, by: value / by, ("by",), _spell_quotient)
MATRIX_PRODUCT = Word("@", matmul, spell=infix(" @ ", PRODUCT))
TRANSPOSED = Word("T", lambda matrix: matrix.T, spell=_transposed)
AT = Word("at", lambda value, numbers: value.at(numbers), ("numbers",), _with_numbers)


def _size_level(value: Any) -> int:
    if isinstance(value, Add):
        return SUM
    if isinstance(value, Product):
        return SUM if value.could_extract_minus_sign() else PRODUCT
    natural = is_integer(value) and value >= 0
    is_name_or_call = isinstance(value, Symbol | LetterOfTwo)
    return ATOM if natural or is_name_or_call else SUM


def _array_text(value: Any) -> str:
    array = value if isinstance(value, KnownArray) else read_array(value, "an array")
    name = tensor_name(array)
    if name is not None:
        return name
    texts = [python(cell).text for cell in array.cells]
    for extent in reversed(array.shape):
        rows = range(0, len(texts), extent)
        texts = [f"[{', '.join(texts[n : n + extent])}]" for n in rows]
    cells = texts[0]
    return f"Matrix({cells})" if array.form == "matrix" else cells
