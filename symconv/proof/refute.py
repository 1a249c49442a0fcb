"""Looks for the smallest counterexample by running both sides exactly on small settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice, product
from math import prod
from typing import Any, NamedTuple, TypeAlias

import z3
from sympy import Add, Array, Mul, Symbol

from symconv.data.arrays import cell_symbols
from symconv.data.letters import letter_symbol
from symconv.errors import GeometryError, Refuted, Undecided
from symconv.language import evaluation, terms
from symconv.language.common_divisors import determined, undetermined
from symconv.language.terms import (
    AnyOf,
    Expression,
    GivenEquation,
    Hypothesis,
    Letter,
    Quotient,
    Size,
    Sum,
    Variable,
    alternatives,
    at_least,
    variable_poly,
)
from symconv.proof.question import Question
from symconv.proof.trusted.smtlib import Fact, fact
from symconv.proof.trusted.solvers import contradictory, negation
from symconv.proof.trusted.z3_formulas import Translation
from symconv.proof.witnesses import Cells, conditions_on_cells, in_vain, minus, satisfying
from symconv.symbolic.claims import Claim, Difference
from symconv.symbolic.logic import Combined
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor
from symconv.symbolic.written import shortened

CANDIDATES = 40_000  # settings looked at, legal or not
MOST_WITH_TENSORS = 40  # settings at which tensors as they are given are looked for

ONE_SETTING = 6_000_000  # steps of Z3 for a legal setting where none is among the first
ONE_SOLUTION = 2_000_000  # steps of Z3 for one look at settings that were not run

LONGEST_CLAIM = 400  # characters of a claim in a message

Setting = dict[Letter, int]


class Effort(NamedTuple):
    """Where a search for a counterexample ends. Work is counted, so that the load does not matter.

    Parameters
    ----------
    settings : int
        How many legal settings are run.
    spread : int
        How far their sums spread where cells are computed.
    summands : int
        How many summands are computed.
    """

    settings: int
    spread: int
    summands: int


QUICK = Effort(60, 6, 20_000)  # before a proof is tried
THOROUGH = Effort(2000, 20, 10_000)  # where no proof was found


class Searched(NamedTuple):
    """How far a search went: every setting whose sizes add up to less than `total` was run."""

    settings: int = 0
    total: int = 0
    least: int | None = None

    def __str__(self) -> str:
        return (
            f"no counterexample among {self.settings} legal settings, all whose sizes add up to "
            f"less than {self.total}"
        )


NOTHING_YET = Searched()


def settings(letters: Sequence[Letter]) -> Iterator[Setting]:
    """Yield every setting: the smallest sum first, then by the values in the order of the names."""
    ordered = sorted(letters, key=lambda letter: letter.name)
    least = sum(letter.minimum for letter in ordered)
    for total in count(least) if ordered else [0]:
        for values in _compositions([letter.minimum for letter in ordered], total):
            yield dict(zip(ordered, values, strict=True))


def _compositions(minima: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    if len(minima) <= 1:
        if minima or not total:
            yield (total,) if minima else ()
        return
    for first in range(minima[0], total - sum(minima[1:]) + 1):
        for rest in _compositions(minima[1:], total - first):
            yield first, *rest


def number(size: Size, values: Mapping[Any, int]) -> int:
    """Return a size at known letters.

    Raises
    ------
    ZeroDivisionError
        If a quotient has no value there.
    """
    if isinstance(size, int):
        return size
    total = 0
    for monomial, coefficient in size.terms.items():
        total += coefficient * prod(_value(variable, values) for variable in monomial)
    return total


def _value(variable: Variable, values: Mapping[Any, int]) -> int:
    if isinstance(variable, Quotient):
        return number(variable.numerator, values) // number(variable.denominator, values)
    return values[variable]


def holds(hypothesis: Hypothesis, values: Mapping[Any, int]) -> bool:
    """Return whether a condition holds at known letters: not where it has no value, and always where it is about tensors."""
    if isinstance(hypothesis, AnyOf):
        return any(holds(condition, values) for condition in hypothesis.conditions)
    if isinstance(hypothesis, GivenEquation):
        return True
    try:
        found = number(hypothesis.left, values)
    except ZeroDivisionError:
        return False
    return found == 0 if hypothesis.relation == "=" else found >= 0


def legal_settings(question: Question) -> Iterator[Setting]:
    """Yield the legal settings among the first `CANDIDATES`, in order of the letters that a user names."""
    for named in islice(settings(undetermined(question.letters)), CANDIDATES):
        more = determined(question.letters, named)
        setting = {**named, **more} if more is not None else {}
        if more is not None and all(holds(h, setting) for h in question.statement.hypotheses):
            yield setting


def _named(setting: Setting) -> Setting:
    """Return the values of the letters that a user names."""
    return {letter: setting[letter] for letter in undetermined(setting)}


def legal_setting(question: Question) -> Setting:
    """Return one legal setting, the smallest where it is among the first.

    Raises
    ------
    GeometryError
        If no setting is legal.
    Undecided
        If none was found, nor a proof that there is none.
    """
    found = next(legal_settings(question), None)
    if found is None:
        found = _solved(question)
    elif question.equations:
        # the smallest setting at which there are tensors as they are given
        for setting in islice(legal_settings(question), MOST_WITH_TENSORS):
            if example_cells(question, setting) is not None:
                return setting
        raise Undecided(
            f"{claim_text(question)}: no tensors were found of which all that is given is true"
        )
    if found is not None:
        return found
    facts = _facts(question)
    if contradictory(facts) or contradictory(facts, linear=False):
        raise GeometryError(
            f"{claim_text(question)}: no setting is legal; drop or relax one of: "
            f"{'; '.join(hypothesis_texts(question))}"
        )
    raise Undecided(f"{claim_text(question)}: no legal setting was found")


def example_cells(question: Question, setting: Setting) -> Cells | None:
    """Return cells of which all that is given is true at a setting; ``None`` where none were found."""
    return satisfying(conditions_on_cells(question.equations, setting))


def claim_text(question: Question) -> str:
    """Return the claim as it was written, for a message."""
    return shortened(repr(question.claim), LONGEST_CLAIM)


def hypothesis_texts(question: Question) -> list[str]:
    """Return the hypotheses as text."""
    texts = []
    for hypothesis in question.statement.hypotheses:
        if isinstance(hypothesis, GivenEquation):
            continue
        cases = alternatives(hypothesis)
        signs = ("=" if c.relation == "=" else "<=" for c in cases)
        each = [f"0 {sign} {c.left}" for sign, c in zip(signs, cases, strict=True)]
        texts.append(" or ".join(each))
    return texts


def _facts(question: Question) -> tuple[Fact, ...]:
    minima = (at_least(variable_poly(letter), letter.minimum) for letter in question.letters)
    assumed = (*question.statement.hypotheses, *question.definitions, *minima)
    return tuple(fact(h) for h in assumed if not isinstance(h, GivenEquation))


def _solved(question: Question) -> Setting | None:
    """Ask Z3 for a legal setting; the answer is checked."""
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set("rlimit", ONE_SETTING)
    solver.set("ctrl_c", False)  # Python's to handle: Z3 would take it for an answer
    translated = Translation(context, linear=False)
    solver.add([*map(translated, _facts(question))])
    solver.add(
        [translated(fact(at_least(variable_poly(letter), 0))) for letter in question.letters]
    )
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    values = {
        letter: model.eval(translated.unknown((letter,)), model_completion=True)
        for letter in question.letters
    }
    setting = {letter: value.as_long() for letter, value in values.items()}
    return setting if all(holds(h, setting) for h in question.statement.hypotheses) else None


def check_fits(question: Question, entailed: bool) -> None:
    """Raise where operands do not always have the shapes they must have.

    Raises
    ------
    ShapeError
        Naming the smallest setting where they differ.
    Undecided
        If none was found although they were not proved to fit.
    """
    if entailed:
        return
    for setting in legal_settings(question):
        for fit in question.fits:
            if not holds(fit.condition, setting):
                raise fit.error(f"{fit.text}; at {setting_text(setting)} this fails; {fit.advice}")
    raise Undecided(f"{claim_text(question)}: it is open whether the operands always fit")


def setting_text(setting: Setting) -> str:
    """Return a setting in words, by name."""
    return (
        ", ".join(f"{letter.name}={value}" for letter, value in sorted(_named(setting).items()))
        or "once"
    )


def run(question: Question, effort: Effort, before: Searched = NOTHING_YET) -> Searched:
    """Run the claim on the first legal settings, behind those that were run before.

    Parameters
    ----------
    question : Question
        The claim and what is given.
    effort : Effort
        Where the search ends.
    before : Searched
        How far an earlier search went.

    Raises
    ------
    Refuted
        With the smallest counterexample.
    """
    (done, total, least), summands = before, 0
    with_cells = bool(question.statement.left or question.statement.right)
    for setting in islice(legal_settings(question), done, effort.settings):
        total = sum(_named(setting).values())
        least = total if least is None else least
        too_far = with_cells and total > least + effort.spread
        if too_far or summands > effort.summands:
            break
        run_there = _run_at(question, setting)
        if not run_there.agrees:
            raise _refuted(question, setting, run_there.cells)
        summands += run_there.summands
        done += 1
    return Searched(done, total, least)


class _Run(NamedTuple):
    """Whether a claim holds at a setting, how many summands that took, and at which cells it fails if some are given."""

    agrees: bool
    summands: int = 0
    cells: Cells | None = None


def _run_at(question: Question, setting: Setting) -> _Run:
    statement = question.statement
    given = conditions_on_cells(question.equations, setting)
    if not all(holds(goal, setting) for goal in statement.goals):
        cells = satisfying(given)
        return _Run(cells is None, in_vain(given, {}) if cells is None else 0, cells)
    left, right = _at(statement.left, setting), _at(statement.right, setting)
    first, second = (_cells(side, question, setting) for side in (left, right))
    summands = 0
    for at in _places(question, setting):
        one, other = first.get(at, {}), second.get(at, {})
        summands += len(left) + len(right) + sum(map(abs, one.values()))
        if one != other and not question.equations:
            return _Run(False, summands)
        if one != other:
            different = minus(one, other)
            cells = satisfying(given, different)
            if cells is not None:
                return _Run(False, summands, cells)
            summands += in_vain(given, different)
    return _Run(True, summands)


def _places(question: Question, setting: Setting) -> Iterator[tuple[int, ...]]:
    """Yield every position of a cell at a setting; for scalars the empty one."""
    shape = [range(number(n, setting)) for n, _ in question.shapes] if question.position else []
    yield from product(*shape)


_Cell: TypeAlias = dict[tuple[terms.Atom, ...], int]


def _cells(side: Expression, question: Question, setting: Setting) -> dict[tuple[Size, ...], _Cell]:
    """Return the cells of a side at a setting by their places, computed in one run over places and indices."""
    place = terms.Atom("", tuple(map(variable_poly, question.position)))
    within = tuple(terms.substitute_condition(c, setting) for c in question.statement.ranges)
    located = tuple(
        Sum((*question.position, *t.indices), (*within, *t.conditions), (place, *t.atoms), t.weight)
        for t in side
    )
    try:
        values = evaluation.evaluate(located)
    except ValueError:  # a condition multiplies the position by an index
        return _place_by_place(side, question, setting)
    found: dict[tuple[Size, ...], _Cell] = {}
    for (where, *atoms), weight in values.items():
        found.setdefault(where.at, {})[tuple(atoms)] = weight
    return {at: _in_ring(value, question.ring) for at, value in found.items()}


def _place_by_place(
    side: Expression, question: Question, setting: Setting
) -> dict[tuple[Size, ...], _Cell]:
    found: dict[tuple[Size, ...], _Cell] = {}
    for at in _places(question, setting):
        values = dict(zip(question.position, at, strict=True))
        found[at] = cell(_at(side, values), question.ring)
    return found


def _at(expression: Expression, values: Mapping[Any, int]) -> Expression:
    found: list[Sum] = []
    for term in expression:
        new = terms.substitute_sum(term, values)
        found += terms.restrict((Sum(new.indices, (), new.atoms, new.weight),), new.conditions)
    return tuple(found)


def cell(expression: Expression, ring: str = "commutative") -> _Cell:
    """Return the value of an expression without letters, as a polynomial in the cells; over any ring their order counts."""
    return _in_ring(evaluation.evaluate(expression), ring)


def _in_ring(value: _Cell, ring: str) -> _Cell:
    result: _Cell = {}
    for atoms, weight in value.items():
        key = tuple(sorted(atoms)) if ring == "commutative" else atoms
        result[key] = result.get(key, 0) + weight
    return {atoms: weight for atoms, weight in result.items() if weight}


def solved_counterexample(question: Question) -> None:
    """Look for a counterexample to a claim about sizes beyond those that were run, by solving for it.

    The one of the smallest sum is taken, and of these the first by name; it is run before it is believed.

    Raises
    ------
    Refuted
        With the counterexample.
    """
    statement = question.statement
    if statement.left or statement.right or question.equations:
        return
    context = z3.Context()
    solver = z3.SolverFor("QF_LIA", ctx=context)
    solver.set("rlimit", ONE_SOLUTION)
    solver.set("ctrl_c", False)
    translated = Translation(context, linear=True)
    fails = tuple(case for goal in statement.goals for case in negation(goal))
    facts = (*_facts(question), fails)
    sizes = (c.left for f in facts for case in f for c in case)
    if any(len(monomial) > 1 for size in sizes for monomial in terms.coefficients(size)):
        return
    solver.add([*map(translated, facts)])
    letters = sorted(question.letters, key=lambda letter: letter.name)
    unknowns = [translated.unknown((letter,)) for letter in letters]
    for least in (z3.Sum([z3.IntVal(0, context), *unknowns]), *unknowns):
        low = _least(solver, least)
        if low is None:
            return
        solver.add(least == low)
    if solver.check() != z3.sat:
        return
    model = solver.model()
    pairs = zip(letters, unknowns, strict=True)
    setting = {letter: model.eval(one, model_completion=True).as_long() for letter, one in pairs}
    legal = all(holds(h, setting) for h in statement.hypotheses)
    if legal and not _run_at(question, setting).agrees:
        raise _refuted(question, setting, None)


def _least(solver: Any, value: Any) -> int | None:
    """Return the least number that a value takes, by halving; ``None`` where the solver gives up or there is none."""
    if solver.check() != z3.sat:
        return None
    high = solver.model().eval(value, model_completion=True).as_long()
    low = 0
    while low < high:
        middle = (low + high) // 2
        answer = solver.check(value <= middle)
        if answer == z3.unknown:
            return None
        if answer == z3.sat:
            high = solver.model().eval(value, model_completion=True).as_long()
        else:
            low = middle + 1
    return low


def _refuted(question: Question, setting: Setting, cells: Cells | None) -> Refuted:
    """Describe a counterexample by computing the claim there in full."""
    if question.equations and cells is not None:
        return _refuted_by_tensors(question, setting, cells)
    mine = {
        letter.name: n for letter, n in _named(setting).items() if letter in question.claim.letters
    }
    known = question.claim.at(mine) if mine else question.claim
    if known and question.ring == "any":
        return _refuted_by_order(question, setting)
    if known:
        raise Undecided(
            f"{claim_text(question)} is true at {setting_text(setting)} by one way of running "
            "it, false by another"
        )
    difference = getattr(known, "difference", None) or Difference((), known.left, known.right)
    counterexample = {letter_symbol(letter): value for letter, value in _named(setting).items()}
    text = f"{claim_text(question)} is false at {setting_text(setting)}"
    if not isinstance(difference.left, bool):  # a claim that is put together has no sides to show
        text += f": {_difference_text(difference)}"
    return Refuted(text, counterexample, difference.cell, difference.left, difference.right)


def _refuted_by_tensors(question: Question, setting: Setting, cells: Cells) -> Refuted:
    """Describe a counterexample with tensors of which all that is given is true, by computing it in full."""
    tensors, symbols = _tensors(question, setting, cells)
    claims = [_with_numbers(one, setting, symbols) for one in (question.claim, *question.given)]
    if claims[0] or not all(claims[1:]):
        raise Undecided(
            f"{claim_text(question)} is true at {setting_text(setting)} by one way of running "
            "it, false by another"
        )
    difference = getattr(claims[0], "difference", None)
    difference = difference or Difference((), claims[0].left, claims[0].right)
    counterexample = {letter_symbol(letter): value for letter, value in _named(setting).items()}
    named = ", ".join(f"{name} = {array}" for name, array in sorted(tensors.items()))
    text = (
        f"{claim_text(question)} is false at {setting_text(setting)} with {named}: "
        f"{_difference_text(difference)}"
    )
    return Refuted(
        text, counterexample, difference.cell, difference.left, difference.right, tensors
    )


def _tensors(
    question: Question, setting: Setting, cells: Cells
) -> tuple[dict[str, Any], dict[Symbol, int]]:
    """Return the tensors that have these cells, and the number for the symbol of each cell."""
    arrays: dict[str, Any] = {}
    symbols: dict[Symbol, int] = {}
    for name, extents in sorted(question.operands, key=lambda operand: -len(operand[1])):
        if Symbol(name) in symbols:
            continue  # a cell of a tensor
        shape = tuple(number(n, setting) for n in extents)
        places = list(product(*map(range, shape)))
        numbers = [cells.get(terms.Atom(name, at), 0) for at in places]
        names = cell_symbols(name, shape) if shape else [Symbol(name)]
        symbols |= dict(zip(names, numbers, strict=True))
        arrays[name] = Array(numbers, shape) if shape else numbers[0]
    return arrays, symbols


def _with_numbers(claim: Claim, setting: Setting, symbols: Mapping[Symbol, int]) -> Claim:
    """Return a claim at a setting, with numbers for the cells of its tensors."""
    mine = {letter.name: n for letter, n in _named(setting).items() if letter in claim.letters}
    known = claim.at(mine) if mine else claim
    if isinstance(known, Combined):
        return known
    return type(known)(*(_side_with_numbers(side, symbols) for side in (known.left, known.right)))


def _side_with_numbers(side: Any, symbols: Mapping[Symbol, int]) -> Any:
    if isinstance(side, SymbolicTensor | SymbolicScalar):
        side = side.at()
    return side.subs(symbols) if hasattr(side, "subs") else side


def _refuted_by_order(question: Question, setting: Setting) -> Refuted:
    """Describe a counterexample whose two sides are equal as soon as cells commute."""
    statement = question.statement
    left, right = _at(statement.left, setting), _at(statement.right, setting)
    for at in _places(question, setting):
        values = dict(zip(question.position, at, strict=True))
        one, other = (cell(_at(side, values), "any") for side in (left, right))
        if one != other:
            break
    difference = Difference(at, _words(one), _words(other))
    counterexample = {letter_symbol(letter): value for letter, value in _named(setting).items()}
    text = (
        f"{claim_text(question)} needs a commutative ring: at {setting_text(setting)} "
        f"{_difference_text(difference)}"
    )
    return Refuted(text, counterexample, at, difference.left, difference.right)


def _words(value: Mapping[tuple[terms.Atom, ...], int]) -> Any:
    """Return a polynomial in cells that do not commute, as a SymPy expression."""
    products = []
    for atoms, weight in value.items():
        symbols = (Symbol(_cell_name(atom), commutative=False) for atom in atoms)
        products.append(Mul(weight, *symbols))
    return Add(*products)


def _cell_name(atom: terms.Atom) -> str:
    """Return the name of a cell, counted from 1 as `tensor` does."""
    numbers = [number(e, {}) + 1 for e in atom.at]
    few = len(numbers) < 2 or max(numbers) < 10
    joined = "".join(map(str, numbers)) if few else f"_{{{','.join(map(str, numbers))}}}"
    return f"{atom.tensor}{joined}"


def _difference_text(difference: Difference) -> str:
    left, right = difference.left, difference.right
    if difference.cell is None:
        return f"the shape is {left} on the left, {right} on the right"
    where = (
        "it"
        if not difference.cell
        else f"cell {difference.cell[0] if len(difference.cell) == 1 else difference.cell}"
    )
    return f"{where} is {left} on the left, {right} on the right"
