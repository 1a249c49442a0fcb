"""``symconv compute``: one result, in book order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from symconv import __version__
from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.names_and_numbers import quick_answer
from symconv.cli.options import (
    ArrayValues,
    LayerValues,
    Target,
    array_options,
    index_option,
    layer_options,
    width_option,
)
from symconv.cli.shell_command import Repeatable, repeated
from symconv.files import write_whole

EXAMPLES = """\b
Examples:
  symconv compute --input '["x1","x2"]' --kernel '["w1","w2","w3"]' --stride 2 --padding 1
  symconv compute --input @x.json --kernel '[[1,2],[3,4]]' --stride 2,3 --padding 0:1,1:0 --format json
  symconv compute --input x:2x2 --kernel w:4x4 --stride 2 --padding 1 --format latex -o y.tex
"""


@click.command(cls=Repeatable, epilog=EXAMPLES)
@array_options
@layer_options
@click.option(
    "--method", metavar="NAME", help="Compute by this definition instead of the fast engine."
)
@click.option(
    "--matrix",
    is_flag=True,
    help="Show the matrix from the flattened input to the flattened output as well.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "latex"]),
    default="text",
    help="How to print; text unless given. LaTeX has dots beyond 40 rows or columns.",
)
@width_option
@index_option
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=Target(),
    help="Write to a file instead of stdout.",
)
def compute(
    arrays: ArrayValues,
    layer: LayerValues,
    method: str | None,
    matrix: bool,
    form: str,
    width: str | None,
    index: str | None,
    file: str | None,
) -> None:
    """Compute one transposed convolution."""
    arrays.check()
    if width is not None and form != "latex":
        raise click.UsageError("--width is for --format latex")
    if index == "brackets" and form == "json":
        raise click.UsageError("--index brackets is for text and LaTeX: JSON is read back")
    if not matrix and method is None and index != "brackets":
        quick = quick_answer(arrays, layer, form)
        if quick is not None:
            _give(quick, file)
            return
    with lasting_imports():
        from symconv.cli.answer import compute_answer  # SymPy only where a result is made
        from symconv.cli.request import read_request
        from symconv.formulas.document import fragment_header

    request = read_request(arrays, layer, by_matrix=matrix, by_method=method is not None)
    answer = compute_answer(request, method, matrix, index)
    header = fragment_header(__version__, repeated()) if form == "latex" else ""
    if width is not None:
        for fault in answer.fitted(width).faults:
            click.echo(fault, err=True)
    write: dict[str, Callable[[], str]] = {
        "text": answer.text,
        "json": answer.json,
        "latex": partial(answer.latex, width),
    }
    body = write[form]()
    _give(f"{header}{body}", file)


def _give(text: str, file: str | None) -> None:
    """Print an answer, or write it to a file."""
    if file is None:
        click.echo(text)
    else:
        write_whole(file, f"{text}\n")
