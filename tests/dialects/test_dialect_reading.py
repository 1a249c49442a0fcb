"""Layers from keywords, objects, lines and calls; what is refused; and that no framework is imported."""

from __future__ import annotations

import re
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from frameworks import load, needs_framework

from symconv import ConvTranspose, Equal, dialects, sizes, tensor
from symconv.dialects import protobuf
from symconv.errors import GeometryError, ShapeError, UnsupportedError

LINES = {
    "torch: k=3 s=2 p=1 op=1": ConvTranspose(3, stride=2, padding=1, output_padding=1),
    "pytorch: kernel_size=3,4 stride=2": ConvTranspose((3, 4), stride=2),
    "torch: k=3 2d channels=4,6 g=2": ConvTranspose((3, 3), groups=2, channels=(4, 6)),
    "torch: k=3 s=2 p=1 I=4 O=8": ConvTranspose(3, stride=2, padding=1, output_padding=1),
    "tf: k=3 s=2 same": ConvTranspose(3, stride=2, padding=[(0, 1)]),
    "tf: k=3 s=2 same O=5": ConvTranspose(3, stride=2, padding=1),
    "tf: k=3 s=2 valid O=8": ConvTranspose(3, stride=2, output_padding=1),
    "keras: k=3 s=2 same": ConvTranspose(3, stride=2, padding=[(0, 1)]),
    "keras: k=3 s=2 same op=1": ConvTranspose(3, stride=2, padding=[(0, 1)]),
    "keras: k=2 s=3": ConvTranspose(2, stride=3, output_padding=1),
    "jax: k=4 s=2 same": ConvTranspose(4, stride=2, padding=1),
    "jax: k=3 s=2 p=1:2": ConvTranspose(3, stride=2, padding=[(1, 0)]),
    "jax: k=3 s=2 p=1:2 consistent": ConvTranspose(3, stride=2, padding=[(1, 2)]),
    "onnx: k=3 s=2 p=1,0": ConvTranspose(3, stride=2, padding=[(1, 0)]),
    "onnx: k=3 s=2 same_lower": ConvTranspose(3, stride=2, padding=[(1, 0)]),
    "onnx: k=2 s=3 same_upper": ConvTranspose(2, stride=3),
    "onnx: k=2 s=3 same_upper specification": None,
    "nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)": ConvTranspose(
        (4, 4), stride=2, padding=1, channels=(16, 8)
    ),
    "torch.nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2, False)": ConvTranspose(
        3, stride=2, padding=1, output_padding=1, groups=2, channels=(4, 6)
    ),
    "keras.layers.Conv2DTranspose(8, 4, strides=2, padding='same')": ConvTranspose(
        (4, 4), stride=2, padding=1
    ),
    "nn.ConvTranspose(features=8, kernel_size=(4, 4), strides=(2, 2))": ConvTranspose(
        (4, 4), stride=2, padding=1
    ),
    "helper.make_node('ConvTranspose', ['x', 'w'], ['y'], kernel_shape=[3], strides=[2])": (
        ConvTranspose(3, stride=2)
    ),
}


@pytest.mark.parametrize("line", [line for line, layer in LINES.items() if layer is not None])
def test_a_line_is_read(line):
    assert dialects.read(line).layer() == LINES[line]


def test_calls_that_do_not_say_the_kernel_size_take_it_beside():
    call = "tf.nn.conv2d_transpose(x, w, [1, 6, 8, 3], [1, 2, 2, 1], padding='SAME')"
    port = dialects.read(call, kernel_size=3)
    assert port.layer() == ConvTranspose((3, 3), stride=2, padding=[(0, 1), (0, 1)])
    assert port.input_size == (3, 4)
    call = "F.conv_transpose2d(x, w, b, stride=2)"
    assert dialects.read(call, kernel_size=4).layer() == ConvTranspose((4, 4), stride=2)


REFUSED = {
    "torch: k=3 s=2 op=2": "output_padding is 2; PyTorch: output padding must be smaller than either stride or "
    "dilation, 2 and 1; symconv: output_padding < max(stride, dilation)",
    "torch: k=3 same": "PyTorch: padding='same' and 'valid' are for convolutions only",
    "torch: k=3 p=-1": "padding is -1; PyTorch: padding >= 0 is needed",
    "torch: k=3 s=2 p=1 I=4 O=9": "the output size must be from 7 to 8",
    "torch: k=3 channels=4,6 g=4": "out_channels must be divisible by groups",
    "tf: k=3 s=2 same O=5 I=4": "a convolution of the output must give the input back, and gives 3",
    "tf: k=3 s=2 d=2 same": "TensorFlow: strides > 1 are not supported with dilations > 1",
    "keras: k=3 s=2 op=2": "Keras: output_padding must be strictly less than strides, 2",
    "keras: k=3 s=2 d=2": "Keras: strides > 1 are not supported with dilation_rate > 1",
    "jax: k=3,3,3 p=1:2,3:4": "JAX: a list of 3 pairs is needed",
    "onnx: k=3 same_upper p=1,1": "ONNX: the two cannot be used together",
    "onnx: k=3 p=-1,1": "pads is -1; ONNX: pads >= 0 is needed",
    "onnx: k=3 d=2 op=1": "onnxruntime (1.32): output_padding may be too large for stride 1",
    "torch: k=3 z=1": "'z' is no keyword of torch",
    "torch: k=3 k=4": "given twice",
    "torch: k=3.5": "'3.5' is not a whole number",
    "torch: s=2": "kernel_size is missing",
    "torch: k=3 what": "neither key=value nor one of",
    "caffe: k=3": "dialect 'caffe' is not known; use one of torch, onnx, tensorflow, keras, jax, paddle",
    "pytoch k=3": "Did you mean pytorch or torch?",
    "nn.Conv2d(1, 1, 3)": "no dialect has nn.Conv2d",
    "nn.ConvTranspose2d(1, 1, n)": "'n' is no number, string, list or tuple",
    "nn.ConvTranspose2d(1, 1, open('x'))": "is no number, string, list or tuple",
    "nn.ConvTranspose2d(*a)": "is no number",
    "nn.ConvTranspose2d(**a)": "cannot be read here",
    "(" * 50: "cannot be read",
    "": "one line of text is needed",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_legal_or_cannot_be_read_is_refused(line):
    with pytest.raises(GeometryError, match=re.escape(REFUSED[line])):
        dialects.read(line)


def test_a_call_is_never_run():
    with pytest.raises(GeometryError):
        dialects.read("__import__('os').system('touch ran')")
    with pytest.raises(GeometryError):
        dialects.read("torch: (lambda: 1)()")


def test_values_of_the_wrong_type_are_refused():
    for value in (True, 1.5, None, "3", [1, 2, 3]):
        with pytest.raises(GeometryError):
            dialects.torch.read(kernel_size=(3, 3), stride=value)


# ---- arrays


def test_a_port_takes_and_gives_arrays_as_the_framework_has_them():
    port = dialects.read("keras: k=2,3 s=2 same")
    x = np.arange(2 * 3 * 4).reshape(1, 2, 3, 4)
    w = np.arange(2 * 3 * 5 * 4).reshape(2, 3, 5, 4)
    y = port(x, w, np.arange(5))
    assert y.shape == (1, 4, 6, 5)
    ours = port.layer((2, 3))
    layer = ConvTranspose(ours.kernel_size, 2, list(ours.padding), channels=(4, 5))
    expected = layer(x.transpose(0, 3, 1, 2), w.transpose(3, 2, 0, 1))
    assert np.array_equal(y, expected.transpose(0, 2, 3, 1) + np.arange(5))
    assert np.array_equal(port.their_kernel(port.kernel(w)), w)
    assert np.array_equal(port.their_input(port.input(x)), x)
    assert np.array_equal(port.output(port.our_output(y)), y)


def test_a_kernel_that_is_stored_reversed_is_turned_round():
    port = dialects.read("jax: k=3 s=1 p=2:2")
    assert port.kernel([1, 2, 3]) == [3, 2, 1]
    assert port.their_kernel([3, 2, 1]) == [1, 2, 3]
    assert dialects.read("jax: k=3 transpose_kernel").kernel([1, 2, 3]) == [1, 2, 3]


def test_symbols_stay_symbols():
    x, w = tensor("x", 2), tensor("w", 3)
    y = dialects.read("jax: k=3 s=2 p=2:2")(x, w)
    assert bool(Equal(y, ConvTranspose(3, stride=2)(x, w[::-1])))


def test_a_bias_of_the_wrong_shape_is_refused():
    port = dialects.read("torch: k=2 channels=1,2")
    with pytest.raises(ShapeError, match="one number per output channel"):
        port(np.ones((1, 3)), np.ones((1, 2, 2)), np.ones(3))


def test_a_window_beyond_the_full_output_is_filled_with_zeros():
    port = dialects.read("jax: k=3 s=2 p=4:0")
    assert port([1, 2, 3], [1, 2, 3]) == [0, 0, 3, 2, 7, 4, 11]
    with pytest.raises(UnsupportedError, match=r"leaves out -2 cells .* at the begin"):
        port.layer()


# ---- letters


def test_a_crop_that_follows_from_the_size_is_a_formula_on_a_letter():
    size = sizes("I")
    port = dialects.read("onnx: k=3 s=2 O=5")
    on_letters = port.layer(size)
    assert [on_letters.output_size(size).subs(size, n) for n in (3, 4)] == [5, 5]
    begins = [on_letters.padding[0][0].subs(size, n) for n in (2, 3, 4)]
    assert begins == [port.layer(n).padding[0][0] for n in (2, 3, 4)]
    with pytest.raises(GeometryError, match="give input_size="):
        port.layer()


# ---- objects


def test_a_module_is_read_by_its_attributes():
    module = SimpleNamespace(
        in_channels=4,
        out_channels=6,
        kernel_size=(3,),
        stride=(2,),
        padding=(1,),
        output_padding=(1,),
        groups=2,
        bias=None,
        dilation=(1,),
        padding_mode="zeros",
        transposed=True,
    )
    port = dialects.torch.read(module)
    assert port.layer() == ConvTranspose(3, 2, 1, 1, groups=2, channels=(4, 6))
    assert port.has_bias is False
    module.transposed = False
    with pytest.raises(GeometryError, match="no transposed convolution of PyTorch"):
        dialects.torch.read(module)


@needs_framework("torch", "onnx", "keras")
def test_real_objects_are_read():
    module = load("torch.nn").ConvTranspose2d(4, 6, 3, stride=2, padding=1, groups=2)
    layer = ConvTranspose((3, 3), 2, 1, groups=2, channels=(4, 6))
    assert dialects.torch.read(module).layer() == layer
    node = load("onnx.helper").make_node(
        "ConvTranspose", ["x", "w"], ["y"], kernel_shape=[3], strides=[2], auto_pad="SAME_LOWER"
    )
    assert dialects.onnx.read(node).layer() == ConvTranspose(3, 2, [(1, 0)])
    keras = load("keras").layers.Conv1DTranspose(6, 3, strides=2, padding="same")
    for source in (keras, keras.get_config()):
        assert dialects.keras.read(source).layer() == ConvTranspose(3, 2, [(0, 1)])


# ---- ONNX: what the text leaves open


def test_the_two_readings_of_onnx():
    text = "onnx: k=2 s=3 same_upper I=3"
    ours, spec = dialects.read(text), dialects.read(f"{text} specification")
    x, w = [1, 2, 3], [1, 10]
    assert ours(x, w) == [1, 10, 0, 2, 20, 0, 3, 30]
    assert len(spec(x, w)) == 9
    assert "s*I" in ours.remarks[0]
    larger = "onnx: k=3 s=2 O=8 I=3 same_upper"
    assert dialects.read(larger)(x, [1, 1, 1])[-1] == 0
    assert dialects.read(f"{larger} specification")(x, [1, 1, 1])[0] == 0


def test_opset_1_has_upper_and_lower_exchanged():
    given = {"kernel_shape": [4], "auto_pad": "SAME_UPPER", "opset": 1}
    assert dialects.onnx.read(**given).layer().padding == ((1, 2),)
    text = dialects.onnx.read(**given, runtime="specification")
    assert text.layer().padding == ((2, 1),)
    assert "exchanged" in text.remarks[0]


# ---- files


def model(**attributes):
    inputs = {"x": (1, 1, 3), "w": (1, 1, 3)}
    return protobuf.write_model(attributes, inputs, ("y", (1, 1, 6)))


def test_a_model_whose_kernel_is_no_initialiser_says_so(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(model(kernel_shape=[3], strides=[2]))
    with pytest.raises(GeometryError, match="no initialiser"):
        dialects.onnx.read(path)


@needs_framework("onnx")
def test_a_model_file_is_read_without_onnx(tmp_path):
    helper, kinds = load("onnx.helper"), load("onnx").TensorProto
    w = helper.make_tensor("w", kinds.FLOAT, (4, 3, 3), np.arange(36.0))
    node = helper.make_node("ConvTranspose", ["x", "w"], ["y"], "up", strides=[2], group=2)
    ends = [helper.make_tensor_value_info(n, kinds.FLOAT, None) for n in "xy"]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], [w])
    path = tmp_path / "m.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    found = dialects.onnx.read_model(path)
    assert found["up"].layer() == ConvTranspose(3, 2, groups=2, channels=(4, 6))
    assert np.array_equal(dialects.weights(path)["w"], np.arange(36.0).reshape(4, 3, 3))


@pytest.mark.parametrize("data", [b"", b"\xff\xff", b"\x0a\x7f", b"not a model at all"])
def test_what_is_no_model_is_refused(tmp_path, data):
    path = tmp_path / "m.onnx"
    path.write_bytes(data)
    with pytest.raises(GeometryError, match="no ONNX model"):
        dialects.onnx.read_model(path)


def test_weights_come_from_files_and_nothing_is_unpickled(tmp_path):
    w = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(tmp_path / "w.npy", w)
    np.savez(tmp_path / "w.npz", a=w, b=w + 1)
    header = b'{"up": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}'
    tensors = len(header).to_bytes(8, "little") + header + w.tobytes()
    (tmp_path / "w.safetensors").write_bytes(tensors)
    assert np.array_equal(dialects.weights(tmp_path / "w.npy")[""], w)
    assert np.array_equal(dialects.weights(tmp_path / "w.npz")["b"], w + 1)
    assert np.array_equal(dialects.weights(tmp_path / "w.safetensors")["up"], w)
    np.save(tmp_path / "o.npy", np.array([{}], dtype=object), allow_pickle=True)
    (tmp_path / "s.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{")
    (tmp_path / "w.pt").write_bytes(b"")
    for name in ("o.npy", "w.pt"):
        with pytest.raises(GeometryError, match=r"weights are read|can be read"):
            dialects.weights(tmp_path / name)
    with pytest.raises(GeometryError, match="no safetensors"):
        dialects.weights(tmp_path / "s.safetensors")


# ---- importing


def test_importing_loads_no_framework_and_is_quick():
    heavy = "{'torch', 'onnx', 'onnxruntime', 'tensorflow', 'keras', 'jax', 'sympy', 'numpy'}"
    line = f"from symconv import dialects; dialects.read('torch: k=3'); import sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_import_takes_less_than_50_ms():
    """Processor time of what symconv adds to the standard library, the least of several fresh processes."""
    line = (
        "import ast, dataclasses, pathlib, time; start = time.process_time(); from symconv import dialects; "
        "print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", line]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(5)]
    assert min(float(run.stdout) for run in runs) < 0.05
