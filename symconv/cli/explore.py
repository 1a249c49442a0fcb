"""``symconv explore``: one layer in linked views, as a page that opens offline."""

from __future__ import annotations

from pathlib import Path

import click

from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.options import Target
from symconv.files import write_whole


@click.command()
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=Target(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write, such as page.html.",
)
def explore(path: Path) -> None:
    """Write a page on which a layer can be set and looked at from six sides.

    It opens offline; one address belongs to each layer: page.html#axes=2&k=4&s=2&p=1.
    """
    with lasting_imports():
        from symconv.book.exploring import page

    write_whole(path, page().encode())
