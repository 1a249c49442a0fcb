"""The commands: what they print and write, and how they exit."""

import inspect
import json
import os
from types import MappingProxyType

import pytest
from commands import run
from sympy import Symbol
from thorough import full_check

from symconv import __version__, worked
from symconv.cli.cells import read_cells
from symconv.cli.verify import verify
from symconv.errors import StepFailed, ToolMissing
from symconv.layers.conv import ConvTranspose
from symconv.sweep import verify as sweep

SEED = ["--input", '["x1","x2"]', "--kernel", '["w1","w2","w3"]', "--stride", "2", "--padding", "1"]
ABCD = ["--input", '[["a","b"],["c","d"]]', "--kernel", '[["w11","w12"],["w21","w22"]]']


# ---- compute


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (SEED, "[x1*w2, x1*w3 + x2*w1, x2*w2]\n"),
        (
            [*ABCD, "--stride", "2"],
            "[[a*w11, a*w12, b*w11, b*w12],\n [a*w21, a*w22, b*w21, b*w22],\n"
            " [c*w11, c*w12, d*w11, d*w12],\n [c*w21, c*w22, d*w21, d*w22]]\n",
        ),
        ([*SEED, "--padding", "0:1"], "[x1*w1, x1*w2, x1*w3 + x2*w1, x2*w2]\n"),
        (
            [*SEED, "--padding", "2:0", "--output-padding", "1"],
            "[x1*w3 + x2*w1, x2*w2, x2*w3, 0]\n",
        ),
        (
            [*SEED, "--dilation", "2", "--stride", "1", "--padding", "0"],
            "[x1*w1, x2*w1, x1*w2, x2*w2, x1*w3, x2*w3]\n",
        ),
        ([*ABCD, "--stride", "2,1", "--padding", "1:2,1"], "[[a*w22 + b*w21]]\n"),
        (
            ["--input", "[[1,2],[3,4]]", "--kernel", '[[[1]],[["k"]]]', "--channels", "2,1"],
            "[[3*k + 1, 4*k + 2]]\n",
        ),
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
    assert (
        result.stdout
        == "[x1*w2, x1*w3 + x2*w1, x2*w2]\nmatrix:\n[[w2,  0],\n [w3, w1],\n [ 0, w2]]\n"
    )


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
    arguments = [
        "--input",
        json.dumps(x),
        "--kernel",
        json.dumps(w),
        "--channels",
        "2,2",
        "--groups",
        "2",
    ]
    result = run("compute", *arguments, "--format", "json")
    assert json.loads(result.stdout) == {
        "output_shape": [2, 2, 2],
        "output": [[["w1", "2*w1"], ["3*w2", "4*w2"]], [["5*w1", "6*w1"], ["7*w2", "8*w2"]]],
    }


def test_latex_has_dots_beyond_forty_columns():
    assert run("compute", *SEED, "--format", "latex").stdout == (
        "% needs \\usepackage{amsmath,amssymb}\n"
        f'% made by symconv {__version__}: symconv compute --input \'["x1","x2"]\' --kernel \'["w1","w2","w3"]\' '
        "--stride 2 --padding 1 --format latex\n"
        "\\begin{pmatrix} x_{1} w_{2} & x_{1} w_{3} + x_{2} w_{1} & x_{2} w_{2} \\end{pmatrix}\n"
    )
    long = run(
        "compute", "--input", json.dumps([1] * 41), "--kernel", "[1]", "--format", "latex"
    ).stdout
    assert long.count("&") == 40
    assert r"\cdots" in long


CELLS = [
    "x1",
    "-1/2*x1",
    "x1*x1*(a - b)",
    "w_{1,12}",
    "α + 3",
    "-(a + 1)*(b - 2/3)",
    "7/3",
    "-12",
    "E*I - pi",
]


@pytest.mark.parametrize("cell", CELLS)
def test_what_json_prints_is_read_back_as_the_same_cell(cell):
    result = run(
        "compute", "--input", json.dumps([cell, "y"]), "--kernel", '["x1", 2]', "--format", "json"
    )
    printed = json.dumps(json.loads(result.stdout)["output"])
    read = read_cells(json.dumps([cell]), "cell")[0]
    x1, y = Symbol("x1"), Symbol("y")
    expected = [read * x1, 2 * read + x1 * y, 2 * y]
    assert [
        (a - b).expand() for a, b in zip(read_cells(printed, "printed"), expected, strict=True)
    ] == [0, 0, 0]
    assert "**" not in printed


def test_integers_of_any_size_are_exact():
    result = run("compute", "--input", f"[{10**3000}]", "--kernel", "[3]", "--format", "json")
    assert json.loads(result.stdout)["output"] == [3 * 10**3000]
    too_long = ["--input", f"[{10**3000}]", "--kernel", f"[{10**3000}]"]
    assert len(run("compute", *too_long).stdout) == 6001 + len("[]\n")
    refused = run("compute", *too_long, "--format", "json")
    assert refused.exit_code == 2
    assert (
        "a number of more than 4,000 digits, which could not be read back; use --format text"
        in refused.stderr
    )


def test_arrays_come_from_files_and_standard_input(tmp_path):
    (tmp_path / "w.json").write_text('["w1","w2","w3"]')
    arguments = [
        "--input",
        "-",
        "--kernel",
        f"@{tmp_path}/w.json",
        "--stride",
        "2",
        "--padding",
        "1",
    ]
    assert (
        run("compute", *arguments, stdin='["x1","x2"]').stdout == "[x1*w2, x1*w3 + x2*w1, x2*w2]\n"
    )
    refused = run("compute", *arguments, stdin='["x1","x2"').stderr
    assert refused.startswith("Error: --input - is not JSON at line 1, column 11")
    (tmp_path / "w.json").write_text('["w1",2.5]')
    refused = run("compute", *arguments, stdin='["x1","x2"]').stderr
    assert refused.startswith(f"Error: --kernel @{tmp_path}/w.json, cell [1]: 2.5 is refused")


# ---- size


def test_size_explains_every_axis():
    result = run(
        "size", "--input-size", "16,3", "--kernel-size", "3", "--stride", "2,1", "--padding", "1:0"
    )
    lines = result.stdout.splitlines()
    assert [line for line in lines if "axis" in line or "=" in line] == [
        "axis 0",
        " = 32  the output size",
        "axis 1",
        " = 4  the output size",
    ]


def test_size_as_json():
    result = run(
        "size",
        "--input-size",
        "16",
        "--kernel-size",
        "3",
        "--stride",
        "2",
        "--padding",
        "1",
        "--json",
    )
    terms = {
        "steps": 15,
        "stretched": 30,
        "reach": 3,
        "crop": 2,
        "output_padding": 0,
        "output_size": 31,
    }
    assert json.loads(result.stdout) == {"output_size": [31], "axes": [terms]}


SOLVED = [
    (
        ["--input-size", "16", "--kernel-size", "4", "--stride", "2", "--solve", "padding"],
        "32",
        "padding = 1\n",
    ),
    (
        ["--kernel-size", "4", "--stride", "2", "--padding", "1", "--solve", "input-size"],
        "448",
        "input-size = 224\n",
    ),
    (
        ["--input-size", "16", "--stride", "2", "--padding", "1", "--solve", "kernel_size"],
        "32",
        "kernel-size = 4\n",
    ),
    (["--input-size", "5", "--kernel-size", "3", "--solve", "stride"], "11", "stride = 2\n"),
    (
        ["--input-size", "1", "--kernel-size", "3", "--solve", "stride", "--range", "2:4"],
        "3",
        "stride = 2\nstride = 3\nstride = 4\n",
    ),
    (
        ["--input-size", "5", "--kernel-size", "3", "--stride", "2", "--solve", "output_padding"],
        "12",
        "output-padding = 1\n",
    ),
    (["--input-size", "5", "--kernel-size", "3", "--solve", "dilation"], "9", "dilation = 2\n"),
    (
        ["--input-size", "5,7", "--kernel-size", "3", "--solve", "stride"],
        "11,21",
        "axis 0: stride = 2\naxis 1: stride = 3\n",
    ),
]


@pytest.mark.parametrize(("arguments", "goal", "printed"), SOLVED)
def test_size_solves_for_every_parameter(arguments, goal, printed):
    result = run("size", *arguments, "--output-size", goal)
    assert (result.exit_code, result.stdout, result.stderr) == (0, printed, "")


def test_size_without_a_solution_exits_with_1():
    arguments = [
        "--input-size",
        "5,7",
        "--kernel-size",
        "3",
        "--solve",
        "stride",
        "--output-size",
        "11,20",
    ]
    result = run("size", *arguments, "--range", "1:9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: axis 1: no stride in 1:9 gives output size 20\n"
    as_json = run("size", *arguments, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout) == {
        "solve": "stride",
        "output_size": [11, 20],
        "values": [[2], []],
    }


# ---- verify


def test_verify_counts_settings():
    small = [
        "--input-size",
        "1:2",
        "--kernel-size",
        "1:2",
        "--stride",
        "2",
        "--padding",
        "0:1",
        "--dilation",
        "1",
    ]
    result = run("verify", *small, "--output-padding", "0", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"checked": 6, "skipped": 2, "disagreements": []}
    assert run("verify", *small, "--output-padding", "0").stdout.startswith(
        "checked 6 settings, skipped 2 as illegal"
    )
    plane = run("verify", *small, "--output-padding", "0", "--axes", "2", "--json")
    assert json.loads(plane.stdout) == {"checked": 6, "skipped": 2, "disagreements": []}


@full_check
def test_verify_takes_a_range_for_every_axis():
    arguments = [
        "--kernel-size",
        "2",
        "--stride",
        "1:2,1",
        "--padding",
        "0",
        "--output-padding",
        "0",
        "--dilation",
        "1",
    ]
    result = run(
        "verify", "--axes", "2", "--input-size", "1:3,2:3", *arguments, "--jobs", "2", "--json"
    )
    assert json.loads(result.stdout) == {"checked": 12, "skipped": 0, "disagreements": []}
    result = run("verify", "--axes", "3", "--input-size", "1:3,2:3", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "input_size has 2 ranges, but one range or 3 are needed" in result.stderr


def test_verify_reports_a_broken_method_and_exits_with_1(monkeypatch):
    def shifted(x, w, s, d, b, O):
        return sweep.TRANSPOSED["scatter"](x, w, s, d, b + 1, O)

    broken = MappingProxyType({**sweep.TRANSPOSED, "scatter": shifted})
    real = sweep.verify
    monkeypatch.setattr(
        sweep, "verify", lambda *ranges, **options: real(*ranges, methods=broken, **options)
    )
    arguments = [
        "--input-size",
        "2",
        "--kernel-size",
        "2",
        "--stride",
        "1",
        "--padding",
        "0",
        "--output-padding",
        "0",
        "--dilation",
        "1",
    ]
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
    assert {name: context.params[name] for name in sweep.NAMES} == {
        name: defaults[name] for name in sweep.NAMES
    }


# ---- example and book


def test_example_lists_the_shipped_examples():
    listed = run("example", "--list").stdout.splitlines()
    assert listed[:3] == ["seed-1d", "seed-2d-stride2", "seed-2d-stride1"]
    assert listed == list(worked.names())


FORMATS = {
    "latex": "% needs",
    "document": "% made by symconv",
    "html": "<!DOCTYPE html>",
    "text": "Two cells",
    "json": "{",
    "svg": "<svg",
}


@pytest.mark.parametrize("form", FORMATS)
def test_example_prints_every_format_as_the_example_does(form):
    printed = run("example", "seed-1d", "--format", form).stdout
    shown = worked.example("seed-1d")
    lines = printed.splitlines(keepends=True)
    if form == "latex":
        assert lines.pop(0).startswith("% needs")
    told = [line for line in lines if "made by symconv" in line]
    assert len(told) == (form not in ("text", "json"))
    rest = "".join(line for line in lines if line not in told)
    assert rest == getattr(shown, form)().removesuffix("\n") + "\n"
    assert printed.startswith(FORMATS[form])


def test_an_example_of_the_users_own_is_worked_out():
    printed = run("example", *SEED).stdout
    assert printed.startswith("ConvTranspose(3, stride=2, padding=1)\n")
    assert "[x1*w2, x1*w3 + x2*w1, x2*w2]" in printed
    steps = json.loads(run("example", *SEED, "--format", "json").stdout)
    assert (steps["input"], steps["output"]) == (["x1", "x2"], ["x1*w2", "x1*w3 + x2*w1", "x2*w2"])


def test_an_example_goes_to_a_file_in_the_form_of_its_suffix_or_the_one_named(tmp_path):
    assert run("example", "seed-1d", "-o", str(tmp_path / "a.svg")).stdout == ""
    assert (tmp_path / "a.svg").read_text().startswith("<svg")
    run("example", "seed-1d", "--format", "json", "-o", str(tmp_path / "a.txt"))
    assert json.loads((tmp_path / "a.txt").read_text())["output_shape"] == [3]
    assert sorted(os.listdir(tmp_path)) == ["a.svg", "a.txt"]


def test_an_example_that_does_not_hold_is_a_disagreement(monkeypatch):
    def broken(name):
        raise StepFailed("the crop does not hold")

    monkeypatch.setattr(worked, "example", broken)
    result = run("example", "seed-1d")
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        "Error: the crop does not hold\n",
    )


def test_a_missing_tool_exits_with_4(monkeypatch, tmp_path):
    def without_tex(*arguments):
        raise ToolMissing("pdflatex", "apt install texlive-latex-base")

    monkeypatch.setattr("symconv.book.write", without_tex)
    result = run("book", "-o", str(tmp_path))
    assert result.exit_code == 4
    assert (
        result.stderr
        == "Error: pdflatex was not found; install it: apt install texlive-latex-base\n"
    )


def test_an_interruption_exits_with_130(monkeypatch, tmp_path):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("symconv.book.write", interrupted)
    result = run("book", "-o", str(tmp_path))
    assert (result.exit_code, result.output) == (130, "")
