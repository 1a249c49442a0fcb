"""The forms an option takes, read before anything is computed: sizes, paddings, ranges, channels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from symconv.cli.limits import MOST_AXES
from symconv.errors import GeometryError
from symconv.files import check_file_place, check_folder_place

Padding = int | tuple[int, int]
Command = TypeVar("Command", bound=Callable[..., Any])

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_WHOLE = "a whole number of at most nine digits"


class Sizes(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """One whole number for all axes, or one per axis: ``2`` or ``2,3``."""

    name = "N[,N...]"
    form = "give one for all axes or one per axis, as in 2 or 2,3"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the numbers; whether they are legal is the layer's to say."""
        if isinstance(value, tuple):
            return value
        parts = self.split(value, param, ctx)
        return tuple(self.number(part, value, param, ctx) for part in parts)

    def split(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        """Return the entries between the commas."""
        parts = value.split(",")
        if len(parts) > MOST_AXES:
            self.fail(f"{len(parts)} values; at most {MOST_AXES} axes are taken", param, ctx)
        return parts

    def number(
        self, part: str, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return one whole number of a value."""
        if not _NUMBER.fullmatch(part.strip()):
            where = "" if part == value else f" in {_shown(value)}"
            self.fail(f"{_shown(part)}{where} is not {_WHOLE}; {self.form}", param, ctx)
        return int(part)


class Paddings(Sizes):
    """Sizes, each of which may be a pair: ``1``, ``1,2``, ``0:1`` or ``0:1,1:1`` (begin:end)."""

    name = "N|B:E[,...]"
    form = "give one for all axes or one per axis, each a number or begin:end, as in 1 or 0:1,1:1"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a number or a pair for every entry."""
        if isinstance(value, tuple):
            return value
        return tuple(
            self.padding(part, value, param, ctx) for part in self.split(value, param, ctx)
        )

    def padding(
        self, part: str, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Padding:
        """Return one entry: a number, or the pair of begin and end."""
        begin, colon, end = part.partition(":")
        if not colon:
            return self.number(part, value, param, ctx)
        return self.number(begin, value, param, ctx), self.number(end, value, param, ctx)


class Range(click.ParamType):  # type: ignore[type-arg]
    """A range with both ends, or one number: ``1:6`` or ``3``."""

    name = "FIRST:LAST"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        """Return the range."""
        if isinstance(value, range):
            return value
        first, colon, last = value.partition(":")
        ends = (first, last if colon else first)
        if not all(_NUMBER.fullmatch(end.strip()) for end in ends):
            self.fail(
                f"{_shown(value)} is not a range of whole numbers; give FIRST:LAST, as in 1:6, or 3",
                param,
                ctx,
            )
        low, high = map(int, ends)
        if not 0 <= low <= high:
            self.fail(
                f"{_shown(value)} is empty or negative; 0 <= FIRST <= LAST is needed, as in 1:6",
                param,
                ctx,
            )
        return range(low, high + 1)


class Ranges(Range):
    """A range for all axes, or one per axis: ``1:6`` or ``1:3,1:2``."""

    name = "M:N[,...]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the range, or a tuple of ranges where there is a comma."""
        if isinstance(value, tuple) or "," not in value:
            return value if isinstance(value, tuple) else super().convert(value, param, ctx)
        parts = Sizes().split(value, param, ctx)
        return tuple(super(Ranges, self).convert(part, param, ctx) for part in parts)


class Count(Sizes):
    """One whole number: ``2``."""

    name = "N"
    form = "give one number, as in 2"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        return value if isinstance(value, int) else self.number(value, value, param, ctx)


class CountFrom(Count):
    """One whole number that is at least another one."""

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if number < self.least:
            self.fail(f"{number} is less than {self.least}; {self.form}", param, ctx)
        return number


class ChannelPair(Sizes):
    """Input and output channels: ``2,4``."""

    name = "IN,OUT"
    form = "give input and output channels, as in 2,4"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the two counts."""
        counts = super().convert(value, param, ctx)
        if len(counts) != 2:
            self.fail(f"{_shown(value)} has {len(counts)} values; {self.form}", param, ctx)
        return counts


class Target(click.Path):
    """A file to write. An empty name, as an unset variable of the shell gives, would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, at which a file can be written: that is tried before any work."""
        if value == "":
            self.fail("'' names nothing; give a name, or . for the current folder", param, ctx)
        path = super().convert(value, param, ctx)
        self.try_place(path)
        return path

    def try_place(self, path: Any) -> None:
        """Raise an OSError where nothing can be written."""
        check_file_place(path)


class TargetFolder(Target):
    """A folder to write to, made where it is missing.

    Parameters
    ----------
    inside : str
        Names of folders in it that will be written to.
    """

    def __init__(self, *inside: str) -> None:
        super().__init__(file_okay=False, path_type=Path)
        self.inside = inside

    def try_place(self, path: Any) -> None:
        """Raise an OSError where nothing can be written."""
        check_folder_place(path, *self.inside)


@dataclass(frozen=True)
class LayerValues:
    """What the options of a layer were given; ``None`` where they were not."""

    stride: tuple[int, ...] | None = None
    padding: tuple[Padding, ...] | None = None
    output_padding: tuple[int, ...] | None = None
    dilation: tuple[int, ...] | None = None
    groups: int | None = None
    channels: tuple[int, int] | None = None
    padding_mode: str | None = None


@dataclass(frozen=True)
class ArrayValues:
    """What the options of the two arrays were given; ``None`` where they were not."""

    input: str | None = None
    kernel: str | None = None
    input_size: tuple[int, ...] | None = None
    kernel_size: tuple[int, ...] | None = None

    def check(self) -> None:
        """Raise unless there is one input and one kernel.

        Raises
        ------
        click.UsageError
            With the options that lack, or are too many.
        """
        for text, size, name in (
            (self.input, self.input_size, "--input"),
            (self.kernel, self.kernel_size, "--kernel"),
        ):
            if text is not None and size is not None:
                raise click.UsageError(f"give {name} or {name}-size, not both")
            if text is None and size is None:
                raise click.UsageError(f"{name} is missing; give it, or {name}-size for symbols")
        if self.input == self.kernel == "-":
            raise click.UsageError("--input and --kernel cannot both be read from standard input")


def axis_options(command: Command) -> Command:
    """Add ``--stride``, ``--padding``, ``--output-padding`` and ``--dilation``."""
    for option in reversed(_AXIS_OPTIONS):
        command = option(command)
    return command


def layer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of an axis, ``--groups`` and ``--channels``; the command gets their values as ``layer``."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        values = LayerValues(**{field.name: given.pop(field.name) for field in fields(LayerValues)})
        return command(layer=values, **given)

    for option in reversed(_CHANNEL_OPTIONS):
        gathered = option(gathered)
    return axis_options(gathered)


def array_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--input``, ``--kernel`` and their sizes; the command gets their values as ``arrays``."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        values = ArrayValues(**{field.name: given.pop(field.name) for field in fields(ArrayValues)})
        return command(arrays=values, **given)

    for option in reversed(_ARRAY_OPTIONS):
        gathered = option(gathered)
    return gathered


class Width(click.ParamType):  # type: ignore[type-arg]
    """The width of a column: a length, or a name."""

    name = "LENGTH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text of a width, which is one."""
        from symconv.formulas.page_width import ems

        try:
            ems(value)
        except GeometryError as error:
            self.fail(str(error), param, ctx)
        return value


def width_option(command: Command) -> Command:
    """Add ``--width``."""
    told = "of the column, for LaTeX: as in 88mm, or ieee, acm, a4, beamer, column."
    return click.option("--width", type=Width(), help=f"Width {told}")(command)


def index_option(command: Command) -> Command:
    """Add ``--index``."""
    return click.option(
        "--index",
        type=click.Choice(("subscript", "brackets")),
        help="How positions are written: x_1, or x[0].",
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


_ARRAY_FORM = "JSON|@FILE|-|x:2x2"
_ARRAY_OPTIONS = (
    click.option(
        "--input",
        metavar=_ARRAY_FORM,
        help="The input: lists of integers and of strings like x1, 1/2 or a*(b - 1); a file of "
        "JSON, .npy or .csv, "
        "or - for standard input; or a name and extents, for symbols.",
    ),
    click.option("--kernel", metavar=_ARRAY_FORM, help="The kernel; its shape is the kernel size."),
    click.option("--input-size", type=Sizes(), help="Instead of --input: symbols x of this size."),
    click.option(
        "--kernel-size", type=Sizes(), help="Instead of --kernel: symbols w of this size."
    ),
)
_AXIS_OPTIONS = (
    click.option(
        "--stride",
        type=Sizes(),
        help="Cells from one input cell's place to the next; 1 unless given.",
    ),
    click.option(
        "--padding",
        type=Paddings(),
        help="Cells cropped from both sides of the output, or begin:end.",
    ),
    click.option("--output-padding", type=Sizes(), help="Cells added at the end of the output."),
    click.option(
        "--dilation", type=Sizes(), help="Cells from one kernel cell to the next; 1 unless given."
    ),
)
_CHANNEL_OPTIONS = (
    click.option(
        "--groups", type=Count(), help="Groups of channels that do not mix; 1 unless given."
    ),
    click.option(
        "--channels",
        type=ChannelPair(),
        help="Input and output channels; arrays have them in front.",
    ),
    click.option(
        "--padding-mode",
        type=click.Choice(("zeros", "circular", "reflect", "replicate")),
        help="What the convolution pads with whose transpose it is; zeros unless given.",
    ),
)


def _shown(text: str) -> str:
    return repr(text) if len(text) <= 40 else f"{text[:37]!r}..."
