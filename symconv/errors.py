"""Every error a user of symconv can meet, in one tree.

Raised where soundness or input is at stake. A message restates the request, the value that was
refused, the condition it broke and what would satisfy it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from reprlib import Repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def shown(value: Any) -> str:
    """Return a value as text for a message, cut short where it is long or nested deep.

    Examples
    --------
    >>> shown([1, "a"]), shown([[[[[[[1]]]]]]])
    ("[1, 'a']", '[[[[[[...]]]]]]')
    """
    short = Repr()
    short.maxtuple = short.maxlist = short.maxset = short.maxdict = 20
    short.maxstring = short.maxother = 200
    try:
        return short.repr(value)
    except ValueError:
        return f"<{type(value).__name__} of too many digits>"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one.

    Examples
    --------
    >>> counted(1, "axis"), counted(3, "spatial axis"), counted(0, "entry")
    ('1 axis', '3 spatial axes', '0 entries')
    """
    if number == 1:
        return f"1 {noun}"
    stem = noun.removesuffix("is") if noun.endswith("is") else noun.removesuffix("y")
    ending = "es" if noun.endswith("is") else "ies" if noun.endswith("y") else "s"
    return f"{number} {stem}{ending}"


def wrong_number(found: int, wanted: int) -> str:
    """Say that there are other entries than one for all axes, or one per axis.

    Examples
    --------
    >>> print(wrong_number(2, 1))
    2 entries, but one value is needed
    >>> print(wrong_number(1, 3))
    1 entry, but one value for all axes or exactly 3, one per axis, are needed
    """
    several = f"one value for all axes or exactly {wanted}, one per axis, are needed"
    needed = "one value is needed" if wanted == 1 else several
    return f"{counted(found, 'entry')}, but {needed}"


MOST_BYTES = 1000
"""Of a message: what is longer, as a name of any length may make it, is cut in the middle."""


_MOST_SUGGESTED = 5


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the names that come closest to one that is not known; nothing where none does.

    A name that has the unknown one as one of its words, or its beginning, comes first.

    Examples
    --------
    >>> did_you_mean("comptue", ["compute", "check"])
    ' Did you mean compute?'
    >>> did_you_mean("phase", ["odd-phase", "even-phase", "size"])
    ' Did you mean odd-phase or even-phase?'
    >>> did_you_mean("xyzzy", ["size"])
    ''
    """
    from difflib import get_close_matches

    names = list(known)
    word = name.lower()
    found = [each for each in names if word and word in each.lower()]
    found += [each for each in get_close_matches(word, names, 3, 0.6) if each not in found]
    if not found:
        return ""
    *first, last = found[:_MOST_SUGGESTED]
    return f" Did you mean {', '.join(first)} or {last}?" if first else f" Did you mean {last}?"


def shortened(text: str) -> str:
    """Return a message that is at most a kilobyte long: begin and end, and how much lies between them.

    Examples
    --------
    >>> shortened("stride is 0"), len(shortened("x" * 5000))
    ('stride is 0', 981)
    """
    data = text.encode(errors="backslashreplace")
    if len(data) <= MOST_BYTES:
        return text
    kept = MOST_BYTES // 2 - 20
    begin, end = (part.decode(errors="ignore") for part in (data[:kept], data[-kept:]))
    return f"{begin} ... {len(data) - 2 * kept:,} bytes ... {end}"


class SymconvError(Exception):
    """The root: catch this to catch everything symconv raises on purpose."""

    def __init__(self, message: str = "") -> None:
        super().__init__(shortened(message))


class GeometryError(SymconvError, ValueError):
    """A parameter, a size or a method name is not legal: ``stride=0``, ``padding`` larger than the output, ..."""


class ShapeError(SymconvError, ValueError):
    """An array has the wrong shape, or holds a cell that is not an element of a ring."""


class UnsupportedError(SymconvError, NotImplementedError):
    """The request makes sense, but symconv does not do it."""


class Impossible(SymconvError):
    """A framework has no words for a layer; the message says why none can have."""


class ToolMissing(SymconvError):
    """A program outside Python is needed and not installed.

    Parameters
    ----------
    tool : str
        The program that was looked for.
    install : str
        How to install it.
    """

    def __init__(self, tool: str, install: str) -> None:
        self.tool = tool
        self.install = install
        super().__init__(f"{tool} was not found; install it: {install}")


class ToolFailed(SymconvError):
    """A program outside Python ran and reported a failure.

    Parameters
    ----------
    tool : str
        The program.
    output : str
        What it said.
    """

    def __init__(self, tool: str, output: str) -> None:
        self.tool = tool
        self.output = output
        super().__init__(f"{tool} failed: {output}")


class StepFailed(SymconvError):
    """A step of a worked example does not hold when it is computed again; a bug, never a page."""


class ProofError(SymconvError):
    """A proof step is not valid: a side condition is not entailed, a map does not fit, a certificate was edited."""


class OverBudget(ProofError):
    """A certificate asks for more work than its budget allows; the message names the limit."""


class Undecided(ProofError):
    """Neither proved nor refuted.

    Parameters
    ----------
    reason : str
        What could not be decided, or which sum found no partner.
    query : str
        The SMT-LIB query that stayed open; empty where no query was asked.
    """

    def __init__(self, reason: str, query: str = "") -> None:
        self.reason = reason
        self.query = query
        super().__init__(reason)


class SolversDisagree(ProofError):
    """One solver says that the facts can hold, the other that they cannot; a bug in one of them.

    Parameters
    ----------
    answers : mapping
        Solver to answer.
    folder : Path
        Where both queries were saved.
    """

    def __init__(self, answers: Mapping[str, str], folder: Path) -> None:
        self.answers = answers
        self.folder = folder
        super().__init__(
            f"the solvers disagree, {dict(answers)}; both queries are saved in {folder}"
        )


class Refuted(ProofError):
    """A claim is false, shown by its smallest counterexample.

    Parameters
    ----------
    text : str
        The counterexample in words.
    counterexample : mapping
        One value for every size.
    cell : tuple of int or None
        The first cell that differs, counted from 0; ``None`` where there is none to compare.
    left, right : object
        The two values there.
    tensors : mapping
        Where something is given of tensors: those of the counterexample, which satisfy it.
    """

    def __init__(
        self,
        text: str,
        counterexample: Mapping[Any, int],
        cell: tuple[int, ...] | None,
        left: Any,
        right: Any,
        tensors: Mapping[str, Any] | None = None,
    ) -> None:
        self.tensors = dict(tensors or {})
        self.counterexample = counterexample
        self.cell = cell
        self.left = left
        self.right = right
        super().__init__(text)
