"""What a proof can use: lemmas, and the scope in which they are applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from symconv.proof.coq.gallina import Gallina
from symconv.proof.coq.nested_sums import hypothesis
from symconv.proof.coq.tactics import Command, Sentences, call, numbered, sentences


class Lemma(NamedTuple):
    """A lemma of the file: for all variables, above the minima of some letters, under hypotheses."""

    name: str
    variables: tuple[Variable, ...]
    letters: tuple[Letter, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, eq=False)
class Scope:
    """What a proof can use: variables with their texts, proofs of minima and of conditions."""

    gallina: Gallina
    reach: frozenset[Variable]
    minima: Mapping[Letter, str]
    proofs: Mapping[Hypothesis, str]

    def use(self, lemma: Lemma) -> str:
        """Return a lemma applied to all it speaks of; what is out of reach is put to its minimum."""
        values = [self._value(v) for v in lemma.variables]
        lows = [self.minima[v] if v in self.reach else "(Z.le_refl 0)" for v in lemma.letters]
        proofs = [self.proofs[h] for h in lemma.hypotheses]
        return call(lemma.name, *values, *lows, *proofs)

    def _value(self, variable: Variable) -> str:
        if variable in self.reach:
            return self.gallina.inner(variable_poly(variable))
        return str(variable.minimum) if isinstance(variable, Letter) else "0"

    def knowing(
        self, conditions: Iterable[Condition], prefix: str, indices: Iterable[Index] = ()
    ) -> Scope:
        """Return the scope with proofs of conditions and with indices in reach.

        Parameters
        ----------
        conditions : iterable of Condition
            What is known; of two that are the same the first is used.
        prefix : str
            A proof is called by it and its place.
        indices : iterable of Index
            What can be spoken of.
        """
        listed: list[Hypothesis] = list(conditions)
        names = numbered(prefix, listed)
        proofs = dict(zip(reversed(listed), reversed(names), strict=True))
        return replace(self, proofs={**proofs, **self.proofs}, reach=self.reach | set(indices))


def minimum(letter: Letter) -> Condition:
    """Return that a letter is at least its minimum."""
    return at_least(variable_poly(letter), letter.minimum)


def header(lemma: Lemma, gallina: Gallina) -> str:
    """Return ``forall variables, minima -> hypotheses ->``."""
    names = " ".join(gallina.texts[v] for v in lemma.variables)
    assumed = [*map(minimum, lemma.letters), *lemma.hypotheses]
    quantified = f"forall {names} : Z, " if names else ""
    return quantified + "".join(f"({hypothesis(h, gallina)}) -> " for h in assumed)


def introduced(lemma: Lemma, gallina: Gallina) -> tuple[Sentences, Scope]:
    """Return the sentence that introduces what a lemma assumes, if it does, and the scope after it."""
    minima = dict(zip(lemma.letters, numbered("l", lemma.letters), strict=True))
    names = numbered("h", lemma.hypotheses)
    proofs = dict(zip(reversed(lemma.hypotheses), reversed(names), strict=True))
    texts = [gallina.texts[v] for v in lemma.variables]
    every = [*texts, *minima.values(), *names]
    scope = Scope(gallina, frozenset(lemma.variables), minima, proofs)
    start = sentences(Command(f"intros {' '.join(every)}")) if every else ()
    return start, scope
