"""Sizes, conditions and sums as Coq text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import count

from symconv.language.terms import (
    Atom,
    Condition,
    Hypothesis,
    Monomial,
    Size,
    Sum,
    Variable,
    alternatives,
    coefficients,
)
from symconv.proof.trusted.smtlib import Fact

PRELUDE = files(__package__).joinpath("prelude.v").read_text(encoding="utf-8")
GENERATED = re.compile(r"(sum|where|term|value|obligation|step|theorem)_.*")
WORDS = """
    as at by cofix else end exists exists2 fix for forall fun if IF in let match mod Prop
    return Set SProp then Type using where with R rO rI radd rmul rsub ropp RT Z unit tt pair
    conj eq_refl f_equal f_equal2 f_equal3 f_equal4 f_equal5 andb_true_iff fst snd
    True False true false
"""
RESERVED = frozenset(
    [*WORDS.split(), *re.findall(r"(?:Lemma|Theorem|Definition|Fixpoint) (\w+)", PRELUDE)]
)


@dataclass(frozen=True, eq=False)
class Gallina:
    """How variables are written; sizes, conditions and sums follow.

    Parameters
    ----------
    texts : mapping of Variable to str
        An identifier, or a term in parentheses.
    tensors : mapping of str to str
        Identifiers of the tensors.
    """

    texts: Mapping[Variable, str]
    tensors: Mapping[str, str]

    def replacing(self, texts: Mapping[Variable, str]) -> Gallina:
        """Return the same with other texts for some variables."""
        return Gallina({**self.texts, **texts}, self.tensors)

    def size(self, value: Size) -> str:
        """Return a size."""
        terms = coefficients(value).items()
        items = sorted(terms, key=lambda item: (item[1] < 0, -len(item[0]), item[0]))
        return " ".join(self._signed(n, m, c) for n, (m, c) in enumerate(items)) or "0"

    def _signed(self, place: int, monomial: Monomial, coefficient: int) -> str:
        factors = [self.texts[v] for v in monomial]
        if abs(coefficient) != 1 or not factors:
            factors = [str(abs(coefficient)), *factors]
        sign = "- " if coefficient < 0 else "+ " if place else ""
        return sign + " * ".join(factors)

    def inner(self, value: Size) -> str:
        """Return a size that can stand inside another one or be an argument."""
        text = self.size(value)
        return text if text.isidentifier() or text.isdigit() else f"({text})"

    def condition(self, condition: Condition) -> str:
        """Return ``0 <= p`` or ``p = 0``.

        The left side of an equation is never a variable alone, so that none is replaced.
        """
        text = self.size(condition.left)
        if condition.relation == ">=":
            return f"0 <= {text}"
        return f"0 + {text} = 0" if text.isidentifier() else f"{text} = 0"

    def hypothesis(self, hypothesis: Hypothesis) -> str:
        """Return a hypothesis."""
        parts = alternatives(hypothesis)
        return " \\/ ".join(map(self.condition, parts)) or "False"

    def fact(self, fact: Fact) -> str:
        """Return a disjunction of conjunctions."""
        cases = [" /\\ ".join(map(self.condition, case)) or "True" for case in fact]
        return " \\/ ".join(f"({case})" for case in cases) or "False"

    def readable(self, hypothesis: Hypothesis) -> str:
        """Return a hypothesis with positive terms on both sides."""
        parts = alternatives(hypothesis)
        return " \\/ ".join(" ".join(self.compared(c)) for c in parts) or "False"

    def test(self, condition: Condition) -> str:
        """Return a condition as a bool."""
        small, relation, large = self.compared(condition)
        return f"({small} {relation}? {large})"

    def compared(self, condition: Condition) -> tuple[str, str, str]:
        """Return the two sides of a condition and their relation: ``=``, ``<`` or ``<=``."""
        terms = coefficients(condition.left)
        strict = condition.relation == ">=" and terms.get((), 0) == -1
        if strict:
            terms = {m: c for m, c in terms.items() if m}
        small = self._part(terms, -1)
        large = self._part(terms, 1)
        if strict:
            return small, "<", large
        return (large, "=", small) if condition.relation == "=" else (small, "<=", large)

    def _part(self, terms: Mapping[Monomial, int], sign: int) -> str:
        kept = [(m, sign * c) for m, c in terms.items() if sign * c > 0]
        items = sorted(kept, key=lambda item: (-len(item[0]), item[0]))
        return " ".join(self._signed(n, m, c) for n, (m, c) in enumerate(items)) or "0"

    def atom(self, atom: Atom) -> str:
        """Return a tensor read at an index."""
        return " ".join([self.tensors[atom.tensor], *map(self.inner, atom.at)])

    def product(self, atoms: Iterable[Atom]) -> str:
        """Return a product of atoms."""
        return " [*] ".join(map(self.atom, atoms)) or "rI"

    def term(self, weight: Size, atoms: Iterable[Atom]) -> str:
        """Return a weight times a product of atoms."""
        return f"of_Z {self.inner(weight)} [*] ({self.product(atoms)})"

    def readable_term(self, term: Sum) -> str:
        """Return the summand of a sum; a weight of 1 and an empty product are left out."""
        if term.weight == 1:
            return self.product(term.atoms)
        weight = f"of_Z {self.inner(term.weight)}"
        return f"{weight} [*] ({self.product(term.atoms)})" if term.atoms else weight


def identifiers(wanted: Iterable[str]) -> list[str]:
    """Return a Coq identifier for every name, all different.

    Examples
    --------
    >>> identifiers(["s", "s", "forall", "w_{1,2}", "s1"])
    ['s', 's1', 'forall1', 'w_12', 's1_1']
    """
    found: list[str] = []
    for name in wanted:
        stem = re.sub(r"[^A-Za-z0-9_]", "", name).lstrip("0123456789_") or "v"
        joint = "_" if stem[-1].isdigit() else ""
        choices = (f"{stem}{joint}{n}" if n else stem for n in count())
        found.append(next(t for t in choices if _is_free(t) and t not in found))
    return found


def _is_free(text: str) -> bool:
    return text not in RESERVED and not GENERATED.fullmatch(text)
