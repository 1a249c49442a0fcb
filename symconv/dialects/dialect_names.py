"""The names of the dialects, those in use beside them, and where each is read and written."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symconv.errors import GeometryError, did_you_mean, shown

NAMES = ("torch", "onnx", "tensorflow", "keras", "jax")
RELATIVES = ("paddle", "mlx", "equinox")
"""Dialects that are a row of `symconv.dialects.relatives` each."""
ALIASES = {
    "pytorch": "torch",
    "tf": "tensorflow",
    "lax": "jax",
    "flax": "jax",
    "onnxruntime": "onnx",
    "eqx": "equinox",
    **{name: name for name in (*NAMES, *RELATIVES)},
}


def module(name: str) -> Any:
    """Return the module of a dialect, by its name or another one in use.

    Raises
    ------
    GeometryError
        If there is none.
    """
    if not isinstance(name, str) or name.lower() not in ALIASES:
        guess = did_you_mean(name, ALIASES) if isinstance(name, str) else ""
        known = ", ".join((*NAMES, *RELATIVES))
        raise GeometryError(f"dialect {shown(name)} is not known; use one of {known}.{guess}")
    key = ALIASES[name.lower()]
    if key in RELATIVES:
        return import_module("symconv.dialects.relatives").RELATIVES[key]
    return import_module(f"symconv.dialects.{key}")
