"""``symconv export``: every example, figure and theorem as a file of its own."""

from __future__ import annotations

from pathlib import Path

import click

from symconv import __version__
from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.options import TargetFolder, index_option, width_option
from symconv.cli.progress import progress_bar
from symconv.files import write_whole

EXAMPLES = """\b
Examples:
  symconv export --all -o pieces && make -C pieces
  symconv export theorems/adjoint.tex
  symconv export symconv.sty > symconv.sty
"""


@click.command(epilog=EXAMPLES)
@click.argument("piece", required=False)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every piece, an index that shows them all, and a Makefile.",
)
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=TargetFolder("examples", "figures", "theorems"),
    help="The folder to write to.",
)
@width_option
@index_option
def export(
    piece: str | None,
    everything: bool,
    directory: Path | None,
    width: str | None,
    index: str | None,
) -> None:
    """Write every example, figure and theorem as LaTeX for a paper, or one PIECE.

    A second run changes no byte.
    """
    if (piece is not None) == everything or (everything and directory is None):
        raise click.UsageError("give a PIECE, such as theorems/adjoint.tex, or --all and -o DIR")
    with lasting_imports():
        from symconv.book import export as making

    look = making.ColumnStyle(width, index)
    if piece is None:
        with progress_bar("pieces") as progress:
            making.export(str(directory), __version__, progress, look)
        return
    content = making.piece(piece, __version__, look)
    if directory is None:
        click.echo(content, nl=False)
    else:
        path = directory / piece
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
