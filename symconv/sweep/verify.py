"""Every method against every other on generic cells, over ranges of settings.

A generic cell counts products of an input cell and a tap. Two methods that agree on generic cells
agree on all inputs and kernels of these sizes, over every ring.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, TypeAlias

from symconv.data.letters import is_integer
from symconv.definitions.formulations import TRANSPOSED, Definition
from symconv.definitions.geometry import Axis
from symconv.errors import GeometryError, shown
from symconv.sweep.agreement import check
from symconv.sweep.checkpoint import Done, Save
from symconv.sweep.report import Report
from symconv.sweep.settings import NAMES, Setting
from symconv.sweep.workers import cores, in_processes, on_cluster

Ranges: TypeAlias = Any
Column: TypeAlias = tuple[tuple[int, ...], ...]
CHUNK = 64  # settings in a part of a sweep; fewer, where they are large:
PAIRS = 2**14  # pairs of an input cell and a tap in a part
LONG = 300  # parts, which take some seconds: worth starting processes for
MOST = 10_000  # parts; those of a very long sweep are larger
MOST_AXES, MOST_JOBS, FAR = 16, 256, 10**9


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
    resume: str | os.PathLike[str] | None = None,
) -> Report:
    """Check every method, and ``C`` transposed, against the engine's plan; so they agree with each other too.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, output_padding, dilation : int, iterable of int, or tuple of these
        The values to try. One range gives every axis the same value; a tuple of ranges, one per
        axis, gives every axis its own, in all combinations.
    axes : int
        How many axes, at least 1.
    methods : mapping, optional
        The definitions to check, by name. A definition is run once for many settings, so what holds
        for letters holds for all sizes here: it is written in the six words, and nothing in it
        branches on an index, a size or a stride.
    progress : callable, optional
        Called with the number of settings done and their total.
    jobs : int, optional
        How many processes share the work, at least 1. ``None``: as many as there are cores for a
        long sweep, one for a short one. The report is the same. A script that asks for several
        needs the usual ``if __name__ == "__main__":``.
    scheduler : str, optional
        The address of a running Dask scheduler, ``tcp://HOST:PORT``: its workers do the work
        instead. Dask sends pickles, so trust whoever runs it.
    resume : path, optional
        A file in which the sweep keeps what it has done, about once a second. If it is there, and
        of the same sweep, the sweep goes on from it. Definitions are known by their names there.

    Returns
    -------
    Report
        Illegal settings are counted as skipped.

    Raises
    ------
    GeometryError
        If a range is not made of integers, there are not as many as axes, or a number is out of
        range; or if the file to resume from is of another sweep.
    UnsupportedError
        If `methods` cannot be sent to another process, or a setting has too many cells.
    ToolMissing, ToolFailed
        If dask.distributed is not installed, no scheduler answers, or a part ends every process
        that works on it.
    OSError
        If the file to resume from cannot be read or written.

    Notes
    -----
    A generic cell counts the products of an input cell and a tap. Two methods that agree on generic
    cells agree on all cells of every commutative ring, since a result is a sum of such products.

    See Also
    --------
    ConvTranspose : The layer whose methods are checked.
    prove : For all sizes, in place of a range of them.

    Examples
    --------
    >>> print(verify(input_size=range(1, 3), kernel_size=3, stride=2, padding=1, output_padding=0, dilation=1))
    checked 2 settings, skipped 0 as illegal: no disagreement
    """
    axes = _count("axes", axes, MOST_AXES)
    if not isinstance(methods, Mapping) or not all(map(callable, methods.values())):
        raise GeometryError(
            f"verify: methods is {shown(methods)}, but a mapping of names to definitions is needed"
        )
    if progress is not None and not callable(progress):
        raise GeometryError(
            f"verify: progress is {shown(progress)}, but what can be called as progress(done, "
            "total) is needed"
        )
    given = (input_size, kernel_size, stride, padding, output_padding, dilation)
    columns = tuple(
        _per_axis(values, axes, name) for values, name in zip(given, NAMES, strict=True)
    )
    chunks = _chunks(columns, methods)
    processes = _processes(jobs, chunks)
    save = Save(resume, _sweep(columns, methods, chunks))
    done = save.done
    if scheduler is None:
        reports = in_processes(_check_chunk, chunks[done.parts :], processes)
    else:
        reports = on_cluster(_check_chunk, chunks[done.parts :], scheduler)
    try:
        for report in reports:
            done = Done(done.parts + 1, done.report + report)
            save.keep(done, at_once=False)
            if progress is not None:
                progress(done.report.settings, prod(map(len, columns)))
    finally:
        save.keep(done, at_once=True)
    return done.report


def _sweep(
    columns: tuple[Column, ...], methods: Mapping[str, Definition], chunks: list[Chunk]
) -> dict[str, Any]:
    """Return what is swept, as JSON data: two sweeps for which this is the same find the same."""
    ranges = {name: list(map(list, column)) for name, column in zip(NAMES, columns, strict=True)}
    return {**ranges, "methods": list(methods), "parts": len(chunks)}


def _count(name: str, value: Any, most: int) -> int:
    if not is_integer(value) or value < 1:
        raise GeometryError(
            f"verify: {name} is {shown(value)}, but {name} >= 1 is needed, a whole number"
        )
    if value > most:
        raise GeometryError(f"verify: {name} is {shown(value)}, but {name} <= {most} is needed")
    return int(value)


def _per_axis(values: Ranges, axes: int, name: str) -> Column:
    """Return the values of one parameter, each with one entry per axis."""
    if isinstance(values, tuple) and not all(map(is_integer, values)):
        if len(values) != axes:
            raise GeometryError(
                f"verify: {name} has {len(values)} ranges, but one range or {axes} are needed"
            )
        return tuple(product(*(_integers(v, name) for v in values)))
    return tuple((value,) * axes for value in _integers(values, name))


def _integers(values: Ranges, name: str) -> list[int]:
    try:
        found = list(values)
    except TypeError:
        found = [values]
    if not found or any(not is_integer(v) or abs(int(v)) >= FAR for v in found):
        raise GeometryError(
            f"verify: {name} is {shown(values)}, but an integer or a range of integers below "
            "10^9 is needed, range(1, 7)"
        )
    return [int(v) for v in found]


@dataclass(frozen=True)
class Chunk:
    """A part of a sweep that one process does at a time: some of all combinations of the columns, by number."""

    columns: tuple[Column, ...]
    numbers: range
    methods: dict[str, Definition]

    def __str__(self) -> str:
        return f"settings {self.numbers.start + 1} to {self.numbers.stop}"

    def settings(self) -> Iterator[Setting]:
        """Yield the settings; numbers count the combinations with the last column moving fastest."""
        for number in self.numbers:
            sizes, kernels, strides, paddings, extras, dilations = _combination(
                self.columns, number
            )
            rows = zip(kernels, strides, paddings, paddings, extras, dilations, strict=True)
            yield Setting(sizes, tuple(Axis(*row) for row in rows))


def _combination(columns: tuple[Column, ...], number: int) -> list[tuple[int, ...]]:
    row = []
    for column in reversed(columns):
        number, at = divmod(number, len(column))
        row.append(column[at])
    return row[::-1]


def _chunks(columns: tuple[Column, ...], methods: Mapping[str, Definition]) -> list[Chunk]:
    total, (inputs, kernels, *_), portable = prod(map(len, columns)), columns, dict(methods)
    largest = prod(
        max(numbers) for sizes in (inputs, kernels) for numbers in zip(*sizes, strict=True)
    )
    length = max(min(CHUNK, PAIRS // max(1, largest)), total // MOST, 1)
    return [
        Chunk(columns, range(n, min(n + length, total)), portable) for n in range(0, total, length)
    ]


def _processes(jobs: int | None, chunks: list[Chunk]) -> int:
    if jobs is None:
        return cores() if len(chunks) >= LONG else 1
    return _count("jobs", jobs, MOST_JOBS)


def _check_chunk(chunk: Chunk) -> Report:
    legal = [setting for setting in chunk.settings() if setting.is_legal()]
    return Report(len(legal), len(chunk.numbers) - len(legal), tuple(check(legal, chunk.methods)))
