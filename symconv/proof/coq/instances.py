"""The rules that replace variables as Coq proofs: instantiate, divide a free position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.errors import UnsupportedError
from symconv.proof.coq.book import Book, arguments, check_equation, expression, function, justified, opened, spelled, value_of
from symconv.proof.coq.script import Scope, because, chained, each, nested, pointwise
from symconv.proof.kernel import Theorem
from symconv.terms import AnyOf, Expression, Hypothesis, Letter, Sum, Variable, at_least, variable_poly


def instantiate(theorem: Theorem, scope: Scope, book: Book) -> str:
    """Replay sizes put for letters and free indices."""
    (pairs,) = theorem.arguments
    (premise,) = theorem.premises
    values = dict(pairs)
    letters = [v for v in values if isinstance(v, Letter)]
    if len(theorem.obligations) > len(letters):
        raise UnsupportedError("instantiating inside a quotient is not replayed in Coq")
    texts = {v: scope.spelling.inner(value) for v, value in values.items()}
    general = replace(scope, spelling=scope.spelling.replacing(texts), reach=scope.reach | set(values))
    lines, minima = [], dict(scope.minima)
    for n, (letter, decided) in enumerate(zip(letters, theorem.obligations, strict=True), 1):
        text = general.spelling.condition(at_least(variable_poly(letter), letter.minimum))
        lines.append(f"assert (m{n}' : {text}) by ({because('>=', justified(decided, scope, book))}).")
        minima[letter] = f"m{n}'"
    general = replace(general, minima=minima)
    known = list(zip(premise.statement.hypotheses, theorem.statement.hypotheses, strict=True))
    more, general = _restated(known, general, scope)
    s, t = premise.statement, theorem.statement
    sides = [
        (expression(a, general, book), _instances(b, scope, a, general, book, flip))
        for a, b, flip in ((s.left, t.left, False), (s.right, t.right, True))
    ]
    return "\n".join([*lines, *more, _between(theorem, sides, general.use(book.step(premise)))])


def divide_free(theorem: Theorem, scope: Scope, book: Book) -> str:
    """Replay a free index divided: its quotient and remainder are put into the premise."""
    statement, index, quotient, remainder, divisor, offset = theorem.arguments
    (premise,), (decided,) = theorem.premises, theorem.obligations
    o, n = scope.spelling.inner(variable_poly(index) + offset), scope.spelling.inner(divisor)
    low = f"(nonneg_by _ ({n} - 1) {justified(decided, scope, book)} ltac:(ring))"
    texts: dict[Variable, str] = {quotient: f"({o} / {n})", remainder: f"({o} - {n} * ({o} / {n}))"}
    special = replace(scope, spelling=scope.spelling.replacing(texts), reach=scope.reach | {quotient, remainder})
    asked = premise.statement.hypotheses
    first, second = at_least(variable_poly(remainder), 0), at_least(divisor, variable_poly(remainder) + 1)
    lines, proofs = [], {}
    for name, condition, lemma in (("q1'", first, "quotient_low"), ("q2'", second, "quotient_high")):
        text = special.spelling.condition(condition)
        lines.append(f"assert ({name} : {text}) by ({because('>=', f'({lemma} {o} {n} {low})')}).")
        proofs[condition] = name
    more, special = _restated(list(zip(asked, statement.hypotheses, strict=False)), special, scope)
    special = replace(special, proofs={**special.proofs, **proofs})
    s, t = premise.statement, theorem.statement
    sides = [
        (expression(a, special, book), _instances(b, scope, a, special, book, flip))
        for a, b, flip in ((s.left, t.left, False), (s.right, t.right, True))
    ]
    return "\n".join([*lines, *more, _between(theorem, sides, special.use(book.step(premise)))])


def _restated(
    pairs: Sequence[tuple[Hypothesis, Hypothesis]], asked: Scope, known: Scope
) -> tuple[list[str], Scope]:
    """Return the tactics that prove hypotheses ``(wanted, known)`` that are the same polynomials, and the scope after."""
    lines, proofs = [], {}
    for n, (wanted, given) in enumerate(pairs, 1):
        parts = given.conditions if isinstance(given, AnyOf) else (given,)
        sides = [f"{'right; ' * k}{'left; ' if k + 1 < len(parts) else ''}" for k, _ in enumerate(parts)]
        cases = [side + because(c.relation, "x'") for side, c in zip(sides, parts, strict=True)]
        split = "x'"
        for _ in parts[1:]:
            split = f"[x'|{split}]"
        tactic = f"pose proof {known.proofs[given]} as {split}; [{' | '.join(cases)}]"
        lines.append(f"assert (r{n}' : {asked.spelling.hypothesis(wanted)}) by ({tactic}).")
        proofs[wanted] = f"r{n}'"
    return lines, replace(asked, proofs={**asked.proofs, **proofs})


def _between(theorem: Theorem, sides: Sequence[tuple[str, str]], premise: str) -> str:
    check_equation(theorem)
    (left, first), (right, last) = sides
    return f"transitivity ({left}); [{first} | transitivity ({right}); [exact {premise} | {last}]]."


def _instances(mine: Expression, scope: Scope, theirs: Expression, other: Scope, book: Book, flip: bool) -> str:
    """Return the tactic that proves sums equal to the same sums with variables replaced."""
    pairs = [((b, other), (a, scope)) if flip else ((a, scope), (b, other)) for a, b in zip(mine, theirs, strict=True)]
    return chained("radd", [_instance(a, b, book) for a, b in pairs])


def _instance(one: tuple[Sum, Scope], two: tuple[Sum, Scope], book: Book) -> str:
    (a, here), (b, there) = one, two
    same = function(spelled(a.indices, here), nested(spelled(a.indices, here), "tt"))
    conditions = each([because(c.relation, f"c{n}'") for n, c in enumerate(a.conditions, 1)])
    atoms = [pointwise(here.spelling.tensors[atom.tensor], ["ring"] * len(atom.at)) for atom in a.atoms]
    alike = f"apply (f_equal2 rmul); [apply (f_equal of_Z); ring | {chained('rmul', atoms)}]"
    opened = [opened(x, "c", s, book, [book.sum(y)]) for x, s, y in ((a, here, b), (b, there, a))]
    return (
        f"apply (reindex _ _ {arguments(a, here, book)} {arguments(b, there, book)} {same} {same} "
        f"{value_of(a, here, book)} {value_of(b, there, book)}); "
        f"[{opened[0]}split; [{conditions} | split; [reflexivity | {alike}]] | {opened[1]}split; [{conditions} | reflexivity]]"
    )
