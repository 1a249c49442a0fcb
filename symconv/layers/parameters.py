"""The parameters of a layer: read, checked, normalised, shown, and what they say about sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar

from symconv.data.letters import SEVERAL, to_size
from symconv.definitions.geometry import (
    Axis,
    Channels,
    Demand,
    channel_demands,
    enforce,
    parameter_demands,
)
from symconv.errors import GeometryError, shown
from symconv.language.terms import Letter, Size, letters
from symconv.language.words import Vec
from symconv.symbolic.sizes import sized
from symconv.symbolic.written import Spelled, Word, Written, python


@dataclass(frozen=True, repr=False)
class Parameters:
    """The parameters of a layer, checked and normalised: one entry per axis, padding as (begin, end) pairs."""

    kernel_size: Any
    stride: Any = 1
    padding: Any = 0
    output_padding: Any = 0
    dilation: Any = 1
    groups: Any = 1
    channels: Any = None

    _transposed: ClassVar[bool] = False

    def __post_init__(self) -> None:
        kernel = self.kernel_size
        kernel = tuple(kernel) if isinstance(kernel, SEVERAL) else (kernel,)
        if not kernel:
            raise GeometryError(
                f"{type(self).__name__}(kernel_size=()): there is no axis, but one or more are needed; "
                "give a size or a tuple of sizes"
            )
        self._set(
            "kernel_size",
            tuple(parameter(k, f"{type(self).__name__}: kernel_size") for k in kernel),
        )
        for name in ("stride", "output_padding", "dilation"):
            self._set(name, self._per_axis(name))
        self._set("padding", self._padding_pairs())
        self._set("groups", parameter(self.groups, f"{type(self).__name__}: groups"))
        self._set("channels", self._channel_pair())
        enforce(self.parameter_demands())

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _per_axis(self, name: str) -> tuple[Any, ...]:
        value, what = getattr(self, name), f"{type(self).__name__}: {name}"
        axes = len(self.kernel_size)
        entries = tuple(value) if isinstance(value, SEVERAL) else (value,) * axes
        if len(entries) != axes:
            raise GeometryError(
                f"{what} is {shown(value)}: {len(entries)} entries, but one value or exactly {axes} are needed"
            )
        return tuple(parameter(entry, what) for entry in entries)

    def _padding_pairs(self) -> tuple[tuple[Any, Any], ...]:
        what, axes = f"{type(self).__name__}: padding", len(self.kernel_size)
        entries = (
            tuple(self.padding) if isinstance(self.padding, SEVERAL) else (self.padding,) * axes
        )
        if len(entries) != axes:
            raise GeometryError(
                f"{what} is {shown(self.padding)}: {len(entries)} entries, but one value or exactly {axes} are needed; "
                "a (begin, end) pair stands inside a list, padding=[(1, 0)]"
            )
        pairs = [
            tuple(entry) if isinstance(entry, SEVERAL) else (entry, entry) for entry in entries
        ]
        for pair in pairs:
            if len(pair) != 2:
                raise GeometryError(
                    f"{what} is {shown(self.padding)}: {shown(pair)} is not a (begin, end) pair, as in padding=[(1, 0)]"
                )
        return tuple((parameter(begin, what), parameter(end, what)) for begin, end in pairs)

    def _channel_pair(self) -> tuple[Any, Any] | None:
        what = f"{type(self).__name__}: channels"
        if self.channels is None:
            if self.groups != 1:
                raise GeometryError(
                    f"{type(self).__name__}: groups is {self.groups}, but without channels groups must be 1; "
                    "use 1, or declare channels=(C_in, C_out)"
                )
            return None
        if not isinstance(self.channels, SEVERAL) or len(self.channels) != 2:
            raise GeometryError(
                f"{what} is {shown(self.channels)}, but a pair (C_in, C_out) is needed"
            )
        inputs, outputs = (parameter(c, what) for c in self.channels)
        return inputs, outputs

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The parameters of every axis, as numbers and polynomials."""
        return tuple(Axis(*(to_size(value, "a parameter") for value in row)) for row in self.rows())

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the parameters axis by axis, as the user gave them, in the order of `Axis`."""
        begins, ends = zip(*self.padding, strict=True)
        columns = (self.kernel_size, self.stride, begins, ends, self.output_padding, self.dilation)
        return list(zip(*columns, strict=True))

    @cached_property
    def channel_counts(self) -> Channels | None:
        """The channels in groups, as numbers and polynomials; ``None`` for a layer without channels."""
        if self.channels is None:
            return None
        return Channels(*(to_size(c, "channels") for c in (*self.channels, self.groups)))

    def parameter_demands(self) -> list[Demand]:
        """Return what the parameters must satisfy, whatever the input size."""
        demands = [
            d for axis in self.axes for d in parameter_demands(repr(self), axis, self._transposed)
        ]
        return demands + (
            channel_demands(repr(self), self.channel_counts) if self.channel_counts else []
        )

    def __repr__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        plain = len(self.kernel_size) == 1 if isinstance(self.kernel_size, tuple) else True
        written = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "padding":
                value = _short_padding(value)
            elif field.name not in ("groups", "channels") and isinstance(value, tuple):
                value = (
                    value[0]
                    if plain or (field.name != "kernel_size" and len(set(value)) == 1)
                    else value
                )
            if field.name == "kernel_size":
                written.append(python(value).text)
            elif value != field.default:
                written.append(f"{field.name}={python(value).text}")
        return f"{type(self).__name__}({', '.join(written)})"

    def output_size(self, input_size: Any) -> Any:
        """Return the spatial output size, in the form asked.

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial sizes only, one per axis; one value alone counts for every axis.

        Returns
        -------
        int, expression or tuple
            One value for one value on one axis, else a tuple.

        Raises
        ------
        GeometryError
            If a known size would be below 1, or the numbers of axes differ.

        Examples
        --------
        >>> from symconv import ConvTranspose
        >>> ConvTranspose(3, stride=2, padding=1).output_size(2)
        3
        """
        values = self.per_axis_size(input_size)
        sizes = tuple(to_size(n, "input_size") for n in values)
        for axis, n in zip(self.axes, sizes, strict=True):
            if not any(map(letters, (n, *vars(axis).values()))):
                enforce(self.axis_demands(axis, n))
        result = tuple(
            self.axis_output(Axis(*row), value)
            for row, value in zip(self.rows(), values, strict=True)
        )
        demands = [*self.parameter_demands(), *self.size_demands(sizes)]
        result = tuple(
            sized(
                size,
                [*self.sizes(), *sizes],
                demands,
                (self.given(), input_size),
                _OUTPUT_SIZE(layer=self, input_size=input_size, axis=axis),
            )
            for axis, size in enumerate(result)
        )
        return result if isinstance(input_size, SEVERAL) or len(result) > 1 else result[0]

    def given(self) -> tuple[Any, ...]:
        """Return every parameter as it was given."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def per_axis_size(self, input_size: Any) -> tuple[Any, ...]:
        """Return an input size with one entry per axis."""
        axes = len(self.axes)
        values = tuple(input_size) if isinstance(input_size, SEVERAL) else (input_size,) * axes
        if len(values) != axes:
            raise GeometryError(
                f"{self!r} on input size {shown(input_size)}: {len(values)} sizes, but one size or exactly {axes} are needed"
            )
        return tuple(parameter(value, "input_size") for value in values)

    def sizes(self) -> list[Size]:
        """Return every parameter, axis by axis, then those of the channels."""
        counts = self.channel_counts
        return [v for axis in self.axes for v in vars(axis).values()] + (
            list(vars(counts).values()) if counts else []
        )

    def letters_used(self) -> frozenset[Letter]:
        """Return the letters among the parameters."""
        return frozenset().union(*map(letters, self.sizes()))

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return the output size on one axis."""
        raise NotImplementedError

    def axis_demands(self, axis: Axis, input_size: Size) -> list[Demand]:
        """Return what the layer asks of the input size on one axis."""
        raise NotImplementedError

    def size_demands(self, input_size: tuple[Size, ...]) -> list[Demand]:
        """Return what the layer asks of an input size."""
        pairs = zip(self.axes, input_size, strict=True)
        return [demand for axis, n in pairs for demand in self.axis_demands(axis, n)]

    def output_shape(self, input_size: tuple[Size, ...]) -> Vec:
        """Return the spatial output size as a vector."""
        return Vec(self.axis_output(axis, n) for axis, n in zip(self.axes, input_size, strict=True))


def _spell_output_size(written: Written, _: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.output_size(I)``, with the axis where there are several."""
    layer, input_size, axis = written.parameters
    several = isinstance(input_size, SEVERAL) or len(layer.axes) > 1
    at = f"[{axis}]" if several else ""
    return Spelled(f"{layer!r}.output_size({python(input_size).text}){at}")


def _axis_of(layer: Any, input_size: Any, axis: int) -> Any:
    sizes = layer.output_size(input_size)
    return sizes[axis] if isinstance(sizes, tuple) else sizes


_OUTPUT_SIZE = Word("output size", _axis_of, ("layer", "input_size", "axis"), _spell_output_size)


def parameter(value: Any, what: str) -> Any:
    """Return a parameter as an int or a SymPy expression; anything else raises."""
    size = to_size(value, what)
    return size if isinstance(size, int) else value


def _short_padding(pairs: Any) -> Any:
    if not isinstance(pairs, tuple) or any(not isinstance(pair, tuple) for pair in pairs):
        return pairs
    if any(begin != end for begin, end in pairs):
        return list(pairs)
    begins = tuple(begin for begin, _ in pairs)
    return begins[0] if len(set(begins)) == 1 else begins
