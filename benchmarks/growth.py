"""Time and memory of one layer on larger and larger inputs, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.timing import Row, Spread, exponent
from symconv import ConvTranspose, tensor

SIZES = (32, 64, 128, 256)
ROUNDS = 7


@dataclass(frozen=True)
class Point:
    """What one input size takes; `times` are the seconds of every round."""

    size: int
    products: int
    times: tuple[float, ...]
    peak: int
    kept: int

    @property
    def seconds(self) -> float:
        """The median of the rounds."""
        return Spread.of(self.times).median


def points() -> list[Point]:
    """Return time and memory for every size, sizes in turn."""
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size in SIZES:
            seconds[size].append(_run("time", size)[0])
    found = []
    for size in SIZES:
        peak, kept, products = _run("memory", size)
        found.append(Point(size, int(products), tuple(seconds[size]), int(peak), int(kept)))
    return found


def rows(found: list[Point]) -> Iterator[Row]:
    """Yield the lines of growth."""
    found = [point for point in found if point.size >= 64]
    products = [point.products for point in found]
    time_exponents = [
        exponent(products, times) for times in zip(*(point.times for point in found), strict=True)
    ]
    memory_exponent = exponent(products, [point.peak for point in found])
    name = "64×64 to 256×256, kernel 5×5, stride 2, padding 1"
    yield Row(name, "time against products", Spread.of(time_exponents), "exponent", most=1.05)
    yield Row(
        name, "peak memory against products", Spread(*[memory_exponent] * 3), "exponent", most=1.05
    )
    shares = Spread.of([point.peak / point.kept for point in found])
    yield Row(name, "peak memory against the result's own", shares, "times", most=2)


def _run(what: str, size: int) -> list[float]:
    arguments = [sys.executable, "-m", "benchmarks.growth", what, str(size)]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


def _seconds(size: int) -> list[float]:
    layer, x, w = (
        ConvTranspose((5, 5), stride=2, padding=1),
        tensor("x", (size, size)),
        tensor("w", (5, 5)),
    )
    layer(tensor("x", (2, 2)), w)
    start = time.process_time()
    result = layer(x, w)
    seconds = time.process_time() - start
    del result
    return [seconds]


def _memory(size: int) -> list[float]:
    layer, x, w = (
        ConvTranspose((5, 5), stride=2, padding=1),
        tensor("x", (size, size)),
        tensor("w", (5, 5)),
    )
    products = layer.plan((size, size)).products
    tracemalloc.start()
    result = layer(x, w)
    kept, peak = tracemalloc.get_traced_memory()
    del result
    return [peak, kept, products]


if __name__ == "__main__":
    print(json.dumps({"time": _seconds, "memory": _memory}[sys.argv[1]](int(sys.argv[2]))))
