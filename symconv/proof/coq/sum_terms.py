"""Sums as Coq definitions: written over ranges, and the lemma that they add their terms over all points they should."""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import UnsupportedError
from symconv.language.terms import Condition, Letter, Sum, Variable, variables
from symconv.proof.coq.gallina import Spelling
from symconv.proof.coq.script import (
    Lemma,
    Scope,
    because,
    conjunction,
    each,
    header,
    intros,
    nested,
    pattern,
)
from symconv.proof.trusted.ranges import Point, Range, Run, ranges, tests


class Written(NamedTuple):
    """A sum of the file: its number, the ranges it is written over, and the variables that stand free in it."""

    term: Sum
    number: int
    ranges: tuple[Range, ...]
    free: tuple[Variable, ...]

    @property
    def lemma(self) -> Lemma:
        """The lemma that says which points the sum goes over."""
        needed = {
            v
            for r in self.ranges
            if isinstance(r, Point)
            for v in r.positive
            if isinstance(v, Letter)
        }
        return Lemma(f"value_{self.number}", self.free, tuple(sorted(needed)))

    def applied(self, part: str, scope: Scope) -> str:
        """Return the sum, or its points or its summand, at the variables of a scope."""
        text = scope.use(Lemma(f"{part}_{self.number}", self.free))
        return text if self.free else text[1:-1]


def written(term: Sum, number: int) -> Written:
    """Return a sum with ranges to write it over."""
    sizes = [
        term.weight,
        *(c.left for c in term.conditions),
        *(e for atom in term.atoms for e in atom.at),
    ]
    free = set().union(*map(variables, sizes)) - set(term.indices)
    return Written(term, number, finite_ranges(term), tuple(sorted(free)))


def finite_ranges(term: Sum) -> tuple[Range, ...]:
    """Return the ranges of a sum.

    Raises
    ------
    UnsupportedError
        If they rest on a divisor that is not shown to be positive by letters or conditions of the
        sum.
    """
    found = ranges(term)
    if found is None or any(
        isinstance(r, Point) and r.divisor != 1 and not r.positive for r in found
    ):
        names = ", ".join(i.name for i in term.indices)
        raise UnsupportedError(
            f"Coq needs finite sums, and the conditions of a sum show no range of an index of {names}"
        )
    return found


def expanded(term: Sum, spelling: Spelling) -> str:
    """Return a sum as nested sums over ranges, with its other conditions in a bracket."""
    chosen = finite_ranges(term)
    test = " && ".join(map(spelling.test, tests(term, chosen))) or "true"
    text = f"bracket ({test}) ({spelling.readable_term(term)})"
    for r in reversed(chosen):
        low, high = bounds(r, spelling)
        text = f"Sum {low} {high} (fun {spelling.texts[r.index]} => {text})"
    return text


def bounds(r: Range, spelling: Spelling) -> tuple[str, str]:
    """Return where a range starts and where it stops."""
    if isinstance(r, Run):
        return spelling.inner(r.low), spelling.inner(r.high)
    low = _place(r, spelling)
    return low, f"({low} + 1)"


def _place(point: Point, spelling: Spelling) -> str:
    if point.divisor == 1:
        return spelling.inner(point.dividend)
    return f"({spelling.inner(point.dividend)} / {spelling.inner(point.divisor)})"


def definitions(sum_: Written, spelling: Spelling) -> str:
    """Return the definitions of a sum, its points and its summand, and the lemma that connects them."""
    term, n = sum_.term, sum_.number
    free = " ".join(spelling.texts[v] for v in sum_.free)
    parameters = f" ({free} : Z)" if free else ""
    names = [spelling.texts[i] for i in term.indices]
    kind = nested(["Z"] * len(names), "unit").replace(", ", " * ") if names else "unit"
    conditions = " /\\ ".join(map(spelling.condition, term.conditions)) or "True"
    point = f"let '{nested(names, '_')} := z' in " if names else ""
    return "\n".join(
        [
            f"Definition sum_{n}{parameters} : R :=",
            f"  {expanded(term, spelling)}.",
            f"Definition where_{n}{parameters} (z' : {kind}) : Prop :=",
            f"  {point}{conditions}.",
            f"Definition term_{n}{parameters} (z' : {kind}) : R :=",
            f"  {point}{spelling.term(term.weight, term.atoms)}.",
            _value(sum_, spelling),
        ]
    )


def _value(sum_: Written, spelling: Spelling) -> str:
    lemma, term = sum_.lemma, sum_.term
    start, scope = intros(lemma, spelling)
    ordered = [spelling.texts[r.index] for r in sum_.ranges]
    names = [spelling.texts[i] for i in term.indices]
    here = Scope(spelling, frozenset(sum_.free), scope.minima, {})
    whole = "(value_point _ _)"
    for name in reversed(ordered):
        whole = f"(value_sum _ _ _ _ _ (fun {name} => {whole}))"
    forward = (
        f"(fun z' => let '{nested(ordered, '_')} := z' in {nested(names, 'tt')})"
        if names
        else "(fun z' => z')"
    )
    backward = (
        f"(fun z' => let '{nested(names, '_')} := z' in {nested(ordered, 'tt')})"
        if names
        else "(fun z' => z')"
    )
    parts = [sum_.applied(part, here) for part in ("sum", "where", "term")]
    return "\n".join(
        [
            f"Lemma {lemma.name} : {header(lemma, spelling)}value {' '.join(parts)}.",
            "Proof.",
            f"  {start} refine (value_map _ _ _ _ _ {forward} {backward} {whole} _ _).",
            f"  - {_there(sum_, spelling, pattern(ordered))}",
            f"  - {_back(sum_, here, pattern(names))}",
            "Qed.",
        ]
    )


def _there(sum_: Written, spelling: Spelling, points: str) -> str:
    """Return the proof that the ranges and the bracket say what the conditions say."""
    term, number = sum_.term, sum_.number
    tested = tests(term, sum_.ranges)
    given = conjunction([*(f"(a{n}' & b{n}')" for n, _ in enumerate(sum_.ranges, 1)), "t'"])
    taken = "; ".join(_read(tested, spelling))
    goal = each([_from_range(c, sum_, tested, spelling) for c in term.conditions])
    whole = (
        "rewrite of_Z_1; ring" if term.weight == 1 else "ring" if not term.atoms else "reflexivity"
    )
    return (
        f"intros {points} {given}; cbn [fst snd] in *; "
        f"{taken + '; ' if taken else ''}unfold where_{number}, term_{number}; cbv beta iota. "
        f"split; [{goal} | split; [reflexivity | {whole}]]."
    )


def _read(tested: tuple[Condition, ...], spelling: Spelling) -> list[str]:
    """Return the tactics that take the bracket apart."""
    taken = []
    for n in range(len(tested), 1, -1):
        taken.append(f"apply andb_true_iff in t'; destruct t' as (t' & t{n}')")
    if tested:
        taken.append("rename t' into t1'")
    taken += [f"apply {_decides(c, spelling)} in t{n}'" for n, c in enumerate(tested, 1)]
    return taken


def _decides(condition: Condition, spelling: Spelling) -> str:
    return {"<=": "Z.leb_le", "<": "Z.ltb_lt", "=": "Z.eqb_eq"}[spelling.compared(condition)[1]]


def _from_range(
    condition: Condition, sum_: Written, tested: tuple[Condition, ...], spelling: Spelling
) -> str:
    if condition in tested:
        return from_readable(condition, f"t{tested.index(condition) + 1}'", spelling)
    for n, r in enumerate(sum_.ranges, 1):
        if isinstance(r, Run) and condition in r.conditions:
            lemma, proof = (("nonneg_of_le", "a"), ("nonneg_of_lt", "b"))[
                r.conditions.index(condition)
            ]
            return f"apply ({lemma} _ _ _ {proof}{n}'); ring"
        if isinstance(r, Point) and condition == r.equation:
            lemma = "zero_of_eq" if r.sign == 1 else "zero_of_eq_opposite"
            return f"apply ({lemma} _ _ _ (point_of _ _ a{n}' b{n}')); ring"
    return "fail"


def from_readable(condition: Condition, proof: str, spelling: Spelling) -> str:
    """Return the tactic that proves a condition from the same in readable form."""
    relation = spelling.compared(condition)[1]
    lemma = {"<=": "nonneg_of_le", "<": "nonneg_of_lt", "=": "zero_of_eq"}[relation]
    return f"apply ({lemma} _ _ _ {proof}); ring"


def to_readable(condition: Condition, proof: str, spelling: Spelling) -> str:
    """Return the tactic that proves the readable form of a condition from the condition."""
    lemma = {"<=": "le_by", "<": "lt_by", "=": "eq_by"}[spelling.compared(condition)[1]]
    return f"apply ({lemma} _ _ _ {proof}); ring"


def _back(sum_: Written, scope: Scope, points: str) -> str:
    """Return the proof that the conditions put every index into its range and make the bracket true."""
    term = sum_.term
    inside = scope.knowing(term.conditions, "c", term.indices)
    tested = tests(term, sum_.ranges)
    runs = [_into_range(r, inside) for r in sum_.ranges]
    goal = each([*runs, _bracket(tested, inside)])
    given = conjunction([f"c{n}'" for n, _ in enumerate(term.conditions, 1)])
    return f"intros {points} {given}; cbn [fst snd]. split; [{goal} | reflexivity]."


def _bracket(tested: tuple[Condition, ...], scope: Scope) -> str:
    if not tested:
        return "reflexivity"
    *front, last = tested
    step = f"apply {_decides(last, scope.spelling)}; {to_readable(last, scope.proofs[last], scope.spelling)}"
    return (
        f"apply andb_true_iff; split; [{_bracket(tuple(front), scope)} | {step}]" if front else step
    )


def _into_range(r: Range, scope: Scope) -> str:
    if isinstance(r, Run):
        low, high = (scope.proofs[c] for c in r.conditions)
        return f"split; [apply (le_by _ _ _ {low}); ring | apply (lt_by _ _ _ {high}); ring]"
    equation = scope.proofs[r.equation]
    name = scope.spelling.texts[r.index]
    if r.divisor == 1:
        lemma = "equal_by" if r.sign == 1 else "equal_by_opposite"
        where = f"apply ({lemma} _ _ _ {equation}); ring"
    else:
        lemma = "zero_by_opposite" if r.sign == 1 else "zero_by"
        where = (
            f"apply quotient_exact; [{_positive(r, scope)} | apply ({lemma} _ _ {equation}); ring]"
        )
    there = f"assert (e' : {name} = {_place(r, scope.spelling)}) by ({where})"
    return f"{there}; split; [apply (point_low _ _ e') | apply (point_high _ _ e')]"


def _positive(point: Point, scope: Scope) -> str:
    """Return the tactic that proves a divisor to be at least 1."""
    first = point.positive[0]
    if isinstance(first, Condition):
        a, b = (scope.proofs[c] for c in point.positive if isinstance(c, Condition))
        return f"apply (positive_by_sum _ _ _ {a} {b}); ring"
    proofs = [
        f"(ltac:(clear - {scope.minima[v]}; lia) : 0 <= {scope.spelling.texts[v]} - 1)"
        for v in point.positive
        if isinstance(v, Letter)
    ]
    whole = proofs[0]
    for proof in proofs[1:]:
        whole = f"(positive_product _ _ {whole} {proof})"
    return because(">=", whole)
