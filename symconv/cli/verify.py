"""``symconv verify``: every method against every other, over ranges of settings."""

from __future__ import annotations

import json
import operator
from math import prod
from typing import TypeAlias

import click

import symconv
from symconv.cli.limits import (
    MOST_AXES,
    MOST_CELLS,
    MOST_JOBS,
    MOST_PRODUCTS,
    MOST_SETTINGS,
    check_amount,
)
from symconv.cli.options import Count, Ranges, Target, json_option
from symconv.cli.progress import progress_bar
from symconv.files import write_whole

Range: TypeAlias = range | tuple[range, ...]
DISAGREEMENT = 1

EXAMPLES = """\b
Examples:
  symconv verify --input-size 1:6 --kernel-size 1:5 --stride 1:4 --padding 0:3 --jobs 2
  symconv verify --axes 2 --input-size 1:3,1:2 --kernel-size 1:3 --stride 1,2 --dilation 1
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--input-size", type=Ranges(), default="1:6", show_default=True, help="Cells of the input."
)
@click.option(
    "--kernel-size", type=Ranges(), default="1:4", show_default=True, help="Cells of the kernel."
)
@click.option("--stride", type=Ranges(), default="1:3", show_default=True)
@click.option(
    "--padding", type=Ranges(), default="0:2", show_default=True, help="The same on both sides."
)
@click.option("--output-padding", type=Ranges(), default="0:1", show_default=True)
@click.option("--dilation", type=Ranges(), default="1:2", show_default=True)
@click.option(
    "--axes",
    type=Count(),
    default=1,
    show_default=True,
    help="Number of axes; a single range serves all of them.",
)
@click.option(
    "--jobs",
    type=Count(),
    help="Processes; unless given, one per core for a long sweep and one for a short one.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run on the Dask cluster at this address, as in tcp://127.0.0.1:8786.",
)
@click.option(
    "--resume",
    metavar="FILE",
    type=Target(),
    help="Keep in FILE what is done, and go on from there if it is there already.",
)
@click.option(
    "-o", "--output", "file", metavar="FILE", type=Target(), help="Write the report to a file."
)
@json_option
@click.pass_context
def verify(
    ctx: click.Context,
    input_size: Range,
    kernel_size: Range,
    stride: Range,
    padding: Range,
    output_padding: Range,
    dilation: Range,
    axes: int,
    jobs: int | None,
    scheduler: str | None,
    resume: str | None,
    file: str | None,
    as_json: bool,
) -> None:
    """Compare all methods on generic cells, over every combination of settings.

    Ranges include both ends; 1:3,1:2 gives every axis its own. Settings that are not legal are
    skipped and counted. A method that differs is reported with the setting, the cell and both
    values, and the exit code is 1.
    """
    ranges = (input_size, kernel_size, stride, padding, output_padding, dilation)
    if jobs is not None and scheduler is not None:
        raise click.UsageError(
            "--jobs starts processes here, --scheduler uses those of a cluster: give one of the two"
        )
    check_amount(jobs or 1, MOST_JOBS, "processes")
    _check_sweep(ranges, axes)
    with progress_bar("settings") as progress:
        report = symconv.verify(
            *ranges, axes=axes, progress=progress, jobs=jobs, scheduler=scheduler, resume=resume
        )
    text = json.dumps(report.to_json()) if as_json else str(report)
    if file is None:
        click.echo(text)
    else:
        write_whole(file, f"{text}\n")
    if report.disagreements:
        ctx.exit(DISAGREEMENT)


def _check_sweep(ranges: tuple[Range, ...], axes: int) -> None:
    check_amount(axes, MOST_AXES, "axes")
    amounts = [len(values) for given in ranges for values in _each(given, 1)]
    check_amount(prod(amounts), MOST_SETTINGS, "settings")
    last = operator.itemgetter(-1)
    columns = [map(last, _each(given, axes)) for given in ranges]
    largest = zip(*columns, strict=False)
    products, cells = 1, 1
    for n, k, s, _, a, d in largest:
        products, cells = products * n * k, cells * (s * n + d * k + a)
    check_amount(products, MOST_PRODUCTS, "products in the largest setting")
    check_amount(cells, MOST_CELLS, "output cells in the largest setting")


def _each(given: Range, axes: int) -> tuple[range, ...]:
    """Return a range for every axis; the sweep itself says where there are too few."""
    return given if isinstance(given, tuple) else (given,) * max(axes, 0)
