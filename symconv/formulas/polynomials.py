r"""Sizes and indices as LaTeX: ``s (I - 1) + d (k - 1) + 1 - 2 p`` instead of the expanded polynomial."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sympy

from symconv.formulas.atoms import brackets, digits, product, symbol
from symconv.language.common_divisors import DeterminedLetter
from symconv.language.extremes import Extreme, folded
from symconv.language.terms import Index, Letter, Monomial, Poly, Quotient, Size, Variable, without

Names = Mapping[Variable, str]


@dataclass(frozen=True)
class Marks:
    """How a medium writes the parts of a size.

    Parameters
    ----------
    times : callable
        Writes factors side by side.
    floor, ceiling : callable
        Write a quotient rounded down, or up.
    ratio : callable
        Writes a quotient without a rest.
    of_two : mapping of str to str
        How minimum, maximum and greatest common divisor are called.
    letter : callable
        Writes a letter, given its name.
    power : callable
        Writes a letter to some power.
    """

    times: Callable[[Sequence[str]], str]
    floor: Callable[[str, str], str]
    ceiling: Callable[[str, str], str]
    ratio: Callable[[str, str], str]
    of_two: Mapping[str, str]
    letter: Callable[[str], str]
    power: Callable[[str, int], str]


def _closed(text: str) -> str:
    """Return a text that can stand over or under a stroke: in brackets unless it is one name, number or call."""
    return text if _NAME_OR_CALL.fullmatch(text) else f"({text})"


_NAME = re.compile(r"[A-Za-z]\w*(_\{\w+\})?")
_NAME_OR_CALL = re.compile(r"\w+(\([^()]*\))?")


LATEX = Marks(
    times=product,
    floor=lambda above, below: rf"\left\lfloor\frac{{{above}}}{{{below}}}\right\rfloor",
    ceiling=lambda above, below: rf"\left\lceil\frac{{{above}}}{{{below}}}\right\rceil",
    ratio=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    of_two={"minimum": r"\min", "maximum": r"\max", "gcd": r"\gcd"},
    letter=lambda name: symbol(sympy.Symbol(name)),
    power=lambda name, times: f"{name}^{{{times}}}",
)
TEXT = Marks(
    times="*".join,
    floor=lambda above, below: f"floor({_closed(above)}/{_closed(below)})",
    ceiling=lambda above, below: f"ceil({_closed(above)}/{_closed(below)})",
    ratio=lambda above, below: f"({_closed(above)}/{below})",
    of_two={"minimum": "minimum", "maximum": "maximum", "gcd": "gcd"},
    letter=str,
    power=lambda name, times: f"{name}**{times}",
)


@dataclass(frozen=True)
class Piece:
    """One signed term of a polynomial.

    Parameters
    ----------
    is_negative : bool
        Whether a minus stands before it.
    tex : str
        The term without its sign.
    rank : tuple
        Where it stands among the others.
    indices : frozenset of Index
        The indices in it.
    """

    is_negative: bool
    tex: str
    rank: tuple[int, ...]
    indices: frozenset[Index]

    def opposite(self) -> Piece:
        """Return the term with the other sign, for the other side of a relation."""
        return Piece(not self.is_negative, self.tex, self.rank, self.indices)


def in_text(value: Size, names: Names | None = None) -> str:
    """Return a polynomial as plain text, ``s*(I - 1) + k - 2*p``, in the order of `polynomial`.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> s, I, k, p = (letter(name) for name in "sIkp")
    >>> in_text(s * (I - 1) + k - 2 * p)
    's*(I - 1) + k - 2*p'
    """
    return joined(pieces(value, names or {}, TEXT))


def polynomial(value: Size, names: Names | None = None) -> str:
    """Return a polynomial in letters and indices.

    Parameters
    ----------
    value : int or Poly
        The polynomial.
    names : mapping, optional
        The LaTeX of each index, and of quotients that have a name; ``-C`` where `C` names what the
        quotient is minus of.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> s, I, k, p = (letter(name) for name in "sIkp")
    >>> polynomial(s * (I - 1) + k - 2 * p)
    's (I - 1) + k - 2 p'
    """
    return joined(pieces(value, names or {}))


def joined(parts: Sequence[Piece]) -> str:
    """Return terms as one sum, ``0`` for none: first those without a minus, then sizes before indices, ``n - 1 - i``."""
    ordered = sorted(
        parts,
        key=lambda part: (part.is_negative, part.is_negative and bool(part.indices), part.rank),
    )
    if not ordered:
        return "0"
    first, *rest = ordered
    text = ("-" if first.is_negative else "") + first.tex
    return text + "".join(f" {'-' if part.is_negative else '+'} {part.tex}" for part in rest)


def pieces(value: Size, names: Names, marks: Marks = LATEX) -> list[Piece]:
    """Return the terms of a polynomial; ``c a b - c a`` is the one term ``c a (b - 1)``."""
    value = folded(value)
    terms: dict[Monomial, int] = dict(value.terms) if isinstance(value, Poly) else {(): value}
    found = []
    for monomial in sorted(terms, key=_preference):
        taken_out = _minus_one(monomial, terms)
        if taken_out is not None:
            shared, variable = taken_out
            coefficient = terms.pop(monomial)
            terms[shared] += coefficient
            found.append(_piece(coefficient, shared, names, marks, variable))
    found += [
        _piece(coefficient, monomial, names, marks)
        for monomial, coefficient in terms.items()
        if coefficient
    ]
    return found


def _minus_one(
    monomial: Monomial, terms: Mapping[Monomial, int]
) -> tuple[Monomial, Variable] | None:
    """Return what can be taken out of ``c a b - c a``, the monomial ``a``, and the variable ``b`` that is left."""
    if len(monomial) < 2 or not terms.get(monomial):
        return None
    for variable in sorted(set(monomial), key=_is_stride_like):
        shared = without(monomial, (variable,))
        if (
            shared is not None
            and isinstance(variable, Letter | Quotient | Extreme)
            and terms.get(shared) == -terms[monomial]
        ):
            return shared, variable
    return None


def _preference(monomial: Monomial) -> tuple[int, list[tuple[bool, str]]]:
    return -len(monomial), sorted(
        (not variable.name[0].isupper(), variable.name) for variable in monomial
    )


def _is_stride_like(variable: Variable) -> tuple[bool, str]:
    """Order variables so that a size, such as ``I`` or ``k``, goes into the brackets before a stride or a dilation."""
    return variable.name[0] in "sd", variable.name


def _piece(
    coefficient: int,
    monomial: Monomial,
    names: Names,
    marks: Marks,
    less_one: Variable | None = None,
) -> Piece:
    alone = monomial[0] if len(monomial) == 1 else None
    if (
        coefficient == -1
        and less_one is None
        and isinstance(alone, Quotient)
        and alone not in names
    ):
        # ``-floor(e/n)`` as the ceiling of ``-e/n``
        numerator = joined(pieces(-alone.numerator, names, marks))
        denominator = joined(pieces(alone.denominator, names, marks))
        ceiling = marks.ceiling(numerator, denominator)
        return Piece(False, ceiling, (True, 0, -1, True), frozenset())
    ordered = sorted(monomial, key=_factor_order)
    named = [spelled(variable, names, marks) for variable in ordered]
    alike = groupby(name.removeprefix("-") for name in named)
    factors = [_power(name, len(list(times)), marks) for name, times in alike]
    negative = (coefficient < 0) != (sum(name.startswith("-") for name in named) % 2 == 1)
    size = abs(coefficient)
    if size != 1 or not (factors or less_one):
        factors.insert(0, digits(size))
    if less_one is not None:
        factors.append(f"({spelled(less_one, names, marks)} - 1)")
    everything = [*monomial, *([less_one] if less_one else [])]
    indices = [variable for variable in everything if isinstance(variable, Index)]
    number = min((variable.number for variable in indices), default=0)
    is_size = any(variable.name[0].isupper() for variable in everything)
    rank = (not indices, number, -len(everything) if everything else 1, not is_size)
    return Piece(negative, marks.times(factors), rank, frozenset(indices))


def _power(name: str, times: int, marks: Marks) -> str:
    """Return a factor that stands several times as a power; what is no name stands side by side."""
    if times == 1:
        return name
    if not _NAME.fullmatch(name):
        return marks.times([name] * times)
    return marks.power(name, times)


def _factor_order(variable: Variable) -> tuple[bool, bool, bool, str]:
    is_rounded = isinstance(variable, Quotient | Extreme)
    return isinstance(variable, Index), is_rounded, variable.name[0].isupper(), variable.name


def spelled(variable: Variable, names: Names, marks: Marks = LATEX) -> str:
    """Return one variable."""
    if isinstance(variable, Index) or variable in names:
        return names[variable]
    if isinstance(variable, Quotient):
        numerator = joined(pieces(variable.numerator, names, marks))
        denominator = joined(pieces(variable.denominator, names, marks))
        return marks.floor(numerator, denominator)
    if isinstance(variable, DeterminedLetter):
        return _determined(variable, names, marks)
    if isinstance(variable, Extreme):
        of = ", ".join(joined(pieces(size, names, marks)) for size in variable.sizes)
        return f"{marks.of_two[variable.word]}{brackets(of)}"
    return marks.letter(variable.name)


def _determined(letter: DeterminedLetter, names: Names, marks: Marks) -> str:
    """Return a greatest common divisor, one of the sizes divided by it, or a coefficient of Bezout."""
    texts = [joined(pieces(size, names, marks)) for size in letter.sizes]
    divisor = f"{marks.of_two['gcd']}{brackets(', '.join(texts))}"
    wholes = [divisor, *(marks.ratio(text, divisor) for text in texts)]
    return wholes[letter.part] if letter.part < len(wholes) else marks.letter("uv"[letter.part - 3])
