r"""Marked text, cut into pieces: formulas, stress, code, references, and words.

A sentence is a string with marks, or a sequence of such strings and of formulas that know their
plain text. ``$...$`` is a formula, ``*...*`` stress, backquotes are code, and ``[[name]]`` refers to
the section, figure, table or algorithm of that name.

>>> [type(part).__name__ for part in parts("Take *all* of $x_{1}$, see [[sizes]].")]
['PlainText', 'Stress', 'PlainText', 'Math', 'PlainText', 'Reference', 'PlainText']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from symconv.errors import StepFailed
from symconv.pages.displays import Math

_MARKED = re.compile(r"\$([^$]+)\$|\*([^*]+)\*|`([^`]+)`|\[\[([a-z0-9-]+)\]\]|([^$*`\[]+|\[)")


@dataclass(frozen=True)
class PlainText:
    """Plain text; signs that would be marks elsewhere stand for themselves."""

    text: str


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


Inline: TypeAlias = PlainText | Math | Stress | Code | Reference
Sentence: TypeAlias = str | tuple[str | Inline, ...]
_KINDS: tuple[Callable[[str], Inline], ...] = (Math, Stress, Code, Reference, PlainText)
_NO_LABELS: Mapping[str, str] = {}


def parts(sentence: Sentence) -> Iterator[Inline]:
    """Yield the parts of a sentence.

    Parameters
    ----------
    sentence : str or tuple
        In strings ``$``, ``*`` and backquotes come in pairs.

    Raises
    ------
    StepFailed
        If one of them does not.

    Examples
    --------
    >>> list(parts("`a*b` is code"))
    [Code(text='a*b'), PlainText(text=' is code')]
    """
    for piece in (sentence,) if isinstance(sentence, str) else sentence:
        if isinstance(piece, str):
            yield from _read(piece)
        else:
            yield piece


def plain(sentence: Sentence, labels: Mapping[str, str] = _NO_LABELS) -> str:
    """Return a sentence as plain text; a reference by its label, or by its name where it has none.

    Examples
    --------
    >>> plain("*One* of `a*b`, [[sizes]]", {"sizes": "Section 4"})
    'One of a*b, Section 4'
    """
    written = []
    for part in parts(sentence):
        if isinstance(part, Math):
            written.append(part.plain())
        elif isinstance(part, Reference):
            written.append(labels.get(part.name, part.name))
        else:
            written.append(part.text)
    return "".join(written).strip()


def _read(text: str) -> Iterator[Inline]:
    at = 0
    while at < len(text):
        found = _MARKED.match(text, at)
        if found is None or found.lastindex is None:
            place = text[at : at + 20]
            raise StepFailed(f"marked text has a mark without its partner at {place!r}")
        kind = _KINDS[found.lastindex - 1]
        yield kind(found[found.lastindex])
        at = found.end()


def joined(first: Sentence, second: Sentence, between: str = "; ") -> Sentence:
    """Return two sentences as one, what stands between them only where both say something.

    Examples
    --------
    >>> joined("a", "", "; "), joined("a", ("b", Math("c")))
    ('a', ('a', '; ', 'b', Math(tex='c', text='')))
    """
    if not first or not second:
        return first or second
    start, end = ((part,) if isinstance(part, str) else part for part in (first, second))
    return (*start, between, *end)
