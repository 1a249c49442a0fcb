"""Every rule of the kernel as a Coq proof of what the rule concludes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from symconv.errors import UnsupportedError
from symconv.language.terms import at_least
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.instances import divide_free, instantiate
from symconv.proof.coq.lemmas import Book, check_equation, expression, justified
from symconv.proof.coq.script import Scope, because, chained, conjunction, each
from symconv.proof.coq.sum_rules import count, divide, reindex, ring, split
from symconv.proof.coq.theorem_statement import has_equation
from symconv.proof.trusted.statement import definition

Rule = Callable[[Step, Scope, Book], str]


def proof(theorem: Step, scope: Scope, book: Book) -> str:
    """Return the tactic that proves a theorem from its premises.

    Raises
    ------
    UnsupportedError
        If its rule is not replayed in Coq.
    """
    rule = RULES.get(theorem.rule)
    if rule is None:
        raise UnsupportedError(f"the rule {theorem.rule} is not replayed in Coq")
    return rule(theorem, scope, book)


def conclusion(theorem: Step, scope: Scope, book: Book) -> str:
    """Return what a theorem concludes from its hypotheses."""
    s = theorem.statement
    parts = [f"({scope.spelling.condition(goal)})" for goal in s.goals]
    if has_equation(s):
        ranges = "".join(f"({scope.spelling.condition(c)}) -> " for c in s.ranges)
        parts.append(
            f"({ranges}{expression(s.left, scope, book)} = {expression(s.right, scope, book)})"
        )
    return " /\\ ".join(parts)


def _entailed(theorem: Step, scope: Scope, book: Book) -> str:
    tactics = [because(o.goal.relation, justified(o, scope, book)) for o in theorem.obligations]
    return f"{each(tactics) if tactics else 'reflexivity'}."


def _symmetric(theorem: Step, scope: Scope, book: Book) -> str:
    check_equation(theorem)
    return f"symmetry. exact {scope.use(book.step(theorem.premises[0]))}."


def _chain(theorem: Step, scope: Scope, book: Book, steps: Sequence[tuple[str, str, str]]) -> str:
    """Return the proof that goes from left to right through equations ``(proof, from, to)``, reordering between them."""
    check_equation(theorem)
    left, right = (
        expression(side, scope, book) for side in (theorem.statement.left, theorem.statement.right)
    )
    current, lines = left, []
    for proof_text, before, after in steps:
        if before != current:
            lines.append(f"transitivity ({before}); [ring | ].")
        lines.append(f"transitivity ({after}); [{proof_text} | ].")
        current = after
    return "\n".join([*lines, "reflexivity." if current == right else "ring."])


def _transitive(theorem: Step, scope: Scope, book: Book) -> str:
    return _chain(
        theorem, scope, book, [_equation(premise, scope, book) for premise in theorem.premises]
    )


def _equation(theorem: Step, scope: Scope, book: Book) -> tuple[str, str, str]:
    s = theorem.statement
    return (
        f"exact {scope.use(book.step(theorem))}",
        expression(s.left, scope, book),
        expression(s.right, scope, book),
    )


def _add(theorem: Step, scope: Scope, book: Book) -> str:
    equations = [_equation(premise, scope, book) for premise in theorem.premises]
    before, after = (" [+] ".join(f"({equation[n]})" for equation in equations) for n in (1, 2))
    if len(equations) == 1:
        before, after = equations[0][1:]
    return _chain(
        theorem,
        scope,
        book,
        [(chained("radd", [equation[0] for equation in equations]), before, after)],
    )


def _reflexive(theorem: Step, scope: Scope, book: Book) -> str:
    return "reflexivity."


def _weaken(theorem: Step, scope: Scope, book: Book) -> str:
    return f"exact {scope.use(book.step(theorem.premises[0]))}."


def _cases(theorem: Step, scope: Scope, book: Book) -> str:
    (condition,) = theorem.arguments
    opposite = at_least(-1, condition.left)
    holds, fails = (
        replace(scope, proofs={**scope.proofs, c: "k'"}).use(book.step(premise))
        for c, premise in zip((condition, opposite), theorem.premises, strict=True)
    )
    spelled, other = scope.spelling, because(">=", "m'")
    return "\n".join(
        [
            f"destruct (one_or_other ({spelled.size(condition.left)})) as [k'|m'].",
            f"- exact {holds}.",
            f"- assert (k' : {spelled.condition(opposite)}) by ({other}). exact {fails}.",
        ]
    )


def _define(theorem: Step, scope: Scope, book: Book) -> str:
    (quotient,) = theorem.arguments
    (decided,) = theorem.obligations
    e, n = (scope.spelling.inner(size) for size in (quotient.numerator, quotient.denominator))
    low = f"(nonneg_by _ ({n} - 1) {justified(decided, scope, book)} ltac:(ring))"
    lines, proofs = [], dict(scope.proofs)
    for number, (condition, lemma) in enumerate(
        zip(definition(quotient), ("quotient_low", "quotient_high"), strict=True), 1
    ):
        text = scope.spelling.condition(condition)
        lines.append(
            f"assert (q{number}' : {text}) by ({because('>=', f'({lemma} {e} {n} {low})')})."
        )
        proofs[condition] = f"q{number}'"
    defined = replace(scope, proofs=proofs)
    return "\n".join([*lines, f"exact {defined.use(book.step(theorem.premises[0]))}."])


def _conclude(theorem: Step, scope: Scope, book: Book) -> str:
    s, (sizes, *cells) = theorem.statement, theorem.premises
    goals, ranges = (
        [f"{name}{n}'" for n, _ in enumerate(every, 1)]
        for name, every in (("g", s.goals), ("r", s.ranges))
    )
    lines = [f"pose proof {scope.use(book.step(sizes))} as {conjunction(goals)}."] if goals else []
    inside = replace(scope, proofs={**scope.proofs, **dict(zip(s.ranges, ranges, strict=True))})
    introduced = f"intros {' '.join(ranges)}; " if ranges else ""
    tactics = [f"exact {goal}" for goal in goals]
    tactics += [f"{introduced}exact {inside.use(book.step(c))}" for c in cells if has_equation(s)]
    return "\n".join([*lines, f"{each(tactics)}."])


RULES: Mapping[str, Rule] = {
    "entailed": _entailed,
    "reindex": reindex,
    "divide": divide,
    "ring": ring,
    "split": split,
    "count": count,
    "symmetric": _symmetric,
    "transitive": _transitive,
    "arrange": _transitive,
    "add": _add,
    "reflexive": _reflexive,
    "assume": _weaken,
    "define": _define,
    "conclude": _conclude,
    "cases": _cases,
    "instantiate": instantiate,
    "divide_free": divide_free,
}
