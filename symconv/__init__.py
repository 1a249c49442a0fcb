"""symconv: exact transposed convolutions, computed, stated for all sizes, and printed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "tensor": "tensors",
    "sizes": "notation",
    "ones": "tensors",
    "Conv": "layer",
    "ConvTranspose": "layer",
    "flip": "tensors",
    "stretch": "tensors",
    "crop": "tensors",
    "subsample": "tensors",
    "inner": "tensors",
    "total": "tensors",
    "Equal": "claims",
    "AtMost": "claims",
    "Divides": "claims",
    "prove": "proof",
    "theorems": "theorems",
    "verify": "sweep",
    "worked_example": "worked",
    "latex": "render.tex",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symconv' has no attribute {name!r}")
    return getattr(import_module(f"symconv.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
