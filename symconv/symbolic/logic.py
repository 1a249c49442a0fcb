r"""Claims about sizes put together: ``Iff``, ``Or``, ``And``, ``Not`` and ``Exists``.

On known sizes Python decides them. On letters each is an equation between sizes that are 1 where
a claim holds and 0 where it fails, see `symconv.language.truth`; so they are proved, refuted and
checked like any other claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, ClassVar

from sympy import Symbol

from symconv.data.letters import from_size, symbol_letter, to_size
from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.tex import latex
from symconv.language import terms
from symconv.language.terms import Hypothesis, Letter, Size
from symconv.language.truth import all_of, truth
from symconv.symbolic import quantifiers
from symconv.symbolic.claims import AtMost, Claim, Difference, Divides, Equal, StatedClaim, is_sizes
from symconv.symbolic.context import Context, merge
from symconv.symbolic.written import Word, Written


@dataclass(frozen=True, eq=False, repr=False)
class Combined(Claim):
    """Two claims about sizes, put together.

    Parameters
    ----------
    left, right : Claim
        About sizes: ``Equal``, ``AtMost``, ``Divides``, or claims put together of these.
    """

    word: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for side in self.sides:
            _check(side, type(self).__name__)
        if self.letters:
            self.statement()

    @property
    def sides(self) -> tuple[Any, ...]:
        """The claims that it is made of."""
        return self.left, self.right

    @property
    def letters(self) -> frozenset[Letter]:
        """The letters that occur in one of them."""
        return frozenset[Letter]().union(*(side.letters for side in self.sides))

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        put = []
        for side in self.sides:
            mine = {letter.name: n for letter, n in numbers.items() if letter in side.letters}
            put.append(side.at(mine) if mine else side)
        return type(self)(*put)

    def holds(self) -> bool:
        """Return whether it holds on known sizes."""
        return self._decided(*(side.holds() for side in self.sides))

    def _decided(self, *sides: bool) -> bool:
        raise NotImplementedError

    def truth(self, *sides: Size) -> Size:
        """Return what is 1 where it holds and 0 where it fails, given the same of its sides."""
        raise NotImplementedError

    def statement(self) -> StatedClaim:
        """Return the claim as an equation between sizes, under the legality of both sides."""
        stated = [side.statement() for side in self.sides]
        letters = merge(*(Context(one.letters) for one in stated)).letters
        demands = dict.fromkeys(demand for one in stated for demand in one.hypotheses)
        fits = dict.fromkeys(fit for one in stated for fit in one.fits)
        goal = terms.equal(_truth(self), 1)
        return StatedClaim(letters, tuple(demands), tuple(fits), goals=(goal,))

    @property
    def difference(self) -> Difference | None:
        """Which sides hold, where the claim is false on known sizes; ``None`` where it is true."""
        if self.holds():
            return None
        first, *others = (side.holds() for side in self.sides)
        return Difference((), first, others[0] if others else False)

    @property
    def written(self) -> Written:
        """What was written: its name, with what it is made of."""
        names = ("left", "right")[: len(self.sides)]
        word = Word(type(self).__name__, type(self), names)
        return word(**dict(zip(names, self.sides, strict=True)))

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return both claims as LaTeX, with what joins them between them."""
        left, right = (_closed(side, side.formula(order, limit, index)) for side in self.sides)
        return f"{left} {self.relation} {right}"


def _check(side: Any, name: str) -> None:
    """Raise unless a side is a claim about sizes."""
    if not isinstance(side, Claim):
        raise GeometryError(
            f"{name}({shown(side)}): {type(side).__name__} is given, but claims about sizes are needed, "
            "as in Iff(Equal(n % s, 0), Divides(s, n))"
        )
    if not is_about_sizes(side):
        raise GeometryError(
            f"{name}: {shown(side)} is about tensors or their cells, but claims about sizes are "
            "needed; what holds of "
            "tensors under a condition is proved with given=[condition]"
        )


def is_about_sizes(claim: Claim) -> bool:
    """Return whether a claim is about sizes alone."""
    if isinstance(claim, Combined):
        return True
    if not claim.letters:
        return is_sizes(claim.left) and is_sizes(claim.right)
    stated = claim.statement()
    return not (stated.left or stated.right or stated.shapes or stated.position)


def _truth(claim: Any) -> Size:
    if isinstance(claim, Combined):
        return claim.truth(*map(_truth, claim.sides))
    if not claim.letters:
        return int(claim.holds())
    try:
        return all_of(*map(truth, claim.statement().goals))
    except OverflowError:
        raise GeometryError(
            f"{shown(claim)} has too many terms to be a part of another claim; give a letter to a part of it"
        ) from None


def _closed(claim: Claim, text: str) -> str:
    several = isinstance(claim, Combined) and not isinstance(claim, Not)
    return rf"\left({text}\right)" if several else text


@dataclass(frozen=True, eq=False, repr=False)
class Iff(Combined):
    """A claim about sizes holds exactly where another one does.

    Parameters
    ----------
    left, right : Claim
        About sizes.

    Raises
    ------
    GeometryError
        If one of them is no claim, or is about tensors.

    Notes
    -----
    Both directions are proved. The theorem shows the smallest setting at which both hold and the
    smallest at which neither does (`witnesses`), so that neither direction is an empty one.

    See Also
    --------
    And, Or, Not : The other ways of putting claims about sizes together.
    prove : Proves both directions.

    Examples
    --------
    Equal parameters bring a size back exactly if the stride divides what the window moves over:

    >>> from symconv import AtMost, Conv, ConvTranspose, Divides, Equal, prove, sizes
    >>> n, k, s = sizes("n k s")
    >>> again = ConvTranspose(k, stride=s).output_size(Conv(k, stride=s).output_size(n))
    >>> theorem = prove(Iff(Equal(again, n), Divides(s, n - k)), [AtMost(k, n)])
    >>> theorem.witnesses
    ({'k': 1, 'n': 1, 's': 1}, {'k': 1, 'n': 2, 's': 2})
    """

    relation: ClassVar[str] = r"\iff"
    broken: ClassVar[str] = r"\not\Leftrightarrow"
    word: ClassVar[str] = "if and only if"

    def _decided(self, *sides: bool) -> bool:
        return sides[0] == sides[1]

    def truth(self, *sides: Size) -> Size:
        """Return 1 where both hold or both fail, else 0."""
        one, other = sides
        return 1 - one - other + 2 * (one * other)

    def statement(self) -> StatedClaim:
        """Return that both sides are true at the same settings."""
        goal = terms.equal(_truth(self.left), _truth(self.right))
        stated = super().statement()
        return StatedClaim(stated.letters, stated.hypotheses, stated.fits, goals=(goal,))


@dataclass(frozen=True, eq=False, repr=False)
class Or(Combined):
    """At least one of two claims about sizes holds.

    Parameters
    ----------
    left, right : Claim
        About sizes.

    Raises
    ------
    GeometryError
        If one of them is no claim, or is about tensors.

    Notes
    -----
    A claim counts 1 where it holds, else 0; one of two holds where ``a + b - a*b`` is 1.

    See Also
    --------
    And, Not, Iff : The other ways of putting claims about sizes together.

    Examples
    --------
    >>> from symconv import AtMost, prove, sizes
    >>> n, k = sizes("n k")
    >>> prove(Or(AtMost(n, k), AtMost(k, n)))
    Theorem: for all k, n >= 1: Or(AtMost(n, k), AtMost(k, n))
    """

    relation: ClassVar[str] = r"\lor"
    broken: ClassVar[str] = r"\not\lor"
    word: ClassVar[str] = "or"

    def _decided(self, *sides: bool) -> bool:
        return any(sides)

    def truth(self, *sides: Size) -> Size:
        """Return 1 where one of both holds, else 0."""
        one, other = sides
        return one + other - one * other


@dataclass(frozen=True, eq=False, repr=False)
class And(Combined):
    """Both of two claims about sizes hold.

    Parameters
    ----------
    left, right : Claim
        About sizes.

    Raises
    ------
    GeometryError
        If one of them is no claim, or is about tensors.

    Notes
    -----
    A claim counts 1 where it holds, else 0; both hold where the product is 1.

    See Also
    --------
    Or, Not, Iff : The other ways of putting claims about sizes together.

    Examples
    --------
    >>> from symconv import AtMost, Equal, prove, sizes
    >>> n, k = sizes("n k")
    >>> prove(Iff(Equal(n, k), And(AtMost(n, k), AtMost(k, n))))
    Theorem: for all k, n >= 1: Iff(Equal(n, k), And(AtMost(n, k), AtMost(k, n)))
    """

    relation: ClassVar[str] = r"\land"
    broken: ClassVar[str] = r"\not\land"
    word: ClassVar[str] = "and"

    def _decided(self, *sides: bool) -> bool:
        return all(sides)

    def truth(self, *sides: Size) -> Size:
        """Return 1 where both hold, else 0."""
        return all_of(*sides)


@dataclass(frozen=True, eq=False, repr=False)
class Not(Combined):
    """A claim about sizes fails.

    Parameters
    ----------
    left : Claim
        About sizes.

    Raises
    ------
    GeometryError
        If it is no claim, or is about tensors.

    Notes
    -----
    A claim counts 1 where it holds, else 0; its negation counts ``1 - a``.

    See Also
    --------
    And, Or, Iff : The other ways of putting claims about sizes together.

    Examples
    --------
    >>> from symconv import Divides, prove, sizes
    >>> n = sizes("n")
    >>> prove(Not(Divides(2, 2*n + 1)))
    Theorem: for all n >= 1: Not(Divides(2, 2*n + 1))
    """

    right: Any = field(default=False, init=False)
    relation: ClassVar[str] = r"\neg"
    broken: ClassVar[str] = r"\neg"
    word: ClassVar[str] = "not"

    @property
    def sides(self) -> tuple[Any, ...]:
        """The claim that fails."""
        return (self.left,)

    def _decided(self, *sides: bool) -> bool:
        return not sides[0]

    def truth(self, *sides: Size) -> Size:
        """Return 1 where it fails, else 0."""
        return 1 - sides[0]

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the claim as LaTeX, with a sign in front that it fails."""
        return rf"\neg\left({self.left.formula(order, limit, index)}\right)"


@dataclass(frozen=True, eq=False, repr=False)
class Exists(Combined):
    """Some value of a letter makes a claim about sizes true.

    Parameters
    ----------
    left : letter
        Made by `sizes`: it runs through all integers of at least its minimum, and stands for
        nothing outside of the claim.
    right : Claim
        About sizes. What it demands of the letter, such as the legality of a layer, is a part of
        what has to hold for some value.

    Raises
    ------
    GeometryError
        If `left` is no letter, or `right` is no claim about sizes.
    UnsupportedError
        If the letter cannot be taken out of the claim.

    Notes
    -----
    It is the claim without the letter that holds exactly where some value does (`eliminated`), so
    proofs, counterexamples and certificates know nothing of it. The letter is taken out of a list
    of conditions by an equation ``a*v = b`` (`a` divides `b`, and ``b/a`` is the witness); by bounds, of
    which each lower one is at most each upper one; by one divisor, ``d | a*v + b`` for some large
    `v` exactly if ``gcd(a, d)`` divides `b`; or, beside divisors that are numbers, step by step from the
    largest lower bound. What `v` is multiplied by has to be positive or negative for certain.

    See Also
    --------
    Divides : What it most often comes to.
    And, Or, Not, Iff : The other ways of putting claims about sizes together.

    Examples
    --------
    Some padding gives `s` times as many cells exactly if the kernel exceeds the stride by an even
    number:

    >>> from symconv import AtMost, ConvTranspose, Divides, Equal, prove, sizes
    >>> I, k, s = sizes("I k s")
    >>> p = sizes("p", minimum=0)
    >>> grown = ConvTranspose(k, stride=s, padding=p).output_size(I)
    >>> some = Exists(p, Equal(grown, s*I))
    >>> some.eliminated
    And(AtMost(s, k), Divides(2, k - s))
    >>> print(prove(some, [Equal(k, s + 4)]).text("statement"))
    For all integers I, k, s >= 1 with k = s + 4,
        there is p >= 0 with s*(I - 1) + k - 2*p = s*I.
    <BLANKLINE>
    """

    eliminated: Any = field(default=None, init=False)
    relation: ClassVar[str] = r"\exists"
    broken: ClassVar[str] = r"\nexists"
    word: ClassVar[str] = "there is"

    def __post_init__(self) -> None:
        if not isinstance(self.left, Symbol) or symbol_letter(self.left) is None:
            raise GeometryError(
                f"Exists: {shown(self.left)} is no letter; write n = sizes('n') and Exists(n, ...)"
            )
        _check(self.right, "Exists")
        object.__setattr__(self, "eliminated", _without(self.letter, self.right))
        if self.letters:
            self.statement()

    @property
    def letter(self) -> Letter:
        """What runs through all values."""
        found = symbol_letter(self.left)
        if found is None:
            raise GeometryError(f"{self.left} is no letter")
        return found

    @property
    def sides(self) -> tuple[Any, ...]:
        """The claim without the letter."""
        return (self.eliminated,)

    @property
    def letters(self) -> frozenset[Letter]:
        """The letters that occur in the claim besides the one that runs."""
        mine: frozenset[Letter] = self.eliminated.letters | self.right.letters
        return mine - {self.letter}

    def _at(self, numbers: Mapping[Letter, int]) -> Any:
        mine = {letter.name: n for letter, n in numbers.items() if letter in self.right.letters}
        return Exists(self.left, self.right.at(mine) if mine else self.right)

    def _decided(self, *sides: bool) -> bool:
        return sides[0]

    def truth(self, *sides: Size) -> Size:
        """Return 1 where some value makes the claim true, else 0."""
        return sides[0]

    def statement(self) -> StatedClaim:
        """Return the claim without the letter, under what is demanded of the others."""
        demands = tuple(
            demand
            for demand in self.right.statement().hypotheses
            if self.letter not in _letters_of(demand.condition)
        )
        goal = terms.equal(_truth(self.eliminated), 1)
        return StatedClaim(self.letters, demands, goals=(goal,))

    @property
    def difference(self) -> Difference | None:
        """That no value was found, where one was claimed; ``None`` where there is one."""
        return None if self.holds() else Difference((), False, True)

    @property
    def written(self) -> Written:
        """What was written: the letter and the claim."""
        word = Word("Exists", Exists, ("left", "right"))
        return word(left=self.left, right=self.right)

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the claim as LaTeX, the letter with its minimum before it."""
        inner = self.right.formula(order, limit, index)
        return rf"\exists\, {latex(self.left)} \ge {self.letter.minimum}\colon\ {inner}"


def _letters_of(condition: Hypothesis) -> set[Letter]:
    parts = terms.alternatives(condition)
    return set[Letter]().union(*(terms.letters(part.left) for part in parts))


def _without(letter: Letter, claim: Claim) -> Claim:
    """Return a claim that holds exactly where some value of a letter makes the given one true, and legal."""
    if letter not in claim.letters:
        return claim
    stated = claim.statement()
    own = [d.condition for d in stated.hypotheses if letter in _letters_of(d.condition)]
    try:
        demands = [quantifiers.of_condition(condition) for condition in own]
        choices = quantifiers.conjoined(_choices(claim), *demands)
    except quantifiers.Stuck as stuck:
        raise UnsupportedError(f"Exists({letter.name}, {shown(claim)}): {stuck}") from None
    found = quantifiers.without_letter(choices, letter, claim)
    lists = [_all_of(choice) for choice in found]
    return reduce(Or, lists) if lists else Equal(0, 1)


def _all_of(choice: quantifiers.Choice) -> Claim:
    return reduce(And, map(_of_literal, choice)) if choice else Equal(0, 0)


def _choices(claim: Any) -> quantifiers.Choices:
    """Return a claim about sizes as a choice between lists of conditions."""
    if isinstance(claim, Exists):
        return _choices(claim.eliminated)
    if isinstance(claim, Combined):
        parts = list(map(_choices, claim.sides))
        fails = list(map(quantifiers.negated, parts))
        if isinstance(claim, Not):
            return fails[0]
        if isinstance(claim, And):
            return quantifiers.conjoined(*parts)
        if isinstance(claim, Or):
            return quantifiers.joined(*parts)
        return quantifiers.joined(quantifiers.conjoined(*parts), quantifiers.conjoined(*fails))
    if not claim.letters:
        return quantifiers.TRUE if claim.holds() else ()
    if isinstance(claim, Divides):
        divisor, number = to_size(claim.left, "left"), to_size(claim.right, "right")
        return quantifiers.one_of(quantifiers.Literal("|", number, divisor))
    return quantifiers.conjoined(*map(quantifiers.of_condition, claim.statement().goals))


def _of_literal(literal: quantifiers.Literal) -> Claim:
    """Return a condition as a claim, the terms with a minus sign on the other side."""
    if literal.relation in ("|", "!"):
        is_opposite = all(number < 0 for number in terms.coefficients(literal.size).values())
        size = -literal.size if is_opposite else literal.size
        divides = Divides(from_size(literal.divisor), from_size(size))
        return divides if literal.relation == "|" else Not(divides)
    parts = terms.coefficients(literal.size).items()
    more = from_size(terms.collapse({m: n for m, n in parts if n > 0}))
    fewer = from_size(terms.collapse({m: -n for m, n in parts if n < 0}))
    return Equal(more, fewer) if literal.relation == "=" else AtMost(fewer, more)
