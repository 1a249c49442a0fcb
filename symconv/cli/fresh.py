"""``symconv fresh``: files made again by the commands that they name, or only compared.

A command is read by the parsers of the commands themselves, never by a shell: nothing but the
commands below runs, and none of them with an option that writes.
"""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stdout
from pathlib import Path

import click

from symconv.cli.compute import compute
from symconv.cli.example import example
from symconv.cli.export import export
from symconv.cli.prove import prove
from symconv.errors import GeometryError
from symconv.files import scratch_folder, write_whole

MOST_BYTES = 50_000_000
HEAD = 4096
"""Bytes in which a file says how it was made."""
STALE = 1

_MADE = re.compile(rb"^(?:% |<!-- )made by symconv [0-9a-z.+]+: (symconv .*?)(?: -->)?\r?$", re.M)
_COMMANDS = {"compute": compute, "example": example, "export": export, "prove": prove}
_TAKES_FILE = ("compute", "example")
_WRITING = {"-o", "--output", "--all", "--certificates"}

EXAMPLES = """\b
Examples:
  symconv fresh figures/*.tex
  symconv fresh --check pieces/*.tex y.tex && echo as made
"""


@click.command(epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if a byte would change.")
@click.pass_context
def fresh(ctx: click.Context, files: tuple[str, ...], check: bool) -> None:
    """Make files again by the command that each of them names in its head.

    Nothing is written unless every file can be made.
    """
    before = {name: _content(name) for name in files}
    after = {name: made_again(content, name) for name, content in before.items()}
    stale = [name for name in before if before[name] != after[name]]
    for name in stale:
        if not check:
            write_whole(name, after[name])
        click.echo(f"{'stale' if check else 'made anew'}: {name}")
    click.echo(f"{len(before) - len(stale)} of {len(before)} files are as they would be made")
    ctx.exit(STALE if check and stale else 0)


def command_of(content: bytes, name: str) -> list[str]:
    r"""Return the arguments of the command that a file names.

    Raises
    ------
    GeometryError
        If it names none, or one that is not run again.

    Examples
    --------
    >>> command_of(b"% made by symconv 1.0: symconv compute --input x:2 --kernel w:2\ny", "y.tex")
    ['compute', '--input', 'x:2', '--kernel', 'w:2']
    """
    found = _MADE.search(content[:HEAD])
    if found is None:
        raise GeometryError(f"{name} does not say which command of symconv made it")
    try:
        _, *arguments = shlex.split(found[1].decode())
    except ValueError as error:  # a quotation that does not end, or bytes that are no text
        raise GeometryError(f"{name} names a command that cannot be read: {error}") from error
    return checked_arguments(arguments, name)


def checked_arguments(arguments: list[str], name: str) -> list[str]:
    """Return the arguments of a command if it makes a piece and writes nothing by itself.

    Parameters
    ----------
    arguments : list of str
        What stands behind ``symconv``.
    name : str
        What names the command, for the message.

    Raises
    ------
    GeometryError
        If it is no such command.
    """
    if not arguments or arguments[0] not in _COMMANDS:
        raise GeometryError(f"{name} is not made by one of symconv {', '.join(_COMMANDS)}")
    for argument in arguments[1:]:
        if argument.partition("=")[0] in _WRITING or argument.startswith("-o"):
            raise GeometryError(f"{name} names a command that writes by itself: {argument}")
        if argument == "-" or argument.endswith("=-"):
            raise GeometryError(f"{name} was made from standard input, which cannot be read again")
    return arguments


def made_again(content: bytes, name: str) -> bytes:
    """Return what the command of a file makes now.

    Raises
    ------
    GeometryError
        If the file names no command that is run again.
    click.ClickException
        If the command refuses its arguments.
    """
    return made_by(command_of(content, name), Path(name).suffix)


def made_by(arguments: list[str], suffix: str) -> bytes:
    """Return what checked arguments make, as a file with this suffix would hold it."""
    command, *options = arguments
    with scratch_folder() as folder:
        path = folder / f"made{suffix}"
        given = [*options, "-o", str(path)] if command in _TAKES_FILE else options
        printed = io.StringIO()
        with redirect_stdout(printed):
            _COMMANDS[command].main(given, prog_name=command, standalone_mode=False)
        return path.read_bytes() if path.exists() else printed.getvalue().encode()


def _content(name: str) -> bytes:
    with Path(name).open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise GeometryError(f"{name} holds more than {MOST_BYTES:,} bytes, the most that is read")
    return content
