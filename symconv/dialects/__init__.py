"""What frameworks say: layers read from their calls, written, compared, and found from numbers.

Nothing here imports a framework: objects are read by their attributes.

Examples
--------
>>> from symconv import dialects
>>> dialects.read("keras: k=4 s=2 same").layer() == dialects.read("torch: k=4 s=2 p=1").layer()
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from symconv.dialects.dialect_names import NAMES
from symconv.dialects.lines import read
from symconv.dialects.port import Port

if TYPE_CHECKING:
    from symconv.dialects import jax, keras, onnx, tensorflow, torch, vectors
    from symconv.dialects.comparing import compare, pattern
    from symconv.dialects.finding import find
    from symconv.dialects.given_layer import write
    from symconv.dialects.storage import weights
    from symconv.dialects.writing import Writing

__all__ = [
    "NAMES",
    "Port",
    "Writing",
    "compare",
    "find",
    "jax",
    "keras",
    "onnx",
    "pattern",
    "read",
    "tensorflow",
    "torch",
    "vectors",
    "weights",
    "write",
]

_HOME = {
    "compare": "comparing",
    "pattern": "comparing",
    "find": "finding",
    "write": "given_layer",
    "Writing": "writing",
    "weights": "storage",
}


def __getattr__(name: str) -> Any:
    if name in NAMES or name == "vectors":
        return import_module(f"symconv.dialects.{name}")
    if name in _HOME:
        return getattr(import_module(f"symconv.dialects.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *NAMES, *_HOME])
