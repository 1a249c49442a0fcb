"""Statements: what a quotient is by definition, instances, and which settings are examples."""

import random
from itertools import product

import pytest
from reversal import I, J, N, Q, R, S, i, j, m, n, only, run, s

from symconv.errors import ProofError
from symconv.language.terms import (
    AnyOf,
    Atom,
    GivenEquation,
    Sum,
    at_least,
    equal,
    floor_divide,
)
from symconv.proof.trusted.statement import (
    Statement,
    at,
    check_example,
    definition,
    divided,
    division,
    instance,
    satisfied,
)


def hold(conditions, values):
    return all(at(condition, values).decided() for condition in conditions)


def test_the_definition_of_a_quotient_holds_for_the_floor_and_nothing_else():
    quotient = only(floor_divide(n, s))
    for a, b, value in product(range(6), range(1, 5), range(-2, 7)):
        assert hold(definition(quotient), {N: a, S: b, quotient: value}) is (value == a // b)


def test_a_division_holds_for_quotient_and_remainder_and_nothing_else():
    conditions = division(Q, R, n, s)
    for a, b, value, rest in product(range(6), range(1, 4), range(-1, 6), range(-1, 5)):
        assert hold(conditions, {N: a, S: b, Q: value, R: rest}) is ((value, rest) == divmod(a, b))


def test_an_instance_replaces_in_every_part():
    def about(size):
        term = Sum((I,), run(i, size), (Atom("x", (i + size,)),), size)
        return Statement(
            (at_least(size, 2),),
            (at_least(size, 3),),
            (at_least(size, 4),),
            (term,),
            (Sum(atoms=(Atom("y", (size,)),)),),
        )

    assert instance(about(n), {N: s + 1}) == about(s + 1)


def test_divided_quotients_come_in_one_order():
    """Else two proofs of one claim would be two certificates."""
    goals = tuple(at_least(floor_divide(n + c, m), 0) for c in (5, 3, 8, 1, 9, 2))
    found = divided(Statement((), goals), {N})
    assert len(found) == 6
    assert found == sorted(found)
    assert divided(Statement((), goals), {S}) == []


@pytest.mark.parametrize(
    ("example", "reason"),
    [
        ({"n": 0, "s": 3}, "below a minimum"),
        ({"n": 3, "s": 0}, "below a minimum"),
        ({"n": 3, "s": True}, "no integer"),
        ({"n": 3.0, "s": 1}, "no integer"),
        ({"s": 1}, "leaves a letter open"),
        ({"n": 2, "s": 2}, r"breaks n - 3 >= 0"),
        ({"n": 4, "s": 3}, r"breaks n - 3 = 0 or s - 2 = 0"),
    ],
)
def test_an_example_is_a_legal_setting(example, reason):
    either = AnyOf((equal(n, 3), equal(s, 2)))
    statement = Statement((either, at_least(n, 3)))
    check_example(statement, {"n": 3, "s": 1})
    check_example(statement, {"n": 4, "s": 2})
    with pytest.raises(ProofError, match=reason):
        check_example(statement, example)


def test_an_equation_is_satisfied_by_the_cells_that_loops_find():
    """``2*x[i] = y[0]*y[i] + sum of (j + 1)*z[i,j]`` at each i in 0, 1; a cell without a value is 0."""
    rng = random.Random(7)  # noqa: S311 (not cryptography)
    left = (Sum(atoms=(Atom("x", (i,)),), weight=2),)
    squares = Sum(atoms=(Atom("y", (0,)), Atom("y", (i,))))
    row = Sum((J,), run(j, 2), (Atom("z", (i, j)),), j + 1)
    equation = GivenEquation((I,), run(i, 2), left, (squares, row))
    names = ["x[0]", "x[1]", "y[0]", "y[1]", "z[0,0]", "z[0,1]", "z[1,0]", "z[1,1]"]
    verdicts = []
    for _ in range(200):
        cells = {name: rng.randint(-1, 2) for name in rng.sample(names, rng.randint(2, 8))}
        x, y = ([cells.get(f"{tensor}[{at}]", 0) for at in range(2)] for tensor in "xy")
        z = [cells.get(f"z[{at},0]", 0) + 2 * cells.get(f"z[{at},1]", 0) for at in range(2)]
        holds = [2 * x[at] == y[0] * y[at] + z[at] for at in range(2)]
        verdicts.append(satisfied(equation, cells))
        assert verdicts[-1] is all(holds)
    assert 5 < sum(verdicts) < 190
