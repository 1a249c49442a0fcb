"""Values of `terms` and theorems as plain data, ready for JSON.

A number is an integer, any other size a list of terms. A term is
``[coefficient, [variable, ...]]``; a variable is ``["letter", name, minimum]``,
``["index", name, number]`` or ``["floor", numerator, denominator]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from symconv.language.terms import (
    AnyOf,
    Condition,
    GivenEquation,
    Index,
    Letter,
    Poly,
    Quotient,
    Sum,
)


def plain(value: Any) -> Any:
    """Return a value as lists, integers and strings.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> plain(at_least(letter("s"), 2))
    ['>=', [[-2, []], [1, [['letter', 's', 1]]]]]
    """
    return _Encoding.new().data(value)


def canonical(value: Any) -> Any:
    """Return a value as plain data with the indices numbered from 1, in the order they had.

    Then equal proofs are equal data.
    """
    encoding = _Encoding.new()
    data = encoding.data(value)
    used = sorted({index.number for index in encoding.indices})
    numbers = {old: new for new, old in enumerate(used, 1)}
    for index, written in encoding.indices.items():
        written[2] = numbers[index.number]
    return data


class _Encoding(NamedTuple):
    """What is encoded already: equal indices, sizes, conditions and sums are one list each."""

    indices: dict[Index, list[Any]]
    known: dict[Poly | Sum, Any]
    conditions: dict[Condition, list[Any]]

    @classmethod
    def new(cls) -> _Encoding:
        """Return an encoding that has not seen anything yet."""
        return cls({}, {}, {})

    def data(self, value: Any) -> Any:
        if isinstance(value, int | str):
            return value
        if isinstance(value, Poly | Sum):
            if value not in self.known:
                self.known[value] = (
                    self._size(value) if isinstance(value, Poly) else self._sum(value)
                )
            return self.known[value]
        if isinstance(value, Index):
            return self.indices.setdefault(value, ["index", value.name, value.number])
        if isinstance(value, Letter):
            return ["letter", value.name, value.minimum]
        if isinstance(value, Quotient):
            return ["floor", self.data(value.numerator), self.data(value.denominator)]
        if isinstance(value, Condition):
            if value not in self.conditions:
                self.conditions[value] = [value.relation, self.data(value.left)]
            return self.conditions[value]
        if isinstance(value, AnyOf):
            return ["or", self.data(value.conditions)]
        if isinstance(value, GivenEquation):
            return ["given", *map(self.data, value)]
        if isinstance(value, tuple | list):
            return [self.data(part) for part in value]
        if isinstance(value, Mapping):
            return {name: self.data(part) for name, part in value.items()}
        return value

    def _size(self, value: Poly) -> list[Any]:
        terms = sorted(value.terms.items(), key=lambda item: (len(item[0]), item[0]))
        return [[coefficient, self.data(m)] for m, coefficient in terms]

    def _sum(self, value: Sum) -> dict[str, Any]:
        parts = ("indices", "conditions", "atoms", "weight", "divisions")
        return {name: self.data(getattr(value, name)) for name in parts}


def derivation(theorem: Any) -> dict[str, Any]:
    """Return the statement of a theorem and how it was derived as plain data.

    Parameters
    ----------
    theorem : Theorem
        Its steps are listed with the premises first; a premise is the number of an earlier step.
    """
    listed = list(steps(theorem))
    numbers = {step: n for n, step in enumerate(listed)}
    obligations = [(n, o) for n, step in enumerate(listed) for o in step.obligations]
    arguments = [argument for step in listed for argument in step.arguments]
    data = {
        "statement": theorem.statement._asdict(),
        "hypotheses": theorem.hypotheses,
        "definitions": list(dict.fromkeys(a for a in arguments if isinstance(a, Quotient))),
        "used": theorem.used,
        "example": theorem.example,
        "steps": [_step(step, numbers) for step in listed],
        "obligations": [
            {"step": n, "using": o.using, "goal": o.goal, "level": o.level} for n, o in obligations
        ],
    }
    return dict(canonical(data))


def steps(theorem: Any) -> Iterator[Any]:
    """Yield a theorem and all it rests on, premises first, each once however many steps it serves."""
    seen: set[int] = set()
    open_steps = [(theorem, False)]
    while open_steps:
        step, expanded = open_steps.pop()
        if expanded:
            yield step
        elif id(step) not in seen:
            seen.add(id(step))
            open_steps.append((step, True))
            open_steps += [(premise, False) for premise in reversed(step.premises)]


def _step(step: Any, numbers: Mapping[Any, int]) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "assumes": step.hypotheses,
        "premises": [numbers[premise] for premise in step.premises],
        "arguments": step.arguments,
        "maps": step.maps,
        "hints": [_hints(obligation) for obligation in step.obligations],
    }


def _hints(obligation: Any) -> list[Any]:
    return [(type(hint).__name__, *hint) for hint in obligation.hints]
