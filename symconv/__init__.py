"""symconv: exact transposed convolutions, computed, stated for all sizes, and printed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symconv.version import __version__ as __version__

_HOME = {
    # tensors and sizes, on numbers or letters
    "tensor": "operations",
    "sizes": "data.letters",
    "ones": "operations",
    # layers
    "Conv": "layers.conv",
    "ConvTranspose": "layers.conv",
    "Chain": "layers.chain",
    "solve_sizes": "layers.sizing",
    # operations
    "flip": "operations",
    "stretch": "operations",
    "crop": "operations",
    "subsample": "operations",
    "pad": "operations",
    "concat": "operations",
    "repeat": "operations",
    "permute": "operations",
    "pixel_shuffle": "operations",
    "pixel_unshuffle": "operations",
    "unfold": "operations",
    "fold": "operations",
    "gradient": "operations",
    "operation": "operations",
    "inner": "operations",
    "total": "operations",
    "minimum": "operations",
    "maximum": "operations",
    "gcd": "operations",
    "lcm": "operations",
    # claims, decided on numbers and proved on letters
    "Equal": "symbolic.claims",
    "AtMost": "symbolic.claims",
    "Divides": "symbolic.claims",
    "Iff": "symbolic.logic",
    "And": "symbolic.logic",
    "Or": "symbolic.logic",
    "Not": "symbolic.logic",
    "Exists": "symbolic.logic",
    "prove": "proof",
    "theorems": "library",
    "verify": "sweep.verify",
    # pages
    "worked_example": "worked",
    "latex": "pages.latex",
}
__all__ = list(_HOME)

_ELSEWHERE = {
    "ConvTranspose1d": "ConvTranspose(k, channels=(C_in, C_out)), or ConvTranspose(k) without channels",
    "ConvTranspose2d": "ConvTranspose((k, k), channels=(C_in, C_out)), or ConvTranspose((k, k)) "
    "without channels",
    "ConvTranspose3d": "ConvTranspose((k, k, k), channels=(C_in, C_out))",
    "Conv1d": "Conv(k, channels=(C_in, C_out)), or Conv(k) without channels",
    "Conv2d": "Conv((k, k), channels=(C_in, C_out)), or Conv((k, k)) without channels",
    "Conv3d": "Conv((k, k, k), channels=(C_in, C_out))",
    "PixelShuffle": "pixel_shuffle(x, r)",
    "Unfold": "unfold(x, kernel_size)",
    "Fold": "fold(columns, output_size, kernel_size)",
}
"""Names that a reader of PyTorch tries, with what to write here."""


def _unknown(name: str) -> Exception:
    """Return the error for a name that there is not; with a guess it is one that ``from symconv import`` shows."""
    from importlib.util import find_spec

    from symconv.errors import did_you_mean

    guess = "" if name.startswith("_") else did_you_mean(name, __all__)
    if guess and find_spec(f"symconv.{name}") is None:
        return ImportError(f"symconv has no {name}.{guess}", name="symconv")
    return AttributeError(f"module 'symconv' has no attribute {name!r}")


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        raise ImportError(f"symconv has no {name}; write {_ELSEWHERE[name]}")
    if name not in _HOME:
        raise _unknown(name)
    return getattr(import_module(f"symconv.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
