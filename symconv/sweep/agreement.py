"""Every method against the engine's plan on generic cells, many settings at a time.

A definition is run once for all of them, at every index at once (`symconv.sweep.tables`). What
lands is compared, product by product, with what the plan of each setting lists; where the two
differ, the first cell that does is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Any

import numpy as np

from symconv.definitions.formulations import TRANSPOSED, Definition
from symconv.errors import UnsupportedError
from symconv.language.terms import new_index
from symconv.language.words import Cell, Tensor, Vec, array, equal, named, sum_, when
from symconv.layers.plan import transposed_plan
from symconv.sweep.generic import Landing, first_differences
from symconv.sweep.settings import Setting
from symconv.sweep.tables import LandedProducts, Table, Values, landed

MATRIX = "matrix of the convolution, transposed"
MOST_CELLS = 1_000_000
MOST_POINTS = (
    2**18
)  # entries of a table: the two dozen that are needed together have to fit into any memory
SMALL = 2**20  # three numbers below can be multiplied in int64


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
        return (
            f"{self.setting}: cell {self.cell} is {self.found} by {self.method}, but "
            f"{self.expected} by the plan"
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        found = {
            "method": self.method,
            "cell": list(self.cell),
            "expected": self.expected,
            "found": self.found,
        }
        return {"setting": self.setting.to_json()} | found


def check(
    settings: Iterable[Setting], methods: Mapping[str, Definition] = TRANSPOSED
) -> list[Disagreement]:
    """Return where a method, or ``C`` transposed, differs from the plan: the first cell of each, setting by setting.

    Parameters
    ----------
    settings : iterable of Setting
        Legal ones, of one number of axes.
    methods : mapping, optional
        The definitions to check, by name, written in the six words.

    Raises
    ------
    UnsupportedError
        If there are more cells than can be compared one by one.
    """
    return [found for batch in _batches(settings) for found in Batch(batch).check(methods)]


def _batches(settings: Iterable[Setting]) -> Iterator[list[Setting]]:
    """Yield the settings in their order, as many together as can be looked at together."""
    batch: list[Setting] = []
    largest = 0
    for setting in settings:
        kernel = setting.each("kernel_size")
        shapes = setting.input_size, kernel, setting.output_size
        cells = max(map(prod, shapes))
        if cells > MOST_CELLS:
            raise UnsupportedError(
                f"verify: {setting}: {cells:,} cells, but at most {MOST_CELLS:,} are compared one by one"
            )
        largest = max(largest, setting.points)
        if batch and largest * (len(batch) + 1) > MOST_POINTS:
            yield batch
            batch, largest = [], setting.points
        batch.append(setting)
    if batch:
        yield batch


def transposed_matrix(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Multiply by ``C`` transposed; row `i` of ``C`` is what the sliding window at `i` lays on each cell it meets."""

    def entry(i: Vec, o: Vec) -> Cell:
        return sum_(w.shape, lambda t: when(equal(s * i + d * t - b, o), w[t]))

    return array(O, lambda o: sum_(x.shape, lambda i: x[i] * entry(i, o)))


class Batch:
    """Settings side by side: a size or a parameter is an array with a row for each setting and a column for each axis."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self.settings = settings
        self.number = Table((new_index("setting"),), np.arange(len(settings)))
        self.kernels = self.array(setting.each("kernel_size") for setting in settings)
        self.parameters = [self._column(name) for name in ("stride", "dilation", "begin")]
        self.outputs = self.array(setting.output_size for setting in settings)

    def _column(self, name: str) -> Values:
        """Return one parameter of every setting."""
        return self.array(setting.each(name) for setting in self.settings)

    @staticmethod
    def array(rows: Iterable[Sequence[int]]) -> Values:
        """Return numbers as an array on which index arithmetic is exact."""
        found = list(rows)
        largest = max(map(max, found))
        return np.array(found, dtype=np.int64 if largest < SMALL else object)

    def check(self, methods: Mapping[str, Definition]) -> list[Disagreement]:
        """Return what differs from the plans, setting by setting, method by method."""
        inputs = self.array(setting.input_size for setting in self.settings)
        restored = self.array(setting.restored_size for setting in self.settings)
        tasks = [(name, definition, inputs) for name, definition in methods.items()]
        tasks.append((MATRIX, transposed_matrix, restored))
        sizes = {"x": inputs, "w": self.kernels, "y": self.outputs}
        expected = Landing([self._planned()], sizes)
        found: list[list[Disagreement]] = [[] for _ in self.settings]
        for name, definition, given in tasks:
            seen = self._run(definition, given)
            for number, cell, wanted, other in first_differences(seen, expected):
                setting = self.settings[number]
                found[number].append(Disagreement(setting, name, cell, wanted, other))
        return list(chain.from_iterable(found))

    def _planned(self) -> LandedProducts:
        """Return what the engine's plans list, in their order."""
        plans = [transposed_plan(setting.axes, setting.input_size) for setting in self.settings]
        amounts = [plan.products for plan in plans]
        numbers = np.repeat(np.arange(len(plans)), amounts)
        outputs = np.concatenate([plan.outputs for plan in plans])
        inputs = np.concatenate([plan.inputs for plan in plans])
        taps = np.concatenate([plan.taps for plan in plans])
        return LandedProducts(numbers, outputs, (("x", inputs), ("w", taps)), 1)

    def _run(self, definition: Definition, inputs: Values) -> Landing:
        """Run a definition on inputs of these sizes."""
        x, w = self._vector(inputs), self._vector(self.kernels)
        O = self._vector(self.outputs)
        s, d, b = map(self._vector, self.parameters)
        result = definition(named("x", x), named("w", w), s, d, b, O)
        rows = self._rows(inputs)
        forms = list(landed(result, {"x": x, "w": w}, self.number, rows))
        outputs = self._numbers(result.shape)
        return Landing(forms, {"x": inputs, "w": self.kernels, "y": outputs})

    def _vector(self, numbers: Values) -> Vec:
        columns: list[Any] = [Table(self.number.indices, column) for column in numbers.T]
        return Vec(columns)

    def _numbers(self, shape: Vec) -> Values:
        entries: tuple[Any, ...] = shape.entries
        columns = []
        for entry in entries:
            values = entry.values if isinstance(entry, Table) else entry
            columns.append(np.broadcast_to(values, len(self.settings)))
        return np.stack(columns, axis=1)

    def _rows(self, inputs: Values) -> int:
        """Return how many rows of the output can be looked at together."""
        largest_inputs = inputs.max(axis=0).tolist()
        largest_kernels = self.kernels.max(axis=0).tolist()
        pairs = [n * k for n, k in zip(largest_inputs, largest_kernels, strict=True)]
        rows = int(self.outputs[:, 0].max())
        most: int = max(pairs[0], prod(pairs) // rows, 1)
        return max(1, MOST_POINTS // (len(self.settings) * most))
