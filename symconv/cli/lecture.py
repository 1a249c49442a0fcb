"""``symconv lecture``: slides, a handout, and one page of formulas."""

from __future__ import annotations

from pathlib import Path

import click

from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.options import TargetFolder


@click.command()
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=TargetFolder(),
    required=True,
    help="Where to write.",
)
def lecture(directory: Path) -> None:
    """Write a lecture on transposed convolutions, every formula of it computed.

    DIR gets lecture.tex (slides), handout.tex (the same, a page a slide), cheat-sheet.tex (the
    formulas on one page) and, with TeX installed, each as .pdf.
    """
    with lasting_imports():
        from symconv.book.lecture import write_lecture

    write_lecture(directory)
