"""Reads plain data back into the values it was made from; whatever does not fit is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from symconv.errors import ProofError
from symconv.language.budget import METER
from symconv.language.terms import (
    AnyOf,
    Atom,
    Condition,
    Division,
    GivenEquation,
    Hypothesis,
    Index,
    Letter,
    Monomial,
    Quotient,
    Size,
    Sum,
    Variable,
    collapse,
    floor_divide,
    variables,
)
from symconv.proof.trusted.smtlib import Fact
from symconv.proof.trusted.solvers import Hint, Product, Strip, Substitute, Times, Trichotomy
from symconv.proof.trusted.statement import Statement


class MalformedError(ProofError):
    """Plain data that stands for nothing."""


Read = TypeVar("Read")
_KNOWN: ContextVar[dict[tuple[str, str], Any] | None] = ContextVar("known", default=None)
"""What was read so far of one certificate, by the kind of value and the text of its data."""


@contextmanager
def each_read_once() -> Iterator[None]:
    """Read equal data once inside a block: a certificate says the same condition many times."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def _once(read: Callable[[Any], Read]) -> Callable[[Any], Read]:
    """Return a reader that looks up the text of the data first, in which 1, 1.0 and True differ."""

    @wraps(read)
    def reader(data: Any) -> Read:
        known = _KNOWN.get()
        if known is None:
            return read(data)
        key = read.__name__, repr(data)
        if key not in known:
            known[key] = read(data)
        found: Read = known[key]
        return found

    return reader


def require(holds: bool, data: Any, what: str) -> None:
    """Refuse data that is not what it should be.

    Raises
    ------
    MalformedError
        With the start of the data.
    """
    if not holds:
        raise MalformedError(f"{str(data)[:80]} is no {what}")


def whole(data: Any) -> int:
    """Read an integer."""
    require(isinstance(data, int) and not isinstance(data, bool), data, "integer")
    return int(data)


def size(data: Any) -> Size:
    """Read a size."""
    if not isinstance(data, list):
        return whole(data)
    terms = {monomial(factors): whole(coefficient) for coefficient, factors in data}
    meter = METER.get()
    if meter is not None:
        meter.size(terms)
    require(len(terms) == len(data) and all(terms.values()), data, "size")
    return collapse(terms)


def monomial(data: Any) -> Monomial:
    """Read a product of variables."""
    return tuple(sorted(variable(part) for part in data))


def variable(data: Any) -> Variable:
    """Read a letter, an index or a floor size."""
    kind, first, second = data
    if kind == "floor":
        return _quotient(size(first), size(second))
    require(isinstance(first, str) and kind in ("letter", "index"), data, "variable")
    return Letter(first, _minimum(second)) if kind == "letter" else Index(first, whole(second))


def _minimum(data: Any) -> int:
    require(data in (0, 1) and not isinstance(data, bool), data, "minimum of a letter")
    return int(data)


def _quotient(numerator: Size, denominator: Size) -> Variable:
    value = floor_divide(numerator, denominator)
    found = variables(value)
    require(len(found) == 1, [numerator, denominator], "quotient")
    (only,) = found
    require(
        isinstance(only, Quotient) and value == collapse({(only,): 1}),
        [numerator, denominator],
        "quotient",
    )
    return only


def quotient(data: Any) -> Quotient:
    """Read a floor size that is one variable."""
    found = variable(data)
    if not isinstance(found, Quotient):
        raise MalformedError(f"{data} is no quotient")
    return found


def index(data: Any) -> Index:
    """Read an index."""
    found = variable(data)
    if not isinstance(found, Index):
        raise MalformedError(f"{data} is no index")
    return found


@_once
def condition(data: Any) -> Condition:
    """Read an equation or inequality."""
    relation, left = data
    require(relation in ("=", ">="), data, "condition")
    return Condition(relation, size(left))


def hypothesis(data: Any) -> Hypothesis:
    """Read a condition, a choice of conditions, or an equation between tensors."""
    if data[0] == "given":
        return equation(data)
    return AnyOf(conditions(data[1])) if data[0] == "or" else condition(data)


def equation(data: Any) -> GivenEquation:
    """Read an equation between tensors that is given."""
    kind, position, ranges, left, right = data
    require(kind == "given", data, "equation between tensors")
    return GivenEquation(indices(position), conditions(ranges), expression(left), expression(right))


@_once
def conditions(data: Any) -> tuple[Condition, ...]:
    """Read conditions."""
    return tuple(map(condition, data))


@_once
def hypotheses(data: Any) -> tuple[Hypothesis, ...]:
    """Read hypotheses."""
    return tuple(map(hypothesis, data))


def indices(data: Any) -> tuple[Index, ...]:
    """Read indices."""
    return tuple(map(index, data))


@_once
def sum_of(data: Any) -> Sum:
    """Read a bracketed sum."""
    atoms = tuple(Atom(_name(tensor), tuple(map(size, at))) for tensor, at in data["atoms"])
    divisions = tuple(
        Division(index(q), index(r), size(e), size(n)) for q, r, e, n in data["divisions"]
    )
    return Sum(
        indices(data["indices"]),
        conditions(data["conditions"]),
        atoms,
        size(data["weight"]),
        divisions,
    )


def _name(data: Any) -> str:
    require(isinstance(data, str), data, "name of a tensor")
    return str(data)


def expression(data: Any) -> tuple[Sum, ...]:
    """Read sums."""
    return tuple(map(sum_of, data))


def statement(data: Any) -> Statement:
    """Read a statement, by fields or in their order."""
    fields = [data[name] for name in Statement._fields] if isinstance(data, dict) else data
    assumed, goals, ranges, left, right, every_axis = fields
    require(every_axis is False, every_axis, "flag of a statement on one axis")
    return Statement(
        hypotheses(assumed),
        conditions(goals),
        conditions(ranges),
        expression(left),
        expression(right),
    )


def fact(data: Any) -> Fact:
    """Read a disjunction of conjunctions."""
    return tuple(map(conditions, data))


def maps(data: Any) -> dict[Variable, Size]:
    """Read a map from variables to sizes."""
    found = {variable(of): size(image) for of, image in data}
    require(len(found) == len(data), data, "map")
    return found


def numbers(data: Any) -> tuple[int, ...]:
    """Read integers."""
    return tuple(map(whole, data))


def hint(data: Any) -> Hint:
    """Read a hint."""
    kind, first, second = data
    match kind:
        case "Substitute":
            return Substitute(condition(first), variable(second))
        case "Strip":
            return Strip(None if first is None else condition(first), monomial(second))
        case "Times":
            return Times(fact(first), monomial(second))
        case "Product":
            return Product(condition(first), condition(second))
        case "Trichotomy":
            return Trichotomy(monomial(first), size(second))
    raise MalformedError(f"there is no hint {kind!r}")
