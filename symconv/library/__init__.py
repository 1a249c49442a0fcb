"""The library of theorems, by family."""

from __future__ import annotations

from symconv.library import (
    adjoints,
    channels,
    composition,
    dilated,
    guide,
    methods,
    rewrites,
    sizes,
    upsampling,
)
from symconv.library.entry import Entry

FAMILIES = (methods, adjoints, sizes, guide, rewrites, composition, upsampling, dilated, channels)


def theorems() -> dict[str, Entry]:
    """Return every theorem of the library by name.

    Returns
    -------
    dict of str to Entry
        Each with ``.claim``, ``.given``, ``.hypotheses``, ``.why``, ``.source``, ``.false`` and
        ``.prove()``.

    Examples
    --------
    >>> theorems()["padding-is-cropping"].prove().example
    {'I': 1, 'b': 0, 'd': 1, 'e': 0, 'k': 1, 's': 1}
    """
    return {entry.name: entry for family in FAMILIES for entry in family.THEOREMS}
