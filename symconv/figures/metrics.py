"""How wide a text may become: estimates from the advances of the widest likely fonts.

Formulas are measured in Computer Modern, words in DejaVu Sans; most readers' fonts are narrower.
Texts are never squeezed, so cells are made wide enough for these.
"""

from __future__ import annotations

from symconv.figures.scene import Run, Runs, Style, Text, TextRole
from symconv.figures.svg import SMALL

_ITALIC = {
    30: "l", 34: "i", 36: "t", 41: "j", 43: "bc", 44: "I", 45: "qr", 47: "esz", 48: "gov", 49: "fy", 50: "p", 52: "dk",
    53: "a", 55: "J", 57: "ux", 58: "hTVY", 60: "n", 61: "S", 64: "FP", 68: "LUZ", 71: "C", 72: "w", 75: "AE",
    77: "BOR", 80: "GNQ", 83: "DHX", 85: "K", 88: "m", 94: "W", 97: "M",
}  # fmt: skip
_UPRIGHT = {
    20: "\u2009", 28: ".,:;!'′ijl[]", 33: " -", 36: "I", 39: "()rst", 44: "ce", 50: "0123456789/*∗ago",
    53: "kqvxy", 56: "bdhnpuS", 62: "FLZ", 69: "EPC", 75: "ABDGHKNOQRTUVXY", 78: "+=−×≤≥⊤…·", 83: "mwM", 103: "W",
}  # fmt: skip
_SANS = {
    29: "ijl'I", 32: " ,.", 34: ":;f", 39: "()trJ-", 52: "csz", 59: "kvxyLFT", 64: "0123456789abdeghnopquPESZ",
    70: "ABCKRVXY", 77: "DGHNOQU", 83: "wm+=−×≤≥MW",
}  # fmt: skip
_WIDEST = 80
_SEMIBOLD = 1.17
_FORMULA_IN_WORDS = 1.12


def _advances(table: dict[int, str]) -> dict[str, int]:
    return {character: advance for advance, characters in table.items() for character in characters}


_ADVANCES: dict[Style, dict[str, int]] = {
    "letter": _advances(_ITALIC),
    "upright": _advances(_UPRIGHT),
    "word": _advances(_SANS),
}


def width(runs: Runs, size: float, role: TextRole = "math") -> float:
    """Return the width of a text in pixels, rather too large than too small.

    Parameters
    ----------
    runs : tuple of Run
        What it says.
    size : float
        Of the text on the line.
    role : str
        The role of the text, as in :class:`symconv.figures.scene.Text`.

    Examples
    --------
    >>> round(width((Run("x", "letter"), Run("1", level=-1)), size=10), 2)
    9.2
    """
    if role in ("head", "label", "note"):
        wider = _SEMIBOLD if role == "head" else 1
        return (
            size
            * wider
            * sum(_ems(run) * (1 if run.style == "word" else _FORMULA_IN_WORDS) for run in runs)
        )
    return size * sum(map(_ems, runs))


def ends(text: Text) -> tuple[float, float]:
    """Return where a text starts and ends on its line."""
    extent = width(text.runs, text.size, text.role)
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * extent
    return text.x - before, text.x - before + extent


def _ems(run: Run) -> float:
    advances = _ADVANCES[run.style]
    size = SMALL if run.level else 1.0
    return size * sum(advances.get(character, _WIDEST) for character in run.text) / 100
