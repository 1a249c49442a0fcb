"""Every index of many settings at once: the same cells as one index after the other, for everything written in the words."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from programs import (
    FORMULATIONS,
    OPERATIONS,
    PROGRAMS,
    THREE,
    WORDS,
    Sizes,
    named_w,
    named_x,
    numbers_on,
)
from thorough import examples

from symconv.definitions.geometry import Axis
from symconv.language import evaluation
from symconv.language.terms import Atom, new_index, variable_poly
from symconv.language.words import Tensor, Vec, array, as_expression, divide, inside, sum_, when
from symconv.sweep.agreement import check
from symconv.sweep.settings import Setting
from symconv.sweep.tables import LandedProducts, Table, landed


def column(index, numbers):
    return Vec(Table((index,), np.array(entries)) for entries in zip(*numbers, strict=True))


class Columns:
    """The sizes a program asks for by name, of several settings at once."""

    def __init__(self, rows):
        self.index = new_index("setting")
        self.number = Table((self.index,), np.arange(len(rows)))
        self.axes = len(next(iter(rows[0].values())))
        self.rows = rows

    def __getattr__(self, name):
        return column(self.index, [row[name] for row in self.rows])


def shapes_of(sizes):
    """The shapes of every tensor that some program names."""
    c = sizes.c.split_at(1)[0]
    both = Vec([2 * n for n in c.entries])
    plain = {"x": sizes.n, "w": sizes.k, "u": sizes.k, "y": sizes.n}
    return (
        plain,
        {"x": both.join(sizes.n), "w": both.join(c * 0 + 1).join(sizes.k)},
        {"x": c.join(sizes.n)},
    )


def shapes_for(name, sizes):
    """The shapes of the tensors that this program names."""
    plain, channels, batch = shapes_of(sizes)
    special = {
        "subsample": {"x": sizes.n + sizes.b}, "pairing": {"u": sizes.O}, "with_channels": channels, "with_batch": batch,
    }  # fmt: skip
    return plain | special.get(name, {})


def as_tensor(result, one):
    return result if isinstance(result, Tensor) else array(one, lambda o: result)


def at_once(name, rows, together=10**6):
    """Return the output of a program for every row of numbers, computed at once: what lands in each cell."""
    sizes = Columns(rows)
    result = as_tensor(PROGRAMS[name](sizes), sizes.n * 0 + 1)
    shapes = shapes_for(name, sizes)
    found = [Counter() for _ in rows]
    for form in landed(result, shapes, sizes.number, together):
        extents = {
            key: as_numbers(shape, len(rows)) for key, shape in {**shapes, "": result.shape}.items()
        }
        for setting, cell, atoms, weight in products_of(form, extents):
            found[setting][cell, atoms] += weight
    return [{key: number for key, number in counts.items() if number} for counts in found]


def as_numbers(shape, settings):
    return [
        np.broadcast_to(n.values if isinstance(n, Table) else n, settings) for n in shape.entries
    ]


def products_of(form, extents):
    """Yield setting, output cell, factors and weight of every product that landed."""
    weights = np.broadcast_to(form.weight, form.setting.shape)
    for n, setting in enumerate(form.setting.tolist()):

        def position(name, cell, setting=setting):
            shape = [int(values[setting]) for values in extents[name]]
            return tuple(map(int, np.unravel_index(cell, shape)))

        factors = tuple(Atom(name, position(name, cells[n])) for name, cells in form.factors)
        yield setting, position("", form.output[n]), factors, int(weights[n])


def one_by_one(name, numbers):
    """Return the output of a program on numbers, one cell after the other."""
    axes = len(numbers["n"])
    result = as_tensor(PROGRAMS[name](Sizes(axes, numbers)), Vec([1] * axes))
    cells = {
        at: as_expression(result[Vec(at)]) for at in product(*map(range, result.shape.entries))
    }
    return {
        (at, atoms): n
        for at, cell in cells.items()
        for atoms, n in evaluation.evaluate(cell).items()
    }


@pytest.mark.parametrize("name", PROGRAMS)
@examples(25)
@given(rows=st.lists(numbers_on(1), min_size=1, max_size=4))
def test_several_settings_of_one_axis(name, rows):
    assert at_once(name, rows) == [one_by_one(name, numbers) for numbers in rows]


@pytest.mark.parametrize("name", PROGRAMS)
@examples(15)
@given(rows=st.lists(numbers_on(2), min_size=1, max_size=3), together=st.integers(1, 3))
def test_several_settings_of_two_axes_a_few_rows_at_a_time(name, rows, together):
    assert at_once(name, rows, together) == [one_by_one(name, numbers) for numbers in rows]


@pytest.mark.parametrize("name", [*WORDS, *OPERATIONS, *FORMULATIONS])
def test_three_axes(name):
    assert at_once(name, [THREE, THREE]) == [one_by_one(name, THREE)] * 2


def test_a_difference_is_seen(monkeypatch):
    def once_more(v):
        return array(v.O, lambda o: named_x(v)[o] + (0 if o.known else named_x(v)[o]))

    monkeypatch.setitem(PROGRAMS, "once more", once_more)
    numbers = {"n": (3,), "k": (1,), "O": (2,), "b": (0,), "c": (1,)}
    assert at_once("once more", [numbers]) != [one_by_one("once more", numbers)]


SETTING, FIRST, SECOND = new_index("setting"), new_index("i"), new_index("j")
SIZE = Table((SETTING,), np.array([2, 3]))
I, J = SIZE.running(FIRST, SIZE), SIZE.running(SECOND, 2)


def listed(table):
    return table.indices, table.values.tolist()


def test_arithmetic_goes_over_all_combinations():
    assert listed(I) == ((FIRST,), [0, 1, 2])
    assert listed(J - I) == listed(-(I - J)) == ((FIRST, SECOND), [[0, 1], [-1, 0], [-2, -1]])
    assert listed(10 * SIZE + I * 2 - 1) == ((SETTING, FIRST), [[19, 21, 23], [29, 31, 33]])
    assert listed(7 - I) == ((FIRST,), [7, 6, 5])
    assert [listed(part) for part in divmod(I - 1, 2)] == [
        ((FIRST,), [-1, 0, 0]),
        ((FIRST,), [1, 0, 1]),
    ]
    assert [listed(part) for part in divmod(7, SIZE)] == [
        ((SETTING,), [3, 2]),
        ((SETTING,), [1, 1]),
    ]


def test_an_index_can_be_replaced_by_another_one():
    later = new_index("later")
    moved = (I + 10 * J).substituted({FIRST: variable_poly(later)})
    assert listed(moved) == ((SECOND, later), [[0, 1, 2], [10, 11, 12]])


@pytest.mark.parametrize(
    "branch",
    [
        bool,
        int,
        lambda n: n < 1,
        lambda n: n // 2,
        lambda n: n % 2,
        lambda n: [0, 1][n],
        lambda n: n / 2,
    ],
)
def test_nothing_branches_on_a_table(branch):
    with pytest.raises(TypeError, match="a definition cannot branch on it"):
        branch(I)


def test_what_would_be_too_much_together_is_searched_axis_by_axis():
    """Nine numbers below 3 and five below 7 have 10**9 combinations."""
    setting = Setting((3,) * 5, (Axis(3, 2, 1, 0),) * 5)
    assert check([setting]) == []


def test_settings_that_are_too_large_together_are_looked_at_apart(monkeypatch):
    monkeypatch.setattr("symconv.sweep.agreement.MOST_POINTS", 30)
    settings = [
        Setting((n,), (Axis(k, 2, 1, 1, 1, 2),)) for n, k in product(range(2, 6), range(2, 5))
    ]
    whole = check(settings, {"wrong": lambda x, w, s, d, b, O: array(O, lambda o: x[o])})
    assert [each.setting for each in whole] == settings
    assert check(settings) == []


@pytest.mark.parametrize("huge", [2**40, 2**64, 10**30])
def test_numbers_beyond_machine_integers_are_exact(huge):
    settings = [
        Setting((1,), (Axis(3, huge, 1),)),
        Setting((2,), (Axis(1, 2, 0, 0, 0, huge),)),
        Setting((2,), (Axis(2),)),
    ]
    assert check(settings) == []

    def wrong(x, w, s, d, b, O):
        return array(
            O,
            lambda o: sum_(
                x.shape, lambda i: divide(o + b - s * d * i, d * s, lambda t: x[i] * w[t])
            ),
        )

    assert {each.setting for each in check(settings, {"wrong": wrong})} == set(settings[:2])


def test_an_output_of_one_size_in_all_settings():
    setting = Setting((2,), (Axis(1),))
    (wrong,) = check(
        [setting], {"three": lambda x, w, s, d, b, O: array(Vec([3]), lambda o: x[o] * w[o * 0])}
    )
    assert (wrong.cell, wrong.expected, wrong.found) == ((2,), "outside the output", "0")


def test_a_condition_on_sizes_alone_chooses_settings():
    sizes = Columns([{"n": (n,), "k": (1,)} for n in (1, 3, 2)])
    only_long = array(sizes.n, lambda o: when(inside(Vec([1]), sizes.n), named_x(sizes)[o]))
    (found,) = landed(only_long, {"x": sizes.n}, sizes.number, 9)
    assert isinstance(found, LandedProducts)
    assert list(zip(found.setting.tolist(), found.output.tolist(), strict=True)) == [
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
    ]
    assert named_w(sizes).shape.entries[0].values.tolist() == [1, 1, 1]
