"""The guides of CONTRIBUTING: what they say is done, on a copy of the tree, and their commands print what they show."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from thorough import full_check

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (Add an? [^\n]+)\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"(?:((?:In|At the end of) `[^`\n]+`(?:, (?:above|below) `[^`\n]+`)?):)?\n\n"
    r"```text\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PLACE = re.compile(
    r"(?P<at>In|At the end of) `(?P<path>[^`]+)`(?:, (?P<side>above|below) `(?P<line>[^`]+)`)?"
)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

GUIDES = {title: BLOCK.findall(text) for title, text in SECTION.findall(PAGE)}
TRIED = [title for title, blocks in GUIDES.items() if blocks]


def changed(tree, where, text):
    """Do in a tree what a sentence of the guide says."""
    place = PLACE.fullmatch(where)
    path = tree / place["path"]
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if place["line"] is None:
        path.write_text(before + text, encoding="utf-8")
        return
    lines = before.splitlines(keepends=True)
    [at] = [n for n, line in enumerate(lines) if line.startswith(place["line"])]
    at += place["side"] == "below"
    path.write_text("".join([*lines[:at], text, *lines[at:]]), encoding="utf-8")


@pytest.fixture
def tree(tmp_path):
    """A copy of the package, in which ``symconv`` and ``python`` are what the guide means."""
    shutil.copytree(
        ROOT / "symconv", tmp_path / "symconv", ignore=shutil.ignore_patterns("__pycache__")
    )
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, options in (("symconv", "-m symconv "), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {options}"$@"\n')
        (programs / name).chmod(0o755)
    return tmp_path


def printed(tree, command):
    paths = {"PATH": f"{tree / 'programs'}:{os.environ['PATH']}", "PYTHONPATH": str(tree)}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tree,
        env={**os.environ, **paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout


@full_check
@pytest.mark.parametrize("title", TRIED)
def test_the_guide_does_what_it_says(title, tree):
    for where, text in GUIDES[title]:
        if where:
            changed(tree, where, text)
            continue
        commands = COMMAND.findall(text)
        assert commands
        for command, expected in commands:
            found = printed(tree, command)
            same = doctest.OutputChecker().check_output(expected, found, ALIKE)
            assert same, f"{command}\n{found}"


def test_every_guide_is_tried():
    subjects = ("a formulation", "an operation", "a theorem", "a view", "a format")
    assert {f"Add {subject}" for subject in (*subjects, "a worked example")} <= set(TRIED)


@full_check
def test_the_copy_is_what_runs(tree):
    shown = printed(tree, 'python -c "import symconv; print(symconv.__file__)"')
    assert shown == f"{tree}/symconv/__init__.py\n"
