"""The colours of counts: from near the paper to far from it, in levels of equal steps of lightness.

A level is a colour between those of the palette, mixed in CIE Lab where equal steps look equal. The
lightnesses on which neither ink nor paper can be read are left out.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from operator import mul

LEVELS = 60
"""As many different counts have a colour of their own."""

_STEPS = {
    False: ("#f4f7fa", "#c6dcec", "#7fb2d3", "#3a7fb0", "#134b78"),
    True: ("#27475f", "#35719a", "#5fa6cf", "#b5dcf2"),
}
_LIGHTNESS = {False: (93.0, 31.0), True: (29.0, 85.0)}
_UNREADABLE = (48.0, 54.6)
_WHITE = (0.95047, 1.0, 1.08883)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_FROM_XYZ = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)

Triple = tuple[float, ...]


def level(rank: int, number: int) -> int:
    """Return the level of one of several counts: the first and the last level are always used.

    Parameters
    ----------
    rank : int
        Of the count among the different ones, from 0.
    number : int
        How many different ones there are.

    Examples
    --------
    >>> [level(rank, 6) for rank in range(6)]
    [0, 12, 24, 35, 47, 59]
    """
    return 0 if number == 1 else round(rank * (LEVELS - 1) / (number - 1))


@cache
def colour(level: int, dark: bool = False) -> str:
    """Return the colour of a level.

    Examples
    --------
    >>> colour(0), colour(59)
    ('#e2ecf5', '#144c79')
    """
    return _hex(_between(_lightness(level, dark), [_lab(step) for step in _STEPS[dark]]))


def _lightness(level: int, dark: bool) -> float:
    """Return how light a level is, the unreadable lightnesses skipped."""
    start, end = _LIGHTNESS[dark]
    low, high = _UNREADABLE
    skipped = high - low
    way = abs(end - start) - skipped
    along = way * level / (LEVELS - 1)
    if dark:
        reached = start + along
        return reached if reached < low else reached + skipped
    reached = start - along
    return reached if reached > high else reached - skipped


def _between(lightness: float, steps: list[Triple]) -> Triple:
    """Return the colour of a lightness on the way through the steps."""
    ordered = sorted(steps)
    for lower, higher in pairwise(ordered):
        if lightness <= higher[0] or higher is ordered[-1]:
            part = (lightness - lower[0]) / (higher[0] - lower[0])
            return tuple(a + part * (b - a) for a, b in zip(lower, higher, strict=True))
    raise AssertionError("no steps")


def _lab(colour: str) -> Triple:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    scaled = [value / white for value, white in zip(_times(_TO_XYZ, linear), _WHITE, strict=True)]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _hex(lab: Triple) -> str:
    y = (lab[0] + 16) / 116
    roots = (y + lab[1] / 500, y, y - lab[2] / 200)
    scaled = [t**3 if t > 0.2069 else (t - 16 / 116) / 7.787 for t in roots]
    xyz = [value * white for value, white in zip(scaled, _WHITE, strict=True)]
    linear = [min(1.0, max(0.0, c)) for c in _times(_FROM_XYZ, xyz)]
    channels = [c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]
    return "#" + "".join(f"{round(255 * c):02x}" for c in channels)


def _times(matrix: tuple[Triple, ...], vector: list[float]) -> list[float]:
    return [sum(map(mul, row, vector)) for row in matrix]
