"""Bad input on the command line: exit code 2, a message, no traceback, no output, no file left behind."""

import json
import os

import pytest
from commands import run

TINY = ["--input", "[1]", "--kernel", "[1]"]
REFUSED = [
    (["compute"], "--input is missing; give it, or --input-size for symbols"),
    (["compute", "--input", "[1]"], "--kernel is missing; give it, or --kernel-size"),
    (["compute", *TINY, "--strides", "2"], "No such option"),
    (["compute", *TINY, "extra"], "unexpected extra argument"),
    (["computer"], "No such command 'computer'"),
    (["compute", "--input", "x1,x2", "--kernel", "[1]"], "--input is not JSON at line 1, column 1"),
    (["compute", "--input", "[1, 2", "--kernel", "[1]"], "--input is not JSON"),
    (["compute", "--input", "x:2x", "--kernel", "[1]"], "or a name and extents, as in x:2x3"),
    (
        ["compute", "--input", "[[1]]", "--kernel", "[1]"],
        "1 spatial axis is needed; give as many axes to the kernel as to x",
    ),
    (
        ["prove", "--claim", "Equal(flip(x), x", "--sizes", "I", "--tensors", "x:I"],
        "at character 6: this is no expression, '(' was never closed",
    ),
    (["compute", "--input", "[]", "--kernel", "[1]"], "--input holds an empty list"),
    (["compute", "--input", "[[1,2],[3]]", "--kernel", "[[1]]"], "--input is ragged: [1]"),
    (["compute", "--input", "[1.5]", "--kernel", "[1]"], "--input, cell [0]: 1.5 is refused"),
    (["compute", "--input", "[true]", "--kernel", "[1]"], "--input, cell [0]: true is refused"),
    (["compute", "--input", "[null]", "--kernel", "[1]"], "--input, cell [0]: null is refused"),
    (["compute", "--input", "[NaN]", "--kernel", "[1]"], "--input, cell [0]: NaN is refused"),
    (["compute", "--input", '{"a": 1}', "--kernel", "[1]"], "--input is not a list"),
    (
        ["compute", "--input", "[1]", "--kernel", '["a**2"]'],
        '--kernel, cell [0]: "a**2" has "*" at character 3',
    ),
    (["compute", "--input", "[1]", "--kernel", '["a/0"]'], '"/" at character 2'),
    (["compute", "--input", "[1]", "--kernel", '["1/0"]'], "divides by 0"),
    (["compute", "--input", "[1]", "--kernel", "[\"__import__('os')\"]"], '"_" at character 1'),
    (["compute", "--input", "[1]", "--kernel", '["(((a)"]'], "its end at character 6"),
    (
        ["compute", "--input", "[" * 2000, "--kernel", "[1]"],
        "--input is nested too deep at character 17",
    ),
    (["compute", "--input", "[" + "9" * 5000 + "]", "--kernel", "[1]"], "a number of 5,000 digits"),
    (["compute", "--input", "-", "--kernel", "-"], "cannot both be read from standard input"),
    (
        ["compute", "--input", "@missing.json", "--kernel", "[1]"],
        "missing.json: No such file or directory",
    ),
    (["compute", "--input", "@.", "--kernel", "[1]"], ".: Is a directory"),
    (
        ["compute", "--input", "@/proc/self/mem", "--kernel", "[1]"],
        "Error: /proc/self/mem: Input/output error",
    ),
    (["compute", "--input", "@/dev/zero", "--kernel", "[1]"], "holds more than 10,000,000 bytes"),
    (["compute", "--input", "@", "--kernel", "[1]"], "--input '@' names no file"),
    (["compute", "--input", "@a\0b", "--kernel", "[1]"], "names no file"),
    (["compute", *TINY, "--stride", "0"], "stride is 0, but stride >= 1 is needed; use 1 or more"),
    (["compute", *TINY, "--stride", "-2"], "stride is -2, but stride >= 1 is needed"),
    (
        ["compute", *TINY, "--stride", "1.5"],
        "Invalid value for '--stride': '1.5' is not a whole number",
    ),
    (["compute", *TINY, "--stride", ""], "Invalid value for '--stride'"),
    (
        ["compute", *TINY, "--stride", "1,2"],
        "stride is (1, 2): 2 entries, but one value is needed",
    ),
    (["compute", *TINY, "--stride", "9" * 5000], "Invalid value for '--stride'"),
    (["compute", *TINY, "--padding", "-1"], "padding is -1, but padding >= 0 is needed"),
    (
        ["compute", *TINY, "--padding", "1"],
        "but output size >= 1 is needed; begin and end padding together may take",
    ),
    (["compute", *TINY, "--padding", "0:1:2"], "Invalid value for '--padding'"),
    (
        ["compute", *TINY, "--padding", "0:1,0:1"],
        "2 entries, but one value is needed",
    ),
    (
        ["compute", *TINY, "--output-padding", "1"],
        "output_padding < max(stride, dilation) = max(1, 1) is needed",
    ),
    (["compute", *TINY, "--dilation", "0"], "dilation is 0, but dilation >= 1 is needed"),
    (["compute", *TINY, "--groups", "2"], "without channels groups must be 1"),
    (["compute", *TINY, "--groups", "two"], "Invalid value for '--groups'"),
    (["compute", *TINY, "--channels", "2"], "Invalid value for '--channels': '2' has 1 values"),
    (
        ["compute", *TINY, "--channels", "1,1"],
        "--kernel has shape (1,); with --channels it needs (C_in, C_out/groups)",
    ),
    (
        ["compute", "--input", "[[1]]", "--kernel", "[[[1]]]", "--channels", "0,1"],
        "input channels is 0",
    ),
    (["compute", "--input", "[[1]]", "--kernel", "[[[1]]]", "--channels", "2,1"], "kernel"),
    (
        [
            "compute",
            "--input",
            "[[1]]",
            "--kernel",
            "[[[1]]]",
            "--channels",
            "1,1",
            "--groups",
            "2",
        ],
        "must divide",
    ),
    (["compute", "--input", "[[1]]", "--kernel", "[1]"], "x has 2 axes"),
    (["compute", "--input", "[1]", "--kernel", "[[1]]"], "x has 1 axis"),
    (
        ["compute", *TINY, "--method", "magic"],
        "method is 'magic', but one of scatter, matrix, zero-insertion",
    ),
    (["compute", *TINY, "--format", "xml"], "'xml' is not one of 'text', 'json', 'latex'"),
    (
        ["compute", "--input", json.dumps([1] * 3000), "--kernel", json.dumps([1] * 3000)],
        "this takes 9,000,000 products; the command line takes at most 5,000,000",
    ),
    (
        ["compute", "--input", "[1,1]", "--kernel", "[1]", "--stride", "999999999"],
        "this takes 1,000,000,000 output cells; the command line takes at most 5,000,000",
    ),
    (
        ["compute", "--input", "[1,1]", "--kernel", "[1]", "--stride", "4000000", "--matrix"],
        "this takes 8,000,002 matrix entries; the command line takes at most 5,000,000",
    ),
    (
        [
            "compute",
            "--input",
            json.dumps([1] * 1000),
            "--kernel",
            json.dumps([1] * 1000),
            "--method",
            "scatter",
        ],
        "this takes 1,000,000 products; the command line takes at most 100,000",
    ),
    (["size"], "--input-size is missing"),
    (["size", "--input-size", "3"], "--kernel-size is missing"),
    (["size", "--input-size", "0", "--kernel-size", "3"], "input size >= 1 is needed"),
    (["size", "--input-size", "3", "--kernel-size", "0"], "kernel_size >= 1 is needed"),
    (
        ["size", "--input-size", "3,3", "--kernel-size", "1,2,3"],
        "--input-size has 2 values where other options have 3",
    ),
    (
        ["size", "--input-size", "2", "--kernel-size", "3", "--padding", "2"],
        "but output size >= 1 is needed",
    ),
    (
        ["size", "--input-size", "2", "--kernel-size", "3", "--output-size", "3"],
        "given together or not at all",
    ),
    (
        ["size", "--input-size", "2", "--kernel-size", "3", "--solve", "stride"],
        "given together or not at all",
    ),
    (
        ["size", "--input-size", "2", "--kernel-size", "3", "--range", "1:2"],
        "--range is for --solve NAME",
    ),
    (
        [
            "size",
            "--input-size",
            "2",
            "--kernel-size",
            "3",
            "--output-size",
            "3",
            "--solve",
            "groups",
        ],
        "'groups' is not one of",
    ),
    (
        [
            "size",
            "--input-size",
            "2",
            "--kernel-size",
            "3",
            "--output-size",
            "3",
            "--solve",
            "kernel-size",
        ],
        "--solve kernel-size looks for what --kernel-size already gives",
    ),
    (
        [
            "size",
            "--input-size",
            "2",
            "--kernel-size",
            "3",
            "--output-size",
            "0",
            "--solve",
            "stride",
        ],
        "output_size is 0, but output_size >= 1 is needed",
    ),
    (
        [
            "size",
            "--input-size",
            "0",
            "--kernel-size",
            "3",
            "--output-size",
            "3",
            "--solve",
            "stride",
        ],
        "input_size is 0, but input_size >= 1 is needed",
    ),
    (
        [
            "size",
            "--input-size",
            "2",
            "--kernel-size",
            "3",
            "--output-size",
            "3",
            "--solve",
            "stride",
            "--range",
            "9:1",
        ],
        "Invalid value for '--range'",
    ),
    (["example"], "give one of these: NAME, or --list, or --input and --kernel"),
    (["example", "seed-1d", "--list"], "give one of these"),
    (["example", "seed-1d", "--stride", "2"], "give one of these"),
    (["example", "--input", "[1]"], "--kernel is missing; give it, or --kernel-size for symbols"),
    (["example", "nothing"], "there is no example 'nothing'; the examples are seed-1d"),
    (["example", "seed-1d", "--format", "docx"], "'docx' is not one of 'latex', 'document', "),
    (
        ["example", "seed-1d", "-o", "a.docx"],
        "the suffix is '.docx', but one of .tex, .html, .md, .txt, .json, .svg, .png, .gif, .mp4, .pdf is needed",
    ),
    (["example", "seed-1d", "-o", "missing/a.tex"], "missing/a.tex: No such file or directory"),
    (["example", "seed-1d", "-o", "."], ".: Is a directory"),
    (["example", "seed-1d", "-o", "x"], "the suffix is ''"),
    (["example", "seed-1d", "--format", "latex", "--width", ""], "width ''"),
    (
        ["example", "seed-1d", "--format", "animated-svg", "--view", "matrix"],
        "no steps to show one by one",
    ),
    (["example", "seed-1d", "--view", "matrix"], "--view is for --format svg, animated-svg, tikz"),
    (
        ["example", "seed-1d", "--format", "svg", "--view", "band"],
        "'band' is not one of 'scale-place-sum', 'matrix'",
    ),
    (
        ["example", "--input", "[1, 2]", "--kernel", "[1]", "--stride", "64", "--format", "svg"],
        "65 cells along one axis",
    ),
    (["example", "--input", '["a^2"]', "--kernel", "[1]", "-o", "a.html"], '"^" at character 2'),
    (
        [
            "example",
            "--input",
            "[[[1]]]",
            "--kernel",
            "[[[1]]]",
            "--channels",
            "1,1",
            "-o",
            "a.html",
        ],
        "x has shape (1, 1, 1), a batch",
    ),
    (["book"], "Missing option '-o'"),
    (
        ["book", "-o", ""],
        "Invalid value for '-o' / '--output': '' names nothing; give a name, or . for the current folder",
    ),
    (["book", "-o", __file__], "is a file"),
    (["export", "--all", "-o", __file__], "is a file"),
    (["example", "seed-1d", "-o", ""], "'' names nothing"),
    (["export", "--all", "-o", ""], "'' names nothing"),
    (["prove", "adjoint", "--certificates", ""], "'' names nothing"),
    (["prove", "adjoint", "--jobs", "-1"], "--jobs is -1, but at least 1 process is needed"),
    (["verify", "--stride", "3:1"], "Invalid value for '--stride': '3:1' is empty or negative"),
    (
        [
            "size",
            "--input-size",
            "4",
            "--kernel-size",
            "3",
            "--output-padding",
            "2",
            "--output-size",
            "6",
            "--solve",
            "padding",
        ],
        "output_padding is 2, but output_padding < max(stride, dilation) = max(1, 1) is needed",
    ),
    (["verify", "--axes", "0"], "axes is 0, but axes >= 1 is needed"),
    (["verify", "--jobs", "0"], "jobs is 0, but jobs >= 1 is needed"),
    (
        ["verify", "--jobs", "9999"],
        "this takes 9,999 processes; the command line takes at most 256",
    ),
    (["verify", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"], "give one of the two"),
    (["verify", "--stride", "1:2,"], "'' is not a range of whole numbers"),
    (["verify", "--axes", "99"], "this takes 99 axes; the command line takes at most 16"),
    (
        ["verify", "--axes", "6"],
        "products in the largest setting; the command line takes at most 5,000,000",
    ),
    (
        ["verify", "--input-size", "1:999999999"],
        "settings; the command line takes at most 10,000,000",
    ),
    (
        ["verify", "--stride", "999999999"],
        "output cells in the largest setting; the command line takes at most",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "message"), REFUSED, ids=[" ".join(a)[:60] for a, _ in REFUSED]
)
def test_bad_input_exits_with_2_and_says_what_is_wrong(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2, result.stderr
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert os.listdir(tmp_path) == []
