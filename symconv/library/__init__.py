"""The library of theorems, by family."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from symconv.errors import GeometryError, did_you_mean
from symconv.library.contents import contents

if TYPE_CHECKING:
    from symconv.library.entry import Entry


class Theorems(dict[str, "Entry"]):
    """The theorems of the library by name."""

    def __repr__(self) -> str:
        names = ", ".join(islice(self, _NAMED))
        return f"{len(self)} theorems: {names}, ...; theorems()[NAME] says what one states"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        families: dict[str, list[str]] = {}
        for name, entry in self.items():
            families.setdefault(entry.family, []).append(f"`{name}`")
        lines = [f"* **{family}**: {', '.join(names)}" for family, names in families.items()]
        return {"text/plain": repr(self), "text/markdown": "\n".join(lines)}


_NAMED = 12
"""Theorems that the line of all names."""


def theorems() -> dict[str, Entry]:
    """Return every theorem of the library by name.

    Returns
    -------
    dict of str to Entry
        Each with ``.claim``, ``.given``, ``.hypotheses``, ``.why``, ``.source`` and ``.prove()``.

    Notes
    -----
    Each is proved by replaying its stored certificate; `symconv check` proves it from nothing but
    the kernel and solvers.

    See Also
    --------
    symconv.prove : proves any other claim.

    Examples
    --------
    >>> theorems()["padding-is-cropping"].prove().example
    {'I': 1, 'b': 0, 'd': 1, 'e': 0, 'k': 1, 's': 1}
    """
    return Theorems({name: theorem_named(name) for name in contents()})


def theorem_named(name: str) -> Entry:
    """Return a theorem by its name; of the library only its family is imported.

    Raises
    ------
    GeometryError
        If there is none of this name; the message has those that come closest.
    """
    check_names([name])
    family = import_module(f"symconv.library.{contents()[name]}")
    entry: Entry = getattr(family, name.replace("-", "_"))
    return entry


def check_names(names: Sequence[str]) -> None:
    """Raise unless every name is one of the library's.

    Raises
    ------
    GeometryError
        Naming the ones that come closest.
    """
    known = contents()
    for name in names:
        if name not in known:
            close = did_you_mean(name, known) or f" There are {', '.join(list(known)[:5])}, ..."
            raise GeometryError(f"there is no theorem {name!r} in the library.{close}")
