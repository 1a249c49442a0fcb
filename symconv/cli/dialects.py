"""``symconv port``, ``same``, ``find`` and ``vectors``: what frameworks say, from the shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options import Count, Sizes, Target, json_option
from symconv.errors import Impossible, ShapeError

if TYPE_CHECKING:
    from symconv.dialects import Port, Writing
    from symconv.dialects.comparing import Comparison
    from symconv.dialects.finding import Found, Reading
    from symconv.dialects.vectors import CaseReport

DIFFERENT = 1

size_option = click.option(
    "--input-size", type=Sizes(), help="Spatial input size, where a crop depends on it."
)


def _size(value: tuple[int, ...] | None) -> Any:
    if value is None or len(value) > 1:
        return value
    return value[0]


PORT_EXAMPLES = """\b
Examples:
  symconv port 'tf: k=3 s=2 same' --to torch --input-size 23
  symconv port 'nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)' --to keras --code
"""


@click.command(epilog=PORT_EXAMPLES)
@click.argument("layer")
@click.option("--to", "target", metavar="NAME", help="The dialect to write; all unless given.")
@size_option
@click.option("--code", is_flag=True, help="Print the program that runs, with weights moved.")
@json_option
def port(
    layer: str,
    target: str | None,
    input_size: tuple[int, ...] | None,
    code: bool,
    as_json: bool,
) -> None:
    """Write a layer of one framework in the words of another."""
    from symconv import dialects

    if code and target is None:
        raise click.UsageError("--code is for one dialect; give --to NAME")
    source = dialects.read(layer, input_size=_size(input_size))
    names = dialects.NAMES if target is None else (target,)
    writings = {name: _writing(source, name, single=target is not None) for name in names}
    if as_json:
        click.echo(json.dumps({name: _document(found) for name, found in writings.items()}))
        return
    if code:
        found = writings[names[0]]
        click.echo(found if isinstance(found, str) else found.code, nl=False)
        return
    _print_source(source)
    for name, found in writings.items():
        click.echo(f"{name}: {found}")
        if not isinstance(found, str):
            for condition, case in found.cases:
                steps = "".join(f"; then {step}" for step in case.steps)
                click.echo(f"  where {condition}: {case.call}{steps}")


def _writing(source: Port, name: str, single: bool) -> Writing | str:
    """Return a writing; among several dialects, one that has none says so in its place."""
    try:
        return source.to(name)
    except Impossible as error:
        if single:
            raise
        return f"none: {error}"


def _document(found: Writing | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"call": None, "exact": False, "steps": [], "reason": found, "code": None}
    return {
        "call": found.call,
        "exact": found.exact,
        "steps": list(found.steps),
        "reason": found.reason,
        "code": found.code,
        "cases": {condition: case.call for condition, case in found.cases},
    }


def _print_source(source: Port) -> None:
    layer = source.layer()
    click.echo(f"read: {layer!r}")
    if source.input_size is not None:
        sizes, output = source.input_size, layer.output_size(source.input_size)
        click.echo(f"input size {_plain(sizes)} gives output size {_plain(output)}")
    for remark in source.remarks:
        click.echo(f"note: {remark}")


def _plain(values: Any) -> str:
    return ", ".join(map(str, values)) if isinstance(values, tuple) else str(values)


SAME_EXAMPLES = """\b
Examples:
  symconv same 'keras: k=4 s=2 same' 'torch: k=4 s=2 p=1'
  symconv same model.onnx other.onnx
"""


@click.command(epilog=SAME_EXAMPLES)
@click.argument("a")
@click.argument("b")
@size_option
@json_option
def same(a: str, b: str, input_size: tuple[int, ...] | None, as_json: bool) -> None:
    """Compare two layers, or the transposed layers of two ONNX models.

    A and B are lines like 'torch: k=3 s=2 p=1', calls as people write them, or files of ONNX. The
    exit code is 1 where something is different.
    """
    from symconv import dialects

    size = _size(input_size)
    if a.endswith(".onnx") and b.endswith(".onnx"):
        found = _models(a, b, size)
    else:
        found = {"": dialects.compare(_layer(a), _layer(b), size)}
    if as_json:
        click.echo(json.dumps({name: _compared(result) for name, result in found.items()}))
    else:
        for name, result in found.items():
            click.echo(f"{name}: {result}" if name else str(result))
    if any(result is None or result.verdict == "different" for result in found.values()):
        raise click.exceptions.Exit(DIFFERENT)


def _layer(text: str) -> Any:
    from symconv import dialects

    return dialects.onnx.read(text) if text.endswith(".onnx") else text


def _models(a: str, b: str, size: Any) -> dict[str, Comparison | None]:
    """Pair the layers of two models by name, the others by their kernel's shape in order."""
    from symconv import dialects

    left, right = (dialects.onnx.read_model(path) for path in (a, b))
    pairs = {name: (name, name) for name in left if name in right}
    rest = [name for name in right if name not in pairs]
    for name, layer in left.items():
        if name not in pairs:
            fitting = [other for other in rest if _alike(layer, right[other])]
            if fitting:
                rest.remove(fitting[0])
                pairs[name] = (name, fitting[0])
    found: dict[str, Comparison | None] = {}
    for one, other in pairs.values():
        title = one if one == other else f"{one} and {other}"
        found[title] = dialects.compare(left[one], right[other], size)
    alone = [f"{name} of {a} alone" for name in left if name not in pairs]
    return {**found, **dict.fromkeys([*alone, *(f"{name} of {b} alone" for name in rest)])}


def _alike(a: Port, b: Port) -> bool:
    return (a.kernel_size, a.channels, a.groups) == (b.kernel_size, b.channels, b.groups)


def _compared(result: Comparison | None) -> dict[str, Any]:
    if result is None:
        return {"verdict": "different", "for_all_sizes": False, "reason": "there is no partner"}
    return {
        "verdict": result.verdict,
        "for_all_sizes": result.for_all_sizes,
        "reason": result.reason,
        "steps": list(result.steps),
        "notes": list(result.notes),
    }


FIND_EXAMPLES = """\b
Examples:
  symconv find --input '[1,2]' --kernel '[1,2,3]' --output '[3,2,7,4,2]'
  symconv find --input @x.npy --kernel @w.npy --output @y.npy --axes 2
"""


@click.command(epilog=FIND_EXAMPLES)
@click.option("--input", "x", metavar="JSON|@FILE|-", help="The input: numbers.")
@click.option("--kernel", "w", metavar="JSON|@FILE|-", help="The kernel.")
@click.option("--output", "y", metavar="JSON|@FILE|-", help="What the layer gave.")
@click.option("--call", metavar="MODULE:FUNCTION", help="Ask this function of x and w instead.")
@click.option("--axes", type=Count(), help="Spatial axes, where arrays have channels in front.")
@click.option("--max-stride", type=Count(), default="4", help="Strides from 1 to this; 4.")
@click.option("--max-dilation", type=Count(), default="3", help="Dilations from 1 to this; 3.")
@json_option
def find(
    x: str | None,
    w: str | None,
    y: str | None,
    call: str | None,
    axes: int | None,
    max_stride: int,
    max_dilation: int,
    as_json: bool,
) -> None:
    """Find every convention that explains an output.

    The exit code is 1 where none does.
    """
    from symconv import dialects

    arrays = [None if a is None else _numbers(a, name) for a, name in _named(x, w, y)]
    bounds: dict[str, Any] = {"axes": axes, "max_stride": max_stride, "max_dilation": max_dilation}
    if call is not None:
        found = dialects.find(_function(call), arrays[1], **bounds)
    elif any(array is None for array in arrays):
        missing = [name for given, name in _named(x, w, y) if given is None]
        raise click.UsageError(
            f"{' and '.join(missing)} not given; --input, --kernel and --output are needed, or --call"
        )
    else:
        found = dialects.find(*arrays, **bounds)
    if as_json:
        apart = None if found.apart is None else [array.tolist() for array in found.apart]
        readings = {
            "readings": [_reading(reading) for reading in found.readings],
            "nearest": [_reading(reading) for reading in found.nearest],
            "apart": apart,
        }
        click.echo(json.dumps(readings))
    else:
        _print_found(found)
    if not found.readings:
        raise click.exceptions.Exit(DIFFERENT)


def _named(x: str | None, w: str | None, y: str | None) -> list[tuple[str | None, str]]:
    return [(x, "--input"), (w, "--kernel"), (y, "--output")]


def _numbers(argument: str, option: str) -> Any:
    """Return an array of numbers: JSON, a file of NumPy, or numbers between commas."""
    import numpy as np

    from symconv import dialects
    from symconv.cli.arrays import csv_texts
    from symconv.cli.cells import load

    if argument.startswith("@") and argument.endswith(".npy"):
        return dialects.weights(argument[1:])[""]
    text = load(argument, option)
    is_table = argument.startswith("@") and argument.endswith(".csv")
    try:
        array = np.array(_numbers_of(csv_texts(text, option)) if is_table else json.loads(text))
    except (ValueError, RecursionError):
        raise ShapeError(f"{option}: lists of numbers are needed, as in [[1, 2], [3, 4]]") from None
    if array.dtype.kind not in "iuf":
        raise ShapeError(f"{option}: numbers alone are needed, in lists of equal lengths")
    return array


def _numbers_of(texts: list[Any]) -> list[Any]:
    """Return numbers written as JSON writes them, in lists as deep as those of their texts."""
    return [
        _numbers_of(each) if isinstance(each, list) else json.loads(each.strip()) for each in texts
    ]


def _function(name: str) -> Callable[..., Any]:
    from symconv.dialects.vectors import implementation

    if ":" not in name:
        raise click.UsageError(f"--call {name}: give module:function")
    return implementation(name)


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "layer": repr(reading.layer),
        "flipped": list(reading.flipped),
        "axes": list(reading.axes),
        "channels": reading.channels,
        "spellings": reading.spellings,
        "mistake": reading.mistake,
        "wrong": [list(cell) for cell in reading.wrong],
    }


def _print_found(found: Found) -> None:
    for reading in found.readings:
        click.echo(str(reading))
        for name, spelling in reading.spellings.items():
            click.echo(f"  {name}: {spelling}")
    if found.apart is not None:
        x, w = (array.tolist() for array in found.apart)
        click.echo(f"these numbers cannot tell them apart; input {x} with kernel {w} can")
    if found.readings:
        return
    click.echo("no reading gives this output; nearest are")
    for reading in found.nearest:
        click.echo(f"  {reading}: {len(reading.wrong)} cells differ")


VECTORS_EXAMPLES = """\b
Examples:
  symconv vectors -o cases --format npz,json,onnx
  symconv vectors run my_package.layers:conv_transpose
"""


@click.group(invoke_without_command=True, epilog=VECTORS_EXAMPLES)
@click.option("-o", "folder", type=Target(), help="The folder to write the cases into.")
@click.option("--format", "formats", default="json", help="Of npz, json, onnx; json unless given.")
@click.pass_context
def vectors(context: click.Context, folder: str | None, formats: str) -> None:
    """Write small cases that tell every classic mistake apart; or run an implementation on them."""
    if context.invoked_subcommand is not None:
        return
    from symconv.dialects import vectors as cases
    from symconv.dialects.mistakes import MISTAKES

    if folder is None:
        for name, case in cases.CASES.items():
            shown = len(cases.seen(case))
            click.echo(f"{name}: {case.cells} cells, shows {shown} of {len(MISTAKES)} mistakes")
        return
    written = cases.save(Path(folder), [name.strip() for name in formats.split(",")])
    click.echo(f"{len(written)} files in {folder}")


@vectors.command("run")
@click.argument("target")
@click.option("--case", "names", multiple=True, help="A case to ask for; all unless given.")
@json_option
def run_vectors(target: str, names: tuple[str, ...], as_json: bool) -> None:
    """Name the mistake an implementation makes.

    TARGET is module:function, called with x, w, b and ONNX' attributes; or a command, which gets a
    file of JSON with them and prints the output. The exit code is 1 where a case is not right.
    """
    from symconv.dialects import vectors as cases

    unknown = [name for name in names if name not in cases.CASES]
    if unknown:
        raise click.UsageError(f"--case {unknown[0]}: known are {', '.join(cases.CASES)}")
    reports = cases.run(cases.implementation(target), names or tuple(cases.CASES))
    if as_json:
        click.echo(json.dumps([_report(report) for report in reports]))
    else:
        click.echo("\n".join(map(str, reports)))
        together = cases.diagnosis(reports)
        if len(reports) > 1 and together and any(r.verdict != "right" for r in reports):
            click.echo(f"all together: {' or '.join(together)}")
    if any(report.verdict == "wrong" for report in reports):
        raise click.exceptions.Exit(DIFFERENT)


def _report(report: CaseReport) -> dict[str, Any]:
    return {
        "case": report.case,
        "verdict": report.verdict,
        "mistakes": list(report.mistakes),
        "hidden": list(report.hidden),
        "text": report.text,
    }
