"""Sums as Coq definitions: written over ranges, and the lemma about the points they add over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symconv.language.terms import Condition, Letter, Sum, Variable, variables
from symconv.proof.coq.gallina import Gallina
from symconv.proof.coq.nested_sums import expanded, finite_ranges, place_of
from symconv.proof.coq.scope import Lemma, Scope, header, introduced
from symconv.proof.coq.tactics import (
    REFLEXIVITY,
    RING,
    SPLIT,
    Assertion,
    Command,
    Sentences,
    Tactic,
    all_pattern,
    apply,
    because,
    by_ring,
    call,
    conjunction,
    for_each,
    lines,
    nested,
    numbered,
    point_pattern,
    sentences,
    then,
    under_a_bullet,
)
from symconv.proof.trusted.ranges import IndexRange, Interval, Point, tests

BRACKET = "t'"
"""The proof that the bracket of a sum is true."""


class DefinedSum(NamedTuple):
    """A sum of the file: its number, the ranges it is written over, and what stands free in it."""

    term: Sum
    number: int
    ranges: tuple[IndexRange, ...]
    free: tuple[Variable, ...]

    @property
    def lemma(self) -> Lemma:
        """The lemma that says which points the sum goes over."""
        known = [v for r in self.ranges if isinstance(r, Point) for v in r.positive]
        needed = {v for v in known if isinstance(v, Letter)}
        return Lemma(f"value_{self.number}", self.free, tuple(sorted(needed)))

    def applied(self, part: str, scope: Scope) -> str:
        """Return the sum, or its points or its summand, at the variables of a scope."""
        text = scope.use(Lemma(f"{part}_{self.number}", self.free))
        return text if self.free else text[1:-1]


def with_ranges(term: Sum, number: int) -> DefinedSum:
    """Return a sum with ranges to write it over."""
    conditions = [c.left for c in term.conditions]
    reads = [e for atom in term.atoms for e in atom.at]
    found = set().union(*map(variables, [term.weight, *conditions, *reads]))
    free = tuple(sorted(found - set(term.indices)))
    return DefinedSum(term, number, finite_ranges(term), free)


def definitions(sum_: DefinedSum, gallina: Gallina) -> str:
    """Return the definitions of a sum, its points and its summand, and the lemma that connects them."""
    term = sum_.term
    n = sum_.number
    free = " ".join(gallina.texts[v] for v in sum_.free)
    parameters = f" ({free} : Z)" if free else ""
    names = [gallina.texts[i] for i in term.indices]
    kind = nested(["Z"] * len(names), "unit").replace(", ", " * ") if names else "unit"
    conditions = " /\\ ".join(map(gallina.condition, term.conditions)) or "True"
    point = f"let '{nested(names, '_')} := z' in " if names else ""
    return "\n".join(
        [
            f"Definition sum_{n}{parameters} : R :=",
            f"  {expanded(term, gallina)}.",
            f"Definition where_{n}{parameters} (z' : {kind}) : Prop :=",
            f"  {point}{conditions}.",
            f"Definition term_{n}{parameters} (z' : {kind}) : R :=",
            f"  {point}{gallina.term(term.weight, term.atoms)}.",
            _value(sum_, gallina),
        ]
    )


def _value(sum_: DefinedSum, gallina: Gallina) -> str:
    """Return the lemma that a sum adds its summand over all of its points, with its proof."""
    lemma = sum_.lemma
    start, scope = introduced(lemma, gallina)
    ordered = [gallina.texts[r.index] for r in sum_.ranges]
    names = [gallina.texts[i] for i in sum_.term.indices]
    here = Scope(gallina, frozenset(sum_.free), scope.minima, {})
    whole = "(value_point _ _)"
    for name in reversed(ordered):
        whole = call("value_sum", *["_"] * 5, f"(fun {name} => {whole})")
    maps = [_reordered(ordered, names), _reordered(names, ordered)]
    parts = [sum_.applied(part, here) for part in ("sum", "where", "term")]
    proof = (
        *start,
        *sentences(Command(f"refine {call('value_map', *['_'] * 5, *maps, whole, '_', '_')}")),
        *_there(sum_, gallina, point_pattern(ordered)),
        *_back(sum_, here, point_pattern(names)),
    )
    stated = f"Lemma {lemma.name} : {header(lemma, gallina)}value {' '.join(parts)}."
    return "\n".join([stated, "Proof.", *lines(proof), "Qed."])


def _reordered(names: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the function that lists the indices of a point in another order."""
    if not names:
        return "(fun z' => z')"
    return f"(fun z' => let '{nested(names, '_')} := z' in {nested(wanted, 'tt')})"


def _there(sum_: DefinedSum, gallina: Gallina, points: str) -> Sentences:
    """Return the proof that the ranges and the bracket say what the conditions say."""
    term = sum_.term
    tested = tests(term, sum_.ranges)
    given = [f"(a{n}' & b{n}')" for n, _ in enumerate(sum_.ranges, 1)]
    proofs = [_from_range(c, sum_, tested, gallina) for c in term.conditions]
    alike = for_each(SPLIT, REFLEXIVITY, _same_summand(term))
    number = sum_.number
    start = then(
        Command(f"intros {points} {all_pattern([*given, BRACKET])}"),
        Command("cbn [fst snd] in *"),
        *_read(tested, gallina),
        Command(f"unfold where_{number}, term_{number}"),
        Command("cbv beta iota"),
    )
    return under_a_bullet(start, for_each(SPLIT, conjunction(proofs), alike))


def _same_summand(term: Sum) -> Tactic:
    """Return the proof that the summand is what is written: a weight of 1 and no atoms are left out."""
    if term.weight == 1:
        return then(Command("rewrite of_Z_1"), RING)
    return REFLEXIVITY if term.atoms else RING


def _read(tested: tuple[Condition, ...], gallina: Gallina) -> list[Tactic]:
    """Return the tactics that take the bracket apart."""
    taken: list[Tactic] = []
    for n in range(len(tested), 1, -1):
        taken.append(Command("apply andb_true_iff in t'"))
        taken.append(Command(f"destruct t' as (t' & t{n}')"))
    if tested:
        taken.append(Command("rename t' into t1'"))
    names = numbered("t", tested)
    decided = zip(tested, names, strict=True)
    return [*taken, *(Command(f"apply {_decides(c, gallina)} in {name}") for c, name in decided)]


def _decides(condition: Condition, gallina: Gallina) -> str:
    return {"<=": "Z.leb_le", "<": "Z.ltb_lt", "=": "Z.eqb_eq"}[gallina.compared(condition)[1]]


def _from_range(
    condition: Condition, sum_: DefinedSum, tested: tuple[Condition, ...], gallina: Gallina
) -> Tactic:
    """Return the proof of a condition from the bracket, or from the range of an index."""
    if condition in tested:
        return from_readable(condition, f"t{tested.index(condition) + 1}'", gallina)
    for n, r in enumerate(sum_.ranges, 1):
        if isinstance(r, Interval) and condition in r.conditions:
            ends = (("nonneg_of_le", f"a{n}'"), ("nonneg_of_lt", f"b{n}'"))
            lemma, proof = ends[r.conditions.index(condition)]
            return by_ring(lemma, "_", "_", "_", proof)
        if isinstance(r, Point) and condition == r.equation:
            lemma = "zero_of_eq" if r.sign == 1 else "zero_of_eq_opposite"
            here = call("point_of", "_", "_", f"a{n}'", f"b{n}'")
            return by_ring(lemma, "_", "_", "_", here)
    return Command("fail")


def from_readable(condition: Condition, proof: str, gallina: Gallina) -> Tactic:
    """Return the tactic that proves a condition from the same in readable form."""
    lemmas = {"<=": "nonneg_of_le", "<": "nonneg_of_lt", "=": "zero_of_eq"}
    return by_ring(lemmas[gallina.compared(condition)[1]], "_", "_", "_", proof)


def to_readable(condition: Condition, proof: str, gallina: Gallina) -> Tactic:
    """Return the tactic that proves the readable form of a condition from the condition."""
    lemmas = {"<=": "le_by", "<": "lt_by", "=": "eq_by"}
    return by_ring(lemmas[gallina.compared(condition)[1]], "_", "_", "_", proof)


def _back(sum_: DefinedSum, scope: Scope, points: str) -> Sentences:
    """Return the proof that the conditions put every index into its range and make the bracket true."""
    term = sum_.term
    inside = scope.knowing(term.conditions, "c", term.indices)
    tested = tests(term, sum_.ranges)
    runs = [_into_range(r, inside) for r in sum_.ranges]
    goal = conjunction([*runs, _bracket(tested, inside)])
    given = all_pattern(numbered("c", term.conditions))
    start = then(Command(f"intros {points} {given}"), Command("cbn [fst snd]"))
    return under_a_bullet(start, for_each(SPLIT, goal, REFLEXIVITY))


def _bracket(tested: tuple[Condition, ...], scope: Scope) -> Tactic:
    """Return the proof that the bracket is true."""
    if not tested:
        return REFLEXIVITY
    *front, last = tested
    readable = to_readable(last, scope.proofs[last], scope.gallina)
    step = then(Command(f"apply {_decides(last, scope.gallina)}"), readable)
    if not front:
        return step
    both = then(Command("apply andb_true_iff"), SPLIT)
    return for_each(both, _bracket(tuple(front), scope), step)


def _into_range(r: IndexRange, scope: Scope) -> Tactic:
    """Return the proof that an index is in its range."""
    if isinstance(r, Interval):
        low, high = (scope.proofs[c] for c in r.conditions)
        below = by_ring("le_by", "_", "_", "_", low)
        return for_each(SPLIT, below, by_ring("lt_by", "_", "_", "_", high))
    equation = scope.proofs[r.equation]
    if r.divisor == 1:
        lemma = "equal_by" if r.sign == 1 else "equal_by_opposite"
        where = by_ring(lemma, "_", "_", "_", equation)
    else:
        lemma = "zero_by_opposite" if r.sign == 1 else "zero_by"
        exactly = by_ring(lemma, "_", "_", equation)
        where = for_each(Command("apply quotient_exact"), _positive(r, scope), exactly)
    place = f"{scope.gallina.texts[r.index]} = {place_of(r, scope.gallina)}"
    ends = [apply(f"point_{end}", "_", "_", "e'") for end in ("low", "high")]
    return then(Assertion("e'", place, where), for_each(SPLIT, *ends))


def _positive(point: Point, scope: Scope) -> Tactic:
    """Return the tactic that proves a divisor to be at least 1."""
    if isinstance(point.positive[0], Condition):
        proofs = [scope.proofs[c] for c in point.positive if isinstance(c, Condition)]
        return by_ring("positive_by_sum", "_", "_", "_", *proofs)
    letters = [v for v in point.positive if isinstance(v, Letter)]
    first, *others = (_at_least_1(letter, scope) for letter in letters)
    for proof in others:
        first = call("positive_product", "_", "_", first, proof)
    return because(">=", first)


def _at_least_1(letter: Letter, scope: Scope) -> str:
    return f"(ltac:(clear - {scope.minima[letter]}; lia) : 0 <= {scope.gallina.texts[letter]} - 1)"
