"""The command line: data on stdout, messages on stderr, and an exit code that says how it went.

0 holds, 1 disagreement or refuted, 2 bad input, 3 undecided, 4 a needed tool is missing or fails.
Commands import SymPy and NumPy when they run, so that ``--help`` and ``--version`` answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from symconv import __version__
from symconv.cli.book import book
from symconv.cli.check import check
from symconv.cli.compute import compute
from symconv.cli.dialects import find, port, same, vectors
from symconv.cli.example import example
from symconv.cli.exercises import exercises
from symconv.cli.explore import explore
from symconv.cli.export import export
from symconv.cli.fresh import fresh
from symconv.cli.lecture import lecture
from symconv.cli.prove import prove
from symconv.cli.size import size
from symconv.cli.verify import verify
from symconv.errors import (
    StepFailed,
    SymconvError,
    ToolFailed,
    ToolMissing,
    did_you_mean,
    shortened,
)

INTERRUPTED = 130


class BadInput(click.ClickException):
    """What was asked for cannot be done, or a file cannot be read or written."""

    exit_code = 2


class ResultsDiffer(click.ClickException):
    """Two ways to one result differ."""

    exit_code = 1


class ToolTrouble(click.ClickException):
    """A program that is needed is not installed, or fails."""

    exit_code = 4


class Commands(click.Group):
    """The commands, with one place where errors become a message and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; ``--help`` and ``--version`` print here."""
        with _reported():
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not known is told with those that come closest."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}.{did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        if (
            sys.stdout is None
        ):  # so Python says that it was closed; what a command prints would be lost without a word
            raise BadInput("standard output is closed; send it to a file, or to /dev/null")
        with _reported():
            return super().invoke(ctx)


@contextmanager
def _reported() -> Iterator[None]:
    """Turn errors into messages of at most a kilobyte, with an exit code."""
    try:
        with _translated():
            yield
    except click.ClickException as error:
        vars(error).update(message=shortened(error.message))  # final for Click itself
        raise


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ToolMissing, ToolFailed) as error:
        raise ToolTrouble(str(error)) from error
    except StepFailed as error:
        raise ResultsDiffer(str(error)) from error
    except SymconvError as error:
        raise BadInput(str(error)) from error
    except BrokenPipeError as error:
        _drop_stdout()
        raise click.exceptions.Exit(BadInput.exit_code) from error
    except OSError as error:
        if error.filename is None:
            _drop_stdout()
        raise BadInput(f"{error.filename or 'standard output'}: {error.strerror}") from error
    except UnicodeEncodeError as error:
        message = (
            f"standard output takes {error.encoding} only; set PYTHONIOENCODING=utf-8, or write "
            "to a file by -o"
        )
        raise BadInput(message) from error
    except KeyboardInterrupt as error:
        raise click.exceptions.Exit(INTERRUPTED) from error


def _drop_stdout() -> None:
    """Let what is still in the buffer go nowhere: a second failure, at exit, would print a traceback."""
    stream = sys.__stdout__
    if stream is not None and stream is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symconv")
def main() -> None:
    """Exact transposed convolutions: computed, checked and printed.

    \b
    Start with
      symconv book -o chapter            everything, as a page and as LaTeX
      symconv example seed-1d            one layer, step by step
      symconv explore -o page.html       a layer to set and to point at
      symconv compute --input x:2 --kernel w:3 --stride 2
    """  # noqa: D301 (Click reads the sign)
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # threads for linear algebra, of which there is none, start slowly


for command in (
    compute,
    size,
    verify,
    example,
    book,
    explore,
    lecture,
    exercises,
    export,
    fresh,
    prove,
    check,
    port,
    same,
    find,
    vectors,
):
    main.add_command(command)
