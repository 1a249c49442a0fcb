"""Worked examples: lists of steps, each computed, checked by a second way, and said in words."""

from symconv.worked.derive import worked_example
from symconv.worked.library import example, names
from symconv.worked.value import WorkedExample

__all__ = ["WorkedExample", "example", "names", "worked_example"]
