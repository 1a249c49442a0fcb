"""``symconv size``: the output size term by term, and solving for one parameter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from symconv.cli.options import Padding, Range, Sizes, axis_options, json_option
from symconv.layers.sizing import (
    LOWEST,
    SizedAxis,
    SizeSolution,
    size_terms,
    size_text,
    solve,
    solve_sizes,
)


class NoneFound(click.ClickException):
    """No value of a parameter leads to the output size wanted."""

    exit_code = 1


class ParameterNames(click.Choice):  # type: ignore[type-arg]
    """Names of parameters, separated by commas, with dashes or underscores."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names with underscores."""
        if isinstance(value, tuple):
            return value
        names = str(value).replace("_", "-").split(",")
        read = (super(ParameterNames, self).convert(name, param, ctx) for name in names)
        return tuple(str(name).replace("-", "_") for name in read)


EXAMPLES = """\b
Examples:
  symconv size --input-size 16 --kernel-size 3 --stride 2 --padding 1
  symconv size --input-size 16 --kernel-size 4 --stride 2 --output-size 32 --solve padding
  symconv size --kernel-size 10 --stride 5 --every-input --solve padding,output-padding
"""


@click.command(epilog=EXAMPLES)
@click.option("--input-size", type=Sizes(), help="Cells of the input.")
@click.option("--kernel-size", type=Sizes(), help="Cells of the kernel.")
@axis_options
@click.option("--output-size", type=Sizes(), help="The output size wanted, with --solve.")
@click.option(
    "--solve",
    "parameters",
    metavar="NAME[,NAME...]",
    type=ParameterNames([name.replace("_", "-") for name in LOWEST]),
    help="List every value of these parameters that gives --output-size: "
    + ", ".join(LOWEST).replace("_", "-")
    + ".",
)
@click.option(
    "--every-input",
    is_flag=True,
    help="With --solve: for every input size, --output-size N times as large; the stride, unless given.",
)
@click.option(
    "--range",
    "values",
    type=Range(),
    help="Values to look at; all unless given (to 64, where all fit).",
)
@json_option
def size(
    input_size: tuple[int, ...] | None,
    kernel_size: tuple[int, ...] | None,
    stride: tuple[int, ...] | None,
    padding: tuple[Padding, ...] | None,
    output_padding: tuple[int, ...] | None,
    dilation: tuple[int, ...] | None,
    output_size: tuple[int, ...] | None,
    parameters: tuple[str, ...] | None,
    every_input: bool,
    values: range | None,
    as_json: bool,
) -> None:
    """Explain the output size, or find parameters that give it."""
    options = {
        "input_size": input_size,
        "kernel_size": kernel_size,
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "dilation": dilation,
    }
    given: dict[str, tuple[Any, ...]] = {
        name: entries for name, entries in options.items() if entries is not None
    }
    _check_options(given, output_size, parameters, values, every_input)
    if parameters is None:
        _print_sizes(_settings(given, _axes(given)), as_json)
        return
    whole = given if output_size is None else {**given, "output_size": output_size}
    axes = _axes(whole)
    goals: Sequence[Any] = [None] * axes
    if output_size is not None:
        goals = _per_axis("output_size", output_size, axes)
    settings = _settings(given, axes)
    if len(parameters) == 1 and not every_input:
        _print_solutions(settings, parameters[0], goals, values, as_json)
    else:
        columns = {name: _per_axis(name, entries, axes) for name, entries in given.items()}
        rows = []
        for axis, goal in enumerate(goals):
            known = {name: column[axis] for name, column in columns.items()}
            limits = {} if values is None else dict.fromkeys(parameters, values)
            found = solve_sizes(
                parameters, output_size=goal, every_input=every_input, ranges=limits, **known
            )
            rows.append(found)
        _print_rows(rows, parameters, as_json)


def _check_options(
    given: dict[str, tuple[Any, ...]],
    output_size: tuple[int, ...] | None,
    parameters: tuple[str, ...] | None,
    values: range | None,
    every_input: bool,
) -> None:
    """Refuse options that are missing or would be ignored."""
    if every_input and parameters is None:
        raise click.UsageError("--every-input is for --solve NAME")
    if (output_size is None) != (parameters is None) and not every_input:
        raise click.UsageError("--output-size N and --solve NAME are given together or not at all")
    if values is not None and parameters is None:
        raise click.UsageError("--range is for --solve NAME")
    unknown = parameters or ()
    for parameter in unknown:
        if parameter in given:
            raise click.UsageError(
                f"--solve {_option(parameter)} looks for what --{_option(parameter)} already gives"
            )
    for name in ("kernel_size",) if every_input else ("input_size", "kernel_size"):
        if name not in given and name not in unknown:
            raise click.UsageError(f"--{_option(name)} is missing")


def _axes(given: dict[str, tuple[Any, ...]]) -> int:
    return max(map(len, given.values()))


def _settings(given: dict[str, tuple[Any, ...]], axes: int) -> list[SizedAxis]:
    columns = {name: _per_axis(name, entries, axes) for name, entries in given.items()}
    if "padding" in columns:
        columns["padding"] = [p if isinstance(p, tuple) else (p, p) for p in columns["padding"]]
    rows = zip(*columns.values(), strict=True) if columns else [()] * axes
    return [SizedAxis(**dict(zip(columns, row, strict=True))) for row in rows]


def _per_axis(name: str, entries: tuple[Any, ...], axes: int) -> Sequence[Any]:
    if len(entries) not in (1, axes):
        raise click.UsageError(
            f"--{_option(name)} has {len(entries)} values where other options have {axes}"
        )
    return entries if len(entries) == axes else entries * axes


def _print_sizes(settings: list[SizedAxis], as_json: bool) -> None:
    terms = [size_terms(setting) for setting in settings]
    if as_json:
        click.echo(
            json.dumps(
                {"output_size": [t.output_size for t in terms], "axes": [asdict(t) for t in terms]}
            )
        )
        return
    for number, setting in enumerate(settings):
        if len(settings) > 1:
            click.echo(f"axis {number}")
        click.echo(size_text(setting))


def _print_solutions(
    settings: list[SizedAxis],
    parameter: str,
    goals: Sequence[int],
    values: range | None,
    as_json: bool,
) -> None:
    found = [
        solve(setting, parameter, goal, values)
        for setting, goal in zip(settings, goals, strict=True)
    ]
    wheres = [f"axis {axis}: " if len(goals) > 1 else "" for axis in range(len(goals))]
    if as_json:
        click.echo(json.dumps({"solve": parameter, "output_size": list(goals), "values": found}))
    for where, goal, solutions in zip(wheres, goals, found, strict=True):
        if not solutions:
            within = f" in {values.start}:{values.stop - 1}" if values else ""
            raise NoneFound(f"{where}no {_option(parameter)}{within} gives output size {goal}")
    if not as_json:
        pairs = (
            (where, value)
            for where, solutions in zip(wheres, found, strict=True)
            for value in solutions
        )
        name = _option(parameter)
        click.echo("\n".join(f"{where}{name} = {_shown(value)}" for where, value in pairs))


def _print_rows(rows: list[list[SizeSolution]], parameters: Sequence[str], as_json: bool) -> None:
    """Print the values of several unknowns, a line for each solution, or say that there is none."""
    if as_json:
        found = [list(map(asdict, solutions)) for solutions in rows]
        click.echo(json.dumps({"solve": list(parameters), "rows": found}))
    for axis, solutions in enumerate(rows):
        where = f"axis {axis}: " if len(rows) > 1 else ""
        if not solutions:
            raise NoneFound(f"{where}no values of {', '.join(map(_option, parameters))} fit")
        for row in solutions if not as_json else ():
            values = (f"{_option(name)} = {_shown(getattr(row, name))}" for name in parameters)
            least, most = row.overlap
            counts = (
                f"{most} product{'s' * (most > 1)}"
                if row.is_even
                else f"{least} to {most} products"
            )
            crop = "" if row.torch else ", not in PyTorch"
            row_text = f"{', '.join(values)}  ({counts} in an inner cell{crop})"
            click.echo(where + row_text)


def _shown(value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    begin, end = value
    return str(begin) if begin == end else f"{begin}:{end}"


def _option(name: str | None) -> str:
    return str(name).replace("_", "-")
