"""``symconv book``: the chapter as a page, as LaTeX, and as a PDF where TeX is installed."""

from __future__ import annotations

from pathlib import Path

import click

from symconv.cli.lasting import lasting_imports
from symconv.cli.options import TargetFolder
from symconv.cli.progress import progress_bar


@click.command()
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=TargetFolder("figures"),
    required=True,
    help="Where to write.",
)
def book(directory: Path) -> None:
    """Write the chapter on transposed convolutions, every formula of it computed.

    DIR gets index.html (opens offline), chapter.tex, slides.tex, figures/ and, with TeX
    installed, chapter.pdf and slides.pdf; for a book of your own chapter-body.tex, symconv.sty
    and sources.bib.
    """
    with lasting_imports():
        from symconv.book import write

    with progress_bar("chapter") as progress:
        write(directory, progress)
