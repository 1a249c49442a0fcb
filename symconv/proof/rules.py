r"""The table of the kernel's rules: what each takes, what a reader is told of it, and how Coq proves it.

A rule is a function of `symconv.proof.kernel`, and what is believed stands there alone. Its row here
is all that the rest of the house knows of it: certificates are read by it, pages tell by it what a
step does, and the Coq file replays by it. A rule without a row cannot be read back; see
CONTRIBUTING.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from symconv.language.terms import Size, Sum, Variable, variable_poly
from symconv.proof import kernel
from symconv.proof.certificates import decoding
from symconv.proof.certificates.recorded import (
    Kind,
    advice,
    all_premises,
    argument,
    assumed,
    example,
    part_of_map,
    premise,
    premise_if_any,
)
from symconv.proof.coq import instance_rules, larger_sums, sum_rules, theorem_rules
from symconv.proof.coq.fusing import ProofStep
from symconv.proof.coq.replaying import CoqFile
from symconv.proof.coq.scope import Scope
from symconv.proof.coq.tactics import Sentences
from symconv.proof.kernel import Theorem

Spell: TypeAlias = Callable[[Sum, Sum], Callable[[Size], str]]
"""What writes the sizes that occur in two sums as LaTeX."""
Words: TypeAlias = Callable[[Theorem, Spell], str]


class Replay(NamedTuple):
    """How Coq proves a step: the tactic, and what stands free in its premises and is gone after it."""

    proof: Callable[[ProofStep, Scope, CoqFile], Sentences]
    gone: Callable[[ProofStep], set[Variable]] = lambda _: set()


class Rule(NamedTuple):
    """A row of the table.

    Parameters
    ----------
    apply : callable
        The rule, a function of the kernel; its name is the rule's.
    takes : tuple of Kind
        The kind of each of its arguments, in order.
    words : callable
        What a reader is told of a step; empty where it needs no word.
    replay : Replay or None
        How Coq proves a step; ``None`` where it is not replayed.
    """

    apply: Callable[..., Theorem]
    takes: tuple[Kind, ...]
    words: Words
    replay: Replay | None = None


def _says(text: str) -> Words:
    return lambda step, spell: text


def _maps(step: Theorem, spell: Spell) -> str:
    """Say along which maps two sums are the same."""
    source, target = step.arguments
    forward, backward, _ = step.maps
    size = spell(source, target)
    there = _written(forward, size)
    back = _written(backward, size)
    if not there and not back:
        return ""
    if not (there and back):
        over = _point(source if source.indices else target, size)
        where = f"${there or back}$"
        return (
            f"Over ${over}$ there is one term, exactly where the other side has its own: {where}."
        )
    both = f"over ${_point(source, size)}$ and over ${_point(target, size)}$"
    maps = f"${there}$, and back ${back}$"
    return f"The terms {both} are the same: {maps}; both maps stay within the ranges and undo each other."


def _written(maps: tuple[tuple[Variable, Size], ...], size: Callable[[Size], str]) -> str:
    return ",\\ ".join(f"{size(variable_poly(i))} = {size(image)}" for i, image in maps)


def _point(term: Sum, size: Callable[[Size], str]) -> str:
    return f"({', '.join(size(variable_poly(i)) for i in term.indices)})"


def _division(step: Theorem, spell: Spell) -> str:
    """Say what is divided by what."""
    _, quotient, remainder, dividend, divisor = step.arguments
    (larger,) = step.statement.right
    size = spell(larger, Sum())
    rest = variable_poly(remainder)
    divided = f"${size(dividend)} = {size(divisor * variable_poly(quotient) + rest)}$"
    within = f"$0 \\le {size(rest)} < {size(divisor)}$"
    return f"One pair has {divided} with {within}: quotient and remainder."


def _joined(step: Theorem, spell: Spell) -> str:
    """Say that sums are joined, where there are several."""
    several = max(len(step.statement.left), len(step.statement.right)) > 1
    text = "Sums over the same terms are joined by adding their weights."
    return text if several else ""


A_SUM = argument(decoding.sum_of)
SUMS = argument(decoding.expression)
A_SIZE = argument(decoding.size)
AN_INDEX = argument(decoding.index)
INDICES = argument(decoding.indices)
A_CONDITION = argument(decoding.condition)
CONDITIONS = argument(decoding.conditions)
HYPOTHESES = argument(decoding.hypotheses)
A_STATEMENT = argument(decoding.statement)
SIZES_FOR = argument(decoding.maps)
A_QUOTIENT = argument(decoding.quotient)
A_MAP = part_of_map(decoding.maps)
A_PAIRING = part_of_map(decoding.numbers)
AN_EQUATION = argument(decoding.equation)
SILENT = _says("")
GIVEN = _says("What is given of the tensors is used.")
EITHER = _says("Two cases are distinguished: a condition holds, or it fails.")
CUT = _says("A sum is cut into its part where a condition holds and its part where it fails.")
COUNTED = _says("An index that runs over an interval is replaced by the length of the interval.")
DIVIDED = _says("A position has exactly one quotient and one remainder by a positive divisor.")

TABLE = (
    # about sums
    Rule(
        kernel.entailed,
        (assumed, CONDITIONS, advice),
        SILENT,
        Replay(theorem_rules.entailed),
    ),
    Rule(
        kernel.given,
        (HYPOTHESES, AN_EQUATION, INDICES),
        GIVEN,
        Replay(theorem_rules.given),
    ),
    Rule(
        kernel.reindex,
        (assumed, A_SUM, A_SUM, A_MAP, A_MAP, A_PAIRING, advice),
        _maps,
        Replay(sum_rules.reindex),
    ),
    Rule(
        kernel.ring,
        (assumed, SUMS, SUMS, advice),
        _joined,
        Replay(sum_rules.ring),
    ),
    Rule(
        kernel.split,
        (assumed, A_SUM, A_CONDITION),
        CUT,
        Replay(sum_rules.split),
    ),
    Rule(
        kernel.count,
        (assumed, A_SUM, AN_INDEX, A_SIZE, A_SIZE, advice),
        COUNTED,
        Replay(sum_rules.count),
    ),
    Rule(
        kernel.divide,
        (assumed, A_SUM, AN_INDEX, AN_INDEX, A_SIZE, A_SIZE, advice),
        _division,
        Replay(sum_rules.divide),
    ),
    Rule(
        kernel.reflexive,
        (assumed, SUMS),
        SILENT,
        Replay(theorem_rules.reflexive),
    ),
    # about theorems
    Rule(
        kernel.symmetric,
        (premise,),
        SILENT,
        Replay(theorem_rules.symmetric),
    ),
    Rule(
        kernel.transitive,
        (premise, premise),
        SILENT,
        Replay(theorem_rules.transitive),
    ),
    Rule(
        kernel.arrange,
        (premise, SUMS, SUMS),
        SILENT,
        Replay(theorem_rules.transitive),
    ),
    Rule(
        kernel.add,
        (all_premises,),
        SILENT,
        Replay(theorem_rules.add),
    ),
    Rule(
        kernel.times,
        (premise, SUMS),
        SILENT,
        Replay(larger_sums.times),
    ),
    Rule(
        kernel.sum_over,
        (premise, INDICES, CONDITIONS),
        SILENT,
        Replay(larger_sums.sum_over, larger_sums.summed_over),
    ),
    Rule(
        kernel.cases,
        (A_CONDITION, premise, premise),
        EITHER,
        Replay(theorem_rules.cases),
    ),
    Rule(
        kernel.divide_free,
        (A_STATEMENT, premise, AN_INDEX, AN_INDEX, AN_INDEX, A_SIZE, A_SIZE, advice),
        DIVIDED,
        Replay(instance_rules.divide_free, instance_rules.put_in),
    ),
    Rule(
        kernel.instantiate,
        (premise, SIZES_FOR, advice),
        SILENT,
        Replay(instance_rules.instantiate, instance_rules.replaced),
    ),
    Rule(
        kernel.assume,
        (premise, HYPOTHESES),
        SILENT,
        Replay(theorem_rules.weaken),
    ),
    Rule(
        kernel.define,
        (premise, A_QUOTIENT, advice),
        SILENT,
        Replay(theorem_rules.define),
    ),
    Rule(
        kernel.conclude,
        (A_STATEMENT, premise, premise_if_any, example),
        SILENT,
        Replay(theorem_rules.conclude),
    ),
    Rule(kernel.axes, (premise,), SILENT),
    Rule(kernel.any_ring, (premise,), SILENT),
)
RULES: Mapping[str, Rule] = {rule.apply.__name__: rule for rule in TABLE}
