"""One setting of a sweep: the sizes and parameters of a transposed convolution, axis by axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from symconv.definitions.geometry import Axis, enforce, parameter_demands, transposed_demands
from symconv.errors import GeometryError

NAMES = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")


@dataclass(frozen=True)
class Setting:
    """One setting of a sweep: input size and parameters of every axis."""

    input_size: tuple[int, ...]
    axes: tuple[Axis, ...]

    def __str__(self) -> str:
        texts = [f"input_size={_entry(self.input_size)}"]
        texts += [f"{name}={_entry(self.values(name))}" for name in NAMES[1:]]
        return ", ".join(texts)

    def values(self, name: str) -> tuple[int, ...] | list[tuple[int, int]]:
        """Return one parameter, axis by axis; padding as pairs of begin and end where the two differ on an axis."""
        if name != "padding":
            return self.each(name)
        if all(axis.begin == axis.end for axis in self.axes):
            return self.each("begin")
        return [(axis.begin, axis.end) for axis in self.axes]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        parameters = {name: list(self.values(name)) for name in NAMES[1:]}
        return {"input_size": list(self.input_size), **parameters}

    def each(self, name: str) -> tuple[int, ...]:
        """Return a field of every axis."""
        return tuple(getattr(axis, name) for axis in self.axes)

    @property
    def output_size(self) -> tuple[int, ...]:
        """The output size of the transposed convolution."""
        pairs = zip(self.axes, self.input_size, strict=True)
        return tuple(axis.transposed_size(n) for axis, n in pairs)

    @property
    def restored_size(self) -> tuple[int, ...]:
        """The output size of the convolution back; the input size where no convolution of these parameters leads back."""
        if any(axis.output_padding >= axis.stride for axis in self.axes):
            return self.input_size
        pairs = zip(self.axes, self.output_size, strict=True)
        return tuple(axis.convolved_size(n) for axis, n in pairs)

    @property
    def points(self) -> int:
        """How many pairs of an input cell and a tap there are, or triples with an output cell on one of the later axes."""
        pairs: list[int] = []
        triples: list[int] = []
        sizes = zip(self.axes, self.input_size, self.output_size, strict=True)
        for axis, inputs, outputs in sizes:
            pairs.append(inputs * axis.kernel_size)
            triples.append(pairs[-1] * outputs)
        return max(prod(pairs), *triples[1:], 1)

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
