"""What is read from each framework's words against the framework: acceptance, sizes and values on random settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest
from frameworks import OnnxRuntime, draws, integers, load, many, needs_framework

from symconv import dialects
from symconv.errors import GeometryError

pytestmark = pytest.mark.filterwarnings("ignore")  # what a framework warns of is its own affair


@dataclass
class Setting:
    """A layer in a framework's words, and small arrays of whole numbers for it."""

    words: dict[str, Any]
    size: tuple[int, ...]
    x: np.ndarray
    w: np.ndarray
    b: np.ndarray | None = None


def sizes(r, low, high, count):
    return tuple(r.randint(low, high) for _ in range(count))


def drawn(r):
    """Return axes, groups, channels, input size and kernel size."""
    n, groups = r.choice([1, 1, 1, 2]), r.choice([1, 1, 1, 2])
    inputs, outputs = (groups * r.randint(1, 2) for _ in range(2))
    return n, groups, inputs, outputs, sizes(r, 1, 4, n), sizes(r, 1, 4, n)


def filled(r, *shapes):
    return [integers(r.randint(0, 10**6), shape) for shape in shapes]


class PyTorch:
    """The functions of ``torch.nn.functional``."""

    number, exact = 2000, True

    def __init__(self):
        self.torch, self.functional = load("torch"), load("torch.nn.functional")

    def draw(self, r):
        n, groups, inputs, outputs, size, k = drawn(r)
        words = {
            "stride": sizes(r, 1, 3, n),
            "padding": sizes(r, 0, 3, n),
            "output_padding": sizes(r, 0, 2, n),
            "dilation": sizes(r, 1, 3, n),
            "groups": groups,
        }
        x, w, b = filled(r, (1, inputs, *size), (inputs, outputs // groups, *k), outputs)
        return Setting(words, size, x, w, r.choice([b, None]))

    def run(self, setting):
        function = getattr(self.functional, f"conv_transpose{len(setting.size)}d")
        arrays = [
            None if a is None else self.torch.from_numpy(a)
            for a in (setting.x, setting.w, setting.b)
        ]
        return function(*arrays, **setting.words).numpy()

    def read(self, setting):
        k, inputs = setting.w.shape[2:], setting.w.shape[0]
        outputs = setting.w.shape[1] * setting.words["groups"]
        counts = {"in_channels": inputs, "out_channels": outputs}
        return dialects.torch.read(
            kernel_size=k, input_size=setting.size, **counts, **setting.words
        )


class Onnx:
    """Models of one node in onnxruntime."""

    number = 2000

    def __init__(self):
        self.runtime = OnnxRuntime()

    def draw(self, r):
        n, groups, inputs, outputs, size, k = drawn(r)
        words = {"strides": sizes(r, 1, 3, n), "dilations": sizes(r, 1, 3, n), "group": groups}
        words["output_padding"] = (0,) * n if r.random() < 0.5 else sizes(r, 0, 2, n)
        kind = r.choice(["pads", "pads", "auto", "auto", "shape"])
        if kind == "pads":
            words["pads"] = sizes(r, -1, 3, 2 * n)
        if kind == "shape":
            words["output_shape"] = sizes(r, 1, 12, n)
        if kind != "pads":
            choices = ["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"]
            words["auto_pad"] = r.choice(choices)
        x, w, b = filled(r, (1, inputs, *size), (inputs, outputs // groups, *k), outputs)
        return Setting(words, size, x, w, r.choice([b, None]))

    def run(self, setting):
        return self.runtime(setting.x, setting.w, setting.b, setting.words)

    def read(self, setting):
        return dialects.onnx.read(
            kernel_shape=setting.w.shape[2:], input_size=setting.size, **setting.words
        )


class Keras:
    """The layers' own checks, and ``keras.ops.conv_transpose`` on the backend that is set."""

    number = 2000

    def __init__(self):
        self.keras = load("keras")

    def draw(self, r):
        n, _, inputs, outputs, size, k = drawn(r)
        words = {
            "strides": sizes(r, 1, 3, n),
            "padding": r.choice(["same", "valid"]),
            "output_padding": r.choice([None, sizes(r, 0, 2, n)]),
            "dilation_rate": r.choice([(1,) * n, sizes(r, 1, 3, n)]),
        }
        x, w, b = filled(r, (1, *size, inputs), (*k, outputs, inputs), outputs)
        return Setting(words, size, x, w, b)

    def run(self, setting):
        kind = getattr(self.keras.layers, f"Conv{len(setting.size)}DTranspose")
        kind(1, setting.w.shape[:-2], **setting.words)
        y = self.keras.ops.conv_transpose(
            setting.x, setting.w, data_format="channels_last", **setting.words
        )
        return self.keras.ops.convert_to_numpy(y) + setting.b

    def read(self, setting):
        return dialects.keras.read(
            kernel_size=setting.w.shape[:-2], input_size=setting.size, **setting.words
        )


class TensorFlow:
    """``conv1d_transpose`` and ``conv2d_transpose``, with every kind of padding."""

    number = 500

    def __init__(self):
        self.nn = load("tensorflow").nn

    def draw(self, r):
        n, _, inputs, outputs, size, k = drawn(r)
        strides = sizes(r, 1, 3, n)
        kinds = ["SAME", "VALID"] + (["pairs"] if n == 2 else [])
        padding = r.choice(kinds)
        if padding == "pairs":
            pairs = [list(sizes(r, 0, 2, 2)) for _ in range(n)]
            padding = [[0, 0], *pairs, [0, 0]]
        near = [s * (i - 1) + r.randint(0, 4) for s, i in zip(strides, size, strict=True)]
        words = {
            "output_shape": (1, *(max(o, 1) for o in near), outputs),
            "strides": strides,
            "padding": padding,
        }
        x, w = filled(r, (1, *size, inputs), (*k, outputs, inputs))
        return Setting(words, size, x, w)

    def run(self, setting):
        function = getattr(self.nn, f"conv{len(setting.size)}d_transpose")
        return function(setting.x, setting.w, **setting.words).numpy()

    def read(self, setting):
        return dialects.tensorflow.read(
            kernel_size=setting.w.shape[:-2], input_size=setting.size, **setting.words
        )


class Jax:
    """``jax.lax.conv_transpose``: shapes one by one, values of many settings in one program."""

    number = 2000

    def __init__(self):
        self.jax = load("jax")

    def draw(self, r):
        n, _, inputs, outputs, size, k = drawn(r)
        transposed, consistent = r.random() < 0.5, r.random() < 0.3
        most = [value - 1 if consistent else 6 for value in k]  # see `dialects.jax.spell`
        pairs = [sizes(r, min(n - 1, value), value, 2) for value in most]
        words = {
            "strides": sizes(r, 1, 3, n),
            "padding": r.choice(["SAME", "VALID", pairs, pairs]),
            "rhs_dilation": r.choice([None, sizes(r, 1, 3, n)]),
            "transpose_kernel": transposed,
            "use_consistent_padding": consistent,
        }
        pair = (outputs, inputs) if transposed else (inputs, outputs)
        x, w = filled(r, (1, *size, inputs), (*k, *pair))
        return Setting(words, size, x, w)

    def one(self, setting):
        return self.jax.lax.conv_transpose(setting.x, setting.w, **setting.words)

    def run(self, setting):
        shape = self.jax.eval_shape(lambda: self.one(setting)).shape
        if min(shape) < 1:
            raise ValueError("an empty output")
        return setting

    def together(self, answers):
        """Compute what was accepted, in programs of a hundred settings."""
        settings = [answer for answer in answers if answer is not None]
        values = []
        for start in range(0, len(settings), 100):
            values += self.one_program(settings[start : start + 100])
        left = iter(values)
        return [None if answer is None else np.asarray(next(left)) for answer in answers]

    def one_program(self, settings):
        return self.jax.jit(lambda: [self.one(setting) for setting in settings])()

    def read(self, setting):
        return dialects.jax.read(
            kernel_size=setting.w.shape[:-2], input_size=setting.size, **setting.words
        )


def accepted(framework, setting):
    """Return what the framework answers, or None where it refuses, by whatever error it has for that."""
    try:
        answer = framework.run(setting)
    except Exception:
        return None
    return None if is_empty(answer) else answer


def is_empty(answer):
    """Return whether an output has no cell: PyTorch 2.13 and Keras 3.15 give one where others, and symconv, refuse."""
    return isinstance(answer, np.ndarray) and answer.size == 0


def ours(framework, setting):
    """Return what symconv answers, or None where it refuses the layer."""
    try:
        port = framework.read(setting)
        return port(setting.x, setting.w, setting.b)
    except GeometryError:
        return None


@dataclass
class Comparison:
    """What both sides answered on every setting."""

    rows: list[tuple[Setting, Any, Any]]

    @cached_property
    def taken(self):
        return [row for row in self.rows if row[1] is not None and row[2] is not None]

    @cached_property
    def refused(self):
        return [row for row in self.rows if row[1] is None and row[2] is None]

    def differences(self):
        equal = [id(row) for row in self.taken if same(row[1], row[2])]
        known = {*equal, *map(id, self.refused)}
        return [
            (setting.words, setting.size, setting.w.shape, theirs, mine)
            for row in self.rows
            if id(row) not in known
            for setting, theirs, mine in [row]
        ]


def same(theirs, mine):
    return theirs.shape == mine.shape and np.array_equal(theirs, mine)


def compared(framework, name, number):
    settings = [framework.draw(r) for r in draws(name, number)]
    theirs = [accepted(framework, setting) for setting in settings]
    if hasattr(framework, "together"):
        theirs = framework.together(theirs)
    mine = [ours(framework, setting) for setting in settings]
    return Comparison(list(zip(settings, theirs, mine, strict=True)))


FRAMEWORKS = {
    "torch": PyTorch,
    "onnx": Onnx,
    "keras": Keras,
    "tensorflow": TensorFlow,
    "jax": Jax,
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_framework(name)) for name in FRAMEWORKS]
)
def test_what_is_read_is_what_the_framework_does(name):
    kind = FRAMEWORKS[name]
    number = many(kind.number)
    comparison = compared(kind(), name, number)
    assert comparison.differences() == []
    assert len(comparison.taken) > number / 4
    assert len(comparison.refused) > number / 100


def test_a_difference_would_be_noticed():
    setting = Setting({}, (1,), np.ones(1), np.ones(1))
    y = np.arange(3.0)
    rows = [(setting, y, y), (setting, y, y[::-1]), (setting, y, y[:2]), (setting, None, y)]
    assert len(Comparison([*rows, (setting, None, None)]).differences()) == 3
