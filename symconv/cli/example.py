"""``symconv example``: a worked example, shipped or the user's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symconv import __version__
from symconv.cli.options import (
    ArrayValues,
    LayerValues,
    Target,
    array_options,
    index_option,
    layer_options,
    width_option,
)
from symconv.cli.repeat import Repeatable, repeated
from symconv.files import write_whole

if TYPE_CHECKING:
    from symconv.worked import WorkedExample

FORMATS = (
    "latex",
    "document",
    "beamer",
    "html",
    "markdown",
    "text",
    "json",
    "svg",
    "animated-svg",
    "tikz",
)
FIGURES = ("svg", "animated-svg", "tikz")
VIEWS = ("scale-place-sum", "matrix", "transpose", "zero-insertion", "overlap-count", "polyphase")

EXAMPLES = """\b
Examples:
  symconv example --list
  symconv example NAME -o example.html
  symconv example NAME --format latex --notation 'u,h,v from 0'
  symconv example --input '["x1","x2"]' --kernel '["w1","w2","w3"]' --stride 2 --padding 1
  symconv example --input-size 2,2 --kernel-size 3 --stride 2 --format tikz
"""


@dataclass(frozen=True)
class Latex:
    """What is asked of a fragment."""

    width: str | None = None
    colour: bool = False

    def fragment(self, shown: WorkedExample) -> str:
        """Return the fragment under its header; what is too wide for the column is told on stderr."""
        from symconv.formulas.document import fragment_header

        for sentence in shown.too_wide(self.width):
            click.echo(f"wider than the column: {sentence}", err=True)
        needs = "amsmath,amssymb" + ",xcolor" * self.colour
        return f"{fragment_header(__version__, repeated(), needs)}{shown.latex(self.width, self.colour)}\n"


def _tikz(shown: WorkedExample, view: str) -> str:
    from symconv.figures.tikz import with_command

    return with_command(shown.figure(view).tikz(), __version__, repeated())


@click.command(cls=Repeatable, epilog=EXAMPLES)
@click.argument("name", required=False)
@click.option("--list", "as_list", is_flag=True, help="List the names of the shipped examples.")
@array_options
@layer_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to print; text, or the suffix of FILE, unless given.",
)
@width_option
@index_option
@click.option(
    "--notation",
    metavar="NOTATION",
    help="Letters for input, kernel and output, 'from 0' or 'from 1' for names and positions, or both: 'u,h,v from 0'.",
)
@click.option(
    "--steps",
    metavar="NAME[,NAME...]",
    help="The steps to show, such as output-size,place,add,result; all unless given.",
)
@click.option("--no-checks", is_flag=True, help="Do not say how each step was checked.")
@click.option("--title", metavar="TEXT", help="The heading.")
@click.option(
    "--names",
    metavar="X,W",
    help="Letters for cells that are numbers: sums stand in symbols, in numbers, and added.",
)
@click.option("--colour", is_flag=True, help="Colour terms by input cell, for --format latex.")
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    help="What the figure shows, for --format svg and tikz; scale-place-sum unless given.",
)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=Target(),
    help="Write to a file instead of stdout.",
)
def example(
    name: str | None,
    as_list: bool,
    arrays: ArrayValues,
    layer: LayerValues,
    form: str | None,
    width: str | None,
    index: str | None,
    notation: str | None,
    steps: str | None,
    no_checks: bool,
    title: str | None,
    names: str | None,
    colour: bool,
    view: str | None,
    file: str | None,
) -> None:
    """Work through one example step by step."""
    from symconv import worked
    from symconv.cli.request import read_request

    _check_one_source(name, as_list, arrays, layer)
    if as_list:
        click.echo("\n".join(worked.names()))
    elif name is not None:
        shown = worked.example(name)
    else:
        request = read_request(arrays, layer, by_method=True)
        shown = worked.worked_example(request.layer, request.x, request.w)
    if not as_list:
        named = shown if names is None else shown.with_names(names)
        if notation is not None or index == "brackets":
            named = named.in_notation(notation, index or "subscript")
        chosen = named.choose(steps, not no_checks)
        titled = chosen if title is None else replace(chosen, title=title)
        _show(titled, form, Latex(width, colour), view, file)


def _check_one_source(
    name: str | None, as_list: bool, arrays: ArrayValues, layer: LayerValues
) -> None:
    is_own = layer != LayerValues() or arrays != ArrayValues()
    if (name is not None) + as_list + is_own != 1:
        raise click.UsageError(
            "give one of these: NAME, or --list, or --input and --kernel with the layer's options"
        )


def _show(
    shown: WorkedExample, form: str | None, latex: Latex, view: str | None, file: str | None
) -> None:
    if form != "latex" and latex != Latex():
        raise click.UsageError("--width and --colour are for --format latex")
    if view is not None and form not in FIGURES:
        raise click.UsageError(f"--view is for --format {', '.join(FIGURES)}")
    write: dict[str, Callable[[], str]] = {
        "latex": lambda: latex.fragment(shown),
        "document": shown.document,
        "beamer": shown.beamer,
        "html": shown.html,
        "markdown": shown.markdown,
        "text": shown.text,
        "json": shown.json,
        "svg": lambda: shown.figure(view or VIEWS[0]).svg(),
        "animated-svg": lambda: shown.figure(view or VIEWS[0]).animated_svg(),
        "tikz": lambda: _tikz(shown, view or VIEWS[0]),
    }
    if file is None:
        click.echo(write[form or "text"]().removesuffix("\n"))
    elif form is None:
        shown.save(Path(file))
    else:
        write_whole(file, write[form]())
