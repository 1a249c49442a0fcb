"""The commands about dialects: what they print, and their exit codes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from commands import run

from symconv import ConvTranspose
from symconv.dialects import protobuf, vectors


def test_port_says_the_call_and_what_makes_up_for_it():
    done = run("port", "tf: k=3 s=2 same", "--to", "torch", "--input-size", "23")
    assert done.exit_code == 0
    assert "input size 23 gives output size 46" in done.stdout
    assert "slice the output to [..., :-1]" in done.stdout
    assert (
        "where O mod 2 = 1: nn.ConvTranspose1d(C_in, C_out, 3, stride=2, padding=1" in done.stdout
    )


def test_port_prints_a_program_and_json():
    code = run("port", "torch: k=3 s=2 2d", "--to", "keras", "--code").stdout
    assert "def layer(x, w, b=None):" in code
    found = json.loads(run("port", "torch: k=3 s=2 2d", "--json").stdout)
    assert set(found) == {"torch", "onnx", "tensorflow", "keras", "jax"}
    assert found["keras"]["exact"] is True
    assert run("port", "torch: k=3", "--code").exit_code == 2


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("keras: k=4 s=2 same", "torch: k=4 s=2 p=1", 0),
        ("jax: k=3 s=2 same", "keras: k=3 s=2 same", 0),
        ("torch: k=3 s=2 p=1 op=1", "tf: k=3 s=2 same", 1),
        ("torch: k=3 op=9", "torch: k=3", 2),
        ("no.onnx", "other.onnx", 2),
    ],
)
def test_same_has_exit_code_1_where_layers_are_different(a, b, code):
    done = run("same", a, b)
    assert done.exit_code == code
    assert "Traceback" not in done.output


def model(path, *layers):
    """Write a model with kernels of ones; `layers` are names, shapes of kernels and strides."""
    tensors, nodes = b"", b""
    for name, shape, stride in layers:
        tensors += protobuf._field(5, protobuf.write_tensor(f"{name}.w", np.ones(shape)))
        node = protobuf._field(1, "x") + protobuf._field(1, f"{name}.w") + protobuf._field(2, "y")
        node += protobuf._field(3, name) + protobuf._field(4, "ConvTranspose")
        node += protobuf._field(5, protobuf._written("strides", [stride]))
        nodes += protobuf._field(1, node)
    opset = protobuf._field(1, "") + protobuf._field(2, 22)
    path.write_bytes(protobuf._field(7, nodes + tensors) + protobuf._field(8, opset))


def test_two_models_are_paired_by_name_and_by_shape(tmp_path):
    a, b = tmp_path / "a.onnx", tmp_path / "b.onnx"
    model(a, ("up1", (1, 1, 3), 2), ("up2", (1, 2, 4), 2), ("last", (1, 1, 9), 1))
    model(b, ("up1", (1, 1, 3), 3), ("other", (1, 2, 4), 2))
    done = run("same", str(a), str(b), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["up1"]["reason"] == "the stride is 2 in a and 3 in b"
    assert found["up2 and other"]["verdict"] == "equal"
    assert found[f"last of {a} alone"]["reason"] == "there is no partner"


def test_find_reads_json_and_files(tmp_path):
    x, w = np.array([1, 2]), np.array([1, 2, 3])
    arrays = {"x": x, "w": w, "y": ConvTranspose(3, stride=2)(x, w[::-1].copy())}
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    files = [f"@{tmp_path}/{name}.npy" for name in "xwy"]
    done = run("find", "--input", files[0], "--kernel", files[1], "--output", files[2])
    assert done.exit_code == 0
    assert done.stdout.startswith("ConvTranspose(3, stride=2); kernel reversed on axis 0\n")
    texts = [json.dumps(arrays[name].tolist()) for name in "xwy"]
    done = run("find", "--input", texts[0], "--kernel", texts[1], "--output", texts[2], "--json")
    assert json.loads(done.stdout)["readings"][0]["flipped"] == [True]


def test_find_has_exit_code_1_where_nothing_fits():
    done = run("find", "--input", "[1,2,3]", "--kernel", "[1,2,3]", "--output", "[1,2,2,4,3,6,9]")
    assert done.exit_code == 1
    assert "overlaps overwritten" in done.stdout


@pytest.mark.parametrize("text", ["[", "[[1],[2,3]]", '["x"]', "{}", "[" * 2000])
def test_find_refuses_what_is_no_array_of_numbers(text):
    done = run("find", "--input", text, "--kernel", "[1]", "--output", "[1]")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_vectors_are_written_and_run(tmp_path):
    done = run("vectors", "-o", str(tmp_path / "cases"), "--format", "npz,json,onnx")
    assert done.exit_code == 0
    assert len(list((tmp_path / "cases").rglob("*.onnx"))) == len(vectors.CASES)
    assert run("vectors", "-o", str(tmp_path), "--format", "yaml").exit_code == 2
    assert "shows 47 of 54 mistakes" in run("vectors").stdout


def test_vectors_run_names_the_mistake(tmp_path, monkeypatch):
    (tmp_path / "layer_of_mine.py").write_text(
        "from symconv import dialects\n"
        "def right(x, w, b, attributes):\n"
        "    return dialects.onnx.read(**attributes)(x, w, b)\n"
        "def unbiased(x, w, b, attributes):\n"
        "    return right(x, w, 0 * b, attributes)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert run("vectors", "run", "layer_of_mine:right").exit_code == 0
    done = run("vectors", "run", "layer_of_mine:unbiased", "--case", "symmetric")
    assert (done.exit_code, done.stdout) == (1, "symmetric: wrong: bias left out\n")
    assert run("vectors", "run", "layer_of_mine:nothing").exit_code == 2
    assert run("vectors", "run", "layer_of_mine:right", "--case", "nothing").exit_code == 2
