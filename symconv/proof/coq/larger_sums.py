"""The rules that make larger sums as Coq proofs: times an expression, summed over what stood free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from symconv.language.terms import Expression, Index, Sum, Variable
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.replaying import (
    CoqFile,
    expression,
    points,
    revealed,
    spelled,
    value_of,
)
from symconv.proof.coq.scope import Scope
from symconv.proof.coq.tactics import (
    NOTHING,
    REFLEXIVITY,
    RING,
    SPLIT,
    WRAP,
    Command,
    Sentences,
    Tactic,
    all_pattern,
    apply,
    call,
    chained,
    conjunction,
    exact,
    for_each,
    function,
    nested,
    numbered,
    point_pattern,
    sentences,
    then,
    transitivity,
)

REDUCED = then(Command("cbv beta iota in *"), Command("cbn [fst snd] in *"))
SAME_PLACES = then(SPLIT, REFLEXIVITY)


def times(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay an equation multiplied by an expression: every product of two sums is one sum over both points."""
    (factor,) = theorem.arguments
    (premise,) = theorem.premises
    s, t = theorem.statement, premise.statement
    by = expression(factor, scope, file)
    step = for_each(apply("f_equal2", "rmul"), exact(scope.use(file.step(premise))), REFLEXIVITY)
    left, right = (_Multiplied(side, factor, by, scope, file) for side in (t.left, t.right))
    back = for_each(
        transitivity(left.product), NOTHING, for_each(transitivity(right.product), step, NOTHING)
    )
    first, last = left.proof(s.left), then(Command("symmetry"), right.proof(s.right))
    return sentences(for_each(back, first, last))


class _Multiplied:
    """One side of an equation, and an expression that it is multiplied by."""

    def __init__(
        self, side: Expression, factor: Expression, by: str, scope: Scope, file: CoqFile
    ) -> None:
        self.pairs = list(product(side, factor))
        self.scope, self.file = scope, file
        self.product = f"({expression(side, scope, file)}) [*] ({by})"

    def proof(self, made: Expression) -> Tactic:
        """Return the proof that what was made is the product."""
        parts = []
        for one, other in self.pairs:
            texts = [expression((term,), self.scope, self.file) for term in (one, other)]
            parts.append(f"({texts[0]} [*] {texts[1]})")
        apart = [
            _product_of_two(whole, *pair, self.scope, self.file)
            for whole, pair in zip(made, self.pairs, strict=True)
        ]
        return for_each(transitivity(" [+] ".join(parts) or "rO"), chained("radd", apart), RING)


def _product_of_two(whole: Sum, one: Sum, other: Sum, scope: Scope, file: CoqFile) -> Tactic:
    """Return the proof that a sum over two points is the product of two sums."""
    names, mine, theirs = (spelled(term.indices, scope) for term in (whole, one, other))
    sums = (whole, one, other)
    maps = [
        function(names, nested(mine, "tt")),
        function(names, nested(theirs, "tt")),
        _of_two(mine, theirs),
    ]
    sides = [text for term in sums for text in points(term, scope, file)]
    values = [value_of(term, scope, file) for term in sums]
    weights = [scope.gallina.inner(term.weight) for term in (one, other)]
    atoms = scope.gallina.product(whole.atoms)
    apart = transitivity(f"of_Z ({weights[0]} * {weights[1]}) [*] ({atoms})")
    weight = then(apply("f_equal", "of_Z"), RING)
    weighed = for_each(
        apart,
        for_each(apply("f_equal2", "rmul"), weight, REFLEXIVITY),
        then(Command(f"rewrite (of_Z_mul {weights[0]} {weights[1]})"), RING),
    )
    held = [exact(name) for name in numbered("c", whole.conditions)]
    place = len(one.conditions)
    lands = for_each(
        SPLIT,
        conjunction(held[:place]),
        for_each(SPLIT, conjunction(held[place:]), for_each(SPLIT, REFLEXIVITY, weighed)),
    )
    both = [
        exact(name) for name in (*numbered("c", one.conditions), *numbered("d", other.conditions))
    ]
    return for_each(
        apply("product_sum", *["_"] * 3, *sides, *maps, WRAP, *values),
        then(
            Command(f"intros {point_pattern(names)} w'"),
            revealed(whole, "c", file, (one, other)),
            lands,
        ),
        then(
            Command(f"intros {point_pattern(mine)} {point_pattern(theirs)} v' w'"),
            revealed(one, "c", file, (whole, other), "v'"),
            revealed(other, "d", file),
            for_each(SPLIT, conjunction(both), SAME_PLACES),
        ),
    )


def _of_two(first: Sequence[str], second: Sequence[str]) -> str:
    """Return the function of two points that lists the indices of both."""
    inner = function(second, nested([*first, *second], "tt"))
    if not first:
        return f"(fun _ => {inner})"
    return f"(fun y' => let '{nested(first, '_')} := y' in {inner})"


def sum_over(theorem: ProofStep, scope: Scope, file: CoqFile) -> Sentences:
    """Replay both sides summed over indices that stood free."""
    indices, conditions = theorem.arguments
    (premise,) = theorem.premises
    s, t = theorem.statement, premise.statement
    names = spelled(indices, scope)
    known = numbered("k", conditions)
    where = " /\\ ".join(map(scope.gallina.condition, conditions)) or "True"
    sides = [
        _Spread(made, side, function(names, where), theorem, scope, file)
        for made, side in ((s.left, t.left), (s.right, t.right))
    ]
    inside = scope.knowing(conditions, "k", indices)
    point = then(
        Command(f"intros {point_pattern(names)} k'"),
        REDUCED,
        *_taken("k'", known),
        exact(inside.use(file.step(premise))),
    )
    functions = [side.function(side.inner) for side in sides]
    equal = apply(
        "spread_equal", f"(tuple_dec {len(names)})", "_", "_", function(names, where), *functions
    )
    return sentences(for_each(equal, *(side.proof(side.made, side.inner) for side in sides), point))


def summed_over(theorem: ProofStep) -> set[Variable]:
    """Return the indices that stand free no longer."""
    return set(theorem.arguments[0])


class _Spread:
    """One side of an equation that is summed over what stood free in it."""

    def __init__(
        self,
        made: Expression,
        inner: Expression,
        where: str,
        theorem: ProofStep,
        scope: Scope,
        file: CoqFile,
    ) -> None:
        self.made, self.inner, self.where = made, inner, where
        self.indices: tuple[Index, ...] = theorem.arguments[0]
        self.known = numbered("k", theorem.arguments[1])
        self.scope, self.file = scope, file
        places: dict[Variable, str] = {}
        rest = "z'"
        for index in self.indices:
            places[index] = f"(fst {rest})"
            rest = f"(snd {rest})"
        self.inside = replace(
            scope,
            gallina=scope.gallina.replacing(places),
            reach=scope.reach | set(self.indices),
        )

    def function(self, side: Expression) -> str:
        """Return sums as a function of the point that stood free."""
        return f"(fun z' => {expression(side, self.inside, self.file)})"

    def proof(self, made: Expression, inner: Expression) -> Tactic:
        """Return the proof that larger sums add up the smaller ones over that point."""
        if not made:
            return apply("spread_zero", self.where)
        *front, last = zip(made, inner, strict=True)
        if not front:
            return self._of_one(*last)
        larger, smaller = (tuple(side) for side in zip(*front, strict=True))
        functions = self.function(smaller), self.function(last[1:])
        return for_each(
            apply("spread_add", "_", "_", self.where, *functions),
            self.proof(larger, smaller),
            self._of_one(*last),
        )

    def _of_one(self, made: Sum, inner: Sum) -> Tactic:
        scope, file = self.scope, self.file
        outer = spelled(self.indices, scope)
        mine = spelled(inner.indices, scope)
        names = spelled(made.indices, scope)
        small = [f"(fun z' => {text})" for text in points(inner, self.inside, file)]
        maps = [
            function(names, nested(outer, "tt")),
            function(names, nested(mine, "tt")),
            _of_two(outer, mine),
        ]
        values = [value_of(made, scope, file), f"(fun z' => {value_of(inner, self.inside, file)})"]
        given = self.function((inner,))
        lemma = call(
            "spread_sum", "_", self.where, given, *small, *points(made, scope, file), *maps
        )
        held = [exact(name) for name in numbered("c", made.conditions)]
        place = len(inner.conditions)
        alike = for_each(SPLIT, REFLEXIVITY, REFLEXIVITY)
        lands = for_each(
            SPLIT,
            conjunction(held[place:]),
            for_each(SPLIT, conjunction(held[:place]), alike),
        )
        back = [exact(name) for name in (*numbered("c", inner.conditions), *self.known)]
        return for_each(
            apply(lemma[1:-1], WRAP, *values),
            then(
                Command(f"intros {point_pattern(names)} w'"),
                revealed(made, "c", file, (inner,)),
                REDUCED,
                lands,
            ),
            then(
                Command(f"intros {point_pattern(outer)} {point_pattern(mine)} k' w'"),
                revealed(inner, "c", file, (made,)),
                REDUCED,
                *_taken("k'", self.known),
                for_each(SPLIT, conjunction(back), SAME_PLACES),
            ),
        )


def _taken(proof: str, names: Sequence[str]) -> list[Tactic]:
    """Return the tactics that take a conjunction apart, where it says something."""
    if len(names) > 1:
        return [Command(f"destruct {proof} as {all_pattern(names)}")]
    return [Command(f"rename {proof} into {names[0]}")] if names else []
