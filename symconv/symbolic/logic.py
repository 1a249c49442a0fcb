r"""Claims about sizes put together: ``Iff``, ``Or``, ``And`` and ``Not``.

On known sizes Python decides them. On letters each is an equation between sizes that are 1 where
a claim holds and 0 where it fails, see `symconv.language.truth`; so they are proved, refuted and
checked like any other claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from symconv.errors import GeometryError, shown
from symconv.formulas.conventional import IndexStyle
from symconv.language import terms
from symconv.language.terms import Letter, Size
from symconv.language.truth import all_of, truth
from symconv.symbolic.claims import Claim, Difference, StatedClaim, is_sizes
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
