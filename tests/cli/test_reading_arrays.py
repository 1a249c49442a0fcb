"""Arrays from the shell that are no JSON: names for cells, sizes, NumPy's files and tables of cells."""

import json
from math import prod

import numpy as np
import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol
from thorough import examples

from symconv import ConvTranspose, tensor
from symconv.cli.arrays import read_array
from symconv.cli.cells import read_cells
from symconv.errors import ShapeError


def computed(*arguments):
    done = run("compute", "--format", "json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)["output"]


@examples(60)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=3).filter(lambda shape: prod(shape) < 99))
def test_a_name_and_extents_are_the_tensor_of_the_interface(shape):
    written = f"x:{'x'.join(map(str, shape))}"
    assert read_array(written, "--input") == tensor("x", tuple(shape)).tolist()


@examples(40)
@given(
    axes=st.integers(1, 2),
    sizes=st.lists(st.integers(1, 3), min_size=4, max_size=4),
    channels=st.sampled_from([None, (1, 2), (2, 4)]),
)
def test_sizes_stand_for_symbols_of_the_shapes_a_layer_takes(axes, sizes, channels):
    size, kernel = sizes[:axes], sizes[2 : 2 + axes]
    lead, options = ([], []) if channels is None else ([channels[0]], ["--channels"])
    groups = 1 if channels is None else channels[0]
    options += [] if channels is None else [f"{channels[0]},{channels[1]}", "--groups", str(groups)]
    short = ["--input-size", ",".join(map(str, size)), "--kernel-size", ",".join(map(str, kernel))]
    inner = [] if channels is None else [channels[0], channels[1] // groups]
    x, w = tensor("x", tuple(lead + size)), tensor("w", tuple(inner + kernel))
    layer = ConvTranspose(tuple(kernel), groups=groups, channels=channels)
    found = read_cells(json.dumps(computed(*short, *options)), "the output")
    assert found == layer(x, w).tolist()


def test_one_size_serves_all_axes_of_the_other_array():
    both = ["--input-size", "2,3", "--kernel-size", "2,2"]
    assert computed("--input-size", "2,3", "--kernel-size", "2") == computed(*both)
    assert computed("--input", "x:2x3", "--kernel-size", "2") == computed(*both)
    square = ["--input", "x:2x2", "--kernel", "w:2x2"]
    assert computed("--input-size", "2", "--kernel", "w:2x2") == computed(*square)


@pytest.mark.parametrize("kind", ["int8", "uint16", "int64", ">i4"])
def test_whole_numbers_of_numpy_are_read(tmp_path, kind):
    cells = np.arange(6).reshape(2, 3).astype(kind)
    np.save(tmp_path / "x.npy", cells)
    assert read_array(f"@{tmp_path}/x.npy", "--input") == cells.tolist()


def test_texts_of_numpy_and_of_tables_are_cells(tmp_path):
    np.save(tmp_path / "x.npy", np.array(["a", "1/2*b"]))
    (tmp_path / "x.csv").write_text('a, 2\n"b",-3\n')
    (tmp_path / "row.csv").write_text("1,2,3\n")
    (tmp_path / "column.csv").write_text("\ufeff1\n2\n")
    a, b = Symbol("a"), Symbol("b")
    assert read_array(f"@{tmp_path}/x.npy", "--input") == [a, b / 2]
    assert read_array(f"@{tmp_path}/x.csv", "--input") == [[a, 2], [b, -3]]
    assert read_array(f"@{tmp_path}/row.csv", "--input") == [1, 2, 3]
    assert read_array(f"@{tmp_path}/column.csv", "--input") == [[1], [2]]


def saved(array, **options):
    def write(path):
        np.save(path, array, **options)

    return write


def forged(old, new):
    """Return what writes an array whose header says something else."""

    def write(path):
        np.save(path, np.array([[1, 2], [3, 4]]))
        path.write_bytes(path.read_bytes().replace(old, new))

    return write


def texts(content):
    return lambda path: path.write_text(content)


@pytest.mark.parametrize(
    ("name", "write", "message"),
    [
        ("a.npy", saved(np.array([1.5])), "cells of type float64; whole numbers are needed"),
        ("a.npy", saved(np.array([True])), "cells of type bool"),
        ("a.npy", saved(np.array([{}]), allow_pickle=True), "cells of type object"),
        ("a.npy", saved(np.zeros((0, 2), int)), "has shape (0, 2)"),
        ("a.npy", saved(np.array(3)), "has shape ()"),
        ("a.npy", saved(np.array(["a^b"])), '"^" at character 2'),
        ("a.npy", forged(b"(2, 2)", b"(9**9)"), "its header cannot be read"),
        ("a.npy", forged(b"(2, 2), }    ", b"(99999, 99)} "), "breaks off"),
        ("a.npy", texts("abc"), "its header cannot be read"),
        ("a.npy", texts(""), "its header cannot be read"),
        ("a.csv", texts(""), "is empty"),
        ("a.csv", texts("1,2\n3\n"), "the number of columns changed from 2 to 1"),
        ("a.csv", texts("1,2.5\n"), 'cell [1]: "2.5" has "." at character 2'),
        ("a.csv", texts("1,2\n3,\n"), "cell [1][1]"),
        ("a.csv", lambda path: path.write_bytes(b"\xff"), "is not UTF-8"),
    ],
)
def test_files_that_are_no_arrays_are_refused(tmp_path, name, write, message):
    write(tmp_path / name)
    with pytest.raises(ShapeError) as refused:
        read_array(f"@{tmp_path / name}", "--input")
    assert message in str(refused.value)
    assert run("compute", "--input", f"@{tmp_path / name}", "--kernel", "[1]").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--input", "x:2"], "--kernel is missing"),
        (["--kernel-size", "2"], "--input is missing"),
        (["--input", "x:2", "--input-size", "2", "--kernel", "w:2"], "not both"),
        (["--input", "x:0", "--kernel", "w:2"], "extents of at least 1"),
        (["--input", "x" + ":1" + "x1" * 16, "--kernel", "w:2"], "from 1 to 16 extents"),
        (["--input", "x1:2", "--kernel", "w:2"], "the name ends in a digit"),
        (["--input", "x:99999x99999", "--kernel", "w:2"], "at most 5,000,000"),
        (["--input-size", "0", "--kernel-size", "2"], "sizes of at least 1"),
        (["--input-size", "2,2,2", "--kernel-size", "2,2"], "2 sizes on 3 axes"),
        (
            ["--input-size", "2", "--kernel-size", "2", "--channels", "2,3", "--groups", "2"],
            "divis",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    done = run("compute", *arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_a_result_is_written_to_a_file_whole_or_not_at_all(tmp_path):
    arguments = ["compute", "--input", "x:2", "--kernel", "w:2", "--format", "latex"]
    path = tmp_path / "y.tex"
    assert run(*arguments, "-o", str(path)).output == ""
    assert path.read_text() == run(*arguments).output
    refused = run(*arguments[:-1], "json", "--stride", "0", "-o", str(tmp_path / "n.json"))
    assert refused.exit_code == 2
    assert [each.name for each in tmp_path.iterdir()] == ["y.tex"]


@pytest.mark.parametrize(("cell", "said"), [("1+2*I", True), ("I1", False), ("w_{I,1}", False)])
def test_a_name_that_looks_like_the_imaginary_unit_is_said_to_be_a_name(cell, said):
    done = run("compute", "--input", json.dumps([cell]), "--kernel", "[1]")
    assert done.exit_code == 0
    assert ("not the imaginary unit" in done.stderr) is said
