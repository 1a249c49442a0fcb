"""One table of named odd cases; every formulation, and every mutant, runs all of it."""

from __future__ import annotations

from dataclasses import dataclass

from symconv import Conv, ConvTranspose, tensor
from symconv.definitions.geometry import Axis


@dataclass(frozen=True)
class Case:
    """An input size and the parameters of a transposed convolution; one value counts for every axis."""

    name: str
    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: int | tuple[int, ...] = 1
    padding: int | tuple[int | tuple[int, int], ...] = 0
    output_padding: int | tuple[int, ...] = 0
    dilation: int | tuple[int, ...] = 1
    channels: tuple[int, int] | None = None
    groups: int = 1
    batch: int | None = None

    def __str__(self):
        return self.name

    @property
    def transposed(self):
        """The transposed convolution of the case."""
        return ConvTranspose(
            self.kernel_size,
            self.stride,
            self.padding,
            self.output_padding,
            self.dilation,
            self.groups,
            self.channels,
        )

    @property
    def direct(self):
        """The convolution of the same parameters; it takes what `transposed` gives."""
        channels = None if self.channels is None else self.channels[::-1]
        return Conv(
            self.kernel_size, self.stride, self.padding, self.dilation, self.groups, channels
        )

    @property
    def axes(self):
        """The parameters axis by axis, spread out by this file's own rules."""
        spread = [
            value if isinstance(value, tuple) else (value,) * len(self.kernel_size)
            for value in (self.stride, self.padding, self.output_padding, self.dilation)
        ]
        rows = zip(self.kernel_size, *spread, strict=True)
        pairs = [(k, s, p if isinstance(p, tuple) else (p, p), a, d) for k, s, p, a, d in rows]
        return [Axis(k, s, begin, end, a, d) for k, s, (begin, end), a, d in pairs]

    @property
    def is_adjoint(self):
        """Whether the convolution of the same parameters leads back to the input size."""
        return all(axis.output_padding < axis.stride for axis in self.axes)

    @property
    def output_size(self):
        """Spatial size of the transposed convolution's result: ``s(I-1) + d(k-1) + 1 - begin - end + a``."""
        return tuple(
            a.stride * (n - 1)
            + a.dilation * (a.kernel_size - 1)
            + 1
            - a.begin
            - a.end
            + a.output_padding
            for a, n in zip(self.axes, self.input_size, strict=True)
        )

    @property
    def x_shape(self):
        """Shape of the transposed convolution's input."""
        return (*self._batch, *(self.channels or ())[:1], *self.input_size)

    @property
    def w_shape(self):
        """Shape of the kernel that both layers take."""
        lead = (self.channels[0], self.channels[1] // self.groups) if self.channels else ()
        return (*lead, *self.kernel_size)

    @property
    def y_shape(self):
        """Shape of the transposed convolution's result, which the convolution takes."""
        return (*self._batch, *(self.channels or ())[1:], *self.output_size)

    @property
    def z_shape(self):
        """Shape of the convolution's result on an input of `y_shape`."""
        spatial = (
            (n + a.begin + a.end - a.dilation * (a.kernel_size - 1) - 1) // a.stride + 1
            for a, n in zip(self.axes, self.output_size, strict=True)
        )
        return (*self._batch, *(self.channels or ())[:1], *spatial)

    @property
    def _batch(self):
        return () if self.batch is None else (self.batch,)

    def symbols(self):
        """Return an input and a kernel of plain symbols for the transposed convolution."""
        return tensor("x", self.x_shape), tensor("w", self.w_shape)

    def direct_symbols(self):
        """Return an input and a kernel of plain symbols for the convolution."""
        return tensor("u", self.y_shape), tensor("w", self.w_shape)


CASES = (
    Case("seed, one axis", (2,), (3,), stride=2, padding=1),
    Case("seed, two axes", (2, 2), (2, 2), stride=2),
    Case("seed, unit stride", (2, 2), (2, 2)),
    Case("overlaps on two axes", (3, 3), (3, 3), stride=2, padding=1),
    Case("one of everything", (1,), (1,)),
    Case("kernel of one tap", (4,), (1,), stride=3),
    Case("kernel of one tap on one axis", (2, 3), (1, 3), stride=(1, 2)),
    Case("kernel shorter than stride", (3,), (2,), stride=3),
    Case("kernel shorter than stride, cropped", (4,), (2,), stride=5, padding=2),
    Case("kernel longer than input", (2,), (6,), padding=2),
    Case("large stride", (3,), (3,), stride=7, padding=1),
    Case("padding beyond the reach", (9,), (2,), padding=3),
    Case("padding beyond the reach, strided", (8,), (2,), stride=2, padding=((4, 3),)),
    Case("padding leaves one cell", (3,), (3,), stride=2, padding=((6, 0),)),
    Case("one input cell", (1,), (4,), stride=3, padding=1),
    Case("one input cell on two axes", (1, 1), (2, 3), stride=(2, 3)),
    Case("one axis of size 1", (4, 1), (3, 2), stride=(2, 3), padding=(1, 0)),
    Case("dilation", (4,), (3,), dilation=2),
    Case("dilation and stride", (4,), (3,), stride=2, padding=1, dilation=3),
    Case("dilation and stride share a factor", (5,), (3,), stride=4, padding=((2, 1),), dilation=6),
    Case("non-square", (2, 3), (3, 2), stride=(1, 2), padding=(1, 0), dilation=(1, 2)),
    Case("asymmetric padding", (5,), (4,), stride=2, padding=((0, 3),)),
    Case("asymmetric padding on two axes", (3, 2), (2, 3), stride=2, padding=((1, 0), (0, 2))),
    Case("output padding", (3,), (3,), stride=2, padding=1, output_padding=1),
    Case("output padding beyond the canvas", (2,), (2,), stride=4, output_padding=3),
    Case("output padding by dilation", (3,), (2,), output_padding=2, dilation=3),
    Case(
        "output padding by dilation, strided",
        (3,),
        (3,),
        stride=2,
        padding=((1, 2),),
        output_padding=3,
        dilation=4,
    ),
    Case(
        "output padding by dilation on one axis",
        (2, 2),
        (2, 2),
        stride=(1, 3),
        output_padding=(1, 2),
        dilation=(2, 1),
    ),
    Case("two-digit names", (11,), (2,), stride=2),
    Case(
        "three axes",
        (2, 1, 2),
        (2, 3, 2),
        (2, 1, 3),
        ((1, 0), (1, 1), (0, 0)),
        (0, 0, 1),
        (1, 1, 2),
    ),
    Case("channels", (3,), (3,), stride=2, padding=1, channels=(2, 3)),
    Case("as many channels in as out", (2, 1), (2, 2), stride=(2, 1), channels=(2, 2)),
    Case("groups", (3,), (2,), stride=2, channels=(4, 6), groups=2),
    Case("depthwise", (4,), (3,), padding=((1, 0),), channels=(3, 3), groups=3),
    Case("depthwise with two outputs each", (2, 2), (2, 1), stride=2, channels=(2, 4), groups=2),
    Case("batch", (2,), (2,), channels=(1, 2), batch=3),
    Case(
        "batch and groups on two axes",
        (2, 1),
        (2, 2),
        (2, 1),
        (0, (1, 0)),
        channels=(2, 2),
        groups=2,
        batch=2,
    ),
)
