"""Proofs for all sizes: a small trusted kernel, two solvers behind it, and untrusted search in front of it.

`prove` is loaded when it is asked for, so that a certificate is checked by kernel and solvers
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symconv.proof.proving import prove

__all__ = ["prove"]


def __getattr__(name: str) -> Any:
    if name != "prove":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from symconv.proof.proving import prove

    return prove
