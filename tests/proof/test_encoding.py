"""Theorems as plain data: how indices are numbered, and what a step lists as its maps."""

import json

from reversal import I, advise, i, n, only, reversal, run

from symconv.language.terms import (
    Atom,
    Division,
    Index,
    Sum,
    at_least,
    equal,
    floor_divide,
    variable_poly,
)
from symconv.proof import kernel
from symconv.proof.trusted.encoding import canonical, plain
from symconv.proof.trusted.statement import definition


def test_indices_are_numbered_from_one_in_the_order_they_had():
    late, early = Index("i", 9), Index("j", 4)
    data = {"a": [late, early], "b": late, "c": variable_poly(late) + n, "d": ["index", "i", 9]}
    letter = ["letter", "n", 1]
    assert canonical(data) == {
        "a": [["index", "i", 2], ["index", "j", 1]],
        "b": ["index", "i", 2],
        "c": [[1, [["index", "i", 2]]], [1, [letter]]],
        "d": ["index", "i", 9],
    }


def test_a_sum_lists_all_of_its_parts():
    J = Index("j", 5)
    term = Sum((J,), (equal(variable_poly(J), n),), (Atom("x", (n,)),), 2, (Division(J, J, n, 3),))
    j, size = ["index", "j", 5], [[1, [["letter", "n", 1]]]]
    assert plain(term) == {
        "indices": [j],
        "conditions": [["=", [[1, [j]], [-1, [["letter", "n", 1]]]]]],
        "atoms": [["x", [size]]],
        "weight": 2,
        "divisions": [[j, j, size, 3]],
    }


def test_only_a_change_of_index_has_maps():
    turned = reversal().certificate()["steps"][-1]
    counted = kernel.count((), Sum((I,), run(i, n)), I, 0, n - 1, advise).certificate()["steps"][-1]
    assert (len(turned["arguments"]), len(turned["maps"])) == (2, 3)
    assert (len(counted["arguments"]), counted["maps"]) == (4, [])


def test_a_derivation_lists_the_quotients_it_defines():
    half = floor_divide(n, 2)
    theorem = kernel.entailed(definition(only(half)), (at_least(n, 2 * half),), advise)
    data = kernel.define(theorem, only(half), advise).certificate()
    assert data["definitions"] == [plain(only(half))]
    assert reversal().certificate()["definitions"] == []


def test_a_derivation_names_premises_by_their_place():
    back = kernel.symmetric(reversal())
    data = kernel.transitive(back, kernel.symmetric(back)).certificate()
    assert [(step["rule"], step["premises"]) for step in data["steps"]] == [
        ("reindex", []),
        ("symmetric", [0]),
        ("symmetric", [1]),
        ("transitive", [1, 2]),
    ]
    assert {obligation["step"] for obligation in data["obligations"]} == {0}
    assert json.loads(json.dumps(data)) == data
    assert kernel.entailed((), (), advise).certificate()["obligations"] == []
