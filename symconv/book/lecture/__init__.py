"""A lecture on transposed convolutions: slides, the same as a handout, and one page of formulas."""

from __future__ import annotations

from symconv.book.lecture.lecture_files import write_lecture

__all__ = ["write_lecture"]
