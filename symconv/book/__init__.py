"""The chapter on transposed convolutions: one list of blocks, every formula computed, written as a page and as LaTeX."""

from __future__ import annotations

from symconv.book.writing import write

__all__ = ["write"]
