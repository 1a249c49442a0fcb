"""Values of `terms` and theorems as plain data, ready for JSON.

A number is an integer, any other size a list of terms. A term is
``[coefficient, [variable, ...]]``; a variable is ``["letter", name, minimum]``,
``["index", name, number]`` or ``["floor", numerator, denominator]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symconv.language.terms import AnyOf, Condition, Index, Letter, Poly, Quotient, Sum


def plain(value: Any) -> Any:
    """Return a value as lists, integers and strings.

    Examples
    --------
    >>> from symconv.language.terms import at_least, letter
    >>> plain(at_least(letter("s"), 2))
    ['>=', [[-2, []], [1, [['letter', 's', 1]]]]]
    """
    if isinstance(value, Poly):
        ordered = sorted(value.terms.items(), key=lambda item: (len(item[0]), item[0]))
        return [[coefficient, plain(monomial)] for monomial, coefficient in ordered]
    if isinstance(value, Letter):
        return ["letter", value.name, value.minimum]
    if isinstance(value, Index):
        return ["index", value.name, value.number]
    if isinstance(value, Quotient):
        return ["floor", plain(value.numerator), plain(value.denominator)]
    if isinstance(value, AnyOf):
        return ["or", plain(value.conditions)]
    if isinstance(value, Condition):
        return [value.relation, plain(value.left)]
    if isinstance(value, Sum):
        return {
            name: plain(getattr(value, name))
            for name in ("indices", "conditions", "atoms", "weight", "divisions")
        }
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


def renumbered(data: Any) -> Any:
    """Return plain data with the indices numbered from 1, in the order they had.

    Then equal proofs are equal data.
    """
    numbers = {old: new for new, old in enumerate(sorted(set(_numbers(data))), 1)}
    return _renumber(data, numbers)


def _is_index(data: Any) -> bool:
    return (
        isinstance(data, list)
        and len(data) == 3
        and data[0] == "index"
        and isinstance(data[2], int)
    )


def _numbers(data: Any) -> Iterator[int]:
    if _is_index(data):
        yield data[2]
    elif isinstance(data, list | dict):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _numbers(part)


def _renumber(data: Any, numbers: Mapping[int, int]) -> Any:
    if _is_index(data):
        return [*data[:2], numbers[data[2]]]
    if isinstance(data, dict):
        return {name: _renumber(part, numbers) for name, part in data.items()}
    return [_renumber(part, numbers) for part in data] if isinstance(data, list) else data


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
    return dict(renumbered(plain(data)))


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
