"""Every method against every other on generic cells, over ranges of settings.

A generic cell counts products of an input cell and a tap. Two methods that agree on generic cells agree on all inputs
and kernels of these sizes, over every ring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from numbers import Integral
from typing import Any, TypeAlias

from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.formulations import TRANSPOSED, Definition
from symconv.formulations.matrix import convolution_matrix
from symconv.generic import cell, generic
from symconv.geometry import Axis, enforce, parameter_demands, transposed_demands
from symconv.language import Tensor, Vec, positions
from symconv.plan import transposed_plan
from symconv.workers import cores, in_processes, on_cluster

Ranges: TypeAlias = Any
Column: TypeAlias = tuple[tuple[int, ...], ...]
CHUNK = 64  # settings of one axis that are checked in about a tenth of a second
MOST_AXES, MOST_JOBS, MOST_CELLS, FAR = 16, 256, 1_000_000, 10**9
LONG = 16  # chunks that are worth starting processes for
NAMES = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")


@dataclass(frozen=True)
class Setting:
    """One setting of a sweep: input size and parameters of every axis."""

    input_size: tuple[int, ...]
    axes: tuple[Axis, ...]

    def __str__(self) -> str:
        shown = {"input_size": self.input_size} | {name: self.values(name) for name in NAMES[1:]}
        return ", ".join(f"{name}={_entry(v)}" for name, v in shown.items())

    def values(self, name: str) -> tuple[int, ...] | list[tuple[int, int]]:
        """Return one parameter, axis by axis; padding as pairs of begin and end where the two differ on an axis."""
        if name != "padding":
            return tuple(getattr(axis, name) for axis in self.axes)
        if all(axis.begin == axis.end for axis in self.axes):
            return tuple(axis.begin for axis in self.axes)
        return [(axis.begin, axis.end) for axis in self.axes]

    def is_legal(self) -> bool:
        """Return whether the layer exists and its output has a cell."""
        try:
            for axis, size in zip(self.axes, self.input_size, strict=True):
                enforce(parameter_demands("ConvTranspose", axis, True))
                enforce(transposed_demands("ConvTranspose", axis, size))
        except GeometryError:
            return False
        return True


def _entry(values: tuple[int, ...] | list[tuple[int, int]]) -> Any:
    return values[0] if isinstance(values, tuple) and len(values) == 1 else values


@dataclass(frozen=True)
class Disagreement:
    """A cell on which a method and the engine's plan differ."""

    setting: Setting
    method: str
    cell: tuple[int, ...]
    expected: str
    found: str

    def text(self) -> str:
        """Return it in one line."""
        return f"{self.setting}: cell {self.cell} is {self.found} by {self.method}, but {self.expected} by the plan"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        parameters = {name: list(self.setting.values(name)) for name in NAMES[1:]}
        setting = {"input_size": list(self.setting.input_size)} | parameters
        found = {"method": self.method, "cell": list(self.cell), "expected": self.expected, "found": self.found}
        return {"setting": setting} | found


@dataclass(frozen=True)
class Report:
    """What a sweep found: settings checked, settings skipped as illegal, and disagreements."""

    checked: int
    skipped: int
    disagreements: tuple[Disagreement, ...] = field(default=())

    def __str__(self) -> str:
        number = len(self.disagreements)
        verdict = f"{number} disagreement{'s' * (number > 1)}" if number else "no disagreement"
        head = f"checked {self.checked} setting{'s' * (self.checked != 1)}, skipped {self.skipped} as illegal: {verdict}"
        return "\n".join([head] + [d.text() for d in self.disagreements])

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        found = [d.to_json() for d in self.disagreements]
        return {"checked": self.checked, "skipped": self.skipped, "disagreements": found}


def verify(
    input_size: Ranges = range(1, 7),
    kernel_size: Ranges = range(1, 5),
    stride: Ranges = range(1, 4),
    padding: Ranges = range(3),
    output_padding: Ranges = range(2),
    dilation: Ranges = range(1, 3),
    axes: int = 1,
    methods: Mapping[str, Definition] = TRANSPOSED,
    progress: Callable[[int, int], None] | None = None,
    jobs: int | None = 1,
    scheduler: str | None = None,
) -> Report:
    """Check every method against the engine's plan, and ``C`` transposed against the layer's matrix.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, output_padding, dilation : int, iterable of int, or tuple of these
        The values to try. One range gives every axis the same value; a tuple of ranges, one per axis, gives every axis
        its own, in all combinations.
    axes : int
        How many axes, at least 1.
    methods : mapping, optional
        The definitions to check, by name.
    progress : callable, optional
        Called with the number of settings done and their total.
    jobs : int, optional
        How many processes share the work, at least 1. ``None``: as many as there are cores for a long sweep, one for a
        short one. The report is the same. A script that asks for several needs the usual
        ``if __name__ == "__main__":``.
    scheduler : str, optional
        The address of a running Dask scheduler, ``tcp://HOST:PORT``: its workers do the work instead.

    Returns
    -------
    Report
        Illegal settings are counted as skipped.

    Raises
    ------
    GeometryError
        If a range is not made of integers, there are not as many as axes, or a number is out of range.
    UnsupportedError
        If `methods` cannot be sent to another process, or a setting has too many cells.
    ToolMissing, ToolFailed
        If dask.distributed is not installed, no scheduler answers, or a process dies.

    Examples
    --------
    >>> print(verify(input_size=range(1, 3), kernel_size=3, stride=2, padding=1, output_padding=0, dilation=1))
    checked 2 settings, skipped 0 as illegal: no disagreement
    """
    _check_number("axes", axes, MOST_AXES)
    _check_methods(methods)
    given = (input_size, kernel_size, stride, padding, output_padding, dilation)
    columns = tuple(_per_axis(values, axes, name) for values, name in zip(given, NAMES, strict=True))
    chunks = _chunks(columns, axes, methods)
    if scheduler is None:
        reports = in_processes(_check_chunk, chunks, _processes(jobs, chunks))
    else:
        reports = on_cluster(_check_chunk, chunks, scheduler)
    return _joined(reports, prod(map(len, columns)), progress)


def _check_number(name: str, value: Any, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise GeometryError(f"verify: {name} is {shown(value)}, but {name} >= 1 is needed")
    if value > most:
        raise GeometryError(f"verify: {name} is {shown(value)}, but {name} <= {most} is needed")


def _check_methods(methods: Any) -> None:
    if not isinstance(methods, Mapping) or not all(map(callable, methods.values())):
        raise GeometryError(f"verify: methods is {shown(methods)}, but a mapping of names to definitions is needed")


def _per_axis(values: Ranges, axes: int, name: str) -> Column:
    """Return the values of one parameter, each with one entry per axis."""
    if isinstance(values, tuple) and any(not isinstance(v, Integral) for v in values):
        if len(values) != axes:
            raise GeometryError(f"verify: {name} has {len(values)} ranges, but one range or {axes} are needed")
        return tuple(product(*(_integers(v, name) for v in values)))
    return tuple((value,) * axes for value in _integers(values, name))


def _integers(values: Ranges, name: str) -> list[int]:
    try:
        found = list(values)
    except TypeError:
        found = [values]
    if not found or any(not isinstance(v, Integral) or isinstance(v, bool) or abs(int(v)) >= FAR for v in found):
        raise GeometryError(
            f"verify: {name} is {shown(values)}, but an integer or a range of integers below 10^9 is needed, range(1, 7)"
        )
    return [int(v) for v in found]


@dataclass(frozen=True)
class Chunk:
    """A part of a sweep that one process does at a time: some of all combinations of the columns, by number."""

    columns: tuple[Column, ...]
    numbers: range
    methods: dict[str, Definition]

    def settings(self) -> Iterator[Setting]:
        """Yield the settings; numbers count the combinations with the last column moving fastest."""
        for number in self.numbers:
            sizes, kernels, strides, paddings, extras, dilations = _combination(self.columns, number)
            rows = zip(kernels, strides, paddings, paddings, extras, dilations, strict=True)
            yield Setting(sizes, tuple(Axis(*row) for row in rows))


def _combination(columns: tuple[Column, ...], number: int) -> list[tuple[int, ...]]:
    row = []
    for column in reversed(columns):
        number, at = divmod(number, len(column))
        row.append(column[at])
    return row[::-1]


def _chunks(columns: tuple[Column, ...], axes: int, methods: Mapping[str, Definition]) -> list[Chunk]:
    total, length = prod(map(len, columns)), max(1, CHUNK >> 3 * (axes - 1))
    return [Chunk(columns, range(n, min(n + length, total)), dict(methods)) for n in range(0, total, length)]


def _processes(jobs: int | None, chunks: list[Chunk]) -> int:
    if jobs is None:
        return cores() if len(chunks) >= LONG else 1
    _check_number("jobs", jobs, MOST_JOBS)
    return jobs


def _check_chunk(chunk: Chunk) -> Report:
    legal = [setting for setting in chunk.settings() if setting.is_legal()]
    found = [disagreement for setting in legal for disagreement in check(setting, chunk.methods)]
    return Report(len(legal), len(chunk.numbers) - len(legal), tuple(found))


def _joined(reports: Iterable[Report], total: int, progress: Callable[[int, int], None] | None) -> Report:
    checked, skipped = 0, 0
    found: list[Disagreement] = []
    for report in reports:
        checked, skipped = checked + report.checked, skipped + report.skipped
        found += report.disagreements
        if progress is not None:
            progress(checked + skipped, total)
    return Report(checked, skipped, tuple(found))


def check(setting: Setting, methods: Mapping[str, Definition] = TRANSPOSED) -> list[Disagreement]:
    """Return where a method, or ``C`` transposed, differs from the plan: the first cell of each.

    Parameters
    ----------
    setting : Setting
        A legal one.
    methods : mapping, optional
        The definitions to check, by name.

    Raises
    ------
    UnsupportedError
        If there are more cells than can be compared one by one.
    """
    axes, shape = setting.axes, tuple(axis.kernel_size for axis in setting.axes)
    size = tuple(axis.transposed_size(n) for axis, n in zip(axes, setting.input_size, strict=True))
    cells = max(map(prod, (setting.input_size, shape, size)))
    if cells > MOST_CELLS:
        raise UnsupportedError(f"verify: {setting}: {cells:,} cells, but at most {MOST_CELLS:,} are compared one by one")
    s, d, b, O = (Vec(v) for v in ([a.stride for a in axes], [a.dilation for a in axes], [a.begin for a in axes], size))
    expected = _planned(setting)
    x, w = generic("x", setting.input_size), generic("w", shape)
    results = {name: definition(x, w, s, d, b, O) for name, definition in methods.items()}
    found = {name: {o.entries: result[o] for o in positions(result.shape)} for name, result in results.items()}
    found["matrix of the convolution, transposed"] = _transposed_matrix(setting, w, s, d, b, O)
    first = ((name, _first_difference(cells, expected)) for name, cells in found.items())
    return [
        Disagreement(setting, name, at, _value(expected, at), _value(found[name], at))
        for name, at in first
        if at is not None
    ]


Cells: TypeAlias = dict[tuple[Any, ...], Any]


def _first_difference(cells: Cells, expected: Cells) -> tuple[int, ...] | None:
    keys = list(expected) + [at for at in cells if at not in expected]
    return next((at for at in keys if cells.get(at) != expected.get(at)), None)


def _value(cells: Cells, at: tuple[int, ...]) -> str:
    return repr(cells[at]) if at in cells else "outside the output"


def _planned(setting: Setting) -> Cells:
    """Return the output on generic cells as the engine's plan has it."""
    plan = transposed_plan(setting.axes, setting.input_size)
    at_x, at_w = list(product(*map(range, plan.input_shape))), list(product(*map(range, plan.kernel_shape)))
    cells: Cells = dict.fromkeys(product(*map(range, plan.output_shape)), 0)
    at_y = list(cells)
    for o, i, t in zip(plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True):
        cells[at_y[o]] = cells[at_y[o]] + cell("x", at_x[i]) * cell("w", at_w[t])
    return cells


def _transposed_matrix(setting: Setting, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Cells:
    """Return ``C`` transposed times the input.

    Row `i` of ``C`` is read off the sliding window of the convolution that takes the output size back to the input
    size; where ``a >= s`` no convolution of these parameters does, and ``C`` is the matrix of the definition.
    """
    inputs = Vec(setting.input_size)
    x = generic("x", setting.input_size)
    if all(axis.output_padding < axis.stride for axis in setting.axes):
        back = Vec(axis.convolved_size(n) for axis, n in zip(setting.axes, O.entries, strict=True))
        rows = _window_rows(w, s, d, b, O, back)
    else:
        C = convolution_matrix(w, s, d, b, inputs, O)
        rows = {i.entries: {o.entries: C[i.join(o)] for o in positions(O)} for i in positions(inputs)}
    cells: Cells = {o.entries: 0 for o in positions(O)}
    for i, row in rows.items():
        for o, entry in row.items():
            cells[o] = cells[o] + x[Vec(i)] * entry
    return cells


def _window_rows(w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec, size: Vec) -> dict[tuple[Any, ...], Cells]:
    """Return the matrix of the sliding window: which tap meets which input cell of the convolution, row by row."""
    rows: dict[tuple[Any, ...], Cells] = {}
    for i in positions(size):
        row = rows.setdefault(i.entries, {})
        for t in positions(w.shape):
            reached = s * i + d * t - b
            if all(0 <= e < n for e, n in zip(reached.entries, O.entries, strict=True)):
                row[reached.entries] = row.get(reached.entries, 0) + w[t]
    return rows
