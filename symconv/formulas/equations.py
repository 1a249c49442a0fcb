r"""Claims as formulas: both sides, with the relation between them.

On letters a claim about tensors is an equation of two cells at one position, and says where the
position runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, ClassVar, Protocol

from symconv.formulas.conventional import IndexStyle
from symconv.formulas.polynomials import polynomial
from symconv.formulas.sums import (
    bound_indices,
    index_names,
    inside,
    without_conditions,
    written_sums,
)
from symconv.language.terms import Expression, Size, variable_poly


class Stated(Protocol):
    """Two sides with a relation between them; on letters it also states what is to be proved."""

    relation: ClassVar[str]

    @property
    def left(self) -> Any:
        """One side."""

    @property
    def right(self) -> Any:
        """The other side."""

    @property
    def letters(self) -> Collection[Any]:
        """The letters that occur."""

    def statement(self) -> Any:
        """Return the claim as conditions and sums, as `symconv.symbolic.claims.StatedClaim` has them."""


def claim_latex(claim: Stated, write: Callable[[Any], str], index: IndexStyle = "brackets") -> str:
    r"""Return a claim as a formula.

    Parameters
    ----------
    claim : Stated
        Known, or on letters.
    write : callable
        Returns the LaTeX of one side, where the two sides are printed one by one.
    index : {"subscript", "brackets"}
        How a position is written behind a tensor.

    Examples
    --------
    >>> from symconv import Divides, Equal, flip, sizes, tensor
    >>> n = sizes("n")
    >>> x = tensor("x", n)
    >>> print(claim_latex(Equal(flip(flip(x)), x), str))
    x[o] = x[o], \quad 0 \le o < n
    >>> print(claim_latex(Divides(2, 4 * n), str))
    2 \mid 4*n
    """
    statement = claim.statement() if claim.letters else None
    if statement is None or statement.goals:
        return f"{write(claim.left)} {claim.relation} {write(claim.right)}"
    extents = [extent for extent, _ in statement.shapes]
    pairs = list(zip(map(variable_poly, statement.position), extents, strict=True))
    ranges = [condition for place, extent in pairs for condition in inside(place, extent)]
    both = statement.left + statement.right
    names = index_names(statement.position, both)

    def side(expression: Expression) -> str:
        named = index_names((*statement.position, *bound_indices(expression)), both)
        shown = without_conditions(expression, ranges)
        return written_sums(shown, named, frozenset(statement.position), index)

    def where(place: Size, extent: Size) -> str:
        return rf"0 \le {polynomial(place, names)} < {polynomial(extent, names)}"

    positions = r",\ ".join(where(*pair) for pair in pairs)
    equation = f"{side(statement.left)} = {side(statement.right)}"
    return rf"{equation}, \quad {positions}" if positions else equation
