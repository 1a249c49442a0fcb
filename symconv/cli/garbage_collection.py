"""Imports that last as long as the program."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 100_000
"""Made before the collector looks at them; a command keeps nearly all that it makes until it ends."""


@contextmanager
def lasting_imports() -> Iterator[None]:
    """Import within this block what is never let go.

    The collector would look through SymPy's many objects several times while they are made, and
    again when the program ends: a third of the time of a short command.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
        gc.enable()
