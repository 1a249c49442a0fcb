"""The table of rules: every rule of the kernel has one row, and the row takes what the rule asks for."""

import ast
import inspect

import pytest

from symconv.proof import kernel
from symconv.proof.certificates import recorded
from symconv.proof.rules import (
    A_CONDITION,
    A_MAP,
    A_PAIRING,
    A_QUOTIENT,
    A_SIZE,
    A_STATEMENT,
    A_SUM,
    AN_EQUATION,
    AN_INDEX,
    CONDITIONS,
    HYPOTHESES,
    INDICES,
    RULES,
    SIZES_FOR,
    SUMS,
)

KINDS = {
    "Sum": {A_SUM},
    "Expression": {SUMS},
    "Size": {A_SIZE},
    "Index": {AN_INDEX},
    "tuple[Index, ...]": {INDICES},
    "Condition": {A_CONDITION},
    "tuple[Condition, ...]": {CONDITIONS},
    "Hypotheses": {recorded.assumed, HYPOTHESES},
    "Statement": {A_STATEMENT},
    "Maps": {A_MAP, SIZES_FOR},
    "tuple[int, ...]": {A_PAIRING},
    "Quotient": {A_QUOTIENT},
    "GivenEquation": {AN_EQUATION},
    "Advice": {recorded.advice},
    "Theorem": {recorded.premise},
    "Theorem | None": {recorded.premise_if_any},
    "tuple[Theorem, ...]": {recorded.all_premises},
    "Mapping[str, int]": {recorded.example},
}
"""Which kinds a rule may name for a parameter, by what the parameter is."""


def makers():
    """Return the names of the kernel's functions that make theorems, read from its text."""
    tree = ast.parse(inspect.getsource(kernel))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    called = {
        function.name: {
            n.func.id
            for n in ast.walk(function)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        for function in functions
    }
    return {name for name, calls in called.items() if "_theorem" in calls}


def test_every_rule_of_the_kernel_has_a_row():
    assert set(RULES) == makers()
    assert len(RULES) == 22


@pytest.mark.parametrize("name", RULES)
def test_a_row_takes_what_the_rule_asks_for(name):
    asked = [p.annotation for p in inspect.signature(getattr(kernel, name)).parameters.values()]
    assert len(asked) == len(RULES[name].takes)
    for annotation, kind in zip(asked, RULES[name].takes, strict=True):
        assert kind in KINDS[annotation]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_called_what_it_makes(name):
    (made,) = (
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(getattr(kernel, name))))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_theorem"
    )
    assert made == name


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_why_it_is_right_and_what_is_like_it(name):
    text = inspect.getdoc(getattr(kernel, name))
    assert "\nNotes\n-----\n" in text
    assert "\nSee Also\n--------\n" in text


def test_what_lifts_to_every_axis_are_rules():
    assert set(RULES) - kernel.LIFTING == {
        "split",
        "times",
        "sum_over",
        "instantiate",
        "axes",
        "any_ring",
        "given",
    }
