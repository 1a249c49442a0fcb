r"""Formulas cut into lines that fit into a width."""

from __future__ import annotations

from symconv.formulas.measuring import measured

_RELATIONS = (" = ", r" \le ", r" \ge ", r" \mid ")
_SIGNS = (" + ", " - ")


def broken(tex: str, width: float) -> list[str]:
    r"""Return a formula as lines that fit into a width, cut before relations and, where needed, before signs.

    Parameters
    ----------
    tex : str
        A formula as symconv writes it.
    width : float
        In ems.

    Examples
    --------
    >>> broken("a + b = c + d", 40)
    ['a + b = c + d']
    >>> broken("a + b = c + d", 5)
    ['a + b', '= c + d']
    """
    if measured(tex).width <= width:
        return [tex]
    lines: list[str] = []
    for part in _cut(tex, _RELATIONS):
        whole = measured(part).width <= width
        lines += [part] if whole else _filled(_cut(part, _SIGNS), width)
    return lines


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
        if measured(longer).width <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
