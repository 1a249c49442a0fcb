"""``symconv size``: the output size term by term, and solving for one parameter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from symconv.cli.options import Padding, Range, Sizes, axis_options, json_option
from symconv.layers.sizing import LOWEST, SizedAxis, size_terms, size_text, solve


class NoneFound(click.ClickException):
    """No value of a parameter leads to the output size wanted."""

    exit_code = 1


class ParameterName(click.Choice):  # type: ignore[type-arg]
    """The name of a parameter, with dashes or underscores."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name with underscores."""
        return str(super().convert(str(value).replace("_", "-"), param, ctx)).replace("-", "_")


EXAMPLES = """\b
Examples:
  symconv size --input-size 16 --kernel-size 3 --stride 2 --padding 1
  symconv size --input-size 16 --kernel-size 4 --stride 2 --output-size 32 --solve padding
"""


@click.command(epilog=EXAMPLES)
@click.option("--input-size", type=Sizes(), help="Cells of the input.")
@click.option("--kernel-size", type=Sizes(), help="Cells of the kernel.")
@axis_options
@click.option("--output-size", type=Sizes(), help="The output size wanted, with --solve.")
@click.option(
    "--solve",
    "parameter",
    metavar="NAME",
    type=ParameterName([name.replace("_", "-") for name in LOWEST]),
    help="List every value of this parameter that gives --output-size: "
    + ", ".join(LOWEST).replace("_", "-")
    + ".",
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
    parameter: str | None,
    values: range | None,
    as_json: bool,
) -> None:
    """Explain the output size, or find a parameter that gives it."""
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
    _check_options(given, output_size, parameter, values)
    if parameter is None or output_size is None:
        _print_sizes(_settings(given, _axes(given)), as_json)
    else:
        goals = _per_axis("output_size", output_size, _axes({**given, "output_size": output_size}))
        _print_solutions(_settings(given, len(goals)), parameter, goals, values, as_json)


def _check_options(
    given: dict[str, tuple[Any, ...]],
    output_size: tuple[int, ...] | None,
    parameter: str | None,
    values: range | None,
) -> None:
    """Refuse options that are missing or would be ignored."""
    if (output_size is None) != (parameter is None):
        raise click.UsageError("--output-size N and --solve NAME are given together or not at all")
    if values is not None and parameter is None:
        raise click.UsageError("--range is for --solve NAME")
    if parameter in given:
        raise click.UsageError(
            f"--solve {_option(parameter)} looks for what --{_option(parameter)} already gives"
        )
    for name in ("input_size", "kernel_size"):
        if name not in given and name != parameter:
            raise click.UsageError(f"--{_option(name)} is missing")


def _axes(given: dict[str, tuple[Any, ...]]) -> int:
    return max(map(len, given.values()))


def _settings(given: dict[str, tuple[Any, ...]], axes: int) -> list[SizedAxis]:
    columns = {name: _per_axis(name, entries, axes) for name, entries in given.items()}
    if "padding" in columns:
        columns["padding"] = [p if isinstance(p, tuple) else (p, p) for p in columns["padding"]]
    return [
        SizedAxis(**{name: column[axis] for name, column in columns.items()})
        for axis in range(axes)
    ]


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
        click.echo("\n".join(f"{where}{_option(parameter)} = {value}" for where, value in pairs))


def _option(name: str | None) -> str:
    return str(name).replace("_", "-")
