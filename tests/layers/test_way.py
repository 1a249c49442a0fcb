"""The way of a result: how many files and functions of the package one central call enters, and in which order."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

MOST_FILES = 6
MOST_FUNCTIONS = 110

COUNT = """
import json, sys
from symconv import ConvTranspose, tensor

entered = []

def look(frame, event, argument):
    path = frame.f_code.co_filename
    if event == "call" and "/symconv/" in path.replace("\\\\", "/"):
        place = path.replace("\\\\", "/").rpartition("/symconv/")[2]
        entered.append((place, frame.f_code.co_qualname))

def layer():
    return ConvTranspose(3, stride=2, padding=1)

def call():
    return layer()(tensor("x", 2), tensor("w", 3))

for round in range(2):
    entered.clear()
    sys.setprofile(look)
    y = call()
    sys.setprofile(None)
    print(json.dumps({"y": str(y), "entered": entered}))
"""


@pytest.fixture(scope="module")
def rounds():
    """What a small call enters, the first time and again."""
    ran = subprocess.run([sys.executable, "-c", COUNT], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_result_enters_six_files_and_makes_no_message(rounds):
    first, again = rounds
    for found in (first, again):
        assert found["y"] == "[w2*x1, w1*x2 + w3*x1, w2*x2]"
        files = {place for place, _ in found["entered"]}
        assert len(files) <= MOST_FILES, files
        assert len({tuple(pair) for pair in found["entered"]}) <= MOST_FUNCTIONS
        names = {name for _, name in found["entered"]}
        assert not names & {"shown", "Message.__str__", "Layer.__repr__"}
    assert any(name == "transposed_plan" for _, name in first["entered"])


def test_the_plan_of_a_layer_is_made_once(rounds):
    _, again = rounds
    names = {name for _, name in again["entered"]}
    assert "transposed_plan" not in names
    assert "transposed_demands" not in names
