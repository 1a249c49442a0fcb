"""``symconv example``: a worked example, shipped or the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from symconv.cli.garbage_collection import lasting_imports
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
from symconv.worked.forms import FORMS, form_of, written
from symconv.worked.views import USUAL, VIEWS

if TYPE_CHECKING:
    from symconv.worked import WorkedExample

EXAMPLES = """\b
Examples:
  symconv example --list
  symconv example NAME -o example.html
  symconv example NAME --format latex --notation 'u,h,v from 0'
  symconv example --input '["x1","x2"]' --kernel '["w1","w2","w3"]' --stride 2 --padding 1
  symconv example --input-size 2,2 --kernel-size 3 --stride 2 --format tikz
"""


@click.command(cls=Repeatable, epilog=EXAMPLES)
@click.argument("name", required=False)
@click.option("--list", "as_list", is_flag=True, help="List the names of the shipped examples.")
@array_options
@layer_options
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMS)),
    help="How to print; text, or the suffix of FILE, unless given.",
)
@width_option
@index_option
@click.option(
    "--notation",
    metavar="NOTATION",
    help="Letters for input, kernel and output, 'from 0' or 'from 1' for names and positions, or "
    "both: 'u,h,v from 0'.",
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
    type=click.Choice(tuple(VIEWS)),
    help="What the figure shows, for --format svg and tikz; scale-place-sum unless given.",
)
@click.option("--compact", is_flag=True, help="The figure as one strip, a third as high.")
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
    compact: bool,
    file: str | None,
) -> None:
    """Work through one example step by step."""
    with lasting_imports():
        from symconv.cli.request import read_request
        from symconv.worked import example as shipped
        from symconv.worked import names as names_of_all
        from symconv.worked import worked_example

    wanted = ExampleRequest(form, view, compact, width, colour, file)
    wanted.check()
    is_own = layer != LayerValues() or arrays != ArrayValues()
    if (name is not None) + as_list + is_own != 1:
        raise click.UsageError(
            "give one of these: NAME, or --list, or --input and --kernel with the layer's options"
        )
    if is_own:
        arrays.check()
    if as_list:
        click.echo("\n".join(names_of_all()))
    elif name is not None:
        shown = shipped(name)
    else:
        request = read_request(arrays, layer, by_method=True)
        shown = worked_example(request.layer, request.x, request.w)
    if not as_list:
        named = shown if names is None else shown.with_names(names)
        if notation is not None or index == "brackets":
            named = named.in_notation(notation, index or "subscript")
        chosen = named.choose(steps, not no_checks)
        wanted.give(chosen if title is None else chosen.titled(title))


@dataclass(frozen=True)
class ExampleRequest:
    """What is printed of an example, and where to."""

    form: str | None
    view: str | None
    compact: bool
    width: str | None
    colour: bool
    file: str | None

    @property
    def kind(self) -> str:
        """The format: what is asked for, what the suffix of the file says, or text."""
        return self.form or ("text" if self.file is None else form_of(self.file))

    def check(self) -> None:
        """Raise where an option does nothing for the format."""
        figures = [name for name, form in FORMS.items() if form.view != "never"]
        asked = "--view" if self.view is not None else "--compact" if self.compact else ""
        if asked and self.kind not in figures:
            raise click.UsageError(f"{asked} is for --format {', '.join(figures)}")
        is_figure = FORMS[self.kind].view == "always" or bool(asked)
        if self.width is not None and not is_figure and self.form != "latex":
            named = ", ".join(["latex", *figures])
            raise click.UsageError(f"--width is for --format {named}; for pdf with --view")
        if self.colour and self.form != "latex":
            raise click.UsageError("--colour is for --format latex")
        if self.compact and self.view not in (None, USUAL):
            raise click.UsageError(f"--compact is for --view {USUAL}")

    def give(self, shown: WorkedExample) -> None:
        """Print the example, or write it to the file; what is too wide for the column is told on stderr."""
        options = {"colour": self.colour} if self.form == "latex" else {}
        for sentence in shown.too_wide(self.width) if options else []:
            click.echo(f"wider than the column: {sentence}", err=True)
        content = written(
            shown, self.kind, repeated(), self.view, self.compact, self.width, **options
        )
        if self.file is not None:
            write_whole(self.file, content)
        elif isinstance(content, bytes):
            click.echo(content, nl=False)
        else:
            click.echo(content.removesuffix("\n"))
