"""The command line: what it prints, what it refuses, and how it exits."""

import inspect
import json
import os
import subprocess
import sys
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from sympy import Symbol

from symconv import sweep
from symconv.cli import main
from symconv.cli.reading import read_cells
from symconv.cli.verify import verify
from symconv.layer import ConvTranspose

SEED = ["--input", '["x1","x2"]', "--kernel", '["w1","w2","w3"]', "--stride", "2", "--padding", "1"]
ABCD = ["--input", '[["a","b"],["c","d"]]', "--kernel", '[["w11","w12"],["w21","w22"]]']


def run(*arguments, stdin=None):
    """Run a command inside this process."""
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="symconv")


def shell(*arguments, stdout=subprocess.PIPE, **environment):
    """Run a command through the real entry point."""
    return subprocess.run(
        [sys.executable, "-m", "symconv", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


# ---- compute


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (SEED, "[x1*w2, x1*w3 + x2*w1, x2*w2]\n"),
        ([*ABCD, "--stride", "2"], "[[a*w11, a*w12, b*w11, b*w12],\n [a*w21, a*w22, b*w21, b*w22],\n"
                                   " [c*w11, c*w12, d*w11, d*w12],\n [c*w21, c*w22, d*w21, d*w22]]\n"),
        ([*SEED, "--padding", "0:1"], "[x1*w1, x1*w2, x1*w3 + x2*w1, x2*w2]\n"),
        ([*SEED, "--padding", "2:0", "--output-padding", "1"], "[x1*w3 + x2*w1, x2*w2, x2*w3, 0]\n"),
        ([*SEED, "--dilation", "2", "--stride", "1", "--padding", "0"], "[x1*w1, x2*w1, x1*w2, x2*w2, x1*w3, x2*w3]\n"),
        ([*ABCD, "--stride", "2,1", "--padding", "1:2,1"], "[[a*w22 + b*w21]]\n"),
        (["--input", "[[1,2],[3,4]]", "--kernel", '[[[1]],[["k"]]]', "--channels", "2,1"], "[[3*k + 1, 4*k + 2]]\n"),
    ],
)
def test_compute_prints_one_line_for_one_axis_and_a_row_per_line_for_more(arguments, printed):
    result = run("compute", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, printed, "")


@pytest.mark.parametrize("method", ConvTranspose.methods)
def test_every_method_prints_the_same(method):
    assert run("compute", *SEED, "--method", method).stdout == "[x1*w2, x1*w3 + x2*w1, x2*w2]\n"


def test_the_matrix_leads_from_the_input_to_the_output():
    result = run("compute", *SEED, "--matrix")
    assert result.stdout == "[x1*w2, x1*w3 + x2*w1, x2*w2]\nmatrix:\n[[w2,  0],\n [w3, w1],\n [ 0, w2]]\n"


def test_json_has_integers_as_numbers_and_the_rest_as_strings():
    result = run("compute", *SEED, "--format", "json", "--matrix")
    assert json.loads(result.stdout) == {
        "output_shape": [3],
        "output": ["x1*w2", "x1*w3 + x2*w1", "x2*w2"],
        "matrix": [["w2", 0], ["w3", "w1"], [0, "w2"]],
    }
    numbers = run("compute", "--input", '["1/2", 3]', "--kernel", "[2, -4]", "--format", "json")
    assert json.loads(numbers.stdout) == {"output_shape": [3], "output": [1, 4, -12]}


def test_a_batch_of_grouped_channels():
    x, w = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[["w1"]], [["w2"]]]
    arguments = ["--input", json.dumps(x), "--kernel", json.dumps(w), "--channels", "2,2", "--groups", "2"]
    result = run("compute", *arguments, "--format", "json")
    assert json.loads(result.stdout) == {
        "output_shape": [2, 2, 2],
        "output": [[["w1", "2*w1"], ["3*w2", "4*w2"]], [["5*w1", "6*w1"], ["7*w2", "8*w2"]]],
    }


def test_latex_has_dots_beyond_forty_columns():
    assert run("compute", *SEED, "--format", "latex").stdout == (
        "\\begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} \\end{pmatrix}\n"
    )
    long = run("compute", "--input", json.dumps([1] * 41), "--kernel", "[1]", "--format", "latex").stdout
    assert long.count("&") == 40
    assert r"\cdots" in long


CELLS = ["x1", "-1/2*x1", "x1*x1*(a - b)", "w_{1,12}", "α + 3", "-(a + 1)*(b - 2/3)", "7/3", "-12", "E*I - pi"]


@pytest.mark.parametrize("cell", CELLS)
def test_what_json_prints_is_read_back_as_the_same_cell(cell):
    result = run("compute", "--input", json.dumps([cell, "y"]), "--kernel", '["x1", 2]', "--format", "json")
    printed = json.dumps(json.loads(result.stdout)["output"])
    read = read_cells(json.dumps([cell]), "cell")[0]
    x1, y = Symbol("x1"), Symbol("y")
    expected = [read * x1, 2 * read + x1 * y, 2 * y]
    assert [(a - b).expand() for a, b in zip(read_cells(printed, "printed"), expected, strict=True)] == [0, 0, 0]
    assert "**" not in printed


def test_integers_of_any_size_are_exact():
    result = run("compute", "--input", f"[{10**3000}]", "--kernel", "[3]", "--format", "json")
    assert json.loads(result.stdout)["output"] == [3 * 10**3000]
    too_long = ["--input", f"[{10**3000}]", "--kernel", f"[{10**3000}]"]
    assert len(run("compute", *too_long).stdout) == 6001 + len("[]\n")
    refused = run("compute", *too_long, "--format", "json")
    assert refused.exit_code == 2
    assert "a number of more than 4,000 digits, which could not be read back; use --format text" in refused.stderr


def test_arrays_come_from_files_and_standard_input(tmp_path):
    (tmp_path / "w.json").write_text('["w1","w2","w3"]')
    arguments = ["--input", "-", "--kernel", f"@{tmp_path}/w.json", "--stride", "2", "--padding", "1"]
    assert run("compute", *arguments, stdin='["x1","x2"]').stdout == "[x1*w2, x1*w3 + x2*w1, x2*w2]\n"


# ---- size


def test_size_explains_every_axis():
    result = run("size", "--input-size", "16,3", "--kernel-size", "3", "--stride", "2,1", "--padding", "1:0")
    lines = result.stdout.splitlines()
    assert [line for line in lines if "axis" in line or "=" in line] == [
        "axis 0", " = 32  the output size", "axis 1", " = 4  the output size",
    ]


def test_size_as_json():
    result = run("size", "--input-size", "16", "--kernel-size", "3", "--stride", "2", "--padding", "1", "--json")
    terms = {"steps": 15, "stretched": 30, "reach": 3, "crop": 2, "output_padding": 0, "output_size": 31}
    assert json.loads(result.stdout) == {"output_size": [31], "axes": [terms]}


SOLVED = [
    (["--input-size", "16", "--kernel-size", "4", "--stride", "2", "--solve", "padding"], "32", "padding = 1\n"),
    (["--kernel-size", "4", "--stride", "2", "--padding", "1", "--solve", "input-size"], "448", "input-size = 224\n"),
    (["--input-size", "16", "--stride", "2", "--padding", "1", "--solve", "kernel_size"], "32", "kernel-size = 4\n"),
    (["--input-size", "5", "--kernel-size", "3", "--solve", "stride"], "11", "stride = 2\n"),
    (["--input-size", "1", "--kernel-size", "3", "--solve", "stride", "--range", "2:4"], "3",
     "stride = 2\nstride = 3\nstride = 4\n"),
    (["--input-size", "5", "--kernel-size", "3", "--stride", "2", "--solve", "output_padding"], "12",
     "output-padding = 1\n"),
    (["--input-size", "5", "--kernel-size", "3", "--solve", "dilation"], "9", "dilation = 2\n"),
    (["--input-size", "5,7", "--kernel-size", "3", "--solve", "stride"], "11,21",
     "axis 0: stride = 2\naxis 1: stride = 3\n"),
]


@pytest.mark.parametrize(("arguments", "goal", "printed"), SOLVED)
def test_size_solves_for_every_parameter(arguments, goal, printed):
    result = run("size", *arguments, "--output-size", goal)
    assert (result.exit_code, result.stdout, result.stderr) == (0, printed, "")


def test_size_without_a_solution_exits_with_1():
    arguments = ["--input-size", "5,7", "--kernel-size", "3", "--solve", "stride", "--output-size", "11,20"]
    result = run("size", *arguments, "--range", "1:9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: axis 1: no stride in 1:9 gives output size 20\n"
    as_json = run("size", *arguments, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout) == {"solve": "stride", "output_size": [11, 20], "values": [[2], []]}


# ---- verify


def test_verify_counts_settings():
    small = ["--input-size", "1:2", "--kernel-size", "1:2", "--stride", "2", "--padding", "0:1", "--dilation", "1"]
    result = run("verify", *small, "--output-padding", "0", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"checked": 6, "skipped": 2, "disagreements": []}
    assert run("verify", *small, "--output-padding", "0").stdout.startswith("checked 6 settings, skipped 2 as illegal")
    plane = run("verify", *small, "--output-padding", "0", "--axes", "2", "--json")
    assert json.loads(plane.stdout) == {"checked": 6, "skipped": 2, "disagreements": []}


def test_verify_reports_a_broken_method_and_exits_with_1(monkeypatch):
    def shifted(x, w, s, d, b, O):
        return sweep.TRANSPOSED["scatter"](x, w, s, d, b + 1, O)

    broken = MappingProxyType({**sweep.TRANSPOSED, "scatter": shifted})
    real = sweep.verify
    monkeypatch.setattr(sweep, "verify", lambda *ranges, **options: real(*ranges, methods=broken, **options))
    arguments = ["--input-size", "2", "--kernel-size", "2", "--stride", "1", "--padding", "0", "--output-padding", "0",
                 "--dilation", "1"]
    result = run("verify", *arguments, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["checked"], report["skipped"]) == (1, 1, 0)
    [found] = report["disagreements"]
    assert (found["method"], found["cell"], found["setting"]["input_size"]) == ("scatter", [0], [2])
    assert (found["expected"], found["found"]) == ("x[0]*w[0]", "x[0]*w[1] + x[1]*w[0]")
    text = run("verify", *arguments)
    assert text.exit_code == 1
    assert "cell (0,) is x[0]*w[1] + x[1]*w[0] by scatter, but x[0]*w[0] by the plan" in text.stdout


def test_verify_has_the_ranges_of_the_function():
    defaults = {p.name: p.default for p in inspect.signature(sweep.verify).parameters.values()}
    context = verify.make_context("verify", [])
    assert {name: context.params[name] for name in sweep.NAMES} == {name: defaults[name] for name in sweep.NAMES}


# ---- what is refused: exit code 2, a message, no traceback, no output, no file

TINY = ["--input", "[1]", "--kernel", "[1]"]
REFUSED = [
    (["compute"], "Missing option '--input'"),
    (["compute", "--input", "[1]"], "Missing option '--kernel'"),
    (["compute", *TINY, "--strides", "2"], "No such option"),
    (["compute", *TINY, "extra"], "unexpected extra argument"),
    (["computer"], "No such command 'computer'"),
    (["compute", "--input", "x1,x2", "--kernel", "[1]"], "--input is not JSON at line 1, column 1"),
    (["compute", "--input", "[1, 2", "--kernel", "[1]"], "--input is not JSON"),
    (["compute", "--input", "[]", "--kernel", "[1]"], "--input holds an empty list"),
    (["compute", "--input", "[[1,2],[3]]", "--kernel", "[[1]]"], "--input is ragged: [1]"),
    (["compute", "--input", "[1.5]", "--kernel", "[1]"], "--input, cell [0]: 1.5 is refused"),
    (["compute", "--input", "[true]", "--kernel", "[1]"], "--input, cell [0]: true is refused"),
    (["compute", "--input", "[null]", "--kernel", "[1]"], "--input, cell [0]: null is refused"),
    (["compute", "--input", "[NaN]", "--kernel", "[1]"], "--input, cell [0]: NaN is refused"),
    (["compute", "--input", '{"a": 1}', "--kernel", "[1]"], "--input is not a list"),
    (["compute", "--input", "[1]", "--kernel", '["a**2"]'], '--kernel, cell [0]: "a**2" has "*" at character 3'),
    (["compute", "--input", "[1]", "--kernel", '["a/0"]'], '"/" at character 2'),
    (["compute", "--input", "[1]", "--kernel", '["1/0"]'], "divides by 0"),
    (["compute", "--input", "[1]", "--kernel", '["__import__(\'os\')"]'], '"_" at character 1'),
    (["compute", "--input", "[1]", "--kernel", '["(((a)"]'], "its end at character 6"),
    (["compute", "--input", "[" * 2000, "--kernel", "[1]"], "--input is nested too deep at character 17"),
    (["compute", "--input", "[" + "9" * 5000 + "]", "--kernel", "[1]"], "a number of 5,000 digits"),
    (["compute", "--input", "-", "--kernel", "-"], "cannot both be read from standard input"),
    (["compute", "--input", "@missing.json", "--kernel", "[1]"], "missing.json: No such file or directory"),
    (["compute", "--input", "@.", "--kernel", "[1]"], ".: Is a directory"),
    (["compute", "--input", "@/dev/zero", "--kernel", "[1]"], "holds more than 10,000,000 bytes"),
    (["compute", "--input", "@", "--kernel", "[1]"], "--input '@' names no file"),
    (["compute", "--input", "@a\0b", "--kernel", "[1]"], "names no file"),
    (["compute", *TINY, "--stride", "0"], "stride is 0, but stride >= 1 is needed; use 1 or more"),
    (["compute", *TINY, "--stride", "-2"], "stride is -2, but stride >= 1 is needed"),
    (["compute", *TINY, "--stride", "1.5"], "Invalid value for '--stride': '1.5' in '1.5' is not a whole number"),
    (["compute", *TINY, "--stride", ""], "Invalid value for '--stride'"),
    (["compute", *TINY, "--stride", "1,2"], "stride is (1, 2): 2 entries, but one value or exactly 1 are needed"),
    (["compute", *TINY, "--stride", "9" * 5000], "Invalid value for '--stride'"),
    (["compute", *TINY, "--padding", "-1"], "padding is -1, but padding >= 0 is needed"),
    (["compute", *TINY, "--padding", "1"], "but output size >= 1 is needed; begin and end padding together may take"),
    (["compute", *TINY, "--padding", "0:1:2"], "Invalid value for '--padding'"),
    (["compute", *TINY, "--padding", "0:1,0:1"], "2 entries, but one value or exactly 1 are needed"),
    (["compute", *TINY, "--output-padding", "1"], "output_padding < max(stride, dilation) = max(1, 1) is needed"),
    (["compute", *TINY, "--dilation", "0"], "dilation is 0, but dilation >= 1 is needed"),
    (["compute", *TINY, "--groups", "2"], "without channels groups must be 1"),
    (["compute", *TINY, "--groups", "two"], "Invalid value for '--groups'"),
    (["compute", *TINY, "--channels", "2"], "Invalid value for '--channels': '2' has 1 values"),
    (["compute", *TINY, "--channels", "1,1"], "--kernel has shape (1,); with --channels it needs (C_in, C_out/groups)"),
    (["compute", "--input", "[[1]]", "--kernel", "[[[1]]]", "--channels", "0,1"], "input channels is 0"),
    (["compute", "--input", "[[1]]", "--kernel", "[[[1]]]", "--channels", "2,1"], "kernel"),
    (["compute", "--input", "[[1]]", "--kernel", "[[[1]]]", "--channels", "1,1", "--groups", "2"], "must divide"),
    (["compute", "--input", "[[1]]", "--kernel", "[1]"], "x has 2 axes"),
    (["compute", "--input", "[1]", "--kernel", "[[1]]"], "x has 1 axes"),
    (["compute", *TINY, "--method", "magic"], "method is 'magic', but one of scatter, matrix, zero-insertion"),
    (["compute", *TINY, "--format", "xml"], "'xml' is not one of 'text', 'json', 'latex'"),
    (["compute", "--input", json.dumps([1] * 3000), "--kernel", json.dumps([1] * 3000)],
     "this takes 9,000,000 products; the command line takes at most 5,000,000"),
    (["compute", "--input", "[1,1]", "--kernel", "[1]", "--stride", "999999999"],
     "this takes 1,000,000,000 output cells; the command line takes at most 5,000,000"),
    (["compute", "--input", "[1,1]", "--kernel", "[1]", "--stride", "4000000", "--matrix"],
     "this takes 8,000,002 matrix entries; the command line takes at most 5,000,000"),
    (["compute", "--input", json.dumps([1] * 1000), "--kernel", json.dumps([1] * 1000), "--method", "scatter"],
     "this takes 1,000,000 products; the command line takes at most 100,000"),
    (["size"], "--input-size is missing"),
    (["size", "--input-size", "3"], "--kernel-size is missing"),
    (["size", "--input-size", "0", "--kernel-size", "3"], "input size >= 1 is needed"),
    (["size", "--input-size", "3", "--kernel-size", "0"], "kernel_size >= 1 is needed"),
    (["size", "--input-size", "3,3", "--kernel-size", "1,2,3"], "--input-size has 2 values where other options have 3"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--padding", "2"], "but output size >= 1 is needed"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "3"], "given together or not at all"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--solve", "stride"], "given together or not at all"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--range", "1:2"], "--range is for --solve NAME"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "3", "--solve", "groups"], "'groups' is not one of"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "3", "--solve", "kernel-size"],
     "--solve kernel-size looks for what --kernel-size already gives"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "0", "--solve", "stride"],
     "output_size is 0, but output_size >= 1 is needed"),
    (["size", "--input-size", "0", "--kernel-size", "3", "--output-size", "3", "--solve", "stride"],
     "input_size is 0, but input_size >= 1 is needed"),
    (["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "3", "--solve", "stride", "--range", "9:1"],
     "Invalid value for '--range'"),
    (["verify", "--stride", "3:1"], "Invalid value for '--stride': '3:1' is empty or negative"),
    (["verify", "--axes", "0"], "axes is 0, but axes >= 1 is needed"),
    (["verify", "--axes", "99"], "this takes 99 axes; the command line takes at most 16"),
    (["verify", "--axes", "6"], "products in the largest setting; the command line takes at most 5,000,000"),
    (["verify", "--input-size", "1:999999999"], "settings; the command line takes at most 10,000,000"),
    (["verify", "--stride", "999999999"], "output cells in the largest setting; the command line takes at most"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=[" ".join(a)[:60] for a, _ in REFUSED])
def test_bad_input_exits_with_2_and_says_what_is_wrong(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2, result.stderr
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert os.listdir(tmp_path) == []


# ---- the real entry point


def test_the_program_computes():
    result = shell("compute", *SEED)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"[x1*w2, x1*w3 + x2*w1, x2*w2]\n", b"")


@pytest.mark.parametrize(
    "arguments",
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
)
def test_the_program_refuses_without_a_traceback(arguments, tmp_path):
    result = shell(*arguments, LC_ALL="C.UTF-8")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"Error: " in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_full_disk_is_reported_once():
    with open("/dev/full", "wb") as full:
        result = shell("size", "--input-size", "3", "--kernel-size", "3", stdout=full)
    assert result.returncode == 2
    assert result.stderr == b"Error: standard output: No space left on device\n"


@pytest.mark.parametrize("arguments", [["--help"], ["size", "--help"], ["size", "--input-size", "3", "--kernel-size", "3"]])
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


HELP = [["--help"], ["--version"], *([name, "--help"] for name in sorted(main.commands)),
        ["size", "--input-size", "3", "--kernel-size", "3"], ["nothing"], ["compute"]]


def test_help_and_version_do_not_import_sympy_or_numpy():
    program = (
        "import json, sys\n"
        "from click.testing import CliRunner\n"
        "from symconv.cli import main\n"
        "codes = [CliRunner().invoke(main, arguments).exit_code for arguments in json.loads(sys.argv[1])]\n"
        "print(json.dumps([codes, [name for name in ('sympy', 'numpy') if name in sys.modules]]))\n"
    )
    result = subprocess.run([sys.executable, "-c", program, json.dumps(HELP)], capture_output=True, check=True)
    assert json.loads(result.stdout) == [[0] * (len(HELP) - 2) + [2, 2], []]


def test_shell_completion_does_not_import_sympy_or_numpy():
    completion = {"_SYMCONV_COMPLETE": "bash_complete", "COMP_WORDS": "symconv compute --str", "COMP_CWORD": "2"}
    result = shell(PYTHONPROFILEIMPORTTIME="1", **completion)
    assert b"--stride" in result.stdout
    assert b"symconv.cli" in result.stderr
    assert b"sympy" not in result.stderr
    assert b"numpy" not in result.stderr


def test_the_version_is_that_of_the_package():
    from symconv import __version__

    assert run("--version").stdout == f"symconv, version {__version__}\n"
