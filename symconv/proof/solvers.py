"""Two solvers that have to agree: Z3 in process, cvc5 through SMT-LIB text printed here. Both are trusted.

What is decided is a conjunction of facts about integers; a fact is a disjunction of conjunctions of polynomial
conditions. Every monomial is one unknown integer, so the query is linear; on request products are products.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import cvc5
import z3

from symconv.errors import SolversDisagree, Undecided
from symconv.terms import AnyOf, Condition, Hypothesis, Monomial, Poly, Size

Fact: TypeAlias = tuple[tuple[Condition, ...], ...]

TIMEOUT = 8000  # milliseconds for one query to one solver


def fact(hypothesis: Hypothesis) -> Fact:
    """Return a hypothesis as a disjunction of conjunctions.

    Examples
    --------
    >>> from symconv.terms import at_least, letter
    >>> fact(at_least(letter("s"), 2))
    ((Condition(relation='>=', left=s - 2),),)
    """
    parts = hypothesis.conditions if isinstance(hypothesis, AnyOf) else (hypothesis,)
    return tuple((condition,) for condition in parts)


def coefficients(value: Size) -> dict[Monomial, int]:
    """Return the coefficient of every monomial of a size."""
    return dict(value.terms) if isinstance(value, Poly) else {(): value} if value else {}


def unknowns(facts: Iterable[Fact]) -> tuple[Monomial, ...]:
    """Return the monomials that occur, short ones first."""
    found = {m for f in facts for case in f for condition in case for m in coefficients(condition.left) if m}
    return tuple(sorted(found, key=lambda m: (len(m), m)))


def smtlib(facts: tuple[Fact, ...], linear: bool = True) -> str:
    """Return the query "can all facts hold at once?" as SMT-LIB 2.6.

    Unknowns are numbered; a comment says which monomial (or, not linear, which letter) each stands for, so no
    spelling of a letter can reach the solver.

    Parameters
    ----------
    facts : tuple of Fact
        Their conjunction is asked about.
    linear : bool
        Whether every monomial is an unknown of its own.

    Examples
    --------
    >>> from symconv.terms import at_least, letter
    >>> s, I = letter("s"), letter("I")
    >>> print(smtlib((fact(at_least(s * I, 2 * s)),)), end="")
    (set-logic QF_LIA)
    (declare-const m1 Int) ; "s"
    (declare-const m2 Int) ; "I*s"
    (assert (>= (+ (* (- 2) m1) m2) 0))
    (check-sat)
    """
    monomials = unknowns(facts)
    if not linear:
        monomials = tuple(sorted({(variable,) for monomial in monomials for variable in monomial}))
    names = {monomial: f"m{number}" for number, monomial in enumerate(monomials, 1)}
    lines = [f"(set-logic {'QF_LIA' if linear else 'QF_NIA'})"]
    lines += [f"(declare-const {name} Int) ; {json.dumps(repr(Poly({m: 1})))}" for m, name in names.items()]
    lines += [f"(assert {_print_fact(f, names)})" for f in facts]
    return "\n".join([*lines, "(check-sat)", ""])


def _print_fact(f: Fact, names: dict[Monomial, str]) -> str:
    cases = [_joined("and", "true", [_print_condition(c, names) for c in case]) for case in f]
    return _joined("or", "false", cases)


def _print_condition(condition: Condition, names: dict[Monomial, str]) -> str:
    items = sorted(coefficients(condition.left).items(), key=lambda item: (len(item[0]), item[0]))
    terms = [_print_term(monomial, coefficient, names) for monomial, coefficient in items]
    return f"({condition.relation} {_joined('+', '0', terms)} 0)"


def _print_term(monomial: Monomial, coefficient: int, names: dict[Monomial, str]) -> str:
    factors = [names[monomial]] if monomial in names else [names[(variable,)] for variable in monomial]
    number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
    return _joined("*", number, factors if coefficient == 1 else [number, *factors])


def _joined(operator: str, neutral: str, parts: list[str]) -> str:
    """Apply an operator; one operand stays bare, since cvc5 refuses a ``+`` or ``or`` of one."""
    return neutral if not parts else parts[0] if len(parts) == 1 else f"({operator} {' '.join(parts)})"


def ask_cvc5(query: str, timeout: int = TIMEOUT) -> str:
    """Return cvc5's answer to an SMT-LIB query: ``sat``, ``unsat`` or ``unknown``."""
    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setOption("tlimit-per", str(timeout))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, query, "query")
    symbols, answer = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols).strip() or answer
    return answer if answer in ("sat", "unsat") else "unknown"


def ask_z3(facts: tuple[Fact, ...], linear: bool = True, timeout: int = TIMEOUT) -> str:
    """Return Z3's answer, asked through its own interface in a context of its own."""
    context = z3.Context()
    solver = z3.SolverFor("QF_LIA", ctx=context) if linear else z3.Solver(ctx=context)
    solver.set("timeout", timeout)
    for f in facts:
        solver.add(to_z3(f, context, linear))
    return str(solver.check())


def to_z3(f: Fact, context: Any, linear: bool = True) -> Any:
    """Return a fact as a Z3 formula; unknowns are told apart by their representation, not their spelling."""
    return z3.Or([z3.And([_z3_condition(c, context, linear) for c in case] + [z3.BoolVal(True, context)]) for case in f]
                 + [z3.BoolVal(False, context)])


def _z3_condition(condition: Condition, context: Any, linear: bool) -> Any:
    total = z3.IntVal(0, context)
    for monomial, coefficient in coefficients(condition.left).items():
        total = total + coefficient * _z3_monomial(monomial, context, linear)
    return total == 0 if condition.relation == "=" else total >= 0


def _z3_monomial(monomial: Monomial, context: Any, linear: bool) -> Any:
    if not linear:
        product = z3.IntVal(1, context)
        for variable in monomial:
            product = product * z3.Int(repr(tuple(variable)), context)
        return product
    return z3.Int(repr([tuple(variable) for variable in monomial]), context) if monomial else z3.IntVal(1, context)


def contradictory(facts: tuple[Fact, ...], linear: bool = True) -> bool:
    """Return whether the facts cannot all hold: both solvers say so, or both say that they can.

    Parameters
    ----------
    facts : tuple of Fact
        Their conjunction is asked about.
    linear : bool
        Whether every monomial is an unknown of its own.

    Returns
    -------
    bool
        True for ``unsat``, False for ``sat``.

    Raises
    ------
    SolversDisagree
        If one solver says ``sat`` and the other ``unsat``; both queries are saved.
    Undecided
        If a solver gives up or runs out of time; the query is attached.
    """
    query = smtlib(facts, linear)
    answers = {"z3": ask_z3(facts, linear), "cvc5": ask_cvc5(query)}
    given = set(answers.values())
    if given == {"sat", "unsat"}:
        raise SolversDisagree(answers, save_queries(facts, query, linear))
    if "unknown" in given:
        raise Undecided(f"the solvers answer {answers} within {TIMEOUT / 1000:g} s each", query=query)
    return given == {"unsat"}


def save_queries(facts: tuple[Fact, ...], query: str, linear: bool) -> Path:
    """Write what each solver was asked into a new folder and return the folder."""
    folder = Path(tempfile.mkdtemp(prefix="symconv-disagreement-"))
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    for f in facts:
        solver.add(to_z3(f, context, linear))
    (folder / "cvc5.smt2").write_text(query, encoding="utf-8")
    (folder / "z3.smt2").write_text(solver.to_smt2(), encoding="utf-8")
    return folder


def versions() -> dict[str, str]:
    """Return the versions of both solvers."""
    return {"z3": z3.get_version_string(), "cvc5": str(cvc5.__version__)}
