r"""Sums as mathematicians write them: the relation under the sum sign, indices as subscripts.

``\sum_{s i + d t = o + b} x_{i}\, w_{t}``. Which conditions are shown is the caller's choice: those
that follow from what every reader knows (a tensor is zero outside its range) need not be. Here they
are only set: equations and inequalities that hold a bound index stand under the sum sign, two
inequalities that enclose an index are one range, and a condition on free letters stands in a
bracket, which is 1 where it holds and 0 elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from math import gcd
from typing import Literal

from symconv.definitions.fractions import INVERSE
from symconv.errors import GeometryError, shown
from symconv.formulas.polynomials import Names, in_text, polynomial
from symconv.language.terms import (
    Atom,
    Condition,
    Index,
    Letter,
    Monomial,
    Size,
    Sum,
    coefficients,
    collapse,
    letter,
    variable_poly,
    variables,
    without,
)

IndexStyle = Literal["subscript", "brackets"]


def checked_index(index: str) -> IndexStyle:
    """Return how a position is written.

    Raises
    ------
    GeometryError
        If it is neither of the two ways.
    """
    if index == "subscript":
        return "subscript"
    if index == "brackets":
        return "brackets"
    raise GeometryError(f"index is {shown(index)}, but subscript or brackets is needed")


@dataclass(frozen=True)
class Script:
    """How sums are set: in which medium, under which names.

    Parameters
    ----------
    names : mapping of Index to str
        What the indices are called.
    reads : mapping of str to str
        What the tensors and values are called that are read.
    short : tuple of pairs of str and Size
        Sizes that have a short name, as ``K`` for ``d(k-1)+1``.
    index : {"subscript", "brackets"}
        How a position is written behind a tensor.
    in_text : bool
        Plain text instead of LaTeX.
    """

    names: Names
    reads: Mapping[str, str]
    short: tuple[tuple[str, Size], ...] = ()
    index: IndexStyle = "subscript"
    in_text: bool = False

    def size(self, value: Size) -> str:
        """Return a size or an index, by its short name where it has one."""
        brief = shortened(value, self.short)
        return (in_text if self.in_text else polynomial)(brief, self.names)

    def sums(self, terms: Sequence[Sum], shown: Sequence[Sequence[Condition]]) -> str:
        """Return sums, each with the conditions that are shown of it."""
        written = [self._sum(t, c) for t, c in zip(terms, shown, strict=True)]
        if not written:
            return "0"
        first, *rest = written
        return first + "".join(
            f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in rest
        )

    def _sum(self, term: Sum, shown: Sequence[Condition]) -> str:
        bound = frozenset(term.indices)
        enclosed, single = enclosures(shown, term.indices)
        under = [self.relation(c, bound) for c in single if variables(c.left) & bound]
        under += [self._range(low, high, index) for low, high, index in enclosed]
        mentioned = {v for condition in shown for v in variables(condition.left)}
        alone = [self.names[index] for index in term.indices if index not in mentioned]
        outside = [c for c in single if not variables(c.left) & bound]
        if not term.atoms and not term.indices and not outside:
            return self.size(term.weight)
        factors = [
            self._sign(alone, under) if term.indices else "",
            *(self._bracket(condition) for condition in outside),
            self._product(term) or ("" if outside else "1"),
        ]
        return self._weighted(term.weight, " ".join(part for part in factors if part))

    def _product(self, term: Sum) -> str:
        if not term.atoms:
            return ""
        reads = [
            self._power(self.read(*atom), atom, len(list(same)))
            for atom, same in groupby(term.atoms)
        ]
        if not term.atoms[-1].at:
            is_alone = len(reads) == 1 and not term.indices and term.weight == 1
            reads[-1] = _unclosed(reads[-1], sums=is_alone)
        return ("*" if self.in_text else r"\, ").join(reads)

    def _power(self, read: str, atom: Atom, times: int) -> str:
        """Return a factor that stands several times side by side as a power."""
        if times == 1:
            return read
        if atom.at:
            return ("*" if self.in_text else r"\, ").join([read] * times)
        return f"{read}**{times}" if self.in_text else f"{read}^{{{times}}}"

    def read(self, tensor: str, at: Sequence[Size]) -> str:
        """Return a tensor at a position, or a scalar: in brackets where it needs them beside others."""
        if tensor == INVERSE:
            below = self.size(at[0])
            plain = f"(1/{below})" if below.isalnum() else f"(1/({below}))"
            return plain if self.in_text else rf"\frac{{1}}{{{below}}}"
        name = self.reads.get(tensor, tensor)
        if not at:
            return name
        entries = [self.size(entry) for entry in at]
        if self.in_text or self.index == "brackets":
            return f"{name}[{', '.join(entries)}]"
        one_group = f"{{{name}}}" if "_" in name and not name.endswith(")") else name
        return f"{one_group}_{{{', '.join(entries)}}}"

    def _weighted(self, weight: Size, factors: str) -> str:
        """Return a product with the number in front that weighs it."""
        if weight in (1, -1):
            return f"-{factors}" if weight == -1 else factors
        text = self.size(weight)
        text = f"({text})" if len(coefficients(weight)) > 1 else text
        between = "*" if self.in_text else " "
        return f"{text}{between}{factors}" if factors else text

    def _sign(self, alone: Sequence[str], under: Sequence[str]) -> str:
        if self.in_text:
            over = ", ".join([*alone, *under])
            return f"sum[{over}]"
        if not under:
            return rf"\sum_{{{', '.join(alone)}}}"
        lines = [", ".join(alone), *under] if alone else list(under)
        if len(lines) == 1:
            return rf"\sum_{{{lines[0]}}}"
        stacked = r" \\ ".join(lines)
        return rf"\sum_{{\substack{{{stacked}}}}}"

    def _bracket(self, condition: Condition) -> str:
        text = self.relation(condition, frozenset())
        return f"[{text}]" if self.in_text else rf"[\,{text}\,]"

    def _range(self, low: Condition, high: Condition, index: Index) -> str:
        variable = variable_poly(index)
        first = self.size(variable - low.left)
        beyond = self.size(high.left + variable + 1)
        at_most = "<=" if self.in_text else r"\le"
        return f"{first} {at_most} {self.names[index]} < {beyond}"

    def relation(self, condition: Condition, bound: Set[Index]) -> str:
        """Return a condition, the bound indices on the left, all else on the right.

        Where the signs of the bound ones differ, the one that stands alone on its side goes left. An
        equation is divided by what all its terms have in common and is not zero.
        """
        parts = coefficients(condition.left)
        if condition.relation == "=":
            parts = _without_common_factor(parts)
        left = _left_side(parts, bound)
        sign = -1 if any(n < 0 for n in left.values()) else 1
        one = collapse({m: sign * n for m, n in left.items()})
        other = collapse({m: -sign * n for m, n in parts.items() if m not in left})
        if condition.relation == "=":
            return f"{self.size(one)} = {self.size(other)}"
        greater, less = (">=", "<=") if self.in_text else (r"\ge", r"\le")
        return f"{self.size(one)} {greater if sign > 0 else less} {self.size(other)}"


def _without_common_factor(parts: dict[Monomial, int]) -> dict[Monomial, int]:
    """Return terms divided by the number and the letters of at least 1 that divide all of them."""
    number = gcd(*parts.values())
    rest = {monomial: n // number for monomial, n in parts.items()}
    for shared in next(iter(parts), ()):
        divided = {without(monomial, (shared,)): n for monomial, n in rest.items()}
        if isinstance(shared, Letter) and shared.minimum >= 1 and None not in divided:
            rest = {monomial: n for monomial, n in divided.items() if monomial is not None}
    return rest


def _unclosed(name: str, sums: bool) -> str:
    """Return a name without the brackets around all of it; those around a sum only if it is said."""
    depth, is_sum = 0, False
    for place, sign in enumerate(name):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        is_sum = is_sum or (depth == 1 and sign in "+-")
        if depth == 0 and place < len(name) - 1:
            return name
    return name[1:-1] if name.startswith("(") and (sums or not is_sum) else name


def _left_side(parts: Mapping[Monomial, int], bound: Set[Index]) -> dict[Monomial, int]:
    """Return the terms of a condition that go to the left, all of one sign."""
    mine = {m: n for m, n in parts.items() if set(m) & bound}
    if not mine:
        return {m: n for m, n in parts.items() if n > 0 and m} or dict(parts)
    if len({n > 0 for n in mine.values()}) == 1:
        return mine
    plus = {m: n for m, n in mine.items() if n > 0}
    minus = {m: n for m, n in mine.items() if n <= 0}
    return min(plus, minus, key=lambda side: (len(side) != 1, -max(map(len, side), default=0)))


def shortened(value: Size, short: Sequence[tuple[str, Size]]) -> Size:
    """Return a size in which a part that has a short name is replaced by it, where that is shorter.

    Examples
    --------
    >>> d, k, p = letter("d"), letter("k"), letter("p", 0)
    >>> shortened(d * k - d + 1 - p, [("K", d * (k - 1) + 1)])
    K - p
    """
    for name, long in short:
        for sign in (1, -1):
            rest = value - sign * long
            if len(coefficients(rest)) + 1 <= len(coefficients(value)) > 1:
                value = rest + sign * letter(name)
    return value


def enclosures(
    shown: Sequence[Condition], indices: Sequence[Index]
) -> tuple[list[tuple[Condition, Condition, Index]], list[Condition]]:
    """Return the pairs of conditions that enclose one index, and the conditions left over."""
    pairs: list[tuple[Condition, Condition, Index]] = []
    left = list(shown)
    for index in indices:
        low = _bound_of(index, 1, left, indices)
        high = _bound_of(index, -1, left, indices)
        if low is not None and high is not None:
            pairs.append((low, high, index))
            left = [condition for condition in left if condition not in (low, high)]
    return pairs, left


def _bound_of(
    index: Index, sign: int, among: Sequence[Condition], indices: Sequence[Index]
) -> Condition | None:
    """Return the condition that bounds an index from below (1) or above (-1), no other one in it."""
    variable = variable_poly(index)
    others = set(indices)
    found = (
        condition
        for condition in among
        if condition.relation == ">=" and not variables(condition.left - sign * variable) & others
    )
    return next(found, None)
