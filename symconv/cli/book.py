"""``symconv book``: the chapter as a page, as LaTeX, and as a PDF where TeX is installed."""

from __future__ import annotations

from pathlib import Path

import click

from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.options import TargetFolder
from symconv.cli.progress import progress_bar
from symconv.files import write_whole


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
@click.option(
    "--style",
    type=click.Choice(["chapter", "d2l"]),
    default="chapter",
    show_default=True,
    help="The chapter, or the section in the markup of Dive into Deep Learning.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    default="a4",
    show_default=True,
    help="Of chapter.tex and its PDF.",
)
@click.option("--grey", is_flag=True, help="Print the chapter without colours.")
@click.option("--no-checks", is_flag=True, help="Leave out how each step was checked.")
@click.option(
    "--notation",
    metavar="X,W,Y",
    default="x,w,y",
    show_default=True,
    help="Letters for input, kernel and output, such as I,K,O.",
)
@click.option(
    "--only",
    metavar="SECTION",
    multiple=True,
    help="A section to write, such as size; may be given more than once.",
)
def book(
    directory: Path,
    style: str,
    paper: str,
    grey: bool,
    no_checks: bool,
    notation: str,
    only: tuple[str, ...],
) -> None:
    """Write the chapter on transposed convolutions, every formula of it computed.

    DIR gets index.html (opens offline), chapter.tex, figures/ and, with TeX installed,
    chapter.pdf; for a book of your own chapter-body.tex, symconv.sty and sources.bib. In the
    style d2l it gets transposed-conv.md alone. The slides are made by symconv lecture.
    """
    with lasting_imports():
        from symconv.book import d2l, write
        from symconv.pages.writers.latex import PrintOptions

    if style == "d2l":
        section = d2l.section().encode()
        directory.mkdir(parents=True, exist_ok=True)
        write_whole(directory / "transposed-conv.md", section)
        return
    with progress_bar("chapter") as progress:
        options = PrintOptions(paper, grey, checks=not no_checks)
        write(directory, progress, options, notation, only)
