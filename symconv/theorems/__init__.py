"""The library of theorems, by family."""

from __future__ import annotations

import sys
from types import ModuleType

from symconv.theorems import adjoints, channels, composition, dilated, guide, methods, rewrites, sizes, upsampling
from symconv.theorems.entry import Entry

FAMILIES = (methods, adjoints, sizes, guide, rewrites, composition, upsampling, dilated, channels)


def theorems() -> dict[str, Entry]:
    """Return every theorem of the library by name.

    Returns
    -------
    dict of str to Entry
        Each with ``.claim``, ``.given``, ``.hypotheses``, ``.why``, ``.source``, ``.false`` and ``.prove()``.

    Examples
    --------
    >>> theorems()["padding-is-cropping"].prove().example
    {'I': 1, 'b': 0, 'd': 1, 'e': 0, 'k': 1, 's': 1}
    """
    return {entry.name: entry for family in FAMILIES for entry in family.THEOREMS}


class _Library(ModuleType):
    """The package, which answers a call: folder and function have one name, and Python puts the folder in its place."""

    def __call__(self) -> dict[str, Entry]:
        """Return every theorem of the library by name."""
        return theorems()


sys.modules[__name__].__class__ = _Library
