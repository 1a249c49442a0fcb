"""``symconv verify``: every method against every other, over ranges of settings."""

from __future__ import annotations

import json
from math import prod

import click

import symconv
from symconv.cli.limits import MOST_AXES, MOST_CELLS, MOST_PRODUCTS, MOST_SETTINGS, check_amount
from symconv.cli.options import Count, Range, json_option
from symconv.cli.progress import progress_bar

DISAGREEMENT = 1

EXAMPLES = """\b
Examples:
  symconv verify --input-size 1:6 --kernel-size 1:5 --stride 1:4 --padding 0:3
"""


@click.command(epilog=EXAMPLES)
@click.option("--input-size", type=Range(), default="1:6", show_default=True, help="Cells of the input.")
@click.option("--kernel-size", type=Range(), default="1:4", show_default=True, help="Cells of the kernel.")
@click.option("--stride", type=Range(), default="1:3", show_default=True)
@click.option("--padding", type=Range(), default="0:2", show_default=True, help="The same on both sides.")
@click.option("--output-padding", type=Range(), default="0:1", show_default=True)
@click.option("--dilation", type=Range(), default="1:2", show_default=True)
@click.option("--axes", type=Count(), default=1, show_default=True, help="Number of axes, all of one size.")
@json_option
@click.pass_context
def verify(
    ctx: click.Context,
    input_size: range,
    kernel_size: range,
    stride: range,
    padding: range,
    output_padding: range,
    dilation: range,
    axes: int,
    as_json: bool,
) -> None:
    """Compare all methods on generic cells, over every combination of settings.

    Ranges include both ends. Settings that are not legal are skipped and counted. A method that differs is reported
    with the setting, the cell and both values, and the exit code is 1.
    """
    ranges = (input_size, kernel_size, stride, padding, output_padding, dilation)
    _check_sweep(ranges, axes)
    with progress_bar("settings") as progress:
        report = symconv.verify(*ranges, axes=axes, progress=progress)
    click.echo(json.dumps(report.to_json()) if as_json else str(report))
    if report.disagreements:
        ctx.exit(DISAGREEMENT)


def _check_sweep(ranges: tuple[range, ...], axes: int) -> None:
    check_amount(prod(map(len, ranges)), MOST_SETTINGS, "settings")
    check_amount(axes, MOST_AXES, "axes")
    n, k, s, _, a, d = (values[-1] for values in ranges)
    check_amount((n * k) ** max(axes, 0), MOST_PRODUCTS, "products in the largest setting")
    check_amount((s * n + d * k + a) ** max(axes, 0), MOST_CELLS, "output cells in the largest setting")
