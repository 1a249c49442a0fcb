"""The command line through its real entry point: streams, exit codes, and what is imported."""

import json
import os
import subprocess
import sys

import pytest
from commands import run, shell
from thorough import part

from symconv.cli import main

SEED = ["--input", '["x1","x2"]', "--kernel", '["w1","w2","w3"]', "--stride", "2", "--padding", "1"]
TINY = ["--input", "[1]", "--kernel", "[1]"]


def test_the_program_computes():
    result = shell("compute", *SEED)
    assert (result.returncode, result.stdout, result.stderr) == (
        0,
        b"[x1*w2, x1*w3 + x2*w1, x2*w2]\n",
        b"",
    )


@pytest.mark.parametrize(
    "arguments",
    part(
        [
            ["compute", "--input", "[1.5]", "--kernel", "[1]"],
            ["compute", "--input", b'["\xff"]', "--kernel", "[1]"],
            ["compute", "--input", b"@\xff.json", "--kernel", "[1]"],
            ["compute", *TINY, "--stride", b"\xff"],
            ["compute", *TINY, "--method", b"\xff"],
            [b"\xff"],
            ["size", "--input-size", "3"],
            ["verify", "--axes", "99"],
        ],
        few=2,
    ),
)
def test_the_program_refuses_without_a_traceback(arguments):
    result = shell(*arguments, LC_ALL="C.UTF-8")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"Error: " in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_full_disk_is_reported_once():
    with open("/dev/full", "wb") as full:
        result = shell("size", "--input-size", "3", "--kernel-size", "3", stdout=full)
    assert result.returncode == 2
    assert result.stderr == b"Error: standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("closed", "arguments", "message"),
    [
        (
            "<&-",
            "compute --input - --kernel [1]",
            "--input -: standard input is closed; give JSON, or @ and the name of a file",
        ),
        (
            ">&-",
            "size --input-size 3 --kernel-size 3",
            "standard output is closed; send it to a file, or to /dev/null",
        ),
    ],
)
def test_a_closed_stream_is_named(closed, arguments, message):
    line = f'"$0" -m symconv {arguments} {closed}'
    result = subprocess.run(
        ["sh", "-c", line, sys.executable], stderr=subprocess.PIPE, timeout=60, check=False
    )
    assert (result.returncode, result.stderr.decode()) == (2, f"Error: {message}\n")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["size", "--help"], ["size", "--input-size", "3", "--kernel-size", "3"]],
)
def test_a_reader_that_left_is_no_reason_to_complain(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    result = shell(*arguments, stdout=writer)
    os.close(writer)
    assert (result.returncode, result.stderr) == (2, b"")


def test_a_terminal_without_greek_letters_is_no_crash():
    result = shell("compute", "--input", '["α"]', "--kernel", "[1]", PYTHONIOENCODING="latin-1")
    assert result.returncode == 2
    assert b"standard output takes latin-1 only; set PYTHONIOENCODING=utf-8" in result.stderr


HELP = [
    ["--help"],
    ["--version"],
    *([name, "--help"] for name in sorted(main.commands)),
    ["size", "--input-size", "3", "--kernel-size", "3"],
    ["nothing"],
    ["compute"],
]


def test_help_and_version_do_not_import_sympy_or_numpy():
    program = (
        "import json, sys\n"
        "from click.testing import CliRunner\n"
        "from symconv.cli import main\n"
        "codes = [CliRunner().invoke(main, arguments).exit_code for arguments in json.loads(sys.argv[1])]\n"
        "print(json.dumps([codes, [name for name in ('sympy', 'numpy') if name in sys.modules]]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, json.dumps(HELP)], capture_output=True, check=True
    )
    assert json.loads(result.stdout) == [[0] * (len(HELP) - 2) + [2, 2], []]


def test_shell_completion_does_not_import_sympy_or_numpy():
    completion = {
        "_SYMCONV_COMPLETE": "bash_complete",
        "COMP_WORDS": "symconv compute --str",
        "COMP_CWORD": "2",
    }
    result = shell(PYTHONPROFILEIMPORTTIME="1", **completion)
    assert b"--stride" in result.stdout
    assert b"symconv.cli" in result.stderr
    assert b"sympy" not in result.stderr
    assert b"numpy" not in result.stderr


def test_the_version_is_that_of_the_package():
    from symconv import __version__

    assert run("--version").stdout == f"symconv, version {__version__}\n"
