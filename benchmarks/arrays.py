"""Layers on NumPy arrays beside slices for each tap, which is what people write, and PyTorch where it is installed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.timing import Row, in_turn, ratio
from symconv import ConvTranspose

ROUNDS = 7


@dataclass(frozen=True)
class Case:
    """A layer on arrays of numbers, and how many times the slices it may take."""

    name: str
    layer: ConvTranspose
    input_shape: tuple[int, ...]
    most: float | None = None


CASES = (
    Case("1 channel, 128×128, 5×5", ConvTranspose((5, 5), 2, channels=(1, 1)), (1, 1, 128, 128), 1.0),
    Case("16 to 16 channels, 56×56, 4×4", ConvTranspose((4, 4), 2, channels=(16, 16)), (1, 16, 56, 56), 0.5),
    Case("64 to 32 channels, 56×56, 4×4", ConvTranspose((4, 4), 2, 1, channels=(64, 32)), (1, 64, 56, 56), 0.5),
    Case("32 channels by themselves, 56×56, 4×4", ConvTranspose((4, 4), 2, 1, groups=32, channels=(32, 32)), (1, 32, 56, 56)),
    Case("8 to 8 channels, 12×12×12, 3×3×3", ConvTranspose((3, 3, 3), 2, channels=(8, 8)), (1, 8, 12, 12, 12)),
)  # fmt: skip


def rows() -> Iterator[Row]:
    """Yield the lines of arrays."""
    for case, kind in itertools.product(CASES, ("int64", "float64")):
        random = np.random.default_rng(1)
        layer = case.layer
        x = random.integers(-99, 99, case.input_shape).astype(kind)
        w = random.integers(-9, 9, layer.kernel_shape.numbers()).astype(kind)
        works = {
            "symconv": lambda layer=layer, x=x, w=w: layer(x, w),
            "slices": lambda layer=layer, x=x, w=w: by_slices(layer, x, w),
        }
        if find_spec("torch") is not None:
            works["torch"] = _torch(layer, x, w)
        times = in_turn(works, ROUNDS)
        name = f"{kind}, {case.name}"
        most = case.most if kind == "int64" else None
        share = ratio(times, "symconv", "slices")
        yield Row(name, "NumPy, slices for each tap", share, "times its time", most=most)
        if "torch" in times:
            share = ratio(times, "symconv", "torch")
            yield Row(name, "PyTorch", share, "times its time")


def by_slices(layer: ConvTranspose, x: Any, w: Any) -> Any:
    """Add what each tap gives into the slice that it reaches of the full output, and crop."""
    full = [axis.full_size(n) for axis, n in zip(layer.axes, x.shape[2:], strict=True)]
    groups, width = int(layer.groups), w.shape[1]
    y = np.zeros((x.shape[0], groups * width, *full), np.result_type(x, w))
    per_group = x.shape[1] // groups
    for tap in np.ndindex(*w.shape[2:]):
        places = []
        for axis, t, n in zip(layer.axes, tap, x.shape[2:], strict=True):
            start = axis.dilation * t
            places.append(slice(start, start + axis.stride * (n - 1) + 1, axis.stride))
        for group in range(groups):
            rows = slice(group * per_group, (group + 1) * per_group)
            columns = slice(group * width, (group + 1) * width)
            weights = w[(rows, slice(None), *tap)]
            product = np.tensordot(weights, x[:, rows], ((0,), (1,)))
            y[(slice(None), columns, *places)] += np.moveaxis(product, 0, 1)
    kept = []
    for axis, n in zip(layer.axes, x.shape[2:], strict=True):
        kept.append(slice(axis.begin, axis.begin + axis.transposed_size(n)))
    return y[(slice(None), slice(None), *kept)]


def _torch(layer: ConvTranspose, x: Any, w: Any) -> Any:
    import torch
    from torch.nn import functional

    calls = (functional.conv_transpose1d, functional.conv_transpose2d, functional.conv_transpose3d)
    call = calls[len(layer.axes) - 1]
    padding = tuple(axis.begin for axis in layer.axes)
    options = {"stride": layer.stride, "padding": padding, "groups": int(layer.groups)}
    inputs, kernel = torch.from_numpy(x), torch.from_numpy(w)
    return lambda: call(inputs, kernel, **options)
