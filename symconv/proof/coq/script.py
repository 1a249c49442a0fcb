"""What a proof is made of: lemmas, what is in reach of a proof, and tactics as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from symconv.language.terms import (
    Condition,
    Hypothesis,
    Index,
    Letter,
    Variable,
    at_least,
    variable_poly,
)
from symconv.proof.coq.gallina import Spelling


class Lemma(NamedTuple):
    """A lemma of the file: for all variables, above the minima of some letters, where the hypotheses hold."""

    name: str
    variables: tuple[Variable, ...]
    letters: tuple[Letter, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, eq=False)
class Scope:
    """What a proof can use: variables with their texts, proofs of the letters' minima and of conditions."""

    spelling: Spelling
    reach: frozenset[Variable]
    minima: Mapping[Letter, str]
    proofs: Mapping[Hypothesis, str]

    def use(self, lemma: Lemma) -> str:
        """Return a lemma applied to everything it speaks of; variables out of reach are put to their minimum."""
        values = [
            self.spelling.inner(variable_poly(v)) if v in self.reach else self._default(v)
            for v in lemma.variables
        ]
        lows = [self.minima[v] if v in self.reach else "(Z.le_refl 0)" for v in lemma.letters]
        return f"({' '.join([lemma.name, *values, *lows, *(self.proofs[h] for h in lemma.hypotheses)])})"

    def _default(self, variable: Variable) -> str:
        return str(variable.minimum) if isinstance(variable, Letter) else "0"

    def knowing(
        self, conditions: Iterable[Condition], prefix: str, indices: Iterable[Index] = ()
    ) -> Scope:
        """Return the scope with proofs of conditions, named by a prefix and their place, and with indices in reach."""
        proofs: dict[Hypothesis, str] = {
            c: f"{prefix}{n}'" for n, c in reversed(list(enumerate(conditions, 1)))
        }
        return replace(self, proofs={**proofs, **self.proofs}, reach=self.reach | set(indices))


def minimum(letter: Letter) -> Condition:
    """Return that a letter is at least its minimum."""
    return at_least(variable_poly(letter), letter.minimum)


def header(lemma: Lemma, spelling: Spelling) -> str:
    """Return ``forall variables, minima -> hypotheses ->``."""
    names = " ".join(spelling.texts[v] for v in lemma.variables)
    parts = [*map(minimum, lemma.letters), *lemma.hypotheses]
    quantified = f"forall {names} : Z, " if names else ""
    return quantified + "".join(f"({spelling.hypothesis(h)}) -> " for h in parts)


def intros(lemma: Lemma, spelling: Spelling) -> tuple[str, Scope]:
    """Return the tactic that introduces what a lemma assumes, and the scope after it."""
    minima = {v: f"l{n}'" for n, v in enumerate(lemma.letters, 1)}
    names = [f"h{n}'" for n, _ in enumerate(lemma.hypotheses, 1)]
    proofs = dict(zip(reversed(lemma.hypotheses), reversed(names), strict=True))
    every = [spelling.texts[v] for v in lemma.variables] + list(minima.values()) + names
    scope = Scope(spelling, frozenset(lemma.variables), minima, proofs)
    return f"intros {' '.join(every)}." if every else "", scope


def because(relation: str, proof: str) -> str:
    """Return the tactic that proves a condition from the same polynomial written in another way."""
    return f"apply ({'nonneg_by' if relation == '>=' else 'zero_by'} _ _ {proof}); ring"


def each(tactics: Sequence[str]) -> str:
    """Return the tactic that proves a conjunction, item by item."""
    if not tactics:
        return "constructor"
    *front, last = tactics
    for tactic in reversed(front):
        last = f"split; [{tactic} | {last}]"
    return last


MOST = 5  # arguments for which Coq's library has a lemma


def pointwise(function: str, tactics: Sequence[str]) -> str:
    """Return the tactic that proves two applications of a function equal, argument by argument."""
    if not tactics:
        return "reflexivity"
    if len(tactics) > MOST:
        return chained(
            "(fun h' a' => h' a')", [pointwise(function, tactics[:MOST]), *tactics[MOST:]]
        )
    name = "f_equal" if len(tactics) == 1 else f"f_equal{len(tactics)}"
    return f"apply ({name} {function}); [{' | '.join(tactics)}]"


def chained(operation: str, tactics: Sequence[str]) -> str:
    """Return the tactic that proves ``a1 . b1 . c1 = a2 . b2 . c2``, grouped from the left, part by part."""
    if not tactics:
        return "reflexivity"
    first, *others = tactics
    for tactic in others:
        first = f"apply (f_equal2 {operation}); [{first} | {tactic}]"
    return first


def nested(texts: Sequence[str], last: str) -> str:
    """Return ``(a, (b, last))``."""
    for text in reversed(texts):
        last = f"({text}, {last})"
    return last


def pattern(names: Sequence[str]) -> str:
    """Return the pattern that takes a point apart in an ``intros``."""
    return nested(names, "[]")


def conjunction(names: Sequence[str]) -> str:
    """Return the pattern that takes a conjunction apart."""
    return f"({' & '.join(names)})" if len(names) > 1 else names[0] if names else "_"
