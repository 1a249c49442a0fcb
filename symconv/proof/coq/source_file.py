"""One Coq file for a theorem of the kernel: the prelude, its sums, its side conditions, its steps, its statement."""

from __future__ import annotations

import re

from symconv.errors import UnsupportedError
from symconv.language.terms import Letter, Quotient, Sum, Variable
from symconv.proof.coq.axes import Lift
from symconv.proof.coq.fusing import Step, fused
from symconv.proof.coq.gallina import PRELUDE, Spelling
from symconv.proof.coq.lemmas import expression
from symconv.proof.coq.obligation_scripts import obligation_lemma
from symconv.proof.coq.script import Lemma, Scope, header, intros
from symconv.proof.coq.sum_terms import Written, definitions, written
from symconv.proof.coq.theorem_statement import has_equation, outline, stated
from symconv.proof.coq.variable_names import spelling_of, with_quotients
from symconv.proof.kernel import Theorem
from symconv.proof.rules import RULES, Replay
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import bound, free, mentioned


def coq_source(theorem: Theorem, name: str) -> str:
    """Return one Coq file that states a theorem over plain sums and replays its proof.

    Parameters
    ----------
    theorem : Theorem
        What was proved.
    name : str
        What the theorem is called in Coq, after ``theorem_``; other signs than letters and digits
        become underscores.

    Returns
    -------
    str
        The text of a file that needs nothing but Coq's standard library.

    Raises
    ------
    UnsupportedError
        If the conditions of a sum show no finite range, or a rule is not replayed in Coq.

    Examples
    --------
    >>> from symconv import AtMost, sizes
    >>> from symconv.proof import prove
    >>> I, s = sizes("I s")
    >>> text = coq_source(prove(AtMost(I, s*I)), "stretching-grows")
    >>> print(text[text.index("Theorem theorem_"):text.index("Proof.", text.index("Theorem theorem_"))])
    Theorem theorem_stretching_grows : forall I s : Z,
      0 < I ->
      0 < s ->
      I <= I * s.
    """
    title = "theorem_" + re.sub(r"\W", "_", name, flags=re.ASCII)
    text = (
        _on_every_axis(theorem, title) if theorem.statement.every_axis else _plain(theorem, title)
    )
    return "\n".join(
        [
            PRELUDE,
            f"(* ---- {title} ---- *)",
            text,
            "End Ring.",
            "",
            f"Print Assumptions {title}.",
            "",
        ]
    )


def _plain(theorem: Step, title: str) -> str:
    document = Document(theorem)
    last, spelling = document.step(theorem), document.last_spelling(theorem)
    return "\n".join(
        [*document.tensors, *document.texts, "", stated(theorem.statement, title, last, spelling)]
    )


def _on_every_axis(theorem: Theorem, title: str) -> str:
    """Return the theorem about one axis, with cells for tensors, in a section of its own, and what it implies."""
    (premise,) = theorem.premises
    one, name = fused(premise), f"{title}_on_one_axis"
    document = Document(one)
    last, spelling = document.step(one), document.last_spelling(one)
    lift = Lift(premise.statement, outline(one.statement, last), name, spelling)
    texts = [*document.tensors, *document.texts, "", stated(one.statement, name, last, spelling)]
    return "\n".join(["Section One_axis.", *texts, "End One_axis.", "", lift.stated(title)])


class Document:
    """The file while it grows; sums, obligations and steps are written once, before they are used."""

    def __init__(self, theorem: Step) -> None:
        self.spelling = spelling_of(theorem)
        self.texts: list[str] = []
        self.sums: dict[Sum, Written] = {}
        self.obligations: dict[Obligation, Lemma] = {}
        self.steps: dict[int, Lemma] = {}
        self.defined: dict[int, frozenset[Quotient]] = {}

    @property
    def tensors(self) -> list[str]:
        """The declarations of the tensors."""
        arities = {
            self.spelling.tensors[atom.tensor]: len(atom.at)
            for term in self.sums
            for atom in term.atoms
        }
        return [f"Variable {tensor} : {'Z -> ' * arity}R." for tensor, arity in arities.items()]

    def last_spelling(self, theorem: Step) -> Spelling:
        """Return how a step is written."""
        return with_quotients(self.spelling, self.defined[id(theorem)])

    def sum(self, term: Sum) -> Written:
        """Return a sum, defined."""
        if term not in self.sums:
            self.sums[term] = written(term, len(self.sums) + 1)
            self.texts.append(definitions(self.sums[term], self.spelling))
        return self.sums[term]

    def obligation(self, obligation: Obligation) -> Lemma:
        """Return an obligation, proved."""
        if obligation not in self.obligations:
            name = f"obligation_{len(self.obligations) + 1}"
            self.obligations[obligation], text = obligation_lemma(name, obligation, self.spelling)
            self.texts.append(text)
        return self.obligations[obligation]

    def step(self, theorem: Step) -> Lemma:
        """Return a theorem of the kernel, proved from its premises."""
        if id(theorem) in self.steps:
            return self.steps[id(theorem)]
        premises = [self.step(premise) for premise in theorem.premises]
        defined = self._defined(theorem)
        variables = _variables(theorem, premises, defined)
        letters = tuple(v for v in variables if isinstance(v, Letter))
        lemma = Lemma(f"step_{len(self.steps) + 1}", variables, letters, theorem.hypotheses)
        spelling = with_quotients(self.spelling, defined)
        start, scope = intros(lemma, spelling)
        scope = Scope(spelling, scope.reach | defined, scope.minima, scope.proofs)
        text = f"Lemma {lemma.name} : {header(lemma, spelling)}{self._conclusion(theorem, scope)}.\nProof.\n"
        lines = [start, *_replay(theorem).proof(theorem, scope, self).splitlines()]
        self.texts.append(text + "".join(f"  {line}\n" for line in lines if line) + "Qed.")
        self.steps[id(theorem)], self.defined[id(theorem)] = lemma, defined
        return lemma

    def _conclusion(self, theorem: Step, scope: Scope) -> str:
        """Return what a theorem concludes from its hypotheses."""
        s = theorem.statement
        parts = [f"({scope.spelling.condition(goal)})" for goal in s.goals]
        if has_equation(s):
            ranges = "".join(f"({scope.spelling.condition(c)}) -> " for c in s.ranges)
            parts.append(
                f"({ranges}{expression(s.left, scope, self)} = {expression(s.right, scope, self)})"
            )
        return " /\\ ".join(parts)

    def _defined(self, theorem: Step) -> frozenset[Quotient]:
        """Return the quotients that are divisions by now, and not any numbers with the same bounds."""
        own = frozenset(a for a in theorem.arguments if isinstance(a, Quotient))
        return own.union(*(self.defined[id(premise)] for premise in theorem.premises))


def _variables(
    theorem: Step, premises: list[Lemma], defined: frozenset[Quotient]
) -> tuple[Variable, ...]:
    """Return what a step is about: all that stands free in it, in its side conditions and, unless gone, in its premises."""
    gone = {*defined, *bound(theorem.statement), *_replay(theorem).gone(theorem)}
    found = free(theorem.statement).union(*(premise.variables for premise in premises))
    for obligation in theorem.obligations:
        found = found.union(mentioned(obligation.goal), *map(mentioned, obligation.using))
    return tuple(sorted(found - gone))


def _replay(theorem: Step) -> Replay:
    """Return how Coq proves a step.

    Raises
    ------
    UnsupportedError
        If its rule is not replayed in Coq.
    """
    replay = RULES[theorem.rule].replay
    if replay is None:
        raise UnsupportedError(f"the rule {theorem.rule} is not replayed in Coq")
    return replay
