"""``symconv check``: certificates, checked again from nothing but terms, kernel and solvers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from symconv.cli.isolation import Checked, Isolation
from symconv.cli.options import CountFrom
from symconv.cli.progress import progress_bar
from symconv.errors import ProofError
from symconv.language.budget import Budget
from symconv.proof.certificates.untrusted_files import read_certificate

REJECTED = 1
LONGEST = 500  # signs of a reason that are shown

EXAMPLES = """\b
Examples:
  symconv prove --all --certificates proofs && symconv check proofs
"""

Command = TypeVar("Command", bound=Callable[..., Any])


def budget_options(command: Command) -> Command:
    """Give a command one option for each limit of the budget."""
    for limit in reversed(fields(Budget)):
        option = click.option(
            f"--max-{limit.name}",
            limit.name,
            type=CountFrom(1),
            default=limit.default,
            show_default=True,
            help=f"Most {limit.metadata['what']}.",
        )
        command = option(command)
    return command


@click.command(epilog=EXAMPLES)
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@budget_options
@click.pass_context
def check(ctx: click.Context, /, directory: Path, **limits: int) -> None:
    """Check every certificate in a folder by running its steps again.

    A certificate that was edited, that does not prove what it says, or that states something else
    than the theorem of its name in the library, is rejected, and the exit code is 1. So is one that
    asks for more work than the limits allow, and what is no regular file.
    """
    files = sorted(directory.glob("*.json"))
    if not files:
        hint = f"write some by symconv prove --all --certificates {directory}"
        raise click.UsageError(f"{directory} holds no certificates; {hint}")
    budget = Budget(**limits)
    rejected = 0
    with progress_bar("certificates") as progress, Isolation(budget) as isolation:
        for number, file in enumerate(files, 1):
            answer = _answer(file, budget, isolation)
            rejected += answer.reason is not None
            reason = answer.reason
            if reason is None:
                verdict = "\n".join(map(_visible, f"checked: {answer.claim}".split("\n")))
            else:
                short = reason if len(reason) <= LONGEST else f"{reason[:LONGEST]}..."
                verdict = f"rejected: {_visible(short)}"
            click.echo(f"{_visible(file.stem)}: {verdict}")
            progress(number, len(files))
    click.echo(f"{len(files) - rejected} checked, {rejected} rejected")
    ctx.exit(REJECTED if rejected else 0)


def _answer(file: Path, budget: Budget, isolation: Isolation) -> Checked:
    """Return why a file is rejected, or what it proves."""
    try:
        text = read_certificate(file, budget)
    except ProofError as error:
        return Checked(str(error))
    return isolation.answer(text, file.stem)


def _visible(text: str) -> str:
    """Return text in which what cannot be printed is escaped.

    A file of unknown origin must not control the terminal.
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
