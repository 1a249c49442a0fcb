"""The six words, and everything written in them: the sum built on letters against the value computed on numbers."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from hypothesis import given
from programs import FORMULATIONS, OPERATIONS, PROGRAMS, THREE, WORDS, Sizes, named_x, numbers_on
from thorough import examples

from symconv.definitions import operations
from symconv.language import evaluation, terms
from symconv.language import words as language
from symconv.language.words import (
    Tensor,
    Vec,
    array,
    as_expression,
    both,
    collect,
    divide,
    equal,
    inside,
    named,
    split,
    stored,
    sum_,
    when,
)


@cache
def on_letters(program, axes):
    """Return shape, position and the cell there, as one sum on letters; a scalar has neither shape nor position."""
    result = program(Sizes(axes))
    if not isinstance(result, Tensor):
        return (), (), as_expression(result)
    o, position = language.fresh(result.shape, "o")
    return result.shape.entries, position, as_expression(result[o])


def values_of(numbers):
    """Return the values of the letters, from the numbers on every axis."""
    rows = ((name, axis, n) for name, entries in numbers.items() for axis, n in enumerate(entries))
    return {v: n for name, axis, n in rows for v in terms.variables(Sizes.letter(name, axis))}


def value_at(expression, values):
    return evaluation.evaluate(tuple(terms.substitute_sum(term, values) for term in expression))


def differences(program, axes, numbers):
    """Return where the sum on letters and the value on numbers differ: shapes, or positions inside and just outside."""
    shape, position, expression = on_letters(program, axes)
    values = values_of(numbers)
    known = program(Sizes(axes, numbers))
    if not isinstance(known, Tensor):
        return (
            []
            if value_at(expression, values) == evaluation.evaluate(as_expression(known))
            else ["the scalar"]
        )
    known_shape = tuple(terms.substitute(n, values) for n in shape)
    if known_shape != known.shape.entries:
        return [f"the shapes {known_shape} and {known.shape}"]
    margin = 1 if len(known_shape) == 1 else 0
    return [
        at
        for at in product(*(range(-margin, n + margin) for n in known_shape))
        if value_at(expression, values | dict(zip(position, at, strict=True)))
        != evaluation.evaluate(as_expression(known[Vec(at)]))
    ]


@pytest.mark.parametrize("name", PROGRAMS)
@examples(50)
@given(numbers=numbers_on(1))
def test_one_axis(name, numbers):
    assert differences(PROGRAMS[name], 1, numbers) == []


@pytest.mark.parametrize("name", PROGRAMS)
@examples(25)
@given(numbers=numbers_on(2))
def test_two_axes(name, numbers):
    assert differences(PROGRAMS[name], 2, numbers) == []


@pytest.mark.parametrize("name", [*WORDS, *OPERATIONS, *FORMULATIONS])
def test_three_axes(name):
    assert differences(PROGRAMS[name], 3, THREE) == []


def test_a_difference_is_seen():
    numbers = {"n": (3,), "O": (2,)}
    shifted = differences(lambda v: array(v.O, lambda o: named_x(v)[o + int(o.known)]), 1, numbers)
    assert shifted == [(0,), (1,)]
    longer = differences(lambda v: operations.ones(v.O + int(v.O.known)), 1, numbers)
    assert longer == ["the shapes (2,) and Vec([3])"]
    assert differences(lambda v: sum_(v.n + int(v.n.known), lambda i: 1), 1, numbers) == [
        "the scalar"
    ]


CELLS = {(i,): 10**i for i in range(3)}


def listed(tensor, low, high):
    return [tensor[Vec([o])] for o in range(low, high)]


def test_words_on_numbers():
    x = stored(Vec([3]), CELLS)
    assert listed(array(Vec([3]), lambda o: x[o - 1]), -1, 4) == [0, 0, 1, 10, 0]
    assert sum_(Vec([2, 3]), lambda i: x[i.split_at(1)[1]]) == 222
    placed = collect(Vec([3]), (Vec([3]), Vec([2])), lambda i, t: 2 * i + t - 1, lambda i, t: x[i])
    assert listed(placed, -1, 4) == [0, 1, 10, 10, 0]
    assert listed(collect(Vec([2]), (Vec([0]),), lambda i: i, lambda i: 0.5), -1, 3) == [0, 0, 0, 0]
    assert [when(condition, 5) for condition in (True, False)] == [5, 0]
    assert [divide(Vec([n, 4]), Vec([3, 2]), lambda q: q.entries) for n in (-3, -1, 0, 6)] == [
        (-1, 2),
        0,
        (0, 2),
        (2, 2),
    ]
    assert split(Vec([-1, 7]), Vec([3, 2]), lambda m, r: (m.entries, r.entries)) == (
        (-1, 3),
        (2, 1),
    )


def test_conditions_on_numbers():
    one, two = Vec([1, 2]), Vec([2, 2])
    assert (equal(one, one), equal(one, two)) == (True, False)
    assert (inside(one, Vec([2, 3])), inside(one, two), inside(Vec([0, -1]), two)) == (
        True,
        False,
        False,
    )
    assert (both(True, True), both(True, False), both()) == (True, False, True)
    assert when(both(equal(one, one), inside(one, Vec([2, 3]))), "a cell") == "a cell"


@pytest.mark.parametrize("size", [Vec([3]), Vec([terms.letter("n")])])
def test_tensors_are_zero_outside(size):
    x = named("x", size)
    values = dict.fromkeys(terms.letters(size.entries[0]), 3)
    for tensor in (
        x,
        array(size, lambda o: x[o]),
        collect(size, (size,), lambda i: 2 * i - 1, lambda i: x[i]),
    ):
        for outside in (-2, -1, 3, 4):
            assert value_at(as_expression(tensor[Vec([outside])]), values) == {}
        assert value_at(as_expression(tensor[Vec([1])]), values) != {}


def test_stored_cells_are_read_at_an_index_of_letters():
    at, (index,) = language.fresh(Vec([0]), "o")
    cell = as_expression(stored(Vec([3]), CELLS)[at])
    assert [value_at(cell, {index: o}) for o in range(-1, 4)] == [
        {},
        {(): 1},
        {(): 10},
        {(): 100},
        {},
    ]


N = Vec([terms.letter("n")])
X = named("x", N)
UNTRACEABLE = {
    "if on an index": lambda o: X[o] if o else 0,
    "if on a condition": lambda o: X[o] if inside(o, N) else 0,
    "not on a condition": lambda o: 0 if not equal(o, N) else 1,
    "if on a cell": lambda o: 1 if X[o] else 0,
    "and": lambda o: inside(o, N) and 1,
    "range": lambda o: sum(X[Vec([i])] for i in range(N)),
    "range of an entry": lambda o: sum(X[Vec([i])] for i in range(*N.entries)),
    "indices compared by ==": lambda o: when(o == N, 1),
    "indices compared by !=": lambda o: when(o != N, 1),
    "indices compared by <": lambda o: when(o < N, 1),
    "indices compared by >=": lambda o: when(o >= N, 1),
    "cells compared by ==": lambda o: when(X[o] == 0, 1),
    "cells compared by <": lambda o: when(X[o] < 1, 1),
    "max": lambda o: X[max(o, N)],
    "//": lambda o: X[o // 2],
    "//, from the right": lambda o: X[2 // o],
    "%": lambda o: X[o % 2],
    "/": lambda o: X[o / 2],
    "for over an index": lambda o: sum(X[Vec([e])] for e in o),
    "for over a tensor": lambda o: sum(cell for cell in X),
    "in": lambda o: 1 if 0 in o else 0,
    "one entry": lambda o: X[Vec([o[0]])],
}


@pytest.mark.parametrize("name", UNTRACEABLE)
def test_what_cannot_be_traced_raises_and_says_what_to_write(name):
    with pytest.raises(TypeError, match=r"definition cannot .*write (when|sum_)\("):
        array(N, UNTRACEABLE[name])[Vec([terms.index("o")])]


def test_the_number_of_axes_may_be_counted():
    assert (len(N), len(N.join(N))) == (1, 2)


@pytest.mark.parametrize("cell", [0.5, "x", None])
def test_cells_over_letters_are_integers_and_sizes(cell):
    with pytest.raises(TypeError, match="is not a cell over letters"):
        as_expression(array(N, lambda o: X[o] * cell)[Vec([0])])


def test_indices_over_letters_are_not_counted():
    half_known = Vec([2, terms.letter("n")])
    for use in (half_known.numbers, lambda: list(language.positions(half_known))):
        with pytest.raises(
            TypeError,
            match=r"Vec\(\[2, n\]\) holds letters, but numbers are needed; put numbers for them",
        ):
            use()
    assert Vec([2, 3]).numbers() == (2, 3)
