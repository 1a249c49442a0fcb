"""The rules about sums as Coq proofs: reindex, divide, ring, split, count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from symconv.language.terms import Condition, Expression, Index, Size, Sum, at_least, variable_poly
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.replaying import (
    CoqFile,
    about_two_sums,
    justified,
    opened,
    positive,
    revealed,
    spelled,
    value_of,
)
from symconv.proof.coq.scope import Scope
from symconv.proof.coq.tactics import (
    REFLEXIVITY,
    RING,
    SPLIT,
    Assertion,
    Command,
    Sentences,
    Tactic,
    apply,
    because,
    bulleted,
    by_ring,
    call,
    chained,
    conjunction,
    equality,
    exact,
    for_each,
    function,
    nested,
    numbered,
    point,
    pointwise,
    sentences,
    then,
    transitivity,
)
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import division


def reindex(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay two inverse maps between points."""
    source, target = theorem.arguments
    forward, backward, pairing = theorem.maps
    proofs = iter(theorem.obligations)
    there = scope.knowing(source.conditions, "c", source.indices)
    back = scope.knowing(target.conditions, "c", target.indices)
    lands = _conditions(target.conditions, proofs, there, file)
    alike = _agree(source, target, dict(forward), pairing, proofs, there, file)
    around = _equalities(source.indices, proofs, there, file)
    returns = _conditions(source.conditions, proofs, back, file)
    across = _equalities(target.indices, proofs, back, file)
    maps = [
        _map(source, target, dict(forward), there),
        _map(target, source, dict(backward), back),
    ]
    same = for_each(SPLIT, point(around), alike)
    return (
        *sentences(about_two_sums("reindex", source, target, maps, scope, file)),
        *bulleted(
            then(
                opened(source, "c", scope, file, [target]),
                for_each(SPLIT, conjunction(lands), same),
            ),
            then(
                opened(target, "c", scope, file, [source]),
                for_each(SPLIT, conjunction(returns), point(across)),
            ),
        ),
    )


def _conditions(
    conditions: Iterable[Condition], proofs: Iterator[Obligation], scope: Scope, file: CoqFile
) -> list[Tactic]:
    return [because(c.relation, justified(next(proofs), scope, file)) for c in conditions]


def _equalities(
    parts: Iterable[object], proofs: Iterator[Obligation], scope: Scope, file: CoqFile
) -> list[Tactic]:
    return [equality(justified(next(proofs), scope, file)) for _ in parts]


def _map(domain: Sum, image: Sum, values: Mapping[Index, Size], scope: Scope) -> str:
    """Return a map from the points of one sum to those of another."""
    images = [scope.gallina.inner(values[i]) for i in image.indices]
    return function(spelled(domain.indices, scope), nested(images, "tt"))


def _agree(
    source: Sum,
    target: Sum,
    forward: Mapping[Index, Size],
    pairing: tuple[int, ...],
    proofs: Iterator[Obligation],
    scope: Scope,
    file: CoqFile,
) -> Tactic:
    """Return the tactic that proves the summands equal: the weights, and each tensor's indices."""
    gallina = scope.gallina
    (weights,) = _equalities([source.weight], proofs, scope, file)
    atoms = []
    for atom in source.atoms:
        indices = _equalities(atom.at, proofs, scope, file)
        atoms.append(pointwise(gallina.tensors[atom.tensor], indices))
    weight = then(apply("f_equal", "of_Z"), weights)
    alike = for_each(apply("f_equal2", "rmul"), weight, chained("rmul", atoms))
    if pairing == tuple(range(len(pairing))):
        return alike
    image = gallina.replacing({i: gallina.inner(value) for i, value in forward.items()})
    paired = image.term(target.weight, [target.atoms[n] for n in pairing])
    return for_each(transitivity(paired), alike, RING)


def divide(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a division as two inverse maps, since quotient and remainder exist and are unique."""
    source, quotient, remainder, dividend, divisor = theorem.arguments
    (target,) = theorem.statement.right
    (decided,) = theorem.obligations
    there = scope.knowing(source.conditions, "c", source.indices)
    back = scope.knowing(target.conditions, "c", target.indices)
    e = scope.gallina.inner(dividend)
    n = scope.gallina.inner(divisor)
    q, r = spelled((quotient, remainder), scope)
    names = spelled(source.indices, scope)
    low = positive(n, decided, there, file)
    bounds = [because(">=", call(f"quotient_{end}", e, n, low)) for end in ("low", "high")]
    lands = [*_known(source.conditions, there), RING, *bounds]
    said = [back.proofs[c] for c in division(quotient, remainder, dividend, divisor)]
    relations = ("=", ">=", ">=")
    given = [because(relation, proof) for relation, proof in zip(relations, said, strict=True)]
    unique = for_each(apply("quotient_unique", e, n, q, r), *given)
    same = [REFLEXIVITY] * len(names)
    rest = then(Command("rewrite e'"), equality(said[0]))
    returns = _known(source.conditions, back)
    maps = [
        function(names, nested([*names, f"({e} / {n})", f"({e} - {n} * ({e} / {n}))"], "tt")),
        function([*names, q, r], nested(names, "tt")),
    ]
    return (
        *sentences(about_two_sums("reindex", source, target, maps, scope, file)),
        *bulleted(
            then(
                opened(source, "c", scope, file, [target]),
                for_each(SPLIT, conjunction(lands), then(SPLIT, REFLEXIVITY)),
            ),
            then(
                opened(target, "c", scope, file, [source]),
                Assertion("e'", f"{e} / {n} = {q}", unique),
                for_each(SPLIT, conjunction(returns), point([*same, exact("e'"), rest])),
            ),
        ),
    )


def _known(conditions: Iterable[Condition], scope: Scope) -> list[Tactic]:
    """Return the tactics that prove conditions from what is known."""
    return [because(c.relation, scope.proofs[c]) for c in conditions]


def ring(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay sums over the same points whose weights add up alike."""
    left, right = theorem.arguments
    first = (left + right)[0]
    inside = scope.knowing(first.conditions, "c", first.indices)
    product = scope.gallina.product(first.atoms)
    (decided,) = theorem.obligations
    weights = then(apply("f_equal", "of_Z"), equality(justified(decided, inside, file)))
    values = [_total(side, first, scope, file) for side in (left, right)]
    spread = then(Command("rewrite ?of_Z_add, ?of_Z_0"), RING)
    alike = for_each(apply("f_equal2", "rmul"), weights, REFLEXIVITY)
    through = [transitivity(_weighed(side, product, scope)) for side in (left, right)]
    return sentences(
        apply("same_terms", *["_"] * 5, *values),
        then(
            opened(first, "c", scope, file, left + right),
            for_each(through[0], spread, Command("")),
            for_each(through[1], alike, spread),
        ),
    )


def _weighed(side: Expression, product: str, scope: Scope) -> str:
    """Return the weights of a side in one, times what all its sums have in common."""
    total = " + ".join(scope.gallina.inner(s.weight) for s in side) or "0"
    return f"of_Z ({total}) [*] ({product})"


def _total(side: Expression, first: Sum, scope: Scope, file: CoqFile) -> str:
    """Return the proof of what several sums over the same points add up to."""
    if not side:
        return call("value_zero", "_", "_", "_", value_of(first, scope, file))
    whole = value_of(side[0], scope, file)
    for term in side[1:]:
        whole = call("value_add", *["_"] * 5, whole, value_of(term, scope, file))
    return whole


def split(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay a sum that is cut in two."""
    source, condition = theorem.arguments
    holds, fails = theorem.statement.right
    values = [value_of(term, scope, file) for term in (source, holds, fails)]
    kept = [exact(name) for name in numbered("c", source.conditions)]
    last = len(kept) + 1
    new = because(">=", "k'")
    sides = [then(Command(side), conjunction([*kept, new])) for side in ("left", "right")]
    either = call("one_or_other", f"({scope.gallina.size(condition.left)})")
    cut = for_each(Command(f"destruct {either} as [k'|k']"), *sides)
    both = then(
        Command("intro w'"),
        revealed(holds, "d", file),
        Command(f"clear - c{last}' d{last}'"),
        Command("lia"),
    )
    return (
        *sentences(apply("split_sum", *["_"] * 7, *values)),
        *bulleted(
            then(opened(source, "c", scope, file, [holds, fails]), cut),
            then(opened(holds, "c", scope, file, [source]), conjunction(kept)),
            then(
                opened(fails, "c", scope, file, [source]),
                for_each(SPLIT, conjunction(kept), both),
            ),
        ),
    )


def count(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay an index that only counts."""
    source, index, low, high = theorem.arguments
    (target,) = theorem.statement.right
    (decided,) = theorem.obligations
    gallina = scope.gallina
    run = (at_least(variable_poly(index), low), at_least(high, variable_poly(index)))
    inside = scope.knowing(source.conditions, "c", source.indices)
    kept = scope.knowing(target.conditions, "c", target.indices)
    edges = [by_ring("le_by", "_", "_", "_", inside.proofs[c]) for c in run]
    returns = [_within(c, run, kept) for c in source.conditions]
    length = f"({gallina.inner(high)} - {gallina.inner(low)} + 1)"
    weighed = f"of_Z ({length} * {gallina.inner(source.weight)})"
    weights = then(apply("f_equal", "of_Z"), RING)
    term = for_each(
        transitivity(f"{weighed} [*] ({gallina.product(source.atoms)})"),
        for_each(apply("f_equal2", "rmul"), weights, REFLEXIVITY),
        then(Command("rewrite of_Z_mul"), RING),
    )
    size = because(">=", justified(decided, kept, file))
    i = gallina.texts[index]
    point_of_target = opened(target, "c", scope, file, [source])
    trivial = then(SPLIT, REFLEXIVITY)
    lands = for_each(SPLIT, for_each(SPLIT, *edges), trivial)
    return (
        *sentences(
            about_two_sums("count_index", source, target, _counted(theorem, scope), scope, file)
        ),
        *bulleted(
            then(
                opened(source, "c", scope, file, [target]),
                for_each(SPLIT, conjunction(_known(target.conditions, inside)), lands),
            ),
            then(
                Command(f"intro {i}"),
                point_of_target,
                Command("intros (a' & b')"),
                for_each(SPLIT, conjunction(returns), trivial),
            ),
            then(point_of_target, for_each(SPLIT, size, term)),
        ),
    )


def _within(condition: Condition, run: Sequence[Condition], scope: Scope) -> Tactic:
    """Return the proof of a condition of the larger sum: the index is in its range, the rest is known."""
    if condition in run:
        bound = ("a'", "b'")[run.index(condition)]
        return by_ring("nonneg_of_le", "_", "_", "_", bound)
    return because(condition.relation, scope.proofs[condition])


def _counted(theorem: ProofStep, scope: Scope) -> list[str]:
    """Return the summand, the ends of the range, and the maps between point and rest with index."""
    source, index, low, high = theorem.arguments
    (target,) = theorem.statement.right
    gallina = scope.gallina
    names = spelled(source.indices, scope)
    rest = spelled(target.indices, scope)
    i = gallina.texts[index]
    return [
        function(rest, gallina.term(source.weight, source.atoms)),
        function(rest, gallina.inner(low)),
        function(rest, gallina.inner(high)),
        f"(fun {i} => {function(rest, nested(names, 'tt'))})",
        function(names, i),
        function(names, nested(rest, "tt")),
    ]
