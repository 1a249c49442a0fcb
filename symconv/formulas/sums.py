r"""Tensors and scalars on letters as LaTeX: flat bracketed sums.

``y[o] = \sum_{i=0}^{I-1} \sum_{t=0}^{k-1} [\,s i + d t = o + p\,]\, x[i]\, w[t]``: a bracket is 1
where its conditions hold and 0 elsewhere. The range of an index stands at its sum sign, all other
conditions stand in the bracket, except those that hold by sign alone, or differ from the range of
the position by what is not negative. Nothing else is simplified: what is printed is the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from sympy import Symbol

from symconv.definitions.fractions import INVERSE
from symconv.formulas.atoms import symbol
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.polynomials import Names, joined, pieces, polynomial
from symconv.language import terms
from symconv.language.terms import (
    Atom,
    Condition,
    Expression,
    Index,
    Letter,
    Poly,
    Size,
    Sum,
    Variable,
)
from symconv.language.words import Tensor, Vec, as_expression, fresh

_LETTERS_FOR_RESULTS = "yzuvgh"


def tensor_latex(tensor: Tensor, rows: int | None = None, index: IndexStyle = "brackets") -> str:
    r"""Return a tensor on letters: its cell at a position, and where the position runs.

    Parameters
    ----------
    tensor : Tensor
        What is printed.
    rows : int, optional
        Of a matrix, how many of its axes are those of the rows.
    index : {"subscript", "brackets"}
        How a position is written behind a tensor.

    Examples
    --------
    >>> from symconv import ConvTranspose, sizes, tensor
    >>> I, k, s = sizes("I k s")
    >>> y = ConvTranspose(k, stride=s)(tensor("x", I), tensor("w", k), method="gather")
    >>> print(tensor_latex(y.tensor))
    y[o] = \sum_{i=0}^{I - 1} \sum_{t=0}^{k - 1} [\,s i + t = o\,]\, x[i]\, w[t], \quad 0 \le o < s (I - 1) + k
    """
    shape = tensor.shape
    position, indices = _position(shape, rows)
    cell = as_expression(tensor[position])
    names = index_names((*indices, *bound_indices(cell)), cell)
    ranges = list(
        chain.from_iterable(
            inside(e, n) for e, n in zip(position.entries, shape.entries, strict=True)
        )
    )
    body = written_sums(without_conditions(cell, ranges), names, frozenset(indices), index)
    where = r",\ ".join(
        rf"0 \le {names[place]} < {polynomial(extent, names)}"
        for place, extent in zip(indices, shape.entries, strict=True)
    )
    at = ", ".join(names[place] for place in indices)
    used = {atom.tensor for term in cell for atom in term.atoms}
    result_name = next((letter for letter in _LETTERS_FOR_RESULTS if letter not in used), r"\cdot")
    name = _at(result_name, at, index)
    left = "" if _is_name(cell, position) else f"{name} = "
    return rf"{left}{body}, \quad {where}"


def expression_latex(expression: Expression, index: IndexStyle = "brackets") -> str:
    r"""Return a list of flat bracketed sums, free indices under their own names.

    Examples
    --------
    >>> from symconv.language.terms import Atom, Sum, at_least, index, letter, variables
    >>> n, j = letter("n"), index("j")
    >>> conditions = (at_least(j, 0), at_least(n, j + 1))
    >>> print(expression_latex((Sum(tuple(variables(j)), conditions, (Atom("x", (j,)),), 2),)))
    2 \sum_{j=0}^{n - 1} x[j]
    """
    sizes = (size for term in expression for size in _sizes(term))
    found = {
        v: None for size in sizes for v in sorted(terms.variables(size)) if isinstance(v, Index)
    }
    mentioned = list(found)
    free = [index for index in mentioned if index not in bound_indices(expression)]
    names = index_names((*free, *bound_indices(expression)), expression)
    return written_sums(expression, names, index=index)


def _position(shape: Vec, rows: int | None) -> tuple[Vec, tuple[Index, ...]]:
    if rows is None:
        return fresh(shape, "o")
    top, left = shape.split_at(rows)
    (o, row_indices), (i, column_indices) = fresh(top, "o"), fresh(left, "i")
    return o.join(i), row_indices + column_indices


def inside(entry: Size, extent: Size) -> tuple[Condition, Condition]:
    """Return the conditions ``0 <= entry < extent``."""
    return terms.at_least(entry, 0), terms.at_least(extent, entry + 1)


def without_conditions(expression: Expression, conditions: Iterable[Condition]) -> Expression:
    """Return sums without conditions that are said elsewhere, or are weaker by letters alone."""
    said = tuple(conditions)
    kept = []
    for term in expression:
        left = tuple(c for c in term.conditions if not _is_said(c, said))
        kept.append(replace(term, conditions=left))
    return tuple(kept)


def _is_said(condition: Condition, said: Iterable[Condition]) -> bool:
    """Return whether a condition is one of others, or that with something added that is not negative."""
    if condition.relation == "=":
        return condition in said
    least = [one.left for one in said if one.relation == ">="]
    return any(_is_never_negative(condition.left - one, frozenset()) for one in least)


def _is_name(cell: Expression, position: Vec) -> bool:
    """Return whether a tensor is nothing but a name."""
    return (
        len(cell) == 1
        and not cell[0].indices
        and [a.at for a in cell[0].atoms] == [position.entries]
    )


def bound_indices(expression: Expression) -> tuple[Index, ...]:
    """Return the indices that are summed over."""
    return tuple(index for term in expression for index in term.indices)


def _sizes(term: Sum) -> Iterable[Size]:
    yield term.weight
    yield from (condition.left for condition in term.conditions)
    yield from (entry for atom in term.atoms for entry in atom.at)


def index_names(indices: Iterable[Index], expression: Expression) -> Names:
    """Name the indices as their definition calls them, with primes where a name is taken."""
    sizes = [size for term in expression for size in _sizes(term)]
    taken = {letter.name for size in sizes for letter in terms.letters(size)}
    taken |= {atom.tensor for term in expression for atom in term.atoms}
    names: dict[Variable, str] = {}
    for index in dict.fromkeys(indices):
        letter, _, axis = index.name.partition("_")
        primes = 0
        while _written(letter, axis, primes) in names.values() or (
            not primes and index.name in taken
        ):
            primes += 1
        names[index] = _written(letter, axis, primes)
    return names


def _written(letter: str, axis: str, primes: int) -> str:
    return letter + (f"_{{{axis}}}" if axis else "") + "'" * primes


def written_sums(
    expression: Expression,
    names: Names,
    nonnegative: frozenset[Index] = frozenset(),
    index: IndexStyle = "brackets",
) -> str:
    """Return sums under given names of their indices; `nonnegative` are free indices known not to be negative."""
    if not expression:
        return "0"
    first, *rest = (_signed(term, names, nonnegative, index) for term in expression)
    start = f"-{first[1]}" if first[0] else first[1]
    return start + "".join(f" {'-' if negative else '+'} {text}" for negative, text in rest)


def _signed(
    term: Sum, names: Names, nonnegative: frozenset[Index], style: IndexStyle
) -> tuple[bool, str]:
    """Return whether a minus stands before a sum, and the sum without it."""
    # the extent of each bound index that runs over ``0 <= index < extent``, and the conditions left over
    conditions = list(term.conditions)
    ranges: dict[Index, Size] = {}
    for index in term.indices:
        variable = terms.variable_poly(index)
        low = next((c for c in conditions if c.relation == ">=" and c.left == variable), None)
        high = next(
            (c for c in conditions if c.relation == ">=" and _is_size(c.left + variable)), None
        )
        if low is not None and high is not None:
            ranges[index] = high.left + variable + 1
            conditions = [c for c in conditions if c not in (low, high)]
    negative = isinstance(term.weight, int) and term.weight < 0
    signs = [_sum_sign(index, ranges.get(index), names) for index in term.indices]
    written = _conditions(conditions, nonnegative | frozenset(ranges), names)
    bracket = [rf"[\,{written}\,]"] if written else []
    factors = [*bracket, *(_atom(atom, names, style) for atom in term.atoms)]
    body = r"\, ".join(factors) or ("" if _weight(term.weight, names) else "1")
    return negative, " ".join(part for part in (_weight(term.weight, names), *signs, body) if part)


def _weight(weight: Size, names: Names) -> str:
    if isinstance(weight, int):
        return "" if abs(weight) == 1 else str(abs(weight))
    text = polynomial(weight, names)
    return f"({text})" if len(pieces(weight, names)) > 1 else text


def _atom(atom: Atom, names: Names, style: IndexStyle) -> str:
    at = ", ".join(polynomial(entry, names) for entry in atom.at)
    if atom.tensor == INVERSE:
        return rf"\frac{{1}}{{{at}}}"
    return _at(symbol(Symbol(atom.tensor)), at, style)


def _at(name: str, place: str, style: IndexStyle) -> str:
    """Return a tensor at a place; a scalar has none."""
    if not place:
        return name
    return f"{name}[{place}]" if style == "brackets" else f"{name}_{{{place}}}"


def _is_size(value: Size) -> bool:
    """Return whether no index occurs."""
    return not any(isinstance(variable, Index) for variable in terms.variables(value))


def _sum_sign(index: Index, extent: Size | None, names: Names) -> str:
    if extent is None:
        return rf"\sum_{{{names[index]}}}"
    return rf"\sum_{{{names[index]}=0}}^{{{polynomial(extent - 1, names)}}}"


def _conditions(
    conditions: Sequence[Condition], nonnegative: frozenset[Index], names: Names
) -> str:
    """Return conditions one after the other; two that bound one expression on both sides are one."""
    written = []
    left = list(conditions)
    while left:
        condition = left.pop(0)
        partner = next((c for c in left if _encloses(condition, c)), None)
        if partner is not None:
            left.remove(partner)
            written.append(_between(condition, partner, names))
        elif not (condition.relation == ">=" and _is_never_negative(condition.left, nonnegative)):
            written.append(relation(condition, names))
    return r",\ ".join(written)


def _is_never_negative(value: Size, nonnegative: frozenset[Index]) -> bool:
    """Return whether a size is a sum of products of what is not negative, letters counted from their minimum."""
    if isinstance(value, int):
        return value >= 0
    least: dict[Variable, Size] = {}
    for variable in terms.variables(value):
        if isinstance(variable, Letter):
            least[variable] = terms.variable_poly(variable) + variable.minimum
        elif variable not in nonnegative:
            return False
    return min(terms.coefficients(terms.substitute(value, least)).values(), default=0) >= 0


def _encloses(low: Condition, high: Condition) -> bool:
    """Return whether two conditions are ``0 <= e`` and ``e < n`` with a size `n`."""
    return (
        low.relation == high.relation == ">="
        and isinstance(low.left, Poly)
        and _is_size(low.left + high.left)
    )


def _between(low: Condition, high: Condition, names: Names) -> str:
    return rf"0 \le {polynomial(low.left, names)} < {polynomial(low.left + high.left + 1, names)}"


def relation(condition: Condition, names: Names) -> str:
    """Return a condition with all terms moved to the side on which they are positive."""
    strict = condition.relation == ">=" and _constant(condition.left) < 0
    parts = pieces(condition.left + 1 if strict else condition.left, names)
    right = [part for part in parts if not part.is_negative]
    left = [part.opposite() for part in parts if part.is_negative]
    if condition.relation == ">=":
        return f"{joined(left)} {'<' if strict else chr(92) + 'le'} {joined(right)}"
    if sum(len(part.indices) for part in right) > sum(len(part.indices) for part in left):
        left, right = right, left
    return f"{joined(left)} = {joined(right)}"


def _constant(value: Size) -> int:
    return value.terms.get((), 0) if isinstance(value, Poly) else value
