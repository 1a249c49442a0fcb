r"""Marked text, cut into pieces: formulas, stress, code, references, and words.

>>> [type(piece).__name__ for piece in pieces("Take *all* of $x_{1}$, see [[sizes]].")]
['Words', 'Stress', 'Words', 'Math', 'Words', 'Reference', 'Words']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from symconv.errors import StepFailed

_MARKED = re.compile(r"\$([^$]+)\$|\*([^*]+)\*|`([^`]+)`|\[\[([a-z0-9-]+)\]\]|([^$*`\[]+|\[)")


@dataclass(frozen=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Math:
    """A formula in LaTeX."""

    tex: str


@dataclass(frozen=True)
class Stress:
    """Stressed plain text."""

    text: str


@dataclass(frozen=True)
class Code:
    """What is typed or printed."""

    text: str


@dataclass(frozen=True)
class Reference:
    """The name of a section, figure, table or algorithm."""

    name: str


Piece: TypeAlias = Words | Math | Stress | Code | Reference
_KINDS = (Math, Stress, Code, Reference, Words)


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a marked text.

    Parameters
    ----------
    text : str
        ``$``, ``*`` and backquotes come in pairs.

    Raises
    ------
    StepFailed
        If one of them does not.

    Examples
    --------
    >>> list(pieces("`a*b` is code"))
    [Code(text='a*b'), Words(text=' is code')]
    """
    at = 0
    while at < len(text):
        found = _MARKED.match(text, at)
        if found is None or found.lastindex is None:
            raise StepFailed(
                f"marked text has a mark without its partner at {text[at : at + 20]!r}"
            )
        yield _KINDS[found.lastindex - 1](found[found.lastindex])
        at = found.end()
