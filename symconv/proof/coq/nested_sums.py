"""Sums as Coq text, nested over their ranges; what is given of tensors, written with such sums."""

from __future__ import annotations

from symconv.errors import UnsupportedError
from symconv.language.terms import Expression, GivenEquation, Hypothesis, Sum
from symconv.proof.coq.gallina import Gallina
from symconv.proof.trusted.ranges import IndexRange, Interval, Point, ranges, tests


def finite_ranges(term: Sum) -> tuple[IndexRange, ...]:
    """Return the ranges of a sum.

    Raises
    ------
    UnsupportedError
        If they rest on a divisor that is not shown to be positive by letters or conditions of the
        sum.
    """
    found = ranges(term)
    if found is None or not all(map(_is_shown, found)):
        names = ", ".join(i.name for i in term.indices)
        reason = f"the conditions of a sum show no range of an index of {names}"
        raise UnsupportedError(f"Coq needs finite sums, and {reason}")
    return found


def _is_shown(r: IndexRange) -> bool:
    return isinstance(r, Interval) or r.divisor == 1 or bool(r.positive)


def expanded(term: Sum, gallina: Gallina) -> str:
    """Return a sum as nested sums over ranges, with its other conditions in a bracket."""
    chosen = finite_ranges(term)
    test = " && ".join(map(gallina.test, tests(term, chosen))) or "true"
    text = f"bracket ({test}) ({gallina.readable_term(term)})"
    for r in reversed(chosen):
        low, high = _ends(r, gallina)
        text = f"Sum {low} {high} (fun {gallina.texts[r.index]} => {text})"
    return text


def _ends(r: IndexRange, gallina: Gallina) -> tuple[str, str]:
    """Return where a range starts and where it stops."""
    if isinstance(r, Interval):
        return gallina.inner(r.low), gallina.inner(r.high)
    low = place_of(r, gallina)
    return low, f"({low} + 1)"


def place_of(point: Point, gallina: Gallina) -> str:
    """Return the one place of an index that an equation determines."""
    if point.divisor == 1:
        return gallina.inner(point.dividend)
    return f"({gallina.inner(point.dividend)} / {gallina.inner(point.divisor)})"


def added(side: Expression, gallina: Gallina) -> str:
    """Return a sum of sums."""
    texts = [expanded(term, gallina) for term in side]
    if len(texts) == 1:
        return texts[0]
    return " [+] ".join(f"({text})" for text in texts) or "rO"


def hypothesis(said: Hypothesis, gallina: Gallina) -> str:
    """Return a hypothesis as the steps know it."""
    if not isinstance(said, GivenEquation):
        return gallina.hypothesis(said)
    return _everywhere(said, [gallina.condition(c) for c in said.ranges], gallina)


def readable(said: Hypothesis, gallina: Gallina) -> str:
    """Return a hypothesis as people write it."""
    if not isinstance(said, GivenEquation):
        return gallina.readable(said)
    return _everywhere(said, [gallina.readable(c) for c in said.ranges], gallina)


def _everywhere(given: GivenEquation, where: list[str], gallina: Gallina) -> str:
    """Return that an equation between tensors holds at every position in its ranges."""
    names = " ".join(gallina.texts[i] for i in given.position)
    quantified = f"forall {names} : Z, " if names else ""
    assumed = "".join(f"{text} -> " for text in where)
    return f"{quantified}{assumed}{added(given.left, gallina)} = {added(given.right, gallina)}"
