"""The discriminating vectors: what they show, that fewer do not, the files, and real implementations run on them."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from frameworks import OnnxRuntime, load, needs_framework
from thorough import full_check

from symconv import dialects
from symconv.dialects import vectors
from symconv.dialects.mistakes import MISTAKES, right
from symconv.errors import GeometryError, ToolFailed

ONNX_SET = {name: vectors.CASES[name] for name in vectors.SETS["onnx"]}


def test_the_values_are_those_of_symconv_and_of_the_definition():
    for case in vectors.CASES.values():
        assert np.array_equal(vectors.expected(case), right(case))
        assert abs(right(case)).max() < 2700


def test_three_cases_of_120_cells_show_every_mistake_and_part_every_pair():
    assert len(MISTAKES) == 54
    assert sum(case.cells for case in ONNX_SET.values()) == 120
    assert frozenset().union(*map(vectors.seen, ONNX_SET.values())) == set(MISTAKES)
    assert all(len(group) == 1 for group in vectors.classes(ONNX_SET.values()))


def test_no_two_of_them_show_every_mistake():
    assert vectors.fewest(ONNX_SET) == 3
    for left_out in ONNX_SET:
        rest = [vectors.seen(case) for name, case in ONNX_SET.items() if name != left_out]
        assert frozenset().union(*rest) != set(MISTAKES)


def test_one_case_shows_all_that_symmetric_padding_can():
    hidden = set(MISTAKES) - vectors.seen(vectors.CASES["symmetric"])
    assert hidden == {
        "pads begin and end exchanged",
        "pads exchanged on the first axis",
        "pads exchanged on the last axis",
        "begin pad for both ends",
        "SAME_LOWER read as SAME_UPPER",
        "SAME_UPPER read as SAME_LOWER",
        "auto_pad ignored",
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_is_named_from_its_outputs(name):
    reports = [report(MISTAKES[name], case) for case in ONNX_SET]
    assert {found.verdict for found in reports} != {"right"}
    assert vectors.diagnosis(reports) == (name,)


def report(function, case):
    try:
        return vectors.judge(case, function(vectors.CASES[case]))
    except ValueError as error:
        return vectors.refused(case, str(error))


def test_what_cannot_show_is_said_of_a_right_answer():
    report = vectors.judge("pads", right(vectors.CASES["pads"]))
    assert (report.verdict, "auto_pad ignored" in report.hidden) == ("right", True)
    assert "cannot show here: SAME_LOWER" in str(report)


def test_an_output_that_no_mistake_explains():
    report = vectors.judge("pads", right(vectors.CASES["pads"]) + 1)
    assert (report.verdict, report.mistakes) == ("wrong", ())
    assert "no single mistake" in str(report)


# ---- files


def test_files_hold_the_cases(tmp_path):
    written = vectors.save(tmp_path, ["npz", "json"])
    assert len(written) == len(vectors.CASES) + 1
    stored = json.loads((tmp_path / "vectors.json").read_text())
    for name, case in vectors.CASES.items():
        arrays = np.load(tmp_path / f"{name}.npz")
        assert np.array_equal(arrays["y"], vectors.expected(case))
        assert np.array_equal(stored[name]["y"], arrays["y"])
        port = dialects.onnx.read(**stored[name]["attributes"])
        assert np.array_equal(port(arrays["x"], arrays["w"], arrays["b"]), arrays["y"])
    with pytest.raises(GeometryError, match="use npz, json, onnx"):
        vectors.save(tmp_path, ["yaml"])


@needs_framework("onnx")
@pytest.mark.filterwarnings("ignore")
def test_models_run_where_onnx_does(tmp_path):
    vectors.save(tmp_path, ["onnx"])
    onnx, helper = load("onnx"), load("onnx.numpy_helper")
    for name, case in vectors.CASES.items():
        folder = tmp_path / f"test_convtranspose_{name}"
        onnx.checker.check_model(str(folder / "model.onnx"), full_check=True)
        session = load("onnxruntime").InferenceSession(str(folder / "model.onnx"))
        data = folder / "test_data_set_0"
        inputs = [read_tensor(onnx, helper, data / f"input_{place}.pb") for place in range(3)]
        (y,) = session.run(None, dict(zip("xwb", inputs, strict=True)))
        assert np.array_equal(y, read_tensor(onnx, helper, data / "output_0.pb"))
        assert np.array_equal(y, vectors.expected(case))


def read_tensor(onnx, helper, path):
    return helper.to_array(onnx.TensorProto.FromString(path.read_bytes()))


# ---- implementations


def ours(x, w, b, attributes):
    return dialects.onnx.read(**attributes)(x, w, b)


def verdicts(function):
    return {report.case: report.verdict for report in vectors.run(function)}


def test_symconv_itself_is_right():
    assert set(verdicts(ours).values()) == {"right"}


@full_check
def test_a_command_is_run_without_a_shell(tmp_path):
    program = tmp_path / "layer.py"
    program.write_text(
        "import json, sys, numpy\n"
        "from symconv import dialects\n"
        "case = json.load(open(sys.argv[1]))\n"
        "x, w, b = (numpy.array(case[name]) for name in 'xwb')\n"
        "y = dialects.onnx.read(**case['attributes'])(x, w[..., ::-1], b)\n"
        "print(y.tolist())\n"
    )
    asked = vectors.implementation(f"{sys.executable} {program}")
    (report,) = vectors.run(asked, ["symmetric"])
    assert report.mistakes == ("kernel reversed, last axis",)


def test_a_command_that_prints_something_else_says_so():
    with pytest.raises(ToolFailed, match="no array of numbers"):
        vectors.run(vectors.implementation("echo hello there"), ["pads"])
    with pytest.raises(GeometryError, match="module:function"):
        vectors.implementation("no_such_module:function")


@needs_framework("onnx")
def test_onnxruntime_is_right():
    runtime = OnnxRuntime()
    found = verdicts(runtime)
    assert set(found.values()) == {"right"}


@needs_framework("torch")
def test_pytorch_is_right_where_it_has_words():
    torch, functional = load("torch"), load("torch.nn.functional")

    def function(x, w, b, attributes):
        count = len(attributes["strides"])
        pads = attributes.get("pads")
        if pads is None or pads[:count] != pads[count:]:
            raise NotImplementedError("symmetric padding only")
        return functional.conv_transpose2d(
            *map(torch.from_numpy, (x, w, b)),
            stride=attributes["strides"],
            padding=pads[:count],
            output_padding=attributes["output_padding"],
            groups=attributes["group"],
            dilation=attributes["dilations"],
        ).numpy()

    assert verdicts(function) == {
        "pads": "refused",
        "same_upper": "refused",
        "same_lower": "refused",
        "symmetric": "right",
    }


def written(name):
    """Return an implementation that asks a framework by the code that symconv writes for it."""

    def function(x, w, b, attributes):
        counts = {"in_channels": w.shape[0], "out_channels": w.shape[1] * attributes["group"]}
        code = dialects.onnx.read(**attributes, **counts).to(name).code
        space = {}
        exec(code, space)  # noqa: S102 - what was written is run
        return space["port"](x, w, b)

    return function


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name",  # TensorFlow beside the others in one process ends it; its reading is held elsewhere
    [pytest.param(n, marks=needs_framework(n)) for n in dialects.NAMES if n != "tensorflow"],
)
def test_every_framework_is_right_by_the_code_that_is_written_for_it(name):
    load({"onnx": "onnxruntime"}.get(name, name))
    assert set(verdicts(written(name)).values()) == {"right"}


@needs_framework("onnx")
def test_the_reference_implementation_of_onnx():
    """ONNX' own evaluator in Python, as it is in 1.23.2: groups with more than one channel or item go wrong."""
    reference = load("onnx.reference").ReferenceEvaluator
    load("onnx")

    def function(x, w, b, attributes):
        arrays = {"x": x, "w": w, "b": b}
        shapes = {name: array.shape for name, array in arrays.items()}
        shape = dialects.onnx.read(**attributes)(x, w, b).shape
        model = dialects.vectors.write_model(attributes, shapes, ("y", shape))
        return reference(load("onnx").load_from_string(model)).run(None, arrays)[0]

    found = {report.case: report for report in vectors.run(function)}
    assert "right" not in {report.verdict for report in found.values()}
    assert "cannot reshape array" in found["pads"].text
    assert found["same_upper"].mistakes == (
        "bias of the channel within its group",
        "bias 0 for all channels",
    )
