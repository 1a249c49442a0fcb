"""A sum over the range of a letter, in the six words; and what holds at every place of a range."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.definitions.fractions import INVERSE
from symconv.language import terms
from symconv.language.terms import (
    Condition,
    Expression,
    Index,
    Letter,
    Quotient,
    Size,
    Sum,
    Variable,
    coefficients,
    substitute,
    variables,
)
from symconv.language.words import (
    Cell,
    Value,
    Vec,
    as_expression,
    fresh,
    inside,
    put_values,
    split,
    when,
)


def over(cell: Cell, letter: Letter, size: Size) -> Cell:
    """Add up a cell that depends on a letter: ``sum over 0 <= r < size of cell(r)``.

    It is `sum_`, its index called as the letter is; a floor that depends on the letter is the
    quotient of a `split`.

    Examples
    --------
    >>> r, s = terms.letter("r", 0), terms.letter("s")
    >>> (term,) = as_expression(over(Value((Sum(weight=r * r),)), Letter("r", 0), s))
    >>> len(term.indices), len(term.conditions)
    (1, 2)
    """
    shape = Vec([size])
    r, indices = fresh(shape, letter.name)
    summand = when(inside(r, shape), _at(cell, letter, r))
    return Value(terms.bind(as_expression(summand), indices))


def _at(cell: Cell, letter: Letter, r: Vec) -> Cell:
    """Return a cell with an index put for a letter."""
    (index,) = r.entries
    rounded = next(_rounded(as_expression(cell), letter), None)
    if rounded is None:
        return put_values(cell, {letter: index})
    numerator = substitute(rounded.numerator, {letter: index})

    def use(m: Vec, u: Vec) -> Cell:
        return _at(put_values(cell, {rounded: m.entries[0]}), letter, r)

    return split(Vec([numerator]), Vec([rounded.denominator]), use)


def _rounded(expression: Expression, letter: Letter) -> Iterator[Quotient]:
    """Yield the floors that depend on a letter or on an index, each behind those inside it."""
    for term in expression:
        for size in _sizes(term):
            yield from _moving(size, letter)


def _sizes(term: Sum) -> Iterator[Size]:
    """Yield every size that occurs in a sum."""
    yield term.weight
    yield from (condition.left for condition in term.conditions)
    yield from (place for atom in term.atoms for place in atom.at)
    for division in term.divisions:
        yield from (division.dividend, division.divisor)


def _moving(size: Size, letter: Letter) -> Iterator[Quotient]:
    for rounded in variables(size):
        if isinstance(rounded, Quotient):
            inner = (*_moving(rounded.numerator, letter), *_moving(rounded.denominator, letter))
            yield from inner
            if inner or any(_moves(v, letter) for v in variables(rounded.numerator)):
                yield rounded


def _moves(variable: Variable, letter: Letter) -> bool:
    return variable == letter or isinstance(variable, Index)


def obstacle(cell: Cell, letter: Letter) -> str:
    """Return why no sum over the range of a letter can be written of a cell; an empty text where one can."""
    for term in as_expression(cell):
        divisors = [at for atom in term.atoms if atom.tensor == INVERSE for at in atom.at]
        divisors += [division.divisor for division in term.divisions]
        divisors += [q.denominator for size in _sizes(term) for q in _moving(size, letter)]
        for divisor in divisors:
            if letter in terms.letters(divisor):
                return f"{divisor} divides"
        for condition in term.conditions:
            for monomial in coefficients(condition.left):
                if letter in monomial and sum(_moves(v, letter) for v in monomial) > 1:
                    return f"{condition.left} is not linear in its indices"
    return ""


def at_the_ends(condition: Condition, letter: Letter, size: Size) -> tuple[Condition, ...] | None:
    """Return conditions without a letter that hold exactly where one holds at every place of the range.

    A size that nowhere falls, or nowhere grows, is at least 0 (or 0) on ``0 <= r < size`` exactly if
    it is at both ends.

    Parameters
    ----------
    condition : Condition
        What has to hold for every value of the letter.
    letter : Letter
        Runs from 0 to ``size - 1``.
    size : Size
        At least 1.

    Returns
    -------
    tuple of Condition
        ``None`` where the size both grows and falls, as far as its terms show.

    Examples
    --------
    >>> r, n, s = terms.letter("r", 0), terms.letter("n"), terms.letter("s")
    >>> at_the_ends(terms.at_least(n, r + 1), Letter("r", 0), s)
    (Condition(relation='>=', left=n - 1), Condition(relation='>=', left=n - s))
    >>> at_the_ends(terms.at_least(r * n, r * r), Letter("r", 0), s) is None
    True
    """
    if not directions(condition.left, letter) < {1, -1}:
        return None
    places = (0, size - 1)
    found = (terms.substitute_condition(condition, {letter: place}) for place in places)
    return tuple(dict.fromkeys(found))


def directions(size: Size, letter: Letter) -> set[int]:
    """Return in which directions the terms of a size go as a letter grows: 1 up, -1 down, 0 where nobody knows.

    Letters are not negative, and what is divided by is at least 1.
    """
    found: set[int] = set()
    for monomial, coefficient in coefficients(size).items():
        sign = 1 if coefficient > 0 else -1
        moving = [v for v in monomial if letter in terms.letters(terms.variable_poly(v))]
        others = [v for v in monomial if v not in moving]
        if not moving:
            continue
        if len(moving) > 1 or not all(isinstance(v, Letter) for v in others):
            found.add(0)
            continue
        found |= {sign * direction for direction in _direction(moving[0], letter)}
    return found


def _direction(variable: Variable, letter: Letter) -> set[int]:
    if variable == letter:
        return {1}
    if not isinstance(variable, Quotient) or letter in terms.letters(variable.denominator):
        return {0}
    return directions(variable.numerator, letter)
