"""One Coq file for a theorem of the kernel: prelude, sums, side conditions, steps, statement."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

from symconv.errors import UnsupportedError
from symconv.language.terms import GivenEquation, Letter, Quotient, Sum, Variable
from symconv.proof.coq.axes import Lift
from symconv.proof.coq.defined_sums import DefinedSum, definitions, with_ranges
from symconv.proof.coq.fusing import Fusing, ProofStep
from symconv.proof.coq.gallina import PRELUDE, Gallina
from symconv.proof.coq.obligation_lemmas import obligation_lemma
from symconv.proof.coq.replaying import expression
from symconv.proof.coq.scope import Lemma, Scope, header, introduced
from symconv.proof.coq.tactics import lines
from symconv.proof.coq.theorem_statement import has_equation, outline, stated
from symconv.proof.coq.variable_names import gallina_of, with_quotients
from symconv.proof.kernel import Theorem, any_ring
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
    write = _on_every_axis if theorem.statement.every_axis else _plain
    said = [f"(* ---- {title} ---- *)", *_claim(theorem)]
    end = ["End Ring.", "", f"Print Assumptions {title}.", ""]
    if theorem.rule == any_ring.__name__:
        (same,) = theorem.premises
        proof = map(_in_order, write(same, title))
        return "\n".join([OVER_ANY_RING, *said, *proof, *end])
    return "\n".join([PRELUDE, *said, *write(theorem, title), *end])


def _in_order(text: str) -> str:
    """Return Coq text in which equations are decided without exchanging factors."""
    return re.sub(r"\bring\b", "any_ring", text)


def _over_any_ring(prelude: str) -> str:
    """Return the prelude with any ring in place of a commutative one, every rule of it proved anew."""
    before, start, rules = prelude.partition("Section Ring.\n")
    axioms, integers = (
        files(__package__).joinpath(f"{name}.v").read_text(encoding="utf-8")
        for name in ("any_ring", "integers_commute")
    )
    rules = _in_order(rules)
    declared = re.search(r"^Variable RT .*\n^Add Ring .*\n", rules, flags=re.MULTILINE)
    notations, lists = "Fixpoint bigsum", "(* ---- Sums over lists ---- *)"
    rules = rules.replace(declared[0] if declared else "", "", 1)
    rules = rules.replace(notations, f"{axioms}\n{notations}", 1)
    rules = rules.replace(lists, f"{integers}{lists}", 1)
    before = before.replace("any commutative ring", "any ring", 1)
    imported = "Import ListNotations.\n"
    needed = f"Require Import Ncring Ncring_tac Setoid.\n{imported}Open Scope list_scope.\n"
    return f"{before.replace(imported, needed, 1)}{start}{rules}"


OVER_ANY_RING = _over_any_ring(PRELUDE)
"""The prelude of theorems that hold over every ring, commutative or not."""


def _claim(theorem: Theorem) -> list[str]:
    """Return the claim in its own words, as a comment."""
    words = getattr(theorem, "words", None)
    said = "" if words is None else str(words)
    return [f"(* {said.replace('*)', '* )').replace('(*', '( *')} *)"] if said else []


def _plain(theorem: Theorem, title: str) -> list[str]:
    """Return the lines that state a theorem and prove it."""
    file = FileSoFar(theorem)
    last = file.step(theorem)
    return file.closed(stated(theorem.statement, title, last, file.last_gallina(theorem)))


def _on_every_axis(theorem: Theorem, title: str) -> list[str]:
    """Return the theorem about one axis, with cells for tensors, and what it implies."""
    (premise,) = theorem.premises
    fusing = Fusing.of(premise)
    one = fusing.proof(premise)
    name = f"{title}_on_one_axis"
    file = FileSoFar(one)
    last = file.step(one)
    gallina = file.last_gallina(one)
    lift = Lift(premise.statement, outline(one.statement, last), name, gallina, fusing)
    section = file.closed(stated(one.statement, name, last, gallina))
    return ["Section One_axis.", *section, "End One_axis.", "", lift.stated(title)]


class FileSoFar:
    """The file while it grows; sums, obligations and steps are written once, before they are used."""

    def __init__(self, theorem: ProofStep) -> None:
        self.gallina = gallina_of(theorem)
        self.given = [h for h in theorem.hypotheses if isinstance(h, GivenEquation)]
        self.texts: list[str] = []
        self.sums: dict[Sum, DefinedSum] = {}
        self.obligations: dict[Obligation, Lemma] = {}
        self.steps: dict[int, Lemma] = {}
        self.defined: dict[int, frozenset[Quotient]] = {}

    def closed(self, theorem: str) -> list[str]:
        """Return the whole file, with the theorem at its end and the tensors in front."""
        given = [term for equation in self.given for term in equation.left + equation.right]
        atoms = [atom for term in (*self.sums, *given) for atom in term.atoms]
        arities = {self.gallina.tensors[atom.tensor]: len(atom.at) for atom in atoms}
        tensors = [f"Variable {name} : {'Z -> ' * arity}R." for name, arity in arities.items()]
        return [*tensors, *self.texts, "", theorem]

    def last_gallina(self, theorem: ProofStep) -> Gallina:
        """Return how a step is written."""
        return with_quotients(self.gallina, self.defined[id(theorem)])

    def sum(self, term: Sum) -> DefinedSum:
        """Return a sum, defined."""
        if term not in self.sums:
            self.sums[term] = with_ranges(term, len(self.sums) + 1)
            self.texts.append(definitions(self.sums[term], self.gallina))
        return self.sums[term]

    def obligation(self, obligation: Obligation) -> Lemma:
        """Return an obligation, proved."""
        if obligation not in self.obligations:
            name = f"obligation_{len(self.obligations) + 1}"
            self.obligations[obligation], text = obligation_lemma(name, obligation, self.gallina)
            self.texts.append(text)
        return self.obligations[obligation]

    def step(self, theorem: ProofStep) -> Lemma:
        """Return a theorem of the kernel, proved from its premises."""
        if id(theorem) in self.steps:
            return self.steps[id(theorem)]
        premises = [self.step(premise) for premise in theorem.premises]
        defined = self._defined(theorem)
        variables = _variables(theorem, premises, defined)
        letters = tuple(v for v in variables if isinstance(v, Letter))
        lemma = Lemma(f"step_{len(self.steps) + 1}", variables, letters, theorem.hypotheses)
        gallina = with_quotients(self.gallina, defined)
        start, scope = introduced(lemma, gallina)
        scope = replace(scope, reach=scope.reach | defined)
        stated = f"{header(lemma, gallina)}{self._conclusion(theorem, scope)}"
        proof = lines((*start, *_replay(theorem).proof(theorem, scope, self)))
        self.texts.append("\n".join([f"Lemma {lemma.name} : {stated}.", "Proof.", *proof, "Qed."]))
        self.steps[id(theorem)] = lemma
        self.defined[id(theorem)] = defined
        return lemma

    def _conclusion(self, theorem: ProofStep, scope: Scope) -> str:
        """Return what a theorem concludes from its hypotheses."""
        s = theorem.statement
        parts = [f"({scope.gallina.condition(goal)})" for goal in s.goals]
        if has_equation(s):
            ranges = "".join(f"({scope.gallina.condition(c)}) -> " for c in s.ranges)
            left = expression(s.left, scope, self)
            right = expression(s.right, scope, self)
            parts.append(f"({ranges}{left} = {right})")
        return " /\\ ".join(parts)

    def _defined(self, theorem: ProofStep) -> frozenset[Quotient]:
        """Return the quotients that are divisions by now, and not any numbers with the same bounds."""
        own = frozenset(a for a in theorem.arguments if isinstance(a, Quotient))
        return own.union(*(self.defined[id(premise)] for premise in theorem.premises))


def _variables(
    theorem: ProofStep, premises: list[Lemma], defined: frozenset[Quotient]
) -> tuple[Variable, ...]:
    """Return what a step is about.

    That is all that stands free in it, in its side conditions and, unless gone, in its premises.
    """
    gone = {*defined, *bound(theorem.statement), *_replay(theorem).gone(theorem)}
    found = free(theorem.statement).union(*(premise.variables for premise in premises))
    for obligation in theorem.obligations:
        found = found.union(mentioned(obligation.goal), *map(mentioned, obligation.using))
    return tuple(sorted(found - gone))


def _replay(theorem: ProofStep) -> Replay:
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
