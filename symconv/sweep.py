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

from symconv.errors import GeometryError
from symconv.formulations import TRANSPOSED, Definition
from symconv.formulations.matrix import convolution_matrix
from symconv.geometry import Axis, enforce, parameter_demands, transposed_demands
from symconv.language import Tensor, Vec, positions, stored
from symconv.plan import transposed_plan

Counts: TypeAlias = dict[tuple[str, ...], int]
Ranges: TypeAlias = Any
NAMES = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")


class Generic:
    """A cell that stands for any: how often each product of factors occurs in it, factors in order.

    Examples
    --------
    >>> cell("x", (0,)) * cell("w", (2,)) + cell("x", (1,)) * cell("w", (0,))
    x[0]*w[2] + x[1]*w[0]
    """

    __slots__ = ("counts",)

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __add__(self, other: Generic | int) -> Generic:
        if isinstance(other, int):
            return self
        counts = dict(self.counts)
        for factors, number in other.counts.items():
            counts[factors] = counts.get(factors, 0) + number
        return Generic(counts)

    __radd__ = __add__

    def __mul__(self, other: Generic | int) -> Generic | int:
        if isinstance(other, int):
            return 0 if other == 0 else Generic({factors: number * other for factors, number in self.counts.items()})
        pairs = product(self.counts.items(), other.counts.items())
        return Generic({left + right: m * n for (left, m), (right, n) in pairs})

    def __rmul__(self, other: int) -> Generic | int:
        return self * other

    def __eq__(self, other: object) -> bool:
        return self.counts == (other.counts if isinstance(other, Generic) else {})

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return " + ".join(("" if n == 1 else f"{n}*") + "*".join(factors) for factors, n in sorted(self.counts.items()))


def cell(name: str, at: tuple[int, ...]) -> Generic:
    """Return the generic cell of a tensor at an index."""
    return Generic({(f"{name}[{','.join(map(str, at))}]",): 1})


def generic(name: str, shape: tuple[int, ...]) -> Tensor:
    """Return a tensor of generic cells."""
    at = list(product(*map(range, shape)))
    return stored(Vec(shape), {i: cell(name, i) for i in at})


@dataclass(frozen=True)
class Setting:
    """One setting of a sweep: input size and parameters of every axis."""

    input_size: tuple[int, ...]
    axes: tuple[Axis, ...]

    def __str__(self) -> str:
        shown = {"input_size": self.input_size} | {name: self.values(name) for name in NAMES[1:]}
        return ", ".join(f"{name}={v[0] if len(v) == 1 else v}" for name, v in shown.items())

    def values(self, name: str) -> tuple[int, ...]:
        """Return one parameter, axis by axis."""
        return tuple(getattr(axis, "begin" if name == "padding" else name) for axis in self.axes)

    def is_legal(self) -> bool:
        """Return whether the layer exists and its output has a cell."""
        try:
            for axis, size in zip(self.axes, self.input_size, strict=True):
                enforce(parameter_demands("ConvTranspose", axis, True))
                enforce(transposed_demands("ConvTranspose", axis, size))
        except GeometryError:
            return False
        return True


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
        head = f"checked {self.checked} settings, skipped {self.skipped} as illegal: {verdict}"
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

    Returns
    -------
    Report
        Illegal settings are counted as skipped.

    Raises
    ------
    GeometryError
        If a range is not made of integers, or there are not as many as axes.

    Examples
    --------
    >>> print(verify(input_size=range(1, 3), kernel_size=3, stride=2, padding=1, output_padding=0, dilation=1))
    checked 2 settings, skipped 0 as illegal: no disagreement
    """
    if not isinstance(axes, int) or isinstance(axes, bool) or axes < 1:
        raise GeometryError(f"verify: axes is {axes!r}, but axes >= 1 is needed")
    given = (input_size, kernel_size, stride, padding, output_padding, dilation)
    columns = [_per_axis(values, axes, name) for values, name in zip(given, NAMES, strict=True)]
    total = prod(map(len, columns))
    checked, disagreements = 0, []
    for done, setting in enumerate(_settings(columns), 1):
        if setting.is_legal():
            checked += 1
            disagreements += check(setting, methods)
        if progress is not None:
            progress(done, total)
    return Report(checked, total - checked, tuple(disagreements))


def _per_axis(values: Ranges, axes: int, name: str) -> list[tuple[int, ...]]:
    """Return the values of one parameter, each with one entry per axis."""
    if isinstance(values, tuple) and any(not isinstance(v, Integral) for v in values):
        if len(values) != axes:
            raise GeometryError(f"verify: {name} has {len(values)} ranges, but one range or {axes} are needed")
        return list(product(*(_integers(v, name) for v in values)))
    return [(value,) * axes for value in _integers(values, name)]


def _integers(values: Ranges, name: str) -> list[int]:
    found = [values] if isinstance(values, Integral) else list(values) if isinstance(values, Iterable) else [values]
    if not found or any(not isinstance(v, Integral) or isinstance(v, bool) for v in found):
        raise GeometryError(f"verify: {name} is {values!r}, but an integer or a range of integers is needed, range(1, 7)")
    return [int(v) for v in found]


def _settings(columns: list[list[tuple[int, ...]]]) -> Iterator[Setting]:
    for sizes, kernels, strides, paddings, extras, dilations in product(*columns):
        rows = zip(kernels, strides, paddings, paddings, extras, dilations, strict=True)
        yield Setting(sizes, tuple(Axis(*row) for row in rows))


def check(setting: Setting, methods: Mapping[str, Definition] = TRANSPOSED) -> list[Disagreement]:
    """Return where a method, or ``C`` transposed, differs from the plan: the first cell of each.

    Parameters
    ----------
    setting : Setting
        A legal one.
    methods : mapping, optional
        The definitions to check, by name.
    """
    axes, shape = setting.axes, tuple(axis.kernel_size for axis in setting.axes)
    size = tuple(axis.transposed_size(n) for axis, n in zip(axes, setting.input_size, strict=True))
    s, d, b, O = (Vec(v) for v in ([a.stride for a in axes], [a.dilation for a in axes], [a.begin for a in axes], size))
    x, w = generic("x", setting.input_size), generic("w", shape)
    expected = _planned(setting)
    results = {name: definition(x, w, s, d, b, O) for name, definition in methods.items()}
    found = {name: {o.entries: result[o] for o in positions(O)} for name, result in results.items()}
    found["matrix of the convolution, transposed"] = _transposed_matrix(setting, w, s, d, b, O)
    first = ((name, _first_difference(cells, expected)) for name, cells in found.items())
    return [
        Disagreement(setting, name, at, repr(expected.get(at, 0)), repr(found[name].get(at, 0)))
        for name, at in first
        if at is not None
    ]


Cells: TypeAlias = dict[tuple[Any, ...], Any]


def _first_difference(cells: Cells, expected: Cells) -> tuple[int, ...] | None:
    keys = list(expected) + [at for at in cells if at not in expected]
    return next((at for at in keys if not _same(cells.get(at, 0), expected.get(at, 0))), None)


def _same(a: Generic | int, b: Generic | int) -> bool:
    return (a.counts if isinstance(a, Generic) else {}) == (b.counts if isinstance(b, Generic) else {})


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
    cells: Cells = {}
    for i, row in rows.items():
        for o, entry in row.items():
            cells[o] = cells.get(o, 0) + x[Vec(i)] * entry
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
