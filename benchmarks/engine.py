"""The exact engine beside SymPy one product at a time, SymPy's ``Add``, symengine, and bare allocation."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import symengine
from sympy import Add, Basic, ImmutableSparseMatrix, Mul

from benchmarks.rivals import one_by_one
from benchmarks.timing import Row, Spread, in_turn, ratio
from symconv import ConvTranspose, tensor
from symconv.data.arrays import read_array, write_array
from symconv.layers.engine import combine
from symconv.layers.plan import Plan

ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """A layer on an input of symbols."""

    name: str
    layer: ConvTranspose
    input_shape: tuple[int, ...]
    kernel_shape: tuple[int, ...]

    @property
    def x(self) -> Any:
        """The input."""
        return tensor("x", self.input_shape)

    @property
    def w(self) -> Any:
        """The kernel."""
        return tensor("w", self.kernel_shape)

    @property
    def plan(self) -> Plan:
        """Which products land where."""
        return self.layer.plan(self.input_shape[-len(self.layer.kernel_size) :])


PLANE = Case(
    "64×64, kernel 5×5, stride 2, padding 1",
    ConvTranspose((5, 5), stride=2, padding=1),
    (64, 64),
    (5, 5),
)
SPACE = Case(
    "14×14×14, kernel 3×3×3, stride 2, padding 1",
    ConvTranspose((3, 3, 3), stride=2, padding=1),
    (14,) * 3,
    (3,) * 3,
)
GROUPS = Case(
    "4 to 6 channels in 2 groups, 24×24, kernel 3×3",
    ConvTranspose((3, 3), stride=2, padding=1, channels=(4, 6), groups=2),
    (4, 24, 24),
    (4, 3, 3, 3),
)


def rows() -> Iterator[Row]:
    """Yield the lines of the engine."""
    yield from _beside_rivals(PLANE, {"one": one_by_one, "add": _add, "allocation": _allocation})
    yield from _beside_rivals(SPACE, {"one": one_by_one})
    yield from _beside_rivals(GROUPS, {"one": one_by_one})
    yield from _matrix()


def _beside_rivals(
    case: Case, rivals: dict[str, Callable[[Plan, Any, Any], object]]
) -> Iterator[Row]:
    x, w, plan = case.x, case.w, case.plan
    flat = [list(read_array(value, "").cells) for value in (x, w)]
    light = [[symengine.Symbol(cell.name) for cell in cells] for cells in flat]
    works: dict[str, Callable[[], object]] = {"symconv": lambda: case.layer(x, w)}
    works["symengine"] = lambda: _symengine(plan, *light)
    works |= {name: lambda rival=rival: rival(plan, *flat) for name, rival in rivals.items()}
    times = in_turn(works, ROUNDS)
    yield Row(
        case.name,
        "SymPy, y[o] += x[i]*w[t]",
        ratio(times, "one", "symconv"),
        "times faster",
        least=20,
    )
    yield Row(
        case.name,
        "symengine, the same sums",
        ratio(times, "symconv", "symengine"),
        "times its time",
        most=1.5,
    )
    if "add" in rivals:
        yield Row(
            case.name, "SymPy, Add(*terms) per cell", ratio(times, "add", "symconv"), "times faster"
        )
        yield Row(
            case.name,
            "allocating the same nodes",
            ratio(times, "symconv", "allocation"),
            "times its time",
        )


def _terms(plan: Plan, x: Any, w: Any) -> list[list[Any]]:
    terms: list[list[Any]] = [[] for _ in range(plan.count.size)]
    for o, i, t in zip(
        plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True
    ):
        terms[o].append(x[i] * w[t])
    return terms


def _add(plan: Plan, x: Any, w: Any) -> object:
    return [Add(*terms) for terms in _terms(plan, x, w)]


def _symengine(plan: Plan, x: Any, w: Any) -> object:
    return [symengine.Add(*terms) for terms in _terms(plan, x, w)]


def _allocation(plan: Plan, x: Any, w: Any) -> object:
    """Make as many nodes of two symbols, and as many sums over them, without any order, the collector held back."""
    gc.disable()
    products = iter(
        [
            Basic.__new__(Mul, x[i], w[t])
            for i, t in zip(plan.inputs.tolist(), plan.taps.tolist(), strict=True)
        ]
    )
    sums = [Basic.__new__(Add, *islice(products, n)) for n in plan.count.ravel().tolist()]
    gc.enable()
    return sums


def _matrix() -> Iterator[Row]:
    layer, w, size = ConvTranspose((5, 5), stride=2, padding=1), tensor("w", (5, 5)), (32, 32)
    matrix = layer.matrix(w, size)
    cells = dict(matrix.todok())
    works = {
        "symconv": lambda: layer.matrix(w, size),
        "entries": lambda: ImmutableSparseMatrix(*matrix.shape, cells),
    }
    times = in_turn(works, ROUNDS)
    name = f"layer.matrix of a 32×32 input, kernel 5×5: {len(cells):,} entries"
    yield Row(
        name,
        "SymPy's sparse matrix of ready entries",
        ratio(times, "symconv", "entries"),
        "times its time",
        most=1.5,
    )
    works["pass"] = lambda: ImmutableSparseMatrix(*matrix.shape, lambda o, i: cells.get((o, i), 0))
    yield Row(
        name,
        "SymPy's, asking every position",
        ratio(in_turn(works, 1), "pass", "symconv"),
        "times faster",
    )


def profile() -> list[tuple[str, float]]:
    """Return where the time of a layer on symbols goes: part and median seconds."""
    case = PLANE
    x, w, plan = case.x, case.w, case.plan
    flat = [read_array(value, "").cells for value in (x, w)]
    cells = combine(plan, *flat, 0)
    works: dict[str, Callable[[], object]] = {
        "reading and checking both arrays": lambda: (read_array(x, "x"), read_array(w, "w")),
        "the plan": lambda: case.plan,
        "products and sums in SymPy's order": lambda: combine(plan, *flat, 0),
        "writing the SymPy array": lambda: write_array("array", plan.output_shape, cells),
        "the whole layer": lambda: case.layer(x, w),
        "the limit: allocating the same nodes": lambda: _allocation(plan, *flat),
    }
    return [
        (name, Spread.of(seconds).median)
        for name, seconds in in_turn(works, 2 * ROUNDS + 1).items()
    ]
