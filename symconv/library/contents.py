"""What the library contains, said without importing any of it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

FAMILIES = {
    "methods": "methods",
    "adjoints": "adjoints and gradients",
    "sizes": "sizes and padding",
    "guide": "guide",
    "rewrites": "one layer as another",
    "composition": "composition",
    "upsampling": "upsampling and overlap",
    "dilation": "stride and dilation",
    "channels": "channels and groups",
    "arrangements": "padding, joining and order",
    "signals": "stretching, subsampling and reversal",
    "linearity": "linearity and gradients",
    "symmetry": "what is given of tensors",
    "conditions": "exactly when",
    "operations": "operations in other words",
}
"""The modules of the library, in the order of the chapter, and what their theorems are about."""

_DECORATED = re.compile(r"^@theorem\(.*?^def (\w+)\(", re.MULTILINE | re.DOTALL)


@cache
def contents() -> dict[str, str]:
    """Return the module of every theorem, by the theorem's name.

    The names are read from the sources: a list of theorems takes neither SymPy nor their claims.

    Examples
    --------
    >>> contents()["size-inverse"]
    'sizes'
    """
    return {name: module for module in FAMILIES for name in _names(module)}


def _names(module: str) -> list[str]:
    """Return the names of the theorems of a module: those of its functions that are decorated."""
    source = files("symconv.library").joinpath(f"{module}.py").read_text(encoding="utf-8")
    return [name.replace("_", "-") for name in _DECORATED.findall(source)]
