"""The chapter on transposed convolutions: one list of blocks, every formula computed, written as a page and as LaTeX."""

from __future__ import annotations

from symconv.book.chapter_files import write

__all__ = ["write"]
