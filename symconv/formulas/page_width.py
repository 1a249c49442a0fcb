"""The room that a page has: lengths, and the names of columns that authors set."""

from __future__ import annotations

import re

from symconv.errors import GeometryError

WIDTH = 41.0
"""Ems in a line of the printed page."""
HEIGHT = 43.0
"""Ems that one matrix may take."""
MOST = 16
"""Rows and columns shown at most."""
COLUMNS = {
    "a4": "162mm",
    "acm": "84.5mm",
    "beamer": "135mm",
    "column": "80mm",
    "ieee": "88mm",
}
"""The width of a line: A4 with usual margins, one of two columns of ACM and of IEEE, a slide, any column."""

_EMS = {"mm": 72.27 / 254, "cm": 7.227 / 2.54, "in": 7.227, "pt": 0.1, "em": 1.0}
_NARROWEST = 12.0


def ems(width: str) -> float:
    """Return a length in ems of ten-point type.

    Parameters
    ----------
    width : str
        A number and its unit: ``mm``, ``cm``, ``in``, ``pt`` or ``em``; at least 12 em. Or the name
        of a column: ``ieee``, ``acm``, ``a4``, ``beamer``, ``column``.

    Raises
    ------
    GeometryError
        If it is no such length.

    Examples
    --------
    >>> round(ems("88mm"), 1), ems("ieee") == ems("88mm")
    (25.0, True)
    """
    length = COLUMNS.get(width, width)
    match = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)\s*(mm|cm|in|pt|em)", length)
    found = float(match[1]) * _EMS[match[2]] if match else 0.0
    if found < _NARROWEST:
        least = f"at least {_NARROWEST:.0f}em (42.2mm)"
        raise GeometryError(
            f"width {width!r}: a number with mm, cm, in, pt or em, {least}, as in 88mm, or one of "
            f"{', '.join(COLUMNS)} is needed"
        )
    return found
