r"""How wide a formula is when it is set in Computer Modern, in ems, by an estimate that errs on the wide side.

Reads the LaTeX that symconv itself writes: letters, scripts, fractions, sums with what stands below
them, stacked conditions, matrices row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MARK = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}_^&]|[0-9A-Za-z]|\s+|.", re.DOTALL)
_LETTER, _DIGIT, _RELATION, _BINARY, _BRACKET = 0.56, 0.5, 1.34, 1.23, 0.39
_SCRIPT = 0.7
_SUM = 1.45
_NAMES = {r"\lfloor": 0.45, r"\rfloor": 0.45, r"\lceil": 0.45, r"\rceil": 0.45}
_WIDTHS: Mapping[str, float] = {
    **_NAMES,
    **dict.fromkeys((r"\le", r"\ge", r"\to", r"\mid", "=", "<", ">"), _RELATION),
    **dict.fromkeys(("+", "-", r"\ast", r"\star", r"\cdot", r"\times"), _BINARY),
    **dict.fromkeys((r"\uparrow", r"\downarrow"), 0.6),
    **dict.fromkeys("()[]|", _BRACKET),
    **dict.fromkeys((",", ";", ".", ":"), 0.45),
    **dict.fromkeys((r"\,", r"\!", r"\;", r"\ "), 0.25),
    **dict.fromkeys((r"\left", r"\right", r"\displaystyle", r"\scriptscriptstyle", r"\small"), 0.0),
    r"\quad": 1.0,
    r"\qquad": 2.0,
    r"\cdots": 1.2,
    r"\ldots": 1.2,
    r"\bmod": 2.2,
    r"\gcd": 1.6,
    r"\min": 1.8,
    r"\max": 1.9,
    r"\operatorname{lcm}": 1.6,
    r"\Sigma": 0.75,
    r"\langle": _BRACKET,
    r"\rangle": _BRACKET,
}
_LARGE = frozenset({r"\sum", r"\prod"})
_ACCENTS = frozenset({r"\tilde", r"\hat", r"\bar", r"\mathbf", r"\mathrm", r"\mathit", r"\text"})
_NAMED = frozenset({r"\operatorname", r"\uncover", r"\textcolor"})


def formula_width(tex: str) -> float:
    r"""Return the estimated width of a formula in ems of its own type.

    Examples
    --------
    >>> 3 < formula_width(r"x_{1} w_{3} + x_{2}") < 6
    True
    >>> formula_width(r"\sum_{s i + d t = o + b} x_{i}") > formula_width(r"\sum_{i} x_{i}")
    True
    """
    return _Reader(_MARK.findall(tex)).width()


@dataclass
class _Reader:
    marks: list[str]
    place: int = 0

    def width(self, until: str | None = None) -> float:
        """Return the width of everything up to a closing mark; of several rows the widest."""
        widest = total = 0.0
        while self.place < len(self.marks):
            mark = self._next()
            if mark == until:
                break
            if mark == r"\\":
                widest, total = max(widest, total), 0.0
                continue
            total += self._atom(mark)
        return max(widest, total)

    def _next(self) -> str:
        mark = self.marks[self.place]
        self.place += 1
        return mark

    def _peek(self) -> str:
        return self.marks[self.place] if self.place < len(self.marks) else ""

    def _atom(self, mark: str) -> float:
        if mark in _LARGE:
            return max(_SUM, *self._scripts()) + 0.2
        if mark == r"\frac":
            return max(self._group(), self._group()) + 0.25
        if mark in (r"\tfrac", r"\dfrac"):
            return max(self._group(), self._group()) * _SCRIPT + 0.25
        base = self._base(mark)
        return base + max((0.0, *self._scripts()))

    def _base(self, mark: str) -> float:
        if mark == "{":
            return self.width("}")
        if mark in (r"\begin", r"\end"):
            self._group()
            return 0.5
        if mark in _ACCENTS or mark in _NAMED or mark == r"\substack":
            return self._group() * (1.0 if mark not in (r"\text", r"\operatorname") else 0.92)
        if mark == "&" or mark.isspace():
            return 0.0
        if mark in _WIDTHS:
            return _WIDTHS[mark]
        return _DIGIT if mark.isdigit() else _LETTER if len(mark) == 1 else 0.75

    def _scripts(self) -> Iterator[float]:
        while self._peek() in ("_", "^"):
            self._next()
            yield self._group() * _SCRIPT

    def _group(self) -> float:
        while self._peek().isspace():
            self._next()
        if not self._peek():
            return 0.0
        mark = self._next()
        return self.width("}") if mark == "{" else self._base(mark)


def broken(tex: str, width: float) -> list[str]:
    r"""Return a formula as lines that fit into a width, cut before relations and, where needed, before signs.

    Examples
    --------
    >>> broken("a + b = c + d", 40)
    ['a + b = c + d']
    >>> broken("a + b = c + d", 5)
    ['a + b', '= c + d']
    """
    if formula_width(tex) <= width:
        return [tex]
    lines: list[str] = []
    for part in _cut(tex, _RELATIONS):
        lines += [part] if formula_width(part) <= width else _filled(_cut(part, _SIGNS), width)
    return lines


_RELATIONS = (" = ", r" \le ", r" \ge ", r" \mid ")
_SIGNS = (" + ", " - ")


def _cut(tex: str, before: tuple[str, ...]) -> list[str]:
    """Cut a formula before signs that stand outside all groups and brackets."""
    depth, parts, start = 0, [], 0
    for place, mark in enumerate(tex):
        depth += (mark in "{([") - (mark in "})]")
        if depth == 0 and place > start and tex.startswith(before, place):
            parts.append(tex[start:place].strip())
            start = place
    return [*parts, tex[start:].strip()]


def _filled(parts: list[str], width: float) -> list[str]:
    """Join parts to lines as long as they fit."""
    lines = [parts[0]]
    for part in parts[1:]:
        longer = f"{lines[-1]} {part}"
        if formula_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
