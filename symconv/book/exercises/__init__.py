"""Exercises with other numbers each time, and their answers, each computed in two ways."""

from __future__ import annotations

from symconv.book.exercises.exercise_sheets import write_sheets
from symconv.book.exercises.questions import KINDS, Exercise, exercises

__all__ = ["KINDS", "Exercise", "exercises", "write_sheets"]
