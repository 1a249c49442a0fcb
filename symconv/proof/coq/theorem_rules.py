"""The rules about theorems as Coq proofs: what each concludes from its premises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.language.terms import at_least
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.lemmas import Book, check_equation, expression, justified
from symconv.proof.coq.script import Scope, because, chained, conjunction, each
from symconv.proof.coq.theorem_statement import has_equation
from symconv.proof.trusted.statement import definition


def entailed(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay goals that follow from the hypotheses."""
    tactics = [because(o.goal.relation, justified(o, scope, book)) for o in theorem.obligations]
    return f"{each(tactics) if tactics else 'reflexivity'}."


def symmetric(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay sides exchanged."""
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


def transitive(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a chain of equations, the sums of their sides reordered where needed."""
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


def add(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay equations added side by side."""
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


def reflexive(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay that an expression equals itself."""
    return "reflexivity."


def weaken(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay what was proved under fewer hypotheses."""
    return f"exact {scope.use(book.step(theorem.premises[0]))}."


def cases(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay two cases of a condition."""
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


def define(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a quotient that becomes a division."""
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


def conclude(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a claim put together from its goals and its equation."""
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
