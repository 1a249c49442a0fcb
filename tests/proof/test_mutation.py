"""The mutants of the trusted base: how they are made, what the table of verdicts says, and a sample run again."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from mutation.mutants import mutants
from mutation.running import load
from mutation.tables import HERE, TESTS, all_mutants, equivalents
from thorough import CI, full_check

ONE = """
import sys
from mutation.running import run
from mutation.tables import all_mutants
(found,) = ((label, m) for label, m in all_mutants() if m.name == sys.argv[1])
print(found[0], run(found[0], found[1].source))
"""
SOURCE = '''"""Words: 1 + 1."""


def half(n: int = 2) -> int:
    """Half of n, 1 at least."""
    if n <= 2 and not n == 0:
        check(n)
    return max(n // 2, *[m for m in (1,) if m])
'''


def made(tmp_path):
    path = tmp_path / "half.py"
    path.write_text(SOURCE)
    return list(mutants(path, "half"))


def test_every_place_is_changed_and_words_are_not(tmp_path):
    names = [mutant.name for mutant in made(tmp_path)]
    assert len(names) == len(set(names))
    assert {name.removeprefix("half half: ") for name in names} == {
        "2 -> 3 #1",
        "2 -> 3 #2",
        "2 -> 3 #3",
        "0 -> 1 #1",
        "1 -> 2 #1",
        "n <= 2 -> n < 2 #1",
        "n == 0 -> n != 0 #1",
        "not n == 0 -> n == 0 #1",
        "n <= 2 and (not n == 0) -> n <= 2 or not n == 0 #1",
        "n <= 2 and (not n == 0) -> not (n <= 2 and (not n == 0)) #1",
        "check(n) -> pass #1",
        "n // 2 -> n * 2 #1",
        "max(n // 2, *[m for m in (1,) if m]) -> min(n // 2, *[m for m in (1,) if m]) #1",
        "for m in (1,) if m -> for m in (1,) #1",
    }


def test_a_mutant_differs_in_one_place(tmp_path):
    (first,) = (mutant for mutant in made(tmp_path) if "check(n)" in mutant.name)
    assert "pass" in first.source
    assert "check(n)" not in first.source
    assert "n <= 2 and (not n == 0)" in first.source


def test_every_module_of_the_trusted_base_has_mutants():
    assert {label for label, _ in all_mutants()} == set(TESTS)
    assert [
        name
        for files in TESTS.values()
        for name in files
        if not (HERE.parent / name.partition("::")[0]).exists()
    ] == []
    names = [mutant.name for _, mutant in all_mutants()]
    assert len(names) == len(set(names)) > 800


def test_no_mutant_survives_without_a_reason():
    verdicts = load()
    names = {mutant.name for _, mutant in all_mutants()}
    assert set(verdicts.values()) <= {"killed", "survived"}
    assert [
        name for name, verdict in verdicts.items() if verdict == "survived" and name in names
    ] == []
    assert all(len(reason) > 20 for reason in equivalents().values())
    assert not set(equivalents()) & set(verdicts)


def sample():
    """Return some mutants that were killed: few in a run by hand, and others with each change of the table."""
    verdicts = load()
    killed = [(label, m) for label, m in all_mutants() if verdicts.get(m.name) == "killed"]
    rng = random.Random(len(verdicts))  # noqa: S311 (not cryptography)
    return rng.sample(killed, min(6 if CI else 1, len(killed)))


@full_check
@pytest.mark.parametrize(
    ("label", "mutant"), sample(), ids=lambda part: getattr(part, "name", part)
)
def test_a_mutant_that_was_killed_still_is(label, mutant):
    """In a process that has loaded nothing of the package, else the change would come too late."""
    done = subprocess.run(
        [sys.executable, "-c", ONE, mutant.name],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout == f"{label} killed\n"
