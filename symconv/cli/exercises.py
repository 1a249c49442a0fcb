"""``symconv exercises``: sheets of questions and of solutions, with other numbers for each seed."""

from __future__ import annotations

from pathlib import Path

import click

from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.options import CountFrom, TargetFolder


@click.command()
@click.option(
    "--seed",
    type=CountFrom(0),
    default=1,
    show_default=True,
    help="Decides the numbers; the same seed gives the same sheets.",
)
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=TargetFolder(),
    required=True,
    help="Where to write.",
)
def exercises(seed: int, directory: Path) -> None:
    """Write exercises on transposed convolutions, each answer computed in two ways.

    DIR gets questions and solutions, each as .html (opens offline) and .tex.
    """
    with lasting_imports():
        from symconv.book.exercises import write_sheets

    made = write_sheets(seed, directory)
    click.echo(f"{len(made)} exercises of set {seed}, with solutions, in {directory}", err=True)
