"""``symconv check``: certificates, checked again from nothing but terms, kernel and solvers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from symconv.cli.progress import progress_bar
from symconv.errors import ProofError

REJECTED = 1

EXAMPLES = """\b
Examples:
  symconv prove --all --certificates proofs && symconv check proofs
"""


@click.command(epilog=EXAMPLES)
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def check(ctx: click.Context, directory: Path) -> None:
    """Check every certificate in a folder by running its steps again.

    A certificate that was edited, that does not prove what it says, or that states something else
    than the theorem of its name in the library, is rejected, and the exit code is 1.
    """
    files = sorted(directory.glob("*.json"))
    if not files:
        hint = f"write some by symconv prove --all --certificates {directory}"
        raise click.UsageError(f"{directory} holds no certificates; {hint}")
    rejected = 0
    with progress_bar("certificates") as progress:
        for number, file in enumerate(files, 1):
            reason = _reason(file)
            rejected += reason is not None
            click.echo(
                _visible(f"{file.stem}: {'checked' if reason is None else f'rejected: {reason}'}")
            )
            progress(number, len(files))
    click.echo(f"{len(files) - rejected} checked, {rejected} rejected")
    ctx.exit(REJECTED if rejected else 0)


def _visible(text: str) -> str:
    """Return text in which what cannot be printed is escaped: a file of unknown origin must not control the terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _reason(file: Path) -> str | None:
    """Return why a certificate is rejected; ``None`` where it is not."""
    from symconv.library import theorems
    from symconv.proof.certificates.certificate import check as check_certificate
    from symconv.proof.certificates.certificate import states

    try:
        text = file.read_text(encoding="utf-8")
        theorem = check_certificate(text)
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    except ProofError as error:
        return str(error)
    library = theorems()
    for name in sorted({json.loads(text)["name"], file.stem} & library.keys()):
        if not states(theorem, library[name].statement):
            return f"it proves something else than the library states as {name}"
    return None
