"""Worked examples: lists of steps, each computed, checked by a second way, and said in words."""

from importlib import import_module
from typing import Any

_PLACES = {
    "WorkedExample": "printed_example",
    "example": "library",
    "names": "library",
    "worked_example": "derive",
}
__all__ = ["WorkedExample", "example", "names", "worked_example"]


def __getattr__(name: str) -> Any:
    """Import what is asked for: the tables of views and formats are read without SymPy."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"symconv.worked.{_PLACES[name]}"), name)
