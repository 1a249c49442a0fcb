"""Steps as plain text and as data for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent
from typing import Any

from symconv.worked.pieces import Math, Words
from symconv.worked.steps import Line, Step

_WIDTH = 96


def plain(steps: Iterable[Step]) -> str:
    """Return the steps as plain text."""
    return "\n\n".join(_step(number, step) for number, step in enumerate(steps, start=1)) + "\n"


def data(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the steps as lists and dictionaries."""
    return [
        {
            "title": step.title,
            "reason": words(step.reason),
            "lines": [_line_data(line) for line in step.lines],
            "check": step.check,
        }
        for step in steps
    ]


def words(parts: Words) -> str:
    """Return words as plain text."""
    return "".join(part.text if isinstance(part, Math) else part for part in parts).strip()


def _step(number: int, step: Step) -> str:
    head = f"{number}. {step.title}"
    reason = indent(fill(words(step.reason), _WIDTH - 3), "   ")
    check = indent(fill(f"Checked: {step.check}.", _WIDTH - 3), "   ")
    width = max((len(line.left.text) for line in step.lines), default=0)
    rows = ["", *(_line(line, width) for line in step.lines), ""]
    return "\n".join([head, reason, *(rows if step.lines else [""]), check])


def _line(line: Line, width: int) -> str:
    left = f"     {line.left.text:>{width}} {line.relation.text} ".rstrip() + " "
    first, *more = line.right.plain().split("\n")
    rows = [left + first, *(" " * len(left) + row if row else "" for row in more)]
    rows[-1] += f"   ({words(line.reason)})" if line.reason else ""
    return "\n".join(row.rstrip() for row in rows)


def _line_data(line: Line) -> dict[str, Any]:
    parts = {"left": line.left.text, "relation": line.relation.text, "right": line.right.data()}
    return parts | ({"reason": words(line.reason)} if line.reason else {})
