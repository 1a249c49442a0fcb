"""Claims about sizes without a letter that is bound in them: what ``Exists`` says of the other letters.

A claim is a choice between lists of conditions: ``e = 0``, ``e >= 0``, ``d`` divides ``e``. Of each list the
letter is taken out, one condition for one reason, and what is left holds exactly where some value of
the letter makes the list true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import product
from math import lcm
from typing import Any, NamedTuple

from symconv.definitions.geometry import verdict_by_signs
from symconv.errors import UnsupportedError, shown
from symconv.language import terms
from symconv.language.common_divisors import DeterminedLetter, greatest_common_divisor
from symconv.language.extremes import is_sign, split_by
from symconv.language.terms import (
    Condition,
    Hypothesis,
    Letter,
    Monomial,
    Quotient,
    Size,
    Variable,
    coefficients,
    floor_divide,
    substitute,
    variable_poly,
    variables,
)

MOST_CHOICES = 16
"""Lists of conditions that a claim may be a choice between."""
MOST_STEPS = 24
"""The largest common multiple of numbers that divide something with the letter in it, where bounds stand beside."""


class Literal(NamedTuple):
    """One condition: ``size = 0``, ``size >= 0``, or that `divisor` divides the size, or does not (``!``)."""

    relation: str
    size: Size
    divisor: Size = 1

    def put(self, values: dict[Any, Size]) -> Literal:
        """Return the condition with sizes put for variables."""
        return Literal(
            self.relation, substitute(self.size, values), substitute(self.divisor, values)
        )

    def decided(self) -> bool | None:
        """Return whether it holds; ``None`` while that depends on a letter."""
        if self.relation in ("|", "!") and (self.divisor == 1 or self.size == 0):
            return self.relation == "|"
        if self.relation in ("=", ">="):
            return verdict_by_signs(Condition(self.relation, self.size))
        if not isinstance(self.size, int) or not isinstance(self.divisor, int):
            return None
        return (self.size % self.divisor == 0) is (self.relation == "|")


Choice = tuple[Literal, ...]
Choices = tuple[Choice, ...]
TRUE: Choices = ((),)


class Stuck(Exception):
    """Why a letter cannot be taken out."""


def conjoined(*parts: Choices) -> Choices:
    """Return that all parts hold."""
    found = tuple(_decided(sum(each, ())) for each in product(*parts))
    return _few(tuple(dict.fromkeys(one for one in found if one is not None)))


def joined(*parts: Choices) -> Choices:
    """Return that one of the parts holds."""
    return _few(tuple(dict.fromkeys(one for part in parts for one in part)))


def negated(choices: Choices) -> Choices:
    """Return that none of the choices holds."""
    return conjoined(*(joined(*map(_negation, choice)) for choice in choices))


def one_of(literal: Literal) -> Choices:
    """Return one condition as a choice."""
    return conjoined(((literal,),))


def _few(choices: Choices) -> Choices:
    if len(choices) > MOST_CHOICES:
        raise Stuck(f"it is a choice between more than {MOST_CHOICES} lists of conditions")
    return choices


def _decided(choice: Choice) -> Choice | None:
    """Return what is open in a list of conditions; ``None`` where one fails."""
    verdicts = [literal.decided() for literal in choice]
    if False in verdicts:
        return None
    pairs = zip(choice, verdicts, strict=True)
    return tuple(dict.fromkeys(literal for literal, verdict in pairs if verdict is None))


def _negation(literal: Literal) -> Choices:
    relation, size, divisor = literal
    below, above = one_of(Literal(">=", -size - 1)), one_of(Literal(">=", size - 1))
    if relation in ("=", ">="):
        return joined(above, below) if relation == "=" else below
    return one_of(Literal("!" if relation == "|" else "|", size, divisor))


def of_condition(condition: Hypothesis) -> Choices:
    """Return a condition on sizes as a choice."""
    parts = terms.alternatives(condition)
    return joined(*(one_of(Literal(part.relation, part.left)) for part in parts))


def without_letter(choices: Choices, letter: Letter, claim: Any) -> Choices:
    """Return a choice that holds exactly where some value of a letter makes the given one hold.

    Parameters
    ----------
    choices : tuple of tuple of Literal
        At least one list holds.
    letter : Letter
        An integer of at least its minimum.
    claim : Claim
        What is said, for the message.

    Raises
    ------
    UnsupportedError
        If the letter cannot be taken out.
    """
    running = terms.new_index(letter.name)  # of which nothing is known but what stands beside
    value = variable_poly(running)
    least = Literal(">=", value - letter.minimum)
    try:
        parts = []
        for choice in choices:
            _check_divisors(choice, letter)
            for part in _without_signs(choice, letter):
                put = _at(part, {letter: value})
                parts.append(_without_floors((*put, least), [running]))
        return joined(*parts)
    except Stuck as stuck:
        raise UnsupportedError(
            f"Exists({letter.name}, {shown(claim)}): {letter.name} cannot be taken out, since {stuck}"
        ) from None


def _check_divisors(choice: Choice, letter: Letter) -> None:
    """Raise where a greatest common divisor depends on a letter."""
    for literal in choice:
        for size in (literal.size, literal.divisor):
            for other in terms.letters(size):
                if isinstance(other, DeterminedLetter) and letter in terms.letters(
                    variable_poly(other)
                ):
                    raise Stuck(f"{other.name} depends on it")


def _at(literals: Iterable[Literal], values: dict[Any, Size]) -> Choice:
    """Return conditions with sizes put for variables."""
    return tuple(each.put(values) for each in literals)


def _without_signs(choice: Choice, letter: Letter) -> Iterator[Choice]:
    """Yield lists of which one holds, without the floors that tell a minimum or a maximum: 0 or -1."""
    found = (q for q in _rounded(choice, [letter]) if is_sign(q))
    sign = next(found, None)
    if sign is None:
        yield choice
        return
    for value, told in ((0, sign.numerator), (-1, -sign.numerator - 1)):
        yield from _without_signs((*_at(choice, {sign: value}), Literal(">=", told)), letter)


def _without_floors(choice: Choice, found: Sequence[Variable]) -> Choices:
    """Take variables out of a list, after a variable was put for every floor of them: an integer between bounds."""
    rounded = next(_rounded(choice, found), None)
    if rounded is None:
        return _eliminated(choice, found)
    numerator, divisor = rounded.numerator, rounded.denominator
    _positive(divisor, found)
    new = terms.new_index("m")
    m = variable_poly(new)
    bounds = (
        Literal(">=", numerator - divisor * m),
        Literal(">=", divisor * m + divisor - 1 - numerator),
    )
    put = (each.put({rounded: m}) for each in choice)
    return _without_floors((*put, *bounds), [*found, new])


def _rounded(choice: Choice, found: Sequence[Variable]) -> Iterator[Quotient]:
    """Yield the floors that depend on variables, each behind those inside it."""
    for literal in choice:
        yield from _inside(literal.size, found)
        yield from _inside(literal.divisor, found)


def _inside(size: Size, found: Sequence[Variable]) -> Iterator[Quotient]:
    for variable in sorted(variables(size), key=str):
        if isinstance(variable, Quotient):
            inner = (
                *_inside(variable.numerator, found),
                *_inside(variable.denominator, found),
            )
            yield from inner
            if inner or any(
                v in found for v in variables(variable.numerator) | variables(variable.denominator)
            ):
                yield variable


def _positive(size: Size, found: Sequence[Variable]) -> None:
    """Raise unless a size is free of variables, and at least 1."""
    if _sign(size, found) != 1:
        raise Stuck(f"nobody knows that {size} is positive")


def _sign(size: Size, found: Sequence[Variable]) -> int:
    """Return the sign of a size that its terms show; 0 where they show none, or a variable is in it."""
    parts = coefficients(size)
    if any(v in found or not isinstance(v, Letter) for v in variables(size)):
        return 0
    signs = {1 if n > 0 else -1 for n in parts.values()}
    never_zero = any(map(_is_positive, parts))
    return signs.pop() if len(signs) == 1 and never_zero else 0


def _is_positive(monomial: Monomial) -> bool:
    """Return whether a product of letters is at least 1."""
    return all(isinstance(v, Letter) and v.minimum >= 1 for v in monomial)


class _Linear(NamedTuple):
    """``factor*variable + rest``, with the sign of the factor."""

    factor: Size
    rest: Size
    sign: int


def _linear(size: Size, variable: Variable, found: Sequence[Variable]) -> _Linear:
    """Return a size as linear in a variable, with a factor of known sign."""
    factor, rest = split_by(size, variable)
    sign = _sign(factor, found)
    if not sign:
        raise Stuck(f"nobody knows the sign of {factor}, by which it is multiplied")
    return _Linear(factor, rest, sign)


def _eliminated(choice: Choice, found: Sequence[Variable]) -> Choices:
    """Take the variables out of a list of conditions without floors of them, the easiest one first."""
    if not found:
        return conjoined((choice,))
    open_ones = _decided(choice)
    if open_ones is None:
        return ()
    reasons = []
    for take in (_by_unit, _by_equation, _by_bounds, _by_divisors, _by_steps):
        for variable in found:
            try:
                left = take(open_ones, variable, found)
            except Stuck as stuck:
                reasons.append(str(stuck))
                continue
            if left is not None:
                others = [other for other in found if other != variable]
                return joined(*(_eliminated(one, others) for one in left))
    raise Stuck(reasons[0] if reasons else "it is bounded and divided at once")


def _with(choice: Choice, variable: Variable) -> tuple[list[Literal], list[Literal]]:
    """Return the conditions with a variable in them, and the others."""
    inside: list[Literal] = []
    outside: list[Literal] = []
    for literal in choice:
        if variable in variables(literal.divisor):
            raise Stuck(f"{literal.divisor} divides")
        (inside if variable in variables(literal.size) else outside).append(literal)
    return inside, outside


def _by_unit(
    choice: Choice, variable: Variable, found: Sequence[Variable]
) -> Iterable[Choice] | None:
    """Use ``v + b = 0``: ``-b`` stands for `v`."""
    inside, _ = _with(choice, variable)
    for literal in inside:
        factor, rest = split_by(literal.size, variable)
        if literal.relation == "=" and factor in (1, -1):
            return [tuple(one.put({variable: -factor * rest}) for one in choice if one != literal)]
    return None


def _by_equation(
    choice: Choice, variable: Variable, found: Sequence[Variable]
) -> Iterable[Choice] | None:
    """Use ``a*v + b = 0``: `a` divides `b`, and elsewhere ``-b/a`` stands for `v`, both sides times `a`."""
    inside, outside = _with(choice, variable)
    literal = next((one for one in inside if one.relation == "="), None)
    if literal is None:
        return None
    factor, rest, sign = _linear(literal.size, variable, found)
    divisor, value = sign * factor, -sign * rest
    put = [_times(one, variable, divisor, value) for one in inside if one != literal]
    return [(*outside, *put, Literal("|", value, divisor))]


def _times(literal: Literal, variable: Variable, factor: Size, value: Size) -> Literal:
    """Return a condition times a positive factor, ``factor*variable`` being a value.

    A multiple of the factor is at least 0 exactly if it is at least ``1 - factor``: where the letters
    alone show that, nothing else is needed.
    """
    held, rest = split_by(literal.size, variable)
    if variable in variables(held):
        raise Stuck("it is multiplied by itself")
    whole = held * value + rest * factor
    weaker = Literal(">=", whole + factor - 1)
    if literal.relation == ">=" and weaker.decided():
        return weaker
    return Literal(literal.relation, whole, literal.divisor * factor)


def _by_bounds(
    choice: Choice, variable: Variable, found: Sequence[Variable]
) -> Iterable[Choice] | None:
    """Use bounds alone: an integer lies between them exactly if each lower one is at most each upper one."""
    inside, outside = _with(choice, variable)
    if any(literal.relation != ">=" for literal in inside):
        return None
    read = [_linear(literal.size, variable, found) for literal in inside]
    lower = [one for one in read if one.sign > 0]
    upper = [one for one in read if one.sign < 0]
    between = [_between(low, high, found) for low, high in product(lower, upper)]
    return [(*outside, *between)]


def _between(low: _Linear, high: _Linear, found: Sequence[Variable]) -> Literal:
    """Return that some integer is at least ``-rest/factor`` of one and at most ``rest/-factor`` of the other."""
    above, below = low.factor, -high.factor
    if above == 1 or below == 1:
        return Literal(">=", high.rest * above + low.rest * below)
    for size in (low.rest, high.rest):
        if any(v in found for v in variables(size)):
            raise Stuck(f"a floor of {size} would be needed")
    return Literal(">=", floor_divide(high.rest, below) + floor_divide(low.rest, above))


def _by_divisors(
    choice: Choice, variable: Variable, found: Sequence[Variable]
) -> Iterable[Choice] | None:
    """Use one divisor, and bounds on one side: ``d | a*v + b`` for some `v`, as large as one likes, if ``gcd(a, d) | b``."""
    inside, outside = _with(choice, variable)
    divided = [literal for literal in inside if literal.relation == "|"]
    bounds = [_linear(one.size, variable, found) for one in inside if one.relation == ">="]
    if len(divided) != 1 or len(divided) + len(bounds) < len(inside):
        return None
    if len({bound.sign for bound in bounds}) > 1:
        return None
    (literal,) = divided
    factor, rest, sign = _linear(literal.size, variable, found)
    if factor in (1, -1):
        return [tuple(outside)]
    _positive(literal.divisor, found)
    divisor = greatest_common_divisor(sign * factor, literal.divisor)
    return [(*outside, Literal("|", rest, divisor))]


def _by_steps(
    choice: Choice, variable: Variable, found: Sequence[Variable]
) -> Iterable[Choice] | None:
    """Use divisors that are numbers: if there is a value, there is one within a period of the largest lower bound."""
    inside, outside = _with(choice, variable)
    divisors = [one.divisor for one in inside if one.relation in ("|", "!")]
    if any(one.relation == "=" for one in inside) or not divisors:
        return None
    if not all(isinstance(divisor, int) for divisor in divisors):
        return None
    period = reduce(lcm, (int(divisor) for divisor in divisors if isinstance(divisor, int)), 1)
    bounds = [_linear(one.size, variable, found) for one in inside if one.relation == ">="]
    lower = [bound for bound in bounds if bound.sign > 0]
    if period > MOST_STEPS or not lower or any(bound.factor != 1 for bound in lower):
        return None
    starts = [(-bound.rest) + step for bound in lower for step in range(period)]
    return [(*outside, *_at(inside, {variable: start})) for start in starts]
