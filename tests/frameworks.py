"""The real frameworks, for tests that hold symconv against them; in the full check a missing one is a failure."""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import warnings

import numpy as np
import pytest
from thorough import CI

MODULES = {
    "torch": "torch",
    "onnx": "onnxruntime",
    "keras": "keras",
    "jax": "jax",
    "equinox": "equinox",
    "tensorflow": "tensorflow",
}
os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")


def is_installed(name):
    return importlib.util.find_spec(MODULES[name]) is not None


def needs_framework(*names):
    """Return the mark of tests that are left out where a framework is missing; in the full check they fail instead."""
    missing = [name for name in names if not is_installed(name)]
    return pytest.mark.skipif(
        bool(missing) and not CI, reason=f"{', '.join(missing)} is not installed"
    )


def load(module):
    """Import a framework; what it warns of while it loads is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(module)


def many(number):
    """Return how many settings are tried: all in the full check, a twentieth by hand."""
    return number if CI else number // 20


def integers(seed, shape, low=-4, high=5):
    """Return small whole numbers as float32, so that every framework is exact."""
    return np.random.default_rng(seed).integers(low, high, shape).astype(np.float32)


class OnnxRuntime:
    """One node run by onnxruntime; models are made by ``onnx.helper``."""

    def __init__(self):
        self.helper = load("onnx.helper")
        self.runtime = load("onnxruntime")
        self.float = load("onnx").TensorProto.FLOAT
        self.options = self.runtime.SessionOptions()
        self.options.log_severity_level = 4
        self.options.intra_op_num_threads = self.options.inter_op_num_threads = 1

    def __call__(self, x, w, b, attributes, opset=22):
        names = {"x": x, "w": w, **({} if b is None else {"b": b})}
        node = self.helper.make_node("ConvTranspose", list(names), ["y"], **attributes)
        values = [
            self.helper.make_tensor_value_info(n, self.float, a.shape) for n, a in names.items()
        ]
        output = self.helper.make_tensor_value_info("y", self.float, None)
        graph = self.helper.make_graph([node], "layer", values, [output])
        imports = [self.helper.make_opsetid("", opset)]
        model = self.helper.make_model(graph, opset_imports=imports, ir_version=8)
        session = self.runtime.InferenceSession(
            model.SerializeToString(), self.options, providers=["CPUExecutionProvider"]
        )
        return session.run(None, names)[0]


def draws(seed, number):
    """Yield random generators, one for each setting, so that one setting can be made again by its number."""
    for count in range(number):
        yield random.Random(f"{seed} {count}")  # noqa: S311 - settings, not secrets
