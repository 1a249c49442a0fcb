"""Every error a user of symconv can meet, in one tree.

Raised where soundness or input is at stake. A message restates the request, the value that was refused,
the condition it broke and what would satisfy it.
"""

from __future__ import annotations


class SymconvError(Exception):
    """The root: catch this to catch everything symconv raises on purpose."""


class GeometryError(SymconvError, ValueError):
    """A parameter, a size or a method name is not legal: ``stride=0``, ``padding`` larger than the output, ..."""


class ShapeError(SymconvError, ValueError):
    """An array has the wrong shape, or holds a cell that is not an element of a ring."""


class UnsupportedError(SymconvError, NotImplementedError):
    """The request makes sense, but symconv does not do it."""


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
