"""The command that was given, as a line for the shell that makes the same thing again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

import click

_KEY = "symconv.arguments"


class Repeatable(click.Command):
    """A command that knows what it was called with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and keep them."""
        ctx.meta[_KEY] = tuple(args)
        return super().parse_args(ctx, args)


def repeated() -> str:
    """Return the line without the file it writes to: what is made does not depend on where it goes."""
    ctx = click.get_current_context()
    arguments = " ".join(map(_quoted, without_output(ctx.meta[_KEY])))
    return f"symconv {ctx.info_name} {arguments}".rstrip()


def without_output(arguments: Iterable[str]) -> Iterator[str]:
    """Yield arguments without ``-o FILE`` in any of its spellings.

    Examples
    --------
    >>> list(without_output(["seed-1d", "-o", "a.tex", "--format", "latex", "--output=b.tex"]))
    ['seed-1d', '--format', 'latex']
    """
    remaining = iter(arguments)
    for argument in remaining:
        if argument in ("-o", "--output"):
            next(remaining, None)
        elif not argument.startswith(("--output=", "-o")):
            yield argument


def _quoted(argument: str) -> str:
    """Quote for the shell; a line end would end the comment, and JSON takes a space for it."""
    return shlex.quote(argument.replace("\n", " ").replace("\r", " "))
