"""The rules about sums as Coq proofs: reindex, divide, ring, split, count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symconv.language.terms import Condition, Expression, Index, Size, Sum, at_least, variable_poly
from symconv.proof.coq.fusing import Step
from symconv.proof.coq.lemmas import (
    Book,
    arguments,
    equality,
    function,
    justified,
    opened,
    spelled,
    tuples,
    value_of,
)
from symconv.proof.coq.script import Scope, because, chained, each, nested, pointwise
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import division


def reindex(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay two inverse maps between points."""
    source, target, forward, backward, pairing = (*theorem.arguments, *theorem.maps)
    proofs = iter(theorem.obligations)
    there, back = (
        scope.knowing(source.conditions, "c", source.indices),
        scope.knowing(target.conditions, "c", target.indices),
    )
    onto = _take(target.conditions, proofs, there, book)
    alike = _agree(source, target, dict(forward), pairing, proofs, there, book)
    around = [equality(justified(next(proofs), there, book)) for _ in source.indices]
    again = _take(source.conditions, proofs, back, book)
    across = [equality(justified(next(proofs), back, book)) for _ in target.indices]
    maps = [
        function(
            spelled(a.indices, scope),
            nested([inside.spelling.inner(dict(m)[i]) for i in b.indices], "tt"),
        )
        for a, b, m, inside in ((source, target, forward, there), (target, source, backward, back))
    ]
    return "\n".join(
        [
            f"apply (reindex _ _ {arguments(source, scope, book)} {arguments(target, scope, book)} {' '.join(maps)}",
            f"  {value_of(source, scope, book)} {value_of(target, scope, book)}).",
            f"- {opened(source, 'c', scope, book, [book.sum(target)])}"
            f"split; [{each(onto)} | split; [{tuples(around)} | {alike}]].",
            f"- {opened(target, 'c', scope, book, [book.sum(source)])}split; [{each(again)} | {tuples(across)}].",
        ]
    )


def _take(
    conditions: Sequence[Condition], proofs: Iterator[Obligation], scope: Scope, book: Book
) -> list[str]:
    return [because(c.relation, justified(next(proofs), scope, book)) for c in conditions]


def _agree(
    source: Sum,
    target: Sum,
    forward: Mapping[Index, Size],
    pairing: tuple[int, ...],
    proofs: Iterator[Obligation],
    scope: Scope,
    book: Book,
) -> str:
    """Return the tactic that proves the summands equal: weight by weight, and each tensor at equal indices."""
    weight = f"apply (f_equal of_Z); {equality(justified(next(proofs), scope, book))}"
    atoms = [
        pointwise(
            scope.spelling.tensors[atom.tensor],
            [equality(justified(next(proofs), scope, book)) for _ in atom.at],
        )
        for atom in source.atoms
    ]
    alike = f"apply (f_equal2 rmul); [{weight} | {chained('rmul', atoms)}]"
    if pairing == tuple(range(len(pairing))):
        return alike
    image = scope.spelling.replacing(
        {i: scope.spelling.inner(value) for i, value in forward.items()}
    )
    return f"transitivity ({image.term(target.weight, [target.atoms[n] for n in pairing])}); [{alike} | ring]"


def divide(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a division as two inverse maps, since quotient and remainder exist and are unique."""
    source, quotient, remainder, dividend, divisor = theorem.arguments
    (target,) = theorem.statement.right
    there = scope.knowing(source.conditions, "c", source.indices)
    back = scope.knowing(target.conditions, "c", target.indices)
    text = scope.spelling.inner
    e, n, q, r = text(dividend), text(divisor), *spelled((quotient, remainder), scope)
    names, rest = (
        spelled(source.indices, scope),
        f"({text(dividend)} - {text(divisor)} * ({text(dividend)} / {text(divisor)}))",
    )
    (decided,) = theorem.obligations
    low = f"(nonneg_by _ ({n} - 1) {justified(decided, there, book)} ltac:(ring))"
    onto = [because(c.relation, there.proofs[c]) for c in source.conditions]
    onto += [
        "ring",
        because(">=", f"(quotient_low {e} {n} {low})"),
        because(">=", f"(quotient_high {e} {n} {low})"),
    ]
    equation, first, second = (
        back.proofs[c] for c in division(quotient, remainder, dividend, divisor)
    )
    unique = (
        f"assert (e' : {e} / {n} = {q}) by (apply (quotient_unique {e} {n} {q} {r}); "
        f"[{because('=', equation)} | {because('>=', first)} | {because('>=', second)}])"
    )
    across = ["reflexivity"] * len(names) + ["exact e'", f"rewrite e'; {equality(equation)}"]
    again = [because(c.relation, back.proofs[c]) for c in source.conditions]
    maps = [
        function(names, nested([*names, f"({e} / {n})", rest], "tt")),
        function([*names, q, r], nested(names, "tt")),
    ]
    return "\n".join(
        [
            f"apply (reindex _ _ {arguments(source, scope, book)} {arguments(target, scope, book)} {' '.join(maps)}",
            f"  {value_of(source, scope, book)} {value_of(target, scope, book)}).",
            f"- {opened(source, 'c', scope, book, [book.sum(target)])}split; [{each(onto)} | split; reflexivity].",
            f"- {opened(target, 'c', scope, book, [book.sum(source)])}{unique}; split; [{each(again)} | {tuples(across)}].",
        ]
    )


def ring(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay sums over the same points whose weights add up alike."""
    left, right = theorem.arguments
    first = (left + right)[0]
    inside = scope.knowing(first.conditions, "c", first.indices)
    product = scope.spelling.product(first.atoms)
    total = [
        " + ".join(scope.spelling.inner(s.weight) for s in side) or "0" for side in (left, right)
    ]
    (decided,) = theorem.obligations
    weights = f"apply (f_equal of_Z); {equality(justified(decided, inside, book))}"
    values = [_total(side, first, scope, book) for side in (left, right)]
    spread = "rewrite ?of_Z_add, ?of_Z_0; ring"
    return "\n".join(
        [
            f"apply (same_terms _ _ _ _ _ {values[0]} {values[1]}).",
            f"{opened(first, 'c', scope, book, [book.sum(s) for s in left + right])}",
            f"transitivity (of_Z ({total[0]}) [*] ({product})); [{spread} | ]; "
            f"transitivity (of_Z ({total[1]}) [*] ({product})); [apply (f_equal2 rmul); [{weights} | reflexivity] | {spread}].",
        ]
    )


def _total(side: Expression, first: Sum, scope: Scope, book: Book) -> str:
    """Return the proof of what several sums over the same points add up to."""
    if not side:
        return f"(value_zero _ _ _ {value_of(first, scope, book)})"
    whole = value_of(side[0], scope, book)
    for term in side[1:]:
        whole = f"(value_add _ _ _ _ _ {whole} {value_of(term, scope, book)})"
    return whole


def split(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay a sum that is cut in two."""
    source, condition = theorem.arguments
    parts = theorem.statement.right
    values = " ".join(value_of(term, scope, book) for term in (source, *parts))
    kept = [f"exact c{n}'" for n, _ in enumerate(source.conditions, 1)]
    last = f"c{len(kept) + 1}'"
    numbers = [book.sum(part) for part in parts]
    either = f"destruct (one_or_other ({scope.spelling.size(condition.left)})) as [k'|k']"
    new = because(">=", "k'")
    holds, fails = (f"{side}; {each([*kept, new])}" for side in ("left", "right"))
    first, second = (opened(part, "c", scope, book, [book.sum(source)]) for part in parts)
    other = opened(parts[0], "d", scope, book).partition("w'; ")[2]
    return "\n".join(
        [
            f"apply (split_sum _ _ _ _ _ _ _ {values}).",
            f"- {opened(source, 'c', scope, book, numbers)}{either}; [{holds} | {fails}].",
            f"- {first}{each(kept)}.",
            f"- {second}split; [{each(kept)} | intro w'; {other}clear - {last} {last.replace('c', 'd')}; lia].",
        ]
    )


def count(theorem: Step, scope: Scope, book: Book) -> str:
    """Replay an index that only counts."""
    source, index, low, high = theorem.arguments
    (target,) = theorem.statement.right
    run = (at_least(variable_poly(index), low), at_least(high, variable_poly(index)))
    inside, kept = (
        scope.knowing(source.conditions, "c", source.indices),
        scope.knowing(target.conditions, "c", target.indices),
    )
    names, rest, i = (
        spelled(source.indices, scope),
        spelled(target.indices, scope),
        scope.spelling.texts[index],
    )
    a, b = (scope.spelling.inner(edge) for edge in (low, high))
    within = f"split; [apply (le_by _ _ _ {inside.proofs[run[0]]}); ring | apply (le_by _ _ _ {inside.proofs[run[1]]}); ring]"
    onto = [because(c.relation, inside.proofs[c]) for c in target.conditions]
    again = [
        f"apply (nonneg_of_le _ _ _ {('a', 'b')[run.index(c)]}'); ring"
        if c in run
        else because(c.relation, kept.proofs[c])
        for c in source.conditions
    ]
    (decided,) = theorem.obligations
    length = f"({b} - {a} + 1)"
    factor = scope.spelling.inner(source.weight)
    size = because(">=", justified(decided, kept, book))
    term = (
        f"transitivity (of_Z ({length} * {factor}) [*] ({scope.spelling.product(source.atoms)})); "
    )
    term += "[apply (f_equal2 rmul); [apply (f_equal of_Z); ring | reflexivity] | rewrite of_Z_mul; ring]"
    functions = [
        function(rest, scope.spelling.term(source.weight, source.atoms)),
        function(rest, a),
        function(rest, b),
        f"(fun {i} => {function(rest, nested(names, 'tt'))})",
        function(names, i),
        function(names, nested(rest, "tt")),
    ]
    inner = opened(target, "c", scope, book, [book.sum(source)])
    return "\n".join(
        [
            f"apply (count_index _ _ {arguments(source, scope, book)} {arguments(target, scope, book)} {' '.join(functions)}",
            f"  {value_of(source, scope, book)} {value_of(target, scope, book)}).",
            f"- {opened(source, 'c', scope, book, [book.sum(target)])}"
            f"split; [{each(onto)} | split; [{within} | split; reflexivity]].",
            f"- intro {i}; {inner}intros (a' & b'); split; [{each(again)} | split; reflexivity].",
            f"- {inner}split; [{size} | {term}].",
        ]
    )
