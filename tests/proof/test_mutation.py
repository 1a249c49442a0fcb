"""The mutants of the trusted base: how they are made, what the table of verdicts says, and a sample run again."""

import ast
import random
import subprocess
import sys
from pathlib import Path

from mutation.mutants import marked, mutants
from mutation.running import load
from mutation.tables import HERE, TESTS, all_mutants, equivalents
from thorough import full_check

AGAIN = """
import sys
from mutation.running import load, run
from mutation.tables import all_mutants
for label, mutant in all_mutants():
    if mutant.name in sys.argv:
        print(run(label, mutant.tree, load()[mutant.name][1])[0], mutant.name)
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
    source = ast.unparse(first.tree)
    assert "pass" in source
    assert "check(n)" not in source
    assert "n <= 2 and (not n == 0)" in source


def test_a_mutant_knows_the_statement_that_has_to_be_reached(tmp_path):
    lines = {mutant.name.removeprefix("half half: "): mutant.line for mutant in made(tmp_path)}
    assert lines["2 -> 3 #1"] == 0
    assert (lines["n <= 2 -> n < 2 #1"], lines["check(n) -> pass #1"]) == (6, 7)
    reached = []
    names = {"_reached": reached.append, "check": str}
    exec(compile(marked(tmp_path / "half.py"), "half", "exec"), names)  # noqa: S102 - as above
    assert reached == []
    assert (names["half"](1), reached) == (1, [6, 7, 8])
    assert (names["half"](4), reached) == (2, [6, 7, 8, 6, 8])
    assert names["half"].__doc__ == "Half of n, 1 at least."


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
    assert {verdict for verdict, _ in verdicts.values()} <= {"killed", "survived"}
    assert [
        name for name, (verdict, _) in verdicts.items() if verdict == "survived" and name in names
    ] == []
    assert all(len(reason) > 20 for reason in equivalents().values())
    assert not set(equivalents()) & set(verdicts)
    assert set(equivalents()) <= names


def test_nearly_every_mutant_has_a_verdict():
    """All had when they were run; what was changed since waits for ``python -m mutation``."""
    names = {mutant.name for _, mutant in all_mutants()}
    waiting = names - set(load()) - set(equivalents())
    assert len(waiting) <= len(names) // 20


def sample():
    """Return some mutants that were killed, others with each change of the table."""
    verdicts = load()
    killed = [m.name for _, m in all_mutants() if verdicts.get(m.name, [""])[0] == "killed"]
    return random.Random(len(verdicts)).sample(killed, 6)  # noqa: S311 (not cryptography)


@full_check
def test_mutants_that_were_killed_still_are():
    """In a process that has loaded nothing of the package, else the change would come too late."""
    names = sample()
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, *names],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert sorted(done.stdout.splitlines()) == sorted(f"killed {name}" for name in names)
