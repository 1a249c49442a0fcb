"""Where output goes: tried before the work begins, whole or not at all, whatever stream is broken."""

import os
import subprocess
import sys
from importlib import import_module

import pytest
from commands import run, shell
from thorough import full_check

from symconv.errors import MOST_BYTES

PROVE = import_module("symconv.cli.prove")  # the attribute of this name is the command
TINY = ["--input", "[1]", "--kernel", "[1]"]
LONG = "x" * 5000
COMMANDS = {
    "book": ["book", "-o"],
    "export": ["export", "--all", "-o"],
    "example": ["example", "seed-1d", "--format", "html", "-o"],
    "prove": ["prove", "--all", "--certificates"],
    "verify": ["verify", "--input-size", "1", "-o"],
    "resume": ["verify", "--input-size", "1", "--resume"],
}
FOLDERS = ["book", "export", "prove"]


@pytest.fixture
def no_work(monkeypatch):
    """A program in which whoever begins to work fails the test."""
    for place in (
        "symconv.book.write",
        "symconv.book.export.export",
        "symconv.worked.example",
        "symconv.library.judging.prove_entries",
        "symconv.verify",
    ):
        monkeypatch.setattr(place, None)


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_that_cannot_be_written_to_is_refused_before_the_work(tmp_path, name):
    (tmp_path / "file").write_text("as it was")
    for place in ("/proc/x", str(tmp_path / "file" / "x")):
        result = run(*COMMANDS[name], place)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") <= 4
        assert place in result.stderr
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "as it was"


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(
    ("name", "inside"), [("book", "figures"), ("export", "examples"), ("export", "theorems")]
)
def test_a_file_where_a_folder_is_needed_is_refused_before_the_work(tmp_path, name, inside):
    (tmp_path / inside).write_text("as it was")
    result = run(*COMMANDS[name], str(tmp_path))
    assert result.exit_code == 2
    assert str(tmp_path / inside) in result.stderr
    assert os.listdir(tmp_path) == [inside]


@pytest.mark.parametrize("name", FOLDERS)
def test_trying_leaves_nothing(tmp_path, name):
    result = run(*COMMANDS[name], str(tmp_path / "a" / "b"), "--nonsense")
    assert result.exit_code == 2
    assert os.listdir(tmp_path) == []


# ---- long work is not lost


def test_verdicts_are_printed_and_certificates_written_as_they_are_ready(tmp_path):
    seen = []

    class Watched(PROVE.TextReport):
        def add(self, outcome):
            super().add(outcome)
            seen.append((outcome.name, sorted(os.listdir(tmp_path))))

    names = ["size-inverse", "padding-is-cropping"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PROVE, "TextReport", Watched)
        result = run("prove", *names, "--jobs", "1", "--certificates", str(tmp_path))
    assert result.exit_code == 0
    assert seen == [
        (names[0], ["size-inverse.json"]),
        (names[1], ["padding-is-cropping.json", "size-inverse.json"]),
    ]


def test_a_full_disk_says_what_was_saved(tmp_path, monkeypatch):
    written = []

    def write_until_full(path, content):
        if written:
            raise OSError(28, "No space left on device", str(path))
        written.append(path)

    monkeypatch.setattr(PROVE, "write_whole", write_until_full)
    folder = str(tmp_path)
    result = run("prove", "size-inverse", "guide-09", "--jobs", "1", "--certificates", folder)
    assert result.exit_code == 2
    assert [line for line in result.stdout.splitlines() if line.startswith("size-inverse ")]
    message = f"{tmp_path / 'guide-09.json'}: No space left on device; 1 certificates are saved"
    assert result.stderr == f"Error: {message}\n"


# ---- broken streams


@full_check
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["prove", "nope"], 2),
        (["size", "--input-size", "3"], 2),
        (["size", "--input-size", "1", "--kernel-size", "1"], 0),
        (["size", "--input-size", "2", "--kernel-size", "9", "--output-size", "1", "--solve", "stride"], 1),
        (["example", "seed-1d", "--format", "latex", "--width", "60mm"], 0),
        (["nothing"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_message_that_nobody_can_read_changes_no_exit_code(arguments, code):
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "symconv", *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False, timeout=60)
    assert done.returncode == code
    assert shell(*arguments).returncode == code


@pytest.mark.parametrize("arguments", [["--help"], ["prove"], ["compute", *TINY]])
def test_both_streams_broken_is_still_2(arguments):
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "symconv", *arguments]
        done = subprocess.run(command, stdout=full, stderr=full, check=False, timeout=60)
    assert done.returncode == 2


# ---- messages


@pytest.mark.parametrize(
    "arguments",
    [
        ["example", LONG],
        ["prove", LONG],
        ["prove", "adjoint", "--judge", LONG],
        ["export", LONG],
        ["compute", *TINY, "--method", LONG],
        ["compute", "--input", f"@{LONG[:200]}", "--kernel", "[1]"],
        ["compute", "--input", f'["{LONG}"]', "--kernel", "[1]"],
        ["compute", *TINY, "--format", LONG],
        ["compute", *TINY, f"--{LONG}"],
        ["compute", *TINY, "--stride", LONG],
        ["size", "--solve", LONG],
        ["verify", "--scheduler", LONG],
        ["verify", "--resume", f"{LONG}"],
        ["check", LONG],
        [LONG],
        ["example", "seed-1d", "-o", LONG],
    ],
    ids=lambda arguments: " ".join(a[:12] for a in arguments),
)
def test_messages_are_short_however_long_a_name_is(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert len(result.stderr.encode()) < MOST_BYTES + 300  # usage comes before it
