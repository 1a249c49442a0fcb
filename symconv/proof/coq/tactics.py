"""Coq tactics as a small tree, and its printer.

A tactic is a command, or one tactic after another (``a; b``), or one with a tactic for each goal it
leaves (``a; [b | c]``), or an assertion with its proof. A proof is a list of sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple, TypeAlias


class Command(NamedTuple):
    """One command with its arguments, as Coq reads it."""

    text: str


class Then(NamedTuple):
    """A tactic, and another one for all goals that it leaves."""

    first: Tactic
    after: Tactic


class ForEachGoal(NamedTuple):
    """A tactic, and one more for each goal that it leaves, in their order."""

    first: Tactic
    goals: tuple[Tactic, ...]


class Assertion(NamedTuple):
    """A proposition that is proved on the spot and named."""

    name: str
    proposition: str
    proof: Tactic


Tactic: TypeAlias = Command | Then | ForEachGoal | Assertion


class Sentence(NamedTuple):
    """A tactic that stands alone; in front of it the bullet of the goal it proves, or blanks."""

    tactic: Tactic
    bullet: str = ""


Sentences: TypeAlias = tuple[Sentence, ...]

NOTHING = Command("")
RING = Command("ring")
REFLEXIVITY = Command("reflexivity")
SPLIT = Command("split")
WRAP = "\n "
"""Stands among arguments where the line ends."""


def printed(tactic: Tactic) -> str:
    """Return a tactic as Coq reads it.

    Examples
    --------
    >>> printed(for_each(SPLIT, then(Command("intro h"), exact("h")), RING))
    'split; [intro h; exact h | ring]'
    """
    match tactic:
        case Command(text):
            return text
        case Then(first, after):
            return f"{printed(first)}; {printed(after)}"
        case ForEachGoal(first, goals):
            return f"{printed(first)}; [{' | '.join(map(printed, goals))}]"
        case Assertion(name, proposition, proof):
            return f"assert ({name} : {proposition}) by ({printed(proof)})"


def lines(sentences: Sentences) -> list[str]:
    """Return the lines of a proof, each indented by two."""
    texts = (f"{sentence.bullet}{printed(sentence.tactic)}." for sentence in sentences)
    return [f"  {line}" for text in texts for line in text.splitlines()]


# --- tactics


def call(name: str, *arguments: str) -> str:
    """Return a term: a function or lemma with arguments.

    Examples
    --------
    >>> call("nonneg_by", "_", "_", "h")
    '(nonneg_by _ _ h)'
    """
    text = " ".join([name, *arguments])
    return f"({text})".replace(f" {WRAP}", WRAP)


def apply(name: str, *arguments: str) -> Tactic:
    """Return the tactic that applies a lemma."""
    return Command(f"apply {call(name, *arguments)}")


def exact(proof: str) -> Tactic:
    """Return the tactic that gives the proof."""
    return Command(f"exact {proof}")


def transitivity(middle: str) -> Tactic:
    """Return the tactic that goes through a value."""
    return Command(f"transitivity ({middle})")


def then(first: Tactic, *others: Tactic) -> Tactic:
    """Return tactics one after the other."""
    return reduce(Then, others, first)


def for_each(first: Tactic, *goals: Tactic) -> Tactic:
    """Return a tactic with one for each goal that it leaves."""
    return ForEachGoal(first, goals)


def because(relation: str, proof: str) -> Tactic:
    """Return the tactic that proves a condition from the same polynomial written in another way."""
    lemma = "nonneg_by" if relation == ">=" else "zero_by"
    return then(apply(lemma, "_", "_", proof), RING)


def by_ring(lemma: str, *arguments: str) -> Tactic:
    """Return the tactic that applies a lemma whose last condition is an identity of polynomials."""
    return then(apply(lemma, *arguments), RING)


def equality(proof_of_zero: str) -> Tactic:
    """Return the tactic that proves ``a = b`` from ``a - b = 0``."""
    return by_ring("equal_by", "_", "_", "_", proof_of_zero)


def conjunction(tactics: Sequence[Tactic]) -> Tactic:
    """Return the tactic that proves a conjunction, item by item."""
    if not tactics:
        return Command("constructor")
    *front, last = tactics
    for tactic in reversed(front):
        last = for_each(SPLIT, tactic, last)
    return last


def choice(number: int, count: int) -> list[Tactic]:
    """Return the tactics that choose one side of a disjunction of so many."""
    last = ["left"] if number + 1 < count else []
    return [Command(side) for side in ["right"] * number + last]


def point(tactics: Sequence[Tactic]) -> Tactic:
    """Return the tactic that proves two points equal, index by index."""
    last: Tactic = REFLEXIVITY
    for tactic in reversed(tactics):
        last = for_each(apply("f_equal2", "pair"), tactic, last)
    return last


MOST = 5  # arguments for which Coq's library has a lemma


def pointwise(function: str, tactics: Sequence[Tactic]) -> Tactic:
    """Return the tactic that proves two applications of a function equal, argument by argument."""
    if not tactics:
        return REFLEXIVITY
    if len(tactics) > MOST:
        first = pointwise(function, tactics[:MOST])
        return chained("(fun h' a' => h' a')", [first, *tactics[MOST:]])
    name = "f_equal" if len(tactics) == 1 else f"f_equal{len(tactics)}"
    return for_each(apply(name, function), *tactics)


def chained(operation: str, tactics: Sequence[Tactic]) -> Tactic:
    """Return the tactic that proves ``a1 . b1 . c1 = a2 . b2 . c2``, grouped from the left, part by part."""
    if not tactics:
        return REFLEXIVITY
    first, *others = tactics
    for tactic in others:
        first = for_each(apply("f_equal2", operation), first, tactic)
    return first


# --- proofs


def sentences(*tactics: Tactic) -> Sentences:
    """Return tactics as sentences."""
    return tuple(map(Sentence, tactics))


def bulleted(*tactics: Tactic) -> Sentences:
    """Return the sentences that prove goals, one each."""
    return tuple(Sentence(tactic, "- ") for tactic in tactics)


def under_a_bullet(first: Tactic, *others: Tactic) -> Sentences:
    """Return the sentences that prove one goal."""
    return (Sentence(first, "- "), *(Sentence(tactic, "  ") for tactic in others))


# --- patterns and functions


def numbered(prefix: str, parts: Iterable[object]) -> list[str]:
    """Return a name for each part: the prefix, its number, a stroke."""
    return [f"{prefix}{n}'" for n, _ in enumerate(parts, 1)]


def nested(texts: Sequence[str], last: str) -> str:
    """Return ``(a, (b, last))``."""
    for text in reversed(texts):
        last = f"({text}, {last})"
    return last


def point_pattern(names: Sequence[str]) -> str:
    """Return the pattern that takes a point apart in an ``intros``."""
    return nested(names, "[]")


def all_pattern(names: Sequence[str]) -> str:
    """Return the pattern that takes a conjunction apart."""
    if len(names) > 1:
        return f"({' & '.join(names)})"
    return names[0] if names else "_"


def any_pattern(names: Sequence[str]) -> str:
    """Return the pattern that takes a disjunction apart."""
    *front, last = names
    for name in reversed(front):
        last = f"[{name}|{last}]"
    return last


def function(names: Sequence[str], body: str) -> str:
    """Return a function of a point whose indices have these names."""
    if not names:
        return f"(fun _ => {body})"
    return f"(fun z' => let '{nested(names, '_')} := z' in {body})"
