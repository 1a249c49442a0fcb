"""Equations between tensors that are given: used by proofs, satisfied by every counterexample, part of what is stated."""

import json
import random

import pytest
from sympy import Array, symbols
from thorough import full_check, part

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Equal,
    flip,
    inner,
    ones,
    prove,
    sizes,
    tensor,
    total,
)
from symconv.errors import ProofError, Refuted, ShapeError, Undecided
from symconv.language.terms import (
    Atom,
    GivenEquation,
    Sum,
    at_least,
    index,
    letter,
    new_index,
    variable_poly,
)
from symconv.proof import kernel
from symconv.proof.certificates.certificate import check, checksum, to_text
from symconv.proof.claim_reader import check_in_words
from symconv.proof.question import read
from symconv.proof.trusted.solvers import Evidence
from symconv.proof.trusted.statement import Statement
from symconv.proof.witnesses import satisfying, value

I, k, s, n = sizes("I k s n")
a, b, c, d = symbols("a b c d")
x, y, w = tensor("x", I), tensor("y", I), tensor("w", k)
up = ConvTranspose(k, stride=s)
u = tensor("u", s * (I - 1) + k)
SYMMETRIC = Equal(w, flip(w))

TRUE = [
    (Equal(flip(up(x, w)), up(flip(x), w)), [SYMMETRIC]),
    (Equal(total(up(x, w)), total(x)), [Equal(total(w), 1)]),
    (Equal(a * c * a, -a * b * d), [Equal(a * c + b * d, 0)]),
    (Equal(inner(x, y), inner(y, y)), [Equal(x, y)]),
    (Equal(Conv(k)(flip(u), w), flip(Conv(k)(u, w))), [SYMMETRIC]),
    (Equal(total(up(x, w)), 0), [Equal(total(w), 0)]),
    (Equal(inner(w, x), inner(flip(w), x)), [SYMMETRIC, Equal(k, I)]),
    (Equal(ConvTranspose(2)(x, [a, b]), ConvTranspose(2)(x, [a, a])), [Equal(a, b)]),
]
FALSE = [
    (Equal(flip(up(x, w)), up(x, w)), [SYMMETRIC]),
    (Equal(total(up(x, w)), 2 * total(x)), [Equal(total(w), 1)]),
    (Equal(x, y), [Equal(total(x), total(y))]),
    (Equal(w, ones(k)), [SYMMETRIC]),
    (Equal(a, 0), [Equal(a * b, 0)]),
    (Equal(a * d, b * c), [Equal(a * c + b * d, 0)]),
    (AtMost(k, 1), [SYMMETRIC]),
    (Equal(total(w), 0), [Equal(w, flip(w))]),
]


@pytest.mark.parametrize(("claim", "given"), part(TRUE, 2))
def test_what_is_given_is_used_and_stays_a_part_of_what_is_stated(claim, given):
    theorem = prove(claim, given)
    assumed = [h for h in theorem.hypotheses if isinstance(h, GivenEquation)]
    assert assumed
    assert set(assumed) <= set(theorem.used)
    assert f"given {given[0]!r}" in repr(theorem)
    text = to_text(theorem)
    assert json.loads(text)["given"] == [repr(one) for one in given]
    assert repr(check_in_words(text)) == repr(theorem)


@pytest.mark.parametrize(("claim", "given"), part(TRUE, 3))
def test_without_it_the_claim_is_false(claim, given):
    with pytest.raises(Refuted):
        prove(claim, [one for one in given if "k, I" in repr(one)])


@pytest.mark.parametrize(("claim", "given"), FALSE)
def test_a_counterexample_shows_tensors_of_which_all_that_is_given_is_true(claim, given):
    with pytest.raises(Refuted, match="is false at") as caught:
        prove(claim, given)
    found = {symbol.name: number for symbol, number in caught.value.counterexample.items()}
    arrays = caught.value.tensors
    values = {}
    for name, array in arrays.items():
        cells = array.reshape(len(array)) if isinstance(array, Array) else [array]
        for place, cell in enumerate(cells, 1):
            values[symbols(f"{name}{place}" if isinstance(array, Array) else name)] = cell

    def holds(one):
        mine = {letter.name: found[letter.name] for letter in one.letters}
        known = one.at(mine) if mine else one
        sides = (
            side.subs(values) if hasattr(side, "subs") else side
            for side in (known.left, known.right)
        )
        return bool(type(one)(*sides))

    assert all(map(holds, given))
    assert not holds(claim)


def test_a_page_and_a_derivation_say_what_is_given():
    theorem = prove(*TRUE[0])
    assert theorem.text().startswith(
        "For all integers I, k, s >= 1 with w = flip(w) and all x of I cells and w of k cells"
    )
    assert "by what is given" in theorem.derivation().text()
    no_letters = prove(*TRUE[2])
    assert repr(no_letters) == "Theorem: given Equal(a*c + b*d, 0): Equal(a**2*c, -a*b*d)"
    assert no_letters.text().startswith("At this one setting with a*c + b*d = 0,")


def test_the_lines_of_a_derivation_are_equal_for_tensors_of_which_it_is_true():
    claim, given = TRUE[0]
    derivation = prove(claim, given).derivation().at(I=2, k=3, s=2)
    w1, w2, w3 = symbols("w1 w2 w3")

    def symmetric(cells):
        return [cell.subs(w3, w1) for cell in cells]

    cells = [symmetric(line.cells) for line in derivation.lines]
    assert all(line == cells[0] for line in cells)
    assert len({line.cells for line in derivation.lines}) > 1
    assert any(cell.has(w2) for cell in cells[0])


def test_a_counterexample_gives_a_cell_one_value():
    """The symbol of a cell of a known tensor is no scalar beside it."""
    u = tensor("u", 3)
    last = symbols("u3")
    for claim, given in [
        (Equal(last, 0), Equal(u, [0, 0, 1])),
        (Equal(u, [0, 0, 0]), Equal(last, 1)),
    ]:
        with pytest.raises(Refuted) as caught:
            prove(claim, [given])
        assert set(caught.value.tensors) == {"u"}
        assert caught.value.tensors["u"][2] == 1


def test_what_no_tensor_satisfies_proves_nothing():
    with pytest.raises(Undecided, match="no tensors were found of which all that is given is true"):
        prove(Equal(x, flip(x)), [Equal(total(w), 1), Equal(total(w), 2)])


def test_one_name_is_one_tensor_in_all_of_it():
    with pytest.raises(ShapeError, match="the tensor w occurs with shapes"):
        prove(Equal(up(x, w), up(x, w)), [Equal(tensor("w", n), flip(tensor("w", n)))])
    known = tensor("v", 2)
    theorem = prove(
        Equal(total(ConvTranspose(2, stride=s)(x, known)), total(x)),
        [Equal(known[0] + known[1], 1)],
    )
    assert "given Equal(v1 + v2, 1)" in repr(theorem)
    assert check_in_words(to_text(theorem)).rule == "conclude"


def test_shapes_that_are_given_to_be_equal_are_assumed():
    theorem = prove(Equal(total(w), total(x)), [Equal(w, x)])
    assert any(
        "k" in str(h) and "I" in str(h)
        for h in theorem.hypotheses
        if not isinstance(h, GivenEquation)
    )


# --- the kernel


def equation():
    """Return ``w[t] = 2*w[t]`` for 0 <= t < k, as given."""
    t = new_index("t")
    k = letter("k")
    ranges = (at_least(variable_poly(t), 0), at_least(k, variable_poly(t) + 1))
    read_once = Sum((), ranges, (Atom("w", (variable_poly(t),)),), 1)
    return GivenEquation((t,), ranges, (read_once,), (Sum((), ranges, read_once.atoms, 2),))


def test_an_equation_is_used_only_where_it_is_assumed_and_at_a_fresh_position():
    given = equation()
    fresh = new_index("o")
    theorem = kernel.given((given,), given, (fresh,))
    assert theorem.hypotheses[1] == at_least(variable_poly(fresh), 0)
    assert theorem.used == (given,)
    with pytest.raises(ProofError, match="not among the hypotheses"):
        kernel.given((), given, (fresh,))
    with pytest.raises(ProofError, match="position is not fresh"):
        kernel.given((given,), given, given.position)
    with pytest.raises(ProofError, match="another number of axes"):
        kernel.given((given,), given, (fresh, new_index("p")))
    taken = at_least(variable_poly(fresh), 3)
    with pytest.raises(ProofError, match="position is not fresh"):
        kernel.given((given, taken), given, (fresh,))


def test_an_index_that_an_equation_sums_over_stands_free_nowhere():
    """What is assumed of a free index would be read as about the bound one."""
    summed, (j, k) = new_index("j"), (new_index("j"), letter("k"))
    ranges = (at_least(variable_poly(summed), 0), at_least(k, variable_poly(summed) + 1))
    total_of = Sum((summed,), ranges, (Atom("w", (variable_poly(summed),)),), 1)
    whole = GivenEquation((), (), (total_of,), (Sum(),))
    assert kernel.given((whole, at_least(variable_poly(j), 1)), whole, ()).used == (whole,)
    with pytest.raises(ProofError, match="a bound index also occurs free"):
        kernel.given((whole, at_least(variable_poly(summed), 1)), whole, ())


def test_it_decides_no_size_and_lifts_to_no_other_axis():
    given = equation()
    with pytest.raises(ProofError, match="says nothing of sizes"):
        kernel.entailed((given,), (at_least(letter("k"), 2),), lambda *_: Evidence((given,)))
    concluded = prove(*TRUE[0])
    with pytest.raises(ProofError, match="a hypothesis is about tensors"):
        kernel.axes(concluded)


def test_a_conclusion_shows_tensors_that_satisfy_it():
    question = read(*TRUE[1])
    theorem = prove(*TRUE[1])
    assert theorem.example == {"I": 1, "k": 1, "s": 1, "w[0]": 1}
    sizes_, cells = theorem.premises
    statement = theorem.statement
    for wrong in ({}, {"w[0]": 2}, {"w[1]": 1}):
        example = {"I": 1, "k": 1, "s": 1, **wrong}
        with pytest.raises(ProofError, match="the example breaks an equation between tensors"):
            kernel.conclude(statement, sizes_, cells, example)
    assert question.equations


@full_check
def test_an_edited_certificate_is_refused():
    data = json.loads(to_text(prove(*TRUE[1])))
    data["example"]["w[0]"] = 3
    with pytest.raises(ProofError, match="the example breaks"):
        check(json.dumps({**data, "sha256": checksum(data)}))
    data = json.loads(to_text(prove(*TRUE[1])))
    data["given"] = []
    with pytest.raises(ProofError, match="states something else"):
        check_in_words(json.dumps({**data, "sha256": checksum(data)}))


def test_a_bound_index_of_a_hypothesis_is_not_captured():
    given = equation()
    inside = variable_poly(given.position[0])
    free = new_index("o")
    theorem = kernel.reflexive(
        (given, at_least(variable_poly(free), 0)), (Sum((), (), (), variable_poly(free)),)
    )
    with pytest.raises(ProofError, match="captured"):
        kernel.instantiate(theorem, {free: inside}, lambda *_: Evidence())
    assert Statement((given,)).hypotheses == (given,)
    assert index("q") != inside


# --- cells


def test_cells_are_found_that_satisfy_equations_and_tell_sides_apart():
    rng = random.Random(5)  # noqa: S311
    names = [Atom("c", (place,)) for place in range(4)]
    found = 0
    for _ in range(60):
        zero = []
        for _ in range(rng.randint(1, 3)):
            pairs = [tuple(sorted(rng.choices(names, k=rng.randint(1, 2)))) for _ in range(3)]
            zero.append({atoms: rng.choice([1, -1, 2]) for atoms in pairs})
        different = {(names[0],): 1, (names[1],): -1}
        cells = satisfying(zero, different)
        if cells is not None:
            found += 1
            assert not any(value(of, cells) for of in zero)
            assert value(different, cells)
    assert found > 20


def random_relation(rng):
    one, other = rng.sample([a, b, c, d], 2)
    third, fourth = rng.choice([a, b, c, d]), rng.choice([a, b, c, d, 1])
    return rng.choice(
        [
            Equal(one, other),
            Equal(one * other, third),
            Equal(one + other, fourth),
            Equal(one, -other),
        ]
    )


def test_no_random_claim_is_proved_that_some_cells_refute():
    rng = random.Random(11)  # noqa: S311
    verdicts = {"proved": 0, "refuted": 0, "undecided": 0}
    numbers = [
        (p, q, r, t)
        for p in range(-2, 3)
        for q in range(-2, 3)
        for r in range(-2, 3)
        for t in range(-2, 3)
    ]
    for _ in range(len(part(range(40), 6))):
        given = [random_relation(rng) for _ in range(rng.randint(1, 2))]
        claim = random_relation(rng)

        def truth(one, values):
            return (one.left - one.right).subs(dict(zip((a, b, c, d), values, strict=True))) == 0

        models = [v for v in numbers if all(truth(one, v) for one in given)]
        true_in_all = all(truth(claim, v) for v in models)
        try:
            prove(claim, given, patience=1)
        except Refuted:
            verdicts["refuted"] += 1
            continue
        except Undecided:
            verdicts["undecided"] += 1
            continue
        assert true_in_all, (claim, given)
        verdicts["proved"] += 1
    assert verdicts["refuted"] > 5
