"""Every pair of dialects: what is written is run, on the framework it was written for, and held against what was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from frameworks import draws, integers, load, many, needs_framework
from thorough import CI

from symconv import dialects
from symconv.dialects import Port
from symconv.dialects.axis import window
from symconv.errors import GeometryError

pytestmark = pytest.mark.filterwarnings("ignore")  # what a framework warns of is its own affair


PAGE = Path(__file__).parents[2] / "docs" / "reference" / "dialects.md"


class Recorded(Exception):
    """A program has come to its layer; its arrays were kept."""


@dataclass
class Trip:
    """A layer that was read, its arrays as its framework has them, and what it was written as."""

    port: Port
    arrays: tuple[Any, Any, Any]
    writing: dialects.Writing

    def namespace(self):
        found = {}
        exec(self.writing.code, found)  # noqa: S102 - what was written is run
        return found


def integers_of(r, shape):
    return integers(r.randint(0, 10**6), shape)


def words(r, source, n):
    """Return legal words of a dialect, most of them random."""

    def some(low, high):
        return tuple(r.randint(low, high) for _ in range(n))

    k, s = some(1, 4), some(1, 3)
    d = some(1, 2) if r.random() < 0.3 else (1,) * n
    plain = (1,) * n
    if source == "torch":
        extra = tuple(r.randint(0, max(pair) - 1) for pair in zip(s, d, strict=True))
        return {"kernel_size": k, "stride": s, "padding": some(0, 2), "dilation": d} | {
            "output_padding": extra
        }
    if source == "onnx":
        crop = r.choice([{"pads": some(0, 2) + some(0, 2)}, {"auto_pad": "SAME_LOWER"}])
        extra = tuple(r.randint(0, value - 1) for value in s)
        return {"kernel_shape": k, "strides": s, "dilations": d, "output_padding": extra, **crop}
    if source == "keras":
        extra = r.choice([None, tuple(r.randint(0, value - 1) for value in s)])
        return {
            "kernel_size": k,
            "strides": s,
            "padding": r.choice(["same", "valid"]),
            "output_padding": extra,
            "dilation_rate": d if s == plain else plain,
        }
    if source == "tensorflow":
        return {"kernel_size": k, "strides": s, "padding": r.choice(["SAME", "VALID"])}
    pairs = [tuple(r.randint(0, 5) for _ in range(2)) for _ in range(n)]
    return {
        "kernel_size": k,
        "strides": s,
        "padding": r.choice(["SAME", "VALID", pairs]),
        "rhs_dilation": d,
        "transpose_kernel": r.random() < 0.5,
    }


def drawn(r, source):
    """Return a layer with its arrays, or None where it has no output on its input size."""
    n = r.choice([1, 1, 2])
    groups = r.choice([1, 2]) if source in ("torch", "onnx") else 1
    inputs, outputs = (groups * r.randint(1, 2) for _ in range(2))
    size = tuple(r.randint(1, 4) for _ in range(n))
    given = words(r, source, n) | {"input_size": size, "in_channels": inputs}
    given["filters" if source == "keras" else "out_channels"] = outputs
    if groups > 1:
        given["groups" if source == "torch" else "group"] = groups
    try:
        port = getattr(dialects, source).read(**given)
    except GeometryError:
        return None
    x = port.their_input(integers_of(r, (1, inputs, *size)))
    w = port.their_kernel(integers_of(r, (inputs, outputs // groups, *port.kernel_size)))
    return port, (x, w, r.choice([None, integers_of(r, outputs)]))


def aborts_xla(port):
    """Return whether jaxlib 0.10.2 might abort the process, which it does on some paddings of 0 on two axes."""
    ends = [end for axis in port.axes_at() for end in window(axis)]
    reaches = [axis.reach for axis in port.axes for _ in range(2)]
    return len(port.axes) > 1 and any(e >= K - 1 for e, K in zip(ends, reaches, strict=True))


def trips(source, target, number):
    found = []
    for r in draws(f"{source} to {target}", 9 * number):
        layer = drawn(r, source)
        if layer is not None and not (target == "jax" and aborts_xla(layer[0])):
            found.append(Trip(*layer, layer[0].to(target)))
        if len(found) == number:
            return found
    raise AssertionError(f"{len(found)} legal layers only")


def answers(target, journeys):
    """Run every program; those of JAX all together, since compiling is what takes it long."""
    spaces = [trip.namespace() for trip in journeys]
    if target == "jax":
        in_one_program(journeys, spaces)
    return [
        np.asarray(space["port"](*trip.arrays))
        for space, trip in zip(spaces, journeys, strict=True)
    ]


def in_one_program(journeys, spaces):
    """Compute the layers of many programs at once, and let each find its own answer."""
    taken = []

    def record(*arrays):
        taken.append(arrays)
        raise Recorded

    layers = [space["layer"] for space in spaces]
    for space, trip in zip(spaces, journeys, strict=True):
        space["layer"] = record
        with pytest.raises(Recorded):
            space["port"](*trip.arrays)
    jit = load("jax").jit
    values = []
    for start in range(0, len(layers), 100):
        part = slice(start, start + 100)
        pairs = list(zip(layers[part], taken[part], strict=True))
        values += jit(lambda pairs=pairs: [layer(*arrays) for layer, arrays in pairs])()
    for space, value in zip(spaces, values, strict=True):
        space["layer"] = lambda *_, value=value: value


def wrong(journeys, outputs):
    """Return the trips that did not arrive."""
    return [
        (trip.port, trip.writing.code, output)
        for trip, output in zip(journeys, outputs, strict=True)
        if not np.array_equal(output, trip.port(*trip.arrays))
    ]


PAIRS = [
    pytest.param(source, target, marks=needs_framework(target))
    for source, target in product(dialects.NAMES, dialects.NAMES)
]


def shown(source, target):
    """Return the counts of a pair that the reference shows."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index("| from | torch | onnx | tensorflow | keras | jax |")
    head, _, *rows = (
        [cell.strip() for cell in line.split("|")[1:-1]] for line in lines[start : start + 7]
    )
    return next(row for row in rows if row[0] == source)[head.index(target)]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_what_is_written_is_what_was_read(source, target):
    load({"onnx": "onnxruntime"}.get(target, target))
    journeys = trips(source, target, many(500))
    outputs = answers(target, journeys)
    assert wrong(journeys, outputs) == []
    counts = Counter(trip.writing.exact for trip in journeys)
    assert counts[True] > 0
    if CI:
        assert shown(source, target) == f"{counts[True]} + {counts[False]}"
    assert all(trip.writing.exact == (not trip.writing.reason) for trip in journeys)


def test_a_trip_to_the_wrong_place_would_be_noticed():
    journeys = trips("torch", "onnx", 3)
    outputs = [trip.port(*trip.arrays) for trip in journeys]
    assert wrong(journeys, outputs) == []
    assert len(wrong(journeys, [output + 1 for output in outputs])) == 3
